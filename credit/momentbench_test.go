package credit_test

import (
	"context"
	"testing"

	"github.com/ipabs/ipabs/credit"
)

// BenchmarkMoments10000 is the covariance of 10,000 positions in factor form under a global factor, 18
// industries, 20 regions and 6 types of right that cross, and 1,000 groups.
func BenchmarkMoments10000(b *testing.B) {
	p := resolved(b, crossedPool(10_000, 18, 20, 6, 1000))
	b.ReportAllocs()
	var m *credit.Moments
	for b.Loop() {
		var err error
		if m, err = p.Moments(context.Background(), credit.MomentSettings{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(m.Columns()), "columns")
	b.ReportMetric(float64(m.Degree()), "degree")
	b.ReportMetric(m.Truncation()/m.Variance(ones(m.Len())), "truncation")
}
