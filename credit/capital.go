package credit

import (
	"math"
	"strconv"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/pool"
)

// RiskWeight is a risk weight (风险权重) as a ratio: 1 is 100 %, 12.5 is 1250 %.
type RiskWeight float64

// MaxRiskWeight is the highest risk weight, 1250 %: at a capital ratio of 8 % it asks for capital
// equal to the whole exposure.
const MaxRiskWeight RiskWeight = 12.5

// String gives the weight in percent with two decimals, such as "1097.81%".
func (w RiskWeight) String() string {
	return strconv.FormatFloat(float64(w)*100, 'f', 2, 64) + "%"
}

// CapitalApproach is a way to find the risk weight of a tranche. Which one a bank may or must use
// (the hierarchy of approaches, 计量方法的适用顺序) depends on approvals and on what it knows; the
// caller decides, and the result says which one was used.
type CapitalApproach string

// The approaches that this package computes. The internal assessment approach (SEC-IAA) for
// asset-backed commercial paper is not among them; annex 11 does not have it either.
const (
	ApproachSA   CapitalApproach = "SEC-SA"   // standardised (资产证券化标准法)
	ApproachIRBA CapitalApproach = "SEC-IRBA" // internal ratings (资产证券化内部评级法)
	ApproachERBA CapitalApproach = "SEC-ERBA" // external ratings (资产证券化外部评级法)
)

// SecKind is the kind of securitisation, as far as capital depends on it. Whether a deal meets the
// criteria of a kind is for the caller to establish.
type SecKind string

// The kinds of securitisation.
const (
	SecPlain            SecKind = "plain"            // none of the others; also the zero value ""
	SecSTC              SecKind = "stc"              // simple, transparent and comparable (简单、透明、可比)
	SecResecuritisation SecKind = "resecuritisation" // the pool holds securitisation exposures (再资产证券化)
	SecNPL              SecKind = "npl"              // non-performing loans (不良贷款证券化)
)

// SecExposure is a tranche as the capital rules see it. Attachment and detachment come from
// [AttachmentPoints] or from the caller; both are shares of the pool.
type SecExposure struct {
	// Attachment A (档次起始点) is the pool loss at which the tranche starts to lose, Detachment D
	// (档次分离点) the pool loss at which it is gone: 0 ≤ A < D ≤ 1. A tranche that the pool no
	// longer covers at all has A = D = 0.
	Attachment, Detachment float64
	// Senior says that the tranche has the first claim on the whole pool (优先档次).
	Senior bool
	Kind   SecKind
	// NPL is read for securitisations of non-performing loans only.
	NPL NPLTerms
	// PoolWeight is the exposure-weighted average risk weight of the underlying pool under the
	// approach that applies to it. Stating it claims the senior look-through cap (穿透), which asks
	// that the bank knows the composition of the pool at all times; unknown means no such cap.
	// It has no effect on tranches that are not senior and on re-securitisations.
	PoolWeight pool.Opt[RiskWeight]
}

// NPLTerms are the facts of a securitisation of non-performing loans that decide its treatment.
type NPLTerms struct {
	// DelinquentAtOrigination is the share of delinquent exposures at the cut-off date (and at any
	// later date on which the pool was changed). It decides whether the deal is of this kind.
	DelinquentAtOrigination float64
	// Traditional says that the loans were transferred (not a synthetic deal).
	Traditional bool
	// PurchaseDiscount is the non-refundable purchase price discount (NRPPD, 不可退款的折扣) over
	// the outstanding balance of the pool.
	PurchaseDiscount float64
}

// BoundName names a floor or cap on a risk weight.
type BoundName string

// The floors and caps.
const (
	BoundFloor            BoundName = "floor"                    // 15 %
	BoundSTCFloor         BoundName = "stc senior floor"         // 10 %
	BoundResecFloor       BoundName = "re-securitisation floor"  // 100 %
	BoundNPLFloor         BoundName = "npl floor"                // 100 %
	BoundSameRatingSenior BoundName = "senior of same rating"    // SEC-ERBA, tranches that are not senior
	BoundRatedSenior      BoundName = "rated senior exposure"    // SEC-SA, unrated junior tranches
	BoundLookThrough      BoundName = "senior look-through cap"  // average weight of the pool
	BoundNPLSenior        BoundName = "npl senior with discount" // 100 %
)

// CapitalBound is one floor or cap that applied to an exposure.
type CapitalBound struct {
	Name BoundName
	// Cap says that the bound is an upper one.
	Cap   bool
	Value RiskWeight
	// Moved says that it changed the weight that reached it.
	Moved bool
	// Source is the article it stands in.
	Source string
}

// CapitalResult is what every approach returns about the risk weight itself.
type CapitalResult struct {
	// Rules, Source and InForce identify the rules: name, text and date from which they apply.
	Rules, Source, InForce string
	Approach               CapitalApproach
	// Article is where the approach stands in the rules.
	Article string
	// Before is the weight as the formula or table gives it, After the weight after all bounds.
	Before, After RiskWeight
	// Bounds are the floors and caps that applied, in the order of application.
	Bounds []CapitalBound
	// Decisive is the bound that After equals because of it; empty when none moved the weight.
	Decisive BoundName
	// Capital is the capital for one unit of exposure: After × the minimum ratio.
	Capital float64
}

// newCapitalResult starts a result with the weight before bounds.
func newCapitalResult(r CapitalRules, approach CapitalApproach, article string, before RiskWeight) CapitalResult {
	return CapitalResult{
		Rules: r.Name, Source: r.Source, InForce: r.InForce,
		Approach: approach, Article: article,
		Before: before, After: before, Capital: float64(before) * r.MinimumRatio,
	}
}

// bound applies one floor or cap.
func (c *CapitalResult) bound(r CapitalRules, name BoundName, isCap bool, value RiskWeight, source string) {
	moved := c.After < value
	if isCap {
		moved = c.After > value
	}
	if moved {
		c.After, c.Decisive = value, name
		c.Capital = float64(value) * r.MinimumRatio
	}
	c.Bounds = append(c.Bounds, CapitalBound{Name: name, Cap: isCap, Value: value, Moved: moved, Source: source})
}

// applyFloor applies the floor of the kind of securitisation. There is one floor per exposure.
func (c *CapitalResult) applyFloor(r CapitalRules, e SecExposure) {
	switch {
	case e.Kind == SecResecuritisation:
		c.bound(r, BoundResecFloor, false, RiskWeight(r.ResecFloor), r.Articles.Resecuritisation)
	case e.Kind == SecNPL && r.nplFloorApplies(c.Approach):
		c.bound(r, BoundNPLFloor, false, RiskWeight(r.NPLFloor), r.Articles.NPL)
	case e.Kind == SecSTC && e.Senior:
		c.bound(r, BoundSTCFloor, false, RiskWeight(r.STCSeniorFloor), r.Articles.Floor)
	default:
		c.bound(r, BoundFloor, false, RiskWeight(r.Floor), r.Articles.Floor)
	}
}

// applySeniorCaps applies what can only lower the weight of a senior tranche. The look-through cap
// may go below the floors, except for non-performing loans, where it stops at their own floor.
func (c *CapitalResult) applySeniorCaps(r CapitalRules, e SecExposure) {
	if !e.Senior || e.Kind == SecResecuritisation {
		return
	}
	if w, ok := e.PoolWeight.Get(); ok {
		if e.Kind == SecNPL {
			w = max(w, RiskWeight(r.NPLFloor))
		}
		c.bound(r, BoundLookThrough, true, w, r.Articles.LookThrough)
	}
	if e.Kind == SecNPL && c.Approach != ApproachERBA &&
		e.NPL.Traditional && e.NPL.PurchaseDiscount >= r.NPLDiscountFrom {
		c.bound(r, BoundNPLSenior, true, RiskWeight(r.NPLSeniorWeight), r.Articles.NPL)
	}
}

// check records what is wrong with an exposure.
func (e SecExposure) check(list *faults.List, r CapitalRules, path string) {
	checkCapitalShare(list, faults.Join(path, "attachment"), e.Attachment)
	checkCapitalShare(list, faults.Join(path, "detachment"), e.Detachment)
	if e.Detachment <= e.Attachment && (e.Attachment != 0 || e.Detachment != 0) {
		list.Add(faults.Join(path, "detachment"), faults.Inconsistent, e.Detachment,
			"more than the attachment point "+strconv.FormatFloat(e.Attachment, 'g', -1, 64)+", or both 0")
	}
	if w, ok := e.PoolWeight.Get(); ok {
		checkCapitalRange(list, faults.Join(path, "pool_weight"), float64(w), 0, float64(MaxRiskWeight), "an average risk weight from 0 to 12.5 (1250 %)")
	}
	switch e.Kind {
	case "", SecPlain, SecSTC, SecResecuritisation:
	case SecNPL:
		checkCapitalShare(list, faults.Join(path, "npl.delinquent_at_origination"), e.NPL.DelinquentAtOrigination)
		checkCapitalShare(list, faults.Join(path, "npl.purchase_discount"), e.NPL.PurchaseDiscount)
		if d := e.NPL.DelinquentAtOrigination; d >= 0 && d < r.NPLDelinquentFrom {
			list.Add(faults.Join(path, "npl.delinquent_at_origination"), faults.Inconsistent, d,
				"at least "+strconv.FormatFloat(r.NPLDelinquentFrom, 'g', -1, 64)+
					" for a securitisation of non-performing loans under "+r.Name)
		}
	default:
		list.Add(faults.Join(path, "kind"), faults.Unknown, e.Kind, "one of plain, stc, resecuritisation, npl")
	}
}

// checkCapitalRange records v unless lo ≤ v ≤ hi; NaN and infinities are outside every range.
func checkCapitalRange(list *faults.List, path string, v, lo, hi float64, want string) {
	if !(v >= lo && v <= hi) || math.IsInf(v, 0) {
		list.Add(path, faults.OutOfRange, v, want)
	}
}

// checkCapitalShare records v unless it is a ratio between 0 and 1.
func checkCapitalShare(list *faults.List, path string, v float64) {
	checkCapitalRange(list, path, v, 0, 1, "a ratio from 0 to 1")
}
