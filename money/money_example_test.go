package money_test

import (
	"encoding/json"
	"fmt"

	"github.com/ipabs/ipabs/money"
)

func ExampleMoney() {
	rent := money.Money{Amount: 535, Currency: money.CNY}
	text, err := json.Marshal(rent)
	fmt.Println(rent, string(text), err)

	var read money.Money
	fmt.Println(json.Unmarshal([]byte(`{"amount":"535","currency":"JPY"}`), &read), read)
	// Output:
	// CNY 5.35 {"amount":"5.35","currency":"CNY"} <nil>
	// <nil> JPY 535
}

func ExampleMoney_Add() {
	yuan := money.Money{Amount: 535, Currency: money.CNY}
	fmt.Println(yuan.Add(money.Money{Amount: 1, Currency: money.CNY}))
	_, err := yuan.Add(money.Money{Amount: 1, Currency: money.JPY})
	fmt.Println(err)
	// Output:
	// CNY 5.36 <nil>
	// money: currencies differ: CNY and JPY
}
