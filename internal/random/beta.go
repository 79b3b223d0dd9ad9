package random

import "math"

// LogGamma is the logarithm of a gamma variable with the given shape, above 0, and scale 1. The
// logarithm keeps variables of small shape that are too small for a float64.
//
// Source: G. Marsaglia, W. Tsang, A simple method for generating gamma variables, ACM Transactions on
// Mathematical Software 26 (2000); for shapes below 1 a variable of shape + 1 times U^(1/shape).
func (s *Stream) LogGamma(shape float64) float64 {
	boost := 0.0
	if shape < 1 {
		boost = math.Log(s.Float64()) / shape
		shape++
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := s.Normal()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(s.Float64()) < 0.5*x*x+d-d*v+d*math.Log(v) {
			return math.Log(d*v) + boost
		}
	}
}

// Beta is a beta variable with parameters a and b, both above 0.
func (s *Stream) Beta(a, b float64) float64 {
	x, y := s.LogGamma(a), s.LogGamma(b)
	return 1 / (1 + math.Exp(y-x))
}
