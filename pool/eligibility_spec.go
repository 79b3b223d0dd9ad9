package pool

import (
	"io"
	"math/big"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// EligibilitySchema is the name and version of the document of eligibility criteria.
const EligibilitySchema = "ipabs.eligibility/1"

// EligibilitySpec is a list of eligibility criteria (合格标准) as a person writes it. See
// EligibilityPresets for lists to copy from.
type EligibilitySpec struct {
	Schema  string `json:"schema"`
	ID      string `json:"id"`
	Title   string `json:"title"`
	TitleZH string `json:"title_zh,omitempty"`
	// Source names the documents that the criteria are taken from.
	Source string `json:"source"`
	// Note says what a reader must know.
	Note string `json:"note,omitempty"`
	// RatingScale gives ratings a meaning; it is needed where a rule compares ratings.
	RatingScale *RatingScaleSpec `json:"rating_scale,omitempty"`
	Rules       []RuleSpec       `json:"rules"`
}

// RuleSpec is one criterion as a person writes it: what is measured, how it must stand to a limit, and
// of which contracts that is asked.
type RuleSpec struct {
	// ID is a stable name such as "class.normal".
	ID string `json:"id"`
	// Basis is the article that asks for it, or the reason.
	Basis string `json:"basis"`
	// Text says in words what is asked, and TextZH the same in Chinese.
	Text    string      `json:"text"`
	TextZH  string      `json:"text_zh"`
	Measure Measure     `json:"measure"`
	Require Requirement `json:"require"`
	// Limit is what numbers, shares, amounts, days and ratings are compared with: "60", "0.5" for 50 %,
	// "5000000.00", "2029-12-31", "A-". Currency is that of an amount.
	Limit    string          `json:"limit,omitempty"`
	Currency *money.Currency `json:"currency,omitempty"`
	// Words are what words, sets and ratings are looked up in.
	Words []string `json:"words,omitempty"`
	// Any lets one of several obligors, guarantors or rights suffice; without it each must pass.
	Any bool `json:"any,omitempty"`
	// Scope says of which contracts this is asked; without it, of all.
	Scope *ScopeSpec `json:"scope,omitempty"`
}

// ScopeSpec picks contracts. A list that is empty picks all.
type ScopeSpec struct {
	Kinds       []Kind   `json:"kinds,omitempty"`        // of one of these kinds
	Tags        []string `json:"tags,omitempty"`         // with any of these tags
	WithoutTags []string `json:"without_tags,omitempty"` // with none of these
}

// Rule is one resolved criterion. It is immutable and safe for concurrent use; only
// EligibilitySpec.Resolve makes one.
type Rule struct {
	ID, Basis    string
	Text, TextZH string
	Measure      Measure
	Require      Requirement
	// Limit is the requirement and its limit in words, such as "at most 60 months".
	Limit string
	// Any lets one of several subjects suffice.
	Any bool

	spec  RuleSpec
	limit limit
}

// limit is what a value is compared with, by the nature of the measure.
type limit struct {
	number   *big.Rat // an amount in minor units
	amount   money.Amount
	currency money.Currency
	day      calendar.Date
	words    []string
	scale    *ratingScale
	grade    int
}

// Spec gives a copy of what the rule was made of.
func (r Rule) Spec() RuleSpec { return r.spec.clone() }

func (s RuleSpec) clone() RuleSpec {
	s.Words = slices.Clone(s.Words)
	if s.Currency != nil {
		c := *s.Currency
		s.Currency = &c
	}
	if s.Scope != nil {
		scope := ScopeSpec{slices.Clone(s.Scope.Kinds), slices.Clone(s.Scope.Tags), slices.Clone(s.Scope.WithoutTags)}
		s.Scope = &scope
	}
	return s
}

// speaksOf reports whether a contract is in the scope of the rule.
func (r Rule) speaksOf(c *Contract) bool {
	s := r.spec.Scope
	if s == nil {
		return true
	}
	return (len(s.Kinds) == 0 || slices.Contains(s.Kinds, c.Kind())) &&
		(len(s.Tags) == 0 || slices.ContainsFunc(s.Tags, c.HasTag)) && !slices.ContainsFunc(s.WithoutTags, c.HasTag)
}

// Eligibility is a resolved list of criteria. It is immutable and safe for concurrent use.
type Eligibility struct {
	spec  EligibilitySpec
	rules []Rule
}

// ID is the name of the list.
func (e *Eligibility) ID() string { return e.spec.ID }

// Rules gives a copy of the rules in order.
func (e *Eligibility) Rules() []Rule { return slices.Clone(e.rules) }

// Spec gives a copy of what the list was made of.
func (e *Eligibility) Spec() EligibilitySpec {
	s := e.spec
	s.Rules = make([]RuleSpec, len(e.rules))
	for i, r := range e.rules {
		s.Rules[i] = r.Spec()
	}
	s.RatingScale = s.RatingScale.clone()
	return s
}

// ReadEligibility reads a list of criteria in JSON. Fields that the format does not have, words that
// stand for nothing and all that Resolve refuses are reported at once with their paths, as a
// *faults.Error.
func ReadEligibility(r io.Reader) (*Eligibility, error) {
	var s EligibilitySpec
	read := faults.DecodeJSON(r, &s)
	e, err := s.Resolve()
	if err := faults.Merge(read, err); err != nil {
		return nil, err
	}
	return e, nil
}

// Resolve checks the list and reports every fault with its path, as a *faults.Error.
func (s EligibilitySpec) Resolve() (*Eligibility, error) {
	r := &ruleResolver{}
	if s.Schema != EligibilitySchema {
		r.Add("schema", faults.Unsupported, s.Schema, EligibilitySchema)
	}
	r.text("id", s.ID, "a name of the list, such as lease")
	r.text("title", s.Title, "a title")
	r.text("source", s.Source, "the documents that the criteria are taken from")
	r.scale = s.RatingScale.resolve(&r.List, "rating_scale")
	if len(s.Rules) == 0 {
		r.Add("rules", faults.Missing, nil, "at least one rule")
	}
	e := &Eligibility{spec: s, rules: make([]Rule, len(s.Rules))}
	e.spec.Rules, e.spec.RatingScale = nil, s.RatingScale.clone() // the rules hold their own specs
	ids := map[string]bool{}
	for i, rule := range s.Rules {
		path := faults.Index("rules", i)
		e.rules[i] = r.rule(path, rule)
		if ids[rule.ID] && rule.ID != "" {
			r.Add(path+".id", faults.Duplicate, rule.ID, "each once")
		}
		ids[rule.ID] = true
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	return e, nil
}

type ruleResolver struct {
	faults.List
	scale *ratingScale
}

func (r *ruleResolver) text(path, value, want string) {
	if strings.TrimSpace(value) == "" {
		r.Add(path, faults.Missing, nil, want)
	}
}

func (r *ruleResolver) rule(path string, s RuleSpec) Rule {
	rule := Rule{ID: s.ID, Basis: s.Basis, Text: s.Text, TextZH: s.TextZH, Measure: s.Measure, Require: s.Require, Any: s.Any, spec: s.clone()}
	r.text(path+".id", s.ID, "a name such as class.normal")
	if strings.ContainsAny(s.ID, ", \t\n") {
		r.Add(path+".id", faults.Invalid, s.ID, "a name without blanks and commas")
	}
	r.text(path+".basis", s.Basis, "the article that asks for it, or the reason")
	r.text(path+".text", s.Text, "what is asked, in English")
	r.text(path+".text_zh", s.TextZH, "what is asked, in Chinese")
	r.scope(path+".scope", s.Scope)
	info := s.Measure.info()
	switch {
	case s.Measure == 0:
		r.Add(path+".measure", faults.Missing, nil, "one of "+strings.Join(measureNames.list(), ", "))
		return rule
	case info.nature == ofNothing:
		r.Add(path+".measure", faults.Unknown, s.Measure, "one of "+strings.Join(measureNames.list(), ", "))
		return rule
	case !slices.Contains(info.nature.fits(), s.Require):
		r.requirement(path+".require", s, info)
		return rule
	}
	r.limits(path, s, info, &rule)
	rule.Limit = rule.limitText()
	return rule
}

func (r *ruleResolver) requirement(path string, s RuleSpec, info measureInfo) {
	var names []string
	for _, fit := range info.nature.fits() {
		names = append(names, fit.String())
	}
	want := "one of " + strings.Join(names, ", ") + ", which fit the measure " + info.name
	if s.Require == 0 {
		r.Add(path, faults.Missing, nil, want)
		return
	}
	r.Add(path, faults.Inconsistent, s.Require, want)
}

func (r *ruleResolver) scope(path string, s *ScopeSpec) {
	if s == nil {
		return
	}
	for i, k := range s.Kinds {
		if k == KindUnknown || !isMember(kindNames, k) {
			r.Add(faults.Index(path+".kinds", i), faults.Unknown, k, "one of "+strings.Join(kindNames.list(), ", "))
		}
	}
	for _, tags := range []struct {
		name string
		list []string
	}{{"tags", s.Tags}, {"without_tags", s.WithoutTags}} {
		for i, tag := range tags.list {
			r.text(faults.Index(path+"."+tags.name, i), tag, "a tag")
		}
	}
}

// limits reads what a value is compared with, and refuses what has no meaning for the measure.
func (r *ruleResolver) limits(path string, s RuleSpec, info measureInfo, rule *Rule) {
	if s.Require.compares() {
		r.compared(path, s, info, rule)
	} else if s.Limit != "" {
		r.Add(path+".limit", faults.Inconsistent, s.Limit, "nothing: "+s.Require.String()+" compares with no limit")
	}
	if info.nature != ofAmount && s.Currency != nil {
		r.Add(path+".currency", faults.Inconsistent, s.Currency.Code(), "nothing: the measure is no amount")
	}
	listed := s.Require == OneOf || s.Require == NoneOf || s.Require == Includes || s.Require == Excludes
	switch {
	case listed && len(s.Words) == 0:
		r.Add(path+".words", faults.Missing, nil, "at least one word")
	case !listed && len(s.Words) > 0:
		r.Add(path+".words", faults.Inconsistent, strings.Join(s.Words, ", "), "nothing: "+s.Require.String()+" looks up no words")
	}
	for i, word := range s.Words {
		r.word(faults.Index(path+".words", i), word, info)
		if slices.Contains(s.Words[:i], word) {
			r.Add(faults.Index(path+".words", i), faults.Duplicate, word, "each once")
		}
	}
	rule.limit.words, rule.limit.scale = slices.Clone(s.Words), r.scale
}

func (r *ruleResolver) word(path, word string, info measureInfo) {
	switch {
	case strings.TrimSpace(word) == "":
		r.Add(path, faults.Missing, nil, "a word")
	case info.nature == ofRating:
		r.grade(path, word)
	case info.words != nil && !slices.Contains(info.words(), word):
		r.Add(path, faults.Unknown, word, "one of "+strings.Join(info.words(), ", "))
	case info.name == MeasureObligorIndustry.String():
		if i, err := ParseIndustry(word); err != nil || i.String() != word {
			r.Add(path, faults.Unknown, word, "a section or division of GB/T 4754, such as C or C39")
		}
	}
}

func (r *ruleResolver) grade(path, word string) int {
	if r.scale == nil {
		r.Add(path, faults.Inconsistent, word, "a rating_scale of the list that says what the rating means")
		return 0
	}
	g, ok := r.scale.grade(word)
	if !ok {
		r.Add(path, faults.Unknown, word, "a grade of the scale: "+strings.Join(r.scale.grades, ", "))
	}
	return g
}

func (r *ruleResolver) compared(path string, s RuleSpec, info measureInfo, rule *Rule) {
	at := path + ".limit"
	want := map[nature]string{
		ofNumber: "a number", ofShare: "a fraction of one: 50 % is 0.5", ofAmount: "an amount in units of the currency", ofDay: "a day such as 2029-12-31", ofRating: "a grade of the rating scale",
	}[info.nature]
	if s.Limit == "" {
		r.Add(at, faults.Missing, nil, want)
	}
	if info.nature == ofAmount && (s.Currency == nil || !s.Currency.IsKnown()) {
		r.Add(path+".currency", faults.Missing, nil, "the currency of the limit, such as CNY")
		return
	}
	if s.Limit == "" {
		return
	}
	switch info.nature {
	case ofDay:
		d, err := calendar.Parse(s.Limit)
		if err != nil {
			r.Add(at, faults.Invalid, s.Limit, want)
		}
		rule.limit.day = d
		return
	case ofRating:
		rule.limit.grade = r.grade(at, s.Limit)
		return
	}
	d, err := decimal.NewFromString(s.Limit)
	if err != nil || !isPlain(d) {
		r.Add(at, faults.Invalid, shorten(s.Limit), want)
		return
	}
	if info.nature != ofAmount {
		rule.limit.number = d.Rat()
		return
	}
	amount, err := money.FromDecimal(d, *s.Currency)
	if err != nil || amount < 0 {
		r.Add(at, faults.Invalid, s.Limit, "an amount of 0 or more in whole minor units of "+s.Currency.Code())
		return
	}
	rule.limit.amount, rule.limit.currency, rule.limit.number = amount, *s.Currency, new(big.Rat)
}

// limitText gives the requirement and its limit in words.
func (r Rule) limitText() string {
	words := r.Require.words()
	switch info := r.Measure.info(); {
	case info.nature == ofAnswer:
	case !r.Require.compares():
		words += " " + strings.Join(r.limit.words, ", ")
	case info.nature == ofDay:
		words += " " + r.limit.day.String()
	case info.nature == ofRating:
		words += " " + r.spec.Limit
	case r.limit.number == nil: // a fault
	case info.nature == ofAmount:
		words += " " + r.limit.currency.Code() + " " + r.limit.amount.FormatGrouped(r.limit.currency)
	case info.nature == ofShare:
		words += " " + percentText(r.limit.number)
	default:
		words += " " + numbered(r.limit.number, info.unit).text
	}
	if r.Any {
		words += ", any one"
	}
	return words
}
