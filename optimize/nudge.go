package optimize

import (
	"math"
	"math/big"

	"github.com/ipabs/ipabs/money"
)

const (
	// nudgeWork bounds the changes that a nudge tries, times the number of candidates.
	nudgeWork = 1_000_000
	// mostNudged is how many contracts a nudge moves.
	mostNudged = 40
)

// nudge mends a choice of shares that breaks rules only by what rounding to minor units did to it: amounts
// of contracts taken in part move by what is lacking, one at a time or two against each other, as long as
// that lessens what is broken. It is nil where that does not suffice.
func (v variant) nudge(x *choice) *choice {
	var parts []int
	for i, a := range x.taken {
		if !v.p.c.whole(i) && a > 0 && len(parts) < mostNudged {
			parts = append(parts, i)
		}
	}
	tries := max(nudgeWork/v.p.c.n, 500)
	excess := v.excess(x)
	for excess > 0 {
		better := func(moves ...nudgeMove) bool {
			if tries--; tries < 0 {
				return false
			}
			y := v.nudged(x, moves)
			if y == nil {
				return false
			}
			e := v.excess(y)
			if e >= excess {
				return false
			}
			x, excess = y, e
			return true
		}
		if !v.nudgeOnce(x, parts, better) {
			return nil
		}
	}
	return x
}

// nudgeMove moves the amount of a contract.
type nudgeMove struct {
	contract int
	by       money.Amount
}

// nudged is a choice with amounts moved, nil where one would leave its limits.
func (v variant) nudged(x *choice, moves []nudgeMove) *choice {
	taken := append([]money.Amount(nil), x.taken...)
	for _, m := range moves {
		a := taken[m.contract] + m.by
		if a < v.p.c.least(m.contract) || a > v.p.c.principal[m.contract] {
			return nil
		}
		taken[m.contract] = a
	}
	return v.p.c.choose(taken)
}

// least is the smallest amount of a contract that may be taken, if any is.
func (c *candidates) least(i int) money.Amount {
	return money.Amount(math.Ceil(c.lot[i] * float64(c.principal[i])))
}

// nudgeOnce finds a move that is better.
func (v variant) nudgeOnce(x *choice, parts []int, better func(...nudgeMove) bool) bool {
	steps := v.lacking(x)
	for _, step := range steps {
		for _, i := range parts {
			if better(nudgeMove{i, step}) || better(nudgeMove{i, -step}) {
				return true
			}
		}
	}
	for _, step := range steps {
		for _, i := range parts {
			for _, k := range parts {
				if i != k && better(nudgeMove{i, step}, nudgeMove{k, -step}) {
					return true
				}
			}
		}
	}
	return false
}

// lacking gives the amounts worth moving: for each broken rule about what it lacks in minor units of the
// principal, and one unit.
func (v variant) lacking(x *choice) []money.Amount {
	steps := []money.Amount{}
	add := func(a money.Amount) {
		for _, s := range steps {
			if s == a {
				return
			}
		}
		steps = append(steps, a)
	}
	for _, i := range v.broken(x) {
		value, ok := v.p.rules[i].measure.read(x)
		if !ok {
			continue
		}
		off := math.Abs(toFloat(new(big.Rat).Sub(value, v.limit(i))))
		if v.p.rules[i].measure.unit() != ofAmount {
			off *= float64(x.principal())
		}
		if off < 1e15 {
			add(money.Amount(math.Ceil(off)))
			add(2 * money.Amount(math.Ceil(off)+1))
		}
	}
	add(1)
	return steps
}
