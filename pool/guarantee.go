package pool

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// GuaranteeTermsSpec says on what terms a party guarantees a contract (保证), as a person writes it. A
// party that only the list of guarantors names guarantees without stated terms.
type GuaranteeTermsSpec struct {
	Party string `json:"party"`
	// Limit is the most that is owed under the guarantee, in currency units; absent, the guarantee
	// names no limit and is for the whole claim.
	Limit *decimal.Decimal `json:"limit,omitempty"`
	// Rank is the order in which guarantors are called, 1 the first; 0 where none is stated.
	Rank int `json:"rank,omitempty"`
}

// GuaranteeTerms are the resolved terms of the guarantee of one party for one contract.
type GuaranteeTerms struct {
	Party PartyIndex
	Limit Opt[money.Amount]
	Rank  int
}

// Guarantees gives the terms of every guarantor of the contract, in the order of Guarantors.
func (c Contract) Guarantees() []GuaranteeTerms {
	list := make([]GuaranteeTerms, len(c.guarantors))
	for i, party := range c.guarantors {
		list[i].Party = party
		if k := slices.IndexFunc(c.guarantees, func(g GuaranteeTerms) bool { return g.Party == party }); k >= 0 {
			list[i] = c.guarantees[k]
		}
	}
	return list
}

// guarantees reads the terms and adds guarantors that the plain list does not name.
func (r *resolver) guarantees(path string, specs []GuaranteeTermsSpec, c *Contract) {
	var named nameSet
	for i, s := range specs {
		at := faults.Index(path, i)
		switch {
		case s.Party == "":
			r.missing(at+".party", "the id of a party")
		case !named.add(s.Party):
			r.duplicate(at+".party", s.Party)
		}
		if s.Rank < 0 {
			r.outOfRange(at+".rank", s.Rank, "a rank of 1 or more")
		}
		g := GuaranteeTerms{Party: r.partyRef(at+".party", s.Party), Limit: r.optAmount(at, "limit", s.Limit), Rank: s.Rank}
		c.guarantees = append(c.guarantees, g)
		if g.Party != NoParty && !slices.Contains(c.guarantors, g.Party) {
			c.guarantors = append(c.guarantors, g.Party)
		}
	}
}
