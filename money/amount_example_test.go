package money_test

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/ipabs/ipabs/money"
)

func ExampleParseAmount() {
	for _, text := range []string{"733000000.00", "-0.01", "5.3500", "1,000.00", "0.005"} {
		a, err := money.ParseAmount(text, money.CNY)
		fmt.Println(a, err)
	}
	// Output:
	// 73300000000 <nil>
	// -1 <nil>
	// 535 <nil>
	// 0 money: not a plain decimal number: "1,000.00": ',': thousands separators are not accepted
	// 0 money: digits would be lost: 0.005 has more than the 2 decimals of CNY
}

func ExampleAmount_Format() {
	a := money.Amount(73_300_000_000)
	fmt.Println(a.Format(money.CNY))
	fmt.Println(a.Format(money.JPY))
	fmt.Println(a.Format(money.KWD))
	// Output:
	// 733000000.00
	// 73300000000
	// 73300000.000
}

func ExampleAmount_FormatGrouped() {
	fmt.Println(money.Amount(73_300_000_000).FormatGrouped(money.CNY))
	// Output: 733,000,000.00
}

func ExampleAmount_Decimal() {
	fmt.Println(money.Amount(535).Decimal(money.CNY))
	// Output: 5.35
}

func ExampleAmount_Add() {
	fmt.Println(money.Amount(535).Add(1))
	fmt.Println(money.Amount(math.MaxInt64).Add(1))
	// Output:
	// 536 <nil>
	// 0 money: overflow: 9223372036854775807 + 1 does not fit in int64
}

func ExampleSum() {
	fmt.Println(money.Sum(100, 250, -50))
	// Output: 300 <nil>
}

// A document of one currency states it once and writes its amounts as decimal
// strings.
func ExampleAmount_Format_json() {
	type document struct {
		Currency  money.Currency `json:"currency"`
		Principal string         `json:"principal"`
	}
	text, err := json.Marshal(document{money.CNY, money.Amount(73_300_000_000).Format(money.CNY)})
	fmt.Println(string(text), err)

	var read document
	if err := json.Unmarshal(text, &read); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(money.ParseAmount(read.Principal, read.Currency))
	// Output:
	// {"currency":"CNY","principal":"733000000.00"} <nil>
	// 73300000000 <nil>
}
