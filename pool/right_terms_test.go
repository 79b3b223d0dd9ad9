package pool_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/pool"
)

// loan is a small loan that maker owes the bank and that rests on rights.
func loan(id, balance, maturity string, rights ...string) pool.ContractSpec {
	return pool.ContractSpec{
		ID: id, Obligors: []pool.ObligorSpec{{Party: "maker"}}, Creditor: "bank", Rights: rights, Balance: dec(balance), Maturity: day(maturity),
		Microloan: &pool.MicroloanSpec{Repayment: pool.InstalmentsSpec{Form: pool.Bullet}},
	}
}

// ipSpec is a specification at the end of 2023 with a few parties, the rights and the contracts given.
// Without contracts one loan rests on all of the rights.
func ipSpec(rights []pool.RightSpec, contracts ...pool.ContractSpec) pool.Spec {
	s := poolSpec(contracts...)
	s.Parties = []pool.PartySpec{{ID: "maker"}, {ID: "bank"}, {ID: "lessor"}, {ID: "rival"}}
	s.Rights = rights
	if len(contracts) == 0 {
		var ids []string
		for _, r := range rights {
			ids = append(ids, r.ID)
		}
		s.Contracts = []pool.ContractSpec{loan("M-1", "1000000", "2025-06-30", ids...)}
	}
	return s
}

// one resolves a pool whose one loan rests on one right, and gives that right.
func one(t fataler, r pool.RightSpec) (*pool.Pool, pool.Right) {
	t.Helper()
	r.ID = "right"
	p := resolve(t, ipSpec([]pool.RightSpec{r}))
	return p, p.Right(0)
}

func TestTermsOfChineseLaw(t *testing.T) {
	yes, no := ptr(true), ptr(false)
	tests := []struct {
		situation string
		right     pool.RightSpec
		want      string // last day and text, or what is missing
	}{
		{"the example of the Guidelines for Patent Examination, V.9.2.1: filed 1999-09-06, to 2009-09-05",
			pool.RightSpec{Type: pool.UtilityModel, Filed: day("1999-09-06")}, "2009-09-05 10 years from filing 1999-09-06"},
		{"an invention", pool.RightSpec{Type: pool.Invention, Filed: day("2010-03-05")}, "2030-03-04 20 years from filing 2010-03-05"},
		{"an invention filed on the first of a year", pool.RightSpec{Type: pool.Invention, Filed: day("2010-01-01")}, "2029-12-31 20 years from filing 2010-01-01"},
		{"an invention filed on a leap day that has an anniversary", pool.RightSpec{Type: pool.Invention, Filed: day("2004-02-29")}, "2024-02-28 20 years from filing 2004-02-29"},
		{"a utility model filed on a leap day that has none", pool.RightSpec{Type: pool.UtilityModel, Filed: day("2008-02-29")}, "2018-02-28 10 years from filing 2008-02-29"},
		{"a utility model filed on the first of March", pool.RightSpec{Type: pool.UtilityModel, Filed: day("2010-03-01")}, "2020-02-29 10 years from filing 2010-03-01"},
		{"a design filed on the last day of the old term", pool.RightSpec{Type: pool.Design, Filed: day("2021-05-31")}, "2031-05-30 10 years from filing 2021-05-31"},
		{"a design filed on the first day of the new term", pool.RightSpec{Type: pool.Design, Filed: day("2021-06-01")}, "2036-05-31 15 years from filing 2021-06-01"},
		{"a design whose filing is not stated", pool.RightSpec{Type: pool.Design, Registered: day("2022-01-01")}, "missing: filed"},
		{"an invention whose filing is not stated", pool.RightSpec{Type: pool.Invention, Registered: day("2012-01-01")}, "missing: filed"},
		{"a trademark", pool.RightSpec{Type: pool.Trademark, Filed: day("2013-01-01"), Registered: day("2014-05-07")}, "2024-05-06 10 years from registration 2014-05-07 renewable"},
		{"a trademark whose registration is not stated", pool.RightSpec{Type: pool.Trademark, Filed: day("2013-01-01")}, "missing: registered"},
		{"software of a firm, published", pool.RightSpec{Type: pool.Software, CorporateAuthor: yes, Created: day("2015-02-01"), Published: day("2016-07-08")}, "2066-12-31 50 years from publication 2016-07-08, to 31 December"},
		{"software of a firm of which only the creation is stated", pool.RightSpec{Type: pool.Software, CorporateAuthor: yes, Created: day("2015-02-01")}, "2065-12-31 50 years from creation 2015-02-01, to 31 December"},
		{"software published on the last day of a year", pool.RightSpec{Type: pool.Software, CorporateAuthor: yes, Published: day("2015-12-31")}, "2065-12-31 50 years from publication 2015-12-31, to 31 December"},
		{"software of nobody knows whom", pool.RightSpec{Type: pool.Software, Published: day("2016-07-08")}, "missing: corporate_author"},
		{"software of a person", pool.RightSpec{Type: pool.Software, CorporateAuthor: no, Published: day("2016-07-08")}, "missing: a term for works of natural persons"},
		{"a film of a firm", pool.RightSpec{Type: pool.FilmTV, CorporateAuthor: yes, Published: day("2018-10-01")}, "2068-12-31 50 years from publication 2018-10-01, to 31 December"},
		{"a film without days", pool.RightSpec{Type: pool.FilmTV, CorporateAuthor: yes}, "missing: published or created"},
		{"a screenplay", pool.RightSpec{Type: pool.Screenplay, CorporateAuthor: yes, Published: day("2018-10-01")}, `missing: a term for screenplay in the table "china"`},
		{"a patent of a kind not stated", pool.RightSpec{Type: pool.Patent, Filed: day("2018-10-01")}, `missing: a term for patent in the table "china"`},
		{"data", pool.RightSpec{Type: pool.Data, Registered: day("2023-10-01")}, `missing: a term for data in the table "china"`},
		{"a type not stated", pool.RightSpec{Filed: day("2018-10-01")}, `missing: a term for a right of unknown type in the table "china"`},
		{"a term beyond the calendar", pool.RightSpec{Type: pool.Invention, Filed: day("9990-01-01")}, "missing: an end within the years 1 to 9999"},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			_, r := one(t, tt.right)
			legal := pool.ChineseRightTerms().Of(r)
			got := "missing: " + legal.Missing
			if end, ok := legal.Ends.Get(); ok {
				got = end.String() + " " + legal.Text
				if legal.Renewable {
					got += " renewable"
				}
				if legal.Missing != "" || legal.Source == "" {
					t.Errorf("missing %q, source %q", legal.Missing, legal.Source)
				}
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestTheChineseTableSaysThatItIsUnverified(t *testing.T) {
	terms := pool.ChineseRightTerms()
	if terms.Name() != "china" || len(terms.Terms()) != 7 {
		t.Errorf("%q with %d terms", terms.Name(), len(terms.Terms()))
	}
	for _, term := range terms.Terms() {
		if !strings.Contains(term.Source, "unverified") {
			t.Errorf("%s: %q does not say that it is unverified", term.Type, term.Source)
		}
	}
	if _, err := pool.NewRightTerms("copy", terms.Terms()); err != nil {
		t.Errorf("its terms make no table: %v", err)
	}
}

func TestWithoutATableNothingHasALegalEnd(t *testing.T) {
	p, r := one(t, pool.RightSpec{Type: pool.Invention, Filed: day("2010-03-05")})
	if legal := (pool.RightTerms{}).Of(r); legal.Ends.IsKnown() || legal.Missing != `a term for invention in the table ""` {
		t.Errorf("%+v", legal)
	}
	if life := p.RightLife(0, pool.LifeRules{}); life.Ends.IsKnown() || life.Basis != pool.LifeUnknown {
		t.Errorf("%+v", life)
	}
}

func TestFaultsOfATableOfTerms(t *testing.T) {
	cut := day("2021-06-01")
	sound := pool.RightTerm{Type: pool.Design, Years: 15}
	tests := []struct {
		situation string
		terms     []pool.RightTerm
		want      []string
	}{
		{"windows that meet without overlap", []pool.RightTerm{{Type: pool.Design, Years: 15, FiledFrom: cut}, {Type: pool.Design, Years: 10, FiledBefore: cut}}, nil},
		{"the same in time's order", []pool.RightTerm{{Type: pool.Design, Years: 200, FiledBefore: cut}, {Type: pool.Design, Years: 1, FiledFrom: cut}}, nil},
		{"windows in time's order that overlap by a day", []pool.RightTerm{{Type: pool.Design, Years: 15, FiledBefore: cut.AddDays(1)}, {Type: pool.Design, Years: 10, FiledFrom: cut}}, []string{"[1] inconsistent design"}},
		{"two terms of one type", []pool.RightTerm{sound, sound}, []string{"[1] inconsistent design"}},
		{"windows that overlap by a day", []pool.RightTerm{{Type: pool.Design, Years: 15, FiledFrom: cut}, {Type: pool.Design, Years: 10, FiledBefore: cut.AddDays(1)}}, []string{"[1] inconsistent design"}},
		{"no type, no years", []pool.RightTerm{{}}, []string{"[0].type unknown", "[0].years out_of_range 0"}},
		{"an empty window, too many years", []pool.RightTerm{{Type: pool.Design, Years: 201, FiledFrom: cut, FiledBefore: cut}}, []string{"[0].years out_of_range 201", "[0].filed_before inconsistent 2021-06-01"}},
		{"names that are none", []pool.RightTerm{{Type: 99, Years: 1, From: 9}}, []string{"[0].type unknown invalid(99)", "[0].from unknown invalid(9)"}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			_, err := pool.NewRightTerms("mine", tt.terms)
			if diff := cmp.Diff(tt.want, faultLines(t, err)); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

// TestATermCountsItsFirstDay walks day by day: the term of n years from a day holds exactly those days d
// for which fewer than n years have passed by the count of birthdays.
func TestATermCountsItsFirstDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		years := rapid.IntRange(1, 60).Draw(t, "years")
		filed := day("1990-01-01").AddDays(rapid.IntRange(0, 20_000).Draw(t, "days"))
		terms := must(pool.NewRightTerms("mine", []pool.RightTerm{{Type: pool.Invention, Years: years}}))
		_, r := one(t, pool.RightSpec{Type: pool.Invention, Filed: filed})
		end, _ := terms.Of(r).Ends.Get()
		passed := func(d calendar.Date) int {
			y, m, dd := d.YMD()
			y0, m0, d0 := filed.YMD()
			n := y - y0
			if m < m0 || m == m0 && dd < d0 {
				n--
			}
			return n
		}
		if passed(end) != years-1 || passed(end.AddDays(1)) != years {
			t.Fatalf("%d years from %s end with %s: %d and then %d years have passed", years, filed, end, passed(end), passed(end.AddDays(1)))
		}
	})
}

func ExampleChineseRightTerms() {
	for _, term := range pool.ChineseRightTerms().Terms() {
		fmt.Println(term.Type, "-", term)
	}
	// Output:
	// invention - 20 years from filing
	// utility_model - 10 years from filing
	// design - 15 years from filing, filed from 2021-06-01
	// design - 10 years from filing, filed before 2021-06-01
	// trademark - 10 years from registration, renewable
	// software - 50 years from publication, to 31 December
	// film_tv - 50 years from publication, to 31 December
}
