package tranche

import (
	"math"

	"github.com/ipabs/ipabs/internal/exactsum"
)

// FuturesError is the standard error that comes of the worlds, futures of rates, being drawn themselves, and few
// (利率路径的抽样误差). It stands beside the standard errors of the estimates, which hold for the worlds as they are; the
// error of both together is the root of the sum of their squares.
//
// It is found by clusters: with x_j the mean of a number over the paths of pair j of worlds, of M,
//
//	√max(Σ(x_j − x̄)²/(M(M − 1)) − e², 0)
//
// where e is the standard error of paths without controls, whose noise is in the x_j too. It is NaN when some pair
// has no path. Where worlds are linked to a factor, the pair of a bad and a good world takes out most of what the
// factor does, and the figure is rather too large than too small.
type FuturesError struct {
	Futures  int     // number of worlds
	PoolLoss float64 // of the expected loss of the pool, an amount
	Classes  []FuturesClassError
}

// FuturesClassError is FuturesError of a class: of its expected loss, an amount, and its probability of any loss.
type FuturesClassError struct {
	Name                         string
	ExpectedLoss, HitProbability float64
}

// leastFutures is the number of worlds below which clusters tell nothing.
const leastFutures = 4

// worldCounts are the exact sums of the headline statistics over the paths of a world.
type worldCounts struct {
	weight exactsum.Sum
	stats  []exactsum.Sum
}

func newWorldCounts(worlds, stats int) []worldCounts {
	list := make([]worldCounts, worlds)
	for i := range list {
		list[i].stats = make([]exactsum.Sum, stats)
	}
	return list
}

func (x *worldCounts) path(f *future, classes []classResult, weight float64) {
	x.weight.Add(weight)
	x.stats[0].Add(weight * float64(f.lost))
	for i := range classes {
		if loss := classes[i].loss; loss > 0 {
			x.stats[1+2*i].Add(weight * float64(loss))
			x.stats[2+2*i].Add(weight)
		}
	}
}

func (x *worldCounts) take(o *worldCounts) {
	x.weight.AddSum(&o.weight)
	for i := range x.stats {
		x.stats[i].AddSum(&o.stats[i])
	}
}

// futuresError works out the error of the worlds.
func (c *Counts) futuresError() *FuturesError {
	worlds, p := c.counts.worlds, &c.sim.plan
	if len(worlds) < leastFutures {
		return nil
	}
	of := func(headline int) float64 {
		n, pairs := len(worlds), (len(worlds)+1)/2
		sum, square := 0.0, 0.0
		list := make([]float64, pairs)
		for j := range list {
			a, b := &worlds[j], &worlds[n-1-j]
			list[j] = (a.stats[headline].Value()/a.weight.Value() + b.stats[headline].Value()/b.weight.Value()) / 2
			sum += list[j]
		}
		for _, x := range list {
			d := x - sum/float64(pairs)
			square += d * d
		}
		plain := c.plainly(p.headlineStat(headline)).StdErr
		left := square/float64(pairs*(pairs-1)) - plain*plain
		if math.IsNaN(left) {
			return left
		}
		return math.Sqrt(max(left, 0))
	}
	out := &FuturesError{Futures: len(worlds), PoolLoss: of(0)}
	for i, t := range c.sim.deal.tranches {
		out.Classes = append(out.Classes, FuturesClassError{t.name, of(1 + 2*i), of(2 + 2*i)})
	}
	return out
}
