package cashflow

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// Dated is an amount on a day, in minor units: positive received, negative paid.
type Dated struct {
	Date   calendar.Date
	Amount money.Amount
}

// Classes of error of the analytics, for errors.Is.
var (
	// ErrNoDate: a date is not set.
	ErrNoDate = errors.New("cashflow: date not set")
	// ErrPast: an amount is dated before the day of valuation.
	ErrPast = errors.New("cashflow: amount before the day of valuation")
	// ErrYield: a yield that is not finite, or at which money does not discount: 1 + rate/m ≤ 0.
	ErrYield = errors.New("cashflow: yield out of range")
	// ErrNoValue: the amounts sum, or discount, to zero, and there is nothing to weight by.
	ErrNoValue = errors.New("cashflow: amounts are worth nothing")
)

// Yield is a yearly rate with its compounding. PerYear 0 or 1 is the annual effective rate, m is a
// nominal rate compounded m times a year.
type Yield struct {
	Rate    float64
	PerYear int
}

// compounding gives m and the growth of one compounding period, 1 + rate/m.
func (y Yield) compounding() (m, growth float64, err error) {
	m = float64(max(y.PerYear, 1))
	growth = 1 + y.Rate/m
	if y.PerYear < 0 || !(growth > 0) || math.IsInf(growth, 0) {
		return 0, 0, fmt.Errorf("%w: %v compounded %d times a year", ErrYield, y.Rate, y.PerYear)
	}
	return m, growth, nil
}

// daysPerYear is that of ACT/365F, the year of all analytics.
const daysPerYear = 365

// years gives the time from a day to each amount in ACT/365F years.
func years(flows []Dated, on calendar.Date) ([]float64, error) {
	if on.IsZero() {
		return nil, fmt.Errorf("%w: the day of valuation", ErrNoDate)
	}
	t := make([]float64, len(flows))
	for i, f := range flows {
		switch {
		case f.Date.IsZero():
			return nil, fmt.Errorf("%w: amount %d", ErrNoDate, i)
		case f.Date.Before(on):
			return nil, fmt.Errorf("%w: amount %d is dated %s, the valuation is on %s", ErrPast, i, f.Date, on)
		}
		t[i] = float64(f.Date.Sub(on)) / daysPerYear
	}
	return t, nil
}

// WAL is the weighted average life (加权平均期限) of principal payments in years:
//
//	Σ amount·t / Σ amount,  t = days from on / 365
//
// Errors: ErrNoDate, ErrPast, ErrNoValue.
func WAL(principal []Dated, on calendar.Date) (float64, error) {
	t, err := years(principal, on)
	if err != nil {
		return 0, err
	}
	var sum, weight float64
	for i, p := range principal {
		sum += float64(float64(p.Amount) * t[i])
		weight += float64(p.Amount)
	}
	if weight == 0 {
		return 0, ErrNoValue
	}
	return sum / weight, nil
}

// byDate gives the amounts in order of date, those of one day summed and zeros left out.
func byDate(flows []Dated) ([]Dated, error) {
	sorted := slices.Clone(flows)
	slices.SortStableFunc(sorted, func(a, b Dated) int { return int(a.Date) - int(b.Date) })
	merged := sorted[:0]
	for _, f := range sorted {
		if f.Date.IsZero() {
			return nil, ErrNoDate
		}
		if n := len(merged); n > 0 && merged[n-1].Date == f.Date {
			sum, err := merged[n-1].Amount.Add(f.Amount)
			if err != nil {
				return nil, err
			}
			merged[n-1].Amount = sum
			continue
		}
		merged = append(merged, f)
	}
	return slices.DeleteFunc(merged, func(f Dated) bool { return f.Amount == 0 }), nil
}
