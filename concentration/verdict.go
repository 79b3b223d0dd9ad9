package concentration

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// Reading is a value that was measured, with the answer it would give by itself. Where the pool does
// not say where some amounts belong, the value is an interval; Low and High are equal otherwise.
type Reading struct {
	Measure Measure
	// Low and High are the amount in question, in minor units, and Total that of the pool.
	Low, High, Total money.Amount
	// LowCount and HighCount are the number of buckets, for MetricCount.
	LowCount, HighCount int
	// Outcome compares the value with the limit, exemptions left aside.
	Outcome pool.Outcome
}

// Share gives the value as a share of the total, for readers; decisions do not go through it.
func (r Reading) Share() Interval {
	return Interval{float64(r.Low) / float64(r.Total), float64(r.High) / float64(r.Total)}
}

// Clause is a rule that another one combines, with its outcome.
type Clause struct {
	Rule    string
	Outcome pool.Outcome
}

// Verdict is the answer of one rule for one pool. It states all that the answer rests on: the article and
// its date, what was measured and how, the limit and on which side of it the limit itself falls, and
// the facts that were missing.
type Verdict struct {
	Pack, Rule, Article, Date, Text, TextZH string

	Consequence Consequence
	Metric      Metric
	Top         int // buckets of MetricTop
	Require     Requirement
	Limit       string // as the pack states it; empty for the metrics that measure nothing
	// Part says that another rule of the pack combines this one, which decides nothing alone.
	Part bool

	// Outcome is the answer. It is unknown whenever something that would decide it is not known: a
	// basis, where an amount belongs, or a fact that an exemption depends on.
	Outcome pool.Outcome
	// Measured is the answer without exemptions.
	Measured pool.Outcome
	// Exempt says that the rule does not pass as measured and is excused by stated facts.
	Exempt bool
	// Missing lists why the outcome is unknown, and nothing otherwise: "fact originator_sound", "future
	// cash flow of the contracts", "key creditor of 3 amounts".
	Missing []string

	// Reading is the value that decides. It is the zero value when nothing was measured.
	Reading Reading
	// Single and Affiliated are the same metric by single names and with affiliates merged, side by
	// side, whichever of the two decides; nil for a rule that is not about obligors or creditors.
	Single, Affiliated *Reading
	// Headroom is how much the amount could still move with the total unchanged, in minor units: up for a
	// ceiling, down for a floor. It is exact: one minor unit more and the rule fails. A negative
	// headroom is the excess. It is measured at the unfavourable end of the reading, and unknown for
	// a rule that measures no amount. HeadroomCount is the same for MetricCount, in buckets.
	Headroom      pool.Opt[money.Amount]
	HeadroomCount pool.Opt[int]
	// Offenders are the buckets behind a measured failure, largest first: those over the limit, or the
	// largest ones that are over it together. There are none for a floor.
	Offenders []Entry
	// AnyOf holds the outcomes that MetricAnyOf combines.
	AnyOf [][]Clause

	currency  money.Currency
	exposures *Exposures        // behind the reading, for Room
	bucketOf  map[string]string // party id to bucket key, for keys of parties
	rule      rule
}

// Currency is the currency of the amounts.
func (v Verdict) Currency() money.Currency { return v.currency }

// String gives the verdict in one line.
func (v Verdict) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", v.Rule, v.Outcome)
	if v.Exempt {
		b.WriteString(" (exempt)")
	}
	switch {
	case v.Metric == MetricAnyOf:
		lists := make([]string, len(v.AnyOf))
		for i, list := range v.AnyOf {
			clauses := make([]string, len(list))
			for k, c := range list {
				clauses[k] = c.Rule + " " + c.Outcome.String()
			}
			lists[i] = strings.Join(clauses, " and ")
		}
		b.WriteString("; " + strings.Join(lists, ", or "))
	case v.Metric != MetricFact && v.Reading != (Reading{}):
		fmt.Fprintf(&b, "; %s %s, required %s %s", v.name(), v.value(v.Reading), strings.ReplaceAll(v.Require.String(), "_", " "), v.limitText())
		if h, ok := v.Headroom.Get(); ok {
			b.WriteString(", headroom " + h.FormatGrouped(v.currency))
		}
		if h, ok := v.HeadroomCount.Get(); ok {
			b.WriteString(", headroom " + strconv.Itoa(h))
		}
		if v.Single != nil && v.Affiliated != nil {
			other := v.Affiliated
			if v.Reading.Measure.Key.mergesAffiliates() {
				other = v.Single
			}
			fmt.Fprintf(&b, "; by %s %s: %s", other.Measure.Key, v.value(*other), other.Outcome)
		}
	}
	if len(v.Missing) > 0 {
		b.WriteString("; not known: " + strings.Join(v.Missing, ", "))
	}
	fmt.Fprintf(&b, " [%s, %s]", v.Article, v.Date)
	return b.String()
}

// name says what was measured.
func (v Verdict) name() string {
	m := v.Reading.Measure
	switch v.Metric {
	case MetricTop:
		return fmt.Sprintf("top %d by %s", v.Top, m)
	case MetricCount:
		return "number by " + m.String()
	case MetricShare:
		if v.rule.spec.Bucket != "" {
			return fmt.Sprintf("%s by %s", v.rule.spec.Bucket, m)
		}
		return fmt.Sprintf("contracts tagged %s on %s", strings.Join(v.rule.spec.Tags, " or "), m.Basis)
	case MetricOriginatorShare:
		return fmt.Sprintf("owed by originators and affiliates on %s, %s", m.Basis, m.Allocation)
	}
	return fmt.Sprintf("largest by %s", m)
}

func (v Verdict) value(r Reading) string {
	if v.Metric == MetricCount {
		if r.LowCount != r.HighCount {
			return fmt.Sprintf("%d to %d", r.LowCount, r.HighCount)
		}
		return strconv.Itoa(r.LowCount)
	}
	text := r.High.FormatGrouped(v.currency)
	if r.Low != r.High {
		text = r.Low.FormatGrouped(v.currency) + " to " + text
	}
	if v.Metric == MetricLargestAmount {
		return text
	}
	text += " of " + r.Total.FormatGrouped(v.currency)
	if r.Total == 0 {
		return text
	}
	share := sharePercent(r.High, r.Total, v.rule.share)
	if r.Low != r.High {
		share = sharePercent(r.Low, r.Total, v.rule.share) + " to " + share
	}
	return text + " (" + share + ")"
}

func (v Verdict) limitText() string {
	switch v.Metric {
	case MetricCount:
		return v.Limit
	case MetricLargestAmount:
		return v.rule.amount.FormatGrouped(v.currency)
	}
	return v.rule.share.Percent()
}

// sharePercent prints a share with two decimals, and with as many more as it takes that a share which
// is not the limit does not read like it: 15.0004 % of a limit of 15 % is never 15.00 %.
func sharePercent(amount, total money.Amount, limit money.Rate) string {
	share := big.NewRat(int64(amount), int64(total))
	bound := big.NewRat(int64(limit), int64(money.One))
	share.Mul(share, hundred)
	bound.Mul(bound, hundred)
	const most = 24 // two shares of int64 amounts and a rate differ by more than 10^-32
	for decimals := 2; ; decimals++ {
		text := share.FloatString(decimals)
		if decimals == most || share.Cmp(bound) == 0 || text != bound.FloatString(decimals) {
			return text + "%"
		}
	}
}
