package tranche

import (
	"io"
	"maps"
	"slices"

	"github.com/ipabs/ipabs/faults"
)

// TargetsSchema is the name and version of the table of limits.
const TargetsSchema = "ipabs.targets/1"

// Targets is a table of limits by rating and tenor (评级与期限对应的目标表), as the user loads it: the library has
// none of its own, for no agency's table is public.
//
//	{"schema": "ipabs.targets/1", "measure": "expected_loss", "tenors": [1, 3, 5], "limits": {"AAA": [0.00001, 0.00005, 0.0002]}}
type Targets struct {
	Schema string `json:"schema"`
	// Source says where the limits come from.
	Source  string      `json:"source,omitempty"`
	Measure RiskMeasure `json:"measure"`
	// Tenors are years, ascending; Limits one number for each of them by rating.
	Tenors []float64            `json:"tenors"`
	Limits map[string][]float64 `json:"limits"`
}

// ReadTargets reads a table of limits and checks it: every fault with its path.
func ReadTargets(r io.Reader) (Targets, error) {
	var t Targets
	if err := faults.DecodeJSON(r, &t); err != nil {
		return t, err
	}
	return t, t.check()
}

func (t Targets) check() error {
	var list faults.List
	if t.Schema != TargetsSchema {
		list.Add("schema", faults.Unsupported, t.Schema, TargetsSchema)
	}
	if t.Measure.check() != nil {
		list.Add("measure", faults.Unknown, string(t.Measure), string(MeasureExpectedLoss)+" or "+string(MeasureHitProbability))
	}
	if len(t.Tenors) == 0 {
		list.Add("tenors", faults.Missing, nil, "at least one tenor in years")
	}
	for i, x := range t.Tenors {
		if !(x > 0) || i > 0 && !(x > t.Tenors[i-1]) {
			list.Add(faults.Index("tenors", i), faults.OutOfRange, x, "years above 0, ascending")
		}
	}
	if len(t.Limits) == 0 {
		list.Add("limits", faults.Missing, nil, "at least one rating")
	}
	for _, rating := range slices.Sorted(maps.Keys(t.Limits)) {
		path := faults.Join("limits", rating)
		row := t.Limits[rating]
		if len(row) != len(t.Tenors) {
			list.Add(path, faults.Inconsistent, len(row), "one limit for each tenor")
		}
		for i, x := range row {
			if !(x >= 0 && x <= 1) {
				list.Add(faults.Index(path, i), faults.OutOfRange, x, "a number between 0 and 1")
			}
		}
	}
	return list.Err()
}

// Limit is the limit of a rating at a tenor in years: linear between the tenors of the table, and that of the
// nearest one outside; false for a rating that it does not have.
func (t Targets) Limit(rating string, years float64) (float64, bool) {
	row, ok := t.Limits[rating]
	if !ok || len(row) == 0 {
		return 0, false
	}
	last := len(row) - 1
	switch {
	case !(years > t.Tenors[0]):
		return row[0], true
	case years >= t.Tenors[last]:
		return row[last], true
	}
	i, _ := slices.BinarySearch(t.Tenors, years)
	w := (years - t.Tenors[i-1]) / (t.Tenors[i] - t.Tenors[i-1])
	return row[i-1] + w*(row[i]-row[i-1]), true
}
