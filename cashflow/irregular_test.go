package cashflow_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
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
			// 55.60 are due, 45 are paid, 10.60 are carried; 1010.60 bears 20.212 in one, 1030.812 in all.
			name: "a payment below the interest carries the rest",
			contract: lease("1000", "0.24", pool.InstalmentsSpec{DayCount: e360,
				Table: table("2024-01-31", "5", "2024-03-31", "45", "2024-04-30", "1030.81")}),
			want: `
				2024-01-31  5.00    0.00 0.00 1000.00
				2024-03-31 45.00    0.00 0.00 1000.00
				2024-04-30 30.81 1000.00 0.00    0.00`,
			rate:  "0.239994205695",
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
