package tranche

import (
	"container/heap"
	"context"
	"fmt"
	"slices"

	"github.com/ipabs/ipabs/money"
)

// reverseSearch looks for the likeliest sets of defaults that break a class, by branch and bound over the parties:
// party after party defaults or does not, and the branch goes on first whose completions can be likeliest. For
// each point of the factors the likelier of the two is taken for every party that is undecided, and one default
// at least where the class does not break yet: that bounds the mean over the points too. A branch ends when even
// the default of all that are undecided does not break the class. What it takes for granted is that a further
// default never mends the class.
type reverseSearch struct {
	ctx    context.Context
	breaks func(in []bool) (money.Amount, error) // what the class loses under a set
	law    *setLaw
	order  []int // parties in the order in which they are decided
	most   int
	limit  int

	rest  [][]float64 // by depth and point: of the parties from there on, the likelier of the two
	odds  [][]float64 // the same: by how much the default of the best suited one of them lowers it
	queue branches
	found []foundSet // the likeliest first
	nodes int
	open  float64 // no set in what was left unexplored is likelier
}

// branchNode is a branch: whether the first parties of the order default.
type branchNode struct {
	falls  []bool
	bound  float64
	broken bool // by those that default already
	number int
}

type branches []*branchNode

func (b branches) Len() int { return len(b) }
func (b branches) Less(i, j int) bool {
	if b[i].bound != b[j].bound {
		return b[i].bound > b[j].bound
	}
	return b[i].number < b[j].number
}
func (b branches) Swap(i, j int) { b[i], b[j] = b[j], b[i] }
func (b *branches) Push(x any)   { *b = append(*b, x.(*branchNode)) }
func (b *branches) Pop() any {
	last := len(*b) - 1
	x := (*b)[last]
	*b = (*b)[:last]
	return x
}

type foundSet struct {
	in          []bool
	probability float64
	loss        money.Amount
}

// newReverseSearch decides first about those whose default costs most.
func newReverseSearch(ctx context.Context, law *setLaw, weight []float64, most, limit int, breaks func([]bool) (money.Amount, error)) *reverseSearch {
	n := len(weight)
	s := &reverseSearch{ctx: ctx, breaks: breaks, law: law, most: most, limit: limit}
	for j := range n {
		s.order = append(s.order, j)
	}
	slices.SortStableFunc(s.order, func(a, b int) int {
		switch {
		case weight[a] > weight[b]:
			return -1
		case weight[a] < weight[b]:
			return 1
		}
		return 0
	})
	for range n + 1 {
		s.rest, s.odds = append(s.rest, make([]float64, len(law.weight))), append(s.odds, make([]float64, len(law.weight)))
	}
	for k := range law.weight {
		s.rest[n][k] = 1
	}
	for d := n - 1; d >= 0; d-- {
		for k := range law.weight {
			p := law.pd[s.order[d]][k]
			s.rest[d][k] = s.rest[d+1][k] * max(p, 1-p)
			s.odds[d][k] = max(s.odds[d+1][k], min(p/max(1-p, 1e-300), 1))
		}
	}
	return s
}

// run searches.
func (s *reverseSearch) run() error {
	if err := s.greedy(); err != nil {
		return err
	}
	n := len(s.order)
	none, err := s.breaks(make([]bool, n))
	if err != nil {
		return err
	}
	root := &branchNode{broken: none > 0}
	if any, err := s.canBreak(root); err != nil || !any {
		return err
	}
	root.bound = s.bound(root)
	s.queue = branches{root}
	for len(s.queue) > 0 {
		b := heap.Pop(&s.queue).(*branchNode)
		if len(s.found) == s.most && b.bound <= s.found[s.most-1].probability {
			return nil
		}
		if s.nodes >= s.limit {
			s.open = b.bound
			return nil
		}
		if s.nodes++; s.nodes%64 == 0 && s.ctx.Err() != nil {
			return fmt.Errorf("tranche: reverse stress: %w", context.Cause(s.ctx))
		}
		if len(b.falls) == n {
			in := s.set(b)
			loss, err := s.breaks(in)
			if err != nil {
				return err
			}
			if loss > 0 {
				s.keep(in, loss)
			}
			continue
		}
		for _, falls := range [2]bool{false, true} {
			if err := s.push(b, falls); err != nil {
				return err
			}
		}
	}
	return nil
}

// push adds the branch in which the next party defaults or not, unless nothing in it can break the class.
func (s *reverseSearch) push(b *branchNode, falls bool) error {
	next := &branchNode{falls: append(slices.Clone(b.falls), falls), broken: b.broken, number: 2 * s.nodes}
	switch {
	case next.broken:
	case falls:
		next.number++
		loss, err := s.breaks(s.set(next))
		if err != nil {
			return err
		}
		next.broken = loss > 0
	default:
		if can, err := s.canBreak(next); err != nil || !can {
			return err
		}
	}
	next.bound = s.bound(next)
	if len(s.found) < s.most || next.bound > s.found[s.most-1].probability {
		heap.Push(&s.queue, next)
	}
	return nil
}

// set is what has been decided on a branch, by party; nobody else defaults.
func (s *reverseSearch) set(b *branchNode) []bool {
	in := make([]bool, len(s.order))
	for d, falls := range b.falls {
		in[s.order[d]] = falls
	}
	return in
}

// canBreak reports whether the class breaks when all default about whom nothing has been decided.
func (s *reverseSearch) canBreak(b *branchNode) (bool, error) {
	in := s.set(b)
	for _, j := range s.order[len(b.falls):] {
		in[j] = true
	}
	loss, err := s.breaks(in)
	return loss > 0, err
}

// bound is the most likely that a breaking set on a branch can be.
func (s *reverseSearch) bound(b *branchNode) float64 {
	depth, sum := len(b.falls), 0.0
	for k, x := range s.law.weight {
		for d, falls := range b.falls {
			if p := s.law.pd[s.order[d]][k]; falls {
				x *= p
			} else {
				x *= 1 - p
			}
		}
		x *= s.rest[depth][k]
		if !b.broken {
			x *= s.odds[depth][k]
		}
		sum += x
	}
	return sum
}

// greedy finds sets to begin with: parties default in some order until the class breaks; then those are let off
// without whom it breaks all the same, the least likely first.
func (s *reverseSearch) greedy() error {
	n := len(s.order)
	pd := make([]float64, n)
	for j := range pd {
		for k, w := range s.law.weight {
			pd[j] += w * s.law.pd[j][k]
		}
	}
	likely := slices.Clone(s.order)
	slices.SortStableFunc(likely, func(a, b int) int {
		switch {
		case pd[a] > pd[b]:
			return -1
		case pd[a] < pd[b]:
			return 1
		}
		return 0
	})
	for _, order := range [][]int{s.order, likely} {
		in := make([]bool, n)
		var loss money.Amount
		var err error
		for _, j := range order {
			if loss, err = s.breaks(in); err != nil {
				return err
			}
			if loss > 0 {
				break
			}
			in[j] = true
		}
		for i := n - 1; i >= 0; i-- {
			j := likely[i]
			if !in[j] {
				continue
			}
			in[j] = false
			without, err := s.breaks(in)
			if err != nil {
				return err
			}
			if without == 0 {
				in[j] = true
			}
		}
		if loss, err = s.breaks(in); err != nil {
			return err
		}
		if loss > 0 {
			s.keep(in, loss)
		}
	}
	return nil
}

// keep takes a set in among the likeliest.
func (s *reverseSearch) keep(in []bool, loss money.Amount) {
	for _, x := range s.found {
		if slices.Equal(x.in, in) {
			return
		}
	}
	x := foundSet{slices.Clone(in), s.law.of(in), loss}
	at, _ := slices.BinarySearchFunc(s.found, x, func(a, b foundSet) int {
		switch {
		case a.probability > b.probability:
			return -1
		case a.probability < b.probability:
			return 1
		}
		return 0
	})
	s.found = slices.Insert(s.found, at, x)
	s.found = s.found[:min(len(s.found), s.most)]
}

// bestPossible is a probability that no set exceeds which breaks the class and has not been found.
func (s *reverseSearch) bestPossible() float64 {
	if s.open == 0 && len(s.found) == s.most {
		return s.found[s.most-1].probability
	}
	return s.open
}
