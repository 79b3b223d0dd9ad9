package criticalline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Problem is what Solve takes. Lower and Upper may be nil: 0 and 1.
type Problem struct {
	Mean         []float64
	Covariance   Covariance
	Lower, Upper []float64
}

// Corner is a turning point of the frontier.
type Corner struct {
	// From and To are the highest and lowest trade-off λ at which the corner is optimal; From is +∞ at
	// the first corner, To is 0 at the last. Most corners are optimal at one λ alone.
	From, To float64
	// Weights are the variables that are not zero, in ascending order of index.
	Weights          []Weight
	Return, Variance float64
	// withNext is xᵀΣy with y the weights of the next corner.
	withNext float64
}

// Weight is the value of a variable.
type Weight struct {
	Index int
	Value float64
}

// Frontier is the whole frontier: its turning points by falling λ, so by falling return and variance.
type Frontier struct {
	Corners []Corner
	n       int
}

// Errors of Solve.
var (
	// ErrInfeasible: no weights within the bounds sum to 1.
	ErrInfeasible = errors.New("criticalline: no weights within the bounds sum to 1")
	// ErrProblem: lengths that do not match, numbers that are not finite.
	ErrProblem = errors.New("criticalline: not a problem")
	// ErrStalled: more turning points than there can be in a sound computation.
	ErrStalled = errors.New("criticalline: no progress")
)

// Solve walks the frontier from the highest return down to the least variance. The cost of a turning
// point is O(n·|F| + |F|²) for a dense covariance, F being the free variables, and O(n·k) for factors.
// Errors: those above, ErrNotPositive, the cause of ctx when it ends.
func Solve(ctx context.Context, p Problem) (*Frontier, error) {
	w, err := newWalk(p)
	if err != nil {
		return nil, err
	}
	if err := w.start(ctx); err != nil {
		return nil, err
	}
	return w.run(ctx)
}

// walk is the state between two turning points.
type walk struct {
	mean, lower, upper []float64
	cov                Covariance
	n                  int

	x      []float64
	status []bound
	list   []int // free variables, in the order of the system
	at     []int // their places in list, −1 for others
	held   []int // variables at a bound that is not zero
	system system
	lambda float64
	// The variable of the last event, and the bound it came from or went to: by rounding alone it may
	// seem to go back at once.
	skipped int
	came    bound

	alpha, beta         []float64 // x_F = α + λ·β
	gamma, delta        float64   // ν = γ + λ·δ
	ones, means, offset []float64 // scratch over F
	level, slope, dense []float64 // scratch over all: Σα, Σβ
}

type bound uint8

const (
	atLower bound = iota
	atUpper
	isFree
)

func newWalk(p Problem) (*walk, error) {
	n := len(p.Mean)
	if p.Covariance == nil || p.Covariance.Len() != n || n == 0 {
		return nil, fmt.Errorf("%w: a covariance of as many variables as there are means, at least one", ErrProblem)
	}
	w := &walk{mean: p.Mean, cov: p.Covariance, n: n, lower: p.Lower, upper: p.Upper, skipped: -1, lambda: math.Inf(1)}
	if w.lower == nil {
		w.lower = make([]float64, n)
	}
	if w.upper == nil {
		w.upper = slices.Repeat([]float64{1}, n)
	}
	if len(w.lower) != n || len(w.upper) != n {
		return nil, fmt.Errorf("%w: %d and %d bounds for %d variables", ErrProblem, len(w.lower), len(w.upper), n)
	}
	for i := range n {
		if math.IsNaN(w.mean[i]) || math.IsInf(w.mean[i], 0) || !(w.lower[i] <= w.upper[i]) || math.IsInf(w.lower[i], 0) {
			return nil, fmt.Errorf("%w: variable %d has mean %v and bounds %v to %v", ErrProblem, i, w.mean[i], w.lower[i], w.upper[i])
		}
	}
	w.x, w.status, w.at = slices.Clone(w.lower), make([]bound, n), slices.Repeat([]int{-1}, n)
	w.level, w.slope, w.dense = make([]float64, n), make([]float64, n), make([]float64, n)
	w.system = w.cov.free()
	return w, nil
}

// start finds the point of the highest return: the variables with the highest means are filled to their
// bounds. Where the last one of them ties with others, the least variance among the tied decides.
func (w *walk) start(ctx context.Context) error {
	left := 1.0
	for _, v := range w.lower {
		left -= v
	}
	room := 0.0
	for i := range w.n {
		room += w.upper[i] - w.lower[i]
	}
	const slack = 1e-12
	if left < -slack || room < left-slack {
		return ErrInfeasible
	}
	order := make([]int, w.n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(w.mean[b], w.mean[a]) })
	for k := 0; k < w.n; {
		end := k + 1
		total := w.upper[order[k]] - w.lower[order[k]]
		for end < w.n && w.mean[order[end]] == w.mean[order[k]] {
			total += w.upper[order[end]] - w.lower[order[end]]
			end++
		}
		if total < left {
			for _, i := range order[k:end] {
				w.x[i], w.status[i] = w.upper[i], atUpper
			}
			left -= total
			k = end
			continue
		}
		if end == k+1 {
			i := order[k]
			w.x[i] = w.lower[i] + max(left, 0)
			return w.enter(i)
		}
		return w.startTied(ctx, order[k:end])
	}
	// All is at its upper bound, up to rounding.
	return w.enter(order[w.n-1])
}

// startTied solves for the least variance over variables with one mean, the others held, by a walk with
// artificial means, and takes over its free variables.
func (w *walk) startTied(ctx context.Context, tied []int) error {
	sub := *w
	sub.mean = make([]float64, w.n)
	sub.lower, sub.upper = slices.Clone(w.x), slices.Clone(w.x)
	sub.x, sub.status, sub.at = slices.Clone(w.x), slices.Clone(w.status), slices.Repeat([]int{-1}, w.n)
	sub.level, sub.slope, sub.dense = make([]float64, w.n), make([]float64, w.n), make([]float64, w.n)
	sub.system = w.cov.free()
	scale := 0.0
	for _, i := range tied {
		sub.upper[i] = w.upper[i]
		scale = max(scale, math.Abs(w.mean[i]))
	}
	if scale == 0 {
		scale = 1
	}
	left := 1.0
	for _, v := range sub.x {
		left -= v
	}
	for k, i := range tied {
		sub.mean[i] = scale * (1 - float64(k)/float64(len(tied)))
		if left > 0 {
			put := min(left, sub.upper[i]-sub.lower[i])
			left -= put
			sub.x[i] += put
			sub.status[i] = atUpper
			if left <= 0 || k == len(tied)-1 {
				if err := sub.enter(i); err != nil {
					return err
				}
			}
		}
	}
	if _, err := sub.run(ctx); err != nil {
		return err
	}
	copy(w.x, sub.x)
	for _, i := range tied {
		w.status[i] = sub.status[i]
	}
	for _, i := range sub.list {
		w.status[i] = atLower // enter makes it free
		if err := w.enter(i); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) enter(i int) error {
	if err := w.system.add(i); err != nil {
		return err
	}
	w.status[i], w.at[i] = isFree, len(w.list)
	w.list = append(w.list, i)
	return nil
}

func (w *walk) leave(i int, to bound) {
	k := w.at[i]
	w.system.remove(k)
	w.list = append(w.list[:k], w.list[k+1:]...)
	for at := k; at < len(w.list); at++ {
		w.at[w.list[at]] = at
	}
	w.at[i], w.status[i] = -1, to
	w.x[i] = w.lower[i]
	if to == atUpper {
		w.x[i] = w.upper[i]
	}
}

// line computes α, β, γ and δ for the free variables at hand, and the gradients of the others:
//
//	Σ_FF·x_F = −Σ_FB·x_B + ν·1 + λ·μ_F,   1ᵀx_F = 1 − 1ᵀx_B
func (w *walk) line() {
	m := len(w.list)
	w.held = w.held[:0]
	rest := 1.0
	for i := range w.n {
		if w.status[i] != isFree && w.x[i] != 0 {
			w.held = append(w.held, i)
			rest -= w.x[i]
		}
	}
	w.offset, w.ones, w.means = resized(w.offset, m), resized(w.ones, m), resized(w.means, m)
	w.alpha, w.beta = resized(w.alpha, m), resized(w.beta, m)
	if len(w.held) > 0 {
		w.cov.times(w.dense, w.x, w.held)
	}
	for k, i := range w.list {
		w.offset[k] = 0
		if len(w.held) > 0 {
			w.offset[k] = -w.dense[i]
		}
		w.ones[k], w.means[k] = 1, w.mean[i]
	}
	w.system.solve(w.offset)
	w.system.solve(w.ones)
	w.system.solve(w.means)
	p, q, r := sum(w.offset), sum(w.ones), sum(w.means)
	w.gamma, w.delta = (rest-p)/q, -r/q
	for k := range w.list {
		w.alpha[k] = w.offset[k] + w.gamma*w.ones[k]
		w.beta[k] = w.means[k] + w.delta*w.ones[k]
	}
	// Gradients: level + λ·slope.
	w.spread(w.alpha)
	w.cov.times(w.level, w.dense, w.list)
	w.spread(w.beta)
	w.cov.times(w.slope, w.dense, w.list)
	if len(w.held) > 0 {
		w.cov.times(w.dense, w.x, w.held)
		for i := range w.level {
			w.level[i] += w.dense[i]
		}
	}
	for i := range w.n {
		w.level[i] -= w.gamma
		w.slope[i] -= w.mean[i] + w.delta
	}
}

// spread puts values of the free variables into dense.
func (w *walk) spread(v []float64) {
	for k, i := range w.list {
		w.dense[i] = v[k]
	}
}

// next finds the event that comes first as λ falls: the λ, the variable and the bound that it reaches, or
// isFree for one that leaves its bound. No event above zero gives λ = 0 and no variable.
func (w *walk) next() (lambda float64, variable int, to bound) {
	variable = -1
	see := func(at float64, i int, b bound) {
		at = min(at, w.lambda)
		if at > lambda {
			lambda, variable, to = at, i, b
		}
	}
	for k, i := range w.list {
		switch b := w.beta[k]; {
		case b > tiny*math.Abs(w.alpha[k]) && !(i == w.skipped && w.came == atLower):
			see((w.lower[i]-w.alpha[k])/b, i, atLower)
		case b < -tiny*math.Abs(w.alpha[k]) && !(i == w.skipped && w.came == atUpper):
			see((w.upper[i]-w.alpha[k])/b, i, atUpper)
		}
	}
	for i := range w.n {
		if w.status[i] == isFree || i == w.skipped || w.lower[i] == w.upper[i] {
			continue
		}
		switch s := w.slope[i]; {
		case w.status[i] == atLower && s > 0, w.status[i] == atUpper && s < 0:
			see(-w.level[i]/s, i, isFree)
		}
	}
	return lambda, variable, to
}

// tiny is the relative slope below which a variable is taken as constant in λ.
const tiny = 1e-14

// run walks down to λ = 0.
func (w *walk) run(ctx context.Context) (*Frontier, error) {
	f := &Frontier{n: w.n}
	most := 100*w.n + 1000
	for step := 0; ; step++ {
		if step%64 == 0 && ctx.Err() != nil {
			return nil, fmt.Errorf("criticalline: %w", context.Cause(ctx))
		}
		if step > most {
			return nil, fmt.Errorf("%w after %d turning points", ErrStalled, step)
		}
		w.line()
		if step == 0 {
			// At infinite λ the free variables do not move: β is zero, or the start is no corner.
			w.put(0, true)
			f.add(w)
		}
		lambda, variable, to := w.next()
		w.lambda = lambda
		w.put(lambda, false)
		f.add(w)
		if variable < 0 {
			break
		}
		w.skipped, w.came = variable, to
		if to == isFree {
			w.came = w.status[variable]
			if err := w.enter(variable); err != nil {
				return nil, err
			}
		} else {
			w.leave(variable, to)
		}
	}
	return f, nil
}

// put sets the free variables for a λ; at the start they stay where they are unless several tie.
func (w *walk) put(lambda float64, start bool) {
	if start && len(w.list) == 1 {
		return
	}
	for k, i := range w.list {
		w.x[i] = min(max(w.alpha[k]+lambda*w.beta[k], w.lower[i]), w.upper[i])
	}
}

func resized(s []float64, n int) []float64 {
	if cap(s) < n {
		return make([]float64, n, 2*n)
	}
	return s[:n]
}

func sum(x []float64) float64 {
	total := 0.0
	for _, v := range x {
		total += v
	}
	return total
}
