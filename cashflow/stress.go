package cashflow

import (
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/internal/words"
)

// StressSpec multiplies a rate from a day on, until another day (exclusive) where one is stated; several that hold
// on a day multiply each other. The day is, for rates of default and prepayment, the first of each month or
// part of a month that the rate acts in; for entry into delinquency, that of the payment; for a recovery, the day
// of default, and of the sources guarantor and rights the day on which they pay; for royalties, the end of the
// fee period in which the sales are made. Rates never exceed 1.
type StressSpec struct {
	On     StressOn        `json:"on"`
	From   calendar.Date   `json:"from"`
	Until  calendar.Date   `json:"until,omitzero"`
	Factor decimal.Decimal `json:"factor"`
}

// StressOn says what a stress multiplies.
type StressOn uint8

// What can be stressed.
const (
	StressUnstated    StressOn = iota
	StressDefault              // the CDR
	StressPrepayment           // the CPR or PSA
	StressDelinquency          // the entry into delinquency
	StressRecovery             // what is recovered
	StressRoyalty              // the sales behind royalties
)

var stressNames = words.Table{Class: ErrUnknownName, What: "stress", Names: []string{"", "default", "prepayment", "delinquency", "recovery", "royalty"}}

// String gives the name used in documents.
func (s StressOn) String() string { return stressNames.Name(uint8(s)) }

// MarshalText writes the name.
func (s StressOn) MarshalText() ([]byte, error) { return stressNames.Marshal(uint8(s)) }

// UnmarshalText reads the name.
func (s *StressOn) UnmarshalText(text []byte) error {
	return stressNames.Unmarshal((*uint8)(s), text)
}

func (r *scenarioResolver) stress(specs []StressSpec) {
	r.out.stress = map[StressOn][]stressStep{}
	for i, s := range specs {
		path := faults.Index("stress", i)
		factor, _ := s.Factor.Float64()
		switch {
		case s.On == StressUnstated || s.On > StressRoyalty:
			r.list.Add(path+".on", faults.Missing, nil, "default, prepayment, delinquency, recovery or royalty")
		case factor < 0 || factor > 1e6:
			r.list.Add(path+".factor", faults.OutOfRange, s.Factor, "a factor from 0 to 1,000,000")
		}
		if s.From.IsZero() {
			r.list.Add(path+".from", faults.Missing, nil, "the day from which the factor applies")
		}
		if !s.Until.IsZero() && !s.Until.After(s.From) {
			r.list.Add(path+".until", faults.Inconsistent, s.Until, "a day after "+s.From.String())
		}
		r.out.stress[s.On] = append(r.out.stress[s.On], stressStep{s.From, s.Until, factor, s.Factor.Rat()})
	}
}

// checkStress reports factors on rates that no assumption sets.
func (r *scenarioResolver) checkStress(specs []StressSpec) {
	set := map[StressOn]bool{}
	for _, p := range r.out.plans {
		set[StressDefault] = set[StressDefault] || p.defaults != nil && p.defaults.cdr != nil
		set[StressPrepayment] = set[StressPrepayment] || p.prepayment != nil
		set[StressDelinquency] = set[StressDelinquency] || p.delinquency != nil
		set[StressRecovery] = set[StressRecovery] || p.recovery != nil
		set[StressRoyalty] = set[StressRoyalty] || p.royalty != nil
	}
	for i, s := range specs {
		if s.On != StressUnstated && s.On <= StressRoyalty && !set[s.On] {
			r.list.Add(faults.Index("stress", i)+".on", faults.Inconsistent, s.On, "something that an assumption of the scenario sets")
		}
	}
}
