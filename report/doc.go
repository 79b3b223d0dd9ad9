// Package report answers: how do I show it to those who check every number?
//
// Workbook writes what a structuring desk sends to a rating agency, an investor or an exchange: one
// .xlsx file in Chinese and English with a cover, charts, the tape, the findings, the statistics of
// the pool, eligibility, concentration, cash flows, the waterfall with every account, every movement
// of cash, the statement of each class, the checks and everything that was assumed.
//
//	err := report.WriteWorkbook(ctx, "deal.xlsx", report.Content{
//		Title: "…", Generated: date,
//		Tape: read, Pool: p, Exposures: measures, Flows: flows, Deal: deal, Result: result,
//	})
//
// Parts that are absent are left out with their sheets. Parts that do not belong together, such as a
// run of another deal, are an error that names each of them (see ErrContent).
//
// # What a reader can check
//
// Figures are numbers, not pictures of numbers. Totals, shares, concentration indices, average lives
// and yields are formulas over the rows that they sum up, with the value that the library computed
// stored beside each formula, so that programs that do not calculate show it as well. Differences
// that should be zero (a balance less its movements, a collection less the rows of its contracts, a
// payment less the movements of cash) stand beside what they check; the sheet of checks adds them up
// and the cover says whether all agree. A difference that is not zero is shown, in red.
//
// # Units
//
// Amounts are in units of the currency with all its decimals; rates are fractions shown as percent;
// dates are civil days; terms are months. A spreadsheet shows fifteen digits of a number: an amount
// with more is written as text with all its digits and takes part in no formula, and the sheet of
// checks says so. A blank cell means that nothing is stated.
//
// # Safety
//
// Texts from the tape are stored as texts, whatever they begin with, and never become formulas. The
// same content gives the same bytes: the package reads no clock, and the parts of the file are
// written in a fixed order. A file is replaced only when the new one is whole.
//
// # What it does not do
//
// It computes nothing of its own beyond sums and bands: every figure comes from the parts in Content.
// It reads no files and prints nothing.
package report
