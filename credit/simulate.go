package credit

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/ipabs/ipabs/money"
)

// SimulationSettings say how losses are simulated.
type SimulationSettings struct {
	Sampling
	// From is the number of the first path, a multiple of Block, and Paths the number of paths; both are
	// rounded up to whole blocks. Ranges of one simulation may be drawn apart and merged.
	From, Paths uint64
	// Layers are static tranches to measure.
	Layers []Layer
	// Unit is the unit of the bins from which quantiles are read, in minor units; losses count for the
	// next multiple. 0 means the unit that [Portfolio.Distribution] takes.
	Unit money.Amount
	// Workers is the number of goroutines; 0 means GOMAXPROCS. Results do not depend on it.
	Workers int
	// Progress, when given, is told from time to time, by one goroutine at a time, how many of the paths
	// are done.
	Progress func(done, total uint64)
}

// same reports whether samples under two settings may be merged.
func (s SimulationSettings) same(t SimulationSettings) bool {
	if (s.Importance == nil) != (t.Importance == nil) {
		return false
	}
	if a, b := s.Importance, t.Importance; a != nil && (a.Loss != b.Loss || a.Twist != b.Twist || !slices.Equal(a.Shift, b.Shift) || (a.Shift == nil) != (b.Shift == nil)) {
		return false
	}
	return s.Seed == t.Seed && s.Factors == t.Factors && s.Block == t.Block && s.Unit == t.Unit && slices.Equal(s.Layers, t.Layers)
}

// Simulate draws the loss of the portfolio at its horizon path by path: the static counterpart of a
// simulation of the whole deal, for portfolios whose factors are too many for [Portfolio.Distribution],
// and its independent check. The losses have the law of Distribution and the second moments of
// [Portfolio.Moments]; random losses given default are drawn, where Distribution integrates.
//
// Losses of positions are rounded to whole minor units, half to even.
//
// Errors: [ErrArgument] for settings out of range; the cause of ctx when it ends.
func (p *Portfolio) Simulate(ctx context.Context, s SimulationSettings) (*LossSample, error) {
	s, err := p.checkSimulation(s)
	if err != nil {
		return nil, err
	}
	sampler, err := p.newLossSampler(s.Sampling)
	if err != nil {
		return nil, err
	}
	block := uint64(s.Block)
	first := s.From / block
	blocks := (s.Paths + block - 1) / block
	workers := s.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	plain := s
	plain.From, plain.Paths, plain.Workers, plain.Progress = 0, 0, 0, nil
	total := newLossSample(p, plain, sampler.kernel.shiftByFactor())
	total.ranges = []PathRange{{s.From, s.From + blocks*block}}

	parts := make([]*LossSample, min(uint64(workers), (blocks+blocksAtOnce(block)-1)/blocksAtOnce(block)))
	queue := &blockQueue{next: first, end: first + blocks, step: blocksAtOnce(block), size: block, total: blocks * block, progress: s.Progress}
	var wait sync.WaitGroup
	for w := range parts {
		parts[w] = total.empty()
		wait.Go(func() { queue.work(ctx, sampler.newDrawer(), parts[w]) })
	}
	wait.Wait()
	if queue.err != nil {
		return nil, queue.err
	}
	for _, part := range parts {
		total.take(part)
	}
	return total, nil
}

// maxBins bounds the memory of a sample: 16 bytes for each group and bin.
const maxBins = 1 << 20

func (p *Portfolio) checkSimulation(s SimulationSettings) (SimulationSettings, error) {
	sampling, err := s.Sampling.check()
	if err != nil {
		return s, err
	}
	s.Sampling, s.Layers = sampling, slices.Clone(s.Layers)
	if s.Unit == 0 {
		s.Unit = autoUnit(p)
	}
	block := uint64(s.Block)
	switch {
	case s.Paths == 0 || s.Paths > maxPaths || s.From > maxPaths:
		return s, fmt.Errorf("%w: %d paths from %d; expected 1 to %d", ErrArgument, s.Paths, s.From, uint64(maxPaths))
	case s.From%block != 0:
		return s, fmt.Errorf("%w: paths from %d; expected a multiple of the block, %d", ErrArgument, s.From, block)
	case s.Workers < 0:
		return s, fmt.Errorf("%w: %d workers; expected 0 or more", ErrArgument, s.Workers)
	case s.Unit < 0 || bins(p.exposure, s.Unit) > maxBins:
		return s, fmt.Errorf("%w: loss unit %d; expected 0, or an amount above 0 that makes at most %d bins", ErrArgument, int64(s.Unit), maxBins)
	}
	for i, l := range s.Layers {
		if l.Attach < 0 || l.Detach <= l.Attach {
			return s, fmt.Errorf("%w: layer %d from %d to %d; expected 0 ≤ attach < detach", ErrArgument, i, int64(l.Attach), int64(l.Detach))
		}
	}
	return s, nil
}

// maxPaths keeps every path number exact in what is counted.
const maxPaths = 1 << 48

// blocksAtOnce is how many blocks a worker takes at a time: some hundreds of paths.
func blocksAtOnce(block uint64) uint64 { return max(1, 512/block) }

// blockQueue hands out blocks to workers.
type blockQueue struct {
	mutex     sync.Mutex
	next, end uint64
	step      uint64
	size      uint64
	done      uint64 // paths
	told      uint64
	total     uint64
	progress  func(done, total uint64)
	err       error
}

// take hands out blocks from … to − 1, none when there are no more or the work has failed. done is the
// number of paths that the worker has finished since it last asked.
func (q *blockQueue) take(done uint64) (from, to uint64) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	q.done += done
	// Tell at every hundredth part.
	if q.progress != nil && (q.done-q.told >= q.total/100+1 || q.done == q.total && q.told < q.total) {
		q.told = q.done
		q.progress(q.done, q.total)
	}
	if q.err != nil || q.next >= q.end {
		return 0, 0
	}
	from, to = q.next, min(q.next+q.step, q.end)
	q.next = to
	return from, to
}

func (q *blockQueue) fail(err error) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if q.err == nil {
		q.err = err
	}
}

// work draws blocks until there are no more.
func (q *blockQueue) work(ctx context.Context, d *lossDrawer, out *LossSample) {
	sums, done := make(blockSums, len(out.means)), uint64(0)
	for {
		from, to := q.take(done)
		if from == to {
			return
		}
		done = (to - from) * q.size
		for b := from; b < to; b++ {
			g := &out.groups[b%blockGroups]
			for path := b * q.size; path < (b+1)*q.size; path++ {
				if path%256 == 0 && ctx.Err() != nil {
					q.fail(fmt.Errorf("credit: simulation: %w", context.Cause(ctx)))
					return
				}
				loss, weight := d.draw(path)
				out.add(sums, g, loss, weight)
			}
			out.close(sums, float64(q.size))
		}
	}
}
