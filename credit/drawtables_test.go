package credit

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// The tables against the functions themselves, off their nodes.
func TestSampleTablesKeepTheirError(t *testing.T) {
	t.Parallel()
	for _, nu := range []float64{0, 0.5, 2, 5, 40, 1000} {
		c := Copula{DegreesOfFreedom: nu}
		tables := newSampleTables(c)
		if e := tables.quantile.Error(); e > 1e-12 {
			t.Errorf("quantile: error %v", e)
		}
		for u := 1e-14; u < 1; u += 0.00123 {
			if got, want := tables.normal(u), NormalQuantile(u); math.Abs(got-want) > 1e-12 {
				t.Fatalf("quantile at %v: %v, want %v", u, got, want)
			}
		}
		for _, u := range []float64{0.5, 0.5 + 0x1p-53, 0.5 - 0x1p-53, 0.5 + 0x1p-30, 0x1p-53, 1 - 0x1p-53, 0.25, 0.75} {
			for _, got := range []float64{tables.normal(u), tables.factor(u)} {
				if want := NormalQuantile(u); math.Abs(got-want) > 1e-12 {
					t.Fatalf("quantile at %v: %v, want %v", u, got, want)
				}
			}
		}
		for p := 1e-15; p < 0.999; p = p*1.21 + 1e-5 {
			x := c.threshold(p)
			if got, want := tables.hazard.at(x), -math.Log1p(-p); math.Abs(got-want) > 2e-12 {
				t.Fatalf("ν %v: hazard at the quantile of %v: %v, want %v", nu, p, got, want)
			}
		}
		if nu == 0 {
			continue
		}
		chi := distuv.ChiSquared{K: nu}
		for x := -8.3; x < 8.3; x += 0.0871 {
			w := nu * math.Exp(2*tables.mixing.At(x))
			got, want := chi.CDF(w), NormalCDF(x)
			if x > 0 {
				got, want = chi.Survival(w), NormalCDF(-x)
			}
			if math.Abs(got-want) > 1e-11*want*max(1, nu/100) {
				t.Fatalf("ν %v: chi-square quantile at Φ(%v) has probability %v, want %v", nu, x, got, want)
			}
		}
	}
}

func TestCandidatesBoundTheProbability(t *testing.T) {
	tables := newSampleTables(Copula{})
	for a := -12.0; a < 12; a += 0.00317 {
		c := tables.candidates(a)
		if p := NormalCDF(a); c.p < p || c.p > p*1.2 && a > -9 && a < 9 {
			t.Fatalf("at %v: %v for a probability of %v", a, c.p, p)
		}
		if got := -math.Expm1(-c.hazard); math.Abs(got-c.p) > 1e-15 {
			t.Fatalf("at %v: hazard %v for probability %v", a, c.hazard, c.p)
		}
	}
}
