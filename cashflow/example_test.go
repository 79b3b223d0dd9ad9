package cashflow_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// document is a pool of a lease that states all its terms and a loan that states few.
const document = `{
  "schema": "ipabs.pool/1", "as_of": "2018-10-31", "currency": "CNY",
  "parties": [{"id": "studio"}, {"id": "maker"}],
  "contracts": [
    {"id": "L-01", "obligors": [{"party": "studio"}], "balance": "9000000.00", "rate": "0.08",
     "start": "2018-06-20", "maturity": "2019-06-20",
     "lease": {"rent": {"form": "level", "frequency": "quarterly", "timing": "arrears", "day_count": "30E/360"},
               "deposit": "500000.00", "deposit_use": "offset_last_payments", "purchase_price": "100.00"}},
    {"id": "M-01", "obligors": [{"party": "maker"}], "balance": "1000000.00", "rate": "0.0585",
     "start": "2018-06-30", "maturity": "2019-01-31",
     "microloan": {"repayment": {"form": "interest_first", "frequency": "", "timing": "arrears", "day_count": ""}}}
  ]
}`

func examplePool() *pool.Pool {
	spec, err := pool.ReadSpec(strings.NewReader(document))
	if err != nil {
		panic(err)
	}
	p, err := spec.Resolve()
	if err != nil {
		panic(err)
	}
	return p
}

func ExampleContractual() {
	p := examplePool()
	flows, err := cashflow.Contractual(context.Background(), p, cashflow.Settings{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, r := range flows.All() {
		fmt.Println(p.Contract(i).ID, r.Date, r.Payment.Format(money.CNY), "leaves", r.Closing.Format(money.CNY))
	}
	for _, n := range flows.Summary() {
		fmt.Printf("%s taken as %s for %d contract(s)\n", n.What, n.Taken, n.Contracts)
	}
	// Output:
	// L-01 2018-12-20 3120792.05 leaves 6059207.95
	// L-01 2019-03-20 3120792.05 leaves 3059600.06
	// L-01 2019-06-20 3120892.06 leaves 0.00
	// M-01 2018-11-30 4875.00 leaves 1000000.00
	// M-01 2018-12-31 5037.50 leaves 1000000.00
	// M-01 2019-01-31 1005037.50 leaves 0.00
	// day_count taken as ACT/360 for 1 contract(s)
	// frequency taken as monthly for 1 contract(s)
}

func ExampleSchedule() {
	got, err := cashflow.Schedule(examplePool(), 0, cashflow.Settings{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range got.Rows {
		fmt.Println(r.Date, "interest", r.Interest.Format(money.CNY), "principal", r.Principal.Format(money.CNY),
			"other", r.Other.Format(money.CNY), "from the deposit", r.FromDeposit.Format(money.CNY))
	}
	// Output:
	// 2018-12-20 interest 180000.00 principal 2940792.05 other 0.00 from the deposit 0.00
	// 2019-03-20 interest 121184.16 principal 2999607.89 other 0.00 from the deposit 0.00
	// 2019-06-20 interest 61192.00 principal 3059600.06 other 100.00 from the deposit 500000.00
}

func ExampleSettings() {
	// What this desk takes for loans that do not say how often they pay.
	s := cashflow.Settings{Microloan: cashflow.Fallback{Frequency: calendar.Quarterly, DayCount: calendar.Act365F}}
	got, err := cashflow.Schedule(examplePool(), 1, s)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range got.Rows {
		fmt.Println(r.Date, r.Payment.Format(money.CNY))
	}
	for _, a := range got.Assumptions {
		fmt.Println(a.ContractID, a.What, a.Taken)
	}
	// Output:
	// 2019-01-31 1014745.21
	// M-01 frequency quarterly
	// M-01 day_count ACT/365F
}

func ExampleFlows_Collect() {
	flows, err := cashflow.Contractual(context.Background(), examplePool(), cashflow.Settings{})
	if err != nil {
		fmt.Println(err)
		return
	}
	collected, after, err := flows.Collect([]cashflow.Period{
		{From: calendar.MustNew(2018, 10, 31), To: calendar.MustNew(2018, 12, 31)},
		{From: calendar.MustNew(2018, 12, 31), To: calendar.MustNew(2019, 3, 31)},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range collected {
		fmt.Println(c.To, c.Total().Format(money.CNY), "leaves", c.Closing.Format(money.CNY))
	}
	fmt.Println("later", after.Total().Format(money.CNY))
	// Output:
	// 2018-12-31 3130704.55 leaves 7059207.95
	// 2019-03-31 4125829.55 leaves 3059600.06
	// later 3120892.06
}

func ExampleFlows_ByQuarter() {
	flows, err := cashflow.Contractual(context.Background(), examplePool(), cashflow.Settings{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range flows.ByQuarter() {
		fmt.Println(c.To, c.Interest.Format(money.CNY), c.Principal.Format(money.CNY), c.Other.Format(money.CNY))
	}
	// Output:
	// 2018-12-31 189912.50 2940792.05 0.00
	// 2019-03-31 126221.66 3999607.89 0.00
	// 2019-06-20 61192.00 3059600.06 100.00
}

func ExampleXIRR() {
	// A pool bought at 98 % of its principal.
	flows, err := cashflow.Contractual(context.Background(), examplePool(), cashflow.Settings{})
	if err != nil {
		fmt.Println(err)
		return
	}
	price := cashflow.Dated{Date: flows.AsOf(), Amount: -flows.Principal() / 100 * 98}
	rate, err := cashflow.XIRR(append(flows.DatedPayments(), price))
	fmt.Printf("%.4f %v\n", rate, err)
	// Output:
	// 0.1677 <nil>
}

func ExampleXIRR_severalRoots() {
	start := calendar.MustNew(2023, 1, 1)
	_, err := cashflow.XIRR([]cashflow.Dated{
		{Date: start, Amount: -100000},
		{Date: start.AddDays(365), Amount: 230000},
		{Date: start.AddDays(730), Amount: -132000},
	})
	var several *cashflow.SeveralRootsError
	if errors.As(err, &several) {
		fmt.Printf("%.2f\n", several.Roots)
	}
	// Output:
	// [0.10 0.20]
}

func ExampleWAL() {
	flows, err := cashflow.Contractual(context.Background(), examplePool(), cashflow.Settings{})
	if err != nil {
		fmt.Println(err)
		return
	}
	years, err := cashflow.WAL(flows.DatedPrincipal(), flows.AsOf())
	fmt.Printf("%.4f years %v\n", years, err)
	// Output:
	// 0.3750 years <nil>
}

func ExamplePV() {
	flows, err := cashflow.Contractual(context.Background(), examplePool(), cashflow.Settings{})
	if err != nil {
		fmt.Println(err)
		return
	}
	cash, on, yield := flows.DatedPayments(), flows.AsOf(), cashflow.Yield{Rate: 0.06}
	pv, err := cashflow.PV(cash, on, yield)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.0f fen\n", pv)
	for _, measure := range []func([]cashflow.Dated, calendar.Date, cashflow.Yield) (float64, error){
		cashflow.MacaulayDuration, cashflow.ModifiedDuration, cashflow.Convexity,
	} {
		v, err := measure(cash, on, yield)
		fmt.Printf("%.4f %v\n", v, err)
	}
	// Output:
	// 1015544151 fen
	// 0.3700 <nil>
	// 0.3490 <nil>
	// 0.4857 <nil>
}
