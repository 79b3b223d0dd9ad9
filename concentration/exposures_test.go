package concentration_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// owed is one contract of a test pool: an amount in yuan and who owes it.
type owed struct {
	amount   int64
	obligors []string
}

// poolOf makes a pool of receivables; groups gives the affiliation of some obligors.
func poolOf(t testing.TB, contracts []owed, groups map[string]string) *pool.Pool {
	t.Helper()
	spec := pool.Spec{AsOf: calendar.MustNew(2024, 6, 30), Currency: money.CNY}
	seen := map[string]bool{}
	for i, c := range contracts {
		s := pool.ContractSpec{
			ID: fmt.Sprintf("C%03d", i+1), Balance: decimal.New(c.amount, 0), Maturity: calendar.MustNew(2025, 6, 30),
			Receivable: &pool.ReceivableSpec{},
		}
		for _, name := range c.obligors {
			s.Obligors = append(s.Obligors, pool.ObligorSpec{Party: name})
			if !seen[name] {
				seen[name] = true
				spec.Parties = append(spec.Parties, pool.PartySpec{ID: name, Group: groups[name]})
			}
		}
		spec.Contracts = append(spec.Contracts, s)
	}
	p, err := spec.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func exposures(t testing.TB, p *pool.Pool, m concentration.Measure) *concentration.Exposures {
	t.Helper()
	e, err := concentration.NewExposures(p, m)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-12*math.Max(1, math.Abs(want)) {
		t.Errorf("%s = %.16g, want %.16g", what, got, want)
	}
}

// Worked case CM-16: contracts with several obligors under the three rules.
var jointly = []owed{{100, []string{"p"}}, {80, []string{"p", "q"}}, {60, []string{"q", "r", "s"}}, {40, []string{"t"}}, {20, []string{"r"}}}

func TestJointObligorsUnderEachAllocation(t *testing.T) {
	p := poolOf(t, jointly, nil)
	tests := []struct {
		allocation concentration.Allocation
		amounts    map[string]int64
		hhi, top1  float64
	}{
		{concentration.Equal, map[string]int64{"p": 140, "q": 60, "r": 40, "s": 20, "t": 40}, 0.29777777777777775, 0.4666666666666667},
		{concentration.JointAndSeveral, map[string]int64{"p": 180, "q": 140, "r": 80, "s": 60, "t": 40}, 0.7066666666666667, 0.6},
		{concentration.FirstNamed, map[string]int64{"p": 180, "q": 60, "r": 20, "s": 0, "t": 40}, 0.4222222222222222, 0.6},
	}
	for _, tt := range tests {
		t.Run(tt.allocation.String(), func(t *testing.T) {
			e := exposures(t, p, concentration.Measure{Allocation: tt.allocation})
			got := map[string]int64{}
			for _, v := range e.Entries() {
				got[v.Key] = int64(v.Amount) / 100
			}
			if diff := cmp.Diff(tt.amounts, got); diff != "" {
				t.Errorf("amounts (-want +got):\n%s", diff)
			}
			near(t, "HHI", e.HHI(), tt.hhi)
			near(t, "top 1", e.Top(1), tt.top1)
			if e.Total() != 300_00 {
				t.Errorf("total = %d, want the pool's 30000 fen", e.Total())
			}
		})
	}
}

// Worked case CM-13: affiliates count as one.
func TestAffiliatesCountAsOne(t *testing.T) {
	amounts := []struct {
		name   string
		amount int64
	}{{"a1", 180}, {"a2", 90}, {"a3", 60}, {"b1", 140}, {"b2", 70}, {"c", 120}, {"d", 100}, {"e", 90}, {"f", 60}, {"g", 40}, {"h", 30}, {"i", 20}}
	var contracts []owed
	for _, a := range amounts {
		contracts = append(contracts, owed{a.amount, []string{a.name}})
	}
	p := poolOf(t, contracts, map[string]string{"a1": "A", "a2": "A", "a3": "A", "b1": "B", "b2": "B"})
	single := exposures(t, p, concentration.Measure{Key: concentration.Obligor})
	group := exposures(t, p, concentration.Measure{Key: concentration.Group})
	near(t, "obligor HHI", single.HHI(), 0.1076)
	near(t, "obligor top 1", single.Top(1), 0.18)
	near(t, "group HHI", group.HHI(), 0.192)
	near(t, "group top 1", group.Top(1), 0.33)
	near(t, "group top 5", group.Top(5), 0.85)
	near(t, "group effective number", group.EffectiveNumber(), 5.208333333333333)
	if group.Len() != 9 {
		t.Errorf("%d groups, want 9", group.Len())
	}
}

func TestJointAffiliatesOweAContractOnce(t *testing.T) {
	p := poolOf(t, []owed{{100, []string{"a1", "a2"}}, {50, []string{"b"}}}, map[string]string{"a1": "A", "a2": "A"})
	e := exposures(t, p, concentration.Measure{Key: concentration.Group, Allocation: concentration.JointAndSeveral})
	a, _ := e.Find("A")
	if a.Amount != 100_00 || a.Contracts != 1 {
		t.Errorf("group A owes %d fen on %d contracts, want 10000 on 1", a.Amount, a.Contracts)
	}
}

func TestWhatThePoolDoesNotSayIsABucket(t *testing.T) {
	p := poolOf(t, jointly, nil)
	for _, key := range []concentration.Key{concentration.Creditor, concentration.Originator, concentration.Guarantor,
		concentration.Industry, concentration.IndustryDivision, concentration.Region, concentration.CreditorRegion,
		concentration.RightClass, concentration.RightType, concentration.Rating} {
		e := exposures(t, p, concentration.Measure{Key: key})
		entry, ok := e.Find(concentration.Unknown)
		if !ok || e.Len() != 1 || entry.Amount != p.Principal() || entry.Contracts != p.Len() {
			t.Errorf("%s: %+v of %d buckets, want the whole pool in %q", key, entry, e.Len(), concentration.Unknown)
		}
	}
}

func TestStatedSharesAreRequired(t *testing.T) {
	p := poolOf(t, jointly, nil)
	if _, err := concentration.NewExposures(p, concentration.Measure{Allocation: concentration.StatedShares}); err == nil {
		t.Error("no error for contracts that state no shares")
	}
}

func TestExposuresSumToThePool(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := []string{"a", "b", "c", "d", "e", "f"}
		contracts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) owed {
			return owed{
				amount:   rapid.Int64Range(1, 1_000_000_000).Draw(t, "amount"),
				obligors: rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, 4, rapid.ID).Draw(t, "obligors"),
			}
		}), 1, 12).Draw(t, "contracts")
		p := mustPool(contracts)
		for _, key := range concentration.Keys() {
			for _, allocation := range []concentration.Allocation{concentration.Equal, concentration.FirstNamed} {
				e, err := concentration.NewExposures(p, concentration.Measure{Key: key, Allocation: allocation})
				if err != nil {
					t.Fatal(err)
				}
				if e.TopAmount(e.Len()) != p.Principal() {
					t.Fatalf("%s: buckets sum to %d, the pool to %d", e.Measure(), e.TopAmount(e.Len()), p.Principal())
				}
				again := mustPool(reversed(contracts))
				turned, err := concentration.NewExposures(again, concentration.Measure{Key: key, Allocation: allocation})
				if err != nil {
					t.Fatal(err)
				}
				if key != concentration.Obligor && key != concentration.Group {
					continue
				}
				if diff := cmp.Diff(e.Entries(), turned.Entries()); diff != "" {
					t.Fatalf("order of contracts changes the exposures:\n%s", diff)
				}
			}
		}
	})
}

func mustPool(contracts []owed) *pool.Pool {
	spec := pool.Spec{AsOf: calendar.MustNew(2024, 6, 30), Currency: money.CNY}
	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		spec.Parties = append(spec.Parties, pool.PartySpec{ID: name})
	}
	for i, c := range contracts {
		s := pool.ContractSpec{ID: fmt.Sprint(i), Balance: decimal.New(c.amount, -2), Maturity: calendar.MustNew(2025, 6, 30), Receivable: &pool.ReceivableSpec{}}
		for _, name := range c.obligors {
			s.Obligors = append(s.Obligors, pool.ObligorSpec{Party: name})
		}
		spec.Contracts = append(spec.Contracts, s)
	}
	p, err := spec.Resolve()
	if err != nil {
		panic(err)
	}
	return p
}

func reversed(contracts []owed) []owed {
	turned := slices.Clone(contracts)
	slices.Reverse(turned)
	return turned
}

func ExampleNewExposures() {
	p := mustPool([]owed{{6_000_00, []string{"a"}}, {3_000_00, []string{"b", "c"}}, {1_000_00, []string{"d"}}})
	e, err := concentration.NewExposures(p, concentration.Measure{
		Key: concentration.Obligor, Basis: concentration.OutstandingPrincipal, Allocation: concentration.Equal,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(e.Measure())
	for _, v := range e.Entries() {
		fmt.Printf("%s %s %.2f%%\n", v.Label, v.Amount.FormatGrouped(e.Currency()), 100*e.Share(v.Amount))
	}
	fmt.Printf("top 2 %.2f%%, HHI %.4f\n", 100*e.Top(2), e.HHI())
	// Output:
	// obligor on outstanding_principal, equal
	// a 6,000.00 60.00%
	// b 1,500.00 15.00%
	// c 1,500.00 15.00%
	// d 1,000.00 10.00%
	// top 2 75.00%, HHI 0.4150
}
