package cashflow_test

import (
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/pool"
)

func TestDatesAndAccrual(t *testing.T) {
	// Interest of 3.6 % on 10,000 by 30E/360 is 1.00 a day.
	tests := []struct {
		situation             string
		asOf, start, maturity string
		plan                  pool.InstalmentsSpec
		want                  string
	}{
		{"quarterly, in the middle of a period", "2024-02-20", "2023-03-15", "2024-09-15",
			pool.InstalmentsSpec{Form: pool.InterestFirst, Frequency: calendar.Quarterly}, `
			2024-03-15   90.00      0.00 0.00 10000.00
			2024-06-15   90.00      0.00 0.00 10000.00
			2024-09-15   90.00  10000.00 0.00     0.00`},
		{"cash on the cut-off date belongs to the past", "2024-03-15", "2023-03-15", "2024-09-15",
			pool.InstalmentsSpec{Form: pool.InterestFirst, Frequency: calendar.Quarterly}, `
			2024-06-15   90.00      0.00 0.00 10000.00
			2024-09-15   90.00  10000.00 0.00     0.00`},
		{"a start off the grid makes a short first period", "2024-02-20", "2024-01-30", "2024-09-15",
			pool.InstalmentsSpec{Form: pool.InterestFirst, Frequency: calendar.Quarterly}, `
			2024-03-15   45.00      0.00 0.00 10000.00
			2024-06-15   90.00      0.00 0.00 10000.00
			2024-09-15   90.00  10000.00 0.00     0.00`},
		{"a start after the cut-off date", "2024-02-20", "2024-04-05", "2024-09-15",
			pool.InstalmentsSpec{Form: pool.InterestFirst, Frequency: calendar.Quarterly}, `
			2024-06-15   70.00      0.00 0.00 10000.00
			2024-09-15   90.00  10000.00 0.00     0.00`},
		{"a start on a regular date after the cut-off date", "2024-02-20", "2024-03-15", "2024-09-15",
			pool.InstalmentsSpec{Form: pool.InterestFirst, Frequency: calendar.Quarterly}, `
			2024-06-15   90.00      0.00 0.00 10000.00
			2024-09-15   90.00  10000.00 0.00     0.00`},
		{"month ends come back after February", "2023-12-31", "2023-12-31", "2024-05-31",
			pool.InstalmentsSpec{Form: pool.InterestFirst, Frequency: calendar.Monthly}, `
			2024-01-31   30.00      0.00 0.00 10000.00
			2024-02-29   29.00      0.00 0.00 10000.00
			2024-03-31   31.00      0.00 0.00 10000.00
			2024-04-30   30.00      0.00 0.00 10000.00
			2024-05-31   30.00  10000.00 0.00     0.00`},
		{"every 14 days", "2024-02-20", "2024-02-08", "2024-03-21",
			pool.InstalmentsSpec{Form: pool.InterestFirst, Frequency: calendar.Frequency(-14)}, `
			2024-02-22   14.00      0.00 0.00 10000.00
			2024-03-07   15.00      0.00 0.00 10000.00
			2024-03-21   14.00  10000.00 0.00     0.00`},
		{"once", "2024-02-20", "2024-02-08", "2025-02-08",
			pool.InstalmentsSpec{Form: pool.Level, Frequency: calendar.Once}, `
			2025-02-08  360.00  10000.00 0.00     0.00`},
		{"a period longer than the rest of the term", "2024-02-20", "2022-02-15", "2024-12-15",
			pool.InstalmentsSpec{Form: pool.Level, Frequency: calendar.Annual}, `
			2024-12-15  360.00  10000.00 0.00     0.00`},
		{"bullet: simple interest from the start", "2024-02-20", "2023-08-15", "2024-09-15",
			pool.InstalmentsSpec{Form: pool.Bullet}, `
			2024-09-15  390.00  10000.00 0.00     0.00`},
		{"rents in advance: the one of the period that has begun is paid", "2024-02-20", "2023-12-15", "2024-09-15",
			pool.InstalmentsSpec{Form: pool.EvenPrincipal, Frequency: calendar.Quarterly, Timing: pool.Advance}, `
			2024-03-15   90.00   5000.00 0.00  5000.00
			2024-06-15   45.00   5000.00 0.00     0.00`},
		{"rents in advance from a start after the cut-off date: the first bears no interest", "2024-02-20", "2024-03-15", "2024-09-15",
			pool.InstalmentsSpec{Form: pool.EvenPrincipal, Frequency: calendar.Quarterly, Timing: pool.Advance}, `
			2024-03-15    0.00   5000.00 0.00  5000.00
			2024-06-15   45.00   5000.00 0.00     0.00`},
		{"rents in advance with a short first period", "2024-02-20", "2024-04-05", "2024-09-15",
			pool.InstalmentsSpec{Form: pool.EvenPrincipal, Frequency: calendar.Quarterly, Timing: pool.Advance}, `
			2024-04-05    0.00   5000.00 0.00  5000.00
			2024-06-15   35.00   5000.00 0.00     0.00`},
		{"interest in advance", "2024-02-20", "2023-12-15", "2024-09-15",
			pool.InstalmentsSpec{Form: pool.InterestFirst, Frequency: calendar.Quarterly, Timing: pool.Advance}, `
			2024-03-15   90.00      0.00 0.00 10000.00
			2024-06-15   90.00      0.00 0.00 10000.00
			2024-09-15    0.00  10000.00 0.00     0.00`},
		{"even principal: odd fen come first", "2024-03-15", "2024-03-15", "2024-06-15",
			pool.InstalmentsSpec{Form: pool.EvenPrincipal, Frequency: calendar.Monthly}, `
			2024-04-15   30.00   3333.34 0.00  6666.66
			2024-05-15   20.00   3333.33 0.00  3333.33
			2024-06-15   10.00   3333.33 0.00     0.00`},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			plan := tt.plan
			plan.DayCount = calendar.ThirtyE360
			got := one(t, tt.asOf, loan("10000", "0.036", tt.start, tt.maturity, plan), cashflow.Settings{})
			if diff := cmp.Diff(lines(tt.want), show(got.Rows)); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			if got.Rows[len(got.Rows)-1].Date != day(tt.maturity) && plan.Timing != pool.Advance {
				t.Error("the last row is not at maturity")
			}
			if len(got.Assumptions)+len(got.Notes) > 0 {
				t.Errorf("all is stated, yet: %s %s", assumed(got.Assumptions), noted(got.Notes))
			}
			if r, ok := got.Rate.Get(); !ok || r != rate("0.036") {
				t.Errorf("rate %v, %v", r, ok)
			}
		})
	}
}

var regularForms = []pool.Repayment{pool.Level, pool.EvenPrincipal, pool.InterestFirst}

// drawTerms draws a regular contract of any size and rate, and the same for the reference.
func drawTerms(t *rapid.T) (string, pool.ContractSpec, refTerms) {
	fen := rapid.OneOf(rapid.Int64Range(1, 1000), rapid.Int64Range(1, 1_000_000_000_000)).Draw(t, "fen")
	millionths := rapid.OneOf(rapid.Int64Range(0, 120_000), rapid.Int64Range(0, 999_999)).Draw(t, "rate")
	return drawWith(t, regularForms, fen, millionths)
}

func drawWith(t *rapid.T, forms []pool.Repayment, fen, rateMillionths int64) (string, pool.ContractSpec, refTerms) {
	date := func(d calendar.Date) time.Time {
		y, m, dd := d.YMD()
		return time.Date(y, time.Month(m), dd, 0, 0, 0, 0, time.UTC)
	}
	asOf := day("2018-10-31").AddDays(rapid.IntRange(0, 1500).Draw(t, "days of the cut-off date"))
	maturity := asOf.AddDays(rapid.IntRange(1, 2500).Draw(t, "days to maturity"))
	var start calendar.Date
	if rapid.IntRange(0, 4).Draw(t, "start known") > 0 {
		start = asOf.AddDays(-rapid.IntRange(-200, 1000).Draw(t, "days since start"))
		start = min(start, maturity.AddDays(-1))
	}
	ref := refTerms{
		asOf: date(asOf), maturity: date(maturity),
		months:    rapid.SampledFrom([]int{1, 2, 3, 6, 12, 5}).Draw(t, "months"),
		form:      rapid.SampledFrom(forms).Draw(t, "form"),
		inAdvance: rapid.Bool().Draw(t, "in advance"),
		dayCount:  rapid.SampledFrom([]string{"ACT/365F", "ACT/360", "30E/360", "ACT/ACT ISDA"}).Draw(t, "day count"),
		balance:   fen,
	}
	if !start.IsZero() {
		ref.start = date(start)
	}
	yearly := decimal.New(rateMillionths, -6)
	ref.rate = yearly.Rat()
	count, err := calendar.ParseDayCount(ref.dayCount)
	if err != nil {
		t.Fatal(err)
	}
	plan := pool.InstalmentsSpec{Form: ref.form, Frequency: calendar.Frequency(ref.months), DayCount: count}
	if ref.inAdvance {
		plan.Timing = pool.Advance
	}
	return asOf.String(), pool.ContractSpec{
		Balance: decimal.New(ref.balance, -2), Rate: &yearly, Start: start, Maturity: maturity,
		Microloan: &pool.MicroloanSpec{Repayment: plan},
	}, ref
}

func TestSchedulesAgreeWithTheReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		asOf, spec, ref := drawTerms(t)
		want := ""
		for _, r := range refSchedule(ref) {
			want += fmt.Sprintln(r.date.Format(time.DateOnly), r.interest, r.principal, r.closing)
		}
		got := ""
		for _, r := range one(t, asOf, spec, cashflow.Settings{}).Rows {
			got += fmt.Sprintln(r.Date, int64(r.Interest), int64(r.Principal), int64(r.Closing))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("rows (-reference +got):\n%s", diff)
		}
	})
}

func TestLevelRowsPayTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Small balances and extreme rates do not pay the same in every row.
		asOf, spec, ref := drawWith(t, []pool.Repayment{pool.Level},
			rapid.Int64Range(1_000_000, 1_000_000_000_000).Draw(t, "fen"), rapid.Int64Range(0, 200_000).Draw(t, "rate"))
		rows := one(t, asOf, spec, cashflow.Settings{}).Rows
		n := len(rows)
		for k, r := range rows[:n-1] {
			if r.Payment != rows[0].Payment {
				t.Fatalf("row %d pays %d, the first %d", k, r.Payment, rows[0].Payment)
			}
			if k > 0 && r.Closing > rows[k-1].Closing {
				t.Fatalf("row %d: the balance rises", k)
			}
		}
		// The last row takes what n roundings of interest and n of the instalment leave, each at most
		// half a fen that grows with interest until then.
		grown := big.NewRat(1, 1)
		for range n {
			grown.Mul(grown, new(big.Rat).Add(big.NewRat(1, 1), new(big.Rat).Mul(ref.rate, big.NewRat(32*int64(ref.months), 360))))
		}
		bound := new(big.Rat).Mul(grown, big.NewRat(int64(n), 1))
		if gap := rows[n-1].Payment - rows[0].Payment; new(big.Rat).SetInt64(max(int64(gap), -int64(gap))).Cmp(bound) > 0 {
			t.Fatalf("the last row pays %d, the others %d", rows[n-1].Payment, rows[0].Payment)
		}
	})
}

func TestScalingABalanceScalesItsPrincipal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		asOf, spec, ref := drawWith(t, []pool.Repayment{pool.EvenPrincipal, pool.InterestFirst},
			rapid.Int64Range(1, 1_000_000_000).Draw(t, "fen"), rapid.Int64Range(0, 999_999).Draw(t, "rate"))
		small := one(t, asOf, spec, cashflow.Settings{}).Rows
		n := int64(len(small))
		spec.Balance = decimal.New(ref.balance*n, -2) // n equal parts leave nothing over
		once := one(t, asOf, spec, cashflow.Settings{}).Rows
		spec.Balance = decimal.New(ref.balance*n*7, -2)
		seven := one(t, asOf, spec, cashflow.Settings{}).Rows
		for k := range once {
			if seven[k].Principal != 7*once[k].Principal {
				t.Fatalf("row %d: principal %d of seven times %d", k, seven[k].Principal, once[k].Principal)
			}
			// Both are one rounding away from the exact interest: ½ + 7·½.
			if gap := seven[k].Interest - 7*once[k].Interest; gap > 4 || gap < -4 {
				t.Fatalf("row %d: interest %d of seven times %d", k, seven[k].Interest, once[k].Interest)
			}
		}
	})
}
