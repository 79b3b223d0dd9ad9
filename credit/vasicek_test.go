package credit_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/credit"
)

func TestVasicekQuantileWorkedCase(t *testing.T) { // VA-01; Hull prints 12.8 % and 5.13 million
	got := credit.VasicekQuantile(0.02, 0.1, 0.999)
	if !within(got, 0.12823710729942317, 1e-12) {
		t.Errorf("worst-case default rate %.17g", got)
	}
	if loss := 100 * 0.4 * got; !within(loss, 5.129484291976927, 1e-12) {
		t.Errorf("loss %.16g", loss)
	}
}

// TestVasicekTableOf2002 reproduces the table of quantiles in units of the standard deviation,
// (L_q − p)/s, of O. Vasicek, Loan portfolio value, Risk, December 2002, table 1.
func TestVasicekTableOf2002(t *testing.T) {
	levels := []float64{0.9, 0.99, 0.999, 0.9999}
	for _, row := range []struct {
		pd, rho float64
		want    [4]float64
		within  [4]float64 // half a unit of the last digit printed
	}{
		{0.01, 0.1, [4]float64{1.19, 3.8, 7.0, 10.7}, [4]float64{0.005, 0.05, 0.05, 0.05}},
		{0.01, 0.4, [4]float64{0.55, 4.5, 11.0, 18.2}, [4]float64{0.005, 0.05, 0.05, 0.05}},
		{0.001, 0.1, [4]float64{0.98, 4.1, 8.8, 15.4}, [4]float64{0.005, 0.05, 0.05, 0.05}},
		{0.001, 0.4, [4]float64{0.12, 3.2, 13.2, 31.7}, [4]float64{0.005, 0.05, 0.05, 0.05}},
	} {
		s := math.Sqrt(credit.DefaultRateVariance(row.pd, row.rho, 0))
		for i, q := range levels {
			got := (credit.VasicekQuantile(row.pd, row.rho, q) - row.pd) / s
			if math.Abs(got-row.want[i]) > row.within[i] {
				t.Errorf("pd %v rho %v level %v: %.4f, printed %v", row.pd, row.rho, q, got, row.want[i])
			}
		}
	}
}

func TestVasicekAtItsEdges(t *testing.T) {
	for _, c := range []struct {
		situation           string
		pd, rho, q, x, want float64
	}{
		{"no correlation: the rate is the PD", 0.03, 0, 0.999, 0, 0.03},
		{"perfect correlation, level within the PD", 0.03, 1, 0.98, 0, 1},
		{"perfect correlation, level below", 0.03, 1, 0.96, 0, 0},
		{"nobody can default", 0, 0.2, 0.999, 0, 0},
		{"all must default", 1, 0.2, 0.001, 0, 1},
		{"the level of certainty", 0.03, 0.2, 1, 0, 1},
		{"the level zero", 0.03, 0.2, 0, 0, 0},
	} {
		t.Run(c.situation, func(t *testing.T) {
			if got := credit.VasicekQuantile(c.pd, c.rho, c.q); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
	nan := math.NaN()
	for _, bad := range [][3]float64{{-0.1, 0.2, 0.9}, {1.1, 0.2, 0.9}, {0.1, -0.2, 0.9}, {0.1, 1.2, 0.9}, {0.1, 0.2, 1.1}, {nan, 0.2, 0.9}, {0.1, nan, 0.9}, {0.1, 0.2, nan}} {
		if got := credit.VasicekQuantile(bad[0], bad[1], bad[2]); !math.IsNaN(got) {
			t.Errorf("VasicekQuantile(%v) = %v, want NaN", bad, got)
		}
	}
}

func TestVasicekProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pd := rapid.Float64Range(1e-5, 0.999).Draw(t, "pd")
		more := rapid.Float64Range(pd, 1).Draw(t, "more")
		rho := rapid.Float64Range(0.001, 0.95).Draw(t, "rho")
		q := rapid.Float64Range(0.001, 0.9999).Draw(t, "q")
		x := credit.VasicekQuantile(pd, rho, q)
		if x < 0 || x > 1 {
			t.Fatalf("quantile %v", x)
		}
		if credit.VasicekQuantile(more, rho, q) < x*(1-1e-12) {
			t.Fatalf("falls as the PD rises")
		}
		if x > 1e-12 && x < 1-1e-9 {
			if back := credit.VasicekCDF(pd, rho, x); math.Abs(back-q) > 1e-7 {
				t.Fatalf("CDF of the quantile %v, want %v", back, q)
			}
		}
	})
}

// TestConditionalPDAveragesToThePD integrates over the factor.
func TestConditionalPDAveragesToThePD(t *testing.T) {
	var points []float64
	for z := -9.0; z <= 9; z += 0.05 {
		points = append(points, z)
	}
	for _, rho := range []float64{0, 0.05, 0.3, 0.9} {
		got := integratePanels(func(z float64) float64 {
			return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) * credit.ConditionalPD(0.02, rho, z)
		}, points, -9, 9)
		if math.Abs(got-0.02) > 1e-14 {
			t.Errorf("rho %v: %.17g", rho, got)
		}
	}
}

func TestVasicekGranularityPublished(t *testing.T) {
	// p 2 %, rho 0.15, level 99.9 %, 50 names: 17.633 % + 3.999 %.
	if got := credit.VasicekQuantile(0.02, 0.15, 0.999); math.Abs(got-0.17633) > 5e-6 {
		t.Errorf("quantile %v", got)
	}
	if got := credit.VasicekGranularity(0.02, 0.15, 0.999, 50); math.Abs(got-0.03999) > 5e-6 {
		t.Errorf("correction %v", got)
	}
}

// TestVasicekGranularityMeetsTheFinitePool compares the correction with the quantile of an exact
// pool of 20,000 parties, where the steps of the default count are small against it.
func TestVasicekGranularityMeetsTheFinitePool(t *testing.T) {
	const n, pd, rho, q = 20000, 0.02, 0.15, 0.99
	pmf, err := credit.EqualPool{N: n, PD: pd, Rho: rho, LGD: 1}.DefaultCounts()
	if err != nil {
		t.Fatal(err)
	}
	cdf, k := 0.0, 0
	for ; cdf+pmf[k] < q; k++ {
		cdf += pmf[k]
	}
	exact := (float64(k) - 0.5 + (q-cdf)/pmf[k]) / n // between the steps
	correction := exact - credit.VasicekQuantile(pd, rho, q)
	if want := credit.VasicekGranularity(pd, rho, q, n); math.Abs(correction/want-1) > 0.02 {
		t.Errorf("the finite pool adds %.4g, first order says %.4g", correction, want)
	}
}

func ExampleVasicekQuantile() {
	rate := credit.VasicekQuantile(0.02, 0.1, 0.999)
	fmt.Printf("worst-case default rate %.3f %%, loss on 100 million at 60 %% recovery %.2f million\n", 100*rate, 100*0.4*rate)
	// Output: worst-case default rate 12.824 %, loss on 100 million at 60 % recovery 5.13 million
}

func ExampleDefaultRateVariance() {
	for _, hhi := range []float64{0, 0.05, 0.1} {
		fmt.Printf("HHI %.2f: standard deviation %.4f\n", hhi, math.Sqrt(credit.DefaultRateVariance(0.05, 0.2, hhi)))
	}
	// Output:
	// HHI 0.00: standard deviation 0.0524
	// HHI 0.05: standard deviation 0.0706
	// HHI 0.10: standard deviation 0.0850
}
