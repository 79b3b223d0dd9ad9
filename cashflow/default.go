package cashflow

import (
	"strings"

	"fmt"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// DefaultSpec is the default (违约) of a part of each contract: exactly one of a yearly rate, a share in total and an
// amount in total.
type DefaultSpec struct {
	// CDR is the yearly conditional default rate (年化条件违约率): of the principal outstanding before a
	// payment date, 1 − (1 − CDR)^t defaults on that date, t being the years since the one before.
	CDR *VectorSpec `json:"cdr,omitempty"`
	// Total is the share of the principal at the cut-off date that defaults in all, on the first payment
	// dates after the Timing, whose shares sum to 1.
	Total *decimal.Decimal `json:"total,omitempty"`
	// Amount is what defaults in all of the contracts that the assumption applies to, in units of the currency: of
	// each in proportion to its principal, with the same Timing.
	Amount *decimal.Decimal `json:"amount,omitempty"`
	// Timing divides what defaults of a contract; the parts sum to it to the minor unit.
	Timing []TimingSpec `json:"timing,omitempty"`
}

// TimingSpec is a part of something that happens so many months after it began.
type TimingSpec struct {
	Months int             `json:"months"`
	Share  decimal.Decimal `json:"share"`
}

type defaults struct {
	cdr     *vector
	total   money.Rate
	amounts map[int]money.Amount // by contract, instead of a total
	timing  []portion
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

func (r *scenarioResolver) defaults(path string, s DefaultSpec, scope []int) *defaults {
	d := &defaults{total: r.rate(path+".total", s.Total), timing: r.timing(path+".timing", s.Timing)}
	var given []string
	for _, part := range []struct {
		name string
		is   bool
	}{{"cdr", s.CDR != nil}, {"total", s.Total != nil}, {"amount", s.Amount != nil}} {
		if part.is {
			given = append(given, part.name)
		}
	}
	switch {
	case len(given) == 0:
		r.list.Add(path, faults.Missing, nil, "a cdr, or a total or amount with its timing")
	case len(given) > 1:
		r.list.Add(path, faults.Inconsistent, strings.Join(given, " and "), "one of cdr, total and amount")
	case s.CDR != nil:
		d.cdr = r.vector(path+".cdr", *s.CDR, StressDefault)
	case s.Amount != nil:
		d.amounts = r.divided(path+".amount", *s.Amount, scope)
	}
	if (s.Total != nil || s.Amount != nil) != (len(s.Timing) > 0) {
		r.list.Add(path+".timing", faults.Inconsistent, len(s.Timing), "a timing with a total or amount, and none without")
	}
	return d
}

// divided divides an amount over contracts in proportion to their principal.
func (r *scenarioResolver) divided(path string, d decimal.Decimal, scope []int) map[int]money.Amount {
	if len(scope) == 0 {
		return map[int]money.Amount{} // its scope is a fault already
	}
	weights, parts := make([]money.Amount, len(scope)), make([]money.Amount, len(scope))
	var principal money.Amount
	for k, i := range scope {
		weights[k] = r.pool.Contract(i).Principal
		principal += weights[k]
	}
	amount, err := money.FromDecimal(d, r.pool.Currency())
	if err != nil || amount < 0 || amount > principal {
		r.list.Add(path, faults.OutOfRange, d, "an amount of 0 or more in whole minor units, at most the principal of the contracts, "+principal.Format(r.pool.Currency()))
		return map[int]money.Amount{}
	}
	of := make(map[int]money.Amount, len(scope))
	if err := money.AllocateInto(parts, amount, weights); err != nil {
		r.list.Add(path, faults.Invalid, d, "an amount that can be divided: "+err.Error())
		return of
	}
	for k, i := range scope {
		of[i] = parts[k]
	}
	return of
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

// defaultByAmount lets the parts default whose time has come by the date of a row.
func (p *performer) defaultByAmount(r *Row) {
	d := p.plan.defaults
	if d == nil || d.cdr != nil {
		return
	}
	if p.placed == 0 && p.toDefault == nil {
		p.divideDefault(d)
	}
	asOf := p.scenario.pool.AsOf()
	for ; p.placed < len(d.timing) && !asOf.AddMonths(d.timing[p.placed].months).After(r.Date); p.placed++ {
		want := p.toDefault[p.placed]
		hit := min(want, p.current)
		p.unplaced += want - hit
		p.current -= hit
		p.fail(hit, r.Date)
	}
	if r.Closing == 0 {
		for ; p.placed < len(d.timing); p.placed++ {
			p.unplaced += p.toDefault[p.placed]
		}
	}
}

// divideDefault divides what defaults of the contract in all by the timing.
func (p *performer) divideDefault(d *defaults) {
	total, given := d.amounts[p.index]
	if !given {
		total = p.part(p.terms.Principal, d.total)
	}
	weights := make([]int64, len(d.timing))
	for k, t := range d.timing {
		weights[k] = int64(t.share)
	}
	p.toDefault = make([]money.Amount, len(d.timing))
	if err := money.AllocateInto(p.toDefault, total, weights); err != nil {
		p.err = err
	}
}
