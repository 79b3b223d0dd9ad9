package tranche

import (
	"context"
	"fmt"
	"slices"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
)

// TargetSizingSpec asks for the largest classes whose expected loss, or probability of loss, stays within a table
// of limits (按目标表定量).
type TargetSizingSpec struct {
	Template Spec
	// Total is what all classes sum to, in minor units; Residual takes the rest of it and keeps at least one
	// step.
	Total    money.Amount
	Residual string
	Targets  Targets
	// Classes are sized in this order: the most senior first.
	Classes []TargetClass
	// Step is the least change of a notional, in minor units; 0 means a thousandth of Total, in whole units of
	// the currency.
	Step money.Amount
	// Sigmas is how many standard errors the estimate must lie below its limit.
	Sigmas float64
}

// TargetClass is one class with the rating whose limits hold for it. Tenor is in years; 0 means the average life
// that is simulated.
type TargetClass struct {
	Name   string  `json:"class"`
	Rating string  `json:"rating"`
	Tenor  float64 `json:"tenor_years,omitempty"`
}

// TargetSizing is the answer.
type TargetSizing struct {
	Spec    Spec // the template with the sizes
	Targets Targets
	Step    money.Amount
	Sigmas  float64
	// Residual is the class that takes the rest, and its size.
	Residual     string
	ResidualSize money.Amount
	Classes      []TargetSized
	// Simulation is that of the final structure.
	Simulation *Simulation
	Rounds     int
	Runs       int
}

// TargetSized is one class with its certificate: at Notional the measure At keeps to Limit, one step larger
// Beyond does not keep to BeyondLimit; or nothing is left of the total, and Full is true.
type TargetSized struct {
	Name, Rating string
	Notional     money.Amount
	Tenor        float64
	Limit        float64
	At           Estimate
	Beyond       Estimate
	BeyondLimit  float64
	Full         bool
}

// SizeToTargets sizes classes by simulation. Every size is tried on the same random numbers, so that outcomes
// differ by the size alone; classes are sized again until nothing changes, because what ranks before a class
// can depend on what ranks behind it. The limit is that at the average life of the size that is tried.
//
// Errors: those of [Simulate] and of the template; [ErrSizing] for a class that does not hold at a single
// step, and for sizes that do not settle.
func SizeToTargets(ctx context.Context, model *credit.Model, settings SimulationSettings, spec TargetSizingSpec) (*TargetSizing, error) {
	if err := spec.Targets.check(); err != nil {
		return nil, err
	}
	if err := settings.onlyOneDeal(); err != nil {
		return nil, err
	}
	settings.Progress, settings.Target, settings.NoYields, settings.laws = nil, nil, true, new(staticLaws)
	z := &targetSizer{ctx: ctx, model: model, settings: settings, spec: spec, sizes: make([]money.Amount, len(spec.Classes))}
	if err := z.prepare(); err != nil {
		return nil, err
	}
	out := &TargetSizing{Classes: make([]TargetSized, len(spec.Classes))}
	for out.Rounds = 1; ; out.Rounds++ {
		if out.Rounds > maxRounds {
			return nil, fmt.Errorf("%w: the sizes still change after %d rounds", ErrSizing, maxRounds)
		}
		changed := false
		for i := range spec.Classes {
			before := z.sizes[i]
			if err := z.class(i, &out.Classes[i]); err != nil {
				return nil, err
			}
			changed = changed || z.sizes[i] != before
		}
		if !changed {
			break
		}
	}
	var err error
	out.Spec = z.document()
	out.Targets, out.Step, out.Sigmas, out.Residual, out.ResidualSize = spec.Targets, z.spec.Step, spec.Sigmas, spec.Residual, z.spec.Total
	for _, size := range z.sizes {
		out.ResidualSize -= size
	}
	out.Simulation, err = z.simulate()
	out.Runs = z.runs
	return out, err
}

type targetSizer struct {
	ctx      context.Context
	model    *credit.Model
	settings SimulationSettings
	spec     TargetSizingSpec
	sizes    []money.Amount
	runs     int
}

func (z *targetSizer) prepare() error {
	s := &z.spec
	unit := money.Amount(pow10(s.Template.Currency.Exponent()))
	if s.Step == 0 {
		s.Step = max(s.Total/1000/unit, 1) * unit
	}
	if len(s.Classes) == 0 || s.Step < 0 || s.Total < money.Amount(len(s.Classes)+1)*s.Step || s.Sigmas < 0 {
		return fmt.Errorf("%w: classes, a total of at least a step for each, and 0 or more standard errors are needed", ErrSizing)
	}
	names := []string{s.Residual}
	for i, c := range s.Classes {
		if _, ok := s.Targets.Limit(c.Rating, 1); !ok {
			return fmt.Errorf("%w: the table has no rating %q of class %q", ErrSizing, c.Rating, c.Name)
		}
		if slices.Contains(names, c.Name) {
			return fmt.Errorf("%w: class %q is named twice", ErrSizing, c.Name)
		}
		names = append(names, c.Name)
		z.sizes[i] = s.Step
	}
	for _, t := range s.Template.Tranches {
		if !slices.Contains(names, t.Name) || len(t.Principal.Schedule) > 0 {
			return fmt.Errorf("%w: class %q of the template is neither sized nor the residual, or has a schedule, whose amounts would have to change with it", ErrSizing, t.Name)
		}
	}
	if len(names) != len(s.Template.Tranches) {
		return fmt.Errorf("%w: the template has %d classes, %d are named", ErrSizing, len(s.Template.Tranches), len(names))
	}
	return nil
}

// document is the template with the sizes as they stand.
func (z *targetSizer) document() Spec {
	s := z.spec.Template
	s.Tranches = slices.Clone(s.Tranches)
	rest := z.spec.Total
	for _, size := range z.sizes {
		rest -= size
	}
	for i := range s.Tranches {
		size := rest
		if at := slices.IndexFunc(z.spec.Classes, func(c TargetClass) bool { return c.Name == s.Tranches[i].Name }); at >= 0 {
			size = z.sizes[at]
		}
		s.Tranches[i].Notional = size.Decimal(s.Currency)
	}
	return s
}

func (z *targetSizer) simulate() (*Simulation, error) {
	z.runs++
	deal, err := z.document().Resolve()
	if err != nil {
		return nil, err
	}
	return Simulate(z.ctx, deal, z.model, z.settings)
}

// try simulates class i at a size.
func (z *targetSizer) try(i int, size money.Amount, out *TargetSized) (holds bool, err error) {
	before := z.sizes[i]
	z.sizes[i] = size
	sim, err := z.simulate()
	z.sizes[i] = before
	if err != nil {
		return false, err
	}
	c := &z.spec.Classes[i]
	at := slices.IndexFunc(sim.Classes, func(x ClassSimulation) bool { return x.Name == c.Name })
	x := &sim.Classes[at]
	tenor := c.Tenor
	if tenor == 0 {
		tenor = x.AverageLife.Value
	}
	limit, _ := z.spec.Targets.Limit(c.Rating, tenor)
	e := z.spec.Targets.Measure.of(x)
	holds = e.Value+z.spec.Sigmas*e.StdErr <= limit
	if holds {
		out.Notional, out.Tenor, out.Limit, out.At = size, tenor, limit, e
	} else {
		out.Beyond, out.BeyondLimit = e, limit
	}
	return holds, nil
}

// class finds the largest size of class i, the others being what they are.
func (z *targetSizer) class(i int, out *TargetSized) error {
	c, step := z.spec.Classes[i], z.spec.Step
	*out = TargetSized{Name: c.Name, Rating: c.Rating}
	room := z.spec.Total - step // the residual keeps one
	for j, size := range z.sizes {
		if j != i {
			room -= size
		}
	}
	most := room / step
	if most < 1 {
		return fmt.Errorf("%w: no room is left for %s", ErrSizing, c.Name)
	}
	holds, err := z.try(i, most*step, out)
	if err != nil {
		return err
	}
	if holds {
		z.sizes[i], out.Full = most*step, true
		return nil
	}
	low, high := money.Amount(0), most // holds at low, does not at high
	for high-low > 1 {
		mid := low + (high-low)/2
		if holds, err = z.try(i, mid*step, out); err != nil {
			return err
		}
		if holds {
			low = mid
		} else {
			high = mid
		}
	}
	if low == 0 {
		return fmt.Errorf("%w: not even one step of %s holds: %s %.3g, limit %.3g", ErrSizing, c.Name, z.spec.Targets.Measure, out.Beyond.Value, out.BeyondLimit)
	}
	z.sizes[i] = low * step
	return nil
}
