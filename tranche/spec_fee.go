package tranche

import (
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
)

// FeeSpec is a fee or tax: an Amount, a Rate on a base, or a Tax on a base; for each year (Per: year, by
// the day count), for each payment (payment), at the first payment only (once), on the closing day
// (closing) or by a Schedule of dates. What a fee costs is worked out when interest falls due, before the waterfall
// pays anything: balances are those before the payment. A fee for each year accrues over the interest periods
// of the deal.
type FeeSpec struct {
	Name   string  `json:"name"`
	Payee  string  `json:"payee,omitempty"`
	Amount Formula `json:"amount,omitempty"`
	// Rate times the amount Of: "0.0010" of "notional_balance".
	Rate *decimal.Decimal `json:"rate,omitempty"`
	Of   Formula          `json:"of,omitempty"`
	// Tax is a levy on Of, in steps by date of effect; before the first there is none.
	Tax []TaxSpec `json:"tax,omitempty"`
	Per Per       `json:"per"`
	// DayCount measures the part of a year for fees per year.
	DayCount calendar.DayCount `json:"day_count,omitempty"`
	// Schedule belongs to per "schedule": what falls due on which day.
	Schedule []FeeDateSpec `json:"schedule,omitempty"`
	// VAT is value-added tax on the fee itself (增值税): added to it, or inside it where it is inclusive.
	VAT []TaxSpec `json:"vat,omitempty"`
	// When leaves the fee out of those payments at which the condition does not hold.
	When Formula `json:"when,omitempty"`
	// Cap limits what the fee may be paid at its rank.
	Cap *FeeCapSpec `json:"cap,omitempty"`
	// Arrears is carried, as when absent, or lapse. ArrearsRate is interest on them, by DayCount.
	Arrears     string           `json:"arrears,omitempty"`
	ArrearsRate *decimal.Decimal `json:"arrears_rate,omitempty"`
	// PaysFirst is arrears, as when absent, or due: whether what is paid settles what earlier payments left
	// unpaid before what is new, or the other way round.
	PaysFirst string `json:"pays_first,omitempty"`
}

// TaxSpec is a tax from a day on:
//
//	rate × (1 + surcharge)                   on an amount without the tax
//	rate / (1 + rate) × (1 + surcharge)      on an amount that includes it (价税合计)
//
// With a rate of 3 %, inclusive, and surcharges of 12 % that is 3.2621 %. A step holds for every payment whose
// calculation date is on its From or after it: tax is on what has been collected by then.
type TaxSpec struct {
	From      calendar.Date   `json:"from,omitzero"`
	Rate      decimal.Decimal `json:"rate"`
	Inclusive bool            `json:"inclusive,omitempty"`
	Surcharge decimal.Decimal `json:"surcharge,omitzero"`
}

// FeeDateSpec is one row of a schedule of fees.
type FeeDateSpec struct {
	Date   calendar.Date   `json:"date"`
	Amount decimal.Decimal `json:"amount"`
}

// FeeCapSpec is a limit on a fee for each payment or each year of the deal's life (Per), worked out when the fee
// is paid, so that a balance in it is the one of that moment. What is beyond
// it goes to another fee that ranks elsewhere, is carried, as when absent, or lapses.
type FeeCapSpec struct {
	Amount Formula `json:"amount"`
	Per    Per     `json:"per"`
	// Beyond is carry, lapse, or the name of a fee.
	Beyond string `json:"beyond,omitempty"`
}
