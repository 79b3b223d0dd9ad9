package optimize_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/optimize"
	"github.com/ipabs/ipabs/pool"
	"github.com/shopspring/decimal"
)

// loans is a pool of six loans of one million yuan; the last two are in Zhejiang.
func loans() optimize.Inputs {
	asOf := calendar.MustNew(2024, 6, 30)
	spec := pool.Spec{AsOf: asOf, Currency: money.CNY}
	for i, province := range []string{"44", "44", "44", "44", "33", "33"} {
		id := fmt.Sprintf("借款人%d", i+1)
		place, _ := pool.ParseProvince(province)
		rate := decimal.New(int64(60-i), -3)
		spec.Parties = append(spec.Parties, pool.PartySpec{ID: id, Province: place})
		spec.Contracts = append(spec.Contracts, pool.ContractSpec{ID: fmt.Sprintf("DK-%d", i+1), Obligors: []pool.ObligorSpec{{Party: id}},
			Balance: decimal.NewFromInt(1_000_000), Rate: &rate, Maturity: asOf.AddMonths(12), Microloan: &pool.MicroloanSpec{}})
	}
	p, err := spec.Resolve()
	if err != nil {
		panic(err)
	}
	flows, err := cashflow.Contractual(context.Background(), p, cashflow.Settings{})
	if err != nil {
		panic(err)
	}
	return optimize.Inputs{Pool: p, Flows: flows}
}

// The most income with at most half of the pool in Guangdong, in whole contracts.
func ExampleSolve() {
	spec, err := optimize.ReadSpec(strings.NewReader(`{
		"schema": "ipabs.selection/1",
		"objective": {"goal": "net_income"},
		"rules": [{"kind": "share", "key": "region", "bucket": "44", "at_most": "0.5"}]
	}`))
	if err != nil {
		panic(err)
	}
	in := loans()
	problem, err := spec.Resolve(in)
	if err != nil {
		panic(err)
	}
	result, err := optimize.Solve(context.Background(), problem, problem.Settings())
	if err != nil {
		panic(err)
	}
	fmt.Println(result.Status, optimize.Verify(problem, result))
	for _, c := range result.Pool(problem).Contracts() {
		fmt.Println(c.ID)
	}
	fmt.Println(result.Rules[0].Name, result.Rules[0].Value)
	// Output:
	// optimal <nil>
	// DK-1
	// DK-2
	// DK-5
	// DK-6
	// region 44 ≤ 50% 50%
}

// Three million with at most a fifth in Guangdong cannot be: there are two loans elsewhere.
func ExampleExplain() {
	spec, err := optimize.ReadSpec(strings.NewReader(`{
		"schema": "ipabs.selection/1",
		"objective": {"goal": "net_income"},
		"rules": [
			{"name": "规模", "kind": "principal", "at_least": "3000000"},
			{"kind": "contracts", "at_most": 5},
			{"kind": "share", "key": "region", "bucket": "44", "at_most": "0.2"}
		]
	}`))
	if err != nil {
		panic(err)
	}
	problem, err := spec.Resolve(loans())
	if err != nil {
		panic(err)
	}
	conflict, err := optimize.Explain(context.Background(), problem, problem.Settings())
	if err != nil {
		panic(err)
	}
	for _, r := range conflict.Rules {
		fmt.Println(r.Path, r.Name)
	}
	for _, r := range conflict.Relaxations {
		fmt.Println(r.Rule.Name, "→", r.Relaxed.Limit)
	}
	// Output:
	// rules[0] 规模 ≥ CNY 3,000,000.00
	// rules[2] region 44 ≤ 20%
	// 规模 ≥ CNY 3,000,000.00 → CNY 2,000,000.00
	// region 44 ≤ 20% → 33.333333%
}

// The whole efficient frontier of two assets, and the point of a return.
func ExampleAssets_Frontier() {
	line, err := optimize.Assets{Mean: []float64{0.01, 0.03}, Covariance: []float64{1, 0, 0, 4}}.Frontier(context.Background())
	if err != nil {
		panic(err)
	}
	p := line.At(0.02)
	fmt.Printf("%d corners, variance %.2f with %d assets\n", line.Corners(), p.Variance, len(p.Weights))
	// Output:
	// 2 corners, variance 1.25 with 2 assets
}
