package tranche

import (
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
)

// TestSpec is a named test. Its kind says what is measured over what; Numerator, Denominator and Of say
// it otherwise where the deal does:
//
//	overcollateral      pool_balance / balance(of)                       at least
//	interest_cover      interest_collected / interest_due(of)            at least
//	debt_service        collected / (interest_due(of)+principal_due(of)) at least
//	cumulative_default  cumulative_defaulted / (pool_initial+cumulative_purchased)  at most
//	delinquency         overdue(days) / pool_balance                     at most
//	idle_cash           opening_cash(account) / pool_balance             at most
//	rights_coverage     rights_value / pool_balance                      at least
//	ratio               numerator / denominator                          as Is says
//
// A test without a denominator, for there is no debt or no pool left, passes. Where the value of rights
// is not known the test has no outcome: it neither passes nor fails, and a warning says so. The outcome
// is decided exactly: numerator against limit × denominator, in integers.
type TestSpec struct {
	Name string   `json:"name"`
	Kind TestKind `json:"kind"`
	Of   []string `json:"of,omitempty"` // classes or groups, or the account of idle_cash
	Days int      `json:"days,omitempty"`
	// Numerator and Denominator are amounts.
	Numerator   Formula `json:"numerator,omitempty"`
	Denominator Formula `json:"denominator,omitempty"`
	// Is is at_least, at_most, above or below; a kind with a direction of its own needs none.
	Is    Comparison `json:"is,omitempty"`
	Limit Formula    `json:"limit,omitempty"`
	// Bands are limits by year of the deal's life, instead of Limit: the first whose Through has not
	// passed; after the last, the last.
	Bands []BandSpec `json:"bands,omitempty"`
	// Average takes the mean of the values of so many payments up to this one.
	Average int `json:"average,omitempty"`
	// Consecutive is how many payments in a row must breach before fails(test) is true; 1 when absent.
	Consecutive int `json:"consecutive,omitempty"`
}

// BandSpec is the limit up to and including a year of life.
type BandSpec struct {
	Through int             `json:"through_year"`
	Limit   decimal.Decimal `json:"limit"`
}

// TriggerSpec watches a condition and does something when it holds (触发事件).
type TriggerSpec struct {
	Name string  `json:"name"`
	When Formula `json:"when"`
	// At is after_collection, before_waterfall (as when absent), in_waterfall (where a step says
	// evaluate) or after_waterfall.
	At Point `json:"at,omitempty"`
	// Consecutive is how many evaluations in a row must find the condition true; 1 when absent.
	Consecutive int `json:"consecutive,omitempty"`
	// Curable lifts the trigger, and the status it set, once the condition has been false so many
	// evaluations in a row; 0 makes it sticky. Events that it latched stay.
	Curable int          `json:"curable,omitempty"`
	Effects []EffectSpec `json:"effects,omitempty"`
}

// EventSpec is an event that comes from outside the deal: a downgrade, dismissal or insolvency of the
// servicer (资产服务机构评级下调、解任、丧失清偿能力). A run is told when it happens; On assumes it. It is latched
// on the first calculation date on or after its day, before triggers after_collection are looked at.
type EventSpec struct {
	Event string        `json:"event"`
	Of    string        `json:"of,omitempty"` // the party, for a reader
	On    calendar.Date `json:"on,omitzero"`
}

// EffectSpec is what a trigger does: latch an event, or set the status while it is on. Events are
// acceleration (加速清偿事件, sets accelerated), default (违约事件, sets defaulted), end_of_revolving
// (提前结束循环期), perfection (权利完善事件), shortfall_start (差额支付启动事件), or a word of the document's
// own, for formulas to ask for: event(rating_downgrade).
type EffectSpec struct {
	Event  string `json:"event,omitempty"`
	Status Status `json:"status,omitempty"`
}
