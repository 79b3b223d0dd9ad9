package random

import (
	_ "embed"
	"math/bits"
	"strconv"
	"strings"
)

// joekuo holds the primitive polynomials and initial direction numbers of the dimensions 2, 3, … of
// Sobol's sequence: degree s, coefficients a, m₁ … m_s.
//
// Source: S. Joe, F. Kuo, Constructing Sobol sequences with better two-dimensional projections, SIAM
// Journal on Scientific Computing 30 (2008), table new-joe-kuo-6.21201.
//
//go:embed joekuo.txt
var joekuo string

// MaxSobol is the greatest number of dimensions of a [Sobol].
const MaxSobol = 128

// sobolBits bounds the number of points of a net at 2^sobolBits.
const sobolBits = 32

// Sobol makes randomised nets of Sobol's sequence. Each net (a scramble, by number) is the first
// points of the sequence under a random lower triangular matrix over the field of two elements and a
// random shift in every dimension, so that every point alone is uniform, a net as a whole keeps its
// even spread, and different nets are independent: the means over nets estimate the error. It is
// immutable and safe for concurrent use.
//
// Source: J. Matoušek, On the L2-discrepancy for anchored boxes, Journal of Complexity 14 (1998);
// A. Owen, Variance with alternative scramblings of digital nets, ACM Transactions on Modeling and
// Computer Simulation 13 (2003).
type Sobol struct {
	seed       uint64
	directions [][sobolBits]uint64 // by dimension; the first digit is the highest bit
}

// NewSobol gives the nets of a seed in 1 to [MaxSobol] dimensions.
func NewSobol(seed uint64, dimensions int) *Sobol {
	s := &Sobol{seed: seed, directions: make([][sobolBits]uint64, dimensions)}
	lines := strings.Split(strings.TrimSpace(joekuo), "\n")
	for d := range s.directions {
		if d == 0 {
			for j := range sobolBits {
				s.directions[0][j] = 1 << (63 - j)
			}
			continue
		}
		s.directions[d] = directionsOf(lines[d-1])
	}
	return s
}

// directionsOf applies the recurrence of a primitive polynomial
//
//	m_j = 2a₁m_(j−1) ⊕ 4a₂m_(j−2) ⊕ … ⊕ 2^s·m_(j−s) ⊕ m_(j−s)
//
// to direction numbers v_j = m_j/2^j as fixed-point fractions.
func directionsOf(line string) (v [sobolBits]uint64) {
	var row []uint64
	for _, field := range strings.Fields(line) {
		x, err := strconv.ParseUint(field, 10, 32)
		if err != nil {
			panic("random: the embedded direction numbers are damaged: " + err.Error())
		}
		row = append(row, x)
	}
	degree, a, m := int(row[0]), row[1], row[2:]
	for j := range sobolBits {
		if j < degree {
			v[j] = m[j] << (63 - j)
			continue
		}
		v[j] = v[j-degree] ^ v[j-degree]>>degree
		for k := 1; k < degree; k++ {
			if a>>(degree-1-k)&1 == 1 {
				v[j] ^= v[j-k]
			}
		}
	}
	return v
}

// Net is a place in a randomised net. The zero value may be used with any Sobol. It is scratch for one
// worker.
type Net struct {
	ready  bool
	number uint64
	index  uint32
	digits int
	x      []uint64
	v      [][sobolBits]uint64
}

// Seek moves to a point of a net. number is that of the net, index that of the point, below 2^digits.
// Going on to the next point of the same net is quick.
func (n *Net) Seek(s *Sobol, number uint64, index uint32, digits int) {
	if !n.ready || n.number != number || n.digits != digits || len(n.x) != len(s.directions) {
		n.scramble(s, number, digits)
	}
	n.flip(n.index ^ index)
	n.index = index
}

// flip adds the direction numbers of the digits that change. The order of the digits does not matter
// because the sums are exact.
func (n *Net) flip(changed uint32) {
	for ; changed != 0; changed &= changed - 1 {
		j := bits.TrailingZeros32(changed)
		for d := range n.x {
			n.x[d] ^= n.v[d][j]
		}
	}
}

// scramble moves to the first point of a net.
func (n *Net) scramble(s *Sobol, number uint64, digits int) {
	if len(n.x) != len(s.directions) {
		n.x, n.v = make([]uint64, len(s.directions)), make([][sobolBits]uint64, len(s.directions))
	}
	n.ready, n.number, n.digits, n.index = true, number, digits, 0
	for d := range n.x {
		random := NewStream(s.seed, number, purposeSobol+uint64(d)<<8)
		n.x[d] = random.Uint64() // the shift
		// Row i of the matrix says which of the digits 0 … i make the digit i of the result.
		n.v[d] = [sobolBits]uint64{}
		for i := range 64 {
			row := random.Uint64()&^(1<<(63-i)-1) | 1<<(63-i)
			for j := range digits {
				parity := uint64(bits.OnesCount64(row&s.directions[d][j]) & 1)
				n.v[d][j] |= parity << (63 - i)
			}
		}
	}
}

// purposeSobol keeps the streams of scrambles apart from those of paths.
const purposeSobol = 0x50

// Uniform is the coordinate of the point in a dimension, strictly between 0 and 1.
func (n *Net) Uniform(dimension int) float64 { return Uniform(n.x[dimension]) }
