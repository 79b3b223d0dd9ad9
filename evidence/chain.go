package evidence

import (
	"slices"
	"strconv"
)

// chainCheck is what the chain says about the entries of a manifest.
type chainCheck struct {
	changes []Change
	// entries are those of the manifest, with the numbers they had when they were chained.
	entries []Entry
	// known marks the entries, by place, that belong to the chain; the others were put in.
	known []bool
	// previous is, by place, the chain value that the entry was chained to; zero where it is lost.
	previous []Hash
}

// checkChain compares every entry with the chain and names what does not fit. An entry is known by
// its number: what follows number n is number n+1, wherever it stands.
//
// One change of any kind is named as what it is. After several at once there may be more than one
// reading; something is named whenever the chain does not hold.
func (m Manifest) checkChain() chainCheck {
	n := len(m.Entries)
	w := &chainWalk{
		chainCheck: chainCheck{entries: slices.Clone(m.Entries), known: make([]bool, n), previous: make([]Hash, n)},
		count:      m.Count, head: m.Head,
	}
	w.renumber()
	w.choose()
	w.findGaps()
	w.findMoves()
	w.findBreaks()
	w.compareEnd()
	return w.chainCheck
}

// chainWalk is the state of one check.
type chainWalk struct {
	chainCheck
	count int
	head  Hash
	last  int    // the largest number in the chain
	place []int  // by number, from 1 to last: where the entry stands, -1 when it is not there
	chain []Hash // by number, from 0: the chain values as they were, as far as they can be told
}

// name records a change of the entry at a place.
func (w *chainWalk) name(kind Kind, i int, c Change) {
	e := w.entries[i]
	c.Kind, c.N, c.Role, c.Name = kind, e.N, e.Role, e.Name
	w.changes = append(w.changes, c)
}

// renumber finds the entries that fit the entry above them if only they had the number of their place,
// and gives it back to them.
func (w *chainWalk) renumber() {
	above := genesis()
	for i, e := range w.entries {
		shown := e.N
		e.N = i + 1
		if shown != e.N && e.after(above) == e.Chain {
			w.entries[i] = e
			w.name(Number, i, Change{Want: strconv.Itoa(e.N), Got: strconv.Itoa(shown)})
		}
		above = e.Chain
	}
}

// choose decides for each number which entry belongs to the chain. Of several it is the one that the
// next number is chained to, and of several such (a chain value can be copied) the one that follows
// from the number before. The last number is the one that the head stands for.
func (w *chainWalk) choose() {
	places := make([][]int, MaxEntries+1)
	for i, e := range w.entries {
		if e.N >= 1 && e.N <= MaxEntries {
			places[e.N] = append(places[e.N], i)
			w.last = max(w.last, e.N)
		}
	}
	isHead := func(i int) bool { return w.entries[i].Chain == w.head }
	if w.count >= 1 && w.count < w.last && slices.ContainsFunc(places[w.count], isHead) {
		w.last = w.count
	}
	follows := func(i int) bool {
		e := w.entries[i]
		return e.N == 1 && e.after(genesis()) == e.Chain ||
			slices.ContainsFunc(places[e.N-1], func(before int) bool { return e.after(w.entries[before].Chain) == e.Chain })
	}
	w.place = make([]int, w.last+1)
	leadsOn := isHead
	for n := w.last; n >= 1; n-- {
		w.place[n] = -1
		best := -1
		for _, i := range places[n] {
			if fit := 2*one(leadsOn(i)) + one(follows(i)); fit > best {
				best, w.place[n] = fit, i
			}
		}
		if best >= 0 {
			w.known[w.place[n]] = true
			next := w.entries[w.place[n]]
			leadsOn = func(i int) bool { return next.after(w.entries[i].Chain) == next.Chain }
		}
	}
	for i, known := range w.known {
		if !known {
			w.name(Added, i, Change{})
		}
	}
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// findGaps names the numbers that are not there.
func (w *chainWalk) findGaps() {
	for n := 1; n <= w.last; n++ {
		from := n
		for n <= w.last && w.place[n] < 0 {
			n++
		}
		if n > from {
			w.changes = append(w.changes, Change{Kind: Removed, N: from, Last: n - 1})
		}
	}
}

// findMoves names the entries that stand out of order: the fewest that, put back, leave the others
// ascending. Those others are a longest ascending subsequence.
func (w *chainWalk) findMoves() {
	var places []int
	for i, known := range w.known {
		if known {
			places = append(places, i)
		}
	}
	length, before := make([]int, len(places)), make([]int, len(places))
	end := -1
	for b := range places {
		length[b], before[b] = 1, -1
		for a := range b {
			if w.entries[places[a]].N < w.entries[places[b]].N && length[a] >= length[b] {
				length[b], before[b] = length[a]+1, a
			}
		}
		if end < 0 || length[b] > length[end] {
			end = b
		}
	}
	inOrder := make([]bool, len(places))
	for ; end >= 0; end = before[end] {
		inOrder[end] = true
	}
	for k, i := range places {
		if !inOrder[k] {
			w.name(Reordered, i, Change{})
		}
	}
}

// findBreaks follows the chain from its beginning and names the entries that do not follow from the
// number before. After a gap there is nothing to compare with, and the chain is taken up anew.
func (w *chainWalk) findBreaks() {
	w.chain = make([]Hash, w.last+1)
	w.chain[0] = genesis()
	for n := 1; n <= w.last; n++ {
		i := w.place[n]
		if i < 0 {
			continue
		}
		e := w.entries[i]
		w.chain[n] = e.Chain
		if n > 1 && w.place[n-1] < 0 {
			continue
		}
		w.previous[i] = w.chain[n-1]
		due := e.after(w.chain[n-1])
		switch {
		case due == e.Chain:
		case w.leadsOn(n, due): // the entry is right, and only its chain value is not
			w.chain[n] = due
			w.name(Chain, i, Change{Want: due.String(), Got: e.Chain.String()})
		default:
			w.name(Broken, i, Change{})
		}
	}
}

// leadsOn reports whether what comes after number n, the next entry or the head, is chained to a value.
func (w *chainWalk) leadsOn(n int, chain Hash) bool {
	if n == w.last {
		return chain == w.head
	}
	if w.place[n+1] < 0 {
		return false
	}
	next := w.entries[w.place[n+1]]
	return next.after(chain) == next.Chain
}

// compareEnd compares count and head with the end of the chain.
func (w *chainWalk) compareEnd() {
	end := w.chain[w.last]
	ended := end == w.head
	switch {
	case w.count > w.last && !ended:
		w.changes = append(w.changes, Change{Kind: Truncated, N: w.last + 1, Last: w.count})
		return
	case w.count != w.last:
		w.changes = append(w.changes, Change{Kind: Count, Want: strconv.Itoa(w.last), Got: strconv.Itoa(w.count)})
	}
	if !ended {
		w.changes = append(w.changes, Change{Kind: Head, Want: end.String(), Got: w.head.String()})
	}
}
