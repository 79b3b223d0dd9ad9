package concentration_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// evaluate applies a pack and gives the verdicts by rule.
func evaluate(t fataler, p *pool.Pool, pack string, facts concentration.Facts, in concentration.RuleInputs) map[string]concentration.Verdict {
	t.Helper()
	rules := must[*concentration.Pack](t)(concentration.RulePack(pack))
	verdicts := must[[]concentration.Verdict](t)(concentration.Evaluate(p, rules, facts, in))
	byRule := map[string]concentration.Verdict{}
	for _, v := range verdicts {
		if v.Pack != pack {
			t.Fatal("a verdict of pack", v.Pack)
		}
		byRule[v.Rule] = v
	}
	return byRule
}

// outcomes gives the outcomes of standing rules, with the parts of combinations left out.
func outcomes(verdicts map[string]concentration.Verdict) map[string]string {
	m := map[string]string{}
	for id, v := range verdicts {
		if !v.Part {
			m[id] = v.Outcome.String()
		}
	}
	return m
}

// ids are the keys of entries.
func ids(entries []concentration.Entry) []string {
	var list []string
	for _, e := range entries {
		list = append(list, e.Key)
	}
	return list
}

// Worked case CM-13: the five largest obligors have 63 %, the five largest groups 85 %.
func TestAffiliatesDecideTheLeaseRule(t *testing.T) {
	p := cm13(t)
	v := evaluate(t, p, "lease-2018", nil, concentration.RuleInputs{})
	want := map[string]string{"lease-2018.count": "fail", "lease-2018.single": "pass", "lease-2018.top5": "fail"}
	if diff := cmp.Diff(want, outcomes(v)); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
	top5 := v["lease-2018.top5"]
	if top5.Reading.Measure.Key != concentration.Group || top5.Reading.High != 850_00 || top5.Reading.Total != 1000_00 {
		t.Errorf("reading %+v", top5.Reading)
	}
	if top5.Single.High != 630_00 || top5.Single.Outcome != pool.Pass || top5.Affiliated.High != 850_00 || top5.Affiliated.Outcome != pool.Fail {
		t.Errorf("side by side %+v, %+v", *top5.Single, *top5.Affiliated)
	}
	if h, _ := top5.Headroom.Get(); h != -150_00 {
		t.Errorf("headroom %d, want the excess of 15000", h)
	}
	if got := ids(top5.Offenders); !slices.Equal(got, []string{"A", "B", "c", "d", "e"}) {
		t.Errorf("offenders %v", got)
	}
	if n, _ := v["lease-2018.count"].HeadroomCount.Get(); n != -1 || v["lease-2018.count"].Reading.LowCount != 9 {
		t.Errorf("count: headroom %d, reading %+v", n, v["lease-2018.count"].Reading)
	}
	literal := evaluate(t, p, "lease-2022", nil, concentration.RuleInputs{})["lease-2022.top5"]
	if literal.Outcome != pool.Pass || literal.Affiliated.Outcome != pool.Fail {
		t.Errorf("the 2022 article does not merge affiliates: %s", literal)
	}
}

func TestExactlyTheLimit(t *testing.T) {
	// 15 % and 20 % to the fen, and one fen to either side.
	tests := []struct {
		situation    string
		yuan         []int64
		csrc, nafmii string
	}{
		{"below", []int64{14_99, 85_01}, "pass", "pass"},
		{"exactly", []int64{15_00, 85_00}, "pass", "fail"},
		{"above", []int64{15_01, 84_99}, "fail", "fail"},
	}
	for _, tt := range tests {
		var claims []claim
		claims = append(claims, claim{fen: tt.yuan[0], obligors: []string{"big"}})
		for i := range 10 {
			part := tt.yuan[1] / 10
			if i == 0 {
				part = tt.yuan[1] - 9*(tt.yuan[1]/10)
			}
			claims = append(claims, claim{fen: part, obligors: []string{fmt.Sprint("small", i)}})
		}
		p := build(t, claims, nil)
		csrc := evaluate(t, p, "csrc-2014", nil, concentration.RuleInputs{})["csrc-2014.single"]
		nafmii := evaluate(t, p, "nafmii-2023", nil, concentration.RuleInputs{})["nafmii-2023.tier1.single"]
		if csrc.Outcome.String() != tt.csrc || nafmii.Outcome.String() != tt.nafmii {
			t.Errorf("%s: CSRC %s, NAFMII %s; want %s, %s", tt.situation, csrc.Outcome, nafmii.Outcome, tt.csrc, tt.nafmii)
		}
		if !csrc.Require.LimitPasses() || nafmii.Require.LimitPasses() {
			t.Errorf("on which side the limit falls: CSRC %s, NAFMII %s", csrc.Require, nafmii.Require)
		}
	}
}

func TestExemptionsDependOnStatedFacts(t *testing.T) {
	p := build(t, []claim{owes("a", 80), owes("b", 20)}, nil)
	yes, no, unknown := concentration.Yes, concentration.No, concentration.AnswerUnknown
	tests := []struct {
		situation string
		facts     concentration.Facts
		want      string
		missing   []string
	}{
		{"nothing stated", nil, "unknown", []string{"fact originator_sound", "fact credit_support"}},
		{"one of two stated", concentration.Facts{"originator_sound": yes}, "unknown", []string{"fact credit_support"}},
		{"stated as unknown", concentration.Facts{"originator_sound": yes, "credit_support": unknown}, "unknown", []string{"fact credit_support"}},
		{"one denied: the other does not matter", concentration.Facts{"originator_sound": no}, "fail", nil},
		{"both stated", concentration.Facts{"originator_sound": yes, "credit_support": yes}, "pass", nil},
	}
	for _, tt := range tests {
		v := evaluate(t, p, "lease-2022", tt.facts, concentration.RuleInputs{})["lease-2022.single"]
		if v.Outcome.String() != tt.want || v.Measured != pool.Fail || !slices.Equal(v.Missing, tt.missing) || v.Exempt != (tt.want == "pass") {
			t.Errorf("%s: %s (measured %s, exempt %v, missing %v), want %s", tt.situation, v.Outcome, v.Measured, v.Exempt, v.Missing, tt.want)
		}
		if got := ids(v.Offenders); !slices.Equal(got, []string{"a"}) {
			t.Errorf("%s: offenders %v", tt.situation, got)
		}
	}
	// A rule that passes as measured does not ask for facts.
	sound := evaluate(t, build(t, []claim{owes("a", 50), owes("b", 50)}, nil), "lease-2022", nil, concentration.RuleInputs{})["lease-2022.single"]
	if sound.Outcome != pool.Pass || sound.Missing != nil {
		t.Errorf("50 %%: %s", sound)
	}
	// Two ways to be excused: one that holds is enough, one that is open leaves it open.
	both := evaluate(t, p, "receivables-szse-2024", concentration.Facts{"originator_sound": yes, "debtors_excellent": no, "credit_support": yes}, concentration.RuleInputs{})
	if v := both["receivables-szse-2024.single"]; v.Outcome != pool.OutcomeUnknown || !slices.Equal(v.Missing, []string{"fact enhancer_excellent"}) {
		t.Errorf("two exemptions: %s", v)
	}
}

func TestFutureCashFlowMustBeGiven(t *testing.T) {
	p := build(t, []claim{owes("a", 10), owes("b", 90)}, nil)
	v := evaluate(t, p, "cash-flow-provider", nil, concentration.RuleInputs{})["cash-flow-provider.single"]
	if v.Outcome != pool.OutcomeUnknown || !slices.Equal(v.Missing, []string{"future cash flow of the contracts"}) || v.Headroom.IsKnown() {
		t.Errorf("without amounts: %s", v)
	}
	if _, err := v.RoomForNew(); !errors.Is(err, concentration.ErrNoRoom) {
		t.Errorf("room without amounts: %v", err)
	}
	in := concentration.RuleInputs{Inputs: concentration.Inputs{CashFlow: concentration.CashFlow{Label: "contractual", Amounts: []money.Amount{85_00, 15_00}}}}
	v = evaluate(t, p, "cash-flow-provider", nil, in)["cash-flow-provider.single"]
	if v.Outcome != pool.Fail || !slices.Equal(ids(v.Offenders), []string{"a"}) || !strings.Contains(v.String(), "future_cash_flow (contractual)") {
		t.Errorf("the basis is cash flow, not principal: %s", v)
	}
}

func TestUnknownCreditorsLeaveTheCountOpen(t *testing.T) {
	var claims []claim
	for i := range 12 {
		c := owes("core", 10)
		c.creditor = fmt.Sprint("supplier", i)
		claims = append(claims, c)
	}
	facts := concentration.Facts{"debtors_sound": concentration.Yes}
	if v := evaluate(t, build(t, claims, nil), "supply-chain-2022", facts, concentration.RuleInputs{})["supply-chain-2022.count"]; v.Outcome != pool.Pass {
		t.Errorf("twelve creditors: %s", v)
	}
	affiliated := concentration.RuleInputs{Inputs: concentration.Inputs{Relations: []concentration.Relation{
		{A: "supplier0", B: "supplier1"}, {A: "supplier1", B: "supplier2"}, {A: "supplier2", B: "supplier3"}}}}
	v := evaluate(t, build(t, claims, nil), "supply-chain-2022", facts, affiliated)["supply-chain-2022.count"]
	if v.Outcome != pool.Fail || v.Single.LowCount != 12 || v.Affiliated.LowCount != 9 {
		t.Errorf("four of them affiliated: %s", v)
	}
	for i := 9; i < 12; i++ {
		claims[i].creditor = ""
	}
	v = evaluate(t, build(t, claims, nil), "supply-chain-2022", facts, concentration.RuleInputs{})["supply-chain-2022.count"]
	if v.Outcome != pool.OutcomeUnknown || v.Reading.LowCount != 9 || v.Reading.HighCount != 12 || v.Missing[0] != "creditor_group of 3 contracts, 30.00 in all" {
		t.Errorf("three of them unknown: %s", v)
	}
	claims[9].creditor = "supplier9"
	v = evaluate(t, build(t, claims, nil), "supply-chain-2022", facts, concentration.RuleInputs{})["supply-chain-2022.count"]
	if v.Outcome != pool.Pass {
		t.Errorf("ten known are enough: %s", v)
	}
}

func TestFastTrackIsAnyOfThree(t *testing.T) {
	rated := concentration.Facts{"shadow_rating_aa_plus": concentration.Yes}
	unrated := concentration.Facts{"shadow_rating_aa_plus": concentration.No}
	level := func(n int) *pool.Pool {
		var claims []claim
		for i := range n {
			claims = append(claims, owes(fmt.Sprint(i), 1))
		}
		return build(t, claims, nil)
	}
	tests := []struct {
		situation string
		pool      *pool.Pool
		facts     concentration.Facts
		want      string
	}{
		{"1000 equal assets: each exactly 0.1 %", level(1000), unrated, "pass"},
		{"10 equal: five have 50 %, one 10 %", level(10), unrated, "pass"},
		{"9 equal: five have 55.6 %", level(9), unrated, "fail"},
		{"9 equal and rated", level(9), rated, "pass"},
		{"9 equal, rating not stated", level(9), nil, "unknown"},
	}
	for _, tt := range tests {
		all := evaluate(t, tt.pool, "review-2022", tt.facts, concentration.RuleInputs{})
		v := all["review-2022.fast"]
		if v.Outcome.String() != tt.want || len(v.AnyOf) != 3 {
			t.Errorf("%s: %s", tt.situation, v)
		}
		if !all["review-2022.fast.top5"].Part || v.Part {
			t.Errorf("%s: which rules are parts", tt.situation)
		}
	}
	closer := evaluate(t, level(3), "review-2022", nil, concentration.RuleInputs{})["review-2022.closer"]
	if closer.Outcome != pool.OutcomeUnknown || closer.Missing[0] != "fact large_providers_clear_of_art_15" {
		t.Errorf("a third each, circumstances not stated: %s", closer)
	}
}

func TestLabels(t *testing.T) {
	licence := []string{"ip_income"}
	claims := []claim{
		{fen: 40_00, obligors: []string{"a"}, tags: licence, rights: []pool.RightType{pool.Invention}},
		{fen: 30_00, obligors: []string{"b"}, tags: []string{"ip_financing"}, rights: []pool.RightType{pool.Data}},
		{fen: 30_00, obligors: []string{"c"}, rights: []pool.RightType{pool.Data, pool.Trademark}},
	}
	p := build(t, claims, nil)
	flow := concentration.RuleInputs{Inputs: concentration.Inputs{CashFlow: concentration.CashFlow{Label: "x", Amounts: []money.Amount{40, 30, 30}}}}
	short := concentration.RuleInputs{Inputs: concentration.Inputs{CashFlow: concentration.CashFlow{Label: "x", Amounts: []money.Amount{39, 30, 31}}}}
	noProceeds := concentration.Facts{"proceeds_to_ip": concentration.No}
	for _, tt := range []struct {
		situation string
		got       pool.Outcome
		want      pool.Outcome
	}{
		{"Shanghai: exactly 70 % of both tags", evaluate(t, p, "ip-label-2022", noProceeds, flow)["ip-label-2022"].Outcome, pool.Pass},
		{"Shanghai: 69 %", evaluate(t, p, "ip-label-2022", noProceeds, short)["ip-label-2022"].Outcome, pool.Fail},
		{"Shanghai: 69 %, proceeds not stated", evaluate(t, p, "ip-label-2022", nil, short)["ip-label-2022"].Outcome, pool.OutcomeUnknown},
		{"Shenzhen counts the two tags apart", evaluate(t, p, "ip-label-szse-2024", noProceeds, flow)["ip-label-szse-2024"].Outcome, pool.Fail},
		{"data: 30 % for sure, 60 % with the mixed", evaluate(t, p, "data-label-2025", nil, flow)["data-label-2025.share"].Outcome, pool.OutcomeUnknown},
		{"no contract tagged", evaluate(t, build(t, []claim{owes("a", 1)}, nil), "ip-label-szse-2024", noProceeds, concentration.RuleInputs{})["ip-label-szse-2024.assets"].Outcome, pool.OutcomeUnknown},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %s, want %s", tt.situation, tt.got, tt.want)
		}
	}
	claims[2].rights = []pool.RightType{pool.Data}
	half := build(t, append(claims, claim{fen: 20_00, obligors: []string{"d"}, rights: []pool.RightType{pool.Design}}), nil)
	v := evaluate(t, half, "data-label-2025", nil, concentration.RuleInputs{})["data-label-2025.share"]
	if v.Outcome != pool.Fail {
		t.Errorf("data: exactly 50 %% is not above it: %s", v)
	}
	if h, _ := v.Headroom.Get(); h != -1 {
		t.Errorf("one fen is lacking, headroom %d", h)
	}
}

func TestOriginatorAndAffiliates(t *testing.T) {
	p := build(t, []claim{
		{fen: 5_00, obligors: []string{"lessor"}, originator: "lessor"},
		{fen: 6_00, obligors: []string{"sister", "stranger"}, originator: "lessor"},
		{fen: 89_00, obligors: []string{"stranger"}, originator: "lessor"},
	}, map[string]string{"lessor": "G", "sister": "G"})
	flow := func(a ...money.Amount) concentration.RuleInputs {
		return concentration.RuleInputs{Inputs: concentration.Inputs{CashFlow: concentration.CashFlow{Label: "x", Amounts: a}}}
	}
	v := evaluate(t, p, "originator-2022", nil, flow(5_00, 6_00, 89_00))["originator-2022.share"]
	if v.Outcome != pool.Pass || v.Reading.High != 8_00 {
		t.Errorf("5 and half of 6: %s", v)
	}
	joint := flow(5_00, 6_00, 89_00)
	joint.Allocation = concentration.JointAndSeveral
	v = evaluate(t, p, "originator-2022", nil, joint)["originator-2022.share"]
	if v.Outcome != pool.Fail || v.Reading.High != 11_00 || !slices.Equal(ids(v.Offenders), []string{"sister", "lessor"}) {
		t.Errorf("5 and 6 in full: %s, offenders %v", v, ids(v.Offenders))
	}
	both := build(t, []claim{{fen: 10_00, obligors: []string{"lessor", "sister"}, originator: "lessor"}, {fen: 90_00, obligors: []string{"x"}, originator: "lessor"}},
		map[string]string{"lessor": "G", "sister": "G"})
	joint.CashFlow.Amounts = []money.Amount{10_00, 90_00}
	v = evaluate(t, both, "originator-2022", nil, joint)["originator-2022.share"]
	if v.Outcome != pool.Pass || v.Reading.High != 10_00 {
		t.Errorf("two affiliates who each owe all of one contract: %s", v)
	}
	open := build(t, []claim{{fen: 5_00, obligors: []string{"lessor"}, originator: "lessor"}, owes("x", 95)}, nil)
	v = evaluate(t, open, "originator-2022", nil, flow(5_00, 95_00))["originator-2022.share"]
	if v.Outcome != pool.OutcomeUnknown || v.Missing[0] != "the originator of every contract" {
		t.Errorf("an originator that is not named: %s", v)
	}
	v = evaluate(t, open, "originator-2022", nil, flow(50_00, 50_00))["originator-2022.share"]
	if v.Outcome != pool.Fail {
		t.Errorf("50 %% for sure: %s", v)
	}
}

func TestAmountsPerBorrower(t *testing.T) {
	p := build(t, []claim{owes("a", 3_000_000), owes("a", 2_000_000), owes("b", 5_000_001)}, nil)
	v := evaluate(t, p, "microloan-cap-2018", nil, concentration.RuleInputs{})["microloan-cap-2018.single"]
	if v.Outcome != pool.Fail || !slices.Equal(ids(v.Offenders), []string{"b"}) {
		t.Errorf("verdict %s, offenders %v", v, ids(v.Offenders))
	}
	if h, _ := v.Headroom.Get(); h != -1_00 {
		t.Errorf("headroom %d", h)
	}
	spec := poolSpec([]claim{owes("a", 1)}, nil)
	spec.Currency = money.USD
	dollars := must[*pool.Pool](t)(spec.Resolve())
	if v := evaluate(t, dollars, "microloan-cap-2018", nil, concentration.RuleInputs{})["microloan-cap-2018.single"]; v.Outcome != pool.OutcomeUnknown {
		t.Errorf("a pool in another currency: %s", v)
	}
}

func TestTwoPercentForSTCNeedsTwoFacts(t *testing.T) {
	var claims []claim
	for i := range 60 {
		claims = append(claims, owes(fmt.Sprint("o", i), 1))
	}
	p := build(t, claims, nil) // 1.67 % each
	yes := concentration.Yes
	for _, tt := range []struct {
		facts concentration.Facts
		want  pool.Outcome
	}{
		{nil, pool.OutcomeUnknown},
		{concentration.Facts{"credit_asset_securitisation": yes, "first_loss_10pct_retained": yes}, pool.Pass},
		{concentration.Facts{"credit_asset_securitisation": yes, "first_loss_10pct_retained": concentration.No}, pool.Fail},
	} {
		if v := evaluate(t, p, "stc-2023", tt.facts, concentration.RuleInputs{})["stc-2023"]; v.Outcome != tt.want {
			t.Errorf("%v: %s, want %s", tt.facts, v, tt.want)
		}
	}
}

func TestAnEmptyPoolIsNoPass(t *testing.T) {
	empty := build(t, []claim{owes("a", 1)}, nil).Filter(func(pool.Contract) bool { return false })
	for id, o := range outcomes(evaluate(t, empty, "lease-2018", nil, concentration.RuleInputs{})) {
		if want := map[bool]string{true: "fail", false: "unknown"}[id == "lease-2018.count"]; o != want {
			t.Errorf("%s: %s, want %s", id, o, want)
		}
	}
}

// What the pool does not say can be read either way, and an exemption decides all the same.
func TestUnknownRegions(t *testing.T) {
	pack := regionRule(t)
	p := build(t, []claim{owes("a", 3), owes("b", 7)}, nil)
	v := apply(t, p, pack, concentration.RuleInputs{})
	if v.Outcome != pool.OutcomeUnknown || v.Offenders != nil || v.Missing[0] != "region of 2 parties, 10.00 in all" {
		t.Errorf("%s, offenders %v", v, v.Offenders)
	}
	s := pack.Spec()
	s.Facts = []concentration.FactSpec{{Name: "f", Text: "x"}}
	s.Rules[0].Exempt = []concentration.Exemption{{If: []string{"f"}}}
	excused := must[*concentration.Pack](t)(s.Resolve())
	if v := must[[]concentration.Verdict](t)(concentration.Evaluate(p, excused, concentration.Facts{"f": concentration.Yes}, concentration.RuleInputs{}))[0]; v.Outcome != pool.Pass || !v.Exempt || v.Missing != nil {
		t.Errorf("excused: %s", v)
	}
	if v := must[[]concentration.Verdict](t)(concentration.Evaluate(p, excused, nil, concentration.RuleInputs{}))[0]; v.Outcome != pool.OutcomeUnknown || len(v.Missing) != 2 {
		t.Errorf("neither regions nor the fact are known: %s", v)
	}

	// Two obligors of one contract, each liable for all of it, may be in one region or in two.
	basis, key, need := concentration.OutstandingPrincipal, concentration.Region, concentration.AtMost
	top2 := oneRule(t, concentration.RuleSpec{Metric: concentration.MetricTop, Top: 2, Key: &key, Basis: &basis, Require: &need, Limit: "1"})
	joint := build(t, []claim{{fen: 100, obligors: []string{"a", "b"}}}, nil)
	v = apply(t, joint, top2, concentration.RuleInputs{Allocation: concentration.JointAndSeveral})
	if v.Outcome != pool.OutcomeUnknown || v.Reading.Low != 100 || v.Reading.High != 200 {
		t.Errorf("one region or two: %s", v)
	}
}

func TestAnswersInWords(t *testing.T) {
	var facts concentration.Facts
	if err := json.Unmarshal([]byte(`{"a":"yes","b":"no","c":"unknown"}`), &facts); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(facts)
	if err != nil || string(text) != `{"a":"yes","b":"no","c":"unknown"}` {
		t.Errorf("%s, %v", text, err)
	}
	if err := json.Unmarshal([]byte(`{"a":"perhaps"}`), &facts); err == nil {
		t.Error("no error for an answer that is none")
	}
}

func TestEvaluateReportsFaultsOfTheInputs(t *testing.T) {
	pack := must[*concentration.Pack](t)(concentration.RulePack("csrc-2014"))
	var e *faults.Error
	_, err := concentration.Evaluate(cm13(t), pack, nil, concentration.RuleInputs{Inputs: concentration.Inputs{LossRates: []money.Rate{1}}})
	if !errors.As(err, &e) {
		t.Errorf("a wrong number of rates: %v", err)
	}
	joint := build(t, []claim{{fen: 1, obligors: []string{"a", "b"}}}, nil)
	if _, err := concentration.Evaluate(joint, pack, nil, concentration.RuleInputs{Allocation: concentration.StatedShares}); err == nil {
		t.Error("no error for shares that no contract states")
	}
}

// Decisions agree with rational arithmetic on what the exposures say, and do not depend on the order of
// the contracts.
func TestDecisionsAgreeWithRationals(t *testing.T) {
	limits := map[string]*big.Rat{"lease-2018.single": big.NewRat(1, 2), "lease-2018.top5": big.NewRat(7, 10)}
	rapid.Check(t, func(t *rapid.T) {
		claims := drawClaims(t)
		groups := map[string]string{"a": "G", "b": "G"}
		in := concentration.RuleInputs{Allocation: rapid.SampledFrom([]concentration.Allocation{concentration.Equal, concentration.FirstNamed, concentration.JointAndSeveral}).Draw(t, "allocation")}
		p := build(t, claims, groups)
		verdicts := evaluate(t, p, "lease-2018", nil, in)
		e := must[*concentration.Exposures](t)(concentration.NewExposures(p, concentration.Measure{Key: concentration.Group, Allocation: in.Allocation}))
		for id, k := range map[string]int{"lease-2018.single": 1, "lease-2018.top5": 5} {
			share := big.NewRat(int64(e.TopAmount(k)), int64(e.Total()))
			want := pool.Pass
			if share.Cmp(limits[id]) > 0 {
				want = pool.Fail
			}
			if verdicts[id].Outcome != want {
				t.Fatalf("%s: share %s, verdict %s", id, share, verdicts[id])
			}
		}
		slices.Reverse(claims)
		again := evaluate(t, build(t, claims, groups), "lease-2018", nil, in)
		for id, v := range verdicts {
			if v.String() != again[id].String() {
				t.Fatalf("the order of the contracts matters:\n%s\n%s", v, again[id])
			}
		}
	})
}

func ExampleEvaluate() {
	p := mustPool([]owed{{4_000_000_00, []string{"a"}}, {3_500_000_00, []string{"b"}}, {2_500_000_00, []string{"c"}}})
	pack, err := concentration.RulePack("csrc-2014")
	if err != nil {
		fmt.Println(err)
		return
	}
	verdicts, err := concentration.Evaluate(p, pack, nil, concentration.RuleInputs{})
	if err != nil {
		fmt.Println(err)
		return
	}
	v := verdicts[0]
	fmt.Println(v.Outcome, v.Consequence, v.Reading.Measure)
	for _, o := range v.Offenders {
		fmt.Println(o.Key, o.Amount.FormatGrouped(v.Currency()))
	}
	// Output:
	// fail disclosure obligor on outstanding_principal, equal
	// a 4,000,000.00
	// b 3,500,000.00
	// c 2,500,000.00
}
