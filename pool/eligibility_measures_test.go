package pool_test

import (
	"fmt"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// rule writes a rule that measures something; the rest of it is the requirement with its limit.
func rule(measure, rest string) string {
	return fmt.Sprintf(`{"id": "x", "basis": "x", "text": "x", "text_zh": "x", "measure": %q, %s}`, measure, rest)
}

const (
	yes = `"require": "yes"`
	no  = `"require": "no"`
)

func atMost(limit string) string  { return fmt.Sprintf(`"require": "at_most", "limit": %q`, limit) }
func atLeast(limit string) string { return fmt.Sprintf(`"require": "at_least", "limit": %q`, limit) }

// TestEveryMeasure asks one rule about the first contract of a loan or a sub-licence pool in which one
// thing is said.
func TestEveryMeasure(t *testing.T) {
	type s = pool.Spec
	nothing := func(*s) {}
	loanOn := func(change func(*s)) func() pool.Spec {
		return func() pool.Spec {
			spec := ipSpec([]pool.RightSpec{{ID: "a", Type: pool.Invention}, {ID: "b", Type: pool.Trademark}},
				loan("M-1", "600", "2025-06-30", "a"), loan("M-2", "400", "2025-06-30", "b"))
			change(&spec)
			return spec
		}
	}
	loopOn := func(change func(*s)) func() pool.Spec {
		return func() pool.Spec { spec := looped(); change(&spec); return spec }
	}
	facts := func(f pool.ClaimFactsSpec) func(*s) { return func(x *s) { x.Contracts[0].Facts = &f } }
	standing := func(f pool.PartyStandingSpec) func(*s) { return func(x *s) { x.Parties[0].Standing = &f } }
	guarantor := func(x *s) { x.Contracts[0].Guarantors = []string{"rival"} }
	and := func(changes ...func(*s)) func(*s) {
		return func(x *s) {
			for _, c := range changes {
				c(x)
			}
		}
	}
	groups := func(maker, bank, rival string) func(*s) {
		return func(x *s) { x.Parties[0].Group, x.Parties[1].Group, x.Parties[3].Group = maker, bank, rival }
	}
	worth := func(value string) func(*s) {
		return func(x *s) {
			x.Rights[0].Appraisal, x.Rights[0].AppraisalDate = decp(value), day("2022-12-31")
			x.Rights[0].Status, x.Rights[0].Expires = pool.Valid, day("2040-01-01")
		}
	}
	shareIt := func(x *s) { x.Contracts[1].Rights = []string{"b", "a"} }
	tests := []struct {
		situation string
		spec      func() pool.Spec
		rule      string
		want      string // outcome and value seen
	}{
		{"kind", loanOn(nothing), rule("kind", `"require": "one_of", "words": ["lease", "microloan"]`), "pass microloan"},
		{"another kind", loanOn(nothing), rule("kind", `"require": "none_of", "words": ["microloan"]`), "fail microloan"},
		{"start on the day", loanOn(func(x *s) { x.Contracts[0].Start = day("2023-03-31") }), rule("start", atMost("2023-03-31")), "pass 2023-03-31"},
		{"start not stated", loanOn(nothing), rule("start", atMost("2023-03-31")), "unknown start not stated"},
		{"maturity beyond the plan", loanOn(nothing), rule("maturity", `"require": "below", "limit": "2025-06-30"`), "fail 2025-06-30"},
		{"age of nine months", loanOn(func(x *s) { x.Contracts[0].Start = day("2023-03-31") }), rule("age_months", atLeast("9")), "pass 9 months"},
		{"a start to come is no age", loanOn(func(x *s) { x.Contracts[0].Start = day("2024-03-31") }), rule("age_months", atLeast("1")), "fail 0 months"},
		{"original term", loanOn(func(x *s) { x.Contracts[0].Start = day("2023-06-30") }), rule("original_term_months", atMost("24")), "pass 24 months"},
		{"original term not stated", loanOn(nothing), rule("original_term_months", atMost("24")), "unknown neither term nor start stated"},
		{"rate", loanOn(func(x *s) { x.Contracts[0].Rate = decp("0.0535") }), rule("rate", atMost("0.0534")), "fail 5.35%"},
		{"rate not stated", loanOn(nothing), rule("rate", atMost("1")), "unknown rate not stated"},
		{"cap in amount, to the fen", loanOn(func(x *s) { x.Contracts[0].Balance = dec("600.01") }), rule("balance", atMost("600.00")+`, "currency": "CNY"`), "fail CNY 600.01"},
		{"cap in amount met", loanOn(nothing), rule("balance", atMost("600.00")+`, "currency": "CNY"`), "pass CNY 600.00"},
		{"cap in share met", loanOn(nothing), rule("balance_share", atMost("0.6")), "pass 60%"},
		{"cap in share by a trifle", loanOn(nothing), rule("balance_share", `"require": "below", "limit": "0.6"`), "fail 60%"},
		{"original amount", loanOn(func(x *s) { x.Contracts[0].OriginalAmount = decp("900") }), rule("original_amount", atLeast("901")+`, "currency": "CNY"`), "fail CNY 900.00"},
		{"tags", loanOn(func(x *s) { x.Contracts[0].Tags = []string{"zone"} }), rule("tags", `"require": "includes", "words": ["zone"]`), "pass"},
		{"security with all of two", loanOn(func(x *s) { x.Contracts[0].Security = pool.Pledge }), rule("security", `"require": "includes", "words": ["pledge", "guarantee"]`), "fail pledge"},
		{"security without", loanOn(func(x *s) { x.Contracts[0].Security = pool.Pledge | pool.Clean }), rule("security", `"require": "excludes", "words": ["clean"]`), "fail pledge+clean"},
		{"security not stated", loanOn(nothing), rule("security", `"require": "includes", "words": ["pledge"]`), "unknown security not stated"},
		{"pledge ratio", loanOn(func(x *s) { x.Contracts[0].Microloan.PledgeRatio = decp("0.4") }), rule("pledge_ratio", atMost("0.4")), "pass 40%"},
		{"confirmation of a loan", loanOn(nothing), rule("confirmed", yes), "pass no receivable"},

		{"valid", loanOn(facts(pool.ClaimFactsSpec{Valid: ptr(true)})), rule("valid", yes), "pass yes"},
		{"valid, not stated", loanOn(nothing), rule("valid", yes), "unknown not stated"},
		{"not assignable", loanOn(facts(pool.ClaimFactsSpec{Assignable: ptr(false)})), rule("assignable", yes), "fail no"},
		{"encumbered", loanOn(facts(pool.ClaimFactsSpec{Encumbered: ptr(true)})), rule("encumbered", no), "fail yes"},
		{"whole", loanOn(facts(pool.ClaimFactsSpec{Whole: ptr(true)})), rule("whole", yes), "pass yes"},
		{"notified", loanOn(facts(pool.ClaimFactsSpec{Notified: ptr(false)})), rule("notified", yes), "fail no"},
		{"security moves", loanOn(facts(pool.ClaimFactsSpec{SecurityMove: ptr(true)})), rule("security_move", yes), "pass yes"},
		{"sensitive", loanOn(facts(pool.ClaimFactsSpec{Sensitive: ptr(false)})), rule("sensitive", no), "pass no"},
		{"related as stated", loanOn(and(facts(pool.ClaimFactsSpec{RelatedParty: ptr(false)}), groups("g", "g", ""))), rule("related_party", no), "pass no"},
		{"related by groups", loanOn(groups("g", "g", "")), rule("related_party", no), "fail yes"},
		{"unrelated by groups", loanOn(groups("g", "h", "")), rule("related_party", no), "pass no"},
		{"groups not stated", loanOn(groups("g", "", "")), rule("related_party", no), "unknown groups of the parties not stated"},
		{"no creditor stated", loanOn(func(x *s) { x.Contracts[0].Creditor = "" }), rule("related_party", no), "unknown neither creditor nor originator stated"},

		{"domestic", loanOn(standing(pool.PartyStandingSpec{Domestic: ptr(true)})), rule("obligor_domestic", yes), "pass maker yes"},
		{"domestic, not stated", loanOn(nothing), rule("obligor_domestic", yes), "unknown maker not stated"},
		{"bankrupt", loanOn(standing(pool.PartyStandingSpec{Bankrupt: ptr(true)})), rule("obligor_bankrupt", no), "fail maker yes"},
		{"restricted", loanOn(standing(pool.PartyStandingSpec{Restricted: ptr(false)})), rule("obligor_restricted", no), "pass maker no"},
		{"litigation", loanOn(standing(pool.PartyStandingSpec{Litigation: ptr(true)})), rule("obligor_litigation", no), "fail maker yes"},
		{"government vehicle", loanOn(standing(pool.PartyStandingSpec{GovernmentVehicle: ptr(false)})), rule("obligor_government_vehicle", no), "pass maker no"},
		{"one obligor of two is bankrupt", loanOn(func(x *s) {
			x.Contracts[0].Obligors = append(x.Contracts[0].Obligors, pool.ObligorSpec{Party: "rival"})
			x.Parties[0].Standing, x.Parties[3].Standing = &pool.PartyStandingSpec{Bankrupt: ptr(false)}, &pool.PartyStandingSpec{Bankrupt: ptr(true)}
		}), rule("obligor_bankrupt", no), "fail rival yes"},
		{"rating on the limit", loanOn(func(x *s) { x.Parties[0].Rating = "AA+" }), rule("obligor_rating", atLeast("AA+")), "pass maker AA+"},
		{"rating a notch below", loanOn(func(x *s) { x.Parties[0].Rating = "AA" }), rule("obligor_rating", atLeast("AA+")), "fail maker AA"},
		{"rating above", loanOn(func(x *s) { x.Parties[0].Rating = "Aaa" }), rule("obligor_rating", `"require": "above", "limit": "AA+"`), "pass maker Aaa"},
		{"rating with a full-width sign", loanOn(func(x *s) { x.Parties[0].Rating = "AA＋" }), rule("obligor_rating", atLeast("AA+")), "pass maker AA＋"},
		{"rating of another scale", loanOn(func(x *s) { x.Parties[0].Rating = "A1" }), rule("obligor_rating", atLeast("A")), "unknown maker A1 is not on the scale"},
		{"rating not stated", loanOn(nothing), rule("obligor_rating", atLeast("A")), "unknown maker rating not stated"},
		{"rating among some", loanOn(func(x *s) { x.Parties[0].Rating = "Aaa" }), rule("obligor_rating", `"require": "one_of", "words": ["AAA"]`), "pass maker Aaa"},
		{"probability of default", loanOn(func(x *s) { x.Parties[0].PD = decp("0.03") }), rule("obligor_pd", atMost("0.02")), "fail maker 3%"},
		{"industry by division", loanOn(func(x *s) { x.Parties[0].Industry = must(pool.ParseIndustry("C39")) }), rule("obligor_industry", `"require": "one_of", "words": ["C"]`), "pass maker C39"},
		{"a division that the section does not tell", loanOn(func(x *s) { x.Parties[0].Industry = must(pool.ParseIndustry("C")) }), rule("obligor_industry", `"require": "one_of", "words": ["C39"]`), "fail maker C"},
		{"region", loanOn(func(x *s) { x.Parties[0].Province = 33 }), rule("obligor_province", `"require": "one_of", "words": ["11", "33"]`), "pass maker 33"},

		{"guaranteed by name", loanOn(guarantor), rule("guaranteed", yes), "pass rival"},
		{"guaranteed by the forms of security", loanOn(func(x *s) { x.Contracts[0].Security = pool.Guarantee | pool.Pledge }), rule("guaranteed", yes), "pass guarantee+pledge"},
		{"no guarantee", loanOn(func(x *s) { x.Contracts[0].Security = pool.Pledge }), rule("guaranteed", yes), "fail pledge"},
		{"nothing of a guarantee stated", loanOn(nothing), rule("guaranteed", yes), "unknown neither guarantors nor security stated"},
		{"two limited guarantees together", loanOn(func(x *s) {
			x.Contracts[0].Guarantees = []pool.GuaranteeTermsSpec{{Party: "rival", Limit: decp("200")}, {Party: "lessor", Limit: decp("100")}}
		}), rule("guaranteed_share", atLeast("0.5")), "pass 50%"},
		{"one guarantor within its limit", loanOn(and(guarantor, func(x *s) { x.Parties[3].GuaranteeLimit = decp("600") })), rule("guarantor_within_limit", yes), "pass rival guarantees 600.00 of a limit of 600.00"},
		{"over the limit by all contracts together", loanOn(and(guarantor, func(x *s) {
			x.Parties[3].GuaranteeLimit, x.Contracts[1].Guarantors = decp("999.99"), []string{"rival"}
		})), rule("guarantor_within_limit", yes), "fail rival guarantees 1,000.00 of a limit of 999.99"},
		{"limit not stated", loanOn(guarantor), rule("guarantor_within_limit", yes), "unknown rival limit not stated"},
		{"no guarantor to judge", loanOn(func(x *s) { x.Contracts[0].Security = pool.Pledge }), rule("guarantor_related", no), "pass no guarantee"},
		{"guarantor of the obligor's group", loanOn(and(guarantor, groups("g", "", "g"))), rule("guarantor_related", no), "fail rival yes"},
		{"guarantor of another group", loanOn(and(guarantor, groups("g", "", "h"))), rule("guarantor_related", no), "pass rival no"},
		{"rating of any guarantor", loanOn(func(x *s) {
			x.Contracts[0].Guarantors, x.Parties[2].Rating, x.Parties[3].Rating = []string{"rival", "lessor"}, "AAA", "A"
		}), rule("guarantor_rating", atLeast("AA")+`, "any": true`), "pass lessor AAA"},
		{"rating of every guarantor", loanOn(func(x *s) {
			x.Contracts[0].Guarantors, x.Parties[2].Rating, x.Parties[3].Rating = []string{"rival", "lessor"}, "AAA", "A"
		}), rule("guarantor_rating", atLeast("AA")), "fail rival A"},
		{"a guarantor is bankrupt", loanOn(and(guarantor, func(x *s) { x.Parties[3].Standing = &pool.PartyStandingSpec{Bankrupt: ptr(true)} })), rule("guarantor_bankrupt", no), "fail rival yes"},
		{"a guarantor is sued", loanOn(and(guarantor, func(x *s) { x.Parties[3].Standing = &pool.PartyStandingSpec{Litigation: ptr(false)} })), rule("guarantor_litigation", no), "pass rival no"},

		{"type by its class", loanOn(nothing), rule("right_type", `"require": "one_of", "words": ["patent"]`), "pass a invention"},
		{"pledge registered", loanOn(func(x *s) {
			x.Rights[0].Pledges = []pool.RightPledgeSpec{{Contract: "M-1", Registered: day("2023-12-31")}}
		}), rule("right_pledged", yes), "pass a 2023-12-31"},
		{"pledge registered too late", loanOn(func(x *s) {
			x.Rights[0].Pledges = []pool.RightPledgeSpec{{Contract: "M-1", Registered: day("2024-01-01")}}
		}), rule("right_pledged", yes), "fail a 2024-01-01"},
		{"pledge released", loanOn(func(x *s) {
			x.Rights[0].Pledges = []pool.RightPledgeSpec{{Contract: "M-1", Registered: day("2023-01-01"), Released: day("2023-12-31")}}
		}), rule("right_pledged", yes), "fail a released 2023-12-31"},
		{"pledge for another", loanOn(func(x *s) {
			x.Rights[0].Pledges = []pool.RightPledgeSpec{{Holder: "rival", Registered: day("2023-01-01")}}
		}), rule("right_pledged", yes), "unknown a pledge of the right not stated"},
		{"pledge of a sub-licence by its number", loopOn(func(x *s) { x.Contracts[0].Sublicense.PledgeRegistration = "Y2023" }), rule("right_pledged", yes), "pass chip Y2023"},
		{"no other claim", loanOn(nothing), rule("right_shared", no), "pass a no other claim"},
		{"shared with another contract", loanOn(shareIt), rule("right_shared", no), "fail a 1 other claim"},
		{"shared with a creditor outside", loanOn(func(x *s) {
			x.Rights[0].Pledges = []pool.RightPledgeSpec{{Holder: "rival", Registered: day("2023-01-01")}}
		}), rule("right_shared", no), "fail a 1 other claim"},
		{"appraised a year ago", loanOn(worth("900")), rule("appraisal_age_months", atMost("12")), "pass a 12 months"},
		{"no appraisal", loanOn(nothing), rule("appraisal_age_months", atMost("12")), "unknown a no value that counts"},
		{"data registered", loanOn(func(x *s) {
			x.Rights[0].Type, x.Rights[0].DataRights = pool.Data, &pool.DataRightsSpec{Registration: "D-5"}
		}), rule("data_registered", yes), "pass a D-5"},
		{"no data", loanOn(nothing), rule("data_registered", yes), "pass a no data asset"},
		{"two rights in data, both there", loanOn(func(x *s) {
			x.Rights[0].Type, x.Rights[0].DataRights = pool.Data, &pool.DataRightsSpec{Holding: ptr(true), Operating: ptr(true)}
		}), rule("data_rights", `"require": "includes", "words": ["holding", "operating"]`), "pass a holding+operating"},
		{"one of them open", loanOn(func(x *s) {
			x.Rights[0].Type, x.Rights[0].DataRights = pool.Data, &pool.DataRightsSpec{Holding: ptr(true)}
		}), rule("data_rights", `"require": "includes", "words": ["holding", "operating"]`), "unknown a holding"},
		{"one of them denied", loanOn(func(x *s) {
			x.Rights[0].Type, x.Rights[0].DataRights = pool.Data, &pool.DataRightsSpec{Operating: ptr(false)}
		}), rule("data_rights", `"require": "includes", "words": ["holding", "operating"]`), "fail a none of the rights"},

		{"both licences exclusive", loopOn(nothing), rule("licence_exclusive", yes), "pass licence yes"},
		{"the licence back is not", loopOn(func(x *s) { x.Contracts[0].Sublicense.LicenceBack.Exclusive = ptr(false) }), rule("licence_exclusive", yes), "fail licence_back no"},
		{"a chain with a gap", loopOn(func(x *s) { x.Contracts[0].Sublicense.Licence.Exclusive = nil }), rule("licence_exclusive", yes), "unknown licence not stated"},
		{"a closed loop", loopOn(nothing), rule("licence_loop", yes), "pass declared, covered, pledged, unconditional"},
		{"an undeclared loop", loopOn(func(x *s) { x.Contracts[0].Sublicense.LoopDeclared = ptr(false) }), rule("licence_loop", yes), "fail sublicense.loop_declared: true"},
		{"the licences of one loop do not conflict", loopOn(nothing), rule("licence_conflict", no), "pass chip no conflict"},
		{"a second exclusive licence", loopOn(func(x *s) {
			x.Rights[0].ExclusiveLicences = []pool.ExclusiveLicenceSpec{{Licensor: "maker", Licensee: "rival", Start: day("2023-01-01"), End: day("2026-01-01"), Territory: "CN"}}
		}), rule("licence_conflict", no), "fail chip two_exclusive"},
		{"one that may be", loopOn(func(x *s) {
			x.Rights[0].ExclusiveLicences = []pool.ExclusiveLicenceSpec{{Licensor: "maker", Licensee: "rival", Start: day("2023-12-01"), End: day("2026-01-01")}}
		}), rule("licence_conflict", no), "unknown chip two_exclusive not ruled out: right chip: exclusive_licences[0].territory not stated"},

		{"coverage of one and a half", loanOn(worth("900")), rule("coverage", atLeast("1.5")), "pass 150%"},
		{"coverage a fen short", loanOn(worth("899.99")), rule("coverage", atLeast("1.5")), "fail 149.99833%"},
		{"coverage by a right that may be dead", loanOn(and(worth("900"), func(x *s) { x.Rights[0].Status = 0 })), rule("coverage", atLeast("1.5")), "unknown 0% to 150%"},
		{"coverage that is too low either way", loanOn(and(worth("900"), func(x *s) { x.Rights[0].Status = 0 })), rule("coverage", atLeast("1.6")), "fail 0% to 150%"},
		{"coverage without a value", loanOn(nothing), rule("coverage", atLeast("1")), "unknown at least 0%, 1 right without a value"},
		{"loan to value", loanOn(worth("1000")), rule("loan_to_value", atMost("0.6")), "pass 60%"},
		{"loan to value a fen over", loanOn(worth("999.99")), rule("loan_to_value", atMost("0.6")), "fail 60.0006%"},
		{"loan to value without a value", loanOn(nothing), rule("loan_to_value", atMost("0.6")), "unknown a has no value that counts"},
		{"loan to value of a right of unknown rank", loanOn(and(worth("1000"), shareIt)), rule("loan_to_value", atMost("0.6")), "unknown at least 60%, for the rank of the claims on a right is not known"},
		{"loan to value that is too high at any rank", loanOn(and(worth("900"), shareIt)), rule("loan_to_value", atMost("0.6")), "fail at least 66.666667%, for the rank of the claims on a right is not known"},
		{"loan to value of a right that another ranks before", loanOn(and(worth("1000"), shareIt, func(x *s) {
			x.Rights[0].Pledges = []pool.RightPledgeSpec{{Contract: "M-1", Rank: 2}, {Contract: "M-2", Rank: 1}}
		})), rule("loan_to_value", atMost("0.6")), "unknown the value is 0"},
	}
	asked := map[pool.Measure]bool{}
	for _, r := range preset("mixed") {
		asked[r.Measure] = true // TestRulesOnOneContract
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			p := resolve(t, tt.spec())
			r := rulesOf(t, tt.rule)[0]
			asked[r.Measure] = true
			f, _, err := p.Ask(r, 0, pool.CheckSettings{})
			if err != nil {
				t.Fatal(err)
			}
			got := f.Outcome.String()
			if f.Seen != "" {
				got += " " + f.Seen
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
	for _, m := range pool.Measures() {
		if !asked[m] {
			t.Errorf("no test asks for %s", m)
		}
	}
}

func TestARuleSpeaksOfItsScope(t *testing.T) {
	p := resolve(t, everyKind()) // L-1 with the tags film and zone, R-1, M-1, S-1, M-2
	tests := []struct {
		situation, scope string
		want             int // contracts in scope
	}{
		{"no scope", `{}`, 5},
		{"a kind", `{"kinds": ["microloan"]}`, 2},
		{"two kinds", `{"kinds": ["microloan", "lease"]}`, 3},
		{"a tag", `{"tags": ["zone", "nowhere"]}`, 1},
		{"without a tag", `{"without_tags": ["zone"]}`, 4},
		{"a kind and a tag", `{"kinds": ["microloan"], "tags": ["zone"]}`, 0},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			r := check(p, rulesOf(t, rule("kind", `"require": "none_of", "words": ["lease"], "scope": `+tt.scope)))[0]
			if in := r.Passed + r.Unknown + r.Fail; in != tt.want || in+r.OutOfScope != 5 {
				t.Errorf("%d in scope, %d out of it", in, r.OutOfScope)
			}
		})
	}
}

func TestAmountsInAnotherCurrencyNeedARateOfTheDay(t *testing.T) {
	p := resolve(t, ipSpec(nil, loan("M-1", "710", "2025-06-30"), loan("M-2", "710.01", "2025-06-30")))
	rules := rulesOf(t, rule("balance", atMost("100")+`, "currency": "USD"`))
	quotes := func(on string) pool.CheckSettings {
		fx, err := money.NewFXTable([]money.Quote{{Day: day(on).UnixDay(), From: money.USD, To: money.CNY, Rate: rate("7.1")}})
		if err != nil {
			t.Fatal(err)
		}
		return pool.CheckSettings{Value: pool.ValueRules{FX: fx}}
	}
	results, err := p.Check(rules, quotes("2023-12-31"))
	if err != nil || results[0].Seen() != "1 pass, 1 fail (CNY 710.01)" {
		t.Errorf("%v, %v", results, err)
	}
	if _, err := p.Check(rules, quotes("2023-12-30")); err == nil || err.Error() != "pool: rule x: money: no exchange rate from USD to CNY on 2023-12-31 (day 19722)" {
		t.Errorf("a rate of another day serves: %v", err)
	}
}

// TestCoverageAsARuleIsCoverageAsAValuation compares the rule with the other way to the number.
func TestCoverageAsARuleIsCoverageAsAValuation(t *testing.T) {
	p := resolve(t, detailed())
	settings := pool.CheckSettings{Value: pool.ValueRules{Marks: pool.StandardMarkRules(), FX: dollarAtYearEnd(t)}}
	v, err := p.Value(settings.Value)
	if err != nil {
		t.Fatal(err)
	}
	points, err := v.Contract(0, []calendar.Date{p.AsOf()}, p.BulletBalances())
	if err != nil {
		t.Fatal(err)
	}
	for _, limit := range []string{"0", "0.00000000001", "0.5", "1", "2"} {
		f, _, err := p.Ask(rulesOf(t, rule("coverage", atLeast(limit)))[0], 0, settings)
		if err != nil || f.Outcome != points[0].AtLeast(rate(limit)) {
			t.Errorf("at least %s: %s, %v; the valuation says %s", limit, f.Outcome, err, points[0].AtLeast(rate(limit)))
		}
	}
}

func dollarAtYearEnd(t fataler) *money.FXTable {
	t.Helper()
	fx, err := money.NewFXTable([]money.Quote{{Day: day("2023-12-31").UnixDay(), From: money.USD, To: money.CNY, Rate: rate("7.1")}})
	if err != nil {
		t.Fatal(err)
	}
	return fx
}
