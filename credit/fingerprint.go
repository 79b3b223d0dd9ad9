package credit

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
)

// Fingerprint identifies the numbers of the portfolio: two portfolios with the same agents, loadings,
// positions and copula, in the same order, have the same one. Names have no part in it. It is a
// SHA-256 in hexadecimal.
func (p *Portfolio) Fingerprint() string { return p.fingerprint }

// digest collects numbers for a fingerprint.
type digest []byte

func (d *digest) ints(v ...int) {
	for _, x := range v {
		*d = binary.LittleEndian.AppendUint64(*d, uint64(x))
	}
}

func (d *digest) floats(v ...float64) {
	for _, x := range v {
		*d = binary.LittleEndian.AppendUint64(*d, math.Float64bits(x))
	}
}

func (d *digest) loading(l Loading) {
	d.ints(l.Factor)
	d.floats(l.Weight)
}

func (d *digest) sum() string {
	s := sha256.Sum256(*d)
	return hex.EncodeToString(s[:])
}

func fingerprintOf(p *Portfolio) string {
	var d digest
	d.ints(len(p.factors), len(p.agents), len(p.positions))
	d.floats(p.copula.DegreesOfFreedom)
	for _, a := range p.agents {
		d.floats(a.PD)
		d.ints(len(a.Loadings))
		for _, l := range a.Loadings {
			d.loading(l)
		}
	}
	for _, q := range p.positions {
		d.ints(int(q.Exposure), int(q.Joint), len(q.Obligors), len(q.PDs), len(q.Guarantors))
		d.ints(q.Obligors...)
		d.ints(q.Guarantors...)
		d.floats(q.PDs...)
		for _, ends := range [][]RightEnd{q.Essential, q.Pledged} {
			d.ints(len(ends))
			for _, e := range ends {
				d.ints(e.Agent)
				d.floats(e.PD)
			}
		}
		d.floats(q.OnLoss)
		for _, g := range [...]LGD{q.LGD, q.Unguaranteed, q.Unpledged, q.Bare} {
			d.floats(g.Mean, g.StdDev)
			d.loading(g.Link)
		}
	}
	return d.sum()
}
