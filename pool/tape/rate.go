package tape

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// rateUnit is what a rate is counted in.
type rateUnit uint8

const (
	rateBare       rateUnit = iota // a number without a unit: the column decides
	rateFraction                   // 0.0535
	ratePercent                    // 5.35
	ratePermille                   // 53.5
	rateBasisPoint                 // 535, also 万分之
)

// ratePeriod is the time that a rate is for.
type ratePeriod uint8

const (
	yearly  ratePeriod = iota
	monthly            // 月利率: twelve make a year
	daily              // 日利率: 360 make a year, by the rule of Chinese banks, unless a mapping says 365
)

func (p ratePeriod) String() string { return [...]string{"year", "month", "day"}[p] }

// perYear is how many periods a yearly rate has.
func (p ratePeriod) perYear(c Conventions) decimal.Decimal {
	switch p {
	case monthly:
		return decimal.NewFromInt(12)
	case daily:
		if c.DailyRateDays == 365 {
			return decimal.NewFromInt(365)
		}
		return decimal.NewFromInt(360)
	}
	return unitOne
}

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
	period   ratePeriod
	// floating is the rule of a floating rate, nil when the cell names none.
	floating *pool.FloatingSpec
}

const adviceRate = "write a yearly rate such as 5.35%"

var (
	floatingRate = regexp.MustCompile(`(?i)^(?:浮动利率?|浮动|floating)?[:,]? ?\(?(?:(\d+|[一二三四五])-?(?:年期?|y(?:r|ear)?)(以上)? ?)?(?:的)?\(?(LPR|SHIBOR|HIBOR|LIBOR|SOFR|EURIBOR|贷款市场报价利率|贷款基础利率|贷款基准利率|基准利率)(?:利率)?[ \-]?\(?(?:(\d+|[一二三四五]) ?(?:Y|年期?)(以上)?)?\)?(?: ?([+\-]|加|减|上浮|下浮|plus|minus) ?(?:点)?(\d+(?:\.\d+)?) ?(BPS?|个?基点|个?BP|%|个百分点|点)?)?\)?$`)
	rateInside   = regexp.MustCompile(`^(.*?)[(,，;；]? ?(?:当前|现为|目前|即|现执行|执行|=|current(?:ly)?|now)?(?:利率|年利率)?(?:为)?[: ]?(\d+(?:\.\d+)?%)\)?$`)
	rateBefore   = regexp.MustCompile(`^(\d+(?:\.\d+)?%) ?[(,;，；] ?(.+?)\)?$`)
	rateFront    = regexp.MustCompile(`^(?:年化利率|年化|年利率|固定利率|固定|浮动利率|浮动|floating(?: rate)?|fixed(?: rate)?|年息|利率)[:为 ]*`)
	rateTail     = regexp.MustCompile(`(?:\(?(?:/年|每年|年化|p\.?a\.?|per annum|/year|fixed|固定|固定利率|年)\)?)$`)
	rateMonthly  = regexp.MustCompile(`^(?:月利率|月息|每月|monthly)[:为 ]*|(?:/月|每月|/month|per month|p\.?m\.?)$`)
	rateDaily    = regexp.MustCompile(`^(?:日利率|日息|每日|每天|daily)[:为 ]*|(?:/日|/天|每日|每天|/day|per day)$`)
	rateWords    = regexp.MustCompile(`^(百|千|万)分之(.+)$`)
)

// parseRate reads a rate: 5.35%, 535bp, 0.0535, 5.35, LPR+50BP (4.35%), 月利率4.5‰, 日利率万分之1.5,
// 百分之五点三五. A number without a unit keeps the question open for its column (see inferRateUnit).
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
		return statedRate(t, rateText{value: value, unit: unit}, repairs)
	}
	s = simplify(s)
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
	if m := rateBefore.FindStringSubmatch(s); m != nil { // 4.35%（LPR1Y+90BP）
		if floating, rest, ok := cutFloating(m[2]); ok && rest == "" {
			r := rateText{floating: floating, hasValue: true}
			if r.value, r.unit, r.hasValue = rateNumber(m[1]); r.hasValue {
				return stated(r, repairs...)
			}
		}
	}
	if m := relativeRate.FindStringSubmatch(s); m != nil { // LPR上浮10%（4.24%）
		r := rateText{}
		if m[1] != "" {
			r.value, r.unit, r.hasValue = rateNumber(m[1])
		}
		return stated(r, append(repairs, repair{code: "rate.floating_unnamed", rule: "rate.relative", warn: true,
			message: "the rate moves by a multiple of an index, which no spread says; what applies at the cut-off date is taken where it is stated"})...)
	}
	s = strings.ToLower(s)
	period := yearly
	if rest := rateMonthly.ReplaceAllString(s, ""); rest != s {
		s, period = rest, monthly
	} else if rest := rateDaily.ReplaceAllString(s, ""); rest != s {
		s, period = rest, daily
	}
	if !isFloatingWord(s) {
		s = rateTail.ReplaceAllString(rateFront.ReplaceAllString(s, ""), "")
	}
	if strings.ContainsAny(s, "~±约") || strings.Contains(s, "至") || rateRange.MatchString(s) {
		return unreadable[rateText]("rate.range", "write the one rate that applies at the cut-off date", "a range is not a rate")
	}
	if isFloatingWord(s) {
		return stated(rateText{}, append(repairs, repair{code: "rate.floating_unnamed", rule: "rate.floating", warn: true,
			message: "the rate floats, but neither index, spread nor what applies now is stated; left unknown"})...)
	}
	value, unit, ok := rateNumber(strings.TrimSpace(s))
	if !ok {
		return unreadable[rateText]("rate.invalid", adviceRate, "not a rate")
	}
	return statedRate(t, rateText{value: value, unit: unit, period: period}, repairs)
}

// statedRate gives a rate of a cell, with the unit that the cell has and the text does not.
func statedRate(t text, r rateText, repairs []repair) reading[rateText] {
	r.hasValue = true
	switch {
	case r.unit == rateBare && t.percent:
		r.unit = rateFraction // the workbook shows the number as a percentage
	case (r.unit == ratePermille || r.unit == rateBasisPoint) && r.period == yearly:
		repairs = append(repairs, written(strings.ReplaceAll(r.unit.String(), " ", "_"), "the cell states its own unit, "+r.unit.String()))
	}
	return stated(r, repairs...)
}

// relativeRate is an index times something, with what applies now behind it.
var relativeRate = regexp.MustCompile(`(?i)^.{0,12}(?:LPR|基准利率|报价利率|基础利率).{0,10}[上下]浮 ?\d+(?:\.\d+)?%(?:[(,; ].{0,8}?(\d+(?:\.\d+)?%)\)?)?$`)

// rateRange is 4.35%-5.35%.
var rateRange = regexp.MustCompile(`^\d+(?:\.\d+)?%? ?[-—–] ?\d+(?:\.\d+)?%?$`)

func isFloatingWord(s string) bool {
	switch s {
	case "浮动", "浮动利率", "浮动利率制", "floating", "variable":
		return true
	}
	return false
}

// rateNumber reads a number with the unit of a rate behind it.
func rateNumber(s string) (decimal.Decimal, rateUnit, bool) {
	unit, body := rateBare, strings.ToLower(s)
	if m := rateWords.FindStringSubmatch(body); m != nil {
		unit = map[string]rateUnit{"百": ratePercent, "千": ratePermille, "万": rateBasisPoint}[m[1]]
		value, ok := spokenDecimal(m[2])
		return value, unit, ok
	}
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
	f := &pool.FloatingSpec{Index: indexName(m[3]) + floatingTenor(m[1]+m[4])}
	if m[7] != "" {
		if relative := strings.HasSuffix(m[6], "浮"); relative && (m[8] == "" || m[8] == "%") {
			return nil, "", false // 上浮10% multiplies the index: no spread says that
		}
		spread, _, numeric := plainNumber(m[7])
		if !numeric {
			return nil, "", false
		}
		unit := rateBasisPoint
		if m[8] == "%" || m[8] == "个百分点" {
			unit = ratePercent
		}
		if f.Spread = unit.fraction(spread); m[6] == "-" || m[6] == "减" || m[6] == "下浮" || strings.EqualFold(m[6], "minus") {
			f.Spread = f.Spread.Neg()
		}
	}
	return f, rest, true
}

// indexName gives the short name of an index: 贷款市场报价利率 is LPR.
func indexName(written string) string {
	if written == "贷款市场报价利率" || written == "贷款基础利率" {
		return "LPR"
	}
	return strings.ToUpper(written)
}

// spokenDecimal reads 五点三五, 五, 1.5.
func spokenDecimal(s string) (decimal.Decimal, bool) {
	if d, _, ok := plainNumber(s); ok {
		return d, true
	}
	whole, frac, point := strings.Cut(s, "点")
	n, ok := chineseInteger(whole)
	if !ok {
		return decimal.Decimal{}, false
	}
	digits := strconv.FormatInt(n, 10)
	if point {
		digits += "."
		for _, r := range frac {
			v, isDigit := chineseDigit(r)
			if !isDigit {
				return decimal.Decimal{}, false
			}
			digits += strconv.FormatInt(v, 10)
		}
	}
	d, _, ok := plainNumber(digits)
	return d, ok
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
	// period is the time that the rates of the column are for.
	period ratePeriod
}

// border separates fractions from percentages: rateBorder for yearly rates, its twelfth for monthly
// ones, so that 0.45 is a monthly percentage.
func (c rateConvention) border() decimal.Decimal {
	if c.period == yearly {
		return rateBorder
	}
	return rateBorder.DivRound(c.period.perYear(Conventions{}), rateDecimals)
}

// fits reports whether a number without a unit can be what the convention says.
func (c rateConvention) fits(d decimal.Decimal) bool {
	if d.IsZero() || !c.mixed {
		return true
	}
	return (c.unit == ratePercent) == (money.CompareDecimals(d, c.border()) >= 0)
}

// inferRateUnit decides how the numbers without a unit in one column are counted, from the header's
// unit (rateBare for none) and from all of them together: below 0.5 they are fractions, from 0.5
// percentages. When both sizes occur, the header decides, or else the larger number of cells; cells
// that do not fit are refused, not read twice.
func inferRateUnit(header rateUnit, period ratePeriod, numbers []decimal.Decimal) rateConvention {
	c := rateConvention{period: period}
	border := c.border()
	if header == rateFraction {
		c.unit = header
		return c
	}
	if header == ratePermille || header == rateBasisPoint {
		c.unit = header
		return c
	}
	var small, large int
	for _, d := range numbers {
		switch {
		case d.IsZero():
		case money.CompareDecimals(d, border) < 0:
			small++
		default:
			large++
		}
	}
	c.mixed = small > 0 && large > 0
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
