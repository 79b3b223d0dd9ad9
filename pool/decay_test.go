package pool_test

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

func halving(months int) *pool.DecayTable {
	return must(pool.NewDecayTable([]pool.HalfLife{{Months: months}}))
}

func remaining(t fataler, table *pool.DecayTable, months calendar.Fraction) money.Rate {
	t.Helper()
	left, ok := table.Remaining(pool.Invention, months).Get()
	if !ok {
		t.Fatal("nothing known")
	}
	return left
}

func TestWhatIsLeftOfAValue(t *testing.T) {
	months := func(num, den int64) calendar.Fraction { return calendar.Fraction{Num: num, Den: den} }
	tests := []struct {
		situation string
		halfLife  int
		after     calendar.Fraction
		want      string
	}{
		{"nothing has passed", 36, months(0, 1), "1.0000"},
		{"a half-life", 36, months(36, 1), "0.5000"},
		{"two of them", 36, months(72, 1), "0.2500"},
		{"half of one: the root of a half, 0.70710678118654752440...", 36, months(18, 1), "0.707106781187"},
		{"a third of one: 2^(-1/3) = 0.79370052598409973737...", 36, months(12, 1), "0.793700525984"},
		{"a twelfth of one: 2^(-1/12) = 0.94387431268169349664...", 36, months(3, 1), "0.943874312682"},
		{"a day of a month of 31: 2^(-1/31) = 0.97788853633473...", 1, months(1, 31), "0.977888536335"},
		{"twelve of them", 1, months(12, 1), "0.000244140625"},
		{"thirteen of them: a tie, 122,070,312.5 units, to the even one", 1, months(13, 1), "0.000122070312"},
		{"forty: 0.909 units", 1, months(40, 1), "0.000000000001"},
		{"forty-one: 0.455 units", 1, months(41, 1), "0.0000"},
		{"a thousand", 1, months(1000, 1), "0.0000"},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			if got := remaining(t, halving(tt.halfLife), tt.after).String(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// TestDecayAgainstAnotherWayToReckon compares with exp(-x ln 2), whose error is far below half a unit
// of a rate, and holds the two laws of a half-life.
func TestDecayAgainstAnotherWayToReckon(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		halfLife := rapid.IntRange(1, 600).Draw(t, "half-life")
		start := day("2020-01-01").AddDays(rapid.IntRange(0, 1500).Draw(t, "start"))
		end := start.AddDays(rapid.IntRange(0, 8000).Draw(t, "days"))
		months := calendar.MonthsBetween(start, end)
		table := halving(halfLife)
		got := remaining(t, table, months)
		want := 1e12 * math.Exp(-months.Float64()/float64(halfLife)*math.Ln2)
		if math.Abs(float64(got)-want) > 0.5+1e-3 {
			t.Fatalf("%d months of %d: %d units, and %.3f the other way", months, halfLife, got, want)
		}
		// 2^-(x+1) is half of 2^-x: each is off by at most half a unit.
		later := remaining(t, table, months.Add(calendar.Fraction{Num: int64(halfLife), Den: 1}))
		if d := 2*later - got; d < -1 || d > 1 {
			t.Fatalf("a half-life on, %d units of %d are left", later, got)
		}
		if next := remaining(t, table, calendar.MonthsBetween(start, end.AddDays(1))); next > got {
			t.Fatalf("a day later more is left: %d after %d", next, got)
		}
	})
}

// TestDecayIsExactToTheLastDigit raises the result to the power that makes it whole: with r = round(1e12
// × 2^(-p/q)), (r ± 1/2)^q must bracket 1e12^q × 2^-p.
func TestDecayIsExactToTheLastDigit(t *testing.T) {
	for halfLife := 1; halfLife <= 24; halfLife++ {
		table := halving(halfLife)
		for p := int64(0); p <= 60; p++ {
			r := int64(remaining(t, table, calendar.Fraction{Num: p, Den: 1}))
			q := big.NewInt(int64(halfLife))
			power := func(twice int64) *big.Int { return new(big.Int).Exp(big.NewInt(twice), q, nil) }
			// (2r-1)^q × 2^p <= (2e12)^q <= (2r+1)^q × 2^p
			exact := power(2_000_000_000_000)
			low := new(big.Int).Lsh(power(max(2*r-1, 0)), uint(p))
			high := new(big.Int).Lsh(power(2*r+1), uint(p))
			if low.Cmp(exact) > 0 || high.Cmp(exact) < 0 {
				t.Errorf("2^(-%d/%d) is not %d units", p, halfLife, r)
			}
		}
	}
}

func TestHalfLivesByType(t *testing.T) {
	table := must(pool.NewDecayTable([]pool.HalfLife{{Type: pool.Invention, Months: 60}, {Type: pool.Patent, Months: 30}, {Type: pool.Trademark, Steady: true}}))
	sixty := calendar.Fraction{Num: 60, Den: 1}
	tests := []struct {
		of   pool.RightType
		want string
	}{
		{pool.Invention, "0.5000 true"}, {pool.Design, "0.2500 true"}, {pool.Patent, "0.2500 true"}, {pool.Trademark, "1.0000 true"},
		{pool.Software, "0.0000 false"}, {pool.RightUnknown, "0.0000 false"},
	}
	for _, tt := range tests {
		v, ok := table.Remaining(tt.of, sixty).Get()
		if got := fmt.Sprint(v, " ", ok); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.of, got, tt.want)
		}
	}
	var none *pool.DecayTable
	if v, ok := none.Remaining(pool.Software, sixty).Get(); !ok || v != money.One || none.Rows() != nil {
		t.Errorf("without a table %v is left, %v", v, ok)
	}
}

func TestATableOfHalfLivesIsItsOwn(t *testing.T) {
	rows := []pool.HalfLife{{Months: 12}}
	table := must(pool.NewDecayTable(rows))
	rows[0].Months = 1
	table.Rows()[0].Months = 1
	if diff := cmp.Diff([]pool.HalfLife{{Months: 12}}, table.Rows()); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestFaultsOfATableOfHalfLives(t *testing.T) {
	tests := []struct {
		situation string
		rows      []pool.HalfLife
		want      []string
	}{
		{"sound", []pool.HalfLife{{Type: pool.Invention, Months: 12_000}, {Type: pool.Patent, Steady: true}, {Months: 1}}, nil},
		{"no half-life", []pool.HalfLife{{Type: pool.Data}}, []string{"[0].months out_of_range 0"}},
		{"too long, and negative", []pool.HalfLife{{Type: pool.Data, Months: 12_001}, {Months: -1}}, []string{"[0].months out_of_range 12001", "[1].months out_of_range -1"}},
		{"steady and halving", []pool.HalfLife{{Steady: true, Months: 3}}, []string{"[0].months inconsistent 3"}},
		{"a name that is none", []pool.HalfLife{{Type: 99, Months: 3}}, []string{"[0].type unknown invalid(99)"}},
		{"a row that never decides", []pool.HalfLife{{Months: 3}, {Type: pool.Data, Months: 3}}, []string{"[1] inconsistent 1"}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			_, err := pool.NewDecayTable(tt.rows)
			if diff := cmp.Diff(tt.want, faultLines(t, err)); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

func TestANegativeTimeIsAMistakeOfTheProgram(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	halving(12).Remaining(pool.Data, calendar.Fraction{Num: -1, Den: 31})
}

func ExampleDecayTable_Remaining() {
	table, err := pool.NewDecayTable([]pool.HalfLife{{Type: pool.Patent, Months: 60}, {Type: pool.Trademark, Steady: true}})
	if err != nil {
		fmt.Println(err)
		return
	}
	year := calendar.MonthsBetween(day("2023-12-31"), day("2024-12-31"))
	left, _ := table.Remaining(pool.Invention, year).Get()
	fmt.Println(left)
	// Output: 0.870550563296
}
