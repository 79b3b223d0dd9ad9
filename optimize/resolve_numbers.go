package optimize

import (
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/faults"
)

// mostDecimals bounds the exponents of the numbers of a document, so that a short text such as 1e999999999
// cannot ask for numbers of a billion digits.
const mostDecimals = 30

// numbers refuses numbers of an absurd size before any of them is computed with.
func (s Spec) numbers(list *faults.List) {
	check := func(path string, d *decimal.Decimal) {
		if d != nil && (d.Exponent() > mostDecimals || d.Exponent() < -mostDecimals || d.NumDigits() > 2*mostDecimals) {
			list.Add(path, faults.OutOfRange, "a number of an absurd size", "a number with at most 30 decimals and an exponent of at most 30")
		}
	}
	check("servicing", &s.Servicing)
	check("objective.tradeoff", s.Objective.Tradeoff)
	check("objective.level", s.Objective.Level)
	for k := range s.Objective.Profile {
		check(faults.Index("objective.profile", k)+".amount", &s.Objective.Profile[k].Amount)
	}
	if s.Shares != nil {
		check("shares.lot", &s.Shares.Lot)
	}
	if s.Stop != nil {
		check("stop.gap", s.Stop.Gap)
		check("stop.seconds", s.Stop.Seconds)
	}
	for i, r := range s.Rules {
		path := faults.Index("rules", i)
		check(path+".at_most", r.AtMost)
		check(path+".below", r.Below)
		check(path+".at_least", r.AtLeast)
		check(path+".above", r.Above)
		check(path+".otherwise", r.Otherwise)
		for _, rating := range slices.Sorted(maps.Keys(r.Factors)) {
			f := r.Factors[rating]
			check(faults.Join(path+".factors", rating), &f)
		}
	}
}
