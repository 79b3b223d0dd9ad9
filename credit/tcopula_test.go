package credit_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/credit"
)

func TestTCopulaJointDefaultAgainstHighPrecision(t *testing.T) {
	// Two-dimensional quadrature in 20-digit arithmetic (mpmath); from four degrees on the other way, the
	// conditional t distribution of the second variable averaged over the first (SciPy).
	for _, c := range []struct{ p1, p2, rho, nu, want float64 }{
		{0.02, 0.05, 0.3, 1000, 0.0033951782180524867}, {0.001, 0.002, 0.5, 4, 0.00036122542344370605},
		{0.02, 0.02, 0.3, 0.5, 0.009789555455385499}, {0.1, 0.2, 0.3, 0.1, 0.06033598525583492}, {0.3, 0.2, -0.4, 0.2, 0.06913426338499927},
		{0.02, 0.02, 0.3, 5, 0.00363935972288711},
		{0.02, 0.05, 0.2, 4, 0.00535386884456973},
		{0.01, 0.3, -0.5, 2.5, 0.00149040791071326},
	} {
		if got := credit.TCopulaJointDefault(c.p1, c.p2, c.rho, c.nu); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%+v: got %.15g", c, got)
		}
	}
}

// TestTCopulaOrthant uses the closed form at the median, the same for every elliptical law:
// P(both below the median) = 1/4 + arcsin(rho)/2π.
func TestTCopulaOrthant(t *testing.T) {
	for _, nu := range []float64{0.7, 1, 3, 30, 1000} {
		for _, rho := range []float64{-0.9, -0.3, 0.1, 0.5, 0.99} {
			got, want := credit.TCopulaJointDefault(0.5, 0.5, rho, nu), 0.25+math.Asin(rho)/(2*math.Pi)
			if math.Abs(got-want) > 1e-13 {
				t.Errorf("nu %v rho %v: %.16g, want %.16g", nu, rho, got, want)
			}
		}
	}
}

func TestTCopulaProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p1 := rapid.Float64Range(0.0001, 0.9999).Draw(t, "p1")
		p2 := rapid.Float64Range(0.0001, 0.9999).Draw(t, "p2")
		rho := rapid.Float64Range(-1, 1).Draw(t, "rho")
		nu := rapid.Float64Range(0.5, 200).Draw(t, "nu")
		got := credit.TCopulaJointDefault(p1, p2, rho, nu)
		lo, hi := credit.JointDefaultBounds(p1, p2)
		if got < lo || got > hi {
			t.Fatalf("%v outside [%v, %v]", got, lo, hi)
		}
		if swapped := credit.TCopulaJointDefault(p2, p1, rho, nu); math.Abs(swapped-got) > 1e-13 {
			t.Fatalf("not symmetric: %v and %v", got, swapped)
		}
		// Perfectly dependent parties default together whatever the mixing.
		if same := credit.TCopulaJointDefault(p1, p2, 1, nu); math.Abs(same-hi) > 1e-12 {
			t.Fatalf("at correlation 1: %v, want %v", same, hi)
		}
		if p := credit.StudentCDF(credit.StudentQuantile(p1, nu), nu); math.Abs(p-p1) > 1e-13 {
			t.Fatalf("t(t⁻¹(%v)) = %v", p1, p)
		}
	})
}

func TestTCopulaIsUndefined(t *testing.T) {
	for _, c := range []struct {
		situation       string
		p1, p2, rho, nu float64
	}{
		{"a probability above 1", 1.1, 0.2, 0.3, 4},
		{"a correlation above 1", 0.1, 0.2, 1.3, 4},
		{"fewer than a hundredth of a degree", 0.1, 0.2, 0.3, 0.009},
		{"a quantile beyond the largest number", 1e-6, 0.2, 0.3, 0.01},
		{"no number of degrees", 0.1, 0.2, 0.3, math.NaN()},
	} {
		if got := credit.TCopulaJointDefault(c.p1, c.p2, c.rho, c.nu); !math.IsNaN(got) {
			t.Errorf("%s: %v", c.situation, got)
		}
	}
	if got := credit.TCopulaJointDefault(0, 0.2, 0.3, 4); got != 0 {
		t.Errorf("what never happens: %v", got)
	}
	if got := credit.TCopulaJointDefault(1, 0.2, 0.3, 4); got != 0.2 {
		t.Errorf("what is certain: %v", got)
	}
	if got, want := credit.TCopulaJointDefault(0.1, 0.2, 0.3, 1e300), credit.JointDefault(0.1, 0.2, 0.3); got != want {
		t.Errorf("more degrees than tell: %v, want %v", got, want)
	}
}

func TestTCopulaApproachesTheGaussian(t *testing.T) {
	gaussian := credit.JointDefault(0.02, 0.05, 0.3)
	last := math.Inf(1)
	for _, nu := range []float64{10, 100, 1000, 10000, 100_000, 1e6} {
		distance := credit.TCopulaJointDefault(0.02, 0.05, 0.3, nu) - gaussian
		if distance <= 0 || distance > last/5 { // falls as 1/nu
			t.Errorf("nu %v: %.3g above the Gaussian, ten times fewer %.3g", nu, distance, last)
		}
		last = distance
	}
	if got := credit.TCopulaJointDefault(0.02, 0.05, 0.3, math.Inf(1)); got != gaussian {
		t.Errorf("nu ∞: %v", got)
	}
}

func TestTailDependence(t *testing.T) {
	// With nu = 1 (Cauchy) and rho = 0: 2·t₂(−√2) = 1 − 1/√2.
	if got, want := credit.TCopulaTailDependence(0, 1), 1-1/math.Sqrt2; math.Abs(got-want) > 1e-15 {
		t.Errorf("got %v, want %v", got, want)
	}
	// It is the limit of the conditional probability of default.
	const p = 1e-9
	limit := credit.TCopulaJointDefault(p, p, 0.3, 5) / p
	if got := credit.TCopulaTailDependence(0.3, 5); math.Abs(limit/got-1) > 0.01 {
		t.Errorf("tail dependence %v, at p = 1e-9 %v", got, limit)
	}
}

func ExampleTCopulaJointDefault() {
	fmt.Printf("t copula with 5 degrees of freedom %.6f, Gaussian %.6f\n",
		credit.TCopulaJointDefault(0.02, 0.02, 0.3, 5), credit.JointDefault(0.02, 0.02, 0.3))
	// Output: t copula with 5 degrees of freedom 0.003639, Gaussian 0.001664
}
