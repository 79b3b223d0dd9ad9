package pool_test

import (
	"testing"

	"github.com/ipabs/ipabs/pool"
)

func TestFaultsOfMicroloans(t *testing.T) {
	const at = "contracts[0].microloan."
	on := func(change func(m *pool.MicroloanSpec)) func(s *pool.Spec) {
		return func(s *pool.Spec) { change(s.Contracts[0].Microloan) }
	}
	sound := func() pool.Spec {
		c := claim("A", "100")
		c.Receivable = nil
		c.Microloan = &pool.MicroloanSpec{Floating: &pool.FloatingSpec{Index: "LPR1Y", Spread: dec("0.005"), ResetMonths: 12}}
		return poolSpec(c)
	}
	runFaults(t, sound, []faultCase{
		{"a fixed rate", on(func(m *pool.MicroloanSpec) { m.Floating = nil }), nil},
		{"a floating rate without an index", on(func(m *pool.MicroloanSpec) { m.Floating.Index = "" }), []string{at + "floating.index missing"}},
		{"a negative spread", on(func(m *pool.MicroloanSpec) { m.Floating.Spread = dec("-0.005") }), nil},
		{"a spread in basis points", on(func(m *pool.MicroloanSpec) { m.Floating.Spread = dec("50") }), []string{at + "floating.spread out_of_range 50"}},
		{"a negative spread in basis points", on(func(m *pool.MicroloanSpec) { m.Floating.Spread = dec("-50") }), []string{at + "floating.spread out_of_range -50"}},
		{"a spread of 13 decimals", on(func(m *pool.MicroloanSpec) { m.Floating.Spread = dec("0.0000000000001") }), []string{at + "floating.spread invalid 0.0000000000001"}},
		{"resets not stated", on(func(m *pool.MicroloanSpec) { m.Floating.ResetMonths = 0 }), nil},
		{"resets every hundred years", on(func(m *pool.MicroloanSpec) { m.Floating.ResetMonths = 1200 }), nil},
		{"resets back in time", on(func(m *pool.MicroloanSpec) { m.Floating.ResetMonths = -1 }), []string{at + "floating.reset_months out_of_range -1"}},
		{"resets in more than a hundred years", on(func(m *pool.MicroloanSpec) { m.Floating.ResetMonths = 1201 }), []string{at + "floating.reset_months out_of_range 1201"}},
		{"a penalty rate in percent", on(func(m *pool.MicroloanSpec) { m.PenaltyRate = decp("7.2") }), []string{at + "penalty_rate out_of_range 7.2"}},
		{"a negative penalty rate", on(func(m *pool.MicroloanSpec) { m.PenaltyRate = decp("-0.01") }), []string{at + "penalty_rate out_of_range -0.01"}},
		{"a pledge ratio in percent", on(func(m *pool.MicroloanSpec) { m.PledgeRatio = decp("40") }), []string{at + "pledge_ratio out_of_range 40"}},
		{"a negative pledge ratio", on(func(m *pool.MicroloanSpec) { m.PledgeRatio = decp("-0.4") }), []string{at + "pledge_ratio out_of_range -0.4"}},
		{"instalments with a fault", on(func(m *pool.MicroloanSpec) { m.Repayment.Form = pool.Irregular }), []string{at + "repayment.table missing"}},
	})
}
