package report

import (
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/ipabs/ipabs/money"
)

// The fonts. Offices in China have 等线 (DengXian) wherever they have a spreadsheet program of the
// last ten years; the character set lets other machines pick a Chinese font in its place.
const (
	fontName    = "等线"
	fontCharset = 134 // GB 2312
	defaultSize = 11  // in which widths of columns are measured
	bodySize    = 10
	headSize    = 9
)

// The colours: one dark blue, greys, and three signals.
const (
	navy   = "1F3864"
	slate  = "44546A"
	grey   = "7F7F7F"
	pale   = "E9EDF4" // behind headers
	faint  = "F5F7FA" // behind totals
	rule   = "8497B0" // lines under headers
	hair   = "DDE2EA" // lines between rows
	red    = "9C0006"
	redBg  = "FBE5E6"
	amber  = "7F6000"
	amberB = "FFF4D6"
	infoBg = "F2F2F2"
	green  = "2E6B34"
)

// look is the role of a cell on its sheet.
type look uint8

const (
	lookNone     look = iota // an empty cell
	lookBody                 // a cell of a table
	lookWrap                 // a cell of a table with a long text
	lookHead                 // a column header
	lookBand                 // a header over several columns
	lookTotal                // a total
	lookCheck                // a difference that should be zero
	lookTitle                // the title of a sheet
	lookHeading              // the title of a table
	lookNote                 // a remark
	lookLink                 // a link to another sheet
	lookLabel                // the name of a figure on the cover
	lookFigure               // a figure on the cover
	lookCover                // the title of the cover
	lookError                // a finding of severity error, or a rule that failed
	lookWarning              // a finding of severity warning, or a rule without an answer
	lookInfo                 // a finding of severity info
	lookPlain                // running text
	lookRule                 // an empty cell over a thin line
	lookGoodWord             // a word such as "agrees"
)

// format is how a value is shown.
type format uint8

const (
	asText     format = iota // as text, also after a reader edits the cell
	asMoney                  // #,##0.00, or as the currency has decimals
	asFlow                   // the same with a dash for zero, for tables of many zeros
	asPercent                // 0.00%
	asPercent4               // 0.0000%
	asDate                   // yyyy-mm-dd
	asCount                  // #,##0
	asIndex                  // a number that names something, to the left
	asNumber                 // #,##0.00
	asRatio                  // 0.0000
	asFraction               // 0.000000
)

// code gives the format in the language of spreadsheets.
func (f format) code(c money.Currency) string {
	switch f {
	case asMoney:
		return moneyFormat(c)
	case asFlow:
		code := moneyFormat(c)
		return code + ";-" + code + `;"–"`
	case asIndex:
		return "0"
	case asPercent:
		return "0.00%"
	case asPercent4:
		return "0.0000%"
	case asDate:
		return "yyyy-mm-dd"
	case asCount:
		return "#,##0"
	case asNumber:
		return "#,##0.00"
	case asRatio:
		return "0.0000"
	case asFraction:
		return "0.000000"
	}
	return "@"
}

// moneyFormat shows as many decimals as the currency has.
func moneyFormat(c money.Currency) string {
	if !c.IsKnown() || c.Exponent() == 0 {
		return "#,##0"
	}
	return "#,##0." + strings.Repeat("0", c.Exponent())
}

func (f format) align() string {
	switch f {
	case asText, asIndex:
		return "left"
	case asDate:
		return "center"
	}
	return "right"
}

// indent keeps a text to the left off a number to the right in the column before it.
func (f format) indent() int {
	if f.align() == "left" {
		return 1
	}
	return 0
}

// styles makes each combination of look and format once.
type styles struct {
	file     *excelize.File
	currency money.Currency
	ids      map[[2]uint8]int
}

func (s *styles) id(l look, f format) (int, error) {
	key := [2]uint8{uint8(l), uint8(f)}
	if id, ok := s.ids[key]; ok {
		return id, nil
	}
	style := l.style(f)
	code := f.code(s.currency)
	style.CustomNumFmt = &code
	if code == "@" {
		style.CustomNumFmt, style.NumFmt = nil, 49
	}
	id, err := s.file.NewStyle(style)
	if err != nil {
		return 0, err
	}
	s.ids[key] = id
	return id, nil
}

func font(size float64, color string, bold bool) *excelize.Font {
	charset := fontCharset
	return &excelize.Font{Family: fontName, Charset: &charset, Size: size, Color: color, Bold: bold}
}

func fill(color string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
}

const (
	lineThin = 1
	lineHair = 7
)

func side(edge, color string, style int) excelize.Border {
	return excelize.Border{Type: edge, Color: color, Style: style}
}

func (l look) style(f format) *excelize.Style {
	s := &excelize.Style{
		Font:      font(bodySize, "262626", false),
		Alignment: &excelize.Alignment{Horizontal: f.align(), Vertical: "center"},
	}
	between := []excelize.Border{side("bottom", hair, lineThin)}
	switch l {
	case lookBody:
		s.Border = between
		s.Alignment.Indent = f.indent()
	case lookWrap:
		s.Border, s.Alignment.WrapText, s.Alignment.Indent = between, true, f.indent()
	case lookHead:
		s.Font, s.Fill = font(headSize, navy, true), fill(pale)
		s.Border = []excelize.Border{side("bottom", rule, lineThin)}
		s.Alignment.WrapText, s.Alignment.Indent = true, f.indent()
	case lookBand:
		s.Font, s.Fill = font(headSize, "FFFFFF", true), fill(slate)
		s.Alignment.Horizontal = "center"
		s.Border = []excelize.Border{side("left", "FFFFFF", lineThin), side("right", "FFFFFF", lineThin)}
	case lookTotal:
		s.Font, s.Fill = font(bodySize, navy, true), fill(faint)
		s.Border = []excelize.Border{side("top", rule, lineThin), side("bottom", rule, lineThin)}
		s.Alignment.Indent = f.indent()
	case lookCheck:
		s.Font, s.Border = font(9, grey, false), between
	case lookTitle:
		s.Font = font(15, navy, true)
	case lookHeading:
		s.Font = font(11, navy, true)
	case lookNote:
		s.Font = font(9, grey, false)
	case lookLink:
		s.Font = font(9, navy, false)
		s.Font.Underline = "single"
	case lookLabel:
		s.Font, s.Border = font(bodySize, slate, false), between
	case lookFigure:
		s.Font, s.Border = font(bodySize, "262626", true), between
		s.Alignment.Horizontal = "right"
	case lookCover:
		s.Font = font(20, navy, true)
	case lookError:
		s.Font, s.Fill, s.Border = font(bodySize, red, true), fill(redBg), between
		s.Alignment.Indent = f.indent()
	case lookWarning:
		s.Font, s.Fill, s.Border = font(bodySize, amber, true), fill(amberB), between
		s.Alignment.Indent = f.indent()
	case lookInfo:
		s.Font, s.Fill, s.Border = font(bodySize, grey, false), fill(infoBg), between
		s.Alignment.Indent = f.indent()
	case lookPlain:
		s.Alignment.WrapText, s.Alignment.Vertical = true, "top"
	case lookRule:
		s.Border = []excelize.Border{side("bottom", navy, 2)}
	case lookGoodWord:
		s.Font, s.Border = font(bodySize, green, true), between
		s.Alignment.Indent = f.indent()
	}
	return s
}
