package tape

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// How the cells of a column speak for a field.
const (
	contentRows   = 200 // rows that are looked at
	contentFewest = 2   // cells that must be filled for content to say anything
	// contentTaken is the share of the filled cells that must read as the field for a column without a
	// telling header to be taken so.
	contentTaken = 0.9
	// contentWeight is what a full agreement of the cells is worth as a score: less than any header.
	contentWeight = 0.7
	// contentVeto is the share below which cells refute a header that is merely alike.
	contentVeto = 0.5
	sampleTexts = 3
)

// contentFields are the fields whose cells can be told from their texts alone, with the test.
var contentFields = []struct {
	field field
	reads func(text) bool
}{
	{fKind, func(t text) bool { return len([]rune(t.raw)) < 12 && known(parseKind)(t) }},
	{fClass, known(parseClass)},
	{fRegion, known(parseRegion)},
	{fIndustry, func(t text) bool { return !isASCII(t.raw) && known(parseIndustry)(t) }},
	{fSecurity, func(t text) bool { return len([]rune(t.raw)) < 20 && known(parseSecurity)(t) }},
	{fRepayment, func(t text) bool { return len([]rune(t.raw)) < 20 && parseRepayment(t).value.form != 0 }},
	{fRightType, func(t text) bool { return len([]rune(t.raw)) < 12 && known(parseRightType)(t) }},
	{fRightNumber, func(t text) bool { return looksLikePatent(fold(t.raw)) }},
	{fObligor, func(t text) bool { return endsLikeFirm(fold(t.raw)) }},
	{fContractID, func(t text) bool { return contractCode.MatchString(fold(t.raw)) }},
	{fStart, isWrittenDate}, {fMaturity, isWrittenDate},
	{fRate, func(t text) bool { return t.percent || strings.HasSuffix(fold(t.raw), "%") }},
}

// proposedOnly are fields that content may suggest but never decides: other columns hold the same
// kind of text.
var proposedOnly = map[field]bool{fObligor: true, fContractID: true, fStart: true, fMaturity: true, fRate: true}

// wordFields are fields of few known words: cells that say none of them refute a header that is merely
// alike.
var wordFields = map[field]bool{fClass: true, fKind: true, fSecurity: true, fRepayment: true, fRightType: true, fRegion: true, fIndustry: true}

var (
	contractCode = regexp.MustCompile(`^[A-Za-z\p{Han}]{0,12}[-_/]?[A-Za-z0-9]*\d{2,}[-_/A-Za-z0-9]*$`)
	// emptyHeader is a header that says nothing: 栏位1, Column 7, F3.
	emptyHeader = regexp.MustCompile(`^(?:栏位?|列|字段|数据|属性|项|column|col|field|unnamed:?|未命名|var|x|f|c)?[0-9一二三四五六七八九十]*$`)
)

// kindHeader is a header that promises a kind of something; the cells say whether it is that of contracts.
var kindHeader = regexp.MustCompile(`(?:类型|种类|类别|模式|品种|type|kind|class)$`)

func known[T any](parse func(text) reading[T]) func(text) bool {
	return func(t text) bool { return parse(t).known }
}

func isWrittenDate(t text) bool {
	return !isDigits(fold(t.raw)) && parseDate(t).known
}

// natureFits reports whether a cell can be read as the nature of a field at all.
func natureFits(n nature, t text) bool {
	switch n {
	case natureMoney:
		r := parseAmount(t, unitOne, 12)
		return r.known
	case natureRate:
		return parseRate(t).known
	case natureTerm:
		return parseTerm(t).known
	case natureDate:
		r := parseDate(t)
		return r.known || r.fault != nil && r.fault.code != "date.invalid"
	case natureRatio:
		return parseRatio(t, rateBare).known
	}
	return true
}

// content is what the cells of one column say.
type content struct {
	filled  int
	samples []string
	texts   []text
}

// contentOf collects the filled cells of a column.
func (r *run) contentOf(index int) content {
	var c content
	for i, rw := range r.sheet.rows[r.layout.first:] {
		if i >= contentRows {
			break
		}
		cell := strings.TrimSpace(rw.cell(index))
		if isNothing(fold(cell)) || isTotalLabel(fold(cell)) || rw.filled() < 3 {
			continue
		}
		c.filled++
		c.texts = append(c.texts, r.sheet.text(rw, index))
		if len(c.samples) < sampleTexts && !slices.Contains(c.samples, cell) {
			c.samples = append(c.samples, shorten(oneLine(cell), 40))
		}
	}
	return c
}

// share gives the part of the cells that pass a test.
func (c content) share(test func(text) bool) float64 {
	if c.filled < contentFewest {
		return 0
	}
	n := 0
	for _, t := range c.texts {
		if test(t) {
			n++
		}
	}
	return float64(n) / float64(c.filled)
}

// readings ranks the fields that the cells speak for.
func (c content) readings() []likeness {
	var list []likeness
	for _, f := range contentFields {
		if share := c.share(f.reads); share >= contentTaken {
			list = append(list, likeness{f.field, contentWeight * share, byContent, ""})
		}
	}
	return list
}

// settleColumns weighs headers that are merely alike against the cells under them, asks the cells of
// columns whose header says nothing, and lists columns without any header.
func (r *run) settleColumns() {
	r.addHeaderless()
	for i := range r.layout.columns {
		c := &r.layout.columns[i]
		if c.by == byMapping || c.by == byAlias || c.field == fNone && (c.claimed != fNone || isIgnored(c.header)) {
			continue
		}
		cells := r.contentOf(c.index)
		c.samples = cells.samples
		if c.field != fNone {
			r.weighAgainstCells(c, cells)
			continue
		}
		r.askCells(c, cells)
	}
	r.layout.index()
}

// addHeaderless adds the columns that have cells and no header.
func (r *run) addHeaderless() {
	has := map[int]bool{}
	for _, c := range r.layout.columns {
		has[c.index] = true
	}
	filled := map[int]int{}
	rows := r.sheet.rows[r.layout.first:]
	for _, rw := range rows[:min(len(rows), contentRows)] {
		if rw.filled() < 3 {
			continue
		}
		for index, cell := range rw.cells() {
			if !has[index] && fold(cell) != "" {
				filled[index]++
			}
		}
	}
	for _, index := range slices.Sorted(maps.Keys(filled)) {
		r.layout.columns = append(r.layout.columns, column{index: index, headerless: true})
	}
	slices.SortStableFunc(r.layout.columns, func(a, b column) int { return cmp.Compare(a.index, b.index) })
	r.layout.index()
}

// weighAgainstCells gives up a header that is no known one when its cells cannot be what it says.
func (r *run) weighAgainstCells(c *column, cells content) {
	n := fieldInfo[c.field].nature
	if cells.filled < contentFewest {
		return
	}
	if n == natureText {
		if c.by == byWords {
			return
		}
		for _, f := range contentFields {
			if f.field == c.field && wordFields[f.field] && cells.share(f.reads) < contentVeto {
				c.field, c.by, c.score = fNone, "", 0
				r.layout.index()
				r.askCells(c, cells)
				return
			}
		}
		return
	}
	if cells.share(func(t text) bool { return natureFits(n, t) }) < contentVeto {
		c.field, c.by, c.score = fNone, "", 0
	}
}

// askCells reads a column by its cells: when its header says nothing, or is half alike to the header
// of the same field.
func (r *run) askCells(c *column, cells content) {
	found := cells.readings()
	telling := !c.headerless && !emptyHeader.MatchString(c.header.key)
	if len(found) > 0 && found[0].field == fKind && kindHeader.MatchString(c.header.key) && !r.layout.has(fKind) {
		c.field, c.by, c.score = fKind, byContent, scoreSpelling-0.05
		r.layout.index()
		return
	}
	for _, l := range found {
		if proposedOnly[l.field] || r.layout.has(l.field) || isTrait(l.field) && namesOther(c.header) {
			continue
		}
		half := slices.ContainsFunc(c.likely, func(h likeness) bool { return h.field == l.field })
		if half || !telling && firstDecider(found) == l.field {
			c.field, c.by, c.score = l.field, byContent, l.score
			if half {
				c.score = scoreSpelling - 0.05
			}
			r.layout.index()
			break
		}
	}
	for _, l := range found {
		if !slices.ContainsFunc(c.likely, func(h likeness) bool { return h.field == l.field }) {
			c.likely = append(c.likely, l)
		}
	}
	slices.SortStableFunc(c.likely, func(a, b likeness) int { return cmp.Compare(b.score, a.score) })
}

// isTrait reports the fields that say something of a party.
func isTrait(f field) bool { return f == fIndustry || f == fRegion || f == fRating || f == fGroup }

// namesOther reports a header that speaks of a party of whom a tape holds no traits.
func namesOther(h header) bool {
	return slices.ContainsFunc(headerWords().tokens(h.text), func(t headerToken) bool {
		return t.name == "担保人" || t.name == "原始权益人" || t.name == "保理商" || t.name == "权利人"
	})
}

// firstDecider gives the one field that content alone may decide, fNone when there are several.
func firstDecider(list []likeness) field {
	f := fNone
	for _, l := range list {
		switch {
		case proposedOnly[l.field]:
		case f != fNone:
			return fNone
		default:
			f = l.field
		}
	}
	return f
}

// reportReadings tells how columns were read whose header is no known one.
func (r *run) reportReadings() {
	for i := range r.layout.columns {
		c := &r.layout.columns[i]
		if c.field == fNone || c.by == byMapping || c.by == byAlias {
			continue
		}
		n := note{severity: Warning, code: "column.matched", seen: c.header.raw, taken: c.field.String(), rule: "column." + c.by, advice: "rename the header, or name the column in a mapping file, to be sure"}
		switch c.by {
		case byWords:
			n.severity = Info
			n.message = "the header says in other words what the column holds"
		case bySpelling:
			n.message = fmt.Sprintf("the header looks like a slip of the pen for %q", c.likely[0].alias)
		case byLikeness:
			n.message = fmt.Sprintf("the header is like %q (score %.2f)", c.likely[0].alias, c.score)
		case byContent:
			n.message = fmt.Sprintf("the cells say what the column holds (score %.2f)", c.score)
		}
		if others := otherReadings(*c); others != "" && c.by != byWords {
			n.message += "; less likely: " + others
		}
		r.log.add(r.at(0, c), n)
	}
}

// otherReadings lists the fields that a column may also hold.
func otherReadings(c column) string {
	var list []string
	for _, l := range c.likely {
		if l.field != c.field && len(list) < mostAlternative {
			list = append(list, fmt.Sprintf("%s (%.2f)", l.field, l.score))
		}
	}
	return strings.Join(list, ", ")
}

// nearMisses names the columns that may hold what no column seems to hold.
func (r *run) nearMisses() string {
	wanted := map[field]bool{
		fContractID: !r.layout.has(fContractID), fObligor: !r.layout.has(fObligor), fBalance: !r.layout.has(fBalance), fReceivableBalance: !r.layout.has(fReceivableBalance),
		fMaturity: !r.layout.has(fMaturity), fRemainingTerm: !r.layout.has(fRemainingTerm),
	}
	var list []string
	for _, c := range r.layout.columns {
		for _, l := range c.likely {
			if wanted[l.field] && c.field == fNone {
				list = append(list, fmt.Sprintf("column %s %q may be %s (score %.2f)", c.letter(), oneLine(c.header.raw), l.field, l.score))
				break
			}
		}
	}
	if len(list) == 0 {
		return ""
	}
	return "; " + strings.Join(list, ", ")
}
