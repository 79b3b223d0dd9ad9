package cashflow_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// A tenth misses the payment of 31 January and rolls: special mention until 90 days, then substandard, doubtful after
// 270 days, loss after 360, and in default after 400.
func TestWhatIsBehindRollsThroughTheClasses(t *testing.T) {
	c := loan("1000", "0", "2023-12-31", "2026-01-31", everyMonth(pool.InterestFirst))
	c.Class = pool.ClassNormal
	p := poolOf(t, "2023-12-31", c)
	f := perform(t, p, `{"assumptions":[{"applies_to":{"all":true},"delinquency":{"entry":{"by_month":["0.1","0"]},"default_after_days":400},"recovery":{"rate":"0.5","lag_months":6}}]}`)
	first := day("2024-01-31")
	for _, tt := range []struct {
		days   int
		class  pool.Class
		behind string
	}{
		{0, pool.ClassSpecialMention, "100"}, {90, pool.ClassSpecialMention, "100"}, {91, pool.ClassSubstandard, "100"}, {270, pool.ClassSubstandard, "100"},
		{271, pool.ClassDoubtful, "100"}, {360, pool.ClassDoubtful, "100"}, {361, pool.ClassLoss, "100"}, {400, pool.ClassLoss, "100"}, {401, pool.ClassLoss, "0"},
	} {
		got := f.Classes([]calendar.Date{first.AddDays(tt.days)})[0]
		if got.ByClass[tt.class] != yuan(tt.behind) || got.ByClass[pool.ClassNormal] != yuan("900") || got.Defaulted != yuan("100")-yuan(tt.behind) {
			t.Errorf("after %d days: %+v", tt.days, got)
		}
	}
	if before := f.Classes([]calendar.Date{first.AddDays(-1)})[0]; before.ByClass[pool.ClassNormal] != yuan("1000") {
		t.Errorf("before: %+v", before)
	}
}

// A label stays where the days leave a better one open, and an unknown one stays unknown.
func TestStatedClassesStay(t *testing.T) {
	bad := loan("1000", "0", "2023-12-31", "2024-12-31", everyMonth(pool.InterestFirst))
	bad.Class = pool.ClassDoubtful
	p := poolOf(t, "2023-12-31", bad, loan("500", "0", "2023-12-31", "2024-12-31", everyMonth(pool.InterestFirst)))
	f := perform(t, p, `{"assumptions":[{"applies_to":{"all":true},"delinquency":{"entry":{"by_month":["0.1","0"]},"default_after_days":400}}]}`)
	got := f.Classes([]calendar.Date{day("2024-02-15")})[0].ByClass
	if got[pool.ClassDoubtful] != yuan("1000") || got[pool.ClassUnknown] != yuan("450") || got[pool.ClassSpecialMention] != yuan("50") {
		t.Errorf("classes %v", got)
	}
}

func TestClassesSumToWhatIsOutstanding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		asOf, list := drawPool(t)
		p := poolOf(t, asOf, list...)
		f := perform(t, p, `{"assumptions":[{"applies_to":{"all":true},"delinquency":{"entry":{"constant":"0.2"},"cure":["0.3"],"default_after_days":100},"default":{"cdr":{"constant":"0.1"}},"recovery":{"rate":"0.4","lag_months":5}}]}`)
		on := day(asOf).AddDays(rapid.IntRange(0, 900).Draw(t, "day"))
		got := f.Classes([]calendar.Date{on})[0]
		var sum, left money.Amount
		for _, a := range got.ByClass {
			if a < 0 {
				t.Fatalf("classes %+v", got)
			}
			sum += a
		}
		left = p.Principal()
		defaulted := money.Amount(0)
		for _, r := range f.All() {
			if r.Date <= on {
				left -= r.Principal + r.Prepayment + r.Repurchased + r.Dilution + r.Default
				defaulted += r.Default - r.Recovery - r.Loss
			}
		}
		if sum != left || got.Defaulted != defaulted {
			t.Fatalf("classes sum to %d and %d, rows to %d and %d", sum, got.Defaulted, left, defaulted)
		}
	})
}
