package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/internal/term"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// reviewRights values the rights behind the pool on every payment date up to the last maturity, against
// what the schedules leave outstanding.
func (a *analysis) reviewRights() error {
	var days []calendar.Date
	for _, p := range a.deal.Payments() {
		if !p.Payment.After(a.pool.LastMaturity()) {
			days = append(days, p.Payment)
		}
	}
	var err error
	a.rights, err = a.pool.ReviewRights(a.policy, days, a.flows.Outstanding)
	return err
}

// rightsSummary shows the coverage where there is a right with a value. What is wrong with the rights
// stands among the warnings.
func (a *analysis) rightsSummary(b *strings.Builder) {
	r := a.rights
	if r.Valued() == 0 {
		return
	}
	section(b, fmt.Sprintf("Rights  valued at %s, %d of %s with a value", r.Valuation.Rules().At, r.Valued(), count(r.Rights(), "entry")))
	// A column that would say the same on every line is left out.
	haircuts, minimum := r.Policy.Rules.Haircuts != nil, r.Policy.MinCoverage.IsKnown()
	heads := []string{"date", ">outstanding", ">value", ">coverage"}
	if haircuts {
		heads = append(heads, ">after haircuts", ">coverage")
	}
	heads = append(heads, ">without value")
	if minimum {
		heads = append(heads, "minimum")
	}
	var rows [][]string
	for i, c := range r.Coverage {
		if i > 0 && i < len(r.Coverage)-1 && i%max(1, len(r.Coverage)/shown) != 0 {
			continue
		}
		row := []string{c.Date.String(), a.money(c.Balance), a.money(c.Gross.High), a.ratio(c, c.Gross)}
		if haircuts {
			row = append(row, a.money(c.Net.High), a.ratio(c, c.Net))
		}
		row = append(row, strconv.Itoa(c.Unvalued))
		if minimum {
			row = append(row, r.Covered(c).String())
		}
		rows = append(rows, row)
	}
	b.WriteString(term.Table("  ", heads, rows))
}

// ratio gives a coverage, or what it lies between.
func (a *analysis) ratio(c pool.CoveragePoint, x pool.Range) string {
	low, known := c.Ratio(x.Low).Get()
	if !known {
		return "–"
	}
	high := percent(c.Ratio(x.High).Or(0))
	switch {
	case x.Known():
		return high
	case x.Low == 0: // whether the rights live is not stated
		return "at most " + high
	}
	return percent(low) + " to " + high
}

type rightsDocument struct {
	At          calendar.Date       `json:"at"`
	Entries     int                 `json:"entries"`
	Valued      int                 `json:"valued"`
	Coverage    []coverageDocument  `json:"coverage"`
	MinCoverage *money.Rate         `json:"min_coverage"`
	Margins     marginsDocument     `json:"margins"`
	Shared      []sharedDocument    `json:"shared"`
	Conflicts   []conflictDocument  `json:"conflicts"`
	Loops       []loopDocument      `json:"loops"`
	Guarantors  []guarantorDocument `json:"guarantors"`
	Remarks     []string            `json:"remarks"`
	Valuation   *pool.ValuationSpec `json:"valuation"` // null: the standard one
}

// rangeDocument is an amount between two others.
type rangeDocument struct {
	Low  string `json:"low"`
	High string `json:"high"`
}

type coverageDocument struct {
	Date       calendar.Date     `json:"date"`
	Balance    string            `json:"balance"`
	Gross      rangeDocument     `json:"gross"`
	Net        rangeDocument     `json:"net"`
	GrossRatio pool.Opt[float64] `json:"gross_ratio"` // at the low end
	NetRatio   pool.Opt[float64] `json:"net_ratio"`
	Unvalued   int               `json:"unvalued"`
	Outcome    *pool.Outcome     `json:"outcome"` // null: no minimum is asked
}

type marginsDocument struct {
	MinMonths    int              `json:"min_months"`
	Exposed      string           `json:"exposed"`
	ExposedShare float64          `json:"exposed_share"`
	Unknown      string           `json:"unknown"`
	Renewable    string           `json:"renewable"`
	Short        []marginDocument `json:"short"`
}

type marginDocument struct {
	Contract string  `json:"contract"`
	Right    string  `json:"right"`
	Months   float64 `json:"months"`
}

type sharedDocument struct {
	Right     string         `json:"right"`
	Contracts []string       `json:"contracts"`
	Outside   int            `json:"outside"`
	Principal string         `json:"principal"`
	Value     *string        `json:"value"`
	Naive     *string        `json:"naive"`
	Counted   *rangeDocument `json:"counted"`
}

type conflictDocument struct {
	Kind    string       `json:"kind"`
	Right   string       `json:"right"`
	Places  []string     `json:"places"`
	Outcome pool.Outcome `json:"outcome"`
	Missing []string     `json:"missing"`
}

type loopDocument struct {
	Contract string       `json:"contract"`
	Outcome  pool.Outcome `json:"outcome"`
	Missing  []string     `json:"missing"`
}

type guarantorDocument struct {
	Name        string         `json:"name"`
	Group       bool           `json:"group"`
	Contracts   int            `json:"contracts"`
	Guaranteed  string         `json:"guaranteed"`
	Alone       string         `json:"alone"`
	Joint       string         `json:"joint"`
	Limit       *string        `json:"limit"`
	WithinLimit pool.Outcome   `json:"within_limit"`
	Originator  pool.Opt[bool] `json:"originator"`
	Obligor     pool.Opt[bool] `json:"obligor"`
}

// rightsOf gives the review as JSON; nil where the pool has neither rights nor guarantors.
func (a *analysis) rightsOf() *rightsDocument {
	r, p := a.rights, a.pool
	if r.Rights() == 0 && len(r.Guarantors.Guarantors) == 0 {
		return nil
	}
	text := func(x money.Amount) string { return x.Format(p.Currency()) }
	between := func(x pool.Range) rangeDocument { return rangeDocument{text(x.Low), text(x.High)} }
	stated := func(x pool.Opt[money.Amount]) *string {
		v, ok := x.Get()
		if !ok {
			return nil
		}
		s := text(v)
		return &s
	}
	m := r.Margins
	d := &rightsDocument{At: r.Valuation.Rules().At, Entries: r.Rights(), Valued: r.Valued(), Remarks: append([]string{}, r.Remarks()...),
		Coverage: []coverageDocument{}, Shared: []sharedDocument{}, Conflicts: []conflictDocument{}, Loops: []loopDocument{}, Guarantors: []guarantorDocument{},
		Margins: marginsDocument{m.Rules.MinMonths, text(m.Exposed), m.ExposedShare(), text(m.Unknown), text(m.Renewable), []marginDocument{}}}
	if a.valuation.Schema != "" {
		d.Valuation = &a.valuation
	}
	if least, ok := r.Policy.MinCoverage.Get(); ok {
		d.MinCoverage = &least
	}
	for _, c := range r.Coverage {
		x := coverageDocument{c.Date, text(c.Balance), between(c.Gross), between(c.Net), c.Ratio(c.Gross.Low), c.Ratio(c.Net.Low), c.Unvalued, nil}
		if d.MinCoverage != nil {
			o := r.Covered(c)
			x.Outcome = &o
		}
		d.Coverage = append(d.Coverage, x)
	}
	for _, s := range r.Short() {
		months, _ := s.Weakest.Get()
		d.Margins.Short = append(d.Margins.Short, marginDocument{p.Contract(s.Contract).ID, p.Right(s.WeakestRight).ID, months.Float64()})
	}
	for _, o := range r.OverPledges {
		x := sharedDocument{Right: p.Right(o.Right).ID, Contracts: []string{}, Outside: len(o.Claims) - len(o.Contracts), Principal: text(o.Principal), Value: stated(o.Value), Naive: stated(o.Naive)}
		for _, n := range o.Contracts {
			x.Contracts = append(x.Contracts, p.Contract(n).ID)
		}
		if o.Value.IsKnown() {
			counted := between(o.Counted)
			x.Counted = &counted
		}
		d.Shared = append(d.Shared, x)
	}
	for _, c := range r.Conflicts {
		d.Conflicts = append(d.Conflicts, conflictDocument{c.Kind.String(), p.Right(c.Right).ID, c.Places(), c.Outcome, append([]string{}, c.Missing...)})
	}
	for _, l := range r.Loops {
		d.Loops = append(d.Loops, loopDocument{p.Contract(l.Contract).ID, l.Outcome, append([]string{}, l.Missing...)})
	}
	for _, g := range append(append([]pool.GuarantorExposure{}, r.Guarantors.Guarantors...), r.Guarantors.Groups...) {
		d.Guarantors = append(d.Guarantors, guarantorDocument{r.GuarantorName(g), len(g.Parties) > 1, len(g.Contracts), text(g.Guaranteed), text(g.Alone), text(g.Joint),
			stated(g.Limit), g.WithinLimit, g.Originator, g.Obligor})
	}
	return d
}
