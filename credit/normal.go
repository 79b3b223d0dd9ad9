package credit

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// NormalCDF is the standard normal distribution function Φ(x) = erfc(−x/√2)/2. Its relative error is
// below 1e-14 for x > −8 and grows as x² in the lower tail, where the argument itself is rounded.
func NormalCDF(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }

// NormalQuantile is Φ⁻¹(p), the x with Φ(x) = p; −∞ at 0, +∞ at 1 and NaN outside [0, 1]. Its relative
// error is below 1e-15 (algorithm AS 241, M. Wichura, Applied Statistics 37, 1988).
func NormalQuantile(p float64) float64 {
	if !isProbability(p) {
		return math.NaN()
	}
	return mathext.NormalQuantile(p)
}

// invSqrt2Pi is 1/√(2π).
const invSqrt2Pi = 0.398942280401432677939946059934

// normalDensity is φ(x), the standard normal density.
func normalDensity(x float64) float64 { return invSqrt2Pi * math.Exp(-0.5*x*x) }

// isProbability reports whether p lies in [0, 1]; NaN does not.
func isProbability(p float64) bool { return p >= 0 && p <= 1 }

// isCorrelation reports whether r lies in [−1, 1]; NaN does not.
func isCorrelation(r float64) bool { return r >= -1 && r <= 1 }
