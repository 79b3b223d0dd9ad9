package tranche

import (
	"math"
	"math/bits"

	"github.com/ipabs/ipabs/internal/exactsum"
	"github.com/ipabs/ipabs/money"
)

// countPlan lays out what a simulation counts. Every statistic is a number of a path; what is counted is
// weight × statistic.
type countPlan struct {
	classes, payments, outsiders, events, promisors, supports int
	controls                                                  int
	ranked                                                    [][]int   // classes by rank, those of one rank together
	residual                                                  []bool    // by class
	hasTerms                                                  bool      // of any world
	days                                                      []float64 // of each payment, after closing
	firstClass, firstPeriod, firstProfile                     int
	firstOutsider, firstEvent, firstPromisor, firstSupport    int
	firstReserve                                              int
	reserves                                                  []int // accounts that are drawn on as support
	sources                                                   []int // of support: promisors, supports and reserves, each by the place of its amount, before that of its calls
	simple, stats                                             int
	loss                                                      []binning // by class, and of the pool last
	life, yield, cover, call                                  binning
	guess                                                     []float64             // by class: logarithm of 1 + the yield without defaults
	weights                                                   [][yieldTerms]float64 // classes × payments: of a flow in the series about it
	near                                                      float64               // how far from the guess the series holds
}

// Statistics of the pool.
const (
	statWeight = iota
	statPoolLoss
	statPoolLossSquare
	statDefaulted
	statLate
	statDefaults
	poolStats
)

// Statistics of a class.
const (
	statLoss = iota
	statLossSquare
	statPrincipalLoss
	statInterestLoss
	statHit
	statInterestShort
	statPrincipalLate
	statPrincipalLost
	statWrittenDown
	statAnyLate
	statRatios // pairs from here on: the sum of a number, and of the paths that have it
	statLife   = statRatios
	statYield  = statRatios + 2
	statCover  = statRatios + 4
	classStats = statRatios + 6
)

// Statistics of a class at a payment.
const (
	profileInterest = iota
	profilePrincipal
	profileClosing
	profileUnpaid
	profileWrittenDown
	profileUncovered
	profileStats
)

// Statistics of the pool in a period.
const (
	periodDefaulted = iota
	periodRecovered
	periodClosing
	periodStats
)

// Statistics of a promisor, and of a support or a reserve. The amount and whether there is one come first.
const (
	promisorCalled = iota
	promisorHit
	promisorRepaid
	promisorOwed
	promisorStats
)

const (
	supportAmount = iota
	supportHit
	supportCalls
	supportStats
)

func newCountPlan(s *Simulator) countPlan {
	d := s.deal
	p := countPlan{classes: len(d.tranches), payments: len(d.payments), outsiders: len(d.parties), events: len(d.events), supports: len(d.supports), controls: s.controls.number()}
	for _, v := range d.supports {
		p.promisors += len(v.promisors)
	}
	for rank, done := 0, 0; done < p.classes; rank++ {
		next := math.MaxInt
		for i := range d.tranches {
			if d.tranches[i].rank >= rank {
				next = min(next, d.tranches[i].rank)
			}
		}
		rank = next
		var group []int
		for i := range d.tranches {
			if d.tranches[i].rank == rank {
				group = append(group, i)
				done++
			}
		}
		p.ranked = append(p.ranked, group)
	}
	for i := range d.tranches {
		p.residual = append(p.residual, d.tranches[i].mode == Residual)
	}
	for _, world := range s.deals {
		p.hasTerms = p.hasTerms || world.hasTerms
	}
	at := poolStats
	place := func(n int) int {
		from := at
		at += n
		return from
	}
	p.firstClass = place(p.classes * classStats)
	p.simple = at // from here on statistics are regressed on the first control alone
	p.firstOutsider = place(p.outsiders)
	p.firstEvent = place(p.events)
	p.firstPromisor = place(p.promisors * promisorStats)
	p.firstSupport = place(p.supports * supportStats)
	p.reserves = d.drawnOn()
	p.firstReserve = place(len(p.reserves) * supportStats)
	for i := range p.promisors {
		p.sources = append(p.sources, p.firstPromisor+i*promisorStats)
	}
	for i := range p.supports {
		p.sources = append(p.sources, p.firstSupport+i*supportStats)
	}
	for i := range p.reserves {
		p.sources = append(p.sources, p.firstReserve+i*supportStats)
	}
	p.firstPeriod = place(p.payments * periodStats)
	p.firstProfile = place(p.classes * p.payments * profileStats)
	p.stats = at
	for _, x := range d.payments {
		p.days = append(p.days, float64(x.Payment.Sub(d.closing)))
	}
	for i := range d.tranches {
		p.loss = append(p.loss, newBinning(float64(d.tranches[i].notional)/1000, 2000))
	}
	p.loss = append(p.loss, newBinning(float64(s.model.Pool().Principal())/1000, 1000))
	p.life = newBinning(p.days[p.payments-1]/365/1000, 1000)
	p.cover = newBinning(0.01, 1000)
	p.call = binning{unit: 1, growth: callGrowth, bins: callBins}
	for i := range d.tranches {
		p.guess = append(p.guess, math.Log1p(calmYield(s.checkpoints[0], p.days, i, float64(d.tranches[i].notional))))
		for _, days := range p.days {
			p.weights = append(p.weights, yieldWeights(days, p.guess[i]))
		}
	}
	p.near = yieldSeries / max(p.days[p.payments-1]/365, 1e-9)
	p.yield = binning{unit: 0.0001, bins: yieldBins, low: yieldLow}
	return p
}

// calmYield is the yield of class i in the first world without defaults; 0 where that is not known. Yields are
// looked for from there.
func calmYield(c *checkpoints, days []float64, i int, price float64) float64 {
	if c == nil {
		return 0
	}
	flows := make([]float64, len(days))
	for k := range flows {
		s := c.runner.trancheAt(k, i)
		flows[k] = float64(s.interestPaid + s.principalPaid + s.residual)
	}
	if y := yieldOf(flows, days, price, 0); y > -1 && !math.IsInf(y, 1) {
		return y
	}
	return 0
}

// binning puts numbers into bins: bin k holds those above low + (k − 1)·unit and up to low + k·unit; the last
// one everything above. With a growth bin k > 0 ends at unit·growth^(k−1) instead, for amounts of which the scale
// is not known before.
type binning struct {
	unit, low float64
	growth    float64
	bins      int
}

const (
	yieldLow  = -0.5
	yieldBins = 8001 // to 30 % in basis points
	// Amounts of calls are told apart by 1 %, from one minor unit to 10¹⁴.
	callGrowth = 1.01
	callBins   = 3241
)

func newBinning(unit float64, bins int) binning {
	return binning{unit: max(unit, 1e-9), bins: bins + 1}
}

func (b *binning) of(x float64) int {
	if b.growth > 0 {
		if x <= 0 {
			return 0
		}
		return min(max(int(math.Ceil(math.Log(x/b.unit)/math.Log(b.growth)-1e-9)), 0)+1, b.bins-1)
	}
	k := int(math.Ceil((x-b.low)/b.unit - 1e-9))
	return min(max(k, 0), b.bins-1)
}

func (b *binning) upper(k int) float64 {
	switch {
	case b.growth > 0 && k > 0:
		return b.unit * math.Pow(b.growth, float64(k-1))
	case b.growth > 0:
		return 0
	}
	return b.low + float64(k)*b.unit
}

// counts is what a range of paths has counted. All sums are exact, so that they add up to the same whatever
// the division of the paths.
type counts struct {
	blocks  uint64
	paths   uint64
	means   []moment // by statistic, over the means of blocks
	control controlSums
	octaves [octaves]*octaveCounts
	groups  [countGroups]countGroup
	worlds  []worldCounts // nil unless worlds are drawn
	lines   []moment      // by line and class
}

// octaveCounts are the headline statistics of the blocks of an octave.
type octaveCounts struct {
	means   []moment
	control controlSums
}

// moment is the exact sums of some numbers, of their squares, and of their products with the controls.
type moment struct {
	sum, square exactsum.Sum
	cross       []exactsum.Sum
}

func (m *moment) add(x float64, controls []float64) {
	if x == 0 {
		return
	}
	m.sum.Add(x)
	m.square.Add(x * x)
	for i := range m.cross {
		if controls[i] != 0 {
			m.cross[i].Add(x * controls[i])
		}
	}
}

func (m *moment) merge(o *moment) {
	m.sum.AddSum(&o.sum)
	m.square.AddSum(&o.square)
	for i := range m.cross {
		m.cross[i].AddSum(&o.cross[i])
	}
}

// newMoments makes moments with so many controls each.
func newMoments(n, controls int) []moment {
	list, cross := make([]moment, n), make([]exactsum.Sum, n*controls)
	for i := range list {
		list[i].cross = cross[i*controls : (i+1)*controls : (i+1)*controls]
	}
	return list
}

const (
	// countGroups is the number of groups into which blocks are dealt; what is no mean has the standard error
	// of its values over groups.
	countGroups = 16
	// octaves of block numbers: octave o holds blocks 2^(o−1) to 2^o − 1, and octave 0 block 0, so that what
	// the first 2^o blocks have found can be told afterwards.
	octaves = 48
)

// countGroup holds distributions over the blocks of a group.
type countGroup struct {
	paths  uint64
	ratios []exactsum.Sum      // by class and statistic from statRatios on; then amount and number of calls on each source of support
	loss   [][]exactsum.Weight // by class, and of the pool last
	life   [][]exactsum.Weight // by class
	yield  [][]exactsum.Weight
	cover  [][]exactsum.Weight
	calls  [][]exactsum.Weight // by source of support, of the paths on which it is called
	most   []money.Amount      // by source of support: the largest amount
}

// headline is the number of statistics that are kept by octave: the pool's loss, and loss and hit of each
// class.
func (p *countPlan) headline() int { return 1 + 2*p.classes }

func (p *countPlan) headlineStat(i int) int {
	if i == 0 {
		return statPoolLoss
	}
	if class := (i - 1) / 2; i%2 == 1 {
		return p.firstClass + class*classStats + statLoss
	} else {
		return p.firstClass + class*classStats + statHit
	}
}

func (s *Simulator) newCounts() *counts {
	p := &s.plan
	c := &counts{means: append(newMoments(p.simple, p.controls), newMoments(p.stats-p.simple, min(p.controls, 1))...), control: newControlSums(p.controls), lines: newMoments(len(s.lines.list)*p.classes, 0)}
	if s.settings.WorldsDrawn {
		c.worlds = newWorldCounts(len(s.deals), p.headline())
	}
	for g := range c.groups {
		group := &c.groups[g]
		group.ratios = make([]exactsum.Sum, p.classes*(classStats-statRatios)+2*len(p.sources))
		group.most = make([]money.Amount, len(p.sources))
		for range p.sources {
			group.calls = append(group.calls, make([]exactsum.Weight, p.call.bins))
		}
		for _, b := range p.loss {
			group.loss = append(group.loss, make([]exactsum.Weight, b.bins))
		}
		for range p.classes {
			group.life = append(group.life, make([]exactsum.Weight, p.life.bins))
			group.cover = append(group.cover, make([]exactsum.Weight, p.cover.bins))
			if !s.settings.NoYields {
				group.yield = append(group.yield, make([]exactsum.Weight, p.yield.bins))
			}
		}
	}
	return c
}

// counter counts the paths of one worker. sums are those of the block at hand.
type counter struct {
	sim     *Simulator
	out     *counts
	sums    []float64
	control []float64 // of the block
	group   *countGroup
	// scratch of one path
	sofar       []sofar     // by class
	calm        [][]float64 // by world: weights of the paths of the block by the first payment that differs
	flows       []float64
	weight      exactsum.Weight // of the path
	byLine      []float64
	touched     []int32
	lineSums    []float64 // by line and class: of the block
	lineTouched []int32
	results     []classResult
}

// classResult is what one class got on a path.
type classResult struct {
	loss, principalLoss money.Amount
}

func (s *Simulator) newCounter(out *counts) *counter {
	p := &s.plan
	c := &counter{sim: s, out: out, sums: make([]float64, p.stats), sofar: make([]sofar, p.classes), flows: make([]float64, p.payments),
		control: make([]float64, p.controls), lineSums: make([]float64, len(s.lines.list)*p.classes),
		byLine: make([]float64, len(s.lines.list)), touched: make([]int32, 0, len(s.lines.list)), results: make([]classResult, p.classes)}
	for range s.deals {
		c.calm = append(c.calm, make([]float64, p.payments+1))
	}
	return c
}

// begin begins a block.
func (c *counter) begin(block uint64) { c.group = &c.out.groups[block%countGroups] }

// end takes a full block into the sums.
func (c *counter) end(block uint64, size float64) {
	p, out := &c.sim.plan, c.out
	for world, weights := range c.calm {
		if m := c.sim.calm[world]; m != nil {
			m.addCalm(p, c.sums, weights)
		}
		clear(weights)
	}
	out.blocks++
	for i := range c.control {
		c.control[i] = c.control[i]/size - c.sim.controls.mean[i]
	}
	out.control.add(c.control)
	for i := range c.sums {
		out.means[i].add(c.sums[i]/size, c.control)
	}
	octave := out.octave(bits.Len64(block), p)
	for i := range p.headline() {
		octave.means[i].add(c.sums[p.headlineStat(i)]/size, c.control)
	}
	octave.control.add(c.control)
	for _, i := range c.lineTouched {
		out.lines[i].add(c.lineSums[i]/size, nil)
		c.lineSums[i] = 0
	}
	c.lineTouched = c.lineTouched[:0]
	clear(c.control)
	for i := range p.classes {
		at := p.firstClass + i*classStats
		for j := statRatios; j < classStats; j++ {
			c.group.ratios[i*(classStats-statRatios)+j-statRatios].Add(c.sums[at+j])
		}
	}
	for j, at := range p.sources {
		first := p.classes*(classStats-statRatios) + 2*j
		c.group.ratios[first].Add(c.sums[at])
		c.group.ratios[first+1].Add(c.sums[at+1])
	}
	clear(c.sums)
}

// octave gives the counts of an octave, new ones if there are none.
func (c *counts) octave(k int, p *countPlan) *octaveCounts {
	if c.octaves[k] == nil {
		c.octaves[k] = &octaveCounts{newMoments(p.headline(), p.controls), newControlSums(p.controls)}
	}
	return c.octaves[k]
}

func (c *counts) octaveLike(k int, o *octaveCounts) *octaveCounts {
	if c.octaves[k] == nil {
		c.octaves[k] = &octaveCounts{newMoments(len(o.means), len(o.control.sum)), newControlSums(len(o.control.sum))}
	}
	return c.octaves[k]
}

func (o *octaveCounts) merge(x *octaveCounts) {
	for i := range o.means {
		o.means[i].merge(&x.means[i])
	}
	o.control.merge(&x.control)
}

// take adds the counts of another range.
func (c *counts) take(o *counts) {
	c.blocks += o.blocks
	c.paths += o.paths
	for i := range c.means {
		c.means[i].merge(&o.means[i])
	}
	c.control.merge(&o.control)
	for k, x := range o.octaves {
		if x != nil {
			c.octaveLike(k, x).merge(x)
		}
	}
	for i := range c.worlds {
		c.worlds[i].take(&o.worlds[i])
	}
	for g := range c.groups {
		c.groups[g].take(&o.groups[g])
	}
	for i := range c.lines {
		c.lines[i].merge(&o.lines[i])
	}
}

func (g *countGroup) take(o *countGroup) {
	g.paths += o.paths
	for i := range g.ratios {
		g.ratios[i].AddSum(&o.ratios[i])
	}
	for i, x := range o.most {
		g.most[i] = max(g.most[i], x)
	}
	lists, others := g.histograms(), o.histograms()
	for i := range lists {
		for k := range lists[i] {
			lists[i][k].AddWeight(others[i][k])
		}
	}
}

// histograms lists the distributions of the group, in a fixed order.
func (g *countGroup) histograms() [][]exactsum.Weight {
	var list [][]exactsum.Weight
	list = append(list, g.loss...)
	list = append(list, g.life...)
	list = append(list, g.yield...)
	list = append(list, g.cover...)
	return append(list, g.calls...)
}
