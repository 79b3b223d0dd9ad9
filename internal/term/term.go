// Package term lays out text for a terminal whose East Asian characters take two columns.
package term

import (
	"strings"

	"golang.org/x/text/width"
)

// Width is the number of terminal columns that a text takes.
func Width(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

func runeWidth(r rune) int {
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// Left pads a text with blanks on the right to at least so many columns.
func Left(s string, columns int) string {
	return s + strings.Repeat(" ", max(0, columns-Width(s)))
}

// Right pads a text with blanks on the left to at least so many columns.
func Right(s string, columns int) string {
	return strings.Repeat(" ", max(0, columns-Width(s))) + s
}

// Cut shortens a text to at most so many columns, the last of them an ellipsis where it was cut.
func Cut(s string, columns int) string {
	if Width(s) <= columns {
		return s
	}
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n+runeWidth(r) > columns-1 {
			break
		}
		n += runeWidth(r)
		b.WriteRune(r)
	}
	b.WriteString("…")
	return b.String()
}

// Table lays out rows under a header. A header that begins with ">" sets its column to the right.
// Every line begins with indent and ends without blanks.
func Table(indent string, header []string, rows [][]string) string {
	widths := make([]int, len(header))
	right := make([]bool, len(header))
	names := make([]string, len(header))
	for i, h := range header {
		names[i], right[i] = strings.CutPrefix(h, ">")
		widths[i] = Width(names[i])
	}
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], Width(cell))
		}
	}
	var b strings.Builder
	line := func(cells []string) {
		var l strings.Builder
		l.WriteString(indent)
		for i, cell := range cells {
			if i > 0 {
				l.WriteString("  ")
			}
			if right[i] {
				l.WriteString(Right(cell, widths[i]))
			} else {
				l.WriteString(Left(cell, widths[i]))
			}
		}
		b.WriteString(strings.TrimRight(l.String(), " "))
		b.WriteByte('\n')
	}
	line(names)
	rules := make([]string, len(widths))
	for i, w := range widths {
		rules[i] = strings.Repeat("─", w)
	}
	line(rules)
	for _, row := range rows {
		line(row)
	}
	return b.String()
}
