//go:build unix

package tranche_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"syscall"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/tranche"
)

// benchPool has n leases with level quarterly rents over five years, each of a lessee of its own with a yearly
// default probability of pd, one global factor, and a promisor that is an agent too. The deal has 20 quarterly
// payments, four classes, two fees, a test, two triggers, a reserve and the promisor.
func benchPool(tb testing.TB, n int, pd float64) (*tranche.Deal, *credit.Model) {
	tb.Helper()
	spec := pool.Spec{Schema: pool.Schema, AsOf: date("2024-12-31"), Currency: money.CNY}
	doc := credit.Spec{Schema: credit.Schema, JointObligors: credit.FirstNamed, RiskUntil: credit.RiskHorizon, Agents: []string{"promisor"}}
	doc.LGD.Otherwise = &credit.LGDTerms{Mean: 0.6}
	doc.Correlation.Loadings = &credit.FactorLoadings{Global: 0.4}
	doc.PD.Otherwise = &credit.CurveSpec{AnnualPD: &pd}
	spec.Parties = append(spec.Parties, pool.PartySpec{ID: "promisor"})
	var total int64
	for i := range n {
		id := fmt.Sprint("lessee ", i)
		spec.Parties = append(spec.Parties, pool.PartySpec{ID: id})
		balance := int64(1_000_000 + 100_000*(i%13))
		total += balance
		spec.Contracts = append(spec.Contracts, pool.ContractSpec{ID: fmt.Sprint("lease ", i), Obligors: []pool.ObligorSpec{{Party: id}}, Balance: decimal.NewFromInt(balance), Rate: yuanPtr("0.06"),
			Start: date("2024-12-20"), Maturity: date("2029-12-20"), Lease: &pool.LeaseSpec{Rent: pool.InstalmentsSpec{Form: pool.Level, Frequency: calendar.Quarterly}}})
	}
	s := plain("2024-12-31")
	s.Dates.Payments = tranche.PaymentsSpec{First: date("2025-03-31"), Frequency: calendar.Quarterly, Last: date("2029-12-31")}
	left := total
	for i, c := range []struct {
		name  string
		class tranche.Class
		part  int64
		rate  string
	}{{"A1", tranche.Senior, 50, "0.03"}, {"A2", tranche.Senior, 25, "0.036"}, {"B", tranche.Mezzanine, 12, "0.05"}, {"Sub", tranche.Subordinated, 0, ""}} {
		size := total * c.part / 100
		x := tranche.TrancheSpec{Name: c.name, Class: c.class, Rank: i + 1, Principal: tranche.PrincipalSpec{Mode: tranche.PassThrough}}
		if c.rate == "" {
			size, x.Principal.Mode = left, tranche.Residual
		} else {
			x.Coupon = coupon(c.rate)
		}
		left -= size
		x.Notional = decimal.NewFromInt(size)
		s.Tranches = append(s.Tranches, x)
	}
	s.Fees = []tranche.FeeSpec{{Name: "trustee", Rate: yuanPtr("0.0005"), Of: tranche.NotionalBalance, Per: tranche.PerYear, DayCount: calendar.Act365F},
		{Name: "servicer", Rate: yuanPtr("0.001"), Of: tranche.NotionalBalance, Per: tranche.PerYear, DayCount: calendar.Act365F}}
	s.Accounts = []tranche.AccountSpec{{Name: "reserve", Opening: decimal.NewFromInt(total / 100), Target: "0.01 * senior_balance"}}
	s.Support = []tranche.SupportSpec{{Name: "promise", Kind: tranche.ShortfallCommitment, Promisors: []tranche.PromisorSpec{{Name: "promisor", Cap: tranche.Formula(fmt.Sprint(total / 20))}}}}
	s.Tests = []tranche.TestSpec{{Name: "cover", Kind: tranche.RatioTest, Numerator: "pool_balance", Denominator: "senior_balance", Is: tranche.AtLeast, Limit: "1.05"}}
	s.Triggers = []tranche.TriggerSpec{
		{Name: "losses", When: "cumulative_defaulted > 0.15 * pool_initial", At: tranche.AfterCollection, Effects: []tranche.EffectSpec{{Event: tranche.EventAcceleration}}},
		{Name: "cover", When: "fails(cover) && period < 18", Effects: []tranche.EffectSpec{{Event: tranche.EventAcceleration}}}}
	support, senior := []string{"reserve", "promise"}, []string{"A1", "A2", "B"}
	steps := []tranche.StepSpec{
		{Pay: tranche.PayFees, To: []string{"trustee", "servicer"}, Support: support},
		{Pay: tranche.PayInterest, To: []string{"A1", "A2"}, Split: tranche.ProRata, Support: support},
		{Pay: tranche.PayInterest, To: []string{"B"}},
		{Pay: tranche.PayPrincipal, To: senior, Support: support},
		{Pay: tranche.PayReserve, To: []string{"reserve"}},
		{Pay: tranche.PayReimbursement, To: []string{"promise"}},
		{Pay: tranche.PayResidual, To: []string{"Sub"}, After: senior},
	}
	s.Waterfalls.Amortising, s.Waterfalls.Accelerated = steps, steps
	return resolveDeal(tb, s), resolveModel(tb, spec, doc)
}

// processorTime is the time that the process has had of processors, in seconds: what other work on the machine
// does to it is left out as far as can be.
func processorTime() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return float64(u.Utime.Sec) + float64(u.Stime.Sec) + 1e-6*float64(u.Utime.Usec+u.Stime.Usec)
}

// BenchmarkSimulate draws whole paths of the deal on one worker, with everything that is counted, and gives the
// time of a path over that of a loop in the same run that draws one normal variable for each obligor and
// compares it with a threshold. Both are processor time.
func BenchmarkSimulate(b *testing.B) {
	for _, n := range []int{100, 1_000, 10_000} {
		for _, pd := range []float64{0.005, 0.02} {
			b.Run(fmt.Sprintf("%d/pd%v", n, pd), func(b *testing.B) {
				deal, model := benchPool(b, n, pd)
				paths := max(uint64(1<<22)/uint64(n)&^63, 4096)
				sim := simulator(b, deal, model, tranche.SimulationSettings{Paths: paths, Workers: 1, Sampling: credit.Sampling{Block: 64}})
				defaults := 0.0
				b.ResetTimer()
				runs, start := 0, processorTime()
				for b.Loop() {
					c, err := sim.RunShard(background, tranche.Shard{From: 0, To: paths})
					if err != nil {
						b.Fatal(err)
					}
					runs++
					if runs == 1 {
						defaults = c.Result().Pool.Defaults.Value
					}
				}
				perPath := (processorTime() - start) / (float64(paths) * float64(runs))
				b.ReportMetric(1/perPath, "paths/core-s")
				b.ReportMetric(defaults, "defaults/path")
				b.ReportMetric(perPath/plainLoop(n), "x-plain")
			})
		}
	}
}

// plainLoop is the time of a path that only draws one normal variable for each obligor.
func plainLoop(n int) float64 {
	r := rand.New(rand.NewPCG(1, 2))
	limit := -1.9 + 0.1*r.Float64()
	own := math.Sqrt(1 - 0.16)
	defaults, paths := 0, 0
	start := processorTime()
	for processorTime()-start < 0.05 {
		for range 10 {
			f := 0.4 * r.NormFloat64()
			for range n {
				if f+own*r.NormFloat64() < limit {
					defaults++
				}
			}
			paths++
		}
	}
	if defaults < 0 {
		return 0
	}
	return (processorTime() - start) / float64(paths)
}

// BenchmarkVarianceRatio gives by how much each way to draw lowers the variance of a probability of loss of about
// 1e-4, that of the class A2 of the whole deal, and of its expected loss, against as many plain paths without a
// control; and the same for the class B, which loses with some 1e-3, and for the residual class.
func BenchmarkVarianceRatio(b *testing.B) {
	deal, model := benchPool(b, 100, 0.02)
	for _, way := range waysToDraw {
		b.Run(way.name, func(b *testing.B) {
			settings := way.SimulationSettings
			settings.Paths, settings.NoYields = 1<<17, true
			if settings.Importance != nil {
				settings.Importance = &credit.Importance{Loss: 0.2 * float64(model.Pool().Principal()), Twist: settings.Importance.Twist}
			}
			for b.Loop() {
				got := simulate(b, deal, model, settings)
				b.ReportMetric(got.Classes[1].HitProbability.Value*1e6, "ppm-hit")
				for i, name := range []string{"A2", "B", "Sub"} {
					c := got.Classes[i+1]
					b.ReportMetric(c.HitProbability.VarianceRatio, "x-hit-"+name)
					b.ReportMetric(c.ExpectedLoss.VarianceRatio, "x-loss-"+name)
				}
			}
		})
	}
}

// BenchmarkSimulateWorkers gives the time of a simulation on one and on two workers.
func BenchmarkSimulateWorkers(b *testing.B) {
	deal, model := benchPool(b, 100, 0.02)
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprint(workers), func(b *testing.B) {
			sim := simulator(b, deal, model, tranche.SimulationSettings{Paths: 1 << 15, Workers: workers})
			for b.Loop() {
				if _, err := sim.Run(background); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
