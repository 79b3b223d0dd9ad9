package pool

import (
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/money"
)

// relatedParty reads whether the parties of a contract are related.
func (x *examiner) relatedParty(n int) []reading {
	c := x.contract(n)
	switch related := x.pool.relatedParty(*c); {
	case related.IsKnown() || c.Facts.RelatedParty.IsKnown():
		return one(answerOf(related, ""))
	case c.Creditor == NoParty && c.Originator == NoParty:
		return one(unknown("neither creditor nor originator stated"))
	}
	return one(unknown("groups of the parties not stated"))
}

// relatedParty says whether a contract is one between related parties: what is stated, and else whether
// an obligor is of one group with the creditor or the originator. It is unknown where neither is stated.
func (p *Pool) relatedParty(c Contract) Opt[bool] {
	if c.Facts.RelatedParty.IsKnown() || c.Creditor == NoParty && c.Originator == NoParty {
		return c.Facts.RelatedParty
	}
	related := Known(false)
	for _, o := range c.obligors {
		for _, other := range [...]PartyIndex{c.Creditor, c.Originator} {
			if other != NoParty {
				related = either(related, p.related(o.Party, other))
			}
		}
	}
	return related
}

// obligors reads something of each obligor.
func (x *examiner) obligors(n int, read func(Party) reading) []reading {
	list := make([]reading, 0, 1)
	for _, o := range x.contract(n).obligors {
		p := x.pool.parties[o.Party]
		r := read(*p)
		r.of = p.Name
		list = append(list, r)
	}
	return list
}

// ofObligors reads a fact of each obligor.
func ofObligors(fact func(PartyStanding) Opt[bool]) func(*examiner, int) []reading {
	return func(x *examiner, n int) []reading {
		return x.obligors(n, func(p Party) reading { return answerOf(fact(p.Standing), "not stated") })
	}
}

func (x *examiner) obligorRating(n int) []reading { return x.obligors(n, rated) }

// rated gives the text of a rating; the scale of the rule gives it a meaning.
func rated(p Party) reading {
	if p.Rating == "" {
		return unknown("rating not stated")
	}
	return worded(p.Rating)
}

func (x *examiner) obligorPD(n int) []reading {
	return x.obligors(n, func(p Party) reading {
		pd, known := p.PD.Get()
		if !known {
			return unknown("probability of default not stated")
		}
		return shared(decimal.NewFromFloat(pd).Rat())
	})
}

func (x *examiner) obligorIndustry(n int) []reading {
	return x.obligors(n, func(p Party) reading {
		if !p.Industry.IsKnown() {
			return unknown("industry not stated")
		}
		return worded(p.Industry.String(), p.Industry.Section())
	})
}

func (x *examiner) obligorProvince(n int) []reading {
	return x.obligors(n, func(p Party) reading {
		if p.Province == 0 {
			return unknown("region not stated")
		}
		return worded(p.Province.String())
	})
}

// guaranteed is a guarantor that is named, or a guarantee among the forms of security.
func (x *examiner) guaranteed(n int) []reading {
	c := x.contract(n)
	switch {
	case len(c.guarantors()) > 0:
		return one(answered(true, x.pool.parties[c.guarantors()[0]].Name))
	case c.Security.Has(Guarantee):
		return one(answered(true, c.Security.String()))
	case c.Security == 0:
		return one(unknown("neither guarantors nor security stated"))
	}
	return one(answered(false, c.Security.String()))
}

// guaranteedShare is the part of the principal that the guarantees reach together. A guarantee that
// names no limit reaches the whole.
func (x *examiner) guaranteedShare(n int) []reading {
	c := x.contract(n)
	if len(c.guarantors()) == 0 {
		r := x.guaranteed(n)[0]
		switch {
		case !r.known:
		case r.answer:
			r = unknown("guarantors and their limits not stated")
		default:
			r = shared(decimal.Zero.Rat())
		}
		return one(r)
	}
	var reach money.Amount
	for _, g := range c.Guarantees() {
		limit, known := g.Limit.Get()
		if !known {
			reach = c.Principal
			break
		}
		reach += min(limit, c.Principal-reach)
	}
	return one(shared(ratioOf(reach, c.Principal)))
}

// guarantors reads something of each guarantor. A contract of which none is known leaves it open.
func (x *examiner) guarantors(n int, read func(PartyIndex) reading) []reading {
	c := x.contract(n)
	var list []reading
	for _, g := range c.guarantors() {
		r := read(g)
		r.of = x.pool.parties[g].Name
		list = append(list, r)
	}
	switch {
	case list != nil:
		return list
	case c.Security != 0 && !c.Security.Has(Guarantee):
		return one(beside("no guarantee"))
	}
	return one(unknown("no guarantor named"))
}

// ofGuarantors reads a fact of each guarantor.
func ofGuarantors(fact func(PartyStanding) Opt[bool]) func(*examiner, int) []reading {
	return func(x *examiner, n int) []reading {
		return x.guarantors(n, func(g PartyIndex) reading { return answerOf(fact(x.pool.parties[g].Standing), "not stated") })
	}
}

func (x *examiner) guarantorRating(n int) []reading {
	return x.guarantors(n, func(g PartyIndex) reading { return rated(*x.pool.parties[g]) })
}

func (x *examiner) guarantorWithin(n int) []reading {
	return x.guarantors(n, func(g PartyIndex) reading {
		e := x.exposures[g]
		limit, known := e.Limit.Get()
		if !known {
			return unknown("limit not stated")
		}
		return answered(e.WithinLimit == Pass, "guarantees "+e.Guaranteed.FormatGrouped(x.pool.currency)+" of a limit of "+limit.FormatGrouped(x.pool.currency))
	})
}

func (x *examiner) guarantorRelated(n int) []reading {
	c := x.contract(n)
	return x.guarantors(n, func(g PartyIndex) reading {
		related := Known(false)
		if c.Originator != NoParty {
			related = x.pool.related(g, c.Originator)
		}
		for _, o := range c.obligors {
			related = either(related, x.pool.related(g, o.Party))
		}
		return answerOf(related, "groups of the parties not stated")
	})
}
