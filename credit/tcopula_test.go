package credit_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/credit"
)

func TestTCopulaJointDefaultAgainstHighPrecision(t *testing.T) {
	// Two-dimensional quadrature in 20-digit arithmetic (mpmath).
	for _, c := range []struct{ p1, p2, rho, nu, want float64 }{
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

func TestTCopulaApproachesTheGaussian(t *testing.T) {
	gaussian := credit.JointDefault(0.02, 0.05, 0.3)
	last := math.Inf(1)
	for _, nu := range []float64{10, 100, 1000, 10000} {
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

func TestStudentAgainstHighPrecision(t *testing.T) {
	for _, c := range []struct{ t, nu, want float64 }{ // 40-digit arithmetic (mpmath)
		{-2.7565085219, 5, 0.020000000000224841188}, {-1, 1, 0.25}, {-10, 2.5, 0.0022207478836537123865},
		{-0.01, 30, 0.49604374628658884834}, {-40, 3, 0.000017190340394579264142}, {-3, 200, 0.0015215235569529514017},
	} {
		if got := credit.StudentCDF(c.t, c.nu); math.Abs(got-c.want) > 1e-14 {
			t.Errorf("t(%v; %v) = %.17g, want %.17g", c.t, c.nu, got, c.want)
		}
	}
	if got := credit.StudentQuantile(0.02, 5); !within(got, -2.7565085219094748402, 1e-13) {
		t.Errorf("t⁻¹(0.02; 5) = %.17g", got)
	}
	if got := credit.StudentQuantile(1e-6, 2.5); !within(got, -220.17342917823684138, 1e-12) {
		t.Errorf("t⁻¹(1e-6; 2.5) = %.17g", got)
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
