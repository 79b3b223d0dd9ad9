package credit

import (
	"math"
	"math/bits"
	"slices"

	"github.com/ipabs/ipabs/internal/random"
)

// The streams of a path, and those that belong to no path.
const (
	purposePath    = iota // own terms, and whatever the path draws after them
	purposeFactors        // factors that a path shares with its antithetic twin
	purposePlan           // the fixed sample on which costs are estimated
)

// latentLaw is the joint law of latent variables, as the kernel needs it.
type latentLaw struct {
	factors int
	needed  []bool // by factor: its value is wanted although it moves one latent only
	copula  Copula
	latents []latentMargin
}

// latentMargin is a latent variable: its loadings without zeros and by ascending factor, and the limit
// below which something happens (Φ⁻¹ or t⁻¹ of the greatest probability), −∞ for never.
type latentMargin struct {
	loads []Loading
	limit float64
}

// kernel draws, path by path, which latents lie below their limits, and their values. It is immutable
// and safe for concurrent use with one kernelState for each worker.
type kernel struct {
	tables  *sampleTables
	plan    drawPlan
	mixed   bool
	dims    []int // the factors that are drawn, by dimension; the mixing variable comes after them
	factors int
	shift   []float64 // of the mean, by dimension; nil without importance sampling, else not nil
	half    float64   // |shift|²/2

	// By latent. A factor that moves one latent only is part of its own term.
	loadAt []int32 // loads of latent i: loadAt[i] … loadAt[i+1]
	loads  []kernelLoad
	own    []float64
	limit  []float64

	direct   []int32 // latents that are looked at on every path: no own term, or a certain event
	clusters []kernelCluster
	members  []kernelMember
	lent     []kernelLoad // loads of the members, in their order
	terms    []kernelTerm
	refs     []int32 // shared groups of the clusters
	groups   []kernelGroup
	// groupTerms are those of the groups, until they are put behind those of the clusters.
	groupTerms []kernelTerm
	twist      *twist
}

type kernelLoad struct {
	factor int32
	weight float64
}

// kernelCluster is a cluster of latents. Its bound is alpha·s plus the terms term … termEnd plus the groups
// ref … refEnd.
type kernelCluster struct {
	alpha         float64
	n             float64
	first         int32 // member
	term, termEnd int32
	ref, refEnd   int32
}

// kernelMember is what deciding about a candidate takes, in one piece of memory.
type kernelMember struct {
	own, limit    float64
	latent        int32
	load, loadEnd int32 // of lent
}

// kernelTerm bounds −β·x, over a range of β, by half·|x| − middle·x.
type kernelTerm struct {
	factor       int32
	middle, half float64
}

func (t *kernelTerm) bound(x float64) float64 { return t.half*math.Abs(x) - t.middle*x }

// kernelGroup is the greatest of some terms, computed once for each path: terms at … end.
type kernelGroup struct {
	at, end int32
	floor   float64 // 0 when a member has none of the factors, −∞ otherwise
}

// kernelState is the scratch of one worker and, after draw, the path.
type kernelState struct {
	stream random.Stream
	net    random.Net
	f      []float64 // by factor; NaN for a factor that is not drawn
	s      float64   // mixing value, 1 without one
	weight float64
	bounds []float64 // by group
	z      []float64 // by latent, for those hit
	mark   []uint64  // bits by latent: hit
	hits   []int32   // latents below their limits, ascending
	twist  twistState
}

// newKernel compiles a law. With importance sampling, loss says what is lost when a latent falls below its
// limit, in minor units.
func newKernel(law latentLaw, s Sampling, loss []float64) *kernel {
	k := &kernel{plan: newDrawPlan(s), mixed: !law.copula.IsGaussian(), factors: law.factors, tables: newSampleTables(law.copula)}
	drawn := k.chooseFactors(law)
	latents := make([]ownTerm, len(law.latents))
	var clustered []int
	k.loadAt = append(k.loadAt, 0)
	for i, l := range law.latents {
		variance := 0.0
		for _, b := range l.loads {
			if drawn[b.Factor] {
				k.loads = append(k.loads, kernelLoad{int32(b.Factor), b.Weight})
				variance += b.Weight * b.Weight
			}
		}
		k.loadAt = append(k.loadAt, int32(len(k.loads)))
		own := 0.0
		if v := 1 - variance; v > maxLoading-1 {
			own = math.Sqrt(v)
		}
		k.own, k.limit = append(k.own, own), append(k.limit, l.limit)
		switch {
		case math.IsInf(l.limit, -1):
		case own == 0 || math.IsInf(l.limit, 1):
			k.direct = append(k.direct, int32(i))
		default:
			latents[i].alpha = l.limit / own
			for _, b := range k.loadsOf(i) {
				latents[i].loads = append(latents[i].loads, Loading{int(b.factor), b.weight / own})
			}
			clustered = append(clustered, i)
		}
	}
	k.plan.prepare(k.numDims())
	if s.Importance != nil {
		k.makeImportant(s.Importance, loss)
	}
	if k.twist == nil {
		k.cluster(latents, clustered)
	}
	return k
}

// chooseFactors finds the factors to draw, the most influential first, so that stratification and
// quasi-random numbers do the most for what matters most.
func (k *kernel) chooseFactors(law latentLaw) (drawn []bool) {
	users, weight := make([]int, law.factors), make([]float64, law.factors)
	for _, l := range law.latents {
		if math.IsInf(l.limit, -1) {
			continue
		}
		for _, b := range l.loads {
			users[b.Factor]++
			weight[b.Factor] += math.Abs(b.Weight)
		}
	}
	drawn = make([]bool, law.factors)
	for f := range drawn {
		if users[f] > 1 || law.needed != nil && law.needed[f] {
			drawn[f] = true
			k.dims = append(k.dims, f)
		}
	}
	slices.SortStableFunc(k.dims, func(a, b int) int {
		switch {
		case weight[a] > weight[b]:
			return -1
		case weight[a] < weight[b]:
			return 1
		}
		return 0
	})
	return drawn
}

// numDims is the number of normal variables that the factors and the mixing variable take.
func (k *kernel) numDims() int {
	if k.mixed {
		return len(k.dims) + 1
	}
	return len(k.dims)
}

func (k *kernel) loadsOf(i int) []kernelLoad { return k.loads[k.loadAt[i]:k.loadAt[i+1]] }

// cluster compiles the clusters of latents for the law that paths have now.
func (k *kernel) cluster(latents []ownTerm, members []int) {
	plans := newClusterPlans(latents, members, k.factors, k.tables, func(stream *random.Stream, f []float64) float64 {
		s := 1.0
		for d := range k.numDims() {
			x := k.tables.normal(stream.Float64())
			if k.shift != nil { // as most paths are
				x += k.shift[d]
			}
			if d < len(k.dims) {
				f[k.dims[d]] = x
			} else {
				s = math.Exp(k.tables.mixing.At(x))
			}
		}
		return s
	})
	interned := map[string]int32{}
	for _, p := range plans {
		c := kernelCluster{alpha: p.alpha, n: float64(len(p.members)), first: int32(len(k.members)),
			term: int32(len(k.terms)), ref: int32(len(k.refs))}
		for _, i := range p.members {
			m := kernelMember{own: k.own[i], limit: k.limit[i], latent: int32(i), load: int32(len(k.lent))}
			k.lent = append(k.lent, k.loadsOf(i)...)
			m.loadEnd = int32(len(k.lent))
			k.members = append(k.members, m)
		}
		for _, g := range p.groups {
			if len(g.options) == 1 && !g.zero {
				k.terms = append(k.terms, termOf(g.options[0]))
			}
		}
		c.termEnd = int32(len(k.terms))
		for _, g := range p.groups {
			if len(g.options) > 1 || g.zero {
				k.refs = append(k.refs, k.intern(g, interned))
			}
		}
		c.refEnd = int32(len(k.refs))
		k.clusters = append(k.clusters, c)
	}
	for g := range k.groups {
		k.groups[g].at += int32(len(k.terms))
		k.groups[g].end += int32(len(k.terms))
	}
	k.terms = append(k.terms, k.groupTerms...)
	k.groupTerms = nil
}

func termOf(o boundOption) kernelTerm {
	return kernelTerm{int32(o.factor), 0.5*o.lo + 0.5*o.hi, 0.5*o.hi - 0.5*o.lo}
}

// intern gives the number of a group; clusters with the same group share it.
func (k *kernel) intern(g boundGroup, interned map[string]int32) int32 {
	var key digest
	key.ints(b2i(g.zero))
	for _, o := range g.options {
		key.ints(o.factor)
		key.floats(o.lo, o.hi)
	}
	if at, ok := interned[string(key)]; ok {
		return at
	}
	at := int32(len(k.groups))
	interned[string(key)] = at
	out := kernelGroup{at: int32(len(k.groupTerms)), floor: math.Inf(-1)}
	if g.zero {
		out.floor = 0
	}
	for _, o := range g.options {
		k.groupTerms = append(k.groupTerms, termOf(o))
	}
	out.end = int32(len(k.groupTerms))
	k.groups = append(k.groups, out)
	return at
}

func (k *kernel) newState() *kernelState {
	n := len(k.limit)
	st := &kernelState{f: make([]float64, k.factors), s: 1, bounds: make([]float64, len(k.groups)), z: make([]float64, n),
		mark: make([]uint64, (n+63)/64), hits: make([]int32, 0, n), weight: 1}
	for f := range st.f {
		st.f[f] = math.NaN()
	}
	if k.twist != nil {
		st.twist = k.twist.newState()
	}
	return st
}

// draw draws a path.
func (k *kernel) draw(st *kernelState, path uint64) {
	st.stream = random.NewStream(k.plan.seed, path, purposePath)
	important := k.shift != nil && st.stream.Float64() > plainShare
	odds := k.drawFactors(st, path, important)
	if k.twist != nil {
		odds += k.drawTwisted(st, important)
	} else {
		k.drawOwn(st)
	}
	if k.shift != nil {
		st.weight = 1 / (plainShare + (1-plainShare)*math.Exp(odds))
	}
	st.hits = st.hits[:0]
	for w, m := range st.mark {
		for ; m != 0; m &= m - 1 {
			st.hits = append(st.hits, int32(w<<6+bits.TrailingZeros64(m)))
		}
		st.mark[w] = 0
	}
}

// drawFactors draws the factors and the mixing value, shifted if important. It returns the log of how much
// more likely they are shifted than not.
func (k *kernel) drawFactors(st *kernelState, path uint64, important bool) (odds float64) {
	dims := k.numDims()
	if dims == 0 {
		return 0
	}
	mixing := 0.0
	if k.plan.factors == FactorsPlain {
		for _, f := range k.dims {
			st.f[f] = k.tables.gauss.Draw(&st.stream)
		}
		if k.mixed {
			mixing = k.tables.gauss.Draw(&st.stream)
		}
	} else {
		u := k.plan.uniforms(st, path)
		for d, f := range k.dims {
			st.f[f] = k.tables.factor(u.at(d))
		}
		if k.mixed {
			mixing = k.tables.factor(u.at(len(k.dims)))
		}
	}
	if k.shift != nil {
		size := b2f(important)
		odds = -k.half
		for d, f := range k.dims {
			st.f[f] += size * k.shift[d]
			odds += k.shift[d] * st.f[f]
		}
		if k.mixed {
			mixing += size * k.shift[len(k.dims)]
			odds += k.shift[len(k.dims)] * mixing
		}
	}
	if k.mixed {
		st.s = math.Exp(k.tables.mixing.At(mixing))
	}
	return odds
}

func b2f(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// drawOwn finds the latents below their limits. The candidates of all clusters together are the first
// points of a Poisson process on each latent's stretch of a line, a cluster's stretches being as long as
// its hazard; a candidate's own term e is then Φ⁻¹ of a uniform number below the bound.
func (k *kernel) drawOwn(st *kernelState) {
	for _, i := range k.direct {
		z := k.common(st, i)
		if k.own[i] > 0 {
			z += k.own[i] * k.tables.normal(st.stream.Float64())
		}
		if z <= k.limit[i]*st.s {
			st.hit(i, z)
		}
	}
	for g := range k.groups {
		group := &k.groups[g]
		best := group.floor
		for t := group.at; t < group.end; t++ {
			best = max(best, k.terms[t].bound(st.f[k.terms[t].factor]))
		}
		st.bounds[g] = best
	}
	left := k.tables.exponential.Draw(&st.stream)
	for c := range k.clusters {
		cl := &k.clusters[c]
		cell := k.tables.candidates(k.bound(st, cl))
		length := cell.hazard * cl.n
		if left >= length {
			left -= length
			continue
		}
		left = k.candidates(st, cl, cell, left)
	}
}

// bound is an upper bound of A over a cluster.
func (k *kernel) bound(st *kernelState, cl *kernelCluster) float64 {
	a := cl.alpha * st.s
	for t := cl.term; t < cl.termEnd; t++ {
		a += k.terms[t].bound(st.f[k.terms[t].factor])
	}
	for _, g := range k.refs[cl.ref:cl.refEnd] {
		a += st.bounds[g]
	}
	return a
}

// candidates goes through the candidates of a cluster; the first lies left along its line. It returns
// how far the next one lies beyond the end.
func (k *kernel) candidates(st *kernelState, cl *kernelCluster, cell *boundCell, left float64) float64 {
	members := k.members[cl.first : int(cl.first)+int(cl.n)]
	at := 0
	for {
		at += int(left * cell.inverse)
		if at >= len(members) { // by rounding only
			return k.tables.exponential.Draw(&st.stream)
		}
		m := &members[at]
		z := m.own * k.tables.normal(cell.p*st.stream.Float64())
		for _, b := range k.lent[m.load:m.loadEnd] {
			z += b.weight * st.f[b.factor]
		}
		if z <= m.limit*st.s {
			st.hit(m.latent, z)
		}
		at++
		left = k.tables.exponential.Draw(&st.stream)
		if rest := cell.hazard * float64(len(members)-at); left >= rest {
			return left - rest
		}
	}
}

// common is the part of a latent that comes from the factors.
func (k *kernel) common(st *kernelState, i int32) float64 {
	m := 0.0
	for _, b := range k.loads[k.loadAt[i]:k.loadAt[i+1]] {
		m += b.weight * st.f[b.factor]
	}
	return m
}

func (st *kernelState) hit(i int32, z float64) {
	st.z[i] = z
	st.mark[uint32(i)>>6] |= 1 << (uint32(i) & 63)
}
