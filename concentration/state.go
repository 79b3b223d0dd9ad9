package concentration

import (
	"math"
	"slices"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// State is the concentration of a set of contracts of a pool while contracts enter and leave it: what a
// solver needs that chooses contracts. It keeps whole-number sums (the amounts of the buckets, the
// total, the sum of squares in 128 bits), so that any sequence of changes leaves exactly what adding
// up the set anew would give; nothing drifts.
//
// Add, Remove, Peek, HHI, Marginal, Total and Occupied take time in the number of buckets that the
// contracts in question touch, mostly one, whatever the size of the pool. TopAmount and Top do not:
// they look at every bucket.
//
// A State is not safe for concurrent use; Clone gives each goroutine one of its own.
type State struct {
	layout   *layout
	in       []bool
	amounts  []money.Amount // of the buckets
	total    money.Amount
	squares  wide // Σ amounts²
	occupied int  // buckets above zero
	size     int  // contracts in the set
}

// NewState gives the state with no contract in the set. Bucket indices run from 0 in the order in
// which the pool's contracts mention the buckets; they stay the same for the life of the state.
//
// Errors are those of NewExposuresFrom; ErrTooLarge also when the sum of squares of the whole pool
// does not fit into 128 bits, which takes joint and several obligors of some 10^19 minor units each.
func NewState(p *pool.Pool, m Measure, in Inputs) (*State, error) {
	l, err := newLayout(p, m, in)
	if err != nil {
		return nil, err
	}
	s := &State{layout: l, in: make([]bool, len(l.contracts)), amounts: make([]money.Amount, len(l.buckets))}
	e, err := l.exposures() // bounds every total once, so that no change needs a check
	if err != nil {
		return nil, err
	}
	var squares wide
	for _, v := range e.entries {
		var carry uint64
		if squares, carry = squares.plus(product(v.Amount, v.Amount)); carry != 0 {
			return nil, l.tooLarge()
		}
	}
	return s, nil
}

// Clone gives an independent copy. What does not change is shared.
func (s *State) Clone() *State {
	c := *s
	c.in, c.amounts = slices.Clone(s.in), slices.Clone(s.amounts)
	return &c
}

// Measure gives what the concentration is measured on.
func (s *State) Measure() Measure { return s.layout.measure }

// Contracts is the number of contracts that can be in the set: those of the pool.
func (s *State) Contracts() int { return len(s.in) }

// Len is the number of contracts in the set.
func (s *State) Len() int { return s.size }

// Has reports whether the contract with an index in the pool is in the set.
func (s *State) Has(contract int) bool { return s.in[contract] }

// Add puts a contract into the set. It panics when it is there already or when there is no such
// contract.
func (s *State) Add(contract int) {
	if s.in[contract] {
		panic("concentration: State.Add of a contract that is in the set")
	}
	s.toggle(contract)
}

// Remove takes a contract out of the set. It panics when it is not in it or when there is no such
// contract.
func (s *State) Remove(contract int) {
	if !s.in[contract] {
		panic("concentration: State.Remove of a contract that is not in the set")
	}
	s.toggle(contract)
}

func (s *State) toggle(contract int) {
	c := &s.layout.contracts[contract]
	enters := !s.in[contract]
	s.in[contract] = enters
	if enters {
		s.size++
		s.total += c.amount
	} else {
		s.size--
		s.total -= c.amount
	}
	for _, q := range c.parts {
		before := s.amounts[q.bucket]
		after := before + q.amount
		if !enters {
			after = before - q.amount
		}
		s.amounts[q.bucket] = after
		s.squares, _ = s.squares.minus(product(before, before)).plus(product(after, after))
		s.occupied += occupies(after) - occupies(before)
	}
}

func occupies(a money.Amount) int {
	if a > 0 {
		return 1
	}
	return 0
}

// Effect is what a change of the set would do.
type Effect struct {
	Before, After float64      // HHI; NaN when the set has no amount
	Total         money.Amount // of the set after the change
	Occupied      int          // buckets above zero after the change
}

// Change is After − Before.
func (e Effect) Change() float64 { return e.After - e.Before }

// Peek says what would happen if contracts changed sides: those in the set leave, the others enter. One
// contract is an addition or a removal, two on different sides are an exchange. The state is as
// before when Peek returns, to the last bit. A contract named twice stays where it is.
func (s *State) Peek(contracts ...int) Effect {
	e := Effect{Before: s.HHI()}
	for _, i := range contracts {
		s.toggle(i)
	}
	e.After, e.Total, e.Occupied = s.HHI(), s.total, s.occupied
	for _, i := range contracts {
		s.toggle(i)
	}
	return e
}

// Total is the amount of the set, in minor units.
func (s *State) Total() money.Amount { return s.total }

// Occupied is the number of buckets with an amount above zero.
func (s *State) Occupied() int { return s.occupied }

// Buckets is the number of buckets of the whole pool.
func (s *State) Buckets() int { return len(s.amounts) }

// Bucket gives a bucket: its key, its label and its amount in the set. Contracts is not kept.
func (s *State) Bucket(i int) Entry {
	b := s.layout.buckets[i]
	return Entry{Key: b.key, Label: b.label, Amount: s.amounts[i]}
}

// HHI is the Herfindahl index of the set, Σ Eᵢ²/T², the shares being those of the set's total T. The
// sums are exact and the quotient is rounded: the relative error is below 5·2^-53. It is NaN for a
// set without an amount.
func (s *State) HHI() float64 {
	if s.total == 0 {
		return math.NaN()
	}
	t := float64(s.total)
	return s.squares.float() / (t * t)
}

// EffectiveNumber is 1/HHI.
func (s *State) EffectiveNumber() float64 { return 1 / s.HHI() }

// Marginal is the derivative of HHI by the amount of a bucket, per minor unit, the total growing with
// it:
//
//	∂H/∂Eᵢ = 2 (sᵢ − H) / T.
//
// A bucket above the Herfindahl index raises it, one below lowers it.
func (s *State) Marginal(bucket int) float64 {
	t := float64(s.total)
	return 2 * (float64(s.amounts[bucket])/t - s.HHI()) / t
}

// TopAmount is the sum of the k largest buckets. It is not kept: it takes time in the number of
// buckets, and memory for the k largest.
func (s *State) TopAmount(k int) money.Amount {
	return sumLargest(s.amounts, k)
}

// Top is the share of the set that the k largest buckets hold; NaN for a set without an amount.
func (s *State) Top(k int) float64 {
	if s.total == 0 {
		return math.NaN()
	}
	return float64(s.TopAmount(k)) / float64(s.total)
}

// sumLargest adds up the k largest amounts. The few largest are kept in order, smallest first.
func sumLargest(amounts []money.Amount, k int) money.Amount {
	k = min(max(k, 0), len(amounts))
	if k == 0 {
		return 0
	}
	kept := make([]money.Amount, 0, k)
	for _, a := range amounts {
		if len(kept) == k {
			if a <= kept[0] {
				continue
			}
			kept = append(kept[:0], kept[1:]...)
		}
		at, _ := slices.BinarySearch(kept, a)
		kept = slices.Insert(kept, at, a)
	}
	var sum money.Amount
	for _, a := range kept {
		sum += a
	}
	return sum
}
