package credit_test

import (
	"math"
	"slices"
	"testing"

	"github.com/ipabs/ipabs/credit"
)

// The level of an agent is uniform, agrees with its default on the same path, and levels of two agents lie below
// thresholds beyond that of default together as often as the closed forms say.
func TestLevelsCarryOnTheLawBeyondDefault(t *testing.T) {
	const paths = 40_000
	for _, nu := range []float64{0, 8} {
		spec := readSpec(t, fullDocument)
		spec.Copula.DegreesOfFreedom = nu
		m := modelOf(t, smallPool(), spec)
		for _, importance := range []*credit.Importance{nil, {Loss: 1, Twist: true}} {
			sampling := credit.Sampling{Seed: 17}
			if importance != nil {
				sampling.Importance = &credit.Importance{Loss: 0.15 * float64(m.Pool().Principal()), Twist: true}
			}
			d := samplerOf(t, m, credit.SamplerSettings{Horizon: twoYears, Sampling: sampling, Basis: credit.BasisPrincipal}).NewDrawer()
			n := m.NumAgents()
			const level = 0.3
			levels, joint, square := make([][]float64, n), make([]float64, n*n), make([]float64, n*n)
			now := make([]float64, n)
			for path := range uint64(paths) {
				d.Draw(path)
				days := make([]int32, n)
				for i := range n {
					days[i] = d.DefaultDay(i)
				}
				for i := range n {
					now[i] = d.Level(i, d.Uniform())
					pd, err := m.Agent(i).Curve.PD(730)
					if err != nil {
						t.Fatal(err)
					}
					if (days[i] > 0) != (now[i] <= pd+1e-11) && math.Abs(now[i]-pd) > 1e-9 {
						t.Fatalf("path %d: %s defaults on day %d at level %v, PD %v", path, m.Agent(i).ID, days[i], now[i], pd)
					}
					levels[i] = append(levels[i], now[i])
				}
				w := d.Weight()
				for i := range n {
					for j := range i {
						if now[i] <= level && now[j] <= level {
							joint[i*n+j] += w
							square[i*n+j] += w * w
						}
					}
				}
			}
			for i := range n {
				if importance == nil {
					slices.Sort(levels[i])
					for k, u := range levels[i] {
						if math.Abs(u-float64(k)/paths) > 1.95/math.Sqrt(paths) {
							t.Errorf("ν %v: levels of %s: %v at rank %d", nu, m.Agent(i).ID, u, k)
							break
						}
					}
				}
				for j := range i {
					want := credit.JointDefault(level, level, m.Correlation(i, j))
					if nu > 0 {
						want = credit.TCopulaJointDefault(level, level, m.Correlation(i, j), nu)
					}
					got := joint[i*n+j] / paths
					if sd := math.Sqrt(max(square[i*n+j]/paths-got*got, 1e-4) / paths); math.Abs(got-want) > 4.5*sd {
						t.Errorf("ν %v, importance %v: %s and %s both below %v: %v, want %v ± %v", nu, importance != nil, m.Agent(i).ID, m.Agent(j).ID, level, got, want, sd)
					}
				}
			}
		}
	}
}

func TestTheFirstDayOfALevel(t *testing.T) {
	pd := 0.1
	c, err := credit.CurveSpec{AnnualPD: &pd}.Resolve(0)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		level float64
		want  int32
	}{{0, 1}, {0.1, 365}, {0.05, 178}, {0.9, 0}, {1, 0}, {math.NaN(), 0}} {
		if got := c.FirstDay(x.level, 730); got != x.want {
			t.Errorf("level %v: day %d, want %d", x.level, got, x.want)
		}
	}
	if got := (credit.Curve{}).FirstDay(0, 730); got != 0 {
		t.Errorf("a curve that never defaults: day %d", got)
	}
}
