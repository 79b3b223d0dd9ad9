package credit

import (
	"math"
	"strconv"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/pool"
)

// SecIRBAInput is a tranche and its pool under the internal ratings approach.
type SecIRBAInput struct {
	Exposure SecExposure
	// KIRB is the pool's capital charge under the internal ratings approach to credit risk, with
	// expected loss and, where it arises, dilution risk, as a ratio of the pool. For a pool that is
	// only in part under that approach it is d·KIRB + (1 − d)·KSA.
	KIRB float64
	// Retail says that the pool is one of retail exposures (零售).
	Retail bool
	// N is the effective number of exposures, at least 1, and LGD the weighted average loss given
	// default; both from [PoolGranularity] or [SimplifiedGranularity]. N is not read for retail pools.
	N, LGD float64
	// Maturity is the tranche maturity MT in years ([TrancheMaturity], [LegalTrancheMaturity]);
	// outside one to five years the nearer end is used.
	Maturity float64
	// P replaces the computed supervisory parameter, for pools of both retail and non-retail
	// exposures: the average of the two values of [SupervisoryP], weighted by nominal amount. Then
	// Retail, N and LGD are not read.
	P pool.Opt[float64]
	// FoundationIRB says that the pool's charge was found with supervisory estimates (初级内部评级法),
	// which is not allowed for non-performing loans.
	FoundationIRB bool
}

// SecIRBAResult is the risk weight under the internal ratings approach and how it came about.
type SecIRBAResult struct {
	CapitalResult
	Input SecIRBAInput
	// P is how the supervisory parameter was found. It has only its value when the caller gave it.
	P SupervisoryPResult
	// Formula holds p, a, u, l and K_SSFA.
	Formula SSFAResult
}

// SupervisoryPInput is what the supervisory parameter depends on; the fields are those of
// [SecIRBAInput].
type SupervisoryPInput struct {
	Retail, Senior, STC bool
	N, KIRB, LGD        float64
	Maturity            float64
}

// SupervisoryPResult is the supervisory parameter and its parts.
type SupervisoryPResult struct {
	Input SupervisoryPInput
	// Row is the row of the table that applied.
	Row IRBARow
	// Maturity is MT between its floor and cap.
	Maturity float64
	// Bracket is A + B/N + C·KIRB + D·LGD + E·MT before the factor for STC deals and the floor.
	Bracket float64
	// P is the result, and Floored says that the floor of 0.3 set it.
	P       float64
	Floored bool
}

// SupervisoryP is the supervisory parameter p (监管因子) of the internal ratings approach:
//
//	p = max(0.3, A + B/N + C·KIRB + D·LGD + E·MT)
//
// with the bracket halved for STC deals. The row of coefficients depends on whether the pool is
// retail, the tranche senior and the pool granular (N ≥ 25).
//
// Errors: a *faults.Error with everything that is wrong with rules and input.
//
// Source: Basel CRE44; annex 11 part 3(4) and table 1.
func SupervisoryP(r CapitalRules, in SupervisoryPInput) (SupervisoryPResult, error) {
	var list faults.List
	r.check(&list, "rules")
	in.check(&list)
	checkCapitalShare(&list, "kirb", in.KIRB)
	if err := list.Err(); err != nil {
		return SupervisoryPResult{}, err
	}
	return supervisoryP(r, in), nil
}

// supervisoryP is SupervisoryP of inputs that have been checked.
func supervisoryP(r CapitalRules, in SupervisoryPInput) SupervisoryPResult {
	res := SupervisoryPResult{Input: in, Maturity: min(max(in.Maturity, r.MaturityFloor), r.MaturityCap)}
	for _, row := range r.IRBA {
		if row.matches(in.Retail, in.Senior, in.N >= r.GranularFrom) {
			res.Row = row
		}
	}
	perName := 0.0
	if !in.Retail {
		perName = res.Row.B / in.N
	}
	res.Bracket = res.Row.A + perName + res.Row.C*in.KIRB + res.Row.D*in.LGD + res.Row.E*res.Maturity
	res.P = res.Bracket
	if in.STC {
		res.P *= r.PSTCFactor
	}
	if res.P < r.PFloor {
		res.P, res.Floored = r.PFloor, true
	}
	return res
}

// check records what is wrong with the inputs other than KIRB.
func (in SupervisoryPInput) check(list *faults.List) {
	if !in.Retail {
		checkCapitalRange(list, "n", in.N, 1, math.MaxFloat64, "an effective number of exposures of 1 or more")
	}
	checkCapitalShare(list, "lgd", in.LGD)
	checkTrancheMaturity(list, in.Maturity)
}

// checkTrancheMaturity asks for a stated maturity: 0 is what a caller who forgot it would pass.
func checkTrancheMaturity(list *faults.List, years float64) {
	if years == 0 {
		list.Add("maturity", faults.Missing, nil, "a tranche maturity in years")
		return
	}
	checkCapitalRange(list, "maturity", years, 0, math.MaxFloat64, "a tranche maturity in years")
}

// SecIRBA is the risk weight of a tranche under the internal ratings approach (资产证券化内部评级法):
// [SSFA] with K = KIRB and p from [SupervisoryP]; floors and caps as in [SecSA].
//
// Re-securitisations have to use the standardised approach, and non-performing loans must not rest
// on supervisory estimates; both are faults.
//
// Errors: a *faults.Error with everything that is wrong with rules and input.
//
// Source: Basel CRE44, CRE40.50 and CRE45; annex 11 parts 2 and 3.
func SecIRBA(r CapitalRules, in SecIRBAInput) (SecIRBAResult, error) {
	var list faults.List
	r.check(&list, "rules")
	in.Exposure.check(&list, r, "exposure")
	checkCapitalShare(&list, "kirb", in.KIRB)
	if p, ok := in.P.Get(); ok {
		checkCapitalRange(&list, "p", p, r.PFloor, math.MaxFloat64, "a supervisory parameter of "+strconv.FormatFloat(r.PFloor, 'g', -1, 64)+" or more")
	} else {
		in.parameter().check(&list)
	}
	if in.Exposure.Kind == SecResecuritisation {
		list.Add("exposure.kind", faults.Unsupported, in.Exposure.Kind, "the standardised approach for a re-securitisation")
	}
	if in.Exposure.Kind == SecNPL && in.FoundationIRB {
		list.Add("foundation_irb", faults.Unsupported, true, "own estimates, or another approach, for non-performing loans")
	}
	if err := list.Err(); err != nil {
		return SecIRBAResult{}, err
	}

	res := SecIRBAResult{Input: in}
	if p, ok := in.P.Get(); ok {
		res.P.P = p
	} else {
		res.P = supervisoryP(r, in.parameter())
	}
	res.Formula = ssfa(SSFAInput{K: in.KIRB, P: res.P.P, Attachment: in.Exposure.Attachment, Detachment: in.Exposure.Detachment})
	res.CapitalResult = newCapitalResult(r, ApproachIRBA, r.Articles.SecIRBA, res.Formula.Weight)
	res.applyFloor(r, in.Exposure)
	res.applySeniorCaps(r, in.Exposure)
	return res, nil
}

// parameter is the part of the input that p depends on.
func (in SecIRBAInput) parameter() SupervisoryPInput {
	return SupervisoryPInput{
		Retail: in.Retail, Senior: in.Exposure.Senior, STC: in.Exposure.Kind == SecSTC,
		N: in.N, KIRB: in.KIRB, LGD: in.LGD, Maturity: in.Maturity,
	}
}
