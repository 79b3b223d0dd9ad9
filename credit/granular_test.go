package credit_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/credit"
)

func TestGranularBoundsHoldEveryEqualPool(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pd := rapid.Float64Range(0.001, 0.5).Draw(t, "pd")
		rho := rapid.SampledFrom([]float64{0, 0.05, 0.3, 0.8, 1}).Draw(t, "rho")
		lgd := rapid.Float64Range(0.1, 1).Draw(t, "lgd")
		attach := rapid.SampledFrom([]float64{0, 0.02, 0.1, 0.3}).Draw(t, "attach")
		detach := rapid.SampledFrom([]float64{0.35, 0.6, 1}).Draw(t, "detach")
		n := rapid.IntRange(1, 60).Draw(t, "n")
		largest := rapid.Float64Range(1/float64(n), 1).Draw(t, "largest share")
		low, high, err := credit.GranularBounds(pd, rho, lgd, largest, attach, detach)
		if err != nil {
			t.Fatal(err)
		}
		got, err := credit.EqualPool{N: n, PD: pd, Rho: rho, LGD: lgd}.TrancheLoss(attach, detach)
		if err != nil {
			t.Fatal(err)
		}
		if got < low-1e-11 || got > high+1e-11 {
			t.Fatalf("%d equal parties lose %v, bounds [%v, %v] for a largest share of %v", n, got, low, high, largest)
		}
	})
}

func TestGranularBoundsAreAttained(t *testing.T) {
	const pd, rho, lgd = 0.05, 0.2, 0.6
	low, high, err := credit.GranularBounds(pd, rho, lgd, 0.1, 0, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	ten, err := credit.EqualPool{N: 10, PD: pd, Rho: rho, LGD: lgd}.TrancheLoss(0, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(low-ten) > 1e-11 || math.Abs(high-credit.LargePoolTrancheLoss(pd, rho, lgd, 0, 0.1)) > 1e-14 {
		t.Errorf("equity: [%v, %v], ten parties %v", low, high, ten)
	}
}

func TestGranularBoundsRefuse(t *testing.T) {
	for _, bad := range [][6]float64{{-1, 0.2, 0.6, 0.1, 0, 1}, {0.1, 0.2, 0.6, 0, 0, 1}, {0.1, 0.2, 0.6, 0.1, 0.5, 0.5}} {
		if _, _, err := credit.GranularBounds(bad[0], bad[1], bad[2], bad[3], bad[4], bad[5]); !errors.Is(err, credit.ErrArgument) {
			t.Errorf("%v: %v", bad, err)
		}
	}
}

func ExampleGranularBounds() {
	for _, largest := range []float64{0.1, 0.02} {
		low, high, err := credit.GranularBounds(0.05, 0.2, 0.6, largest, 0, 0.1)
		if err != nil {
			panic(err)
		}
		fmt.Printf("no name above %2.0f %%: equity 0–10 %% loses %.2f to %.2f %%\n", 100*largest, 100*low, 100*high)
	}
	// Output:
	// no name above 10 %: equity 0–10 % loses 24.69 to 28.56 %
	// no name above  2 %: equity 0–10 % loses 27.93 to 28.56 %
}
