package concentration_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/pool"
)

// ruleDocument puts rules into a pack that is sound otherwise.
func ruleDocument(facts, rules string) string {
	return `{"schema":"ipabs.rules/1","id":"p","title":"t","source":"s","facts":[` + facts + `],"rules":[` + rules + `]}`
}

const soundRule = `{"id":"r","article":"1","date":"2020-01-31","text":"x","consequence":"admission",
	"metric":"largest","key":"obligor","basis":"outstanding_principal","require":"at_most","limit":"0.15"}`

func TestEveryFaultOfARulePackWithItsPath(t *testing.T) {
	const head = `"article":"1","date":"2020","text":"x","consequence":"label"`
	tests := []struct {
		situation, text string
		want            []string
	}{
		{"a sound pack", ruleDocument("", soundRule), nil},
		{"an empty document", `{}`, []string{"schema unsupported", "id missing", "title missing", "source missing", "rules missing"}},
		{"unknown fields and words", `{"schema":"ipabs.rules/1","rule":[],"rules":[{"metric":"biggest","key":"obligors"}]}`,
			[]string{"rule unknown_field", "rules[0].metric invalid", "rules[0].key invalid"}},
		{"a rule of nothing", ruleDocument("", `{}`), []string{"rules[0].id missing", "rules[0].article missing", "rules[0].text missing",
			"rules[0].date missing", "rules[0].consequence missing", "rules[0].metric missing"}},
		{"a metric without what it needs", ruleDocument("", `{"id":"r",`+head+`,"metric":"top"}`), []string{"rules[0].key missing",
			"rules[0].basis missing", "rules[0].require missing", "rules[0].limit missing", "rules[0].top missing", "rules[0].top out_of_range"}},
		{"fields that the metric has no use for", ruleDocument(`{"name":"f","text":"x"}`,
			`{"id":"r",`+head+`,"metric":"fact","fact":"f","key":"obligor","basis":"receivable_balance","require":"at_most","limit":"1","top":1,"tags":["x"],"any_of":[]}`),
			[]string{"rules[0].key inconsistent", "rules[0].basis inconsistent", "rules[0].require inconsistent", "rules[0].limit inconsistent",
				"rules[0].top inconsistent", "rules[0].tags inconsistent", "rules[0].any_of inconsistent"}},
		{"limits that cannot be read", ruleDocument("",
			`{"id":"a",`+head+`,"metric":"largest","key":"obligor","basis":"outstanding_principal","require":"at_most","limit":"15%"},
			 {"id":"b",`+head+`,"metric":"largest","key":"obligor","basis":"outstanding_principal","require":"at_most","limit":"1.1"},
			 {"id":"c",`+head+`,"metric":"count","key":"group","basis":"outstanding_principal","require":"at_least","limit":"10.0"},
			 {"id":"d",`+head+`,"metric":"largest_amount","key":"group","basis":"outstanding_principal","require":"at_most","limit":"5e6","currency":"CNY"},
			 {"id":"e",`+head+`,"metric":"largest_amount","key":"group","basis":"outstanding_principal","require":"at_most","limit":"5"}`),
			[]string{"rules[0].limit invalid", "rules[1].limit invalid", "rules[2].limit invalid", "rules[3].limit invalid", "rules[4].currency missing"}},
		{"a floor under the largest", ruleDocument("", strings.Replace(soundRule, "at_most", "above", 1)), []string{"rules[0].require unsupported"}},
		{"a share of both tags and a bucket", ruleDocument("",
			`{"id":"r",`+head+`,"metric":"share","key":"ip_type","bucket":"data","tags":["x"],"basis":"outstanding_principal","require":"above","limit":"0.5"},
			 {"id":"q",`+head+`,"metric":"share","tags":[""],"basis":"outstanding_principal","require":"above","limit":"0.5"}`),
			[]string{"rules[0] inconsistent", "rules[1].tags[0] missing"}},
		{"dates", ruleDocument("", strings.Replace(soundRule, "2020-01-31", "2020-02-30", 1)+","+
			strings.Replace(strings.Replace(soundRule, "2020-01-31", "2020-2", 1), `"r"`, `"q"`, 1)+","+
			strings.Replace(strings.Replace(soundRule, "2020-01-31", "2020-02", 1), `"r"`, `"s"`, 1)),
			[]string{"rules[0].date invalid", "rules[1].date invalid"}},
		{"facts: undeclared, unused, twice", ruleDocument(`{"name":"f","text":"x"},{"name":"f","text":"x"},{"name":"g","text":""}`,
			`{"id":"r",`+head+`,"metric":"fact","fact":"h"},
			 {"id":"q",`+head+`,"metric":"fact","fact":"f","exempt":[{"if":[]},{"if":["i"]}]}`),
			[]string{"facts[1].name duplicate", "facts[2].text missing", "rules[0].fact unknown",
				"rules[1].exempt[0].if missing", "rules[1].exempt[1].if[0] unknown", "facts[2].name inconsistent"}},
		{"combinations: of itself, of a later rule, of nothing", ruleDocument("",
			soundRule+`,{"id":"a",`+head+`,"metric":"any_of","any_of":[["r","a"],["b"],[]]},
			 {"id":"b",`+head+`,"metric":"any_of","any_of":[]},{"id":"r",`+head+`,"metric":"any_of","any_of":[["b"]]}`),
			[]string{"rules[1].any_of[0][1] unknown", "rules[1].any_of[1][0] unknown", "rules[1].any_of[2] missing",
				"rules[2].any_of missing", "rules[3].id duplicate"}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			_, err := concentration.ReadRulePack(strings.NewReader(tt.text))
			var got []string
			var e *faults.Error
			if errors.As(err, &e) {
				for _, f := range e.Faults() {
					got = append(got, f.Path+" "+string(f.Code))
				}
			} else if err != nil {
				t.Fatalf("error of another type: %v", err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s\n%v", diff, err)
			}
		})
	}
}

func TestValuesThatAreNoConstantsAreRefused(t *testing.T) {
	pack := must[*concentration.Pack](t)(concentration.RulePack("csrc-2014"))
	for what, spoil := range map[string]func(*concentration.RuleSpec){
		"metric":      func(r *concentration.RuleSpec) { r.Metric = 99 },
		"consequence": func(r *concentration.RuleSpec) { r.Consequence = 99 },
		"key":         func(r *concentration.RuleSpec) { *r.Key = 99 },
		"basis":       func(r *concentration.RuleSpec) { *r.Basis = 99 },
		"require":     func(r *concentration.RuleSpec) { *r.Require = 99 },
	} {
		s := pack.Spec()
		spoil(&s.Rules[0])
		_, err := s.Resolve()
		var f faults.Fault
		if !errors.As(err, &f) || f.Path != "rules[0]."+what {
			t.Errorf("%s: %v", what, err)
		}
	}
	if again := pack.Spec(); *again.Rules[0].Key != concentration.Obligor {
		t.Error("a change of a copy of the spec reached the pack")
	}
}

func FuzzReadRulePack(f *testing.F) {
	for _, name := range concentration.RulePacks() {
		pack, err := concentration.RulePack(name)
		if err != nil {
			f.Fatal(err)
		}
		text, err := json.Marshal(pack.Spec())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(ruleDocument("", soundRule)))
	f.Add([]byte(`{"rules":[{"any_of":[[""]]}]}`))
	p, err := poolSpec([]claim{owes("a", 3), {fen: 100, obligors: []string{"a", "b"}, creditor: "a", rights: []pool.RightType{pool.Data}}}, nil).Resolve()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		pack, err := concentration.ReadRulePack(bytes.NewReader(text))
		if err != nil {
			return
		}
		written, err := json.Marshal(pack.Spec())
		if err != nil {
			t.Fatalf("a pack that was read cannot be written: %v", err)
		}
		again, err := concentration.ReadRulePack(bytes.NewReader(written))
		if err != nil {
			t.Fatalf("a pack that was written cannot be read: %v\n%s", err, written)
		}
		if diff := cmp.Diff(pack.Spec(), again.Spec()); diff != "" {
			t.Fatalf("written and read again (-before +after):\n%s", diff)
		}
		verdicts, err := concentration.Evaluate(p, pack, nil, concentration.RuleInputs{})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range verdicts {
			_ = v.String()
			if _, err := v.RoomForNew(); err != nil && !errors.Is(err, concentration.ErrNoRoom) {
				t.Fatal(err)
			}
		}
	})
}

func TestRulePacksOfThePackage(t *testing.T) {
	names := concentration.RulePacks()
	if !slices.IsSorted(names) || len(names) != 21 {
		t.Errorf("%d packs: %v", len(names), names)
	}
	ids := map[string]string{}
	for _, name := range names {
		pack, err := concentration.RulePack(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		s := pack.Spec()
		if s.ID != name || pack.ID() != name {
			t.Errorf("the pack in %s calls itself %s", name, s.ID)
		}
		if s.TitleZH == "" {
			t.Errorf("%s has no Chinese title", name)
		}
		for _, r := range s.Rules {
			if r.ID != name && !strings.HasPrefix(r.ID, name+".") {
				t.Errorf("rule %s in pack %s", r.ID, name)
			}
			if ids[r.ID] != "" {
				t.Errorf("rule %s in %s and %s", r.ID, ids[r.ID], name)
			}
			ids[r.ID] = name
			if r.TextZH == "" {
				t.Errorf("rule %s has no Chinese text", r.ID)
			}
		}
	}
	if _, err := concentration.RulePack("lease-1918"); !errors.Is(err, concentration.ErrUnknownPack) {
		t.Errorf("an unknown pack: %v", err)
	}
}

// The limits as the articles state them, one line per measured rule.
func TestLimitsOfTheRulePacks(t *testing.T) {
	want := `cash-flow-provider.affiliates: largest group on future_cash_flow at_most 0.20
cash-flow-provider.single: largest obligor on future_cash_flow at_most 0.15
csrc-2014.affiliates: largest group on outstanding_principal at_most 0.20
csrc-2014.single: largest obligor on outstanding_principal at_most 0.15
data-label-2025.share: share ip_type on outstanding_principal above 0.50
enterprise-loans-2022.count: count group on outstanding_principal at_least 10
enterprise-loans-2022.single: largest obligor on outstanding_principal at_most 0.50
ip-label-2022.cash: share on future_cash_flow at_least 0.70
ip-label-szse-2024.assets: share on outstanding_principal at_least 0.70
ip-label-szse-2024.cash: share on future_cash_flow at_least 0.70
lease-2018.count: count group on outstanding_principal at_least 10
lease-2018.single: largest group on outstanding_principal at_most 0.50
lease-2018.top5: top5 group on outstanding_principal at_most 0.70
lease-2022.count: count group on outstanding_principal at_least 10
lease-2022.single: largest obligor on outstanding_principal at_most 0.50
lease-2022.top5: top5 obligor on outstanding_principal at_most 0.70
microloan-cap-2018.single: largest_amount obligor on outstanding_principal at_most 5000000
microloans-2022.count: count group on outstanding_principal at_least 10
microloans-2022.single: largest obligor on outstanding_principal at_most 0.50
nafmii-2023.tier1.affiliates: largest group on outstanding_principal below 0.20
nafmii-2023.tier1.single: largest obligor on outstanding_principal below 0.15
nafmii-2023.tier2.affiliates: largest group on outstanding_principal below 0.35
nafmii-2023.tier2.single: largest obligor on outstanding_principal below 0.30
nafmii-2023.tier3.affiliates: largest group on outstanding_principal below 0.50
nafmii-2023.tier3.single: largest obligor on outstanding_principal below 0.50
network-loans-2022.business.share: largest obligor on outstanding_principal at_most 0.005
network-loans-2022.consumer.amount: largest_amount obligor on outstanding_principal at_most 200000
network-loans-2022.consumer.share: largest obligor on outstanding_principal at_most 0.001
originator-2022.share: originator_share on future_cash_flow at_most 0.10
receivables-2022.count: count group on receivable_balance at_least 10
receivables-2022.single: largest obligor on receivable_balance at_most 0.50
receivables-szse-2024.count: count group on receivable_balance at_least 10
receivables-szse-2024.single: largest obligor on receivable_balance at_most 0.50
review-2022.closer: largest obligor on outstanding_principal at_most 0.30
review-2022.fast.granular: largest contract on outstanding_principal at_most 0.001
review-2022.fast.single: largest obligor on outstanding_principal at_most 0.15
review-2022.fast.top5: top5 obligor on outstanding_principal at_most 0.50
stc-2023.1pct: largest obligor on outstanding_principal at_most 0.01
stc-2023.2pct: largest obligor on outstanding_principal at_most 0.02
sts-2017.single: largest group on outstanding_principal at_most 0.02
supply-chain-2022.count: count creditor_group on receivable_balance at_least 10
supply-chain-szse-2024.count: count creditor_group on receivable_balance at_least 10
top20-2022.waiver: largest contract on outstanding_principal at_most 0.01`
	var got []string
	for _, name := range concentration.RulePacks() {
		for _, r := range must[*concentration.Pack](t)(concentration.RulePack(name)).Spec().Rules {
			if r.Limit == "" {
				continue
			}
			line := r.ID + ": " + r.Metric.String()
			if r.Top > 0 {
				line += fmt.Sprint(r.Top)
			}
			if r.Key != nil {
				line += " " + r.Key.String()
			}
			got = append(got, fmt.Sprintf("%s on %s %s %s", line, r.Basis, r.Require, r.Limit))
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(strings.Split(want, "\n"), got); diff != "" {
		t.Errorf("limits (-want +got):\n%s", diff)
	}
}

func ExampleReadRulePack() {
	pack, err := concentration.ReadRulePack(strings.NewReader(`{
		"schema": "ipabs.rules/1", "id": "mandate", "title": "Investor's mandate", "source": "side letter of 2 May 2025",
		"rules": [{
			"id": "mandate.region", "article": "s. 4", "date": "2025-05-02", "text": "No province has more than 40 %.",
			"consequence": "admission", "metric": "largest", "key": "region", "basis": "outstanding_principal",
			"require": "at_most", "limit": "0.4"
		}]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	p := mustPool([]owed{{3_000_00, []string{"a"}}, {3_000_00, []string{"b"}}, {3_000_00, []string{"c"}}})
	verdicts, err := concentration.Evaluate(p, pack, nil, concentration.RuleInputs{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(verdicts[0])
	// Output:
	// mandate.region: unknown; largest by region on outstanding_principal, equal 3,000.00 to 9,000.00 of 9,000.00 (33.33% to 100.00%), required at most 40.00%, headroom -5,400.00; not known: region of 3 parties, 9,000.00 in all [s. 4, 2025-05-02]
}
