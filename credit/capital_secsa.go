package credit

import (
	"strconv"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// SecSAPool is the pool as the standardised approach sees it. All fields are ratios.
type SecSAPool struct {
	// KSA is the average capital charge of the underlying exposures: average risk weight × 8 %.
	KSA float64
	// Delinquent is w, the share of delinquent exposures (已逾期风险暴露) by nominal amount, among
	// those whose status is known: overdue 90 days, bankrupt, foreclosed, distributed in kind or in
	// default under the documents. Rules differ on whether day 90 itself counts; see
	// [CapitalRules.Departures].
	Delinquent float64
	// Unknown is the share of exposures whose status the bank does not know. The limit of 5 % is
	// exact: pass the quotient of amounts ([DelinquencyShares]), not one minus another share.
	Unknown float64
	// Securitised is the share of the pool that consists of securitisation exposures, and
	// SecuritisedKSA their average capital charge under the securitisation rules. They are read for
	// re-securitisations, where the delinquency adjustment does not apply to that share.
	Securitised, SecuritisedKSA float64
}

// SecSAInput is a tranche and its pool under the standardised approach.
type SecSAInput struct {
	Exposure SecExposure
	Pool     SecSAPool
	// RatedSenior is the risk weight of the next more senior rated exposure of the same deal, when
	// this exposure is unrated and junior to it: the result is not below it. Unknown when there is
	// none.
	RatedSenior pool.Opt[RiskWeight]
}

// SecSAResult is the risk weight under the standardised approach and how it came about.
type SecSAResult struct {
	CapitalResult
	Input SecSAInput
	// KA is the pool's charge after delinquencies.
	KA float64
	// Formula holds p, a, u, l and K_SSFA. It is zero when TooMuchUnknown.
	Formula SSFAResult
	// TooMuchUnknown says that the status of more than 5 % of the pool is unknown: 1250 %, and no
	// cap applies.
	TooMuchUnknown bool
}

// SecSA is the risk weight of a tranche under the standardised approach (资产证券化标准法):
//
//	KA = (1 − w)·KSA + 0.5·w
//	KA = (1 − v)·KA_known + v              with a share v ≤ 5 % of unknown status; above 5 %: 1250 %
//	KA = s·K_securitised + (1−s−v)·KA_known + v   in a re-securitisation with a share s of tranches
//
// and then [SSFA] with p = 1, 0.5 for STC deals and 1.5 for re-securitisations; floors 15 %, 10 %
// for a senior STC tranche, 100 % for re-securitisations and non-performing loans; the senior
// look-through cap.
//
// Errors: a *faults.Error with everything that is wrong with rules and input.
//
// Source: Basel CRE41, CRE40.50 and CRE45; annex 11 parts 2, 5 and 6(5).
func SecSA(r CapitalRules, in SecSAInput) (SecSAResult, error) {
	var list faults.List
	r.check(&list, "rules")
	in.Exposure.check(&list, r, "exposure")
	in.Pool.check(&list, in.Exposure.Kind, "pool")
	if w, ok := in.RatedSenior.Get(); ok {
		checkCapitalRange(&list, "rated_senior", float64(w), 0, float64(MaxRiskWeight), "a risk weight from 0 to 12.5 (1250 %)")
		if in.Exposure.Senior {
			list.Add("rated_senior", faults.Inconsistent, w, "no more senior exposure above a senior tranche")
		}
	}
	if err := list.Err(); err != nil {
		return SecSAResult{}, err
	}

	q := in.Pool
	known := (1-q.Delinquent)*q.KSA + q.Delinquent*r.DelinquentCharge
	res := SecSAResult{Input: in}
	// Rounding must neither leave a negative remainder of the pool nor charge more than all of it.
	res.KA = min(q.Securitised*q.SecuritisedKSA+max(1-q.Securitised-q.Unknown, 0)*known+q.Unknown, 1)
	if q.Unknown > r.UnknownLimit {
		res.TooMuchUnknown = true
		res.CapitalResult = newCapitalResult(r, ApproachSA, r.Articles.SecSA, MaxRiskWeight)
		return res, nil
	}
	p := r.PPlain
	switch in.Exposure.Kind {
	case SecSTC:
		p = r.PSTC
	case SecResecuritisation:
		p = r.PResec
	}
	res.Formula = ssfa(SSFAInput{K: res.KA, P: p, Attachment: in.Exposure.Attachment, Detachment: in.Exposure.Detachment})
	res.CapitalResult = newCapitalResult(r, ApproachSA, r.Articles.SecSA, res.Formula.Weight)
	res.applyFloor(r, in.Exposure)
	if w, ok := in.RatedSenior.Get(); ok {
		res.bound(r, BoundRatedSenior, false, w, r.Articles.RatedSenior)
	}
	res.applySeniorCaps(r, in.Exposure)
	return res, nil
}

// check records what is wrong with a pool.
func (q SecSAPool) check(list *faults.List, kind SecKind, path string) {
	checkCapitalShare(list, faults.Join(path, "ksa"), q.KSA)
	checkCapitalShare(list, faults.Join(path, "delinquent"), q.Delinquent)
	checkCapitalShare(list, faults.Join(path, "unknown"), q.Unknown)
	checkCapitalShare(list, faults.Join(path, "securitised"), q.Securitised)
	checkCapitalShare(list, faults.Join(path, "securitised_ksa"), q.SecuritisedKSA)
	switch {
	case kind == SecResecuritisation && q.Securitised == 0:
		list.Add(faults.Join(path, "securitised"), faults.Missing, nil, "the share of securitisation exposures in the pool of a re-securitisation, above 0")
	case kind != SecResecuritisation && q.Securitised > 0:
		list.Add(faults.Join(path, "securitised"), faults.Inconsistent, q.Securitised, "0 unless the deal is a re-securitisation")
	case kind == SecResecuritisation && q.Securitised+q.Unknown > 1:
		list.Add(faults.Join(path, "unknown"), faults.Inconsistent, q.Unknown,
			"at most what is not securitised, "+strconv.FormatFloat(1-q.Securitised, 'g', -1, 64))
	}
}

// DelinquencyInput are the nominal amounts of a pool by what is known of their status.
type DelinquencyInput struct {
	Pool       money.Amount // the whole pool, above 0
	Delinquent money.Amount // known to be delinquent
	Unknown    money.Amount // of unknown status
}

// DelinquencyShares turns amounts into the two shares of [SecSAPool]:
//
//	w = delinquent/(pool − unknown),   v = unknown/pool
//
// A pool of unknown status throughout has w = 0 and v = 1. The shares are correctly rounded for
// pools up to 2⁵³ minor units (some 90 trillion yuan), so that exactly 5 % unknown is 0.05 and one
// fen more is above it.
func DelinquencyShares(in DelinquencyInput) (delinquent, unknown float64, err error) {
	var list faults.List
	if in.Pool <= 0 {
		list.Add("pool", faults.OutOfRange, int64(in.Pool), "an amount above 0")
	}
	if in.Unknown < 0 || in.Unknown > max(in.Pool, 0) {
		list.Add("unknown", faults.OutOfRange, int64(in.Unknown), "an amount from 0 to the pool")
	}
	if in.Delinquent < 0 || in.Delinquent > max(in.Pool-max(in.Unknown, 0), 0) {
		list.Add("delinquent", faults.OutOfRange, int64(in.Delinquent), "an amount from 0 to the part of the pool with known status")
	}
	if err := list.Err(); err != nil {
		return 0, 0, err
	}
	if known := in.Pool - in.Unknown; known > 0 {
		delinquent = float64(in.Delinquent) / float64(known)
	}
	return delinquent, float64(in.Unknown) / float64(in.Pool), nil
}
