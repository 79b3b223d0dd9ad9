package tranche_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
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

func ExampleDeal_ReadCollections() {
	deal := example("template-royalty.deal.json")
	_, err := deal.ReadCollections(strings.NewReader("period,interest,principal\n1,2000000,7000000\n2,x,1\n99,1,1\n"))
	fmt.Println(err) // every fault, with row and column
	// Output:
	// row 3 column 2 (interest): "x"; expected an amount such as 1234567.89
	// row 4 column 1 (period): "99"; expected a number between 1 and 20
}

func ExampleResult_history() {
	deal := example("template-royalty.deal.json")
	given, _ := deal.Illustration()
	result, err := deal.Run(given)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, h := range result.History {
		fmt.Println(h.Day, h.Kind, h.Name)
	}
	fmt.Println(result.Periods[9].Waterfall, "then", result.Periods[10].Waterfall)
	// Output:
	// 2027-01-15 trigger early amortisation
	// 2027-01-15 event acceleration
	// amortising then accelerated
}

func ExampleDeal_BreakEven() {
	deal := example("template-royalty.deal.json")
	given, _ := deal.Illustration()
	answer, err := deal.BreakEven(context.Background(), given, tranche.BreakEvenSpec{
		Lever: tranche.DefaultLever(0, 1), Criterion: tranche.PaidInFull("A"), Tolerance: 1e-4,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("class A is paid in full up to a default rate of %.1f %% a year; one change: %v\n", answer.Holds*100, answer.Monotone())
	// Output:
	// class A is paid in full up to a default rate of 16.8 % a year; one change: true
}

func ExampleStressCaseSpec_Resolve() {
	scenario, err := tranche.ReadStressCase(strings.NewReader(`{"schema": "ipabs.stress/1", "name": "a tenth a year", "pool": {"default_rate": "0.10", "recovery": "0.30", "recovery_lag": 4}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	deal := example("template-royalty.deal.json")
	resolved, err := scenario.Resolve(deal.Spec())
	if err != nil {
		fmt.Println(err)
		return
	}
	given, _ := deal.Illustration()
	result, err := resolved.Run(given)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range result.Tranches {
		fmt.Println(c.Name, c.Shortfall.FormatGrouped(result.Currency))
	}
	// Output:
	// A 0.00
	// B 14,348,159.49
	// Equity 0.00
}

// example opens one of the documents that ship.
func example(name string) *tranche.Deal {
	file, err := os.Open("../testdata/" + name)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	deal, err := tranche.Read(file)
	if err != nil {
		panic(err)
	}
	return deal
}

func ExampleSize() {
	deal := example("template-royalty.deal.json")
	template := deal.Spec()
	given, _ := deal.Illustration()
	sized, err := tranche.Size(context.Background(), given, tranche.SizingSpec{
		Template: template, Total: 100_310_000_00, Residual: "Equity",
		Classes: []tranche.SizingClass{
			{Name: "A", Stresses: []tranche.Stress{{DefaultRate: 0.10}, {Haircut: money.One / 2}}, Cover: 1.5},
			{Name: "B", Stresses: []tranche.Stress{{DefaultRate: 0.02}}},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range sized.Classes {
		fmt.Println(c.Name, c.Notional.FormatGrouped(template.Currency), "stopped by", c.Binding)
	}
	// Output:
	// A 55,607,300.00 stopped by stress 1
	// B 7,323,200.00 stopped by stress 1
}

func ExampleDeal_Tornado() {
	deal := example("template-royalty.deal.json")
	given, _ := deal.Illustration()
	bars, err := deal.Tornado(context.Background(), given, tranche.Stress{}, []tranche.Lever{tranche.PrepaymentLever(0, 0.2), tranche.DefaultLever(0, 0.1), tranche.HaircutLever(0, 0.3)}, tranche.YieldOf("Equity"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, b := range bars {
		fmt.Printf("%s %.1f %% to %.1f %%\n", b.Lever, b.AtLow*100, b.AtHigh*100)
	}
	// Output:
	// prepayment_rate 27.7 % to 146.5 %
	// default_rate 27.7 % to -9.4 %
	// haircut 27.7 % to -0.1 %
}
