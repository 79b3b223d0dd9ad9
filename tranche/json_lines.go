package tranche

import (
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

// collectionJSON is what the pool paid, in the deal's currency and with what was bought or handed over.
type collectionJSON struct {
	From        calendar.Date `json:"from"`
	To          calendar.Date `json:"to"`
	Opening     string        `json:"opening"`
	Interest    string        `json:"interest"`
	Principal   string        `json:"principal"`
	Prepayment  string        `json:"prepayment"`
	Other       string        `json:"other"`
	Recovery    string        `json:"recovery"`
	Repurchased string        `json:"repurchased"`
	Substituted string        `json:"substituted"`
	Dilution    string        `json:"dilution"`
	Defaulted   string        `json:"defaulted"`
	FromDeposit string        `json:"from_deposit"`
	Closing     string        `json:"closing"`
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
	Collection   collectionJSON `json:"collection"`
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
	Support      []supportJSON  `json:"support"`
	Balance      sheetJSON      `json:"balance_sheet"`
	Movements    []movementJSON `json:"movements"`
}

type sheetJSON struct {
	Pool         string `json:"pool"`
	Cash         string `json:"cash"`
	Securities   string `json:"securities"`
	InterestOwed string `json:"interest_owed"`
	FeesOwed     string `json:"fees_owed"`
	SupportOwed  string `json:"support_owed"`
	SwapsOwed    string `json:"swaps_owed"`
	Net          string `json:"net"`
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
	Arrears  string `json:"arrears"` // the part of due that earlier payments left unpaid
	Behind   string `json:"arrears_unpaid"`
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

type supportJSON struct {
	Support    string  `json:"support"`
	Promisor   string  `json:"promisor"`
	Opening    string  `json:"opening"`
	Called     string  `json:"called"`
	Reimbursed string  `json:"reimbursed"`
	Closing    string  `json:"closing"`
	Interest   string  `json:"interest"`
	Room       *string `json:"room"` // null without a cap
	InDefault  bool    `json:"in_default"`
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
	Reference     string         `json:"interest_on"` // of a class that bears interest only
	Proceeds      string         `json:"proceeds"`
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
	Expected      *calendar.Date `json:"expected_maturity"`
	Legal         *calendar.Date `json:"legal_maturity"`
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
