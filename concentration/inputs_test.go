package concentration_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// lines prints exposures as "key amount" lines, largest first.
func lines(e *concentration.Exposures) []string {
	var list []string
	for _, v := range e.Entries() {
		list = append(list, fmt.Sprintf("%s %s", v.Key, v.Amount.Format(e.Currency())))
	}
	return list
}

func TestMeasuresBeyondThePool(t *testing.T) {
	p := build(t, []claim{
		{fen: 100_00, obligors: []string{"a"}, creditor: "x", months: 3},
		{fen: 200_00, obligors: []string{"a", "b"}, creditor: "y", months: 12},
		{fen: 100_01, obligors: []string{"c"}, creditor: "z", months: 13},
		{fen: 50_00, obligors: []string{"c"}, months: 61},
	}, map[string]string{"x": "X", "z": "X"})
	in := concentration.Inputs{
		CashFlow:  concentration.CashFlow{Label: "contractual, undiscounted", Amounts: []money.Amount{110_00, 0, 400_01, 60_00}},
		LossRates: []money.Rate{0, money.One / 2, 5 * money.BasisPoint, money.One},
	}
	tests := []struct {
		situation string
		measure   concentration.Measure
		name      string
		want      []string
	}{
		{"future cash flow", concentration.Measure{Basis: concentration.FutureCashFlow},
			"obligor on future_cash_flow (contractual, undiscounted), equal", []string{"c 460.01", "a 110.00", "b 0.00"}},
		{"expected loss: half-even, 0.05 % of 100.01 is 0.05", concentration.Measure{Weight: concentration.ByExpectedLoss},
			"obligor on outstanding_principal, equal, weighted by expected_loss", []string{"c 50.05", "a 50.00", "b 50.00"}},
		{"every contract by itself", concentration.Measure{Key: concentration.Contract},
			"contract on outstanding_principal, equal", []string{"C002 200.00", "C003 100.01", "C001 100.00", "C004 50.00"}},
		{"creditors with affiliates", concentration.Measure{Key: concentration.CreditorGroup},
			"creditor_group on outstanding_principal, equal", []string{"X 200.01", "y 200.00", "unknown 50.00"}},
		{"bands of the remaining term hold their upper edge", concentration.Measure{Key: concentration.MaturityBand},
			"maturity_band on outstanding_principal, equal", []string{"over 6 to 12 months 200.00", "over 12 to 24 months 100.01", "up to 6 months 100.00", "over 60 months 50.00"}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			e := must[*concentration.Exposures](t)(concentration.NewExposuresFrom(p, tt.measure, in))
			if e.Measure().String() != tt.name {
				t.Errorf("measure %q, want %q", e.Measure(), tt.name)
			}
			if diff := cmp.Diff(tt.want, lines(e)); diff != "" {
				t.Errorf("entries (-want +got):\n%s", diff)
			}
		})
	}
	in.BandMonths = []int{12}
	e := must[*concentration.Exposures](t)(concentration.NewExposuresFrom(p, concentration.Measure{Key: concentration.MaturityBand}, in))
	if diff := cmp.Diff([]string{"up to 12 months 300.00", "over 12 months 150.01"}, lines(e)); diff != "" {
		t.Errorf("the caller's own band (-want +got):\n%s", diff)
	}
}

func TestMeasureInJSON(t *testing.T) {
	m := concentration.Measure{Key: concentration.CreditorGroup, Basis: concentration.FutureCashFlow, Weight: concentration.ByExpectedLoss, CashFlow: "discounted at 4 %"}
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"key":"creditor_group","basis":"future_cash_flow","allocation":"equal","weight":"expected_loss","cash_flow":"discounted at 4 %"}`
	if string(text) != want {
		t.Errorf("%s, want %s", text, want)
	}
	var back concentration.Measure
	if err := json.Unmarshal(text, &back); err != nil || back != m {
		t.Errorf("read back %+v, %v", back, err)
	}
	if text, _ := json.Marshal(concentration.Measure{}); string(text) != `{"key":"obligor","basis":"outstanding_principal","allocation":"equal"}` {
		t.Errorf("the zero measure is %s", text)
	}
}

func TestInputsThatAreMissing(t *testing.T) {
	p := cm13(t)
	if _, err := concentration.NewExposures(p, concentration.Measure{Basis: concentration.FutureCashFlow}); !errors.Is(err, concentration.ErrNoCashFlow) {
		t.Errorf("no cash flow: %v", err)
	}
	if _, err := concentration.NewExposures(p, concentration.Measure{Weight: concentration.ByExpectedLoss}); !errors.Is(err, concentration.ErrNoLossRates) {
		t.Errorf("no loss rates: %v", err)
	}
	for _, m := range []concentration.Measure{{Key: 99}, {Basis: 99}, {Allocation: 99}, {Weight: 99}} {
		if _, err := concentration.NewExposures(p, m); err == nil {
			t.Errorf("no error for %s", m)
		}
	}
}

func TestEveryFaultOfTheInputsAtOnce(t *testing.T) {
	p := build(t, []claim{owes("a", 1), owes("b", 1)}, nil)
	_, err := concentration.NewExposuresFrom(p, concentration.Measure{}, concentration.Inputs{
		CashFlow:   concentration.CashFlow{Amounts: []money.Amount{-1, 2, 3}},
		LossRates:  []money.Rate{money.One + 1},
		BandMonths: []int{12, 6, 0},
		Relations:  []concentration.Relation{{A: "a", B: "nobody"}},
	})
	var e *faults.Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v", err)
	}
	var got []string
	for _, f := range e.Faults() {
		got = append(got, f.Path+" "+string(f.Code))
	}
	want := []string{
		"cash_flow.label missing", "cash_flow.amounts inconsistent", "cash_flow.amounts[0] out_of_range",
		"loss_rates inconsistent", "loss_rates[0] out_of_range",
		"band_months[1] out_of_range", "band_months[2] out_of_range", "relations[0].b unknown",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestAmountsTooLargeToAddUp(t *testing.T) {
	p := build(t, []claim{owes("a", 1), owes("b", 1)}, nil)
	huge := []money.Amount{math.MaxInt64, 1}
	_, err := concentration.NewExposuresFrom(p, concentration.Measure{Basis: concentration.FutureCashFlow},
		concentration.Inputs{CashFlow: concentration.CashFlow{Label: "x", Amounts: huge}})
	var e *faults.Error
	if !errors.As(err, &e) {
		t.Errorf("amounts beyond the range: %v", err)
	}
	joint := build(t, []claim{{fen: 1, obligors: []string{"a", "b", "c"}}}, nil)
	_, err = concentration.NewExposuresFrom(joint, concentration.Measure{Basis: concentration.FutureCashFlow, Allocation: concentration.JointAndSeveral},
		concentration.Inputs{CashFlow: concentration.CashFlow{Label: "x", Amounts: []money.Amount{math.MaxInt64 / 2}}})
	if !errors.Is(err, concentration.ErrTooLarge) {
		t.Errorf("three obligors who each carry half the range: %v", err)
	}
}

// Whatever the key, the buckets of a measure that divides contracts sum to the pool.
func TestExposuresFromInputsSumToTheTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		claims := drawClaims(t)
		p := build(t, claims, nil)
		in := concentration.Inputs{CashFlow: concentration.CashFlow{Label: "drawn"}}
		var flow, loss money.Amount
		for i := range p.Len() {
			a := money.Amount(rapid.Int64Range(0, 1e12).Draw(t, "cash"))
			r := money.Rate(rapid.Int64Range(0, int64(money.One)).Draw(t, "rate"))
			in.CashFlow.Amounts = append(in.CashFlow.Amounts, a)
			in.LossRates = append(in.LossRates, r)
			flow += a
			lost, err := p.Contract(i).Principal.MulRate(r)
			if err != nil {
				t.Fatal(err)
			}
			loss += lost
		}
		for _, key := range concentration.Keys() {
			for _, allocation := range dividing {
				for _, tt := range []struct {
					measure concentration.Measure
					want    money.Amount
				}{
					{concentration.Measure{Key: key, Allocation: allocation, Basis: concentration.FutureCashFlow}, flow},
					{concentration.Measure{Key: key, Allocation: allocation, Weight: concentration.ByExpectedLoss}, loss},
				} {
					e := must[*concentration.Exposures](t)(concentration.NewExposuresFrom(p, tt.measure, in))
					if e.Total() != tt.want || e.TopAmount(e.Len()) != tt.want {
						t.Fatalf("%s: total %d, buckets %d, want %d", e.Measure(), e.Total(), e.TopAmount(e.Len()), tt.want)
					}
				}
			}
		}
	})
}

func ExampleNewExposuresFrom() {
	p := mustPool([]owed{{6_000_00, []string{"a"}}, {3_000_00, []string{"b"}}})
	e, err := concentration.NewExposuresFrom(p, concentration.Measure{Basis: concentration.FutureCashFlow}, concentration.Inputs{
		CashFlow: concentration.CashFlow{Label: "contractual, undiscounted", Amounts: []money.Amount{6_000_00, 4_000_00}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s: largest %.2f%%\n", e.Measure(), 100*e.Top(1))
	// Output:
	// obligor on future_cash_flow (contractual, undiscounted), equal: largest 60.00%
}
