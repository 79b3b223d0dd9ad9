package concentration

import "math"

// TheilT is Theil's first measure,
//
//	T = Σ sᵢ ln(n sᵢ) = mean( y ln y ),  y = x/mean,  0·ln 0 = 0,
//
// from 0 (all equal) to ln n. It is [GeneralizedEntropy] at α = 1. Undefined
// input gives NaN.
//
// Source: H. Theil, "Economics and Information Theory" (1967).
func TheilT(x []float64) float64 { return GeneralizedEntropy(x, 1) }

// TheilL is Theil's second measure, the mean logarithmic deviation,
//
//	L = −mean( ln(n sᵢ) ) = −mean( ln y ),  y = x/mean.
//
// It is 0 when all are equal and +Inf when a member holds nothing. It is
// [GeneralizedEntropy] at α = 0. Undefined input gives NaN.
func TheilL(x []float64) float64 { return GeneralizedEntropy(x, 0) }

// GeneralizedEntropy is the generalised entropy index of order alpha,
//
//	GE(α) = mean( y^α − 1 ) / (α (α − 1)),  y = x/mean,
//
// with the limits GE(1) = [TheilT] and GE(0) = [TheilL]; GE(2) is half the
// squared coefficient of variation. It is 0 when all are equal, and +Inf for
// α ≤ 0 when a member holds nothing. alpha is any finite number; otherwise,
// and for undefined input, the result is NaN.
//
// Source: F. A. Cowell, K. Kuga (1981); A. F. Shorrocks (1980).
func GeneralizedEntropy(x []float64, alpha float64) float64 {
	s, ok := newSample(x)
	if !ok || math.IsNaN(alpha) || math.IsInf(alpha, 0) {
		return math.NaN()
	}
	return s.generalizedEntropy(alpha)
}

func (s sample) generalizedEntropy(alpha float64) float64 {
	var sum compensated
	for i, v := range s.v {
		t := entropyTerm(v, s.mean, alpha)
		if raw := s.lost(i); raw > 0 {
			t = lostTerm(math.Log(raw)-float64(s.exp)*math.Ln2-math.Log(s.mean), alpha)
		}
		if math.IsInf(t, 1) {
			return t
		}
		sum.add(t)
	}
	return sum.float() / float64(len(s.v))
}

// seriesWithin is the size of the argument below which the kernels of this
// file use their power series. The closed forms subtract a linear term from a
// nearly linear function; beyond this size they lose at most two or three
// digits of the sixteen.
const seriesWithin = 0.125

// lostTerm is entropyTerm for an amount y of the mean that is above 0 but so small that only its logarithm is
// a number: y^α and α·(y − 1) as they are for y = 0.
func lostTerm(logY, alpha float64) float64 {
	switch alpha {
	case 0:
		return -1 - logY
	case 1:
		return 1
	}
	return (math.Expm1(alpha*logY) + alpha) / alpha / (alpha - 1)
}

// entropyTerm is one member's part of GE(α), d being amount/mean − 1:
//
//	g(d) = ( (1+d)^α − 1 − α d ) / (α (α − 1)) ≥ 0.
//
// The linear term adds up to 0 over all members. With it every term is at
// least 0, so that nothing cancels in the sum and a nearly equal pool keeps
// its digits; and the error of the computed mean enters only squared.
func entropyTerm(amount, mean, alpha float64) float64 {
	if amount == 0 {
		if alpha > 0 {
			return 1 / alpha
		}
		return math.Inf(1)
	}
	d := (amount - mean) / mean
	if math.Abs(d)*math.Max(1, math.Abs(alpha)) <= seriesWithin {
		// Binomial series: coefficients 1/2, then times (α − k)/(k + 1).
		coefficient, power, sum := 0.5, d*d, 0.5*d*d
		for k := 2.0; k < 64; k++ {
			coefficient *= (alpha - k) / (k + 1)
			power *= d
			term := coefficient * power
			sum += term
			if math.Abs(term) <= 1e-17*sum {
				break // terms shrink at least eightfold: about twenty are needed
			}
		}
		return sum
	}
	y, logY := amount/mean, math.Log1p(d)
	if d < -0.5 { // d has lost digits of a small amount
		logY = math.Log(y)
	}
	switch {
	case alpha == 0:
		return d - logY
	case alpha == 1:
		return float64(y*logY) - d
	case math.Abs(alpha) < 0.5:
		return (math.Expm1(alpha*logY)/alpha - d) / (alpha - 1)
	case math.Abs(alpha-1) < 0.5:
		return (float64(y*math.Expm1((alpha-1)*logY)/(alpha-1)) - d) / alpha
	default:
		return (math.Expm1(alpha*logY) - float64(alpha*d)) / alpha / (alpha - 1)
	}
}

// Atkinson is Atkinson's index with aversion epsilon,
//
//	A(ε) = 1 − (mean y^(1−ε))^(1/(1−ε)),  y = x/mean,
//	A(1) = 1 − geometric mean / arithmetic mean,
//
// from 0 (all equal) to 1: the share of the total that could be given up if
// the rest were spread equally. For ε ≥ 1 a member that holds nothing makes it
// exactly 1. epsilon runs from 0 (where the index is 0) to +Inf (where it is
// 1 − smallest/mean); a negative epsilon and undefined input give NaN.
//
// Source: A. B. Atkinson, "On the Measurement of Inequality", Journal of
// Economic Theory 2 (1970).
func Atkinson(x []float64, epsilon float64) float64 {
	s, ok := newSample(x)
	if !ok || !(epsilon >= 0) {
		return math.NaN()
	}
	switch {
	case epsilon == 0:
		return 0
	case epsilon >= 1 && s.smallest() == 0:
		return 1
	case math.IsInf(epsilon, 1):
		return (s.mean - s.smallest()) / s.mean
	}
	// mean y^α = 1 + α(α − 1)·GE(α) with α = 1 − ε.
	alpha := 1 - epsilon
	ge := s.generalizedEntropy(alpha)
	if alpha == 0 {
		return -math.Expm1(-ge)
	}
	if excess := -alpha * epsilon * ge; !math.IsInf(excess, 1) && !math.IsNaN(excess) {
		return -math.Expm1(math.Log1p(excess) / alpha)
	}
	// y^α overflows for a small y and a large ε: take the smallest y out.
	var ratios compensated
	for _, v := range s.v {
		ratios.add(math.Pow(v/s.smallest(), alpha))
	}
	mean := ratios.float() / float64(len(s.v))
	return 1 - s.smallest()/s.mean*math.Pow(mean, 1/alpha)
}

// Kolm is Kolm's absolute index with aversion alpha,
//
//	K(α) = ln( mean exp(α (mean − x)) ) / α,
//
// in the unit of the amounts; alpha is per unit of amount. It is the only
// index here that is not free of scale: adding the same sum to every member
// leaves it as it is, and doubling all amounts while halving alpha doubles it.
// It is 0 when all are equal. alpha runs from 0 (the limit is 0) to +Inf (the
// limit is mean − smallest); a negative alpha and undefined input give NaN.
//
// Source: S.-Ch. Kolm, "Unequal Inequalities", Journal of Economic Theory 12
// and 13 (1976).
func Kolm(x []float64, alpha float64) float64 {
	s, ok := newSample(x)
	if !ok || !(alpha >= 0) {
		return math.NaN()
	}
	if alpha == 0 {
		return 0
	}
	perUnit := math.Ldexp(alpha, s.exp) // alpha per scaled amount
	if math.IsInf(perUnit, 1) {
		return math.Ldexp(s.mean-s.smallest(), s.exp)
	}
	// The exponents add up to 0, so mean exp u = 1 + mean(exp u − 1 − u), and
	// every term is at least 0.
	var excess compensated
	largest := perUnit * (s.mean - s.smallest())
	if largest < maxExponent {
		for _, v := range s.v {
			excess.add(expExcess(perUnit * (s.mean - v)))
		}
		return math.Log1p(excess.float()/float64(len(s.v))) / alpha
	}
	for _, v := range s.v {
		excess.add(math.Exp(perUnit * (s.smallest() - v)))
	}
	return (largest + math.Log(excess.float()/float64(len(s.v)))) / alpha
}

// maxExponent is the exponent above which Kolm's sum takes its largest term
// out: exp overflows at 709.78.
const maxExponent = 700

// expExcess is exp(u) − 1 − u.
func expExcess(u float64) float64 {
	if math.Abs(u) > seriesWithin {
		return math.Expm1(u) - u
	}
	term := u * u / 2
	sum := term
	for k := 3.0; math.Abs(term) > 1e-17*sum; k++ {
		term *= u / k
		sum += term
	}
	return sum
}
