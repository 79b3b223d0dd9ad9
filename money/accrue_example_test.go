package money_test

import (
	"fmt"

	"github.com/ipabs/ipabs/money"
)

// 92 days on 733,000,000 yuan at 5.35 %, ACT/365F.
func ExampleAccrue() {
	interest, err := money.Accrue(73_300_000_000, 53_500_000_000, 92, 365)
	fmt.Println(interest.Format(money.CNY), err)
	// Output: 9884454.79 <nil>
}

// A fee of five basis points; half a fen goes to the even neighbour.
func ExampleAmount_MulRate() {
	for _, balance := range []money.Amount{73_300_000_000, 1000, 3000} {
		fee, err := balance.MulRate(5 * money.BasisPoint)
		fmt.Println(fee.Format(money.CNY), err)
	}
	// Output:
	// 366500.00 <nil>
	// 0.00 <nil>
	// 0.02 <nil>
}

func ExampleMulDiv() {
	fmt.Println(money.MulDiv(5, 1, 2))
	fmt.Println(money.MulDiv(7, 1, 2))
	fmt.Println(money.MulDiv(9_000_000_000_000_000_000, 9, 10))
	// Output:
	// 2 <nil>
	// 4 <nil>
	// 8100000000000000000 <nil>
}
