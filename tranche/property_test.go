package tranche_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

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
		if diff := cmp.Diff(want, again, cmp.Comparer(func(a, b error) bool { return fmt.Sprint(a) == fmt.Sprint(b) }), cmp.Comparer(sameFloat), cmp.Comparer(func(a, b pool.Opt[money.Amount]) bool { return a == b })); diff != "" {
			t.Fatalf("a second run of the same collections differs:\n%s", diff)
		}
	})
}

func sameFloat(a, b float64) bool { return a == b || a != a && b != b }
