package tranche_test

import (
	"maps"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/tranche"
)

// naive is a second engine, written from the document format alone and deliberately simple: maps of
// names, exact fractions, formulas read from their text at every use, one rule after the other. It reads
// deals whose calendar is "none", whose day counts are ACT/365F and whose calculation dates are the
// payment dates.
type naive struct {
	spec                                     tranche.Spec
	cash, ledgers                            map[string]*big.Rat
	balance, unpaid, written, putDue         map[string]*big.Rat
	feeDue, feeYear, swapDue                 map[string]*big.Rat
	called, repaid, charged                  map[string]*big.Rat // by support/promisor
	callCount                                map[string]int64
	events, on                               map[string]bool
	trueFor, falseFor                        map[string]int // evaluations in a row of each trigger
	failing                                  map[string]bool
	testCount                                map[string]int
	testValue, cure                          map[string]*big.Rat
	history                                  map[string][]*big.Rat // values of each test
	status                                   string
	missed, sold                             bool
	pool                                     map[string]*big.Rat
	poolInitial, cumDefaulted, cumRecovered  *big.Rat
	callPrice                                *big.Rat
	day, before                              calendar.Date
	days                                     []calendar.Date
	k                                        int
	opening, interestDue, principalDue       map[string]*big.Rat // of the current payment
	interestPaid, principalPaid, rest        map[string]*big.Rat
	accreted, down, up, putPaid, resold      map[string]*big.Rat
	yieldDue, yieldPaid, feePaid, feeDueThis map[string]*big.Rat
	flow                                     string
	lastCall                                 map[string]int
	openingCash                              map[string]*big.Rat
	bought                                   []naivePurchase
	times                                    map[string]int
	failed                                   int64
	purchased                                *big.Rat
	deposit                                  map[string]*big.Rat
	handed                                   []naivePurchase
	substituted                              *big.Rat
	handedOver                               bool
}

// naivePurchase is one claim that was bought.
type naivePurchase struct {
	offer tranche.OfferSpec
	day   calendar.Date
}

// naiveRow is what one class got at one payment, in cents.
type naiveRow struct {
	interest, principal, residual, closing, unpaid int64
	accreted, down, up, put, yield                 int64
}

type naivePeriod struct {
	flow, status string
	tranches     map[string]naiveRow
	fees         map[string][3]int64 // due, paid, unpaid
	accounts     map[string]int64    // closing
	ledgers      map[string]int64
	called       map[string]int64 // so far
	repaid       map[string]int64
	swaps        map[string]int64 // owed
	tests        map[string]naiveTest
	on           map[string]bool
	events       map[string]bool
}

type naiveTest struct {
	value       string
	fails, pass bool
	cure        int64
}

func runNaive(spec tranche.Spec, collected []cashflow.Collection) []naivePeriod {
	m := func() map[string]*big.Rat { return map[string]*big.Rat{} }
	n := &naive{spec: spec, cash: m(), ledgers: m(), balance: m(), unpaid: m(), written: m(), putDue: m(), feeDue: m(), feeYear: m(), swapDue: m(),
		called: m(), repaid: m(), charged: m(), callCount: map[string]int64{}, events: map[string]bool{}, on: map[string]bool{}, trueFor: map[string]int{}, falseFor: map[string]int{},
		failing: map[string]bool{}, testCount: map[string]int{}, testValue: m(), cure: m(), history: map[string][]*big.Rat{}, callPrice: num(0),
		cumDefaulted: num(0), cumRecovered: num(0), status: "amortising", days: spec.Dates.Payments.Dates}
	n.cash["collection"] = num(0)
	for _, v := range spec.Accounts {
		n.cash[v.Name] = rat(v.Opening)
	}
	for _, l := range spec.Ledgers {
		n.ledgers[l.Name] = rat(l.Opening)
	}
	for _, t := range spec.Tranches {
		n.balance[t.Name], n.unpaid[t.Name], n.written[t.Name], n.putDue[t.Name] = owed(t), num(0), num(0), num(0)
	}
	for _, f := range spec.Fees {
		n.feeDue[f.Name], n.feeYear[f.Name] = num(0), num(0)
	}
	for _, s := range spec.Swaps {
		n.swapDue[s.Name] = num(0)
	}
	for _, s := range spec.Support {
		for _, p := range s.Promisors {
			key := s.Name + "/" + p.Name
			n.called[key], n.repaid[key], n.charged[key] = num(0), num(0), num(0)
		}
	}
	for _, t := range spec.Tests {
		n.testValue[t.Name], n.cure[t.Name] = num(0), num(0)
	}
	n.times, n.purchased, n.substituted, n.deposit = map[string]int{}, num(0), num(0), m()
	if spec.Revolving != nil {
		n.status = "revolving"
	}
	if spec.Deposits != nil {
		for _, d := range spec.Deposits.Of {
			n.deposit[d.Lessee] = rat(d.Amount)
		}
	}
	n.before = spec.Dates.Closing
	n.poolInitial = fenOf(n.exchanged(0, collected[0])["opening"])
	n.closingDay()
	var periods []naivePeriod
	for k, c := range collected {
		n.k, n.day = k, n.days[k]
		periods = append(periods, n.payment(c))
		n.before = n.day
	}
	return periods
}

func (n *naive) class(name string) tranche.TrancheSpec {
	for _, t := range n.spec.Tranches {
		if t.Name == name {
			return t
		}
	}
	panic("no class " + name)
}

// members are the classes that a name stands for.
func (n *naive) members(name string) []string {
	for _, g := range n.spec.Groups {
		if g.Name == name {
			return g.Of
		}
	}
	var list []string
	for _, t := range n.spec.Tranches {
		if name == "all" || t.Class.String() == name || t.Name == name {
			list = append(list, t.Name)
		}
	}
	return list
}

func (n *naive) total(group string) *big.Rat {
	sum := num(0)
	for _, c := range n.members(group) {
		sum = add(sum, n.balance[c])
	}
	return sum
}

func (n *naive) initial(group string) *big.Rat {
	sum := num(0)
	for _, c := range n.members(group) {
		sum = add(sum, owed(n.class(c)))
	}
	return sum
}

// owed is the principal that a class is owed at closing: none where it bears interest only.
func owed(t tranche.TrancheSpec) *big.Rat {
	if t.Principal.Mode == tranche.InterestOnly {
		return num(0)
	}
	return rat(t.Notional)
}

// reckoned is the amount that a class bears interest on.
func (n *naive) reckoned(t tranche.TrancheSpec) *big.Rat {
	switch {
	case t.Principal.Mode != tranche.InterestOnly:
		return n.balance[t.Name]
	case t.Principal.InterestOn != "":
		return least(rat(t.Notional), n.amountOf(t.Principal.InterestOn))
	}
	return rat(t.Notional)
}

// paidFor is what holders pay for a class at closing.
func paidFor(t tranche.TrancheSpec) *big.Rat {
	price := num(100)
	if t.Principal.Mode == tranche.InterestOnly {
		price = num(0)
	}
	if t.IssuePrice != nil {
		price = rat(*t.IssuePrice)
	}
	return toCents(quo(mul(rat(t.Notional), price), num(100)))
}

// legalUnpaid is what is still owed on a class once its legal maturity has come.
func (n *naive) legalUnpaid(name string) *big.Rat {
	if n.k < 0 || n.day.Before(n.class(name).LegalMaturity) {
		return num(0)
	}
	return add(n.balance[name], n.unpaid[name])
}

func (n *naive) year(k int) int {
	if k < 0 {
		return 1
	}
	for y := 1; ; y++ {
		if !n.spec.Dates.Closing.AddMonths(12 * y).Before(n.days[k]) {
			return y
		}
	}
}

func (n *naive) last() bool { return n.k == len(n.days)-1 }

// fraction is that of the interest period, ACT/365F.
func (n *naive) fraction() *big.Rat { return big.NewRat(int64(n.day.Sub(n.before)), 365) }

func (n *naive) accrued(base, rate *big.Rat) *big.Rat {
	return toCents(mul(mul(base, rate), n.fraction()))
}

func (n *naive) curve(name string, on calendar.Date) *big.Rat {
	v := num(0)
	for _, c := range n.spec.Curves {
		if c.Name == name {
			for _, s := range c.Steps {
				if !s.From.After(on) {
					v = rat(s.Rate.Decimal())
				}
			}
		}
	}
	return v
}

func (n *naive) fresh() {
	n.openingCash = maps.Clone(n.cash)
	for _, m := range []*map[string]*big.Rat{&n.opening, &n.interestDue, &n.principalDue, &n.interestPaid, &n.principalPaid, &n.rest, &n.accreted, &n.down, &n.up, &n.putPaid,
		&n.resold, &n.yieldDue, &n.yieldPaid} {
		*m = map[string]*big.Rat{}
		for _, t := range n.spec.Tranches {
			(*m)[t.Name] = num(0)
		}
	}
	n.feePaid, n.feeDueThis = map[string]*big.Rat{}, map[string]*big.Rat{}
	for _, f := range n.spec.Fees {
		n.feePaid[f.Name] = num(0)
	}
	for _, t := range n.spec.Tranches {
		n.opening[t.Name] = n.balance[t.Name]
	}
}

func (n *naive) payment(c cashflow.Collection) naivePeriod {
	n.fresh()
	for _, a := range n.spec.Accounts {
		if a.Earns != nil {
			n.cash[a.Name] = add(n.cash[a.Name], n.accrued(n.cash[a.Name], rat(a.Earns.Rate)))
		}
	}
	n.collect(c)
	for _, e := range n.spec.Events {
		if !e.On.IsZero() && !e.On.After(n.day) {
			n.events[e.Event] = true
		}
	}
	n.triggers(tranche.AfterCollection)
	n.steps(n.spec.Waterfalls.Collection)
	n.dues()
	n.swaps()
	n.tests()
	n.triggers(tranche.BeforeWaterfall)
	n.calls()
	w := n.spec.Waterfalls
	n.flow = n.status
	if n.flow == "ended" {
		n.flow = "clean_up"
	}
	n.steps(map[string][]tranche.StepSpec{"revolving": w.Revolving, "amortising": w.Amortising, "accelerated": w.Accelerated, "defaulted": w.Defaulted, "clean_up": w.CleanUp}[n.flow])
	for _, t := range n.spec.Tranches {
		n.putDue[t.Name] = least(n.putDue[t.Name], n.balance[t.Name])
		if (t.Class == tranche.Senior || len(n.members("senior")) == 0) && t.Principal.Mode != tranche.Residual && (n.unpaid[t.Name].Sign() > 0 || n.balance[t.Name].Cmp(n.fixedTarget(t)) > 0 || n.putDue[t.Name].Sign() > 0) {
			n.missed = true
		}
	}
	n.triggers(tranche.AfterWaterfall)
	return n.record()
}

// coupon is the rate of the period that ends today.
func (n *naive) coupon(t tranche.TrancheSpec) *big.Rat {
	c := t.Coupon
	rate := rat(c.Rate)
	if c.Curve != "" {
		fixing := n.before
		if c.ResetMonths > 0 {
			reset := n.spec.Dates.Closing
			for j := 0; !n.spec.Dates.Closing.AddMonths(j * c.ResetMonths).After(n.before); j++ {
				reset = n.spec.Dates.Closing.AddMonths(j * c.ResetMonths)
			}
			fixing = reset
		}
		rate = add(n.curve(c.Curve, fixing.AddDays(-c.LagDays)), rat(c.Margin))
		if c.Floor != nil {
			rate = most(rate, rat(*c.Floor))
		}
		if c.Cap != nil {
			rate = least(rate, rat(*c.Cap))
		}
	}
	for _, s := range c.Steps {
		switch {
		case s.When != "" || n.before.Before(s.From):
		case s.Rate != nil:
			rate = rat(*s.Rate)
		default:
			rate = add(rate, rat(*s.Add))
		}
	}
	for _, s := range c.Steps {
		if s.When != "" && n.holds(s.When) {
			rate = add(rate, rat(*s.Add))
		}
	}
	return most(num(0), rate)
}

// dues makes interest, principal, yield, puts, fees and the interest of support due.
func (n *naive) dues() {
	for _, t := range n.spec.Tranches {
		if c := t.Coupon; c != nil {
			rate := n.coupon(t)
			interest, extra := n.accrued(n.reckoned(t), rate), num(0)
			if c.Accretes != "" && n.holds(c.Accretes) {
				n.balance[t.Name], n.accreted[t.Name] = add(n.balance[t.Name], interest), interest
				interest = num(0)
			}
			switch c.OnArrears {
			case "":
			case "coupon":
				extra = n.accrued(n.unpaid[t.Name], rate)
			default:
				extra = n.accrued(n.unpaid[t.Name], rat(decimal.RequireFromString(c.OnArrears)))
			}
			n.unpaid[t.Name] = add(n.unpaid[t.Name], add(interest, extra))
		}
		n.interestDue[t.Name] = n.unpaid[t.Name]
		n.principalDue[t.Name] = n.must(t.Name)
		if y := t.InterimYield; y != nil {
			n.yieldDue[t.Name] = n.accrued(n.balance[t.Name], rat(y.Cap))
		}
		if p := t.Put; p != nil && !n.day.Before(p.Date) && n.before.Before(p.Date) {
			put := toCents(mul(n.balance[t.Name], n.read(p.Share).x))
			n.putDue[t.Name] = sub(put, toCents(mul(put, rat(p.Resold))))
		}
	}
	n.fees()
	for _, s := range n.spec.Support {
		if s.Rate != nil {
			for _, p := range s.Promisors {
				key := s.Name + "/" + p.Name
				n.charged[key] = add(n.charged[key], n.accrued(sub(n.called[key], n.repaid[key]), rat(*s.Rate)))
			}
		}
	}
}

// fixedTarget is the balance that dates and schedule allow after today; a class that nothing is due of
// may have any.
func (n *naive) fixedTarget(t tranche.TrancheSpec) *big.Rat {
	left := num(1 << 50)
	if n.last() || !t.ExpectedMaturity.IsZero() && !t.ExpectedMaturity.After(n.day) {
		left = num(0)
	}
	for i, row := range t.Principal.Schedule {
		if !row.Date.After(n.day) {
			left = least(left, scheduledBalance(t, i))
		}
	}
	return left
}

func scheduledBalance(t tranche.TrancheSpec, i int) *big.Rat {
	if row := t.Principal.Schedule[i]; row.Balance != nil {
		return rat(*row.Balance)
	}
	left := rat(t.Notional)
	for _, row := range t.Principal.Schedule[:i+1] {
		left = sub(left, rat(*row.Amount))
	}
	return left
}

func (n *naive) grave() bool { return n.status != "revolving" && n.status != "amortising" }

// must is what a class has to be repaid today.
func (n *naive) must(name string) *big.Rat {
	t := n.class(name)
	if t.Principal.Mode == tranche.Residual || t.Principal.Mode == tranche.InterestOnly {
		return num(0)
	}
	if n.status == "ended" || n.status == "defaulted" && t.Principal.AfterEvent != "keep" {
		return n.balance[name]
	}
	left := n.fixedTarget(t)
	if !t.Principal.Lockout.IsZero() && n.day.Before(t.Principal.Lockout) && left.Sign() > 0 && !n.grave() {
		return num(0)
	}
	if t.Principal.Target != "" {
		left = least(left, n.amountOf(t.Principal.Target))
	}
	return most(num(0), sub(n.balance[name], left))
}

// may is what a class can be repaid today.
func (n *naive) may(name string) *big.Rat {
	t := n.class(name)
	locked := !t.Principal.Lockout.IsZero() && n.day.Before(t.Principal.Lockout) && !n.grave()
	if n.status == "ended" || n.grave() && t.Principal.AfterEvent != "keep" || t.Principal.Mode == tranche.Residual || t.Principal.Mode == tranche.PassThrough && !locked {
		return n.balance[name]
	}
	return n.must(name)
}

func taxOf(steps []tranche.TaxSpec, on calendar.Date) (rate *big.Rat, inside bool) {
	rate = num(0)
	for _, s := range steps {
		if on.Before(s.From) {
			continue
		}
		rate, inside = mul(rat(s.Rate), add(num(1), rat(s.Surcharge))), s.Inclusive
		if inside {
			rate = quo(rate, add(num(1), rat(s.Rate)))
		}
	}
	return rate, inside
}

func (n *naive) fees() {
	for _, f := range n.spec.Fees {
		if n.k > 0 && n.year(n.k) != n.year(n.k-1) {
			n.feeYear[f.Name] = num(0)
		}
		if f.ArrearsRate != nil {
			n.feeDue[f.Name] = add(n.feeDue[f.Name], n.accrued(n.feeDue[f.Name], rat(*f.ArrearsRate)))
		}
		if f.Per == tranche.PerClosing || f.Per == tranche.PerOnce && n.k > 0 || !n.holds(f.When) {
			continue
		}
		times := num(1)
		if f.Per == tranche.PerYear {
			times = n.fraction()
		}
		due := num(0)
		switch {
		case f.Amount != "":
			due = toCents(mul(n.amountOf(f.Amount), times))
		case f.Rate != nil:
			due = toCents(mul(mul(n.amountOf(f.Of), rat(*f.Rate)), times))
		case len(f.Tax) > 0:
			rate, _ := taxOf(f.Tax, n.day)
			due = toCents(mul(n.amountOf(f.Of), rate))
		default:
			for _, row := range f.Schedule {
				if !row.Date.After(n.day) && (row.Date.After(n.before) || n.k == 0) {
					due = add(due, rat(row.Amount))
				}
			}
		}
		if len(f.VAT) > 0 {
			if rate, inside := taxOf(f.VAT, n.day); !inside {
				due = add(due, toCents(mul(due, rate)))
			}
		}
		n.feeDue[f.Name] = add(n.feeDue[f.Name], due)
	}
	for _, f := range n.spec.Fees {
		if c := f.Cap; c != nil && c.Beyond != "" && c.Beyond != "carry" {
			excess := most(num(0), sub(n.feeDue[f.Name], n.underCap(f)))
			n.feeDue[f.Name] = sub(n.feeDue[f.Name], excess)
			if c.Beyond != "lapse" {
				n.feeDue[c.Beyond] = add(n.feeDue[c.Beyond], excess)
			}
		}
	}
	for _, f := range n.spec.Fees {
		n.feeDueThis[f.Name] = n.feeDue[f.Name]
	}
}

func (n *naive) underCap(f tranche.FeeSpec) *big.Rat {
	paid := n.feePaid[f.Name]
	if f.Cap.Per == tranche.PerYear {
		paid = n.feeYear[f.Name]
	}
	return most(num(0), sub(n.amountOf(f.Cap.Amount), paid))
}

func (n *naive) swaps() {
	for _, s := range n.spec.Swaps {
		if !s.Until.IsZero() && n.day.After(s.Until) {
			continue
		}
		leg := func(l *tranche.LegSpec) *big.Rat {
			if l == nil {
				return num(0)
			}
			rate := rat(l.Rate)
			if l.Curve != "" {
				rate = add(rate, n.curve(l.Curve, n.before))
			}
			return most(num(0), rate)
		}
		pays, receives := leg(s.Pays), leg(s.Receives)
		switch s.Kind {
		case "cap":
			receives = most(num(0), sub(receives, rat(*s.Strike)))
		case "floor":
			receives = most(num(0), sub(rat(*s.Strike), receives))
		}
		notional := n.amountOf(s.Notional)
		net := sub(n.accrued(notional, receives), n.accrued(notional, pays))
		if net.Sign() < 0 {
			n.swapDue[s.Name] = sub(n.swapDue[s.Name], net)
		} else if s.DefaultsOn.IsZero() || n.day.Before(s.DefaultsOn) {
			n.cash["collection"] = add(n.cash["collection"], net)
		}
	}
}

func (n *naive) record() naivePeriod {
	out := naivePeriod{flow: n.flow, status: n.status, tranches: map[string]naiveRow{}, fees: map[string][3]int64{}, accounts: map[string]int64{}, ledgers: map[string]int64{},
		called: map[string]int64{}, repaid: map[string]int64{}, swaps: map[string]int64{}, tests: map[string]naiveTest{}, on: map[string]bool{}, events: map[string]bool{}}
	for _, t := range n.spec.Tranches {
		c := t.Name
		out.tranches[c] = naiveRow{cents(n.interestPaid[c]), cents(n.principalPaid[c]), cents(n.rest[c]), cents(n.balance[c]), cents(n.unpaid[c]),
			cents(n.accreted[c]), cents(n.down[c]), cents(n.up[c]), cents(n.putPaid[c]), cents(n.yieldPaid[c])}
	}
	for _, f := range n.spec.Fees {
		if f.Arrears == "lapse" {
			n.feeDue[f.Name] = num(0)
		}
		out.fees[f.Name] = [3]int64{cents(n.feeDueThis[f.Name]), cents(n.feePaid[f.Name]), cents(n.feeDue[f.Name])}
	}
	for name, amount := range n.cash {
		out.accounts[name] = cents(amount)
	}
	for name, amount := range n.ledgers {
		out.ledgers[name] = cents(amount)
	}
	for name, amount := range n.called {
		out.called[name] = cents(amount)
		out.repaid[name] = cents(n.repaid[name])
	}
	for name, amount := range n.swapDue {
		out.swaps[name] = cents(amount)
	}
	for _, t := range n.spec.Tests {
		out.tests[t.Name] = naiveTest{value: n.testValue[t.Name].FloatString(12), fails: n.failing[t.Name], pass: n.testCount[t.Name] == 0, cure: cents(n.cure[t.Name])}
	}
	for _, t := range n.spec.Triggers {
		out.on[t.Name] = n.on[t.Name]
	}
	for name := range n.events {
		out.events[name] = true
	}
	return out
}
