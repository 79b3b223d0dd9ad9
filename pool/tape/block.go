package tape

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Rows do not depend on each other until they are put together, so that blocks of them are read at the
// same time, and put together in the order of the rows while others are still being read. Each block has a
// fork of the run with findings of its own, and so the result is the same for any number of goroutines.
// A tape is never there as a whole in the form of drafts: the memory of a block serves for the next one.

// blockRows is how many rows are read at a time.
const blockRows = 250

// block is a run of rows as they are read.
type block struct {
	at     int // in the order of the blocks
	from   int // the first of its rows among r.contracts
	run    *run
	drafts []draft
	kept   bool // something holds on to a draft: its memory serves for no other
	cut    bool // the context ended while it was read
}

// fieldNote is a finding about the column of a field.
type fieldNote struct {
	field field
	note  note
}

// readBlocks reads the contract rows and hands them on block by block, in order. A silent reading makes no
// findings: it is one more of rows that have been read before. skip leaves rows out, whose drafts then say
// nothing.
func (r *run) readBlocks(ctx context.Context, silent bool, skip func(row int) bool, use func(*block) error) error {
	defer r.rightCount.Store(r.rightCount.Load()) // every reading counts from the sheet of rights on
	count := (len(r.contracts) + blockRows - 1) / blockRows
	workers := max(1, min(runtime.GOMAXPROCS(0), count))
	free, ready := make(chan *block, 2*workers), make(chan *block, 2*workers)
	for range 2 * workers {
		free <- new(block)
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range workers {
		own := r.fork(silent) // what it remembers serves for all of its blocks
		group.Go(func() {
			for b := range free {
				if b.at = int(next.Add(1)) - 1; b.at >= count {
					return
				}
				own.readBlock(ctx, b, skip)
				ready <- b
			}
		})
	}
	waiting := map[int]*block{}
	var err error
	for at := 0; at < count; {
		b := <-ready
		waiting[b.at] = b
		for b := waiting[at]; b != nil; b = waiting[at] {
			delete(waiting, at)
			at++
			switch {
			case err != nil:
			case b.cut || ctx.Err() != nil:
				err = context.Cause(ctx)
			default:
				err = use(b)
			}
			if b.kept {
				b.drafts, b.kept = nil, false
			}
			free <- b
		}
	}
	close(free)
	group.Wait()
	return err
}

// readBlock reads the rows of a block.
func (r *run) readBlock(ctx context.Context, b *block, skip func(row int) bool) {
	f := r.fork(r.log.silent)
	f.memos = r.memos
	b.run, b.cut, b.from = f, false, b.at*blockRows
	n := min(blockRows, len(r.contracts)-b.from)
	if b.drafts == nil {
		b.drafts = make([]draft, 0, blockRows)
	}
	b.drafts = b.drafts[:n]
	for k := range b.drafts {
		if k%rowsPerCheck == 0 && ctx.Err() != nil {
			b.cut = true
			return
		}
		d := &b.drafts[k]
		d.begin(f, r.contracts[b.from+k])
		if !skip(b.from + k) {
			d.read()
		}
	}
	r.memos = f.memos
}

// fork gives a run that reads rows beside others: it shares what is settled, and has its own of what rows
// add to.
func (r *run) fork(silent bool) *run {
	f := *r
	f.log = &collector{file: r.log.file, most: r.log.most, silent: silent}
	f.said, f.isFork, f.later = map[string]bool{}, true, nil
	f.memos, f.consumed, f.folded = [fieldCount]any{}, [fieldCount]bool{}, nil
	return &f
}

// join takes over what a fork has found.
func (r *run) join(f *run) {
	r.log.take(f.log)
	r.later = append(r.later, f.later...)
	for i, asked := range f.consumed {
		r.consumed[i] = r.consumed[i] || asked
	}
}

// logging gives the run with another place for its findings.
func (r *run) logging(to *collector) *run {
	f := *r
	f.log = to
	return &f
}

// collector gives an empty one for findings that are put in order later.
func (r *run) collector() *collector { return &collector{file: r.log.file, most: r.log.most} }
