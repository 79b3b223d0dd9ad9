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

func describeConflict(c pool.LicenceConflict) string {
	text := c.Kind.String() + " " + c.Outcome.String() + ": " + c.First.Place
	if g, ok := c.Second.Get(); ok {
		text += " | " + g.Place
	}
	if q, ok := c.Pledge.Get(); ok {
		text += " | " + q.Place
	}
	if len(c.Missing) > 0 {
		text += " (" + strings.Join(c.Missing, ", ") + ")"
	}
	return strings.ReplaceAll(text, "right chip: exclusive_licences", "licence")
}

func licence(from, to, start, end, territory string) pool.ExclusiveLicenceSpec {
	l := pool.ExclusiveLicenceSpec{Licensor: from, Licensee: to, Territory: territory}
	if start != "" {
		l.Start = day(start)
	}
	if end != "" {
		l.End = day(end)
	}
	return l
}

func TestConflictsOfLicences(t *testing.T) {
	type licences = []pool.ExclusiveLicenceSpec
	a := licence("maker", "rival", "2022-01-01", "2026-12-31", "CN")
	tests := []struct {
		situation string
		licences  licences // of a right whose contract is a lease that implies no pledge
		want      []string
	}{
		{"one licence", licences{a}, nil},
		{"two to different firms", licences{a, licence("maker", "bank", "2024-01-01", "2025-12-31", "全国")}, []string{"two_exclusive fail: licence[0] | licence[1]"}},
		{"two of different provinces", licences{licence("maker", "rival", "2022-01-01", "2026-12-31", "浙江"), licence("maker", "bank", "2024-01-01", "2025-12-31", "广东")}, nil},
		{"the second begins when the first has ended", licences{a, licence("maker", "bank", "2027-01-01", "2028-12-31", "CN")}, nil},
		{"the second begins on the last day of the first", licences{a, licence("maker", "bank", "2026-12-31", "2028-12-31", "CN")}, []string{"two_exclusive fail: licence[0] | licence[1]"}},
		{"the first ended before the cut-off date", licences{licence("maker", "rival", "2022-01-01", "2023-12-30", "CN"), licence("maker", "bank", "2023-01-01", "2025-12-31", "CN")}, nil},
		{"the first ends on the cut-off date", licences{licence("maker", "rival", "2022-01-01", "2023-12-31", "CN"), licence("maker", "bank", "2023-01-01", "2025-12-31", "CN")}, []string{"two_exclusive fail: licence[0] | licence[1]"}},
		{"a licence renewed with the same firm", licences{a, licence("maker", "rival", "2024-01-01", "2029-12-31", "CN")}, nil},
		{"a territory not stated", licences{a, licence("maker", "bank", "2024-01-01", "2025-12-31", "")}, []string{"two_exclusive unknown: licence[0] | licence[1] (licence[0].territory, licence[1].territory)"}},
		{"an end not stated", licences{licence("maker", "rival", "2022-01-01", "", "CN"), licence("maker", "bank", "2024-01-01", "2025-12-31", "CN")}, []string{"two_exclusive unknown: licence[0] | licence[1] (licence[0].end)"}},
		{"an end not stated of a licence that begins too late to matter", licences{licence("maker", "rival", "2027-01-01", "", "CN"), licence("maker", "bank", "2024-01-01", "2025-12-31", "CN")}, nil},
		{"a licensee not stated", licences{a, licence("maker", "", "2024-01-01", "2025-12-31", "CN")}, []string{"two_exclusive unknown: licence[0] | licence[1] (licence[1].licensee)"}},
		{"a licence of which no party is stated", licences{a, licence("", "", "2024-01-01", "2025-12-31", "CN")}, []string{"two_exclusive unknown: licence[0] | licence[1] (licence[1].licensor, licence[1].licensee)"}},
		{"a licence to the same firm by nobody knows whom", licences{a, licence("", "rival", "2024-01-01", "2029-12-31", "CN")}, nil},
		{"a licence under the other, elsewhere", licences{licence("maker", "rival", "2022-01-01", "2026-12-31", "浙江"), licence("rival", "bank", "2024-01-01", "2027-12-31", "广东")}, nil},
		{"a licensor not stated, who may be the first licensee", licences{a, licence("", "bank", "2024-01-01", "2025-12-31", "CN")}, []string{"two_exclusive unknown: licence[0] | licence[1] (licence[1].licensor)"}},
		{"a licence under the other", licences{a, licence("rival", "bank", "2024-01-01", "2025-12-31", "CN")}, nil},
		{"a licence under the other, stated before it", licences{licence("rival", "bank", "2024-01-01", "2025-12-31", "CN"), a}, nil},
		{"a licence under the other that outlives it", licences{a, licence("rival", "bank", "2024-01-01", "2027-01-01", "CN")}, []string{"sublicence_exceeds fail: licence[0] | licence[1]"}},
		{"a licence under the other that is older", licences{licence("rival", "bank", "2021-12-31", "2025-12-31", "CN"), a}, []string{"sublicence_exceeds fail: licence[1] | licence[0]"}},
		{"a licence under the other, of unknown end", licences{a, licence("rival", "bank", "2024-01-01", "", "CN")}, []string{"sublicence_exceeds unknown: licence[0] | licence[1] (licence[1].end)"}},
		{"back and forth outside a contract", licences{a, licence("rival", "maker", "2022-01-01", "2026-12-31", "CN")}, []string{"undeclared_loop fail: licence[0] | licence[1]"}},
		{"back and forth, one after the other", licences{a, licence("rival", "maker", "2027-01-01", "2028-12-31", "CN")}, nil},
		{"three at once", licences{a, licence("maker", "bank", "2024-01-01", "2025-12-31", "CN"), licence("maker", "lessor", "2024-01-01", "2025-12-31", "CN")},
			[]string{"two_exclusive fail: licence[0] | licence[1]", "two_exclusive fail: licence[0] | licence[2]", "two_exclusive fail: licence[1] | licence[2]"}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			s := ipSpec([]pool.RightSpec{{ID: "chip", ExclusiveLicences: tt.licences}}, claim("L-1", "100"))
			s.Contracts[0].Obligors[0].Party, s.Contracts[0].Rights = "maker", []string{"chip"}
			var got []string
			for _, c := range resolve(t, s).LicenceConflicts(pool.StandardTerritories) {
				got = append(got, describeConflict(c))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("conflicts (-want +got):\n%s", diff)
			}
		})
	}
}

func TestASaleUnderALicence(t *testing.T) {
	tests := []struct {
		situation string
		licence   pool.ExclusiveLicenceSpec
		change    func(*pool.ContractSpec)
		want      []string
	}{
		{"a licence to another, alive at the sale", licence("maker", "rival", "2022-01-01", "2026-12-31", "CN"), nil, []string{"sale_under_licence fail: licence[0] | contract L-1: lease"}},
		{"a licence that the seller grants after the sale", licence("maker", "rival", "2024-06-01", "2026-12-31", "CN"), nil, []string{"sale_under_licence fail: licence[0] | contract L-1: lease"}},
		{"a licence after the lease", licence("maker", "rival", "2025-07-01", "2026-12-31", "CN"), nil, nil},
		{"a licence to the lessor", licence("maker", "lessor", "2022-01-01", "2026-12-31", "CN"), nil, nil},
		{"a licence to the lessee", licence("lessor", "maker", "2023-06-30", "2026-12-31", "CN"), nil, nil},
		{"a licence that ended before the sale, and lives at the cut-off date", licence("maker", "rival", "2022-01-01", "2024-01-31", "CN"),
			func(c *pool.ContractSpec) { c.Start = day("2024-02-01") }, nil},
		{"a start not stated", licence("maker", "rival", "2022-01-01", "2026-12-31", "CN"), func(c *pool.ContractSpec) { c.Start = 0 },
			[]string{"sale_under_licence unknown: licence[0] | contract L-1: lease (contract L-1: start)"}},
		{"a licensee not stated", licence("maker", "", "2022-01-01", "2026-12-31", "CN"), nil, []string{"sale_under_licence unknown: licence[0] | contract L-1: lease (licence[0].licensee)"}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			s := ipSpec([]pool.RightSpec{{ID: "chip", Owner: "maker", ExclusiveLicences: []pool.ExclusiveLicenceSpec{tt.licence}}}, claim("L-1", "100"))
			c := &s.Contracts[0]
			c.Obligors[0].Party, c.Creditor, c.Rights, c.Start = "maker", "lessor", []string{"chip"}, day("2023-06-30")
			c.Receivable, c.Lease = nil, &pool.LeaseSpec{Rent: pool.InstalmentsSpec{Form: pool.Level, Frequency: calendar.Quarterly}}
			if tt.change != nil {
				tt.change(c)
			}
			var got []string
			for _, x := range resolve(t, s).LicenceConflicts(pool.StandardTerritories) {
				got = append(got, describeConflict(x))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("conflicts (-want +got):\n%s", diff)
			}
		})
	}
}

func TestConflictsOfTheLicencesOfAContract(t *testing.T) {
	tests := []struct {
		situation string
		change    func(s *pool.Spec)
		want      []string
	}{
		{"the loop alone is none", func(*pool.Spec) {}, nil},
		{"a loop that is not declared is judged elsewhere", func(s *pool.Spec) { s.Contracts[0].Sublicense.LoopDeclared = nil }, nil},
		{"the licences of the contract stated with the right as well", func(s *pool.Spec) {
			l, b := licence("maker", "lessor", "2023-09-01", "2028-09-01", "CN"), licence("lessor", "maker", "2023-09-01", "2028-08-31", "CN")
			l.Contract, b.Contract = "S-1", "S-1"
			s.Rights[0].ExclusiveLicences = []pool.ExclusiveLicenceSpec{l, b}
		}, nil},
		{"an older licence to a third firm", func(s *pool.Spec) {
			s.Rights[0].ExclusiveLicences = []pool.ExclusiveLicenceSpec{licence("maker", "rival", "2022-01-01", "2026-12-31", "CN")}
		}, []string{
			"two_exclusive fail: licence[0] | contract S-1: licence",
			"two_exclusive fail: licence[0] | contract S-1: licence_back",
			"pledge_after_licence fail: licence[0] | contract S-1: sublicense",
		}},
		{"the sub-licensee licenses on within his own term", func(s *pool.Spec) {
			s.Rights[0].ExclusiveLicences = []pool.ExclusiveLicenceSpec{licence("maker", "rival", "2024-01-01", "2026-12-31", "CN")}
		}, []string{"two_exclusive fail: licence[0] | contract S-1: licence", "two_exclusive fail: licence[0] | contract S-1: licence_back"}},
		{"the sub-licensee licenses on and names his contract", func(s *pool.Spec) {
			l := licence("maker", "rival", "2024-01-01", "2026-12-31", "CN")
			l.Contract = "S-1"
			s.Rights[0].ExclusiveLicences = []pool.ExclusiveLicenceSpec{l}
		}, nil},
		{"a licence back that is not exclusive", func(s *pool.Spec) {
			s.Contracts[0].Sublicense.LicenceBack.Exclusive = ptr(false)
			s.Rights[0].ExclusiveLicences = []pool.ExclusiveLicenceSpec{licence("maker", "rival", "2022-01-01", "2026-12-31", "CN")}
			s.Contracts[0].Sublicense.PledgedBack = nil
		}, []string{"two_exclusive fail: licence[0] | contract S-1: licence"}},
		{"a first licence of which it is not said", func(s *pool.Spec) {
			s.Contracts[0].Sublicense.Licence.Exclusive = nil
			s.Contracts[0].Sublicense.LicenceBack.Exclusive = ptr(false)
			s.Rights[0].ExclusiveLicences = []pool.ExclusiveLicenceSpec{licence("maker", "rival", "2022-01-01", "2026-12-31", "CN")}
			s.Contracts[0].Sublicense.PledgedBack = nil
		}, []string{"two_exclusive unknown: licence[0] | contract S-1: licence (contract S-1: licence.exclusive)"}},
		{"a loan of the bank on the right, later", func(s *pool.Spec) {
			m := loan("M-1", "100", "2025-06-30", "chip")
			m.Start = day("2023-10-01")
			s.Contracts = append(s.Contracts, m)
		}, []string{"pledge_after_licence fail: contract S-1: licence | contract M-1: microloan", "pledge_after_licence fail: contract S-1: licence_back | contract M-1: microloan"}},
		{"a loan of the bank on the right, earlier", func(s *pool.Spec) {
			m := loan("M-1", "100", "2025-06-30", "chip")
			m.Start = day("2023-09-01")
			s.Contracts = append(s.Contracts, m)
		}, nil},
		{"a loan of the bank on the right, of unknown start", func(s *pool.Spec) {
			s.Contracts = append(s.Contracts, loan("M-1", "100", "2025-06-30", "chip"))
		}, []string{"pledge_after_licence unknown: contract S-1: licence | contract M-1: microloan (contract M-1: microloan.registered)",
			"pledge_after_licence unknown: contract S-1: licence_back | contract M-1: microloan (contract M-1: microloan.registered)"}},
		{"a loan whose pledge was registered earlier than it started", func(s *pool.Spec) {
			m := loan("M-1", "100", "2025-06-30", "chip")
			m.Start = day("2023-10-01")
			s.Contracts = append(s.Contracts, m)
			s.Rights[0].Pledges = []pool.RightPledgeSpec{{Contract: "M-1", Registered: day("2023-08-31")}}
		}, nil},
		{"a pledge to a firm outside, to the lessor himself, and one released", func(s *pool.Spec) {
			s.Rights[0].Pledges = []pool.RightPledgeSpec{{Holder: "rival", Registered: day("2023-10-01")}, {Holder: "lessor", Registered: day("2023-10-01")}, {Holder: "bank", Registered: day("2023-10-01"), Released: day("2023-12-31")}}
		}, []string{"pledge_after_licence fail: contract S-1: licence | right chip: pledges[0]",
			"pledge_after_licence fail: contract S-1: licence_back | right chip: pledges[0]", "pledge_after_licence fail: contract S-1: licence_back | right chip: pledges[1]"}},
		{"a second sub-licence of the same right by another lessor", func(s *pool.Spec) {
			c := s.Contracts[0]
			c.ID, c.Creditor, c.Start = "S-2", "bank", day("2023-11-01")
			terms := *c.Sublicense
			terms.Licence.Start, terms.LicenceBack.Start = day("2023-11-01"), day("2023-11-01")
			c.Sublicense = &terms
			s.Contracts = append(s.Contracts, c)
		}, []string{
			"two_exclusive fail: contract S-1: licence | contract S-2: licence",
			"two_exclusive fail: contract S-1: licence | contract S-2: licence_back",
			"two_exclusive fail: contract S-1: licence_back | contract S-2: licence",
			"pledge_after_licence fail: contract S-1: licence | contract S-2: sublicense",
			"pledge_after_licence fail: contract S-1: licence_back | contract S-2: sublicense",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			s := looped()
			tt.change(&s)
			var got []string
			for _, c := range resolve(t, s).LicenceConflicts(pool.StandardTerritories) {
				got = append(got, describeConflict(c))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("conflicts (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLicencesAndPledgesOfRightsThatNothingRestsOnAreLeftOut(t *testing.T) {
	s := looped()
	s.Rights = append(s.Rights, pool.RightSpec{ID: "idle", Pledges: []pool.RightPledgeSpec{{Holder: "rival"}},
		ExclusiveLicences: []pool.ExclusiveLicenceSpec{licence("maker", "rival", "2022-01-01", "2026-12-31", "CN"), licence("maker", "bank", "2022-01-01", "2026-12-31", "CN")}})
	p := resolve(t, s)
	if len(p.Grants()) != 2 || len(p.PledgeUses()) != 1 || p.LicenceConflicts(nil) != nil {
		t.Errorf("%d licences, %d pledges, %d conflicts", len(p.Grants()), len(p.PledgeUses()), len(p.LicenceConflicts(nil)))
	}
}

func TestWhoLicensesARightOfSeveralObligors(t *testing.T) {
	for _, tt := range []struct {
		situation, owner, creditor, originator, want string
	}{
		{"the owner among them", "rival", "lessor", "", "rival to lessor and back"},
		{"the owner none of them", "bank", "lessor", "", " to lessor and back"},
		{"no creditor, but an originator", "maker", "", "bank", "maker to bank and back"},
		{"no lessor", "maker", "", "", "maker to  and back"},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			s := looped()
			s.Rights[0].Owner = tt.owner
			s.Contracts[0].Obligors = []pool.ObligorSpec{{Party: "maker"}, {Party: "rival"}}
			s.Contracts[0].Creditor, s.Contracts[0].Originator = tt.creditor, tt.originator
			p := resolve(t, s)
			g := p.Grants()
			got := fmt.Sprintf("%s to %s and back", p.Party(g[0].Licensor).ID, p.Party(g[0].Licensee).ID)
			if got != tt.want || g[1].Licensor != g[0].Licensee || g[1].Licensee != g[0].Licensor {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// TestConflictsBetweenLicencesAgainstDays goes through the days one by one: two licences by one firm
// to two firms conflict when on some day both run, from the cut-off date on as far as their ends go.
func TestConflictsBetweenLicencesAgainstDays(t *testing.T) {
	first := day("2023-11-01")
	rapid.Check(t, func(t *rapid.T) {
		draw := func(to string) pool.ExclusiveLicenceSpec {
			l := licence("maker", to, "", "", rapid.SampledFrom([]string{"浙江", "广东", "CN"}).Draw(t, "territory"))
			l.Start = first.AddDays(rapid.IntRange(0, 90).Draw(t, "start"))
			l.End = l.Start.AddDays(rapid.IntRange(1, 90).Draw(t, "days"))
			return l
		}
		a, b := draw("rival"), draw("bank")
		s := ipSpec([]pool.RightSpec{{ID: "chip", ExclusiveLicences: []pool.ExclusiveLicenceSpec{a, b}}}, claim("L-1", "100"))
		s.Contracts[0].Obligors[0].Party, s.Contracts[0].Rights = "maker", []string{"chip"}
		p := resolve(t, s)
		runs := func(l pool.ExclusiveLicenceSpec, d calendar.Date) bool { return !d.Before(l.Start) && !d.After(l.End) }
		common := false
		for d := first; d.Before(first.AddDays(200)); d = d.AddDays(1) {
			common = common || runs(a, d) && runs(b, d)
		}
		live := !a.End.Before(p.AsOf()) && !b.End.Before(p.AsOf())
		meet := a.Territory == b.Territory || a.Territory == "CN" || b.Territory == "CN"
		got := p.LicenceConflicts(pool.StandardTerritories)
		if want := common && live && meet; (len(got) == 1) != want || want && got[0].Outcome != pool.Fail {
			t.Fatalf("%v to %v in %s and %v to %v in %s: %v", a.Start, a.End, a.Territory, b.Start, b.End, b.Territory, got)
		}
	})
}

// TestSayingMoreNeverMakesAConflictLessKnown drops facts from a sound specification: what was no
// conflict may become possible, and a conflict stays at least possible.
func TestSayingMoreNeverMakesAConflictLessKnown(t *testing.T) {
	parties := []string{"maker", "rival", "bank", "lessor"}
	rapid.Check(t, func(t *rapid.T) {
		draw := func() pool.ExclusiveLicenceSpec {
			who := rapid.Permutation(parties).Draw(t, "parties")
			l := licence(who[0], who[1], "", "", rapid.SampledFrom([]string{"浙江", "广东", "CN"}).Draw(t, "territory"))
			l.Start = day("2023-11-01").AddDays(rapid.IntRange(0, 300).Draw(t, "start"))
			l.End = l.Start.AddDays(rapid.IntRange(60, 400).Draw(t, "days"))
			return l
		}
		owner := rapid.SampledFrom([]string{"", "maker"}).Draw(t, "owner")
		full := []pool.ExclusiveLicenceSpec{draw(), draw()}
		judge := func(list []pool.ExclusiveLicenceSpec) (conflict, possible bool) {
			s := ipSpec([]pool.RightSpec{{ID: "chip", Owner: owner, ExclusiveLicences: list}}, claim("L-1", "100"))
			s.Contracts[0].Obligors[0].Party, s.Contracts[0].Rights = "maker", []string{"chip"}
			for _, c := range resolve(t, s).LicenceConflicts(pool.StandardTerritories) {
				conflict, possible = conflict || c.Outcome == pool.Fail, true
				if (c.Outcome == pool.OutcomeUnknown) != (len(c.Missing) > 0) {
					t.Fatalf("%s with %v missing", c.Outcome, c.Missing)
				}
			}
			return conflict, possible
		}
		conflict, possible := judge(full)
		if conflict != possible {
			t.Fatal("everything is stated, and it is not known whether there is a conflict")
		}
		partial := []pool.ExclusiveLicenceSpec{full[0], full[1]}
		l := &partial[rapid.IntRange(0, 1).Draw(t, "of")]
		switch rapid.IntRange(0, 4).Draw(t, "drop") {
		case 0:
			l.Licensor = ""
		case 1:
			l.Licensee = ""
		case 2:
			l.Start = 0
		case 3:
			l.End = 0
		case 4:
			l.Territory = ""
		}
		certain, still := judge(partial)
		if conflict && !still {
			t.Fatalf("a conflict of %+v is none of %+v", full, partial)
		}
		if certain && !conflict {
			t.Fatalf("no conflict of %+v is one of %+v", full, partial)
		}
	})
}

func ExamplePool_LicenceConflicts() {
	spec := looped()
	spec.Rights[0].ExclusiveLicences = []pool.ExclusiveLicenceSpec{{Licensor: "maker", Licensee: "rival", Start: day("2022-01-01"), End: day("2026-12-31"), Territory: "浙江"}}
	p, err := spec.Resolve()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range p.LicenceConflicts(pool.StandardTerritories) {
		if second, ok := c.Second.Get(); ok {
			fmt.Println(c.Kind, c.Outcome, "-", c.First.Place, "and", second.Place)
		}
		if pledge, ok := c.Pledge.Get(); ok {
			fmt.Println(c.Kind, c.Outcome, "-", c.First.Place, "and", pledge.Place)
		}
	}
	// Output:
	// two_exclusive fail - right chip: exclusive_licences[0] and contract S-1: licence
	// two_exclusive fail - right chip: exclusive_licences[0] and contract S-1: licence_back
	// pledge_after_licence fail - right chip: exclusive_licences[0] and contract S-1: sublicense
}
