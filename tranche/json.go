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
	StatusHistory []statusJSON   `json:"status_history"`
	Triggers      []historyJSON  `json:"triggers"`
	ClosingDay    []movementJSON `json:"closing_day"`
	Periods       []periodJSON   `json:"periods"`
	Tranches      []summaryJSON  `json:"tranches"`
	Unpaid        []unpaidJSON   `json:"unpaid"`
	Cash          cashJSON       `json:"cash"`
	Final         finalJSON      `json:"final"`
	Warnings      []string       `json:"warnings"`
}

type statusJSON struct {
	Date   calendar.Date `json:"date"`
	Number int           `json:"number"`
	From   *string       `json:"from"`
	To     string        `json:"to"`
}

// historyJSON is one entry of the history: what went on (or off), of which kind, and what decided.
type historyJSON struct {
	Date     calendar.Date  `json:"date"`
	Number   int            `json:"number"`
	Kind     string         `json:"kind"`
	Name     string         `json:"name"`
	On       bool           `json:"on"`
	Count    int            `json:"count"`
	Compared []comparedJSON `json:"compared"`
}

type comparedJSON struct {
	Text  string `json:"text"`
	Left  string `json:"left"`
	Right string `json:"right"`
}

type periodJSON struct {
	Number       int            `json:"number"`
	PaymentDate  calendar.Date  `json:"payment_date"`
	NominalDate  calendar.Date  `json:"nominal_date"`
	Calculation  calendar.Date  `json:"calculation_date"`
	Estimated    bool           `json:"estimated"`
	Events       []eventDayJSON `json:"events"`
	Waterfall    string         `json:"waterfall"`
	Status       string         `json:"status"`
	Accounts     []accountJSON  `json:"accounts"`
	Tranches     []trancheJSON  `json:"tranches"`
	Fees         []feeJSON      `json:"fees"`
	Tests        []testJSON     `json:"tests"`
	Triggers     []triggerJSON  `json:"triggers"`
	Coverage     []coverJSON    `json:"coverage"`
	Swaps        []swapJSON     `json:"swaps"`
	Ledgers      []balanceJSON  `json:"ledgers"`
	Deposits     []balanceJSON  `json:"deposits"`
	SupportCalls []callJSON     `json:"support_calls"`
	Movements    []movementJSON `json:"movements"`
}

type eventDayJSON struct {
	Event string        `json:"event"`
	Date  calendar.Date `json:"date"`
}

type accountJSON struct {
	Name     string  `json:"name"`
	Within   *string `json:"within"`
	Opening  string  `json:"opening"`
	Receipts string  `json:"receipts"`
	Payments string  `json:"payments"`
	Closing  string  `json:"closing"`
	Target   string  `json:"target"`
}

type trancheJSON struct {
	Name           string      `json:"name"`
	Opening        string      `json:"opening"`
	Rate           *money.Rate `json:"rate"`
	InterestDue    string      `json:"interest_due"`
	InterestPaid   string      `json:"interest_paid"`
	InterestUnpaid string      `json:"interest_unpaid"`
	OnArrears      string      `json:"interest_on_arrears"`
	PrincipalDue   string      `json:"principal_due"`
	PrincipalPaid  string      `json:"principal_paid"`
	PutDue         string      `json:"put_due"`
	PutPaid        string      `json:"put_paid"`
	Resold         string      `json:"resold"`
	YieldDue       string      `json:"interim_yield_due"`
	YieldPaid      string      `json:"interim_yield_paid"`
	Residual       string      `json:"residual"`
	Accreted       string      `json:"accreted"`
	WriteDown      string      `json:"write_down"`
	WriteUp        string      `json:"write_up"`
	Closing        string      `json:"closing"`
}

type feeJSON struct {
	Name     string `json:"name"`
	Accrued  string `json:"accrued"`
	VAT      string `json:"vat"`
	Due      string `json:"due"`
	Paid     string `json:"paid"`
	Unpaid   string `json:"unpaid"`
	Overflow string `json:"overflow"`
	Lapsed   string `json:"lapsed"`
}

// testJSON is the outcome of a test: value and passes are null where there is nothing to measure.
type testJSON struct {
	Name        string      `json:"name"`
	Numerator   string      `json:"numerator"`
	Denominator string      `json:"denominator"`
	Value       *money.Rate `json:"value"`
	Is          string      `json:"is"`
	Limit       money.Rate  `json:"limit"`
	Passes      *bool       `json:"passes"`
	Breaches    int         `json:"breaches"`
	Fails       bool        `json:"fails"`
	Cure        string      `json:"cure"`
}

type triggerJSON struct {
	Name     string         `json:"name"`
	At       string         `json:"at"`
	On       bool           `json:"on"`
	Compared []comparedJSON `json:"compared"`
}

type coverJSON struct {
	Name      string      `json:"name"`
	Interest  *money.Rate `json:"interest"`
	Debt      *money.Rate `json:"debt_service"`
	Principal *money.Rate `json:"principal"`
}

type swapJSON struct {
	Name     string `json:"name"`
	Pays     string `json:"pays"`
	Receives string `json:"receives"`
	Paid     string `json:"paid"`
	Received string `json:"received"`
	Unpaid   string `json:"unpaid"`
}

type balanceJSON struct {
	Name    string `json:"name"`
	Balance string `json:"balance"`
}

type callJSON struct {
	Support  string        `json:"support"`
	Promisor string        `json:"promisor"`
	Amount   string        `json:"amount"`
	For      string        `json:"for"`
	Stage    string        `json:"stage"`
	Called   calendar.Date `json:"called"`
	Transfer calendar.Date `json:"transfer"`
}

type movementJSON struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Kind   string `json:"kind"`
	Amount string `json:"amount"`
	Memo   string `json:"memo"`
	Step   string `json:"step"`
}

type summaryJSON struct {
	Name          string         `json:"name"`
	Class         string         `json:"class"`
	Rank          int            `json:"rank"`
	Notional      string         `json:"notional"`
	Rate          *money.Rate    `json:"rate"`
	InterestPaid  string         `json:"interest_paid"`
	PrincipalPaid string         `json:"principal_paid"`
	Residual      string         `json:"residual"`
	WrittenDown   string         `json:"written_down"`
	Shortfall     string         `json:"shortfall"`
	WALYears      *float64       `json:"wal_years"`
	Yield         *float64       `json:"yield"`
	Duration      *float64       `json:"modified_duration"`
	Convexity     *float64       `json:"convexity"`
	FinalDate     *calendar.Date `json:"final_date"`
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

type finalJSON struct {
	Status string        `json:"status"`
	Owed   []balanceJSON `json:"owed"`
}

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
	for i := range res.Periods {
		doc.Periods = append(doc.Periods, w.period(res, i))
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
		Events: each(p.Events, func(e EventDate) eventDayJSON { return eventDayJSON(eventDayJSON{e.Event, e.Day}) }),
		Accounts: each(p.Accounts, func(a AccountLine) accountJSON {
			line := accountJSON{a.Name, nil, f(a.Opening), f(a.Receipts), f(a.Payments), f(a.Closing), f(a.Target)}
			if a.Within != "" {
				line.Within = &a.Within
			}
			return line
		}),
		Tranches: each(p.Tranches, w.tranche),
		Fees: each(p.Fees, func(v FeeLine) feeJSON {
			return feeJSON{v.Name, f(v.Accrued), f(v.ValueAddedTax), f(v.Due), f(v.Paid), f(v.Unpaid), f(v.OverflowOut), f(v.LapsedBy)}
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
		Movements: each(p.Movements, w.movement),
	}
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
	line := summaryJSON{Name: t.Name, Class: t.Class.String(), Rank: t.Rank, Notional: f(t.Notional), InterestPaid: f(t.InterestPaid), PrincipalPaid: f(t.PrincipalPaid),
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
