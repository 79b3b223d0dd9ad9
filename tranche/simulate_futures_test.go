package tranche_test

import (
	"math"
	"testing"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/tranche"
)

// Worlds that differ are a sample: expected losses of samples that are drawn anew scatter by the error that is stated
// beside that of the paths, and worlds that are all alike have none to speak of.
func TestFewFuturesOfRatesHaveAnErrorOfTheirOwn(t *testing.T) {
	deal, model := rental(t)
	speeds := []string{"0", "0.05", "0.1", "0.2", "0.3", "0.45", "0.6", "0.8"}
	run := func(paths uint64, pick func(j int) int) *tranche.Simulation {
		s := tranche.SimulationSettings{Paths: paths, Sampling: credit.Sampling{Seed: 3}, NoYields: true, WorldsDrawn: true}
		for j := range speeds {
			s.Worlds = append(s.Worlds, tranche.World{Probability: 1 / float64(len(speeds)), Scenario: prepaying(t, model, speeds[pick(j)])})
		}
		return simulate(t, deal, model, s)
	}
	unlike := run(1<<13, func(j int) int { return j })
	alike := run(1<<13, func(int) int { return 0 })
	if unlike.Futures == nil || unlike.Futures.Futures != len(speeds) || len(unlike.Futures.Classes) != len(unlike.Classes) {
		t.Fatalf("%+v", unlike.Futures)
	}
	// By hand: the expected loss of every world alone, in pairs of the first and the last.
	var alone []float64
	for _, cpr := range speeds {
		alone = append(alone, simulate(t, deal, model, tranche.SimulationSettings{Paths: 1 << 13, NoYields: true, Worlds: []tranche.World{{Probability: 1, Scenario: prepaying(t, model, cpr)}}}).Pool.Loss.Value)
	}
	pairs, mean, square := len(alone)/2, 0.0, 0.0
	for j := range pairs {
		mean += (alone[j] + alone[len(alone)-1-j]) / 2 / float64(pairs)
	}
	for j := range pairs {
		d := (alone[j]+alone[len(alone)-1-j])/2 - mean
		square += d * d
	}
	want := math.Sqrt(square / float64(pairs*(pairs-1)))
	noise := 2 * unlike.Pool.Loss.StdErr * math.Sqrt(unlike.Pool.Loss.VarianceRatio)
	if got := unlike.Futures.PoolLoss; math.Abs(got-want) > noise {
		t.Errorf("the futures' error is %v, by hand %v, with noise of %v", got, want, noise)
	}
	if alike.Futures.PoolLoss > noise {
		t.Errorf("worlds that are alike have an error of %v", alike.Futures.PoolLoss)
	}
	if one := simulate(t, deal, model, tranche.SimulationSettings{Paths: 256, NoYields: true}); one.Futures != nil {
		t.Errorf("a single world has %+v", one.Futures)
	}
}
