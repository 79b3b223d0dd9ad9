package tranche

import (
	"io"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// StressSchema is the name and version of the document of a stress case.
const StressSchema = "ipabs.stress/1"

// StressCaseSpec is what may happen to a deal, as a person writes it: stress on the pool as a whole, other
// curves, outsiders who stop paying, outside events. What happens to single contracts is a scenario of
// package cashflow, whose collections a stress case can start from.
type StressCaseSpec struct {
	Schema string          `json:"schema"`
	Name   string          `json:"name,omitempty"`
	Pool   *PoolStressSpec `json:"pool,omitempty"`
	// Curves stand in for those of the deal that have the same name.
	Curves []CurveSpec `json:"curves,omitempty"`
	// Shocks bend curves of the deal, of reference rates and exchange rates alike, by the name of the curve.
	Shocks []cashflow.ShockSpec `json:"shocks,omitempty"`
	// Defaults are promisors and counterparties who pay nothing from a day on.
	Defaults []DefaultSpec `json:"defaults,omitempty"`
	// Events are outside events of the deal and the days on which they happen.
	Events []EventSpec `json:"events,omitempty"`
}

// PoolStressSpec is Stress with decimals.
type PoolStressSpec struct {
	DefaultRate    decimal.Decimal `json:"default_rate,omitzero"`
	PrepaymentRate decimal.Decimal `json:"prepayment_rate,omitzero"`
	Recovery       decimal.Decimal `json:"recovery,omitzero"`
	RecoveryLag    int             `json:"recovery_lag,omitempty"`
	Haircut        decimal.Decimal `json:"haircut,omitzero"`
	Overdue        decimal.Decimal `json:"overdue,omitzero"`
}

// DefaultSpec says from which day a promisor or counterparty pays nothing.
type DefaultSpec struct {
	Name string        `json:"name"`
	From calendar.Date `json:"from"`
}

// ReadStressCase reads the document of a stress case; see faults.DecodeJSON for what it refuses.
func ReadStressCase(r io.Reader) (StressCaseSpec, error) {
	var s StressCaseSpec
	err := faults.DecodeJSON(r, &s)
	return s, err
}

// Resolve checks the case against a deal and gives it with its own curves and defaults, or every
// fault with its path.
func (s StressCaseSpec) Resolve(spec Spec) (*StressCase, error) {
	var list faults.List
	switch s.Schema {
	case StressSchema:
	case "":
		list.Add("schema", faults.Missing, nil, StressSchema)
	default:
		list.Add("schema", faults.Unsupported, s.Schema, StressSchema)
	}
	out := &StressCase{Name: s.Name}
	spec.Curves = slices.Clone(spec.Curves)
	for i, c := range s.Curves {
		at := slices.IndexFunc(spec.Curves, func(o CurveSpec) bool { return o.Name == c.Name })
		if at < 0 {
			list.Add(faults.Index("curves", i)+".name", faults.Unknown, c.Name, "the name of a curve of the deal")
			continue
		}
		spec.Curves[at] = c
	}
	s.shock(&list, spec.Curves)
	if p := s.Pool; p != nil {
		rate := func(path string, d decimal.Decimal) money.Rate {
			v, err := money.RateFromDecimal(d)
			if err != nil || v < 0 || v > money.One {
				list.Add("pool."+path, faults.OutOfRange, d, "a number between 0 and 1 with at most 12 decimals")
			}
			return v
		}
		out.Stress = Stress{DefaultRate: rate("default_rate", p.DefaultRate).Float64(), PrepaymentRate: rate("prepayment_rate", p.PrepaymentRate).Float64(),
			Recovery: rate("recovery", p.Recovery), RecoveryLag: p.RecoveryLag, Haircut: rate("haircut", p.Haircut), Overdue: rate("overdue", p.Overdue)}
		if p.RecoveryLag < 0 {
			list.Add("pool.recovery_lag", faults.OutOfRange, p.RecoveryLag, "0 or more periods")
		}
	}
	deal, err := spec.Resolve()
	if err != nil {
		list.Append("deal", err)
		return nil, list.Err()
	}
	out.Deal = deal
	out.Defaults = make([]calendar.Date, len(deal.parties))
	for i, p := range deal.parties {
		out.Defaults[i] = p.defaults
	}
	for i, d := range s.Defaults {
		path := faults.Index("defaults", i)
		at, ok := indexOf(deal.parties, d.Name)
		switch {
		case !ok:
			list.Add(path+".name", faults.Unknown, d.Name, oneOfTheDeal("a promisor or counterparty", deal.Outsiders()))
		case d.From.IsZero():
			list.Add(path+".from", faults.Missing, nil, "the day from which it pays nothing")
		default:
			out.Defaults[at] = d.From
		}
	}
	out.Events = make([]calendar.Date, len(deal.outside))
	for i, e := range deal.outside {
		out.Events[i] = e.on
	}
	for i, e := range s.Events {
		at := slices.Index(deal.OutsideEvents(), e.Event)
		switch {
		case at < 0:
			list.Add(faults.Index("events", i)+".event", faults.Unknown, e.Event, oneOfTheDeal("an outside event", deal.OutsideEvents()))
		case e.On.IsZero():
			list.Add(faults.Index("events", i)+".on", faults.Missing, nil, "the day on which it happens")
		default:
			out.Events[at] = e.On
		}
	}
	if err := list.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// shock bends the curves of the deal.
func (s StressCaseSpec) shock(list *faults.List, curves []CurveSpec) {
	for i, shock := range s.Shocks {
		path := faults.Index("shocks", i)
		at := slices.IndexFunc(curves, func(c CurveSpec) bool { return c.Name == shock.Index })
		if at < 0 {
			list.Add(path+".index", faults.Unknown, shock.Index, "the name of a curve of the deal")
			continue
		}
		before := list.Len()
		shock.Check(list, path)
		if list.Len() > before {
			continue
		}
		steps, err := shock.Apply(curves[at].Steps)
		if err != nil {
			list.Add(path, faults.OutOfRange, shock.Index, "a shock that leaves every rate in range")
			continue
		}
		curves[at].Steps = steps
	}
}

// StressCase is a resolved case: the deal under its curves, the stress on its pool and the defaults of
// outsiders.
type StressCase struct {
	Name     string
	Deal     *Deal
	Stress   Stress
	Defaults []calendar.Date
	Events   []calendar.Date
}

// Run stresses the collections and pays them out.
func (s *StressCase) Run(given []cashflow.Collection) (*Result, error) {
	collected := given
	if s.Stress != (Stress{}) {
		var err error
		if collected, err = s.Stress.Apply(given); err != nil {
			return nil, err
		}
	}
	return s.Deal.RunInputs(Inputs{Collections: collected, Defaults: s.Defaults, Events: s.Events})
}

// oneOfTheDeal names what a deal has of a kind, so that a word that it does not have can be put right.
func oneOfTheDeal(what string, words []string) string {
	if len(words) == 0 {
		return "nothing: the deal has no such thing as " + what
	}
	return what + " of the deal: " + strings.Join(words, ", ")
}
