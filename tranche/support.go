package tranche

import "github.com/ipabs/ipabs/money"

// draw brings up to want from a source of support into the account of a step, and gives what came.
func (r *Runner) draw(s *step, from source, want money.Amount) money.Amount {
	if from.reserve {
		if from.index == s.from {
			return 0
		}
		amount := min(want, r.account[from.index].cash)
		r.shift(from.index, s.from, moveReserveDraw, amount)
		r.reserve[from.index].take(amount, r.k)
		return amount
	}
	v := &r.deal.supports[from.index]
	after := r.missed || r.inDefault()
	if r.k < 0 || r.k >= v.until || v.stage == BeforePayment && after || v.stage == AfterDefault && !after || !r.holds(v.when) {
		return 0
	}
	day := r.date().day(ShortfallTransfer)
	var drawn money.Amount
	before := len(r.callsMade)
	for j := range v.promisors {
		p := &v.promisors[j]
		if r.partyDefaulted(p.party, day) {
			continue
		}
		amount := min(want-drawn, r.room(from.index, j))
		if amount == 0 {
			continue
		}
		r.drawn = true
		r.called[from.index][j] += amount
		drawn += amount
		r.takeIn(promisorNode(from.index, j), s.from, moveSupportCall, amount)
		r.callsMade = append(r.callsMade, supportCall{support: from.index, promisor: j, amount: amount, after: after, pay: s.pay})
	}
	if drawn > 0 {
		r.countCall(from.index, before)
		r.latch(eventShortfall)
	}
	return drawn
}

// take notes what a payment has drawn.
func (x *reserveRun) take(amount money.Amount, payment int) {
	if amount == 0 {
		return
	}
	x.drawn += amount
	if x.next <= payment || x.payments == 0 {
		x.payments, x.next = x.payments+1, payment+1
	}
}

// drawnOn lists the accounts that some step draws on as support, in the order of the document.
func (d *Deal) drawnOn() []int {
	is := make([]bool, len(d.accounts))
	var look func(steps []step)
	look = func(steps []step) {
		for i := range steps {
			s := &steps[i]
			for _, x := range s.sources {
				if x.reserve && x.index != s.from {
					is[x.index] = true
				}
			}
			look(s.then)
			look(s.otherwise)
		}
	}
	for i := range d.waterfalls {
		look(d.waterfalls[i].steps)
	}
	var list []int
	for i := range is {
		if is[i] {
			list = append(list, i)
		}
	}
	return list
}

// room is what a promisor can still be called for under its cap.
func (r *Runner) room(i, j int) money.Amount {
	v := &r.deal.supports[i]
	limit := maxCall
	if c := v.promisors[j].cap; c != nil {
		limit = r.amount(c)
	}
	used := r.called[i][j]
	if v.restores {
		used -= r.repaid[i][j]
	}
	return max(0, limit-used)
}

// undrawn is what all promisors with a cap can still be called for.
func (r *Runner) undrawn(i int) money.Amount {
	var total money.Amount
	for j := range r.deal.supports[i].promisors {
		if r.deal.supports[i].promisors[j].cap != nil {
			total += r.room(i, j)
		}
	}
	return total
}

// countCall counts the payments at which a support was called. before is the number of calls before this one, in
// which several promisors may have paid.
func (r *Runner) countCall(i, before int) {
	for _, c := range r.callsMade[r.callBounds[r.k]:before] {
		if c.support == i {
			return
		}
	}
	r.callCount[i]++
}

// payReimbursement pays promisors back, in the order of the document: interest on what they have paid
// first, then what they have paid. It restores a cap only where the document says so.
func (r *Runner) payReimbursement(s *step) error {
	if !r.drawn {
		return nil
	}
	cash := r.available(s)
	from := accountNode(s.from)
	for _, i := range s.to {
		for j := range r.called[i] {
			promisor := promisorNode(i, j)
			interest := min(cash, r.interest[i][j])
			r.interest[i][j] -= interest
			r.move(from, promisor, moveSupportInterest, interest)
			amount := min(cash-interest, r.called[i][j]-r.repaid[i][j])
			r.repaid[i][j] += amount
			r.move(from, promisor, moveReimbursement, amount)
			cash -= interest + amount
		}
	}
	return nil
}

// supportLines writes the statement of every promisor at payment k.
func (r *Runner) supportLines(k int) {
	if k == 0 {
		r.supportAt = r.supportAt[:0]
	}
	before := len(r.supportAt)
	n := 0
	for i := range r.deal.supports {
		v := &r.deal.supports[i]
		for j := range v.promisors {
			p := &v.promisors[j]
			line := SupportLine{Support: v.name, Promisor: p.name, Closing: r.called[i][j] - r.repaid[i][j], Interest: r.interest[i][j],
				HasCap: p.cap != nil, InDefault: r.partyDefaulted(p.party, r.deal.payments[k].Payment)}
			if k > 0 {
				line.Opening = r.supportAt[before-r.promisors()+n].Closing
			}
			for _, c := range r.callsMade[r.callBounds[k]:] {
				if c.support == i && c.promisor == j {
					line.Called += c.amount
				}
			}
			line.Reimbursed = line.Opening + line.Called - line.Closing
			if line.HasCap {
				line.Room = r.room(i, j)
			}
			r.supportAt = append(r.supportAt, line)
			n++
		}
	}
}

func (r *Runner) promisors() int {
	n := 0
	for i := range r.deal.supports {
		n += len(r.deal.supports[i].promisors)
	}
	return n
}
