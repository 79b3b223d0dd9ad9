package cashflow

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/pool"
)

// ScopeSpec says which contracts an assumption is about. Within a field any of the names does; a
// contract must meet every field that is given. No field means nothing: All says all.
type ScopeSpec struct {
	All        bool            `json:"all,omitempty"`
	Contracts  []string        `json:"contracts,omitempty"`
	Obligors   []string        `json:"obligors,omitempty"` // party ids, any obligor of the contract
	Groups     []string        `json:"groups,omitempty"`   // of affiliates, of any obligor
	Guarantors []string        `json:"guarantors,omitempty"`
	Kinds      []pool.Kind     `json:"kinds,omitempty"`
	Industries []pool.Industry `json:"industries,omitempty"` // of the first-named obligor
	Regions    []pool.Province `json:"regions,omitempty"`    // of the first-named obligor
	Rights     []string        `json:"rights,omitempty"`     // right ids, such as those of one title
	Classes    []pool.Class    `json:"classes,omitempty"`    // five-category classes
	Tags       []string        `json:"tags,omitempty"`
	// Rules picks by any measure of eligibility: a contract must pass each of them that speaks of it, such as
	// {"measure": "remaining_term_months", "require": "at_least", "limit": "24"}. Names and texts of the rules can be left
	// out. A contract of which a rule is unknown is a fault: nothing says whether the assumption is about it.
	Rules []pool.RuleSpec `json:"rules,omitempty"`
}

// contracts lists the contracts of the pool in the scope, in order. A name that the pool does not
// know, and a scope that no contract meets, are faults.
func (s ScopeSpec) contracts(p *pool.Pool, list *faults.List, path string) []int {
	before := list.Len()
	s.checkNames(p, list, path)
	switch {
	case s.isEmpty() && !s.All:
		list.Add(path, faults.Missing, nil, "what the assumption applies to; all says all contracts")
	case !s.isEmpty() && s.All:
		list.Add(path+".all", faults.Inconsistent, true, "either all, or the names of some")
	}
	failed := s.failed(p, list, path+".rules")
	if list.Len() > before {
		return nil
	}
	var in []int
	for i, c := range p.Contracts() {
		if s.meets(p, c) && !failed[i] {
			in = append(in, i)
		}
	}
	if len(in) == 0 {
		list.Add(path, faults.Unknown, s.text(), "a scope that at least one contract of the pool meets")
	}
	return in
}

// failed says which contracts do not pass every rule.
func (s ScopeSpec) failed(p *pool.Pool, list *faults.List, path string) map[int]bool {
	if len(s.Rules) == 0 {
		return nil
	}
	spec := pool.EligibilitySpec{Schema: pool.EligibilitySchema, ID: "scope", Title: "scope", Source: "scenario", Rules: slices.Clone(s.Rules)}
	for i := range spec.Rules {
		r := &spec.Rules[i]
		r.ID, r.Basis = cmp.Or(r.ID, fmt.Sprintf("rule.%d", i+1)), cmp.Or(r.Basis, "scenario")
		r.Text, r.TextZH = cmp.Or(r.Text, r.ID), cmp.Or(r.TextZH, r.Text, r.ID)
	}
	rules, err := spec.Resolve()
	if err != nil {
		list.Append(strings.TrimSuffix(path, ".rules"), err)
		return nil
	}
	results, err := p.Check(rules.Rules(), pool.CheckSettings{})
	if err != nil {
		list.Append(path, err)
		return nil
	}
	failed := map[int]bool{}
	for i, r := range results {
		for _, f := range r.Findings {
			failed[f.Contract] = true
			if f.Outcome == pool.OutcomeUnknown {
				list.Add(faults.Index(path, i), faults.Missing, f.Seen, fmt.Sprintf("what the rule asks of contract %q", p.Contract(f.Contract).ID))
			}
		}
	}
	return failed
}

func (s ScopeSpec) isEmpty() bool {
	return len(s.Contracts)+len(s.Obligors)+len(s.Groups)+len(s.Guarantors)+len(s.Kinds)+len(s.Industries)+
		len(s.Regions)+len(s.Rights)+len(s.Classes)+len(s.Tags)+len(s.Rules) == 0
}

func (s ScopeSpec) text() string {
	if s.All {
		return "all"
	}
	text, err := json.Marshal(s)
	if err != nil {
		return "names"
	}
	return string(text)
}

func (s ScopeSpec) meets(p *pool.Pool, c pool.Contract) bool {
	first := p.Party(c.Obligor(0).Party)
	return oneOf(s.Contracts, c.ID) &&
		anyOf(s.Obligors, c.NumObligors(), func(i int) string { return p.Party(c.Obligor(i).Party).ID }) &&
		anyOf(s.Groups, c.NumObligors(), func(i int) string { return p.Party(c.Obligor(i).Party).Group }) &&
		anyOf(s.Guarantors, len(c.Guarantors()), func(i int) string { return p.Party(c.Guarantors()[i]).ID }) &&
		oneOf(s.Kinds, c.Kind()) &&
		oneOf(s.Industries, first.Industry) &&
		oneOf(s.Regions, first.Province) &&
		anyOf(s.Rights, c.NumRights(), func(i int) string { return p.Right(c.RightIndex(i)).ID }) &&
		oneOf(s.Classes, c.Class) &&
		anyOf(s.Tags, len(c.Tags()), func(i int) string { return c.Tags()[i] })
}

func oneOf[T comparable](names []T, name T) bool {
	return len(names) == 0 || slices.Contains(names, name)
}

func anyOf(names []string, n int, at func(int) string) bool {
	if len(names) == 0 {
		return true
	}
	for i := range n {
		if slices.Contains(names, at(i)) {
			return true
		}
	}
	return false
}

// checkNames reports names that nothing in the pool bears, so that a slip of the pen is told even where
// other names of the list are right.
func (s ScopeSpec) checkNames(p *pool.Pool, list *faults.List, path string) {
	check := func(field string, names []string, known func(string) bool, want string) {
		for i, name := range names {
			if !known(name) {
				list.Add(faults.Index(path+"."+field, i), faults.Unknown, name, want)
			}
		}
	}
	parties, groups, tags, rights := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	for i := range p.NumParties() {
		party := p.Party(pool.PartyIndex(i))
		parties[party.ID] = true
		if party.Group != "" {
			groups[party.Group] = true
		}
	}
	for i := range p.NumRights() {
		rights[p.Right(i).ID] = true
	}
	for _, c := range p.Contracts() {
		for _, tag := range c.Tags() {
			tags[tag] = true
		}
	}
	in := func(set map[string]bool) func(string) bool { return func(name string) bool { return set[name] } }
	check("contracts", s.Contracts, func(id string) bool { _, ok := p.IndexOf(id); return ok }, "the number of a contract of the pool")
	check("obligors", s.Obligors, in(parties), "the id of a party of the pool")
	check("groups", s.Groups, in(groups), "a group of affiliates of the pool")
	check("guarantors", s.Guarantors, in(parties), "the id of a party of the pool")
	check("rights", s.Rights, in(rights), "the id of a right of the pool")
	check("tags", s.Tags, in(tags), "a tag of a contract of the pool")
}
