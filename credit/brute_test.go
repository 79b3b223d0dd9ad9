package credit_test

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/integrate/quad"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
)

// fataler is what tests and properties have in common.
type fataler interface {
	Helper()
	Fatal(args ...any)
}

// resolved resolves a portfolio that the test knows to be good.
func resolved(t fataler, s credit.PortfolioSpec) *credit.Portfolio {
	t.Helper()
	p, err := s.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// distributionOf computes a distribution that the test expects to exist.
func distributionOf(t fataler, p *credit.Portfolio, s credit.DistributionSettings) *credit.Distribution {
	t.Helper()
	d, err := p.Distribution(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// outcome is one combination of default states, with its probability and what each position loses.
type outcome struct {
	p      float64
	losses []float64
}

// enumerate lists every combination of default states at every node of a Gauss–Hermite product rule
// over all factors (one level further for a t copula). It follows the definitions of PortfolioSpec to
// the letter and shares no code with the package; cost grows as nodes^factors·states^agents.
func enumerate(s credit.PortfolioSpec, nodes int, visit func(outcome)) {
	x, w := make([]float64, nodes), make([]float64, nodes)
	quad.Hermite{}.FixedLocations(x, w, math.Inf(-1), math.Inf(1))
	y := make([]float64, len(s.Factors))
	kappas := calibrate(s)
	var over func(f int, weight, scale float64)
	over = func(f int, weight, scale float64) {
		if weight < 1e-16 {
			return
		}
		if f < len(s.Factors) {
			for i := range x {
				y[f] = math.Sqrt2 * x[i]
				over(f+1, weight*w[i]/math.Sqrt(math.Pi), scale)
			}
			return
		}
		enumerateStates(s, y, weight, scale, kappas, visit)
	}
	if s.Copula.IsGaussian() {
		over(0, 1, 1)
		return
	}
	nu := s.Copula.DegreesOfFreedom
	lg, _ := math.Lgamma(nu / 2)
	integrateChi := func(u float64) float64 { // density of log W at u
		return math.Exp(nu/2*u - math.Exp(u)/2 - nu/2*math.Ln2 - lg)
	}
	gx, gw := make([]float64, 120), make([]float64, 120)
	quad.Legendre{}.FixedLocations(gx, gw, math.Log(nu)-40/math.Sqrt(nu), math.Log(nu)+8/math.Sqrt(nu))
	for i, u := range gx {
		over(0, gw[i]*integrateChi(u), math.Sqrt(math.Exp(u)/nu))
	}
}

func threshold(s credit.PortfolioSpec, pd float64) float64 {
	if s.Copula.IsGaussian() {
		return credit.NormalQuantile(pd)
	}
	return credit.StudentQuantile(pd, s.Copula.DegreesOfFreedom)
}

// enumerateStates walks through the states of all agents: the interval between two of its default
// probabilities (those of its positions' ends and its own) in which the latent variable falls.
func enumerateStates(s credit.PortfolioSpec, y []float64, weight, scale float64, kappas [][2]float64, visit func(outcome)) {
	marks := make([][]float64, len(s.Agents))
	for a := range s.Agents {
		marks[a] = []float64{s.Agents[a].PD, 1}
	}
	for _, q := range s.Positions {
		for j, pd := range q.PDs {
			marks[q.Obligors[j]] = append(marks[q.Obligors[j]], pd)
		}
		for _, e := range slices.Concat(q.Essential, q.Pledged) {
			marks[e.Agent] = append(marks[e.Agent], e.PD)
		}
	}
	state := make([]float64, len(s.Agents)) // the upper end of the interval, as an unconditional probability
	var over func(a int, p float64)
	over = func(a int, p float64) {
		if p == 0 {
			return
		}
		if a == len(s.Agents) {
			tossed(s, state, 0, p, make([]bool, len(s.Positions)), func(p float64, down []bool) {
				visit(outcome{p, lossesIn(s, y, state, down, kappas)})
			})
			return
		}
		mean, own := 0.0, 1.0
		for _, l := range s.Agents[a].Loadings {
			mean += l.Weight * y[l.Factor]
			own -= l.Weight * l.Weight
		}
		slices.Sort(marks[a])
		before := 0.0
		for _, m := range slices.Compact(marks[a]) {
			upTo := credit.NormalCDF((threshold(s, m)*scale - mean) / math.Sqrt(own))
			if m == 1 {
				upTo = 1
			}
			state[a] = m
			over(a+1, p*(upTo-before))
			before = upTo
		}
	}
	over(0, weight)
}

// tossed goes through the draws that decide whether a position follows an essential right that has
// ended: down says of which positions that is so.
func tossed(s credit.PortfolioSpec, state []float64, i int, p float64, down []bool, visit func(p float64, down []bool)) {
	if p == 0 {
		return
	}
	if i == len(s.Positions) {
		visit(p, down)
		return
	}
	q := s.Positions[i]
	down[i] = false
	if !slices.ContainsFunc(q.Essential, func(e credit.RightEnd) bool { return ended(state, e) }) {
		tossed(s, state, i+1, p, down, visit)
		return
	}
	tossed(s, state, i+1, p*(1-q.OnLoss), down, visit)
	down[i] = true
	tossed(s, state, i+1, p*q.OnLoss, down, visit)
}

func ended(state []float64, e credit.RightEnd) bool { return e.PD > 0 && state[e.Agent] <= e.PD }

func lossesIn(s credit.PortfolioSpec, y, state []float64, down []bool, kappas [][2]float64) []float64 {
	losses := make([]float64, len(s.Positions))
	for i, q := range s.Positions {
		defaults := 0
		considered := q.Obligors
		if q.Joint == credit.FirstNamed {
			considered = considered[:1]
		}
		for j, a := range considered {
			pd := s.Agents[a].PD
			if q.PDs != nil {
				pd = q.PDs[j]
			}
			if pd > 0 && state[a] <= pd {
				defaults++
			}
		}
		if (defaults == 0 || q.Joint == credit.AllDefault && defaults < len(considered)) && !down[i] {
			continue
		}
		standing := len(q.Guarantors) == 0
		for _, a := range q.Guarantors {
			if s.Agents[a].PD == 0 || state[a] > s.Agents[a].PD {
				standing = true
			}
		}
		g, kappa := q.LGD, kappas[i][0]
		if !standing {
			g, kappa = q.Unguaranteed, kappas[i][1]
		}
		if len(q.Pledged) > 0 && !slices.ContainsFunc(q.Pledged, func(e credit.RightEnd) bool { return !ended(state, e) }) {
			if g = q.Unpledged; !standing {
				g = q.Bare
			}
		}
		share := g.Mean
		if w := g.Link.Weight; w != 0 {
			share = credit.NormalCDF((kappa - w*y[g.Link.Factor]) / math.Sqrt(1-w*w))
		}
		losses[i] = float64(q.Exposure) * share
	}
	return losses
}

// calibrate finds the κ of linked losses given default by bisection on the definition, integrating
// over the linked factor alone. (Gaussian copula only.)
func calibrate(s credit.PortfolioSpec) [][2]float64 {
	kappas := make([][2]float64, len(s.Positions))
	for i, q := range s.Positions {
		for k, g := range []credit.LGD{q.LGD, q.Unguaranteed} {
			if g.Link.Weight == 0 {
				continue
			}
			a := s.Agents[q.Obligors[0]]
			pd, b := a.PD, 0.0
			if q.PDs != nil {
				pd = q.PDs[0]
			}
			for _, l := range a.Loadings {
				if l.Factor == g.Link.Factor {
					b = l.Weight
				}
			}
			points := []float64{}
			for z := -9.0; z <= 9; z += 0.25 {
				points = append(points, z)
			}
			lo, hi := -20.0, 20.0
			for range 100 {
				kappa := (lo + hi) / 2
				w := g.Link.Weight
				mean := integratePanels(func(z float64) float64 {
					return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) *
						credit.NormalCDF((credit.NormalQuantile(pd)-b*z)/math.Sqrt(1-b*b)) *
						credit.NormalCDF((kappa-w*z)/math.Sqrt(1-w*w))
				}, points, -9, 9) / pd
				if mean < g.Mean {
					lo = kappa
				} else {
					hi = kappa
				}
			}
			kappas[i][k] = (lo + hi) / 2
		}
	}
	return kappas
}

// brutePMF is the distribution of the total loss by enumeration. Losses must be multiples of unit.
func brutePMF(s credit.PortfolioSpec, unit money.Amount, nodes int) []float64 {
	var pmf []float64
	enumerate(s, nodes, func(o outcome) {
		total := 0.0
		for _, l := range o.losses {
			total += l
		}
		k := int(math.Round(total / float64(unit)))
		for len(pmf) <= k {
			pmf = append(pmf, 0)
		}
		pmf[k] += o.p
	})
	return pmf
}

// bruteMoments are the means and covariances of the positions' losses by enumeration.
func bruteMoments(s credit.PortfolioSpec, nodes int) (mean []float64, cov [][]float64) {
	n := len(s.Positions)
	mean, cov = make([]float64, n), make([][]float64, n)
	for i := range cov {
		cov[i] = make([]float64, n)
	}
	enumerate(s, nodes, func(o outcome) {
		for i, x := range o.losses {
			mean[i] += o.p * x
			for j, y := range o.losses {
				cov[i][j] += o.p * x * y
			}
		}
	})
	for i := range cov {
		for j := range cov {
			cov[i][j] -= mean[i] * mean[j]
		}
	}
	return mean, cov
}

// sixObligors is the pool of the worked cases LD-01 and LD-02.
func sixObligors() credit.PortfolioSpec {
	s := credit.PortfolioSpec{Factors: []string{"economy"}}
	units := []money.Amount{1, 1, 2, 3, 5, 8}
	pd := []float64{0.02, 0.05, 0.01, 0.1, 0.03, 0.04}
	loading := []float64{0.3, 0.4, 0.5, 0.2, 0.6, 0.45}
	for i := range units {
		s.Agents = append(s.Agents, credit.Agent{PD: pd[i], Loadings: []credit.Loading{{Factor: 0, Weight: loading[i]}}})
		s.Positions = append(s.Positions, credit.Position{Exposure: units[i], Obligors: []int{i}, LGD: credit.LGD{Mean: 1}})
	}
	return s
}

// twoSectors has a global factor, two sectors below it and a group of two affiliates in the first.
func twoSectors() credit.PortfolioSpec {
	s := credit.PortfolioSpec{Factors: []string{"global", "sector a", "sector b", "group"}}
	for i := range 6 {
		a := credit.Agent{PD: 0.02 * float64(i+1), Loadings: []credit.Loading{{Factor: 0, Weight: 0.35}, {Factor: 1 + i/3, Weight: 0.3 + 0.05*float64(i%3)}}}
		if i < 2 {
			a.Loadings = append(a.Loadings, credit.Loading{Factor: 3, Weight: 0.6})
		}
		s.Agents = append(s.Agents, a)
		s.Positions = append(s.Positions, credit.Position{Exposure: money.Amount(1 + i*i), Obligors: []int{i}, LGD: credit.LGD{Mean: 1}})
	}
	return s
}

// supported has joint obligors under each rule, a guarantor of several positions that also owes one of
// its own, positions that end before the horizon, and an obligor with several positions.
func supported() credit.PortfolioSpec {
	s := credit.PortfolioSpec{Factors: []string{"global", "guarantor"}}
	load := func(g, h float64) []credit.Loading {
		return []credit.Loading{{Factor: 0, Weight: g}, {Factor: 1, Weight: h}}
	}
	s.Agents = []credit.Agent{
		{ID: "a", PD: 0.10, Loadings: load(0.4, 0.3)},
		{ID: "b", PD: 0.05, Loadings: load(0.3, 0.2)},
		{ID: "c", PD: 0.20, Loadings: load(0.5, 0)},
		{ID: "d", PD: 0.08, Loadings: load(-0.2, 0.1)},
		{ID: "guarantor", PD: 0.06, Loadings: load(0.3, 0.7)},
	}
	full, part := credit.LGD{Mean: 1}, credit.LGD{Mean: 0.25}
	s.Positions = []credit.Position{
		{Exposure: 4, Obligors: []int{0}, LGD: part, Guarantors: []int{4}, Unguaranteed: full},
		{Exposure: 8, Obligors: []int{1}, LGD: part, Guarantors: []int{4}, Unguaranteed: credit.LGD{Mean: 0.75}},
		{Exposure: 12, Obligors: []int{0}, PDs: []float64{0.04}, LGD: full},
		{Exposure: 3, Obligors: []int{2, 3}, Joint: credit.AllDefault, LGD: full},
		{Exposure: 5, Obligors: []int{3, 1}, Joint: credit.AnyDefault, PDs: []float64{0.03, 0.05}, LGD: full},
		{Exposure: 7, Obligors: []int{2, 0}, Joint: credit.FirstNamed, LGD: full},
		{Exposure: 2, Obligors: []int{4}, LGD: full},
		{Exposure: 16, Obligors: []int{3}, LGD: credit.LGD{Mean: 0.5}, Guarantors: []int{4, 2}, Unguaranteed: full},
	}
	return s
}
