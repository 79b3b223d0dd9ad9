package tranche

import (
	"slices"

	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
)

// Run pays out the collections of each period and gives the whole record. There is one collection
// for each payment, of the periods that CollectionPeriods gives; others are refused with an error
// that wraps ErrCollections.
//
// The same engine serves every use: for many runs of one deal, use a Runner.
func (d *Deal) Run(collected []cashflow.Collection) (*Result, error) {
	return d.NewRunner().Run(collected)
}

// RunInputs is Run with more inputs.
func (d *Deal) RunInputs(in Inputs) (*Result, error) { return d.NewRunner().RunInputs(in) }

// Run is Deal.Run in the runner's own memory. The result shares none of it.
func (r *Runner) Run(collected []cashflow.Collection) (*Result, error) {
	return r.RunInputs(Inputs{Collections: collected})
}

// RunInputs is Deal.RunInputs in the runner's own memory.
func (r *Runner) RunInputs(in Inputs) (*Result, error) {
	r.record = true
	if err := r.pays(in); err != nil {
		return nil, err
	}
	return r.result(), nil
}

// result copies the runner's figures out.
func (r *Runner) result() *Result {
	d := r.deal
	res := &Result{
		Deal: d.name, Fingerprint: d.fingerprint, Engine: Engine, Currency: d.currency,
		Assumptions: d.Assumptions(), Closing: d.closing, Periods: make([]Period, len(d.payments)),
	}
	for i := range r.bounds[0] {
		res.ClosingDay = append(res.ClosingDay, r.movementAt(i))
	}
	for k := range d.payments {
		res.Periods[k] = r.period(k)
		res.Unpaid = append(res.Unpaid, r.unpaidAt(k)...)
	}
	res.Transforms = d.routes.fx != nil || d.revolving != nil || r.sold
	res.Cash = r.totals()
	res.Tranches = res.summaries(d)
	r.tell(res)
	res.Final = r.final(res)
	res.Warnings = r.warnings()
	return res
}

func (r *Runner) movementAt(i int) Movement {
	m := &r.movements[i]
	move := Movement{From: r.deal.nodeName(m.from), To: r.deal.nodeName(m.to), Kind: moveWords[m.kind].word, Amount: m.amount, Memo: moveWords[m.kind].memo}
	if m.step >= 0 {
		move.Step = r.deal.stepPaths[m.step]
	}
	return move
}

func (r *Runner) period(k int) Period {
	d := r.deal
	p := Period{PaymentDate: d.payments[k], Number: k + 1, Waterfall: flowNames[r.flowAt[k]], Status: r.statusAt[k], Collection: r.collected[k]}
	p.Events = slices.Clone(p.Events)
	if r.transformed[k] {
		p.Collection = r.collectionAt[k]
	}
	p.Collection.Deposits = slices.Clone(p.Collection.Deposits)
	p.Substituted = r.substitutedAt(k)
	for i := range d.accounts {
		a := r.accountAt(k, i)
		line := AccountLine{Name: d.accounts[i].name, Opening: a.opening, Receipts: a.receipts, Payments: a.payments, Closing: a.closing, Target: a.target}
		if w := d.accounts[i].within; w >= 0 {
			line.Within = d.accounts[w].name
		}
		p.Accounts = append(p.Accounts, line)
	}
	for i, t := range d.tranches {
		s, v := r.trancheAt(k, i), r.termAt(k, i)
		p.Tranches = append(p.Tranches, TrancheLine{
			Name: t.name, Opening: s.opening, Rate: r.rateAt(k, i), HasCoupon: t.hasCoupon, InterestDue: s.interestDue, InterestPaid: s.interestPaid, InterestUnpaid: s.unpaid, OnArrears: v.onArrears,
			PrincipalDue: s.principalDue, PrincipalPaid: s.principalPaid, PutDue: v.putDue, PutPaid: v.putPaid, Resold: v.resold,
			Residual: s.residual, YieldDue: v.yieldDue, YieldPaid: v.yieldPaid, Accreted: v.accreted, WriteDown: v.writeDown, WriteUp: v.writeUp, Closing: s.closing,
		})
	}
	for i, f := range d.fees {
		s := r.feeAt(k, i)
		arrears, left := s.settled(f.newFirst)
		p.Fees = append(p.Fees, FeeLine{Name: f.name, Due: s.due, Arrears: arrears, ArrearsUnpaid: left, Paid: s.paid, Unpaid: s.unpaid, Accrued: s.accrued, ValueAddedTax: s.vat, OverflowOut: s.overflow, LapsedBy: s.lapsed})
	}
	for i, t := range d.tests {
		s := r.testAt(k, i)
		p.Tests = append(p.Tests, TestLine{Name: t.name, Known: s.known, Applies: !s.none, Numerator: s.num, Denominator: s.den, Value: s.value, Limit: s.limit, Is: t.is,
			Passes: s.known && !s.breached, Breaches: int(s.count), Fails: s.failing, Cure: s.cure})
	}
	p.Triggers = r.triggersAt(k)
	for i, v := range d.swaps {
		s := r.swaps[k*len(d.swaps)+i]
		p.Swaps = append(p.Swaps, SwapLine{v.name, s.pays, s.receives, s.paid, s.received, s.unpaid})
	}
	for i, l := range d.ledgers {
		p.Ledgers = append(p.Ledgers, LedgerLine{l.name, r.ledgerAt[k*len(d.ledgers)+i]})
	}
	if d.deposits != nil {
		for i, name := range d.deposits.lessees {
			p.Deposits = append(p.Deposits, DepositLine{name, r.depositAt[k*len(r.deposit)+i]})
		}
	}
	for i := r.bounds[k]; i < r.bounds[k+1]; i++ {
		p.Movements = append(p.Movements, r.movementAt(i))
	}
	for _, c := range r.callsMade[r.callBounds[k]:r.callBounds[k+1]] {
		stage := BeforePayment
		if c.after {
			stage = AfterDefault
		}
		v := &d.supports[c.support]
		p.SupportCalls = append(p.SupportCalls, SupportCall{Support: v.name, Promisor: v.promisors[c.promisor].name, Amount: c.amount, For: c.pay, Stage: stage,
			Called: d.payments[k].day(ShortfallStart), Transfer: d.payments[k].day(ShortfallTransfer)})
	}
	p.Support = append(p.Support, r.supportAt[k*len(r.supportAt)/len(d.payments):(k+1)*len(r.supportAt)/len(d.payments)]...)
	return p
}

// settled gives the arrears in what a fee was due, and what is left of them: what is paid settles them
// first, or last. What overflowed to another fee leaves less than there were.
func (s *feeState) settled(newFirst bool) (arrears, left money.Amount) {
	arrears = min(s.arrears, s.due)
	toArrears := s.paid
	if newFirst {
		toArrears -= s.due - arrears
	}
	return arrears, min(max(0, arrears-max(0, toArrears)), s.unpaid)
}

// unpaidAt lists what payment k left unpaid.
func (r *Runner) unpaidAt(k int) []Unpaid {
	var list []Unpaid
	day := r.deal.payments[k].Payment
	for i, f := range r.deal.fees {
		if s := r.feeAt(k, i); s.unpaid > 0 {
			list = append(list, Unpaid{Payment: day, Name: f.name, Kind: "fee", Due: s.due, Paid: s.paid})
		}
	}
	for i, v := range r.deal.swaps {
		if s := r.swaps[k*len(r.deal.swaps)+i]; s.unpaid > 0 {
			list = append(list, Unpaid{Payment: day, Name: v.name, Kind: "swap", Due: s.unpaid + s.paid, Paid: s.paid})
		}
	}
	for i, t := range r.deal.tranches {
		s := r.trancheAt(k, i)
		if s.unpaid > 0 {
			list = append(list, Unpaid{Payment: day, Name: t.name, Kind: "interest", Due: s.interestDue, Paid: s.interestPaid})
		}
		if s.principalPaid < s.principalDue {
			list = append(list, Unpaid{Payment: day, Name: t.name, Kind: "principal", Due: s.principalDue, Paid: s.principalPaid})
		}
		if v := r.termAt(k, i); v.putUnpaid > 0 {
			list = append(list, Unpaid{Payment: day, Name: t.name, Kind: "put", Due: v.putUnpaid + v.putPaid, Paid: v.putPaid})
		}
	}
	return list
}

// totals sums up the cash of the whole run.
func (r *Runner) totals() Cash {
	var c Cash
	for i := range r.deal.accounts {
		c.Receipts += r.accountAt(0, i).opening
	}
	for _, m := range r.movements[r.bounds[0]:] {
		if m.from.kind() != nodeAccount {
			c.Receipts += m.amount
		}
		if m.to.kind() != nodeAccount {
			c.Payments += m.amount
		}
	}
	last := len(r.deal.payments) - 1
	for i := range r.deal.accounts {
		c.Closing += r.accountAt(last, i).closing
	}
	c.Difference = c.Opening + c.Receipts - c.Payments - c.Closing
	return c
}

func (r *Runner) final(res *Result) FinalState {
	last := res.Periods[len(res.Periods)-1]
	f := FinalState{Status: last.Status, Accounts: last.Accounts, Tranches: last.Tranches}
	for i, v := range r.deal.fees {
		if r.fee[i].due > 0 {
			f.Owed = append(f.Owed, LedgerLine{v.name, r.fee[i].due})
		}
	}
	for i := range r.deal.supports {
		for j, p := range r.deal.supports[i].promisors {
			if owed := r.called[i][j] - r.repaid[i][j] + r.interest[i][j]; owed > 0 {
				f.Owed = append(f.Owed, LedgerLine{p.name, owed})
			}
		}
	}
	for i, v := range r.deal.swaps {
		if r.swap[i].due > 0 {
			f.Owed = append(f.Owed, LedgerLine{v.name, r.swap[i].due})
		}
	}
	return f
}
