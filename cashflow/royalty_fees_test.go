package cashflow_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// Fees at so many times the sales are, to the fen, those of a scenario with that multiplier.
func TestRoyaltyFeesAreThoseOfTheMultiplier(t *testing.T) {
	p := poolOf(t, "2023-12-31", pool.ContractSpec{ID: "1", Balance: dec("100"), Start: day("2023-12-31"), Maturity: day("2024-12-31"), Sublicense: &pool.SublicenseSpec{
		Fees: pool.InstalmentsSpec{Form: pool.EvenPrincipal, Frequency: calendar.Quarterly}, Royalty: &pool.RoyaltySpec{Share: dec("0.1"), MinimumGuarantee: decp("5"), Cap: decp("40")}}})
	rapid.Check(t, func(rt *rapid.T) {
		cents, lag := rapid.IntRange(0, 500).Draw(rt, "multiple in %"), rapid.IntRange(0, 2).Draw(rt, "lag")
		text := func(multiplier string) string {
			return fmt.Sprintf(`{"schema":"ipabs.scenario/1","assumptions":[{"applies_to":{"all":true},"royalty":{"sales":[{"from":"2023-01-01","annual":"600"},{"from":"2024-07-01","annual":"900"}],"lag":%d,"multiplier":"%s"}}]}`, lag, multiplier)
		}
		plain, times := perform(t, p, text("1")), perform(t, p, text(fmt.Sprintf("%d.%02d", cents/100, cents%100)))
		owed := map[calendar.Date]money.Amount{}
		for _, f := range plain.RoyaltyFees(0) {
			x, err := f.Owed(float64(cents) / 100)
			if err != nil {
				rt.Fatal(err)
			}
			owed[f.Date] += x + f.Minimum
		}
		for _, r := range times.Rows(0) {
			if r.Other != owed[r.Date] {
				rt.Fatalf("%s: %d, the scenario pays %d", r.Date, owed[r.Date], r.Other)
			}
			delete(owed, r.Date)
		}
		for on, x := range owed {
			if x != 0 {
				rt.Fatalf("%s: %d that the scenario does not pay", on, x)
			}
		}
	})
}
