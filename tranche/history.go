package tranche

import (
	"fmt"
	"strings"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/internal/formula"
)

// compared gives what a trigger looked at when it was evaluated at a payment: the sides of its comparisons,
// the value and the limit of the tests that it asks for, and whether other conditions held.
func (r *Runner) compared(k, i int) []Compared {
	t := &r.deal.triggers[i]
	var list []Compared
	from := k*r.probesPerPayment() + t.probes
	for j := range t.when.probe {
		p, v := &t.when.probe[j], r.probes[from+j]
		if !v.seen {
			continue
		}
		c := Compared{Text: p.Text, Left: p.Type.Format(v.left, r.deal.currency), Right: p.Type.Format(v.right, r.deal.currency)}
		if p.Function != "" {
			c.Right = ""
		}
		if at, ok := indexOf(r.deal.tests, strings.Join(p.Names, "")); ok && p.Function == "fails" {
			// A trigger after_collection sees the outcome of the payment before.
			if seen := k - yesInt(t.at == AfterCollection); seen >= 0 {
				s := r.testAt(seen, at)
				c.Left, c.Right = formula.Number.Format(int64(s.value), r.deal.currency), r.deal.tests[at].is.String()+" "+formula.Number.Format(int64(s.limit), r.deal.currency)
			}
		}
		list = append(list, c)
	}
	return list
}

func yesInt(b bool) int { return int(yes(b)) }

// triggersAt gives the state of each trigger after payment k.
func (r *Runner) triggersAt(k int) []TriggerLine {
	var list []TriggerLine
	for i, t := range r.deal.triggers {
		line := TriggerLine{Name: t.name, At: t.at, Compared: r.compared(k, i)}
		for _, c := range r.history {
			if c.kind == changeTrigger && c.index == i && c.payment <= k {
				line.On = c.on
			}
		}
		list = append(list, line)
	}
	return list
}

func (r *Runner) dayOf(payment int) calendar.Date {
	if payment < 0 {
		return r.deal.closing
	}
	return r.deal.payments[payment].Payment
}

// tell writes the history into the result.
func (r *Runner) tell(res *Result) {
	d := r.deal
	res.StatusHistory = []StatusChange{{Day: d.closing, To: d.start}}
	for _, c := range r.history {
		line := HistoryLine{Day: r.dayOf(c.payment), Number: c.payment + 1, On: c.on}
		switch c.kind {
		case changeStatus:
			res.StatusHistory = append(res.StatusHistory, StatusChange{Day: line.Day, Number: line.Number, From: c.from, To: c.to})
			continue
		case changeTrigger:
			line.Kind, line.Name, line.Compared = "trigger", d.triggers[c.index].name, r.compared(c.payment, c.index)
		case changeEvent:
			line.Kind, line.Name = "event", d.events[c.index]
		case changeCall:
			line.Kind, line.Name = "call", d.calls[c.index].name
		case changePurchase:
			line.Kind, line.Name, line.Count = "purchase", d.revolving.offers[c.index].id, c.count
		case changeSubstitution:
			line.Kind, line.Name, line.Count = "substitution", d.revolving.offers[c.index].id, c.count
		}
		res.History = append(res.History, line)
	}
}

// warnings are what a reader of the result has to know.
func (r *Runner) warnings() []string {
	d := r.deal
	var list []string
	add := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	if cash := r.totals().Closing; cash > 0 {
		add("cash of %s is left in the accounts after the last payment: no step of the waterfall pays it out", cash.FormatGrouped(d.currency))
	}
	for i, t := range d.tranches {
		if t.legal == len(d.payments) {
			continue
		}
		if s := r.trancheAt(t.legal, i); s.closing+s.unpaid > 0 {
			add("class %s is owed %s after the payment of %s, which reaches its legal maturity", t.name, (s.closing + s.unpaid).FormatGrouped(d.currency), d.payments[t.legal].Payment)
		}
	}
	if r.notCollected > 0 {
		add("collections of %s after the pool was bought back belong to the buyer and are not in the run", r.notCollected.FormatGrouped(d.currency))
	}
	if late := r.purchases.late; late > 0 {
		add("cash of %s of claims that were bought comes after the last calculation date and is paid to no one", late.FormatGrouped(d.currency))
	}
	for i, t := range d.tests {
		for k := range d.payments {
			if !r.testAt(k, i).known {
				add("test %s has no outcome at the payment of %s and perhaps others: the value of the rights is not known", t.name, d.payments[k].Payment)
				break
			}
		}
	}
	r.warnOfDeposits(add)
	refused := map[string]int{}
	var order []string
	for _, f := range r.purchases.refusals {
		o := d.revolving.offers[f.offer]
		why := o.refused
		switch {
		case f.limit >= 0:
			why = d.revolving.limits[f.limit].name
		case f.limit == -2:
			why = "the last cash comes too late"
		case f.limit == -3:
			why = "its obligor is in default"
		}
		text := o.id + " is not bought: " + why
		if o.replaces {
			text = o.id + " replaces no claim: " + why
		}
		if refused[text] == 0 {
			order = append(order, text)
		}
		refused[text]++
	}
	for _, text := range order {
		add("%s (%d times)", text, refused[text])
	}
	for _, c := range r.history {
		if c.kind == changeCall && !c.on {
			add("the call %s could be exercised on %s but its price does not suffice", d.calls[c.index].name, r.dayOf(c.payment))
			break
		}
	}
	for _, p := range d.payments {
		if p.Estimated {
			add("payment dates from %s on lie beyond the calendar %s and rest on its stand-in, %s: holidays of those years are not known", p.Payment, d.calendar, d.beyond)
			break
		}
	}
	return list
}
