package term_test

import (
	"fmt"
	"testing"

	"github.com/ipabs/ipabs/internal/term"
)

func TestWidthCountsEastAsianTextTwice(t *testing.T) {
	for text, want := range map[string]int{"": 0, "A1": 2, "优先级": 6, "A1级": 4, "（含税）": 8, "─": 1, "é": 1} {
		if got := term.Width(text); got != want {
			t.Errorf("Width(%q) = %d, want %d", text, got, want)
		}
	}
}

func TestCutKeepsWithinItsColumns(t *testing.T) {
	for _, tt := range []struct {
		text    string
		columns int
		want    string
	}{{"short", 10, "short"}, {"资产支持专项计划", 16, "资产支持专项计划"}, {"资产支持专项计划", 9, "资产支持…"}, {"资产支持专项计划", 10, "资产支持…"}, {"abcdef", 4, "abc…"}} {
		if got := term.Cut(tt.text, tt.columns); got != tt.want {
			t.Errorf("Cut(%q, %d) = %q, want %q", tt.text, tt.columns, got, tt.want)
		}
	}
}

func ExampleTable() {
	fmt.Print(term.Table("  ", []string{"class", ">amount"}, [][]string{{"优先A1", "100.00"}, {"Sub", "5.00"}}))
	// Output:
	//   class   amount
	//   ──────  ──────
	//   优先A1  100.00
	//   Sub       5.00
}
