package pool

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strings"
)

// CanonicalVersion is the name and version of the canonical form, and its first line. A new version
// of the form gets a new name, so that prints of two versions are never mistaken for each other.
const CanonicalVersion = "ipabs.pool.canonical/1"

// Fingerprint is the SHA-256 of the canonical form of the pool (see WriteCanonical) in 64 lower-case
// hexadecimal digits (资产池指纹). It proves which pool a result was made from: equal pools have equal
// prints, and a change of any field of any contract, right or party of the pool changes the print.
//
// What the pool's contracts do not reach has no part in it, so a filtered pool has the print of the
// pool that never held the other contracts. Neither has the order in which the specification lists
// parties and rights, nor how it writes a number: 0.050 and 0.05 are one rate.
func (p *Pool) Fingerprint() string {
	h := sha256.New()
	if err := p.WriteCanonical(h); err != nil {
		panic("pool: a hash refused bytes: " + err.Error()) // hash.Hash promises that it never does
	}
	return hex.EncodeToString(h.Sum(nil))
}

// WriteCanonical writes the canonical form of the pool: text of which every byte is fixed by what the
// pool says, made to be hashed, kept, and compared line by line. It streams; its errors are those of
// the writer.
//
// The form is the line CanonicalVersion, then a sequence of fields, one on a line:
//
//	field  = label SP value LF
//	value  = text | number | day | bits | record | list
//	text   = length ":" bytes                length in bytes, in decimal; then the bytes as they are
//	record = "{" LF { field } "}"
//	list   = "[" count LF { value LF } "]"   count of values, in decimal
//
// A text carries its length, so no text can look like a field, and ["ab"] is not ["a", "b"]. The
// labels are those of the pool document, and these fields stand in these records, in this order:
//
//	pool: as_of currency contracts rights parties
//	contracts: id obligors creditor originator guarantors guarantees rights currency
//	    stated_balance balance receivable_balance original_amount rate start maturity original_term_months remaining_term_months class
//	    overdue_days security tags source facts lease receivable microloan sublicense
//	obligors: party share
//	guarantees: party limit rank
//	lease: rent deposit deposit_use handling_fee handling_fee_date purchase_price
//	receivable: face advance confirmed dilution
//	microloan: repayment floating penalty_rate pledge_ratio
//	floating: index spread reset_months
//	sublicense: fees upfront_fee licence licence_back royalty pledged_back pledge_registration
//	    loop_declared unconditional
//	licence, licence_back: start end exclusive territory
//	royalty: share minimum_guarantee cap
//	rent, repayment, fees: form frequency timing day_count principal_only table
//	table: date amount
//	rights: id type title number owner filed expires status count appraisal appraisal_date appraiser
//	    registered created published corporate_author annuity_paid_until status_date marks
//	    exclusive_licences pledges data_rights
//	marks: venue kind price currency date volume
//	exclusive_licences: licensor licensee start end territory contract
//	pledges: contract holder registered released rank secured registration
//	data_rights: holding processing operating registration registry
//	parties: id name group industry province rating pd guarantee_limit standing
//	facts: valid assignable encumbered whole notified security_move sensitive related_party
//	standing: domestic bankrupt restricted litigation government_vehicle
//
// What they hold:
//
//   - Contracts stand in the order of the pool. Rights and parties stand in the order of the bytes of
//     their ids: each right that a contract names and each party that a contract or such a right
//     names, once. A reference to one is its id.
//   - An amount is an integer of minor units, a rate an integer of units of 1e-12, a day YYYY-MM-DD,
//     a currency its ISO 4217 code, a member of an enumeration its name in the pool document; true
//     is 1 and false 0.
//   - A number that the pool holds in floating point (a probability, a term in months, a pledge
//     ratio) is its IEEE 754 double in 16 lower-case hexadecimal digits, minus zero as zero.
//   - A field that says nothing is left out: an unknown value, an empty text or list, a day or party
//     not stated, and the zero value of a number, word or flag that is never unknown. A known value
//     of type Opt is written even when it is 0, so unknown is never zero.
//
// A field that a later version of this module adds is left out where it says nothing, so it leaves
// the prints of pools that do not use it as they were.
func (p *Pool) WriteCanonical(w io.Writer) error {
	c := &canonical{w: w, pool: p, parties: make([]bool, len(p.parties)), rights: make([]bool, len(p.rights))}
	c.buf = append(c.buf, CanonicalVersion...)
	c.end()
	c.day("as_of", p.asOf)
	c.text("currency", p.currency.Code())
	c.records("contracts", len(p.contracts), func(i int) { c.contract(p.contracts[i]) })
	// Writing a contract marks what it names, and writing a right its owner: whatever is referred to
	// in any field is in the form, and this order matters.
	rights := reached(c.rights, func(i int) string { return p.rights[i].ID })
	c.records("rights", len(rights), func(k int) { c.right(p.rights[rights[k]]) })
	parties := reached(c.parties, func(i int) string { return p.parties[i].ID })
	c.records("parties", len(parties), func(k int) { c.party(p.parties[parties[k]]) })
	c.flush()
	return c.err
}

// reached lists the places that are marked, in the order of the ids there.
func reached(marked []bool, id func(int) string) []int {
	var list []int
	for i, m := range marked {
		if m {
			list = append(list, i)
		}
	}
	slices.SortFunc(list, func(a, b int) int { return strings.Compare(id(a), id(b)) })
	return list
}
