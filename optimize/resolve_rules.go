package optimize

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// ruleFields says which fields a kind of rule needs and which it may have beside them.
var ruleFields = map[RuleKind]struct{ need, may []string }{
	RulePrincipal:    {need: []string{"limits"}},
	RuleNetYield:     {need: []string{"limits"}},
	RuleAverageLife:  {need: []string{"limits"}},
	RuleRatingFactor: {need: []string{"limits", "factors"}, may: []string{"otherwise"}},
	RuleTerm:         {need: []string{"limits"}},
	RuleShare:        {need: []string{"limits"}, may: []string{"key", "basis", "bucket", "tags", "unknown"}},
	RuleTop:          {need: []string{"limits", "key", "top"}, may: []string{"basis", "unknown"}},
	RuleHHI:          {need: []string{"limits", "key"}, may: []string{"basis", "unknown"}},
	RuleAmount:       {need: []string{"limits", "key"}, may: []string{"basis", "bucket", "unknown"}},
	RuleContracts:    {need: []string{"limits"}},
	RuleCount:        {need: []string{"limits", "key"}, may: []string{"basis", "unknown"}},
	RuleExpectedLoss: {need: []string{"limits"}},
	RuleDeviation:    {need: []string{"limits"}},
	RuleVariance:     {need: []string{"limits"}},
	RuleForceIn:      {need: []string{"contracts"}},
	RuleForceOut:     {need: []string{"contracts"}},
	RuleBundle:       {need: []string{"contracts"}},
	RuleAtMostOne:    {need: []string{"contracts"}},
	RuleOutstanding:  {need: []string{"limits", "date"}},
	RuleEligible:     {may: []string{"eligibility"}},
	RulePack:         {need: []string{"pack"}, may: []string{"consequences"}},
}

// rule resolves one rule of the document; with two limits it makes two, and a pack makes many.
func (r *resolver) rule(path string, s RuleSpec) {
	if s.Kind == 0 || int(s.Kind) >= len(kindNames) {
		r.Add(path+".kind", faults.Missing, nil, "one of "+strings.Join(kindNames[1:], ", "))
		return
	}
	before := r.Len()
	fields := ruleFields[s.Kind]
	limited := s.AtMost != nil || s.Below != nil || s.AtLeast != nil || s.Above != nil
	for _, f := range []struct {
		name  string
		given bool
		want  string
	}{
		{"limits", limited, "at_most, below, at_least or above"}, {"key", s.Key != nil, "what contracts are grouped by, such as group"},
		{"basis", s.Basis != 0, ""}, {"bucket", s.Bucket != "", ""}, {"tags", s.Tags != nil, ""}, {"top", s.Top != 0, "how many of the largest count"},
		{"unknown", s.Unknown != 0, ""}, {"contracts", s.Contracts != nil, "the numbers of contracts"}, {"factors", s.Factors != nil, "rating factors by rating"},
		{"otherwise", s.Otherwise != nil, ""}, {"date", !s.Date.IsZero(), "a day"}, {"pack", s.Pack != "", "the name of a rule pack"},
		{"consequences", s.Consequences != nil, ""}, {"eligibility", s.Eligibility != nil, ""},
	} {
		at := path + "." + f.name
		if f.name == "limits" {
			at = path
		}
		r.fits(at, f.name, f.given, slices.Contains(fields.need, f.name), slices.Contains(fields.may, f.name), f.want, "kind "+s.Kind.String())
	}
	if r.Len() > before {
		return
	}
	switch s.Kind {
	case RulePack:
		r.pack(path, s)
	case RuleEligible:
		r.eligible(path, s)
	case RuleForceIn, RuleForceOut, RuleBundle, RuleAtMostOne:
		r.set(path, s)
	default:
		r.limited(path, s)
	}
}

// set resolves the rules on lists of contracts.
func (r *resolver) set(path string, s RuleSpec) {
	list := r.contracts(path+".contracts", s.Contracts)
	least := 1
	if s.Kind == RuleBundle || s.Kind == RuleAtMostOne {
		least = 2
	}
	if len(s.Contracts) < least {
		r.Add(path+".contracts", faults.Missing, len(s.Contracts), fmt.Sprintf("at least %d contracts", least))
		return
	}
	v := rule{name: s.Name, path: path, kind: s.Kind, sense: atMost, limit: new(big.Rat), measure: chosenOf{list: list}}
	if v.name == "" {
		v.name = strings.ReplaceAll(s.Kind.String(), "_", " ") + " " + abbreviated(s.Contracts)
	}
	switch s.Kind {
	case RuleForceIn:
		v.sense, v.limit, v.measure = atLeast, big.NewRat(int64(len(list)), 1), chosenOf{list: list, whole: true}
	case RuleAtMostOne:
		v.limit = big.NewRat(1, 1)
	case RuleBundle:
		v.measure = bundled{list: list}
	}
	r.add(v)
}

// eligible keeps out the contracts that fail a rule of eligibility. Those of which it is not known whether
// they do may be chosen.
func (r *resolver) eligible(path string, s RuleSpec) {
	names := s.Eligibility
	if len(names) == 0 {
		names = []string{"standard"}
	}
	var rules []pool.Rule
	for k, name := range names {
		found := eligibilityRules(name)
		if found == nil {
			r.Add(faults.Index(path+".eligibility", k), faults.Unknown, name, "a list of criteria, one of "+strings.Join(pool.EligibilityPresets(), ", ")+", or the id of a rule in one")
		}
		rules = append(rules, found...)
	}
	v := rule{name: s.Name, path: path, kind: s.Kind, sense: atMost, limit: new(big.Rat)}
	if v.name == "" {
		v.name = "contracts that fail a rule of eligibility"
	}
	results, err := r.in.Pool.Check(rules, pool.CheckSettings{Value: pool.StandardValuation().Rules, Territory: pool.StandardTerritories})
	r.Append(path, err)
	list := []int{}
	for _, result := range results {
		for _, f := range result.Findings {
			if f.Outcome == pool.Fail && !slices.Contains(list, f.Contract) {
				list = append(list, f.Contract)
			}
		}
	}
	slices.Sort(list)
	v.measure = chosenOf{list: list}
	r.add(v)
}

// eligibilityRules gives the rules of a list that comes with the library, or the one rule of that id; none
// when neither bears the name.
func eligibilityRules(name string) []pool.Rule {
	for _, preset := range pool.EligibilityPresets() {
		list, err := pool.EligibilityPreset(preset)
		if err != nil {
			panic(err) // a document of the library that a test of pool reads
		}
		if preset == name {
			return list.Rules()
		}
		for _, rule := range list.Rules() {
			if rule.ID == name {
				return []pool.Rule{rule}
			}
		}
	}
	return nil
}

func abbreviated(ids []string) string {
	if len(ids) > 3 {
		return fmt.Sprintf("%s and %d more", strings.Join(ids[:3], ", "), len(ids)-3)
	}
	return strings.Join(ids, ", ")
}

// limited resolves the rules that put limits on a value.
func (r *resolver) limited(path string, s RuleSpec) {
	ceiling, floor, name := r.measureOf(path, s)
	if ceiling == nil && floor == nil {
		return
	}
	if s.Name != "" {
		name = s.Name
	}
	some := ceiling
	if some == nil {
		some = floor
	}
	for _, l := range r.limits(path, s.Limits, some.unit()) {
		v := rule{name: name, path: path, kind: s.Kind, measure: ceiling, sense: l.sense, limit: l.limit, top: s.Top}
		if !l.sense.ceiling() {
			v.measure = floor
		}
		if v.measure == nil {
			want := "at_most or below: there is no floor under this"
			if l.sense.ceiling() {
				want = "at_least or above"
			}
			r.Add(path, faults.Unsupported, signs[l.sense], want)
			continue
		}
		r.add(v)
	}
}

// measureOf gives what a rule measures: for a ceiling and for a floor, which differ where unknown
// amounts count against the rule. One that is nil is not possible.
func (r *resolver) measureOf(path string, s RuleSpec) (ceiling, floor measure, name string) {
	c := r.c
	both := func(m measure, name string) (measure, measure, string) { return m, m, name }
	switch s.Kind {
	case RulePrincipal:
		return both(principalTaken{}, "principal")
	case RuleNetYield:
		if !c.hasLosses {
			r.note("%s: no credit model was given, so the net yield leaves expected losses out", path)
		}
		return both(average{top: c.income, bottom: c.years, in: ofShare}, "net yield")
	case RuleAverageLife:
		return both(weightedBy(c.life, c.size, ofYears), "average life")
	case RuleRatingFactor:
		return both(weightedBy(r.rated(path, s), c.size, ofIndex), "rating factor")
	case RuleTerm:
		return months{terms: r.terms(), longest: true}, months{terms: r.terms()}, "remaining term"
	case RuleContracts:
		return both(chosenOf{}, "number of contracts")
	case RuleExpectedLoss:
		r.needLosses(path+".kind", s.Kind)
		return both(average{top: c.loss, bottom: c.size, in: ofShare}, "expected loss")
	case RuleDeviation:
		r.needLosses(path+".kind", s.Kind)
		return lossDeviation{}, nil, "deviation of loss"
	case RuleVariance:
		r.needLosses(path+".kind", s.Kind)
		return lossVariance{}, nil, "variance of loss"
	case RuleOutstanding:
		amounts := make([]money.Amount, c.n)
		for i := range amounts {
			amounts[i] = c.outstanding(i, s.Date)
		}
		return both(balanceOn{amounts: amounts}, "outstanding on "+s.Date.String())
	}
	return r.grouped(path, s)
}

// grouped gives the measures over buckets.
func (r *resolver) grouped(path string, s RuleSpec) (ceiling, floor measure, name string) {
	if s.Kind == RuleShare && s.Tags != nil {
		if s.Key != nil || s.Bucket != "" {
			r.Add(path+".tags", faults.Inconsistent, "tags and a key", "either tags or a key")
			return nil, nil, ""
		}
		m := r.tagged(path, s.Basis, s.Tags)
		return m, m, "share tagged " + strings.Join(s.Tags, " or ")
	}
	if s.Key == nil {
		r.Add(path+".key", faults.Missing, nil, "what contracts are grouped by, such as group, or tags")
		return nil, nil, ""
	}
	g := r.group(path, *s.Key, s.Basis)
	if g == nil {
		return nil, nil, ""
	}
	v := groupMeasure{g, s.Unknown == UnknownApart}
	key := s.Key.String()
	on := ""
	if s.Basis != concentration.OutstandingPrincipal {
		on = " on " + s.Basis.String()
	}
	if g.unknown >= 0 && !v.apart && s.Kind != RuleShare {
		r.note("%s: amounts of unknown %s count where they hurt the rule most", path, key)
	}
	switch s.Kind {
	case RuleTop:
		if s.Top < 1 {
			r.Add(path+".top", faults.OutOfRange, s.Top, "a number above 0")
		}
		return topShare{v, s.Top}, nil, fmt.Sprintf("top %d by %s%s", s.Top, key, on)
	case RuleHHI:
		return herfindahl{v}, nil, "HHI by " + key + on
	case RuleCount:
		return bucketCount{groupMeasure: v}, bucketCount{groupMeasure: v}, "number by " + key + on
	}
	bucket := -1
	name = "largest " + key + on
	if s.Bucket != "" {
		with, at, present := g.bucket(s.Bucket)
		v.grouping, bucket = with, at
		name = key + " " + s.Bucket + on
		if !present {
			r.note("%s: no candidate is in %s %s", path, key, s.Bucket)
		}
	}
	if s.Kind == RuleAmount {
		m := bucketAmount{groupMeasure: v, bucket: bucket}
		if bucket < 0 {
			return m, nil, "amount of the " + name
		}
		v.apart = true
		return m, bucketAmount{groupMeasure: v, bucket: bucket}, "amount of " + name
	}
	m := bucketShare{groupMeasure: v, bucket: bucket}
	if bucket < 0 {
		return m, nil, name
	}
	return m, floorShare{groupMeasure: v, bucket: bucket}, name
}

// tagged gives the share of contracts with any of some tags.
func (r *resolver) tagged(path string, basis concentration.Basis, tags []string) measure {
	g := r.group(path, concentration.Contract, basis)
	if g == nil {
		return nil
	}
	m := taggedShare{amounts: g.amounts, counts: make([]bool, r.c.n)}
	some := false
	for i, contract := range r.in.Pool.Contracts() {
		m.counts[i] = slices.ContainsFunc(tags, contract.HasTag)
		some = some || m.counts[i]
	}
	if !some {
		r.Add(path, faults.Unknown, strings.Join(tags, ", "), "a tag that some candidate carries")
	}
	return m
}

// ruleInputs are what package concentration measures with: future cash flow is the contractual one.
func ruleInputs(s Spec, flows *cashflow.Flows) concentration.RuleInputs {
	amounts := make([]money.Amount, flows.Len())
	for i := range amounts {
		amounts[i] = flows.ContractTotal(i).Payment
	}
	return concentration.RuleInputs{Allocation: s.Allocation, Inputs: concentration.Inputs{
		CashFlow:  concentration.CashFlow{Label: "contractual, undiscounted", Amounts: amounts},
		Relations: s.Relations, BandMonths: s.BandMonths,
	}}
}
