package credit

import (
	"context"
	"fmt"
	"math"

	"github.com/ipabs/ipabs/faults"
)

// MomentSettings says how far the series of a factor covariance is carried. The zero value is ready
// to use.
type MomentSettings struct {
	// Degree is the highest degree of the tetrachoric series; the powers of the factor that the most parties
	// share go on to degree 12 where there are others. 0 means the lowest for which the
	// truncation is within Tolerance or one more would need more than MaxColumns.
	Degree int
	// Tolerance is the truncation allowed, as a share of the variance of the whole portfolio; 0 means
	// 1e-6. It is not read when Degree is given.
	Tolerance float64
	// MaxColumns bounds the number of columns of the factor matrix; 0 means 4096.
	MaxColumns int
	// MaxBlock is the greatest number of default events whose covariances are represented exactly as a
	// block, beside the series: groups of affiliates, small sectors, small pools; 0 means 16.
	MaxBlock int
	// Nodes bounds the nodes of the factors where a position's loss depends on more than two events: then
	// all moments are averages over nodes (exact given the factors) instead of a series, and Truncation
	// and PairTruncation are estimates of their error instead of bounds. 0 means 4096.
	Nodes int
}

const (
	defaultMomentTolerance = 1e-6
	defaultMaxColumns      = 4096
	defaultMaxBlock        = 16
	mostDegree             = 20
	widestDegree           = 12 // of the powers of the most widely shared factor beside others
)

// Moments are the mean and the covariance of the losses of the positions of a portfolio, the covariance
// in factor form
//
//	Cov(L_i, L_j) = Σ_k F_ik·F_jk + [i = j]·D_i,   D_i ≥ 0
//
// which is positive semidefinite as it stands: this is what selection minimises. The second moments
// are those of [Portfolio.Distribution] and of simulated paths, not of asset returns:
//
//	Cov(L_i, L_j) = a_i·a_j·(Φ₂(c_i, c_j; r_ij) − p_i·p_j)   for losses a_i at default
//
// The columns of F are, for common factors, the terms of the tetrachoric series Σ_q r^q/q!·φ(c_i)·
// He_(q−1)(c_i)·φ(c_j)·He_(q−1)(c_j), each of which is positive semidefinite, so that cutting the series
// keeps F·Fᵀ + D a covariance; for small sets of events that move together (an obligor with several
// positions, affiliates), a Cholesky factor of what the series leaves; for guarantors and joint
// obligors on which several positions depend, one column per node of a quadrature over their state.
// D holds what is left of each variance, so that variances are exact whatever the degree, and
// covariances are exact within blocks and cut elsewhere by no more than Truncation says.
//
// All amounts are in minor units, variances in squared minor units. Moments are immutable and safe for
// concurrent use.
type Moments struct {
	mean      []float64
	rows      [][]entry
	diagonal  []float64
	tails     []cuts
	columns   int
	degree    int
	truncated float64
	source    string
}

// entry is a non-zero of the factor matrix.
type entry struct {
	column int
	value  float64
}

// Moments computes the mean and covariance of the losses of the positions.
//
// Where a position's loss depends on more than two events (say two joint obligors and a guarantor),
// which has no closed form, all moments are averaged over nodes of the factors: a product rule for few
// factors, quasi-random nodes for more; see MomentSettings.Nodes. The result is a covariance all the
// same, and equals the second moment of the distribution within the error it states.
//
// Parties that share one latent variable default together: both with the lower of their probabilities.
//
// Errors: [ErrArgument] for settings out of range; [ErrTooComplex] for more than 2,048 positions when
// nodes are needed; a *faults.Error that lists the positions that cannot be taken apart, with more than
// ten events; the cause of ctx when it ends.
func (p *Portfolio) Moments(ctx context.Context, s MomentSettings) (*Moments, error) {
	switch {
	case s.Degree < 0 || s.Degree > mostDegree:
		return nil, fmt.Errorf("%w: degree %d; expected 0 to %d", ErrArgument, s.Degree, mostDegree)
	case s.Tolerance != 0 && !(s.Tolerance > 0 && s.Tolerance < 1):
		return nil, fmt.Errorf("%w: tolerance %v; expected 0 or a number between 0 and 1", ErrArgument, s.Tolerance)
	case s.MaxColumns < 0 || s.MaxBlock < 0 || s.Nodes < 0:
		return nil, fmt.Errorf("%w: %d columns, blocks of %d, %d nodes; expected 0 or more", ErrArgument, s.MaxColumns, s.MaxBlock, s.Nodes)
	}
	if s.Tolerance == 0 {
		s.Tolerance = defaultMomentTolerance
	}
	if s.MaxColumns == 0 {
		s.MaxColumns = defaultMaxColumns
	}
	if s.MaxBlock == 0 {
		s.MaxBlock = defaultMaxBlock
	}
	b := &momentBuilder{ctx: ctx, p: p, settings: s, mix: momentMixing(p.copula), rule: hermiteRule(crossPoints)}
	if err := b.takeApart(); err != nil {
		if m, ok, failure := p.nodeMoments(ctx, s); ok {
			return m, failure
		}
		return nil, err
	}
	b.findBlocks()
	b.rankVariables()
	if s.Degree > 0 {
		return b.build(s.Degree)
	}
	var best *Moments
	for degree := 1; degree <= mostDegree; degree++ {
		if best != nil && b.columnsAt(degree) > s.MaxColumns {
			break
		}
		m, err := b.build(degree)
		if err != nil {
			return nil, err
		}
		// Where nothing is left to cut, a further degree has no columns.
		if best = m; m.truncated <= s.Tolerance*m.total() || !b.hasSeries() {
			break
		}
	}
	return best, nil
}

// Len is the number of positions.
func (m *Moments) Len() int { return len(m.mean) }

// Mean is the expected loss of a position.
func (m *Moments) Mean(i int) float64 { return m.mean[i] }

// TotalMean is the expected loss of the portfolio.
func (m *Moments) TotalMean() float64 {
	sum := compensated{}
	for _, x := range m.mean {
		sum.add(x)
	}
	return sum.value()
}

// Columns is the number of columns of the factor matrix.
func (m *Moments) Columns() int { return m.columns }

// Row calls visit with the non-zeros of a row of the factor matrix, by ascending column.
func (m *Moments) Row(i int, visit func(column int, value float64)) {
	for _, e := range m.rows[i] {
		visit(e.column, e.value)
	}
}

// Diagonal is D_i, the variance of a position that it shares with no other; 0 or more.
func (m *Moments) Diagonal(i int) float64 { return m.diagonal[i] }

// Degree is the degree to which the series was carried; 0 when no covariance needs it.
func (m *Moments) Degree() int { return m.degree }

// Covariance is Σ_k F_ik·F_jk, plus D_i when i = j.
func (m *Moments) Covariance(i, j int) float64 {
	sum := 0.0
	a, b := m.rows[i], m.rows[j]
	for x, y := 0, 0; x < len(a) && y < len(b); {
		switch {
		case a[x].column < b[y].column:
			x++
		case a[x].column > b[y].column:
			y++
		default:
			sum += a[x].value * b[y].value
			x++
			y++
		}
	}
	if i == j {
		sum += m.diagonal[i]
	}
	return sum
}

// Variance is the variance of Σ_i z_i·L_i; z has one weight for each position, and any other number of
// weights gives NaN.
func (m *Moments) Variance(z []float64) float64 {
	if len(z) != m.Len() {
		return math.NaN()
	}
	sums := make([]float64, m.columns)
	total := 0.0
	for i, w := range z {
		for _, e := range m.rows[i] {
			sums[e.column] += w * e.value
		}
		total += w * w * m.diagonal[i]
	}
	for _, s := range sums {
		total += s * s
	}
	return total
}

func (m *Moments) total() float64 { return m.Variance(unitWeights(m.Len())) }

func unitWeights(n int) []float64 {
	z := make([]float64, n)
	for i := range z {
		z[i] = 1
	}
	return z
}

// Truncation bounds the absolute error of the variance of the whole portfolio, in squared minor units;
// see VarianceTruncation.
func (m *Moments) Truncation() float64 { return m.truncated }

// VarianceTruncation bounds how far Variance(z) lies from the exact one, on either side: what is cut is
// a covariance matrix R, of which only the diagonal T is put back. Terms of the series that end with
// different factors (the narrowest of a term, say a region) are uncorrelated, and only positions with that
// factor have them, so that with the parts T_iv of the diagonal
//
//	|Σ_(i≠j) z_i·z_j·R_ij| ≤ Σ_v ( (Σ_i |z_i|·√T_iv)² − Σ_i z_i²·T_iv )
//
// Positions that depend on two events have one part, counted as if correlated with every other. NaN unless
// z has one weight for each position.
func (m *Moments) VarianceTruncation(z []float64) float64 {
	if len(z) != m.Len() {
		return math.NaN()
	}
	return totalBound(m.tails, z)
}

// PairTruncation bounds the absolute error of Covariance(i, j) for i ≠ j, by Σ_v √(T_iv·T_jv) with T_iv the
// parts of the variance of position i that the cut terms stand for. Variances have no error.
func (m *Moments) PairTruncation(i, j int) float64 { return pairBound(m.tails[i], m.tails[j]) }

// Source is the fingerprint of the portfolio.
func (m *Moments) Source() string { return m.source }

// momentBuilder carries what the parts of the computation share.
type momentBuilder struct {
	ctx      context.Context
	p        *Portfolio
	settings MomentSettings
	mix      []gridNode
	rule     []node

	parts   []anatomy
	cross   []bool // by variable: a factor that the series covers
	rank    []int  // by variable in cross: its place, the most widely shared first
	widest  int    // the variable of rank 0 when there are others, −1 otherwise
	blocks  []block
	users   [][]int // by latent: the positions that depend on it
	indices map[string]*indexSet
}

// takeApart prepares the positions and reports those that have no closed form.
func (m *momentBuilder) takeApart() error {
	var list faults.List
	for i := range m.p.positions {
		an, ok := m.anatomiesOf(i)
		if !ok {
			list.Add(faults.Index("positions", i), faults.Unsupported, m.p.positions[i].ID,
				fmt.Sprintf("a loss that depends on at most %d defaults", mostEvents))
		}
		m.parts = append(m.parts, an...)
	}
	m.users = make([][]int, len(m.p.net.latents))
	for i, an := range m.parts {
		m.users[an.a.latent] = append(m.users[an.a.latent], i)
		if an.hasB && an.b.latent >= 0 {
			m.users[an.b.latent] = append(m.users[an.b.latent], i)
		}
	}
	return list.Err()
}

// plain reports whether every position that depends on a latent loses a fixed amount at its default
// and nothing otherwise.
func (m *momentBuilder) plain(latent int) bool {
	for _, i := range m.users[latent] {
		if !m.parts[i].fixed {
			return false
		}
	}
	return true
}

// hasSeries reports whether any factor is covered by the series.
func (m *momentBuilder) hasSeries() bool {
	for _, c := range m.cross {
		if c {
			return true
		}
	}
	return false
}

// columnIndex numbers columns in the order in which they are first used.
type columnIndex struct {
	at   map[string]int
	next int
}

func (c *columnIndex) of(name string) int {
	i, ok := c.at[name]
	if !ok {
		i = c.next
		c.at[name] = i
		c.next++
	}
	return i
}

// build assembles the moments for a degree.
func (m *momentBuilder) build(degree int) (*Moments, error) {
	n := len(m.parts)
	out := &Moments{mean: make([]float64, n), rows: make([][]entry, n), diagonal: make([]float64, n), tails: make([]cuts, n), source: m.p.fingerprint}
	if m.hasSeries() {
		out.degree = degree
	}
	columns := &columnIndex{at: map[string]int{}}
	m.indices = map[string]*indexSet{}
	for i, an := range m.parts {
		if i%256 == 0 && m.ctx.Err() != nil {
			return nil, fmt.Errorf("credit: moments: %w", context.Cause(m.ctx))
		}
		out.mean[i] = m.meanLoss(an)
		var explained cuts
		out.rows[i], explained = m.seriesRow(an, out.mean[i], degree, columns)
		out.tails[i] = m.cutOf(an, explained)
	}
	m.addBlocks(out, degree, columns)
	m.addKeys(out, columns)
	m.addPairs(out, columns)
	m.joinParts(out)
	out.columns = columns.next
	out.truncated = out.VarianceTruncation(unitWeights(out.Len()))
	return out, nil
}
