package tape

import (
	"bytes"
	"errors"
	"fmt"
	"math"
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

// decodeText turns the bytes of a text file into text, as a textDecoder does, all of them at once.
func decodeText(data []byte, named string) (decoded, error) {
	d, err := newTextDecoder(data, named)
	if err != nil {
		return decoded{}, err
	}
	text, err := d.next("", math.MaxInt)
	if err != nil {
		return decoded{}, err
	}
	return decoded{text: text, encoding: d.encoding, how: d.how}, nil
}

// textDecoder turns the bytes of a text file into text, piece by piece. A byte order mark decides; without
// one, valid UTF-8 is UTF-8, bytes with a zero in every second place are UTF-16, and the rest is GB18030 (of
// which GBK and GB2312 are parts). A name overrides all of it. Bytes that the encoding does not have
// are an error: what cannot be read is not replaced.
type textDecoder struct {
	encoding string
	how      string // why this encoding was taken

	rest    []byte
	decoder *encoding.Decoder // nil for UTF-8
	begun   bool
	lines   int       // line breaks so far
	lost    int       // the line of the first U+FFFD that the file itself has, 0 for none
	pairs   *gbkPairs // for GB18030
	chunk   []byte
	text    []byte // of the piece, before it is kept
}

func newTextDecoder(data []byte, named string) (*textDecoder, error) {
	with := func(enc encoding.Encoding, name, how string) (*textDecoder, error) {
		d := &textDecoder{encoding: name, how: how, rest: data, decoder: enc.NewDecoder()}
		if enc == simplifiedchinese.GB18030 {
			d.pairs = pairsOfGBK()
		}
		return d, nil
	}
	inUTF8 := func(name, how string) (*textDecoder, error) {
		return &textDecoder{encoding: name, how: how, rest: bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), begun: true}, nil
	}
	little, big := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	const asked = "as asked for"
	switch strings.ToLower(strings.TrimSpace(named)) {
	case "":
	case "utf-8", "utf8", "utf-8-sig":
		return inUTF8("utf-8", asked)
	case "utf-16le":
		return with(little, "utf-16le", asked)
	case "utf-16be":
		return with(big, "utf-16be", asked)
	case "gb18030", "gbk", "gb2312", "cp936":
		return with(simplifiedchinese.GB18030, "gb18030", asked)
	case "big5":
		return with(traditionalchinese.Big5, "big5", asked)
	default:
		return nil, fmt.Errorf("unknown encoding %q; expected utf-8, utf-16le, utf-16be, gb18030 or big5", named)
	}
	const byMark = "by its byte order mark"
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return inUTF8("utf-8-bom", byMark)
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return with(little, "utf-16le", byMark)
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return with(big, "utf-16be", byMark)
	}
	switch even, odd := zeros(data); {
	case odd > even && odd > len(data)/8:
		return with(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "utf-16le", "by its zero bytes")
	case even > odd && even > len(data)/8:
		return with(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "utf-16be", "by its zero bytes")
	case even+odd > 0:
		return nil, fmt.Errorf("the file has zero bytes, which no text has")
	case utf8.Valid(data):
		return inUTF8("utf-8", "because all of it is valid UTF-8")
	}
	return with(simplifiedchinese.GB18030, "gb18030", "because it is not valid UTF-8")
}

// zeros counts zero bytes in even and in odd places.
func zeros(data []byte) (even, odd int) {
	for at := bytes.IndexByte(data, 0); at >= 0 && at < len(data); at++ {
		switch {
		case data[at] != 0:
		case at%2 == 0:
			even++
		default:
			odd++
		}
	}
	return even, odd
}

// next gives a text with that of about so many bytes more of the file behind it, the text alone at the end of
// the file.
func (d *textDecoder) next(text string, size int) (string, error) {
	if d.decoder == nil {
		return d.nextUTF8(text, size)
	}
	size = min(size, len(d.rest))
	if d.text == nil {
		d.text = make([]byte, 0, len(text)+size+size/2) // two bytes become three in almost all of Chinese
	}
	d.text = append(d.text[:0], text...)
	if d.chunk == nil {
		d.chunk = make([]byte, decodeChunk)
	}
	for until := len(d.rest) - size; len(d.rest) > until; {
		front := d.rest[:min(len(d.rest), decodeChunk)]
		if d.pairs != nil {
			var read int
			if d.text, read = d.pairs.appendText(d.text, front); read > 0 {
				d.lines += bytes.Count(front[:read], lineBreak)
				d.rest, d.begun = d.rest[read:], true
				continue
			}
		}
		written, read, err := d.decoder.Transform(d.chunk, front, len(front) == len(d.rest))
		out := d.chunk[:written]
		// A decoder writes U+FFFD for what it cannot read. GB18030 can write it itself, as 84 31 A4 37;
		// nobody does on purpose.
		if at := bytes.Index(out, replacement); at >= 0 {
			return "", &badByteError{line: 1 + d.lines + bytes.Count(out[:at], lineBreak), encoding: d.encoding}
		}
		d.lines += bytes.Count(out, lineBreak)
		if !d.begun && len(out) > 0 {
			out, d.begun = bytes.TrimPrefix(out, []byte("\ufeff")), true
		}
		d.text = append(d.text, out...)
		d.rest = d.rest[read:]
		switch {
		case err == nil:
		case errors.Is(err, transform.ErrShortDst), errors.Is(err, transform.ErrShortSrc) && len(d.rest) > 0 && read > 0:
		default:
			return "", err
		}
	}
	return string(d.text), nil
}

func (d *textDecoder) nextUTF8(text string, size int) (string, error) {
	end := min(size, len(d.rest))
	for end < len(d.rest) && !utf8.RuneStart(d.rest[end]) && end < size+utf8.UTFMax {
		end++
	}
	out := d.rest[:end]
	if !utf8.Valid(out) {
		for i := 0; i < len(out); {
			r, width := utf8.DecodeRune(out[i:])
			if r == utf8.RuneError && width == 1 {
				return "", &badByteError{line: 1 + d.lines + bytes.Count(out[:i], lineBreak), encoding: d.encoding}
			}
			i += width
		}
	}
	if d.lost == 0 {
		if at := bytes.Index(out, replacement); at >= 0 {
			d.lost = 1 + d.lines + bytes.Count(out[:at], lineBreak)
		}
	}
	d.lines += bytes.Count(out, lineBreak)
	d.rest = d.rest[end:]
	return text + string(out), nil
}

var replacement, lineBreak = []byte("\ufffd"), []byte("\n")

// decodeChunk is how many bytes are decoded at a time.
const decodeChunk = 64 << 10

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
