package pool

import (
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// DepositUse says what becomes of a lessee's security deposit (保证金) when all goes well.
type DepositUse uint8

// The uses of a deposit.
const (
	DepositUseUnknown  DepositUse = iota
	OffsetLastPayments            // netted against the last rents (抵扣末期租金)
	Refund                        // paid back at the end (到期退还)
)

var depositUseNames = vocabulary{"use of deposit", []string{"", "offset_last_payments", "refund"}}

// String gives the name used in documents; unknown is the empty name.
func (d DepositUse) String() string { return nameOf(depositUseNames, d) }

// MarshalText writes the name; a value that is no constant is an *UnknownNameError.
func (d DepositUse) MarshalText() ([]byte, error) { return marshalName(depositUseNames, d) }

// UnmarshalText reads the name; any other word is an *UnknownNameError.
func (d *DepositUse) UnmarshalText(text []byte) (err error) {
	*d, err = parseName[DepositUse](depositUseNames, text)
	return err
}

// LeaseSpec holds the terms of an IP sale-and-leaseback (知识产权售后回租), as a person writes them.
// The obligors of the contract are the lessee and its co-lessees; its rights are the leased bundle.
type LeaseSpec struct {
	Rent InstalmentsSpec `json:"rent"`
	// Deposit is the security deposit held for the lessee, in currency units.
	Deposit    *decimal.Decimal `json:"deposit,omitempty"`
	DepositUse DepositUse       `json:"deposit_use,omitempty"`
	// HandlingFee (手续费) is paid on HandlingFeeDate; without a date it was paid at the start.
	HandlingFee     *decimal.Decimal `json:"handling_fee,omitempty"`
	HandlingFeeDate calendar.Date    `json:"handling_fee_date,omitzero"`
	// PurchasePrice (留购价款) is paid with the last rent, for the title to the rights.
	PurchasePrice *decimal.Decimal `json:"purchase_price,omitempty"`
}

// Lease holds the resolved terms of an IP sale-and-leaseback.
type Lease struct {
	Rent            Instalments
	Deposit         Opt[money.Amount]
	DepositUse      DepositUse
	HandlingFee     Opt[money.Amount]
	HandlingFeeDate calendar.Date
	PurchasePrice   Opt[money.Amount]
}

// Kind is KindLease.
func (Lease) Kind() Kind { return KindLease }

func (s LeaseSpec) resolve(r *resolver, path string, c *Contract) Terms {
	t := Lease{
		Rent:            r.instalments(path, "rent", s.Rent, c),
		Deposit:         r.optAmount(path, "deposit", s.Deposit),
		DepositUse:      s.DepositUse,
		HandlingFee:     r.optAmount(path, "handling_fee", s.HandlingFee),
		HandlingFeeDate: r.date(path+".handling_fee_date", s.HandlingFeeDate),
		PurchasePrice:   r.optAmount(path, "purchase_price", s.PurchasePrice),
	}
	checkName(r, path+".deposit_use", depositUseNames, s.DepositUse)
	// A deposit may exceed the outstanding principal: one of a tenth of the contract does so in its
	// last months. It cannot exceed what the contract was about.
	deposit, ok := t.Deposit.Get()
	if original, known := c.OriginalAmount.Get(); ok && known && deposit > original {
		r.inconsistent(path+".deposit", s.Deposit, "a deposit no larger than the original amount, "+original.Format(r.spec.Currency))
	}
	if !t.HandlingFeeDate.IsZero() && !c.Maturity.IsZero() && t.HandlingFeeDate.After(c.Maturity) {
		r.inconsistent(path+".handling_fee_date", t.HandlingFeeDate, "a day no later than the maturity, "+c.Maturity.String())
	}
	return t
}
