package tape

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/pool"
)

// mention is a party in a row, with what the row says of it.
type mention struct {
	id       string // the name, folded: the identity of the party
	name     string // as written
	industry pool.Industry
	province pool.Province
	rating   string
	group    string
	// what the sheet of affiliates may say as well
	legal    string
	pd       *decimal.Decimal
	standing pool.PartyStandingSpec
	// the fields that said so, for findings
	industryField, provinceField field
}

func newMention(name string) mention {
	return mention{id: oneLine(fold(name)), name: oneLine(strings.TrimSpace(name))}
}

// readObligors reads who owes the contract: the firms named in the obligor's cell, then the
// co-obligors of their own columns, with shares where they are stated.
func (d *draft) readObligors() {
	names, _ := take(d.rowReader, fObligor, func(t text) reading[[]string] { return parseNames(t, false) }, showNames)
	own := len(names) // of these the row's industry and region speak
	for _, i := range d.layout.byField[fCoObligors] {
		more, _ := takeFrom(d.rowReader, &d.layout.columns[i], func(t text) reading[[]string] { return parseNames(t, true) }, showNames)
		names = append(names, more...)
	}
	var seen = map[string]bool{}
	for i, name := range names {
		m := newMention(name)
		if seen[m.id] {
			d.info(fCoObligors, note{code: "obligor.repeated", seen: name, message: "the same firm is named twice; counted once"})
			continue
		}
		seen[m.id] = true
		if i < own {
			m.group = d.words(fGroup)
		}
		if i == 0 {
			m.rating = d.words(fRating)
		}
		d.mentions = append(d.mentions, m)
		d.spec.Obligors = append(d.spec.Obligors, pool.ObligorSpec{Party: m.id})
	}
	if len(d.spec.Obligors) == 0 {
		if !d.faulty[fObligor] && !d.faulty[fCoObligors] {
			d.missing(fObligor, "obligor.missing", "the obligor")
		}
		return
	}
	d.ownObligors = min(own, len(d.mentions))
	d.readShares()
	d.readTraits(d.ownObligors)
}

// parseNames reads the names in a cell; that there are several is worth a line.
func parseNames(t text, list bool) reading[[]string] {
	names := splitNames(t.raw, list)
	switch len(names) {
	case 0:
		return notStated[[]string]()
	case 1:
		if written := strings.TrimSpace(t.raw); oneLine(fold(written)) == names[0] {
			names[0] = written // with its full-width brackets, as the firm is registered
		}
		return stated(names)
	}
	return stated(names, repair{code: "obligor.split", rule: "names.separators", message: fmt.Sprintf("the cell names %d parties", len(names))})
}

func showNames(names []string) string { return strings.Join(names, " | ") }

// readShares reads 60%/40%.
func (d *draft) readShares() {
	shares, ok := take(d.rowReader, fShares, parseShares, func(list []decimal.Decimal) string { return fmt.Sprint(list) })
	if !ok {
		return
	}
	if len(shares) != len(d.spec.Obligors) {
		d.fail(fShares, note{code: "obligor.shares", seen: d.raw(fShares), message: fmt.Sprintf("%d shares for %d obligors", len(shares), len(d.spec.Obligors)),
			advice: "state one share for each obligor, in their order"})
		return
	}
	for i := range shares {
		d.spec.Obligors[i].Share = &shares[i]
	}
}

// parseShares reads a list of shares: 60%/40%, 0.6、0.4, 6:4 is refused because it may mean more.
func parseShares(t text) reading[[]decimal.Decimal] {
	s := fold(t.raw)
	if isNothing(s) {
		return notStated[[]decimal.Decimal]()
	}
	var list []decimal.Decimal
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("/、,;|\n ", r) }) {
		got := parseRatio(text{raw: part, number: t.number, percent: t.percent}, rateBare)
		if !got.known {
			return unreadable[[]decimal.Decimal]("obligor.shares", "write shares such as 60%/40%", "%q is not a share", part)
		}
		list = append(list, got.value)
	}
	return stated(list)
}

// readTraits reads industry and region. A column that names no role speaks of the supplier on a
// receivable, and of the obligor on every other contract; it holds for all firms of the obligor's
// cell, or for each in turn when it lists as many values as there are firms.
func (d *draft) readTraits(own int) {
	industryField, regionField := fObligorIndustry, fObligorRegion
	if d.kind != pool.KindReceivable {
		industryField, regionField = d.either(fObligorIndustry, fIndustry), d.either(fObligorRegion, fRegion)
	}
	for i := range own {
		m := &d.mentions[i]
		m.industryField, m.provinceField = industryField, regionField
	}
	traits(d, industryField, own, parseIndustry, pool.Industry.String, func(m *mention, v pool.Industry) { m.industry = v })
	traits(d, regionField, own, parseRegion, pool.Province.String, func(m *mention, v pool.Province) { m.province = v })
}

// either gives the column that speaks of the obligor by name, unless only the general one does.
func (d *draft) either(named, general field) field {
	if d.layout.has(named) && (d.states(named) || !d.states(general)) {
		return named
	}
	return general
}

// traitParts takes a list apart that may have a value for each of several firms.
func traitParts(d *draft, f field, own int) []string {
	if own < 2 {
		return nil
	}
	return strings.FieldsFunc(fold(d.raw(f)), func(r rune) bool { return strings.ContainsRune("/;|\n", r) })
}

func traits[T any](d *draft, f field, own int, parse func(text) reading[T], show func(T) string, set func(*mention, T)) {
	if parts := traitParts(d, f, own); own > 1 && len(parts) == own {
		for i, part := range parts {
			v, _ := takeFrom(d.rowReader, d.layout.column(f), func(text) reading[T] { return parse(text{raw: part}) }, show)
			set(&d.mentions[i], v)
		}
		return
	}
	v, ok := take(d.rowReader, f, parse, show)
	for i := 0; ok && i < own; i++ {
		set(&d.mentions[i], v)
	}
}

// readPartners reads the other parties: creditor, originator, guarantors.
func (d *draft) readPartners() {
	if name := d.name(fCreditor); name != "" {
		m := newMention(name)
		m.industryField, m.provinceField = fCreditorIndustry, fCreditorRegion
		if d.kind == pool.KindReceivable {
			if !d.layout.has(fCreditorIndustry) {
				m.industryField = fIndustry
			}
			if !d.layout.has(fCreditorRegion) {
				m.provinceField = fRegion
			}
		}
		m.industry, _ = take(d.rowReader, m.industryField, parseIndustry, pool.Industry.String)
		m.province, _ = take(d.rowReader, m.provinceField, parseRegion, pool.Province.String)
		d.mentions = append(d.mentions, m)
		d.spec.Creditor = m.id
	}
	if name := d.name(fOriginator); name != "" {
		m := newMention(name)
		d.mentions = append(d.mentions, m)
		d.spec.Originator = m.id
	}
	for _, i := range d.layout.byField[fGuarantor] {
		names, _ := takeFrom(d.rowReader, &d.layout.columns[i], func(t text) reading[[]string] {
			r := parseNames(t, true)
			r.repairs = nil
			return r
		}, showNames)
		for _, name := range names {
			m := newMention(name)
			d.mentions = append(d.mentions, m)
			d.spec.Guarantors = append(d.spec.Guarantors, m.id)
		}
	}
}

// partyBook puts the mentions of all rows together.
type partyBook struct {
	list  []pool.PartySpec
	index map[string]int
}

// enter adds a mention. What an earlier row said of the party stays; a later row that says otherwise
// is told to the caller by field, with both values.
func (b *partyBook) enter(m mention) (conflicts []partyConflict) {
	if b.index == nil {
		b.index = map[string]int{}
	}
	i, known := b.index[m.id]
	if !known {
		i = len(b.list)
		b.index[m.id] = i
		b.list = append(b.list, pool.PartySpec{ID: m.id})
	}
	p := &b.list[i]
	if p.Name == "" && m.name != m.id {
		p.Name = m.name
	}
	keep := func(f field, before, now string, set func()) {
		switch {
		case now == "":
		case before == "":
			set()
		case before != now:
			conflicts = append(conflicts, partyConflict{f, before, now})
		}
	}
	keep(m.industryField, p.Industry.String(), m.industry.String(), func() { p.Industry = m.industry })
	keep(m.provinceField, p.Province.String(), m.province.String(), func() { p.Province = m.province })
	keep(fRating, p.Rating, m.rating, func() { p.Rating = m.rating })
	keep(fLegalName, p.Name, m.legal, func() { p.Name = m.legal })
	if m.pd != nil {
		before := ""
		if p.PD != nil {
			before = p.PD.String()
		}
		keep(fPD, before, m.pd.String(), func() { p.PD = m.pd })
	}
	keep(fGroup, p.Group, m.group, func() { p.Group = m.group })
	for _, fact := range standingFacts {
		keep(fact.field, showFlag(*fact.of(orNew(&p.Standing))), showFlag(*fact.of(&m.standing)), func() { *fact.of(p.Standing) = *fact.of(&m.standing) })
	}
	if *p.Standing == (pool.PartyStandingSpec{}) {
		p.Standing = nil
	}
	return conflicts
}

type partyConflict struct {
	field       field
	before, now string
}
