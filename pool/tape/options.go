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

// Limits bounds the work that a file may cause. A zero field means the default.
type Limits struct {
	// Bytes is the largest file; 64 MiB by default.
	Bytes int64
	// Unzipped is the largest sum of the parts of a workbook after unpacking; 512 MiB by default.
	// All of it is held in memory while reading.
	Unzipped int64
	// Rows is the largest number of rows with content in one sheet; 200,000 by default.
	Rows int
	// Columns is the largest number of columns; 512 by default.
	Columns int
	// CellBytes is the longest text of a cell; 32,768 bytes by default.
	CellBytes int
	// Sheets is the largest number of sheets in a workbook; 64 by default.
	Sheets int
}

func (l Limits) withDefaults() Limits {
	fill := func(n *int, otherwise int) {
		if *n <= 0 {
			*n = otherwise
		}
	}
	if l.Bytes <= 0 {
		l.Bytes = 64 << 20
	}
	if l.Unzipped <= 0 {
		l.Unzipped = 512 << 20
	}
	fill(&l.Rows, 200_000)
	fill(&l.Columns, 512)
	fill(&l.CellBytes, 32_768)
	fill(&l.Sheets, 64)
	return l
}
