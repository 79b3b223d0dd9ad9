package tranche_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/tranche"
)

var background = context.Background()

func ptr[T any](v T) *T { return &v }

// bullets are receivables that are due in one sum on one day, each owed by a party of its own.
type bullets struct {
	balances []int64 // in yuan
	pd       []float64
	lgd      float64
	due      string
	global   float64 // weight of the global factor
}

const bulletCutOff = "2024-12-31"

func (b bullets) model(t testing.TB) *credit.Model {
	t.Helper()
	spec := pool.Spec{Schema: pool.Schema, AsOf: date(bulletCutOff), Currency: money.CNY}
	doc := credit.Spec{Schema: credit.Schema, JointObligors: credit.FirstNamed, RiskUntil: credit.RiskHorizon}
	doc.LGD.Otherwise = &credit.LGDTerms{Mean: b.lgd}
	if b.global == 0 {
		doc.Correlation.Independent = true
	} else {
		doc.Correlation.Loadings = &credit.FactorLoadings{Global: b.global}
	}
	doc.PD.Parties = map[string]credit.CurveSpec{}
	for i, balance := range b.balances {
		id := fmt.Sprintf("party %03d", i)
		industry, _ := pool.ParseIndustry(string(rune('A' + i%5)))
		spec.Parties = append(spec.Parties, pool.PartySpec{ID: id, Industry: industry})
		doc.PD.Parties[id] = credit.CurveSpec{AnnualPD: ptr(b.pd[i%len(b.pd)])}
		spec.Contracts = append(spec.Contracts, pool.ContractSpec{ID: fmt.Sprintf("claim %03d", i), Obligors: []pool.ObligorSpec{{Party: id}},
			Balance: decimal.NewFromInt(balance), Maturity: date(b.due), Receivable: &pool.ReceivableSpec{}})
	}
	return resolveModel(t, spec, doc)
}

func resolveModel(t testing.TB, spec pool.Spec, doc credit.Spec) *credit.Model {
	t.Helper()
	p, err := spec.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	m, err := doc.Resolve(p)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// static is a structure without interest and fees that pays principal by rank out of all cash: what its classes
// lose is what the layers of the pool's loss lose. Sizes are in yuan, the most senior first.
func static(t testing.TB, due string, sizes ...int64) *tranche.Deal {
	t.Helper()
	s := plain(bulletCutOff, due)
	var names []string
	for i, size := range sizes {
		name := fmt.Sprint("A", i+1)
		class := tranche.Senior
		if i == len(sizes)-1 {
			class = tranche.Subordinated
		}
		s.Tranches = append(s.Tranches, tranche.TrancheSpec{Name: name, Class: class, Rank: i + 1, Notional: decimal.NewFromInt(size), Principal: tranche.PrincipalSpec{Mode: tranche.PassThrough}})
		names = append(names, name)
	}
	s.Waterfalls.Amortising = []tranche.StepSpec{{Pay: tranche.PayPrincipal, To: names}}
	return resolveDeal(t, s)
}

func resolveDeal(t testing.TB, s tranche.Spec) *tranche.Deal {
	t.Helper()
	d, err := s.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func simulate(t testing.TB, d *tranche.Deal, m *credit.Model, s tranche.SimulationSettings) *tranche.Simulation {
	t.Helper()
	out, err := tranche.Simulate(background, d, m, s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func simulator(t testing.TB, d *tranche.Deal, m *credit.Model, s tranche.SimulationSettings) *tranche.Simulator {
	t.Helper()
	sim, err := tranche.NewSimulator(background, d, m, s)
	if err != nil {
		t.Fatal(err)
	}
	return sim
}

// within checks an estimate against the truth at four standard errors and says how far off it is otherwise.
// slack is the error of the truth itself.
func within(t testing.TB, what string, e tranche.Estimate, truth, slack float64) {
	t.Helper()
	if !(math.Abs(e.Value-truth) <= 4*e.StdErr+slack) {
		t.Errorf("%s: %.10g ± %.2g, the truth is %.10g: %.1f standard errors off", what, e.Value, e.StdErr, truth, (e.Value-truth)/e.StdErr)
	}
}

// rental is a pool of leases and loans of every shape, with deposits, co-obligors, guarantors and rights, and a
// deal with interest, fees, a reserve and two promisors, of which the first guarantees contracts too.
func rental(t testing.TB) (*tranche.Deal, *credit.Model) {
	t.Helper()
	p, doc := rentalPool()
	return resolveDeal(t, rentalDeal()), resolveModel(t, p, doc)
}

func rentalPool() (pool.Spec, credit.Spec) {
	spec := pool.Spec{Schema: pool.Schema, AsOf: date("2023-12-31"), Currency: money.CNY}
	industry := func(code string) pool.Industry { i, _ := pool.ParseIndustry(code); return i }
	for i := range 12 {
		spec.Parties = append(spec.Parties, pool.PartySpec{ID: fmt.Sprint("lessee ", i), Industry: industry(string(rune('C' + i%4)))})
	}
	spec.Parties = append(spec.Parties, pool.PartySpec{ID: "lessor"}, pool.PartySpec{ID: "parent"}, pool.PartySpec{ID: "surety"})
	for i := range 4 {
		spec.Rights = append(spec.Rights, pool.RightSpec{ID: fmt.Sprint("patent ", i), Type: pool.Invention, Status: pool.Valid, Expires: date("2025-01-01").AddMonths(7 * i),
			Appraisal: ptr(decimal.NewFromInt(int64(4_000_000 + 1_000_000*i))), AppraisalDate: date("2023-11-30")})
	}
	for i := range 12 {
		c := pool.ContractSpec{ID: fmt.Sprint("L-", i), Obligors: []pool.ObligorSpec{{Party: fmt.Sprint("lessee ", i)}}, Originator: "lessor",
			Balance: decimal.NewFromInt(int64(3_000_000 + 777_777*i)), Rate: yuanPtr("0.065"), Start: date("2023-03-20"), Maturity: date("2025-03-20").AddMonths(3 * (i % 5))}
		switch {
		case i%3 == 2:
			c.Start = date("2023-07-05")
			c.Maturity = date("2025-07-05").AddMonths(i % 4)
			c.Microloan = &pool.MicroloanSpec{Repayment: pool.InstalmentsSpec{Form: pool.InterestFirst, Frequency: calendar.Monthly}}
		default:
			c.Lease = &pool.LeaseSpec{Rent: pool.InstalmentsSpec{Form: pool.Level, Frequency: calendar.Quarterly}}
			if i%2 == 0 {
				c.Lease.Deposit, c.Lease.DepositUse = yuanPtr("250000"), pool.OffsetLastPayments
			}
		}
		if i%4 == 1 {
			c.Guarantors = []string{"surety"}
		}
		if i%3 == 0 {
			c.Rights = []string{fmt.Sprint("patent ", i/3)}
			if i == 6 {
				c.Rights = append(c.Rights, "patent 1") // which another contract rests on too
			}
		}
		if i == 7 {
			c.Obligors = append(c.Obligors, pool.ObligorSpec{Party: "lessee 8"})
		}
		spec.Contracts = append(spec.Contracts, c)
	}
	doc := credit.Spec{Schema: credit.Schema, JointObligors: credit.AllDefault, RiskUntil: credit.RiskHorizon, Guarantors: credit.SupportAsAgents, Originators: credit.SupportAsAgents, Agents: []string{"parent"}}
	doc.PD.Otherwise = &credit.CurveSpec{AnnualPD: ptr(0.08)}
	doc.LGD.Otherwise = &credit.LGDTerms{Mean: 0.4, StdDev: 0.2, Unguaranteed: &credit.LGDTerms{Mean: 0.7}}
	doc.Correlation.Loadings = &credit.FactorLoadings{Global: 0.45, Originator: 0.3, AsAgent: 0.5}
	doc.Rights = &credit.RightsSpec{Hazards: []credit.RightHazard{{Curve: credit.CurveSpec{AnnualPD: ptr(0.03)}}}, Expiry: credit.ExpiryIgnored, Loadings: &credit.RightLoadings{},
		DefaultOnLoss: []credit.LossRow{{Probability: 0.5}}}
	return spec, doc
}

func rentalDeal() tranche.Spec {
	s := plain("2023-12-31")
	s.Dates.Payments = tranche.PaymentsSpec{First: date("2024-04-15"), Frequency: calendar.Quarterly, Last: date("2026-07-15")}
	s.Dates.Calculation = tranche.CalculationSpec{BusinessDaysBefore: ptr(15)}
	add := func(name string, class tranche.Class, rank int, size, rate string) {
		c := tranche.TrancheSpec{Name: name, Class: class, Rank: rank, Notional: yuan(size), Principal: tranche.PrincipalSpec{Mode: tranche.PassThrough}}
		if rate != "" {
			c.Coupon = coupon(rate)
		}
		s.Tranches = append(s.Tranches, c)
	}
	add("A1", tranche.Senior, 1, "35000000", "0.035")
	add("A2", tranche.Senior, 2, "20000000", "0.042")
	add("B", tranche.Mezzanine, 3, "12000000", "0.06")
	s.Tranches = append(s.Tranches, tranche.TrancheSpec{Name: "Sub", Class: tranche.Subordinated, Rank: 4, Notional: yuan("20333324"), Principal: tranche.PrincipalSpec{Mode: tranche.Residual}})
	s.Fees = []tranche.FeeSpec{{Name: "trustee", Rate: yuanPtr("0.001"), Of: tranche.NotionalBalance, Per: tranche.PerYear, DayCount: calendar.Act365F}}
	s.Accounts = []tranche.AccountSpec{{Name: "reserve", Opening: yuan("1000000"), Target: "0.01 * senior_balance"}}
	s.Support = []tranche.SupportSpec{{Name: "promise", Kind: tranche.ShortfallCommitment, Promisors: []tranche.PromisorSpec{{Name: "lessor", Cap: "4000000"}, {Name: "parent", Cap: "9000000"}}}}
	s.Tests = []tranche.TestSpec{{Name: "cover", Kind: tranche.RatioTest, Numerator: "pool_balance", Denominator: "senior_balance", Is: tranche.AtLeast, Limit: "1.05"}}
	s.Triggers = []tranche.TriggerSpec{{Name: "losses", When: "cumulative_defaulted > 0.2 * pool_initial", At: tranche.AfterCollection, Effects: []tranche.EffectSpec{{Event: tranche.EventAcceleration}}}}
	support, senior := []string{"reserve", "promise"}, []string{"A1", "A2", "B"}
	steps := []tranche.StepSpec{
		{Pay: tranche.PayFees, To: []string{"trustee"}, Support: support},
		{Pay: tranche.PayInterest, To: senior, Support: support},
		{Pay: tranche.PayPrincipal, To: senior, Support: support},
		{Pay: tranche.PayReserve, To: []string{"reserve"}},
		{Pay: tranche.PayReimbursement, To: []string{"promise"}},
		{Pay: tranche.PayResidual, To: []string{"Sub"}, After: senior},
	}
	s.Waterfalls.Amortising, s.Waterfalls.Accelerated = steps, steps
	return s
}
