package pool

import (
	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/internal/textindex"
	"github.com/ipabs/ipabs/money"
)

// Builder makes a pool of parties, rights and contracts that are handed to it one by one, for a program
// that need not hold all of them as specifications at once:
//
//	b := pool.NewBuilder(pool.Spec{AsOf: asOf, Currency: money.CNY})
//	for … {
//		b.Party(&party)
//		b.Contract(&contract) // names parties and rights that were handed over before
//	}
//	p, err := b.Pool()
//
// What it makes of them, and what it refuses, is what Spec.Resolve does, which is one of its callers.
// Nothing that was handed over is kept but texts: the caller may use the memory of a specification for
// the next one. A Builder is not safe for concurrent use, and the zero value is not usable.
type Builder struct{ r resolver }

// NewBuilder begins a pool with the head of a document: schema, cut-off date, currency and exchange
// rates. Its lists are left to the caller to hand over.
func NewBuilder(head Spec) *Builder {
	head.Parties, head.Rights, head.Contracts = nil, nil, nil
	b := &Builder{resolver{spec: head}}
	b.r.header()
	b.r.fxTable()
	return b
}

// Grow makes room for so many parties, rights and contracts more, so that the lists need not be moved.
func (b *Builder) Grow(parties, rights, contracts int) {
	r := &b.r
	r.parties, r.rights, r.resolved = grown(r.parties, parties), grown(r.rights, rights), grown(r.resolved, contracts)
	r.expected = max(r.expected, len(r.resolved)+contracts)
	r.partyIndex.Grow(parties)
	r.rightIndex.Grow(rights)
	r.contractIndex.Grow(contracts)
}

func grown[T any](list []T, n int) []T {
	if cap(list)-len(list) >= n {
		return list
	}
	return append(make([]T, 0, len(list)+n), list...)
}

// Party takes a party, and reports whether it is sound. Its faults come with Pool, as those of
// "parties[i]", where i counts the parties handed over.
func (b *Builder) Party(s *PartySpec) bool {
	r := &b.r
	n := r.faults.Len()
	r.party("", s)
	return r.nest(n, "parties", len(r.parties)-1)
}

// PartyIndex finds a party that was handed over by its id.
func (b *Builder) PartyIndex(id string) (PartyIndex, bool) { return b.r.partyOf(id) }

// NumParties, NumRights and NumContracts count what was handed over, sound or not.
func (b *Builder) NumParties() int { return len(b.r.parties) }

// NumRights counts the rights that were handed over, sound or not.
func (b *Builder) NumRights() int { return len(b.r.rights) }

// NumContracts counts the contracts that were handed over, sound or not.
func (b *Builder) NumContracts() int { return len(b.r.resolved) }

// PartyAt gives what is known of a party so far.
func (b *Builder) PartyAt(i PartyIndex) Party { return b.r.parties[i] }

// Restate puts another statement of a party, with the same id, in the place of the one before, and reports
// whether it is sound: a document may say more of a party after contracts have named it.
func (b *Builder) Restate(i PartyIndex, s *PartySpec) bool {
	r := &b.r
	n := r.faults.Len()
	if limit, ok := r.parties[i].GuaranteeLimit.Get(); ok {
		r.totals.take("guarantee_limit", limit)
	}
	id := r.parties[i].ID
	r.parties[i] = r.partyTerms("", s)
	r.parties[i].ID = id
	return r.nest(n, "parties", int(i))
}

// Right takes a right, and reports whether it is sound. Its owner, and holders of pledges and licences,
// must have been handed over before.
func (b *Builder) Right(s *RightSpec) bool {
	r := &b.r
	n := r.faults.Len()
	r.right("", s)
	return r.nest(n, "rights", len(r.rights)-1)
}

// RightIndex finds a right that was handed over by its id.
func (b *Builder) RightIndex(id string) (int, bool) {
	return b.r.rightIndex.Find(id, b.r.rightID)
}

// RightAt gives a right that was handed over.
func (b *Builder) RightAt(i int) Right { return b.r.rights[i] }

// ContractIndex finds a contract that was handed over by its number; of several with one number, the first.
func (b *Builder) ContractIndex(id string) (int, bool) {
	return b.r.contractIndex.Find(id, b.r.contractID)
}

// Contract takes a contract, and reports whether it is sound. The parties and rights that it names must
// have been handed over before.
func (b *Builder) Contract(s *ContractSpec) bool {
	r := &b.r
	n := r.faults.Len()
	if len(r.resolved) >= MaxContracts {
		if !r.tooMany {
			b.tooMany(MaxContracts + 1)
		}
		return false
	}
	if s.ID == "" {
		r.missing("id", "the number of the contract")
	} else if _, taken := r.contractIndex.Find(s.ID, r.contractID); taken {
		r.duplicate("id", s.ID)
	} else {
		r.contractIndex.Add(s.ID, len(r.resolved))
	}
	r.resolved = append(r.resolved, Contract{})
	r.stated("", s, &r.resolved[len(r.resolved)-1])
	return r.nest(n, "contracts", len(r.resolved)-1)
}

// fewest is how many elements of a list there are before it is concluded how many more will come.
const fewest = 256

// withRoom gives a list room for another element: for as many, at first, as there are, and later for as many
// as the contracts that are expected will bring, going by those that came.
func withRoom[T any](r *resolver, list []T, index *textindex.Index) []T {
	n, done := len(list), len(r.resolved)
	if n < cap(list) {
		return list
	}
	more := max(n, 16)
	if n >= fewest && done >= fewest && r.expected > done {
		more = max(n/8, n*r.expected/done-n+n/16)
	}
	index.Grow(more)
	return grown(list, more)
}

func (b *Builder) tooMany(n int) {
	b.r.tooMany = true
	b.r.outOfRange("contracts", n, "at most 10,000,000 contracts")
}

// Pool gives the pool, or an error of type *faults.Error that carries the faults of all that was handed
// over. The Builder must not be used afterwards.
func (b *Builder) Pool() (*Pool, error) {
	r := &b.r
	if len(r.resolved) == 0 && !r.tooMany {
		r.missing("contracts", "at least one contract")
	}
	r.contractRefs()
	if err := r.faults.Err(); err != nil {
		return nil, err
	}
	return &Pool{asOf: r.asOf, currency: r.spec.Currency, parties: r.parties, rights: r.rights, contracts: r.resolved, principal: r.totals.of("balance")}, nil
}

// resolver carries what the checks of one document share.
type resolver struct {
	spec          Spec // the head of it
	faults        faults.List
	asOf          calendar.Date
	partyIndex    textindex.Index
	rightIndex    textindex.Index
	contractIndex textindex.Index
	parties       []Party
	rights        []Right
	resolved      []Contract
	refs          []contractRef
	expected      int // contracts, as far as the caller has said
	tooMany       bool
	fx            *money.FXTable
	totals        totals
}

func (r *resolver) partyID(i int) string    { return r.parties[i].ID }
func (r *resolver) rightID(i int) string    { return r.rights[i].ID }
func (r *resolver) contractID(i int) string { return r.resolved[i].ID }

func (r *resolver) partyOf(id string) (PartyIndex, bool) {
	i, ok := r.partyIndex.Find(id, r.partyID)
	return PartyIndex(i), ok
}

func (r *resolver) rightOf(id string) (int32, bool) {
	i, ok := r.rightIndex.Find(id, r.rightID)
	return int32(i), ok
}

// nest puts the faults of one element, those after the first n, under its place in the document, and reports
// whether there are none. Elements are checked under an empty path: to write a path for every field of a
// large pool would take longer than to check it.
func (r *resolver) nest(n int, list string, i int) bool {
	if r.faults.Len() == n {
		return true
	}
	r.faults.Nest(n, faults.Index(list, i))
	return false
}
