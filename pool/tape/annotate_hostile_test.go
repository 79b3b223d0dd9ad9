package tape_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/pool/tape"
)

// checkCopy annotates a file that can be read, and checks what holds for every copy: it is an archive of
// parts that are as well-formed as they were, with no cell twice, and the same tape. Or else an error of
// a known class, and not one byte. It gives the copy, nil for an error.
func checkCopy(t testing.TB, name string, data []byte, o tape.Options) ([]byte, error) {
	t.Helper()
	result, _ := tape.Read(context.Background(), name, bytes.NewReader(data), o)
	if result == nil {
		return nil, nil
	}
	var out bytes.Buffer
	err := tape.Annotate(context.Background(), bytes.NewReader(data), result, &out)
	if err != nil {
		var file *tape.FileError
		if !errors.As(err, &file) && !errors.Is(err, tape.ErrUnsupportedWorkbook) && !errors.Is(err, tape.ErrOtherFile) || out.Len() > 0 {
			t.Fatalf("%d bytes and %v", out.Len(), err)
		}
		return nil, err
	}
	copied := partsOf(t, out.Bytes())
	before := map[string]string{}
	if bytes.HasPrefix(data, []byte("PK")) {
		before = partsOf(t, data)
	}
	for part, body := range copied {
		if original, there := before[part]; there && original == body || strings.HasSuffix(part, ".vml") && there {
			continue
		} else if there && wellFormed(original) != nil {
			continue
		}
		if err := wellFormed(body); err != nil {
			t.Fatalf("%s: %v\n%s", part, err, body)
		}
		if strings.Contains(part, "/worksheets/") && !strings.Contains(part, "_rels") {
			expectCellsOnce(t, part, body)
		}
	}
	o.Limits = tape.Limits{} // the copy is larger
	again, err := tape.Read(context.Background(), "copy.xlsx", bytes.NewReader(out.Bytes()), o)
	if again == nil {
		t.Fatalf("the copy is no tape: %v", err)
	}
	if again.Accepted != result.Accepted || again.Rejected != result.Rejected {
		t.Fatalf("%d and %d rows, read again %d and %d", result.Accepted, result.Rejected, again.Accepted, again.Rejected)
	}
	return out.Bytes(), nil
}

func wellFormed(body string) error {
	dec := xml.NewDecoder(strings.NewReader(body))
	for {
		if _, err := dec.Token(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

var cellRef = regexp.MustCompile(`<(?:\w+:)?c(?:\s[^>]*)?\sr="([A-Z]+[0-9]+)"`)

func expectCellsOnce(t testing.TB, part, body string) {
	t.Helper()
	seen := map[string]bool{}
	for _, m := range cellRef.FindAllStringSubmatch(body, -1) {
		if seen[m[1]] {
			t.Fatalf("%s has the cell %s twice", part, m[1])
		}
		seen[m[1]] = true
	}
}

// prefixed gives every element of a part a prefix.
func prefixed(s string) string {
	s = strings.Replace(s, `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`, `xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`, 1)
	return regexp.MustCompile(`<(/?)([a-zA-Z])`).ReplaceAllString(s, "<${1}x:$2")
}

const sheet1, notes1, drawing1 = "xl/worksheets/sheet1.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"

// What comes in as a workbook, and whether a copy comes out of it.
func TestUnusualWorkbooks(t *testing.T) {
	change := func(part string, from, to string) func(testing.TB, map[string]string) {
		return func(t testing.TB, parts map[string]string) {
			if !strings.Contains(parts[part], from) {
				t.Fatalf("%s has no %q:\n%s", part, from, parts[part])
			}
			parts[part] = strings.Replace(parts[part], from, to, 1)
		}
	}
	swap := func(part, pattern, to string) func(testing.TB, map[string]string) {
		return func(t testing.TB, parts map[string]string) {
			changed := regexp.MustCompile(pattern).ReplaceAllString(parts[part], to)
			if changed == parts[part] {
				t.Fatalf("%s has no %q:\n%s", part, pattern, parts[part])
			}
			parts[part] = changed
		}
	}
	drop := func(name string) func(testing.TB, map[string]string) {
		return func(_ testing.TB, parts map[string]string) { delete(parts, name) }
	}
	for name, test := range map[string]struct {
		change func(testing.TB, map[string]string)
		want   string // of the error, "" for a copy
	}{
		"as it is":                           {func(testing.TB, map[string]string) {}, ""},
		"styles that hold nothing":           {swap("xl/styles.xml", `(?s)<cellXfs.*</cellXfs>`, ""), "no styles"},
		"links from the root of the archive": {swap("xl/_rels/workbook.xml.rels", `Target="(?:/xl/)?w`, `Target="/xl/w`), ""},
		"links with backslashes":             {swap("xl/_rels/workbook.xml.rels", `Target="(?:/xl/)?worksheets/sheet1`, `Target="worksheets\sheet1`), ""},
		"links with dots":                    {swap("xl/_rels/workbook.xml.rels", `Target="(?:/xl/)?worksheets/sheet1`, `Target="./../xl/worksheets/sheet1`), ""},
		"parts with capitals": {func(_ testing.TB, parts map[string]string) {
			parts["xl/Comments1.xml"] = parts[notes1]
			delete(parts, notes1)
		}, ""},
		"elements with a prefix": {func(_ testing.TB, parts map[string]string) {
			parts[notes1] = prefixed(parts[notes1])
			parts["xl/styles.xml"] = prefixed(parts["xl/styles.xml"])
		}, ""},
		"a sheet without links":                {drop("xl/worksheets/_rels/sheet1.xml.rels"), "points to a drawing"},
		"a link to a drawing that is missing":  {drop(drawing1), "has no element xml"},
		"a link to notes that are missing":     {drop(notes1), "has no element comments"},
		"a drawing that is no XML":             {change(drawing1, "</xml>", "<div>a<br>b</div></xml>"), ""},
		"a drawing without an end":             {change(drawing1, "</xml>", ""), "has no element xml"},
		"a note without a text":                {swap(notes1, `(?s)(ref="C4"[^>]*>)<text>.*?</text>`, "$1<text/>"), ""},
		"a note without runs":                  {swap(notes1, `(?s)(ref="C4"[^>]*>)<text>.*?</text>`, "$1<text><t>old</t></text>"), ""},
		"a note with a reading aid":            {swap(notes1, `(?s)(ref="C4"[^>]*>)<text>.*?</text>`, `$1<text><r><t>old</t></r><rPh sb="0" eb="1"><t>o</t></rPh></text>`), ""},
		"a threaded comment":                   {swap(notes1, `<author>desk</author>`, `<author>tc={1}</author>`), ""},
		"authors without authors":              {swap(notes1, `(?s)<authors>.*</authors>`, `<authors/>`), ""},
		"notes without authors":                {swap(notes1, `(?s)<authors>.*</authors>`, ``), "has no element authors"},
		"rows without numbers":                 {swap(sheet1, `<row r="\d+"`, `<row`), ""},
		"cells without places":                 {swap(sheet1, `<c r="[A-Z]+\d+"`, `<c`), ""},
		"an attribute that looks like another": {swap(sheet1, `<c r="C4" s="(\d+)"`, `<c ph=' s="9" ' r="C4" s='$1'`), ""},
		"cells out of order":                   {swap(sheet1, `(<c r="B4".*?</c>)(<c r="C4".*?</c>)`, `$2$1`), "not in order"},
		"a cell twice":                         {swap(sheet1, `(<c r="C4".*?</c>)`, `$1$1`), "not in order"},
		"a style that does not exist":          {swap(sheet1, `<c r="C4" s="\d+"`, `<c r="C4" s="999"`), "no cell style"},
		"a style that is no number":            {swap(sheet1, `<c r="C4" s="\d+"`, `<c r="C4" s="x"`), "no cell style"},
		"a cell in a row of another number":    {swap(sheet1, `<c r="B4"`, `<c r="B3"`), "stands in row 4"},
		"comments and instructions":            {change(sheet1, "<sheetData>", `<?x <sheetData> ?><!-- <sheetData> --><sheetData>`), ""},
		"a part in another encoding":           {change("xl/styles.xml", `encoding="UTF-8"`, `encoding="GB18030"`), "not in UTF-8"},
		"a part with a document type":          {change(notes1, "<comments", `<!DOCTYPE a [<!ENTITY b "c">]><comments`), "document type"},
		"the strict variant of the format":     {swap("xl/workbook.xml", `http://schemas.openxmlformats.org/officeDocument/2006/relationships`, `http://purl.oclc.org/ooxml/officeDocument/relationships`), "strict variant"},
		"a sheet of findings already":          {change("xl/workbook.xml", `name="测算 &amp; x`, `name="检查结果 findings" x="`), ""},
		"shapes with high numbers":             {change(drawing1, "</xml>", `<v:shape id="_x0000_s999999999"/></xml>`), ""},
		"a path that leads out of the archive": {func(_ testing.TB, parts map[string]string) { parts["../../etc/passwd"] = "x" }, ""},
		"no list of types":                     {drop("[Content_Types].xml"), "has no element Types"},
	} {
		t.Run(name, func(t *testing.T) {
			parts := partsOf(t, deskBook(t))
			test.change(t, parts)
			data := packed(t, parts)
			if result, err := tape.Read(context.Background(), "a.xlsx", bytes.NewReader(data), quiet); result == nil {
				t.Logf("not read: %v", err)
				return
			}
			out, err := checkCopy(t, "a.xlsx", data, quiet)
			switch {
			case test.want != "":
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("%v, want %q", err, test.want)
				}
			case err != nil:
				t.Errorf("refused: %v", err)
			case !strings.Contains(name, "threaded") && !strings.Contains(notesOf(t, openBook(t, out), "清单")["C4"], "amount.invalid") && !strings.Contains(name, "capitals"):
				t.Errorf("no note: %q", notesOf(t, openBook(t, out), "清单"))
			}
		})
	}
}

func TestWorkbookWithoutStylesGetsThem(t *testing.T) {
	parts := partsOf(t, workbook(t, page{"清单", [][]any{loanColumns, loanRow("A1", "x")}}))
	delete(parts, "xl/styles.xml")
	parts["xl/_rels/workbook.xml.rels"] = regexp.MustCompile(`<Relationship [^>]*styles.xml[^>]*>(</Relationship>)?`).ReplaceAllString(parts["xl/_rels/workbook.xml.rels"], "")
	parts["[Content_Types].xml"] = regexp.MustCompile(`<Override [^>]*styles.xml[^>]*>(</Override>)?`).ReplaceAllString(parts["[Content_Types].xml"], "")
	out, err := checkCopy(t, "a.xlsx", packed(t, parts), quiet)
	must(t, err)
	if got := partsOf(t, out)["xl/stylesTape1.xml"]; !strings.Contains(got, "FFF4A7A7") {
		t.Errorf("%q", got)
	}
}

func TestArchiveWithAPartTwice(t *testing.T) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	parts := partsOf(t, goodBook(t))
	for _, name := range append(sortedNames(parts), "xl/Styles.xml") {
		to, err := w.Create(name)
		must(t, err)
		_, _ = io.WriteString(to, parts[strings.ToLower(name[:4])+name[4:]])
	}
	must(t, w.Close())
	if _, err := checkCopy(t, "a.xlsx", out.Bytes(), quiet); err != nil && !strings.Contains(err.Error(), "twice") {
		t.Errorf("%v", err)
	}
}

func sortedNames(parts map[string]string) []string {
	return slices.Sorted(maps.Keys(parts))
}

// A copy is as bounded as the reading was.
func TestAnnotateKeepsTheLimits(t *testing.T) {
	data := workbook(t, page{"清单", [][]any{loanColumns, loanRow("A1", "x")}})
	o := quiet
	o.Limits.Bytes = int64(len(data))
	result := read(t, "a.xlsx", data, o)
	var file *tape.FileError
	if err := tape.Annotate(context.Background(), io.MultiReader(bytes.NewReader(data), strings.NewReader("x")), result, io.Discard); !errors.As(err, &file) || file.Code != "limit.bytes" {
		t.Errorf("%v", err)
	}
	// a part that was small when it was read
	parts := partsOf(t, data)
	parts[sheet1] = strings.Replace(parts[sheet1], "<sheetData>", "<!--"+strings.Repeat(" ", 1<<20)+"--><sheetData>", 1)
	o.Limits = tape.Limits{Unzipped: 1 << 19}
	result = read(t, "a.xlsx", data, o)
	if err := tape.Annotate(context.Background(), bytes.NewReader(packed(t, parts)), result, io.Discard); !errors.As(err, &file) || file.Code != "limit.unzipped" {
		t.Errorf("%v", err)
	}
}

// A workbook near the most cell styles that a program takes is not pushed over it.
func TestTooManyStyles(t *testing.T) {
	parts := partsOf(t, deskBook(t))
	xf := `<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>`
	parts["xl/styles.xml"] = strings.Replace(parts["xl/styles.xml"], "</cellXfs>", strings.Repeat(xf, 65_485)+"</cellXfs>", 1)
	if _, err := checkCopy(t, "a.xlsx", packed(t, parts), quiet); !errors.Is(err, tape.ErrUnsupportedWorkbook) {
		t.Errorf("%v", err)
	}
}

func FuzzAnnotateText(f *testing.F) {
	f.Add(loans(loanHeader, "A1,甲公司,100,5%,2026-02-30,后付", "=A2,乙公司,0,x,2026-02-30,后付", "合计,,100"))
	f.Add([]byte("\xff\xfea\x00,\x00b\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		o := quiet
		o.Limits = small
		_, _ = checkCopy(t, "a.csv", data, o)
	})
}

// FuzzAnnotatePart puts any text into any part of a workbook: damage that the checksums of an archive
// would hide.
func FuzzAnnotatePart(f *testing.F) {
	f.Add(uint8(0), uint16(100), "<!-- x -->")
	f.Add(uint8(3), uint16(60), `<x/>`)
	parts := partsOf(f, deskBook(f))
	names := sortedNames(parts)
	f.Fuzz(func(t *testing.T, part uint8, at uint16, text string) {
		own := maps.Clone(parts)
		name := names[int(part)%len(names)]
		body := own[name]
		cut := int(at) % (len(body) + 1)
		own[name] = body[:cut] + text + body[cut:]
		o := quiet
		o.Limits = small
		_, _ = checkCopy(t, "a.xlsx", packed(t, own), o)
	})
}

// FuzzAnnotateSheet puts any text behind the rows of a sheet, or in front of them.
func FuzzAnnotateSheet(f *testing.F) {
	f.Add("", "")
	f.Add(`<cols><col min="1" max="3" style="1"/></cols>`, `<row r="9" spans="1:2"/><row><c t="inlineStr"><is><t>说明</t></is></c></row>`)
	f.Add("<!-- x -->", `<row r="7"><c r="B7" s="0"/><c><v>1</v></c></row>`)
	parts := partsOf(f, deskBook(f))
	f.Fuzz(func(t *testing.T, before, after string) {
		own := maps.Clone(parts)
		own[sheet1] = strings.Replace(strings.Replace(own[sheet1], "<sheetData>", before+"<sheetData>", 1), "</sheetData>", after+"</sheetData>", 1)
		if wellFormed(own[sheet1]) != nil {
			return
		}
		o := quiet
		o.Limits = small
		_, _ = checkCopy(t, "a.xlsx", packed(t, own), o)
	})
}
