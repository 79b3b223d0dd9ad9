package tape

import (
	"errors"
	"io"
)

// sharedTexts is the table of texts that the cells of a workbook refer to by number.
type sharedTexts struct {
	all  []byte
	ends []uint32 // of each text in all
}

func (s *sharedTexts) len() int { return len(s.ends) }

// text gives a text by its number, which must be in the table.
func (s *sharedTexts) text(i int) []byte {
	from := uint32(0)
	if i > 0 {
		from = s.ends[i-1]
	}
	return s.all[from:s.ends[i]]
}

// read reads the table.
func (s *sharedTexts) read(x *xmlReader, limits Limits) error {
	var item richText
	for {
		token, err := x.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case token == xmlStart && string(x.name) == "si":
			if err := item.read(x, max(limits.CellBytes, longestText), 0, limits); err != nil {
				return err
			}
			if s.all = append(s.all, item.text...); int64(len(s.all)) > min(limits.Text, maxText) {
				return tooMuchText(0, limits)
			}
			if s.ends = append(s.ends, uint32(len(s.all))); len(s.ends) > limits.Cells {
				return tooManyCells(0, limits)
			}
		}
	}
}

// maxText is the largest sum of texts that can be counted, whatever the limits say.
const maxText = 1<<32 - 1

// longestText is the longest text that a cell can hold, 32,767 characters. The table may also have
// texts of sheets that are not read, so that Limits.CellBytes does not apply to all of it.
const longestText = 32_767 * 4

// richText reads a text that may consist of runs with their own looks. How it is pronounced (rPh) is
// not part of it.
type richText struct {
	text  []byte
	blank bool // no character of it, blanks aside
}

// read reads the children of the element that was just begun, to its end.
func (r *richText) read(x *xmlReader, longest, row int, limits Limits) error {
	r.text, r.blank = r.text[:0], true
	depth := len(x.opened)
	spoken := 0 // depth of the rPh that is open, 0 for none
	inText := false
	for {
		token, err := x.next()
		if err != nil {
			return unexpected(err)
		}
		switch token {
		case xmlStart:
			switch name := string(x.name); {
			case spoken > 0:
			case name == "rPh":
				spoken = len(x.opened)
			case name == "t":
				inText = true
			}
		case xmlEnd:
			switch {
			case len(x.opened) < depth:
				r.text = unescapeText(r.text)
				return nil
			case len(x.opened) < spoken:
				spoken = 0
			case string(x.name) == "t":
				inText = false
			}
		case xmlText:
			if !inText || spoken > 0 {
				continue
			}
			if r.text, err = x.appendText(r.text); err != nil {
				return err
			}
			r.blank = r.blank && len(trimSpaces(x.text)) == 0
			if len(r.text) > longest {
				return tooLongCell(row, limits)
			}
		}
	}
}

// unexpected turns the end of a part inside an element into the error that it is.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return xmlError("%w", io.ErrUnexpectedEOF)
	}
	return err
}

// unescapeText resolves the escapes with which workbooks write characters that XML cannot hold:
// _x000D_ is a carriage return, and _x005F_ an underline that begins no escape. It works in place.
func unescapeText(text []byte) []byte {
	at := escapeAt(text, 0)
	if at < 0 {
		return text
	}
	out := text[:0]
	from := 0
	for ; at >= 0; at = escapeAt(text, from) {
		out = append(out, text[from:at]...)
		from = at + escapeSize
		out = appendUnit(out, text[at+2:at+6])
	}
	return append(out, text[from:]...)
}

// escapeSize is the length of _xHHHH_.
const escapeSize = 7

// escapeAt finds the next escape, -1 for none.
func escapeAt(text []byte, from int) int {
	for i := from; i+escapeSize <= len(text); i++ {
		if text[i] == '_' && text[i+1] == 'x' && text[i+6] == '_' && isHex(text[i+2:i+6]) {
			return i
		}
	}
	return -1
}
