package term

import "strings"

// Wrap breaks a text into lines of at most so many columns, at blanks and between East Asian
// characters. It begins with indent; later lines are indented as far, and each ends with a line break.
func Wrap(indent, text string, columns int) string {
	var b strings.Builder
	width := Width(indent)
	used := width
	b.WriteString(indent)
	for _, piece := range pieces(text) {
		if used+Width(piece) > columns && used > width {
			b.WriteString("\n" + strings.Repeat(" ", width))
			used = width
			piece = strings.TrimPrefix(piece, " ")
		}
		b.WriteString(piece)
		used += Width(piece)
	}
	b.WriteByte('\n')
	return b.String()
}

// Marks that do not begin a line, and marks that do not end one.
const (
	closing = "，。；：、！？）》”%,.;:)"
	opening = "（《“("
)

// pieces cuts a text where a line may end: before a blank, and on either side of an East Asian
// character, but not so that a line begins with a closing mark or ends with an opening one, and not
// between a number and its percent sign.
func pieces(text string) []string {
	var list []string
	var piece strings.Builder
	runes := []rune(text)
	for i, r := range runes {
		if i > 0 && mayBreak(runes, i) {
			list = append(list, piece.String())
			piece.Reset()
		}
		piece.WriteRune(r)
	}
	return append(list, piece.String())
}

// mayBreak says whether a line may end before the i-th character.
func mayBreak(runes []rune, i int) bool {
	before, here := runes[i-1], runes[i]
	switch {
	case here == ' ':
		return i+1 == len(runes) || runes[i+1] != '%'
	case strings.ContainsRune(closing, here) || strings.ContainsRune(opening, before):
		return false
	}
	return before != ' ' && (Width(string(before)) == 2 || Width(string(here)) == 2)
}
