package concentration

import (
	"errors"
	"math/big"
	"strings"
)

// Printed is a non-negative number exactly as it is printed: "67.27",
// "100,000,000", or a range, "76.83-85". The number of decimals carries
// information: 67.27 stands for everything that rounds to it, so for the
// interval from 67.265 to 67.275, while 67.270 stands for a tenth of that.
//
// Digits may be grouped in threes by commas. The two ends of a range are
// separated by a hyphen, a dash (– or —), a tilde (~ or ～) or 至. Signs, exponents,
// blanks and percent signs are not accepted.
type Printed string

// maxPrintedLength is more than any printed figure needs and keeps a hostile
// input from growing into huge rationals.
const maxPrintedLength = 64

var (
	errNotDecimal    = errors.New("not a decimal number")
	errReversedRange = errors.New("the range runs backwards")
	errTooLong       = errors.New("too long for a printed figure")
)

// rangeSeparators part the ends of a range.
var rangeSeparators = []string{"-", "–", "—", "~", "～", "至"}

// Interval gives the ends of the interval that the figure stands for, both
// included, so that it holds whichever way the half was rounded. The lower end
// is never below 0.
func (p Printed) Interval() (low, high *big.Rat, err error) {
	text := string(p)
	if len(text) > maxPrintedLength {
		return nil, nil, errTooLong
	}
	first, second, isRange := p.ends()
	if !isRange {
		value, half, err := parsePlain(text)
		if err != nil {
			return nil, nil, err
		}
		return notNegative(new(big.Rat).Sub(value, half)), new(big.Rat).Add(value, half), nil
	}
	from, fromHalf, err := parsePlain(first)
	if err != nil {
		return nil, nil, err
	}
	to, toHalf, err := parsePlain(second)
	if err != nil {
		return nil, nil, err
	}
	if from.Cmp(to) > 0 {
		return nil, nil, errReversedRange
	}
	low, high = from.Sub(from, fromHalf), new(big.Rat).Add(to, toHalf)
	return notNegative(low), high, nil
}

// IsRange tells whether the figure is printed as a range.
func (p Printed) IsRange() bool {
	_, _, isRange := p.ends()
	return isRange
}

func (p Printed) ends() (first, second string, isRange bool) {
	for _, separator := range rangeSeparators {
		if first, second, found := strings.Cut(string(p), separator); found {
			return first, second, true
		}
	}
	return "", "", false
}

// parsePlain reads a plain decimal and gives its value and half of its last
// place.
func parsePlain(text string) (value, half *big.Rat, err error) {
	whole, decimals, hasPoint := strings.Cut(text, ".")
	whole, grouped := ungroup(whole)
	if !grouped || !allDigits(whole) || hasPoint && !allDigits(decimals) {
		return nil, nil, errNotDecimal
	}
	digits, _ := new(big.Int).SetString(whole+decimals, 10)
	place := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(len(decimals))), nil)
	value = new(big.Rat).SetFrac(digits, place)
	half = new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Lsh(place, 1))
	return value, half, nil
}

// ungroup removes the commas of a number grouped in threes; ok is false when
// the commas stand anywhere else.
func ungroup(whole string) (plain string, ok bool) {
	groups := strings.Split(whole, ",")
	if len(groups) == 1 {
		return whole, true
	}
	if n := len(groups[0]); n < 1 || n > 3 {
		return "", false
	}
	for _, group := range groups[1:] {
		if len(group) != 3 {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

func allDigits(text string) bool {
	for _, r := range text {
		if r < '0' || r > '9' {
			return false
		}
	}
	return text != ""
}

func notNegative(r *big.Rat) *big.Rat {
	if r.Sign() < 0 {
		return new(big.Rat)
	}
	return r
}

// span is a closed interval of rationals.
type span struct{ lo, hi *big.Rat }

func exactly(v *big.Rat) span { return span{v, v} }

func (s span) times(factor *big.Rat) span {
	return span{new(big.Rat).Mul(s.lo, factor), new(big.Rat).Mul(s.hi, factor)}
}

func (s span) disjoint(t span) bool { return s.hi.Cmp(t.lo) < 0 || t.hi.Cmp(s.lo) < 0 }

// middle is the printed value itself, where the interval is not cut at 0.
func (s span) middle() *big.Rat {
	sum := new(big.Rat).Add(s.lo, s.hi)
	return sum.Quo(sum, big.NewRat(2, 1))
}
