package perspective

import (
	"math"
	"sort"
)

// swaps looks for good solutions: given which variables are in, their amounts are a quadratic program;
// taking one out, in or both is the move.
type swaps struct {
	l     *local
	w     *worker
	box   []choice
	start []float64
	seen  map[string]bool // sets whose neighbourhood has been searched
}

func newSwaps(s *search, l *local) *swaps {
	return &swaps{l: l, w: newWorker(l, s.penalty, s.scale), box: make([]choice, l.n), start: make([]float64, l.n), seen: map[string]bool{}}
}

// value is the least value with exactly the variables of a set in; +Inf when that breaks a row. The
// amounts are in the worker.
func (w *swaps) value(p *Problem, set []bool) float64 {
	count := 0
	for i, inside := range set {
		w.box[i] = out
		if inside {
			w.box[i] = in
			count++
		}
	}
	if count > w.l.most {
		return math.Inf(1)
	}
	w.w.x.begin(w.box, 0, w.start)
	w.w.x.solve()
	copy(w.start, w.w.x.z)
	if w.w.x.violated() {
		return math.Inf(1)
	}
	x := w.w.x
	v := p.Constant + dot(x.z, x.grad)
	for i, z := range x.z {
		v += (x.d[i]*z + x.q[i]) * z
	}
	return v
}

// violated tells whether a row is broken by more than rounding.
func (x *relaxer) violated() bool {
	for r := range x.rows {
		row, size := &x.rows[r], 0.0
		for i, v := range x.z {
			size += math.Abs(row.Coef[i] * v)
		}
		a := x.activity[r]
		if a < row.Lo-tolerance*(size+math.Abs(row.Lo)) || a > row.Hi+tolerance*(size+math.Abs(row.Hi)) {
			return true
		}
	}
	return false
}

// offer takes the solution of a relaxation when it happens to be one of the problem.
func (s *search) offer(w *worker) {
	for i, y := range w.share {
		if w.x.box[i] == open && y > decided && y < 1-decided {
			return
		}
	}
	s.consider(w.x)
}

// consider takes the point of a relaxer if it is feasible and better than the best.
func (s *search) consider(x *relaxer) bool {
	z := make([]float64, s.p.N)
	inside := 0
	for k, i := range x.vars {
		v := x.z[k]
		low, high := s.p.Lot[i], s.p.Upper[i]
		switch {
		case v <= 0 || low > 0 && v <= 1e-9*high:
			v = 0
		case v < low:
			if v < low*(1-1e-7) {
				return false
			}
			v = low
		case v > high:
			v = high
		}
		if z[i] = v; v != 0 {
			inside++
		}
	}
	if s.p.Most > 0 && inside > s.p.Most || s.p.residual(z) > tolerance {
		return false
	}
	if v := s.p.value(z); v < s.objective {
		s.best, s.objective = z, v
		return true
	}
	return false
}

// begin looks for solutions before the tree: from the caller's, and from the relaxation at the root.
func (s *search) begin(first proof) {
	set := make([]bool, s.root.n)
	for _, z := range s.s.Start {
		if len(z) != s.p.N {
			continue
		}
		for k, i := range s.root.vars {
			set[k] = z[i] > 0
		}
		s.descend(set)
	}
	w := s.worker(s.root)
	box := make([]choice, s.root.n)
	for i := range box {
		if s.root.upper[i] == 0 {
			box[i] = out
		}
	}
	w.relax(box, first, tries, math.Inf(1))
	s.round(w)
}

// round makes solutions out of a relaxation: the variables with the largest shares are in, for a few
// numbers of them.
func (s *search) round(w *worker) {
	list, back := s.ranked(w)
	whole := 0.0
	for _, i := range list {
		whole += w.share[i]
	}
	tried := map[int]bool{}
	for _, size := range []int{s.root.most, int(whole), int(whole) + 1, int(math.Round(0.7 * whole)), int(whole) + 3} {
		size = min(size, s.root.most, len(list))
		if size < 1 || tried[size] || s.outOfTime() {
			continue
		}
		tried[size] = true
		set := make([]bool, s.root.n)
		for _, i := range list[:size] {
			set[back[i]] = true
		}
		s.descend(set)
	}
}

// ranked lists variables that are not out by falling share, and gives their places in the root's problem.
func (s *search) ranked(w *worker) (list, back []int) {
	back = w.x.vars // the root's problem has all variables in order
	for i := range w.share {
		if w.share[i] > 1e-4 {
			list = append(list, i)
		}
	}
	sort.SliceStable(list, func(a, b int) bool { return w.share[list[a]] > w.share[list[b]] })
	return list, back
}

const (
	// arrivals is how many variables a move tries to bring in, those with the least cost first.
	arrivals = 12
	// descents is how many sets' neighbourhoods a search may look through.
	descents = 400
)

// descend improves a set by the best of its moves until none helps.
func (s *search) descend(set []bool) {
	w := s.swaps
	set = append([]bool(nil), set...)
	value := w.value(s.p, set)
	for !s.outOfTime() && len(w.seen) < descents {
		if !math.IsInf(value, 1) {
			s.consider(w.w.x)
			// What the program leaves at zero is not in.
			for i, z := range w.w.x.z {
				set[i] = set[i] && z > 0
			}
		}
		key := keyOf(set)
		if w.seen[key] {
			return
		}
		w.seen[key] = true
		// The cost of bringing a variable in at the multipliers at hand.
		x := w.w.x
		all := make([]choice, x.n)
		for i, inside := range set {
			if inside {
				all[i] = in
			}
		}
		w.w.b.evaluate(all, x.z, x.grad, append([]float64(nil), x.lambda...))
		var inside, outside []int
		for i := range set {
			if set[i] {
				inside = append(inside, i)
			} else if x.upper[i] > 0 {
				outside = append(outside, i)
			}
		}
		cost := append([]float64(nil), w.w.b.cost...)
		sort.SliceStable(outside, func(a, b int) bool { return cost[outside[a]] < cost[outside[b]] })
		outside = outside[:min(len(outside), arrivals)]
		point := append([]float64(nil), x.z...)
		bestValue, bestIn, bestOut := value, -1, -1
		try := func(i, j int) {
			copy(w.start, point)
			if i >= 0 {
				set[i] = false
			}
			if j >= 0 {
				set[j] = true
			}
			if v := w.value(s.p, set); v < bestValue-1e-12*math.Abs(bestValue) || math.IsInf(bestValue, 1) && !math.IsInf(v, 1) {
				bestValue, bestOut, bestIn = v, i, j
			}
			if i >= 0 {
				set[i] = true
			}
			if j >= 0 {
				set[j] = false
			}
		}
		for _, j := range outside {
			if len(inside) < w.l.most {
				try(-1, j)
			}
			for _, i := range inside {
				try(i, j)
			}
		}
		for _, i := range inside {
			try(i, -1)
		}
		if bestIn < 0 && bestOut < 0 {
			return
		}
		if bestOut >= 0 {
			set[bestOut] = false
		}
		if bestIn >= 0 {
			set[bestIn] = true
		}
		copy(w.start, point)
		value = w.value(s.p, set)
	}
}

func keyOf(set []bool) string {
	b := make([]byte, (len(set)+7)/8)
	for i, inside := range set {
		if inside {
			b[i/8] |= 1 << (i % 8)
		}
	}
	return string(b)
}
