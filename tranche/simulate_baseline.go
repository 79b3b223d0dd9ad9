package tranche

import (
	"context"
	"fmt"
	"sort"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// baseline is what the contracts of a world pay when none defaults: the pool's collections, and for every
// contract what is taken away from which period when it stops paying on a day. A default then costs as
// many steps as the contract has periods left, whatever the size of the pool.
type baseline struct {
	collections []cashflow.Collection
	contracts   []lane
	rows        []laneRow        // of all contracts, each in order of date
	days        []int32          // of the rows once more, for searches that touch little memory
	parts       []lanePart       // of all contracts, one for each period from its first to its last
	simple      []simplePart     // of contracts that pay interest and principal alone, the same
	values      [][]money.Amount // by right: its value at the end of each period while a contract rests on it; nil without values
	rights      [][]int32        // by contract: the rights that it rests on
	users       [][]int32        // by right: the contracts that rest on it
	prepay      []prepayLine     // by entry of the draws
	royalties   [][]royaltyRow   // by contract; nil when none is drawn
}

// lane is one contract.
type lane struct {
	row, rowEnd   int32
	part, partEnd int32 // in parts, or in simple
	period        int32 // of the first part
	isSimple      bool
}

// simplePart is what a contract pays in a period that pays nothing but interest and principal: a third of the
// memory, which decides the speed of large pools.
type simplePart struct{ interest, principal money.Amount }

// laneRow is a day on which a contract pays.
type laneRow struct {
	day     int32 // after the cut-off date
	period  int32 // into which it falls; the number of periods when after the last
	opening money.Amount
	deposit money.Amount // left of the lessee's deposit before it
	rest    lanePart     // of its period, from this row on
	own     money.Amount // other payments of the row alone
}

// lanePart is what a contract pays in a period.
type lanePart struct {
	interest, principal, other, dilution, deposit, prepayment money.Amount
}

func (p *lanePart) add(q *lanePart) {
	p.interest += q.interest
	p.principal += q.principal
	p.other += q.other
	p.dilution += q.dilution
	p.deposit += q.deposit
	p.prepayment += q.prepayment
}

// takeFrom takes a part away from a collection.
func (p *lanePart) takeFrom(c *cashflow.Collection) {
	c.Interest -= p.interest
	c.Principal -= p.principal
	c.Other -= p.other
	c.Dilution -= p.dilution
	c.FromDeposit -= p.deposit
	c.Prepayment -= p.prepayment
}

// newBaseline projects the contracts of a world and values the rights behind them.
func newBaseline(ctx context.Context, d *Deal, p *pool.Pool, s SimulationSettings, w World, x *draws) (*baseline, error) {
	b, performance, err := projected(ctx, d, p, s, w)
	if err != nil {
		return nil, err
	}
	b.layPrepayments(x, p)
	if err := b.layRoyalties(x, performance, w.Name, p.AsOf()); err != nil {
		return nil, err
	}
	for k := range b.collections {
		b.collections[k].RightsValue = pool.Opt[money.Amount]{} // that of a scenario knows no default
		b.collections[k].Deposits = nil                         // a path knows only how much of them is used
	}
	if s.Values == nil {
		return b, nil
	}
	return b, b.valueRights(s.Values, p)
}

// projected lays out what the contracts pay. The performance is nil without a scenario.
func projected(ctx context.Context, d *Deal, p *pool.Pool, s SimulationSettings, w World) (*baseline, *cashflow.Performance, error) {
	periods := d.CollectionPeriods()
	b := &baseline{}
	if w.Scenario == nil {
		flows, err := cashflow.Contractual(ctx, p, s.Contracts)
		if err != nil {
			return nil, nil, err
		}
		if b.collections, _, err = flows.Collect(periods); err != nil {
			return nil, nil, err
		}
		for k := range b.collections {
			b.collections[k].Scheduled = pool.Known(b.collections[k].Total())
		}
		for i := range flows.Len() {
			b.contract(p, i, periods, func(yield func(calendar.Date, money.Amount, lanePart)) {
				for _, r := range flows.Rows(i) {
					yield(r.Date, r.Opening, lanePart{r.Interest, r.Principal, r.Other, r.Dilution, r.FromDeposit, 0})
				}
			})
		}
		return b, nil, nil
	}
	performance, err := w.Scenario.Perform(ctx)
	if err != nil {
		return nil, nil, err
	}
	if total := performance.Total(); total.Default != 0 || total.Repurchased != 0 || len(performance.Overdue()) > 0 || performance.Len() != p.Len() || performance.Flows().AsOf() != p.AsOf() || performance.Flows().Principal() != p.Principal() {
		return nil, nil, fmt.Errorf("%w: the scenario of world %q has defaults, arrears or repurchases, or another pool; expected the pool of the model, and none of them, for who fails to pay is for the model", ErrSimulation, w.Name)
	}
	if b.collections, _, err = performance.Collect(periods); err != nil {
		return nil, nil, err
	}
	for i := range performance.Len() {
		b.contract(p, i, periods, func(yield func(calendar.Date, money.Amount, lanePart)) {
			for _, r := range performance.Rows(i) {
				yield(r.Date, r.Opening, lanePart{r.Interest, r.Principal + r.Prepayment, r.Other + r.Penalty, r.Dilution, r.FromDeposit, r.Prepayment})
			}
		})
		if err := b.shareDeposit(p, i, performance.Flows().Rows(i)); err != nil {
			return nil, nil, err
		}
	}
	return b, performance, nil
}

// contract lays out the rows of contract i.
func (b *baseline) contract(p *pool.Pool, i int, periods []cashflow.Period, rows func(yield func(calendar.Date, money.Amount, lanePart))) {
	l := lane{row: int32(len(b.rows)), part: int32(len(b.parts))}
	var left money.Amount
	if terms, ok := p.Contract(i).Terms.(pool.Lease); ok {
		left = terms.Deposit.Or(0)
	}
	rows(func(day calendar.Date, opening money.Amount, part lanePart) {
		k := sort.Search(len(periods), func(k int) bool { return periods[k].To >= day })
		b.rows = append(b.rows, laneRow{day: int32(day.Sub(p.AsOf())), period: int32(k), opening: opening, deposit: left, rest: part, own: part.other})
		b.days = append(b.days, int32(day.Sub(p.AsOf())))
		left -= part.deposit
	})
	l.rowEnd = int32(len(b.rows))
	list := b.rows[l.row:l.rowEnd]
	if len(list) > 0 {
		l.period = list[0].period
		for k := int(l.period); k <= int(list[len(list)-1].period) && k < len(periods); k++ {
			b.parts = append(b.parts, lanePart{})
		}
	}
	l.partEnd = int32(len(b.parts))
	for j := len(list) - 1; j >= 0; j-- {
		r := &list[j]
		if int(r.period) == len(periods) {
			continue
		}
		part := &b.parts[int(l.part)+int(r.period-l.period)]
		part.add(&r.rest)
		r.rest = *part
	}
	b.simplify(&l)
	b.contracts = append(b.contracts, l)
}

// simplify moves the parts of the contract that was laid out last where they take less room.
func (b *baseline) simplify(l *lane) {
	parts := b.parts[l.part:l.partEnd]
	for _, p := range parts {
		if p != (lanePart{interest: p.interest, principal: p.principal}) {
			return
		}
	}
	b.parts = b.parts[:l.part]
	l.isSimple, l.part = true, int32(len(b.simple))
	for _, p := range parts {
		b.simple = append(b.simple, simplePart{p.interest, p.principal})
	}
	l.partEnd = int32(len(b.simple))
}

// shareDeposit cuts what is left of the deposit to its part of what is left of contract i: the deposit stands
// behind all that would be outstanding by the contract's terms.
func (b *baseline) shareDeposit(p *pool.Pool, i int, contractual []cashflow.Row) error {
	terms, ok := p.Contract(i).Terms.(pool.Lease)
	if !ok || terms.Deposit.Or(0) == 0 {
		return nil
	}
	l := &b.contracts[i]
	rows, at := b.rows[l.row:l.rowEnd], 0
	for j := range rows {
		r := &rows[j]
		for at < len(contractual) && int32(contractual[at].Date.Sub(p.AsOf())) < r.day {
			at++
		}
		whole := contractual[min(at, len(contractual)-1)].Opening
		for k := len(contractual) - 1; whole == 0 && k >= 0; k-- {
			whole = contractual[k].Opening
		}
		if r.opening == whole || whole == 0 {
			continue
		}
		part, err := money.MulDiv(int64(terms.Deposit.Or(0)), int64(r.opening), int64(whole))
		if err != nil {
			return err
		}
		r.deposit = min(r.deposit, money.Amount(part))
	}
	return nil
}

// stop finds the first row of contract i on a day or after it, counted in the rows of all contracts; −1 when
// nothing is outstanding then.
func (b *baseline) stop(i int32, day int32) int32 {
	l := &b.contracts[i]
	days := b.days[l.row:l.rowEnd]
	low, high := 0, len(days)
	for low < high {
		mid := int(uint(low+high) >> 1)
		if days[mid] < day {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low == len(days) || b.rows[int(l.row)+low].opening <= 0 {
		return -1
	}
	return l.row + int32(low)
}

// openingAt is what is outstanding before a row; 0 for no row.
func (b *baseline) openingAt(row int32) float64 {
	if row < 0 {
		return 0
	}
	return float64(b.rows[row].opening)
}

// expectedControl is the exact mean of what the control variate counts of a contract that is in it: for each
// row the probability that the contract defaults while its opening balance is outstanding.
func (b *baseline) expectedControl(m *credit.Model, i int, arrears int, horizon float64) (float64, error) {
	c := m.Contract(i)
	curve := m.Agent(c.Obligors[0]).Curve
	last := min(c.End, horizon)
	l := &b.contracts[i]
	total, before := 0.0, 0.0
	for _, r := range b.rows[l.row:l.rowEnd] {
		until := min(float64(int(r.day)+arrears), last)
		pd, err := curve.PD(until)
		if err != nil {
			return 0, err
		}
		total += (pd - before) * float64(r.opening)
		before = pd
	}
	return total * c.LGD.Mean, nil
}
