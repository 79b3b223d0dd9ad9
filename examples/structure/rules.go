package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/ipabs/ipabs/pool"
)

// splitRules takes the value of -rules apart and refuses names that are neither lists nor rules. Files are
// not opened yet.
func splitRules(value string) ([]string, error) {
	var names []string
	for name := range strings.SplitSeq(value, ",") {
		name = strings.TrimSpace(name)
		if _, err := namedRules(name); err != nil && !isRuleFile(name) {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

func isRuleFile(name string) bool { return strings.EqualFold(filepath.Ext(name), ".json") }

// namedRules finds the rules of a list that comes with the library, or one rule of any of them.
func namedRules(name string) ([]pool.Rule, error) {
	presets := pool.EligibilityPresets()
	var ids []string
	known := map[string]bool{}
	for _, preset := range presets {
		list, err := pool.EligibilityPreset(preset)
		if err != nil {
			return nil, err
		}
		if preset == name {
			return list.Rules(), nil
		}
		for _, rule := range list.Rules() {
			if rule.ID == name {
				return []pool.Rule{rule}, nil
			}
			if !known[rule.ID] {
				known[rule.ID] = true
				ids = append(ids, rule.ID)
			}
		}
	}
	return nil, fmt.Errorf("structure: -rules: no list, rule or file is named %q; there are the lists %s, files ending in .json, and the rules %s",
		name, strings.Join(presets, ", "), strings.Join(ids, ", "))
}

// rules gathers the rules in order, each once. Files count among the inputs of the run.
func (a *analysis) rules(names []string) ([]pool.Rule, error) {
	var chosen []pool.Rule
	from := map[string]string{} // where a rule was found
	place := map[string]int{}
	files := 0
	for _, name := range names {
		var rules []pool.Rule
		var err error
		if isRuleFile(name) {
			files++
			text, readErr := a.read("rules", fmt.Sprintf("inputs/rules-%d.json", files), name)
			if readErr != nil {
				return nil, readErr
			}
			var list *pool.Eligibility
			if list, err = pool.ReadEligibility(bytes.NewReader(text)); err != nil {
				return nil, prefixed(filepath.Base(name), err)
			}
			rules = list.Rules()
		} else if rules, err = namedRules(name); err != nil {
			return nil, err
		}
		for _, rule := range rules {
			at, twice := place[rule.ID]
			switch {
			case !twice:
				place[rule.ID], from[rule.ID] = len(chosen), name
				chosen = append(chosen, rule)
			case !sameRule(chosen[at], rule):
				return nil, fmt.Errorf("structure: -rules: the rule %s of %s is another one in %s; give one of them another id", rule.ID, from[rule.ID], name)
			}
		}
	}
	return chosen, nil
}

func sameRule(x, y pool.Rule) bool {
	a, errA := json.Marshal(x.Spec())
	b, errB := json.Marshal(y.Spec())
	return errA == nil && errB == nil && bytes.Equal(a, b)
}
