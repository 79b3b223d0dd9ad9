package tape

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"
)

// allText reads a document and gives all its text, and the names of its elements.
func allText(r io.Reader) (string, string, error) {
	x := newXMLReader(r)
	var text []byte
	var names strings.Builder
	for {
		token, err := x.next()
		switch {
		case errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
			return string(text), names.String(), nil
		case err != nil:
			return "", "", err
		case token == xmlText:
			if text, err = x.appendText(text); err != nil {
				return "", "", err
			}
		case token == xmlStart:
			names.WriteString(string(x.name) + " ")
		}
	}
}

// However a document arrives, and wherever its windows end, its text is the same: pieces split neither
// characters nor entities nor line breaks.
func TestTextIsTheSameWhereverItIsCut(t *testing.T) {
	if testing.Short() {
		t.Skip("nothing here runs concurrently: not worth the race detector's time")
	}
	pieces := []string{"a", "甲", "😀", "&amp;", "&#x4E2D;", "\r\n", "\r", "\n", "é"}
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 8).Draw(t, "pieces")
		var body strings.Builder
		for body.Len() < 3*xmlWindow {
			for _, p := range some {
				body.WriteString(p)
			}
		}
		document := `<a b="` + strings.Repeat("x", rapid.IntRange(0, 50).Draw(t, "offset")) + `">` + body.String() + `</a>`
		// A carriage return before a line feed is one break, whatever pieces they came from.
		expected := strings.ReplaceAll(strings.ReplaceAll(body.String(), "\r\n", "\n"), "\r", "\n")
		expected = strings.ReplaceAll(strings.ReplaceAll(expected, "&amp;", "&"), "&#x4E2D;", "中")
		for name, r := range map[string]io.Reader{"whole": strings.NewReader(document), "halves": iotest.HalfReader(strings.NewReader(document)), "with its end": iotest.DataErrReader(strings.NewReader(document))} {
			if got, _, err := allText(r); err != nil || got != expected {
				t.Fatalf("%s: %d bytes, want %d (%v)", name, len(got), len(expected), err)
			}
		}
	})
}

func TestXMLByteByByte(t *testing.T) {
	const document = "\ufeff<?xml version='1.0'?><!-- <no> --><x:a xmlns:x='y' c='>'>1<b d=\"&lt;\" /><![CDATA[<2>&]]>&#51;</x:a>\n<?end?>"
	text, names, err := allText(iotest.OneByteReader(strings.NewReader(document)))
	if text != "1<2>&3" || names != "a b " || err != nil {
		t.Errorf("%q, %q, %v", text, names, err)
	}
}

func TestXMLInOtherEncodings(t *testing.T) {
	const body = `<a>甲公司</a>`
	utf16le, err1 := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(`<?xml version="1.0" encoding="UTF-16"?>` + body)
	utf16be, err2 := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(body)
	gbk, err3 := simplifiedchinese.GBK.NewEncoder().String(body)
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	for situation, document := range map[string]string{
		"UTF-8": body, "UTF-8 by name": `<?xml version="1.0" encoding="utf-8"?>` + body, "UTF-16 of Windows": utf16le, "UTF-16 of the network": utf16be,
		"GBK by name": `<?xml version="1.0" encoding='GBK'?>` + gbk,
	} {
		if text, _, err := allText(strings.NewReader(document)); text != "甲公司" || err != nil {
			t.Errorf("%s: %q, %v", situation, text, err)
		}
	}
}

func TestXMLThatIsRefused(t *testing.T) {
	for _, tt := range []struct{ situation, document, says string }{
		{"nothing", "", "EOF"},
		{"no element", "<!-- x -->", "EOF"},
		{"an element that is not closed", "<a><b></b>", "EOF"},
		{"a tag that is not closed", "<a", "EOF"},
		{"a tag in a tag", "<a <b>", "not closed"},
		{"a tag without a name", "<a>< b></a>", "without a name"},
		{"an attribute without a value", "<a b></a>", "without a value"},
		{"an attribute without quotation marks", "<a b=c></a>", "without a value"},
		{"attributes without a blank between them", `<a b="1"c="2"/>`, "without a blank"},
		{"two roots", "<a/><b/>", "second root"},
		{"an entity without an end", "<a>&amp</a>", "begins no entity"},
		{"an entity of no character", "<a>&#xD800;</a>", "unknown entity"},
		{"a document type", "<!DOCTYPE a><a/>", "document type"},
	} {
		x := newXMLReader(bytes.NewReader([]byte(tt.document)))
		var err error
		for err == nil {
			var token xmlToken
			if token, err = x.next(); err != nil {
				break
			}
			switch token {
			case xmlText:
				_, err = x.appendText(nil)
			case xmlStart:
				for ok := true; ok && err == nil; {
					_, _, ok, err = x.attr()
				}
			}
		}
		if !errors.Is(err, errXML) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v", tt.situation, err)
		}
	}
}
