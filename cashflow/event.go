package cashflow

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/internal/words"
	"github.com/ipabs/ipabs/money"
)

// EventSpec is what happens on a day to the contracts that AppliesTo names, or to a share of each: a default
// (违约), as when nothing is said, or a repurchase by the originator (不合格资产赎回).
type EventSpec struct {
	Name      string           `json:"name,omitempty"`
	Kind      EventKind        `json:"kind,omitempty"`
	Date      calendar.Date    `json:"date"`
	AppliesTo ScopeSpec        `json:"applies_to"`
	Share     *decimal.Decimal `json:"share,omitempty"`
}

// EventKind is what an event is.
type EventKind uint8

// The kinds.
const (
	// DefaultEvent puts what is outstanding into default.
	DefaultEvent EventKind = iota
	// RepurchaseEvent lets the originator take back what is outstanding, in default excepted, for the principal,
	// the interest that is overdue or put off, and the interest accrued since the payment before: the part of
	// the next payment of interest that its days so far are of all its days.
	RepurchaseEvent
)

var eventNames = words.Table{Class: ErrUnknownName, What: "kind of event", Names: []string{"default", "repurchase"}}

// String gives the name used in documents.
func (k EventKind) String() string { return eventNames.Name(uint8(k)) }

// MarshalText writes the name.
func (k EventKind) MarshalText() ([]byte, error) { return eventNames.Marshal(uint8(k)) }

// UnmarshalText reads the name.
func (k *EventKind) UnmarshalText(text []byte) error { return eventNames.Unmarshal((*uint8)(k), text) }

type event struct {
	kind  EventKind
	date  calendar.Date
	share money.Rate
}

func (r *scenarioResolver) event(path string, e EventSpec) {
	scope := e.AppliesTo.contracts(r.pool, r.list, path+".applies_to")
	share := money.Rate(money.One)
	if e.Share != nil {
		if share = r.rate(path+".share", e.Share); share == 0 {
			r.list.Add(path+".share", faults.OutOfRange, e.Share, "a share above 0 and at most 1")
		}
	}
	if !e.Date.After(r.pool.AsOf()) {
		r.list.Add(path+".date", faults.Inconsistent, e.Date, "a day after the cut-off date, "+r.pool.AsOf().String())
	}
	name := e.Name
	if name == "" {
		name = path
	}
	hit := Hit{Name: name, What: "event"}
	if e.Kind > RepurchaseEvent {
		r.list.Add(path+".kind", faults.Unknown, uint8(e.Kind), "default or repurchase")
	}
	if e.Kind == RepurchaseEvent {
		hit.What = e.Kind.String()
	}
	for _, i := range scope {
		if c := r.pool.Contract(i); e.Date.After(c.Maturity) {
			r.list.Add(path+".date", faults.Inconsistent, e.Date, fmt.Sprintf("a day no later than the maturity of contract %q, %s", c.ID, c.Maturity))
			continue
		}
		hit.Contracts = append(hit.Contracts, i)
		r.out.events[i] = append(r.out.events[i], event{e.Kind, e.Date, share})
	}
	r.out.hits = append(r.out.hits, hit)
}

// happen applies the events of a day to everything outstanding.
func (p *performer) happen(day calendar.Date) {
	for len(p.events) > 0 && p.events[0].date == day {
		e := p.events[0]
		p.events = p.events[1:]
		hit := p.part(p.current, e.share)
		out := instalment{principal: hit}
		if e.kind == RepurchaseEvent {
			out.interest = p.accrued(hit, day)
		}
		p.current -= hit
		for k := range p.late {
			out.add(p.cut(&p.late[k], e.share, day))
		}
		for k := range p.deferred {
			d := &p.deferred[k]
			x := instalment{principal: p.part(d.principal, e.share), interest: p.part(d.interest, e.share), other: p.part(d.other, e.share)}
			d.principal -= x.principal
			d.interest -= x.interest
			d.other -= x.other
			out.add(x)
		}
		if e.kind == RepurchaseEvent {
			p.row.Repurchased += out.principal
			p.row.Interest += out.interest
			p.row.Other += out.other
		} else {
			p.fail(out.principal, day)
		}
	}
	p.late = slices.DeleteFunc(p.late, func(c cohort) bool { return c.outstanding() == 0 })
}

// accrued is the interest that a part of what is on schedule has borne since the payment before: of its next
// payment of interest, the part that the days so far are of all the days. Where interest is paid in
// advance there is none.
func (p *performer) accrued(balance money.Amount, day calendar.Date) money.Amount {
	if p.at == len(p.rows) || balance == 0 {
		return 0
	}
	r, from := &p.rows[p.at], p.accruesFrom
	if p.at > 0 && !from.IsZero() {
		from = p.rows[p.at-1].Date
	}
	if from.IsZero() || !from.Before(day) {
		return 0
	}
	interest := p.scaled(r.Interest, balance, r.Opening)
	return p.scaled(interest, money.Amount(day.Sub(from)), money.Amount(r.Date.Sub(from)))
}
