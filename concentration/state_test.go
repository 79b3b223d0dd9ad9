package concentration_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// chosen is the pool of the contracts in a state.
func chosen(p *pool.Pool, s *concentration.State) *pool.Pool {
	return p.Filter(func(c pool.Contract) bool {
		i, _ := p.IndexOf(c.ID)
		return s.Has(i)
	})
}

// After any sequence of changes a state says what measuring the set anew says.
func TestStateAgreesWithRecomputation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := build(t, drawClaims(t), map[string]string{"a": "G", "b": "G", "x": "H"})
		m := concentration.Measure{
			Key:        rapid.SampledFrom(concentration.Keys()).Draw(t, "key"),
			Allocation: rapid.SampledFrom([]concentration.Allocation{concentration.Equal, concentration.FirstNamed, concentration.JointAndSeveral}).Draw(t, "allocation"),
		}
		s := must[*concentration.State](t)(concentration.NewState(p, m, concentration.Inputs{}))
		steps := rapid.SliceOfN(rapid.IntRange(0, p.Len()-1), 1, 30).Draw(t, "steps")
		for _, i := range steps {
			effect := s.Peek(i)
			before := s.HHI()
			if s.Has(i) {
				s.Remove(i)
			} else {
				s.Add(i)
			}
			if !sameFloat(effect.Before, before) || !sameFloat(effect.After, s.HHI()) || effect.Total != s.Total() || effect.Occupied != s.Occupied() {
				t.Fatalf("Peek foretold %+v; HHI went from %v to %v, total %d, occupied %d", effect, before, s.HHI(), s.Total(), s.Occupied())
			}
		}
		set := chosen(p, s)
		if s.Len() != set.Len() || s.Total() != set.Principal() {
			t.Fatalf("%d contracts of %d, recomputed %d of %d", s.Len(), s.Total(), set.Len(), set.Principal())
		}
		if set.Len() == 0 {
			if !math.IsNaN(s.HHI()) || s.Occupied() != 0 {
				t.Fatalf("an empty set has HHI %v, %d buckets", s.HHI(), s.Occupied())
			}
			return
		}
		e := must[*concentration.Exposures](t)(concentration.NewExposures(set, m))
		squares, total := new(big.Int), big.NewInt(int64(e.Total()))
		occupied := 0
		for _, v := range e.Entries() {
			squares.Add(squares, new(big.Int).Mul(big.NewInt(int64(v.Amount)), big.NewInt(int64(v.Amount))))
			if v.Amount > 0 {
				occupied++
			}
		}
		exact, _ := new(big.Rat).SetFrac(squares, total.Mul(total, total)).Float64()
		if math.Abs(s.HHI()-exact) > 5*0x1p-53*exact {
			t.Fatalf("HHI %.17g, exactly %.17g", s.HHI(), exact)
		}
		if s.Occupied() != occupied {
			t.Fatalf("%d buckets occupied, recomputed %d", s.Occupied(), occupied)
		}
		for k := range e.Len() + 2 {
			if s.TopAmount(k) != e.TopAmount(k) {
				t.Fatalf("top %d: %d, recomputed %d", k, s.TopAmount(k), e.TopAmount(k))
			}
		}
		for i := range s.Buckets() {
			b := s.Bucket(i)
			want, _ := e.Find(b.Key)
			if b.Amount != want.Amount || want.Key != "" && b.Label != want.Label {
				t.Fatalf("bucket %+v, recomputed %+v", b, want)
			}
		}
	})
}

func sameFloat(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }

func TestPeekChangesNothing(t *testing.T) {
	p := cm13(t)
	s := must[*concentration.State](t)(concentration.NewState(p, concentration.Measure{Key: concentration.Group}, concentration.Inputs{}))
	for i := range s.Contracts() {
		s.Add(i)
	}
	near(t, "HHI of CM-13 by group", s.HHI(), 0.192)
	near(t, "top 5", s.Top(5), 0.85)
	near(t, "effective number", s.EffectiveNumber(), 5.208333333333333)
	before := s.HHI()
	exchange := s.Peek(0, 11, 11) // a1 leaves; i is named twice and stays
	if s.HHI() != before || s.Len() != 12 {
		t.Errorf("Peek changed the state: HHI %v, %d contracts", s.HHI(), s.Len())
	}
	near(t, "HHI without a1", exchange.After, (150*150+210*210+120*120+100*100+90*90+60*60+40*40+30*30+20*20)/(820.*820))
	near(t, "change", exchange.Change(), exchange.After-before)
	c := s.Clone()
	c.Remove(3)
	if !s.Has(3) || s.HHI() != before {
		t.Error("a change of the clone reached the state")
	}
}

// The derivative is the slope of the exact index: for a large pool one fen more changes HHI by it.
func TestMarginalIsTheDerivative(t *testing.T) {
	p := cm13(t)
	s := must[*concentration.State](t)(concentration.NewState(p, concentration.Measure{}, concentration.Inputs{}))
	for i := range s.Contracts() {
		s.Add(i)
	}
	total := float64(s.Total())
	for i := range s.Buckets() {
		e := float64(s.Bucket(i).Amount)
		// (Q + 2E h + h²)/(T + h)² differentiated at h = 0.
		q := s.HHI() * total * total
		want := 2*e/(total*total) - 2*q/(total*total*total)
		if got := s.Marginal(i); math.Abs(got-want) > 1e-12*math.Abs(want) {
			t.Errorf("bucket %s: %g, want %g", s.Bucket(i).Key, got, want)
		}
		if above := e/total > s.HHI(); above != (s.Marginal(i) > 0) {
			t.Errorf("bucket %s with share %v: marginal %g beside HHI %v", s.Bucket(i).Key, e/total, s.Marginal(i), s.HHI())
		}
	}
}

func TestStateRefuses(t *testing.T) {
	p := build(t, []claim{owes("a", 1), {fen: 5, obligors: []string{"a", "b", "c", "d", "e", "f", "g"}}}, nil)
	s := must[*concentration.State](t)(concentration.NewState(p, concentration.Measure{}, concentration.Inputs{}))
	s.Add(0)
	for what, call := range map[string]func(){
		"adding twice":                     func() { s.Add(0) },
		"removing what is not there":       func() { s.Remove(1) },
		"a contract that the pool has not": func() { s.Add(2) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s does not panic", what)
				}
			}()
			call()
		}()
	}
	huge := concentration.Inputs{CashFlow: concentration.CashFlow{Label: "x", Amounts: []money.Amount{0, math.MaxInt64 / 7}}}
	m := concentration.Measure{Basis: concentration.FutureCashFlow, Allocation: concentration.JointAndSeveral}
	if _, err := concentration.NewState(p, m, huge); err != nil {
		t.Errorf("squares of a seventh of the range fit: %v", err)
	}
	huge.CashFlow.Amounts[1]++
	if _, err := concentration.NewState(p, m, huge); !errors.Is(err, concentration.ErrTooLarge) {
		t.Errorf("seven who each carry more than a seventh of the range: %v", err)
	}
}

func BenchmarkPeek(b *testing.B) {
	var claims []claim
	for i := range 5000 {
		claims = append(claims, owes(fmt.Sprintf("o%d", i%1000), int64(1000+i*7919%9973)))
	}
	p := must[*pool.Pool](b)(poolSpec(claims, nil).Resolve())
	s := must[*concentration.State](b)(concentration.NewState(p, concentration.Measure{}, concentration.Inputs{}))
	for i := range s.Contracts() / 2 {
		s.Add(i)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.Peek(i % 5000)
	}
}

func ExampleState() {
	p := mustPool([]owed{{50_00, []string{"a"}}, {30_00, []string{"b"}}, {20_00, []string{"c"}}, {40_00, []string{"b"}}})
	s, err := concentration.NewState(p, concentration.Measure{Key: concentration.Obligor}, concentration.Inputs{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, i := range []int{0, 1, 2} {
		s.Add(i)
	}
	in, exchange := s.Peek(3), s.Peek(1, 3)
	fmt.Printf("HHI %.4f; with the fourth contract %.4f, with it for the second %.4f\n", s.HHI(), in.After, exchange.After)
	// Output: HHI 0.3800; with the fourth contract 0.3980, with it for the second 0.3719
}
