package credit_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/credit"
)

func mustSecERBA(t interface{ Fatalf(string, ...any) }, r credit.CapitalRules, in credit.SecERBAInput) credit.SecERBAResult {
	res, err := credit.SecERBA(r, in)
	if err != nil {
		t.Fatalf("SecERBA under %s of %+v: %v", r.Name, in, err)
	}
	return res
}

// TestSecERBACentralBankExample is the worked example of the guidance of the Central Bank of the UAE
// on securitisation (C 52/2017 STA, example calculations B, paragraph 40): BB+, not senior, from 5 %
// to 30 %, two years: 497.5 % after interpolation, 373 % after thickness.
func TestSecERBACentralBankExample(t *testing.T) {
	for _, r := range bothCapitalRules() {
		res := mustSecERBA(t, r, credit.SecERBAInput{
			Exposure: credit.SecExposure{Attachment: 0.05, Detachment: 0.3}, Ratings: []string{"BB+"}, Maturity: 2})
		if res.Rated[0].Table.String() != "497.50%" || !capitalNear(res.Factor, 0.75) || !capitalNear(float64(res.After), 3.73125) {
			t.Errorf("%s: table %v, factor %g, after %v", r.Name, res.Rated[0].Table, res.Factor, res.After)
		}
	}
}

func TestSecERBASituations(t *testing.T) {
	senior := credit.SecExposure{Attachment: 0.3, Detachment: 1, Senior: true}
	seniorSTC := senior
	seniorSTC.Kind = credit.SecSTC
	mezz := credit.SecExposure{Attachment: 0.1, Detachment: 0.3}
	mezzSTC := mezz
	mezzSTC.Kind = credit.SecSTC
	thick := credit.SecExposure{Attachment: 0.1, Detachment: 0.9}
	tests := []struct {
		situation string
		in        credit.SecERBAInput
		after     string
		decisive  credit.BoundName
	}{
		{"senior AAA, one year", credit.SecERBAInput{Exposure: senior, Ratings: []string{"AAA"}, Maturity: 1}, "15.00%", ""},
		{"senior AAA, under a year", credit.SecERBAInput{Exposure: senior, Ratings: []string{"AAA"}, Maturity: 0.2}, "15.00%", ""},
		{"senior AAA, three years", credit.SecERBAInput{Exposure: senior, Ratings: []string{"AAA"}, Maturity: 3}, "17.50%", ""},
		{"senior AAA, seven years", credit.SecERBAInput{Exposure: senior, Ratings: []string{"AAA"}, Maturity: 7}, "20.00%", ""},
		{"senior AAA STC, five years", credit.SecERBAInput{Exposure: seniorSTC, Ratings: []string{"AAA"}, Maturity: 5}, "10.00%", ""},
		{"senior A+ STC, three years", credit.SecERBAInput{Exposure: seniorSTC, Ratings: []string{"A+"}, Maturity: 3}, "25.00%", ""},
		{"mezzanine AA, five years, 20 % thick", credit.SecERBAInput{Exposure: mezz, Ratings: []string{"AA"}, Maturity: 5}, "96.00%", ""},
		{"80 % thick counts as 50 %", credit.SecERBAInput{Exposure: thick, Ratings: []string{"AA"}, Maturity: 5}, "60.00%", ""},
		{"thick AA, one year: not below a senior AA", credit.SecERBAInput{Exposure: thick, Ratings: []string{"AA"}, Maturity: 1}, "25.00%", credit.BoundSameRatingSenior},
		{"thick AAA, one year: the floor", credit.SecERBAInput{Exposure: thick, Ratings: []string{"AAA"}, Maturity: 1}, "15.00%", credit.BoundFloor},
		{"mezzanine AAA STC, one year: 15 %, not 10 %", credit.SecERBAInput{Exposure: mezzSTC, Ratings: []string{"AAA"}, Maturity: 1}, "15.00%", credit.BoundFloor},
		{"mezzanine BBB STC, five years", credit.SecERBAInput{Exposure: mezzSTC, Ratings: []string{"BBB"}, Maturity: 5}, "204.00%", ""},
		{"mezzanine CCC, one year", credit.SecERBAInput{Exposure: mezz, Ratings: []string{"CCC"}, Maturity: 1}, "1000.00%", ""},
		{"below CCC-, thick: a senior one of that rating is at 1250 %", credit.SecERBAInput{Exposure: thick, Ratings: []string{"below CCC-"}, Maturity: 1}, "1250.00%", credit.BoundSameRatingSenior},
		{"two ratings: the higher weight", credit.SecERBAInput{Exposure: senior, Ratings: []string{"AA", "A"}, Maturity: 1}, "50.00%", ""},
		{"three ratings: the higher of the two lowest", credit.SecERBAInput{Exposure: senior, Ratings: []string{"BBB", "AA", "A"}, Maturity: 1}, "50.00%", ""},
		{"three ratings, two of them the same", credit.SecERBAInput{Exposure: senior, Ratings: []string{"A", "BBB", "A"}, Maturity: 1}, "50.00%", ""},
		{"short-term A-1", credit.SecERBAInput{Exposure: mezz, ShortTerm: true, Ratings: []string{"A-1"}}, "15.00%", ""},
		{"short-term A-2/P-2", credit.SecERBAInput{Exposure: mezz, ShortTerm: true, Ratings: []string{"A-2/P-2"}}, "50.00%", ""},
		{"short-term P-3, STC", credit.SecERBAInput{Exposure: seniorSTC, ShortTerm: true, Ratings: []string{"P-3"}}, "60.00%", ""},
		{"short-term A-1, senior STC", credit.SecERBAInput{Exposure: seniorSTC, ShortTerm: true, Ratings: []string{"A-1"}}, "10.00%", ""},
		{"short-term A-1, junior STC: the floor of 15 %", credit.SecERBAInput{Exposure: mezzSTC, ShortTerm: true, Ratings: []string{"A-1"}}, "15.00%", credit.BoundFloor},
		{"short-term, any other", credit.SecERBAInput{Exposure: mezz, ShortTerm: true, Ratings: []string{"all other ratings"}}, "1250.00%", ""},
		{"the dash of the Chinese text", credit.SecERBAInput{Exposure: senior, Ratings: []string{"AA–"}, Maturity: 1}, "30.00%", ""},
		{"full-width plus", credit.SecERBAInput{Exposure: senior, Ratings: []string{"AA＋"}, Maturity: 5}, "30.00%", ""},
		{"the caller's scale", credit.SecERBAInput{Exposure: senior, Ratings: []string{"AAAsf"}, Maturity: 5, Scale: credit.RatingScale{"AAAsf": "AA+"}}, "30.00%", ""},
	}
	for _, r := range bothCapitalRules() {
		for _, tt := range tests {
			t.Run(r.Name+"/"+tt.situation, func(t *testing.T) {
				res := mustSecERBA(t, r, tt.in)
				if res.After.String() != tt.after || res.Decisive != tt.decisive {
					t.Errorf("%v by %q, want %s by %q; rated %+v", res.After, res.Decisive, tt.after, tt.decisive, res.Rated)
				}
			})
		}
	}
}

// TestSecERBASaysWhichRatingCounted: each rating keeps its row and weight in the result.
func TestSecERBASaysWhichRatingCounted(t *testing.T) {
	res := mustSecERBA(t, credit.ChinaCapitalRules(), credit.SecERBAInput{
		Exposure: credit.SecExposure{Attachment: 0.1, Detachment: 0.2},
		Ratings:  []string{"one: A", "two: CCC+", "three: BBB"}, Maturity: 1,
		Scale: credit.RatingScale{"one: A": "A", "two: CCC+": "CCC+", "three: BBB": "BBB", "unused": "nonsense"},
	})
	var rows []string
	for _, w := range res.Rated {
		rows = append(rows, fmt.Sprintf("%s → %s %v", w.Rating, w.Row, w.Weight))
	}
	want := "one: A → A 72.00%; two: CCC+ → CCC+ 1125.00%; three: BBB → BBB 198.00%"
	if got := strings.Join(rows, "; "); got != want || res.Used != 2 {
		t.Errorf("%s, used %d", got, res.Used)
	}
}

func TestUnknownRatingListsTheRows(t *testing.T) {
	senior := credit.SecExposure{Attachment: 0.3, Detachment: 1, Senior: true}
	_, err := credit.SecERBA(credit.ChinaCapitalRules(), credit.SecERBAInput{Exposure: senior, Ratings: []string{"Aaa", "AAA"}, Maturity: 2})
	want := `ratings[0]: "Aaa"; expected one of AAA, AA+, AA, AA-, A+, A, A-, BBB+, BBB, BBB-, BB+, BB, BB-, B+, B, B-, CCC+, CCC, CCC-, below CCC-`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	_, err = credit.SecERBA(credit.ChinaCapitalRules(), credit.SecERBAInput{Exposure: senior, ShortTerm: true, Ratings: []string{"F1"}})
	want = `ratings[0]: "F1"; expected one of A-1, P-1, A-1/P-1, A-2, P-2, A-2/P-2, A-3, P-3, A-3/P-3, all other ratings`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	scale := credit.RatingScale{"F1": "A1"}
	_, err = credit.SecERBA(credit.ChinaCapitalRules(), credit.SecERBAInput{Exposure: senior, ShortTerm: true, Ratings: []string{"F1", "F2"}, Scale: scale})
	for _, part := range []string{`ratings[0]: "F1"; expected a scale that maps it to one of A-1, `, `not to "A1"`, `ratings[1]: "F2"; expected a word of the caller's scale, which maps it to one of A-1, `} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%v\nlacks %s", err, part)
		}
	}
}

func TestSecERBAReportsEveryFaultAtOnce(t *testing.T) {
	_, err := credit.SecERBA(credit.BaselCapitalRules(), credit.SecERBAInput{
		Exposure: credit.SecExposure{Attachment: 2, Detachment: 1, Kind: credit.SecResecuritisation}})
	wantFaultPaths(t, err, "exposure.attachment", "exposure.detachment", "exposure.kind", "maturity", "ratings")
}

// TestSecERBAProperties: over every row, the weight grows with maturity and as the rating falls, does
// not grow with thickness, is lower for STC deals, not lower than that of a senior tranche, linear
// between one and five years, and between the floor and 1250 %.
func TestSecERBAProperties(t *testing.T) {
	r := credit.ChinaCapitalRules()
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.IntRange(0, len(r.ERBALong)-1).Draw(t, "row")
		word := r.ERBALong[row].Words[0]
		a := rapid.Float64Range(0, 0.9).Draw(t, "A")
		in := credit.SecERBAInput{
			Exposure: credit.SecExposure{Attachment: a, Detachment: rapid.Float64Range(a+0.01, 1).Draw(t, "D"), Senior: rapid.Bool().Draw(t, "senior")},
			Ratings:  []string{word}, Maturity: rapid.Float64Range(0.1, 7).Draw(t, "MT"),
		}
		base := mustSecERBA(t, r, in)
		check := func(what string, other credit.SecERBAInput, sign float64) {
			w := mustSecERBA(t, r, other).After
			if sign*float64(w-base.After) < -12.5*capitalRoundoff {
				t.Fatalf("%s: from %v to %v", what, base.After, w)
			}
		}
		longer := in
		longer.Maturity = rapid.Float64Range(in.Maturity, 8).Draw(t, "longer")
		check("longer", longer, 1)
		if row+1 < len(r.ERBALong) {
			worse := in
			worse.Ratings = []string{r.ERBALong[row+1].Words[0]}
			check("lower rating", worse, 1)
		}
		thicker := in
		thicker.Exposure.Detachment = rapid.Float64Range(in.Exposure.Detachment, 1).Draw(t, "thicker")
		check("thicker", thicker, -1)
		stc := in
		stc.Exposure.Kind = credit.SecSTC
		check("STC", stc, -1)
		senior := in
		senior.Exposure.Senior = true
		check("senior", senior, -1)
		if base.After < 0.15 || base.After > 12.5 {
			t.Fatalf("%v", base.After)
		}
		at := func(years float64) float64 {
			point := in
			point.Maturity = years
			return float64(mustSecERBA(t, r, point).Rated[0].Weight)
		}
		if mid, ends := at(3), (at(1)+at(5))/2; !capitalNear(mid, ends) {
			t.Fatalf("three years %.17g, halfway %.17g", mid, ends)
		}
	})
}

func ExampleSecERBA() {
	res, err := credit.SecERBA(credit.ChinaCapitalRules(), credit.SecERBAInput{
		Exposure: credit.SecExposure{Attachment: 0.05, Detachment: 0.3},
		Ratings:  []string{"BB+"},
		Maturity: 3,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("table %v, thickness factor %.2f, weight %v\n", res.Rated[res.Used].Table, res.Factor, res.After)
	// Output: table 525.00%, thickness factor 0.75, weight 393.75%
}
