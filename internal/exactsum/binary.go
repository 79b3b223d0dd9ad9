package exactsum

import (
	"encoding/binary"
	"math/bits"
)

// AppendBinary appends the sum: a byte with the number of limbs that follow, from the highest that is not zero
// down to the lowest that is not, and the place of the lowest; then the limbs. A sum of nothing takes two
// bytes.
func (s *Sum) AppendBinary(b []byte) []byte {
	c := *s
	c.carry()
	low, high := 0, limbs
	for low < limbs && c.limb[low] == 0 {
		low++
	}
	for high > low && c.limb[high-1] == 0 {
		high--
	}
	flags := byte(high - low)
	if c.bad {
		flags |= 0x80
	}
	b = append(b, flags, byte(low))
	for _, v := range c.limb[low:high] {
		b = binary.LittleEndian.AppendUint64(b, uint64(v))
	}
	return b
}

// TakeBinary reads a sum that AppendBinary wrote and gives what follows it; false when there is none.
func (s *Sum) TakeBinary(b []byte) ([]byte, bool) {
	if len(b) < 2 {
		return nil, false
	}
	n, low := int(b[0]&0x7f), int(b[1])
	*s = Sum{bad: b[0]&0x80 != 0}
	if low+n > limbs || len(b) < 2+8*n {
		return nil, false
	}
	for k := range n {
		v := int64(binary.LittleEndian.Uint64(b[2+8*k:]))
		if low+k < limbs-1 && (v < 0 || bits.Len64(uint64(v)) > 32) {
			return nil, false
		}
		s.limb[low+k] = v
	}
	return b[2+8*n:], true
}

// AppendBinary appends the sum.
func (w Weight) AppendBinary(b []byte) []byte {
	return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(b, w.whole), w.part)
}

// IsZero reports whether nothing was added.
func (w Weight) IsZero() bool { return w == Weight{} }

// TakeBinary reads a sum that AppendBinary wrote and gives what follows it; false when there is none.
func (w *Weight) TakeBinary(b []byte) ([]byte, bool) {
	if len(b) < 16 {
		return nil, false
	}
	w.whole, w.part = binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])
	return b[16:], true
}
