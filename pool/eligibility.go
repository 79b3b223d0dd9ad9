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

// RuleResult is the answer of one rule for a whole pool: the worst outcome of any contract, and Pass
// for a pool without contracts.
type RuleResult struct {
	Rule                  Rule
	Outcome               Outcome
	Passed, Unknown, Fail int
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

// Check applies each rule to each contract. Results come in the order of the rules. An answer of a
// rule that is none of the outcomes counts as unknown.
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
				outcome = OutcomeUnknown
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
		{ID: "right.alive", Text: "every right is in force and undisputed", TextZH: "知识产权有效且无争议", Limit: "valid, pledged or licensed", Check: checkRightAlive},
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
		return Fail, counted(days, "day")
	}
	return Pass, counted(0, "day")
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
	// Eight digits: 60.000001 months fail, and must not read as 60.
	seen := strconv.FormatFloat(m, 'g', 8, 64) + " months"
	if m > 60 {
		return Fail, seen
	}
	return Pass, seen
}

func checkRightNamed(p *Pool, c Contract) (Outcome, string) {
	if len(c.rights) == 0 {
		return OutcomeUnknown, ""
	}
	n := 0
	for _, i := range c.rights {
		n += p.rights[i].Count
	}
	return Pass, counted(n, "right")
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

// counted gives "1 day", "2 days".
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// worstRight gives the worst answer, the first of its kind, over the rights of a contract; unknown when it has none.
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
