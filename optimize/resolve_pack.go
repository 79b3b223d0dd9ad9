package optimize

import (
	"math/big"
	"slices"

	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// pack takes in the rules of a pack that have one of the consequences asked for. What the pool cannot
// tell must be stated as facts.
func (r *resolver) pack(path string, s RuleSpec) {
	pack, err := concentration.RulePack(s.Pack)
	if err != nil {
		r.Add(path+".pack", faults.Unknown, s.Pack, "a rule pack: "+err.Error())
		return
	}
	wanted := s.Consequences
	if len(wanted) == 0 {
		wanted = []concentration.Consequence{concentration.Admission}
	}
	rules := pack.Spec().Rules
	clauses, parts := map[string]clause{}, map[string]bool{}
	for _, q := range rules {
		for _, list := range q.AnyOf {
			for _, id := range list {
				parts[id] = true
			}
		}
	}
	taken := false
	for _, q := range rules {
		if !parts[q.ID] && !slices.Contains(wanted, q.Consequence) {
			continue
		}
		taken = true
		c, ok := r.packRule(path, q, clauses)
		clauses[q.ID] = c
		if ok && !parts[q.ID] {
			name := q.ID
			if s.Name != "" {
				name = s.Name + ": " + q.ID
			}
			r.add(rule{name: name, path: path, kind: RulePack, pack: q.ID, measure: c.measure, sense: c.sense, limit: c.limit, top: q.Top})
		}
	}
	if !taken {
		r.Add(path+".consequences", faults.Inconsistent, s.Pack, "consequences that rules of the pack have")
	}
}

// always is a clause that every choice keeps.
var always = clause{measure: stated{value: true}, sense: atLeast, limit: big.NewRat(1, 1)}

// packRule translates one rule. It is false for a rule that asks for nothing here.
func (r *resolver) packRule(path string, q concentration.RuleSpec, before map[string]clause) (clause, bool) {
	for _, e := range q.Exempt {
		if !slices.ContainsFunc(e.If, func(fact string) bool { return outcomeOf(r.spec.Facts[fact]) != pool.Pass }) {
			r.note("%s: %s is excused by stated facts", path, q.ID)
			return always, false
		}
	}
	at := path + "(" + q.ID + ")"
	basis := concentration.OutstandingPrincipal
	if q.Basis != nil {
		basis = *q.Basis
	}
	c := clause{sense: atLeast, limit: big.NewRat(1, 1)}
	if q.Require != nil {
		c.sense = [...]sense{concentration.AtMost: atMost, concentration.Below: below, concentration.AtLeast: atLeast, concentration.Above: above}[*q.Require]
	}
	if q.Limit != "" {
		limit, ok := new(big.Rat).SetString(q.Limit)
		if !ok {
			r.Add(at+".limit", faults.Invalid, q.Limit, "a number")
			return always, false
		}
		c.limit = limit
	}
	switch q.Metric {
	case concentration.MetricFact:
		o := outcomeOf(r.spec.Facts[q.Fact])
		if o == pool.OutcomeUnknown {
			r.Add("facts."+q.Fact, faults.Missing, nil, "yes or no: "+q.ID+" of the pack asks for it")
			return always, false
		}
		c.measure = stated{value: o == pool.Pass}
	case concentration.MetricAnyOf:
		v := alternatives{}
		for _, list := range q.AnyOf {
			var clauses []clause
			for _, id := range list {
				clauses = append(clauses, before[id])
			}
			v.lists = append(v.lists, clauses)
		}
		c.measure = v
	case concentration.MetricOriginatorShare:
		c.measure = r.originators(at, basis)
	case concentration.MetricShare:
		if q.Bucket == "" {
			c.measure = r.tagged(at, basis, q.Tags)
			break
		}
		g := r.group(at, *q.Key, basis)
		if g == nil {
			return always, false
		}
		with, bucket, _ := g.bucket(q.Bucket)
		v := groupMeasure{grouping: with}
		c.measure = bucketShare{groupMeasure: v, bucket: bucket}
		if !c.sense.ceiling() {
			c.measure = floorShare{groupMeasure: v, bucket: bucket}
		}
	default:
		g := r.group(at, *q.Key, basis)
		if g == nil {
			return always, false
		}
		v := groupMeasure{grouping: g}
		switch q.Metric {
		case concentration.MetricLargest:
			c.measure = bucketShare{groupMeasure: v, bucket: -1}
		case concentration.MetricTop:
			c.measure = topShare{v, q.Top}
		case concentration.MetricCount:
			c.measure = bucketCount{groupMeasure: v}
		case concentration.MetricLargestAmount:
			if *q.Currency != r.in.Pool.Currency() {
				r.Add(at, faults.Unsupported, q.Currency.Code(), "a limit in the currency of the pool, "+r.in.Pool.Currency().Code())
				return always, false
			}
			amount, err := money.ParseAmount(q.Limit, *q.Currency)
			if err != nil {
				r.Append(at, err)
			}
			c.limit = big.NewRat(int64(amount), 1)
			c.measure = bucketAmount{groupMeasure: v, bucket: -1}
		}
	}
	if c.measure == nil {
		return always, false
	}
	return c, true
}

// originators gives the share owed by obligors who are an originator of a candidate or its affiliates.
// Which originators a chosen pool has depends on the choice; those of all candidates count, which asks
// for no less.
func (r *resolver) originators(path string, basis concentration.Basis) measure {
	g := r.group(path, concentration.Group, basis)
	if g == nil {
		return nil
	}
	keys, err := concentration.GroupKeys(r.in.Pool, r.spec.Relations)
	if err != nil {
		r.Append("relations", err)
		return nil
	}
	m := bucketsShare{groupMeasure: groupMeasure{grouping: g, apart: true}, counts: make([]bool, len(g.keys))}
	for _, contract := range r.in.Pool.Contracts() {
		if contract.Originator == pool.NoParty {
			r.Add(path, faults.Missing, nil, "the originator of "+contract.ID)
			return nil
		}
		if b := slices.Index(g.keys, keys[contract.Originator]); b >= 0 {
			m.counts[b] = true
		}
	}
	r.note("%s: the originators of all candidates count, chosen or not", path)
	return m
}
