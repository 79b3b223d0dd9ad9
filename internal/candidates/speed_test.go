package candidates_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/ipabs/ipabs/internal/candidates"
	"github.com/ipabs/ipabs/internal/certify"
	"github.com/ipabs/ipabs/internal/miqp"
)

func TestSpeed(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("N"))
	lim, _ := strconv.Atoi(os.Getenv("LIM"))
	cnt, _ := strconv.Atoi(os.Getenv("CNT"))
	for _, spec := range candidates.Series(n, cnt, 11) {
		made := candidates.Make(spec)
		start := time.Now()
		r, err := miqp.Solve(context.Background(), made.Problem, miqp.Settings{Time: time.Duration(lim) * time.Second, Progress: func(p miqp.Progress) {
			if os.Getenv("V") != "" {
				fmt.Println("   ", p.Nodes, p.Open, p.Objective, p.Bound, p.Gap(), time.Since(start))
			}
		}})
		if err != nil {
			t.Fatal(err)
		}
		took := time.Since(start)
		if err := certify.Check(made.Problem, &r); err != nil {
			t.Error(err)
		}
		fixed := 0
		for _, f := range r.Certificate.Fixings {
			fixed += len(f.Fixed)
		}
		fmt.Printf("%v K=%d m=%d %v: %.6g gap %.2g, %d nodes, %v fixed %d\n", spec, made.Problem.K, len(made.Problem.Rows), r.Status, r.Objective, r.Gap, r.Nodes, took, fixed)
	}
}
