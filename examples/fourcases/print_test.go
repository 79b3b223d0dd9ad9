package main

import (
	"strings"
	"testing"

	"github.com/ipabs/ipabs/internal/reconstruct"
	"github.com/ipabs/ipabs/internal/term"
)

func TestTablesAreAligned(t *testing.T) {
	for _, s := range studies(t) {
		lines := strings.Split(s.print(), "\n")
		tables := 0
		for i, line := range lines {
			if !strings.HasPrefix(line, "  ──") {
				continue
			}
			tables++
			// Each row fills the columns that the rule under the header draws: where two rules are parted,
			// two blanks stand in every row.
			gaps := gapsOf(line)
			for _, row := range lines[i+1:] {
				if !strings.HasPrefix(row, "  ") || strings.Contains(row, " met to the last") || strings.HasPrefix(row, "  cash:") {
					break
				}
				for _, gap := range gaps {
					if got := between(row, gap, gap+2); strings.TrimSpace(got) != "" {
						t.Errorf("%s: %q stands between two columns in\n%s\n%s", s.from.ID, got, line, row)
					}
				}
			}
		}
		if tables != 2 {
			t.Errorf("%s: %d tables, want 2", s.from.ID, tables)
		}
	}
}

// gapsOf gives the places of the pairs of blanks in a rule, in columns of the terminal.
func gapsOf(rule string) []int {
	var gaps []int
	runes := []rune(rule)
	for i := 2; i+1 < len(runes); i++ {
		if runes[i] == ' ' && runes[i+1] == ' ' {
			gaps = append(gaps, i)
			i++
		}
	}
	return gaps
}

// between cuts a line by columns of the terminal.
func between(line string, from, to int) string {
	var b strings.Builder
	n := 0
	for _, r := range line {
		if n >= from && n < to {
			b.WriteRune(r)
		}
		n += term.Width(string(r))
	}
	return b.String()
}

func TestNoLineOfRunningTextIsTooWide(t *testing.T) {
	for _, s := range studies(t) {
		_, text, _ := strings.Cut(s.print(), "uncollected")
		for _, line := range strings.Split(text, "\n") {
			if term.Width(line) > columns {
				t.Errorf("%s: %d columns: %s", s.from.ID, term.Width(line), line)
			}
		}
	}
}

func TestDifferencesAreSigned(t *testing.T) {
	for _, c := range []struct {
		figure               reconstruct.Figure
		computed, difference string
	}{
		{reconstruct.Figure{Printed: "67.27", Unit: reconstruct.UnitPercent}, "0.6728", "+0.0100"},
		{reconstruct.Figure{Printed: "67.27", Unit: reconstruct.UnitPercent}, "0.6726", "-0.0100"},
		{reconstruct.Figure{Printed: "67.27", Unit: reconstruct.UnitPercent}, "0.6727", "0"},
		{reconstruct.Figure{Printed: "10"}, "11", "+1"},
		{reconstruct.Figure{Printed: "3.01", Unit: reconstruct.UnitHundredMillionYuan}, "299876543.21", "-1,123,456.79"},
		{reconstruct.Figure{Printed: "14.04", Unit: reconstruct.UnitMonths}, "14.040000001", "0"},
	} {
		computed, ok := c.figure.Value().SetString(c.computed)
		if !ok {
			t.Fatal(c.computed)
		}
		v := comparison{Figure: c.figure, published: c.figure.Value(), computed: computed}
		if got := v.showDifference(); got != c.difference {
			t.Errorf("%s against %s: %s, want %s", c.figure.Printed, c.computed, got, c.difference)
		}
	}
}
