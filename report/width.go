package report

import (
	"math"
	"strings"
	"unicode"
)

// textWidth is the width of a line of text in columns of a digit: an East Asian character takes two.
func textWidth(line string) int {
	n := 0
	for _, r := range line {
		n += runeWidth(r)
	}
	return n
}

func runeWidth(r rune) int {
	switch {
	case r < 0x1100:
		return 1
	case unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana),
		r >= 0x3000 && r <= 0x303f, // CJK punctuation
		r >= 0xff00 && r <= 0xff60, // full-width forms
		r >= 0xffe0 && r <= 0xffe6,
		r >= 0x1f300 && r <= 0x1faff:
		return 2
	}
	return 1
}

// widestLine is the width of the widest line of a text.
func widestLine(text string) int {
	n := 0
	for line := range strings.Lines(text) {
		n = max(n, textWidth(strings.TrimRight(line, "\r\n")))
	}
	return n
}

// lines is how many lines a text takes in a column of a width when it is wrapped at blanks.
func lines(text string, width float64) int {
	n := 0
	for line := range strings.Lines(text) {
		n += wrapped(strings.TrimRight(line, "\r\n"), width)
	}
	return max(n, 1)
}

// wrapped fills lines word by word; an East Asian character is a word of its own.
func wrapped(line string, width float64) int {
	room := max(int(math.Floor(width)), 2)
	n, used, word := 1, 0, 0
	flush := func() {
		for word > room { // a word longer than the column is broken
			n, word = n+1, word-room
		}
		if used+word > room {
			n, used = n+1, 0
		}
		used, word = used+word, 0
	}
	for _, r := range line {
		switch w := runeWidth(r); {
		case r == ' ':
			flush()
			used++
		case w == 2:
			flush()
			word = w
			flush()
		default:
			word += w
		}
	}
	flush()
	return n
}

// cut shortens a text to a width, the last character an ellipsis where it was cut.
func cut(s string, width int) string {
	if textWidth(s) <= width {
		return s
	}
	n := 0
	for i, r := range s {
		if n += runeWidth(r); n > width-1 {
			return s[:i] + "…"
		}
	}
	return s
}
