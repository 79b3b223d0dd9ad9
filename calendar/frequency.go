package calendar

import (
	"fmt"
	"strings"
)

// Frequency is the length of a regular period (付息频率): a number of months, a
// number of days, or one single period. The zero value is no frequency.
type Frequency int32

// Frequencies with a name of their own. Other lengths: [EveryMonths],
// [EveryDays].
const (
	// Monthly is one month (按月).
	Monthly Frequency = 1
	// Bimonthly is two months (每两个月), not twice a month.
	Bimonthly Frequency = 2
	// Quarterly is three months (按季).
	Quarterly Frequency = 3
	// Semiannual is six months (半年).
	Semiannual Frequency = 6
	// Annual is twelve months (按年).
	Annual Frequency = 12
	// Weekly is seven days (按周).
	Weekly Frequency = -7
	// Once is a single period from start to end (一次, 到期一次).
	Once Frequency = 1 << 30
)

const (
	maxFrequencyMonths = 1200
	maxFrequencyDays   = 36600
)

// EveryMonths returns the frequency of n months, 1 to 1200.
func EveryMonths(n int) (Frequency, error) {
	if n < 1 || n > maxFrequencyMonths {
		return 0, fmt.Errorf("%w: every %d months; want 1 to %d", ErrUnknownFrequency, n, maxFrequencyMonths)
	}
	return Frequency(n), nil
}

// EveryDays returns the frequency of n days, 1 to 36600.
func EveryDays(n int) (Frequency, error) {
	if n < 1 || n > maxFrequencyDays {
		return 0, fmt.Errorf("%w: every %d days; want 1 to %d", ErrUnknownFrequency, n, maxFrequencyDays)
	}
	return Frequency(-n), nil
}

// IsValid reports whether f is a frequency.
func (f Frequency) IsValid() bool {
	return f == Once || f != 0 && f >= -maxFrequencyDays && f <= maxFrequencyMonths
}

// Months returns the months of a period, or 0 when the period is not a number
// of months.
func (f Frequency) Months() int {
	if f > 0 && f <= maxFrequencyMonths {
		return int(f)
	}
	return 0
}

// Days returns the days of a period, or 0 when the period is not a number of
// days.
func (f Frequency) Days() int {
	if f < 0 && f >= -maxFrequencyDays {
		return int(-f)
	}
	return 0
}

// String returns "monthly", "bimonthly", "quarterly", "semiannual", "annual",
// "weekly", "once", "every N months" or "every N days", and "unset" for the zero
// value.
func (f Frequency) String() string {
	switch f {
	case Monthly:
		return "monthly"
	case Bimonthly:
		return "bimonthly"
	case Quarterly:
		return "quarterly"
	case Semiannual:
		return "semiannual"
	case Annual:
		return "annual"
	case Weekly:
		return "weekly"
	case Once:
		return "once"
	}
	switch {
	case f.Months() != 0:
		return fmt.Sprintf("every %d months", f.Months())
	case f.Days() != 0:
		return fmt.Sprintf("every %d days", f.Days())
	}
	return "unset"
}

// ParseFrequency reads a frequency: a name or form that [Frequency.String]
// writes, in any case, or one of 按月, 每月, 月; 每两个月, 双月; 按季, 每季, 季; 半年,
// 按半年, 每半年; 按年, 每年, 年; 按周, 每周, 周; 一次, 到期一次. Words with two senses
// ("biannual") are not read. A text that is no frequency is an error of class
// [ErrUnknownFrequency].
func ParseFrequency(text string) (Frequency, error) {
	switch plain(text) {
	case "MONTHLY", "按月", "每月", "月":
		return Monthly, nil
	case "BIMONTHLY", "TWOMONTHLY", "每两个月", "每两月", "双月":
		return Bimonthly, nil
	case "QUARTERLY", "按季", "每季", "每季度", "季", "季度":
		return Quarterly, nil
	case "SEMIANNUAL", "SEMIANNUALLY", "HALFYEARLY", "半年", "按半年", "每半年":
		return Semiannual, nil
	case "ANNUAL", "ANNUALLY", "YEARLY", "按年", "每年", "年":
		return Annual, nil
	case "WEEKLY", "按周", "每周", "周":
		return Weekly, nil
	case "ONCE", "一次", "到期一次":
		return Once, nil
	}
	words := strings.Fields(strings.ToLower(text))
	if len(words) == 3 && words[0] == "every" && len(words[1]) <= 5 {
		n, ok := digits(words[1])
		switch {
		case !ok:
		case words[2] == "months":
			return EveryMonths(n)
		case words[2] == "days":
			return EveryDays(n)
		}
	}
	return 0, unknownName(ErrUnknownFrequency, text, []string{
		"monthly", "bimonthly", "quarterly", "semiannual", "annual", "weekly", "once",
		"every N months", "every N days",
	})
}

// MarshalText returns the form of [Frequency.String], and the empty text for
// the zero value. A value that is neither is an error.
func (f Frequency) MarshalText() ([]byte, error) {
	if f == 0 {
		return nil, nil
	}
	if !f.IsValid() {
		return nil, fmt.Errorf("%w: code %d", ErrUnknownFrequency, int32(f))
	}
	return []byte(f.String()), nil
}

// UnmarshalText reads a frequency as [ParseFrequency] does; the empty text gives
// the zero value.
func (f *Frequency) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*f = 0
		return nil
	}
	v, err := ParseFrequency(string(text))
	if err != nil {
		return err
	}
	*f = v
	return nil
}
