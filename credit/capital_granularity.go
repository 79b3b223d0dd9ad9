package credit

import (
	"math"
	"math/big"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// CapitalExposure is one exposure of the pool to an obligor.
type CapitalExposure struct {
	Obligor string
	EAD     money.Amount // exposure at default (违约风险暴露), 0 or more
	LGD     float64      // loss given default (违约损失率), a ratio
}

// PoolGranularityResult describes how finely a pool is divided, by obligor.
type PoolGranularityResult struct {
	// N is the effective number of exposures (风险暴露的有效数量), LGD the average loss given default
	// weighted by exposure, Largest the share C1 of the largest obligor.
	N, LGD, Largest float64
	// Obligors is the number of different obligors.
	Obligors int
	Total    money.Amount
}

// PoolGranularity measures a pool for the internal ratings approach:
//
//	N = (Σ EAD_i)² / Σ EAD_i²,   LGD = Σ LGD_i·EAD_i / Σ EAD_i
//
// where i runs over obligors: all exposures to one obligor are added first, and are one exposure. N
// is the exact quotient, correctly rounded, so that 25 equal obligors are granular.
//
// Whether connected obligors count as one obligor is decided by the names that the caller gives.
//
// Errors: a *faults.Error with every exposure without an obligor, with a negative amount or with a
// loss given default outside 0 to 1, and when the pool is empty or its total does not fit.
//
// Source: Basel CRE44, supervisory parameter p; annex 11 part 3(4)2 and 3.
func PoolGranularity(exposures []CapitalExposure) (PoolGranularityResult, error) {
	var list faults.List
	index := make(map[string]int)
	var byObligor []int64
	var total int64
	var lost float64
	overflow := false
	for i, e := range exposures {
		at := faults.Index("exposures", i)
		if e.Obligor == "" {
			list.Add(faults.Join(at, "obligor"), faults.Missing, nil, "the name of the obligor")
		}
		if e.EAD < 0 {
			list.Add(faults.Join(at, "ead"), faults.OutOfRange, int64(e.EAD), "an exposure of 0 or more")
		}
		checkCapitalShare(&list, faults.Join(at, "lgd"), e.LGD)
		k, known := index[e.Obligor]
		if !known {
			k = len(byObligor)
			index[e.Obligor] = k
			byObligor = append(byObligor, 0)
		}
		amount := int64(max(e.EAD, 0))
		if total > math.MaxInt64-amount {
			overflow = true
			continue
		}
		total += amount
		byObligor[k] += amount
		lost += e.LGD * float64(amount)
	}
	switch {
	case overflow:
		list.Add("exposures", faults.OutOfRange, "a total beyond the range of amounts", "a smaller pool")
	case total == 0:
		list.Add("exposures", faults.Missing, nil, "a pool with exposure above 0")
	}
	if err := list.Err(); err != nil {
		return PoolGranularityResult{}, err
	}

	var largest int64
	squares, square := new(big.Int), new(big.Int)
	for _, amount := range byObligor {
		largest = max(largest, amount)
		square.SetInt64(amount)
		squares.Add(squares, square.Mul(square, square))
	}
	square.SetInt64(total)
	n, _ := new(big.Rat).SetFrac(square.Mul(square, square), squares).Float64()
	return PoolGranularityResult{
		N: n, LGD: min(lost/float64(total), 1), Largest: float64(largest) / float64(total),
		Obligors: len(byObligor), Total: money.Amount(total),
	}, nil
}

// SimplifiedGranularityInput are the shares of the largest obligors of a pool.
type SimplifiedGranularityInput struct {
	// C1 is the share of the largest obligor.
	C1 float64
	// M is a number of obligors of the bank's choice, 2 or more, and CM the share of the M largest.
	// M = 0 says that only C1 is known.
	M  int
	CM float64
}

// SimplifiedGranularity is the simplification for pools whose largest exposure is at most 3 %:
// LGD = 0.5 and
//
//	N = ( C1·Cm + (Cm − C1)/(m − 1) · max(1 − m·C1, 0) )⁻¹,   or   N = 1/C1
//
// The first is the smallest effective number that any pool with such shares can have, so it never
// exceeds the N of [PoolGranularity].
//
// Errors: a *faults.Error when C1 exceeds 3 % and when the shares cannot be those of one pool.
//
// Source: Basel CRE44, supervisory parameter p; annex 11 part 3(4)4.
func SimplifiedGranularity(r CapitalRules, in SimplifiedGranularityInput) (n, lgd float64, err error) {
	var list faults.List
	r.check(&list, "rules")
	checkCapitalRange(&list, "c1", in.C1, math.SmallestNonzeroFloat64, r.SimpleShare, "a largest share above 0 and within the limit for the simplification")
	switch {
	case in.M == 0 && in.CM == 0:
	case in.M < 2:
		list.Add("m", faults.OutOfRange, in.M, "2 or more obligors, or neither m nor cm")
	case !(in.CM >= in.C1 && in.CM <= min(1, float64(in.M)*in.C1)):
		list.Add("cm", faults.Inconsistent, in.CM, "a share from c1 to the lesser of 1 and m times c1")
	}
	if err := list.Err(); err != nil {
		return 0, 0, err
	}
	if in.M == 0 {
		return 1 / in.C1, r.SimpleLGD, nil
	}
	m := float64(in.M)
	return 1 / (in.C1*in.CM + (in.CM-in.C1)/(m-1)*max(1-m*in.C1, 0)), r.SimpleLGD, nil
}
