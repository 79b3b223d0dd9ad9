package tranche

import (
	"strings"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/internal/formula"
	"github.com/ipabs/ipabs/money"
)

func (r *resolver) fees() {
	for i, s := range r.spec.Fees {
		path := faults.Index("fees", i)
		f := &r.deal.fees[i]
		f.payee, f.per = s.Payee, s.Per
		r.feeBase(path, s, f)
		r.feeTimes(path, s, f)
		if len(s.VAT) > 0 {
			f.vat = r.levies(path+".vat", s.VAT)
		}
		f.when = r.formula(path+".when", s.When, formula.Bool)
		switch s.Arrears {
		case "", "carried":
		case "lapse":
			f.lapses = true
		default:
			r.faults.Add(path+".arrears", faults.Unknown, s.Arrears, "carried or lapse")
		}
		if s.ArrearsRate != nil {
			f.arrears = r.rate(path+".arrears_rate", *s.ArrearsRate)
			f.arrearsFrac = r.dayCount(path+".day_count", s.DayCount)
			if f.lapses {
				r.faults.Add(path+".arrears_rate", faults.Inconsistent, *s.ArrearsRate, "interest only on arrears that are carried")
			}
		}
	}
	for i, s := range r.spec.Fees {
		if s.Cap != nil {
			r.feeCap(faults.Index("fees", i)+".cap", i, *s.Cap)
		}
	}
}

// feeBase reads what the fee is: an amount, a rate on a base, or a tax on a base.
func (r *resolver) feeBase(path string, s FeeSpec, f *fee) {
	given := 0
	for _, is := range []bool{s.Amount != "", s.Rate != nil, len(s.Tax) > 0, s.Per == PerSchedule} {
		if is {
			given++
		}
	}
	if given != 1 {
		r.faults.Add(path, faults.Inconsistent, nil, "exactly one of an amount, a rate, a tax and a schedule")
		return
	}
	if s.Rate == nil && len(s.Tax) == 0 {
		if s.Of != "" {
			r.faults.Add(path+".of", faults.Inconsistent, s.Of, "a base only with a rate or a tax")
		}
		f.amount = r.formula(path+".amount", s.Amount, formula.Amount)
		return
	}
	f.of = r.required(path+".of", s.Of, formula.Amount, "the base of the rate, such as notional_balance or interest_collected")
	// Fees in a row on one base share its formula, so that a run works it out once; what other fees owe may
	// change between two of them.
	if i := len(r.feeBases); i > 0 && f.of != nil && r.feeBases[i-1].text == f.of.text && !strings.Contains(f.of.text, "fee_") {
		f.of = r.feeBases[i-1]
	}
	if f.of != nil {
		r.feeBases = append(r.feeBases, f.of)
	}
	if s.Rate != nil {
		f.rate = r.rate(path+".rate", *s.Rate)
		return
	}
	f.isTax = true
	if s.Per != PerPayment {
		r.faults.Add(path+".per", faults.Unsupported, s.Per, "payment for a tax")
	}
	f.tax = r.levies(path+".tax", s.Tax)
}

// feeTimes reads how often the fee is owed.
func (r *resolver) feeTimes(path string, s FeeSpec, f *fee) {
	n := len(r.deal.payments)
	f.accrual = make([]calendar.Fraction, n)
	if (s.Per == PerSchedule) != (len(s.Schedule) > 0) {
		r.faults.Add(path+".schedule", faults.Inconsistent, s.Per, "a table of dates with per schedule, and only with it")
	}
	for k := range f.accrual {
		f.accrual[k] = calendar.Fraction{Num: 0, Den: 1}
	}
	switch s.Per {
	case PerUnknown:
		r.faults.Add(path+".per", faults.Missing, nil, "year, payment, once, closing or schedule")
	case PerYear:
		f.accrual = r.dayCount(path+".day_count", s.DayCount)
	case PerPayment:
		for k := range f.accrual {
			f.accrual[k].Num = 1
		}
	case PerOnce:
		if n > 0 {
			f.accrual[0].Num = 1
		}
	case PerClosing:
		f.closing = true
		if len(r.spec.Waterfalls.Closing) == 0 {
			r.faults.Add(path+".per", faults.Inconsistent, s.Per, "a closing waterfall, which fees of the closing day are paid by")
		}
	case PerSchedule:
		f.scheduled = make([]money.Amount, n)
		for j, row := range s.Schedule {
			at := faults.Index(path+".schedule", j)
			amount := r.amount(at+".amount", row.Amount, 0)
			k := 0
			for k < n && !r.deal.payments[k].reaches(row.Date) {
				k++
			}
			if k == n || row.Date.IsZero() {
				r.faults.Add(at+".date", faults.Inconsistent, row.Date, "a day no later than the last payment")
				continue
			}
			f.scheduled[k] += amount
		}
	}
}

// levies gives the tax in effect at each payment, by its calculation date.
func (r *resolver) levies(path string, steps []TaxSpec) []levy {
	list := make([]levy, len(r.deal.payments))
	for k := range list {
		list[k].over = money.One
	}
	for j, s := range steps {
		at := faults.Index(path, j)
		if j > 0 && !s.From.After(steps[j-1].From) {
			r.faults.Add(at+".from", faults.Inconsistent, s.From, "a date after "+steps[j-1].From.String())
		}
		rate, surcharge := r.rate(at+".rate", s.Rate), r.rate(at+".surcharge", s.Surcharge)
		whole, err := rate.Mul(money.One + surcharge)
		if err != nil {
			r.faults.Add(at, faults.OutOfRange, s.Rate, "a tax that stays in range")
		}
		v := levy{rate: whole, over: money.One, inside: s.Inclusive}
		if s.Inclusive {
			v.over += rate
		}
		for k, p := range r.deal.payments {
			if !p.Calculation.Before(s.From) {
				list[k] = v
			}
		}
	}
	return list
}

func (r *resolver) feeCap(path string, i int, s FeeCapSpec) {
	v := &feeCap{beyond: beyondCarry, perYear: s.Per == PerYear}
	v.amount = r.required(path+".amount", s.Amount, formula.Amount, "the most that the fee is paid at its rank")
	if s.Per != PerYear && s.Per != PerPayment {
		r.faults.Add(path+".per", faults.Missing, nil, "year or payment")
	}
	switch s.Beyond {
	case "", "carry":
	case "lapse":
		v.beyond = beyondLapse
	default:
		j, ok := indexOf(r.deal.fees, s.Beyond)
		if !ok || j == i {
			r.faults.Add(path+".beyond", faults.Unknown, s.Beyond, "carry, lapse or the name of another fee")
			break
		}
		if r.spec.Fees[j].Cap != nil {
			r.faults.Add(path+".beyond", faults.Unsupported, s.Beyond, "a fee without a cap of its own")
		}
		v.beyond = j
	}
	r.deal.fees[i].cap = v
	if v.beyond != beyondCarry {
		r.deal.overflows = append(r.deal.overflows, i)
	}
}
