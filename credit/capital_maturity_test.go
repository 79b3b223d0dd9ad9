package credit_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
)

func TestTrancheMaturitySituations(t *testing.T) {
	tests := []struct {
		situation     string
		payments      []credit.ContractualPayment
		unbounded, mt float64
	}{
		{"a bullet in three years", []credit.ContractualPayment{{Years: 3, Amount: 100}}, 3, 3},
		{"equal payments in one, two, three and four years", []credit.ContractualPayment{{1, 50}, {2, 50}, {3, 50}, {4, 50}}, 2.5, 2.5},
		{"mostly late", []credit.ContractualPayment{{1, 25}, {5, 75}}, 4, 4},
		{"under a year", []credit.ContractualPayment{{0.25, 10}, {0.75, 10}}, 0.5, 1},
		{"beyond five years", []credit.ContractualPayment{{7, 10}}, 7, 5},
		{"amounts whose sum passes the range of amounts", []credit.ContractualPayment{{2, math.MaxInt64}, {4, math.MaxInt64}}, 3, 3},
	}
	for _, r := range bothCapitalRules() {
		for _, tt := range tests {
			t.Run(r.Name+"/"+tt.situation, func(t *testing.T) {
				res, err := credit.TrancheMaturity(r, tt.payments)
				if err != nil || !capitalNear(res.Unbounded, tt.unbounded) || !capitalNear(res.MT, tt.mt) || res.Article != r.Articles.Maturity {
					t.Errorf("%+v, %v; want %g, %g", res, err, tt.unbounded, tt.mt)
				}
			})
		}
	}
	_, err := credit.TrancheMaturity(credit.ChinaCapitalRules(), []credit.ContractualPayment{{-1, 10}, {math.NaN(), 5}, {1, -5}})
	wantFaultPaths(t, err, "payments[0].years", "payments[1].years", "payments[2].amount")
	_, err = credit.TrancheMaturity(credit.ChinaCapitalRules(), []credit.ContractualPayment{{2, 0}})
	wantFaultPaths(t, err, "payments")
}

func TestLegalTrancheMaturitySituations(t *testing.T) {
	for _, tt := range []struct{ legal, unbounded, mt float64 }{
		{0.5, 0.6, 1}, {1, 1, 1}, {2, 1.8, 1.8}, {3.5, 3, 3}, {6, 5, 5}, {30, 24.2, 5},
	} {
		res, err := credit.LegalTrancheMaturity(credit.BaselCapitalRules(), tt.legal)
		if err != nil || !capitalNear(res.Unbounded, tt.unbounded) || !capitalNear(res.MT, tt.mt) {
			t.Errorf("%g years: %+v, %v; want %g, %g", tt.legal, res, err, tt.unbounded, tt.mt)
		}
	}
	for _, bad := range []float64{-1, math.NaN(), math.Inf(1)} {
		_, err := credit.LegalTrancheMaturity(credit.BaselCapitalRules(), bad)
		wantFaultPaths(t, err, "legal_years")
	}
}

func ExampleTrancheMaturity() {
	fen := func(yuan int64) money.Amount { return money.Amount(yuan * 100) }
	res, err := credit.TrancheMaturity(credit.ChinaCapitalRules(), []credit.ContractualPayment{
		{Years: 1, Amount: fen(5_000_000)},
		{Years: 2, Amount: fen(5_000_000)},
		{Years: 3, Amount: fen(105_000_000)},
	})
	fmt.Printf("%.4f years, %v\n", res.MT, err)
	// Output: 2.8696 years, <nil>
}

func ExampleLegalTrancheMaturity() {
	for _, legal := range []float64{0.5, 4, 10} {
		res, _ := credit.LegalTrancheMaturity(credit.ChinaCapitalRules(), legal)
		fmt.Printf("%g years: MT %.1f (%.1f before floor and cap)\n", legal, res.MT, res.Unbounded)
	}
	// Output:
	// 0.5 years: MT 1.0 (0.6 before floor and cap)
	// 4 years: MT 3.4 (3.4 before floor and cap)
	// 10 years: MT 5.0 (8.2 before floor and cap)
}
