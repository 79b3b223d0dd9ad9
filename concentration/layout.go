package concentration

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// layout says of every contract of a pool in which buckets it counts, and with how much. Exposures,
// states and rules are sums over it.
type layout struct {
	measure   Measure
	currency  money.Currency
	buckets   []bucket // in the order of first mention
	contracts []placement
}

type bucket struct{ key, label string }

// placement is one contract.
type placement struct {
	amount money.Amount // on the basis and with the weight
	parts  []part       // one per bucket
	// unknown are the parts of which the pool does not say where they belong. Their sum is one of the
	// parts, but nobody knows whether they belong together, except where they are of one party.
	unknown []unknownPart
}

type unknownPart struct {
	party  pool.PartyIndex // NoParty when the contract names none
	amount money.Amount
}

// part is what a contract counts with in one bucket.
type part struct {
	bucket int32
	amount money.Amount
}

func newLayout(p *pool.Pool, m Measure, in Inputs) (*layout, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	if err := in.check(p); err != nil {
		return nil, err
	}
	b := builder{pool: p, measure: m, in: in, index: map[string]int32{}}
	b.measure.CashFlow, b.measure.Relations = "", 0
	if m.Basis == FutureCashFlow {
		b.measure.CashFlow = in.CashFlow.Label
	}
	if m.Key.mergesAffiliates() {
		var err error
		if b.groups, err = newAffiliation(p, in.Relations); err != nil {
			return nil, err
		}
		b.measure.Relations = len(in.Relations)
	}
	contracts := make([]placement, 0, p.Len())
	for i, c := range p.Contracts() {
		amount, err := in.amountOf(m, i, c)
		if err != nil {
			return nil, err
		}
		placed, err := b.place(c, amount)
		if err != nil {
			return nil, err
		}
		contracts = append(contracts, placed)
	}
	return &layout{measure: b.measure, currency: p.Currency(), buckets: b.buckets, contracts: contracts}, nil
}

type builder struct {
	pool    *pool.Pool
	measure Measure
	in      Inputs
	groups  *affiliation // only for keys that merge affiliates
	buckets []bucket
	index   map[string]int32
}

// place divides one contract among its buckets.
func (b *builder) place(c pool.Contract, amount money.Amount) (placement, error) {
	placed := placement{amount: amount}
	parties := b.measure.Key.parties(c)
	switch {
	case parties == nil: // a key of the contract, not of its parties
		b.put(&placed, c, pool.NoParty, amount)
		return placed, nil
	case len(parties) == 0:
		b.add(&placed, Unknown, Unknown, pool.NoParty, amount)
		return placed, nil
	}
	parts, err := b.measure.divide(c, amount, len(parties))
	if err != nil {
		return placement{}, err
	}
	for i, share := range parts {
		b.put(&placed, c, parties[i], share)
	}
	return placed, nil
}

func (b *builder) put(placed *placement, c pool.Contract, i pool.PartyIndex, amount money.Amount) {
	key, label := b.measure.Key.bucket(b.pool, b.in, b.groups, c, i)
	b.add(placed, key, label, i, amount)
}

func (b *builder) add(placed *placement, key, label string, party pool.PartyIndex, amount money.Amount) {
	at := b.bucket(key, label)
	if key == Unknown {
		placed.unknown = append(placed.unknown, unknownPart{party, amount})
	}
	i := slices.IndexFunc(placed.parts, func(q part) bool { return q.bucket == at })
	switch {
	case i < 0:
		placed.parts = append(placed.parts, part{at, amount})
	case b.measure.Allocation == JointAndSeveral:
		// Joint obligors who each carry the whole contract carry it once per bucket: two affiliates
		// who owe one contract together do not make their group owe it twice.
	default:
		placed.parts[i].amount += amount
	}
}

func (b *builder) bucket(key, label string) int32 {
	at, ok := b.index[key]
	if !ok {
		at = int32(len(b.buckets))
		b.index[key] = at
		b.buckets = append(b.buckets, bucket{key, label})
	}
	return at
}

// exposures adds up all contracts.
func (l *layout) exposures() (*Exposures, error) {
	e := &Exposures{measure: l.measure, currency: l.currency, entries: make([]Entry, len(l.buckets))}
	for i, b := range l.buckets {
		e.entries[i] = Entry{Key: b.key, Label: b.label}
	}
	var err error
	unknownOf := map[pool.PartyIndex]int{}
	for _, c := range l.contracts {
		if e.total, err = e.total.Add(c.amount); err != nil {
			return nil, l.tooLarge()
		}
		for _, u := range c.unknown {
			at, seen := unknownOf[u.party]
			if !seen || u.party == pool.NoParty {
				at = len(e.unknown)
				unknownOf[u.party] = at
				e.unknown = append(e.unknown, 0)
			}
			e.unknown[at] += u.amount
		}
		for _, q := range c.parts {
			// A bucket holds at most the total, but all together may hold more.
			e.entries[q.bucket].Amount += q.amount
			e.entries[q.bucket].Contracts++
			if e.sum, err = e.sum.Add(q.amount); err != nil {
				return nil, l.tooLarge()
			}
		}
	}
	slices.SortStableFunc(e.entries, func(x, y Entry) int {
		return cmp.Or(cmp.Compare(y.Amount, x.Amount), strings.Compare(x.Key, y.Key))
	})
	return e, nil
}

func (l *layout) tooLarge() error { return fmt.Errorf("%w, by %s", ErrTooLarge, l.measure) }
