package concentration

import (
	"cmp"
	"slices"

	"github.com/ipabs/ipabs/pool"
)

// read gives the value of the metrics that are about buckets.
func read(r rule, x *Exposures) Reading {
	v := Reading{Measure: x.measure, Total: x.total}
	k := 1
	switch r.spec.Metric {
	case MetricCount:
		v.LowCount, v.HighCount = x.countRange()
		v.Outcome = between(r.need.holds(v.LowCount-r.count), r.need.holds(v.HighCount-r.count))
		return v
	case MetricTop:
		k = r.spec.Top
	}
	v.Low, v.High = x.topRange(k)
	v.Outcome = r.decide(v)
	return v
}

// decide compares an amount, or its share, with the limit.
func (r rule) decide(v Reading) pool.Outcome {
	if r.spec.Metric == MetricLargestAmount {
		return between(r.need.holds(cmp.Compare(v.Low, r.amount)), r.need.holds(cmp.Compare(v.High, r.amount)))
	}
	if v.Total == 0 {
		return pool.OutcomeUnknown
	}
	return between(r.need.holds(compareShare(v.Low, v.Total, r.share)), r.need.holds(compareShare(v.High, v.Total, r.share)))
}

// between is the outcome over an interval whose ends hold or not: the requirements are monotone.
func between(low, high bool) pool.Outcome {
	switch {
	case low && high:
		return pool.Pass
	case low || high:
		return pool.OutcomeUnknown
	}
	return pool.Fail
}

func (e *evaluator) readShare(v *Verdict, r rule, x *Exposures) {
	v.Reading = Reading{Measure: x.measure, Total: x.total}
	reading := &v.Reading
	if r.spec.Bucket != "" {
		// Contracts on rights of several types may or may not count, and so may those of unknown type.
		open := x.UnknownAmount()
		for _, entry := range x.entries {
			switch entry.Key {
			case r.spec.Bucket:
				reading.Low = entry.Amount
			case Mixed:
				open += entry.Amount
			}
		}
		reading.High = reading.Low + open
		reading.Outcome = r.decide(*reading)
		return
	}
	tagged := false
	for i, c := range e.pool.Contracts() {
		if slices.ContainsFunc(r.spec.Tags, c.HasTag) {
			tagged = true
			amount, err := e.in.basisOf(r.basis, i, c)
			if err != nil {
				panic("concentration: a contract was measured and then was not: " + err.Error())
			}
			reading.Low += amount
		}
	}
	reading.High = reading.Low
	if !tagged {
		reading.High = reading.Total
		reading.Outcome = pool.OutcomeUnknown
		return
	}
	reading.Outcome = r.decide(*reading)
}

// readOriginators adds up what is owed by obligors in the group of an originator of the pool.
func (e *evaluator) readOriginators(v *Verdict, r rule, x *Exposures) error {
	reading := Reading{Measure: x.measure, Total: x.total}
	var originators []pool.PartyIndex
	complete := true
	for _, c := range e.pool.Contracts() {
		switch {
		case c.Originator == pool.NoParty:
			complete = false
		case !slices.Contains(originators, c.Originator):
			originators = append(originators, c.Originator)
		}
	}
	isOriginator := func(i pool.PartyIndex) bool {
		return slices.ContainsFunc(originators, func(o pool.PartyIndex) bool { return e.groups.related(i, o) })
	}
	m := x.measure
	owed := map[string]*Entry{}
	for i, c := range e.pool.Contracts() {
		amount, err := e.in.basisOf(r.basis, i, c)
		if err != nil {
			return err
		}
		parts, err := m.divide(c, amount, c.NumObligors())
		if err != nil {
			return err
		}
		counted := false
		for k, share := range parts {
			party := c.Obligor(k).Party
			if !isOriginator(party) {
				continue
			}
			if !counted || m.Allocation != JointAndSeveral { // the whole contract only once
				reading.Low += share
			}
			counted = true
			id := e.pool.Party(party).ID
			if owed[id] == nil {
				owed[id] = &Entry{Key: id, Label: e.pool.Party(party).Name}
			}
			owed[id].Amount += share
			owed[id].Contracts++
		}
	}
	reading.High = reading.Low
	if !complete {
		reading.High = reading.Total
	}
	reading.Outcome = r.decide(reading)
	v.Reading = reading
	if reading.Outcome != pool.Pass {
		for _, entry := range x.entries { // largest first
			if o := owed[entry.Key]; o != nil {
				v.Offenders = append(v.Offenders, *o)
			}
		}
	}
	return nil
}
