// Package tape answers: what does this spreadsheet say, and what is wrong with it?
//
// A structuring desk's list of candidate contracts (资产清单) comes as .xlsx, .xlsm, .csv or .tsv, with
// titles, units, totals and notes around it and every way to write a date or an amount in it. Read
// turns it into a pool.Spec and a resolved pool.Pool, and tells everything that it noticed on the way
// as Findings, each with sheet, row, column, header, the text seen and the value taken.
//
//	result, err := tape.ReadFile(ctx, "candidates.xlsx", tape.Options{})
//	if err != nil { ... }                          // the file is no tape: *FileError says why
//	for f := range result.Findings.With(tape.Error) {
//		fmt.Println(f)                             // candidates.xlsx!资产清单 row 17 col F "到期日": saw …
//	}
//	use(result.Pool)                               // nil when no row could be taken
//
// # What is taken
//
// A row with an error is rejected and listed, with everything that is wrong with it, and the rest is
// taken; Options.Strict refuses the whole tape instead. Nothing is dropped, repaired or assumed in
// silence: every such act is a finding with a stable code (see Codes). What a tape does not say stays
// unknown. The reader never rounds an amount, guesses a day, merges two firms with similar names or
// counts a row of totals.
//
// # What is found in a sheet
//
// The sheet of contracts is the one whose headers name the most fields, less those whose names say
// that they are history or a summary; the header is searched in the first 30 rows with content, in one
// row or two. A column is known, the surest first, by a mapping file, by one of the usual headers in
// Chinese or English (aliases.go), by the words of its header in any order and in other words
// (headerwords.go), by a slip of the pen, by most of its words, and last by its cells: five classes,
// provinces, industries, numbers of patents. Result.Columns says how each was known, with a score and
// the alternatives, and lists the columns that were not; what is not a usual header is a finding.
// Above the header a title may state the cut-off date (封包日：2018-10-31), the unit (单位：万元) and the
// currency; where nothing on the sheet states the date, the name of the sheet or file may (资产清单20240630). Below the contracts, subtotals and totals are compared with the rows, and notes are skipped.
//
// Three further sheets are read where they are present: rights (权利清单), tables of instalments
// (还款计划, 租金表; compared with balance and rate) and affiliates (关联方; groups and other names).
//
// # Units
//
// Amounts in the result are in units of the currency, whole in its minor unit (fen). A column counts
// in what its header says (万元), else in what a title says, else in units of the currency; a cell may
// state its own unit, also by its number format: a number is read as the sheet shows it. Rates are fractions of one per year; numbers without a percent sign are read by
// the whole column: below 0.5 as fractions, from 0.5 as percentages; rates for a month or a day become
// yearly ones, and a floating rate that does not say what applies now stays unknown unless a mapping
// states the level of its index. Terms are in months, years times twelve; a term in days serves the
// dates and is not turned into months. Dates are days.
//
// # Parties
//
// A party is known by its name after Unicode NFKC, which makes full-width brackets and letters
// ordinary, and nothing more. Names that may be the same firm are proposed (Result.SimilarNames), and
// merged once a person has confirmed them (Names, or 别名 on the sheet of affiliates). Industry and
// region columns speak of the obligor, on receivables of the supplier, unless their header says
// otherwise.
//
// # What is compared
//
// Within a contract: terms with each other and with the dates, dates with the cut-off date, balance
// with original amount and with what the form of repayment leaves, class with days overdue, appraisal
// and pledge ratio with the balance, currencies. Between contracts: numbers, and parties, balance and
// dates under different numbers or spellings. Each has a code of its own (see Codes).
//
// # What is given back
//
// Annotate marks every finding in a copy of the desk's own file, which is never changed itself. Findings
// are written as text, JSON and CSV. WriteTemplate makes an empty tape to fill in, and WriteTape writes a
// pool as one: what it writes, Read reads back. No text of a tape becomes a formula in any of them.
//
// # What it does not do
//
// It reads no .xls, no protected workbooks and no web pages; it does not calculate formulas (a formula
// without a stored result is a finding); it knows no rating scales and no other scheme of industries
// than GB/T 4754-2017. The rows of a file are held in memory, within Limits, until their contracts have been read; its parts are
// unpacked as they are read, and nothing is written to disk. Where the pool refuses rows, the file is read a
// second time, from its reader if that can seek.
//
// # Bad input
//
// A file that is broken or built to deceive (entities, sizes and paths that lie, parts twice, bombs) is
// refused with a *FileError that says where and what to do; Limits bound memory, and the context is looked
// at every hundred rows. Blocks of rows are read on all processors; the result does not depend on their number.
//
// All functions are safe for concurrent use; a Result belongs to its caller.
package tape
