package tape

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// contentEntry is what makes two rows the same contract: the amounts, dates and rights of a row as a hash, and
// its parties, as places in ledger.names, in ledger.parties from begin on: the obligors and the creditor, -1
// for none. A row that says too little to be compared has none.
type contentEntry struct {
	hash  uint64
	begin uint32
	n     uint32
}

// contentHash is the same for rows with the same amounts, dates and rights, 0 when the row does not say
// enough to be compared.
func (d *draft) contentHash() uint64 {
	s := d.spec
	if len(s.Obligors) == 0 || s.Balance.Sign() <= 0 || s.Maturity.IsZero() || s.ID == "" {
		return 0
	}
	h := mixed(uint64(s.Start)<<32|uint64(uint32(s.Maturity))) + uint64(s.Currency)
	h = mixed(h ^ numberHash(s.Balance))
	if s.OriginalAmount != nil {
		h = mixed(h+1) ^ numberHash(*s.OriginalAmount)
	}
	for _, e := range d.rights {
		h = mixed(h ^ hashOf(e.spec.Number) ^ mixed(hashOf(e.spec.Title))) // two loans of one firm on different rights are two
	}
	return max(mixed(h), 1)
}

// numberHash is the same for equal numbers, however many zeros they are written with.
func numberHash(d decimal.Decimal) uint64 {
	if d.NumDigits() > 18 {
		return hashOf(d.String())
	}
	units, exponent := d.CoefficientInt64(), d.Exponent()
	for units != 0 && units%10 == 0 {
		units, exponent = units/10, exponent+1
	}
	return mixed(uint64(units)) ^ mixed(uint64(exponent))
}

func (l *ledger) contentOf(d *draft) contentEntry {
	e := contentEntry{hash: d.content, begin: uint32(len(l.parties))}
	if e.hash == 0 {
		return e
	}
	slot := func(id string) int32 {
		if at, known := l.nameIndex.Find(id, l.nameAt); known && id != "" {
			return int32(at)
		}
		return -1
	}
	for _, o := range d.spec.Obligors {
		l.parties = append(withRoom(l.parties, len(l.ids), cap(l.ids)), slot(o.Party))
	}
	l.parties = append(withRoom(l.parties, len(l.ids), cap(l.ids)), slot(d.spec.Creditor))
	e.n = uint32(len(l.parties)) - e.begin
	return e
}

// checkContents compares rows with each other: the same parties, amount and dates under different
// contract numbers are more likely one contract twice than two. Parties are the same when their names
// are but for the legal form.
func (r *run) checkContents(l *ledger) {
	hashes, shared := make([]uint64, len(l.contents)), newSieve(len(l.contents))
	for row, e := range l.contents {
		if e.hash == 0 {
			continue
		}
		parties := l.parties[e.begin : e.begin+e.n]
		h, obligors := e.hash, uint64(0)
		for _, slot := range parties[:len(parties)-1] {
			obligors += mixed(l.names[slot].content) // in any order
		}
		h = mixed(h^obligors) + uint64(len(parties))
		if creditor := parties[len(parties)-1]; creditor >= 0 {
			h = mixed(h ^ l.names[creditor].content)
		}
		hashes[row] = max(h, 1)
		shared.add(hashes[row])
	}
	c := r.layout.column(fContractID)
	first := map[uint64]int{}
	for row, h := range hashes {
		if h == 0 || !shared.passes(h) {
			continue // as almost every contract of most tapes
		}
		before, seen := first[h]
		id := l.ids[row]
		switch {
		case !seen:
			first[h] = row
		case l.ids[before] != id:
			raw, other := l.rawIDs[row]
			if !other {
				raw = id
			}
			n := note{severity: Warning, code: "contract.duplicate_content", seen: raw, taken: id, rule: "duplicates.content",
				message: fmt.Sprintf("row %d has the same parties, balance and dates under the number %s", r.contracts[before].number, l.ids[before]),
				advice:  "remove one of the rows if it is one contract"}
			if bareName(l.ids[before]) == bareName(id) {
				n.rule, n.message = "duplicates.spelling", fmt.Sprintf("row %d has the same contract under another spelling of its number, %s", r.contracts[before].number, l.ids[before])
			}
			r.log.add(r.at(r.contracts[row].number, c), n)
		}
	}
}
