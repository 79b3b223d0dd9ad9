package credit

import "math"

// StudentCDF is the distribution function of Student's t with nu degrees of freedom, any positive
// number or +∞ for the normal. Its absolute error is below 1e-15, its relative error in the lower tail
// below 1e-12. NaN when t is NaN or nu is not positive.
func StudentCDF(t, nu float64) float64 {
	switch {
	case math.IsNaN(t) || !(nu > 0):
		return math.NaN()
	case t > 0:
		return 1 - studentTail(t, nu)
	}
	return studentTail(-t, nu)
}

// studentNormal is the number of degrees of freedom from which on the t distribution is taken from the
// normal one.
const studentNormal = 2000

// studentTail is the probability beyond t ≥ 0. For many degrees of freedom it is Φ(−z) with G. Hill's
// expansion of the normal deviate z (Algorithm 395, Communications of the ACM 13, 1970), whose error is
// of the order of ν^(−6). Otherwise it is half an incomplete beta function in ν/(ν + t²).
func studentTail(t, nu float64) float64 {
	switch {
	case math.IsInf(nu, 1):
		return NormalCDF(-t)
	case math.IsInf(t, 1):
		return 0
	case nu >= studentNormal:
		a := nu - 0.5
		b := 48 * a * a
		y := a * math.Log1p(t/nu*t)
		z := math.Sqrt(y) * (1 + (y+3-((0.4*y+3.3)*y+24)*y/(b+0.8*y*y+100)-85.5/(b+0.8*y*y+100))/b)
		return NormalCDF(-z)
	}
	ratio := t / math.Sqrt(nu)
	square := ratio * ratio
	if math.IsInf(square, 1) { // far out the tail is a power of t
		return math.Exp(-betaLog(nu/2)-nu*(math.Log(t)-0.5*math.Log(nu))) / nu
	}
	// x + y = 1; the power x^(ν/2)·y^(1/2) over the beta function stands before both fractions.
	x, y := 1/(1+square), square/(1+square)
	front := math.Exp(-nu/2*math.Log1p(square)-betaLog(nu/2)) * math.Sqrt(y)
	if x < (nu/2+1)/(nu/2+2.5) {
		return 0.5 * front / (nu / 2) * betaFraction(nu/2, 0.5, x)
	}
	return 0.5 - front*betaFraction(0.5, nu/2, y) // front/(2·½)
}

// betaFraction is the continued fraction of the incomplete beta function,
//
//	I_x(a, b) = x^a·(1 − x)^b/(a·B(a, b))·betaFraction(a, b, x)
//
// by Lentz's method. It converges fast for x < (a + 1)/(a + b + 2). (NIST Digital Library of
// Mathematical Functions, 8.17.22.)
func betaFraction(a, b, x float64) float64 {
	const tiny, small, most = 1e-300, 3e-16, 10_000
	lentz := func(v float64) float64 {
		if math.Abs(v) < tiny {
			return tiny
		}
		return v
	}
	c := 1.0
	d := 1 / lentz(1-(a+b)*x/(a+1))
	h := d
	for m := 1.0; m < most; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d, c = 1/lentz(1+even*d), lentz(1+even/c)
		h *= d * c
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d, c = 1/lentz(1+odd*d), lentz(1+odd/c)
		h *= d * c
		if math.Abs(d*c-1) < small {
			break
		}
	}
	return h
}

// betaLog is ln B(a, ½) = ln Γ(a) + ln √π − ln Γ(a + ½), from Stirling's formula so that large terms do
// not cancel.
func betaLog(a float64) float64 {
	return 0.5*math.Log(math.Pi/a) - (a*math.Log1p(0.5/a) - 0.5) - stirling(a+0.5) + stirling(a)
}

// stirling is ln Γ(a) − ((a − ½)·ln a − a + ½·ln 2π), what Stirling's formula leaves, a > 0.
func stirling(a float64) float64 {
	shift := 0.0
	for ; a < 16; a++ { // from the remainder at a + 1: (a + ½)·ln(1 + 1/a) − 1
		shift += (a+0.5)*math.Log1p(1/a) - 1
	}
	s := 1 / (a * a)
	return shift + (1.0/12-s*(1.0/360-s*(1.0/1260-s*(1.0/1680-s*(1.0/1188-s*691/360360)))))/a
}

// StudentQuantile is the inverse of [StudentCDF] in t: −∞ at 0, +∞ at 1. A quantile beyond what a
// float64 holds (few degrees of freedom) is infinite. NaN when p is no probability or nu is not
// positive.
func StudentQuantile(p, nu float64) float64 {
	switch {
	case !isProbability(p) || !(nu > 0):
		return math.NaN()
	case math.IsInf(nu, 1):
		return NormalQuantile(p)
	case p == 0 || p == 1:
		return math.Inf(int(2*p) - 1)
	case p == 0.5:
		return 0
	case p > 0.5:
		return -StudentQuantile(1-p, nu)
	}
	// Newton's method on ln P against ln |t| inside a bracket: the tail is nearly a power there, whatever
	// the number of degrees of freedom, and every start lands in the same few steps.
	lo, hi := -math.MaxFloat64, 0.0
	t := NormalQuantile(p)
	if StudentCDF(lo, nu) > p {
		return math.Inf(-1)
	}
	scale := math.Exp(-betaLog(nu/2)) / math.Sqrt(nu)
	for range 2000 {
		cdf := StudentCDF(t, nu)
		if cdf > p {
			hi = t
		} else {
			lo = t
		}
		density := scale * math.Exp(-(nu+1)/2*log1pSquare(t/math.Sqrt(nu)))
		next := t - (cdf-p)/density
		if cdf < 0.4 { // d ln P/d ln |t| = density·t/P, below zero
			next = t * math.Exp((math.Log(p)-math.Log(cdf))*cdf/(density*t))
		}
		if !(next > lo && next < hi) {
			if next = 0.5 * (lo + hi); lo < 4*hi && hi < 0 {
				next = -math.Sqrt(-lo) * math.Sqrt(-hi)
			} else if hi == 0 {
				next = max(lo/2, t*4)
			}
		}
		if math.Abs(next-t) <= 1e-15*math.Abs(t) {
			return next
		}
		t = next
	}
	return t
}

// log1pSquare is ln(1 + x²), for any x.
func log1pSquare(x float64) float64 {
	if x = math.Abs(x); x > 1e100 {
		return 2 * math.Log(x)
	}
	return math.Log1p(x * x)
}
