package cashflow

import (
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// RecoverySpec is what comes back after a default (违约回收), from the sources in this order: the
// deposit, the guarantors, the pledged rights, and the Rate on what is then left. Nothing recovers more
// than has defaulted.
type RecoverySpec struct {
	// Deposit takes the lessee's deposit (保证金) on the day of default.
	Deposit bool `json:"deposit,omitempty"`
	// Guarantor is the share of the rest that guarantors pay (保证人代偿), within the limits they state.
	Guarantor *SourceSpec `json:"guarantor,omitempty"`
	// Rights is the share of the value of the pledged rights that is realised (质物处置), valued by the
	// scenario's Values on the day of payment.
	Rights *SourceSpec `json:"rights,omitempty"`
	// Rate is the share of what is then left.
	Rate *decimal.Decimal `json:"rate,omitempty"`
	// LagMonths is the time from default to the payment of Rate; or Timing spreads it, shares summing to
	// 1; or Date fixes the day for all (defaults on or after it recover at once).
	LagMonths int           `json:"lag_months,omitempty"`
	Timing    []TimingSpec  `json:"timing,omitempty"`
	Date      calendar.Date `json:"date,omitzero"`
}

// SourceSpec is a share of a source of recovery, and the months after default at which it pays.
type SourceSpec struct {
	Share     decimal.Decimal `json:"share"`
	LagMonths int             `json:"lag_months,omitempty"`
}

type source struct {
	share money.Rate
	lag   int
}

type recovery struct {
	deposit           bool
	guarantor, rights *source
	rate              money.Rate
	timing            []portion
	date              calendar.Date
}

func (r *scenarioResolver) recovery(path string, s RecoverySpec) *recovery {
	q := &recovery{deposit: s.Deposit, rate: r.rate(path+".rate", s.Rate), timing: r.timing(path+".timing", s.Timing), date: s.Date}
	one := func(path string, s *SourceSpec) *source {
		if s == nil {
			return nil
		}
		return &source{r.rate(path+".share", &s.Share), r.months(path+".lag_months", s.LagMonths)}
	}
	q.guarantor, q.rights = one(path+".guarantor", s.Guarantor), one(path+".rights", s.Rights)
	if q.rights != nil && r.out.valuation == nil {
		r.list.Add(path+".rights", faults.Inconsistent, "no values", "a scenario with values, by which rights are valued")
	}
	given := 0
	for _, is := range []bool{s.LagMonths != 0, len(s.Timing) > 0, !s.Date.IsZero()} {
		if is {
			given++
		}
	}
	switch {
	case given > 1:
		r.list.Add(path, faults.Inconsistent, given, "at most one of lag_months, timing and date")
	case given == 1 && s.Rate == nil:
		r.list.Add(path+".rate", faults.Missing, nil, "the share that is recovered at that time")
	}
	if len(q.timing) == 0 {
		q.timing = []portion{{r.months(path+".lag_months", s.LagMonths), money.One}}
	}
	if !s.Deposit && s.Guarantor == nil && s.Rights == nil && s.Rate == nil {
		r.list.Add(path, faults.Missing, nil, "at least one of deposit, guarantor, rights and rate; a rate of 0 recovers nothing")
	}
	return q
}

// expectation is what will be recovered, and what will be written off, on a day.
type expectation struct {
	date         calendar.Date
	amount, loss money.Amount
}

// fail puts principal into default on a day and plans what comes back, source after source, each from
// what the one before leaves. What the deposit, a guarantor's limit and the rights are worth to a part
// of the contract is in proportion to what the part is of the contract's balance by its terms. What
// nothing recovers is written off with the last recovery, or at once when there is none.
func (p *performer) fail(amount money.Amount, day calendar.Date) {
	if amount <= 0 || p.err != nil {
		return
	}
	p.row.Default += amount
	q := p.plan.recovery
	if q == nil {
		p.row.Loss += amount
		p.note(NoteNoRecovery, amount, "it defaults and the scenario says nothing of recovery: nothing is recovered")
		return
	}
	rest, last := amount, day
	take := func(a money.Amount, on calendar.Date) money.Amount {
		a = min(a, rest)
		if a <= 0 {
			return 0
		}
		rest -= a
		last = max(last, on)
		if on == day {
			p.row.Recovery += a
		} else {
			p.owed += a
			p.expected = append(p.expected, expectation{date: on, amount: a})
		}
		return a
	}
	whole := p.contractual()
	if q.deposit && p.deposit > 0 {
		used := take(min(p.scaled(p.depositInAll(), amount, whole), p.deposit), day)
		p.deposit -= used
		p.row.FromDeposit += used
	}
	if g := q.guarantor; g != nil && len(p.terms.Guarantors()) > 0 {
		on := day.AddMonths(g.lag)
		most := rest
		if limit, all := p.guaranteed(); all {
			most = min(most, p.scaled(limit, amount, whole))
		}
		take(min(p.part(rest, p.stressed(g.share, on)), most), on)
	}
	if r := q.rights; r != nil && p.terms.NumRights() > 0 {
		on := day.AddMonths(r.lag)
		value, err := rightsValue(p.scenario.valuation, p.index, on)
		if err != nil {
			p.err = err
			return
		}
		take(p.scaled(p.part(value, p.stressed(r.share, on)), amount, whole), on)
	}
	p.recoverRate(take, rest, day)
	switch {
	case rest == 0:
	case last == day:
		p.row.Loss += rest
	default:
		p.owed += rest
		p.expected = append(p.expected, expectation{date: last, loss: rest})
	}
}

// recoverRate spreads the share of what the other sources leave over its days.
func (p *performer) recoverRate(take func(money.Amount, calendar.Date) money.Amount, rest money.Amount, day calendar.Date) {
	q := p.plan.recovery
	back := p.part(rest, p.stressed(q.rate, day))
	if back == 0 {
		return
	}
	if !q.date.IsZero() {
		take(back, max(q.date, day))
		return
	}
	if len(q.timing) == 1 {
		take(back, day.AddMonths(q.timing[0].months))
		return
	}
	p.weights, p.parts = resized(p.weights, len(q.timing)), resized(p.parts, len(q.timing))
	for k, t := range q.timing {
		p.weights[k] = int64(t.share)
	}
	if err := money.AllocateInto(p.parts, back, p.weights); err != nil {
		p.err = err
		return
	}
	for k, t := range q.timing {
		take(p.parts[k], day.AddMonths(t.months))
	}
}

// stressed is a share under the stress on recoveries of a day, at most 1.
func (p *performer) stressed(share money.Rate, day calendar.Date) money.Rate {
	v := vector{list: []float64{share.Float64()}, stress: p.scenario.stress[StressRecovery]}
	if len(v.stress) == 0 {
		return share
	}
	return rateOf(v.at(0, day))
}

// contractual is what would be outstanding by the contract's terms.
func (p *performer) contractual() money.Amount {
	if p.at < len(p.rows) {
		return max(p.rows[p.at].Opening, 1)
	}
	return max(p.den, 1)
}

func (p *performer) depositInAll() money.Amount {
	if l, ok := p.lease(); ok {
		return l.Deposit.Or(0)
	}
	return 0
}

// guaranteed is the sum of the limits of the contract's guarantees, and false when one has no limit.
func (p *performer) guaranteed() (money.Amount, bool) {
	var sum money.Amount
	for _, g := range p.terms.Guarantees() {
		limit, known := g.Limit.Get()
		if !known {
			return 0, false
		}
		sum += limit
	}
	return sum, true
}
