package pool

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// RowUnknown is the key of the row of contracts of which the specification does not say where they
// belong, and RowMixed that of contracts that rest on rights of several classes.
const (
	RowUnknown = "unknown"
	RowMixed   = "mixed"
)

// Table is the distribution of a pool over one dimension. Every contract counts in exactly one row,
// with its whole outstanding principal, so that rows sum to the pool exactly.
type Table struct {
	By Dimension
	// Unit is the unit of From and To: a currency code, "months" or "per year"; empty for names.
	Unit string
	// Attribution says whose attribute the rows go by.
	Attribution Attribution
	// Joint is the number of contracts whose other obligors the attribution leaves out.
	Joint int
	// Contracts and Amount are those of the pool.
	Contracts int
	Amount    money.Amount
	// Rows are the bands, each of them even when it is empty, in ascending order; or the names that
	// occur, in the order of their codes. The row of unknowns, where there are any, is the last.
	Rows []Row
}

// Row is one row of a table.
type Row struct {
	// Key is a code of GB/T 4754 or GB/T 2260, the name of a value, a rating or a year; for a band it
	// is the label.
	Key string
	// Label is the key in words, such as "over 12 to 24" or "Manufacturing".
	Label string
	// From and To are the edges of a band: values above From, and up to and including To. The first
	// band has no From, the last no To, the row of unknowns neither.
	From, To  Opt[decimal.Decimal]
	Contracts int
	Amount    money.Amount // outstanding principal
	Share     float64      // of the pool's outstanding principal
}

// Stratify gives the distribution of the pool over a dimension, measured ones in the bands of
// DefaultEdges. It panics when by is not one of the dimensions.
func (p *Pool) Stratify(by Dimension) Table {
	if !isMember(dimensionNames, by) {
		panic("pool: Stratify by " + by.String())
	}
	if edges := by.DefaultEdges(); edges != nil {
		return p.bands(by, edges)
	}
	return p.names(by)
}

// StratifyBands gives the distribution of the pool over a measured dimension in bands of the
// caller's: up to edges[0], from there to edges[1] and so on, and above the last. A band holds its
// upper edge. Edges are in the unit of the dimension: currency units, months or a fraction per
// year. It is an error of type *faults.Error, with every fault, when the dimension is one of names
// and when the edges are none, negative, or not in ascending order.
func (p *Pool) StratifyBands(by Dimension, edges []decimal.Decimal) (Table, error) {
	var list faults.List
	if by.DefaultEdges() == nil {
		list.Add("by", faults.Unsupported, by, "balance, remaining_term, original_term or rate")
	}
	if len(edges) == 0 {
		list.Add("edges", faults.Missing, nil, "at least one edge")
	}
	for i, e := range edges {
		switch at := faults.Index("edges", i); {
		case !isPlain(e):
			list.Add(at, faults.Invalid, sizeOf(e), wantPlain)
		case e.Sign() < 0:
			list.Add(at, faults.OutOfRange, e, "an edge of 0 or more")
		case i > 0 && isPlain(edges[i-1]) && !e.GreaterThan(edges[i-1]):
			list.Add(at, faults.Inconsistent, e, "an edge above the one before, "+edges[i-1].String())
		}
	}
	if err := list.Err(); err != nil {
		return Table{}, err
	}
	return p.bands(by, edges), nil
}

func (p *Pool) table(by Dimension) Table {
	t := Table{By: by, Unit: by.unit(p), Attribution: by.Attribution(), Contracts: len(p.contracts), Amount: p.principal}
	if t.Attribution == OfFirstObligor {
		for _, c := range p.contracts {
			if len(c.obligors) > 1 {
				t.Joint++
			}
		}
	}
	return t
}

func (p *Pool) bands(by Dimension, edges []decimal.Decimal) Table {
	t := p.table(by)
	t.Rows = make([]Row, len(edges)+1, len(edges)+2)
	for i := range t.Rows {
		row := &t.Rows[i]
		if i > 0 {
			row.From = Known(edges[i-1])
		}
		if i < len(edges) {
			row.To = Known(edges[i])
		}
		row.Label = by.bandLabel(row.From, row.To)
		row.Key = row.Label
	}
	unknown := Row{Key: RowUnknown, Label: RowUnknown}
	for _, c := range p.contracts {
		row := &unknown
		if v, ok := by.value(p, *c).Get(); ok {
			i, _ := slices.BinarySearchFunc(edges, v, decimal.Decimal.Cmp)
			row = &t.Rows[i]
		}
		row.add(*c)
	}
	if unknown.Contracts > 0 {
		t.Rows = append(t.Rows, unknown)
	}
	t.shares()
	return t
}

func (p *Pool) names(by Dimension) Table {
	t := p.table(by)
	index := map[string]int{}
	var ranks []int
	for _, c := range p.contracts {
		rank, key, label := by.name(p, *c)
		if key == "" {
			rank, key, label = math.MaxInt, RowUnknown, RowUnknown
		}
		i, ok := index[key]
		if !ok {
			i = len(t.Rows)
			index[key] = i
			t.Rows = append(t.Rows, Row{Key: key, Label: label})
			ranks = append(ranks, rank)
		}
		t.Rows[i].add(*c)
	}
	slices.SortFunc(t.Rows, func(x, y Row) int {
		return cmp.Or(cmp.Compare(ranks[index[x.Key]], ranks[index[y.Key]]), cmp.Compare(x.Key, y.Key))
	})
	t.shares()
	return t
}

func (r *Row) add(c Contract) {
	r.Contracts++
	r.Amount += c.Principal
}

func (t *Table) shares() {
	for i := range t.Rows {
		if t.Amount != 0 { // a pool without contracts has shares of 0
			t.Rows[i].Share = float64(t.Rows[i].Amount) / float64(t.Amount)
		}
	}
}

// name gives the row of a contract in a dimension of names, and its place among the others. The
// key is empty when it is unknown.
func (d Dimension) name(p *Pool, c Contract) (rank int, key, label string) {
	obligor := p.Party(c.obligors[0].Party)
	switch d {
	case ByIndustry:
		_, label = obligor.Industry.SectionName()
		return 0, obligor.Industry.Section(), label
	case ByProvince:
		_, label = obligor.Province.Name()
		return 0, obligor.Province.String(), label
	case ByRating:
		return 0, obligor.Rating, obligor.Rating
	case ByRightClass:
		if p.MixedRights(c) {
			return math.MaxInt - 1, RowMixed, RowMixed
		}
		return named(p.RightClass(c))
	case ByRightType:
		if p.mixedTypes(c) {
			return math.MaxInt - 1, RowMixed, RowMixed
		}
		return named(p.RightType(c))
	case ByClass:
		return named(c.Class)
	case ByRelatedParty:
		switch yes, known := p.relatedParty(c).Get(); {
		case !known:
			return 0, "", ""
		case yes:
			return 0, "related", "related"
		}
		return 1, "unrelated", "unrelated"
	case ByGroup:
		return 0, obligor.Group, obligor.Group
	case BySecurity:
		return int(c.Security), c.Security.String(), c.Security.String()
	case ByKind:
		return named(c.Kind())
	case ByMaturityYear:
		year := fmt.Sprintf("%04d", c.Maturity.Year())
		return 0, year, year
	}
	panic("pool: no names for " + d.String())
}

func named[E interface {
	~uint8
	String() string
}](e E) (rank int, key, label string) {
	return int(e), e.String(), strings.ReplaceAll(e.String(), "_", " ")
}

func (d Dimension) bandLabel(from, to Opt[decimal.Decimal]) string {
	low, above := from.Get()
	high, below := to.Get()
	switch {
	case above && below:
		return "over " + d.edgeLabel(low) + " to " + d.edgeLabel(high)
	case above:
		return "over " + d.edgeLabel(low)
	}
	return "up to " + d.edgeLabel(high)
}

// edgeLabel writes rates in percent and groups the digits of balances.
func (d Dimension) edgeLabel(e decimal.Decimal) string {
	switch d {
	case ByRate:
		return e.Shift(2).String() + "%"
	case ByBalance:
		whole, rest, _ := strings.Cut(e.String(), ".")
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + "," + whole[i:]
		}
		if rest != "" {
			rest = "." + rest
		}
		return whole + rest
	}
	return e.String()
}
