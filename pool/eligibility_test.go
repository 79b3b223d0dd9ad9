package pool_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/pool"
)

// ruleOf gives a rule of the lists that come with the package.
func ruleOf(t fataler, id string) pool.Rule {
	t.Helper()
	for _, r := range preset("mixed") {
		if r.ID == id {
			return r
		}
	}
	t.Fatalf("no rule %s", id)
	return pool.Rule{}
}

// rulesOf reads rules as a desk writes them, with a scale of ratings at hand.
func rulesOf(t fataler, rules ...string) []pool.Rule {
	t.Helper()
	e, err := pool.ReadEligibility(strings.NewReader(`{"schema": "ipabs.eligibility/1", "id": "x", "title": "x", "source": "x",
		"rating_scale": {"name": "x", "grades": ["AAA", "AA+", "AA", "A"], "same": {"Aaa": "AAA"}}, "rules": [` + strings.Join(rules, ",") + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	return e.Rules()
}

func TestRulesOnOneContract(t *testing.T) {
	type c = pool.ContractSpec
	right := func(status pool.RightStatus, expires string) pool.RightSpec {
		r := pool.RightSpec{Status: status}
		if expires != "" {
			r.Expires = day(expires)
		}
		return r
	}
	nothing := func(*c) {}
	tests := []struct {
		rule, situation string
		change          func(c *c)
		rights          []pool.RightSpec
		want            pool.Outcome
		seen            string
	}{
		{"class.normal", "normal", func(c *c) { c.Class = pool.ClassNormal }, nil, pool.Pass, "normal"},
		{"class.normal", "special mention", func(c *c) { c.Class = pool.ClassSpecialMention }, nil, pool.Fail, "special_mention"},
		{"class.normal", "loss", func(c *c) { c.Class = pool.ClassLoss }, nil, pool.Fail, "loss"},
		{"class.normal", "not stated", nothing, nil, pool.OutcomeUnknown, "class not stated"},

		{"overdue.none", "0 days", func(c *c) { c.OverdueDays = ptr(0) }, nil, pool.Pass, "0 days"},
		{"overdue.none", "1 day", func(c *c) { c.OverdueDays = ptr(1) }, nil, pool.Fail, "1 day"},
		{"overdue.none", "31 days", func(c *c) { c.OverdueDays = ptr(31) }, nil, pool.Fail, "31 days"},
		{"overdue.none", "not stated", nothing, nil, pool.OutcomeUnknown, "days overdue not stated"},

		{"start.running", "started before", func(c *c) { c.Start = day("2023-01-01") }, nil, pool.Pass, "2023-01-01"},
		{"start.running", "starts on the cut-off date", func(c *c) { c.Start = day("2023-12-31") }, nil, pool.Pass, "2023-12-31"},
		{"start.running", "starts the day after", func(c *c) { c.Start = day("2024-01-01") }, nil, pool.Fail, "2024-01-01"},
		{"start.running", "not stated", nothing, nil, pool.OutcomeUnknown, "start not stated"},

		{"term.within_60_months", "60 months to the day", func(c *c) { c.Maturity = day("2028-12-31") }, nil, pool.Pass, "60 months"},
		{"term.within_60_months", "a day more", func(c *c) { c.Maturity = day("2029-01-01") }, nil, pool.Fail, "60.032258 months"},
		{"term.within_60_months", "a stated term wins", func(c *c) { c.Maturity, c.RemainingTermMonths = day("2030-01-01"), decp("59.5") }, nil, pool.Pass, "59.5 months"},
		{"term.within_60_months", "a hair too long, and seen to be", func(c *c) { c.RemainingTermMonths = decp("60.000001") }, nil, pool.Fail, "60.000001 months"},
		{"term.from_1_month", "a month to the day", func(c *c) { c.Maturity = day("2024-01-31") }, nil, pool.Pass, "1 month"},
		{"term.from_1_month", "a day less", func(c *c) { c.Maturity = day("2024-01-30") }, nil, pool.Fail, "0.96774194 months"},

		{"claim.confirmed", "confirmed on the cut-off date", func(c *c) { c.Receivable.Confirmed = day("2023-12-31") }, nil, pool.Pass, "2023-12-31"},
		{"claim.confirmed", "confirmed the day after", func(c *c) { c.Receivable.Confirmed = day("2024-01-01") }, nil, pool.Fail, "2024-01-01"},
		{"claim.confirmed", "not stated", nothing, nil, pool.OutcomeUnknown, "confirmation by the debtor not stated"},

		{"right.named", "none", nothing, nil, pool.OutcomeUnknown, "no right named"},
		{"right.named", "one", nothing, []pool.RightSpec{{}}, pool.Pass, "1 right"},
		{"right.named", "a bundle and another", nothing, []pool.RightSpec{{Count: 14}, {}}, pool.Pass, "15 rights"},

		{"right.alive", "none named", nothing, nil, pool.OutcomeUnknown, "no right named"},
		{"right.alive", "valid, pledged and licensed", nothing, []pool.RightSpec{right(pool.Valid, ""), right(pool.StatusPledged, ""), right(pool.StatusLicensedAway, "")}, pool.Pass, "a valid"},
		{"right.alive", "not stated", nothing, []pool.RightSpec{right(0, "")}, pool.OutcomeUnknown, "a legal status not stated"},
		{"right.alive", "still an application", nothing, []pool.RightSpec{right(pool.Pending, "")}, pool.Fail, "a pending"},
		{"right.alive", "lapsed", nothing, []pool.RightSpec{right(pool.Lapsed, "")}, pool.Fail, "a lapsed"},
		{"right.alive", "attacked", nothing, []pool.RightSpec{right(pool.InvalidationFiled, "")}, pool.Fail, "a invalidation_filed"},
		{"right.alive", "disputed", nothing, []pool.RightSpec{right(pool.OwnershipDisputed, "")}, pool.Fail, "a ownership_disputed"},
		{"right.alive", "one valid, one unknown", nothing, []pool.RightSpec{right(pool.Valid, ""), right(0, "")}, pool.OutcomeUnknown, "b legal status not stated"},
		{"right.alive", "one unknown, one lapsed, one disputed", nothing,
			[]pool.RightSpec{right(0, ""), right(pool.Lapsed, ""), right(pool.OwnershipDisputed, "")}, pool.Fail, "b lapsed"},
		{"right.undisputed", "lapsed, but no dispute", nothing, []pool.RightSpec{right(pool.Lapsed, "")}, pool.Pass, "a lapsed"},
		{"right.undisputed", "attacked", nothing, []pool.RightSpec{right(pool.Valid, ""), right(pool.InvalidationFiled, "")}, pool.Fail, "b invalidation_filed"},

		{"right.registered", "registered on the cut-off date", nothing, []pool.RightSpec{{Registered: day("2023-12-31")}}, pool.Pass, "a 2023-12-31"},
		{"right.registered", "registered later", nothing, []pool.RightSpec{{Registered: day("2024-01-01")}}, pool.Fail, "a 2024-01-01"},
		{"right.registered", "still an application", nothing, []pool.RightSpec{right(pool.Pending, "")}, pool.Fail, "a pending"},
		{"right.registered", "a patent in force", nothing, []pool.RightSpec{{Type: pool.Invention, Status: pool.Valid}}, pool.Pass, "a valid"},
		{"right.registered", "a copyright in force may be registered or not", nothing, []pool.RightSpec{{Type: pool.Software, Status: pool.Valid}}, pool.OutcomeUnknown, "a registration not stated"},
		{"right.registered", "a copyright with its number", nothing, []pool.RightSpec{{Type: pool.Software, Number: "2019SR001"}}, pool.Pass, "a 2019SR001"},
		{"right.registered", "the number of a patent is that of its application", nothing, []pool.RightSpec{{Type: pool.Invention, Number: "201810123456.7"}}, pool.OutcomeUnknown, "a registration not stated"},
		{"right.registered", "registered data", nothing, []pool.RightSpec{{Type: pool.Data, DataRights: &pool.DataRightsSpec{Registration: "D-5"}}}, pool.Pass, "a D-5"},

		{"right.annuity_paid", "paid up to the cut-off date", nothing, []pool.RightSpec{{Type: pool.Invention, AnnuityPaidUntil: day("2023-12-31")}}, pool.Pass, "a paid until 2023-12-31"},
		{"right.annuity_paid", "a day short", nothing, []pool.RightSpec{{Type: pool.Invention, AnnuityPaidUntil: day("2023-12-30")}}, pool.Fail, "a paid until 2023-12-30"},
		{"right.annuity_paid", "not stated", nothing, []pool.RightSpec{{Type: pool.Design}}, pool.OutcomeUnknown, "a annual fees not stated"},
		{"right.annuity_paid", "a trademark has none", nothing, []pool.RightSpec{{Type: pool.Trademark}}, pool.Pass, "a no annual fees"},
		{"right.annuity_paid", "an unknown type may have some", nothing, []pool.RightSpec{{}}, pool.OutcomeUnknown, "a annual fees not stated"},

		{"right.outlives", "none named", nothing, nil, pool.OutcomeUnknown, "no right named"},
		{"right.outlives", "expires on the day of maturity", nothing, []pool.RightSpec{right(0, "2025-06-30")}, pool.Pass, "a 0 months, ends 2025-06-30"},
		{"right.outlives", "expires the day before", nothing, []pool.RightSpec{right(0, "2025-06-29")}, pool.Fail, "a -0.033333333 months, ends 2025-06-29"},
		{"right.outlives", "not stated", nothing, []pool.RightSpec{right(0, "")}, pool.OutcomeUnknown, "a expiry not stated"},
		{"right.outlives", "the weakest of four decides", nothing,
			[]pool.RightSpec{right(0, "2040-01-01"), right(0, ""), right(0, "2025-01-30"), right(0, "2024-12-30")}, pool.Fail, "d -6 months, ends 2024-12-30"},
		{"right.outlives", "of those that pass the weakest is shown", nothing, []pool.RightSpec{right(0, "2040-06-30"), right(0, "2026-06-30")}, pool.Pass, "b 12 months, ends 2026-06-30"},
	}
	for _, tt := range tests {
		t.Run(tt.rule+" "+tt.situation, func(t *testing.T) {
			spec := claim("A", "1")
			tt.change(&spec)
			s := poolSpec()
			for i, r := range tt.rights {
				r.ID = string(rune('a' + i))
				s.Rights = append(s.Rights, r)
				spec.Rights = append(spec.Rights, r.ID)
			}
			s.Contracts = []pool.ContractSpec{spec}
			p := resolve(t, s)
			f, inScope, err := p.Ask(ruleOf(t, tt.rule), 0, pool.CheckSettings{})
			if err != nil || !inScope || f.Outcome != tt.want || f.Seen != tt.seen {
				t.Errorf("%s, %q, %v, %v; want %s, %q", f.Outcome, f.Seen, inScope, err, tt.want, tt.seen)
			}
			r := check(p, []pool.Rule{ruleOf(t, tt.rule)})[0]
			if r.Outcome != f.Outcome || r.Passed+r.Unknown+r.Fail != 1 {
				t.Errorf("Check says %s: %s", r.Outcome, r.Seen())
			}
		})
	}
}

func TestTheWorstContractDecides(t *testing.T) {
	// The days overdue of each contract, -1 for not stated.
	tests := []struct {
		situation           string
		days                []int
		want                pool.Outcome
		pass, unknown, fail int
		offenders           []string
		seen                string
	}{
		{"all pass", []int{0, 0}, pool.Pass, 2, 0, 0, nil, "2 pass"},
		{"one is unknown", []int{0, -1, 0}, pool.OutcomeUnknown, 2, 1, 0, nil, "2 pass, 1 unknown"},
		{"a failure after an unknown", []int{-1, 5, 0}, pool.Fail, 1, 1, 1, []string{"C1"}, "1 pass, 1 unknown, 1 fail (5 days)"},
		{"an unknown after a failure", []int{5, -1}, pool.Fail, 0, 1, 1, []string{"C0"}, "0 pass, 1 unknown, 1 fail (5 days)"},
		{"equal values are named once", []int{5, 6, 5}, pool.Fail, 0, 0, 3, []string{"C0", "C1", "C2"}, "0 pass, 3 fail (5 days, 6 days)"},
		{"five values are named", []int{1, 2, 3, 4, 5}, pool.Fail, 0, 0, 5, []string{"C0", "C1", "C2", "C3", "C4"}, "0 pass, 5 fail (1 day, 2 days, 3 days, 4 days, 5 days)"},
		{"and the others counted", []int{1, 2, 3, 4, 5, 6, 7, 7}, pool.Fail, 0, 0, 8,
			[]string{"C0", "C1", "C2", "C3", "C4", "C5", "C6", "C7"}, "0 pass, 8 fail (1 day, 2 days, 3 days, 4 days, 5 days, and 2 more)"},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			s := poolSpec()
			for i, days := range tt.days {
				c := claim(fmt.Sprintf("C%d", i), "1")
				if days >= 0 {
					c.OverdueDays = ptr(days)
				}
				s.Contracts = append(s.Contracts, c)
			}
			p := resolve(t, s)
			results := check(p, []pool.Rule{ruleOf(t, "overdue.none"), ruleOf(t, "right.named")})
			got := results[0]
			if got.Outcome != tt.want || got.Passed != tt.pass || got.Unknown != tt.unknown || got.Fail != tt.fail {
				t.Errorf("%s with %d, %d, %d", got.Outcome, got.Passed, got.Unknown, got.Fail)
			}
			if diff := cmp.Diff(tt.offenders, got.Offenders(p)); diff != "" {
				t.Errorf("offenders (-want +got):\n%s", diff)
			}
			if got.Seen() != tt.seen {
				t.Errorf("seen %q, want %q", got.Seen(), tt.seen)
			}
			if len(got.Findings) != got.Unknown+got.Fail || results[1].Rule.ID != "right.named" {
				t.Errorf("%d findings; the second result is of %s", len(got.Findings), results[1].Rule.ID)
			}
			for _, f := range got.Findings {
				if f.Outcome == pool.Pass || f.Outcome > pool.Fail {
					t.Errorf("a finding of outcome %s", f.Outcome)
				}
			}
		})
	}
}

func TestAPoolWithoutContractsPasses(t *testing.T) {
	none := resolve(t, everyKind()).Filter(func(pool.Contract) bool { return false })
	for _, r := range check(none, preset("mixed")) {
		if r.Outcome != pool.Pass || r.Seen() != "0 pass" || r.Findings != nil {
			t.Errorf("%s: %s, %s", r.Rule.ID, r.Outcome, r.Seen())
		}
	}
	if got := check(none, nil); len(got) != 0 {
		t.Errorf("no rules give %v", got)
	}
}

func TestARuleThatNobodyMadeAsksNothing(t *testing.T) {
	if r := check(resolve(t, everyKind()), make([]pool.Rule, 1))[0]; r.Outcome != pool.OutcomeUnknown || r.Unknown != 5 {
		t.Errorf("%s: %s", r.Outcome, r.Seen())
	}
}

func ExamplePool_Check() {
	late := claim("B", "300")
	late.Class, late.OverdueDays = pool.ClassSpecialMention, ptr(12)
	sound := claim("A", "100")
	sound.Class, sound.OverdueDays = pool.ClassNormal, ptr(0)
	p := resolveOrPanic(poolSpec(sound, late, claim("C", "600")))
	list, err := pool.EligibilityPreset("standard")
	if err != nil {
		fmt.Println(err)
		return
	}
	results, err := p.Check(list.Rules()[:2], pool.CheckSettings{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range results {
		fmt.Println(r.Rule.ID, r.Outcome, "-", r.Seen(), r.Offenders(p))
	}
	// Output:
	// class.normal fail - 1 pass, 1 unknown, 1 fail (special_mention) [B]
	// overdue.none fail - 1 pass, 1 unknown, 1 fail (12 days) [B]
}
