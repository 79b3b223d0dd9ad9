package concentration_test

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/pool"
)

// TestEveryPackAtItsLimit: for every ceiling of every pack on the share of the largest name, asset or group,
// a share of exactly the limit is judged as the rule says, one fen less passes and one fen more fails.
func TestEveryPackAtItsLimit(t *testing.T) {
	const total = 100_000_000
	tested := 0
	for _, name := range concentration.RulePacks() {
		pack := must[*concentration.Pack](t)(concentration.RulePack(name))
		for _, r := range pack.Spec().Rules {
			if r.Metric != concentration.MetricLargest || *r.Basis == concentration.FutureCashFlow {
				continue
			}
			tested++
			limit, _ := new(big.Rat).SetString(r.Limit)
			at := new(big.Rat).Mul(limit, big.NewRat(total, 1))
			if !at.IsInt() {
				t.Fatalf("%s: %s of %d fen is not whole", r.ID, r.Limit, total)
			}
			exact := at.Num().Int64()
			for _, c := range []struct {
				situation string
				fen       int64
				want      pool.Outcome
			}{
				{"a fen below the limit", exact - 1, pool.Pass},
				{"exactly the limit", exact, map[bool]pool.Outcome{true: pool.Pass, false: pool.Fail}[r.Require.LimitPasses()]},
				{"a fen above the limit", exact + 1, pool.Fail},
			} {
				n := total/exact + 2 // others, each below the limit
				claims := []claim{{fen: c.fen, obligors: []string{"big"}}}
				for i := range n {
					rest := int64(total) - c.fen
					claims = append(claims, claim{fen: rest*(i+1)/n - rest*i/n, obligors: []string{fmt.Sprint("small", i)}})
				}
				v := evaluate(t, build(t, claims, nil), name, nil, concentration.RuleInputs{})[r.ID]
				if v.Measured != c.want {
					t.Errorf("%s, %s: %v, want %v", r.ID, c.situation, v.Measured, c.want)
				}
			}
		}
	}
	if tested < 15 {
		t.Errorf("only %d rules were tested", tested)
	}
}
