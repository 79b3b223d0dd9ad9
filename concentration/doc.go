// Package concentration answers two questions about a pool (集中度): how
// lumpy is it, and can a published set of figures about it be true at all.
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
// errors and no bootstrap. It knows no default probabilities. It prints
// nothing and holds no state; every function is safe for concurrent use.
package concentration
