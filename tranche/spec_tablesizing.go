package tranche

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// TableSizingSpec asks in a document for the largest classes of a deal that keep to a table of limits (按目标表定量).
//
//	{"table": "limits.json", "classes": [{"class": "A1", "rating": "AAA"}, {"class": "A2", "rating": "AA"}], "sigmas": 2}
type TableSizingSpec struct {
	// Table names the file that holds the table (see [Targets]), from where the document stands; or Targets is the
	// table itself.
	Table   string   `json:"table,omitempty"`
	Targets *Targets `json:"targets,omitempty"`
	// Classes are sized in this order, the most senior first.
	Classes []TargetClass `json:"classes"`
	// Residual takes the rest; the class that ranks last when absent.
	Residual string `json:"residual,omitempty"`
	// Total is what all classes sum to; the notional of the deal when absent. Step is the least change of a size; a
	// thousandth of Total when absent. Both are amounts in units of the currency.
	Total *decimal.Decimal `json:"total,omitempty"`
	Step  *decimal.Decimal `json:"step,omitempty"`
	// Sigmas is how many standard errors an estimate must lie below its limit.
	Sigmas float64 `json:"sigmas,omitempty"`
}

// For makes the question to [SizeToTargets] about a deal and a table of limits. The error is a *faults.Error.
func (s TableSizingSpec) For(deal *Deal, table Targets) (TargetSizingSpec, error) {
	var list faults.List
	out := TargetSizingSpec{Template: deal.Spec(), Total: deal.notional, Residual: s.Residual, Targets: table, Classes: slices.Clone(s.Classes), Sigmas: s.Sigmas}
	amount := func(path string, d *decimal.Decimal, to *money.Amount) {
		if d == nil {
			return
		}
		x, err := money.FromDecimal(*d, deal.currency)
		if err != nil || x <= 0 {
			list.Add(path, faults.OutOfRange, *d, "an amount above 0 in "+deal.currency.Code())
			return
		}
		*to = x
	}
	amount("total", s.Total, &out.Total)
	amount("step", s.Step, &out.Step)
	if out.Residual == "" {
		last := 0
		for i := range deal.tranches {
			if deal.tranches[i].rank >= deal.tranches[last].rank {
				last = i
			}
		}
		out.Residual = deal.tranches[last].name
	}
	for i, c := range s.Classes {
		if _, ok := table.Limit(c.Rating, 1); !ok {
			list.Add(faults.Index("classes", i)+".rating", faults.Unknown, c.Rating, "a rating of the table of limits")
		}
	}
	return out, list.Err()
}

// checkStructuring checks what a document asks for on top of the simulation, as far as the document and the deal tell.
func (s SimulationSpec) checkStructuring(list *faults.List, deal *Deal) {
	class := func(path, name string) {
		if _, ok := indexOf(deal.tranches, name); !ok {
			list.Add(path, faults.Unknown, name, "a class of the deal")
		}
	}
	for i, name := range s.ReverseStress {
		class(faults.Index("reverse_stress", i), name)
	}
	for i, x := range s.BreakEven {
		path := faults.Index("break_even", i)
		class(path+".class", x.Class)
		if x.Measure.check() != nil {
			list.Add(path+".measure", faults.Unknown, string(x.Measure), string(MeasureExpectedLoss)+" or "+string(MeasureHitProbability))
		}
		if !(x.Limit >= 0 && x.Limit <= 1) {
			list.Add(path+".limit", faults.OutOfRange, x.Limit, "a number between 0 and 1")
		}
		if !(x.Most >= 0 && x.Tolerance >= 0) {
			list.Add(path, faults.OutOfRange, x.Most, "a largest multiple and a tolerance above 0, or none")
		}
	}
	if s.Sizing == nil {
		return
	}
	if (s.Sizing.Table == "") == (s.Sizing.Targets == nil) {
		list.Add("sizing", faults.Inconsistent, nil, "either table, the name of a file, or targets")
	}
	if s.Sizing.Targets != nil {
		list.Append("sizing.targets", s.Sizing.Targets.check())
	}
	if len(s.Sizing.Classes) == 0 {
		list.Add("sizing.classes", faults.Missing, nil, "at least one class with its rating")
	}
	for i, c := range s.Sizing.Classes {
		path := faults.Index("sizing.classes", i)
		class(path+".class", c.Name)
		if !(c.Tenor >= 0) {
			list.Add(path+".tenor_years", faults.OutOfRange, c.Tenor, "years above 0, or none for the simulated life")
		}
	}
	if s.Sizing.Residual != "" {
		class("sizing.residual", s.Sizing.Residual)
	}
	if !(s.Sizing.Sigmas >= 0) {
		list.Add("sizing.sigmas", faults.OutOfRange, s.Sizing.Sigmas, "a number of 0 or more")
	}
}
