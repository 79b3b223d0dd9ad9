package cashflow_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/pool"
)

// lpr falls from 3.6 % by 0.6 % a year on the first of May, from 2023.
func lpr() map[string][]cashflow.RateStep {
	return map[string][]cashflow.RateStep{"LPR1Y": {
		{From: day("2023-05-01"), Rate: rate("0.036")},
		{From: day("2024-05-01"), Rate: rate("0.030")},
		{From: day("2025-05-01"), Rate: rate("0.024")},
	}}
}

func floater(form pool.Repayment, start, maturity string, fl pool.FloatingSpec) pool.ContractSpec {
	c := loan("12000", "0.06", start, maturity, pool.InstalmentsSpec{Form: form, Frequency: calendar.Semiannual, DayCount: calendar.ThirtyE360})
	fl.Index = "LPR1Y"
	fl.Spread = dec("0.018")
	c.Microloan.Floating = &fl
	return c
}

func TestFloatingRates(t *testing.T) {
	tests := []struct {
		situation string
		contract  pool.ContractSpec
		curves    map[string][]cashflow.RateStep
		want      string
		assumed   string
		noted     string
	}{
		{
			"without a curve the current rate is held",
			floater(pool.InterestFirst, "2023-06-15", "2024-12-15", pool.FloatingSpec{ResetMonths: 12}), nil, `
			2024-06-15 360.00     0.00 0.00 12000.00
			2024-12-15 360.00 12000.00 0.00     0.00`,
			"floating_rate=current rate held", "",
		},
		{
			"with a curve it is reset on the anniversary of the start",
			floater(pool.InterestFirst, "2023-06-15", "2025-12-15", pool.FloatingSpec{ResetMonths: 12}), lpr(), `
			2024-06-15 360.00     0.00 0.00 12000.00
			2024-12-15 288.00     0.00 0.00 12000.00
			2025-06-15 288.00     0.00 0.00 12000.00
			2025-12-15 252.00 12000.00 0.00     0.00`,
			"reset_anchor=start", "",
		},
		{
			"every six months",
			floater(pool.InterestFirst, "2023-06-15", "2024-12-15", pool.FloatingSpec{ResetMonths: 6}), lpr(), `
			2024-06-15 360.00     0.00 0.00 12000.00
			2024-12-15 288.00 12000.00 0.00     0.00`,
			"reset_anchor=start", "",
		},
		{
			"a reset within a period takes effect with the next",
			floater(pool.InterestFirst, "2023-05-20", "2025-06-15", pool.FloatingSpec{ResetMonths: 12}), lpr(), `
			2024-06-15 360.00     0.00 0.00 12000.00
			2024-12-15 288.00     0.00 0.00 12000.00
			2025-06-15 288.00 12000.00 0.00     0.00`,
			"reset_anchor=start", "",
		},
		{
			"a loan that starts after the cut-off date keeps its rate to the first reset",
			floater(pool.InterestFirst, "2024-02-15", "2025-08-15", pool.FloatingSpec{ResetMonths: 12}), lpr(), `
			2024-08-15 360.00     0.00 0.00 12000.00
			2025-02-15 360.00     0.00 0.00 12000.00
			2025-08-15 288.00 12000.00 0.00     0.00`,
			"reset_anchor=start", "",
		},
		{
			"what the contract does not say",
			floater(pool.InterestFirst, "", "2025-06-15", pool.FloatingSpec{}), lpr(), `
			2024-06-15 360.00     0.00 0.00 12000.00
			2024-12-15 288.00     0.00 0.00 12000.00
			2025-06-15 288.00 12000.00 0.00     0.00`,
			"accrual_start=regular payment date on or before the cut-off date; reset_months=12; reset_anchor=first payment date after the cut-off date", "",
		},
		{
			"not even its rate",
			func() pool.ContractSpec {
				c := floater(pool.InterestFirst, "2023-06-15", "2024-12-15", pool.FloatingSpec{ResetMonths: 12})
				c.Rate = nil
				return c
			}(), lpr(), `
			2024-06-15 324.00     0.00 0.00 12000.00
			2024-12-15 288.00 12000.00 0.00     0.00`,
			"reset_anchor=start; rate=index on the cut-off date plus spread", "",
		},
		{
			// 12000 at 3 % a period over three: 12000/2.828611 = 4242.36. Then 8117.64 at 2.4 % over two:
			// 8117.64/(1/1.024 + 1/1.048576) = 4205.52.
			"level payments are computed anew",
			floater(pool.Level, "2023-12-15", "2025-06-15", pool.FloatingSpec{ResetMonths: 6}), lpr(), `
			2024-06-15 360.00  3882.36 0.00 8117.64
			2024-12-15 194.82  4010.70 0.00 4106.94
			2025-06-15  98.57  4106.94 0.00    0.00`,
			"reset_anchor=start", "",
		},
		{
			"even principal",
			floater(pool.EvenPrincipal, "2023-06-15", "2025-06-15", pool.FloatingSpec{ResetMonths: 12}), lpr(), `
			2024-06-15 360.00  4000.00 0.00 8000.00
			2024-12-15 192.00  4000.00 0.00 4000.00
			2025-06-15  96.00  4000.00 0.00    0.00`,
			"reset_anchor=start", "",
		},
		{
			// A year at 6 %, a year at 3 + 1.8 %, half a year at 2.4 + 1.8 %.
			"a bullet loan counts each stretch at its rate",
			floater(pool.Bullet, "2023-06-15", "2025-12-15", pool.FloatingSpec{ResetMonths: 12}), lpr(), `
			2025-12-15 1548.00 12000.00 0.00 0.00`,
			"reset_anchor=start", "",
		},
		{
			"index plus spread below zero",
			func() pool.ContractSpec {
				c := floater(pool.InterestFirst, "2023-06-15", "2025-06-15", pool.FloatingSpec{ResetMonths: 12})
				c.Microloan.Floating.Spread = dec("-0.031")
				return c
			}(), lpr(), `
			2024-06-15 360.00     0.00 0.00 12000.00
			2024-12-15   0.00     0.00 0.00 12000.00
			2025-06-15   0.00 12000.00 0.00     0.00`,
			"reset_anchor=start", "negative_rate(-0.0010→0.0000)",
		},
		{
			"payments that a table states do not float",
			func() pool.ContractSpec {
				c := floater(pool.Irregular, "2023-12-31", "2024-12-31", pool.FloatingSpec{ResetMonths: 12})
				c.Microloan.Repayment.Table = table("2024-06-30", "360", "2024-12-31", "12360")
				return c
			}(), lpr(), `
			2024-06-30 360.00     0.00 0.00 12000.00
			2024-12-31 360.00 12000.00 0.00     0.00`,
			"floating_rate=payments as stated", "",
		},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			got := one(t, "2023-12-31", tt.contract, cashflow.Settings{Curves: tt.curves})
			if diff := cmp.Diff(lines(tt.want), show(got.Rows)); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			if seen := assumed(got.Assumptions); seen != tt.assumed {
				t.Errorf("assumed %q, want %q", seen, tt.assumed)
			}
			if seen := noted(got.Notes); seen != tt.noted {
				t.Errorf("noted %q, want %q", seen, tt.noted)
			}
		})
	}
}

// lateCurve begins after the first reset of a loan of June.
func lateCurve() map[string][]cashflow.RateStep {
	return map[string][]cashflow.RateStep{"LPR1Y": {{From: day("2024-07-01"), Rate: rate("0.03")}}}
}

func TestACurveThatBeginsTooLate(t *testing.T) {
	p := poolOf(t, "2023-12-31", floater(pool.InterestFirst, "2023-06-15", "2025-12-15", pool.FloatingSpec{ResetMonths: 12}))
	_, err := cashflow.Schedule(p, 0, cashflow.Settings{Curves: lateCurve()})
	var curve *cashflow.CurveError
	if !errors.As(err, &curve) || !errors.Is(err, cashflow.ErrCurve) {
		t.Fatalf("error %v", err)
	}
	if want := (cashflow.CurveError{Index: "LPR1Y", Date: day("2024-06-15"), First: day("2024-07-01")}); *curve != want {
		t.Errorf("got %+v, want %+v", *curve, want)
	}
}

func TestACurveThatNothingFloatsOn(t *testing.T) {
	f := project(t, poolOf(t, "2023-12-31", loan("1000", "0.05", "", "2024-06-30", pool.InstalmentsSpec{})), cashflow.Settings{Curves: lpr()})
	notes := f.Notes()
	if len(notes) != 1 || notes[0].Code != cashflow.NoteCurveUnused || notes[0].Contract != -1 || notes[0].Seen != "LPR1Y" {
		t.Errorf("notes %+v", notes)
	}
}
