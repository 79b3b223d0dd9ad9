package credit

import (
	"fmt"
	"math"
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/internal/random"
)

// SamplerEngine names the version of the drawing of paths, with that of its random numbers. It changes
// whenever a path does.
const SamplerEngine = "credit.sampler/1 " + random.Algorithm

// SamplerSettings say which paths are drawn.
type SamplerSettings struct {
	// Horizon is a day after the cut-off date: defaults are drawn until then.
	Horizon calendar.Date
	Sampling
	// Basis of the exposures from which importance sampling finds out what losses are made of; read only
	// with Importance.
	Basis Basis
	// Support says when the end of a guarantor or a pledge counts for a contract's loss.
	Support SupportTime
}

// SupportTime says when guarantors and pledges must stand for a contract in default.
type SupportTime uint8

// The rules.
const (
	// SupportAtHorizon asks whether guarantors have defaulted by the horizon and pledged rights ended by
	// the end of the contract's risk, before or after its default, as a Portfolio does.
	SupportAtHorizon SupportTime = iota
	// SupportAtDefault asks on the day of the contract's default.
	SupportAtDefault
)

// Sampler draws the default times of the agents of a model, path by path: obligors, guarantors, originators
// and further parties default, and rights end, in one draw, so that who stands behind a contract may
// fall with it (同向风险). A path is a function of the settings and its number. The time of a path is
// proportional to the number of defaults and of groups of similar agents, not to that of agents. Curves,
// loadings and copula hold exactly but for the rounding of tables, which moves no probability by more than
// 1e-11.
//
// A Sampler is immutable and safe for concurrent use; every worker has a [Drawer] of its own.
type Sampler struct {
	settings  SamplerSettings
	model     *Model
	kernel    *kernel
	horizon   float64
	agents    []sampledAgent
	agentAt   []int32 // agents of latent i: byLatent[agentAt[i]] … byLatent[agentAt[i+1]]
	byLatent  []int32
	latentOf  []int32 // by agent
	inOrder   bool    // the agents of ascending latents ascend
	contracts []sampledContract
	affects   [][]int32 // by agent: contracts that its default may bring into default
}

type sampledAgent struct {
	limit float64
	// perHazard is days per unit of cumulative hazard when the hazard rate is constant, 0 otherwise.
	perHazard float64
	curve     Curve
}

// Sampler compiles the model for drawing.
//
// Errors: [ErrArgument] for settings out of range; a *faults.Error for the horizon and, with importance
// sampling, for exposures; joined errors that wrap [ErrHorizon], one for each curve that ends before
// the horizon.
func (m *Model) Sampler(s SamplerSettings) (*Sampler, error) {
	sampling, err := s.Sampling.check()
	if err != nil {
		return nil, err
	}
	if s.Support > SupportAtDefault {
		return nil, fmt.Errorf("%w: support %d; expected SupportAtHorizon or SupportAtDefault", ErrArgument, s.Support)
	}
	s.Sampling = sampling
	basis := s.Basis
	if s.Importance == nil {
		basis = BasisPrincipal // not read further
	}
	p, err := m.Portfolio(PortfolioSettings{Horizon: s.Horizon, Basis: basis})
	if err != nil {
		return nil, err
	}
	sampler := &Sampler{settings: s, model: m, horizon: float64(s.Horizon.Sub(m.AsOf())), inOrder: true}
	loadings := make([][]Loading, len(m.agents))
	for i, a := range m.agents {
		loadings[i] = a.Loadings
		sampler.agents = append(sampler.agents, sampledAgent{limit: m.copula.threshold(p.agents[i].PD), perHazard: a.Curve.perHazard(), curve: a.Curve})
	}
	of, latents := shareLatents(loadings)
	law := latentLaw{factors: len(m.factors), needed: make([]bool, len(m.factors)), copula: m.copula}
	for _, all := range latents {
		law.latents = append(law.latents, latentMargin{loads: all, limit: math.Inf(-1)})
	}
	sampler.assign(of, law.latents)
	sampler.latentOf = latentsOf(of)
	for i := range m.contracts {
		for _, g := range m.contracts[i].lgds() {
			if g.linked() {
				law.needed[g.Link.Factor] = true
			}
		}
	}
	if s.Importance != nil {
		if err := s.Importance.fits(len(m.factors), m.copula, p.lossByLatent(of, len(latents))); err != nil {
			return nil, err
		}
	}
	sampler.kernel = newKernel(law, sampling, p.lossByLatent(of, len(latents)))
	sampler.compileContracts(p)
	return sampler, nil
}

// assign hands the agents to their latents.
func (s *Sampler) assign(of []int, latents []latentMargin) {
	lists := make([][]int32, len(latents))
	for i, l := range of {
		lists[l] = append(lists[l], int32(i))
		latents[l].limit = max(latents[l].limit, s.agents[i].limit)
	}
	s.agentAt = append(s.agentAt, 0)
	for _, list := range lists {
		s.byLatent = append(s.byLatent, list...)
		s.agentAt = append(s.agentAt, int32(len(s.byLatent)))
	}
	s.inOrder = slices.IsSorted(s.byLatent)
}

// perHazard is the number of days for a unit of cumulative hazard at a constant rate, 0 for other curves.
func (c *Curve) perHazard() float64 {
	if len(c.total) == 1 && c.total[0] > 0 && !math.IsInf(c.total[0], 1) {
		return c.days[0] / c.total[0]
	}
	return 0
}

// lossByLatent is what the default of each latent's agents is expected to cost, for importance sampling:
// every position stands with its first obligor.
func (p *Portfolio) lossByLatent(of []int, latents int) []float64 {
	loss, most := make([]float64, latents), make([]float64, latents)
	for i, a := range p.agents {
		most[of[i]] = max(most[of[i]], a.PD)
	}
	for _, q := range p.positions {
		l := of[q.Obligors[0]]
		if pd := q.pd(p, 0); pd > 0 {
			loss[l] += float64(q.Exposure) * q.LGD.Mean * pd / most[l]
		}
	}
	return loss
}

// fits checks importance sampling against what it is for.
func (m *Importance) fits(factors int, c Copula, loss []float64) error {
	dims := factors
	if !c.IsGaussian() {
		dims++
	}
	if m.Shift != nil && len(m.Shift) != dims {
		return fmt.Errorf("%w: a shift of %d factors; expected %d", ErrArgument, len(m.Shift), dims)
	}
	total := 0.0
	for _, v := range loss {
		total += v
	}
	if !(m.Loss < total) {
		return fmt.Errorf("%w: importance sampling for a loss of %v; all defaults together are expected to lose %v", ErrArgument, m.Loss, total)
	}
	return nil
}

// Model is the model that is drawn from.
func (s *Sampler) Model() *Model { return s.model }

// Settings are those of the sampler, with the defaults filled in.
func (s *Sampler) Settings() SamplerSettings { return s.settings }

// BlockSize is the number of paths that are drawn together: paths b·BlockSize to (b + 1)·BlockSize − 1 are
// block b, and blocks are independent.
func (s *Sampler) BlockSize() int { return int(s.kernel.plan.block) }

// Shift is the shift of the mean of each factor that importance sampling uses, and of the mixing
// variable last; nil without importance sampling.
func (s *Sampler) Shift() []float64 { return s.kernel.shiftByFactor() }

func (k *kernel) shiftByFactor() []float64 {
	if k.shift == nil {
		return nil
	}
	out := make([]float64, k.factors, k.factors+1)
	for d, f := range k.dims {
		out[f] = k.shift[d]
	}
	if k.mixed {
		out = append(out, k.shift[len(k.dims)])
	}
	return out
}

// AgentDefault is the default of an agent, or the end of a right.
type AgentDefault struct {
	Agent int32
	// Day is the number of the day after the cut-off date, 1 or more, on which it happens:
	// P(Day ≤ d) is Curve.PD(d) for every whole d.
	Day int32
}

// Drawer draws paths for one worker. It reuses its memory: a path allocates nothing.
type Drawer struct {
	s        *Sampler
	state    *kernelState
	defaults []AgentDefault
	day      []int32 // by agent: day of default on the path, 0 without one

	contracts []ContractDefault
	drawn     bool   // contracts has been filled for this path
	seen      []bool // by contract: it has been looked at
}

// NewDrawer makes a drawer.
func (s *Sampler) NewDrawer() *Drawer {
	return &Drawer{s: s, state: s.kernel.newState(), day: make([]int32, len(s.agents)),
		defaults: make([]AgentDefault, 0, len(s.agents)), contracts: make([]ContractDefault, 0, len(s.contracts)),
		seen: make([]bool, len(s.contracts))}
}

// Draw draws a path. What the methods of the Drawer return belongs to that path and is valid until the
// next Draw.
func (d *Drawer) Draw(path uint64) {
	for _, x := range d.defaults {
		d.day[x.Agent] = 0
	}
	d.defaults, d.drawn = d.defaults[:0], false
	s, st := d.s, d.state
	s.kernel.draw(st, path)
	inverse := 1 / st.s
	for _, l := range st.hits {
		z := st.z[l]
		hazard := s.kernel.tables.hazard.at(z * inverse)
		for _, i := range s.byLatent[s.agentAt[l]:s.agentAt[l+1]] {
			a := &s.agents[i]
			if z > a.limit*st.s {
				continue
			}
			var day int32
			if a.perHazard > 0 {
				day = int32(min(max(math.Ceil(hazard*a.perHazard), 1), s.horizon))
			} else {
				day = a.curve.firstDay(hazard, s.horizon)
			}
			d.day[i] = day
			d.defaults = append(d.defaults, AgentDefault{i, day})
		}
	}
	if !s.inOrder {
		slices.SortFunc(d.defaults, func(a, b AgentDefault) int { return int(a.Agent - b.Agent) })
	}
}

// Weight is the weight of the path: 1 without importance sampling, and 1 on average with it.
func (d *Drawer) Weight() float64 { return d.state.weight }

// Defaults lists the agents that default by the horizon, by ascending agent.
func (d *Drawer) Defaults() []AgentDefault { return d.defaults }

// DefaultDay is the day on which an agent defaults, 0 when it does not by the horizon.
func (d *Drawer) DefaultDay(agent int) int32 { return d.day[agent] }

// Factor is the value of a factor; NaN for a factor that moves one agent only and is part of its own
// term.
func (d *Drawer) Factor(i int) float64 { return d.state.f[i] }

// Uniform is a further random number of the path, strictly between 0 and 1, independent of all else: for
// what the caller draws itself, such as prepayments. The calls of a path must come in a fixed order, and
// after [Drawer.Contracts] if that is called at all.
func (d *Drawer) Uniform() float64 { return d.state.stream.Float64() }
