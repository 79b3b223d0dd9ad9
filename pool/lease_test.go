package pool_test

import (
	"testing"

	"github.com/ipabs/ipabs/pool"
)

func TestFaultsOfLeases(t *testing.T) {
	const at = "contracts[0].lease."
	on := func(change func(c *pool.ContractSpec)) func(s *pool.Spec) {
		return func(s *pool.Spec) { change(&s.Contracts[0]) }
	}
	sound := func() pool.Spec {
		c := claim("A", "100")
		c.Receivable, c.Lease = nil, &pool.LeaseSpec{}
		return poolSpec(c)
	}
	runFaults(t, sound, []faultCase{
		{"negative amounts", on(func(c *pool.ContractSpec) {
			c.Lease.Deposit, c.Lease.HandlingFee, c.Lease.PurchasePrice = decp("-1"), decp("-2"), decp("-3")
		}), []string{at + "deposit out_of_range -1", at + "handling_fee out_of_range -2", at + "purchase_price out_of_range -3"}},
		{"amounts finer than fen", on(func(c *pool.ContractSpec) {
			c.Lease.Deposit, c.Lease.HandlingFee, c.Lease.PurchasePrice = decp("0.001"), decp("0.002"), decp("0.003")
		}), []string{at + "deposit invalid 0.001", at + "handling_fee invalid 0.002", at + "purchase_price invalid 0.003"}},
		{"a use of the deposit that is none", on(func(c *pool.ContractSpec) { c.Lease.DepositUse = 3 }), []string{at + "deposit_use unknown invalid(3)"}},
		// A deposit of a tenth of a lease over twelve quarters, in its last quarter.
		{"a deposit above what is left to pay", on(func(c *pool.ContractSpec) {
			c.Lease.Deposit, c.Lease.DepositUse, c.OriginalAmount = decp("120"), pool.OffsetLastPayments, decp("1200")
		}), nil},
		{"a deposit above the original amount", on(func(c *pool.ContractSpec) { c.Lease.Deposit, c.OriginalAmount = decp("1200.01"), decp("1200") }), []string{at + "deposit inconsistent 1200.01"}},
		{"a deposit of the original amount", on(func(c *pool.ContractSpec) { c.Lease.Deposit, c.OriginalAmount = decp("1200"), decp("1200") }), nil},
		{"a deposit beside an original amount that is a fault itself", on(func(c *pool.ContractSpec) { c.Lease.Deposit, c.OriginalAmount = decp("120"), decp("-1") }),
			[]string{"contracts[0].original_amount out_of_range -1"}},
		{"a fee after the maturity", on(func(c *pool.ContractSpec) { c.Lease.HandlingFeeDate = day("2025-07-01") }), []string{at + "handling_fee_date inconsistent 2025-07-01"}},
		{"a fee at the maturity", on(func(c *pool.ContractSpec) { c.Lease.HandlingFeeDate = day("2025-06-30") }), nil},
		{"a fee on a day that is none", on(func(c *pool.ContractSpec) { c.Lease.HandlingFeeDate = notADay }), []string{at + "handling_fee_date invalid -5"}},
		{"rents with a fault", on(func(c *pool.ContractSpec) { c.Lease.Rent.Form = pool.Irregular }), []string{at + "rent.table missing"}},
	})
}
