package report

import "testing"

// The header of the payments is repeated only where they run over several pages: over the rows of the tables below
// it would name the wrong columns.
func TestTheHeaderOfPaymentsStandsOverPaymentsAlone(t *testing.T) {
	for _, c := range []struct{ periods, want int }{{1, 0}, {40, 0}, {41, 6}} {
		if got := waterfallRepeats(c.periods, 6); got != c.want {
			t.Errorf("%d payments: row %d is repeated, want %d", c.periods, got, c.want)
		}
	}
}
