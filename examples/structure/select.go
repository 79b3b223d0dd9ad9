package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strings"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/evidence"
	"github.com/ipabs/ipabs/internal/term"
	"github.com/ipabs/ipabs/optimize"
	"github.com/ipabs/ipabs/report"
)

// The selection document among the evidence.
const (
	selectionRole evidence.Role = "selection"
	selectionCopy string        = "inputs/selection.json"
)

// selected is how the pool was chosen out of the accepted contracts.
type selected struct {
	problem  *optimize.Problem
	result   *optimize.Result
	verified bool
	reasons  []optimize.Reason
	prices   []optimize.Price
	// What the document asks for under explain.
	alternatives []optimize.Alternative
	complete     bool // there are no more alternatives
	stability    *optimize.Stability
}

func (s *selected) forReport() *report.Selection {
	if s == nil {
		return nil
	}
	return &report.Selection{Problem: s.problem, Result: s.result, Verified: s.verified, Reasons: s.reasons, Prices: s.prices, Alternatives: s.alternatives, Stability: s.stability}
}

// selectPool chooses the pool out of the accepted contracts by the selection document.
func (a *analysis) selectPool(ctx context.Context, o options) error {
	spec, name, found, err := a.readSelection(o)
	if err != nil || !found {
		return prefixed(name, err)
	}
	in, portfolio, err := a.selectionInputs(ctx, o)
	if err != nil {
		return err
	}
	problem, err := spec.Resolve(in)
	if err != nil {
		return prefixed(name, err)
	}
	result, err := optimize.Solve(ctx, problem, problem.Settings())
	if err != nil {
		return prefixed(name, err)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err := optimize.Verify(problem, result); err != nil {
		return prefixed(name, err)
	}
	if result.Status == optimize.StatusInfeasible {
		conflict, err := optimize.Explain(ctx, problem, problem.Settings())
		if err != nil {
			return prefixed(name, err)
		}
		return &unselectedError{name, a, problem, result, conflict}
	}
	if result.Taken == nil {
		return &unselectedError{name, a, problem, result, nil}
	}
	a.pool = result.Pool(problem)
	if a.pool.Len() == 0 {
		return errors.New(name + ": no contract is the best choice within the rules; state a principal that is wanted")
	}
	a.selection = &selected{problem: problem, result: result, verified: true}
	if a.selection.reasons, err = optimize.Reasons(ctx, problem, result); err != nil {
		return err
	}
	if a.selection.prices, err = optimize.Prices(ctx, problem, result, problem.Settings()); err != nil {
		return err
	}
	return prefixed(name, a.selection.explain(ctx, spec, in, portfolio))
}

// explain finds the alternatives and inclusion frequencies that the document asks for.
func (s *selected) explain(ctx context.Context, spec optimize.Spec, in optimize.Inputs, portfolio *credit.PortfolioSpec) (err error) {
	if spec.Explain == nil {
		return nil
	}
	if q := spec.Explain.Alternatives; q != nil {
		if spec.Shares != nil {
			return errors.New("explain.alternatives: alternatives are choices of whole contracts; expected none beside shares")
		}
		if s.alternatives, s.complete, err = optimize.Alternatives(ctx, s.problem, s.result, q.Settings(), s.problem.Settings()); err != nil {
			return err
		}
	}
	if q := spec.Explain.Resample; q != nil {
		if portfolio == nil {
			return errors.New("explain.resample: the figures that are drawn anew are those of a credit document; expected -credit FILE")
		}
		stability, err := optimize.Resample(ctx, spec, in, *portfolio, q.Doubt(), q.Draws, q.Seed, s.problem.Settings())
		if err != nil {
			return err
		}
		s.stability = &stability
	}
	return nil
}

// readSelection reads the selection document, or else the sheet of that name in the tape. It is not found
// when there is neither.
func (a *analysis) readSelection(o options) (spec optimize.Spec, name string, found bool, err error) {
	if o.selection == "" {
		if o.tape == "" {
			return spec, "", false, nil
		}
		spec, found, err = readSelectionSheet(o.tape)
		return spec, filepath.Base(o.tape) + "!" + selectionSheet, found, err
	}
	name = filepath.Base(o.selection)
	text, err := a.read(selectionRole, selectionCopy, o.selection)
	if err != nil {
		return spec, name, false, err
	}
	spec, err = optimize.ReadSpec(bytes.NewReader(text))
	return spec, name, true, err
}

// selectionInputs measures the candidates: cash flows, and with a credit document losses until the last
// maturity, whose plain figures come with them.
func (a *analysis) selectionInputs(ctx context.Context, o options) (optimize.Inputs, *credit.PortfolioSpec, error) {
	in := optimize.Inputs{Pool: a.pool, Horizon: a.pool.LastMaturity()}
	var err error
	if in.Flows, err = cashflow.Contractual(ctx, a.pool, cashflow.Settings{}); err != nil {
		return in, nil, err
	}
	model, name, err := a.readCredit(o, a.pool)
	if err != nil || model == nil {
		return in, nil, err
	}
	spec, err := model.PortfolioSpec(credit.PortfolioSettings{Horizon: in.Horizon, Basis: credit.BasisPrincipal})
	if err != nil {
		return in, nil, prefixed(name, err)
	}
	if in.Portfolio, err = spec.Resolve(); err != nil {
		return in, nil, prefixed(name, err)
	}
	in.Moments, err = in.Portfolio.Moments(ctx, credit.MomentSettings{})
	return in, &spec, prefixed(name, err)
}

func (a *analysis) selectionSummary(b *strings.Builder) {
	s := a.selection
	if s == nil {
		return
	}
	section(b, fmt.Sprintf("Selection  %s, goal %s", s.problem.Name(), s.problem.Goal()))
	fmt.Fprintf(b, "  %s: objective %.8g %s, bound %.8g, gap %.1e; certificate verified\n", s.result.Status, s.result.Objective, s.problem.Unit(), s.result.Bound, s.result.Gap)
	before, after := s.problem.Figures(), s.result.Figures
	share := func(loss float64, f optimize.Figures) string {
		if math.IsNaN(loss) {
			return "–"
		}
		return percent4(loss / f.Principal.Decimal(a.pool.Currency()).InexactFloat64())
	}
	row := func(name string, f optimize.Figures) []string {
		return []string{name, fmt.Sprint(f.Contracts), fmt.Sprint(f.Obligors), a.money(f.Principal), percent(f.NetYield), fmt.Sprintf("%.2f", f.AverageLife),
			share(f.ExpectedLoss, f), share(f.Deviation, f)}
	}
	b.WriteString(term.Table("  ", []string{"", ">contracts", ">obligors", ">principal", ">net yield", ">life, years", ">expected loss", ">deviation"},
		[][]string{row("before", before), row("after", after)}))
	if parts := s.parts(); len(parts) > 0 {
		rows := [][]string{}
		for _, q := range parts {
			rows = append(rows, []string{q.Contract, q.Before, q.After, percent4(q.Share)})
		}
		b.WriteString(term.Table("  ", []string{"taken in part", ">before", ">after", ">share"}, rows))
	}
	var rows [][]string
	for _, r := range s.result.Rules {
		tight := ""
		if r.Tight {
			tight = "tight"
		}
		rows = append(rows, []string{r.Name, r.Value, r.Slack, tight})
	}
	b.WriteString(term.Table("  ", []string{"rule", ">value", ">slack", ""}, rows))
	var steps []string
	for _, q := range s.prices {
		if q.Gain > 0 {
			steps = append(steps, fmt.Sprintf("one step looser, %s: the goal gains %.4g (%.2g of it, %s)", q.Looser.Name, q.Gain, q.Gain/math.Abs(s.result.Objective), q.Status))
		}
	}
	for k, q := range s.alternatives {
		added, removed := s.difference(q)
		steps = append(steps, fmt.Sprintf("alternative %d: objective %.8g (%+.3g%%), with %s, without %s", k+1, q.Objective,
			100*(q.Objective/s.result.Objective-1), orNothing(added), orNothing(removed)))
	}
	if s.complete {
		steps = append(steps, "no other choice is as near the best one")
	}
	if s.stability != nil {
		steps = append(steps, s.stabilitySummary())
	}
	lines(b, append(steps, s.problem.Notes()...))
}

// difference lists what an alternative takes in and leaves out against the choice.
func (s *selected) difference(q optimize.Alternative) (added, removed []string) {
	added, removed = []string{}, []string{}
	for i, c := range s.problem.Pool().Contracts() {
		switch {
		case q.Taken[i] > 0 && !s.result.Chosen(i):
			added = append(added, c.ID)
		case q.Taken[i] == 0 && s.result.Chosen(i):
			removed = append(removed, c.ID)
		}
	}
	return added, removed
}

func orNothing(ids []string) string {
	if len(ids) == 0 {
		return "nothing"
	}
	return strings.Join(ids, ", ")
}

// stabilitySummary counts the grades of the candidates.
func (s *selected) stabilitySummary() string {
	grades := map[string]int{}
	for i := range s.stability.Inclusion {
		grades[s.stability.Grade(i)]++
	}
	return fmt.Sprintf("with credit figures drawn anew %d times (%d with a choice): %d contracts core, %d marginal, %d never",
		s.stability.Draws, s.stability.Solved, grades["core"], grades["marginal"], grades["never"])
}
