package tranche_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

func date(text string) calendar.Date {
	d, err := calendar.Parse(text)
	if err != nil {
		panic(err)
	}
	return d
}

func yuan(text string) decimal.Decimal { return decimal.RequireFromString(text) }

func yuanPtr(text string) *decimal.Decimal {
	d := yuan(text)
	return &d
}

// plain is a deal with one day of calculation and payment, no business calendar and no fees.
func plain(cutOff string, payments ...string) tranche.Spec {
	zero := 0
	s := tranche.Spec{Schema: tranche.Schema, Name: "plain", Currency: money.CNY}
	s.Dates = tranche.DatesSpec{CutOff: date(cutOff), Closing: date(cutOff), Calendar: calendar.NameNone,
		Calculation: tranche.CalculationSpec{BusinessDaysBefore: &zero}}
	for _, p := range payments {
		s.Dates.Payments.Dates = append(s.Dates.Payments.Dates, date(p))
	}
	return s
}

func coupon(rate string) *tranche.CouponSpec {
	return &tranche.CouponSpec{Rate: yuan(rate), DayCount: calendar.Act365F}
}

// run pays out the given totals, one for each payment, as principal.
func run(t testing.TB, s tranche.Spec, totals ...money.Amount) *tranche.Result {
	t.Helper()
	deal, err := s.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	var collected []cashflow.Collection
	for k, period := range deal.CollectionPeriods() {
		collected = append(collected, cashflow.Collection{Period: period, Principal: totals[k]})
	}
	res, err := deal.Run(collected)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// worked reads the cases of testdata/worked-cases.json, whose sources stand in the file.
func worked(t *testing.T, id string, inputs, expected any) {
	t.Helper()
	text, err := os.ReadFile("testdata/worked-cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		ID               string
		Inputs, Expected json.RawMessage
	}
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if c.ID != id {
			continue
		}
		if err := json.Unmarshal(c.Inputs, inputs); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(c.Expected, expected); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Fatalf("no case %s", id)
}

func fen(x float64) money.Amount {
	return money.Amount(decimal.NewFromFloat(x).Shift(2).Round(0).IntPart())
}

// The source truncates interest to cents where the engine rounds half to even, so each row is run
// by itself from the opening balance that the source shows, and may differ by one cent.
func TestChineseSeniorPassThroughRowByRow(t *testing.T) {
	var in struct {
		RowsInputs []struct {
			Date           string
			Collected      float64
			OpeningBalance float64 `json:"opening_balance"`
		} `json:"rows_inputs"`
	}
	var want struct {
		Rows []struct {
			Date                string
			Interest, Principal float64
			ClosingBalance      float64 `json:"closing_balance"`
		}
	}
	worked(t, "china-1", &in, &want)
	before := "2022-04-26"
	for i, row := range in.RowsInputs {
		s := plain(before, row.Date)
		s.Tranches = []tranche.TrancheSpec{
			{Name: "Senior", Class: tranche.Senior, Notional: centsOf(int64(fen(row.OpeningBalance))), Coupon: coupon("0.07"), Principal: tranche.PrincipalSpec{Mode: tranche.PassThrough}},
			{Name: "Junior", Class: tranche.Subordinated, Notional: yuan("20"), Principal: tranche.PrincipalSpec{Mode: tranche.Residual}},
		}
		s.Waterfalls.Amortising = []tranche.StepSpec{
			{Pay: tranche.PayInterest, To: []string{"Senior"}},
			{Pay: tranche.PayPrincipal, To: []string{"Senior"}},
			{Pay: tranche.PayResidual, To: []string{"Junior"}},
		}
		got := run(t, s, fen(row.Collected)).Periods[0].Tranches[0]
		for _, v := range []struct {
			what      string
			got, want money.Amount
		}{
			{"interest", got.InterestPaid, fen(want.Rows[i].Interest)},
			{"principal", got.PrincipalPaid, fen(want.Rows[i].Principal)},
			{"closing", got.Closing, fen(want.Rows[i].ClosingBalance)},
		} {
			if diff := v.got - v.want; diff < -1 || diff > 1 {
				t.Errorf("%s %s = %d fen, source %d", row.Date, v.what, v.got, v.want)
			}
		}
		before = row.Date
	}
}

// A target balance is read at the latest schedule date on or before the payment; what is above it
// goes to the next class; at a target of nothing the class takes all cash.
func TestTargetBalances(t *testing.T) {
	s := plain("2021-04-15", "2021-07-26", "2021-08-20", "2021-09-20", "2021-10-20", "2021-11-20")
	var schedule []tranche.ScheduleSpec
	for _, row := range [][2]string{{"2021-07-20", "800"}, {"2021-08-20", "750"}, {"2021-09-20", "700"}, {"2021-10-20", "650"}, {"2021-11-20", "0"}} {
		schedule = append(schedule, tranche.ScheduleSpec{Date: date(row[0]), Balance: yuanPtr(row[1])})
	}
	s.Tranches = []tranche.TrancheSpec{
		{Name: "A1", Class: tranche.Senior, Notional: yuan("1000"), Coupon: coupon("0.07"), Principal: tranche.PrincipalSpec{Mode: tranche.Scheduled, Schedule: schedule}},
		{Name: "B", Class: tranche.Subordinated, Notional: yuan("1000"), Principal: tranche.PrincipalSpec{Mode: tranche.Residual}},
	}
	s.Waterfalls.Amortising = []tranche.StepSpec{
		{Pay: tranche.PayInterest, To: []string{"A1"}},
		{Pay: tranche.PayPrincipal, To: []string{"A1"}},
		{Pay: tranche.PayResidual, To: []string{"B"}},
	}
	res := run(t, s, 4*8115, 8115, 8115, 8115, 8115)
	var want struct {
		Balances map[string]float64 `json:"A1_balance"`
	}
	worked(t, "pac-1", &struct{}{}, &want)
	for _, p := range res.Periods {
		got := p.Tranches[0].Closing
		if diff := got - fen(want.Balances[p.Payment.String()]); diff < -2 || diff > 2 {
			t.Errorf("%s: balance %d fen, source %.2f", p.Payment, got, want.Balances[p.Payment.String()])
		}
	}
	if len(want.Balances) != len(res.Periods) {
		t.Errorf("%d balances in the source, %d payments", len(want.Balances), len(res.Periods))
	}
}

// fees makes a deal of one class that is paid last, and fees due at the first payment.
func withFees(split tranche.Split, dues ...string) tranche.Spec {
	s := plain("2024-01-01", "2024-02-01")
	s.Tranches = []tranche.TrancheSpec{{Name: "Sub", Class: tranche.Subordinated, Notional: yuan("1000"), Principal: tranche.PrincipalSpec{Mode: tranche.Residual}}}
	step := tranche.StepSpec{Pay: tranche.PayFees, Split: split}
	for i, due := range dues {
		name := string(rune('a' + i))
		s.Fees = append(s.Fees, tranche.FeeSpec{Name: name, Amount: tranche.Formula(due), Per: tranche.PerPayment})
		step.To = append(step.To, name)
	}
	s.Waterfalls.Amortising = []tranche.StepSpec{step, {Pay: tranche.PayResidual, To: []string{"Sub"}}}
	return s
}

func TestSplits(t *testing.T) {
	tests := []struct {
		situation string
		split     tranche.Split
		dues      []string
		cash      money.Amount
		paid      []money.Amount
		left      money.Amount
	}{
		{"pro rata of 60 over 100, 200, 300", tranche.ProRata, []string{"100", "200", "300"}, 6000, []money.Amount{1000, 2000, 3000}, 0},
		{"pro rata with nothing due to one", tranche.ProRata, []string{"100", "200", "0"}, 6000, []money.Amount{2000, 4000, 0}, 0},
		{"pro rata with an odd fen: the first named gets it", tranche.ProRata, []string{"1", "1", "1"}, 100, []money.Amount{34, 33, 33}, 0},
		{"pro rata with cash for all", tranche.ProRata, []string{"1", "2"}, 500, []money.Amount{100, 200}, 200},
		{"in sequence, enough", tranche.Sequential, []string{"100", "20", "0"}, 12000, []money.Amount{10000, 2000, 0}, 0},
		{"in sequence, the last goes short", tranche.Sequential, []string{"100", "20", "10"}, 12000, []money.Amount{10000, 2000, 0}, 0},
		{"in sequence, some is left", tranche.Sequential, []string{"100", "10", "0"}, 12000, []money.Amount{10000, 1000, 0}, 1000},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			p := run(t, withFees(tt.split, tt.dues...), tt.cash).Periods[0]
			for i, f := range p.Fees {
				if f.Paid != tt.paid[i] {
					t.Errorf("fee %s: paid %d, want %d", f.Name, f.Paid, tt.paid[i])
				}
			}
			if got := p.Tranches[0].PrincipalPaid + p.Tranches[0].Residual; got != tt.left {
				t.Errorf("left %d, want %d", got, tt.left)
			}
		})
	}
}

func TestArrearsOfFeesAreCarried(t *testing.T) {
	s := withFees(tranche.Sequential, "100")
	s.Dates.Payments.Dates = append(s.Dates.Payments.Dates, date("2024-03-01"))
	res := run(t, s, 80_00, 130_00)
	first, second := res.Periods[0].Fees[0], res.Periods[1].Fees[0]
	if first.Unpaid != 20_00 || second.Due != 120_00 || second.Paid != 120_00 || second.Unpaid != 0 {
		t.Errorf("first %+v, second %+v: want 20 carried and paid", first, second)
	}
	if len(res.Unpaid) != 1 || res.Unpaid[0].Kind != "fee" {
		t.Errorf("unpaid: %+v, want the fee of the first payment", res.Unpaid)
	}
}

func TestReserveTargetAndGap(t *testing.T) {
	tests := []struct {
		situation     string
		opening       string
		target        tranche.Formula
		cash, reserve money.Amount
	}{
		{"above its target gives back", "200", "0.01 * senior_balance", 0, 70},
		{"a gap is filled", "150", "210", 100_00, 210_00},
		{"a gap is filled as far as cash goes", "150", "210", 40_00, 190_00},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			s := plain("2024-01-01", "2024-02-01", "2024-03-01")
			s.Tranches = []tranche.TrancheSpec{
				{Name: "A", Class: tranche.Senior, Notional: yuan("70"), Principal: tranche.PrincipalSpec{Mode: tranche.BulletMode}, ExpectedMaturity: date("2024-03-01")},
				{Name: "Sub", Class: tranche.Subordinated, Notional: yuan("1000"), Principal: tranche.PrincipalSpec{Mode: tranche.Residual}},
			}
			s.Accounts = []tranche.AccountSpec{{Name: "reserve", Opening: yuan(tt.opening), Target: tt.target}}
			s.Waterfalls.Amortising = []tranche.StepSpec{
				{Pay: tranche.PayPrincipal, To: []string{"A"}},
				{Pay: tranche.PayReserve, To: []string{"reserve"}},
				{Pay: tranche.PayResidual, To: []string{"Sub"}},
			}
			p := run(t, s, tt.cash, 0).Periods[0]
			if got := p.Accounts[1].Closing; got != tt.reserve {
				t.Errorf("reserve holds %d, want %d", got, tt.reserve)
			}
		})
	}
}

// levelPool is a level-pay loan without default, in cents: the pool of the case.
func levelPool(periods []cashflow.Period, balance, yearly float64) []cashflow.Collection {
	rate := yearly / 12
	payment := balance * rate / (1 - math.Pow(1+rate, -float64(len(periods))))
	left := fen(balance)
	var list []cashflow.Collection
	for k, p := range periods {
		interest := money.Amount(math.Round(float64(left) * rate))
		principal := fen(payment) - interest
		if k == len(periods)-1 {
			principal = left
		}
		list = append(list, cashflow.Collection{Period: p, Opening: left, Interest: interest, Principal: principal, Closing: left - principal})
		left -= principal
	}
	return list
}

// The source's engine truncates each default to cents, so its rates lie a little below ours; the case
// allows 5e-5.
func TestACumulativeDefaultRateAcceleratesTheDealOnItsDate(t *testing.T) {
	var in struct {
		Pool struct {
			Balance float64
			Rate    float64 `json:"annual_rate"`
			Term    int
		}
		CDR float64
	}
	var want struct {
		Rates     map[string]float64    `json:"cum_default_rate"`
		Change    struct{ Date string } `json:"status_change"`
		Tolerance float64               `json:"tolerance_abs"`
	}
	worked(t, "trigger-3", &in, &want)
	var days []string
	for k := range in.Pool.Term {
		days = append(days, date("2021-02-01").AddMonths(k+1).String())
	}
	s := twoClasses()
	s.Dates = plain("2021-02-01", days...).Dates
	s.Tests = []tranche.TestSpec{{Name: "CDR", Kind: tranche.CumulativeDefault, Limit: "0.05"}}
	s.Triggers = []tranche.TriggerSpec{{Name: "acceleration", When: "cumulative_defaulted / pool_initial > 0.05", At: tranche.AfterCollection, Effects: []tranche.EffectSpec{{Status: tranche.Accelerated}}}}
	deal, err := s.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	collected, err := tranche.Stress{DefaultRate: in.CDR}.Apply(levelPool(deal.CollectionPeriods(), in.Pool.Balance, in.Pool.Rate))
	if err != nil {
		t.Fatal(err)
	}
	res, err := deal.Run(collected)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, p := range res.Periods {
		if rate, ok := want.Rates[p.Payment.String()]; ok {
			seen++
			if got := p.Tests[0].Value.Float64(); math.Abs(got-rate) > want.Tolerance {
				t.Errorf("%s: cumulative default rate %.6f, source %.6f", p.Payment, got, rate)
			}
		}
	}
	equal(t, "dates of the source", seen, len(want.Rates))
	equal(t, "accelerated on", res.StatusHistory[1].Day.String(), want.Change.Date)
	equal(t, "and for good", res.Final.Status, tranche.Accelerated)
}

func TestTargetsAndGapsOfReserves(t *testing.T) {
	var want struct{ Target, Gap map[string]float64 }
	worked(t, "reserve-1", &struct{}{}, &want)
	s := twoClasses("2024-03-31")
	s.Accounts = []tranche.AccountSpec{{Name: "A1", Opening: yuan("200"), Target: "0.01 * pool_balance"}, {Name: "A2", Opening: yuan("150"), Target: "210"}}
	s.Tranches[0].Name = "Senior"
	for i := range s.Waterfalls.Amortising {
		s.Waterfalls.Amortising[i].After = nil
		s.Waterfalls.Amortising[i].To = []string{map[int]string{0: "Senior", 1: "Senior", 2: "Sub"}[i]}
	}
	s.Waterfalls = tranche.WaterfallsSpec{Amortising: append([]tranche.StepSpec{
		{Do: tranche.Book, To: []string{"target A1"}, Amount: "target(A1)"}, {Do: tranche.Book, To: []string{"gap A1"}, Amount: "gap(A1)"},
		{Do: tranche.Book, To: []string{"target A2"}, Amount: "target(A2)"}, {Do: tranche.Book, To: []string{"gap A2"}, Amount: "gap(A2)"},
		{Pay: tranche.PayReserve, To: []string{"A1", "A2"}},
	}, s.Waterfalls.Amortising...)}
	s.Ledgers = []tranche.LedgerSpec{{Name: "target A1"}, {Name: "gap A1"}, {Name: "target A2"}, {Name: "gap A2"}}
	got := pays(t, s, cashflow.Collection{Opening: 70_00, Closing: 70_00}).Periods[0].Ledgers
	for i, x := range []float64{want.Target["A1"], want.Gap["A1"], want.Target["A2"], want.Gap["A2"]} {
		equal(t, got[i].Name, got[i].Closing, fen(x))
	}
}
