package credit

import (
	"math"
	"slices"

	"github.com/ipabs/ipabs/internal/random"
)

// The latent variable z = Σ b·F + own·e lies below its limit c·s, with the mixing value s, when
//
//	e ≤ A = α·s − Σ β·F,   α = c/own, β = b/own
//
// Latents are put into clusters whose A share a close upper bound that is quick to compute from the
// factors. Candidates for default are then found by skipping over the cluster with the probability of
// the bound, and each is accepted or not by its own A: a path costs its defaults and the clusters,
// whatever the number of latents, and the law is exact however loose the bound. What is loose costs
// time only, so the division is a matter of expected cost, which is estimated on a fixed sample of
// factors.

// ownTerm says when a latent lies below its limit, in terms of its own term e.
type ownTerm struct {
	alpha float64
	loads []Loading // β, by ascending factor
}

// clusterPlan is a set of latents and the parts of the bound of A: max α·s + Σ over groups of
// max over options of −β·F.
type clusterPlan struct {
	members []int
	alpha   float64
	groups  []boundGroup
}

// boundGroup bounds −β·F over the members of a cluster, for factors of one family: no member has
// two of them.
type boundGroup struct {
	options []boundOption
	zero    bool // some member has none of them
}

// boundOption is a factor with the range of β.
type boundOption struct {
	factor int
	lo, hi float64
}

func (g *boundGroup) value(f []float64) float64 {
	best := math.Inf(-1)
	if g.zero {
		best = 0
	}
	for _, o := range g.options {
		x := f[o.factor]
		best = max(best, max(-o.lo*x, -o.hi*x))
	}
	return best
}

// Costs in nanoseconds, roughly; only their proportions matter.
const (
	costCluster   = 4.0
	costOption    = 1.5
	costCandidate = 12.0
	// ownOptions is the number of factors of one family up to which a cluster has a bound of its own
	// instead of that of the whole family.
	ownOptions = 2
	// costSamples is the number of factor draws on which costs are estimated.
	costSamples = 64
)

type clusterer struct {
	latents []ownTerm
	family  []int // by factor
	width   int   // number of families
	samples []costSample
	coarse  []boundGroup // by family
	tables  *sampleTables
	plans   []clusterPlan
	slot    []int // by factor: position of its option in the group at hand, −1
}

// costSample is a draw of the factors, with the mixing value and the coarse bounds.
type costSample struct {
	f      []float64
	s      float64
	coarse []float64
}

// newClusterPlans divides the latents with the given indices. draw gives values of the factors under the
// law that paths will have.
func newClusterPlans(latents []ownTerm, members []int, factors int, tables *sampleTables, draw func(stream *random.Stream, f []float64) (s float64)) []clusterPlan {
	if len(members) == 0 {
		return nil
	}
	c := &clusterer{latents: latents, tables: tables, slot: make([]int, factors)}
	for f := range c.slot {
		c.slot[f] = -1
	}
	c.findFamilies(members, factors)
	for v := range c.width {
		c.coarse = append(c.coarse, c.groupOf(members, v))
	}
	stream := random.NewStream(0, 0, purposePlan)
	for range costSamples {
		x := costSample{f: make([]float64, factors), coarse: make([]float64, c.width)}
		x.s = draw(&stream, x.f)
		for v := range c.coarse {
			x.coarse[v] = c.coarse[v].value(x.f)
		}
		c.samples = append(c.samples, x)
	}
	root, cost := c.plan(members)
	c.split(root, cost)
	slices.SortFunc(c.plans, func(a, b clusterPlan) int { return a.members[0] - b.members[0] })
	return c.plans
}

// findFamilies puts every factor into the first family none of whose factors it meets in a latent;
// those with the most latents choose first.
func (c *clusterer) findFamilies(members []int, factors int) {
	users := make([]int, factors)
	meets := make([]map[int]bool, factors)
	for _, i := range members {
		for _, l := range c.latents[i].loads {
			users[l.Factor]++
			if meets[l.Factor] == nil {
				meets[l.Factor] = map[int]bool{}
			}
			for _, m := range c.latents[i].loads {
				meets[l.Factor][m.Factor] = true
			}
		}
	}
	order := make([]int, factors)
	c.family = make([]int, factors)
	for f := range order {
		order[f], c.family[f] = f, -1
	}
	slices.SortStableFunc(order, func(a, b int) int { return users[b] - users[a] })
	for _, f := range order {
		if users[f] == 0 {
			continue
		}
		taken := make([]bool, c.width)
		for m := range meets[f] {
			if v := c.family[m]; v >= 0 {
				taken[v] = true
			}
		}
		v := slices.Index(taken, false)
		if v < 0 {
			v = c.width
			c.width++
		}
		c.family[f] = v
	}
}

// groupOf is the bound of a family over some latents.
func (c *clusterer) groupOf(members []int, family int) boundGroup {
	var g boundGroup
	have := 0
	for _, i := range members {
		for _, l := range c.latents[i].loads {
			if c.family[l.Factor] != family {
				continue
			}
			have++
			at := c.slot[l.Factor]
			if at < 0 {
				c.slot[l.Factor] = len(g.options)
				g.options = append(g.options, boundOption{l.Factor, l.Weight, l.Weight})
				continue
			}
			o := &g.options[at]
			o.lo, o.hi = min(o.lo, l.Weight), max(o.hi, l.Weight)
		}
	}
	g.zero = have < len(members)
	for _, o := range g.options {
		c.slot[o.factor] = -1
	}
	slices.SortFunc(g.options, func(a, b boundOption) int { return a.factor - b.factor })
	return g
}

// plan makes a cluster of latents and estimates what it costs a path.
func (c *clusterer) plan(members []int) (clusterPlan, float64) {
	p := clusterPlan{members: members, alpha: math.Inf(-1)}
	for _, i := range members {
		p.alpha = max(p.alpha, c.latents[i].alpha)
	}
	cost := costCluster
	var own, shared []int
	for v := range c.width {
		g := c.groupOf(members, v)
		if len(g.options) == 0 {
			continue
		}
		if len(g.options) > ownOptions {
			g = c.coarse[v]
			shared = append(shared, v)
			cost += costOption
		} else {
			own = append(own, len(p.groups))
			cost += costOption * float64(len(g.options)+1)
		}
		p.groups = append(p.groups, g)
	}
	probability := 0.0
	for k := range c.samples {
		x := &c.samples[k]
		a := p.alpha * x.s
		for _, g := range own {
			a += p.groups[g].value(x.f)
		}
		for _, v := range shared {
			a += x.coarse[v]
		}
		probability += c.tables.candidates(a).p
	}
	return p, cost + costCandidate*float64(len(members))*probability/costSamples
}

// split divides a cluster in the way that saves the most, and its parts in turn, while that saves
// anything.
func (c *clusterer) split(p clusterPlan, cost float64) {
	var best []clusterPlan
	var costs []float64
	least := cost
	try := func(parts [][]int) {
		var plans []clusterPlan
		var each []float64
		total := 0.0
		for _, members := range parts {
			if len(members) == len(p.members) || total >= least {
				return
			}
			q, cost := c.plan(members)
			plans, each, total = append(plans, q), append(each, cost), total+cost
		}
		if total < least {
			best, costs, least = plans, each, total
		}
	}
	if len(p.members) > 1 {
		c.ways(p, try)
	}
	if best == nil {
		c.plans = append(c.plans, p)
		return
	}
	for i, q := range best {
		c.split(q, costs[i])
	}
}

// ways hands on every way to divide a cluster: by the factor of each family, and at the middle of the
// range of α and of each β.
func (c *clusterer) ways(p clusterPlan, try func(parts [][]int)) {
	lo := p.alpha
	for _, i := range p.members {
		lo = min(lo, c.latents[i].alpha)
	}
	try(c.halves(p.members, lo, p.alpha, func(l ownTerm) float64 { return l.alpha }))
	for v := range c.width {
		g := c.groupOf(p.members, v)
		switch {
		case len(g.options)+b2i(g.zero) > 1:
			try(c.byFactor(p.members, v, g))
		case len(g.options) == 1:
			f := g.options[0].factor
			try(c.halves(p.members, g.options[0].lo, g.options[0].hi, func(l ownTerm) float64 { return weightOf(l.loads, f) }))
		}
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func weightOf(loads []Loading, factor int) float64 {
	for _, l := range loads {
		if l.Factor == factor {
			return l.Weight
		}
	}
	return 0
}

func (c *clusterer) halves(members []int, lo, hi float64, of func(ownTerm) float64) [][]int {
	middle := lo + (hi-lo)/2
	parts := make([][]int, 2)
	for _, i := range members {
		side := b2i(of(c.latents[i]) > middle)
		parts[side] = append(parts[side], i)
	}
	if len(parts[0]) == 0 || len(parts[1]) == 0 {
		return [][]int{members}
	}
	return parts
}

func (c *clusterer) byFactor(members []int, family int, g boundGroup) [][]int {
	for at, o := range g.options {
		c.slot[o.factor] = at
	}
	parts := make([][]int, len(g.options)+b2i(g.zero))
	for _, i := range members {
		at := len(g.options)
		for _, l := range c.latents[i].loads {
			if c.family[l.Factor] == family {
				at = c.slot[l.Factor]
			}
		}
		parts[at] = append(parts[at], i)
	}
	for _, o := range g.options {
		c.slot[o.factor] = -1
	}
	return parts
}
