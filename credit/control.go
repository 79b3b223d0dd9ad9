package credit

import "math"

// control is a control variate (控制变量) of a sampled average: what the positions would lose on average,
// given the drawn factors, if the default of the first obligor were all that counts. Its expectation is
// known, so that the points can be weighted to meet it: with X at a point, its variance V and the mean x̄
// over all points
//
//	weight·(1 + λ·(X − x̄)),   λ = (E[X] − x̄)/V
//
// which is the regression estimate of every probability at once. Where every position has one obligor, X
// is the expected loss given the factors and the distribution has the exact mean.
type control struct {
	terms []controlTerm
	mean  float64
}

// controlTerm is an amount lost at an event, as a share of the exposure, and the event given the drawn
// factors: a weighted sum of them and an own term stay below the limit.
type controlTerm struct {
	amount, limit, own float64
	loads              []varLoad
}

func newControl(p *Portfolio, fixed []bool) *control {
	c, at := &control{}, map[event]int{}
	for i := range p.positions {
		claim := &p.net.claims[i]
		e := claim.obligors[0]
		amount := float64(p.positions[i].Exposure) / float64(max(p.exposure, 1)) * claim.lgds[0].Mean
		c.mean += amount * p.net.latents[e.latent].pds[e.threshold]
		k, seen := at[e]
		if !seen {
			k = len(c.terms)
			at[e] = k
			l := &p.net.latents[e.latent]
			term, own := controlTerm{limit: l.limits[e.threshold]}, 1.0
			for _, b := range l.loads {
				if fixed[b.v] {
					term.loads = append(term.loads, b)
					own -= b.w * b.w
				}
			}
			if own > maxLoading-1 {
				term.own = math.Sqrt(own)
			}
			c.terms = append(c.terms, term)
		}
		c.terms[k].amount += amount
	}
	return c
}

// at is X at a point.
func (c *control) at(st *state) float64 {
	sum := 0.0
	for i := range c.terms {
		t := &c.terms[i]
		m := 0.0
		for _, b := range t.loads {
			m += b.w * st.y[b.v]
		}
		sum += t.amount * conditional(t.limit*st.scale, m, t.own)
	}
	return sum
}

// controlled is what the control makes of the sums over nets.
type controlled struct {
	mean, variance float64   // x̄ and V
	covariance     []float64 // of X with being in each unit
}

// controlled pools the nets. ok is false when X does not vary.
func (c *control) controlled(nets *[numNets]net, pmf []float64) (out controlled, ok bool) {
	square := 0.0
	out.covariance = make([]float64, len(pmf))
	for i := range nets {
		n := &nets[i]
		out.mean += n.x / n.weight / numNets
		square += n.square / n.weight / numNets
		for k, v := range n.cross {
			out.covariance[k] += v / n.weight / numNets
		}
	}
	for k, v := range pmf {
		out.covariance[k] -= out.mean * v
	}
	out.variance = square - out.mean*out.mean
	return out, out.variance > 1e-12*square
}

// lambda is λ of the points of a net, or of all for a mean x.
func (c *control) lambda(of controlled, x float64) float64 { return (c.mean - x) / of.variance }
