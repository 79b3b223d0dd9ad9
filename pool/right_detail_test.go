package pool_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// detailed is a specification in which rights, contracts and guarantors say all that the format lets
// them say about lives, marks, pledges, licences, loops, data and guarantees.
func detailed() pool.Spec {
	s := ipSpec([]pool.RightSpec{
		{
			ID: "code", Type: pool.Software, Created: day("2018-02-01"), Published: day("2018-05-01"), Registered: day("2018-08-01"), CorporateAuthor: ptr(true),
			Status: pool.StatusPledged, StatusDate: day("2023-12-15"), AnnuityPaidUntil: day("2024-06-30"),
			Marks:             []pool.MarkSpec{{Venue: "STEX", Kind: pool.MarkDeal, Price: dec("12.5"), Currency: money.USD, Date: day("2023-06-01"), Volume: decp("3")}},
			ExclusiveLicences: []pool.ExclusiveLicenceSpec{{Licensor: "maker", Licensee: "rival", Start: day("2020-01-01"), End: day("2022-12-31"), Territory: "浙江", Contract: "M-1"}},
			Pledges: []pool.RightPledgeSpec{
				{Contract: "M-1", Holder: "bank", Registered: day("2023-01-15"), Rank: 2, Registration: "R-77"},
				{Holder: "rival", Registered: day("2022-01-15"), Released: day("2026-01-15"), Rank: 1, Secured: decp("250000.00")},
			},
		},
		{ID: "set", Type: pool.Data, DataRights: &pool.DataRightsSpec{Holding: ptr(true), Processing: ptr(true), Operating: ptr(false), Registration: "D-5", Registry: "SZDEX"}},
	}, loan("M-1", "1000000", "2025-06-30", "code", "set"), looped().Contracts[0])
	s.Contracts[1].Rights = nil
	s.Contracts[1].Currency = money.USD
	s.FX = &pool.FXSpec{Inverse: true, Via: money.HKD, Quotes: []pool.QuoteSpec{{Date: day("2023-12-31"), From: money.USD, To: money.CNY, Rate: rate("7.1")}}}
	s.Parties[3].GuaranteeLimit = decp("5000000")
	s.Parties[3].Standing = &pool.PartyStandingSpec{Domestic: ptr(true), Bankrupt: ptr(false), Restricted: ptr(false), Litigation: ptr(true), GovernmentVehicle: ptr(false)}
	s.Contracts[0].Facts = &pool.ClaimFactsSpec{Valid: ptr(true), Assignable: ptr(true), Encumbered: ptr(false), Whole: ptr(true), Notified: ptr(false),
		SecurityMove: ptr(true), Sensitive: ptr(false), RelatedParty: ptr(false)}
	s.Contracts[0].Guarantors = []string{"lessor"}
	s.Contracts[0].Guarantees = []pool.GuaranteeTermsSpec{{Party: "rival", Limit: decp("400000"), Rank: 1}, {Party: "lessor", Rank: 2}}
	return s
}

func TestWhatARightSaysArrivesInThePool(t *testing.T) {
	p := resolve(t, detailed())
	r, data := p.Right(0), p.Right(1)
	got := []string{
		fmt.Sprint(r.Created, r.Published, r.Registered, r.CorporateAuthor, r.StatusDate, r.AnnuityPaidUntil),
		fmt.Sprint(describeMarks(p, 0)),
		fmt.Sprintf("%+v", r.ExclusiveLicences()),
		fmt.Sprintf("%+v", r.Pledges()),
		fmt.Sprintf("%v %+v", r.DataRights.IsKnown(), data.DataRights.Or(pool.DataRights{})),
		fmt.Sprintf("%v %v", p.Party(2).GuaranteeLimit, p.Party(3).GuaranteeLimit),
		fmt.Sprintf("%v %+v", p.Contract(0).Guarantors(), p.Contract(0).Guarantees()),
		fmt.Sprintf("%v %v", p.Contract(1).Terms.(pool.Sublicense).LoopDeclared, p.Contract(1).Terms.(pool.Sublicense).Unconditional),
	}
	want := []string{
		"2018-02-01 2018-05-01 2018-08-01 true 2023-12-15 2024-06-30",
		`[deal USD 12.50 at "STEX" on 2023-06-01 volume 3]`,
		"[{Licensor:0 Licensee:3 Start:2020-01-01 End:2022-12-31 Territory:浙江 Contract:M-1}]",
		"[{Contract:M-1 Holder:1 Registered:2023-01-15 Released:unset Rank:2 Secured:unknown Registration:R-77}" +
			" {Contract: Holder:3 Registered:2022-01-15 Released:2026-01-15 Rank:1 Secured:25000000 Registration:}]",
		"false {Holding:true Processing:true Operating:false Registration:D-5 Registry:SZDEX}",
		"unknown 500000000",
		"[2 3] [{Party:2 Limit:unknown Rank:2} {Party:3 Limit:40000000 Rank:1}]",
		"true true",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTheDetailsOfARightReadBackFromJSON(t *testing.T) {
	spec := detailed()
	data, err := json.Marshal(spec)
	if err != nil {
		t.Fatal(err)
	}
	back, err := pool.ReadSpec(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(spec, back, cmp.AllowUnexported(pool.Industry{})); diff != "" {
		t.Errorf("specification (-written +read):\n%s", diff)
	}
}

func TestFaultsOfTheDetailsOfARight(t *testing.T) {
	tests := []struct {
		situation string
		change    func(s *pool.Spec, r *pool.RightSpec)
		want      []string
	}{
		{"sound", func(*pool.Spec, *pool.RightSpec) {}, nil},
		{"registered before it was filed", func(_ *pool.Spec, r *pool.RightSpec) { r.Filed = day("2018-08-02") }, []string{"rights[0].registered inconsistent 2018-08-01"}},
		{"published before it was finished", func(_ *pool.Spec, r *pool.RightSpec) { r.Created = day("2018-05-02") }, []string{"rights[0].published inconsistent 2018-05-01"}},
		{"ended before it was registered", func(_ *pool.Spec, r *pool.RightSpec) { r.Expires = day("2018-07-31") }, []string{"rights[0].expires inconsistent 2018-07-31"}},
		{"paid for before it was filed", func(_ *pool.Spec, r *pool.RightSpec) {
			r.Filed, r.AnnuityPaidUntil = day("2018-01-01"), day("2017-12-31")
		},
			[]string{"rights[0].annuity_paid_until inconsistent 2017-12-31"}},
		{"days that are none", func(_ *pool.Spec, r *pool.RightSpec) {
			r.Registered, r.Created, r.Published, r.AnnuityPaidUntil, r.StatusDate = -1, -1, -1, -1, -1
		},
			[]string{"rights[0].registered invalid -1", "rights[0].created invalid -1", "rights[0].published invalid -1", "rights[0].annuity_paid_until invalid -1", "rights[0].status_date invalid -1"}},
		{"a licence that ends before it starts", func(_ *pool.Spec, r *pool.RightSpec) { r.ExclusiveLicences[0].End = day("2020-01-01") }, []string{"rights[0].exclusive_licences[0].end inconsistent 2020-01-01"}},
		{"a licence to oneself", func(_ *pool.Spec, r *pool.RightSpec) { r.ExclusiveLicences[0].Licensee = "maker" }, []string{"rights[0].exclusive_licences[0].licensee inconsistent maker"}},
		{"a licence of nobody", func(_ *pool.Spec, r *pool.RightSpec) {
			r.ExclusiveLicences[0].Licensor, r.ExclusiveLicences[0].Contract = "nobody", "M-9"
		},
			[]string{"rights[0].exclusive_licences[0].licensor unknown nobody", "rights[0].exclusive_licences[0].contract unknown M-9"}},
		{"a pledge for nothing", func(_ *pool.Spec, r *pool.RightSpec) {
			r.Pledges = append(r.Pledges, pool.RightPledgeSpec{Rank: -1})
		},
			[]string{"rights[0].pledges[2] missing", "rights[0].pledges[2].rank out_of_range -1"}},
		{"two pledges for one contract", func(_ *pool.Spec, r *pool.RightSpec) {
			r.Pledges = append(r.Pledges, pool.RightPledgeSpec{Contract: "M-1"})
		},
			[]string{"rights[0].pledges[2].contract duplicate M-1"}},
		{"a pledge for a contract that does not rest on the right", func(s *pool.Spec, _ *pool.RightSpec) { s.Contracts[0].Rights = []string{"set"} },
			[]string{"rights[0].pledges[0].contract inconsistent M-1", "rights[0].exclusive_licences[0].contract inconsistent M-1"}},
		{"a contract whose secured sum is stated beside its balance", func(_ *pool.Spec, r *pool.RightSpec) { r.Pledges[0].Secured = decp("1") }, []string{"rights[0].pledges[0].secured inconsistent 1"}},
		{"released before it was registered", func(_ *pool.Spec, r *pool.RightSpec) { r.Pledges[1].Released = day("2022-01-14") }, []string{"rights[0].pledges[1].released inconsistent 2022-01-14"}},
		{"rights in data of a program", func(_ *pool.Spec, r *pool.RightSpec) { r.DataRights = &pool.DataRightsSpec{} }, []string{"rights[0].data_rights inconsistent software"}},
		{"a negative limit", func(s *pool.Spec, _ *pool.RightSpec) { s.Parties[0].GuaranteeLimit = decp("-1") }, []string{"parties[0].guarantee_limit out_of_range -1"}},
		{"guarantees that are none", func(s *pool.Spec, _ *pool.RightSpec) {
			s.Contracts[0].Guarantees = []pool.GuaranteeTermsSpec{{}, {Party: "nobody", Rank: -1}, {Party: "rival", Limit: decp("0.001")}, {Party: "rival"}}
		}, []string{"contracts[0].guarantees[0].party missing", "contracts[0].guarantees[1].rank out_of_range -1", "contracts[0].guarantees[1].party unknown nobody",
			"contracts[0].guarantees[2].limit invalid 0.001", "contracts[0].guarantees[3].party duplicate rival"}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			s := detailed()
			tt.change(&s, &s.Rights[0])
			_, err := s.Resolve()
			if diff := cmp.Diff(tt.want, faultLines(t, err)); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

func TestListsOfARightAreCopies(t *testing.T) {
	p := resolve(t, detailed())
	r := p.Right(0)
	r.ExclusiveLicences()[0].Territory = "changed"
	r.Pledges()[0].Rank = 99
	p.Contract(0).Guarantees()[0].Rank = 99
	r = p.Right(0)
	if r.ExclusiveLicences()[0].Territory != "浙江" || r.Pledges()[0].Rank != 2 || p.Contract(0).Guarantees()[0].Rank != 2 {
		t.Error("a changed copy has changed the pool")
	}
}

func ExampleRight_Pledges() {
	p, err := detailed().Resolve()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, q := range p.Right(0).Pledges() {
		fmt.Println(q.Rank, p.Party(q.Holder).ID, q.Registered, q.Contract)
	}
	// Output:
	// 2 bank 2023-01-15 M-1
	// 1 rival 2022-01-15
}
