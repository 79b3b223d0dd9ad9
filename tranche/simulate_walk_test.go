package tranche

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// After the first paths have grown what they need, a path allocates nothing: drawing, joining, paying and counting.
func TestAPathAllocatesNothing(t *testing.T) {
	day := func(y, m, d int) calendar.Date { return calendar.MustNew(y, m, d) }
	spec := pool.Spec{Schema: pool.Schema, AsOf: day(2024, 12, 31), Currency: money.CNY}
	zero, pd := 0, 0.1
	for _, id := range []string{"a", "b", "c", "d", "e", "promisor"} {
		spec.Parties = append(spec.Parties, pool.PartySpec{ID: id})
		if id == "promisor" {
			continue
		}
		spec.Contracts = append(spec.Contracts, pool.ContractSpec{ID: id, Obligors: []pool.ObligorSpec{{Party: id}}, Balance: decimal.NewFromInt(1_000_000), Rate: ptrTo(decimal.New(6, -2)),
			Start: day(2024, 12, 20), Maturity: day(2027, 12, 20), Lease: &pool.LeaseSpec{Rent: pool.InstalmentsSpec{Form: pool.Level, Frequency: calendar.Quarterly}}})
	}
	p, err := spec.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	doc := credit.Spec{Schema: credit.Schema, JointObligors: credit.FirstNamed, RiskUntil: credit.RiskHorizon, Agents: []string{"promisor"}}
	doc.LGD.Otherwise = &credit.LGDTerms{Mean: 0.5, StdDev: 0.2}
	doc.Correlation.Loadings = &credit.FactorLoadings{Global: 0.4}
	doc.PD.Otherwise = &credit.CurveSpec{AnnualPD: &pd}
	model, err := doc.Resolve(p)
	if err != nil {
		t.Fatal(err)
	}
	s := Spec{Schema: Schema, Name: "small", Currency: money.CNY}
	s.Dates = DatesSpec{CutOff: day(2024, 12, 31), Closing: day(2024, 12, 31), Calendar: calendar.NameNone, Calculation: CalculationSpec{BusinessDaysBefore: &zero},
		Payments: PaymentsSpec{First: day(2025, 3, 31), Frequency: calendar.Quarterly, Last: day(2027, 12, 31)}}
	s.Tranches = []TrancheSpec{{Name: "A", Class: Senior, Rank: 1, Notional: decimal.NewFromInt(4_000_000), Coupon: &CouponSpec{Rate: decimal.New(4, -2), DayCount: calendar.Act365F}, Principal: PrincipalSpec{Mode: PassThrough}},
		{Name: "Sub", Class: Subordinated, Rank: 2, Notional: decimal.NewFromInt(1_000_000), Principal: PrincipalSpec{Mode: Residual}}}
	s.Support = []SupportSpec{{Name: "promise", Kind: ShortfallCommitment, Promisors: []PromisorSpec{{Name: "promisor", Cap: "300000"}}}}
	s.Triggers = []TriggerSpec{{Name: "losses", When: "cumulative_defaulted > 0.15 * pool_initial", At: AfterCollection, Effects: []EffectSpec{{Event: EventAcceleration}}}}
	steps := []StepSpec{{Pay: PayInterest, To: []string{"A"}, Support: []string{"promise"}}, {Pay: PayPrincipal, To: []string{"A"}, Support: []string{"promise"}},
		{Pay: PayReimbursement, To: []string{"promise"}}, {Pay: PayResidual, To: []string{"Sub"}, After: []string{"A"}}}
	s.Waterfalls.Amortising, s.Waterfalls.Accelerated = steps, steps
	deal, err := s.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	for _, settings := range []SimulationSettings{{}, {Draws: Draws{Prepayment: []PrepaymentDraw{{AppliesTo: cashflow.ScopeSpec{All: true}, CPR: 0.3, Volatility: 0.5}}}}, {Recovery: RecoverySettings{Timing: []RecoveryPart{{0, money.One / 2}, {12, money.One / 2}}}, ArrearsDays: 60, IndependentParties: true}} {
		sim, err := NewSimulator(t.Context(), deal, model, settings)
		if err != nil {
			t.Fatal(err)
		}
		w, c := sim.newWalker(), sim.newCounter(sim.newCounts())
		path := uint64(0)
		one := func() {
			c.begin(path)
			r, err := w.walk(path)
			if err != nil {
				t.Fatal(err)
			}
			c.path(r, w.future, w.weight)
			path++
		}
		for range 3000 {
			one()
		}
		if n := testing.AllocsPerRun(1000, one); n != 0 {
			t.Errorf("%v allocations a path", n)
		}
	}
}

func ptrTo[T any](v T) *T { return &v }
