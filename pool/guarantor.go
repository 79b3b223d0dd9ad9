package pool

import (
	"slices"

	"github.com/ipabs/ipabs/money"
)

// GuarantorExposure is what one guarantor, or one group of affiliated guarantors, stands for in a
// pool.
type GuarantorExposure struct {
	// Parties are the guarantor, or the guarantors of the group, in order of first mention. Group is the
	// name of the group, "" for a guarantor of none.
	Parties []PartyIndex
	Group   string
	// Contracts are the contracts guaranteed, in order.
	Contracts []int
	// Principal is the outstanding principal of those contracts, each once.
	Principal money.Amount
	// Guaranteed is the part of it that the guarantees reach: of each contract the principal, or less
	// where every guarantee of it names a lower limit.
	Guaranteed money.Amount
	// Alone is the part of Guaranteed for which no other guarantor stands, and Joint the part for which
	// another does (共同保证).
	Alone, Joint money.Amount
	// Unlimited is the number of contracts with a guarantee that names no limit; it counts with the
	// whole principal.
	Unlimited int
	// Limit is the most that the parties guarantee over all contracts together, summed over a group;
	// unknown when one of them states none.
	Limit Opt[money.Amount]
	// WithinLimit compares Guaranteed with Limit; unknown without one.
	WithinLimit Outcome

	// Originator says whether a guarantor is the originator of a contract it guarantees, or of its group
	// (自担保): then the guarantee fails when it is needed most. Obligor says the same of the firms that
	// owe such a contract. Both are known to be false only where every party concerned states its group.
	Originator, Obligor Opt[bool]
	// OwesContracts are the contracts of the pool that a guarantor owes itself, in order.
	OwesContracts []int
}

// Headroom is the limit less what is guaranteed, negative when the guarantees exceed it.
func (g GuarantorExposure) Headroom() Opt[money.Amount] {
	limit, known := g.Limit.Get()
	if !known {
		return Opt[money.Amount]{}
	}
	return Known(limit - g.Guaranteed)
}

// GuarantorReport is the exposure of a pool to its guarantors.
type GuarantorReport struct {
	// Guarantors has one entry for each guarantor, in order of first mention; Groups one for each group
	// of affiliates with at least two guarantors.
	Guarantors, Groups []GuarantorExposure
	// Principal is the outstanding principal of contracts that have a guarantor, each once; Total that
	// of the pool.
	Principal, Total money.Amount
}

// Guarantors measures the exposure of the pool to each guarantor and to each group of them. Amounts
// are outstanding principal; interest and costs, which a guarantee may reach as well, are left out.
//
// The exposures of two guarantors of one contract overlap (Joint): they do not sum to Principal.
func (p *Pool) Guarantors() GuarantorReport {
	r := GuarantorReport{Total: p.principal}
	var order []PartyIndex
	of := roles{guaranteed: make([][]int, len(p.parties)), owed: make([][]int, len(p.parties))}
	for n, c := range p.contracts {
		if len(c.guarantors()) > 0 {
			r.Principal += c.Principal
		}
		for _, g := range c.guarantors() {
			if len(of.guaranteed[g]) == 0 {
				order = append(order, g)
			}
			of.guaranteed[g] = append(of.guaranteed[g], n)
		}
		for _, o := range c.obligors {
			of.owed[o.Party] = append(of.owed[o.Party], n)
		}
	}
	var groups [][]PartyIndex
	for _, g := range order {
		r.Guarantors = append(r.Guarantors, p.guarantor([]PartyIndex{g}, of))
		k := slices.IndexFunc(groups, func(set []PartyIndex) bool { return p.parties[set[0]].Group == p.parties[g].Group })
		switch {
		case p.parties[g].Group == "":
		case k < 0:
			groups = append(groups, []PartyIndex{g})
		default:
			groups[k] = append(groups[k], g)
		}
	}
	for _, set := range groups {
		if len(set) > 1 {
			r.Groups = append(r.Groups, p.guarantor(set, of))
		}
	}
	return r
}

// roles gives the contracts that each party guarantees, and those that it owes, in order.
type roles struct{ guaranteed, owed [][]int }

// together merges the lists of several parties.
func together(lists [][]int, set []PartyIndex) []int {
	var all []int
	for _, party := range set {
		all = append(all, lists[party]...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (p *Pool) guarantor(set []PartyIndex, of roles) GuarantorExposure {
	g := GuarantorExposure{Parties: set, Group: p.parties[set[0]].Group, Contracts: together(of.guaranteed, set), OwesContracts: together(of.owed, set),
		Limit: p.jointLimit(set), WithinLimit: OutcomeUnknown, Originator: Known(false), Obligor: Known(false)}
	for _, n := range g.Contracts {
		c := p.contracts[n]
		reach, limited, others := money.Amount(0), true, false
		for _, t := range c.Guarantees() {
			if !slices.Contains(set, t.Party) {
				others = true
				continue
			}
			limit, known := t.Limit.Get()
			limited = limited && known
			// Of several guarantors of a group each reaches up to its limit; together never past the principal.
			reach += min(limit, c.Principal-reach)
			g.Originator = either(g.Originator, p.related(t.Party, c.Originator))
			for _, o := range c.obligors {
				g.Obligor = either(g.Obligor, p.related(t.Party, o.Party))
			}
		}
		if !limited {
			reach = c.Principal
			g.Unlimited++
		}
		g.Principal += c.Principal
		g.Guaranteed += reach
		if others {
			g.Joint += reach
		} else {
			g.Alone += reach
		}
	}
	if headroom, known := g.Headroom().Get(); known {
		g.WithinLimit = Pass
		if headroom < 0 {
			g.WithinLimit = Fail
		}
	}
	return g
}

// jointLimit sums the limits of parties; Resolve has bounded the sum.
func (p *Pool) jointLimit(set []PartyIndex) Opt[money.Amount] {
	var sum money.Amount
	for _, party := range set {
		limit, known := p.parties[party].GuaranteeLimit.Get()
		if !known {
			return Opt[money.Amount]{}
		}
		sum += limit
	}
	return Known(sum)
}

// related says whether two parties are the same or of one group. Different parties are known to be
// unrelated only when both state a group.
func (p *Pool) related(a, b PartyIndex) Opt[bool] {
	switch {
	case a == NoParty || b == NoParty:
		return Opt[bool]{}
	case a == b:
		return Known(true)
	case p.parties[a].Group == "" || p.parties[b].Group == "":
		return Opt[bool]{}
	}
	return Known(p.parties[a].Group == p.parties[b].Group)
}

// either is the disjunction of two answers that may be unknown.
func either(a, b Opt[bool]) Opt[bool] {
	switch {
	case a.Or(false) || b.Or(false):
		return Known(true)
	case a.IsKnown() && b.IsKnown():
		return Known(false)
	}
	return Opt[bool]{}
}
