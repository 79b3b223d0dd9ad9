package tape

import (
	"iter"
	"slices"
)

// sheet is one sheet in memory: its rows with content, as texts.
type sheet struct {
	name     string // "" for a text file
	order    int    // place in the findings
	hidden   bool
	date1904 bool
	loose    bool // a file without cell types
	rows     []row
	merges   []mergedRange
	tall     map[int][]mergedRange // merges of several rows by their left column, from the top down
}

// row is one row with content. Its texts lie one behind the other in one string, and what is known of
// a cell beside its text lies beside its end: a large sheet has millions of cells, and a string and a
// flag for each of them would cost more than the texts.
type row struct {
	number int // in the sheet, from 1
	text   string
	ends   []cellEnd
	gap    uint8 // bytes of text between two cells
	typed  bool  // the types of the cells are known
	hidden bool
}

// cellEnd is where a cell ends in the text of its row, with its flags in front.
type cellEnd uint32

// endBits leaves 6 bits for flags, and texts of up to 64 MiB in a row.
const (
	endBits    = 26
	maxRowText = 1<<endBits - 1
)

func endAt(at int, flag cellFlag) cellEnd { return cellEnd(at) | cellEnd(flag)<<endBits }

func (e cellEnd) at() int        { return int(e & maxRowText) }
func (e cellEnd) flag() cellFlag { return cellFlag(e >> endBits) }

// endStore is where the ends of rows are kept, those of many rows in one piece of memory.
type endStore struct{ piece []cellEnd }

// take gives room for n ends.
func (s *endStore) take(n int) []cellEnd {
	if cap(s.piece)-len(s.piece) < n {
		s.piece = make([]cellEnd, 0, max(n, 64*min(n, 64)))
	}
	from := len(s.piece)
	s.piece = s.piece[:from+n]
	return s.piece[from:len(s.piece):len(s.piece)]
}

// packRow makes a row of texts.
func packRow(number int, cells ...string) row {
	r := row{number: number, ends: make([]cellEnd, len(cells))}
	var line []byte
	for i, c := range cells {
		line = append(line, c...)
		r.ends[i] = endAt(len(line), 0)
	}
	r.text = string(line)
	return r
}

// cellFlag says what a workbook knows of a cell beside its text.
type cellFlag uint8

const (
	flagNumber  cellFlag = 1 << iota // a stored number
	flagPercent                      // shown as a percentage
	flagNoValue                      // a formula whose result is not stored
	flagFailed                       // a formula with an error as its result, such as #REF!
	flagShifted                      // shown in a larger unit than it is stored in, see numberFormat
	flagDay                          // shown as a day
)

// mergedRange is a block of merged cells, rows and columns counted from 1 and from 0.
type mergedRange struct {
	top, bottom int
	left, right int
}

// setMerges keeps the merged blocks of the sheet.
func (s *sheet) setMerges(merges []mergedRange) {
	s.merges, s.tall = merges, map[int][]mergedRange{}
	for _, m := range merges {
		if m.bottom > m.top {
			s.tall[m.left] = append(s.tall[m.left], m)
		}
	}
	for _, list := range s.tall {
		slices.SortFunc(list, func(a, b mergedRange) int { return a.top - b.top })
	}
}

// anchorAbove gives the row of the merged block that covers a cell from above, when there is one.
func (s *sheet) anchorAbove(number, column int) (row, bool) {
	list := s.tall[column]
	i, _ := slices.BinarySearchFunc(list, number, func(m mergedRange, number int) int { return m.top - number })
	if i == 0 || list[i-1].bottom < number {
		return row{}, false
	}
	at, found := slices.BinarySearchFunc(s.rows, list[i-1].top, func(r row, number int) int { return r.number - number })
	if !found {
		return row{}, false
	}
	return s.rows[at], true
}

// width is the number of cells, up to the last with content.
func (r row) width() int { return len(r.ends) }

// cell gives the text of a cell, "" beyond the last.
func (r row) cell(column int) string {
	if column < 0 || column >= len(r.ends) {
		return ""
	}
	from := 0
	if column > 0 {
		from = r.ends[column-1].at() + int(r.gap)
	}
	return r.text[from:r.ends[column].at()]
}

// cells gives the texts of all cells with their columns.
func (r row) cells() iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for i := range r.ends {
			if !yield(i, r.cell(i)) {
				return
			}
		}
	}
}

// filled counts the cells with content.
func (r row) filled() int {
	n := 0
	for i, c := range r.cells() {
		if !isBlank(c) || r.flag(i)&flagNoValue != 0 {
			n++
		}
	}
	return n
}

func (r row) flag(column int) cellFlag {
	if column < 0 || column >= len(r.ends) {
		return 0
	}
	return r.ends[column].flag()
}

// isBlank reports a row whose cells say nothing at all.
func (r row) isBlank() bool {
	for i, c := range r.cells() {
		if !isBlank(c) || r.flag(i)&flagNoValue != 0 {
			return false
		}
	}
	return true
}

// text gives a cell as its parser wants it.
func (s *sheet) text(r row, column int) text {
	t := text{raw: r.cell(column), date1904: s.date1904, loose: s.loose}
	switch {
	case r.typed:
		t.number = r.flag(column)&flagNumber != 0
		t.percent = r.flag(column)&flagPercent != 0
		t.shifted = r.flag(column)&flagShifted != 0
		t.day = r.flag(column)&flagDay != 0
	case !s.loose:
		_, _, t.number = plainNumber(t.raw)
	}
	return t
}

// columnLetter gives the letters of a column counted from 0: A, B, …, Z, AA.
func columnLetter(column int) string {
	if column < 0 {
		return ""
	}
	letters := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		letters = string(rune('A'+(n-1)%26)) + letters
	}
	return letters
}

// sourceOf says where contracts were read, up to the number of the row, for pool.ContractSpec.Source.
func (s *sheet) sourceOf(file string) string {
	if where := placeText(file, s.name, 0, "", ""); where != "" {
		return where + " row "
	}
	return "row "
}
