package tranche

import (
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
)

// SupportSpec is outside support: a shortfall commitment (差额支付承诺), a guarantee (保证) or a liquidity
// facility (流动性支持). Its promisors are called in order, each up to its cap, by those steps of the
// waterfall that name it.
type SupportSpec struct {
	Name      string         `json:"name"`
	Kind      SupportKind    `json:"kind"`
	Promisors []PromisorSpec `json:"promisors"`
	// Covers limits what it pays for: fees, interest, principal, put, swap. A step of another kind that
	// names it is refused. Everything when absent.
	Covers []Pay `json:"covers,omitempty"`
	// Calls says when it may be called: before_payment (so that the payment is made on its day),
	// after_default (once a senior class has missed a payment, or the deal is in default) or both, as when
	// absent. Missed are interest, what is put back, and principal that a schedule or the expected maturity makes
	// due; a target that a formula gives is none. A clean-up alone is no default.
	Calls Stage `json:"calls,omitempty"`
	// When is a further condition, Until the last payment, by nominal date, at which it can be called.
	When  Formula       `json:"when,omitempty"`
	Until calendar.Date `json:"until,omitzero"`
	// Restores gives a cap back what is reimbursed, as a revolving facility does.
	Restores bool `json:"restores,omitempty"`
	// Rate is interest on what is drawn and not paid back, due with the reimbursement.
	Rate     *decimal.Decimal  `json:"rate,omitempty"`
	DayCount calendar.DayCount `json:"day_count,omitempty"`
}

// PromisorSpec is one promisor; without a cap its promise is unlimited. The cap is an amount, worked out
// at each call.
type PromisorSpec struct {
	Name string  `json:"name"`
	Cap  Formula `json:"cap,omitempty"`
	// DefaultsOn assumes that the promisor pays nothing from that day on.
	DefaultsOn calendar.Date `json:"defaults_on,omitzero"`
}

// SwapSpec is an interest-rate swap, cap or floor (利率互换、利率上限、利率下限). The deal pays one leg and
// receives the other on a notional amount; only the difference moves. What the counterparty owes comes
// in before the waterfall, what the deal owes is paid by a step that pays "swap".
type SwapSpec struct {
	Name         string            `json:"name"`
	Kind         string            `json:"kind"` // swap, cap or floor
	Counterparty string            `json:"counterparty,omitempty"`
	Notional     Formula           `json:"notional"`
	Pays         *LegSpec          `json:"pays,omitempty"`
	Receives     *LegSpec          `json:"receives,omitempty"`
	Strike       *decimal.Decimal  `json:"strike,omitempty"` // of a cap or floor on the curve of Receives
	DayCount     calendar.DayCount `json:"day_count"`
	// Until is the last payment, by nominal date, for which legs are reckoned.
	Until calendar.Date `json:"until,omitzero"`
	// DefaultsOn assumes that the counterparty pays nothing from that day on.
	DefaultsOn calendar.Date `json:"defaults_on,omitzero"`
	Account    string        `json:"account,omitempty"` // where receipts go; the plan account when absent
}

// LegSpec is a fixed rate, or a curve and a margin, fixed at the first day of each period. It is never below zero.
type LegSpec struct {
	Rate  decimal.Decimal `json:"rate,omitzero"`
	Curve string          `json:"curve,omitempty"`
}

// CallSpec is a right to end the deal, or part of it, early.
type CallSpec struct {
	Name string `json:"name"`
	// Kind is clean_up (清仓回购: the originator buys the whole pool) or partial (it pays in an amount with
	// which classes are redeemed).
	Kind string `json:"kind"`
	// By is who pays.
	By string `json:"by"`
	// When is the condition under which the call is exercised: "pool_balance <= 0.1 * pool_initial".
	When Formula `json:"when"`
	// Price is what is paid. Requires is a condition on it, of which call_price is the price; when absent a
	// clean-up must be enough, with the cash of the plan account, for the fees and the interest and
	// principal of the senior classes.
	Price    Formula `json:"price"`
	Requires Formula `json:"requires,omitempty"`
	Account  string  `json:"account,omitempty"`
}
