package cashflow_test

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
)

// Independent values: discount factors are roots, found in 400 bits, and derivatives are differences
// over a step of 1e-30.

const bigBits = 400

func bigFloat(x float64) *big.Float { return new(big.Float).SetPrec(bigBits).SetFloat64(x) }

func bigPower(x *big.Float, n int) *big.Float {
	p := bigFloat(1)
	for range n {
		p.Mul(p, x)
	}
	return p
}

// bigRoot365 gives the 365th root by Newton's method.
func bigRoot365(x *big.Float) *big.Float {
	mantissa := new(big.Float)
	exponent := x.MantExp(mantissa)
	m, _ := mantissa.Float64()
	w := bigFloat(math.Exp((math.Log(m) + float64(exponent)*math.Ln2) / 365))
	for range 12 {
		p := bigPower(w, 364)
		step := new(big.Float).SetPrec(bigBits).Mul(p, w)
		step.Sub(step, x)
		step.Quo(step, p.Mul(p, bigFloat(365)))
		w = new(big.Float).SetPrec(bigBits).Sub(w, step)
	}
	return w
}

// bigPV is Σ amount·(1 + rate/m)^(−m·days/365) with the roots taken of the whole power.
func bigPV(flows []cashflow.Dated, on calendar.Date, rate *big.Float, m int) *big.Float {
	growth := new(big.Float).SetPrec(bigBits).Quo(rate, bigFloat(float64(m)))
	growth.Add(growth, bigFloat(1))
	daily := bigRoot365(bigPower(growth, m)) // growth over a day
	sum := bigFloat(0)
	for _, f := range flows {
		worth := new(big.Float).SetPrec(bigBits).SetInt64(int64(f.Amount))
		sum.Add(sum, worth.Quo(worth, bigPower(daily, f.Date.Sub(on))))
	}
	return sum
}

// near reports |got − want| ≤ 1e-12·|want|: a few thousand roundings of float64.
func near(got float64, want *big.Float) bool {
	w, _ := want.Float64()
	return math.Abs(got-w) <= 1e-12*math.Abs(w)
}

func drawFlows(t *rapid.T) ([]cashflow.Dated, calendar.Date, cashflow.Yield) {
	on := day("2024-01-31")
	var flows []cashflow.Dated
	for range rapid.IntRange(1, 8).Draw(t, "amounts") {
		flows = append(flows, cashflow.Dated{
			Date:   on.AddDays(rapid.IntRange(0, 4000).Draw(t, "days")),
			Amount: money.Amount(rapid.Int64Range(1, 1e13).Draw(t, "fen")),
		})
	}
	flows[0].Date = flows[0].Date.AddDays(1) // something lies in the future
	return flows, on, cashflow.Yield{
		Rate:    float64(rapid.IntRange(-500, 3000).Draw(t, "basis points")) / 10_000,
		PerYear: rapid.SampledFrom([]int{0, 1, 2, 4, 12}).Draw(t, "compounded"),
	}
}

func TestValuesAgreeWithDerivativesOfThePresentValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		flows, on, y := drawFlows(t)
		m := max(y.PerYear, 1)
		h := new(big.Float).SetPrec(bigBits).Quo(bigFloat(1), bigPower(bigFloat(10), 30))
		r := bigFloat(y.Rate)
		at := bigPV(flows, on, r, m)
		up := bigPV(flows, on, new(big.Float).Add(r, h), m)
		down := bigPV(flows, on, new(big.Float).Sub(r, h), m)

		slope := new(big.Float).Sub(down, up) // −PV'·2h
		slope.Quo(slope, new(big.Float).Mul(h, bigFloat(2)))
		modified := new(big.Float).Quo(slope, at)
		growth := new(big.Float).Add(bigFloat(1), new(big.Float).Quo(r, bigFloat(float64(m))))
		macaulay := new(big.Float).Mul(modified, growth)
		bend := new(big.Float).Add(up, down)
		bend.Sub(bend, new(big.Float).Mul(at, bigFloat(2)))
		bend.Quo(bend, new(big.Float).Mul(h, h))
		convexity := bend.Quo(bend, at)

		for _, c := range []struct {
			name string
			of   func([]cashflow.Dated, calendar.Date, cashflow.Yield) (float64, error)
			want *big.Float
		}{
			{"PV", cashflow.PV, at}, {"Macaulay duration", cashflow.MacaulayDuration, macaulay},
			{"modified duration", cashflow.ModifiedDuration, modified}, {"convexity", cashflow.Convexity, convexity},
		} {
			got, err := c.of(flows, on, y)
			if err != nil {
				t.Fatal(err)
			}
			if !near(got, c.want) {
				t.Fatalf("%s %.17g, want %s", c.name, got, c.want.Text('g', 17))
			}
		}
	})
}

// Worked numbers of Hastructure, AnalyticsTest, commit c1fec9dc. That engine cuts present values off
// at cents and lives at two decimals.
func TestWorkedDurations(t *testing.T) { // "Duration Test"
	on := day("2023-01-01")
	y := cashflow.Yield{Rate: 0.01}
	tests := []struct {
		flows []cashflow.Dated
		y     cashflow.Yield
		want  float64
	}{
		{[]cashflow.Dated{{day("2023-10-01"), 10000}}, y, 273.0 / 365},
		{[]cashflow.Dated{{day("2023-12-31"), 10400}}, cashflow.Yield{Rate: 0.05}, 364.0 / 365},
	}
	for _, tt := range tests {
		got, err := cashflow.MacaulayDuration(tt.flows, on, tt.y)
		if err != nil || math.Abs(got-tt.want) > 1e-15 {
			t.Errorf("duration %.16g, %v; want %.16g", got, err, tt.want)
		}
	}

	two := []cashflow.Dated{{day("2023-10-01"), 10000}, {day("2024-01-01"), 10000}}
	got, err := cashflow.MacaulayDuration(two, on, y)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(got-0.8738136779008102) > 1e-4 { // the published figure and its tolerance
		t.Errorf("duration %.16g", got)
	}
	// The published figure follows from present values cut off at cents, and from nothing else.
	cut := func(f cashflow.Dated) float64 {
		pv, err := cashflow.PV([]cashflow.Dated{f}, on, y)
		if err != nil {
			t.Fatal(err)
		}
		return math.Floor(pv)
	}
	a, b := cut(two[0]), cut(two[1])
	if published := (273*a + 365*b) / 365 / (a + b); math.Abs(published-252921.0/289445) > 1e-15 || got == published {
		t.Errorf("from %v and %v: %.16g", a, b, published)
	}
}

func TestWorkedWAL(t *testing.T) { // "Calc WAL"
	flows := []cashflow.Dated{{day("2023-06-30"), 5000}, {day("2023-12-31"), 5000}}
	got, err := cashflow.WAL(flows, day("2023-01-01"))
	if err != nil || math.Abs(got-272.0/365) > 1e-15 { // (180 + 364)/2 days
		t.Errorf("WAL %.16g, %v", got, err)
	}
	if math.Floor(got*100)/100 != 0.74 { // published, cut off at two decimals
		t.Errorf("cut off: %v", got)
	}
	if months := got * 365 / 30; math.Floor(months*100)/100 != 9.06 { // published, in months of 30 days
		t.Errorf("months of 30 days: %v", months)
	}
}

func TestWALIsTheExactMean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		flows, on, _ := drawFlows(t)
		sum, weight := new(big.Rat), new(big.Rat)
		for _, f := range flows {
			a := new(big.Rat).SetInt64(int64(f.Amount))
			weight.Add(weight, a)
			sum.Add(sum, new(big.Rat).Mul(a, big.NewRat(int64(f.Date.Sub(on)), 365)))
		}
		got, err := cashflow.WAL(flows, on)
		if err != nil {
			t.Fatal(err)
		}
		if want := new(big.Float).SetPrec(bigBits).SetRat(sum.Quo(sum, weight)); !near(got, want) {
			t.Fatalf("WAL %.17g, want %s", got, want.Text('g', 17))
		}
	})
}

func TestNominalYieldsAreTheEffectiveOnesInAnotherForm(t *testing.T) {
	flows := []cashflow.Dated{{day("2024-07-31"), 100000}, {day("2026-01-31"), 300000}}
	on := day("2024-01-31")
	monthly, err := cashflow.PV(flows, on, cashflow.Yield{Rate: 0.06, PerYear: 12})
	if err != nil {
		t.Fatal(err)
	}
	yearly, err := cashflow.PV(flows, on, cashflow.Yield{Rate: math.Pow(1.005, 12) - 1})
	if err != nil || math.Abs(monthly-yearly) > 1e-9*yearly {
		t.Errorf("%v and %v, %v", monthly, yearly, err)
	}
}

func TestAnAmountOnTheDayOfValuationCountsInFull(t *testing.T) {
	got, err := cashflow.PV([]cashflow.Dated{{day("2024-01-31"), 12345}}, day("2024-01-31"), cashflow.Yield{Rate: 0.08})
	if got != 12345 || err != nil {
		t.Errorf("%v, %v", got, err)
	}
}

func TestWhatHasNoValue(t *testing.T) {
	on := day("2024-01-31")
	good := []cashflow.Dated{{on.AddDays(10), 100}}
	pv := func(flows []cashflow.Dated, on calendar.Date, y cashflow.Yield) error {
		_, err := cashflow.PV(flows, on, y)
		return err
	}
	duration := func(flows []cashflow.Dated) error {
		_, err := cashflow.MacaulayDuration(flows, on, cashflow.Yield{})
		return err
	}
	_, wal := cashflow.WAL(nil, on)
	_, walPast := cashflow.WAL([]cashflow.Dated{{on.AddDays(-1), 100}}, on)
	tests := []struct {
		situation string
		got, want error
	}{
		{"an amount in the past", pv([]cashflow.Dated{{on.AddDays(-1), 100}}, on, cashflow.Yield{}), cashflow.ErrPast},
		{"principal in the past", walPast, cashflow.ErrPast},
		{"an amount without a date", pv([]cashflow.Dated{{0, 100}}, on, cashflow.Yield{}), cashflow.ErrNoDate},
		{"no day of valuation", pv(good, 0, cashflow.Yield{}), cashflow.ErrNoDate},
		{"a yield of −100 %", pv(good, on, cashflow.Yield{Rate: -1}), cashflow.ErrYield},
		{"a yield that is no number", pv(good, on, cashflow.Yield{Rate: math.NaN()}), cashflow.ErrYield},
		{"an infinite yield", pv(good, on, cashflow.Yield{Rate: math.Inf(1)}), cashflow.ErrYield},
		{"compounding less than never", pv(good, on, cashflow.Yield{PerYear: -1}), cashflow.ErrYield},
		{"the duration of nothing", duration(nil), cashflow.ErrNoValue},
		{"the duration of what cancels out", duration([]cashflow.Dated{{on.AddDays(1), 5}, {on.AddDays(2), -5}}), cashflow.ErrNoValue},
		{"the life of nothing", wal, cashflow.ErrNoValue},
	}
	for _, tt := range tests {
		if !errors.Is(tt.got, tt.want) || !strings.HasPrefix(tt.got.Error(), "cashflow: ") {
			t.Errorf("%s: %v", tt.situation, tt.got)
		}
	}
	if v, err := cashflow.PV(nil, on, cashflow.Yield{}); v != 0 || err != nil {
		t.Errorf("nothing is worth %v, %v", v, err)
	}
}
