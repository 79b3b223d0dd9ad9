package tranche

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/ipabs/ipabs/credit"
)

// RiskMeasure is what a class is judged by.
type RiskMeasure string

// The measures.
const (
	MeasureExpectedLoss   RiskMeasure = "expected_loss"   // over the notional (预期损失率)
	MeasureHitProbability RiskMeasure = "hit_probability" // of any loss (损失概率)
)

// of gives the measure of a class.
func (m RiskMeasure) of(c *ClassSimulation) Estimate {
	if m == MeasureHitProbability {
		return c.HitProbability
	}
	return c.ExpectedLossShare
}

func (m RiskMeasure) check() error {
	if m != MeasureExpectedLoss && m != MeasureHitProbability {
		return fmt.Errorf("%w: measure %q; expected %s or %s", ErrSimulation, m, MeasureExpectedLoss, MeasureHitProbability)
	}
	return nil
}

// MultipleSpec asks how many times the hazard of all parties a class stands (违约临界倍数).
type MultipleSpec struct {
	Class   string      `json:"class"`
	Measure RiskMeasure `json:"measure"`
	Limit   float64     `json:"limit"`
	// Most is the largest multiple that is tried; 0 means 16.
	Most float64 `json:"most,omitempty"`
	// Tolerance is the width of the bracket that is left; 0 means 0.01.
	Tolerance float64 `json:"tolerance,omitempty"`
}

// Multiple is the answer: the measure keeps to the limit at Holds and does not at Fails, which are no further
// apart than the tolerance. All multiples are simulated on the same random numbers.
type Multiple struct {
	Class        string
	Measure      RiskMeasure
	Limit        float64
	Holds, Fails float64  // Fails is +∞ when even the largest multiple holds; Holds 0 when none does
	At           Estimate // the measure at Holds
	Runs         int
}

// BreakEvenMultiple finds the largest multiple of the hazards of a credit document that keeps the measure of a
// class within a limit.
//
// Errors: those of [Simulate] and of the document; [ErrSimulation] for a specification out of range.
func (s *Simulator) BreakEvenMultiple(ctx context.Context, doc credit.Spec, spec MultipleSpec) (Multiple, error) {
	out := Multiple{Class: spec.Class, Measure: spec.Measure, Limit: spec.Limit, Fails: math.Inf(1)}
	class, ok := indexOf(s.deal.tranches, spec.Class)
	if !ok {
		return out, fmt.Errorf("%w: %q", ErrNoClass, spec.Class)
	}
	if err := spec.Measure.check(); err != nil {
		return out, err
	}
	if spec.Most == 0 {
		spec.Most = 16
	}
	if spec.Tolerance == 0 {
		spec.Tolerance = 0.01
	}
	if !(spec.Limit >= 0 && spec.Most > 0 && spec.Tolerance > 0) || math.IsInf(spec.Most, 1) {
		return out, fmt.Errorf("%w: limit %v, multiples up to %v, tolerance %v; expected numbers of 0 or more, and above 0", ErrSimulation, spec.Limit, spec.Most, spec.Tolerance)
	}
	settings := s.settings
	settings.Progress, settings.Target, settings.NoYields = nil, nil, true
	try := func(multiple float64) (Estimate, error) {
		out.Runs++
		m, err := MultiplyHazards(doc, s.model, multiple).Resolve(s.model.Pool())
		if err != nil {
			return Estimate{}, err
		}
		sim, err := Simulate(ctx, s.deal, m, settings)
		if err != nil {
			return Estimate{}, err
		}
		return spec.Measure.of(&sim.Classes[class]), nil
	}
	e, err := try(spec.Most)
	if err != nil {
		return out, err
	}
	if e.Value <= spec.Limit {
		out.Holds, out.At = spec.Most, e
		return out, nil
	}
	out.Fails = spec.Most
	for out.Fails-out.Holds > spec.Tolerance {
		mid := out.Holds + (out.Fails-out.Holds)/2
		if mid <= out.Holds || mid >= out.Fails {
			break
		}
		if e, err = try(mid); err != nil {
			return out, err
		}
		if e.Value <= spec.Limit {
			out.Holds, out.At = mid, e
		} else {
			out.Fails = mid
		}
	}
	return out, nil
}

// MultiplyHazards gives a credit document in which every party, and every right, defaults at so many times its
// hazard: a probability p of default by a day becomes 1 − (1 − p)^multiple. Probabilities that the pool states
// are written into the document.
func MultiplyHazards(doc credit.Spec, m *credit.Model, multiple float64) credit.Spec {
	doc.PD.Parties = scaledAll(doc.PD.Parties, multiple)
	doc.PD.Ratings = scaledAll(doc.PD.Ratings, multiple)
	if doc.PD.Otherwise != nil {
		c := scaledCurve(*doc.PD.Otherwise, multiple)
		doc.PD.Otherwise = &c
	}
	for i := range m.NumAgents() {
		a := m.Agent(i)
		if a.Right >= 0 || a.Source != "pool, stated" {
			continue
		}
		if pd, ok := m.Pool().Party(a.Party).PD.Get(); ok {
			if _, named := doc.PD.Parties[a.ID]; !named {
				if doc.PD.Parties == nil {
					doc.PD.Parties = map[string]credit.CurveSpec{}
				}
				doc.PD.Parties[a.ID] = scaledCurve(credit.CurveSpec{AnnualPD: &pd}, multiple)
			}
		}
	}
	if doc.Rights != nil {
		r := *doc.Rights
		r.Hazards = slices.Clone(r.Hazards)
		for i := range r.Hazards {
			r.Hazards[i].Curve = scaledCurve(r.Hazards[i].Curve, multiple)
		}
		doc.Rights = &r
	}
	return doc
}

func scaledAll(curves map[string]credit.CurveSpec, multiple float64) map[string]credit.CurveSpec {
	if curves == nil {
		return nil
	}
	out := make(map[string]credit.CurveSpec, len(curves))
	for name, c := range curves {
		out[name] = scaledCurve(c, multiple)
	}
	return out
}

func scaledCurve(c credit.CurveSpec, multiple float64) credit.CurveSpec {
	scaled := func(pd float64) float64 { return -math.Expm1(multiple * math.Log1p(-pd)) }
	if c.AnnualPD != nil {
		pd := scaled(*c.AnnualPD)
		c.AnnualPD = &pd
	}
	if c.Hazard != nil {
		h := *c.Hazard * multiple
		c.Hazard = &h
	}
	c.Points = slices.Clone(c.Points)
	for i := range c.Points {
		c.Points[i].PD = scaled(c.Points[i].PD)
	}
	return c
}
