package cashflow

import (
	"fmt"
	"maps"
	"slices"
	"sort"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// rates gives the yearly rate of a contract over time. With a curve, the rate is set anew on every
// reset date (重定价日) after the cut-off date, to index plus spread of that day.
type rates struct {
	current money.Rate

	// With a curve only.
	steps  []RateStep
	index  string
	spread money.Rate
	months int           // between two resets
	anchor calendar.Date // reset dates are anchor + k·months
	least  int           // for k of at least this
}

// price settles what interest the contract bears: by a total that it fixes, by a rate that it
// states, by its index, by the fall-back, in this order.
func (b *builder) price(pl *plan, floating pool.Opt[pool.Floating]) error {
	c := pl.contract
	stated, known := c.Rate.Get()
	pl.rates.current = stated
	pl.accrues = stated > 0

	fl, floats := floating.Get()
	steps := b.settings.Curves[fl.Index]
	if floats && steps != nil {
		b.used[fl.Index] = true
	}

	given := pl.form == pool.Irregular && !pl.in.PrincipalOnly
	owed, hasTotal := c.ReceivableBalance.Get()
	switch {
	case given:
		var sum money.Amount // fits and is at least the principal: pool has checked both
		for _, p := range b.amounts {
			sum += p
		}
		pl.accrues = pl.accrues || sum > c.Principal
	case pl.in.IsShaped():
		// A total does not say how much falls in a time of grace or due at the end: the rate does.
	case hasTotal && pl.kind == pool.KindSublicense:
		pl.total = owed
		pl.accrues = pl.accrues || owed > c.Principal
	case hasTotal && !known && !(floats && steps != nil):
		pl.total = owed
		pl.accrues = owed > c.Principal
		b.assume(AssumedRate, "implied by the receivable balance")
	}
	switch {
	case given || pl.total >= 0:
		if floats {
			b.assume(AssumedFloatingRate, "payments as stated")
		}
		return nil
	case floats && steps != nil:
		return b.float(pl, fl, steps)
	case floats:
		b.assume(AssumedFloatingRate, "current rate held")
	}
	if !known {
		pl.rates.current = b.fallback(pl.kind).Rate.Or(0)
		pl.accrues = pl.rates.current > 0
		b.assume(AssumedRate, pl.rates.current.String())
	}
	return nil
}

// float sets up a rate that follows a curve.
func (b *builder) float(pl *plan, fl pool.Floating, steps []RateStep) error {
	c, r := pl.contract, &pl.rates
	pl.accrues = true
	r.steps, r.index, r.spread, r.months = steps, fl.Index, fl.Spread, fl.ResetMonths
	if r.months == 0 {
		r.months = b.settings.ResetMonths
		b.assume(AssumedResetMonths, fmt.Sprint(r.months))
	}
	if r.anchor, r.least = c.Start, 1; c.Start.IsZero() {
		r.anchor, r.least = b.dates[0], 0
		b.assume(AssumedResetAnchor, "first payment date after the cut-off date")
	} else {
		b.assume(AssumedResetAnchor, "start")
	}
	if !c.Rate.IsKnown() {
		b.assume(AssumedRate, "index on the cut-off date plus spread")
		var err error
		if r.current, err = b.indexed(r, b.pool.AsOf()); err != nil {
			return err
		}
	}
	return nil
}

// lastReset gives the last reset date on or before a day, unset when there is none.
func (r *rates) lastReset(day calendar.Date) calendar.Date {
	y, m, _ := day.YMD()
	anchorY, anchorM, _ := r.anchor.YMD()
	k := (12*(y-anchorY) + m - anchorM) / r.months
	if r.anchor.AddMonths(k * r.months).After(day) {
		k--
	}
	if k < r.least {
		return 0
	}
	return r.anchor.AddMonths(k * r.months)
}

// nextReset gives the first reset date after a day.
func (r *rates) nextReset(day calendar.Date) calendar.Date {
	last := r.lastReset(day)
	if last.IsZero() {
		return r.anchor.AddMonths(r.least * r.months)
	}
	y, m, _ := last.YMD()
	anchorY, anchorM, _ := r.anchor.YMD()
	return r.anchor.AddMonths(12*(y-anchorY) + m - anchorM + r.months)
}

// rateOn gives the rate that applies on a day, by the curve. Resets up to the cut-off date are in the
// current rate already.
func (b *builder) rateOn(r *rates, day calendar.Date) (money.Rate, error) {
	reset := r.lastReset(day)
	if !reset.After(b.pool.AsOf()) {
		return r.current, nil
	}
	return b.indexed(r, reset)
}

// indexed gives index plus spread of a day, at least zero.
func (b *builder) indexed(r *rates, day calendar.Date) (money.Rate, error) {
	n := sort.Search(len(r.steps), func(i int) bool { return r.steps[i].From.After(day) })
	if n == 0 {
		return 0, &CurveError{Index: r.index, Date: day, First: r.steps[0].From}
	}
	rate, err := r.steps[n-1].Rate.Add(r.spread)
	if err != nil {
		return 0, err
	}
	if rate < 0 && b.once(&b.floorNoted) {
		b.note(NoteNegativeRate, rate.String(), money.Rate(0).String(), r.index+" plus spread is below zero on "+day.String())
	}
	return max(rate, 0), nil
}

// setRates fills the scratch with the rate of each row: the one that applies on the first day of its
// span. A reset within a span takes effect with the next one.
func (b *builder) setRates(pl *plan) error {
	if pl.rates.steps == nil {
		b.flatRate(pl.rates.current)
		return nil
	}
	b.rates = resized(b.rates, len(b.dates))
	for k, s := range b.spans {
		r, err := b.rateOn(&pl.rates, s.start)
		if err != nil {
			return err
		}
		b.rates[k] = r
	}
	b.rate = pool.Known(b.rates[0])
	return nil
}

// flatRate fills the scratch with one rate.
func (b *builder) flatRate(r money.Rate) {
	b.rates = resized(b.rates, len(b.dates))
	for k := range b.rates {
		b.rates[k] = r
	}
	b.rate = pool.Known(r)
}

// bulletWithResets appends the one row of a bullet contract whose rate changes on the way: simple
// interest from reset to reset, each stretch rounded once.
func (b *builder) bulletWithResets(pl *plan) error {
	c := pl.contract
	count := pl.in.DayCount
	if count == 0 {
		count = b.fallback(pl.kind).dayCount(pl.form)
	}
	row := Row{Date: b.dates[0], Principal: c.Principal}
	for from, end := b.spans[0].start, b.spans[0].end; from < end; {
		to := end
		if next := pl.rates.nextReset(from); next.After(from) && next.Before(end) {
			to = next
		}
		rate, err := b.rateOn(&pl.rates, from)
		if err != nil {
			return err
		}
		f, err := count.FractionTo(from, to, c.Maturity)
		if err != nil {
			return err
		}
		interest, err := money.Accrue(c.Principal, rate, f.Num, f.Den)
		if err != nil {
			return err
		}
		if row.Interest, err = row.Interest.Add(interest); err != nil {
			return err
		}
		from = to
	}
	b.rows = append(b.rows, row)
	return nil
}

// unusedCurves notes the curves of the settings that no contract floats on.
func (b *builder) unusedCurves() {
	for _, name := range slices.Sorted(maps.Keys(b.settings.Curves)) {
		if !b.used[name] {
			b.notes = append(b.notes, Note{Contract: -1, Code: NoteCurveUnused, Seen: name, Taken: "nothing",
				Message: "no contract of the pool floats on this index"})
		}
	}
}
