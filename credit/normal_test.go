package credit_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/credit"
)

func TestNormalAgainstHighPrecision(t *testing.T) {
	// Φ(x) to 20 digits, computed with 40-digit arithmetic (mpmath).
	for _, c := range []struct{ x, want float64 }{
		{-8, 6.2209605742717841235e-16}, {-5, 2.8665157187919391167e-7}, {-3.0902323061678132, 0.0010000000000000011765},
		{-1, 0.15865525393145705141}, {0, 0.5}, {0.5, 0.69146246127401310364}, {2, 0.9772498680518207928},
	} {
		if got := credit.NormalCDF(c.x); math.Abs(got/c.want-1) > 1e-14 {
			t.Errorf("Φ(%v) = %.17g, want %.17g", c.x, got, c.want)
		}
	}
}

func TestNormalQuantileInvertsTheDistribution(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := math.Exp(rapid.Float64Range(-60, 0).Draw(t, "log p"))
		x := credit.NormalQuantile(p)
		// An error of one unit in the last place of x moves p by x·φ(x)/Φ(x) of these, at most 1 + x².
		if got := credit.NormalCDF(x); math.Abs(got/p-1) > 1e-15*(4+2*x*x) {
			t.Fatalf("Φ(Φ⁻¹(%v)) = %v", p, got)
		}
	})
	if !math.IsInf(credit.NormalQuantile(0), -1) || !math.IsInf(credit.NormalQuantile(1), 1) {
		t.Error("the quantiles of 0 and 1 are not infinite")
	}
	for _, p := range []float64{-0.1, 1.1, math.NaN()} {
		if got := credit.NormalQuantile(p); !math.IsNaN(got) {
			t.Errorf("Φ⁻¹(%v) = %v, want NaN", p, got)
		}
	}
}

func ExampleNormalQuantile() {
	fmt.Printf("%.6f\n", credit.NormalQuantile(0.999))
	// Output: 3.090232
}
