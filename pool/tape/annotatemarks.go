package tape

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// cellAt is a cell: row from 1, column from 0.
type cellAt struct{ row, column int }

func (c cellAt) name() string { return fmt.Sprintf("%s%d", columnLetter(c.column), c.row) }

func compareCells(a, b cellAt) int {
	return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.column, b.column))
}

// mark is what is found in one cell.
type mark struct {
	at       cellAt
	worst    Severity
	findings []int // places in the list of findings
	noted    bool  // gets a note
}

// sheetMarks are the marks of one sheet.
type sheetMarks struct {
	name, part string
	data       []byte
	marks      []*mark // in order of row and column
	facts      *markFacts
	changes    []splice // of data
}

// findingPlace is where a finding is marked.
type findingPlace struct {
	location string // of the link, "" when there is no such place
	shown    string // in words
	remark   string
	mark     *mark
}

// markFacts is what marking needs to know of a sheet.
type markFacts struct {
	first        map[int]int // first column with content, by row
	merges       mergeIndex
	column       map[int]string // style by column
	root         xmlTag
	drawing      string // the link to the drawing of notes, "" for none
	drawingPlace int    // where the element with that link belongs
}

// collect decides for every finding where it is marked.
func (a *annotator) collect() error {
	a.where = make([]findingPlace, len(a.result.Findings))
	bySheet := map[string]*sheetMarks{}
	byCell := map[*sheetMarks]map[cellAt]*mark{}
	open := func(name string) (*sheetMarks, error) {
		if m, known := bySheet[name]; known {
			return m, nil
		}
		part := a.sheets[name]
		data, err := a.pack.read(part)
		if err != nil {
			return nil, err
		}
		if part == "" || data == nil {
			bySheet[name] = nil
			return nil, nil
		}
		m := &sheetMarks{name: name, part: part, data: data}
		if m.facts, err = readMarkFacts(data); err != nil {
			return nil, fmt.Errorf("%s: %w", part, err)
		}
		bySheet[name], byCell[m] = m, map[cellAt]*mark{}
		a.marks = append(a.marks, m)
		return m, nil
	}
	if _, known := a.sheets[a.sheetName(a.result.Sheet)]; !known {
		return fmt.Errorf("%w: it has no sheet %q", ErrOtherFile, a.result.Sheet)
	}
	for i, f := range a.result.Findings {
		m, err := open(a.sheetName(f.Sheet))
		if err != nil {
			return err
		}
		place := &a.where[i]
		at, isCell := m.cellOf(f)
		switch {
		case m == nil:
			place.shown = placeText("", f.Sheet, f.Row, f.Column, "")
			continue
		case !isCell && f.Column != "" && f.Row == 0 && columnNumber(f.Column) >= 0:
			place.shown, place.location = f.Column, m.location(f.Column+":"+f.Column)
			continue
		case !isCell && f.Row == 0:
			place.location = m.location("A1")
			continue
		case !isCell:
			place.shown = placeText("", "", f.Row, f.Column, "")
			continue
		}
		place.shown, place.location = at.name(), m.location(at.name())
		found := byCell[m][at]
		if found == nil {
			found = &mark{at: at, worst: f.Severity}
			byCell[m][at] = found
			m.marks = append(m.marks, found)
		}
		found.worst = min(found.worst, f.Severity)
		found.findings = append(found.findings, i)
		place.mark = found
	}
	a.chooseNotes()
	return nil
}

// sheetName gives the sheet of the copy for a sheet of the findings.
func (a *annotator) sheetName(name string) string {
	if a.isText {
		return textSheet
	}
	return name
}

// chooseNotes gives notes to the cells with the worst findings, in order of place, up to MaxNotes.
func (a *annotator) chooseNotes() {
	var all []*mark
	for _, m := range a.marks {
		slices.SortFunc(m.marks, func(x, y *mark) int { return compareCells(x.at, y.at) })
		all = append(all, m.marks...)
	}
	slices.SortStableFunc(all, func(x, y *mark) int { return cmp.Compare(x.worst, y.worst) })
	for i, m := range all {
		m.noted = i < MaxNotes
	}
	a.cut = max(0, len(all)-MaxNotes)
}

// location writes a place for a link within the workbook.
func (m *sheetMarks) location(cells string) string {
	return "'" + strings.ReplaceAll(m.name, "'", "''") + "'!" + cells
}

// cellOf finds the cell that a finding marks, false when it is about no row or lies outside any sheet.
func (m *sheetMarks) cellOf(f Finding) (cellAt, bool) {
	if m == nil || f.Row < 1 || f.Row > maxSheetRows {
		return cellAt{}, false
	}
	at := cellAt{row: f.Row}
	if f.Column != "" {
		if at.column = columnNumber(f.Column); at.column < 0 {
			return cellAt{}, false
		}
	} else {
		at.column = m.facts.first[f.Row]
	}
	return m.facts.merges.anchor(at), true
}

// mergeIndex finds the merged block of a cell.
type mergeIndex struct {
	byRow map[int][]mergedRange // blocks of a few rows, under each of their rows
	tall  []mergedRange
}

// fewRows is how many rows a block has at most to stand under each of them.
const fewRows = 64

// add adds a block such as A1:C3; what is none is left out.
func (x *mergeIndex) add(ref string) {
	from, to, _ := strings.Cut(ref, ":")
	left, top, err1 := excelize.CellNameToCoordinates(from)
	right, bottom, err2 := excelize.CellNameToCoordinates(to)
	if err1 != nil || err2 != nil {
		return
	}
	m := mergedRange{top: top, bottom: bottom, left: left - 1, right: right - 1}
	if m.bottom-m.top >= fewRows {
		x.tall = append(x.tall, m)
		return
	}
	if x.byRow == nil {
		x.byRow = map[int][]mergedRange{}
	}
	for row := m.top; row <= m.bottom; row++ {
		x.byRow[row] = append(x.byRow[row], m)
	}
}

// anchor gives the first cell of the block that a cell belongs to, or the cell itself.
func (x *mergeIndex) anchor(at cellAt) cellAt {
	for _, list := range [][]mergedRange{x.byRow[at.row], x.tall} {
		for _, m := range list {
			if m.top <= at.row && at.row <= m.bottom && m.left <= at.column && at.column <= m.right {
				return cellAt{m.top, m.left}
			}
		}
	}
	return at
}

// columnNumber reads the letters of a column, counted from 0; -1 for what is none.
func columnNumber(letters string) int {
	n, err := excelize.ColumnNameToNumber(letters)
	if err != nil || n < 1 || n > maxSheetColumns {
		return -1
	}
	return n - 1
}

var severityLabels = [...]string{Error: "错误 error", Warning: "警告 warning", Info: "提示 info"}

func (s Severity) label() string {
	if int(s) < len(severityLabels) {
		return severityLabels[s]
	}
	return s.String()
}

// noteWords spells out a finding for a note: what its code means and what to do, in Chinese, and then all
// that is to be said of this cell.
func noteWords(f Finding) (head, body string) {
	head = fmt.Sprintf("[%s] %s", f.Severity.label(), f.Code)
	meaning := codeByName()[f.Code]
	var b strings.Builder
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(&b, "\n%s%s", label, oneLine(shorten(text, 400)))
		}
	}
	line("", meaning.MeaningZH)
	line("见 seen: ", f.Seen)
	line("取 taken: ", f.Taken)
	line("→ ", meaning.AdviceZH)
	line("", f.Message)
	line("→ ", f.Advice)
	return head, b.String()
}
