package tape

import (
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/pool"
)

// rateUnit is what a rate is counted in.
type rateUnit uint8

const (
	rateBare       rateUnit = iota // a number without a unit: the column decides
	rateFraction                   // 0.0535
	ratePercent                    // 5.35
	ratePermille                   // 53.5
	rateBasisPoint                 // 535
)

// fraction converts a number in the unit to a fraction of one.
func (u rateUnit) fraction(d decimal.Decimal) decimal.Decimal {
	switch u {
	case ratePercent:
		return d.Shift(-2)
	case ratePermille:
		return d.Shift(-3)
	case rateBasisPoint:
		return d.Shift(-4)
	}
	return d
}

func (u rateUnit) String() string {
	return [...]string{"", "fraction", "percent", "permille", "basis points"}[u]
}

// rateText is what a cell says of a rate, before the convention of its column is known.
type rateText struct {
	value    decimal.Decimal
	unit     rateUnit
	hasValue bool
	// floating is the rule of a floating rate, nil when the cell names none.
	floating *pool.FloatingSpec
}

const adviceRate = "write a yearly rate such as 5.35%"

var (
	floatingRate = regexp.MustCompile(`(?i)^(?:浮动利率?|浮动)?[:,]? ?(?:(\d+|[一二三四五])年期?(以上)?)?\(?(LPR|SHIBOR|HIBOR|LIBOR|SOFR|贷款市场报价利率|贷款基准利率|基准利率)(?:\(?(\d+)(?:Y|年期?)(以上)?\)?)?(?: ?([+\-]|加|减) ?(\d+(?:\.\d+)?) ?(BPS?|个?基点|%))?$`)
	rateInside   = regexp.MustCompile(`^(.*?)[(,，;；]? ?(?:当前|现为|目前|即|现执行|执行)?(?:利率)?(?:为)?[: ]?(\d+(?:\.\d+)?%)\)?$`)
	rateFront    = regexp.MustCompile(`^(?:年化|年利率|固定利率|固定|fixed|年息)[: ]*`)
	rateTail     = regexp.MustCompile(`(?:/年|每年|p\.?a\.?|per annum|/year)$`)
)

// parseRate reads a yearly rate: 5.35%, 535bp, 0.0535, 5.35, LPR+50BP (4.35%). A number without a
// unit keeps the question open for its column (see inferRateUnit).
func parseRate(t text) reading[rateText] {
	s := fold(t.raw)
	if isNothing(s) {
		return notStated[rateText]()
	}
	repairs := foldRepair(t.raw)
	if t.number {
		s = shortest(s)
	}
	if value, unit, ok := rateNumber(s); ok { // as almost every rate is
		return stated(statedRate(t, value, unit), repairs...)
	}
	if floating, rest, ok := cutFloating(s); ok {
		r := rateText{floating: floating}
		if rest == "" {
			return stated(r, repairs...)
		}
		s = rest
		if r.value, r.unit, r.hasValue = rateNumber(s); r.hasValue {
			return stated(r, repairs...)
		}
	}
	s = strings.ToLower(s)
	s = rateTail.ReplaceAllString(rateFront.ReplaceAllString(s, ""), "")
	if strings.ContainsAny(s, "~±约") || strings.Contains(s, "至") {
		return unreadable[rateText]("rate.range", "write the one rate that applies at the cut-off date", "a range is not a rate")
	}
	value, unit, ok := rateNumber(strings.TrimSpace(s))
	if !ok {
		return unreadable[rateText]("rate.invalid", adviceRate, "not a rate")
	}
	return stated(statedRate(t, value, unit), repairs...)
}

func statedRate(t text, value decimal.Decimal, unit rateUnit) rateText {
	if unit == rateBare && t.percent {
		unit = rateFraction // the workbook shows the number as a percentage
	}
	return rateText{value: value, unit: unit, hasValue: true}
}

// rateNumber reads a number with the unit of a rate behind it.
func rateNumber(s string) (decimal.Decimal, rateUnit, bool) {
	unit, body := rateBare, strings.ToLower(s)
	for _, u := range []struct {
		word string
		unit rateUnit
	}{{"%", ratePercent}, {"‰", ratePermille}, {"bps", rateBasisPoint}, {"bp", rateBasisPoint}, {"个基点", rateBasisPoint}, {"基点", rateBasisPoint}} {
		if cut, found := strings.CutSuffix(body, u.word); found {
			unit, body = u.unit, strings.TrimSpace(cut)
			break
		}
	}
	value, _, ok := plainNumber(body)
	return value, unit, ok
}

// cutFloating reads the rule of a floating rate, and gives what follows it: the rate that applies.
func cutFloating(s string) (floating *pool.FloatingSpec, rest string, ok bool) {
	m := floatingRate.FindStringSubmatch(s)
	if m == nil {
		inside := rateInside.FindStringSubmatch(s)
		if inside == nil {
			return nil, "", false
		}
		if m = floatingRate.FindStringSubmatch(strings.TrimSpace(inside[1])); m == nil {
			return nil, "", false
		}
		rest = inside[2]
	}
	f := &pool.FloatingSpec{Index: strings.ToUpper(m[3]) + floatingTenor(m[1]+m[4])}
	if m[7] != "" {
		spread, _, numeric := plainNumber(m[7])
		if !numeric {
			return nil, "", false
		}
		unit := rateBasisPoint
		if m[8] == "%" {
			unit = ratePercent
		}
		if f.Spread = unit.fraction(spread); m[6] == "-" || m[6] == "减" {
			f.Spread = f.Spread.Neg()
		}
	}
	return f, rest, true
}

// floatingTenor names the tenor of an index: 1 and 一 give 1Y.
func floatingTenor(years string) string {
	if n, ok := chineseInteger(years); ok && years != "" {
		return string(rune('0'+n)) + "Y"
	}
	if years != "" {
		return years + "Y"
	}
	return ""
}

// rateBorder separates fractions from percentages: a yearly rate of 50 % and more is no rate of a
// financing contract, nor is one below 0.5 %.
var rateBorder = decimal.New(5, -1)

// rateConvention is how the numbers without a unit in one column are read.
type rateConvention struct {
	unit rateUnit // rateBare when it cannot be told
	// contradicts says that the header names another unit than the one taken.
	contradicts bool
	// mixed says that some numbers do not fit the unit: see fits.
	mixed bool
}

// fits reports whether a number without a unit can be what the convention says.
func (c rateConvention) fits(d decimal.Decimal) bool {
	if d.IsZero() || !c.mixed {
		return true
	}
	return (c.unit == ratePercent) == d.GreaterThanOrEqual(rateBorder)
}

// inferRateUnit decides how the numbers without a unit in one column are counted, from the header's
// unit (rateBare for none) and from all of them together: below 0.5 they are fractions, from 0.5
// percentages. When both sizes occur, the header decides, or else the larger number of cells; cells
// that do not fit are refused, not read twice.
func inferRateUnit(header rateUnit, numbers []decimal.Decimal) rateConvention {
	if header == ratePermille || header == rateBasisPoint {
		return rateConvention{unit: header}
	}
	var small, large int
	for _, d := range numbers {
		switch {
		case d.IsZero():
		case d.LessThan(rateBorder):
			small++
		default:
			large++
		}
	}
	c := rateConvention{mixed: small > 0 && large > 0}
	switch {
	case header == ratePercent && large == 0 && small > 0:
		c.unit, c.contradicts = rateFraction, true
	case header == ratePercent:
		c.unit = ratePercent
	case small > large:
		c.unit = rateFraction
	case large > small:
		c.unit = ratePercent
	case small == 0:
		c.unit = rateFraction // nothing but zeros: every unit says the same
	}
	return c
}
