package credit

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// latentPool makes laws for tests and benchmarks.
type latentPool struct {
	n        int
	profiles int     // 0: every latent is different
	pd       float64 // around which the probabilities lie
	sectors  int     // 0: a global factor only; otherwise industries, regions and types of right too
	nu       float64
}

func (p latentPool) law() latentLaw {
	r := rand.New(rand.NewPCG(1, uint64(p.n)))
	law := latentLaw{factors: 1, copula: Copula{DegreesOfFreedom: p.nu}}
	if p.sectors > 0 {
		law.factors = 1 + 20 + 30 + 8
	}
	profile := func() latentMargin {
		pd := p.pd * math.Exp(0.6*r.NormFloat64()-0.18)
		return latentMargin{loads: []Loading{{0, 0.25 + 0.3*r.Float64()}}, limit: law.copula.threshold(min(pd, 0.5))}
	}
	var profiles []latentMargin
	for range p.profiles {
		profiles = append(profiles, profile())
	}
	for i := range p.n {
		var l latentMargin
		if p.profiles > 0 {
			l = profiles[i%p.profiles]
		} else {
			l = profile()
		}
		if p.sectors > 0 {
			l.loads = append([]Loading{l.loads[0]}, Loading{1 + r.IntN(20), 0.3}, Loading{21 + r.IntN(30), 0.2}, Loading{51 + r.IntN(8), 0.15})
		}
		law.latents = append(law.latents, l)
	}
	return law
}

// Every latent, and every pair, falls below its limit as often as the closed forms say, whatever the
// clusters: the bound only costs time.
func TestKernelHitsAsOftenAsItShould(t *testing.T) {
	t.Parallel()
	const paths = 400_000
	law := latentLaw{factors: 4, latents: []latentMargin{
		{loads: []Loading{{0, 0.3}}},
		{loads: []Loading{{0, 0.9}, {1, 0.4}}},
		{loads: []Loading{{0, -0.5}, {2, 0.2}}},
		{loads: []Loading{{1, 0.7}}},
		{},
		{loads: []Loading{{0, 0.6}, {1, 0.8}}}, // no own term
		{loads: []Loading{{3, 0.5}, {0, 0.5}}}, // a factor of its own
		{loads: []Loading{{0, 0.3}}},
	}}
	pds := []float64{0.02, 0.3, 0.07, 1e-4, 0.05, 0.04, 0.01, 0.9}
	for _, nu := range []float64{0, 3} {
		law.copula = Copula{DegreesOfFreedom: nu}
		for i := range law.latents {
			law.latents[i].limit = law.copula.threshold(pds[i])
		}
		for _, way := range []FactorSampling{FactorsPlain, FactorsAntithetic, FactorsStratified, FactorsSobol} {
			s, err := Sampling{Seed: 7, Factors: way}.check()
			if err != nil {
				t.Fatal(err)
			}
			k := newKernel(law, s, nil)
			st := k.newState()
			n := len(pds)
			count := make([]int, n*n)
			for path := range uint64(paths) {
				k.draw(st, path)
				for _, i := range st.hits {
					if st.z[i] > law.latents[i].limit*st.s {
						t.Fatalf("a hit above its limit")
					}
					for _, j := range st.hits {
						count[int(i)*n+int(j)]++
					}
				}
			}
			for i := range n {
				for j := range i + 1 {
					want := pds[i]
					if i != j {
						rho := 0.0
						for _, a := range law.latents[i].loads {
							rho += a.Weight * weightOf(law.latents[j].loads, a.Factor)
						}
						if nu > 0 {
							want = TCopulaJointDefault(pds[i], pds[j], rho, nu)
						} else {
							want = JointDefault(pds[i], pds[j], rho)
						}
					}
					got := float64(count[i*n+j]) / paths
					if z := (got - want) / math.Sqrt(want*(1-want)/paths); math.Abs(z) > 4.2 {
						t.Errorf("ν %v, %v: latents %d and %d hit together with frequency %v, want %v (%.1f standard errors)", nu, way, i, j, got, want, z)
					}
				}
			}
		}
	}
}

// The value of a latent below its limit has the law of a normal (or t) variable that is known to be so,
// also far in the tail.
func TestKernelValuesHaveTheirLaw(t *testing.T) {
	t.Parallel()
	for _, nu := range []float64{0, 4} {
		law := latentPool{n: 60, pd: 0.05, sectors: 1, nu: nu}.law()
		s, _ := Sampling{Seed: 3}.check()
		k := newKernel(law, s, nil)
		st := k.newState()
		const bins = 20
		counts, total := make([]float64, bins), 0.0
		for path := range uint64(100_000) {
			k.draw(st, path)
			for _, i := range st.hits {
				x := st.z[i] / st.s
				u := NormalCDF(x) / NormalCDF(law.latents[i].limit)
				if nu > 0 {
					u = StudentCDF(x, nu) / StudentCDF(law.latents[i].limit, nu)
				}
				counts[min(int(u*bins), bins-1)]++
				total++
			}
		}
		chi := 0.0
		for _, c := range counts {
			chi += (c - total/bins) * (c - total/bins) / (total / bins)
		}
		// Hits of one path are dependent, which widens chi-square a little.
		if chi > 60 {
			t.Errorf("ν %v: chi-square %v with %d degrees of freedom over %v hits", nu, chi, bins-1, total)
		}
	}
}

// The set of hits must not depend on how latents are divided: only its law is compared, because
// the streams differ.
func TestClusterBoundHolds(t *testing.T) {
	for _, pool := range []latentPool{{n: 300, pd: 0.02}, {n: 300, pd: 0.02, sectors: 1}, {n: 300, profiles: 20, pd: 0.05, sectors: 1, nu: 5}} {
		law := pool.law()
		s, _ := Sampling{Seed: 3}.check()
		k := newKernel(law, s, nil)
		st := k.newState()
		for path := range uint64(200) {
			k.draw(st, path)
			for _, cl := range k.clusters {
				a := k.bound(st, &cl)
				for _, m := range k.members[cl.first : int(cl.first)+int(cl.n)] {
					i := m.latent
					if own := (k.limit[i]*st.s - k.common(st, i)) / k.own[i]; own > a+1e-12*math.Abs(a) {
						t.Fatalf("%+v: latent %d: %v above its bound %v", pool, i, own, a)
					}
				}
			}
		}
		seen := make([]bool, len(law.latents))
		for _, m := range k.members {
			if seen[m.latent] {
				t.Fatalf("latent %d is in two clusters", m.latent)
			}
			seen[m.latent] = true
		}
		if len(k.members) != len(law.latents) {
			t.Fatalf("%d of %d latents in clusters", len(k.members), len(law.latents))
		}
	}
}

func TestKernelDrawsWithoutAllocation(t *testing.T) {
	for _, s := range []Sampling{
		{}, {Factors: FactorsAntithetic}, {Factors: FactorsStratified}, {Factors: FactorsSobol},
		{Importance: &Importance{Loss: 30}}, {Importance: &Importance{Loss: 30, Twist: true}},
	} {
		law := latentPool{n: 200, pd: 0.03, sectors: 1, nu: 4}.law()
		s, err := s.check()
		if err != nil {
			t.Fatal(err)
		}
		loss := make([]float64, 200)
		for i := range loss {
			loss[i] = 1
		}
		k := newKernel(law, s, loss)
		st := k.newState()
		path := uint64(0)
		if n := testing.AllocsPerRun(500, func() { k.draw(st, path); path++ }); n != 0 {
			t.Errorf("%v: %v allocations", s.Factors, n)
		}
	}
}

// BenchmarkKernel measures effective obligor-draws a second and core: obligors × paths / time, and the
// ratio to a plain loop in the same run that draws a normal variable for each obligor.
func BenchmarkKernel(b *testing.B) {
	for _, kind := range []struct {
		name string
		pool latentPool
	}{
		{"homogeneous", latentPool{profiles: 1}},
		{"profiles20", latentPool{profiles: 20}},
		{"alldifferent", latentPool{}},
		{"sectors", latentPool{sectors: 1}},
	} {
		for _, n := range []int{100, 1_000, 10_000} {
			b.Run(fmt.Sprintf("%s/%d", kind.name, n), func(b *testing.B) {
				pool := kind.pool
				pool.n, pool.pd = n, 0.02
				law := pool.law()
				s, _ := Sampling{Seed: 1}.check()
				k := newKernel(law, s, nil)
				st := k.newState()
				path, hits := uint64(0), 0
				b.ReportAllocs()
				for b.Loop() {
					k.draw(st, path)
					path++
					hits += len(st.hits)
				}
				perPath := b.Elapsed().Seconds() / float64(b.N)
				b.ReportMetric(float64(n)/perPath/1e6, "Mdraws/s")
				b.ReportMetric(float64(hits)/float64(b.N), "hits")
				b.ReportMetric(float64(len(k.clusters)), "clusters")
				plain := plainSeconds(law)
				b.ReportMetric(float64(n)/plain/1e6, "plain-Mdraws/s")
				b.ReportMetric(plain/perPath, "x-plain")
			})
		}
	}
}

// plainSeconds is the time of a path in a plain loop: a normal variable for each factor and each obligor.
func plainSeconds(law latentLaw) float64 {
	r := rand.New(rand.NewPCG(1, 2))
	f := make([]float64, law.factors)
	own := make([]float64, len(law.latents))
	for i, l := range law.latents {
		own[i] = math.Sqrt(1 - squares(l.loads))
	}
	hits, paths := 0, 0
	start := time.Now()
	for time.Since(start) < 100*time.Millisecond {
		for range 20 {
			for j := range f {
				f[j] = r.NormFloat64()
			}
			for i := range law.latents {
				l := &law.latents[i]
				x := own[i] * r.NormFloat64()
				for _, y := range l.loads {
					x += y.Weight * f[y.Factor]
				}
				if x <= l.limit {
					hits++
				}
			}
			paths++
		}
	}
	sinkInt = hits
	return time.Since(start).Seconds() / float64(paths)
}

var sinkInt int
