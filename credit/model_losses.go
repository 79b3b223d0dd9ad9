package credit

import (
	"maps"
	"slices"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/pool"
)

// losses gives every contract its loss given default.
func (r *resolver) losses() {
	s := &r.spec.LGD
	for _, id := range slices.Sorted(maps.Keys(s.Contracts)) {
		path := faults.Join("lgd.contracts", id)
		if _, ok := r.contractAt[id]; !ok {
			r.faults.Add(path, faults.Unknown, id, "the number of a contract of the pool")
		}
		r.checkTerms(path, s.Contracts[id], termsAlone)
	}
	for k, row := range s.Table {
		path := faults.Index("lgd.table", k)
		r.checkTerms(path, row.LGDTerms, termsAlone)
		if slices.ContainsFunc(s.Table[:k], func(o LGDRow) bool { return o.Security == row.Security }) {
			r.faults.Add(path+".security", faults.Duplicate, row.Security, "one row for each set of forms of security")
		}
	}
	if s.Otherwise != nil {
		r.checkTerms("lgd.otherwise", *s.Otherwise, termsAlone)
	}
	for i := range r.m.contracts {
		mc, c := &r.m.contracts[i], r.pool.Contract(i)
		terms, path, ok := s.termsOf(c)
		if !ok {
			r.faults.Add(faults.Join("lgd.contracts", c.ID), faults.Missing, nil,
				"a loss given default: lgd.table has no row for the security "+quoted(c.Security)+", and there is no lgd.otherwise")
			continue
		}
		r.lossOf(mc, c, terms, path)
	}
}

// termsOf finds the terms of a contract and their place.
func (s *LGDSpec) termsOf(c pool.Contract) (LGDTerms, string, bool) {
	if t, ok := s.Contracts[c.ID]; ok {
		return t, faults.Join("lgd.contracts", c.ID), true
	}
	for k, row := range s.Table {
		if row.Security == c.Security {
			return row.LGDTerms, faults.Index("lgd.table", k), true
		}
	}
	if s.Otherwise != nil {
		return *s.Otherwise, "lgd.otherwise", true
	}
	return LGDTerms{}, "", false
}

func quoted(s pool.Security) string {
	if s == 0 {
		return "unknown"
	}
	return s.String()
}

// termsPlace says inside which other terms some terms stand.
type termsPlace uint8

const (
	termsAlone termsPlace = iota
	termsUnguaranteed
	termsUnpledged
)

// checkTerms checks the numbers of terms and of those inside them.
func (r *resolver) checkTerms(path string, t LGDTerms, place termsPlace) {
	g := LGD{Mean: t.Mean, StdDev: t.StdDev, Link: Loading{0, t.Link}}
	g.check(&r.faults, path, 1)
	if u := t.Unguaranteed; u != nil {
		switch {
		case place == termsUnpledged:
			r.faults.Add(path+".unguaranteed", faults.Unsupported, "terms for the loss of both", "their place: unguaranteed.unpledged")
		case place == termsUnguaranteed:
			r.faults.Add(path+".unguaranteed", faults.Unsupported, "terms twice", "unguaranteed once")
		case r.spec.Guarantors != SupportAsAgents:
			r.faults.Add(path+".unguaranteed", faults.Inconsistent, "guarantors that are ignored", `guarantors that can default: "guarantors": "agents"`)
		}
		r.checkTerms(path+".unguaranteed", *u, termsUnguaranteed)
	}
	if u := t.Unpledged; u != nil {
		switch {
		case place == termsUnpledged:
			r.faults.Add(path+".unpledged", faults.Unsupported, "terms twice", "unpledged once")
		case r.spec.Rights == nil:
			r.faults.Add(path+".unpledged", faults.Inconsistent, "rights that live for ever", "rights that can end: the section rights")
		}
		r.checkTerms(path+".unpledged", *u, termsUnpledged)
	}
	if place == termsAlone && t.Unguaranteed != nil && (t.Unpledged == nil) != (t.Unguaranteed.Unpledged == nil) {
		r.faults.Add(path, faults.Inconsistent, "one of them", "unpledged and unguaranteed.unpledged, both or neither")
	}
}

// lossOf fills in the four losses of a contract, and the rights whose end changes them.
func (r *resolver) lossOf(mc *ModelContract, c pool.Contract, t LGDTerms, path string) {
	mc.LGD = r.lgd(t)
	mc.Unguaranteed, mc.Unpledged = mc.LGD, mc.LGD
	if t.Unguaranteed != nil {
		mc.Unguaranteed = r.lgd(*t.Unguaranteed)
	}
	mc.Bare = mc.Unguaranteed
	if t.Unpledged == nil || r.spec.Rights == nil {
		return
	}
	mc.Unpledged = r.lgd(*t.Unpledged)
	mc.Bare = mc.Unpledged
	if t.Unguaranteed != nil && t.Unguaranteed.Unpledged != nil {
		mc.Bare = r.lgd(*t.Unguaranteed.Unpledged)
	}
	if c.NumRights() == 0 {
		r.note("contract %s: %s allows for the end of pledged rights, but the pool lists none; its loss given default does not depend on any", c.ID, path)
		return
	}
	mc.Pledged = r.rightsOf(c)
}

func (r *resolver) lgd(t LGDTerms) LGD {
	g := LGD{Mean: t.Mean, StdDev: t.StdDev}
	if t.Link != 0 {
		g.Link = Loading{r.factor(FactorGlobal, ""), t.Link}
	}
	return g
}
