package reconstruct

import (
	"slices"
	"strconv"

	"github.com/ipabs/ipabs/concentration"
)

// Statements gives the case in the form that concentration.CheckStated examines: what is printed, not
// what it is measured as here. Allocations are left out, because no source states one.
func (c Case) Statements() concentration.Statements {
	s := concentration.Statements{Pool: c.NameZH}
	for _, f := range c.Figures {
		if !f.Reading {
			c.state(&s, f)
		}
	}
	if c.IndustriesOpen {
		s.Counts = append(s.Counts, concentration.StatedCount{Name: "industries", Axis: "industry", Of: "obligor", Count: len(c.Industries), Open: true})
	}
	for _, l := range c.Limits {
		s.Bounds = append(s.Bounds, concentration.StatedBounds{
			Name: l.Name, StatedMeasure: concentration.StatedMeasure{Axis: l.Axis, Basis: l.Basis},
			High: concentration.Printed(l.High), Unit: multiplier(l.Unit), Rule: l.Rule,
		})
	}
	for _, claim := range c.Claims {
		s.Claims = append(s.Claims, concentration.StatedClaim{Name: claim.Name, Claim: claim.Claim})
	}
	return s
}

func (c Case) state(s *concentration.Statements, f Figure) {
	printed := concentration.Printed(f.Printed)
	measure := concentration.StatedMeasure{Axis: f.Axis, Of: f.Of, Basis: f.Basis}
	switch f.What {
	case WhatCount:
		if n, err := strconv.Atoi(f.Printed); err == nil && f.Key == "" {
			s.Counts = append(s.Counts, concentration.StatedCount{Name: f.ID, Axis: f.Axis, Of: f.Of, Count: n})
		}
	case WhatTop:
		if f.Range != "" {
			printed = concentration.Printed(f.Range)
		}
		if i := slices.IndexFunc(s.Tops, func(t concentration.StatedTop) bool {
			return f.Range != "" && t.Percent == printed && t.StatedMeasure == measure && t.K == f.K
		}); i >= 0 {
			return // the other end of a range that has been stated
		}
		s.Tops = append(s.Tops, concentration.StatedTop{Name: f.ID, StatedMeasure: measure, K: f.K, Percent: printed})
	case WhatShare, WhatContractsWith:
		b := bucket(s, f)
		if f.What == WhatShare {
			b.Percent = printed
		} else if n, err := strconv.Atoi(f.Printed); err == nil {
			b.Contracts = &n
		}
	case WhatTerm:
		s.Terms = append(s.Terms, concentration.StatedTerm{Name: f.ID, Term: f.Term, Stat: f.Stat, Value: printed})
	case WhatTotal:
		s.Totals = append(s.Totals, concentration.StatedTotal{Name: f.ID, Basis: f.Basis, Value: printed, Unit: multiplier(f.Unit)})
	case WhatSmallest, WhatLargest:
		b := bounds(s, f)
		if f.What == WhatSmallest {
			b.Low = printed
		} else {
			b.High = printed
		}
	case WhatTenor:
		s.Tenors = append(s.Tenors, concentration.StatedTenor{Class: f.Class, Value: printed, Unit: concentration.UnitYears})
	}
}

// bucket finds or makes the row of a table of shares. The tables of types of right are complete: the
// types are all that the sources name.
func bucket(s *concentration.Statements, f Figure) *concentration.StatedBucket {
	measure := concentration.StatedMeasure{Axis: f.Axis, Of: f.Of, Basis: f.Basis}
	i := slices.IndexFunc(s.Partitions, func(p concentration.StatedPartition) bool { return p.StatedMeasure == measure })
	if i < 0 {
		i = len(s.Partitions)
		s.Partitions = append(s.Partitions, concentration.StatedPartition{StatedMeasure: measure, Complete: true})
	}
	p := &s.Partitions[i]
	j := slices.IndexFunc(p.Buckets, func(b concentration.StatedBucket) bool { return b.Name == f.Key })
	if j < 0 {
		j = len(p.Buckets)
		p.Buckets = append(p.Buckets, concentration.StatedBucket{Name: f.Key})
	}
	return &p.Buckets[j]
}

// bounds finds or makes the bounds of an axis.
func bounds(s *concentration.Statements, f Figure) *concentration.StatedBounds {
	measure := concentration.StatedMeasure{Axis: f.Axis, Of: f.Of, Basis: f.Basis}
	i := slices.IndexFunc(s.Bounds, func(b concentration.StatedBounds) bool { return b.StatedMeasure == measure && b.Rule == "" })
	if i < 0 {
		i = len(s.Bounds)
		s.Bounds = append(s.Bounds, concentration.StatedBounds{StatedMeasure: measure, Unit: multiplier(f.Unit)})
	}
	return &s.Bounds[i]
}

// multiplier is a unit of money as concentration writes it.
func multiplier(u Unit) string {
	switch u {
	case UnitMillionYuan:
		return "1000000"
	case UnitHundredMillionYuan:
		return "100000000"
	}
	return ""
}
