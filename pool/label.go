package pool

import (
	"fmt"
	"strings"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// LabelTest is a test of the kind that product labels (贴标) have: contracts of some nature must make up
// more than, or at least, a part of the pool's outstanding principal.
type LabelTest struct {
	ID string
	// Text says in words what is asked, and TextZH the same in Chinese.
	Text, TextZH string
	// Limit is the part, between 0 and 1. With Strict the share must be above it, without it at least it.
	Limit  money.Rate
	Strict bool
	// Counts says whether a contract is of that nature, and what it saw.
	Counts func(p *Pool, c Contract) (outcome Outcome, seen string)
	// Source says where the test is taken from, and how sure that is.
	Source string
}

// Words gives the limit with its strictness: "> 50.00%" or ">= 70.00%".
func (t LabelTest) Words() string {
	if t.Strict {
		return "> " + t.Limit.Percent()
	}
	return ">= " + t.Limit.Percent()
}

// LabelResult is the answer of a label test for a pool.
type LabelResult struct {
	Test LabelTest
	// Counted is the outstanding principal of contracts that count, Unknown that of contracts of which
	// it is not known, Total that of the pool.
	Counted, Unknown, Total money.Amount
	// Outcome is decided in exact arithmetic: pass when Counted alone meets the limit, fail when Counted
	// and Unknown together do not, else unknown.
	Outcome Outcome
	// Findings lists the contracts that do not count or of which it is not known, in order.
	Findings []Finding
}

// Share is Counted over Total, for display.
func (r LabelResult) Share() float64 { return share(r.Counted, r.Total) }

// CheckLabel applies a label test. A pool without contracts has an unknown outcome. The error, of type
// *faults.Error, says that the test has a limit outside 0 to 1 or no Counts.
func (p *Pool) CheckLabel(t LabelTest) (LabelResult, error) {
	var list faults.List
	if t.Limit < 0 || t.Limit > money.One {
		list.Add("limit", faults.OutOfRange, t.Limit, "a fraction between 0 and 1")
	}
	if t.Counts == nil {
		list.Add("counts", faults.Missing, nil, "what says whether a contract counts")
	}
	if err := list.Err(); err != nil {
		return LabelResult{}, fmt.Errorf("pool: label test %q: %w", t.ID, err)
	}
	r := LabelResult{Test: t, Total: p.principal, Outcome: OutcomeUnknown}
	for n, c := range p.contracts {
		outcome, seen := t.Counts(p, *c)
		switch outcome {
		case Pass:
			r.Counted += c.Principal
			continue
		case Fail:
		default:
			outcome = OutcomeUnknown
			r.Unknown += c.Principal
		}
		r.Findings = append(r.Findings, Finding{Contract: n, Outcome: outcome, Seen: seen})
	}
	switch {
	case r.Total == 0:
	case t.met(r.Counted, r.Total):
		r.Outcome = Pass
	case !t.met(r.Counted+r.Unknown, r.Total):
		r.Outcome = Fail
	}
	return r, nil
}

func (t LabelTest) met(part, whole money.Amount) bool {
	c := compareShare(part, whole, t.Limit)
	return c > 0 || c == 0 && !t.Strict
}

// DataLabel is the test for the label of data assets (数据资产): claims secured by pledged data assets
// make up more than half of the pool. A contract counts when all its rights are data and they are
// pledged; one that rests on data and on other rights is left unknown, because the venue decides what
// of it counts.
//
// The limit is reported of the deals of 2025 by the press; no rule of an exchange was checked.
func DataLabel() LabelTest {
	return LabelTest{
		ID: "label.data", Text: "claims secured by pledged data assets", TextZH: "有数据资产质押的基础资产占比", Limit: money.One / 2, Strict: true,
		Counts: countsAsData, Source: "reported of the first labelled deals, 2025; no rule of an exchange checked",
	}
}

// IPLabel is the test for the label of intellectual property (知识产权): claims that rest on
// intellectual property make up at least 70 % of the pool. A contract counts when it rests on a right
// other than data; one that rests on data alone, or names no right, is left unknown.
//
// The limit is background knowledge; no rule of an exchange was checked.
func IPLabel() LabelTest {
	return LabelTest{
		ID: "label.ip", Text: "claims that rest on intellectual property", TextZH: "知识产权相关基础资产占比", Limit: 70 * (money.One / 100),
		Counts: countsAsIP, Source: "background knowledge; unverified",
	}
}

func countsAsData(p *Pool, c Contract) (Outcome, string) {
	data := 0
	for _, i := range c.rights {
		switch p.rights[i].Type {
		case Data:
			data++
		case RightUnknown:
			return OutcomeUnknown, p.rights[i].ID + " is of unknown type"
		}
	}
	switch {
	case len(c.rights) == 0:
		return OutcomeUnknown, "no right named"
	case data == 0:
		return Fail, "no data"
	case data < len(c.rights):
		return OutcomeUnknown, "data and other rights"
	}
	outcome := p.pledged(c)
	return outcome, strings.TrimSpace("data, pledge " + [...]string{"", "not stated", "denied"}[outcome])
}

// pledged says whether the rights of a contract are pledged: by its terms, by its forms of security, or
// by pledges stated with every one of its rights.
func (p *Pool) pledged(c Contract) Outcome {
	if c.pledgesItsRights() || c.Security.Has(Pledge) {
		return Pass
	}
	for _, i := range c.rights {
		if !p.rights[i].pledgedFor(c.ID, p.asOf, func(RightPledge) bool { return true }) {
			if c.Security == 0 {
				return OutcomeUnknown
			}
			return Fail
		}
	}
	return Pass
}

func countsAsIP(p *Pool, c Contract) (Outcome, string) {
	for _, i := range c.rights {
		if p.rights[i].Type != Data {
			return Pass, ""
		}
	}
	if len(c.rights) == 0 {
		return OutcomeUnknown, "no right named"
	}
	return OutcomeUnknown, "data alone"
}
