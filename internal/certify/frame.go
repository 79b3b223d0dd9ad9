package certify

import (
	"fmt"
	"math"

	"github.com/ipabs/ipabs/internal/miqp"
)

// frame is what of a problem and its joined variables every leaf needs.
type frame struct {
	p     *miqp.Problem
	sets  [][]int
	inner []int // set that has a factor to itself, −1 without
	never [][]bool
}

func newFrame(p *miqp.Problem, joined [][]int) (*frame, error) {
	f := &frame{p: p, sets: append([][]int(nil), joined...), inner: make([]int, p.K)}
	of := make([]int, p.N)
	for i := range of {
		of[i] = -1
	}
	for k, set := range joined {
		for _, i := range set {
			if len(set) > 16 || i < 0 || i >= p.N || of[i] >= 0 || p.Lot[i] != p.Upper[i] {
				return nil, fmt.Errorf("certify: variable %d cannot be joined in set %d", i, k)
			}
			of[i] = k
		}
	}
	for i := range of {
		if of[i] < 0 {
			of[i] = len(f.sets)
			f.sets = append(f.sets, []int{i})
		}
	}
	seen := make([]bool, p.K)
	for i, loadings := range p.Factors {
		for _, e := range loadings {
			switch {
			case e.Val == 0:
			case !seen[e.Col] && of[i] < len(joined):
				f.inner[e.Col], seen[e.Col] = of[i], true
			case !seen[e.Col] || f.inner[e.Col] != of[i]:
				f.inner[e.Col], seen[e.Col] = -1, true
			}
		}
	}
	for j := range seen {
		if !seen[j] {
			f.inner[j] = -1
		}
	}
	f.forbid(of, len(joined))
	return f, nil
}

// forbid finds the choices of joined variables that break a row for any values of all other variables.
func (f *frame) forbid(of []int, joined int) {
	f.never = make([][]bool, len(f.sets))
	for k, set := range f.sets[:joined] {
		f.never[k] = make([]bool, 1<<len(set))
	}
	for r, row := range all(f.p) {
		low, high, size := 0.0, 0.0, 0.0
		own := make(map[int]map[int]float64) // of each joined set, by variable
		for _, e := range row.Coef {
			v := e.Val
			if r < len(f.p.Rows) {
				v *= f.p.Upper[e.Col]
			}
			low, high, size = low+math.Min(0, v), high+math.Max(0, v), size+math.Abs(v)
			if k := of[e.Col]; k < joined {
				if own[k] == nil {
					own[k] = make(map[int]float64)
				}
				own[k][e.Col] += v
			}
		}
		margin := Tolerance * size
		for k, values := range own {
			for mask := range f.never[k] {
				least, most := low, high
				for b, i := range f.sets[k] {
					if v := values[i]; mask>>b&1 == 1 {
						least, most = least+math.Max(0, v), most+math.Min(0, v)
					} else {
						least, most = least-math.Min(0, v), most-math.Max(0, v)
					}
				}
				if least > row.Hi+margin+Tolerance*math.Abs(row.Hi) || most < row.Lo-margin-Tolerance*math.Abs(row.Lo) {
					f.never[k][mask] = true
				}
			}
		}
	}
}
