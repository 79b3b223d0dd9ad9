package tranche

import (
	"slices"

	"github.com/ipabs/ipabs/internal/formula"
	"github.com/ipabs/ipabs/money"
)

// The names that formulas may use. Balances and cash are those of the moment at which the formula is
// worked out; what is collected is that of the collection period of the payment.
//
// Amounts: pool_balance, pool_opening, pool_initial, interest_collected, principal_collected,
// other_collected, recovered, repurchased, collected, prepaid, defaulted, scheduled, rights_value,
// cumulative_defaulted, cumulative_recovered, cumulative_loss, purchased, cumulative_purchased, substituted,
// cumulative_substituted,
// initial_notional, notional_balance, senior_balance, available (cash in the plan account), call_price.
// Numbers: period, periods_left, year_of_life, pool_factor, failed_purchases. Dates: payment_date,
// nominal_date, calculation_date, closing_date, cut_off_date.
//
// Functions of names are listed with classFunctions, otherFunctions and the tests.
type scope struct {
	r  *resolver
	at *formula.Place // where the formula stands
	// inTarget refuses the targets of accounts inside themselves.
	inTarget bool
}

type fn = formula.Fn[*Runner]

func amount(f fn) formula.Value[*Runner] { return formula.Value[*Runner]{Type: formula.Amount, Fn: f} }

func countOf(f func(r *Runner) int) formula.Value[*Runner] {
	return formula.Value[*Runner]{Type: formula.Number, Fn: func(r *Runner) int64 { return int64(f(r)) * int64(money.One) }}
}

func dateOf(f func(r *Runner) PaymentDate, pick func(PaymentDate) int64) formula.Value[*Runner] {
	return formula.Value[*Runner]{Type: formula.Date, Fn: func(r *Runner) int64 { return pick(f(r)) }}
}

var scopeValues = map[string]formula.Value[*Runner]{
	"pool_balance":           amount(func(r *Runner) int64 { return int64(r.c.Closing) }),
	"pool_opening":           amount(func(r *Runner) int64 { return int64(r.c.Opening) }),
	"pool_initial":           amount(func(r *Runner) int64 { return int64(r.poolInitial) }),
	"interest_collected":     amount(func(r *Runner) int64 { return int64(r.c.Interest) }),
	"principal_collected":    amount(func(r *Runner) int64 { return int64(r.c.Principal) }),
	"other_collected":        amount(func(r *Runner) int64 { return int64(r.c.Other) }),
	"recovered":              amount(func(r *Runner) int64 { return int64(r.c.Recovery) }),
	"repurchased":            amount(func(r *Runner) int64 { return int64(r.c.Repurchased) }),
	"collected":              amount(func(r *Runner) int64 { return int64(r.c.Total() + r.c.Repurchased) }),
	"prepaid":                amount(func(r *Runner) int64 { return int64(r.c.Prepayment) }),
	"defaulted":              amount(func(r *Runner) int64 { return int64(r.c.Defaulted) }),
	"scheduled":              amount(func(r *Runner) int64 { return int64(r.c.Scheduled.Or(0)) }),
	"rights_value":           amount(func(r *Runner) int64 { return int64(r.c.RightsValue.Or(0)) }),
	"cumulative_defaulted":   amount(func(r *Runner) int64 { return int64(r.cumDefaulted) }),
	"cumulative_recovered":   amount(func(r *Runner) int64 { return int64(r.cumRecovered) }),
	"cumulative_loss":        amount(func(r *Runner) int64 { return int64(r.cumDefaulted - r.cumRecovered) }),
	"purchased":              amount(func(r *Runner) int64 { return int64(r.purchasedNow) }),
	"cumulative_purchased":   amount(func(r *Runner) int64 { return int64(r.cumPurchased) }),
	"substituted":            amount(func(r *Runner) int64 { return int64(r.substitutedNow) }),
	"cumulative_substituted": amount(func(r *Runner) int64 { return int64(r.cumSubstituted) }),
	"initial_notional":       amount(func(r *Runner) int64 { return int64(r.deal.notional) }),
	"notional_balance":       amount(func(r *Runner) int64 { return int64(r.notionalBalance()) }),
	"senior_balance":         amount(func(r *Runner) int64 { return int64(r.seniorBalance()) }),
	"available":              amount(func(r *Runner) int64 { return int64(r.account[0].cash) }),
	"call_price":             amount(func(r *Runner) int64 { return int64(r.callPrice) }),

	"period":           countOf(func(r *Runner) int { return r.k + 1 }),
	"periods_left":     countOf(func(r *Runner) int { return len(r.deal.payments) - 1 - r.k }),
	"year_of_life":     countOf(func(r *Runner) int { return r.yearOfLife() }),
	"failed_purchases": countOf(func(r *Runner) int { return r.failedPurchases }),
	"payment_date":     dateOf((*Runner).date, func(p PaymentDate) int64 { return int64(p.Payment) }),
	"nominal_date":     dateOf((*Runner).date, func(p PaymentDate) int64 { return int64(p.Nominal) }),
	"calculation_date": dateOf((*Runner).date, func(p PaymentDate) int64 { return int64(p.Calculation) }),
	"closing_date":     {Type: formula.Date, Fn: func(r *Runner) int64 { return int64(r.deal.closing) }},
	"cut_off_date":     {Type: formula.Date, Fn: func(r *Runner) int64 { return int64(r.deal.cutOff) }},
}

const poolFactor = "pool_factor"

// poolFactor is what is left of the pool, as a part of what it was.
func (r *Runner) poolFactor(at *formula.Place) int64 {
	if r.poolInitial == 0 {
		return 0
	}
	v, err := money.MulDiv(int64(r.c.Closing), int64(money.One), int64(r.poolInitial))
	if err != nil {
		r.Fail(at, formula.ErrOverflow)
	}
	return v
}

// Value gives a value of the deal.
func (s scope) Value(name string) (formula.Value[*Runner], bool) {
	if name == poolFactor {
		return formula.Value[*Runner]{Type: formula.Number, Fn: func(r *Runner) int64 { return r.poolFactor(s.at) }}, true
	}
	v, ok := scopeValues[name]
	return v, ok
}

// Names lists what formulas may use.
func (s scope) Names() []string {
	list := []string{poolFactor}
	for name := range scopeValues {
		list = append(list, name)
	}
	for name := range classFunctions {
		list = append(list, name)
	}
	for name := range otherFunctions {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// classFunctions sum an amount over classes and groups: balance(A1, A2), interest_due(senior).
var classFunctions = map[string]func(r *Runner, i int) money.Amount{
	"initial":          func(r *Runner, i int) money.Amount { return r.deal.tranches[i].notional },
	"opening":          func(r *Runner, i int) money.Amount { return r.trancheNow(i).opening },
	"interest_due":     func(r *Runner, i int) money.Amount { return r.trancheNow(i).interestDue },
	"interest_paid":    func(r *Runner, i int) money.Amount { return r.trancheNow(i).interestPaid },
	"interest_unpaid":  func(r *Runner, i int) money.Amount { return r.class[i].unpaid },
	"principal_due":    func(r *Runner, i int) money.Amount { return r.trancheNow(i).principalDue },
	"principal_paid":   func(r *Runner, i int) money.Amount { return r.trancheNow(i).principalPaid },
	"principal_unpaid": func(r *Runner, i int) money.Amount { return r.principalMust(&r.deal.tranches[i], &r.class[i]) },
	"legal_unpaid": func(r *Runner, i int) money.Amount {
		if r.k < r.deal.tranches[i].legal {
			return 0
		}
		return r.class[i].balance + r.class[i].unpaid
	},
	"written_down": func(r *Runner, i int) money.Amount { return r.class[i].writtenDown },
}

// Function gives a function of the deal.
func (s scope) Function(name string) (formula.Function[*Runner], bool) {
	if of, ok := classFunctions[name]; ok {
		return formula.Function[*Runner]{Type: formula.Amount, Least: 1, Most: maxNames, Bind: func(names []formula.Name) (fn, *formula.Fault) {
			list, fault := s.classes(names)
			if fault == nil && name == "legal_unpaid" {
				fault = s.legal(list, names[0])
			}
			return sumOf(list, of), fault
		}}, true
	}
	if f, ok := otherFunctions[name]; ok {
		g := formula.Function[*Runner]{Type: f.typ, Least: 1, Most: f.most, Bind: func(names []formula.Name) (fn, *formula.Fault) { return f.bind(s, names) }}
		if g.Most == 0 {
			g.Most = 1
		}
		return g, true
	}
	return formula.Function[*Runner]{}, false
}

func sumOf(list []int, of func(r *Runner, i int) money.Amount) fn {
	if len(list) == 1 {
		i := list[0]
		return func(r *Runner) int64 { return int64(of(r, i)) }
	}
	return func(r *Runner) int64 {
		var total money.Amount
		for _, i := range list {
			total += of(r, i)
		}
		return int64(total)
	}
}

// classes finds classes and groups; each class counts once.
func (s scope) classes(names []formula.Name) ([]int, *formula.Fault) {
	var list []int
	for _, n := range names {
		found, ok := s.r.group(n.Text)
		if !ok {
			return nil, &formula.Fault{Column: n.Column, Seen: n.Text, Want: "the name of a class or group"}
		}
		for _, i := range found {
			if !slices.Contains(list, i) {
				list = append(list, i)
			}
		}
	}
	return list, nil
}

// legal refuses to ask for what no payment of the deal could find: each class needs a legal maturity that
// the payments reach.
func (s scope) legal(list []int, first formula.Name) *formula.Fault {
	payments := s.r.deal.payments
	for _, i := range list {
		t := s.r.spec.Tranches[i]
		if t.LegalMaturity.IsZero() || len(payments) > 0 && !payments[len(payments)-1].reaches(t.LegalMaturity) {
			return &formula.Fault{Column: first.Column, Seen: t.Name, Want: "a class with a legal maturity that the payments reach"}
		}
	}
	return nil
}

type otherFunction struct {
	typ  formula.Type
	most int // 1 when zero
	bind func(s scope, names []formula.Name) (fn, *formula.Fault)
}

func wanted(n formula.Name, what string) *formula.Fault {
	return &formula.Fault{Column: n.Column, Seen: n.Text, Want: what}
}

// oneOf makes a function of one name out of a list of the deal.
func oneOf[T named](typ formula.Type, what string, list func(d *Deal) []T, of func(r *Runner, i int) int64) otherFunction {
	return otherFunction{typ: typ, bind: func(s scope, names []formula.Name) (fn, *formula.Fault) {
		i, ok := indexOf(list(&s.r.deal), names[0].Text)
		if !ok {
			return nil, wanted(names[0], what)
		}
		return func(r *Runner) int64 { return of(r, i) }, nil
	}}
}

func yes(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// otherFunctions are those of accounts, fees, support, tests, triggers, events and the pool.
var otherFunctions = functionTable()

func functionTable() map[string]otherFunction {
	tests := func(d *Deal) []test { return d.tests }
	supports := func(d *Deal) []support { return d.supports }
	fees := func(d *Deal) []fee { return d.fees }
	accounts := func(d *Deal) []account { return d.accounts }
	target := func(of func(r *Runner, i int) int64) otherFunction {
		f := oneOf(formula.Amount, "the name of an account with a target", accounts, of)
		inner := f.bind
		f.bind = func(s scope, names []formula.Name) (fn, *formula.Fault) {
			if s.inTarget {
				return nil, wanted(names[0], "no target inside a target")
			}
			if i, ok := indexOf(s.r.deal.accounts, names[0].Text); !ok || s.r.deal.accounts[i].target == nil {
				return nil, wanted(names[0], "the name of an account with a target")
			}
			return inner(s, names)
		}
		return f
	}
	return map[string]otherFunction{
		// balance(A1, reserve) sums classes, groups, accounts and ledgers.
		"balance": {typ: formula.Amount, most: maxNames, bind: bindBalance},
		"cash":    oneOf(formula.Amount, "the name of an account", accounts, func(r *Runner, i int) int64 { return int64(r.account[i].cash) }),
		// opening_cash(account) is what was left in it after the payment before.
		"opening_cash": oneOf(formula.Amount, "the name of an account", accounts, func(r *Runner, i int) int64 { return int64(r.openingCash(i)) }),
		"target":       target(func(r *Runner, i int) int64 { return int64(r.targetOf(i)) }),
		"gap":          target(func(r *Runner, i int) int64 { return int64(max(0, r.targetOf(i)-r.account[i].cash)) }),
		"ledger": oneOf(formula.Amount, "the name of a ledger", func(d *Deal) []ledger { return d.ledgers },
			func(r *Runner, i int) int64 { return int64(r.ledgers[i]) }),
		"fee_due":     {typ: formula.Amount, bind: bindFeeDue},
		"fee_paid":    oneOf(formula.Amount, "the name of a fee", fees, func(r *Runner, i int) int64 { return int64(r.feeNow(i).paid) }),
		"fee_unpaid":  oneOf(formula.Amount, "the name of a fee", fees, func(r *Runner, i int) int64 { return int64(r.fee[i].due) }),
		"called":      oneOf(formula.Amount, "the name of a support", supports, func(r *Runner, i int) int64 { return int64(sum(r.called[i])) }),
		"outstanding": oneOf(formula.Amount, "the name of a support", supports, func(r *Runner, i int) int64 { return int64(sum(r.called[i]) - sum(r.repaid[i])) }),
		"undrawn":     oneOf(formula.Amount, "the name of a support whose promisors have caps", supports, func(r *Runner, i int) int64 { return int64(r.undrawn(i)) }),
		"calls":       oneOf(formula.Number, "the name of a support", supports, func(r *Runner, i int) int64 { return int64(r.callCount[i]) * int64(money.One) }),
		"value":       {typ: formula.Number, bind: bindValue},
		"fails":       oneOf(formula.Bool, "the name of a test", tests, func(r *Runner, i int) int64 { return yes(r.testNow(i).failing) }),
		"breaches":    oneOf(formula.Number, "the name of a test", tests, func(r *Runner, i int) int64 { return int64(r.testNow(i).count) * int64(money.One) }),
		"cure":        oneOf(formula.Amount, "the name of a test", tests, func(r *Runner, i int) int64 { return int64(r.testNow(i).cure) }),
		"triggered": oneOf(formula.Bool, "the name of a trigger", func(d *Deal) []trigger { return d.triggers },
			func(r *Runner, i int) int64 { return yes(r.trigger[i].on) }),
		"defaulted_party": oneOf(formula.Bool, "the name of a promisor or counterparty", func(d *Deal) []party { return d.parties },
			func(r *Runner, i int) int64 { return yes(r.partyDefaulted(i, r.date().Payment)) }),
		"event":   {typ: formula.Bool, bind: bindEvent},
		"status":  {typ: formula.Bool, bind: bindStatus},
		"rate":    {typ: formula.Number, bind: bindRate},
		"overdue": {typ: formula.Amount, bind: bindOverdue},
	}
}

func bindBalance(s scope, names []formula.Name) (fn, *formula.Fault) {
	var classes, accounts, ledgers []int
	for _, n := range names {
		if found, ok := s.r.group(n.Text); ok {
			for _, i := range found {
				if !slices.Contains(classes, i) {
					classes = append(classes, i)
				}
			}
		} else if i, ok := indexOf(s.r.deal.accounts, n.Text); ok {
			accounts = append(accounts, i)
		} else if i, ok := indexOf(s.r.deal.ledgers, n.Text); ok {
			ledgers = append(ledgers, i)
		} else {
			return nil, wanted(n, "the name of a class, group, account or ledger")
		}
	}
	if len(classes) == 1 && len(accounts)+len(ledgers) == 0 {
		i := classes[0]
		return func(r *Runner) int64 { return int64(r.class[i].balance) }, nil
	}
	return func(r *Runner) int64 {
		var total money.Amount
		for _, i := range classes {
			total += r.class[i].balance
		}
		for _, i := range accounts {
			total += r.account[i].cash
		}
		for _, i := range ledgers {
			total += r.ledgers[i]
		}
		return int64(total)
	}, nil
}

// bindFeeDue refuses what would always be nothing: fees fall due in the order of the document, so one can
// rest on what those before it are due, and on no other.
func bindFeeDue(s scope, names []formula.Name) (fn, *formula.Fault) {
	i, ok := indexOf(s.r.deal.fees, names[0].Text)
	if !ok {
		return nil, wanted(names[0], "the name of a fee")
	}
	if before := s.r.feesBefore; before != nil && i >= *before {
		return nil, wanted(names[0], "a fee that stands before this one: what is due to others is not known yet")
	}
	return func(r *Runner) int64 { return int64(r.feeNow(i).due) }, nil
}

func bindValue(s scope, names []formula.Name) (fn, *formula.Fault) {
	i, ok := indexOf(s.r.deal.tests, names[0].Text)
	if !ok {
		return nil, wanted(names[0], "the name of a test")
	}
	s.r.deal.tests[i].valued = true
	return func(r *Runner) int64 { return int64(r.testNow(i).value) }, nil
}

func bindEvent(s scope, names []formula.Name) (fn, *formula.Fault) {
	i := slices.Index(s.r.deal.events, names[0].Text)
	if i < 0 {
		return nil, wanted(names[0], "an event that the engine knows or a trigger latches")
	}
	return func(r *Runner) int64 { return yes(r.events[i] >= 0) }, nil
}

func bindStatus(s scope, names []formula.Name) (fn, *formula.Fault) {
	i := slices.Index(statusWords, names[0].Text)
	if i <= 0 {
		return nil, wanted(names[0], "revolving, amortising, accelerated, defaulted or ended")
	}
	return func(r *Runner) int64 { return yes(r.status == Status(i)) }, nil
}

func bindRate(s scope, names []formula.Name) (fn, *formula.Fault) {
	i, ok := indexOf(s.r.deal.tranches, names[0].Text)
	if !ok {
		return nil, wanted(names[0], "the name of a class")
	}
	return func(r *Runner) int64 { return int64(r.rateNow(i)) }, nil
}

func bindOverdue(s scope, names []formula.Name) (fn, *formula.Fault) {
	days := slices.Index([]string{"0", "30", "60", "90"}, names[0].Text)
	if days < 0 {
		return nil, wanted(names[0], "0, 30, 60 or 90 days")
	}
	return func(r *Runner) int64 { return int64(r.c.Overdue.Over(30 * days)) }, nil
}
