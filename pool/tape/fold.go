package tape

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold gives the form in which texts are compared and read: compatibility characters (full-width
// digits, letters and marks) become the ordinary ones (Unicode NFKC), every kind of blank becomes a
// space, invisible characters go, and blanks at both ends are cut.
func fold(text string) string {
	if isOrdinary(text) {
		if text != "" && (text[0] <= ' ' || text[len(text)-1] <= ' ') {
			return strings.Trim(text, " \n") // there is no other blank in it
		}
		return text
	}
	// Invisible characters go first: they would keep letters and accents apart.
	text = norm.NFKC.String(strings.Map(ordinary, text))
	return strings.TrimSpace(strings.Map(ordinary, text))
}

// isBlank reports a text of which fold leaves nothing.
func isBlank(text string) bool {
	return text == "" || !isGraphic(text[0]) && fold(text) == ""
}

// isGraphic reports a byte that is a visible character by itself, so that its text says something.
func isGraphic(b byte) bool { return b > ' ' && b <= '~' }

// ordinary gives the ordinary character for a blank, a line break or a hyphen of any kind, and -1 for
// an invisible one.
func ordinary(r rune) rune {
	switch {
	case r == '\n' || r == '\r':
		return '\n'
	case unicode.IsSpace(r):
		return ' '
	case isInvisible(r):
		return -1
	case r == '−' || r == '‐' || r == '‑' || r == '‒':
		return '-'
	}
	return r
}

// isOrdinary reports a text that fold leaves alone but for blanks at its ends: printable ASCII, line
// breaks, and the Chinese characters and marks that have no other form. Most cells are of this kind.
func isOrdinary(text string) bool {
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c >= ' ' && c <= '~', c == '\n':
			i++
		case c >= 0xe3 && c <= 0xe9 && i+2 < len(text):
			r := rune(c&0x0f)<<12 | rune(text[i+1]&0x3f)<<6 | rune(text[i+2]&0x3f)
			if text[i+1]&0xc0 != 0x80 || text[i+2]&0xc0 != 0x80 || (r < 0x4e00 || r > 0x9fff) && r != '、' && r != '。' && r != '《' && r != '》' {
				return false
			}
			i += 3
		default:
			return false
		}
	}
	return true
}

// isInvisible reports characters that carry no meaning in a cell: byte order marks, zero-width
// characters, direction marks and other controls.
func isInvisible(r rune) bool {
	return r == '\ufeff' || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Cc, r)
}

// squeeze is fold without any blank, in lower case and in simplified characters: the form in which
// words are looked up.
func squeeze(text string) string {
	if isSqueezed(text) {
		return text
	}
	return longSqueeze(text)
}

func longSqueeze(text string) string {
	text, _ = unspell(fold(text))
	text = simplify(strings.ToLower(text))
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '_' {
			return -1
		}
		return r
	}, text)
}

// isSqueezed reports a text that squeeze leaves alone: simplified characters, digits and small letters.
func isSqueezed(text string) bool {
	table := simplifiedForms()
	for _, r := range text {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '.', r == '/', r == ',':
		case r >= 0x4e00 && r <= lastHan && table[r-firstHan] == 0:
		default:
			return false
		}
	}
	return true
}

// isNothing reports texts that people write where there is nothing to say: a dash, a slash, 无,
// N/A. They mean "not stated", never zero.
func isNothing(folded string) bool {
	switch folded {
	case "", "-", "--", "---", "—", "——", "–", "/", "\\", "//", "*", ".", "、", "...", "......",
		"无", "暂无", "没有", "空", "不适用", "未知", "不详", "待定", "未填", "未提供":
		return true
	}
	if len(folded) > 16 {
		return false
	}
	switch strings.ToLower(folded) {
	case "n/a", "na", "n.a.", "n.a", "#n/a", "nil", "null", "none", "unknown", "tbd", "not applicable", "not available", "(空)", "(blank)":
		return true
	}
	return false
}

// hasFoldedForms reports whether a text uses characters that fold rewrites, other than blanks at
// its ends, so that reading it is a repair worth a line.
func hasFoldedForms(text string) bool {
	return !isOrdinary(text) && fold(text) != strings.TrimSpace(text)
}

// shorten keeps long texts from filling a message: at most n characters.
func shorten(text string, n int) string {
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	runes := []rune(text)
	return string(runes[:n]) + "…"
}

// halves splits a cell that says the same in Chinese and in English, such as 正常 Normal or
// 制造业/Manufacturing; false when it does not.
func halves(folded string) (zh, en string, ok bool) {
	m := bilingual.FindStringSubmatch(strings.ToLower(folded))
	if m == nil {
		return "", "", false
	}
	return m[1], m[2], true
}

// inEither reads a cell that says the same in two languages: as its Chinese half, when the English
// one says the same or nothing that is known.
func inEither[T comparable](t text, parse func(text) reading[T]) (reading[T], bool) {
	zh, en, ok := halves(fold(t.raw))
	if !ok {
		return reading[T]{}, false
	}
	first, second := parse(text{raw: zh}), parse(text{raw: en})
	if !first.known || second.known && second.value != first.value {
		return reading[T]{}, false
	}
	return first, true
}
