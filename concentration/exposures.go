package concentration

import (
	"fmt"
	"slices"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// Unknown is the bucket of contracts of which the pool does not say where they belong. It is a
// bucket like any other: it counts in every index and is printed with every table.
const Unknown = "unknown"

// Mixed is the bucket of contracts that rest on rights of more than one type.
const Mixed = "mixed"

// Measure says what a concentration is measured on. All of it is part of every result, because the
// same pool gives quite different figures on different measures. The zero value is a measure too:
// obligors on outstanding principal, joint obligors in equal parts.
type Measure struct {
	Key        Key        `json:"key"`
	Basis      Basis      `json:"basis"`
	Allocation Allocation `json:"allocation"`
	// Weight is ByAmount unless stated.
	Weight Weight `json:"weight,omitempty"`

	// CashFlow is the label of the amounts behind the basis FutureCashFlow, and Relations the number
	// of relations that were stated beside the parties' own groups, for a key that merges affiliates.
	// Both are filled in by what measures a pool; what a caller writes there is overwritten.
	CashFlow  string `json:"cash_flow,omitempty"`
	Relations int    `json:"relations,omitempty"`
}

// String gives the measure in words, such as "obligor on outstanding_principal, equal" or "group
// (2 relations stated) on future_cash_flow (contractual, undiscounted), equal, weighted by
// expected_loss".
func (m Measure) String() string {
	key, basis, weight := m.Key.String(), m.Basis.String(), ""
	switch {
	case m.Relations == 1:
		key += " (1 relation stated)"
	case m.Relations > 1:
		key += fmt.Sprintf(" (%d relations stated)", m.Relations)
	}
	if m.CashFlow != "" {
		basis += " (" + m.CashFlow + ")"
	}
	if m.Weight != ByAmount {
		weight = ", weighted by " + m.Weight.String()
	}
	return fmt.Sprintf("%s on %s, %s%s", key, basis, m.Allocation, weight)
}

// check refuses values that are no constants, which only a conversion in a program makes.
func (m Measure) check() error {
	for _, v := range []struct {
		what  string
		names []string
		value uint8
	}{{"key", keyNames, uint8(m.Key)}, {"basis", basisNames, uint8(m.Basis)},
		{"allocation", allocationNames, uint8(m.Allocation)}, {"weight", weightNames, uint8(m.Weight)}} {
		if int(v.value) >= len(v.names) {
			return fmt.Errorf("concentration: unknown %s %s", v.what, word(v.names, v.value))
		}
	}
	return nil
}

// Entry is one bucket: one obligor, one industry and so on.
type Entry struct {
	// Key identifies the bucket: the id of a party, the name of a group, a code of GB/T 4754 or
	// GB/T 2260, the name of a type; or Unknown or Mixed.
	Key string
	// Label is the key in words, for a reader.
	Label     string
	Amount    money.Amount
	Contracts int // contracts with an amount in the bucket
}

// Exposures are the amounts of a pool by one key. They are immutable and safe for concurrent use.
type Exposures struct {
	measure  Measure
	currency money.Currency
	entries  []Entry
	total    money.Amount   // of the pool, on the basis
	sum      money.Amount   // of the entries; above the total when obligors each carry the whole
	unknown  []money.Amount // what makes up the bucket Unknown: an amount for each party, or contract without one
}

// Measure gives what the exposures are measured on.
func (e *Exposures) Measure() Measure { return e.measure }

// Currency is the currency of the amounts.
func (e *Exposures) Currency() money.Currency { return e.currency }

// Len is the number of buckets.
func (e *Exposures) Len() int { return len(e.entries) }

// Entries gives a copy of the buckets, largest first, equal ones by key.
func (e *Exposures) Entries() []Entry { return slices.Clone(e.entries) }

// Total is the amount of the whole pool on the basis.
func (e *Exposures) Total() money.Amount { return e.total }

// Find gives the bucket with a key.
func (e *Exposures) Find(key string) (Entry, bool) {
	i := slices.IndexFunc(e.entries, func(v Entry) bool { return v.Key == key })
	if i < 0 {
		return Entry{}, false
	}
	return e.entries[i], true
}

// Share is the share of the pool that an amount makes.
func (e *Exposures) Share(a money.Amount) float64 { return float64(a) / float64(e.total) }

// TopAmount is the sum of the k largest buckets.
func (e *Exposures) TopAmount(k int) money.Amount {
	var sum money.Amount
	for _, v := range e.entries[:min(max(k, 0), len(e.entries))] {
		sum += v.Amount
	}
	return sum
}

// Top is the share of the pool that the k largest buckets hold (前k大占比). Where joint obligors
// each carry the whole contract it can pass 1.
func (e *Exposures) Top(k int) float64 { return e.Share(e.TopAmount(k)) }

// Amounts gives the amounts in minor units as the index functions of this package take them.
func (e *Exposures) Amounts() []float64 {
	x := make([]float64, len(e.entries))
	for i, v := range e.entries {
		x[i] = float64(v.Amount)
	}
	return x
}

// HHI is the sum of the squared shares of the pool. Where joint obligors each carry the whole
// contract, shares are still shares of the pool and sum to more than 1.
func (e *Exposures) HHI() float64 {
	scale := float64(e.sum) / float64(e.total)
	return HHI(e.Amounts()) * scale * scale
}

// EffectiveNumber is the number of equal buckets with the same HHI: 1/HHI.
func (e *Exposures) EffectiveNumber() float64 { return 1 / e.HHI() }

// Gini is the Gini coefficient of the amounts.
func (e *Exposures) Gini() float64 { return Gini(e.Amounts()) }

// NewExposures measures a pool on what the pool itself states. The amount of a contract is divided among
// its buckets by the measure's allocation, exactly to the minor unit: what is divided sums to the
// contract (largest remainder).
//
// It is an error to ask for stated shares when a contract with several obligors states none, and
// for a basis that a contract does not give.
func NewExposures(p *pool.Pool, m Measure) (*Exposures, error) {
	return NewExposuresFrom(p, m, Inputs{})
}

// NewExposuresFrom is NewExposures with what the pool does not hold: future cash flow, loss rates, relations
// between parties and the edges of maturity bands.
//
// With the weight ByExpectedLoss the amount of a contract is its amount on the basis times its
// PD × LGD, rounded once to the minor unit (half-even), and the total is the sum of those.
//
// Errors are those of NewExposures, ErrNoCashFlow and ErrNoLossRates for what is missing, ErrTooLarge,
// and a *faults.Error with every fault of the inputs.
func NewExposuresFrom(p *pool.Pool, m Measure, in Inputs) (*Exposures, error) {
	l, err := newLayout(p, m, in)
	if err != nil {
		return nil, err
	}
	return l.exposures()
}
