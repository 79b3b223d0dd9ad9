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
}

// band holds what one state of the variables puts into it.
type band struct {
	middle, half float64
	terms        int
	moments      [mostBandTerms + 1]float64 // Σ (q − P)^j/j; the number of items for j = 0
	members      []float64
}

const mostBandTerms = 20

// bandEdges are chosen so that half the width is a small part of the distance from ½, beyond which no
// z on the unit circle makes the series converge slower.
var bandEdges = [...]float64{0, 0.02, 0.06, 0.12, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.88, 0.94, 0.98, 1}

const numBands = len(bandEdges) - 1

// bandAt gives the band of a probability in hundredths.
var bandAt = func() (at [101]uint8) {
	for h := range at {
		for b := range numBands {
			if float64(h)/100 >= bandEdges[b]-1e-9 {
				at[h] = uint8(b)
			}
		}
	}
	return at
}()

// bandCutoff is the size of the terms that are left out, for one item.
const bandCutoff = 1e-14

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
	for b := range s.bands {
		lo, hi := bandEdges[b], bandEdges[b+1]
		band := &s.bands[b]
		band.middle, band.half = (lo+hi)/2, (hi-lo)/2
		band.terms = termsFor(band.half / math.Abs(band.middle-0.5))
	}
}

// termsFor is the number of terms that a power series in numbers up to ratio needs.
func termsFor(ratio float64) int {
	if !(ratio < 1) {
		return mostBandTerms
	}
	return min(int(math.Ceil(math.Log(bandCutoff)/math.Log(ratio))), mostBandTerms)
}

// take sorts the items into the bands for a state of the variables.
func (s *smallLosses) take(st *state) {
	for b := range s.bands {
		s.bands[b].members = s.bands[b].members[:0]
		s.bands[b].moments = [mostBandTerms + 1]float64{}
	}
	for i, l := range s.latents {
		q := st.cumulative(l)[0] * s.shares[i]
		b := &s.bands[bandAt[int(q*100)]]
		b.members = append(b.members, q)
		d, power := q-b.middle, 1.0
		for j := 1; j <= b.terms; j++ {
			power *= d
			b.moments[j] += power
		}
	}
	for b := range s.bands {
		band := &s.bands[b]
		band.moments[0] = float64(len(band.members))
		for j := 2; j <= band.terms; j++ {
			band.moments[j] /= float64(j)
		}
	}
}

// at gives the transform at a point z of the unit circle as a logarithm and a factor. It is of no
// interest once the real part of the logarithm, added to base, is below least.
func (s *smallLosses) at(z complex128, base, least float64) (log, factor complex128) {
	factor = 1
	for i := range s.bands {
		b := &s.bands[i]
		if len(b.members) == 0 {
			continue
		}
		c := 1 + scaled(z-1, b.middle)
		x := (z - 1) / c
		if ratio := b.half * cmplx.Abs(x); termsFor(ratio) < mostBandTerms || ratio < 0.2 {
			negative, sum := -x, complex(0, 0)
			for j := b.terms; j >= 1; j-- { // Horner's rule for −Σ (−x)^j·moment_j
				sum = (sum - complex(b.moments[j], 0)) * negative
			}
			log += sum + scaled(cmplx.Log(c), b.moments[0])
		} else {
			for _, q := range b.members {
				factor *= 1 + scaled(z-1, q)
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
