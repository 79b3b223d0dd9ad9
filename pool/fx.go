package pool

import (
	"errors"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// FXSpec is a table of dated exchange rates (汇率), as a person writes it. Nothing is interpolated and no
// rate of another day serves: see money.FXTable.
type FXSpec struct {
	Quotes []QuoteSpec `json:"quotes"`
	// Inverse lets the quote of the opposite pair serve.
	Inverse bool `json:"inverse,omitempty"`
	// Via lets a pair without a quote be crossed through this currency.
	Via money.Currency `json:"via,omitzero"`
}

// QuoteSpec says that on a day one unit of a currency is worth so many units of another.
type QuoteSpec struct {
	Date calendar.Date  `json:"date"`
	From money.Currency `json:"from"`
	To   money.Currency `json:"to"`
	Rate money.Rate     `json:"rate"`
}

// Resolve makes the table and reports every fault with its path, as a *faults.Error. A nil spec is the
// table without rates.
func (s *FXSpec) Resolve() (*money.FXTable, error) {
	if s == nil {
		return nil, nil
	}
	var list faults.List
	var quotes []money.Quote
	var places []int // of the quotes in the document
	for i, q := range s.Quotes {
		if q.Date.IsZero() || q.Date.Year() == 0 {
			list.Add(faults.Index("quotes", i)+".date", faults.Missing, nil, "the day of the rate")
			continue
		}
		quotes, places = append(quotes, money.Quote{Day: q.Date.UnixDay(), From: q.From, To: q.To, Rate: q.Rate}), append(places, i)
	}
	table, err := money.NewFXTable(quotes)
	var wrong money.QuoteErrors
	if errors.As(err, &wrong) {
		for _, q := range wrong {
			list.Add(faults.Index("quotes", places[q.Index]), faults.Invalid, q.Reason, "one positive rate for each pair of two currencies and day")
		}
	}
	if err := list.Err(); err != nil {
		return nil, err
	}
	if table, err = table.With(money.FXSettings{AllowInverse: s.Inverse, CrossVia: s.Via}); err != nil {
		list.Add("via", faults.Unknown, s.Via, "an ISO 4217 code such as USD")
	}
	return table, list.Err()
}

// fxTable resolves the exchange rates of the document.
func (r *resolver) fxTable() {
	table, err := r.spec.FX.Resolve()
	r.faults.Append("fx", err)
	r.fx = table
}

// stated resolves a contract in whatever currency it is stated.
func (r *resolver) stated(path string, s *ContractSpec, c *Contract) {
	if s.Currency.IsZero() || s.Currency == r.spec.Currency {
		r.contract(path, s, c)
		return
	}
	changed := r.inPoolCurrency(path, *s)
	r.contract(path, &changed, c)
	c.StatedCurrency = s.Currency
	if isPlain(s.Balance) {
		c.StatedPrincipal, _ = money.FromDecimal(s.Balance, s.Currency) // what cannot be is a fault already
	}
}

// inPoolCurrency gives a contract that is stated in another currency with every amount changed at the
// rate of the cut-off date, each rounded once, half-even. A table of instalments is changed as a whole
// and split again in the proportions stated, so that principal that sums to the balance goes on doing so.
//
// What cannot be changed is left as it is: that it is a fault stands in the list.
func (r *resolver) inPoolCurrency(path string, s ContractSpec) ContractSpec {
	x := exchange{r: r, from: s.Currency}
	switch {
	case !s.Currency.IsKnown():
		r.faults.Add(path+".currency", faults.Unknown, s.Currency, "an ISO 4217 code such as USD")
		return s
	case !r.spec.Currency.IsKnown() || r.asOf.IsZero():
		return s // faults of their own
	}
	if _, err := r.fx.Legs(money.Pair{From: s.Currency, To: r.spec.Currency}, r.asOf.UnixDay()); err != nil {
		r.faults.Add(path+".currency", faults.Missing, s.Currency.Code(),
			"an exchange rate of "+s.Currency.Code()+" to "+r.spec.Currency.Code()+" on "+r.asOf.String()+", for the contract is in "+s.Currency.Code())
		return s
	}
	s.Balance = x.amount(path+".balance", s.Balance)
	s.ReceivableBalance = x.opt(path+".receivable_balance", s.ReceivableBalance)
	s.OriginalAmount = x.opt(path+".original_amount", s.OriginalAmount)
	if s.Guarantees != nil {
		list := make([]GuaranteeTermsSpec, len(s.Guarantees))
		for i, g := range s.Guarantees {
			g.Limit = x.opt(faults.Index(path+".guarantees", i)+".limit", g.Limit)
			list[i] = g
		}
		s.Guarantees = list
	}
	if s.Lease != nil {
		t := *s.Lease
		at := path + ".lease"
		t.Rent = x.instalments(at+".rent", t.Rent)
		t.Deposit, t.HandlingFee = x.opt(at+".deposit", t.Deposit), x.opt(at+".handling_fee", t.HandlingFee)
		t.PurchasePrice = x.opt(at+".purchase_price", t.PurchasePrice)
		s.Lease = &t
	}
	if s.Receivable != nil {
		t := *s.Receivable
		at := path + ".receivable"
		t.Face, t.Advance, t.Dilution = x.opt(at+".face", t.Face), x.opt(at+".advance", t.Advance), x.opt(at+".dilution", t.Dilution)
		s.Receivable = &t
	}
	if s.Microloan != nil {
		t := *s.Microloan
		t.Repayment = x.instalments(path+".microloan.repayment", t.Repayment)
		s.Microloan = &t
	}
	if s.Sublicense != nil {
		t := *s.Sublicense
		at := path + ".sublicense"
		t.Fees = x.instalments(at+".fees", t.Fees)
		t.UpfrontFee = x.opt(at+".upfront_fee", t.UpfrontFee)
		if t.Royalty != nil {
			y := *t.Royalty
			y.MinimumGuarantee, y.Cap = x.opt(at+".royalty.minimum_guarantee", y.MinimumGuarantee), x.opt(at+".royalty.cap", y.Cap)
			t.Royalty = &y
		}
		s.Sublicense = &t
	}
	return s
}

// exchange changes amounts of one contract.
type exchange struct {
	r    *resolver
	from money.Currency
}

// exact gives an amount in minor units of the contract's currency. Digits below them are a fault here,
// unless the currency of the pool would refuse them too: then they are told there.
func (x exchange) exact(path string, d decimal.Decimal) (money.Amount, bool) {
	if !isPlain(d) {
		return 0, false
	}
	a, err := money.FromDecimal(d, x.from)
	if err == nil {
		return a, true
	}
	if _, also := money.FromDecimal(d, x.r.spec.Currency); also == nil {
		x.r.faults.Add(path, faults.Invalid, d, "an amount in whole minor units of "+x.from.Code()+" within the range of an amount")
	}
	return 0, false
}

// change converts at the rate of the cut-off date.
func (x exchange) change(path string, a money.Amount) (money.Amount, bool) {
	m, err := x.r.fx.Convert(money.Money{Amount: a, Currency: x.from}, x.r.spec.Currency, x.r.asOf.UnixDay())
	if err != nil {
		x.r.outOfRange(path, a.Format(x.from), "an amount that fits the range of amounts of "+x.r.spec.Currency.Code())
	}
	return m.Amount, err == nil
}

func (x exchange) amount(path string, d decimal.Decimal) decimal.Decimal {
	if a, ok := x.exact(path, d); ok {
		if changed, ok := x.change(path, a); ok {
			return changed.Decimal(x.r.spec.Currency)
		}
	}
	return d
}

func (x exchange) opt(path string, d *decimal.Decimal) *decimal.Decimal {
	if d == nil {
		return nil
	}
	changed := x.amount(path, *d)
	return &changed
}

func (x exchange) instalments(path string, s InstalmentsSpec) InstalmentsSpec {
	rows := make([]InstalmentSpec, len(s.Table))
	copy(rows, s.Table)
	x.column(path, "payment", rows, func(r *InstalmentSpec) **decimal.Decimal { return &r.Payment })
	x.column(path, "principal", rows, func(r *InstalmentSpec) **decimal.Decimal { return &r.Principal })
	if s.Table != nil {
		s.Table = rows
	}
	return s
}

// column changes the sum of what the rows state and splits it in their proportions.
func (x exchange) column(path, field string, rows []InstalmentSpec, of func(*InstalmentSpec) **decimal.Decimal) {
	var stated []int
	var weights []money.Amount
	var sum money.Amount
	for i := range rows {
		d := *of(&rows[i])
		if d == nil {
			continue
		}
		a, ok := x.exact(path+".table["+strconv.Itoa(i)+"]."+field, *d)
		if !ok || a < 0 {
			return
		}
		if sum, ok = plus(sum, a); !ok {
			return // the resolution reports a sum that does not fit
		}
		stated, weights = append(stated, i), append(weights, a)
	}
	if sum == 0 {
		return
	}
	total, ok := x.change(path+".table", sum)
	if !ok {
		return
	}
	parts, err := money.Allocate(total, weights)
	if err != nil {
		panic("pool: weights that were checked carry no amount: " + err.Error())
	}
	for k, i := range stated {
		d := parts[k].Decimal(x.r.spec.Currency)
		*of(&rows[i]) = &d
	}
}

func plus(a, b money.Amount) (money.Amount, bool) {
	sum, err := a.Add(b)
	return sum, err == nil
}
