// Package optimize answers: which of the candidate contracts belong in the pool (资产筛选).
//
// A desk writes what it wants as a [Spec] (JSON, "ipabs.selection/1"): an objective, such as the least
// variance of losses, and named rules in its own words, such as "no province above 24 % of the pool".
// [Spec.Resolve] puts it beside a pool, the moments of its losses and its cash flows and reports every
// fault at once. [Solve] then chooses whole contracts, or shares with a minimum lot, proves how far from
// the optimum the choice can be at most, and gives a certificate; [Verify] recomputes feasibility in
// money arithmetic and the bound from the certificate, with nothing of the solver. When nothing fits,
// [Explain] names rules that cannot hold together and what the cheapest relaxation is.
//
// # What is exact
//
// Shares of the pool, sums, counts and concentration indices are decided in whole minor units and whole
// fractions, never in floating point. The solver works on rows in floating point that every choice
// within the rules satisfies; a choice of the solver that breaks a rule by a single fen is cut off and
// the search goes on. So the bound holds for all choices within the rules, and the choice is one of them.
package optimize
