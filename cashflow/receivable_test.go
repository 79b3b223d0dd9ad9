package cashflow_test

import (
	"testing"

	"github.com/ipabs/ipabs/pool"
)

// The worked case recv-1 (Hastructure, AssetTest, "Invoice CF test / Plain Receivable, Fix Fee, Defaulted invoice": a
// face of 1,500 due on 2024-06-01) in its three variants. The fee of the factor is carved out of the face amount: the
// balance is 1,450 and 1,500 are owed. In default as of 1 May is in default on the day after a cut-off date of 30
// April.
func TestWorkedReceivable(t *testing.T) {
	claim := func(balance string) pool.ContractSpec {
		return pool.ContractSpec{Balance: dec(balance), ReceivableBalance: decp("1500"), Start: day("2024-04-01"), Maturity: day("2024-06-01"),
			Receivable: &pool.ReceivableSpec{Face: decp("1500"), Advance: decp("1000")}}
	}
	for _, tt := range []struct{ variant, asOf, balance, scenario, want string }{
		{"no fee", "2024-04-01", "1500", `{}`, "2024-06-01 prin=1500.00 → 0.00"},
		{"fixed fee of 50", "2024-04-01", "1450", `{}`, "2024-06-01 int=50.00 prin=1450.00 → 0.00"},
		{"already in default", "2024-04-30", "1500", `{"events":[{"date":"2024-05-01","applies_to":{"all":true}}]}`, "2024-05-01 def=1500.00 loss=1500.00 → 0.00"},
	} {
		t.Run(tt.variant, func(t *testing.T) {
			expect(t, shown(perform(t, poolOf(t, tt.asOf, claim(tt.balance)), tt.scenario).Rows(0)), tt.want)
		})
	}
}
