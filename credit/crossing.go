package credit

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/mathext"

	"github.com/ipabs/ipabs/internal/random"
)

// crossing is the set of variables that a sampled average draws, and the coordinates in which it draws
// them: an orthogonal rotation of the factors that puts the directions that move losses most first,
// where quasi-random points are spread most evenly (the principal axes of the losses' sensitivities;
// P. Acworth, M. Broadie, P. Glasserman, A comparison of some Monte Carlo and quasi Monte Carlo
// techniques for option pricing, 1998).
type crossing struct {
	fixed   []bool // by variable: drawn
	factors []int  // the variables that are factors
	// axes holds, for each factor, the weights of the coordinates in it.
	axes [][]float64
	// degrees of freedom of the mixing variable of a t copula, 0 when it is not drawn.
	degrees float64
}

// mostShared is the number of items up to which a sharp factor is left to quadrature if it nests.
const mostShared = 8

// newCrossing chooses the variables to draw: all factors but those of small groups that default nearly
// together, which points of a net find hard and a quadrature does not.
func newCrossing(p *Portfolio) *crossing {
	n := p.net
	c := &crossing{fixed: make([]bool, len(n.vars))}
	shared, sharp := make([]int, len(n.vars)), make([]bool, len(n.vars))
	for _, it := range n.items {
		for _, v := range it.vars {
			shared[v]++
		}
	}
	for i := range n.latents {
		for _, b := range n.latents[i].loads {
			sharp[b.v] = sharp[b.v] || n.latents[i].own < math.Abs(b.w)/2
		}
	}
	for v, x := range n.vars {
		c.fixed[v] = x.kind != varKey && (shared[v] > mostShared || !sharp[v])
	}
	for {
		v := deepVariable(newPlan(n, c.fixed), n)
		if v < 0 {
			break
		}
		c.fixed[v] = true
	}
	if !slices.Contains(c.fixed, true) { // nothing else to draw
		for v, x := range n.vars {
			c.fixed[v] = x.kind != varKey
		}
	}
	for v, x := range n.vars {
		switch {
		case c.fixed[v] && x.kind == varFactor:
			c.factors = append(c.factors, v)
		case c.fixed[v] && x.kind == varMixing:
			c.degrees = p.copula.DegreesOfFreedom
		}
	}
	c.findAxes(p)
	return c
}

// deepVariable is the variable of the first quadrature that has another one below it, −1 if there is
// none.
func deepVariable(c *cell, n *network) int {
	for _, child := range c.children {
		if n.vars[child.variable].kind != varKey && child.quadratures(n) > 1 {
			return child.variable
		}
		if v := deepVariable(child, n); v >= 0 {
			return v
		}
	}
	return -1
}

// findAxes finds the principal axes of the sensitivities of expected losses to the drawn factors.
func (c *crossing) findAxes(p *Portfolio) {
	size := len(c.factors)
	if size == 0 {
		return
	}
	at := map[int]int{}
	for i, v := range c.factors {
		at[v] = i
	}
	matrix := mat.NewSymDense(size, nil)
	add := func(loads []varLoad, sensitivity float64) {
		for _, x := range loads {
			i, drawn := at[x.v]
			if !drawn {
				continue
			}
			for _, y := range loads {
				if j, drawn := at[y.v]; drawn && j >= i {
					matrix.SetSym(i, j, matrix.At(i, j)+sensitivity*sensitivity*x.w*y.w)
				}
			}
		}
	}
	n := p.net
	sensitivity := make([]float64, len(n.latents))
	for i := range p.positions {
		claim, exposure := &n.claims[i], float64(p.positions[i].Exposure)/float64(max(p.exposure, 1))
		for _, e := range claim.parties() {
			if limit := n.latents[e.latent].limits[e.threshold]; !math.IsInf(limit, 0) {
				sensitivity[e.latent] += exposure * normalDensity(limit)
			}
		}
		for _, s := range claim.supports() {
			if g := claim.lgds[s]; g.linked() {
				add([]varLoad{{n.factorVar(g.Link.Factor), g.Link.Weight}}, exposure)
			}
		}
	}
	for l, s := range sensitivity {
		add(n.latents[l].loads, s)
	}
	var eigen mat.EigenSym
	if !eigen.Factorize(matrix, true) { // the axes as they are serve too
		matrix.Zero()
		eigen.Factorize(matrix, true)
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	for i := range c.factors {
		row := make([]float64, size)
		for k := range row {
			row[k] = vectors.At(i, size-1-k) // eigenvalues ascend
		}
		c.axes = append(c.axes, row)
	}
}

// dimensions is the number of coordinates of a point.
func (c *crossing) dimensions() int {
	if c.degrees > 0 {
		return len(c.factors) + 1
	}
	return len(c.factors)
}

// spread is the standard deviation with which the first coordinate is drawn. More than 1 puts more
// points into bad times, which is where senior tranches lose; the weights put that right.
const spread = 1.3

// place fixes the drawn variables at a point of the unit cube and returns its weight. normals is
// scratch of one number for each factor.
func (c *crossing) place(st *state, u, normals []float64) float64 {
	if c.degrees > 0 { // the mixing variable matters as much as the first direction
		last := min(1, len(u)-1)
		st.scale = math.Sqrt(2 * mathext.GammaIncRegInv(c.degrees/2, u[last]) / c.degrees)
		if last == 1 {
			u[1] = u[0]
			u = u[1:]
		}
	}
	weight := 1.0
	for k := range normals {
		normals[k] = NormalQuantile(u[k])
	}
	if len(normals) > 0 {
		weight = spread * math.Exp(-0.5*(spread*spread-1)*normals[0]*normals[0])
		normals[0] *= spread
	}
	for i, v := range c.factors {
		sum := 0.0
		for k, a := range c.axes[i] {
			sum += a * normals[k]
		}
		st.y[v] = sum
	}
	return weight
}

// points are quasi-random points of a crossing: randomised nets, of which each can be doubled.
type points struct {
	*crossing
	sobol  *random.Sobol
	seed   uint64
	number uint32 // of points in each net
	weight [numNets]float64

	control     *control // nil without
	mean, slope float64  // x̄ and λ of the control over all points
	ratio       float64  // of the variances without and with the control
}

// numNets is the number of independent randomisations; the spread of their results gives the error.
const numNets = 16

// netDigits bounds the number of points of a net at 2^netDigits.
const netDigits = 20

func newPoints(c *crossing, seed uint64) *points {
	return &points{crossing: c, seed: seed, sobol: random.NewSobol(seed, min(c.dimensions(), random.MaxSobol))}
}

// visit calls f with the weight of each point of a net from number from up to to, the variables of st
// fixed there.
func (p *points) visit(net int, from, to uint32, st *state, f func(weight float64)) {
	var place random.Net
	u := make([]float64, p.dimensions())
	normals := make([]float64, len(p.factors))
	inNet := min(len(u), random.MaxSobol)
	for i := from; i < to; i++ {
		place.Seek(p.sobol, uint64(net), i, netDigits)
		for d := range inNet {
			u[d] = place.Uniform(d)
		}
		if inNet < len(u) { // the directions that matter least
			more := random.NewStream(p.seed, uint64(net)<<32|uint64(i), purposeCrossing)
			for d := inNet; d < len(u); d++ {
				u[d] = more.Float64()
			}
		}
		f(p.place(st, u, normals))
	}
}

// purposeCrossing keeps the streams of points apart from others.
const purposeCrossing = 0x43
