package tape

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// The streaming reader of the workbook library gives texts without their types. What a cell is
// beside its text (a number, a percentage, a formula without a stored result), which rows are hidden
// and which cells are merged, is read here from the parts of the workbook directly. A workbook whose
// parts lie in unusual places is still read, only without these facts.

// workbookParts finds the parts of a workbook.
type workbookParts struct {
	file     *excelize.File
	sheets   map[string]string // name of a sheet: name of its part
	date1904 bool
	percent  map[int]bool // styles that show a percentage
}

// sheetFacts is what a sheet says beside its texts.
type sheetFacts struct {
	rows   map[int]rowFacts
	merges []mergedRange
}

type rowFacts struct {
	flags  []cellFlag
	hidden bool
}

func readWorkbookParts(file *excelize.File) workbookParts {
	p := workbookParts{file: file, sheets: map[string]string{}, percent: map[int]bool{}}
	if props, err := file.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		p.date1904 = *props.Date1904
	}
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"id,attr"`
		} `xml:"sheets>sheet"`
	}
	var relations struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if !p.decode("xl/workbook.xml", &book) || !p.decode("xl/_rels/workbook.xml.rels", &relations) {
		return p
	}
	targets := map[string]string{}
	for _, r := range relations.List {
		target := strings.ReplaceAll(r.Target, `\`, "/")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("xl", target)
		}
		targets[r.ID] = strings.TrimPrefix(target, "/")
	}
	for _, s := range book.Sheets {
		p.sheets[s.Name] = targets[s.ID]
	}
	p.readStyles()
	return p
}

func (p workbookParts) part(name string) []byte {
	content, _ := p.file.Pkg.Load(name)
	data, _ := content.([]byte)
	return data
}

func (p workbookParts) decode(name string, into any) bool {
	data := p.part(name)
	return data != nil && xml.Unmarshal(data, into) == nil
}

// Built-in number formats 9 and 10 are 0% and 0.00%.
const percentWhole, percentCents = 9, 10

func (p workbookParts) readStyles() {
	var styles struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			Format int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if !p.decode("xl/styles.xml", &styles) {
		return
	}
	custom := map[int]bool{percentWhole: true, percentCents: true}
	for _, f := range styles.Formats {
		custom[f.ID] = strings.Contains(f.Code, "%")
	}
	for i, c := range styles.Cells {
		if custom[c.Format] {
			p.percent[i] = true
		}
	}
}

// facts reads what a sheet says beside its texts, nil when its part is not found. A part that is no
// well-formed XML is an error: the reader of texts would silently stop there.
func (p workbookParts) facts(ctx context.Context, sheet string) (*sheetFacts, error) {
	data := p.part(p.sheets[sheet])
	if data == nil {
		return nil, nil
	}
	scan := &factScan{facts: &sheetFacts{rows: map[int]rowFacts{}}, percent: p.percent}
	dec := xml.NewDecoder(bytes.NewReader(data))
	dec.CharsetReader = p.file.CharsetReader
	for n := 0; ; n++ {
		if n%10_000 == 0 && ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		token, err := dec.RawToken()
		switch {
		case errors.Is(err, io.EOF):
			return scan.facts, nil
		case err != nil:
			return nil, err
		}
		if err := scan.token(token); err != nil {
			return nil, err
		}
	}
}

// factScan follows the elements of a sheet.
type factScan struct {
	facts   *sheetFacts
	percent map[int]bool

	row, column int // of the cell that is open, row from 1 and column from 0
	current     rowFacts
	kind        string // the type attribute of the cell
	style       int
	hasFormula  bool
	hasValue    bool
	inValue     bool
}

func (s *factScan) token(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return s.start(t)
	case xml.CharData:
		if s.inValue && len(bytes.TrimSpace(t)) > 0 {
			s.hasValue = true
		}
	case xml.EndElement:
		switch t.Name.Local {
		case "v", "t":
			s.inValue = false
		case "c":
			s.endCell()
		case "row":
			s.facts.rows[s.row] = s.current
		}
	}
	return nil
}

func (s *factScan) start(t xml.StartElement) error {
	switch t.Name.Local {
	case "row":
		s.row++
		s.column, s.current = -1, rowFacts{}
		for _, a := range t.Attr {
			switch a.Name.Local {
			case "r":
				n, err := strconv.Atoi(a.Value)
				if err != nil || n < 1 || n > excelize.TotalRows {
					return fmt.Errorf("row number %q", shorten(a.Value, 20))
				}
				s.row = n
			case "hidden":
				s.current.hidden = a.Value == "1" || a.Value == "true"
			}
		}
	case "c":
		s.column++
		s.kind, s.style, s.hasFormula, s.hasValue = "", 0, false, false
		for _, a := range t.Attr {
			switch a.Name.Local {
			case "r":
				column, _, err := excelize.CellNameToCoordinates(a.Value)
				if err != nil {
					return err
				}
				s.column = column - 1
			case "t":
				s.kind = a.Value
			case "s":
				s.style, _ = strconv.Atoi(a.Value)
			}
		}
	case "f":
		s.hasFormula = true
	case "v", "t":
		s.inValue = true
	case "mergeCell":
		for _, a := range t.Attr {
			if a.Name.Local == "ref" {
				s.merge(a.Value)
			}
		}
	}
	return nil
}

func (s *factScan) endCell() {
	var flag cellFlag
	if s.hasValue && (s.kind == "" || s.kind == "n") {
		flag |= flagNumber
		if s.percent[s.style] {
			flag |= flagPercent
		}
	}
	if s.hasFormula && !s.hasValue {
		flag |= flagNoValue
	}
	if s.kind == "e" {
		flag |= flagFailed
	}
	if flag == 0 {
		return
	}
	for len(s.current.flags) <= s.column {
		s.current.flags = append(s.current.flags, 0)
	}
	s.current.flags[s.column] |= flag
}

func (s *factScan) merge(ref string) {
	from, to, found := strings.Cut(ref, ":")
	left, top, err1 := excelize.CellNameToCoordinates(from)
	right, bottom, err2 := excelize.CellNameToCoordinates(to)
	if found && err1 == nil && err2 == nil {
		s.facts.merges = append(s.facts.merges, mergedRange{top: top, bottom: bottom, left: left - 1, right: right - 1})
	}
}
