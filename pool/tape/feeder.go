package tape

import (
	"fmt"
	"strconv"

	"github.com/ipabs/ipabs/pool"
)

// feeder hands the rows of a tape to the builder of the pool, one by one: the parties and rights that a row
// names, and then its contract.
type feeder struct {
	run   *run
	build *pool.Builder
	texts *textStore
	rows  []int32 // by contract, places in r.contracts
	// rights say by which row each right of the pool was listed.
	rights  []rightPlace
	amended map[pool.PartyIndex]*pool.PartySpec // parties of which more was said than at first
	keep    *pool.Spec                          // the lists of the specification, nil when it is declined

	conflicts, replaced *run // where findings about rows that do not agree go

	refused       map[int]*draft        // contracts that the builder refuses, by their place in the pool
	refusedRights map[int]*refusedRight // rights that it refuses
	rightIDs      []string
	source        []byte
	sourceFront   int
}

// rightPlace is the row that a right was first listed by.
type rightPlace struct {
	sheet *sheet
	row   int
}

// refusedRight is a right that the builder refuses, with the contracts that rest on it.
type refusedRight struct {
	entry   rightEntry
	resting []*draft
}

// newFeeder begins a pool. Findings about rows that do not agree go to collectors of its own: they hold for
// this pool, and rows may turn out to be refused.
func (r *run) newFeeder(texts *textStore, contracts int) *feeder {
	f := &feeder{run: r, texts: texts, amended: map[pool.PartyIndex]*pool.PartySpec{}, refused: map[int]*draft{}, refusedRights: map[int]*refusedRight{},
		conflicts: r.logging(r.collector()), replaced: r.logging(r.collector())}
	f.build = pool.NewBuilder(f.head())
	if contracts > 1 {
		f.build.Grow(0, 0, contracts)
		f.rows = make([]int32, 0, contracts)
	}
	return f
}

func (f *feeder) head() pool.Spec {
	return pool.Spec{Schema: pool.Schema, AsOf: f.run.asOf, Currency: f.run.currency, FX: f.run.options.FX}
}

// take hands a row over, and reports whether something holds on to its draft.
func (f *feeder) take(d *draft, row int) (held bool) {
	for _, m := range d.mentions {
		for _, c := range f.enter(m) {
			d.run = f.conflicts
			d.warn(c.field, note{code: "party.differs", seen: c.now, taken: c.before, message: fmt.Sprintf("an earlier row says otherwise of %s; kept", m.id), advice: "let all rows say the same"})
		}
	}
	entries := d.rights
	if own, listed := f.run.rights[d.spec.ID]; listed {
		if len(entries) > 0 {
			d.run = f.replaced
			d.info(fRightTitle, note{code: "right.sheet_taken", seen: d.raw(fRightTitle), message: "the rights of this contract are taken from the sheet of rights"})
		}
		entries = own
	}
	f.rightIDs = f.rightIDs[:0]
	for i := range entries {
		at := f.enterRight(&entries[i])
		f.rightIDs = append(f.rightIDs, entries[i].spec.ID)
		if right := f.refusedRights[at]; right != nil {
			right.resting = append(right.resting, d)
			held = true
		}
	}
	spec := d.spec
	spec.Rights = f.rightIDs
	if len(f.rightIDs) == 0 {
		spec.Rights = nil
	}
	f.keepTexts(spec, d.row.number)
	at := f.build.NumContracts()
	if !f.build.Contract(spec) {
		f.refused[at] = d
		held = true
	}
	f.rows = append(f.rows, int32(row))
	d.placed = row
	if f.keep != nil {
		f.keepContract(d)
		held = true
	}
	return held
}

// keepTexts makes the texts of a contract that the pool keeps free of the row they stand in.
func (f *feeder) keepTexts(s *pool.ContractSpec, number int) {
	if f.source == nil {
		f.source = append(f.source, f.run.sheet.sourceOf(f.run.file())...)
		f.sourceFront = len(f.source)
	}
	f.source = strconv.AppendInt(f.source[:f.sourceFront], int64(number), 10)
	s.Source = f.texts.keepBytes(f.source)
	for i, tag := range s.Tags {
		s.Tags[i] = f.texts.once(tag)
	}
	if s.Microloan != nil && s.Microloan.Floating != nil {
		s.Microloan.Floating.Index = f.texts.once(s.Microloan.Floating.Index)
	}
	if l := s.Sublicense; l != nil {
		l.LicenceBack.Territory, l.PledgeRegistration = f.texts.once(l.LicenceBack.Territory), f.texts.keep(l.PledgeRegistration)
	}
}

// keepContract adds the contract to the specification.
func (f *feeder) keepContract(d *draft) {
	s := *d.spec
	for i := range s.Obligors {
		s.Obligors[i].Party = d.mentions[i].id
	}
	s.Creditor, s.Originator = f.texts.once(s.Creditor), f.texts.once(s.Originator)
	for i, id := range s.Guarantors {
		s.Guarantors[i] = f.texts.once(id)
	}
	s.Rights = append([]string(nil), f.rightIDs...)
	f.keep.Contracts = append(f.keep.Contracts, s)
}

// enter hands a party over. What an earlier row said of it stays; a later row that says otherwise is told to
// the caller by field, with both values.
func (f *feeder) enter(m mention) []partyConflict {
	i, known := f.build.PartyIndex(m.id)
	if !known {
		s := pool.PartySpec{ID: m.id}
		_, conflicts := m.addTo(&s)
		f.keepParty(&s)
		f.build.Party(&s)
		if f.keep != nil {
			f.keep.Parties = append(f.keep.Parties, s)
		} else if s.PD != nil || s.Standing != nil {
			f.amended[pool.PartyIndex(f.build.NumParties()-1)] = &s
		}
		return conflicts
	}
	if m.saysNothingNew(f.build.PartyAt(i)) {
		return nil
	}
	s := f.partySpec(i)
	changed, conflicts := m.addTo(s)
	if changed {
		f.keepParty(s)
		f.build.Restate(i, s)
		if f.keep == nil {
			f.amended[i] = s
		}
	}
	return conflicts
}

// keepParty makes what is said of a party free of the row in which it stands. Names come from the ledger, which
// has done so.
func (f *feeder) keepParty(s *pool.PartySpec) {
	s.Group, s.Rating = f.texts.once(s.Group), f.texts.once(s.Rating)
}

// partySpec gives the specification of a party that was handed over.
func (f *feeder) partySpec(i pool.PartyIndex) *pool.PartySpec {
	if f.keep != nil {
		return &f.keep.Parties[i]
	}
	if s := f.amended[i]; s != nil {
		return s
	}
	p := f.build.PartyAt(i)
	s := &pool.PartySpec{ID: p.ID, Group: p.Group, Industry: p.Industry, Province: p.Province, Rating: p.Rating}
	if p.Name != p.ID {
		s.Name = p.Name
	}
	return s
}

// enterRight hands a right over, or finds that it stands behind an earlier contract too, and gives its place.
func (f *feeder) enterRight(e *rightEntry) int {
	if owner := e.spec.Owner; owner != "" {
		if _, known := f.build.PartyIndex(owner); !known {
			owner = f.texts.keep(owner)
			f.enter(mention{id: owner, name: owner})
		}
	}
	at, known := f.build.RightIndex(e.spec.ID)
	if !known {
		s := *e.spec
		s.ID, s.Title, s.Number = f.texts.keep(s.ID), f.texts.keep(s.Title), f.texts.keep(s.Number)
		s.Appraiser = f.texts.once(s.Appraiser)
		for i := range s.Marks {
			s.Marks[i].Venue = f.texts.once(s.Marks[i].Venue)
		}
		at = len(f.rights)
		f.rights = append(withRoom(f.rights, len(f.rows), cap(f.rows)), rightPlace{e.reader.sheet, e.reader.row.number})
		if !f.build.Right(&s) {
			f.refusedRights[at] = &refusedRight{entry: *e}
		}
		if f.keep != nil {
			s.Owner = f.texts.once(s.Owner)
			f.keep.Rights = append(f.keep.Rights, s)
		}
		return at
	}
	before := e.reader.run
	e.reader.run = f.conflicts
	first := f.rights[at]
	e.reader.warn(e.field, note{code: "right.shared", seen: e.spec.Number, taken: e.spec.ID,
		message: fmt.Sprintf("the same right stands in %s", placeText("", first.sheet.name, first.row, "", "")),
		advice:  "check which contract it secures, and in which rank"})
	if right := f.build.RightAt(at); right.Type != e.spec.Type || differs(right, e.spec, f.run) {
		e.reader.warn(e.field, note{code: "right.differs", seen: e.spec.Number, message: "an earlier row says otherwise of this right; the earlier one is kept", advice: "let both rows say the same"})
	}
	e.reader.run = before
	return at
}

// differs reports an appraisal or an expiry that contradicts that of a right.
func differs(a pool.Right, b *pool.RightSpec, r *run) bool {
	if value, known := a.Appraisal.Get(); known && b.Appraisal != nil && !value.Decimal(r.currency).Equal(*b.Appraisal) {
		return true
	}
	return !a.Expires.IsZero() && !b.Expires.IsZero() && a.Expires != b.Expires
}

// groups hands over what the sheet of affiliates says of parties that contracts name.
func (f *feeder) groups() {
	for _, name := range sortedKeys(f.run.groups) {
		if _, named := f.build.PartyIndex(name); !named {
			continue
		}
		entry := f.run.groups[name]
		for _, c := range f.enter(entry.mention) {
			n := note{code: "party.differs", seen: c.now, taken: c.before, message: "the sheet of contracts says otherwise of the firm; kept"}
			if c.field == fGroup {
				n.message = "the sheet of contracts puts the firm in another group; kept"
			}
			before := entry.reader.run
			entry.reader.run = f.conflicts
			entry.reader.warn(c.field, n)
			entry.reader.run = before
		}
	}
}

// report makes the findings about parts that do not agree, once the contracts are settled.
func (f *feeder) report() {
	r := f.run
	r.log.take(f.conflicts.log)
	r.log.take(f.replaced.log)
	r.checkExtras(func(id string) bool {
		_, known := f.build.ContractIndex(id)
		return known
	}, func(id string) bool {
		_, known := f.build.PartyIndex(id)
		return known
	})
}
