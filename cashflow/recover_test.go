package cashflow_test

import (
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// secured is a pool of one lease of 1,000.00 behind which stand a deposit of 100.00, a guarantor with a
// limit of 300.00 and a patent appraised at 800.00.
func secured(t fataler) *pool.Pool {
	t.Helper()
	spec := pool.Spec{AsOf: day("2024-01-15"), Currency: money.CNY,
		Parties: []pool.PartySpec{{ID: "lessee"}, {ID: "guarantor"}},
		Rights: []pool.RightSpec{{ID: "patent", Type: pool.Invention, Status: pool.Valid, Expires: day("2034-01-01"),
			Marks: []pool.MarkSpec{{Kind: pool.MarkAppraisal, Price: dec("800"), Date: day("2024-01-15")}}}},
		Contracts: []pool.ContractSpec{{ID: "L1", Obligors: []pool.ObligorSpec{{Party: "lessee"}}, Guarantees: []pool.GuaranteeTermsSpec{{Party: "guarantor", Limit: decp("300")}},
			Rights: []string{"patent"}, Balance: dec("1000"), OriginalAmount: decp("1200"), Rate: decp("0"), Maturity: day("2024-05-15"),
			Lease: &pool.LeaseSpec{Deposit: decp("100"), DepositUse: pool.OffsetLastPayments,
				Rent: pool.InstalmentsSpec{Form: pool.EvenPrincipal, Frequency: calendar.Monthly, DayCount: calendar.ThirtyE360}}}},
	}
	p, err := spec.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Four rents of 250.00; the deposit offsets the last 100.00.
func TestRecoveryGoesFromSourceToSource(t *testing.T) {
	const event = `"events":[{"date":"2024-03-01","applies_to":{"contracts":["L1"]}}]`
	const half = `"events":[{"date":"2024-03-01","applies_to":{"contracts":["L1"]},"share":"0.5"}]`
	for _, tt := range []struct{ name, assumptions, want string }{
		{"the deposit first, at once", `"recovery":{"deposit":true}}],` + event, `
			2024-02-15 prin=250.00 → 750.00
			2024-03-01 rec=100.00 dep=100.00 def=750.00 loss=650.00 → 0.00`},
		{"then the guarantor within the limit of what is guaranteed of the contract", `"recovery":{"deposit":true,"guarantor":{"share":"1","lag_months":2}}}],` + event, `
			2024-02-15 prin=250.00 → 750.00
			2024-03-01 rec=100.00 dep=100.00 def=750.00 → 0.00
			2024-05-01 rec=300.00 loss=350.00 → 0.00`},
		{"a guarantor who pays part of it", `"recovery":{"guarantor":{"share":"0.2"}}}],` + event, `
			2024-02-15 prin=250.00 → 750.00
			2024-03-01 rec=150.00 def=750.00 loss=600.00 → 0.00`},
		// The patent brings 800.00 less half; of the 250.00 then left, a tenth comes a month later.
		{"then the rights after haircut, not above the claim", `"recovery":{"deposit":true,"rights":{"share":"1"},"rate":"0.1","lag_months":1}}],"values":{"haircuts":[{"haircut":"0.5"}]},` + event, `
			2024-02-15 prin=250.00 → 750.00
			2024-03-01 rec=500.00 dep=100.00 def=750.00 → 0.00
			2024-04-01 rec=25.00 loss=225.00 → 0.00`},
		{"half a default has half of the deposit, and the other half offsets the last rents", `"recovery":{"deposit":true,"guarantor":{"share":"1"}}}],` + half, `
			2024-02-15 prin=250.00 → 750.00
			2024-03-01 rec=200.00 dep=50.00 def=375.00 loss=175.00 → 375.00
			2024-03-15 prin=125.00 → 250.00
			2024-04-15 prin=125.00 → 125.00
			2024-05-15 prin=125.00 dep=50.00 → 0.00`},
		{"a rate over time", `"recovery":{"rate":"0.4","timing":[{"months":1,"share":"0.333"},{"months":6,"share":"0.667"}]}}],` + half, `
			2024-02-15 prin=250.00 → 750.00
			2024-03-01 def=375.00 → 375.00
			2024-03-15 prin=125.00 → 250.00
			2024-04-01 rec=49.95 → 250.00
			2024-04-15 prin=125.00 → 125.00
			2024-05-15 prin=125.00 dep=50.00 → 0.00
			2024-09-01 rec=100.05 loss=225.00 → 0.00`},
		{"a rate on a day", `"recovery":{"rate":"0.4","date":"2025-01-31"}}],` + event, `
			2024-02-15 prin=250.00 → 750.00
			2024-03-01 def=750.00 → 0.00
			2025-01-31 rec=300.00 loss=450.00 → 0.00`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := perform(t, secured(t), `{"schema":"ipabs.scenario/1","assumptions":[{"applies_to":{"all":true},`+tt.assumptions+`}`)
			expect(t, shown(f.Rows(0)), tt.want)
		})
	}
}

// The value of a pledged right halves in twelve months: sold a year after the cut-off date it brings
// half, and nothing once it has expired.
func TestPledgedRightsDecayAndExpire(t *testing.T) {
	p := secured(t)
	f := perform(t, p, `{"schema":"ipabs.scenario/1","values":{"decay":[{"months":12}]},"assumptions":[{"applies_to":{"all":true},"recovery":{"rights":{"share":"1","lag_months":11}}}],
		"events":[{"date":"2024-02-15","applies_to":{"all":true}}]}`)
	if got := f.Total().Recovery; got != yuan("400") {
		t.Errorf("recovered %d", got)
	}
	f = perform(t, p, `{"schema":"ipabs.scenario/1","values":{},"assumptions":[{"applies_to":{"all":true},"recovery":{"rights":{"share":"1","lag_months":120}}}],
		"events":[{"date":"2024-02-15","applies_to":{"all":true}}]}`)
	if got := f.Total().Recovery; got != 0 {
		t.Errorf("recovered %d from a dead right", got)
	}
}

func TestSilenceOnRecoveryIsTold(t *testing.T) {
	f := perform(t, secured(t), `{"schema":"ipabs.scenario/1","events":[{"date":"2024-02-01","applies_to":{"all":true}}]}`)
	if got := noted(f.Notes()); got != "recovery_unstated(1000.00→nothing)" {
		t.Errorf("notes %s", got)
	}
}
