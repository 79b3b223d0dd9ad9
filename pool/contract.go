package pool

import (
	"slices"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// ObligorSpec names one of the firms that owe a contract, with its share where one is stated.
type ObligorSpec struct {
	Party string           `json:"party"`
	Share *decimal.Decimal `json:"share,omitempty"`
}

// ContractSpec is one contract as a person writes it. Amounts are in units of Currency, rates per year as fractions of one, terms in months. Exactly one of Lease, Receivable, Microloan
// and Sublicense is given, and it says of which kind the contract is.
type ContractSpec struct {
	ID         string        `json:"id"`
	Obligors   []ObligorSpec `json:"obligors"`
	Creditor   string        `json:"creditor,omitempty"` // lessor, supplier, licensor or lender (债权人)
	Originator string        `json:"originator,omitempty"`
	Guarantors []string      `json:"guarantors,omitempty"`
	Rights     []string      `json:"rights,omitempty"`
	// Guarantees are the terms of guarantors, whether or not Guarantors names them as well.
	Guarantees []GuaranteeTermsSpec `json:"guarantees,omitempty"`

	// Currency is that of every amount of the contract; absent, that of the pool. Amounts in another one
	// are changed at the rate of the cut-off date in Spec.FX; without that rate the contract is refused.
	Currency money.Currency `json:"currency,omitzero"`
	// Balance is the outstanding principal at the cut-off date (未偿本金余额); for a receivable, and
	// for a sub-licence of which only the fees are known, the balance of the claim.
	Balance decimal.Decimal `json:"balance"`
	// ReceivableBalance is the sum of all payments still owed (应收余额), where it is stated beside
	// the principal; at least the principal.
	ReceivableBalance *decimal.Decimal `json:"receivable_balance,omitempty"`
	OriginalAmount    *decimal.Decimal `json:"original_amount,omitempty"`
	Rate              *decimal.Decimal `json:"rate,omitempty"`
	Start             calendar.Date    `json:"start,omitzero"`
	Maturity          calendar.Date    `json:"maturity"`
	// Stated terms in months; where they are absent, terms are counted from the dates.
	OriginalTermMonths  *decimal.Decimal `json:"original_term_months,omitempty"`
	RemainingTermMonths *decimal.Decimal `json:"remaining_term_months,omitempty"`

	Class       Class    `json:"class,omitempty"`
	OverdueDays *int     `json:"overdue_days,omitempty"`
	Security    Security `json:"security,omitempty"`
	Tags        []string `json:"tags,omitempty"`
	// Facts are what is known of the claim beside its terms.
	Facts *ClaimFactsSpec `json:"facts,omitempty"`
	// Source says where the contract was read, such as "tape.xlsx!资产清单 row 17".
	Source string `json:"source,omitempty"`

	Lease      *LeaseSpec      `json:"lease,omitempty"`
	Receivable *ReceivableSpec `json:"receivable,omitempty"`
	Microloan  *MicroloanSpec  `json:"microloan,omitempty"`
	Sublicense *SublicenseSpec `json:"sublicense,omitempty"`
}

// Terms are the resolved terms of one kind: Lease, Receivable, Microloan or Sublicense.
type Terms interface {
	Kind() Kind
	sealed()
}

func (Lease) sealed()      {}
func (Receivable) sealed() {}
func (Microloan) sealed()  {}
func (Sublicense) sealed() {}

// Obligor is one of the firms that owe a contract.
type Obligor struct {
	Party PartyIndex
	Share Opt[money.Rate] // stated share of the contract
}

// Contract is one resolved contract. It is handed out by value: changing a copy changes no pool.
type Contract struct {
	ID         string
	Terms      Terms
	Creditor   PartyIndex // NoParty when not stated
	Originator PartyIndex // NoParty when not stated

	// StatedCurrency is the currency of a contract in another one than the pool, and StatedPrincipal the
	// outstanding principal in its minor units; both are zero for every other contract. All other
	// amounts are in the currency of the pool.
	StatedCurrency  money.Currency
	StatedPrincipal money.Amount

	Principal         money.Amount // outstanding at the cut-off date
	ReceivableBalance Opt[money.Amount]
	OriginalAmount    Opt[money.Amount]
	Rate              Opt[money.Rate]
	Start             calendar.Date // zero when not stated
	Maturity          calendar.Date

	OriginalTerm  Opt[float64] // months
	RemainingTerm Opt[float64] // months from the cut-off date

	Class       Class
	OverdueDays Opt[int]
	Security    Security
	Facts       ClaimFacts
	Source      string

	obligors []Obligor
	rights   []int32
	rest     *contractRest // nil for a contract without any of it
}

// contractRest is what most contracts do not have: a hundred thousand of them would carry the empty lists.
type contractRest struct {
	guarantors []PartyIndex
	guarantees []GuaranteeTerms
	tags       []string
	retained   money.Amount // see Retained
}

func (c *Contract) guarantors() []PartyIndex {
	if c.rest == nil {
		return nil
	}
	return c.rest.guarantors
}

func (c *Contract) guarantees() []GuaranteeTerms {
	if c.rest == nil {
		return nil
	}
	return c.rest.guarantees
}

func (c *Contract) tags() []string {
	if c.rest == nil {
		return nil
	}
	return c.rest.tags
}

// Kind says of which kind the contract is. Every contract of a pool has one; the zero Contract is
// of KindUnknown.
func (c Contract) Kind() Kind {
	if c.Terms == nil {
		return KindUnknown
	}
	return c.Terms.Kind()
}

// Obligors gives a copy of the list of firms that owe the contract, in the order stated. There is
// at least one.
func (c Contract) Obligors() []Obligor { return slices.Clone(c.obligors) }

// NumObligors is the number of firms that owe the contract.
func (c Contract) NumObligors() int { return len(c.obligors) }

// Obligor gives the i-th firm that owes the contract.
func (c Contract) Obligor(i int) Obligor { return c.obligors[i] }

// Guarantors gives a copy of the list of guarantors.
func (c Contract) Guarantors() []PartyIndex { return slices.Clone(c.guarantors()) }

// NumRights is the number of entries in the contract's list of rights.
func (c Contract) NumRights() int { return len(c.rights) }

// RightIndex gives the place in the pool of the contract's i-th right.
func (c Contract) RightIndex(i int) int { return int(c.rights[i]) }

// Tags gives a copy of the contract's tags.
func (c Contract) Tags() []string { return slices.Clone(c.tags()) }

// HasTag reports whether the contract carries a tag.
func (c Contract) HasTag(tag string) bool { return slices.Contains(c.tags(), tag) }

// Instalments gives the plan of repayment, and false for a receivable, which has none: it is paid
// once, when it is due.
func (c Contract) Instalments() (Instalments, bool) {
	switch t := c.Terms.(type) {
	case Lease:
		return t.Rent, true
	case Microloan:
		return t.Repayment, true
	case Sublicense:
		return t.Fees, true
	}
	return Instalments{}, false
}
