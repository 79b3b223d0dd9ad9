package concentration

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// ReadRulePack reads the document of a rule pack in JSON. Fields that the format does not have, words
// that stand for nothing and everything that Resolve refuses are reported all at once with their
// paths, as a *faults.Error.
func ReadRulePack(r io.Reader) (*Pack, error) {
	var s PackSpec
	if err := faults.DecodeJSON(r, &s); err != nil {
		return nil, err
	}
	return s.Resolve()
}

// Resolve checks a rule pack and reports every fault with its path, as a *faults.Error.
func (s PackSpec) Resolve() (*Pack, error) {
	r := packResolver{spec: s, facts: map[string]bool{}, at: map[string]int{}}
	if s.Schema != RulesSchema {
		r.Add("schema", faults.Unsupported, s.Schema, strconv.Quote(RulesSchema))
	}
	r.text("id", s.ID, "a name such as lease-2018")
	r.text("title", s.Title, "a title")
	r.text("source", s.Source, "the documents that the rules are taken from")
	for i, f := range s.Facts {
		path := faults.Index("facts", i)
		r.text(path+".name", f.Name, "a name such as originator_sound")
		r.text(path+".text", f.Text, "what the fact says")
		if _, twice := r.facts[f.Name]; twice && f.Name != "" {
			r.Add(path+".name", faults.Duplicate, f.Name, "each fact once")
		}
		r.facts[f.Name] = false
	}
	if len(s.Rules) == 0 {
		r.Add("rules", faults.Missing, nil, "at least one rule")
	}
	pack := &Pack{spec: s, rules: make([]rule, len(s.Rules))}
	pack.spec.Facts, pack.spec.Rules = emptyIsNil(slices.Clone(s.Facts)), nil // the rules hold their own specs
	for i := range s.Rules {
		pack.rules[i] = r.rule(faults.Index("rules", i), i)
	}
	for i, f := range s.Facts {
		if used, ok := r.facts[f.Name]; ok && !used {
			r.Add(faults.Index("facts", i)+".name", faults.Inconsistent, f.Name, "a fact that some rule depends on")
		}
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	for _, v := range pack.rules {
		for _, list := range v.anyOf {
			for _, i := range list {
				pack.rules[i].part = true
			}
		}
	}
	return pack, nil
}

type packResolver struct {
	faults.List
	spec  PackSpec
	facts map[string]bool // declared, and whether a rule uses it
	at    map[string]int  // place of a rule by its id
}

func (r *packResolver) text(path, value, want string) {
	if strings.TrimSpace(value) == "" {
		r.Add(path, faults.Missing, nil, want)
	}
}

func (r *packResolver) rule(path string, i int) rule {
	s := r.spec.Rules[i].clone()
	s.Tags, s.Exempt = emptyIsNil(s.Tags), emptyIsNil(s.Exempt)
	v := rule{spec: s}
	r.text(path+".id", s.ID, "a name such as lease-2018.top5")
	r.text(path+".article", s.Article, "the article that the rule is taken from")
	r.text(path+".text", s.Text, "what the article asks, in own words")
	r.date(path+".date", s.Date)
	for k, e := range s.Exempt {
		at := fmt.Sprintf("%s.exempt[%d].if", path, k)
		if len(e.If) == 0 {
			r.Add(at, faults.Missing, nil, "at least one fact")
		}
		for n, name := range e.If {
			r.use(faults.Index(at, n), name)
		}
	}
	for _, e := range []struct {
		field string
		value uint8
		names []string
	}{{"consequence", uint8(s.Consequence), consequenceNames}, {"metric", uint8(s.Metric), metricNames}} {
		want := "one of " + strings.Join(e.names, ", ")
		switch {
		case e.value == 0:
			r.Add(path+"."+e.field, faults.Missing, nil, want)
		case int(e.value) > len(e.names):
			r.Add(path+"."+e.field, faults.Unknown, word(e.names, e.value-1), want)
		}
	}
	if s.Metric == 0 || int(s.Metric) > len(metricNames) {
		r.at[s.ID] = i
		return v
	}
	r.fields(path, s)
	if s.Key != nil {
		v.key = *s.Key
	}
	if s.Basis != nil {
		v.basis = *s.Basis
	}
	if s.Require != nil {
		v.need = *s.Require
	}
	r.limit(path, s, &v)
	if s.Require != nil && !v.need.isCeiling() && s.Metric < MetricFact && s.Metric != MetricCount && s.Metric != MetricShare {
		r.Add(path+".require", faults.Unsupported, v.need, "at_most or below: there is no floor under "+s.Metric.String())
	}
	if s.Metric == MetricTop && s.Top < 1 {
		r.Add(path+".top", faults.OutOfRange, s.Top, "a number of buckets above 0")
	}
	if s.Metric == MetricShare && (len(s.Tags) == 0) == (s.Bucket == "") {
		r.Add(path, faults.Inconsistent, fmt.Sprintf("%d tags and bucket %q", len(s.Tags), s.Bucket), "either tags or a bucket of the key")
	}
	for k, tag := range s.Tags {
		r.text(fmt.Sprintf("%s.tags[%d]", path, k), tag, "a tag")
	}
	if s.Metric == MetricFact {
		r.use(path+".fact", s.Fact)
	}
	r.anyOf(path, s, &v)
	if _, twice := r.at[s.ID]; twice && s.ID != "" {
		r.Add(path+".id", faults.Duplicate, s.ID, "each rule once")
	}
	r.at[s.ID] = i // only now: a rule combines those before it
	return v
}

func (r *packResolver) date(path, text string) {
	full := text
	switch len(text) {
	case 0:
		r.Add(path, faults.Missing, nil, "a date such as 2018-02-09, 2018-02 or 2018")
		return
	case len("2018"):
		full += "-01-01"
	case len("2018-02"):
		full += "-01"
	}
	if _, err := calendar.Parse(full); err != nil {
		r.Add(path, faults.Invalid, text, "a date such as 2018-02-09, 2018-02 or 2018")
	}
}

// fields asks for every field that a metric needs and refuses those it has no use for: a limit that
// nothing reads would be a rule that nobody applies.
func (r *packResolver) fields(path string, s RuleSpec) {
	measured := s.Metric < MetricFact
	for _, f := range []struct {
		name              string
		given, need, want bool // want: may be given
		expected          string
	}{
		{"key", s.Key != nil, measured && s.Metric < MetricShare || s.Bucket != "", false, "what contracts are grouped by, such as obligor"},
		{"basis", s.Basis != nil, measured, false, "the amount that is measured, such as outstanding_principal"},
		{"require", s.Require != nil, measured, false, "at_most, below, at_least or above"},
		{"limit", s.Limit != "", measured, false, "the limit"},
		{"currency", s.Currency != nil, s.Metric == MetricLargestAmount, false, "the currency of the limit"},
		{"top", s.Top != 0, s.Metric == MetricTop, false, "how many of the largest buckets count"},
		{"tags", s.Tags != nil, false, s.Metric == MetricShare, ""},
		{"bucket", s.Bucket != "", false, s.Metric == MetricShare, ""},
		{"fact", s.Fact != "", s.Metric == MetricFact, false, "the name of a fact"},
		{"any_of", s.AnyOf != nil, s.Metric == MetricAnyOf, false, "lists of rules"},
	} {
		switch {
		case f.need && !f.given:
			r.Add(path+"."+f.name, faults.Missing, nil, f.expected)
		case f.given && !f.need && !f.want:
			r.Add(path+"."+f.name, faults.Inconsistent, f.name, "no such field with the metric "+s.Metric.String())
		}
	}
	for _, e := range []struct {
		name  string
		value *uint8
		names []string
	}{{"key", (*uint8)(s.Key), keyNames}, {"basis", (*uint8)(s.Basis), basisNames}, {"require", (*uint8)(s.Require), requirementNames}} {
		if e.value != nil && int(*e.value) >= len(e.names) {
			r.Add(path+"."+e.name, faults.Unknown, word(e.names, *e.value), "one of "+strings.Join(e.names, ", "))
		}
	}
}

func (r *packResolver) limit(path string, s RuleSpec, v *rule) {
	if s.Limit == "" || s.Metric >= MetricFact {
		return
	}
	at := path + ".limit"
	switch s.Metric {
	case MetricCount:
		n, err := strconv.Atoi(s.Limit)
		if err != nil || n < 0 || n > maxCountLimit || strconv.Itoa(n) != s.Limit {
			r.Add(at, faults.Invalid, s.Limit, "a whole number such as 10")
		}
		v.count = n
	case MetricLargestAmount:
		if s.Currency == nil {
			return
		}
		a, err := money.ParseAmount(s.Limit, *s.Currency)
		if err != nil || a < 0 {
			r.Add(at, faults.Invalid, s.Limit, "an amount of 0 or more such as 5000000")
		}
		v.amount = a
	default:
		share, err := money.ParseRate(s.Limit)
		if err != nil || share < 0 || share > money.One {
			r.Add(at, faults.Invalid, s.Limit, "a share between 0 and 1 with at most 12 decimals, such as 0.15")
		}
		v.share = share
	}
}

// emptyIsNil makes an empty list the same as none, as it is in a document.
func emptyIsNil[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}

// maxCountLimit is the largest number of buckets that a rule may ask for.
const maxCountLimit = 1_000_000_000

func (r *packResolver) use(path, fact string) {
	if fact == "" {
		r.Add(path, faults.Missing, nil, "the name of a fact")
		return
	}
	if _, declared := r.facts[fact]; !declared {
		r.Add(path, faults.Unknown, fact, "a fact that the pack declares")
		return
	}
	r.facts[fact] = true
}

func (r *packResolver) anyOf(path string, s RuleSpec, v *rule) {
	for i, list := range s.AnyOf {
		at := fmt.Sprintf("%s.any_of[%d]", path, i)
		if len(list) == 0 {
			r.Add(at, faults.Missing, nil, "at least one rule")
		}
		places := make([]int, len(list))
		for k, id := range list {
			place, ok := r.at[id]
			if !ok {
				r.Add(faults.Index(at, k), faults.Unknown, id, "the id of a rule that stands before this one")
			}
			places[k] = place
		}
		v.anyOf = append(v.anyOf, places)
	}
	if s.Metric == MetricAnyOf && s.AnyOf != nil && len(s.AnyOf) == 0 {
		r.Add(path+".any_of", faults.Missing, nil, "at least one list of rules")
	}
}
