package cashflow_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// benchPool has leases of 60 months of every periodic form and of both usual day counts.
func benchPool(b *testing.B, contracts int) *pool.Pool {
	forms := []pool.Repayment{pool.Level, pool.Level, pool.EvenPrincipal, pool.InterestFirst}
	counts := []calendar.DayCount{calendar.ThirtyE360, calendar.Act365F}
	return benchPoolOf(b, contracts, func(i int, c *pool.ContractSpec) {
		c.Lease = &pool.LeaseSpec{Rent: pool.InstalmentsSpec{Form: forms[i%4], Frequency: calendar.Monthly, DayCount: counts[i/4%2]}}
	})
}

func benchPoolOf(b *testing.B, contracts int, terms func(int, *pool.ContractSpec)) *pool.Pool {
	spec := pool.Spec{AsOf: calendar.MustNew(2024, 3, 31), Currency: money.CNY, Parties: []pool.PartySpec{{ID: "a"}}}
	for i := range contracts {
		rate := decimal.New(int64(400+i%300), -4)
		c := pool.ContractSpec{
			ID: fmt.Sprintf("L%05d", i), Obligors: []pool.ObligorSpec{{Party: "a"}},
			Balance: decimal.New(int64(5_000_000+i*37), 0), Rate: &rate,
			Start: calendar.MustNew(2024, 1, 1+i%28), Maturity: calendar.MustNew(2029, 3, 1+i%28),
		}
		terms(i, &c)
		spec.Contracts = append(spec.Contracts, c)
	}
	p, err := spec.Resolve()
	if err != nil {
		b.Fatal(err)
	}
	return p
}

func BenchmarkContractual10000x60(b *testing.B) {
	benchContractual(b, benchPool(b, 10_000))
}

// BenchmarkContractualImplied10000x60 solves the rate of every contract from its fees.
func BenchmarkContractualImplied10000x60(b *testing.B) {
	benchContractual(b, benchPoolOf(b, 10_000, func(i int, c *pool.ContractSpec) {
		total := c.Balance.Mul(decimal.New(int64(1100+i%100), -3)).Round(2)
		c.ReceivableBalance = &total
		c.Sublicense = &pool.SublicenseSpec{Fees: pool.InstalmentsSpec{Form: pool.Level, Frequency: calendar.Monthly, DayCount: calendar.ThirtyE360}}
	}))
}

func benchContractual(b *testing.B, p *pool.Pool) {
	b.ReportAllocs()
	rows := 0
	for b.Loop() {
		f, err := cashflow.Contractual(context.Background(), p, cashflow.Settings{})
		if err != nil {
			b.Fatal(err)
		}
		rows += f.NumRows()
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(rows), "ns/row")
}

func BenchmarkCollect(b *testing.B) {
	f, err := cashflow.Contractual(context.Background(), benchPool(b, 10_000), cashflow.Settings{})
	if err != nil {
		b.Fatal(err)
	}
	periods := cashflow.CalendarMonths(f.AsOf(), f.LastDate())
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := f.Collect(periods); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(f.NumRows())*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkPerform10000x60 projects the same pool under a scenario with defaults, prepayment and
// recoveries: every contract has its own rows.
func BenchmarkPerform10000x60(b *testing.B) {
	p := benchPool(b, 10_000)
	s := scenario(b, p, `{"schema":"ipabs.scenario/1","assumptions":[{"applies_to":{"all":true},"default":{"cdr":{"constant":"0.02"}},
		"prepayment":{"cpr":{"by_year":["0.02","0.06"]}},"recovery":{"rate":"0.4","lag_months":12}}]}`)
	b.ReportAllocs()
	rows := 0
	for b.Loop() {
		f, err := s.Perform(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		rows = 0
		for range f.All() {
			rows++
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(rows), "ns/row")
}
