// Package tranche answers: who is paid what, in which order, under which event?
//
// A deal is a document: a Spec, in JSON or as Go values, with its dates, accounts, classes (tranches, 分层),
// fees and taxes, support, swaps, tests, triggers, calls, purchases and one waterfall for each status.
// Spec.Resolve checks all of it, reports every fault at once with its path, expands every date, compiles
// every formula and gives a Deal: immutable and safe for concurrent use. Deal.Run takes the cash that the
// pool collects in each period and pays it out, exact to the minor unit.
//
//	deal, err := tranche.Read(file)
//	collected, after, err := flows.Collect(deal.CollectionPeriods())
//	result, err := deal.Run(collected)
//
// # What happens for one payment
//
// In this order: the yield of accounts comes in; the pool's collections come in, deposits with them;
// triggers after_collection are looked at; the collection waterfall runs; interest, principal, fees and
// interim yield become due; swaps are reckoned; tests are measured; triggers before_waterfall are looked
// at and set the status; calls are exercised; the waterfall of the status runs; triggers after_waterfall
// are looked at. Every fen is accounted for: for every account and for the deal, opening cash and receipts
// equal payments and closing cash. The engine checks that itself, from the movements, and a run that
// breaks it is an error, never a result.
//
// # Status and events
//
// The status of a deal is the gravest that its dates, its latched events and its triggers call for:
// revolving (循环期), amortising (摊还期), accelerated (加速清偿), defaulted (违约), ended (清仓回购后). It is worked
// out anew each time, so a curable trigger that is lifted gives the status back, and an event that is
// latched does not. A status that the document can reach and that has no waterfall is a fault.
//
// # Amounts
//
// Amounts are minor units of the deal's currency; rates are per year; interest of a period is
// balance × rate × day-count fraction with one half-even rounding to the minor unit. A split over
// several payees sums to what is split (largest remainder, ties to the first named).
//
// # Formulas
//
// Amounts and conditions are written as ordinary text:
//
//	max(0, 0.05 * initial(A1) - balance(reserve))
//	fails(OC) || cumulative_defaulted > 0.1 * pool_initial
//
// Values: pool_balance, pool_opening, pool_initial, pool_factor, interest_collected, principal_collected,
// other_collected, recovered, repurchased, collected, prepaid, defaulted, scheduled, rights_value,
// cumulative_defaulted, cumulative_recovered, cumulative_loss, purchased, cumulative_purchased, substituted,
// cumulative_substituted,
// failed_purchases, initial_notional, notional_balance, senior_balance, available, call_price, period,
// periods_left, year_of_life, payment_date, nominal_date, calculation_date, closing_date, cut_off_date.
//
// Functions of classes and groups: initial, opening, interest_due, interest_paid, interest_unpaid,
// principal_due, principal_paid, principal_unpaid, written_down, legal_unpaid; of classes, accounts and ledgers: balance;
// of one account: cash, opening_cash, target, gap; of one ledger, fee, support, class, test, trigger or
// party: ledger, fee_due, fee_paid, fee_unpaid, called, outstanding, undrawn, calls, rate, value, fails,
// breaches, cure, triggered, defaulted_party; and event(word), status(word), overdue(days). Of the language
// itself: max, min, abs, floor(amount, unit), when(condition, then, otherwise), ratio(a, b, otherwise),
// date("2024-01-31"), year, month. Names that are more than letters and digits stand between backquotes.
//
// available is the cash of the plan account; what another account holds is cash(account). calls(support) is the
// number of payments at which a support was called. At the payment of a clean-up pool_balance is still what the
// collections left, and nothing after it. principal_unpaid is what must still be paid as the status stands.
//
// # Beyond one run
//
// Stress bends collections as a whole and StressCaseSpec names a stress with curves and defaults of
// promisors; Deal.BreakEven, Size, Grid and Deal.Tornado search and compare; a Runner runs one deal many
// times without allocating. The package knows no contract (see cashflow) and holds no view of who defaults
// (see credit).
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
