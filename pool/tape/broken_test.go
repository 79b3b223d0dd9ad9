package tape_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool/tape"
)

func goodBook(t testing.TB) []byte {
	return workbook(t, page{"清单", [][]any{loanColumns, loanRow("A1", 100)}})
}

// archive makes a zip archive of named parts.
func archive(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range []string{"mimetype", "content.xml", "word/document.xml", "xl/workbook.bin", "a.txt"} {
		if body, ok := parts[name]; ok {
			f, err := w.Create(name)
			must(t, err)
			_, err = io.WriteString(f, body)
			must(t, err)
		}
	}
	must(t, w.Close())
	return out.Bytes()
}

// replacePart gives a workbook with another text for one of its parts.
func replacePart(t testing.TB, book []byte, part string, change func(string) string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	changed := false
	for _, f := range in.File {
		r, err := f.Open()
		must(t, err)
		body, err := io.ReadAll(r)
		must(t, err)
		if f.Name == part {
			body, changed = []byte(change(string(body))), true
		}
		to, err := w.Create(f.Name)
		must(t, err)
		_, err = to.Write(body)
		must(t, err)
	}
	must(t, w.Close())
	if !changed {
		t.Fatalf("no part %s", part)
	}
	return out.Bytes()
}

func TestFilesThatAreNoTapes(t *testing.T) {
	book := goodBook(t)
	const sheetPart = "xl/worksheets/sheet1.xml"
	for _, tt := range []struct {
		situation, name string
		data            []byte
		code            string
	}{
		{"empty", "a.csv", nil, "file.empty"},
		{"garbage with the name of a workbook", "a.xlsx", []byte("garbage"), "file.not_spreadsheet"},
		{"garbage with the name of a text", "a.csv", []byte{1, 0xff, 0, 0x80, 7, 0xfe, 9, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, "encoding.invalid"},
		{"prose", "a.csv", []byte("这是一封信，不是清单。\n此致\n"), "header.not_found"},
		{"a workbook cut off in the middle", "a.xlsx", book[:len(book)/2], "file.truncated"},
		{"a workbook cut off at its end", "a.xlsx", book[:len(book)-30], "file.truncated"},
		{"an archive of something else", "a.xlsx", archive(t, map[string]string{"a.txt": "x"}), "file.damaged"},
		{"a text document", "a.xlsx", archive(t, map[string]string{"word/document.xml": "<x/>"}), "file.not_spreadsheet"},
		{"an OpenDocument file", "a.xlsx", archive(t, map[string]string{"content.xml": "<x/>"}), "file.not_spreadsheet"},
		{"a binary workbook", "a.xlsb", archive(t, map[string]string{"xl/workbook.bin": "x"}), "file.not_spreadsheet"},
		{"a workbook without content", "a.xlsx", workbook(t, page{"Sheet1", nil}), "file.empty"},
		{"a workbook without a list", "a.xlsx", workbook(t, page{"Sheet1", [][]any{{"会议纪要"}, {"一", "二"}}}), "header.not_found"},
		{"a header and nothing else", "a.xlsx", workbook(t, page{"清单", [][]any{loanColumns}}), "rows.none"},
		{"a header and a total", "a.csv", loans(loanHeader, "合计,,0"), "rows.none"},
		{"a sheet that is cut off inside", "a.xlsx", replacePart(t, book, sheetPart, func(s string) string { return s[:len(s)/2] }), "file.damaged"},
		{"a cell with an impossible place", "a.xlsx", replacePart(t, book, sheetPart, func(s string) string { return strings.Replace(s, `r="A2"`, `r="??"`, 1) }), "file.damaged"},
		{"a row with an impossible number", "a.xlsx", replacePart(t, book, sheetPart, func(s string) string { return strings.Replace(s, `<row r="2"`, `<row r="9999999"`, 1) }), "file.damaged"},
		{"a quotation mark that is never closed", "a.csv", []byte(loanHeader + "\nA1,\"甲公司,100,5%,2026-03-01,后付\n"), "csv.open_quote"},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			if e := refuse(t, "dir/"+tt.name, tt.data, quiet); e.Code != tt.code || e.File != tt.name {
				t.Errorf("code %s, want %s: %v", e.Code, tt.code, e)
			}
		})
	}
}

func TestEncryptedWorkbook(t *testing.T) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	var out bytes.Buffer
	must(t, f.Write(&out, excelize.Options{Password: "secret"}))
	e := refuse(t, "a.xlsx", out.Bytes(), quiet)
	if e.Code != "file.encrypted" || !strings.Contains(e.Advice, "password") {
		t.Errorf("%v", e)
	}
}

func TestLimits(t *testing.T) {
	rows := [][]any{loanColumns, loanRow("A1", 100), loanRow("A2", 100), append(loanRow("A3", 100), strings.Repeat("x", 200))}
	book := workbook(t, page{"清单", rows}, page{"二", [][]any{{"x"}}})
	text := loans(loanHeader, "A1,甲公司,100,5%,2026-03-01,后付", "A2,甲公司,100,5%,2026-03-01,后付")
	for _, tt := range []struct {
		situation string
		data      []byte
		limits    tape.Limits
		code      string
	}{
		{"bytes", text, tape.Limits{Bytes: 50}, "limit.bytes"},
		{"bytes after unpacking", book, tape.Limits{Unzipped: 1000}, "limit.unzipped"},
		{"sheets", book, tape.Limits{Sheets: 1}, "limit.sheets"},
		{"rows of a workbook", book, tape.Limits{Rows: 3}, "limit.rows"},
		{"rows of a text", text, tape.Limits{Rows: 2}, "limit.rows"},
		{"columns of a workbook", book, tape.Limits{Columns: 6}, "limit.columns"},
		{"columns of a text", text, tape.Limits{Columns: 5}, "limit.columns"},
		{"a long cell of a workbook", book, tape.Limits{CellBytes: 100}, "limit.cell"},
		{"a long cell of a text", text, tape.Limits{CellBytes: 10}, "limit.cell"},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			o := quiet
			o.Limits = tt.limits
			if e := refuse(t, "a", tt.data, o); e.Code != tt.code {
				t.Errorf("code %s, want %s: %v", e.Code, tt.code, e)
			}
		})
	}
	if result := read(t, "a.xlsx", book, quiet); result.Accepted != 3 {
		t.Errorf("within the defaults: %d accepted", result.Accepted)
	}
}

func TestCancelledReading(t *testing.T) {
	why := errors.New("the desk has closed")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(why)
	for name, data := range map[string][]byte{"a.xlsx": goodBook(t), "a.csv": loans(loanHeader, "A1,甲公司,100,5%,2026-03-01,后付")} {
		if result, err := tape.Read(ctx, name, bytes.NewReader(data), quiet); result != nil || !errors.Is(err, why) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// cutContext ends after a number of looks at it, so that reading stops in the middle.
type cutContext struct {
	context.Context
	left atomic.Int64
}

func (c *cutContext) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

func TestReadingCancelledInTheMiddle(t *testing.T) {
	rows := [][]any{loanColumns}
	var text []string
	for i := range 450 {
		rows = append(rows, loanRow("A"+string(rune('0'+i/100))+string(rune('0'+i/10%10))+string(rune('0'+i%10)), 1))
		text = append(text, "A"+string(rune('0'+i/100))+string(rune('0'+i/10%10))+string(rune('0'+i%10))+",甲公司,1,5%,2026-03-01,后付")
	}
	for name, data := range map[string][]byte{"a.xlsx": workbook(t, page{"清单", rows}), "a.csv": loans(loanHeader, text...)} {
		stopped := 0
		for looks := range 20 {
			ctx := &cutContext{Context: context.Background()}
			ctx.left.Store(int64(looks))
			result, err := tape.Read(ctx, name, bytes.NewReader(data), quiet)
			switch {
			case err == nil && result.Accepted == 450:
			case result == nil && errors.Is(err, context.Canceled):
				stopped++
			default:
				t.Errorf("%s, %d looks: %+v, %v", name, looks, result, err)
			}
		}
		if stopped < 8 {
			t.Errorf("%s: the context was looked at %d times only", name, stopped)
		}
	}
}

func TestUnreadableReader(t *testing.T) {
	broken := errors.New("the line went dead")
	_, err := tape.Read(context.Background(), "a.csv", iotest.ErrReader(broken), quiet)
	var e *tape.FileError
	if !errors.As(err, &e) || e.Code != "file.unread" || !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	_, err = tape.ReadFile(context.Background(), filepath.Join(t.TempDir(), "nowhere.xlsx"), quiet)
	if !errors.As(err, &e) || e.Code != "file.unopened" || !errors.Is(err, os.ErrNotExist) || e.File != "nowhere.xlsx" {
		t.Errorf("%v", err)
	}
}

func TestTextFilesInEveryEncoding(t *testing.T) {
	body := string(loans(loanHeader, "A1,甲（北京）公司,100,5%,2026-03-01,后付"))
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String(body)
	must(t, err)
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(body, ",", "\t"))
	must(t, err)
	for encoding, data := range map[string]string{"utf-8": body, "utf-8-bom": "\ufeff" + body, "gb18030": gbk, "utf-16le": utf16} {
		path := filepath.Join(t.TempDir(), "tape.csv")
		must(t, os.WriteFile(path, []byte(data), 0o600))
		result, err := tape.ReadFile(context.Background(), path, quiet)
		must(t, err)
		if result.Encoding != encoding || result.Accepted != 1 || result.Spec.Parties[0].Name != "甲（北京）公司" || result.Pool.Principal().Format(money.CNY) != "100.00" {
			t.Errorf("%s: read as %s\n%s", encoding, result.Encoding, lines(result))
		}
		expectFinding(t, result, tape.Finding{Severity: tape.Info, Code: "encoding.taken", Taken: encoding})
	}
	lost := read(t, "a.csv", []byte(strings.Replace(body, "甲", "\ufffd", 1)), quiet)
	expectFinding(t, lost, tape.Finding{Severity: tape.Warning, Code: "encoding.replacement", Row: 2})
	named := quiet
	named.Encoding = "klingon"
	if e := refuse(t, "a.csv", []byte(body), named); e.Code != "encoding.invalid" {
		t.Errorf("%v", e)
	}
}
