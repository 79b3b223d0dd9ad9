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
//  2. events of the scenario default their share of what is outstanding;
//  3. what is overdue beyond the definition of default defaults; on a monthly anniversary a share of
//     what is overdue cures, pays its arrears and is current again;
//  4. on a payment date of the contract, a share of what is current defaults (CDR on the principal before
//     the payment, or the amount whose time has come), then a share misses the payment, then the rest
//     pays interest and scheduled principal, less what is set off and what is extended;
//  5. a share of what is then left prepays.
//
// Interest since the payment before is lost with what defaults. A default rate speaks of what is current:
// what is overdue has its own way into default. Every amount is rounded once, half-even, to the minor
// unit, and of every contract all principal is accounted for: paid, set off, recovered or lost.
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
	// Of what the contract would be, scale num/den is still on schedule.
	num, den money.Amount
	placed   int // parts of a total of defaults
	unplaced money.Amount
	events   []event
	tail     []laggard // royalties that follow the last fee date
	row      PerformanceRow
	weights  []int64 // scratch for timings
	parts    []money.Amount
	err      error
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

// deferred is a payment that arrives late by agreement.
type deferred struct {
	date                       calendar.Date
	principal, interest, other money.Amount
}

// laggard is a royalty after the last fee date.
type laggard struct {
	date   calendar.Date
	amount money.Amount
}

func (p *performer) contract(i int) error {
	s := p.scenario
	*p = performer{scenario: s, out: p.out, late: p.late[:0], deferred: p.deferred[:0], expected: p.expected[:0], tail: p.tail[:0],
		weights: p.weights, parts: p.parts}
	p.index, p.terms, p.plan, p.events = i, s.pool.Contract(i), s.plans[i], s.events[i]
	p.rows, p.previous = p.out.flows.of(i), s.pool.AsOf()
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

// defaultDay is the day on which an overdue part defaults, after the cut-off date.
func (p *performer) defaultDay(c *cohort) calendar.Date {
	return max(c.since.AddDays(p.plan.delinquency.defaultAfter+1), p.scenario.pool.AsOf().AddDays(1))
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

// cut takes a share out of a cohort and gives its principal.
func (p *performer) cut(c *cohort, share money.Rate, day calendar.Date) money.Amount {
	p.tell(c, day)
	before := c.outstanding()
	for _, a := range []*money.Amount{&c.balance, &c.principal, &c.dilution, &c.interest, &c.other} {
		*a -= p.part(*a, share)
	}
	return before - c.outstanding()
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

func (p *performer) defaultByRate(r *Row) {
	if p.plan.defaults == nil || p.plan.defaults.cdr == nil || p.current == 0 {
		return
	}
	s := p.scenario
	rate := rateOf(1 - s.clock.survival(p.plan.defaults.cdr, p.terms.Start, p.previous, r.Date))
	hit := p.part(p.current, rate)
	p.current -= hit
	p.fail(hit, r.Date)
}

func (p *performer) defaultByAmount(r *Row) {
	d := p.plan.defaults
	if d == nil || d.cdr != nil {
		return
	}
	asOf := p.scenario.pool.AsOf()
	for ; p.placed < len(d.timing) && !asOf.AddMonths(d.timing[p.placed].months).After(r.Date); p.placed++ {
		want := p.part(p.part(p.terms.Principal, d.total), d.timing[p.placed].share)
		hit := min(want, p.current)
		p.unplaced += want - hit
		p.current -= hit
		p.fail(hit, r.Date)
	}
	if r.Closing == 0 {
		for ; p.placed < len(d.timing); p.placed++ {
			p.unplaced += p.part(p.part(p.terms.Principal, d.total), d.timing[p.placed].share)
		}
	}
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

// monthOf is the number of the month of a vector in which a day falls.
func (c clock) monthOf(v *vector, start, day calendar.Date) int {
	origin := c.asOf
	if v.byAge && !start.IsZero() {
		origin = start
	}
	m := calendar.MonthsBetween(origin, day)
	return int(max(m.Num-1, 0) / m.Den) // the month that ends on the day
}

// extend puts off a share of a payment.
func (p *performer) extend(due *instalment, day calendar.Date) {
	e := p.plan.extension
	if e == nil {
		return
	}
	d := deferred{date: day.AddDays(e.days), principal: p.part(due.principal, e.share), interest: p.part(due.interest, e.share), other: p.part(due.other, e.share)}
	due.principal -= d.principal
	due.interest -= d.interest
	due.other -= d.other
	if d.principal+d.interest+d.other > 0 {
		p.deferred = append(p.deferred, d)
	}
}

func (p *performer) prepay(r *Row) {
	q := p.plan.prepayment
	if q == nil || p.current == 0 {
		return
	}
	if q.lockout > 0 && p.terms.Start.AddMonths(q.lockout).After(r.Date) {
		return
	}
	rate := rateOf(1 - p.scenario.clock.survival(q.cpr, p.terms.Start, p.previous, r.Date))
	paid := p.part(p.current, rate)
	p.current -= paid
	p.row.Prepayment += paid
	p.row.Penalty += p.part(paid, q.penalty)
}

func (p *performer) note(code string, amount money.Amount, message string) {
	p.out.notes = append(p.out.notes, Note{Contract: p.index, ContractID: p.terms.ID, Code: code,
		Seen: amount.Format(p.scenario.pool.Currency()), Taken: "nothing", Message: message})
}
