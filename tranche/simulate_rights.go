package tranche

import (
	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// rightEnd is the end of a right of the pool on a path.
type rightEnd struct{ right, day int32 }

// valueRights finds what each right is worth at the end of each period while the contracts that rest on it pay.
func (b *baseline) valueRights(v *pool.Valuation, p *pool.Pool) error {
	days := make([]calendar.Date, len(b.collections))
	for k := range b.collections {
		days[k] = b.collections[k].To
	}
	balance := func(contract int, on calendar.Date) money.Amount {
		return money.Amount(b.openingAt(b.stop(int32(contract), int32(on.Sub(p.AsOf()))+1)))
	}
	whole, err := v.Whole(days, balance)
	if err != nil {
		return err
	}
	for k := range b.collections {
		b.collections[k].RightsValue = pool.Known(whole[k].Net.Low)
	}
	b.users = make([][]int32, p.NumRights())
	b.rights = make([][]int32, p.Len())
	for i := range p.Len() {
		c := p.Contract(i)
		for j := range c.NumRights() {
			right := int32(c.RightIndex(j))
			b.rights[i] = append(b.rights[i], right)
			b.users[right] = append(b.users[right], int32(i))
		}
	}
	b.values = make([][]money.Amount, p.NumRights())
	for right := range b.values {
		b.values[right] = make([]money.Amount, len(days))
		if len(b.users[right]) == 0 {
			continue
		}
		points, err := v.OfRight(right, days, balance)
		if err != nil {
			return err
		}
		for k := range points {
			b.values[right][k] = points[k].Net.Low
		}
	}
	return nil
}

// endRights takes off the value of rights that have ended, from that day on, and of those on which no contract rests
// any more because all that did have defaulted, prepaid or are repaid. What claims from outside the pool take of a
// right stays as it is without defaults.
func (j *joint) endRights(f *future, b *baseline, ends []rightEnd) {
	for i := range f.losses {
		f.days[f.losses[i].contract] = f.losses[i].day
	}
	for _, x := range f.prepaid {
		if !x.off {
			f.days[x.contract] = b.days[x.row]
		}
	}
	for _, e := range ends {
		j.endRight(f, b, e.right, e.day)
	}
	leave := func(contract int32) {
		for _, right := range b.rights[contract] {
			j.endRight(f, b, right, j.last+1)
		}
	}
	for i := range f.losses {
		leave(f.losses[i].contract)
	}
	for _, x := range f.prepaid {
		leave(x.contract)
	}
	forget := func(contract int32) {
		f.days[contract] = 0
		for _, right := range b.rights[contract] {
			f.seen[right] = false
		}
	}
	for i := range f.losses {
		forget(f.losses[i].contract)
	}
	for _, x := range f.prepaid {
		forget(x.contract)
	}
	for _, e := range ends {
		f.seen[e.right] = false
	}
}

// endRight takes off what a right that ends on a day is not worth on the path.
func (j *joint) endRight(f *future, b *baseline, right, day int32) {
	if f.seen[right] {
		return
	}
	f.seen[right] = true
	for k, value := range b.values[right] {
		if value == 0 {
			continue
		}
		to := int32(f.collections[k].To.Sub(j.cutOff))
		if to < day && j.rests(f, b, right, to) {
			continue
		}
		c := &f.collections[k]
		c.RightsValue = pool.Known(c.RightsValue.Or(0) - value)
		f.first = min(f.first, k)
	}
}

// rests reports whether something is outstanding at the end of a day, and not in default, of a contract that rests
// on a right.
func (j *joint) rests(f *future, b *baseline, right, day int32) bool {
	for _, i := range b.users[right] {
		if (f.days[i] == 0 || f.days[i] > day) && b.stop(i, day+1) >= 0 {
			return true
		}
	}
	return false
}
