package pool_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/pool"
)

// troubled is a pool in which every part of a review has something to say.
func troubled() pool.Spec {
	valid := func(id, value, expires string) pool.RightSpec {
		return pool.RightSpec{ID: id, Type: pool.Invention, Status: pool.Valid, Expires: day(expires), Appraisal: decp(value), AppraisalDate: day("2023-06-30")}
	}
	s := ipSpec([]pool.RightSpec{valid("twice", "1000", "2040-01-01"), valid("short", "600", "2025-12-31"), {ID: "brand", Type: pool.Trademark, Status: pool.Valid, Registered: day("2015-03-01")}},
		loan("M-1", "500", "2025-06-30", "twice"), loan("M-2", "300", "2025-06-30", "twice", "short"), loan("M-3", "200", "2025-06-30", "brand"))
	s.Rights[0].Pledges = []pool.RightPledgeSpec{{Contract: "M-1", Holder: "bank", Registered: day("2023-01-01")}, {Contract: "M-2", Holder: "bank", Registered: day("2023-02-01")}}
	s.Rights[0].ExclusiveLicences = []pool.ExclusiveLicenceSpec{{Licensor: "maker", Licensee: "rival", Start: day("2022-01-01"), End: day("2026-01-01"), Territory: "CN"}}
	s.Parties[3].GuaranteeLimit, s.Parties[0].Group, s.Parties[3].Group = decp("700"), "g", "g"
	s.Contracts[0].Guarantors, s.Contracts[1].Guarantors = []string{"rival"}, []string{"rival"}
	s.Contracts[0].Originator = "bank"
	return s
}

func TestAReviewSaysWhatThereIsToSay(t *testing.T) {
	p := resolve(t, troubled())
	_, policy, err := pool.ReadValuation(strings.NewReader(`{"schema": "ipabs.valuation/1", "haircuts": [{"haircut": "0.5"}], "terms": "china", "min_margin_months": 12, "min_coverage": "1"}`))
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.ReviewRights(policy, []calendar.Date{day("2023-01-01"), day("2024-12-31"), day("2025-06-30")}, p.BulletBalances())
	if err != nil {
		t.Fatal(err)
	}
	var points []string
	for _, c := range r.Coverage {
		points = append(points, fmt.Sprintf("%s %d %v %v %d %s", c.Date, c.Balance, c.Gross, c.Net, c.Unvalued, r.Covered(c)))
	}
	// 1000 + 600, and half of it; the trademark has no value. Nothing is outstanding at maturity.
	if diff := cmp.Diff([]string{"2023-12-31 100000 {160000 160000} {80000 80000} 1 unknown", "2024-12-31 100000 {160000 160000} {80000 80000} 1 unknown", "2025-06-30 0 {0 0} {0 0} 0 pass"}, points); diff != "" {
		t.Errorf("coverage (-want +got):\n%s", diff)
	}
	want := []string{
		"a right ends less than 12 months after maturity of 2 contracts owing 500.00: M-2 (short, 6.0 months), M-3 (brand, -4.1 months); renewals by the holders would mend 200.00",
		"right twice secures M-1, M-2: its value 1,000.00 counts as 1,000.00 and not as 2,000.00",
		"right twice: conflict of right twice: exclusive_licences[0] and right twice: pledges[0]",
		"right twice: conflict of right twice: exclusive_licences[0] and right twice: pledges[1]",
		"rival guarantees 800.00, beyond the limit of 700.00",
		"rival is an obligor, or of its group, of a contract that it guarantees",
	}
	if diff := cmp.Diff(want, r.Remarks()); diff != "" {
		t.Errorf("remarks (-want +got):\n%s", diff)
	}
	if r.Rights() != 3 || r.Valued() != 2 || len(r.Short()) != 2 {
		t.Errorf("%d rights, %d valued, %d short", r.Rights(), r.Valued(), len(r.Short()))
	}
	policy.Rules.Haircuts = must(pool.NewHaircutTable([]pool.HaircutRule{{Haircut: rate("0.5")}}))
	s := troubled()
	s.Rights[2].Appraisal, s.Rights[2].AppraisalDate = decp("10"), day("2023-06-30")
	r = must(resolve(t, s).ReviewRights(policy, nil, resolve(t, s).BulletBalances()))
	if got := r.Remarks()[0]; got != "coverage after haircuts is at most 80.5% on 2023-12-31, below the minimum of 100%" {
		t.Error(got)
	}
}

func TestAReviewOfASoundPoolSaysNothing(t *testing.T) {
	s := ipSpec([]pool.RightSpec{{ID: "a", Type: pool.Invention, Status: pool.Valid, Expires: day("2040-01-01"), Appraisal: decp("1000"), AppraisalDate: day("2023-06-30")}})
	p := resolve(t, s)
	r := must(p.ReviewRights(pool.StandardValuation(), []calendar.Date{day("2024-06-30")}, p.BulletBalances()))
	if got := r.Remarks(); got != nil {
		t.Errorf("remarks %q", got)
	}
}

func TestALicenceBackFromTheOriginatorIsToldOf(t *testing.T) {
	s := looped()
	s.Contracts[0].Originator = "lessor"
	p := resolve(t, s)
	want := []string{"the licence back of 1 contract owing 2,000,000.00 is granted by the originator or its group: its insolvency ends the licence and the fees together"}
	if diff := cmp.Diff(want, must(p.ReviewRights(pool.StandardValuation(), nil, p.BulletBalances())).Remarks()); diff != "" {
		t.Error(diff)
	}
}

func ExamplePool_ReviewRights() {
	p := resolveOrPanic(troubled())
	review, err := p.ReviewRights(pool.StandardValuation(), nil, p.BulletBalances())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(review.Remarks()[0])
	// Output: right twice secures M-1, M-2: its value 1,000.00 counts as 1,000.00 and not as 2,000.00
}
