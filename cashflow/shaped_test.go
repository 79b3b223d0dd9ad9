package cashflow_test

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// Reckoned by hand, 1 % a month on 1,000.00 over six months.
func TestPlansWithGraceBalloonAndSteps(t *testing.T) {
	for _, tt := range []struct {
		name  string
		form  pool.Repayment
		shape func(*pool.InstalmentsSpec)
		want  string
	}{
		// Level over the last four: 1000 × 0.01/(1 − 1.01^−4) = 256.28.
		{"two months of interest alone", pool.Level, func(s *pool.InstalmentsSpec) { s.InterestOnlyUntil = day("2024-03-15") }, `
			2024-02-15 10.00 0.00 0.00 1000.00
			2024-03-15 10.00 0.00 0.00 1000.00
			2024-04-15 10.00 246.28 0.00 753.72
			2024-05-15 7.54 248.74 0.00 504.98
			2024-06-15 5.05 251.23 0.00 253.75
			2024-07-15 2.54 253.75 0.00 0.00`},
		// Owed after two months: 1000 × 1.0201 = 1020.10, the interest 10.00 + 10.10; level over four:
		// 1020.10 × 0.2562811 = 261.43. The first pays the carried 20.10 and 10.20, then principal.
		{"two months capitalised", pool.Level, func(s *pool.InstalmentsSpec) { s.CapitaliseUntil = day("2024-03-15") }, `
			2024-02-15 0.00 0.00 0.00 1000.00
			2024-03-15 0.00 0.00 0.00 1000.00
			2024-04-15 30.30 231.13 0.00 768.87
			2024-05-15 7.69 253.74 0.00 515.13
			2024-06-15 5.15 256.28 0.00 258.85
			2024-07-15 2.59 258.85 0.00 0.00`},
		// A balloon of 400.00: (1000 − 400 × 1.01^−6)/a(6), a(6) = 5.79547647: 172.548367 − 69.019347 × 0.942045
		// = (1000 − 376.818094)/5.79547647 = 107.53.
		{"a balloon", pool.Level, func(s *pool.InstalmentsSpec) { s.Balloon = decp("400") }, `
			2024-02-15 10.00 97.53 0.00 902.47
			2024-03-15 9.02 98.51 0.00 803.96
			2024-04-15 8.04 99.49 0.00 704.47
			2024-05-15 7.04 100.49 0.00 603.98
			2024-06-15 6.04 101.49 0.00 502.49
			2024-07-15 5.02 502.49 0.00 0.00`},
		{"even principal after grace, with a balloon", pool.EvenPrincipal, func(s *pool.InstalmentsSpec) {
			s.InterestOnlyUntil, s.Balloon = day("2024-03-31"), decp("200")
		}, `
			2024-02-15 10.00 0.00 0.00 1000.00
			2024-03-15 10.00 0.00 0.00 1000.00
			2024-04-15 10.00 200.00 0.00 800.00
			2024-05-15 8.00 200.00 0.00 600.00
			2024-06-15 6.00 200.00 0.00 400.00
			2024-07-15 4.00 400.00 0.00 0.00`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			plan := everyMonth(tt.form)
			tt.shape(&plan)
			got := one(t, "2024-01-15", loan("1000", "0.12", "2024-01-15", "2024-07-15", plan), cashflow.Settings{})
			expect(t, show(got.Rows), tt.want)
		})
	}
}

// Rents that grow: every payment but the last is the one before times the factor, or plus the addition,
// at each step, and together they are worth the balance.
func TestSteppedRents(t *testing.T) {
	for _, tt := range []struct {
		name string
		step pool.StepSpec
		next func(float64) float64
	}{
		{"growing by 5 % a year", pool.StepSpec{EveryMonths: 12, Growth: decp("0.05")}, func(x float64) float64 { return x * 1.05 }},
		{"falling by a tenth each half-year", pool.StepSpec{EveryMonths: 6, Growth: decp("-0.1")}, func(x float64) float64 { return x * 0.9 }},
		{"2,000.00 more each year", pool.StepSpec{EveryMonths: 12, Add: decp("2000")}, func(x float64) float64 { return x + 200000 }},
		{"500.00 less each quarter", pool.StepSpec{EveryMonths: 3, Add: decp("-500")}, func(x float64) float64 { return x - 50000 }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			plan := everyMonth(pool.Level)
			plan.Step = &tt.step
			rows := one(t, "2024-01-15", loan("1000000", "0.06", "2024-01-15", "2027-01-15", plan), cashflow.Settings{}).Rows
			want := float64(rows[0].Payment)
			for k, r := range rows[:35] {
				if k > 0 && k%tt.step.EveryMonths == 0 {
					want = tt.next(want)
				}
				if math.Abs(float64(r.Payment)-want) > float64(2+k/tt.step.EveryMonths) {
					t.Fatalf("rent %d is %d, want %v", k+1, r.Payment, want)
				}
			}
		})
	}
}

// The discounted payments of any shape are worth the balance, in exact fractions, to within the rounding
// of each payment; the last one takes it.
func TestShapedPlansAreWorthTheirBalance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		months := rapid.IntRange(3, 30).Draw(t, "months")
		start := day("2024-01-15")
		plan := everyMonth(pool.Level)
		if n := rapid.IntRange(0, months-1).Draw(t, "capitalised"); n > 0 {
			plan.CapitaliseUntil = start.AddMonths(n)
		}
		if n := rapid.IntRange(0, months-1).Draw(t, "interest only"); n > 0 && start.AddMonths(n) > plan.CapitaliseUntil {
			plan.InterestOnlyUntil = start.AddMonths(n)
		}
		balance := rapid.Int64Range(1_000_00, 1e12).Draw(t, "balance")
		if rapid.Bool().Draw(t, "balloon") {
			plan.Balloon = decp(money.Amount(balance / 3).Format(money.CNY))
		}
		if rapid.Bool().Draw(t, "step") {
			plan.Step = &pool.StepSpec{EveryMonths: rapid.IntRange(1, 13).Draw(t, "every"), Growth: decp(rapid.SampledFrom([]string{"0.05", "-0.02", "0"}).Draw(t, "growth"))}
		}
		yearly := rapid.SampledFrom([]string{"0", "0.06", "0.24"}).Draw(t, "rate")
		c := loan(money.Amount(balance).Format(money.CNY), yearly, "2024-01-15", start.AddMonths(months).String(), plan)
		got := one(t, "2024-01-15", c, cashflow.Settings{})
		r, _ := new(big.Rat).SetString(yearly)
		growth := new(big.Rat).Add(big.NewRat(1, 1), r.Quo(r, big.NewRat(12, 1)))
		worth, v := new(big.Rat), big.NewRat(1, 1)
		for _, row := range got.Rows {
			v.Quo(v, growth)
			worth.Add(worth, new(big.Rat).Mul(v, big.NewRat(int64(row.Payment), 1)))
		}
		// A payment is off by its own rounding, and interest by half a unit a month.
		if gap, _ := worth.Sub(worth, big.NewRat(balance, 1)).Float64(); math.Abs(gap) > float64(months) {
			t.Fatalf("%s: worth %v more than the balance", fmt.Sprint(plan), gap)
		}
	})
}

func TestGraceCountsWhenRatesAreReset(t *testing.T) {
	plan := pool.InstalmentsSpec{Form: pool.Level, Frequency: calendar.Monthly, DayCount: calendar.ThirtyE360, InterestOnlyUntil: day("2024-03-15")}
	c := loan("1000", "0.12", "2024-01-15", "2024-07-15", plan)
	c.Microloan.Floating = &pool.FloatingSpec{Index: "LPR1Y", ResetMonths: 1}
	s := cashflow.Settings{Curves: map[string][]cashflow.RateStep{"LPR1Y": {{From: day("2024-01-01"), Rate: rate("0.12")}, {From: day("2024-05-15"), Rate: rate("0.06")}}}}
	// From 05-15 on 0.5 % a month: level over two on 504.98: 504.98 × 0.005/(1 − 1.005^−2) = 254.39 (254.38525).
	expect(t, show(one(t, "2024-01-15", c, s).Rows), `
		2024-02-15 10.00 0.00 0.00 1000.00
		2024-03-15 10.00 0.00 0.00 1000.00
		2024-04-15 10.00 246.28 0.00 753.72
		2024-05-15 7.54 248.74 0.00 504.98
		2024-06-15 2.52 251.87 0.00 253.11
		2024-07-15 1.27 253.11 0.00 0.00`)
}
