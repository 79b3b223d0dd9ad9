package calendar

// Stub says what becomes of the odd days when the regular periods do not fill a
// schedule exactly (不规则期间): at which end the odd period lies, and whether it
// stands alone (short) or is joined to its neighbour (long). The zero value is
// [NoStub].
type Stub uint8

const (
	// NoStub allows no odd period: a schedule that needs one is an error.
	// Regular dates are counted from the start.
	NoStub Stub = iota
	// ShortFront counts regular dates back from the end and leaves a short
	// first period (首期短).
	ShortFront
	// LongFront counts regular dates back from the end and joins the odd days
	// at the start to the period after them (首期长).
	LongFront
	// ShortBack counts regular dates on from the start and leaves a short last
	// period (末期短).
	ShortBack
	// LongBack counts regular dates on from the start and joins the odd days at
	// the end to the period before them (末期长).
	LongBack
)

// Stubs returns the stub rules in the order of their constants.
func Stubs() []Stub { return []Stub{NoStub, ShortFront, LongFront, ShortBack, LongBack} }

// backward reports whether regular dates are counted back from the end.
func (s Stub) backward() bool { return s == ShortFront || s == LongFront }

// String returns the canonical name, such as "short_front".
func (s Stub) String() string {
	switch s {
	case NoStub:
		return "none"
	case ShortFront:
		return "short_front"
	case LongFront:
		return "long_front"
	case ShortBack:
		return "short_back"
	case LongBack:
		return "long_back"
	}
	return "unknown"
}

// ParseStub reads the name of a stub rule: a canonical name in any case, with
// blanks or hyphens for the underscore. A text that is no name is a [*NameError]
// of class [ErrUnknownStub].
func ParseStub(text string) (Stub, error) {
	known := make([]string, 0, 5)
	for _, s := range Stubs() {
		if plain(text) == plain(s.String()) {
			return s, nil
		}
		known = append(known, s.String())
	}
	return 0, unknownName(ErrUnknownStub, text, known)
}

// MarshalText returns the canonical name.
func (s Stub) MarshalText() ([]byte, error) {
	if s > LongBack {
		return nil, ErrUnknownStub
	}
	return []byte(s.String()), nil
}

// UnmarshalText reads a name as [ParseStub] does.
func (s *Stub) UnmarshalText(text []byte) error {
	v, err := ParseStub(string(text))
	if err != nil {
		return err
	}
	*s = v
	return nil
}
