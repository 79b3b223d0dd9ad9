package tranche

import (
	"math"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
)

// path counts one path.
func (c *counter) path(r *Runner, f *future, weight float64) {
	p := &c.sim.plan
	c.out.paths++
	c.group.paths++
	c.pool(r, f, weight)
	for i := range p.classes {
		c.class(r, i, weight)
	}
	c.cover(r, weight)
	c.outside(r, f, weight)
	c.contribute(f, weight)
}

func (c *counter) pool(r *Runner, f *future, w float64) {
	p, sums := &c.sim.plan, c.sums
	lost := float64(f.lost)
	sums[statWeight] += w
	c.sim.controls.of(c.control, f, w)
	sums[statPoolLoss] += w * lost
	sums[statPoolLossSquare] += w * lost * lost
	sums[statDefaulted] += w * float64(f.defaulted)
	sums[statLate] += w * float64(f.late)
	sums[statDefaults] += w * float64(len(f.losses))
	bin := &p.loss[p.classes]
	c.group.loss[p.classes][bin.of(lost)].Add(w)
	for k := range p.payments {
		at, x := sums[p.firstPeriod+k*periodStats:], r.collectedAt(k)
		at[periodDefaulted] += w * float64(x.Defaulted)
		at[periodRecovered] += w * float64(x.Recovery)
		at[periodClosing] += w * float64(x.Closing)
	}
}

// class counts what class i got.
func (c *counter) class(r *Runner, i int, w float64) {
	p := &c.sim.plan
	t := &r.deal.tranches[i]
	at := c.sums[p.firstClass+i*classStats:]
	var paid, written money.Amount
	var life float64
	var interestShort, principalLate, writes bool
	profile := c.sums[p.firstProfile+i*p.payments*profileStats:]
	for k := range p.payments {
		s := &r.tranches[k*p.classes+i]
		written += s.writeDown - s.writeUp
		paid += s.principalPaid
		life += float64(s.principalPaid) * p.days[k]
		interestShort = interestShort || s.unpaid > 0
		principalLate = principalLate || t.mode != Residual && s.principalPaid < s.principalDue || s.putUnpaid > 0
		writes = writes || s.writeDown > 0
		c.flows[k] = float64(s.interestPaid + s.principalPaid + s.residual)
		line := profile[k*profileStats : (k+1)*profileStats]
		line[profileInterest] += w * float64(s.interestPaid)
		line[profilePrincipal] += w * float64(s.principalPaid)
		line[profileClosing] += w * float64(s.closing)
		line[profileUnpaid] += w * float64(s.unpaid)
		line[profileWrittenDown] += w * float64(written)
	}
	last := &r.tranches[(p.payments-1)*p.classes+i]
	principal := last.closing + written
	loss := principal + last.unpaid
	c.results[i] = classResult{loss, principal}
	x := float64(loss)
	at[statLoss] += w * x
	at[statLossSquare] += w * x * x
	at[statPrincipalLoss] += w * float64(principal)
	at[statInterestLoss] += w * float64(last.unpaid)
	count := func(stat int, is bool) {
		if is {
			at[stat] += w
		}
	}
	count(statHit, loss > 0)
	count(statInterestShort, interestShort)
	count(statPrincipalLate, principalLate)
	count(statPrincipalLost, principal > 0)
	count(statWrittenDown, writes)
	count(statAnyLate, interestShort || principalLate || principal > 0)
	c.group.loss[i][p.loss[i].of(x)].Add(w)
	if paid > 0 {
		years := life / float64(paid) / 365
		at[statLife] += w * years
		at[statLife+1] += w
		c.group.life[i][p.life.of(years)].Add(w)
	}
	if !c.sim.settings.NoYields {
		if y := c.yield(i, float64(t.notional)); !math.IsNaN(y) {
			at[statYield] += w * y
			at[statYield+1] += w
			c.group.yield[i][p.yield.of(y)].Add(w)
		}
	}
}

// yield is the effective yearly yield of class i on the flows at hand. Flows that are those of the path
// before have its yield.
func (c *counter) yield(i int, price float64) float64 {
	same := true
	for k, x := range c.flows {
		if c.last[i][k] != x {
			same = false
			break
		}
	}
	if !same || math.IsNaN(c.yields[i]) {
		copy(c.last[i], c.flows)
		c.yields[i] = yieldOf(c.flows, c.sim.plan.days, price, c.sim.plan.guess[i])
	}
	return c.yields[i]
}

// yieldOf solves Σ flow · e^(−δ·days/365) = price for δ by Newton's method from a guess and gives e^δ − 1: −1
// when nothing comes back, NaN without a price. The sum falls and is convex in δ, so that from the left every
// step stays left of the root, and the first one from the right goes there.
func yieldOf(flows, days []float64, price, guess float64) float64 {
	total, time := 0.0, 0.0
	for k, x := range flows {
		total += x
		time += x * days[k]
	}
	switch {
	case price <= 0:
		return math.NaN()
	case total <= 0:
		return -1
	}
	// By Jensen's inequality the sum is at least total · e^(−δ·mean time): here it is still above the price.
	left := math.Log(total/price) / (time / total / 365)
	delta := max(guess, left)
	for range 100 {
		value, slope := -price, 0.0
		for k, x := range flows {
			if x != 0 {
				t := days[k] * (1.0 / 365)
				v := x * math.Exp(-delta*t)
				value += v
				slope -= t * v
			}
		}
		step := value / slope
		delta = max(delta-step, left)
		if math.Abs(step) <= 1e-7*(1+math.Abs(delta)) { // the next would be of the order of its square
			break
		}
	}
	return math.Exp(delta) - 1
}

// cover counts by how much the pool and the cash in the accounts cover each class and those that rank before
// or beside it, after each payment, and what of the class is not covered.
func (c *counter) cover(r *Runner, w float64) {
	p, n := &c.sim.plan, len(r.deal.accounts)
	least := c.flows[:0] // scratch no longer needed
	if cap(least) < p.classes {
		least = make([]float64, 0, p.classes)
		c.flows = make([]float64, max(p.payments, p.classes))[:p.payments]
	}
	least = least[:p.classes]
	for i := range least {
		least[i] = math.Inf(1)
	}
	for k := range p.payments {
		assets := r.collectedAt(k).Closing
		for _, a := range r.accounts[k*n : (k+1)*n] {
			assets += a.closing
		}
		var above money.Amount
		for from := 0; from < p.classes; {
			rank := r.deal.tranches[p.ranked[from]].rank
			to := from
			var equal money.Amount
			for ; to < p.classes && r.deal.tranches[p.ranked[to]].rank == rank; to++ {
				equal += r.tranches[k*p.classes+p.ranked[to]].closing
			}
			short := min(max(above+equal-assets, 0), equal)
			for _, i := range p.ranked[from:to] {
				balance := r.tranches[k*p.classes+i].closing
				if balance == 0 {
					continue
				}
				least[i] = min(least[i], float64(assets)/float64(above+equal))
				if short > 0 {
					c.sums[p.firstProfile+(i*p.payments+k)*profileStats+profileUncovered] += w * float64(short) * (float64(balance) / float64(equal))
				}
			}
			above += equal
			from = to
		}
	}
	for i, x := range least {
		if math.IsInf(x, 1) {
			continue
		}
		at := c.sums[p.firstClass+i*classStats:]
		at[statCover] += w * x
		at[statCover+1] += w
		c.group.cover[i][p.cover.of(x)].Add(w)
	}
}

// outside counts outsiders, events and support.
func (c *counter) outside(r *Runner, f *future, w float64) {
	p := &c.sim.plan
	last := r.deal.payments[p.payments-1].Payment
	for i, day := range f.parties {
		if !day.IsZero() && day <= last {
			c.sums[p.firstOutsider+i] += w
		}
	}
	for i, k := range r.events {
		if k >= 0 {
			c.sums[p.firstEvent+i] += w
		}
	}
	at := p.firstPromisor
	for i := range r.called {
		any := false
		for j, called := range r.called[i] {
			x := c.sums[at : at+promisorStats]
			at += promisorStats
			if called == 0 {
				continue
			}
			any = true
			x[promisorCalled] += w * float64(called)
			x[promisorHit] += w
			x[promisorRepaid] += w * float64(r.repaid[i][j])
			x[promisorOwed] += w * float64(called-r.repaid[i][j]+r.interest[i][j])
		}
		if any {
			x := c.sums[p.firstSupport+i*supportStats:]
			x[supportHit] += w
			x[supportCalls] += w * float64(r.callCount[i])
		}
	}
}

// contribute divides what each class loses over what the pool lost on the path, claim by claim.
func (c *counter) contribute(f *future, w float64) {
	p := &c.sim.plan
	lines := &c.sim.lines
	for i := range p.classes {
		loss := float64(c.results[i].loss)
		if loss == 0 {
			continue
		}
		if f.lost == 0 {
			c.line(int32(i), w*loss)
			continue
		}
		share := w * loss / float64(f.lost)
		for j := range f.losses {
			x := &f.losses[j]
			if x.loss == 0 {
				continue
			}
			for _, at := range lines.of(x) {
				if c.byLine[at] == 0 {
					c.touched = append(c.touched, at)
				}
				c.byLine[at] += share * float64(x.loss)
			}
		}
		for _, at := range c.touched {
			c.line(at*int32(p.classes)+int32(i), c.byLine[at])
			c.byLine[at] = 0
		}
		c.touched = c.touched[:0]
	}
}

// line adds to a line of a class in the block at hand.
func (c *counter) line(at int32, x float64) {
	if c.lineSums[at] == 0 {
		c.lineTouched = append(c.lineTouched, at)
	}
	c.lineSums[at] += x
}

// collectedAt is what was collected for payment k, in the deal's currency and with what was bought.
func (r *Runner) collectedAt(k int) *cashflow.Collection {
	if r.transformed[k] {
		return &r.collectionAt[k]
	}
	return &r.collected[k]
}
