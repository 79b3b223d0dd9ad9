package reconstruct

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/concentration"
)

func TestMatchesRoundsToThePrintedDigits(t *testing.T) {
	for _, c := range []struct {
		printed string
		unit    Unit
		value   string
		want    bool
	}{
		{"67.27", UnitPercent, "0.6727", true},
		{"67.27", UnitPercent, "0.67265", true}, // the half is rounded away from zero
		{"67.27", UnitPercent, "0.672749", true},
		{"67.27", UnitPercent, "0.67275", false},
		{"67.27", UnitPercent, "0.672649", false},
		{"85", UnitPercent, "0.8469", true},
		{"85", UnitPercent, "0.844", false},
		{"10", UnitPlain, "10", true},
		{"34.89", UnitMonths, "34.8949", true},
		{"34.89", UnitMonths, "34.895", false},
		{"3.01", UnitHundredMillionYuan, "301000000", true},
		{"3.01", UnitHundredMillionYuan, "301600000", false},
		{"525.279", UnitMillionYuan, "525279499", true},
		{"525.279", UnitMillionYuan, "525280000", false},
	} {
		value, _ := new(big.Rat).SetString(c.value)
		if got := (Figure{Printed: c.printed, Unit: c.unit}).Matches(value); got != c.want {
			t.Errorf("%s (%s) against %s: %t, want %t", c.printed, c.unit, c.value, got, c.want)
		}
	}
}

func TestValueIsInBaseUnits(t *testing.T) {
	for _, c := range []struct {
		printed string
		unit    Unit
		want    string
	}{
		{"67.27", UnitPercent, "6727/10000"}, {"6.96", UnitHundredMillionYuan, "696000000"}, {"733", UnitMillionYuan, "733000000"}, {"14.04", UnitMonths, "351/25"},
	} {
		if got := (Figure{Printed: c.printed, Unit: c.unit}).Value().RatString(); got != c.want {
			t.Errorf("%s (%s) is %s, want %s", c.printed, c.unit, got, c.want)
		}
	}
}

func TestReadDocumentReportsEveryFault(t *testing.T) {
	_, err := ReadDocument(strings.NewReader(`{"schema": "ipabs.published/1", "note": "", "sources": [{"id": "s", "text": ""}], "cases": [
		{"id": "a", "name_zh": "", "full_name_zh": "", "mode": "", "mode_zh": "", "industries": [], "parties": [], "figures": [
			{"figure": "f", "what": "count", "printed": "ten", "source": "s"},
			{"figure": "f", "what": "guess", "printed": "1", "unit": "furlong", "source": "nowhere"}]}]}`))
	if err == nil {
		t.Fatal("a document full of faults was read")
	}
	for _, want := range []string{`figures[0].printed: "ten"`, `figures[1].figure: "f" is used twice`, `figures[1].what: "guess"`, `figures[1].unit: "furlong"`, `figures[1].source: "nowhere"`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no word of %s in\n%v", want, err)
		}
	}
}

func TestLookupsSayWhatIsMissing(t *testing.T) {
	d := document(t)
	if _, err := d.Case("fifth"); err == nil {
		t.Error("a fifth case was found")
	}
	c, err := d.Case("kaide")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Figure("top7_obligor"); err == nil {
		t.Error("a figure that nobody printed was found")
	}
	if got := c.Party("shortfall_promisor") + "/" + c.Party("liquidity_provider"); got != "开发区金控/" {
		t.Errorf("parties %s", got)
	}
	if d.Source("press") == "" || d.Source("hearsay") != "" {
		t.Error("sources are mixed up")
	}
}

// Every figure of the project is read from a source, names its deal's own terms, and each Chinese name
// on the tapes is given.
func TestTheProjectsDocumentIsWhole(t *testing.T) {
	for _, c := range document(t).Cases {
		for _, f := range c.Figures {
			if figureNames[f.ID] == "" && !f.Reading {
				t.Errorf("%s: the figure %s has no Chinese name", c.ID, f.ID)
			}
		}
	}
}

func TestStatementsLeadToTheKnownContradictions(t *testing.T) {
	want := map[string][]concentration.StatedRule{
		"wenke1": {concentration.RuleRangeAsValue, concentration.RuleCounts, concentration.RuleTenorInTail},
		"qiyi":   {concentration.RuleTwoValues, concentration.RuleMixedMembers},
		"kaide":  {concentration.RuleTopShareFloor, concentration.RuleTermsBeyondTenors},
		"longhe": {concentration.RuleSeveralRights, concentration.RuleMemberCap, concentration.RuleMemberNames, concentration.RuleClaimedTerms},
	}
	for _, c := range document(t).Cases {
		found, err := concentration.CheckStated(c.Statements())
		if err != nil {
			t.Fatal(err)
		}
		var rules []concentration.StatedRule
		for _, f := range found {
			rules = append(rules, f.Rule)
		}
		if !slices.Equal(rules, want[c.ID]) {
			t.Errorf("%s: found %v, want %v", c.ID, rules, want[c.ID])
		}
	}
}

func ExampleCase_Statements() {
	c := Case{Figures: []Figure{
		{ID: "industries", What: WhatCount, Axis: "industry", Printed: "5"},
		{ID: "top3", What: WhatTop, Axis: "industry", K: 3, Printed: "54.48", Unit: UnitPercent},
	}}
	found, err := concentration.CheckStated(c.Statements())
	if err != nil {
		panic(err)
	}
	for _, f := range found {
		fmt.Println(f.Severity, f.Bound)
	}
	// Output: impossible ≥ 60.00 %
}

func ExampleFigure_Matches() {
	printed := Figure{Printed: "54.48", Unit: UnitPercent}
	fmt.Println(printed.Matches(big.NewRat(16398, 30100)), printed.Matches(big.NewRat(3, 5)))
	// Output: true false
}
