package concentration

import (
	"math/bits"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// measureHeadroom sets how far the value could move with the total unchanged.
func (v *Verdict) measureHeadroom() {
	r, reading := v.rule, v.Reading
	switch {
	case v.Metric == MetricCount:
		v.HeadroomCount = pool.Known(headroom(v.Require, r.count, r.count, reading.LowCount, reading.HighCount))
	case v.Metric == MetricLargestAmount:
		v.Headroom = pool.Known(headroom(v.Require, r.amount, r.amount, reading.Low, reading.High))
	case reading.Total == 0, v.Metric == MetricShare && r.spec.Bucket == "" && v.Measured == pool.OutcomeUnknown:
		// nothing was measured
	default:
		down, up := limitAmount(reading.Total, r.share)
		v.Headroom = pool.Known(headroom(v.Require, down, up, reading.Low, reading.High))
	}
}

// headroom is the distance from the unfavourable end of a value to the last value that passes. down and
// up are the limit rounded to whole units; they differ when the limit is none.
func headroom[N money.Amount | int](need Requirement, down, up, low, high N) N {
	switch need {
	case AtMost:
		return down - high
	case Below:
		return up - 1 - high
	case AtLeast:
		return low - up
	}
	return low - down - 1 // above
}

// limitAmount is limit × total, rounded down and up to the minor unit.
func limitAmount(total money.Amount, limit money.Rate) (down, up money.Amount) {
	p := product(total, limit)
	q, rest := bits.Div64(p.hi, p.lo, uint64(money.One)) // the limit is at most 1: the quotient fits
	down = money.Amount(q)
	if rest > 0 {
		return down, down + 1
	}
	return down, down
}
