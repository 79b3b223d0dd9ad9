package pool_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/pool"
)

func TestAListOfCriteriaReportsEveryFaultWithItsPath(t *testing.T) {
	const text = `{
		"schema": "ipabs.eligibility/2", "id": "", "title": "x", "source": "x", "autor": "me",
		"rating_scale": {"name": "", "grades": ["AAA", "AA+", "AA＋"], "same": {"Aaa": "AAB"}},
		"rules": [
			{"id": "a b", "basis": "", "text": "x", "text_zh": "x", "measure": "class", "require": "one_of", "words": ["fine", "normal", "normal"]},
			{"id": "b", "basis": "x", "text": "", "text_zh": " ", "measure": "shoe_size", "require": "at_most", "limit": "1"},
			{"id": "c", "basis": "x", "text": "x", "text_zh": "x", "measure": "overdue_days", "require": "yes", "limit": "1"},
			{"id": "c", "basis": "x", "text": "x", "text_zh": "x", "measure": "overdue_days", "require": "at_most", "limit": "none"},
			{"id": "d", "basis": "x", "text": "x", "text_zh": "x", "measure": "balance", "require": "at_most", "limit": "0.001", "currency": "CNY"},
			{"id": "e", "basis": "x", "text": "x", "text_zh": "x", "measure": "balance", "require": "at_most", "limit": "1"},
			{"id": "f", "basis": "x", "text": "x", "text_zh": "x", "measure": "rate", "require": "at_most", "currency": "CNY"},
			{"id": "g", "basis": "x", "text": "x", "text_zh": "x", "measure": "whole", "require": "yes", "limit": "1", "words": ["x"]},
			{"id": "h", "basis": "x", "text": "x", "text_zh": "x", "measure": "obligor_rating", "require": "at_least", "limit": "B"},
			{"id": "i", "basis": "x", "text": "x", "text_zh": "x", "measure": "maturity", "require": "at_most", "limit": "2029-02-30"},
			{"id": "j", "basis": "x", "text": "x", "text_zh": "x", "measure": "obligor_province", "require": "one_of", "words": ["浙江"]},
			{"id": "k", "basis": "x", "text": "x", "text_zh": "x", "measure": "obligor_industry", "require": "one_of", "words": ["ZZ"], "scope": {"kinds": ["", "lease"], "tags": [""], "colour": 1}},
			{"id": "l", "basis": "x", "text": "x", "text_zh": "x", "measure": "security", "require": "includes"},
			{"id": "m", "basis": "x", "text": "x", "text_zh": "x", "require": "yes"}
		]}`
	_, err := pool.ReadEligibility(strings.NewReader(text))
	want := []string{
		"autor unknown_field autor",
		"rules[1].measure invalid shoe_size",
		"rules[11].scope.colour unknown_field colour",
		"schema unsupported ipabs.eligibility/2",
		"id missing",
		"rating_scale.name missing",
		"rating_scale.grades[2] duplicate AA＋",
		"rating_scale.same.Aaa unknown AAB",
		"rules[0].id invalid a b",
		"rules[0].basis missing",
		"rules[0].words[0] unknown fine",
		"rules[0].words[2] duplicate normal",
		"rules[1].text missing",
		"rules[1].text_zh missing",
		"rules[2].require inconsistent yes",
		"rules[3].limit invalid none",
		"rules[3].id duplicate c",
		"rules[4].limit invalid 0.001",
		"rules[5].currency missing",
		"rules[6].limit missing",
		"rules[6].currency inconsistent CNY",
		"rules[7].limit inconsistent 1",
		"rules[7].words inconsistent x",
		"rules[8].limit unknown B",
		"rules[9].limit invalid 2029-02-30",
		"rules[10].words[0] unknown 浙江",
		"rules[11].scope.kinds[0] unknown",
		"rules[11].scope.tags[0] missing",
		"rules[11].words[0] unknown ZZ",
		"rules[12].words missing",
		"rules[13].measure missing",
	}
	if diff := cmp.Diff(want, faultLines(t, err)); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestRatingsNeedAScale(t *testing.T) {
	_, err := pool.ReadEligibility(strings.NewReader(`{"schema": "ipabs.eligibility/1", "id": "x", "title": "x", "source": "x", "rules": [` + rule("obligor_rating", atLeast("A")) + `]}`))
	if diff := cmp.Diff([]string{"rules[0].limit inconsistent A"}, faultLines(t, err)); diff != "" {
		t.Error(diff)
	}
	_, err = pool.ReadEligibility(strings.NewReader(`{"schema": "ipabs.eligibility/1", "id": "x", "title": "x", "source": "x"}`))
	if diff := cmp.Diff([]string{"rules missing"}, faultLines(t, err)); diff != "" {
		t.Error(diff)
	}
}

func TestTheListsThatComeWithThePackage(t *testing.T) {
	if diff := cmp.Diff([]string{"lease", "microloan", "mixed", "receivable", "standard", "sublicense"}, pool.EligibilityPresets()); diff != "" {
		t.Fatal(diff)
	}
	seen := map[string]pool.RuleSpec{}
	for _, name := range pool.EligibilityPresets() {
		list, err := pool.EligibilityPreset(name)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if list.ID() != name {
			t.Errorf("%s calls itself %s", name, list.ID())
		}
		for _, r := range list.Rules() {
			before, known := seen[r.ID]
			if known && cmp.Diff(before, r.Spec()) != "" {
				t.Errorf("%s means another rule in %s", r.ID, name)
			}
			seen[r.ID] = r.Spec()
			if r.Limit == "" || r.Basis == "" || r.Text == "" || r.TextZH == "" {
				t.Errorf("%s: a rule that does not say what it is: %+v", r.ID, r.Spec())
			}
		}
		// What is read is what is written.
		text, err := json.Marshal(list.Spec())
		if err != nil {
			t.Fatal(err)
		}
		again, err := pool.ReadEligibility(bytes.NewReader(text))
		if err != nil || cmp.Diff(list.Spec(), again.Spec()) != "" {
			t.Errorf("%s reads back otherwise: %v", name, err)
		}
	}
	// The words of the field that every list has to have (domain: eligibility list).
	for _, m := range []pool.Measure{pool.MeasureValid, pool.MeasureAssignable, pool.MeasureEncumbered, pool.MeasureClass, pool.MeasureOverdueDays, pool.MeasureRemainingTerm,
		pool.MeasureObligorDomestic, pool.MeasureObligorBankrupt, pool.MeasureObligorRestricted, pool.MeasureObligorRating, pool.MeasureBalance, pool.MeasureBalanceShare,
		pool.MeasureRightRegistered, pool.MeasureRightStatus, pool.MeasureRightPledged, pool.MeasureRightAnnuity, pool.MeasureRightUndisputed, pool.MeasureRightMargin,
		pool.MeasureLicenceExclusive, pool.MeasureLicenceLoop, pool.MeasureRelatedParty, pool.MeasureWhole, pool.MeasureGuaranteed, pool.MeasureLoanToValue} {
		found := false
		for _, r := range preset("mixed") {
			found = found || r.Measure == m
		}
		if !found {
			t.Errorf("the mixed list does not ask for %s", m)
		}
	}
	if _, err := pool.EligibilityPreset("mars"); !errors.Is(err, pool.ErrUnknownPreset) || !strings.Contains(err.Error(), "microloan") {
		t.Errorf("an unknown list: %v", err)
	}
}

func TestARuleCannotBeChangedFromOutside(t *testing.T) {
	list := must(pool.EligibilityPreset("mixed"))
	before, err := json.Marshal(list.Spec())
	if err != nil {
		t.Fatal(err)
	}
	spec := list.Spec()
	spec.RatingScale.Grades[0] = "changed"
	for i := range spec.Rules {
		s := &spec.Rules[i]
		s.ID = "changed"
		for k := range s.Words {
			s.Words[k] = "changed"
		}
		if s.Scope != nil {
			s.Scope.Kinds = append(s.Scope.Kinds[:0], pool.KindReceivable)
		}
	}
	list.Rules()[0].ID = "changed"
	after, err := json.Marshal(list.Spec())
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the list has changed: %v", err)
	}
}

// FuzzReadEligibility holds that no document makes the reader panic, and that what is accepted can be
// asked and reads back.
func FuzzReadEligibility(f *testing.F) {
	for _, name := range pool.EligibilityPresets() {
		f.Add(string(must(pool.EligibilityDocument(name))))
	}
	f.Add(`{"schema": "ipabs.eligibility/1", "id": "x", "title": "x", "source": "x", "rules": [` + rule("rate", atMost("1e99")) + `]}`)
	p := resolve(f, everyKind())
	f.Fuzz(func(t *testing.T, text string) {
		list, err := pool.ReadEligibility(strings.NewReader(text))
		if err != nil {
			return
		}
		if _, err := p.Check(list.Rules(), pool.CheckSettings{}); err != nil && !strings.Contains(err.Error(), "exchange rate") && !strings.Contains(err.Error(), "range") {
			t.Fatal(err)
		}
		again, err := json.Marshal(list.Spec())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := pool.ReadEligibility(bytes.NewReader(again)); err != nil {
			t.Fatal(err)
		}
	})
}

func ExampleReadEligibility() {
	list, err := pool.ReadEligibility(strings.NewReader(`{
		"schema": "ipabs.eligibility/1", "id": "desk", "title": "Desk list", "source": "plan document, chapter 6",
		"rules": [{
			"id": "asset.amount", "basis": "plan document 6.2(3)", "text": "a loan is at most CNY 5 million", "text_zh": "单笔贷款余额不超过500万元",
			"measure": "balance", "require": "at_most", "limit": "5000000", "currency": "CNY", "scope": {"kinds": ["microloan"]}
		}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range list.Rules() {
		fmt.Println(r.ID, r.Measure, r.Limit)
	}
	// Output: asset.amount balance at most CNY 5,000,000.00
}
