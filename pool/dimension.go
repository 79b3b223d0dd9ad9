package pool

import "github.com/shopspring/decimal"

// Dimension is what a pool is divided by in a table of its distribution (资产池分布). The dimensions
// are those that Chinese disclosure guides for asset securities ask for: balance, terms, rate,
// region, industry and rating (SSE guide 1 of 2022, 4.1.2), and what IP pools add to them.
type Dimension uint8

// The dimensions. Those down to ByRate are measured and fall into bands; the others are named.
const (
	ByBalance       Dimension = iota // outstanding principal of a contract, in currency units (未偿本金余额)
	ByRemainingTerm                  // months, see Pool.RemainingMonths (剩余期限)
	ByOriginalTerm                   // months, see Pool.OriginalMonths (合同期限)
	ByAge                            // months from the start, see Pool.AgeMonths (账龄)
	ByRate                           // yearly rate as a fraction (利率)
	ByIndustry                       // section of GB/T 4754 of the first-named obligor (行业门类)
	ByProvince                       // province of GB/T 2260 of the first-named obligor (地区)
	ByRating                         // text of the rating of the first-named obligor (评级)
	ByRightClass                     // patent, copyright, trademark and so on, or mixed (知识产权类型)
	ByRightType                      // exact type: invention, software and so on, or mixed (知识产权细类)
	ByClass                          // five-category class (五级分类)
	BySecurity                       // set of forms of security (担保方式)
	ByRelatedParty                   // contracts between related parties (关联交易), see MeasureRelatedParty
	ByGroup                          // group of affiliates of the first-named obligor (关联方)
	ByKind                           // lease, receivable, microloan, sublicense
	ByMaturityYear                   // year of maturity (到期年份)
)

var dimensionNames = vocabulary{"dimension", []string{"balance", "remaining_term", "original_term", "age", "rate",
	"industry", "region", "rating", "ip_type", "ip_subtype", "class", "security", "related_party", "group", "kind", "maturity_year"}}

// Dimensions lists all dimensions in order.
func Dimensions() []Dimension {
	list := make([]Dimension, len(dimensionNames.words))
	for i := range list {
		list[i] = Dimension(i)
	}
	return list
}

// String gives the name used in documents. Where concentration has a key for the same thing, the
// names agree.
func (d Dimension) String() string { return nameOf(dimensionNames, d) }

// MarshalText writes the name; a value that is no constant is an *UnknownNameError.
func (d Dimension) MarshalText() ([]byte, error) { return marshalName(dimensionNames, d) }

// UnmarshalText reads the name; any other word is an *UnknownNameError.
func (d *Dimension) UnmarshalText(text []byte) (err error) {
	*d, err = parseName[Dimension](dimensionNames, text)
	return err
}

// Attribution says whose attribute a table goes by.
type Attribution string

// The attributions.
const (
	// OfContract: the attribute is one of the contract itself.
	OfContract Attribution = "contract"
	// OfFirstObligor: the attribute is one of a firm, and the whole contract counts under the firm
	// named first. Package concentration divides a contract among its obligors by other rules.
	OfFirstObligor Attribution = "first_named_obligor"
)

// Attribution says whose attribute the dimension is.
func (d Dimension) Attribution() Attribution {
	switch d {
	case ByIndustry, ByProvince, ByRating, ByGroup:
		return OfFirstObligor
	}
	return OfContract
}

// DefaultEdges gives the edges of the bands that Stratify uses, in the unit of the dimension; there
// are none for a dimension of names. No guide prescribes them. They are
//
//	balance  1, 5, 10, 20, 50 and 100 million currency units
//	terms    6, 12, 24, 36, 48 and 60 months
//	rate     3, 4, 5, 6, 7, 8, 10, 12 and 15 %
func (d Dimension) DefaultEdges() []decimal.Decimal {
	switch d {
	case ByBalance:
		return scaled(6, 1, 5, 10, 20, 50, 100)
	case ByRemainingTerm, ByOriginalTerm, ByAge:
		return scaled(0, 6, 12, 24, 36, 48, 60)
	case ByRate:
		return scaled(-2, 3, 4, 5, 6, 7, 8, 10, 12, 15)
	}
	return nil
}

func scaled(exponent int32, values ...int64) []decimal.Decimal {
	list := make([]decimal.Decimal, len(values))
	for i, v := range values {
		list[i] = decimal.New(v, exponent)
	}
	return list
}

// unit names the unit of the edges; it is empty for a dimension of names.
func (d Dimension) unit(p *Pool) string {
	switch d {
	case ByBalance:
		return p.currency.Code()
	case ByRemainingTerm, ByOriginalTerm, ByAge:
		return "months"
	case ByRate:
		return "per year"
	}
	return ""
}

// value measures a contract for its band; it is unknown where the specification does not say.
func (d Dimension) value(p *Pool, c Contract) Opt[decimal.Decimal] {
	switch d {
	case ByBalance:
		return Known(c.Principal.Decimal(p.currency))
	case ByRemainingTerm:
		// The decimal nearest to a term is the one that was stated, so 12.96 meets an edge of 12.96.
		return Known(decimal.NewFromFloat(p.RemainingMonths(c)))
	case ByOriginalTerm:
		if m, ok := p.OriginalMonths(c).Get(); ok {
			return Known(decimal.NewFromFloat(m))
		}
	case ByAge:
		if m, ok := p.AgeMonths(c).Get(); ok {
			return Known(decimal.NewFromFloat(m.Float64()))
		}
	case ByRate:
		if r, ok := c.Rate.Get(); ok {
			return Known(r.Decimal())
		}
	}
	return Opt[decimal.Decimal]{}
}
