package credit_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/pool"
)

func mustSecIRBA(t interface{ Fatalf(string, ...any) }, r credit.CapitalRules, in credit.SecIRBAInput) credit.SecIRBAResult {
	res, err := credit.SecIRBA(r, in)
	if err != nil {
		t.Fatalf("SecIRBA under %s of %+v: %v", r.Name, in, err)
	}
	return res
}

// TestSecIRBAWorkedCaseRC05: KIRB 6 %, LGD 45 %, three years; a senior tranche over 30 names and a
// mezzanine one over 12.
func TestSecIRBAWorkedCaseRC05(t *testing.T) {
	const rel = 1e-10
	base := credit.SecIRBAInput{KIRB: 0.06, LGD: 0.45, Maturity: 3}
	senior, mezz := base, base
	senior.Exposure, senior.N = credit.SecExposure{Attachment: 0.2, Detachment: 1, Senior: true}, 30
	mezz.Exposure, mezz.N = credit.SecExposure{Attachment: 0.05, Detachment: 0.2}, 12
	stc := mezz
	stc.Exposure.Kind = credit.SecSTC
	for _, r := range bothCapitalRules() {
		s, m, c := mustSecIRBA(t, r, senior), mustSecIRBA(t, r, mezz), mustSecIRBA(t, r, stc)
		for _, v := range []struct {
			name      string
			got, want float64
		}{
			{"p senior", s.P.P, 0.46516666666666673},
			{"p mezzanine", m.P.P, 0.6942333333333333},
			{"p mezzanine STC", c.P.P, 0.34711666666666663},
			{"weight senior", float64(s.After), 0.15},
			{"weight mezzanine", float64(m.After), 4.184051258462505},
		} {
			if math.Abs(v.got-v.want) > rel*v.want {
				t.Errorf("%s: %s = %.17g, want %.17g", r.Name, v.name, v.got, v.want)
			}
		}
		if s.Decisive != credit.BoundFloor || m.Decisive != "" {
			t.Errorf("%s: decisive %q and %q", r.Name, s.Decisive, m.Decisive)
		}
		if got := s.P.Row.String() + "; " + m.P.Row.String(); got != "non-retail, senior, granular; non-retail, non-senior, non-granular" {
			t.Errorf("%s: rows %s", r.Name, got)
		}
	}
}

// TestSupervisoryParameterOfEachRow evaluates the six rows by hand at KIRB 5 %, LGD 40 %, N 20 or
// 50, MT 2.
func TestSupervisoryParameterOfEachRow(t *testing.T) {
	tests := []struct {
		situation      string
		retail, senior bool
		n              float64
		bracket        float64
	}{
		{"senior, granular", false, true, 50, 0.0712 - 0.0925 + 0.22 + 0.14},
		{"senior, few names", false, true, 20, 0.11 + 0.1305 - 0.1455 + 0.272 + 0.14},
		{"junior, granular", false, false, 50, 0.16 + 0.0574 - 0.0515 + 0.084 + 0.14},
		{"junior, few names", false, false, 20, 0.22 + 0.1175 - 0.123 + 0.192 + 0.14},
		{"retail, senior", true, true, 0, -0.374 + 0.284 + 0.48},
		{"retail, junior", true, false, 0, -0.289 + 0.22 + 0.54},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			in := credit.SupervisoryPInput{Retail: tt.retail, Senior: tt.senior, N: tt.n, KIRB: 0.05, LGD: 0.4, Maturity: 2}
			res, err := credit.SupervisoryP(credit.BaselCapitalRules(), in)
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(res.Bracket-tt.bracket) > 1e-15 || res.P != max(0.3, res.Bracket) {
				t.Errorf("bracket %.17g, p %.17g; want a bracket of %.17g", res.Bracket, res.P, tt.bracket)
			}
			in.STC = true
			if stc, _ := credit.SupervisoryP(credit.BaselCapitalRules(), in); stc.P != max(0.3, res.Bracket/2) || stc.Floored != (res.Bracket/2 < 0.3) {
				t.Errorf("STC: p %.17g, floored %v", stc.P, stc.Floored)
			}
		})
	}
}

func TestTwentyFiveEqualNamesAreGranular(t *testing.T) {
	for _, tt := range []struct {
		n    float64
		want bool
	}{{25, true}, {math.Nextafter(25, 0), false}} {
		res, err := credit.SupervisoryP(credit.ChinaCapitalRules(), credit.SupervisoryPInput{N: tt.n, KIRB: 0.05, LGD: 0.4, Maturity: 2})
		if err != nil || res.Row.Granular != tt.want {
			t.Errorf("N = %.17g: row %v, %v", tt.n, res.Row, err)
		}
	}
}

func TestSecIRBATakesAGivenParameter(t *testing.T) {
	in := credit.SecIRBAInput{
		Exposure: credit.SecExposure{Attachment: 0.05, Detachment: 0.2}, KIRB: 0.06,
		P: pool.Known(0.5),
	}
	res := mustSecIRBA(t, credit.BaselCapitalRules(), in)
	formula, err := credit.SSFA(credit.SSFAInput{K: 0.06, P: 0.5, Attachment: 0.05, Detachment: 0.2})
	if err != nil || res.Before != formula.Weight || res.P.P != 0.5 || res.P.Row != (credit.IRBARow{}) {
		t.Errorf("%v with %+v, want %v (%v)", res.Before, res.P, formula.Weight, err)
	}
	in.P = pool.Known(0.29)
	_, err = credit.SecIRBA(credit.BaselCapitalRules(), in)
	wantFaultPaths(t, err, "p")
}

func TestSecIRBARefusals(t *testing.T) {
	_, err := credit.SecIRBA(credit.ChinaCapitalRules(), credit.SecIRBAInput{
		Exposure: credit.SecExposure{Detachment: 1, Kind: credit.SecResecuritisation}, KIRB: 1.1, N: 0.5, LGD: 2})
	wantFaultPaths(t, err, "kirb", "n", "lgd", "maturity", "exposure.kind")
	_, err = credit.SecIRBA(credit.ChinaCapitalRules(), credit.SecIRBAInput{
		Exposure: credit.SecExposure{Detachment: 1, Kind: credit.SecNPL, NPL: credit.NPLTerms{DelinquentAtOrigination: 1}},
		KIRB:     0.4, N: 30, LGD: 0.5, Maturity: -1, FoundationIRB: true})
	wantFaultPaths(t, err, "maturity", "foundation_irb")
	_, err = credit.SupervisoryP(credit.ChinaCapitalRules(), credit.SupervisoryPInput{KIRB: -1, Maturity: math.Inf(1)})
	wantFaultPaths(t, err, "n", "maturity", "kirb")
}

// TestSecIRBAGrowsWithMaturity: every E is positive, so p and the weight grow up to five years and
// stay there.
func TestSecIRBAGrowsWithMaturity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Float64Range(0, 0.98).Draw(t, "A")
		in := credit.SecIRBAInput{
			Exposure: credit.SecExposure{Attachment: a, Detachment: rapid.Float64Range(a+1e-3, 1).Draw(t, "D"), Senior: rapid.Bool().Draw(t, "senior"),
				Kind: rapid.SampledFrom([]credit.SecKind{credit.SecPlain, credit.SecSTC}).Draw(t, "kind")},
			KIRB: rapid.Float64Range(1e-3, 0.5).Draw(t, "KIRB"), Retail: rapid.Bool().Draw(t, "retail"),
			N: rapid.Float64Range(1, 300).Draw(t, "N"), LGD: rapid.Float64Range(0, 1).Draw(t, "LGD"),
			Maturity: rapid.Float64Range(0.1, 8).Draw(t, "MT"),
		}
		r := rapid.SampledFrom(bothCapitalRules()).Draw(t, "rules")
		shorter := mustSecIRBA(t, r, in)
		in.Maturity = rapid.Float64Range(in.Maturity, 9).Draw(t, "longer MT")
		longer := mustSecIRBA(t, r, in)
		if longer.P.P < shorter.P.P || float64(longer.After) < float64(shorter.After)-12.5*capitalRoundoff {
			t.Fatalf("p from %g to %g, weight from %v to %v", shorter.P.P, longer.P.P, shorter.After, longer.After)
		}
		if shorter.P.P < 0.3 || shorter.After < 0.10 || longer.After > 12.5 {
			t.Fatalf("p %g, weights %v and %v", shorter.P.P, shorter.After, longer.After)
		}
		if in.Maturity >= 5 && longer.P.Maturity != 5 {
			t.Fatalf("maturity %g used as %g", in.Maturity, longer.P.Maturity)
		}
	})
}

func ExampleSecIRBA() {
	res, err := credit.SecIRBA(credit.BaselCapitalRules(), credit.SecIRBAInput{
		Exposure: credit.SecExposure{Attachment: 0.05, Detachment: 0.2},
		KIRB:     0.06,
		N:        12, // effective number of obligors
		LGD:      0.45,
		Maturity: 3,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%v: p %.4f, weight %v\n", res.P.Row, res.P.P, res.After)
	// Output: non-retail, non-senior, non-granular: p 0.6942, weight 418.41%
}

func ExampleSupervisoryP() {
	for _, stc := range []bool{false, true} {
		res, err := credit.SupervisoryP(credit.ChinaCapitalRules(), credit.SupervisoryPInput{
			Senior: true, STC: stc, N: 30, KIRB: 0.06, LGD: 0.45, Maturity: 3,
		})
		fmt.Printf("bracket %.4f, p %.4f, floored %v, %v\n", res.Bracket, res.P, res.Floored, err)
	}
	// Output:
	// bracket 0.4652, p 0.4652, floored false, <nil>
	// bracket 0.4652, p 0.3000, floored true, <nil>
}
