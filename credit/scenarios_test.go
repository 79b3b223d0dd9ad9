package credit_test

import (
	"context"
	"math"
	"reflect"
	"testing"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
)

// TestScenariosAgreeWithMoments: means and covariances over many scenarios are those of the closed form,
// within five standard errors, and fewer scenarios are the beginning of more.
func TestScenariosAgreeWithMoments(t *testing.T) {
	spec := credit.PortfolioSpec{Factors: []string{"global"}}
	for i, pd := range []float64{0.05, 0.1, 0.2} {
		spec.Agents = append(spec.Agents, credit.Agent{ID: string(rune('a' + i)), PD: pd, Loadings: []credit.Loading{{Factor: 0, Weight: 0.5}}})
		spec.Positions = append(spec.Positions, credit.Position{ID: string(rune('A' + i)), Exposure: money.Amount(1_000_000 * (i + 1)), Obligors: []int{i}, LGD: credit.LGD{Mean: 0.6}})
	}
	p, err := spec.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	m, err := p.Moments(context.Background(), credit.MomentSettings{})
	if err != nil {
		t.Fatal(err)
	}
	const paths = 40_000
	rows, err := p.Scenarios(context.Background(), paths, 7)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		mean := 0.0
		for _, row := range rows {
			mean += float64(row[i]) / paths
		}
		if off := math.Abs(mean - m.Mean(i)); off > 5*math.Sqrt(m.Covariance(i, i)/paths) {
			t.Errorf("position %d loses %g on average, expected %g", i, mean, m.Mean(i))
		}
		for k := range i {
			sum, square := 0.0, 0.0
			for _, row := range rows {
				v := (float64(row[i]) - m.Mean(i)) * (float64(row[k]) - m.Mean(k))
				sum += v / paths
				square += v * v / paths
			}
			if math.Abs(sum-m.Covariance(i, k)) > 5*math.Sqrt(square/paths) {
				t.Errorf("positions %d and %d have covariance %g, expected %g", i, k, sum, m.Covariance(i, k))
			}
		}
	}
	few, err := p.Scenarios(context.Background(), 100, 7)
	if err != nil || !reflect.DeepEqual(few, rows[:100]) {
		t.Errorf("the first hundred differ: %v", err)
	}
	if _, err := p.Scenarios(context.Background(), 0, 7); err == nil {
		t.Error("no paths at all")
	}
}
