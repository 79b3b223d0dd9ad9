package tape

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// rowClass is what a row under the header is.
type rowClass uint8

const (
	rowContract    rowClass = iota
	rowNumbered             // nothing but a serial number
	rowHeader               // the header once more
	rowOtherHeader          // the header of another table
	rowTotal
	rowStatistic // averages, extremes and shares of the rows above
	rowNote
	rowExample
	rowCounters // numbers or letters of the columns
	rowGuide    // what to write into the columns
	rowStray    // texts that belong to no known column
)

var (
	totalLabel     = regexp.MustCompile(`^.{0,24}?(?:小计|合计|总计|共计|总额|汇总|累计|总和)(?:\(.*\))?:?$|^(?:grand|sub-?)?totals?(?: ?\(.*\))?:?$|^sum:?$|^(?:人民币|金额|合计)?\(?大写\)?:?$`)
	subtotalLabel  = regexp.MustCompile(`小计|^sub-?total`)
	statisticLabel = regexp.MustCompile(`^(?:加权|算术|简单)?(?:平均|均)(?:值|数|利率|期限|余额|金额|单笔余额)?:?$|^(?:最大|最小|最高|最低|最长|最短|中位)(?:值|数|者)?:?$|^(?:占比|占比合计|比例|百分比|笔数|户数)(?:\(.*\))?:?$|^(?:weighted|simple)?-?(?:average|avg|mean)(?:value)?:?$|^w\.?a\.?v?g?\.?:?$|^(?:max|min)(?:imum)?:?$|^(?:median|count|%oftotal):?$`)
	noteLabel      = regexp.MustCompile(`(?i)^(?:注|备注|说明|附注|注释|制表人?|制单人?|审核人?|复核人?|填表人?|经办人?|编制人?|编制单位|编制日期|填表日期|制表日期|负责人|联系人|数据来源|声明|免责声明|签章|盖章|notes?|remarks?|prepared by|checked by|approved by|reviewed by|source|disclaimer) ?\d{0,2} ?(?:[:.、)]|$)`)
)

// isStatisticLabel reports a text that announces averages, extremes or shares: 加权平均, 最大值, Average.
func isStatisticLabel(folded string) bool {
	if len(folded) > 40 {
		return false
	}
	squeezed := squeeze(folded)
	return maySayTotal(squeezed) && containsAny(squeezed, "均", "最", "中位", "占比", "比", "笔数", "户数", "av", "mean", "wa", "w.a", "max", "min", "med", "count", "%of") && statisticLabel.MatchString(squeezed)
}

// maySayTotal reports a text with a character of the words for totals and statistics. Names of firms and
// numbers of contracts mostly have none, and are spared the search for words.
func maySayTotal(squeezed string) bool {
	for _, r := range squeezed {
		switch {
		case r >= 'a' && r <= 'z', r == '%', r == '计', r == '大', r == '总', r == '汇', r == '均', r == '最', r == '中', r == '占', r == '比', r == '笔', r == '户':
			return true
		}
	}
	return false
}

// isLoneNote reports a text that states no contract when it is all that a row says: the day and the seal
// of a signature, 以下空白, 第1页共3页. The number of a contract has a digit.
func isLoneNote(folded string) bool {
	return !strings.ContainsAny(folded, "0123456789") || isWrittenDate(text{raw: folded}) || lonePage.MatchString(folded)
}

var lonePage = regexp.MustCompile(`^[-— (]*(?:第 ?\d+ ?页.*|page \d+.*|\d+ ?/ ?\d+)[-— )]*$|盖章|签章|签字|签名`)

// noteBegins are the characters with which the words of notes begin: most texts are spared the pattern.
const noteBegins = "注备说附制审复填经编负联数声免签盖nrpcasd"

// isNoteLabel reports a folded text that begins a note. Its first words are short: a text without any of
// the marks behind them, and longer than they are, begins none.
func isNoteLabel(folded string) bool {
	first, _ := utf8.DecodeRuneInString(folded)
	return strings.ContainsRune(noteBegins, unicode.ToLower(first)) && (len(folded) <= 40 || strings.ContainsAny(folded, ":.、)")) && noteLabel.MatchString(folded)
}

// totalRow is a row that states the sum of rows above it.
type totalRow struct {
	row      row
	label    string
	subtotal bool
	after    int // how many contract rows stand above it
}

// sortRows tells contracts from totals, notes and everything else below the header.
func (r *run) sortRows() *FileError {
	numbered := 0
	var others []otherTable
	skipping := false // below the header of another table
	var strays []stray
	r.headers = make([]string, len(r.layout.columns))
	for i, c := range r.layout.columns {
		r.headers[i] = fold(c.header.raw)
	}
	for n, rw := range r.sheet.rows[r.layout.first:] {
		if r.ended(n) {
			return nil
		}
		class, label := r.classify(rw)
		switch {
		case class == rowOtherHeader:
			others, skipping = append(others, otherTable{rw.number, label, 0}), true
			continue
		case class == rowHeader:
			skipping = false
		case skipping && class == rowContract:
			others[len(others)-1].rows++
			continue
		case skipping && class == rowTotal:
			continue
		}
		switch class {
		case rowContract:
			if rw.hidden {
				r.log.add(r.at(rw.number, nil), note{severity: Warning, code: "row.hidden", message: "the row is hidden in the workbook, and counted like any other",
					advice: "remove the row if the contract is not offered"})
			}
			r.addContract(n)
		case rowNumbered:
			numbered++
		case rowHeader:
			r.log.add(r.at(rw.number, nil), note{severity: Info, code: "row.header", seen: label, message: "the header stands here once more; skipped"})
		case rowTotal:
			r.totals = append(r.totals, totalRow{row: rw, label: label, subtotal: subtotalLabel.MatchString(squeeze(label)), after: len(r.contracts)})
		case rowStatistic:
			r.log.add(r.at(rw.number, nil), note{severity: Info, code: "row.statistic", seen: label, message: "a row of averages, extremes or shares; not counted, and not checked"})
		case rowNote:
			r.log.add(r.at(rw.number, nil), note{severity: Info, code: "row.note", seen: label, message: "a note, not a contract; skipped"})
		case rowExample:
			r.example(r.reader(rw), label)
		case rowCounters:
			r.log.add(r.at(rw.number, nil), note{severity: Info, code: "row.header", seen: label, message: "numbers or letters of the columns; skipped"})
		case rowGuide:
			r.log.add(r.at(rw.number, nil), note{severity: Info, code: "row.example", seen: label, message: "the row says what to write into the columns; skipped"})
		case rowStray:
			strays = append(strays, stray{rw, label, len(r.contracts)})
		}
	}
	r.reportStrays(strays)
	for _, o := range others {
		r.log.add(r.at(o.row, nil), note{severity: Error, code: "row.other_table", seen: o.label,
			message: fmt.Sprintf("another table with other columns begins here; %d rows under it are not read", o.rows), advice: "put all contracts into one table, or each table on a sheet of its own"})
	}
	if numbered > 0 {
		r.log.add(r.at(0, nil), note{severity: Info, code: "row.numbered", message: fmt.Sprintf("%d rows hold nothing but a serial number; skipped", numbered)})
	}
	if len(r.contracts) == 0 {
		return r.fail("rows.none", "there is a header, but no row lists a contract under it", "check that the right sheet was chosen and that it has data")
	}
	return nil
}

// addContract adds the n-th row under the header to those that list a contract. As long as nothing stands between
// them, they are the rows of the sheet themselves.
func (r *run) addContract(n int) {
	rows := r.sheet.rows[r.layout.first:]
	switch have := len(r.contracts); {
	case have == 0:
		r.contracts = rows[n : n+1 : n+1]
	case have == cap(r.contracts) && &rows[n-have] == &r.contracts[0]:
		r.contracts = rows[n-have : n+1 : n+1]
	case have == cap(r.contracts):
		r.contracts = append(make([]row, 0, have+len(rows)-n), r.contracts...)
		fallthrough
	default:
		r.contracts = append(r.contracts, rows[n])
	}
}

// startsWithWords reports a row without a digit where the number of the contract stands.
func (r *run) startsWithWords(rw row) bool {
	c := r.layout.column(fContractID)
	return c != nil && c.index < len(r.folded) && r.folded[c.index] != "" && !strings.ContainsAny(r.folded[c.index], "0123456789")
}

// stray is a row that states no contract, with the number of contracts above it.
type stray struct {
	row   row
	label string
	after int
}

// reportStrays tells of rows that state no contract: below all contracts a single text is a signature or
// the like.
func (r *run) reportStrays(list []stray) {
	for _, s := range list {
		if s.after == len(r.contracts) && s.row.filled() == 1 && isLoneNote(fold(s.label)) {
			r.log.add(r.at(s.row.number, nil), note{severity: Info, code: "row.note", seen: s.label, message: "a note, not a contract; skipped"})
			continue
		}
		r.log.add(r.at(s.row.number, nil), note{severity: Warning, code: "row.ignored", seen: s.label, message: "the row states no contract: no contract number and too little else; skipped",
			advice: "complete the row, or remove it"})
	}
}

// headerAgain reports a row that names the number of a contract as a header does: the header once more,
// perhaps in the other language, when its other texts name the same columns, else that of another table.
func (r *run) headerAgain(rw row) (same, other bool) {
	c := r.layout.column(fContractID)
	if c == nil || c.index >= len(r.folded) || r.folded[c.index] == "" {
		return false, false
	}
	set := aliasSets()[roleContracts]
	if hit, ok := set.find(readHeader(rw.cell(c.index))); !ok || hit.field != fContractID {
		return false, false
	}
	agree, differ := 0, 0
	for _, own := range r.layout.columns {
		if own.index >= len(r.folded) || r.folded[own.index] == "" || own.field == fNone {
			continue
		}
		if hit, ok := set.find(readHeader(rw.cell(own.index))); ok && hit.field == own.field {
			agree++
		} else {
			differ++
		}
	}
	return agree >= 3 && agree > differ, agree < 3 && differ > 0
}

// isCounters reports a row that numbers the columns: 1, 2, 3 or A, B, C in consecutive cells.
func (r *run) isCounters() bool {
	n := 0
	last := ""
	for _, cell := range r.folded {
		cell = strings.Trim(cell, "()[] ")
		switch {
		case cell == "":
			continue
		case n > 0 && !follows(last, cell):
			return false
		case n == 0 && cell != "1" && cell != "A" && cell != "a" && cell != "一":
			return false
		}
		last = cell
		n++
	}
	return n >= 3
}

// follows reports the next number or letter.
func follows(last, next string) bool {
	a, okA := chineseInteger(last)
	b, okB := chineseInteger(next)
	if x, err := strconv.Atoi(last); err == nil {
		a, okA = int64(x), true
	}
	if x, err := strconv.Atoi(next); err == nil {
		b, okB = int64(x), true
	}
	if okA && okB {
		return b == a+1
	}
	return len(last) == 1 && len(next) == 1 && next[0] == last[0]+1
}

// isGuide reports the row right below the header that says what to write: 填写合同编号, 精确到分, YYYY-MM-DD.
// It has no digit where the number of the contract stands, and nothing that its typed columns can hold.
func (r *run) isGuide(rw row) bool {
	if rw.number != r.sheet.rows[r.layout.first].number || !r.startsWithWords(rw) {
		return false
	}
	typed := 0
	for _, c := range r.layout.columns {
		n := fieldInfo[c.field].nature
		if c.field == fNone || n == natureText || c.index >= len(r.folded) || isNothing(r.folded[c.index]) {
			continue
		}
		if natureFits(n, r.sheet.text(rw, c.index)) {
			return false
		}
		typed++
	}
	return typed >= 2
}

// otherTable is a table with other columns, or the same in another order, further down the sheet.
type otherTable struct {
	row   int
	label string
	rows  int
}

// isOtherHeader reports a row of usual headers that stand over other columns than those of the table.
func (r *run) isOtherHeader(rw row) bool {
	known, differ := 0, false
	for _, c := range (columnReader{role: roleContracts}).mapColumns(singleHeader(rw)).columns {
		if c.field == fNone || c.field == fSerial || c.field == fRemark {
			continue
		}
		known++
		i := slices.IndexFunc(r.layout.columns, func(own column) bool { return own.index == c.index })
		differ = differ || i < 0 || r.layout.columns[i].field != c.field && r.headers[i] != fold(rw.cell(c.index))
	}
	return known >= 3 && differ
}

// classify says what a row is, with the text that shows it.
func (r *run) classify(rw row) (rowClass, string) {
	mapped, repeated := 0, 0
	identified := false
	r.folded = r.folded[:0]
	for i := range rw.width() {
		r.folded = append(r.folded, fold(rw.cell(i)))
	}
	for i := range r.layout.columns {
		c := &r.layout.columns[i]
		cell := ""
		if c.index < len(r.folded) {
			cell = r.folded[c.index]
		}
		if cell == "" && rw.flag(c.index)&flagNoValue == 0 {
			continue
		}
		if cell == r.headers[i] {
			repeated++
		}
		switch c.field {
		case fNone, fSerial, fRemark:
		default:
			mapped++
			identified = identified || c.field == fContractID
		}
	}
	seen, label := "", "" // the first text, and the one that announces a total
	statistic := false    // the label announces averages and the like
	texts := 0
	for i, cell := range r.folded {
		if cell == "" {
			continue
		}
		if seen == "" {
			seen = strings.TrimSpace(rw.cell(i))
		}
		if texts++; texts <= 3 && label == "" {
			if statistic = isStatisticLabel(cell); statistic || isTotalLabel(cell) {
				label = strings.TrimSpace(rw.cell(i))
			}
		}
	}
	reader := r.reader(rw)
	first := oneLine(fold(seen))
	again, elsewhere := false, false
	if identified && r.startsWithWords(rw) {
		again, elsewhere = r.headerAgain(rw)
	}
	labelled := label != "" && (!identified || strings.TrimSpace(reader.raw(fContractID)) == label || !reader.states(fMaturity))
	switch {
	case (repeated >= 3 && repeated < mapped || identified && r.startsWithWords(rw)) && r.isOtherHeader(rw):
		return rowOtherHeader, seen
	case repeated >= 3 || again:
		return rowHeader, seen
	case elsewhere:
		return rowOtherHeader, seen
	case texts >= 3 && r.isCounters():
		return rowCounters, seen
	case identified && r.isGuide(rw):
		return rowGuide, seen
	case reader.isExample():
		return rowExample, seen
	case labelled && statistic:
		return rowStatistic, label
	case labelled:
		return rowTotal, label
	case isNoteLabel(first) && !r.holdsBalance(rw):
		return rowNote, seen
	case texts == 1 && mapped <= 1 && (isLongText(first) || isNoteLabel(first) || lonePage.MatchString(first) || identified && isLoneNote(first)):
		return rowNote, seen
	case mapped == 0 && r.layout.has(fSerial) && texts == 1 && fold(reader.raw(fSerial)) != "":
		if !isCounter(first) {
			return rowNote, seen // the heading of a section: 一、北京地区
		}
		return rowNumbered, seen
	case texts == 1 && sectionHeading.MatchString(first) && !reader.states(fMaturity):
		return rowNote, seen
	case identified, mapped >= 3:
		return rowContract, seen
	}
	return rowStray, seen
}

// sectionHeading is the heading of a section of a list: 一、北京地区, （二）上海地区, Part A: leases.
var sectionHeading = regexp.MustCompile(`^(?:[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．:： ]|第[一二三四五六七八九十]{1,3}(?:部分|类|批)|[Pp]art [A-Z0-9]|[Ss]ection [A-Z0-9]).+`)

// isCounter reports a serial number: digits, or a numeral alone.
func isCounter(s string) bool {
	if isDigits(strings.Trim(s, "().、 ")) {
		return true
	}
	_, ok := chineseInteger(strings.Trim(s, "()、. "))
	return ok
}

// longestTotal bounds the labels of totals, in bytes.
const longestTotal = 160

// isTotalLabel reports a text that announces a total: 合 计, Grand total. Almost every text lacks the
// words, and is spared the pattern.
func isTotalLabel(folded string) bool {
	if len(folded) > longestTotal {
		return false
	}
	squeezed := squeeze(folded)
	return maySayTotal(squeezed) && containsAny(squeezed, "计", "总额", "总和", "汇总", "大写", "total", "sum") && totalLabel.MatchString(squeezed)
}

// isExample reports a row whose serial number says that it is an example, as in a template.
func (r *rowReader) isExample() bool {
	switch squeeze(r.raw(fSerial)) {
	case "示例", "例", "样例", "example", "示例example":
		return true
	}
	return false
}

func (r *run) example(reader *rowReader, label string) {
	reader.info(fSerial, note{code: "row.example", seen: label, message: "the row says that it is an example; skipped"})
}

// holdsBalance reports a row with an amount in the column of balances.
func (r *run) holdsBalance(rw row) bool {
	c := r.layout.column(fBalance)
	if c == nil {
		return false
	}
	got := parseAmount(r.sheet.text(rw, c.index), decimal.New(1, 0), 12)
	return got.known
}

// isLongText reports a sentence rather than an identifier.
func isLongText(s string) bool {
	return len([]rune(s)) > 30 || strings.ContainsAny(s, "。;") || len([]rune(s)) > 10 && strings.ContainsAny(s, ",:")
}
