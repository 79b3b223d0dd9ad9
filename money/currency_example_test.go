package money_test

import (
	"fmt"

	"github.com/ipabs/ipabs/money"
)

func ExampleParseCurrency() {
	c, err := money.ParseCurrency("CNY")
	fmt.Println(c, c.Exponent(), err)
	_, err = money.ParseCurrency("RMB")
	fmt.Println(err)
	// Output:
	// CNY 2 <nil>
	// money: unknown currency: "RMB": the ISO 4217 code of the renminbi is CNY
}

func ExampleCurrencies() {
	for _, c := range money.Currencies() {
		if c.Exponent() == 4 {
			fmt.Println(c)
		}
	}
	// Output:
	// CLF
	// UYW
}
