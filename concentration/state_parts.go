package concentration

import "github.com/ipabs/ipabs/money"

// Amount is what a contract counts with when it enters the set: its amount on the basis of the measure.
func (s *State) Amount(contract int) money.Amount { return s.layout.contracts[contract].amount }

// EachPart calls visit with the buckets that a contract counts in, and with how much in each. Parts sum
// to Amount, except where joint obligors each carry the whole contract.
func (s *State) EachPart(contract int, visit func(bucket int, amount money.Amount)) {
	for _, q := range s.layout.contracts[contract].parts {
		visit(int(q.bucket), q.amount)
	}
}
