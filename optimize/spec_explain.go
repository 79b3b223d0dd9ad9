package optimize

import (
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/faults"
)

// ExplainSpec asks for what is shown beside a choice. The search does not depend on it.
type ExplainSpec struct {
	Alternatives *AlternativesSpec `json:"alternatives,omitempty"`
	Resample     *ResampleSpec     `json:"resample,omitempty"`
}

// AlternativesSpec asks for nearly optimal choices that differ (备选方案); see [Alternatives].
type AlternativesSpec struct {
	Count  int             `json:"count"`
	Within decimal.Decimal `json:"within"`          // of the objective, as a share of it, such as 0.005
	Apart  int             `json:"apart,omitempty"` // contracts; 0 means 1
}

// ResampleSpec asks how often each contract is chosen when the figures of the credit document are drawn
// anew (入选频率); see [Resample] and [Doubt] for the units.
type ResampleSpec struct {
	Draws       int             `json:"draws"`
	Seed        uint64          `json:"seed,omitempty"`
	PD          decimal.Decimal `json:"pd,omitzero"`
	LGD         decimal.Decimal `json:"lgd,omitzero"`
	Correlation decimal.Decimal `json:"correlation,omitzero"`
}

// Settings gives the settings of [Alternatives].
func (a AlternativesSpec) Settings() AlternativeSettings {
	return AlternativeSettings{Count: a.Count, Within: a.Within.InexactFloat64(), Apart: a.Apart}
}

// Doubt gives the standard deviations as [Resample] takes them.
func (r ResampleSpec) Doubt() Doubt {
	return Doubt{PD: r.PD.InexactFloat64(), LGD: r.LGD.InexactFloat64(), Correlation: r.Correlation.InexactFloat64()}
}

// most of what may be asked for: each takes a search.
const mostAlternatives, mostDraws = 100, 10_000

// check reports numbers out of range.
func (e *ExplainSpec) check(list *faults.List) {
	if e == nil {
		return
	}
	if a := e.Alternatives; a != nil {
		if a.Count < 1 || a.Count > mostAlternatives {
			list.Add("explain.alternatives.count", faults.OutOfRange, a.Count, "a number from 1 to 100")
		}
		if a.Within.IsNegative() || a.Within.GreaterThan(decimal.NewFromInt(1)) {
			list.Add("explain.alternatives.within", faults.OutOfRange, a.Within, "a share of the objective from 0 to 1, such as 0.005")
		}
		if a.Apart < 0 {
			list.Add("explain.alternatives.apart", faults.OutOfRange, a.Apart, "a number of contracts, 0 or more")
		}
	}
	if r := e.Resample; r != nil {
		if r.Draws < 1 || r.Draws > mostDraws {
			list.Add("explain.resample.draws", faults.OutOfRange, r.Draws, "a number from 1 to 10000")
		}
		any := false
		for _, f := range []struct {
			name  string
			value decimal.Decimal
		}{{"pd", r.PD}, {"lgd", r.LGD}, {"correlation", r.Correlation}} {
			any = any || f.value.IsPositive()
			if f.value.IsNegative() || f.value.GreaterThan(decimal.NewFromInt(3)) {
				list.Add("explain.resample."+f.name, faults.OutOfRange, f.value, "a standard deviation between 0 and 3")
			}
		}
		if !any {
			list.Add("explain.resample", faults.Missing, nil, "pd, lgd or correlation above 0: without doubt every draw is the same")
		}
	}
}
