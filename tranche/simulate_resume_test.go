package tranche_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/tranche"
)

// Any deal that is carried on from where its collections first differ is where a whole run is: every account, class,
// fee, test, swap, event and support.
func TestARunThatIsCarriedOnIsAWholeRun(t *testing.T) {
	carried := 0
	rapid.Check(t, func(t *rapid.T) {
		deal, err := randomDeal(t).Resolve()
		if err != nil {
			t.Skip("no deal")
		}
		base := randomCollections(t, deal)
		other := randomCollections(t, deal)
		first := rapid.IntRange(0, len(base)-1).Draw(t, "first payment that differs")
		changed := append(base[:first:first], other[first:]...)
		changed[0].Opening = base[0].Opening // the pool is the same
		parties := make([]calendar.Date, len(deal.Outsiders()))
		quiet := deal.Payments()[first].Payment
		for i := range parties {
			if rapid.Bool().Draw(t, "an outsider falls") {
				parties[i] = quiet
			}
		}
		resumed, whole, err := tranche.ResumedAndWhole(deal, base, changed, first, parties)
		if err != nil || resumed == "" {
			t.Skip("the deal fails without defaults, or buys claims")
		}
		carried++
		if strings.HasPrefix(whole, "failed") || strings.HasPrefix(resumed, "failed") {
			if resumed != whole {
				t.Fatalf("carried on: %.200s\nwhole: %.200s", resumed, whole)
			}
			return
		}
		if resumed != whole {
			a, b := strings.Fields(resumed), strings.Fields(whole)
			for i := range a {
				if a[i] != b[i] {
					t.Fatalf("figure %d of %d: carried on %s, whole %s", i, len(a), a[i], b[i])
				}
			}
		}
	})
	if carried == 0 {
		t.Error("no deal was carried on")
	}
}
