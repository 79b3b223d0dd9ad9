package concentration_test

import (
	"fmt"
	"testing"

	"github.com/ipabs/ipabs/concentration"
)

// BenchmarkCheckStated measures the four published pools, as a reader of
// documents would check them, and statements of the largest size accepted.
func BenchmarkCheckStated(b *testing.B) {
	b.Run("four published pools", func(b *testing.B) {
		for b.Loop() {
			for _, s := range []concentration.Statements{wenke1, qiyi, kaide, longhe} {
				if _, err := concentration.CheckStated(s); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("10,000 rows and 1,000 figures", func(b *testing.B) {
		table := concentration.StatedPartition{StatedMeasure: byObligor}
		for i := range 10_000 {
			table.Buckets = append(table.Buckets, row(fmt.Sprint(i), "0.0100"))
		}
		s := st{Counts: counts{n("obligor", 10_000)}, Partitions: tables{table}}
		for k := range 1_000 {
			s.Tops = append(s.Tops, top(byObligor, k+1, fmt.Sprintf("%d.%02d", (k+1)/100, (k+1)%100)))
		}
		for b.Loop() {
			if found, err := concentration.CheckStated(s); err != nil || len(found) > 0 {
				b.Fatal(found, err)
			}
		}
	})
}
