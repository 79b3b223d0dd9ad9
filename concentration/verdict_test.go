package concentration_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

func TestVerdictsInOneLine(t *testing.T) {
	p := cm13(t)
	lease := evaluate(t, p, "lease-2018", nil, concentration.RuleInputs{})
	fast := evaluate(t, p, "review-2022", nil, concentration.RuleInputs{})
	waived := evaluate(t, p, "lease-2022", concentration.Facts{"originator_sound": concentration.Yes, "credit_support": concentration.Yes}, concentration.RuleInputs{})
	owed := evaluate(t, p, "originator-2022", nil, concentration.RuleInputs{Inputs: concentration.Inputs{
		CashFlow: concentration.CashFlow{Label: "contractual", Amounts: make([]money.Amount, 12)}}})
	for _, tt := range []struct{ got, want string }{
		{lease["lease-2018.top5"].String(), "lease-2018.top5: fail; top 5 by group on outstanding_principal, equal 850.00 of 1,000.00 (85.00%), required at most 70.00%, headroom -150.00; by obligor 630.00 of 1,000.00 (63.00%): pass [2018 listing guide for finance-lease claims (SZSE 2018-73 and parallels), 2018-02-09]"},
		{lease["lease-2018.count"].String(), "lease-2018.count: fail; number by group on outstanding_principal, equal 9, required at least 10, headroom -1; by obligor 12: pass [2018 listing guide for finance-lease claims (SZSE 2018-73 and parallels), 2018-02-09]"},
		{fast["review-2022.fast"].String(), "review-2022.fast: unknown; review-2022.fast.granular fail, or review-2022.fast.top5 fail and review-2022.fast.single fail, or review-2022.fast.rating unknown; not known: fact shadow_rating_aa_plus [SSE 2022-166 art. 6; SZSE 2024-1106 art. 6, 2022-12-30]"},
		{fast["review-2022.fast.rating"].String(), "review-2022.fast.rating: unknown; not known: fact shadow_rating_aa_plus [SSE 2022-166 art. 6(2); SZSE 2024-1106 art. 6(2), 2022-12-30]"},
		{waived["lease-2022.count"].String(), "lease-2022.count: pass (exempt); number by group on outstanding_principal, equal 9, required at least 10, headroom -1; by obligor 12: pass [SSE 2022-165 art. 3.3.3; SZSE 2024-1104 art. 72, 2022-12-30]"},
		{owed["originator-2022.share"].String(), "originator-2022.share: unknown; owed by originators and affiliates on future_cash_flow, equal 0.00 of 0.00, required at most 10.00%; not known: a pool with an amount on future_cash_flow [SSE 2022-165 art. 2.2.3; SZSE 2024-1104 art. 19, 2022-12-30]"},
		{evaluate(t, p, "microloan-cap-2018", nil, concentration.RuleInputs{})["microloan-cap-2018.single"].String(),
			"microloan-cap-2018.single: pass; largest by obligor on outstanding_principal, equal 180.00, required at most 5,000,000.00, headroom 4,999,820.00; by group 330.00: pass [2018 micro-loan ABS disclosure guideline, definition of a micro-loan, 2018]"},
	} {
		if tt.got != tt.want {
			t.Errorf("got\n%s\nwant\n%s", tt.got, tt.want)
		}
	}
}

// A share that is not the limit does not read like it, however near it is.
func TestASharePrintsApartFromItsLimit(t *testing.T) {
	for _, tt := range []struct {
		over int64
		want string
	}{{0, "(15.00%)"}, {1, "(15.0000000001%)"}, {1_000_000, "(15.0001%)"}} {
		big := 15*10_000_000_000 + tt.over
		basis, need := concentration.OutstandingPrincipal, concentration.AtMost
		pack := oneRule(t, concentration.RuleSpec{Metric: concentration.MetricShare, Tags: []string{"x"}, Basis: &basis, Require: &need, Limit: "0.15"})
		p := build(t, []claim{{fen: big, obligors: []string{"a"}, tags: []string{"x"}}, {fen: 100*10_000_000_000 - big, obligors: []string{"b"}}}, nil)
		if v := apply(t, p, pack, concentration.RuleInputs{}); !strings.Contains(v.String(), tt.want) {
			t.Errorf("%d over: %s", tt.over, v)
		}
	}
}

func TestVerdictInJSON(t *testing.T) {
	p := cm13(t)
	top5 := evaluate(t, p, "lease-2018", nil, concentration.RuleInputs{})["lease-2018.top5"]
	top5.Offenders = top5.Offenders[:1]
	text, err := json.MarshalIndent(top5, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want := `{
  "pack": "lease-2018",
  "rule": "lease-2018.top5",
  "article": "2018 listing guide for finance-lease claims (SZSE 2018-73 and parallels)",
  "date": "2018-02-09",
  "text": "The five largest debtors, affiliates counted as one, have no more than 70 % of the outstanding principal.",
  "text_zh": "前5大债务人（关联方合并计算）入池资产金额占比不超过70%",
  "consequence": "admission",
  "metric": "top",
  "top": 5,
  "require": "at_most",
  "limit": "0.70",
  "outcome": "fail",
  "measured": "fail",
  "currency": "CNY",
  "reading": {
    "measure": {
      "key": "group",
      "basis": "outstanding_principal",
      "allocation": "equal"
    },
    "value": "850.00",
    "total": "1000.00",
    "share": "85.00%",
    "outcome": "fail"
  },
  "single": {
    "measure": {
      "key": "obligor",
      "basis": "outstanding_principal",
      "allocation": "equal"
    },
    "value": "630.00",
    "total": "1000.00",
    "share": "63.00%",
    "outcome": "pass"
  },
  "affiliated": {
    "measure": {
      "key": "group",
      "basis": "outstanding_principal",
      "allocation": "equal"
    },
    "value": "850.00",
    "total": "1000.00",
    "share": "85.00%",
    "outcome": "fail"
  },
  "headroom": "-150.00",
  "offenders": [
    {
      "key": "A",
      "label": "A",
      "amount": "330.00",
      "contracts": 3
    }
  ]
}`
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("document (-want +got):\n%s", diff)
	}
	fast := evaluate(t, p, "review-2022", nil, concentration.RuleInputs{})["review-2022.fast"]
	text, err = json.Marshal(fast)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), `"any_of":[[{"rule":"review-2022.fast.granular","outcome":"fail"}],`) || strings.Contains(string(text), `"require"`) {
		t.Errorf("a combination: %s", text)
	}
	count := evaluate(t, p, "supply-chain-2022", nil, concentration.RuleInputs{})["supply-chain-2022.count"]
	if text, err = json.Marshal(count); err != nil || !strings.Contains(string(text), `"count":{"low":1,"high":12}`) || !strings.Contains(string(text), `"headroom_count":-9`) {
		t.Errorf("a count: %s, %v", text, err)
	}
	open := apply(t, build(t, []claim{owes("a", 3), owes("b", 7)}, nil), regionRule(t), concentration.RuleInputs{})
	if text, err = json.Marshal(open); err != nil || !strings.Contains(string(text), `"low":"7.00","high":"10.00","total":"10.00"`) {
		t.Errorf("an interval: %s, %v", text, err)
	}
}

// regionRule limits the largest province to 80 %.
func regionRule(t fataler) *concentration.Pack {
	basis, key, need := concentration.OutstandingPrincipal, concentration.Region, concentration.AtMost
	return oneRule(t, concentration.RuleSpec{Metric: concentration.MetricLargest, Key: &key, Basis: &basis, Require: &need, Limit: "0.8"})
}

func ExampleVerdict() {
	p := mustPool([]owed{{52_000_000_00, []string{"a"}}, {48_000_000_00, []string{"b"}}})
	pack, err := concentration.RulePack("lease-2018")
	if err != nil {
		fmt.Println(err)
		return
	}
	verdicts, err := concentration.Evaluate(p, pack, nil, concentration.RuleInputs{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, v := range verdicts {
		if v.Outcome != pool.Pass {
			fmt.Println(v.Rule, v.Outcome, "-", v.Text)
		}
	}
	// Output:
	// lease-2018.count fail - At least 10 debtors that are not affiliated with one another.
	// lease-2018.single fail - A single debtor, affiliates counted as one, has no more than 50 % of the outstanding principal.
	// lease-2018.top5 fail - The five largest debtors, affiliates counted as one, have no more than 70 % of the outstanding principal.
}
