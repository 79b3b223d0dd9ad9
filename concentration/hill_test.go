package concentration_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/concentration"
)

// plainRenyi is the textbook formula, good away from α = 1.
func plainRenyi(x []float64, alpha float64) float64 {
	total, sum := 0.0, 0.0
	for _, v := range x {
		total += v
	}
	for _, v := range x {
		if v > 0 {
			sum += math.Pow(v/total, alpha)
		}
	}
	return math.Log(sum) / (1 - alpha)
}

func TestRenyiAgainstTheTextbookFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := amounts(t)
		alpha := rapid.SampledFrom([]float64{0, 0.1, 0.4, 0.5, 0.6, 1.4, 1.5, 1.6, 2, 3, 10}).Draw(t, "alpha")
		if got, want := concentration.Renyi(x, alpha), plainRenyi(x, alpha); !relClose(got, want, 1e-12) {
			t.Fatalf("Renyi(%v): got %.17g, want %.17g", alpha, got, want)
		}
	})
}

func TestRenyiIsContinuousAtOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := amounts(t)
		shannon := concentration.Shannon(x)
		// |dR/dα| at 1 is half the variance of ln s, below 60²/2 here.
		for _, h := range []float64{1e-6, 1e-9, 1e-12, 0x1p-52} {
			for _, alpha := range []float64{1 - h, 1 + h} {
				if got := concentration.Renyi(x, alpha); math.Abs(got-shannon) > 2000*h+1e-14*(1+shannon) {
					t.Fatalf("Renyi(1%+g) = %.17g, Shannon = %.17g", alpha-1, got, shannon)
				}
			}
		}
	})
}

func TestRenyiFallsWithItsOrder(t *testing.T) {
	orders := []float64{0, 0.1, 0.49, 0.51, 0.99, 1, 1.01, 1.49, 1.51, 2, 5, 50, 1e4, math.Inf(1)}
	rapid.Check(t, func(t *rapid.T) {
		x := amounts(t)
		last := math.Inf(1)
		for _, alpha := range orders {
			got := concentration.Renyi(x, alpha)
			if got > last+1e-12 || got < -1e-15 {
				t.Fatalf("Renyi(%v) = %.17g after %.17g", alpha, got, last)
			}
			last = got
		}
	})
}

func TestTheFamilyOfHillNumbers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := amounts(t)
		for name, pair := range map[string][2]float64{
			"N(1) = exp(Shannon)":              {concentration.HillNumber(x, 1), math.Exp(concentration.Shannon(x))},
			"N(2) = 1/HHI":                     {concentration.HillNumber(x, 2), concentration.EffectiveNumber(x)},
			"Renyi(2) = -ln HHI":               {concentration.Renyi(x, 2), -math.Log(concentration.HHI(x))},
			"N(Inf) = 1/largest share":         {concentration.HillNumber(x, math.Inf(1)), 1 / concentration.BergerParker(x)},
			"HannahKay(2) = HHI":               {concentration.HannahKay(x, 2), concentration.HHI(x)},
			"HannahKay(1) = exp(-Shannon)":     {concentration.HannahKay(x, 1), math.Exp(-concentration.Shannon(x))},
			"HannahKay(Inf) = largest share":   {concentration.HannahKay(x, math.Inf(1)), concentration.BergerParker(x)},
			"HannahKay(1e6) ~ largest share":   {concentration.HannahKay(x, 1e6), math.Pow(concentration.BergerParker(x), 1e6/(1e6-1))},
			"Shannon + Theil T = ln n (all n)": {concentration.Shannon(x) + concentration.TheilT(x), math.Log(float64(len(x)))},
		} {
			tolerance := 1e-13
			if name == "HannahKay(1e6) ~ largest share" {
				tolerance = 1e-5 // up to ln(60)/1e6 for tied largest members
			}
			if !relClose(pair[0], pair[1], tolerance) {
				t.Fatalf("%s: %.17g against %.17g", name, pair[0], pair[1])
			}
		}
	})
}

func TestZeroMembersDoNotCountInHillNumbers(t *testing.T) {
	x := []float64{5, 0, 3, 0}
	if got := concentration.HillNumber(x, 0); got != 2 {
		t.Errorf("N(0) = %v, want 2", got)
	}
	if got := concentration.HannahKay(x, 0); got != 0.5 {
		t.Errorf("HannahKay(0) = %v, want 0.5", got)
	}
	if a, b := concentration.HillNumber(x, 1e-12), 2.0; !relClose(a, b, 1e-11) {
		t.Errorf("N(1e-12) = %v, want about 2", a)
	}
}
