package pool

import (
	"iter"
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// Pool is a resolved set of contracts at one cut-off date, in one currency. It is immutable and
// safe for concurrent use.
type Pool struct {
	asOf      calendar.Date
	currency  money.Currency
	parties   []*Party // what they point to is shared by the pools that Filter makes of one
	rights    []*Right
	contracts []*Contract
	principal money.Amount
}

// AsOf is the cut-off date (封包日).
func (p *Pool) AsOf() calendar.Date { return p.asOf }

// Currency is the currency of every amount in the pool.
func (p *Pool) Currency() money.Currency { return p.currency }

// Len is the number of contracts.
func (p *Pool) Len() int { return len(p.contracts) }

// Contract gives the i-th contract.
func (p *Pool) Contract(i int) Contract { return *p.contracts[i] }

// Contracts gives every contract with its index, in order.
func (p *Pool) Contracts() iter.Seq2[int, Contract] {
	return func(yield func(int, Contract) bool) {
		for i, c := range p.contracts {
			if !yield(i, *c) {
				return
			}
		}
	}
}

// NumParties is the number of parties that the pool's indices may refer to, whether or not a
// contract of the pool names them.
func (p *Pool) NumParties() int { return len(p.parties) }

// Party gives a party by its index. NoParty gives the empty party.
func (p *Pool) Party(i PartyIndex) Party {
	if i == NoParty {
		return Party{}
	}
	return *p.parties[i]
}

// NumRights is the number of entries in the pool's list of rights.
func (p *Pool) NumRights() int { return len(p.rights) }

// Right gives a right by its index.
func (p *Pool) Right(i int) Right { return *p.rights[i] }

// Principal is the sum of the outstanding principal of all contracts, in minor units.
func (p *Pool) Principal() money.Amount { return p.principal }

// ReceivableBalance is the sum of all receivable balances, in minor units. A contract that states
// none counts with its outstanding principal; stated is the number of contracts that state one. The
// sum fits: Resolve has bounded it.
func (p *Pool) ReceivableBalance() (total money.Amount, stated int) {
	for _, c := range p.contracts {
		amount, ok := c.ReceivableBalance.Get()
		if ok {
			stated++
		} else {
			amount = c.Principal
		}
		total += amount
	}
	return total, stated
}

// Filter gives the pool of those contracts that keep approves of, in the same order. Parties and
// rights keep their indices.
func (p *Pool) Filter(keep func(Contract) bool) *Pool {
	sub := &Pool{asOf: p.asOf, currency: p.currency, parties: p.parties, rights: p.rights}
	for _, c := range p.contracts {
		if keep(*c) {
			sub.contracts = append(sub.contracts, c)
			sub.principal += c.Principal
		}
	}
	return sub
}

// CountByKind gives the number of contracts of each kind, indexed by Kind.
func (p *Pool) CountByKind() [KindSublicense + 1]int {
	var n [KindSublicense + 1]int
	for _, c := range p.contracts {
		n[c.Kind()]++
	}
	return n
}

// Obligors gives the parties that owe at least one contract, each once, in order of first mention.
func (p *Pool) Obligors() []PartyIndex {
	seen := make([]bool, len(p.parties))
	var list []PartyIndex
	for _, c := range p.contracts {
		for _, o := range c.obligors {
			if !seen[o.Party] {
				seen[o.Party] = true
				list = append(list, o.Party)
			}
		}
	}
	return list
}

// CountRights is the number of rights that the contracts of the pool rest on, each entry of the list
// of rights once however many contracts share it, a bundle with the count it states.
func (p *Pool) CountRights() int {
	seen := make([]bool, len(p.rights))
	n := 0
	for _, c := range p.contracts {
		for _, i := range c.rights {
			if !seen[i] {
				seen[i] = true
				n += p.rights[i].Count
			}
		}
	}
	return n
}

// RightClass gives the broad type of the rights behind a contract (see RightType.Class) when all of
// them share it, and RightUnknown when there are none, or several classes. MixedRights tells the two
// apart.
func (p *Pool) RightClass(c Contract) RightType {
	return p.commonType(c, RightType.Class)
}

// RightType gives the exact type of the rights behind a contract when all of them share it, and
// RightUnknown when there are none, or several types.
func (p *Pool) RightType(c Contract) RightType {
	return p.commonType(c, func(t RightType) RightType { return t })
}

func (p *Pool) commonType(c Contract, of func(RightType) RightType) RightType {
	common := RightUnknown
	for n, i := range c.rights {
		t := of(p.rights[i].Type)
		if n > 0 && t != common {
			return RightUnknown
		}
		common = t
	}
	return common
}

// mixedTypes reports whether a contract rests on rights of at least two different types that are known.
func (p *Pool) mixedTypes(c Contract) bool {
	return p.several(c, func(t RightType) RightType { return t })
}

// MixedRights reports whether a contract rests on rights of at least two different classes that are
// known.
func (p *Pool) MixedRights(c Contract) bool { return p.several(c, RightType.Class) }

func (p *Pool) several(c Contract, of func(RightType) RightType) bool {
	first := RightUnknown
	for _, i := range c.rights {
		t := of(p.rights[i].Type)
		switch {
		case t == RightUnknown:
		case first == RightUnknown:
			first = t
		case t != first:
			return true
		}
	}
	return false
}

// IndexOf finds a contract by its number. It walks the list.
func (p *Pool) IndexOf(id string) (int, bool) {
	i := slices.IndexFunc(p.contracts, func(c *Contract) bool { return c.ID == id })
	return i, i >= 0
}
