package tape

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/money"
)

// checkColumns reports columns that were not understood or claimed twice, and refuses a sheet that
// lacks what every contract needs.
func (r *run) checkColumns() *FileError {
	r.settleColumns()
	r.applyMapping()
	r.reportReadings()
	for i := range r.layout.columns {
		c := &r.layout.columns[i]
		if c.otherUnit != "" {
			r.log.add(r.at(0, c), note{severity: Warning, code: "column.unit_differs", seen: c.otherUnit, taken: c.header.unit.text,
				message: "the row of units says otherwise than the header; the header's unit is taken", advice: "let both say the same"})
		}
		switch {
		case c.field != fNone:
		case c.by == byMapping:
			r.log.add(r.at(0, c), note{severity: Info, code: "column.unused", seen: c.header.raw, rule: "mapping", message: "the mapping says that the column is not to be read"})
		case c.headerless:
			r.log.add(r.at(0, c), note{severity: Warning, code: "column.headerless", seen: strings.Join(c.samples, ", "), message: "cells stand in a column without a header; not read" + mayBe(*c),
				advice: "give the column a header, or name it in a mapping file"})
		case c.claimed != fNone && isStandIn(c.header.full):
			r.log.add(r.at(0, c), note{severity: Info, code: "column.unused", seen: c.header.raw, message: fmt.Sprintf("%q is the %s; this column would only stand in for it and is not read", r.layout.column(c.claimed).header.raw, c.claimed)})
		case c.claimed != fNone:
			r.log.add(r.at(0, c), note{severity: Warning, code: "column.duplicate", seen: c.header.raw,
				message: fmt.Sprintf("another column already holds %s (%q); this one is not read", c.claimed, r.layout.column(c.claimed).header.raw),
				advice:  "remove or rename one of the two"})
		case isIgnored(c.header):
			r.log.add(r.at(0, c), note{severity: Info, code: "column.unused", seen: c.header.raw, message: "a known column that a pool does not need; not read"})
		default:
			severity := Info
			if namesContractFact(c.header.full) {
				severity = Warning
			}
			r.log.add(r.at(0, c), note{severity: severity, code: "column.unmapped", seen: c.header.raw, message: "the header names nothing that is known; the column is not read" + mayBe(*c) + holds(*c),
				advice: "rename the header, or name the column in a mapping file, if it matters"})
		}
	}
	if missing := r.layout.missing(); len(missing) > 0 {
		return r.fail("column.missing", "no column holds "+strings.Join(missing, ", ")+r.nearMisses(), "add the column, give it one of the usual headers, or name it in a mapping file")
	}
	return nil
}

// mayBe lists what an unread column may hold.
func mayBe(c column) string {
	if others := otherReadings(c); others != "" {
		return "; it may be " + others
	}
	return ""
}

// holds shows some of the texts of an unread column.
func holds(c column) string {
	if len(c.samples) == 0 {
		return "; its cells are empty"
	}
	return "; it holds " + strings.Join(c.samples, ", ")
}

// ignoredKeys holds the ignored headers as headers are compared.
var ignoredKeys = sync.OnceValue(func() map[string]bool {
	keys := map[string]bool{}
	for name := range strings.FieldsSeq(ignoredHeaders) {
		keys[headerText(name)] = true
	}
	return keys
})

func isIgnored(h header) bool { return ignoredKeys()[h.full] || ignoredKeys()[h.key] }

// namesContractFact reports an unknown header that speaks of something a pool holds, so that its loss
// deserves a look.
func namesContractFact(key string) bool {
	return containsAny(key, "余额", "本金", "金额", "利率", "期限", "到期", "承租", "债务人", "借款", "被许可", "供应商", "担保", "保证", "balance", "principal", "amount", "rate", "maturity", "obligor", "guarant")
}

// findCurrency takes the currency from the options, a column, a title or a header; else CNY, saying so.
func (r *run) findCurrency() *FileError {
	seen, where := r.statedCurrency()
	r.currency = r.options.Currency
	switch {
	case r.currency.IsZero() && !seen.IsZero():
		r.currency = seen
	case r.currency.IsZero():
		r.currency = money.CNY
		r.log.add(r.at(0, nil), note{severity: Info, code: "currency.assumed", taken: "CNY", rule: "currency.default",
			message: "the tape names no currency", advice: "pass the currency if it is another one"})
	case !seen.IsZero() && seen != r.currency:
		e := r.fail("currency.conflict", fmt.Sprintf("the tape is in %s (%s), not in %s", seen, where, r.currency), "pass the currency of the tape")
		return e
	}
	if !r.layout.units.scale.IsZero() {
		return nil
	}
	if r.anyScale() {
		r.warnOfBareColumns()
		return nil
	}
	r.log.add(r.at(0, nil), note{severity: Warning, code: "amount.unit_assumed", taken: "1 " + r.currency.Code(), rule: "unit.default",
		message: "neither headers nor titles say in what amounts are counted", advice: "write the unit, as in 单位：元"})
	return nil
}

func (r *run) anyScale() bool {
	for _, c := range r.layout.columns {
		if fieldInfo[c.field].nature == natureMoney && !c.header.unit.scale.IsZero() {
			return true
		}
	}
	return false
}

// warnOfBareColumns reports columns of amounts that say no unit beside others that count in thousands or
// more: what the others say need not hold for them.
func (r *run) warnOfBareColumns() {
	larger := slices.ContainsFunc(r.layout.columns, func(c column) bool {
		return fieldInfo[c.field].nature == natureMoney && c.header.unit.scale.GreaterThan(unitOne)
	})
	for i := range r.layout.columns {
		c := &r.layout.columns[i]
		if !larger || c.field == fNone || fieldInfo[c.field].nature != natureMoney || !c.header.unit.scale.IsZero() {
			continue
		}
		for n, rw := range r.contracts {
			if r.ended(n) {
				return
			}
			t := r.sheet.text(rw, c.index)
			one, ten := parseAmount(t, unitOne, 12), parseAmount(t, decimal.New(1, 1), 12)
			if !one.known || one.value.value.Equal(ten.value.value) {
				continue // no amount, or one that states its unit
			}
			r.log.add(r.at(0, c), note{severity: Warning, code: "amount.unit_assumed", seen: c.header.raw, taken: "1 " + r.currency.Code(), rule: "unit.column",
				message: "other columns say in what they count, this one does not", advice: "write the unit into the header, as in 余额（万元）"})
			break
		}
	}
}

// statedCurrency looks for a currency: where a title names it, in the column of currencies when all its
// rows say one, in units, in headers. A column with several says what rows are in, not what the tape is.
func (r *run) statedCurrency() (money.Currency, string) {
	ofRows, where := r.currenciesOfRows()
	if len(ofRows) == 1 || slices.Contains(ofRows, r.options.Currency) {
		if label := r.labelledCurrency(); !label.IsZero() {
			return label, "title"
		}
		return ofRows[max(slices.Index(ofRows, r.options.Currency), 0)], where
	}
	if u := r.layout.units; !u.currency.IsZero() {
		return u.currency, "title"
	}
	for _, c := range r.layout.columns {
		if fieldInfo[c.field].nature == natureMoney && !c.header.unit.currency.IsZero() {
			return c.header.unit.currency, fmt.Sprintf("header %q", c.header.raw)
		}
	}
	if label := r.labelledCurrency(); !label.IsZero() {
		return label, "title"
	}
	if len(ofRows) > 0 {
		return ofRows[0], where
	}
	return 0, ""
}

// currenciesOfRows gives the currencies that the column of currencies names, each once.
func (r *run) currenciesOfRows() (list []money.Currency, where string) {
	c := r.layout.column(fCurrency)
	if c == nil {
		return nil, ""
	}
	parse := remembered(r, fCurrency, parseCurrency)
	for n, rw := range r.contracts {
		if r.ended(n) {
			break
		}
		if got := parse(r.sheet.text(rw, c.index)); got.known && !slices.Contains(list, got.value) {
			list = append(list, got.value)
		}
	}
	return list, fmt.Sprintf("column %s", c.letter())
}

// labelledCurrency finds the currency that a title names as such: 币种：人民币.
func (r *run) labelledCurrency() money.Currency {
	for _, rw := range r.sheet.rows[:r.layout.top] {
		for i, cell := range rw.cells() {
			folded := fold(cell)
			if c := currencyInTitle(folded); !c.IsZero() {
				return c
			}
			if !currencyLabel.MatchString(folded) {
				continue
			}
			next := i + 1
			for next < rw.width() && fold(rw.cell(next)) == "" {
				next++
			}
			if got := parseCurrency(r.sheet.text(rw, next)); got.known {
				return got.value
			}
		}
	}
	return 0
}

// currencyLabel is a cell that announces the currency in the next one.
var currencyLabel = regexp.MustCompile(`(?i)^(?:(?:币种|币别|货币)[ /]*(?:currency)?|currency) ?:?$`)

var statedCurrency = regexp.MustCompile(`(?i)(?:币种|currency) ?[:为] ?(\S+)`)

// currencyInTitle finds 币种：人民币 in the text of a title.
func currencyInTitle(folded string) money.Currency {
	m := statedCurrency.FindStringSubmatch(folded)
	if m == nil {
		return 0
	}
	if got := parseCurrency(text{raw: m[1]}); got.known {
		return got.value
	}
	word := strings.ToLower(m[1])
	for _, w := range currencyWords {
		if strings.HasPrefix(word, w.word) {
			return w.currency
		}
	}
	return 0
}

// parseCurrency reads a currency: CNY, RMB, 人民币, 美元.
func parseCurrency(t text) reading[money.Currency] {
	s := strings.ToLower(fold(t.raw))
	if isNothing(s) {
		return notStated[money.Currency]()
	}
	if rest, c := cutCurrency(s); rest == "" {
		return stated(c)
	}
	if s == "元" || s == "人民币(元)" {
		return stated(money.CNY)
	}
	if c, err := money.ParseCurrency(strings.ToUpper(s)); err == nil {
		return stated(c)
	}
	return unreadable[money.Currency]("currency.unknown", "write an ISO 4217 code such as CNY", "not a currency")
}

// describe lists the columns for the result.
func (r *run) describe() []Column {
	list := make([]Column, 0, len(r.layout.columns))
	for _, c := range r.layout.columns {
		d := Column{Letter: c.letter(), Header: oneLine(c.header.raw), Field: c.field.String(), Score: c.score, By: c.by, Samples: c.samples}
		for _, l := range c.likely {
			if l.field != c.field && len(d.Alternatives) < mostAlternative {
				d.Alternatives = append(d.Alternatives, Alternative{Field: l.field.String(), Score: l.score, By: l.by})
			}
		}
		if c.field != fNone {
			d.Samples = nil
		}
		switch fieldInfo[c.field].nature {
		case natureMoney:
			switch {
			case c.unitBy != "":
				d.Unit, d.Convention = c.header.unit.text, c.unitBy
			case !c.header.unit.scale.IsZero():
				d.Unit, d.Convention = c.header.unit.text, "header"
			case !r.layout.units.scale.IsZero():
				d.Unit, d.Convention = r.layout.units.text, "title"
			default:
				d.Unit, d.Convention = r.currency.Code(), "default"
			}
		case natureRate:
			d.Unit, d.Convention = r.rates[c.field].unit.String(), c.convention
			if c.convention == "cells" {
				d.Unit = c.cellUnit.String()
			}
			if p := c.header.unit.period; p != yearly && d.Unit != "" {
				d.Unit += " per " + p.String()
			}
		case natureTerm:
			d.Unit, d.Convention = r.terms[c.field].String(), c.convention
		}
		list = append(list, d)
	}
	return list
}
