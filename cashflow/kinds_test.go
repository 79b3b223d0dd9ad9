package cashflow_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

func TestTheDayCountThatNeedsTheMaturity(t *testing.T) {
	// 30E/360 ISDA counts the last day of February as the 30th unless it is the maturity.
	got := one(t, "2022-12-31", loan("3600", "0.1", "2022-12-31", "2023-02-28", pool.InstalmentsSpec{
		Form: pool.Bullet, DayCount: calendar.ThirtyE360ISDA}), cashflow.Settings{})
	if want := "2023-02-28 58.00 3600.00 0.00 0.00\n"; show(got.Rows) != want {
		t.Errorf("got %swant %s", show(got.Rows), want)
	}
}

func TestLeasesOweMoreThanRent(t *testing.T) {
	rent := pool.InstalmentsSpec{Form: pool.EvenPrincipal, Frequency: calendar.Quarterly, DayCount: calendar.ThirtyE360}
	lease := func(l pool.LeaseSpec) pool.ContractSpec {
		l.Rent = rent
		return pool.ContractSpec{Balance: dec("1000"), Rate: decp("0.12"), Start: day("2022-06-30"), Maturity: day("2024-06-30"), Lease: &l}
	}
	for _, s := range []situation{
		{
			name:     "the purchase price comes with the last rent",
			contract: lease(pool.LeaseSpec{PurchasePrice: decp("100")}),
			want: `
				2024-03-30 30.00 500.00   0.00 500.00
				2024-06-30 15.00 500.00 100.00   0.00`,
			rate: "0.1200",
		},
		{
			name:     "a handling fee on a day of its own",
			contract: lease(pool.LeaseSpec{HandlingFee: decp("7"), HandlingFeeDate: day("2024-05-01")}),
			want: `
				2024-03-30 30.00 500.00 0.00 500.00
				2024-05-01  0.00   0.00 7.00 500.00
				2024-06-30 15.00 500.00 0.00   0.00`,
			rate: "0.1200",
		},
		{
			name:     "a handling fee on a day of rent",
			contract: lease(pool.LeaseSpec{HandlingFee: decp("7"), HandlingFeeDate: day("2024-03-30")}),
			want: `
				2024-03-30 30.00 500.00 7.00 500.00
				2024-06-30 15.00 500.00 0.00   0.00`,
			rate: "0.1200",
		},
		{
			name: "a handling fee after the last rent does not move the purchase price",
			contract: func() pool.ContractSpec {
				c := lease(pool.LeaseSpec{HandlingFee: decp("7"), HandlingFeeDate: day("2024-06-15"), PurchasePrice: decp("1")})
				c.Lease.Rent.Timing = pool.Advance
				return c
			}(),
			want: `
				2024-03-30 30.00 1000.00 1.00 0.00
				2024-06-15  0.00    0.00 7.00 0.00`,
			rate: "0.1200",
		},
		{
			name:     "a handling fee on the cut-off date is paid",
			contract: lease(pool.LeaseSpec{HandlingFee: decp("7"), HandlingFeeDate: day("2023-12-31")}),
			want: `
				2024-03-30 30.00 500.00 0.00 500.00
				2024-06-30 15.00 500.00 0.00   0.00`,
			rate: "0.1200",
		},
		{
			name: "a handling fee without a date falls on the start",
			contract: func() pool.ContractSpec {
				c := lease(pool.LeaseSpec{HandlingFee: decp("7")})
				c.Start = day("2024-03-30")
				return c
			}(),
			want: `
				2024-03-30  0.00    0.00 7.00 1000.00
				2024-06-30 30.00 1000.00 0.00    0.00`,
			rate: "0.1200",
		},
		{
			name: "the receivable balance may count them",
			contract: func() pool.ContractSpec {
				c := lease(pool.LeaseSpec{PurchasePrice: decp("100")})
				c.ReceivableBalance = decp("1145")
				return c
			}(),
			want: `
				2024-03-30 30.00 500.00   0.00 500.00
				2024-06-30 15.00 500.00 100.00   0.00`,
			rate: "0.1200",
		},
		{
			name: "or not",
			contract: func() pool.ContractSpec {
				c := lease(pool.LeaseSpec{PurchasePrice: decp("100")})
				c.ReceivableBalance = decp("1045")
				return c
			}(),
			want: `
				2024-03-30 30.00 500.00   0.00 500.00
				2024-06-30 15.00 500.00 100.00   0.00`,
			rate: "0.1200",
		},
		{
			name: "a receivable balance that is neither",
			contract: func() pool.ContractSpec {
				c := lease(pool.LeaseSpec{PurchasePrice: decp("100")})
				c.ReceivableBalance = decp("1100")
				return c
			}(),
			want: `
				2024-03-30 30.00 500.00   0.00 500.00
				2024-06-30 15.00 500.00 100.00   0.00`,
			rate:  "0.1200",
			noted: "receivable_balance(1100.00→1045.00)",
		},
	} {
		s.run(t)
	}
}

func TestDepositsSettleTheLastRents(t *testing.T) {
	lease := func(deposit string, use pool.DepositUse) pool.ContractSpec {
		return pool.ContractSpec{Balance: dec("900"), Rate: decp("0.12"), Start: day("2022-06-30"), Maturity: day("2024-09-30"),
			Lease: &pool.LeaseSpec{Deposit: decp(deposit), DepositUse: use, PurchasePrice: decp("50"), Rent: pool.InstalmentsSpec{
				Form: pool.EvenPrincipal, Frequency: calendar.Quarterly, DayCount: calendar.ThirtyE360}}}
	}
	// Rents of 327, 318 and 309; the price of 50 is paid in cash.
	tests := []struct {
		situation, deposit string
		use                pool.DepositUse
		want               []string
		assumed, noted     string
	}{
		{"less than a rent", "100", pool.OffsetLastPayments, []string{"0.00", "0.00", "100.00"}, "", ""},
		{"exactly a rent", "309", pool.OffsetLastPayments, []string{"0.00", "0.00", "309.00"}, "", ""},
		{"more than two rents", "700", pool.OffsetLastPayments, []string{"73.00", "318.00", "309.00"}, "", ""},
		{"exactly all rents", "954", pool.OffsetLastPayments, []string{"327.00", "318.00", "309.00"}, "", ""},
		{"more than all rents", "1000", pool.OffsetLastPayments, []string{"327.00", "318.00", "309.00"}, "", "deposit(1000.00→954.00)"},
		{"paid back at the end", "700", pool.Refund, []string{"0.00", "0.00", "0.00"}, "", ""},
		{"of a use not stated", "700", pool.DepositUseUnknown, []string{"0.00", "0.00", "0.00"}, "deposit_use=not offset against rents", ""},
		{"no deposit", "0", pool.DepositUseUnknown, []string{"0.00", "0.00", "0.00"}, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			got := one(t, "2023-12-31", lease(tt.deposit, tt.use), cashflow.Settings{})
			var seen []string
			for _, r := range got.Rows {
				seen = append(seen, r.FromDeposit.Format(money.CNY))
			}
			if diff := cmp.Diff(tt.want, seen); diff != "" {
				t.Errorf("from the deposit (-want +got):\n%s", diff)
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

func TestReceivablesPayOnce(t *testing.T) {
	claim := func(r pool.ReceivableSpec) pool.ContractSpec {
		return pool.ContractSpec{Balance: dec("1500"), Rate: decp("0.08"), Maturity: day("2024-06-01"), Receivable: &r}
	}
	for _, s := range []situation{
		{name: "without dilution; the factor's discount bears nothing", contract: claim(pool.ReceivableSpec{}),
			want: `2024-06-01 0.00 1500.00 0.00 0.00`},
		{name: "with dilution", contract: claim(pool.ReceivableSpec{Dilution: decp("50")}),
			want: `2024-06-01 0.00 1450.00 0.00 0.00`},
		{name: "diluted to nothing", contract: claim(pool.ReceivableSpec{Dilution: decp("1500")}),
			want: `2024-06-01 0.00 0.00 0.00 0.00`},
		{name: "what the receivable balance states beyond the principal is the factor's fee",
			contract: func() pool.ContractSpec {
				c := claim(pool.ReceivableSpec{})
				c.ReceivableBalance = decp("1600")
				return c
			}(),
			want: `2024-06-01 100.00 1500.00 0.00 0.00`},
	} {
		s.run(t)
	}
	r := one(t, "2023-12-31", claim(pool.ReceivableSpec{Dilution: decp("50")}), cashflow.Settings{}).Rows[0]
	if r.Dilution != yuan("50") || r.Payment != yuan("1450") || r.Opening != yuan("1500") {
		t.Errorf("row %+v", r)
	}
}

func TestSublicences(t *testing.T) {
	licence := func(balance, owed, yearly string, fees pool.InstalmentsSpec, royalty *pool.RoyaltySpec) pool.ContractSpec {
		fees.DayCount = calendar.ThirtyE360
		c := pool.ContractSpec{Balance: dec(balance), Start: day("2023-12-30"), Maturity: day("2024-09-30"),
			Sublicense: &pool.SublicenseSpec{Fees: fees, Royalty: royalty}}
		if owed != "" {
			c.ReceivableBalance = decp(owed)
		}
		if yearly != "" {
			c.Rate = decp(yearly)
		}
		return c
	}
	level := pool.InstalmentsSpec{Form: pool.Level, Frequency: calendar.Quarterly}
	for _, s := range []situation{
		{
			name:     "fees sum to the receivable balance; the odd fen come first",
			contract: licence("1000", "1060", "", level, nil),
			// 353.34 + 353.33 + 353.33. The figures come from a solver in exact fractions.
			want: `
				2024-03-30 29.71 323.63 0.00 676.37
				2024-06-30 20.10 333.23 0.00 343.14
				2024-09-30 10.19 343.14 0.00   0.00`,
			rate: "0.118840967388",
		},
		{
			name:     "a stated rate that the fees bear out",
			contract: licence("1000", "1060.59", "0.12", level, nil),
			want: `
				2024-03-30 30.00 323.53 0.00 676.47
				2024-06-30 20.29 333.24 0.00 343.23
				2024-09-30 10.30 343.23 0.00   0.00`,
			rate: "0.119997861866",
		},
		{
			name:     "a claim known only by its fees bears no interest",
			contract: licence("1000", "1000", "", level, nil),
			want: `
				2024-03-30 0.00 333.34 0.00 666.66
				2024-06-30 0.00 333.33 0.00 333.33
				2024-09-30 0.00 333.33 0.00   0.00`,
			rate: "0.0000",
		},
		{
			name:     "and contradicts a stated rate",
			contract: licence("1000", "1000", "0.12", level, nil),
			want: `
				2024-03-30 0.00 333.34 0.00 666.66
				2024-06-30 0.00 333.33 0.00 333.33
				2024-09-30 0.00 333.33 0.00   0.00`,
			rate:  "0.0000",
			noted: "stated_rate(0.1200→0.0000)",
		},
		{
			name:     "without a receivable balance by the rate",
			contract: licence("1000", "", "0.12", level, nil),
			want: `
				2024-03-30 30.00 323.53 0.00 676.47
				2024-06-30 20.29 333.24 0.00 343.23
				2024-09-30 10.30 343.23 0.00   0.00`,
			rate: "0.1200",
		},
		{
			name:     "even principal with the interest that the receivable balance leaves",
			contract: licence("900", "954", "0.12", pool.InstalmentsSpec{Form: pool.EvenPrincipal, Frequency: calendar.Quarterly}, nil),
			want: `
				2024-03-30 27.00 300.00 0.00 600.00
				2024-06-30 18.00 300.00 0.00 300.00
				2024-09-30  9.00 300.00 0.00   0.00`,
			rate: "0.1200",
		},
		{
			name:     "interest first that the stated rate does not bear out",
			contract: licence("900", "960", "0.12", pool.InstalmentsSpec{Form: pool.InterestFirst, Frequency: calendar.Quarterly}, nil),
			want: `
				2024-03-30 20.00   0.00 0.00 900.00
				2024-06-30 20.00   0.00 0.00 900.00
				2024-09-30 20.00 900.00 0.00   0.00`,
			rate:  "0.088888888889",
			noted: "stated_rate(0.1200→the rate that the receivable balance implies)",
		},
		{
			name: "the minimum guarantee comes with every fee",
			contract: licence("900", "900", "", pool.InstalmentsSpec{Form: pool.EvenPrincipal, Frequency: calendar.Quarterly},
				&pool.RoyaltySpec{Share: dec("0.05"), MinimumGuarantee: decp("25")}),
			want: `
				2024-03-30 0.00 300.00 25.00 600.00
				2024-06-30 0.00 300.00 25.00 300.00
				2024-09-30 0.00 300.00 25.00   0.00`,
			rate:    "0.0000",
			assumed: "receivable_balance_scope=fixed fees; the minimum guarantee comes on top",
		},
		{
			name: "a royalty without a guarantee is no contractual cash",
			contract: licence("900", "900", "", pool.InstalmentsSpec{Form: pool.EvenPrincipal, Frequency: calendar.Quarterly},
				&pool.RoyaltySpec{Share: dec("0.05")}),
			want: `
				2024-03-30 0.00 300.00 0.00 600.00
				2024-06-30 0.00 300.00 0.00 300.00
				2024-09-30 0.00 300.00 0.00   0.00`,
			rate: "0.0000",
		},
	} {
		s.run(t)
	}
}
