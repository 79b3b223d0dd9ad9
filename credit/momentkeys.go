package credit

import (
	"fmt"
	"math"
	"slices"
)

// addKeys adds the columns of latents that several positions depend on, not all of them by a fixed
// amount: guarantors, joint obligors, obligors with linked losses. Given the factors, L varies with the
// default of such a latent k by δ_k(Y)·(1_k − p_k(Y)), and for two positions
//
//	E[Cov(L_i, L_j | Y)] = E[δ_ik(Y)·δ_jk(Y)·p_k(Y)·(1 − p_k(Y))]
//
// p_k depends on the factors through one sum u only. For every node of a Gauss–Hermite rule in u, δ is
// expanded in Hermite polynomials of what is left of the factors given u, and a column holds a
// coefficient times √(weight·p_k·(1 − p_k)); what the expansion cuts is added to the tail.
func (m *momentBuilder) addKeys(out *Moments, columns *columnIndex) {
	degree := m.keyDegree()
	for l, users := range m.users {
		if !m.isKey(l) {
			continue
		}
		limits := m.limitsOf(l)
		direction := unit(m.p.net.latents[l].loads)
		rule := hermiteRule(keyPoints)
		if direction == nil {
			rule = []node{{0, 1}}
		}
		key := soft{latent: l, loads: m.p.net.latents[l].loads, mixes: !m.p.copula.IsGaussian()}
		variables := m.keyVariables(l)
		explained := make([]float64, len(users))
		for x, mix := range m.mix {
			for y, u := range rule {
				root := keyRoot(key, limits, mix.x, u.x)
				for k, i := range users {
					own, other := m.parts[i].seenFrom(l)
					t := slices.Index(limits, own.limit)
					m.parts[i].expandSlope(l, other.scaled(mix.x), direction, u.x, variables, degree, func(alpha []factorPower, v float64) {
						for c, r := range root[t][:t+1] {
							if w := math.Sqrt(mix.w*u.w) * v * r; w != 0 {
								out.rows[i] = append(out.rows[i], entry{columns.of(fmt.Sprint("key", l, x, y, c, alpha)), w})
								explained[k] += w * w
							}
						}
					})
				}
			}
		}
		for k, i := range users {
			if m.parts[i].both == 0 {
				continue // δ does not vary
			}
			own, other := m.parts[i].seenFrom(l)
			exact := 0.0
			for _, x := range m.mix {
				exact += x.w * m.twoFactors(own.scaled(x.x), other.scaled(x.x), func(p, q float64) float64 {
					d := m.parts[i].slopeAt(l, q)
					return d * d * p * (1 - p)
				})
			}
			out.tails[i].add(len(m.p.net.vars)+l, exact-explained[k])
		}
	}
}

// limitsOf lists the thresholds of a latent that positions use, ascending.
func (m *momentBuilder) limitsOf(l int) []float64 {
	var limits []float64
	for _, i := range m.users[l] {
		own, _ := m.parts[i].seenFrom(l)
		limits = append(limits, own.limit)
	}
	slices.Sort(limits)
	return slices.Compact(limits)
}

// keyRoot is a square root, lower triangular, of the covariance matrix of the indicators of a latent's
// thresholds, given that the sum of its factors in its direction is u: min(p_s, p_t) − p_s·p_t.
func keyRoot(key soft, limits []float64, scale, u float64) [][]float64 {
	weight := math.Sqrt(key.square())
	own := math.Sqrt(1 - weight*weight)
	if !key.mixes {
		scale = 1
	}
	p := make([]float64, len(limits))
	for t, c := range limits {
		p[t] = conditional(c*scale, weight*u, own)
	}
	// The states between thresholds make a closed form: with q_t = 1 − p_t the matrix is p_s·q_t for s ≤ t.
	root := make([][]float64, len(limits))
	for t := range root {
		root[t] = make([]float64, len(limits))
		for s := range t + 1 {
			v := p[s] - p[s]*p[t]
			for k := range s {
				v -= root[t][k] * root[s][k]
			}
			switch {
			case s == t:
				root[t][t] = math.Sqrt(max(v, 0))
			case root[s][s] > 0:
				root[t][s] = v / root[s][s]
			}
		}
	}
	return root
}

// unit is the direction of some loads, nil when they are all zero.
func unit(loads []varLoad) []varLoad {
	sum := 0.0
	for _, b := range loads {
		sum += b.w * b.w
	}
	if sum == 0 {
		return nil
	}
	out := slices.Clone(loads)
	for i := range out {
		out[i].w /= math.Sqrt(sum)
	}
	return out
}

// seenFrom gives the event of a latent and the other one.
func (an anatomy) seenFrom(latent int) (own, other soft) {
	if an.a.latent == latent {
		return an.a, an.b
	}
	return an.b, an.a
}

// slopeAt is δ when the other event has probability q given the factors.
func (an anatomy) slopeAt(latent int, q float64) float64 {
	if an.a.latent == latent {
		return an.one + an.both*q
	}
	return an.other + an.both*q
}

// expandSlope expands δ, given u, in what is left of the factors. Given u the other event's variable is
// normal with mean along·u and variance s² = 1 − along²; its standardised form has the weights
// (b − along·direction)/s on the factors, so its series is that of an indicator.
func (an anatomy) expandSlope(latent int, other soft, direction []varLoad, u float64, variables []int, degree int, visit func(alpha []factorPower, v float64)) {
	if an.both == 0 {
		visit(nil, an.slopeAt(latent, 0))
		return
	}
	along := covarianceOf(other.loads, direction)
	s := math.Sqrt(1 - along*along)
	if s < 1e-9 { // the other event is decided by u
		visit(nil, an.slopeAt(latent, conditional(other.limit, along*u, 0)))
		return
	}
	rest := soft{}
	for _, v := range variables {
		w := (other.weightOn(v) - along*soft{loads: direction}.weightOn(v)) / s
		rest.loads = append(rest.loads, varLoad{v, w})
	}
	series := indicatorSeries((other.limit-along*u)/s, degree)
	visit(nil, an.slopeAt(latent, series[0]))
	for q := 1; q <= degree; q++ {
		multiIndices(variables, q, func(alpha []factorPower) {
			product := 1.0
			for _, f := range alpha {
				product *= factorial(f.degree)
			}
			visit(alpha, an.both*series[q]*math.Sqrt(factorial(q)/product)*rest.powers(alpha))
		})
	}
}

// keyPoints is the number of nodes in u, and mostKeyDegree the highest degree tried given u.
const keyPoints, mostKeyDegree = 32, 4

// isKey reports whether several positions depend on a latent, not all by a fixed amount.
func (m *momentBuilder) isKey(l int) bool { return len(m.users[l]) > 1 && !m.plain(l) }

// keyVariables lists the variables of a key latent and of whatever its positions depend on besides.
func (m *momentBuilder) keyVariables(l int) []int {
	var list []int
	for _, i := range m.users[l] {
		for _, v := range m.parts[i].variables(m.cross) {
			if !slices.Contains(list, v) {
				list = append(list, v)
			}
		}
	}
	slices.Sort(list)
	return list
}

// keyDegree is the highest degree for which the columns of all key latents stay within half of the
// limit.
func (m *momentBuilder) keyDegree() int {
	for degree := mostKeyDegree; degree > 0; degree-- {
		count := 0
		for l := range m.users {
			if !m.isKey(l) {
				continue
			}
			indices := 1
			variables := m.keyVariables(l)
			for q := 1; q <= degree; q++ {
				multiIndices(variables, q, func([]factorPower) { indices++ })
			}
			count += len(m.mix) * keyPoints * len(m.limitsOf(l)) * indices
		}
		if count <= m.settings.MaxColumns/2 {
			return degree
		}
	}
	return 0
}

// addPairs completes what positions that depend on the same two defaults have in common: beyond the
// columns of each of the two it is both_i·both_j·E[p_A(1 − p_A)·p_B(1 − p_B)], one column.
func (m *momentBuilder) addPairs(out *Moments, columns *columnIndex) {
	type twoLatents struct{ low, high int }
	sharing := map[twoLatents][]int{}
	var order []twoLatents
	for i, an := range m.parts {
		if !an.hasB || an.b.latent < 0 || an.both == 0 {
			continue
		}
		k := twoLatents{min(an.a.latent, an.b.latent), max(an.a.latent, an.b.latent)}
		if sharing[k] == nil {
			order = append(order, k)
		}
		sharing[k] = append(sharing[k], i)
	}
	for number, k := range order {
		list := sharing[k]
		if len(list) < 2 {
			continue
		}
		names := make([]string, len(list))
		for x, i := range list {
			low, high := m.parts[i].seenFrom(k.low)
			names[x] = fmt.Sprint("pair", k, low.limit, high.limit)
		}
		for x, i := range list {
			an := m.parts[i]
			sum := 0.0
			for _, mix := range m.mix {
				sum += mix.w * m.twoFactors(an.a.scaled(mix.x), an.b.scaled(mix.x), func(p, q float64) float64 { return p * (1 - p) * q * (1 - q) })
			}
			out.rows[i] = append(out.rows[i], entry{columns.of(names[x]), an.both * math.Sqrt(sum)})
			if slices.ContainsFunc(names, func(s string) bool { return s != names[x] }) {
				out.tails[i].add(len(m.p.net.vars)+len(m.p.net.latents)+number, an.both*an.both*sum) // with those of other thresholds it is not covered
			}
		}
	}
}
