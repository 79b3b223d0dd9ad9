package tranche

import (
	"fmt"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/internal/exactsum"
	"github.com/ipabs/ipabs/money"
)

// Simulation is what a simulation has found. Amounts are in minor units of Currency, shares and
// probabilities between 0 and 1, times in years of 365 days.
type Simulation struct {
	Engine string
	// Source identifies everything that a number depends on: deal, model, settings, contracts and engines.
	Source           string
	DealFingerprint  string
	ModelFingerprint string
	Currency         money.Currency
	Settings         SimulationSettings // with the defaults filled in
	Paths            uint64
	Ranges           []Shard // of the paths
	// Shift is the shift of the mean of each factor that importance sampling used; nil without it.
	Shift []float64
	// MeanWeight is the mean weight of the paths, 1 in truth: a value many standard errors away means that
	// importance sampling has gone wrong.
	MeanWeight Estimate
	Pool       PoolSimulation
	Classes    []ClassSimulation
	Supports   []SupportSimulation
	Reserves   []ReserveSimulation // accounts that are drawn on as support, in the order of the document
	Outsiders  []OutsiderSimulation
	Events     []EventSimulation
	Trace      []TracePoint
	// Futures says what error comes of the worlds being a sample; nil unless they are.
	Futures *FuturesError
	// Notes says what a reader has to know; Assumptions are those of the model and the deal, in their own
	// words.
	Notes       []string
	Assumptions []string
}

// PoolSimulation is what the pool does.
type PoolSimulation struct {
	Principal money.Amount // outstanding at the cut-off date
	// Defaults is the number of contracts that default, Defaulted their principal then, Loss what of it is
	// never recovered, and Late what is recovered after the last calculation date, for nobody.
	Defaults, Defaulted, Loss, Late Estimate
	LossShare                       Estimate // of Principal
	// ControlMean is the exact mean of the control variate, and Control what the paths had.
	ControlMean  float64
	Control      Estimate
	Distribution *SimulatedDistribution // of the loss
	Periods      []PoolPeriod
}

// PoolPeriod is the expectation of a collection period.
type PoolPeriod struct {
	Calculation                   calendar.Date
	Defaulted, Recovered, Closing Estimate
}

// ClassSimulation is what one class does. A class loses what it is still owed after the last payment:
// principal, with what was written down, and interest.
type ClassSimulation struct {
	ClassInfo
	// ExpectedLoss (预期损失) is an amount and ExpectedLossShare the same over the notional; the former is the
	// sum of PrincipalLoss and InterestLoss.
	ExpectedLoss, ExpectedLossShare Estimate
	PrincipalLoss, InterestLoss     Estimate
	// LossStdDev is the standard deviation of the loss, an amount.
	LossStdDev Estimate
	// HitProbability is the probability of any loss.
	HitProbability Estimate
	// InterestShortfall is the probability that interest is not paid in full on some date, PrincipalLate that
	// principal due is not, PrincipalLost that some is still missing after the last payment, WriteDown that
	// some is ever written down, and AnyLate that interest or principal is ever late or missing.
	InterestShortfall, PrincipalLate, PrincipalLost, WriteDown, AnyLate Estimate
	// AverageLife is the mean over the paths on which principal is paid, Yield (effective, a year, bought at
	// the notional at closing; −1 when nothing is paid) over all, and AssetCoverage that of the least value of
	//
	//	(balance of the pool + cash in all accounts) / (balances of the class and of those of its rank or better)
	//
	// over the payments after which something of the class is left, over the paths that have one.
	AverageLife, Yield, AssetCoverage Estimate
	// Loss, Life, YieldDistribution and Coverage are their laws; YieldDistribution is nil without yields.
	Loss, Life, YieldDistribution, Coverage *SimulatedDistribution
	Profile                                 []ClassPeriod
	// Contributions divides ExpectedLoss over obligors, industries and causes (obligors' defaults, and each IP
	// event): the lines of every set add up to it.
	Contributions map[ContributionSet][]Contribution
}

// ClassPeriod is the expectation of a payment of a class. Uncovered is what of its balance neither pool nor
// cash cover (未覆盖本金): the loss by time.
type ClassPeriod struct {
	Payment                                                      calendar.Date
	Interest, Principal, Closing, Unpaid, WrittenDown, Uncovered Estimate
}

// Contribution is the part of one line in an expected loss: E[loss of the class × loss of the line / loss of
// the pool].
//
// The standard error is that of paths without a control; the true one is hardly ever larger.
type Contribution struct {
	Name   string
	Amount Estimate
	// Minor is Amount in whole minor units, such that the lines of a set sum to ExpectedLoss to the unit.
	Minor money.Amount
}

// CallSimulation is how often, and for how much, a source of support is called (增信调用统计): a shortfall
// commitment, a guarantee, a liquidity facility, one of their promisors, or a reserve that is drawn on.
type CallSimulation struct {
	Called Estimate // probability that it is ever called
	// Amount is what it pays until the last payment, GivenCall the same over the paths on which it is called, NaN
	// when it never is.
	Amount, GivenCall Estimate
	// Law is the law of what it pays over all paths, LawGivenCall over those on which it is called.
	Law, LawGivenCall *SimulatedDistribution
}

// SupportSimulation is how a support is called.
type SupportSimulation struct {
	Name string
	CallSimulation
	Calls     Estimate // number of payments at which it is called
	Promisors []PromisorSimulation
}

// PromisorSimulation is what one promisor pays. Owed is what it is still owed in the end, with interest.
type PromisorSimulation struct {
	Name string
	CallSimulation
	Repaid, Owed Estimate
}

// ReserveSimulation is how a reserve (储备金) is drawn on by the steps that name it as their support. What a reserve
// gives up because its target has fallen is no draw.
type ReserveSimulation struct {
	Name string
	CallSimulation
	Calls Estimate // number of payments at which it is drawn on
}

// OutsiderSimulation is the probability that an outsider pays nothing from some payment on.
type OutsiderSimulation struct {
	Name     string
	Agent    string // of the credit model; empty for none
	Defaults Estimate
}

// EventSimulation is the probability that an event of the deal happens.
type EventSimulation struct {
	Name        string
	Probability Estimate
}

// TracePoint is what the first so many paths said (收敛轨迹).
type TracePoint struct {
	Paths    uint64
	PoolLoss Estimate
	Classes  []TraceClass
}

// TraceClass is a class of a TracePoint.
type TraceClass struct {
	Name                         string
	ExpectedLoss, HitProbability Estimate
}

// Result works out every number.
func (c *Counts) Result() *Simulation {
	s, p := c.sim, &c.sim.plan
	c.regressed()
	d := s.deal
	settings := s.settings
	settings.Workers, settings.Progress, settings.laws = 0, nil, nil
	out := &Simulation{Engine: SimulationEngine, Source: s.source, DealFingerprint: d.fingerprint, ModelFingerprint: s.model.Fingerprint(), Currency: d.currency,
		Settings: settings, Paths: c.counts.paths, Ranges: c.Ranges(), Shift: s.sampler.Shift(), MeanWeight: c.estimate(statWeight),
		Notes: append(s.model.Notes(), s.notes...), Assumptions: append(s.model.Assumptions(), d.Assumptions()...)}
	out.Pool = c.poolResult()
	for i := range d.tranches {
		out.Classes = append(out.Classes, c.classResult(i))
	}
	source := 0
	for i, v := range d.supports {
		x := SupportSimulation{Name: v.name, CallSimulation: c.calls(p.promisors + i), Calls: c.estimate(p.firstSupport + i*supportStats + supportCalls)}
		for _, q := range v.promisors {
			at := p.sources[source]
			x.Promisors = append(x.Promisors, PromisorSimulation{Name: q.name, CallSimulation: c.calls(source), Repaid: c.estimate(at + promisorRepaid), Owed: c.estimate(at + promisorOwed)})
			source++
		}
		out.Supports = append(out.Supports, x)
	}
	for i, account := range p.reserves {
		out.Reserves = append(out.Reserves, ReserveSimulation{d.accounts[account].name, c.calls(p.promisors + p.supports + i), c.estimate(p.firstReserve + i*supportStats + supportCalls)})
	}
	for i, q := range d.parties {
		x := OutsiderSimulation{Name: q.name, Defaults: c.probability(p.firstOutsider + i)}
		if a := s.outsiders[i]; a >= 0 {
			x.Agent = s.model.Agent(a).ID
		}
		out.Outsiders = append(out.Outsiders, x)
	}
	for i, name := range d.events {
		out.Events = append(out.Events, EventSimulation{name, c.probability(p.firstEvent + i)})
	}
	out.Trace, out.Futures = c.trace(), c.futuresError()
	if settings.Importance == nil {
		for _, x := range out.Classes {
			if x.HitProbability == (Estimate{}) {
				out.Notes = append(out.Notes, fmt.Sprintf("%s loses nothing on any path: the probability that it does is below %.2g with 95 %% confidence (3 over the number of paths)", x.Name, 3/float64(out.Paths)))
			}
		}
	}
	return out
}

// calls gives the calls of a source of support.
func (c *Counts) calls(source int) CallSimulation {
	at := c.sim.plan.sources[source]
	amount := c.estimate(at)
	if amount.Value < 0 { // where a regression on few calls leads
		amount = c.plainly(at)
	}
	return CallSimulation{Called: c.probability(at + 1), Amount: amount, GivenCall: c.givenCall(source), Law: c.callLaw(source, true), LawGivenCall: c.callLaw(source, false)}
}

func (c *Counts) poolResult() PoolSimulation {
	s, p := c.sim, &c.sim.plan
	principal := s.model.Pool().Principal()
	out := PoolSimulation{Principal: principal, Defaults: c.estimate(statDefaults), Defaulted: c.estimate(statDefaulted), Loss: c.amount(statPoolLoss, statPoolLossSquare), Late: c.estimate(statLate),
		ControlMean: s.controls.mean[0], Control: c.controlEstimate(), Distribution: c.distribution(p.loss[p.classes], func(g *countGroup) []exactsum.Weight { return g.loss[p.classes] })}
	out.LossShare = out.Loss.scaled(1 / float64(max(principal, 1)))
	for k := range p.payments {
		at := p.firstPeriod + k*periodStats
		out.Periods = append(out.Periods, PoolPeriod{s.deal.payments[k].Calculation, c.estimate(at + periodDefaulted), c.estimate(at + periodRecovered), c.estimate(at + periodClosing)})
	}
	return out
}

func (c *Counts) distribution(b binning, pick func(g *countGroup) []exactsum.Weight) *SimulatedDistribution {
	return &SimulatedDistribution{counts: c, bins: b, pick: pick}
}

func (c *Counts) classResult(i int) ClassSimulation {
	s, p := c.sim, &c.sim.plan
	at := p.firstClass + i*classStats
	out := ClassSimulation{ClassInfo: s.deal.Classes()[i], ExpectedLoss: c.amount(at+statLoss, at+statLossSquare), PrincipalLoss: c.estimate(at + statPrincipalLoss), InterestLoss: c.estimate(at + statInterestLoss),
		HitProbability: c.probability(at + statHit), InterestShortfall: c.probability(at + statInterestShort), PrincipalLate: c.probability(at + statPrincipalLate),
		PrincipalLost: c.probability(at + statPrincipalLost), WriteDown: c.probability(at + statWrittenDown), AnyLate: c.probability(at + statAnyLate),
		AverageLife: c.ratio(i, statLife), AssetCoverage: c.ratio(i, statCover)}
	out.ExpectedLossShare = out.ExpectedLoss.scaled(1 / float64(max(s.deal.tranches[i].notional, 1)))
	out.LossStdDev = c.deviation(at)
	out.Loss = c.distribution(p.loss[i], func(g *countGroup) []exactsum.Weight { return g.loss[i] })
	out.Life = c.distribution(p.life, func(g *countGroup) []exactsum.Weight { return g.life[i] })
	out.Coverage = c.distribution(p.cover, func(g *countGroup) []exactsum.Weight { return g.cover[i] })
	if !s.settings.NoYields {
		out.Yield = c.ratio(i, statYield)
		out.YieldDistribution = c.distribution(p.yield, func(g *countGroup) []exactsum.Weight { return g.yield[i] })
	}
	for k := range p.payments {
		from := p.firstProfile + (i*p.payments+k)*profileStats
		e := func(stat int) Estimate { return c.estimate(from + stat) }
		out.Profile = append(out.Profile, ClassPeriod{s.deal.payments[k].Payment, e(profileInterest), e(profilePrincipal), e(profileClosing), e(profileUnpaid), e(profileWrittenDown), e(profileUncovered)})
	}
	c.contributions(i, &out)
	return out
}

// trace gives what the first powers of two of the blocks have found; nothing for paths that do not begin with
// the first.
func (c *Counts) trace() []TracePoint {
	if len(c.ranges) != 1 || c.ranges[0].From != 0 {
		return nil
	}
	p := &c.sim.plan
	sums := &octaveCounts{newMoments(p.headline(), p.controls), newControlSums(p.controls)}
	var list []TracePoint
	size := uint64(c.sim.sampler.BlockSize())
	for o := range c.counts.octaves {
		part := c.counts.octaves[o]
		if part == nil {
			break
		}
		sums.merge(part)
		blocks := min(uint64(1)<<o, c.counts.blocks)
		if blocks < 16 {
			continue
		}
		r := c.regressOn(&sums.control, blocks)
		e := func(i int) Estimate { return c.mean(&sums.means[i], r) }
		point := TracePoint{Paths: blocks * size, PoolLoss: e(0)}
		for i, t := range c.sim.deal.tranches {
			point.Classes = append(point.Classes, TraceClass{t.name, e(1 + 2*i), e(2 + 2*i)})
		}
		list = append(list, point)
	}
	return list
}
