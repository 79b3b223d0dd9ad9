package tape

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// rowReader reads the cells of one row under one layout. Every repair and fault becomes a finding;
// failed says that there was a fault.
type rowReader struct {
	run    *run
	sheet  *sheet
	layout *layout
	row    row
	failed bool
	faulty fieldSet       // fields with an error
	other  money.Currency // of the row's amounts, where it is not that of the tape
	// parts holds one of several values of a cell, while it is read for the right that it is of.
	parts map[field]string

	decimals []decimal.Decimal // where the amounts of the row stand
}

// hold gives a number a place of its own, which lives as long as the draft of the row.
func (r *rowReader) hold(d decimal.Decimal) *decimal.Decimal {
	if cap(r.decimals) == 0 {
		r.decimals = make([]decimal.Decimal, 0, 8)
	}
	r.decimals = append(r.decimals, d)
	return &r.decimals[len(r.decimals)-1]
}

// currency is that of the row's amounts.
func (r *rowReader) currency() money.Currency {
	if r.other.IsZero() {
		return r.run.currency
	}
	return r.other
}

// place is where a field stands in the row.
func (r *rowReader) place(f field) place {
	return place{sheet: r.sheet, row: r.row.number, column: r.layout.column(f)}
}

// raw gives the text of a field, "" when the row or the sheet has none.
func (r *rowReader) raw(f field) string {
	if c := r.layout.column(f); c != nil {
		return r.row.cell(c.index)
	}
	return ""
}

// states reports whether the cell of a field says anything.
func (r *rowReader) states(f field) bool { return !isNothing(fold(r.raw(f))) }

// refuse rejects the row for an error at a field.
func (r *rowReader) refuse(f field) {
	r.failed = true
	r.faulty.add(f)
}

// fail records an error at a field and rejects the row.
func (r *rowReader) fail(f field, n note) {
	n.severity = Error
	r.refuse(f)
	r.run.log.add(r.place(f), n)
}

func (r *rowReader) warn(f field, n note) {
	n.severity = Warning
	r.run.log.add(r.place(f), n)
}

func (r *rowReader) info(f field, n note) {
	n.severity = Info
	r.run.log.add(r.place(f), n)
}

// missing rejects the row for a field that it does not state.
func (r *rowReader) missing(f field, code, what string) {
	r.fail(f, note{code: code, seen: r.raw(f), message: what + " is missing", advice: "fill in the cell"})
}

// essential reports the fields in which a formula without a result rejects the row: everything that
// is counted, and who owes what.
func essential(f field) bool {
	return f == fContractID || f == fObligor || fieldInfo[f].nature != natureText
}

// usable reports whether the cell of a field can be read, and gives it. A formula without a stored
// result and a formula that failed are findings: their value is not guessed.
func (r *rowReader) usable(c *column) (text, bool) {
	if part, listed := r.parts[c.field]; listed {
		return text{raw: part}, true
	}
	t := r.sheet.text(r.row, c.index)
	flag := r.row.flag(c.index)
	n := note{severity: Warning, seen: t.raw}
	switch {
	case flag&flagNoValue != 0:
		n.code, n.message = "formula.no_value", "the cell holds a formula whose result is not stored"
		n.advice = "open the workbook, let it calculate, and save it"
	case flag&flagFailed != 0 || isFormulaError(t.raw):
		n.code, n.message = "formula.error", "the cell holds a formula that failed"
		n.advice = "repair the formula, or write the value"
	default:
		if fieldInfo[c.field].nature != natureMoney && isBlank(t.raw) {
			if anchor, ok := r.merged(c); ok {
				return anchor, true
			}
		}
		return t, true
	}
	if essential(c.field) {
		n.severity = Error
		r.refuse(c.field)
	}
	r.run.log.add(place{r.sheet, r.row.number, c}, n)
	return text{}, false
}

// nothingRule names the way in which a cell says that there is nothing to say.
func nothingRule(folded string) string {
	if strings.Trim(folded, "-—–/\\*.、") == "" {
		return "mark"
	}
	return "word"
}

func isFormulaError(raw string) bool {
	switch raw {
	case "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#N/A":
		return true
	}
	return false
}

// merged gives the text of the merged block that covers an empty cell. Amounts are never read this
// way: one amount over two rows is not an amount for each.
func (r *rowReader) merged(c *column) (text, bool) {
	anchor, ok := r.sheet.anchorAbove(r.row.number, c.index)
	if !ok {
		return text{}, false
	}
	t := r.sheet.text(anchor, c.index)
	if fold(t.raw) == "" {
		return text{}, false
	}
	r.run.log.add(place{r.sheet, r.row.number, c}, note{severity: Info, code: "cell.merged", taken: t.raw, rule: "merged.anchor",
		message: fmt.Sprintf("the cell belongs to a merged block; read from row %d", anchor.number)})
	return t, true
}

// take reads the cell of a field with a parser, records what it did, and gives the value. show
// writes a value for the finding.
func take[T any](r *rowReader, f field, parse func(text) reading[T], show func(T) string) (T, bool) {
	r.run.consumed[f] = true
	c := r.layout.column(f)
	if c == nil {
		var none T
		return none, false
	}
	return takeFrom(r, c, remembered(r.run, f, parse), show)
}

func takeFrom[T any](r *rowReader, c *column, parse func(text) reading[T], show func(T) string) (T, bool) {
	var none T
	r.run.consumed[c.field] = true
	t, ok := r.usable(c)
	if !ok {
		return none, false
	}
	got := parse(t)
	at := place{r.sheet, r.row.number, c}
	if !got.known && got.fault == nil && t.raw != "" && got.repairs == nil {
		if s := fold(t.raw); s != "" && isNothing(s) {
			r.run.log.notation(at, note{severity: Info, code: "cell.nothing", seen: t.raw, rule: "nothing." + nothingRule(s), message: "the cell says that there is nothing to say: not stated, which is not 0"})
		}
	}
	if got.fault != nil {
		r.refuse(c.field)
		r.run.log.add(at, note{severity: Error, code: got.fault.code, seen: t.raw, message: got.fault.message, advice: got.fault.advice})
		return none, false
	}
	if len(got.repairs) == 0 {
		return got.value, got.known
	}
	taken := ""
	if got.known {
		taken = show(got.value)
	}
	for _, rep := range got.repairs {
		severity := Info
		if rep.notation {
			r.run.log.notation(at, note{severity: Info, code: rep.code, seen: t.raw, taken: taken, rule: rep.rule, message: rep.message})
			continue
		}
		if rep.warn {
			severity = Warning
		}
		r.run.log.add(at, note{severity: severity, code: rep.code, seen: t.raw, taken: taken, rule: rep.rule, message: rep.message})
	}
	return got.value, got.known
}

// amount reads an amount in units of the row's currency, nil when none is stated. An amount in another
// currency rejects the row.
func (r *rowReader) amount(f field) *decimal.Decimal {
	r.run.consumed[f] = true
	c := r.layout.column(f)
	if c == nil {
		return nil
	}
	return r.amountIn(c)
}

func (r *rowReader) amountIn(c *column) *decimal.Decimal {
	scale := r.run.scale(r.layout, c)
	a, ok := takeFrom(r, c, func(t text) reading[amount] {
		scale, shifted := shiftedScale(t, scale)
		return parseAmount(t, scale, r.currency().Exponent()).with(shifted...)
	}, func(a amount) string { return a.value.StringFixed(int32(r.currency().Exponent())) })
	if !ok {
		return nil
	}
	if !a.currency.IsZero() && a.currency != r.currency() {
		r.refuse(c.field)
		r.run.log.add(place{r.sheet, r.row.number, c}, note{severity: Error, code: "currency.mixed", seen: r.row.cell(c.index),
			message: fmt.Sprintf("an amount in %s among amounts in %s", a.currency, r.currency()), advice: "convert it, or put it on a tape of its own"})
		return nil
	}
	return r.hold(a.value)
}

func (r *rowReader) date(f field) calendar.Date {
	d, _ := take(r, f, func(t text) reading[calendar.Date] {
		got := parseDate(t)
		if got.fault != nil {
			got = settleDate(t, r.run.options.conventions(), got)
		}
		if order := r.run.dateOrders[f]; got.fault != nil && order != "" {
			got = settleByColumn(t, order, got)
		}
		if got.fault != nil && got.fault.code == "date.month_only" && isSideDate(f) {
			return reading[calendar.Date]{repairs: []repair{{code: "date.month_only", rule: "date.month_only", warn: true, message: got.fault.message + "; left unknown"}}}
		}
		return got
	}, calendar.Date.String)
	return d
}

// isSideDate reports dates that a contract can do without: a month alone leaves them unknown instead
// of rejecting the row.
func isSideDate(f field) bool {
	switch f {
	case fRightFiled, fRightExpiry, fRightValueDate, fHandlingFeeDate, fConfirmed:
		return true
	}
	return false
}

// rate reads a yearly rate as a fraction of one, by the convention of its column.
func (r *rowReader) rate(f field) (rateText, *decimal.Decimal) {
	got, ok := take(r, f, parseRate, func(v rateText) string { return r.showRate(f, v) })
	if !ok || !got.hasValue {
		return got, nil
	}
	convention := r.run.rates[f]
	unit := got.unit
	if unit == rateBare {
		if unit = convention.unit; unit == rateBare || !convention.fits(got.value) {
			r.fail(f, note{code: "rate.convention", seen: r.raw(f), message: "it cannot be told whether this is a fraction or a percentage: the column holds both",
				advice: "write the percent sign, as in 5.35%"})
			return got, nil
		}
	}
	value := unit.fraction(got.value)
	period := got.period
	if c := r.layout.column(f); period == yearly && c.header.unit.period != yearly {
		period = c.header.unit.period
	}
	if period != yearly {
		value = value.Mul(period.perYear(r.run.options.conventions()))
		r.info(f, note{code: "rate.period", seen: r.raw(f), taken: value.String(), rule: "rate.per_" + period.String(),
			message: fmt.Sprintf("a rate for a %s was made one for a year: times %s", period, period.perYear(r.run.options.conventions()))})
	}
	if value.Exponent() < -rateDecimals {
		if rounded := value.RoundBank(rateDecimals); !rounded.Equal(value) {
			r.info(f, note{code: "rate.rounded", seen: r.raw(f), taken: rounded.String(), rule: "rate.12_decimals", message: "rounded to 12 decimals"})
			value = rounded
		}
	}
	return got, r.hold(value)
}

// rateDecimals is how many decimals a rate holds (see money.Rate).
const rateDecimals = 12

func (r *rowReader) showRate(f field, v rateText) string {
	unit := v.unit
	if unit == rateBare {
		unit = r.run.rates[f].unit
	}
	if !v.hasValue {
		return ""
	}
	return unit.fraction(v.value).String()
}

// term reads a length of time, by the unit of its column.
func (r *rowReader) term(f field) (term, bool) {
	t, ok := take(r, f, parseTerm, func(t term) string { return t.in(r.run.terms[f]).String() })
	if !ok {
		return term{}, false
	}
	if t = t.in(r.run.terms[f]); t.periods > 0 {
		return r.periods(f, t.periods)
	}
	if t.isBare {
		r.warn(f, note{code: "term.unit", seen: r.raw(f), message: "it cannot be told whether this counts years, months or days; left out",
			advice: "write the unit in the header, as in 剩余期限（月）"})
		return term{}, false
	}
	return t, true
}

// periods gives the length of a number of instalments: of 8期 under 按季, 24 months.
func (r *rowReader) periods(f field, n int) (term, bool) {
	every := parseFrequency(text{raw: r.raw(fFrequency)}).value
	if every == 0 {
		every = parseRepayment(text{raw: r.raw(fRepayment)}).value.frequency
	}
	months := 0
	if every.IsValid() {
		months = every.Months()
	}
	if months <= 0 {
		r.warn(f, note{code: "term.periods", seen: r.raw(f), rule: "term.periods", message: "a number of instalments is no length of time, and their frequency is not stated; left unknown: write months, or 36个月"})
		return term{}, false
	}
	t := termOf(decimal.NewFromInt(int64(n*months)), termMonths)
	r.info(f, note{code: "term.periods", seen: r.raw(f), taken: t.String(), rule: "term.periods", message: fmt.Sprintf("%d instalments, one in %d months", n, months)})
	return t, true
}

// words reads a plain text, "" when none is stated.
func (r *rowReader) words(f field) string {
	s, _ := take(r, f, parseWords, func(s string) string { return s })
	return s
}

// name reads the name of one party as it is written, "" when none is stated.
func (r *rowReader) name(f field) string {
	s, _ := take(r, f, parseName, func(s string) string { return s })
	return s
}

// parseName reads the name of one party, with the full-width brackets under which it is registered.
func parseName(t text) reading[string] {
	if isNothing(fold(t.raw)) {
		return notStated[string]()
	}
	raw, repairs := repairName(t.raw)
	return stated(oneLine(strings.TrimSpace(raw)), repairs...)
}

// parseWords reads a text as it stands, folded, on one line.
func parseWords(t text) reading[string] {
	s := oneLine(fold(t.raw))
	if isNothing(s) {
		return notStated[string]()
	}
	return stated(s)
}

func showText[T fmt.Stringer](v T) string { return v.String() }
