package report

import (
	"math"
	"strconv"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// maxShown is the largest amount, in minor units, that is written as a number: a spreadsheet shows
// fifteen digits of a number and no more. (The float64 itself is exact to the minor unit six times
// further, up to 2^53.) A larger amount is written as text with all its digits.
const maxShown = money.Amount(999_999_999_999_999)

// shown reports whether all amounts can be written as numbers.
func shown(amounts ...money.Amount) bool {
	for _, a := range amounts {
		if a > maxShown || a < -maxShown {
			return false
		}
	}
	return true
}

// units is the amount in units of the currency. The quotient of two exact float64 is the float64
// nearest to the true value, which is what a reader of "123.45" gets as well.
func units(a money.Amount, c money.Currency) float64 {
	return float64(a) / math.Pow10(exponent(c))
}

func exponent(c money.Currency) int {
	if !c.IsKnown() {
		return 0
	}
	return c.Exponent()
}

// firstSerial is the first day from which spreadsheets and the calendar agree: before 1 March 1900
// they count a 29 February 1900 that never was.
var firstSerial = calendar.MustNew(1900, 3, 1)

// serial is the number by which a spreadsheet stores a day, and false for days it cannot store.
func serial(d calendar.Date) (int, bool) {
	const unixDayZero = 25569 // the serial of 1970-01-01
	if d.Before(firstSerial) {
		return 0, false
	}
	return int(d.UnixDay()) + unixDayZero, true
}

// difference is the formula for the first term less all others, rounded to the minor unit: the terms
// are float64 and the last bit of their difference means nothing.
func (b *book) difference(first string, others ...string) string {
	text := "ROUND(" + first
	for _, o := range others {
		text += "-" + o
	}
	return text + "," + strconv.Itoa(exponent(b.currency)) + ")"
}
