package report

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// Strata are the tables of a pool's distribution (基础资产分布) that disclosure guides ask for, in English
// and Chinese: balance, terms, age, rate, industry, region, rating, types of rights, class, security,
// related parties, groups, kind and year of maturity, and the twenty largest contracts and obligors.
// They are written as Markdown, CSV and JSON; the sheet of the pool in the workbook shows the same.
//
// In every table each contract stands in exactly one row with its whole outstanding principal, so the
// rows sum to the pool to the minor unit. What a specification does not say has a row of its own.
type Strata struct {
	AsOf      calendar.Date
	Currency  money.Currency
	Contracts int
	Principal money.Amount
	Tables    []StrataTable
	// LargestContracts and LargestObligors have at most twenty lines each. A joint contract counts in
	// equal parts for its obligors (concentration.Equal).
	LargestContracts, LargestObligors []StrataLargest
}

// StrataTable is the distribution over one dimension.
type StrataTable struct {
	By          pool.Dimension
	Title       string
	TitleZH     string
	Unit        string // of From and To, see pool.Table
	Attribution pool.Attribution
	// Joint is the number of contracts of which an obligor other than the first-named is left out.
	Joint int
	Rows  []StrataRow
}

// StrataRow is one row of a table.
type StrataRow struct {
	Key            string
	Label, LabelZH string
	From, To       pool.Opt[decimal.Decimal] // above From, up to and including To
	Contracts      int
	Amount         money.Amount
	Share          float64 // of the pool's outstanding principal
}

// StrataLargest is one line of a list of the largest.
type StrataLargest struct {
	Rank      int
	ID, Name  string // of a contract, its number and its obligors
	Contracts int
	Amount    money.Amount
	Share     float64
	// Cumulative is the share of this line and all before it.
	Cumulative float64
}

// NewStrata makes the tables of a pool. A pool without contracts gives tables without rows.
func NewStrata(p *pool.Pool) (Strata, error) {
	s := Strata{AsOf: p.AsOf(), Currency: p.Currency(), Contracts: p.Len(), Principal: p.Principal()}
	for _, by := range pool.Dimensions() {
		t := p.Stratify(by)
		table := StrataTable{By: by, Title: dimensionLabel(by).en, TitleZH: dimensionLabel(by).zh, Unit: t.Unit, Attribution: t.Attribution, Joint: t.Joint}
		for _, r := range t.Rows {
			l := rowLabel(by, r, p.Currency())
			row := StrataRow{Key: r.Key, Label: l.en, LabelZH: l.zh, From: r.From, To: r.To, Contracts: r.Contracts, Amount: r.Amount, Share: r.Share}
			if by.DefaultEdges() != nil && r.Key != pool.RowUnknown {
				row.Label, row.LabelZH = r.Label, bandInChinese(by, r, p.Currency())
			}
			if row.LabelZH == "" {
				row.LabelZH = row.Label // a name of its own, such as a rating
			}
			table.Rows = append(table.Rows, row)
		}
		s.Tables = append(s.Tables, table)
	}
	if p.Len() == 0 {
		return s, nil
	}
	for _, r := range p.Largest(topContracts) {
		c := p.Contract(r.Contract)
		var names []string
		for _, o := range c.Obligors() {
			names = append(names, p.Party(o.Party).Name)
		}
		s.LargestContracts = append(s.LargestContracts, StrataLargest{r.Rank, r.ID, strings.Join(names, "、"), 1, r.Amount, r.Share, r.Cumulative})
	}
	e, err := concentration.NewExposures(p, concentration.Measure{Key: concentration.Obligor})
	if err != nil {
		return Strata{}, fmt.Errorf("report: the largest obligors: %w", err)
	}
	var sum money.Amount
	for i, v := range e.Entries() { // the largest first
		if i == topContracts {
			break
		}
		sum += v.Amount
		s.LargestObligors = append(s.LargestObligors, StrataLargest{i + 1, v.Key, v.Label, v.Contracts, v.Amount, e.Share(v.Amount), e.Share(sum)})
	}
	return s, nil
}

// bandInChinese writes the edges of a band in Chinese words: 大于12至24（含）.
func bandInChinese(by pool.Dimension, r pool.Row, c money.Currency) string {
	edge := func(d decimal.Decimal) string {
		switch by {
		case pool.ByRate:
			return d.Shift(2).String() + "%"
		case pool.ByBalance:
			return roundAmount(d, c)
		}
		return d.String()
	}
	from, above := r.From.Get()
	to, below := r.To.Get()
	switch {
	case above && below:
		return "大于" + edge(from) + "至" + edge(to) + "（含）"
	case above:
		return "大于" + edge(from)
	}
	return edge(to) + "（含）以下"
}
