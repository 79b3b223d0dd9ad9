package credit_test

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/credit"
)

// mustSSFA is SSFA of inputs that the test knows to be good.
func mustSSFA(t interface{ Fatalf(string, ...any) }, in credit.SSFAInput) credit.SSFAResult {
	res, err := credit.SSFA(in)
	if err != nil {
		t.Fatalf("SSFA(%+v): %v", in, err)
	}
	return res
}

// bigExp is e^x to some 50 digits: Taylor's series of x/2^64, squared 64 times.
func bigExp(x *big.Float) *big.Float {
	const prec = 400
	small := new(big.Float).SetPrec(prec).SetMantExp(x, -64)
	sum := big.NewFloat(1).SetPrec(prec)
	term := big.NewFloat(1).SetPrec(prec)
	for k := int64(1); k <= 40; k++ {
		term.Mul(term, small)
		term.Quo(term, new(big.Float).SetPrec(prec).SetInt64(k))
		sum.Add(sum, term)
	}
	for range 64 {
		sum.Mul(sum, sum)
	}
	return sum
}

// exactWeight is the formula of the rules, term by term, in 400 bits.
func exactWeight(in credit.SSFAInput) float64 {
	f := func(v float64) *big.Float { return new(big.Float).SetPrec(400).SetFloat64(v) }
	op := func() *big.Float { return new(big.Float).SetPrec(400) }
	k, p, a, d := f(in.K), f(in.P), f(in.Attachment), f(in.Detachment)
	if d.Cmp(k) <= 0 {
		return 12.5
	}
	rate := op().Quo(f(-1), op().Mul(p, k))
	u, l := op().Sub(d, k), f(0)
	if a.Cmp(k) > 0 {
		l = op().Sub(a, k)
	}
	kssfa := op().Sub(bigExp(op().Mul(rate, u)), bigExp(op().Mul(rate, l)))
	kssfa.Quo(kssfa, op().Mul(rate, op().Sub(u, l)))
	weight := kssfa
	if a.Cmp(k) < 0 {
		below := op().Quo(op().Sub(k, a), op().Sub(d, a))
		above := op().Quo(op().Sub(d, k), op().Sub(d, a))
		weight = op().Add(below, op().Mul(above, kssfa))
	}
	out, _ := op().Mul(weight, f(12.5)).Float64()
	return out
}

func TestSSFAAgreesWithFourHundredBitArithmetic(t *testing.T) {
	for _, k := range []float64{1e-6, 0.004, 0.06, 0.08, 0.101, 0.35, 0.97} {
		for _, p := range []float64{0.3, 0.5, 1, 1.5} {
			for _, cut := range [][2]float64{
				{0, 1}, {0, 0.05}, {0.05, 0.12}, {0.12, 0.25}, {0.25, 1}, {0, 1e-9},
				{0.08, 0.0800001}, {0.35, math.Nextafter(0.35, 1)}, {0.999, 1}, {0.0799999, 0.0800001},
			} {
				in := credit.SSFAInput{K: k, P: p, Attachment: cut[0], Detachment: cut[1]}
				got, want := float64(mustSSFA(t, in).Weight), exactWeight(in)
				// The exponent a·l has a relative error of some 2⁻⁵², so e^{a·l} has one of |a·l|·2⁻⁵²;
				// beyond 700 the weight has no bits left to compare.
				exponent := max(cut[0]-k, 0) / (p * k)
				if exponent > 700 {
					if got > 1e-290 {
						t.Errorf("%+v: %g, want next to nothing", in, got)
					}
					continue
				}
				if limit := (capitalRoundoff + 4*exponent*0x1p-52) * want; math.Abs(got-want) > limit {
					t.Errorf("%+v: weight %.17g, exact %.17g", in, got, want)
				}
			}
		}
	}
}

// TestSSFAIsTheAverageOfADensity integrates the density of the doc comment by Simpson's rule, with no
// use of the closed form.
func TestSSFAIsTheAverageOfADensity(t *testing.T) {
	for _, in := range []credit.SSFAInput{
		{K: 0.08, P: 1, Attachment: 0.05, Detachment: 0.12},
		{K: 0.08, P: 1, Attachment: 0.12, Detachment: 0.25},
		{K: 0.08, P: 0.5, Attachment: 0.02, Detachment: 0.09},
		{K: 0.101, P: 1.5, Attachment: 0.25, Detachment: 1},
		{K: 0.3, P: 0.3, Attachment: 0, Detachment: 1},
	} {
		density := func(x float64) float64 { return math.Exp(-(x - in.K) / (in.P * in.K)) }
		const panels = 20000 // even; the error is about (b−a)⁵/(180 n⁴ (pK)⁴) < 1e-13
		simpson := func(lo, hi float64) float64 {
			h, sum := (hi-lo)/panels, density(lo)+density(hi)
			for i := 1; i < panels; i++ {
				sum += float64(2+2*(i%2)) * density(lo+float64(i)*h)
			}
			return sum * h / 3
		}
		below := max(in.K-in.Attachment, 0)
		want := 12.5 * (below + simpson(max(in.Attachment, in.K), in.Detachment)) / (in.Detachment - in.Attachment)
		if got := float64(mustSSFA(t, in).Weight); math.Abs(got-want) > 1e-11*want {
			t.Errorf("%+v: weight %.15g, integral %.15g", in, got, want)
		}
	}
}

func TestSSFACases(t *testing.T) {
	tests := []struct {
		situation string
		in        credit.SSFAInput
		want      credit.SSFACase
		weight    float64
	}{
		{"wholly below K", credit.SSFAInput{K: 0.08, P: 1, Attachment: 0, Detachment: 0.05}, credit.SSFABelow, 12.5},
		{"ends exactly at K", credit.SSFAInput{K: 0.08, P: 1, Attachment: 0, Detachment: 0.08}, credit.SSFABelow, 12.5},
		{"starts exactly at K", credit.SSFAInput{K: 0.08, P: 1, Attachment: 0.08, Detachment: 0.16}, credit.SSFAAbove, 12.5 * (1 - math.Exp(-1))},
		{"across K", credit.SSFAInput{K: 0.08, P: 1, Attachment: 0.04, Detachment: 0.12}, credit.SSFAStraddles, 12.5 * (0.5 + 0.5*(1-math.Exp(-0.5))/0.5)},
		{"a pool without charge", credit.SSFAInput{K: 0, P: 1, Attachment: 0, Detachment: 0.5}, credit.SSFAAbove, 0},
		{"a pool all of which is capital", credit.SSFAInput{K: 1, P: 1, Attachment: 0.5, Detachment: 1}, credit.SSFABelow, 12.5},
		{"a p beyond all measure", credit.SSFAInput{K: 0.08, P: math.MaxFloat64, Attachment: 0.1, Detachment: 0.2}, credit.SSFAAbove, 12.5},
		{"and the thinnest of tranches", credit.SSFAInput{K: 0.4, P: math.MaxFloat64, Attachment: math.Nextafter(1, 0), Detachment: 1}, credit.SSFAAbove, 12.5},
		{"a p of next to nothing", credit.SSFAInput{K: 0.08, P: math.SmallestNonzeroFloat64, Attachment: 0.04, Detachment: 0.16}, credit.SSFAStraddles, 12.5 / 3},
		{"a tranche that has lost its cover", credit.SSFAInput{K: 0.08, P: 1}, credit.SSFABelow, 12.5},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			got := mustSSFA(t, tt.in)
			if got.Case != tt.want || !capitalNear(float64(got.Weight), tt.weight) {
				t.Errorf("%s, %.17g; want %s, %.17g", got.Case, float64(got.Weight), tt.want, tt.weight)
			}
		})
	}
}

func TestSSFAReportsTheLettersOfTheRules(t *testing.T) {
	got := mustSSFA(t, credit.SSFAInput{K: 0.08, P: 0.5, Attachment: 0.05, Detachment: 0.12})
	wantK := (math.Exp(-25*0.04) - 1) / (-25 * 0.04)
	for _, v := range []struct {
		name      string
		got, want float64
	}{
		{"a", got.Rate, -25}, {"u", got.U, 0.04}, {"l", got.L, 0}, {"K_SSFA", got.KSSFA, wantK},
		{"(K−A)/(D−A)", got.ShareBelow, 3.0 / 7},
	} {
		if math.Abs(v.got-v.want) > 1e-14*max(1, math.Abs(v.want)) {
			t.Errorf("%s = %.17g, want %.17g", v.name, v.got, v.want)
		}
	}
}

// drawFormula draws a pool charge and a supervisory parameter over and beyond what occurs.
func drawFormula(t *rapid.T) (k, p float64) {
	return rapid.Float64Range(1e-4, 0.999).Draw(t, "K"), rapid.Float64Range(0.3, 2).Draw(t, "p")
}

// TestSumOverTranchesDoesNotDependOnTheCuts is the invariant of the formula: whatever the tranches,
// together they need K + p·K·(1 − e^{−(1−K)/(p·K)}).
func TestSumOverTranchesDoesNotDependOnTheCuts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, p := drawFormula(t)
		cuts := rapid.SliceOfNDistinct(rapid.Float64Range(1e-6, 1-1e-6), 0, 12, rapid.ID[float64]).Draw(t, "cuts")
		cuts = append(cuts, 0, 1)
		slices.Sort(cuts)
		sum := 0.0
		for i := 1; i < len(cuts); i++ {
			w := mustSSFA(t, credit.SSFAInput{K: k, P: p, Attachment: cuts[i-1], Detachment: cuts[i]}).Weight
			sum += (cuts[i] - cuts[i-1]) * float64(w) / 12.5
		}
		if want := k + p*k*-math.Expm1(-(1-k)/(p*k)); !capitalNear(sum, want) {
			t.Fatalf("tranches need %.17g of the pool, the pool %.17g", sum, want)
		}
	})
}

func TestWeightFallsWithSeniority(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, p := drawFormula(t)
		thickness := rapid.Float64Range(1e-4, 0.5).Draw(t, "thickness")
		lower := rapid.Float64Range(0, 1-thickness).Draw(t, "lower")
		higher := rapid.Float64Range(lower, 1-thickness).Draw(t, "higher")
		weight := func(a, d float64) float64 {
			return float64(mustSSFA(t, credit.SSFAInput{K: k, P: p, Attachment: a, Detachment: min(d, 1)}).Weight)
		}
		if w, v := weight(lower, lower+thickness), weight(higher, higher+thickness); v > w*(1+capitalRoundoff) {
			t.Fatalf("same thickness: %g at %g, %g at %g", w, lower, v, higher)
		}
		if w, v := weight(lower, higher+thickness), weight(higher, higher+thickness); v > w*(1+capitalRoundoff) {
			t.Fatalf("same detachment: %g from %g, %g from %g", w, lower, v, higher)
		}
	})
}

func TestWeightGrowsWithTheChargeOfThePoolAndWithP(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k, p := drawFormula(t)
		a := rapid.Float64Range(0, 0.99).Draw(t, "A")
		d := rapid.Float64Range(a+1e-3, 1).Draw(t, "D")
		base := float64(mustSSFA(t, credit.SSFAInput{K: k, P: p, Attachment: a, Detachment: d}).Weight)
		more := float64(mustSSFA(t, credit.SSFAInput{K: rapid.Float64Range(k, 1).Draw(t, "more K"), P: p, Attachment: a, Detachment: d}).Weight)
		dearer := float64(mustSSFA(t, credit.SSFAInput{K: k, P: rapid.Float64Range(p, 3).Draw(t, "more p"), Attachment: a, Detachment: d}).Weight)
		// Near K the exponent is a small difference of K and A: its error is 2⁻⁵² of K over p·K.
		slack := 12.5 * capitalRoundoff
		if more < base-slack || dearer < base-slack {
			t.Fatalf("base %g, more K %g, more p %g", base, more, dearer)
		}
		for _, w := range []float64{base, more, dearer} {
			if w < 0 || w > 12.5 {
				t.Fatalf("weight %g outside 0 to 1250 %%", w)
			}
		}
	})
}

// TestContinuousWhereTheLinesMeet: the weight is an average of a density of at most 1, so moving an
// end of the tranche by δ moves it by at most 12.5·2δ/(D − A). The three lines must meet.
func TestContinuousWhereTheLinesMeet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.Float64Range(0.02, 0.5).Draw(t, "K")
		p := rapid.Float64Range(0.3, 2).Draw(t, "p")
		const delta = 1e-9
		width := rapid.Float64Range(0.01, 0.4).Draw(t, "width")
		limit := 12.5*2*delta*2/(width-delta) + 12.5*capitalRoundoff
		weight := func(a, d float64) float64 {
			return float64(mustSSFA(t, credit.SSFAInput{K: k, P: p, Attachment: a, Detachment: d}).Weight)
		}
		if gap := math.Abs(weight(k-delta, k+width) - weight(k+delta, k+width)); gap > limit {
			t.Fatalf("attachment through K: jump of %g", gap)
		}
		a := max(k-width, 0)
		limit = 12.5*2*delta*2/(k-a-delta) + 12.5*capitalRoundoff
		if gap := math.Abs(weight(a, k-delta) - weight(a, k+delta)); gap > limit {
			t.Fatalf("detachment through K: jump of %g", gap)
		}
	})
}

// TestSSFAOfAnyNumbers: whatever the floats, either a fault or a weight between 0 and 1250 %.
func TestSSFAOfAnyNumbers(t *testing.T) {
	extremes := []float64{0, math.SmallestNonzeroFloat64, 1e-300, 1e-17, 0.5, math.Nextafter(1, 0), 1, math.Nextafter(1, 2), math.MaxFloat64, math.Inf(1), math.Inf(-1), math.NaN(), -1e-300}
	number := rapid.OneOf(rapid.SampledFrom(extremes), rapid.Float64(), rapid.Float64Range(0, 1))
	rapid.Check(t, func(t *rapid.T) {
		in := credit.SSFAInput{K: number.Draw(t, "K"), P: number.Draw(t, "p"), Attachment: number.Draw(t, "A"), Detachment: number.Draw(t, "D")}
		good := in.K >= 0 && in.K <= 1 && in.P > 0 && !math.IsInf(in.P, 1) &&
			in.Attachment >= 0 && in.Detachment <= 1 && (in.Attachment < in.Detachment || in.Attachment == 0 && in.Detachment == 0)
		res, err := credit.SSFA(in)
		if (err == nil) != good {
			t.Fatalf("%+v: %v", in, err)
		}
		if good && !(res.Weight >= 0 && res.Weight <= 12.5) {
			t.Fatalf("%+v: weight %v", in, float64(res.Weight))
		}
	})
}

func TestSSFAReportsEveryFaultAtOnce(t *testing.T) {
	_, err := credit.SSFA(credit.SSFAInput{K: math.NaN(), P: 0, Attachment: -0.1, Detachment: 1.5})
	wantFaultPaths(t, err, "k", "p", "attachment", "detachment")
	_, err = credit.SSFA(credit.SSFAInput{K: 0.08, P: math.Inf(1), Attachment: 0.2, Detachment: 0.2})
	wantFaultPaths(t, err, "p", "detachment")
}

func ExampleSSFA() {
	res, err := credit.SSFA(credit.SSFAInput{K: 0.08, P: 1, Attachment: 0.05, Detachment: 0.12})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s: a %.1f, u %.2f, l %.2f, K_SSFA %.4f, weight %v\n",
		res.Case, res.Rate, res.U, res.L, res.KSSFA, res.Weight)
	// Output: straddles K: a -12.5, u 0.04, l 0.00, K_SSFA 0.7869, weight 1097.81%
}
