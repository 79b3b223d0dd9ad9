package cashflow_test

import (
	"errors"
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
)

// yearly puts amounts 365 days apart.
func yearly(amounts ...money.Amount) []cashflow.Dated {
	var flows []cashflow.Dated
	for k, a := range amounts {
		flows = append(flows, cashflow.Dated{Date: day("2023-01-01").AddDays(365 * k), Amount: a})
	}
	return flows
}

func TestXIRR(t *testing.T) {
	tests := []struct {
		situation string
		flows     []cashflow.Dated
		want      float64
		tolerance float64 // 1e-12·(1 + rate) unless the source is coarser
	}{
		// Hastructure, AnalyticsTest, "Irr Test"; it stops at 1.6e-10 from the exact 8 %.
		{"a year", yearly(-10000, 10800), 0.08, 0},
		{"two payments", []cashflow.Dated{{day("2025-01-01"), -10000}, {day("2025-03-01"), 5000}, {day("2025-10-18"), 7000}}, 0.42640667767784407, 1e-6},
		// The example in the documentation of the function XIRR of Microsoft Excel.
		{"the example of the spreadsheet", []cashflow.Dated{{day("2008-01-01"), -1000000}, {day("2008-03-01"), 275000},
			{day("2008-10-30"), 425000}, {day("2009-02-15"), 325000}, {day("2009-04-01"), 275000}}, 0.373362535, 1e-8},
		{"in any order, one day in parts", []cashflow.Dated{{day("2024-01-01"), 5000}, {day("2023-01-01"), -10000}, {day("2024-01-01"), 5800}}, 0.08, 0},
		{"nothing earned", yearly(-10000, 10000), 0, 0},
		{"half lost", yearly(-10000, 5000), -0.5, 0},
		{"almost all lost", yearly(-10_000_000, 100), -0.99999, 0},
		{"a loan taken", yearly(10000, -10800), 0.08, 0},
		{"a gain within a day", []cashflow.Dated{{day("2024-01-01"), -10000}, {day("2024-01-02"), 10100}}, math.Pow(1.01, 365) - 1, 1e-10},
		{"over two hundred years", []cashflow.Dated{{day("1800-01-01"), -10000}, {day("1800-01-01").AddDays(365 * 200), 20000}}, math.Pow(2, 1.0/200) - 1, 0},
		{"a curve that touches zero: one root of twice the weight", yearly(-10000, 22000, -12100), 0.1, 1e-6},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			got, err := cashflow.XIRR(tt.flows)
			if tt.tolerance == 0 {
				tt.tolerance = 1e-12 * (1 + tt.want)
			}
			if err != nil || math.Abs(got-tt.want) > tt.tolerance {
				t.Errorf("%.16g, %v; want %.16g", got, err, tt.want)
			}
		})
	}
}

func TestXIRRWithSeveralRoots(t *testing.T) {
	tests := []struct {
		situation string
		flows     []cashflow.Dated
		want      []float64
		tolerance float64
	}{
		{"two", yearly(-100000, 230000, -132000), []float64{0.1, 0.2}, 1e-12},
		{"a quarter and a third", yearly(-6000, 15500, -10000), []float64{0.25, 1.0 / 3}, 1e-12},
		{"three", yearly(-100000, 360000, -431000, 171600), []float64{0.1, 0.2, 0.3}, 1e-11},
		{"below and above zero", yearly(-100000, 190000, -88000), []float64{-0.2, 0.1}, 1e-12},
		{"one of them zero", yearly(-100000, 210000, -110000), []float64{0, 0.1}, 1e-12},
		// (x − 1.100)(x − 1.101): both within one step of the scan. The nearer two roots are, the less
		// the amounts determine them.
		{"a thousandth apart", yearly(-1_000_000, 2_201_000, -1_211_100), []float64{0.1, 0.101}, 1e-10},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			_, err := cashflow.XIRR(tt.flows)
			var several *cashflow.SeveralRootsError
			if !errors.As(err, &several) || !errors.Is(err, cashflow.ErrSeveralRoots) {
				t.Fatalf("error %v", err)
			}
			if len(several.Roots) != len(tt.want) {
				t.Fatalf("roots %v, want %v", several.Roots, tt.want)
			}
			for i, r := range several.Roots {
				if math.Abs(r-tt.want[i]) > tt.tolerance {
					t.Errorf("root %d is %.16g, want %.16g", i, r, tt.want[i])
				}
			}
		})
	}
	if got, want := (&cashflow.SeveralRootsError{Roots: []float64{0.1, 0.2}}).Error(), "cashflow: several internal rates of return: 0.1, 0.2"; got != want {
		t.Errorf("text %q", got)
	}
}

func TestXIRRWithoutARoot(t *testing.T) {
	tests := []struct {
		situation, reason string
		flows             []cashflow.Dated
	}{
		{"nothing", "amounts on fewer than two dates", nil},
		{"one date", "amounts on fewer than two dates", []cashflow.Dated{{day("2024-01-01"), -5}, {day("2024-01-01"), 7}}},
		{"zeros do not count", "amounts on fewer than two dates", yearly(-5, 0, 0)},
		{"only payments", "all amounts have the same sign", yearly(-5, -7)},
		{"only receipts", "all amounts have the same sign", yearly(5, 7)},
		{"a rate beyond the range", "none between -0.999999 and 1e+12",
			[]cashflow.Dated{{day("2024-01-01"), -10000}, {day("2024-01-02"), 20000}}},
		{"a loss beyond the range", "none between -0.999999 and 1e+12", yearly(-1e9, 1)},
		{"a curve that stays below zero", "none between -0.999999 and 1e+12", yearly(-100, 100, -100)},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			got, err := cashflow.XIRR(tt.flows)
			var none *cashflow.NoRootError
			if !errors.As(err, &none) || !errors.Is(err, cashflow.ErrNoRoot) || none.Reason != tt.reason {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
	if _, err := cashflow.XIRR([]cashflow.Dated{{0, -5}, {day("2024-01-01"), 7}}); !errors.Is(err, cashflow.ErrNoDate) {
		t.Errorf("a date that is not set: %v", err)
	}
	most := money.Amount(math.MaxInt64)
	if _, err := cashflow.XIRR([]cashflow.Dated{{day("2024-01-01"), most}, {day("2024-01-01"), most}}); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("a day whose sum does not fit: %v", err)
	}
}

func TestXIRRGivesBackTheYieldOfAPrice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		flows, on, y := drawFlows(t)
		y.PerYear = 0
		for k := range flows {
			flows[k].Amount += 1_000_000 // so that half a fen moves the yield little, and in proportion
		}
		pv := bigPV(flows, on, bigFloat(y.Rate), 1)
		price, _ := new(big.Float).Add(pv, bigFloat(0.5)).Int64()
		bought := append([]cashflow.Dated{{on, -money.Amount(price)}}, flows...)
		got, err := cashflow.XIRR(bought)
		if err != nil {
			t.Fatal(err)
		}
		// The price is rounded to the fen, which moves the yield by at most half a fen over PV × duration;
		// amounts on the day of purchase are netted and carry no duration.
		duration, err := cashflow.ModifiedDuration(flows, on, y)
		if err != nil {
			t.Fatal(err)
		}
		worth, _ := pv.Float64()
		if gap := math.Abs(got - y.Rate); gap > 0.51/(worth*duration)+1e-12*(1+y.Rate) {
			t.Fatalf("yield %.16g, want %.16g", got, y.Rate)
		}
		shuffled := rapid.Permutation(bought).Draw(t, "order")
		if again, err := cashflow.XIRR(shuffled); again != got || err != nil {
			t.Fatalf("in another order %.17g, %v; was %.17g", again, err, got)
		}
	})
}

func TestXIRRFindsEveryRootOfAPolynomial(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Rates in whole percent, at least one apart: Π (x − 1 − rate) over yearly amounts.
		percents := rapid.SliceOfNDistinct(rapid.IntRange(-60, 200), 2, 4, rapid.ID).Draw(t, "percent")
		slices.Sort(percents)
		coefficients := []int64{-1}
		for _, p := range percents {
			next := make([]int64, len(coefficients)+1)
			for k, c := range coefficients {
				next[k] += 100 * c
				next[k+1] -= int64(100+p) * c
			}
			coefficients = next
		}
		var amounts []money.Amount
		for _, c := range coefficients {
			amounts = append(amounts, money.Amount(c))
		}
		_, err := cashflow.XIRR(yearly(amounts...))
		var several *cashflow.SeveralRootsError
		if !errors.As(err, &several) || len(several.Roots) != len(percents) {
			t.Fatalf("rates %v %%: %v", percents, err)
		}
		for i, r := range several.Roots {
			// Roots that lie close together are ill-determined by amounts in float64.
			if math.Abs(r-float64(percents[i])/100) > 1e-6 {
				t.Fatalf("root %d is %.16g, want %d %%", i, r, percents[i])
			}
		}
	})
}

func FuzzXIRR(f *testing.F) {
	f.Add([]byte{0, 0, 0x80, 0, 0, 109, 1, 0x40, 0, 0})
	f.Add([]byte{0, 0, 0x80, 0, 0, 109, 1, 0x7f, 0, 0, 218, 2, 0xc0, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		var flows []cashflow.Dated
		for ; len(data) >= 5 && len(flows) < 40; data = data[5:] {
			amount := int32(uint32(data[2])<<24|uint32(data[3])<<16|uint32(data[4])<<8) >> 8
			flows = append(flows, cashflow.Dated{
				Date: day("2000-01-01").AddDays(int(data[0]) | int(data[1])<<8), Amount: money.Amount(amount)})
		}
		got, err := cashflow.XIRR(flows)
		var none *cashflow.NoRootError
		var several *cashflow.SeveralRootsError
		switch {
		case err == nil:
			if !(got >= cashflow.MinXIRR && got <= cashflow.MaxXIRR) {
				t.Fatalf("rate %v", got)
			}
		case errors.As(err, &several):
			if len(several.Roots) < 2 || !slices.IsSorted(several.Roots) {
				t.Fatalf("roots %v", several.Roots)
			}
		case !errors.As(err, &none):
			t.Fatalf("error %v", err)
		}
	})
}

func BenchmarkXIRR(b *testing.B) {
	flows := []cashflow.Dated{{Date: day("2024-01-15"), Amount: -100_000_000}}
	for k := range 60 {
		flows = append(flows, cashflow.Dated{Date: day("2024-01-15").AddMonths(k + 1), Amount: 2_000_000})
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := cashflow.XIRR(flows); err != nil {
			b.Fatal(err)
		}
	}
}
