package concentration_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// partitions calls visit with every way to share rest among members that hold at most most each, in
// descending order.
func partitions(rest, most, members int64, visit func([]int64)) {
	var parts []int64
	var step func(rest, most, members int64)
	step = func(rest, most, members int64) {
		if members == 0 {
			if rest == 0 {
				visit(parts)
			}
			return
		}
		for a := min(rest, most); a >= 0; a-- {
			parts = append(parts, a)
			step(rest-a, a, members-1)
			parts = parts[:len(parts)-1]
		}
	}
	step(rest, most, members)
}

// Every pool that a Partial can be lies within its bounds, and the bounds are met: the upper ones by one
// of them, the lower ones where the rest divides evenly.
func TestBoundsHoldForEveryPossiblePool(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		known := rapid.SliceOfN(rapid.Int64Range(0, 12), 0, 3).Draw(t, "known")
		members := rapid.Int64Range(1, 4).Draw(t, "members")
		limit := rapid.Int64Range(1, 9).Draw(t, "cap")
		rest := rapid.Int64Range(0, members*limit).Draw(t, "rest")
		if rest == 0 && sum(known) == 0 {
			return
		}
		partial := concentration.Partial{Known: fen(known), Rest: money.Amount(rest), Members: int(members), Cap: money.Amount(limit)}
		h := must[concentration.Interval](t)(partial.HHI())
		n := must[concentration.Interval](t)(partial.EffectiveNumber())
		open := partial
		open.Members = 0
		loose := must[concentration.Interval](t)(open.HHI())
		if loose.Low > h.Low*(1+1e-15) || loose.High != h.High {
			t.Fatalf("%+v: bounds %v, without the number of members %v", partial, h, loose)
		}
		k := rapid.IntRange(0, 8).Draw(t, "k")
		topBounds := must[concentration.Interval](t)(partial.TopShare(k))
		looseTop := must[concentration.Interval](t)(open.TopShare(k))
		if looseTop.Low > topBounds.Low*(1+1e-15) || looseTop.High != topBounds.High {
			t.Fatalf("%+v: top %d %v, without the number of members %v", partial, k, topBounds, looseTop)
		}
		low, high, lowTop, highTop := math.Inf(1), 0.0, math.Inf(1), 0.0
		partitions(rest, limit, members, func(parts []int64) {
			var x []float64
			for _, a := range append(append([]int64{}, known...), parts...) {
				x = append(x, float64(a))
			}
			low, high = min(low, concentration.HHI(x)), max(high, concentration.HHI(x))
			lowTop, highTop = min(lowTop, concentration.TopShare(x, k)), max(highTop, concentration.TopShare(x, k))
		})
		const exact = 1e-14
		if math.Abs(high-h.High) > exact || low < h.Low-exact || math.Abs(highTop-topBounds.High) > exact || lowTop < topBounds.Low-exact {
			t.Fatalf("%+v: bounds %v and top %d %v; the possible pools have %v to %v and %v to %v", partial, h, k, topBounds, low, high, lowTop, highTop)
		}
		if rest%members == 0 && (math.Abs(low-h.Low) > exact || math.Abs(lowTop-topBounds.Low) > exact) {
			t.Fatalf("%+v: an even share is possible and has %v, %v; bounds %v, %v", partial, low, lowTop, h, topBounds)
		}
		if n.Low != 1/h.High || n.High != 1/h.Low {
			t.Fatalf("effective number %v beside HHI %v", n, h)
		}
	})
}

func fen(x []int64) []money.Amount {
	list := make([]money.Amount, len(x))
	for i, v := range x {
		list[i] = money.Amount(v)
	}
	return list
}

func sum(x []int64) (s int64) {
	for _, v := range x {
		s += v
	}
	return s
}

func TestBoundsByHand(t *testing.T) {
	// Shares in per cent: five known, 40 left among ten or among nobody knows how many.
	p := concentration.Partial{Known: fen([]int64{20, 15, 10, 10, 5}), Rest: 40, KnownAreLargest: true}
	h := must[concentration.Interval](t)(p.HHI())
	near(t, "least, number unknown: the known alone", h.Low, .04+.0225+.01+.01+.0025)
	near(t, "most: eight at the fifth's 5 %", h.High, .085+8*.0025)
	p.Members = 10
	h = must[concentration.Interval](t)(p.HHI())
	near(t, "least, ten of 4 % each", h.Low, .085+10*.0016)
	near(t, "most, whatever their number", h.High, .085+8*.0025)
	p.Cap = 4
	h = must[concentration.Interval](t)(p.HHI())
	near(t, "the lower cap counts: ten of 4 %", h.High, h.Low)
	top := must[concentration.Interval](t)(p.TopShare(7))
	near(t, "top 7", top.Low, .68)
	near(t, "top 7", top.High, .68)
	far := concentration.Partial{Known: fen([]int64{60}), Rest: 40}
	h = must[concentration.Interval](t)(far.HHI())
	near(t, "no cap: one member may have the rest", h.High, .36+.16)
	if nan := must[concentration.Interval](t)(far.TopShare(-1)); !math.IsNaN(nan.Low) || !math.IsNaN(nan.High) {
		t.Errorf("top -1: %v", nan)
	}
}

func TestPartialsThatCannotBe(t *testing.T) {
	for _, tt := range []struct {
		situation string
		partial   concentration.Partial
		path      string
	}{
		{"a negative amount", concentration.Partial{Known: fen([]int64{1, -1})}, "known[1]"},
		{"a negative rest", concentration.Partial{Known: fen([]int64{1}), Rest: -1}, "rest"},
		{"nothing at all", concentration.Partial{Known: fen([]int64{0})}, "known"},
		{"too few members for the cap", concentration.Partial{Rest: 10, Members: 3, Cap: 3}, "members"},
		{"a rest below a known zero", concentration.Partial{Known: fen([]int64{5, 0}), Rest: 1, KnownAreLargest: true}, "rest"},
		{"a sum beyond the range", concentration.Partial{Known: []money.Amount{math.MaxInt64}, Rest: 1}, "known"},
	} {
		_, err := tt.partial.HHI()
		var e *faults.Error
		if !errors.As(err, &e) || e.Faults()[0].Path != tt.path {
			t.Errorf("%s: %v, want a fault at %s", tt.situation, err, tt.path)
		}
		if _, err := tt.partial.TopShare(1); err == nil {
			t.Errorf("%s: no error from TopShare", tt.situation)
		}
		if _, err := tt.partial.EffectiveNumber(); err == nil {
			t.Errorf("%s: no error from EffectiveNumber", tt.situation)
		}
	}
}

// Whatever creditors the unknown contracts have, HHI and top shares lie within the bounds; both ends
// are met by some assignment.
func TestExposureBoundsHoldForEveryAssignment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var claims []claim
		var unknown []int
		for i := range rapid.IntRange(1, 7).Draw(t, "contracts") {
			c := owes("a", rapid.Int64Range(1, 20).Draw(t, "yuan"))
			c.creditor = rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "creditor")
			if c.creditor == "" && len(unknown) < 4 {
				unknown = append(unknown, i)
			} else if c.creditor == "" {
				c.creditor = "x"
			}
			claims = append(claims, c)
		}
		m := concentration.Measure{Key: concentration.Creditor}
		k := rapid.IntRange(0, 5).Draw(t, "k")
		e := must[*concentration.Exposures](t)(concentration.NewExposures(build(t, claims, nil), m))
		h := must[concentration.Interval](t)(e.HHIBounds())
		tops := must[concentration.Interval](t)(e.TopBounds(k))
		low, high, lowTop, highTop := math.Inf(1), 0.0, math.Inf(1), 0.0
		var assign func(int)
		assign = func(n int) {
			if n == len(unknown) {
				x := must[*concentration.Exposures](t)(concentration.NewExposures(build(t, claims, nil), m))
				low, high = min(low, x.HHI()), max(high, x.HHI())
				lowTop, highTop = min(lowTop, x.Top(k)), max(highTop, x.Top(k))
				return
			}
			for _, name := range []string{"x", "y", "n0", "n1", "n2", "n3"} {
				claims[unknown[n]].creditor = name
				assign(n + 1)
			}
		}
		assign(0)
		const exact = 1e-14
		if math.Abs(low-h.Low) > exact || math.Abs(high-h.High) > exact || math.Abs(lowTop-tops.Low) > exact || math.Abs(highTop-tops.High) > exact {
			t.Fatalf("bounds %v and top %d %v; assignments give %v to %v and %v to %v", h, k, tops, low, high, lowTop, highTop)
		}
		if e.HHI() < h.Low-exact || e.HHI() > h.High+exact {
			t.Fatalf("HHI %v outside %v", e.HHI(), h)
		}
	})
}

// Two contracts of one obligor whose region is unknown are in one region, whichever it is.
func TestWhatOnePartyOwesStaysTogether(t *testing.T) {
	e := exposures(t, build(t, []claim{owes("a", 3), owes("a", 3), owes("b", 4)}, nil), concentration.Measure{Key: concentration.Region})
	h := must[concentration.Interval](t)(e.HHIBounds())
	near(t, "least", h.Low, .36+.16)
	near(t, "most", h.High, 1)
}

func TestNoBoundsWhereOneContractCountsSeveralTimes(t *testing.T) {
	e := exposures(t, cm13(t), concentration.Measure{Allocation: concentration.JointAndSeveral})
	if _, err := e.HHIBounds(); !errors.Is(err, concentration.ErrJointBounds) {
		t.Errorf("HHI: %v", err)
	}
	if _, err := e.TopBounds(1); !errors.Is(err, concentration.ErrJointBounds) {
		t.Errorf("top: %v", err)
	}
	if e.UnknownAmount() != 0 {
		t.Errorf("unknown amount %d", e.UnknownAmount())
	}
}

func ExamplePartial() {
	// A document prints the five largest of 91 borrowers, in hundredths of a per cent, and no more.
	p := concentration.Partial{Known: []money.Amount{900, 800, 700, 600, 491}, Rest: 6509, Members: 86, KnownAreLargest: true}
	h, err := p.HHI()
	if err != nil {
		fmt.Println(err)
		return
	}
	n, _ := p.EffectiveNumber()
	top, _ := p.TopShare(10)
	fmt.Printf("HHI %.4f to %.4f, effective number %.1f to %.1f, top 10 %.1f%% to %.1f%%\n",
		h.Low, h.High, n.Low, n.High, 100*top.Low, 100*top.High)
	// Output: HHI 0.0303 to 0.0569, effective number 17.6 to 33.0, top 10 38.7% to 59.5%
}

func ExampleExposures_HHIBounds() {
	p := mustPool([]owed{{60_00, []string{"a"}}, {30_00, []string{"b"}}, {10_00, []string{"c"}}})
	e, err := concentration.NewExposures(p, concentration.Measure{Key: concentration.Industry}) // nobody states one
	if err != nil {
		fmt.Println(err)
		return
	}
	h, err := e.HHIBounds()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("as one bucket %.2f, in truth between %.2f and %.2f\n", e.HHI(), h.Low, h.High)
	// Output: as one bucket 1.00, in truth between 0.46 and 1.00
}
