package credit

import (
	"fmt"
	"math"
	"slices"
)

// indexSet holds the products of Hermite polynomials in a set of variables, by degree, and their
// columns for the first mixing node; those of the other nodes have columns of their own.
type indexSet struct {
	alphas  [][]factorPower
	last    []int   // by alpha: its narrowest variable
	columns [][]int // by mixing node
}

// indexSetOf gives the index set for some variables, the same for all positions that have them.
func (m *momentBuilder) indexSetOf(variables []int, degree int, columns *columnIndex) *indexSet {
	name := fmt.Sprint(variables)
	if set, ok := m.indices[name]; ok {
		return set
	}
	set := &indexSet{columns: make([][]int, len(m.mix))}
	for q := 1; q <= m.highest(degree); q++ {
		of := variables
		if q > degree {
			of = m.onlyWidest(variables)
		}
		multiIndices(of, q, func(alpha []factorPower) {
			set.alphas = append(set.alphas, slices.Clone(alpha))
			set.last = append(set.last, m.lastOf(alpha))
			for x := range m.mix {
				set.columns[x] = append(set.columns[x], columns.of(fmt.Sprint("series", x, alpha)))
			}
		})
	}
	m.indices[name] = set
	return set
}

// highest is the highest degree of any term.
func (m *momentBuilder) highest(degree int) int {
	if m.widest < 0 {
		return degree
	}
	return max(degree, widestDegree)
}

// onlyWidest keeps the most widely shared variable.
func (m *momentBuilder) onlyWidest(variables []int) []int {
	if slices.Contains(variables, m.widest) {
		return []int{m.widest}
	}
	return nil
}

// columnsAt counts the columns of the series for a degree, as far as the limit.
func (m *momentBuilder) columnsAt(degree int) int {
	seen, sets := map[string]bool{}, map[string]bool{}
	for _, an := range m.parts {
		variables := an.variables(m.cross)
		if name := fmt.Sprint(variables); sets[name] || len(variables) == 0 {
			continue
		} else {
			sets[name] = true
		}
		for q := 1; q <= degree && len(seen)*len(m.mix) <= m.settings.MaxColumns; q++ {
			multiIndices(variables, q, func(alpha []factorPower) { seen[fmt.Sprint(alpha)] = true })
		}
		for q := degree + 1; q <= m.highest(degree); q++ {
			multiIndices(m.onlyWidest(variables), q, func(alpha []factorPower) { seen[fmt.Sprint(alpha)] = true })
		}
	}
	return len(seen) * len(m.mix)
}

// seriesRow expands E[L | factors] of a position in the Hermite polynomials of the factors, for each
// value of the mixing variable. Under a t copula the mean given the mixing variable makes a column too.
// Beside the row it gives what the terms explain of the variance, by their narrowest variables.
func (m *momentBuilder) seriesRow(an anatomy, mean float64, degree int, columns *columnIndex) (row []entry, explained cuts) {
	variables := an.variables(m.cross)
	set := m.indexSetOf(variables, degree, columns)
	for x, mix := range m.mix {
		a, b := an.a.scaled(mix.x), an.b.scaled(mix.x)
		root := math.Sqrt(mix.w)
		e := m.newExpansion(an, a, b, m.highest(degree))
		if len(m.mix) > 1 {
			row = append(row, entry{columns.of(fmt.Sprint("level", x)), root * (e.mean - mean)})
		}
		for k, alpha := range set.alphas {
			if v := e.coefficient(alpha); v != 0 {
				row = append(row, entry{set.columns[x][k], root * v})
				explained.add(set.last[k], mix.w*v*v)
			}
		}
	}
	return row, explained
}

// expansion holds what the coefficients of one position have in common.
type expansion struct {
	an     anatomy
	a, b   soft
	mean   float64
	sa, sb []float64   // series of the indicators of A and B
	d      [][]float64 // derivatives of their joint probability
}

func (m *momentBuilder) newExpansion(an anatomy, a, b soft, degree int) *expansion {
	e := &expansion{an: an, a: a, b: b, sa: indicatorSeries(a.limit, degree)}
	e.mean = an.one * e.sa[0]
	if an.hasB {
		e.sb = indicatorSeries(b.limit, degree)
		e.d = bivariateDerivatives(a.limit, b.limit, covarianceOf(a.loads, b.loads), degree)
		e.mean += an.other*e.sb[0] + an.both*e.d[0][0]
	}
	return e
}

// coefficient is E[L·Π h_α(F)]. For one event with weights b it is a_q·√(q!/α!)·b^α. For the product
// of two events the generating function E[1_A·1_B·exp(t·F − t²/2)] = Φ₂(c_A − b_A·t, c_B − b_B·t; r) gives
//
//	1/√α! · Σ_(β ≤ α) C(α, β)·(−b_A)^β·(−b_B)^(α−β)·∂_h^|β| ∂_k^|α−β| Φ₂
func (e *expansion) coefficient(alpha []factorPower) float64 {
	degree, product := 0, 1.0 // α!
	for _, f := range alpha {
		degree += f.degree
		product *= factorial(f.degree)
	}
	scale := math.Sqrt(factorial(degree) / product)
	v := 0.0
	if e.an.one != 0 {
		v += e.an.one * e.sa[degree] * scale * e.a.powers(alpha)
	}
	if e.an.other != 0 {
		v += e.an.other * e.sb[degree] * scale * e.b.powers(alpha)
	}
	if e.an.both != 0 {
		v += e.an.both * e.mixed(alpha, 0, 0, 0, 1) / math.Sqrt(product)
	}
	return v
}

// mixed sums over β from the factor number at on; m and j are the derivatives collected so far.
func (e *expansion) mixed(alpha []factorPower, at, m, j int, weight float64) float64 {
	if weight == 0 {
		return 0
	}
	if at == len(alpha) {
		return weight * e.d[m][j]
	}
	f := alpha[at]
	wa, wb := -e.a.weightOn(f.factor), -e.b.weightOn(f.factor)
	sum, binomial := 0.0, 1.0
	for k := 0; k <= f.degree; k++ {
		sum += e.mixed(alpha, at+1, m+k, j+f.degree-k, weight*binomial*math.Pow(wa, float64(k))*math.Pow(wb, float64(f.degree-k)))
		binomial *= float64(f.degree-k) / float64(k+1)
	}
	return sum
}

// powers is Π b_k^α_k.
func (s soft) powers(alpha []factorPower) float64 {
	v := 1.0
	for _, f := range alpha {
		w := s.weightOn(f.factor)
		for range f.degree {
			v *= w
		}
	}
	return v
}

// factorVariance is Var(E[L | the factors that the series covers, mixing variable]).
func (m *momentBuilder) factorVariance(an anatomy) float64 {
	mean := m.meanLoss(an)
	square := 0.0
	for _, x := range m.mix {
		a, b := an.a.scaled(x.x), an.b.scaled(x.x)
		if !an.hasB {
			r := 0.0
			for _, l := range a.loads {
				if m.cross[l.v] {
					r += l.w * l.w
				}
			}
			square += x.w * an.one * an.one * BivariateNormalCDF(a.limit, a.limit, min(r, 1))
			continue
		}
		square += x.w * m.twoFactors(a, b, func(pa, pb float64) float64 {
			v := an.one*pa + an.other*pb + an.both*pa*pb
			return v * v
		})
	}
	return square - mean*mean
}
