package perspective

import (
	"container/heap"
	"context"
	"math"
	"time"

	"github.com/ipabs/ipabs/internal/miqp"
)

const (
	// tolerance is the violation of a row, relative to the sizes of its terms, that counts as rounding.
	tolerance = 1e-9
	// decided is how near to 0 or 1 a share counts as decided.
	decided             = 1e-7
	defaultGap, tinyGap = 1e-4, 1e-9
	// elastic is the largest multiplier of a row, in units of the gradient, as long as one solution fits.
	elastic = 1e5
	// tries are the changes of the price of being in at a node.
	tries = 3
	// shrunk is the part of undecided variables from which a node gets a diagonal of its own.
	shrunk = 0.75
)

// search is the state of one search.
type search struct {
	p              *Problem
	s              Settings
	gap            float64
	ctx            context.Context
	deadline       time.Time
	penalty, scale float64

	best      []float64
	objective float64
	nodes     int

	root    *local
	swaps   *swaps
	cert    Certificate
	open    queue
	least   float64 // bound of what is closed
	made    int
	workers map[*local]*worker
	history history
	probe   *worker
}

// node is an open box.
type node struct {
	id, slot int // slot is its place in the certificate
	depth    int
	box      []choice
	from     proof
	bound    float64
	fix      int // variable decided last, −1 at the root
	inside   bool
	moved    float64
	left     int // undecided variables when its local problem was made
}

// Solve searches for the least value of a problem within the limits of the settings. A cancelled context
// ends the search like a time limit, with what was found so far. The error is about the problem itself,
// never about how the search ended.
func Solve(ctx context.Context, p *Problem, settings Settings) (Result, error) {
	none := Result{Status: miqp.Failed, Objective: math.Inf(1), Bound: math.Inf(-1), Gap: math.Inf(1)}
	if err := p.Check(); err != nil {
		return none, err
	}
	s := &search{p: p, s: settings, gap: max(settings.Gap, tinyGap), ctx: ctx, objective: math.Inf(1), least: math.Inf(1), workers: map[*local]*worker{}}
	if settings.Gap == 0 {
		s.gap = defaultGap
	}
	if settings.Time > 0 {
		s.deadline = time.Now().Add(settings.Time)
	}
	s.measure()
	return s.run()
}

// measure finds the sizes that tolerances and penalties are relative to.
func (s *search) measure() {
	s.scale = 0
	for i := range s.p.N {
		u := s.p.Upper[i]
		s.scale = max(s.scale, math.Abs(s.p.Q[i*s.p.N+i])*u+math.Abs(s.p.Linear[i]))
	}
	if s.scale == 0 {
		s.scale = 1
	}
	row := math.Inf(1)
	for _, r := range s.p.Rows {
		largest := 0.0
		for _, v := range r.Coef {
			largest = max(largest, math.Abs(v))
		}
		if largest > 0 {
			row = min(row, largest)
		}
	}
	if math.IsInf(row, 1) {
		row = 1
	}
	s.penalty = elastic * s.scale / row
}

func (s *search) cutoff() float64 {
	if math.IsInf(s.objective, 1) {
		return s.objective
	}
	return s.objective - s.gap*(1-1e-6)*math.Abs(s.objective)
}

func (s *search) outOfTime() bool {
	return s.ctx.Err() != nil || !s.deadline.IsZero() && time.Now().After(s.deadline)
}

func (s *search) run() (Result, error) {
	vars := make([]int, s.p.N)
	for i := range vars {
		vars[i] = i
	}
	s.history = newHistory(s.p.N)
	box := func(l *local) ([]choice, proof) {
		b := make([]choice, l.n)
		for i := range b {
			if l.upper[i] == 0 {
				b[i] = out
			}
		}
		return b, proof{local: l, bound: math.Inf(-1), lambda: make([]float64, len(l.rows))}
	}
	l, first, err := s.choose(vars, s.p.Diagonal, box, rounds, math.Inf(1))
	if err != nil {
		return Result{Status: miqp.Failed, Objective: math.Inf(1), Bound: math.Inf(-1), Gap: math.Inf(1)}, err
	}
	s.root = l
	s.enlist(l)
	s.swaps = newSwaps(s, l)
	s.begin(first)
	start, _ := box(l)
	s.cert.Proofs = []Proof{{Branch: -1}}
	root := &node{box: start, from: first, bound: first.bound, fix: -1, left: l.n}
	status := s.grow(root)
	return s.result(status), nil
}

// enlist gives a local problem its place in the certificate.
func (s *search) enlist(l *local) {
	l.split = len(s.cert.Splits)
	s.cert.Splits = append(s.cert.Splits, Split{l.vars, l.d})
}

func (s *search) worker(l *local) *worker {
	w := s.workers[l]
	if w == nil {
		if len(s.workers) > 200 {
			clear(s.workers)
		}
		w = newWorker(l, s.penalty, s.scale)
		s.workers[l] = w
	}
	return w
}

// grow runs branch and bound to its end.
func (s *search) grow(n *node) miqp.Status {
	for {
		stop := miqp.Optimal
		switch {
		case s.s.Nodes > 0 && s.nodes >= s.s.Nodes:
			stop = miqp.NodeLimit
		case s.outOfTime():
			stop = miqp.TimeLimit
		}
		if stop != miqp.Optimal {
			s.shut(n)
			for len(s.open) > 0 {
				s.shut(heap.Pop(&s.open).(*node))
			}
			return stop
		}
		n = s.branch(n)
		if s.nodes%256 == 0 {
			s.report(n)
		}
		for n == nil {
			if len(s.open) == 0 {
				return miqp.Optimal
			}
			next := heap.Pop(&s.open).(*node)
			if next.bound < s.cutoff() {
				n = next
				break
			}
			s.shut(next)
		}
	}
}

// shut closes a node with the proof of the node above.
func (s *search) shut(n *node) {
	s.record(n.slot, n.from, nil)
	s.least = min(s.least, n.bound)
}

// record writes a proof into its slot.
func (s *search) record(slot int, p proof, fixed []miqp.Fix) *Proof {
	out := &s.cert.Proofs[slot]
	*out = Proof{Split: p.local.split, Lambda: p.lambda, Fixed: fixed, Branch: -1, At: make([]miqp.Entry, len(p.at))}
	for k, e := range p.at {
		out.At[k] = miqp.Entry{Col: p.local.vars[e.Col], Val: e.Val}
	}
	return out
}
