// Package faults answers: what is wrong with this document, where, and what was expected?
//
// Every specification in this module (a pool, a deal, a tape mapping) is validated whole: the
// validator records each fault with its path and goes on, and the caller receives all of them at
// once as one error. A fault is data, so a service can return the list as JSON and a program can
// print one located line per fault.
//
//	var list faults.List
//	list.Add("tranches[1].rate", faults.OutOfRange, "-0.05", "a rate of zero or more")
//	if err := list.Err(); err != nil { ... }
//
// The package holds no rules of its own and knows no finance.
package faults
