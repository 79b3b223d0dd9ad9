package cashflow_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// The originator takes back an ineligible claim for its outstanding principal and accrued interest. Of the
// quarter from 31 March to 30 June 45 days of 91 have passed on 15 May.
func TestTheOriginatorTakesAContractBack(t *testing.T) {
	p := poolOf(t, "2023-12-31",
		loan("1200", "0.12", "2023-12-31", "2024-12-31", pool.InstalmentsSpec{Form: pool.EvenPrincipal, Frequency: calendar.Quarterly, DayCount: calendar.ThirtyE360}))
	whole := perform(t, p, `{"schema":"ipabs.scenario/1","events":[{"kind":"repurchase","date":"2024-05-15","applies_to":{"all":true}}]}`)
	expect(t, shown(whole.Rows(0)), `
		2024-03-31 int=36.00 prin=300.00 → 900.00
		2024-05-15 int=13.35 rep=900.00 → 0.00`)
	part := perform(t, p, `{"schema":"ipabs.scenario/1","events":[{"kind":"repurchase","date":"2024-05-15","share":"0.5","applies_to":{"all":true}}]}`)
	expect(t, shown(part.Rows(0)), `
		2024-03-31 int=36.00 prin=300.00 → 900.00
		2024-05-15 int=6.68 rep=450.00 → 450.00
		2024-06-30 int=13.50 prin=150.00 → 300.00
		2024-09-30 int=9.00 prin=150.00 → 150.00
		2024-12-31 int=4.50 prin=150.00 → 0.00`)
	c, after, err := part.Collect([]cashflow.Period{{From: day("2023-12-31"), To: day("2024-05-31")}})
	if err != nil {
		t.Fatal(err)
	}
	if got := c[0]; got.Repurchased != yuan("450") || got.Interest != yuan("42.68") || got.Principal != yuan("300") || got.Closing != yuan("450") || got.Total() != yuan("342.68") {
		t.Errorf("collection %+v", got)
	}
	if after.Opening != yuan("450") || after.Principal != yuan("450") {
		t.Errorf("after %+v", after)
	}
	if hits := part.Scenario().Hits(); hits[0].What != "repurchase" {
		t.Errorf("hit %+v", hits[0])
	}
}

// On the day of a payment the whole period (29 days by 30E/360) has accrued, and the originator pays it instead of
// the debtor.
func TestARepurchaseOnThePaymentDateBringsTheWholeInterest(t *testing.T) {
	p := poolOf(t, "2023-12-31", loan("1200", "0.12", "2023-12-31", "2024-12-31", everyMonth(pool.InterestFirst)))
	f := perform(t, p, `{"schema":"ipabs.scenario/1","events":[{"kind":"repurchase","date":"2024-02-29","applies_to":{"all":true}}]}`)
	expect(t, shown(f.Rows(0)), `
		2024-01-31 int=12.00 → 1200.00
		2024-02-29 int=11.60 rep=1200.00 → 0.00`)
}

// Interest that is paid in advance has not accrued unpaid.
func TestARepurchaseAfterInterestInAdvance(t *testing.T) {
	in := everyMonth(pool.InterestFirst)
	in.Timing = pool.Advance
	p := poolOf(t, "2023-12-15", loan("1200", "0.12", "2023-12-31", "2024-12-31", in))
	f := perform(t, p, `{"schema":"ipabs.scenario/1","events":[{"kind":"repurchase","date":"2024-01-15","applies_to":{"all":true}}]}`)
	expect(t, shown(f.Rows(0)), `
		2023-12-31 int=12.00 → 1200.00
		2024-01-15 rep=1200.00 → 0.00`)
}

// What is overdue is taken back with the interest that is missed.
func TestARepurchaseOfWhatIsOverdue(t *testing.T) {
	p := poolOf(t, "2023-12-31", loan("1200", "0.12", "2023-12-31", "2024-12-31", everyMonth(pool.InterestFirst)))
	f := perform(t, p, `{"schema":"ipabs.scenario/1",
		"assumptions":[{"applies_to":{"all":true},"delinquency":{"entry":{"by_month":["1","0"]},"default_after_days":90}}],
		"events":[{"kind":"repurchase","date":"2024-02-10","applies_to":{"all":true}}]}`)
	expect(t, shown(f.Rows(0)), `
		2024-01-31 → 1200.00
		2024-02-10 int=12.00 rep=1200.00 → 0.00`)
}

func TestAnEventOfAnotherKindIsRefused(t *testing.T) {
	_, err := cashflow.ReadScenario(strings.NewReader(`{"schema":"ipabs.scenario/1","events":[{"kind":"sale","date":"2024-02-10","applies_to":{"all":true}}]}`))
	if err == nil || !strings.Contains(err.Error(), "events[0].kind") {
		t.Errorf("error %v", err)
	}
}

// Whatever else happens, the shares that are taken back and the rest account for all principal, and taking back
// everything before anything happens leaves nothing to happen.
func TestRepurchasesTie(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		asOf, list := drawPool(t)
		p := poolOf(t, asOf, list...)
		share := decimal.New(rapid.Int64Range(1, 10_000).Draw(t, "share"), -4)
		var events []string
		for _, c := range list {
			if last := c.Maturity.Sub(day(asOf)); last > 0 {
				on := day(asOf).AddDays(rapid.IntRange(1, last).Draw(t, "day"))
				events = append(events, fmt.Sprintf(`{"kind":"repurchase","date":"%s","share":"%s","applies_to":{"contracts":["%s"]}}`, on, share, c.ID))
			}
		}
		f := perform(t, p, `{"schema":"ipabs.scenario/1","assumptions":[{"applies_to":{"all":true},"default":{"cdr":{"constant":"0.1"}},"prepayment":{"cpr":{"constant":"0.2"}},"recovery":{"rate":"0.5","lag_months":2},
			"delinquency":{"entry":{"constant":"0.1"},"cure":["0.5"],"default_after_days":60},"extension":{"share":"0.3","days":20},"dilution":{"share":"0.05"}}],"events":[`+strings.Join(events, ",")+`]}`)
		months, err := f.ByMonth()
		if err != nil {
			t.Fatal(err)
		}
		var back, cash money.Amount
		for _, c := range months {
			back += c.Repurchased
			cash += c.Total() + c.Repurchased
		}
		if total := f.Total(); back != total.Repurchased || cash != total.Payment() {
			t.Fatalf("%d taken back of %d, %d paid of %d", back, total.Repurchased, cash, total.Payment())
		}
	})
}

// Rents in advance whose first falls after the cut-off date: what is taken back between two rents has borne interest
// since the one before.
func TestARepurchaseBetweenRentsInAdvance(t *testing.T) {
	in := pool.InstalmentsSpec{Form: pool.EvenPrincipal, Frequency: calendar.Quarterly, DayCount: calendar.ThirtyE360, Timing: pool.Advance}
	p := poolOf(t, "2023-11-15", loan("1200", "0.12", "2023-12-31", "2024-12-31", in))
	f := perform(t, p, `{"schema":"ipabs.scenario/1","events":[{"kind":"repurchase","date":"2024-02-15","applies_to":{"all":true}}]}`)
	// 46 of 91 days of 27.00, the interest of the quarter on 900.00.
	expect(t, shown(f.Rows(0)), `
		2023-12-31 prin=300.00 → 900.00
		2024-02-15 int=13.65 rep=900.00 → 0.00`)
}
