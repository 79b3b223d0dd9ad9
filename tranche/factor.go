package tranche

import (
	"math/bits"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
)

// factor is a rate over a part of a year as one exact fraction in lowest terms: 4 % over 91/365 is 91/9125.
// What [money.Accrue] gives of the rate and the part, it gives too, in one multiplication and one division
// of 64 bits where the amount allows.
type factor struct {
	num, den uint64
	most     uint64 // the largest amount whose product with num stays below 2^63
	rate     money.Rate
	part     calendar.Fraction
}

func newFactor(rate money.Rate, part calendar.Fraction) factor {
	f := factor{den: 1, rate: rate, part: part}
	if rate < 0 || part.Num < 0 || part.Den <= 0 {
		return f // left to money.Accrue, but for nothing, which is nothing
	}
	// Each side is shortened by the divisors that it shares with the two of the other, so that the products are
	// in lowest terms.
	num, days, one, basis := uint64(rate), uint64(part.Num), uint64(money.One), uint64(part.Den)
	for _, pair := range [...][2]*uint64{{&num, &one}, {&num, &basis}, {&days, &one}, {&days, &basis}} {
		if d := gcd(*pair[0], *pair[1]); d > 1 {
			*pair[0] /= d
			*pair[1] /= d
		}
	}
	over, n := bits.Mul64(num, days)
	beyond, d := bits.Mul64(one, basis)
	if over|beyond != 0 || (n|d)>>63 != 0 {
		return f
	}
	f.num, f.den, f.most = n, d, 1<<63-1
	if n > 0 {
		f.most /= n
	}
	return f
}

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// of is an amount times the factor, rounded once, half to even.
func (f *factor) of(a money.Amount) (money.Amount, error) {
	if uint64(a) > f.most {
		return f.beyond(a)
	}
	n := uint64(a) * f.num
	q := n / f.den
	rest := n - q*f.den
	// It is rounded up where den − rest < rest + (q mod 2): the borrow of the difference, without a branch.
	_, up := bits.Sub64(f.den-rest, rest+q&1, 0)
	return money.Amount(q + up), nil
}

//go:noinline
func (f *factor) beyond(a money.Amount) (money.Amount, error) {
	return money.Accrue(a, f.rate, f.part.Num, f.part.Den)
}

// factors gives the factor of each payment.
func factors(rate func(k int) money.Rate, parts []calendar.Fraction) []factor {
	list := make([]factor, len(parts))
	for k, part := range parts {
		list[k] = newFactor(rate(k), part)
	}
	return list
}

// prepare works out what of a resolved deal does not change from run to run: every rate over its part of the
// year.
func (d *Deal) prepare() {
	always := func(rate money.Rate) func(int) money.Rate { return func(int) money.Rate { return rate } }
	for i := range d.accounts {
		if a := &d.accounts[i]; a.earns != nil {
			a.factor = factors(func(k int) money.Rate { return a.earns[k] }, a.accrual)
			d.earning = append(d.earning, i)
		}
	}
	for i := range d.tranches {
		t := &d.tranches[i]
		if t.hasCoupon {
			t.factor = factors(func(k int) money.Rate { return max(0, t.rates[k]) }, t.accrual)
		}
		if t.onArrears && !t.arrearsOwn {
			t.arrearsFactor = factors(always(t.arrearsRate), t.accrual)
		}
		if t.hasYield {
			t.yieldFactor = factors(always(t.yield), t.yieldAccrual)
		}
		d.hasPut = d.hasPut || t.put != nil
		d.hasTerms = d.hasTerms || t.put != nil || t.hasYield || t.onArrears || t.accretes != nil || len(t.conditional) > 0
		t.plain = !t.hasYield && t.put == nil
		t.simple = t.hasCoupon && len(t.conditional) == 0 && t.mode != InterestOnly && t.accretes == nil && !t.onArrears
		if t.class == Senior {
			d.seniors = append(d.seniors, i)
		}
		if (t.class == Senior || !d.hasSenior) && t.mode != Residual {
			d.owed = append(d.owed, i)
		}
	}
	for _, w := range d.waterfalls {
		d.hasTerms = d.hasTerms || writes(w.steps)
		d.compile(w.steps)
	}
	levied := func(levies []levy) []factor {
		list := make([]factor, len(levies))
		for k, v := range levies {
			list[k] = newFactor(v.rate, calendar.Fraction{Num: int64(money.One), Den: int64(v.over)})
		}
		return list
	}
	d.looksBack = 1
	for i := range d.tests {
		d.looksBack = max(d.looksBack, d.tests[i].average)
	}
	for i := range d.fees {
		f := &d.fees[i]
		switch {
		case f.isTax:
			f.factor = levied(f.tax)
		case f.amount != nil:
			f.factor = factors(always(money.One), f.accrual)
		default:
			f.factor = factors(always(f.rate), f.accrual)
		}
		f.vatFactor = levied(f.vat)
		f.simple = f.of != nil && !f.isTax && f.vat == nil && f.when == nil && f.arrears == 0 && f.scheduled == nil && !f.closing
		f.arrearsFactor = factors(always(f.arrears), f.arrearsFrac)
	}
	for i := range d.supports {
		v := &d.supports[i]
		v.factor = factors(always(v.rate), v.accrual)
	}
	for i := range d.swaps {
		v := &d.swaps[i]
		v.paysFactor = factors(func(k int) money.Rate { return v.pays[k] }, v.accrual)
		v.receivesFactor = factors(func(k int) money.Rate { return v.receives[k] }, v.accrual)
	}
}

// writes reports whether a step writes a class down or up.
func writes(steps []step) bool {
	for i := range steps {
		if s := &steps[i]; s.do == WriteDown || s.do == WriteUp || writes(s.then) || writes(s.otherwise) {
			return true
		}
	}
	return false
}
