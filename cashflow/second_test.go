package cashflow_test

import (
	"math/big"
	"sort"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// A second engine for scenarios, written from the order of the day that Perform states: one contract with one
// assumption, fractions and decimals instead of integers and floating point, lists that are rebuilt each day.
type second struct {
	c      pool.Contract
	asOf   calendar.Date
	a      cashflow.AssumptionSpec
	days   bool // years are days of 365
	events []cashflow.EventSpec
	stress []cashflow.StressSpec
	rows   []cashflow.Row // what the contract would pay

	current    int64
	num, den   int64
	late       []*behind
	putOff     []putOff
	expected   []coming
	owed       int64
	placed, at int
	previous   calendar.Date
	today      cashflow.PerformanceRow
}

// behind is what is overdue since one day.
type behind struct {
	since                        calendar.Date
	balance, principal, interest int64
	months                       int
}

func (b *behind) all() int64 { return b.balance + b.principal }

type putOff struct {
	on                  calendar.Date
	principal, interest int64
}

type coming struct {
	on             calendar.Date
	recovery, loss int64
}

// toEven rounds a fraction of at least 0.
func toEven(x *big.Rat) int64 {
	twice := new(big.Rat).Mul(x, big.NewRat(2, 1))
	whole := new(big.Int).Quo(x.Num(), x.Denom())
	rest := new(big.Rat).Sub(twice, new(big.Rat).SetInt(new(big.Int).Mul(whole, big.NewInt(2)))) // 2·(x − whole)
	if c := rest.Cmp(big.NewRat(1, 1)); c > 0 || c == 0 && whole.Bit(0) == 1 {
		whole.Add(whole, big.NewInt(1))
	}
	return whole.Int64()
}

func share(a int64, x *big.Rat) int64 { return toEven(new(big.Rat).Mul(big.NewRat(a, 1), x)) }

func ofThree(a, num, den int64) int64 {
	if den == 0 {
		return 0
	}
	return toEven(new(big.Rat).Mul(big.NewRat(a, 1), big.NewRat(num, den)))
}

// twelve rounds a rate to twelve decimals.
func twelve(x decimal.Decimal) *big.Rat {
	if x.IsNegative() {
		x = decimal.Zero
	}
	return decimal.Min(x.RoundBank(12), decimal.NewFromInt(1)).Rat()
}

func orZero(d *decimal.Decimal) *big.Rat {
	if d == nil {
		return new(big.Rat)
	}
	return d.Rat()
}

// in months of 30 days, the end of a month being its 30th.
func thirties(d calendar.Date) int64 {
	y, m, day := d.YMD()
	if d.IsEndOfMonth() {
		day = 30
	}
	return int64(360*y + 30*m + min(day, 30))
}

// wholeMonths from a day to another.
func wholeMonths(from, to calendar.Date) int {
	k := 0
	for !from.AddMonths(k + 1).After(to) {
		k++
	}
	return k
}

// yearly is the rate of a vector in a month that begins on a day, under stress.
func (s *second) yearly(v *cashflow.VectorSpec, on cashflow.StressOn, month int, day calendar.Date) decimal.Decimal {
	r := decimal.Zero
	switch {
	case v.Constant != nil:
		r = *v.Constant
	case v.ByMonth != nil:
		r = v.ByMonth[min(month, len(v.ByMonth)-1)]
	case v.ByYear != nil:
		r = v.ByYear[min(month/12, len(v.ByYear)-1)]
	default:
		for _, step := range v.Steps {
			if !step.From.After(day) {
				r = step.Rate.Decimal()
			}
		}
	}
	for _, f := range s.stress {
		if f.On == on && !day.Before(f.From) && (f.Until.IsZero() || day.Before(f.Until)) {
			r = r.Mul(f.Factor)
		}
	}
	return decimal.Min(r, decimal.NewFromInt(1))
}

// survives is the part that a yearly rate leaves between two days: a product over months.
func (s *second) survives(v *cashflow.VectorSpec, on cashflow.StressOn, from, to calendar.Date) decimal.Decimal {
	origin := s.asOf
	if v.ByAge {
		origin = s.c.Start
	}
	years := big.NewRat(thirties(to)-thirties(from), 360)
	if s.days {
		years = big.NewRat(int64(to.Sub(from)), 365)
	}
	left := decimal.NewFromInt(1)
	for day := from; day.Before(to); {
		m := wholeMonths(origin, day)
		next := min(origin.AddMonths(m+1), to)
		t := new(big.Rat).Mul(years, big.NewRat(int64(next.Sub(day)), int64(to.Sub(from))))
		stays := decimal.NewFromInt(1).Sub(s.yearly(v, on, m, day))
		if !stays.IsPositive() {
			return decimal.Zero
		}
		power, err := stays.PowWithPrecision(decimal.NewFromBigRat(t, 40), 40)
		if err != nil {
			panic(err)
		}
		left, day = left.Mul(power).Round(40), next
	}
	return left
}

func (s *second) outstanding() int64 {
	sum := s.current
	for _, b := range s.late {
		sum += b.all()
	}
	for _, p := range s.putOff {
		sum += p.principal
	}
	return sum
}

func (s *second) defaultsOn(b *behind) calendar.Date {
	return max(b.since.AddDays(s.a.Delinquency.DefaultAfterDays+1), s.asOf.AddDays(1))
}

func (s *second) run() []cashflow.PerformanceRow {
	s.current = int64(s.c.Principal)
	s.num, s.den, s.previous = s.current, s.current, s.asOf
	if n := s.c.OverdueDays.Or(0); n > 0 && s.a.Delinquency != nil && s.a.Delinquency.Starting {
		b := &behind{since: s.asOf.AddDays(-n), balance: s.current}
		b.months = wholeMonths(b.since, s.asOf)
		s.late, s.current = []*behind{b}, 0
	}
	var out []cashflow.PerformanceRow
	for {
		var days []calendar.Date
		if s.at < len(s.rows) {
			days = append(days, s.rows[s.at].Date)
		}
		if len(s.events) > 0 {
			days = append(days, s.events[0].Date)
		}
		for _, b := range s.late {
			days = append(days, b.since.AddMonths(b.months+1), s.defaultsOn(b))
		}
		for _, p := range s.putOff {
			days = append(days, p.on)
		}
		for _, e := range s.expected {
			days = append(days, e.on)
		}
		if len(days) == 0 {
			return out
		}
		sort.Slice(days, func(i, j int) bool { return days[i] < days[j] })
		if told := s.day(days[0]); told {
			out = append(out, s.today)
		}
	}
}

func (s *second) day(day calendar.Date) bool {
	opening := s.outstanding()
	s.today = cashflow.PerformanceRow{Date: day, Opening: money.Amount(opening)}
	s.arrive(day)
	s.happen(day)
	s.roll(day)
	told := false
	if s.at < len(s.rows) && s.rows[s.at].Date == day {
		told = opening > 0 || s.rows[s.at].Opening == 0
		s.pay(s.rows[s.at])
		s.previous = day
		s.at++
	}
	s.today.Closing, s.today.Defaulted = money.Amount(s.outstanding()), money.Amount(s.owed)
	idle := cashflow.PerformanceRow{Date: day, Opening: s.today.Opening, Closing: s.today.Opening, Defaulted: s.today.Defaulted}
	return told || s.today != idle
}

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

// due is what a balance owes in a row: its part of what the contract would pay.
func (s *second) due(r cashflow.Row, balance int64) (principal, interest int64) {
	principal, interest = ofThree(int64(r.Principal), balance, int64(r.Opening)), ofThree(int64(r.Interest), balance, int64(r.Opening))
	if r.Closing == 0 {
		principal = balance
	}
	return principal, interest
}

func (s *second) pay(r cashflow.Row) {
	if d := s.a.Default; d != nil && d.CDR != nil {
		hit := share(s.current, twelve(decimal.NewFromInt(1).Sub(s.survives(d.CDR, cashflow.StressDefault, s.previous, r.Date))))
		s.current -= hit
		s.fail(hit, r.Date)
	} else if d != nil {
		for s.placed < len(d.Timing) && !s.asOf.AddMonths(d.Timing[s.placed].Months).After(r.Date) {
			hit := min(s.current, largestRemainder(share(int64(s.c.Principal), d.Total.Rat()), d.Timing)[s.placed])
			s.current -= hit
			s.fail(hit, r.Date)
			s.placed++
		}
	}
	if d := s.a.Delinquency; d != nil {
		for _, b := range s.late {
			p, i := s.due(r, b.balance)
			b.balance, b.principal, b.interest = b.balance-p, b.principal+p, b.interest+i
		}
		origin := s.asOf
		if d.Entry.ByAge {
			origin = s.c.Start
		}
		month := wholeMonths(origin, r.Date)
		if origin.AddMonths(month) == r.Date { // the month that ends on the day
			month--
		}
		if missed := share(s.current, twelve(s.yearly(&d.Entry, cashflow.StressDelinquency, month, r.Date))); missed > 0 {
			s.current -= missed
			p, i := s.due(r, missed)
			s.late = append(s.late, &behind{since: r.Date, balance: missed - p, principal: p, interest: i})
		}
	}
	principal, interest := s.due(r, s.current)
	s.current -= principal
	if d := s.a.Dilution; d != nil {
		set := share(principal, d.Share.Rat())
		principal -= set
		s.today.Dilution += money.Amount(set)
	}
	if e := s.a.Extension; e != nil {
		p, i := share(principal, e.Share.Rat()), share(interest, e.Share.Rat())
		principal, interest = principal-p, interest-i
		if p+i > 0 {
			s.putOff = append(s.putOff, putOff{r.Date.AddDays(e.Days), p, i})
		}
	}
	s.today.Principal += money.Amount(principal)
	s.today.Interest += money.Amount(interest)
	s.prepay(r.Date)
}

func (s *second) prepay(day calendar.Date) {
	q := s.a.Prepayment
	if q == nil || q.LockoutMonths > 0 && s.c.Start.AddMonths(q.LockoutMonths).After(day) {
		return
	}
	v := q.CPR
	if q.PSA != nil { // 0.2 % for each month of age, 6 % from month 30 on, times the multiple
		v = &cashflow.VectorSpec{ByAge: true}
		for month := int64(1); month <= 30; month++ {
			v.ByMonth = append(v.ByMonth, decimal.Min(decimal.NewFromInt(1), q.PSA.Mul(decimal.New(2*month, -3))))
		}
	}
	paid := share(s.current, twelve(decimal.NewFromInt(1).Sub(s.survives(v, cashflow.StressPrepayment, s.previous, day))))
	s.current -= paid
	s.today.Prepayment += money.Amount(paid)
	s.today.Penalty += money.Amount(share(paid, orZero(q.Penalty)))
}
