package money_test

import (
	"encoding/json"
	"fmt"

	"github.com/ipabs/ipabs/money"
	"github.com/shopspring/decimal"
)

func ExampleParseRate() {
	r, err := money.ParseRate("0.05")
	fmt.Println(r, r.Percent(), err)
	_, err = money.ParseRate("5.35%")
	fmt.Println(err)
	// Output:
	// 0.0500 5.00% <nil>
	// money: not a plain decimal number: "5.35%": percent signs are not accepted: write 0.0535 for 5.35%
}

func ExampleRateFromDecimal() {
	third := decimal.NewFromInt(1).DivRound(decimal.NewFromInt(3), 20)
	_, err := money.RateFromDecimal(third)
	fmt.Println(err)
	fmt.Println(money.RoundRate(third))
	// Output:
	// money: digits would be lost: 0.33333333333333333333 has more than the 12 decimals of a rate
	// 0.333333333333 <nil>
}

func ExampleRoundRateFloat64() {
	recovery := 0.1 + 0.2 // 0.30000000000000004
	fmt.Println(money.RoundRateFloat64(recovery))
	// Output: 0.3000 <nil>
}

func ExampleRate_Add() {
	index, spread := money.Rate(34_500_000_000), 120*money.BasisPoint
	fmt.Println(index.Add(spread))
	// Output: 0.0465 <nil>
}

func ExampleRate_MarshalText() {
	text, err := json.Marshal(map[string]money.Rate{"coupon": 53_500_000_000})
	fmt.Println(string(text), err)
	// Output: {"coupon":"0.0535"} <nil>
}
