package candidates_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"syscall"
	"testing"
	"time"

	"github.com/ipabs/ipabs/internal/candidates"
	"github.com/ipabs/ipabs/internal/certify"
	"github.com/ipabs/ipabs/internal/miqp"
)

func TestSameSpecSameProblem(t *testing.T) {
	spec := candidates.Spec{Contracts: 300, Granularity: candidates.Mixed, Seed: 5}
	if !reflect.DeepEqual(candidates.Make(spec), candidates.Make(spec)) {
		t.Error("two problems of one spec differ")
	}
}

// TestPools holds that every bound is certified and that only planted conflicts are infeasible.
func TestPools(t *testing.T) {
	for _, spec := range candidates.Series(80, 10, 1) {
		t.Run(fmt.Sprintf("%+v", spec), func(t *testing.T) {
			made := candidates.Make(spec)
			r := solved(t, made.Problem, miqp.Settings{Nodes: 150})
			t.Logf("%v: %g, gap %.2g, %d nodes", r.Status, r.Objective, r.Gap, r.Nodes)
			if spec.Conflict != (r.Status == miqp.Infeasible) {
				t.Errorf("status %v", r.Status)
			}
		})
	}
}

// TestEveryPoolIsFound holds that a short search finds a pool wherever there is one: where none is found
// there is proof that none exists.
func TestEveryPoolIsFound(t *testing.T) {
	for _, size := range []struct{ n, seeds int }{{50, 20}, {200, 6}, {1000, 1}} {
		for seed := range uint64(size.seeds) {
			for g := candidates.Fine; g <= candidates.Lumpy; g++ {
				spec := candidates.Spec{Contracts: size.n, Granularity: g, Seed: seed + 1}
				r := solved(t, candidates.Make(spec).Problem, miqp.Settings{Nodes: 100})
				if r.X == nil && r.Status != miqp.Infeasible {
					t.Errorf("%+v: %v", spec, r.Status)
				}
			}
		}
	}
}

// TestLargePools holds that pools of thousands of contracts are closed, with proof. Their roots are
// sifted; the last is also parted.
func TestLargePools(t *testing.T) {
	for _, spec := range []candidates.Spec{{Contracts: 3000, Granularity: candidates.Mixed, Seed: 12}, {Contracts: 10000, Granularity: candidates.Fine, Seed: 11},
		{Contracts: 10000, Granularity: candidates.Lumpy, Seed: 13}} {
		r := solved(t, candidates.Make(spec).Problem, miqp.Settings{Nodes: 5000})
		if r.Status != miqp.Optimal {
			t.Errorf("%+v: %v, gap %g", spec, r.Status, r.Gap)
		}
	}
}

// TestConflictsAreMinimal holds that the two planted rules exclude each other and that each alone leaves
// pools to choose from.
func TestConflictsAreMinimal(t *testing.T) {
	for seed := range uint64(3) {
		for g := candidates.Fine; g <= candidates.Lumpy; g++ {
			made := candidates.Make(candidates.Spec{Contracts: 200, Granularity: g, Seed: seed, Conflict: true})
			if r := solved(t, made.Problem, miqp.Settings{}); r.Status != miqp.Infeasible || r.FarkasRows == nil {
				t.Errorf("seed %d, granularity %d: %v with both rules", seed, g, r.Status)
			}
			for _, drop := range made.Conflict {
				p := *made.Problem
				p.Rows = append([]miqp.Row(nil), p.Rows...)
				p.Rows = append(p.Rows[:drop], p.Rows[drop+1:]...)
				if r := solved(t, &p, miqp.Settings{Gap: 0.05, Nodes: 300}); r.X == nil {
					t.Errorf("seed %d, granularity %d: %v without %s", seed, g, r.Status, made.Names[drop])
				}
			}
		}
	}
}

func solved(t testing.TB, p *miqp.Problem, s miqp.Settings) miqp.Result {
	t.Helper()
	r, err := miqp.Solve(context.Background(), p, s)
	if err != nil {
		t.Fatal(err)
	}
	if err := certify.Check(p, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// BenchmarkPool solves to the gap of its size or to the end of its time. The gap and the processor time
// are reported: what other work on the machine does to the latter is left out as far as can be.
func BenchmarkPool(b *testing.B) {
	for _, size := range []struct {
		n, pools int
		settings miqp.Settings
	}{
		{200, 4, miqp.Settings{Gap: 1e-4, Time: 30 * time.Second}},
		{1000, 4, miqp.Settings{Gap: 1e-4, Time: 30 * time.Second}},
		{10000, 3, miqp.Settings{Gap: 1e-4, Time: time.Minute}},
		{100000, 3, miqp.Settings{Gap: 1e-3, Time: time.Minute}},
	} {
		for _, spec := range candidates.Series(size.n, size.pools, 11) {
			b.Run(fmt.Sprintf("n=%d/seed=%d", size.n, spec.Seed), func(b *testing.B) {
				made := candidates.Make(spec)
				before := processorTime()
				for b.Loop() {
					r, err := miqp.Solve(context.Background(), made.Problem, size.settings)
					if err != nil {
						b.Fatal(err)
					}
					b.ReportMetric(float64(r.Nodes), "nodes")
					b.ReportMetric(r.Gap, "gap")
				}
				b.ReportMetric((processorTime()-before)/float64(b.N), "processor-s/op")
			})
		}
	}
}

// processorTime is the time that the process has had of processors, in seconds.
// TestSharesAreFound: pools of shares have a choice near the bound after few nodes, the same for any number
// of workers.
func TestSharesAreFound(t *testing.T) {
	for _, spec := range candidates.Series(200, 3, 11) {
		spec.Lot = 0.25
		p := candidates.Make(spec).Problem
		r := solved(t, p, miqp.Settings{Nodes: 250, Workers: 1})
		if r.X == nil || r.Gap > 5e-3 {
			t.Errorf("%+v: %v, gap %g", spec, r.Status, r.Gap)
		}
		if again := solved(t, p, miqp.Settings{Nodes: 250, Workers: 4}); !reflect.DeepEqual(r, again) {
			t.Errorf("%+v: %v with one worker, %v with four", spec, r.Objective, again.Objective)
		}
	}
}

// BenchmarkHeuristic measures what is found before there is a tree, against the proven optimum.
func BenchmarkHeuristic(b *testing.B) {
	for _, spec := range candidates.Series(1000, 4, 11) {
		b.Run(fmt.Sprintf("n=%d/seed=%d", spec.Contracts, spec.Seed), func(b *testing.B) {
			made := candidates.Make(spec)
			before := processorTime()
			var r miqp.Result
			for b.Loop() {
				r = solved(b, made.Problem, miqp.Settings{Gap: 1e-9, Nodes: 1})
			}
			b.ReportMetric((processorTime()-before)/float64(b.N), "processor-s/op")
			proven := solved(b, made.Problem, miqp.Settings{Gap: 1e-4, Time: 30 * time.Second})
			b.ReportMetric((r.Objective-proven.Bound)/proven.Bound, "above-bound")
			b.ReportMetric(proven.Gap, "gap")
		})
	}
}

// BenchmarkShares is the same for contracts of which a quarter or more is taken.
func BenchmarkShares(b *testing.B) {
	for _, n := range []int{200, 1000, 3000} {
		for _, spec := range candidates.Series(n, 3, 11) {
			spec.Lot = 0.25
			b.Run(fmt.Sprintf("n=%d/seed=%d", spec.Contracts, spec.Seed), func(b *testing.B) {
				made := candidates.Make(spec)
				before := processorTime()
				for b.Loop() {
					r := solved(b, made.Problem, miqp.Settings{Gap: 1e-4, Time: 10 * time.Second})
					b.ReportMetric(float64(r.Nodes), "nodes")
					b.ReportMetric(r.Gap, "gap")
				}
				b.ReportMetric((processorTime()-before)/float64(b.N), "processor-s/op")
			})
		}
	}
}

func processorTime() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return float64(u.Utime.Sec) + float64(u.Stime.Sec) + 1e-6*float64(u.Utime.Usec+u.Stime.Usec)
}

var export = flag.String("export", "", "folder to write problems to as JSON, for other solvers")

// TestExport writes problems for the peers of benchmarks/ to read; it does nothing without -export.
func TestExport(t *testing.T) {
	if *export == "" {
		t.Skip("no folder given with -export")
	}
	for _, n := range []int{200, 1000} {
		for k, spec := range candidates.Series(n, 4, 11) {
			made := candidates.Make(spec)
			for r := range made.Problem.Rows { // JSON has no infinity
				row := &made.Problem.Rows[r]
				row.Lo, row.Hi = max(row.Lo, -1e30), min(row.Hi, 1e30)
			}
			text, err := json.Marshal(made.Problem)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(*export, fmt.Sprintf("pool-%d-%d.json", n, k)), text, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
