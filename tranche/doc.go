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
// The package knows contractual collections of one scenario at a time; it holds no view of who
// defaults (see credit) and reads no contract (see cashflow).
package tranche
