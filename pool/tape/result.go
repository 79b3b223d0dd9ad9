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
	// Columns lists the columns of the sheet of contracts, also those without a header whose cells say
	// something.
	Columns []Column `json:"columns"`
	// SimilarNames proposes names that may stand for the same firm. None of them was merged.
	SimilarNames []SimilarName `json:"similar_names,omitempty"`
	Findings     Findings      `json:"findings"`
	// Spec is the specification of the accepted contracts; empty with Options.PoolOnly.
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
	// Convention says how the unit was decided: "header", "title", "values", "dates",
	// "cells" (each states its own), "mapping" or "default".
	Convention string `json:"convention,omitempty"`
	// By says how the field was found: "alias" (a known header), "words" (the same in other words),
	// "spelling" (a known header but for a slip), "likeness" (most words of a known header), "content"
	// (by the cells) or "mapping" (by the mapping file). "" when it was not.
	By string `json:"by,omitempty"`
	// Score says how sure that is, from 0 to 1; 0 when the column was not understood.
	Score float64 `json:"score"`
	// Alternatives are other fields that the column may hold, the likeliest first, at most three.
	Alternatives []Alternative `json:"alternatives,omitempty"`
	// Samples are some texts of a column that is not read, at most three.
	Samples []string `json:"samples,omitempty"`
}

// Alternative is a field that a column may hold.
type Alternative struct {
	Field string  `json:"field"`
	Score float64 `json:"score"`
	By    string  `json:"by"`
}
