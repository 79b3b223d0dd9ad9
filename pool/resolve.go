package pool

import "context"

// MaxContracts is the largest number of contracts in one pool.
const MaxContracts = 10_000_000

// MaxRightCount is the largest number of rights that one entry of the list of rights may stand for.
const MaxRightCount = 1_000_000

// Resolve checks the whole specification and gives the pool, or an error of type *faults.Error that
// carries every fault with its path, such as "contracts[12].maturity". A pool without contracts is
// a fault. The pool shares no memory with the specification but texts.
//
// Amounts must be exact in the minor unit of the currency. The sum of every amount field over the
// whole document (all balances, all receivable balances, all original amounts, all instalments, ...)
// must fit an amount too: it is bounded here once, so that later sums cannot overflow. A value that
// is itself a fault is left out of every comparison, so that one mistake is reported once.
func (s Spec) Resolve() (*Pool, error) { return s.ResolveContext(context.Background()) }

// perCheck is how many elements of a document are resolved between two looks at the context.
const perCheck = 100

// ResolveContext is Resolve, and stops within a hundred parties, rights or contracts of the end of ctx,
// with its cause as the error.
func (s Spec) ResolveContext(ctx context.Context) (*Pool, error) {
	b := NewBuilder(s)
	b.Grow(len(s.Parties), len(s.Rights), min(len(s.Contracts), MaxContracts))
	steps := []struct {
		n    int
		take func(i int) bool
	}{
		{len(s.Parties), func(i int) bool { return b.Party(&s.Parties[i]) }},
		{len(s.Rights), func(i int) bool { return b.Right(&s.Rights[i]) }},
		{len(s.Contracts), func(i int) bool { return b.Contract(&s.Contracts[i]) }},
	}
	for k, step := range steps {
		if k == 2 && step.n > MaxContracts {
			b.tooMany(step.n)
			break
		}
		for i := range step.n {
			if i%perCheck == 0 && ctx.Err() != nil {
				return nil, context.Cause(ctx)
			}
			step.take(i)
		}
	}
	return b.Pool()
}
