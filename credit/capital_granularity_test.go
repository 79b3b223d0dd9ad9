package credit_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
)

func TestPoolGranularitySituations(t *testing.T) {
	equal := func(n int, ead money.Amount) []credit.CapitalExposure {
		out := make([]credit.CapitalExposure, n)
		for i := range out {
			out[i] = credit.CapitalExposure{Obligor: fmt.Sprint(i), EAD: ead, LGD: 0.4}
		}
		return out
	}
	tests := []struct {
		situation string
		exposures []credit.CapitalExposure
		want      credit.PoolGranularityResult
	}{
		{"one obligor", equal(1, 700), credit.PoolGranularityResult{N: 1, LGD: 0.4, Largest: 1, Obligors: 1, Total: 700}},
		{"twenty-five equal ones are exactly 25", equal(25, 333_333_333_33), credit.PoolGranularityResult{N: 25, LGD: 0.4, Largest: 0.04, Obligors: 25, Total: 25 * 333_333_333_33}},
		{"two exposures of one obligor are one", []credit.CapitalExposure{
			{Obligor: "甲", EAD: 100, LGD: 0.2}, {Obligor: "乙", EAD: 200, LGD: 0.5}, {Obligor: "甲", EAD: 100, LGD: 0.6},
		}, credit.PoolGranularityResult{N: 2, LGD: 0.45, Largest: 0.5, Obligors: 2, Total: 400}},
		{"lumpy", []credit.CapitalExposure{{Obligor: "a", EAD: 70, LGD: 1}, {Obligor: "b", EAD: 20}, {Obligor: "c", EAD: 10}},
			credit.PoolGranularityResult{N: 10000.0 / 5400, LGD: 0.7, Largest: 0.7, Obligors: 3, Total: 100}},
		{"an obligor that owes nothing does not count for N", []credit.CapitalExposure{{Obligor: "a", EAD: 70}, {Obligor: "b"}},
			credit.PoolGranularityResult{N: 1, Largest: 1, Obligors: 2, Total: 70}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			got, err := credit.PoolGranularity(tt.exposures)
			if err != nil {
				t.Fatal(err)
			}
			if got.N != tt.want.N || !capitalNear(got.LGD, tt.want.LGD) || got.Largest != tt.want.Largest ||
				got.Obligors != tt.want.Obligors || got.Total != tt.want.Total {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestPoolGranularityReportsEveryFaultAtOnce(t *testing.T) {
	_, err := credit.PoolGranularity([]credit.CapitalExposure{
		{EAD: 5}, {Obligor: "a", EAD: -1}, {Obligor: "b", EAD: 1, LGD: math.NaN()}, {Obligor: "c", EAD: math.MaxInt64}})
	wantFaultPaths(t, err, "exposures[0].obligor", "exposures[1].ead", "exposures[2].lgd", "exposures")
	_, err = credit.PoolGranularity(nil)
	wantFaultPaths(t, err, "exposures")
}

// TestSplittingAnExposureChangesNothing: N is one of obligors, not of contracts.
func TestSplittingAnExposureChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amounts := rapid.SliceOfN(rapid.Int64Range(2, 1<<50), 1, 40).Draw(t, "amounts")
		var whole, split []credit.CapitalExposure
		for i, a := range amounts {
			cut := rapid.Int64Range(1, a-1).Draw(t, "cut")
			name := fmt.Sprint(i)
			whole = append(whole, credit.CapitalExposure{Obligor: name, EAD: money.Amount(a), LGD: 0.45})
			split = append(split, credit.CapitalExposure{Obligor: name, EAD: money.Amount(cut), LGD: 0.45})
			split = append([]credit.CapitalExposure{{Obligor: name, EAD: money.Amount(a - cut), LGD: 0.45}}, split...)
		}
		w, err := credit.PoolGranularity(whole)
		if err != nil {
			t.Fatal(err)
		}
		s, err := credit.PoolGranularity(split)
		if err != nil {
			t.Fatal(err)
		}
		if w.N != s.N || w.Largest != s.Largest || w.Total != s.Total || w.Obligors != s.Obligors {
			t.Fatalf("%+v, split %+v", w, s)
		}
		if w.N < 1 || w.N > float64(len(amounts)) || w.N < 1/w.Largest*(1-capitalRoundoff) {
			t.Fatalf("N = %g of %d obligors, largest %g", w.N, len(amounts), w.Largest)
		}
	})
}

func TestSimplifiedGranularitySituations(t *testing.T) {
	tests := []struct {
		situation string
		in        credit.SimplifiedGranularityInput
		n         float64
	}{
		{"only the largest is known", credit.SimplifiedGranularityInput{C1: 0.02}, 50},
		{"at the limit of 3 %", credit.SimplifiedGranularityInput{C1: 0.03}, 1 / 0.03},
		{"equal obligors", credit.SimplifiedGranularityInput{C1: 0.01, M: 10, CM: 0.1}, 100},
		{"ten largest hold 20 %", credit.SimplifiedGranularityInput{C1: 0.03, M: 10, CM: 0.2}, 1 / (0.03*0.2 + 0.17/9*0.7)},
		{"so many that m·C1 passes 1", credit.SimplifiedGranularityInput{C1: 0.03, M: 50, CM: 0.9}, 1 / (0.03 * 0.9)},
	}
	for _, r := range bothCapitalRules() {
		for _, tt := range tests {
			t.Run(r.Name+"/"+tt.situation, func(t *testing.T) {
				n, lgd, err := credit.SimplifiedGranularity(r, tt.in)
				if err != nil || !capitalNear(n, tt.n) || lgd != 0.5 {
					t.Errorf("N = %.17g, LGD = %g, %v; want N = %.17g", n, lgd, err, tt.n)
				}
			})
		}
	}
	for _, tt := range []struct {
		in   credit.SimplifiedGranularityInput
		path string
	}{
		{credit.SimplifiedGranularityInput{C1: math.Nextafter(0.03, 1)}, "c1"},
		{credit.SimplifiedGranularityInput{}, "c1"},
		{credit.SimplifiedGranularityInput{C1: 0.02, M: 1, CM: 0.02}, "m"},
		{credit.SimplifiedGranularityInput{C1: 0.02, M: 5}, "cm"},
		{credit.SimplifiedGranularityInput{C1: 0.02, M: 5, CM: 0.11}, "cm"},
		{credit.SimplifiedGranularityInput{C1: 0.02, CM: 0.1}, "m"},
	} {
		_, _, err := credit.SimplifiedGranularity(credit.ChinaCapitalRules(), tt.in)
		wantFaultPaths(t, err, tt.path)
	}
}

// TestSimplifiedNumberNeverExceedsTheExactOne: the simplification is the worst pool with the same
// shares, so a bank gains nothing by knowing less.
func TestSimplifiedNumberNeverExceedsTheExactOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amounts := rapid.SliceOfN(rapid.Int64Range(5000, 10000), 70, 150).Draw(t, "amounts")
		slices.Sort(amounts)
		slices.Reverse(amounts)
		exposures := make([]credit.CapitalExposure, len(amounts))
		for i, a := range amounts {
			exposures[i] = credit.CapitalExposure{Obligor: fmt.Sprint(i), EAD: money.Amount(a)}
		}
		exact, err := credit.PoolGranularity(exposures)
		if err != nil {
			t.Fatal(err)
		}
		m := rapid.IntRange(2, len(amounts)).Draw(t, "m")
		var top int64
		for _, a := range amounts[:m] {
			top += a
		}
		in := credit.SimplifiedGranularityInput{C1: exact.Largest, M: m, CM: float64(top) / float64(exact.Total)}
		in.CM = min(in.CM, float64(m)*in.C1) // m equal obligors: the two quotients round differently
		n, _, err := credit.SimplifiedGranularity(credit.ChinaCapitalRules(), in)
		if err != nil {
			t.Fatal(err)
		}
		if n > exact.N*(1+capitalRoundoff) {
			t.Fatalf("simplified %.17g, exact %.17g", n, exact.N)
		}
		least, _, err := credit.SimplifiedGranularity(credit.ChinaCapitalRules(), credit.SimplifiedGranularityInput{C1: exact.Largest})
		if err != nil || least > n*(1+capitalRoundoff) {
			t.Fatalf("with C1 alone %.17g, with Cm %.17g, %v", least, n, err)
		}
	})
}

func ExamplePoolGranularity() {
	res, err := credit.PoolGranularity([]credit.CapitalExposure{
		{Obligor: "甲公司", EAD: 30_000_000_00, LGD: 0.4},
		{Obligor: "甲公司", EAD: 10_000_000_00, LGD: 0.6},
		{Obligor: "乙公司", EAD: 40_000_000_00, LGD: 0.45},
		{Obligor: "丙公司", EAD: 20_000_000_00, LGD: 0.5},
	})
	fmt.Printf("N %.4f, LGD %.2f, largest %.2f, %d obligors, %v\n", res.N, res.LGD, res.Largest, res.Obligors, err)
	// Output: N 2.7778, LGD 0.46, largest 0.40, 3 obligors, <nil>
}

func ExampleSimplifiedGranularity() {
	rules := credit.ChinaCapitalRules()
	n, lgd, _ := credit.SimplifiedGranularity(rules, credit.SimplifiedGranularityInput{C1: 0.02, M: 10, CM: 0.15})
	fmt.Printf("N %.2f, LGD %g\n", n, lgd)
	_, _, err := credit.SimplifiedGranularity(rules, credit.SimplifiedGranularityInput{C1: 0.04})
	fmt.Println(err)
	// Output:
	// N 68.70, LGD 0.5
	// c1: "0.04"; expected a largest share above 0 and within the limit for the simplification
}
