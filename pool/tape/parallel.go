package tape

import (
	"runtime"
	"sync"

	"github.com/ipabs/ipabs/pool"
)

// Rows do not depend on each other until they are put together, so that blocks of them are read at the
// same time. Each block has a fork of the run with findings of its own; the forks are joined in the order
// of the rows, and so the result is the same for any number of them.

// rowsPerFork is how many rows are worth a goroutine.
const rowsPerFork = 1000

// fieldNote is a finding about the column of a field.
type fieldNote struct {
	field field
	note  note
}

// draftAll reads every contract row. It stops early when the context ends.
func (r *run) draftAll() []*draft {
	n := len(r.contracts)
	list := make([]*draft, n)
	r.specs = make([]pool.ContractSpec, n)
	forks := make([]*run, max(1, min(runtime.GOMAXPROCS(0), n/rowsPerFork)))
	var group sync.WaitGroup
	for i := range forks {
		f := r.fork()
		forks[i] = f
		from, to := n*i/len(forks), n*(i+1)/len(forks)
		group.Go(func() {
			for k := from; k < to && !f.ended(k-from); k++ {
				list[k] = f.draft(r.contracts[k], &r.specs[k])
			}
		})
	}
	group.Wait()
	for _, f := range forks {
		r.join(f)
	}
	for _, f := range forks {
		for _, n := range f.later {
			r.once(n.field, n.note)
		}
	}
	for _, d := range list {
		if d != nil {
			d.run = r
		}
	}
	return list
}

// fork gives a run that reads rows beside others: it shares what is settled, and has its own of what rows
// add to.
func (r *run) fork() *run {
	f := *r
	f.log = &collector{file: r.log.file, most: r.log.most}
	f.said, f.isFork, f.later = map[string]bool{}, true, nil
	f.memos, f.consumed, f.folded = [fieldCount]any{}, [fieldCount]bool{}, nil
	return &f
}

// join takes over what a fork has found.
func (r *run) join(f *run) {
	r.log.take(f.log)
	for i, asked := range f.consumed {
		r.consumed[i] = r.consumed[i] || asked
	}
}
