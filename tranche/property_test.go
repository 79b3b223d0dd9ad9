package tranche_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/tranche"
)

// asNaive gives the record of the engine in the shape of the naive one.
func asNaive(spec tranche.Spec, res *tranche.Result) []naivePeriod {
	called, repaid := map[string]int64{}, map[string]int64{}
	for _, s := range spec.Support {
		for _, p := range s.Promisors {
			called[s.Name+"/"+p.Name], repaid[s.Name+"/"+p.Name] = 0, 0
		}
	}
	owner := map[string]string{}
	for key := range called {
		for _, s := range spec.Support {
			for _, p := range s.Promisors {
				if key == s.Name+"/"+p.Name {
					owner[p.Name] = key
				}
			}
		}
	}
	events := map[string]bool{}
	copyOf := func(m map[string]int64) map[string]int64 {
		c := map[string]int64{}
		for k, v := range m {
			c[k] = v
		}
		return c
	}
	var list []naivePeriod
	for _, p := range res.Periods {
		out := naivePeriod{flow: p.Waterfall, status: p.Status.String(), tranches: map[string]naiveRow{}, fees: map[string][3]int64{}, accounts: map[string]int64{}, ledgers: map[string]int64{},
			swaps: map[string]int64{}, tests: map[string]naiveTest{}, on: map[string]bool{}, events: map[string]bool{}}
		for _, t := range p.Tranches {
			out.tranches[t.Name] = naiveRow{int64(t.InterestPaid), int64(t.PrincipalPaid), int64(t.Residual), int64(t.Closing), int64(t.InterestUnpaid),
				int64(t.Accreted), int64(t.WriteDown), int64(t.WriteUp), int64(t.PutPaid), int64(t.YieldPaid)}
		}
		for _, f := range p.Fees {
			out.fees[f.Name] = [3]int64{int64(f.Due), int64(f.Paid), int64(f.Unpaid)}
		}
		for _, a := range p.Accounts {
			out.accounts[a.Name] = int64(a.Closing)
		}
		for _, l := range p.Ledgers {
			out.ledgers[l.Name] = int64(l.Closing)
		}
		for _, c := range p.SupportCalls {
			called[c.Support+"/"+c.Promisor] += int64(c.Amount)
		}
		for _, m := range p.Movements {
			if m.Kind == "reimbursement" {
				repaid[owner[m.To]] += int64(m.Amount)
			}
		}
		out.called, out.repaid = copyOf(called), copyOf(repaid)
		for _, s := range p.Swaps {
			out.swaps[s.Name] = int64(s.Unpaid)
		}
		for _, t := range p.Tests {
			out.tests[t.Name] = naiveTest{value: t.Value.Decimal().StringFixed(12), fails: t.Fails, pass: t.Passes, cure: int64(t.Cure)}
		}
		for _, t := range p.Triggers {
			out.on[t.Name] = t.On
		}
		for _, h := range res.History {
			if h.Kind == "event" && h.Number <= p.Number {
				events[h.Name] = true
			}
		}
		for name := range events {
			out.events[name] = true
		}
		list = append(list, out)
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
		want, have := runNaive(spec, collected), asNaive(spec, got)
		for k := range want {
			if diff := cmp.Diff(want[k], have[k], cmp.AllowUnexported(naivePeriod{}, naiveRow{}, naiveTest{})); diff != "" {
				t.Fatalf("payment %d on %s (-naive +engine):\n%s", k+1, got.Periods[k].Payment, diff)
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
		inside := map[string]bool{}
		for _, a := range res.Periods[0].Accounts {
			inside[a.Name] = true
		}
		var opening, in, out money.Amount
		for _, a := range res.Periods[0].Accounts {
			opening += a.Opening
		}
		for k, p := range res.Periods {
			for _, a := range p.Accounts {
				if a.Opening+a.Receipts-a.Payments != a.Closing || a.Closing < 0 {
					t.Fatalf("payment %d: %+v", k+1, a)
				}
			}
			paid := map[string]money.Amount{}
			for _, m := range p.Movements {
				if !inside[m.From] {
					in += m.Amount
				}
				if !inside[m.To] {
					out += m.Amount
				}
				paid[m.To] += m.Amount
			}
			for _, line := range p.Tranches {
				if line.Opening+line.Accreted+line.WriteUp-line.PrincipalPaid-line.WriteDown != line.Closing || line.Closing < 0 || line.InterestUnpaid < 0 {
					t.Fatalf("payment %d: %+v", k+1, line)
				}
				if paid[line.Name] != line.InterestPaid+line.PrincipalPaid+line.Residual {
					t.Fatalf("payment %d: %s was moved %d, its statement says %+v", k+1, line.Name, paid[line.Name], line)
				}
			}
			for _, f := range p.Fees {
				if paid[f.Name] != f.Paid || f.Unpaid < 0 || f.Due-f.Paid != f.Unpaid+f.LapsedBy && f.LapsedBy == 0 {
					t.Fatalf("payment %d: %+v, moved %d", k+1, f, paid[f.Name])
				}
			}
		}
		if opening+in-out != res.Cash.Closing || res.Cash.Difference != 0 || res.Cash.Receipts != opening+in || res.Cash.Payments != out {
			t.Fatalf("opening %d, in %d, out %d, %+v", opening, in, out, res.Cash)
		}
	})
}

func TestARunnerRepeatsItself(t *testing.T) {
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
		// A run without a record comes to the same outcome.
		if err := runner.Pay(first); err != nil {
			t.Fatal(err)
		}
		for i, c := range want.Tranches {
			o := runner.Outcome(i)
			if o.InterestPaid != c.InterestPaid || o.PrincipalPaid != c.PrincipalPaid || o.Residual != c.Residual || o.Lost() != c.Shortfall || (o.Repaid > 0) != !c.FinalDate.IsZero() {
				t.Fatalf("outcome %+v, summary %+v", o, c)
			}
		}
		if runner.Status() != want.Final.Status {
			t.Fatalf("status %s, in the record %s", runner.Status(), want.Final.Status)
		}
		if diff := cmp.Diff(want, again, cmp.Comparer(func(a, b error) bool { return fmt.Sprint(a) == fmt.Sprint(b) }), cmp.Comparer(sameFloat), cmp.Comparer(func(a, b pool.Opt[money.Amount]) bool { return a == b })); diff != "" {
			t.Fatalf("a second run of the same collections differs:\n%s", diff)
		}
	})
}

func sameFloat(a, b float64) bool { return a == b || a != a && b != b }

// sequential is a random deal of classes paid one after the other, interest before principal of each,
// without support or conditions: the structure of which more default never helps a senior class.
func sequential(t *rapid.T) tranche.Spec {
	s := plain("2024-01-01")
	day := s.Dates.Closing
	for range rapid.IntRange(1, 8).Draw(t, "payments") {
		day = day.AddDays(rapid.IntRange(20, 120).Draw(t, "days"))
		s.Dates.Payments.Dates = append(s.Dates.Payments.Dates, day)
	}
	var steps []tranche.StepSpec
	for i := range rapid.IntRange(1, 3).Draw(t, "classes") {
		name := fmt.Sprintf("A%d", i+1)
		s.Tranches = append(s.Tranches, tranche.TrancheSpec{Name: name, Class: tranche.Senior, Notional: centsOf(rapid.Int64Range(1, 900_000_00).Draw(t, "notional")),
			Coupon: coupon(fmt.Sprintf("0.0%d", rapid.IntRange(0, 9).Draw(t, "rate"))), Principal: tranche.PrincipalSpec{Mode: tranche.PassThrough}})
		steps = append(steps, tranche.StepSpec{Pay: tranche.PayInterest, To: []string{name}}, tranche.StepSpec{Pay: tranche.PayPrincipal, To: []string{name}})
	}
	s.Tranches = append(s.Tranches, tranche.TrancheSpec{Name: "Sub", Class: tranche.Subordinated, Notional: centsOf(1), Principal: tranche.PrincipalSpec{Mode: tranche.Residual}})
	s.Waterfalls.Amortising = append(steps, tranche.StepSpec{Pay: tranche.PayResidual, To: []string{"Sub"}})
	return s
}

func TestMoreDefaultNeverHelpsAClassInASequentialDeal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		deal, err := sequential(t).Resolve()
		if err != nil {
			t.Fatal(err)
		}
		balance := money.Amount(rapid.Int64Range(1, 2_000_000_00).Draw(t, "pool"))
		var given []cashflow.Collection
		for _, p := range deal.CollectionPeriods() {
			c := cashflow.Collection{Period: p, Opening: balance, Principal: money.Amount(rapid.Int64Range(0, int64(balance)).Draw(t, "principal")), Interest: money.Amount(rapid.Int64Range(0, int64(balance)/20+1).Draw(t, "interest"))}
			balance -= c.Principal
			c.Closing = balance
			given = append(given, c)
		}
		low := rapid.Float64Range(0, 1).Draw(t, "default rate")
		high := rapid.Float64Range(low, 1).Draw(t, "higher default rate")
		run := func(rate float64) *tranche.Result {
			collected, err := tranche.Stress{DefaultRate: rate}.Apply(given)
			if err != nil {
				t.Fatal(err)
			}
			res, err := deal.Run(collected)
			if err != nil {
				t.Fatal(err)
			}
			return res
		}
		mild, severe := run(low), run(high)
		// In every sequential deal all that the first n classes lack together grows with the loss; half a fen
		// of rounding at each payment and class is the most that can be the other way.
		slack := money.Amount(len(given) * len(mild.Tranches))
		var a, b money.Amount
		for i := range mild.Tranches[:len(mild.Tranches)-1] {
			a += mild.Tranches[i].Shortfall
			b += severe.Tranches[i].Shortfall
			if b+slack < a {
				t.Fatalf("class %s and those before it lack %d at %v and only %d at %v", mild.Tranches[i].Name, a, low, b, high)
			}
		}
	})
}

// A deal in which every amount is a thousand times as large pays a thousand times as much, to within the
// roundings: here all amounts, rates and days are such that nothing is rounded.
func TestScaleChangesNothingButTheAmounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scale := rapid.Int64Range(2, 1000).Draw(t, "scale")
		deal := func(scale int64) (*tranche.Deal, error) {
			s := twoClasses(quarters...)
			for i := range s.Tranches {
				s.Tranches[i].Notional = s.Tranches[i].Notional.Mul(decimal.New(scale, 0))
			}
			s.Tranches[0].Coupon.Rate = yuan("0")
			s.Accounts = []tranche.AccountSpec{{Name: "reserve", Target: "0.1 * initial(A)"}}
			with(&s, tranche.StepSpec{Pay: tranche.PayReserve, To: []string{"reserve"}})
			return s.Resolve()
		}
		one, err := deal(1)
		if err != nil {
			t.Fatal(err)
		}
		many, err := deal(scale)
		if err != nil {
			t.Fatal(err)
		}
		var small, large []cashflow.Collection
		for _, p := range one.CollectionPeriods() {
			c := cashflow.Collection{Period: p, Principal: money.Amount(rapid.Int64Range(0, 400).Draw(t, "principal") * 100_00)}
			small = append(small, c)
			c.Principal *= money.Amount(scale)
			large = append(large, c)
		}
		a, err := one.Run(small)
		if err != nil {
			t.Fatal(err)
		}
		b, err := many.Run(large)
		if err != nil {
			t.Fatal(err)
		}
		for k := range a.Periods {
			for i := range a.Periods[k].Tranches {
				x, y := a.Periods[k].Tranches[i], b.Periods[k].Tranches[i]
				if x.PrincipalPaid*money.Amount(scale) != y.PrincipalPaid || x.Closing*money.Amount(scale) != y.Closing {
					t.Fatalf("payment %d: %+v and %d times as large %+v", k+1, x, scale, y)
				}
			}
		}
	})
}

// The order in which classes, fees and accounts are listed in a document changes nothing but the order of
// the lines: who is paid first is said by the waterfalls.
func TestTheOrderOfListsChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := randomDeal(t)
		for i := range spec.Fees {
			spec.Fees[i].Cap = nil // caps overflow in the order of the list
		}
		mixed := spec
		mixed.Tranches = rapid.Permutation(spec.Tranches).Draw(t, "classes")
		mixed.Fees = rapid.Permutation(spec.Fees).Draw(t, "fees")
		mixed.Accounts = rapid.Permutation(spec.Accounts).Draw(t, "accounts")
		one, err := spec.Resolve()
		if err != nil {
			t.Fatal(err)
		}
		other, err := mixed.Resolve()
		if err != nil {
			t.Fatal(err)
		}
		collected := randomCollections(t, one)
		a, err := one.Run(collected)
		if err != nil {
			t.Fatal(err)
		}
		b, err := other.Run(collected)
		if err != nil {
			t.Fatal(err)
		}
		want, got := asNaive(spec, a), asNaive(mixed, b)
		for k := range want {
			if diff := cmp.Diff(want[k], got[k], cmp.AllowUnexported(naivePeriod{}, naiveRow{}, naiveTest{})); diff != "" {
				t.Fatalf("payment %d:\n%s", k+1, diff)
			}
		}
	})
}

// A payment date at which nothing comes in, nothing accrues and nothing is due changes nothing after it.
func TestAnIdlePaymentChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		days := []string{"2024-03-31", "2024-06-30", "2024-12-31"}
		s := twoClasses(days...)
		idle := twoClasses(days[0], days[1], "2024-09-30", days[2])
		s.Tranches[0].Coupon = nil
		idle.Tranches[0].Coupon = nil
		for _, spec := range []*tranche.Spec{&s, &idle} {
			spec.Waterfalls = tranche.WaterfallsSpec{Amortising: []tranche.StepSpec{{Pay: tranche.PayPrincipal, To: []string{"A"}}, {Pay: tranche.PayResidual, To: []string{"Sub"}, After: []string{"A"}}}}
		}
		var amounts []money.Amount
		for range days {
			amounts = append(amounts, money.Amount(rapid.Int64Range(0, 900_00).Draw(t, "principal")))
		}
		run := func(spec tranche.Spec, amounts ...money.Amount) *tranche.Result {
			d, err := spec.Resolve()
			if err != nil {
				t.Fatal(err)
			}
			var given []cashflow.Collection
			for k, p := range d.CollectionPeriods() {
				given = append(given, cashflow.Collection{Period: p, Principal: amounts[k]})
			}
			res, err := d.Run(given)
			if err != nil {
				t.Fatal(err)
			}
			return res
		}
		a, b := run(s, amounts...), run(idle, amounts[0], amounts[1], 0, amounts[2])
		for i := range a.Tranches {
			if x, y := a.Periods[2].Tranches[i], b.Periods[3].Tranches[i]; x.Closing != y.Closing || x.PrincipalPaid != y.PrincipalPaid || x.Residual != y.Residual {
				t.Fatalf("%+v and, with an idle payment, %+v", x, y)
			}
		}
	})
}
