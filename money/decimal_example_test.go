package money_test

import (
	"fmt"

	"github.com/ipabs/ipabs/money"
	"github.com/shopspring/decimal"
)

func ExampleFromDecimal() {
	fmt.Println(money.FromDecimal(decimal.RequireFromString("733000000.00"), money.CNY))
	fmt.Println(money.FromDecimal(decimal.RequireFromString("0.005"), money.CNY))
	fmt.Println(money.FromDecimal(decimal.New(1, 1_000_000_000), money.CNY))
	// Output:
	// 73300000000 <nil>
	// 0 money: digits would be lost: 0.005 has more than the 2 decimals of CNY
	// 0 money: overflow: 1e1000000000 does not fit in CNY
}

func ExampleRoundDecimal() {
	for _, text := range []string{"0.005", "0.015", "0.0151"} {
		fmt.Println(money.RoundDecimal(decimal.RequireFromString(text), money.CNY))
	}
	// Output:
	// 0 <nil>
	// 2 <nil>
	// 2 <nil>
}
