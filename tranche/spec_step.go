package tranche

import "github.com/shopspring/decimal"

// StepSpec is one step of a waterfall, to be read aloud: "pay interest to A1, A2 and A3, pro rata,
// with the support of the reserve". A step either pays, or does something that moves no cash.
type StepSpec struct {
	// Pay is fees, interest, principal, put, yield (the interim yield), reserve (fill it to its target,
	// take back what is above), transfer (between accounts), reimbursement (of what support has paid, with
	// its interest), swap, purchase (of further claims), deposits (back to the lessees) or residual
	// (everything that is left).
	Pay Pay `json:"pay,omitempty"`
	// Do is write_down or write_up (of classes, by Amount), book (Amount to a ledger) or evaluate
	// (triggers).
	Do Action `json:"do,omitempty"`
	// To names fees, classes, groups, accounts, support, swaps, ledgers or triggers, by what is paid or
	// done.
	To []string `json:"to,omitempty"`
	// From is the account that pays; the plan account when absent.
	From string `json:"from,omitempty"`
	// Split is sequential, as when absent, or pro_rata; for the residual, shares.
	Split Split `json:"split,omitempty"`
	// Shares divide a residual among those it is paid to; they sum to 1.
	Shares []decimal.Decimal `json:"shares,omitempty"`
	// Amount is what is transferred, written down or booked; a transfer without it moves everything.
	Amount Formula `json:"amount,omitempty"`
	// Limit is the most that the step may take from the account.
	Limit Formula `json:"limit,omitempty"`
	// When skips the step where the condition does not hold; Else are the steps that then run instead,
	// Then those that run after the step where it does. A step with Then or Else may pay nothing itself.
	When Formula    `json:"when,omitempty"`
	Then []StepSpec `json:"then,omitempty"`
	Else []StepSpec `json:"else,omitempty"`
	// Support names reserves and commitments that are drawn, in this order, when the account cannot pay
	// what is due.
	Support []string `json:"support,omitempty"`
	// After names classes that must be paid in full before the step pays anything.
	After []string `json:"after,omitempty"`
}
