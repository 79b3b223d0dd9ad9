package pool_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/pool"
)

// looped is a sub-licence contract whose loop is allowed: maker licenses the chip to the lessor and
// takes it back.
func looped() pool.Spec {
	s := ipSpec([]pool.RightSpec{{ID: "chip", Type: pool.Invention, Owner: "maker"}}, pool.ContractSpec{
		ID: "S-1", Obligors: []pool.ObligorSpec{{Party: "maker"}}, Creditor: "lessor", Rights: []string{"chip"}, Balance: dec("2000000"), Start: day("2023-09-01"), Maturity: day("2028-08-31"),
		Sublicense: &pool.SublicenseSpec{
			Fees:        pool.InstalmentsSpec{Form: pool.Bullet},
			Licence:     pool.LicenceSpec{Start: day("2023-09-01"), End: day("2028-09-01"), Exclusive: ptr(true), Territory: "CN"},
			LicenceBack: pool.LicenceSpec{Start: day("2023-09-01"), End: day("2028-08-31"), Exclusive: ptr(true), Territory: "CN"},
			PledgedBack: ptr(true), LoopDeclared: ptr(true), Unconditional: ptr(true),
		},
	})
	return s
}

func TestTheLoopOfASublicence(t *testing.T) {
	type spec = pool.SublicenseSpec
	tests := []struct {
		situation string
		change    func(s *pool.Spec, x *spec)
		want      string
	}{
		{"all conditions hold", func(*pool.Spec, *spec) {}, "pass"},
		{"nothing said", func(_ *pool.Spec, x *spec) { *x = spec{Fees: x.Fees} },
			"unknown: sublicense.loop_declared: true; sublicense.licence.start: a date; sublicense.licence.end: a date; sublicense.licence_back.start: a date; sublicense.licence_back.end: a date;" +
				" sublicense.pledged_back: true, or a live pledge of every right to the creditor; sublicense.unconditional: true"},
		{"not declared", func(_ *pool.Spec, x *spec) { x.LoopDeclared = ptr(false) }, "fail: sublicense.loop_declared: true"},
		{"declared by nobody knows whom", func(_ *pool.Spec, x *spec) { x.LoopDeclared = nil }, "unknown: sublicense.loop_declared: true"},
		{"fees that hang on the lessor", func(_ *pool.Spec, x *spec) { x.Unconditional = ptr(false) }, "fail: sublicense.unconditional: true"},
		{"the end of the first licence is not stated", func(_ *pool.Spec, x *spec) { x.Licence.End = 0 }, "unknown: sublicense.licence.end: a date"},
		{"not pledged back", func(_ *pool.Spec, x *spec) { x.PledgedBack = ptr(false) }, "fail: sublicense.pledged_back: true, or a live pledge of every right to the creditor"},
		{"a pledge is stated with the right instead", func(s *pool.Spec, x *spec) {
			x.PledgedBack = nil
			s.Rights[0].Pledges = []pool.RightPledgeSpec{{Contract: "S-1", Holder: "lessor", Registered: day("2023-09-02")}}
		}, "pass"},
		{"a pledge to another than the lessor", func(s *pool.Spec, x *spec) {
			x.PledgedBack = nil
			s.Rights[0].Pledges = []pool.RightPledgeSpec{{Contract: "S-1", Holder: "bank", Registered: day("2023-09-02")}}
		}, "unknown: sublicense.pledged_back: true, or a live pledge of every right to the creditor"},
		{"a pledge that is not registered", func(s *pool.Spec, x *spec) {
			x.PledgedBack = nil
			s.Rights[0].Pledges = []pool.RightPledgeSpec{{Contract: "S-1", Holder: "lessor"}}
		}, "unknown: sublicense.pledged_back: true, or a live pledge of every right to the creditor"},
		{"a pledge that is released", func(s *pool.Spec, x *spec) {
			x.PledgedBack = nil
			s.Rights[0].Pledges = []pool.RightPledgeSpec{{Contract: "S-1", Holder: "lessor", Registered: day("2023-09-02"), Released: day("2023-12-31")}}
		}, "unknown: sublicense.pledged_back: true, or a live pledge of every right to the creditor"},
		{"a pledge that will be released", func(s *pool.Spec, x *spec) {
			x.PledgedBack = nil
			s.Rights[0].Pledges = []pool.RightPledgeSpec{{Contract: "S-1", Holder: "lessor", Registered: day("2023-09-02"), Released: day("2024-01-01")}}
		}, "pass"},
		{"one of two rights is pledged", func(s *pool.Spec, x *spec) {
			x.PledgedBack = nil
			s.Rights[0].Pledges = []pool.RightPledgeSpec{{Contract: "S-1", Holder: "lessor", Registered: day("2023-09-02")}}
			s.Rights = append(s.Rights, pool.RightSpec{ID: "second"})
			s.Contracts[0].Rights = []string{"chip", "second"}
		}, "unknown: sublicense.pledged_back: true, or a live pledge of every right to the creditor"},
		{"a lessor who is not named", func(s *pool.Spec, x *spec) { s.Contracts[0].Creditor, x.PledgedBack = "", nil },
			"unknown: sublicense.pledged_back: true, or a live pledge of every right to the creditor"},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			s := looped()
			tt.change(&s, s.Contracts[0].Sublicense)
			p := resolve(t, s)
			checks := p.LicenceLoops()
			if len(checks) != 1 || checks[0].Contract != 0 {
				t.Fatalf("checks %+v", checks)
			}
			c := checks[0]
			got := c.Outcome.String()
			if len(c.Missing) > 0 {
				got += ": " + strings.Join(c.Missing, "; ")
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if worst := max(c.Declared, c.Covered, c.Pledged, c.Unconditional); worst != c.Outcome {
				t.Errorf("the worst condition is %s, the outcome %s", worst, c.Outcome)
			}
			if r := check(p, []pool.Rule{ruleOf(t, "licence.loop")})[0]; r.Outcome != c.Outcome {
				t.Errorf("the rule says %s", r.Outcome)
			}
		})
	}
}

func TestOtherContractsHaveNoLoop(t *testing.T) {
	p := resolve(t, ipSpec([]pool.RightSpec{{ID: "a"}}))
	if checks := p.LicenceLoops(); checks != nil {
		t.Errorf("checks %+v", checks)
	}
	if r := check(p, []pool.Rule{ruleOf(t, "licence.loop")})[0]; r.OutOfScope != 1 || r.Outcome != pool.Pass {
		t.Errorf("the rule speaks of a loan: %s", r.Seen())
	}
}

func ExamplePool_LicenceLoops() {
	spec := looped()
	spec.Contracts[0].Sublicense.LoopDeclared = nil
	p, err := spec.Resolve()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, loop := range p.LicenceLoops() {
		fmt.Println(p.Contract(loop.Contract).ID, loop.Outcome, loop.Missing)
	}
	// Output: S-1 unknown [sublicense.loop_declared: true]
}
