package cashflow_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// fataler is what testing.T, testing.B and rapid.T have in common.
type fataler interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func day(text string) calendar.Date {
	d, err := calendar.Parse(text)
	if err != nil {
		panic(err)
	}
	return d
}

func dec(text string) decimal.Decimal { return decimal.RequireFromString(text) }

func decp(text string) *decimal.Decimal {
	d := dec(text)
	return &d
}

func yuan(text string) money.Amount {
	a, err := money.ParseAmount(text, money.CNY)
	if err != nil {
		panic(err)
	}
	return a
}

func rate(text string) money.Rate {
	r, err := money.ParseRate(text)
	if err != nil {
		panic(err)
	}
	return r
}

// poolOf resolves a pool with the cut-off date and contracts given. Contracts without an id or an
// obligor get one.
func poolOf(t fataler, asOf string, contracts ...pool.ContractSpec) *pool.Pool {
	t.Helper()
	spec := pool.Spec{AsOf: day(asOf), Currency: money.CNY, Parties: []pool.PartySpec{{ID: "debtor"}}}
	for i, c := range contracts {
		if c.ID == "" {
			c.ID = fmt.Sprintf("C%d", i)
		}
		if c.Obligors == nil {
			c.Obligors = []pool.ObligorSpec{{Party: "debtor"}}
		}
		spec.Contracts = append(spec.Contracts, c)
	}
	p, err := spec.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func project(t fataler, p *pool.Pool, s cashflow.Settings) *cashflow.Flows {
	t.Helper()
	f, err := cashflow.Contractual(context.Background(), p, s)
	if err != nil {
		t.Fatal(err)
	}
	for i := range p.Len() {
		checkRows(t, p.Contract(i), f.Rows(i))
	}
	return f
}

// one projects a pool of one contract.
func one(t fataler, asOf string, c pool.ContractSpec, s cashflow.Settings) cashflow.ContractSchedule {
	t.Helper()
	p := poolOf(t, asOf, c)
	project(t, p, s)
	got, err := cashflow.Schedule(p, 0, s)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// checkRows holds rows to everything that is promised of every contract.
func checkRows(t fataler, c pool.Contract, rows []cashflow.Row) {
	t.Helper()
	if len(rows) == 0 {
		t.Fatalf("contract %s has no rows", c.ID)
	}
	balance := c.Principal
	var repaid money.Amount
	for k, r := range rows {
		switch {
		case k > 0 && !r.Date.After(rows[k-1].Date):
			t.Fatalf("contract %s row %d: %s does not come after %s", c.ID, k, r.Date, rows[k-1].Date)
		case r.Opening != balance:
			t.Fatalf("contract %s row %d: opens with %d, the row before closes with %d", c.ID, k, r.Opening, balance)
		case r.Payment != r.Interest+r.Principal+r.Other:
			t.Fatalf("contract %s row %d: payment %d is not the sum of its parts", c.ID, k, r.Payment)
		case r.Closing != r.Opening-r.Principal-r.Dilution:
			t.Fatalf("contract %s row %d: closing %d does not follow", c.ID, k, r.Closing)
		case r.Interest < 0 || r.Principal < 0 || r.Other < 0 || r.Dilution < 0 || r.Closing < 0 || r.FromDeposit < 0:
			t.Fatalf("contract %s row %d: a negative part: %+v", c.ID, k, r)
		case r.FromDeposit > r.Payment || r.Cash() != r.Payment-r.FromDeposit:
			t.Fatalf("contract %s row %d: %d from the deposit of a payment of %d", c.ID, k, r.FromDeposit, r.Payment)
		}
		balance = r.Closing
		repaid += r.Principal + r.Dilution
	}
	if balance != 0 || repaid != c.Principal {
		t.Fatalf("contract %s: %d of %d repaid, %d left", c.ID, repaid, c.Principal, balance)
	}
}

// show writes rows as "date interest principal other closing", amounts in units.
func show(rows []cashflow.Row) string {
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, "%s %s %s %s %s\n", r.Date, r.Interest.Format(money.CNY), r.Principal.Format(money.CNY),
			r.Other.Format(money.CNY), r.Closing.Format(money.CNY))
	}
	return b.String()
}

func lines(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			b.WriteString(strings.Join(strings.Fields(line), " ") + "\n")
		}
	}
	return b.String()
}

func assumed(list []cashflow.Assumption) string {
	var texts []string
	for _, a := range list {
		texts = append(texts, a.What+"="+a.Taken)
	}
	return strings.Join(texts, "; ")
}

func noted(list []cashflow.Note) string {
	var texts []string
	for _, n := range list {
		texts = append(texts, fmt.Sprintf("%s(%s→%s)", n.Code, n.Seen, n.Taken))
	}
	return strings.Join(texts, "; ")
}

func loan(balance, yearly, start, maturity string, plan pool.InstalmentsSpec) pool.ContractSpec {
	c := pool.ContractSpec{Balance: dec(balance), Maturity: day(maturity), Microloan: &pool.MicroloanSpec{Repayment: plan}}
	if yearly != "" {
		c.Rate = decp(yearly)
	}
	if start != "" {
		c.Start = day(start)
	}
	return c
}
