package tape

import (
	"fmt"
	"strconv"
	"strings"
)

// fills are the colours of marked cells by severity.
var fills = [...]string{Error: "FFF4A7A7", Warning: "FFFFD580", Info: "FFCFDBE8"}

// styleBook is the part of styles of a workbook, and the styles that are added to it.
type styleBook struct {
	part  string
	data  []byte
	cells []string // the cell styles there are, as written
	fonts int      // how many there are
	fills int
	xf    xmlTag // the names of elements
	made  []string
	known map[string]int
}

func openStyles(part string, data []byte) (*styleBook, error) {
	s := &styleBook{part: part, data: data, known: map[string]int{}}
	inside, start := "", 0
	err := scanXML(data, func(t xmlTag) error {
		switch {
		case t.depth == 2 && !t.closes:
			inside = t.name
		case t.depth != 3:
		case inside == "cellXfs" && t.name == "xf" && !t.closes:
			s.xf, start = t, t.start
		case inside == "cellXfs" && t.name == "xf":
			s.cells = append(s.cells, string(data[start:t.end]))
		case t.closes:
		case inside == "fonts" && t.name == "font":
			s.fonts++
		case inside == "fills" && t.name == "fill":
			s.fills++
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if part == "" || len(s.cells) == 0 || s.fonts == 0 || s.fills == 0 {
		return nil, fmt.Errorf("%w: it has no styles; open it and save it again", ErrUnsupportedWorkbook)
	}
	return s, nil
}

// maxCellStyles is how many cell styles spreadsheet programs take.
const maxCellStyles = 65_490

// full reports more styles than programs take.
func (s *styleBook) full() bool { return len(s.cells)+len(s.made) > maxCellStyles }

// add gives the number of a cell style, which is made once.
func (s *styleBook) add(key, style string) int {
	if id, made := s.known[key]; made {
		return id
	}
	id := len(s.cells) + len(s.made)
	s.known[key] = id
	s.made = append(s.made, style)
	return id
}

// filled gives the style that is another one but for its fill.
func (s *styleBook) filled(base string, severity Severity) (int, error) {
	n := 0
	if base != "" {
		var err error
		if n, err = strconv.Atoi(base); err != nil || n < 0 || n >= len(s.cells) {
			return 0, fmt.Errorf("%s has no cell style %q", s.part, shorten(base, 20))
		}
	}
	severity = min(severity, Info)
	key := fmt.Sprintf("filled %d %d", n, severity)
	if id, made := s.known[key]; made {
		return id, nil
	}
	style := s.cells[n]
	end := strings.IndexByte(style, '>') + 1
	tag := setAttrs([]byte(style[:end]), "fillId", strconv.Itoa(s.fills+int(severity)), "applyFill", "1")
	return s.add(key, tag+style[end:]), nil
}

// The looks of the added sheet.
type listLook uint8

const (
	lookText listLook = iota
	lookLine          // a text that is not wrapped
	lookTitle
	lookHeader
	lookLink
	lookError
	lookWarning
	lookInfo
)

// look gives the style of a cell of the added sheet. All of them keep a text a text when it is edited.
func (s *styleBook) look(l listLook) int {
	font, fill := 0, 0
	switch l {
	case lookTitle:
		font = s.fonts
	case lookHeader:
		font, fill = s.fonts, s.fills+len(fills)
	case lookLink:
		font = s.fonts + 1
	case lookError, lookWarning, lookInfo:
		fill = s.fills + int(l-lookError)
	}
	wrap := ` wrapText="1"`
	if l == lookTitle || l == lookLine {
		wrap = ""
	}
	return s.add(fmt.Sprintf("look %d", l), fmt.Sprintf(`<%s numFmtId="49" fontId="%d" fillId="%d" borderId="0" quotePrefix="1" applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1"><%s vertical="top"%s/></%s>`,
		s.xf.tag("xf"), font, fill, s.xf.tag("alignment"), wrap, s.xf.tag("xf")))
}

// bytes gives the part with all that was added.
func (s *styleBook) bytes() []byte {
	fill := func(t xmlTag, colour string) string {
		return fmt.Sprintf(`<%[1]s><%[2]s patternType="solid"><%[3]s rgb="%[5]s"/><%[4]s indexed="64"/></%[2]s></%[1]s>`, t.tag("fill"), t.tag("patternFill"), t.tag("fgColor"), t.tag("bgColor"), colour)
	}
	font := func(t xmlTag, marks string) string {
		return fmt.Sprintf(`<%s>%s<%s val="10"/><%s val="Arial"/></%s>`, t.tag("font"), marks, t.tag("sz"), t.tag("name"), t.tag("font"))
	}
	data := s.data
	for _, step := range []struct {
		element string
		more    int
		text    func(xmlTag) string
	}{
		{"fonts", 2, func(t xmlTag) string {
			return font(t, "<"+t.tag("b")+"/>") + fmt.Sprintf(`<%[1]s><%[2]s/><%[3]s val="10"/><%[4]s rgb="FF0563C1"/><%[5]s val="Arial"/></%[1]s>`, t.tag("font"), t.tag("u"), t.tag("sz"), t.tag("color"), t.tag("name"))
		}},
		{"fills", len(fills) + 1, func(t xmlTag) string {
			var b strings.Builder
			for _, colour := range fills {
				b.WriteString(fill(t, colour))
			}
			return b.String() + fill(t, "FFD9D9D9")
		}},
		{"cellXfs", len(s.made), func(xmlTag) string { return strings.Join(s.made, "") }},
	} {
		changed, ok, err := appendInside(data, step.element, step.more, step.text)
		if err != nil || !ok {
			panic("tape: the styles have changed since they were read") // openStyles has seen these elements
		}
		data = changed
	}
	return data
}
