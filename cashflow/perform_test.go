package cashflow_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// scenario reads a scenario document and fixes it to a pool.
func scenario(t fataler, p *pool.Pool, text string) *cashflow.Scenario {
	t.Helper()
	spec, err := cashflow.ReadScenario(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	s, err := spec.Resolve(p, cashflow.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func perform(t fataler, p *pool.Pool, text string) *cashflow.Performance {
	t.Helper()
	f, err := scenario(t, p, text).Perform(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for i := range p.Len() {
		checkPerformance(t, p.Contract(i), f.Rows(i))
	}
	return f
}

// checkPerformance holds rows to everything that is promised of every contract.
func checkPerformance(t fataler, c pool.Contract, rows []cashflow.PerformanceRow) {
	t.Helper()
	balance, defaulted := c.Principal, money.Amount(0)
	for k, r := range rows {
		defaulted += r.Default - r.Recovery - r.Loss
		least := min(r.Interest, r.Principal, r.Prepayment, r.Penalty, r.Other, r.Recovery, r.Repurchased, r.Dilution, r.Default, r.Loss, r.Closing, r.Defaulted, r.FromDeposit)
		switch {
		case k > 0 && !r.Date.After(rows[k-1].Date):
			t.Fatalf("contract %s row %d: %s does not come after %s", c.ID, k, r.Date, rows[k-1].Date)
		case r.Opening != balance:
			t.Fatalf("contract %s row %d: opens with %d, the row before closes with %d", c.ID, k, r.Opening, balance)
		case r.Closing != r.Opening-r.Principal-r.Prepayment-r.Repurchased-r.Dilution-r.Default:
			t.Fatalf("contract %s row %d: closing %d does not follow from %+v", c.ID, k, r.Closing, r)
		case r.Defaulted != defaulted:
			t.Fatalf("contract %s row %d: %d in default, want %d", c.ID, k, r.Defaulted, defaulted)
		case least < 0:
			t.Fatalf("contract %s row %d: a negative part: %+v", c.ID, k, r)
		case r.FromDeposit > r.Payment():
			t.Fatalf("contract %s row %d: %d from the deposit of a payment of %d", c.ID, k, r.FromDeposit, r.Payment())
		}
		balance = r.Closing
	}
	if balance != 0 || defaulted != 0 {
		t.Fatalf("contract %s: %d outstanding and %d in default at the end", c.ID, balance, defaulted)
	}
}

// shown writes rows as "date int= prin= pre= oth= rec= def= loss= → closing", leaving out zeros.
func shown(rows []cashflow.PerformanceRow) string {
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprint(&b, r.Date)
		for _, part := range []struct {
			name string
			a    money.Amount
		}{{"int", r.Interest}, {"prin", r.Principal}, {"pre", r.Prepayment}, {"pen", r.Penalty}, {"oth", r.Other}, {"rec", r.Recovery}, {"rep", r.Repurchased},
			{"dep", r.FromDeposit}, {"dil", r.Dilution}, {"def", r.Default}, {"loss", r.Loss}} {
			if part.a != 0 {
				fmt.Fprintf(&b, " %s=%s", part.name, part.a.Format(money.CNY))
			}
		}
		fmt.Fprintf(&b, " → %s\n", r.Closing.Format(money.CNY))
	}
	return b.String()
}

func everyMonth(form pool.Repayment) pool.InstalmentsSpec {
	return pool.InstalmentsSpec{Form: form, Frequency: calendar.Monthly, DayCount: calendar.ThirtyE360}
}

func expect(t *testing.T, got, want string) {
	t.Helper()
	if diff := cmp.Diff(lines(want), lines(got)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestWithoutAssumptionsTheContractsStand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		asOf, list := drawPool(t)
		p := poolOf(t, asOf, list...)
		f, contractual := perform(t, p, `{"schema":"ipabs.scenario/1"}`), project(t, p, cashflow.Settings{})
		for i := range p.Len() {
			var want []cashflow.PerformanceRow
			for _, r := range contractual.Rows(i) {
				want = append(want, cashflow.PerformanceRow{Date: r.Date, Opening: r.Opening, Interest: r.Interest, Principal: r.Principal,
					Other: r.Other, Dilution: r.Dilution, Closing: r.Closing, FromDeposit: r.FromDeposit})
			}
			if diff := cmp.Diff(want, f.Rows(i)); diff != "" {
				t.Fatalf("contract %d (-contract +performance):\n%s", i, diff)
			}
		}
	})
}

// Reckoned by hand: 1200.00 over three months of even principal at 12 % (1 % a month). Of the opening
// balance 10 % a month defaults (CDR = 1 − 0.9^12), then the rest pays, then 5 % of what is left prepays
// (CPR = 1 − 0.95^12); half of a default comes back two months later.
//
//	month 1: default 120.00; rest 1080.00 pays 360.00 and 10.80; 720.00 left, 36.00 prepaid → 684.00
//	month 2: default 68.40; rest 615.60 pays 307.80 and 6.16 (6.156); 307.80 left, 15.39 prepaid → 292.41
//	month 3: default 29.24 (29.241); rest 263.17 pays all and 2.63 (2.6317); recovery 60.00
//	months 4 and 5: recoveries 34.20 and 14.62
func TestDefaultThenPaymentThenPrepayment(t *testing.T) {
	p := poolOf(t, "2024-01-15", loan("1200", "0.12", "2024-01-15", "2024-04-15", everyMonth(pool.EvenPrincipal)))
	cdr, cpr := 1-math.Pow(0.9, 12), 1-math.Pow(0.95, 12)
	f := perform(t, p, fmt.Sprintf(`{"schema":"ipabs.scenario/1","assumptions":[{"applies_to":{"all":true},
		"default":{"cdr":{"constant":"%.15f"}},"prepayment":{"cpr":{"constant":"%.15f"}},"recovery":{"rate":"0.5","lag_months":2}}]}`, cdr, cpr))
	expect(t, shown(f.Rows(0)), `
		2024-02-15 int=10.80 prin=360.00 pre=36.00 def=120.00 → 684.00
		2024-03-15 int=6.16 prin=307.80 pre=15.39 def=68.40 → 292.41
		2024-04-15 int=2.63 prin=263.17 rec=60.00 def=29.24 loss=60.00 → 0.00
		2024-05-15 rec=34.20 loss=34.20 → 0.00
		2024-06-15 rec=14.62 loss=14.62 → 0.00`)
}

// The same in closed form: under a constant monthly mortality everything of a level loan is the
// contract's own figure times the survival to that month, to within the rounding of each month.
func TestSurvivalScalesALevelLoan(t *testing.T) {
	p := poolOf(t, "2024-01-31", loan("1000000", "0.06", "2024-01-31", "2029-01-31", everyMonth(pool.Level)))
	f := perform(t, p, `{"schema":"ipabs.scenario/1","assumptions":[{"applies_to":{"all":true},"default":{"cdr":{"constant":"0.02"}},
		"prepayment":{"cpr":{"constant":"0.06"}},"recovery":{"rate":"0"}}]}`)
	contract := project(t, p, cashflow.Settings{}).Rows(0)
	for k, r := range f.Rows(0) {
		alive := math.Pow(0.98, float64(k+1)/12) * math.Pow(0.94, float64(k)/12)
		for _, pair := range [][2]float64{{float64(r.Interest), float64(contract[k].Interest)}, {float64(r.Principal), float64(contract[k].Principal)}} {
			if math.Abs(pair[0]-pair[1]*alive) > float64(k+2) {
				t.Fatalf("month %d: %v, want %v", k+1, pair[0], pair[1]*alive)
			}
		}
	}
}

func TestRatesOverTime(t *testing.T) {
	p := poolOf(t, "2024-01-31", loan("1200000", "0", "2023-01-31", "2025-01-31", everyMonth(pool.InterestFirst)))
	for _, tt := range []struct {
		name, assumption string
		year             int
		want             map[string]float64 // month end → share of the opening balance
	}{
		{"a constant yearly rate", `"prepayment":{"cpr":{"constant":"0.12"}}`, 0,
			map[string]float64{"2024-02-29": 1 - math.Pow(0.88, 1.0/12), "2024-11-30": 1 - math.Pow(0.88, 1.0/12)}},
		{"by month from the cut-off date", `"prepayment":{"cpr":{"by_month":["0","0.12","0.24"]}}`, 0,
			map[string]float64{"2024-02-29": 0, "2024-03-31": 1 - math.Pow(0.88, 1.0/12), "2024-04-30": 1 - math.Pow(0.76, 1.0/12), "2024-10-31": 1 - math.Pow(0.76, 1.0/12)}},
		{"by year of age", `"prepayment":{"cpr":{"by_year":["0.5","0.12"],"by_age":true}}`, 0,
			map[string]float64{"2024-02-29": 1 - math.Pow(0.88, 1.0/12)}},
		{"steps by date", `"prepayment":{"cpr":{"steps":[{"from":"2024-03-31","rate":"0.12"}]}}`, 0,
			map[string]float64{"2024-03-31": 0, "2024-04-30": 1 - math.Pow(0.88, 1.0/12)}},
		{"PSA at age 13 and 18", `"prepayment":{"psa":"1.5"}`, 0,
			map[string]float64{"2024-02-29": 1 - math.Pow(1-1.5*0.002*13, 1.0/12),
				"2024-07-31": 1 - math.Pow(1-1.5*0.002*18, 1.0/12)}},
		{"days of 365", `"prepayment":{"cpr":{"constant":"0.12"}}`, 365,
			map[string]float64{"2024-02-29": 1 - math.Pow(0.88, 29.0/365), "2024-03-31": 1 - math.Pow(0.88, 31.0/365)}},
		{"a lockout until the age of 18 months", `"prepayment":{"cpr":{"constant":"0.12"},"lockout_months":18}`, 0,
			map[string]float64{"2024-06-30": 0, "2024-07-31": 1 - math.Pow(0.88, 1.0/12)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			year := "months"
			if tt.year == 365 {
				year = "days"
			}
			f := perform(t, p, `{"schema":"ipabs.scenario/1","year":"`+year+`","assumptions":[{"applies_to":{"all":true},`+tt.assumption+`}]}`)
			for _, r := range f.Rows(0) {
				want, asked := tt.want[r.Date.String()]
				if got := float64(r.Prepayment) / float64(r.Opening-r.Principal); asked && math.Abs(got-want) > 1e-8 {
					t.Errorf("%s: %v prepaid, want %v", r.Date, got, want)
				}
				delete(tt.want, r.Date.String())
			}
			for d := range tt.want {
				t.Errorf("no row on %s", d)
			}
		})
	}
}

func TestStressMultipliesBetweenTwoDays(t *testing.T) {
	p := poolOf(t, "2024-01-31", loan("1200000", "0", "2023-01-31", "2025-01-31", everyMonth(pool.InterestFirst)))
	f := perform(t, p, `{"schema":"ipabs.scenario/1","assumptions":[{"applies_to":{"all":true},"default":{"cdr":{"constant":"0.1"}},"recovery":{"rate":"0.4"}}],
		"stress":[{"on":"default","from":"2024-03-31","until":"2024-05-31","factor":"3"},{"on":"recovery","from":"2024-04-30","until":"2024-05-31","factor":"0.5"}]}`)
	for k, want := range []struct{ cdr, recovery float64 }{{0.1, 0.4}, {0.1, 0.4}, {0.3, 0.2}, {0.3, 0.4}, {0.1, 0.4}} {
		r := f.Rows(0)[k]
		if got := float64(r.Default) / float64(r.Opening); math.Abs(got-(1-math.Pow(1-want.cdr, 1.0/12))) > 1e-7 {
			t.Errorf("%s: %v defaults, want a yearly %v", r.Date, got, want.cdr)
		}
		if got := float64(r.Recovery) / float64(r.Default); math.Abs(got-want.recovery) > 1e-5 {
			t.Errorf("%s: %v recovered, want %v", r.Date, got, want.recovery)
		}
	}
}

func TestATotalOfDefaultsFollowsItsTiming(t *testing.T) {
	p := poolOf(t, "2024-01-15", loan("1000", "0", "", "2024-07-15", everyMonth(pool.InterestFirst)))
	f := perform(t, p, `{"schema":"ipabs.scenario/1","assumptions":[{"applies_to":{"all":true},
		"default":{"total":"0.2","timing":[{"months":1,"share":"0.25"},{"months":3,"share":"0.75"}]},"recovery":{"rate":"0"}}]}`)
	expect(t, shown(f.Rows(0)), `
		2024-02-15 def=50.00 loss=50.00 → 950.00
		2024-03-15 → 950.00
		2024-04-15 def=150.00 loss=150.00 → 800.00
		2024-05-15 → 800.00
		2024-06-15 → 800.00
		2024-07-15 prin=800.00 → 0.00`)
	late := perform(t, p, `{"schema":"ipabs.scenario/1","assumptions":[{"applies_to":{"all":true},
		"default":{"total":"0.2","timing":[{"months":12,"share":"1"}]},"recovery":{"rate":"0"}}]}`)
	if got := noted(late.Notes()); got != "total_default_unplaced(200.00→nothing)" {
		t.Errorf("notes %s", got)
	}
}

// Reckoned by hand: 300.00 in three months without interest; 20 % of what is current misses a payment,
// half of what is behind cures after a month, the rest defaults when it is 40 days behind.
//
//	02-15: 300.00 current; 60.00 misses (20.00 of it due, 40.00 to come); 240.00 pays 80.00 → 160 + 60
//	03-15: anniversary of the first cohort: half cures: pays 10.00, 20.00 current again (180.00 current);
//	       then the date: the cohort (20.00 to come) misses 10.00 more; of 180.00, 36.00 misses (18.00 due);
//	       144.00 pays 72.00
//	03-27: 41 days after 02-15: what is left of the first cohort, 30.00, defaults
//	04-15: the second cohort (36.00, 18.00 due): half cures: pays 9.00, 9.00 current (81.00 current); date:
//	       the cohort misses 9.00 more; of 81.00, 16.20 misses; 64.80 pays
//	04-25: 41 days after 03-15: 18.00 default
//	05-15: the third cohort: half cures: pays 8.10
//	05-26: 8.10 default
func TestDelinquencyRollsCuresAndDefaults(t *testing.T) {
	p := poolOf(t, "2024-01-15", loan("300", "0", "", "2024-04-15", everyMonth(pool.EvenPrincipal)))
	f := perform(t, p, `{"schema":"ipabs.scenario/1","assumptions":[{"applies_to":{"all":true},
		"delinquency":{"entry":{"constant":"0.2"},"cure":["0.5"],"default_after_days":40},"recovery":{"rate":"0"}}]}`)
	expect(t, shown(f.Rows(0)), `
		2024-02-15 prin=80.00 → 220.00
		2024-03-15 prin=82.00 → 138.00
		2024-03-27 def=30.00 loss=30.00 → 108.00
		2024-04-15 prin=73.80 → 34.20
		2024-04-25 def=18.00 loss=18.00 → 16.20
		2024-05-15 prin=8.10 → 8.10
		2024-05-26 def=8.10 loss=8.10 → 0.00`)
	list, _, err := f.Collect([]cashflow.Period{{From: day("2024-01-15"), To: day("2024-02-20")}, {From: day("2024-02-20"), To: day("2024-03-25")}, {From: day("2024-03-25"), To: day("2024-06-30")}})
	if err != nil {
		t.Fatal(err)
	}
	want := []cashflow.Ageing{{yuan("60")}, {yuan("36"), yuan("30")}, {}}
	for k, c := range list {
		if c.Overdue != want[k] {
			t.Errorf("overdue on %s: %v, want %v", c.To, c.Overdue, want[k])
		}
	}
}

func TestContractsMayBeginOverdue(t *testing.T) {
	c := loan("300", "0", "", "2024-04-15", everyMonth(pool.EvenPrincipal))
	c.OverdueDays = new(int)
	*c.OverdueDays = 20
	p := poolOf(t, "2024-01-15", c)
	const text = `{"schema":"ipabs.scenario/1","assumptions":[{"applies_to":{"all":true},"recovery":{"rate":"0"},
		"delinquency":{"entry":{"constant":"0"},"cure":["0.4"],"default_after_days":60,"starting":%v}}]}`
	// Overdue since 2023-12-26: a month later 40 % is current; the rest misses 02-15 and is 61 days
	// overdue on 02-25.
	expect(t, shown(perform(t, p, fmt.Sprintf(text, true)).Rows(0)), `
		2024-02-15 prin=40.00 → 260.00
		2024-02-25 def=180.00 loss=180.00 → 80.00
		2024-03-15 prin=40.00 → 40.00
		2024-04-15 prin=40.00 → 0.00`)
	if got := noted(perform(t, p, fmt.Sprintf(text, false)).Notes()); got != "overdue_starts_current(20→current)" {
		t.Errorf("notes %s", got)
	}
}

func TestExtensionAndDilutionOfReceivables(t *testing.T) {
	p := poolOf(t, "2024-01-15", pool.ContractSpec{Balance: dec("1000"), Maturity: day("2024-03-14"), Receivable: &pool.ReceivableSpec{}})
	f := perform(t, p, `{"schema":"ipabs.scenario/1","assumptions":[{"applies_to":{"kinds":["receivable"]},"dilution":{"share":"0.02"},"extension":{"share":"0.3","days":45}}]}`)
	expect(t, shown(f.Rows(0)), `
		2024-03-14 prin=686.00 dil=20.00 → 294.00
		2024-04-28 prin=294.00 → 0.00`)
}

func TestPrepaymentBearsItsPenalty(t *testing.T) {
	p := poolOf(t, "2024-01-15", loan("1000", "0", "2024-01-15", "2024-03-15", everyMonth(pool.InterestFirst)))
	f := perform(t, p, fmt.Sprintf(`{"schema":"ipabs.scenario/1","assumptions":[{"applies_to":{"all":true},"prepayment":{"cpr":{"constant":"%.15f"},"penalty":"0.03"}}]}`, 1-math.Pow(0.9, 12)))
	expect(t, shown(f.Rows(0)), `
		2024-02-15 pre=100.00 pen=3.00 → 900.00
		2024-03-15 prin=900.00 → 0.00`)
}

func TestABadClassThatPerformsIsTold(t *testing.T) {
	c := loan("300", "0", "", "2024-04-15", everyMonth(pool.EvenPrincipal))
	c.Class = pool.ClassDoubtful
	p := poolOf(t, "2024-01-15", c)
	if got := noted(perform(t, p, `{}`).Notes()); got != "class_performs(doubtful→performs)" {
		t.Errorf("notes %s", got)
	}
	if got := noted(perform(t, p, `{"assumptions":[{"applies_to":{"all":true},"recovery":{"rate":"0"}}],"events":[{"date":"2024-01-16","applies_to":{"classes":["doubtful"]}}]}`).Notes()); got != "" {
		t.Errorf("notes %s", got)
	}
}
