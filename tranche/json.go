package tranche

import (
	"encoding/json"

	"github.com/ipabs/ipabs/money"
)

// MarshalJSON writes the result as a document of the format ResultSchema: amounts as text in units
// of the currency, dates as "YYYY-MM-DD", unknown as null.
func (res *Result) MarshalJSON() ([]byte, error) {
	w := writer{res.Currency}
	f := w.amount
	doc := resultJSON{
		Schema: ResultSchema, Deal: res.Deal, Engine: res.Engine, Fingerprint: res.Fingerprint, Currency: res.Currency, Closing: res.Closing,
		Assumptions: orEmpty(res.Assumptions), StatusHistory: []statusJSON{}, Warnings: orEmpty(res.Warnings),
		Triggers:   []historyJSON{},
		ClosingDay: each(res.ClosingDay, w.movement), Tranches: each(res.Tranches, w.summary),
		Unpaid: each(res.Unpaid, func(u Unpaid) unpaidJSON { return unpaidJSON{u.Payment, u.Name, u.Kind, f(u.Due), f(u.Paid)} }),
		Cash:   cashJSON{f(res.Cash.Opening), f(res.Cash.Receipts), f(res.Cash.Payments), f(res.Cash.Closing), f(res.Cash.Difference)},
		Final:  finalJSON{res.Final.Status.String(), each(res.Final.Owed, w.balance)},
	}
	for _, s := range res.StatusHistory {
		line := statusJSON{Date: s.Day, Number: s.Number, To: s.To.String()}
		if s.From != StatusUnknown {
			from := s.From.String()
			line.From = &from
		}
		doc.StatusHistory = append(doc.StatusHistory, line)
	}
	for _, h := range res.History {
		doc.Triggers = append(doc.Triggers, historyJSON{h.Day, h.Number, h.Kind, h.Name, h.On, h.Count, each(h.Compared, compared)})
	}
	sheets := res.BalanceSheets()
	for i := range res.Periods {
		p, b := w.period(res, i), sheets[i]
		p.Balance = sheetJSON{f(b.Pool), f(b.Cash), f(b.Securities), f(b.InterestOwed), f(b.FeesOwed), f(b.SupportOwed), f(b.SwapsOwed), f(b.Net)}
		doc.Periods = append(doc.Periods, p)
	}
	return json.Marshal(doc)
}

// each turns every element of a list into one of another kind; an empty list stays a list.
func each[T, U any](list []T, f func(T) U) []U {
	out := make([]U, 0, len(list))
	for _, v := range list {
		out = append(out, f(v))
	}
	return out
}

type writer struct{ currency money.Currency }

func (w writer) amount(a money.Amount) string { return a.Format(w.currency) }

func compared(c Compared) comparedJSON { return comparedJSON(c) }

func (w writer) balance(l LedgerLine) balanceJSON { return balanceJSON{l.Name, w.amount(l.Closing)} }

func (w writer) movement(m Movement) movementJSON {
	return movementJSON{m.From, m.To, m.Kind, w.amount(m.Amount), m.Memo, m.Step}
}

func (w writer) period(res *Result, k int) periodJSON {
	p, f := &res.Periods[k], w.amount
	return periodJSON{
		Number: p.Number, PaymentDate: p.Payment, NominalDate: p.Nominal, Calculation: p.Calculation, Estimated: p.Estimated, Waterfall: p.Waterfall, Status: p.Status.String(),
		Events:     each(p.Events, func(e EventDate) eventDayJSON { return eventDayJSON(eventDayJSON{e.Event, e.Day}) }),
		Collection: w.collection(p),
		Accounts: each(p.Accounts, func(a AccountLine) accountJSON {
			line := accountJSON{a.Name, nil, f(a.Opening), f(a.Receipts), f(a.Payments), f(a.Closing), f(a.Target)}
			if a.Within != "" {
				line.Within = &a.Within
			}
			return line
		}),
		Tranches: each(p.Tranches, w.tranche),
		Fees: each(p.Fees, func(v FeeLine) feeJSON {
			return feeJSON{v.Name, f(v.Accrued), f(v.ValueAddedTax), f(v.Due), f(v.Paid), f(v.Unpaid), f(v.Arrears), f(v.ArrearsUnpaid), f(v.OverflowOut), f(v.LapsedBy)}
		}),
		Tests: each(p.Tests, w.test),
		Triggers: each(p.Triggers, func(t TriggerLine) triggerJSON {
			return triggerJSON{t.Name, t.At.String(), t.On, each(t.Compared, compared)}
		}),
		Coverage: each(res.Coverage(k), func(c Coverage) coverJSON { return coverJSON{c.Name, c.Interest, c.DebtService, c.Principal} }),
		Swaps: each(p.Swaps, func(s SwapLine) swapJSON {
			return swapJSON{s.Name, f(s.Pays), f(s.Receives), f(s.Paid), f(s.Received), f(s.Unpaid)}
		}),
		Ledgers:  each(p.Ledgers, w.balance),
		Deposits: each(p.Deposits, func(d DepositLine) balanceJSON { return balanceJSON{d.Lessee, f(d.Left)} }),
		SupportCalls: each(p.SupportCalls, func(c SupportCall) callJSON {
			return callJSON{c.Support, c.Promisor, f(c.Amount), c.For.String(), c.Stage.String(), c.Called, c.Transfer}
		}),
		Support: each(p.Support, func(l SupportLine) supportJSON {
			line := supportJSON{l.Support, l.Promisor, f(l.Opening), f(l.Called), f(l.Reimbursed), f(l.Closing), f(l.Interest), nil, l.InDefault}
			if l.HasCap {
				room := f(l.Room)
				line.Room = &room
			}
			return line
		}),
		Movements: each(p.Movements, w.movement),
	}
}

func (w writer) collection(p *Period) collectionJSON {
	c, f := &p.Collection, w.amount
	return collectionJSON{c.From, c.To, f(c.Opening), f(c.Interest), f(c.Principal), f(c.Prepayment), f(c.Other), f(c.Recovery), f(c.Repurchased), f(p.Substituted),
		f(c.Dilution), f(c.Defaulted), f(c.FromDeposit), f(c.Closing)}
}

func (w writer) tranche(t TrancheLine) trancheJSON {
	f := w.amount
	line := trancheJSON{
		Name: t.Name, Opening: f(t.Opening), InterestDue: f(t.InterestDue), InterestPaid: f(t.InterestPaid), InterestUnpaid: f(t.InterestUnpaid), OnArrears: f(t.OnArrears),
		PrincipalDue: f(t.PrincipalDue), PrincipalPaid: f(t.PrincipalPaid), PutDue: f(t.PutDue), PutPaid: f(t.PutPaid), Resold: f(t.Resold),
		YieldDue: f(t.YieldDue), YieldPaid: f(t.YieldPaid), Residual: f(t.Residual), Accreted: f(t.Accreted), WriteDown: f(t.WriteDown), WriteUp: f(t.WriteUp), Closing: f(t.Closing),
	}
	if t.HasCoupon {
		line.Rate = &t.Rate
	}
	return line
}

func (w writer) test(t TestLine) testJSON {
	line := testJSON{Name: t.Name, Numerator: w.amount(t.Numerator), Denominator: w.amount(t.Denominator), Is: t.Is.String(), Limit: t.Limit, Breaches: t.Breaches, Fails: t.Fails, Cure: w.amount(t.Cure)}
	if t.Known {
		line.Passes = &t.Passes
		if t.Applies {
			line.Value = &t.Value
		}
	}
	return line
}

func (w writer) summary(t TrancheSummary) summaryJSON {
	f := w.amount
	line := summaryJSON{Name: t.Name, Class: t.Class.String(), Rank: t.Rank, Notional: f(t.Notional), Reference: f(t.Reference), Proceeds: f(t.Proceeds), InterestPaid: f(t.InterestPaid), PrincipalPaid: f(t.PrincipalPaid),
		Residual: f(t.Residual), WrittenDown: f(t.WrittenDown), Shortfall: f(t.Shortfall), WALYears: known(t.WAL), Duration: known(t.Duration), Convexity: known(t.Convexity)}
	if t.HasCoupon {
		line.Rate = &t.Rate
	}
	if t.YieldErr == nil {
		line.Yield = known(t.Yield)
	}
	if !t.FinalDate.IsZero() {
		line.FinalDate = &t.FinalDate
	}
	if !t.ExpectedMaturity.IsZero() {
		line.Expected = &t.ExpectedMaturity
	}
	if !t.LegalMaturity.IsZero() {
		line.Legal = &t.LegalMaturity
	}
	return line
}

// known is nil for a number that is none.
func known(x float64) *float64 {
	if x != x {
		return nil
	}
	return &x
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
