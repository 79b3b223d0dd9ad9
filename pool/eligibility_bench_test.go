package pool_test

import (
	"fmt"
	"testing"

	"github.com/ipabs/ipabs/pool"
)

// BenchmarkCheck asks the mixed list about 10,000 loans with a right each.
func BenchmarkCheck(b *testing.B) {
	const n = 10_000
	s := ipSpec(nil, loan("x", "1", "2025-06-30"))
	s.Contracts = nil
	for i := range n {
		id := fmt.Sprint(i)
		s.Rights = append(s.Rights, pool.RightSpec{ID: id, Type: pool.Invention, Status: pool.Valid, Expires: day("2030-01-01"), Appraisal: decp("1000"), AppraisalDate: day("2023-06-30")})
		s.Contracts = append(s.Contracts, loan("C"+id, "500", "2025-06-30", id))
	}
	p := resolve(b, s)
	rules := preset("mixed")
	b.ReportAllocs()
	for b.Loop() {
		check(p, rules)
	}
	b.ReportMetric(float64(n*len(rules))*float64(b.N)/b.Elapsed().Seconds(), "answers/s")
}
