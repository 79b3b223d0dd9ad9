package cashflow

import (
	"fmt"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// form gives the form of repayment, stated or fallen back on.
func (b *builder) form(kind pool.Kind, in pool.Instalments) pool.Repayment {
	if in.Form != pool.RepaymentUnknown {
		return in.Form
	}
	return b.fallback(kind).Form
}

// frequency gives the frequency of payment, stated or fallen back on.
func (b *builder) frequency(kind pool.Kind, in pool.Instalments) calendar.Frequency {
	if in.Frequency != 0 {
		return in.Frequency
	}
	return b.fallback(kind).Frequency
}

func (b *builder) fallback(kind pool.Kind) *Fallback {
	switch kind {
	case pool.KindLease:
		return &b.settings.Lease
	case pool.KindMicroloan:
		return &b.settings.Microloan
	}
	return &b.settings.Sublicense
}

// plan is how one contract with instalments is paid back.
type plan struct {
	contract *pool.Contract
	in       pool.Instalments
	kind     pool.Kind
	form     pool.Repayment
	// total is the sum of all payments when the contract fixes it, −1 when it does not.
	total money.Amount
	rates rates
	// accrues says that interest is not known to be nothing.
	accrues bool
	// beside is what the contract owes beside interest and principal.
	beside money.Amount
}

// instalments appends the rows of interest and principal of a contract.
func (b *builder) instalments(c *pool.Contract, in pool.Instalments, floating pool.Opt[pool.Floating], beside money.Amount) error {
	pl := plan{contract: c, in: in, kind: c.Kind(), total: -1, beside: beside}
	if pl.form = b.form(pl.kind, in); in.Form == pool.RepaymentUnknown {
		b.assume(AssumedForm, pl.form.String())
	}
	first := len(b.rows)
	b.lay(&pl)
	if err := b.price(&pl, floating); err != nil {
		return err
	}
	if err := b.measure(&pl); err != nil {
		return err
	}
	if pl.form != pool.InterestFirst || in.Timing != pool.Advance {
		b.accrues = b.spans[0].start
	}
	if err := b.repay(&pl); err != nil {
		return err
	}
	b.compareTotal(&pl, b.rows[first:])
	return nil
}

// lay fills the scratch with dates, spans and, where the form fixes them, amounts.
func (b *builder) lay(pl *plan) {
	c, in := pl.contract, pl.in
	switch pl.form {
	case pool.Irregular:
		b.layTable(c, in)
		return
	case pool.Bullet:
		if in.Timing == pool.Advance {
			b.note(NoteTiming, in.Timing.String(), pool.Arrears.String(), "interest and principal of a bullet contract are paid once, at maturity")
		}
		b.periods(c, calendar.Once, arrears)
	default:
		frequency := b.frequency(pl.kind, in)
		if in.Frequency == 0 {
			b.assume(AssumedFrequency, frequency.String())
		}
		t := arrears
		switch {
		case in.Timing == pool.Advance && pl.form == pool.InterestFirst:
			t = prepaid
		case in.Timing == pool.Advance:
			t = advance
		}
		b.periods(c, frequency, t)
	}
	b.amounts = resized(b.amounts, len(b.dates))
	switch pl.form {
	case pool.EvenPrincipal:
		balloon := in.Balloon.Or(0)
		grace := b.within(in.InterestOnlyUntil)
		clear(b.amounts[:grace])
		equalParts(b.amounts[grace:], c.Principal-balloon)
		b.amounts[len(b.amounts)-1] += balloon
	case pool.InterestFirst, pool.Bullet:
		clear(b.amounts)
		b.amounts[len(b.amounts)-1] = c.Principal
	}
}

// layTable fills the scratch from an irregular table. Interest of its first row runs from the start
// when the contract starts after the cut-off date. Otherwise it runs from the payment before, which
// a table of what is still to come does not state: one period before its first date where the
// frequency is stated, but not after the cut-off date and not before the start, and the cut-off date
// itself where it is not.
func (b *builder) layTable(c *pool.Contract, in pool.Instalments) {
	table := in.Table()
	asOf := b.pool.AsOf()
	from := asOf
	if in.Frequency != 0 && in.Frequency != calendar.Once {
		from = min(asOf, max(calendar.MinDate, grid{maturity: table[0].Date, frequency: in.Frequency}.at(1)))
	}
	switch {
	case !c.Start.Before(from):
		from = c.Start
	case from == asOf:
		b.assume(AssumedAccrualStart, "cut-off date")
	default:
		b.assume(AssumedAccrualStart, "one period before the first instalment")
	}
	if from.After(table[0].Date) {
		b.note(NoteBeforeStart, table[0].Date.String(), table[0].Date.String(),
			"an instalment is dated before the contract starts, on "+c.Start.String()+"; interest accrues from the instalment on")
		from = table[0].Date
	}
	b.dates, b.spans, b.amounts = b.dates[:0], b.spans[:0], b.amounts[:0]
	for _, row := range table {
		b.dates = append(b.dates, row.Date)
		b.spans = append(b.spans, span{from, row.Date})
		b.amounts = append(b.amounts, row.Amount)
		from = row.Date
	}
}

// measure fills the scratch with the fraction of a year of each span.
func (b *builder) measure(pl *plan) error {
	b.fractions = resized(b.fractions, len(b.dates))
	if !pl.accrues {
		for k := range b.fractions {
			b.fractions[k] = calendar.Fraction{Den: 1}
		}
		return nil
	}
	count := pl.in.DayCount
	if count == 0 {
		count = b.fallback(pl.kind).dayCount(pl.form)
		b.assume(AssumedDayCount, count.String())
	}
	maturity := pl.contract.Maturity
	for k, s := range b.spans {
		f, err := count.FractionTo(s.start, s.end, maturity)
		if err != nil {
			return err
		}
		b.fractions[k] = f
	}
	return nil
}

// repay appends the rows.
func (b *builder) repay(pl *plan) error {
	c := pl.contract
	switch {
	case pl.form == pool.Irregular && !pl.in.PrincipalOnly:
		return b.repayGiven(pl, "table of payments")
	case pl.form == pool.Level && pl.total >= 0:
		equalParts(b.amounts, pl.total)
		return b.repayGiven(pl, "receivable balance")
	case pl.total >= 0:
		return b.repayTotal(pl)
	}
	if err := b.setRates(pl); err != nil {
		return err
	}
	switch {
	case pl.form == pool.Level && pl.in.IsShaped():
		return b.shaped(pl)
	case pl.form == pool.Level:
		return b.level(c.Principal)
	case pl.form == pool.Bullet && pl.rates.steps != nil:
		return b.bulletWithResets(pl)
	}
	return b.byPrincipal(c.Principal, b.amounts, -1)
}

// repayGiven appends rows of the payments in the scratch, split by the rate that they imply.
func (b *builder) repayGiven(pl *plan, source string) error {
	c := pl.contract
	stated, known := c.Rate.Get()
	implied, ok := impliedRate(c.Principal, b.amounts, b.fractions, stated)
	b.flatRate(implied)
	if !ok {
		b.undefinedRate(source)
	} else if known && !b.bearsOut(c.Principal, stated) {
		b.note(NoteRate, stated.String(), implied.String(),
			fmt.Sprintf("the %s implies %s a year, the contract states %s", source, implied.Percent(), stated.Percent()))
	}
	return b.byPayments(c.Principal, b.amounts)
}

// bearsOut reports whether the payments in the scratch, discounted at a rate, are worth the balance
// to within one minor unit a payment.
func (b *builder) bearsOut(balance money.Amount, r money.Rate) bool {
	slack := money.Amount(len(b.amounts))
	low, ok := comparePV(b.amounts, r, b.fractions, max(balance-slack, 0))
	if most, err := balance.Add(slack); err == nil && ok {
		high, _ := comparePV(b.amounts, r, b.fractions, most)
		ok = high <= 0
	}
	return ok && low >= 0
}

// repayTotal appends rows of the principal in the scratch, with interest that sums to what the
// contract fixes in total.
func (b *builder) repayTotal(pl *plan) error {
	c := pl.contract
	interest := pl.total - c.Principal
	if stated, known := c.Rate.Get(); known {
		atStated, balance := money.Amount(0), c.Principal
		for k, p := range b.amounts {
			accrued, err := money.Accrue(balance, stated, b.fractions[k].Num, b.fractions[k].Den)
			if err != nil {
				return err
			}
			if atStated, err = atStated.Add(accrued); err != nil {
				return err
			}
			balance -= p
		}
		if gap, slack := atStated-interest, money.Amount(len(b.amounts)); gap > slack || gap < -slack {
			currency := b.pool.Currency()
			b.note(NoteRate, stated.String(), "the rate that the receivable balance implies",
				fmt.Sprintf("interest at %s a year would be %s, the receivable balance leaves %s", stated.Percent(), atStated.Format(currency), interest.Format(currency)))
		}
	}
	implied, ok := impliedLinear(interest, c.Principal, b.amounts, b.fractions)
	b.flatRate(implied)
	if !ok && interest > 0 {
		b.undefinedRate("receivable balance")
	}
	return b.byPrincipal(c.Principal, b.amounts, interest)
}

func (b *builder) undefinedRate(source string) {
	b.rate = pool.Opt[money.Rate]{}
	b.note(NoteRateUndefined, source, "interest with the last payment",
		"more is owed than the principal, but no time passes, or too little for any rate below 100,000 % a year to bear that much interest")
}

// compareTotal notes payments that do not sum to the stated receivable balance. The balance may or
// may not count what is paid beside interest and principal.
func (b *builder) compareTotal(pl *plan, rows []Row) {
	stated, known := pl.contract.ReceivableBalance.Get()
	if !known || pl.total >= 0 {
		return
	}
	var sum money.Amount
	for i := range rows {
		sum += rows[i].Interest + rows[i].Principal
	}
	slack := money.Amount(len(rows))
	if pl.form == pool.Irregular && !pl.in.PrincipalOnly {
		slack = 0
	}
	far := func(sum money.Amount) bool { return sum-stated < -slack || sum-stated > slack }
	if far(sum) && far(sum+pl.beside) {
		currency := b.pool.Currency()
		b.note(NoteReceivableBalance, stated.Format(currency), sum.Format(currency),
			"interest and principal do not sum to the stated receivable balance")
	}
}

// resized gives a slice of n entries, in the same memory when it is large enough. The entries hold
// what they held.
func resized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	return s[:n]
}
