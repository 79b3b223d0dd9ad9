package reconstruct

import (
	"fmt"
	"testing"
)

func TestTargetHoldsWhatIsPrintedSo(t *testing.T) {
	for _, c := range []struct {
		text     string
		unit     int64
		num, den int64
		want     int64
	}{
		{"67.27", 100, 6727, 10000, 0},       // the figure itself
		{"67.27", 100, 67274, 100000, 0},     // rounds to it
		{"67.27", 100, 67276, 100000, 15000}, // 0.6 of a place above, 0.45 allowed: 0.15 × 10^-4
		{"67.27", 100, 672, 1000, 655000},    // 0.70 of a hundredth of a percent is 0.00070 below, less 0.45 × 10^-4
		{"85", 100, 8540, 10000, 0},          // no decimals: 84.5 to 85.5
		{"85", 100, 86, 100, 5_500_000},
		{"38", 1, 38, 1, 0},
		{"34.89", 1, 3490, 100, 5_500_000},
	} {
		target, err := printedTarget(c.text, c.unit)
		if err != nil {
			t.Fatal(err)
		}
		if got := target.miss(c.num, c.den); got != c.want {
			t.Errorf("%s (per %d) against %d/%d: missed by %d, want %d", c.text, c.unit, c.num, c.den, got, c.want)
		}
	}
}

func TestPrintedRefusesWhatIsNoDecimal(t *testing.T) {
	for _, text := range []string{"", "about 35", "2/3", "1e3", "0.00000000001", "99999999999999999999"} {
		if _, err := printedTarget(text, 100); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}

func ExamplePrinted() {
	target, _ := printedTarget("54.48", 100)
	fmt.Println(target.miss(16398, 30100), target.miss(16410, 30100))
	// Output: 0 337724
}
