package pool_test

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

func TestValueThatIsPledgedTwice(t *testing.T) {
	tests := []struct {
		situation string
		change    func(s *pool.Spec)
		rules     pool.ValueRules
		want      string // value, naive, counted
	}{
		{"an outsider registered first", func(*pool.Spec) {}, pool.ValueRules{}, "9000000.00 18000000.00 0.00..9000000.00"},
		{"an outsider registered first, and both contracts after", func(s *pool.Spec) {
			s.Rights[0].Pledges = append(s.Rights[0].Pledges, pool.RightPledgeSpec{Contract: "M-1", Registered: day("2023-01-01")})
		}, pool.ValueRules{}, "9000000.00 18000000.00 0.00"},
		{"shared with the outsider: 4/4.5 of it", func(*pool.Spec) {}, pool.ValueRules{Sharing: pool.Allocated}, "9000000.00 18000000.00 8000000.00"},
		{"no outsider: who is first has no bearing on the pool", func(s *pool.Spec) { s.Rights[0].Pledges = s.Rights[0].Pledges[:1] }, pool.ValueRules{}, "9000000.00 18000000.00 9000000.00"},
		{"no value", func(s *pool.Spec) { s.Rights[0].Appraisal = nil }, pool.ValueRules{}, "? ? 0.00"},
		{"a value of nothing", func(s *pool.Spec) { s.Rights[0].Appraisal = decp("0") }, pool.ValueRules{}, "0.00 0.00 0.00"},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			s := threeOnOne()
			s.Rights[0].Appraisal = decp("9000000")
			tt.change(&s)
			p := resolve(t, s)
			list, err := valuation(t, p, tt.rules).OverPledges()
			if err != nil || len(list) != 1 {
				t.Fatalf("%d entries, %v", len(list), err)
			}
			o := list[0]
			if got := fmt.Sprintf("%s %s %s", opt(p, o.Value), opt(p, o.Naive), describeRange(o.Counted)); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestASumOverContractsBeyondTheRangeIsAnError(t *testing.T) {
	s := threeOnOne()
	s.Rights[0].Appraisal = decp("90000000000000000")
	if _, err := valuation(t, resolve(t, s), pool.ValueRules{}).OverPledges(); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("error %v", err)
	}
}

// TestARightCountsOnce holds that no rule counts more of a right than its value, however many claims
// rest on it.
func TestARightCountsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, rules := drawCollateral(t)
		list, err := valuation(t, p, rules).OverPledges()
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range list {
			value, naive := o.Value.Or(0), o.Naive.Or(0)
			if o.Counted.Low < 0 || o.Counted.Low > o.Counted.High || o.Counted.High > value || naive != value*money.Amount(len(o.Contracts)) {
				t.Fatalf("%d of %d, %d in sum over %v", o.Counted, value, naive, o.Contracts)
			}
		}
	})
}

func ExampleValuation_OverPledges() {
	spec := threeOnOne()
	spec.Rights[0].Appraisal = decp("9000000")
	p, err := spec.Resolve()
	if err != nil {
		fmt.Println(err)
		return
	}
	v, err := p.Value(pool.ValueRules{Sharing: pool.Allocated})
	if err != nil {
		fmt.Println(err)
		return
	}
	list, err := v.OverPledges()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range list {
		naive, _ := o.Naive.Get()
		fmt.Println(p.Right(o.Right).ID, "would count", naive.Format(p.Currency()), "and counts", o.Counted.Low.Format(p.Currency()), v.Rules().Sharing)
	}
	// Output: chip would count 18000000.00 and counts 8000000.00 allocated
}
