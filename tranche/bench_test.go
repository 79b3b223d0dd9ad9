package tranche_test

import (
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/tranche"
)

// benchDeal has 20 quarterly payments, four classes, six fees, a reserve, three tests, two triggers and a
// commitment with two promisors.
func benchDeal(b testing.TB) (*tranche.Deal, []cashflow.Collection) {
	s := plain("2020-01-01")
	s.Dates.Payments = tranche.PaymentsSpec{First: date("2020-04-01"), Frequency: calendar.Quarterly, Last: date("2025-01-01")}
	for _, name := range []string{"A1", "A2", "A3"} {
		s.Tranches = append(s.Tranches, tranche.TrancheSpec{Name: name, Class: tranche.Senior, Notional: yuan("200000000"), Coupon: coupon("0.04"), Principal: tranche.PrincipalSpec{Mode: tranche.PassThrough}})
	}
	s.Tranches = append(s.Tranches, tranche.TrancheSpec{Name: "Sub", Class: tranche.Subordinated, Notional: yuan("100000000"), Principal: tranche.PrincipalSpec{Mode: tranche.Residual}})
	fees := []string{"a", "b", "c", "d", "e", "f"}
	for _, name := range fees {
		s.Fees = append(s.Fees, tranche.FeeSpec{Name: name, Rate: yuanPtr("0.0005"), Of: tranche.NotionalBalance, Per: tranche.PerYear, DayCount: calendar.Act365F})
	}
	s.Accounts = []tranche.AccountSpec{{Name: "reserve", Opening: yuan("5000000"), Target: "0.01 * senior_balance"}}
	s.Support = []tranche.SupportSpec{{Name: "promise", Kind: tranche.ShortfallCommitment, Promisors: []tranche.PromisorSpec{{Name: "first", Cap: "10000000"}, {Name: "second"}}}}
	support := []string{"reserve", "promise"}
	senior := []string{"A1", "A2", "A3"}
	s.Waterfalls.Amortising = []tranche.StepSpec{
		{Pay: tranche.PayFees, To: fees, Support: support},
		{Pay: tranche.PayInterest, To: senior, Split: tranche.ProRata, Support: support},
		{Pay: tranche.PayPrincipal, To: senior, Support: support},
		{Pay: tranche.PayReserve, To: []string{"reserve"}},
		{Pay: tranche.PayReimbursement, To: []string{"promise"}},
		{Pay: tranche.PayResidual, To: []string{"Sub"}, After: senior},
	}
	s.Waterfalls.Accelerated, s.Waterfalls.Defaulted = s.Waterfalls.Amortising, s.Waterfalls.Amortising
	s.Tests = []tranche.TestSpec{
		{Name: "OC", Kind: tranche.Overcollateral, Of: []string{"senior"}, Limit: "1.05"},
		{Name: "CDR", Kind: tranche.CumulativeDefault, Bands: []tranche.BandSpec{{Through: 1, Limit: yuan("0.03")}, {Through: 5, Limit: yuan("0.08")}}},
		{Name: "late", Kind: tranche.Delinquency, Days: 90, Limit: "0.05", Average: 3},
	}
	s.Triggers = []tranche.TriggerSpec{
		{Name: "acceleration", When: "fails(OC) || fails(CDR) || fails(late)", Effects: []tranche.EffectSpec{{Event: tranche.EventAcceleration}}},
		{Name: "default", When: "interest_unpaid(senior) > 0", At: tranche.AfterWaterfall, Effects: []tranche.EffectSpec{{Event: tranche.EventDefault}}},
	}
	deal, err := s.Resolve()
	if err != nil {
		b.Fatal(err)
	}
	balance := money.Amount(740_000_000_00)
	var collected []cashflow.Collection
	for _, p := range deal.CollectionPeriods() {
		c := cashflow.Collection{Period: p, Opening: balance, Interest: 8_000_000_00, Principal: 35_000_000_00, Defaulted: 1_000_000_00}
		balance -= c.Principal + c.Defaulted
		c.Closing, c.Overdue[3] = balance, balance/50
		collected = append(collected, c)
	}
	return deal, collected
}

// BenchmarkRunResult adds the whole record that a report shows.
func BenchmarkRunResult(b *testing.B) {
	deal, collected := benchDeal(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := deal.Run(collected); err != nil {
			b.Fatal(err)
		}
	}
}

func TestPayingAllocatesNothing(t *testing.T) {
	deal, collected := benchDeal(t)
	runner := deal.NewRunner()
	if err := runner.Pay(collected); err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(100, func() { _ = runner.Pay(collected) }); n != 0 {
		t.Errorf("%v allocations a run, want none", n)
	}
}

func TestManyRunnersShareOneDeal(t *testing.T) {
	deal, collected := benchDeal(t)
	want, err := deal.Run(collected)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan string, 8)
	for range cap(done) {
		go func() {
			got, err := deal.Run(collected)
			switch {
			case err != nil:
				done <- err.Error()
			case got.Tranches[3].Residual != want.Tranches[3].Residual:
				done <- "another result"
			default:
				done <- ""
			}
		}()
	}
	for range cap(done) {
		if problem := <-done; problem != "" {
			t.Error(problem)
		}
	}
}

// BenchmarkResolve reads nothing: it checks and compiles the document that the other benchmarks run.
func BenchmarkResolve(b *testing.B) {
	deal, _ := benchDeal(b)
	spec := deal.Spec()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := spec.Resolve(); err != nil {
			b.Fatal(err)
		}
	}
}
