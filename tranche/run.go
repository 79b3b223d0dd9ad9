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

// RunInputs is Run with more inputs.
func (d *Deal) RunInputs(in Inputs) (*Result, error) { return d.NewRunner().RunInputs(in) }

// Run is Deal.Run in the runner's own memory. The result shares none of it.
func (r *Runner) Run(collected []cashflow.Collection) (*Result, error) {
	return r.RunInputs(Inputs{Collections: collected})
}

// RunInputs is Deal.RunInputs in the runner's own memory.
func (r *Runner) RunInputs(in Inputs) (*Result, error) {
	if err := r.PayInputs(in); err != nil {
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
	// ClosingDay is what moved on the closing day, where the document has a closing waterfall.
	ClosingDay []Movement
	// Transforms says that the collections of the periods are not those given: claims were bought, the
	// pool was sold, or another currency exchanged.
	Transforms bool
	Periods    []Period
	Tranches   []TrancheSummary
	Cash       Cash
	Unpaid     []Unpaid
	// StatusHistory begins with the status at closing; History is everything that happened to triggers,
	// events, calls and purchases, in order.
	StatusHistory []StatusChange
	History       []HistoryLine
	Final         FinalState
	Warnings      []string
}

// Period is the record of one payment date.
type Period struct {
	PaymentDate
	Number    int    // from 1
	Waterfall string // the waterfall that ran
	Status    Status // after the payment
	// Collection is what the pool paid, in the deal's currency and with what was bought.
	Collection   cashflow.Collection
	Accounts     []AccountLine
	Tranches     []TrancheLine
	Fees         []FeeLine
	Tests        []TestLine
	Triggers     []TriggerLine
	Swaps        []SwapLine
	Ledgers      []LedgerLine
	Deposits     []DepositLine
	SupportCalls []SupportCall
	Movements    []Movement
}

// AccountLine is the statement of one account for one period: Opening + Receipts − Payments =
// Closing. Target is what a reserve should hold; zero where no step asked.
type AccountLine struct {
	Name                                         string
	Within                                       string // the account that it is a ledger of
	Opening, Receipts, Payments, Closing, Target money.Amount
}

// TrancheLine is the statement of one class for one period:
//
//	Closing = Opening + Accreted + WriteUp − PrincipalPaid − WriteDown
type TrancheLine struct {
	Name    string
	Opening money.Amount
	// Rate is the coupon of the period, a year; HasCoupon is false for a class without one.
	Rate      money.Rate
	HasCoupon bool
	// InterestDue includes what earlier payments left unpaid, and OnArrears, the interest on that;
	// InterestUnpaid is left after this one.
	InterestDue, InterestPaid, InterestUnpaid, OnArrears money.Amount
	// PrincipalDue is what must be repaid at this payment; a pass-through class may be paid more.
	// PrincipalPaid includes PutPaid, of PutDue that holders have put back beside what is Resold.
	PrincipalDue, PrincipalPaid, PutDue, PutPaid, Resold money.Amount
	// Residual is what the class received beyond interest and principal (剩余收益), with YieldPaid of
	// YieldDue, the interim yield.
	Residual, YieldDue, YieldPaid money.Amount
	// Accreted is interest added to the balance, WriteDown loss taken off it, WriteUp loss restored.
	Accreted, WriteDown, WriteUp money.Amount
	Closing                      money.Amount
}

// FeeLine is the statement of one fee for one period; Due includes arrears and what overflowed into it,
// Accrued is new in the period with VAT in it, Overflow went to the fee beyond the cap, and Lapsed is
// owed no more.
type FeeLine struct {
	Name                                          string
	Due, Paid, Unpaid                             money.Amount
	Accrued, ValueAddedTax, OverflowOut, LapsedBy money.Amount
}

// TestLine is what a test found before the waterfall. Known is false where the value of rights is not
// known; Applies is false where there is nothing to measure against.
type TestLine struct {
	Name                   string
	Known, Applies         bool
	Numerator, Denominator money.Amount
	Value                  money.Rate // or the mean, where the test takes one
	Limit                  money.Rate
	Is                     Comparison
	Passes                 bool
	Breaches               int  // in a row, with this one
	Fails                  bool // so many in a row that fails(test) is true
	Cure                   money.Amount
}

// TriggerLine is one evaluation of a trigger: whether it is on after it, and what it compared.
type TriggerLine struct {
	Name     string
	At       Point
	On       bool
	Compared []Compared
}

// Compared is one comparison that decided, as written and as worked out.
type Compared struct {
	Text        string // "value(OC) < 1.1"
	Left, Right string // their values
}

// SwapLine is the statement of one swap: both legs, and what moved.
type SwapLine struct {
	Name                                   string
	Pays, Receives, Paid, Received, Unpaid money.Amount
}

// LedgerLine is what a ledger stands at after the payment.
type LedgerLine struct {
	Name    string
	Closing money.Amount
}

// DepositLine is what is left of a lessee's deposit.
type DepositLine struct {
	Lessee string
	Left   money.Amount
}

// SupportCall is one payment by a promisor (差额支付通知): called on the day Called, to be transferred by
// Transfer.
type SupportCall struct {
	Support, Promisor string
	Amount            money.Amount
	For               Pay
	Stage             Stage
	Called, Transfer  calendar.Date
}

// Movement is one movement of cash. From and To are accounts, classes, fees, promisors or the pool. Step
// is the step of the waterfall that made it, such as "amortising[2]".
type Movement struct {
	From, To string
	Kind     string
	Amount   money.Amount
	Memo     string
	Step     string
}

// StatusChange says from when the deal was in a status.
type StatusChange struct {
	Day    calendar.Date
	Number int // of the payment; 0 at closing
	From   Status
	To     Status
}

// HistoryLine is something that happened: a trigger went on or off, an event was latched, a call was
// exercised or its price refused, a claim was bought.
type HistoryLine struct {
	Day    calendar.Date
	Number int
	Kind   string // trigger, event, call, purchase
	Name   string
	On     bool
	Count  int // how many claims were bought
	// Compared is what decided, for triggers.
	Compared []Compared
}

// FinalState is how the deal stands after the last payment.
type FinalState struct {
	Status   Status
	Accounts []AccountLine
	Tranches []TrancheLine
	// Owed is what is still owed: to fees, and to promisors with their interest.
	Owed []LedgerLine
}

// Cash sums up the whole run over all accounts: Opening + Receipts − Payments = Closing. Opening is
// zero; what the accounts hold after the closing day counts as receipts.
type Cash struct {
	Opening, Receipts, Payments, Closing money.Amount
	// Difference is Opening + Receipts − Payments − Closing, computed from the statements.
	Difference money.Amount
}

// Unpaid says that something due was not paid in full on its date.
type Unpaid struct {
	Payment calendar.Date
	Name    string // class or fee
	Kind    string // "interest", "principal", "put", "swap" or "fee"
	Due     money.Amount
	Paid    money.Amount
}

// result copies the runner's figures out.
func (r *Runner) result() *Result {
	d := r.deal
	res := &Result{
		Deal: d.name, Fingerprint: d.fingerprint, Engine: Engine, Currency: d.currency,
		Assumptions: d.Assumptions(), Closing: d.closing, Periods: make([]Period, len(d.payments)),
	}
	for i := range r.bounds[0] {
		res.ClosingDay = append(res.ClosingDay, r.movementAt(i))
	}
	for k := range d.payments {
		res.Periods[k] = r.period(k)
		res.Unpaid = append(res.Unpaid, r.unpaidAt(k)...)
	}
	res.Transforms = d.routes.fx != nil || d.revolving != nil || r.sold
	res.Cash = r.total()
	res.Tranches = res.summaries(d)
	r.tell(res)
	res.Final = r.final(res)
	res.Warnings = r.warnings()
	return res
}

func (r *Runner) movementAt(i int) Movement {
	m := &r.movements[i]
	move := Movement{From: r.deal.nodeName(m.from), To: r.deal.nodeName(m.to), Kind: moveWords[m.kind].word, Amount: m.amount, Memo: moveWords[m.kind].memo}
	if m.step >= 0 {
		move.Step = r.deal.stepPaths[m.step]
	}
	return move
}

func (r *Runner) period(k int) Period {
	d := r.deal
	p := Period{PaymentDate: d.payments[k], Number: k + 1, Waterfall: flowNames[r.flowAt[k]], Status: r.statusAt[k], Collection: r.collectionAt[k]}
	for i := range d.accounts {
		a := r.accountAt(k, i)
		line := AccountLine{Name: d.accounts[i].name, Opening: a.opening, Receipts: a.receipts, Payments: a.payments, Closing: a.closing, Target: a.target}
		if w := d.accounts[i].within; w >= 0 {
			line.Within = d.accounts[w].name
		}
		p.Accounts = append(p.Accounts, line)
	}
	for i, t := range d.tranches {
		s := r.trancheAt(k, i)
		p.Tranches = append(p.Tranches, TrancheLine{
			Name: t.name, Opening: s.opening, Rate: s.rate, HasCoupon: t.hasCoupon, InterestDue: s.interestDue, InterestPaid: s.interestPaid, InterestUnpaid: s.unpaid, OnArrears: s.onArrears,
			PrincipalDue: s.principalDue, PrincipalPaid: s.principalPaid, PutDue: s.putDue, PutPaid: s.putPaid, Resold: s.resold,
			Residual: s.residual, YieldDue: s.yieldDue, YieldPaid: s.yieldPaid, Accreted: s.accreted, WriteDown: s.writeDown, WriteUp: s.writeUp, Closing: s.closing,
		})
	}
	for i, f := range d.fees {
		s := r.feeAt(k, i)
		p.Fees = append(p.Fees, FeeLine{Name: f.name, Due: s.due, Paid: s.paid, Unpaid: s.unpaid, Accrued: s.accrued, ValueAddedTax: s.vat, OverflowOut: s.overflow, LapsedBy: s.lapsed})
	}
	for i, t := range d.tests {
		s := r.testAt(k, i)
		p.Tests = append(p.Tests, TestLine{Name: t.name, Known: s.known, Applies: !s.none, Numerator: s.num, Denominator: s.den, Value: s.value, Limit: s.limit, Is: t.is,
			Passes: s.known && !s.breached, Breaches: int(s.count), Fails: s.failing, Cure: s.cure})
	}
	p.Triggers = r.triggersAt(k)
	for i, v := range d.swaps {
		s := r.swaps[k*len(d.swaps)+i]
		p.Swaps = append(p.Swaps, SwapLine{v.name, s.pays, s.receives, s.paid, s.received, s.unpaid})
	}
	for i, l := range d.ledgers {
		p.Ledgers = append(p.Ledgers, LedgerLine{l.name, r.ledgerAt[k*len(d.ledgers)+i]})
	}
	if d.deposits != nil {
		for i, name := range d.deposits.lessees {
			p.Deposits = append(p.Deposits, DepositLine{name, r.depositAt[k*len(r.deposit)+i]})
		}
	}
	for i := r.bounds[k]; i < r.bounds[k+1]; i++ {
		p.Movements = append(p.Movements, r.movementAt(i))
	}
	for _, c := range r.callsMade[r.callBounds[k]:r.callBounds[k+1]] {
		stage := BeforePayment
		if c.after {
			stage = AfterDefault
		}
		v := &d.supports[c.support]
		p.SupportCalls = append(p.SupportCalls, SupportCall{Support: v.name, Promisor: v.promisors[c.promisor].name, Amount: c.amount, For: c.pay, Stage: stage,
			Called: d.payments[k].day(ShortfallStart), Transfer: d.payments[k].day(ShortfallTransfer)})
	}
	return p
}

func (r *Runner) unpaidAt(k int) []Unpaid {
	var list []Unpaid
	day := r.deal.payments[k].Payment
	for i, f := range r.deal.fees {
		if s := r.feeAt(k, i); s.unpaid > 0 {
			list = append(list, Unpaid{Payment: day, Name: f.name, Kind: "fee", Due: s.due, Paid: s.paid})
		}
	}
	for i, v := range r.deal.swaps {
		if s := r.swaps[k*len(r.deal.swaps)+i]; s.unpaid > 0 {
			list = append(list, Unpaid{Payment: day, Name: v.name, Kind: "swap", Due: s.unpaid + s.paid, Paid: s.paid})
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
		if s.putUnpaid > 0 {
			list = append(list, Unpaid{Payment: day, Name: t.name, Kind: "put", Due: s.putUnpaid + s.putPaid, Paid: s.putPaid})
		}
	}
	return list
}

// total sums up the cash of the whole run.
func (r *Runner) total() Cash {
	var c Cash
	for i := range r.deal.accounts {
		c.Receipts += r.accountAt(0, i).opening
	}
	for _, m := range r.movements[r.bounds[0]:] {
		if m.from.kind != nodeAccount {
			c.Receipts += m.amount
		}
		if m.to.kind != nodeAccount {
			c.Payments += m.amount
		}
	}
	last := len(r.deal.payments) - 1
	for i := range r.deal.accounts {
		c.Closing += r.accountAt(last, i).closing
	}
	c.Difference = c.Opening + c.Receipts - c.Payments - c.Closing
	return c
}

func (r *Runner) final(res *Result) FinalState {
	last := res.Periods[len(res.Periods)-1]
	f := FinalState{Status: last.Status, Accounts: last.Accounts, Tranches: last.Tranches}
	for i, v := range r.deal.fees {
		if r.feeDue[i] > 0 {
			f.Owed = append(f.Owed, LedgerLine{v.name, r.feeDue[i]})
		}
	}
	for i := range r.deal.supports {
		for j, p := range r.deal.supports[i].promisors {
			if owed := r.called[i][j] - r.repaid[i][j] + r.interest[i][j]; owed > 0 {
				f.Owed = append(f.Owed, LedgerLine{p.name, owed})
			}
		}
	}
	for i, v := range r.deal.swaps {
		if r.swapDue[i] > 0 {
			f.Owed = append(f.Owed, LedgerLine{v.name, r.swapDue[i]})
		}
	}
	return f
}
