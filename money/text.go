package money

import (
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Reading and writing of fixed-point numbers, shared by amounts and rates.

// pow10 holds the powers of ten that fit in int64.
var pow10 = [19]int64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
}

// fixedTextMax is room for any int64 as fixed-point text: sign, 19 digits, point,
// 6 separators, and the leading zero of a number below one.
const fixedTextMax = 32

// mag returns |v| as an unsigned number; it is right for the least int64, too.
func mag(v int64) uint64 {
	sign := v >> 63
	return uint64((v ^ sign) - sign)
}

// appendFixed appends v × 10^-digits with exactly that many decimals, whole digits
// grouped by commas in threes when asked for.
func appendFixed(dst []byte, v int64, digits int, grouped bool) []byte {
	if v < 0 {
		dst = append(dst, '-')
	}
	unit := uint64(pow10[digits])
	whole, frac := mag(v)/unit, mag(v)%unit

	var buf [20]byte
	wholeText := strconv.AppendUint(buf[:0], whole, 10)
	for i, digit := range wholeText {
		if grouped && i > 0 && (len(wholeText)-i)%3 == 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, digit)
	}
	if digits == 0 {
		return dst
	}
	dst = append(dst, '.')
	fracText := strconv.AppendUint(buf[:0], frac, 10)
	for range digits - len(fracText) {
		dst = append(dst, '0')
	}
	return append(dst, fracText...)
}

// parseFixed reads -?[0-9]+(\.[0-9]+)? as a whole number of units of 10^-digits.
// target names what is read, for errors. A fault of syntax is reported before a
// fault of size or precision, wherever it stands.
func parseFixed(s string, digits int, target string) (int64, error) {
	body, negative := strings.CutPrefix(s, "-")
	whole, frac, hasPoint := strings.Cut(body, ".")
	if !isDigits(whole) || (hasPoint && !isDigits(frac)) {
		return 0, &SyntaxError{Text: shortened(s), Reason: whyNotPlain(s)}
	}
	if len(frac) > digits {
		if strings.Trim(frac[digits:], "0") != "" {
			return 0, &InexactError{Value: shortened(s), Digits: digits, Target: target}
		}
		frac = frac[:digits]
	}
	u, ok := appendDigits(0, whole)
	if ok {
		u, ok = appendDigits(u, frac)
	}
	if ok {
		var hi uint64
		hi, u = bits.Mul64(u, uint64(pow10[digits-len(frac)]))
		ok = hi == 0
	}
	if !ok || u > math.MaxInt64 && !(negative && u == 1<<63) {
		return 0, overflowOf(shortened(s), target)
	}
	if negative {
		u = -u
	}
	return int64(u), nil
}

// isDigits reports whether s is one or more ASCII digits.
func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// appendDigits returns u followed by the digits of s, and false when that exceeds
// 64 bits.
func appendDigits(u uint64, s string) (uint64, bool) {
	for i := range len(s) {
		hi, lo := bits.Mul64(u, 10)
		sum, carry := bits.Add64(lo, uint64(s[i]-'0'), 0)
		if hi|carry != 0 {
			return 0, false
		}
		u = sum
	}
	return u, true
}

// whyNotPlain names the first thing in s that a plain decimal number does not
// have.
func whyNotPlain(s string) string {
	body := strings.TrimPrefix(s, "-")
	if body == "" {
		return "no digits"
	}
	for i, r := range body {
		switch {
		case r >= '0' && r <= '9' || r == '.':
			continue
		case r == ',' || r == '_' || r == '\'':
			return fmt.Sprintf("%q: thousands separators are not accepted", r)
		case r == '%':
			return "percent signs are not accepted: write 0.0535 for 5.35%"
		case (r == 'e' || r == 'E') && i > 0:
			return "exponents are not accepted"
		case r == utf8.RuneError:
			return "not valid UTF-8"
		default:
			return fmt.Sprintf("%q is not a digit", r)
		}
	}
	if strings.Count(body, ".") > 1 {
		return "more than one decimal point"
	}
	return "digits are needed on both sides of the decimal point"
}
