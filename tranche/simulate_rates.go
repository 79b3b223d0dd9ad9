package tranche

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/internal/random"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// RatePath is one future of reference rates (利率路径), by the name of the index.
type RatePath map[string][]cashflow.RateStep

// RateModel draws futures of one reference rate: a rate r that is set every so many months and moves between two
// settings, Δ years of 365 days apart, as
//
//	r′ = Mean + (r − Mean)·e^(−κΔ) + Volatility·√((1 − e^(−2κΔ))/(2κ))·Z
//
// with κ = Reversion and standard normal Z: an Ornstein-Uhlenbeck process at its exact law; for κ = 0 a random
// walk. (O. Vasicek, An equilibrium characterization of the term structure, Journal of Financial Economics 5,
// 1977, under whatever measure the figures are stated for.)
type RateModel struct {
	Index string `json:"index"`
	// Start is the rate from the day From on, Until the last day on which it may be set anew.
	Start money.Rate    `json:"start"`
	From  calendar.Date `json:"from"`
	Until calendar.Date `json:"until"`
	// StepMonths is the time between two settings: 1 for LPR.
	StepMonths int     `json:"step_months"`
	Mean       float64 `json:"mean"`
	Reversion  float64 `json:"reversion"`
	Volatility float64 `json:"volatility"`
	// Floor, when stated, is the least rate.
	Floor *money.Rate `json:"floor,omitempty"`
}

// mostRatePaths bounds the worlds of one simulation.
const mostRatePaths = 4096

// Paths draws n futures, an even number: each comes with its mirror image, so that their mean is that of the
// model, but for the floor. They are a function of the seed alone, in ascending order of their mean rate, which
// is what a link of worlds to a factor orders by.
func (m RateModel) Paths(n int, seed uint64) ([]RatePath, error) {
	switch {
	case n < 2 || n%2 != 0 || n > mostRatePaths:
		return nil, fmt.Errorf("%w: %d paths of rates; expected an even number from 2 to %d", ErrSimulation, n, mostRatePaths)
	case m.Index == "" || m.From.IsZero() || m.Until.Before(m.From) || m.StepMonths < 1 || m.StepMonths > maxLag:
		return nil, fmt.Errorf("%w: rates of %q from %s to %s every %d months; expected an index, two days in order and months above 0", ErrSimulation, m.Index, m.From, m.Until, m.StepMonths)
	case !(m.Reversion >= 0 && m.Reversion < 100 && m.Volatility >= 0 && m.Volatility < 10 && math.Abs(m.Mean) < 10):
		return nil, fmt.Errorf("%w: mean %v, reversion %v, volatility %v; expected numbers of 0 or more below 100 and 10 for the last two", ErrSimulation, m.Mean, m.Reversion, m.Volatility)
	}
	days := []calendar.Date{m.From}
	for k := 1; ; k++ {
		day := m.From.AddMonths(k * m.StepMonths)
		if day.After(m.Until) {
			break
		}
		days = append(days, day)
	}
	type future struct {
		steps []cashflow.RateStep
		mean  float64
	}
	list := make([]future, n)
	for i := range n {
		stream, sign := random.NewStream(seed, uint64(i/2), streamRates), 1-2*float64(i%2)
		r := m.Start.Float64()
		for k, day := range days {
			if k > 0 {
				r = m.next(r, float64(day.Sub(days[k-1]))/365, sign*stream.Normal())
			}
			rate, err := money.RoundRateFloat64(r)
			if err != nil {
				return nil, fmt.Errorf("%w: a rate of %v: %w", ErrSimulation, r, err)
			}
			if k == 0 {
				rate = m.Start
			}
			if m.Floor != nil {
				rate = max(rate, *m.Floor)
			}
			list[i].steps = append(list[i].steps, cashflow.RateStep{From: day, Rate: rate})
			list[i].mean += rate.Float64()
		}
	}
	slices.SortStableFunc(list, func(a, b future) int {
		switch {
		case a.mean < b.mean:
			return -1
		case a.mean > b.mean:
			return 1
		}
		return 0
	})
	out := make([]RatePath, n)
	for i, x := range list {
		out[i] = RatePath{m.Index: x.steps}
	}
	return out, nil
}

// next is the rate some years on.
func (m RateModel) next(r, years, z float64) float64 {
	decay, spread := math.Exp(-m.Reversion*years), years
	if m.Reversion > 0 {
		spread = -math.Expm1(-2*m.Reversion*years) / (2 * m.Reversion)
	}
	return m.Mean + float64((r-m.Mean)*decay) + float64(m.Volatility*math.Sqrt(spread)*z)
}

// RateWorlds makes a world of each future of rates, all equally likely (利率路径集): the contracts of the pool that
// float, by the scenario, and the coupons, swaps and exchange of the deal, by its curves. So rates move assets and
// liabilities together on every path, and a path costs what it does without them; between the futures given
// there are no others. With SimulationSettings.WorldLink they come with bad or good times.
//
// Errors: faults of scenario and deal; [ErrSimulation] for an index on which nothing floats.
func RateWorlds(deal Spec, scenario cashflow.ScenarioSpec, p *pool.Pool, contracts cashflow.Settings, paths []RatePath) ([]World, error) {
	if len(paths) == 0 || len(paths) > mostRatePaths {
		return nil, fmt.Errorf("%w: %d paths of rates; expected 1 to %d", ErrSimulation, len(paths), mostRatePaths)
	}
	if scenario.Schema == "" {
		scenario.Schema = cashflow.ScenarioSchema
	}
	list := make([]World, len(paths))
	for i, path := range paths {
		w, err := rateWorld(deal, scenario, p, contracts, path)
		if err != nil {
			return nil, fmt.Errorf("tranche: path %d of rates: %w", i+1, err)
		}
		w.Name, w.Probability = fmt.Sprintf("rates %d", i+1), 1/float64(len(paths))
		list[i] = w
	}
	return list, nil
}

func rateWorld(deal Spec, scenario cashflow.ScenarioSpec, p *pool.Pool, contracts cashflow.Settings, path RatePath) (World, error) {
	floats := map[string]bool{}
	for i := range p.Len() {
		if t, ok := p.Contract(i).Terms.(pool.Microloan); ok {
			floats[t.Floating.Or(pool.Floating{}).Index] = true
		}
	}
	delete(floats, "")
	curves := map[string][]cashflow.RateStep{}
	maps.Copy(curves, scenario.Curves)
	deal.Curves = slices.Clone(deal.Curves)
	moves := false
	for _, name := range slices.Sorted(maps.Keys(path)) {
		steps := path[name]
		at := slices.IndexFunc(deal.Curves, func(c CurveSpec) bool { return c.Name == name })
		if at >= 0 {
			deal.Curves[at].Steps, moves = steps, true
		}
		if floats[name] {
			curves[name] = steps
		}
		if at < 0 && !floats[name] {
			return World{}, fmt.Errorf("%w: the index %q, on which no contract floats and that is no curve of the deal", ErrSimulation, name)
		}
	}
	scenario.Curves = curves
	var w World
	var err error
	if w.Scenario, err = scenario.Resolve(p, contracts); err != nil {
		return w, err
	}
	if moves {
		w.Deal, err = deal.Resolve()
	}
	return w, err
}
