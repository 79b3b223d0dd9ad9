// Package concentration answers three questions about a pool (集中度): how
// lumpy is it, does it break a rule, and can a published set of figures
// about it be true at all.
//
// # Indices
//
// The indices are pure functions of a slice of amounts. Give the amounts
// themselves (balances in yuan or fen), not shares; every index except [Kolm]
// is free of scale.
//
//	balances := []float64{40e6, 30e6, 20e6, 10e6}
//	h := concentration.HHI(balances)                // 0.30
//	n := concentration.EffectiveNumber(balances)    // 3.33 equal members
//	top := concentration.TopShare(balances, 2)      // 0.70
//
// Common conventions, so that no index needs its own:
//
//   - Results are ratios between 0 and 1 unless the doc comment says otherwise.
//     The Herfindahl index is a share; [Points] shows it on the 0–10,000 scale.
//   - A zero is a member: four names of which three owe nothing are four
//     names, not one. Dropping them would call {1, 0, 0, 0} perfectly equal.
//   - An index that is undefined is NaN: no members, a negative, NaN or
//     infinite amount, or amounts that are all zero. A parameter outside its
//     stated range also gives NaN.
//   - Inputs are never changed or kept.
//   - The result does not depend on the order of the amounts, to the last bit.
//     Totals are added in 128-bit fixed point, where addition commutes; all
//     other sums run over a sorted copy, with compensation (Neumaier). The
//     bits are the same on every run on one architecture; math.Log and
//     math.Exp may differ in the last bit between architectures.
//
// # Exposures
//
// [NewExposures] adds up a pool by a key (obligor, group of affiliates,
// creditor, industry, type of right, band of maturity …), on a basis
// (outstanding principal, receivable balance, future cash flow), with a rule
// that divides contracts among joint obligors and, if asked, weighted by
// expected loss. All of that is the [Measure]; it is part of every result and
// of every printed line. What the pool does not hold comes in as [Inputs]:
// future cash flow, PD × LGD, relations between parties.
//
//	e, err := concentration.NewExposures(p, concentration.Measure{Key: concentration.Group})
//	if err != nil { ... }
//	fmt.Println(e.Measure(), e.Top(5), e.HHI())
//
// Amounts are exact, in minor units of the pool's currency. [Decompose] splits
// an index into what lies between groups and within them, [NewCrossTab]
// crosses two keys, [State] follows a set of contracts that changes, in
// constant time and without drift. What the pool does not say is a bucket of
// its own, and [Exposures.HHIBounds] and [Partial] say what the figure could
// be: bounds, not estimates.
//
// # Rules
//
// [Evaluate] applies a [Pack] of rules and gives a [Verdict] for each, with
// article, date, value, limit, headroom, offenders and what else would fit
// ([Verdict.RoomFor]). Decisions are made in whole numbers. A rule passes only
// if it passes whatever the unknown amounts and unstated facts turn out to be.
//
//	pack, err := concentration.RulePack("lease-2022")
//	verdicts, err := concentration.Evaluate(p, pack, concentration.Facts{
//		"originator_sound": concentration.Yes, "credit_support": concentration.Yes,
//	}, concentration.RuleInputs{})
//
// The packs of this package ([RulePacks]) are documents that name their
// sources; [ReadRulePack] reads others. They are no legal advice.
//
// # Measures as agencies published them
//
// [DiversityScore], [CorrelatedDiversityScore], [BinomialExpansion], [WARF],
// [DefaultTests] and [GranularityAdjustment] are computed from published
// formulae and tables, each with its source. None of them is a rating, and
// nothing here says what an agency would conclude.
//
// # Published figures
//
// [CheckStated] takes what a document prints about one pool at one date and
// reports every figure that no pool can have, every pair of figures that
// cannot both be true and every figure that needs an explanation. It works in
// exact rational arithmetic with the printed rounding taken into account, so
// that a pool's own figures, rounded correctly, never raise an alarm.
//
// # What it does not do
//
// It estimates nothing: a pool is known in full, so there are no sampling
// errors and no bootstrap. It has no default probabilities, correlations or
// cash flows of its own; where a measure needs them the caller gives them. It
// prints nothing and holds no state; every function is safe for concurrent
// use, and so is every value except a [State].
package concentration
