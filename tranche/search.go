package tranche

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"sync"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
)

// ErrSearch is the class of errors of searches that cannot begin: a lever out of range, a class that is
// not there.
var ErrSearch = errors.New("tranche: the search cannot begin")

// Lever is what a break-even search or a tornado varies.
type Lever struct {
	Name      string
	Low, High float64
	// Set puts a value into a stress.
	Set func(s *Stress, x float64)
}

// DefaultLever varies the yearly rate of default, RecoveryLever the part recovered, HaircutLever the fall
// of interest and other collections, PrepaymentLever the yearly rate of prepayment, OverdueLever the part
// in arrears.
func DefaultLever(low, high float64) Lever {
	return Lever{"default_rate", low, high, func(s *Stress, x float64) { s.DefaultRate = x }}
}

// RecoveryLever: see DefaultLever.
func RecoveryLever(low, high float64) Lever {
	return Lever{"recovery", low, high, func(s *Stress, x float64) { s.Recovery = part(x) }}
}

// HaircutLever: see DefaultLever.
func HaircutLever(low, high float64) Lever {
	return Lever{"haircut", low, high, func(s *Stress, x float64) { s.Haircut = part(x) }}
}

// PrepaymentLever: see DefaultLever.
func PrepaymentLever(low, high float64) Lever {
	return Lever{"prepayment_rate", low, high, func(s *Stress, x float64) { s.PrepaymentRate = x }}
}

// OverdueLever: see DefaultLever.
func OverdueLever(low, high float64) Lever {
	return Lever{"overdue", low, high, func(s *Stress, x float64) { s.Overdue = part(x) }}
}

func part(x float64) money.Rate { return money.Rate(math.Round(x * float64(money.One))) }

func (l Lever) check() error {
	if l.Set == nil || !(l.Low < l.High) || math.IsInf(l.Low, 0) || math.IsInf(l.High, 0) {
		return fmt.Errorf("%w: lever %q runs from %v to %v", ErrSearch, l.Name, l.Low, l.High)
	}
	return nil
}

// Criterion is what must hold of a run.
type Criterion func(res *Result) (bool, error)

// PaidInFull holds when nothing is owed to a class after the last payment (本息全额偿付).
func PaidInFull(class string) Criterion {
	return func(res *Result) (bool, error) {
		i, err := res.class(class)
		return err == nil && res.Tranches[i].Shortfall == 0, err
	}
}

// PaidOnTime holds when a class got its interest and its principal on every date on which they were due
// (按时足额).
func PaidOnTime(class string) Criterion {
	return func(res *Result) (bool, error) {
		i, err := res.class(class)
		if err != nil {
			return false, err
		}
		for _, u := range res.Unpaid {
			if u.Name == class {
				return false, nil
			}
		}
		return res.Tranches[i].Shortfall == 0, nil
	}
}

// YieldAtLeast holds when a class bought at its notional yields so much a year. A class that has no
// yield, for it gets less than nothing back, does not hold.
func YieldAtLeast(class string, yield float64) Criterion {
	return func(res *Result) (bool, error) {
		i, err := res.class(class)
		return err == nil && res.Tranches[i].YieldErr == nil && res.Tranches[i].Yield >= yield, err
	}
}

// All holds when every one of several criteria does.
func All(list ...Criterion) Criterion {
	return func(res *Result) (bool, error) {
		for _, c := range list {
			if ok, err := c(res); err != nil || !ok {
				return false, err
			}
		}
		return true, nil
	}
}

// inParallel calls f for 0 … n−1 on so many workers (0 for one on each processor) and gives the error of
// the lowest index that has one. Results are written by index, so that they do not depend on the workers.
func inParallel(ctx context.Context, n, workers int, f func(i int) error) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	errs := make([]error, n)
	next := make(chan int)
	var done sync.WaitGroup
	for range min(workers, n) {
		done.Go(func() {
			for i := range next {
				errs[i] = f(i)
			}
		})
	}
	for i := range n {
		if ctx.Err() != nil {
			break
		}
		next <- i
	}
	close(next)
	done.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return errors.Join(first(errs))
}

func first(errs []error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// under runs a deal on stressed collections.
func (d *Deal) under(s Stress, given []cashflow.Collection) (*Result, error) {
	return GridScenario{Stress: s}.run(GridStructure{Deal: d, Given: given})
}
