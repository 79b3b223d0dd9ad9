package money

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
)

// Money is an amount together with its currency, for documents and books that hold
// more than one currency. The zero value, no amount of an unknown currency, stands
// for money that is not known. Values compare with ==.
type Money struct {
	Amount   Amount
	Currency Currency
}

// Add returns m + n. *CurrencyMismatchError when the currencies differ,
// ErrUnknownCurrency when neither is known, ErrOverflow.
func (m Money) Add(n Money) (Money, error) {
	if err := m.sameCurrency(n); err != nil {
		return Money{}, err
	}
	return m.with(m.Amount.Add(n.Amount))
}

// Sub returns m - n, with the errors of Add.
func (m Money) Sub(n Money) (Money, error) {
	if err := m.sameCurrency(n); err != nil {
		return Money{}, err
	}
	return m.with(m.Amount.Sub(n.Amount))
}

// Neg returns -m, or ErrOverflow.
func (m Money) Neg() (Money, error) { return m.with(m.Amount.Neg()) }

func (m Money) sameCurrency(n Money) error {
	if m.Currency != n.Currency {
		return &CurrencyMismatchError{Left: m.Currency, Right: n.Currency}
	}
	return m.Currency.checkKnown()
}

// with puts the result of an operation on amounts into the currency of m.
func (m Money) with(a Amount, err error) (Money, error) {
	if err != nil {
		return Money{}, err
	}
	return Money{Amount: a, Currency: m.Currency}, nil
}

// Decimal returns the amount in units of the currency. It panics when the currency
// is not known (see Currency.Exponent).
func (m Money) Decimal() decimal.Decimal { return m.Amount.Decimal(m.Currency) }

// String returns code and amount: "CNY 733000000.00".
func (m Money) String() string {
	if !m.Currency.IsKnown() {
		return m.Amount.Format(m.Currency)
	}
	return m.Currency.Code() + " " + m.Amount.Format(m.Currency)
}

// MarshalJSON returns {"amount":"733000000.00","currency":"CNY"}, the amount in
// units of the currency with all its decimals. The zero Money is null: not known.
// An amount of an unknown currency is ErrUnknownCurrency.
func (m Money) MarshalJSON() ([]byte, error) {
	if m == (Money{}) {
		return []byte("null"), nil
	}
	if err := m.Currency.checkKnown(); err != nil {
		return nil, err
	}
	return fmt.Appendf(nil, `{"amount":%q,"currency":%q}`, m.Amount.Format(m.Currency), m.Currency.Code()), nil
}

// UnmarshalJSON reads what MarshalJSON writes, in any order of the two members. It
// wants both, each once, as strings and so spelled, and refuses any other member:
// a second amount or a misspelled currency is a fault, not a detail. null gives the
// zero Money. On an error m is left as it was.
func (m *Money) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*m = Money{}
		return nil
	}
	members, err := stringMembers(data, "amount", "currency")
	if err != nil {
		return fmt.Errorf("money: JSON %s: %w", shortened(string(data)), err)
	}
	c, err := ParseCurrency(members["currency"])
	if err != nil {
		return err
	}
	a, err := ParseAmount(members["amount"], c)
	if err != nil {
		return err
	}
	*m = Money{Amount: a, Currency: c}
	return nil
}

// stringMembers reads a JSON object whose members are exactly the named strings.
// encoding/json into a struct would let duplicates, other cases and missing members
// pass.
func stringMembers(data []byte, names ...string) (map[string]string, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, fmt.Errorf("want an object with the members %q", names)
	}
	members := make(map[string]string, len(names))
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, err
		}
		value, err := dec.Token()
		if err != nil {
			return nil, err
		}
		name, _ := key.(string) // keys of a JSON object are strings
		text, isString := value.(string)
		_, twice := members[name]
		switch {
		case !slices.Contains(names, name):
			return nil, fmt.Errorf("unknown member %q", shortened(name))
		case twice:
			return nil, fmt.Errorf("member %q stands twice", name)
		case !isString:
			return nil, fmt.Errorf("member %q is not a string", name)
		}
		members[name] = text
	}
	if _, err := dec.Token(); err != nil { // the closing brace
		return nil, err
	}
	for _, n := range names {
		if _, ok := members[n]; !ok {
			return nil, fmt.Errorf("member %q is missing", n)
		}
	}
	return members, nil
}
