package tranche

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/internal/exactsum"
	"github.com/ipabs/ipabs/money"
)

// controls are numbers of a path whose means are known exactly, on which what is simulated is regressed (控制变量):
//
//   - the loss of the pool of contracts that default with one obligor, at their loss given default of the
//     cut-off date, from the default curves;
//   - of a static loss S, in which each obligor that defaults by the last payment loses a fixed amount, how much
//     S exceeds some levels and whether it does, from the exact distribution of S: a class's loss is close to
//     a function of S, and these together follow any function that is linear between the levels;
//   - with importance sampling, the weight of the path.
type controls struct {
	fixed  []float64 // by agent: what its default adds to S
	levels []float64 // of S, ascending
	mean   []float64 // of each control
	slack  []float64 // how far its stated mean may be off
	tail   []float64 // probability that a plain path has it
	weight bool      // the weight is the last
}

// tailLevels are the probabilities of more than each level of S. Levels that fewer than leastBeyond of the paths
// are expected to exceed explain nothing.
var tailLevels = []float64{0.5, 0.2, 0.06, 0.02, 0.005, 0.001, 0.0001}

const (
	leastBeyond = 30
	// The distribution of S has three loss units for each party, but not fewer nor more than so many; staticWork is
	// what may be spent on it.
	leastUnits, mostUnits = 2000, 10_000
	staticWork            = 1e9
	sampledWork           = 1e8 // where factors cross
)

// number is that of the controls.
func (c *controls) number() int { return len(c.mean) }

// of fills in the controls of a path, times its weight.
func (c *controls) of(out []float64, f *future, weight float64) {
	out[0] += weight * f.control
	for j, level := range c.levels {
		if f.static > level {
			out[1+2*j] += weight * (f.static - level)
			out[2+2*j] += weight
		}
	}
	if c.weight {
		out[len(c.mean)-1] += weight
	}
}

// staticLoss is S on the path at hand.
func (c *controls) staticLoss(list []credit.AgentDefault) float64 {
	sum := 0.0
	if c.fixed == nil {
		return 0
	}
	for _, x := range list {
		sum += c.fixed[x.Agent]
	}
	return sum
}

// findControls finds the controls and their means. Losses in it are those of the first world.
func (s *Simulator) findControls(ctx context.Context, horizon float64) error {
	m := s.model
	out := controls{mean: []float64{0}, slack: []float64{0}, tail: []float64{1}, fixed: make([]float64, m.NumAgents())}
	s.joint.control = make([]float64, m.NumContracts())
	s.byRight = make([][]int32, m.NumContracts())
	for i := range m.NumContracts() {
		c := m.Contract(i)
		for _, a := range c.Essential {
			s.byRight[i] = append(s.byRight[i], int32(a))
		}
		if len(c.Essential) > 0 {
			s.essential++
		}
		if len(c.Obligors) > 1 && c.Joint != credit.FirstNamed || len(c.Essential) > 0 {
			continue
		}
		expected, err := s.joint.worlds[0].expectedControl(m, i, s.settings.ArrearsDays, horizon)
		if err != nil {
			return err
		}
		s.joint.control[i] = c.LGD.Mean
		out.mean[0] += expected
		pd, err := m.Agent(c.Obligors[0]).Curve.PD(horizon)
		if err != nil {
			return err
		}
		if pd > 0 {
			out.fixed[c.Obligors[0]] += expected / pd
		}
	}
	if !s.settings.NoControl {
		if err := s.findStatic(ctx, &out); err != nil {
			return err
		}
	}
	if s.settings.Importance != nil {
		out.weight, out.mean, out.slack, out.tail = true, append(out.mean, 1), append(out.slack, 0), append(out.tail, 1)
	}
	s.controls = out
	return nil
}

// findStatic works out the distribution of S, on whole units, and the levels.
func (s *Simulator) findStatic(ctx context.Context, out *controls) error {
	total := 0.0
	for _, x := range out.fixed {
		total += x
	}
	if !(total > 0) {
		out.fixed = nil
		return nil
	}
	key := fmt.Sprint(s.model.Fingerprint(), s.sampler.Settings().Horizon, out.fixed)
	if laws := s.settings.laws; laws != nil {
		if known, ok := laws.known(key); ok {
			if known.into(out); len(out.levels) == 0 {
				s.notes = append(s.notes, "expected losses are regressed on the pool's loss alone: the distribution of its static loss takes too long")
			}
			return nil
		}
		defer func() { laws.keep(key, out) }()
	}
	parties := 0
	for _, x := range out.fixed {
		if x > 0 {
			parties++
		}
	}
	unit := max(math.Ceil(total/float64(min(max(leastUnits, 3*parties), mostUnits))), 1)
	spec, err := s.model.PortfolioSpec(credit.PortfolioSettings{Horizon: s.sampler.Settings().Horizon, Basis: credit.BasisPrincipal})
	if err != nil {
		return err
	}
	spec.Positions = nil
	for a, x := range out.fixed {
		out.fixed[a] = unit * math.RoundToEven(x/unit)
		if out.fixed[a] > 0 {
			spec.Positions = append(spec.Positions, credit.Position{ID: s.model.Agent(a).ID, Exposure: money.Amount(out.fixed[a]), Obligors: []int{a}, Joint: credit.FirstNamed, LGD: credit.LGD{Mean: 1}})
		}
	}
	if len(spec.Positions) == 0 {
		out.fixed = nil
		return nil
	}
	p, err := spec.Resolve()
	if err != nil {
		return err
	}
	law, err := p.Distribution(ctx, credit.DistributionSettings{Unit: money.Amount(unit), Averaging: credit.AverageNested, MaxWork: staticWork})
	if errors.Is(err, credit.ErrTooComplex) {
		law, err = p.Distribution(ctx, credit.DistributionSettings{Unit: money.Amount(unit), Averaging: credit.AverageSampled, MaxWork: sampledWork})
	}
	switch {
	case errors.Is(err, credit.ErrTooComplex), errors.Is(err, credit.ErrAccuracy):
		s.notes = append(s.notes, fmt.Sprintf("expected losses are regressed on the pool's loss alone: the distribution of its static loss takes too long (%v)", err))
		out.fixed = nil
		return nil
	case err != nil:
		return err
	}
	pmf := law.PMF()
	above, excess := make([]float64, len(pmf)), make([]float64, len(pmf)) // P(S > k), E[(S − k)⁺] in units
	for k := len(pmf) - 2; k >= 0; k-- {
		above[k] = above[k+1] + pmf[k+1]
		excess[k] = excess[k+1] + above[k]
	}
	quality := law.Quality()
	for _, tail := range tailLevels {
		k := slices.IndexFunc(above, func(p float64) bool { return p <= tail })
		if k < 0 || above[k] <= 0 {
			break
		}
		level := float64(k) * unit
		if n := len(out.levels); n > 0 && level <= out.levels[n-1] {
			continue
		}
		out.levels = append(out.levels, level)
		out.mean = append(out.mean, excess[k]*unit, above[k])
		out.tail = append(out.tail, above[k], above[k])
		out.slack = append(out.slack, quality.ExcessError, law.AboveError(money.Amount(level)))
	}
	return nil
}

// staticLaws remembers the last law of a static loss, for those who simulate one pool again and again.
type staticLaws struct {
	mutex sync.Mutex
	key   string
	law   controls
}

func (l *staticLaws) known(key string) (controls, bool) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.law, l.key == key
}

func (l *staticLaws) keep(key string, c *controls) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.key, l.law = key, *c
}

// into takes over everything of the static loss.
func (c controls) into(out *controls) {
	out.fixed, out.levels = c.fixed, c.levels
	out.mean = append(out.mean[:1:1], c.mean[1:]...)
	out.slack, out.tail = slices.Clone(c.slack), slices.Clone(c.tail)
}

// controlSums are the exact sums of the controls over blocks, less their means, and of their products.
type controlSums struct {
	sum, product []exactsum.Sum // product by i, j ≤ i
}

func newControlSums(n int) controlSums {
	return controlSums{make([]exactsum.Sum, n), make([]exactsum.Sum, n*(n+1)/2)}
}

func (c *controlSums) add(x []float64) {
	k := 0
	for i, v := range x {
		if v == 0 {
			k += i + 1
			continue
		}
		c.sum[i].Add(v)
		for _, w := range x[:i+1] {
			c.product[k].Add(v * w)
			k++
		}
	}
}

func (c *controlSums) merge(o *controlSums) {
	for i := range c.sum {
		c.sum[i].AddSum(&o.sum[i])
	}
	for i := range c.product {
		c.product[i].AddSum(&o.product[i])
	}
}

// regression is what the controls over so many blocks say of any mean.
type regression struct {
	blocks float64
	mean   []float64   // of the controls, less their means in truth
	factor [][]float64 // Cholesky factor of their covariance, lower; a zero on the diagonal leaves a control away
	used   int
	slack  []float64
}

// regressOn prepares a regression on the controls that so many blocks of paths can tell the influence of: one for
// every ten blocks, of those whose event enough of the paths have.
func (x *controls) regressOn(c *controlSums, blocks uint64, size float64) *regression {
	r := &regression{blocks: float64(blocks), slack: x.slack}
	n := x.number()
	n = min(n, int(min(blocks/10, uint64(n)))) // the first, and levels from the lowest up
	enough := float64(leastBeyond)
	if x.weight {
		enough /= 100 // rare events are drawn more often
	}
	cov, tail := make([][]float64, n), x.tail
	at := 0
	for i := range n {
		r.mean = append(r.mean, c.sum[i].Value()/r.blocks)
		cov[i] = make([]float64, i+1)
		for j := range i + 1 {
			cov[i][j] = c.product[at].Value()/r.blocks - r.mean[i]*r.mean[j]
			at++
		}
	}
	r.factor = make([][]float64, n)
	for i := range n {
		r.factor[i] = make([]float64, i+1)
		for j := range i + 1 {
			x := cov[i][j]
			for k := range j {
				x -= r.factor[i][k] * r.factor[j][k]
			}
			switch {
			case j < i && r.factor[j][j] > 0:
				r.factor[i][j] = x / r.factor[j][j]
			case j == i && x > 1e-9*cov[i][i] && x > 0 && tail[i]*r.blocks*size >= enough:
				r.factor[i][i] = math.Sqrt(x)
				r.used++
			}
		}
	}
	return r
}

// estimate is the mean of a statistic, given its own mean and mean square and its mean products with the
// controls, of which it may have fewer: ȳ − β·x̄ with β = Sxx⁻¹·Sxy.
func (r *regression) estimate(y, square float64, cross []float64) Estimate {
	n := r.blocks
	syy := max(square-y*y, 0)
	plain := Estimate{Value: y, StdErr: math.NaN()}
	if n >= 2 {
		plain.StdErr = math.Sqrt(syy / (n - 1))
	}
	k := min(len(r.factor), len(cross))
	if k == 0 || r.used == 0 {
		return plain
	}
	// With Sxx = L·Lᵀ: v = L⁻¹·Sxy, u = L⁻¹·x̄; explained is v·v, the correction v·u.
	v, u := make([]float64, k), make([]float64, k)
	explained, correction, spread, used := 0.0, 0.0, 0.0, 0
	for i := range k {
		if r.factor[i][i] == 0 {
			continue
		}
		a, b := cross[i]-y*r.mean[i], r.mean[i]
		for j := range i {
			a -= r.factor[i][j] * v[j]
			b -= r.factor[i][j] * u[j]
		}
		v[i], u[i] = a/r.factor[i][i], b/r.factor[i][i]
		explained += v[i] * v[i]
		correction += v[i] * u[i]
		spread += u[i] * u[i]
		used++
	}
	left := max(syy-explained, 0)
	variance := left / (n - 1 - float64(used)) * (1 + spread)
	// What the stated means may be off by, through β = L⁻ᵀ·v.
	beta := make([]float64, k)
	for i := k - 1; i >= 0; i-- {
		if r.factor[i][i] == 0 {
			continue
		}
		x := v[i]
		for j := i + 1; j < k; j++ {
			x -= r.factor[j][i] * beta[j]
		}
		beta[i] = x / r.factor[i][i]
		variance += beta[i] * r.slack[i] * beta[i] * r.slack[i]
	}
	return Estimate{Value: y - correction, StdErr: math.Sqrt(variance)}
}
