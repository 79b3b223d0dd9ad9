package tape

import (
	"strings"
	"testing"
)

func TestSniff(t *testing.T) {
	ole := string(magicOLE) + strings.Repeat("\x00", 600)
	for _, tt := range []struct{ situation, name, data, code string }{
		{"a zip archive is taken for a workbook", "a.csv", "PK\x03\x04...", ""},
		{"text", "a.csv", "合同编号,余额", ""},
		{"text with another name", "a.dat", "合同编号,余额", ""},
		{"nothing", "a.csv", "", "file.empty"},
		{"nothing but blanks", "a.csv", " \r\n ", "file.empty"},
		{"an old workbook", "a.xls", ole + string(utf16LE("Workbook")), "file.old_xls"},
		{"a workbook with a password", "a.xlsx", ole + string(utf16LE("EncryptedPackage")), "file.encrypted"},
		{"some other old Office file", "a.xls", ole, "file.ole2"},
		{"the first four bytes of one", "a.xls", "\xd0\xcf\x11\xe0", "file.ole2"},
		{"a web page with the name of a workbook", "a.xls", "<html><table>", "file.not_spreadsheet"},
		{"a PDF", "a.pdf", "%PDF-1.7", "file.not_spreadsheet"},
		{"XML", "a.xml", "<?xml version=\"1.0\"?>", "file.not_spreadsheet"},
		{"JSON", "a.json", `{"a":1}`, "file.not_spreadsheet"},
		{"an empty archive", "a.xlsx", "PK\x05\x06" + strings.Repeat("\x00", 18), "file.not_spreadsheet"},
		{"garbage with the name of a workbook", "a.xlsx", "garbage", "file.not_spreadsheet"},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			_, err := sniff("dir/"+tt.name, []byte(tt.data))
			code := ""
			if err != nil {
				if code = err.Code; err.File != tt.name || err.Reason == "" || err.Advice == "" {
					t.Errorf("%+v", err)
				}
			}
			if code != tt.code {
				t.Errorf("code %q, want %q", code, tt.code)
			}
		})
	}
}
