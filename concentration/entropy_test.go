package concentration_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/concentration"
)

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// plainGE is the textbook formula, good for unequal pools away from α = 0, 1.
func plainGE(x []float64, alpha float64) float64 {
	m, sum := mean(x), 0.0
	for _, v := range x {
		sum += math.Pow(v/m, alpha)
	}
	return (sum/float64(len(x)) - 1) / (alpha * (alpha - 1))
}

func plainAtkinson(x []float64, epsilon float64) float64 {
	m, sum := mean(x), 0.0
	if epsilon == 1 {
		for _, v := range x {
			sum += math.Log(v / m)
		}
		return 1 - math.Exp(sum/float64(len(x)))
	}
	for _, v := range x {
		sum += math.Pow(v/m, 1-epsilon)
	}
	return 1 - math.Pow(sum/float64(len(x)), 1/(1-epsilon))
}

func TestGeneralizedEntropyAgainstTheTextbookFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := amounts(t)
		alpha := rapid.SampledFrom([]float64{-2, -1, -0.5, -0.4, 0.25, 0.4, 0.5, 0.6, 1.4, 1.5, 1.6, 2, 3, 5}).Draw(t, "alpha")
		if got, want := concentration.GeneralizedEntropy(x, alpha), plainGE(x, alpha); got != want && !relClose(got, want, 1e-12) {
			t.Fatalf("GE(%v): got %.17g, want %.17g", alpha, got, want)
		}
	})
}

func TestGeneralizedEntropyIsContinuousAtZeroAndOne(t *testing.T) {
	x := ineqVector
	for _, h := range []float64{1e-5, 1e-8, 1e-11, 1e-15} {
		for _, sign := range []float64{-1, 1} {
			if got, want := concentration.GeneralizedEntropy(x, 1+sign*h), concentration.TheilT(x); math.Abs(got-want) > h+1e-15 {
				t.Errorf("GE(1%+g) = %.17g, Theil T = %.17g", sign*h, got, want)
			}
			if got, want := concentration.GeneralizedEntropy(x, sign*h), concentration.TheilL(x); math.Abs(got-want) > h+1e-15 {
				t.Errorf("GE(%+g) = %.17g, Theil L = %.17g", sign*h, got, want)
			}
			if got, want := concentration.Atkinson(x, 1+sign*h), concentration.Atkinson(x, 1); math.Abs(got-want) > h+1e-15 {
				t.Errorf("Atkinson(1%+g) = %.17g, Atkinson(1) = %.17g", sign*h, got, want)
			}
		}
	}
}

// TestSeriesAndClosedFormMeet: the kernels change formula at a fixed distance
// from the mean. Values just inside and just outside must agree.
func TestSeriesAndClosedFormMeet(t *testing.T) {
	for _, alpha := range []float64{-3, -1, -0.25, 0, 0.25, 0.5, 0.75, 1, 1.25, 2, 3, 8} {
		d := 0.125 / math.Max(1, math.Abs(alpha))
		inside := concentration.GeneralizedEntropy([]float64{1 - d*(1-1e-9), 1 + d*(1-1e-9)}, alpha)
		outside := concentration.GeneralizedEntropy([]float64{1 - d*(1+1e-9), 1 + d*(1+1e-9)}, alpha)
		// GE is close to d²/2 there, so 2e-9 apart in d is 4e-9 apart in GE.
		if ratio := outside / inside; math.Abs(ratio-1-4e-9) > 5e-10 {
			t.Errorf("GE(%v) jumps at d = %v: %.17g inside, %.17g outside", alpha, d, inside, outside)
		}
	}
	in := concentration.Kolm([]float64{1 - 0.125*(1-1e-9), 1 + 0.125*(1-1e-9)}, 1)
	out := concentration.Kolm([]float64{1 - 0.125*(1+1e-9), 1 + 0.125*(1+1e-9)}, 1)
	if ratio := out / in; math.Abs(ratio-1-4e-9) > 5e-10 {
		t.Errorf("Kolm jumps: %.17g inside, %.17g outside", in, out)
	}
}

func TestNearlyEqualPoolsKeepTheirDigits(t *testing.T) {
	// Two members 1 ± d with d = 2^-20. By their power series in d:
	// T = d²/2 + d⁴/12, L = d²/2 + d⁴/4, A(1) = L − L²/2, K(1) = ln cosh d =
	// d²/2 − d⁴/12; the next terms are below 2^-118.
	const d = 0x1p-20
	x := []float64{1 - d, 1 + d}
	const theilL = d*d/2 + d*d*d*d/4
	for name, pair := range map[string][2]float64{
		"TheilT":      {concentration.TheilT(x), d*d/2 + d*d*d*d/12},
		"TheilL":      {concentration.TheilL(x), theilL},
		"GE(2)":       {concentration.GeneralizedEntropy(x, 2), d * d / 2},
		"GE(-1)":      {concentration.GeneralizedEntropy(x, -1), d * d / 2 / (1 - d*d)},
		"Atkinson(1)": {concentration.Atkinson(x, 1), theilL - theilL*theilL/2},
		"Atkinson(2)": {concentration.Atkinson(x, 2), d * d},
		"Kolm(1)":     {concentration.Kolm(x, 1), d*d/2 - d*d*d*d/12},
	} {
		if math.Abs(pair[0]-pair[1]) > 1e-15*pair[1] {
			t.Errorf("%s: got %.17g, want %.17g", name, pair[0], pair[1])
		}
	}
}

func TestAtkinsonAgainstTheTextbookFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := amounts(t)
		epsilon := rapid.SampledFrom([]float64{0, 0.1, 0.5, 0.9, 1, 1.1, 1.5, 2, 4}).Draw(t, "epsilon")
		got, want := concentration.Atkinson(x, epsilon), plainAtkinson(x, epsilon)
		if !relClose(got, want, 1e-12) || got < 0 || got > 1 {
			t.Fatalf("Atkinson(%v): got %.17g, want %.17g", epsilon, got, want)
		}
	})
}

func TestAtkinsonWithAVeryLargeAversion(t *testing.T) {
	x := []float64{0.001, 3, 5}
	limit := 1 - slices.Min(x)/mean(x)
	if got := concentration.Atkinson(x, math.Inf(1)); !relClose(got, limit, 1e-15) {
		t.Errorf("Atkinson(Inf) = %.17g, want %.17g", got, limit)
	}
	// y^(1-ε) overflows from ε = 90 or so; the index tends to the limit like ln(n)/ε.
	for _, epsilon := range []float64{50, 90, 100, 1000, 1e9, 1e300} {
		got := concentration.Atkinson(x, epsilon)
		want := 1 - (1-limit)*math.Pow(3, 1/(epsilon-1))
		if !relClose(got, want, 1e-14) {
			t.Errorf("Atkinson(%g) = %.17g, want %.17g", epsilon, got, want)
		}
	}
	if got := concentration.Atkinson([]float64{2, 2, 2}, 1e300); got != 0 {
		t.Errorf("Atkinson of equal members = %g, want 0", got)
	}
}

func TestZerosInTheEntropyFamily(t *testing.T) {
	x := []float64{1, 0, 0, 0}
	for name, pair := range map[string][2]float64{
		// GE(α) of a lone holder of n is (n^(α−1) − 1)/(α(α−1)).
		"GE(2)":   {concentration.GeneralizedEntropy(x, 2), (4 - 1) / 2.0},
		"GE(0.5)": {concentration.GeneralizedEntropy(x, 0.5), (0.5 - 1) / -0.25},
		"GE(0.1)": {concentration.GeneralizedEntropy(x, 0.1), (math.Pow(4, -0.9) - 1) / -0.09},
		"GE(-1)":  {concentration.GeneralizedEntropy(x, -1), math.Inf(1)},
		"GE(0)":   {concentration.GeneralizedEntropy(x, 0), math.Inf(1)},
	} {
		if pair[0] != pair[1] && !relClose(pair[0], pair[1], 1e-15) {
			t.Errorf("%s: got %.17g, want %.17g", name, pair[0], pair[1])
		}
	}
}

func TestKolm(t *testing.T) {
	plain := func(x []float64, alpha float64) float64 {
		m, sum := mean(x), 0.0
		for _, v := range x {
			sum += math.Exp(alpha * (m - v))
		}
		return math.Log(sum/float64(len(x))) / alpha
	}
	for _, alpha := range []float64{1e-6, 1e-5, 1e-4, 1e-3} {
		if got, want := concentration.Kolm(ineqVector, alpha), plain(ineqVector, alpha); !relClose(got, want, 1e-9) {
			t.Errorf("Kolm(%g) = %.17g, want %.17g", alpha, got, want)
		}
	}
	limit := mean(ineqVector) - slices.Min(ineqVector)
	// exp overflows from alpha = 0.12 or so; ln(n)/alpha separates it from the limit.
	for _, alpha := range []float64{0.1, 0.15, 1, 1e6} {
		if got, want := concentration.Kolm(ineqVector, alpha), limit-math.Log(10)/alpha; !relClose(got, want, 1e-12) {
			t.Errorf("Kolm(%g) = %.17g, want %.17g", alpha, got, want)
		}
	}
	for _, alpha := range []float64{math.Inf(1), 1e306} {
		if got := concentration.Kolm(ineqVector, alpha); !relClose(got, limit, 1e-15) {
			t.Errorf("Kolm(%g) = %.17g, want %.17g", alpha, got, limit)
		}
	}
	if got := concentration.Kolm(ineqVector, 0); got != 0 {
		t.Errorf("Kolm(0) = %g, want 0", got)
	}
	shifted := make([]float64, len(ineqVector))
	for i, v := range ineqVector {
		shifted[i] = v + 1e5
	}
	if a, b := concentration.Kolm(ineqVector, 1e-4), concentration.Kolm(shifted, 1e-4); !relClose(b, a, 1e-14) {
		t.Errorf("adding the same to all changes Kolm from %.17g to %.17g", a, b)
	}
}

// TestAmountsFarBelowTheLargest: amounts that vanish beside the largest are still members, above zero.
// (Values: arithmetic in 60 digits.)
func TestAmountsFarBelowTheLargest(t *testing.T) {
	x := []float64{1e300, 1e-300, 1, 0}
	if got := concentration.HillNumber(x, 0); got != 3 {
		t.Errorf("%v members above zero, want 3", got)
	}
	x = x[:3]
	for _, c := range []struct {
		situation string
		got, want float64
	}{
		{"Theil L", concentration.TheilL(x), 689.6769156095456},
		{"Theil T", concentration.TheilT(x), math.Log(3)},
		{"generalized entropy of -0.5", concentration.GeneralizedEntropy(x, -0.5), 2.566001196398337e299},
		{"Shannon", 1 + concentration.Shannon(x), 1},
		{"Atkinson 1", concentration.Atkinson(x, 1), 1},
		{"small-order Atkinson", concentration.Atkinson([]float64{30, 30, 20, 20}, 1e-7), 2.0135513571144834e-9},
	} {
		if math.Abs(c.got-c.want) > 1e-13*math.Abs(c.want) {
			t.Errorf("%s: %.17g, want %.17g", c.situation, c.got, c.want)
		}
	}
}
