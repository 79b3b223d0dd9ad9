package concentration

import (
	"math"
	"sort"
)

// Shannon is the Shannon entropy of the shares in nats,
//
//	E = −Σ sᵢ ln sᵢ,  0·ln 0 = 0,
//
// from 0 (one member holds everything) to ln n. It falls as concentration
// rises. Undefined input gives NaN.
//
// Source: C. E. Shannon (1948).
func Shannon(x []float64) float64 { return Renyi(x, 1) }

// Renyi is the Rényi entropy of order alpha in nats,
//
//	R(α) = ln(Σ sᵢ^α) / (1 − α),
//
// from 0 to ln n, for alpha from 0 to +Inf. The limits are taken: α = 1 is
// [Shannon], α = 2 is −ln of [HHI], α = +Inf is −ln of the largest share, and
// α = 0 is the logarithm of the number of members above zero (0^α tends to 0,
// so a member with nothing has no part in this family). A negative alpha and
// undefined input give NaN.
//
// Source: A. Rényi (1961).
func Renyi(x []float64, alpha float64) float64 {
	s, ok := newSample(x)
	if !ok || !(alpha >= 0) {
		return math.NaN()
	}
	return s.renyi(alpha)
}

// HillNumber is the number of equal members that have the same Rényi entropy
// of order q (希尔数, numbers equivalent),
//
//	N(q) = exp R(q) = (Σ sᵢ^q)^(1/(1 − q)),
//
// for q from 0 to +Inf: N(0) counts the members above zero, N(1) is the
// exponential of the Shannon entropy, N(2) is the [EffectiveNumber] and
// N(+Inf) the reciprocal of the largest share. A negative q and undefined
// input give NaN.
//
// Source: M. O. Hill, "Diversity and Evenness", Ecology 54 (1973).
func HillNumber(x []float64, q float64) float64 {
	s, ok := newSample(x)
	if !ok || !(q >= 0) {
		return math.NaN()
	}
	if q == 0 {
		return float64(s.positive()) // exp(ln n) would not be whole
	}
	return math.Exp(s.renyi(q))
}

// HannahKay is the Hannah-Kay index of concentration,
//
//	(Σ sᵢ^α)^(1/(α − 1)),
//
// the reciprocal of [HillNumber] of the same order. (Some programs print the
// reciprocal under this name.) α = 2 is [HHI], α → 1 the exponential of minus
// the Shannon entropy, α = +Inf the largest share. A negative alpha and
// undefined input give NaN.
//
// Source: L. Hannah, J. A. Kay, "Concentration in Modern Industry" (1977).
func HannahKay(x []float64, alpha float64) float64 { return 1 / HillNumber(x, alpha) }

// positive counts the members above zero.
func (s sample) positive() int {
	return len(s.v) - sort.SearchFloat64s(s.v, math.SmallestNonzeroFloat64)
}

// nearOne is the distance of the order from 1 within which Rényi's formula is
// evaluated as a departure from 1, because ln(Σ s^α) and 1 − α then both tend
// to 0.
const nearOne = 0.5

func (s sample) renyi(alpha float64) float64 {
	above := s.v[len(s.v)-s.positive():]
	largest := s.largest() / s.total
	switch {
	case alpha == 0:
		return math.Log(float64(len(above)))
	case math.IsInf(alpha, 1):
		return math.Log(s.total / s.largest())
	case alpha == 1:
		var sum compensated
		for _, v := range above {
			if inverse := s.total / v; !math.IsInf(inverse, 1) { // else it adds less than 1e-300
				sum.add(v / s.total * math.Log(inverse))
			}
		}
		return sum.float()
	}
	if math.Abs(alpha-1) <= nearOne {
		// Σ s^α = 1 + Σ s·(s^(α−1) − 1).
		var excess compensated
		for _, v := range above {
			share := v / s.total
			excess.add(share * math.Expm1((alpha-1)*math.Log(share)))
		}
		if e := excess.float(); e > -0.5 { // further down the 1 + e would cancel
			return math.Log1p(e) / (1 - alpha)
		}
	}
	// Σ s^α = s₁^α Σ (s/s₁)^α: does not underflow however large α is.
	var ratios compensated
	for _, v := range above {
		ratios.add(math.Pow(v/s.largest(), alpha))
	}
	return (alpha*math.Log(largest) + math.Log(ratios.float())) / (1 - alpha)
}
