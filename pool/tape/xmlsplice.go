package tape

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

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

// appendInside puts text at the end of the first element of a name that is the root or stands right
// below it; more is added to its attribute count, where there is one. It gives false when there is no
// such element.
func appendInside(data []byte, name string, more int, text func(xmlTag) string) ([]byte, bool, error) {
	var list []splice
	var open xmlTag
	done := false
	err := scanXML(data, func(t xmlTag) error {
		switch {
		case done || t.name != name || t.depth > 2:
		case !t.closes && open.name == "":
			open = t
			if count := t.attr("count"); count != "" && more > 0 {
				n := 0
				if _, err := fmt.Sscan(count, &n); err == nil {
					list = append(list, splice{t.start, t.end, setAttrs(t.text, "count", fmt.Sprint(n+more))})
				}
			}
		case t.closes && t.depth == open.depth:
			done = true
			if !open.empty {
				list = append(list, splice{t.start, t.start, text(open)})
				return nil
			}
			tag := string(open.text)
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
