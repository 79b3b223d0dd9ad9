package credit

import (
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// CapitalTranche is a tranche of the deal with its outstanding balance.
type CapitalTranche struct {
	Name    string
	Balance money.Amount
	// Rank orders the tranches by their claim on the pool: a lower rank is more senior, equal ranks
	// share losses pro rata.
	Rank int
}

// CapitalStructure is a pool and the tranches that stand on it.
type CapitalStructure struct {
	// Pool is the outstanding balance of the underlying assets, including the assets of funded
	// reserve accounts (有资金支持的储备账户) that can absorb losses. Over-collateral needs no tranche
	// of its own: it is what the tranches leave of the pool.
	Pool     money.Amount
	Tranches []CapitalTranche
}

// TranchePoints are the attachment and detachment point of a tranche, as shares of the pool.
type TranchePoints struct {
	Name                   string
	Attachment, Detachment float64
}

// AttachmentPoints finds where each tranche starts to lose (档次起始点 A) and where it is gone
// (档次分离点 D), in the order of the tranches given:
//
//	A = max(0, pool − balances ranking above or equal) / pool
//	D = max(0, pool − balances ranking above) / pool
//
// Amounts are added exactly, and the attachment point of a tranche is to the bit the detachment point
// of the next. Unfunded reserves and assets that do not absorb losses are to be left out.
//
// Errors: a *faults.Error with every fault in the balances.
//
// Source: Basel CRE44.14 and CRE44.15; annex 11 part 3(3).
func AttachmentPoints(s CapitalStructure) ([]TranchePoints, error) {
	var list faults.List
	if s.Pool <= 0 {
		list.Add("pool", faults.OutOfRange, int64(s.Pool), "an amount above 0")
	}
	if len(s.Tranches) == 0 {
		list.Add("tranches", faults.Missing, nil, "at least one tranche")
	}
	amounts := make([]money.Amount, 0, len(s.Tranches))
	seen := make(map[string]bool)
	for i, t := range s.Tranches {
		at := faults.Index("tranches", i)
		switch {
		case t.Name == "":
			list.Add(faults.Join(at, "name"), faults.Missing, nil, "the name of the tranche")
		case seen[t.Name]:
			list.Add(faults.Join(at, "name"), faults.Duplicate, t.Name, "a name of its own for each tranche")
		}
		seen[t.Name] = true
		if t.Balance <= 0 {
			list.Add(faults.Join(at, "balance"), faults.OutOfRange, int64(t.Balance), "an amount above 0")
			continue
		}
		amounts = append(amounts, t.Balance)
	}
	if _, err := money.Sum(amounts...); err != nil {
		list.Add("tranches", faults.OutOfRange, "a total beyond the range of amounts", "smaller balances")
	}
	if err := list.Err(); err != nil {
		return nil, err
	}
	points := make([]TranchePoints, len(s.Tranches))
	for i, t := range s.Tranches {
		var above, equal money.Amount
		for _, other := range s.Tranches {
			switch {
			case other.Rank < t.Rank:
				above += other.Balance
			case other.Rank == t.Rank:
				equal += other.Balance
			}
		}
		points[i] = TranchePoints{
			Name:       t.Name,
			Attachment: float64(max(s.Pool-above-equal, 0)) / float64(s.Pool),
			Detachment: float64(max(s.Pool-above, 0)) / float64(s.Pool),
		}
	}
	return points, nil
}
