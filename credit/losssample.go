package credit

import (
	"fmt"
	"slices"
	"sort"

	"github.com/ipabs/ipabs/internal/exactsum"
	"github.com/ipabs/ipabs/money"
)

// SimulationEngine names the version of simulated losses.
const SimulationEngine = "credit.simulation/1 " + SamplerEngine

// PathRange is a range of whole blocks of paths, From to To − 1.
type PathRange struct {
	From uint64 `json:"from"`
	To   uint64 `json:"to"`
}

// LossSample is what a simulation of losses has counted. Its sums are exact, so that samples over ranges of
// paths drawn anywhere, in any order, merge to the very sample over all of them.
type LossSample struct {
	settings SimulationSettings // without the range and what does not move results
	source   string
	exposure money.Amount
	unit     money.Amount
	shift    []float64
	ranges   []PathRange

	blocks uint64
	means  []pair // by statistic, over the means of blocks
	groups [blockGroups]blockGroup
}

// pair is the exact sum of some numbers and of their squares.
type pair struct{ sum, square exactsum.Sum }

func (p *pair) add(x float64) {
	p.sum.Add(x)
	p.square.Add(x * x)
}

func (p *pair) merge(q *pair) {
	p.sum.AddSum(&q.sum)
	p.square.AddSum(&q.square)
}

// The statistics of a block: means over its paths of weight × …
const (
	statWeight   = iota // 1
	statLoss            // the loss
	statFixed           // number of the statistics above
	statPerLayer = 3    // loss of a layer, hit, wipe-out
)

// blockGroups is the number of groups into which blocks are dealt; what is no mean (quantiles, standard
// deviations) has the standard error of its values over groups.
const blockGroups = 16

// blockGroup holds the distribution of losses over the blocks of one group: the bin k the weights of losses
// above k − 1 and up to k units.
type blockGroup struct {
	paths  uint64
	bins   []exactsum.Weight
	loss   exactsum.Sum // weight × loss
	square exactsum.Sum // weight × loss²
	weight exactsum.Sum // weight²
}

func newLossSample(p *Portfolio, s SimulationSettings, shift []float64) *LossSample {
	first := &LossSample{settings: s, source: p.fingerprint, exposure: p.exposure, unit: s.Unit, shift: shift}
	return first.empty()
}

// bins is the number of bins for losses from 0 to an exposure.
func bins(exposure, unit money.Amount) int64 {
	n := int64(exposure / unit)
	if exposure%unit != 0 {
		n++
	}
	return n + 1
}

// blockSums collects the paths of one block.
type blockSums []float64

// add takes a path into the block and into the group of the block.
func (s *LossSample) add(sums blockSums, g *blockGroup, loss money.Amount, weight float64) {
	g.paths++
	bin := 0
	if loss > 0 {
		bin = int((loss-1)/s.unit) + 1
	}
	g.bins[bin].Add(weight)
	sums[statWeight] += weight
	g.weight.Add(weight * weight)
	if loss == 0 {
		return
	}
	x := float64(loss)
	sums[statLoss] += weight * x
	g.loss.Add(weight * x)
	g.square.Add(weight * x * x)
	for i, l := range s.settings.Layers {
		if loss <= l.Attach {
			continue
		}
		at := sums[statFixed+statPerLayer*i:]
		at[0] += weight * float64(min(loss, l.Detach)-l.Attach)
		at[1] += weight
		if loss >= l.Detach {
			at[2] += weight
		}
	}
}

// close takes a full block into the means and clears its sums.
func (s *LossSample) close(sums blockSums, size float64) {
	s.blocks++
	for i := range sums {
		s.means[i].add(sums[i] / size)
		sums[i] = 0
	}
}

// take adds the counts of another sample of the same settings.
func (s *LossSample) take(t *LossSample) {
	s.blocks += t.blocks
	for i := range s.means {
		s.means[i].merge(&t.means[i])
	}
	for g := range s.groups {
		a, b := &s.groups[g], &t.groups[g]
		a.paths += b.paths
		for k := range a.bins {
			a.bins[k].AddWeight(b.bins[k])
		}
		a.loss.AddSum(&b.loss)
		a.square.AddSum(&b.square)
		a.weight.AddSum(&b.weight)
	}
}

// Merge gives the sample over the paths of both, equal to the bit to that of one simulation over all of
// them. The error wraps [ErrArgument] when the two are not of the same portfolio and settings, or have
// paths in common.
func (s *LossSample) Merge(t *LossSample) (*LossSample, error) {
	if s.source != t.source || !s.settings.same(t.settings) {
		return nil, fmt.Errorf("%w: samples of different portfolios or settings", ErrArgument)
	}
	ranges := slices.Concat(s.ranges, t.ranges)
	sort.Slice(ranges, func(i, j int) bool { return ranges[i].From < ranges[j].From })
	var joined []PathRange
	for _, r := range ranges {
		last := len(joined) - 1
		switch {
		case last >= 0 && r.From < joined[last].To:
			return nil, fmt.Errorf("%w: both samples have the paths from %d to %d", ErrArgument, r.From, min(r.To, joined[last].To)-1)
		case last >= 0 && r.From == joined[last].To:
			joined[last].To = r.To
		default:
			joined = append(joined, r)
		}
	}
	out := s.empty()
	out.ranges = joined
	out.take(s)
	out.take(t)
	return out, nil
}

// empty is a sample of the same settings without paths.
func (s *LossSample) empty() *LossSample {
	out := &LossSample{settings: s.settings, source: s.source, exposure: s.exposure, unit: s.unit, shift: s.shift}
	out.means = make([]pair, statFixed+statPerLayer*len(s.settings.Layers))
	for g := range out.groups {
		out.groups[g].bins = make([]exactsum.Weight, bins(s.exposure, s.unit))
	}
	return out
}

// Paths is the number of paths.
func (s *LossSample) Paths() uint64 { return s.blocks * uint64(s.settings.Block) }

// Ranges lists the paths that have been drawn.
func (s *LossSample) Ranges() []PathRange { return slices.Clone(s.ranges) }

// Settings are those of the simulation, with the defaults filled in; the range of paths is not among them.
func (s *LossSample) Settings() SimulationSettings { return s.settings }

// Engine names the version of the simulation: [SimulationEngine].
func (s *LossSample) Engine() string { return SimulationEngine }

// Source is the fingerprint of the portfolio.
func (s *LossSample) Source() string { return s.source }

// Unit is the unit of the bins of losses, in minor units.
func (s *LossSample) Unit() money.Amount { return s.unit }

// Shift is the shift of the mean of each factor that importance sampling used, and of the mixing variable
// last; nil without importance sampling.
func (s *LossSample) Shift() []float64 { return slices.Clone(s.shift) }

func (s *LossSample) total(of func(*blockGroup) *exactsum.Sum) float64 {
	var sum exactsum.Sum
	for g := range s.groups {
		sum.AddSum(of(&s.groups[g]))
	}
	return sum.Value()
}

// EffectivePaths is (Σ weight)²/Σ weight²: how many equally weighted paths are worth as much for
// ordinary expectations. It is Paths without importance sampling, which lowers it for the sake of large
// losses.
func (s *LossSample) EffectivePaths() float64 {
	sum := s.means[statWeight].sum.Value() * float64(s.settings.Block)
	return sum * sum / s.total(func(g *blockGroup) *exactsum.Sum { return &g.weight })
}
