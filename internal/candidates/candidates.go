// Package candidates makes problems of the kind that pool selection gives, of any size, from a seed: the
// least variance of a pool of whole contracts at a target yield, under caps on shares of the pool
// selected. The loss of a contract follows a one-year Gaussian copula with global, industry, region and
// rights factors; contracts of one obligor share a factor of their own. It serves tests and benchmarks;
// no number in it is about a real pool.
package candidates

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sort"

	"github.com/ipabs/ipabs/internal/miqp"
)

// Granularity is how unequal the contracts are: the standard deviation of the logarithm of principal is
// 0.3, 0.8 or 1.2.
type Granularity int

// The three granularities.
const (
	Fine Granularity = iota
	Mixed
	Lumpy
)

// Spec says what to make. The same spec makes the same problem, to the bit.
type Spec struct {
	Contracts   int
	Granularity Granularity
	Seed        uint64
	// Conflict plants two rules that cannot hold together, though each can without the other.
	Conflict bool
	// Lot is the least share of a contract; 0 for contracts taken whole or not at all.
	Lot float64
}

// Made is a problem with the names of its rows.
type Made struct {
	Problem *miqp.Problem
	Names   []string // of the rows
	// Conflict lists the rows of the planted conflict, nil without one.
	Conflict []int
	// Contracts is the number of variables that are contracts; the one after them is total principal.
	Contracts int
}

// Series gives count specs of one size: the granularities in turn, every fifth with a conflict.
func Series(contracts, count int, seed uint64) []Spec {
	list := make([]Spec, count)
	for k := range list {
		list[k] = Spec{Contracts: contracts, Granularity: Granularity(k % 3), Seed: seed + uint64(k), Conflict: k%5 == 4}
	}
	return list
}

const (
	industries, regions, rights = 10, 6, 5
	factors                     = 1 + industries + regions + rights
)

type contract struct {
	amount, pd, lgd, yield, life      float64
	obligor, industry, region, rights int
}

// Make makes the problem of a spec. Principal is in units of the budget, variance times 10,000.
func Make(spec Spec) Made {
	rng := rand.New(rand.NewPCG(spec.Seed, 0x69706162735f7631))
	list := contracts(spec, rng)
	n := len(list)
	p := &miqp.Problem{N: n + 1}
	risk(p, list)
	b := builder{p: p, total: n, made: Made{Problem: p, Contracts: n}}
	p.Factors, p.Diagonal, p.Linear = append(p.Factors, nil), append(p.Diagonal, 0), append(p.Linear, 0)
	lot := spec.Lot
	if lot == 0 {
		lot = 1
	}
	for range n {
		p.Lot, p.Upper = append(p.Lot, lot), append(p.Upper, 1)
	}
	p.Lot, p.Upper = append(p.Lot, 0), append(p.Upper, 1.005)

	b.sum("total principal", func(i int) float64 { return list[i].amount }, 1, 0, 0)
	b.row("budget", []miqp.Entry{{Col: n, Val: 1}}, 0.995, 1.005)
	yield, life, spread := 0.0, 0.0, 0.0
	for _, c := range list {
		yield += c.yield / float64(n)
		life += c.life / float64(n)
	}
	for _, c := range list {
		spread += (c.yield - yield) * (c.yield - yield) / float64(n)
	}
	target := yield + 0.25*math.Sqrt(spread)
	b.sum("yield", func(i int) float64 { return list[i].amount * (list[i].yield - target) }, 0, 0, math.Inf(1))
	b.sum("life", func(i int) float64 { return list[i].amount * (list[i].life - life) }, 0, math.Inf(-1), 0)
	b.sum("count", func(int) float64 { return 1 }, 0, 10, math.Inf(1))
	group := func(name string, key func(contract) int, k int, cap float64) {
		b.share(fmt.Sprintf("%s %d", name, k), func(i int) bool { return key(list[i]) == k }, 0, cap)
	}
	industry := func(c contract) int { return c.industry }
	region := func(c contract) int { return c.region }
	for k := range industries {
		if !(spec.Conflict && k == 0) {
			group("industry", industry, k, 0.22)
		}
	}
	for k := range regions {
		if !(spec.Conflict && k == 0) {
			group("region", region, k, 0.30)
		}
	}
	for k := range rights {
		group("rights", func(c contract) int { return c.rights }, k, 0.40)
	}
	b.obligors(list)
	if spec.Conflict {
		// Every contract of industry 0 is of region 0, so its floor breaks the region's cap.
		b.share("industry 0", func(i int) bool { return list[i].industry == 0 }, 0.12, 1)
		b.share("region 0", func(i int) bool { return list[i].region == 0 }, 0, 0.06)
		b.made.Conflict = []int{len(p.Rows) - 2, len(p.Rows) - 1}
	}
	return b.made
}

func contracts(spec Spec, rng *rand.Rand) []contract {
	sigma := []float64{0.3, 0.8, 1.2}[spec.Granularity]
	list, sum := make([]contract, spec.Contracts), 0.0
	obligors := max(1, spec.Contracts*6/10)
	common := make([]contract, obligors)
	for o := range common {
		common[o] = contract{
			obligor: o, industry: rng.IntN(industries), region: rng.IntN(regions),
			pd: math.Exp(math.Log(0.003) + rng.Float64()*math.Log(20)),
		}
		if spec.Conflict && common[o].industry == 0 {
			common[o].region = 0
		}
	}
	for i := range list {
		c := common[rng.IntN(obligors)]
		if i < obligors {
			c = common[i]
		}
		// Amounts are cut off so that no contract alone is a large part of the pool.
		c.amount = math.Exp(sigma * math.Max(-2, math.Min(2, rng.NormFloat64())))
		c.rights, c.lgd = rng.IntN(rights), 0.3+0.4*rng.Float64()
		c.life = 0.5 + 4*rng.Float64()
		c.yield = 0.045 + 0.9*c.pd + 0.012*rng.NormFloat64() - c.pd*c.lgd
		list[i] = c
		sum += c.amount
	}
	for i := range list {
		list[i].amount /= 0.35 * sum
	}
	return list
}

// risk writes the covariance of losses in factor form: the linear term of the tetrachoric series by
// factor, one factor for every obligor with several contracts, and what is left of each variance.
func risk(p *miqp.Problem, list []contract) {
	several := make(map[int]int)
	for _, c := range list {
		several[c.obligor]++
	}
	column := make(map[int]int)
	p.K = factors
	const scale = 100 // standard deviations; variances are times 10,000
	for _, c := range list {
		x := math.Sqrt2 * math.Erfinv(2*c.pd-1)
		density := math.Exp(-x*x/2) / math.Sqrt(2*math.Pi)
		base := scale * c.amount * c.lgd * density
		entries := []miqp.Entry{
			{Col: 0, Val: base * math.Sqrt(0.08)},
			{Col: 1 + c.industry, Val: base * math.Sqrt(0.06)},
			{Col: 1 + industries + c.region, Val: base * math.Sqrt(0.03)},
			{Col: 1 + industries + regions + c.rights, Val: base * math.Sqrt(0.03)},
		}
		systematic := 0.2 * density * density
		exposure := scale * c.amount * c.lgd
		own := exposure * exposure * math.Max(0, c.pd*(1-c.pd)-systematic)
		loss := scale * c.amount * 0.1
		rest := loss * loss * c.pd // the spread of severity
		if several[c.obligor] > 1 {
			k, known := column[c.obligor]
			if !known {
				k = p.K
				column[c.obligor] = k
				p.K++
			}
			entries = append(entries, miqp.Entry{Col: k, Val: math.Sqrt(own)})
		} else {
			rest += own
		}
		p.Factors, p.Diagonal, p.Linear = append(p.Factors, entries), append(p.Diagonal, rest), append(p.Linear, 0)
	}
}

type builder struct {
	p     *miqp.Problem
	total int
	made  Made
}

func (b *builder) row(name string, coef []miqp.Entry, lo, hi float64) {
	b.p.Rows = append(b.p.Rows, miqp.Row{Coef: coef, Lo: lo, Hi: hi})
	b.made.Names = append(b.made.Names, name)
}

// sum is a row over all contracts, less a multiple of total principal.
func (b *builder) sum(name string, coef func(int) float64, total, lo, hi float64) {
	var entries []miqp.Entry
	for i := range b.total {
		if v := coef(i); v != 0 {
			entries = append(entries, miqp.Entry{Col: i, Val: v})
		}
	}
	if total != 0 {
		entries = append(entries, miqp.Entry{Col: b.total, Val: -total})
	}
	b.row(name, entries, lo, hi)
}

// share keeps a group's principal to a range of shares of the total.
func (b *builder) share(name string, of func(int) bool, floor, cap float64) {
	amounts := b.p.Rows[0].Coef
	pick := func(i int) float64 {
		if of(i) {
			return amounts[i].Val
		}
		return 0
	}
	if floor > 0 {
		b.sum(name+" floor", pick, floor, 0, math.Inf(1))
	}
	if cap < 1 {
		b.sum(name+" cap", pick, cap, math.Inf(-1), 0)
	}
}

// obligors caps each obligor at a share that a fifth of them could break, at most 400 of them.
func (b *builder) obligors(list []contract) {
	exposure := make(map[int]float64)
	members := make(map[int][]int)
	for i, c := range list {
		exposure[c.obligor] += c.amount
		members[c.obligor] = append(members[c.obligor], i)
	}
	var all []float64
	for _, v := range exposure {
		all = append(all, v)
	}
	sort.Sort(sort.Reverse(sort.Float64Slice(all)))
	cap := math.Min(0.3, all[min(len(all)/5, 400, len(all)-1)])
	for o := range len(exposure) + 1 {
		if exposure[o] <= cap {
			continue
		}
		var entries []miqp.Entry
		for _, i := range members[o] {
			entries = append(entries, miqp.Entry{Col: i, Val: list[i].amount})
		}
		b.row(fmt.Sprintf("obligor %d cap", o), append(entries, miqp.Entry{Col: b.total, Val: -cap}), math.Inf(-1), 0)
	}
}
