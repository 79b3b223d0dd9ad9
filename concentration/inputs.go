package concentration

import (
	"errors"
	"fmt"
	"slices"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// ErrNoCashFlow and ErrNoLossRates are the classes, for errors.Is, of the errors about a measure that
// needs what the inputs do not give.
var (
	ErrNoCashFlow  = errors.New("concentration: the basis future_cash_flow needs the amounts of Inputs.CashFlow")
	ErrNoLossRates = errors.New("concentration: the weight expected_loss needs Inputs.LossRates")
)

// ErrTooLarge is the class of the errors about amounts whose sum, or whose sum of squares, does not
// fit: 2^63 minor units and 2^128.
var ErrTooLarge = errors.New("concentration: the amounts are too large to add up")

// CashFlow is what every contract of a pool is expected to pay from the cut-off date on (未来现金流).
// This package projects nothing: the amounts come from package cashflow or from a forecast report.
type CashFlow struct {
	// Label says what the amounts are, such as "contractual, undiscounted". It is printed as part of
	// the basis with every figure, and must not be empty.
	Label string
	// Amounts are in minor units, one for each contract of the pool, by its index; none is negative.
	Amounts []money.Amount
}

// Inputs are what some measures need beyond the pool. The zero value is enough for those on
// outstanding principal and receivable balance, weighted by amount.
type Inputs struct {
	// CashFlow is needed by the basis FutureCashFlow.
	CashFlow CashFlow
	// LossRates are PD × LGD of every contract, by its index, between 0 and 1: needed by the weight
	// ByExpectedLoss. This package estimates none; see money.RoundRateFloat64 for rates of a model.
	LossRates []money.Rate
	// Relations are affiliations beyond those that the parties' groups state. They count for the
	// keys Group and CreditorGroup, and wherever a rule asks for affiliates.
	Relations []Relation
	// BandMonths are the upper edges of the bands of the key MaturityBand in whole months from the
	// cut-off date, ascending, above 0; a band holds its upper edge. nil means 6, 12, 24, 36, 48, 60,
	// which are those of pool.ByRemainingTerm.
	BandMonths []int
}

var defaultBandMonths = []int{6, 12, 24, 36, 48, 60}

// check reports every fault of the inputs at once, as a *faults.Error.
func (in Inputs) check(p *pool.Pool) error {
	var list faults.List
	if flow := in.CashFlow; flow.Amounts != nil {
		if flow.Label == "" {
			list.Add("cash_flow.label", faults.Missing, nil, "what the amounts are, such as \"contractual, undiscounted\"")
		}
		checkLength(&list, "cash_flow.amounts", len(flow.Amounts), p.Len())
		for i, a := range flow.Amounts {
			if a < 0 {
				list.Add(faults.Index("cash_flow.amounts", i), faults.OutOfRange, a.Format(p.Currency()), "an amount of 0 or more")
			}
		}
		if _, err := money.Sum(flow.Amounts...); err != nil {
			list.Add("cash_flow.amounts", faults.OutOfRange, "a sum beyond the range of amounts", "amounts that can be added up")
		}
	}
	if in.LossRates != nil {
		checkLength(&list, "loss_rates", len(in.LossRates), p.Len())
		for i, r := range in.LossRates {
			if r < 0 || r > money.One {
				list.Add(faults.Index("loss_rates", i), faults.OutOfRange, r, "a rate between 0 and 1")
			}
		}
	}
	for i, m := range in.BandMonths {
		if m <= 0 || i > 0 && m <= in.BandMonths[i-1] {
			list.Add(faults.Index("band_months", i), faults.OutOfRange, m, "months above 0 in ascending order")
		}
	}
	checkRelations(&list, p, in.Relations)
	return list.Err()
}

func checkLength(list *faults.List, path string, got, contracts int) {
	if got != contracts {
		list.Add(path, faults.Inconsistent, fmt.Sprintf("%d values", got), fmt.Sprintf("one for each of the %d contracts", contracts))
	}
}

// amountOf measures one contract: the basis, times PD × LGD (half-even, to the minor unit) where the
// measure weighs by expected loss.
func (in Inputs) amountOf(m Measure, i int, c pool.Contract) (money.Amount, error) {
	a, err := in.basisOf(m.Basis, i, c)
	if err != nil || m.Weight == ByAmount {
		return a, err
	}
	if in.LossRates == nil {
		return 0, ErrNoLossRates
	}
	return a.MulRate(in.LossRates[i])
}

func (in Inputs) basisOf(b Basis, i int, c pool.Contract) (money.Amount, error) {
	if b != FutureCashFlow {
		return b.of(c)
	}
	if in.CashFlow.Amounts == nil {
		return 0, ErrNoCashFlow
	}
	return in.CashFlow.Amounts[i], nil
}

// band gives the band of a contract's remaining term.
func (in Inputs) band(p *pool.Pool, c pool.Contract) string {
	edges := in.BandMonths
	if edges == nil {
		edges = defaultBandMonths
	}
	months := p.RemainingMonths(c)
	i, _ := slices.BinarySearchFunc(edges, months, func(edge int, m float64) int {
		if float64(edge) < m {
			return -1
		}
		return 1
	})
	switch {
	case len(edges) == 0:
		return "all terms"
	case i == 0:
		return fmt.Sprintf("up to %d months", edges[0])
	case i == len(edges):
		return fmt.Sprintf("over %d months", edges[i-1])
	}
	return fmt.Sprintf("over %d to %d months", edges[i-1], edges[i])
}
