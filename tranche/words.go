package tranche

import (
	"fmt"
	"slices"
	"strings"
)

// Class is the seniority of a tranche.
type Class uint8

// The values of Class.
const (
	ClassUnknown Class = iota
	Senior             // 优先级
	Mezzanine          // 中间级
	Subordinated       // 次级
)

// Mode is the way in which a tranche is repaid.
type Mode uint8

// The values of Mode.
const (
	ModeUnknown Mode = iota
	PassThrough      // all cash that reaches its rank (过手摊还)
	Scheduled        // by a table of dates (固定摊还)
	BulletMode       // once, at the expected maturity (到期一次还本)
	TargetMode       // down to a balance that a formula gives (目标余额)
	Residual         // from what is left over (次级收益)
)

// Pay is what a step of the waterfall pays.
type Pay uint8

// The values of Pay.
const (
	PayUnknown       Pay = iota
	PayFees              // fees and taxes (税费)
	PayInterest          // interest due (利息)
	PayPrincipal         // principal (本金)
	PayPut               // principal put back by its holders (回售)
	PayYield             // interim yield up to its cap (期间收益)
	PayReserve           // the reserve up to its target; what it holds above the target comes back
	PayTransfer          // from one account to another (转账)
	PayReimbursement     // what support has paid before (偿还差额支付款)
	PaySwap              // what is owed to the counterparty of a swap
	PayPurchase          // further claims (循环购买)
	PayDeposits          // deposits back to the lessees (退还保证金)
	PayResidual          // everything that is left: principal first, then yield (剩余收益)
)

// Action is what a step does that moves no cash.
type Action uint8

// The values of Action.
const (
	ActionNone Action = iota
	WriteDown         // takes a loss off the balance of classes (减记)
	WriteUp           // restores what was written down (回补)
	Book              // adds an amount to a ledger
	Evaluate          // looks at triggers
)

// Split is how cash is divided among the payees of a step.
type Split uint8

// The values of Split.
const (
	Sequential Split = iota // one after the other (顺序)
	ProRata                 // in proportion to what is owed (按比例)
	ByShares                // in the shares that the step states
)

// Per is the measure of time of a fee.
type Per uint8

// The values of Per.
const (
	PerUnknown  Per = iota
	PerYear         // accrues by day count
	PerPayment      // on every payment date
	PerOnce         // on the first payment date
	PerClosing      // on the closing day
	PerSchedule     // by a table of dates
)

// Accrual is the day to which interest runs.
type Accrual uint8

// The values of Accrual.
const (
	Unadjusted Accrual = iota // to the nominal payment date: a rolled payment bears no extra interest (顺延期间不另计息)
	Adjusted                  // to the day of payment
)

// SupportKind is the legal form of support.
type SupportKind uint8

// The values of SupportKind.
const (
	SupportUnknown      SupportKind = iota
	ShortfallCommitment             // a promisor pays what is short (差额支付承诺)
	Guarantee                       // a guarantor pays what was not paid (保证)
	LiquidityFacility               // a bank lends what is short for a time (流动性支持)
)

// Stage is when support may be called.
type Stage uint8

// The values of Stage.
const (
	BothStages    Stage = iota // before a payment and after a default
	BeforePayment              // before T, so that the payment is made on its day
	AfterDefault               // after a senior class has missed a payment, or in default
)

// TestKind is what a test measures.
type TestKind uint8

// The values of TestKind.
const (
	TestUnknown       TestKind = iota
	Overcollateral             // 超额抵押
	InterestCover              // 利息保障
	DebtService                // 偿债保障 (DSCR)
	CumulativeDefault          // 累计违约率
	Delinquency                // 严重拖欠率
	IdleCash                   // 资金闲置
	RightsCoverage             // 知识产权价值覆盖
	RatioTest                  // any ratio
)

// Comparison is the side of its limit on which a value passes.
type Comparison uint8

// The values of Comparison.
const (
	ComparisonUnknown Comparison = iota
	AtLeast                      // ≥
	AtMost                       // ≤
	Above                        // >
	Below                        // <
)

// Point is when a trigger is looked at.
type Point uint8

// The values of Point.
const (
	BeforeWaterfall Point = iota // once everything is due
	AfterCollection              // on the calculation date
	InWaterfall                  // where a step says so
	AfterWaterfall               // when the payment is made
)

// Status is the state of the deal, in order of gravity.
type Status uint8

// The values of Status.
const (
	StatusUnknown Status = iota
	Revolving            // 循环期
	Amortising           // 摊还期
	Accelerated          // 加速清偿
	Defaulted            // 违约
	Ended                // 清仓回购后
)

var (
	classWords       = []string{"", "senior", "mezzanine", "subordinated"}
	modeWords        = []string{"", "pass_through", "scheduled", "bullet", "target", "residual"}
	payWords         = []string{"", "fees", "interest", "principal", "put", "yield", "reserve", "transfer", "reimbursement", "swap", "purchase", "deposits", "residual"}
	actionWords      = []string{"", "write_down", "write_up", "book", "evaluate"}
	splitWords       = []string{"sequential", "pro_rata", "shares"}
	perWords         = []string{"", "year", "payment", "once", "closing", "schedule"}
	accrualWords     = []string{"unadjusted", "adjusted"}
	supportKindWords = []string{"", "shortfall_commitment", "guarantee", "liquidity_facility"}
	stageWords       = []string{"both", "before_payment", "after_default"}
	testKindWords    = []string{"", "overcollateral", "interest_cover", "debt_service", "cumulative_default", "delinquency", "idle_cash", "rights_coverage", "ratio"}
	comparisonWords  = []string{"", "at_least", "at_most", "above", "below"}
	pointWords       = []string{"before_waterfall", "after_collection", "in_waterfall", "after_waterfall"}
	statusWords      = []string{"", "revolving", "amortising", "accelerated", "defaulted", "ended"}
)

// String gives the word used in documents.
func (c Class) String() string { return classWords[c] }

// MarshalText writes the word used in documents.
func (c Class) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the word.
func (c *Class) UnmarshalText(text []byte) error { return parseWord(c, "class", classWords, text) }

// String gives the word used in documents.
func (m Mode) String() string { return modeWords[m] }

// MarshalText writes the word used in documents.
func (m Mode) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads the word.
func (m *Mode) UnmarshalText(text []byte) error {
	return parseWord(m, "mode of repayment", modeWords, text)
}

// String gives the word used in documents.
func (p Pay) String() string { return payWords[p] }

// MarshalText writes the word used in documents.
func (p Pay) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads the word.
func (p *Pay) UnmarshalText(text []byte) error { return parseWord(p, "payment", payWords, text) }

// String gives the word used in documents.
func (a Action) String() string { return actionWords[a] }

// MarshalText writes the word used in documents.
func (a Action) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads the word.
func (a *Action) UnmarshalText(text []byte) error { return parseWord(a, "action", actionWords, text) }

// String gives the word used in documents.
func (s Split) String() string { return splitWords[s] }

// MarshalText writes the word used in documents.
func (s Split) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the word.
func (s *Split) UnmarshalText(text []byte) error { return parseWord(s, "split", splitWords, text) }

// String gives the word used in documents.
func (p Per) String() string { return perWords[p] }

// MarshalText writes the word used in documents.
func (p Per) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads the word.
func (p *Per) UnmarshalText(text []byte) error { return parseWord(p, "measure", perWords, text) }

// String gives the word used in documents.
func (a Accrual) String() string { return accrualWords[a] }

// MarshalText writes the word used in documents.
func (a Accrual) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads the word.
func (a *Accrual) UnmarshalText(text []byte) error {
	return parseWord(a, "accrual", accrualWords, text)
}

// String gives the word used in documents.
func (s SupportKind) String() string { return supportKindWords[s] }

// MarshalText writes the word used in documents.
func (s SupportKind) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the word.
func (s *SupportKind) UnmarshalText(text []byte) error {
	return parseWord(s, "kind of support", supportKindWords, text)
}

// String gives the word used in documents.
func (s Stage) String() string { return stageWords[s] }

// MarshalText writes the word used in documents.
func (s Stage) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the word.
func (s *Stage) UnmarshalText(text []byte) error {
	return parseWord(s, "stage of calls", stageWords, text)
}

// String gives the word used in documents.
func (t TestKind) String() string { return testKindWords[t] }

// MarshalText writes the word used in documents.
func (t TestKind) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads the word.
func (t *TestKind) UnmarshalText(text []byte) error {
	return parseWord(t, "kind of test", testKindWords, text)
}

// String gives the word used in documents.
func (c Comparison) String() string { return comparisonWords[c] }

// MarshalText writes the word used in documents.
func (c Comparison) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the word.
func (c *Comparison) UnmarshalText(text []byte) error {
	return parseWord(c, "comparison", comparisonWords, text)
}

// String gives the word used in documents.
func (p Point) String() string { return pointWords[p] }

// MarshalText writes the word used in documents.
func (p Point) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads the word.
func (p *Point) UnmarshalText(text []byte) error {
	return parseWord(p, "point of evaluation", pointWords, text)
}

// String gives the word used in documents.
func (s Status) String() string { return statusWords[s] }

// MarshalText writes the word used in documents.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the word.
func (s *Status) UnmarshalText(text []byte) error { return parseWord(s, "status", statusWords, text) }

// UnknownWordError says that a word is none of those a field can hold.
type UnknownWordError struct {
	What  string
	Seen  string
	Words []string
}

func (e *UnknownWordError) Error() string {
	return fmt.Sprintf("tranche: unknown %s %q; expected one of %s", e.What, e.Seen, strings.Join(e.Words, ", "))
}

func parseWord[E ~uint8](e *E, what string, words []string, text []byte) error {
	i := slices.Index(words, string(text))
	if i < 0 || words[i] == "" {
		return &UnknownWordError{What: what, Seen: string(text), Words: slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "" })}
	}
	*e = E(i)
	return nil
}
