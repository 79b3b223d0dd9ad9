package concentration

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// Unknown is the bucket of contracts of which the pool does not say where they belong. It is a
// bucket like any other: it counts in every index and is printed with every table.
const Unknown = "unknown"

// Mixed is the bucket of contracts that rest on rights of more than one type.
const Mixed = "mixed"

// Measure says what a concentration is measured on. All of it is part of every result, because the
// same pool gives quite different figures on different measures.
type Measure struct {
	Key        Key        `json:"key"`
	Basis      Basis      `json:"basis"`
	Allocation Allocation `json:"allocation"`
}

// String gives the measure in words, such as "obligor on outstanding_principal, equal".
func (m Measure) String() string {
	return fmt.Sprintf("%s on %s, %s", m.Key, m.Basis, m.Allocation)
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
	total    money.Amount // of the pool, on the basis
	sum      money.Amount // of the entries; above the total when obligors each carry the whole
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

// NewExposures measures a pool. The amount of a contract is divided among its buckets by the measure's
// allocation, exactly to the minor unit: what is divided sums to the contract (largest remainder).
//
// It is an error to ask for stated shares when a contract with several obligors states none, and
// for a basis that a contract does not give.
func NewExposures(p *pool.Pool, m Measure) (*Exposures, error) {
	b := builder{pool: p, measure: m, index: map[string]int{}}
	for _, c := range p.Contracts() {
		amount, err := m.Basis.of(c)
		if err != nil {
			return nil, err
		}
		b.total += amount
		if err := b.add(c, amount); err != nil {
			return nil, err
		}
	}
	var sum money.Amount
	for _, v := range b.entries {
		sum += v.Amount
	}
	slices.SortStableFunc(b.entries, func(x, y Entry) int {
		if x.Amount != y.Amount {
			return int(min(max(y.Amount-x.Amount, -1), 1))
		}
		return strings.Compare(x.Key, y.Key)
	})
	return &Exposures{measure: m, currency: p.Currency(), entries: b.entries, total: b.total, sum: sum}, nil
}

type builder struct {
	pool    *pool.Pool
	measure Measure
	entries []Entry
	index   map[string]int
	total   money.Amount
	touched []int // entries that the current contract has counted in
}

// add divides one contract among its buckets.
func (b *builder) add(c pool.Contract, amount money.Amount) error {
	b.touched = b.touched[:0]
	parties := b.measure.Key.parties(c)
	if parties == nil { // a key of the contract, not of its parties
		key, label := b.measure.Key.bucket(b.pool, c, pool.NoParty)
		b.put(key, label, amount)
		return nil
	}
	if len(parties) == 0 {
		b.put(Unknown, Unknown, amount)
		return nil
	}
	parts, err := b.measure.divide(c, amount, len(parties))
	if err != nil {
		return err
	}
	// Joint obligors who each carry the whole contract carry it once per bucket: two affiliates who
	// owe one contract together do not make their group owe it twice.
	once := b.measure.Allocation == JointAndSeveral
	for i, part := range parts {
		key, label := b.measure.Key.bucket(b.pool, c, parties[i])
		if once && b.hasTouched(key) {
			continue
		}
		b.put(key, label, part)
	}
	return nil
}

func (b *builder) hasTouched(key string) bool {
	i, ok := b.index[key]
	return ok && slices.Contains(b.touched, i)
}

func (b *builder) put(key, label string, amount money.Amount) {
	i, ok := b.index[key]
	if !ok {
		i = len(b.entries)
		b.index[key] = i
		b.entries = append(b.entries, Entry{Key: key, Label: label})
	}
	b.entries[i].Amount += amount
	if !slices.Contains(b.touched, i) {
		b.entries[i].Contracts++
		b.touched = append(b.touched, i)
	}
}
