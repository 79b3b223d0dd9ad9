package credit

import (
	"fmt"
	"math"
	"sort"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/internal/words"
)

// DaysPerYear turns years into days for default curves: 365, as in ACT/365F.
const DaysPerYear = 365

// CurveSpec is the term structure of default probabilities (违约概率期限结构) of a party or a rating, as
// a person writes it: exactly one of AnnualPD, Hazard and Points.
type CurveSpec struct {
	// AnnualPD is the probability of default within one year; the hazard rate −ln(1 − PD) is constant.
	AnnualPD *float64 `json:"annual_pd,omitempty"`
	// Hazard is a constant hazard rate per year: the PD after t years is 1 − e^(−hazard·t).
	Hazard *float64 `json:"hazard,omitempty"`
	// Points are cumulative default probabilities. Between points, and before the first one, the hazard
	// rate is constant.
	Points []CurvePoint `json:"points,omitempty"`
	// Beyond says what holds after the last point: last_hazard goes on with the hazard rate of the last interval,
	// flat stays at the probability of the last point. Without it the curve ends there, and asking for a later
	// day is an error.
	Beyond Extrapolation `json:"beyond,omitempty"`
}

// CurvePoint is a cumulative default probability by a day: exactly one of Date, Days and Years says
// which.
type CurvePoint struct {
	Date calendar.Date `json:"date,omitzero"`
	// Days after the cut-off date.
	Days int `json:"days,omitempty"`
	// Years after the cut-off date, of 365 days.
	Years float64 `json:"years,omitempty"`
	PD    float64 `json:"pd"`
}

// Extrapolation says how a curve goes on after its last point.
type Extrapolation uint8

// The ways to go on.
const (
	NoExtrapolation Extrapolation = iota // it does not
	LastHazard                           // with the hazard rate of the last interval
	FlatPD                               // with the probability of the last point: nothing defaults after it
)

var extrapolationNames = words.Table{Class: ErrUnknownName, What: "extrapolation", Names: []string{"", "last_hazard", "flat"}}

// String gives the name used in documents; none is the empty name.
func (e Extrapolation) String() string { return extrapolationNames.Name(uint8(e)) }

// MarshalText writes the name.
func (e Extrapolation) MarshalText() ([]byte, error) { return extrapolationNames.Marshal(uint8(e)) }

// UnmarshalText reads the name.
func (e *Extrapolation) UnmarshalText(text []byte) error {
	return extrapolationNames.Unmarshal((*uint8)(e), text)
}

// Curve is a resolved default curve: the probability of default as a function of the days since the
// cut-off date. The zero value never defaults. It is immutable and safe for concurrent use.
type Curve struct {
	asOf  calendar.Date
	days  []float64 // ascending, above 0
	total []float64 // cumulative hazard −ln(1 − PD) at days, may end in +∞
	ends  bool      // undefined after the last day
}

// Resolve checks the curve and fixes it to a cut-off date. The error is a *faults.Error with every
// fault.
func (s CurveSpec) Resolve(asOf calendar.Date) (Curve, error) {
	var list faults.List
	given := 0
	for _, is := range []bool{s.AnnualPD != nil, s.Hazard != nil, s.Points != nil} {
		if is {
			given++
		}
	}
	if given != 1 {
		list.Add("", faults.Inconsistent, fmt.Sprintf("%d of them", given), "exactly one of annual_pd, hazard and points")
		return Curve{}, list.Err()
	}
	c := Curve{asOf: asOf}
	switch {
	case s.AnnualPD != nil:
		if !isProbability(*s.AnnualPD) {
			list.Add("annual_pd", faults.OutOfRange, *s.AnnualPD, "a probability between 0 and 1")
		}
		c.days, c.total = []float64{DaysPerYear}, []float64{-math.Log1p(-*s.AnnualPD)}
	case s.Hazard != nil:
		if !(*s.Hazard >= 0) || math.IsInf(*s.Hazard, 0) {
			list.Add("hazard", faults.OutOfRange, *s.Hazard, "a rate per year of 0 or more")
		}
		c.days, c.total = []float64{DaysPerYear}, []float64{*s.Hazard}
	default:
		c.ends = s.Beyond == NoExtrapolation
		c.resolvePoints(&list, s.Points, s.Beyond)
	}
	if s.Points == nil && s.Beyond != NoExtrapolation {
		list.Add("beyond", faults.Inconsistent, s.Beyond, "nothing: a constant hazard rate has no last point")
	}
	return c, list.Err()
}

func (c *Curve) resolvePoints(list *faults.List, points []CurvePoint, beyond Extrapolation) {
	if len(points) == 0 {
		list.Add("points", faults.Missing, nil, "at least one point")
	}
	before, pd := 0.0, 0.0
	for i, p := range points {
		path := faults.Index("points", i)
		day, ok := p.day(list, path, c.asOf)
		if ok && !(day > before) {
			list.Add(path, faults.Inconsistent, day, fmt.Sprintf("a day after day %v, that of the point before or the cut-off date", before))
		}
		switch {
		case !isProbability(p.PD):
			list.Add(path+".pd", faults.OutOfRange, p.PD, "a probability between 0 and 1")
		case p.PD < pd:
			list.Add(path+".pd", faults.Inconsistent, p.PD, fmt.Sprintf("at least %v, the probability by the point before", pd))
		}
		before, pd = day, p.PD
		c.days = append(c.days, day)
		c.total = append(c.total, -math.Log1p(-p.PD))
	}
	if n := len(c.days); beyond == FlatPD && n > 0 { // a last interval without hazard goes on for ever
		c.days, c.total = append(c.days, c.days[n-1]+1), append(c.total, c.total[n-1])
	}
}

// day gives the day of a point after the cut-off date.
func (p CurvePoint) day(list *faults.List, path string, asOf calendar.Date) (float64, bool) {
	given := 0
	for _, is := range []bool{!p.Date.IsZero(), p.Days != 0, p.Years != 0} {
		if is {
			given++
		}
	}
	switch {
	case given != 1:
		list.Add(path, faults.Inconsistent, fmt.Sprintf("%d of them", given), "exactly one of date, days and years")
		return 0, false
	case p.Days != 0:
		return float64(p.Days), true
	case p.Years != 0:
		if math.IsNaN(p.Years) || math.IsInf(p.Years, 0) {
			list.Add(path+".years", faults.OutOfRange, p.Years, "a number of years above 0")
			return 0, false
		}
		return p.Years * DaysPerYear, true
	case asOf.IsZero():
		list.Add(path+".date", faults.Unsupported, p.Date, "days or years: this curve has no cut-off date")
		return 0, false
	}
	return float64(p.Date.Sub(asOf)), true
}

// PD is the probability of default within a number of days from the cut-off date, 0 or less for days of
// 0 or less:
//
//	PD(t) = 1 − e^(−H(t)),   H linear between the points and from H(0) = 0 on
//
// The error wraps [ErrHorizon] when the curve ends before that day, [ErrArgument] when days is NaN.
func (c Curve) PD(days float64) (float64, error) {
	switch {
	case math.IsNaN(days):
		return 0, fmt.Errorf("%w: day NaN", ErrArgument)
	case days <= 0 || len(c.days) == 0:
		return 0, nil
	case c.ends && days > c.days[len(c.days)-1]:
		return 0, fmt.Errorf("%w: it ends on day %v after the cut-off date, asked for day %v", ErrHorizon, c.days[len(c.days)-1], days)
	}
	return -math.Expm1(-c.hazardTo(days)), nil
}

// At is PD by a date. The error wraps [ErrArgument] when the curve was resolved without a cut-off date.
func (c Curve) At(date calendar.Date) (float64, error) {
	if c.asOf.IsZero() || date.IsZero() {
		return 0, fmt.Errorf("%w: a date on a curve of days", ErrArgument)
	}
	return c.PD(float64(date.Sub(c.asOf)))
}

// hazardTo is the cumulative hazard H at a day.
func (c Curve) hazardTo(days float64) float64 {
	i := sort.SearchFloat64s(c.days, days)
	i = min(i, len(c.days)-1)
	fromDay, from := 0.0, 0.0
	if i > 0 {
		fromDay, from = c.days[i-1], c.total[i-1]
	}
	if math.IsInf(from, 1) || days == c.days[i] {
		return c.total[i]
	}
	return from + (c.total[i]-from)*(days-fromDay)/(c.days[i]-fromDay)
}

// Day is the inverse of PD: the number of days by which the probability of default reaches pd. It is
// +∞ when the curve never does, or ends before. The default time of a party whose latent variable is x
// is Day(Φ(x)). NaN when pd is no probability.
func (c Curve) Day(pd float64) float64 {
	switch {
	case !isProbability(pd):
		return math.NaN()
	case pd == 0:
		return 0
	case len(c.days) == 0:
		return math.Inf(1)
	}
	want := -math.Log1p(-pd)
	last := len(c.days) - 1
	i := sort.SearchFloat64s(c.total, want)
	if i > last {
		if c.ends {
			return math.Inf(1)
		}
		i = last
	}
	fromDay, from := 0.0, 0.0
	if i > 0 {
		fromDay, from = c.days[i-1], c.total[i-1]
	}
	switch rise := c.total[i] - from; {
	case rise == 0:
		return math.Inf(1) // the last interval has no hazard
	case math.IsInf(want, 1) && !math.IsInf(c.total[i], 1):
		return math.Inf(1)
	case math.IsInf(rise, 1):
		return fromDay
	default:
		return fromDay + (want-from)/rise*(c.days[i]-fromDay)
	}
}

// firstDay is the first whole day by which the cumulative hazard reaches want, between 1 and a horizon
// by which it is known to do so: the Day d for which PD(d − 1) < 1 − e^(−want) ≤ PD(d).
func (c *Curve) firstDay(want, horizon float64) int32 {
	i := 0
	for i < len(c.total)-1 && c.total[i] < want {
		i++
	}
	fromDay, from := 0.0, 0.0
	if i > 0 {
		fromDay, from = c.days[i-1], c.total[i-1]
	}
	day := math.Floor(fromDay) + 1 // where the hazard jumps
	if rise := c.total[i] - from; !math.IsInf(rise, 1) {
		day = math.Ceil(fromDay + (want-from)/rise*(c.days[i]-fromDay))
	}
	return int32(min(max(day, 1), horizon))
}
