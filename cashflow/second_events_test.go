package cashflow_test

import (
	"math/big"
	"sort"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
)

// What happens in the second engine before a contract pays: arrivals, events, arrears and defaults.

func (s *second) arrive(day calendar.Date) {
	var later []coming
	for _, e := range s.expected {
		if e.on != day {
			later = append(later, e)
			continue
		}
		s.today.Recovery += money.Amount(e.recovery)
		s.today.Loss += money.Amount(e.loss)
		s.owed -= e.recovery + e.loss
	}
	s.expected = later
	var still []putOff
	for _, p := range s.putOff {
		if p.on != day {
			still = append(still, p)
			continue
		}
		s.today.Principal += money.Amount(p.principal)
		s.today.Interest += money.Amount(p.interest)
	}
	s.putOff = still
}

func (s *second) happen(day calendar.Date) {
	for len(s.events) > 0 && s.events[0].Date == day {
		e := s.events[0]
		s.events = s.events[1:]
		x := big.NewRat(1, 1)
		if e.Share != nil {
			x = e.Share.Rat()
		}
		hit, interest := share(s.current, x), int64(0)
		if e.Kind == cashflow.RepurchaseEvent && s.at < len(s.rows) && s.at > 0 { // the pools below have no row before an event
			r, from := s.rows[s.at], s.rows[s.at-1].Date
			interest = ofThree(ofThree(int64(r.Interest), hit, int64(r.Opening)), int64(day.Sub(from)), int64(r.Date.Sub(from)))
		}
		s.current -= hit
		for _, b := range s.late {
			p, q, i := share(b.balance, x), share(b.principal, x), share(b.interest, x)
			b.balance, b.principal, b.interest = b.balance-p, b.principal-q, b.interest-i
			hit, interest = hit+p+q, interest+i
		}
		for j := range s.putOff {
			p := &s.putOff[j]
			q, i := share(p.principal, x), share(p.interest, x)
			p.principal, p.interest = p.principal-q, p.interest-i
			hit, interest = hit+q, interest+i
		}
		if e.Kind == cashflow.RepurchaseEvent {
			s.today.Repurchased += money.Amount(hit)
			s.today.Interest += money.Amount(interest)
		} else {
			s.fail(hit, day)
		}
	}
	s.sweep()
}

// sweep forgets what is no longer overdue.
func (s *second) sweep() {
	var left []*behind
	for _, b := range s.late {
		if b.all() > 0 {
			left = append(left, b)
		}
	}
	s.late = left
}

func (s *second) fail(amount int64, day calendar.Date) {
	if amount == 0 {
		return
	}
	s.today.Default += money.Amount(amount)
	if s.a.Recovery == nil {
		s.today.Loss += money.Amount(amount)
		return
	}
	q := s.a.Recovery
	one := decimal.NewFromInt(1)
	rate := cashflow.VectorSpec{Constant: &decimal.Zero}
	if q.Rate != nil {
		rate.Constant = q.Rate
	}
	back := share(amount, twelve(s.yearly(&rate, cashflow.StressRecovery, 0, day)))
	timing := q.Timing
	if len(timing) == 0 {
		timing = []cashflow.TimingSpec{{Months: q.LagMonths, Share: one}}
	}
	rest, last := amount, day
	for j, part := range largestRemainder(back, timing) {
		on := day.AddMonths(timing[j].Months)
		if !q.Date.IsZero() {
			on = max(q.Date, day)
		}
		if part == 0 {
			continue
		}
		rest, last = rest-part, max(last, on)
		if on == day {
			s.today.Recovery += money.Amount(part)
			continue
		}
		s.owed += part
		s.expected = append(s.expected, coming{on: on, recovery: part})
	}
	if last == day {
		s.today.Loss += money.Amount(rest)
	} else if rest > 0 {
		s.owed += rest
		s.expected = append(s.expected, coming{on: last, loss: rest})
	}
}

// largestRemainder divides a whole amount by shares that sum to 1.
func largestRemainder(total int64, timing []cashflow.TimingSpec) []int64 {
	parts, order, left := make([]int64, len(timing)), make([]int, len(timing)), total
	rest := make([]*big.Rat, len(timing))
	for j, t := range timing {
		x := new(big.Rat).Mul(big.NewRat(total, 1), t.Share.Rat())
		parts[j] = new(big.Int).Quo(x.Num(), x.Denom()).Int64()
		rest[j], order[j] = x.Sub(x, big.NewRat(parts[j], 1)), j
		left -= parts[j]
	}
	sort.SliceStable(order, func(a, b int) bool { return rest[order[a]].Cmp(rest[order[b]]) > 0 })
	for _, j := range order[:left] {
		parts[j]++
	}
	return parts
}

func (s *second) roll(day calendar.Date) {
	var left []*behind
	for _, b := range s.late {
		if s.defaultsOn(b).After(day) {
			left = append(left, b)
		} else {
			s.fail(b.all(), day)
		}
	}
	s.late = left
	for _, b := range s.late {
		if b.since.AddMonths(b.months+1) != day {
			continue
		}
		if b.months++; b.months > len(s.a.Delinquency.Cure) {
			continue
		}
		x := s.a.Delinquency.Cure[b.months-1].Rat()
		p, q, i := share(b.balance, x), share(b.principal, x), share(b.interest, x)
		b.balance, b.principal, b.interest = b.balance-p, b.principal-q, b.interest-i
		s.current += p
		s.today.Principal += money.Amount(q)
		s.today.Interest += money.Amount(i)
	}
	s.sweep()
}
