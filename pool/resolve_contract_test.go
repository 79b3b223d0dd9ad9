package pool_test

import (
	"strings"
	"testing"

	"github.com/ipabs/ipabs/pool"
)

func TestFaultsOfWhatAllContractsHave(t *testing.T) {
	sound := func() pool.Spec {
		c := claim("A", "100")
		c.Guarantors, c.Rights = []string{"surety"}, []string{"chip"}
		s := poolSpec(c)
		s.Parties = append(s.Parties, pool.PartySpec{ID: "surety"})
		s.Rights = []pool.RightSpec{{ID: "chip"}, {ID: "mark"}}
		return s
	}
	type contract = pool.ContractSpec
	on := func(change func(c *contract)) func(s *pool.Spec) {
		return func(s *pool.Spec) { change(&s.Contracts[0]) }
	}
	runFaults(t, sound, []faultCase{
		{"a balance that is missing, or 0", on(func(c *contract) { c.Balance = dec("0") }), []string{"contracts[0].balance out_of_range 0"}},
		{"a negative balance", on(func(c *contract) { c.Balance = dec("-100") }), []string{"contracts[0].balance out_of_range -100"}},
		{"a balance finer than fen", on(func(c *contract) { c.Balance = dec("100.001") }), []string{"contracts[0].balance invalid 100.001"}},
		{"a balance with zeros beyond fen", on(func(c *contract) { c.Balance = dec("100.0100") }), nil},
		{"a receivable balance below the principal", on(func(c *contract) { c.ReceivableBalance = decp("99.99") }), []string{"contracts[0].receivable_balance inconsistent 99.99"}},
		{"a receivable balance of the principal", on(func(c *contract) { c.ReceivableBalance = decp("100") }), nil},
		{"a receivable balance finer than fen", on(func(c *contract) { c.ReceivableBalance = decp("100.001") }), []string{"contracts[0].receivable_balance invalid 100.001"}},
		{"a receivable balance beside a balance that is a fault itself", on(func(c *contract) { c.Balance, c.ReceivableBalance = dec("-1"), decp("0") }), []string{"contracts[0].balance out_of_range -1"}},
		{"a negative original amount", on(func(c *contract) { c.OriginalAmount = decp("-1") }), []string{"contracts[0].original_amount out_of_range -1"}},

		{"a rate in percent", on(func(c *contract) { c.Rate = decp("5.35") }), []string{"contracts[0].rate out_of_range 5.35"}},
		{"a rate of exactly 1", on(func(c *contract) { c.Rate = decp("1") }), []string{"contracts[0].rate out_of_range 1"}},
		{"a rate just below 1", on(func(c *contract) { c.Rate = decp("0.999999999999") }), nil},
		{"a rate of 0", on(func(c *contract) { c.Rate = decp("0") }), nil},
		{"a negative rate", on(func(c *contract) { c.Rate = decp("-0.01") }), []string{"contracts[0].rate out_of_range -0.01"}},
		{"a large negative rate", on(func(c *contract) { c.Rate = decp("-5") }), []string{"contracts[0].rate out_of_range -5"}},
		{"a rate of 13 decimals", on(func(c *contract) { c.Rate = decp("0.0000000000001") }), []string{"contracts[0].rate invalid 0.0000000000001"}},

		{"no maturity", on(func(c *contract) { c.Maturity = 0 }), []string{"contracts[0].maturity missing"}},
		{"a maturity that is no day", on(func(c *contract) { c.Maturity = notADay }), []string{"contracts[0].maturity invalid -5"}},
		{"a maturity before the cut-off date", on(func(c *contract) { c.Maturity = day("2023-06-30") }), []string{"contracts[0].maturity inconsistent 2023-06-30"}},
		{"a maturity on the cut-off date", on(func(c *contract) { c.Maturity = day("2023-12-31") }), []string{"contracts[0].maturity inconsistent 2023-12-31"}},
		{"a maturity on the day after the cut-off date", on(func(c *contract) { c.Maturity = day("2024-01-01") }), nil},
		{"a maturity before the start", on(func(c *contract) { c.Start = day("2025-07-01") }), []string{"contracts[0].maturity inconsistent 2025-06-30"}},
		{"a maturity on the day of the start", on(func(c *contract) { c.Start = day("2025-06-30") }), []string{"contracts[0].maturity inconsistent 2025-06-30"}},
		{"a maturity before the cut-off date and before the start", on(func(c *contract) { c.Start, c.Maturity = day("2025-07-01"), day("2023-06-30") }),
			[]string{"contracts[0].maturity inconsistent 2023-06-30", "contracts[0].maturity inconsistent 2023-06-30"}},
		{"a start that is no day", on(func(c *contract) { c.Start = notADay }), []string{"contracts[0].start invalid -5"}},
		{"a start after the cut-off date", on(func(c *contract) { c.Start = day("2024-02-01") }), nil},
		{"a maturity when the cut-off date is missing", func(s *pool.Spec) { s.AsOf, s.Contracts[0].Maturity = 0, day("1990-01-01") }, []string{"as_of missing"}},

		{"terms of 0 and of a hundred years", on(func(c *contract) { c.OriginalTermMonths, c.RemainingTermMonths = decp("1200"), decp("0") }), nil},
		{"terms out of range", on(func(c *contract) { c.OriginalTermMonths, c.RemainingTermMonths = decp("1200.01"), decp("-0.01") }),
			[]string{"contracts[0].original_term_months out_of_range 1200.01", "contracts[0].remaining_term_months out_of_range -0.01"}},
		{"days overdue below 0", on(func(c *contract) { c.OverdueDays = ptr(-1) }), []string{"contracts[0].overdue_days out_of_range -1"}},
		{"a class that is none", on(func(c *contract) { c.Class = 6 }), []string{"contracts[0].class unknown invalid(6)"}},
		{"a form of security that is none", on(func(c *contract) { c.Security = 16 | pool.Pledge }), []string{"contracts[0].security unknown 17"}},

		{"no obligor", on(func(c *contract) { c.Obligors = nil }), []string{"contracts[0].obligors missing"}},
		{"an obligor without a party", on(func(c *contract) { c.Obligors[0].Party = "" }), []string{"contracts[0].obligors[0].party missing"}},
		{"roles filled by nobody", on(func(c *contract) {
			c.Obligors[0].Party, c.Creditor, c.Originator, c.Guarantors[0] = "a", "b", "c", "d"
		}), []string{"contracts[0].creditor unknown b", "contracts[0].originator unknown c", "contracts[0].obligors[0].party unknown a", "contracts[0].guarantors[0] unknown d"}},
		{"a guarantor without a name", on(func(c *contract) { c.Guarantors = []string{"surety", ""} }), []string{"contracts[0].guarantors[1] missing"}},
		{"a guarantor named twice", on(func(c *contract) { c.Guarantors = []string{"surety", "debtor", "surety"} }), []string{"contracts[0].guarantors[2] duplicate surety"}},
		{"a right that is not in the list", on(func(c *contract) { c.Rights = []string{"chip", "film"} }), []string{"contracts[0].rights[1] unknown film"}},
		{"a right without a name", on(func(c *contract) { c.Rights = []string{""} }), []string{"contracts[0].rights[0] missing"}},
		{"a right named twice", on(func(c *contract) { c.Rights = []string{"chip", "mark", "chip"} }), []string{"contracts[0].rights[2] duplicate chip"}},

		{"no kind", on(func(c *contract) { c.Receivable = nil }), []string{"contracts[0] missing"}},
		{"two kinds at once", on(func(c *contract) { c.Lease = &pool.LeaseSpec{} }), []string{"contracts[0] inconsistent lease, receivable"}},
		{"all kinds at once, one of them with a fault of its own", on(func(c *contract) {
			c.Lease, c.Microloan, c.Sublicense = &pool.LeaseSpec{Deposit: decp("-1")}, &pool.MicroloanSpec{}, &pool.SublicenseSpec{}
		}), []string{"contracts[0].lease.deposit out_of_range -1", "contracts[0] inconsistent lease, receivable, microloan, sublicense"}},
	})
}

func TestFaultsOfSharedObligations(t *testing.T) {
	const third = "0.333333333333"
	shares := func(list ...string) func(s *pool.Spec) {
		return func(s *pool.Spec) {
			var obligors []pool.ObligorSpec
			for i, share := range list {
				o := pool.ObligorSpec{Party: strings.Fields("a b c d")[i]}
				if share != "" {
					o.Share = decp(share)
				}
				obligors = append(obligors, o)
			}
			s.Contracts[0].Obligors = obligors
		}
	}
	sound := func() pool.Spec {
		s := poolSpec(claim("A", "100"))
		s.Parties = append(s.Parties, pool.PartySpec{ID: "a"}, pool.PartySpec{ID: "b"}, pool.PartySpec{ID: "c"}, pool.PartySpec{ID: "d"})
		return s
	}
	runFaults(t, sound, []faultCase{
		{"no shares", shares("", "", ""), nil},
		{"shares that sum to 1", shares("0.6", "0.4"), nil},
		{"one obligor with all of it", shares("1"), nil},
		{"thirds, the last a trifle larger", shares(third, third, "0.333333333334"), nil},
		{"thirds that leave a trifle", shares(third, third, third), []string{"contracts[0].obligors inconsistent 0.999999999999"}},
		{"shares below 1", shares("0.6", "0.3"), []string{"contracts[0].obligors inconsistent 0.9000"}},
		{"shares above 1", shares("0.6", "0.4", "0.000000000001"), []string{"contracts[0].obligors inconsistent more than 1"}},
		{"one obligor with a part", shares("0.5"), []string{"contracts[0].obligors inconsistent 0.5000"}},
		{"shares for some", shares("0.5", "", "0.5"), []string{"contracts[0].obligors inconsistent 2 of 3 shares"}},
		{"a share of 0", shares("1", "0"), []string{"contracts[0].obligors[1].share out_of_range 0"}},
		{"a negative share that makes the sum 1", shares("1", "-0.5", "0.5"), []string{"contracts[0].obligors[1].share out_of_range -0.5"}},
		{"shares in percent", shares("60", "40"), []string{"contracts[0].obligors[0].share out_of_range 60", "contracts[0].obligors[1].share out_of_range 40"}},
		{"a share of 13 decimals", shares("0.5", "0.4999999999999"), []string{"contracts[0].obligors[1].share invalid 0.4999999999999"}},
		{"a firm that owes twice", func(s *pool.Spec) {
			s.Contracts[0].Obligors = []pool.ObligorSpec{{Party: "a"}, {Party: "b"}, {Party: "a"}, {Party: "a"}}
		}, []string{"contracts[0].obligors[2].party duplicate a", "contracts[0].obligors[3].party duplicate a"}},
	})
}
