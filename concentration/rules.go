package concentration

import (
	"slices"

	"github.com/ipabs/ipabs/money"
)

// RulesSchema is the name and version of the document of a rule pack.
const RulesSchema = "ipabs.rules/1"

// Metric is what a rule measures or asks.
type Metric uint8

// The metrics. The last two measure nothing; the others do. The zero value is no metric.
const (
	_ Metric = iota
	// MetricLargest is the share of the largest bucket (单一最大占比).
	MetricLargest
	// MetricTop is the share of the largest buckets together, as many as Top says (前N大占比).
	MetricTop
	// MetricCount is the number of buckets with an amount above zero: with the key group, the number
	// of mutually unaffiliated obligors (相互之间不存在关联关系的债务人个数).
	MetricCount
	// MetricLargestAmount is the amount of the largest bucket (单户最大金额).
	MetricLargestAmount
	// MetricShare is the share of the contracts that carry one of the Tags, or of one Bucket of a key.
	MetricShare
	// MetricOriginatorShare is the share that obligors owe who are an originator of the pool or its
	// affiliates (来源于原始权益人及其关联方的占比).
	MetricOriginatorShare
	// MetricFact is a fact that the caller states.
	MetricFact
	// MetricAnyOf combines other rules of the pack: at least one of the lists must hold in full.
	MetricAnyOf
)

var metricNames = []string{"largest", "top", "count", "largest_amount", "share", "originator_share", "fact", "any_of"}

// String gives the name used in documents; that of the zero value is empty.
func (m Metric) String() string {
	if m == 0 {
		return ""
	}
	return word(metricNames, uint8(m-1))
}

// MarshalText writes the name used in documents.
func (m Metric) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads the name.
func (m *Metric) UnmarshalText(text []byte) error {
	var v Metric
	if err := parseWord(&v, "metric", metricNames, text); err != nil {
		return err
	}
	*m = v + 1
	return nil
}

// Requirement is how a value must stand to its limit. It says on which side the limit itself falls,
// which is what the words of a rule decide: "must not exceed 50 %" is AtMost, and so is "disclose
// above 15 %", because exactly 15 % triggers nothing; "disclose from 15 %" is Below.
type Requirement uint8

// The requirements.
const (
	AtMost  Requirement = iota // 不超过: the limit itself passes
	Below                      // 低于: the limit itself fails
	AtLeast                    // 不低于, 以上: the limit itself passes
	Above                      // 超过: the limit itself fails
)

var requirementNames = []string{"at_most", "below", "at_least", "above"}

// String gives the name used in documents.
func (r Requirement) String() string { return word(requirementNames, uint8(r)) }

// MarshalText writes the name used in documents.
func (r Requirement) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads the name.
func (r *Requirement) UnmarshalText(text []byte) error {
	return parseWord(r, "requirement", requirementNames, text)
}

// isCeiling reports whether large values fail.
func (r Requirement) isCeiling() bool { return r == AtMost || r == Below }

// LimitPasses reports whether a value of exactly the limit passes. For a rule that is worded as a
// trigger ("above 15 %") this is what makes the trigger strict.
func (r Requirement) LimitPasses() bool { return r == AtMost || r == AtLeast }

// holds decides by the sign of value − limit.
func (r Requirement) holds(sign int) bool {
	switch r {
	case AtMost:
		return sign <= 0
	case Below:
		return sign < 0
	case AtLeast:
		return sign >= 0
	}
	return sign > 0
}

// Consequence is what hangs on a rule.
type Consequence uint8

// The consequences. The zero value is none.
const (
	_          Consequence = iota
	Admission              // 挂牌条件: without it the pool is not admitted
	Disclosure             // 信息披露: a failure calls for disclosure or due diligence, nothing more
	Review                 // 分类审核: decides about a faster or a closer review
	Label                  // 特定品种标识: decides about a label
	Capital                // 资本计量: decides about a capital treatment
)

var consequenceNames = []string{"admission", "disclosure", "review", "label", "capital"}

// String gives the name used in documents; that of the zero value is empty.
func (c Consequence) String() string {
	if c == 0 {
		return ""
	}
	return word(consequenceNames, uint8(c-1))
}

// MarshalText writes the name used in documents.
func (c Consequence) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the name.
func (c *Consequence) UnmarshalText(text []byte) error {
	var v Consequence
	if err := parseWord(&v, "consequence", consequenceNames, text); err != nil {
		return err
	}
	*c = v + 1
	return nil
}

// PackSpec is a rule pack as a person writes it: rules of one document, or of several on one matter.
type PackSpec struct {
	Schema  string `json:"schema"`
	ID      string `json:"id"` // such as "lease-2018"
	Title   string `json:"title"`
	TitleZH string `json:"title_zh,omitempty"`
	// Source names the documents and their numbers.
	Source string `json:"source"`
	// Note says what a reader must know: what is superseded, what was not read in the original.
	Note  string     `json:"note,omitempty"`
	Facts []FactSpec `json:"facts,omitempty"`
	Rules []RuleSpec `json:"rules"`
}

// FactSpec is a fact that rules of a pack depend on and that nothing in a pool can tell.
type FactSpec struct {
	Name   string `json:"name"`
	Text   string `json:"text"`
	TextZH string `json:"text_zh,omitempty"`
}

// RuleSpec is one rule as a person writes it.
type RuleSpec struct {
	ID      string `json:"id"`
	Article string `json:"article"`
	// Date is that of the document: a year, a month or a day, such as "2018-02-09".
	Date string `json:"date"`
	// Text says in own words what the article asks.
	Text        string      `json:"text"`
	TextZH      string      `json:"text_zh,omitempty"`
	Consequence Consequence `json:"consequence"`
	Metric      Metric      `json:"metric"`

	// Key and Basis say what is measured. MetricShare has a key only beside Bucket;
	// MetricOriginatorShare has none.
	Key   *Key   `json:"key,omitempty"`
	Basis *Basis `json:"basis,omitempty"`
	// Top is the number of buckets of MetricTop.
	Top     int          `json:"top,omitempty"`
	Require *Requirement `json:"require,omitempty"`
	// Limit is a share as a fraction of one with up to twelve decimals ("0.15"), a whole number for
	// MetricCount, or an amount in units of Currency for MetricLargestAmount.
	Limit    string          `json:"limit,omitempty"`
	Currency *money.Currency `json:"currency,omitempty"`
	// Tags or Bucket say what MetricShare counts: contracts with any of the tags, or one bucket of Key.
	Tags   []string `json:"tags,omitempty"`
	Bucket string   `json:"bucket,omitempty"`
	// Fact is the name of what MetricFact asks.
	Fact string `json:"fact,omitempty"`
	// AnyOf are the lists of MetricAnyOf: ids of rules that stand before this one. Rules that another
	// one combines are parts of it and decide nothing alone.
	AnyOf [][]string `json:"any_of,omitempty"`

	// Exempt lists what excuses a failure: any one of them, each with all of its facts.
	Exempt []Exemption `json:"exempt,omitempty"`
}

// Exemption excuses the failure of a rule when all of its facts hold (豁免).
type Exemption struct {
	If   []string `json:"if"` // names of facts
	Text string   `json:"text,omitempty"`
}

// clone copies a rule with everything it refers to.
func (r RuleSpec) clone() RuleSpec {
	r.Key, r.Basis, r.Require, r.Currency = copied(r.Key), copied(r.Basis), copied(r.Require), copied(r.Currency)
	r.Tags = slices.Clone(r.Tags)
	r.AnyOf = slices.Clone(r.AnyOf)
	for i := range r.AnyOf {
		r.AnyOf[i] = slices.Clone(r.AnyOf[i])
	}
	r.Exempt = slices.Clone(r.Exempt)
	for i := range r.Exempt {
		r.Exempt[i].If = slices.Clone(r.Exempt[i].If)
	}
	return r
}

func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}

// Pack is a resolved rule pack. It is immutable and safe for concurrent use.
type Pack struct {
	spec  PackSpec
	rules []rule
}

// rule is a resolved rule.
type rule struct {
	spec   RuleSpec
	key    Key
	basis  Basis
	need   Requirement
	share  money.Rate   // limit of the metrics that are shares
	count  int          // limit of MetricCount
	amount money.Amount // limit of MetricLargestAmount
	anyOf  [][]int      // places of rules
	part   bool         // another rule combines it
}

// ID is the name of the pack.
func (p *Pack) ID() string { return p.spec.ID }

// Spec gives a copy of what the pack was made of.
func (p *Pack) Spec() PackSpec {
	s := p.spec
	s.Facts = slices.Clone(s.Facts)
	s.Rules = make([]RuleSpec, len(p.rules))
	for i, r := range p.rules {
		s.Rules[i] = r.spec.clone()
	}
	return s
}
