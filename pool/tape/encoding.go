package tape

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// decoded is the text of a file with the encoding it was read in.
type decoded struct {
	text     string
	encoding string
	// how says why this encoding was taken.
	how string
}

// decodeText turns the bytes of a text file into text. A byte order mark decides; without one, valid
// UTF-8 is UTF-8, bytes with a zero in every second place are UTF-16, and the rest is GB18030 (of
// which GBK and GB2312 are parts). named overrides all of it. Bytes that the encoding does not have
// are an error: what cannot be read is not replaced.
func decodeText(data []byte, named string) (decoded, error) {
	switch strings.ToLower(strings.TrimSpace(named)) {
	case "":
	case "utf-8", "utf8", "utf-8-sig":
		return decodeUTF8(data, "utf-8", "as asked for")
	case "utf-16le":
		return decodeWith(data, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "utf-16le", "as asked for")
	case "utf-16be":
		return decodeWith(data, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), "utf-16be", "as asked for")
	case "gb18030", "gbk", "gb2312", "cp936":
		return decodeWith(data, simplifiedchinese.GB18030, "gb18030", "as asked for")
	case "big5":
		return decodeWith(data, traditionalchinese.Big5, "big5", "as asked for")
	default:
		return decoded{}, fmt.Errorf("unknown encoding %q; expected utf-8, utf-16le, utf-16be, gb18030 or big5", named)
	}
	const byMark = "by its byte order mark"
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return decodeUTF8(data, "utf-8-bom", byMark)
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return decodeWith(data, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "utf-16le", byMark)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return decodeWith(data, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), "utf-16be", byMark)
	}
	switch even, odd := zeros(data); {
	case odd > even && odd > len(data)/8:
		return decodeWith(data, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "utf-16le", "by its zero bytes")
	case even > odd && even > len(data)/8:
		return decodeWith(data, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "utf-16be", "by its zero bytes")
	case even+odd > 0:
		return decoded{}, fmt.Errorf("the file has zero bytes, which no text has")
	case utf8.Valid(data):
		return decodeUTF8(data, "utf-8", "because all of it is valid UTF-8")
	}
	return decodeWith(data, simplifiedchinese.GB18030, "gb18030", "because it is not valid UTF-8")
}

// zeros counts zero bytes in even and in odd places.
func zeros(data []byte) (even, odd int) {
	for i, b := range data {
		switch {
		case b != 0:
		case i%2 == 0:
			even++
		default:
			odd++
		}
	}
	return even, odd
}

func decodeUTF8(data []byte, name, how string) (decoded, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return decoded{}, &badByteError{line: 1 + bytes.Count(data[:i], []byte("\n")), encoding: name}
		}
		i += size
	}
	return decoded{text: string(data), encoding: name, how: how}, nil
}

// decodeChunk is how many bytes are decoded at a time.
const decodeChunk = 64 << 10

func decodeWith(data []byte, enc encoding.Encoding, name, how string) (decoded, error) {
	decoder := enc.NewDecoder()
	var text strings.Builder
	text.Grow(len(data) + len(data)/2) // two bytes become three in almost all of Chinese
	chunk := make([]byte, decodeChunk)
	lines := 0
	for done := false; !done; {
		written, read, err := decoder.Transform(chunk, data[:min(len(data), decodeChunk)], len(data) <= decodeChunk)
		out := chunk[:written]
		// A decoder writes U+FFFD for what it cannot read. GB18030 can write it itself, as 84 31 A4 37;
		// nobody does on purpose.
		if at := bytes.IndexRune(out, utf8.RuneError); at >= 0 {
			return decoded{}, &badByteError{line: 1 + lines + bytes.Count(out[:at], []byte("\n")), encoding: name}
		}
		lines += bytes.Count(out, []byte("\n"))
		text.Write(out)
		data = data[read:]
		switch {
		case err == nil:
			done = len(data) == 0
		case errors.Is(err, transform.ErrShortDst), errors.Is(err, transform.ErrShortSrc) && len(data) > 0 && read > 0:
		default:
			return decoded{}, err
		}
	}
	return decoded{text: strings.TrimPrefix(text.String(), "\ufeff"), encoding: name, how: how}, nil
}

// badByteError says that a file is not in the encoding it was read in.
type badByteError struct {
	line     int
	encoding string
}

func (e *badByteError) Error() string {
	return fmt.Sprintf("line %d has bytes that are not %s", e.line, e.encoding)
}

// unmangle takes back a mistake of encodings: a text in UTF-8 that was read in another encoding and
// saved as what came out. It does so only when every character goes back and Chinese comes out.
func unmangle(mangled string) (repaired, how string, ok bool) {
	for _, wrong := range []struct {
		how      string
		encoding encoding.Encoding
	}{{"gb18030", simplifiedchinese.GB18030}, {"iso-8859-1", charmap.ISO8859_1}, {"windows-1252", charmap.Windows1252}} {
		data, err := wrong.encoding.NewEncoder().Bytes([]byte(mangled))
		if err != nil || !utf8.Valid(data) {
			continue
		}
		if text := string(data); strings.IndexFunc(text, func(r rune) bool { return r >= 0x4e00 && r <= lastHan }) >= 0 {
			return text, wrong.how, true
		}
	}
	return "", "", false
}
