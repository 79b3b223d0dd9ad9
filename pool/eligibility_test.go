package pool_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/pool"
)

func ruleOf(t fataler, id string) pool.Rule {
	t.Helper()
	for _, r := range pool.StandardRules() {
		if r.ID == id {
			return r
		}
	}
	t.Fatalf("no rule %s", id)
	return pool.Rule{}
}

func TestStandardRulesOnOneContract(t *testing.T) {
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
		{"class.normal", "not stated", nothing, nil, pool.OutcomeUnknown, ""},

		{"overdue.none", "0 days", func(c *c) { c.OverdueDays = ptr(0) }, nil, pool.Pass, "0 days"},
		{"overdue.none", "1 day", func(c *c) { c.OverdueDays = ptr(1) }, nil, pool.Fail, "1 day"},
		{"overdue.none", "31 days", func(c *c) { c.OverdueDays = ptr(31) }, nil, pool.Fail, "31 days"},
		{"overdue.none", "not stated", nothing, nil, pool.OutcomeUnknown, ""},

		{"start.running", "started before", func(c *c) { c.Start = day("2023-01-01") }, nil, pool.Pass, "2023-01-01"},
		{"start.running", "starts on the cut-off date", func(c *c) { c.Start = day("2023-12-31") }, nil, pool.Pass, "2023-12-31"},
		{"start.running", "starts the day after", func(c *c) { c.Start = day("2024-01-01") }, nil, pool.Fail, "2024-01-01"},
		{"start.running", "not stated", nothing, nil, pool.OutcomeUnknown, ""},

		{"term.within_60_months", "60 months to the day", func(c *c) { c.Maturity = day("2028-12-31") }, nil, pool.Pass, "60 months"},
		{"term.within_60_months", "a day more", func(c *c) { c.Maturity = day("2029-01-01") }, nil, pool.Fail, "60.032258 months"},
		{"term.within_60_months", "a stated term wins", func(c *c) { c.Maturity, c.RemainingTermMonths = day("2030-01-01"), decp("59.5") }, nil, pool.Pass, "59.5 months"},
		{"term.within_60_months", "a hair too long, and seen to be", func(c *c) { c.RemainingTermMonths = decp("60.000001") }, nil, pool.Fail, "60.000001 months"},

		{"right.named", "none", nothing, nil, pool.OutcomeUnknown, ""},
		{"right.named", "one", nothing, []pool.RightSpec{{}}, pool.Pass, "1 right"},
		{"right.named", "a bundle and another", nothing, []pool.RightSpec{{Count: 14}, {}}, pool.Pass, "15 rights"},

		{"right.alive", "none named", nothing, nil, pool.OutcomeUnknown, ""},
		{"right.alive", "valid, pledged and licensed", nothing, []pool.RightSpec{right(pool.Valid, ""), right(pool.StatusPledged, ""), right(pool.StatusLicensedAway, "")}, pool.Pass, ""},
		{"right.alive", "not stated", nothing, []pool.RightSpec{right(0, "")}, pool.OutcomeUnknown, ""},
		{"right.alive", "still an application", nothing, []pool.RightSpec{right(pool.Pending, "")}, pool.Fail, "a pending"},
		{"right.alive", "lapsed", nothing, []pool.RightSpec{right(pool.Lapsed, "")}, pool.Fail, "a lapsed"},
		{"right.alive", "attacked", nothing, []pool.RightSpec{right(pool.InvalidationFiled, "")}, pool.Fail, "a invalidation_filed"},
		{"right.alive", "disputed", nothing, []pool.RightSpec{right(pool.OwnershipDisputed, "")}, pool.Fail, "a ownership_disputed"},
		{"right.alive", "one valid, one unknown", nothing, []pool.RightSpec{right(pool.Valid, ""), right(0, "")}, pool.OutcomeUnknown, ""},
		{"right.alive", "one unknown, one lapsed, one disputed", nothing,
			[]pool.RightSpec{right(0, ""), right(pool.Lapsed, ""), right(pool.OwnershipDisputed, "")}, pool.Fail, "b lapsed"},

		{"right.outlives", "none named", nothing, nil, pool.OutcomeUnknown, ""},
		{"right.outlives", "expires on the day of maturity", nothing, []pool.RightSpec{right(0, "2025-06-30")}, pool.Pass, ""},
		{"right.outlives", "expires the day before", nothing, []pool.RightSpec{right(0, "2025-06-29")}, pool.Fail, "a ends 2025-06-29"},
		{"right.outlives", "not stated", nothing, []pool.RightSpec{right(0, "")}, pool.OutcomeUnknown, ""},
		{"right.outlives", "the weakest of three decides", nothing,
			[]pool.RightSpec{right(0, "2040-01-01"), right(0, ""), right(0, "2024-01-01")}, pool.Fail, "c ends 2024-01-01"},
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
			outcome, seen := ruleOf(t, tt.rule).Check(p, p.Contract(0))
			if outcome != tt.want || seen != tt.seen {
				t.Errorf("%s, %q; want %s, %q", outcome, seen, tt.want, tt.seen)
			}
		})
	}
}

func TestStandardRulesSayWhatTheyAre(t *testing.T) {
	ids := map[string]bool{}
	for _, r := range pool.StandardRules() {
		if r.ID == "" || r.Text == "" || r.TextZH == "" || r.Limit == "" || r.Check == nil || ids[r.ID] {
			t.Errorf("rule %+v", r)
		}
		ids[r.ID] = true
	}
	pool.StandardRules()[0].ID = "changed"
	if pool.StandardRules()[0].ID == "changed" {
		t.Error("the list of rules is shared")
	}
}

func TestTheWorstContractDecides(t *testing.T) {
	// What each contract answers stands in its source: a letter for the outcome, then the value seen.
	rule := pool.Rule{ID: "test", Check: func(_ *pool.Pool, c pool.Contract) (pool.Outcome, string) {
		letter, seen, _ := strings.Cut(c.Source, " ")
		return map[string]pool.Outcome{"p": pool.Pass, "u": pool.OutcomeUnknown, "f": pool.Fail, "x": 77}[letter], seen
	}}
	tests := []struct {
		situation           string
		answers             []string
		want                pool.Outcome
		pass, unknown, fail int
		offenders           []string
		seen                string
	}{
		{"all pass", []string{"p", "p"}, pool.Pass, 2, 0, 0, nil, "2 pass"},
		{"one is unknown", []string{"p", "u", "p"}, pool.OutcomeUnknown, 2, 1, 0, nil, "2 pass, 1 unknown"},
		{"a failure after an unknown", []string{"u", "f late", "p"}, pool.Fail, 1, 1, 1, []string{"C1"}, "1 pass, 1 unknown, 1 fail (late)"},
		{"an unknown after a failure", []string{"f late", "u"}, pool.Fail, 0, 1, 1, []string{"C0"}, "0 pass, 1 unknown, 1 fail (late)"},
		{"equal values are named once", []string{"f a", "f b", "f a"}, pool.Fail, 0, 0, 3, []string{"C0", "C1", "C2"}, "0 pass, 3 fail (a, b)"},
		{"five values are named", []string{"f 1", "f 2", "f 3", "f 4", "f 5"}, pool.Fail, 0, 0, 5, []string{"C0", "C1", "C2", "C3", "C4"}, "0 pass, 5 fail (1, 2, 3, 4, 5)"},
		{"and the others counted", []string{"f 1", "f 2", "f 3", "f 4", "f 5", "f 6", "f 7", "f 7"}, pool.Fail, 0, 0, 8,
			[]string{"C0", "C1", "C2", "C3", "C4", "C5", "C6", "C7"}, "0 pass, 8 fail (1, 2, 3, 4, 5, and 2 more)"},
		{"a failure without a value", []string{"f"}, pool.Fail, 0, 0, 1, []string{"C0"}, "0 pass, 1 fail"},
		{"an answer that is no outcome", []string{"p", "x"}, pool.OutcomeUnknown, 1, 1, 0, nil, "1 pass, 1 unknown"},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			s := poolSpec()
			for i, answer := range tt.answers {
				c := claim(fmt.Sprintf("C%d", i), "1")
				c.Source = answer
				s.Contracts = append(s.Contracts, c)
			}
			p := resolve(t, s)
			results := p.Check([]pool.Rule{rule, ruleOf(t, "right.named")})
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
	for _, r := range none.Check(pool.StandardRules()) {
		if r.Outcome != pool.Pass || r.Seen() != "0 pass" || r.Findings != nil {
			t.Errorf("%s: %s, %s", r.Rule.ID, r.Outcome, r.Seen())
		}
	}
	if got := none.Check(nil); len(got) != 0 {
		t.Errorf("no rules give %v", got)
	}
}

func ExamplePool_Check() {
	late := claim("B", "300")
	late.Class, late.OverdueDays = pool.ClassSpecialMention, ptr(12)
	sound := claim("A", "100")
	sound.Class, sound.OverdueDays = pool.ClassNormal, ptr(0)
	p := resolveOrPanic(poolSpec(sound, late, claim("C", "600")))
	for _, r := range p.Check(pool.StandardRules()[:2]) {
		fmt.Println(r.Rule.ID, r.Outcome, "-", r.Seen(), r.Offenders(p))
	}
	// Output:
	// class.normal fail - 1 pass, 1 unknown, 1 fail (special_mention) [B]
	// overdue.none fail - 1 pass, 1 unknown, 1 fail (12 days) [B]
}
