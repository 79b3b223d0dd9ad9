package tranche

import (
	"context"
	"fmt"
	"math/bits"
	"runtime"
	"slices"
	"sync"

	"github.com/ipabs/ipabs/credit"
)

// Shard is a part of the paths of a simulation: From to To − 1, whole blocks both.
type Shard = credit.PathRange

// Counts is what some paths of a simulation have found. Its sums are exact: counts of ranges drawn anywhere,
// in any order and division, merge to the very counts of one run over all of them. It is immutable.
type Counts struct {
	sim    *Simulator
	counts *counts
	ranges []Shard
	// regression is prepared when results are asked for.
	regression *regression
}

// Shards divides the paths of the simulation into so many shards of nearly equal size; fewer, when there are
// fewer blocks.
func (s *Simulator) Shards(n int) []Shard {
	block := uint64(s.sampler.BlockSize())
	blocks := s.blocks()
	var list []Shard
	for i := range uint64(max(n, 1)) {
		from, to := blocks*i/uint64(max(n, 1)), blocks*(i+1)/uint64(max(n, 1))
		if from < to {
			list = append(list, Shard{From: from * block, To: to * block})
		}
	}
	return list
}

// blocks is the number of blocks of the whole simulation.
func (s *Simulator) blocks() uint64 {
	block := uint64(s.sampler.BlockSize())
	return (s.settings.Paths + block - 1) / block
}

// RunShard draws a range of paths of a simulation, which may lie beyond its Paths: so a simulation is
// resumed, or goes on. Target has no part in it.
//
// Errors: those of [Simulate]; [ErrSimulation] for a range that is not of whole blocks.
func RunShard(ctx context.Context, deal *Deal, model *credit.Model, s SimulationSettings, shard Shard) (*Counts, error) {
	sim, err := NewSimulator(ctx, deal, model, s)
	if err != nil {
		return nil, err
	}
	return sim.RunShard(ctx, shard)
}

// RunShard is the function of that name on a simulator that is ready.
func (s *Simulator) RunShard(ctx context.Context, shard Shard) (*Counts, error) {
	block := uint64(s.sampler.BlockSize())
	if shard.From >= shard.To || shard.To > maxSimulated || shard.From%block != 0 || shard.To%block != 0 {
		return nil, fmt.Errorf("%w: paths from %d to %d; expected whole blocks of %d paths, up to %d", ErrSimulation, shard.From, shard.To, block, uint64(maxSimulated))
	}
	q := &pathQueue{total: shard.To - shard.From, progress: s.settings.Progress}
	out := &Counts{sim: s, counts: s.newCounts(), ranges: []Shard{shard}}
	if err := s.blocksInto(ctx, out.counts, q, shard.From/block, shard.To/block); err != nil {
		return nil, err
	}
	return out, nil
}

// Run is [Simulate].
func (s *Simulator) Run(ctx context.Context) (*Simulation, error) {
	block, blocks := uint64(s.sampler.BlockSize()), s.blocks()
	if s.settings.Target == nil {
		c, err := s.RunShard(ctx, Shard{To: blocks * block})
		if err != nil {
			return nil, err
		}
		return c.Result(), nil
	}
	q := &pathQueue{total: blocks * block, progress: s.settings.Progress}
	out := &Counts{sim: s, counts: s.newCounts()}
	for from, to := uint64(0), uint64(1)<<bits.Len64(firstRound/block); from < blocks; from, to = to, 2*to {
		to = min(to, blocks)
		if err := s.blocksInto(ctx, out.counts, q, from, to); err != nil {
			return nil, err
		}
		out.ranges = []Shard{{To: to * block}}
		if out.meets(s.settings.Target) {
			break
		}
	}
	q.finish()
	return out.Result(), nil
}

// firstRound is about how many paths are drawn before a target is looked at: fewer tell nothing of the
// standard error.
const firstRound = 8192

// meets reports whether the target is reached.
func (c *Counts) meets(t *Target) bool {
	i, _ := indexOf(c.sim.deal.tranches, t.Class) // checked
	c.regressed()
	loss := c.estimate(c.sim.plan.firstClass + i*classStats + statLoss)
	return loss.StdErr <= t.StdErr*float64(c.sim.deal.tranches[i].notional)
}

// pathQueue tells progress and keeps the first error.
type pathQueue struct {
	mutex    sync.Mutex
	next     uint64
	done     uint64
	told     uint64
	total    uint64
	progress func(done, total uint64)
	err      error
}

// take hands out blocks, none when there are no more or the work has failed. done is the number of paths
// that the worker has finished since it last asked.
func (q *pathQueue) take(done, end, step uint64) (from, to uint64) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	q.done += done
	if q.progress != nil && (q.done-q.told > q.total/100 || q.done == q.total && q.told < q.total) {
		q.told = q.done
		q.progress(q.done, q.total)
	}
	if q.err != nil || q.next >= end {
		return 0, 0
	}
	from, to = q.next, min(q.next+step, end)
	q.next = to
	return from, to
}

func (q *pathQueue) fail(err error) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if q.err == nil {
		q.err = err
	}
}

// finish tells that no more paths come.
func (q *pathQueue) finish() {
	if q.progress != nil && q.told < q.total {
		q.progress(q.total, q.total)
	}
}

// blocksInto draws blocks and adds what they find.
func (s *Simulator) blocksInto(ctx context.Context, out *counts, q *pathQueue, from, to uint64) error {
	size := uint64(s.sampler.BlockSize())
	step := max(1, 256/size)
	workers := s.settings.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	q.next = from
	parts := make([]*counter, min(uint64(workers), (to-from+step-1)/step))
	var wait sync.WaitGroup
	for i := range parts {
		if parts[i] = s.newCounter(out); i > 0 {
			parts[i].out = s.newCounts() // the first counts where all are gathered
		}
		wait.Go(func() { s.work(ctx, parts[i], q, to, size, step) })
	}
	wait.Wait()
	if q.err != nil {
		return q.err
	}
	for _, part := range parts[1:] {
		out.take(part.out)
	}
	return nil
}

// work draws blocks until there are no more.
func (s *Simulator) work(ctx context.Context, c *counter, q *pathQueue, end, size, step uint64) {
	w := s.newWalker()
	done := uint64(0)
	for {
		from, to := q.take(done, end, step)
		if from == to {
			return
		}
		done = (to - from) * size
		for b := from; b < to; b++ {
			c.begin(b)
			for path := b * size; path < (b+1)*size; path++ {
				if path%32 == 0 && ctx.Err() != nil {
					q.fail(fmt.Errorf("tranche: simulation: %w", context.Cause(ctx)))
					return
				}
				r, err := w.walk(path)
				if err != nil {
					q.fail(err)
					return
				}
				c.path(r, w.future, w.weight)
			}
			c.end(b, float64(size))
		}
	}
}

// Merge gives the counts over the paths of all parts. The error wraps [ErrSimulation] when they are not of
// the same deal, model and settings, or have paths in common.
func Merge(parts ...*Counts) (*Counts, error) {
	if len(parts) == 0 {
		return nil, fmt.Errorf("%w: nothing to merge", ErrSimulation)
	}
	out := &Counts{sim: parts[0].sim, counts: parts[0].sim.newCounts()}
	var ranges []Shard
	for _, p := range parts {
		if p.sim.source != out.sim.source {
			return nil, fmt.Errorf("%w: counts of different deals, models or settings", ErrSimulation)
		}
		ranges = append(ranges, p.ranges...)
		out.counts.take(p.counts)
	}
	slices.SortFunc(ranges, func(a, b Shard) int {
		if a.From < b.From {
			return -1
		}
		return 1
	})
	for _, r := range ranges {
		last := len(out.ranges) - 1
		switch {
		case last >= 0 && r.From < out.ranges[last].To:
			return nil, fmt.Errorf("%w: the paths from %d to %d are there twice", ErrSimulation, r.From, min(r.To, out.ranges[last].To)-1)
		case last >= 0 && r.From == out.ranges[last].To:
			out.ranges[last].To = r.To
		default:
			out.ranges = append(out.ranges, r)
		}
	}
	return out, nil
}

// Ranges lists the paths that have been drawn.
func (c *Counts) Ranges() []Shard { return slices.Clone(c.ranges) }

// Paths is their number.
func (c *Counts) Paths() uint64 { return c.counts.paths }
