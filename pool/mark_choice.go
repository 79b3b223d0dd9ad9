package pool

import (
	"errors"
	"fmt"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// MarkRules say which marks count as the value of a right. A listing price never does, whatever the
// rules. The zero value lets appraisals alone count.
type MarkRules struct {
	// DealMonths is the age in months below which a deal with volume beats an appraisal. A deal of that
	// age or older does not.
	DealMonths int
	// OldDeals lets an older deal with volume count where there is no appraisal.
	OldDeals bool
	// Bids lets a bid count where there is neither deal nor appraisal that counts.
	Bids bool
}

// StandardMarkRules let a deal with volume that is less than a year old beat an appraisal, and
// nothing else count: no older deal, no bid, no listing price.
func StandardMarkRules() MarkRules { return MarkRules{DealMonths: 12} }

// MarkReason says why a mark does not count.
type MarkReason uint8

// The reasons.
const (
	MarkCounts     MarkReason = iota // it is the mark that counts
	MarkNeverValue                   // a listing price is never a value
	MarkInFuture                     // it is of a later day than the valuation
	MarkNoVolume                     // a deal in which nothing is known to have changed hands
	MarkTooOld                       // a deal too old to count
	MarkBidIgnored                   // a bid, and the rules count none
	MarkOutranked                    // a better kind of mark counts
	MarkSuperseded                   // a newer mark of the same kind counts
	MarkHigher                       // of two marks of one kind and day the lower counts, and of equal ones the first
)

var markReasonNames = vocabulary{"reason", []string{"counts", "never_value", "in_future", "no_volume", "too_old", "bid_ignored", "outranked", "superseded", "higher_of_the_day"}}

// String gives a stable word such as "superseded".
func (r MarkReason) String() string { return nameOf(markReasonNames, r) }

// MarkVerdict is one mark of a right with the reason why it counts or does not.
type MarkVerdict struct {
	Mark Mark
	// Path is the place of the mark in the pool document: "rights[2].marks[0]", or "rights[2].appraisal".
	Path   string
	Reason MarkReason
}

// MarkChoice is the mark that counts as the value of a right.
type MarkChoice struct {
	Right int // index in the pool
	// Value is the value in minor units of the pool's currency; unknown when no mark counts.
	Value Opt[money.Amount]
	// Mark is the mark that counts; its Kind is the source of the value. It is the zero Mark when none
	// does.
	Mark Mark
	// AgeDays is the age of the mark at the valuation date; unknown for an undated appraisal.
	AgeDays Opt[int]
	// Legs are the quotes by which the price was changed into the currency of the pool.
	Legs []money.Leg
	// Verdicts has every mark of the right, in the order of Pool.Marks, with its reason.
	Verdicts []MarkVerdict
}

// MarkError says that a mark cannot be brought into the currency of the pool.
type MarkError struct {
	Right string // id of the right
	Path  string // place of the mark, such as "rights[2].marks[0]"
	Err   error  // of package money: a *money.MissingRateError, or an overflow
}

// Error gives the place and the cause.
func (e *MarkError) Error() string {
	return fmt.Sprintf("pool: %s (right %s): %v", e.Path, e.Right, e.Err)
}

// Unwrap returns the cause.
func (e *MarkError) Unwrap() error { return e.Err }

// markTier orders the kinds of mark, the better one lower.
type markTier uint8

const (
	freshDeal markTier = iota
	appraised
	oldDeal
	bid
	outOfTiers
)

// tierOf gives the tier of a mark at a day, or why it is in none.
func (rules MarkRules) tierOf(m Mark, at calendar.Date) (markTier, MarkReason) {
	if m.Date.After(at) {
		return outOfTiers, MarkInFuture
	}
	switch m.Kind {
	case MarkAppraisal:
		return appraised, MarkCounts
	case MarkDeal:
		if !m.HasVolume() {
			return outOfTiers, MarkNoVolume
		}
		if !aged(m.Date, rules.DealMonths, at) {
			return freshDeal, MarkCounts
		}
		if rules.OldDeals {
			return oldDeal, MarkCounts
		}
		return outOfTiers, MarkTooOld
	case MarkBid:
		if rules.Bids {
			return bid, MarkCounts
		}
		return outOfTiers, MarkBidIgnored
	}
	return outOfTiers, MarkNeverValue
}

// ChooseMark gives the mark of the i-th right that counts as its value on a day:
//
//  1. the newest deal with volume, if it is younger than rules.DealMonths;
//  2. else the newest appraisal (a dated one before one without a date);
//  3. else, where the rules say so, the newest older deal with volume;
//  4. else, where the rules say so, the newest bid;
//  5. else none, and the value is unknown.
//
// Marks of later days do not count. Of several marks of one kind and day the lowest counts, in the
// currency of the pool. A price in another currency is changed at the rate of the valuation date; a
// rate that the table does not have is a *MarkError that wraps *money.MissingRateError. Several such
// errors come joined.
func (p *Pool) ChooseMark(i int, at calendar.Date, rules MarkRules, fx *money.FXTable) (MarkChoice, error) {
	marks := p.Marks(i)
	choice := MarkChoice{Right: i, Verdicts: make([]MarkVerdict, len(marks))}
	best := outOfTiers
	var newest calendar.Date
	for k, m := range marks {
		tier, reason := rules.tierOf(m, at)
		choice.Verdicts[k] = MarkVerdict{Mark: m, Path: p.markPath(i, k), Reason: reason}
		if tier < best || tier == best && tier != outOfTiers && m.Date.After(newest) {
			best, newest = tier, m.Date
		}
	}
	counts := -1
	var errs []error
	for k := range choice.Verdicts {
		v := &choice.Verdicts[k]
		tier, _ := rules.tierOf(v.Mark, at)
		switch {
		case tier == outOfTiers:
			continue
		case tier > best:
			v.Reason = MarkOutranked
			continue
		case v.Mark.Date != newest:
			v.Reason = MarkSuperseded
			continue
		}
		value, err := fx.Convert(money.Money{Amount: v.Mark.Price, Currency: v.Mark.Currency}, p.currency, at.UnixDay())
		if err != nil {
			errs = append(errs, &MarkError{Right: p.rights[i].ID, Path: v.Path, Err: err})
			continue
		}
		v.Reason = MarkHigher
		if now, known := choice.Value.Get(); !known || value.Amount < now {
			choice.Value, counts = Known(value.Amount), k
		}
	}
	if err := errors.Join(errs...); err != nil {
		return MarkChoice{}, err
	}
	if counts >= 0 {
		v := &choice.Verdicts[counts]
		v.Reason = MarkCounts
		choice.Mark = v.Mark
		if !v.Mark.Date.IsZero() {
			choice.AgeDays = Known(at.Sub(v.Mark.Date))
		}
		choice.Legs, _ = fx.Legs(money.Pair{From: v.Mark.Currency, To: p.currency}, at.UnixDay()) // Convert has found them
	}
	return choice, nil
}
