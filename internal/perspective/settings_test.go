package perspective_test

import (
	"context"
	"errors"
	"math"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/internal/certify"
	"github.com/ipabs/ipabs/internal/miqp"
	"github.com/ipabs/ipabs/internal/perspective"
)

// hard is a random problem of 40 variables, 8 of them in, with a tree of some hundred nodes.
func hard(seed int) *perspective.Problem {
	p := rapid.Custom(func(t *rapid.T) *perspective.Problem { return drawn(t, 40) }).Example(seed)
	for i := range p.N {
		p.Lot[i], p.Upper[i] = 0.02, 0.5
	}
	p.Rows[0].Lo, p.Rows[0].Hi, p.Most = 1, 1, 8
	return p
}

// TestSameBits holds that a search stopped by gap or nodes gives the same result, certificate included,
// for any number of processors.
func TestSameBits(t *testing.T) {
	for _, settings := range []perspective.Settings{{Gap: 1e-3}, {Nodes: 40}} {
		var first perspective.Result
		for k, n := range []int{1, 2, 7} {
			before := runtime.GOMAXPROCS(n)
			r, err := perspective.Solve(context.Background(), hard(1), settings)
			runtime.GOMAXPROCS(before)
			if err != nil {
				t.Fatal(err)
			}
			if k == 0 {
				first = r
			} else if !reflect.DeepEqual(first, r) {
				t.Errorf("%d processors: %v %v after %d nodes, with one %v %v after %d", n, r.Objective, r.Bound, r.Nodes, first.Objective, first.Bound, first.Nodes)
			}
		}
	}
}

// TestStops holds that a stopped search says so, keeps what it has, and proves the bound it states.
func TestStops(t *testing.T) {
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	for _, c := range []struct {
		name     string
		ctx      context.Context
		settings perspective.Settings
		want     miqp.Status
	}{
		{"by nodes", context.Background(), perspective.Settings{Gap: 1e-9, Nodes: 5}, miqp.NodeLimit},
		{"by time", context.Background(), perspective.Settings{Gap: 1e-9, Time: time.Nanosecond}, miqp.TimeLimit},
		{"by the context", cancelled, perspective.Settings{}, miqp.TimeLimit},
	} {
		p := hard(2)
		r, err := perspective.Solve(c.ctx, p, c.settings)
		if err != nil {
			t.Fatal(err)
		}
		if r.Status != c.want || r.Bound > r.Objective {
			t.Errorf("%s: %v, %g to %g", c.name, r.Status, r.Bound, r.Objective)
		}
		if err := certify.Dense(p, &r); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestStart holds that a caller's solution is where the search begins.
func TestStart(t *testing.T) {
	p := hard(3)
	best, err := perspective.Solve(context.Background(), p, perspective.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := perspective.Solve(context.Background(), p, perspective.Settings{Start: [][]float64{nil, best.X}, Nodes: 1})
	if err != nil || r.Objective > best.Objective*(1+1e-9) {
		t.Errorf("from %g to %g, %v", best.Objective, r.Objective, err)
	}
}

// TestNothingFits: rows without a solution, and a number of variables too small for them.
func TestNothingFits(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*perspective.Problem)
	}{
		{"a target above every mean", func(p *perspective.Problem) { p.Rows[1].Lo = 2 }},
		{"too few for the budget", func(p *perspective.Problem) { p.Most = 1 }},
		{"nothing may be in", func(p *perspective.Problem) { clear(p.Lot); clear(p.Upper) }},
		{"lots too large for the budget", func(p *perspective.Problem) {
			for i := range p.N {
				p.Lot[i], p.Upper[i] = 0.4, 0.45
			}
		}},
	} {
		p := hard(4)
		c.change(p)
		r, err := perspective.Solve(context.Background(), p, perspective.Settings{})
		if err != nil {
			t.Fatal(err)
		}
		if r.Status != miqp.Infeasible || !math.IsInf(r.Bound, 1) || r.X != nil {
			t.Errorf("%s: %v, %g to %g", c.name, r.Status, r.Bound, r.Objective)
		}
		if err := certify.Dense(p, &r); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestWhatIsNoProblem(t *testing.T) {
	p := hard(5)
	p.Lot[0], p.Linear[1], p.Most = 2, math.NaN(), -1
	_, err := perspective.Solve(context.Background(), p, perspective.Settings{})
	for _, want := range []string{"Most", "Linear[1]"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not in: %v", want, err)
		}
	}
	p = hard(5)
	clear(p.Q)
	if _, err := perspective.Solve(context.Background(), p, perspective.Settings{}); !errors.Is(err, perspective.ErrNotPositive) {
		t.Errorf("a matrix of zeros: %v", err)
	}
}
