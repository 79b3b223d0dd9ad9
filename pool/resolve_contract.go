package pool

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// contract resolves what all kinds have in common, and then the terms of the kind.
func (r *resolver) contract(path string, s *ContractSpec, c *Contract) {
	*c = Contract{
		ID:                s.ID,
		Creditor:          r.partyRef(path+".creditor", s.Creditor),
		Originator:        r.partyRef(path+".originator", s.Originator),
		ReceivableBalance: r.optAmount(path, "receivable_balance", s.ReceivableBalance),
		OriginalAmount:    r.optAmount(path, "original_amount", s.OriginalAmount),
		Rate:              r.optRate(path, "rate", s.Rate),
		Start:             r.date(path+".start", s.Start),
		Maturity:          r.date(path+".maturity", s.Maturity),
		OriginalTerm:      r.optTerm(path, "original_term_months", s.OriginalTermMonths),
		RemainingTerm:     r.optTerm(path, "remaining_term_months", s.RemainingTermMonths),
		Class:             s.Class,
		OverdueDays:       r.optCount(path+".overdue_days", s.OverdueDays),
		Security:          s.Security,
		Facts:             s.Facts.resolve(),
		Source:            s.Source,
		tags:              slices.Clone(s.Tags),
	}
	// The principal stays 0 when the balance is a fault; no sound contract has 0.
	c.Principal, _ = r.amount(path, "balance", s.Balance, positive)
	r.receivableBalance(path, c)
	r.dates(path, s, c)
	checkName(r, path+".class", classNames, s.Class)
	if !s.Security.isMember() {
		r.faults.Add(path+".security", faults.Unknown, uint8(s.Security), "a set of pledge, guarantee, mortgage and clean")
	}
	c.obligors = r.obligors(path+".obligors", s.Obligors)
	c.guarantors = r.guarantors(path+".guarantors", s.Guarantors)
	r.guarantees(path+".guarantees", s.Guarantees, c)
	c.rights = r.rightRefs(path+".rights", s.Rights)
	c.Terms = r.terms(path, s, c)
}

// receivableBalance compares the two balances. A contract that states no receivable balance counts
// with its principal in the pool's sum of them (see Pool.ReceivableBalance), and so it does here.
func (r *resolver) receivableBalance(path string, c *Contract) {
	if c.Principal == 0 {
		return
	}
	stated, ok := c.ReceivableBalance.Get()
	switch {
	case !ok:
		r.total(path, "balance", "receivable_balance", c.Principal)
	case stated < c.Principal:
		r.inconsistent(path+".receivable_balance", stated.Format(r.spec.Currency), "at least the outstanding principal, "+c.Principal.Format(r.spec.Currency))
	}
}

func (r *resolver) dates(path string, s *ContractSpec, c *Contract) {
	if s.Maturity.IsZero() {
		r.missing(path+".maturity", "the day of the last payment")
	}
	if c.Maturity.IsZero() {
		return
	}
	if !r.asOf.IsZero() && !c.Maturity.After(r.asOf) {
		r.inconsistent(path+".maturity", c.Maturity, "a day after the cut-off date, "+r.asOf.String())
	}
	if !c.Start.IsZero() && !c.Maturity.After(c.Start) {
		r.inconsistent(path+".maturity", c.Maturity, "a day after the start, "+c.Start.String())
	}
}

func (r *resolver) obligors(path string, specs []ObligorSpec) []Obligor {
	if len(specs) == 0 {
		r.missing(path, "at least one obligor")
		return nil
	}
	list := make([]Obligor, len(specs))
	var sum money.Rate
	stated, sound := 0, true
	var named nameSet
	for i, o := range specs {
		at := faults.Index(path, i)
		switch {
		case o.Party == "":
			r.missing(at+".party", "the id of a party")
		case !named.add(o.Party):
			r.duplicate(at+".party", o.Party)
		}
		list[i].Party = r.partyRef(at+".party", o.Party)
		if o.Share == nil {
			continue
		}
		stated++
		share, ok := r.rate(at, "share", *o.Share, fraction)
		list[i].Share = Known(share)
		// A share is at most 1, and a sum beyond 1 stays wrong whatever follows: so nothing overflows.
		sound = sound && ok
		sum = min(sum+share, 2*money.One)
	}
	switch {
	case stated == 0:
	case stated != len(specs):
		r.inconsistent(path, strconv.Itoa(stated)+" of "+strconv.Itoa(len(specs))+" shares", "a share for every obligor or for none")
	case sound && sum > money.One:
		r.inconsistent(path, "more than 1", "shares that sum to 1")
	case sound && sum < money.One:
		r.inconsistent(path, sum, "shares that sum to 1")
	}
	return list
}

func (r *resolver) guarantors(path string, ids []string) []PartyIndex {
	var list []PartyIndex
	r.each(path, ids, "the id of a party", func(at, id string) {
		list = append(list, r.partyRef(at, id))
	})
	return list
}

func (r *resolver) rightRefs(path string, ids []string) []int32 {
	var list []int32
	r.each(path, ids, "the id of a right", func(at, id string) {
		i, ok := r.rightOf(id)
		if !ok {
			r.faults.Add(at, faults.Unknown, id, "the id of one of the rights")
			return
		}
		list = append(list, i)
	})
	return list
}

// each hands on every id of a list. An empty id and one named before are faults: a guarantor or a
// right that counts twice would make the contract look better covered than it is.
func (r *resolver) each(path string, ids []string, what string, use func(at, id string)) {
	var named nameSet
	for i, id := range ids {
		at := faults.Index(path, i)
		switch {
		case id == "":
			r.missing(at, what)
		case !named.add(id):
			r.duplicate(at, id)
		default:
			use(at, id)
		}
	}
}

func (r *resolver) partyRef(path, id string) PartyIndex {
	if id == "" {
		return NoParty
	}
	i, ok := r.partyOf(id)
	if !ok {
		r.faults.Add(path, faults.Unknown, id, "the id of one of the parties")
		return NoParty
	}
	return i
}

// termsSpec is what the four kinds of specification have in common.
type termsSpec interface {
	resolve(r *resolver, path string, c *Contract) Terms
}

func (r *resolver) terms(path string, s *ContractSpec, c *Contract) Terms {
	var given []string
	var terms Terms
	take := func(kind Kind, t termsSpec) {
		given = append(given, kind.String())
		terms = t.resolve(r, path+"."+kind.String(), c)
	}
	if s.Lease != nil {
		take(KindLease, s.Lease)
	}
	if s.Receivable != nil {
		take(KindReceivable, s.Receivable)
	}
	if s.Microloan != nil {
		take(KindMicroloan, s.Microloan)
	}
	if s.Sublicense != nil {
		take(KindSublicense, s.Sublicense)
	}
	const want = "the terms of exactly one kind: lease, receivable, microloan or sublicense"
	switch len(given) {
	case 0:
		r.missing(path, want)
	case 1:
	default:
		r.inconsistent(path, strings.Join(given, ", "), want)
	}
	return terms
}
