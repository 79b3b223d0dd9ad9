// Package tranche answers: who is paid what, in which order?
//
// A deal is a document: a Spec, in JSON or as Go values, with its dates, accounts, classes
// (tranches, 分层), fees, support and waterfall. Spec.Resolve checks all of it, reports every fault
// at once with its path, expands every date and gives a Deal: immutable and safe for concurrent
// use. Deal.Run takes the cash that the pool collects in each period and pays it out by the
// waterfall, exact to the minor unit.
//
//	deal, err := spec.Resolve()
//	collected, after, err := flows.Collect(deal.CollectionPeriods())
//	result, err := deal.Run(collected)
//
// Every fen is accounted for: in every period, for every account and for the deal, opening cash and
// receipts equal payments and closing cash. The engine checks that itself and a run that breaks it
// is an error, never a result.
//
// Amounts are minor units of the deal's currency; rates are per year; interest of a period is
// balance × rate × day-count fraction with one half-even rounding to the minor unit. A split over
// several payees sums to what is split (largest remainder, ties to the first named).
//
// Deal.Run knows the collections of one scenario at a time. Simulate joins the deal with the model of its pool
// (see credit) and the projection of its contracts (see cashflow): it draws correlated futures and pays each
// out with the same engine.
//
//	s, err := tranche.Simulate(ctx, deal, model, tranche.SimulationSettings{Paths: 1_000_000})
//	s.Classes[0].AnyLate                       // with what probability it is ever paid late, and the error
//
// A Simulator runs in shards that merge to the bit (RunShard, Merge), replays any path in full (Replay), takes a
// stated future (Given), and carries what structuring asks: SizeToTargets, BreakEvenMultiple, Enhancements,
// ReverseStress.
package tranche
