package tape

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// maxNumberLength bounds the text of a number: longer than any amount, rate or count that fits.
const maxNumberLength = 64

// plainNumber reads a decimal number in ordinary notation: a sign, digits that may be grouped in
// threes by commas or spaces, and decimals. exponent reports scientific notation.
func plainNumber(s string) (d decimal.Decimal, exponent, ok bool) {
	if s == "" || len(s) > maxNumberLength {
		return decimal.Decimal{}, false, false
	}
	if n, places, ok := shortNumber(s); ok {
		return decimal.New(n, -places), false, true
	}
	return longNumber(s)
}

// longNumber reads what shortNumber does not: groups, blanks, many digits, powers of ten.
func longNumber(s string) (d decimal.Decimal, exponent, ok bool) {
	body, negative := s, false
	if body[0] == '+' || body[0] == '-' {
		body, negative = strings.TrimLeft(body[1:], " "), body[0] == '-'
	}
	mantissa, power, exponent := body, "", false
	if i := strings.IndexAny(body, "eE"); i >= 0 {
		mantissa, power, exponent = body[:i], body[i+1:], true
	}
	whole, frac, point := strings.Cut(mantissa, ".")
	whole, ok = ungroup(whole)
	if !ok || point && frac != "" && !isDigits(frac) || whole == "" && frac == "" {
		return decimal.Decimal{}, exponent, false
	}
	places := 0
	if exponent {
		n, err := strconv.Atoi(power)
		if err != nil || n > maxNumberLength || n < -maxNumberLength {
			return decimal.Decimal{}, true, false
		}
		places = n
	}
	d, err := decimal.NewFromString("0" + whole + frac)
	if err != nil {
		return decimal.Decimal{}, exponent, false
	}
	d = d.Shift(int32(places - len(frac)))
	if negative {
		d = d.Neg()
	}
	return d, exponent, true
}

// shortNumber reads digits with at most one point and a minus sign, as almost every number of a tape is
// written: digits × 10^-places. It reads nothing that plainNumber would not.
func shortNumber(s string) (digits int64, places int32, ok bool) {
	const most = 18 // digits that fit whatever they are
	at := 0
	if s != "" && s[0] == '-' {
		at = 1
	}
	count, point := 0, -1
	for i := at; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9' && count < most:
			digits = digits*10 + int64(c-'0')
			count++
		case c == '.' && point < 0:
			point = i
		default:
			return 0, 0, false
		}
	}
	if count == 0 {
		return 0, 0, false
	}
	if point >= 0 {
		places = int32(len(s) - 1 - point)
	}
	if at == 1 {
		digits = -digits
	}
	return digits, places, true
}

// ungroup removes separators of thousands and refuses groups that are not of three digits.
func ungroup(whole string) (string, bool) {
	separator := ","
	if strings.Contains(whole, " ") && !strings.Contains(whole, ",") {
		separator = " "
	}
	groups := strings.Split(whole, separator)
	for i, g := range groups {
		switch {
		case len(groups) == 1:
			return g, g == "" || isDigits(g)
		case !isDigits(g), i > 0 && len(g) != 3, i == 0 && len(g) > 3:
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// shortest gives the shortest decimal that stands for the same double. A workbook stores numbers
// with 17 digits, so that 0.0535 stands there as 5.3499999999999999E-2: the same number, not a
// different one. Texts that are no such number come back unchanged.
func shortest(stored string) string {
	if len(stored) < 16 && !strings.ContainsAny(stored, "eE") {
		return stored
	}
	f, err := strconv.ParseFloat(stored, 64)
	if err != nil || f != f || f > 1e40 || f < -1e40 {
		return stored
	}
	if digits := strings.TrimLeft(stored, "-"); isDigits(digits) {
		return stored // a whole number that was written whole keeps its digits
	}
	short := strconv.FormatFloat(f, 'f', -1, 64)
	if len(short) > maxNumberLength {
		return stored
	}
	return short
}

// significantDigits counts the digits of a decimal number without leading zeros, sign and point.
func significantDigits(d decimal.Decimal) int {
	if d.IsZero() {
		return 0
	}
	return d.NumDigits()
}
