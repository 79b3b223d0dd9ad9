package tranche

import (
	"math"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/internal/exactsum"
	"github.com/ipabs/ipabs/money"
)

// path counts one path.
func (c *counter) path(r *Runner, f *future, weight float64) {
	p := &c.sim.plan
	c.out.paths++
	c.group.paths++
	c.weight = exactsum.WeightOf(weight)
	from, m := 0, c.sim.calm[f.world]
	if m != nil {
		from = f.first
		c.calm[f.world][from] += weight
		copy(c.sofar, m.sofar[from*p.classes:])
	} else {
		clear(c.sofar)
	}
	c.payments(r, from, p.payments, weight)
	c.pool(f, weight)
	for i := range p.classes {
		c.class(r, m, from, i, weight)
	}
	if c.out != nil && c.out.worlds != nil {
		c.out.worlds[f.world].path(f, c.results, weight)
	}
	c.outside(r, f, weight)
	c.contribute(f, weight)
}

func (c *counter) pool(f *future, w float64) {
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
	c.group.loss[p.classes][bin.of(lost)].AddWeight(c.weight)
}

// payments counts what the pool and each class got at some payments, and by how much the pool and the cash in
// the accounts cover each class and those that rank before or beside it.
func (c *counter) payments(r *Runner, from, to int, w float64) {
	p, accounts := &c.sim.plan, len(r.deal.accounts)
	for k := from; k < to; k++ {
		at, x := (*[periodStats]float64)(c.sums[p.firstPeriod+k*periodStats:]), r.collectedAt(k)
		at[periodDefaulted] += w * float64(x.Defaulted)
		at[periodRecovered] += w * float64(x.Recovery)
		at[periodClosing] += w * float64(x.Closing)
		assets := x.Closing
		for _, a := range r.accounts[k*accounts : (k+1)*accounts] {
			assets += a.closing
		}
		classes, terms := r.tranches[k*p.classes:(k+1)*p.classes], r.terms[k*p.classes:(k+1)*p.classes]
		for i := range classes {
			s, so := &classes[i], &c.sofar[i]
			if s.opening|s.closing|s.interestPaid|s.residual|s.unpaid|so.written == 0 && !p.hasTerms {
				continue // nothing is left of it
			}
			so.take(s, &terms[i], p.residual[i], p.days[k], &p.weights[i*p.payments+k])
			line := (*[profileStats]float64)(c.sums[p.firstProfile+(i*p.payments+k)*profileStats:])
			line[profileInterest] += w * float64(s.interestPaid)
			line[profilePrincipal] += w * float64(s.principalPaid)
			line[profileClosing] += w * float64(s.closing)
			if s.unpaid|so.written != 0 {
				line[profileUnpaid] += w * float64(s.unpaid)
				line[profileWrittenDown] += w * float64(so.written)
			}
		}
		c.cover(classes, assets, k, w)
	}
}

// cover counts the coverage after a payment, and what of each class is not covered.
func (c *counter) cover(classes []trancheState, assets money.Amount, k int, w float64) {
	p := &c.sim.plan
	var above money.Amount
	for _, group := range p.ranked {
		var equal money.Amount
		for _, i := range group {
			equal += classes[i].closing
		}
		if equal == 0 {
			continue
		}
		short := min(max(above+equal-assets, 0), equal)
		for _, i := range group {
			balance := classes[i].closing
			if balance == 0 {
				continue
			}
			c.sofar[i].cover(float64(assets), float64(above+equal))
			if short > 0 {
				c.sums[p.firstProfile+(i*p.payments+k)*profileStats+profileUncovered] += w * float64(short) * (float64(balance) / float64(equal))
			}
		}
		above += equal
	}
}

// class counts what class i got in all.
func (c *counter) class(r *Runner, m *calm, from, i int, w float64) {
	p, x := &c.sim.plan, &c.sofar[i]
	at := (*[classStats]float64)(c.sums[p.firstClass+i*classStats:])
	end := &r.class[i]
	principal := end.balance + end.writtenDown
	loss := principal + end.unpaid
	c.results[i] = classResult{loss, principal}
	lost := float64(loss)
	c.group.loss[i][p.loss[i].of(lost)].AddWeight(c.weight)
	if loss > 0 {
		at[statLoss] += w * lost
		at[statLossSquare] += w * lost * lost
		at[statPrincipalLoss] += w * float64(principal)
		at[statInterestLoss] += w * float64(end.unpaid)
		at[statHit] += w
	}
	if x.interestShort {
		at[statInterestShort] += w
	}
	if x.principalLate {
		at[statPrincipalLate] += w
	}
	if principal > 0 {
		at[statPrincipalLost] += w
	}
	if x.writes {
		at[statWrittenDown] += w
	}
	if x.interestShort || x.principalLate || principal > 0 {
		at[statAnyLate] += w
	}
	if x.paid > 0 {
		years := x.life / float64(x.paid) / 365
		at[statLife] += w * years
		at[statLife+1] += w
		c.group.life[i][p.life.of(years)].AddWeight(c.weight)
	}
	if x.owed > 0 {
		cover := x.assets / x.owed
		at[statCover] += w * cover
		at[statCover+1] += w
		c.group.cover[i][p.cover.of(cover)].AddWeight(c.weight)
	}
	if c.sim.settings.NoYields {
		return
	}
	var y float64
	switch {
	case from == p.payments:
		y = m.yields[i]
	case m != nil:
		y = c.yield(r, m.runner, from, i)
	default:
		y = c.yield(r, r, from, i)
	}
	if !math.IsNaN(y) {
		at[statYield] += w * y
		at[statYield+1] += w
		c.group.yield[i][p.yield.of(y)].AddWeight(c.weight)
	}
}

// yield is the effective yearly yield of class i on what it got: by the series about the yield without defaults
// where it is near, or else from the flows, which before a payment are those of another run.
func (c *counter) yield(r, before *Runner, from, i int) float64 {
	p, x := &c.sim.plan, &c.sofar[i]
	price := float64(r.deal.tranches[i].notional)
	switch {
	case price <= 0:
		return math.NaN()
	case x.got <= 0:
		return -1
	}
	if h, ok := nearYield(&x.moments, price, p.near); ok {
		return math.Exp(p.guess[i]+h) - 1
	}
	for k := range c.flows {
		s := &r.tranches[k*p.classes+i]
		if k < from {
			s = &before.tranches[k*p.classes+i]
		}
		c.flows[k] = float64(s.interestPaid + s.principalPaid + s.residual)
	}
	return yieldOf(c.flows, p.days, price, p.guess[i])
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
	at, source := p.firstPromisor, 0
	for i := range r.called {
		var total money.Amount
		for j, called := range r.called[i] {
			x := c.sums[at : at+promisorStats]
			at += promisorStats
			source++
			if called == 0 {
				continue
			}
			total += called
			c.call(source-1, called)
			x[promisorCalled] += w * float64(called)
			x[promisorHit] += w
			x[promisorRepaid] += w * float64(r.repaid[i][j])
			x[promisorOwed] += w * float64(called-r.repaid[i][j]+r.interest[i][j])
		}
		if total > 0 {
			c.source(p.promisors+i, p.firstSupport+i*supportStats, total, r.callCount[i], w)
		}
	}
	for i, account := range p.reserves {
		if x := &r.reserve[account]; x.drawn > 0 {
			c.source(p.promisors+p.supports+i, p.firstReserve+i*supportStats, x.drawn, x.payments, w)
		}
	}
}

// source counts what a support or a reserve has paid.
func (c *counter) source(source, at int, amount money.Amount, payments int, w float64) {
	x := c.sums[at : at+supportStats]
	x[supportAmount] += w * float64(amount)
	x[supportHit] += w
	x[supportCalls] += w * float64(payments)
	c.call(source, amount)
}

// call counts an amount in the law of a source of support.
func (c *counter) call(source int, amount money.Amount) {
	c.group.calls[source][c.sim.plan.call.of(float64(amount))].AddWeight(c.weight)
	c.group.most[source] = max(c.group.most[source], amount)
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
