package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"path/filepath"
	"strings"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/internal/term"
	"github.com/ipabs/ipabs/tranche"
)

// sizeAndBreak sizes classes to a table of limits and finds break-even multiples, where the document asks for it.
func (a *analysis) sizeAndBreak(ctx context.Context, o options, simulator *tranche.Simulator, doc *tranche.SimulationSpec, model *credit.Model, settings tranche.SimulationSettings) error {
	name := filepath.Base(o.simulation)
	if doc.Sizing != nil {
		table, err := a.readTargets(o, doc.Sizing)
		if err != nil {
			return err
		}
		question, err := doc.Sizing.For(a.deal, *table)
		if err != nil {
			return prefixed(name+": sizing", err)
		}
		if a.sizing, err = tranche.SizeToTargets(ctx, model, settings, question); err != nil {
			return prefixed(name+": sizing", err)
		}
	}
	if len(doc.BreakEven) == 0 {
		return nil
	}
	text, _, err := a.creditText(o)
	if err != nil {
		return err
	}
	hazards, err := credit.ReadSpec(bytes.NewReader(text))
	if err != nil {
		return err
	}
	for i, question := range doc.BreakEven {
		m, err := simulator.BreakEvenMultiple(ctx, hazards, question)
		if err != nil {
			return prefixed(fmt.Sprintf("%s: break_even[%d]", name, i), err)
		}
		a.breakEven = append(a.breakEven, m)
	}
	return nil
}

// readTargets reads the table of limits: that of the document, or the file that it names.
func (a *analysis) readTargets(o options, s *tranche.TableSizingSpec) (*tranche.Targets, error) {
	if s.Targets != nil {
		return s.Targets, nil
	}
	path := o.targets
	if path == "" {
		if path = s.Table; !filepath.IsAbs(path) {
			path = filepath.Join(filepath.Dir(o.simulation), path)
		}
	}
	return readDocument(a, targetsRole, targetsCopy, path, tranche.ReadTargets)
}

// measureName says what a class is judged by.
func measureName(m tranche.RiskMeasure) string {
	if m == tranche.MeasureHitProbability {
		return "probability of any loss"
	}
	return "expected loss"
}

// sizingSummary gives the sizes and the multiples.
func (a *analysis) sizingSummary(b *strings.Builder) {
	if z := a.sizing; z != nil {
		var rows [][]string
		for _, c := range z.Classes {
			beyond := "all of the total"
			if !c.Full {
				beyond = fmt.Sprintf("%s > %s", percent4(c.Beyond.Value), percent4(c.BeyondLimit))
			}
			rows = append(rows, []string{c.Name, c.Rating, a.money(c.Notional), fmt.Sprintf("%.2f", c.Tenor), withError(c.At), percent4(c.Limit), beyond})
		}
		rows = append(rows, []string{z.Residual, "", a.money(z.ResidualSize), "", "", "", "the rest"})
		b.WriteString(term.Table("  ", []string{"size by " + measureName(z.Targets.Measure), "rating", ">largest", ">tenor, years", ">at it", ">limit", ">a step beyond"}, rows))
	}
	if len(a.breakEven) > 0 {
		var rows [][]string
		for _, m := range a.breakEven {
			fails := "never"
			if !math.IsInf(m.Fails, 1) {
				fails = fmt.Sprintf("%.2f", m.Fails)
			}
			rows = append(rows, []string{m.Class, measureName(m.Measure), percent4(m.Limit), fmt.Sprintf("%.2f", m.Holds), fails, withError(m.At)})
		}
		b.WriteString(term.Table("  ", []string{"hazards times", "measure", ">limit", ">holds at", ">fails at", ">measure where it holds"}, rows))
	}
}

// sizingDocument is the largest classes that keep to a table of limits.
type sizingDocument struct {
	Measure  string                `json:"measure"`
	Source   string                `json:"source"` // of the table, as it says
	Step     string                `json:"step"`
	Sigmas   float64               `json:"sigmas"`
	Classes  []sizedClassDocument  `json:"classes"`
	Residual residualClassDocument `json:"residual"`
	Rounds   int                   `json:"rounds"`
	Runs     int                   `json:"runs"`
}

// sizedClassDocument is one of them with its certificate: at the notional the measure keeps to the limit, one step
// larger it does not; beyond is null where the total is used up.
type sizedClassDocument struct {
	Name        string            `json:"name"`
	Rating      string            `json:"rating"`
	Notional    string            `json:"notional"`
	TenorYears  *float64          `json:"tenor_years"`
	Limit       float64           `json:"limit"`
	At          *estimateDocument `json:"at"`
	Full        bool              `json:"full"`
	Beyond      *estimateDocument `json:"beyond"`
	BeyondLimit *float64          `json:"beyond_limit"`
}

type residualClassDocument struct {
	Name     string `json:"name"`
	Notional string `json:"notional"`
}

func (a *analysis) sizingOf() *sizingDocument {
	z := a.sizing
	if z == nil {
		return nil
	}
	currency := a.pool.Currency()
	d := &sizingDocument{Measure: string(z.Targets.Measure), Source: z.Targets.Source, Step: z.Step.Format(currency), Sigmas: z.Sigmas,
		Residual: residualClassDocument{z.Residual, z.ResidualSize.Format(currency)}, Rounds: z.Rounds, Runs: z.Runs}
	for _, c := range z.Classes {
		x := sizedClassDocument{Name: c.Name, Rating: c.Rating, Notional: c.Notional.Format(currency), TenorYears: number(c.Tenor), Limit: c.Limit, At: estimateOf(c.At), Full: c.Full}
		if !c.Full {
			x.Beyond, x.BeyondLimit = estimateOf(c.Beyond), number(c.BeyondLimit)
		}
		d.Classes = append(d.Classes, x)
	}
	return d
}

// breakEvenDocument is how many times the hazards of the credit document a class stands; fails is null when it holds
// at the largest multiple that was tried.
type breakEvenDocument struct {
	Class   string            `json:"class"`
	Measure string            `json:"measure"`
	Limit   float64           `json:"limit"`
	Holds   float64           `json:"holds"`
	Fails   *float64          `json:"fails"`
	At      *estimateDocument `json:"at"`
	Runs    int               `json:"runs"`
}

func (a *analysis) breakEvenOf() []breakEvenDocument {
	list := []breakEvenDocument{}
	for _, m := range a.breakEven {
		list = append(list, breakEvenDocument{m.Class, string(m.Measure), m.Limit, m.Holds, number(m.Fails), estimateOf(m.At), m.Runs})
	}
	return list
}
