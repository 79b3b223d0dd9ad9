package report

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

func TestBandsByTheSpreadOfTheValues(t *testing.T) {
	tests := []struct {
		situation string
		got       bands
		want      []string
		edge      func(float64) string
	}{
		{"balances close to each other", spread(1_000_000, 3_900_000), []string{"[100万, 150万]", "(150万, 200万]", "(200万, 250万]", "(250万, 300万]", "(300万, 350万]", "(350万, 400万]"}, moneyEdge(money.CNY)},
		{"balances far from each other", spread(3_000_000, 45_000_000), []string{"[200万, 500万]", "(500万, 1000万]", "(1000万, 2000万]", "(2000万, 5000万]"}, moneyEdge(money.CNY)},
		{"balances in dollars", spread(300_000, 4_500_000), []string{"[200,000, 500,000]", "(500,000, 1,000,000]", "(1,000,000, 2,000,000]", "(2,000,000, 5,000,000]"}, moneyEdge(money.USD)},
		{"one balance", spread(5_000_000, 5_000_000), []string{"[500万, 500万]"}, moneyEdge(money.CNY)},
		{"terms of one to three years", termBands(10.32, 38), []string{"[6, 12]", "(12, 18]", "(18, 24]", "(24, 36]", "(36, 48]"}, monthEdge},
		{"terms of exactly twelve months", termBands(12, 12), []string{"[6, 12]"}, monthEdge},
		{"a term of zero", termBands(0, 0), []string{"[0, 6]"}, monthEdge},
		{"rates over three points", rateBands(0.0475, 0.0725), []string{"[4.5%, 5%]", "(5%, 5.5%]", "(5.5%, 6%]", "(6%, 6.5%]", "(6.5%, 7%]", "(7%, 7.5%]"}, percentEdge},
		{"rates over twenty points", rateBands(0.04, 0.24), []string{"[4%, 6%]", "(6%, 8%]", "(8%, 10%]", "(10%, 12%]", "(12%, 14%]", "(14%, 16%]", "(16%, 18%]", "(18%, 20%]", "(20%, 22%]", "(22%, 24%]"}, percentEdge},
		{"one rate on an edge", rateBands(0.05, 0.05), []string{"[5%, 5.5%]"}, percentEdge},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			if got := tt.got.labels(tt.edge); !slices.Equal(got, tt.want) {
				t.Errorf("bands %q, want %q", got, tt.want)
			}
		})
	}
}

// A value lies in the band that its label names, also when it lies on an edge.
func TestAValueLiesInTheBandItsLabelNames(t *testing.T) {
	makers := map[string]func(low, high float64) bands{"spread": spread, "terms": termBands, "rates": rateBands}
	scale := map[string]float64{"spread": 1e-2, "terms": 1e-2, "rates": 1e-6}
	for name, bandsOf := range makers {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) {
			most := map[string]int{"spread": 1_000_000_000_00, "terms": 1200_00, "rates": 500_000}[name]
			values := rapid.SliceOfN(rapid.IntRange(0, most), 1, 20).Draw(t, "values")
			var xs []float64
			for _, v := range values {
				xs = append(xs, math.Round(float64(v))*scale[name])
			}
			e := bandsOf(slices.Min(xs), slices.Max(xs))
			if len(e) < 2 || len(e) > 40 || !slices.IsSorted(e) {
				t.Fatalf("edges %v", e)
			}
			for _, x := range append(xs, e[1:]...) {
				if x > slices.Max(xs) {
					continue
				}
				i := e.of(x)
				if x > e[i+1] || x < e[i] || (i > 0 && x == e[i]) {
					t.Fatalf("%v lies in (%v, %v]", x, e[i], e[i+1])
				}
			}
		}))
	}
}

// Every distribution holds each contract once, or each share of it, and sums to the pool.
func TestDistributionsSumToThePool(t *testing.T) {
	for _, n := range []int{1, 3, 40, 150} {
		p := must[*pool.Pool](t)(poolSpec(n).Resolve())
		b := &book{content: Content{Pool: p}, currency: p.Currency()}
		list := must[[]distribution](t)(b.distributions())
		if len(list) < 10 {
			t.Fatalf("%d distributions", len(list))
		}
		for _, d := range list {
			var sum money.Amount
			count := 0
			for _, s := range d.rows {
				sum += s.amount
				count += s.contracts
			}
			if sum != p.Principal() {
				t.Errorf("%d contracts by %s: %s, want %s", n, d.label, sum, p.Principal())
			}
			if count != n && d.note == "" {
				t.Errorf("%d contracts by %s: %d are counted and no remark says why", n, d.label, count)
			}
		}
	}
}

func TestTheLargestContractsComeFirstAndKeepTheirOrder(t *testing.T) {
	spec := poolSpec(30)
	spec.Contracts[7].Balance, spec.Contracts[20].Balance, spec.Contracts[3].Balance = dec("90000000"), dec("90000000"), dec("95000000")
	b := &book{content: Content{Pool: must[*pool.Pool](t)(spec.Resolve())}}
	list := b.largest(topContracts)
	if len(list) != topContracts || list[0].i != 3 || list[1].i != 7 || list[2].i != 20 {
		t.Errorf("the first three are %d, %d and %d of %d", list[0].i, list[1].i, list[2].i, len(list))
	}
	for i := range list[1:] {
		if list[i].Principal < list[i+1].Principal {
			t.Errorf("place %d is smaller than place %d", i, i+1)
		}
	}
}
