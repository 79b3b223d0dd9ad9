package money_test

import (
	"errors"
	"fmt"

	"github.com/ipabs/ipabs/money"
)

// The interest of one quarter on a senior tranche, split over three holders.
func Example() {
	principal, err := money.ParseAmount("733000000.00", money.CNY)
	if err != nil {
		fmt.Println(err)
		return
	}
	coupon, err := money.ParseRate("0.0535")
	if err != nil {
		fmt.Println(err)
		return
	}
	interest, err := money.Accrue(principal, coupon, 92, 365)
	if err != nil {
		fmt.Println(err)
		return
	}
	holdings := []int64{500_000, 200_000, 33_000}
	parts, err := money.Allocate(interest, holdings)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(interest.FormatGrouped(money.CNY), "at", coupon.Percent())
	for i, part := range parts {
		fmt.Println(holdings[i], part.Format(money.CNY))
	}
	// Output:
	// 9,884,454.79 at 5.35%
	// 500000 6742465.75
	// 200000 2696986.30
	// 33000 445002.74
}

// A class of failure by errors.Is, its values by errors.As.
func Example_errors() {
	_, err := money.ParseAmount("0.005", money.CNY)
	var inexact *money.InexactError
	fmt.Println(errors.Is(err, money.ErrInexact), errors.As(err, &inexact), inexact.Value, inexact.Digits)
	fmt.Println(err)
	// Output:
	// true true 0.005 2
	// money: digits would be lost: 0.005 has more than the 2 decimals of CNY
}
