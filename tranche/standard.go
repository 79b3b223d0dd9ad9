package tranche

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// Terms of the standard structure. They are a starting point to look at a pool with, not advice and
// not any deal's terms; Standard writes each of them into the deal's list of assumptions.
var (
	standardDiscount  = 0.05                 // yearly rate at which the pool is bought
	standardA1        = decimal.New(50, -2)  // share of A1
	standardA2        = decimal.New(35, -2)  // share of A2
	standardCouponA1  = decimal.New(350, -4) // 3.50 %
	standardCouponA2  = decimal.New(400, -4) // 4.00 %
	standardFee       = decimal.New(10, -4)  // 0.10 % a year of the notional balance
	standardVAT       = decimal.New(3, -2)   // 3 % / 1.03 × 1.12 of interest collected
	standardSurcharge = decimal.New(12, -2)
	standardPar       = money.Amount(100) // units of currency of one security
	standardLag       = 10                // business days from calculation to payment
	standardName      = "Standard structure (标准示范结构)"
)

// Standard sizes a plain structure from a pool, for a desk that has no deal document yet: closing
// one month after the cut-off date, quarterly payments from the pool's first cash to its last, two
// sequential pass-through senior classes A1 (50 %) and A2 (35 %) and a subordinated class (15 %)
// that takes the residual. The total notional is the present value at closing of the pool's
// contractual cash at 5 % a year, at most its outstanding principal, in whole securities of 100.
//
// Every one of these terms is an assumption and is listed as one. The error says when a pool is too
// small to be cut into whole securities.
func Standard(p *pool.Pool, f *cashflow.Flows) (Spec, error) {
	closing := p.AsOf().AddMonths(1)
	total, err := standardNotional(p, f, closing)
	if err != nil {
		return Spec{}, err
	}
	c := p.Currency()
	par := standardPar.Decimal(c).Mul(decimal.New(1, int32(c.Exponent())))
	share := func(part decimal.Decimal) decimal.Decimal {
		return total.Mul(part).Div(par).Floor().Mul(par)
	}
	a1, a2 := share(standardA1), share(standardA2)
	sub := total.Sub(a1).Sub(a2)
	if a1.Sign() <= 0 || a2.Sign() <= 0 || sub.Sign() <= 0 {
		return Spec{}, fmt.Errorf("tranche: a pool worth %s %s is too small for the standard structure: supply a deal document", total.StringFixed(2), c)
	}
	dates := standardDates(p, f, closing)
	fee := standardFee
	senior := []string{"A1", "A2"}
	return Spec{
		Schema:      Schema,
		Name:        standardName,
		Assumptions: standardAssumptions(closing, dates),
		Currency:    c,
		Dates:       dates,
		Tranches: []TrancheSpec{
			{Name: "A1", Class: Senior, Rank: 1, Notional: a1, Coupon: &CouponSpec{Rate: standardCouponA1, DayCount: calendar.Act365F}, Principal: PrincipalSpec{Mode: PassThrough}},
			{Name: "A2", Class: Senior, Rank: 2, Notional: a2, Coupon: &CouponSpec{Rate: standardCouponA2, DayCount: calendar.Act365F}, Principal: PrincipalSpec{Mode: PassThrough}},
			{Name: "Sub", Class: Subordinated, Rank: 3, Notional: sub, Principal: PrincipalSpec{Mode: Residual}},
		},
		Fees: []FeeSpec{
			{Name: "VAT", Payee: "tax authority", Tax: []TaxSpec{{Rate: standardVAT, Inclusive: true, Surcharge: standardSurcharge}}, Of: InterestCollected, Per: PerPayment},
			{Name: "plan fees", Payee: "manager and custodian", Rate: &fee, Of: NotionalBalance, Per: PerYear, DayCount: calendar.Act365F},
		},
		Waterfalls: WaterfallsSpec{Amortising: []StepSpec{
			{Pay: PayFees, To: []string{"VAT", "plan fees"}},
			{Pay: PayInterest, To: senior, Split: ProRata},
			{Pay: PayPrincipal, To: senior},
			{Pay: PayResidual, To: []string{"Sub"}},
		}},
	}, nil
}

// standardNotional is the price of the pool in whole securities, in units of currency.
func standardNotional(p *pool.Pool, f *cashflow.Flows, closing calendar.Date) (decimal.Decimal, error) {
	flows := f.DatedPayments()
	for i := range flows {
		// What comes in before closing waits in the originator's hands until then.
		flows[i].Date = max(flows[i].Date, closing)
	}
	value, err := cashflow.PV(flows, closing, cashflow.Yield{Rate: standardDiscount})
	if err != nil {
		return decimal.Decimal{}, err
	}
	price := min(p.Principal(), money.Amount(value))
	par := standardPar.Decimal(p.Currency()).Mul(decimal.New(1, int32(p.Currency().Exponent())))
	return price.Decimal(p.Currency()).Div(par).Floor().Mul(par), nil
}

// standardSlack is the most that standardLag business days can take, in days: two weeks and the
// longest holidays. Cash that is to be paid out must be in that long before.
const standardSlack = 25

// standardDates pays every three months, from the first date by which the pool has paid anything to
// the first by which it has paid everything.
func standardDates(p *pool.Pool, f *cashflow.Flows, closing calendar.Date) DatesSpec {
	lag := standardLag
	cash := f.DatedPayments()
	quarter := func(from int, cash calendar.Date) (n int) {
		for n = from; n < maxPayments && closing.AddMonths(3*n).AddDays(-standardSlack).Before(cash); n++ {
		}
		return n
	}
	n := quarter(1, cash[0].Date)
	first, last := closing.AddMonths(3*n), closing.AddMonths(3*quarter(n, f.LastDate()))
	name, beyond := calendar.NameChinaExchange, calendar.NameWeekends
	if covered, _ := calendar.ChinaExchange().Years(); closing.Year() < covered {
		name, beyond = calendar.NameWeekends, ""
	}
	return DatesSpec{
		CutOff: p.AsOf(), Closing: closing,
		Payments: PaymentsSpec{First: first, Frequency: calendar.Quarterly, Last: last},
		Calendar: name, Beyond: beyond, Roll: calendar.Following,
		Calculation: CalculationSpec{BusinessDaysBefore: &lag},
	}
}

func standardAssumptions(closing calendar.Date, dates DatesSpec) []string {
	return []string{
		"整个结构：未提供交易文件 the whole structure: no deal document was given",
		"设立日为封包日后一个月 closing on " + closing.String() + ", one month after the cut-off date",
		"按季兑付，归集截至兑付日前10个工作日 quarterly payments from " + dates.Payments.First.String() + " to " + dates.Payments.Last.String() + ", collections counted up to 10 business days before",
		"发行总额：合同现金按年5%折现至设立日，不超过未偿本金 total notional: contractual cash discounted to closing at 5 % a year, at most the outstanding principal",
		"A1 50%、A2 35% 依次过手摊还，其余为次级、无票面利率 A1 50 % at 3.50 %, A2 35 % at 4.00 %, pass-through one after the other; the rest subordinated, without a coupon",
		"增值税及附加按已收利息计，计划费用每年0.10% value-added tax of 3 % in interest collected with surcharges of 12 %, 3.2621 % of it; plan fees of 0.10 % a year of the notional balance",
	}
}
