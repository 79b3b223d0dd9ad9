package tape

import "github.com/ipabs/ipabs/pool"

// Result is what a tape says, and what is wrong with it.
type Result struct {
	File     string `json:"file"`
	Sheet    string `json:"sheet"`
	Encoding string `json:"encoding,omitempty"` // of a text file
	// RowsRead counts the rows that list a contract, also those rejected: RowsRead = Accepted +
	// Rejected. Titles, blank rows, totals and notes do not count.
	RowsRead int `json:"rows_read"`
	Accepted int `json:"accepted"`
	Rejected int `json:"rejected"`
	// Columns lists the columns of the sheet of contracts that have a header.
	Columns  []Column `json:"columns"`
	Findings Findings `json:"findings"`
	// Spec is the specification of the accepted contracts.
	Spec pool.Spec `json:"-"`
	// Pool is the resolved Spec; nil when no row was accepted, or when strict reading met an error.
	Pool *pool.Pool `json:"-"`

	limits Limits // under which the file was read, for Annotate
}

// Column says how one column of the tape was understood.
type Column struct {
	Letter string `json:"letter"`
	Header string `json:"header"`
	// Field is the canonical name of what the column holds, "" when it was not understood.
	Field string `json:"field"`
	// Unit is what its numbers count in: "万元", "percent", "months"; "" where none applies.
	Unit string `json:"unit,omitempty"`
	// Convention says how the unit was decided: "header", "title", "values", "dates" or "default".
	Convention string `json:"convention,omitempty"`
}
