package tranche_test

import (
	"math/big"
	"sort"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/tranche"
)

// naive is a second waterfall, written from the document format alone and deliberately simple: maps
// of names, exact fractions, one rule after the other. It reads deals whose calendar is "none",
// whose day counts are ACT/365F and whose calculation dates are the payment dates.
type naive struct {
	spec                              tranche.Spec
	cash                              map[string]*big.Rat // "collection" and the reserves
	balance, unpaid, feeDue           map[string]*big.Rat
	called, repaid                    map[string]*big.Rat // by promisor
	interestPaid, principalPaid, rest map[string]*big.Rat // of the current payment
	feePaid                           map[string]*big.Rat
	day, before                       calendar.Date
	last                              bool
}

// naiveRow is what one class or fee got at one payment, in cents.
type naiveRow struct{ interest, principal, residual, closing, unpaid int64 }

type naivePeriod struct {
	tranches map[string]naiveRow
	fees     map[string][2]int64 // paid, unpaid
	accounts map[string]int64    // closing
	called   map[string]int64    // so far
}

func rat(d decimal.Decimal) *big.Rat { return d.Rat() }

func num(n int64) *big.Rat { return big.NewRat(n, 1) }

func add(a, b *big.Rat) *big.Rat { return new(big.Rat).Add(a, b) }

func sub(a, b *big.Rat) *big.Rat { return new(big.Rat).Sub(a, b) }

func mul(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }

func least(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) < 0 {
		return a
	}
	return b
}

func most(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) > 0 {
		return a
	}
	return b
}

// toCents rounds half to even.
func toCents(x *big.Rat) *big.Rat {
	scaled := mul(x, num(100))
	whole := new(big.Int).Div(scaled.Num(), scaled.Denom()) // floor, since the denominator is positive
	part := sub(scaled, new(big.Rat).SetInt(whole))
	half := big.NewRat(1, 2)
	if c := part.Cmp(half); c > 0 || c == 0 && whole.Bit(0) == 1 {
		whole.Add(whole, big.NewInt(1))
	}
	return new(big.Rat).SetFrac(whole, big.NewInt(100))
}

func cents(x *big.Rat) int64 { return mul(x, num(100)).Num().Int64() }

// share divides an amount in proportion to weights, in cents, by largest remainder.
func share(amount *big.Rat, weights []*big.Rat) []*big.Rat {
	total := num(0)
	for _, w := range weights {
		total = add(total, w)
	}
	parts := make([]*big.Rat, len(weights))
	if total.Sign() == 0 {
		for i := range parts {
			parts[i] = num(0)
		}
		return parts
	}
	type remainder struct {
		index int
		left  *big.Rat
	}
	var order []remainder
	given := int64(0)
	for i, w := range weights {
		exact := mul(mul(amount, num(100)), new(big.Rat).Quo(w, total))
		whole := new(big.Int).Div(exact.Num(), exact.Denom())
		parts[i] = new(big.Rat).SetFrac(whole, big.NewInt(100))
		given += whole.Int64()
		order = append(order, remainder{i, sub(exact, new(big.Rat).SetInt(whole))})
	}
	sort.SliceStable(order, func(a, b int) bool { return order[a].left.Cmp(order[b].left) > 0 })
	for n := int64(0); n < cents(amount)-given; n++ {
		i := order[n].index
		parts[i] = add(parts[i], big.NewRat(1, 100))
	}
	return parts
}

func runNaive(spec tranche.Spec, collected []cashflow.Collection) []naivePeriod {
	n := &naive{spec: spec, cash: map[string]*big.Rat{"collection": num(0)}, balance: map[string]*big.Rat{}, unpaid: map[string]*big.Rat{},
		feeDue: map[string]*big.Rat{}, called: map[string]*big.Rat{}, repaid: map[string]*big.Rat{}}
	for _, v := range spec.Accounts {
		n.cash[v.Name] = rat(v.Opening)
	}
	for _, t := range spec.Tranches {
		n.balance[t.Name], n.unpaid[t.Name] = rat(t.Notional), num(0)
	}
	for _, f := range spec.Fees {
		n.feeDue[f.Name] = num(0)
	}
	for _, s := range spec.Support {
		for _, p := range s.Promisors {
			n.called[p.Name], n.repaid[p.Name] = num(0), num(0)
		}
	}
	var periods []naivePeriod
	n.before = spec.Dates.Closing
	for k, c := range collected {
		n.day, n.last = spec.Dates.Payments.Dates[k], k == len(collected)-1
		periods = append(periods, n.payment(k, c))
		n.before = n.day
	}
	return periods
}

func (n *naive) total(class tranche.Class) *big.Rat {
	sum := num(0)
	for _, t := range n.spec.Tranches {
		if class == tranche.ClassUnknown || t.Class == class {
			sum = add(sum, n.balance[t.Name])
		}
	}
	return sum
}

func (n *naive) payment(k int, c cashflow.Collection) naivePeriod {
	fen := func(a int64) *big.Rat { return big.NewRat(a, 100) }
	received := fen(int64(c.Interest + c.Principal + c.Other))
	n.cash["collection"] = add(n.cash["collection"], received)
	n.interestPaid, n.principalPaid, n.rest, n.feePaid = map[string]*big.Rat{}, map[string]*big.Rat{}, map[string]*big.Rat{}, map[string]*big.Rat{}
	year := big.NewRat(int64(n.day.Sub(n.before)), 365)
	for _, t := range n.spec.Tranches {
		n.interestPaid[t.Name], n.principalPaid[t.Name], n.rest[t.Name] = num(0), num(0), num(0)
		if t.Coupon != nil {
			n.unpaid[t.Name] = add(n.unpaid[t.Name], toCents(mul(mul(n.balance[t.Name], rat(t.Coupon.Rate)), year)))
		}
	}
	initial := num(0)
	for _, t := range n.spec.Tranches {
		initial = add(initial, rat(t.Notional))
	}
	for _, f := range n.spec.Fees {
		n.feePaid[f.Name] = num(0)
		times := map[tranche.Per]*big.Rat{tranche.PerYear: year, tranche.PerPayment: num(1), tranche.PerOnce: num(0)}[f.Per]
		if f.Per == tranche.PerOnce && k == 0 {
			times = num(1)
		}
		var base *big.Rat
		if f.Amount != "" {
			base = rat(decimal.RequireFromString(string(f.Amount)))
		} else {
			base = mul(rat(*f.Rate), map[tranche.Formula]*big.Rat{
				tranche.InitialNotional: initial, tranche.NotionalBalance: n.total(tranche.ClassUnknown), tranche.SeniorBalance: n.total(tranche.Senior),
				tranche.PoolOpening: fen(int64(c.Opening)), tranche.InterestCollected: fen(int64(c.Interest)), tranche.Collected: received,
			}[f.Of])
		}
		n.feeDue[f.Name] = add(n.feeDue[f.Name], toCents(mul(base, times)))
	}
	for _, s := range n.spec.Waterfalls.Amortising {
		n.step(s, initial)
	}
	out := naivePeriod{tranches: map[string]naiveRow{}, fees: map[string][2]int64{}, accounts: map[string]int64{}, called: map[string]int64{}}
	for _, t := range n.spec.Tranches {
		out.tranches[t.Name] = naiveRow{cents(n.interestPaid[t.Name]), cents(n.principalPaid[t.Name]), cents(n.rest[t.Name]), cents(n.balance[t.Name]), cents(n.unpaid[t.Name])}
	}
	for _, f := range n.spec.Fees {
		out.fees[f.Name] = [2]int64{cents(n.feePaid[f.Name]), cents(n.feeDue[f.Name])}
	}
	for name, amount := range n.cash {
		out.accounts[name] = cents(amount)
	}
	for name, amount := range n.called {
		out.called[name] = cents(amount)
	}
	return out
}

func (n *naive) step(s tranche.StepSpec, initial *big.Rat) {
	for _, name := range s.After {
		if n.balance[name].Sign() > 0 || n.unpaid[name].Sign() > 0 {
			return
		}
	}
	switch s.Pay {
	case tranche.PayFees, tranche.PayInterest, tranche.PayPrincipal:
		n.payAll(s, n.cash["collection"], n.mayReceive)
		for _, source := range s.Support {
			wanted := num(0)
			for _, name := range s.To {
				wanted = add(wanted, n.mustReceive(s.Pay, name))
			}
			n.payAll(s, n.draw(source, wanted), n.mustReceive)
		}
	case tranche.PayReserve:
		for _, name := range s.To {
			n.reserve(name, initial)
		}
	case tranche.PayReimbursement:
		for _, name := range s.To {
			for _, v := range n.spec.Support {
				if v.Name != name {
					continue
				}
				for _, p := range v.Promisors {
					amount := least(n.cash["collection"], sub(n.called[p.Name], n.repaid[p.Name]))
					n.repaid[p.Name] = add(n.repaid[p.Name], amount)
					n.cash["collection"] = sub(n.cash["collection"], amount)
				}
			}
		}
	case tranche.PayResidual:
		name := s.To[0]
		principal := least(n.cash["collection"], n.balance[name])
		n.balance[name] = sub(n.balance[name], principal)
		n.principalPaid[name] = add(n.principalPaid[name], principal)
		n.rest[name] = add(n.rest[name], sub(n.cash["collection"], principal))
		n.cash["collection"] = num(0)
	}
}

// payAll pays the names of a step out of so much of the plan account's cash.
func (n *naive) payAll(s tranche.StepSpec, cash *big.Rat, limit func(tranche.Pay, string) *big.Rat) {
	limits, wanted := []*big.Rat{}, num(0)
	for _, name := range s.To {
		limits = append(limits, limit(s.Pay, name))
		wanted = add(wanted, limits[len(limits)-1])
	}
	parts := make([]*big.Rat, len(limits))
	if s.Split == tranche.ProRata {
		parts = share(least(cash, wanted), limits)
	} else {
		for i, l := range limits {
			parts[i] = least(cash, l)
			cash = sub(cash, parts[i])
		}
	}
	for i, name := range s.To {
		n.cash["collection"] = sub(n.cash["collection"], parts[i])
		switch s.Pay {
		case tranche.PayFees:
			n.feeDue[name], n.feePaid[name] = sub(n.feeDue[name], parts[i]), add(n.feePaid[name], parts[i])
		case tranche.PayInterest:
			n.unpaid[name], n.interestPaid[name] = sub(n.unpaid[name], parts[i]), add(n.interestPaid[name], parts[i])
		default:
			n.balance[name], n.principalPaid[name] = sub(n.balance[name], parts[i]), add(n.principalPaid[name], parts[i])
		}
	}
}

func (n *naive) mayReceive(pay tranche.Pay, name string) *big.Rat {
	if pay == tranche.PayPrincipal && n.class(name).Principal.Mode == tranche.PassThrough {
		return n.balance[name]
	}
	return n.mustReceive(pay, name)
}

func (n *naive) mustReceive(pay tranche.Pay, name string) *big.Rat {
	switch pay {
	case tranche.PayFees:
		return n.feeDue[name]
	case tranche.PayInterest:
		return n.unpaid[name]
	}
	t := n.class(name)
	left := rat(t.Notional)
	if n.last || !t.ExpectedMaturity.IsZero() && !t.ExpectedMaturity.After(n.day) {
		left = num(0)
	}
	for _, row := range t.Principal.Schedule {
		if !row.Date.After(n.day) {
			left = least(left, rat(*row.Balance))
		}
	}
	return most(num(0), sub(n.balance[name], left))
}

func (n *naive) class(name string) tranche.TrancheSpec {
	for _, t := range n.spec.Tranches {
		if t.Name == name {
			return t
		}
	}
	return tranche.TrancheSpec{}
}

// draw brings up to so much from a source into the plan account and says how much came.
func (n *naive) draw(source string, wanted *big.Rat) *big.Rat {
	came := num(0)
	if held, ok := n.cash[source]; ok {
		came = least(held, wanted)
		n.cash[source] = sub(held, came)
	}
	for _, v := range n.spec.Support {
		if v.Name != source {
			continue
		}
		for _, p := range v.Promisors {
			amount := sub(wanted, came)
			if p.Cap != "" {
				amount = least(amount, sub(rat(decimal.RequireFromString(string(p.Cap))), n.called[p.Name]))
			}
			n.called[p.Name] = add(n.called[p.Name], amount)
			came = add(came, amount)
		}
	}
	n.cash["collection"] = add(n.cash["collection"], came)
	return came
}

func (n *naive) reserve(name string, initial *big.Rat) {
	for _, v := range n.spec.Accounts {
		if v.Name != name {
			continue
		}
		target := num(0)
		switch all := n.total(tranche.ClassUnknown); {
		case all.Sign() > 0 && !strings.Contains(string(v.Target), "*"):
			target = rat(decimal.RequireFromString(string(v.Target)))
		case all.Sign() > 0:
			share, of, _ := strings.Cut(string(v.Target), " * ")
			base := map[string]*big.Rat{"initial_notional": initial, "notional_balance": all, "senior_balance": n.total(tranche.Senior)}[of]
			target = toCents(mul(rat(decimal.RequireFromString(share)), base))
		}
		change := least(n.cash["collection"], sub(target, n.cash[name]))
		n.cash[name] = add(n.cash[name], change)
		n.cash["collection"] = sub(n.cash["collection"], change)
	}
}
