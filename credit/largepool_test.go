package credit_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/credit"
)

func TestLargePoolTrancheLossWorkedCase(t *testing.T) { // VA-07
	edges := []float64{0, 0.03, 0.06, 0.1, 1}
	want := []float64{0.6277034207787575, 0.22152511659539698, 0.07719170247926856, 0.0015949730884495805}
	pool := 0.0
	for i, w := range want {
		got := credit.LargePoolTrancheLoss(0.05, 0.2, 0.6, edges[i], edges[i+1])
		if !within(got, w, 1e-10) {
			t.Errorf("tranche %v to %v: %.16g, want %.16g", edges[i], edges[i+1], got, w)
		}
		pool += got * (edges[i+1] - edges[i])
	}
	if math.Abs(pool-0.03) > 1e-15 {
		t.Errorf("the tranches sum to %.17g, want 0.03", pool)
	}
}

// TestLargePoolTrancheLossAgainstQuadrature integrates the tranche's loss over the factor.
func TestLargePoolTrancheLossAgainstQuadrature(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pd := rapid.Float64Range(0.0005, 0.9).Draw(t, "pd")
		rho := rapid.Float64Range(0.01, 0.95).Draw(t, "rho")
		lgd := rapid.Float64Range(0.05, 1).Draw(t, "lgd")
		attach := rapid.Float64Range(0, 0.9).Draw(t, "attach")
		detach := rapid.Float64Range(attach+0.001, 1).Draw(t, "detach")
		// The points where the loss crosses the tranche are panel edges: there the integrand has a kink.
		points := []float64{}
		for _, k := range []float64{attach, detach} {
			if share := k / lgd; share > 0 && share < 1 {
				points = append(points, (credit.NormalQuantile(pd)-math.Sqrt(1-rho)*credit.NormalQuantile(share))/math.Sqrt(rho))
			}
		}
		turn, width := credit.NormalQuantile(pd)/math.Sqrt(rho), math.Sqrt((1-rho)/rho)
		for j := -60; j <= 60; j++ {
			points = append(points, turn+width*float64(j)/5, float64(j)*0.15)
		}
		want := integratePanels(func(z float64) float64 {
			loss := lgd * credit.ConditionalPD(pd, rho, z)
			return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) * min(max(loss-attach, 0), detach-attach)
		}, points, -9, 9)
		got := credit.LargePoolTrancheLoss(pd, rho, lgd, attach, detach) * (detach - attach)
		if math.Abs(got-want) > 1e-13 {
			t.Fatalf("%.17g, quadrature %.17g", got, want)
		}
	})
}

func TestLargePoolTrancheLossProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pd := rapid.Float64Range(0, 1).Draw(t, "pd")
		more := rapid.Float64Range(pd, 1).Draw(t, "more")
		rho := rapid.SampledFrom([]float64{0, 0.001, 0.2, 0.7, 0.999, 1}).Draw(t, "rho")
		lgd := rapid.Float64Range(0, 1).Draw(t, "lgd")
		cut := rapid.Float64Range(0.001, 0.999).Draw(t, "cut")
		low, high := credit.LargePoolTrancheLoss(pd, rho, lgd, 0, cut), credit.LargePoolTrancheLoss(pd, rho, lgd, cut, 1)
		if sum := low*cut + high*(1-cut); math.Abs(sum-pd*lgd) > 1e-14 {
			t.Fatalf("the tranches sum to %v, the pool loses %v", sum, pd*lgd)
		}
		if high > low+1e-12 {
			t.Fatalf("the senior tranche loses more: %v and %v", low, high)
		}
		if credit.LargePoolTrancheLoss(more, rho, lgd, cut, 1) < high-1e-12 {
			t.Fatalf("falls as the PD rises")
		}
	})
	for _, bad := range [][5]float64{{-1, 0.2, 0.6, 0, 1}, {0.1, 2, 0.6, 0, 1}, {0.1, 0.2, 2, 0, 1}, {0.1, 0.2, 0.6, 0.5, 0.5}, {0.1, 0.2, 0.6, 0, 1.5}, {0.1, 0.2, 0.6, math.NaN(), 1}} {
		if got := credit.LargePoolTrancheLoss(bad[0], bad[1], bad[2], bad[3], bad[4]); !math.IsNaN(got) {
			t.Errorf("LargePoolTrancheLoss(%v) = %v, want NaN", bad, got)
		}
	}
}

func ExampleLargePoolTrancheLoss() {
	edges := []float64{0, 0.03, 0.06, 0.10, 1}
	pool := 0.0
	for i, attach := range edges[:4] {
		detach := edges[i+1]
		loss := credit.LargePoolTrancheLoss(0.05, 0.2, 0.6, attach, detach)
		pool += loss * (detach - attach)
		fmt.Printf("%2.0f–%3.0f %%: %.3f %% of the tranche\n", 100*attach, 100*detach, 100*loss)
	}
	fmt.Printf("pool: %.3f %%\n", 100*pool)
	// Output:
	//  0–  3 %: 62.770 % of the tranche
	//  3–  6 %: 22.153 % of the tranche
	//  6– 10 %: 7.719 % of the tranche
	// 10–100 %: 0.159 % of the tranche
	// pool: 3.000 %
}
