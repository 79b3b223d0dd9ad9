package tranche

import (
	"encoding/binary"
	"fmt"

	"github.com/ipabs/ipabs/internal/exactsum"
	"github.com/ipabs/ipabs/money"
)

// countsMagic begins the bytes of counts.
const countsMagic = "ipabs.counts/3\n"

// MarshalBinary writes the counts, to be merged elsewhere or gone on with later: see [Simulator.ReadCounts].
func (c *Counts) MarshalBinary() ([]byte, error) {
	b := append([]byte(countsMagic), c.sim.source...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(c.ranges)))
	for _, r := range c.ranges {
		b = binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(b, r.From), r.To)
	}
	b = binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(b, c.counts.blocks), c.counts.paths)
	present := uint64(0)
	for k := range c.counts.octaves {
		if c.counts.octaves[k] != nil {
			present |= 1 << k
		}
	}
	b = binary.LittleEndian.AppendUint64(b, present)
	c.counts.sums(func(s *exactsum.Sum) bool {
		b = s.AppendBinary(b)
		return true
	})
	for g := range c.counts.groups {
		b = binary.LittleEndian.AppendUint64(b, c.counts.groups[g].paths)
		for _, x := range c.counts.groups[g].most {
			b = binary.LittleEndian.AppendUint64(b, uint64(x))
		}
		for _, list := range c.counts.groups[g].histograms() {
			for k := range list { // by place, those that hold something
				if !list[k].IsZero() {
					b = list[k].AppendBinary(binary.LittleEndian.AppendUint32(b, uint32(k)))
				}
			}
			b = binary.LittleEndian.AppendUint32(b, uint32(len(list)))
		}
	}
	return b, nil
}

// sums goes through all sums in a fixed order until one is refused.
func (c *counts) sums(visit func(*exactsum.Sum) bool) bool {
	lists, controls := [][]moment{c.means, c.lines}, []*controlSums{&c.control}
	for _, o := range c.octaves {
		if o != nil {
			lists, controls = append(lists, o.means), append(controls, &o.control)
		}
	}
	all := func(list []exactsum.Sum) bool {
		for i := range list {
			if !visit(&list[i]) {
				return false
			}
		}
		return true
	}
	for _, list := range lists {
		for i := range list {
			if !visit(&list[i].sum) || !visit(&list[i].square) || !all(list[i].cross) {
				return false
			}
		}
	}
	for _, x := range controls {
		if !all(x.sum) || !all(x.product) {
			return false
		}
	}
	for i := range c.worlds {
		if !visit(&c.worlds[i].weight) || !all(c.worlds[i].stats) {
			return false
		}
	}
	for g := range c.groups {
		for i := range c.groups[g].ratios {
			if !visit(&c.groups[g].ratios[i]) {
				return false
			}
		}
	}
	return true
}

// ReadCounts reads counts that were written by a simulator of the same deal, model and settings. The error
// wraps [ErrSimulation] when they are of others, or damaged.
func (s *Simulator) ReadCounts(b []byte) (*Counts, error) {
	bad := func(what string) (*Counts, error) {
		return nil, fmt.Errorf("%w: counts that are %s", ErrSimulation, what)
	}
	if len(b) < len(countsMagic)+len(s.source) || string(b[:len(countsMagic)]) != countsMagic {
		return bad("of no version that can be read")
	}
	b = b[len(countsMagic):]
	if string(b[:len(s.source)]) != s.source {
		return bad("of another deal, model or settings")
	}
	b = b[len(s.source):]
	out := &Counts{sim: s, counts: s.newCounts()}
	r := reader{b: b}
	for range min(r.u32(), uint32(len(b))) {
		out.ranges = append(out.ranges, Shard{From: r.u64(), To: r.u64()})
	}
	out.counts.blocks, out.counts.paths = r.u64(), r.u64()
	present := r.u64()
	for k := range out.counts.octaves {
		if present>>k&1 == 1 {
			out.counts.octave(k, &s.plan)
		}
	}
	out.counts.sums(func(x *exactsum.Sum) bool {
		var ok bool
		r.b, ok = x.TakeBinary(r.b)
		r.bad = r.bad || !ok
		return ok
	})
	for g := range out.counts.groups {
		out.counts.groups[g].paths = r.u64()
		for i := range out.counts.groups[g].most {
			out.counts.groups[g].most[i] = money.Amount(r.u64())
		}
		for _, list := range out.counts.groups[g].histograms() {
			for k := r.u32(); !r.bad && k != uint32(len(list)); k = r.u32() {
				if k > uint32(len(list)) {
					return bad("damaged")
				}
				var ok bool
				r.b, ok = list[k].TakeBinary(r.b)
				r.bad = r.bad || !ok
			}
		}
	}
	drawn := uint64(0)
	for _, x := range out.ranges {
		if x.From >= x.To || x.To > maxSimulated {
			return bad("damaged")
		}
		drawn += x.To - x.From
	}
	if r.bad || len(r.b) > 0 || drawn != out.counts.paths || drawn != out.counts.blocks*uint64(s.sampler.BlockSize()) {
		return bad("damaged")
	}
	return out, nil
}

// reader takes numbers off bytes.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) u32() uint32 {
	if len(r.b) < 4 {
		r.bad = true
		return 0
	}
	v := binary.LittleEndian.Uint32(r.b)
	r.b = r.b[4:]
	return v
}

func (r *reader) u64() uint64 { return uint64(r.u32()) | uint64(r.u32())<<32 }
