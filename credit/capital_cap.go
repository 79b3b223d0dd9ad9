package credit

import (
	"math"
	"slices"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
)

// BankRole is the role of the bank in the deal.
type BankRole string

// The roles.
const (
	RoleOriginator BankRole = "originator" // 发起机构
	RoleSponsor    BankRole = "sponsor"    // of a commercial paper programme
	RoleInvestor   BankRole = "investor"   // 投资机构
)

// CapitalHolding is what the bank holds of one tranche.
type CapitalHolding struct {
	// Tranche names the tranche. A bank with several exposures in one tranche lists each of them;
	// their nominal amounts are added for the share.
	Tranche string
	// Exposure is the exposure amount (net of impairment for assets on the balance sheet), Held the
	// nominal amount held, Nominal the nominal amount of the whole tranche.
	Exposure, Held, Nominal money.Amount
	// Weight is the risk weight after floors and caps, [CapitalResult.After].
	Weight RiskWeight
}

// OverallCapInput is all that a bank holds of one deal.
type OverallCapInput struct {
	Approach CapitalApproach
	Role     BankRole
	Kind     SecKind
	// Pool is the exposure amount of the underlying pool, and KP its capital charge as a ratio: KIRB,
	// KSA, or their average for a mixed pool. Expected loss belongs to it under the internal ratings
	// approach.
	Pool     money.Amount
	KP       float64
	Holdings []CapitalHolding
}

// OverallCapResult is the capital for all that a bank holds of one deal.
type OverallCapResult struct {
	Input OverallCapInput
	// Rules and Source are the name of the rules and the article.
	Rules, Source string
	// Before is Σ exposure × weight × 8 %, and P the largest share held of any tranche.
	Before money.Amount
	P      float64
	// Available says that the rules allow the cap here; when not, Why says what is in the way.
	Available bool
	Why       string
	// Cap is KP × pool × P, and After the lower of Before and Cap (Before when not available).
	Cap, After money.Amount
	// Capped says that the cap lowered the capital.
	Capped bool
}

// OverallCap is the ceiling on the capital for all exposures of a bank to one deal (总体资本要求上限):
// the capital that its share of the pool would have needed without securitisation,
//
//	cap = KP × pool × P
//
// where P is the share that the bank holds of the tranche of which it holds most. The cap is open to
// every bank under the internal ratings approach, to the originator (and under Basel the sponsor)
// under the others, and to nobody for re-securitisations.
//
// A gain on sale and credit-enhancing interest-only strips are deducted in full besides; they are not
// part of this figure. Amounts are rounded to the minor unit, half to even.
//
// Errors: a *faults.Error with everything that is wrong with rules and input.
//
// Source: Basel CRE40.52 to CRE40.55; annex 11 part 2(7) and part 6(5).
func OverallCap(r CapitalRules, in OverallCapInput) (OverallCapResult, error) {
	var list faults.List
	r.check(&list, "rules")
	in.check(&list)
	if err := list.Err(); err != nil {
		return OverallCapResult{}, err
	}
	res := OverallCapResult{Input: in, Rules: r.Name, Source: r.Articles.OverallCap}
	weighted := 0.0
	held := make(map[string]money.Amount)
	for _, h := range in.Holdings {
		weighted += float64(h.Exposure) * float64(h.Weight)
		held[h.Tranche] += h.Held
		res.P = max(res.P, float64(held[h.Tranche])/float64(h.Nominal))
	}
	charge := float64(in.Pool) * in.KP * res.P
	if before := weighted * r.MinimumRatio; before >= maxExactCapital || charge >= maxExactCapital {
		list.Add("holdings", faults.OutOfRange, before, "capital below 2^53 minor units")
		return OverallCapResult{}, list.Err()
	}
	res.Before = money.Amount(math.RoundToEven(weighted * r.MinimumRatio))
	res.Cap = money.Amount(math.RoundToEven(charge))
	res.After = res.Before
	switch {
	case in.Kind == SecResecuritisation:
		res.Why = "re-securitisations have no cap"
	case in.Approach != ApproachIRBA && !slices.Contains(r.OverallCapRoles, in.Role):
		res.Why = "under " + string(in.Approach) + " not open to the role of " + string(in.Role)
	default:
		res.Available = true
		res.Capped = res.Cap < res.Before
		res.After = min(res.Before, res.Cap)
	}
	return res, nil
}

// maxExactCapital bounds what a float64 can hold to the minor unit.
const maxExactCapital = 1 << 53

func (in OverallCapInput) check(list *faults.List) {
	if !slices.Contains([]CapitalApproach{ApproachSA, ApproachIRBA, ApproachERBA}, in.Approach) {
		list.Add("approach", faults.Unknown, in.Approach, "one of SEC-SA, SEC-IRBA, SEC-ERBA")
	}
	if !slices.Contains([]BankRole{RoleOriginator, RoleSponsor, RoleInvestor}, in.Role) {
		list.Add("role", faults.Unknown, in.Role, "one of originator, sponsor, investor")
	}
	if !slices.Contains([]SecKind{"", SecPlain, SecSTC, SecResecuritisation, SecNPL}, in.Kind) {
		list.Add("kind", faults.Unknown, in.Kind, "one of plain, stc, resecuritisation, npl")
	}
	if in.Pool <= 0 {
		list.Add("pool", faults.OutOfRange, int64(in.Pool), "an amount above 0")
	}
	checkCapitalShare(list, "kp", in.KP)
	if len(in.Holdings) == 0 {
		list.Add("holdings", faults.Missing, nil, "at least one holding")
	}
	nominal := make(map[string]money.Amount)
	free := make(map[string]money.Amount)
	for i, h := range in.Holdings {
		at := faults.Index("holdings", i)
		if h.Tranche == "" {
			list.Add(faults.Join(at, "tranche"), faults.Missing, nil, "the name of the tranche")
		}
		if h.Exposure < 0 {
			list.Add(faults.Join(at, "exposure"), faults.OutOfRange, int64(h.Exposure), "an amount of 0 or more")
		}
		checkCapitalRange(list, faults.Join(at, "weight"), float64(h.Weight), 0, float64(MaxRiskWeight), "a risk weight from 0 to 12.5 (1250 %)")
		if h.Nominal <= 0 {
			list.Add(faults.Join(at, "nominal"), faults.OutOfRange, int64(h.Nominal), "an amount above 0")
			continue
		}
		first, known := nominal[h.Tranche]
		switch {
		case !known:
			nominal[h.Tranche], free[h.Tranche] = h.Nominal, h.Nominal
		case first != h.Nominal:
			list.Add(faults.Join(at, "nominal"), faults.Inconsistent, int64(h.Nominal), "the same nominal amount for each holding of a tranche")
			continue
		}
		if h.Held < 0 || h.Held > free[h.Tranche] {
			list.Add(faults.Join(at, "held"), faults.OutOfRange, int64(h.Held), "an amount from 0 to what is left of the tranche")
			continue
		}
		free[h.Tranche] -= h.Held
	}
}
