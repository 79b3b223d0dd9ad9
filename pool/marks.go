package pool

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// MarkKind says what kind of price a mark is. The zero value is unknown.
type MarkKind uint8

// The kinds of mark.
const (
	MarkUnknown   MarkKind = iota
	MarkListing            // a price asked (挂牌价); it never counts as value
	MarkBid                // a price offered (报价)
	MarkDeal               // a price paid (成交价)
	MarkAppraisal          // an appraised value (评估价值)
)

var markNames = vocabulary{"kind of mark", []string{"", "listing", "bid", "deal", "appraisal"}}

// String gives the name used in documents; unknown is the empty name.
func (k MarkKind) String() string { return nameOf(markNames, k) }

// MarshalText writes the name; a value that is no constant is an *UnknownNameError.
func (k MarkKind) MarshalText() ([]byte, error) { return marshalName(markNames, k) }

// UnmarshalText reads the name; any other word is an *UnknownNameError.
func (k *MarkKind) UnmarshalText(text []byte) (err error) {
	*k, err = parseName[MarkKind](markNames, text)
	return err
}

// MarkSpec is one price of a right at one venue on one day, as a person writes it.
type MarkSpec struct {
	// Venue is the exchange, the appraiser or the counterparty, as text.
	Venue string   `json:"venue,omitempty"`
	Kind  MarkKind `json:"kind"`
	// Price is that of the whole right, or of the whole bundle that the entry stands for, in units of
	// Currency; above 0.
	Price decimal.Decimal `json:"price"`
	// Currency is the currency of the price; absent, that of the pool.
	Currency money.Currency `json:"currency,omitzero"`
	Date     calendar.Date  `json:"date"`
	// Volume is what changed hands (成交量), in the unit of the venue, 0 or more.
	Volume *decimal.Decimal `json:"volume,omitempty"`
}

// Mark is one resolved price of a right.
type Mark struct {
	Venue    string
	Kind     MarkKind
	Price    money.Amount // in minor units of Currency
	Currency money.Currency
	Date     calendar.Date // zero only for an appraisal field without a date
	// Volume is what changed hands. Only whether it is known and above 0 has a bearing on value.
	Volume Opt[float64]
}

// HasVolume reports whether something is known to have changed hands.
func (m Mark) HasVolume() bool {
	v, ok := m.Volume.Get()
	return ok && v > 0
}

// Marks gives the marks of the i-th right in the order stated. Its appraisal fields, where a value
// stands in them, are the last mark, in the currency of the pool.
func (p *Pool) Marks(i int) []Mark {
	r := p.rights[i]
	marks := slices.Clone(r.marks())
	if value, ok := r.Appraisal.Get(); ok {
		marks = append(marks, Mark{Venue: r.Appraiser, Kind: MarkAppraisal, Price: value, Currency: p.currency, Date: r.AppraisalDate})
	}
	return marks
}

// markPath is the place in the pool document of the k-th of Marks.
func (p *Pool) markPath(i, k int) string {
	at := faults.Index("rights", i)
	if k < len(p.rights[i].marks()) {
		return at + "." + faults.Index("marks", k)
	}
	return at + ".appraisal"
}

func (r *resolver) marks(path string, s *RightSpec, x *rightRest) {
	for i, m := range s.Marks {
		at := faults.Index(path+".marks", i)
		checkName(r, at+".kind", markNames, m.Kind)
		if m.Kind == MarkUnknown {
			r.missing(at+".kind", "listing, bid, deal or appraisal")
		}
		if m.Date.IsZero() {
			r.missing(at+".date", "the day of the price")
		}
		currency := m.Currency
		if currency.IsZero() {
			currency = r.spec.Currency
		}
		mark := Mark{Venue: m.Venue, Kind: m.Kind, Currency: currency, Date: r.date(at+".date", m.Date)}
		mark.Price = r.price(at, m.Price, currency)
		if m.Volume != nil && r.number(at, "volume", *m.Volume) {
			if notNegative.admits(*m.Volume) {
				mark.Volume = Known(m.Volume.InexactFloat64())
			} else {
				r.outOfRange(at+".volume", *m.Volume, notNegative.words("a volume"))
			}
		}
		x.marks = append(x.marks, mark)
	}
}

// price reads an amount of a currency of its own. It is no part of a sum over the document, so
// nothing but itself bounds it.
func (r *resolver) price(path string, d decimal.Decimal, c money.Currency) money.Amount {
	if !r.number(path, "price", d) {
		return 0
	}
	if !positive.admits(d) {
		r.outOfRange(path+".price", d, positive.words("a price"))
		return 0
	}
	switch {
	case c.IsZero():
		return 0 // the currency of the pool is missing, and that is reported there
	case !c.IsKnown():
		if c != r.spec.Currency {
			r.faults.Add(path+".currency", faults.Unknown, c, "an ISO 4217 code such as USD")
		}
		return 0
	}
	a, err := money.FromDecimal(d, c)
	if err != nil {
		r.faults.Add(path+".price", faults.Invalid, d, "an amount in whole minor units of "+c.String()+" within the range of an amount")
	}
	return a
}
