package calendar

import "strings"

// DayCounts returns the conventions of this package in the order of their
// constants.
func DayCounts() []DayCount {
	return []DayCount{
		Act365F, Act360, ActActISDA, Act365L, Act365A, NL365,
		Thirty360US, Thirty360ISDA, ThirtyE360, ThirtyE360ISDA, ThirtyEPlus360,
	}
}

// String returns the canonical name, such as "ACT/365F", or "unset" for the
// zero value.
func (c DayCount) String() string {
	switch c {
	case Act365F:
		return "ACT/365F"
	case Act360:
		return "ACT/360"
	case ActActISDA:
		return "ACT/ACT ISDA"
	case Act365L:
		return "ACT/365L"
	case Act365A:
		return "ACT/365A"
	case NL365:
		return "NL/365"
	case Thirty360US:
		return "30/360 US"
	case Thirty360ISDA:
		return "30/360 ISDA"
	case ThirtyE360:
		return "30E/360"
	case ThirtyE360ISDA:
		return "30E/360 ISDA"
	case ThirtyEPlus360:
		return "30E+/360"
	}
	return "unset"
}

// ParseDayCount reads the name of a convention. Case, blanks, hyphens,
// underscores, dots and brackets do not matter; ACT may be written A, Act,
// Actual or 实际. A text that is no name is a [*NameError] of class
// [ErrUnknownDayCount].
//
// Short names that documents use in more than one sense are read so:
//
//   - ACT/365 is ACT/365F, as Chinese documents mean it. (Before 2000 ISDA
//     documents meant ACT/ACT by it.)
//   - ACT/ACT is ACT/ACT ISDA. The ICMA, AFB and bond-year forms are not offered.
//   - 30/360, 360/360 and Bond Basis are 30/360 ISDA, as in 2006 ISDA 4.16(f).
func ParseDayCount(text string) (DayCount, error) {
	switch actual(plain(text)) {
	case "ACT/365F", "ACT/365", "ACT/365FIXED":
		return Act365F, nil
	case "ACT/360":
		return Act360, nil
	case "ACT/ACT", "ACT/ACTISDA":
		return ActActISDA, nil
	case "ACT/365L", "ACT/365LEAPYEAR", "ISMAYEAR":
		return Act365L, nil
	case "ACT/365A", "ACT/365ACT", "ACT/365ACTUAL":
		return Act365A, nil
	case "NL/365", "NL365", "ACT/365NL", "ACT/365NOLEAP", "365NOLEAP":
		return NL365, nil
	case "30/360US", "30U/360", "30U/360EOM", "30/360SIA":
		return Thirty360US, nil
	case "30/360", "30/360ISDA", "360/360", "BONDBASIS", "30/360BONDBASIS":
		return Thirty360ISDA, nil
	case "30E/360", "EUROBONDBASIS", "30/360EUROPEAN", "30/360ICMA":
		return ThirtyE360, nil
	case "30E/360ISDA", "30/360GERMAN", "GERMAN":
		return ThirtyE360ISDA, nil
	case "30E+/360":
		return ThirtyEPlus360, nil
	}
	known := make([]string, 0, 11)
	for _, c := range DayCounts() {
		known = append(known, c.String())
	}
	return 0, unknownName(ErrUnknownDayCount, text, known)
}

// actual brings the spellings of "actual" on either side of the stroke to ACT.
func actual(s string) string {
	left, right, stroke := strings.Cut(s, "/")
	if !stroke {
		return s
	}
	switch left {
	case "A", "ACTUAL", "实际", "实际天数":
		left = "ACT"
	}
	switch right {
	case "A", "ACTUAL", "实际", "实际天数":
		right = "ACT"
	case "ACTUALISDA":
		right = "ACTISDA"
	}
	return left + "/" + right
}

// MarshalText returns the canonical name, and the empty text for the zero
// value. A value that is neither is an error.
func (c DayCount) MarshalText() ([]byte, error) {
	if c == 0 {
		return nil, nil
	}
	if !c.IsValid() {
		return nil, ErrUnknownDayCount
	}
	return []byte(c.String()), nil
}

// UnmarshalText reads a name as [ParseDayCount] does; the empty text gives the
// zero value.
func (c *DayCount) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*c = 0
		return nil
	}
	v, err := ParseDayCount(string(text))
	if err != nil {
		return err
	}
	*c = v
	return nil
}
