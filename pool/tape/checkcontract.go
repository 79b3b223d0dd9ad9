package tape

import (
	"fmt"
	"math"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// The borders from which a value of a contract is worth a question.
var (
	// lowestRate and highestRate bound the yearly rates of ordinary financing contracts: what lies
	// outside is more often a slip of unit than a rate. The upper one is the old ceiling of judicial
	// protection of private lending in China (24 %).
	lowestRate  = decimal.New(1, -2)
	highestRate = decimal.New(24, -2)
	// lowestCover is the balance as a share of the appraisal below which one of them is more likely
	// in another unit than so well secured.
	lowestCover = decimal.New(5, -3)
	// pledgeSlack is how far a stated pledge ratio may be from the amounts: half a percentage point.
	pledgeSlack = decimal.New(5, -3)
	hundred     = decimal.New(100, 0)
)

// checkAcross compares the values of one contract with each other. What cannot be at all is refused
// by pool.Spec.Resolve; here stands what can be, and is unlikely.
func (d *draft) checkAcross() {
	d.checkRate()
	d.checkOriginal()
	d.checkDates()
	d.checkCover()
	d.checkSchedule()
}

func (d *draft) checkRate() {
	rate := d.spec.Rate
	if rate == nil || rate.Sign() <= 0 || d.faulty.has(fRate) {
		return
	}
	n := note{code: "rate.unusual", seen: d.raw(fRate), taken: rate.String(), rule: "rate.usual"}
	switch {
	case money.CompareDecimals(*rate, lowestRate) < 0:
		n.message = fmt.Sprintf("a yearly rate of %s%% is unusually low", rate.Mul(hundred))
		n.advice = "check the unit: ‰ often states a rate for a month, which needs the word 月利率"
	case money.CompareDecimals(*rate, highestRate) > 0:
		n.message = fmt.Sprintf("a yearly rate of %s%% is unusually high", rate.Mul(hundred))
		n.advice = "check the unit"
	default:
		return
	}
	d.warn(fRate, n)
}

// checkOriginal compares the balance with the amount that was financed.
func (d *draft) checkOriginal() {
	original, balance := d.spec.OriginalAmount, d.spec.Balance
	if original == nil || original.Sign() <= 0 || balance.Sign() <= 0 || !d.layout.has(fBalance) || !balance.GreaterThan(*original) {
		return
	}
	n := note{code: "balance.above_original", seen: d.raw(fBalance), taken: balance.String(), rule: "balance.original",
		message: fmt.Sprintf("the balance is above the original amount, %s", original), advice: "check both, and the unit of either"}
	if ratio := balance.Div(*original); ratio.GreaterThanOrEqual(decimal.New(1000, 0)) {
		n.advice = fmt.Sprintf("the balance is %s times the original amount: one of the columns is likely in another unit", ratio.Round(0))
	}
	d.warn(fBalance, n)
}

// checkDates compares start and passed time with the cut-off date.
func (d *draft) checkDates() {
	if start := d.spec.Start; !start.IsZero() && start.After(d.run.asOf) {
		d.warn(fStart, note{code: "start.after_as_of", seen: d.raw(fStart), taken: start.String(), rule: "dates.as_of",
			message: fmt.Sprintf("the contract begins after the cut-off date, %s", d.run.asOf), advice: "check both dates: a contract that has not begun has no balance"})
	}
}

// checkCover compares the balance with the appraisal that the row itself states, and with a stated
// pledge ratio.
func (d *draft) checkCover() {
	value, valued := decimal.Zero, false
	for _, e := range d.rights {
		switch s := e.spec; {
		case s.Appraisal != nil:
			value, valued = value.Add(*s.Appraisal), true
		case len(s.Marks) > 0:
			value, valued = value.Add(s.Marks[0].Price), true // in the currency of the row: see markInCurrency
		}
	}
	balance := d.spec.Balance
	if value.Sign() <= 0 || balance.Sign() <= 0 {
		if valued && value.IsZero() {
			d.warn(fRightValue, note{code: "ltv.no_value", seen: d.raw(fRightValue), rule: "ltv.range", message: "the appraisal is 0: the right is said to be worth nothing", advice: "leave the cell empty if there is no appraisal"})
		}
		return
	}
	percent := func() string { return balance.Div(value).Mul(hundred).StringFixed(2) }
	switch {
	case balance.GreaterThan(value):
		d.warn(fRightValue, note{code: "ltv.high", seen: d.raw(fRightValue), taken: value.String(), rule: "ltv.range",
			message: fmt.Sprintf("the balance is %s%% of the appraisal", percent()), advice: "check both amounts and their units"})
	case money.CompareDecimals(balance, value.Mul(lowestCover)) < 0:
		d.warn(fRightValue, note{code: "ltv.low", seen: d.raw(fRightValue), taken: value.String(), rule: "ltv.range",
			message: fmt.Sprintf("the balance is only %s%% of the appraisal", percent()), advice: "check both amounts: one of them is likely in another unit"})
	}
	d.checkPledgeRatio(value)
}

// checkPledgeRatio compares a stated pledge ratio (质押率) with amount over appraisal, at the original
// amount and at the balance.
func (d *draft) checkPledgeRatio(value decimal.Decimal) {
	if d.spec.Microloan == nil || d.spec.Microloan.PledgeRatio == nil {
		return
	}
	stated := *d.spec.Microloan.PledgeRatio
	amounts := []decimal.Decimal{d.spec.Balance}
	if d.spec.OriginalAmount != nil {
		amounts = append(amounts, *d.spec.OriginalAmount)
	}
	for _, a := range amounts {
		if a.Div(value).Sub(stated).Abs().LessThanOrEqual(pledgeSlack) {
			return
		}
	}
	d.warn(fPledgeRatio, note{code: "pledge_ratio.differs", seen: d.raw(fPledgeRatio), taken: stated.String(), rule: "ltv.stated",
		message: fmt.Sprintf("the amounts make a ratio of %s%%", amounts[len(amounts)-1].Div(value).Mul(hundred).StringFixed(2)), advice: "check ratio, amount and appraisal"})
}

// checkSchedule compares the balance with what the form of repayment leaves of the original amount
// at the cut-off date. It asks no question of forms and frequencies that the row does not state.
func (d *draft) checkSchedule() {
	terms := d.repaymentTerms()
	original := d.spec.OriginalAmount
	if terms == nil || original == nil || original.Sign() <= 0 || d.spec.Balance.Sign() <= 0 || !d.layout.has(fBalance) || d.spec.Balance.GreaterThan(*original) {
		return
	}
	if terms.Balloon != nil || terms.Step != nil || !terms.InterestOnlyUntil.IsZero() || !terms.CapitaliseUntil.IsZero() {
		return // what is left does not follow from the form alone
	}
	start, maturity, asOf := d.spec.Start, d.spec.Maturity, d.run.asOf
	if start.IsZero() || !maturity.After(asOf) || !asOf.After(start) {
		return
	}
	expected, slack := original.InexactFloat64(), 0.0
	switch terms.Form {
	case pool.InterestFirst, pool.Bullet:
		// Nothing is repaid before maturity.
	case pool.Level, pool.EvenPrincipal:
		all, past := periods(start, maturity, terms.Frequency), periods(start, asOf, terms.Frequency)
		if all < 1 {
			return
		}
		rate := 0.0
		if terms.Form == pool.Level {
			if d.spec.Rate == nil {
				return
			}
			rate = d.spec.Rate.InexactFloat64() * float64(terms.Frequency.Months()) / 12
		}
		left, before, after := leftOf(rate, all, past), leftOf(rate, all, past-1), leftOf(rate, all, past+1)
		slack = 1.05 * math.Max(before-left, left-after) * expected
		expected *= left
	default:
		return
	}
	if off := math.Abs(d.spec.Balance.InexactFloat64() - expected); off > slack+0.005*expected+1 {
		d.warn(fBalance, note{code: "balance.schedule", seen: d.raw(fBalance), taken: d.spec.Balance.String(), rule: "balance." + terms.Form.String(),
			message: fmt.Sprintf("by its form of repayment, %s, about %.2f of %s would be left on the cut-off date", terms.Form, expected, original),
			advice:  "check balance, form and dates; arrears and prepayments also do this"})
	}
}

// repaymentTerms gives the instalments of whichever kind the contract is.
func (d *draft) repaymentTerms() *pool.InstalmentsSpec {
	switch {
	case d.spec.Lease != nil:
		return &d.spec.Lease.Rent
	case d.spec.Microloan != nil:
		return &d.spec.Microloan.Repayment
	}
	return nil
}

// monthsBetween counts months as a number, a month at 1/12 of 365.25 days.
func monthsBetween(from, to calendar.Date) float64 { return float64(to.Sub(from)) * 12 / 365.25 }

// periods counts the whole periods of a frequency between two days, to the nearest for the end of a
// contract that lies a few days off; 0 when the frequency counts no months.
func periods(from, to calendar.Date, f calendar.Frequency) int {
	months := f.Months()
	if months <= 0 {
		return 0
	}
	n := monthsBetween(from, to) / float64(months)
	return int(math.Floor(n + 0.1))
}

// leftOf gives the part of the principal that is left after k of n equal instalments at a rate per
// instalment, or of equal principal when the rate is 0.
func leftOf(rate float64, n, k int) float64 {
	k = min(max(k, 0), n)
	if rate == 0 {
		return 1 - float64(k)/float64(n)
	}
	growth := math.Pow(1+rate, float64(n))
	return (growth - math.Pow(1+rate, float64(k))) / (growth - 1)
}
