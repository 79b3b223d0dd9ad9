package money_test

import (
	"errors"
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/ipabs/ipabs/money"
	"pgregory.net/rapid"
)

func TestAllocate(t *testing.T) {
	for _, tt := range []struct {
		name    string
		total   money.Amount
		weights []int64
		want    []money.Amount
	}{
		// These two: "prorata Test" of Hastructure, test/UT/LibTest.hs.
		{"even split", 60, []int64{1, 2, 3}, []money.Amount{10, 20, 30}},
		{"a weight of zero gets nothing", 60, []int64{100, 200, 0}, []money.Amount{20, 40, 0}},
		{"ties go to the lower index", 100, []int64{1, 1, 1}, []money.Amount{34, 33, 33}},
		{"two units left over three ties", 101, []int64{1, 1, 1}, []money.Amount{34, 34, 33}},
		{"the largest remainder, not the first part", 10, []int64{6, 6, 2}, []money.Amount{4, 4, 2}},
		{"negative total mirrors", -10, []int64{6, 6, 2}, []money.Amount{-4, -4, -2}},
		{"less than one unit each", 2, []int64{1, 5, 3, 5}, []money.Amount{0, 1, 0, 1}},
		{"one part", 7, []int64{3}, []money.Amount{7}},
		{"nothing to split", 0, []int64{3, 4}, []money.Amount{0, 0}},
		{"nothing over nothing", 0, []int64{0, 0}, []money.Amount{0, 0}},
		{"no parts and no money", 0, nil, []money.Amount{}},
		{"weights whose sum exceeds 64 bits", 5, []int64{math.MaxInt64, math.MaxInt64, math.MaxInt64}, []money.Amount{2, 2, 1}},
		{"greatest total, great weights", greatest, []int64{math.MaxInt64, math.MaxInt64}, []money.Amount{1 << 62, 1<<62 - 1}},
		{"least total to one part", least, []int64{0, math.MaxInt64, 0}, []money.Amount{0, least, 0}},
		{"least total", least, []int64{1, 1}, []money.Amount{-1 << 62, -1 << 62}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := money.Allocate(tt.total, tt.weights)
			if err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("Allocate(%d, %v) = %v, %v; want %v", tt.total, tt.weights, got, err, tt.want)
			}
			used := slices.Repeat([]money.Amount{77}, len(tt.weights)) // from an earlier run
			if err := money.AllocateInto(used, tt.total, tt.weights); err != nil || !slices.Equal(used, tt.want) {
				t.Errorf("AllocateInto gives %v, %v; want %v", used, err, tt.want)
			}
		})
	}
}

func TestAllocateRefuses(t *testing.T) {
	for _, tt := range []struct {
		name    string
		total   money.Amount
		weights []int64
	}{
		{"negative weight", 10, []int64{5, -1}},
		{"negative weight beside nothing to split", 0, []int64{5, -1}},
		{"all weights zero", 10, []int64{0, 0}},
		{"no weights", 10, nil},
		{"no weights, negative total", -10, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := money.Allocate(tt.total, tt.weights); !errors.Is(err, money.ErrWeights) || got != nil {
				t.Errorf("Allocate(%d, %v) = %v, %v", tt.total, tt.weights, got, err)
			}
			dst := slices.Repeat([]money.Amount{77}, len(tt.weights))
			if err := money.AllocateInto(dst, tt.total, tt.weights); err == nil || slices.ContainsFunc(dst, func(a money.Amount) bool { return a != 77 }) {
				t.Errorf("AllocateInto left %v, %v", dst, err)
			}
		})
	}
	if err := money.AllocateInto(make([]money.Amount, 2), 1, []int64{1}); !errors.Is(err, money.ErrWeights) {
		t.Errorf("two parts for one weight: %v", err)
	}
}

// The first apportionment of the United States House, 120 seats by Hamilton's
// method on the census of 1790, as in the bill that was vetoed in 1792: M. L.
// Balinski, H. P. Young, Fair Representation (1982).
func TestAllocateIsHamiltonsMethod(t *testing.T) {
	states := []struct {
		name       string
		population int64
		seats      money.Amount
	}{
		{"Connecticut", 236_841, 8},
		{"Delaware", 55_540, 2},
		{"Georgia", 70_835, 2},
		{"Kentucky", 68_705, 2},
		{"Maryland", 278_514, 9},
		{"Massachusetts", 475_327, 16},
		{"New Hampshire", 141_822, 5},
		{"New Jersey", 179_570, 6},
		{"New York", 331_589, 11},
		{"North Carolina", 353_523, 12},
		{"Pennsylvania", 432_879, 14},
		{"Rhode Island", 68_446, 2},
		{"South Carolina", 206_236, 7},
		{"Vermont", 85_533, 3},
		{"Virginia", 630_560, 21},
	}
	var populations []int64
	for _, s := range states {
		populations = append(populations, s.population)
	}
	got, err := money.Allocate(120, populations)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range states {
		if got[i] != s.seats {
			t.Errorf("%s has %d seats, want %d", s.name, got[i], s.seats)
		}
	}
}

// The known price of largest remainder (the Alabama paradox): one unit more in
// total can mean one unit less for a part. The documentation says so.
func TestAllocateIsNotMonotoneInTheTotal(t *testing.T) {
	ten, _ := money.Allocate(10, []int64{6, 6, 2})
	eleven, _ := money.Allocate(11, []int64{6, 6, 2})
	if !slices.Equal(ten, []money.Amount{4, 4, 2}) || !slices.Equal(eleven, []money.Amount{5, 5, 1}) {
		t.Errorf("10 → %v, 11 → %v", ten, eleven)
	}
}

// anyWeights draws up to 80 weights (beyond the stack buffers), at least one of them
// positive, often equal or huge.
func anyWeights() *rapid.Generator[[]int64] {
	weight := rapid.OneOf(
		rapid.Int64Range(0, 5),
		rapid.Int64Range(0, math.MaxInt64),
		rapid.Int64Range(math.MaxInt64-3, math.MaxInt64),
		rapid.Int64Range(0, 1e13),
	)
	return rapid.Custom(func(t *rapid.T) []int64 {
		weights := rapid.OneOf(rapid.SliceOfN(weight, 1, 10), rapid.SliceOfN(weight, 60, 80)).Draw(t, "weights")
		if slices.Max(weights) == 0 {
			weights[0] = 1
		}
		return weights
	})
}

// hamiltonByDefinition is the method word for word: whole quotas, then one unit at a
// time to the largest remainder not yet served.
func hamiltonByDefinition(total money.Amount, weights []int64) []money.Amount {
	sum := new(big.Int)
	for _, w := range weights {
		sum.Add(sum, big.NewInt(w))
	}
	left := new(big.Int).Abs(big.NewInt(int64(total)))
	parts := make([]*big.Int, len(weights))
	remainders := make([]*big.Int, len(weights))
	magnitude := new(big.Int).Set(left)
	for i, w := range weights {
		parts[i], remainders[i] = new(big.Int).QuoRem(new(big.Int).Mul(magnitude, big.NewInt(w)), sum, new(big.Int))
		left.Sub(left, parts[i])
	}
	for ; left.Sign() > 0; left.Sub(left, big.NewInt(1)) {
		best := 0
		for i := range remainders {
			if remainders[i].Cmp(remainders[best]) > 0 {
				best = i
			}
		}
		parts[best].Add(parts[best], big.NewInt(1))
		remainders[best] = big.NewInt(-1) // served
	}
	result := make([]money.Amount, len(weights))
	for i, p := range parts {
		if total < 0 {
			p.Neg(p)
		}
		result[i] = money.Amount(p.Int64())
	}
	return result
}

func TestAllocateAgainstDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total, weights := anyAmount().Draw(t, "total"), anyWeights().Draw(t, "weights")
		got, err := money.Allocate(total, weights)
		if err != nil {
			t.Fatal(err)
		}
		if want := hamiltonByDefinition(total, weights); !slices.Equal(got, want) {
			t.Fatalf("Allocate(%d, %v) = %v, want %v", total, weights, got, want)
		}
	})
}

// What a payment run relies on, stated without the method: nothing is lost, each
// part is its quota rounded down or up, nobody with a zero weight is paid.
func TestAllocateKeepsTheWholeAndTheQuotas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total, weights := anyAmount().Draw(t, "total"), anyWeights().Draw(t, "weights")
		got, err := money.Allocate(total, weights)
		if err != nil {
			t.Fatal(err)
		}
		if sum, err := money.Sum(got...); err != nil || sum != total {
			t.Fatalf("the parts sum to %d, %v; want %d", sum, err, total)
		}
		weightSum := new(big.Int)
		for _, w := range weights {
			weightSum.Add(weightSum, big.NewInt(w))
		}
		for i, w := range weights {
			exact := quotient(product(int64(total), w), weightSum)
			distance := new(big.Rat).Sub(new(big.Rat).SetInt64(int64(got[i])), exact)
			if distance.Abs(distance).Cmp(big.NewRat(1, 1)) >= 0 {
				t.Fatalf("part %d is %d, its quota %v", i, got[i], exact)
			}
			if w == 0 && got[i] != 0 {
				t.Fatalf("part %d has weight 0 and gets %d", i, got[i])
			}
		}
	})
}

// Pro-rata payment of dues out of cash that does not cover them: nobody is paid
// more than is due.
func TestAllocateNeverPaysMoreThanIsDue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dues := rapid.SliceOfN(rapid.Map(rapid.OneOf(rapid.Int64Range(0, 20), rapid.Int64Range(0, 1<<56)),
			func(v int64) money.Amount { return money.Amount(v) }), 1, 80).Draw(t, "dues")
		all, err := money.Sum(dues...)
		if err != nil {
			t.Fatal(err)
		}
		cash := money.Amount(rapid.OneOf(
			rapid.Int64Range(0, int64(all)),
			rapid.Int64Range(max(0, int64(all)-3), int64(all)), // nearly enough: parts touch their dues
		).Draw(t, "cash"))
		paid, err := money.Allocate(cash, dues)
		if err != nil {
			t.Fatal(err)
		}
		for i := range dues {
			if paid[i] < 0 || paid[i] > dues[i] {
				t.Fatalf("cash %d over %v pays %v", cash, dues, paid)
			}
		}
		if cash == all && !slices.Equal(paid, dues) {
			t.Fatalf("enough cash for %v, but paid %v", dues, paid)
		}
	})
}

func TestAllocateMirrorsNegativeTotals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total, weights := anyAmount().Draw(t, "total"), anyWeights().Draw(t, "weights")
		if total == least {
			return // has no mirror image
		}
		plus, err1 := money.Allocate(total, weights)
		minus, err2 := money.Allocate(-total, weights)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		for i := range plus {
			if plus[i] != -minus[i] {
				t.Fatalf("%d → %v, but %d → %v", total, plus, -total, minus)
			}
		}
	})
}

func TestAllocateIntoTheWeightsThemselves(t *testing.T) {
	dues := []money.Amount{100, 0, 200, 50, 7}
	want, err := money.Allocate(123, dues)
	if err != nil {
		t.Fatal(err)
	}
	if err := money.AllocateInto(dues, 123, dues); err != nil || !slices.Equal(dues, want) {
		t.Errorf("in place %v, %v; apart %v", dues, err, want)
	}
}
