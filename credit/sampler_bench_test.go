package credit_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// benchKind says how different the obligors of a pool for benchmarks are.
type benchKind struct {
	name     string
	profiles int // of default probability and weight of the global factor; 0: every obligor has its own
	sectors  bool
}

var benchKinds = []benchKind{{"homogeneous", 1, false}, {"profiles20", 20, false}, {"alldifferent", 0, false}, {"sectors", 0, true}}

// benchModel has one receivable for each of n obligors with a default probability of some 2 % a year.
// With sectors they load on 20 industries and 31 regions besides.
func benchModel(tb testing.TB, n int, kind benchKind) *credit.Model {
	tb.Helper()
	r := rand.New(rand.NewPCG(1, uint64(n)))
	spec := pool.Spec{Schema: pool.Schema, AsOf: cutOff, Currency: money.CNY}
	doc := credit.Spec{Schema: credit.Schema, JointObligors: credit.FirstNamed, RiskUntil: credit.RiskHorizon}
	doc.LGD.Otherwise = &credit.LGDTerms{Mean: 0.6}
	doc.Correlation.Loadings = &credit.FactorLoadings{Global: 0.4}
	if kind.sectors {
		doc.Correlation.Loadings = &credit.FactorLoadings{Global: 0.4, Industry: 0.3, Region: 0.2}
	}
	doc.Correlation.Parties, doc.PD.Parties = map[string]credit.FactorLoadings{}, map[string]credit.CurveSpec{}
	pds, weights := make([]float64, n), make([]float64, n)
	provinces := pool.Provinces()
	for i := range n {
		if k := kind.profiles; k > 0 && i >= k {
			pds[i], weights[i] = pds[i%k], weights[i%k]
		} else {
			pds[i], weights[i] = min(0.02*math.Exp(0.6*r.NormFloat64()-0.18), 0.3), 0.25+0.3*r.Float64()
		}
		id := fmt.Sprint("party ", i)
		industry, err := pool.ParseIndustry(string(rune('A' + i*7%20)))
		if err != nil {
			tb.Fatal(err)
		}
		spec.Parties = append(spec.Parties, pool.PartySpec{ID: id, Industry: industry, Province: provinces[i*11%len(provinces)]})
		doc.PD.Parties[id] = credit.CurveSpec{AnnualPD: &pds[i]}
		if kind.profiles != 1 {
			w := *doc.Correlation.Loadings
			w.Global = weights[i]
			doc.Correlation.Parties[id] = w
		}
		spec.Contracts = append(spec.Contracts, pool.ContractSpec{ID: fmt.Sprint("contract ", i), Obligors: []pool.ObligorSpec{{Party: id}},
			Balance: decimal.NewFromInt(int64(1000 + 100*(i%13))), Maturity: calendar.MustNew(2027, 12, 31), Receivable: &pool.ReceivableSpec{}})
	}
	return modelOf(tb, spec, doc)
}

// BenchmarkSampler draws default days within a year and reports effective obligor-draws a second and core:
// obligors × paths / time; and the ratio to a plain loop in the same run, which draws a normal variable
// for each factor and obligor and compares it with the threshold.
func BenchmarkSampler(b *testing.B) {
	for _, kind := range benchKinds {
		for _, n := range []int{100, 1_000, 10_000} {
			b.Run(fmt.Sprintf("%s/%d", kind.name, n), func(b *testing.B) {
				m := benchModel(b, n, kind)
				d := samplerOf(b, m, credit.SamplerSettings{Horizon: oneYear, Sampling: credit.Sampling{Seed: 1}}).NewDrawer()
				path, defaults := uint64(0), 0
				b.ReportAllocs()
				for b.Loop() {
					d.Draw(path)
					path++
					defaults += len(d.Defaults())
				}
				perPath := b.Elapsed().Seconds() / float64(b.N)
				plain := plainSeconds(b, m)
				b.ReportMetric(float64(n)/perPath/1e6, "Mdraws/s")
				b.ReportMetric(float64(n)/plain/1e6, "plain-Mdraws/s")
				b.ReportMetric(plain/perPath, "x-plain")
				b.ReportMetric(float64(defaults)/float64(b.N), "defaults")
			})
		}
	}
}

// plainSeconds is the time of a path in a plain loop.
func plainSeconds(tb testing.TB, m *credit.Model) float64 {
	r := rand.New(rand.NewPCG(1, 2))
	type obligor struct {
		own, limit float64
		loads      []credit.Loading
	}
	obligors := make([]obligor, m.NumAgents())
	for i := range obligors {
		a := m.Agent(i)
		limit, err := m.Threshold(i, 365)
		if err != nil {
			tb.Fatal(err)
		}
		own := 1.0
		for _, l := range a.Loadings {
			own -= l.Weight * l.Weight
		}
		obligors[i] = obligor{math.Sqrt(own), limit, a.Loadings}
	}
	f := make([]float64, m.NumFactors())
	defaults, paths := 0, 0
	start := time.Now()
	for time.Since(start) < 100*time.Millisecond {
		for range 10 {
			for j := range f {
				f[j] = r.NormFloat64()
			}
			for i := range obligors {
				o := &obligors[i]
				x := o.own * r.NormFloat64()
				for _, l := range o.loads {
					x += l.Weight * f[l.Factor]
				}
				if x <= o.limit {
					defaults++
				}
			}
			paths++
		}
	}
	if defaults < 0 {
		tb.Fatal("the loop must not be optimised away")
	}
	return time.Since(start).Seconds() / float64(paths)
}

// BenchmarkSimulate simulates static losses of 100 obligors with four layers, on one worker.
func BenchmarkSimulate(b *testing.B) {
	m := benchModel(b, 100, benchKinds[1])
	p, err := m.Portfolio(credit.PortfolioSettings{Horizon: oneYear, Basis: credit.BasisPrincipal})
	if err != nil {
		b.Fatal(err)
	}
	x := p.Exposure()
	layers := []credit.Layer{{Attach: 0, Detach: x / 20}, {Attach: x / 20, Detach: x / 10}, {Attach: x / 10, Detach: x / 4}, {Attach: x / 4, Detach: x}}
	const paths = 100_000
	for b.Loop() {
		if _, err := p.Simulate(context.Background(), credit.SimulationSettings{Paths: paths, Layers: layers, Workers: 1}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(paths/b.Elapsed().Seconds()*float64(b.N)/1e6, "Mpaths/s")
}
