package tranche

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/internal/formula"
	"github.com/ipabs/ipabs/money"
)

// Limits of a deal. They bound every sum that a run can form, so that the engine needs no overflow
// check on additions: 100 trillion units of a currency with two decimals, 100 years of months.
const (
	maxAmount   = money.Amount(10_000_000_000_000_000)
	maxPayments = 1200
	maxNames    = 1000
	maxSteps    = 2000
)

// Resolve checks the whole document and gives the deal, or an error of type *faults.Error that
// carries every fault with its path, such as "tranches[1].notional". A fault of a formula says at which
// column it stands.
func (s Spec) Resolve() (*Deal, error) {
	r := &resolver{spec: s, names: map[string]string{}, groups: map[string][]int{}, curves: map[string]CurveSpec{}}
	r.header()
	r.dates()
	if r.gather() {
		r.curve()
		r.accounts()
		r.tranches()
		r.fees()
		r.support()
		r.swaps()
		r.tests()
		r.triggers()
		r.revolving()
		r.calls()
		r.steps()
		r.illustrate()
	}
	if err := r.faults.Err(); err != nil {
		return nil, err
	}
	r.deal.spec = s.clone()
	r.deal.fingerprint = fingerprint(s)
	return &r.deal, nil
}

// fingerprint is the SHA-256 of the document in its canonical form: fields in the order of the
// format, numbers as written, no blanks.
func fingerprint(s Spec) string {
	text, err := json.Marshal(s)
	if err != nil {
		return "" // a resolved document always has a text
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// clone copies what callers could still change through the specification they passed in.
func (s Spec) clone() Spec {
	s.Assumptions = slices.Clone(s.Assumptions)
	s.Parties = slices.Clone(s.Parties)
	return s
}

// resolver carries what the checks of one document share.
type resolver struct {
	spec         Spec
	deal         Deal
	faults       faults.List
	names        map[string]string // every name in the document and the path that took it
	groups       map[string][]int  // of classes
	curves       map[string]CurveSpec
	starts, ends []calendar.Date // of the interest periods, by payment
	paid         map[flow]map[string]bool
}

func (r *resolver) header() {
	s := r.spec
	switch s.Schema {
	case Schema:
	case "":
		r.faults.Add("schema", faults.Missing, nil, Schema)
	default:
		r.faults.Add("schema", faults.Unsupported, s.Schema, Schema)
	}
	if s.Name == "" {
		r.faults.Add("name", faults.Missing, nil, "the name of the deal")
	}
	if s.Currency.IsZero() {
		r.faults.Add("currency", faults.Missing, nil, "an ISO 4217 code such as CNY")
	}
	for i, p := range s.Parties {
		if p.Role == "" || p.Name == "" {
			r.faults.Add(faults.Index("parties", i), faults.Missing, nil, "a role and a name")
		}
	}
	r.deal.name, r.deal.currency = s.Name, s.Currency
}

// claim records a name and refuses one that is used already: classes, groups, fees, accounts, support,
// swaps and ledgers share one space of names, so that a reader of the waterfall never has to guess.
func (r *resolver) claim(path, name string) {
	switch {
	case name == "":
		r.faults.Add(path, faults.Missing, nil, "a name")
	case r.names[name] != "":
		r.faults.Add(path, faults.Duplicate, name, "a name not yet taken by "+r.names[name])
	case slices.Contains([]string{PlanAccount, Pool, Investors, Originator, "all"}, name) || slices.Contains(classWords, name):
		r.faults.Add(path, faults.Duplicate, name, "a name other than those the engine uses itself")
	default:
		r.names[name] = path
	}
}

// gather collects all names before anything refers to them. It gives false when the document is too
// large to go on.
func (r *resolver) gather() bool {
	s := r.spec
	d := &r.deal
	for what, n := range map[string]int{
		"tranches": len(s.Tranches), "fees": len(s.Fees), "accounts": len(s.Accounts), "support": len(s.Support), "tests": len(s.Tests),
		"triggers": len(s.Triggers), "swaps": len(s.Swaps), "groups": len(s.Groups), "ledgers": len(s.Ledgers), "calls": len(s.Calls), "curves": len(s.Curves),
	} {
		if n > maxNames {
			r.faults.Add(what, faults.OutOfRange, n, "at most 1000 of them")
		}
	}
	if len(s.Tranches) == 0 {
		r.faults.Add("tranches", faults.Missing, nil, "at least one class")
	}
	if r.tooLarge() {
		return false
	}
	d.tranches = make([]tranche, len(s.Tranches))
	for i, t := range s.Tranches {
		r.claim(faults.Index("tranches", i)+".name", t.Name)
		d.tranches[i].name, d.tranches[i].class = t.Name, t.Class
		r.groups["all"] = append(r.groups["all"], i)
		if t.Class != ClassUnknown {
			r.groups[t.Class.String()] = append(r.groups[t.Class.String()], i)
		}
	}
	d.fees = make([]fee, len(s.Fees))
	for i, f := range s.Fees {
		r.claim(faults.Index("fees", i)+".name", f.Name)
		d.fees[i].name = f.Name
	}
	d.accounts = make([]account, 1+len(s.Accounts))
	d.accounts[0] = account{name: PlanAccount, within: -1}
	for i, a := range s.Accounts {
		r.claim(faults.Index("accounts", i)+".name", a.Name)
		d.accounts[1+i] = account{name: a.Name, within: -1}
		if a.Target != "" {
			d.accounts[1+i].target = &expression{} // its place; the formula comes later
		}
	}
	d.supports = make([]support, len(s.Support))
	for i, v := range s.Support {
		r.claim(faults.Index("support", i)+".name", v.Name)
		d.supports[i].name = v.Name
		for _, p := range v.Promisors {
			r.party(p.Name, p.DefaultsOn)
		}
	}
	d.swaps = make([]swap, len(s.Swaps))
	for i, v := range s.Swaps {
		r.claim(faults.Index("swaps", i)+".name", v.Name)
		d.swaps[i].name = v.Name
		r.party(v.counterparty(), v.DefaultsOn)
	}
	if v := s.Collections.FX; v != nil && v.Counterparty != "" {
		r.party(v.Counterparty, 0)
	}
	d.ledgers = make([]ledger, len(s.Ledgers))
	for i, l := range s.Ledgers {
		r.claim(faults.Index("ledgers", i)+".name", l.Name)
		d.ledgers[i].name = l.Name
	}
	d.tests = make([]test, len(s.Tests))
	for i, t := range s.Tests {
		r.unique(faults.Index("tests", i)+".name", t.Name, "test ")
		d.tests[i].name = t.Name
	}
	d.triggers = make([]trigger, len(s.Triggers))
	d.events = slices.Clone(knownEvents)
	for i, t := range s.Triggers {
		r.unique(faults.Index("triggers", i)+".name", t.Name, "trigger ")
		d.triggers[i].name = t.Name
		for _, e := range t.Effects {
			if e.Event != "" && !slices.Contains(d.events, e.Event) {
				d.events = append(d.events, e.Event)
			}
		}
	}
	r.gatherGroups()
	return true
}

func (r *resolver) tooLarge() bool {
	s := r.spec
	return max(len(s.Tranches), len(s.Fees), len(s.Accounts), len(s.Support), len(s.Tests), len(s.Triggers), len(s.Swaps), len(s.Groups), len(s.Ledgers), len(s.Calls), len(s.Curves)) > maxNames
}

func (r *resolver) gatherGroups() {
	for i, g := range r.spec.Groups {
		path := faults.Index("groups", i)
		r.claim(path+".name", g.Name)
		var list []int
		for j, name := range g.Of {
			k, ok := indexOf(r.deal.tranches, name)
			if !ok {
				r.faults.Add(faults.Index(path+".of", j), faults.Unknown, name, "the name of a class")
				continue
			}
			if !slices.Contains(list, k) {
				list = append(list, k)
			}
		}
		if len(g.Of) == 0 {
			r.faults.Add(path+".of", faults.Missing, nil, "the names of classes")
		}
		if g.Name != "" && r.groups[g.Name] == nil {
			r.groups[g.Name] = list
		}
	}
}

// unique is claim for names that have a space of their own.
func (r *resolver) unique(path, name, space string) {
	switch {
	case name == "":
		r.faults.Add(path, faults.Missing, nil, "a name")
	case r.names[space+name] != "":
		r.faults.Add(path, faults.Duplicate, name, "a name not yet taken by "+r.names[space+name])
	default:
		r.names[space+name] = path
	}
}

// party gives the place of an outsider, new or known. The first default that is assumed counts.
func (r *resolver) party(name string, defaults calendar.Date) int {
	i, ok := indexOf(r.deal.parties, name)
	if !ok {
		i = len(r.deal.parties)
		r.deal.parties = append(r.deal.parties, party{name: name})
	}
	if p := &r.deal.parties[i]; !defaults.IsZero() && (p.defaults.IsZero() || defaults < p.defaults) {
		p.defaults = defaults
	}
	return i
}

// group gives the classes that a name stands for.
func (r *resolver) group(name string) ([]int, bool) {
	if i, ok := indexOf(r.deal.tranches, name); ok {
		return []int{i}, true
	}
	list, ok := r.groups[name]
	if !ok && slices.Contains(classWords[1:], name) {
		return nil, true // a group of every deal, empty in this one
	}
	return list, ok
}

// formula compiles a formula, or nothing where there is none.
func (r *resolver) formula(path string, text Formula, want formula.Type) *expression {
	return r.formulaIn(path, text, want, scope{r: r})
}

func (r *resolver) formulaIn(path string, text Formula, want formula.Type, s scope) *expression {
	if text == "" || r.spec.Currency.IsZero() {
		return nil // the absence of a currency is a fault already
	}
	p, list := formula.Compile[*Runner](string(text), formula.Settings{Want: want, Currency: r.spec.Currency}, s)
	for _, f := range list {
		code := faults.Invalid
		r.faults.Add(path, code, f.Seen, fmt.Sprintf("at column %d %s", f.Column, f.Want))
	}
	if len(list) > 0 {
		return nil
	}
	x := &expression{path: path, text: p.Text, run: p.Run, fixed: p.Constant, typ: want, probe: p.Probes}
	if x.fixed {
		x.value = p.Run(nil)
		if want == formula.Amount && (x.value < 0 || x.value > int64(maxAmount)) {
			r.faults.Add(path, faults.OutOfRange, p.Text, "an amount between 0 and "+maxAmount.Format(r.spec.Currency))
		}
	}
	return x
}

// required is formula for a field that cannot be absent.
func (r *resolver) required(path string, text Formula, want formula.Type, what string) *expression {
	if text == "" {
		r.faults.Add(path, faults.Missing, nil, what)
		return nil
	}
	return r.formula(path, text, want)
}

// share checks a formula that gives a part of something: a number written out must lie between 0 and 1.
func (r *resolver) share(path string, x *expression) {
	if x != nil && x.fixed && (x.value < 0 || x.value > int64(money.One)) {
		r.faults.Add(path, faults.OutOfRange, x.text, "a number between 0 and 1")
	}
}

// accountNamed finds an account, or the plan account where no name is given.
func (r *resolver) accountNamed(path, name string) int {
	if name == "" {
		return 0
	}
	i, ok := indexOf(r.deal.accounts, name)
	if !ok {
		r.faults.Add(path, faults.Unknown, name, "collection or the name of an account")
	}
	return i
}

// accruals gives the part of a year that each interest period takes.
func (r *resolver) accruals(path string, dc calendar.DayCount) []calendar.Fraction {
	list := make([]calendar.Fraction, len(r.deal.payments))
	for k := range list {
		f, err := dc.FractionTo(r.starts[k], r.ends[k], r.deal.payments[len(list)-1].Nominal)
		if err != nil {
			r.faults.Append(path, err)
			return list
		}
		list[k] = f
	}
	return list
}

// dayCount checks a day count and gives its fractions.
func (r *resolver) dayCount(path string, dc calendar.DayCount) []calendar.Fraction {
	if !dc.IsValid() {
		r.faults.Add(path, faults.Missing, nil, "a day count such as ACT/365F")
		return make([]calendar.Fraction, len(r.deal.payments))
	}
	return r.accruals(path, dc)
}

// paymentsUntil counts the payments up to a day, all of them when none is given.
func (r *resolver) paymentsUntil(d calendar.Date) int {
	n := len(r.deal.payments)
	if d.IsZero() {
		return n
	}
	for k, p := range r.deal.payments {
		if p.Nominal.After(d) {
			return k
		}
	}
	return n
}

// amount reads an amount of at least least minor units.
func (r *resolver) amount(path string, d decimal.Decimal, least money.Amount) money.Amount {
	if r.spec.Currency.IsZero() {
		return 0 // its absence is a fault already
	}
	a, err := money.FromDecimal(d, r.spec.Currency)
	switch {
	case d.Sign() < 0 || err == nil && a < least:
		want := "an amount of 0 or more"
		if least > 0 {
			want = "an amount above 0"
		}
		r.faults.Add(path, faults.OutOfRange, d, want)
		return least
	case err != nil || a > maxAmount:
		r.faults.Add(path, faults.Invalid, d, "an amount in whole minor units of "+r.spec.Currency.String()+", at most "+maxAmount.Format(r.spec.Currency))
		return least
	}
	return a
}

// rate reads a rate between 0 and 1.
func (r *resolver) rate(path string, d decimal.Decimal) money.Rate {
	v, err := money.RateFromDecimal(d)
	if err != nil || d.Sign() < 0 || d.GreaterThan(decimal.New(1, 0)) {
		r.faults.Add(path, faults.OutOfRange, d, "a rate between 0 and 1 with at most 12 decimals: 5.35 % is 0.0535")
		return 0
	}
	return v
}
