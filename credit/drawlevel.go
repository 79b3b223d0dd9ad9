package credit

import (
	"math"
	"slices"
)

// Level is where the latent variable of an agent lies on the path, as the probability of a lower one: the
// agent has defaulted by day t when Level ≤ Curve.PD(t). Over all paths it is uniform between 0 and 1. So
// whatever else happens to the agent by the same variable, such as a downgrade (评级下调), happens by the day
// on which another curve reaches it.
//
// A path draws the variables of those that default only. For the others u, a uniform number that the caller
// has drawn for the purpose (see [Drawer.Uniform]), is turned into one under the condition that nothing of the
// agent's happens by the horizon, given the factors: the joint law is exact. For one that defaults, u is not
// read.
func (d *Drawer) Level(agent int, u float64) float64 {
	s, st := d.s, d.state
	k, l := s.kernel, s.latentOf[agent]
	z := st.z[l]
	if _, hit := slices.BinarySearch(st.hits, l); !hit {
		z = k.common(st, l)
		if own := k.own[l]; own > 0 {
			left := NormalCDF((z - k.limit[l]*st.s) / own) // probability of lying above the limit
			z -= own * NormalQuantile(left*(1-u))
		}
	}
	c := s.model.copula
	if c.IsGaussian() {
		return NormalCDF(z)
	}
	return StudentCDF(z/st.s, c.DegreesOfFreedom)
}

// latentsOf turns the latents of the agents into what a Drawer reads.
func latentsOf(of []int) []int32 {
	list := make([]int32, len(of))
	for i, l := range of {
		list[i] = int32(l)
	}
	return list
}

// FirstDay is the number of the day after the cut-off date, 1 or more, by whose end a curve has reached a
// level: the first whole d with PD(d) ≥ level. It is 0 when the curve has not by the horizon, a number of
// days.
func (c Curve) FirstDay(level float64, horizon int32) int32 {
	if len(c.total) == 0 || !(level <= 1) {
		return 0
	}
	want := -math.Log1p(-max(level, 0))
	if want > c.hazardTo(float64(horizon)) {
		return 0
	}
	return c.firstDay(want, float64(horizon))
}
