package main

import (
	"fmt"
	"strings"

	"github.com/ipabs/ipabs/optimize"
)

// unselectedError says that there is no pool: no choice keeps the rules of the selection document, and why,
// or none was found before the search ended.
type unselectedError struct {
	file     string
	analysis *analysis // of all candidates
	problem  *optimize.Problem
	result   *optimize.Result
	conflict *optimize.Conflict // nil when it is not known that nothing fits, or why
}

// Error gives the rules that conflict and what would resolve it, one to a line.
func (e *unselectedError) Error() string {
	if e.result.Status != optimize.StatusInfeasible {
		return fmt.Sprintf("%s: the search ended (%s) before it found a choice within the rules; give it a longer stop", e.file, e.result.Status)
	}
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

// ruleConflictDocument names rules that cannot hold together, and how far limits would have to move.
type ruleConflictDocument struct {
	Rules       []conflictRule       `json:"rules"`
	Minimal     bool                 `json:"minimal"`     // proven: without any one of them the others can be kept
	Relaxations []relaxationDocument `json:"relaxations"` // each enough by itself, the cheapest first
	Steps       []relaxationDocument `json:"steps"`       // one after the other, where no single one is enough
}

type conflictRule struct {
	Rule  string `json:"rule"`
	Path  string `json:"path"`
	Kind  string `json:"kind"`
	Limit string `json:"limit"`
}

type relaxationDocument struct {
	Rule    string  `json:"rule"`
	Path    string  `json:"path"`
	Limit   string  `json:"limit"`
	Relaxed string  `json:"relaxed"`    // the rule as it would be
	To      string  `json:"to"`         // its limit
	Fails   string  `json:"not_enough"` // the largest move that is proven not to be enough
	Exact   bool    `json:"exact"`      // no smaller move is enough
	Move    float64 `json:"move_by"`    // how far the limit moves, over its size
}

func conflictOf(c *optimize.Conflict) *ruleConflictDocument {
	if c == nil {
		return nil
	}
	relaxations := func(list []optimize.Relaxation) []relaxationDocument {
		out := []relaxationDocument{}
		for _, r := range list {
			out = append(out, relaxationDocument{r.Rule.Name, r.Rule.Path, r.Rule.Limit, r.Relaxed.Name, r.Relaxed.Limit, r.Fails, r.Exact, r.Cost})
		}
		return out
	}
	d := &ruleConflictDocument{Rules: []conflictRule{}, Minimal: c.Minimal, Relaxations: relaxations(c.Relaxations), Steps: relaxations(c.Steps)}
	for _, r := range c.Rules {
		d.Rules = append(d.Rules, conflictRule{r.Name, r.Path, r.Kind.String(), r.Limit})
	}
	return d
}

// document gives what is known without a pool as JSON: tape, candidates and why nothing was chosen.
func (e *unselectedError) document() ([]byte, error) {
	a := e.analysis
	if err := a.measureConcentration(); err != nil {
		return nil, err
	}
	doc := a.begin()
	doc.Selection = noSelection("", a.pool.Len())
	doc.Selection.proof(e.problem, e.result, true)
	doc.Selection.Before, doc.Selection.Conflict = a.figuresOf(e.problem.Figures()), conflictOf(e.conflict)
	return doc.text()
}
