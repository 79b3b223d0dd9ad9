package money_test

import (
	"fmt"

	"github.com/ipabs/ipabs/money"
)

// 100 yuan over three equal claims: the fen left over goes to the first.
func ExampleAllocate() {
	parts, err := money.Allocate(10_000, []int64{1, 1, 1})
	fmt.Println(parts, err)
	// Output: [3334 3333 3333] <nil>
}

// A payment run: cash that does not cover the dues is paid pro rata, never more than
// is due. Dues and payments may share one slice.
func ExampleAllocateInto() {
	dues := []money.Amount{5_000_000, 3_333_333, 1}
	paid := make([]money.Amount, len(dues))
	if err := money.AllocateInto(paid, 7_000_000, dues); err != nil {
		fmt.Println(err)
		return
	}
	for i := range dues {
		fmt.Println(paid[i].Format(money.CNY), "of", dues[i].Format(money.CNY))
	}
	// Output:
	// 42000.00 of 50000.00
	// 27999.99 of 33333.33
	// 0.01 of 0.01
}
