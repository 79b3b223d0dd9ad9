package tranche

import (
	"fmt"
	"math/bits"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// revolving is what can be bought or handed over in exchange, and under which rules.
type revolving struct {
	offers []offer
	limits []limit
}

type offer struct {
	id              string
	principal, cost money.Amount
	from, to        calendar.Date
	times           int
	cash            []offerCash
	days            int    // until the last cash
	by              int    // or the day by which it must have come, zero when none
	refused         string // the rule that it never meets
	parts           []int  // for each limit, the part of the pool that it belongs to
	replaces        bool   // it is no purchase but a substitution
	obligor         string // until its parts are known
	attributes      map[string]string
}

type offerCash struct {
	days                int
	interest, principal money.Amount
}

type limit struct {
	name, by string
	replaces bool // of what is handed over, not of what is bought
	atMost   money.Rate
	existing []money.Amount // of each part at the cut-off date
	parts    []string
}

// purchases is what a run has bought.
type purchases struct {
	times       []int // by offer
	made        []made
	interest    []money.Amount // to come, by payment
	principal   []money.Amount
	defaulted   []money.Amount
	recovery    []money.Amount
	fates       *claimFates  // of the claims in a simulation; nil lets all of them pay
	outstanding money.Amount // principal of what was bought
	late        money.Amount // cash that comes after the last calculation date
	refusals    []refusal
}

type made struct {
	offer, payment int
	day            calendar.Date
	ends           calendar.Date // from when it pays nothing; zero for never
}

type refusal struct {
	payment, offer, limit int // limit −1: the offer's own rule; −2: the last cash comes too late; −3: its obligor is in default
}

func (p *purchases) init(d *Deal) {
	p.times = make([]int, len(d.revolving.offers))
	p.interest = make([]money.Amount, len(d.payments))
	p.principal = make([]money.Amount, len(d.payments))
	p.defaulted = make([]money.Amount, len(d.payments))
	p.recovery = make([]money.Amount, len(d.payments))
}

func (p *purchases) reset() {
	clear(p.times)
	clear(p.interest)
	clear(p.principal)
	clear(p.defaulted)
	clear(p.recovery)
	p.made, p.refusals = p.made[:0], p.refusals[:0]
	p.outstanding, p.late = 0, 0
}

// addPurchased adds what earlier purchases pay in this period to the collection of the original pool.
func (r *Runner) addPurchased(k int) {
	p := &r.purchases
	if p.times == nil {
		return
	}
	c := &r.scratch
	c.Opening += p.outstanding
	c.Interest += p.interest[k]
	c.Principal += p.principal[k]
	c.Defaulted += p.defaulted[k]
	c.Recovery += p.recovery[k]
	p.outstanding -= p.principal[k] + p.defaulted[k]
	c.Closing += p.outstanding
	if v, known := c.Scheduled.Get(); known {
		c.Scheduled = knownAmount(v + p.interest[k] + p.principal[k])
	}
}

// purchase buys what is offered, in order, as long as there is cash: each offer must meet the rules and
// leave the pool within its limits. A payment at which there was cash and nothing was bought is a failed
// purchase.
func (r *Runner) purchase(s *step) error {
	if r.k < 0 || r.status != Revolving || r.sold {
		return nil
	}
	p, d := &r.purchases, r.deal
	cash := r.available(s)
	if cash == 0 {
		return nil
	}
	bought := false
	day := d.payments[r.k].Payment
	for i := range d.revolving.offers {
		o := &d.revolving.offers[i]
		if o.replaces || !o.offeredOn(day) {
			continue
		}
		for p.times[i] < o.times && o.cost <= cash && r.failure == nil {
			if why, ok := r.refuses(i, day); ok {
				p.refusals = append(p.refusals, refusal{r.k, i, why})
				break
			}
			r.buy(s, i, day)
			cash -= o.cost
			bought = true
		}
	}
	if bought {
		r.failedPurchases = 0
	} else {
		r.failedPurchases++
	}
	return nil
}

func (o *offer) offeredOn(day calendar.Date) bool {
	return (o.from.IsZero() || day >= o.from) && (o.to.IsZero() || day <= o.to)
}

// refuses says which rule or limit keeps an offer out.
func (r *Runner) refuses(i int, day calendar.Date) (int, bool) {
	o := &r.deal.revolving.offers[i]
	if o.refused != "" {
		return -1, true
	}
	if o.by > 0 && int(day)+o.days > o.by {
		return -2, true
	}
	if f := r.purchases.fates; f != nil && f.fallen(i, day) {
		return -3, true
	}
	after := r.c.Closing + o.principal
	for j := range r.deal.revolving.limits {
		l := &r.deal.revolving.limits[j]
		if l.replaces != o.replaces {
			continue
		}
		exposure := r.exposure(j, o.parts[j]) + o.principal
		e1, e0 := bits.Mul64(uint64(exposure), uint64(money.One))
		a1, a0 := bits.Mul64(uint64(l.atMost), uint64(after))
		if e1 > a1 || e1 == a1 && e0 > a0 {
			return j, true
		}
	}
	return 0, false
}

// exposure is the principal of one part of the pool: what was there at the cut-off date, shrunk with the
// original pool, and what is left of what was bought.
func (r *Runner) exposure(j, part int) money.Amount {
	var total money.Amount
	if at := r.deal.revolving.limits[j].existing[part]; at > 0 && r.poolInitial > 0 {
		original := r.c.Closing - r.purchases.outstanding
		v, err := money.MulDiv(int64(at), int64(original), int64(r.poolInitial))
		if err != nil {
			v = int64(at)
		}
		total += money.Amount(v)
	}
	now := r.deal.payments[r.k].Calculation
	for _, m := range r.purchases.made {
		o := &r.deal.revolving.offers[m.offer]
		if o.parts[j] != part || !m.ends.IsZero() && m.ends <= now {
			continue
		}
		total += o.principal
		for _, c := range o.cash {
			if m.day.AddDays(c.days) <= now {
				total -= c.principal
			}
		}
	}
	return total
}

func (r *Runner) buy(s *step, i int, day calendar.Date) {
	o := &r.deal.revolving.offers[i]
	if r.cumPurchased += o.principal; r.cumPurchased > 10*maxAmount && r.failure == nil {
		r.failure = fmt.Errorf("claims bought for more than %s: %w", (10 * maxAmount).Format(r.deal.currency), money.ErrOverflow)
	}
	r.move(accountNode(s.from), nodeOf(nodeSeller, i), movePurchase, o.cost)
	r.purchasedNow += o.principal
	r.c.Purchased += o.principal
	r.joinPool(changePurchase, i, day)
}

// joinPool brings a claim into the pool on a day and lays out the cash that it will pay.
func (r *Runner) joinPool(kind changeKind, i int, day calendar.Date) {
	p, o := &r.purchases, &r.deal.revolving.offers[i]
	var ends calendar.Date
	if p.fates != nil {
		ends = p.fates.day(i, p.times[i], day)
	}
	p.times[i]++
	p.made = append(p.made, made{i, r.k, day, ends})
	if n := len(r.history); n > 0 && r.history[n-1].kind == kind && r.history[n-1].payment == r.k && r.history[n-1].index == i {
		r.history[n-1].count++
	} else {
		r.history = append(r.history, change{kind: kind, payment: r.k, index: i, on: true, count: 1})
	}
	p.outstanding += o.principal
	r.c.Closing += o.principal
	left := o.principal
	for _, c := range o.cash {
		on := day.AddDays(c.days)
		if !ends.IsZero() && on >= ends {
			continue
		}
		left -= c.principal
		k := r.k + 1
		for k < len(r.deal.payments) && r.deal.payments[k].Calculation < on {
			k++
		}
		if k == len(r.deal.payments) {
			p.late += c.interest + c.principal
			continue
		}
		p.interest[k] += c.interest
		p.principal[k] += c.principal
	}
	if !ends.IsZero() && left > 0 {
		if err := p.fates.end(r, i, ends, left); err != nil && r.failure == nil {
			r.failure = err
		}
	}
}
