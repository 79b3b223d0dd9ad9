package tranche

import "github.com/ipabs/ipabs/money"

// closingDay issues the classes and runs the closing waterfall, where there is one. Without one the
// accounts are funded and all else happens outside the document.
func (r *Runner) closingDay() error {
	d := r.deal
	if d.deposits != nil && d.deposits.atClosing {
		r.handOver()
	}
	if d.proceeds == 0 {
		return r.checkClosing()
	}
	for i := range d.accounts {
		r.account[i].cash -= d.accounts[i].opening
	}
	for i := range d.tranches {
		r.move(nodeOf(nodeInvestors, 0), accountNode(0), moveIssue, d.tranches[i].proceeds)
	}
	for i := range d.accounts {
		r.move(accountNode(0), accountNode(i), moveFunding, d.accounts[i].opening)
	}
	for i := range d.fees {
		if f := &d.fees[i]; f.closing && r.holds(f.when) {
			due := money.Amount(0)
			var err error
			switch {
			case f.amount != nil:
				due = r.amount(f.amount)
			case f.of != nil:
				due, err = r.amount(f.of).MulRate(f.rate)
			}
			if err != nil {
				return err
			}
			r.fee[i].due += due
		}
	}
	if err := r.run(flowClosing); err != nil {
		return err
	}
	if r.failure != nil {
		return r.failure
	}
	return r.checkClosing()
}

// exerciseCalls looks at the rights to end the deal, or part of it, early.
func (r *Runner) exerciseCalls() {
	for i := range r.deal.calls {
		c := &r.deal.calls[i]
		if r.sold || !r.holds(c.when) {
			continue
		}
		r.callPrice = r.amount(c.price)
		if !r.priceSuffices(c) {
			r.history = append(r.history, change{kind: changeCall, payment: r.k, index: i})
			continue
		}
		r.history = append(r.history, change{kind: changeCall, payment: r.k, index: i, on: true})
		r.move(nodeOf(nodeCaller, i), accountNode(c.account), moveCallPrice, r.callPrice)
		if !c.partial {
			r.sold, r.stirred = true, true
			r.setStatus()
		}
	}
}

// priceSuffices tests the price: by the document's own condition, or against the fees and the whole of
// the senior classes.
func (r *Runner) priceSuffices(c *call) bool {
	if c.requires != nil {
		return r.holds(c.requires)
	}
	if c.partial {
		return true
	}
	need := r.seniorBalance()
	for i := range r.fee {
		need += r.fee[i].due
	}
	for i := range r.deal.tranches {
		if r.deal.tranches[i].class == Senior {
			need += r.class[i].unpaid
		}
	}
	return r.account[0].cash+r.callPrice >= need
}
