package pool

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// bound is the range that a number must lie in.
type bound uint8

const (
	signed      bound = iota
	notNegative       // 0 and above
	positive          // above 0
	proportion        // 0 to 1
	fraction          // above 0, at most 1
)

// unit is 1: shares and probabilities lie up to it, yearly rates and spreads below it.
var (
	unit      = decimal.New(1, 0)
	minusUnit = decimal.New(-1, 0)
)

func (b bound) admits(d decimal.Decimal) bool {
	switch b {
	case notNegative:
		return d.Sign() >= 0
	case positive:
		return d.Sign() > 0
	case proportion:
		return d.Sign() >= 0 && money.CompareDecimals(d, unit) <= 0
	case fraction:
		return d.Sign() > 0 && money.CompareDecimals(d, unit) <= 0
	}
	return true
}

func (b bound) words(what string) string {
	return what + [...]string{"", " of 0 or more", " above 0", " between 0 and 1", " above 0 and at most 1"}[b]
}

// maxDigits bounds the digits of a number and its exponent. Arithmetic and printing write a decimal
// such as 1e1000000000 out in full, so such numbers are refused before either.
const maxDigits = 100

func isPlain(d decimal.Decimal) bool {
	e := int(d.Exponent())
	return e >= -maxDigits && e <= maxDigits && d.NumDigits() <= maxDigits
}

const wantPlain = "a number of at most 100 digits"

// sizeOf stands for a number that is too long to print.
func sizeOf(d decimal.Decimal) string {
	return fmt.Sprintf("a number of %d digits and exponent %d", d.NumDigits(), d.Exponent())
}

// number refuses a decimal that is not plain.
func (r *resolver) number(path, field string, d decimal.Decimal) bool {
	if !isPlain(d) {
		r.faults.Add(faults.Join(path, field), faults.Invalid, sizeOf(d), wantPlain)
		return false
	}
	return true
}

// amount reads an amount and adds it to the sum over all fields of that name, which must fit too.
func (r *resolver) amount(path, field string, d decimal.Decimal, b bound) (money.Amount, bool) {
	if !r.number(path, field, d) {
		return 0, false
	}
	if !b.admits(d) {
		r.outOfRange(faults.Join(path, field), d, b.words("an amount"))
		return 0, false
	}
	if !r.spec.Currency.IsKnown() {
		return 0, false // a fault of the currency, and reported there
	}
	a, err := money.FromDecimal(d, r.spec.Currency)
	if err != nil {
		r.faults.Add(faults.Join(path, field), faults.Invalid, d, "an amount in whole minor units of "+r.spec.Currency.String()+" within the range of an amount")
		return 0, false
	}
	if !r.total(path, field, field, a) {
		return 0, false
	}
	return a, true
}

// total adds to the sum over one field what stands in a field of its own, or in its place.
func (r *resolver) total(path, place, field string, a money.Amount) bool {
	if r.totals.add(field, a) {
		return true
	}
	r.outOfRange(faults.Join(path, place), a.Format(r.spec.Currency), "an amount with which the sum over the document still fits the range of an amount")
	return false
}

// totals are the sums over each field of the document that is an amount, by its name. There are few.
type totals []fieldTotal

type fieldTotal struct {
	field string
	sum   money.Amount
}

// add adds to a sum, unless it would no longer fit.
func (t *totals) add(field string, a money.Amount) bool {
	for i := range *t {
		if f := &(*t)[i]; f.field == field {
			sum, err := f.sum.Add(a)
			if err == nil {
				f.sum = sum
			}
			return err == nil
		}
	}
	*t = append(*t, fieldTotal{field, a})
	return true
}

// take takes off a sum what was added to it before.
func (t totals) take(field string, a money.Amount) {
	for i := range t {
		if t[i].field == field {
			t[i].sum -= a
		}
	}
}

func (t totals) of(field string) money.Amount {
	for _, f := range t {
		if f.field == field {
			return f.sum
		}
	}
	return 0
}

// optAmount reads an amount that may be absent. It is unknown when it is a fault.
func (r *resolver) optAmount(path, field string, d *decimal.Decimal) Opt[money.Amount] {
	if d == nil {
		return Opt[money.Amount]{}
	}
	if a, ok := r.amount(path, field, *d, notNegative); ok {
		return Known(a)
	}
	return Opt[money.Amount]{}
}

func (r *resolver) rate(path, field string, d decimal.Decimal, b bound) (money.Rate, bool) {
	if !r.number(path, field, d) {
		return 0, false
	}
	if !b.admits(d) {
		r.outOfRange(faults.Join(path, field), d, b.words("a number"))
		return 0, false
	}
	rate, err := money.RateFromDecimal(d)
	if err != nil {
		r.faults.Add(faults.Join(path, field), faults.Invalid, d, "a fraction of one with at most 12 decimals")
		return 0, false
	}
	return rate, true
}

// yearly reads a yearly rate or a spread, and refuses 1 and more: that can only be a percentage.
func (r *resolver) yearly(path, field string, d decimal.Decimal, b bound) (money.Rate, bool) {
	if !r.number(path, field, d) {
		return 0, false
	}
	if money.CompareDecimals(d, unit) >= 0 || money.CompareDecimals(d, minusUnit) <= 0 {
		r.outOfRange(faults.Join(path, field), d, "a yearly rate as a fraction below 1: 5.35 % is 0.0535")
		return 0, false
	}
	return r.rate(path, field, d, b)
}

func (r *resolver) optRate(path, field string, d *decimal.Decimal) Opt[money.Rate] {
	if d == nil {
		return Opt[money.Rate]{}
	}
	if rate, ok := r.yearly(path, field, *d, notNegative); ok {
		return Known(rate)
	}
	return Opt[money.Rate]{}
}

// optRatio reads a probability or another fraction that serves models only, and so is a float.
func (r *resolver) optRatio(path, field string, d *decimal.Decimal) Opt[float64] {
	if d == nil || !r.number(path, field, *d) {
		return Opt[float64]{}
	}
	if !proportion.admits(*d) {
		r.outOfRange(faults.Join(path, field), *d, proportion.words("a fraction"))
		return Opt[float64]{}
	}
	return Known(d.InexactFloat64())
}

// maxTerm is the longest term that is believed, in months: 100 years.
var maxTerm = decimal.New(1200, 0)

func (r *resolver) optTerm(path, field string, d *decimal.Decimal) Opt[float64] {
	if d == nil || !r.number(path, field, *d) {
		return Opt[float64]{}
	}
	if d.Sign() < 0 || money.CompareDecimals(*d, maxTerm) > 0 {
		r.outOfRange(faults.Join(path, field), *d, "a term between 0 and 1200 months")
		return Opt[float64]{}
	}
	return Known(d.InexactFloat64())
}

func (r *resolver) optCount(path string, n *int) Opt[int] {
	switch {
	case n == nil:
		return Opt[int]{}
	case *n < 0:
		r.outOfRange(path, *n, "a number of days of 0 or more")
		return Opt[int]{}
	}
	return Known(*n)
}

// date passes a day on. A Date that is neither unset nor a day, which only a conversion in a program
// can make, is a fault and becomes unset, so that no later step meets it.
func (r *resolver) date(path string, d calendar.Date) calendar.Date {
	if !d.IsZero() && d.Year() == 0 {
		r.faults.Add(path, faults.Invalid, int32(d), "a day of the years 1 to 9999")
		return 0
	}
	return d
}

// checkName refuses a value that is no constant of its enumeration.
func checkName[E ~uint8](r *resolver, path string, v vocabulary, e E) {
	if !isMember(v, e) {
		r.faults.Add(path, faults.Unknown, nameOf(v, e), "one of "+strings.Join(v.list(), ", "))
	}
}

func (r *resolver) missing(path, want string) { r.faults.Add(path, faults.Missing, nil, want) }
func (r *resolver) duplicate(path, seen string) {
	r.faults.Add(path, faults.Duplicate, seen, "each once")
}
func (r *resolver) outOfRange(path string, seen any, want string) {
	r.faults.Add(path, faults.OutOfRange, seen, want)
}
func (r *resolver) inconsistent(path string, seen any, want string) {
	r.faults.Add(path, faults.Inconsistent, seen, want)
}
