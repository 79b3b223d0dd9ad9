package cashflow

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// DefaultSpec is the default (违约) of a part of each contract: a yearly rate, or an amount in total.
type DefaultSpec struct {
	// CDR is the yearly conditional default rate (年化条件违约率): of the principal outstanding before a
	// payment date, 1 − (1 − CDR)^t defaults on that date, t being the years since the one before.
	CDR *VectorSpec `json:"cdr,omitempty"`
	// Total is the share of the principal at the cut-off date that defaults in all, on the first payment
	// dates after the Timing, whose shares sum to 1.
	Total  *decimal.Decimal `json:"total,omitempty"`
	Timing []TimingSpec     `json:"timing,omitempty"`
}

// TimingSpec is a part of something that happens so many months after it began.
type TimingSpec struct {
	Months int             `json:"months"`
	Share  decimal.Decimal `json:"share"`
}

type defaults struct {
	cdr    *vector
	total  money.Rate
	timing []portion
}

type portion struct {
	months int
	share  money.Rate
}

// timing reads parts that sum to 1.
func (r *scenarioResolver) timing(path string, specs []TimingSpec) []portion {
	var parts []portion
	sum := decimal.Decimal{}
	for i := range specs {
		at := faults.Index(path, i)
		parts = append(parts, portion{r.months(at+".months", specs[i].Months), r.rate(at+".share", &specs[i].Share)})
		sum = sum.Add(specs[i].Share)
		if i > 0 && specs[i].Months <= specs[i-1].Months {
			r.list.Add(at+".months", faults.Inconsistent, specs[i].Months, fmt.Sprintf("more than %d", specs[i-1].Months))
		}
	}
	if len(specs) > 0 && !sum.Equal(decimal.NewFromInt(1)) {
		r.list.Add(path, faults.Inconsistent, sum, "shares that sum to 1")
	}
	return parts
}

func (r *scenarioResolver) defaults(path string, s DefaultSpec) *defaults {
	d := &defaults{total: r.rate(path+".total", s.Total), timing: r.timing(path+".timing", s.Timing)}
	switch {
	case s.CDR == nil && s.Total == nil:
		r.list.Add(path, faults.Missing, nil, "a cdr, or a total with its timing")
	case s.CDR != nil && s.Total != nil:
		r.list.Add(path, faults.Inconsistent, "cdr and total", "one of the two")
	case s.CDR != nil:
		d.cdr = r.vector(path+".cdr", *s.CDR, StressDefault)
	}
	if (s.Total != nil) != (len(s.Timing) > 0) {
		r.list.Add(path+".timing", faults.Inconsistent, len(s.Timing), "a timing with a total, and none without")
	}
	return d
}

func (p *performer) defaultByRate(r *Row) {
	if p.plan.defaults == nil || p.plan.defaults.cdr == nil || p.current == 0 {
		return
	}
	s := p.scenario
	rate := rateOf(1 - s.clock.survival(p.plan.defaults.cdr, p.terms.Start, p.previous, r.Date))
	hit := p.part(p.current, rate)
	p.current -= hit
	p.fail(hit, r.Date)
}

func (p *performer) defaultByAmount(r *Row) {
	d := p.plan.defaults
	if d == nil || d.cdr != nil {
		return
	}
	asOf := p.scenario.pool.AsOf()
	for ; p.placed < len(d.timing) && !asOf.AddMonths(d.timing[p.placed].months).After(r.Date); p.placed++ {
		want := p.part(p.part(p.terms.Principal, d.total), d.timing[p.placed].share)
		hit := min(want, p.current)
		p.unplaced += want - hit
		p.current -= hit
		p.fail(hit, r.Date)
	}
	if r.Closing == 0 {
		for ; p.placed < len(d.timing); p.placed++ {
			p.unplaced += p.part(p.part(p.terms.Principal, d.total), d.timing[p.placed].share)
		}
	}
}
