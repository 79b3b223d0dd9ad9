package tranche_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

// oneYear is a deal of one payment a year after the cut-off: A without a coupon, then B, then Sub; the
// pool of 1000 pays 100 of interest. What it collects under a default rate d is 1100 × (1 − d).
func oneYear(a, b, sub string) tranche.Spec {
	s := plain("2023-01-01", "2024-01-01")
	for _, c := range []struct {
		name, notional string
		class          tranche.Class
		mode           tranche.Mode
	}{{"A", a, tranche.Senior, tranche.PassThrough}, {"B", b, tranche.Mezzanine, tranche.PassThrough}, {"Sub", sub, tranche.Subordinated, tranche.Residual}} {
		s.Tranches = append(s.Tranches, tranche.TrancheSpec{Name: c.name, Class: c.class, Notional: yuan(c.notional), Principal: tranche.PrincipalSpec{Mode: c.mode}})
	}
	s.Waterfalls.Amortising = []tranche.StepSpec{{Pay: tranche.PayPrincipal, To: []string{"A", "B"}}, {Pay: tranche.PayResidual, To: []string{"Sub"}}}
	return s
}

func resolved(t testing.TB, s tranche.Spec) *tranche.Deal {
	t.Helper()
	d, err := s.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func oneYearPool(d *tranche.Deal) []cashflow.Collection {
	return []cashflow.Collection{{Period: d.CollectionPeriods()[0], Opening: 1000_00, Interest: 100_00, Principal: 1000_00}}
}

func TestBreakEvenMeetsTheClosedForm(t *testing.T) {
	d := resolved(t, oneYear("660", "220", "100"))
	for _, tt := range []struct {
		situation   string
		lever       tranche.Lever
		criterion   tranche.Criterion
		base        tranche.Stress
		holds, want float64 // the value at which it turns
	}{
		{"A stands a loss of 40 %", tranche.DefaultLever(0, 1), tranche.PaidInFull("A"), tranche.Stress{}, 0, 0.4},
		{"B of 20 %", tranche.DefaultLever(0, 1), tranche.PaidOnTime("B"), tranche.Stress{}, 0, 0.2},
		{"B needs a recovery of 275/500 with half the pool lost", tranche.RecoveryLever(0, 1), tranche.PaidInFull("B"), tranche.Stress{DefaultRate: 0.5}, 1, 0.66},
		{"Sub keeps a yield of 20 % up to a haircut", tranche.HaircutLever(0, 1), tranche.YieldAtLeast("Sub", 0.2), tranche.Stress{DefaultRate: 0.05}, 0, 0},
	} {
		if tt.situation[0] == 'S' { // 950 + 95 (1 − h) − 880 = 120 → h = 40/95 … from 165 at h = 0 to 70 at h = 1
			tt.want = 45.0 / 95
		}
		got, err := d.BreakEven(context.Background(), oneYearPool(d), tranche.BreakEvenSpec{Lever: tt.lever, Criterion: tt.criterion, Base: tt.base})
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(got.Holds-tt.want) > 1e-4 || math.Abs(got.Fails-got.Holds) > 1e-6 || !got.Monotone() || (got.Holds < got.Fails) != (tt.holds == 0) {
			t.Errorf("%s: holds at %v, fails at %v, monotone %v; want %v", tt.situation, got.Holds, got.Fails, got.Monotone(), tt.want)
		}
	}
}

func TestABreakEvenThatTurnsTwiceIsSaidToAndOneThatNeverTurns(t *testing.T) {
	d := resolved(t, oneYear("660", "220", "100"))
	middle := func(res *tranche.Result) (bool, error) {
		s := res.Tranches[1].Shortfall
		return s > 50_00 && s < 150_00, nil
	}
	got, err := d.BreakEven(context.Background(), oneYearPool(d), tranche.BreakEvenSpec{Lever: tranche.DefaultLever(0, 1), Criterion: middle})
	if err != nil || got.Monotone() || len(got.Changes) != 2 {
		t.Errorf("%+v, %v", got.Changes, err)
	}
	got, err = d.BreakEven(context.Background(), oneYearPool(d), tranche.BreakEvenSpec{Lever: tranche.DefaultLever(0, 0.1), Criterion: tranche.PaidInFull("A")})
	if err != nil || !got.HoldsEverywhere || got.FailsEverywhere {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := d.BreakEven(context.Background(), oneYearPool(d), tranche.BreakEvenSpec{Lever: tranche.DefaultLever(0, 1), Criterion: tranche.PaidInFull("Z")}); !errors.Is(err, tranche.ErrNoClass) {
		t.Errorf("error %v", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := d.BreakEven(ctx, oneYearPool(d), tranche.BreakEvenSpec{Lever: tranche.DefaultLever(0, 1), Criterion: middle}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestSizesAreExactToTheSecurity(t *testing.T) {
	template := oneYear("1", "1", "1")
	d := resolved(t, template)
	stress := func(rate float64) []tranche.Stress { return []tranche.Stress{{}, {DefaultRate: rate}} }
	spec := tranche.SizingSpec{
		Template: template, Total: 1080_00, Residual: "Sub", Par: 1_00,
		Classes: []tranche.SizingClass{{Name: "A", Stresses: stress(0.3)}, {Name: "B", Stresses: stress(0.1), Cover: 1.02}},
	}
	got, err := tranche.Size(context.Background(), oneYearPool(d), spec)
	if err != nil {
		t.Fatal(err)
	}
	// A stands what is collected at 30 %: 770. B what is left at 10 %: 990 − 770 = 220, but 1000 / (770 + B) ≥ 1.02
	// lets it be no more than 210.
	want := []tranche.SizedClass{{Name: "A", Notional: 770_00, Share: 770.0 / 1080, Binding: "stress 2", Monotone: true}, {Name: "B", Notional: 210_00, Share: 210.0 / 1080, Binding: "cover", Monotone: true}}
	if diff := cmp.Diff(want, got.Classes); diff != "" {
		t.Errorf("classes (-want +got):\n%s", diff)
	}
	equal(t, "the rest", got.Spec.Tranches[2].Notional.String(), "100")
	// Brute force over every size of A agrees.
	largest := 0
	for n := 1; n <= 1000; n++ {
		s := oneYear("1", "1", "1")
		s.Tranches[0].Notional = centsOf(int64(n) * 100)
		deal := resolved(t, s)
		collected, err := tranche.Stress{DefaultRate: 0.3}.Apply(oneYearPool(deal))
		if err != nil {
			t.Fatal(err)
		}
		res, err := deal.Run(collected)
		if err != nil {
			t.Fatal(err)
		}
		if res.Tranches[0].Shortfall == 0 {
			largest = n
		}
	}
	equal(t, "by brute force", largest, 770)
}

func TestJuniorInterestBeforeSeniorPrincipalIsSizedTogether(t *testing.T) {
	template := oneYear("1", "1", "1")
	template.Tranches[1].Coupon = coupon("0.10")
	template.Waterfalls.Amortising = append([]tranche.StepSpec{{Pay: tranche.PayInterest, To: []string{"B"}}}, template.Waterfalls.Amortising...)
	d := resolved(t, template)
	got, err := tranche.Size(context.Background(), oneYearPool(d), tranche.SizingSpec{Template: template, Total: 1080_00, Residual: "Sub", Par: 1_00,
		Classes: []tranche.SizingClass{{Name: "A", Stresses: []tranche.Stress{{DefaultRate: 0.3}}}, {Name: "B", Stresses: []tranche.Stress{{DefaultRate: 0.1}}}}})
	if err != nil {
		t.Fatal(err)
	}
	a, b := got.Classes[0].Notional, got.Classes[1].Notional
	// At 30 %: 0.1 B + A ≤ 770; at 10 %: 1.1 B + A ≤ 990.
	if b/10+a > 770_00 || (a+1_00)+b/10 <= 770_00 || a+b+b/10 > 990_00 || got.Rounds < 2 {
		t.Errorf("A %d, B %d after %d rounds", a, b, got.Rounds)
	}
}

func TestSizingRefusesWhatItCannotSize(t *testing.T) {
	template := oneYear("1", "1", "1")
	d := resolved(t, template)
	good := tranche.SizingSpec{Template: template, Total: 1080_00, Residual: "Sub", Par: 1_00, Classes: []tranche.SizingClass{{Name: "A", Stresses: []tranche.Stress{{}}}, {Name: "B", Stresses: []tranche.Stress{{}}}}}
	for situation, change := range map[string]func(*tranche.SizingSpec){
		"no stress":        func(s *tranche.SizingSpec) { s.Classes = []tranche.SizingClass{{Name: "A"}} },
		"a class left out": func(s *tranche.SizingSpec) { s.Classes = s.Classes[:1] },
		"no total":         func(s *tranche.SizingSpec) { s.Total = 0 },
		"not even one security": func(s *tranche.SizingSpec) {
			s.Classes = []tranche.SizingClass{{Name: "A", Stresses: []tranche.Stress{{DefaultRate: 1}}}, s.Classes[1]}
		},
		"a stress out of bounds": func(s *tranche.SizingSpec) {
			s.Classes = []tranche.SizingClass{{Name: "A", Stresses: []tranche.Stress{{DefaultRate: 2}}}, s.Classes[1]}
		},
	} {
		spec := good
		change(&spec)
		if _, err := tranche.Size(context.Background(), oneYearPool(d), spec); !errors.Is(err, tranche.ErrSizing) && !errors.Is(err, tranche.ErrStress) {
			t.Errorf("%s: error %v", situation, err)
		}
	}
}

func TestGridsAndTornadosDoNotDependOnTheWorkers(t *testing.T) {
	first, second := resolved(t, oneYear("660", "220", "100")), resolved(t, oneYear("770", "110", "100"))
	spec := tranche.GridSpec{
		Structures: []tranche.GridStructure{{"thin", first, oneYearPool(first)}, {"thick", second, oneYearPool(second)}},
		Scenarios: []tranche.GridScenario{{Name: "base"}, {Name: "mild", Stress: tranche.Stress{DefaultRate: 0.25}}, {Name: "severe", Given: func(s tranche.GridStructure) ([]cashflow.Collection, error) {
			return tranche.Stress{DefaultRate: 0.5}.Apply(s.Given)
		}}},
	}
	var want [][]float64
	for _, workers := range []int{1, 2, 7} {
		spec.Workers = workers
		cells, err := tranche.Grid(context.Background(), spec)
		if err != nil {
			t.Fatal(err)
		}
		structures, scenarios, values, err := tranche.Table(cells, tranche.ShortfallOf("A"))
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = values
			if diff := cmp.Diff([][]float64{{0, 0, 110_00}, {0, 0, 220_00}}, values); diff != "" {
				t.Errorf("shortfall of A (-want +got):\n%s\n%v %v", diff, structures, scenarios)
			}
		}
		if diff := cmp.Diff(want, values); diff != "" {
			t.Errorf("%d workers:\n%s", workers, diff)
		}
	}
	bars, err := first.Tornado(context.Background(), oneYearPool(first), tranche.Stress{DefaultRate: 0.5}, []tranche.Lever{tranche.HaircutLever(0, 0.5), tranche.RecoveryLever(0, 0.5), tranche.OverdueLever(0, 1)}, tranche.ShortfallOf("B"))
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, b := range bars {
		order = append(order, b.Lever)
	}
	// With half the pool lost B lacks all of its 220. A recovery of 250 gives it 140; the haircut changes nothing.
	if diff := cmp.Diff([]string{"recovery", "haircut", "overdue"}, order); diff != "" || bars[0].AtHigh != 80_00 || bars[0].Base != 220_00 {
		t.Errorf("%v %+v", order, bars)
	}
}

func TestStressKeepsTheBalances(t *testing.T) {
	d := resolved(t, func() tranche.Spec {
		s := oneYear("660", "220", "100")
		s.Dates.Payments.Dates = s.Dates.Payments.Dates[:0]
		s.Dates.Payments.Dates = append(s.Dates.Payments.Dates, date("2023-07-01"), date("2024-01-01"), date("2024-07-01"))
		return s
	}())
	var given []cashflow.Collection
	balance := money.Amount(999_99)
	for k, p := range d.CollectionPeriods() {
		c := cashflow.Collection{Period: p, Opening: balance, Interest: 10_01, Principal: []money.Amount{333_33, 333_33, 333_33}[k]}
		balance -= c.Principal
		c.Closing = balance
		given = append(given, c)
	}
	s := tranche.Stress{DefaultRate: 0.1, PrepaymentRate: 0.2, Recovery: money.One / 2, RecoveryLag: 1, Overdue: money.One / 10}
	bent, err := s.Apply(given)
	if err != nil {
		t.Fatal(err)
	}
	for k, c := range bent {
		equal(t, "closing", c.Closing, c.Opening-c.Principal-c.Defaulted)
		if k > 0 {
			half, _ := bent[k-1].Defaulted.MulRate(money.One / 2)
			equal(t, "recovered of the period before", c.Recovery, half)
		}
	}
	equal(t, "nothing is left", bent[2].Closing, 0)
	same, err := tranche.Stress{}.Apply(given)
	if err != nil {
		t.Fatal(err)
	}
	for k := range given {
		equal(t, "without stress", same[k].Equal(given[k]), true)
	}
}

func TestPricesAndYieldsAreInverse(t *testing.T) {
	res := pays(t, twoClasses(quarters...), cash(30_00, 250_00), cash(20_00, 250_00), cash(10_00, 250_00), cash(5_00, 400_00))
	on := res.Closing
	for _, yield := range []float64{0.01, 0.0406, 0.2} {
		price, err := res.PriceAtYield("A", on, yield)
		if err != nil {
			t.Fatal(err)
		}
		back, err := res.YieldAtPrice("A", on, money.Amount(math.Round(price)))
		if err != nil || math.Abs(back-yield) > 1e-4 {
			t.Errorf("yield %v: price %v, back %v, %v", yield, price, back, err)
		}
		// Over a flat zero curve of 1 % the spread is the yield less 1 %.
		spread, err := res.SpreadAtPrice("A", on, money.Amount(math.Round(price)), func(calendar.Date) float64 { return 0.01 })
		if err != nil || math.Abs(spread-(yield-0.01)) > 1e-4 {
			t.Errorf("yield %v: spread %v, %v", yield, spread, err)
		}
	}
	a := res.Tranches[0]
	if !(a.Duration > 0.3 && a.Duration < a.WAL) || !(a.Convexity > 0) {
		t.Errorf("duration %v, life %v, convexity %v", a.Duration, a.WAL, a.Convexity)
	}
	if _, err := res.SpreadAtPrice("A", on, 1, func(calendar.Date) float64 { return 0 }); !errors.Is(err, tranche.ErrNoSpread) {
		t.Errorf("error %v", err)
	}
}

func TestTheBalanceSheetOwesPromisorsTheirInterest(t *testing.T) {
	s := small(t)
	rate := yuan("0.08")
	s.Support[0].Rate, s.Support[0].DayCount = &rate, calendar.ThirtyE360
	res := collect(t, s, 2_500_000_00, 4_500_000_00, 3_500_000_00, 600_000_00)
	for k, b := range res.BalanceSheets() {
		var owed money.Amount
		for _, v := range res.Periods[k].Support {
			owed += v.Closing + v.Interest
		}
		equal(t, fmt.Sprint("payment ", k+1), b.SupportOwed, owed)
	}
	if v := res.Periods[1].Support[0]; v.Interest == 0 && v.Closing > 0 {
		t.Error("no interest is owed on what a promisor paid: the case shows nothing")
	}
}

func TestBalanceSheetAndCashStatement(t *testing.T) {
	s := small(t)
	res := collect(t, s, 2_500_000_00, 4_500_000_00, 3_500_000_00, 600_000_00)
	b := res.BalanceSheets()[0]
	// After the first payment: two promisors have paid 492,000.00, the reserve is empty, A stands at 6 million.
	equal(t, "cash", b.Cash, 0)
	equal(t, "securities", b.Securities, 7_000_000_00)
	equal(t, "owed to promisors", b.SupportOwed, 492_000_00)
	for _, b := range res.BalanceSheets() {
		equal(t, "both sides", b.Pool+b.Cash, b.Securities+b.InterestOwed+b.FeesOwed+b.SupportOwed+b.SwapsOwed+b.Net)
	}
	whole := res.CashStatement(1, 4)
	sum := whole.Opening
	for _, l := range whole.Lines {
		sum += l.In - l.Out
	}
	equal(t, "opening + in − out", sum, whole.Closing)
	equal(t, "lines", len(whole.Lines), 7)
}
