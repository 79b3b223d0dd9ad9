package credit

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"github.com/ipabs/ipabs/internal/random"
	"github.com/ipabs/ipabs/internal/tabulate"
)

// sampleTables holds the functions that drawing a path calls, as tables. Their errors, below 1e-12, are
// absolute: in a latent variable or in a default probability.
type sampleTables struct {
	quantile    *tabulate.Octaves // Φ⁻¹ on (0, ½)
	bound       []boundCell
	exponential *random.Exponential
	gauss       *random.Normal
	mixing      *tabulate.Function // log √(W/ν) from a standard normal variable; nil without mixing
	hazard      hazardTable
}

// boundCell says, for conditional thresholds in a small interval, how candidates for default are found:
// with probability p each, which bounds Φ at the upper end of the interval, by hazard −log(1 − p).
type boundCell struct{ p, hazard, inverse float64 }

const (
	boundReach = 9.0  // Φ(−9) is 1e-19
	boundSteps = 64.0 // cells for a unit
	// mostHazard stands for certainty: the probability of missing a candidate is 4e-18.
	mostHazard = 40.0
)

func newSampleTables(c Copula) *sampleTables {
	t := &sampleTables{quantile: tabulate.NewOctaves(mathext.NormalQuantile), exponential: random.NewExponential(), gauss: random.NewNormal()}
	t.bound = make([]boundCell, int(2*boundReach*boundSteps)+1)
	for i := range t.bound {
		p := NormalCDF((float64(i)+1)/boundSteps - boundReach)
		h := min(-math.Log1p(-p), mostHazard)
		if i == len(t.bound)-1 {
			p, h = 1, mostHazard
		}
		t.bound[i] = boundCell{p, h, 1 / h}
	}
	if !c.IsGaussian() {
		t.mixing = tabulate.New(logMixing(c.DegreesOfFreedom), -mixingReach, mixingReach, 1e-12)
	}
	t.hazard = newHazardTable(c)
	return t
}

const (
	tableTolerance = 1e-13
	// mixingReach is the greatest absolute value of a normal variable that a uniform number gives.
	mixingReach = 8.4
)

// normal is Φ⁻¹(u) for 0 < u < 1.
func (t *sampleTables) normal(u float64) float64 {
	if u < 0.5 {
		return t.quantile.At(u)
	}
	return -t.quantile.At(1 - u)
}

// factor is normal for a u whose distance from ½ has no rounding to lose, without the branch that a
// processor cannot foresee when u is random.
func (t *sampleTables) factor(u float64) float64 {
	side := u - 0.5
	return math.Copysign(t.quantile.At(0.5-math.Abs(side)), side)
}

// candidates gives the cell of a conditional threshold.
func (t *sampleTables) candidates(a float64) *boundCell {
	if a > boundReach {
		a = boundReach
	} else if !(a > -boundReach) {
		a = -boundReach
	}
	return &t.bound[int((a+boundReach)*boundSteps)]
}

// logMixing gives log √(W/ν) as a function of a standard normal x, W being the chi-square quantile at
// Φ(x): the mixing variable of a t copula moves with a normal variable as a factor does.
func logMixing(nu float64) func(x float64) float64 {
	a := nu / 2
	lg, _ := math.Lgamma(a)
	return func(x float64) float64 {
		// Newton's method in v = log(W/2) on the tail that is the smaller one, inside a bracket.
		lo, hi := -math.Inf(1), math.Inf(1)
		v := math.Log(a) + x*math.Sqrt(1/a)
		if start := math.Log(a) + 3*math.Log(math.Abs(1-1/(9*a)+x/(3*math.Sqrt(a)))); a > 1 && x > -3 {
			v = start // Wilson and Hilferty
		} else if x < 0 {
			v = min(v, (logNormalCDF(x)+lg+math.Log(a))/a)
		}
		for range 200 {
			var f float64 // above 0 when v is too large
			g := math.Exp(v)
			if x < 0 {
				f = logGammaIncReg(a, g) - logNormalCDF(x)
			} else {
				f = logNormalCDF(-x) - math.Log(mathext.GammaIncRegComp(a, g))
			}
			if f > 0 {
				hi = v
			} else {
				lo = v
			}
			// The derivative of the log of the tail in v.
			slope := math.Exp(a*v - g - lg)
			if x < 0 {
				slope /= math.Exp(logGammaIncReg(a, g))
			} else {
				slope /= mathext.GammaIncRegComp(a, g)
			}
			next := v - f/slope
			if !(next > lo && next < hi) {
				switch {
				case math.IsInf(lo, -1):
					next = hi - 1
				case math.IsInf(hi, 1):
					next = lo + 1
				default:
					next = 0.5 * (lo + hi)
				}
			}
			if math.Abs(next-v) <= 2e-14*max(1, math.Abs(v)) {
				v = next
				break
			}
			v = next
		}
		return 0.5 * (v + math.Log(2/nu))
	}
}

// logGammaIncReg is the logarithm of the regularised incomplete gamma function P(a, g).
func logGammaIncReg(a, g float64) float64 {
	if g < 1e-8*(a+1) { // P = g^a·e^(−g)/Γ(a+1)·(1 + g/(a+1) + …)
		lg, _ := math.Lgamma(a + 1)
		return a*math.Log(g) - g - lg + g/(a+1)
	}
	return math.Log(mathext.GammaIncReg(a, g))
}

// logNormalCDF is log Φ(x).
func logNormalCDF(x float64) float64 {
	if x > 0 {
		return math.Log1p(-NormalCDF(-x))
	}
	return math.Log(NormalCDF(x))
}

// hazardTable gives the cumulative hazard −log(1 − F(x)) at which a party with the latent value x
// defaults, F being the law of the latent values.
type hazardTable struct {
	table   *tabulate.Function
	lo, hi  float64 // of the table
	exact   func(x float64) float64
	stretch float64 // the table is in asinh of x/stretch; 0 for x itself
}

// lastTabulated is the probability up to which hazards are tabulated.
const lastTabulated = 0.9

func newHazardTable(c Copula) hazardTable {
	if c.IsGaussian() {
		h := hazardTable{exact: func(x float64) float64 { return -logNormalCDF(-x) }}
		h.lo, h.hi = -boundReach, NormalQuantile(lastTabulated)
		h.table = tabulate.New(h.exact, h.lo, h.hi, tableTolerance)
		return h
	}
	nu := c.DegreesOfFreedom
	h := hazardTable{stretch: math.Sqrt(nu), exact: func(x float64) float64 {
		if x > 0 {
			return -math.Log(StudentCDF(-x, nu))
		}
		return -math.Log1p(-StudentCDF(x, nu))
	}}
	h.lo, h.hi = StudentQuantile(1e-16, nu), StudentQuantile(lastTabulated, nu)
	h.table = tabulate.New(func(y float64) float64 { return h.exact(h.stretch * math.Sinh(y)) },
		math.Asinh(h.lo/h.stretch), math.Asinh(h.hi/h.stretch), tableTolerance)
	return h
}

func (h *hazardTable) at(x float64) float64 {
	switch {
	case x > h.hi:
		return h.exact(x)
	case h.stretch == 0:
		return h.table.At(x)
	default:
		return h.table.At(math.Asinh(x / h.stretch))
	}
}
