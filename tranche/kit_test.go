package tranche_test

import (
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

// Days of 30/360 quarters and years make interest that a reader can check in the head.
var quarters = []string{"2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31"}

// twoClasses is a senior class A of 1000 at 4 % and a residual class Sub of 100, paid interest then
// principal then residual in every status.
func twoClasses(payments ...string) tranche.Spec {
	s := plain("2023-12-31", payments...)
	s.Tranches = []tranche.TrancheSpec{
		{Name: "A", Class: tranche.Senior, Notional: yuan("1000"), Coupon: &tranche.CouponSpec{Rate: yuan("0.04"), DayCount: calendar.ThirtyE360}, Principal: tranche.PrincipalSpec{Mode: tranche.PassThrough}},
		{Name: "Sub", Class: tranche.Subordinated, Notional: yuan("100"), Principal: tranche.PrincipalSpec{Mode: tranche.Residual}},
	}
	steps := []tranche.StepSpec{
		{Pay: tranche.PayInterest, To: []string{"A"}}, {Pay: tranche.PayPrincipal, To: []string{"A"}}, {Pay: tranche.PayResidual, To: []string{"Sub"}, After: []string{"A"}},
	}
	s.Waterfalls = tranche.WaterfallsSpec{Amortising: steps, Accelerated: steps, Defaulted: steps, CleanUp: steps}
	return s
}

// with puts steps before those of the amortising waterfall.
func with(s *tranche.Spec, steps ...tranche.StepSpec) {
	s.Waterfalls.Amortising = append(steps, s.Waterfalls.Amortising...)
}

// pays runs a deal on collections given without their periods.
func pays(t testing.TB, s tranche.Spec, given ...cashflow.Collection) *tranche.Result {
	t.Helper()
	deal, err := s.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	for k, p := range deal.CollectionPeriods() {
		given[k].Period = p
	}
	res, err := deal.Run(given)
	if err != nil {
		t.Fatal(err)
	}
	if res.Cash.Difference != 0 {
		t.Fatalf("cash %+v", res.Cash)
	}
	return res
}

func cash(interest, principal money.Amount) cashflow.Collection {
	return cashflow.Collection{Interest: interest, Principal: principal}
}

// equalCollection is equal for collections.
func equalCollection(t testing.TB, what string, got, want cashflow.Collection) {
	t.Helper()
	if !got.Equal(want) {
		t.Errorf("%s: %+v, want %+v", what, got, want)
	}
}

func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}
