package miqp

import (
	"runtime"
	"sync"
)

// workers lets some of several tasks run beside the one that asks for them.
type workers struct{ free chan struct{} }

// newWorkers allows for so many goroutines in all; 0 is one a processor.
func newWorkers(count int) *workers {
	if count <= 0 {
		count = runtime.GOMAXPROCS(0)
	}
	return &workers{make(chan struct{}, count-1)}
}

// each runs all tasks, beside each other as far as there are workers, and returns when all have ended.
// Tasks share nothing that they change, so that what they find does not depend on who ran when.
func (w *workers) each(count int, task func(int)) {
	var all sync.WaitGroup
	for k := range count - 1 {
		select {
		case w.free <- struct{}{}:
			all.Add(1)
			go func() {
				defer all.Done()
				defer func() { <-w.free }()
				task(k)
			}()
		default:
			task(k)
		}
	}
	if count > 0 {
		task(count - 1)
	}
	all.Wait()
}
