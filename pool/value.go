package pool

import (
	"errors"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// Sharing says how the value of a right that several claims rest on counts. It counts once in any case.
type Sharing uint8

// The rules.
const (
	// FirstRankOnly gives the whole value to the claim of the first rank, and to several of the same
	// first rank in proportion to their balances.
	FirstRankOnly Sharing = iota
	// Allocated splits the value over all claims in proportion to their balances (largest remainder,
	// ties in order).
	Allocated
)

var sharingNames = vocabulary{"sharing rule", []string{"first_rank_only", "allocated"}}

// String gives first_rank_only or allocated.
func (s Sharing) String() string { return nameOf(sharingNames, s) }

// ValueRules say how the rights behind a pool are valued.
type ValueRules struct {
	// At is the valuation date; unset, the cut-off date of the pool. Ages of marks are counted to it,
	// exchange rates are those of it, and decay runs from it.
	At    calendar.Date
	Marks MarkRules
	// FX holds the exchange rates; it may be nil when every mark that counts is in the currency of the
	// pool.
	FX       *money.FXTable
	Haircuts *HaircutTable // nil takes nothing off
	Decay    *DecayTable   // nil lets nothing decay
	Life     LifeRules
	Sharing  Sharing
	// RankByStart lets claims whose pledges state neither rank nor registration rank by the starts of
	// their contracts. Without it their order is unknown.
	RankByStart bool
}

// RightValue is what one right is worth at the valuation date, and why.
type RightValue struct {
	Right  int // index in the pool
	Choice MarkChoice
	Life   RightLife
	// Haircut is the part taken off; unknown when no row of the table fits the mark. Row is the number
	// of the row, −1 for none.
	Haircut    Opt[money.Rate]
	HaircutRow int
	// Gross is the value before the haircut, Net after it, both rounded half-even to the minor unit and
	// without regard to whether the right lives.
	Gross, Net Opt[money.Amount]
}

// Valuation holds the values of the rights behind a pool under one set of rules. It is immutable and
// safe for concurrent use.
type Valuation struct {
	pool   *Pool
	rules  ValueRules
	rights []int        // the rights behind the contracts, in the order of the pool's list
	values []RightValue // one for each of them
	claims [][]Claim    // on each of them
	place  []int        // of a right of the pool's list in rights, −1 for none
}

// Value values the rights behind the contracts of the pool. Rights of the list on which no contract
// rests are left out. Errors are joined *MarkError: a mark that counts is in a currency for which the
// table has no rate of the valuation date.
func (p *Pool) Value(rules ValueRules) (*Valuation, error) {
	if rules.At.IsZero() {
		rules.At = p.asOf
	}
	v := &Valuation{pool: p, rules: rules, place: make([]int, len(p.rights))}
	var errs []error
	for i, users := range p.usersOfRights() {
		v.place[i] = -1
		if len(users) == 0 {
			continue
		}
		value, err := v.value(i)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		v.place[i] = len(v.rights)
		v.rights = append(v.rights, i)
		v.values = append(v.values, value)
		v.claims = append(v.claims, p.claims(i, users))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return v, nil
}

func (v *Valuation) value(i int) (RightValue, error) {
	choice, err := v.pool.ChooseMark(i, v.rules.At, v.rules.Marks, v.rules.FX)
	if err != nil {
		return RightValue{}, err
	}
	x := RightValue{Right: i, Choice: choice, Life: v.pool.RightLife(i, v.rules.Life), Gross: choice.Value, HaircutRow: -1}
	gross, known := choice.Value.Get()
	if !known {
		return x, nil
	}
	x.Haircut, x.HaircutRow = v.rules.Haircuts.Haircut(choice.Mark, v.pool.rights[i].Type, v.rules.At)
	if haircut, ok := x.Haircut.Get(); ok {
		net, _ := gross.MulRate(money.One - haircut) // at most the value, which fits
		x.Net = Known(net)
	}
	return x, nil
}

// Pool is the pool whose rights are valued.
func (v *Valuation) Pool() *Pool { return v.pool }

// Rules are the rules of the valuation, with the valuation date filled in.
func (v *Valuation) Rules() ValueRules { return v.rules }

// Rights gives the values of the rights behind the contracts of the pool, in the order of the pool's
// list.
func (v *Valuation) Rights() []RightValue {
	list := make([]RightValue, len(v.values))
	copy(list, v.values)
	return list
}

// Right gives the value of the i-th right of the pool's list, and false when no contract rests on it.
func (v *Valuation) Right(i int) (RightValue, bool) {
	if k := v.place[i]; k >= 0 {
		return v.values[k], true
	}
	return RightValue{}, false
}
