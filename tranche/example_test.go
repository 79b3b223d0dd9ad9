package tranche_test

import (
	"fmt"
	"os"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/tranche"
)

func ExampleDeal_Run() {
	file, err := os.Open("testdata/small.deal.json")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer file.Close()
	spec, err := tranche.ReadSpec(file)
	if err != nil {
		fmt.Println(err) // every unknown field, on a line of its own
		return
	}
	deal, err := spec.Resolve()
	if err != nil {
		fmt.Println(err) // every fault, with its path
		return
	}
	var collected []cashflow.Collection
	for _, period := range deal.CollectionPeriods() {
		collected = append(collected, cashflow.Collection{Period: period, Interest: 100_000_00, Principal: 2_500_000_00})
	}
	result, err := deal.Run(collected)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range result.Periods {
		a := p.Tranches[0]
		fmt.Println(p.Payment, a.InterestPaid.FormatGrouped(deal.Currency()), a.PrincipalPaid.FormatGrouped(deal.Currency()), a.Closing.FormatGrouped(deal.Currency()), len(p.SupportCalls))
	}
	fmt.Println("difference", result.Cash.Difference)
	// Output:
	// 2024-10-31 90,739.73 3,000,000.00 6,000,000.00 2
	// 2025-02-05 60,493.15 3,000,000.00 3,000,000.00 1
	// 2025-04-30 29,260.27 3,000,000.00 0.00 1
	// 2025-07-31 0.00 0.00 0.00 0
	// difference 0
}
