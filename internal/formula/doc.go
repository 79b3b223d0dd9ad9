// Package formula is the language in which a deal document writes amounts and conditions:
//
//	max(0, 0.05 * initial(A1) - balance(reserve))
//	cumulative_defaulted / pool_initial > 0.03 && period <= 4
//
// It is ordinary text, parsed by go/parser.ParseExpr, with four types:
//
//	amount   whole minor units of the deal's currency
//	number   twelve decimals: a rate, a ratio, a count, a number of days
//	date     a civil day
//	bool     true or false
//
// Every operation gives a value of its type, rounded once, half to even: an amount times a number is
// whole minor units, an amount over an amount is a number of twelve decimals. A product is worked out
// from the left, so 0.05 * 0.5 * x rounds once to the minor unit. A number written out is read as an
// amount, in units of the currency, where it meets one: balance(A1) > 1000000. Comparisons do not chain;
// && and || stop as soon as they know.
//
// Names of classes, accounts, fees and the like are arguments of functions, as they are (balance(A1)) or
// between quotes or backquotes where they hold other signs than letters and digits (balance(`A 1`)).
//
// Compile checks every name and type and reports all faults, each with its column. What comes out is a
// tree of closures that allocates nothing; division by zero and overflow are reported to the machine on
// which it runs, with the column, and give zero.
package formula
