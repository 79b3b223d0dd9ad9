package concentration_test

import (
	"fmt"

	"github.com/ipabs/ipabs/concentration"
)

func ExampleCheckStated() {
	industries := concentration.StatedMeasure{Axis: "industry", Of: "obligor", Basis: "receivable_balance"}
	found, err := concentration.CheckStated(concentration.Statements{
		Counts: []concentration.StatedCount{{Axis: "industry", Of: "obligor", Count: 5}},
		Tops:   []concentration.StatedTop{{StatedMeasure: industries, K: 3, Percent: "54.48"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range found {
		fmt.Println(f)
		fmt.Println(f.Message.ZH)
	}
	// Output:
	// impossible (top_share_floor): There are 5 industries, so the 3 largest industries hold at least 60.00 %, but 54.48 % is printed for the 3 largest. [counts[0] = 5, tops[0] = 54.48]
	// 共有5个行业，因此最大的3个行业合计至少占60.00%，但前3大披露为54.48%。
}

func ExampleParseStatements() {
	s, err := concentration.ParseStatements([]byte(`{
		"schema": "ipabs.statements/1",
		"counts": [{"axis": "contract", "count": 10}, {"axis": "obligor", "count": 13}]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	found, err := concentration.CheckStated(s)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range found {
		fmt.Println(f.Severity, f.Bound)
		fmt.Println(f.Message.EN)
	}
	// Output:
	// doubtful ≥ 3
	// 13 obligors stand against 10 contracts, so at least 3 signatures are those of co-obligors.
}

func ExamplePrinted_Interval() {
	low, high, err := concentration.Printed("67.27").Interval()
	fmt.Println(low.FloatString(3), high.FloatString(3), err)
	// Output: 67.265 67.275 <nil>
}
