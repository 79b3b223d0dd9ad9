package cholesky_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/internal/cholesky"
)

// TestRowsComeAndGo solves with random matrices after random additions and removals and multiplies back.
func TestRowsComeAndGo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 8
		g := rapid.SliceOfN(rapid.Float64Range(-1, 1), n*n, n*n).Draw(t, "g")
		a := func(i, j int) float64 {
			v := 0.0
			for k := range n {
				v += g[i*n+k] * g[j*n+k]
			}
			if i == j {
				v += 0.1
			}
			return v
		}
		var f cholesky.Factor
		var list []int
		for range 30 {
			i := rapid.IntRange(0, n-1).Draw(t, "i")
			at := -1
			for k, j := range list {
				if j == i {
					at = k
				}
			}
			if at >= 0 {
				f.Remove(at)
				list = append(list[:at], list[at+1:]...)
				continue
			}
			column := make([]float64, len(list))
			for k, j := range list {
				column[k] = a(i, j)
			}
			if !f.Add(column, a(i, i), 0) {
				t.Fatal("a positive definite matrix is refused")
			}
			list = append(list, i)
		}
		b := make([]float64, len(list))
		for k := range b {
			b[k] = float64(k + 1)
		}
		f.Solve(b)
		for k, i := range list {
			v := 0.0
			for l, j := range list {
				v += a(i, j) * b[l]
			}
			if math.Abs(v-float64(k+1)) > 1e-9*float64(n) {
				t.Fatalf("row %d gives %g", k, v)
			}
		}
	})
}

func TestDependentRowIsRefused(t *testing.T) {
	var f cholesky.Factor
	f.Add(nil, 4, 0)
	if f.Add([]float64{2}, 1, 1e-12) || f.Len() != 1 {
		t.Error("a singular matrix was taken")
	}
}
