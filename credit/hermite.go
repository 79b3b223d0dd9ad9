package credit

import "math"

// hermite gives the orthonormal Hermite polynomials h_k = He_k/√k! at x for k = 0 … n:
//
//	h_0 = 1,  h_1 = x,  h_(k+1) = (x·h_k − √k·h_(k−1))/√(k+1)
func hermite(x float64, n int) []float64 {
	h := make([]float64, n+1)
	h[0] = 1
	for k := range n {
		h[k+1] = x * h[k]
		if k > 0 {
			h[k+1] -= math.Sqrt(float64(k)) * h[k-1]
		}
		h[k+1] /= math.Sqrt(float64(k + 1))
	}
	return h
}

// indicatorSeries gives the coefficients of the indicator of x ≤ c in h_0(x) … h_n(x):
//
//	a_0 = Φ(c),  a_q = −φ(c)·h_(q−1)(c)/√q
//
// For normals with correlation r this makes P(both ≤) = Σ a_q(c₁)·a_q(c₂)·r^q (Mehler, Kibble; in
// statistics the tetrachoric series, K. Pearson 1900).
func indicatorSeries(c float64, n int) []float64 {
	a := make([]float64, n+1)
	a[0] = NormalCDF(c)
	if math.IsInf(c, 0) {
		return a
	}
	h, density := hermite(c, n), normalDensity(c)
	for q := 1; q <= n; q++ {
		a[q] = -density * h[q-1] / math.Sqrt(float64(q))
	}
	return a
}

// bivariateDerivatives gives d[m][j] = ∂^(m+j) Φ₂(h, k; r)/∂h^m ∂k^j for m + j ≤ n, |r| < 1. With
// s = √(1 − r²) and u = (k − r·h)/s they follow from ∂_h Φ₂ = φ(h)·Φ(u) and ∂_h∂_k Φ₂ = φ(h)·φ(u)/s
// by Leibniz's rule, since the derivatives of φ are (−1)^i·He_i·φ.
func bivariateDerivatives(h, k, r float64, n int) [][]float64 {
	d := make([][]float64, n+1)
	for m := range d {
		d[m] = make([]float64, n+1-m)
	}
	d[0][0] = BivariateNormalCDF(h, k, r)
	if math.IsInf(h, 0) || math.IsInf(k, 0) {
		pureDerivatives(d, h, k, n)
		return d
	}
	s := math.Sqrt((1 - r) * (1 + r))
	pure := func(x, y float64, m int) float64 { // ∂_x^m of Φ₂(x, y), m ≥ 1
		u := (y - r*x) / s
		sum, binomial := 0.0, 1.0
		for i := 0; i < m; i++ { // i derivatives on φ(x), m − 1 − i on Φ(u(x))
			sum += binomial * densityDerivative(x, i) * math.Pow(-r/s, float64(m-1-i)) * normalDerivative(u, m-1-i)
			binomial *= float64(m-1-i) / float64(i+1)
		}
		return sum
	}
	u := (k - r*h) / s
	for m := 0; m <= n; m++ {
		for j := 0; j <= n-m; j++ {
			switch {
			case m == 0 && j == 0:
			case j == 0:
				d[m][0] = pure(h, k, m)
			case m == 0:
				d[0][j] = pure(k, h, j)
			default:
				sum, binomial := 0.0, 1.0
				for i := 0; i < m; i++ {
					sum += binomial * densityDerivative(h, i) * math.Pow(-r/s, float64(m-1-i)) * densityDerivative(u, j-1+m-1-i)
					binomial *= float64(m-1-i) / float64(i+1)
				}
				d[m][j] = sum / math.Pow(s, float64(j))
			}
		}
	}
	return d
}

// pureDerivatives fills in the derivatives when one event is certain or impossible.
func pureDerivatives(d [][]float64, h, k float64, n int) {
	for m := 1; m <= n; m++ {
		if math.IsInf(k, 1) && !math.IsInf(h, 0) {
			d[m][0] = normalDerivative(h, m)
		}
		if math.IsInf(h, 1) && !math.IsInf(k, 0) {
			d[0][m] = normalDerivative(k, m)
		}
	}
}

// densityDerivative is the n-th derivative of φ at x: (−1)^n·He_n(x)·φ(x).
func densityDerivative(x float64, n int) float64 {
	a, b := 1.0, x // He_0, He_1
	if n == 0 {
		b = 1
	}
	for k := 1; k < n; k++ {
		a, b = b, x*b-float64(k)*a
	}
	if n%2 == 1 {
		b = -b
	}
	return b * normalDensity(x)
}

// normalDerivative is the n-th derivative of Φ at x.
func normalDerivative(x float64, n int) float64 {
	if n == 0 {
		return NormalCDF(x)
	}
	return densityDerivative(x, n-1)
}

// power is a factor with its degree in a product of Hermite polynomials.
type factorPower struct{ factor, degree int }

// multiIndices calls visit with every product of powers of the factors whose degrees sum to degree,
// in a fixed order. The slice is valid during the call.
func multiIndices(factors []int, degree int, visit func(alpha []factorPower)) {
	alpha := make([]factorPower, 0, len(factors))
	var over func(at, left int)
	over = func(at, left int) {
		if left == 0 {
			visit(alpha)
			return
		}
		if at == len(factors) {
			return
		}
		for d := left; d >= 0; d-- {
			if d > 0 {
				alpha = append(alpha, factorPower{factors[at], d})
			}
			over(at+1, left-d)
			if d > 0 {
				alpha = alpha[:len(alpha)-1]
			}
		}
	}
	over(0, degree)
}

// factorial is n! as a float64, exact up to 22.
func factorial(n int) float64 {
	f := 1.0
	for i := 2; i <= n; i++ {
		f *= float64(i)
	}
	return f
}
