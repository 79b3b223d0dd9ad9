package tranche

import (
	"fmt"
	"slices"
	"strings"
)

// Class is the seniority of a tranche.
type Class uint8

// The classes of seniority.
const (
	ClassUnknown Class = iota
	Senior             // 优先级
	Mezzanine          // 中间级
	Subordinated       // 次级
)

// Mode is the way in which a tranche is repaid.
type Mode uint8

// The modes of repayment.
const (
	ModeUnknown Mode = iota
	PassThrough      // all cash that reaches its rank (过手摊还)
	Scheduled        // by a table of dates (固定摊还)
	BulletMode       // once, at the expected maturity (到期一次还本)
	Residual         // from what is left over (次级收益)
)

// Pay is what a step of the waterfall pays.
type Pay uint8

// The things a step can pay.
const (
	PayUnknown       Pay = iota
	PayFees              // fees and taxes (税费)
	PayInterest          // interest due (利息)
	PayPrincipal         // principal (本金)
	PayReserve           // the reserve up to its target; what it holds above the target comes back
	PayReimbursement     // what support has paid before (偿还差额支付款)
	PayResidual          // everything that is left: principal first, then yield (剩余收益)
)

// Split says how cash is divided among the payees of a step.
type Split uint8

// The splits.
const (
	Sequential Split = iota // one after the other (顺序)
	ProRata                 // in proportion to what is owed (按比例)
)

// Base is the amount that a rate or share applies to.
type Base uint8

// The bases.
const (
	BaseUnknown       Base = iota
	InitialNotional        // of all classes, at closing
	NotionalBalance        // of all classes, before the payment
	SeniorBalance          // of the senior classes: before the payment for fees, at the step for reserves
	PoolBalance            // outstanding principal of the pool at the start of the collection period
	InterestCollected      // interest part of the period's collections
	Collected              // all of the period's collections
)

// Per is the measure of time of a fee.
type Per uint8

// The measures.
const (
	PerUnknown Per = iota
	PerYear        // accrues by day count
	PerPayment     // on every payment date
	PerOnce        // on the first payment date
)

// Accrual says to which day interest runs.
type Accrual uint8

// The accruals.
const (
	Unadjusted Accrual = iota // to the nominal payment date: a rolled payment bears no extra interest (顺延期间不另计息)
	Adjusted                  // to the day of payment
)

var (
	classWords   = []string{"", "senior", "mezzanine", "subordinated"}
	modeWords    = []string{"", "pass_through", "scheduled", "bullet", "residual"}
	payWords     = []string{"", "fees", "interest", "principal", "reserve", "reimbursement", "residual"}
	splitWords   = []string{"sequential", "pro_rata"}
	baseWords    = []string{"", "initial_notional", "notional_balance", "senior_balance", "pool_balance", "interest_collected", "collected"}
	perWords     = []string{"", "year", "payment", "once"}
	accrualWords = []string{"unadjusted", "adjusted"}
)

// String gives the word used in documents.
func (c Class) String() string { return classWords[c] }

// String gives the word used in documents.
func (m Mode) String() string { return modeWords[m] }

// String gives the word used in documents.
func (p Pay) String() string { return payWords[p] }

// String gives the word used in documents.
func (s Split) String() string { return splitWords[s] }

// String gives the word used in documents.
func (b Base) String() string { return baseWords[b] }

// String gives the word used in documents.
func (p Per) String() string { return perWords[p] }

// String gives the word used in documents.
func (a Accrual) String() string { return accrualWords[a] }

// MarshalText writes the word used in documents.
func (c Class) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// MarshalText writes the word used in documents.
func (m Mode) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// MarshalText writes the word used in documents.
func (p Pay) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// MarshalText writes the word used in documents.
func (s Split) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// MarshalText writes the word used in documents.
func (b Base) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// MarshalText writes the word used in documents.
func (p Per) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// MarshalText writes the word used in documents.
func (a Accrual) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads the word.
func (c *Class) UnmarshalText(text []byte) error { return parseWord(c, "class", classWords, text) }

// UnmarshalText reads the word.
func (m *Mode) UnmarshalText(text []byte) error {
	return parseWord(m, "mode of repayment", modeWords, text)
}

// UnmarshalText reads the word.
func (p *Pay) UnmarshalText(text []byte) error { return parseWord(p, "payment", payWords, text) }

// UnmarshalText reads the word.
func (s *Split) UnmarshalText(text []byte) error { return parseWord(s, "split", splitWords, text) }

// UnmarshalText reads the word.
func (b *Base) UnmarshalText(text []byte) error { return parseWord(b, "base", baseWords, text) }

// UnmarshalText reads the word.
func (p *Per) UnmarshalText(text []byte) error { return parseWord(p, "measure", perWords, text) }

// UnmarshalText reads the word.
func (a *Accrual) UnmarshalText(text []byte) error {
	return parseWord(a, "accrual", accrualWords, text)
}

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
