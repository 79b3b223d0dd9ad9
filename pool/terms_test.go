package pool_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/pool"
)

// term is a contract with dates and, where they are not empty, stated terms.
func term(id, balance, start, maturity, original, remaining string) pool.ContractSpec {
	c := claim(id, balance)
	c.Maturity = day(maturity)
	if start != "" {
		c.Start = day(start)
	}
	if original != "" {
		c.OriginalTermMonths = decp(original)
	}
	if remaining != "" {
		c.RemainingTermMonths = decp(remaining)
	}
	return c
}

func TestTermsOfOneContract(t *testing.T) {
	tests := []struct {
		situation           string
		contract            pool.ContractSpec
		original, remaining string // as fractions, or unknown
	}{
		{"counted from whole months", term("A", "1", "2022-12-31", "2025-12-31", "", ""), "36", "24"},
		// From 31 December a month ends on 31 January, and the next on 29 February 2024.
		{"counted with days left over", term("A", "1", "2023-12-15", "2024-03-15", "", ""), "3", "2.4838709677419355"}, // 2 + 15/31
		{"counted to the end of February", term("A", "1", "2023-08-31", "2024-02-29", "", ""), "6", "2"},
		{"no start", term("A", "1", "", "2024-12-31", "", ""), "unknown", "12"},
		{"stated terms win over dates", term("A", "1", "2022-12-31", "2025-12-31", "35.5", "23.25"), "35.5", "23.25"},
		{"a stated term without a start", term("A", "1", "", "2024-12-31", "12.96", "12.24"), "12.96", "12.24"}, // 1.08 and 1.02 years
		{"a stated remaining term of 0", term("A", "1", "", "2024-12-31", "", "0"), "unknown", "0"},
		{"a start after the cut-off date", term("A", "1", "2024-06-30", "2024-12-31", "", ""), "6.032258064516129", "12"}, // 6 + 1/31
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			p := resolve(t, poolSpec(tt.contract))
			if got := p.OriginalMonths(p.Contract(0)).String(); got != tt.original {
				t.Errorf("original term %s, want %s", got, tt.original)
			}
			if got := fmt.Sprint(p.RemainingMonths(p.Contract(0))); got != tt.remaining {
				t.Errorf("remaining term %s, want %s", got, tt.remaining)
			}
		})
	}
}

func TestCountedTermsAreThoseOfTheCalendar(t *testing.T) {
	from := day("2023-12-31")
	for i := range 2000 {
		to := from.AddDays(1 + i)
		p := resolve(t, poolSpec(term("A", "1", "2020-02-29", to.String(), "", "")))
		if got, want := p.RemainingMonths(p.Contract(0)), calendar.MonthsBetween(from, to).Float64(); got != want {
			t.Errorf("to %s: %v months remain, want %v", to, got, want)
		}
		if got, want := p.OriginalMonths(p.Contract(0)), calendar.MonthsBetween(day("2020-02-29"), to).Float64(); got != pool.Known(want) {
			t.Errorf("to %s: a term of %v months, want %v", to, got, want)
		}
	}
}

func TestStatisticsOfTerms(t *testing.T) {
	p := resolve(t, poolSpec(
		term("A", "100", "2022-12-31", "2024-12-31", "", ""), // 24 and 12
		term("B", "300", "2021-12-31", "2025-12-31", "", ""), // 48 and 24
		term("C", "600", "", "2026-12-31", "", "30"),         // unknown and 30
	))
	// Simple: (24+48)/2 and (12+24+30)/3. Weighted: (24·100+48·300)/400 and (12·100+24·300+30·600)/1000.
	if got, want := p.OriginalTerms(), (pool.TermStatistics{Known: 2, Mean: 36, WeightedMean: 42, Min: 24, Max: 48}); got != want {
		t.Errorf("original terms %+v, want %+v", got, want)
	}
	if got, want := p.RemainingTerms(), (pool.TermStatistics{Known: 3, Mean: 22, WeightedMean: 26.4, Min: 12, Max: 30}); got != want {
		t.Errorf("remaining terms %+v, want %+v", got, want)
	}
	if got := p.LastMaturity(); got != day("2026-12-31") {
		t.Errorf("last maturity %s", got)
	}
	onlyC := p.Filter(func(c pool.Contract) bool { return c.ID == "C" })
	if got := onlyC.OriginalTerms(); got != (pool.TermStatistics{}) {
		t.Errorf("no original term is known, but: %+v", got)
	}
	none := p.Filter(func(pool.Contract) bool { return false })
	if got := none.RemainingTerms(); got != (pool.TermStatistics{}) || !none.LastMaturity().IsZero() {
		t.Errorf("an empty pool has terms: %+v", got)
	}
}

func TestWeightedRate(t *testing.T) {
	a, b, c := claim("A", "100"), claim("B", "300"), claim("C", "600")
	a.Rate, b.Rate = decp("0.04"), decp("0.06")
	p := resolve(t, poolSpec(a, b, c))
	// (4 %·100 + 6 %·300)/400; C states no rate. One rounding for each product and sum.
	if rate, known := p.WeightedRate(); math.Abs(rate-0.055) > 4*0.055*0x1p-53 || known != 2 {
		t.Errorf("rate %v of %d contracts, want 0.055 of 2", rate, known)
	}
	if rate, known := p.Filter(func(c pool.Contract) bool { return c.ID == "C" }).WeightedRate(); rate != 0 || known != 0 {
		t.Errorf("rate %v of %d contracts that state none", rate, known)
	}
	zero := claim("Z", "1")
	zero.Rate = decp("0")
	if rate, known := resolve(t, poolSpec(zero)).WeightedRate(); rate != 0 || known != 1 {
		t.Errorf("rate %v of %d contracts; a rate of 0 is known", rate, known)
	}
}

func ExamplePool_RemainingTerms() {
	p := resolveOrPanic(poolSpec(
		term("A", "100", "", "2024-12-31", "", ""),
		term("B", "300", "", "2025-12-31", "", ""),
	))
	s := p.RemainingTerms()
	fmt.Printf("%d contracts, mean %.2f, weighted %.2f, %v to %v months\n", s.Known, s.Mean, s.WeightedMean, s.Min, s.Max)
	// Output: 2 contracts, mean 18.00, weighted 21.00, 12 to 24 months
}

// resolveOrPanic is for examples, which have no testing.T.
func resolveOrPanic(s pool.Spec) *pool.Pool { return must(s.Resolve()) }
