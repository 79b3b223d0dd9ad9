package tape

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// withPart gives a workbook with one part replaced or added.
func withPart(name, content string) [][2]string {
	book := handBook{shared: []string{"<t>x</t>"}, rows: []string{`<row r="1"><c r="A1"><v>1</v></c></row>`}}
	parts := book.parts()
	for i := range parts {
		if parts[i][0] == name {
			parts[i][1] = content
			return parts
		}
	}
	return append(parts, [2]string{name, content})
}

const (
	handSheet  = "xl/worksheets/sheet1.xml"
	handShared = "xl/sharedStrings.xml"
)

// sheetOf gives a workbook whose sheet has these rows.
func sheetOf(t testing.TB, rows string) []byte {
	return zipParts(t, withPart(handSheet, `<worksheet `+handMain+`><sheetData>`+rows+`</sheetData></worksheet>`))
}

// rawPart is an entry of an archive whose header says what the test wants.
type rawPart struct {
	name    string
	content string
	claims  uint64 // the size after unpacking, 0 for the true one
	flags   uint16
}

// zipRaw writes an archive entry by entry, headers as they are told.
func zipRaw(t testing.TB, parts []rawPart) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, p := range parts {
		var packed bytes.Buffer
		f, err := flate.NewWriter(&packed, flate.BestSpeed)
		if err == nil {
			_, err = io.WriteString(f, p.content)
		}
		if err == nil {
			err = f.Close()
		}
		h := &zip.FileHeader{Name: p.name, Method: zip.Deflate, Flags: p.flags, CRC32: crc32.ChecksumIEEE([]byte(p.content)), CompressedSize64: uint64(packed.Len()), UncompressedSize64: uint64(len(p.content))}
		if p.claims > 0 {
			h.UncompressedSize64 = p.claims
		}
		if err == nil {
			var to io.Writer
			if to, err = w.CreateRaw(h); err == nil {
				_, err = to.Write(packed.Bytes())
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func rawParts(extra ...rawPart) []rawPart {
	var list []rawPart
	for _, p := range withPart(handSheet, `<worksheet `+handMain+`><sheetData/></worksheet>`) {
		list = append(list, rawPart{name: p[0], content: p[1]})
	}
	return append(list, extra...)
}

const laughs = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>`

// mib is the unit of the memory that a case may take.
const mib = 1 << 20

// Files made to hurt, and files that are merely broken: each is refused with a code, a place where there
// is one, and advice, within a bound on all memory that is taken on the way (which is more than the peak)
// beyond the file itself.
func TestHostileFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("nothing here runs concurrently: not worth the race detector's time")
	}
	megabyte := strings.Repeat("x", mib)
	blanks := strings.Repeat(" ", 64*mib)
	header := "合同编号,承租人,未偿本金余额,到期日\n"
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String(header + "A1,甲,1,2026-01-01\n")
	if err != nil {
		t.Fatal(err)
	}
	utf16 := func(s string) []byte { return append([]byte("\xff\xfe"), utf16LE(s)...) }
	for _, tt := range []struct {
		situation string
		name      string
		data      []byte
		limits    Limits
		code      string // "" for a file that is read
		row       int
		memory    int // MiB
	}{
		// Archives.
		{"64 MiB of blanks in a kilobyte, within the limit", "a.xlsx", zipParts(t, withPart(handSheet, "<worksheet><sheetData>"+blanks+"</sheetData></worksheet>")), Limits{}, "file.empty", 0, 2},
		{"the same, beyond a limit of the caller", "a.xlsx", zipParts(t, withPart(handSheet, "<worksheet><sheetData>"+blanks+"</sheetData></worksheet>")), Limits{Unzipped: 32 * mib}, "limit.unzipped", 0, 1},
		{"parts that are small each and large together", "a.xlsx", zipRaw(t, rawParts(rawPart{name: "a", claims: 300 * mib}, rawPart{name: "b", claims: 300 * mib})), Limits{}, "limit.unzipped", 0, 1},
		{"a part of 2^63 bytes, by its header", "a.xlsx", zipRaw(t, rawParts(rawPart{name: "a", claims: 1 << 63}, rawPart{name: "b", claims: 1 << 63})), Limits{}, "limit.unzipped", 0, 1},
		{"a sheet that unpacks to more than its header says", "a.xlsx", zipRaw(t, append(rawParts()[:6], rawPart{name: handSheet, content: "<worksheet><sheetData>" + blanks, claims: 1000})), Limits{}, "file.suspicious", 0, 2},
		{"a workbook part that does", "a.xlsx", zipRaw(t, []rawPart{{name: "xl/workbook.xml", content: "<workbook>" + blanks, claims: 100}}), Limits{}, "file.suspicious", 0, 2},
		{"a part that unpacks to less", "a.xlsx", zipRaw(t, append(rawParts()[:6], rawPart{name: handSheet, content: "<worksheet/>", claims: 1000})), Limits{}, "file.truncated", 0, 2},
		{"10,000 parts", "a.xlsx", zipRaw(t, rawParts(manyParts(10_000)...)), Limits{}, "limit.parts", 0, 1},
		{"one part more than the caller allows", "a.xlsx", zipRaw(t, rawParts()), Limits{Parts: 6}, "limit.parts", 0, 1},
		{"a part twice", "a.xlsx", zipRaw(t, rawParts(rawPart{name: handSheet, content: "<worksheet/>"})), Limits{}, "file.suspicious", 0, 1},
		{"a part twice, but for capitals", "a.xlsx", zipRaw(t, rawParts(rawPart{name: "XL/Workbook.XML", content: "<x/>"})), Limits{}, "file.suspicious", 0, 1},
		{"a path that climbs out", "a.xlsx", zipRaw(t, rawParts(rawPart{name: "xl/../../etc/passwd"})), Limits{}, "file.suspicious", 0, 1},
		{"a path that climbs out the other way", "a.xlsx", zipRaw(t, rawParts(rawPart{name: `..\..\windows\x`})), Limits{}, "file.suspicious", 0, 1},
		{"a path from the root", "a.xlsx", zipRaw(t, rawParts(rawPart{name: "/etc/passwd"})), Limits{}, "file.suspicious", 0, 1},
		{"a path with a drive", "a.xlsx", zipRaw(t, rawParts(rawPart{name: `C:\x`})), Limits{}, "file.suspicious", 0, 1},
		{"encrypted parts", "a.xlsx", zipRaw(t, rawParts(rawPart{name: "x", content: "x", flags: 1})), Limits{}, "file.encrypted", 0, 1},
		{"a sheet that lies outside", "a.xlsx", zipParts(t, withPart("xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="../../../etc/passwd"/></Relationships>`)), Limits{}, "file.damaged", 0, 1},
		{"a sheet on the network", "a.xlsx", zipParts(t, withPart("xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="x/worksheet" TargetMode="External" Target="http://example.com/x"/></Relationships>`)), Limits{}, "file.damaged", 0, 1},
		{"two sheets of one name", "a.xlsx", zipParts(t, withPart("xl/workbook.xml", `<workbook><sheets><sheet name="S" r:id="rId1"/><sheet name="s" r:id="rId1"/></sheets></workbook>`)), Limits{}, "file.damaged", 0, 1},
		{"100,000 sheets", "a.xlsx", zipParts(t, withPart("xl/workbook.xml", `<workbook><sheets>`+manySheets(100_000)+`</sheets></workbook>`)), Limits{}, "limit.sheets", 0, 100},

		// XML.
		{"entities of entities in a sheet", "a.xlsx", zipParts(t, withPart(handSheet, laughs+`<worksheet><sheetData><row><c t="str"><v>&c;</v></c></row></sheetData></worksheet>`)), Limits{}, "file.suspicious", 0, 1},
		{"entities of entities in the shared texts", "a.xlsx", zipParts(t, withPart(handShared, laughs+`<sst><si><t>&c;</t></si></sst>`)), Limits{}, "file.suspicious", 0, 1},
		{"entities of entities in the workbook", "a.xlsx", zipParts(t, withPart("xl/workbook.xml", laughs+`<workbook/>`)), Limits{}, "file.suspicious", 0, 1},
		{"an entity that is a file", "a.xlsx", zipParts(t, withPart(handSheet, `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><worksheet/>`)), Limits{}, "file.suspicious", 0, 1},
		{"a million elements in each other", "a.xlsx", sheetOf(t, strings.Repeat("<a>", 1_000_000)), Limits{}, "file.damaged", 0, 1},
		{"a tag of megabytes", "a.xlsx", sheetOf(t, `<row r="`+megabyte+megabyte+`"/>`), Limits{}, "file.damaged", 0, 8},
		{"a million attributes", "a.xlsx", sheetOf(t, `<row`+strings.Repeat(` a="1"`, 1_000_000)+`/>`), Limits{}, "file.damaged", 0, 8},
		{"CDATA of megabytes", "a.xlsx", sheetOf(t, `<row r="1"><c t="str"><v><![CDATA[`+megabyte+megabyte+`]]></v></c></row>`), Limits{}, "file.damaged", 1, 8},
		{"a comment of megabytes", "a.xlsx", sheetOf(t, `<!--`+megabyte+megabyte+`-->`), Limits{}, "file.empty", 0, 1},
		{"a sheet in an unknown encoding", "a.xlsx", zipParts(t, withPart(handSheet, `<?xml version="1.0" encoding="klingon"?><worksheet/>`)), Limits{}, "file.damaged", 0, 1},
		{"a sheet of NULs", "a.xlsx", zipParts(t, withPart(handSheet, strings.Repeat("\x00", mib))), Limits{}, "file.damaged", 0, 1},
		{"an empty sheet part", "a.xlsx", zipParts(t, withPart(handSheet, "")), Limits{}, "file.damaged", 0, 1},
		{"a million styles and more", "a.xlsx", zipParts(t, withPart("xl/styles.xml", `<styleSheet><cellXfs>`+strings.Repeat("<xf/>", elementLimit+1)+`</cellXfs></styleSheet>`)), Limits{}, "file.damaged", 0, 120},

		// Sheets.
		{"1,048,576 rows with a style and no content", "a.xlsx", sheetOf(t, blankRows(maxSheetRows)), Limits{}, "file.empty", 0, 1},
		{"1,048,576 rows with content", "a.xlsx", sheetOf(t, fullRows(maxSheetRows)), Limits{}, "limit.rows", 200_001, 80},
		{"a row beyond the last", "a.xlsx", sheetOf(t, blankRows(maxSheetRows)+"<row/>"), Limits{}, "file.damaged", maxSheetRows + 1, 1},
		{"a row of 100,000 columns", "a.xlsx", sheetOf(t, "<row>"+strings.Repeat("<c><v>1</v></c>", 100_000)+"</row>"), Limits{}, "limit.columns", 1, 1},
		{"a row of 100,000 columns without content", "a.xlsx", sheetOf(t, "<row>"+strings.Repeat("<c/>", 100_000)+"</row>"), Limits{}, "file.damaged", 1, 1},
		{"a cell of megabytes", "a.xlsx", sheetOf(t, `<row><c t="str"><v>`+megabyte+megabyte+`</v></c></row>`), Limits{}, "limit.cell", 1, 1},
		{"an inline cell of megabytes", "a.xlsx", sheetOf(t, `<row r="7"><c t="inlineStr"><is><r><t>`+megabyte+`</t></r></is></c></row>`), Limits{}, "limit.cell", 7, 1},
		{"a shared text of megabytes", "a.xlsx", zipParts(t, withPart(handShared, `<sst><si><t>`+megabyte+`</t></si></sst>`)), Limits{}, "limit.cell", 0, 1},
		{"a formula of megabytes", "a.xlsx", sheetOf(t, `<row><c><f>`+megabyte+megabyte+`</f></c></row>`), Limits{}, "header.not_found", 0, 1},
		{"a table of texts that claims billions", "a.xlsx", zipParts(t, withPart(handShared, `<sst count="4000000000" uniqueCount="4000000000"><si><t>x</t></si></sst>`)), Limits{}, "header.not_found", 0, 1},
		{"more shared texts than cells are allowed", "a.xlsx", zipParts(t, withPart(handShared, `<sst>`+strings.Repeat("<si/>", 10_000)+`</sst>`)), Limits{Cells: 9_999}, "limit.cells", 0, 1},
		{"more text in shared texts than allowed", "a.xlsx", zipParts(t, withPart(handShared, `<sst>`+strings.Repeat("<si><t>"+megabyte[:10_000]+"</t></si>", 20)+`</sst>`)), Limits{Text: 100_000}, "limit.text", 0, 1},
		{"more cells than the caller allows", "a.xlsx", sheetOf(t, fullRows(30)), Limits{Cells: 29}, "limit.cells", 30, 1},
		{"more text than the caller allows", "a.xlsx", sheetOf(t, fullRows(30)), Limits{Text: 29}, "limit.text", 30, 1},

		// Texts.
		{"NULs", "a.csv", []byte(header + "A1,\x00,1,2026-01-01\nxxxxxxxxxxxxxxxxxxxxxxxxxxx"), Limits{}, "encoding.invalid", 0, 1},
		{"a quotation mark that is never closed", "a.csv", []byte(header + "A1,\"甲,1\n" + megabyte), Limits{}, "csv.open_quote", 2, 8},
		{"a giant single line", "a.csv", []byte(strings.Repeat("x", 8*mib)), Limits{}, "limit.cell", 1, 20},
		{"a giant single line of columns", "a.csv", []byte(strings.Repeat("x,", 4*mib)), Limits{}, "limit.columns", 1, 20},
		{"a row of 100,000 columns in a text", "a.csv", []byte(header + strings.Repeat("1,", 100_000)), Limits{}, "limit.columns", 2, 4},
		{"a quoted cell of megabytes", "a.csv", []byte(header + "\"" + megabyte + "\",甲\n"), Limits{}, "limit.cell", 2, 12},
		{"quotes by the million", "a.csv", []byte(header + strings.Repeat(`"`, 2*mib)), Limits{}, "limit.cell", 2, 12},
		{"more rows than the caller allows", "a.csv", []byte(header + strings.Repeat("A1,甲,1,2026-01-01\n", 50)), Limits{Rows: 40}, "limit.rows", 41, 1},
		{"more cells than the caller allows, in a text", "a.csv", []byte(header + strings.Repeat("A1,甲,1,2026-01-01\n", 50)), Limits{Cells: 100}, "limit.cells", 26, 1},
		{"more text than the caller allows, in a text", "a.csv", []byte(header + strings.Repeat("A1,甲,1,2026-01-01\n", 50)), Limits{Text: 1000}, "limit.text", 51, 1},
		{"UTF-16 with half a character", "a.csv", utf16(header + "A1\n")[:len(utf16(header+"A1\n"))-1], Limits{}, "encoding.invalid", 2, 1},
		{"UTF-16 with half of a pair", "a.csv", append(utf16(header), 0x00, 0xd8, 'x', 0), Limits{}, "encoding.invalid", 2, 1},
		{"GB18030 that breaks off", "a.csv", []byte(gbk + "\xd6"), Limits{}, "encoding.invalid", 3, 1},
		{"megabytes that no encoding has", "a.csv", bytes.Repeat([]byte{0xff}, 8*mib), Limits{}, "encoding.invalid", 1, 20},
		{"line ends of every kind", "a.csv", []byte("合同编号,借款人,未偿本金余额,到期日,年利率\r\nA1,甲,100,2026-01-01,5%\rA2,甲,100,2026-01-01,5%\nA3,甲,100,2026-01-01,5%"), Limits{}, "", 0, 2},
		{"nothing but separators", "a.csv", []byte(strings.Repeat(",,,,\n", 10_000)), Limits{}, "header.not_found", 0, 4},
		{"larger than the caller allows", "a.csv", []byte(header + megabyte), Limits{Bytes: 1000}, "limit.bytes", 0, 1},

		// Other files under the name of a tape.
		{"nothing", "a.xlsx", nil, Limits{}, "file.empty", 0, 1},
		{"blanks", "a.csv", []byte(" \r\n\t"), Limits{}, "file.empty", 0, 1},
		{"an encrypted workbook", "a.xlsx", append(bytes.Clone(magicOLE), utf16LE(strings.Repeat("x", 600)+"EncryptedPackage")...), Limits{}, "file.encrypted", 0, 1},
		{"an old workbook", "a.xlsx", append(bytes.Clone(magicOLE), utf16LE(strings.Repeat("x", 600)+"Workbook")...), Limits{}, "file.old_xls", 0, 1},
		{"an OpenDocument sheet", "a.ods", zipParts(t, [][2]string{{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"content.xml", "<x/>"}}), Limits{}, "file.not_spreadsheet", 0, 1},
		{"a web page", "a.xlsx", []byte("<!DOCTYPE html><html><table><tr><td>1"), Limits{}, "file.not_spreadsheet", 0, 1},
		{"a workbook under the name of a text", "a.csv", sheetOf(t, fullRows(1)), Limits{}, "header.not_found", 0, 1},
		{"a text under the name of a workbook", "a.xlsx", []byte(header), Limits{}, "file.not_spreadsheet", 0, 1},
		{"a workbook cut off", "a.xlsx", sheetOf(t, fullRows(1000))[:2000], Limits{}, "file.truncated", 0, 1},
		{"an archive of an archive", "a.xlsx", zipParts(t, [][2]string{{"a.xlsx", string(sheetOf(t, fullRows(1)))}}), Limits{}, "file.damaged", 0, 1},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			aliasSets() // tables that are made once do not count
			taken, lasted, result, err := measured(tt.name, tt.data, tt.limits)
			if bound := uint64(tt.memory)*mib + uint64(len(tt.data)); taken > bound {
				t.Errorf("%d KiB of memory taken, more than %d", taken>>10, bound>>10)
			}
			if lasted > 10*time.Second {
				t.Errorf("it took %v", lasted)
			}
			if tt.code == "" {
				if err != nil || result.Accepted != 3 {
					t.Errorf("%v", err)
				}
				return
			}
			var e *FileError
			switch {
			case !errors.As(err, &e) || !errors.Is(err, ErrUnreadable):
				t.Fatalf("%v", err)
			case e.Code != tt.code || e.Row != tt.row || e.File != tt.name:
				t.Errorf("code %s, file %s, row %d; want %s, row %d: %v", e.Code, e.File, e.Row, tt.code, tt.row, err)
			case e.Reason == "" || e.Advice == "" || len(err.Error()) > 500:
				t.Errorf("reason %q, advice %q: %v", e.Reason, e.Advice, err)
			case result != nil:
				t.Error("a result beside an error")
			}
		})
	}
}

// measured reads a file, and gives the memory that was taken on the way, returned or not.
func measured(name string, data []byte, limits Limits) (uint64, time.Duration, *Result, error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	result, err := Read(context.Background(), name, bytes.NewReader(data), Options{Limits: limits, AsOf: day(2025, 1, 1)})
	lasted := time.Since(began)
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc, lasted, result, err
}

func manyParts(n int) []rawPart {
	list := make([]rawPart, n)
	for i := range list {
		list[i].name = fmt.Sprintf("p%d", i)
	}
	return list
}

func manySheets(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<sheet name="s%d" r:id="rId1"/>`, i)
	}
	return b.String()
}

func blankRows(n int) string { return strings.Repeat(`<row><c s="1"/></row>`, n) }
func fullRows(n int) string  { return strings.Repeat(`<row><c><v>1</v></c></row>`, n) }
