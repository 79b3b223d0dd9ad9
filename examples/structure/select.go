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
}

func (s *selected) forReport() *report.Selection {
	if s == nil {
		return nil
	}
	return &report.Selection{Problem: s.problem, Result: s.result, Verified: s.verified, Reasons: s.reasons, Prices: s.prices}
}

// infeasibleError says that no choice keeps the rules of the selection document, and why.
type infeasibleError struct {
	file     string
	conflict *optimize.Conflict
}

// Error gives the rules that conflict and what would resolve it, one to a line.
func (e *infeasibleError) Error() string {
	lines := []string{e.file + ": no choice of contracts keeps all rules"}
	if c := e.conflict; c != nil {
		which := "these cannot hold together"
		if c.Minimal {
			which += ", and any of them can be kept without the others"
		}
		lines[0] += "; " + which + ":"
		for _, r := range c.Rules {
			lines = append(lines, fmt.Sprintf("%s: %s: %s", e.file, r.Path, r.Name))
		}
		for _, r := range c.Relaxations {
			lines = append(lines, fmt.Sprintf("%s: %s: enough by itself: %s → %s", e.file, r.Rule.Path, r.Rule.Name, r.Relaxed.Limit))
		}
		for k, r := range c.Steps {
			lines = append(lines, fmt.Sprintf("%s: %s: step %d of %d: %s → %s", e.file, r.Rule.Path, k+1, len(c.Steps), r.Rule.Name, r.Relaxed.Limit))
		}
	}
	return strings.Join(lines, "\n")
}

// selectPool chooses the pool out of the accepted contracts by the selection document.
func (a *analysis) selectPool(ctx context.Context, o options) error {
	spec, name, found, err := a.readSelection(o)
	if err != nil || !found {
		return prefixed(name, err)
	}
	if spec.Shares != nil {
		return fmt.Errorf("%s: shares: a deal is structured on whole contracts; expected no shares", name)
	}
	in, err := a.selectionInputs(ctx, o)
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
		return &infeasibleError{name, conflict}
	}
	if result.Taken == nil {
		return fmt.Errorf("%s: the search ended (%s) before it found a choice within the rules; give it a longer stop", name, result.Status)
	}
	a.pool = result.Pool(problem)
	if a.pool.Len() == 0 {
		return errors.New(name + ": no contract is the best choice within the rules; state a principal that is wanted")
	}
	a.selection = &selected{problem: problem, result: result, verified: true}
	if a.selection.reasons, err = optimize.Reasons(ctx, problem, result); err != nil {
		return err
	}
	a.selection.prices, err = optimize.Prices(ctx, problem, result, problem.Settings())
	return err
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
// maturity.
func (a *analysis) selectionInputs(ctx context.Context, o options) (optimize.Inputs, error) {
	in := optimize.Inputs{Pool: a.pool, Horizon: a.pool.LastMaturity()}
	var err error
	if in.Flows, err = cashflow.Contractual(ctx, a.pool, cashflow.Settings{}); err != nil {
		return in, err
	}
	model, name, err := a.readCredit(o, a.pool)
	if err != nil || model == nil {
		return in, err
	}
	portfolio, err := model.Portfolio(credit.PortfolioSettings{Horizon: in.Horizon, Basis: credit.BasisPrincipal})
	if err != nil {
		return in, prefixed(name, err)
	}
	in.Moments, err = portfolio.Moments(ctx, credit.MomentSettings{})
	return in, prefixed(name, err)
}

func (a *analysis) selectionSummary(b *strings.Builder) {
	s := a.selection
	if s == nil {
		return
	}
	section(b, fmt.Sprintf("Selection  %s, goal %s", s.problem.Name(), s.problem.Goal()))
	fmt.Fprintf(b, "  %s: objective %.8g, bound %.8g, gap %.1e; certificate verified\n", s.result.Status, s.result.Objective, s.result.Bound, s.result.Gap)
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
	lines(b, append(steps, s.problem.Notes()...))
}

// selectionDocument is the part of the JSON about the choice of the pool. Its status is skipped when
// every accepted contract is in the pool.
type selectionDocument struct {
	Status              string             `json:"status"`
	Goal                *string            `json:"goal"`
	Candidates          int                `json:"candidates"`
	Chosen              int                `json:"chosen"`
	Objective           *float64           `json:"objective"`
	Bound               *float64           `json:"bound"`
	Gap                 *float64           `json:"gap"`
	Nodes               *int               `json:"nodes"`
	CertificateVerified *bool              `json:"certificate_verified"`
	Problem             *string            `json:"problem"` // fingerprint
	Contracts           []string           `json:"contracts"`
	Before              *figuresDocument   `json:"before"`
	After               *figuresDocument   `json:"after"`
	Rules               []standingDocument `json:"rules"`
	Reasons             []reasonDocument   `json:"reasons"`
	Prices              []priceDocument    `json:"prices"`
	Notes               []string           `json:"notes"`
}

type figuresDocument struct {
	Contracts    int      `json:"contracts"`
	Obligors     int      `json:"obligors"`
	Principal    string   `json:"principal"`
	NetYield     *float64 `json:"net_yield"`
	AverageLife  *float64 `json:"average_life_years"`
	NetIncome    string   `json:"net_income"`
	ExpectedLoss *string  `json:"expected_loss"`
	Deviation    *string  `json:"deviation"`
}

// reasonDocument says what would change if a contract changed sides and nothing else did.
type reasonDocument struct {
	Contract  string   `json:"contract"`
	In        bool     `json:"in"`
	Objective *float64 `json:"objective"`
	Variance  *float64 `json:"variance"`
	NetYield  *float64 `json:"net_yield"`
	Breaks    []string `json:"breaks"`
	SwapWith  *string  `json:"swap_with"`
	SwapCost  *float64 `json:"swap_objective"`
	Searched  bool     `json:"all_swaps_searched"`
}

// priceDocument says what one step of a rule is worth, in the unit of the goal.
type priceDocument struct {
	Rule   string   `json:"rule"`
	Looser string   `json:"looser"`
	Step   string   `json:"step"`
	AtMost *float64 `json:"gain_at_most"`
	Gain   *float64 `json:"gain"`
	Status string   `json:"status"`
}

type standingDocument struct {
	Rule  string `json:"rule"`
	Path  string `json:"path"`
	Kind  string `json:"kind"`
	Value string `json:"value"`
	Limit string `json:"limit"`
	Slack string `json:"slack"`
	Holds bool   `json:"holds"`
	Tight bool   `json:"tight"`
}

func (a *analysis) selectionOf() selectionDocument {
	s := a.selection
	if s == nil {
		return selectionDocument{Status: "skipped", Candidates: a.pool.Len(), Chosen: a.pool.Len(), Contracts: []string{}, Rules: []standingDocument{},
			Reasons: []reasonDocument{}, Prices: []priceDocument{}, Notes: []string{}}
	}
	goal, print, nodes, verified := s.problem.Goal().String(), s.result.Problem, s.result.Nodes, s.verified
	d := selectionDocument{Status: s.result.Status.String(), Goal: &goal, Candidates: s.problem.Pool().Len(), Chosen: a.pool.Len(),
		Objective: number(s.result.Objective), Bound: number(s.result.Bound), Gap: number(s.result.Gap), Nodes: &nodes, CertificateVerified: &verified,
		Problem: &print, Contracts: []string{}, Before: a.figuresOf(s.problem.Figures()), After: a.figuresOf(s.result.Figures), Rules: []standingDocument{},
		Reasons: []reasonDocument{}, Prices: []priceDocument{}, Notes: append([]string{}, s.problem.Notes()...)}
	for _, c := range a.pool.Contracts() {
		d.Contracts = append(d.Contracts, c.ID)
	}
	for _, r := range s.result.Rules {
		d.Rules = append(d.Rules, standingDocument{r.Name, r.Path, r.Kind.String(), r.Value, r.Limit, r.Slack, r.Holds, r.Tight})
	}
	for _, q := range s.reasons {
		r := reasonDocument{Contract: q.Contract, In: q.In, Objective: number(q.Objective), Variance: number(q.Variance), NetYield: number(q.NetYield), Breaks: []string{}, Searched: q.Searched}
		for _, k := range q.Breaks {
			r.Breaks = append(r.Breaks, q.Effects[k].Rule)
		}
		if q.Swap != nil {
			r.SwapWith, r.SwapCost = &q.Swap.With, number(q.Swap.Objective)
		}
		d.Reasons = append(d.Reasons, r)
	}
	for _, q := range s.prices {
		d.Prices = append(d.Prices, priceDocument{q.Name, q.Looser.Name, q.Step, number(q.AtMost), number(q.Gain), q.Status.String()})
	}
	return d
}

func (a *analysis) figuresOf(f optimize.Figures) *figuresDocument {
	currency := a.pool.Currency()
	amount := func(x float64) *string {
		if math.IsNaN(x) {
			return nil
		}
		text := minor(x * math.Pow10(currency.Exponent())).Format(currency)
		return &text
	}
	return &figuresDocument{f.Contracts, f.Obligors, f.Principal.Format(currency), number(f.NetYield), number(f.AverageLife), *amount(f.NetIncome),
		amount(f.ExpectedLoss), amount(f.Deviation)}
}
