package cashflow

import (
	"context"
	"fmt"
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// Perform projects the pool of a scenario under it. Each contract starts from its contractual rows; a
// part of it that defaults, prepays or falls behind leaves the rest on schedule, so that what remains
// pays in proportion to what the contract would. On one day, in this order:
//
//  1. recoveries arrive, and payments that were extended to the day;
//  2. events of the scenario default their share of what is outstanding, or the originator takes it back, in
//     the order of the document;
//  3. what is overdue beyond the definition of default defaults; on a monthly anniversary a share of
//     what is overdue cures, pays its arrears and is current again;
//  4. on a payment date of the contract, a share of what is current defaults (CDR on the principal before
//     the payment, or the amount whose time has come), then a share misses the payment, then the rest
//     pays interest and scheduled principal, less what is set off and what is extended;
//  5. a share of what is then left prepays.
//
// Interest since the payment before is lost with what defaults. A default rate speaks of what is current:
// what is overdue has its own way into default. Every amount is rounded once, half-even, to the minor
// unit, and of every contract all principal is accounted for: paid, taken back, set off, recovered or lost.
//
// Without assumptions the rows are those of Contractual. Errors: those of Contractual.
func (s *Scenario) Perform(ctx context.Context) (*Performance, error) {
	flows, err := Contractual(ctx, s.pool, s.settings)
	if err != nil {
		return nil, err
	}
	f := &Performance{flows: flows, scenario: s, first: make([]int, 1, s.pool.Len()+1), rows: make([]PerformanceRow, 0, flows.NumRows())}
	p := performer{scenario: s, out: f}
	for i := range s.pool.Len() {
		if i%contractsPerCheck == 0 && ctx.Err() != nil {
			return nil, fmt.Errorf("cashflow: stopped at contract %d of %d: %w", i, s.pool.Len(), context.Cause(ctx))
		}
		if err := p.contract(i); err != nil {
			return nil, &ContractError{Contract: i, ContractID: s.pool.Contract(i).ID, Err: err}
		}
		f.first = append(f.first, len(f.rows))
	}
	for k := range f.rows {
		f.totals.add(&f.rows[k])
	}
	return f, nil
}

// performer carries one contract after another through its days.
type performer struct {
	scenario *Scenario
	out      *Performance

	// Of the contract at hand.
	index    int
	terms    pool.Contract
	plan     assumed
	rows     []Row // contractual
	at       int   // the next of them
	previous calendar.Date
	current  money.Amount // on schedule
	late     []cohort
	deferred []deferred
	expected []expectation // recoveries to come
	owed     money.Amount  // in default, still expected or to be written off
	deposit  money.Amount  // left of it
	// accruesFrom is the day from which the interest of the first row runs; unset where it is paid in advance.
	accruesFrom calendar.Date
	// Of what the contract would be, scale num/den is still on schedule.
	num, den  money.Amount
	placed    int // parts of a total of defaults
	toDefault []money.Amount
	unplaced  money.Amount
	events    []event
	tail      []laggard // royalties that follow the last fee date
	row       PerformanceRow
	weights   []int64 // scratch for timings
	parts     []money.Amount
	err       error
}

func (p *performer) contract(i int) error {
	s := p.scenario
	*p = performer{scenario: s, out: p.out, late: p.late[:0], deferred: p.deferred[:0], expected: p.expected[:0], tail: p.tail[:0],
		weights: p.weights, parts: p.parts}
	p.index, p.terms, p.plan, p.events = i, s.pool.Contract(i), s.plans[i], s.events[i]
	p.rows, p.previous, p.accruesFrom = p.out.flows.of(i), s.pool.AsOf(), p.out.flows.accrues[i]
	p.current = p.terms.Principal
	p.num, p.den = p.current, p.current
	if l, ok := p.terms.Terms.(pool.Lease); ok {
		p.deposit = l.Deposit.Or(0)
	}
	p.start()
	p.royalties()
	first := len(p.out.rows)
	for p.err == nil {
		day, any := p.nextDay()
		if !any {
			break
		}
		p.day(day)
	}
	if p.unplaced > 0 {
		p.note(NoteTotalUnplaced, p.unplaced, "a part of the total of defaults finds nothing outstanding")
	}
	if p.err != nil {
		return p.err
	}
	return conserved(p.out.rows[first:], p.terms.Principal)
}

// nextDay is the next day on which something happens.
func (p *performer) nextDay() (calendar.Date, bool) {
	var next calendar.Date
	see := func(d calendar.Date) {
		if next.IsZero() || d < next {
			next = d
		}
	}
	if p.at < len(p.rows) {
		see(p.rows[p.at].Date)
	}
	if len(p.events) > 0 {
		see(p.events[0].date)
	}
	for k := range p.late {
		see(p.late[k].anniversary())
		see(p.defaultDay(&p.late[k]))
	}
	for k := range p.deferred {
		see(p.deferred[k].date)
	}
	for k := range p.expected {
		see(p.expected[k].date)
	}
	if len(p.tail) > 0 {
		see(p.tail[0].date)
	}
	return next, !next.IsZero()
}

// outstanding is the principal that is not in default.
func (p *performer) outstanding() money.Amount {
	sum := p.current
	for k := range p.late {
		sum += p.late[k].outstanding()
	}
	for k := range p.deferred {
		sum += p.deferred[k].principal
	}
	return sum
}

// day carries the contract through one day, in the order that Perform states.
func (p *performer) day(day calendar.Date) {
	p.row = PerformanceRow{Date: day, Opening: p.outstanding()}
	p.receive(day)
	p.happen(day)
	p.roll(day)
	told := false // a row of the contract that is told even if nothing happens on it
	if p.at < len(p.rows) && p.rows[p.at].Date == day {
		told = p.row.Opening > 0 || p.rows[p.at].Opening == 0
		p.pay(&p.rows[p.at])
		p.previous = day
		p.at++
	}
	for len(p.tail) > 0 && p.tail[0].date == day {
		p.row.Other += p.scaled(p.tail[0].amount, p.num, p.den)
		p.tail = p.tail[1:]
	}
	p.row.Closing, p.row.Defaulted = p.outstanding(), p.owed
	if idle := (PerformanceRow{Date: day, Opening: p.row.Opening, Closing: p.row.Opening, Defaulted: p.owed}); told || p.row != idle {
		p.out.rows = append(p.out.rows, p.row)
	}
}

// receive takes what arrives by earlier agreement: recoveries and extended payments.
func (p *performer) receive(day calendar.Date) {
	p.expected = slices.DeleteFunc(p.expected, func(e expectation) bool {
		if e.date != day {
			return false
		}
		p.row.Recovery += e.amount
		p.row.Loss += e.loss
		p.owed -= e.amount + e.loss
		return true
	})
	p.deferred = slices.DeleteFunc(p.deferred, func(d deferred) bool {
		if d.date != day {
			return false
		}
		p.row.Principal += d.principal
		p.row.Interest += d.interest
		p.row.Other += d.other
		return true
	})
}

// pay carries what is current through a payment date of the contract.
func (p *performer) pay(r *Row) {
	if r.Opening > 0 {
		p.num, p.den = p.current, r.Opening
	}
	p.defaultByRate(r)
	p.defaultByAmount(r)
	p.miss(r)
	if r.Opening > 0 {
		p.num = p.current
	}
	due := p.due(r, p.current)
	p.current -= due.principal + due.dilution
	due.other += p.royalty(r)
	if set := p.part(due.principal, p.plan.dilution); set > 0 {
		due.principal -= set
		due.dilution += set
	}
	p.row.Dilution += due.dilution
	p.extend(&due, r.Date)
	p.row.Principal += due.principal
	p.row.Interest += due.interest
	p.row.Other += due.other
	offset := min(p.scaled(r.FromDeposit, p.num, p.den), p.deposit, due.principal+due.interest)
	p.deposit -= offset
	p.row.FromDeposit += offset
	p.prepay(r)
}

// instalment is what a part of the contract owes on one date.
type instalment struct{ principal, interest, other, dilution money.Amount }

func (i *instalment) add(x instalment) {
	i.principal += x.principal
	i.interest += x.interest
	i.other += x.other
	i.dilution += x.dilution
}

// due gives what a part of the contract, by its balance, owes in a row. What the contract owes when its
// principal is repaid, it owes on the part that was on schedule to the end.
func (p *performer) due(r *Row, balance money.Amount) instalment {
	if r.Opening == 0 {
		if balance > 0 && p.err == nil {
			p.err = fmt.Errorf("%w: %d minor units outlive the contract", ErrConservation, balance)
		}
		return instalment{interest: p.scaled(r.Interest, p.num, p.den), other: p.scaled(r.Other, p.num, p.den)}
	}
	d := instalment{
		principal: p.scaled(r.Principal, balance, r.Opening), interest: p.scaled(r.Interest, balance, r.Opening),
		other: p.scaled(r.Other, balance, r.Opening), dilution: p.scaled(r.Dilution, balance, r.Opening),
	}
	if r.Closing == 0 { // the last one takes the rounding
		d.principal = balance - d.dilution
	}
	return d
}

// scaled is x·num/den, rounded half-even; 0 when den is.
func (p *performer) scaled(x, num, den money.Amount) money.Amount {
	if x == 0 || num == 0 || den == 0 {
		return 0
	}
	if num == den {
		return x
	}
	v, err := money.MulDiv(int64(x), int64(num), int64(den))
	if err != nil {
		p.err = err
	}
	return money.Amount(v)
}

// part is a share of an amount.
func (p *performer) part(a money.Amount, share money.Rate) money.Amount {
	if a == 0 || share == 0 {
		return 0
	}
	if share == money.One {
		return a
	}
	v, err := a.MulRate(share)
	if err != nil {
		p.err = err
	}
	return v
}

func (p *performer) note(code string, amount money.Amount, message string) {
	p.out.notes = append(p.out.notes, Note{Contract: p.index, ContractID: p.terms.ID, Code: code,
		Seen: amount.Format(p.scenario.pool.Currency()), Taken: "nothing", Message: message})
}
