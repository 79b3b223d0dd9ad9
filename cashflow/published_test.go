package cashflow_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// monthly projects a loan of whole months from 15 January 2020.
func monthly(t *testing.T, form pool.Repayment, balance, yearly string, months int) []cashflow.Row {
	t.Helper()
	start := day("2020-01-15")
	c := loan(balance, yearly, start.String(), start.AddMonths(months).String(),
		pool.InstalmentsSpec{Form: form, Frequency: calendar.Monthly, DayCount: calendar.ThirtyE360})
	rows := one(t, "2020-01-15", c, cashflow.Settings{}).Rows
	if len(rows) != months {
		t.Fatalf("%d rows for %d months", len(rows), months)
	}
	return rows
}

// Published instalments. Those at 4.9 %, the benchmark rate of loans over five years until 2019, are
// printed by Chinese lenders for mortgages; those in dollars by American textbooks.
func TestPublishedLevelInstalments(t *testing.T) {
	tests := []struct {
		balance, yearly string
		months          int
		instalment      string
	}{
		{"1000000", "0.049", 360, "5307.27"},
		{"1000000", "0.049", 240, "6544.44"},
		{"630000", "0.049", 360, "3343.58"},
		{"300000", "0.049", 360, "1592.18"},
		{"1000000", "0.0325", 360, "4352.06"},
		{"100000", "0.06", 360, "599.55"},
		{"100000", "0.08", 360, "733.76"},
		{"200000", "0.065", 360, "1264.14"},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%s at %s over %d months", tt.balance, tt.yearly, tt.months), func(t *testing.T) {
			rows := monthly(t, pool.Level, tt.balance, tt.yearly, tt.months)
			for k, r := range rows[:tt.months-1] {
				if r.Payment != yuan(tt.instalment) {
					t.Fatalf("row %d pays %s, published is %s", k, r.Payment.Format(money.CNY), tt.instalment)
				}
			}
		})
	}
}

func TestPublishedFirstRowOfALevelLoan(t *testing.T) {
	first := monthly(t, pool.Level, "1000000", "0.049", 240)[0]
	if first.Interest != yuan("4083.33") || first.Principal != yuan("2461.11") {
		t.Errorf("interest %d, principal %d; published are 4083.33 and 2461.11", first.Interest, first.Principal)
	}
}

func TestPublishedEvenPrincipalLoans(t *testing.T) {
	if first := monthly(t, pool.EvenPrincipal, "1000000", "0.049", 360)[0]; first.Payment != yuan("6861.11") {
		t.Errorf("1,000,000 at 4.9 %% over 360 months: first payment %d, published is 6861.11", first.Payment)
	}
	rows := monthly(t, pool.EvenPrincipal, "630000", "0.049", 360)
	if rows[0].Payment != yuan("4322.50") {
		t.Errorf("first payment %d, published is 4322.50", rows[0].Payment)
	}
	var interest money.Amount
	for k, r := range rows {
		interest += r.Interest
		if r.Principal != yuan("1750") {
			t.Errorf("row %d: principal %d, not 1750", k, r.Principal)
		}
		// Published: each payment is 7.15 below the one before, which is 7.1458… to the fen.
		if k > 0 && (rows[k-1].Payment-r.Payment < 714 || rows[k-1].Payment-r.Payment > 715) {
			t.Errorf("row %d falls by %d fen", k, rows[k-1].Payment-r.Payment)
		}
	}
	// Published interest is exact; ours has one rounding of at most half a fen in each of 360 rows.
	if gap := interest - yuan("464336.25"); gap > 180 || gap < -180 {
		t.Errorf("interest %d, published is 464336.25", interest)
	}
}

// Worked numbers of Hastructure (BSD-3/Apache-2), unit tests of commit c1fec9dc. That engine cuts
// money off at two decimals at every step; the exact values are checked here, and that its figures
// are those values cut off.
func TestWorkedInstalment(t *testing.T) { // AssetTest, "Calc Pmt 1"
	rows := one(t, "2020-01-15", loan("1200", "0.12", "2020-01-15", "2044-01-15",
		pool.InstalmentsSpec{Form: pool.Level, Frequency: calendar.Annual, DayCount: calendar.ThirtyE360}), cashflow.Settings{}).Rows
	// P = B·i / (1 − (1+i)^−n)
	grown := big.NewRat(1, 1)
	for range 24 {
		grown.Mul(grown, big.NewRat(112, 100))
	}
	exact := new(big.Rat).Sub(big.NewRat(1, 1), new(big.Rat).Inv(grown))
	exact.Quo(big.NewRat(144, 1), exact)
	if !strings.HasPrefix(exact.FloatString(9), "154.15") { // the published figure, cut off
		t.Errorf("the exact instalment is %s", exact.FloatString(9))
	}
	if want := exact.FloatString(2); rows[0].Payment != yuan(want) {
		t.Errorf("instalment %d, want %s", rows[0].Payment, want)
	}
}

func TestWorkedEvenPrincipal(t *testing.T) { // AssetTest, "Even Principal Type of Mortgage"
	rows := monthly(t, pool.EvenPrincipal, "240", "0.08", 19)
	// 240/19 = 12.6315…, published as 12.63. Nineteen times that is 239.97: the three fen left over
	// come in the first three rows.
	for k, r := range rows {
		want := yuan("12.63")
		if k < 3 {
			want = yuan("12.64")
		}
		if r.Principal != want {
			t.Errorf("row %d: principal %d", k, r.Principal)
		}
	}
}

func TestWorkedInterestFirst(t *testing.T) { // AssetTest, "Buy to let Mortgage Projection"
	c := loan("240", "0.08", "2021-01-01", "2023-01-01",
		pool.InstalmentsSpec{Form: pool.InterestFirst, Frequency: calendar.Monthly, DayCount: calendar.ThirtyE360})
	got := show(one(t, "2022-11-01", c, cashflow.Settings{}).Rows)
	// Published interest 1.59 is 240 × 0.006666 cut off; 240 × 0.08 / 12 is 1.60.
	want := lines(`
		2022-12-01 1.60   0.00 0.00 240.00
		2023-01-01 1.60 240.00 0.00   0.00`)
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestWorkedSteppedRent(t *testing.T) { // AssetTest, "1 year Stepup lease"
	// A rent of 1 a day, 2 % higher in each month, paid at month ends.
	step := big.NewRat(102, 100)
	daily, cut := big.NewRat(1, 1), big.NewRat(1, 1)
	var table []pool.InstalmentSpec
	var sum, sumCut money.Amount
	last := day("2023-06-01")
	for _, end := range calendar.MonthEnds(last, day("2024-05-31")) {
		days := big.NewRat(int64(end.Sub(last)), 1)
		if len(table) > 0 {
			daily, cut = new(big.Rat).Mul(daily, step), cutOff(new(big.Rat).Mul(cut, step))
		}
		rent := new(big.Rat).Mul(daily, days).FloatString(2)
		table = append(table, pool.InstalmentSpec{Date: end, Payment: decp(rent)})
		sum += yuan(rent)
		sumCut += yuan(cutOff(new(big.Rat).Mul(cut, days)).FloatString(2))
		last = end
	}
	if sum != yuan("408.05") || sumCut != yuan("405.24") {
		t.Fatalf("the rents sum to %d, cut off at every step to %d; published are 408.05 and 405.24", sum, sumCut)
	}
	c := pool.ContractSpec{Balance: dec("390"), Start: day("2023-05-31"), Maturity: day("2024-05-31"),
		Lease: &pool.LeaseSpec{Rent: pool.InstalmentsSpec{Form: pool.Irregular, DayCount: calendar.Act365F, Table: table}}}
	rows := one(t, "2023-06-15", c, cashflow.Settings{}).Rows
	var paid money.Amount
	for k, r := range rows {
		if r.Payment.Format(money.CNY) != table[k].Payment.StringFixed(2) {
			t.Errorf("row %d pays %d, the table says %s", k, r.Payment, table[k].Payment)
		}
		paid += r.Payment
	}
	if rows[0].Payment != yuan("29.00") || rows[1].Payment != yuan("31.62") || paid != sum {
		t.Errorf("payments %d, %d, …, in all %d", rows[0].Payment, rows[1].Payment, paid)
	}
}

// cutOff drops what lies beyond two decimals.
func cutOff(x *big.Rat) *big.Rat {
	cents := new(big.Rat).Mul(x, big.NewRat(100, 1))
	return new(big.Rat).SetFrac(new(big.Int).Quo(cents.Num(), cents.Denom()), big.NewInt(100))
}
