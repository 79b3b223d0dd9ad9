package pool

import (
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
)

// ExclusiveLicenceSpec is an exclusive licence of a right (独占许可), as a person writes it: one that
// stands beside the contracts of the document, or one that belongs to a contract.
type ExclusiveLicenceSpec struct {
	Licensor string        `json:"licensor,omitempty"` // the id of a party (许可人)
	Licensee string        `json:"licensee,omitempty"` // the id of a party (被许可人)
	Start    calendar.Date `json:"start,omitzero"`
	// End is the last day of the licence.
	End       calendar.Date `json:"end,omitzero"`
	Territory string        `json:"territory,omitempty"`
	// Contract is the number of the contract that the licence belongs to, where it belongs to one.
	Contract string `json:"contract,omitempty"`
}

// ExclusiveLicence is one resolved exclusive licence of a right.
type ExclusiveLicence struct {
	Licensor, Licensee PartyIndex    // NoParty when not stated
	Start, End         calendar.Date // zero when not stated
	Territory          string
	Contract           string
}

// ExclusiveLicences gives a copy of the exclusive licences stated with the right, in order.
func (r Right) ExclusiveLicences() []ExclusiveLicence { return slices.Clone(r.licences()) }

func (r *resolver) exclusiveLicences(path string, s *RightSpec, x *rightRest) {
	for i, l := range s.ExclusiveLicences {
		at := faults.Index(path+".exclusive_licences", i)
		licence := ExclusiveLicence{Licensor: r.partyRef(at+".licensor", l.Licensor), Licensee: r.partyRef(at+".licensee", l.Licensee),
			Start: r.date(at+".start", l.Start), End: r.date(at+".end", l.End), Territory: l.Territory, Contract: l.Contract}
		if !licence.Start.IsZero() && !licence.End.IsZero() && !licence.End.After(licence.Start) {
			r.inconsistent(at+".end", licence.End, "an end after the start, "+licence.Start.String())
		}
		if l.Licensor != "" && l.Licensor == l.Licensee {
			r.inconsistent(at+".licensee", l.Licensee, "another party than the licensor")
		}
		x.licences = append(x.licences, licence)
	}
}

// Grant is one licence of one right, wherever the specification states it: with the right, or as the
// first licence or the licence back of a sub-licence contract.
type Grant struct {
	Right              int // index in the pool
	Licensor, Licensee PartyIndex
	Start, End         calendar.Date // zero when not stated; the end is the last day
	Territory          string
	Exclusive          Opt[bool]
	// Contract is the index of the contract that the licence belongs to, NoContract for none of the pool.
	Contract int
	// Place says where the licence is stated, such as "right P-1: exclusive_licences[0]" or
	// "contract S-1: licence_back".
	Place string
}

// NoContract stands where something belongs to no contract of the pool.
const NoContract = -1

// Grants lists the licences of the rights behind the contracts of the pool: for each right, in the
// order of the pool's list, those stated with it, then those of its sub-licence contracts.
//
// In a sub-licence contract the obligor licenses the right to the lessor and takes it back. Who the
// obligor is among several is told by the owner of the right; the lessor is the creditor, or else the
// originator. A party that this does not tell is NoParty.
func (p *Pool) Grants() []Grant {
	var grants []Grant
	places := p.contractPlaces()
	for i, users := range p.usersOfRights() {
		if len(users) == 0 {
			continue
		}
		r := p.rights[i]
		for k, l := range r.licences() {
			grants = append(grants, Grant{Right: i, Licensor: l.Licensor, Licensee: l.Licensee, Start: l.Start, End: l.End, Territory: l.Territory,
				Exclusive: Known(true), Contract: places.of(l.Contract), Place: "right " + r.ID + ": " + faults.Index("exclusive_licences", k)})
		}
		for _, n := range users {
			c := p.contracts[n]
			t, ok := c.Terms.(Sublicense)
			if !ok {
				continue
			}
			owner, lessor := c.grantor(*r), c.lessor()
			at := "contract " + c.ID + ": "
			grants = append(grants,
				Grant{Right: i, Licensor: owner, Licensee: lessor, Start: t.Licence.Start, End: t.Licence.End, Territory: t.Licence.Territory, Exclusive: t.Licence.Exclusive, Contract: n, Place: at + "licence"},
				Grant{Right: i, Licensor: lessor, Licensee: owner, Start: t.LicenceBack.Start, End: t.LicenceBack.End, Territory: t.LicenceBack.Territory, Exclusive: t.LicenceBack.Exclusive, Contract: n, Place: at + "licence_back"})
		}
	}
	return grants
}

// grantor is the obligor that licenses a right out and takes it back.
func (c Contract) grantor(r Right) PartyIndex {
	if len(c.obligors) == 1 {
		return c.obligors[0].Party
	}
	for _, o := range c.obligors {
		if o.Party == r.Owner {
			return o.Party
		}
	}
	return NoParty
}

// lessor is the party that the claim was born with.
func (c Contract) lessor() PartyIndex {
	if c.Creditor != NoParty {
		return c.Creditor
	}
	return c.Originator
}

// usersOfRights gives, for each right of the pool's list, the contracts that rest on it, in order.
func (p *Pool) usersOfRights() [][]int {
	users := make([][]int, len(p.rights))
	for n, c := range p.contracts {
		for _, i := range c.rights {
			users[i] = append(users[i], n)
		}
	}
	return users
}

// contractPlaces finds contracts by number.
type contractPlaces map[string]int

func (p *Pool) contractPlaces() contractPlaces {
	places := make(contractPlaces, len(p.contracts))
	for n, c := range p.contracts {
		places[c.ID] = n
	}
	return places
}

func (m contractPlaces) of(id string) int {
	if n, ok := m[id]; ok {
		return n
	}
	return NoContract
}
