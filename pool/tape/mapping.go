package tape

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/pool"
)

// MappingSchema is the name and version of the mapping document.
const MappingSchema = "ipabs.mapping/1"

// Mapping says how a tape is to be read where a person knows better than its headers show: what the
// desk that sends the same spreadsheet every month writes once. What it says goes before what the
// tape says; what it leaves out is read as ever. See Options.Mapping.
//
//	{"schema": "ipabs.mapping/1",
//	 "sheet": "资产清单", "header_row": 4, "header_rows": 2,
//	 "columns": [{"header": "栏位7", "field": "balance", "unit": "万元"}, {"column": "K", "field": "none"}],
//	 "units": {"amount": "万元", "rate": "percent", "term": "months"},
//	 "conventions": {"month_only": "last_day", "index_rates": {"LPR1Y": "0.0385"}}}
type Mapping struct {
	// Schema is MappingSchema; a program that fills a Mapping may leave it empty.
	Schema string `json:"schema"`
	// Sheet names the sheet that lists the contracts. Options.Sheet goes before it.
	Sheet string `json:"sheet,omitempty"`
	// Kind is that of all contracts, where their headers do not show it: lease, receivable, microloan or
	// sublicense. Options.Kind goes before it.
	Kind pool.Kind `json:"kind,omitzero"`
	// HeaderRow is the row of the header, counted from 1; 0 lets the reader find it.
	HeaderRow int `json:"header_row,omitempty"`
	// HeaderRows is how many rows the header has, 1 to 4; 0 means 1.
	HeaderRows  int             `json:"header_rows,omitempty"`
	Columns     []ColumnMapping `json:"columns,omitempty"`
	Units       UnitMapping     `json:"units,omitzero"`
	Conventions Conventions     `json:"conventions,omitzero"`
}

// ColumnMapping says what one column holds.
type ColumnMapping struct {
	// Column is the letter of the column. Either it or Header is given.
	Column string `json:"column,omitempty"`
	// Header is the text of the header, compared without blanks, brackets and width.
	Header string `json:"header,omitempty"`
	// Field is the canonical name of what the column holds (see Fields), or "none" for a column that is
	// not to be read.
	Field string `json:"field"`
	// Unit is what the numbers of the column count in: 万元, percent, months.
	Unit string `json:"unit,omitempty"`
}

// noField is the field of a column that is not to be read.
const noField = "none"

// UnitMapping says what numbers count in where neither cell nor column mapping says so.
type UnitMapping struct {
	Amount string `json:"amount,omitempty"` // 元, 万元, 亿元, USD 1,000
	Rate   string `json:"rate,omitempty"`   // fraction, percent, permille, basis points
	Term   string `json:"term,omitempty"`   // years, months, days
}

// Conventions settles what texts leave open.
type Conventions struct {
	// MonthOnly says which day 2024年6月 stands for: last_day or first_day. Empty: none, and the cell is
	// refused.
	MonthOnly string `json:"month_only,omitempty"`
	// DateOrder says how 03/04/2026 is read: day_first or month_first. Empty: not at all.
	DateOrder string `json:"date_order,omitempty"`
	// DailyRateDays is by how many days a daily rate is multiplied: 360 (the rule of Chinese banks, and
	// the default) or 365.
	DailyRateDays int `json:"daily_rate_days,omitempty"`
	// IndexRates gives the level of reference rates at the cut-off date, as fractions: LPR1Y, LPR5Y. A
	// floating rate that does not say what applies now is then the level plus its spread.
	IndexRates map[string]decimal.Decimal `json:"index_rates,omitempty"`
}

// Fields lists the canonical names of what a column of a list of contracts can hold, in the order of
// the reader's tables: the names that ColumnMapping.Field takes and Column.Field gives.
func Fields() []string {
	list := make([]string, 0, len(contractAliases))
	for _, line := range contractAliases {
		list = append(list, line.field.String())
	}
	return list
}

func fieldNamed(name string) (field, bool) {
	for _, line := range contractAliases {
		if line.field.String() == name {
			return line.field, true
		}
	}
	return fNone, name == noField
}

// ReadMapping reads a mapping document in JSON. Fields that the format does not have are refused, and
// every fault of the document is told at once, with its path.
func ReadMapping(r io.Reader) (Mapping, error) {
	var m Mapping
	read := faults.DecodeJSON(r, &m)
	if err := faults.Merge(read, m.check(true)); err != nil {
		return Mapping{}, err
	}
	return m, nil
}

// Check reports every fault of a mapping, with its path.
func (m Mapping) Check() error { return m.check(false) }

func (m Mapping) check(document bool) error {
	var list faults.List
	if m.Schema != MappingSchema && (document || m.Schema != "") {
		list.Add("schema", faults.Invalid, m.Schema, MappingSchema)
	}
	if m.HeaderRow < 0 {
		list.Add("header_row", faults.OutOfRange, m.HeaderRow, "a row counted from 1")
	}
	if m.HeaderRows < 0 || m.HeaderRows > mostHeaderRows {
		list.Add("header_rows", faults.OutOfRange, m.HeaderRows, "1 to 4")
	}
	seen := map[string]int{}
	for i, c := range m.Columns {
		c.check(&list, faults.Index("columns", i))
		if f, ok := fieldNamed(c.Field); ok && f != fNone && !fieldInfo[f].several {
			if first, taken := seen[c.Field]; taken {
				list.Add(faults.Join(faults.Index("columns", i), "field"), faults.Duplicate, c.Field, fmt.Sprintf("another field than columns[%d]", first))
			} else {
				seen[c.Field] = i
			}
		}
	}
	m.Units.check(&list)
	m.Conventions.check(&list)
	return list.Err()
}

func (c ColumnMapping) check(list *faults.List, path string) {
	switch {
	case c.Column == "" && c.Header == "":
		list.Add(path, faults.Missing, "", "column (a letter) or header")
	case c.Column != "" && c.Header != "":
		list.Add(path, faults.Inconsistent, c.Column+", "+c.Header, "column or header, not both")
	case c.Column != "" && columnIndex(c.Column) < 0:
		list.Add(faults.Join(path, "column"), faults.Invalid, c.Column, "letters such as F or AB")
	}
	f, ok := fieldNamed(c.Field)
	if !ok {
		list.Add(faults.Join(path, "field"), faults.Invalid, c.Field, "none, or one of "+strings.Join(Fields(), ", "))
	}
	if _, readable := c.unit(); c.Unit != "" && (!readable || ok && !fitsNature(c.Unit, fieldInfo[f].nature)) {
		list.Add(faults.Join(path, "unit"), faults.Invalid, c.Unit, "a unit of the field, such as 万元, percent or months")
	}
}

func (u UnitMapping) check(list *faults.List) {
	for _, unit := range []struct {
		path, text string
		nature     nature
		want       string
	}{
		{"units.amount", u.Amount, natureMoney, "元, 千元, 万元, 百万元, 亿元, or a power of ten"},
		{"units.rate", u.Rate, natureRate, "fraction, percent, permille or basis points"},
		{"units.term", u.Term, natureTerm, "years, months or days"},
	} {
		if unit.text != "" && !fitsNature(unit.text, unit.nature) {
			list.Add(unit.path, faults.Invalid, unit.text, unit.want)
		}
	}
}

func (c Conventions) check(list *faults.List) {
	word := func(path, word string, words ...string) {
		if word != "" && !slices.Contains(words, word) {
			list.Add("conventions."+path, faults.Invalid, word, strings.Join(words, " or "))
		}
	}
	word("month_only", c.MonthOnly, "last_day", "first_day")
	word("date_order", c.DateOrder, "day_first", "month_first")
	if c.DailyRateDays != 0 && c.DailyRateDays != 360 && c.DailyRateDays != 365 {
		list.Add("conventions.daily_rate_days", faults.OutOfRange, c.DailyRateDays, "360 or 365")
	}
	for _, index := range sortedKeys(c.IndexRates) {
		if level := c.IndexRates[index]; level.LessThan(decimal.New(-1, -1)) || !level.LessThan(decimal.New(1, 0)) {
			list.Add("conventions.index_rates."+index, faults.OutOfRange, level, "a yearly rate as a fraction below 1: 3.85 % is 0.0385")
		}
	}
}

// names reports whether a mapping speaks of a column.
func (c ColumnMapping) names(index int, h header) bool {
	if c.Column != "" {
		return columnIndex(c.Column) == index
	}
	key := headerText(c.Header)
	return key != "" && (key == headerText(h.raw) || key == h.full || key == h.key)
}

func (c ColumnMapping) field() field {
	f, _ := fieldNamed(c.Field)
	return f
}

// unit reads the unit of a column.
func (c ColumnMapping) unit() (unit, bool) { return mappedUnit(c.Unit) }

// mappedUnit reads a unit as a mapping writes it: also by the names that Column.Unit gives.
func mappedUnit(text string) (unit, bool) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "fraction":
		return unit{rate: rateFraction, text: text}, true
	case "permille":
		return unit{rate: ratePermille, text: text}, true
	case "basis points", "basis_points":
		return unit{rate: rateBasisPoint, text: text}, true
	}
	u, ok := parseUnit(text)
	u.text = text
	return u, ok
}

// fitsNature reports whether a unit can be that of a field.
func fitsNature(text string, n nature) bool {
	u, ok := mappedUnit(text)
	switch n {
	case natureMoney:
		return ok && !u.scale.IsZero()
	case natureRate, natureRatio:
		return ok && u.rate != rateBare
	case natureTerm:
		return ok && u.term != termBare
	}
	return false
}

// columnIndex gives the number of a column, counted from 0, from its letters; -1 when it has none.
func columnIndex(letters string) int {
	n := 0
	for _, r := range strings.ToUpper(letters) {
		if r < 'A' || r > 'Z' || n > 1_000_000 {
			return -1
		}
		n = n*26 + int(r-'A') + 1
	}
	return n - 1
}

// applyMapping puts the units of the mapping onto the columns.
func (r *run) applyMapping() {
	m := r.options.Mapping
	if m == nil {
		return
	}
	for i := range r.layout.columns {
		c := &r.layout.columns[i]
		n := fieldInfo[c.field].nature
		for _, o := range m.Columns {
			if o.names(c.index, c.header) && o.Unit != "" {
				c.header.unit, _ = o.unit()
				c.unitBy = byMapping
			}
		}
		text := map[nature]string{natureMoney: m.Units.Amount, natureRate: m.Units.Rate, natureTerm: m.Units.Term}[n]
		if c.unitBy != byMapping && text != "" {
			c.header.unit, _ = mappedUnit(text)
			c.unitBy = byMapping
		}
	}
	for i, o := range m.Columns {
		if !slices.ContainsFunc(r.layout.columns, func(c column) bool { return o.names(c.index, c.header) }) {
			r.log.add(r.at(0, nil), note{severity: Warning, code: "mapping.unused", seen: o.Column + o.Header, rule: "mapping",
				message: fmt.Sprintf("columns[%d] of the mapping names a column that the sheet does not have", i), advice: "correct the mapping"})
		}
	}
}

// overrides gives what the mapping says of columns.
func (o Options) overrides() []ColumnMapping {
	if o.Mapping == nil {
		return nil
	}
	return o.Mapping.Columns
}

func (o Options) conventions() Conventions {
	if o.Mapping == nil {
		return Conventions{}
	}
	return o.Mapping.Conventions
}

// kind is that of all contracts, by the options or by the mapping.
func (o Options) kind() pool.Kind {
	if o.Kind == pool.KindUnknown && o.Mapping != nil {
		return o.Mapping.Kind
	}
	return o.Kind
}

// sheetName is the sheet asked for, by the options or by the mapping.
func (o Options) sheetName() string {
	if o.Sheet == "" && o.Mapping != nil {
		return o.Mapping.Sheet
	}
	return o.Sheet
}
