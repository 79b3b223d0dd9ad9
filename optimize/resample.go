package optimize

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/faults"
)

// Doubt says how uncertain the figures of a credit model are, for resampling. Zero means certain.
type Doubt struct {
	// PD is the standard deviation of the logarithm of each default probability: 0.5 makes a
	// probability of 2 % one between 1.2 % and 3.3 % in two draws of three. Its mean is kept.
	PD float64 `json:"pd"`
	// LGD is the standard deviation of the log-odds of each mean loss given default.
	LGD float64 `json:"lgd"`
	// Correlation is the standard deviation of the logarithm of the weights of the factors, one draw for
	// all: more or less of all dependence.
	Correlation float64 `json:"correlation"`
}

// Stability says how a selection answers to doubt about the credit figures.
type Stability struct {
	// Draws is the number of draws, and Solved of those with a choice within the rules.
	Draws, Solved int
	// Inclusion is, for every candidate, the share of the solved draws in which it is chosen.
	Inclusion []float64
}

// Grade sorts a candidate by its inclusion: core in at least nine of ten solved draws, never in none,
// marginal otherwise.
func (s Stability) Grade(contract int) string {
	switch v := s.Inclusion[contract]; {
	case v >= 0.9:
		return "core"
	case v > 0:
		return "marginal"
	}
	return "never"
}

// Resample solves a selection again and again with default probabilities, losses given default and
// factor weights drawn anew, and counts how often each contract is chosen (inclusion frequency). Averages
// of weights would mean nothing for whole contracts. The draws depend on the seed and on their number
// alone. The inputs' moments are replaced by those of the portfolio, and scenarios that the library draws
// are drawn from it; scenarios that the caller gives stay as they are.
func Resample(ctx context.Context, spec Spec, in Inputs, portfolio credit.PortfolioSpec, d Doubt, draws int, seed uint64, s Settings) (Stability, error) {
	var list faults.List
	for _, f := range []struct {
		name  string
		value float64
	}{{"pd", d.PD}, {"lgd", d.LGD}, {"correlation", d.Correlation}} {
		if !(f.value >= 0 && f.value <= 3) {
			list.Add("doubt."+f.name, faults.OutOfRange, f.value, "a standard deviation between 0 and 3")
		}
	}
	if draws < 1 {
		list.Add("draws", faults.OutOfRange, draws, "at least one draw")
	}
	if err := list.Err(); err != nil {
		return Stability{}, err
	}
	out := Stability{Draws: draws, Inclusion: make([]float64, in.Pool.Len())}
	for k := range draws {
		rng := rand.New(rand.NewPCG(seed, uint64(k)))
		drawn, err := d.draw(portfolio, rng).Resolve()
		if err != nil {
			return out, fmt.Errorf("optimize: draw %d: %w", k, err)
		}
		if in.Moments, err = drawn.Moments(ctx, credit.MomentSettings{}); err != nil {
			return out, err
		}
		in.Portfolio = drawn
		p, err := spec.Resolve(in)
		if err != nil {
			return out, err
		}
		r, err := Solve(ctx, p, s)
		if err != nil {
			return out, err
		}
		if ctx.Err() != nil {
			return out, context.Cause(ctx)
		}
		if r.Taken == nil {
			continue
		}
		out.Solved++
		for i := range out.Inclusion {
			if r.Chosen(i) {
				out.Inclusion[i]++
			}
		}
	}
	for i := range out.Inclusion {
		if out.Solved > 0 {
			out.Inclusion[i] /= float64(out.Solved)
		}
	}
	return out, nil
}

// draw changes the figures of a portfolio. What one agent is multiplied by holds for all its
// probabilities.
func (d Doubt) draw(spec credit.PortfolioSpec, rng *rand.Rand) credit.PortfolioSpec {
	const most = 0.999
	out := spec
	out.Agents = make([]credit.Agent, len(spec.Agents))
	weight := math.Exp(d.Correlation * rng.NormFloat64())
	times := make([]float64, len(spec.Agents))
	for i, a := range spec.Agents {
		times[i] = math.Exp(d.PD*rng.NormFloat64() - d.PD*d.PD/2)
		a.PD = scaledPD(a.PD, times[i])
		squares := 0.0
		a.Loadings = append([]credit.Loading(nil), a.Loadings...)
		for k := range a.Loadings {
			a.Loadings[k].Weight *= weight
			squares += a.Loadings[k].Weight * a.Loadings[k].Weight
		}
		if squares > most { // as dependent as an agent can be
			for k := range a.Loadings {
				a.Loadings[k].Weight *= math.Sqrt(most / squares)
			}
		}
		out.Agents[i] = a
	}
	out.Positions = make([]credit.Position, len(spec.Positions))
	ends := func(list []credit.RightEnd) []credit.RightEnd {
		drawn := make([]credit.RightEnd, len(list))
		for k, e := range list {
			drawn[k] = credit.RightEnd{Agent: e.Agent, PD: scaledPD(e.PD, times[e.Agent])}
		}
		return drawn
	}
	for i, q := range spec.Positions {
		q.PDs = append([]float64(nil), q.PDs...)
		for k := range q.PDs {
			q.PDs[k] = scaledPD(q.PDs[k], times[q.Obligors[k]])
		}
		q.Essential, q.Pledged = ends(q.Essential), ends(q.Pledged)
		shift := d.LGD * rng.NormFloat64()
		q.LGD, q.Unguaranteed = shifted(q.LGD, shift), shifted(q.Unguaranteed, shift)
		q.Unpledged, q.Bare = shifted(q.Unpledged, shift), shifted(q.Bare, shift)
		out.Positions[i] = q
	}
	return out
}

// scaledPD multiplies a probability that is neither 0 nor 1 and keeps it below 1.
func scaledPD(pd, by float64) float64 {
	if pd <= 0 || pd >= 1 {
		return pd
	}
	return min(pd*by, 0.999)
}

// shifted moves the log-odds of a mean loss and keeps its spread relative to the widest one.
func shifted(g credit.LGD, shift float64) credit.LGD {
	if g.Mean <= 0 || g.Mean >= 1 || shift == 0 {
		return g
	}
	before := g.Mean * (1 - g.Mean)
	g.Mean = 1 / (1 + (1-g.Mean)/g.Mean*math.Exp(-shift))
	if g.StdDev > 0 {
		g.StdDev *= math.Sqrt(g.Mean * (1 - g.Mean) / before)
	}
	return g
}
