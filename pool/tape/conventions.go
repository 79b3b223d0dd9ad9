package tape

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
)

// decideRates decides for every column of rates how its numbers without a unit are read.
func (r *run) decideRates() *FileError {
	for i := range r.layout.columns {
		c := &r.layout.columns[i]
		if c.field == fNone || fieldInfo[c.field].nature != natureRate {
			continue
		}
		bare := make([]decimal.Decimal, 0, len(r.contracts))
		parse := remembered(r, c.field, parseRate)
		own := map[rateUnit]int{} // cells that state their own unit
		for n, rw := range r.contracts {
			if r.ended(n) {
				return nil
			}
			got := parse(r.sheet.text(rw, c.index))
			if got.known && got.value.hasValue && got.value.unit == rateBare && got.value.period == yearly {
				bare = append(bare, got.value.value)
			} else if got.known && got.value.hasValue {
				own[got.value.unit]++
			}
		}
		convention := inferRateUnit(c.header.unit.rate, c.header.unit.period, bare)
		r.rates[c.field] = convention
		c.convention = "values"
		if convention.unit == c.header.unit.rate && convention.unit != rateBare {
			c.convention = "header"
		}
		if len(bare) == 0 {
			c.convention = ""
			if len(own) == 1 {
				for c.cellUnit = range own {
					c.convention = "cells"
				}
			}
			if convention.unit == rateFraction {
				r.rates[c.field] = rateConvention{}
			}
			continue
		}
		n := note{severity: Info, code: "rate.convention", seen: c.header.raw, taken: convention.unit.String(), rule: "rate.column",
			message: fmt.Sprintf("%d rates without a unit are read so", len(bare))}
		switch {
		case convention.contradicts:
			n.severity, n.message = Warning, fmt.Sprintf("the header says percent, but all %d rates are below 0.5", len(bare))
			n.advice = "write 5.35% or 5.35 under a header with (%)"
		case convention.unit == rateBare:
			n.severity, n.message = Warning, "fractions and percentages stand side by side, as many of each; rows without a percent sign are refused"
		case convention.mixed:
			n.severity, n.message = Warning, "fractions and percentages stand side by side; those that are fewer are refused"
		}
		r.log.add(r.at(0, c), n)
	}
	return nil
}

// decideDates finds for every column of days written year last, as 05/10/2023, the order of day and month:
// that of the cells in which a number above 12 leaves one reading, when all of them agree.
func (r *run) decideDates() *FileError {
	for i := range r.layout.columns {
		c := &r.layout.columns[i]
		if c.field == fNone || fieldInfo[c.field].nature != natureDate {
			continue
		}
		dayFirst, monthFirst := 0, 0
		for n, rw := range r.contracts {
			if r.ended(n) {
				return nil
			}
			cell := rw.cell(c.index)
			if len(cell) < len("1/2/2006") || len(cell) > 40 || !strings.ContainsAny(cell[:3], "/-.／－．") && cell[0] < 0x80 {
				continue // not written so: most cells
			}
			switch m := yearLast.FindStringSubmatch(fold(cell)); {
			case m == nil:
			case len(m[1]) == 2 && m[1] > "12":
				dayFirst++
			case len(m[2]) == 2 && m[2] > "12":
				monthFirst++
			}
		}
		switch {
		case dayFirst > 0 && monthFirst == 0:
			r.dateOrders[c.field] = "day_first"
		case monthFirst > 0 && dayFirst == 0:
			r.dateOrders[c.field] = "month_first"
		}
	}
	return nil
}

// decideTerms decides for every column of terms what its numbers without a unit count: as the header
// says, or as the dates of the rows show.
func (r *run) decideTerms() *FileError {
	for i := range r.layout.columns {
		c := &r.layout.columns[i]
		if c.field == fNone || fieldInfo[c.field].nature != natureTerm {
			continue
		}
		if u := c.header.unit.term; u != termBare {
			r.terms[c.field], c.convention = u, "header"
			continue
		}
		unit, bare := r.termUnitByDates(c)
		if bare == 0 || unit == termBare {
			continue // nothing to decide, or nothing to decide by: see rowReader.term
		}
		r.terms[c.field], c.convention = unit, "dates"
		r.log.add(r.at(0, c), note{severity: Info, code: "term.unit_inferred", seen: c.header.raw, taken: unit.String(), rule: "term.dates",
			message: fmt.Sprintf("%d terms without a unit agree with the dates of their rows only so", bare)})
	}
	return nil
}

// termUnitByDates finds the one unit in which the bare terms of a column agree with the dates of
// their rows, and counts them.
func (r *run) termUnitByDates(c *column) (termUnit, int) {
	agreed := map[termUnit]int{}
	bare, compared := 0, 0
	for n, rw := range r.contracts {
		if r.ended(n) {
			break
		}
		got := parseTerm(r.sheet.text(rw, c.index))
		if !got.known || !got.value.isBare {
			continue
		}
		bare++
		from, to := r.span(c.field, rw)
		if from.IsZero() || to.IsZero() || !to.After(from) {
			continue
		}
		compared++
		for _, u := range []termUnit{termYears, termMonths, termDays} {
			if agrees(got.value.in(u), from, to) {
				agreed[u]++
			}
		}
	}
	if compared == 0 {
		return termBare, bare
	}
	unit, best := termBare, 0
	for _, u := range []termUnit{termYears, termMonths, termDays} {
		switch n := agreed[u]; {
		case n > best:
			unit, best = u, n
		case n == best:
			unit = termBare
		}
	}
	// One unit must fit most rows: the rest are then wrong, and told by checkTerms.
	if float64(best) < termMajority*float64(compared) {
		return termBare, bare
	}
	return unit, bare
}

// termMajority is the share of the rows whose dates must agree with a unit for it to be taken.
const termMajority = 0.6

// span gives the dates between which a term of a row should lie.
func (r *run) span(f field, rw row) (from, to calendar.Date) {
	date := func(f field) calendar.Date {
		c := r.layout.column(f)
		if c == nil {
			return 0
		}
		return parseDate(r.sheet.text(rw, c.index)).value
	}
	switch f {
	case fOriginalTerm:
		return date(fStart), date(fMaturity)
	case fRemainingTerm:
		return r.asOf, date(fMaturity)
	case fSeasoning:
		return date(fStart), r.asOf
	}
	return 0, 0
}

// termSlack is how far a stated term may be from the dates beside it, in days, and still agree with
// them: people round to half a month, or leave the first or last day out.
const termSlack = 16

// agrees reports |from + term − to| ≤ max(termSlack days, 2 % of the span). The share is what years of
// 360 days and years with two decimals need.
func agrees(t term, from, to calendar.Date) bool {
	end := t.after(from)
	if end.IsZero() {
		return false
	}
	off := end.Sub(to)
	if off < 0 {
		off = -off
	}
	return off <= max(termSlack, to.Sub(from)/50)
}
