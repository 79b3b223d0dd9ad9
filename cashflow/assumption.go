package cashflow

import (
	"cmp"
	"slices"
)

// What an Assumption is about.
const (
	AssumedForm         = "form"          // form of repayment
	AssumedFrequency    = "frequency"     // of payment
	AssumedDayCount     = "day_count"     // of interest
	AssumedRate         = "rate"          // per year
	AssumedAccrualStart = "accrual_start" // day from which the first interest accrues
	AssumedFloatingRate = "floating_rate" // future of a floating rate
	AssumedResetMonths  = "reset_months"  // time between two resets
	AssumedResetAnchor  = "reset_anchor"  // day from which resets are counted
	AssumedDepositUse   = "deposit_use"   // of a lessee's deposit
	AssumedTotalScope   = "receivable_balance_scope"
)

// Assumption is one thing that a contract does not state and that was taken all the same.
type Assumption struct {
	Contract   int    // place in the pool
	ContractID string // number of the contract
	What       string // one of the Assumed constants
	Taken      string
}

// AssumptionCount says for how many contracts the same thing was taken.
type AssumptionCount struct {
	What, Taken string
	Contracts   int
}

// summary counts assumptions, in order of What and Taken.
func summary(list []Assumption) []AssumptionCount {
	index := map[[2]string]int{}
	var counts []AssumptionCount
	for _, a := range list {
		key := [2]string{a.What, a.Taken}
		i, ok := index[key]
		if !ok {
			i = len(counts)
			index[key] = i
			counts = append(counts, AssumptionCount{What: a.What, Taken: a.Taken})
		}
		counts[i].Contracts++
	}
	slices.SortFunc(counts, func(a, b AssumptionCount) int {
		return cmp.Or(cmp.Compare(a.What, b.What), cmp.Compare(a.Taken, b.Taken))
	})
	return counts
}

// Codes of notes. They are stable: programs may switch on them.
const (
	// NoteRate: the payments that the contract states do not bear out the rate that it states. The
	// payments are taken. They agree when the payments, discounted at the stated rate, are worth the
	// balance to within one minor unit a payment.
	NoteRate = "stated_rate"
	// NoteReceivableBalance: the payments do not sum to the stated receivable balance, to within one
	// minor unit a payment (exactly, for a table of payments). The payments are taken.
	NoteReceivableBalance = "receivable_balance"
	// NoteInterestCarried: a payment does not cover the interest of its period. The rest is carried,
	// bears interest at the same rate and is paid first out of the next payments.
	NoteInterestCarried = "interest_carried"
	// NoteRateUndefined: more is owed than the principal, but no time passes over which interest
	// could accrue. The excess is interest of the last row.
	NoteRateUndefined = "rate_undefined"
	// NoteNegativeRate: index plus spread is below zero. Zero is taken.
	NoteNegativeRate = "negative_rate"
	// NoteTiming: a bullet contract says "in advance", which has no meaning for it.
	NoteTiming = "timing"
	// NoteNoDateLeft: rents are due in advance and the last period has begun by the cut-off date, yet
	// principal is outstanding. It is taken at maturity.
	NoteNoDateLeft = "no_payment_date_left"
	// NoteBeforeStart: an instalment of the table is dated before the contract starts. Interest
	// accrues from the instalment on.
	NoteBeforeStart = "payment_before_start"
	// NoteDeposit: a deposit that is to offset the last rents exceeds all rents together. What is left
	// of it settles nothing.
	NoteDeposit = "deposit"
	// NoteCurveUnused: no contract of the pool floats on the index of a curve in the settings.
	NoteCurveUnused = "curve_unused"
)

// Note is one thing in a contract that contradicts itself or has no meaning, with what was made of
// it.
type Note struct {
	Contract   int    // place in the pool; −1 when the note is about the settings
	ContractID string // number of the contract
	Code       string // one of the Note constants
	Seen       string // what the contract states
	Taken      string // what was taken
	Message    string // for a person to read
}
