package cashflow

import (
	"errors"
	"math"
	"testing"

	"github.com/ipabs/ipabs/money"
)

func TestSettleRefusesWhatCannotBe(t *testing.T) {
	most := money.Amount(math.MaxInt64)
	tests := []struct {
		situation string
		balance   money.Amount
		rows      []Row
		want      error
	}{
		{"principal that is not all repaid", 10, []Row{{Principal: 9}}, ErrConservation},
		{"more principal than there is", 10, []Row{{Principal: 11}}, ErrConservation},
		{"a balance that is below zero for a time", 10, []Row{{Principal: 11}, {Principal: -1}}, ErrConservation},
		{"negative interest", 10, []Row{{Principal: 10, Interest: -1}}, ErrConservation},
		{"a payment beyond an amount", 10, []Row{{Principal: 10, Interest: most}}, money.ErrOverflow},
		{"a payment beyond an amount by what is paid beside", 10, []Row{{Principal: 10, Other: most}}, money.ErrOverflow},
		// The sum comes back above zero: only the payment shows that it wrapped.
		{"a payment that wraps behind a large one", 10, []Row{{Interest: most}, {Principal: 10, Interest: most - 10, Other: most}}, money.ErrOverflow},
		{"payments whose sum does not fit", 10, []Row{{Interest: most / 2}, {Principal: 10, Interest: most / 2}}, money.ErrOverflow},
		{"dilution that does not fit beside the payments", 10, []Row{{Interest: most}, {Dilution: 10}}, money.ErrOverflow},
		{"the largest sum", 10, []Row{{Principal: 4, Interest: most - 10}, {Dilution: 6}}, nil},
	}
	for _, tt := range tests {
		if _, err := settle(tt.rows, tt.balance); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", tt.situation, err)
		}
	}
}
