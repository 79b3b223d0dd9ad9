package tape

import (
	"errors"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"
)

func encode(t testing.TB, enc encoding.Encoding, s string) []byte {
	t.Helper()
	out, err := enc.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestDecodeText(t *testing.T) {
	const body = "合同编号,承租人\nＨＴ１,甲公司\n"
	le, be := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	bare := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	bareBE := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	for _, tt := range []struct {
		situation string
		data      []byte
		named     string
		encoding  string
	}{
		{"UTF-8", []byte(body), "", "utf-8"},
		{"UTF-8 with a byte order mark", []byte("\ufeff" + body), "", "utf-8-bom"},
		{"GBK", encode(t, simplifiedchinese.GBK, body), "", "gb18030"},
		{"GB18030", encode(t, simplifiedchinese.GB18030, body), "", "gb18030"},
		{"UTF-16 of Windows", encode(t, le, body), "", "utf-16le"},
		{"UTF-16 of the network", encode(t, be, body), "", "utf-16be"},
		{"UTF-16 without a byte order mark", encode(t, bare, "contract,lessee\n1,A\n"), "", "utf-16le"},
		{"UTF-16 without a byte order mark, other order", encode(t, bareBE, "contract,lessee\n1,A\n"), "", "utf-16be"},
		{"GBK by name", encode(t, simplifiedchinese.GBK, body), "GBK", "gb18030"},
		{"Big5 by name", encode(t, traditionalchinese.Big5, "合同,承租\n"), "big5", "big5"},
		{"UTF-8 by name", []byte(body), "UTF-8", "utf-8"},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			got, err := decodeText(tt.data, tt.named)
			if err != nil {
				t.Fatal(err)
			}
			if got.encoding != tt.encoding || got.how == "" {
				t.Errorf("read as %s (%s), want %s", got.encoding, got.how, tt.encoding)
			}
			if want := body; tt.situation != "Big5 by name" && got.text != want && got.text != "contract,lessee\n1,A\n" {
				t.Errorf("%q", got.text)
			}
		})
	}
}

func TestDecodeTextRefusesWhatItCannotRead(t *testing.T) {
	for _, tt := range []struct {
		situation string
		data      []byte
		named     string
		line      int
	}{
		{"bytes that no encoding of Chinese has", []byte("a,b\nc,\xff\xff\n"), "", 2},
		{"GBK read as UTF-8 on demand", encode(t, simplifiedchinese.GBK, "a\n合同"), "utf-8", 2},
		{"zero bytes", []byte("abc\x00defghijklmnopqrstuvwxyz"), "", 0},
		{"an unknown name", []byte("a"), "klingon", 0},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			_, err := decodeText(tt.data, tt.named)
			if err == nil {
				t.Fatal("accepted")
			}
			var bad *badByteError
			if line := 0; errors.As(err, &bad) {
				if line = bad.line; line != tt.line {
					t.Errorf("line %d, want %d", line, tt.line)
				}
			} else if tt.line != 0 {
				t.Errorf("no line: %v", err)
			}
		})
	}
}

// Every text that an encoding can write comes back.
func TestDecodeTextInvertsEncoding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := "合同编号" + rapid.StringOf(rapid.RuneFrom([]rune("甲乙有限公司（）０1,\n é€"))).Draw(t, "text")
		for named, enc := range map[string]encoding.Encoding{"gb18030": simplifiedchinese.GB18030, "utf-16le": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)} {
			data, err := enc.NewEncoder().Bytes([]byte(s))
			if err != nil {
				t.Fatal(err)
			}
			got, err := decodeText(data, "")
			if err != nil || got.text != s || got.encoding != named {
				t.Fatalf("%q in %s came back as %q in %s (%v)", s, named, got.text, got.encoding, err)
			}
		}
	})
}
