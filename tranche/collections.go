package tranche

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// columns are what a table of collections may hold, by the headers that name them.
var columnWords = map[string]string{
	"date": "date", "day": "date", "日期": "date", "归集日": "date", "period": "period", "number": "period", "期次": "period",
	"interest": "interest", "利息": "interest", "principal": "principal", "本金": "principal", "other": "other", "其他": "other",
	"prepayment": "prepayment", "prepaid": "prepayment", "早偿": "prepayment", "recovery": "recovery", "recovered": "recovery", "回收": "recovery", "违约回收": "recovery",
	"defaulted": "defaulted", "default": "defaulted", "违约": "defaulted", "repurchased": "repurchased", "赎回": "repurchased", "dilution": "dilution", "折让": "dilution",
	"opening": "opening", "opening_balance": "opening", "期初余额": "opening", "closing": "closing", "closing_balance": "closing", "balance": "closing", "期末余额": "closing",
	"from_deposit": "from_deposit", "保证金抵扣": "from_deposit",
	"overdue_1_30": "overdue_1_30", "overdue_31_60": "overdue_31_60", "overdue_61_90": "overdue_61_90", "overdue_over_90": "overdue_over_90",
	"scheduled": "scheduled", "应收": "scheduled", "rights_value": "rights_value", "评估价值": "rights_value",
}

// ReadCollections reads a table of collections (CSV, UTF-8, a header first) for the periods of the deal.
// Amounts are in units of the currency. A row belongs to a period by its number (column period) or to
// the period into which its date falls (column date); the rows of one period are added up, and balances,
// arrears, what is scheduled and the value of rights are those of its last row.
//
// Columns: date or period, and any of interest, principal, other, prepayment, recovery, defaulted,
// repurchased, dilution, from_deposit, opening, closing, overdue_1_30, overdue_31_60, overdue_61_90,
// overdue_over_90, scheduled, rights_value; the Chinese headers 日期, 期次, 利息, 本金, 其他, 早偿, 回收,
// 违约, 赎回, 折让, 期初余额, 期末余额 and others name the same. Prepayments are part of the principal. A column
// "from_deposit: NAME" (保证金抵扣: NAME) holds what is settled out of the deposit of one lessee; with such columns
// from_deposit is their sum unless it has a column of its own.
// Without a column of balances the pool is taken to be what the table repays, takes back or loses.
//
// The error carries every fault with row and column (both from 1, the header being row 1).
func (d *Deal) ReadCollections(r io.Reader) ([]cashflow.Collection, error) {
	reader := csv.NewReader(r)
	reader.FieldsPerRecord = -1
	reader.TrimLeadingSpace = true
	t := &collectionTable{deal: d, rows: make([]cashflow.Collection, len(d.payments)), opened: make([]bool, len(d.payments)), closed: make([]bool, len(d.payments))}
	for k, p := range d.CollectionPeriods() {
		t.rows[k].Period = p
	}
	header, err := reader.Read()
	if err != nil {
		t.faults.Add("row 1", faults.Missing, nil, "a header such as date,interest,principal")
		return nil, t.faults.Err()
	}
	if !t.header(header) {
		return nil, t.faults.Err()
	}
	for row := 2; ; row++ {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.faults.Append(fmt.Sprintf("row %d", row), err)
			break
		}
		if row > 1_000_000 {
			t.faults.Add(fmt.Sprintf("row %d", row), faults.OutOfRange, row, "at most a million rows")
			break
		}
		t.row(row, record)
	}
	if err := t.faults.Err(); err != nil {
		return nil, err
	}
	t.deposits()
	t.balances()
	return t.rows, t.faults.Err()
}

// fromDeposit adds to what is settled out of the deposit of one lessee.
func (t *collectionTable) fromDeposit(c *cashflow.Collection, lessee int, v money.Amount) {
	name := t.deal.deposits.lessees[lessee]
	for i := range c.Deposits {
		if c.Deposits[i].Lessee == name {
			c.Deposits[i].Used += v
			return
		}
	}
	c.Deposits = append(c.Deposits, cashflow.DepositUse{Lessee: name, Used: v})
}

// deposits makes the sum over the lessees what is settled out of deposits, where the table does not say it.
func (t *collectionTable) deposits() {
	if len(t.lessees) == 0 {
		return
	}
	for k := range t.rows {
		c := &t.rows[k]
		var named money.Amount
		for _, u := range c.Deposits {
			named = min(named+u.Used, maxCall)
		}
		if !slices.Contains(t.columns, "from_deposit") {
			c.FromDeposit = named
		}
		if named > c.FromDeposit || named > maxAmount {
			t.faults.Add(fmt.Sprintf("period %d", k+1), faults.Inconsistent, named.Format(t.deal.currency), "out of the deposits of lessees no more than from_deposit, "+c.FromDeposit.Format(t.deal.currency))
		}
	}
}

type collectionTable struct {
	deal           *Deal
	faults         faults.List
	columns        []string
	rows           []cashflow.Collection
	opened, closed []bool      // the period has a balance of its own
	lessees        map[int]int // by column: the place of the lessee whose deposit it is
}

// lesseeColumn finds the lessee of a column of the use of one deposit.
func (t *collectionTable) lesseeColumn(header string) (name string, lessee int, ok bool) {
	kind, of, found := strings.Cut(strings.Replace(header, "：", ":", 1), ":")
	if !found || t.deal.deposits == nil || columnWords[strings.ToLower(strings.TrimSpace(kind))] != "from_deposit" {
		return "", 0, false
	}
	of = strings.TrimSpace(of)
	lessee, ok = t.deal.deposits.byName[of]
	return "from_deposit: " + of, lessee, ok
}

func (t *collectionTable) header(cells []string) bool {
	seen := map[string]bool{}
	for i, cell := range cells {
		text := strings.ToLower(strings.TrimSpace(strings.TrimPrefix(cell, "\ufeff")))
		name, ok := columnWords[strings.ReplaceAll(text, " ", "_")]
		at := fmt.Sprintf("row 1 column %d", i+1)
		if !ok {
			var lessee int
			if name, lessee, ok = t.lesseeColumn(strings.TrimPrefix(cell, "\ufeff")); ok {
				if t.lessees == nil {
					t.lessees = map[int]int{}
				}
				t.lessees[i] = lessee
			}
		}
		switch {
		case !ok:
			t.faults.Add(at, faults.Unknown, cell, "date or period, interest, principal, other, recovery, defaulted, opening, closing and so on")
		case seen[name]:
			t.faults.Add(at, faults.Duplicate, cell, "each column once")
		}
		seen[name] = true
		t.columns = append(t.columns, name)
	}
	if seen["date"] == seen["period"] {
		t.faults.Add("row 1", faults.Inconsistent, strings.Join(cells, ","), "a column date or a column period")
	}
	return t.faults.Len() == 0
}

func (t *collectionTable) row(row int, cells []string) {
	if len(cells) == 1 && strings.TrimSpace(cells[0]) == "" {
		return
	}
	if len(cells) != len(t.columns) {
		t.faults.Add(fmt.Sprintf("row %d", row), faults.Invalid, len(cells), fmt.Sprintf("%d cells, as the header has", len(t.columns)))
		return
	}
	k := t.period(row, cells)
	if k < 0 {
		return
	}
	c := &t.rows[k]
	sums := map[string]*money.Amount{"interest": &c.Interest, "principal": &c.Principal, "other": &c.Other, "prepayment": &c.Prepayment, "recovery": &c.Recovery, "defaulted": &c.Defaulted,
		"repurchased": &c.Repurchased, "dilution": &c.Dilution, "from_deposit": &c.FromDeposit}
	states := map[string]*money.Amount{"closing": &c.Closing, "overdue_1_30": &c.Overdue[0], "overdue_31_60": &c.Overdue[1], "overdue_61_90": &c.Overdue[2], "overdue_over_90": &c.Overdue[3]}
	for i, name := range t.columns {
		text := strings.ReplaceAll(strings.TrimSpace(cells[i]), ",", "")
		if text == "" || name == "date" || name == "period" {
			continue
		}
		at := fmt.Sprintf("row %d column %d (%s)", row, i+1, name)
		v, ok := t.amount(at, text)
		if !ok {
			continue
		}
		lessee, ofLessee := t.lessees[i]
		switch {
		case ofLessee:
			t.fromDeposit(c, lessee, v)
		case sums[name] != nil:
			if *sums[name] += v; *sums[name] > maxAmount {
				t.faults.Add(at, faults.OutOfRange, text, "amounts that sum to at most "+maxAmount.Format(t.deal.currency))
				*sums[name] = 0
			}
		case name == "opening":
			if !t.opened[k] {
				c.Opening, t.opened[k] = v, true
			}
		case name == "scheduled":
			c.Scheduled = knownAmount(v)
		case name == "rights_value":
			c.RightsValue = knownAmount(v)
		default:
			*states[name] = v
			t.closed[k] = t.closed[k] || name == "closing"
		}
	}
}

// period finds the period of a row, or −1.
func (t *collectionTable) period(row int, cells []string) int {
	for i, name := range t.columns {
		text := strings.TrimSpace(cells[i])
		at := fmt.Sprintf("row %d column %d (%s)", row, i+1, name)
		switch name {
		case "period":
			n, err := strconv.Atoi(text)
			if err != nil || n < 1 || n > len(t.rows) {
				t.faults.Add(at, faults.OutOfRange, text, fmt.Sprintf("a number between 1 and %d", len(t.rows)))
				return -1
			}
			return n - 1
		case "date":
			day, err := calendar.Parse(text)
			if err != nil {
				t.faults.Add(at, faults.Invalid, text, "a date such as 2024-06-30")
				return -1
			}
			for k := range t.rows {
				if p := t.rows[k].Period; day > p.From && day <= p.To {
					return k
				}
			}
			t.faults.Add(at, faults.OutOfRange, text, fmt.Sprintf("a day after %s and up to %s, which the deal's collection periods cover", t.rows[0].From, t.rows[len(t.rows)-1].To))
			return -1
		}
	}
	return -1
}

func (t *collectionTable) amount(at, text string) (money.Amount, bool) {
	x, err := decimal.NewFromString(text)
	if err != nil {
		t.faults.Add(at, faults.Invalid, text, "an amount such as 1234567.89")
		return 0, false
	}
	a, err := money.FromDecimal(x, t.deal.currency)
	if err != nil || a < 0 || a > maxAmount {
		t.faults.Add(at, faults.OutOfRange, text, "an amount of 0 or more in whole minor units, at most "+maxAmount.Format(t.deal.currency))
		return 0, false
	}
	return a, true
}

// balances fills in the balances that the table does not state, and checks those that it does.
func (t *collectionTable) balances() {
	gone := func(c *cashflow.Collection) money.Amount {
		return c.Principal + c.Dilution + c.Defaulted + c.Repurchased
	}
	opening := money.Amount(0)
	switch {
	case t.opened[0]:
		opening = t.rows[0].Opening
	case t.closed[0]:
		opening = t.rows[0].Closing + gone(&t.rows[0])
	default:
		for k := range t.rows {
			opening += gone(&t.rows[k])
		}
	}
	for k := range t.rows {
		c := &t.rows[k]
		at := fmt.Sprintf("period %d", k+1)
		if t.opened[k] && c.Opening != opening {
			t.faults.Add(at, faults.Inconsistent, c.Opening.Format(t.deal.currency), "an opening balance equal to the closing balance before, "+opening.Format(t.deal.currency))
		}
		c.Opening = opening
		if want := opening - gone(c); !t.closed[k] {
			c.Closing = want
		} else if c.Closing != want {
			t.faults.Add(at, faults.Inconsistent, c.Closing.Format(t.deal.currency), "a closing balance of opening − principal − dilution − defaulted − repurchased, "+want.Format(t.deal.currency))
		}
		if c.Closing < 0 {
			t.faults.Add(at, faults.Inconsistent, c.Closing.Format(t.deal.currency), "repayments and defaults no larger than the balance")
			c.Closing = 0
		}
		opening = c.Closing
	}
}
