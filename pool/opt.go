package pool

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Opt is a value that may be unknown. Unknown is a fact about the specification, never a default:
// whoever needs the value has to say what happens without it. The zero value is unknown.
type Opt[T any] struct {
	value T
	known bool
}

// Known wraps a value that was stated.
func Known[T any](v T) Opt[T] { return Opt[T]{value: v, known: true} }

// Get gives the value and whether it is known.
func (o Opt[T]) Get() (T, bool) { return o.value, o.known }

// IsKnown reports whether a value was stated.
func (o Opt[T]) IsKnown() bool { return o.known }

// Or gives the value when it is known, and the caller's own word otherwise.
func (o Opt[T]) Or(otherwise T) T {
	if o.known {
		return o.value
	}
	return otherwise
}

// String gives the value as fmt.Sprint does, and "unknown" when there is none.
func (o Opt[T]) String() string {
	if !o.known {
		return "unknown"
	}
	return fmt.Sprint(o.value)
}

// MarshalJSON writes null for unknown.
func (o Opt[T]) MarshalJSON() ([]byte, error) {
	if !o.known {
		return []byte("null"), nil
	}
	return json.Marshal(o.value)
}

// UnmarshalJSON reads null as unknown. When it fails it leaves o as it was.
func (o *Opt[T]) UnmarshalJSON(data []byte) error {
	if string(bytes.TrimSpace(data)) == "null" {
		*o = Opt[T]{}
		return nil
	}
	var value T // a fresh one: a list or an object must not be merged with what o held before
	if err := json.Unmarshal(data, &value); err != nil {
		return err
	}
	*o = Known(value)
	return nil
}
