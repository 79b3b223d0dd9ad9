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
	shift   []float64 // of the mean, by dimension; nil without importance sampling
	half    float64   // |shift|²/2

	// By latent. A factor that moves one latent only is part of its own term.
	loadAt []int32 // loads of latent i: loadAt[i] … loadAt[i+1]
	loads  []kernelLoad
	own    []float64
	limit  []float64

	direct   []int32 // latents that are looked at on every path: no own term, or a certain event
	clusters []kernelCluster
	members  []int32
	refs     []int32 // groups of the clusters
	groups   []kernelGroup
	options  []kernelOption
	twist    *twist
}

type kernelLoad struct {
	factor int32
	weight float64
}

// kernelCluster is a cluster of latents: members first … first+n, refs ref … refEnd.
type kernelCluster struct {
	alpha       float64
	n           float64
	first       int32
	ref, refEnd int32
}

// kernelGroup is a part of a bound, computed once for each path: options at … end.
type kernelGroup struct {
	at, end int32
	floor   float64 // 0 when a member has none of the factors, −∞ otherwise
}

type kernelOption struct {
	factor int32
	lo, hi float64
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
			if k.shift != nil {
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
	k.clusters, k.members, k.refs, k.groups, k.options = nil, nil, nil, nil, nil
	interned := map[string]int32{}
	for _, p := range plans {
		c := kernelCluster{alpha: p.alpha, n: float64(len(p.members)), first: int32(len(k.members)), ref: int32(len(k.refs))}
		for _, i := range p.members {
			k.members = append(k.members, int32(i))
		}
		for _, g := range p.groups {
			k.refs = append(k.refs, k.intern(g, interned))
		}
		c.refEnd = int32(len(k.refs))
		k.clusters = append(k.clusters, c)
	}
}

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
	out := kernelGroup{at: int32(len(k.options)), floor: math.Inf(-1)}
	if g.zero {
		out.floor = 0
	}
	for _, o := range g.options {
		k.options = append(k.options, kernelOption{int32(o.factor), o.lo, o.hi})
	}
	out.end = int32(len(k.options))
	k.groups = append(k.groups, out)
	return at
}

func (k *kernel) newState() *kernelState {
	n := len(k.limit)
	st := &kernelState{f: make([]float64, k.factors), s: 1, bounds: make([]float64, len(k.groups)), z: make([]float64, n),
		mark: make([]uint64, (n+63)/64), hits: make([]int32, 0, n)}
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
	k.drawFactors(st, path)
	if k.twist != nil {
		k.drawTwisted(st)
	} else {
		k.drawOwn(st)
	}
	st.hits = st.hits[:0]
	for w, m := range st.mark {
		for ; m != 0; m &= m - 1 {
			st.hits = append(st.hits, int32(w<<6+bits.TrailingZeros64(m)))
		}
		st.mark[w] = 0
	}
}

// drawFactors draws the factors and the mixing value, and the weight of a shift.
func (k *kernel) drawFactors(st *kernelState, path uint64) {
	st.weight = 1
	dims := k.numDims()
	if dims == 0 {
		return
	}
	u := k.plan.uniforms(st, path)
	exponent := 0.0
	for d := range dims {
		x := k.tables.normal(u.at(d))
		if k.shift != nil {
			x += k.shift[d]
			exponent += k.shift[d] * x
		}
		if d < len(k.dims) {
			st.f[k.dims[d]] = x
		} else {
			st.s = math.Exp(k.tables.mixing.At(x))
		}
	}
	if k.shift != nil {
		st.weight = math.Exp(k.half - exponent)
	}
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
	for g, group := range k.groups {
		best := group.floor
		for _, o := range k.options[group.at:group.end] {
			x := st.f[o.factor]
			best = max(best, max(-o.lo*x, -o.hi*x))
		}
		st.bounds[g] = best
	}
	left := st.stream.Exponential()
	for c := range k.clusters {
		cl := &k.clusters[c]
		a := cl.alpha * st.s
		for _, g := range k.refs[cl.ref:cl.refEnd] {
			a += st.bounds[g]
		}
		cell := k.tables.candidates(a)
		length := cell.hazard * cl.n
		if left >= length {
			left -= length
			continue
		}
		left = k.candidates(st, cl, cell, left)
	}
}

// candidates goes through the candidates of a cluster; the first lies left along its line. It returns
// how far the next one lies beyond the end.
func (k *kernel) candidates(st *kernelState, cl *kernelCluster, cell *boundCell, left float64) float64 {
	members := k.members[cl.first : int(cl.first)+int(cl.n)]
	at := 0
	for {
		at += int(left * cell.inverse)
		if at >= len(members) { // by rounding only
			return st.stream.Exponential()
		}
		i := members[at]
		z := k.common(st, i) + k.own[i]*k.tables.normal(cell.p*st.stream.Float64())
		if z <= k.limit[i]*st.s {
			st.hit(i, z)
		}
		at++
		left = st.stream.Exponential()
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

// isHit reports whether a latent is below its limit on the path drawn.
func (st *kernelState) isHit(i int) bool {
	_, found := slices.BinarySearch(st.hits, int32(i))
	return found
}
