package credit

import (
	"math"

	"gonum.org/v1/gonum/dsp/fourier"
)

// spectrum is the algebra of discrete Fourier transforms of loss distributions, in which adding
// independent losses is multiplying. Its cost per node grows with the number of items plus that of
// units, where a convolution costs their product.
//
// Items are taken in groups (see group) whose logarithms are power series in the point z of the unit
// circle; these are added up as coefficients and transformed and exponentiated together. What has no
// fast series is multiplied in factor by factor.
//
// Probabilities come out with an absolute error of some 1e-14, not a relative one.
type spectrum struct {
	fft    *fourier.FFT
	items  []itemLosses
	cells  map[*cell]*grouped
	roots  []complex128 // z at frequency 1, to the powers 0, 1, …
	series []float64
	dense  bool    // some of series is not zero
	floor  float64 // frequencies below it in size are left out; it adds no more than that to a probability
	logs   []complex128
	pad    []float64
	slow   []slowFactor
	sums   [][numGrids + 1][]complex128 // by depth; the last is for a control variate
	prods  [][numGrids][]complex128
}

// slowFactor is (stay + a·z^u + b·z^(u+1))^count, with more hits (stay + Σ p·z^u), or the product over
// a group.
type slowFactor struct {
	stay, a, b float64
	u, count   int
	hits       []mass
	group      *group
	cutoff     float64
}

func newSpectrum(plan *cell, items []itemLosses, floor float64) *spectrum {
	length, depths := smoothLength(length(items, plan.units)), plan.levels()
	s := &spectrum{floor: floor, fft: fourier.NewFFT(length), items: items, cells: map[*cell]*grouped{},
		roots: make([]complex128, length), series: make([]float64, length), logs: make([]complex128, length/2+1), pad: make([]float64, length),
		sums: make([][numGrids + 1][]complex128, depths), prods: make([][numGrids][]complex128, depths)}
	s.group(plan)
	for i := range s.roots {
		sin, cos := math.Sincos(-2 * math.Pi * float64(i) / float64(length))
		s.roots[i] = complex(cos, sin)
	}
	for d := range depths {
		if d == 0 {
			s.sums[d][numGrids] = make([]complex128, length/2+1)
		}
		for g := range numGrids {
			s.sums[d][g] = make([]complex128, length/2+1)
			s.prods[d][g] = make([]complex128, length/2+1)
		}
	}
	return s
}

// length is the number of units that the transform must hold. When every item defaults, the loss in
// units is the sum of independent splits over two neighbouring units each; it exceeds its mean by
// ten standard deviations and more with a probability below 1e-17 (Bernstein's inequality), and
// loses less otherwise. So many small losses, each split over 0 and 1, take far fewer points than one
// each.
func length(items []itemLosses, units int) int {
	mean, variance := 0.0, 0.0
	for i := range items {
		it := &items[i]
		worst := 0.0
		for _, losses := range it.static {
			top := losses[len(losses)-1]
			worst = max(worst, float64(top.units))
			if len(losses) == 2 && len(it.static) == 1 {
				worst = float64(top.units) - (1 - top.p)
				variance += top.p * (1 - top.p)
			}
		}
		if it.static == nil {
			worst = float64(it.grid.worstUnits(*it.item))
		}
		mean += worst
	}
	return min(units, int(math.Ceil(mean+10*math.Sqrt(variance)+30))) + 1
}

func (s *spectrum) group(c *cell) {
	s.cells[c] = newGrouped(s.items, c.items)
	for _, child := range c.children {
		s.group(child)
	}
}

// smoothLength is the least even number from n on without prime factors above 5.
func smoothLength(n int) int {
	for n = max(n+n%2, 2); ; n += 2 {
		rest := n
		for _, f := range [...]int{2, 3, 5} {
			for rest%f == 0 {
				rest /= f
			}
		}
		if rest == 1 {
			return n
		}
	}
}

func (s *spectrum) begin(cell *cell, st *state, floor float64) {
	prod := s.prods[cell.depth][0]
	floor = max(floor, s.floor)
	for k := range prod {
		prod[k] = 1
	}
	in := s.cells[cell]
	if len(in.groups)+len(in.rest)+len(in.small.shares) == 0 {
		return
	}
	st.forget()
	in.small.take(st, s.roots)
	st.forget()
	if s.dense {
		clear(s.series)
	}
	s.dense = false
	s.slow = s.slow[:0]
	base, shift := 0.0, 0
	cutoff := min(max(floor, 1e-18), 1e-9)
	for i := range in.groups {
		g := &in.groups[i]
		p := st.cumulative(g.latent)[0]
		o, flipped := p/(1-p), false
		if p > 0.5 && g.whole {
			o, flipped = (1-p)/p, true
		}
		terms := seriesTerms(o, cutoff)
		switch {
		case p == 0:
		case terms > mostTerms && !g.whole || terms > mostWholeTerms:
			s.slow = g.appendSlow(s.slow, p, cutoff)
		case g.whole && flipped:
			base += float64(g.count) * math.Log(p)
			shift += g.count % len(s.roots) * g.units
			s.addWhole(float64(g.count), o, -g.units, terms)
		case g.whole:
			base += float64(g.count) * math.Log1p(-p)
			s.addWhole(float64(g.count), o, g.units, terms)
		default:
			base += float64(g.count) * math.Log1p(-p)
			s.addSplit(g, o, terms)
		}
	}
	for _, i := range in.rest {
		stay, hits := s.items[i].outcomes(st)
		s.slow = append(s.slow, slowFactor{stay: stay, count: 1, hits: hits})
	}
	s.exponentiate(prod, &in.small, base, shift, floor)
	s.multiplySlow(prod, floor)
}

// addWhole adds the coefficients of count·log(1 + o·z^u).
func (s *spectrum) addWhole(count, o float64, u, terms int) {
	s.dense = true
	length := len(s.series)
	step := u % length
	if step < 0 {
		step += length
	}
	at, power := 0, count
	for j := 1; j <= terms; j++ {
		if at += step; at >= length {
			at -= length
		}
		power *= -o
		s.series[at] -= power / float64(j)
	}
}

// addSplit adds the coefficients of Σ log(1 + o·z^u·(1 − f + f·z)) over the shares f of a group.
func (s *spectrum) addSplit(g *group, o float64, terms int) {
	s.dense = true
	length := len(s.series)
	at, power := 0, 1.0
	for j := 1; j <= terms; j++ {
		at = (at + g.units) % length
		power *= -o
		to := at
		for _, c := range g.powers(j) {
			s.series[to] -= power / float64(j) * c
			if to++; to == length {
				to = 0
			}
		}
	}
}

// exponentiate multiplies prod by exp(base + transform of the series)·z^shift and by the transform of
// the small losses.
func (s *spectrum) exponentiate(prod []complex128, small *smallLosses, base float64, shift int, floor float64) {
	if s.dense {
		s.fft.Coefficients(s.logs, s.series)
	} else {
		clear(s.logs)
	}
	length := len(s.roots)
	shift %= length
	at, least := 0, math.Log(floor)
	for k, l := range s.logs {
		factor := complex(1, 0)
		if len(small.shares) > 0 {
			var log complex128
			log, factor = small.at(s.roots, k, real(l)+base, least)
			l += log
		}
		size := real(l) + base
		if size < least {
			prod[k] = 0
		} else {
			sin, cos := math.Sincos(imag(l))
			e := math.Exp(size)
			v := complex(e*cos, e*sin) * factor
			if shift > 0 {
				v *= s.roots[at]
			}
			prod[k] *= v
		}
		if at += shift; at >= length {
			at -= length
		}
	}
}

// multiplySlow multiplies prod by the slow factors. No factor is above 1 in size, so a frequency is
// left as soon as nothing of it remains.
func (s *spectrum) multiplySlow(prod []complex128, floor float64) {
	if len(s.slow) == 0 {
		return
	}
	for k, v := range prod {
		if v == 0 {
			continue
		}
		for i := range s.slow {
			v *= s.slow[i].at(s.roots, k)
			if re, im := real(v), imag(v); re*re+im*im < floor*floor {
				v = 0
				break
			}
		}
		prod[k] = v
	}
}

// at is the factor at frequency k.
func (f *slowFactor) at(roots []complex128, k int) complex128 {
	x := complex(f.stay, 0)
	if f.hits != nil {
		for _, h := range f.hits {
			x += scaled(roots[k*h.units%len(roots)], h.p)
		}
		return x
	}
	z := roots[k*f.u%len(roots)]
	if f.group != nil {
		return f.group.at(z, roots[k], 1-f.stay, f.cutoff)
	}
	x += scaled(z, f.a)
	if f.b > 0 {
		x += scaled(z*roots[k], f.b)
	}
	return power(x, f.count)
}

func scaled(z complex128, by float64) complex128 { return complex(by*real(z), by*imag(z)) }

// power is x^n for n ≥ 1 by repeated squaring.
func power(x complex128, n int) complex128 {
	out := complex(1, 0)
	for ; n > 1; n >>= 1 {
		if n&1 == 1 {
			out *= x
		}
		x *= x
	}
	return out * x
}

func (s *spectrum) clear(depth, grids int) {
	for g := range grids {
		clear(s.sums[depth][g])
	}
}

func (s *spectrum) copyProduct(depth, g int) {
	copy(s.prods[depth][g], s.prods[depth][0])
}

func (s *spectrum) multiply(depth, g, h int) {
	a, b := s.prods[depth][g], s.sums[depth+1][h]
	for k := range a {
		a[k] *= b[k]
	}
}

func (s *spectrum) add(depth, g int, weight float64, h int) {
	sum, prod := s.sums[depth][g], s.prods[depth][h]
	for k, v := range prod {
		if v != 0 {
			sum[k] += scaled(v, weight)
		}
	}
}

// take transforms a distribution.
func (s *spectrum) take(depth, g int, from algebra) {
	d := &from.(*convolution).sums[depth][g]
	clear(s.pad)
	copy(s.pad, d.p[:d.hi])
	s.fft.Coefficients(s.sums[depth][g], s.pad)
}

// distribution transforms a sum or a product back into probabilities.
func (s *spectrum) distribution(of []complex128) []float64 {
	s.fft.Sequence(s.pad, of)
	pmf := make([]float64, len(s.pad))
	for k := range pmf {
		pmf[k] = max(s.pad[k]/float64(len(s.pad)), 0) // what is below zero is rounding
	}
	return pmf
}
