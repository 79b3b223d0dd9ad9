package concentration_test

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/ipabs/ipabs/concentration"
)

func TestBinomialDistributionAgainstRationals(t *testing.T) {
	for _, tt := range []struct {
		names int
		pd    *big.Rat
	}{{1, big.NewRat(1, 3)}, {10, big.NewRat(1, 10)}, {50, big.NewRat(13, 100)}, {120, big.NewRat(1, 200)}, {120, big.NewRat(199, 200)}, {37, big.NewRat(1, 2)}} {
		p, _ := tt.pd.Float64()
		got := must[[]float64](t)(concentration.BinomialExpansion{Names: tt.names, PD: p}.Distribution())
		if len(got) != tt.names+1 {
			t.Fatalf("%d probabilities of %d names", len(got), tt.names)
		}
		// The exact law of the float64 that p is.
		exactP := new(big.Rat).SetFloat64(p)
		q := new(big.Rat).Sub(big.NewRat(1, 1), exactP)
		for j, g := range got {
			exact := new(big.Rat).SetInt(new(big.Int).Binomial(int64(tt.names), int64(j)))
			for range j {
				exact.Mul(exact, exactP)
			}
			for range tt.names - j {
				exact.Mul(exact, q)
			}
			want, _ := exact.Float64()
			if math.Abs(g-want) > 4e-16*float64(tt.names)*want {
				t.Errorf("%d of %d at %v: %.17g, want %.17g", j, tt.names, p, g, want)
			}
		}
	}
}

func TestBinomialAtTheEnds(t *testing.T) {
	for pd, at := range map[float64]int{0: 0, 1: 7} {
		got := must[[]float64](t)(concentration.BinomialExpansion{Names: 7, PD: pd}.Distribution())
		for j, p := range got {
			if want := map[bool]float64{true: 1, false: 0}[j == at]; p != want {
				t.Errorf("PD %v: P(%d) = %v", pd, j, p)
			}
		}
	}
	for _, b := range []concentration.BinomialExpansion{{0, .1, .5}, {3, -.1, .5}, {3, math.NaN(), .5}, {3, .1, 1.1}} {
		if _, err := b.Distribution(); err == nil {
			t.Errorf("no error for %+v", b)
		}
		if _, err := b.ExpectedLoss(concentration.Layer{Detachment: 1}); err == nil {
			t.Errorf("no expected loss of %+v", b)
		}
	}
	sound := concentration.BinomialExpansion{Names: 3, PD: .1, LGD: .5}
	for _, l := range []concentration.Layer{{-.1, .5}, {.5, .5}, {.5, 1.1}, {math.NaN(), 1}} {
		if _, err := sound.ExpectedLoss(l); err == nil {
			t.Errorf("no error for the layer %+v", l)
		}
	}
}

func TestBinomialLayersLoseWhatThePoolLoses(t *testing.T) {
	b := concentration.BinomialExpansion{Names: 17, PD: .08, LGD: .55}
	edges := []float64{0, .03, .1, .25, 1}
	sum := 0.0
	last := 1.0
	for i := range len(edges) - 1 {
		el := must[float64](t)(b.ExpectedLoss(concentration.Layer{edges[i], edges[i+1]}))
		if el > last {
			t.Errorf("the layer from %v loses %v, the one below %v", edges[i], el, last)
		}
		last = el
		sum += el * (edges[i+1] - edges[i])
	}
	near(t, "width-weighted loss", sum, .08*.55)
	// By hand: two names, the upper half of the loss is hit only when both default.
	two := concentration.BinomialExpansion{Names: 2, PD: .1, LGD: 1}
	near(t, "upper half of two", must[float64](t)(two.ExpectedLoss(concentration.Layer{.5, 1})), .01)
	near(t, "lower half of two", must[float64](t)(two.ExpectedLoss(concentration.Layer{0, .5})), .19)
}

func ExampleBinomialExpansion() {
	b := concentration.BinomialExpansion{Names: 10, PD: 0.05, LGD: 0.6}
	senior, err := b.ExpectedLoss(concentration.Layer{Attachment: 0.12, Detachment: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("a layer above 12%% loses %.4f%%\n", 100*senior)
	// Output: a layer above 12% loses 0.0859%
}
