package pool_test

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

func describeMargin(p *pool.Pool, m pool.Margin) string {
	text := "?"
	if months, ok := m.Weakest.Get(); ok {
		text = fmt.Sprintf("%s by %s", months, p.Right(m.WeakestRight).ID)
	}
	text += fmt.Sprintf(" of %d, %s", m.Rights, m.Outcome)
	if m.Unknown > 0 {
		text += fmt.Sprintf(", %d unknown", m.Unknown)
	}
	if m.RenewableOnly {
		text += ", renewable"
	}
	if mean, ok := m.Weighted.Get(); ok {
		text += fmt.Sprintf("; weighted %.4f", mean)
	}
	return text + ", " + m.WeightedOutcome.String()
}

func TestMonthsFromMaturityToTheEndOfARight(t *testing.T) {
	type rights = []pool.RightSpec
	ends := func(id, date, value string) pool.RightSpec {
		r := pool.RightSpec{ID: id, Type: pool.Invention, Status: pool.Valid}
		if date != "" {
			r.Expires = day(date)
		}
		if value != "" {
			r.Appraisal = decp(value)
		}
		return r
	}
	tests := []struct {
		situation string
		rights    rights
		months    int
		want      string // the loan matures on 2025-06-30
	}{
		{"half a year to spare", rights{ends("a", "2025-12-30", "1")}, 6, "6 by a of 1, pass; weighted 6.0000, pass"},
		{"a day short of it", rights{ends("a", "2025-12-29", "1")}, 6, "179/30 by a of 1, fail; weighted 5.9667, fail"},
		{"ends on the day of maturity", rights{ends("a", "2025-06-30", "1")}, 0, "0 by a of 1, pass; weighted 0.0000, pass"},
		{"ends the day before", rights{ends("a", "2025-06-29", "1")}, 0, "-1/30 by a of 1, fail; weighted -0.0333, fail"},
		{"the weakest of three", rights{ends("a", "2026-06-30", "1"), ends("b", "2025-08-30", "1"), ends("c", "2027-06-30", "1")}, 6, "2 by b of 3, fail; weighted 12.6667, pass"},
		{"the mean by value", rights{ends("a", "2026-06-30", "3000000"), ends("b", "2025-08-30", "1000000")}, 12, "2 by b of 2, fail; weighted 9.5000, fail"},
		{"the mean exactly the least margin", rights{ends("a", "2026-06-30", "1"), ends("b", "2025-08-30", "1")}, 7, "2 by b of 2, fail; weighted 7.0000, pass"},
		{"one end not known, the other long enough", rights{ends("a", "2026-06-30", "1"), ends("b", "", "1")}, 6, "12 by a of 2, unknown, 1 unknown, unknown"},
		{"one end not known, the other too short already", rights{ends("a", "2025-08-30", "1"), ends("b", "", "1")}, 6, "2 by a of 2, fail, 1 unknown, unknown"},
		{"no end known", rights{ends("a", "", "1")}, 6, "? of 1, unknown, 1 unknown, unknown"},
		{"one value not known", rights{ends("a", "2026-06-30", "1"), ends("b", "2026-06-30", "")}, 6, "12 by a of 2, pass, unknown"},
		{"all values nothing", rights{ends("a", "2026-06-30", "0")}, 6, "12 by a of 1, pass, unknown"},
		{"two weakest, the first named", rights{ends("a", "2026-06-30", "1"), ends("b", "2026-06-30", "1")}, 6, "12 by a of 2, pass; weighted 12.0000, pass"},
		{"no right", nil, 6, "? of 0, unknown, unknown"},
		{"a trademark that can be renewed", rights{{ID: "a", Type: pool.Trademark, Registered: day("2014-05-07"), Appraisal: decp("1")}}, 0, "-69/5 by a of 1, fail, renewable; weighted -13.8000, fail"},
		{"a trademark and a patent that cannot", rights{{ID: "a", Type: pool.Trademark, Registered: day("2014-05-07"), Appraisal: decp("1")}, ends("b", "2025-06-29", "1")}, 0, "-69/5 by a of 2, fail; weighted -6.9167, fail"},
		{"a trademark that has lapsed is beyond renewal", rights{{ID: "a", Type: pool.Trademark, Status: pool.Lapsed, Registered: day("2014-05-07")}}, 0, "-18 by a of 1, fail, unknown"},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			p := resolve(t, ipSpec(tt.rights))
			v := valuation(t, p, pool.ValueRules{Life: pool.LifeRules{Terms: pool.ChineseRightTerms()}})
			if got := describeMargin(p, v.Margins(tt.months).Margins[0]); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestThePartOfAPoolThatFallsShort(t *testing.T) {
	p := resolve(t, ipSpec([]pool.RightSpec{
		{ID: "long", Type: pool.Invention, Filed: day("2015-01-01")}, {ID: "short", Type: pool.Invention, Filed: day("2005-01-01")},
		{ID: "brand", Type: pool.Trademark, Registered: day("2014-05-07")}, {ID: "script", Type: pool.Screenplay},
	}, loan("M-1", "500", "2025-06-30", "long"), loan("M-2", "100", "2025-06-30", "long", "short"), loan("M-3", "200", "2025-06-30", "brand"),
		loan("M-4", "150", "2025-06-30", "long", "script"), loan("M-5", "50", "2025-06-30")))
	report := p.Margins(pool.MarginRules{Life: pool.LifeRules{Terms: pool.ChineseRightTerms()}, MinMonths: 12})
	got := fmt.Sprint(report.Total, report.Exposed, report.Renewable, report.Unknown, report.WeightedExposed, report.WeightedUnknown, report.ExposedShare())
	if got != "100000 30000 20000 20000 0 100000 0.3" {
		t.Errorf("total, exposed, renewable, unknown, weighted: %s", got)
	}
	for _, tt := range []struct {
		limit string
		want  pool.Outcome
	}{{"0.299999999999", pool.Fail}, {"0.3", pool.OutcomeUnknown}, {"0.499999999999", pool.OutcomeUnknown}, {"0.5", pool.Pass}} {
		if got := report.ExposedWithin(rate(tt.limit)); got != tt.want {
			t.Errorf("within %s: %s, want %s", tt.limit, got, tt.want)
		}
	}
	rule := rulesOf(t, `{"id": "margin", "basis": "x", "text": "x", "text_zh": "x", "measure": "right_margin_months", "require": "at_least", "limit": "12"}`)
	results, err := p.Check(rule, pool.CheckSettings{Value: pool.ValueRules{Life: report.Rules.Life}})
	if err != nil {
		t.Fatal(err)
	}
	for n, f := range results[0].Findings {
		if m := report.Margins[f.Contract]; f.Outcome != m.Outcome {
			t.Errorf("finding %d: the rule says %s, the margin %s", n, f.Outcome, m.Outcome)
		}
	}
	want := "fail: 1 pass, 2 unknown, 2 fail (short -6 months, ends 2024-12-31, brand -13.8 months, ends 2024-05-06)"
	if got := fmt.Sprintf("%s: %s", results[0].Outcome, results[0].Seen()); got != want {
		t.Errorf("rule\n%s, want\n%s", got, want)
	}
}

func TestAnAnnuityShortensTheMargin(t *testing.T) {
	p := resolve(t, ipSpec([]pool.RightSpec{{ID: "a", Type: pool.Invention, Filed: day("2015-01-01"), AnnuityPaidUntil: day("2024-12-31")}}))
	var got []string
	for _, annuity := range []pool.AnnuityRule{pool.AnnuityContinues, pool.AnnuityEnds} {
		got = append(got, annuity.String()+": "+describeMargin(p, p.Margins(pool.MarginRules{Life: pool.LifeRules{Terms: pool.ChineseRightTerms(), Annuity: annuity}}).Margins[0]))
	}
	want := []string{"continues: 3535/31 by a of 1, pass, unknown", "ends: -6 by a of 1, fail, unknown"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestMarginsAgainstTheirDefinition holds each outcome against dates alone: a right lives long enough
// when its end does not come before maturity plus the least margin. And the weighted mean lies between
// the least and the greatest margin, and weighs as fractions do.
func TestMarginsAgainstTheirDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, rules := drawCollateral(t)
		least := rapid.IntRange(0, 24).Draw(t, "months")
		report := valuation(t, p, rules).Margins(least)
		var exposed, unknown, byMean, noMean money.Amount
		for n, c := range p.Contracts() {
			want := pool.Pass
			if c.NumRights() == 0 {
				want = pool.OutcomeUnknown
			}
			weighted, weight, complete := new(big.Rat), new(big.Rat), c.NumRights() > 0
			for k := range c.NumRights() {
				end, known := p.RightLife(c.RightIndex(k), rules.Life).Ends.Get()
				switch {
				case !known:
					want = max(want, pool.OutcomeUnknown)
				case end.Before(c.Maturity.AddMonths(least)):
					want = pool.Fail
				}
				var counts money.Amount
				valued := false
				for _, m := range p.Marks(c.RightIndex(k)) {
					counts, valued = m.Price, !m.Date.After(p.AsOf())
				}
				complete = complete && known && valued
				if known && valued {
					months := calendar.MonthsBetween(c.Maturity, end)
					weight.Add(weight, big.NewRat(int64(counts), 1))
					weighted.Add(weighted, new(big.Rat).Mul(big.NewRat(int64(counts), 1), big.NewRat(months.Num, months.Den)))
				}
			}
			m := report.Margins[n]
			if m.Outcome != want || m.Contract != n {
				t.Fatalf("contract %d: %s, want %s", n, describeMargin(p, m), want)
			}
			switch want {
			case pool.Fail:
				exposed += c.Principal
			case pool.OutcomeUnknown:
				unknown += c.Principal
			}
			mean, known := m.Weighted.Get()
			if known != complete {
				t.Fatalf("contract %d: a mean known %v, want %v", n, known, complete)
			}
			if !known {
				noMean += c.Principal
				continue
			}
			if f, _ := weighted.Quo(weighted, weight).Float64(); f != mean {
				t.Fatalf("contract %d: mean %v, want %v", n, mean, f)
			}
			if weighted.Cmp(big.NewRat(int64(least), 1)) < 0 {
				byMean += c.Principal
			}
		}
		if report.Exposed != exposed || report.Unknown != unknown || report.Renewable > exposed {
			t.Fatalf("exposed %d, unknown %d, want %d and %d", report.Exposed, report.Unknown, exposed, unknown)
		}
		if report.WeightedExposed != byMean || report.WeightedUnknown != noMean {
			t.Fatalf("by the mean exposed %d, unknown %d, want %d and %d", report.WeightedExposed, report.WeightedUnknown, byMean, noMean)
		}
	})
}

func ExamplePool_Margins() {
	spec := ipSpec([]pool.RightSpec{{ID: "chip", Type: pool.Invention, Filed: day("2005-09-01")}, {ID: "brand", Type: pool.Trademark, Registered: day("2019-05-07")}},
		loan("M-1", "3000000", "2025-06-30", "chip", "brand"), loan("M-2", "1000000", "2024-06-30", "chip"))
	p, err := spec.Resolve()
	if err != nil {
		fmt.Println(err)
		return
	}
	report := p.Margins(pool.MarginRules{Life: pool.LifeRules{Terms: pool.ChineseRightTerms()}, MinMonths: 6})
	for _, m := range report.Margins {
		months, _ := m.Weakest.Get()
		fmt.Printf("%s: %.2f months by %s, %s\n", p.Contract(m.Contract).ID, months.Float64(), p.Right(m.WeakestRight).ID, m.Outcome)
	}
	fmt.Printf("%.0f %% of the pool falls short\n", 100*report.ExposedShare())
	// Output:
	// M-1: 2.03 months by chip, fail
	// M-2: 14.03 months by chip, pass
	// 75 % of the pool falls short
}
