package tranche

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
)

// GridSpec runs every structure under every scenario (情景 × 结构), in parallel.
type GridSpec struct {
	Structures []GridStructure
	Scenarios  []GridScenario
	Workers    int
}

// GridStructure is a deal and what its pool pays without stress.
type GridStructure struct {
	Name  string
	Deal  *Deal
	Given []cashflow.Collection
}

// GridScenario is a stress with a name, with days of default and of outside events as Inputs has them.
type GridScenario struct {
	Name             string
	Stress           Stress
	Defaults, Events []calendar.Date
	// Given, where it is set, gives the collections of a structure in this scenario instead of those of the
	// structure: a projection of contracts under assumptions. It must be safe for concurrent use.
	Given func(structure GridStructure) ([]cashflow.Collection, error)
}

// GridCell is one run of a grid.
type GridCell struct {
	Structure, Scenario string
	Result              *Result
}

// Grid gives one cell for each structure and scenario, structures first: cell s·n + k is structure s under
// scenario k of n. Cells do not depend on the workers.
func Grid(ctx context.Context, spec GridSpec) ([]GridCell, error) {
	n := len(spec.Scenarios)
	cells := make([]GridCell, len(spec.Structures)*n)
	err := inParallel(ctx, len(cells), spec.Workers, func(i int) error {
		structure, scenario := spec.Structures[i/n], spec.Scenarios[i%n]
		res, err := scenario.run(structure)
		if err != nil {
			return fmt.Errorf("%s under %s: %w", structure.Name, scenario.Name, err)
		}
		cells[i] = GridCell{structure.Name, scenario.Name, res}
		return nil
	})
	return cells, err
}

func (s GridScenario) run(structure GridStructure) (*Result, error) {
	collected := structure.Given
	var err error
	if s.Given != nil {
		if collected, err = s.Given(structure); err != nil {
			return nil, err
		}
	}
	if s.Stress != (Stress{}) {
		if collected, err = s.Stress.Apply(collected); err != nil {
			return nil, err
		}
	}
	return structure.Deal.RunInputs(Inputs{Collections: collected, Defaults: s.Defaults, Events: s.Events})
}

// Measure is a number of a result, such as the yield of a class.
type Measure struct {
	Name string
	Of   func(res *Result) (float64, error)
}

// YieldOf, LifeOf and ShortfallOf measure a class: its yearly yield at closing, its average life in years,
// and what it is still owed, in units of the currency. A class without a yield or life measures NaN.
func YieldOf(class string) Measure {
	return ofClass("yield", class, func(t TrancheSummary) float64 {
		if t.YieldErr != nil {
			return math.NaN()
		}
		return t.Yield
	})
}

// LifeOf: see YieldOf.
func LifeOf(class string) Measure {
	return ofClass("wal", class, func(t TrancheSummary) float64 { return t.WAL })
}

// ShortfallOf: see YieldOf.
func ShortfallOf(class string) Measure {
	return ofClass("shortfall", class, func(t TrancheSummary) float64 { return float64(t.Shortfall) })
}

func ofClass(what, class string, of func(t TrancheSummary) float64) Measure {
	return Measure{what + " of " + class, func(res *Result) (float64, error) {
		i, err := res.class(class)
		if err != nil {
			return 0, err
		}
		return of(res.Tranches[i]), nil
	}}
}

// Table gives a measure of every cell: one row for each structure, one column for each scenario, in the
// order of the grid.
func Table(cells []GridCell, m Measure) (structures, scenarios []string, values [][]float64, err error) {
	for _, c := range cells {
		if !slices.Contains(structures, c.Structure) {
			structures = append(structures, c.Structure)
			values = append(values, nil)
		}
		if !slices.Contains(scenarios, c.Scenario) {
			scenarios = append(scenarios, c.Scenario)
		}
		v, err := m.Of(c.Result)
		if err != nil {
			return nil, nil, nil, err
		}
		i := slices.Index(structures, c.Structure)
		values[i] = append(values[i], v)
	}
	return structures, scenarios, values, nil
}

// Bar is one bar of a tornado: what a measure becomes at both ends of a lever, the rest as in the base.
type Bar struct {
	Lever          string
	Low, High      float64 // of the lever
	AtLow, AtHigh  float64 // the measure there
	Base           float64 // and without moving it
	Swing          float64 // |AtHigh − AtLow|
	UnknownAtAnEnd bool    // the measure is NaN at one end: the bar has no length
}

// Tornado moves one lever at a time and gives the bars with the longest first (敏感性分析); bars that have
// no length because the measure is not known at an end come last, ties in the order of the levers.
func (d *Deal) Tornado(ctx context.Context, given []cashflow.Collection, base Stress, levers []Lever, m Measure) ([]Bar, error) {
	for _, l := range levers {
		if err := l.check(); err != nil {
			return nil, err
		}
	}
	values := make([]float64, 2*len(levers)+1)
	err := inParallel(ctx, len(values), 0, func(i int) error {
		s := base
		if i < 2*len(levers) {
			l := levers[i/2]
			x := l.Low
			if i%2 == 1 {
				x = l.High
			}
			l.Set(&s, x)
		}
		res, err := d.under(s, given)
		if err != nil {
			return err
		}
		values[i], err = m.Of(res)
		return err
	})
	if err != nil {
		return nil, err
	}
	bars := make([]Bar, len(levers))
	for i, l := range levers {
		b := Bar{Lever: l.Name, Low: l.Low, High: l.High, AtLow: values[2*i], AtHigh: values[2*i+1], Base: values[2*len(levers)]}
		b.Swing = math.Abs(b.AtHigh - b.AtLow)
		b.UnknownAtAnEnd = math.IsNaN(b.Swing)
		bars[i] = b
	}
	slices.SortStableFunc(bars, func(a, b Bar) int {
		switch {
		case a.UnknownAtAnEnd != b.UnknownAtAnEnd:
			if a.UnknownAtAnEnd {
				return 1
			}
			return -1
		case a.Swing > b.Swing:
			return -1
		case a.Swing < b.Swing:
			return 1
		}
		return 0
	})
	return bars, nil
}
