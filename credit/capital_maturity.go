package credit

import (
	"math"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// ContractualPayment is what the borrower of the tranche owes at a time: principal, interest and
// fees, unconditionally and whatever the pool does.
type ContractualPayment struct {
	Years  float64 // from today, 0 or more
	Amount money.Amount
}

// TrancheMaturityResult is a tranche maturity and how it came about.
type TrancheMaturityResult struct {
	// Unbounded is the maturity before floor and cap, MT the maturity after them, in years.
	Unbounded, MT float64
	// Article is where the method stands.
	Article string
}

// TrancheMaturity is the remaining maturity of a tranche (档次剩余期限) as the average time of its
// contractual payments, not below one and not above five years:
//
//	MT = Σ t·CF_t / Σ CF_t
//
// Payments that depend on the pool do not count; where contractual dates are not known, use
// [LegalTrancheMaturity].
//
// Errors: a *faults.Error with every payment that is negative or has no finite time, and when the
// payments sum to nothing.
//
// Source: Basel CRE40.22; annex 11 part 3(4)5.
func TrancheMaturity(r CapitalRules, payments []ContractualPayment) (TrancheMaturityResult, error) {
	var list faults.List
	r.check(&list, "rules")
	var weighted, total float64
	for i, p := range payments {
		at := faults.Index("payments", i)
		checkCapitalRange(&list, faults.Join(at, "years"), p.Years, 0, math.MaxFloat64, "a time in years, 0 or more")
		if p.Amount < 0 {
			list.Add(faults.Join(at, "amount"), faults.OutOfRange, int64(p.Amount), "an amount of 0 or more")
		}
		// Shares of the largest amount an int64 holds keep the sums finite.
		cf := float64(p.Amount) / math.MaxInt64
		total += cf
		weighted += p.Years * cf
	}
	if total == 0 {
		list.Add("payments", faults.Missing, nil, "payments above 0")
	}
	if err := list.Err(); err != nil {
		return TrancheMaturityResult{}, err
	}
	return boundedMaturity(r, weighted/total), nil
}

// LegalTrancheMaturity is the remaining maturity of a tranche from its final legal maturity
// (最终法定到期日) in years, not below one and not above five years:
//
//	MT = 1 + 0.8·(ML − 1)
//
// Errors: a *faults.Error when ML is negative or not finite.
//
// Source: Basel CRE40.22; annex 11 part 3(4)5.
func LegalTrancheMaturity(r CapitalRules, legalYears float64) (TrancheMaturityResult, error) {
	var list faults.List
	r.check(&list, "rules")
	checkCapitalRange(&list, "legal_years", legalYears, 0, math.MaxFloat64, "a final legal maturity in years, 0 or more")
	if err := list.Err(); err != nil {
		return TrancheMaturityResult{}, err
	}
	return boundedMaturity(r, 1+r.LegalSlope*(legalYears-1)), nil
}

func boundedMaturity(r CapitalRules, years float64) TrancheMaturityResult {
	return TrancheMaturityResult{
		Unbounded: years,
		MT:        min(max(years, r.MaturityFloor), r.MaturityCap),
		Article:   r.Articles.Maturity,
	}
}
