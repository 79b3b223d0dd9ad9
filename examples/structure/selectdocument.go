package main

import (
	"math"

	"github.com/ipabs/ipabs/optimize"
)

// selectionDocument is the part of the JSON about the choice of the pool. Its status is skipped when
// every accepted contract is in the pool.
type selectionDocument struct {
	Status              string             `json:"status"`
	Goal                *string            `json:"goal"`
	Unit                *string            `json:"unit"` // of objective, bound and gains
	Candidates          int                `json:"candidates"`
	Chosen              int                `json:"chosen"`
	Objective           *float64           `json:"objective"`
	Bound               *float64           `json:"bound"`
	Gap                 *float64           `json:"gap"`
	Nodes               *int               `json:"nodes"`
	CertificateVerified *bool              `json:"certificate_verified"`
	Problem             *string            `json:"problem"` // fingerprint
	Contracts           []string           `json:"contracts"`
	Parts               []partDocument     `json:"parts"` // the contracts of which a share is taken
	Before              *figuresDocument   `json:"before"`
	After               *figuresDocument   `json:"after"`
	Rules               []standingDocument `json:"rules"`
	Reasons             []reasonDocument   `json:"reasons"`
	Prices              []priceDocument    `json:"prices"`
	// Conflict says why nothing fits; null where something does, or where that is not known.
	Conflict     *ruleConflictDocument `json:"conflict"`
	Alternatives []alternativeDocument `json:"alternatives"`
	Stability    *stabilityDocument    `json:"stability"` // null unless the document asks for it
	Notes        []string              `json:"notes"`
}

// alternativeDocument is a nearly optimal choice, by its difference from the best one.
type alternativeDocument struct {
	Objective float64  `json:"objective"`
	Changes   int      `json:"changes"`
	With      []string `json:"with"`
	Without   []string `json:"without"`
}

// stabilityDocument says how often candidates are chosen when the credit figures are drawn anew.
type stabilityDocument struct {
	Draws     int                 `json:"draws"`
	Solved    int                 `json:"solved"`
	Contracts []inclusionDocument `json:"contracts"`
}

type inclusionDocument struct {
	Contract  string  `json:"contract"`
	Inclusion float64 `json:"inclusion"`
	Grade     string  `json:"grade"`
}

// partDocument is a contract of which a share is taken: its outstanding principal before and after.
type partDocument struct {
	Contract string  `json:"contract"`
	Before   string  `json:"principal"`
	After    string  `json:"taken"`
	Share    float64 `json:"share"`
}

// parts lists the contracts of which a share is taken.
func (s *selected) parts() []partDocument {
	list := []partDocument{}
	currency := s.problem.Pool().Currency()
	for i, c := range s.problem.Pool().Contracts() {
		if a := s.result.Taken[i]; a > 0 && a < c.Principal {
			list = append(list, partDocument{c.ID, c.Principal.Format(currency), a.Format(currency), float64(a) / float64(c.Principal)})
		}
	}
	return list
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
	// Effects are the values that rules would have, in the order of rules: the contract's part in every
	// concentration.
	Effects  []effectDocument `json:"effects"`
	Breaks   []string         `json:"breaks"`
	SwapWith *string          `json:"swap_with"`
	SwapCost *float64         `json:"swap_objective"`
	Searched bool             `json:"all_swaps_searched"`
}

type effectDocument struct {
	Rule  string `json:"rule"`
	Value string `json:"value"`
	Holds bool   `json:"holds"`
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

// noSelection is the part without anything in it.
func noSelection(status string, candidates int) selectionDocument {
	return selectionDocument{Status: status, Candidates: candidates, Contracts: []string{}, Parts: []partDocument{}, Rules: []standingDocument{}, Reasons: []reasonDocument{},
		Prices: []priceDocument{}, Alternatives: []alternativeDocument{}, Notes: []string{}}
}

func (a *analysis) selectionOf() selectionDocument {
	s := a.selection
	if s == nil {
		d := noSelection("skipped", a.pool.Len())
		d.Chosen = d.Candidates
		return d
	}
	d := noSelection("", s.problem.Pool().Len())
	d.proof(s.problem, s.result, s.verified)
	d.Chosen, d.Before, d.After = a.pool.Len(), a.figuresOf(s.problem.Figures()), a.figuresOf(s.result.Figures)
	for _, c := range a.pool.Contracts() {
		d.Contracts = append(d.Contracts, c.ID)
	}
	d.Parts = s.parts()
	for _, r := range s.result.Rules {
		d.Rules = append(d.Rules, standingDocument{r.Name, r.Path, r.Kind.String(), r.Value, r.Limit, r.Slack, r.Holds, r.Tight})
	}
	for _, q := range s.reasons {
		r := reasonDocument{Contract: q.Contract, In: q.In, Objective: number(q.Objective), Variance: number(q.Variance), NetYield: number(q.NetYield),
			Effects: []effectDocument{}, Breaks: []string{}, Searched: q.Searched}
		for _, e := range q.Effects {
			r.Effects = append(r.Effects, effectDocument{e.Rule, e.Value, e.Holds})
		}
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
	for _, q := range s.alternatives {
		with, without := s.difference(q)
		d.Alternatives = append(d.Alternatives, alternativeDocument{q.Objective, q.Changes, with, without})
	}
	if q := s.stability; q != nil {
		d.Stability = &stabilityDocument{Draws: q.Draws, Solved: q.Solved, Contracts: []inclusionDocument{}}
		for i, c := range s.problem.Pool().Contracts() {
			d.Stability.Contracts = append(d.Stability.Contracts, inclusionDocument{c.ID, q.Inclusion[i], q.Grade(i)})
		}
	}
	return d
}

// proof writes how a search ended and what it proves.
func (d *selectionDocument) proof(p *optimize.Problem, r *optimize.Result, verified bool) {
	goal, unit, print, nodes := p.Goal().String(), p.Unit(), r.Problem, r.Nodes
	d.Unit = &unit
	d.Status, d.Goal, d.Nodes, d.CertificateVerified, d.Problem = r.Status.String(), &goal, &nodes, &verified, &print
	d.Objective, d.Bound, d.Gap = number(r.Objective), number(r.Bound), number(r.Gap)
	d.Notes = append(d.Notes, p.Notes()...)
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
