package concentration_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/money"
)

// TestPartsMakeTheState: adding up the parts of the contracts of a set gives the buckets of its state.
func TestPartsMakeTheState(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := build(t, drawClaims(t), map[string]string{"a": "G", "b": "G", "x": "H"})
		m := concentration.Measure{Key: rapid.SampledFrom(concentration.Keys()).Draw(t, "key")}
		s, err := concentration.NewState(p, m, concentration.Inputs{})
		if err != nil {
			t.Fatal(err)
		}
		amounts := make([]money.Amount, s.Buckets())
		var total money.Amount
		for i := range p.Len() {
			if rapid.Bool().Draw(t, "in") {
				s.Add(i)
				total += s.Amount(i)
				s.EachPart(i, func(bucket int, amount money.Amount) { amounts[bucket] += amount })
			}
		}
		if s.Total() != total {
			t.Fatalf("total %d, parts %d", s.Total(), total)
		}
		for b, a := range amounts {
			if got := s.Bucket(b).Amount; got != a {
				t.Fatalf("bucket %s: %d, parts %d", s.Bucket(b).Key, got, a)
			}
		}
	})
}
