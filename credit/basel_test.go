package credit_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/ipabs/ipabs/credit"
)

// TestBaselRiskWeights reproduces the regulator's table of corporate risk weights (LGD 45 %,
// maturity 2.5 years), which stands on the correlation and the Vasicek quantile:
//
//	RW = 12.5·LGD·(WCDR − PD)·(1 + (M − 2.5)·b)/(1 − 1.5·b),  b = (0.11852 − 0.05478·ln PD)²
func TestBaselRiskWeights(t *testing.T) {
	for _, row := range []struct{ pdPercent, weightPercent float64 }{
		{0.03, 14.44}, {0.1, 29.65}, {0.5, 69.61}, {1, 92.32}, {2, 114.86}, {5, 149.86}, {20, 238.23},
	} {
		pd := row.pdPercent / 100
		b := math.Pow(0.11852-0.05478*math.Log(pd), 2)
		quantile := credit.VasicekQuantile(pd, credit.BaselCorporateCorrelation(pd), 0.999)
		got := 100 * 12.5 * 0.45 * (quantile - pd) / (1 - 1.5*b)
		if math.Abs(got-row.weightPercent) > 0.0101 { // the printed table rounds 114.85 and 149.85 up
			t.Errorf("PD %v %%: risk weight %.3f %%, printed %v", row.pdPercent, got, row.weightPercent)
		}
	}
	if got := credit.BaselCorporateCorrelation(0); got != 0.24 {
		t.Errorf("at PD 0: %v", got)
	}
	if got := credit.BaselCorporateCorrelation(1); got != 0.12 {
		t.Errorf("at PD 1: %v", got)
	}
	if got := credit.BaselCorporateCorrelation(-0.1); !math.IsNaN(got) {
		t.Errorf("at PD −0.1: %v", got)
	}
}

func ExampleBaselCorporateCorrelation() {
	for _, pd := range []float64{0.001, 0.01, 0.1} {
		fmt.Printf("PD %.3f: correlation %.4f\n", pd, credit.BaselCorporateCorrelation(pd))
	}
	// Output:
	// PD 0.001: correlation 0.2341
	// PD 0.010: correlation 0.1928
	// PD 0.100: correlation 0.1208
}
