package tape_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/ipabs/ipabs/pool/tape"
)

// annotated reads a file and gives its annotated copy.
func annotated(t testing.TB, name string, data []byte, o tape.Options) (*tape.Result, []byte) {
	t.Helper()
	result, err := tape.Read(context.Background(), name, bytes.NewReader(data), o)
	if result == nil {
		t.Fatal(err)
	}
	before := bytes.Clone(data)
	var out bytes.Buffer
	must(t, tape.Annotate(context.Background(), bytes.NewReader(data), result, &out))
	if !bytes.Equal(data, before) {
		t.Fatal("the original has changed")
	}
	return result, out.Bytes()
}

// partsOf unpacks a workbook.
func partsOf(t testing.TB, data []byte) map[string]string {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	parts := map[string]string{}
	for _, f := range in.File {
		r, err := f.Open()
		must(t, err)
		body, err := io.ReadAll(r)
		must(t, err)
		parts[f.Name] = string(body)
	}
	return parts
}

// packed makes a workbook of parts.
func packed(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	var names []string
	for name := range parts {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		to, err := w.Create(name)
		must(t, err)
		_, err = io.WriteString(to, parts[name])
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}

func openBook(t testing.TB, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	must(t, err)
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// notesOf gives the notes of a sheet by cell.
func notesOf(t testing.TB, f *excelize.File, sheet string) map[string]string {
	t.Helper()
	list, err := f.GetComments(sheet)
	must(t, err)
	notes := map[string]string{}
	for _, c := range list {
		text := c.Text
		for _, run := range c.Paragraph {
			text += run.Text
		}
		if _, twice := notes[c.Cell]; twice {
			t.Errorf("%s has two notes", c.Cell)
		}
		notes[c.Cell] = text
	}
	return notes
}

func colourOf(t testing.TB, f *excelize.File, sheet, cell string) string {
	t.Helper()
	id, err := f.GetCellStyle(sheet, cell)
	must(t, err)
	style, err := f.GetStyle(id)
	must(t, err)
	if len(style.Fill.Color) == 0 {
		return ""
	}
	return strings.TrimPrefix(style.Fill.Color[0], "FF")
}

// deskBook is a workbook as desks make them: styles, a merged title, formulas, notes, a second sheet
// that refers to the first, a rule for cells, a hidden row and a link.
func deskBook(t testing.TB) []byte {
	t.Helper()
	data := workbook(t,
		page{"清单", [][]any{{"资产清单"}, loanColumns, loanRow("A1", 100), loanRow("A2", "一百块钱左右"), loanRow("=1+1", 300), {}, {"", "", "", "", "", ""}, {"合计", "", 500}}},
		page{"测算 & x'y", [][]any{{"总额"}}})
	return revise(t, data, func(f *excelize.File) {
		money, err := f.NewStyle(&excelize.Style{NumFmt: 4, Font: &excelize.Font{Bold: true, Color: "0000FF"}, Border: []excelize.Border{{Type: "top", Style: 1, Color: "000000"}}})
		must(t, err)
		must(t, f.SetCellStyle("清单", "C3", "C5", money))
		must(t, f.MergeCell("清单", "A1", "F1"))
		must(t, f.SetCellFormula("测算 & x'y", "B1", "SUM(清单!C3:C5)"))
		must(t, f.AddComment("清单", excelize.Comment{Cell: "C4", Author: "desk", Text: "旧批注 & <old>"}))
		must(t, f.AddComment("清单", excelize.Comment{Cell: "B3", Author: "desk", Text: "别的"}))
		must(t, f.SetRowVisible("清单", 6, false))
		must(t, f.SetColWidth("清单", "A", "A", 33))
		rule := excelize.NewDataValidation(true)
		rule.Sqref = "F3:F9"
		must(t, rule.SetDropList([]string{"先付", "后付"}))
		must(t, f.AddDataValidation("清单", rule))
		must(t, f.SetCellHyperLink("清单", "B4", "https://example.com/a?b=c&d=e", "External"))
		must(t, f.SetDefinedName(&excelize.DefinedName{Name: "余额", RefersTo: "清单!$C$3:$C$5"}))
		must(t, f.AddChart("测算 & x'y", "D3", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: "清单!$C$3:$C$5"}}}))
	})
}

func TestCellsWithFindingsAreMarked(t *testing.T) {
	data := deskBook(t)
	result, out := annotated(t, "desk.xlsx", data, quiet)
	f := openBook(t, out)
	notes := notesOf(t, f, "清单")
	if got := notes["C4"]; !strings.HasPrefix(got, "desk:旧批注 & <old>") && !strings.HasPrefix(got, "旧批注 & <old>") || !strings.Contains(got, "[错误 error] amount.invalid") || !strings.Contains(got, "一百块钱左右") {
		t.Errorf("C4: %q", got)
	}
	if got := notes["B3"]; strings.Contains(got, "[") {
		t.Errorf("B3: %q", got)
	}
	if got := colourOf(t, f, "清单", "C4"); got != "F4A7A7" {
		t.Errorf("C4 is %q", got)
	}
	if got := colourOf(t, f, "清单", "C3"); got != "" {
		t.Errorf("C3 is %q", got)
	}
	id, err := f.GetCellStyle("清单", "C4")
	must(t, err)
	style, err := f.GetStyle(id)
	must(t, err)
	if style.NumFmt != 4 || !style.Font.Bold || style.Font.Color != "0000FF" || len(style.Border) != 1 {
		t.Errorf("the style of C4 has become %+v", style)
	}
	marked := map[string]bool{}
	for finding := range result.Findings.All() {
		if finding.Row > 0 && finding.Column != "" {
			marked[fmt.Sprintf("%s%d", finding.Column, finding.Row)] = true
		}
	}
	for cell := range marked {
		if notes[cell] == "" || colourOf(t, f, "清单", cell) == "" {
			t.Errorf("%s is not marked", cell)
		}
	}
}

func TestSheetOfFindingsListsThemAll(t *testing.T) {
	result, out := annotated(t, "desk.xlsx", deskBook(t), quiet)
	f := openBook(t, out)
	if list := f.GetSheetList(); !slices.Equal(list, []string{"清单", "测算 & x'y", tape.FindingsSheet}) {
		t.Fatalf("%q", list)
	}
	rows, err := f.GetRows(tape.FindingsSheet)
	must(t, err)
	from := slices.IndexFunc(rows, func(r []string) bool { return len(r) > 4 && r[4] == "位置 Place" }) + 1
	if len(rows)-from != len(result.Findings) {
		t.Fatalf("%d rows for %d findings", len(rows)-from, len(result.Findings))
	}
	for i, finding := range result.Findings {
		row := slices.Concat(rows[from+i], make([]string, 14))
		if row[2] != finding.Code || row[5] != finding.Header || row[6] != finding.Seen || row[7] != finding.Taken || row[8] == "" || row[10] != finding.Message || row[11] != finding.Advice {
			t.Errorf("%q for %v", row, finding)
		}
		if finding.Column != "" && finding.Row > 0 {
			linked, target, err := f.GetCellHyperLink(tape.FindingsSheet, fmt.Sprintf("E%d", from+i+1))
			must(t, err)
			if want := fmt.Sprintf("'清单'!%s%d", finding.Column, finding.Row); !linked || target != want || row[4] != want[strings.Index(want, "!")+1:] {
				t.Errorf("%v leads to %q", finding, target)
			}
		}
	}
	counts := result.Findings.CountByCode()
	for i, c := range counts {
		row := rows[from-len(counts)-2+i]
		if row[0] != fmt.Sprint(c.Count) || row[2] != c.Code || len(row) < 4 {
			t.Errorf("%q for %+v", row, c)
		}
	}
}

// Of every part that the copy shares with the original, the bytes are the same, but for what was put
// into sheets, notes, styles and lists of parts.
func TestEverythingElseOfTheWorkbookStays(t *testing.T) {
	data := deskBook(t)
	_, out := annotated(t, "desk.xlsx", data, quiet)
	before, after := partsOf(t, data), partsOf(t, out)
	may := []string{"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"}
	for name, body := range before {
		switch {
		case after[name] == body:
		case !slices.Contains(may, name):
			t.Errorf("%s has changed", name)
		case !isSubsequence(stripped(body), after[name]):
			t.Errorf("%s has lost something:\n%s\n%s", name, body, after[name])
		}
	}
	f, g := openBook(t, data), openBook(t, out)
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		must(t, err)
		again, err := g.GetRows(sheet, excelize.Options{RawCellValue: true})
		must(t, err)
		if fmt.Sprint(rows) != fmt.Sprint(again) {
			t.Errorf("%s: %v, was %v", sheet, again, rows)
		}
	}
	if formula, _ := g.GetCellFormula("测算 & x'y", "B1"); formula != "SUM(清单!C3:C5)" {
		t.Errorf("the formula has become %q", formula)
	}
	if merged, _ := g.GetMergeCells("清单"); len(merged) != 1 {
		t.Errorf("merged: %v", merged)
	}
	if visible, _ := g.GetRowVisible("清单", 6); visible {
		t.Error("the hidden row shows")
	}
}

// stripped takes out the attributes that marking rewrites.
func stripped(s string) string {
	for _, name := range []string{"count", "s", "spans"} {
		for {
			at := strings.Index(s, " "+name+`="`)
			if at < 0 {
				break
			}
			end := at + len(name) + 3
			s = s[:at] + s[end+strings.IndexByte(s[end:], '"')+1:]
		}
	}
	return s
}

// isSubsequence reports whether s is what is left of whole when some of its bytes are taken out.
func isSubsequence(s, whole string) bool {
	for i := 0; i < len(whole) && s != ""; i++ {
		if whole[i] == s[0] {
			s = s[1:]
		}
	}
	return s == ""
}

func TestTheCopyIsTheSameTape(t *testing.T) {
	for _, name := range []string{"sample.xlsx", "kaide.xlsx", "wenke1.xlsx"} {
		data, err := os.ReadFile("../../testdata/" + name)
		must(t, err)
		result, out := annotated(t, name, data, tape.Options{})
		again := read(t, name, out, tape.Options{})
		if result.Pool.Fingerprint() != again.Pool.Fingerprint() {
			t.Errorf("%s: another pool", name)
		}
		// and can be annotated once more
		_, twice := annotated(t, name, out, tape.Options{})
		third := read(t, name, twice, tape.Options{})
		sheets := openBook(t, twice).GetSheetList()
		if result.Pool.Fingerprint() != third.Pool.Fingerprint() || sheets[len(sheets)-1] != tape.FindingsSheet+" 2" {
			t.Errorf("%s: the second copy differs: %q", name, sheets)
		}
		_, same := annotated(t, name, data, tape.Options{})
		if !bytes.Equal(out, same) {
			t.Errorf("%s: the same input gives other bytes", name)
		}
	}
}

func TestMacrosStay(t *testing.T) {
	dir := t.TempDir()
	parts := partsOf(t, deskBook(t))
	parts["xl/vbaProject.bin"] = "\xd0\xcf\x11\xe0 macros"
	parts["[Content_Types].xml"] = strings.Replace(strings.Replace(parts["[Content_Types].xml"], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml", 1),
		"<Default ", `<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Default `, 1)
	parts["xl/_rels/workbook.xml.rels"] = strings.Replace(parts["xl/_rels/workbook.xml.rels"], "</Relationships>",
		`<Relationship Id="rIdVBA" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/></Relationships>`, 1)
	in, out := filepath.Join(dir, "desk.xlsm"), filepath.Join(dir, "desk.annotated.xlsm")
	data := packed(t, parts)
	must(t, os.WriteFile(in, data, 0o600))
	result, err := tape.ReadFile(context.Background(), in, quiet)
	must(t, err)
	for _, name := range []string{filepath.Join(dir, "desk.xlsx"), filepath.Join(dir, "desk"), in} {
		if err := tape.AnnotateFile(context.Background(), in, name, result); !errors.Is(err, tape.ErrOutputName) {
			t.Errorf("%s: %v", name, err)
		}
	}
	must(t, tape.AnnotateFile(context.Background(), in, out, result))
	got, err := os.ReadFile(out)
	must(t, err)
	after := partsOf(t, got)
	for _, name := range []string{"xl/vbaProject.bin", "xl/sharedStrings.xml"} {
		if after[name] != parts[name] {
			t.Errorf("%s has changed", name)
		}
	}
	if !strings.Contains(after["[Content_Types].xml"], "macroEnabled") || !strings.Contains(after["xl/_rels/workbook.xml.rels"], "vbaProject.bin") {
		t.Error("the workbook has lost its macros")
	}
	if now, _ := os.ReadFile(in); !bytes.Equal(now, data) {
		t.Error("the original has changed")
	}
	left, err := os.ReadDir(dir)
	must(t, err)
	if len(left) != 2 {
		t.Errorf("files left: %v", left)
	}
}

// A text file becomes a workbook with every cell as a text where the file has it, whatever its encoding.
func TestTextFilesBecomeWorkbooks(t *testing.T) {
	text := string(loans(loanHeader, `A1,"=HYPERLINK(""http://x"",""y"")",100,5%,2026-02-30,后付`, "", "@A2,乙公司,-1,5%,2026-03-01,后付"))
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	must(t, err)
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	must(t, err)
	for name, content := range map[string]string{"utf8.csv": text, "bom.csv": "\xef\xbb\xbf" + text, "gb.csv": gb, "utf16.csv": utf16, "tab.tsv": strings.ReplaceAll(text, ",", "\t")} {
		t.Run(name, func(t *testing.T) {
			result, out := annotated(t, name, []byte(content), quiet)
			if result.Accepted != 0 || result.Rejected != 2 {
				t.Fatalf("%d, %d\n%s", result.Accepted, result.Rejected, lines(result))
			}
			f := openBook(t, out)
			sheet := f.GetSheetList()[0]
			for cell, want := range map[string]string{"A1": "合同编号", "A2": "A1", "C2": "100", "E2": "2026-02-30", "A4": "@A2", "C4": "-1"} {
				if got, _ := f.GetCellValue(sheet, cell); got != want {
					t.Errorf("%s is %q", cell, got)
				}
				if kind, _ := f.GetCellType(sheet, cell); kind != excelize.CellTypeInlineString {
					t.Errorf("%s is of type %v", cell, kind)
				}
			}
			if got, _ := f.GetCellValue(sheet, "B2"); !strings.HasPrefix(got, "=HYPERLINK(") {
				t.Errorf("B2 is %q", got)
			}
			expectNoFormula(t, out)
			notes := notesOf(t, f, sheet)
			if !strings.Contains(notes["E2"], "date.invalid") || !strings.Contains(notes["C4"], "contract.out_of_range") {
				t.Errorf("%q", notes)
			}
			if id, _ := f.GetCellStyle(sheet, "E2"); id != 2 || !strings.Contains(partsOf(t, out)["xl/styles.xml"], `fillId="2" applyFill="1"`) {
				t.Errorf("E2 has style %d", id)
			}
		})
	}
}

// A finding about a row marks its first cell with content; one about a cell that is not there makes it.
func TestMarksOfRowsAndMissingCells(t *testing.T) {
	data := workbook(t, page{"清单", [][]any{{}, append([]any{nil}, loanColumns...), append([]any{nil}, loanRow("A1", 100)...), {nil, nil, "乙公司", 100, "5%", "2026-03-01", "后付"}, {nil, "说明：略"}}})
	_, out := annotated(t, "a.xlsx", data, quiet)
	f := openBook(t, out)
	notes := notesOf(t, f, "清单")
	if !strings.Contains(notes["B4"], "contract.missing_id") || colourOf(t, f, "清单", "B4") != "F4A7A7" {
		t.Errorf("B4: %q", notes)
	}
	if !strings.Contains(notes["B5"], "row.note") || colourOf(t, f, "清单", "B5") != "CFDBE8" {
		t.Errorf("B5: %q", notes)
	}
}

// A cell with a threaded comment holds no note beside it: it is coloured, and the list says why.
func TestThreadedCommentsStay(t *testing.T) {
	parts := partsOf(t, deskBook(t))
	parts["xl/comments1.xml"] = strings.Replace(parts["xl/comments1.xml"], "<author>desk</author>", "<author>tc={1}</author>", 1)
	_, out := annotated(t, "a.xlsx", packed(t, parts), quiet)
	f := openBook(t, out)
	if got := notesOf(t, f, "清单")["C4"]; strings.Contains(got, "amount.invalid") || colourOf(t, f, "清单", "C4") != "F4A7A7" {
		t.Errorf("C4: %q", got)
	}
	if !strings.Contains(partsOf(t, out)["xl/worksheets/findings1.xml"], "threaded comment") {
		t.Error("the list does not say why there is no note")
	}
}

// Whatever prefix a program gives to the elements of a sheet.
func TestSheetsWithPrefixesAreMarked(t *testing.T) {
	data := workbook(t, page{"清单", [][]any{loanColumns, loanRow("A1", "x"), loanRow("A2", 5)}})
	result := read(t, "a.xlsx", data, quiet)
	parts := partsOf(t, data)
	for _, name := range []string{sheet1, "xl/styles.xml", "xl/workbook.xml"} {
		parts[name] = prefixed(parts[name])
	}
	var out bytes.Buffer
	must(t, tape.Annotate(context.Background(), bytes.NewReader(packed(t, parts)), result, &out))
	after := partsOf(t, out.Bytes())
	for name, want := range map[string]string{sheet1: `<x:legacyDrawing xmlns:r=`, "xl/styles.xml": `<x:fgColor rgb="FFF4A7A7"/>`, "xl/workbook.xml": `<x:sheet xmlns:r=`} {
		if err := wellFormed(after[name]); err != nil || !strings.Contains(after[name], want) {
			t.Errorf("%s: %v\n%s", name, err, after[name])
		}
	}
}

func TestAnnotateRefusesOtherFiles(t *testing.T) {
	result := read(t, "a.xlsx", goodBook(t), quiet)
	other := workbook(t, page{"别的", [][]any{loanColumns, loanRow("A1", 100)}})
	if err := tape.Annotate(context.Background(), bytes.NewReader(other), result, io.Discard); !errors.Is(err, tape.ErrOtherFile) {
		t.Errorf("%v", err)
	}
	var file *tape.FileError
	if err := tape.Annotate(context.Background(), strings.NewReader("\x00\x01"), result, io.Discard); !errors.As(err, &file) {
		t.Errorf("%v", err)
	}
	if err := tape.AnnotateFile(context.Background(), "nowhere.xlsx", "x.xlsx", result); !errors.As(err, &file) || file.Code != "file.unopened" {
		t.Errorf("%v", err)
	}
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(cause)
	if err := tape.Annotate(ctx, bytes.NewReader(goodBook(t)), result, io.Discard); !errors.Is(err, cause) {
		t.Errorf("%v", err)
	}
}

// More cells than notes: the worst have one, the rest are coloured, and the sheet of findings says so.
func TestNotesAreBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("a large file")
	}
	var text strings.Builder
	text.WriteString(loanHeader + "\n")
	for n := range tape.MaxNotes + 50 {
		fmt.Fprintf(&text, "A%d,甲公司,100,5%%,2026-02-30,后付\n", n)
	}
	result, out := annotated(t, "a.csv", []byte(text.String()), quiet)
	parts := partsOf(t, out)
	if n := strings.Count(parts["xl/commentsTape1.xml"], "<comment "); n != tape.MaxNotes {
		t.Errorf("%d notes", n)
	}
	if n := strings.Count(parts["xl/drawings/vmlDrawingTape1.vml"], "<v:shape "); n != tape.MaxNotes {
		t.Errorf("%d boxes", n)
	}
	list := parts["xl/worksheets/findings1.xml"]
	if !strings.Contains(list, "只着色 coloured only") || strings.Count(list, "<hyperlink ") < result.Findings.Count(tape.Error) {
		t.Error("the list does not tell what was left out")
	}
}

func ExampleAnnotate() {
	result, err := tape.Read(context.Background(), "candidates.csv", strings.NewReader(candidates), tape.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	var copied bytes.Buffer
	if err := tape.Annotate(context.Background(), strings.NewReader(candidates), result, &copied); err != nil {
		fmt.Println(err)
		return
	}
	f, err := excelize.OpenReader(&copied)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = f.Close() }()
	fmt.Println(strings.Join(f.GetSheetList(), ", "))
	notes, _ := f.GetComments("原始数据 Tape")
	for _, note := range notes {
		if note.Cell == "G6" {
			fmt.Println(note.Cell, note.Paragraph[0].Text)
		}
	}
	// Output:
	// 原始数据 Tape, 检查结果 Findings
	// G6 [错误 error] date.invalid
}
