package random

import (
	"math"
	"testing"
)

// The vectors are those of Random123 (kat_vectors), and one block of numpy.random.Philox.
func TestPhiloxKnownAnswers(t *testing.T) {
	const all = math.MaxUint64
	for _, c := range []struct {
		name    string
		counter [4]uint64
		key     [2]uint64
		want    [4]uint64
	}{
		{"zero", [4]uint64{}, [2]uint64{}, [4]uint64{0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b}},
		{"all ones", [4]uint64{all, all, all, all}, [2]uint64{all, all},
			[4]uint64{0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0}},
		{"digits of pi",
			[4]uint64{0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89},
			[2]uint64{0x452821e638d01377, 0xbe5466cf34e90c6c},
			[4]uint64{0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6}},
		{"numpy, key 7 9, counter 6 3 0 0", [4]uint64{6, 3, 0, 0}, [2]uint64{7, 9},
			[4]uint64{0x9e9c271482f68e0f, 0x220f771a0c8cdef9, 0xeed39638952283b8, 0x309523e895978d76}},
	} {
		if got := Philox(c.counter, c.key); got != c.want {
			t.Errorf("%s: %x, want %x", c.name, got, c.want)
		}
	}
}

// The first numbers of xoshiro256++ from the state 1, 2, 3, 4, as published with its reference
// implementation.
func TestXoshiroKnownAnswers(t *testing.T) {
	s := Stream{1, 2, 3, 4}
	for i, want := range []uint64{41943041, 58720359, 3588806011781223, 3591011842654386} {
		if got := s.Uint64(); got != want {
			t.Errorf("number %d: %d, want %d", i, got, want)
		}
	}
}

// A change of these numbers changes every simulated result: give Algorithm a new version.
func TestStreamIsGolden(t *testing.T) {
	s := NewStream(1, 2, 3)
	for i, want := range golden {
		if got := s.Uint64(); got != want {
			t.Errorf("number %d: %#x, want %#x", i, got, want)
		}
	}
}

var golden = []uint64{0x4f178f3d71a5063, 0x9863ce0af2f08117, 0x5683567fc1110d77}

func TestUniformIsOpenAndSymmetric(t *testing.T) {
	for _, u := range []uint64{0, 1, 1 << 12, 1 << 63, math.MaxUint64} {
		x := Uniform(u)
		if !(x > 0 && x < 1) || 1-(1-x) != x || Uniform(^u) != 1-x {
			t.Errorf("Uniform(%#x) = %v, with complement %v", u, x, Uniform(^u))
		}
	}
}

// Neighbouring paths, seeds and purposes are uncorrelated in their first numbers.
func TestNeighbouringStreamsAreUncorrelated(t *testing.T) {
	const n = 200_000
	for name, next := range map[string]func(i uint64) (Stream, Stream){
		"paths":    func(i uint64) (Stream, Stream) { return NewStream(5, i, 0), NewStream(5, i+1, 0) },
		"seeds":    func(i uint64) (Stream, Stream) { return NewStream(i, 5, 0), NewStream(i+1, 5, 0) },
		"purposes": func(i uint64) (Stream, Stream) { return NewStream(5, i, 0), NewStream(5, i, 1) },
	} {
		sum := 0.0
		for i := range uint64(n) {
			a, b := next(i)
			sum += (a.Float64() - 0.5) * (b.Float64() - 0.5) * 12
		}
		if z := sum / math.Sqrt(n); math.Abs(z) > 4 {
			t.Errorf("%s: correlation %v standard errors from 0", name, z)
		}
	}
}

func TestVariatesHaveTheirMoments(t *testing.T) {
	const n = 200_000
	s := NewStream(11, 0, 0)
	exponential, normal := NewExponential(), NewNormal()
	for _, c := range []struct {
		name           string
		draw           func() float64
		mean, variance float64
	}{
		{"uniform", s.Float64, 0.5, 1.0 / 12},
		{"exponential", func() float64 { return exponential.Draw(&s) }, 1, 1},
		{"normal", s.Normal, 0, 1},
		{"normal, ziggurat", func() float64 { return normal.Draw(&s) }, 0, 1},
		{"gamma of shape 3", func() float64 { return math.Exp(s.LogGamma(3)) }, 3, 3},
		{"gamma of shape 0.2", func() float64 { return math.Exp(s.LogGamma(0.2)) }, 0.2, 0.2},
		{"beta 2, 3", func() float64 { return s.Beta(2, 3) }, 0.4, 0.04},
		{"beta of both ends", func() float64 { return s.Beta(0.003, 0.001) }, 0.75, 0.75 * 0.25 / 1.004},
	} {
		var sum, square, fourth float64
		for range n {
			x := c.draw()
			d := x - c.mean
			sum += d
			square += d * d
			fourth += d * d * d * d
		}
		mean, variance := sum/n, square/n
		if z := mean / math.Sqrt(c.variance/n); math.Abs(z) > 4 {
			t.Errorf("%s: mean %v standard errors off", c.name, z)
		}
		if z := (variance - c.variance) / math.Sqrt((fourth/n-c.variance*c.variance)/n); math.Abs(z) > 4 {
			t.Errorf("%s: variance %v, want %v (%v standard errors)", c.name, variance, c.variance, z)
		}
	}
}

// Coordinates of the plain sequence as scipy.stats.qmc.Sobol gives them (in the order of the binary
// code, where scipy takes that of Gray).
func TestSobolSequence(t *testing.T) {
	for _, c := range []struct {
		gray       uint32
		dimensions []int
		want       []float64
	}{
		{3, []int{0, 1, 2, 3, 4, 5}, []float64{0.25, 0.75, 0.75, 0.75, 0.25, 0.25}},
		{7, []int{0, 1, 2, 3, 4, 5}, []float64{0.125, 0.625, 0.375, 0.125, 0.125, 0.375}},
		{13, []int{0, 1, 2, 3, 4, 5}, []float64{0.8125, 0.6875, 0.8125, 0.0625, 0.4375, 0.9375}},
		{37, []int{9, 31, 63, 100, 127}, []float64{0.171875, 0.140625, 0.828125, 0.359375, 0.671875}},
		{63, []int{9, 31, 63, 100, 127}, []float64{0.578125, 0.921875, 0.734375, 0.578125, 0.640625}},
	} {
		s := NewSobol(0, MaxSobol)
		index := c.gray ^ c.gray>>1
		for i, d := range c.dimensions {
			x := uint64(0)
			for j := range sobolBits {
				if index>>j&1 == 1 {
					x ^= s.directions[d][j]
				}
			}
			if got := float64(x) * 0x1p-64; got != c.want[i] {
				t.Errorf("point %d, dimension %d: %v, want %v", c.gray, d, got, c.want[i])
			}
		}
	}
}

// A scrambled net has exactly one point in every dyadic interval of its own length, in each dimension,
// and in two dimensions one point in every square of a suitable pair; whatever the order of visits.
func TestScrambledNetIsBalanced(t *testing.T) {
	const digits = 8
	s := NewSobol(3, 20)
	var forward, back Net
	for number := range uint64(3) {
		seen := make([][1 << digits]bool, 20)
		squares := map[[2]int]int{}
		for i := range uint32(1 << digits) {
			forward.Seek(s, number, i, digits)
			back.Seek(s, number, 1<<digits-1-i, digits)
			for d := range seen {
				cell := int(forward.Uniform(d) * (1 << digits))
				if seen[d][cell] {
					t.Fatalf("net %d, dimension %d: two points in cell %d", number, d, cell)
				}
				seen[d][cell] = true
			}
			squares[[2]int{int(forward.Uniform(0) * 16), int(forward.Uniform(1) * 16)}]++
		}
		for at, n := range squares {
			if n != 1 {
				t.Errorf("net %d: %d points in square %v", number, n, at)
			}
		}
		forward.Seek(s, number, 77, digits)
		back.Seek(s, number, 77, digits)
		for d := range seen {
			if forward.Uniform(d) != back.Uniform(d) {
				t.Errorf("net %d: the point depends on the way to it", number)
			}
		}
	}
}

// The error of a smooth integral falls much faster than that of random points.
func TestNetsIntegrateWell(t *testing.T) {
	const digits, nets = 10, 64
	s := NewSobol(9, 5)
	var n Net
	var sum, square float64
	for number := range uint64(nets) {
		mean := 0.0
		for i := range uint32(1 << digits) {
			n.Seek(s, number, i, digits)
			f := 1.0
			for d := range 5 {
				f *= 1 + 0.5*(n.Uniform(d)-0.5)
			}
			mean += f / (1 << digits)
		}
		sum += mean - 1
		square += (mean - 1) * (mean - 1)
	}
	variance := square / nets
	plain := (math.Pow(1+1.0/48, 5) - 1) / (1 << digits)
	if z := sum / nets / math.Sqrt(variance/nets); math.Abs(z) > 4 {
		t.Errorf("biased by %v standard errors", z)
	}
	if ratio := plain / variance; ratio < 100 {
		t.Errorf("variance is lower than that of random points by only %v", ratio)
	}
}

// The distribution function, in the layers, at their edges and in the tail.
func TestExponentialHasItsLaw(t *testing.T) {
	const n = 2_000_000
	e, s := NewExponential(), NewStream(4, 0, 0)
	at := []float64{1e-4, 0.01, 0.0642, 0.3, 1, 2.5, 6.9, zigguratEnd, 9}
	below := make([]int, len(at))
	for range n {
		x := e.Draw(&s)
		for i, a := range at {
			if x <= a {
				below[i]++
			}
		}
	}
	for i, a := range at {
		p := -math.Expm1(-a)
		if z := (float64(below[i])/n - p) / math.Sqrt(p*(1-p)/n); math.Abs(z) > 4 {
			t.Errorf("P(X ≤ %v) is %v standard errors off", a, z)
		}
	}
}

func TestNormalHasItsLaw(t *testing.T) {
	const n = 2_000_000
	normal, s := NewNormal(), NewStream(8, 0, 0)
	at := []float64{-4.5, -normalEnd, -3, -1, -0.25, -0.01, 0, 0.1, 0.27, 1.5, 2.8, normalEnd, 4.2}
	below := make([]int, len(at))
	for range n {
		x := normal.Draw(&s)
		for i, a := range at {
			if x <= a {
				below[i]++
			}
		}
	}
	for i, a := range at {
		p := 0.5 * math.Erfc(-a/math.Sqrt2)
		if z := (float64(below[i])/n - p) / math.Sqrt(p*(1-p)/n); math.Abs(z) > 4 {
			t.Errorf("P(X ≤ %v) is %v standard errors off", a, z)
		}
	}
}

func BenchmarkStream(b *testing.B) {
	e, s := NewExponential(), NewStream(4, 0, 0)
	b.Run("start", func(b *testing.B) {
		for b.Loop() {
			s = NewStream(4, s.s0, 0)
		}
	})
	b.Run("uniform", func(b *testing.B) {
		for b.Loop() {
			s.Float64()
		}
	})
	b.Run("exponential", func(b *testing.B) {
		for b.Loop() {
			e.Draw(&s)
		}
	})
}
