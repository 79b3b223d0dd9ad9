package cashflow

import (
	"fmt"
	"iter"
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// PerformanceRow is what happens to one contract on one day under a scenario, in minor units.
//
//	Closing   = Opening − Principal − Prepayment − Repurchased − Dilution − Default
//	Defaulted = the day before's + Default − Recovery − Loss
//
// Opening and Closing are what is outstanding and not in default. No field is negative.
type PerformanceRow struct {
	Date       calendar.Date
	Opening    money.Amount
	Interest   money.Amount // with arrears that are paid up
	Principal  money.Amount // as scheduled, with arrears that are paid up
	Prepayment money.Amount // principal ahead of schedule (早偿)
	Penalty    money.Amount // on prepayments (违约金)
	Other      money.Amount // as in Row, with royalties above the minimum guarantee
	Recovery   money.Amount // on what has defaulted (违约回收)
	// Repurchased is principal that the originator takes back at par (赎回); what it pays for interest with it
	// is in Interest.
	Repurchased money.Amount
	Dilution    money.Amount // principal that is set off and never paid (折让)
	Default     money.Amount // principal that goes into default (新增违约)
	Loss        money.Amount // principal in default of which nothing more is expected (净损失)
	Closing     money.Amount
	Defaulted   money.Amount // in default after this day, recoveries still expected
	// FromDeposit is the part of the payment that is settled out of the lessee's deposit.
	FromDeposit money.Amount
}

// Payment is what is paid in all, deposits included.
func (r PerformanceRow) Payment() money.Amount {
	return r.Interest + r.Principal + r.Prepayment + r.Penalty + r.Other + r.Recovery + r.Repurchased
}

// PerformanceTotals are sums over rows, in minor units.
type PerformanceTotals struct {
	Interest, Principal, Prepayment, Penalty, Other, Recovery money.Amount
	Repurchased, Dilution, Default, Loss, FromDeposit         money.Amount
}

// Payment is what is paid in all, deposits included.
func (t PerformanceTotals) Payment() money.Amount {
	return t.Interest + t.Principal + t.Prepayment + t.Penalty + t.Other + t.Recovery + t.Repurchased
}

func (t *PerformanceTotals) add(r *PerformanceRow) {
	t.Interest += r.Interest
	t.Principal += r.Principal
	t.Prepayment += r.Prepayment
	t.Penalty += r.Penalty
	t.Other += r.Other
	t.Recovery += r.Recovery
	t.Repurchased += r.Repurchased
	t.Dilution += r.Dilution
	t.Default += r.Default
	t.Loss += r.Loss
	t.FromDeposit += r.FromDeposit
}

// Overdue is a part of a contract that is behind (逾期): from the day From up to but not including
// Until, Balance of its principal is overdue since the day Since.
type Overdue struct {
	Contract           int
	Since, From, Until calendar.Date
	Balance            money.Amount
}

// Performance is the projection of a pool under a scenario: the rows of each contract in order of date,
// contracts in the order of the pool. It is immutable and safe for concurrent use.
type Performance struct {
	flows    *Flows
	scenario *Scenario
	rows     []PerformanceRow
	first    []int // rows[first[i]:first[i+1]] belong to contract i
	overdue  []Overdue
	totals   PerformanceTotals
	notes    []Note
}

// Codes of notes on performance, beside those of the contractual projection.
const (
	// NoteStartsCurrent: a contract is overdue at the cut-off date and the scenario lets it begin
	// current.
	NoteStartsCurrent = "overdue_starts_current"
	// NoteTotalUnplaced: a part of a total of defaults falls after what is outstanding is repaid, or
	// exceeds it.
	NoteTotalUnplaced = "total_default_unplaced"
	// NoteNoRecovery: a contract defaults and the scenario says nothing of recovery. Nothing is
	// recovered.
	NoteNoRecovery = "recovery_unstated"
	// NoteClass: a contract is doubtful or a loss by its five-category class and performs as the others.
	NoteClass = "class_performs"
)

// Flows is the contractual projection that the performance starts from, with the curves of the
// scenario.
func (f *Performance) Flows() *Flows { return f.flows }

// Scenario is the scenario.
func (f *Performance) Scenario() *Scenario { return f.scenario }

// Len is the number of contracts.
func (f *Performance) Len() int { return len(f.first) - 1 }

// Rows gives a copy of the rows of the i-th contract.
func (f *Performance) Rows(i int) []PerformanceRow { return slices.Clone(f.of(i)) }

func (f *Performance) of(i int) []PerformanceRow { return f.rows[f.first[i]:f.first[i+1]] }

// All gives every row with the place of its contract, in order.
func (f *Performance) All() iter.Seq2[int, PerformanceRow] {
	return func(yield func(int, PerformanceRow) bool) {
		for i := range f.Len() {
			for _, r := range f.of(i) {
				if !yield(i, r) {
					return
				}
			}
		}
	}
}

// Total is the sum over the rows of all contracts.
func (f *Performance) Total() PerformanceTotals { return f.totals }

// ContractTotal is the sum over the rows of the i-th contract.
func (f *Performance) ContractTotal(i int) PerformanceTotals {
	var t PerformanceTotals
	rows := f.of(i)
	for k := range rows {
		t.add(&rows[k])
	}
	return t
}

// Overdue gives a copy of what is behind, in the order of the pool and of time.
func (f *Performance) Overdue() []Overdue { return slices.Clone(f.overdue) }

// Notes gives a copy of the notes on the contracts under this scenario, in the order of the pool. Those
// on the contracts themselves are with Flows.
func (f *Performance) Notes() []Note { return slices.Clone(f.notes) }

// conserved checks a contract: what was outstanding is paid, taken back, set off or defaulted, and what defaulted
// is recovered or lost.
func conserved(rows []PerformanceRow, principal money.Amount) error {
	var t PerformanceTotals
	for k := range rows {
		t.add(&rows[k])
	}
	if left := principal - t.Principal - t.Prepayment - t.Repurchased - t.Dilution - t.Default; left != 0 {
		return fmt.Errorf("%w: %d minor units are left", ErrConservation, left)
	}
	if left := t.Default - t.Recovery - t.Loss; left != 0 {
		return fmt.Errorf("%w: of defaults, %d minor units are neither recovered nor lost", ErrConservation, left)
	}
	return nil
}
