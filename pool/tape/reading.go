package tape

import "fmt"

// reading is what a cell parser makes of one cell: a value, or the knowledge that nothing is
// stated, or a fault; and the repairs that it took to get there. The zero value states nothing.
type reading[T any] struct {
	value   T
	known   bool
	repairs []repair
	fault   *cellFault
}

// repair is something a parser did to a text beyond reading its plain form. It becomes a finding.
type repair struct {
	code    string // the code of the finding
	rule    string // the name of the rule that was applied
	message string
	warn    bool // a warning, not merely information
	// notation marks a way of writing that loses and changes nothing, such as 1,234: it is told once for
	// a column, at the first cell, with the number of cells.
	notation bool
}

// written is the repair for a way of writing that loses nothing.
func written(rule, message string) repair {
	return repair{code: "cell.notation", rule: "notation." + rule, message: message, notation: true}
}

// cellFault says why a cell cannot be read as what its column holds. It becomes an error finding.
type cellFault struct {
	code    string
	message string
	advice  string
}

func stated[T any](value T, repairs ...repair) reading[T] {
	return reading[T]{value: value, known: true, repairs: repairs}
}

func notStated[T any]() reading[T] { return reading[T]{} }

func unreadable[T any](code, advice, format string, args ...any) reading[T] {
	return reading[T]{fault: &cellFault{code: code, message: fmt.Sprintf(format, args...), advice: advice}}
}

func failed[T any](f *cellFault) reading[T] { return reading[T]{fault: f} }

// with adds repairs.
func (r reading[T]) with(repairs ...repair) reading[T] {
	r.repairs = append(r.repairs, repairs...)
	return r
}

// text is one cell as its parser gets it.
type text struct {
	raw string // as the file has it
	// number says that the workbook stores a number, so that raw is the decimal form of a double.
	number bool
	// percent says that the workbook shows the number as a percentage.
	percent bool
	// shifted says that the workbook shows the number in a larger unit than it stores it in.
	shifted bool
	// day says that the workbook shows the number as a day.
	day bool
	// date1904 says that the workbook counts days from 1904.
	date1904 bool
	// loose says that the file has no cell types (CSV): digits may be a number or a text.
	loose bool
}

// foldRepair is the finding for a text that could only be read after folding.
func foldRepair(raw string) []repair {
	if !hasFoldedForms(raw) {
		return nil
	}
	return []repair{{code: "text.repaired", rule: "width.folded", message: "full-width or invisible characters were read as ordinary ones"}}
}
