package pool

import (
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
)

// ConflictKind says in which way two things stand against each other on one right.
type ConflictKind uint8

// The kinds of conflict.
const (
	// TwoExclusive: two exclusive licences to different licensees, of one period and territory.
	TwoExclusive ConflictKind = iota
	// SublicenceExceeds: an exclusive licence by the licensee of another that begins before it or
	// outlives it.
	SublicenceExceeds
	// UndeclaredLoop: two exclusive licences back and forth between two parties outside a sub-licence
	// contract (see LicenceLoops for those inside).
	UndeclaredLoop
	// PledgeAfterLicence: a pledge of a right that an earlier exclusive licence still burdens, to another
	// than the licensee.
	PledgeAfterLicence
	// SaleUnderLicence: a right that is sold and leased back while an exclusive licence to another than
	// the two parties of the lease is alive.
	SaleUnderLicence
)

var conflictNames = vocabulary{"kind of conflict", []string{"two_exclusive", "sublicence_exceeds", "undeclared_loop", "pledge_after_licence", "sale_under_licence"}}

// String gives a stable word such as "two_exclusive".
func (k ConflictKind) String() string { return nameOf(conflictNames, k) }

// PledgeUse is one pledge of one right, wherever it is known from.
type PledgeUse struct {
	Right      int // index in the pool
	Holder     PartyIndex
	Registered calendar.Date // zero when not stated
	Released   calendar.Date
	Contract   int    // index of the contract that it secures, NoContract for none of the pool
	Place      string // such as "right P-1: pledges[0]" or "contract M-7: microloan"
}

// LicenceConflict is a conflict on a right, or one that cannot be ruled out.
type LicenceConflict struct {
	Kind   ConflictKind
	Right  int // index in the pool
	First  Grant
	Second Opt[Grant] // the other licence; unknown with PledgeAfterLicence and SaleUnderLicence
	// Pledge is the pledge of PledgeAfterLicence, or the lease of SaleUnderLicence with the lessor as
	// holder and its start as the day of registration.
	Pledge Opt[PledgeUse]
	// Outcome is Fail for a conflict, and OutcomeUnknown where what is not stated decides.
	Outcome Outcome
	// Missing lists what would decide, as places with fields: "contract S-1: licence_back.territory".
	Missing []string
}

// LicenceConflicts lists the conflicts on the rights behind the contracts of the pool: right by right in
// the order of the list, in each first between licences, then between licences and pledges, and then
// between licences and leases. Licences
// that ended before the cut-off date, and licences that are known not to be exclusive, conflict with
// nothing. The licences of one sub-licence contract, and its pledge back, are no conflict here:
// LicenceLoops judges them. So a licence that the sub-licensee grants under his contract has to name
// that contract; by itself, a licence by the owner of a right counts as granted by his ownership.
//
// overlap judges territories; nil is SameTerritory. Its words are taken as they are.
func (p *Pool) LicenceConflicts(overlap TerritoryOverlap) []LicenceConflict {
	if overlap == nil {
		overlap = SameTerritory
	}
	grants := make([][]Grant, len(p.rights))
	for _, g := range p.Grants() {
		if exclusive, known := g.Exclusive.Get(); known && !exclusive || !g.End.IsZero() && g.End.Before(p.asOf) {
			continue
		}
		grants[g.Right] = append(grants[g.Right], g)
	}
	pledges := make([][]PledgeUse, len(p.rights))
	for _, q := range p.PledgeUses() {
		pledges[q.Right] = append(pledges[q.Right], q)
	}
	var list []LicenceConflict
	users := p.usersOfRights()
	for i := range p.rights {
		for k, a := range grants[i] {
			for _, b := range grants[i][k+1:] {
				if c, ok := between(a, b, p.rights[i].Owner, overlap); ok {
					list = append(list, c)
				}
			}
		}
		for _, a := range grants[i] {
			for _, q := range pledges[i] {
				if c, ok := burdened(a, q); ok {
					list = append(list, c)
				}
			}
		}
		for _, a := range grants[i] {
			for _, n := range users[i] {
				if c, ok := p.soldUnder(a, n); ok {
					list = append(list, c)
				}
			}
		}
	}
	return list
}

// PledgeUses lists the pledges of the rights behind the contracts of the pool that are not released by
// the cut-off date: right by right, those stated with the right, then those that contracts imply
// without one being stated. A small loan secured by its rights is a pledge from its start, and so is a
// sub-licence that is pledged back.
func (p *Pool) PledgeUses() []PledgeUse {
	var list []PledgeUse
	places := p.contractPlaces()
	for i, users := range p.usersOfRights() {
		if len(users) == 0 {
			continue
		}
		r := p.rights[i]
		stated := make(map[string]bool, len(r.pledges()))
		for k, q := range r.pledges() {
			if q.Contract != "" {
				stated[q.Contract] = true
			}
			if !q.Released.IsZero() && !q.Released.After(p.asOf) {
				continue
			}
			use := PledgeUse{Right: i, Holder: q.Holder, Registered: q.Registered, Released: q.Released, Contract: places.of(q.Contract), Place: "right " + r.ID + ": " + faults.Index("pledges", k)}
			if use.Holder == NoParty && use.Contract != NoContract {
				use.Holder = p.contracts[use.Contract].lessor()
			}
			list = append(list, use)
		}
		for _, n := range users {
			c := p.contracts[n]
			if stated[c.ID] || !c.pledgesItsRights() {
				continue
			}
			list = append(list, PledgeUse{Right: i, Holder: c.lessor(), Registered: c.Start, Contract: n, Place: "contract " + c.ID + ": " + c.Kind().String()})
		}
	}
	return list
}

// pledgesItsRights reports whether the terms of a contract say that its rights are pledged.
func (c Contract) pledgesItsRights() bool {
	switch t := c.Terms.(type) {
	case Microloan:
		return true
	case Sublicense:
		return t.PledgedBack.Or(false)
	}
	return false
}

// between judges two licences of one right. What kind of conflict they may have hangs on their parties;
// where those are not all stated, every kind that they leave open is tried.
func between(a, b Grant, owner PartyIndex, overlap TerritoryOverlap) (LicenceConflict, bool) {
	if a.Contract == b.Contract && a.Contract != NoContract {
		return LicenceConflict{}, false
	}
	back := both(same(a.Licensor, b.Licensee), same(a.Licensee, b.Licensor))
	if same(a.Licensee, b.Licensee).Or(false) {
		back = Known(false) // nobody licenses to himself
	}
	ab, ba := under(a, b, owner), under(b, a, owner)
	maybe, maybeNot := func(o Opt[bool]) bool { return o.Or(true) }, func(o Opt[bool]) bool { return !o.Or(false) }

	type hypothesis struct {
		kind          ConflictKind
		first, second Grant
	}
	var open []hypothesis
	if maybeNot(back) && maybeNot(ab) && maybeNot(ba) {
		open = append(open, hypothesis{TwoExclusive, a, b})
	}
	if maybeNot(back) && maybe(ab) {
		open = append(open, hypothesis{SublicenceExceeds, a, b})
	}
	if maybeNot(back) && maybe(ba) {
		open = append(open, hypothesis{SublicenceExceeds, b, a})
	}
	if maybe(back) {
		open = append(open, hypothesis{UndeclaredLoop, a, b})
	}
	for _, h := range open {
		var j judge
		if len(open) > 1 {
			j.parties(a, b)
		}
		j.exclusive(a)
		j.exclusive(b)
		j.meet(a, b)
		j.require(overlap(a.Territory, b.Territory), a.Place+".territory", b.Place+".territory")
		switch h.kind {
		case TwoExclusive:
			j.differ(a.Licensee, a.Place+".licensee", b.Licensee, b.Place+".licensee")
		case SublicenceExceeds:
			j.exceeds(h.first, h.second)
		}
		if c, ok := j.verdict(LicenceConflict{Kind: h.kind, Right: a.Right, First: h.first, Second: Known(h.second)}); ok {
			return c, true
		}
	}
	return LicenceConflict{}, false
}

// under says whether a licence is granted under another by its licensee. The owner of a right grants
// by his ownership, also when he has taken a licence back.
func under(head, sub Grant, owner PartyIndex) Opt[bool] {
	if sub.Licensor != NoParty && sub.Licensor == owner || same(head.Licensee, sub.Licensee).Or(false) {
		return Known(false)
	}
	return same(head.Licensee, sub.Licensor)
}

func same(a, b PartyIndex) Opt[bool] {
	if a == NoParty || b == NoParty {
		return Opt[bool]{}
	}
	return Known(a == b)
}

// both is the conjunction of two answers that may be unknown.
func both(a, b Opt[bool]) Opt[bool] {
	switch {
	case !a.Or(true) || !b.Or(true):
		return Known(false)
	case a.IsKnown() && b.IsKnown():
		return Known(true)
	}
	return Opt[bool]{}
}

// burdened judges a pledge of a right that a licence may burden.
func burdened(g Grant, q PledgeUse) (LicenceConflict, bool) {
	if g.Contract == q.Contract && g.Contract != NoContract {
		return LicenceConflict{}, false
	}
	var j judge
	j.exclusive(g)
	j.differ(g.Licensee, g.Place+".licensee", q.Holder, q.Place+".holder")
	j.before(g.Start, g.Place+".start", q.Registered.AddDays(-1), q.Place+".registered")
	j.before(q.Registered, q.Place+".registered", g.End, g.Place+".end")
	return j.verdict(LicenceConflict{Kind: PledgeAfterLicence, Right: g.Right, First: g, Pledge: Known(q)})
}

// soldUnder judges a licence of a right that a contract sells to the lessor and leases back (售后回租). A
// licence to the lessor or to a lessee is part of the arrangement.
func (p *Pool) soldUnder(g Grant, n int) (LicenceConflict, bool) {
	c := p.contracts[n]
	if _, lease := c.Terms.(Lease); !lease || g.Contract == n {
		return LicenceConflict{}, false
	}
	sale := PledgeUse{Right: g.Right, Holder: c.lessor(), Registered: c.Start, Contract: n, Place: "contract " + c.ID + ": lease"}
	var j judge
	j.exclusive(g)
	j.differ(g.Licensee, g.Place+".licensee", sale.Holder, "contract "+c.ID+": creditor")
	for _, o := range c.obligors {
		j.differ(g.Licensee, g.Place+".licensee", o.Party, "")
	}
	j.before(c.Start, "contract "+c.ID+": start", g.End, g.Place+".end")
	j.before(g.Start, g.Place+".start", c.Maturity, "")
	return j.verdict(LicenceConflict{Kind: SaleUnderLicence, Right: g.Right, First: g, Pledge: Known(sale)})
}

// judge joins conditions that must all hold for a conflict. One that does not hold refutes it.
type judge struct {
	refuted bool
	missing []string
}

// require adds a condition, with the places that would tell where it is unknown.
func (j *judge) require(holds Opt[bool], places ...string) {
	switch v, known := holds.Get(); {
	case !known:
		j.unknown(places...)
	case !v:
		j.refuted = true
	}
}

func (j *judge) unknown(places ...string) {
	for _, place := range places {
		if !slices.Contains(j.missing, place) {
			j.missing = append(j.missing, place)
		}
	}
}

func (j *judge) exclusive(g Grant) { j.require(g.Exclusive, g.Place+".exclusive") }

// parties marks the parties of two licences that are not stated.
func (j *judge) parties(a, b Grant) {
	for _, g := range []Grant{a, b} {
		j.unknown(fieldsOf(g.Licensor == NoParty, g.Place+".licensor", g.Licensee == NoParty, g.Place+".licensee")...)
	}
}

// differ requires that two parties are not the same.
func (j *judge) differ(x PartyIndex, placeX string, y PartyIndex, placeY string) {
	if x == NoParty || y == NoParty {
		j.unknown(fieldsOf(x == NoParty, placeX, y == NoParty, placeY)...)
		return
	}
	j.require(Known(x != y))
}

// before requires that one day is not after another.
func (j *judge) before(x calendar.Date, placeX string, y calendar.Date, placeY string) {
	if x.IsZero() || y.IsZero() {
		j.unknown(fieldsOf(x.IsZero(), placeX, y.IsZero(), placeY)...)
		return
	}
	j.require(Known(!x.After(y)))
}

// meet requires that two licences have a day in common.
func (j *judge) meet(a, b Grant) {
	j.before(a.Start, a.Place+".start", b.End, b.Place+".end")
	j.before(b.Start, b.Place+".start", a.End, a.Place+".end")
}

// exceeds requires that a licence begins before or ends after the one under which it is granted.
func (j *judge) exceeds(head, sub Grant) {
	early := !head.Start.IsZero() && !sub.Start.IsZero() && sub.Start.Before(head.Start)
	late := !head.End.IsZero() && !sub.End.IsZero() && sub.End.After(head.End)
	if early || late {
		return
	}
	places := append(fieldsOf(head.Start.IsZero(), head.Place+".start", sub.Start.IsZero(), sub.Place+".start"),
		fieldsOf(head.End.IsZero(), head.Place+".end", sub.End.IsZero(), sub.Place+".end")...)
	if len(places) == 0 {
		j.refuted = true
	}
	j.unknown(places...)
}

func (j *judge) verdict(c LicenceConflict) (LicenceConflict, bool) {
	if j.refuted {
		return LicenceConflict{}, false
	}
	c.Outcome, c.Missing = Fail, j.missing
	if len(j.missing) > 0 {
		c.Outcome = OutcomeUnknown
	}
	return c, true
}

// fieldsOf gives those of two places that are missing.
func fieldsOf(missingX bool, x string, missingY bool, y string) []string {
	var places []string
	if missingX {
		places = append(places, x)
	}
	if missingY {
		places = append(places, y)
	}
	return places
}
