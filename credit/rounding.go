package credit

import "slices"

// rounding bounds what the splitting of losses over units does.
func (r *run) rounding() Rounding {
	var out Rounding
	for i := range r.items {
		it := &r.items[i]
		if it.static == nil || it.random() {
			// A linked or random loss falls anywhere between two units; positions with randomness of
			// their own are split one by one.
			n := 1.0
			for _, j := range it.item.positions {
				if r.p.net.claims[j].random() {
					n++
				}
			}
			out.Largest += n * r.grid.unit
			out.Mean += n * it.mostProbable() * r.grid.unit / 2
			out.Variance += n * it.mostProbable() * r.grid.unit * r.grid.unit / 4
			continue
		}
		before, largest := 0.0, 0.0
		for own, losses := range it.static {
			p := it.latent.pds[own] - before
			before = it.latent.pds[own]
			if len(losses) == 2 {
				f := losses[1].p
				largest = max(largest, f, 1-f)
				out.Mean += p * 2 * f * (1 - f) * r.grid.unit
				out.Variance += p * f * (1 - f) * r.grid.unit * r.grid.unit
			}
		}
		out.Largest += largest * r.grid.unit
	}
	return out
}

func (it *itemLosses) random() bool {
	return slices.ContainsFunc(it.item.positions, func(i int) bool { return it.grid.p.net.claims[i].random() })
}

// mostProbable bounds the probability that the item loses anything.
func (it *itemLosses) mostProbable() float64 {
	if it.latent == nil {
		return 1
	}
	n, sum := it.grid.p.net, it.latent.pds[len(it.latent.pds)-1]
	for _, i := range it.item.positions {
		c := &n.claims[i]
		others := c.essential
		if c.rule == AnyDefault {
			others = slices.Concat(c.obligors, c.essential)
		}
		for _, e := range others {
			if e.latent != it.item.latent {
				sum += n.latents[e.latent].pds[e.threshold]
			}
		}
	}
	return min(sum, 1)
}
