package tape

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/pool"
)

// draft is what one row says, before parties and rights of all rows are put together.
type draft struct {
	*rowReader
	own      rowReader // the reader of the row, unless it is a copy of it
	kind     pool.Kind
	spec     *pool.ContractSpec
	contract pool.ContractSpec // what spec points to, unless it is a copy of it
	mentions []mention
	// ownObligors is the number of mentions, the first ones, that the obligor's own cell names.
	ownObligors int
	guaranteed  bool // the column of guarantors says that there is a guarantee
	rights      []rightEntry
	rightRoom   []pool.RightSpec
	rightIDs    map[string]bool // of the rights so far, nil while they are few
	lease       pool.LeaseSpec  // where the terms of a lease stand
	table       []instalmentRow // of the contract, when it has one
	amounts     []fieldAmount   // those that totals are checked against
	content     uint64          // see contentHash
	placed      int             // the row, as a place in run.contracts
}

// begin makes a draft ready for a row, in the memory that served for another one.
func (d *draft) begin(r *run, rw row) {
	*d = draft{
		own:      rowReader{run: r, sheet: r.sheet, layout: r.layout, row: rw, decimals: d.own.decimals[:0]},
		contract: pool.ContractSpec{Obligors: d.contract.Obligors[:0]},
		mentions: d.mentions[:0], rights: d.rights[:0], rightRoom: d.rightRoom[:0], amounts: d.amounts[:0],
	}
	d.rowReader, d.spec = &d.own, &d.contract
}

type fieldAmount struct {
	field field
	value decimal.Decimal
}

// amountOf gives an amount that the row states.
func (d *draft) amountOf(f field) (decimal.Decimal, bool) {
	for _, a := range d.amounts {
		if a.field == f {
			return a.value, true
		}
	}
	return decimal.Decimal{}, false
}

// read reads the row into a specification.
func (d *draft) read() {
	d.readID()
	d.kind = d.rowKind()
	d.readCurrency()
	d.readObligors()
	d.readPartners()
	d.readBalances()
	d.readDates()
	d.readStanding()
	d.readFacts()
	d.readRights()
	d.readTags()
	switch d.kind {
	case pool.KindLease:
		d.readLease()
	case pool.KindReceivable:
		d.readReceivable()
	case pool.KindMicroloan:
		d.readMicroloan()
	case pool.KindSublicense:
		d.readSublicense()
	}
	d.checkAcross()
	d.content = d.contentHash()
}

func (d *draft) readID() {
	id, ok := take(d.rowReader, fContractID, parseContractID, func(s string) string { return s })
	if !ok && !d.faulty.has(fContractID) {
		d.missing(fContractID, "contract.missing_id", "the contract number")
	}
	d.spec.ID = id
}

// readCurrency refuses a row whose own currency is not that of the tape, unless there are exchange rates.
func (d *draft) readCurrency() {
	c, ok := take(d.rowReader, fCurrency, parseCurrency, showText)
	switch {
	case !ok || c == d.run.currency:
	case d.run.options.FX != nil:
		d.other, d.spec.Currency = c, c
		d.info(fCurrency, note{code: "currency.converted", seen: d.raw(fCurrency), taken: d.run.currency.Code(), rule: "currency.fx",
			message: fmt.Sprintf("the amounts of the row are in %s and are changed at the rate of the cut-off date, %s", c, d.run.asOf)})
	default:
		d.fail(fCurrency, note{code: "currency.mixed", seen: d.raw(fCurrency), message: fmt.Sprintf("a contract in %s on a tape in %s", c, d.run.currency),
			advice: "give an exchange rate, convert it, or put it on a tape of its own"})
	}
}

// money reads an amount and remembers it for the totals.
func (d *draft) money(f field) *decimal.Decimal {
	a := d.amount(f)
	if a != nil && len(d.run.totals) > 0 {
		d.amounts = append(d.amounts, fieldAmount{f, *a})
	}
	return a
}

// readBalances reads what is owed. The balance counts, never the original amount. For a sub-licence
// on a tape without a column of principal, the fees still owed are the balance; that they are also the
// receivable balance says that they hold all interest there is, so that none is put on top.
func (d *draft) readBalances() {
	balance, receivable := d.money(fBalance), d.money(fReceivableBalance)
	if d.kind == pool.KindSublicense && receivable != nil && balance == nil && !d.layout.has(fBalance) {
		balance = receivable
		d.run.once(fReceivableBalance, note{severity: Info, code: "balance.from_receivable", rule: "balance.fees",
			message: "no column states the principal; the fees still owed are the balance, and no interest comes on top of them"})
	}
	switch {
	case balance != nil:
		d.spec.Balance = *balance
	case !d.faulty.has(fBalance) && !d.faulty.has(fReceivableBalance):
		d.missing(fBalance, "balance.missing", "the outstanding balance")
		d.faulty.add(fReceivableBalance) // not compared with a balance that is not there
	}
	d.spec.ReceivableBalance = receivable
	d.spec.OriginalAmount = d.money(fOriginalAmount)
	d.readRate()
}

func (d *draft) readRate() {
	got, value := d.rate(fRate)
	floating := got.floating
	d.run.consumed[fFloating] = true
	if _, _, names := cutFloating(fold(d.raw(fFloating))); floating == nil || names { // 浮动 says nothing beside LPR+50BP
		if v, ok := take(d.rowReader, fFloating, parseRateKind, func(v rateText) string { return "floating" }); ok {
			floating = v.floating
		}
	}
	if value == nil && floating != nil && !d.faulty.has(fRate) {
		value = d.levelOf(*floating)
	}
	d.spec.Rate = value
	switch {
	case floating == nil:
	case d.kind == pool.KindMicroloan:
		own := *floating // a text that is read once may stand in many rows
		d.spec.Microloan = &pool.MicroloanSpec{Floating: &own}
	default:
		d.warn(fRate, note{code: "rate.floating_kept", seen: d.raw(fRate), message: "a floating rate is kept at its level at the cut-off date for this kind of contract"})
	}
}

// levelOf gives what a floating rate is at the cut-off date: the level of its index, where a mapping
// states it, plus the spread. Otherwise the rate stays unknown.
func (d *draft) levelOf(floating pool.FloatingSpec) *decimal.Decimal {
	level, known := d.run.options.conventions().IndexRates[floating.Index]
	if !known {
		d.warn(fRate, note{code: "rate.floating_unstated", seen: d.raw(fRate), message: "a floating rate does not say what applies at the cut-off date; left unknown",
			advice: "write the rate that applies behind it, as in LPR+50BP（4.35%）, or state the level of " + floating.Index + " in a mapping file (conventions.index_rates)"})
		return nil
	}
	value := level.Add(floating.Spread)
	d.info(fRate, note{code: "rate.floating_level", seen: d.raw(fRate), taken: value.String(), rule: "rate.index",
		message: fmt.Sprintf("%s was %s at the cut-off date, as the mapping says; with a spread of %s", floating.Index, level, floating.Spread)})
	return &value
}

// readDates reads start, maturity and terms, and derives a maturity that is not stated.
func (d *draft) readDates() {
	d.spec.Start, d.spec.Maturity = d.date(fStart), d.date(fMaturity)
	if d.kind == pool.KindReceivable && !d.layout.has(fStart) {
		d.spec.Start = d.date(fConfirmed)
	}
	original, hasOriginal := d.term(fOriginalTerm)
	remaining, hasRemaining := d.term(fRemainingTerm)
	if months, ok := original.inMonths(); hasOriginal && ok {
		d.spec.OriginalTermMonths = d.hold(months)
	}
	if months, ok := remaining.inMonths(); hasRemaining && ok {
		d.spec.RemainingTermMonths = d.hold(months)
	}
	switch {
	case !d.spec.Maturity.IsZero(), d.faulty.has(fMaturity):
	case hasOriginal && !d.spec.Start.IsZero():
		d.derive(original.after(d.spec.Start), fmt.Sprintf("%s from the start, %s", original, d.spec.Start))
	case hasRemaining:
		d.derive(remaining.after(d.run.asOf), fmt.Sprintf("%s from the cut-off date, %s", remaining, d.run.asOf))
	case !d.faulty.has(fStart) && !d.faulty.has(fOriginalTerm) && !d.faulty.has(fRemainingTerm):
		d.missing(fMaturity, "maturity.missing", "the maturity")
	}
	d.checkTerms(original, hasOriginal, remaining, hasRemaining)
}

func (d *draft) derive(maturity calendar.Date, how string) {
	if maturity.IsZero() {
		d.missing(fMaturity, "maturity.missing", "the maturity")
		return
	}
	d.spec.Maturity = maturity
	d.info(fMaturity, note{code: "maturity.derived", taken: maturity.String(), rule: "maturity.term", message: "no maturity is stated; " + how})
}

// checkTerms compares stated terms with the dates and with each other.
func (d *draft) checkTerms(original term, hasOriginal bool, remaining term, hasRemaining bool) {
	start, maturity, asOf := d.spec.Start, d.spec.Maturity, d.run.asOf
	if hasOriginal && !start.IsZero() && maturity.After(start) && !agrees(original, start, maturity) {
		d.warn(fOriginalTerm, note{code: "term.dates", seen: d.raw(fOriginalTerm), taken: original.String(),
			message: fmt.Sprintf("the term does not lead from %s to %s", start, maturity), advice: "check which of them is right"})
	}
	if hasRemaining && maturity.After(asOf) && !agrees(remaining, asOf, maturity) {
		d.warn(fRemainingTerm, note{code: "term.dates", seen: d.raw(fRemainingTerm), taken: remaining.String(),
			message: fmt.Sprintf("the remaining term does not lead from the cut-off date, %s, to %s", asOf, maturity), advice: "check which of them is right"})
	}
	seasoning, hasSeasoning := d.term(fSeasoning)
	if hasSeasoning && !start.IsZero() && asOf.After(start) && !agrees(seasoning, start, asOf) {
		d.warn(fSeasoning, note{code: "term.dates", seen: d.raw(fSeasoning), taken: seasoning.String(),
			message: fmt.Sprintf("the time passed does not lead from %s to the cut-off date, %s", start, asOf), advice: "check which of them is right"})
	}
	passed, ok1 := seasoning.inMonths()
	left, ok2 := remaining.inMonths()
	whole, ok3 := original.inMonths()
	if hasSeasoning && hasRemaining && hasOriginal && ok1 && ok2 && ok3 {
		if off := passed.Add(left).Sub(whole).Abs(); off.GreaterThan(decimal.New(1, 0)) {
			d.warn(fSeasoning, note{code: "term.inconsistent", seen: d.raw(fSeasoning),
				message: fmt.Sprintf("%s months passed and %s months left do not make a term of %s months", passed, left, whole), advice: "check the three terms"})
		}
	}
}

// readStanding reads how the contract stands: class, days overdue, security.
func (d *draft) readStanding() {
	class, hasClass := take(d.rowReader, fClass, parseClass, pool.Class.String)
	days, overdue := take(d.rowReader, fOverdueDays, parseOverdueDays,
		func(n int) string { return fmt.Sprint(n) })
	d.spec.Class = class
	if overdue {
		d.spec.OverdueDays = &days
		if floor := pool.ClassFloor(days); hasClass && class < floor {
			d.warn(fClass, note{code: "class.overdue", seen: d.raw(fClass), taken: class.String(),
				message: fmt.Sprintf("%d days overdue leave no better class than %s", days, floor), advice: "check class and days overdue"})
		}
	}
	d.spec.Security, _ = take(d.rowReader, fSecurity, parseSecurity, pool.Security.String)
	d.secureByGuarantor()
}

// parseOverdueDays reads the days that a contract is overdue: 30, 30天, and 未逾期 for none.
func parseOverdueDays(t text) reading[int] {
	switch squeeze(t.raw) {
	case "未逾期", "无逾期", "不逾期", "没有逾期", "否", "notoverdue", "current", "no":
		return stated(0, written("not_overdue", "the words say that nothing is overdue"))
	}
	return parseCount(t, "overdue_days.invalid", "天", "日", "days", "day")
}

func (d *draft) readTags() {
	for _, i := range d.layout.byField[fTags] {
		c := d.layout.columns[i]
		for _, tag := range strings.FieldsFunc(fold(d.row.cell(c.index)), func(r rune) bool { return strings.ContainsRune("、,;|\n", r) }) {
			if tag = strings.TrimSpace(tag); !isNothing(tag) {
				d.spec.Tags = append(d.spec.Tags, tag)
			}
		}
	}
	for _, i := range d.layout.byField[fRemark] {
		c := d.layout.columns[i]
		if remark := oneLine(fold(d.row.cell(c.index))); !isNothing(remark) {
			d.spec.Tags = append(d.spec.Tags, remark)
		}
	}
}

// once records a finding about a column the first time it is asked to.
func (r *run) once(f field, n note) {
	if r.said[n.code] {
		return
	}
	r.said[n.code] = true
	if r.isFork {
		r.later = append(r.later, fieldNote{f, n})
		return
	}
	r.log.add(r.at(0, r.layout.column(f)), n)
}

// reportUnread names columns that were understood but hold nothing that contracts of these kinds have.
func (r *run) reportUnread() {
	for i := range r.layout.columns {
		c := &r.layout.columns[i]
		switch c.field {
		case fNone, fSerial, fAsOf, fTags, fRemark, fContractID:
			continue
		}
		if !r.consumed[c.field] {
			r.log.add(r.at(0, c), note{severity: Info, code: "column.unused", seen: c.header.raw, taken: "",
				message: fmt.Sprintf("contracts of this kind have no %s; the column is not read", c.field)})
		}
	}
}
