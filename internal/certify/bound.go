package certify

import (
	"fmt"
	"math"

	"github.com/ipabs/ipabs/internal/miqp"
)

// Bound gives the smallest bound that the certificate proves.
func Bound(p *miqp.Problem, c *miqp.Certificate) (float64, error) {
	f, err := newFrame(p, c.Joined)
	if err != nil {
		return 0, err
	}
	return f.prove(&c.Proof, make(map[int]bool))
}

// prove gives the smallest bound that a proof gives for the points of a box.
func (f *frame) prove(c *miqp.Proof, box map[int]bool) (float64, error) {
	bound := math.Inf(1)
	if err := lengths(f.p, c); err != nil {
		return 0, err
	}
	for _, round := range c.Fixings {
		parts, total := f.pieces(round.Mu, round.Lambda, false, box)
		of := make(map[int]part)
		for _, w := range parts {
			for _, i := range w.vars {
				of[i] = w
			}
		}
		for _, fix := range round.Fixed {
			w := of[fix.Var]
			reversed := map[int]bool{fix.Var: !fix.In}
			for _, i := range w.vars {
				if in, known := box[i]; known && i != fix.Var {
					reversed[i] = in
				} else if known {
					return 0, fmt.Errorf("certify: variable %d is fixed twice", i)
				}
			}
			if !math.IsInf(total, 1) { // else the box is empty, whatever is reversed
				bound = math.Min(bound, total-w.over(box)+w.over(reversed))
			}
		}
		for _, fix := range round.Fixed {
			box[fix.Var] = fix.In
		}
	}
	paths := make([][]miqp.Fix, len(c.Leaves))
	for l, leaf := range c.Leaves {
		paths[l] = leaf.Fixed
		inside := make(map[int]bool, len(box)+len(leaf.Fixed))
		for i, in := range box {
			inside[i] = in
		}
		for _, fix := range leaf.Fixed {
			if _, known := inside[fix.Var]; known {
				return 0, fmt.Errorf("certify: leaf %d fixes variable %d twice", l, fix.Var)
			}
			inside[fix.Var] = fix.In
		}
		if leaf.Below != nil {
			below, err := f.prove(leaf.Below, inside)
			if err != nil {
				return 0, err
			}
			bound = math.Min(bound, below)
			continue
		}
		_, total := f.pieces(leaf.Mu, leaf.Lambda, leaf.Farkas, inside)
		if leaf.Farkas && !(total > 0) {
			return 0, fmt.Errorf("certify: leaf %d is not empty: its rows combine to %g", l, total)
		} else if !leaf.Farkas {
			bound = math.Min(bound, total)
		}
	}
	return bound, covers(paths, 0)
}
