package money

import (
	"fmt"
	"math/big"
	"slices"
	"time"
)

// Quote is the exchange rate (汇率) of one pair on one civil day: one unit of From
// is worth Rate units of To. USD to CNY at 7.1 is Quote{day, USD, CNY, 7.1}. A
// market quote for 100 units (100 JPY = 4.9 CNY) is divided by 100 first (0.049).
type Quote struct {
	Day  int32 // civil day, counted from 1970-01-01 = 0: the number behind calendar.Date
	From Currency
	To   Currency
	Rate Rate // more than 0
}

// FXSettings says which rates an FXTable may derive from its quotes. The zero value
// is none: only a pair quoted on the very day is converted.
type FXSettings struct {
	// AllowInverse lets a quote of To in From serve, divided instead of multiplied,
	// where the pair itself is not quoted on that day. A quoted inverse differs from
	// a derived one by the dealing spread.
	AllowInverse bool

	// CrossVia names one currency through which a pair may be crossed that has
	// neither a quote of its own on that day nor an allowed inverse. Each of its two
	// legs follows the same rules. The zero value allows no cross.
	CrossVia Currency
}

// FXTable is an immutable table of dated exchange rates. It never interpolates and
// never takes the rate of another day. A nil table holds no rates.
type FXTable struct {
	keys     []uint64 // pair and day of quotes, ascending
	quotes   []Quote
	settings FXSettings
}

// NewFXTable builds a table that derives nothing (the zero FXSettings; see With).
// All faults of all quotes come at once, as QuoteErrors in the order of the quotes:
// an unknown currency, a pair of one currency with itself, a rate that is not
// positive, a second quote for the same pair and day.
func NewFXTable(quotes []Quote) (*FXTable, error) {
	var faults QuoteErrors
	type place struct {
		key   uint64
		index int
	}
	places := make([]place, 0, len(quotes))
	for i, q := range quotes {
		if reason := q.fault(); reason != "" {
			faults = append(faults, &QuoteError{Index: i, Quote: q, Reason: reason})
		}
		places = append(places, place{q.key(), i})
	}
	// Stable: of equal keys the first quote of the caller stays first.
	slices.SortStableFunc(places, func(a, b place) int {
		switch {
		case a.key < b.key:
			return -1
		case a.key > b.key:
			return 1
		}
		return 0
	})
	t := &FXTable{keys: make([]uint64, len(places)), quotes: make([]Quote, len(places))}
	first := 0 // position of the first of a run of equal keys
	for i, p := range places {
		if p.key != places[first].key {
			first = i
		}
		if i > first {
			reason := fmt.Sprintf("quote %d is for the same pair and day", places[first].index)
			faults = append(faults, &QuoteError{Index: p.index, Quote: quotes[p.index], Reason: reason})
		}
		t.keys[i], t.quotes[i] = p.key, quotes[p.index]
	}
	if len(faults) > 0 {
		slices.SortStableFunc(faults, func(a, b *QuoteError) int { return a.Index - b.Index })
		return nil, faults
	}
	return t, nil
}

// fault says what is wrong with q taken by itself, or "".
func (q Quote) fault() string {
	switch {
	case !q.From.IsKnown():
		return "From: " + q.From.String()
	case !q.To.IsKnown():
		return "To: " + q.To.String()
	case q.From == q.To:
		return "From and To are the same currency"
	case q.Rate <= 0:
		return "the rate is not positive"
	}
	return ""
}

// key orders quotes by pair, then day.
func (q Quote) key() uint64 {
	const flip = 1 << 31 // moves negative days below positive ones
	return uint64(q.From)<<40 | uint64(q.To)<<32 | uint64(uint32(q.Day)^flip)
}

// With returns a table of the same quotes under other settings. A CrossVia that is
// neither zero nor known is ErrUnknownCurrency.
func (t *FXTable) With(s FXSettings) (*FXTable, error) {
	if !s.CrossVia.IsZero() {
		if err := s.CrossVia.checkKnown(); err != nil {
			return nil, fmt.Errorf("money: FXSettings.CrossVia: %w", err)
		}
	}
	u := &FXTable{settings: s}
	if t != nil {
		u.keys, u.quotes = t.keys, t.quotes
	}
	return u, nil
}

// Settings returns what the table may derive.
func (t *FXTable) Settings() FXSettings {
	if t == nil {
		return FXSettings{}
	}
	return t.settings
}

// Quotes returns a copy of the quotes, ordered by From, To (by code) and day.
func (t *FXTable) Quotes() []Quote {
	if t == nil {
		return nil
	}
	return slices.Clone(t.quotes)
}

// Leg is one step of a conversion: a quote, multiplied or, when Inverse, divided by.
type Leg struct {
	Quote   Quote
	Inverse bool
}

// Pair is a conversion from one currency to another.
type Pair struct {
	From, To Currency
}

// Legs returns the quotes by which Convert changes money of p.From into p.To on the
// day: none when the currencies are the same, one for a quoted or inverse pair, two
// for a cross. Errors as Convert.
func (t *FXTable) Legs(p Pair, day int32) ([]Leg, error) {
	r, err := t.route(p, day)
	if err != nil {
		return nil, err
	}
	return slices.Clone(r.legs[:r.n]), nil
}

// Convert changes m into the currency to at the rate of the day, which is counted
// from 1970-01-01 = 0. The result is rounded once to the minor unit of to,
// half-even, whatever the exponents of the two currencies and the number of legs.
// Money that is already in the currency is returned as it is.
//
// Errors: *MissingRateError when the table has no rate for that pair and day that
// its settings allow, ErrUnknownCurrency, ErrOverflow.
func (t *FXTable) Convert(m Money, to Currency, day int32) (Money, error) {
	r, err := t.route(Pair{m.Currency, to}, day)
	if err != nil {
		return Money{}, err
	}
	if r.n == 0 {
		return m, nil
	}
	scaleTo, scaleFrom := pow10[to.Exponent()], pow10[m.Currency.Exponent()]
	var v int64
	var ok bool
	switch rate := int64(r.legs[0].Quote.Rate); {
	case r.n == 2:
		v, ok = r.cross(m.Amount, scaleTo, scaleFrom)
	case r.legs[0].Inverse:
		v, ok = mulDiv3(int64(m.Amount), int64(One), scaleTo, rate, scaleFrom)
	default:
		v, ok = mulDiv3(int64(m.Amount), rate, scaleTo, int64(One), scaleFrom)
	}
	if !ok {
		return Money{}, overflowOf(fmt.Sprintf("%v at the rate of %s", m, dayText(day)), to.Code())
	}
	return Money{Amount: Amount(v), Currency: to}, nil
}

// route is a sequence of up to two legs, without allocation.
type route struct {
	legs [2]Leg
	n    int
}

func (t *FXTable) route(p Pair, day int32) (route, error) {
	if err := p.From.checkKnown(); err != nil {
		return route{}, err
	}
	if err := p.To.checkKnown(); err != nil {
		return route{}, err
	}
	if p.From == p.To {
		return route{}, nil
	}
	if leg, ok := t.leg(p, day); ok {
		return route{legs: [2]Leg{leg}, n: 1}, nil
	}
	if via := t.Settings().CrossVia; !via.IsZero() {
		first, ok1 := t.leg(Pair{p.From, via}, day)
		second, ok2 := t.leg(Pair{via, p.To}, day)
		if ok1 && ok2 {
			return route{legs: [2]Leg{first, second}, n: 2}, nil
		}
	}
	_, hasInverse := t.find(Pair{p.To, p.From}, day)
	return route{}, &MissingRateError{From: p.From, To: p.To, Day: day, HasInverse: hasInverse}
}

// leg finds the quote of a pair or, where allowed, of its inverse.
func (t *FXTable) leg(p Pair, day int32) (Leg, bool) {
	if q, ok := t.find(p, day); ok {
		return Leg{Quote: q}, true
	}
	if t.Settings().AllowInverse {
		if q, ok := t.find(Pair{p.To, p.From}, day); ok {
			return Leg{Quote: q, Inverse: true}, true
		}
	}
	return Leg{}, false
}

func (t *FXTable) find(p Pair, day int32) (Quote, bool) {
	if t == nil {
		return Quote{}, false
	}
	i, ok := slices.BinarySearch(t.keys, Quote{Day: day, From: p.From, To: p.To}.key())
	if !ok {
		return Quote{}, false
	}
	return t.quotes[i], true
}

// cross multiplies through both legs before the one rounding. It takes up to 200
// bits and is not a hot path, so it uses big integers.
func (r route) cross(a Amount, scaleTo, scaleFrom int64) (int64, bool) {
	numerator := new(big.Int).Mul(big.NewInt(int64(a)), big.NewInt(scaleTo))
	divisor := big.NewInt(scaleFrom)
	for _, leg := range r.legs[:r.n] {
		by, over := leg.Quote.Rate, One
		if leg.Inverse {
			by, over = over, by
		}
		numerator.Mul(numerator, big.NewInt(int64(by)))
		divisor.Mul(divisor, big.NewInt(int64(over)))
	}
	v, _, ok := divRoundBig(numerator, divisor)
	return v, ok
}

// dayText shows a day number as a civil date, with the number.
func dayText(day int32) string {
	const secondsPerDay = 24 * 60 * 60
	return fmt.Sprintf("%s (day %d)", time.Unix(int64(day)*secondsPerDay, 0).UTC().Format(time.DateOnly), day)
}
