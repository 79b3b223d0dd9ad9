package credit

// state holds the values of the variables that have been fixed on the way down the plan.
type state struct {
	y      []float64 // values of factors, by variable
	scale  float64   // √(W/ν) of the mixing variable, 1 without one
	passed []int     // by variable: the first threshold that a key latent has passed
	probs  []float64 // probabilities of the states of the latent seen last
	last   int       // its profile, −1 when the variables have moved since
}

func newState(n *network) *state {
	return &state{y: make([]float64, len(n.vars)), scale: 1, passed: make([]int, len(n.vars)), last: -1}
}

// set fixes a variable at a node of its rule.
func (st *state) set(n *network, v int, x float64) {
	switch n.vars[v].kind {
	case varMixing:
		st.scale = x
	case varFactor:
		st.y[v] = x
	case varKey:
		st.passed[v] = int(x)
	}
}

// forget must be called when the variables have moved, before cumulative.
func (st *state) forget() { st.last = -1 }

// cumulative gives the probabilities, given the variables, that a latent lies below each of its
// thresholds. The slice is valid until the next call. Latents of one profile in a row share the
// work.
func (st *state) cumulative(l *latent) []float64 {
	if l.profile == st.last {
		return st.probs
	}
	st.last = l.profile
	m := 0.0
	for _, b := range l.loads {
		m += b.w * st.y[b.v]
	}
	st.probs = st.probs[:0]
	for _, c := range l.limits {
		st.probs = append(st.probs, conditional(c*st.scale, m, l.own))
	}
	return st.probs
}

// below is one of the probabilities of cumulative, computed by itself.
func (st *state) below(l *latent, threshold int) float64 {
	m := 0.0
	for _, b := range l.loads {
		m += b.w * st.y[b.v]
	}
	return conditional(l.limits[threshold]*st.scale, m, l.own)
}

// conditional is P(m + own·e ≤ limit) for a standard normal e.
func conditional(limit, m, own float64) float64 {
	if own > 0 {
		return tableCDF((limit - m) / own)
	}
	if m <= limit {
		return 1
	}
	return 0
}

// conditionalChances are the default probabilities of many latents with one threshold each, given the
// variables, laid out to be computed in one go.
type conditionalChances struct {
	limits, inverse []float64 // inverse of the own weight, 0 for none
	loadAt          []int32   // loads of latent i: loadAt[i] … loadAt[i+1]
	loads           []varLoad
	chances         []float64
}

func (c *conditionalChances) add(l *latent) {
	if c.loadAt == nil {
		c.loadAt = append(c.loadAt, 0)
	}
	inverse := 0.0
	if l.own > 0 {
		inverse = 1 / l.own
	}
	c.limits, c.inverse = append(c.limits, l.limits[0]), append(c.inverse, inverse)
	c.loads = append(c.loads, l.loads...)
	c.loadAt = append(c.loadAt, int32(len(c.loads)))
	c.chances = append(c.chances, 0)
}

// at gives the probabilities, by latent. The slice is valid until the next call.
func (c *conditionalChances) at(st *state) []float64 {
	table := normalTable()
	for i, limit := range c.limits {
		x := limit * st.scale
		for _, b := range c.loads[c.loadAt[i]:c.loadAt[i+1]] {
			x -= b.w * st.y[b.v]
		}
		if c.inverse[i] == 0 {
			c.chances[i] = conditional(x, 0, 0)
			continue
		}
		c.chances[i] = table.cdf(x * c.inverse[i])
	}
	return c.chances
}
