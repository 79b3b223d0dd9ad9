package concentration_test

import (
	"fmt"

	"github.com/ipabs/ipabs/concentration"
)

func Example() {
	balances := []float64{40e6, 30e6, 20e6, 10e6}
	h := concentration.HHI(balances)
	fmt.Printf("HHI %.2f (%v points), %.2f effective names, top 2 hold %.0f%%\n",
		h, concentration.Points(h), concentration.EffectiveNumber(balances), 100*concentration.TopShare(balances, 2))
	// Output: HHI 0.30 (3000 points), 3.33 effective names, top 2 hold 70%
}

func ExampleGini() {
	loneHolder := []float64{1, 0, 0, 0}
	fmt.Println(concentration.Gini(loneHolder), concentration.GiniSmallSample(loneHolder))
	// Output: 0.75 1
}

func ExampleHillNumber() {
	balances := []float64{50, 25, 25}
	for _, q := range []float64{0, 1, 2} {
		fmt.Printf("N(%v) = %.4f\n", q, concentration.HillNumber(balances, q))
	}
	// Output:
	// N(0) = 3.0000
	// N(1) = 2.8284
	// N(2) = 2.6667
}

func ExampleAtkinson() {
	balances := []float64{1, 4}
	fmt.Printf("%.2f\n", concentration.Atkinson(balances, 1)) // 1 − √(1·4) / 2.5
	// Output: 0.20
}

func ExampleKolm() {
	// In the unit of the amounts: how much of the mean could be given up.
	amounts := []float64{541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261}
	fmt.Printf("%.2f\n", concentration.Kolm(amounts, 1e-4))
	// Output: 1388.01
}

func ExampleLorenz() {
	for _, p := range concentration.Lorenz([]float64{10, 30, 60}) {
		fmt.Printf("%.2f of the members hold %.2f\n", p.Members, p.Amount)
	}
	// Output:
	// 0.00 of the members hold 0.00
	// 0.33 of the members hold 0.10
	// 0.67 of the members hold 0.40
	// 1.00 of the members hold 1.00
}

func ExampleEllisonGlaeser() {
	gamma := concentration.EllisonGlaeser(concentration.Agglomeration{
		Members:   []concentration.Placed{{Place: "33", Amount: 5}, {Place: "33", Amount: 5}},
		Reference: []concentration.Placed{{Place: "11", Amount: 50}, {Place: "33", Amount: 50}},
	})
	fmt.Printf("%.2f\n", gamma) // all in one of two places
	// Output: 1.00
}
