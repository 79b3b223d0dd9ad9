package tape

import (
	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// Options says what the caller knows about a tape and how strict to be. The zero value reads what
// the tape itself says.
type Options struct {
	// Sheet names the sheet that lists the contracts. Empty: the sheet whose headers fit best.
	Sheet string
	// AsOf is the cut-off date (封包日). Zero: as the tape says. Where both speak and differ, this one
	// wins, with a warning.
	AsOf calendar.Date
	// Currency of all amounts. Zero: as a column or title says, or else CNY, with a finding.
	Currency money.Currency
	// FX holds exchange rates of the cut-off date: a row whose column of currencies names another
	// currency than the tape's is changed at them. Without it such a row is an error.
	FX *pool.FXSpec
	// Kind of all contracts. Zero: as a column says, or as the headers show, with a finding.
	Kind pool.Kind
	// Strict refuses the whole tape when there is any error; otherwise rows with errors are
	// rejected and the rest is taken.
	Strict bool
	// Encoding of a text file: utf-8, utf-16le, utf-16be, gb18030 (also gbk, gb2312) or big5. Empty:
	// detected, with a finding.
	Encoding string
	// Mapping says how the tape is to be read where a person knows better than its headers show. Nil:
	// nothing.
	Mapping *Mapping
	// Names says which names stand for the same firm, and which do not. Nil: nothing but what a sheet
	// of affiliates says.
	Names *Names
	// PoolOnly leaves Result.Spec empty: for a program that works with the pool alone. A specification keeps
	// every decimal as it was read, and takes twice the memory of the pool. It is also left out of a tape with
	// more contracts than Limits.SpecContracts.
	PoolOnly bool
	// Limits bounds the work that a file may cause.
	Limits Limits
}

// check reports the faults of the mapping and of the names, with their paths.
func (o Options) check() error {
	var list faults.List
	if o.Mapping != nil {
		list.Append("mapping", o.Mapping.Check())
	}
	if o.Names != nil {
		list.Append("names", o.Names.Check())
	}
	return list.Err()
}

// Limits bounds the work that a file may cause. A zero field means the default. What a file takes in
// memory while it is read grows with what these limits let in, never with what it claims: about the
// file itself, Text, 5 bytes for each of Cells, and the result (about 1 kB a contract, and 2 kB more with its
// specification). Rows are let go of as their contracts are read, so that not all of it is there at once.
type Limits struct {
	// Bytes is the largest file; 64 MiB by default.
	Bytes int64
	// Unzipped is the largest sum of the parts of a workbook after unpacking; 512 MiB by default. It
	// bounds time: parts are unpacked as they are read, and not held.
	Unzipped int64
	// Parts is the largest number of parts in the archive of a workbook; 4,096 by default.
	Parts int
	// Sheets is the largest number of sheets in a workbook; 64 by default.
	Sheets int
	// Rows is the largest number of rows with content in one sheet; 200,000 by default.
	Rows int
	// Columns is the largest number of columns; 512 by default.
	Columns int
	// Cells is the largest number of cells in one sheet, and of shared texts in a workbook;
	// 10,000,000 by default.
	Cells int
	// CellBytes is the longest text of a cell; 32,768 bytes by default.
	CellBytes int
	// Text is the largest sum of the texts of all cells of one sheet, and of the shared texts of a
	// workbook; 128 MiB by default.
	Text int64
	// SpecContracts is the largest number of contracts whose specification stays in the result; 20,000 by
	// default. Beyond it the pool alone is given, with a finding.
	SpecContracts int
	// Rights is the largest number of rights behind all contracts, each counted where it stands;
	// 200,000 by default. A cell of a few characters can name many (a range of registrations).
	Rights int
	// Findings is the largest number of findings that are kept; 1,000,000 by default. Those beyond it
	// are counted by code.
	Findings int
}

func (l Limits) withDefaults() Limits {
	l.Bytes = orDefault(l.Bytes, 64<<20)
	l.Unzipped = orDefault(l.Unzipped, 512<<20)
	l.Parts = orDefault(l.Parts, 4096)
	l.Sheets = orDefault(l.Sheets, 64)
	l.Rows = orDefault(l.Rows, 200_000)
	l.Columns = orDefault(l.Columns, 512)
	l.Cells = orDefault(l.Cells, 10_000_000)
	l.CellBytes = orDefault(l.CellBytes, 32_768)
	l.Text = orDefault(l.Text, 128<<20)
	l.SpecContracts = orDefault(l.SpecContracts, 20_000)
	l.Rights = orDefault(l.Rights, 200_000)
	l.Findings = orDefault(l.Findings, 1_000_000)
	return l
}

func orDefault[T int | int64](n, otherwise T) T {
	if n <= 0 {
		return otherwise
	}
	return n
}
