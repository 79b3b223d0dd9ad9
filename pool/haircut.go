package pool

import (
	"slices"
	"strconv"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// HaircutRule is one row of a table of haircuts (折扣率): what is taken off a value of one source, of
// one age band and of one type of right.
type HaircutRule struct {
	// Source is the kind of mark; unknown stands for every kind.
	Source MarkKind `json:"source,omitempty"`
	// Type is the type of right. Patent and Copyright stand for all their kinds; unknown stands for
	// every type.
	Type RightType `json:"type,omitempty"`
	// FromMonths and UnderMonths bound the age of the mark: from the first on, and under the second. An
	// UnderMonths of 0 leaves the band open. A mark without a date fits only a band of all ages.
	FromMonths  int `json:"from_months,omitempty"`
	UnderMonths int `json:"under_months,omitempty"`
	// Haircut is the part taken off, between 0 and 1.
	Haircut money.Rate `json:"haircut"`
}

// HaircutTable gives the haircut of a value by source × age band × type. The first row that fits
// decides. It is immutable and safe for concurrent use; a nil table takes nothing off.
type HaircutTable struct {
	rules []HaircutRule
}

// NewHaircutTable makes a table of the rows in order. All faults come at once, as *faults.Error with
// paths such as "[3].haircut": an unknown name, a haircut outside 0 to 1, an empty age band, and a
// row that never decides because an earlier one covers all of it.
func NewHaircutTable(rules []HaircutRule) (*HaircutTable, error) {
	var list faults.List
	for i, r := range rules {
		at := faults.Index("", i)
		if !isMember(markNames, r.Source) {
			list.Add(at+".source", faults.Unknown, r.Source, "a kind of mark")
		}
		if !isMember(rightNames, r.Type) {
			list.Add(at+".type", faults.Unknown, r.Type, "a type of right")
		}
		if r.Haircut < 0 || r.Haircut > money.One {
			list.Add(at+".haircut", faults.OutOfRange, r.Haircut, "a fraction between 0 and 1")
		}
		if r.FromMonths < 0 {
			list.Add(at+".from_months", faults.OutOfRange, r.FromMonths, "an age of 0 or more months")
		}
		if r.UnderMonths < 0 || r.UnderMonths != 0 && r.UnderMonths <= r.FromMonths {
			list.Add(at+".under_months", faults.OutOfRange, r.UnderMonths, "an age above "+strconv.Itoa(r.FromMonths)+" months, or 0 for no end")
		}
		for k, before := range rules[:i] {
			if before.covers(r) {
				list.Add(at, faults.Inconsistent, i, "a row that row "+strconv.Itoa(k)+" does not cover whole")
				break
			}
		}
	}
	if err := list.Err(); err != nil {
		return nil, err
	}
	return &HaircutTable{rules: slices.Clone(rules)}, nil
}

// Rules gives a copy of the rows.
func (t *HaircutTable) Rules() []HaircutRule {
	if t == nil {
		return nil
	}
	return slices.Clone(t.rules)
}

func (r HaircutRule) covers(other HaircutRule) bool {
	return (r.Source == MarkUnknown || r.Source == other.Source) && typeCovers(r.Type, other.Type) &&
		r.FromMonths <= other.FromMonths && (r.UnderMonths == 0 || other.UnderMonths != 0 && other.UnderMonths <= r.UnderMonths)
}

// typeCovers reports whether a word for types stands for a type: itself, its class, or every type.
func typeCovers(word, t RightType) bool {
	return word == RightUnknown || word == t || word == word.Class() && word == t.Class()
}

// Haircut gives the haircut of a mark of a right of some type at the valuation date, and the number of
// the row that decides. It is unknown, and the row -1, when no row fits.
//
// An age of n months is reached on the day of the month of the mark, n months on, or on the last day
// of a shorter month.
func (t *HaircutTable) Haircut(m Mark, of RightType, at calendar.Date) (haircut Opt[money.Rate], row int) {
	if t == nil {
		return Known(money.Rate(0)), -1
	}
	for i, r := range t.rules {
		if (r.Source == MarkUnknown || r.Source == m.Kind) && typeCovers(r.Type, of) && r.admits(m.Date, at) {
			return Known(r.Haircut), i
		}
	}
	return Opt[money.Rate]{}, -1
}

func (r HaircutRule) admits(marked, at calendar.Date) bool {
	if r.FromMonths == 0 && r.UnderMonths == 0 {
		return true
	}
	if marked.IsZero() {
		return false
	}
	return aged(marked, r.FromMonths, at) && (r.UnderMonths == 0 || !aged(marked, r.UnderMonths, at))
}

// aged reports whether so many months have passed. An age beyond the calendar is never reached.
func aged(from calendar.Date, months int, at calendar.Date) bool {
	d := from.AddMonths(months)
	return !d.IsZero() && !at.Before(d)
}
