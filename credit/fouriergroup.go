package credit

import (
	"math"
	"math/cmplx"
	"slices"
)

// grouped holds the items of a cell, those of one kind together.
type grouped struct {
	small  smallLosses
	groups []group
	rest   []int
}

// group is a number of items that default by one and the same conditional probability p and lose u
// or u + 1 units then: with odds o = p/(1 − p), item i has the transform
//
//	(1 − p)·(1 + o·z^u·(1 − f_i + f_i·z))
//
// where f_i is the share of the default probability that falls on u + 1 units. The logarithm of the
// product over the group is the power series Σ_j −(−o)^j/j·z^(uj)·S_j(z) in which the polynomials
// S_j = Σ_i (1 − f_i + f_i·z)^j do not depend on the factors. When all f_i are 0 (the group is whole)
// S_j is the number of items, and the same is possible from the other side for p above one half.
type group struct {
	latent *latent
	units  int
	count  int
	whole  bool
	shares []float64   // f_i, when not whole
	polys  [][]float64 // S_1, S_2, … as far as they have been needed
	// scratch holds the polynomial of a small group.
	scratch []float64
	moments []float64 // Σ (f_i − 1/2)^k/k for k = 0 (the count), 1, 2, …
}

const (
	// mostTerms bounds the series of a split group, whose cost grows with its square; mostWholeTerms
	// that of a whole group.
	mostTerms, mostWholeTerms = 48, 2000
)

// seriesTerms is the number of terms after which those of log(1 + o·x), |x| ≤ 1, are below cutoff.
func seriesTerms(o, cutoff float64) int {
	if o >= 0.999 {
		return math.MaxInt
	}
	return max(int(math.Ceil(math.Log(cutoff)/math.Log(o))), 1)
}

func newGrouped(all []itemLosses, items []int) *grouped {
	out := &grouped{}
	type kind struct {
		profile, units int
		whole          bool
	}
	at := map[kind]int{}
	for _, i := range items {
		it := &all[i]
		if len(it.static) != 1 || len(it.static[0]) > 2 {
			out.rest = append(out.rest, i)
			continue
		}
		losses := it.static[0]
		if len(losses) == 2 && losses[1].units != losses[0].units+1 {
			out.rest = append(out.rest, i)
			continue
		}
		if len(losses) == 2 && losses[0].units == 0 {
			out.small.add(it.latent, losses[1].p)
			continue
		}
		k := kind{it.latent.profile, losses[0].units, len(losses) == 1}
		g, seen := at[k]
		if !seen {
			g = len(out.groups)
			at[k] = g
			out.groups = append(out.groups, group{latent: it.latent, units: k.units, whole: k.whole})
		}
		out.groups[g].count++
		if !k.whole {
			out.groups[g].shares = append(out.groups[g].shares, losses[1].p)
		}
	}
	out.small.finish()
	slices.SortStableFunc(out.groups, func(a, b group) int { return a.latent.profile - b.latent.profile })
	return out
}

// keptShares is the number of shares from which on the polynomials of a group are kept; below, they
// are computed anew each time, which is as fast and takes no memory.
const keptShares = 4

// powers gives the coefficients of S_j. The slice is valid until the next call.
func (g *group) powers(j int) []float64 {
	if len(g.shares) < keptShares {
		if cap(g.scratch) <= j {
			g.scratch = make([]float64, mostTerms+1)
		}
		poly := g.scratch[:j+1]
		clear(poly)
		g.addPowers(poly, j)
		return poly
	}
	for n := len(g.polys) + 1; n <= j; n++ {
		poly := make([]float64, n+1)
		g.addPowers(poly, n)
		g.polys = append(g.polys, poly)
	}
	return g.polys[j-1]
}

// addPowers adds the binomial terms C(n, i)·(1 − f)^(n−i)·f^i of each share, from the end that cannot
// underflow.
func (g *group) addPowers(poly []float64, n int) {
	for _, f := range g.shares {
		at, step, large := 0, 1, 1-f
		if f > 0.5 {
			at, step, large = n, -1, f
		}
		term, ratio := intPower(large, n), (1-large)/large
		for i := 0; i <= n; i++ {
			poly[at] += term
			term *= ratio * float64(n-i) * reciprocals[i+1]
			at += step
		}
	}
}

// intPower is x^n for n ≥ 1.
func intPower(x float64, n int) float64 {
	out := 1.0
	for ; n > 1; n >>= 1 {
		if n&1 == 1 {
			out *= x
		}
		x *= x
	}
	return out * x
}

// reciprocals holds 1/i.
var reciprocals = func() (r [mostTerms + 2]float64) {
	for i := 1; i < len(r); i++ {
		r[i] = 1 / float64(i)
	}
	return r
}()

// momentShares is the number of shares from which on a slow group is taken as one.
const momentShares = 24

// appendSlow lists the factors of a group one by one, equal ones as a power, many together.
func (g *group) appendSlow(dst []slowFactor, p, cutoff float64) []slowFactor {
	if g.whole {
		return append(dst, slowFactor{stay: 1 - p, a: p, u: g.units, count: g.count})
	}
	if g.count >= momentShares {
		g.findMoments()
		return append(dst, slowFactor{stay: 1 - p, u: g.units, group: g, cutoff: cutoff})
	}
	for _, f := range g.shares {
		dst = append(dst, slowFactor{stay: 1 - p, a: p * (1 - f), b: p * f, u: g.units, count: 1})
	}
	return dst
}

// mostMoments bounds the series in moments.
const mostMoments = 40

func (g *group) findMoments() {
	if g.moments != nil {
		return
	}
	g.moments = make([]float64, mostMoments+1)
	for _, f := range g.shares {
		power := 1.0
		for k := 1; k <= mostMoments; k++ {
			power *= f - 0.5
			g.moments[k] += power / float64(k)
		}
	}
	g.moments[0] = float64(g.count)
}

// at is the product over a group of 1 − p + p·z^u·(1 − f_i + f_i·z1) for given z^u and z1. With
// A = 1 − p + p·z^u·(1 + z1)/2 and B = p·z^u·(z1 − 1) its factors are A·(1 + (B/A)·(f_i − 1/2)), and
// the sum of their logarithms is a power series in B/A whose coefficients are moments of the shares.
// It converges fast at low frequencies, which are those at which many losses leave anything.
func (g *group) at(z, z1 complex128, p, cutoff float64) complex128 {
	a := complex(1-p, 0) + scaled(z*(1+z1), 0.5*p)
	b := scaled(z*(z1-1), p)
	size := cmplx.Abs(a)
	if n := float64(g.count); size > 0 && n*math.Log(size) < -80 {
		// No factor exceeds |A| + |B|/2 in size; when A itself is this small all of them are.
		if n*math.Log(size+0.5*cmplx.Abs(b)) < -80 {
			return 0
		}
	}
	ratio := 0.5 * cmplx.Abs(b) / size
	if terms := math.Log(cutoff) / math.Log(ratio); ratio < 1 && terms <= mostMoments {
		x := -b / a
		sum := complex(0, 0)
		for k := int(math.Ceil(terms)); k >= 1; k-- { // Horner's rule for −Σ x^k·moment_k
			sum = (sum - complex(g.moments[k], 0)) * x
		}
		return cmplx.Exp(sum + scaled(cmplx.Log(a), g.moments[0]))
	}
	v := complex(1, 0)
	for _, f := range g.shares {
		v *= a + scaled(b, f-0.5)
		if re, im := real(v), imag(v); re*re+im*im < 1e-80 {
			return 0
		}
	}
	return v
}
