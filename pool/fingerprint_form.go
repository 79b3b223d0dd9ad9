package pool

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/ipabs/ipabs/calendar"
)

// canonical writes the canonical form; see Pool.WriteCanonical for its grammar. The methods that
// take a label leave the field out when it says nothing.
type canonical struct {
	w    io.Writer
	err  error // the first error of w; nothing is written after it
	buf  []byte
	pool *Pool
	// What has been named so far, by index.
	parties, rights []bool
}

// canonicalChunk is the number of bytes that are handed on together.
const canonicalChunk = 32 << 10

// end ends a line.
func (c *canonical) end() {
	c.buf = append(c.buf, '\n')
	if len(c.buf) >= canonicalChunk {
		c.flush()
	}
}

func (c *canonical) flush() {
	if c.err == nil {
		n, err := c.w.Write(c.buf)
		if err == nil && n < len(c.buf) {
			err = io.ErrShortWrite
		}
		c.err = err
	}
	c.buf = c.buf[:0]
}

func (c *canonical) label(label string) {
	c.buf = append(c.buf, label...)
	c.buf = append(c.buf, ' ')
}

// line ends a line that holds nothing but a bracket.
func (c *canonical) line(bracket byte) {
	c.buf = append(c.buf, bracket)
	c.end()
}

// value writes a text and ends the line.
func (c *canonical) value(text string) {
	c.buf = strconv.AppendInt(c.buf, int64(len(text)), 10)
	c.buf = append(c.buf, ':')
	c.buf = append(c.buf, text...)
	c.end()
}

func (c *canonical) known(label string, v int64) {
	c.label(label)
	c.buf = strconv.AppendInt(c.buf, v, 10)
	c.end()
}

func (c *canonical) text(label, text string) {
	if text != "" {
		c.label(label)
		c.value(text)
	}
}

func (c *canonical) integer(label string, v int64) {
	if v != 0 {
		c.known(label, v)
	}
}

func (c *canonical) flag(label string, v bool) {
	if v {
		c.known(label, 1)
	}
}

func (c *canonical) day(label string, d calendar.Date) {
	if !d.IsZero() {
		c.label(label)
		c.buf, _ = d.AppendText(c.buf) // the error is always nil
		c.end()
	}
}

// word writes a member of an enumeration by its name. Names outlive the numbers of constants.
func word[T interface {
	comparable
	fmt.Stringer
}](c *canonical, label string, v T) {
	var unset T
	if v != unset {
		c.label(label)
		c.value(v.String())
	}
}

func optInteger[T ~int | ~int64](c *canonical, label string, o Opt[T]) {
	if v, ok := o.Get(); ok {
		c.known(label, int64(v))
	}
}

func (c *canonical) optFlag(label string, o Opt[bool]) {
	if v, ok := o.Get(); ok {
		n := int64(0)
		if v {
			n = 1
		}
		c.known(label, n)
	}
}

func (c *canonical) optFloat(label string, o Opt[float64]) {
	v, ok := o.Get()
	if !ok {
		return
	}
	if v == 0 {
		v = 0 // minus zero equals zero, so it must have the same print
	}
	var bits [8]byte
	binary.BigEndian.PutUint64(bits[:], math.Float64bits(v))
	c.label(label)
	c.buf = hex.AppendEncode(c.buf, bits[:])
	c.end()
}

// record writes a record even when no field of it says anything: that it is there is a fact.
func (c *canonical) record(label string, fields func()) {
	c.label(label)
	c.line('{')
	fields()
	c.line('}')
}

func (c *canonical) list(label string, n int, element func(i int)) {
	if n == 0 {
		return
	}
	c.label(label)
	c.buf = append(c.buf, '[')
	c.buf = strconv.AppendInt(c.buf, int64(n), 10)
	c.end()
	for i := range n {
		element(i)
	}
	c.line(']')
}

// records writes a list of records.
func (c *canonical) records(label string, n int, fields func(i int)) {
	c.list(label, n, func(i int) {
		c.line('{')
		fields(i)
		c.line('}')
	})
}

func (c *canonical) texts(label string, texts []string) {
	c.list(label, len(texts), func(i int) { c.value(texts[i]) })
}

func (c *canonical) partyRef(label string, i PartyIndex) {
	if i != NoParty {
		c.label(label)
		c.partyID(i)
	}
}

// partyID names a party and so brings it into the form.
func (c *canonical) partyID(i PartyIndex) {
	c.parties[i] = true
	c.value(c.pool.parties[i].ID)
}

// rightID names a right and so brings it into the form.
func (c *canonical) rightID(i int32) {
	c.rights[i] = true
	c.value(c.pool.rights[i].ID)
}
