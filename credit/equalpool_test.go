package credit_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/credit"
)

// legs are the present values of a credit contract per unit of notional: of the premium payments at
// payment dates (A), of the premium accrued at default (B) and of the protection payments (C), as in J.
// Hull, Options, Futures, and Other Derivatives, chapter on credit derivatives. The break-even spread is
// C/(A + B).
type legs struct{ a, b, c float64 }

// value takes the expected outstanding notional at 0, dt, 2·dt, … and the expected payout by then.
// Defaults happen in the middle of a period and are settled late by a part of the period: 0 for at
// once, 0.5 for on the next payment date and are met to one unit of their last digit.
func value(dt, rate, late float64, notional, payout []float64) legs {
	var l legs
	for i := 1; i < len(notional); i++ {
		end := float64(i) * dt
		mid := math.Exp(-rate * (end - dt/2 + late*dt))
		l.a += dt * notional[i] * math.Exp(-rate*end)
		l.b += 0.5 * dt * (notional[i-1] - notional[i]) * mid
		l.c += (payout[i] - payout[i-1]) * mid
	}
	return l
}

func (l legs) spreadBps() float64 { return 1e4 * l.c / (l.a + l.b) }

// trancheLegs values a tranche of n equal names over five years of quarterly payments.
func trancheLegs(t *testing.T, n int, hazard, rho, recovery, rate, attach, detach float64) legs {
	t.Helper()
	notional, payout := []float64{1}, []float64{0}
	for q := 1; q <= 20; q++ {
		pool := credit.EqualPool{N: n, PD: -math.Expm1(-hazard * float64(q) / 4), Rho: rho, LGD: 1 - recovery}
		loss, err := pool.TrancheLoss(attach, detach)
		if err != nil {
			t.Fatal(err)
		}
		notional, payout = append(notional, 1-loss), append(payout, loss)
	}
	return value(0.25, rate, 0, notional, payout)
}

// TestHullTranche is Hull's synthetic CDO: 125 names, hazard rate 0.83 %, recovery 40 %, copula
// correlation 0.15, 3.5 % interest, tranche 3–6 %. The book, with 60 Gauss–Hermite points, prints
// A 4.2846, B 0.0187, C 0.1496 and 348 basis points.
func TestHullTranche(t *testing.T) {
	l := trancheLegs(t, 125, 0.0083, 0.15, 0.4, 0.035, 0.03, 0.06)
	for _, c := range []struct {
		leg               string
		got, want, within float64
	}{
		{"A", l.a, 4.2846, 1.5e-4}, {"B", l.b, 0.0187, 5e-5}, {"C", l.c, 0.1496, 1e-4}, {"spread", l.spreadBps(), 348, 0.5},
		{"A, computed elsewhere", l.a, 4.2845, 5e-5}, {"B, computed elsewhere", l.b, 0.01871, 5e-6},
		{"C, computed elsewhere", l.c, 0.14966, 5e-6}, {"spread, computed elsewhere", l.spreadBps(), 347.8, 0.05},
	} {
		if math.Abs(c.got-c.want) > c.within {
			t.Errorf("%s = %.5f, want %v", c.leg, c.got, c.want)
		}
	}
}

// TestHullWhiteTranches compares with table 7 of J. Hull, A. White (2004): 100 names, hazard rate
// 1 %, recovery 40 %, 5 % interest. The paper's own quadrature is coarse (up to 2.3 % from any fine one);
// the second row of each pair holds figures computed independently with a fine one.
func TestHullWhiteTranches(t *testing.T) {
	edges := []float64{0, 0.03, 0.06, 0.1, 1}
	for _, row := range []struct {
		rho    float64
		paper  [4]float64
		fine   [4]float64
		within [4]float64
	}{
		{0.1, [4]float64{2279, 450, 89, 1}, [4]float64{2274, 455, 91, 0.7}, [4]float64{0.5, 0.5, 0.5, 0.05}},
		{0.3, [4]float64{1487, 472, 203, 7}, [4]float64{1488, 474, 204, 7.4}, [4]float64{0.5, 0.5, 0.5, 0.05}},
	} {
		for i := range row.fine {
			got := trancheLegs(t, 100, 0.01, row.rho, 0.4, 0.05, edges[i], edges[i+1]).spreadBps()
			if math.Abs(got-row.fine[i]) > row.within[i] {
				t.Errorf("rho %v tranche %v–%v: %.2f bps, computed elsewhere %v", row.rho, edges[i], edges[i+1], got, row.fine[i])
			}
			if math.Abs(got-row.paper[i]) > max(0.024*row.paper[i], 0.6) {
				t.Errorf("rho %v tranche %v–%v: %.2f bps, the paper prints %v", row.rho, edges[i], edges[i+1], got, row.paper[i])
			}
		}
	}
}

// TestHullWhiteNthToDefault: 10 names, hazard rate 1 %, recovery 40 %, correlation 0.3, five years.
// The paper prints 440 139 53 21 8 3 1 basis points; the figures computed elsewhere settle defaults
// on the next payment date and are met to one unit of their last digit.
func TestHullWhiteNthToDefault(t *testing.T) {
	fine := []float64{438.4, 138.6, 53.0, 21.3, 8.5, 3.3, 1.1}
	paper := []float64{440, 139, 53, 21, 8, 3, 1}
	for n := 1; n <= len(fine); n++ {
		notional, payout := []float64{1}, []float64{0}
		for q := 1; q <= 20; q++ {
			pmf, err := credit.EqualPool{N: 10, PD: -math.Expm1(-0.01 * float64(q) / 4), Rho: 0.3, LGD: 0.6}.DefaultCounts()
			if err != nil {
				t.Fatal(err)
			}
			hit := 0.0
			for _, p := range pmf[n:] {
				hit += p
			}
			notional, payout = append(notional, 1-hit), append(payout, 0.6*hit)
		}
		if got := value(0.25, 0.05, 0.5, notional, payout).spreadBps(); math.Abs(got-fine[n-1]) > 0.1 {
			t.Errorf("%d-th to default: %.2f bps, computed elsewhere %v", n, got, fine[n-1])
		}
		if got := value(0.25, 0.05, 0, notional, payout).spreadBps(); math.Abs(got-paper[n-1]) > max(0.005*paper[n-1], 0.6) {
			t.Errorf("%d-th to default: %.2f bps, the paper prints %v", n, got, paper[n-1])
		}
	}
}

func TestDefaultCountsWithoutCorrelationAreBinomial(t *testing.T) {
	pmf, err := credit.EqualPool{N: 4, PD: 0.25, LGD: 1}.DefaultCounts()
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range []float64{81.0 / 256, 108.0 / 256, 54.0 / 256, 12.0 / 256, 1.0 / 256} {
		if math.Abs(pmf[k]-want) > 1e-15 {
			t.Errorf("P(%d) = %v, want %v", k, pmf[k], want)
		}
	}
}

func TestDefaultCountsProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := credit.EqualPool{
			N: rapid.IntRange(1, 300).Draw(t, "n"), LGD: 1,
			PD:  rapid.Float64Range(0, 1).Draw(t, "pd"),
			Rho: rapid.SampledFrom([]float64{0, 0.01, 0.2, 0.6, 0.95, 1}).Draw(t, "rho"),
		}
		pmf, err := e.DefaultCounts()
		if err != nil {
			t.Fatal(err)
		}
		var sum, mean, square float64
		for k, p := range pmf {
			sum, mean, square = sum+p, mean+p*float64(k), square+p*float64(k*k)
		}
		n := float64(e.N)
		if math.Abs(sum-1) > 1e-12 || math.Abs(mean-n*e.PD) > 1e-11*n {
			t.Fatalf("sum %v, mean %v of %v", sum, mean, n*e.PD)
		}
		// The second moment is that of the pairwise bivariate normals.
		want := credit.DefaultRateVariance(e.PD, e.Rho, 1/n) * n * n
		if math.Abs(square-mean*mean-want) > 1e-10*n*n {
			t.Fatalf("variance %v, want %v", square-mean*mean, want)
		}
	})
}

func TestManyEqualPartiesApproachTheLargePool(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]float64{{0, 0.03}, {0.03, 0.06}, {0.06, 0.1}, {0.1, 1}} {
		closed := credit.LargePoolTrancheLoss(0.05, 0.2, 0.6, c[0], c[1])
		last := math.Inf(1)
		for _, n := range []int{100, 1000, 10000} {
			got, err := credit.EqualPool{N: n, PD: 0.05, Rho: 0.2, LGD: 0.6}.TrancheLoss(c[0], c[1])
			if err != nil {
				t.Fatal(err)
			}
			distance := math.Abs(got - closed)
			if distance > last/5 { // the distance falls as 1/n
				t.Errorf("tranche %v: n %d is %.3g from the closed form, ten times fewer %.3g", c, n, distance, last)
			}
			last = distance
		}
		if last > 0.003*closed {
			t.Errorf("tranche %v: 10,000 parties are %.2g from the closed form %v", c, last, closed)
		}
	}
}

func TestEqualPoolRefusesWhatMakesNoSense(t *testing.T) {
	for _, e := range []credit.EqualPool{
		{N: 0, PD: 0.1, LGD: 1}, {N: 1_000_000_000, PD: 0.1, LGD: 1}, {N: 5, PD: 1.1, LGD: 1},
		{N: 5, PD: math.NaN(), LGD: 1}, {N: 5, PD: 0.1, Rho: -0.1, LGD: 1}, {N: 5, PD: 0.1, LGD: 2},
	} {
		if _, err := e.DefaultCounts(); !errors.Is(err, credit.ErrArgument) {
			t.Errorf("%+v: %v", e, err)
		}
	}
	if _, err := (credit.EqualPool{N: 5, PD: 0.1, LGD: 1}).TrancheLoss(0.5, 0.5); !errors.Is(err, credit.ErrArgument) {
		t.Errorf("an empty tranche: %v", err)
	}
}

func ExampleEqualPool() {
	pool := credit.EqualPool{N: 12, PD: 0.05, Rho: 0.2, LGD: 0.6}
	counts, err := pool.DefaultCounts()
	if err != nil {
		panic(err)
	}
	loss, err := pool.TrancheLoss(0, 0.1)
	if err != nil {
		panic(err)
	}
	fmt.Printf("no default %.4f, one %.4f, two %.4f; equity 0–10 %% loses %.2f %%\n", counts[0], counts[1], counts[2], 100*loss)
	// Output: no default 0.6207, one 0.2396, two 0.0880; equity 0–10 % loses 25.95 %
}
