package cashflow

import (
	"maps"
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// Settings says what is taken where contracts are silent. The zero value is ready to use: every
// field that is zero stands for the default named beside it. Whatever a contract states goes first,
// and each use of a fall-back is an Assumption in the result.
type Settings struct {
	// Lease: form level, quarterly. Rents of a finance lease are equal and quarterly unless the
	// contract says otherwise.
	Lease Fallback `json:"lease,omitzero"`
	// Microloan: form interest_first, monthly. A small loan pays interest each month and principal at
	// maturity (按月付息到期还本).
	Microloan Fallback `json:"microloan,omitzero"`
	// Sublicense: form level, quarterly. Licence fees are equal and quarterly.
	Sublicense Fallback `json:"sublicense,omitzero"`

	// ResetMonths is the time between two resets of a floating rate that states none; 0 means 12, the
	// usual repricing term (重定价周期) of loans on the loan prime rate.
	ResetMonths int `json:"reset_months,omitzero"`
	// Curves gives the future of reference rates by the name of the index, such as "LPR1Y": steps in
	// ascending order of dates, each valid from its day on. A floating contract whose index has no
	// curve keeps its current rate, which is reported.
	Curves map[string][]RateStep `json:"curves,omitempty"`
}

// Fallback holds what is taken for contracts of one kind that do not state it.
type Fallback struct {
	// Form of repayment (还款方式); any but irregular, which only a table can state.
	Form pool.Repayment `json:"form,omitzero"`
	// Frequency of payment (还款频率).
	Frequency calendar.Frequency `json:"frequency,omitzero"`
	// DayCount (计息基础), for every form. When it is zero, level and even principal take 30E/360 and
	// the other forms ACT/360. Chinese lenders convert a yearly rate by two rules: month rate =
	// yearly rate / 12, used for instalments, and day rate = yearly rate / 360, used where interest
	// is counted by days. 30E/360 gives a whole month 1/12, but for months from or to a short end of
	// February, and its fractions add up: twelve months always make a year.
	DayCount calendar.DayCount `json:"day_count,omitzero"`
	// Rate per year. When it is unknown, a contract whose rate is neither stated nor implied by what
	// is owed bears no interest.
	Rate pool.Opt[money.Rate] `json:"rate,omitzero"`
}

// RateStep is one step of a curve: the rate from a day on.
type RateStep struct {
	From calendar.Date `json:"from"`
	Rate money.Rate    `json:"rate"`
}

// defaultResetMonths stands for a reset interval that neither contract nor settings state.
const defaultResetMonths = 12

// resolve checks the settings and fills in the defaults, except for day counts, which depend on the
// form. The error is a *faults.Error with every fault.
func (s Settings) resolve() (Settings, error) {
	var list faults.List
	s.Lease = s.Lease.resolve(&list, "lease", pool.Level, calendar.Quarterly)
	s.Microloan = s.Microloan.resolve(&list, "microloan", pool.InterestFirst, calendar.Monthly)
	s.Sublicense = s.Sublicense.resolve(&list, "sublicense", pool.Level, calendar.Quarterly)
	if s.ResetMonths < 0 || s.ResetMonths > 1200 {
		list.Add("reset_months", faults.OutOfRange, s.ResetMonths, "a number of months from 0 to 1200")
	}
	if s.ResetMonths == 0 {
		s.ResetMonths = defaultResetMonths
	}
	s.Curves = maps.Clone(s.Curves)
	for _, name := range slices.Sorted(maps.Keys(s.Curves)) {
		path := "curves." + name
		steps := slices.Clone(s.Curves[name])
		s.Curves[name] = steps
		if len(steps) == 0 {
			list.Add(path, faults.Missing, nil, "at least one step")
		}
		for i, step := range steps {
			switch {
			case step.From.IsZero():
				list.Add(faults.Index(path, i)+".from", faults.Missing, nil, "the day from which the rate applies")
			case i > 0 && !step.From.After(steps[i-1].From):
				list.Add(faults.Index(path, i)+".from", faults.Inconsistent, step.From, "a day after "+steps[i-1].From.String())
			}
		}
	}
	return s, list.Err()
}

func (f Fallback) resolve(list *faults.List, path string, form pool.Repayment, frequency calendar.Frequency) Fallback {
	switch {
	case f.Form == pool.RepaymentUnknown:
		f.Form = form
	case f.Form >= pool.Irregular:
		list.Add(path+".form", faults.Unsupported, f.Form, "level, even_principal, interest_first or bullet")
	}
	switch {
	case f.Frequency == 0:
		f.Frequency = frequency
	case !f.Frequency.IsValid():
		list.Add(path+".frequency", faults.Invalid, int32(f.Frequency), "a frequency such as monthly or quarterly")
	}
	if f.DayCount != 0 && !f.DayCount.IsValid() {
		list.Add(path+".day_count", faults.Invalid, uint8(f.DayCount), "a day count such as ACT/360 or 30E/360")
	}
	if r, known := f.Rate.Get(); known && (r < 0 || r >= money.One) {
		list.Add(path+".rate", faults.OutOfRange, r, "a yearly rate from 0 to below 1")
	}
	return f
}

// dayCount gives the fall-back for a form.
func (f Fallback) dayCount(form pool.Repayment) calendar.DayCount {
	switch {
	case f.DayCount != 0:
		return f.DayCount
	case form == pool.Level || form == pool.EvenPrincipal:
		return calendar.ThirtyE360
	}
	return calendar.Act360
}
