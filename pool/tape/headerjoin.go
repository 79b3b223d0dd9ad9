package tape

import (
	"regexp"
	"slices"
	"strings"
)

// mostHeaderRows is how many rows a header may have: groups, groups within them, names, and what is only
// said of some of them. A row of units below is not counted.
const mostHeaderRows = 4

func singleHeader(r row) []header {
	headers := make([]header, r.width())
	for i, c := range r.cells() {
		headers[i] = readHeader(c)
	}
	return headers
}

// joinRows joins the rows of a header, the highest first: every column gets the texts that stand over it,
// from its groups down to its name.
func (m columnReader) joinRows(s *sheet, rows []row) []header {
	if len(rows) == 1 {
		return singleHeader(rows[0])
	}
	width := 0
	for _, r := range rows {
		width = max(width, r.width())
	}
	headers, groups := make([]header, width), make([]string, width)
	over := make([][]string, width)
	for level, r := range rows {
		texts, starts := spread(s, r, rows[level+1:], groups)
		for i, text := range texts {
			if text == "" {
				continue
			}
			if !starts[i] || len(over[i]) == 0 || over[i][len(over[i])-1] != text {
				over[i] = append(over[i], text)
			}
			groups[i] += "\n" + text
		}
	}
	for i, texts := range over {
		if len(texts) > 0 {
			headers[i] = m.joinHeaders(texts)
		}
	}
	return headers
}

// spread gives the text of one row of a header over every column. The text of a merged block stands over
// all columns of the block. Where cells are not merged it stands over the empty cells to its right that
// have a text below them, as far as they lie under the same groups; starts says where it stands itself.
func spread(s *sheet, r row, below []row, groups []string) (texts []string, starts []bool) {
	texts, starts = make([]string, len(groups)), make([]bool, len(groups))
	covered := make([]int, len(groups)) // the column, plus 1, whose merged block reaches here
	merged := make([]bool, len(groups)) // the text of the column stands where its merged block says
	for _, m := range s.merges {
		if m.top <= r.number && r.number <= m.bottom && m.left < len(groups) {
			merged[m.left] = true
			for i := m.left + 1; i <= min(m.right, len(groups)-1); i++ {
				covered[i] = m.left + 1
			}
		}
	}
	last := -1 // the column whose text stands over those right of it
	for i := range groups {
		text := strings.TrimSpace(headerFront(r.cell(i)))
		named := slices.ContainsFunc(below, func(b row) bool { return strings.TrimSpace(b.cell(i)) != "" })
		switch {
		case text != "":
			texts[i], starts[i], last = text, true, i
		case covered[i] > 0:
			texts[i] = texts[covered[i]-1]
		case last >= 0 && !merged[last] && named && groups[i] == groups[last]:
			texts[i] = texts[last]
		default:
			last = -1
		}
	}
	return texts, starts
}

// groupWords are what a group of columns may be called beyond what it is about: 承租人信息, 基本情况.
var groupWords = []string{"信息", "情况", "资料", "明细", "要素", "基本", "相关", "有关", "概况"}

// wholeWords are the names of a column that holds what its group is about: 剩余租金 over 合计.
var wholeWords = regexp.MustCompile(`^(?:合计|小计|总计|总额|总数|全部|total|sum|all)$`)

// joinHeaders reads the texts that stand over a column, from its outermost group down to its name. The
// name is read behind its groups, the nearest first, where that names a column, and by itself otherwise:
// 承租人 over 行业 is 承租人行业, 租赁期限 over 起始日 is 起始日.
func (m columnReader) joinHeaders(texts []string) header {
	last := len(texts) - 1
	name, raw := texts[last], strings.Join(texts, " ")
	if last == 0 {
		return readHeader(name)
	}
	var outer unit // 金额（万元） stands over 合同金额 and 余额
	for _, group := range slices.Backward(texts[:last]) {
		if outer = readHeader(group).unit; !outer.isZero() {
			break
		}
	}
	finish := func(h header) header {
		h.raw = raw
		if h.unit.isZero() {
			h.unit = outer
		}
		return h
	}
	if u, ok := parseUnit(name); ok {
		h := m.joinHeaders(texts[:last])
		h.raw, h.unit = raw, u
		return h
	}
	if wholeWords.MatchString(squeeze(name)) || strings.TrimSpace(ofWhich.ReplaceAllString(fold(name), "")) != fold(name) {
		base := m.joinHeaders(texts[:last])
		if wholeWords.MatchString(squeeze(name)) {
			return finish(base)
		}
		return finish(partOf(base, m.fieldOf(base), readHeader(name)))
	}
	candidates := m.joinedForms(texts)
	set := aliasSets()[m.role]
	for _, h := range candidates {
		if hit, ok := set.find(h); ok && !(h.full == candidates[len(candidates)-1].full && m.ofOther(texts[:last], hit.field)) {
			return finish(h)
		}
	}
	if !m.loose {
		return finish(candidates[0])
	}
	// No known header: the form that is most like one.
	best, score := candidates[0], 0.0
	for _, h := range candidates {
		if list := m.likenesses(h); len(list) > 0 && list[0].score > score && !m.ofOther(texts[:last], list[0].field) {
			best, score = h, list[0].score
		}
	}
	return finish(best)
}

// joinedForms gives the ways to read a name under its groups, the likeliest first, the name alone last.
func (m columnReader) joinedForms(texts []string) []header {
	last := len(texts) - 1
	name := texts[last]
	var forms []header
	for _, group := range slices.Backward(texts[:last]) {
		forms = append(forms, readHeader(groupName(group)+" "+name))
	}
	if last > 1 {
		var all []string
		for _, group := range texts[:last] {
			all = append(all, groupName(group))
		}
		forms = append(forms, readHeader(strings.Join(all, " ")+" "+name))
	}
	return append(forms, readHeader(name))
}

// groupName is what a group is about, without its unit: 承租人信息 is 承租人, 金额（万元） is 金额.
func groupName(text string) string {
	if h := readHeader(text); !h.unit.isZero() {
		text = bracketed.ReplaceAllString(fold(text), "")
	}
	for _, w := range groupWords {
		if rest := strings.TrimSuffix(text, w); strings.TrimSpace(rest) != "" {
			text = rest
		}
	}
	return text
}

// ofOther reports a trait under a group that is a party of whom a tape holds no traits: the 行业 of a
// 保证人 is not that of the obligor.
func (m columnReader) ofOther(groups []string, f field) bool {
	if !isTrait(f) {
		return false
	}
	return slices.ContainsFunc(groups, func(group string) bool {
		switch m.fieldOf(readHeader(groupName(group))) {
		case fGuarantor, fOriginator, fRightAppraiser, fRightOwner:
			return true
		}
		return false
	})
}

// fieldOf gives the field that a header names as a known one.
func (m columnReader) fieldOf(h header) field {
	hit, _ := aliasSets()[m.role].find(h)
	return hit.field
}

// ofWhich begins the header of a column that holds a part of another one: 其中：本金, of which principal.
var ofWhich = regexp.MustCompile(`(?i)^(?:其中|当中|of which|thereof|incl(?:uding|\.)?) ?[:：,]? ?(?:的)?`)

// readParts reads the headers of parts behind the columns that they are parts of: the nearest to the
// left that is no part itself.
func (m columnReader) readParts(headers []header) []header {
	var read []header // made when there is a part
	base := -1
	for i, h := range headers {
		switch {
		case h.full == "":
		case !ofWhich.MatchString(fold(h.raw)):
			base = i
		case base >= 0:
			if read == nil {
				read = slices.Clone(headers)
			}
			read[i] = partOf(headers[base], m.fieldOf(headers[base]), h)
		}
	}
	if read == nil {
		return headers
	}
	return read
}

// partOf reads the header of a part of another column: 其中：本金 of the rents left is the principal left.
// What the whole counts in, the part does.
func partOf(whole header, of field, part header) header {
	text := strings.TrimSpace(ofWhich.ReplaceAllString(fold(part.raw), ""))
	h := readHeader(text)
	prefix := ""
	switch of {
	case fReceivableBalance, fBalance:
		prefix = "剩余"
	case fOriginalAmount:
		prefix = "合同"
	}
	switch h.key {
	case "principal", "capital":
		text = strings.Replace(strings.ToLower(text), h.key, "本金", 1)
	case "interest":
		text = strings.Replace(strings.ToLower(text), h.key, "利息", 1)
	}
	if h = readHeader(text); h.key == "本金" || h.key == "利息" {
		h = readHeader(prefix + text)
	}
	if h.raw = part.raw; h.unit.isZero() {
		h.unit = whole.unit
	}
	return h
}
