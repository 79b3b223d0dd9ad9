package tape

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"
)

// mergeLimit bounds the merged blocks of a sheet.
const mergeLimit = 1 << 20

// sheetScan reads the part of a sheet: its rows with content, with what each cell is beside its text,
// and its merged blocks.
type sheetScan struct {
	book   *workbook
	xml    *xmlReader
	sheet  *sheet
	most   int // rows with content, 0 for all
	merges []mergedRange

	number  int // of the row that is open, from 1
	hidden  bool
	counted bool // the row does not say its number
	column  int  // of the last cell, from 0
	cells   []cellScan
	line    []byte // the texts of the row, in the order of its cells in the part
	rich    richText
	value   []byte
	seen    int // rows with or without content
	text    int64
	count   int // cells with content
	texts   textStore
	ends    endStore
}

// cellScan is a cell of the row that is open.
type cellScan struct {
	from, to int // in line
	flag     cellFlag
	set      bool
}

// run reads the part to its end, or until enough rows are read.
func (s *sheetScan) run(ctx context.Context) error {
	x := s.xml
	inData := 0 // depth of the element that holds the rows
	for {
		token, err := x.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return s.at(err)
		case token == xmlEnd && len(x.opened) < inData:
			inData = 0
		case token != xmlStart:
			continue
		}
		switch name := string(x.name); {
		case name == "sheetData":
			inData = len(x.opened)
		case name == "row" && inData > 0 && len(x.opened) == inData+1:
			if s.seen%rowsPerCheck == 0 && ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if err := s.row(); err != nil {
				return s.at(err)
			}
			if s.most > 0 && len(s.sheet.rows) >= s.most {
				return nil
			}
		case name == "mergeCell":
			if err := s.merge(); err != nil {
				return err
			}
		}
	}
}

// at says in which row an error is.
func (s *sheetScan) at(err error) error {
	if s.number == 0 {
		return err
	}
	return &rowError{s.number, err}
}

// row reads the row that was just begun, to its end.
func (s *sheetScan) row() error {
	x := s.xml
	before := s.number
	s.seen++
	s.number++
	s.hidden, s.counted, s.column, s.line = false, true, -1, s.line[:0]
	s.cells = s.cells[:0]
	for {
		name, value, ok, err := x.attr()
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		switch string(name) {
		case "r":
			n, ok := digits(value)
			if !ok || n < 1 || n > maxSheetRows {
				return xmlError("row number %q", shorten(string(value), 20))
			}
			s.number, s.counted = n, false
		case "hidden":
			s.hidden = string(value) == "1" || string(value) == "true"
		}
	}
	if s.number <= before || s.number > maxSheetRows {
		return xmlError("row %d comes after row %d", s.number, before)
	}
	depth := len(x.opened)
	for {
		token, err := x.next()
		switch {
		case err != nil:
			return unexpected(err)
		case token == xmlEnd && len(x.opened) < depth:
			return s.endRow()
		case token == xmlStart && len(x.opened) == depth+1 && string(x.name) == "c":
			if err := s.cell(); err != nil {
				return err
			}
		}
	}
}

// storage is how a cell keeps its value.
type storage uint8

const (
	storedNumber storage = iota
	storedShared
	storedInline
	storedFailed
	storedTruth
	storedOther // its text stands there as it is
)

func storageOf(t []byte) storage {
	switch string(t) {
	case "", "n":
		return storedNumber
	case "s":
		return storedShared
	case "inlineStr":
		return storedInline
	case "e":
		return storedFailed
	case "b":
		return storedTruth
	}
	return storedOther
}

// cell reads the cell that was just begun, to its end.
func (s *sheetScan) cell() error {
	x := s.xml
	kind, style := storedNumber, -1
	s.column++
	for {
		name, value, ok, err := x.attr()
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		switch string(name) {
		case "r":
			column, row, ok := cellPlace(value)
			if !ok {
				return xmlError("the place %q of a cell", shorten(string(value), 20))
			}
			if s.counted && s.column == 0 && row > s.number {
				s.number = row // the row leaves it to its first cell to say where it stands
			}
			if row != s.number {
				return xmlError("a cell says that it stands in row %d", row)
			}
			s.column = column
		case "t":
			kind = storageOf(value)
		case "s":
			if n, ok := digits(value); ok {
				style = n
			}
		}
	}
	if s.column >= maxSheetColumns {
		return xmlError("a cell beyond the last column, %s", columnLetter(maxSheetColumns-1))
	}
	if s.column < len(s.cells) && s.cells[s.column].set {
		return xmlError("two cells in column %s", columnLetter(s.column))
	}
	if x.closing { // most empty cells have a style and nothing else
		_, err := x.next()
		return err
	}
	return s.content(kind, style)
}

// content reads what the cell holds.
func (s *sheetScan) content(kind storage, style int) error {
	x, limits := s.xml, s.book.limits
	depth := len(x.opened)
	hasFormula, hasRich, hasValue := false, false, false
	s.value = s.value[:0]
	inValue := false
	for {
		token, err := x.next()
		if err != nil {
			return unexpected(err)
		}
		switch token {
		case xmlStart:
			if len(x.opened) != depth+1 {
				continue
			}
			switch string(x.name) {
			case "v":
				inValue = true
			case "f":
				hasFormula = true
			case "is":
				if err := s.rich.read(x, limits.CellBytes, s.number, limits); err != nil {
					return err
				}
				hasRich, hasValue = true, hasValue || !s.rich.blank
			}
		case xmlText:
			if !inValue {
				continue
			}
			if s.value, err = x.appendText(s.value); err != nil {
				return err
			}
			hasValue = hasValue || len(trimSpaces(x.text)) > 0
			if len(s.value) > limits.CellBytes {
				return tooLongCell(s.number, limits)
			}
		case xmlEnd:
			if len(x.opened) >= depth {
				inValue = inValue && string(x.name) != "v"
				continue
			}
			text := s.value
			switch {
			case kind == storedShared && len(trimSpaces(text)) > 0:
				n, ok := digits(trimSpaces(text))
				if !ok || n >= s.book.shared.len() {
					return xmlError("cell %s%d refers to text %s of a table of %d", columnLetter(s.column), s.number, shorten(string(text), 20), s.book.shared.len())
				}
				text = s.book.shared.text(n)
			case kind == storedInline && hasRich:
				text = s.rich.text
			case kind == storedTruth:
				text = truthText(text)
			}
			var flag cellFlag
			if hasValue && kind == storedNumber {
				flag = flagNumber
				if style >= 0 && style < len(s.book.styles) {
					text, flag = formatted(text, flag, &s.book.formats[s.book.styles[style]])
				}
			}
			if hasFormula && !hasValue {
				flag |= flagNoValue
			}
			if kind == storedFailed {
				flag |= flagFailed
			}
			return s.put(text, flag)
		}
	}
}

// truthText gives a truth value as a sheet shows it: it is no number.
func truthText(stored []byte) []byte {
	switch string(trimSpaces(stored)) {
	case "1":
		return []byte("TRUE")
	case "0":
		return []byte("FALSE")
	}
	return stored
}

// formatted gives the text of a stored number as its format shows it. What then is more than a number
// is no stored number any more.
func formatted(stored []byte, flag cellFlag, format *numberFormat) ([]byte, cellFlag) {
	switch {
	case format.percent:
		flag |= flagPercent
	case format.day:
		flag |= flagDay
	case format.isShifted():
		flag |= flagShifted
	case !format.isPlain():
		shown := format.shown(string(trimSpaces(stored)))
		if shown != string(stored) && (format.after != "" || format.before != "") {
			flag &^= flagNumber
		}
		return []byte(shown), flag
	}
	return stored, flag
}

// put keeps a cell of the row.
func (s *sheetScan) put(text []byte, flag cellFlag) error {
	if len(text) == 0 && flag == 0 {
		return nil
	}
	limits := s.book.limits
	if s.column >= limits.Columns {
		if flag&flagNoValue == 0 && isBlankText(text) {
			return nil
		}
		return tooManyColumns(s.number, limits)
	}
	if len(text) > limits.CellBytes {
		return tooLongCell(s.number, limits)
	}
	if s.count++; s.count > limits.Cells {
		return tooManyCells(s.number, limits)
	}
	if s.text += int64(len(text)); s.text > limits.Text || len(s.line)+len(text) > maxRowText {
		return tooMuchText(s.number, limits)
	}
	for len(s.cells) <= s.column {
		s.cells = append(s.cells, cellScan{})
	}
	from := len(s.line)
	s.line = append(s.line, text...)
	s.cells[s.column] = cellScan{from, len(s.line), flag, true}
	return nil
}

// endRow keeps the row when it has content.
func (s *sheetScan) endRow() error {
	limits := s.book.limits
	blank := true
	for _, c := range s.cells {
		if c.flag&flagNoValue != 0 || !isBlankText(s.line[c.from:c.to]) {
			blank = false
			break
		}
	}
	if blank {
		return nil
	}
	if len(s.sheet.rows) >= limits.Rows {
		return tooManyRows(s.number, limits)
	}
	if len(s.sheet.rows) == cap(s.sheet.rows) {
		s.sheet.rows = slices.Grow(s.sheet.rows, max(len(s.sheet.rows), 64))
	}
	s.sheet.rows = append(s.sheet.rows, s.pack())
	return nil
}

// isBlankText reports a text that says nothing when it is folded.
func isBlankText(text []byte) bool {
	return len(text) == 0 || !isGraphic(text[0]) && fold(string(text)) == ""
}

// pack gives the row in the form in which sheets keep it.
func (s *sheetScan) pack() row {
	r := row{number: s.number, hidden: s.hidden, typed: true, ends: s.ends.take(len(s.cells))}
	inOrder := true
	last := 0
	for i, c := range s.cells {
		if c.set {
			inOrder = inOrder && c.from == last
			last = c.to
		}
		r.ends[i] = endAt(last, c.flag)
	}
	if inOrder {
		r.text = s.texts.keepBytes(s.line)
		return r
	}
	line := make([]byte, 0, len(s.line))
	for i, c := range s.cells {
		line = append(line, s.line[c.from:c.to]...)
		r.ends[i] = endAt(len(line), c.flag)
	}
	r.text = s.texts.keepBytes(line)
	return r
}

func (s *sheetScan) merge() error {
	for {
		name, value, ok, err := s.xml.attr()
		switch {
		case err != nil:
			return err
		case !ok:
			return nil
		case string(name) != "ref":
			continue
		}
		if m, ok := parseBlock(value); ok {
			if s.merges = append(s.merges, m); len(s.merges) > mergeLimit {
				return xmlError("more than %d merged blocks", mergeLimit)
			}
		}
	}
}

// parseBlock reads a block of cells such as A1:C3.
func parseBlock(ref []byte) (mergedRange, bool) {
	for i, c := range ref {
		if c != ':' {
			continue
		}
		left, top, ok1 := cellPlace(ref[:i])
		right, bottom, ok2 := cellPlace(ref[i+1:])
		return mergedRange{top: top, bottom: bottom, left: left, right: right}, ok1 && ok2
	}
	return mergedRange{}, false
}

// cellPlace reads the place of a cell such as AB12: its column from 0 and its row from 1.
func cellPlace(ref []byte) (column, row int, ok bool) {
	i := 0
	for ; i < len(ref); i++ {
		c := ref[i] &^ 0x20
		switch {
		case ref[i] == '$':
			continue
		case c >= 'A' && c <= 'Z':
			if column = column*26 + int(c-'A') + 1; column > maxSheetColumns {
				return 0, 0, false
			}
			continue
		}
		break
	}
	for i < len(ref) && ref[i] == '$' {
		i++
	}
	row, ok = digits(ref[i:])
	return column - 1, row, ok && column > 0 && row >= 1 && row <= maxSheetRows
}

// digits reads a whole number of up to nine digits.
func digits(b []byte) (int, bool) {
	if len(b) == 0 || len(b) > 9 {
		return 0, false
	}
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

func isHex(b []byte) bool {
	_, err := strconv.ParseUint(string(b), 16, 32)
	return err == nil && b[0] != '+' && b[0] != '-'
}

// appendUnit adds the character of an escape. Half of a pair of UTF-16 is no character.
func appendUnit(to, hex []byte) []byte {
	n, _ := strconv.ParseUint(string(hex), 16, 32)
	if n >= 0xd800 && n <= 0xdfff {
		return append(to, fmt.Sprintf("_x%s_", hex)...)
	}
	return utf8.AppendRune(to, rune(n))
}
