package tape

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"
)

// A part of a workbook is changed by splicing: the places of its elements are found by a scanner, and
// only the bytes there are replaced. What is not understood stays as it was, byte for byte, which
// no round trip through structs can promise.

// xmlTag is one tag of a part with its place.
type xmlTag struct {
	name, prefix string
	text         []byte // as written
	start, end   int    // its place
	closes       bool   // an end tag, also the one that <a/> implies
	empty        bool   // <a/>
	depth        int    // 1 for the root
}

// tag writes the name of an element with the prefix of this one.
func (t xmlTag) tag(name string) string {
	if t.prefix == "" {
		return name
	}
	return t.prefix + ":" + name
}

// attr gives an attribute without a prefix, "" when the tag has none.
func (t xmlTag) attr(name string) string {
	value, _ := t.find(func(n []byte) bool { return string(n) == name })
	return value
}

// link gives the attribute id that has a prefix, as in r:id: the link to another part.
func (t xmlTag) link() (string, bool) {
	return t.find(func(n []byte) bool { return bytes.HasSuffix(n, []byte(":id")) })
}

func (t xmlTag) find(wanted func(name []byte) bool) (string, bool) {
	for rest := tagBody(t.text); len(rest) > 0; {
		name, value, length := nextAttr(rest)
		if name != nil && wanted(name) {
			return html.UnescapeString(string(value)), true
		}
		rest = rest[length:]
	}
	return "", false
}

// tagBody is a tag without its end.
func tagBody(tag []byte) []byte {
	return bytes.TrimSuffix(bytes.TrimSuffix(tag, []byte(">")), []byte("/"))
}

const xmlSpace = " \t\r\n"

// nextAttr measures the first piece of a tag: an attribute with the space in front of it, or else what
// stands in front of the first one.
func nextAttr(s []byte) (name, value []byte, length int) {
	text := bytes.TrimLeft(s, xmlSpace)
	equals := bytes.IndexByte(text, '=')
	if len(text) == len(s) || equals < 0 {
		if cut := bytes.IndexAny(s, xmlSpace); cut > 0 {
			return nil, nil, cut // <name
		}
		return nil, nil, len(s)
	}
	quoted := bytes.TrimLeft(text[equals+1:], xmlSpace)
	if len(quoted) == 0 {
		return nil, nil, len(s)
	}
	closing := bytes.IndexByte(quoted[1:], quoted[0])
	if closing < 0 {
		return nil, nil, len(s)
	}
	return bytes.TrimRight(text[:equals], xmlSpace), quoted[1 : closing+1], len(s) - len(quoted) + closing + 2
}

// setAttrs gives the text of a tag with attributes set; an empty value removes one. Names and values
// come in pairs. Other attributes keep their text.
func setAttrs(tag []byte, pairs ...string) string {
	isSet := func(name []byte) bool {
		for i := 0; i < len(pairs); i += 2 {
			if string(name) == pairs[i] {
				return true
			}
		}
		return false
	}
	body := tagBody(tag)
	var out strings.Builder
	for rest := body; len(rest) > 0; {
		name, _, length := nextAttr(rest)
		if name == nil || !isSet(name) {
			out.Write(rest[:length])
		}
		rest = rest[length:]
	}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out.WriteString(" " + pairs[i] + `="` + escapeXML(pairs[i+1]) + `"`)
		}
	}
	return out.String() + string(tag[len(body):])
}

// openTag turns <a/> into <a>.
func openTag(tag string) string {
	return strings.TrimSuffix(strings.TrimSuffix(tag, ">"), "/") + ">"
}

var (
	// errNotUTF8 says that a part is in an encoding that no workbook of the last decades uses.
	errNotUTF8 = fmt.Errorf("%w: a part of it is not in UTF-8; open it and save it again", ErrUnsupportedWorkbook)
	errDocType = errors.New("a part defines a document type, which no workbook does")

	xmlEncoding = regexp.MustCompile(`^<\?xml[^>]*encoding\s*=\s*["']([^"']*)["']`)
)

// scanXML gives every tag of a part in order. Everything else is left out: of texts, comments and
// instructions only the ends are looked for.
func scanXML(data []byte, visit func(xmlTag) error) error {
	if m := xmlEncoding.FindSubmatch(data[:min(len(data), 200)]); !utf8.Valid(data) || m != nil && !strings.EqualFold(string(m[1]), "utf-8") {
		return errNotUTF8
	}
	names := map[string]string{}
	intern := func(b []byte) string {
		s, known := names[string(b)]
		if !known {
			s = string(b)
			names[s] = s
		}
		return s
	}
	var open []string
	for at := 0; ; {
		next := bytes.IndexByte(data[at:], '<')
		if next < 0 {
			if len(open) > 0 {
				return io.ErrUnexpectedEOF
			}
			return nil
		}
		start := at + next
		length, isTag, err := markupLength(data[start:])
		if err != nil {
			return err
		}
		at = start + length
		if !isTag {
			continue
		}
		t := xmlTag{text: data[start:at], start: start, end: at}
		full := bytes.TrimLeft(t.text[1:len(t.text)-1], "/")
		if cut := bytes.IndexAny(full, xmlSpace+"/"); cut >= 0 {
			full = full[:cut]
		}
		whole := intern(full)
		t.name = whole
		if colon := strings.IndexByte(whole, ':'); colon >= 0 {
			t.prefix, t.name = whole[:colon], whole[colon+1:]
		}
		if t.closes = t.text[1] == '/'; t.closes {
			if len(open) == 0 || open[len(open)-1] != whole {
				return fmt.Errorf("the tag </%s> closes nothing", shorten(whole, 20))
			}
		} else {
			t.empty = t.text[len(t.text)-2] == '/'
			open = append(open, whole)
		}
		t.depth = len(open)
		if err := visit(t); err != nil {
			return err
		}
		if t.empty {
			end := t
			end.start, end.closes = t.end, true
			if err := visit(end); err != nil {
				return err
			}
		}
		if t.empty || t.closes {
			open = open[:len(open)-1]
		}
	}
}

// markupLength measures what begins with "<" at the start of s.
func markupLength(s []byte) (length int, isTag bool, err error) {
	for _, kind := range [][2]string{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}} {
		if bytes.HasPrefix(s, []byte(kind[0])) {
			end := bytes.Index(s[len(kind[0]):], []byte(kind[1]))
			if end < 0 {
				return 0, false, io.ErrUnexpectedEOF
			}
			return len(kind[0]) + end + len(kind[1]), false, nil
		}
	}
	if bytes.HasPrefix(s, []byte("<!")) {
		return 0, false, errDocType
	}
	var quote byte
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '<' || c == '>' && i == 1:
			return 0, false, errors.New("a tag without a name")
		case c == '>':
			return i + 1, true, nil
		}
	}
	return 0, false, io.ErrUnexpectedEOF
}
