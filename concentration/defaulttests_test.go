package concentration_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

func rated(id string, par int64, rating, industry string) concentration.RatedName {
	return concentration.RatedName{ID: id, Rating: rating, Industry: industry, Par: money.Amount(par)}
}

func equalNames(n int, par int64, rating, industry string) []concentration.RatedName {
	var list []concentration.RatedName
	for i := range n {
		list = append(list, rated(fmt.Sprint("n", i), par, rating, industry))
	}
	return list
}

func TestDefaultTests(t *testing.T) {
	table := concentration.SPDefaultTests()
	tests := []struct {
		situation, liability           string
		names                          []concentration.RatedName
		band                           string
		obligor, industry, alternative money.Amount // losses; -1 where there is no test
	}{
		{"facilities of one obligor are one", "AAA", []concentration.RatedName{
			rated("A", 6000, "AAA", "T"), rated("A", 4000, "AAA", "T"), rated("B", 8000, "AAA", "T"), rated("C", 7000, "AAA", "T")},
			"AAA", 17100, 20750, 23750},
		{"twelve B names: ten of them default", "AAA", equalNames(12, 1000, "B", "T"), "B+", 9500, 9960, 11400},
		{"the row of the best ratings can govern", "AAA", []concentration.RatedName{
			rated("big1", 10000, "AAA", "T"), rated("big2", 10000, "AA", "T"), rated("small", 100, "CCC-", "T")}, "AAA", 19000, 16683, 19095},
		{"the alternative can be the milder", "AAA", equalNames(10, 1000, "AAA", "T"), "AAA", 1900, 8300, 3800},
		{"plus and minus take the column of the letter", "AA-", equalNames(12, 1000, "B", "T"), "B+", 7600, 9960, 11400},
		{"no industry tests below AA", "A", equalNames(12, 1000, "B", "T"), "B+", 5700, -1, -1},
		{"a liability of B is tested by the last two rows", "B", equalNames(12, 1000, "CCC", "T"), "CCC+", 2850, -1, -1},
		{"industries apart: the larger governs", "AA", append(equalNames(3, 1000, "BB", "T"), rated("x", 2000, "BB", "U")),
			"BBB+", 4750, 2490, 2850},
	}
	for _, tt := range tests {
		r := must[concentration.DefaultTestResult](t)(table.Run(tt.liability, tt.names))
		industry, alternative := money.Amount(-1), money.Amount(-1)
		if r.Industry != nil {
			industry, alternative = r.Industry.Loss, r.IndustryAlternative.Loss
		}
		if r.Obligor.Loss != tt.obligor || r.Obligor.Band != tt.band || industry != tt.industry || alternative != tt.alternative {
			t.Errorf("%s: %+v, industry %d, alternative %d", tt.situation, r.Obligor, industry, alternative)
		}
	}
	two := must[concentration.DefaultTestResult](t)(table.Run("AAA", tests[0].names))
	if !slices.Equal(two.Obligor.Obligors, []string{"A", "B"}) || two.Total != 25000 || two.Obligor.Share != .684 {
		t.Errorf("who defaults: %+v of %d", two.Obligor, two.Total)
	}
	if industry := must[concentration.DefaultTestResult](t)(table.Run("AA", tests[7].names)).Industry; industry.Industry != "T" || industry.Count != 3 {
		t.Errorf("the larger industry: %+v", industry)
	}
}

// More liability rating, more loss; more recovery, less; and no scenario loses more than the pool.
func TestDefaultTestsAreMonotone(t *testing.T) {
	table := concentration.SPDefaultTests()
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) concentration.RatedName {
			return rated("", rapid.Int64Range(1, 1e9).Draw(t, "par"), rapid.SampledFrom(table.Scale).Draw(t, "rating"),
				rapid.SampledFrom([]string{"T", "U", "V"}).Draw(t, "industry"))
		}), 1, 30).Draw(t, "names")
		for i := range names {
			names[i].ID = fmt.Sprint(i)
		}
		last := money.Amount(0)
		for i := len(table.Liabilities) - 1; i >= 0; i-- {
			r := must[concentration.DefaultTestResult](t)(table.Run(table.Liabilities[i], names))
			if r.Obligor.Loss < last {
				t.Fatalf("%s: %d, less than %d for the liability below", table.Liabilities[i], r.Obligor.Loss, last)
			}
			last = r.Obligor.Loss
			for _, s := range r.Rows {
				if s.Loss > r.Total || s.Loss > r.Obligor.Loss || len(s.Obligors) > s.Count {
					t.Fatalf("scenario %+v of %d", s, r.Total)
				}
			}
			if r.IndustryAlternative != nil && r.IndustryAlternative.Defaulted > r.Total {
				t.Fatalf("alternative %+v", r.IndustryAlternative)
			}
		}
		milder := table
		milder.ObligorRecovery = money.One / 2
		hard := must[concentration.DefaultTestResult](t)(table.Run("AAA", names))
		soft := must[concentration.DefaultTestResult](t)(milder.Run("AAA", names))
		if soft.Obligor.Loss > hard.Obligor.Loss {
			t.Fatalf("a recovery of a half loses %d, of 5 %% %d", soft.Obligor.Loss, hard.Obligor.Loss)
		}
	})
}

func TestDefaultTestsRefuse(t *testing.T) {
	table := concentration.SPDefaultTests()
	var e *faults.Error
	_, err := table.Run("CC", []concentration.RatedName{rated("a", 1, "D", "T"), rated("b", 1, "BB", "T"), rated("b", 1, "B", "T")})
	if !errors.As(err, &e) {
		t.Fatalf("error %v", err)
	}
	var paths []string
	for _, f := range e.Faults() {
		paths = append(paths, f.Path)
	}
	if want := []string{"names[2].rating", "names[0].rating", "liability"}; !slices.Equal(paths, want) {
		t.Errorf("faults at %v, want %v", paths, want)
	}
	for what, spoil := range map[string]func(*concentration.DefaultTests){
		"obligors":          func(d *concentration.DefaultTests) { d.Obligors = d.Obligors[:6] },
		"industries[2]":     func(d *concentration.DefaultTests) { d.Industries[2] = nil },
		"obligors[1][0]":    func(d *concentration.DefaultTests) { d.Obligors[1][0] = -1 },
		"bands[0]":          func(d *concentration.DefaultTests) { d.Bands[0] = "Aaa" },
		"obligor_recovery":  func(d *concentration.DefaultTests) { d.ObligorRecovery = money.One + 1 },
		"industry_recovery": func(d *concentration.DefaultTests) { d.IndustryRecovery = -1 },
	} {
		table := concentration.SPDefaultTests()
		spoil(&table)
		if _, err := table.Run("AAA", equalNames(1, 1, "B", "T")); !errors.As(err, &e) || e.Faults()[0].Path != what {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := concentration.SPDefaultTests().Run("AAA", equalNames(1, 1, "B", "T")); err != nil {
		t.Errorf("a change of a copy of the table reached the next caller: %v", err)
	}
}

func ExampleDefaultTests() {
	names := []concentration.RatedName{
		{ID: "a", Rating: "BB", Industry: "media", Par: 40_000_000_00},
		{ID: "b", Rating: "BB-", Industry: "media", Par: 35_000_000_00},
		{ID: "c", Rating: "A", Industry: "pharma", Par: 25_000_000_00},
	}
	r, err := concentration.SPDefaultTests().Run("BBB", names)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s and below: %v default, loss %.2f%% of the pool\n", r.Obligor.Band, r.Obligor.Obligors, 100*r.Obligor.Share)
	// Output: BBB+ and below: [a b] default, loss 71.25% of the pool
}
