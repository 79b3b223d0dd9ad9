package tranche

import (
	"errors"
	"fmt"
	"math"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// ErrSimulation is the class of errors about what a simulation is asked for.
var ErrSimulation = errors.New("tranche: the deal cannot be simulated so")

// SimulationEngine names the version of simulated deals, with those of the engines that it joins. It changes
// whenever a number can.
const SimulationEngine = "tranche.simulation/3 " + Engine + " " + cashflow.Engine + " " + credit.SamplerEngine

// SimulationSettings say how a deal is simulated. The zero value draws 100,000 plain paths with seed 0, in
// which contracts pay as they stand until they default and all recoveries arrive on the day of default.
type SimulationSettings struct {
	// Sampling says how paths are drawn: seed, factors, importance sampling.
	credit.Sampling
	// Paths is the number of paths, rounded up to whole blocks; 0 means 100,000.
	Paths uint64
	// Recovery says when what is recovered arrives. How much is recovered the model says.
	Recovery RecoverySettings
	// ArrearsDays is the definition of default in days overdue: a contract stops paying so many days before
	// it defaults, and is overdue meanwhile. 0 means that it defaults with the first payment it misses.
	ArrearsDays int
	// Contracts is what projects the contracts where no world has a scenario.
	Contracts cashflow.Settings
	// Worlds are what else may happen: rates, prepayments, sales of licensees. Nil is one world, in which
	// contracts pay as they stand.
	Worlds []World
	// WorldLink lets the world depend on a factor of the model: with weight w the world is the one in whose
	// part of the worlds' probabilities, in order, Φ(w·F + √(1 − w²)·Z) falls. With worlds in order from
	// bad to good and w > 0, bad worlds come with many defaults.
	WorldLink credit.Loading
	// WorldsDrawn says that the worlds are a sample, drawn in pairs of the first and the last, the second and the last
	// but one and so on, as those of [RateModel]: the result then states what error comes of their being so few
	// (see [Simulation.Futures]).
	WorldsDrawn bool
	// Parties names the agents of the model that stand for outsiders of the deal, by outsider (see
	// Deal.Outsiders). An outsider that it does not name is the party of the same id or name; one that is
	// none defaults when the document says, and is among the notes.
	Parties map[string]string
	// IndependentParties draws the defaults of outsiders, and outside events, apart from the defaults of the
	// contracts: each keeps its probability and no longer falls with the pool (同向风险 off).
	IndependentParties bool
	// Draws are what is drawn beside the defaults of the model: prepayments, sales behind royalties, outside
	// events, defaults of claims that are bought. Rates are drawn as worlds: see [RateWorlds].
	Draws Draws
	// Values says how the rights behind the contracts are valued (see pool.Pool.Value): formulas and tests then
	// know the value of the rights on every path, less that of rights that have ended and of those behind
	// contracts that have all defaulted. Without it the value is unknown.
	Values *pool.Valuation
	// NoControl leaves the control variate away: see [Estimate].
	NoControl bool
	// NoYields leaves yields away, which saves time.
	NoYields bool
	// Target ends the simulation before Paths when it is met.
	Target *Target
	// Workers is the number of goroutines; 0 means GOMAXPROCS. Results do not depend on it.
	Workers int
	// Progress, when given, is told from time to time, by one goroutine at a time, how many of the paths
	// are done.
	Progress func(done, total uint64)

	laws *staticLaws // of runs that belong together; nil for none
}

// World is one future of everything that the credit model does not speak of. The contracts pay by the
// scenario until they default; it may hold prepayments, royalties, rates, set-offs and late payments, and no
// defaults or arrears, which are for the model alone.
type World struct {
	Name string
	// Probability is its weight; the weights of all worlds sum to 1.
	Probability float64
	// Scenario is fixed to the model's pool; nil means the contracts as they stand.
	Scenario *cashflow.Scenario
	// Deal is the deal under other curves, such as [Scenario.Deal]; nil means the deal itself. Dates,
	// classes, accounts, support and outsiders are those of the deal.
	Deal *Deal
}

// RecoverySettings say when what is recovered arrives (回收时点).
type RecoverySettings struct {
	// Deposit takes the lessee's deposit first, on the day of default (保证金抵扣); the loss given default
	// is then that of the rest. Without it the loss given default allows for the deposit.
	Deposit bool
	// LagMonths is the time from default to recovery; or Timing spreads it.
	LagMonths int
	Timing    []RecoveryPart
}

// RecoveryPart is a part of what is recovered, so many months after default.
type RecoveryPart struct {
	Months int
	Share  money.Rate
}

// Target is a standard error to reach: of the expected loss of a class as a share of its notional. It is
// looked at when the number of blocks is a power of two, so that the number of paths depends on nothing else.
type Target struct {
	Class  string
	StdErr float64
}

const (
	defaultPaths = 100_000
	// maxSimulated keeps the numbers of the paths of outsiders, which are drawn apart, beyond those of the
	// contracts.
	maxSimulated = 1 << 46
	apart        = 1 << 47
)

// check fills in defaults and refuses what has no meaning, all of it at once.
func (s SimulationSettings) check(d *Deal, m *credit.Model) (SimulationSettings, draws, error) {
	var errs []error
	bad := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("%w: "+format, append([]any{ErrSimulation}, args...)...))
	}
	if s.Paths == 0 {
		s.Paths = defaultPaths
	}
	if s.Paths > maxSimulated {
		bad("%d paths; expected at most %d", s.Paths, uint64(maxSimulated))
	}
	if s.Workers < 0 {
		bad("%d workers; expected 0 or more", s.Workers)
	}
	if s.ArrearsDays < 0 || s.ArrearsDays > 3650 {
		bad("default after %d days of arrears; expected 0 to 3650", s.ArrearsDays)
	}
	s.Recovery.check(bad)
	if m.AsOf() != d.cutOff {
		bad("the pool is cut off on %s, the deal on %s", m.AsOf(), d.cutOff)
	}
	if m.Pool().Currency() != d.currency && d.routes.fx == nil {
		bad("the pool is in %s, the deal in %s", m.Pool().Currency(), d.currency)
	}
	if s.Values != nil && s.Values.Pool() != m.Pool() {
		bad("values of the rights of another pool; expected those of the pool of the model")
	}
	if s.Worlds == nil {
		s.Worlds = []World{{Probability: 1}}
	}
	total := 0.0
	for i, w := range s.Worlds {
		if !(w.Probability >= 0 && w.Probability <= 1) {
			bad("world %d has probability %v; expected a number between 0 and 1", i+1, w.Probability)
		}
		total += w.Probability
		if w.Deal != nil && !d.sameShape(w.Deal) {
			bad("world %d has a deal of other dates, classes, notionals, support or outsiders", i+1)
		}
	}
	if !(math.Abs(total-1) <= 1e-9) {
		bad("the probabilities of the worlds sum to %v; expected 1", total)
	}
	if l := s.WorldLink; l.Weight != 0 && (l.Factor < 0 || l.Factor >= m.NumFactors() || !(math.Abs(l.Weight) <= 1)) {
		bad("worlds linked to factor %d with weight %v; expected one of %d factors and a weight between -1 and 1", l.Factor, l.Weight, m.NumFactors())
	}
	if t := s.Target; t != nil {
		if _, ok := indexOf(d.tranches, t.Class); !ok || !(t.StdErr > 0) {
			bad("a target of %v for class %q; expected a standard error above 0 and a class of the deal", t.StdErr, t.Class)
		}
	}
	x := s.Draws.resolve(d, m, bad)
	return s, x, errors.Join(errs...)
}

func (r RecoverySettings) check(bad func(string, ...any)) {
	if r.LagMonths < 0 || r.LagMonths > maxLag {
		bad("recovery after %d months; expected 0 to %d", r.LagMonths, maxLag)
	}
	if len(r.Timing) == 0 {
		return
	}
	if r.LagMonths != 0 || len(r.Timing) > 64 {
		bad("a lag of %d months beside a timing of %d parts; expected one of them, of at most 64 parts", r.LagMonths, len(r.Timing))
	}
	var total money.Rate
	for i, p := range r.Timing {
		if p.Months < 0 || p.Months > maxLag || p.Share < 0 || p.Share > money.One || i > 0 && p.Months <= r.Timing[i-1].Months {
			bad("part %d of the timing of recoveries: %v of it after %d months; expected shares between 0 and 1, and months up to %d that ascend", i+1, p.Share, p.Months, maxLag)
			return
		}
		total += p.Share
	}
	if total != money.One {
		bad("the timing of recoveries sums to %s; expected 1", total)
	}
}

// maxLag bounds the months between default and recovery.
const maxLag = 600

// parts are the recoveries with their months.
func (r RecoverySettings) parts() []RecoveryPart {
	if len(r.Timing) > 0 {
		return r.Timing
	}
	return []RecoveryPart{{r.LagMonths, money.One}}
}

// onlyOneDeal refuses worlds with deals of their own, for what changes the deal itself.
func (s SimulationSettings) onlyOneDeal() error {
	for i, w := range s.Worlds {
		if w.Deal != nil {
			return fmt.Errorf("%w: world %d has a deal of its own, which would not change with the deal; expected worlds without", ErrSimulation, i+1)
		}
	}
	return nil
}

// sameShape reports whether a deal has the dates, classes, accounts, support and outsiders of another.
func (d *Deal) sameShape(o *Deal) bool {
	if d == o {
		return true
	}
	if d.cutOff != o.cutOff || d.closing != o.closing || d.currency != o.currency || len(d.payments) != len(o.payments) || len(d.tranches) != len(o.tranches) ||
		len(d.accounts) != len(o.accounts) || len(d.supports) != len(o.supports) || len(d.parties) != len(o.parties) || len(d.outside) != len(o.outside) || len(d.events) != len(o.events) {
		return false
	}
	for k := range d.payments {
		if d.payments[k].Payment != o.payments[k].Payment || d.payments[k].Calculation != o.payments[k].Calculation {
			return false
		}
	}
	for i := range d.tranches {
		if d.tranches[i].name != o.tranches[i].name || d.tranches[i].rank != o.tranches[i].rank || d.tranches[i].notional != o.tranches[i].notional {
			return false
		}
	}
	for i := range d.supports {
		if d.supports[i].name != o.supports[i].name || len(d.supports[i].promisors) != len(o.supports[i].promisors) {
			return false
		}
	}
	for i := range d.parties {
		if d.parties[i].name != o.parties[i].name {
			return false
		}
	}
	return true
}
