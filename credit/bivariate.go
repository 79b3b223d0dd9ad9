package credit

import "math"

// JointDefault is the probability that two parties with default probabilities p1 and p2 both default,
// when the default thresholds of their latent variables are joined by a Gaussian copula with
// correlation rho:
//
//	P(D₁ D₂) = Φ₂(Φ⁻¹(p1), Φ⁻¹(p2); rho)
//
// The absolute error is below 1e-14 over the whole range, rho = −1 and 1 included. The result never
// leaves the bounds of [JointDefaultBounds]. It is NaN when p1 or p2 is no probability or rho is
// outside [−1, 1].
//
// Source: O. Vasicek, Probability of loss on loan portfolio, KMV 1987; see [BivariateNormalCDF] for
// the algorithm.
func JointDefault(p1, p2, rho float64) float64 {
	if !isProbability(p1) || !isProbability(p2) || !isCorrelation(rho) {
		return math.NaN()
	}
	joint := BivariateNormalCDF(NormalQuantile(p1), NormalQuantile(p2), rho)
	lo, hi := JointDefaultBounds(p1, p2)
	return min(max(joint, lo), hi)
}

// JointDefaultBounds are the limits within which the joint default probability of two parties lies
// whatever the dependence (Fréchet and Hoeffding): max(0, p1 + p2 − 1) and min(p1, p2). NaN when p1
// or p2 is no probability.
func JointDefaultBounds(p1, p2 float64) (lo, hi float64) {
	if !isProbability(p1) || !isProbability(p2) {
		return math.NaN(), math.NaN()
	}
	hi = min(p1, p2)
	return min(max(0, p1-(1-p2)), hi), hi // p1 + p2 would lose the last digit
}

// DefaultCorrelation (违约相关系数) is the correlation of the two default indicators, which is much
// smaller than the correlation rho of the latent variables (资产相关系数) that it comes from:
//
//	(P(D₁ D₂) − p1 p2) / √(p1 (1−p1) p2 (1−p2))
//
// It is NaN where [JointDefault] is, and when p1 or p2 is 0 or 1: what is certain has no correlation.
func DefaultCorrelation(p1, p2, rho float64) float64 {
	joint := JointDefault(p1, p2, rho)
	variance := p1 * (1 - p1) * p2 * (1 - p2)
	if !(variance > 0) {
		return math.NaN()
	}
	return (joint - p1*p2) / math.Sqrt(variance)
}

// BivariateNormalCDF is Φ₂(h, k; rho) = P(X ≤ h, Y ≤ k) for standard normals X and Y with correlation
// rho. h and k may be infinite. The absolute error is below 1e-14. It is NaN when h or k is NaN or
// rho is outside [−1, 1].
//
// Method: A. Genz, Numerical computation of rectangular bivariate and trivariate normal and t
// probabilities, Statistics and Computing 14 (2004): Gauss–Legendre quadrature of Plackett's integral
// over the correlation (Drezner and Wesolowsky 1990) and, for |rho| ≥ 0.925, of what is left of it
// after the singular part has been integrated in closed form.
func BivariateNormalCDF(h, k, rho float64) float64 {
	switch {
	case math.IsNaN(h) || math.IsNaN(k) || !isCorrelation(rho):
		return math.NaN()
	case math.IsInf(h, -1) || math.IsInf(k, -1):
		return 0
	case math.IsInf(h, 1):
		return NormalCDF(k)
	case math.IsInf(k, 1):
		return NormalCDF(h)
	case rho == 0:
		return NormalCDF(h) * NormalCDF(k)
	case rho == 1:
		return NormalCDF(min(h, k))
	case rho == -1:
		return max(0, NormalCDF(h)-NormalCDF(-k))
	case math.Abs(rho) < 0.925:
		return bivariateModerate(h, k, rho)
	}
	return bivariateHigh(h, k, rho)
}

// bivariateModerate integrates Plackett's identity ∂Φ₂/∂ρ = φ₂ from correlation 0, in the angle
// θ = arcsin ρ.
func bivariateModerate(h, k, rho float64) float64 {
	rule := legendre20
	switch r := math.Abs(rho); {
	case r < 0.3:
		rule = legendre6
	case r < 0.75:
		rule = legendre12
	}
	hk, hs, half := h*k, 0.5*(h*h+k*k), 0.5*math.Asin(rho)
	sum := 0.0
	for _, q := range rule {
		for _, x := range [2]float64{1 - q.x, 1 + q.x} {
			sn := math.Sin(half * x)
			sum += q.w * math.Exp((sn*hk-hs)/(1-sn*sn))
		}
	}
	p := sum*half/(2*math.Pi) + NormalCDF(h)*NormalCDF(k)
	return min(max(p, 0), 1)
}

// bivariateHigh starts from perfect correlation, where the probability is known, and subtracts the
// integral between there and rho. In Genz's notation h and k are upper limits of the upper tails.
func bivariateHigh(h, k, rho float64) float64 {
	h, k = -h, -k
	if rho < 0 {
		k = -k
	}
	hk := h * k
	as := (1 - rho) * (1 + rho)
	a := math.Sqrt(as)
	bs := (h - k) * (h - k)
	c, d := (4-hk)/8, (12-hk)/80
	p := 0.0
	if e := -0.5 * (bs/as + hk); e > -100 {
		p = a * math.Exp(e) * (1 - c*(bs-as)*(1-d*bs)/3 + c*d*as*as)
	}
	if hk > -100 {
		b := math.Sqrt(bs)
		p -= math.Exp(-0.5*hk) * math.Sqrt(2*math.Pi) * NormalCDF(-b/a) * b * (1 - c*bs*(1-d*bs)/3)
	}
	a *= 0.5
	for _, q := range legendre20 {
		for _, x := range [2]float64{1 - q.x, 1 + q.x} {
			xs := a * x * a * x
			e := -0.5 * (bs/xs + hk)
			if e <= -100 {
				continue
			}
			sp := 1 + c*xs*(1+5*d*xs)
			rs := math.Sqrt(1 - xs)
			ep := math.Exp(-0.5*hk*xs/((1+rs)*(1+rs))) / rs
			p += a * q.w * math.Exp(e) * (ep - sp)
		}
	}
	p /= -2 * math.Pi
	switch {
	case rho > 0:
		p += NormalCDF(-max(h, k))
	case h >= k:
		p = -p
	case h < 0:
		p = NormalCDF(k) - NormalCDF(h) - p
	default:
		p = NormalCDF(-h) - NormalCDF(-k) - p
	}
	return min(max(p, 0), 1)
}

// node is a point of a quadrature rule with its weight.
type node struct{ x, w float64 }
