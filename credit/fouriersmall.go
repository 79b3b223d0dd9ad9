package credit

import (
	"math"
	"math/cmplx"
	"slices"
)

// smallLosses are the items of a cell that lose less than one unit: nothing, or one unit with the
// share f of their default probability. They differ by one number only, q = p·f, and the logarithm of
// the transform of all of them is
//
//	Σ log(1 + q·(z − 1))
//
// The numbers q are sorted into bands. With P the middle of a band, C = 1 + P·(z − 1) and x = (z − 1)/C
// a band gives
//
//	n·log C + Σ_j −(−x)^j/j·Σ (q − P)^j
//
// so that an item costs a few multiplications however many frequencies there are, and a frequency
// costs a few however many items. The power series converges fast but where q is near ½ and z near −1;
// there the items are multiplied one by one, if anything is left of that frequency.
type smallLosses struct {
	latents []*latent // by profile
	shares  []float64
	bands   [numBands]band
	chances conditionalChances // of the profiles
	profile []int32            // of each item, an index into chances
	// variance is Σ q·(1 − q) for the state of the variables that was taken last.
	variance float64
}

// band holds what one state of the variables puts into it.
type band struct {
	middle, half float64
	terms        int
	always       bool                       // the series converges for every z
	logs, xs     []complex128               // log C and −x by frequency, once the band is used
	moments      [mostBandTerms + 1]float64 // Σ (q − P)^j/j; the number of items for j = 0
	members      []float64
}

const mostBandTerms = 22 // even, as all numbers of terms are

// bandEdges are chosen so that half the width is a small part of the distance from ½, beyond which no
// z on the unit circle makes the series converge slower.
var bandEdges = [...]float64{0, 0.02, 0.06, 0.12, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.88, 0.94, 0.98, 1}

const numBands = len(bandEdges) - 1

// bandOf gives the band of a probability in hundredths.
var bandOf = func() (at [101]uint8) {
	for h := range at {
		for b := range numBands {
			if float64(h)/100 >= bandEdges[b]-1e-9 {
				at[h] = uint8(b)
			}
		}
	}
	return at
}()

// bandCutoff is the size of the terms that are left out, for one item; bandRatio the size of x times
// half the width up to which mostBandTerms are enough.
const bandCutoff, bandRatio = 1e-14, 0.2

func (s *smallLosses) add(l *latent, share float64) {
	s.latents = append(s.latents, l)
	s.shares = append(s.shares, share)
}

// finish sorts the items and lays out the bands.
func (s *smallLosses) finish() {
	order := make([]int, len(s.latents))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return s.latents[i].profile - s.latents[j].profile })
	latents, shares := make([]*latent, len(order)), make([]float64, len(order))
	for k, i := range order {
		latents[k], shares[k] = s.latents[i], s.shares[i]
	}
	s.latents, s.shares = latents, shares
	for i, l := range s.latents {
		if i == 0 || l.profile != s.latents[i-1].profile {
			s.chances.add(l)
		}
		s.profile = append(s.profile, int32(len(s.chances.limits)-1))
	}
	for b := range s.bands {
		lo, hi := bandEdges[b], bandEdges[b+1]
		band := &s.bands[b]
		band.middle, band.half = (lo+hi)/2, (hi-lo)/2
		band.terms = mostBandTerms
		if ratio := band.half / math.Abs(band.middle-0.5); ratio <= bandRatio { // |x| is at most 1/|P − ½|
			band.always, band.terms = true, int(math.Ceil(math.Log(bandCutoff)/math.Log(ratio)))
			band.terms += band.terms % 2
		}
	}
}

// prepare computes what depends on the frequency alone.
func (b *band) prepare(roots []complex128, frequencies int) {
	if b.logs != nil {
		return
	}
	b.logs, b.xs = make([]complex128, frequencies), make([]complex128, frequencies)
	for k := range b.logs {
		d := roots[k] - 1
		c := 1 + scaled(d, b.middle)
		b.logs[k], b.xs[k] = cmplx.Log(c), -d/c
	}
}

// take sorts the items into the bands for a state of the variables.
func (s *smallLosses) take(st *state, roots []complex128) {
	for b := range s.bands {
		s.bands[b].members = s.bands[b].members[:0]
		s.bands[b].moments = [mostBandTerms + 1]float64{}
	}
	chances := s.chances.at(st)
	sum, squares := 0.0, 0.0
	for i, profile := range s.profile {
		q := chances[profile] * s.shares[i]
		b := &s.bands[bandOf[int(q*100)]]
		b.members = append(b.members, q)
		sum += q
		squares += q * q
		d := q - b.middle
		odd, even, square := d, d*d, d*d
		for j := 1; j < b.terms; j += 2 { // two chains of products, which do not wait for one another
			b.moments[j] += odd
			b.moments[j+1] += even
			odd *= square
			even *= square
		}
	}
	s.variance = sum - squares
	for b := range s.bands {
		band := &s.bands[b]
		if len(band.members) > 0 {
			band.prepare(roots, len(roots)/2+1)
		}
		band.moments[0] = float64(len(band.members))
		for j := 2; j <= band.terms; j++ {
			band.moments[j] /= float64(j)
		}
	}
}

// at gives the transform at frequency k, z = roots[k], as a logarithm and a factor. It is of no interest
// once the real part of the logarithm, added to base, is below least.
func (s *smallLosses) at(roots []complex128, k int, base, least float64) (log, factor complex128) {
	factor = 1
	// |1 + q·(z − 1)|² = 1 − 2·q·(1 − q)·(1 − Re z), which bounds all of them together.
	if base-s.variance*(1-real(roots[k])) < least {
		return complex(math.Inf(-1), 0), 0
	}
	for i := range s.bands {
		b := &s.bands[i]
		if len(b.members) == 0 {
			continue
		}
		x := b.xs[k]
		if re, im := real(x)*b.half, imag(x)*b.half; b.always || re*re+im*im <= bandRatio*bandRatio {
			sum := complex(0, 0)
			for j := b.terms; j >= 1; j-- { // Horner's rule for −Σ (−x)^j·moment_j
				sum = (sum - complex(b.moments[j], 0)) * x
			}
			log += sum + scaled(b.logs[k], b.moments[0])
		} else {
			for _, q := range b.members {
				factor *= 1 + scaled(roots[k]-1, q)
				if re, im := real(factor), imag(factor); re*re+im*im < 1e-80 {
					return complex(math.Inf(-1), 0), 0
				}
			}
		}
		if real(log)+base < least {
			return complex(math.Inf(-1), 0), 0
		}
	}
	return log, factor
}
