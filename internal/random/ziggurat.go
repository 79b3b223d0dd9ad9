package random

import "math"

// Exponential draws exponential variables with mean 1 by the ziggurat method: 256 layers of equal area
// cover the density, and nearly every draw is one multiplication. It is immutable and safe for
// concurrent use.
//
// Source: G. Marsaglia, W. Tsang, The ziggurat method for generating random variables, Journal of
// Statistical Software 5 (2000).
type Exponential struct {
	// x holds the right edges of the layers from the lowest, which is widened to the area of the tail,
	// up; density is e^(−x) at them.
	x, density [257]float64
}

// zigguratEnd is where the tail begins, and zigguratArea the area of each layer: the x and e^(−x)·(x + 1)
// for which 256 layers end exactly at the top.
const (
	zigguratEnd  = 7.69711747013104972
	zigguratArea = 0.0039496598225815571993
)

// NewExponential computes the layers.
func NewExponential() *Exponential {
	e := &Exponential{}
	e.x[0], e.x[1] = zigguratArea*math.Exp(zigguratEnd), zigguratEnd
	for i := 2; i < 256; i++ {
		e.x[i] = -math.Log(zigguratArea/e.x[i-1] + math.Exp(-e.x[i-1]))
	}
	for i := range e.density {
		e.density[i] = math.Exp(-e.x[i])
	}
	return e
}

// Draw draws a variable.
func (e *Exponential) Draw(s *Stream) float64 {
	for {
		bits := s.Uint64()
		i := bits & 255
		x := Uniform(bits) * e.x[i]
		if x < e.x[i+1] {
			return x // under the whole layer
		}
		if i == 0 {
			return zigguratEnd - math.Log(s.Float64())
		}
		if e.density[i]+s.Float64()*(e.density[i+1]-e.density[i]) < math.Exp(-x) {
			return x
		}
	}
}

// Normal draws standard normal variables by the ziggurat method, 256 layers over either half of the density.
// It is immutable and safe for concurrent use.
type Normal struct{ x, density [257]float64 }

// normalEnd is where the tail begins: the x for which 256 layers of the area that belongs to it end exactly
// at the top.
const normalEnd = 3.6541528853610088

// NewNormal computes the layers.
func NewNormal() *Normal {
	n := &Normal{}
	top := func(x float64) float64 { return math.Exp(-0.5 * x * x) }
	area := normalEnd*top(normalEnd) + math.Sqrt(math.Pi/2)*math.Erfc(normalEnd/math.Sqrt2)
	n.x[0], n.x[1] = area/top(normalEnd), normalEnd
	for i := 2; i < 256; i++ {
		n.x[i] = math.Sqrt(-2 * math.Log(area/n.x[i-1]+top(n.x[i-1])))
	}
	for i := range n.density {
		n.density[i] = top(n.x[i])
	}
	return n
}

// Draw draws a variable.
func (n *Normal) Draw(s *Stream) float64 {
	for {
		bits := s.Uint64()
		i, sign := bits&255, bits<<55&(1<<63)
		x := Uniform(bits) * n.x[i]
		if x < n.x[i+1] {
			return math.Float64frombits(math.Float64bits(x) | sign) // under the whole layer
		}
		if i == 0 {
			x = tailBeyond(s)
		} else if n.density[i]+s.Float64()*(n.density[i+1]-n.density[i]) >= math.Exp(-0.5*x*x) {
			continue
		}
		return math.Float64frombits(math.Float64bits(x) | sign)
	}
}

// tailBeyond draws a normal variable that is known to lie beyond normalEnd.
func tailBeyond(s *Stream) float64 {
	for {
		a := -math.Log(s.Float64()) / normalEnd
		if -2*math.Log(s.Float64()) > a*a {
			return normalEnd + a
		}
	}
}
