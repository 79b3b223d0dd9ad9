package tranche

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
)

// Simulate draws correlated futures of the whole deal (蒙特卡罗模拟) and says with what probability, and by
// how much, each class is short, with the standard error of every number.
//
// On each path the model draws who defaults when, obligors, guarantors, promisors and the rights behind
// the contracts together; the contracts pay as projected until they default, and then what is recovered;
// and the same engine as in [Deal.Run] pays it all out. A path is a function of the settings and its
// number: results are the same to the bit for any number of workers.
//
// Errors: those of [NewSimulator]; the cause of ctx when it ends; an error of the engine, with the number
// of its path.
func Simulate(ctx context.Context, deal *Deal, model *credit.Model, s SimulationSettings) (*Simulation, error) {
	sim, err := NewSimulator(ctx, deal, model, s)
	if err != nil {
		return nil, err
	}
	return sim.Run(ctx)
}

// Simulator is a deal, the model of its pool and settings, ready to be simulated in whole or in shards. It is
// immutable and safe for concurrent use.
type Simulator struct {
	settings    SimulationSettings
	deal        *Deal
	deals       []*Deal // by world
	model       *credit.Model
	sampler     *credit.Sampler
	joint       *joint
	checkpoints []*checkpoints // by world
	calm        []*calm        // by world
	cumulative  []float64      // probability of the worlds up to each
	outsiders   []int          // agents that stand for them, −1 for none
	rightOf     []int32        // by agent: its right in the pool, −1 for a party
	essential   int            // contracts that rest on essential rights
	byRight     [][]int32      // by contract: agents of its essential rights
	lines       lines
	draws       draws
	controls    controls
	lastDay     int32 // of the last payment, after the cut-off date
	notes       []string
	plan        countPlan
	source      string
}

// NewSimulator prepares a simulation: it projects the contracts, compiles the model for drawing and runs
// every world without defaults.
//
// Errors: [ErrSimulation] for settings out of range, all of them joined; those of the projection, of
// [credit.Model.Sampler] and of the deal.
func NewSimulator(ctx context.Context, deal *Deal, model *credit.Model, s SimulationSettings) (*Simulator, error) {
	s, draws, err := s.check(deal, model)
	if err != nil {
		return nil, err
	}
	sim := &Simulator{settings: s, deal: deal, model: model, joint: newJoint(deal, s), draws: draws, lastDay: deal.lastDay()}
	horizon := deal.cutOff
	for _, day := range sim.joint.paysBy {
		horizon = max(horizon, day)
	}
	sampler, err := model.Sampler(credit.SamplerSettings{Horizon: horizon, Sampling: s.Sampling, Basis: credit.BasisPrincipal, Support: credit.SupportAtDefault})
	if err != nil {
		return nil, err
	}
	sim.sampler = sampler
	sim.settings.Sampling = sampler.Settings().Sampling
	sum := 0.0
	for _, w := range s.Worlds {
		b, err := newBaseline(ctx, deal, model.Pool(), s, w, &sim.draws)
		if err != nil {
			return nil, err
		}
		d := deal
		if w.Deal != nil {
			d = w.Deal
		}
		points, err := newCheckpoints(d, Inputs{Collections: b.collections})
		if err != nil {
			return nil, err
		}
		sum += w.Probability
		sim.joint.worlds, sim.deals, sim.checkpoints, sim.cumulative = append(sim.joint.worlds, b), append(sim.deals, d), append(sim.checkpoints, points), append(sim.cumulative, sum)
	}
	if err := sim.findOutsiders(); err != nil {
		return nil, err
	}
	if err := sim.findControls(ctx, float64(horizon.Sub(deal.cutOff))); err != nil {
		return nil, err
	}
	d := sampler.NewDrawer()
	d.Draw(0)
	if l := s.WorldLink; l.Weight != 0 && math.IsNaN(d.Factor(l.Factor)) {
		return nil, fmt.Errorf("%w: worlds linked to the factor %s, which moves one agent only and is part of its own term; expected a factor that several share", ErrSimulation, model.Factor(l.Factor))
	}
	if factor, any := sim.draws.undrawn(d); any {
		return nil, fmt.Errorf("%w: a draw that depends on the factor %s, which moves one agent only and is part of its own term; expected a factor that several share", ErrSimulation, model.Factor(factor))
	}
	for i := range model.NumAgents() {
		sim.rightOf = append(sim.rightOf, int32(model.Agent(i).Right))
	}
	sim.purchaseNote()
	sim.eventNotes()
	sim.lines = newLines(model, deal)
	sim.plan = newCountPlan(sim)
	for _, points := range sim.checkpoints {
		sim.calm = append(sim.calm, sim.newCalm(points))
	}
	sim.source = sim.fingerprint()
	return sim, nil
}

// findOutsiders finds the agents that stand for the outsiders of the deal.
func (s *Simulator) findOutsiders() error {
	m, used := s.model, 0
	for _, p := range s.deal.parties {
		id, named := s.settings.Parties[p.name]
		found := -1
		for i := range m.NumAgents() {
			a := m.Agent(i)
			if named && a.ID == id || !named && (a.ID == p.name || a.Right < 0 && m.Pool().Party(a.Party).Name == p.name) {
				found = i
				break
			}
		}
		if named {
			used++
			if found < 0 {
				return fmt.Errorf("%w: %q is to stand for %q; expected the id of an agent of the credit model", ErrSimulation, id, p.name)
			}
		}
		if found < 0 {
			s.notes = append(s.notes, fmt.Sprintf("%s is no agent of the credit model: it pays on every path unless the deal document says from when it does not", p.name))
		}
		s.outsiders = append(s.outsiders, found)
	}
	if used < len(s.settings.Parties) {
		return fmt.Errorf("%w: parties names %d outsiders of which the deal has %d; expected names of %q", ErrSimulation, len(s.settings.Parties), used, s.deal.Outsiders())
	}
	return nil
}

// fingerprint identifies everything that a number depends on.
func (s *Simulator) fingerprint() string {
	h := sha256.New()
	out := json.NewEncoder(h)
	set := s.settings
	_ = out.Encode([]any{SimulationEngine, s.deal.fingerprint, s.model.Fingerprint(), set.Sampling, set.Recovery, set.ArrearsDays, set.WorldLink, set.IndependentParties, set.NoYields, set.NoControl, set.WorldsDrawn, s.controls.levels, s.controls.mean, set.Draws, s.outsiders})
	for i, b := range s.joint.worlds {
		_ = out.Encode([]any{set.Worlds[i].Probability, s.deals[i].fingerprint, len(b.rows)})
		for _, c := range b.collections {
			_ = binary.Write(h, binary.LittleEndian, int64(c.RightsValue.Or(-1)))
		}
		for _, values := range b.values {
			_ = binary.Write(h, binary.LittleEndian, values)
		}
		for _, r := range b.rows {
			_ = binary.Write(h, binary.LittleEndian, []int64{int64(r.day), int64(r.opening), int64(r.deposit), int64(r.rest.interest), int64(r.rest.principal), int64(r.rest.other), int64(r.rest.dilution), int64(r.rest.deposit), int64(r.rest.prepayment)})
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// walker takes one path after another. It is for one goroutine; a path allocates nothing.
type walker struct {
	s       *Simulator
	drawer  *credit.Drawer
	second  *credit.Drawer // of outsiders, where they are drawn apart
	runners []*Runner      // by world
	future  *future
	ends    []rightEnd
	fates   claimFates
	weight  float64
}

func (s *Simulator) newWalker() *walker {
	w := &walker{s: s, drawer: s.sampler.NewDrawer(), future: s.joint.newFuture(s.deal)}
	if s.settings.IndependentParties {
		w.second = s.sampler.NewDrawer()
	}
	w.fates.w = w
	for _, d := range s.deals {
		r := d.NewRunner()
		w.letFall(r)
		w.runners = append(w.runners, r)
	}
	w.future.losses = make([]contractLoss, 0, s.model.NumContracts())
	return w
}

// draw draws a path: its future and its weight.
func (w *walker) draw(path uint64) error {
	s := w.s
	w.drawer.Draw(path)
	w.weight = w.drawer.Weight()
	contracts := w.drawer.Contracts()
	f := w.future
	world := 0
	if len(s.cumulative) > 1 {
		world = s.worldOf(w.drawer)
	}
	s.joint.begin(f, s.deals[world], world)
	f.static = s.controls.staticLoss(w.drawer.Defaults())
	w.fates.path, w.fates.given = path, nil
	w.drawPrepayments(path)
	for _, c := range contracts {
		if err := s.joint.defaultContract(f, c, s.causeOf(w.drawer, c)); err != nil {
			return err
		}
	}
	if err := s.joint.settlePrepayments(f, &s.draws); err != nil {
		return err
	}
	if err := w.drawRoyalties(path); err != nil {
		return err
	}
	if b := s.joint.worlds[world]; b.values != nil {
		s.joint.endRights(f, b, s.rightEnds(w))
	}
	parties := w.drawer
	if w.second != nil {
		parties = w.second
		parties.Draw(path + apart)
		w.weight *= parties.Weight()
	}
	for i, a := range s.outsiders {
		if a < 0 {
			continue
		}
		if day := parties.DefaultDay(a); day > 0 {
			s.joint.defaultParty(f, i, day)
		}
	}
	w.drawEvents(path, parties)
	s.joint.finish(f)
	return nil
}

// letFall lets the claims that a runner buys default as the draws say.
func (w *walker) letFall(r *Runner) {
	if w.s.draws.purchases != nil {
		r.purchases.fates = &w.fates
	}
}

// rightEnds lists the rights that end on the path at hand, in the memory of the walker.
func (s *Simulator) rightEnds(w *walker) []rightEnd {
	w.ends = w.ends[:0]
	for _, x := range w.drawer.Defaults() {
		if right := s.rightOf[x.Agent]; right >= 0 {
			w.ends = append(w.ends, rightEnd{right, x.Day})
		}
	}
	return w.ends
}

// worldOf draws the world of a path.
func (s *Simulator) worldOf(d *credit.Drawer) int {
	u := d.Uniform()
	if l := s.settings.WorldLink; l.Weight != 0 {
		u = credit.NormalCDF(l.Weight*d.Factor(l.Factor) + math.Sqrt(1-l.Weight*l.Weight)*credit.NormalQuantile(u))
	}
	for i, p := range s.cumulative {
		if u < p {
			return i
		}
	}
	return len(s.cumulative) - 1
}

// causeOf is the essential right whose end brought a contract into default, −1 when an obligor did.
func (s *Simulator) causeOf(d *credit.Drawer, c credit.ContractDefault) int32 {
	if s.essential == 0 {
		return -1
	}
	rights := s.byRight[c.Contract]
	if len(rights) == 0 {
		return -1
	}
	for _, a := range s.lines.obligors[c.Contract] {
		if d.DefaultDay(int(a)) == c.Day {
			return -1
		}
	}
	for _, a := range rights {
		if d.DefaultDay(int(a)) == c.Day {
			return a
		}
	}
	return -1
}

// pay pays the future out.
func (w *walker) pay() (*Runner, error) {
	f := w.future
	r := w.runners[f.world]
	in := Inputs{Collections: f.collections, Defaults: f.parties, Events: f.outside}
	if points := w.s.checkpoints[f.world]; points != nil {
		return r, r.resume(points, f.first, in)
	}
	r.record = false
	if err := r.pays(in); err != nil {
		return nil, err
	}
	f.takeBought(w.s.joint, w.s.model.NumContracts())
	return r, nil
}

// walk draws a path and pays it out.
func (w *walker) walk(path uint64) (*Runner, error) {
	if err := w.draw(path); err != nil {
		return nil, fmt.Errorf("tranche: path %d: %w", path, err)
	}
	r, err := w.pay()
	if err != nil {
		return nil, fmt.Errorf("tranche: path %d: %w", path, err)
	}
	return r, nil
}

// GivenPath is a path that someone states instead of drawing it.
type GivenPath struct {
	Defaults []GivenDefault
	// Parties gives the day from which an outsider pays nothing, by name.
	Parties map[string]calendar.Date
	// Events gives the day of an outside event, by its word.
	Events map[string]calendar.Date
	// Prepayments are contracts that prepay in full, after their first payment on a day or later.
	Prepayments []GivenPrepayment
	World       int
}

// GivenPrepayment is the prepayment of a contract.
type GivenPrepayment struct {
	Contract int // index in the pool
	Day      calendar.Date
}

// GivenDefault is the default of a contract on a day, with a loss given default.
type GivenDefault struct {
	Contract int // index in the pool
	Day      calendar.Date
	LGD      float64
}

// Path is one path in full: what the pool collects and the whole record of the run.
type Path struct {
	Weight      float64
	World       string
	Contracts   []credit.ContractDefault
	Defaults    []calendar.Date // of outsiders, in the order of Deal.Outsiders; zero for none
	Events      []calendar.Date // outside events, in the order of Deal.OutsideEvents; zero for none
	Prepaid     []GivenPrepayment
	Collections []cashflow.Collection
	Result      *Result
	// Defaulted is the principal that goes into default, Lost that of which nothing is recovered, and
	// Late what is recovered after the last calculation date.
	Defaulted, Lost, Late money.Amount
}

// Replay gives a path of the simulation in full, as a report shows one run.
func (s *Simulator) Replay(path uint64) (*Path, error) {
	w := s.newWalker()
	if err := w.draw(path); err != nil {
		return nil, err
	}
	return w.record(append([]credit.ContractDefault(nil), w.drawer.Contracts()...))
}

// Given gives the path on which exactly so much happens. A contract in default loses what is stated; who
// owes it does not matter.
func (s *Simulator) Given(g GivenPath) (*Path, error) {
	if g.World < 0 || g.World >= len(s.deals) {
		return nil, fmt.Errorf("%w: world %d of %d", ErrSimulation, g.World, len(s.deals))
	}
	w := s.newWalker()
	w.weight, w.fates.given = 1, make([]int32, s.model.NumAgents())
	s.joint.begin(w.future, s.deals[g.World], g.World)
	var list []credit.ContractDefault
	seen := map[int]bool{}
	for _, x := range g.Defaults {
		day := x.Day.Sub(s.deal.cutOff)
		if x.Contract < 0 || x.Contract >= s.model.NumContracts() || seen[x.Contract] || day < 1 || day > math.MaxInt32/2 || !(x.LGD >= 0 && x.LGD <= 1) {
			return nil, fmt.Errorf("%w: contract %d defaults on %s and loses %v; expected each of %d contracts once, a day after %s and a share between 0 and 1",
				ErrSimulation, x.Contract, x.Day, x.LGD, s.model.NumContracts(), s.deal.cutOff)
		}
		seen[x.Contract] = true
		list = append(list, credit.ContractDefault{Contract: int32(x.Contract), Day: int32(day), LGD: x.LGD})
	}
	if err := s.givePrepayments(w.future, g); err != nil {
		return nil, err
	}
	for _, c := range list {
		if err := s.joint.defaultContract(w.future, c, -1); err != nil {
			return nil, err
		}
	}
	if err := s.joint.settlePrepayments(w.future, &s.draws); err != nil {
		return nil, err
	}
	if b := s.joint.worlds[g.World]; b.values != nil {
		s.joint.endRights(w.future, b, nil)
	}
	for name := range g.Parties {
		if _, ok := indexOf(s.deal.parties, name); !ok {
			return nil, fmt.Errorf("%w: %q is no outsider of the deal", ErrSimulation, name)
		}
	}
	for i, p := range s.deal.parties {
		if day, ok := g.Parties[p.name]; ok {
			s.joint.defaultParty(w.future, i, int32(max(day.Sub(s.deal.cutOff), 1)))
		}
	}
	for name := range g.Events {
		if !slices.Contains(s.deal.OutsideEvents(), name) {
			return nil, fmt.Errorf("%w: %q is no outside event of the deal", ErrSimulation, name)
		}
	}
	for i, name := range s.deal.OutsideEvents() {
		if day, ok := g.Events[name]; ok {
			s.joint.happen(w.future, i, int32(max(day.Sub(s.deal.cutOff), 1)))
		}
	}
	s.joint.finish(w.future)
	return w.record(list)
}

// givePrepayments notes the prepayments of a path that is stated.
func (s *Simulator) givePrepayments(f *future, g GivenPath) error {
	b := s.joint.worlds[g.World]
	for _, x := range g.Prepayments {
		if x.Contract < 0 || x.Contract >= s.model.NumContracts() || f.prepaidAt[x.Contract] != 0 {
			return fmt.Errorf("%w: contract %d prepays; expected each of %d contracts once", ErrSimulation, x.Contract, s.model.NumContracts())
		}
		at := b.stop(int32(x.Contract), int32(x.Day.Sub(s.deal.cutOff)))
		if at < 0 || at+1 >= b.contracts[x.Contract].rowEnd || b.rows[at+1].opening == 0 {
			return fmt.Errorf("%w: contract %d prepays on %s; expected a day up to its last payment but one", ErrSimulation, x.Contract, x.Day)
		}
		f.prepay(int32(x.Contract), at, -1)
	}
	return nil
}

// eventNotes says which outside events are not drawn.
func (s *Simulator) eventNotes() {
	for i, name := range s.deal.OutsideEvents() {
		if len(s.draws.events) > 0 && s.draws.events[i].is {
			continue
		}
		if on := s.deal.outside[i].on; on.IsZero() {
			s.notes = append(s.notes, fmt.Sprintf("the outside event %s happens on no path: the settings do not draw it", name))
		} else {
			s.notes = append(s.notes, fmt.Sprintf("the outside event %s happens on %s on every path, as the deal document says: the settings do not draw it", name, on))
		}
	}
}

// record runs the future of the walker from the beginning and keeps everything.
func (w *walker) record(contracts []credit.ContractDefault) (*Path, error) {
	f := w.future
	d := w.s.deals[f.world]
	p := &Path{Weight: w.weight, World: w.s.settings.Worlds[f.world].Name, Contracts: contracts, Defaults: slices.Clone(f.parties), Events: slices.Clone(f.outside),
		Collections: slices.Clone(f.collections)}
	for _, x := range f.prepaid {
		if !x.off {
			p.Prepaid = append(p.Prepaid, GivenPrepayment{int(x.contract), d.cutOff.AddDays(int(w.s.joint.worlds[f.world].days[x.row]))})
		}
	}
	r := d.NewRunner()
	w.letFall(r)
	var err error
	if p.Result, err = r.RunInputs(Inputs{Collections: p.Collections, Defaults: p.Defaults, Events: p.Events}); err != nil {
		return nil, err
	}
	f.takeBought(w.s.joint, w.s.model.NumContracts())
	p.Defaulted, p.Lost, p.Late = f.defaulted, f.lost, f.late
	return p, nil
}
