package tranche

import (
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
)

// TrancheSpec is one class of securities.
type TrancheSpec struct {
	Name string `json:"name"`
	// Class is senior, mezzanine or subordinated (优先, 中间, 次级).
	Class Class `json:"class"`
	// Rank orders the classes for a reader; classes without one rank by their place in the list.
	Rank     int             `json:"rank,omitempty"`
	Notional decimal.Decimal `json:"notional"`
	// Coupon is absent for a class that lives on the residual.
	Coupon    *CouponSpec   `json:"coupon,omitempty"`
	Principal PrincipalSpec `json:"principal"`
	// InterimYield is what a subordinated class may receive before the end (期间收益).
	InterimYield *YieldSpec `json:"interim_yield,omitempty"`
	// Put is the holders' right to sell back at par (回售).
	Put *PutSpec `json:"put,omitempty"`
	// ExpectedMaturity is the day by which the class must be repaid; it is the last payment when it is
	// not stated. What is then missing is called from support and told as unpaid.
	ExpectedMaturity calendar.Date `json:"expected_maturity,omitzero"`
	// LegalMaturity (法定到期日) is the day on which what is still owed is finally due. By itself it moves no
	// cash: legal_unpaid(class) is what a payment on that day or later leaves or finds unpaid, for triggers to
	// ask for, and the result warns of it. It may lie after the last payment.
	LegalMaturity calendar.Date `json:"legal_maturity,omitzero"`
	// IssuePrice (发行价格) is what holders pay at closing for each 100 of the notional: 100 when absent, 0 for
	// a class that bears interest only.
	IssuePrice *decimal.Decimal `json:"issue_price,omitempty"`
}

// CouponSpec is a coupon: fixed, or floating over a curve.
//
//	rate = min(cap, max(floor, factor × curve + margin)) + step-ups, and never below zero
type CouponSpec struct {
	// Rate is the fixed rate; with a Curve it is absent.
	Rate decimal.Decimal `json:"rate,omitzero"`
	// Curve names the reference rate, Margin (利差) is added to Factor × curve; Factor is 1 when absent.
	Curve  string           `json:"curve,omitempty"`
	Margin decimal.Decimal  `json:"margin,omitzero"`
	Factor *decimal.Decimal `json:"factor,omitempty"`
	Cap    *decimal.Decimal `json:"cap,omitempty"`
	Floor  *decimal.Decimal `json:"floor,omitempty"`
	// ResetMonths is the time between two fixings, counted from closing; 0 fixes at the first day of
	// every interest period. A period takes the last fixing on or before its first day. LagDays fixes so many
	// calendar days before.
	ResetMonths int `json:"reset_months,omitempty"`
	LagDays     int `json:"lag_days,omitempty"`
	// Steps change the coupon: on a date (票面利率调整) or under a condition (step-up). Those of a date come first,
	// in order, so that a later Rate replaces what earlier ones set and added; what conditions add comes on top.
	Steps []CouponStepSpec `json:"steps,omitempty"`
	// DayCount is one of ACT/365F, ACT/360, ACT/ACT ISDA, ACT/365L, ACT/365A, NL/365, 30/360 US,
	// 30/360 ISDA, 30E/360, 30E/360 ISDA and 30E+/360 (see package calendar; ACT/365 is ACT/365F). The termination
	// date that 30E/360 ISDA asks for is the last nominal payment date of the deal.
	DayCount calendar.DayCount `json:"day_count"`
	// OnArrears lets unpaid interest bear interest (复利): "coupon" for the class's own rate, or a rate.
	OnArrears string `json:"on_arrears,omitempty"`
	// Accretes adds the interest of a period to the balance instead of making it due, while the condition
	// holds: "balance(A1) > 0" makes a Z class.
	Accretes Formula `json:"accretes,omitempty"`
}

// CouponStepSpec changes a coupon from a day on, or while a condition holds at the accrual. It sets the
// Rate (from a day only) or Adds to it. A day counts from the first interest period that begins on it or after
// it: a period has one rate. A floating rate that a step adds to is not capped again.
type CouponStepSpec struct {
	From calendar.Date    `json:"from,omitzero"`
	When Formula          `json:"when,omitempty"`
	Rate *decimal.Decimal `json:"rate,omitempty"`
	Add  *decimal.Decimal `json:"add,omitempty"`
}

// PrincipalSpec says how a class is repaid (还本方式).
type PrincipalSpec struct {
	// Mode is pass_through (all cash that reaches its rank), scheduled, bullet (once, at the expected
	// maturity), target (down to a balance that a formula gives), residual (what is left over) or
	// interest_only (仅付息): the class is owed no principal, and its notional only measures its interest.
	Mode Mode `json:"mode"`
	// InterestOn belongs to the interest_only mode: the amount that interest is reckoned on, at most the
	// notional, such as "balance(A1)"; the notional when absent.
	InterestOn Formula `json:"interest_on,omitempty"`
	// Schedule belongs to the scheduled mode: what is repaid on a date, or the balance that should
	// be left after it. One of the two, the same in every row. A row counts from its date on; before the first
	// nothing is due.
	Schedule []ScheduleSpec `json:"schedule,omitempty"`
	// Target belongs to the target mode: the balance that the class should have after the payment.
	Target Formula `json:"target,omitempty"`
	// Lockout keeps principal from the class before a day, as long as there is no acceleration or
	// default, and at the longest until its expected maturity.
	Lockout calendar.Date `json:"lockout,omitzero"`
	// AfterEvent is pass_through, as when absent, or keep: once the deal is accelerated or in default a
	// class takes all cash at its rank, or keeps to its mode. In default its whole balance is due, and called
	// from support, unless it keeps to its mode. Once the pool has been sold back every class is due in full.
	AfterEvent string `json:"after_event,omitempty"`
}

// ScheduleSpec is one row of a repayment schedule.
type ScheduleSpec struct {
	Date    calendar.Date    `json:"date"`
	Amount  *decimal.Decimal `json:"amount,omitempty"`
	Balance *decimal.Decimal `json:"balance,omitempty"`
}

// YieldSpec caps the interim yield: Cap a year on the balance of the class. What is not paid lapses.
type YieldSpec struct {
	Cap      decimal.Decimal   `json:"cap"`
	DayCount calendar.DayCount `json:"day_count"`
}

// PutSpec is a put: on the first payment that reaches Date the holders of Share of the balance are to be
// repaid at par, by a step that pays "put". Resold is the part of that which is sold on to other
// holders (转售) and needs no cash.
type PutSpec struct {
	Date   calendar.Date   `json:"date"`
	Share  Formula         `json:"share"`
	Resold decimal.Decimal `json:"resold,omitzero"`
}
