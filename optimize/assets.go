package optimize

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/internal/certify"
	"github.com/ipabs/ipabs/internal/criticalline"
	"github.com/ipabs/ipabs/internal/perspective"
)

// Assets are what weights are put on: the weights sum to 1 and lie between Lower and Upper. It is the
// problem of the literature, with a covariance that the caller supplies; a pool of contracts is chosen by
// [Spec].
type Assets struct {
	Mean []float64
	// Covariance is the covariance matrix row by row; it must be positive definite.
	Covariance []float64
	// Lower and Upper may be nil: 0 and 1.
	Lower, Upper []float64
	// Diagonal may give a part of the covariance that is diagonal and leaves the rest positive
	// semidefinite: it makes bounds tighter for weights with a minimum. nil: one is computed.
	Diagonal []float64
}

// Frontier is the efficient frontier without minimum weights: exact, by its turning points (critical
// line).
type Frontier struct{ line *criticalline.Frontier }

// Corners is the number of turning points.
func (f *Frontier) Corners() int { return len(f.line.Corners) }

// MostReturn and LeastReturn are those of the ends of the frontier.
func (f *Frontier) MostReturn() float64 { return f.line.Corners[0].Return }

// LeastReturn is the return at the least variance.
func (f *Frontier) LeastReturn() float64 { return f.line.Corners[len(f.line.Corners)-1].Return }

// FrontierPoint is one point: the least variance for at least a return.
type FrontierPoint struct {
	Target           float64 // the return asked for
	Return, Variance float64 // NaN when there is none
	// Bound is a variance that no weights can go below, recomputed from the certificate of the search.
	Bound, Gap float64
	Status     Status
	Nodes      int
	Weights    []AssetWeight
}

// AssetWeight is the weight of an asset; zero weights are left out.
type AssetWeight struct {
	Asset  int
	Weight float64
}

func (a Assets) check() error {
	var list faults.List
	n := len(a.Mean)
	if n == 0 {
		list.Add("mean", faults.Missing, nil, "at least one asset")
	}
	for _, f := range []struct {
		name       string
		got, want  int
		mayBeEmpty bool
	}{{"covariance", len(a.Covariance), n * n, false}, {"lower", len(a.Lower), n, true}, {"upper", len(a.Upper), n, true}, {"diagonal", len(a.Diagonal), n, true}} {
		if f.got != f.want && !(f.got == 0 && f.mayBeEmpty) {
			list.Add(f.name, faults.Inconsistent, fmt.Sprintf("%d numbers", f.got), fmt.Sprintf("%d for %d assets", f.want, n))
		}
	}
	return list.Err()
}

// Frontier computes the whole frontier.
func (a Assets) Frontier(ctx context.Context) (*Frontier, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	cov, err := criticalline.NewDense(len(a.Mean), a.Covariance)
	if err != nil {
		return nil, err
	}
	line, err := criticalline.Solve(ctx, criticalline.Problem{Mean: a.Mean, Covariance: cov, Lower: a.Lower, Upper: a.Upper})
	if err != nil {
		return nil, err
	}
	return &Frontier{line}, nil
}

// At gives the point of a return. Below the return at the least variance that point is the answer; above
// the highest return nothing is, and the status is infeasible.
func (f *Frontier) At(target float64) FrontierPoint {
	p, ok := f.line.AtReturn(target)
	if !ok {
		return FrontierPoint{Target: target, Return: math.NaN(), Variance: math.NaN(), Bound: math.Inf(1), Gap: math.Inf(1), Status: StatusInfeasible}
	}
	out := FrontierPoint{Target: target, Return: p.Return, Variance: p.Variance, Bound: p.Variance, Status: StatusOptimal}
	for _, w := range p.Weights {
		out.Weights = append(out.Weights, AssetWeight{w.Index, w.Value})
	}
	return out
}

// Held limits how assets are held: at most a number of them, each with at least a weight or not at all.
type Held struct {
	Most  int     // 0 is no limit
	Least float64 // of every weight held; a larger lower bound of an asset takes its place
}

// Cardinality is a frontier of weights with minimum lots. It keeps what its points share. It is not safe
// for concurrent use.
type Cardinality struct {
	assets Assets
	p      perspective.Problem
	start  [][]float64
}

// starts is how many solutions of earlier points a search begins from.
const starts = 8

// Cardinality prepares the search for points with a limited number of assets. Lower bounds of the assets
// hold only where they are held; none may be negative.
func (a Assets) Cardinality(held Held) (*Cardinality, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	n := len(a.Mean)
	if held.Most < 0 || !(held.Least >= 0 && held.Least <= 1) {
		var list faults.List
		list.Add("held", faults.OutOfRange, fmt.Sprintf("%d assets of %v", held.Most, held.Least), "a number of 0 or more, and a weight between 0 and 1")
		return nil, list.Err()
	}
	p := perspective.Problem{N: n, Q: a.Covariance, Linear: make([]float64, n), Most: held.Most, Diagonal: a.Diagonal}
	for i := range n {
		lot, upper := held.Least, 1.0
		if a.Lower != nil {
			lot = max(lot, a.Lower[i])
		}
		if a.Upper != nil {
			upper = min(upper, a.Upper[i])
		}
		if lot > upper {
			lot, upper = 0, 0 // what may be held is less than must be
		}
		p.Lot, p.Upper = append(p.Lot, lot), append(p.Upper, upper)
	}
	p.Rows = []perspective.Row{{Coef: slices.Repeat([]float64{1}, n), Lo: 1, Hi: 1}, {Coef: a.Mean, Hi: math.Inf(1)}}
	if err := p.Check(); err != nil {
		return nil, err
	}
	return &Cardinality{assets: a, p: p}, nil
}

// At searches for the least variance at a return of at least the target. Solutions of earlier points
// are where it starts. A result that its own certificate does not bear out has the status
// [StatusFailed]. The error is [ErrNotPositive]; a search that is stopped is none, and gives what it has.
func (c *Cardinality) At(ctx context.Context, target float64, s Settings) (FrontierPoint, error) {
	p := c.p
	p.Rows = slices.Clone(p.Rows)
	p.Rows[1].Lo = target
	r, err := perspective.Solve(ctx, &p, perspective.Settings{Gap: s.Gap, Nodes: s.Nodes, Time: s.Time, Start: c.start})
	if err != nil {
		if errors.Is(err, perspective.ErrNotPositive) {
			err = ErrNotPositive
		}
		return FrontierPoint{}, err
	}
	out := FrontierPoint{Target: target, Return: math.NaN(), Variance: math.NaN(), Bound: math.Inf(-1), Gap: math.Inf(1), Status: statusOf(r.Status), Nodes: r.Nodes}
	if out.Bound, err = certify.DenseBound(&p, &r.Certificate); err != nil {
		out.Status, out.Bound = StatusFailed, math.Inf(-1)
	}
	if r.X == nil {
		return out, nil
	}
	if _, err := certify.DenseFeasible(&p, r.X); err != nil {
		out.Status = StatusFailed
		return out, nil
	}
	if len(c.start) == starts {
		c.start = c.start[1:]
	}
	c.start = append(c.start, r.X)
	out.Return, out.Variance = 0, 0
	for i, w := range r.X {
		if w == 0 {
			continue
		}
		out.Weights = append(out.Weights, AssetWeight{i, w})
		out.Return += w * c.assets.Mean[i]
		for k, v := range r.X {
			out.Variance += w * v * c.assets.Covariance[i*len(r.X)+k]
		}
	}
	out.Gap = relativeGap(out.Variance, out.Bound)
	return out, nil
}

// ErrNotPositive is the class of errors about a covariance that is not positive definite.
var ErrNotPositive = errors.New("optimize: the covariance is not positive definite")
