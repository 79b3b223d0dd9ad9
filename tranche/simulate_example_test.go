package tranche_test

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/tranche"
)

// Ten claims that fall due together, and a senior class that begins to lose with the fourth default.
func ExampleSimulate() {
	claims := pool.Spec{Schema: pool.Schema, AsOf: date("2024-12-31"), Currency: money.CNY}
	for i := range 10 {
		id := fmt.Sprint("lessee ", i)
		claims.Parties = append(claims.Parties, pool.PartySpec{ID: id})
		claims.Contracts = append(claims.Contracts, pool.ContractSpec{ID: fmt.Sprint("claim ", i), Obligors: []pool.ObligorSpec{{Party: id}},
			Balance: decimal.NewFromInt(1_000_000), Maturity: date("2026-12-31"), Receivable: &pool.ReceivableSpec{}})
	}
	p, err := claims.Resolve()
	if err != nil {
		panic(err)
	}
	yearly := 0.05
	model, err := credit.Spec{Schema: credit.Schema, JointObligors: credit.FirstNamed, RiskUntil: credit.RiskMaturity,
		PD: credit.PDSpec{Otherwise: &credit.CurveSpec{AnnualPD: &yearly}}, LGD: credit.LGDSpec{Otherwise: &credit.LGDTerms{Mean: 1}},
		Correlation: credit.CorrelationSpec{Loadings: &credit.FactorLoadings{Global: 0.4}}}.Resolve(p)
	if err != nil {
		panic(err)
	}
	spec := plain("2024-12-31", "2026-12-31")
	spec.Tranches = []tranche.TrancheSpec{
		{Name: "A", Class: tranche.Senior, Rank: 1, Notional: decimal.NewFromInt(7_000_000), Principal: tranche.PrincipalSpec{Mode: tranche.PassThrough}},
		{Name: "Sub", Class: tranche.Subordinated, Rank: 2, Notional: decimal.NewFromInt(3_000_000), Principal: tranche.PrincipalSpec{Mode: tranche.PassThrough}}}
	spec.Waterfalls.Amortising = []tranche.StepSpec{{Pay: tranche.PayPrincipal, To: []string{"A", "Sub"}}}
	deal, err := spec.Resolve()
	if err != nil {
		panic(err)
	}
	s, err := tranche.Simulate(context.Background(), deal, model, tranche.SimulationSettings{Paths: 50_000, Sampling: credit.Sampling{Seed: 1}})
	if err != nil {
		panic(err)
	}
	for _, c := range s.Classes {
		fmt.Printf("%-3s loses %.2f%% ± %.2f%%, with probability %.1f%% ± %.1f%%\n", c.Name, 100*c.ExpectedLossShare.Value, 100*c.ExpectedLossShare.StdErr, 100*c.HitProbability.Value, 100*c.HitProbability.StdErr)
	}
	// Output:
	// A   loses 0.85% ± 0.00%, with probability 4.0% ± 0.0%
	// Sub loses 30.53% ± 0.00%, with probability 55.5% ± 0.0%
}
