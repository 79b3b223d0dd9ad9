package tranche

import (
	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// BalanceSheet is what the plan has and owes after a payment (资产负债表):
//
//	Pool + Cash = Securities + InterestOwed + FeesOwed + SupportOwed + SwapsOwed + Net
//
// The pool stands at its performing principal, the securities at their balance; Net is what is left over
// for, or lacks to, the holders of the residual beyond their balance. Promisors are owed what they have paid and
// not got back, with its interest.
type BalanceSheet struct {
	Day                                                        calendar.Date
	Pool, Cash                                                 money.Amount
	Securities, InterestOwed, FeesOwed, SupportOwed, SwapsOwed money.Amount
	Net                                                        money.Amount
}

// BalanceSheets gives one balance sheet for each payment.
func (res *Result) BalanceSheets() []BalanceSheet {
	list := make([]BalanceSheet, len(res.Periods))
	for k := range res.Periods {
		p := &res.Periods[k]
		b := BalanceSheet{Day: p.Payment, Pool: p.Collection.Closing}
		if p.Status == Ended {
			b.Pool = 0 // it has been bought back
		}
		for _, a := range p.Accounts {
			b.Cash += a.Closing
		}
		for _, t := range p.Tranches {
			b.Securities += t.Closing
			b.InterestOwed += t.InterestUnpaid
		}
		for _, f := range p.Fees {
			b.FeesOwed += f.Unpaid
		}
		for _, v := range p.Support {
			b.SupportOwed += v.Closing + v.Interest
		}
		for _, s := range p.Swaps {
			b.SwapsOwed += s.Unpaid
		}
		b.Net = b.Pool + b.Cash - b.Securities - b.InterestOwed - b.FeesOwed - b.SupportOwed - b.SwapsOwed
		list[k] = b
	}
	return list
}

// CashLine is one line of a cash statement: all movements of a kind that crossed the border of the plan.
type CashLine struct {
	Kind, Memo string
	In, Out    money.Amount
}

// CashStatement sums up the cash of the plan between two payments, counted from 1 and both included
// (现金流量表): Opening + Σ In − Σ Out = Closing. Movements between its own accounts are not in it.
type CashStatement struct {
	From, To         int
	Opening, Closing money.Amount
	Lines            []CashLine
}

// CashStatement gives the statement from one payment to another; numbers out of range are brought into it.
func (res *Result) CashStatement(from, to int) CashStatement {
	from, to = max(1, from), min(to, len(res.Periods))
	s := CashStatement{From: from, To: to}
	if from > to {
		return s
	}
	own := map[string]bool{}
	for _, a := range res.Periods[0].Accounts {
		own[a.Name] = true
	}
	for _, a := range res.Periods[from-1].Accounts {
		s.Opening += a.Opening
	}
	for _, a := range res.Periods[to-1].Accounts {
		s.Closing += a.Closing
	}
	var in, out [moveKinds]money.Amount
	for _, p := range res.Periods[from-1 : to] {
		for _, m := range p.Movements {
			for kind := range moveWords {
				if moveWords[kind].word != m.Kind {
					continue
				}
				if !own[m.From] {
					in[kind] += m.Amount
				}
				if !own[m.To] {
					out[kind] += m.Amount
				}
			}
		}
	}
	for kind := range moveWords {
		if in[kind] != 0 || out[kind] != 0 {
			s.Lines = append(s.Lines, CashLine{moveWords[kind].word, moveWords[kind].memo, in[kind], out[kind]})
		}
	}
	return s
}
