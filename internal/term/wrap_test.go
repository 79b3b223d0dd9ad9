package term

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const columns = 120

func TestLinesEndWherePeopleEndThem(t *testing.T) {
	wide := strings.Repeat("字", 58) // 116 columns, after an indent of 2
	for _, c := range []struct{ situation, text, want string }{
		{"short", "a b", "  a b\n"},
		{"at a blank", strings.Repeat("x", 115) + " yz", "  " + strings.Repeat("x", 115) + " yz\n"},
		{"past the width", strings.Repeat("x", 116) + " yz", "  " + strings.Repeat("x", 116) + "\n  yz\n"},
		{"between East Asian characters", wide + "甲乙", "  " + wide + "甲\n  乙\n"},
		{"no full stop at the beginning", wide + "甲。乙", "  " + wide + "\n  甲。乙\n"},
		{"no percent sign alone", strings.Repeat("x", 113) + " 5.00 %", "  " + strings.Repeat("x", 113) + "\n  5.00 %\n"},
	} {
		if got := Wrap("  ", c.text, columns); got != c.want {
			t.Errorf("%s:\n%s want\n%s", c.situation, got, c.want)
		}
	}
}

func TestWrappingLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.StringOfN(rapid.RuneFrom([]rune("abc12甲乙丙，。（）%")), 1, 30, -1), 1, 40).Draw(t, "words"), " ")
		got := Wrap("  · ", text, columns)
		bare := func(s string) string { return strings.NewReplacer(" ", "", "\n", "", "·", "").Replace(s) }
		if bare(got) != bare(text) {
			t.Errorf("%q became %q", text, got)
		}
		for _, line := range strings.Split(got, "\n") {
			// Only a piece that cannot be broken may be wider.
			if Width(line) > columns && len(pieces(strings.TrimLeft(line, " ·"))) > 1 {
				t.Errorf("a line of %d columns: %q", Width(line), line)
			}
		}
	})
}
