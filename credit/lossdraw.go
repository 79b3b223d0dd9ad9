package credit

import (
	"math"

	"github.com/ipabs/ipabs/money"
)

// lossSampler draws the losses of a portfolio at its horizon. It is immutable.
type lossSampler struct {
	p       *Portfolio
	kernel  *kernel
	affects [][]int32 // by latent: positions that it may bring into default
}

func (p *Portfolio) newLossSampler(s Sampling) (*lossSampler, error) {
	n := p.net
	law := latentLaw{factors: len(p.factors), needed: make([]bool, len(p.factors)), copula: p.copula}
	ls := &lossSampler{p: p, affects: make([][]int32, len(n.latents))}
	for _, l := range n.latents {
		limit := math.Inf(-1)
		if len(l.limits) > 0 {
			limit = l.limits[len(l.limits)-1]
		}
		law.latents = append(law.latents, latentMargin{loads: l.all, limit: limit})
	}
	loss := make([]float64, len(n.latents))
	for i := range n.claims {
		c := &n.claims[i]
		for _, list := range [][]event{c.obligors, c.essential} {
			for _, e := range list {
				if at := ls.affects[e.latent]; len(at) == 0 || at[len(at)-1] != int32(i) {
					ls.affects[e.latent] = append(at, int32(i))
				}
			}
		}
		for _, s := range c.supports() {
			if g := c.lgds[s]; g.linked() {
				law.needed[g.Link.Factor] = true
			}
		}
		if e := c.obligors[0]; n.latents[e.latent].pds[e.threshold] > 0 {
			pds := n.latents[e.latent].pds
			loss[e.latent] += float64(p.positions[i].Exposure) * c.lgds[0].Mean * pds[e.threshold] / pds[len(pds)-1]
		}
	}
	if s.Importance != nil {
		if err := s.Importance.fits(len(p.factors), p.copula, loss); err != nil {
			return nil, err
		}
	}
	ls.kernel = newKernel(law, s, loss)
	return ls, nil
}

// lossDrawer draws paths for one worker.
type lossDrawer struct {
	s        *lossSampler
	state    *kernelState
	level    []float64 // by latent: its value when it was hit, +∞ otherwise
	seen     []bool    // by position
	happened func(event) bool
	each     []money.Amount // when set, takes the loss of every position that loses on a path
}

func (s *lossSampler) newDrawer() *lossDrawer {
	n := s.p.net
	d := &lossDrawer{s: s, state: s.kernel.newState(), level: make([]float64, len(n.latents)), seen: make([]bool, len(n.claims))}
	for i := range d.level {
		d.level[i] = math.Inf(1)
	}
	d.happened = func(e event) bool {
		return d.level[e.latent] <= n.latents[e.latent].limits[e.threshold]*d.state.s
	}
	return d
}

// draw gives the loss of a path and its weight.
func (d *lossDrawer) draw(path uint64) (loss money.Amount, weight float64) {
	st := d.state
	d.s.kernel.draw(st, path)
	for _, l := range st.hits {
		d.level[l] = st.z[l]
	}
	for _, l := range st.hits {
		for _, i := range d.s.affects[l] {
			if !d.seen[i] {
				d.seen[i] = true
				own := d.position(int(i))
				loss += own
				if d.each != nil {
					d.each[i] = own
				}
			}
		}
	}
	for _, l := range st.hits {
		d.level[l] = math.Inf(1)
		for _, i := range d.s.affects[l] {
			d.seen[i] = false
		}
	}
	return loss, st.weight
}

// position is what a position loses, in whole minor units.
func (d *lossDrawer) position(i int) money.Amount {
	c := &d.s.p.net.claims[i]
	chance, support := c.state(d.happened)
	if chance == 0 || chance < 1 && d.state.stream.Float64() >= chance {
		return 0
	}
	g := c.lgds[support]
	mean := g.Mean
	if g.linked() {
		mean = g.conditionalLGD(c.kappas[support], d.state.f[g.Link.Factor])
	}
	return money.Amount(math.RoundToEven(float64(d.s.p.positions[i].Exposure) * g.drawAround(&d.state.stream, mean)))
}
