package credit_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
)

// retained is an originator that keeps half of the senior tranche, at a weight of 16 %, and all of the
// equity, at 1250 %.
func retained() credit.OverallCapInput {
	return credit.OverallCapInput{
		Approach: credit.ApproachSA, Role: credit.RoleOriginator, Pool: 1_000_000_00, KP: 0.08,
		Holdings: []credit.CapitalHolding{
			{Tranche: "A", Exposure: 375_000_00, Held: 375_000_00, Nominal: 750_000_00, Weight: 0.16},
			{Tranche: "C", Exposure: 120_000_00, Held: 120_000_00, Nominal: 120_000_00, Weight: 12.5},
		},
	}
}

func TestOverallCapSituations(t *testing.T) {
	basel, china := credit.BaselCapitalRules(), credit.ChinaCapitalRules()
	tests := []struct {
		situation string
		rules     credit.CapitalRules
		change    func(*credit.OverallCapInput)
		p         float64
		before    money.Amount
		limit     money.Amount
		after     money.Amount
		available bool
		capped    bool
	}{
		{"the originator keeps all of one tranche", china, func(*credit.OverallCapInput) {},
			1, 124_800_00, 80_000_00, 80_000_00, true, true},
		{"an investor under the standardised approach", china, func(in *credit.OverallCapInput) { in.Role = credit.RoleInvestor },
			1, 124_800_00, 80_000_00, 124_800_00, false, false},
		{"an investor under internal ratings", china, func(in *credit.OverallCapInput) {
			in.Role, in.Approach = credit.RoleInvestor, credit.ApproachIRBA
		}, 1, 124_800_00, 80_000_00, 80_000_00, true, true},
		{"a sponsor under annex 11", china, func(in *credit.OverallCapInput) { in.Role = credit.RoleSponsor },
			1, 124_800_00, 80_000_00, 124_800_00, false, false},
		{"a sponsor under Basel", basel, func(in *credit.OverallCapInput) { in.Role = credit.RoleSponsor },
			1, 124_800_00, 80_000_00, 80_000_00, true, true},
		{"a re-securitisation", basel, func(in *credit.OverallCapInput) {
			in.Kind, in.Approach = credit.SecResecuritisation, credit.ApproachSA
		}, 1, 124_800_00, 80_000_00, 124_800_00, false, false},
		{"half of the senior tranche alone: not reached", china, func(in *credit.OverallCapInput) { in.Holdings = in.Holdings[:1] },
			0.5, 4_800_00, 40_000_00, 4_800_00, true, false},
		{"two exposures in one tranche add up", china, func(in *credit.OverallCapInput) {
			in.Holdings = []credit.CapitalHolding{
				{Tranche: "C", Exposure: 30_000_00, Held: 30_000_00, Nominal: 120_000_00, Weight: 12.5},
				{Tranche: "C", Exposure: 60_000_00, Held: 60_000_00, Nominal: 120_000_00, Weight: 12.5},
			}
		}, 0.75, 90_000_00, 60_000_00, 60_000_00, true, true},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			in := retained()
			tt.change(&in)
			res, err := credit.OverallCap(tt.rules, in)
			if err != nil {
				t.Fatal(err)
			}
			if res.P != tt.p || res.Before != tt.before || res.Cap != tt.limit || res.After != tt.after ||
				res.Available != tt.available || res.Capped != tt.capped || (res.Why == "") != tt.available {
				t.Errorf("%+v", res)
			}
			if res.Rules != tt.rules.Name || res.Source != tt.rules.Articles.OverallCap {
				t.Errorf("rules %q, source %q", res.Rules, res.Source)
			}
		})
	}
}

func TestOverallCapReportsEveryFaultAtOnce(t *testing.T) {
	_, err := credit.OverallCap(credit.ChinaCapitalRules(), credit.OverallCapInput{Kind: "sts", KP: -1})
	wantFaultPaths(t, err, "approach", "role", "kind", "pool", "kp", "holdings")
	in := retained()
	in.Holdings = append(in.Holdings,
		credit.CapitalHolding{Exposure: -1, Weight: 13, Held: 1},
		credit.CapitalHolding{Tranche: "A", Held: 1, Nominal: 1},
		credit.CapitalHolding{Tranche: "A", Held: 375_000_01, Nominal: 750_000_00},
		credit.CapitalHolding{Tranche: "A", Held: -1, Nominal: 750_000_00})
	_, err = credit.OverallCap(credit.ChinaCapitalRules(), in)
	wantFaultPaths(t, err, "holdings[2].tranche", "holdings[2].exposure", "holdings[2].weight", "holdings[2].nominal",
		"holdings[3].nominal", "holdings[4].held", "holdings[5].held")
	in = retained()
	in.Holdings[1].Exposure = math.MaxInt64
	_, err = credit.OverallCap(credit.ChinaCapitalRules(), in)
	wantFaultPaths(t, err, "holdings")
}

func ExampleOverallCap() {
	res, err := credit.OverallCap(credit.ChinaCapitalRules(), credit.OverallCapInput{
		Approach: credit.ApproachSA,
		Role:     credit.RoleOriginator,
		Pool:     1_000_000_000_00, // fen
		KP:       0.08,
		Holdings: []credit.CapitalHolding{
			{Tranche: "次级", Exposure: 120_000_000_00, Held: 120_000_000_00, Nominal: 120_000_000_00, Weight: 12.5},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s before, capped %v at %s (P %.0f%%)\n",
		res.Before.Format(money.CNY), res.Capped, res.After.Format(money.CNY), res.P*100)
	// Output: 120000000.00 before, capped true at 80000000.00 (P 100%)
}
