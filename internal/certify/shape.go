package certify

import (
	"errors"
	"fmt"

	"github.com/ipabs/ipabs/internal/miqp"
)

// lengths holds that there is a multiplier for every factor and row and that fixings and paths are of
// variables that exist.
func lengths(p *miqp.Problem, c *miqp.Proof) error {
	check := func(fixed []miqp.Fix, mu, lambda []float64, farkas bool) error {
		if !farkas && len(mu) != p.K || len(lambda) != len(p.Rows)+len(p.Counts) {
			return fmt.Errorf("certify: %d and %d multipliers for %d factors and %d rows", len(mu), len(lambda), p.K, len(p.Rows)+len(p.Counts))
		}
		return exist(p, fixed)
	}
	for _, round := range c.Fixings {
		if err := check(round.Fixed, round.Mu, round.Lambda, false); err != nil {
			return err
		}
	}
	for _, leaf := range c.Leaves {
		if leaf.Below != nil {
			if err := exist(p, leaf.Fixed); err != nil {
				return err
			}
			continue
		}
		if err := check(leaf.Fixed, leaf.Mu, leaf.Lambda, leaf.Farkas); err != nil {
			return err
		}
	}
	return nil
}

func exist(p *miqp.Problem, fixed []miqp.Fix) error {
	for _, fix := range fixed {
		if fix.Var < 0 || fix.Var >= p.N {
			return fmt.Errorf("certify: there is no variable %d", fix.Var)
		}
	}
	return nil
}

// covers tells whether paths that share their first depth choices are a whole binary tree below.
func covers(paths [][]miqp.Fix, depth int) error {
	if len(paths) == 0 {
		return errors.New("certify: no leaves")
	}
	if len(paths) == 1 && len(paths[0]) == depth {
		return nil
	}
	var in, out [][]miqp.Fix
	for _, path := range paths {
		if len(path) <= depth || path[depth].Var != paths[0][depth].Var {
			return fmt.Errorf("certify: the leaves are not a binary tree at depth %d", depth)
		}
		if path[depth].In {
			in = append(in, path)
		} else {
			out = append(out, path)
		}
	}
	if len(in) == 0 || len(out) == 0 {
		return fmt.Errorf("certify: half of a branching is missing at depth %d", depth)
	}
	if err := covers(in, depth+1); err != nil {
		return err
	}
	return covers(out, depth+1)
}
