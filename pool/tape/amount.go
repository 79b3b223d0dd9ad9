package tape

import (
	"math"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/money"
)

// amount is an amount of money read from a cell, in units of the currency.
type amount struct {
	value decimal.Decimal
	// currency is the one that the cell itself names, zero for none.
	currency money.Currency
}

// noiseLimit is the part of a minor unit up to which digits beyond it are the noise of binary
// arithmetic: |value − nearest minor unit| ≤ 1e-6 minor units. Anything larger is a statement.
var noiseLimit = decimal.New(1, -6)

var unitOne = decimal.New(1, 0)

const (
	adviceAmount = "write an amount such as 1,234,567.89"
	adviceDigits = "write the amount in whole minor units (fen), or round it in the sheet"
)

// parseAmount reads an amount of money: 1,234.50, (1,234.50), ¥300万元, 0.3亿, 叁佰万元整. unit is what
// the column counts in (10000 for 万元); a unit in the cell itself takes its place. The result is
// whole in the minor unit (of exponent decimals), or a fault: digits are never rounded away, only
// the noise of binary arithmetic is (see noiseLimit), with a finding.
func parseAmount(t text, unit decimal.Decimal, exponent int) reading[amount] {
	s := fold(t.raw)
	if isNothing(s) {
		return notStated[amount]()
	}
	if value, ok := shortAmount(s, unit, exponent); ok {
		return stated(amount{value: value}, foldRepair(t.raw)...)
	}
	repairs := foldRepair(t.raw)
	if t.number {
		s = shortest(s)
	} else {
		s = simplify(s)
	}
	s = strings.TrimPrefix(s, "'") // typed to make the number a text
	s = strings.Trim(s, "“”\"")    // quoted in a text file whose separators are of full width
	body, negative := unwrapNegative(s)
	body, currency := cutCurrency(body)
	if after, minus := strings.CutPrefix(body, "-"); minus && !negative && currency != 0 {
		body, negative = after, true // ¥-300
	}
	if strings.ContainsAny(body, "~±<>≈约") || strings.Contains(body, "至") {
		return unreadable[amount]("amount.invalid", "write the one amount that holds at the cut-off date", "a range or an approximation is not an amount")
	}
	value, cellUnit, scientific, ok := unitNumber(body)
	switch {
	case !ok:
		return unreadable[amount]("amount.invalid", adviceAmount, "not an amount of money")
	case scientific && !t.number:
		return unreadable[amount]("amount.scientific", "format the column as a number before saving, so that every digit is kept",
			"an amount in scientific notation has lost digits")
	}
	if negative {
		value = value.Neg()
	}
	if !t.number {
		repairs = append(repairs, amountNotations(s, negative)...)
	}
	switch {
	case cellUnit.IsZero():
		value = value.Mul(unit)
	default:
		value = value.Mul(cellUnit)
		if !cellUnit.Equal(unit) {
			repairs = append(repairs, repair{code: "amount.unit", rule: "unit.cell", message: "the cell states its own unit"})
		}
	}
	r := wholeMinor(value, exponent, t.number)
	if r.fault != nil {
		return failed[amount](r.fault)
	}
	return stated(amount{value: r.value, currency: currency}, repairs...).with(r.repairs...)
}

// shortAmount reads an amount that is written as plain digits and is whole in the minor unit: most are,
// and need no decimal arithmetic on the way. unit must be a power of ten.
func shortAmount(s string, unit decimal.Decimal, exponent int) (decimal.Decimal, bool) {
	if len(s) > 15 {
		return decimal.Decimal{}, false // a double may need more care, see shortest
	}
	minor, places, ok := shortNumber(s)
	if !ok {
		return decimal.Decimal{}, false
	}
	power := int32(exponent) + unit.Exponent() - places
	if unit.CoefficientInt64() != 1 || power < 0 || power > 18 {
		return decimal.Decimal{}, false
	}
	for range power {
		if minor > math.MaxInt64/10 || minor < math.MinInt64/10 {
			return decimal.Decimal{}, false
		}
		minor *= 10
	}
	return decimal.New(minor, -int32(exponent)), true
}

// wholeMinor makes value whole in the minor unit, when it is but for noise. A number that a
// workbook stores may also be off by two units in the last place of its double: for large amounts
// that is more than noiseLimit, and the double cannot say less.
func wholeMinor(value decimal.Decimal, exponent int, double bool) reading[decimal.Decimal] {
	whole := value.RoundBank(int32(exponent))
	off := value.Sub(whole).Abs()
	if off.IsZero() {
		return stated(whole)
	}
	limit := noiseLimit.Shift(-int32(exponent))
	if f := value.InexactFloat64(); double && significantDigits(value) > 15 {
		ulp := decimal.NewFromFloat(math.Nextafter(math.Abs(f), math.Inf(1)) - math.Abs(f))
		limit = decimal.Max(limit, ulp.Mul(decimal.NewFromInt(2)))
	}
	if off.GreaterThan(limit) {
		return unreadable[decimal.Decimal]("amount.digits", adviceDigits, "the amount %s has more than %d decimals", value, exponent)
	}
	return stated(whole, repair{code: "amount.float_noise", rule: "noise.minor_unit",
		message: "the digits beyond the minor unit are the noise of binary arithmetic"})
}

// amountNotations names the ways in which an amount is written: grouped, in words, as accountants
// write what is negative, with the mark of its currency.
func amountNotations(s string, negative bool) []repair {
	var list []repair
	if negative {
		list = append(list, repair{code: "amount.negative", rule: "amount.accounting", message: "a bracket or a mark around an amount makes it negative"})
	}
	if strings.ContainsAny(s, ",") {
		list = append(list, written("thousands", "separators of thousands were taken out"))
	}
	switch {
	case !strings.ContainsAny(s, "0123456789") && strings.ContainsAny(s, "〇零一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾佰仟百"):
		list = append(list, repair{code: "amount.words", rule: "amount.chinese", message: "an amount in Chinese numerals"})
	case strings.HasSuffix(s, "元") || strings.HasSuffix(s, "圆"), strings.ContainsAny(s, "¥$€£"):
		list = append(list, written("currency_mark", "the mark of a currency or 元 stands beside the number"))
	}
	return list
}

// unwrapNegative reads the accounting forms of a negative amount, (1,234.00), 1,234.00- and △1,234.
func unwrapNegative(s string) (string, bool) {
	if rest, found := strings.CutPrefix(s, "△"); found {
		return strings.TrimSpace(rest), true
	}
	if rest, found := strings.CutSuffix(s, "-"); found && rest != "" && rest[0] != '-' {
		return strings.TrimSpace(rest), true
	}
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		return strings.TrimSpace(s[1 : len(s)-1]), true
	}
	return s, false
}

// currencyWords are the ways in which a currency is named beside an amount or in a header, longest
// first where one contains another.
var currencyWords = []struct {
	word     string
	currency money.Currency
}{
	{"人民币元", money.CNY}, {"人民币", money.CNY}, {"rmb", money.CNY}, {"cny", money.CNY}, {"¥", money.CNY},
	{"hk$", money.HKD}, {"hkd", money.HKD}, {"港币", money.HKD}, {"港元", money.HKD},
	{"us$", money.USD}, {"usd", money.USD}, {"美元", money.USD}, {"美金", money.USD}, {"$", money.USD},
	{"eur", money.EUR}, {"欧元", money.EUR}, {"€", money.EUR},
	{"jpy", money.JPY}, {"日元", money.JPY}, {"gbp", money.GBP}, {"英镑", money.GBP}, {"£", money.GBP},
	{"sgd", money.SGD}, {"新加坡元", money.SGD},
}

// cutCurrency takes a currency mark off either end of an amount.
func cutCurrency(s string) (string, money.Currency) {
	lower := strings.ToLower(s)
	if len(lower) != len(s) {
		return s, 0
	}
	for _, w := range currencyWords {
		if strings.HasPrefix(lower, w.word) {
			return strings.TrimSpace(s[len(w.word):]), w.currency
		}
		if strings.HasSuffix(lower, w.word) {
			return strings.TrimSpace(s[:len(s)-len(w.word)]), w.currency
		}
	}
	return s, 0
}

// amountUnits are the units in which amounts are counted, longest first.
var amountUnits = []struct {
	word  string
	value decimal.Decimal
}{
	{"百万元", decimal.New(1, 6)}, {"千万元", decimal.New(1, 7)}, {"十亿元", decimal.New(1, 9)},
	{"万元", decimal.New(1, 4)}, {"亿元", decimal.New(1, 8)}, {"千元", decimal.New(1, 3)}, {"百元", decimal.New(1, 2)},
	{"百万", decimal.New(1, 6)}, {"千万", decimal.New(1, 7)}, {"十亿", decimal.New(1, 9)},
	{"万", decimal.New(1, 4)}, {"亿", decimal.New(1, 8)}, {"千", decimal.New(1, 3)},
	{"元", decimal.New(1, 0)}, {"圆", decimal.New(1, 0)},
	{"millions", decimal.New(1, 6)}, {"thousands", decimal.New(1, 3)}, {"billions", decimal.New(1, 9)},
	{"million", decimal.New(1, 6)}, {"mln", decimal.New(1, 6)}, {"mn", decimal.New(1, 6)},
	{"thousand", decimal.New(1, 3)}, {"billion", decimal.New(1, 9)}, {"bn", decimal.New(1, 9)},
}

// unitNumber reads a number with a unit after it (300万元, 0.3亿, 2亿5000万), or in Chinese numerals.
// unit is zero when the text names none.
func unitNumber(s string) (value, unit decimal.Decimal, scientific, ok bool) {
	if value, scientific, ok = plainNumber(s); ok {
		return value, decimal.Decimal{}, scientific, true
	}
	s = strings.TrimSuffix(strings.TrimSuffix(s, "整"), "正")
	s = strings.TrimPrefix(s, "大写")
	if value, ok = chineseAmount(s); ok {
		if strings.ContainsAny(s, "元圆圓万萬亿億") {
			unit = decimal.New(1, 0)
		}
		return value, unit, false, true
	}
	lower := strings.ToLower(s)
	for _, u := range amountUnits {
		body, found := strings.CutSuffix(lower, u.word)
		if !found {
			continue
		}
		body = strings.TrimSpace(body)
		if value, scientific, ok = plainNumber(body); ok {
			return value, u.value, scientific, true
		}
		if value, ok = compoundNumber(body, u.value); ok {
			return value, decimal.New(1, 0), false, true
		}
		if words, isWords := chineseInteger(body); isWords {
			return decimal.NewFromInt(words), u.value, false, true
		}
	}
	return decimal.Decimal{}, decimal.Decimal{}, false, false
}

// compoundNumber reads the front of 2亿5000万: the part before the last unit.
func compoundNumber(body string, last decimal.Decimal) (decimal.Decimal, bool) {
	big, small, found := strings.Cut(body, "亿")
	unit := decimal.New(1, 8)
	if !found {
		if big, small, found = strings.Cut(body, "万"); !found {
			return decimal.Decimal{}, false
		}
		unit = decimal.New(1, 4)
	}
	if !last.LessThan(unit) {
		return decimal.Decimal{}, false
	}
	high, highExp, okHigh := plainNumber(big)
	low, lowExp, okLow := plainNumber(small)
	if !okHigh || !okLow || highExp || lowExp || high.Sign() < 0 || low.Sign() < 0 {
		return decimal.Decimal{}, false
	}
	return high.Mul(unit).Add(low.Mul(last)), true
}

// parseCount reads a whole number of things, such as 3, 51项 or 30天. words are the units that may
// stand behind it.
func parseCount(t text, code string, words ...string) reading[int] {
	s := fold(t.raw)
	if isNothing(s) {
		return notStated[int]()
	}
	repairs := foldRepair(t.raw)
	body := s
	for _, w := range words {
		if cut, found := strings.CutSuffix(body, w); found {
			body = strings.TrimSpace(cut)
			break
		}
	}
	if t.number {
		body = shortest(body)
	}
	if n, places, ok := shortNumber(body); ok && places == 0 && n > -1e9 && n < 1e9 {
		return stated(int(n), repairs...)
	}
	if d, _, ok := plainNumber(body); ok && d.IsInteger() && d.Abs().LessThan(decimal.New(1, 9)) {
		return stated(int(d.IntPart()), repairs...)
	}
	if n, ok := chineseInteger(body); ok && n < 1e9 {
		return stated(int(n), repairs...)
	}
	return unreadable[int](code, "write a whole number such as 3", "not a whole number")
}
