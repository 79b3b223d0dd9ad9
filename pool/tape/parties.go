package tape

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/pool"
)

// mention is a party in a row, with what the row says of it.
type mention struct {
	id       string // the name, folded: the identity of the party
	name     string // as written
	field    field  // where it stands
	industry pool.Industry
	province pool.Province
	rating   string
	group    string
	// what the sheet of affiliates may say as well
	legal    string
	pd       *decimal.Decimal
	standing *pool.PartyStandingSpec // nil: nothing
	// the fields that said so, for findings
	industryField, provinceField field
}

// partyID is the identity of a party: its name after Unicode NFKC, on one line.
func partyID(name string) string { return oneLine(fold(name)) }

// mention makes a party of a name. A name that a person has confirmed to be another name of a firm
// becomes that firm, with a finding.
func (r *rowReader) mention(f field, name string) mention {
	m := mention{id: partyID(name), name: oneLine(strings.TrimSpace(name)), field: f}
	book := r.run.aliases
	if firm := book.resolve(m.id); firm != m.id {
		r.info(f, note{code: "party.merged", seen: m.name, taken: book.name[firm], rule: book.rule[m.id], message: "another name of a firm, as confirmed"})
		m.id, m.name = firm, oneLine(strings.TrimSpace(book.name[firm]))
	}
	return m
}

// readObligors reads who owes the contract: the firms named in the obligor's cell, then the
// co-obligors of their own columns, with shares where they are stated.
func (d *draft) readObligors() {
	names, _ := take(d.rowReader, fObligor, func(t text) reading[[]string] { return parseNames(t, false) }, showNames)
	own := len(names) // of these the row's industry and region speak
	d.moreNames(fObligor)
	for _, i := range d.layout.byField[fCoObligors] {
		more, _ := takeFrom(d.rowReader, &d.layout.columns[i], func(t text) reading[[]string] { return parseNames(t, true) }, showNames)
		names = append(names, more...)
	}
	names, shares := sharesInNames(names)
	var seen = map[string]bool{}
	for i, name := range names {
		at := fObligor
		if i >= own {
			at = fCoObligors
		}
		m := d.mention(at, name)
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
		if !d.faulty.has(fObligor) && !d.faulty.has(fCoObligors) {
			d.missing(fObligor, "obligor.missing", "the obligor")
		}
		return
	}
	d.ownObligors = min(own, len(d.mentions))
	d.readShares()
	if shares != nil && !d.states(fShares) {
		d.info(fObligor, note{code: "obligor.split", seen: d.raw(fObligor), taken: fmt.Sprint(shares), rule: "names.shares", message: "the shares behind the names are those of the contract"})
		d.setShares(fObligor, shares)
	}
	d.readTraits(d.ownObligors)
}

// parseNames reads the names in a cell; that there are several is worth a line.
func parseNames(t text, list bool) reading[[]string] {
	raw, repairs := repairName(t.raw)
	names := splitNames(raw, list)
	switch len(names) {
	case 0:
		return notStated[[]string]()
	case 1:
		if written := strings.TrimSpace(raw); oneLine(fold(written)) == names[0] {
			names[0] = written // with its full-width brackets, as the firm is registered
		}
		return stated(names, repairs...)
	}
	return stated(names, repairs...).with(repair{code: "obligor.split", rule: "names.separators", message: fmt.Sprintf("the cell names %d parties", len(names))})
}

// andOthers is 等3家 behind a name: there are more parties than the cell names.
var andOthers = regexp.MustCompile(`等 ?(?:共|合计)? ?(?:\d{1,3}|[二两三四五六七八九十]{1,3})? ?(?:家|个|户|名|方)?(?:公司|企业|单位|主体|承租人|借款人|债务人)?$`)

// roleNote is a note in brackets behind a name that is not part of it: （牵头）, （主承租人）.
var roleNote = regexp.MustCompile(`[（(](?:牵头|牵头方|联合|主承租人|承租人|共同承租人|联合承租人|承租人[一二三12]|借款人|主借款人|共同借款人|共借人|债务人|担保人|保证人|甲方|乙方|丙方|法定代表人|法人代表|实际控制人|实控人|控股股东|股东|董事长|总经理|自然人|配偶|下称.{1,12}|以下简称.{1,12}|简称.{1,12}|曾用名.{1,30}|原名.{1,30}|lead|joint|co-lessee)[）)]`)

// repairName takes out of a cell of names what is not part of any: notes of roles, and the
// pronunciations that a bad conversion leaves. Both are told.
func repairName(raw string) (string, []repair) {
	var repairs []repair
	if strings.ContainsAny(raw, "(（") {
		if plain, changed := unspell(strings.NewReplacer("（", "(", "）", ")").Replace(raw)); changed {
			raw = plain
			repairs = append(repairs, repair{code: "text.repaired", rule: "mojibake.pinyin", message: "pronunciations in brackets, left by a bad conversion, were taken out, and the characters before them simplified", warn: true})
		}
		if plain := roleNote.ReplaceAllString(raw, ""); plain != raw && strings.TrimSpace(plain) != "" {
			raw = plain
			repairs = append(repairs, repair{code: "text.repaired", rule: "names.role_note", message: "a note in brackets is not part of the name"})
		}
	}
	return raw, repairs
}

// moreNames reports a cell that says that there are more parties than it names (等3家).
func (d *draft) moreNames(f field) {
	if s := fold(d.raw(f)); strings.Contains(s, "等") && andOthers.MatchString(s) {
		d.warn(f, note{code: "obligor.more", seen: d.raw(f), rule: "names.and_others", message: "the cell says that there are more parties than it names; only those named are taken",
			advice: "name all of them"})
	}
}

func showNames(names []string) string { return strings.Join(names, " | ") }

// readShares reads 60%/40%.
func (d *draft) readShares() {
	shares, ok := take(d.rowReader, fShares, parseShares, func(list []decimal.Decimal) string { return fmt.Sprint(list) })
	if !ok {
		return
	}
	d.setShares(fShares, shares)
}

// setShares gives every obligor its share of the contract.
func (d *draft) setShares(f field, shares []decimal.Decimal) {
	if len(shares) != len(d.spec.Obligors) {
		d.fail(f, note{code: "obligor.shares", seen: d.raw(f), message: fmt.Sprintf("%d shares for %d obligors", len(shares), len(d.spec.Obligors)),
			advice: "state one share for each obligor, in their order"})
		return
	}
	for i := range shares {
		d.spec.Obligors[i].Share = &shares[i]
	}
}

// shareBehind is a share behind a name: 甲公司（60%）, 甲公司60%.
var shareBehind = regexp.MustCompile(`^(.*\D) ?[:：]? ?[（(]? ?(?:占比?|承担|份额)? ?[:：]?(\d{1,3}(?:\.\d{1,4})?)[%％] ?[）)]?$`)

// sharesInNames takes the shares off names that all have one; else the names stay as they are.
func sharesInNames(names []string) ([]string, []decimal.Decimal) {
	if len(names) < 2 {
		return names, nil
	}
	bare, shares := make([]string, len(names)), make([]decimal.Decimal, len(names))
	for i, name := range names {
		m := shareBehind.FindStringSubmatch(name)
		if m == nil {
			return names, nil
		}
		percent, _, ok := plainNumber(m[2])
		if !ok {
			return names, nil
		}
		bare[i], shares[i] = strings.TrimRight(m[1], " (（:："), percent.Shift(-2)
	}
	return bare, shares
}

// parseShares reads a list of shares: 60%/40%, 0.6、0.4, 6:4 is refused because it may mean more.
func parseShares(t text) reading[[]decimal.Decimal] {
	s := fold(t.raw)
	if isNothing(s) {
		return notStated[[]decimal.Decimal]()
	}
	if m := proportions.FindString(s); m != "" {
		return sharesOf(strings.Split(s, ":"))
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

// proportions is 6:4, or 1:1:2.
var proportions = regexp.MustCompile(`^\d{1,6}(?:\.\d{1,4})?(?: ?: ?\d{1,6}(?:\.\d{1,4})?)+$`)

// sharesOf turns proportions into shares that sum to one: the last one takes what rounding leaves.
func sharesOf(parts []string) reading[[]decimal.Decimal] {
	sum := decimal.Zero
	list := make([]decimal.Decimal, len(parts))
	for i, part := range parts {
		list[i], _, _ = plainNumber(strings.TrimSpace(part))
		sum = sum.Add(list[i])
	}
	if sum.Sign() <= 0 {
		return unreadable[[]decimal.Decimal]("obligor.shares", "write shares such as 60%/40%", "proportions that sum to 0 are no shares")
	}
	rest := unitOne
	for i := range list[:len(list)-1] {
		list[i] = list[i].DivRound(sum, rateDecimals)
		rest = rest.Sub(list[i])
	}
	list[len(list)-1] = rest
	return stated(list, repair{code: "obligor.proportions", rule: "shares.proportions", message: "proportions were made shares that sum to 1"})
}

// readTraits reads industry and region. A column that names no role speaks of the supplier on a
// receivable, where the tape names suppliers, and of the obligor on every other contract; it holds for all firms of the obligor's
// cell, or for each in turn when it lists as many values as there are firms.
func (d *draft) readTraits(own int) {
	industryField, regionField := fObligorIndustry, fObligorRegion
	if d.kind != pool.KindReceivable || !d.layout.has(fCreditor) {
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
		m := d.mention(fCreditor, name)
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
		m := d.mention(fOriginator, name)
		d.mentions = append(d.mentions, m)
		d.spec.Originator = m.id
	}
	d.readGuarantors()
}

// addTo adds what is mentioned to a specification. What that says already stays; what says otherwise is
// told by field, with both values.
func (m *mention) addTo(p *pool.PartySpec) (changed bool, conflicts []partyConflict) {
	if p.Name == "" && m.name != m.id {
		p.Name, changed = m.name, true
	}
	keep := func(f field, before, now string, set func()) {
		switch {
		case now == "":
		case before == "":
			set()
			changed = true
		case before != now:
			conflicts = append(conflicts, partyConflict{f, before, now})
		}
	}
	switch {
	case !m.industry.IsKnown():
	case !p.Industry.IsKnown():
		p.Industry, changed = m.industry, true
	default:
		keep(m.industryField, p.Industry.String(), m.industry.String(), nil)
	}
	switch {
	case !m.province.IsKnown():
	case !p.Province.IsKnown():
		p.Province, changed = m.province, true
	default:
		keep(m.provinceField, p.Province.String(), m.province.String(), nil)
	}
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
	if m.standing == nil {
		return changed, conflicts
	}
	if p.Standing == nil {
		p.Standing = new(pool.PartyStandingSpec)
	}
	for _, fact := range standingFacts {
		before, now := fact.of(p.Standing), *fact.of(m.standing)
		keep(fact.field, showFlag(*before), showFlag(now), func() { *before = now })
	}
	return changed, conflicts
}

// saysNothingNew reports a mention that adds nothing to what is known of a party, and contradicts nothing: as
// almost every one of a party that many rows name.
func (m *mention) saysNothingNew(p pool.Party) bool {
	return (m.name == m.id || p.Name != p.ID) && (!m.industry.IsKnown() || m.industry == p.Industry) && (!m.province.IsKnown() || m.province == p.Province) &&
		(m.rating == "" || m.rating == p.Rating) && (m.group == "" || m.group == p.Group) && m.legal == "" && m.pd == nil && m.standing == nil
}

type partyConflict struct {
	field       field
	before, now string
}
