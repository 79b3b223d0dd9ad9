package tranche

import (
	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
)

// Run pays out the collections of each period and gives the whole record. There is one collection
// for each payment, of the periods that CollectionPeriods gives; others are refused with an error
// that wraps ErrCollections.
//
// The same engine serves every use: for many runs of one deal, use a Runner.
func (d *Deal) Run(collected []cashflow.Collection) (*Result, error) {
	return d.NewRunner().Run(collected)
}

// Run is Deal.Run in the runner's own memory. The result shares none of it.
func (r *Runner) Run(collected []cashflow.Collection) (*Result, error) {
	if err := r.Pay(collected); err != nil {
		return nil, err
	}
	return r.result(), nil
}

// Result is the record of one run of a deal. All amounts are minor units of Currency.
type Result struct {
	Deal        string
	Fingerprint string // of the deal document
	Engine      string
	Currency    money.Currency
	Assumptions []string
	Closing     calendar.Date
	Periods     []Period
	Tranches    []TrancheSummary
	Cash        Cash
	Unpaid      []Unpaid
	Warnings    []string
}

// Period is the record of one payment date.
type Period struct {
	PaymentDate
	Number       int    // from 1
	Waterfall    string // the waterfall that ran
	Collection   cashflow.Collection
	Accounts     []AccountLine
	Tranches     []TrancheLine
	Fees         []FeeLine
	SupportCalls []SupportCall
	Movements    []Movement
}

// AccountLine is the statement of one account for one period: Opening + Receipts − Payments =
// Closing.
type AccountLine struct {
	Name                                 string
	Opening, Receipts, Payments, Closing money.Amount
}

// TrancheLine is the statement of one class for one period: Opening − PrincipalPaid = Closing.
type TrancheLine struct {
	Name    string
	Opening money.Amount
	// InterestDue includes what earlier payments left unpaid; InterestUnpaid is left after this one.
	InterestDue, InterestPaid, InterestUnpaid money.Amount
	// PrincipalDue is what must be repaid at this payment; a pass-through class may be paid more.
	PrincipalDue, PrincipalPaid money.Amount
	// Residual is what the class received beyond interest and principal (剩余收益).
	Residual money.Amount
	Closing  money.Amount
}

// FeeLine is the statement of one fee for one period; Due includes arrears.
type FeeLine struct {
	Name              string
	Due, Paid, Unpaid money.Amount
}

// SupportCall is one payment by a promisor.
type SupportCall struct {
	Support, Promisor string
	Amount            money.Amount
}

// Movement is one movement of cash. From and To are accounts, classes, fees, promisors or the pool.
type Movement struct {
	From, To string
	Kind     string
	Amount   money.Amount
	Memo     string
}

// Cash sums up the whole run over all accounts: Opening + Receipts − Payments = Closing. Opening is
// zero; the reserves that are funded at closing count as receipts.
type Cash struct {
	Opening, Receipts, Payments, Closing money.Amount
	// Difference is Opening + Receipts − Payments − Closing, computed from the statements.
	Difference money.Amount
}

// Unpaid says that something due was not paid in full on its date.
type Unpaid struct {
	Payment calendar.Date
	Name    string // class or fee
	Kind    string // "interest", "principal" or "fee"
	Due     money.Amount
	Paid    money.Amount
}

var moveNames = [...]string{
	moveInterestCollected: "interest_collected", movePrincipalCollected: "principal_collected", moveOtherCollected: "other_collected",
	moveFee: "fee", moveInterest: "interest", movePrincipal: "principal", moveResidual: "residual",
	moveReserveDraw: "reserve_draw", moveReserveFill: "reserve_fill", moveReserveRelease: "reserve_release",
	moveSupportCall: "support_call", moveReimbursement: "reimbursement",
}

var moveMemos = [...]string{
	moveInterestCollected: "interest, rent or fee part of collections", movePrincipalCollected: "principal part of collections", moveOtherCollected: "other collections",
	moveFee: "fee or tax", moveInterest: "interest due", movePrincipal: "principal", moveResidual: "residual yield",
	moveReserveDraw: "reserve covers a shortfall", moveReserveFill: "reserve filled towards its target", moveReserveRelease: "reserve above its target released",
	moveSupportCall: "promisor pays a shortfall", moveReimbursement: "promisor paid back",
}

// result copies the runner's figures out.
func (r *Runner) result() *Result {
	d := r.deal
	res := &Result{
		Deal: d.name, Fingerprint: d.fingerprint, Engine: Engine, Currency: d.currency,
		Assumptions: d.Assumptions(), Closing: d.closing, Periods: make([]Period, len(d.payments)),
	}
	for k := range d.payments {
		res.Periods[k] = r.period(k)
		res.Unpaid = append(res.Unpaid, r.unpaidAt(k)...)
	}
	res.Cash = r.cash()
	res.Tranches = res.summaries(d)
	res.Warnings = r.warnings()
	return res
}

func (r *Runner) period(k int) Period {
	d := r.deal
	p := Period{PaymentDate: d.payments[k], Number: k + 1, Waterfall: "amortising", Collection: r.collected[k]}
	for i := range 1 + len(d.reserves) {
		a := r.accountAt(k, i)
		p.Accounts = append(p.Accounts, AccountLine{Name: d.accountName(i), Opening: a.opening, Receipts: a.receipts, Payments: a.payments, Closing: a.closing})
	}
	for i, t := range d.tranches {
		s := r.trancheAt(k, i)
		p.Tranches = append(p.Tranches, TrancheLine{
			Name: t.name, Opening: s.opening, InterestDue: s.interestDue, InterestPaid: s.interestPaid, InterestUnpaid: s.unpaid,
			PrincipalDue: s.principalDue, PrincipalPaid: s.principalPaid, Residual: s.residual, Closing: s.closing,
		})
	}
	for i, f := range d.fees {
		s := r.feeAt(k, i)
		p.Fees = append(p.Fees, FeeLine{Name: f.name, Due: s.due, Paid: s.paid, Unpaid: s.unpaid})
	}
	for _, m := range r.movements[r.bounds[k]:r.bounds[k+1]] {
		move := Movement{From: d.nodeName(m.from), To: d.nodeName(m.to), Kind: moveNames[m.kind], Amount: m.amount, Memo: moveMemos[m.kind]}
		p.Movements = append(p.Movements, move)
		if m.kind == moveSupportCall {
			p.SupportCalls = append(p.SupportCalls, SupportCall{Support: d.supports[m.from.index].name, Promisor: move.From, Amount: m.amount})
		}
	}
	return p
}

func (d *Deal) nodeName(n node) string {
	switch n.kind {
	case nodePlan:
		return PlanAccount
	case nodeReserve:
		return d.reserves[n.index].name
	case nodeTranche:
		return d.tranches[n.index].name
	case nodeFee:
		return d.fees[n.index].name
	case nodePromisor:
		return d.supports[n.index].promisors[n.sub].name
	}
	return Pool
}

func (r *Runner) unpaidAt(k int) []Unpaid {
	var list []Unpaid
	day := r.deal.payments[k].Payment
	for i, f := range r.deal.fees {
		if s := r.feeAt(k, i); s.unpaid > 0 {
			list = append(list, Unpaid{Payment: day, Name: f.name, Kind: "fee", Due: s.due, Paid: s.paid})
		}
	}
	for i, t := range r.deal.tranches {
		s := r.trancheAt(k, i)
		if s.unpaid > 0 {
			list = append(list, Unpaid{Payment: day, Name: t.name, Kind: "interest", Due: s.interestDue, Paid: s.interestPaid})
		}
		if s.principalPaid < s.principalDue {
			list = append(list, Unpaid{Payment: day, Name: t.name, Kind: "principal", Due: s.principalDue, Paid: s.principalPaid})
		}
	}
	return list
}

func (r *Runner) cash() Cash {
	var c Cash
	for _, v := range r.deal.reserves {
		c.Receipts += v.opening
	}
	for _, m := range r.movements {
		if _, inside := accountIndex(m.from); !inside {
			c.Receipts += m.amount
		}
		if _, inside := accountIndex(m.to); !inside {
			c.Payments += m.amount
		}
	}
	last := len(r.deal.payments) - 1
	for i := range 1 + len(r.deal.reserves) {
		c.Closing += r.accountAt(last, i).closing
	}
	c.Difference = c.Opening + c.Receipts - c.Payments - c.Closing
	return c
}

func (r *Runner) warnings() []string {
	var list []string
	if cash := r.cash().Closing; cash > 0 {
		list = append(list, "cash of "+cash.FormatGrouped(r.deal.currency)+" is left in the accounts after the last payment: no step of the waterfall pays it out")
	}
	for _, p := range r.deal.payments {
		if p.Estimated {
			dates := r.deal.spec.Dates
			list = append(list, "payment dates from "+p.Payment.String()+" on lie beyond the calendar "+dates.Calendar+" and rest on its stand-in, "+dates.Beyond+
				": holidays of those years are not known")
			break
		}
	}
	return list
}
