package certify

import (
	"errors"
	"fmt"
	"math"

	"github.com/ipabs/ipabs/internal/perspective"
)

// DenseBound gives the smallest bound that the certificate proves.
func DenseBound(p *perspective.Problem, c *perspective.Certificate) (float64, error) {
	if len(c.Proofs) == 0 {
		return 0, errors.New("certify: no proofs")
	}
	d := &dense{p: p, c: c, box: make([]int8, p.N), used: make([]bool, len(c.Proofs)), rests: make([]*rest, len(c.Splits))}
	return d.bound(0)
}

// dense is a walk through a tree of proofs.
type dense struct {
	p     *perspective.Problem
	c     *perspective.Certificate
	box   []int8 // by variable: open, inside or outside
	used  []bool
	rests []*rest
}

const (
	free int8 = iota
	inside
	outside
)

func side(in bool) int8 {
	if in {
		return inside
	}
	return outside
}

// bound is the least bound of the box at hand as the proof at a place and what follows it show.
func (d *dense) bound(at int) (float64, error) {
	if at < 0 || at >= len(d.c.Proofs) || d.used[at] {
		return 0, fmt.Errorf("certify: proof %d is missing or stands twice", at)
	}
	d.used[at] = true
	proof := &d.c.Proofs[at]
	pieces, err := d.separate(proof)
	if err != nil {
		return 0, fmt.Errorf("certify: proof %d: %w", at, err)
	}
	if proof.Farkas {
		if total := pieces.least(d.box, d.p.Most); !(total > 0) {
			return 0, fmt.Errorf("certify: proof %d: the box is not empty: its rows combine to %g", at, total)
		}
		return math.Inf(1), nil
	}
	least := math.Inf(1)
	var fixed []int
	defer func() {
		for _, i := range fixed {
			d.box[i] = free
		}
	}()
	choose := func(i int, in bool) error {
		if i < 0 || i >= d.p.N || d.box[i] != free {
			return fmt.Errorf("certify: proof %d: variable %d is missing or decided twice", at, i)
		}
		d.box[i] = side(in)
		return nil
	}
	for _, fix := range proof.Fixed {
		if err := choose(fix.Var, !fix.In); err != nil {
			return 0, err
		}
		least = min(least, pieces.least(d.box, d.p.Most))
		d.box[fix.Var] = side(fix.In)
		fixed = append(fixed, fix.Var)
	}
	switch {
	case proof.Branch >= 0:
		for _, in := range []bool{false, true} {
			if err := choose(proof.Branch, in); err != nil {
				return 0, err
			}
			next := proof.Out
			if in {
				next = proof.In
			}
			below, err := d.bound(next)
			if err != nil {
				return 0, err
			}
			d.box[proof.Branch] = free
			least = min(least, below)
		}
	case proof.Next != 0:
		below, err := d.bound(proof.Next)
		if err != nil {
			return 0, err
		}
		least = min(least, below)
	default:
		least = min(least, pieces.least(d.box, d.p.Most))
	}
	return least, nil
}
