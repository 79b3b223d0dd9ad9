package credit_test

import (
	"context"
	"fmt"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/credit"
)

// A path is drawn by its number: who defaults on which day, and what contracts lose then.
func ExampleModel_Sampler() {
	m := modelOf(failing{}, smallPool(), readSpec(failing{}, fullDocument))
	sampler, err := m.Sampler(credit.SamplerSettings{Horizon: calendar.MustNew(2025, 12, 31), Sampling: credit.Sampling{Seed: 2024}})
	if err != nil {
		panic(err)
	}
	d := sampler.NewDrawer() // one for each worker
	for path := range uint64(100_000) {
		d.Draw(path)
		if len(d.Contracts()) < 3 {
			continue
		}
		fmt.Println("path", path)
		for _, x := range d.Defaults() {
			fmt.Printf("  %s on day %d\n", m.Agent(int(x.Agent)).ID, x.Day)
		}
		for _, c := range d.Contracts() {
			fmt.Printf("  contract %s loses %.0f %%\n", m.Pool().Contract(int(c.Contract)).ID, 100*c.LGD)
		}
		break
	}
	// Output:
	// path 155
	//   studio on day 61
	//   pictures on day 240
	//   surety on day 197
	//   lessor on day 17
	//   maker on day 449
	//   mark on day 19
	//   contract L-1 loses 53 %
	//   contract M-1 loses 55 %
	//   contract S-1 loses 56 %
}

// Losses of a static pool, with a standard error for each number.
func ExamplePortfolio_Simulate() {
	p := resolved(failing{}, hundred())
	s, err := p.Simulate(context.Background(), credit.SimulationSettings{
		Sampling: credit.Sampling{Seed: 1, Importance: &credit.Importance{Loss: 124, Twist: true}},
		Paths:    20_000,
		Layers:   []credit.Layer{{Attach: 124, Detach: 496}}, // losses above a quarter of the pool
	})
	if err != nil {
		panic(err)
	}
	mean, layer := s.Mean(), s.Layer(0)
	fmt.Printf("expected loss %.2f ± %.2f\n", mean.Value, mean.StdErr)
	fmt.Printf("the layer is hit with probability %.5f ± %.5f\n", layer.HitProbability.Value, layer.HitProbability.StdErr)
	// Output:
	// expected loss 7.06 ± 0.17
	// the layer is hit with probability 0.00035 ± 0.00001
}
