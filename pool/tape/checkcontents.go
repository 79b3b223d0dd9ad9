package tape

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// checkContents compares rows with each other: the same parties, amount and dates under different
// contract numbers are more likely one contract twice than two.
func (r *run) checkContents(drafts []*draft) {
	shared, hashes := newSieve(len(drafts)), make([]uint64, len(drafts))
	for i, d := range drafts {
		hashes[i] = d.contentHash()
		shared.add(hashes[i])
	}
	first := map[string]*draft{}
	for i, d := range drafts {
		if !shared.passes(hashes[i]) {
			continue // as almost every contract of most tapes
		}
		key := d.contentKey()
		if key == "" {
			continue
		}
		before, seen := first[key]
		switch {
		case !seen:
			first[key] = d
		case before.spec.ID != d.spec.ID:
			n := note{code: "contract.duplicate_content", seen: d.raw(fContractID), taken: d.spec.ID, rule: "duplicates.content",
				message: fmt.Sprintf("row %d has the same parties, balance and dates under the number %s", before.row.number, before.spec.ID),
				advice:  "remove one of the rows if it is one contract"}
			if bareName(before.spec.ID) == bareName(d.spec.ID) {
				n.rule, n.message = "duplicates.spelling", fmt.Sprintf("row %d has the same contract under another spelling of its number, %s", before.row.number, before.spec.ID)
			}
			d.warn(fContractID, n)
		}
	}
}

// contentHash is the same for rows with the same content key.
func (d *draft) contentHash() uint64 {
	return mixed(math.Float64bits(d.spec.Balance.InexactFloat64())) ^ mixed(uint64(d.spec.Start)<<32|uint64(uint32(d.spec.Maturity)))
}

// contentKey joins what makes two rows the same contract, "" when the row does not say enough.
func (d *draft) contentKey() string {
	if len(d.spec.Obligors) == 0 || d.spec.Balance.Sign() <= 0 || d.spec.Maturity.IsZero() || d.spec.ID == "" {
		return ""
	}
	var parties []string
	for _, o := range d.spec.Obligors {
		parties = append(parties, d.run.nameForm(o.Party))
	}
	slices.Sort(parties)
	key := strings.Join(parties, "|") + "|" + d.run.nameForm(d.spec.Creditor) + "|" + d.spec.Balance.String() + d.spec.Currency.Code() + "|" + d.spec.Start.String() + "|" + d.spec.Maturity.String()
	if d.spec.OriginalAmount != nil {
		key += "|" + d.spec.OriginalAmount.String()
	}
	for _, e := range d.rights {
		key += "|" + e.spec.Number + e.spec.Title // two loans of one firm on different rights are two
	}
	return key
}

// nameForm gives the name of a party without its legal form, once for each party.
func (r *run) nameForm(id string) string {
	form, known := r.forms[id]
	if !known {
		form = formsOf(id).form
		r.forms[id] = form
	}
	return form
}
