package perspective

import "math"

const (
	// rounds is how often diagonal and relaxation answer each other at the root, laterRounds below it.
	rounds, laterRounds = 7, 3
	// improves is the part of the gap that rounds must have closed of late for another to be tried.
	improves = 0.01
	// A round that gains makes the pull looser times lets, one that does not harder times holds; learns is
	// the part of its slope that the model takes in.
	firstPull, lets, holds, learns = 4, 0.8, 2, 0.3
)

// choose finds a diagonal for the variables of a box, beginning with d (nil: a large one), and gives the
// local problem with the largest bound met, and its proof. The bound is concave in D, with slope
// z_i²/y_i − z_i² in D_i at the relaxation's solution. A round maximises that linear model with a barrier
// and a pull towards the best diagonal so far, the weaker the better the last round was; after a round
// that gained nothing the model takes in part of the slope found there.
func (s *search) choose(vars []int, d []float64, from func(l *local) (box []choice, start proof), rounds int, cutoff float64) (*local, proof, error) {
	n := len(vars)
	q := make([]float64, n*n)
	for a, i := range vars {
		for b, j := range vars {
			q[a*n+b] = 0.5 * (s.p.Q[i*s.p.N+j] + s.p.Q[j*s.p.N+i])
		}
	}
	split, err := newSplitter(n, q, d)
	if err != nil {
		return nil, proof{}, err
	}
	weight, pull := make([]float64, n), make([]float64, n)
	if d == nil {
		for i := range weight {
			weight[i] = 1
		}
		s.climb(split, weight, pull, 0.5, 12)
	}
	size := make([]float64, n) // of each entry: the most that it could be by itself
	for i := range size {
		size[i] = 1/split.inverse[i*n+i] + split.d[i]
	}
	var best *local
	var bestProof proof
	force, gained := float64(firstPull), 0.0
	for round := 0; ; round++ {
		l := s.p.restrict(vars, split.settled())
		w := newWorker(l, s.penalty, s.scale)
		box, start := from(l)
		start.local = l
		if best != nil {
			start.at, start.price = bestProof.at, bestProof.price
			start.lambda = bestProof.lambda
		}
		p := w.relax(box, start, 12, cutoff)
		better := best == nil || p.bound > bestProof.bound
		slope, sum := make([]float64, n), 0.0
		for i, c := range box {
			if y := w.share[i]; c == open && y > 0 && y < 1 {
				z := w.x.z[i]
				slope[i] = z * z * (1/y - 1)
				sum += slope[i] * size[i]
			}
		}
		if better {
			gained = 0.5*gained + p.bound - bestProof.bound
			best, bestProof = l, p
			copy(weight, slope)
			split.remember()
			force *= lets
		} else {
			gained *= 0.5
			for i, v := range slope {
				weight[i] += learns * (v - weight[i])
			}
			split.back()
			force *= holds
		}
		if round >= rounds || p.bound >= cutoff || sum == 0 || s.outOfTime() {
			return best, bestProof, nil
		}
		if room := cutoff - bestProof.bound; round >= 3 && !math.IsInf(room, 1) && gained < improves*room {
			return best, bestProof, nil
		}
		total := 0.0
		for i, v := range weight {
			total += v * size[i]
		}
		for i := range pull {
			pull[i] = force * total / float64(n) / (size[i] * size[i])
		}
		s.climb(split, weight, pull, 0.3, 6)
	}
}

// climb lowers the barrier while it sweeps.
func (s *search) climb(split *splitter, weight, pull []float64, factor float64, sweeps int) {
	n := float64(split.n)
	center := append([]float64(nil), split.d...)
	// At the best for a barrier mu the optimum is no more than n·mu away.
	reach := 0.0
	for i, w := range weight {
		reach += w / split.inverse[i*split.n+i]
	}
	mu := max(reach, split.total(weight)) / n
	last := 1e-4 * mu
	for range sweeps {
		mu = max(mu*factor, last)
		split.sweep(weight, center, pull, mu)
	}
}
