package cashflow

import (
	"fmt"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// ValuesSpec says how pledged rights are valued (see pool.ValueRules): haircuts by source, age and
// type, half-lives by type, and how claims share a right. Marks are chosen by pool.StandardMarkRules at
// the cut-off date, and legal ends follow pool.ChineseRightTerms where no expiry is stated. A right
// without a value, a haircut or a half-life that fits is worth nothing to a recovery.
type ValuesSpec struct {
	Haircuts    []pool.HaircutRule `json:"haircuts,omitempty"`
	Decay       []pool.HalfLife    `json:"decay,omitempty"`
	Allocated   bool               `json:"allocated,omitempty"`     // see pool.Allocated
	RankByStart bool               `json:"rank_by_start,omitempty"` // see pool.ValueRules
	// AssumeValid takes a right whose status is not stated for valid.
	AssumeValid bool `json:"assume_valid,omitempty"`
}

func (s ValuesSpec) resolve(p *pool.Pool, list *faults.List, path string) *pool.Valuation {
	before := list.Len()
	haircuts, err := pool.NewHaircutTable(s.Haircuts)
	list.Append(path+".haircuts", err)
	decay, err := pool.NewDecayTable(s.Decay)
	list.Append(path+".decay", err)
	if list.Len() > before {
		return nil
	}
	rules := pool.ValueRules{Marks: pool.StandardMarkRules(), RankByStart: s.RankByStart,
		Life: pool.LifeRules{Terms: pool.ChineseRightTerms(), AssumeValid: s.AssumeValid}}
	if len(s.Haircuts) > 0 {
		rules.Haircuts = haircuts
	}
	if len(s.Decay) > 0 {
		rules.Decay = decay
	}
	if s.Allocated {
		rules.Sharing = pool.Allocated
	}
	v, err := p.Value(rules)
	if err != nil {
		list.Append(path, fmt.Errorf("%w; value the pool in its own currency", err))
	}
	return v
}

// rightsValue is what the rights behind a contract are worth on a day, after haircut and decay: the
// low end of what is known, while every contract of the pool still rests on its rights.
func rightsValue(v *pool.Valuation, contract int, on calendar.Date) (money.Amount, error) {
	p := v.Pool()
	points, err := v.Contract(contract, []calendar.Date{on}, func(n int, _ calendar.Date) money.Amount { return p.Contract(n).Principal })
	if err != nil {
		return 0, err
	}
	return points[0].Net.Low, nil
}
