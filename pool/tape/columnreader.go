package tape

import (
	"slices"
	"strings"
)

// columnReader finds what the columns of a sheet hold.
type columnReader struct {
	role role
	// overrides is what a mapping file says of the columns; it goes before everything.
	overrides []ColumnMapping
	// loose also takes headers by their words and by likeness. The header of a sheet is first searched
	// without, so that no row of data is taken for one.
	loose bool
	memo  likenessMemo // of the sheet that is read
}

// find gives the field of a header, with the likeliest readings when it is not a known one.
func (m columnReader) find(index int, h header) (aliasHit, []likeness) {
	for _, o := range m.overrides {
		if o.names(index, h) {
			return aliasHit{field: o.field(), rank: -1, score: scoreAlias, by: byMapping}, nil
		}
	}
	if hit, ok := aliasSets()[m.role].find(h); ok || h.full == "" || isIgnored(h) {
		return hit, nil
	}
	if !m.loose {
		return aliasHit{}, nil
	}
	list := slices.Clone(m.likenesses(h))
	if l, ok := taken(list); ok {
		return aliasHit{field: l.field, rank: likenessRank(l.score), score: l.score, by: l.by}, list
	}
	return aliasHit{}, list
}

// likenessRank puts what is merely alike behind every known header, the likelier first.
func likenessRank(score float64) int { return 10_000 + int((1-score)*10_000) }

// mapColumns finds the field of every header. Where several claim one field, the surest gets it, and
// of equals the leftmost.
func (m columnReader) mapColumns(headers []header) *layout {
	headers = m.readParts(headers)
	l := &layout{role: m.role}
	ranks := make([]int, 0, len(headers))
	for i, h := range headers {
		hit, others := m.find(i, h)
		if h.full == "" && hit.by != byMapping {
			continue
		}
		l.columns = append(l.columns, column{index: i, header: h, field: hit.field, by: hit.by, score: hit.score, likely: others})
		ranks = append(ranks, hit.rank)
	}
	var holder [fieldCount]int // place in l.columns, plus 1
	for i := range l.columns {
		f := l.columns[i].field
		if f == fNone || fieldInfo[f].several {
			continue
		}
		loser := i
		switch at := holder[f] - 1; {
		case at < 0:
			holder[f] = i + 1
			continue
		case ranks[i] < ranks[at]:
			holder[f], loser = i+1, at
		}
		l.columns[loser].field = fNone
		if l.columns[loser].by == byAlias || l.columns[loser].by == byMapping {
			l.columns[loser].claimed = f // one that is merely alike claims nothing
		}
	}
	l.index()
	return l
}

// index finds the columns by field, and weighs the layout: what is merely alike counts half.
func (l *layout) index() {
	l.byField, l.score = [fieldCount][]int{}, 0
	for i, c := range l.columns {
		if c.field == fNone {
			continue
		}
		if l.byField[c.field] = append(l.byField[c.field], i); len(l.byField[c.field]) == 1 {
			w := 2 * weight(l.role, c.field)
			if c.score < scoreWords {
				w /= 2
			}
			l.score += w
		}
	}
}

// findLayout searches a sheet for the header of a role: by known headers, and by their words and
// likenesses when that finds none.
func findLayout(s *sheet, r role) *layout { return columnReader{role: r}.findLayout(s) }

func (m columnReader) findLayout(s *sheet) *layout {
	m.memo = likenessMemo{}
	l := m.search(s)
	m.loose = true
	if m.role == roleContracts && (l == nil || !l.complete()) {
		// What the known headers leave open may be in other rows, or in other words.
		if wide := m.search(s); l == nil || wide != nil && wide.complete() {
			l = wide
		}
	}
	if l = m.widen(s, l); l != nil {
		l.readUnits(s)
	}
	return l
}

// widen maps the columns of a header once more, with the readings by words and likeness.
func (m columnReader) widen(s *sheet, l *layout) *layout {
	if l == nil || !slices.ContainsFunc(l.columns, func(c column) bool { return c.field == fNone }) {
		return l
	}
	wide := m.mapColumns(m.joinRows(s, s.rows[l.top:l.first]))
	wide.top, wide.first = l.top, l.first
	return wide
}

// fewestHeaders is how many cells a row of headers has at least.
const fewestHeaders = 2

// search looks for the header in the first rows with content: in one row, or in several.
func (m columnReader) search(s *sheet) *layout {
	var best *layout
	depth := min(len(s.rows), headerDepth)
	singles := make([]*layout, depth)
	for i := range depth {
		if s.rows[i].filled() < fewestHeaders {
			singles[i] = &layout{role: m.role, top: i, first: i + 1}
			continue
		}
		singles[i] = m.mapColumns(singleHeader(s.rows[i]))
		singles[i].top, singles[i].first = i, i+1
	}
	for i, single := range singles {
		if better(single, best) {
			best = single
		}
		if isData(s.rows[i]) {
			continue
		}
		merged := s.mergedDepth(i)
		least := single.score // what the rows so far are worth
		for n := 2; n <= mostHeaderRows && i+n <= depth; n++ {
			next := s.rows[i+n-1]
			if next.number != s.rows[i].number+n-1 || isData(next) || next.filled() == 0 || next.filled() < 2 && n > merged {
				break
			}
			joined := m.mapColumns(m.joinRows(s, s.rows[i:i+n]))
			joined.top, joined.first = i, i+n
			least = max(least, singles[i+n-1].score)
			switch {
			case n <= merged && joined.score >= least && best != nil && best.top == i && joined.score >= best.score:
				best = joined // cells of the header itself reach down to this row
			case (n <= merged || joined.score >= least+4) && joined.score >= least && better(joined, best):
				// All rows must name columns: neither a row of data under a header nor a title above one does.
				best = joined
			}
			least = max(least, joined.score)
		}
	}
	return m.reachUp(s, best)
}

// reachUp begins a header where cells that are merged into it begin: 序号 over three rows, of which the
// lower two alone name everything else.
func (m columnReader) reachUp(s *sheet, l *layout) *layout {
	if l == nil {
		return nil
	}
	top := l.top
	for _, b := range s.merges {
		if b.top >= s.rows[l.top].number || b.bottom < s.rows[l.top].number {
			continue
		}
		if i := slices.IndexFunc(s.rows[:l.top], func(r row) bool { return r.number == b.top }); i >= 0 && l.first-i <= mostHeaderRows {
			top = min(top, i)
		}
	}
	if top == l.top {
		return l
	}
	higher := m.mapColumns(m.joinRows(s, s.rows[top:l.first]))
	if higher.top, higher.first = top, l.first; higher.score < l.score {
		return l
	}
	return higher
}

// isData reports a row with numbers: a header has at most one, such as a year.
func isData(r row) bool {
	numbers := 0
	for _, c := range r.cells() {
		if c == "" || c[0] > '9' || c[0] < '+' {
			continue
		}
		if _, _, ok := plainNumber(strings.TrimSpace(c)); ok {
			numbers++
		}
	}
	return numbers >= 2
}

// mergedDepth gives how many rows a header that begins in a row has by its merged cells: 3 when 合同编号
// is merged over three rows.
func (s *sheet) mergedDepth(i int) int {
	deepest := 1
	top := s.rows[i]
	for _, m := range s.merges {
		if m.top == top.number && m.bottom > m.top && strings.TrimSpace(top.cell(m.left)) != "" {
			deepest = max(deepest, m.bottom-m.top+1)
		}
	}
	return deepest
}

// at reads the header that stands in given rows of a sheet, counted from 1; nil when they are not there.
func (m columnReader) at(s *sheet, number, rows int) *layout {
	m.loose, m.memo = true, likenessMemo{}
	i := slices.IndexFunc(s.rows, func(r row) bool { return r.number == number })
	if i < 0 || i+rows > len(s.rows) {
		return nil
	}
	l := m.mapColumns(m.joinRows(s, s.rows[i:i+rows]))
	l.top, l.first = i, i+rows
	l.readUnits(s)
	return l
}
