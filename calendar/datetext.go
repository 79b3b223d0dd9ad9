package calendar

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// ErrBadDate is the class of every [DateError].
var ErrBadDate = errors.New("calendar: not a date")

// DateError says that a text or a year, month and day name no day.
// errors.Is(err, ErrBadDate) holds.
type DateError struct {
	Text   string // what was given
	Reason string // why it is not a day
}

// Error gives the text and the reason.
func (e *DateError) Error() string {
	return fmt.Sprintf("calendar: %q is not a date: %s", e.Text, e.Reason)
}

// Unwrap returns [ErrBadDate].
func (e *DateError) Unwrap() error { return ErrBadDate }

// Parse reads a day written YYYY-MM-DD (ISO 8601), four, two and two ASCII
// digits and nothing else. Anything else is a [*DateError]; other ways to write
// a date are the business of whoever reads the document.
func Parse(text string) (Date, error) {
	year, month, day, ok := split(text)
	if !ok {
		return 0, &DateError{Text: shorten(text), Reason: "want YYYY-MM-DD"}
	}
	if reason := impossible(year, month, day); reason != "" {
		return 0, &DateError{Text: text, Reason: reason}
	}
	return fromCivil(year, month, day), nil
}

func split(s string) (year, month, day int, ok bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, 0, 0, false
	}
	year, ok1 := digits(s[0:4])
	month, ok2 := digits(s[5:7])
	day, ok3 := digits(s[8:10])
	return year, month, day, ok1 && ok2 && ok3
}

func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = 10*n + int(s[i]-'0')
	}
	return n, true
}

// String returns YYYY-MM-DD, or "unset" for the unset Date.
func (d Date) String() string {
	if !d.inRange() {
		return "unset"
	}
	return string(d.appendISO(make([]byte, 0, 10)))
}

// AppendText appends YYYY-MM-DD to b, and nothing for the unset Date. The error
// is always nil.
func (d Date) AppendText(b []byte) ([]byte, error) {
	if !d.inRange() {
		return b, nil
	}
	return d.appendISO(b), nil
}

// MarshalText returns YYYY-MM-DD, and the empty text for the unset Date.
func (d Date) MarshalText() ([]byte, error) {
	return d.AppendText(nil)
}

// UnmarshalText reads YYYY-MM-DD as [Parse] does; the empty text gives the unset
// Date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = 0
		return nil
	}
	v, err := Parse(string(text))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// MarshalJSON returns "YYYY-MM-DD", and null for the unset Date.
func (d Date) MarshalJSON() ([]byte, error) {
	if !d.inRange() {
		return []byte("null"), nil
	}
	b := append(make([]byte, 0, 12), '"')
	return append(d.appendISO(b), '"'), nil
}

// UnmarshalJSON reads "YYYY-MM-DD". Both null and "" give the unset Date, even
// over a date that was set before.
func (d *Date) UnmarshalJSON(data []byte) error {
	if bytes.Equal(data, []byte("null")) {
		*d = 0
		return nil
	}
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return &DateError{Text: shorten(string(data)), Reason: `want "YYYY-MM-DD" or null`}
	}
	return d.UnmarshalText([]byte(text))
}

func (d Date) appendISO(b []byte) []byte {
	y, m, day := civil(d)
	return append(b,
		byte('0'+y/1000), byte('0'+y/100%10), byte('0'+y/10%10), byte('0'+y%10), '-',
		byte('0'+m/10), byte('0'+m%10), '-',
		byte('0'+day/10), byte('0'+day%10))
}

// shorten keeps a hostile text from filling an error message.
func shorten(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	return s[:most] + "…"
}
