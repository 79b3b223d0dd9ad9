package cashflow

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// DelinquencySpec is the falling behind (逾期) of a part of each contract. What misses a payment is
// overdue from that day on. On every monthly anniversary a share of it cures: it pays all that it owes
// and goes on as scheduled. What is overdue for more than DefaultAfterDays defaults.
type DelinquencySpec struct {
	// Entry is the share of what is current that misses the payment of a date, per payment.
	Entry VectorSpec `json:"entry"`
	// Cure is the share of an overdue amount that cures after one month, two months, …; none after the
	// last one named.
	Cure []decimal.Decimal `json:"cure,omitempty"`
	// DefaultAfterDays is the definition of default in days overdue.
	DefaultAfterDays int `json:"default_after_days"`
	// Starting says that contracts which are overdue at the cut-off date (逾期天数) begin overdue, with
	// their days; without it they begin current, which is a note.
	Starting bool `json:"starting,omitempty"`
}

type delinquency struct {
	entry        *vector
	cure         []money.Rate
	defaultAfter int
	starting     bool
}

func (r *scenarioResolver) delinquency(path string, s DelinquencySpec) *delinquency {
	d := &delinquency{entry: r.vector(path+".entry", s.Entry, StressDelinquency), defaultAfter: s.DefaultAfterDays, starting: s.Starting}
	for i := range s.Cure {
		d.cure = append(d.cure, r.rate(faults.Index(path+".cure", i), &s.Cure[i]))
	}
	if s.DefaultAfterDays < 1 || s.DefaultAfterDays > mostDays {
		r.list.Add(path+".default_after_days", faults.OutOfRange, s.DefaultAfterDays, fmt.Sprintf("a number of days from 1 to %d", mostDays))
	}
	return d
}

// cohort is a part of the contract that is overdue since one day.
type cohort struct {
	since     calendar.Date
	balance   money.Amount // not yet due
	principal money.Amount // missed
	interest  money.Amount
	other     money.Amount
	dilution  money.Amount
	months    int // anniversaries passed
	told      calendar.Date
}

func (c *cohort) outstanding() money.Amount { return c.balance + c.principal + c.dilution }

// start sets what is overdue at the cut-off date.
func (p *performer) start() {
	if c := p.terms.Class; c >= pool.ClassDoubtful && len(p.events) == 0 {
		p.out.notes = append(p.out.notes, Note{Contract: p.index, ContractID: p.terms.ID, Code: NoteClass, Seen: c.String(), Taken: "performs",
			Message: "the contract is classed as a bad one and the scenario has no event for it: it performs as the others"})
	}
	days, known := p.terms.OverdueDays.Get()
	if !known || days <= 0 {
		return
	}
	if p.plan.delinquency == nil || !p.plan.delinquency.starting {
		p.out.notes = append(p.out.notes, Note{Contract: p.index, ContractID: p.terms.ID, Code: NoteStartsCurrent,
			Seen: fmt.Sprint(days), Taken: "current", Message: "the contract is overdue at the cut-off date; the scenario lets it begin current"})
		return
	}
	since := p.scenario.pool.AsOf().AddDays(-days)
	c := cohort{since: since, balance: p.current, told: p.scenario.pool.AsOf().AddDays(1)}
	for !c.anniversary().After(p.scenario.pool.AsOf()) {
		c.months++
	}
	p.late = append(p.late, c)
	p.current = 0
}

// anniversary is the next monthly anniversary of the first missed payment.
func (c *cohort) anniversary() calendar.Date { return c.since.AddMonths(c.months + 1) }

// defaultDay is the day on which an overdue part defaults, after the cut-off date.
func (p *performer) defaultDay(c *cohort) calendar.Date {
	return max(c.since.AddDays(p.plan.delinquency.defaultAfter+1), p.scenario.pool.AsOf().AddDays(1))
}

// cut takes a share out of a cohort and gives what it was: principal that is due and not yet due in one.
func (p *performer) cut(c *cohort, share money.Rate, day calendar.Date) instalment {
	p.tell(c, day)
	before := *c
	for _, a := range []*money.Amount{&c.balance, &c.principal, &c.dilution, &c.interest, &c.other} {
		*a -= p.part(*a, share)
	}
	return instalment{principal: before.outstanding() - c.outstanding(), interest: before.interest - c.interest, other: before.other - c.other}
}

// roll moves what is overdue: into default, or back to current.
func (p *performer) roll(day calendar.Date) {
	p.late = slices.DeleteFunc(p.late, func(c cohort) bool {
		if p.defaultDay(&c) > day {
			return false
		}
		p.tell(&c, day)
		p.fail(c.outstanding(), day)
		return true
	})
	for k := range p.late {
		c := &p.late[k]
		if c.anniversary() != day {
			continue
		}
		cure := p.plan.delinquency.cure
		if c.months++; c.months > len(cure) {
			continue
		}
		p.tell(c, day)
		x := cure[c.months-1]
		back := p.part(c.balance, x)
		c.balance -= back
		p.current += back
		for _, pair := range []struct{ owed, paid *money.Amount }{
			{&c.principal, &p.row.Principal}, {&c.interest, &p.row.Interest}, {&c.other, &p.row.Other}, {&c.dilution, &p.row.Dilution},
		} {
			paid := p.part(*pair.owed, x)
			*pair.owed -= paid
			*pair.paid += paid
		}
	}
	p.late = slices.DeleteFunc(p.late, func(c cohort) bool { return c.outstanding() == 0 })
}

// tell records what has been overdue up to a day, before it changes.
func (p *performer) tell(c *cohort, day calendar.Date) {
	if c.outstanding() > 0 && c.told.Before(day) {
		p.out.overdue = append(p.out.overdue, Overdue{Contract: p.index, Since: c.since, From: c.told, Until: day, Balance: c.outstanding()})
	}
	c.told = day
}

// miss lets what is overdue miss one more payment, and a share of what is current its first.
func (p *performer) miss(r *Row) {
	d := p.plan.delinquency
	if d == nil {
		return
	}
	for k := range p.late {
		c := &p.late[k]
		if r.Opening == 0 {
			continue
		}
		owed := p.due(r, c.balance)
		c.balance -= owed.principal + owed.dilution
		c.principal += owed.principal
		c.dilution += owed.dilution
		c.interest += owed.interest
		c.other += owed.other
	}
	rate := rateOf(d.entry.at(p.scenario.clock.monthOf(d.entry, p.terms.Start, r.Date), r.Date))
	missed := p.part(p.current, rate)
	if missed == 0 {
		return
	}
	p.current -= missed
	owed := p.due(r, missed)
	p.late = append(p.late, cohort{since: r.Date, balance: missed - owed.principal - owed.dilution, principal: owed.principal,
		dilution: owed.dilution, interest: owed.interest, other: owed.other, told: r.Date})
}
