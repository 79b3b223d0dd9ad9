package optimize

import (
	"math/big"

	"github.com/ipabs/ipabs/money"
)

// measure is what a rule puts a limit on. Its reading is exact; its rows are satisfied by every choice
// that keeps the limit.
type measure interface {
	// read gives the value for a choice; false where it has none, such as a share of an empty pool.
	read(x *choice) (*big.Rat, bool)
	// rows adds to the model what the limit asks.
	rows(m *model, ceiling bool, limit *big.Rat)
	// unit says how values are written.
	unit() unit
	// learn adds to the memory what cuts off a choice that breaks the limit, if rows can; false otherwise.
	learn(mem *memory, at place, x *choice, ceiling bool, limit *big.Rat) bool
}

// unit is how values of a measure are written.
type unit uint8

const (
	ofShare  unit = iota // a fraction of one, in per cent
	ofAmount             // minor units, written in units of the currency
	ofCount              // a whole number
	ofYears              // years
	ofMonths             // months
	ofIndex              // a plain number
	ofSquare             // squared units of the currency
)

// plain is embedded by measures whose rows say all there is to say.
type plain struct{}

func (plain) learn(*memory, place, *choice, bool, *big.Rat) bool { return false }

// holds decides by exact comparison.
func holds(value *big.Rat, s sense, limit *big.Rat) bool {
	c := value.Cmp(limit)
	switch s {
	case atMost:
		return c <= 0
	case below:
		return c < 0
	case atLeast:
		return c >= 0
	}
	return c > 0
}

// sense is how a value must stand to its limit.
type sense uint8

const (
	atMost sense = iota
	below
	atLeast
	above
)

func (s sense) ceiling() bool { return s == atMost || s == below }

func (s sense) strict() bool { return s == below || s == above }

// quotient is a over b, false for b = 0.
func quotient(a, b money.Amount) (*big.Rat, bool) {
	if b == 0 {
		return nil, false
	}
	return big.NewRat(int64(a), int64(b)), true
}

func exact(v float64) *big.Rat {
	r, ok := new(big.Rat), false
	if r = r.SetFloat64(v); r != nil {
		ok = true
	}
	if !ok {
		return new(big.Rat)
	}
	return r
}
