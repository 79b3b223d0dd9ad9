package credit

import (
	"math"
	"slices"
)

// cuts is what of a position's variance the terms that are cut stand for, by what the terms hang on: terms
// of different groups are uncorrelated, and two positions share terms of a group only if both have some.
// Those of the group shared by all may be correlated with any.
type cuts []cut

type cut struct {
	group int
	value float64
}

// sharedByAll is the group of terms that are not told apart. The other groups are numbered by the last
// variable of a term of the series, then the latent of a key, then the pair of latents.
const sharedByAll = -1

// add adds to a group; what is below zero is rounding.
func (c *cuts) add(group int, value float64) {
	if value <= 0 {
		return
	}
	for i := range *c {
		if (*c)[i].group == group {
			(*c)[i].value += value
			return
		}
	}
	*c = append(*c, cut{group, value})
}

// take joins those of another part of the same position, whose terms may be correlated with these.
func (c *cuts) take(other cuts) {
	for _, o := range other {
		at := slices.IndexFunc(*c, func(x cut) bool { return x.group == o.group })
		if at < 0 {
			*c = append(*c, o)
			continue
		}
		root := math.Sqrt((*c)[at].value) + math.Sqrt(o.value)
		(*c)[at].value = root * root
	}
}

func (c cuts) of(group int) float64 {
	for _, x := range c {
		if x.group == group {
			return x.value
		}
	}
	return 0
}

// apart is the sum of the groups that are told apart.
func (c cuts) apart() float64 {
	sum := 0.0
	for _, x := range c {
		if x.group != sharedByAll {
			sum += x.value
		}
	}
	return sum
}

// pairBound bounds the covariance of the cut terms of two positions.
func pairBound(a, b cuts) float64 {
	x, y := a.of(sharedByAll), b.of(sharedByAll)
	sum := math.Sqrt(x*y) + math.Sqrt(x*b.apart()) + math.Sqrt(y*a.apart())
	for _, c := range a {
		if c.group != sharedByAll {
			sum += math.Sqrt(c.value * b.of(c.group))
		}
	}
	return sum
}

// totalBound bounds |Σ_(i≠j) z_i·z_j·R_ij| for the covariance matrix R of the cut terms: group by group
//
//	(Σ |z_i|·√T_i)² − Σ z_i²·T_i
//
// and what the group shared by all may have in common with all others.
func totalBound(all []cuts, z []float64) float64 {
	type sums struct{ root, squares compensated }
	groups := map[int]*sums{}
	var order []int
	var apart, mixed compensated
	for i, c := range all {
		for _, x := range c {
			s := groups[x.group]
			if s == nil {
				s = &sums{}
				groups[x.group] = s
				order = append(order, x.group)
			}
			s.root.add(math.Abs(z[i]) * math.Sqrt(x.value))
			s.squares.add(z[i] * z[i] * x.value)
		}
		apart.add(math.Abs(z[i]) * math.Sqrt(c.apart()))
		mixed.add(z[i] * z[i] * math.Sqrt(c.apart()*c.of(sharedByAll)))
	}
	total := 0.0
	for _, g := range order {
		s := groups[g]
		total += max(s.root.value()*s.root.value()-s.squares.value(), 0)
	}
	if s := groups[sharedByAll]; s != nil {
		total += 2 * max(s.root.value()*apart.value()-mixed.value(), 0)
	}
	return total
}

// rankVariables puts the variables that the series covers in order, the most widely shared first, so that
// terms are told apart by the narrowest of their variables.
func (m *momentBuilder) rankVariables() {
	users := m.factorUsers()
	m.rank = make([]int, len(m.cross))
	var order []int
	for v, c := range m.cross {
		if c {
			order = append(order, v)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return len(users[b]) - len(users[a]) })
	for r, v := range order {
		m.rank[v] = r
	}
	m.widest = -1
	if len(order) > 1 {
		m.widest = order[0]
	}
}

// lastOf is the narrowest variable of a term.
func (m *momentBuilder) lastOf(alpha []factorPower) int {
	last := alpha[0].factor
	for _, f := range alpha {
		if m.rank[f.factor] > m.rank[last] {
			last = f.factor
		}
	}
	return last
}

// cutOf is what the series leaves out of Var(E[L | the factors that it covers]) of a part, when what it
// has is explained. For one event the variance that each variable adds to those before it has a closed
// form, Φ₂(c, c; r) − Φ₂(c, c; r′) with the variances r and r′ of the latent that they explain.
func (m *momentBuilder) cutOf(an anatomy, explained cuts) cuts {
	var out cuts
	if an.hasB {
		total := m.factorVariance(an)
		for _, c := range explained {
			total -= c.value
		}
		out.add(sharedByAll, total)
		return out
	}
	loads := slices.Clone(an.a.loads)
	slices.SortStableFunc(loads, func(a, b varLoad) int { return m.rank[a.v] - m.rank[b.v] })
	r := 0.0
	before := make([]float64, len(m.mix))
	for x, mix := range m.mix {
		p := NormalCDF(an.a.scaled(mix.x).limit)
		before[x] = p * p
	}
	for _, l := range loads {
		if !m.cross[l.v] {
			continue
		}
		r += l.w * l.w
		added := 0.0
		for x, mix := range m.mix {
			c := an.a.scaled(mix.x).limit
			both := BivariateNormalCDF(c, c, min(r, 1))
			added += mix.w * (both - before[x])
			before[x] = both
		}
		out.add(l.v, an.one*an.one*added-explained.of(l.v))
	}
	return out
}
