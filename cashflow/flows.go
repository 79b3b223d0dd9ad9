package cashflow

import (
	"iter"
	"maps"
	"slices"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// Flows is the projection of a pool: the rows of each contract in order of date, contracts in the
// order of the pool. It is immutable and safe for concurrent use.
type Flows struct {
	asOf        calendar.Date
	currency    money.Currency
	principal   money.Amount
	last        calendar.Date
	totals      Totals
	rows        []Row
	first       []int // rows[first[i]:first[i+1]] belong to contract i
	rates       []pool.Opt[money.Rate]
	accrues     []calendar.Date // from which the interest of a contract's first row runs; unset where it is paid in advance
	pool        *pool.Pool
	assumptions []Assumption
	notes       []Note
	settings    Settings
}

// Engine names the rules of projection. A change that can change a number in a result changes it.
const Engine = "ipabs.cashflow/1"

// Settings gives the settings of the projection, with every default filled in except the day counts,
// which depend on the form.
func (f *Flows) Settings() Settings {
	s := f.settings
	s.Curves = maps.Clone(s.Curves)
	for name, steps := range s.Curves {
		s.Curves[name] = slices.Clone(steps)
	}
	return s
}

// AsOf is the cut-off date (封包日). Every row is dated after it.
func (f *Flows) AsOf() calendar.Date { return f.asOf }

// Currency is the currency of every amount.
func (f *Flows) Currency() money.Currency { return f.currency }

// Principal is the outstanding principal of the pool at the cut-off date.
func (f *Flows) Principal() money.Amount { return f.principal }

// Len is the number of contracts.
func (f *Flows) Len() int { return len(f.first) - 1 }

// NumRows is the number of rows of all contracts.
func (f *Flows) NumRows() int { return len(f.rows) }

// LastDate is the date of the last row in the pool.
func (f *Flows) LastDate() calendar.Date { return f.last }

// Rows gives a copy of the rows of the i-th contract.
func (f *Flows) Rows(i int) []Row { return slices.Clone(f.of(i)) }

// All gives every row with the place of its contract, in order.
func (f *Flows) All() iter.Seq2[int, Row] {
	return func(yield func(int, Row) bool) {
		for i := range f.Len() {
			for _, r := range f.of(i) {
				if !yield(i, r) {
					return
				}
			}
		}
	}
}

// Rate is the yearly rate of the first row of the i-th contract: stated, implied by the payments, or
// the fall-back. It is unknown for a receivable, which bears none.
func (f *Flows) Rate(i int) pool.Opt[money.Rate] { return f.rates[i] }

// Total is the sum over the rows of all contracts.
func (f *Flows) Total() Totals { return f.totals }

// ContractTotal is the sum over the rows of the i-th contract.
func (f *Flows) ContractTotal(i int) Totals {
	var t Totals
	rows := f.of(i)
	for k := range rows {
		t.add(&rows[k])
	}
	return t
}

// Assumptions gives a copy of what was taken where contracts are silent, in the order of the pool.
func (f *Flows) Assumptions() []Assumption { return slices.Clone(f.assumptions) }

// Summary counts the assumptions: what, taken, for how many contracts.
func (f *Flows) Summary() []AssumptionCount { return summary(f.assumptions) }

// Notes gives a copy of what contradicts itself, in the order of the pool; notes on the settings
// come last.
func (f *Flows) Notes() []Note { return slices.Clone(f.notes) }

// DatedPayments gives the sum of all payments on each day on which there is one, in order of date:
// the cash of the pool, deposits included.
func (f *Flows) DatedPayments() []Dated {
	return f.byDay(func(r *Row) money.Amount { return r.Payment })
}

// DatedPrincipal gives the principal paid on each day on which some is, in order of date.
func (f *Flows) DatedPrincipal() []Dated {
	return f.byDay(func(r *Row) money.Amount { return r.Principal })
}

func (f *Flows) byDay(of func(*Row) money.Amount) []Dated {
	if len(f.rows) == 0 {
		return nil
	}
	days := make([]money.Amount, f.last.Sub(f.asOf)+1)
	n := 0
	for i := range f.rows {
		at := &days[f.rows[i].Date-f.asOf]
		if a := of(&f.rows[i]); a != 0 {
			if *at == 0 {
				n++
			}
			*at += a
		}
	}
	list := make([]Dated, 0, n)
	for d, a := range days {
		if a != 0 {
			list = append(list, Dated{Date: f.asOf.AddDays(d), Amount: a})
		}
	}
	return list
}

func (f *Flows) of(i int) []Row { return f.rows[f.first[i]:f.first[i+1]] }
