package tranche

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/faults"
)

// GridSpec runs every structure under every scenario (情景 × 结构 × 假设), in parallel.
type GridSpec struct {
	Structures []GridStructure
	// Contracts are scenarios of the contracts of the pool. Each is projected once, and its cash collected by
	// the periods of each structure. Without any, the structures' own collections are taken.
	Contracts []*cashflow.Scenario
	// Scenarios are stresses of the pool as a whole and of those around the deal, on top of either: on top of
	// contracts that default, a haircut, promisors who stop paying and outside events. With Contracts they
	// may be absent.
	Scenarios []GridScenario
	Workers   int
}

// GridStructure is a deal and what its pool pays without stress; Given is not asked for where the grid has
// scenarios of contracts.
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
	// Given, where it is set, gives the collections of a structure in this scenario from those of the
	// structure. It must be safe for concurrent use.
	Given func(structure GridStructure) ([]cashflow.Collection, error)
}

// GridCell is one run of a grid. Contracts names the scenario of contracts, where the grid has such.
type GridCell struct {
	Structure, Contracts, Scenario string
	Result                         *Result
}

// Grid gives one cell for each structure, scenario of contracts and scenario, in this order, the last moving
// fastest. Cells do not depend on the workers. Cash of contracts that arrives after the last period of a
// structure is told in the warnings of its results. Errors: a *faults.Error for names used twice and for
// scenarios without a pool in the currency and from the cut-off date of a structure; those of Perform,
// Collect and Run, with the names of the cell.
func Grid(ctx context.Context, spec GridSpec) ([]GridCell, error) {
	if err := spec.check(); err != nil {
		return nil, err
	}
	projected := make([]*cashflow.Performance, len(spec.Contracts))
	err := inParallel(ctx, len(projected), spec.Workers, func(j int) (err error) {
		if projected[j], err = spec.Contracts[j].Perform(ctx); err != nil {
			err = fmt.Errorf("%s: %w", spec.Contracts[j].Name(), err)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	scenarios := spec.Scenarios
	if len(scenarios) == 0 && len(projected) > 0 {
		scenarios = []GridScenario{{}}
	}
	m, n := max(1, len(projected)), len(scenarios)
	cells := make([]GridCell, len(spec.Structures)*m*n)
	err = inParallel(ctx, len(cells), spec.Workers, func(i int) error {
		structure, scenario := spec.Structures[i/(m*n)], scenarios[i%n]
		cell := &cells[i]
		cell.Structure, cell.Scenario = structure.Name, scenario.Name
		warning, err := "", error(nil)
		if len(projected) > 0 {
			p := projected[i/n%m]
			cell.Contracts = p.Scenario().Name()
			structure.Given, warning, err = structure.Deal.collects(p)
		}
		if err == nil {
			cell.Result, err = scenario.run(structure)
		}
		if err != nil {
			return fmt.Errorf("%s under %s: %w", cell.Structure, cell.column(), err)
		}
		if warning != "" {
			cell.Result.Warnings = append(cell.Result.Warnings, warning)
		}
		return nil
	})
	return cells, err
}

// collects sums a projection by the periods of the deal, and tells what comes after them.
func (d *Deal) collects(p *cashflow.Performance) ([]cashflow.Collection, string, error) {
	collected, after, err := p.Collect(d.CollectionPeriods())
	if err != nil || after.Total() == 0 {
		return collected, "", err
	}
	return collected, fmt.Sprintf("cash of %s arrives until %s, after the last calculation date of the deal, and is paid to no one",
		after.Total().FormatGrouped(d.currency), after.LastDate), nil
}

// check refuses names that would not tell two cells apart, and projections of another pool.
func (s GridSpec) check() error {
	var list faults.List
	seen := map[string]bool{}
	once := func(path, what, name string) {
		if seen[what+name] {
			list.Add(path+".name", faults.Duplicate, name, "a name of its own")
		}
		seen[what+name] = true
	}
	for i, v := range s.Structures {
		path := faults.Index("structures", i)
		once(path, "structure ", v.Name)
		if v.Deal == nil {
			list.Add(path+".deal", faults.Missing, nil, "a deal")
			continue
		}
		for _, c := range s.Contracts {
			if asOf := c.Pool().AsOf(); asOf != v.Deal.cutOff {
				list.Add(path+".deal", faults.Inconsistent, v.Deal.cutOff, "the cut-off date of the pool of "+c.Name()+", "+asOf.String())
			}
			if currency := c.Pool().Currency(); currency != v.Deal.currency && v.Deal.routes.fx == nil {
				list.Add(path+".deal", faults.Inconsistent, v.Deal.currency, "the currency of the pool of "+c.Name()+", "+currency.String())
			}
		}
	}
	for i, v := range s.Contracts {
		once(faults.Index("contracts", i), "contracts ", v.Name())
	}
	for i, v := range s.Scenarios {
		once(faults.Index("scenarios", i), "scenario ", v.Name)
	}
	return list.Err()
}

// column names what a cell is run under.
func (c GridCell) column() string {
	switch {
	case c.Contracts == "":
		return c.Scenario
	case c.Scenario == "":
		return c.Contracts
	}
	return c.Contracts + " / " + c.Scenario
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

// Table gives a measure of every cell: one row for each structure, one column for each scenario, named with
// the scenario of contracts where there is one, in the order of the grid.
func Table(cells []GridCell, m Measure) (structures, scenarios []string, values [][]float64, err error) {
	for _, c := range cells {
		if !slices.Contains(structures, c.Structure) {
			structures = append(structures, c.Structure)
			values = append(values, nil)
		}
		if !slices.Contains(scenarios, c.column()) {
			scenarios = append(scenarios, c.column())
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
