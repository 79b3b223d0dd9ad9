package money_test

import (
	"fmt"

	"github.com/ipabs/ipabs/money"
)

func ExampleFXTable_Convert() {
	const march31 = 20_543 // 2026-03-31, the number behind calendar.Date
	fx, err := money.NewFXTable([]money.Quote{
		{Day: march31, From: money.JPY, To: money.CNY, Rate: 48_900_000_000}, // 100 JPY = 4.89 CNY
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(fx.Convert(money.Money{Amount: 1_000_000, Currency: money.JPY}, money.CNY, march31))

	_, err = fx.Convert(money.Money{Amount: 1_000_000, Currency: money.JPY}, money.CNY, march31+1)
	fmt.Println(err)
	// Output:
	// CNY 48900.00 <nil>
	// money: no exchange rate from JPY to CNY on 2026-04-01 (day 20544)
}

// A rate that the table does not state is derived only when the settings say so, and
// Legs shows from what.
func ExampleFXTable_With() {
	const day = 20_543
	quoted, err := money.NewFXTable([]money.Quote{
		{Day: day, From: money.USD, To: money.CNY, Rate: 7_100_000_000_000},
		{Day: day, From: money.USD, To: money.HKD, Rate: 7_800_000_000_000},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fx, err := quoted.With(money.FXSettings{AllowInverse: true, CrossVia: money.USD})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(fx.Convert(money.Money{Amount: 78_000, Currency: money.HKD}, money.CNY, day))
	legs, err := fx.Legs(money.Pair{From: money.HKD, To: money.CNY}, day)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, leg := range legs {
		fmt.Println(leg.Quote.From, leg.Quote.To, leg.Quote.Rate, leg.Inverse)
	}
	// Output:
	// CNY 710.00 <nil>
	// USD HKD 7.8000 true
	// USD CNY 7.1000 false
}

func ExampleNewFXTable() {
	_, err := money.NewFXTable([]money.Quote{
		{Day: 20_543, From: money.USD, To: money.CNY, Rate: 0},
		{Day: 20_543, From: money.USD, To: money.USD, Rate: money.One},
	})
	fmt.Println(err)
	// Output:
	// money: unusable quote: quote 0, USD to CNY on 2026-03-31 (day 20543) at 0.0000: the rate is not positive
	// money: unusable quote: quote 1, USD to USD on 2026-03-31 (day 20543) at 1.0000: From and To are the same currency
}
