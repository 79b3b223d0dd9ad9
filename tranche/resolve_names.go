package tranche

import (
	"fmt"
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
)

// claim records a name and refuses one that is used already: classes, groups, fees, accounts, support,
// swaps and ledgers share one space of names, so that a reader of the waterfall never has to guess.
func (r *resolver) claim(path, name string) {
	switch {
	case name == "":
		r.faults.Add(path, faults.Missing, nil, "a name")
	case r.names[name] != "":
		r.faults.Add(path, faults.Duplicate, name, "a name not yet taken by "+r.names[name])
	case slices.Contains([]string{PlanAccount, Pool, Investors, Originator, "all"}, name) || slices.Contains(classWords, name):
		r.faults.Add(path, faults.Duplicate, name, "a name other than those the engine uses itself")
	default:
		r.names[name] = path
	}
}

// gather collects all names before anything refers to them. It gives false when the document is too
// large to go on.
func (r *resolver) gather() bool {
	s := r.spec
	d := &r.deal
	lines := 0
	for _, list := range s.lists() {
		if list.n > maxNames {
			r.faults.Add(list.name, faults.OutOfRange, list.n, "at most 1000 of them")
		}
		if list.states {
			lines += list.n
		}
	}
	if n := len(d.payments); lines*n > maxLines && !r.tooLarge() {
		r.faults.Add("dates.payments", faults.OutOfRange, n, fmt.Sprintf("payments times classes, fees, accounts, ledgers, lessees, supports, swaps, tests and triggers, of which there are %d, of at most %d", lines, maxLines))
		return false
	}
	if len(s.Tranches) == 0 {
		r.faults.Add("tranches", faults.Missing, nil, "at least one class")
	}
	if r.tooLarge() {
		return false
	}
	d.tranches = make([]tranche, len(s.Tranches))
	for i, t := range s.Tranches {
		r.claim(faults.Index("tranches", i)+".name", t.Name)
		d.tranches[i].name, d.tranches[i].class = t.Name, t.Class
		r.groups["all"] = append(r.groups["all"], i)
		if t.Class != ClassUnknown {
			r.groups[t.Class.String()] = append(r.groups[t.Class.String()], i)
		}
	}
	d.fees = make([]fee, len(s.Fees))
	for i, f := range s.Fees {
		r.claim(faults.Index("fees", i)+".name", f.Name)
		d.fees[i].name = f.Name
	}
	d.accounts = make([]account, 1+len(s.Accounts))
	d.accounts[0] = account{name: PlanAccount, within: -1}
	for i, a := range s.Accounts {
		r.claim(faults.Index("accounts", i)+".name", a.Name)
		d.accounts[1+i] = account{name: a.Name, within: -1}
		if a.Target != "" {
			d.accounts[1+i].target = &expression{} // its place; the formula comes later
		}
	}
	d.supports = make([]support, len(s.Support))
	for i, v := range s.Support {
		r.claim(faults.Index("support", i)+".name", v.Name)
		d.supports[i].name = v.Name
		for _, p := range v.Promisors {
			r.party(p.Name, p.DefaultsOn)
		}
	}
	d.swaps = make([]swap, len(s.Swaps))
	for i, v := range s.Swaps {
		r.claim(faults.Index("swaps", i)+".name", v.Name)
		d.swaps[i].name = v.Name
		r.party(v.counterparty(), v.DefaultsOn)
	}
	if v := s.Collections.FX; v != nil && v.Counterparty != "" {
		r.party(v.Counterparty, 0)
	}
	d.ledgers = make([]ledger, len(s.Ledgers))
	for i, l := range s.Ledgers {
		r.claim(faults.Index("ledgers", i)+".name", l.Name)
		d.ledgers[i].name = l.Name
	}
	d.tests = make([]test, len(s.Tests))
	for i, t := range s.Tests {
		r.unique(faults.Index("tests", i)+".name", t.Name, "test ")
		d.tests[i].name = t.Name
	}
	d.triggers = make([]trigger, len(s.Triggers))
	d.events = slices.Clone(knownEvents)
	for i, t := range s.Triggers {
		r.unique(faults.Index("triggers", i)+".name", t.Name, "trigger ")
		d.triggers[i].name = t.Name
		for _, e := range t.Effects {
			if e.Event != "" && !slices.Contains(d.events, e.Event) {
				d.events = append(d.events, e.Event)
			}
		}
	}
	for i, e := range s.Events {
		path := faults.Index("events", i)
		r.unique(path+".event", e.Event, "event ")
		at := slices.Index(d.events, e.Event)
		if at < 0 {
			at = len(d.events)
			d.events = append(d.events, e.Event)
		}
		d.outside = append(d.outside, outsideEvent{at, e.On})
	}
	r.gatherGroups()
	return true
}

func (r *resolver) tooLarge() bool {
	s := r.spec
	return slices.ContainsFunc(s.lists(), func(l specList) bool { return l.n > maxNames })
}

func (r *resolver) gatherGroups() {
	for i, g := range r.spec.Groups {
		path := faults.Index("groups", i)
		r.claim(path+".name", g.Name)
		var list []int
		for j, name := range g.Of {
			k, ok := indexOf(r.deal.tranches, name)
			if !ok {
				r.faults.Add(faults.Index(path+".of", j), faults.Unknown, name, "the name of a class")
				continue
			}
			if !slices.Contains(list, k) {
				list = append(list, k)
			}
		}
		if len(g.Of) == 0 {
			r.faults.Add(path+".of", faults.Missing, nil, "the names of classes")
		}
		if g.Name != "" && r.groups[g.Name] == nil {
			r.groups[g.Name] = list
		}
	}
}

// unique is claim for names that have a space of their own.
func (r *resolver) unique(path, name, space string) {
	switch {
	case name == "":
		r.faults.Add(path, faults.Missing, nil, "a name")
	case r.names[space+name] != "":
		r.faults.Add(path, faults.Duplicate, name, "a name not yet taken by "+r.names[space+name])
	default:
		r.names[space+name] = path
	}
}

// party gives the place of an outsider, new or known. The first default that is assumed counts.
func (r *resolver) party(name string, defaults calendar.Date) int {
	i, ok := indexOf(r.deal.parties, name)
	if !ok {
		i = len(r.deal.parties)
		r.deal.parties = append(r.deal.parties, party{name: name})
	}
	if p := &r.deal.parties[i]; !defaults.IsZero() && (p.defaults.IsZero() || defaults < p.defaults) {
		p.defaults = defaults
	}
	return i
}

// group gives the classes that a name stands for.
func (r *resolver) group(name string) ([]int, bool) {
	if i, ok := indexOf(r.deal.tranches, name); ok {
		return []int{i}, true
	}
	list, ok := r.groups[name]
	if !ok && slices.Contains(classWords[1:], name) {
		return nil, true // a group of every deal, empty in this one
	}
	return list, ok
}

// specList is the length of one list of the document; states says that every payment has a statement of each entry.
type specList struct {
	name   string
	n      int
	states bool
}

func (s Spec) lists() []specList {
	lessees := 0
	if s.Deposits != nil {
		lessees = len(s.Deposits.Of)
	}
	return []specList{{"tranches", len(s.Tranches), true}, {"fees", len(s.Fees), true}, {"accounts", len(s.Accounts), true}, {"ledgers", len(s.Ledgers), true}, {"support", len(s.Support), true},
		{"swaps", len(s.Swaps), true}, {"tests", len(s.Tests), true}, {"triggers", len(s.Triggers), true}, {"deposits.of", lessees, true},
		{"groups", len(s.Groups), false}, {"calls", len(s.Calls), false}, {"curves", len(s.Curves), false}, {"events", len(s.Events), false}}
}
