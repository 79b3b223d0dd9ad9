package concentration

import "math"

// Gini is the Gini coefficient (基尼系数): twice the area between the Lorenz
// curve and the line of equality,
//
//	G = Σᵢ Σⱼ |xᵢ − xⱼ| / (2 n Σ x) = 1 + (1 − 2 Σ i·sᵢ)/n,
//
// i being the rank from the largest. It runs from 0 (all equal) to 1 − 1/n
// (one member holds everything), so that a single member has 0; see
// [GiniSmallSample] for the form that reaches 1. Undefined input gives NaN.
//
// Source: C. Gini (1912).
func Gini(x []float64) float64 {
	s, ok := newSample(x)
	if !ok {
		return math.NaN()
	}
	return s.gini()
}

// GiniSmallSample is the Gini coefficient times n/(n − 1), so that one member
// holding everything gives 1 for every n. Programs disagree about which of
// the two is "the" Gini; print the name with the number. It is undefined
// (NaN) for a single member.
func GiniSmallSample(x []float64) float64 {
	s, ok := newSample(x)
	if !ok || len(s.v) == 1 {
		return math.NaN()
	}
	n := float64(len(s.v))
	return s.gini() * n / (n - 1)
}

// gini pairs the smallest with the largest, the second smallest with the
// second largest and so on: every term is then at least 0, equal members give
// exactly 0, and nothing cancels.
func (s sample) gini() float64 {
	n := len(s.v)
	var sum compensated
	for i := range n / 2 {
		weight := float64(n-1-2*i) / float64(n)
		sum.add(weight * (s.v[n-1-i] - s.v[i]))
	}
	return sum.float() / s.total
}

// HallTideman is the Hall-Tideman index, the same as Rosenbluth's,
//
//	1 / (2 Σ i·sᵢ − 1) = 1 / (n (1 − G)),
//
// i being the rank from the largest. It runs from 1/n to 1 and, unlike the
// Herfindahl index, counts the number of small members. Undefined input gives
// NaN.
//
// Source: M. Hall, N. Tideman, "Measures of Concentration", Journal of the
// American Statistical Association 62 (1967).
func HallTideman(x []float64) float64 {
	s, ok := newSample(x)
	if !ok {
		return math.NaN()
	}
	// 2 Σ i·sᵢ − 1 = Σ (2i − 1)·sᵢ: no cancellation.
	var sum compensated
	n := len(s.v)
	for i, v := range s.v {
		sum.add(float64(2*(n-i)-1) * v)
	}
	return s.total / sum.float()
}

// Hoover is the Hoover index, or Robin Hood index: the share of the total
// that would have to change hands to make all members equal,
//
//	½ Σ |sᵢ − 1/n|,
//
// between 0 and 1 − 1/n. Undefined input gives NaN.
//
// Source: E. M. Hoover (1936).
func Hoover(x []float64) float64 {
	s, ok := newSample(x)
	if !ok {
		return math.NaN()
	}
	// What the members above the mean have too much is what the others lack.
	var above compensated
	for _, v := range s.v {
		if v > s.mean {
			above.add(v - s.mean)
		}
	}
	return above.float() / s.total
}

// LorenzPoint is a point of the Lorenz curve: the smallest Members of all
// members (as a share of their number) hold Amount of the total.
type LorenzPoint struct {
	Members float64 `json:"members"`
	Amount  float64 `json:"amount"`
}

// Lorenz gives the n + 1 points of the Lorenz curve (洛伦兹曲线), from (0, 0)
// to (1, 1), the smallest members first. It is nil for undefined input.
//
// Source: M. O. Lorenz (1905).
func Lorenz(x []float64) []LorenzPoint {
	s, ok := newSample(x)
	if !ok {
		return nil
	}
	points := make([]LorenzPoint, 1, len(s.v)+1)
	var sum fixedSum
	for i, v := range s.v {
		sum.add(v)
		points = append(points, LorenzPoint{
			Members: float64(i+1) / float64(len(s.v)),
			Amount:  sum.float() / s.total,
		})
	}
	return points
}
