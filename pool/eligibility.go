package pool

import (
	"fmt"
	"strconv"
	"strings"
)

// Outcome is the answer of an eligibility rule. Unknown means that the specification does not say
// what the rule asks: it is neither a pass nor a failure.
type Outcome uint8

// The outcomes, worst last.
const (
	Pass Outcome = iota
	OutcomeUnknown
	Fail
)

var outcomeNames = vocabulary{"outcome", []string{"pass", "unknown", "fail"}}

// String gives pass, unknown or fail.
func (o Outcome) String() string { return nameOf(outcomeNames, o) }

// MarshalText writes the name; a value that is no constant is an *UnknownNameError.
func (o Outcome) MarshalText() ([]byte, error) { return marshalName(outcomeNames, o) }

// UnmarshalText reads the name; any other word is an *UnknownNameError.
func (o *Outcome) UnmarshalText(text []byte) (err error) {
	*o, err = parseName[Outcome](outcomeNames, text)
	return err
}

// Finding is the answer of one rule for one contract.
type Finding struct {
	Contract int // index in the pool
	Outcome  Outcome
	// Seen is the value that decides, with the right or the party it is of: "60 months", "P-1 lapsed".
	// Where the outcome is unknown it says what is not stated.
	Seen string
}

// RuleResult is the answer of one rule for a whole pool: the worst outcome of any contract in its
// scope, and Pass where there is none.
type RuleResult struct {
	Rule                  Rule
	Outcome               Outcome
	Passed, Unknown, Fail int
	// OutOfScope is the number of contracts that the rule does not speak of.
	OutOfScope int
	// Findings lists the contracts that did not pass, in order.
	Findings []Finding
}

// Offenders gives the numbers of the contracts that failed, in order. p is the pool that was checked.
func (r RuleResult) Offenders(p *Pool) []string {
	var ids []string
	for _, f := range r.Findings {
		if f.Outcome == Fail {
			ids = append(ids, p.contracts[f.Contract].ID)
		}
	}
	return ids
}

// Seen sums up what the rule saw, such as "91 pass, 2 fail (special_mention, substandard)". Of the
// values that failed it names the first five different ones and counts the others.
func (r RuleResult) Seen() string {
	text := strconv.Itoa(r.Passed) + " pass"
	if r.Unknown > 0 {
		text += ", " + strconv.Itoa(r.Unknown) + " unknown"
	}
	if r.Fail == 0 {
		return text
	}
	const most = 5
	var values []string
	named := map[string]bool{"": true} // nothing to name
	for _, f := range r.Findings {
		if f.Outcome == Fail && !named[f.Seen] {
			named[f.Seen] = true
			values = append(values, f.Seen)
		}
	}
	text += fmt.Sprintf(", %d fail", r.Fail)
	if more := len(values) - most; more > 0 {
		values = append(values[:most], fmt.Sprintf("and %d more", more))
	}
	if len(values) > 0 {
		text += " (" + strings.Join(values, ", ") + ")"
	}
	return text
}

// CheckSettings are what rules need beside the pool. The zero value takes appraisals alone for values,
// takes nothing off, lets nothing decay and concludes no expiry that is not stated.
type CheckSettings struct {
	// Value says how rights are valued and how long they live, and holds the exchange rates.
	Value ValueRules
	// Territory judges the territories of licences; nil is SameTerritory.
	Territory TerritoryOverlap
}

// Check applies each rule to each contract in its scope. Results come in the order of the rules.
//
// The error says that a rule cannot be applied at all, rather than that a contract leaves it open: an
// amount or a mark is in a currency for which the table has no rate of the day (*money.MissingRateError),
// or an amount overflows.
func (p *Pool) Check(rules []Rule, s CheckSettings) ([]RuleResult, error) {
	x, err := p.examine(rules, s)
	if err != nil {
		return nil, err
	}
	results := make([]RuleResult, len(rules))
	for i, rule := range x.rules {
		res := RuleResult{Rule: rules[i]}
		for n := range p.contracts {
			if !rule.speaksOf(p.contracts[n]) {
				res.OutOfScope++
				continue
			}
			outcome, seen := x.ask(rule, n)
			switch outcome {
			case Pass:
				res.Passed++
				continue
			case Fail:
				res.Fail++
			default:
				res.Unknown++
			}
			res.Outcome = max(res.Outcome, outcome)
			res.Findings = append(res.Findings, Finding{Contract: n, Outcome: outcome, Seen: seen})
		}
		results[i] = res
	}
	return results, nil
}

// Ask applies one rule to the n-th contract and gives the value seen, also where it passes. The second
// result is false when the contract is out of the scope of the rule. Errors as in Check.
func (p *Pool) Ask(rule Rule, n int, s CheckSettings) (Finding, bool, error) {
	x, err := p.examine([]Rule{rule}, s)
	if err != nil || !rule.speaksOf(p.contracts[n]) {
		return Finding{}, false, err
	}
	outcome, seen := x.ask(x.rules[0], n)
	return Finding{Contract: n, Outcome: outcome, Seen: seen}, true, nil
}
