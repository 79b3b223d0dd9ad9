package cashflow_test

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// mixed is a pool with contracts of every kind.
func mixed(t fataler) *pool.Pool {
	return poolOf(t, "2018-10-31",
		pool.ContractSpec{Balance: dec("10000000"), Rate: decp("0.08"), Start: day("2018-03-20"), Maturity: day("2021-03-20"), Lease: &pool.LeaseSpec{
			Rent:    pool.InstalmentsSpec{Form: pool.Level, Frequency: calendar.Quarterly, DayCount: calendar.Act360},
			Deposit: decp("500000"), DepositUse: pool.OffsetLastPayments, PurchasePrice: decp("100"), HandlingFee: decp("20000"), HandlingFeeDate: day("2019-01-01")}},
		pool.ContractSpec{Balance: dec("3000000"), Maturity: day("2019-09-01"), Receivable: &pool.ReceivableSpec{Dilution: decp("1234.56")}},
		loan("1500000", "0.0585", "2018-09-01", "2019-09-01", pool.InstalmentsSpec{}),
		pool.ContractSpec{Balance: dec("4000000"), ReceivableBalance: decp("4700000"), Start: day("2018-09-15"), Maturity: day("2023-09-15"),
			Sublicense: &pool.SublicenseSpec{Fees: pool.InstalmentsSpec{Form: pool.Level, Frequency: calendar.Quarterly}}},
		pool.ContractSpec{Balance: dec("2000000"), Maturity: day("2019-12-01"), Lease: &pool.LeaseSpec{
			Rent: pool.InstalmentsSpec{Form: pool.Irregular, Table: table("2018-12-01", "500000", "2019-12-01", "1700000")}}},
	)
}

func TestPooledFiguresAreSumsOfRows(t *testing.T) {
	p := mixed(t)
	f := project(t, p, cashflow.Settings{})
	var sum cashflow.Totals
	rows := 0
	last := p.AsOf()
	for i, r := range f.All() {
		if want := f.Rows(i); !contains(want, r) {
			t.Fatalf("contract %d has no row %+v", i, r)
		}
		sum.Interest += r.Interest
		sum.Principal += r.Principal
		sum.Other += r.Other
		sum.Dilution += r.Dilution
		sum.Payment += r.Payment
		sum.FromDeposit += r.FromDeposit
		last = max(last, r.Date)
		rows++
	}
	if sum != f.Total() || rows != f.NumRows() || last != f.LastDate() {
		t.Errorf("rows sum to %+v, the total is %+v; %d rows, counted %d", sum, f.Total(), f.NumRows(), rows)
	}
	var contracts cashflow.Totals
	for i := range f.Len() {
		c := f.ContractTotal(i)
		contracts.Interest += c.Interest
		contracts.Principal += c.Principal
		contracts.Other += c.Other
		contracts.Dilution += c.Dilution
		contracts.Payment += c.Payment
		contracts.FromDeposit += c.FromDeposit
	}
	if contracts != sum {
		t.Errorf("contracts sum to %+v, rows to %+v", contracts, sum)
	}
	if sum.Principal+sum.Dilution != p.Principal() || sum.Principal+sum.Dilution != f.Principal() || sum.Dilution != yuan("1234.56") {
		t.Errorf("principal %d and dilution %d of %d", sum.Principal, sum.Dilution, p.Principal())
	}
	if sum.Other != yuan("20100") || sum.FromDeposit != yuan("500000") {
		t.Errorf("other %d, from deposits %d", sum.Other, sum.FromDeposit)
	}
	if f.AsOf() != p.AsOf() || f.Currency() != money.CNY || f.Len() != 5 {
		t.Errorf("%s %s %d", f.AsOf(), f.Currency(), f.Len())
	}
	if r, ok := f.Rate(0).Get(); !ok || r != rate("0.08") {
		t.Errorf("rate of the lease %v, %v", r, ok)
	}
	if f.Rate(1).IsKnown() {
		t.Error("a receivable has a rate")
	}
	if r, ok := f.Rate(3).Get(); !ok || r <= 0 {
		t.Errorf("implied rate of the sub-licence %v, %v", r, ok)
	}
}

func contains(rows []cashflow.Row, r cashflow.Row) bool {
	for _, one := range rows {
		if one == r {
			return true
		}
	}
	return false
}

func TestAllStopsWhenAsked(t *testing.T) {
	n := 0
	for range project(t, mixed(t), cashflow.Settings{}).All() {
		if n++; n == 3 {
			break
		}
	}
	if n != 3 {
		t.Errorf("%d rows", n)
	}
}

func TestRowsAreTheCallersOwn(t *testing.T) {
	f := project(t, mixed(t), cashflow.Settings{Curves: lpr()}) // an unused curve gives a note
	f.Rows(0)[0].Payment = 0
	f.Assumptions()[0].Taken = ""
	f.Notes()[0].Code = ""
	if f.Rows(0)[0].Payment == 0 || f.Assumptions()[0].Taken == "" || f.Notes()[0].Code == "" {
		t.Error("a change of a copy changes the flows")
	}
}

// drawPool draws contracts of any form, some with what they do not state.
func drawPool(t *rapid.T) (string, []pool.ContractSpec) {
	asOf := ""
	var list []pool.ContractSpec
	n := rapid.IntRange(1, 12).Draw(t, "contracts")
	for i := range n {
		at, c, ref := drawTerms(t)
		if i == 0 {
			asOf = at
		}
		// Keep the time to maturity when all contracts share one cut-off date.
		c.Maturity = day(asOf).AddDays(c.Maturity.Sub(day(at)))
		if !c.Start.IsZero() {
			c.Start = min(day(asOf).AddDays(c.Start.Sub(day(at))), c.Maturity.AddDays(-1))
		}
		c.ID = fmt.Sprintf("C%d", i)
		plan := c.Microloan.Repayment
		switch rapid.IntRange(0, 4).Draw(t, "kind") {
		case 0:
			c.Microloan = nil
			c.Receivable = &pool.ReceivableSpec{Dilution: decp(decimal.New(ref.balance/3, -2).String())}
		case 1:
			c.Microloan = nil
			total := c.Balance.Mul(dec("1.13")).Round(2)
			c.ReceivableBalance = &total
			c.Sublicense = &pool.SublicenseSpec{Fees: plan, Royalty: &pool.RoyaltySpec{Share: dec("0.1"), MinimumGuarantee: decp("3.21")}}
		case 2:
			c.Microloan = nil
			deposit := decimal.New(ref.balance/5, -2)
			c.Lease = &pool.LeaseSpec{Rent: plan, Deposit: &deposit, DepositUse: pool.OffsetLastPayments, PurchasePrice: decp("1")}
		case 3:
			c.Microloan.Repayment = pool.InstalmentsSpec{}
			c.Rate = nil
		}
		list = append(list, c)
	}
	return asOf, list
}

func TestEveryPoolKeepsThePromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		asOf, list := drawPool(t)
		p := poolOf(t, asOf, list...)
		f := project(t, p, cashflow.Settings{}) // checks every row
		deposits := money.Amount(0)
		for i, c := range p.Contracts() {
			if l, ok := c.Terms.(pool.Lease); ok {
				deposits += l.Deposit.Or(0)
			}
			if s, ok := c.Terms.(pool.Sublicense); ok {
				total := f.ContractTotal(i)
				if owed, _ := c.ReceivableBalance.Get(); total.Interest+total.Principal != owed {
					t.Fatalf("contract %d of form %s pays %d of %d", i, s.Fees.Form, total.Interest+total.Principal, owed)
				}
			}
		}
		if got := f.Total(); got.FromDeposit != deposits || got.Principal+got.Dilution != p.Principal() {
			t.Fatalf("%+v of deposits %d, principal %d", got, deposits, p.Principal())
		}
	})
}

func TestTheOrderOfContractsChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		asOf, list := drawPool(t)
		order := rapid.Permutation(list).Draw(t, "order")
		a, b := poolOf(t, asOf, list...), poolOf(t, asOf, order...)
		fa, fb := project(t, a, cashflow.Settings{}), project(t, b, cashflow.Settings{})
		if fa.Total() != fb.Total() {
			t.Fatalf("totals %+v and %+v", fa.Total(), fb.Total())
		}
		for i, c := range a.Contracts() {
			j, _ := b.IndexOf(c.ID)
			if diff := cmp.Diff(fa.Rows(i), fb.Rows(j)); diff != "" {
				t.Fatalf("contract %s:\n%s", c.ID, diff)
			}
			alone, err := cashflow.Schedule(b, j, cashflow.Settings{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(fa.Rows(i), alone.Rows); diff != "" {
				t.Fatalf("contract %s alone:\n%s", c.ID, diff)
			}
		}
	})
}

func TestContractsThatCannotBeProjectedAreAllReported(t *testing.T) {
	uncovered := floater(pool.InterestFirst, "2023-06-15", "2025-12-15", pool.FloatingSpec{ResetMonths: 12})
	endless := loan("10000000000000000", "0.99", "", "2123-12-31", pool.InstalmentsSpec{Form: pool.Bullet})
	p := poolOf(t, "2023-12-31", silent(pool.KindLease), uncovered, silent(pool.KindLease), endless, uncovered)
	_, err := cashflow.Contractual(context.Background(), p, cashflow.Settings{Curves: lateCurve()})
	var list *cashflow.ContractErrors
	if !errors.As(err, &list) || len(list.Errors) != 3 || list.More != 0 {
		t.Fatalf("error %v", err)
	}
	for k, want := range []int{1, 3, 4} {
		if got := list.Errors[k]; got.Contract != want || got.ContractID != fmt.Sprintf("C%d", want) {
			t.Errorf("error %d is about contract %d %q", k, got.Contract, got.ContractID)
		}
	}
	if !errors.Is(err, cashflow.ErrCurve) || !errors.Is(err, money.ErrOverflow) {
		t.Errorf("classes of %v", err)
	}
	if text := err.Error(); strings.Count(text, "\n") != 2 || !strings.HasPrefix(text, `contracts[1] "C1": cashflow: curve does not cover the date: LPR1Y has no rate on 2024-06-15`) {
		t.Errorf("text %s", text)
	}
}

func TestManyErrorsAreCounted(t *testing.T) {
	var list []pool.ContractSpec
	for range 60 {
		list = append(list, floater(pool.InterestFirst, "2023-06-15", "2025-12-15", pool.FloatingSpec{ResetMonths: 12}))
	}
	_, err := cashflow.Contractual(context.Background(), poolOf(t, "2023-12-31", list...), cashflow.Settings{Curves: lateCurve()})
	if err == nil || !strings.HasSuffix(err.Error(), "\nand 10 more contracts") {
		t.Errorf("error %v", err)
	}
}

func TestWhatDoesNotFitAnAmountIsAnError(t *testing.T) {
	huge := "92233720368547758.07" // the largest amount
	tests := []struct {
		situation string
		contracts []pool.ContractSpec
	}{
		{"interest of one contract", []pool.ContractSpec{loan(huge, "0.99", "", "2123-12-31", pool.InstalmentsSpec{Form: pool.Bullet})}},
		{"an instalment", []pool.ContractSpec{loan(huge, "0.99", "", "2024-12-31", pool.InstalmentsSpec{Form: pool.Level, Frequency: calendar.Annual})}},
		{"interest over time", []pool.ContractSpec{loan(huge, "0.5", "", "2033-12-31", pool.InstalmentsSpec{Form: pool.InterestFirst, Frequency: calendar.Annual})}},
		{"price and fee", []pool.ContractSpec{{Balance: dec("1"), Maturity: day("2024-12-31"), Lease: &pool.LeaseSpec{
			PurchasePrice: decp(huge), HandlingFee: decp(huge), HandlingFeeDate: day("2024-12-31")}}}},
		{"guarantees", []pool.ContractSpec{{Balance: dec("1"), Maturity: day("2024-12-31"), Sublicense: &pool.SublicenseSpec{
			Royalty: &pool.RoyaltySpec{MinimumGuarantee: decp(huge)}}}}},
		{"two contracts together", []pool.ContractSpec{
			loan("46116860184273879.03", "0.2", "", "2024-12-31", pool.InstalmentsSpec{Form: pool.Bullet}),
			loan("46116860184273879.03", "0.2", "", "2024-12-31", pool.InstalmentsSpec{Form: pool.Bullet})}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			_, err := cashflow.Contractual(context.Background(), poolOf(t, "2023-12-31", tt.contracts...), cashflow.Settings{})
			if !errors.Is(err, money.ErrOverflow) {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestTooManyRows(t *testing.T) {
	var list []pool.ContractSpec
	for range 100 {
		list = append(list, loan("1000", "", "", "9999-12-31", pool.InstalmentsSpec{Form: pool.InterestFirst, Frequency: calendar.Frequency(-1)}))
	}
	_, err := cashflow.Contractual(context.Background(), poolOf(t, "2023-12-31", list...), cashflow.Settings{})
	if !errors.Is(err, cashflow.ErrTooManyRows) {
		t.Errorf("error %v", err)
	}
}

func TestAnEndedContextEndsTheProjection(t *testing.T) {
	cause := errors.New("the desk closed the window")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(cause)
	f, err := cashflow.Contractual(ctx, mixed(t), cashflow.Settings{})
	if f != nil || !errors.Is(err, cause) {
		t.Errorf("flows %v, error %v", f, err)
	}
}

func TestNoPool(t *testing.T) {
	var list *faults.Error
	if _, err := cashflow.Contractual(context.Background(), nil, cashflow.Settings{}); !errors.As(err, &list) {
		t.Errorf("error %v", err)
	}
	if _, err := cashflow.Schedule(nil, 0, cashflow.Settings{}); !errors.As(err, &list) {
		t.Errorf("error %v", err)
	}
}

func TestAPoolWithoutContracts(t *testing.T) {
	empty := mixed(t).Filter(func(pool.Contract) bool { return false })
	f := project(t, empty, cashflow.Settings{})
	if f.Len() != 0 || f.NumRows() != 0 || f.DatedPayments() != nil || f.ByMonth() != nil || f.ByQuarter() != nil || !f.LastDate().IsZero() {
		t.Errorf("flows of nothing: %+v", f)
	}
	got, after, err := f.Collect([]cashflow.Period{{From: day("2018-10-31"), To: day("2018-11-30")}})
	if err != nil || len(got) != 1 || got[0].Total() != 0 || after.Rows != 0 {
		t.Errorf("collected %+v, %+v, %v", got, after, err)
	}
}

func TestLevelPaymentsBelowTheInterestOfALongPeriod(t *testing.T) {
	// At 95 % a year over thirty years the instalment is the interest of a mean month. 31 days bear
	// more than that: what is unpaid is carried, and principal does not grow.
	got := one(t, "2024-06-30", loan("1000000", "0.95", "2024-06-01", "2054-07-01", pool.InstalmentsSpec{
		Form: pool.Level, Frequency: calendar.Monthly, DayCount: calendar.Act365F}), cashflow.Settings{})
	utc := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	want := refSchedule(refTerms{asOf: utc(2024, 6, 30), start: utc(2024, 6, 1), maturity: utc(2054, 7, 1), months: 1,
		form: pool.Level, dayCount: "ACT/365F", balance: 100_000_000, rate: big.NewRat(95, 100)})
	for k, r := range got.Rows {
		if int64(r.Interest) != want[k].interest || int64(r.Closing) != want[k].closing {
			t.Fatalf("row %d is %+v, the reference says %+v", k, r, want[k])
		}
	}
	if !strings.Contains(noted(got.Notes), cashflow.NoteInterestCarried) || len(got.Notes) != 1 {
		t.Errorf("notes %s", noted(got.Notes))
	}
}

func TestRentsInAdvanceWithNoneLeft(t *testing.T) {
	c := loan("1000", "0.12", "2023-12-15", "2024-03-15", pool.InstalmentsSpec{
		Form: pool.EvenPrincipal, Frequency: calendar.Quarterly, Timing: pool.Advance, DayCount: calendar.ThirtyE360})
	got := one(t, "2023-12-31", c, cashflow.Settings{})
	if show(got.Rows) != "2024-03-15 30.00 1000.00 0.00 0.00\n" || noted(got.Notes) != "no_payment_date_left(advance→2024-03-15)" {
		t.Errorf("%s %s", show(got.Rows), noted(got.Notes))
	}
}

func TestABulletInAdvance(t *testing.T) {
	c := loan("1000", "0.12", "2023-12-15", "2024-03-15", pool.InstalmentsSpec{Form: pool.Bullet, Timing: pool.Advance, DayCount: calendar.ThirtyE360})
	got := one(t, "2023-12-31", c, cashflow.Settings{})
	if show(got.Rows) != "2024-03-15 30.00 1000.00 0.00 0.00\n" || noted(got.Notes) != "timing(advance→arrears)" {
		t.Errorf("%s %s", show(got.Rows), noted(got.Notes))
	}
}

func TestAMaturityInTheFirstYears(t *testing.T) {
	// The grid of a yearly loan begins before the calendar does.
	got := one(t, "0001-02-01", loan("1000", "0.12", "", "0001-12-31", pool.InstalmentsSpec{
		Form: pool.InterestFirst, Frequency: calendar.Annual, DayCount: calendar.Act360}), cashflow.Settings{})
	if want := "0001-12-31 121.33 1000.00 0.00 0.00\n"; show(got.Rows) != want { // 364 days
		t.Errorf("got %swant %s", show(got.Rows), want)
	}
}
