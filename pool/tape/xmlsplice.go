package tape

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A part of a workbook is changed by splicing: the places of its elements are found by a scanner, and
// only the bytes there are replaced. What is not understood stays as it was, byte for byte, which
// no round trip through structs can promise.

// xmlTag is one tag of a part with its place.
type xmlTag struct {
	name, prefix string
	start, end   int // bytes of the tag
	attrs        []xml.Attr
	closes       bool // an end tag, also the one that <a/> implies
	empty        bool // <a/>
	depth        int  // 1 for the root
}

// attr gives an attribute without a prefix, "" when the tag has none.
func (t xmlTag) attr(name string) string {
	for _, a := range t.attrs {
		if a.Name.Space == "" && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// tag writes the name of an element with the prefix of this one.
func (t xmlTag) tag(name string) string {
	if t.prefix == "" {
		return name
	}
	return t.prefix + ":" + name
}

// errNotUTF8 says that a part is in an encoding that no workbook of the last decades uses.
var errNotUTF8 = errors.New("a part of the workbook is not in UTF-8")

// scanXML gives every tag of a part in order. Text is left out.
func scanXML(data []byte, visit func(xmlTag) error) error {
	if !utf8.Valid(data) {
		return errNotUTF8
	}
	dec := xml.NewDecoder(bytes.NewReader(data))
	dec.Strict = true
	depth := 0
	var names []xml.Name
	for {
		start := int(dec.InputOffset())
		token, err := dec.RawToken()
		if errors.Is(err, io.EOF) {
			if depth != 0 {
				return io.ErrUnexpectedEOF
			}
			return nil
		}
		if err != nil {
			return err
		}
		end := int(dec.InputOffset())
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			names = append(names, t.Name)
			err = visit(xmlTag{name: t.Name.Local, prefix: t.Name.Space, start: start, end: end, attrs: t.Attr,
				empty: end-2 >= start && data[end-2] == '/', depth: depth})
		case xml.EndElement:
			if depth == 0 || names[depth-1] != t.Name {
				return fmt.Errorf("the tag </%s> closes nothing", shorten(t.Name.Local, 20))
			}
			err = visit(xmlTag{name: t.Name.Local, prefix: t.Name.Space, start: start, end: end, closes: true, depth: depth})
			depth--
			names = names[:depth]
		}
		if err != nil {
			return err
		}
	}
}

// splice is a piece of a part with what takes its place.
type splice struct {
	start, end int
	text       string
}

// applySplices replaces the pieces, which must not overlap. Of several insertions at one place the
// first comes first.
func applySplices(data []byte, list []splice) []byte {
	slices.SortStableFunc(list, func(a, b splice) int { return a.start - b.start })
	size := len(data)
	for _, s := range list {
		size += len(s.text)
	}
	out := make([]byte, 0, size)
	at := 0
	for _, s := range list {
		out = append(append(out, data[at:s.start]...), s.text...)
		at = s.end
	}
	return append(out, data[at:]...)
}

// setAttrs gives the text of a tag with attributes set; an empty value removes one. Names and values
// come in pairs.
func setAttrs(tag string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		name, value := pairs[i], pairs[i+1]
		there := regexp.MustCompile(`\s` + regexp.QuoteMeta(name) + `\s*=\s*("[^"]*"|'[^']*')`)
		tag = there.ReplaceAllLiteralString(tag, "")
		if value == "" {
			continue
		}
		cut := strings.TrimSuffix(strings.TrimSuffix(tag, ">"), "/")
		tag = cut + " " + name + `="` + escapeXML(value) + `"` + tag[len(cut):]
	}
	return tag
}

// openTag turns <a/> into <a>.
func openTag(tag string) string {
	return strings.TrimSuffix(strings.TrimSuffix(tag, ">"), "/") + ">"
}

// appendInside puts text at the end of the first element of a name; more is added to its attribute
// count, where there is one. It gives false when there is no such element.
func appendInside(data []byte, name string, more int, text func(xmlTag) string) ([]byte, bool, error) {
	var list []splice
	var open xmlTag
	done := false
	err := scanXML(data, func(t xmlTag) error {
		switch {
		case done || t.name != name:
		case !t.closes && open.name == "":
			open = t
			if count := t.attr("count"); count != "" && more > 0 {
				n := 0
				if _, err := fmt.Sscan(count, &n); err == nil {
					list = append(list, splice{t.start, t.end, setAttrs(string(data[t.start:t.end]), "count", fmt.Sprint(n+more))})
				}
			}
		case t.closes && t.depth == open.depth:
			done = true
			if !open.empty {
				list = append(list, splice{t.start, t.start, text(open)})
				return nil
			}
			tag := string(data[open.start:open.end])
			if len(list) > 0 {
				tag = list[0].text
			}
			list = []splice{{open.start, open.end, openTag(tag) + text(open) + "</" + open.tag(name) + ">"}}
		}
		return nil
	})
	if err != nil || !done {
		return nil, false, err
	}
	return applySplices(data, list), true, nil
}

// spreadsheetEscape is how workbooks write characters that XML cannot hold; a text that looks like one
// must have its first mark escaped.
var spreadsheetEscape = regexp.MustCompile(`_x([0-9A-Fa-f]{4}_)`)

// escapeXML writes a text for an element or an attribute. Characters that XML does not allow become
// the replacement character.
func escapeXML(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r', r >= 0x20 && r <= 0xd7ff, r >= 0xe000 && r <= 0xfffd, r >= 0x10000:
			return r
		}
		return utf8.RuneError
	}, s)
	return strings.ReplaceAll(html.EscapeString(s), "\r", "&#13;")
}

// escapeText writes a text for a cell or a note.
func escapeText(s string) string {
	return escapeXML(spreadsheetEscape.ReplaceAllString(s, "_x005F_x$1"))
}
