package pool

import (
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// Claim is one claim on a right: that of a contract of the pool that rests on it, or that of a
// creditor outside.
type Claim struct {
	// Contract is the index of the contract, NoContract for a claim from outside the pool.
	Contract int
	// Holder is who holds the claim; NoParty when not stated.
	Holder PartyIndex
	// Rank and Registered are those of the pledge, 0 and zero when not stated. Start is the start of the
	// contract.
	Rank              int
	Registered, Start calendar.Date
	// Released is the day on which the pledge ends; zero when not stated.
	Released calendar.Date
	// Amount is the outstanding principal of the contract, or what is stated to be secured for a claim
	// from outside.
	Amount Opt[money.Amount]

	// rest says that the claim is what Part left of the contract with this index, plus one; it falls as the
	// contract is repaid.
	rest int
}

// liveOn reports whether a claim stands on a day: its pledge is registered by then, as far as is known,
// and not released.
func (c Claim) liveOn(d calendar.Date) bool {
	return !c.Registered.After(d) && (c.Released.IsZero() || d.Before(c.Released))
}

// Claims lists the claims on the i-th right: those of the contracts of the pool that rest on it, in
// order, each followed by the rest of it that Part left outside, of the same rank; then those from outside as
// stated. A pledge for a contract that the pool no longer holds (see Filter) is a claim from outside, of
// unknown amount.
func (p *Pool) Claims(i int) []Claim {
	var users []int
	for n, c := range p.contracts {
		if slices.Contains(c.rights, int32(i)) {
			users = append(users, n)
		}
	}
	return p.claims(i, users)
}

func (p *Pool) claims(i int, users []int) []Claim {
	r := p.rights[i]
	var claims []Claim
	inside := make(map[string]bool, len(users))
	for _, n := range users {
		c := p.contracts[n]
		inside[c.ID] = true
		claim := Claim{Contract: n, Holder: c.lessor(), Start: c.Start, Amount: Known(c.Principal)}
		for _, q := range r.pledges() {
			if q.Contract == c.ID {
				claim.Rank, claim.Registered, claim.Released = q.Rank, q.Registered, q.Released
				if q.Holder != NoParty {
					claim.Holder = q.Holder
				}
			}
		}
		claims = append(claims, claim)
		if left := c.Retained(); left > 0 {
			claim.Contract, claim.Amount, claim.rest = NoContract, Known(left), n+1
			claims = append(claims, claim)
		}
	}
	for _, q := range r.pledges() {
		if !inside[q.Contract] {
			claims = append(claims, Claim{Contract: NoContract, Holder: q.Holder, Rank: q.Rank, Registered: q.Registered, Released: q.Released, Amount: q.Secured})
		}
	}
	return claims
}

// firstRank gives the places of the claims of the first rank, and false when what is stated does not
// tell which they are. Claims are ordered by stated ranks if all state one, else by the days of
// registration if all state one, else (where the rules say so) by the starts of the contracts. Claims
// of one rank or day rank equally (compare Civil Code of the PRC, art. 414; unverified).
func firstRank(claims []Claim, byStart bool) ([]int, bool) {
	keys := []func(Claim) int64{
		func(c Claim) int64 { return int64(c.Rank) },
		func(c Claim) int64 { return int64(c.Registered) },
	}
	if byStart {
		keys = append(keys, func(c Claim) int64 { return int64(c.Start) })
	}
	for _, key := range keys {
		if first, ok := least(claims, key); ok {
			return first, true
		}
	}
	return nil, false
}

// least gives the places of the claims with the least key, and false when one has none, which is 0.
func least(claims []Claim, key func(Claim) int64) ([]int, bool) {
	var first []int
	var best int64
	for i, c := range claims {
		k := key(c)
		switch {
		case k == 0:
			return nil, false
		case len(first) == 0 || k < best:
			first, best = []int{i}, k
		case k == best:
			first = append(first, i)
		}
	}
	return first, true
}

// SharedRight is a right on which several claims rest (重复质押, 共用知识产权).
type SharedRight struct {
	Right  int // index in the pool
	Claims []Claim
	// Contracts are the contracts of the pool among the claims, in order.
	Contracts []int
	// Principal is the outstanding principal of those contracts together.
	Principal money.Amount
}

// SharedRights lists the rights behind the contracts of the pool on which more than one claim rests
// at the cut-off date, from inside or outside the pool, in the order of the pool's list.
func (p *Pool) SharedRights() []SharedRight {
	var shared []SharedRight
	for i, users := range p.usersOfRights() {
		if len(users) == 0 {
			continue
		}
		s := SharedRight{Right: i}
		for _, c := range p.claims(i, users) {
			if !c.liveOn(p.asOf) {
				continue
			}
			s.Claims = append(s.Claims, c)
			if c.Contract != NoContract {
				s.Contracts = append(s.Contracts, c.Contract)
				s.Principal += p.contracts[c.Contract].Principal
			}
		}
		if len(s.Claims) > 1 {
			shared = append(shared, s)
		}
	}
	return shared
}

// Clusters gives the sets of contracts that hang together through shared rights: two contracts are in
// one set when a chain of shared rights leads from one to the other, whatever has become of the rights. Contracts that share no right are
// in none. Sets come in the order of their first contracts, which are in order.
func (p *Pool) Clusters() [][]int {
	parent := make([]int, len(p.contracts)) // of a contract in the tree of its set
	for n := range parent {
		parent[n] = n
	}
	root := func(n int) int {
		for parent[n] != n {
			parent[n] = parent[parent[n]]
			n = parent[n]
		}
		return n
	}
	for _, users := range p.usersOfRights() {
		for k := 1; k < len(users); k++ {
			// The smaller root wins, so that the root of a set is its first contract.
			a, b := root(users[0]), root(users[k])
			parent[max(a, b)] = min(a, b)
		}
	}
	sets := make([][]int, len(p.contracts))
	for n := range parent {
		r := root(n)
		sets[r] = append(sets[r], n)
	}
	return slices.DeleteFunc(sets, func(set []int) bool { return len(set) < 2 })
}
