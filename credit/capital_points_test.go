package credit_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
)

func TestAttachmentPointsSituations(t *testing.T) {
	tests := []struct {
		situation string
		structure credit.CapitalStructure
		want      []credit.TranchePoints
	}{
		{"senior, mezzanine, equity", credit.CapitalStructure{Pool: 1000, Tranches: []credit.CapitalTranche{
			{"A", 750, 1}, {"B", 130, 2}, {"C", 120, 3}}},
			[]credit.TranchePoints{{"A", 0.25, 1}, {"B", 0.12, 0.25}, {"C", 0, 0.12}}},
		{"given in another order", credit.CapitalStructure{Pool: 1000, Tranches: []credit.CapitalTranche{
			{"C", 120, 3}, {"A", 750, 1}, {"B", 130, 2}}},
			[]credit.TranchePoints{{"C", 0, 0.12}, {"A", 0.25, 1}, {"B", 0.12, 0.25}}},
		{"two of equal rank, which differ in maturity", credit.CapitalStructure{Pool: 1000, Tranches: []credit.CapitalTranche{
			{"A-1", 300, 1}, {"A-2", 450, 1}, {"B", 250, 2}}},
			[]credit.TranchePoints{{"A-1", 0.25, 1}, {"A-2", 0.25, 1}, {"B", 0, 0.25}}},
		{"over-collateral supports all", credit.CapitalStructure{Pool: 1000, Tranches: []credit.CapitalTranche{
			{"A", 700, 1}, {"B", 200, 2}}},
			[]credit.TranchePoints{{"A", 0.3, 1}, {"B", 0.1, 0.3}}},
		{"the pool has shrunk below the balances", credit.CapitalStructure{Pool: 1000, Tranches: []credit.CapitalTranche{
			{"A", 950, 1}, {"B", 100, 2}, {"C", 100, 3}}},
			[]credit.TranchePoints{{"A", 0.05, 1}, {"B", 0, 0.05}, {"C", 0, 0}}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			got, err := credit.AttachmentPoints(tt.structure)
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
				t.Errorf("(-want +got)\n%s%v", diff, err)
			}
		})
	}
}

func TestAttachmentPointsReportEveryFaultAtOnce(t *testing.T) {
	_, err := credit.AttachmentPoints(credit.CapitalStructure{})
	wantFaultPaths(t, err, "pool", "tranches")
	_, err = credit.AttachmentPoints(credit.CapitalStructure{Pool: -1, Tranches: []credit.CapitalTranche{
		{"", 1, 1}, {"A", 0, 1}, {"A", math.MaxInt64, 2}, {"B", math.MaxInt64, 3}}})
	wantFaultPaths(t, err, "pool", "tranches[0].name", "tranches[1].balance", "tranches[2].name", "tranches")
}

// TestADealNeedsTheCapitalOfItsPool ties the pieces together: from balances to points to weights, the
// capital of a fully tranched deal is that of the formula's invariant, whatever the balances.
func TestADealNeedsTheCapitalOfItsPool(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		balances := rapid.SliceOfN(rapid.Int64Range(1, 1<<40), 1, 8).Draw(t, "balances")
		ksa := rapid.Float64Range(0.001, 0.9).Draw(t, "KSA")
		s := credit.CapitalStructure{}
		for i, b := range balances {
			s.Pool += money.Amount(b)
			s.Tranches = append(s.Tranches, credit.CapitalTranche{Name: fmt.Sprint(i), Balance: money.Amount(b), Rank: i})
		}
		points, err := credit.AttachmentPoints(s)
		if err != nil {
			t.Fatal(err)
		}
		if points[0].Detachment != 1 || points[len(points)-1].Attachment != 0 {
			t.Fatalf("the deal does not fill the pool: %v", points)
		}
		sum := 0.0
		for i, p := range points {
			if i > 0 && p.Detachment != points[i-1].Attachment {
				t.Fatalf("a gap between %v and %v", points[i-1], p)
			}
			res := mustSecSA(t, credit.ChinaCapitalRules(), credit.SecSAInput{
				Exposure: credit.SecExposure{Attachment: p.Attachment, Detachment: p.Detachment}, Pool: credit.SecSAPool{KSA: ksa}})
			sum += float64(balances[i]) / float64(s.Pool) * float64(res.Before) * 0.08
		}
		// A tranche of one fen has ends that agree to 15 digits, so its own width is known to a few;
		// its weight is an average over that width and varies by less than its share of the pool.
		if want := ksa - ksa*math.Expm1(-(1-ksa)/ksa); math.Abs(sum-want) > 1e-13 {
			t.Fatalf("capital %.17g, want %.17g", sum, want)
		}
	})
}

func ExampleAttachmentPoints() {
	points, err := credit.AttachmentPoints(credit.CapitalStructure{
		Pool: 733_000_000_00, // fen
		Tranches: []credit.CapitalTranche{
			{Name: "优先A-1", Balance: 300_000_000_00, Rank: 1},
			{Name: "优先A-2", Balance: 330_000_000_00, Rank: 1},
			{Name: "次级", Balance: 70_000_000_00, Rank: 2},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range points {
		fmt.Printf("%s: %.4f to %.4f\n", p.Name, p.Attachment, p.Detachment)
	}
	// Output:
	// 优先A-1: 0.1405 to 1.0000
	// 优先A-2: 0.1405 to 1.0000
	// 次级: 0.0450 to 0.1405
}
