package candidates_test

import (
	"context"
	"flag"
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/ipabs/ipabs/internal/candidates"
	"github.com/ipabs/ipabs/internal/certify"
	"github.com/ipabs/ipabs/internal/miqp"
)

var (
	sn = flag.Int("sn", 1000, "")
	s0 = flag.Int("s0", 11, "")
	sc = flag.Int("sc", 3, "")
	st = flag.Float64("st", 15, "")
	sg = flag.Float64("sg", 1e-4, "")
	sv = flag.Bool("sv", true, "")
)

func cpu() float64 {
	var ru syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &ru)
	return float64(ru.Utime.Sec) + float64(ru.Utime.Usec)/1e6 + float64(ru.Stime.Sec) + float64(ru.Stime.Usec)/1e6
}

func TestScratch(t *testing.T) {
	for k := 0; k < *sc; k++ {
		seed := *s0 + k
		spec := candidates.Spec{Contracts: *sn, Granularity: candidates.Granularity((seed - 11 + 30) % 3), Seed: uint64(seed)}
		made := candidates.Make(spec)
		c0 := cpu()
		last := 0.0
		start := time.Now()
		r, err := miqp.Solve(context.Background(), made.Problem, miqp.Settings{Gap: *sg, Time: time.Duration(*st * 1e9), Progress: func(p miqp.Progress) {
			if *sv && (p.Objective != last || p.Nodes%1024 == 0) {
				last = p.Objective
				fmt.Printf("   %6.2fs nodes %d open %d obj %.9g bound %.9g gap %.3g\n", cpu()-c0, p.Nodes, p.Open, p.Objective, p.Bound, p.Gap())
			}
		}})
		used := cpu() - c0
		wall := time.Since(start).Seconds()
		if err != nil {
			t.Fatal(err)
		}
		bad := ""
		if err := certify.Check(made.Problem, &r); err != nil {
			bad = err.Error()
			t.Error(err)
		}
		fmt.Printf("n=%d seed %d gran %d: %v obj %.9g bound %.9g gap %.3g nodes %d cpu %.2f wall %.2f %s\n", *sn, seed, spec.Granularity, r.Status, r.Objective, r.Bound, r.Gap, r.Nodes, used, wall, bad)
	}
}
