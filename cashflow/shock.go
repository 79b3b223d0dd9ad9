package cashflow

import (
	"maps"
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// ShockSpec adds to a reference rate from a day on, until another day (exclusive) where one is stated.
type ShockSpec struct {
	Index string        `json:"index"`
	From  calendar.Date `json:"from"`
	Until calendar.Date `json:"until,omitzero"`
	Add   money.Rate    `json:"add"`
}

// curves joins the scenario's curves with those of the base settings, and adds the shocks.
func (r *scenarioResolver) curves(s ScenarioSpec, base Settings) {
	curves := maps.Clone(base.Curves)
	if curves == nil {
		curves = map[string][]RateStep{}
	}
	maps.Copy(curves, s.Curves)
	for i, shock := range s.Shocks {
		path := faults.Index("shocks", i)
		steps, ok := curves[shock.Index]
		switch {
		case !ok:
			r.list.Add(path+".index", faults.Unknown, shock.Index, "an index that the scenario or the settings have a curve for")
			continue
		case shock.From.IsZero():
			r.list.Add(path+".from", faults.Missing, nil, "the day from which the shock applies")
			continue
		case !shock.Until.IsZero() && !shock.Until.After(shock.From):
			r.list.Add(path+".until", faults.Inconsistent, shock.Until, "a day after "+shock.From.String())
			continue
		}
		shocked, err := shock.apply(steps)
		if err != nil {
			r.list.Add(path+".add", faults.OutOfRange, shock.Add, "a shock that leaves every rate in range")
			continue
		}
		curves[shock.Index] = shocked
	}
	base.Curves = curves
	if len(curves) == 0 {
		base.Curves = nil
	}
	resolved, err := base.resolve()
	r.list.Append("", err)
	r.out.settings = resolved
}

// apply adds the shock to a curve.
func (s ShockSpec) apply(steps []RateStep) ([]RateStep, error) {
	at := func(day calendar.Date) (money.Rate, bool) {
		k := -1
		for i := range steps {
			if !steps[i].From.After(day) {
				k = i
			}
		}
		if k < 0 {
			return 0, false
		}
		return steps[k].Rate, true
	}
	var days []calendar.Date
	for _, step := range steps {
		days = append(days, step.From)
	}
	days = append(days, s.From)
	if !s.Until.IsZero() {
		days = append(days, s.Until)
	}
	slices.Sort(days)
	var out []RateStep
	for _, day := range slices.Compact(days) {
		rate, known := at(day)
		if !known {
			continue
		}
		if !day.Before(s.From) && (s.Until.IsZero() || day.Before(s.Until)) {
			var err error
			if rate, err = rate.Add(s.Add); err != nil {
				return nil, err
			}
		}
		out = append(out, RateStep{From: day, Rate: rate})
	}
	return out, nil
}
