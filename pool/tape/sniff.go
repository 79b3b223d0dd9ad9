package tape

import (
	"bytes"
	"path/filepath"
	"strings"
	"unicode/utf16"
)

// format is how a file is built.
type format uint8

const (
	formatText format = iota
	formatWorkbook
)

var (
	magicZip = []byte("PK\x03\x04")
	magicOLE = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
)

// sniff tells from the content how a file is built, and refuses what is no spreadsheet with the
// reason. The name serves the messages only.
func sniff(name string, data []byte) (format, *FileError) {
	fail := func(code, reason, advice string) (format, *FileError) {
		return 0, &FileError{Code: code, File: baseName(name), Reason: reason, Advice: advice}
	}
	const saveAs = "save it as .xlsx or as CSV (UTF-8) and read that"
	front := bytes.ToLower(bytes.TrimLeft(data[:min(len(data), 512)], " \t\r\n\xef\xbb\xbf"))
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return fail("file.empty", "the file is empty", "check that it was copied whole")
	case bytes.HasPrefix(data, magicZip):
		return formatWorkbook, nil
	case bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return fail("file.not_spreadsheet", "this is an empty zip archive", "check that it was copied whole")
	case bytes.HasPrefix(data, magicOLE) || bytes.HasPrefix(data, magicOLE[:4]):
		switch {
		case bytes.Contains(data, utf16LE("EncryptedPackage")):
			return fail("file.encrypted", "the workbook is protected by a password", "open it, remove the password and save it again")
		case bytes.Contains(data, utf16LE("Workbook")):
			return fail("file.old_xls", "this is a workbook of the old .xls format", saveAs)
		}
		return fail("file.ole2", "this is an old Office file: is it .xls, or encrypted?", saveAs)
	case bytes.HasPrefix(front, []byte("%pdf")):
		return fail("file.not_spreadsheet", "this is a PDF document", "ask for the spreadsheet that it was made from")
	case bytes.HasPrefix(front, []byte("<html")), bytes.HasPrefix(front, []byte("<!doctype html")), bytes.HasPrefix(front, []byte("<table")):
		return fail("file.not_spreadsheet", "this is a web page, even if its name says otherwise", saveAs)
	case bytes.HasPrefix(front, []byte("<?xml")):
		return fail("file.not_spreadsheet", "this is an XML document", saveAs)
	case bytes.HasPrefix(front, []byte("{")), bytes.HasPrefix(front, []byte("\x7felf")), bytes.HasPrefix(front, []byte("\x89png")), bytes.HasPrefix(front, []byte("rar!")), bytes.HasPrefix(front, []byte("7z\xbc\xaf")):
		return fail("file.not_spreadsheet", "this is no spreadsheet", saveAs)
	}
	if wantsWorkbook(name) {
		return fail("file.not_spreadsheet", "the content is not that of a workbook, though the name says so", "check that the file was copied whole, or give a text file a name ending in .csv")
	}
	return formatText, nil
}

// wantsWorkbook reports a name that promises a workbook.
func wantsWorkbook(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls":
		return true
	}
	return false
}

func utf16LE(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

// baseName cuts directories of either style off a name.
func baseName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		return name[i+1:]
	}
	return name
}
