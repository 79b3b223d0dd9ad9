package tape

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/money"
)

// unit is what a header, a title or a row of units says that numbers are counted in. The zero value
// says nothing.
type unit struct {
	scale    decimal.Decimal // 10000 for 万元; zero when no amount is meant
	currency money.Currency
	rate     rateUnit
	period   ratePeriod
	term     termUnit
	text     string // as written
}

func (u unit) isZero() bool { return u.text == "" }

// equal reports units that mean the same, in whatever words.
func (u unit) equal(v unit) bool {
	return u.scale.Equal(v.scale) && u.rate == v.rate && u.period == v.period && u.term == v.term && u.currency == v.currency
}

// parseUnit reads 万元, 人民币元, 万美元, %, bp, 个月, 年, 天.
func parseUnit(s string) (unit, bool) {
	text := squeeze(s)
	text = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(text, "金额"), "单位"), ":")
	u := unit{text: text}
	switch text {
	case "%", "百分比", "percent", "pct", "年%", "%/年", "%p.a.", "%pa", "%perannum":
		u.rate = ratePercent
	case "‰":
		u.rate = ratePermille
	case "bp", "bps", "基点", "万分之", "万分之一", "‱":
		u.rate = rateBasisPoint
	case "百分之":
		u.rate = ratePercent
	case "千分之":
		u.rate = ratePermille
	case "月%", "%/月", "%permonth", "%p.m.", "%pm":
		u.rate, u.period = ratePercent, monthly
	case "月‰", "‰/月":
		u.rate, u.period = ratePermille, monthly
	case "年", "years", "year", "y":
		u.term = termYears
	case "月", "个月", "月数", "months", "month", "m", "mths", "mth", "mos":
		u.term = termMonths
	case "天", "日", "天数", "days", "day", "d":
		u.term = termDays
	default:
		return moneyUnit(text)
	}
	return u, true
}

// moneyUnit reads the unit of an amount: a scale, a currency, or both.
func moneyUnit(text string) (unit, bool) {
	u := unit{text: text, scale: decimal.New(1, 0)}
	rest, currency := cutCurrency(strings.ReplaceAll(text, "/", ""))
	u.currency = currency
	if rest == "" {
		return u, !currency.IsZero()
	}
	for _, a := range amountUnits {
		if rest == a.word {
			u.scale = a.value
			return u, true
		}
	}
	if !currency.IsZero() && (rest == "m" || rest == "mm") {
		u.scale = decimal.New(1, 6) // RMB m; a bare m counts months
		return u, true
	}
	// '000, 000s, 1,000, 10,000, 10k and k count in powers of ten.
	digits := strings.NewReplacer(",", "", "'", "", "’", "", "s", "").Replace(rest)
	if body, k := strings.CutSuffix(digits, "k"); k {
		digits = body + "000"
	}
	zeros := strings.TrimPrefix(digits, "1")
	if n := len(zeros); n >= 3 && n <= 9 && strings.Trim(zeros, "0") == "" {
		u.scale = decimal.New(1, int32(n))
		return u, true
	}
	return unit{}, false
}

// header is a header cell taken apart.
type header struct {
	raw  string
	full string // with the words in brackets, for looking up
	key  string // without the words in brackets
	text string // in plain writing, with its blanks, for its words
	unit unit
}

var (
	bracketed  = regexp.MustCompile(`[(\[{<【〔「]([^()\[\]{}<>【】〔〕「」]*)[)\]}>】〕」]`)
	headerDust = strings.NewReplacer(" ", "", "\n", "", "_", "", "*", "", ":", "", "#", "", "\"", "", "'", "", "“", "", "”", "", "(", "", ")", "", "[", "", "]", "", "【", "", "】", "", "-", "", ".", "", "?", "")
	unitTail   = regexp.MustCompile(`^(.+?)[/,:\-— ](?:单位:?)?([^/,:\-— ]+)$`)
)

// headerText is the form in which headers are compared.
func headerText(s string) string {
	text, _ := unspell(fold(s))
	text = simplify(strings.ToLower(text))
	if stripped := headerDust.Replace(text); stripped != "" {
		return stripped
	}
	return text
}

// longestHeader is how many bytes of a cell are looked at for a header. No name is so long, and cells with
// hundreds of numbers stand in the rows that are searched too.
const longestHeader = 600

// headerFront gives the part of a cell that may be a header.
func headerFront(cell string) string {
	if len(cell) <= longestHeader {
		return cell
	}
	end := longestHeader
	for !utf8.RuneStart(cell[end]) {
		end--
	}
	return cell[:end]
}

// readHeader takes a header apart: 未偿本金余额（万元） is a name and a unit.
func readHeader(raw string) header {
	h := header{raw: strings.TrimSpace(raw)}
	text, _ := unspell(fold(headerFront(raw)))
	text = cutHeader(simplify(text))
	outside := text
	for _, m := range bracketed.FindAllStringSubmatch(text, -1) {
		if u, ok := unitAmong(m[1]); ok && h.unit.isZero() {
			h.unit = u
			text = strings.Replace(text, m[0], "", 1)
		}
		outside = strings.Replace(outside, m[0], "", 1)
	}
	if m := unitTail.FindStringSubmatch(strings.TrimSpace(outside)); m != nil && h.unit.isZero() {
		if u, ok := parseUnit(m[2]); ok {
			h.unit, text, outside = u, m[1], m[1]
		}
	}
	h.full, h.key, h.text = headerText(text), headerText(outside), strings.ToLower(text)
	if h.unit.isZero() {
		h.cutUnit()
	}
	if strings.Contains(h.key, "利率") || strings.Contains(h.key, "rate") {
		switch h.unit.term { // 利率（月）, rate (monthly): the bracket says what the rate is for
		case termMonths:
			h.unit = unit{period: monthly, text: h.unit.text}
		case termDays:
			h.unit = unit{period: daily, text: h.unit.text}
		case termYears:
			h.unit = unit{}
		}
	}
	switch {
	case containsAny(h.full, "月利率", "月息", "利率(月", "利率月", "monthlyrate", "monthlyinterest", "ratepermonth", "ratemonthly", "ratepm", "rate(monthly)"):
		h.unit.period = monthly
	case containsAny(h.full, "日利率计算", "日利率基准"):
	case containsAny(h.full, "日利率", "日息", "dailyrate", "dailyinterest", "rateperday", "ratedaily"):
		h.unit.period = daily
	}
	return h
}

var (
	headerNumber = regexp.MustCompile(`^(?:\(\d{1,2}\)|\d{1,2}[.、)]|[①-⑳]) *(?:\D)`)
	headerDay    = regexp.MustCompile(`^(?:截至|截止|于|在)? ?(?:19|20)\d{2} ?[年./-] ?\d{1,2} ?[月./-] ?\d{1,2} ?[日号]?(?:末|止|的)?`)
	looseHan     = regexp.MustCompile(`(\p{Han}) +(\p{Han})`)
)

// cutHeader takes away what may stand before a name without changing it, the number of the column and the
// day at which the column holds, and the blanks with which a short name is spread over its cell: 到 期 日.
func cutHeader(text string) string {
	if m := headerNumber.FindStringIndex(text); m != nil {
		_, last := utf8.DecodeLastRuneInString(text[:m[1]])
		text = text[m[1]-last:]
	}
	if m := headerDay.FindStringIndex(text); m != nil && m[1] < len(text) {
		text = strings.TrimSpace(text[m[1]:])
	}
	if strings.Contains(text, " ") {
		for before := ""; before != text; {
			before, text = text, looseHan.ReplaceAllString(text, "$1$2")
		}
	}
	return text
}

// unitAmong reads the unit that a bracket states, beside other words if need be: (含税，万元), (单位：万元，
// 币种：人民币).
func unitAmong(words string) (unit, bool) {
	if u, ok := parseUnit(words); ok {
		return u, true
	}
	for part := range strings.FieldsFuncSeq(words, func(r rune) bool { return strings.ContainsRune(",;、/: ", r) }) {
		if u, ok := parseUnit(part); ok && (!u.scale.IsZero() && (strings.Contains(u.text, "元") || !u.scale.Equal(unitOne)) || u.rate != rateBare) {
			return u, true
		}
	}
	return unit{}, false
}

// cutUnit finds a unit that is written right behind the name, as in 未偿本金余额万元 and 年利率%.
func (h *header) cutUnit() {
	for _, tail := range []string{"万元", "亿元", "千元", "百万元", "%", "‰", "元"} {
		if rest, found := strings.CutSuffix(h.key, tail); found && rest != "" {
			if u, ok := parseUnit(tail); ok {
				h.unit, h.key = u, rest
				return
			}
		}
	}
	// 剩余月数, 剩余天数 and the like say their unit in the name.
	for _, t := range []struct {
		word string
		term termUnit
	}{{"月数", termMonths}, {"天数", termDays}, {"年数", termYears}, {"months", termMonths}, {"days", termDays}} {
		if strings.HasSuffix(h.key, t.word) || strings.HasPrefix(h.key, t.word) {
			h.unit = unit{term: t.term, text: t.word}
			return
		}
	}
}

var statedUnit = regexp.MustCompile(`(?i)(?:单位|units?|(?:amounts?|figures|values|expressed|stated)(?: are| is)?(?: expressed| stated| shown)? in|^\(?in) ?[:为]? ?\(?([^;。()\[\]】\n]+)`)

// unitInTitle finds 单位：万元 or Unit: RMB 10,000 in the text of a title.
func unitInTitle(folded string) (unit, bool) {
	m := statedUnit.FindStringSubmatch(simplify(folded))
	if m == nil {
		return unit{}, false
	}
	// The unit ends where the title goes on: after the first word, or the second of RMB 10,000.
	words := strings.Fields(m[1])
	for n := min(len(words), 3); n > 0; n-- {
		text := strings.ToLower(strings.Join(words[:n], ""))
		if n < len(words) && words[n][0] >= '0' && words[n][0] <= '9' && isCurrencyAlone(text) {
			return unit{}, false // RMB 10 is the front of RMB 10,000: no unit is better than a wrong one
		}
		if u, ok := moneyUnit(strings.TrimRight(text, ",.、:")); ok {
			return u, true
		}
	}
	// 人民币千元、% counts rates in percent as well.
	for _, marks := range []string{",", ",、/及和"} {
		word := m[1]
		if i := strings.IndexAny(word, marks); i >= 0 {
			word = word[:i]
		}
		if u, ok := moneyUnit(strings.ToLower(strings.ReplaceAll(word, " ", ""))); ok {
			return u, true
		}
	}
	return unit{}, false
}

// isCurrencyAlone reports the name of a currency without a scale.
func isCurrencyAlone(text string) bool {
	rest, currency := cutCurrency(text)
	return rest == "" && !currency.IsZero()
}

// unitInBracket finds the (人民币万元) of a title.
func unitInBracket(folded string) (unit, bool) {
	for _, m := range bracketed.FindAllStringSubmatch(folded, -1) {
		text := strings.ToLower(strings.ReplaceAll(m[1], " ", ""))
		// A bracket may name a currency and mean no more; one that says 元 or a scale means the amounts.
		if u, ok := moneyUnit(text); ok && (strings.Contains(text, "元") || !u.scale.Equal(decimal.New(1, 0))) {
			return u, true
		}
	}
	return unit{}, false
}
