package tranche

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

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
	r := &resolver{spec: s, names: map[string]string{}, groups: map[string][]int{}, curves: map[string]CurveSpec{}, used: map[string]bool{}}
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
		r.substitution()
		r.partition()
		r.calls()
		r.steps()
		r.illustrate()
	}
	if err := r.faults.Err(); err != nil {
		return nil, err
	}
	text, err := json.Marshal(s)
	if err != nil {
		return nil, err // a document that was resolved always has a text
	}
	sum := sha256.Sum256(text)
	r.deal.text, r.deal.fingerprint = text, hex.EncodeToString(sum[:])
	r.deal.assumptions, r.deal.roles = slices.Clone(s.Assumptions), slices.Clone(s.Parties)
	r.deal.calendar, r.deal.beyond = s.Dates.Calendar, s.Dates.Beyond
	r.deal.prepare()
	return &r.deal, nil
}

// resolver carries what the checks of one document share.
type resolver struct {
	spec         Spec
	deal         Deal
	faults       faults.List
	names        map[string]string // every name in the document and the path that took it
	groups       map[string][]int  // of classes
	curves       map[string]CurveSpec
	opening      money.Amount    // of all accounts
	starts, ends []calendar.Date // of the interest periods, by payment
	paid         map[flow]map[string]bool
	feeBases     []*expression
	feesBefore   *int            // while a fee is read: how many stand before it
	used         map[string]bool // triggers and support that a step names
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

// formula compiles a formula, or nothing where there is none.
func (r *resolver) formula(path string, text Formula, want formula.Type) *expression {
	return r.formulaIn(path, text, want, scope{r: r})
}

func (r *resolver) formulaIn(path string, text Formula, want formula.Type, s scope) *expression {
	if text == "" || r.spec.Currency.IsZero() {
		return nil // the absence of a currency is a fault already
	}
	s.at = &formula.Place{Path: path, Text: strings.TrimSpace(string(text)), Column: 1}
	p, list := formula.Compile[*Runner](string(text), formula.Settings{Want: want, Currency: r.spec.Currency, Path: path}, s)
	for _, f := range list {
		code := faults.Invalid
		r.faults.Add(path, code, f.Seen, fmt.Sprintf("at column %d %s", f.Column, f.Want))
	}
	if len(list) > 0 {
		return nil
	}
	x := &expression{at: s.at, text: p.Text, run: p.Quiet, told: p.Run, fixed: p.Constant, typ: want, probe: p.Probes}
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
