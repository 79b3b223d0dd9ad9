package pool

import (
	"slices"

	"github.com/ipabs/ipabs/money"
)

// portion is what of one right falls to some claims on one day. An amount that is not sure is an upper
// bound, and nothing at all is the lower one.
type portion struct {
	gross, net         money.Amount
	grossSure, netSure bool
	// unvalued says that the right may live and has no value that counts; the amounts are 0.
	unvalued bool
}

// portion gives what of the right at a place falls to those of its live claims that picked approves of.
func (v *Valuation) portion(at int, b balancesOn, picked func(Claim) bool) portion {
	return v.portionOf(at, b, v.worth(at, b), picked)
}

// portionOf is portion for a right that is worth so much.
func (v *Valuation) portionOf(at int, b balancesOn, whole portion, picked func(Claim) bool) portion {
	claims, owed, mine := v.liveClaims(at, b, picked)
	switch {
	case mine == 0:
		return portion{}
	case mine == len(claims):
		return whole // who of them ranks first has no bearing
	}
	weights, known := v.weights(claims, owed)
	if !known {
		whole.grossSure, whole.netSure = false, false
		return whole
	}
	// The part before the haircut is the part after it and a share of what the haircut takes: so
	// rounding never leaves more after the haircut than before.
	nets, cuts := split(whole.net, weights), split(whole.gross-whole.net, weights)
	part := portion{grossSure: whole.grossSure, netSure: whole.netSure}
	for k, c := range claims {
		if picked(c) && weights[k] > 0 {
			part.net += nets[k]
			part.gross += nets[k] + cuts[k]
			part.unvalued = whole.unvalued
		}
	}
	return part
}

// split is money.Allocate for weights that can carry the amount.
func split(total money.Amount, weights []money.Amount) []money.Amount {
	parts, err := money.Allocate(total, weights)
	if err != nil {
		panic("pool: weights that were checked carry no amount: " + err.Error())
	}
	return parts
}

// liveClaims gives the claims on a right that stand on a day, what is outstanding of each (unknown for
// claims from outside that do not say), and how many of them picked approves of. A contract of which
// nothing is outstanding has no claim.
func (v *Valuation) liveClaims(at int, b balancesOn, picked func(Claim) bool) (claims []Claim, owed []Opt[money.Amount], mine int) {
	for _, c := range v.claims[at] {
		if !c.liveOn(b.date) {
			continue
		}
		amount := c.Amount
		if c.Contract != NoContract {
			balance := b.path(c.Contract, b.date)
			if balance == 0 {
				continue
			}
			amount = Known(balance)
		} else if c.rest > 0 { // repaid like the part that the pool holds
			contract := v.pool.contracts[c.rest-1]
			balance := b.path(c.rest-1, b.date)
			if balance == 0 {
				continue
			}
			left, err := money.MulDiv(int64(balance), int64(contract.Retained()), int64(contract.Principal))
			if err != nil {
				left = int64(contract.Retained())
			}
			amount = Known(money.Amount(left))
		}
		claims, owed = append(claims, c), append(owed, amount)
		if picked(c) {
			mine++
		}
	}
	return claims, owed, mine
}

// worth gives the whole of a right on a day: nothing once it is dead, and amounts of 0 without a
// value that counts.
func (v *Valuation) worth(at int, b balancesOn) portion {
	x := &v.values[at]
	life := x.Life.On(b.date)
	value, valued := x.Gross.Get()
	if life == Dead || !valued {
		return portion{grossSure: true, netSure: true, unvalued: life != Dead}
	}
	left, decays := b.remaining(v.rules, v.pool.rights[x.Right].Type).Get()
	if !decays {
		left = money.One
	}
	sure := life == Lives && decays
	// Neither product exceeds the value, so neither overflows. Accrue multiplies by two rates with one
	// rounding.
	gross, _ := value.MulRate(left)
	net, _ := money.Accrue(value, money.One-x.Haircut.Or(0), int64(left), int64(money.One))
	return portion{gross: gross, net: net, grossSure: sure, netSure: sure && x.Haircut.IsKnown()}
}

// weights gives the shares of claims in the value of a right under the sharing rule, and false when
// what is stated does not tell them.
func (v *Valuation) weights(claims []Claim, owed []Opt[money.Amount]) ([]money.Amount, bool) {
	weights := make([]money.Amount, len(claims))
	counts := func(int) bool { return true }
	if v.rules.Sharing == FirstRankOnly {
		first, known := firstRank(claims, v.rules.RankByStart)
		if !known {
			return nil, false
		}
		if len(first) == 1 {
			weights[first[0]] = 1
			return weights, true
		}
		counts = func(k int) bool { return slices.Contains(first, k) }
	}
	var sum money.Amount
	for k := range claims {
		if !counts(k) {
			continue
		}
		amount, known := owed[k].Get()
		if !known {
			return nil, false
		}
		weights[k] = amount
		sum |= amount
	}
	return weights, sum != 0
}
