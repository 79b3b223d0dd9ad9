package credit_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/credit"
)

// TestJointDefaultsLieWithinFrechetBounds: max(p₁ + p₂ − 1, 0) ≤ P(both) ≤ min(p₁, p₂), whatever the
// correlation and the copula, so that no correlation of latent variables asks for an impossible
// correlation of defaults.
func TestJointDefaultsLieWithinFrechetBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, q := rapid.Float64Range(0, 1).Draw(t, "p"), rapid.Float64Range(0, 1).Draw(t, "q")
		rho, nu := rapid.Float64Range(-1, 1).Draw(t, "rho"), rapid.SampledFrom([]float64{1, 3, 5, 30}).Draw(t, "nu")
		low, high := credit.JointDefaultBounds(p, q)
		if math.Abs(low-math.Max(p+q-1, 0)) > 1e-15 || high != math.Min(p, q) {
			t.Fatalf("bounds %v and %v of %v and %v", low, high, p, q)
		}
		for name, joint := range map[string]float64{"normal": credit.JointDefault(p, q, rho), "t": credit.TCopulaJointDefault(p, q, rho, nu)} {
			if joint < low-1e-10 || joint > high+1e-10 {
				t.Fatalf("%s: P(both) = %v of %v and %v at %v", name, joint, p, q, rho)
			}
		}
	})
}
