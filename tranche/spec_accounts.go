package tranche

import (
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
)

// AccountSpec is an account or a ledger beside the plan account "collection". An account with a Target is
// a reserve (储备金账户): a step of the waterfall fills it to the target and takes back what it holds
// above, and steps that name it as support draw on it.
type AccountSpec struct {
	Name string `json:"name"`
	// Within makes it a ledger of another account (分账户): the same bank account, counted apart. It is
	// "collection" or the name of an account that is no ledger itself.
	Within string `json:"within,omitempty"`
	// Opening is funded at closing out of the proceeds of the issue.
	Opening decimal.Decimal `json:"opening,omitzero"`
	// Target is an amount, worked out whenever a step asks for it: "0.01 * senior_balance". Once no class is left
	// to be repaid a step takes everything back, whatever the target says.
	Target Formula `json:"target,omitempty"`
	// Earns is the yield of investments (合格投资收益) on what stands in the account at the beginning of the
	// period, received at its end.
	Earns *EarnsSpec `json:"earns,omitempty"`
}

// EarnsSpec is a yearly rate, or a curve with a margin.
type EarnsSpec struct {
	Rate     decimal.Decimal   `json:"rate,omitzero"` // or the margin over the curve
	Curve    string            `json:"curve,omitempty"`
	DayCount calendar.DayCount `json:"day_count"`
}

// LedgerSpec is a running number that is no cash, such as a principal deficiency (本金缺口): steps book to
// it and formulas read it.
type LedgerSpec struct {
	Name    string          `json:"name"`
	Opening decimal.Decimal `json:"opening,omitzero"`
}

// DepositsSpec holds the deposits of lessees (保证金). The originator keeps them until the event of
// perfection (权利完善事件), when it hands them over to Account; from then on what is settled out of
// deposits is taken from there. Whose deposit settles a rent the collections say (see
// cashflow.Collection.Deposits): it is taken from that lessee and never from another. Only what they do not
// know by lessee is taken from all, in proportion to what they have left.
type DepositsSpec struct {
	Account string `json:"account"`
	// HandedOver is when the plan gets them: perfection, as when absent, or closing.
	HandedOver string        `json:"handed_over,omitempty"`
	Of         []DepositSpec `json:"of"`
}

// DepositSpec is the deposit of one lessee, by the id or the name that the pool has for it.
type DepositSpec struct {
	Lessee string          `json:"lessee"`
	Amount decimal.Decimal `json:"amount"`
}
