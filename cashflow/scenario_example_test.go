package cashflow_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// smallLoan is a pool of one loan over 1,000,000.00, due in three months.
func smallLoan() *pool.Pool {
	spec := pool.Spec{AsOf: day("2024-01-15"), Currency: money.CNY, Parties: []pool.PartySpec{{ID: "borrower"}}}
	c := loan("1000000", "0.06", "2023-04-15", "2024-04-15", everyMonth(pool.InterestFirst))
	c.ID, c.Obligors = "C0", []pool.ObligorSpec{{Party: "borrower"}}
	spec.Contracts = append(spec.Contracts, c)
	p, err := spec.Resolve()
	if err != nil {
		panic(err)
	}
	return p
}

// A loan falls due in three months. Of what is outstanding, 2 % a year defaults,
// until the borrower falls altogether.
func ExampleScenario_Perform() {
	p := smallLoan()
	spec, err := cashflow.ReadScenario(strings.NewReader(`{
		"schema": "ipabs.scenario/1",
		"name": "stress",
		"assumptions": [
			{"name": "small loans", "applies_to": {"kinds": ["microloan"]},
			 "default": {"cdr": {"constant": "0.02"}},
			 "recovery": {"rate": "0.4", "lag_months": 12}}
		],
		"events": [{"name": "the borrower falls", "date": "2024-03-20", "applies_to": {"contracts": ["C0"]}}]
	}`))
	if err != nil {
		panic(err)
	}
	scenario, err := spec.Resolve(p, cashflow.Settings{})
	if err != nil {
		panic(err) // every fault of the document
	}
	performance, err := scenario.Perform(context.Background())
	if err != nil {
		panic(err)
	}
	for _, r := range performance.Rows(0) {
		fmt.Println(r.Date, "pays", r.Payment().Format(money.CNY), "defaults", r.Default.Format(money.CNY), "left", r.Closing.Format(money.CNY))
	}
	total := performance.Total()
	fmt.Println("recovered", total.Recovery.Format(money.CNY), "of", total.Default.Format(money.CNY))
	// Output:
	// 2024-02-15 pays 4991.59 defaults 1682.14 left 998317.86
	// 2024-03-15 pays 4983.19 defaults 1679.31 left 996638.55
	// 2024-03-20 pays 0.00 defaults 996638.55 left 0.00
	// 2025-02-15 pays 672.86 defaults 0.00 left 0.00
	// 2025-03-15 pays 671.72 defaults 0.00 left 0.00
	// 2025-03-20 pays 398655.42 defaults 0.00 left 0.00
	// recovered 400000.00 of 1000000.00
}
