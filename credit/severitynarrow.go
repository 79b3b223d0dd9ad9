package credit

import "math"

// peaked is the least α and β of a beta distribution that is integrated by its density: it is smooth and
// has one peak, and the incomplete beta functions, whose continued fraction needs ever more terms as the
// peak narrows, are not needed.
const peaked = 5

// peakReach is how far from its mean, in standard deviations, the density of a peaked beta distribution
// still counts: for α = 5 what lies beyond is below 1e-30.
const peakReach = 40

// peakedBeta gives the distribution on units of top units times a beta variable with α and β of at least
// peaked. Each panel of the quadrature lies between two units and is no wider than a standard deviation,
// and each of its points is split over the two units. Dividing by the sum of all weights spares the
// normalising constant.
func peakedBeta(dst []mass, top, mean, size float64) []mass {
	sd := math.Sqrt(mean * (1 - mean) / (1 + size))
	lo, hi := max(0, mean-peakReach*sd), min(1, mean+peakReach*sd)
	first, last := int(lo*top), int(math.Ceil(hi*top))
	weights := make([]float64, last-first+1)
	total := compensated{}
	for k := first; k < last; k++ {
		// Distances from the mean keep the digits of a narrow peak.
		from, to := max(float64(k)/top, lo)-mean, min(float64(k+1)/top, hi)-mean
		panels := math.Ceil((to - from) / sd)
		for j := range int(panels) {
			half := (to - from) / panels / 2
			mid := from + half*float64(2*j+1)
			for _, q := range legendre12 {
				for _, d := range [...]float64{mid - half*q.x, mid + half*q.x} {
					x := mean + d
					p := q.w * half * math.Exp(-size*betaDivergence(d, mean)) / (x * (1 - x))
					part := min(max(mean*top-float64(k)+d*top, 0), 1)
					weights[k-first] += p * (1 - part)
					weights[k-first+1] += p * part
					total.add(p)
				}
			}
		}
	}
	for i := range weights {
		weights[i] /= total.value()
	}
	return appendWeights(dst, first, weights)
}

// betaDivergence is m·ln(m/x) + (1 − m)·ln((1 − m)/(1 − x)) at x = m + d, the divergence that the
// density of a beta distribution with mean m falls by. The terms in d cancel and are left out.
func betaDivergence(d, m float64) float64 {
	return -m*logBeyond(d/m) - (1-m)*logBeyond(-d/(1-m))
}

// logBeyond is ln(1 + t) − t.
func logBeyond(t float64) float64 {
	if math.Abs(t) > 0.02 {
		return math.Log1p(t) - t
	}
	sum, power := 0.0, -t
	for n := 2; n <= 11; n++ {
		power *= -t
		sum -= power / float64(n)
	}
	return sum
}
