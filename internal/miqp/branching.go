package miqp

import (
	"math"
	"sort"

	"github.com/ipabs/ipabs/internal/simplex"
)

// history keeps how much bounds have risen per unit of a variable moved (pseudocosts).
type history struct {
	gain  [2][]float64 // out, in
	count [2][]float64
}

func newHistory(n int) history {
	var h history
	for k := range h.gain {
		h.gain[k], h.count[k] = make([]float64, n), make([]float64, n)
	}
	return h
}

// add takes over what was learned in another view of the same problem.
func (h *history) add(other *history, of, now *view) {
	for i, w := range now.vars {
		if b := of.here(w); b >= 0 {
			for k := range h.gain {
				h.gain[k][i] += other.gain[k][b]
				h.count[k][i] += other.count[k][b]
			}
		}
	}
}

// learn notes what a choice did to the bound, for this search and for the one above it.
func (s *solver) learn(f Fix, rise, moved float64) {
	s.history.learn(f, rise, moved)
	s.learned.learn(f, rise, moved)
}

// teach gives a search below what is known here, before it goes on.
func (s *solver) teach(c *solver) {
	c.history = newHistory(c.p.N)
	c.history.add(&s.history, s.p, c.p)
	c.learned = newHistory(c.p.N)
}

// listen takes over what a search below has learned since.
func (s *solver) listen(c *solver) {
	s.history.add(&c.learned, c.p, s.p)
	s.learned.add(&c.learned, c.p, s.p)
}

func side(inside bool) int {
	if inside {
		return 1
	}
	return 0
}

func (h *history) learn(f Fix, rise, moved float64) {
	if moved < 1e-6 || math.IsInf(rise, 0) {
		return
	}
	k := side(f.In)
	h.gain[k][f.Var] += math.Max(0, rise) / moved
	h.count[k][f.Var]++
}

// mean is the average over all variables, 1 before anything is known.
func (h *history) mean(k int) float64 {
	sum, count := 0.0, 0.0
	for i, c := range h.count[k] {
		if c > 0 {
			sum += h.gain[k][i] / c
			count++
		}
	}
	if count == 0 {
		return 1
	}
	return sum / count
}

func (h *history) expect(k, i int, mean float64) float64 {
	if h.count[k][i] == 0 {
		return mean
	}
	return h.gain[k][i] / h.count[k][i]
}

// candidate is a variable that a node may branch on.
type candidate struct {
	i     int
	share float64
	score float64
}

// undecided lists the variables that are neither in nor out in the program's solution.
func (s *solver) undecided() []candidate {
	var list []candidate
	for i, c := range s.box {
		if c != open {
			continue
		}
		low, y, z := s.p.Lot[i], s.m.y[i], s.m.z[i]
		counted := len(s.m.counts[i]) > 0
		switch {
		case s.m.single(i):
			if y > integral && y < 1-integral {
				list = append(list, candidate{i: i, share: y})
			}
		case low > 0 && z > integral*low && z < low*(1-integral):
			list = append(list, candidate{i: i, share: math.Min(y, z/low)})
		case counted && y > integral && y < 1-integral:
			list = append(list, candidate{i: i, share: y})
		}
	}
	return list
}

const (
	// reliable is how often a variable must have been branched on before its history is trusted.
	reliable = 2
	// probes and probePivots limit the trial branchings of a node and the pivots of each.
	probes      = 8
	probePivots = 30
)

// choose picks the variable to branch on, −1 when all are decided: the largest product of the rises of
// both children, from history where it is reliable and by trial where not.
func (s *solver) choose(n *node) int {
	list := s.undecided()
	if len(list) == 0 {
		return -1
	}
	means := [2]float64{s.history.mean(0), s.history.mean(1)}
	score := func(down, up float64) float64 {
		return math.Max(down, 1e-12*math.Abs(n.known.bound)) * math.Max(up, 1e-12*math.Abs(n.known.bound))
	}
	for k := range list {
		c := &list[k]
		c.score = score(s.history.expect(0, c.i, means[0])*c.share, s.history.expect(1, c.i, means[1])*(1-c.share))
	}
	sort.SliceStable(list, func(a, b int) bool { return list[a].score > list[b].score })
	best, at, tried, since := -1.0, list[0].i, 0, 0
	saved := false
	for _, c := range list {
		h := &s.history
		v := c.score
		if h.count[0][c.i] < reliable || h.count[1][c.i] < reliable {
			if tried >= probes || since >= 4 {
				continue
			}
			if !saved {
				for _, other := range list[:min(len(list), 3*probes)] {
					s.m.prepare(other.i)
				}
				s.m.lp.Save(&s.state)
				saved = true
			}
			tried++
			down, up := s.probe(n, c.i, out), s.probe(n, c.i, in)
			s.learn(Fix{c.i, false}, down, c.share)
			s.learn(Fix{c.i, true}, up, 1-c.share)
			v = score(down, up)
		}
		if v > best {
			best, at, since = v, c.i, 0
		} else {
			since++
		}
	}
	return at
}

// probe makes a choice, lets the dual method run a little, and takes it back. It gives the rise of the
// bound.
func (s *solver) probe(n *node, i int, c choice) float64 {
	if c == in && !s.m.ready(i) {
		return 0 // needs a row first; history will tell
	}
	s.m.fix(i, c)
	r := s.m.lp.Solve(probePivots)
	rise := 0.0
	if r.Status == simplex.Infeasible {
		rise = math.Abs(n.known.bound)
		if gap := s.objective - n.known.bound; gap < math.Inf(1) {
			rise = 2 * gap
		}
	} else {
		s.p.evaluate(s.m.multipliers(), false, s.box, &s.l)
		rise = math.Max(0, s.l.bound-n.known.bound)
	}
	s.m.fix(i, open)
	s.m.lp.Load(&s.state)
	return rise
}

// preferred is the child to look at first: where the solution already leans.
func (s *solver) preferred(i int) int {
	if s.m.single(i) && s.m.y[i] >= 0.5 || !s.m.single(i) && s.m.z[i] >= 0.5*s.p.Lot[i] {
		return 1
	}
	return 0
}

// anyOpen is the open variable that is farthest from decided, −1 when every choice is made.
func (s *solver) anyOpen() int {
	at, best := -1, -1.0
	for i, c := range s.box {
		if c != open || s.p.Lot[i] == 0 {
			continue
		}
		if off := math.Min(s.m.y[i], 1-s.m.y[i]); off > best {
			at, best = i, off
		}
	}
	return at
}
