package credit

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mathext"
)

// The moments of losses on more than two events have no closed form here. They are averaged over nodes
// of the factors instead, exactly given the factors: with the events of position i as independent
// indicators, its loss is
//
//	L_i = Σ_T g_iT(Y)·Π_(k∈T) (1_k − p_k(Y)),   g_i∅ = E[L_i | Y]
//
// over the sets T of its events that have at most one event of each latent (of two, the wider one happens
// whenever the narrower does, so that a product of both is the narrower one), so that
//
//	Cov(L_i, L_j) = Cov(g_i∅, g_j∅) + Σ E[g_iS·g_jT·Π_k (min(p_iSk, p_jTk) − p_iSk·p_jTk)]
//
// summed over the pairs of sets S and T on the same latents k, at least one.
// Every term is a covariance at every node, so that the sum over nodes is one whatever their number.

const (
	// defaultMomentNodes bounds the nodes, mostDensePositions the positions whose covariance matrix is
	// held whole, and mostEvents the events of one position.
	defaultMomentNodes  = 4096
	mostDensePositions  = 2048
	mostEvents          = 10
	momentReplicates    = 8  // of the quasi-random nodes
	leastProductPoints  = 16 // in each direction, for a product rule to be preferred
	mostProductPoints   = 96
	mixingRuleError     = 1e-8 // relative, of momentMixing
	quasiRandomNodeSeed = 0x6d6f6d656e7473
)

// factorNode fixes every factor and the mixing variable of a t copula.
type factorNode struct {
	y             []float64 // by variable
	scale, weight float64
}

// nodeMoments computes the moments of a portfolio by nodes of the factors. ok is false for positions of
// which it cannot take the events apart.
func (p *Portfolio) nodeMoments(ctx context.Context, s MomentSettings) (m *Moments, ok bool, err error) {
	parts := make([]nodePart, len(p.positions))
	for i := range parts {
		if !parts[i].takeApart(p, i) {
			return nil, false, nil
		}
	}
	if len(parts) > mostDensePositions {
		return nil, true, &ComplexityError{Reason: fmt.Sprintf("moments of %d positions, some with losses on more than two events; the most are %d", len(parts), mostDensePositions)}
	}
	if s.Nodes == 0 {
		s.Nodes = defaultMomentNodes
	}
	nodes, coarse := p.factorNodes(s.Nodes)
	groups := sharedEvents(parts)
	var runs []*nodeSums
	for r := range nodes {
		sums, err := p.sumOver(ctx, nodes[r], parts, groups)
		if err != nil {
			return nil, true, err
		}
		runs = append(runs, sums)
	}
	if coarse != nil {
		check, err := p.sumOver(ctx, coarse, parts, groups)
		if err != nil {
			return nil, true, err
		}
		return p.assemble(runs[0], func(variance func(*nodeSums) float64) float64 {
			estimate := math.Abs(variance(runs[0]) - variance(check))
			if !p.copula.IsGaussian() { // the variance of a certain loss can lie below 0 by rounding
				estimate += mixingRuleError * math.Abs(variance(runs[0]))
			}
			return estimate
		}), true, nil
	}
	return p.assemble(merged(runs), func(variance func(*nodeSums) float64) float64 {
		mean, square := 0.0, 0.0
		for _, r := range runs {
			v := variance(r)
			mean += v / momentReplicates
			square += v * v / momentReplicates
		}
		return 2 * math.Sqrt(max(square-mean*mean, 0)/(momentReplicates-1))
	}), true, nil
}

// nodePart is a position by its events: what it loses on average, and how much that varies, in every
// state of the events.
type nodePart struct {
	events   []event // those of one latent in a row, the widest first
	runs     []int   // the number of events of each latent
	position int
	chance   []float64 // by state: bit k says that event k has happened
	support  []support
}

func (q *nodePart) takeApart(p *Portfolio, i int) bool {
	c := &p.net.claims[i]
	q.events, q.position = c.events(), i
	if len(q.events) > mostEvents {
		return false
	}
	for k, e := range q.events {
		if k > 0 && q.events[k-1].latent == e.latent {
			q.runs[len(q.runs)-1]++
		} else {
			q.runs = append(q.runs, 1)
		}
	}
	for state := range 1 << len(q.events) {
		chance, s := c.state(func(e event) bool { return state>>slices.Index(q.events, e)&1 == 1 })
		q.chance, q.support = append(q.chance, chance), append(q.support, s)
	}
	return true
}

// probability is that of a state, given those of the events. A state in which a narrower event of a latent
// has happened and a wider one has not is impossible.
func (q *nodePart) probability(state int, pd *[mostEvents]float64) float64 {
	weight, at := 1.0, 0
	for _, n := range q.runs {
		happened := 0
		for happened < n && state>>(at+happened)&1 == 1 {
			happened++
		}
		if state>>(at+happened)&(1<<(n-happened)-1) != 0 {
			return 0
		}
		p := 1.0 // that the narrowest event that has happened does
		if happened > 0 {
			p = pd[at+happened-1]
		}
		if happened < n {
			p -= pd[at+happened]
		}
		weight *= p
		at += n
	}
	return weight
}

// eventSet is a set of latents on which two positions or more depend, or one in two ways: those positions,
// each with the set as it numbers its own events.
type eventSet []member

type member struct{ position, mask int }

// sharedEvents lists the sets of latents that several positions share, in order of first use.
func sharedEvents(parts []nodePart) []eventSet {
	at := map[string]int{}
	var all []eventSet
	for i, q := range parts {
		for mask := 1; mask < 1<<len(q.events); mask++ {
			var latents []int
			for k, e := range q.events {
				if mask>>k&1 == 1 {
					latents = append(latents, e.latent)
				}
			}
			slices.Sort(latents)
			if len(slices.Compact(slices.Clone(latents))) < len(latents) {
				continue
			}
			name := fmt.Sprint(latents)
			if _, seen := at[name]; !seen {
				at[name] = len(all)
				all = append(all, nil)
			}
			all[at[name]] = append(all[at[name]], member{i, mask})
		}
	}
	return slices.DeleteFunc(all, func(s eventSet) bool { return len(s) < 2 })
}

// nodeSums are averages over nodes.
type nodeSums struct {
	mean   []float64
	square [][]float64 // E of the products of the conditional means, lower triangle
	shared [][]float64 // covariances given the factors, lower triangle
	total  []float64   // E[Var(L_i | factors)]
}

func newNodeSums(n int) *nodeSums {
	s := &nodeSums{mean: make([]float64, n), total: make([]float64, n)}
	for i := range n {
		s.square, s.shared = append(s.square, make([]float64, i+1)), append(s.shared, make([]float64, i+1))
	}
	return s
}

// merged is the mean of several sums.
func merged(runs []*nodeSums) *nodeSums {
	n, w := len(runs[0].mean), 1/float64(len(runs))
	out := newNodeSums(n)
	for _, r := range runs {
		for i := range n {
			out.mean[i] += w * r.mean[i]
			out.total[i] += w * r.total[i]
			for j := range i + 1 {
				out.square[i][j] += w * r.square[i][j]
				out.shared[i][j] += w * r.shared[i][j]
			}
		}
	}
	return out
}

func (s *nodeSums) between(i, j int) float64 {
	return s.square[i][j] - s.mean[i]*s.mean[j]
}

// variance is that of position i, and of the whole for i < 0.
func (s *nodeSums) variance(i int) float64 {
	if i >= 0 {
		return s.between(i, i) + s.total[i]
	}
	sum := compensated{}
	for i := range s.mean {
		sum.add(s.variance(i))
		for j := range i {
			sum.add(2 * (s.between(i, j) + s.shared[i][j]))
		}
	}
	return sum.value()
}

// sumOver averages over nodes whose weights sum to 1.
func (p *Portfolio) sumOver(ctx context.Context, nodes []factorNode, parts []nodePart, groups []eventSet) (*nodeSums, error) {
	n := len(parts)
	out, st := newNodeSums(n), newState(p.net)
	work := make([][]float64, n) // by position and set of its events: g_iT
	for i, q := range parts {
		work[i] = make([]float64, 1<<len(q.events))
	}
	for _, node := range nodes {
		if ctx.Err() != nil {
			return nil, fmt.Errorf("credit: moments: %w", context.Cause(ctx))
		}
		copy(st.y, node.y)
		st.scale = node.scale
		for i := range parts {
			out.total[i] += node.weight * parts[i].differences(p, st, work[i])
			out.mean[i] += node.weight * work[i][0]
		}
		for i := range n {
			row, v := out.square[i], node.weight*work[i][0]
			for j := range row {
				row[j] += v * work[j][0]
			}
		}
		for _, set := range groups {
			for x, a := range set {
				for _, b := range set[:x+1] {
					v := node.weight * work[a.position][a.mask] * work[b.position][b.mask]
					if v != 0 {
						v *= jointVariance(p.net, st, &parts[a.position], a.mask, &parts[b.position], b.mask)
					}
					if a.position == b.position && a.mask != b.mask {
						v *= 2 // both orders are this one entry
					}
					out.shared[a.position][b.position] += v
				}
			}
		}
	}
	return out, nil
}

// differences fills g with g_iT for every set T of events, and gives Var(L_i | factors).
func (q *nodePart) differences(p *Portfolio, st *state, g []float64) float64 {
	n, c, e := p.net, &p.net.claims[q.position], float64(p.positions[q.position].Exposure)
	var pd [mostEvents]float64
	for k, ev := range q.events {
		pd[k] = st.below(&n.latents[ev.latent], ev.threshold)
	}
	square := 0.0
	for state := range g {
		weight := q.probability(state, &pd)
		mean := n.meanLGD(q.position, q.support[state], st)
		variance := 0.0
		if lgd := c.lgds[q.support[state]]; lgd.StdDev > 0 {
			a, b := lgd.betaShape(mean)
			if a > 0 && b > 0 {
				variance = mean * (1 - mean) / (a + b + 1)
			}
		}
		g[state] = e * q.chance[state] * mean
		square += weight * e * e * q.chance[state] * (mean*mean + variance)
	}
	at := 0
	for _, n := range q.runs {
		mask := (1<<n - 1) << at
		for state := range g {
			if state&mask != 0 {
				continue
			}
			// One after the other, from the widest, the events happen; each adds its difference.
			mean, before := g[state], g[state]
			for k := range n {
				with := g[state|(1<<(k+1)-1)<<at]
				g[state|1<<(at+k)], before = with-before, with
				mean += pd[at+k] * g[state|1<<(at+k)]
			}
			g[state] = mean
		}
		at += n
	}
	return square - g[0]*g[0]
}

// jointVariance is Π (min(p_ik, p_jk) − p_ik·p_jk) over the latents of two sets of events, the same ones.
func jointVariance(n *network, st *state, a *nodePart, mask int, b *nodePart, other int) float64 {
	v := 1.0
	for k, e := range a.events {
		if mask>>k&1 == 0 {
			continue
		}
		l := &n.latents[e.latent]
		for j, o := range b.events {
			if other>>j&1 == 1 && o.latent == e.latent {
				x, y := st.below(l, e.threshold), st.below(l, o.threshold)
				v *= min(x, y) - x*y
			}
		}
	}
	return v
}

// assemble factors what positions have in common and leaves the rest of each variance in D.
func (p *Portfolio) assemble(s *nodeSums, uncertainty func(variance func(*nodeSums) float64) float64) *Moments {
	n := len(s.mean)
	out := &Moments{mean: s.mean, rows: make([][]entry, n), diagonal: make([]float64, n), tails: make([]cuts, n), source: p.fingerprint}
	common := make([][]float64, n)
	for i := range common {
		common[i] = make([]float64, n)
		for j := range i + 1 {
			common[i][j] = s.between(i, j) + s.shared[i][j]
			common[j][i] = common[i][j]
		}
		out.diagonal[i] = max(s.total[i]-s.shared[i][i], 0)
		out.tails[i].add(sharedByAll, uncertainty(func(r *nodeSums) float64 { return r.variance(i) }))
	}
	factor := pivotedCholesky(common)
	for c, v := range factor {
		for i, x := range v {
			if x != 0 {
				out.rows[i] = append(out.rows[i], entry{c, x})
			}
		}
	}
	out.columns = len(factor)
	out.truncated = uncertainty(func(r *nodeSums) float64 { return r.variance(-1) })
	return out
}

// factorNodes gives nodes for all factors, in replicates whose weights sum to 1 each: a product rule
// with a coarser one to judge it when there are few factors, quasi-random nodes otherwise.
func (p *Portfolio) factorNodes(most int) (replicates [][]factorNode, coarse []factorNode) {
	var factors []int
	for v, x := range p.net.vars {
		if x.kind == varFactor {
			factors = append(factors, v)
		}
	}
	dimensions := len(factors)
	if !p.copula.IsGaussian() {
		dimensions++
	}
	mixing := momentMixing(p.copula)
	// A latent without an own term turns from survival to default in a step, of which a product rule would
	// misjudge its error.
	step := slices.ContainsFunc(p.net.latents, func(l latent) bool { return l.own == 0 && len(l.pds) > 0 })
	if points := int(math.Pow(float64(most/len(mixing)), 1/float64(max(len(factors), 1))) + 1e-9); points >= leastProductPoints && !step {
		points = min(points, mostProductPoints)
		return [][]factorNode{p.productNodes(factors, mixing, points)}, p.productNodes(factors, mixing, points*3/4)
	}
	n := max(most/momentReplicates, 1)
	for r := range momentReplicates {
		replicates = append(replicates, p.quasiRandomNodes(factors, dimensions, n, uint64(r)))
	}
	return replicates, nil
}

// productNodes is the product of Gauss–Hermite rules, and of the rule for the mixing variable.
func (p *Portfolio) productNodes(factors []int, mixing []gridNode, points int) []factorNode {
	var nodes []factorNode
	for _, q := range mixing {
		nodes = append(nodes, factorNode{y: make([]float64, len(p.net.vars)), scale: q.x, weight: q.w})
	}
	rule := hermiteRule(points)
	for _, v := range factors {
		var next []factorNode
		for _, node := range nodes {
			for _, q := range rule {
				more := node
				more.y = slices.Clone(node.y)
				more.y[v] = q.x
				more.weight *= q.w
				next = append(next, more)
			}
		}
		nodes = next
	}
	return nodes
}

// mixingQuantile is the quantile of √(W/ν), W chi-square with ν degrees of freedom.
func mixingQuantile(c Copula, u float64) float64 {
	return math.Sqrt(2 * mathext.GammaIncRegInv(c.DegreesOfFreedom/2, u) / c.DegreesOfFreedom)
}

// quasiRandomNodes are n points of the Kronecker sequence with the powers of the root of x^(d+1) = x + 1
// (M. Roberts, The unreasonable effectiveness of quasirandom sequences, 2018), shifted at random for
// each replicate, so that replicates are independent and each is unbiased.
func (p *Portfolio) quasiRandomNodes(factors []int, dimensions, n int, replicate uint64) []factorNode {
	root := 2.0
	for range 64 {
		root = math.Pow(1+root, 1/float64(dimensions+1))
	}
	random := rand.New(rand.NewPCG(quasiRandomNodeSeed, replicate))
	shift := make([]float64, dimensions)
	for d := range shift {
		shift[d] = random.Float64()
	}
	at := func(i, d int) float64 {
		_, x := math.Modf(shift[d] + float64(i)*math.Pow(root, -float64(d+1)))
		return min(max(x, 0x1p-53), 1-0x1p-53)
	}
	nodes := make([]factorNode, n)
	for i := range nodes {
		nodes[i] = factorNode{y: make([]float64, len(p.net.vars)), scale: 1, weight: 1 / float64(n)}
		for d, v := range factors {
			nodes[i].y[v] = NormalQuantile(at(i, d))
		}
		if dimensions > len(factors) {
			nodes[i].scale = mixingQuantile(p.copula, at(i, dimensions-1))
		}
	}
	return nodes
}
