// Package pool answers: what is owed, by whom, and on which intellectual-property right?
//
// A Spec is what a person writes: a cut-off date, parties, rights and contracts, in decimals and
// names, as JSON or as Go values. Spec.Resolve checks all of it, reports every fault at once and
// gives a Pool: immutable, exact to the minor unit (fen), safe for concurrent use. Every other
// package takes a Pool.
//
//	p, err := spec.Resolve()
//	if err != nil { ... }                       // every fault, with its path
//	fmt.Println(p.Len(), p.Principal().Format(p.Currency()))
//
// A contract is of one of four kinds, each in a file of its own: Lease (rent of a
// sale-and-leaseback, 售后回租), Receivable (a supplier's claim on a platform, 应收账款), Microloan
// (a small loan secured by rights, 小额贷款) and Sublicense (fees of patents licensed out and back,
// 二次许可). What the specification does not say stays unknown: see Opt.
//
// A pool answers questions about itself: totals, filters, statistics of terms, eligibility by lists of
// criteria in JSON (Pool.Check, EligibilityPreset, ReadEligibility), the distributions that disclosure guides ask for (Pool.Stratify) and the largest
// contracts (Pool.Largest).
//
// The rights behind a pool have questions of their own. How long does each live (Pool.RightLife, with a
// table of legal terms that the caller names, such as ChineseRightTerms), and by how many months does
// it outlive the contracts (Pool.Margins)? What is it worth by which mark (Pool.ChooseMark,
// Pool.Value), and what does that cover over time after haircuts and decay (Valuation.Whole)? Who else
// has a claim on it (Pool.SharedRights, Valuation.OverPledges) or a licence (Pool.LicenceConflicts,
// Pool.LicenceLoops)? Does the pool earn a label (Pool.CheckLabel), and who guarantees it
// (Pool.Guarantors)? Pool.ReviewRights asks all of them under one ValuationPolicy, which a document can
// hold (ReadValuation). Tables of haircuts, half-lives and exchange rates come from the caller.
//
// Money is in minor units of the pool's one currency, also of contracts that are stated in another
// (ContractSpec.Currency, Spec.FX); rates are per year; terms are in months;
// dates are civil days. The package projects no cash (see cashflow), measures no concentration and
// divides no contract among its obligors (see concentration).
package pool
