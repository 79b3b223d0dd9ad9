package pool

import (
	"io"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// Schema is the name and version of the pool document.
const Schema = "ipabs.pool/1"

// Spec is a pool as a person writes it.
type Spec struct {
	// Schema is the constant of that name; a program that fills a Spec may leave it empty.
	Schema string `json:"schema"`
	// AsOf is the cut-off date (封包日): balances are those at the end of that day, and cash from the
	// next day on belongs to the pool.
	AsOf     calendar.Date  `json:"as_of"`
	Currency money.Currency `json:"currency"`
	// FX holds the exchange rates of the cut-off date for contracts in other currencies.
	FX        *FXSpec        `json:"fx,omitempty"`
	Parties   []PartySpec    `json:"parties"`
	Rights    []RightSpec    `json:"rights,omitempty"`
	Contracts []ContractSpec `json:"contracts"`
}

// ReadSpec reads a pool document in JSON. Fields that the format does not have are refused, all of
// them at once (see faults.DecodeJSON); what the fields say is checked by Resolve.
func ReadSpec(r io.Reader) (Spec, error) {
	var s Spec
	if err := faults.DecodeJSON(r, &s); err != nil {
		return Spec{}, err
	}
	return s, nil
}
