package calendar

// Roll is a roll rule (营业日准则): what becomes of a day that is not a business
// day. The zero value is [Unadjusted].
type Roll uint8

const (
	// Unadjusted keeps the day as it is (保持不变). It asks no calendar.
	Unadjusted Roll = iota
	// Following takes the next business day (顺延至下一工作日).
	Following
	// ModifiedFollowing takes the next business day unless that lies in another
	// month, and then the previous one (经调整的顺延).
	ModifiedFollowing
	// Preceding takes the previous business day (提前至上一工作日).
	Preceding
	// ModifiedPreceding takes the previous business day unless that lies in
	// another month, and then the next one (经调整的提前).
	ModifiedPreceding
)

// Rolls returns the roll rules in the order of their constants.
func Rolls() []Roll {
	return []Roll{Unadjusted, Following, ModifiedFollowing, Preceding, ModifiedPreceding}
}

// Adjust returns the day on which something falls that is due on d. A business
// day stays where it is. Source of the rules: 2006 ISDA Definitions, section
// 4.12.
//
// Errors: [ErrNoDate] for an unset date; [ErrNoCalendar] for a nil calendar,
// except under Unadjusted; the calendar's own error, such as [*UncoveredError];
// [ErrNoBusinessDay] when the search leaves the years 1 to 9999. The modified
// rules do not look past the end of the month before they turn round.
func (r Roll) Adjust(d Date, cal Calendar) (Date, error) {
	if !d.inRange() {
		return 0, ErrNoDate
	}
	switch r {
	case Unadjusted:
		return d, nil
	case Following:
		return search(cal, d, 1, MaxDate)
	case Preceding:
		return search(cal, d, -1, MinDate)
	case ModifiedFollowing:
		found, err := searchWithin(cal, d, 1, d.EndOfMonth())
		if err != nil || found != 0 {
			return found, err
		}
		return search(cal, d, -1, MinDate)
	case ModifiedPreceding:
		found, err := searchWithin(cal, d, -1, d.AddDays(1-d.Day()))
		if err != nil || found != 0 {
			return found, err
		}
		return search(cal, d, 1, MaxDate)
	}
	return 0, ErrUnknownRoll
}

// String returns the canonical name, such as "modified_following".
func (r Roll) String() string {
	switch r {
	case Unadjusted:
		return "unadjusted"
	case Following:
		return "following"
	case ModifiedFollowing:
		return "modified_following"
	case Preceding:
		return "preceding"
	case ModifiedPreceding:
		return "modified_preceding"
	}
	return "unknown"
}

// ParseRoll reads the name of a roll rule: a canonical name in any case, with
// blanks or hyphens for the underscore, or a Chinese term (保持不变, 不调整; 顺延,
// 顺延至下一工作日; 提前, 提前至上一工作日; 经调整的顺延; 经调整的提前). A text that is no name
// is a [*NameError] of class [ErrUnknownRoll].
func ParseRoll(text string) (Roll, error) {
	switch plain(text) {
	case "UNADJUSTED", "NONE", "KEEP", "保持不变", "不调整":
		return Unadjusted, nil
	case "FOLLOWING", "NEXT", "顺延", "顺延至下一工作日", "下一工作日":
		return Following, nil
	case "MODIFIEDFOLLOWING", "经调整的顺延", "经调整的下一工作日":
		return ModifiedFollowing, nil
	case "PRECEDING", "PREVIOUS", "提前", "提前至上一工作日", "上一工作日":
		return Preceding, nil
	case "MODIFIEDPRECEDING", "经调整的提前", "经调整的上一工作日":
		return ModifiedPreceding, nil
	}
	known := make([]string, 0, 5)
	for _, r := range Rolls() {
		known = append(known, r.String())
	}
	return 0, unknownName(ErrUnknownRoll, text, known)
}

// MarshalText returns the canonical name.
func (r Roll) MarshalText() ([]byte, error) {
	if r > ModifiedPreceding {
		return nil, ErrUnknownRoll
	}
	return []byte(r.String()), nil
}

// UnmarshalText reads a name as [ParseRoll] does.
func (r *Roll) UnmarshalText(text []byte) error {
	v, err := ParseRoll(string(text))
	if err != nil {
		return err
	}
	*r = v
	return nil
}
