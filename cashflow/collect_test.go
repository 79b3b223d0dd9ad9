package cashflow_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// opts compares unknown values with ==.
var opts = cmpopts.EquateComparable(pool.Opt[money.Amount]{})

func TestCollectCountsTheLastDayAndNotTheFirst(t *testing.T) {
	c := loan("900", "0.12", "2024-01-15", "2024-04-15", pool.InstalmentsSpec{
		Form: pool.EvenPrincipal, Frequency: calendar.Monthly, DayCount: calendar.ThirtyE360})
	claim := pool.ContractSpec{Balance: dec("50"), Maturity: day("2024-03-14"), Receivable: &pool.ReceivableSpec{Dilution: decp("8")}}
	f := project(t, poolOf(t, "2024-01-15", c, claim), cashflow.Settings{})
	got, after, err := f.Collect([]cashflow.Period{
		{From: day("2024-01-15"), To: day("2024-02-15")},
		{From: day("2024-02-15"), To: day("2024-02-16")},
		{From: day("2024-02-16"), To: day("2024-03-14")},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []cashflow.Collection{
		{Period: cashflow.Period{From: day("2024-01-15"), To: day("2024-02-15")},
			Opening: yuan("950"), Interest: yuan("9"), Principal: yuan("300"), Closing: yuan("650")},
		{Period: cashflow.Period{From: day("2024-02-15"), To: day("2024-02-16")}, Opening: yuan("650"), Closing: yuan("650")},
		{Period: cashflow.Period{From: day("2024-02-16"), To: day("2024-03-14")},
			Opening: yuan("650"), Principal: yuan("42"), Dilution: yuan("8"), Closing: yuan("600")},
	}
	if diff := cmp.Diff(want, got, opts); diff != "" {
		t.Errorf("collections (-want +got):\n%s", diff)
	}
	wantAfter := cashflow.After{Rows: 2, Opening: yuan("600"), Interest: yuan("9"), Principal: yuan("600"), LastDate: day("2024-04-15")}
	if diff := cmp.Diff(wantAfter, after); diff != "" {
		t.Errorf("after (-want +got):\n%s", diff)
	}
	if after.Total() != yuan("609") || got[0].Total() != yuan("309") {
		t.Errorf("totals %d and %d", after.Total(), got[0].Total())
	}
}

func TestCollectionsAndTheRestSumToTheRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		asOf, list := drawPool(t)
		f := project(t, poolOf(t, asOf, list...), cashflow.Settings{})
		from := day(asOf).AddDays(-rapid.IntRange(0, 40).Draw(t, "days before the cut-off date"))
		var periods []cashflow.Period
		for range rapid.IntRange(1, 30).Draw(t, "periods") {
			to := from.AddDays(rapid.IntRange(1, 120).Draw(t, "days"))
			periods = append(periods, cashflow.Period{From: from, To: to})
			from = to
		}
		got, after, err := f.Collect(periods)
		if err != nil {
			t.Fatal(err)
		}
		sum := cashflow.Totals{Interest: after.Interest, Principal: after.Principal, Other: after.Other,
			Dilution: after.Dilution, Payment: after.Total(), FromDeposit: after.FromDeposit}
		balance := f.Principal()
		for k, c := range got {
			// The slow way: every row, period by period.
			slow := cashflow.Collection{Period: periods[k], Opening: balance}
			for _, r := range f.All() {
				if r.Date > c.From && r.Date <= c.To {
					slow.Interest += r.Interest
					slow.Principal += r.Principal
					slow.Other += r.Other
					slow.Dilution += r.Dilution
					slow.FromDeposit += r.FromDeposit
				}
			}
			balance -= slow.Principal + slow.Dilution
			slow.Closing = balance
			if slow.FromDeposit > 0 { // one party owes everything
				slow.Deposits = []cashflow.DepositUse{{Lessee: "debtor", Name: "debtor", Used: slow.FromDeposit}}
			}
			if diff := cmp.Diff(slow, c, opts); diff != "" {
				t.Fatalf("period %d:\n%s", k, diff)
			}
			sum.Interest += c.Interest
			sum.Principal += c.Principal
			sum.Other += c.Other
			sum.Dilution += c.Dilution
			sum.Payment += c.Total()
			sum.FromDeposit += c.FromDeposit
		}
		if sum != f.Total() {
			t.Fatalf("collections and the rest sum to %+v, rows to %+v", sum, f.Total())
		}
		if after.Opening != balance || after.Opening != after.Principal+after.Dilution {
			t.Fatalf("%d outstanding after the last period, %d still to come", after.Opening, after.Principal+after.Dilution)
		}
	})
}

func TestCollectRefusesToLoseCash(t *testing.T) {
	f := project(t, mixed(t), cashflow.Settings{})
	_, _, err := f.Collect([]cashflow.Period{{From: day("2018-12-20"), To: day("2019-12-31")}})
	var before *cashflow.BeforeError
	if !errors.As(err, &before) {
		t.Fatalf("error %v", err)
	}
	want := cashflow.BeforeError{From: day("2018-12-20"), First: day("2018-12-01")}
	for _, r := range f.All() {
		if !r.Date.After(want.From) {
			want.Rows++
			want.Amount += r.Payment
			want.First = min(want.First, r.Date)
		}
	}
	if *before != want || want.Rows == 0 {
		t.Errorf("got %+v, want %+v", *before, want)
	}
	text := fmt.Sprintf("cashflow: %d minor units in 5 rows from 2018-11-01 on fall before the first period, which begins after 2018-12-20", want.Amount)
	if err.Error() != text {
		t.Errorf("text %q", err)
	}
}

func TestCollectReportsEveryFaultyPeriod(t *testing.T) {
	f := project(t, mixed(t), cashflow.Settings{})
	d := day("2018-10-31")
	tests := []struct {
		situation string
		periods   []cashflow.Period
		want      []string
	}{
		{"none", nil, []string{"periods missing"}},
		{"dates that are not set", []cashflow.Period{{}}, []string{"periods[0].from missing", "periods[0].to missing"}},
		{"an empty one, a gap and an overlap", []cashflow.Period{{d, d}, {d + 1, d + 5}, {d + 4, d + 9}},
			[]string{"periods[0].to inconsistent", "periods[1].from inconsistent", "periods[2].from inconsistent"}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			_, _, err := f.Collect(tt.periods)
			var list *faults.Error
			if !errors.As(err, &list) {
				t.Fatalf("error %v", err)
			}
			var got []string
			for _, one := range list.Faults() {
				got = append(got, one.Path+" "+string(one.Code))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCalendarPeriods(t *testing.T) {
	ends := func(list []cashflow.Period) (days []string) {
		for k, p := range list {
			if k > 0 && p.From != list[k-1].To {
				t.Errorf("period %d leaves a gap", k)
			}
			days = append(days, p.To.String())
		}
		return days
	}
	tests := []struct {
		situation, after, through string
		months, quarters          []string
	}{
		{"in the middle of months", "2023-11-15", "2024-04-10",
			[]string{"2023-11-30", "2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31", "2024-04-10"},
			[]string{"2023-12-31", "2024-03-31", "2024-04-10"}},
		{"on month ends", "2023-12-31", "2024-03-31", []string{"2024-01-31", "2024-02-29", "2024-03-31"}, []string{"2024-03-31"}},
		{"a day", "2023-12-31", "2024-01-01", []string{"2024-01-01"}, []string{"2024-01-01"}},
		{"nothing", "2023-12-31", "2023-12-31", nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			if diff := cmp.Diff(tt.months, ends(cashflow.CalendarMonths(day(tt.after), day(tt.through)))); diff != "" {
				t.Errorf("months (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.quarters, ends(cashflow.CalendarQuarters(day(tt.after), day(tt.through)))); diff != "" {
				t.Errorf("quarters (-want +got):\n%s", diff)
			}
		})
	}
}

func TestByMonthAndByQuarterHoldEverything(t *testing.T) {
	f := project(t, mixed(t), cashflow.Settings{})
	for name, list := range map[string][]cashflow.Collection{"month": f.ByMonth(), "quarter": f.ByQuarter()} {
		var sum money.Amount
		for _, c := range list {
			sum += c.Total()
		}
		if last := list[len(list)-1]; sum != f.Total().Payment || last.Closing != 0 || last.To != f.LastDate() || list[0].From != f.AsOf() {
			t.Errorf("by %s: %d of %d, the last is %+v", name, sum, f.Total().Payment, last)
		}
	}
	if months, quarters := len(f.ByMonth()), len(f.ByQuarter()); months != 59 || quarters != 20 {
		t.Errorf("%d months, %d quarters", months, quarters) // November 2018 to September 2023
	}
}

func TestDatedFlowsSumByDay(t *testing.T) {
	f := project(t, mixed(t), cashflow.Settings{})
	for name, check := range map[string]struct {
		list []cashflow.Dated
		want money.Amount
	}{"payments": {f.DatedPayments(), f.Total().Payment}, "principal": {f.DatedPrincipal(), f.Total().Principal}} {
		var sum money.Amount
		for k, d := range check.list {
			if k > 0 && !d.Date.After(check.list[k-1].Date) || d.Amount <= 0 {
				t.Errorf("%s: entry %d is %+v", name, k, d)
			}
			sum += d.Amount
		}
		if sum != check.want {
			t.Errorf("%s sum to %d of %d", name, sum, check.want)
		}
	}
}

func TestArrearsOverSoManyDays(t *testing.T) {
	a := cashflow.Ageing{1, 20, 300, 4000}
	for _, tt := range []struct {
		days int
		want money.Amount
	}{{0, 4321}, {30, 4320}, {60, 4300}, {90, 4000}, {45, 4300}, {180, 0}} {
		if got := a.Over(tt.days); got != tt.want {
			t.Errorf("over %d days: %d, want %d", tt.days, got, tt.want)
		}
	}
}
