package cashflow_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

func TestLaterAssumptionsReplaceEarlierOnes(t *testing.T) {
	a, b := loan("100", "0", "", "2024-03-15", everyMonth(pool.InterestFirst)), loan("100", "0", "", "2024-03-15", everyMonth(pool.InterestFirst))
	claim := pool.ContractSpec{Balance: dec("50"), Maturity: day("2024-03-14"), Receivable: &pool.ReceivableSpec{}}
	p := poolOf(t, "2024-01-15", a, b, claim)
	s := scenario(t, p, `{"schema":"ipabs.scenario/1","assumptions":[
		{"name":"all","applies_to":{"all":true},"dilution":{"share":"0.01"},"recovery":{"rate":"0"}},
		{"applies_to":{"contracts":["C1"]},"dilution":{"share":"0.5"}},
		{"name":"claims","applies_to":{"kinds":["receivable"]},"extension":{"share":"1","days":1}}],
		"events":[{"name":"first falls","date":"2024-02-01","applies_to":{"contracts":["C0"]}}]}`)
	want := []cashflow.Hit{
		{Name: "all", What: "recovery", Contracts: []int{0, 1, 2}},
		{Name: "all", What: "dilution", Contracts: []int{0, 2}, Replaced: 1},
		{Name: "assumptions[1]", What: "dilution", Contracts: []int{1}},
		{Name: "claims", What: "extension", Contracts: []int{2}},
		{Name: "first falls", What: "event", Contracts: []int{0}},
	}
	if diff := cmp.Diff(want, s.Hits()); diff != "" {
		t.Errorf("hits (-want +got):\n%s", diff)
	}
	f, err := s.Perform(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if got := []money.Amount{f.ContractTotal(0).Loss, f.ContractTotal(1).Dilution, f.ContractTotal(2).Dilution}; got[0] != yuan("100") || got[1] != yuan("50") || got[2] != yuan("0.50") {
		t.Errorf("loss and dilution %v", got)
	}
}

func TestFaultsOfAScenario(t *testing.T) {
	c := loan("100", "0", "", "2024-03-15", everyMonth(pool.InterestFirst))
	p := poolOf(t, "2024-01-15", c)
	for _, tt := range []struct{ name, text, want string }{
		{"nothing said", `{"assumptions":[{"applies_to":{}}]}`,
			`assumptions[0].applies_to: missing; expected what the assumption applies to; all says all contracts
			 assumptions[0]: missing; expected at least one of default, prepayment, delinquency, recovery, dilution, extension and royalty`},
		{"a name that nothing bears", `{"assumptions":[{"applies_to":{"contracts":["C0","C7"],"tags":["x"]},"dilution":{"share":"0"}}]}`,
			`assumptions[0].applies_to.contracts[1]: "C7"; expected the number of a contract of the pool
			 assumptions[0].applies_to.tags[0]: "x"; expected a tag of a contract of the pool`},
		{"a scope that hits nothing", `{"assumptions":[{"applies_to":{"kinds":["lease"]},"dilution":{"share":"0"}}]}`,
			`assumptions[0].applies_to: "{\"kinds\":[\"lease\"]}"; expected a scope that at least one contract of the pool meets`},
		{"a royalty where none is owed", `{"assumptions":[{"applies_to":{"all":true},"royalty":{"sales":[{"from":"2024-01-01","annual":"1"}]}}]}`,
			`assumptions[0].royalty: "no contract in its scope"; expected a contract that owes a royalty`},
		{"all and some", `{"assumptions":[{"applies_to":{"all":true,"kinds":["microloan"]},"dilution":{"share":"0"}}]}`,
			`assumptions[0].applies_to.all: "true"; expected either all, or the names of some`},
		{"rates out of range", `{"assumptions":[{"applies_to":{"all":true},"default":{"cdr":{"constant":"1.2"}},"prepayment":{"psa":"-1"},"recovery":{"rate":"2"}}]}`,
			`assumptions[0].default.cdr.constant: "1.2"; expected a share between 0 and 1
			 assumptions[0].prepayment.psa: "-1"; expected a multiple from 0 to 16, such as 1.5 for 150 % PSA
			 assumptions[0].recovery.rate: "2"; expected a share between 0 and 1`},
		{"an age without a start", `{"assumptions":[{"applies_to":{"all":true},"prepayment":{"psa":"1"}}]}`,
			`assumptions[0].prepayment: missing; expected the start of contract "C0", from which its age is counted`},
		{"shares of a timing", `{"assumptions":[{"applies_to":{"all":true},"default":{"total":"0.1","timing":[{"months":3,"share":"0.5"},{"months":3,"share":"0.4"}]}}]}`,
			`assumptions[0].default.timing[1].months: "3"; expected more than 3
			 assumptions[0].default.timing: "0.9"; expected shares that sum to 1`},
		{"rights without values", `{"assumptions":[{"applies_to":{"all":true},"recovery":{"rights":{"share":"1"}}}]}`,
			`assumptions[0].recovery.rights: "no values"; expected a scenario with values, by which rights are valued`},
		{"a stress on nothing", `{"stress":[{"on":"prepayment","from":"2024-02-01","factor":"2"}]}`,
			`stress[0].on: "prepayment"; expected something that an assumption of the scenario sets`},
		{"an event outside the life of its contract", `{"events":[{"date":"2024-01-15","applies_to":{"all":true}},{"date":"2024-03-16","applies_to":{"all":true}}]}`,
			`events[0].date: "2024-01-15"; expected a day after the cut-off date, 2024-01-15
			 events[1].date: "2024-03-16"; expected a day no later than the maturity of contract "C0", 2024-03-15`},
		{"a shock on an unknown index", `{"shocks":[{"index":"LPR1Y","from":"2024-02-01","add":"0.01"}]}`,
			`shocks[0].index: "LPR1Y"; expected an index that the scenario or the settings have a curve for`},
		{"two ways to default", `{"assumptions":[{"applies_to":{"all":true},"default":{"cdr":{"constant":"0.1"},"total":"0.1","timing":[{"months":1,"share":"1"}]}}]}`,
			`assumptions[0].default: "cdr and total"; expected one of cdr, total and amount`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			spec, err := cashflow.ReadScenario(strings.NewReader(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			_, err = spec.Resolve(p, cashflow.Settings{})
			var e *faults.Error
			if !errors.As(err, &e) {
				t.Fatalf("error %v", err)
			}
			if diff := cmp.Diff(lines(tt.want), lines(err.Error())); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

func TestUnknownFieldsOfAScenarioAreRefused(t *testing.T) {
	_, err := cashflow.ReadScenario(strings.NewReader(`{"schema":"ipabs.scenario/1","asumptions":[],"events":[{"dte":"2024-01-01"}],"year":"weeks"}`))
	for _, path := range []string{"asumptions", "events[0].dte", "year"} {
		if err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("error %v does not name %s", err, path)
		}
	}
}

// Reckoned by hand: fees of a licence on four quarter ends; royalty of 10 % of sales, at least 5.00 and
// at most 40.00 a quarter. Sales of 1,460 a year are 4 a day of 365: 91 days 364.00, 92 days 368.00.
func TestRoyaltyBetweenGuaranteeAndCap(t *testing.T) {
	licence := pool.ContractSpec{Balance: dec("400"), Rate: decp("0"), Start: day("2023-12-31"), Maturity: day("2024-12-31"), Sublicense: &pool.SublicenseSpec{
		Fees:    pool.InstalmentsSpec{Form: pool.EvenPrincipal, Frequency: calendar.Quarterly},
		Royalty: &pool.RoyaltySpec{Share: dec("0.1"), MinimumGuarantee: decp("5"), Cap: decp("40")}}}
	p := poolOf(t, "2023-12-31", licence)
	for _, tt := range []struct{ name, path, want string }{
		{"sales of the quarter", `"sales":[{"from":"2024-01-01","annual":"1460"}]`, `
			2024-03-31 prin=100.00 oth=36.40 → 300.00
			2024-06-30 prin=100.00 oth=36.40 → 200.00
			2024-09-30 prin=100.00 oth=36.80 → 100.00
			2024-12-31 prin=100.00 oth=36.80 → 0.00`},
		{"a flop and a hit", `"sales":[{"from":"2024-01-01","annual":"36.5"},{"from":"2024-07-01","annual":"3650"}]`, `
			2024-03-31 prin=100.00 oth=5.00 → 300.00
			2024-06-30 prin=100.00 oth=5.00 → 200.00
			2024-09-30 prin=100.00 oth=40.00 → 100.00
			2024-12-31 prin=100.00 oth=40.00 → 0.00`},
		{"half of it, reported a quarter late", `"sales":[{"from":"2024-01-01","annual":"1460"}],"multiplier":"0.5","lag":1`, `
			2024-03-31 prin=100.00 oth=5.00 → 300.00
			2024-06-30 prin=100.00 oth=18.20 → 200.00
			2024-09-30 prin=100.00 oth=18.20 → 100.00
			2024-12-31 prin=100.00 oth=18.40 → 0.00
			2025-03-31 oth=18.40 → 0.00`},
		{"growth by whole years", `"sales":[{"from":"2023-07-01","annual":"730"}],"growth":"1"`, `
			2024-03-31 prin=100.00 oth=18.20 → 300.00
			2024-06-30 prin=100.00 oth=18.20 → 200.00
			2024-09-30 prin=100.00 oth=36.80 → 100.00
			2024-12-31 prin=100.00 oth=36.80 → 0.00`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := perform(t, p, `{"schema":"ipabs.scenario/1","assumptions":[{"applies_to":{"all":true},"royalty":{`+tt.path+`}}]}`)
			expect(t, shown(f.Rows(0)), tt.want)
		})
	}
}

func TestShocksMoveFloatingRates(t *testing.T) {
	c := loan("1000", "0.04", "2023-12-31", "2024-12-31", pool.InstalmentsSpec{Form: pool.InterestFirst, Frequency: calendar.Quarterly, DayCount: calendar.ThirtyE360})
	c.Microloan.Floating = &pool.FloatingSpec{Index: "LPR1Y", Spread: dec("0.005"), ResetMonths: 3}
	p := poolOf(t, "2023-12-31", c)
	f := perform(t, p, `{"schema":"ipabs.scenario/1","curves":{"LPR1Y":[{"from":"2024-01-01","rate":"0.035"}]},
		"shocks":[{"index":"LPR1Y","from":"2024-06-30","until":"2024-09-30","add":"0.01"}]}`)
	expect(t, shown(f.Rows(0)), `
		2024-03-31 int=10.00 → 1000.00
		2024-06-30 int=10.00 → 1000.00
		2024-09-30 int=12.50 → 1000.00
		2024-12-31 int=10.00 prin=1000.00 → 0.00`)
}

const everything = `{"schema":"ipabs.scenario/1","assumptions":[
	{"applies_to":{"all":true},"default":{"cdr":{"by_year":["%v","0.1"]}},"prepayment":{"cpr":{"constant":"%v"},"penalty":"0.01"},
	 "delinquency":{"entry":{"constant":"%v"},"cure":["0.3","0.2"],"default_after_days":%d},
	 "recovery":{"deposit":true,"guarantor":{"share":"0.5","lag_months":3},"rate":"%v","timing":[{"months":2,"share":"0.37"},{"months":9,"share":"0.63"}]},
	 "dilution":{"share":"%v"},"extension":{"share":"%v","days":%d}}],
	"stress":[{"on":"default","from":"2024-01-01","factor":"1.7"},{"on":"delinquency","from":"2020-01-01","until":"2026-01-01","factor":"0.5"}]}`

// Under any scenario every contract keeps the promises of its rows (checkPerformance), and periods sum to
// the rows.
func TestEveryScenarioAccountsForEveryFen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		asOf, list := drawPool(t)
		p := poolOf(t, asOf, list...)
		share := func(name string) string {
			return rapid.SampledFrom([]string{"0", "0.003", "0.07", "0.5", "1"}).Draw(t, name)
		}
		f := perform(t, p, fmt.Sprintf(everything, share("cdr"), share("cpr"), share("entry"), rapid.IntRange(1, 200).Draw(t, "days"), share("recovery"),
			share("dilution"), share("extension"), rapid.IntRange(1, 400).Draw(t, "late by")))
		var sum cashflow.PerformanceTotals
		for i := range p.Len() {
			c := f.ContractTotal(i)
			sum.Default += c.Default
			sum.Loss += c.Loss
		}
		if got := f.Total(); got.Default != sum.Default || got.Loss != sum.Loss {
			t.Fatalf("the pool's %+v is not the sum of its contracts", got)
		}
		from := day(asOf)
		periods := cashflow.CalendarQuarters(from, from.AddMonths(rapid.IntRange(1, 90).Draw(t, "months")))
		collected, after, err := f.Collect(periods)
		if err != nil {
			t.Fatal(err)
		}
		total, defaulted, overdueMost := after.Total(), after.Defaulted, money.Amount(0)
		for _, c := range collected {
			total += c.Total()
			defaulted += c.Defaulted
			overdueMost = max(overdueMost, c.Overdue.Over(0)-c.Closing)
			if c.Closing != c.Opening-c.Principal-c.Dilution-c.Defaulted {
				t.Fatalf("closing of %+v does not follow", c)
			}
		}
		if total != f.Total().Payment() || defaulted != f.Total().Default {
			t.Fatalf("collections sum to %d, rows to %d", total, f.Total().Payment())
		}
		if overdueMost > 0 {
			t.Fatalf("more is overdue than outstanding, by %d", overdueMost)
		}
	})
}

// A second way for the two commonest assumptions, in exact fractions: month by month over the
// contractual rows, with the rates of package math rounded to 12 digits and every amount rounded half-even.
func TestPerformanceAgainstANaiveLoop(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		months := rapid.IntRange(1, 40).Draw(t, "months")
		form := rapid.SampledFrom([]pool.Repayment{pool.Level, pool.EvenPrincipal, pool.InterestFirst, pool.Bullet}).Draw(t, "form")
		cdr := rapid.SampledFrom([]string{"0", "0.01", "0.2", "0.999"}).Draw(t, "cdr")
		cpr := rapid.SampledFrom([]string{"0", "0.03", "0.4", "1"}).Draw(t, "cpr")
		back := rapid.SampledFrom([]string{"0", "0.25", "1"}).Draw(t, "recovery")
		balance := rapid.Int64Range(1, 1e12).Draw(t, "balance")
		start := day("2024-01-15")
		c := loan(money.Amount(balance).Format(money.CNY), "0.07", "2024-01-15", start.AddMonths(months).String(), everyMonth(form))
		p := poolOf(t, "2024-01-15", c)
		f := perform(t, p, fmt.Sprintf(`{"schema":"ipabs.scenario/1","assumptions":[{"applies_to":{"all":true},"default":{"cdr":{"constant":"%s"}},"prepayment":{"cpr":{"constant":"%s"}},"recovery":{"rate":"%s"}}]}`, cdr, cpr, back))
		mortality := func(yearly string, part float64) *big.Rat {
			y, _ := new(big.Rat).SetString(yearly)
			v, _ := y.Float64()
			return rounded12(1 - math.Pow(1-v, part))
		}
		recovery, _ := new(big.Rat).SetString(back)
		left := balance
		for k, r := range project(t, p, cashflow.Settings{}).Rows(0) {
			if r.Opening == 0 {
				break // a balance of a few fen is repaid before its last interest
			}
			part := 1.0 / 12
			if form == pool.Bullet {
				part = float64(months) / 12
			}
			fallen := halfEven(new(big.Rat).Mul(big.NewRat(left, 1), mortality(cdr, part)))
			alive := left - fallen
			ratio := big.NewRat(alive, int64(r.Opening))
			interest, principal := halfEven(new(big.Rat).Mul(big.NewRat(int64(r.Interest), 1), ratio)), halfEven(new(big.Rat).Mul(big.NewRat(int64(r.Principal), 1), ratio))
			prepaid := halfEven(new(big.Rat).Mul(big.NewRat(alive-principal, 1), mortality(cpr, part)))
			left = alive - principal - prepaid
			recovered := halfEven(new(big.Rat).Mul(big.NewRat(fallen, 1), recovery))
			want := cashflow.PerformanceRow{Date: r.Date, Opening: money.Amount(left + fallen + principal + prepaid), Interest: money.Amount(interest), Principal: money.Amount(principal),
				Prepayment: money.Amount(prepaid), Default: money.Amount(fallen), Recovery: money.Amount(recovered), Loss: money.Amount(fallen - recovered), Closing: money.Amount(left)}
			if want.Opening == 0 {
				break
			}
			if got := f.Rows(0)[k]; !alike(got, want) {
				t.Fatalf("month %d: %+v\nwant %+v", k+1, got, want)
			}
		}
	})
}

// alike compares rows to within the last digit of the rates: two ways of taking a power may differ by 1e-12.
func alike(a, b cashflow.PerformanceRow) bool {
	slack := 1 + b.Opening/1e11*40
	close := func(x, y money.Amount) bool { return max(x-y, y-x) <= slack }
	return a.Date == b.Date && close(a.Opening, b.Opening) && close(a.Interest, b.Interest) && close(a.Principal, b.Principal) && close(a.Prepayment, b.Prepayment) &&
		close(a.Default, b.Default) && close(a.Recovery, b.Recovery) && close(a.Loss, b.Loss) && close(a.Closing, b.Closing)
}

func rounded12(v float64) *big.Rat {
	x := new(big.Rat).SetFloat64(v)
	x.Mul(x, big.NewRat(1e12, 1))
	return big.NewRat(halfEven(x), 1e12)
}

func halfEven(x *big.Rat) int64 {
	twice := new(big.Int).Mul(x.Num(), big.NewInt(2))
	q, m := new(big.Int).DivMod(new(big.Int).Add(twice, x.Denom()), new(big.Int).Mul(x.Denom(), big.NewInt(2)), new(big.Int))
	if m.Sign() == 0 && q.Bit(0) == 1 {
		q.Sub(q, big.NewInt(1))
	}
	return q.Int64()
}

func FuzzReadScenario(f *testing.F) {
	f.Add(`{"schema":"ipabs.scenario/1"}`)
	f.Add(fmt.Sprintf(everything, "0.01", "0.1", "0.02", 90, "0.4", "0.01", "0.2", 30))
	f.Add(`{"assumptions":[{"applies_to":{"all":true},"royalty":{"sales":[{"from":"2024-01-01","annual":"1"}],"lag":3}}],"events":[{"date":"2024-02-01","applies_to":{"all":true},"share":"0.5"}]}`)
	licence := pool.ContractSpec{Balance: dec("400"), Rate: decp("0.05"), Start: day("2023-12-31"), Maturity: day("2024-12-31"), Sublicense: &pool.SublicenseSpec{
		Fees: pool.InstalmentsSpec{Form: pool.EvenPrincipal, Frequency: calendar.Quarterly}, Royalty: &pool.RoyaltySpec{Share: dec("0.1")}}}
	p := poolOf(f, "2023-12-31", licence, loan("100", "0.05", "2023-12-01", "2025-03-15", everyMonth(pool.Level)))
	f.Fuzz(func(t *testing.T, text string) {
		spec, err := cashflow.ReadScenario(strings.NewReader(text))
		if err != nil {
			return
		}
		s, err := spec.Resolve(p, cashflow.Settings{})
		if err != nil {
			return
		}
		performance, err := s.Perform(context.Background())
		if err != nil {
			return
		}
		for i := range p.Len() {
			checkPerformance(t, p.Contract(i), performance.Rows(i))
		}
	})
}
