package reconstruct

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/calendar"
)

// These tests recompute every figure from the cells of the tapes, in rational arithmetic, and share
// nothing with the search or with the library's own measures.

// sheetRows gives the rows of a sheet by header.
func sheetRows(s Sheet) []map[string]any {
	var rows []map[string]any
	for _, cells := range s.Rows {
		row := map[string]any{}
		for j, c := range s.Columns {
			row[c.Header] = cells[j]
		}
		rows = append(rows, row)
	}
	return rows
}

// reader says where a tape has what. Parties and their traits may be several; the balance is then
// divided equally, or goes to the first.
type reader struct {
	id, balance, receivable, upfront string
	months                           int64 // in one unit of the columns of terms
	term, remaining                  string
	keys                             map[string]func(row map[string]any) []string
}

func column(header, separator string) func(map[string]any) []string {
	return func(row map[string]any) []string {
		text := row[header].(string)
		if separator == "" {
			return []string{text}
		}
		return strings.Split(text, separator)
	}
}

// section is the first class of an industry's path.
func section(row map[string]any) []string {
	name, _, _ := strings.Cut(row["行业"].(string), "-")
	return []string{name}
}

var readers = map[string]reader{
	"wenke1": {id: "合同编号", balance: "未偿本金余额（元）", months: 1, term: "合同期限（月）", remaining: "剩余期限（月）", keys: map[string]func(map[string]any) []string{
		"obligor": column("承租人", "、"), "industry": column("承租人行业", ""), "region": column("承租人所在地", "/"),
	}},
	"qiyi": {id: "应收账款编号", balance: "应收账款余额（元）", receivable: "应收账款余额（元）", keys: map[string]func(map[string]any) []string{
		"obligor": column("债务人", ""), "creditor": column("供应商", ""), "industry": column("债务人行业", ""), "region": column("供应商所在地", ""),
		"ip_subtype": func(map[string]any) []string { return []string{"film_tv"} },
	}},
	"kaide": {id: "二次许可合同编号", balance: "未偿本金余额（元）", receivable: "应收许可费余额（元）", upfront: "一次性许可费（元）", months: 1, term: "合同期限（月）", remaining: "剩余期限（月）",
		keys: map[string]func(map[string]any) []string{
			"obligor": column("被许可人", ""), "industry": section, "industry_division": column("行业", ""), "region": column("地区", ""),
		}},
	"longhe": {id: "借据号", balance: "未偿本金余额（元）", months: 12, term: "合同期限（年）", remaining: "剩余期限（年）", keys: map[string]func(map[string]any) []string{
		"obligor": column("借款人", ""), "contract": column("借据号", ""), "industry": column("行业", ""), "region": column("地区", ""),
		"ip_type": func(row map[string]any) []string {
			return []string{map[string]string{"专利": "patent", "商标": "trademark"}[row["质押物类型"].(string)]}
		},
	}},
}

// rightKinds maps the words of the tapes to the keys of figures.
var rightKinds = map[string]struct{ broad, fine string }{
	"发明专利": {"patent", "invention"}, "实用新型专利": {"patent", "utility_model"}, "计算机软件著作权": {"copyright", "software"},
	"剧本著作权": {"copyright", "screenplay"}, "美术作品形象著作权": {"copyright", "image"}, "其他著作权": {"copyright", "other_copyright"},
}

// measured is one tape under a reader.
type measured struct {
	reader
	rows   []map[string]any
	rights map[string][]string // the kinds of the rights behind each contract, from the sheet of rights
}

func measure(t *testing.T, name string) measured {
	b := book(t, name)
	m := measured{reader: readers[name], rows: sheetRows(b.Sheets[1]), rights: map[string][]string{}}
	if len(b.Sheets) > 2 {
		for _, row := range sheetRows(b.Sheets[2]) {
			id := row["合同编号"].(string)
			m.rights[id] = append(m.rights[id], row["权利类型"].(string))
		}
	}
	return m
}

func rat(v any) *big.Rat {
	// A cell holds yuan with at most two decimals: the nearest number of fen is what was written.
	fen := new(big.Rat).SetFloat64(v.(float64)*100 + 0.5)
	return big.NewRat(new(big.Int).Quo(fen.Num(), fen.Denom()).Int64(), 100)
}

// amount is what a row counts with.
func (m measured) amount(row map[string]any, basis string) *big.Rat {
	switch basis {
	case "receivable_balance":
		return rat(row[m.receivable])
	case "upfront_fee":
		return rat(row[m.upfront])
	}
	return rat(row[m.balance])
}

// members gives the keys of a row on an axis.
func (m measured) members(row map[string]any, axis string) []string {
	if of := m.keys[axis]; of != nil {
		return of(row)
	}
	kind := rightKinds[m.rights[row[m.id].(string)][0]]
	if axis == "ip_type" {
		return []string{kind.broad}
	}
	return []string{kind.fine}
}

// distribution is the amount and number of contracts by key.
func (m measured) distribution(f Figure) (amounts map[string]*big.Rat, contracts map[string]int, total *big.Rat) {
	amounts, contracts, total = map[string]*big.Rat{}, map[string]int{}, new(big.Rat)
	for _, row := range m.rows {
		members, amount := m.members(row, f.Axis), m.amount(row, f.Basis)
		total.Add(total, amount)
		if f.Allocation == "first_named" {
			members = members[:1]
		}
		for _, key := range members {
			if amounts[key] == nil {
				amounts[key] = new(big.Rat)
			}
			amounts[key].Add(amounts[key], new(big.Rat).Quo(amount, big.NewRat(int64(len(members)), 1)))
			contracts[key]++
		}
	}
	return amounts, contracts, total
}

// value computes a figure, nil when it is one of the deal and not of the tape.
func (m measured) value(f Figure) *big.Rat {
	switch f.What {
	case WhatCount:
		return big.NewRat(int64(m.count(f)), 1)
	case WhatShare:
		amounts, _, total := m.distribution(f)
		return new(big.Rat).Quo(amounts[f.Key], total)
	case WhatContractsWith:
		_, contracts, _ := m.distribution(f)
		return big.NewRat(int64(contracts[f.Key]), 1)
	case WhatTop:
		amounts, _, total := m.distribution(f)
		sum := new(big.Rat)
		for _, a := range sorted(amounts)[:min(f.K, len(amounts))] {
			sum.Add(sum, a)
		}
		return sum.Quo(sum, total)
	case WhatTotal:
		_, _, total := m.distribution(Figure{Axis: "obligor", Basis: f.Basis})
		return total
	case WhatSmallest, WhatLargest:
		amounts, _, _ := m.distribution(f)
		list := sorted(amounts)
		if f.What == WhatLargest {
			return list[0]
		}
		return list[len(list)-1]
	case WhatOfBundle:
		for _, row := range m.rows {
			if kinds := m.rights[row[m.id].(string)]; len(kinds) == f.K && rightKinds[kinds[0]].fine == f.Key {
				return m.amount(row, f.Basis)
			}
		}
	case WhatTerm:
		return m.term(f)
	}
	return nil
}

func sorted(amounts map[string]*big.Rat) []*big.Rat {
	var list []*big.Rat
	for _, a := range amounts {
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b *big.Rat) int { return b.Cmp(a) })
	return list
}

func (m measured) count(f Figure) int {
	n := 0
	switch f.Axis {
	case "contract":
		return len(m.rows)
	case "right":
		if len(m.rights) == 0 {
			return len(m.rows) // one right stands in each row
		}
		for _, kinds := range m.rights {
			for _, kind := range kinds {
				if f.Key == "" || rightKinds[kind].fine == f.Key {
					n++
				}
			}
		}
		return n
	case "bundle":
		if len(m.rights) == 0 {
			return len(m.rows)
		}
		return len(m.rights)
	}
	amounts, _, _ := m.distribution(f)
	return len(amounts)
}

func (m measured) term(f Figure) *big.Rat {
	header := m.remaining
	if f.Term == "contract" {
		header = m.reader.term
	}
	sum, weights := new(big.Rat), new(big.Rat)
	var low, high *big.Rat
	for _, row := range m.rows {
		months := new(big.Rat).Mul(rat(row[header]), big.NewRat(m.months, 1))
		weight := big.NewRat(1, 1)
		if f.Weight == "balance" {
			weight = m.amount(row, "")
		}
		sum.Add(sum, new(big.Rat).Mul(months, weight))
		weights.Add(weights, weight)
		if low == nil || months.Cmp(low) < 0 {
			low = months
		}
		if high == nil || months.Cmp(high) > 0 {
			high = months
		}
	}
	switch f.Stat {
	case "shortest":
		return low
	case "longest":
		return high
	}
	return sum.Quo(sum, weights)
}

func TestEveryFigureThatAPoolCanHaveIsMet(t *testing.T) {
	// What no pool can have beside the rest: the other end of a range, the second of two values of one
	// ratio, and a share of three of five industries below 60 %.
	impossible := map[string]bool{"wenke1 top3_region_high": true, "qiyi top5_obligor_also_printed": true, "kaide top3_industry": true}
	for _, c := range document(t).Cases {
		m := measure(t, c.ID)
		checked := 0
		for _, f := range c.Figures {
			value := m.value(f)
			if value == nil {
				continue
			}
			checked++
			name := c.ID + " " + f.ID
			if met := f.Matches(value); met == impossible[name] {
				t.Errorf("%s: printed %s, computed %s, met: %t", name, f.Printed, value.FloatString(6), met)
			}
		}
		if checked < 10 {
			t.Errorf("%s: only %d figures were recomputed", c.ID, checked)
		}
	}
}

func TestTermsFollowFromTheDates(t *testing.T) {
	for name, cutOff := range map[string]calendar.Date{"wenke1": wenkeCutOff, "longhe": longheCutOff} {
		start, maturity := "起租日", "到期日"
		if name == "longhe" {
			start = "发放日"
		}
		m := measure(t, name)
		for _, row := range m.rows {
			from, to := row[start].(calendar.Date), row[maturity].(calendar.Date)
			for header, begin := range map[string]calendar.Date{m.reader.term: from, m.remaining: cutOff} {
				exact := new(big.Rat).SetInt64(int64(to.Sub(begin)))
				exact.Quo(exact, big.NewRat(365, 1))
				if name == "wenke1" {
					months := calendar.MonthsBetween(begin, to)
					exact = big.NewRat(months.Num, months.Den)
				}
				if off := exact.Sub(exact, rat(row[header])); off.Abs(off).Cmp(big.NewRat(1, 200)) > 0 {
					t.Errorf("%s %s: %s is stated as %v, %s off", name, row[m.id], header, row[header], off.FloatString(4))
				}
			}
		}
	}
}

func TestRentsRepayTheContractAmountInEqualParts(t *testing.T) {
	for _, row := range measure(t, "wenke1").rows {
		start, maturity := row["起租日"].(calendar.Date), row["到期日"].(calendar.Date)
		all, left := int64(0), int64(0)
		for k := 0; maturity.AddMonths(-3 * k).After(start); k++ {
			all++
			if maturity.AddMonths(-3 * k).After(wenkeCutOff) {
				left++
			}
		}
		want := new(big.Rat).Mul(rat(row["合同金额（元）"]), big.NewRat(left, all))
		if got := rat(row["未偿本金余额（元）"]); got.Cmp(want) != 0 {
			t.Errorf("%s: %s outstanding, but %d of %d rents of %s are left", row["合同编号"], got.FloatString(2), left, all, rat(row["合同金额（元）"]).FloatString(2))
		}
	}
}

// The fees of one contract are level: payment = balance · q / (1 − (1 + q)^−20) for a quarterly rate q of
// 2 %, rounded to the fen; interest is rounded each quarter, and the last fee pays what is left.
func TestLicenceFeesSumToTheReceivableBalance(t *testing.T) {
	for _, row := range measure(t, "kaide").rows {
		const quarters = 20
		balance := new(big.Rat).Mul(rat(row["未偿本金余额（元）"]), big.NewRat(100, 1)) // fen
		growth := big.NewRat(1, 1)
		for range quarters {
			growth.Mul(growth, big.NewRat(102, 100))
		}
		discount := new(big.Rat).Sub(big.NewRat(1, 1), growth.Inv(growth))
		payment := roundFen(new(big.Rat).Quo(new(big.Rat).Mul(balance, big.NewRat(2, 100)), discount))
		sum, left := new(big.Rat), new(big.Rat).Set(balance)
		for k := range quarters {
			interest := roundFen(new(big.Rat).Mul(left, big.NewRat(2, 100)))
			fee := payment
			if k == quarters-1 {
				fee = new(big.Rat).Add(left, interest)
			}
			sum.Add(sum, fee)
			left.Sub(left, new(big.Rat).Sub(fee, interest))
		}
		if got := new(big.Rat).Mul(rat(row["应收许可费余额（元）"]), big.NewRat(100, 1)); got.Cmp(sum) != 0 {
			t.Errorf("%s: %s fen of fees on the tape, %s by the formula", row["二次许可合同编号"], got.FloatString(0), sum.FloatString(0))
		}
	}
}

// roundFen rounds to the nearest whole number, a half to the even one.
func roundFen(r *big.Rat) *big.Rat {
	floor := new(big.Int).Quo(r.Num(), r.Denom())
	rest := new(big.Rat).Sub(r, new(big.Rat).SetInt(floor))
	if half := rest.Cmp(big.NewRat(1, 2)); half > 0 || half == 0 && floor.Bit(0) == 1 {
		floor.Add(floor, big.NewInt(1))
	}
	return new(big.Rat).SetInt(floor)
}

// Borrowers have to be added up before they are ranked: one of the five largest has two loans.
func TestOneOfTheLargestBorrowersHasTwoLoans(t *testing.T) {
	m := measure(t, "longhe")
	amounts, contracts, _ := m.distribution(Figure{Axis: "obligor"})
	fifth := sorted(amounts)[4]
	large, twice := 0, 0
	for name, a := range amounts {
		if contracts[name] == 2 {
			twice++
			if a.Cmp(fifth) >= 0 {
				large++
			}
		}
	}
	if twice != 2 || large != 1 {
		t.Errorf("%d borrowers have two loans, %d of them among the five largest; expected 2 and 1", twice, large)
	}
}
