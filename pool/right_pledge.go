package pool

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// RightPledgeSpec is one pledge of a right (质押登记), as a person writes it. It belongs to a contract
// of the document, or to a creditor outside it.
type RightPledgeSpec struct {
	// Contract is the number of the contract that the pledge secures; empty for a claim outside the
	// document.
	Contract string `json:"contract,omitempty"`
	// Holder is the id of the pledgee (质权人).
	Holder string `json:"holder,omitempty"`
	// Registered is the day of the registration, Released that of its cancellation.
	Registered calendar.Date `json:"registered,omitzero"`
	Released   calendar.Date `json:"released,omitzero"`
	// Rank is the rank as stated (顺位), 1 the first; 0 where none is stated.
	Rank int `json:"rank,omitempty"`
	// Secured is what an outside claim may take of the right, in currency units. The claim of a
	// contract of the document is its balance.
	Secured *decimal.Decimal `json:"secured,omitempty"`
	// Registration is the number of the registration (质押登记号).
	Registration string `json:"registration,omitempty"`
}

// RightPledge is one resolved pledge of a right.
type RightPledge struct {
	Contract             string // number of a contract of the document, "" for an outside claim
	Holder               PartyIndex
	Registered, Released calendar.Date // zero when not stated
	Rank                 int           // 0 when not stated
	Secured              Opt[money.Amount]
	Registration         string
}

// Pledges gives a copy of the pledges of the right in the order stated.
func (r Right) Pledges() []RightPledge { return slices.Clone(r.pledges) }

// pledgedFor reports whether a pledge for a contract that also approves of is registered by a day and
// not released.
func (r Right) pledgedFor(contract string, on calendar.Date, also func(RightPledge) bool) bool {
	return slices.ContainsFunc(r.pledges, func(q RightPledge) bool {
		return q.Contract == contract && !q.Registered.IsZero() && !q.Registered.After(on) && (q.Released.IsZero() || on.Before(q.Released)) && also(q)
	})
}

func (r *resolver) pledges(path string, s *RightSpec, x *Right) {
	for i, q := range s.Pledges {
		at := faults.Index(path+".pledges", i)
		if q.Contract == "" && q.Holder == "" {
			r.missing(at, "the contract that the pledge secures, or its holder")
		}
		if q.Rank < 0 {
			r.outOfRange(at+".rank", q.Rank, "a rank of 1 or more")
		}
		if q.Contract != "" && q.Secured != nil {
			r.inconsistent(at+".secured", q.Secured, "nothing: the claim of a contract is its balance")
		}
		pledge := RightPledge{Contract: q.Contract, Holder: r.partyRef(at+".holder", q.Holder), Rank: q.Rank, Registration: q.Registration,
			Registered: r.date(at+".registered", q.Registered), Released: r.date(at+".released", q.Released), Secured: r.optAmount(at, "secured", q.Secured)}
		if !pledge.Registered.IsZero() && !pledge.Released.IsZero() && pledge.Released.Before(pledge.Registered) {
			r.inconsistent(at+".released", pledge.Released, "a day no earlier than the registration, "+pledge.Registered.String())
		}
		for _, before := range x.pledges {
			if q.Contract != "" && before.Contract == q.Contract {
				r.duplicate(at+".contract", q.Contract)
			}
		}
		x.pledges = append(x.pledges, pledge)
	}
}

// contractRef is what a right says about a contract: at the place that path names, which is in the i-th right.
type contractRef struct {
	right    int
	path     string
	contract string
}

// refer keeps the numbers of contracts that a right names, until all contracts are known.
func (r *resolver) refer(right int, s *RightSpec) {
	keep := func(list string, k int, contract string) {
		if contract != "" {
			r.refs = append(r.refs, contractRef{right, faults.Index(list, k), contract})
		}
	}
	for k, q := range s.Pledges {
		keep("pledges", k, q.Contract)
	}
	for k, l := range s.ExclusiveLicences {
		keep("exclusive_licences", k, l.Contract)
	}
}

// contractRefs checks what rights say about contracts, once all contracts are known by name.
func (r *resolver) contractRefs() {
	if len(r.refs) == 0 {
		return
	}
	rightsOf := make(map[string][]int32, len(r.resolved))
	for _, c := range r.resolved {
		rightsOf[c.ID] = c.rights
	}
	for _, ref := range r.refs {
		path := faults.Join(faults.Index("rights", ref.right), ref.path)
		right := r.rights[ref.right].ID
		switch rights, ok := rightsOf[ref.contract]; {
		case !ok:
			r.faults.Add(path+".contract", faults.Unknown, ref.contract, "the number of one of the contracts")
		case !slices.ContainsFunc(rights, func(i int32) bool { return r.rights[i].ID == right }):
			r.inconsistent(path+".contract", ref.contract, "a contract that lists the right "+right)
		}
	}
}
