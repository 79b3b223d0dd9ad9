package tranche

import (
	"io"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// Schema is the name and version of the deal document.
const Schema = "ipabs.deal/1"

// Spec is a deal as a person writes it.
type Spec struct {
	Schema string `json:"schema"`
	Name   string `json:"name"`
	// Assumptions lists, in words, every term of the document that is assumed and not taken from the
	// deal's own papers. They are printed with every result.
	Assumptions []string       `json:"assumptions,omitempty"`
	Currency    money.Currency `json:"currency"`
	Parties     []PartySpec    `json:"parties,omitempty"`
	Dates       DatesSpec      `json:"dates"`
	Reserves    []ReserveSpec  `json:"reserves,omitempty"`
	Tranches    []TrancheSpec  `json:"tranches"`
	Fees        []FeeSpec      `json:"fees,omitempty"`
	Support     []SupportSpec  `json:"support,omitempty"`
	Waterfalls  WaterfallsSpec `json:"waterfalls"`
}

// PartySpec names who plays a role in the deal, such as originator, servicer or plan manager
// (原始权益人, 资产服务机构, 计划管理人).
type PartySpec struct {
	Role string `json:"role"`
	Name string `json:"name"`
}

// DatesSpec fixes the deal's clocks.
type DatesSpec struct {
	// CutOff (封包日) is the day after which the pool's cash belongs to the deal.
	CutOff calendar.Date `json:"cut_off"`
	// Closing (设立日) is the day on which the classes are issued and begin to accrue.
	Closing  calendar.Date `json:"closing"`
	Payments PaymentsSpec  `json:"payments"`
	// Calendar names the business calendar: china_exchange, china_interbank, weekends or none. Beyond
	// names the one that stands in, visibly, for the days that Calendar does not cover.
	Calendar string `json:"calendar"`
	Beyond   string `json:"beyond_calendar,omitempty"`
	// Roll says where a payment goes that falls on a holiday: unadjusted, following,
	// modified_following, preceding or modified_preceding.
	Roll        calendar.Roll   `json:"roll"`
	Calculation CalculationSpec `json:"calculation"`
	// Accrual says whether interest runs to the nominal payment date (unadjusted, as when absent) or to
	// the day of payment (adjusted).
	Accrual Accrual `json:"accrual"`
}

// PaymentsSpec gives the nominal payment dates (兑付日): First, then every Frequency (monthly,
// bimonthly, quarterly, semiannual, annual) up to Last; or a list of Dates.
type PaymentsSpec struct {
	First     calendar.Date      `json:"first,omitzero"`
	Frequency calendar.Frequency `json:"frequency,omitempty"`
	Last      calendar.Date      `json:"last,omitzero"`
	Dates     []calendar.Date    `json:"dates,omitempty"`
}

// CalculationSpec says up to which day collections count for a payment (计算日): so many business
// days before it, the end of the month before it, or a list with one day for each payment.
type CalculationSpec struct {
	BusinessDaysBefore *int            `json:"business_days_before,omitempty"`
	PreviousMonthEnd   bool            `json:"previous_month_end,omitempty"`
	Dates              []calendar.Date `json:"dates,omitempty"`
}

// ReserveSpec is a reserve account (储备金账户) beside the plan account: funded at closing out of the
// proceeds, refilled up to its target by a step of the waterfall, and drawn on by those steps that
// name it as support.
type ReserveSpec struct {
	Name    string          `json:"name"`
	Opening decimal.Decimal `json:"opening"`
	Target  TargetSpec      `json:"target"`
}

// TargetSpec is the amount that a reserve should hold: a fixed Amount, or Share times a base, which is
// initial_notional, notional_balance or senior_balance. Balances are those of the moment at which the
// step runs; when every class is repaid the target is zero.
type TargetSpec struct {
	Amount *decimal.Decimal `json:"amount,omitempty"`
	Share  *decimal.Decimal `json:"share,omitempty"`
	Of     Base             `json:"of,omitempty"`
}

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
	// ExpectedMaturity is the day by which the class must be repaid; it is the last payment when it is
	// not stated. What is then missing is called from support and told as unpaid.
	ExpectedMaturity calendar.Date `json:"expected_maturity,omitzero"`
}

// CouponSpec is a fixed coupon.
type CouponSpec struct {
	Rate decimal.Decimal `json:"rate"`
	// DayCount is one of ACT/365F, ACT/360, ACT/ACT ISDA, ACT/365L, ACT/365A, NL/365, 30/360 US,
	// 30/360 ISDA, 30E/360, 30E/360 ISDA and 30E+/360.
	DayCount calendar.DayCount `json:"day_count"`
}

// PrincipalSpec says how a class is repaid (还本方式).
type PrincipalSpec struct {
	// Mode is pass_through (all cash that reaches its rank), scheduled, bullet (once, at the expected
	// maturity) or residual (what is left over).
	Mode Mode `json:"mode"`
	// Schedule belongs to the scheduled mode: what is repaid on a date, or the balance that should
	// be left after it. One of the two, the same in every row. A row counts from its date on.
	Schedule []ScheduleSpec `json:"schedule,omitempty"`
}

// ScheduleSpec is one row of a repayment schedule.
type ScheduleSpec struct {
	Date    calendar.Date    `json:"date"`
	Amount  *decimal.Decimal `json:"amount,omitempty"`
	Balance *decimal.Decimal `json:"balance,omitempty"`
}

// FeeSpec is a fee or tax. It is either an Amount or a Rate on a base (Of: initial_notional,
// notional_balance, senior_balance, pool_balance, interest_collected or collected), for each year (Per:
// year, by the day count), for each payment (payment) or at the first payment only (once). What cannot
// be paid is carried as arrears, without interest.
type FeeSpec struct {
	Name   string           `json:"name"`
	Payee  string           `json:"payee,omitempty"`
	Amount *decimal.Decimal `json:"amount,omitempty"`
	Rate   *decimal.Decimal `json:"rate,omitempty"`
	Of     Base             `json:"of,omitempty"`
	Per    Per              `json:"per"`
	// DayCount measures the part of a year for fees per year.
	DayCount calendar.DayCount `json:"day_count,omitempty"`
}

// SupportSpec is outside support: a shortfall commitment (差额支付承诺) whose promisors are called in
// order, each up to its cap, by those steps of the waterfall that name it.
type SupportSpec struct {
	Name      string         `json:"name"`
	Kind      string         `json:"kind"`
	Promisors []PromisorSpec `json:"promisors"`
}

// PromisorSpec is one promisor; without a cap its promise is unlimited.
type PromisorSpec struct {
	Name string           `json:"name"`
	Cap  *decimal.Decimal `json:"cap,omitempty"`
}

// WaterfallsSpec holds the waterfall of each status of the deal. This version knows one status.
type WaterfallsSpec struct {
	Amortising []StepSpec `json:"amortising"`
}

// StepSpec is one step of a waterfall, to be read aloud: "pay interest to A1, A2 and A3, pro rata,
// with the support of the reserve".
type StepSpec struct {
	// Pay is fees, interest, principal, reserve (fill it to its target, take back what is above),
	// reimbursement (of what support has paid) or residual (everything that is left).
	Pay Pay `json:"pay"`
	// To names fees, classes, reserves or support, by what is paid.
	To []string `json:"to"`
	// Split is sequential, as when absent, or pro_rata.
	Split Split `json:"split,omitempty"`
	// Support names reserves and commitments that are drawn, in this order, when the plan account
	// cannot pay what is due.
	Support []string `json:"support,omitempty"`
	// After names classes that must be paid in full before the step pays anything.
	After []string `json:"after,omitempty"`
}

// ReadSpec reads a deal document in JSON. Fields that the format does not have and values that a field
// cannot hold are refused, all of them at once (see faults.DecodeJSON); what the fields say is checked
// by Resolve. With such faults the specification still holds everything else.
func ReadSpec(r io.Reader) (Spec, error) {
	var s Spec
	err := faults.DecodeJSON(r, &s)
	return s, err
}

// Read reads a deal document and resolves it. The error carries every fault of the document: those of
// its form, as ReadSpec finds them, and those of what it says, as Resolve does.
func Read(r io.Reader) (*Deal, error) {
	s, err := ReadSpec(r)
	if err != nil && s.Schema == "" && s.Name == "" && len(s.Tranches) == 0 {
		return nil, err // no deal at all: that everything is missing says nothing more
	}
	deal, resolveErr := s.Resolve()
	if err := faults.Merge(err, resolveErr); err != nil {
		return nil, err
	}
	return deal, nil
}
