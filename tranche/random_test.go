package tranche_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/tranche"
)

// randomDeal draws a whole deal document: one to four classes of every mode, fees, a reserve, a
// commitment with one or two promisors, in one of several orders.
func randomDeal(t *rapid.T) tranche.Spec {
	cutOff := calendar.MustNew(2024, 1, 1).AddDays(rapid.IntRange(0, 700).Draw(t, "cut-off"))
	s := tranche.Spec{Schema: tranche.Schema, Name: "random", Currency: money.CNY}
	s.Dates = tranche.DatesSpec{CutOff: cutOff, Closing: cutOff.AddDays(rapid.IntRange(0, 60).Draw(t, "closing")), Calendar: calendar.NameNone}
	day := s.Dates.Closing
	for range rapid.IntRange(1, 8).Draw(t, "payments") {
		day = day.AddDays(rapid.IntRange(1, 120).Draw(t, "days"))
		s.Dates.Payments.Dates = append(s.Dates.Payments.Dates, day)
	}
	zero := 0
	s.Dates.Calculation.BusinessDaysBefore = &zero
	if s.Dates.Payments.Dates[0] == cutOff {
		t.Skip("the first collection period is empty")
	}
	var coupons, principal []string
	for i := range rapid.IntRange(1, 4).Draw(t, "classes") {
		c := tranche.TrancheSpec{
			Name: fmt.Sprintf("A%d", i+1), Class: rapid.SampledFrom([]tranche.Class{tranche.Senior, tranche.Mezzanine}).Draw(t, "class"),
			Notional: centsOf(rapid.Int64Range(1, 50_000_00).Draw(t, "notional")),
		}
		if rapid.Bool().Draw(t, "coupon") {
			c.Coupon = &tranche.CouponSpec{Rate: decimal.New(rapid.Int64Range(0, 2000).Draw(t, "rate"), -4), DayCount: calendar.Act365F}
			coupons = append(coupons, c.Name)
		}
		c.Principal.Mode = rapid.SampledFrom([]tranche.Mode{tranche.PassThrough, tranche.Scheduled, tranche.BulletMode}).Draw(t, "mode")
		if c.Principal.Mode == tranche.BulletMode || rapid.Bool().Draw(t, "expected") {
			c.ExpectedMaturity = rapid.SampledFrom(s.Dates.Payments.Dates).Draw(t, "expected maturity")
		}
		if c.Principal.Mode == tranche.Scheduled {
			c.Principal.Schedule = schedule(t, s.Dates.Payments.Dates, c.Notional)
		}
		principal = append(principal, c.Name)
		s.Tranches = append(s.Tranches, c)
	}
	s.Tranches = append(s.Tranches, tranche.TrancheSpec{Name: "Sub", Class: tranche.Subordinated, Notional: centsOf(rapid.Int64Range(1, 9_000_00).Draw(t, "sub")),
		Principal: tranche.PrincipalSpec{Mode: tranche.Residual}})
	addSteps(t, &s, coupons, principal)
	return s
}

func schedule(t *rapid.T, days []calendar.Date, notional decimal.Decimal) []tranche.ScheduleSpec {
	var rows []tranche.ScheduleSpec
	left := notional.Shift(2).IntPart()
	for i, day := range days {
		left = rapid.Int64Range(0, left).Draw(t, "left")
		if i == len(days)-1 {
			left = 0
		}
		balance := centsOf(left)
		rows = append(rows, tranche.ScheduleSpec{Date: day, Balance: &balance})
	}
	return rows
}

func addSteps(t *rapid.T, s *tranche.Spec, coupons, principal []string) {
	var steps []tranche.StepSpec
	var support []string
	if rapid.Bool().Draw(t, "reserve") {
		v := tranche.AccountSpec{Name: "reserve", Opening: centsOf(rapid.Int64Range(0, 1).Draw(t, "opening"))}
		if rapid.Bool().Draw(t, "fixed") {
			v.Target = tranche.Formula(centsOf(rapid.Int64Range(0, 5_000_00).Draw(t, "target")).String())
		} else {
			share := decimal.New(rapid.Int64Range(0, 3000).Draw(t, "share"), -4)
			v.Target = tranche.Formula(share.String()) + " * " + rapid.SampledFrom([]tranche.Formula{tranche.InitialNotional, tranche.NotionalBalance, tranche.SeniorBalance}).Draw(t, "of")
		}
		s.Accounts = []tranche.AccountSpec{v}
		support = append(support, v.Name)
		steps = append(steps, tranche.StepSpec{Pay: tranche.PayReserve, To: []string{v.Name}})
	}
	if rapid.Bool().Draw(t, "commitment") {
		v := tranche.SupportSpec{Name: "commitment", Kind: tranche.ShortfallCommitment}
		for i := range rapid.IntRange(1, 2).Draw(t, "promisors") {
			p := tranche.PromisorSpec{Name: fmt.Sprintf("promisor %d", i+1)}
			if rapid.Bool().Draw(t, "capped") {
				p.Cap = tranche.Formula(centsOf(rapid.Int64Range(0, 20_000_00).Draw(t, "cap")).String())
			}
			v.Promisors = append(v.Promisors, p)
		}
		s.Support = []tranche.SupportSpec{v}
		support = append(support, v.Name)
		steps = append(steps, tranche.StepSpec{Pay: tranche.PayReimbursement, To: []string{v.Name}})
	}
	split := rapid.SampledFrom([]tranche.Split{tranche.Sequential, tranche.ProRata})
	backed := func() []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(append([]string{""}, support...)), 0, len(support), rapid.ID[string]).Filter(func(l []string) bool {
			for _, name := range l {
				if name == "" {
					return false
				}
			}
			return true
		}).Draw(t, "support")
	}
	var fees []string
	for i := range rapid.IntRange(0, 3).Draw(t, "fees") {
		f := tranche.FeeSpec{Name: fmt.Sprintf("fee %d", i+1), Per: rapid.SampledFrom([]tranche.Per{tranche.PerYear, tranche.PerPayment, tranche.PerOnce}).Draw(t, "per"), DayCount: calendar.Act365F}
		if rapid.Bool().Draw(t, "amount") {
			f.Amount = tranche.Formula(centsOf(rapid.Int64Range(0, 900_00).Draw(t, "fee")).String())
		} else {
			rate := decimal.New(rapid.Int64Range(0, 500).Draw(t, "fee rate"), -4)
			f.Rate = &rate
			f.Of = rapid.SampledFrom([]tranche.Formula{tranche.InitialNotional, tranche.NotionalBalance, tranche.SeniorBalance, tranche.PoolOpening, tranche.InterestCollected, tranche.Collected}).Draw(t, "of")
		}
		s.Fees = append(s.Fees, f)
		fees = append(fees, f.Name)
	}
	if len(fees) > 0 {
		steps = append(steps, tranche.StepSpec{Pay: tranche.PayFees, To: fees, Split: split.Draw(t, "split"), Support: backed()})
	}
	if len(coupons) > 0 {
		steps = append(steps, tranche.StepSpec{Pay: tranche.PayInterest, To: coupons, Split: split.Draw(t, "split"), Support: backed()})
	}
	steps = append(steps, tranche.StepSpec{Pay: tranche.PayPrincipal, To: principal, Split: split.Draw(t, "split"), Support: backed()})
	steps = rapid.Permutation(steps).Draw(t, "order")
	residual := tranche.StepSpec{Pay: tranche.PayResidual, To: []string{"Sub"}}
	if rapid.Bool().Draw(t, "locked") {
		residual.After = principal
	}
	s.Waterfalls.Amortising = append(steps, residual)
}

func centsOf(n int64) decimal.Decimal { return decimal.New(n, -2) }

func randomCollections(t *rapid.T, d *tranche.Deal) []cashflow.Collection {
	var list []cashflow.Collection
	balance := money.Amount(rapid.Int64Range(0, 200_000_00).Draw(t, "pool"))
	for _, period := range d.CollectionPeriods() {
		c := cashflow.Collection{Period: period, Opening: balance}
		c.Principal = money.Amount(rapid.Int64Range(0, int64(balance)).Draw(t, "principal"))
		c.Interest = money.Amount(rapid.Int64Range(0, 3_000_00).Draw(t, "interest"))
		c.Other = money.Amount(rapid.Int64Range(0, 100).Draw(t, "other"))
		balance -= c.Principal
		c.Closing = balance
		list = append(list, c)
	}
	return list
}

func TestEngineAgreesWithANaiveOneToTheFen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := randomDeal(t)
		deal, err := spec.Resolve()
		if err != nil {
			t.Fatal(err)
		}
		collected := randomCollections(t, deal)
		got, err := deal.Run(collected)
		if err != nil {
			t.Fatal(err)
		}
		want := runNaive(spec, collected)
		called := map[string]int64{}
		for k, p := range got.Periods {
			have := naivePeriod{tranches: map[string]naiveRow{}, fees: map[string][2]int64{}, accounts: map[string]int64{}, called: map[string]int64{}}
			for _, line := range p.Tranches {
				have.tranches[line.Name] = naiveRow{int64(line.InterestPaid), int64(line.PrincipalPaid), int64(line.Residual), int64(line.Closing), int64(line.InterestUnpaid)}
			}
			for _, line := range p.Fees {
				have.fees[line.Name] = [2]int64{int64(line.Paid), int64(line.Unpaid)}
			}
			for _, line := range p.Accounts {
				have.accounts[line.Name] = int64(line.Closing)
			}
			for _, s := range spec.Support {
				for _, promisor := range s.Promisors {
					have.called[promisor.Name] = called[promisor.Name]
				}
			}
			for _, call := range p.SupportCalls {
				called[call.Promisor] += int64(call.Amount)
				have.called[call.Promisor] = called[call.Promisor]
			}
			if diff := cmp.Diff(want[k], have, cmp.AllowUnexported(naivePeriod{}, naiveRow{})); diff != "" {
				t.Fatalf("payment %d on %s (-naive +engine):\n%s", k+1, p.Payment, diff)
			}
		}
	})
}

func TestEveryFenIsAccountedFor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		deal, err := randomDeal(t).Resolve()
		if err != nil {
			t.Fatal(err)
		}
		collected := randomCollections(t, deal)
		res, err := deal.Run(collected)
		if err != nil {
			t.Fatal(err)
		}
		var in, out money.Amount
		for k, p := range res.Periods {
			for _, a := range p.Accounts {
				if a.Opening+a.Receipts-a.Payments != a.Closing || a.Closing < 0 {
					t.Fatalf("payment %d: %+v", k+1, a)
				}
			}
			in += collected[k].Interest + collected[k].Principal + collected[k].Other
			for _, c := range p.SupportCalls {
				in += c.Amount
			}
			for _, line := range p.Tranches {
				out += line.InterestPaid + line.PrincipalPaid + line.Residual
				if line.Opening-line.PrincipalPaid != line.Closing || line.Closing < 0 || line.InterestUnpaid < 0 {
					t.Fatalf("payment %d: %+v", k+1, line)
				}
			}
			for _, f := range p.Fees {
				out += f.Paid
			}
			for _, m := range p.Movements {
				if m.Kind == "reimbursement" {
					out += m.Amount
				}
			}
		}
		opening := res.Cash.Receipts - in // what the reserves were funded with
		if opening < 0 || in+opening-out != res.Cash.Closing || res.Cash.Difference != 0 {
			t.Fatalf("in %d, out %d, %+v", in, out, res.Cash)
		}
	})
}

func TestARunnerRepeatsItselfAndAllocatesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		deal, err := randomDeal(t).Resolve()
		if err != nil {
			t.Fatal(err)
		}
		first, second := randomCollections(t, deal), randomCollections(t, deal)
		runner := deal.NewRunner()
		want, err := runner.Run(first)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := runner.Run(second); err != nil {
			t.Fatal(err)
		}
		again, err := runner.Run(first)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, again, cmp.Comparer(func(a, b error) bool { return fmt.Sprint(a) == fmt.Sprint(b) }), cmp.Comparer(sameFloat), cmp.Comparer(func(a, b pool.Opt[money.Amount]) bool { return a == b })); diff != "" {
			t.Fatalf("a second run of the same collections differs:\n%s", diff)
		}
	})
}

func sameFloat(a, b float64) bool { return a == b || a != a && b != b }
