// Package cashflow answers: what arrives on which day?
//
// Contractual projects every contract of a pool from its cut-off date (封包日) to its end as its terms
// say, exact to the minor unit (fen). Flows.Collect sums the rows by collection period (归集期间), ready
// for a waterfall. XIRR, PV, WAL and the durations measure any list of dated amounts.
//
//	flows, err := cashflow.Contractual(ctx, p, cashflow.Settings{})
//	if err != nil { ... }                          // every contract that cannot be projected
//	for _, n := range flows.Summary() { ... }      // what was assumed, and for how many contracts
//	collected, after, err := flows.Collect(periods)
//
// # Rows
//
// A Row is what happens to one contract on one day. In every row
//
//	Payment = Interest + Principal + Other
//	Closing = Opening − Principal − Dilution
//
// no part is negative, the last Closing of a contract is zero, and principal and dilution together
// sum to the outstanding principal at the cut-off date. Pooled figures are sums of rows, so that
// contract, pool and period figures tie to the fen.
//
// Interest of a row is opening × rate × day-count fraction with one half-even rounding
// (money.Accrue). Level instalments are computed in 64-bit fixed point and rounded once; no result
// of a schedule depends on the floating point of the machine.
//
// # What contracts leave open
//
// A contract that does not state its form of repayment, frequency, day count or rate is projected
// with the fall-backs of Settings, and each use is an Assumption in the result. What contradicts
// itself in a contract, such as a rate that its own table of rents does not bear out, is a Note.
// Neither is an error; both are for a person to read.
//
// # Units
//
// Amounts are minor units of the pool's one currency. Rates are per year. Dates are civil days and
// are not moved off holidays: collections are counted by the contract's own dates. Analytics take
// ACT/365F years (days / 365) and return float64 in the unit that each function names.
//
// # Under a scenario
//
// A scenario (ScenarioSpec, a JSON document) says what defaults, prepays, falls behind, is recovered, set
// off or paid late, and what reference rates and sales do. It is fixed to a pool by Resolve, and
// Perform gives the rows of each contract under it, with the order of what happens on one day:
//
//	spec, err := cashflow.ReadScenario(file)
//	scenario, err := spec.Resolve(p, cashflow.Settings{})  // every fault at once
//	performance, err := scenario.Perform(ctx)
//	collected, after, err := performance.Collect(periods)
//
// Scenario.Hits says which assumption holds for which contract. Of every contract all principal is
// accounted for: paid, taken back, set off, recovered or lost. Performance.Classes shows how what is behind
// rolls through the five-category classes.
//
// Rates are worked out for the time between two payments and rounded to twelve decimals; from there on every
// number is a whole amount: what a part of a contract owes is the contract's own row times that part over the
// row's opening balance, rounded half-even, and the last row takes the rest.
//
// # What it does not do
//
// Nothing here is random: a default rate takes its part of every contract (who defaults with whom is for
// package credit). Nothing is discounted to a price and nothing is paid out (see package tranche).
//
// All values are immutable once returned and safe for concurrent use.
package cashflow
