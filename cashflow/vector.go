package cashflow

import (
	"math"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// VectorSpec is a rate over time: exactly one of its forms. The last entry of a list goes on for ever.
type VectorSpec struct {
	Constant *decimal.Decimal `json:"constant,omitempty"`
	// ByMonth and ByYear have one entry for each month or year, counted from the cut-off date, or from
	// the contract's start where ByAge says so. A rate of default or prepayment acts over the time between two
	// payments: where that lies in several months, in each by its days. A share of a payment is that of the month
	// that ends on its day.
	ByMonth []decimal.Decimal `json:"by_month,omitempty"`
	ByYear  []decimal.Decimal `json:"by_year,omitempty"`
	ByAge   bool              `json:"by_age,omitempty"`
	// Steps give the rate from a day on; it is zero before the first.
	Steps []RateStep `json:"steps,omitempty"`
}

// vector is a resolved rate over time.
type vector struct {
	list   []float64 // by month
	byAge  bool
	steps  []RateStep
	stress []stressStep
}

type stressStep struct {
	from, until calendar.Date // until is zero for ever
	factor      float64
	exactly     *big.Rat
}

func (s *stressStep) holds(day calendar.Date) bool {
	return !day.Before(s.from) && (s.until.IsZero() || day.Before(s.until))
}

func (s VectorSpec) resolve(list *faults.List, path string) vector {
	given := 0
	for _, is := range []bool{s.Constant != nil, s.ByMonth != nil, s.ByYear != nil, s.Steps != nil} {
		if is {
			given++
		}
	}
	if given != 1 {
		list.Add(path, faults.Inconsistent, given, "exactly one of constant, by_month, by_year and steps")
		return vector{}
	}
	v := vector{byAge: s.ByAge}
	switch {
	case s.Constant != nil:
		v.list = []float64{share(list, path+".constant", s.Constant)}
		if s.ByAge {
			list.Add(path+".by_age", faults.Inconsistent, true, "a list by month or by year")
		}
	case s.ByMonth != nil:
		for i := range s.ByMonth {
			v.list = append(v.list, share(list, faults.Index(path+".by_month", i), &s.ByMonth[i]))
		}
	case s.ByYear != nil:
		for i := range s.ByYear {
			x := share(list, faults.Index(path+".by_year", i), &s.ByYear[i])
			for range 12 {
				v.list = append(v.list, x)
			}
		}
	default:
		for i, step := range s.Steps {
			at := faults.Index(path+".steps", i)
			switch {
			case step.From.IsZero():
				list.Add(at+".from", faults.Missing, nil, "the day from which the rate applies")
			case i > 0 && !step.From.After(s.Steps[i-1].From):
				list.Add(at+".from", faults.Inconsistent, step.From, "a day after "+s.Steps[i-1].From.String())
			}
			if step.Rate < 0 || step.Rate > money.One {
				list.Add(at+".rate", faults.OutOfRange, step.Rate, "a rate between 0 and 1")
			}
		}
		v.steps = append([]RateStep(nil), s.Steps...)
		if s.ByAge {
			list.Add(path+".by_age", faults.Inconsistent, true, "a list by month or by year")
		}
	}
	if s.Constant == nil && s.Steps == nil && len(v.list) == 0 {
		list.Add(path, faults.Missing, nil, "at least one entry")
	}
	return v
}

// share reads a share of one.
func share(list *faults.List, path string, d *decimal.Decimal) float64 {
	if d.IsNegative() || d.GreaterThan(decimal.NewFromInt(1)) {
		list.Add(path, faults.OutOfRange, d, "a share between 0 and 1")
		return 0
	}
	f, _ := d.Float64()
	return f
}

// at is the yearly rate in the month with a number (0 is the first) that begins on a day.
func (v *vector) at(month int, day calendar.Date) float64 {
	r := 0.0
	if v.steps != nil {
		for _, s := range v.steps {
			if s.From.After(day) {
				break
			}
			r = s.Rate.Float64()
		}
	} else if len(v.list) > 0 {
		r = v.list[min(max(month, 0), len(v.list)-1)]
	}
	for _, s := range v.stress {
		if s.holds(day) {
			r *= s.factor
		}
	}
	return min(r, 1)
}

// clock counts time for yearly rates.
type clock struct {
	year YearCount
	asOf calendar.Date
}

// monthPart is one month, or the part of it, between two days: its number and first day counted from
// an origin, and its part of a year.
type monthPart struct {
	month int
	day   calendar.Date
	years float64
}

// between is the part of a year between two days.
func (c clock) between(from, to calendar.Date) float64 {
	if c.year == YearOfDays {
		return float64(to.Sub(from)) / daysPerYear
	}
	return float64(days30(to)-days30(from)) / 360
}

// days30 counts days in months of 30, the end of a month being its 30th (as in 30E/360 ISDA): so
// that monthly payments are a month apart whatever the month, at its end and elsewhere.
func days30(d calendar.Date) int {
	y, m, day := d.YMD()
	if day > 30 || d.IsEndOfMonth() {
		day = 30
	}
	return 360*y + 30*m + day
}

// walk calls visit with the months of the time between two days, counted from an origin on or before
// the first. The time is divided among the months by days, so that a constant rate meets exactly the
// time between the days, whatever the origin.
func (c clock) walk(origin, from, to calendar.Date, visit func(monthPart)) {
	total, days := c.between(from, to), float64(to.Sub(from))
	m := max(int(calendar.MonthsBetween(origin, from).Float64()), 0)
	for day := from; day.Before(to); m++ {
		next := min(origin.AddMonths(m+1), to)
		if !next.After(day) {
			continue
		}
		visit(monthPart{month: m, day: day, years: total * float64(next.Sub(day)) / days})
		day = next
	}
}

// survival gives the part that a yearly conditional rate leaves between two days:
//
//	Π (1 − rate)^(part of a year), over the months between them
func (c clock) survival(v *vector, start, from, to calendar.Date) float64 {
	origin := c.asOf
	if v.byAge {
		origin = start
	}
	if len(v.list) == 1 && len(v.stress) == 0 {
		return math.Exp(c.between(from, to) * math.Log1p(-v.list[0]))
	}
	sum := 0.0
	c.walk(origin, from, to, func(p monthPart) {
		sum += float64(p.years * math.Log1p(-v.at(p.month, p.day)))
	})
	return math.Exp(sum)
}

// rateOf turns a fraction into a rate, so that what follows is exact: 12 digits, rounded half-even.
func rateOf(f float64) money.Rate {
	switch {
	case !(f > 0):
		return 0
	case f >= 1:
		return money.One
	}
	r, err := money.RoundRateFloat64(f)
	if err != nil {
		panic(err) // between 0 and 1
	}
	return r
}

// monthOf is the number of the month of a vector in which a day falls.
func (c clock) monthOf(v *vector, start, day calendar.Date) int {
	origin := c.asOf
	if v.byAge && !start.IsZero() {
		origin = start
	}
	m := calendar.MonthsBetween(origin, day)
	return int(max(m.Num-1, 0) / m.Den) // the month that ends on the day
}

// vector resolves a rate over time with the stress on it.
func (r *scenarioResolver) vector(path string, s VectorSpec, on StressOn) *vector {
	v := s.resolve(r.list, path)
	v.stress = r.out.stress[on]
	return &v
}
