package credit

import (
	"math"

	"github.com/ipabs/ipabs/faults"
)

// SSFAInput is what the supervisory formula needs, all as ratios of the pool.
type SSFAInput struct {
	// K is the capital charge of the pool: KA in the standardised approach, KIRB in the internal
	// ratings approach.
	K float64
	// P is the supervisory parameter p (监管因子): the extra capital that tranching costs. Over all
	// tranches the formula asks for nearly (1 + p) × K.
	P float64
	// Attachment and Detachment are those of [SecExposure].
	Attachment, Detachment float64
}

// SSFACase says which of the three lines of the formula applied.
type SSFACase string

// The three lines of the formula.
const (
	SSFABelow     SSFACase = "below K"     // D ≤ K: 1250 %
	SSFAAbove     SSFACase = "above K"     // A ≥ K: 12.5 × K_SSFA
	SSFAStraddles SSFACase = "straddles K" // A < K < D: the mix of both
)

// SSFAResult holds the formula's intermediate values under the letters of the rules.
type SSFAResult struct {
	Input SSFAInput
	Case  SSFACase
	// Rate is a = −1/(p·K), U is u = D − K, L is l = max(A − K, 0). Below K the formula does not use
	// them and they are 0; so is Rate when K is 0, where the limit of the formula is 0.
	Rate, U, L float64
	// KSSFA is the capital for one unit of the tranche's part above K; 0 below K.
	KSSFA float64
	// ShareBelow is (K − A)/(D − A), the part of the tranche below K: 1 below, 0 above.
	ShareBelow float64
	// Weight is the risk weight before floors and caps, between 0 and 12.5.
	Weight RiskWeight
}

// SSFA is the simplified supervisory formula (监管公式) that both the standardised and the internal
// ratings approach end in:
//
//	a = −1/(p·K),  u = D − K,  l = max(A − K, 0),  K_SSFA = (e^{a·u} − e^{a·l}) / (a·(u − l))
//
//	RW = 1250 %                                                      D ≤ K
//	RW = 12.5 · K_SSFA                                               A ≥ K
//	RW = (K−A)/(D−A) · 12.5 + (D−K)/(D−A) · 12.5 · K_SSFA            otherwise
//
// It is the average over the tranche of a capital density that is 1 up to a pool loss of K and
// e^{−(x−K)/(p·K)} beyond it. Therefore the capital of a set of tranches that fills [0, 1] does not
// depend on where they are cut: it is K + p·K·(1 − e^{−(1−K)/(p·K)}).
//
// K_SSFA is evaluated as e^{a·l}·expm1(x)/x with x = a·(u − l), which loses no digits in thin
// tranches. A pool without capital charge (K = 0) gives 0 above an attachment of 0.
//
// Errors: a *faults.Error with every input that is out of range.
//
// Source: Basel CRE41 and CRE44; annex 11 parts 3 and 5.
func SSFA(in SSFAInput) (SSFAResult, error) {
	var list faults.List
	checkCapitalShare(&list, "k", in.K)
	checkCapitalRange(&list, "p", in.P, math.SmallestNonzeroFloat64, math.MaxFloat64, "a supervisory parameter above 0")
	SecExposure{Attachment: in.Attachment, Detachment: in.Detachment}.check(&list, CapitalRules{}, "")
	if err := list.Err(); err != nil {
		return SSFAResult{}, err
	}
	return ssfa(in), nil
}

// ssfa is SSFA of inputs that have been checked.
func ssfa(in SSFAInput) SSFAResult {
	res := SSFAResult{Input: in}
	k, a, d := in.K, in.Attachment, in.Detachment
	if d <= k {
		res.Case, res.ShareBelow, res.Weight = SSFABelow, 1, MaxRiskWeight
		return res
	}
	res.Case = SSFAAbove
	res.U, res.L = d-k, max(a-k, 0)
	if k > 0 {
		res.Rate = -1 / (in.P * k)
		x := res.Rate * (d - max(a, k)) // u − l without the two subtractions of k
		res.KSSFA = relativeExpm1(x)
		if res.L > 0 { // where p·K is too small for a float64, a is −∞ and a·0 is not a number
			res.KSSFA *= math.Exp(res.Rate * res.L)
		}
	}
	if a < k {
		res.Case = SSFAStraddles
		res.ShareBelow = (k - a) / (d - a)
	}
	density := res.ShareBelow + (1-res.ShareBelow)*res.KSSFA
	res.Weight = min(MaxRiskWeight*RiskWeight(density), MaxRiskWeight)
	return res
}

// relativeExpm1 is (e^x − 1)/x, which is 1 at 0 and 0 at −∞.
func relativeExpm1(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Expm1(x) / x
}
