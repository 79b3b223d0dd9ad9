package cashflow

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// EventSpec is the default of the contracts that AppliesTo names on a day: of the whole, or of a share.
type EventSpec struct {
	Name      string           `json:"name,omitempty"`
	Date      calendar.Date    `json:"date"`
	AppliesTo ScopeSpec        `json:"applies_to"`
	Share     *decimal.Decimal `json:"share,omitempty"`
}

type event struct {
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
	for _, i := range scope {
		if c := r.pool.Contract(i); e.Date.After(c.Maturity) {
			r.list.Add(path+".date", faults.Inconsistent, e.Date, fmt.Sprintf("a day no later than the maturity of contract %q, %s", c.ID, c.Maturity))
			continue
		}
		hit.Contracts = append(hit.Contracts, i)
		r.out.events[i] = append(r.out.events[i], event{e.Date, share})
	}
	r.out.hits = append(r.out.hits, hit)
}

// happen applies the events of a day to everything outstanding.
func (p *performer) happen(day calendar.Date) {
	for len(p.events) > 0 && p.events[0].date == day {
		e := p.events[0]
		p.events = p.events[1:]
		hit := p.part(p.current, e.share)
		p.current -= hit
		total := hit
		for k := range p.late {
			total += p.cut(&p.late[k], e.share, day)
		}
		for k := range p.deferred {
			d := &p.deferred[k]
			x := p.part(d.principal, e.share)
			d.principal -= x
			d.interest -= p.part(d.interest, e.share)
			d.other -= p.part(d.other, e.share)
			total += x
		}
		p.fail(total, day)
	}
	p.late = slices.DeleteFunc(p.late, func(c cohort) bool { return c.outstanding() == 0 })
}
