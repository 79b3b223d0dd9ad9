package tranche

import (
	"context"
	"fmt"

	"github.com/ipabs/ipabs/cashflow"
)

// BreakEvenSpec asks how far a lever can be moved before a criterion no longer holds (盈亏平衡点): the
// break-even default rate of a class, the recovery that it needs, the haircut at which its yield is lost.
type BreakEvenSpec struct {
	Lever     Lever
	Criterion Criterion
	// Base is the stress that the lever moves in.
	Base Stress
	// Tolerance is the width of the bracket that is left: |Fails − Holds| ≤ Tolerance. 0 means 1e-6.
	Tolerance float64
	// Points is how many values are tried between both ends, to find out whether the criterion changes
	// more than once. 0 means 64.
	Points int
	// Workers is the number of goroutines; 0 is one for each processor. It does not change the result.
	Workers int
}

// BreakEven is the answer: the criterion holds at Holds and does not at Fails, and the two are no further
// apart than the tolerance.
type BreakEven struct {
	Lever        string
	Holds, Fails float64
	// HoldsEverywhere and FailsEverywhere say that no value that was tried makes a difference; Holds and
	// Fails then have no value.
	HoldsEverywhere, FailsEverywhere bool
	// Changes are the brackets between neighbouring points at which the outcome changes. More than one
	// means that the criterion is not monotone in the lever: Holds and Fails are then those of the change
	// nearest to the low end, and what lies beyond it is in Scan.
	Changes [][2]float64
	Scan    []ScanPoint
	Runs    int
}

// Monotone reports whether the outcome changes at most once over the points that were tried.
func (b BreakEven) Monotone() bool { return len(b.Changes) <= 1 }

// ScanPoint is the outcome at one value of the lever.
type ScanPoint struct {
	X     float64
	Holds bool
}

// BreakEven searches the break-even of a deal on given collections: it tries Points + 1 values at equal
// distances, in parallel, and halves the bracket of the first change.
func (d *Deal) BreakEven(ctx context.Context, given []cashflow.Collection, spec BreakEvenSpec) (BreakEven, error) {
	out := BreakEven{Lever: spec.Lever.Name}
	if err := spec.Lever.check(); err != nil {
		return out, err
	}
	if spec.Criterion == nil || spec.Tolerance < 0 || spec.Points < 0 || spec.Points > 100_000 {
		return out, fmt.Errorf("%w: a criterion, a tolerance of 0 or more and at most 100,000 points are needed", ErrSearch)
	}
	tolerance, points := spec.Tolerance, spec.Points
	if tolerance == 0 {
		tolerance = 1e-6
	}
	if points == 0 {
		points = 64
	}
	try := func(x float64) (bool, error) {
		stress := spec.Base
		spec.Lever.Set(&stress, x)
		res, err := d.under(stress, given)
		if err != nil {
			return false, fmt.Errorf("%s = %v: %w", spec.Lever.Name, x, err)
		}
		return spec.Criterion(res)
	}
	out.Scan = make([]ScanPoint, points+1)
	err := inParallel(ctx, points+1, spec.Workers, func(i int) error {
		x := spec.Lever.Low + (spec.Lever.High-spec.Lever.Low)*float64(i)/float64(points)
		holds, err := try(x)
		out.Scan[i] = ScanPoint{x, holds}
		return err
	})
	out.Runs = points + 1
	if err != nil {
		return out, err
	}
	for i := range points {
		if out.Scan[i].Holds != out.Scan[i+1].Holds {
			out.Changes = append(out.Changes, [2]float64{out.Scan[i].X, out.Scan[i+1].X})
		}
	}
	if len(out.Changes) == 0 {
		out.HoldsEverywhere, out.FailsEverywhere = out.Scan[0].Holds, !out.Scan[0].Holds
		return out, nil
	}
	low, high := out.Changes[0][0], out.Changes[0][1]
	atLow := out.Scan[0].Holds
	for high-low > tolerance {
		if ctx.Err() != nil {
			return out, context.Cause(ctx)
		}
		mid := low + (high-low)/2
		if mid <= low || mid >= high {
			break // neighbours in float64
		}
		holds, err := try(mid)
		if err != nil {
			return out, err
		}
		out.Runs++
		if holds == atLow {
			low = mid
		} else {
			high = mid
		}
	}
	out.Holds, out.Fails = low, high
	if !atLow {
		out.Holds, out.Fails = high, low
	}
	return out, nil
}
