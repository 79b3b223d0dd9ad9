package credit

import (
	"math"
	"testing"
)

func TestTableCDFIsTheNormalOne(t *testing.T) {
	worst := 0.0
	for x := -9.0; x <= 9; x += 0.000317 {
		want := NormalCDF(x)
		worst = max(worst, math.Abs(tableCDF(x)/want-1))
	}
	if worst > 2e-14 {
		t.Errorf("relative error %.3g", worst)
	}
	for _, x := range []float64{math.Inf(-1), -1e300, -40, -8, 0, 8, 40, math.Inf(1)} {
		if got, want := tableCDF(x), NormalCDF(x); math.Abs(got-want) > 2e-14*want {
			t.Errorf("at %v: %v, want %v", x, got, want)
		}
	}
	if !math.IsNaN(tableCDF(math.NaN())) {
		t.Error("NaN")
	}
}

func BenchmarkTableCDF(b *testing.B) {
	sum, x := 0.0, -3.0
	for b.Loop() {
		if x += 0.0137; x > 3 {
			x = -3
		}
		sum += tableCDF(x)
	}
	if sum < 0 {
		b.Fatal(sum)
	}
}
