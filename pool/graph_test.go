package pool_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/pool"
)

// threeOnOne is three loans on rights of which "chip" secures two and a creditor outside.
func threeOnOne() pool.Spec {
	return ipSpec([]pool.RightSpec{
		{ID: "chip", Type: pool.Invention, Pledges: []pool.RightPledgeSpec{
			{Contract: "M-2", Registered: day("2022-03-01")},
			{Holder: "rival", Registered: day("2021-03-01"), Released: day("2024-06-30"), Secured: decp("500000")},
		}},
		{ID: "mark", Type: pool.Trademark},
		{ID: "idle", Type: pool.Design},
	},
		loan("M-1", "1000000", "2025-06-30", "chip"), loan("M-2", "3000000", "2024-12-31", "chip", "mark"), loan("M-3", "2000000", "2024-12-31"))
}

func describeClaims(p *pool.Pool, claims []pool.Claim) []string {
	var lines []string
	for _, c := range claims {
		name := "outside"
		if c.Contract != pool.NoContract {
			name = p.Contract(c.Contract).ID
		}
		amount := "?"
		if a, ok := c.Amount.Get(); ok {
			amount = a.Format(p.Currency())
		}
		lines = append(lines, fmt.Sprintf("%s held by %s for %s, rank %d, registered %s, released %s", name, p.Party(c.Holder).ID, amount, c.Rank, c.Registered, c.Released))
	}
	return lines
}

func TestClaimsOnARight(t *testing.T) {
	p := resolve(t, threeOnOne())
	want := []string{
		"M-1 held by bank for 1000000.00, rank 0, registered unset, released unset",
		"M-2 held by bank for 3000000.00, rank 0, registered 2022-03-01, released unset",
		"outside held by rival for 500000.00, rank 0, registered 2021-03-01, released 2024-06-30",
	}
	if diff := cmp.Diff(want, describeClaims(p, p.Claims(0))); diff != "" {
		t.Errorf("claims (-want +got):\n%s", diff)
	}
	if claims := p.Claims(2); claims != nil {
		t.Errorf("claims on a right that nothing rests on: %v", claims)
	}
}

func TestThePledgeTellsWhoHoldsTheClaim(t *testing.T) {
	s := threeOnOne()
	s.Rights[0].Pledges[0].Holder = "lessor"
	p := resolve(t, s)
	want := "M-2 held by lessor for 3000000.00, rank 0, registered 2022-03-01, released unset"
	if got := describeClaims(p, p.Claims(0))[1]; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAContractThatLeavesThePoolKeepsItsPledge(t *testing.T) {
	p := resolve(t, threeOnOne()).Filter(func(c pool.Contract) bool { return c.ID != "M-2" })
	want := []string{
		"M-1 held by bank for 1000000.00, rank 0, registered unset, released unset",
		"outside held by  for ?, rank 0, registered 2022-03-01, released unset",
		"outside held by rival for 500000.00, rank 0, registered 2021-03-01, released 2024-06-30",
	}
	if diff := cmp.Diff(want, describeClaims(p, p.Claims(0))); diff != "" {
		t.Errorf("claims (-want +got):\n%s", diff)
	}
}

func TestSharedRights(t *testing.T) {
	tests := []struct {
		situation string
		change    func(s *pool.Spec)
		want      string // right: contracts, number of claims, principal
	}{
		{"two loans and an outsider", func(*pool.Spec) {}, "[chip: [0 1] 3 claims 4000000.00]"},
		{"the outsider released before the cut-off date", func(s *pool.Spec) { s.Rights[0].Pledges[1].Released = day("2023-12-31") }, "[chip: [0 1] 2 claims 4000000.00]"},
		{"the outsider registered after the cut-off date", func(s *pool.Spec) { s.Rights[0].Pledges[1].Registered = day("2024-01-01") }, "[chip: [0 1] 2 claims 4000000.00]"},
		{"one loan and an outsider", func(s *pool.Spec) { s.Contracts[0].Rights = nil }, "[chip: [1] 2 claims 3000000.00]"},
		{"an outsider on a right that nothing rests on", func(s *pool.Spec) {
			s.Rights[2].Pledges = []pool.RightPledgeSpec{{Holder: "rival"}, {Holder: "bank"}}
			s.Contracts[0].Rights = nil
			s.Rights[0].Pledges = s.Rights[0].Pledges[:1]
		}, "[]"},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			s := threeOnOne()
			tt.change(&s)
			p := resolve(t, s)
			var got []string
			for _, r := range p.SharedRights() {
				got = append(got, fmt.Sprintf("%s: %v %d claims %s", p.Right(r.Right).ID, r.Contracts, len(r.Claims), r.Principal.Format(p.Currency())))
			}
			if fmt.Sprint(got) != tt.want {
				t.Errorf("got %v, want %s", got, tt.want)
			}
		})
	}
}

func TestContractsThatHangTogether(t *testing.T) {
	rights := []pool.RightSpec{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}}
	p := resolve(t, ipSpec(rights, loan("0", "1", "2025-01-01", "b"), loan("1", "1", "2025-01-01", "a"), loan("2", "1", "2025-01-01"),
		loan("3", "1", "2025-01-01", "b", "c"), loan("4", "1", "2025-01-01", "d", "a"), loan("5", "1", "2025-01-01", "c")))
	if got := fmt.Sprint(p.Clusters()); got != "[[0 3 5] [1 4]]" {
		t.Errorf("clusters %s", got)
	}
	if got := p.Filter(func(c pool.Contract) bool { return c.ID != "3" }).Clusters(); fmt.Sprint(got) != "[[1 3]]" {
		t.Errorf("without the link: %v", got)
	}
}

// TestClustersAgainstASearch compares with the reach of each contract, found by walking from right to
// right.
func TestClustersAgainstASearch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := resolve(t, drawSpec(t))
		reach := func(n int) []int {
			found := []int{n}
			for k := 0; k < len(found); k++ {
				a := p.Contract(found[k])
				for m, b := range p.Contracts() {
					shares := false
					for i := range a.NumRights() {
						for j := range b.NumRights() {
							shares = shares || a.RightIndex(i) == b.RightIndex(j)
						}
					}
					if shares && !slices.Contains(found, m) {
						found = append(found, m)
					}
				}
			}
			slices.Sort(found)
			return found
		}
		var want [][]int
		for n := range p.Len() {
			if set := reach(n); len(set) > 1 && set[0] == n {
				want = append(want, set)
			}
		}
		if got := p.Clusters(); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("clusters %v, want %v", got, want)
		}
	})
}

func ExamplePool_SharedRights() {
	p, err := threeOnOne().Resolve()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range p.SharedRights() {
		fmt.Println(p.Right(s.Right).ID, len(s.Claims), "claims;", len(s.Contracts), "contracts of", s.Principal.Format(p.Currency()))
	}
	// Output: chip 3 claims; 2 contracts of 4000000.00
}
