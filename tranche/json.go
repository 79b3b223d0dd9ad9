package tranche

import (
	"encoding/json"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// ResultSchema is the name and version of the JSON document that a result is written as.
const ResultSchema = "ipabs.waterfall/1"

type resultJSON struct {
	Schema        string         `json:"schema"`
	Deal          string         `json:"deal"`
	Engine        string         `json:"engine"`
	Fingerprint   string         `json:"fingerprint"`
	Currency      money.Currency `json:"currency"`
	Closing       calendar.Date  `json:"closing"`
	Assumptions   []string       `json:"assumptions"`
	StatusHistory []struct{}     `json:"status_history"`
	Triggers      []struct{}     `json:"triggers"`
	Periods       []periodJSON   `json:"periods"`
	Unpaid        []unpaidJSON   `json:"unpaid"`
	Cash          cashJSON       `json:"cash"`
	Warnings      []string       `json:"warnings"`
}

type periodJSON struct {
	Number       int            `json:"number"`
	PaymentDate  calendar.Date  `json:"payment_date"`
	NominalDate  calendar.Date  `json:"nominal_date"`
	Calculation  calendar.Date  `json:"calculation_date"`
	Estimated    bool           `json:"estimated"`
	Waterfall    string         `json:"waterfall"`
	Accounts     []accountJSON  `json:"accounts"`
	Tranches     []trancheJSON  `json:"tranches"`
	Fees         []feeJSON      `json:"fees"`
	SupportCalls []callJSON     `json:"support_calls"`
	Movements    []movementJSON `json:"movements"`
}

type accountJSON struct {
	Name     string `json:"name"`
	Opening  string `json:"opening"`
	Receipts string `json:"receipts"`
	Payments string `json:"payments"`
	Closing  string `json:"closing"`
}

type trancheJSON struct {
	Name           string `json:"name"`
	Opening        string `json:"opening"`
	InterestDue    string `json:"interest_due"`
	InterestPaid   string `json:"interest_paid"`
	InterestUnpaid string `json:"interest_unpaid"`
	PrincipalDue   string `json:"principal_due"`
	PrincipalPaid  string `json:"principal_paid"`
	Residual       string `json:"residual"`
	WriteDown      string `json:"write_down"`
	Closing        string `json:"closing"`
}

type feeJSON struct {
	Name   string `json:"name"`
	Due    string `json:"due"`
	Paid   string `json:"paid"`
	Unpaid string `json:"unpaid"`
}

type callJSON struct {
	Support  string `json:"support"`
	Promisor string `json:"promisor"`
	Amount   string `json:"amount"`
}

type movementJSON struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Kind   string `json:"kind"`
	Amount string `json:"amount"`
	Memo   string `json:"memo"`
}

type unpaidJSON struct {
	PaymentDate calendar.Date `json:"payment_date"`
	Name        string        `json:"name"`
	Kind        string        `json:"kind"`
	Due         string        `json:"due"`
	Paid        string        `json:"paid"`
}

type cashJSON struct {
	Opening    string `json:"opening"`
	Receipts   string `json:"receipts"`
	Payments   string `json:"payments"`
	Closing    string `json:"closing"`
	Difference string `json:"difference"`
}

// MarshalJSON writes the result as a document of the format ResultSchema: amounts as text in units
// of the currency, dates as "YYYY-MM-DD".
func (res *Result) MarshalJSON() ([]byte, error) {
	f := func(a money.Amount) string { return a.Format(res.Currency) }
	doc := resultJSON{
		Schema: ResultSchema, Deal: res.Deal, Engine: res.Engine, Fingerprint: res.Fingerprint, Currency: res.Currency, Closing: res.Closing,
		Assumptions: orEmpty(res.Assumptions), StatusHistory: []struct{}{}, Triggers: []struct{}{}, Warnings: orEmpty(res.Warnings),
		Unpaid: []unpaidJSON{},
		Cash:   cashJSON{f(res.Cash.Opening), f(res.Cash.Receipts), f(res.Cash.Payments), f(res.Cash.Closing), f(res.Cash.Difference)},
	}
	for _, u := range res.Unpaid {
		doc.Unpaid = append(doc.Unpaid, unpaidJSON{u.Payment, u.Name, u.Kind, f(u.Due), f(u.Paid)})
	}
	for _, p := range res.Periods {
		doc.Periods = append(doc.Periods, p.document(f))
	}
	return json.Marshal(doc)
}

func (p Period) document(f func(money.Amount) string) periodJSON {
	doc := periodJSON{
		Number: p.Number, PaymentDate: p.Payment, NominalDate: p.Nominal, Calculation: p.Calculation, Estimated: p.Estimated, Waterfall: p.Waterfall,
		Fees: []feeJSON{}, SupportCalls: []callJSON{}, Movements: []movementJSON{},
	}
	for _, a := range p.Accounts {
		doc.Accounts = append(doc.Accounts, accountJSON{a.Name, f(a.Opening), f(a.Receipts), f(a.Payments), f(a.Closing)})
	}
	for _, t := range p.Tranches {
		doc.Tranches = append(doc.Tranches, trancheJSON{
			Name: t.Name, Opening: f(t.Opening), InterestDue: f(t.InterestDue), InterestPaid: f(t.InterestPaid), InterestUnpaid: f(t.InterestUnpaid),
			PrincipalDue: f(t.PrincipalDue), PrincipalPaid: f(t.PrincipalPaid), Residual: f(t.Residual), WriteDown: f(0), Closing: f(t.Closing),
		})
	}
	for _, v := range p.Fees {
		doc.Fees = append(doc.Fees, feeJSON{v.Name, f(v.Due), f(v.Paid), f(v.Unpaid)})
	}
	for _, c := range p.SupportCalls {
		doc.SupportCalls = append(doc.SupportCalls, callJSON{c.Support, c.Promisor, f(c.Amount)})
	}
	for _, m := range p.Movements {
		doc.Movements = append(doc.Movements, movementJSON{m.From, m.To, m.Kind, f(m.Amount), m.Memo})
	}
	return doc
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
