package cashflow_test

import (
	"encoding/json"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// Royalties day by day: the sales of each day of the fee period, grown by whole years, in fractions.
func TestRoyaltiesAgreeWithASumOverDays(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		t := drawer{rt}
		asOf := calendar.MustNew(2023, 1, 1).AddDays(t.in(0, 500, "cut-off date"))
		maturity := asOf.AddMonths(3 * t.in(1, 12, "quarters"))
		royalty := &pool.RoyaltySpec{Share: t.share(3000, "share")}
		if rapid.Bool().Draw(rt, "guaranteed") {
			v := decimal.New(int64(t.in(0, 5000_00, "minimum")), -2)
			royalty.MinimumGuarantee = &v
		}
		if rapid.Bool().Draw(rt, "capped") {
			v := decimal.New(int64(t.in(5000_00, 20_000_00, "cap")), -2)
			royalty.Cap = &v
		}
		p := poolOf(rt, asOf.String(), pool.ContractSpec{Balance: dec("1200"), Rate: decp("0"), Start: asOf, Maturity: maturity, Sublicense: &pool.SublicenseSpec{
			Fees: pool.InstalmentsSpec{Form: pool.EvenPrincipal, Frequency: calendar.Quarterly, DayCount: calendar.Act365F}, Royalty: royalty}})
		from := asOf.AddDays(t.in(-200, 200, "first sales"))
		path := cashflow.RoyaltyPathSpec{Growth: t.sharePtr(5000, "growth"), Multiplier: t.sharePtr(30_000, "multiplier"), Lag: t.in(0, 3, "lag")}
		for range t.in(1, 3, "steps") {
			path.Sales = append(path.Sales, cashflow.SalesSpec{From: from, Annual: decimal.New(int64(t.in(0, 900_000_00, "sales")), -2)})
			from = from.AddDays(t.in(1, 300, "days"))
		}
		factor, stressed := t.share(20_000, "factor"), asOf.AddDays(t.in(0, 900, "stressed from"))
		spec := cashflow.ScenarioSpec{Schema: cashflow.ScenarioSchema, Assumptions: []cashflow.AssumptionSpec{{AppliesTo: cashflow.ScopeSpec{All: true}, Royalty: &path}},
			Stress: []cashflow.StressSpec{{On: cashflow.StressRoyalty, From: stressed, Factor: factor}}}
		text, err := json.Marshal(spec)
		if err != nil {
			t.Fatal(err)
		}
		got := map[calendar.Date]money.Amount{}
		for _, r := range perform(rt, p, string(text)).Rows(0) {
			got[r.Date] = r.Other
		}
		soldOn := func(day calendar.Date) *big.Rat {
			sold := new(big.Rat)
			for i, s := range path.Sales {
				if s.From.After(day) {
					continue
				}
				sold = new(big.Rat).Mul(s.Annual.Shift(2).Rat(), big.NewRat(1, 365))
				for n := 1; i == len(path.Sales)-1 && !s.From.AddMonths(12*n).After(day); n++ {
					sold.Mul(sold, decimal.NewFromInt(1).Add(*path.Growth).Rat())
				}
			}
			return sold
		}
		quarters := wholeMonths(asOf, maturity) / 3
		feeDate := func(k int) calendar.Date { return maturity.AddMonths(-3 * (quarters - k)) } // the k-th fee date
		for k := 1; k <= quarters+path.Lag; k++ {
			end := feeDate(k - path.Lag)
			fee := new(big.Rat)
			for day := feeDate(k - path.Lag - 1).AddDays(1); !day.After(end); day = day.AddDays(1) {
				fee.Add(fee, soldOn(day))
			}
			fee.Mul(fee, royalty.Share.Rat()).Mul(fee, path.Multiplier.Rat())
			if !end.Before(stressed) {
				fee.Mul(fee, factor.Rat())
			}
			want := toEven(fee)
			if royalty.Cap != nil {
				want = min(want, royalty.Cap.Shift(2).IntPart())
			}
			if royalty.MinimumGuarantee != nil && k <= quarters {
				want = max(want, royalty.MinimumGuarantee.Shift(2).IntPart())
			}
			if int64(got[feeDate(k)]) != want {
				t.Fatalf("%s\nfee date %d, %s: %d, want %d", text, k, feeDate(k), got[feeDate(k)], want)
			}
		}
	})
}

// A floating loan under shocks: on each reset date the curve and every shock that holds on it.
func TestShocksAddToTheCurveDayByDay(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		t := drawer{rt}
		asOf := calendar.MustNew(2023, t.in(1, 12, "month"), t.in(1, 28, "day")) // so that resets, from the start on, and payments, back from the maturity, fall on the same days
		c := loan("1000000", "0.05", asOf.String(), asOf.AddMonths(t.in(2, 40, "months")).String(), pool.InstalmentsSpec{Form: pool.InterestFirst, Frequency: calendar.Monthly, DayCount: calendar.Act365F})
		c.Microloan.Floating = &pool.FloatingSpec{Index: "LPR1Y", Spread: t.share(300, "spread"), ResetMonths: 1}
		p := poolOf(rt, asOf.String(), c)
		spec := cashflow.ScenarioSpec{Schema: cashflow.ScenarioSchema}
		rate := func(low int, label string) money.Rate { return money.Rate(t.in(low, 800, label)) * money.One / 10_000 }
		from := asOf.AddDays(-10)
		var curve []cashflow.RateStep
		for range t.in(1, 5, "steps") {
			curve = append(curve, cashflow.RateStep{From: from, Rate: rate(0, "level")})
			from = from.AddDays(t.in(1, 300, "days"))
		}
		spec.Curves = map[string][]cashflow.RateStep{"LPR1Y": curve}
		for range t.in(1, 3, "shocks") {
			from := asOf.AddDays(t.in(-30, 900, "from"))
			s := cashflow.ShockSpec{Index: "LPR1Y", From: from, Add: rate(-200, "shock")}
			if rapid.Bool().Draw(rt, "for a time") {
				s.Until = from.AddDays(t.in(1, 600, "until"))
			}
			spec.Shocks = append(spec.Shocks, s)
		}
		text, err := json.Marshal(spec)
		if err != nil {
			t.Fatal(err)
		}
		rows := perform(rt, p, string(text)).Rows(0)
		previous := asOf
		for k, r := range rows {
			yearly := money.Rate(money.One / 20) // the current rate until the first reset after the cut-off date
			if k > 0 {
				yearly = 0
				for _, s := range curve {
					if !s.From.After(previous) {
						yearly = s.Rate
					}
				}
				for _, s := range spec.Shocks {
					if !previous.Before(s.From) && (s.Until.IsZero() || previous.Before(s.Until)) {
						yearly += s.Add
					}
				}
				spread, _ := money.RateFromDecimal(c.Microloan.Floating.Spread)
				yearly = max(0, yearly+spread)
			}
			want := toEven(new(big.Rat).Mul(big.NewRat(1_000_000_00, 1), new(big.Rat).Mul(yearly.Decimal().Rat(), big.NewRat(int64(r.Date.Sub(previous)), 365))))
			if int64(r.Interest) != want {
				t.Fatalf("%s\nrow %d on %s: interest %d, want %d", text, k, r.Date, r.Interest, want)
			}
			previous = r.Date
		}
	})
}
