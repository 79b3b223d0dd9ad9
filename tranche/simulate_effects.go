package tranche

import (
	"context"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
)

// EnhancementStep is the expected loss of a class with the enhancements up to this one (增信逐项效果).
type EnhancementStep struct {
	Name string
	// Share is the expected loss over the notional, of the pool over its principal in the first step.
	Share Estimate
	// Effect is by how much this enhancement changes it. Its standard error is the sum of those of both steps, which
	// it cannot exceed; on common paths it is smaller.
	Effect Estimate
}

// Enhancements is the waterfall of the expected loss of one class, from that of the bare pool down to the deal
// as it is.
type Enhancements struct {
	Class string
	Steps []EnhancementStep
	// Apart is the expected loss, as a share, when the outsiders of the deal fall independently of the pool,
	// and WrongWay what their falling together costs (同向风险): the last step less Apart.
	Apart    Estimate
	WrongWay Estimate // with a standard error of at most so much, as Effect
}

// The steps of Enhancements that every deal has; reserves and promisors follow by name.
const (
	StepPool          = "pool"                              // the pool's loss
	StepStructure     = "over-collateral and excess spread" // the loss of all classes together, without reserves and promisors
	StepSubordination = "subordination"                     // the loss of the class, without reserves and promisors
)

// Enhancements says what each enhancement does for the classes: the expected loss of the bare pool, then of all
// classes together, as if every class bore its part (over-collateral and excess spread), then of the class
// at its rank (subordination), then with every reserve and every promisor added one after the other, in the
// order of the document. All steps run on the same paths, so that effects are not blurred by chance.
//
// Errors: those of [Simulate]; faults of the document without an enhancement.
func (s *Simulator) Enhancements(ctx context.Context) ([]Enhancements, error) {
	if err := s.settings.onlyOneDeal(); err != nil {
		return nil, err
	}
	spec := s.deal.Spec()
	names := []string{StepSubordination}
	type switches struct{ account, support, promisor int }
	var steps []switches
	for i, a := range spec.Accounts {
		if !a.Opening.IsZero() || a.Target != "" {
			names, steps = append(names, a.Name), append(steps, switches{i, -1, -1})
		}
	}
	for i, v := range spec.Support {
		for j, p := range v.Promisors {
			names, steps = append(names, v.Name+": "+p.Name), append(steps, switches{-1, i, j})
		}
	}
	settings := s.settings
	settings.Progress, settings.Target, settings.NoYields, settings.laws = nil, nil, true, new(staticLaws)
	run := func(spec Spec, settings SimulationSettings) (*Simulation, error) {
		d, err := spec.Resolve()
		if err != nil {
			return nil, fmt.Errorf("tranche: the deal without an enhancement: %w", err)
		}
		return Simulate(ctx, d, s.model, settings)
	}
	out := make([]Enhancements, len(s.deal.tranches))
	for n := 0; n <= len(steps); n++ {
		without := spec
		without.Accounts, without.Support = slices.Clone(spec.Accounts), slices.Clone(spec.Support)
		for _, off := range steps[n:] {
			if off.account >= 0 {
				a := &without.Accounts[off.account]
				a.Opening = decimal.Decimal{}
				if a.Target != "" {
					a.Target = "0"
				}
				continue
			}
			v := &without.Support[off.support]
			v.Promisors = slices.Clone(v.Promisors)
			v.Promisors[off.promisor].DefaultsOn = s.deal.cutOff
		}
		sim, err := run(without, settings)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			all := Estimate{}
			for _, c := range sim.Classes {
				all.Value += c.ExpectedLoss.Value / float64(s.deal.notional)
				all.StdErr += c.ExpectedLoss.StdErr / float64(s.deal.notional) // at most: classes are not independent
			}
			for i := range out {
				out[i].Class = s.deal.tranches[i].name
				out[i].add(StepPool, sim.Pool.LossShare)
				out[i].add(StepStructure, all)
			}
		}
		for i := range out {
			out[i].add(names[n], sim.Classes[i].ExpectedLossShare)
		}
	}
	settings.IndependentParties = true
	apart, err := run(spec, settings)
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].Apart = apart.Classes[i].ExpectedLossShare
		out[i].WrongWay = out[i].Steps[len(out[i].Steps)-1].Share.less(out[i].Apart)
	}
	return out, nil
}

func (e *Enhancements) add(name string, share Estimate) {
	step := EnhancementStep{Name: name, Share: share, Effect: Estimate{Value: share.Value, StdErr: share.StdErr}}
	if n := len(e.Steps); n > 0 {
		step.Effect = share.less(e.Steps[n-1].Share)
	}
	e.Steps = append(e.Steps, step)
}
