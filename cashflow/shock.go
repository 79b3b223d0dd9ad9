package cashflow

import (
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// ShockSpec bends a reference rate or an exchange rate from a day on, until another day (exclusive) where one is
// stated: rate × Factor + Add, rounded half-even to twelve decimals. Several shocks act one after the other.
type ShockSpec struct {
	Index string        `json:"index"`
	From  calendar.Date `json:"from"`
	Until calendar.Date `json:"until,omitzero"`
	// Factor is 1 when absent.
	Factor *decimal.Decimal `json:"factor,omitempty"`
	Add    money.Rate       `json:"add,omitzero"`
}

// Check adds the faults of a shock to a list: what Apply would not know how to read.
func (s ShockSpec) Check(list *faults.List, path string) {
	if s.From.IsZero() {
		list.Add(path+".from", faults.Missing, nil, "the day from which the shock applies")
	}
	if !s.Until.IsZero() && !s.Until.After(s.From) {
		list.Add(path+".until", faults.Inconsistent, s.Until, "a day after "+s.From.String())
	}
	if _, err := s.factor(); err != nil || s.Factor != nil && (s.Factor.IsNegative() || s.Factor.GreaterThan(decimal.NewFromInt(1000))) {
		list.Add(path+".factor", faults.OutOfRange, s.Factor, "a factor from 0 to 1000 with at most 12 decimals")
	}
	if s.Factor == nil && s.Add == 0 {
		list.Add(path, faults.Missing, nil, "what is added, or a factor")
	}
}

func (s ShockSpec) factor() (money.Rate, error) {
	if s.Factor == nil {
		return money.One, nil
	}
	return money.RateFromDecimal(*s.Factor)
}

// bent is a rate under the shock.
func (s ShockSpec) bent(rate money.Rate) (money.Rate, error) {
	factor, err := s.factor()
	if err != nil {
		return 0, err
	}
	v, err := money.MulDiv(int64(rate), int64(factor), int64(money.One))
	if err != nil {
		return 0, err
	}
	return money.Rate(v).Add(s.Add)
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
		}
		before := r.list.Len()
		shock.Check(r.list, path)
		if r.list.Len() > before {
			continue
		}
		shocked, err := shock.Apply(steps)
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

// Apply gives a curve under the shock, with steps where it begins and ends. Before the first step of the curve there is
// nothing to bend. The error is money.ErrOverflow.
func (s ShockSpec) Apply(steps []RateStep) ([]RateStep, error) {
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
			if rate, err = s.bent(rate); err != nil {
				return nil, err
			}
		}
		out = append(out, RateStep{From: day, Rate: rate})
	}
	return out, nil
}
