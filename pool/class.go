package pool

// Class is the five-category class of an asset (五级分类).
type Class uint8

// The classes, best first. The zero value is unknown.
const (
	ClassUnknown        Class = iota
	ClassNormal               // 正常
	ClassSpecialMention       // 关注
	ClassSubstandard          // 次级
	ClassDoubtful             // 可疑
	ClassLoss                 // 损失
)

var classNames = vocabulary{"five-category class", []string{"", "normal", "special_mention", "substandard", "doubtful", "loss"}}

// String gives the name used in documents; unknown is the empty name.
func (c Class) String() string { return nameOf(classNames, c) }

// MarshalText writes the name; a value that is no constant is an *UnknownNameError.
func (c Class) MarshalText() ([]byte, error) { return marshalName(classNames, c) }

// UnmarshalText reads the name; any other word is an *UnknownNameError.
func (c *Class) UnmarshalText(text []byte) (err error) {
	*c, err = parseName[Class](classNames, text)
	return err
}

// ClassFloor gives the best class that a number of days overdue leaves open: any day overdue is at
// least special mention, over 90 days substandard, over 270 doubtful, over 360 loss. The days are
// those of the bank rules in force from 1 July 2023; a label better than the floor deserves a
// question, not a correction.
func ClassFloor(overdueDays int) Class {
	switch {
	case overdueDays > 360:
		return ClassLoss
	case overdueDays > 270:
		return ClassDoubtful
	case overdueDays > 90:
		return ClassSubstandard
	case overdueDays > 0:
		return ClassSpecialMention
	}
	return ClassNormal
}
