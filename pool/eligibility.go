package pool

import (
	"fmt"
	"slices"
	"strconv"
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

var outcomeNames = []string{"pass", "unknown", "fail"}

// String gives pass, unknown or fail.
func (o Outcome) String() string { return nameOf(outcomeNames, o) }

// MarshalText writes the name.
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// Rule is one eligibility criterion (合格标准), applied to every contract of a pool.
type Rule struct {
	// ID is a stable name such as "class.normal".
	ID string
	// Text says in words what is asked, and TextZH the same in Chinese.
	Text, TextZH string
	// Limit is what a contract is measured against, as text.
	Limit string
	// Check answers for one contract and gives the value it saw, as text.
	Check func(p *Pool, c Contract) (outcome Outcome, seen string)
}

// Finding is the answer of one rule for one contract.
type Finding struct {
	Contract int // index in the pool
	Outcome  Outcome
	Seen     string
}

// RuleResult is the answer of one rule for a whole pool: the worst outcome of any contract.
type RuleResult struct {
	Rule                  Rule
	Outcome               Outcome
	Passed, Unknown, Fail int
	// Findings lists the contracts that did not pass, in order.
	Findings []Finding
}

// Offenders gives the numbers of the contracts that failed.
func (r RuleResult) Offenders(p *Pool) []string {
	var ids []string
	for _, f := range r.Findings {
		if f.Outcome == Fail {
			ids = append(ids, p.contracts[f.Contract].ID)
		}
	}
	return ids
}

// Seen sums up what the rule saw, such as "91 pass, 2 fail (关注, 次级)".
func (r RuleResult) Seen() string {
	text := strconv.Itoa(r.Passed) + " pass"
	if r.Unknown > 0 {
		text += ", " + strconv.Itoa(r.Unknown) + " unknown"
	}
	if r.Fail > 0 {
		var values []string
		for _, f := range r.Findings {
			if f.Outcome == Fail && !slices.Contains(values, f.Seen) && len(values) < 5 {
				values = append(values, f.Seen)
			}
		}
		text += fmt.Sprintf(", %d fail %v", r.Fail, values)
	}
	return text
}

// Check applies each rule to each contract. Results come in the order of the rules.
func (p *Pool) Check(rules []Rule) []RuleResult {
	results := make([]RuleResult, len(rules))
	for i, rule := range rules {
		res := RuleResult{Rule: rule}
		for n, c := range p.contracts {
			outcome, seen := rule.Check(p, c)
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
	return results
}

// StandardRules are criteria that the lists of eligible assets of Chinese IP deals have in common:
// whole contracts, running, normal, not overdue, within the life of a plan, resting on a right that
// is alive longer than the claim. A deal's own documents decide; pass other rules for those.
func StandardRules() []Rule {
	return []Rule{
		{ID: "class.normal", Text: "five-category class is normal", TextZH: "五级分类为正常", Limit: "normal", Check: checkClass},
		{ID: "overdue.none", Text: "nothing is overdue", TextZH: "不存在逾期", Limit: "0 days", Check: checkOverdue},
		{ID: "start.running", Text: "the contract has started by the cut-off date", TextZH: "合同已起租或放款", Limit: "start on or before the cut-off date", Check: checkStarted},
		{ID: "term.within_60_months", Text: "at most 60 months remain", TextZH: "剩余期限不超过60个月", Limit: "60 months", Check: checkTerm},
		{ID: "right.named", Text: "at least one right stands behind the contract", TextZH: "有对应的知识产权", Limit: "1 right", Check: checkRightNamed},
		{ID: "right.alive", Text: "no right is lapsed, attacked or disputed", TextZH: "知识产权有效且无争议", Limit: "valid, pledged or licensed", Check: checkRightAlive},
		{ID: "right.outlives", Text: "every right lives at least as long as the contract", TextZH: "知识产权有效期不短于合同到期日", Limit: "expiry on or after maturity", Check: checkRightOutlives},
	}
}

func checkClass(_ *Pool, c Contract) (Outcome, string) {
	switch c.Class {
	case ClassNormal:
		return Pass, c.Class.String()
	case ClassUnknown:
		return OutcomeUnknown, ""
	}
	return Fail, c.Class.String()
}

func checkOverdue(_ *Pool, c Contract) (Outcome, string) {
	days, ok := c.OverdueDays.Get()
	switch {
	case !ok:
		return OutcomeUnknown, ""
	case days > 0:
		return Fail, fmt.Sprintf("%d days", days)
	}
	return Pass, "0 days"
}

func checkStarted(p *Pool, c Contract) (Outcome, string) {
	switch {
	case c.Start.IsZero():
		return OutcomeUnknown, ""
	case c.Start.After(p.asOf):
		return Fail, c.Start.String()
	}
	return Pass, c.Start.String()
}

func checkTerm(p *Pool, c Contract) (Outcome, string) {
	m := p.RemainingMonths(c)
	seen := strconv.FormatFloat(m, 'f', 2, 64) + " months"
	if m > 60 {
		return Fail, seen
	}
	return Pass, seen
}

func checkRightNamed(_ *Pool, c Contract) (Outcome, string) {
	if len(c.rights) == 0 {
		return OutcomeUnknown, ""
	}
	return Pass, fmt.Sprintf("%d rights", len(c.rights))
}

func checkRightAlive(p *Pool, c Contract) (Outcome, string) {
	return p.worstRight(c, func(r Right) (Outcome, string) {
		switch r.Status {
		case StatusUnknown:
			return OutcomeUnknown, ""
		case Valid, StatusPledged, StatusLicensedAway:
			return Pass, ""
		}
		return Fail, r.ID + " " + r.Status.String()
	})
}

func checkRightOutlives(p *Pool, c Contract) (Outcome, string) {
	return p.worstRight(c, func(r Right) (Outcome, string) {
		switch {
		case r.Expires.IsZero():
			return OutcomeUnknown, ""
		case r.Expires.Before(c.Maturity):
			return Fail, r.ID + " ends " + r.Expires.String()
		}
		return Pass, ""
	})
}

// worstRight gives the worst answer over the rights of a contract; unknown when it has none.
func (p *Pool) worstRight(c Contract, check func(Right) (Outcome, string)) (Outcome, string) {
	if len(c.rights) == 0 {
		return OutcomeUnknown, ""
	}
	worst, text := Pass, ""
	for _, i := range c.rights {
		if o, seen := check(p.rights[i]); o > worst {
			worst, text = o, seen
		}
	}
	return worst, text
}
