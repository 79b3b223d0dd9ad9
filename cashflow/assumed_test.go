package cashflow_test

import (
	"strings"
	"testing"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/pool"
)

// A total in money is divided over the contracts by principal and over time by the timing, and sums to itself.
func TestATotalOfDefaultsInMoney(t *testing.T) {
	p := poolOf(t, "2023-12-31",
		loan("1000", "0", "2023-12-31", "2024-07-31", everyMonth(pool.InterestFirst)), loan("2000", "0", "2023-12-31", "2024-07-31", everyMonth(pool.InterestFirst)))
	f := perform(t, p, `{"assumptions":[{"applies_to":{"all":true},"default":{"amount":"100.01","timing":[{"months":1,"share":"0.333"},{"months":2,"share":"0.667"}]}}]}`)
	// 33.34 and 66.67 of the contracts: 11.10 + 22.24 and 22.20 + 44.47.
	for i, want := range []string{"11.10 22.24", "22.20 44.47"} {
		rows := f.Rows(i)
		if got := rows[0].Default.Format(p.Currency()) + " " + rows[1].Default.Format(p.Currency()); got != want {
			t.Errorf("contract %d defaults %s, want %s", i, got, want)
		}
	}
	if got := f.Total().Default; got != yuan("100.01") {
		t.Errorf("%d defaults in all", got)
	}
}

// Contracts prepay by their original term, and pay a penalty by their age.
func TestPrepaymentByTermAndPenaltyByAge(t *testing.T) {
	p := poolOf(t, "2023-12-31",
		loan("1000", "0", "2022-12-31", "2024-12-31", everyMonth(pool.InterestFirst)), // 24 months
		loan("1000", "0", "2023-06-30", "2026-06-30", everyMonth(pool.InterestFirst))) // 36 months
	f := perform(t, p, `{"assumptions":[{"applies_to":{"all":true},"prepayment":{
		"by_term":[{"through_months":24,"cpr":{"by_month":["1","0"]}},{"cpr":{"by_month":["0","0","0","0","0","0","1"]}}],"penalty_by_year":["0.03","0.02"]}}]}`)
	expect(t, shown(f.Rows(0)), `
		2024-01-31 pre=1000.00 pen=20.00 → 0.00`) // in its second year
	rows := f.Rows(1)
	if last := rows[len(rows)-1]; last.Date.String() != "2024-07-30" && last.Date.String() != "2024-07-31" || last.Prepayment != yuan("1000") || last.Penalty != yuan("20") {
		t.Errorf("last row %+v", last)
	}
}

// Contracts are picked by what an eligibility rule measures.
func TestAScopeByRule(t *testing.T) {
	p := poolOf(t, "2023-12-31",
		loan("1000", "0.05", "2023-12-31", "2024-06-30", everyMonth(pool.InterestFirst)), loan("1000", "0.09", "2023-12-31", "2026-06-30", everyMonth(pool.InterestFirst)),
		loan("1000", "0.09", "2023-12-31", "2024-06-30", everyMonth(pool.InterestFirst)))
	s := scenario(t, p, `{"assumptions":[{"applies_to":{"rules":[{"measure":"rate","require":"at_least","limit":"0.06"},{"measure":"remaining_term_months","require":"at_least","limit":"12"}]},"dilution":{"share":"0.1"}}]}`)
	if hit := s.Hits()[0]; len(hit.Contracts) != 1 || hit.Contracts[0] != 1 {
		t.Errorf("hit %+v", hit)
	}
	unstated := poolOf(t, "2023-12-31", loan("1000", "", "2023-12-31", "2024-06-30", everyMonth(pool.InterestFirst)))
	for _, tt := range []struct{ situation, rules, want string }{
		{"a rule without a measure", `[{"require":"at_least","limit":"1"}]`, "assumptions[0].applies_to.rules[0].measure: missing"},
		{"a limit that is none", `[{"measure":"rate","require":"at_least","limit":"much"}]`, "assumptions[0].applies_to.rules[0].limit"},
		{"what a contract does not say", `[{"measure":"rate","require":"at_least","limit":"0.01"}]`, `assumptions[0].applies_to.rules[0]`},
	} {
		spec, err := cashflow.ReadScenario(strings.NewReader(`{"assumptions":[{"applies_to":{"rules":` + tt.rules + `},"dilution":{"share":"0.1"}}]}`))
		if err == nil {
			_, err = spec.Resolve(unstated, cashflow.Settings{})
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %s", tt.situation, err, tt.want)
		}
	}
}

func TestFaultsOfPrepaymentsAndTotals(t *testing.T) {
	p := poolOf(t, "2023-12-31", loan("1000", "0", "", "2024-06-30", everyMonth(pool.InterestFirst)), loan("1000", "0", "2023-12-31", "2033-12-31", everyMonth(pool.InterestFirst)))
	for _, tt := range []struct{ situation, assumption, want string }{
		{"two rates", `"prepayment":{"psa":"1","cpr":{"constant":"0.1"}}`, "exactly one of cpr, psa and by_term"},
		{"a term that is unknown", `"prepayment":{"by_term":[{"cpr":{"constant":"0.1"}}]}`, `the original term of contract "C0"`},
		{"a term beyond the last band", `"prepayment":{"by_term":[{"through_months":24,"cpr":{"constant":"0.1"}}]}`, `a band for the original term of contract "C1"`},
		{"bands that do not rise", `"prepayment":{"by_term":[{"through_months":24,"cpr":{"constant":"0.1"}},{"through_months":24,"cpr":{"constant":"0.1"}}]}`, "by_term[1].through_months"},
		{"an open band that is not the last", `"prepayment":{"by_term":[{"cpr":{"constant":"0.1"}},{"through_months":24,"cpr":{"constant":"0.1"}}]}`, "by_term[0].through_months"},
		{"two penalties", `"prepayment":{"psa":"1","penalty":"0.1","penalty_by_year":["0.1"]}`, "penalty_by_year"},
		{"more than there is", `"default":{"amount":"2000.01","timing":[{"months":1,"share":"1"}]}`, "at most the principal of the contracts, 2000.00"},
		{"an amount without a timing", `"default":{"amount":"10"}`, "assumptions[0].default.timing"},
	} {
		spec, err := cashflow.ReadScenario(strings.NewReader(`{"assumptions":[{"applies_to":{"all":true},` + tt.assumption + `}]}`))
		if err == nil {
			_, err = spec.Resolve(p, cashflow.Settings{})
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %s", tt.situation, err, tt.want)
		}
	}
}
