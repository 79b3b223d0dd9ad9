package credit_test

import (
	"testing"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/pool"
)

// TestSeniorLookThroughCap: the average weight of the pool caps a senior tranche, may go below the
// floors of 15 % and 10 %, and does nothing for other tranches.
func TestSeniorLookThroughCap(t *testing.T) {
	tests := []struct {
		situation string
		senior    bool
		kind      credit.SecKind
		average   credit.RiskWeight
		after     string
		decisive  credit.BoundName
	}{
		{"binding above the floor", true, credit.SecPlain, 0.20, "20.00%", credit.BoundLookThrough},
		{"binding below the floor", true, credit.SecPlain, 0.12, "12.00%", credit.BoundLookThrough},
		{"STC, below its floor", true, credit.SecSTC, 0.08, "8.00%", credit.BoundLookThrough},
		{"not binding", true, credit.SecPlain, 1, "38.48%", ""},
		{"not senior", false, credit.SecPlain, 0.20, "38.48%", ""},
		{"re-securitisation", true, credit.SecResecuritisation, 0.20, "100.00%", credit.BoundResecFloor},
	}
	for _, r := range bothCapitalRules() {
		for _, tt := range tests {
			t.Run(r.Name+"/"+tt.situation, func(t *testing.T) {
				in := credit.SecSAInput{
					Exposure: credit.SecExposure{Attachment: 0.25, Detachment: 1, Senior: tt.senior, Kind: tt.kind, PoolWeight: pool.Known(tt.average)},
					Pool:     credit.SecSAPool{KSA: 0.08, Delinquent: 0.05},
				}
				if tt.kind == credit.SecResecuritisation {
					in.Pool = credit.SecSAPool{Securitised: 1, SecuritisedKSA: 0.04}
				}
				res := mustSecSA(t, r, in)
				if res.After.String() != tt.after || res.Decisive != tt.decisive {
					t.Errorf("%v by %q, want %s by %q", res.After, res.Decisive, tt.after, tt.decisive)
				}
			})
		}
	}
}

// TestFloorThenCapAreBothReported: a weight lifted by the floor and lowered again by the look-through
// cap shows both steps, and the cap as decisive.
func TestFloorThenCapAreBothReported(t *testing.T) {
	res := mustSecSA(t, credit.ChinaCapitalRules(), credit.SecSAInput{
		Exposure: credit.SecExposure{Attachment: 0.6, Detachment: 1, Senior: true, PoolWeight: pool.Known(credit.RiskWeight(0.12))},
		Pool:     credit.SecSAPool{KSA: 0.08},
	})
	if len(res.Bounds) != 2 || !res.Bounds[0].Moved || !res.Bounds[1].Moved || res.Bounds[0].Cap || !res.Bounds[1].Cap {
		t.Fatalf("bounds %+v", res.Bounds)
	}
	if res.Bounds[0].Source != "附件11 第二部分(四)" || res.Bounds[1].Source != "附件11 第二部分(六)" {
		t.Errorf("sources %q and %q", res.Bounds[0].Source, res.Bounds[1].Source)
	}
	if res.After != 0.12 || res.Decisive != credit.BoundLookThrough || !capitalNear(res.Capital, 0.0096) {
		t.Errorf("%v by %q, capital %g", res.After, res.Decisive, res.Capital)
	}
}

func TestResultNamesItsRules(t *testing.T) {
	for _, r := range bothCapitalRules() {
		sa := mustSecSA(t, r, credit.SecSAInput{Exposure: rc01Tranche(1, ""), Pool: credit.SecSAPool{KSA: 0.08}}).CapitalResult
		irba := mustSecIRBA(t, r, credit.SecIRBAInput{Exposure: rc01Tranche(1, ""), KIRB: 0.06, N: 30, LGD: 0.4, Maturity: 2}).CapitalResult
		erba := mustSecERBA(t, r, credit.SecERBAInput{Exposure: rc01Tranche(1, ""), Ratings: []string{"A"}, Maturity: 2}).CapitalResult
		for _, v := range []struct {
			res               credit.CapitalResult
			approach, article string
		}{
			{sa, "SEC-SA", r.Articles.SecSA}, {irba, "SEC-IRBA", r.Articles.SecIRBA}, {erba, "SEC-ERBA", r.Articles.SecERBA},
		} {
			if string(v.res.Approach) != v.approach || v.res.Article != v.article || v.article == "" ||
				v.res.Rules != r.Name || v.res.Source != r.Source || v.res.InForce != r.InForce {
				t.Errorf("%+v", v.res)
			}
		}
	}
}

// TestNonPerformingLoans: annex 11 part 2(11) and CRE45. The pool's charge is about 50 %.
func TestNonPerformingLoans(t *testing.T) {
	basel, china := credit.BaselCapitalRules(), credit.ChinaCapitalRules()
	whole := credit.NPLTerms{DelinquentAtOrigination: 1, Traditional: true, PurchaseDiscount: 0.3}
	discounted := whole
	discounted.PurchaseDiscount = 0.5
	synthetic := discounted
	synthetic.Traditional = false
	exposure := func(terms credit.NPLTerms, attachment float64, senior bool) credit.SecExposure {
		return credit.SecExposure{Attachment: attachment, Detachment: 1, Senior: senior, Kind: credit.SecNPL, NPL: terms}
	}
	through := func(e credit.SecExposure, w credit.RiskWeight) credit.SecExposure {
		e.PoolWeight = pool.Known(w)
		return e
	}
	tests := []struct {
		situation string
		rules     credit.CapitalRules
		approach  credit.CapitalApproach
		exposure  credit.SecExposure
		after     string
		decisive  credit.BoundName
	}{
		{"high up, still above the floor", china, credit.ApproachSA, exposure(whole, 0.98, false), "469.17%", ""},
		{"senior, discount too small", china, credit.ApproachSA, exposure(whole, 0.5, true), "790.15%", ""},
		{"senior with a discount of half", china, credit.ApproachSA, exposure(discounted, 0.5, true), "100.00%", credit.BoundNPLSenior},
		{"the same under Basel", basel, credit.ApproachSA, exposure(discounted, 0.5, true), "100.00%", credit.BoundNPLSenior},
		{"junior with a discount of half", china, credit.ApproachSA, exposure(discounted, 0.5, false), "790.15%", ""},
		{"senior and synthetic", china, credit.ApproachSA, exposure(synthetic, 0.5, true), "790.15%", ""},
		{"look-through stops at 100 %", china, credit.ApproachSA, through(exposure(whole, 0.5, true), 0.5), "100.00%", credit.BoundLookThrough},
		{"look-through above 100 %", basel, credit.ApproachSA, through(exposure(whole, 0.5, true), 1.5), "150.00%", credit.BoundLookThrough},
		{"rated: annex 11 has the floor", china, credit.ApproachERBA, exposure(discounted, 0.5, true), "100.00%", credit.BoundNPLFloor},
		{"rated: Basel does not", basel, credit.ApproachERBA, exposure(discounted, 0.5, true), "25.00%", ""},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			var res credit.CapitalResult
			if tt.approach == credit.ApproachSA {
				res = mustSecSA(t, tt.rules, credit.SecSAInput{Exposure: tt.exposure, Pool: credit.SecSAPool{KSA: 0.12, Delinquent: 1}}).CapitalResult
			} else {
				res = mustSecERBA(t, tt.rules, credit.SecERBAInput{Exposure: tt.exposure, Ratings: []string{"AA"}, Maturity: 1}).CapitalResult
			}
			if res.After.String() != tt.after || res.Decisive != tt.decisive {
				t.Errorf("%v by %q, want %s by %q (before %v, bounds %+v)", res.After, res.Decisive, tt.after, tt.decisive, res.Before, res.Bounds)
			}
		})
	}
}

// TestNonPerformingLoansUnderInternalRatings: the floor of 100 % on a remote tranche.
func TestNonPerformingLoansUnderInternalRatings(t *testing.T) {
	in := credit.SecIRBAInput{
		Exposure: credit.SecExposure{Attachment: 0.9, Detachment: 1, Kind: credit.SecNPL, NPL: credit.NPLTerms{DelinquentAtOrigination: 1}},
		KIRB:     0.3, N: 100, LGD: 0.5, Maturity: 3,
	}
	for _, r := range bothCapitalRules() {
		if res := mustSecIRBA(t, r, in); res.After != 1 || res.Decisive != credit.BoundNPLFloor {
			t.Errorf("%s: %v by %q, before %v", r.Name, res.After, res.Decisive, res.Before)
		}
	}
}

// TestWhatCountsAsNonPerforming: nine tenths of the pool under Basel, all of it under annex 11.
func TestWhatCountsAsNonPerforming(t *testing.T) {
	in := credit.SecSAInput{
		Exposure: credit.SecExposure{Detachment: 1, Kind: credit.SecNPL, NPL: credit.NPLTerms{DelinquentAtOrigination: 0.9}},
		Pool:     credit.SecSAPool{KSA: 0.12, Delinquent: 0.9},
	}
	if _, err := credit.SecSA(credit.BaselCapitalRules(), in); err != nil {
		t.Error(err)
	}
	_, err := credit.SecSA(credit.ChinaCapitalRules(), in)
	wantFaultPaths(t, err, "exposure.npl.delinquent_at_origination")
	in.Exposure.NPL = credit.NPLTerms{DelinquentAtOrigination: -0.5, PurchaseDiscount: 2}
	_, err = credit.SecSA(credit.BaselCapitalRules(), in)
	wantFaultPaths(t, err, "exposure.npl.delinquent_at_origination", "exposure.npl.purchase_discount")
}
