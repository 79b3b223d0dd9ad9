package report

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// contract is a contract of the pool with its place.
type contract struct {
	i int
	pool.Contract
}

func (b *book) contracts() iter.Seq[contract] {
	return func(yield func(contract) bool) {
		for i, c := range b.content.Pool.Contracts() {
			if !yield(contract{i, c}) {
				return
			}
		}
	}
}

// tape writes every contract of the pool with the values taken. A column of which no contract says
// anything is left out, and the remark above the table names it.
func (b *book) tape() error {
	all := b.tapeColumns()
	columns, left := b.statedColumns(all)
	widths := make([]float64, len(columns))
	for i, c := range columns {
		widths[i] = c.width
	}
	p := b.begin(sheetTape, layout{widths: widths, freezeRow: titleRows + 2, freezeCol: 2, repeatRow: titleRows + 2, wide: true, grid: true})
	pl := b.content.Pool
	p.title(fmt.Sprintf("%d 笔合同 contracts · 封包日 cut-off %s · 单位 unit: %s · 空白为未说明 blank means not stated", pl.Len(), pl.AsOf(), b.unit()))
	if len(left) > 0 {
		p.note("全部未说明而略去的列 Columns left out because no contract states them: " + strings.Join(left, ", "))
	} else {
		p.skip(1)
	}
	first, last := table(p, columns, b.contracts())
	p.filter(len(columns), first-1, last)

	principal := slices.IndexFunc(columns, func(c column[contract]) bool { return c.label == principalLabel }) + 1
	b.anchors.principal = on(p.name, fixed(principal, last+1))
	if shown(pl.Principal()) {
		var t tally
		cells := make([]cell, principal)
		cells[0] = cell{"校验：合计减资产池本金 Check: total less the principal of the pool", lookNote, asText}
		cells[principal-1] = cell{t.add(b.difference(at(principal, last+1), pl.Principal().Format(b.currency)), 0), lookCheck, asMoney}
		row := p.write(0, cells...)
		p.verify(label{"资产清单合计与资产池本金", "Tape total and principal of the pool"}, at(principal, row), t)
	}
	return p.end()
}

var principalLabel = label{"未偿本金余额", "Outstanding principal"}

// unit names the unit of money amounts.
func (b *book) unit() string {
	if !b.currency.IsKnown() {
		return "—"
	}
	if b.currency == money.CNY {
		return "元 yuan (CNY)"
	}
	return b.currency.Code()
}

// statedColumns drops the columns of which every cell is empty and fits the widths of text columns.
func (b *book) statedColumns(all []column[contract]) (columns []column[contract], left []string) {
	for _, c := range all {
		stated, widest := false, 0
		for r := range b.contracts() {
			switch v := c.value(r).(type) {
			case nil:
				continue
			case string:
				if v == "" {
					continue
				}
				widest = max(widest, widestLine(v))
			}
			stated = true
			if c.format != asText {
				break
			}
		}
		if !stated {
			left = append(left, c.label.String())
			continue
		}
		if c.format == asText {
			c.width = min(max(float64(widest)+2, float64(widestLine(c.label.stacked()))+2, 8), c.width)
		}
		columns = append(columns, c)
	}
	return columns, left
}

// known gives a value that is stated, and nil for one that is not.
func known[T any](o pool.Opt[T]) any {
	if v, ok := o.Get(); ok {
		return v
	}
	return nil
}

// stated gives a day, and nil for one that is not set.
func stated(d calendar.Date) any {
	if d.IsZero() {
		return nil
	}
	return d
}

// moneyWidth is the width of a column that holds amounts up to one.
func (b *book) moneyWidth(largest money.Amount) float64 {
	return float64(max(len(largest.FormatGrouped(b.currency))+3, 14))
}

func (b *book) tapeColumns() []column[contract] {
	pl := b.content.Pool
	principal := pl.Principal()
	wide := b.moneyWidth(principal)
	receivable := sumOf(b.contracts(), func(c contract) pool.Opt[money.Amount] { return c.ReceivableBalance })
	original := sumOf(b.contracts(), func(c contract) pool.Opt[money.Amount] { return c.OriginalAmount })
	text := func(zh, en string, width float64, of func(contract) string) column[contract] {
		return column[contract]{label: label{zh, en}, format: asText, width: width, value: func(c contract) any { return of(c) }}
	}
	party := func(i pool.PartyIndex) string { return pl.Party(i).Name }
	date := func(zh, en string, of func(contract) any) column[contract] {
		return column[contract]{label: label{zh, en}, format: asDate, width: 12, value: of}
	}
	months := func(zh, en string, of func(contract) any) column[contract] {
		return column[contract]{label: label{zh, en}, format: asNumber, width: 12, value: of}
	}
	amount := func(l label, total *money.Amount, of func(contract) any) column[contract] {
		return column[contract]{label: l, format: asMoney, width: wide, value: of, total: total}
	}
	return []column[contract]{
		{label: label{"序号", "No."}, format: asCount, width: 7, value: func(c contract) any { return c.i + 1 }},
		text("合同编号", "Contract", 30, func(c contract) string { return c.ID }),
		text("类型", "Kind", 22, func(c contract) string { return kindLabel(c.Kind()).String() }),
		text("债务人", "Obligors", 44, func(c contract) string {
			return b.ofObligors(c, func(p pool.Party) string { return p.Name })
		}),
		text("关联方", "Group", 24, func(c contract) string {
			return b.ofObligors(c, func(p pool.Party) string { return p.Group })
		}),
		text("行业", "Industry", 40, func(c contract) string {
			return b.ofObligors(c, func(p pool.Party) string {
				if zh, _ := p.Industry.SectionName(); zh != "" {
					return p.Industry.String() + " " + zh
				}
				return ""
			})
		}),
		text("地区", "Region", 20, func(c contract) string {
			return b.ofObligors(c, func(p pool.Party) string {
				if !p.Province.IsKnown() {
					return ""
				}
				return provinceLabel(p.Province).String()
			})
		}),
		text("评级", "Rating", 14, func(c contract) string {
			return b.ofObligors(c, func(p pool.Party) string { return p.Rating })
		}),
		amount(principalLabel, &principal, func(c contract) any { return c.Principal }),
		amount(label{"应收余额", "Receivable balance"}, receivable, func(c contract) any { return known(c.ReceivableBalance) }),
		amount(label{"合同金额", "Original amount"}, original, func(c contract) any { return known(c.OriginalAmount) }),
		{label: label{"年利率", "Rate"}, format: asPercent, width: 10, value: func(c contract) any {
			if r, ok := c.Rate.Get(); ok {
				return r.Float64()
			}
			return nil
		}},
		date("起始日", "Start", func(c contract) any { return stated(c.Start) }),
		date("到期日", "Maturity", func(c contract) any { return stated(c.Maturity) }),
		months("合同期限(月)", "Term (months)", func(c contract) any { return known(pl.OriginalMonths(c.Contract)) }),
		months("剩余期限(月)", "Remaining (months)", func(c contract) any { return pl.RemainingMonths(c.Contract) }),
		text("还款方式", "Repayment", 26, func(c contract) string {
			if plan, ok := c.Instalments(); ok && plan.Form != pool.RepaymentUnknown {
				return repaymentLabel(plan.Form).String()
			}
			return ""
		}),
		text("还款频率", "Frequency", 18, func(c contract) string {
			if plan, ok := c.Instalments(); ok && plan.Frequency != 0 {
				return frequencyLabel(plan.Frequency).String()
			}
			return ""
		}),
		text("五级分类", "Class", 20, func(c contract) string {
			if c.Class == pool.ClassUnknown {
				return ""
			}
			return classLabel(c.Class).String()
		}),
		{label: label{"逾期天数", "Days overdue"}, format: asCount, width: 10, value: func(c contract) any { return known(c.OverdueDays) }},
		text("担保方式", "Security", 34, func(c contract) string {
			if c.Security == 0 {
				return ""
			}
			return securityLabel(c.Security).String()
		}),
		text("知识产权", "IP rights", 34, func(c contract) string { return b.rightsOf(c) }),
		text("债权人", "Creditor", 36, func(c contract) string { return party(c.Creditor) }),
		text("原始权益人", "Originator", 36, func(c contract) string { return party(c.Originator) }),
		text("保证人", "Guarantors", 36, func(c contract) string {
			var names []string
			for _, g := range c.Guarantors() {
				names = append(names, party(g))
			}
			return strings.Join(names, "; ")
		}),
		text("标签", "Tags", 20, func(c contract) string { return strings.Join(c.Tags(), ", ") }),
		text("来源", "Source row", 44, func(c contract) string { return c.Source }),
	}
}

// ofObligors joins what is said of each obligor of a contract, each text once.
func (b *book) ofObligors(c contract, of func(pool.Party) string) string {
	if c.NumObligors() == 1 {
		return of(b.content.Pool.Party(c.Obligor(0).Party))
	}
	var texts []string
	for i := range c.NumObligors() {
		if t := of(b.content.Pool.Party(c.Obligor(i).Party)); t != "" && !slices.Contains(texts, t) {
			texts = append(texts, t)
		}
	}
	return strings.Join(texts, "; ")
}

// rightsOf counts the rights of a contract by type, as in "发明专利 ×12; 实用新型 ×3".
func (b *book) rightsOf(c contract) string {
	var types []pool.RightType
	var counts []int
	for k := range c.NumRights() {
		r := b.content.Pool.Right(c.RightIndex(k))
		i := slices.Index(types, r.Type)
		if i < 0 {
			i = len(types)
			types, counts = append(types, r.Type), append(counts, 0)
		}
		counts[i] += r.Count
	}
	parts := make([]string, len(types))
	for i, t := range types {
		parts[i] = fmt.Sprintf("%s ×%d", rightTypeLabel(t), counts[i])
	}
	return strings.Join(parts, "; ")
}

// sumOf adds the known amounts of contracts; nil when none is known or the sum fits no amount.
func sumOf(rows iter.Seq[contract], of func(contract) pool.Opt[money.Amount]) *money.Amount {
	var sum money.Amount
	n := 0
	for c := range rows {
		if a, ok := of(c).Get(); ok {
			var err error
			if sum, err = sum.Add(a); err != nil {
				return nil
			}
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return &sum
}
