package tranche

import (
	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
)

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
	// Collection is what the pool paid, in the deal's currency and with what was bought. Repurchased is what
	// was paid for in cash, Substituted the principal that was replaced by other claims.
	Collection   cashflow.Collection
	Substituted  money.Amount
	Accounts     []AccountLine
	Tranches     []TrancheLine
	Fees         []FeeLine
	Tests        []TestLine
	Triggers     []TriggerLine
	Swaps        []SwapLine
	Ledgers      []LedgerLine
	Deposits     []DepositLine
	SupportCalls []SupportCall
	Support      []SupportLine
	Movements    []Movement
}

// AccountLine is the statement of one account for one period: Opening + Receipts − Payments =
// Closing. Target is what a reserve should hold; zero where no step asked.
type AccountLine struct {
	Name                                         string
	Within                                       string // the account that it is a ledger of
	Opening, Receipts, Payments, Closing, Target money.Amount
}

// Held is the statement of a bank account with all ledgers within it (账户及其分账户). Movements between them
// are in both receipts and payments.
func (p *Period) Held(account string) AccountLine {
	sum := AccountLine{Name: account}
	for _, a := range p.Accounts {
		if a.Name == account || a.Within == account {
			sum.Opening += a.Opening
			sum.Receipts += a.Receipts
			sum.Payments += a.Payments
			sum.Closing += a.Closing
			sum.Target += a.Target
		}
	}
	return sum
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
// owed no more. Arrears is the part of Due that earlier payments left unpaid, ArrearsUnpaid what is left of
// that part in the order in which the fee settles.
type FeeLine struct {
	Name                                          string
	Due, Paid, Unpaid                             money.Amount
	Arrears, ArrearsUnpaid                        money.Amount
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

// Compared is one thing that a trigger looked at, as written and as worked out: both sides of a comparison
// such as "value(OC) < 1.1"; for fails(test) the value and the limit, "at_most 0.03"; for another condition
// true or false, and nothing on the right.
type Compared struct {
	Text        string
	Left, Right string
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

// SupportLine is the statement of one promisor for one period:
//
//	Opening + Called − Reimbursed = Closing
//
// Interest is what is owed on it after the payment, Room what the promisor can still be called for under
// its cap; HasCap is false for a promise without one.
type SupportLine struct {
	Support, Promisor                    string
	Opening, Called, Reimbursed, Closing money.Amount
	Interest, Room                       money.Amount
	HasCap, InDefault                    bool
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
