package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/internal/instances"
	"github.com/ipabs/ipabs/optimize"
	"github.com/ipabs/ipabs/pool/tape"
)

// candidates reads the tape and measures its contracts: cash flows, and losses until the last maturity.
func candidates(ctx context.Context, o options) (optimize.Inputs, error) {
	var in optimize.Inputs
	t, err := tape.ReadFile(ctx, o.tape, tape.Options{Sheet: o.sheet, AsOf: o.asOf})
	if err != nil {
		return in, err
	}
	if in.Pool = t.Pool; in.Pool == nil {
		var errs []error
		for f := range t.Findings.With(tape.Error) {
			errs = append(errs, f)
		}
		return in, errors.Join(append(errs, errors.New("the tape lists no contract"))...)
	}
	if in.Flows, err = cashflow.Contractual(ctx, in.Pool, cashflow.Settings{}); err != nil {
		return in, err
	}
	file, err := os.Open(o.credit)
	if err != nil {
		return in, err
	}
	defer file.Close()
	spec, err := credit.ReadSpec(file)
	if err != nil {
		return in, prefixed(o.credit, err)
	}
	model, err := spec.Resolve(in.Pool)
	if err != nil {
		return in, prefixed(o.credit, err)
	}
	in.Horizon = in.Pool.LastMaturity()
	portfolio, err := model.Portfolio(credit.PortfolioSettings{Horizon: in.Horizon, Basis: credit.BasisPrincipal})
	if err != nil {
		return in, prefixed(o.credit, err)
	}
	in.Moments, err = portfolio.Moments(ctx, credit.MomentSettings{})
	return in, prefixed(o.credit, err)
}

// readTape makes the contracts of a tape assets: the return is the net yield per year, the covariance
// that of losses until the last maturity, both per unit of principal.
func readTape(ctx context.Context, o options) (*instance, error) {
	in, err := candidates(ctx, o)
	if err != nil {
		return nil, err
	}
	problem, err := optimize.Spec{Schema: optimize.Schema, Objective: optimize.ObjectiveSpec{Goal: optimize.LeastVariance}, Rules: []optimize.RuleSpec{anything()}}.Resolve(in)
	if err != nil {
		return nil, err
	}
	n := in.Pool.Len()
	if n > instances.MostAssets {
		return nil, fmt.Errorf("%s: %d contracts; weights are computed for at most %d, use -select", filepath.Base(o.tape), n, instances.MostAssets)
	}
	a := optimize.Assets{Mean: problem.NetYields(), Covariance: make([]float64, n*n)}
	for i := range n {
		for k := range n {
			a.Covariance[i*n+k] = in.Moments.Covariance(i, k) / (float64(in.Pool.Contract(i).Principal) * float64(in.Pool.Contract(k).Principal))
		}
	}
	return &instance{name: stemOf(o.tape), assets: a, target: math.NaN()}, nil
}

// sweepTape chooses whole contracts for every target.
func sweepTape(ctx context.Context, o options, report func(done, total int)) (*curve, error) {
	in, err := candidates(ctx, o)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(o.selection)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	spec, err := optimize.ReadSpec(file)
	if err != nil {
		return nil, prefixed(o.selection, err)
	}
	problem, err := spec.Resolve(in)
	if err != nil {
		return nil, prefixed(o.selection, err)
	}
	if problem.Goal() != optimize.LeastVariance {
		return nil, fmt.Errorf("%s: objective.goal: %s; expected variance, which the frontier shows", filepath.Base(o.selection), problem.Goal())
	}
	gap := o.gap
	if gap == 0 {
		gap = -1
	}
	s := optimize.Settings{Gap: gap, Time: o.time()}
	var targets []float64
	if o.returns != "" {
		if targets, err = readReturns(o.returns); err != nil {
			return nil, err
		}
	} else if targets, err = reachable(ctx, problem, s, o.count()); err != nil {
		return nil, prefixed(o.selection, err)
	}
	c := &curve{instance: stemOf(o.tape), assets: in.Pool.Len(), notes: problem.Notes(),
		risk: "standard deviation of the loss, " + in.Pool.Currency().Code(), reward: "net yield per year, at least",
		what: "least variance of the loss of whole contracts within the rules, for at least a net yield per year, in squared units of the currency"}
	if spec.Shares != nil {
		c.what = strings.Replace(c.what, "whole contracts", "shares of contracts", 1)
	}
	began := time.Now()
	points, err := optimize.Sweep(ctx, problem, targets, s)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	seconds := time.Since(began).Seconds() / float64(max(len(points), 1))
	for k, p := range points {
		if err := optimize.Verify(p.Problem, p.Result); err != nil {
			return nil, err
		}
		v := point{target: p.Target, reached: math.NaN(), variance: math.NaN(), bound: p.Envelope, gap: p.Result.Gap, status: p.Result.Status, seconds: seconds}
		if p.Result.Taken != nil {
			v.reached, v.variance, v.assets = p.Result.Figures.NetYield, p.Result.Objective, p.Result.Figures.Contracts
			v.gap = max(v.variance-v.bound, 0) / v.variance
		}
		c.points = append(c.points, v)
		report(k+1, len(points))
	}
	c.notes = append(c.notes, "the certificate of every point is verified; bounds are those of the whole sweep; seconds are the mean of the points")
	return c, nil
}

// reachable spaces targets between the net yield of the choice of least variance and the highest of any
// choice.
func reachable(ctx context.Context, problem *optimize.Problem, s optimize.Settings, n int) ([]float64, error) {
	r, err := optimize.Solve(ctx, problem, s)
	if err != nil {
		return nil, err
	}
	if r.Taken == nil {
		return nil, fmt.Errorf("no choice within the rules was found: %s", r.Status)
	}
	high, _, err := optimize.HighestNetYield(ctx, problem, s)
	if err != nil {
		return nil, err
	}
	return spaced(max(high, r.Figures.NetYield), r.Figures.NetYield, n), nil
}

// anything is a rule that every choice with a contract keeps.
func anything() optimize.RuleSpec {
	one := decimal.NewFromInt(1)
	return optimize.RuleSpec{Kind: optimize.RuleContracts, Limits: optimize.Limits{AtLeast: &one}}
}

func stemOf(path string) string {
	name := filepath.Base(path)
	return strings.TrimSuffix(name, filepath.Ext(name))
}

// prefixed puts the name of a file before every fault of an error.
func prefixed(path string, err error) error {
	if err == nil {
		return nil
	}
	name := filepath.Base(path)
	var e *faults.Error
	if !errors.As(err, &e) {
		return fmt.Errorf("%s: %w", name, err)
	}
	var errs []error
	for _, f := range e.Faults() {
		errs = append(errs, fmt.Errorf("%s: %w", name, f))
	}
	return errors.Join(errs...)
}
