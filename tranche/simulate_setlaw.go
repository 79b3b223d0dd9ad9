package tranche

import (
	"fmt"
	"math"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/internal/random"
)

// setLaw gives the probability that all of a set of agents default by the last payment and no other of them
// does, for sets of any size: given the factors that several share they default independently, and what is
// left is a mean over points of these factors.
type setLaw struct {
	weight []float64   // by point
	pd     [][]float64 // by agent and point
	exact  bool        // points of a rule, not of a sample
}

// The points: a rule of equal steps for up to two shared factors (its error falls faster than any power of the
// step), scrambled nets of Sobol's sequence for more, and where a party has no term of its own.
const (
	ruleReach  = 8.5
	netDigits  = 10
	mostShared = 60
)

// newSetLaw makes the points. number picks one of the nets, which are independent of each other.
func (s *Simulator) newSetLaw(agents []int, number uint64) (*setLaw, error) {
	m := s.model
	if !m.Copula().IsGaussian() {
		return nil, fmt.Errorf("%w: %d of them under a t copula; expected at most %d", ErrTooManyParties, len(agents), mostParties)
	}
	users := map[int]int{}
	for _, a := range agents {
		for _, l := range m.Agent(a).Loadings {
			users[l.Factor]++
		}
	}
	place, dims := map[int]int{}, 0
	for f := range m.NumFactors() {
		if users[f] > 1 {
			place[f] = dims
			dims++
		}
	}
	if dims > mostShared {
		return nil, fmt.Errorf("%w: %d parties with %d factors between them; expected at most %d factors", ErrTooManyParties, len(agents), dims, mostShared)
	}
	smooth := true // a party without a term of its own makes a step, which no rule of equal steps meets
	for _, a := range agents {
		own := 1.0
		for _, l := range m.Agent(a).Loadings {
			if _, is := place[l.Factor]; is {
				own -= l.Weight * l.Weight
			}
		}
		smooth = smooth && own > 1e-3
	}
	points, law := lawPoints(dims, number, s.settings.Seed, smooth)
	for _, a := range agents {
		threshold, err := m.Threshold(a, float64(s.lastDay))
		if err != nil {
			return nil, err
		}
		own := 1.0
		var shared []credit.Loading
		for _, l := range m.Agent(a).Loadings {
			if at, is := place[l.Factor]; is {
				shared = append(shared, credit.Loading{Factor: at, Weight: l.Weight})
				own -= l.Weight * l.Weight
			}
		}
		own = math.Sqrt(max(own, 0))
		list := make([]float64, len(points))
		for k, x := range points {
			common := 0.0
			for _, l := range shared {
				common += l.Weight * x[l.Factor]
			}
			switch {
			case own > 1e-9:
				list[k] = credit.NormalCDF((threshold - common) / own)
			case common <= threshold:
				list[k] = 1
			}
		}
		law.pd = append(law.pd, list)
	}
	return law, nil
}

// lawPoints gives points of independent normal factors with their weights.
func lawPoints(dims int, number, seed uint64, smooth bool) ([][]float64, *setLaw) {
	law := &setLaw{exact: dims == 0 || dims <= 2 && smooth}
	if !law.exact {
		sobol := random.NewSobol(seed, dims)
		var net random.Net
		points := make([][]float64, 1<<netDigits)
		for k := range points {
			net.Seek(sobol, number, uint32(k), netDigits)
			for d := range dims {
				points[k] = append(points[k], credit.NormalQuantile(net.Uniform(d)))
			}
			law.weight = append(law.weight, 1/float64(len(points)))
		}
		return points, law
	}
	step := []float64{2 * ruleReach, 1.0 / 16, 1.0 / 4}[dims]
	points := [][]float64{nil}
	law.weight = []float64{1}
	for range dims {
		var next [][]float64
		var weight []float64
		for k, p := range points {
			for x := -ruleReach; x <= ruleReach; x += step {
				next = append(next, append(append([]float64(nil), p...), x))
				weight = append(weight, law.weight[k]*step*math.Exp(-x*x/2)/math.Sqrt(2*math.Pi))
			}
		}
		points, law.weight = next, weight
	}
	return points, law
}

// of is the probability of a set.
func (l *setLaw) of(in []bool) float64 {
	sum := 0.0
	for k, w := range l.weight {
		for j, is := range in {
			if is {
				w *= l.pd[j][k]
			} else {
				w *= 1 - l.pd[j][k]
			}
		}
		sum += w
	}
	return sum
}

// all gives the probabilities of all sets, that of set Σ 2^j over its agents j at place Σ 2^j.
func (l *setLaw) all() []float64 {
	n := len(l.pd)
	sum, one := make([]float64, 1<<n), make([]float64, 1<<n)
	for k, w := range l.weight {
		one[0] = w
		for j := range n {
			p := l.pd[j][k]
			for set := range 1 << j {
				one[set|1<<j] = one[set] * p
				one[set] *= 1 - p
			}
		}
		for set, x := range one {
			sum[set] += x
		}
	}
	return sum
}
