package cashflow_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

func table(rows ...string) (list []pool.InstalmentSpec) {
	for i := 0; i < len(rows); i += 2 {
		list = append(list, pool.InstalmentSpec{Date: day(rows[i]), Payment: decp(rows[i+1])})
	}
	return list
}

func principalTable(rows ...string) (list []pool.InstalmentSpec) {
	for i := 0; i < len(rows); i += 2 {
		list = append(list, pool.InstalmentSpec{Date: day(rows[i]), Principal: decp(rows[i+1])})
	}
	return list
}

// situation is one contract with its rows and what the projection says about it.
type situation struct {
	name     string
	contract pool.ContractSpec
	want     string
	rate     string // "" when unknown
	assumed  string
	noted    string
}

func (s situation) run(t *testing.T) {
	t.Run(s.name, func(t *testing.T) {
		if s.contract.Maturity.IsZero() {
			s.contract.Maturity = day("2024-12-31")
		}
		got := one(t, "2023-12-31", s.contract, cashflow.Settings{})
		if diff := cmp.Diff(lines(s.want), show(got.Rows)); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
		seen := ""
		if r, ok := got.Rate.Get(); ok {
			seen = r.String()
		}
		if seen != s.rate {
			t.Errorf("rate %q, want %q", seen, s.rate)
		}
		if seen := assumed(got.Assumptions); seen != s.assumed {
			t.Errorf("assumed %q, want %q", seen, s.assumed)
		}
		if seen := noted(got.Notes); seen != s.noted {
			t.Errorf("noted %q, want %q", seen, s.noted)
		}
	})
}

func TestIrregularTables(t *testing.T) {
	lease := func(balance, yearly string, rent pool.InstalmentsSpec) pool.ContractSpec {
		rent.Form = pool.Irregular
		c := pool.ContractSpec{Balance: dec(balance), Start: day("2023-12-31"), Lease: &pool.LeaseSpec{Rent: rent}}
		if yearly != "" {
			c.Rate = decp(yearly)
		}
		return c
	}
	e360 := calendar.ThirtyE360
	for _, s := range []situation{
		{
			// The figures of this case come from a solver in exact fractions.
			name: "payments made for months of 30 days, on days that are 29 and 31 apart",
			contract: lease("1000", "0.12", pool.InstalmentsSpec{DayCount: e360,
				Table: table("2024-01-30", "110", "2024-02-29", "409", "2024-03-30", "505")}),
			want: `
				2024-01-30 10.06  99.94 0.00 900.06
				2024-02-29  8.75 400.25 0.00 499.81
				2024-03-30  5.19 499.81 0.00   0.00`,
			rate:  "0.120677758014",
			noted: "stated_rate(0.1200→0.120677758014)",
		},
		{
			name: "the payments bear out the stated rate",
			contract: lease("1000", "0.12", pool.InstalmentsSpec{DayCount: e360,
				Table: table("2024-01-31", "110", "2024-04-30", "427", "2024-07-31", "515")}),
			want: `
				2024-01-31 10.00 100.00 0.00 900.00
				2024-04-30 27.00 400.00 0.00 500.00
				2024-07-31 15.00 500.00 0.00   0.00`,
			rate: "0.1200",
		},
		{
			name: "another rate than the stated one",
			contract: lease("1000", "0.10", pool.InstalmentsSpec{DayCount: e360,
				Table: table("2024-01-31", "110", "2024-04-30", "427", "2024-07-31", "515")}),
			want: `
				2024-01-31 10.00 100.00 0.00 900.00
				2024-04-30 27.00 400.00 0.00 500.00
				2024-07-31 15.00 500.00 0.00   0.00`,
			rate:  "0.1200",
			noted: "stated_rate(0.1000→0.1200)",
		},
		{
			name: "payments that sum to the balance bear no interest",
			contract: lease("1000", "", pool.InstalmentsSpec{DayCount: e360,
				Table: table("2024-01-31", "400", "2024-04-30", "600")}),
			want: `
				2024-01-31 0.00 400.00 0.00 600.00
				2024-04-30 0.00 600.00 0.00   0.00`,
			rate: "0.0000",
		},
		{
			name: "no interest against a stated rate",
			contract: lease("1000", "0.05", pool.InstalmentsSpec{DayCount: e360,
				Table: table("2024-01-31", "400", "2024-04-30", "600")}),
			want: `
				2024-01-31 0.00 400.00 0.00 600.00
				2024-04-30 0.00 600.00 0.00   0.00`,
			rate:  "0.0000",
			noted: "stated_rate(0.0500→0.0000)",
		},
		{
			// 1000 at 24 % a year: 20 accrue, 5 are paid, 15 are carried; 1015 bears 40.60 in two months, so
			// 55.60 are carried; 1055.60 bears 21.112 in one, 1076.712 in all.
			name: "a payment below the interest carries the rest",
			contract: lease("1000", "0.24", pool.InstalmentsSpec{DayCount: e360,
				Table: table("2024-01-31", "5", "2024-03-31", "0", "2024-04-30", "1076.71")}),
			want: `
				2024-01-31  5.00    0.00 0.00 1000.00
				2024-03-31  0.00    0.00 0.00 1000.00
				2024-04-30 76.71 1000.00 0.00    0.00`,
			rate:  "0.239994267969",
			noted: "interest_carried(20.00→5.00)",
		},
		{
			name: "all is owed on the day the contract starts",
			contract: func() pool.ContractSpec {
				c := lease("1000", "", pool.InstalmentsSpec{DayCount: e360, Table: table("2024-02-10", "1010")})
				c.Start = day("2024-02-10")
				return c
			}(),
			want:  `2024-02-10 10.00 1000.00 0.00 0.00`,
			noted: "rate_undefined(table of payments→interest with the last payment)",
		},
		{
			name: "an instalment before the start",
			contract: func() pool.ContractSpec {
				c := lease("1000", "", pool.InstalmentsSpec{DayCount: e360, Table: table("2024-02-10", "500", "2024-03-10", "505")})
				c.Start = day("2024-02-20")
				return c
			}(),
			want: `
				2024-02-10 0.00 500.00 0.00 500.00
				2024-03-10 5.00 500.00 0.00   0.00`,
			rate:  "0.1200",
			noted: "payment_before_start(2024-02-10→2024-02-10)",
		},
		{
			name: "principal with interest on top",
			contract: lease("1000", "0.12", pool.InstalmentsSpec{DayCount: e360,
				Table: principalTable("2024-01-31", "0", "2024-04-30", "400", "2024-07-31", "600")}),
			want: `
				2024-01-31 10.00   0.00 0.00 1000.00
				2024-04-30 30.00 400.00 0.00  600.00
				2024-07-31 18.00 600.00 0.00    0.00`,
			rate: "0.1200",
		},
		{
			name: "the frequency says when the payment before was",
			contract: func() pool.ContractSpec {
				c := lease("1000", "0.12", pool.InstalmentsSpec{DayCount: e360, Frequency: calendar.Quarterly,
					Table: principalTable("2024-02-15", "400", "2024-07-15", "600")})
				c.Start = day("2021-05-15")
				return c
			}(),
			want: `
				2024-02-15 30.00 400.00 0.00 600.00
				2024-07-15 30.00 600.00 0.00   0.00`,
			rate:    "0.1200",
			assumed: "accrual_start=one period before the first instalment",
		},
		{
			name: "a first instalment far away accrues from the cut-off date at the latest",
			contract: func() pool.ContractSpec {
				c := lease("1000", "0.12", pool.InstalmentsSpec{DayCount: e360, Frequency: calendar.Monthly,
					Table: principalTable("2024-03-30", "1000")})
				c.Start = day("2021-05-15")
				return c
			}(),
			want:    `2024-03-30 30.00 1000.00 0.00 0.00`,
			rate:    "0.1200",
			assumed: "accrual_start=cut-off date",
		},
		{
			name: "nothing but the table",
			contract: func() pool.ContractSpec {
				c := lease("1000", "", pool.InstalmentsSpec{Table: table("2024-06-28", "1050")})
				c.Start = calendar.Date(0)
				return c
			}(),
			want:    `2024-06-28 50.00 1000.00 0.00 0.00`,
			rate:    "0.1000", // 180/360 days
			assumed: "accrual_start=cut-off date; day_count=ACT/360",
		},
		{
			name: "the table and the receivable balance differ",
			contract: func() pool.ContractSpec {
				c := lease("1000", "", pool.InstalmentsSpec{DayCount: e360, Table: table("2024-01-31", "400", "2024-04-30", "600")})
				c.ReceivableBalance = decp("1000.01")
				return c
			}(),
			want: `
				2024-01-31 0.00 400.00 0.00 600.00
				2024-04-30 0.00 600.00 0.00   0.00`,
			rate:  "0.0000",
			noted: "receivable_balance(1000.01→1000.00)",
		},
	} {
		s.run(t)
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
		{name: "a receivable balance that says otherwise",
			contract: func() pool.ContractSpec {
				c := claim(pool.ReceivableSpec{})
				c.ReceivableBalance = decp("1600")
				return c
			}(),
			want: `2024-06-01 0.00 1500.00 0.00 0.00`, noted: "receivable_balance(1600.00→1500.00)"},
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
