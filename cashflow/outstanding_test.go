package cashflow_test

import (
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/pool"
)

// TestOutstandingFollowsTheRows walks every day of every contract beside a sum of the rows.
func TestOutstandingFollowsTheRows(t *testing.T) {
	p := poolOf(t, "2024-06-30",
		pool.ContractSpec{Balance: dec("1000000"), Rate: decp("0.06"), Start: day("2024-01-01"), Maturity: day("2025-06-30"),
			Lease: &pool.LeaseSpec{Rent: pool.InstalmentsSpec{Form: pool.Level, Frequency: calendar.Quarterly}}},
		pool.ContractSpec{Balance: dec("300000"), Maturity: day("2024-12-15"), Receivable: &pool.ReceivableSpec{Dilution: decp("1000.01")}},
		pool.ContractSpec{Balance: dec("700"), Maturity: day("2025-01-31"), Microloan: &pool.MicroloanSpec{Repayment: pool.InstalmentsSpec{Form: pool.Irregular,
			Table: []pool.InstalmentSpec{{Date: day("2024-09-30"), Principal: decp("200")}, {Date: day("2025-01-31"), Principal: decp("500")}}}}})
	f := project(t, p, cashflow.Settings{})
	for i, c := range p.Contracts() {
		left := c.Principal
		rows := f.Rows(i)
		for d := p.AsOf(); !d.After(f.LastDate().AddDays(3)); d = d.AddDays(1) {
			for len(rows) > 0 && rows[0].Date == d {
				left -= rows[0].Principal + rows[0].Dilution
				rows = rows[1:]
			}
			if got := f.Outstanding(i, d); got != left {
				t.Fatalf("contract %s on %s: %d, want %d", c.ID, d, got, left)
			}
		}
		if left != 0 {
			t.Errorf("contract %s ends with %d", c.ID, left)
		}
	}
}
