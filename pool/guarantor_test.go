package pool_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// guaranteed is a pool of four loans with the guarantors surety (whole claims, 500 in all), parent (of
// the group of the originator) and twin (of the group of the surety).
func guaranteed() pool.Spec {
	s := ipSpec(nil, loan("A", "100", "2025-06-30"), loan("B", "300", "2025-06-30"), loan("C", "200", "2025-06-30"), loan("D", "50", "2025-06-30"))
	s.Parties = []pool.PartySpec{{ID: "maker", Group: "makers"}, {ID: "bank", Group: "city"}, {ID: "surety", Group: "risk", GuaranteeLimit: decp("500")}, {ID: "parent", Group: "city"},
		{ID: "twin", Group: "risk", GuaranteeLimit: decp("100")}, {ID: "lone"}}
	for i := range s.Contracts {
		s.Contracts[i].Originator = "bank"
	}
	s.Contracts[0].Guarantors = []string{"surety"}
	s.Contracts[1].Guarantors = []string{"surety", "parent"}
	s.Contracts[1].Guarantees = []pool.GuaranteeTermsSpec{{Party: "parent", Limit: decp("120")}}
	s.Contracts[2].Guarantors = []string{"twin", "surety"}
	s.Contracts[2].Guarantees = []pool.GuaranteeTermsSpec{{Party: "twin", Limit: decp("80"), Rank: 1}, {Party: "surety", Limit: decp("90"), Rank: 2}}
	return s
}

func describeGuarantor(p *pool.Pool, g pool.GuarantorExposure) string {
	var names []string
	for _, i := range g.Parties {
		names = append(names, p.Party(i).ID)
	}
	c := p.Currency()
	return fmt.Sprintf("%v %v: %s of %s, alone %s, joint %s, %d unlimited, limit %s headroom %s %s; originator %v, obligor %v, owes %v", names, g.Contracts,
		g.Guaranteed.Format(c), g.Principal.Format(c), g.Alone.Format(c), g.Joint.Format(c), g.Unlimited, opt(p, g.Limit), opt(p, g.Headroom()), g.WithinLimit, g.Originator, g.Obligor, g.OwesContracts)
}

func describeGuarantors(p *pool.Pool) []string {
	r := p.Guarantors()
	lines := []string{fmt.Sprintf("%s of %s", r.Principal.Format(p.Currency()), r.Total.Format(p.Currency()))}
	for _, g := range r.Guarantors {
		lines = append(lines, describeGuarantor(p, g))
	}
	for _, g := range r.Groups {
		lines = append(lines, g.Group+" "+describeGuarantor(p, g))
	}
	return lines
}

func TestGuarantorsOfAPool(t *testing.T) {
	p := resolve(t, guaranteed())
	want := []string{
		"600.00 of 650.00",
		"[surety] [0 1 2]: 490.00 of 600.00, alone 100.00, joint 390.00, 2 unlimited, limit 500.00 headroom 10.00 pass; originator false, obligor false, owes []",
		"[parent] [1]: 120.00 of 300.00, alone 0.00, joint 120.00, 0 unlimited, limit ? headroom ? unknown; originator true, obligor false, owes []",
		"[twin] [2]: 80.00 of 200.00, alone 0.00, joint 80.00, 0 unlimited, limit 100.00 headroom 20.00 pass; originator false, obligor false, owes []",
		// Of C the group stands for 80 + 90, alone now.
		"risk [surety twin] [0 1 2]: 570.00 of 600.00, alone 270.00, joint 300.00, 2 unlimited, limit 600.00 headroom 30.00 pass; originator false, obligor false, owes []",
	}
	if diff := cmp.Diff(want, describeGuarantors(p)); diff != "" {
		t.Errorf("guarantors (-want +got):\n%s", diff)
	}
}

func TestWhoAGuarantorIs(t *testing.T) {
	tests := []struct {
		situation string
		change    func(s *pool.Spec)
		want      string // limit, originator, obligor, contracts owed: of the first guarantor
	}{
		{"a stranger to both", func(*pool.Spec) {}, "pass false false []"},
		{"the originator himself", func(s *pool.Spec) { s.Contracts[0].Originator = "surety" }, "pass true false []"},
		{"of the originator's group in one contract", func(s *pool.Spec) { s.Contracts[1].Originator = "twin" }, "pass true false []"},
		{"an originator without a stated group", func(s *pool.Spec) { s.Contracts[0].Originator = "lone" }, "pass unknown false []"},
		{"an originator not stated", func(s *pool.Spec) { s.Contracts[0].Originator = "" }, "pass unknown false []"},
		{"an originator not stated in one contract, himself in another", func(s *pool.Spec) { s.Contracts[0].Originator, s.Contracts[1].Originator = "", "surety" }, "pass true false []"},
		{"an originator of a contract that he does not guarantee", func(s *pool.Spec) { s.Contracts[3].Originator = "surety" }, "pass false false []"},
		{"a guarantor without a stated group", func(s *pool.Spec) { s.Parties[2].Group = "" }, "pass unknown unknown []"},
		{"an affiliate of the firm that owes", func(s *pool.Spec) { s.Parties[2].Group = "makers" }, "pass false true []"},
		{"a firm that owes another contract of the pool", func(s *pool.Spec) { s.Contracts[3].Obligors[0].Party = "surety" }, "pass false false [3]"},
		{"a firm that owes what it guarantees", func(s *pool.Spec) {
			s.Contracts[0].Obligors = []pool.ObligorSpec{{Party: "maker"}, {Party: "surety"}}
		}, "pass false true [0]"},
		{"a limit that is used up to the fen", func(s *pool.Spec) { s.Parties[2].GuaranteeLimit = decp("490") }, "pass false false []"},
		{"a limit exceeded by a fen", func(s *pool.Spec) { s.Parties[2].GuaranteeLimit = decp("489.99") }, "fail false false []"},
		{"no limit stated", func(s *pool.Spec) { s.Parties[2].GuaranteeLimit = nil }, "unknown false false []"},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			s := guaranteed()
			tt.change(&s)
			g := resolve(t, s).Guarantors().Guarantors[0]
			if got := fmt.Sprint(g.WithinLimit, " ", g.Originator, " ", g.Obligor, " ", g.OwesContracts); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestAGroupNeverStandsForMoreThanTheClaim(t *testing.T) {
	s := guaranteed()
	s.Contracts[2].Guarantees = []pool.GuaranteeTermsSpec{{Party: "twin", Limit: decp("150")}, {Party: "surety", Limit: decp("150")}}
	r := resolve(t, s).Guarantors()
	if got := r.Groups[0].Guaranteed; got != yuan("600") {
		t.Errorf("the group stands for %s", got)
	}
}

func TestAPoolWithoutGuarantors(t *testing.T) {
	r := resolve(t, ipSpec(nil, loan("A", "100", "2025-06-30"))).Guarantors()
	if r.Guarantors != nil || r.Groups != nil || r.Principal != 0 || r.Total != yuan("100") {
		t.Errorf("%+v", r)
	}
}

// TestGuaranteesAddUp holds for random pools that parts sum, that nobody stands for more than the
// claims, and that a group stands for at least as much as any member and at most as much as all.
func TestGuaranteesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSpec(t)
		for i := range s.Parties {
			s.Parties[i].Group = rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "group")
			if rapid.Bool().Draw(t, "limit stated") {
				s.Parties[i].GuaranteeLimit = decp(money.Amount(rapid.Int64Range(0, 1e12).Draw(t, "limit")).Format(money.CNY))
			}
		}
		for i := range s.Contracts {
			c := &s.Contracts[i]
			for _, p := range s.Parties {
				switch rapid.IntRange(0, 4).Draw(t, "guarantees") {
				case 0:
					if !slices.Contains(c.Guarantors, p.ID) {
						c.Guarantors = append(c.Guarantors, p.ID)
					}
				case 1:
					c.Guarantees = append(c.Guarantees, pool.GuaranteeTermsSpec{Party: p.ID, Limit: decp(money.Amount(rapid.Int64Range(1, 1e12).Draw(t, "limit")).Format(money.CNY))})
				}
			}
		}
		p := resolve(t, s)
		r := p.Guarantors()
		of := map[pool.PartyIndex]pool.GuarantorExposure{}
		check := func(g pool.GuarantorExposure) {
			var principal money.Amount
			for _, n := range g.Contracts {
				principal += p.Contract(n).Principal
			}
			if g.Alone+g.Joint != g.Guaranteed || g.Guaranteed > g.Principal || g.Principal != principal || g.Principal > r.Principal || !slices.IsSorted(g.Contracts) {
				t.Fatalf("%s", describeGuarantor(p, g))
			}
			if limit, known := g.Limit.Get(); known != (g.WithinLimit != pool.OutcomeUnknown) || known && (g.Guaranteed <= limit) != (g.WithinLimit == pool.Pass) {
				t.Fatalf("%s", describeGuarantor(p, g))
			}
		}
		for _, g := range r.Guarantors {
			check(g)
			of[g.Parties[0]] = g
		}
		for _, g := range r.Groups {
			check(g)
			var sum money.Amount
			for _, i := range g.Parties {
				sum += of[i].Guaranteed
				if of[i].Guaranteed > g.Guaranteed {
					t.Fatalf("%s of a group that stands for %s", describeGuarantor(p, of[i]), describeGuarantor(p, g))
				}
			}
			if len(g.Parties) < 2 || g.Guaranteed > sum {
				t.Fatalf("members for %d, the group %s", sum, describeGuarantor(p, g))
			}
		}
	})
}

func ExamplePool_Guarantors() {
	p, err := guaranteed().Resolve()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, g := range p.Guarantors().Guarantors {
		fmt.Println(p.Party(g.Parties[0]).ID, g.Guaranteed.Format(p.Currency()), "within its limit:", g.WithinLimit, "- with the originator:", g.Originator)
	}
	// Output:
	// surety 490.00 within its limit: pass - with the originator: false
	// parent 120.00 within its limit: unknown - with the originator: true
	// twin 80.00 within its limit: pass - with the originator: false
}
