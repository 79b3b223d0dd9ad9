package credit

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/ipabs/ipabs/internal/exactsum"
	"github.com/ipabs/ipabs/money"
)

// Estimate is a simulated number with its standard error (标准误), in the unit of the number. The error is
// NaN when there are too few blocks of paths to tell.
type Estimate struct {
	Value  float64 `json:"value"`
	StdErr float64 `json:"std_err"`
}

// MarshalJSON writes a number that is not known as null.
func (e Estimate) MarshalJSON() ([]byte, error) {
	known := func(x float64) *float64 {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return nil
		}
		return &x
	}
	return json.Marshal(struct {
		Value  *float64 `json:"value"`
		StdErr *float64 `json:"std_err"`
	}{known(e.Value), known(e.StdErr)})
}

// LayerLoss is what a layer of losses, a static tranche, loses in a simulation; compare [TrancheLoss].
type LayerLoss struct {
	Layer
	ExpectedLoss       Estimate // an amount, in minor units
	ExpectedShare      Estimate // of the width of the layer
	HitProbability     Estimate // the layer loses something
	WipeOutProbability Estimate // the layer loses all
}

// mean estimates the mean of a statistic from the means of blocks.
func (s *LossSample) mean(statistic int) Estimate {
	p, n := &s.means[statistic], float64(s.blocks)
	m := p.sum.Value() / n
	variance := (p.square.Value()/n - m*m) * n / (n - 1)
	return Estimate{m, math.Sqrt(max(variance, 0) / n)}
}

// Mean is the expected loss (预期损失), in minor units.
func (s *LossSample) Mean() Estimate { return s.mean(statLoss) }

// MeanWeight is the mean weight of the paths; the truth is 1, so that a value many standard errors away
// means that importance sampling has gone wrong.
func (s *LossSample) MeanWeight() Estimate { return s.mean(statWeight) }

// Layer estimates the losses of the layer number i of the settings.
func (s *LossSample) Layer(i int) LayerLoss {
	at, width := statFixed+statPerLayer*i, float64(s.settings.Layers[i].Detach-s.settings.Layers[i].Attach)
	loss := s.mean(at)
	return LayerLoss{Layer: s.settings.Layers[i], ExpectedLoss: loss, ExpectedShare: Estimate{loss.Value / width, loss.StdErr / width},
		HitProbability: s.mean(at + 1), WipeOutProbability: s.mean(at + 2)}
}

// StdDev is the standard deviation of the loss (非预期损失), in minor units.
func (s *LossSample) StdDev() Estimate {
	return s.overGroups(func(groups []blockGroup) float64 {
		var loss, square exactsum.Sum
		n := 0.0
		for g := range groups {
			loss.AddSum(&groups[g].loss)
			square.AddSum(&groups[g].square)
			n += float64(groups[g].paths)
		}
		m := loss.Value() / n
		return math.Sqrt(max(square.Value()/n-m*m, 0) * n / (n - 1))
	})
}

// AtMost is the probability that the loss is at most an amount, which is rounded down to a multiple of the
// unit.
func (s *LossSample) AtMost(loss money.Amount) Estimate {
	if loss < 0 {
		return Estimate{0, 0}
	}
	return s.overGroups(func(groups []blockGroup) float64 {
		t := tailOf(groups)
		return 1 - t.above(int(min(loss/s.unit, money.Amount(len(t.p)))))
	})
}

// VaR is the value at risk (风险价值) at a level, in minor units: the smallest multiple of the unit that the
// loss does not exceed with at least that probability. The error wraps [ErrArgument] unless
// 0 < level < 1.
func (s *LossSample) VaR(level float64) (Estimate, error) {
	if !(level > 0 && level < 1) {
		return Estimate{}, fmt.Errorf("%w: level %v; expected a number above 0 and below 1", ErrArgument, level)
	}
	return s.overGroups(func(groups []blockGroup) float64 {
		t := tailOf(groups)
		return float64(t.quantile(level)) * float64(s.unit)
	}), nil
}

// ExpectedShortfall (预期亏损) is the mean loss in the worst 1 − level of outcomes, in minor units, as
// [Distribution.ExpectedShortfall] defines it, with losses rounded up to multiples of the unit. The error
// wraps [ErrArgument] unless 0 < level < 1.
func (s *LossSample) ExpectedShortfall(level float64) (Estimate, error) {
	if !(level > 0 && level < 1) {
		return Estimate{}, fmt.Errorf("%w: level %v; expected a number above 0 and below 1", ErrArgument, level)
	}
	return s.overGroups(func(groups []blockGroup) float64 {
		t := tailOf(groups)
		v := t.quantile(level)
		beyond := 0.0
		for k := len(t.p) - 1; k > v; k-- {
			beyond += t.p[k] * float64(k-v)
		}
		return (float64(v) + beyond/(1-level)) * float64(s.unit)
	}), nil
}

// overGroups gives a functional of the whole sample, with the standard error of its values over the groups
// of blocks.
func (s *LossSample) overGroups(f func([]blockGroup) float64) Estimate {
	out := Estimate{f(s.groups[:]), math.NaN()}
	if s.blocks < blockGroups {
		return out
	}
	sum, square := 0.0, 0.0
	for g := range s.groups {
		x := f(s.groups[g:g+1]) - out.Value
		sum += x
		square += x * x
	}
	const n = blockGroups
	out.StdErr = math.Sqrt(max(square/n-sum/n*sum/n, 0) / (n - 1))
	return out
}

// lossTail is the distribution of some groups: p[k] estimates the probability of the bin k. It is read
// from the upper end, because importance sampling makes the weights there small and the others not.
type lossTail struct{ p []float64 }

func tailOf(groups []blockGroup) lossTail {
	n := uint64(0)
	for g := range groups {
		n += groups[g].paths
	}
	t := lossTail{make([]float64, len(groups[0].bins))}
	for k := range t.p {
		var w exactsum.Weight
		for g := range groups {
			w.AddWeight(groups[g].bins[k])
		}
		t.p[k] = w.Value() / float64(n)
	}
	return t
}

// above is the probability of losing more than k units.
func (t lossTail) above(k int) float64 {
	sum := 0.0
	for j := len(t.p) - 1; j > max(k, -1); j-- {
		sum += t.p[j]
	}
	return sum
}

// quantile is the smallest k with a probability of at most 1 − level above it.
func (t lossTail) quantile(level float64) int {
	sum, k := 0.0, len(t.p)-1
	for ; k > 0; k-- {
		if sum += t.p[k]; sum > 1-level+quantileSlack {
			return k
		}
	}
	return 0
}

// Layer is a layer of losses of the pool: what a tranche bears that begins to lose at Attach and is gone at
// Detach.
type Layer struct{ Attach, Detach money.Amount }
