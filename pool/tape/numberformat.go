package tape

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// numberFormat is what the number format of a cell adds to the number that it stores: a person who
// looks at the sheet sees it, so it belongs to what the cell says.
type numberFormat struct {
	percent bool
	day     bool   // the number is shown as a day
	before  string // text in front of the number, as in "HT-"0000
	zeros   int    // digits that are always shown, of a format that has no others: 000000
	after   string // the unit behind the number, as in 0.00"万元"
	// shift is how many places the point is moved to the left: the format 0!.0,"万元" shows 3000000 as
	// 300.0万元.
	shift int32
}

// isPlain reports a format that adds nothing to the text of the number.
func (f numberFormat) isPlain() bool { return f.zeros == 0 && f.after == "" }

// isShifted reports a format that shows a number in a larger unit than it is stored in, and does not
// say in which: the header must.
func (f numberFormat) isShifted() bool { return f.shift > 0 && f.after == "" }

// shown gives the text of a stored number as the format shows it, with all its digits.
func (f numberFormat) shown(stored string) string {
	if f.zeros > 0 {
		if !isDigits(stored) {
			return stored
		}
		return f.before + strings.Repeat("0", max(0, f.zeros-len(stored))) + stored
	}
	if f.shift == 0 {
		return shortest(stored) + f.after
	}
	value, _, ok := plainNumber(shortest(stored))
	if !ok {
		return stored
	}
	return value.Shift(-f.shift).String() + f.after
}

// builtInFormat gives the meaning of a number format that workbooks do not spell out: 9 and 10 are 0%
// and 0.00%; 14 to 17 and 22 are days, as are 27 to 31, 36, 50 to 54, 57 and 58 in Chinese workbooks.
func builtInFormat(id string) numberFormat {
	switch id {
	case "9", "10":
		return numberFormat{percent: true}
	case "14", "15", "16", "17", "22", "27", "28", "29", "30", "31", "36", "50", "51", "52", "53", "54", "57", "58":
		return numberFormat{day: true}
	}
	return numberFormat{}
}

// notShown is what a number format holds beside the letters of days and digits.
var notShown = regexp.MustCompile(`"[^"]*"|\[[^\]]*\]|[\\!_*].`)

// showsDay reports the code of a format that shows a day: y, e (the year of an era) or d stand in it, or the
// month alone. Hours and minutes show none.
func showsDay(code string) bool {
	first, _, _ := strings.Cut(notShown.ReplaceAllString(code, ""), ";")
	first = strings.ToLower(first)
	return strings.ContainsAny(first, "yd") || strings.HasPrefix(first, "e") || strings.Contains(first, "ge") || strings.HasPrefix(first, "mmm")
}

// parseNumberFormat reads the code of a number format, as far as it adds to the number. Of several
// sections the first counts, that of numbers above zero.
func parseNumberFormat(code string) numberFormat {
	var f numberFormat
	for _, general := range []string{"General", "G/通用格式"} {
		code = strings.ReplaceAll(code, general, "#.#")
	}
	var before, after strings.Builder
	digits, zeros, commas, places := 0, 0, 0, 0
	onlyZeros, escapedPoint, point := true, false, false
	literal := func(text string) {
		switch {
		case digits == 0:
			before.WriteString(text)
		case text == ".":
			escapedPoint = true
		default:
			after.WriteString(text)
		}
	}
scan:
	for rest := code; rest != ""; {
		r, size := utf8.DecodeRuneInString(rest)
		rest = rest[size:]
		switch {
		case r == ';':
			break scan
		case r == '"':
			text, tail, _ := strings.Cut(rest, `"`)
			literal(text)
			rest = tail
		case (r == '\\' || r == '!') && rest != "":
			_, size := utf8.DecodeRuneInString(rest)
			literal(rest[:size])
			rest = rest[size:]
		case (r == '_' || r == '*') && rest != "": // room, or a filler, of the next character
			_, size := utf8.DecodeRuneInString(rest)
			rest = rest[size:]
		case r == '[':
			_, rest, _ = strings.Cut(rest, "]")
		case r == '0' || r == '#' || r == '?':
			digits++
			commas = 0
			if after.Len() > 0 {
				return numberFormat{percent: f.percent} // digits on both sides of a text: 000-00-0000
			}
			if r == '0' {
				zeros++
			} else {
				onlyZeros = false
			}
			if escapedPoint {
				places++
			}
		case r == ',':
			commas++
			onlyZeros = false
		case r == '%':
			f.percent = true
		case r == '.':
			point, onlyZeros = true, false
		case r > utf8.RuneSelf || strings.ContainsRune("-/() ¥$", r):
			literal(string(r))
		default: // a day, a time, General, an exponent, a fraction
			return numberFormat{percent: f.percent, day: digits == 0 && showsDay(code)}
		}
	}
	switch unit := strings.Trim(after.String(), " ()"); {
	case digits == 0 || f.percent:
		return numberFormat{percent: f.percent}
	case onlyZeros && zeros >= 2 && !escapedPoint && after.Len() == 0:
		f.before, f.zeros = before.String(), zeros
	case isShownUnit(unit):
		f.after = unit
	}
	if f.shift = int32(3 * commas); escapedPoint && !point {
		f.shift += int32(places)
	}
	return f
}

// isShownUnit reports a unit that a number format may put behind a number.
func isShownUnit(word string) bool {
	u, ok := parseUnit(word)
	return ok && word != "月" && word != "日" && utf8.RuneCountInString(word) <= 4 && (u.scale.IsZero() || strings.ContainsAny(word, "元万亿千"))
}

// shiftedScale gives the unit of a stored number that its format shows in the unit of its column: the
// stored number counts in units of the currency.
func shiftedScale(t text, column decimal.Decimal) (decimal.Decimal, []repair) {
	if !t.shifted || column.Equal(unitOne) {
		return column, nil
	}
	return unitOne, []repair{{code: "amount.unit", rule: "unit.number_format", warn: true,
		message: "the number format of the cell shows the number divided, so that it fits the unit of the column; the stored number counts in units of the currency"}}
}
