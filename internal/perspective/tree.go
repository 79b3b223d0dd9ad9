package perspective

import (
	"container/heap"
	"math"
	"sort"

	"github.com/ipabs/ipabs/internal/miqp"
)

// branch works on one node and gives the node to go on with, nil when this one is closed; another child
// is opened.
func (s *search) branch(n *node) *node {
	s.nodes++
	l := n.from.local
	w := s.worker(l)
	p := w.relax(n.box, n.from, tries, s.cutoff())
	if p.bound < n.bound {
		if w.again(n.box, n.from); w.b.value > p.bound {
			price := p.price
			p = n.from
			p.bound, p.price = w.b.value, price
		} else {
			w.again(n.box, p)
		}
	}
	if n.fix >= 0 {
		s.history.learn(n.fix, n.inside, p.bound-n.bound, n.moved)
	}
	if p.bound >= s.cutoff() {
		return s.closed(n, p, nil)
	}
	stuck := w.x.violated()
	if stuck && math.IsInf(s.objective, 1) {
		if s.empty(n, l) {
			return nil
		}
	}
	s.offer(w)
	if s.nodes <= 4 || s.nodes%64 == 0 || math.IsInf(s.objective, 1) {
		s.round(w)
	}
	box := append([]choice(nil), n.box...)
	fixed := s.fix(w, box)
	left := 0
	for _, c := range box {
		if c == open {
			left++
		}
	}
	if left == 0 && len(fixed) == 0 {
		if stuck && s.empty(n, l) {
			return nil
		}
		return s.closed(n, p, nil)
	}
	if left > 0 && p.bound >= s.cutoff() {
		return s.closed(n, p, fixed)
	}
	if float64(left) <= shrunk*float64(n.left) || left == 0 {
		return s.renew(n, l, p, box, fixed, left)
	}
	return s.divide(n, w, p, box, fixed)
}

// closed makes a node a leaf.
func (s *search) closed(n *node, p proof, fixed []miqp.Fix) *node {
	s.record(n.slot, p, fixed)
	s.least = min(s.least, p.bound)
	return nil
}

// fix makes every choice whose reverse the bound rules out.
func (s *search) fix(w *worker, box []choice) []miqp.Fix {
	cutoff := s.cutoff()
	if math.IsInf(cutoff, 1) {
		return nil
	}
	var list []miqp.Fix
	for i, c := range box {
		if c == open && w.b.value+w.b.rise[i] >= cutoff {
			box[i] = w.b.chosen[i]
			s.least = min(s.least, w.b.value+w.b.rise[i])
			list = append(list, miqp.Fix{Var: w.x.vars[i], In: box[i] == in})
		}
	}
	return list
}

// renew gives the rest of a node a local problem of its own, without the variables that are out and with
// a diagonal for those that are left, and goes on with it.
func (s *search) renew(n *node, l *local, p proof, box []choice, fixed []miqp.Fix, left int) *node {
	var keep []int // local indices
	for i, c := range box {
		if c != out {
			keep = append(keep, i)
		}
	}
	vars, d, place := make([]int, len(keep)), make([]float64, len(keep)), make(map[int]int)
	narrow := make([]choice, len(keep))
	for k, i := range keep {
		vars[k], d[k], narrow[k] = l.vars[i], l.d[i], box[i]
		place[i] = k
	}
	start := proof{lambda: append([]float64(nil), p.lambda...), price: p.price, bound: math.Inf(-1)}
	for _, e := range p.at {
		if k, kept := place[e.Col]; kept {
			start.at = append(start.at, miqp.Entry{Col: k, Val: e.Val})
		}
	}
	next, q, err := s.choose(vars, d, func(*local) ([]choice, proof) { return narrow, start }, laterRounds, s.cutoff())
	if err != nil {
		// What is left of the matrix is no longer positive definite in floating point: the old split serves.
		next, q = s.p.restrict(vars, d), start
		q.local = next
	}
	s.enlist(next)
	s.record(n.slot, p, fixed)
	slot := s.slot()
	s.cert.Proofs[n.slot].Next = slot
	return &node{id: n.id, slot: slot, depth: n.depth, box: narrow, from: q, bound: q.bound, fix: -1, left: max(left, 1)}
}

// slot makes room for a proof.
func (s *search) slot() int {
	s.cert.Proofs = append(s.cert.Proofs, Proof{Branch: -1})
	return len(s.cert.Proofs) - 1
}

// divide opens the two children of a node and gives the one to go on with.
func (s *search) divide(n *node, w *worker, p proof, box []choice, fixed []miqp.Fix) *node {
	i := s.pick(w, p, box)
	share := min(max(w.share[i], 0.01), 0.99)
	s.record(n.slot, p, fixed)
	a, b := s.slot(), s.slot()
	s.cert.Proofs[n.slot].Branch, s.cert.Proofs[n.slot].Out, s.cert.Proofs[n.slot].In = w.x.vars[i], a, b
	child := func(inside bool, slot int) *node {
		c := &node{id: s.made, slot: slot, depth: n.depth + 1, box: append([]choice(nil), box...), from: p, bound: p.bound, fix: w.x.vars[i], inside: inside, left: n.left}
		s.made++
		c.box[i] = choiceOf(inside)
		c.moved = share
		if inside {
			c.moved = 1 - share
		}
		if w.b.chosen[i] != c.box[i] {
			c.bound += w.b.rise[i]
		}
		return c
	}
	children := [2]*node{child(false, a), child(true, b)}
	first := 0
	if w.share[i] >= 0.5 {
		first = 1
	}
	heap.Push(&s.open, children[1-first])
	return children[first]
}

// pick chooses the variable to branch on: the largest product of the rises of both children, by history.
func (s *search) pick(w *worker, p proof, box []choice) int {
	type candidate struct {
		i     int
		score float64
	}
	var list []candidate
	means := [2]float64{s.history.mean(0), s.history.mean(1)}
	floor := 1e-9 * math.Abs(p.bound)
	score := func(down, up float64) float64 { return max(down, floor) * max(up, floor) }
	for i, c := range box {
		if y := w.share[i]; c == open && y > decided && y < 1-decided {
			v := w.x.vars[i]
			down, up := s.history.expect(0, v, means[0])*y, s.history.expect(1, v, means[1])*(1-y)
			list = append(list, candidate{i, score(down, up)})
		}
	}
	if len(list) == 0 {
		at, best := -1, -1.0
		for i, c := range box {
			if c == open && (w.share[i] > best) {
				at, best = i, w.share[i]
			}
		}
		return at
	}
	sort.SliceStable(list, func(a, b int) bool { return list[a].score > list[b].score })
	at, best, tried := list[0].i, -1.0, 0
	cutoff := s.cutoff()
	for _, c := range list {
		v := w.x.vars[c.i]
		value := c.score
		if s.history.count[0][v] < reliable || s.history.count[1][v] < reliable {
			if tried == probes {
				continue
			}
			tried++
			if s.probe == nil || s.probe.x.local != w.x.local {
				s.probe = newWorker(w.x.local, s.penalty, s.scale)
			}
			var rises [2]float64
			for k, choice := range []choice{out, in} {
				box[c.i] = choice
				q := s.probe.relax(box, p, 1, cutoff)
				rises[k] = max(0, q.bound-p.bound)
				moved := w.share[c.i]
				if choice == in {
					moved = 1 - moved
				}
				s.history.learn(v, choice == in, min(rises[k], 2*max(cutoff-p.bound, 0)), max(moved, 0.01))
			}
			box[c.i] = open
			value = score(rises[0], rises[1])
		}
		if value > best {
			at, best = c.i, value
		}
	}
	return at
}

const (
	// reliable is how often a variable must have been branched on before its history is trusted.
	reliable = 3
	// probes is how many variables are tried at a node.
	probes = 8
)

// history keeps how much bounds have risen per unit of a share moved, out and in.
type history struct {
	gain, count [2][]float64
	sums, known [2]float64
}

func newHistory(n int) history {
	var h history
	for k := range h.gain {
		h.gain[k], h.count[k] = make([]float64, n), make([]float64, n)
	}
	return h
}

func (h *history) learn(i int, inside bool, rise, moved float64) {
	if math.IsInf(rise, 0) || math.IsNaN(rise) || moved <= 0 {
		return
	}
	k := 0
	if inside {
		k = 1
	}
	v := max(0, rise) / moved
	h.gain[k][i] += v
	h.count[k][i]++
	h.sums[k] += v
	h.known[k]++
}

func (h *history) mean(k int) float64 {
	if h.known[k] == 0 {
		return 1
	}
	return h.sums[k] / h.known[k]
}

func (h *history) expect(k, i int, mean float64) float64 {
	if h.count[k][i] == 0 {
		return mean
	}
	return h.gain[k][i] / h.count[k][i]
}
