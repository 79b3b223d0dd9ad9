package tranche

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// Limits of a deal. They bound every sum that a run can form, so that the engine needs no overflow
// check on additions: 100 trillion units of a currency with two decimals, 100 years of months.
const (
	maxAmount   = money.Amount(10_000_000_000_000_000)
	maxPayments = 1200
	maxNames    = 1000
)

// Resolve checks the whole document and gives the deal, or an error of type *faults.Error that
// carries every fault with its path, such as "tranches[1].notional".
func (s Spec) Resolve() (*Deal, error) {
	r := &resolver{spec: s, names: map[string]string{}}
	r.header()
	r.dates()
	r.tranches()
	r.fees()
	r.reserves()
	r.support()
	r.steps()
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
	spec   Spec
	deal   Deal
	faults faults.List
	names  map[string]string // every name in the document and the path that took it
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

// claim records a name and refuses one that is used already: classes, fees, reserves and support
// share one space of names, so that a reader of the waterfall never has to guess.
func (r *resolver) claim(path, name string) {
	switch {
	case name == "":
		r.faults.Add(path, faults.Missing, nil, "a name")
	case r.names[name] != "":
		r.faults.Add(path, faults.Duplicate, name, "a name not yet taken by "+r.names[name])
	case name == PlanAccount || name == Pool || name == Investors:
		r.faults.Add(path, faults.Duplicate, name, "a name other than those the engine uses itself")
	default:
		r.names[name] = path
	}
}

func (r *resolver) tranches() {
	if len(r.spec.Tranches) == 0 {
		r.faults.Add("tranches", faults.Missing, nil, "at least one class")
	}
	if len(r.spec.Tranches) > maxNames {
		r.faults.Add("tranches", faults.OutOfRange, len(r.spec.Tranches), "at most 1000 classes")
		return
	}
	for i, s := range r.spec.Tranches {
		path := faults.Index("tranches", i)
		r.claim(path+".name", s.Name)
		t := tranche{name: s.Name, class: s.Class, rank: s.Rank, mode: s.Principal.Mode, expected: s.ExpectedMaturity}
		if s.Class == ClassUnknown {
			r.faults.Add(path+".class", faults.Missing, nil, "senior, mezzanine or subordinated")
		}
		if t.rank == 0 {
			t.rank = i + 1
		}
		if s.Rank < 0 {
			r.faults.Add(path+".rank", faults.OutOfRange, s.Rank, "a rank of 1 or more")
		}
		t.notional = r.amount(path+".notional", s.Notional, 1)
		r.coupon(path, s, &t)
		r.principal(path, s, &t)
		r.deal.tranches = append(r.deal.tranches, t)
		r.deal.notional += t.notional
	}
	if r.deal.notional > maxAmount {
		r.faults.Add("tranches", faults.OutOfRange, r.deal.notional.Format(r.spec.Currency), "notionals whose sum is at most "+maxAmount.Format(r.spec.Currency))
	}
}

func (r *resolver) coupon(path string, s TrancheSpec, t *tranche) {
	n := len(r.deal.payments)
	t.accrual = make([]calendar.Fraction, n)
	if s.Coupon == nil {
		return
	}
	t.hasCoupon = true
	t.rate = r.rate(path+".coupon.rate", s.Coupon.Rate)
	if !s.Coupon.DayCount.IsValid() {
		r.faults.Add(path+".coupon.day_count", faults.Missing, nil, "a day count such as ACT/365F")
		return
	}
	r.accruals(path+".coupon.day_count", s.Coupon.DayCount, t.accrual)
}

// accruals fills in the part of a year that each interest period takes.
func (r *resolver) accruals(path string, dc calendar.DayCount, into []calendar.Fraction) {
	from := r.spec.Dates.Closing
	for k, p := range r.deal.payments {
		to := p.Nominal
		if r.spec.Dates.Accrual == Adjusted {
			to = p.Payment
		}
		f, err := dc.FractionTo(from, to, r.deal.payments[len(r.deal.payments)-1].Nominal)
		if err != nil {
			r.faults.Append(path, err)
			return
		}
		into[k], from = f, to
	}
}

func (r *resolver) principal(path string, s TrancheSpec, t *tranche) {
	at := path + ".principal"
	if t.mode == ModeUnknown {
		r.faults.Add(at+".mode", faults.Missing, nil, "pass_through, scheduled, bullet or residual")
	}
	if t.mode == BulletMode && s.ExpectedMaturity.IsZero() {
		r.faults.Add(path+".expected_maturity", faults.Missing, nil, "the day on which the class is repaid at once")
	}
	if len(s.Principal.Schedule) > 0 && t.mode != Scheduled {
		r.faults.Add(at+".schedule", faults.Inconsistent, t.mode, "a schedule only with the mode scheduled")
	}
	if n := len(r.deal.payments); n > 0 && !s.ExpectedMaturity.IsZero() && s.ExpectedMaturity.After(r.deal.payments[n-1].Payment) {
		r.faults.Add(path+".expected_maturity", faults.Inconsistent, s.ExpectedMaturity, "a day no later than the last payment, "+r.deal.payments[n-1].Payment.String())
	}
	t.target = make([]money.Amount, len(r.deal.payments))
	for k, p := range r.deal.payments {
		t.target[k] = t.notional
		last := k == len(r.deal.payments)-1
		if t.mode != Residual && (last || !t.expected.IsZero() && p.reaches(t.expected)) {
			t.target[k] = 0
		}
	}
	if t.mode == Scheduled {
		r.schedule(at+".schedule", s, t)
	}
}

func (r *resolver) schedule(path string, s TrancheSpec, t *tranche) {
	rows := s.Principal.Schedule
	if len(rows) == 0 {
		r.faults.Add(path, faults.Missing, nil, "the dates and amounts of repayment")
		return
	}
	byBalance := rows[0].Balance != nil
	left := make([]money.Amount, len(rows))
	balance := t.notional
	for i, row := range rows {
		at := faults.Index(path, i)
		if row.Date.IsZero() {
			r.faults.Add(at+".date", faults.Missing, nil, "a date")
		}
		if i > 0 && !row.Date.After(rows[i-1].Date) {
			r.faults.Add(at+".date", faults.Inconsistent, row.Date, "a date after "+rows[i-1].Date.String())
		}
		value := row.Amount
		if byBalance {
			value = row.Balance
		}
		if value == nil || row.Amount != nil && row.Balance != nil {
			r.faults.Add(at, faults.Inconsistent, nil, "either an amount or a balance, the same one in every row")
			return
		}
		v := r.amount(at, *value, 0)
		next := v
		if !byBalance {
			next = balance - v
		}
		if next < 0 || next > balance {
			r.faults.Add(at, faults.Inconsistent, value, "repayments that take the balance down to no less than zero, from "+balance.Format(r.spec.Currency))
			return
		}
		left[i], balance = next, next
	}
	if balance != 0 {
		r.faults.Add(path, faults.Inconsistent, balance.Format(r.spec.Currency), "a schedule that repays the whole class")
	}
	for k, p := range r.deal.payments {
		for i, row := range rows {
			if p.reaches(row.Date) {
				t.target[k] = min(t.target[k], left[i])
			}
		}
	}
}

func (r *resolver) fees() {
	for i, s := range r.spec.Fees {
		path := faults.Index("fees", i)
		r.claim(path+".name", s.Name)
		f := fee{name: s.Name, payee: s.Payee, per: s.Per, of: s.Of}
		switch {
		case (s.Amount == nil) == (s.Rate == nil):
			r.faults.Add(path, faults.Inconsistent, nil, "either an amount or a rate")
		case s.Amount != nil:
			f.amount = r.amount(path+".amount", *s.Amount, 0)
			if s.Of != BaseUnknown {
				r.faults.Add(path+".of", faults.Inconsistent, s.Of, "a base only with a rate")
			}
		default:
			f.rate = r.rate(path+".rate", *s.Rate)
			if s.Of == BaseUnknown {
				r.faults.Add(path+".of", faults.Missing, nil, "the base of the rate: "+strings.Join(baseWords[1:], ", "))
			}
		}
		f.accrual = make([]calendar.Fraction, len(r.deal.payments))
		switch s.Per {
		case PerUnknown:
			r.faults.Add(path+".per", faults.Missing, nil, strings.Join(perWords[1:], ", "))
		case PerYear:
			if !s.DayCount.IsValid() {
				r.faults.Add(path+".day_count", faults.Missing, nil, "a day count such as ACT/365F")
				break
			}
			r.accruals(path+".day_count", s.DayCount, f.accrual)
		case PerPayment:
			for k := range f.accrual {
				f.accrual[k] = calendar.Fraction{Num: 1, Den: 1}
			}
		case PerOnce:
			for k := range f.accrual {
				f.accrual[k] = calendar.Fraction{Num: 0, Den: 1}
			}
			if len(f.accrual) > 0 {
				f.accrual[0].Num = 1
			}
		}
		r.deal.fees = append(r.deal.fees, f)
	}
}

func (r *resolver) reserves() {
	var opening money.Amount
	for i, s := range r.spec.Reserves {
		path := faults.Index("reserves", i)
		r.claim(path+".name", s.Name)
		v := reserve{name: s.Name, opening: r.amount(path+".opening", s.Opening, 0)}
		opening += v.opening
		switch t := s.Target; {
		case (t.Amount == nil) == (t.Share == nil):
			r.faults.Add(path+".target", faults.Inconsistent, nil, "either an amount or a share")
		case t.Amount != nil:
			v.amount = r.amount(path+".target.amount", *t.Amount, 0)
		default:
			v.share = r.rate(path+".target.share", *t.Share)
			v.of = t.Of
			if t.Of != InitialNotional && t.Of != NotionalBalance && t.Of != SeniorBalance {
				r.faults.Add(path+".target.of", faults.Inconsistent, t.Of, "initial_notional, notional_balance or senior_balance")
			}
		}
		r.deal.reserves = append(r.deal.reserves, v)
	}
	if opening > r.deal.notional && r.deal.notional > 0 {
		r.faults.Add("reserves", faults.Inconsistent, opening.Format(r.spec.Currency), "opening amounts that the proceeds can pay, "+r.deal.notional.Format(r.spec.Currency))
	}
}

func (r *resolver) support() {
	for i, s := range r.spec.Support {
		path := faults.Index("support", i)
		r.claim(path+".name", s.Name)
		if s.Kind != ShortfallCommitment {
			r.faults.Add(path+".kind", faults.Unsupported, s.Kind, ShortfallCommitment)
		}
		if len(s.Promisors) == 0 {
			r.faults.Add(path+".promisors", faults.Missing, nil, "at least one promisor")
		}
		v := support{name: s.Name}
		for j, p := range s.Promisors {
			at := faults.Index(path+".promisors", j)
			if p.Name == "" {
				r.faults.Add(at+".name", faults.Missing, nil, "a name")
			}
			promise := promisor{name: p.Name, cap: maxCall}
			if p.Cap != nil {
				promise.cap = r.amount(at+".cap", *p.Cap, 0)
			}
			v.promisors = append(v.promisors, promise)
		}
		r.deal.supports = append(r.deal.supports, v)
	}
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
