package money

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Currency is a currency of ISO 4217 (币种): an alphabetic code and an exponent,
// the number of decimals of its minor unit. Its values are the constants CNY, USD,
// ... and the zero value, which means that the currency is unknown. Currencies
// compare with == and sort (<) by code. The number itself has no meaning and may
// differ between versions of this package: store the code.
type Currency uint8

// ParseCurrency returns the currency of an ISO 4217 code ("CNY"). It wants the
// code as the standard writes it, three upper-case letters; anything else is an
// *UnknownCurrencyError (ErrUnknownCurrency), also trade names ("RMB") and codes
// that have no minor unit ("XAU").
func ParseCurrency(code string) (Currency, error) {
	i, found := slices.BinarySearchFunc(iso4217[1:], code, func(row isoRow, code string) int {
		return strings.Compare(row.code, code)
	})
	if found {
		return Currency(i + 1), nil
	}
	return 0, &UnknownCurrencyError{Code: shortened(code), Reason: whyUnknown(code)}
}

// whyUnknown says what to do about a code that is not in the list.
func whyUnknown(code string) string {
	if len(code) != 3 {
		return "a code has three letters, such as CNY"
	}
	if upper := strings.ToUpper(code); upper != code {
		return "a code is written in upper case"
	}
	if code == "RMB" || code == "CNH" {
		return "the ISO 4217 code of the renminbi is CNY"
	}
	return "not an active ISO 4217 code with a minor unit"
}

// Currencies returns all known currencies in the order of their codes.
func Currencies() []Currency {
	all := make([]Currency, 0, len(iso4217)-1)
	for i := 1; i < len(iso4217); i++ {
		all = append(all, Currency(i))
	}
	return all
}

// IsZero reports whether c is the zero value, the unknown currency.
func (c Currency) IsZero() bool { return c == 0 }

// IsKnown reports whether c is a currency of the list. It is false for the zero
// value and for numbers that are no currency.
func (c Currency) IsKnown() bool { return c != 0 && int(c) < len(iso4217) }

// Code returns the ISO 4217 code, or "" when c is not known.
func (c Currency) Code() string {
	if !c.IsKnown() {
		return ""
	}
	return iso4217[c].code
}

// Exponent returns the number of decimals of the minor unit: 2 for CNY, 0 for
// JPY, 3 for KWD. It panics when c is not known, because any answer would shift a
// decimal point by a guess; check IsKnown where the currency comes from data.
func (c Currency) Exponent() int {
	if !c.IsKnown() {
		panic("money: exponent of an unknown currency")
	}
	return int(iso4217[c].digits)
}

// String returns the code, or a text that says that the currency is not known.
func (c Currency) String() string {
	switch {
	case c.IsKnown():
		return iso4217[c].code
	case c.IsZero():
		return "unknown currency"
	default:
		return fmt.Sprintf("invalid currency %d", uint8(c))
	}
}

// MarshalText returns the code; the unknown currency is the empty text.
func (c Currency) MarshalText() ([]byte, error) {
	if !c.IsKnown() && !c.IsZero() {
		return nil, fmt.Errorf("%w: %v", ErrUnknownCurrency, c)
	}
	return []byte(c.Code()), nil
}

// UnmarshalText reads what MarshalText writes; the empty text is the unknown
// currency.
func (c *Currency) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*c = 0
		return nil
	}
	parsed, err := ParseCurrency(string(text))
	if err != nil {
		return err
	}
	*c = parsed
	return nil
}

// MarshalJSON returns the code as a string; the unknown currency is null.
func (c Currency) MarshalJSON() ([]byte, error) {
	if c.IsZero() {
		return []byte("null"), nil
	}
	text, err := c.MarshalText()
	if err != nil {
		return nil, err
	}
	return []byte(`"` + string(text) + `"`), nil
}

// UnmarshalJSON reads what MarshalJSON writes: a code, or null for unknown. Unlike
// the text form it refuses "", which in JSON is a fault more often than a fact.
func (c *Currency) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*c = 0
		return nil
	}
	var code string
	if err := json.Unmarshal(data, &code); err != nil {
		return &UnknownCurrencyError{Code: shortened(string(data)), Reason: "want a string such as \"CNY\", or null"}
	}
	parsed, err := ParseCurrency(code)
	if err != nil {
		return err
	}
	*c = parsed
	return nil
}

// checkKnown is the guard of every conversion that needs an exponent.
func (c Currency) checkKnown() error {
	if c.IsKnown() {
		return nil
	}
	return &UnknownCurrencyError{Code: c.Code(), Reason: c.String()}
}
