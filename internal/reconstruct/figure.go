package reconstruct

import (
	"math/big"
	"slices"
	"strings"

	"github.com/ipabs/ipabs/faults"
)

// What says what kind of measurement a figure is.
type What string

// The kinds of measurement, with the fields of a Figure that they use.
const (
	WhatCount         What = "count"          // members of Axis, of one Key where one is given
	WhatShare         What = "share"          // bucket Key of Axis over the pool, on Basis
	WhatContractsWith What = "contracts_with" // contracts in bucket Key of Axis
	WhatTop           What = "top"            // the K largest members of Axis over the pool, on Basis
	WhatTerm          What = "term"           // Stat of Term, by Weight when it is an average
	WhatTotal         What = "total"          // the pool on Basis
	WhatSmallest      What = "smallest"       // the smallest member of Axis on Basis
	WhatLargest       What = "largest"        // the largest member of Axis on Basis
	WhatOfBundle      What = "of_bundle"      // on Basis, the contract that rests on K rights of type Key
	WhatFrequency     What = "frequency"      // months between two payments of the assets
	WhatTenor         What = "tenor"          // years from closing to the expected maturity of Class
	WhatNotional      What = "notional"       // of the classes named or of a seniority, or of all
	WhatNotionalShare What = "notional_share" // of Class over all classes
)

var whats = []What{WhatCount, WhatShare, WhatContractsWith, WhatTop, WhatTerm, WhatTotal, WhatSmallest, WhatLargest,
	WhatOfBundle, WhatFrequency, WhatTenor, WhatNotional, WhatNotionalShare}

// Unit is what a printed number counts.
type Unit string

// The units. Empty is a plain number.
const (
	UnitPlain              Unit = ""
	UnitPercent            Unit = "percent"
	UnitMonths             Unit = "months"
	UnitYears              Unit = "years"
	UnitYuan               Unit = "yuan"
	UnitMillionYuan        Unit = "million_yuan"
	UnitHundredMillionYuan Unit = "hundred_million_yuan" // 亿元
)

// factor is what a printed number is multiplied by: shares become ratios, amounts yuan.
func (u Unit) factor() (*big.Rat, bool) {
	switch u {
	case UnitPlain, UnitMonths, UnitYears, UnitYuan:
		return big.NewRat(1, 1), true
	case UnitPercent:
		return big.NewRat(1, 100), true
	case UnitMillionYuan:
		return big.NewRat(1_000_000, 1), true
	case UnitHundredMillionYuan:
		return big.NewRat(100_000_000, 1), true
	}
	return nil, false
}

// IsMoney reports whether the unit counts money.
func (u Unit) IsMoney() bool {
	return u == UnitYuan || u == UnitMillionYuan || u == UnitHundredMillionYuan
}

// Figure is one printed number with its measure.
type Figure struct {
	ID   string `json:"figure"`
	What What   `json:"what"`
	// Axis, Of, Key, K, Basis and Allocation are those of package concentration; Of is the axis whose
	// members are grouped.
	Axis       string `json:"axis,omitempty"`
	Of         string `json:"of,omitempty"`
	Key        string `json:"key,omitempty"`
	K          int    `json:"k,omitempty"`
	Basis      string `json:"basis,omitempty"`
	Allocation string `json:"allocation,omitempty"`
	Term       string `json:"term,omitempty"`   // contract or remaining
	Stat       string `json:"stat,omitempty"`   // average, longest or shortest
	Weight     string `json:"weight,omitempty"` // simple or balance
	Class      string `json:"class,omitempty"`

	// Printed is the number as printed. Its decimals say how far it was rounded.
	Printed string `json:"printed"`
	Unit    Unit   `json:"unit,omitempty"`
	// Range is the whole range as printed, where the figure is one end of it.
	Range string `json:"range,omitempty"`
	// Reading says that the figure is another reading of one before it, and no statement of its own.
	Reading bool   `json:"reading,omitempty"`
	Source  string `json:"source"`
	Note    string `json:"note,omitempty"`
}

func (f Figure) check(path string, list *faults.List) {
	if f.ID == "" {
		list.Add(path+".figure", faults.Missing, nil, "a name")
	}
	if !slices.Contains(whats, f.What) {
		list.Add(path+".what", faults.Unknown, f.What, "a kind of measurement")
	}
	if _, ok := rational(f.Printed); !ok {
		list.Add(path+".printed", faults.Invalid, f.Printed, "a decimal number")
	}
	if _, ok := f.Unit.factor(); !ok {
		list.Add(path+".unit", faults.Unknown, f.Unit, "a unit")
	}
}

// Value is the figure as a number: a ratio, a count, months, years or yuan.
func (f Figure) Value() *big.Rat {
	v, ok := rational(f.Printed)
	factor, known := f.Unit.factor()
	if !ok || !known {
		return new(big.Rat)
	}
	return v.Mul(v, factor)
}

// Matches reports whether a computed number, in the unit of Value, rounded to the decimals that are
// printed, is the number that is printed. Halves are rounded away from zero, as sources do.
func (f Figure) Matches(computed *big.Rat) bool {
	factor, known := f.Unit.factor()
	if !known {
		return false
	}
	_, decimals, _ := strings.Cut(f.Printed, ".")
	inUnit := new(big.Rat).Quo(computed, factor)
	printed, ok := rational(f.Printed)
	if !ok {
		return false
	}
	rounded, _ := new(big.Rat).SetString(inUnit.FloatString(len(decimals)))
	return rounded.Cmp(printed) == 0
}
