package tape

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// ReadFile reads the tape in a file: .xlsx, .xlsm, .csv or .tsv. See Read.
func ReadFile(ctx context.Context, path string, o Options) (*Result, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &FileError{Code: "file.unopened", File: baseName(path), Reason: "the file cannot be opened", Advice: "check name and permissions", Err: err}
	}
	defer func() { _ = f.Close() }()
	return Read(ctx, path, f, o)
}

// Read reads a tape from r. The name serves messages and, where the content leaves it open, the
// choice of format; what counts is the content.
//
// A row with an error is rejected and listed, and the rest is taken. With Options.Strict any error
// gives a *FindingsError beside a result without a pool. A mapping or a list of names with faults gives
// a *faults.Error. A file that is no tape at all gives a
// *FileError and no result. When ctx ends, its cause is returned.
func Read(ctx context.Context, name string, r io.Reader, o Options) (*Result, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	limits := o.Limits.withDefaults()
	data, err := readAll(r, limits.Bytes+1)
	switch {
	case err != nil:
		return nil, &FileError{Code: "file.unread", File: baseName(name), Reason: "the file cannot be read", Advice: "check the connection or the disk, and read it again", Err: err}
	case int64(len(data)) > limits.Bytes:
		return nil, &FileError{Code: "limit.bytes", File: baseName(name), Reason: fmt.Sprintf("the file has more than %d bytes", limits.Bytes), Advice: "split it, or raise Limits.Bytes"}
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	}
	kind, fault := sniff(name, data)
	if fault != nil {
		return nil, fault
	}
	run := newRun(baseName(name), o)
	if kind == formatText {
		return run.readText(ctx, data, limits)
	}
	return run.readWorkbook(ctx, name, data, limits)
}

// readAll reads at most most bytes, into memory of the right size where the reader tells it.
func readAll(r io.Reader, most int64) ([]byte, error) {
	size := int64(0)
	switch r := r.(type) {
	case interface{ Len() int }: // bytes.Reader, bytes.Buffer, strings.Reader
		size = int64(r.Len())
	case interface{ Stat() (fs.FileInfo, error) }: // os.File, fs.File
		if info, err := r.Stat(); err == nil && info.Mode().IsRegular() {
			size = info.Size()
		}
	}
	// One byte more than there is lets the end be seen without growing.
	out := bytes.NewBuffer(make([]byte, 0, max(min(size, most), 0)+bytes.MinRead))
	_, err := out.ReadFrom(io.LimitReader(r, most))
	return out.Bytes(), err
}

// readText reads a text file, which has one sheet.
func (r *run) readText(ctx context.Context, data []byte, limits Limits) (*Result, error) {
	s, separator, text, err := r.textSheet(ctx, data, limits)
	if err != nil {
		return nil, err
	}
	if want := r.options.sheetName(); want != "" {
		r.log.add(place{sheet: s}, note{severity: Info, code: "sheet.ignored", seen: want, message: "a text file has no sheets; the name asked for is not used"})
	}
	r.log.add(place{sheet: s}, note{severity: Info, code: "encoding.taken", taken: text.encoding, rule: "encoding", message: "the file was read as " + text.encoding + ", " + text.how})
	r.log.add(place{sheet: s}, note{severity: Info, code: "csv.separator", taken: fmt.Sprintf("%q", separator), rule: "csv.separator", message: "this separates the cells"})
	if text.lost > 0 {
		r.log.add(place{s, text.lost, nil}, note{severity: Warning, code: "encoding.replacement",
			message: "the file holds replacement characters (U+FFFD): text was lost before it came here", advice: "export the file again"})
	}
	r.sheet = s
	r.reload = func(ctx context.Context) (*sheet, error) {
		s, _, _, err := r.textSheet(ctx, data, limits)
		return s, err
	}
	if r.findContracts() == nil && !r.readMangled(ctx, data, limits) {
		return nil, r.noHeader()
	}
	result, err := r.read(ctx, nil)
	if result != nil {
		result.Encoding = text.encoding
	}
	return result, err
}

// textSheet reads the rows of a text file.
func (r *run) textSheet(ctx context.Context, data []byte, limits Limits) (*sheet, rune, *textDecoder, error) {
	undecoded := func(err error) error {
		e := &FileError{Code: "encoding.invalid", File: r.file(), Reason: err.Error(), Advice: "save the file as UTF-8, or pass its encoding"}
		var bad *badByteError
		if errors.As(err, &bad) {
			e.Row = bad.line
		}
		return e
	}
	text, err := newTextDecoder(data, r.options.Encoding)
	if err != nil {
		return nil, 0, nil, undecoded(err)
	}
	front, err := text.next(textFront)
	if err != nil {
		return nil, 0, nil, undecoded(err)
	}
	s, separator, broken, fault := readTextFrom(ctx, front, text.next, bytes.Count(data, lineBreak), limits)
	switch {
	case fault != nil && ctx.Err() != nil:
		return nil, 0, nil, context.Cause(ctx)
	case broken != nil:
		return nil, 0, nil, undecoded(broken)
	case fault != nil:
		return nil, 0, nil, &FileError{Code: fault.code, File: r.file(), Row: fault.row, Reason: fault.message, Advice: "correct the file, or raise the limit"}
	}
	return s, separator, text, nil
}

// textFront is how much of a text file the choice of its separator looks at.
const textFront = 1 << 20

// readMangled reads a text whose encoding was mistaken before it came here, so that 合同编号 stands
// there as 鍚堝悓缂栧彿; false when it is not such a text.
func (r *run) readMangled(ctx context.Context, data []byte, limits Limits) bool {
	whole, err := decodeText(data, r.options.Encoding)
	if err != nil {
		return false
	}
	text := whole.text
	repaired, how, ok := unmangle(text)
	if !ok {
		return false
	}
	s, _, fault := readText(ctx, repaired, limits)
	if fault != nil {
		return false
	}
	before := r.sheet
	if r.sheet = s; r.findContracts() == nil {
		r.sheet = before
		return false
	}
	r.reload = nil // the rows are not those of the file
	r.log.add(place{sheet: s}, note{severity: Warning, code: "encoding.mangled", seen: shorten(oneLine(strings.TrimSpace(text)), 40), taken: shorten(oneLine(strings.TrimSpace(repaired)), 40), rule: "mojibake." + how,
		message: "UTF-8 was read as " + how + " before the file came here; read back", advice: "export the file again, to be sure that nothing was lost"})
	return true
}

// findContracts lays out the sheet of contracts: as the mapping says, or by searching its header.
func (r *run) findContracts() *layout {
	reader := columnReader{role: roleContracts, overrides: r.options.overrides()}
	if m := r.options.Mapping; m != nil && m.HeaderRow > 0 {
		r.layout = reader.at(r.sheet, m.HeaderRow, max(m.HeaderRows, 1))
	} else {
		r.layout = reader.findLayout(r.sheet)
	}
	return r.layout
}

func (r *run) noHeader() *FileError {
	if m := r.options.Mapping; m != nil && m.HeaderRow > 0 {
		return r.fail("header.not_found", fmt.Sprintf("row %d, which the mapping names as the header, is not there", m.HeaderRow), "correct header_row in the mapping")
	}
	return r.fail("header.not_found", fmt.Sprintf("none of the first %d rows is a header of a list of contracts", headerDepth),
		"give the columns their usual names, such as 合同编号, 承租人, 未偿本金余额, 到期日, or say where they stand in a mapping file")
}

// readWorkbook reads a workbook: it chooses the sheet of contracts, and reads the others that say
// more about them.
func (r *run) readWorkbook(ctx context.Context, name string, data []byte, limits Limits) (*Result, error) {
	book, err := openWorkbook(ctx, name, data, limits)
	if err != nil {
		return nil, err
	}
	sheets, err := probeSheets(ctx, book, r.options.overrides())
	if err != nil {
		return nil, err
	}
	chosen, fault := r.chooseSheet(sheets)
	if fault != nil {
		// A damaged sheet looks like an empty one when only its first rows are read.
		if err := book.verify(ctx); err != nil {
			return nil, err
		}
		return nil, fault
	}
	if r.sheet, err = book.read(ctx, chosen.sheet.name); err != nil {
		return nil, err
	}
	if r.findContracts() == nil {
		return nil, r.noHeader()
	}
	r.reload = func(ctx context.Context) (*sheet, error) { return book.read(ctx, chosen.sheet.name) }
	var extras []extraSheet
	order := 0
	for _, p := range sheets {
		if p == chosen {
			continue
		}
		order++
		p.sheet.order = order
		if isOwnSheet(p.sheet.name) {
			r.log.add(place{sheet: p.sheet}, note{severity: Info, code: "sheet.other", seen: p.sheet.name, message: "this sheet explains or checks the others; not read"})
			continue
		}
		if p.role == roleContracts {
			r.others = append(r.others, p.sheet)
			if len(p.sheet.rows) > 0 {
				r.log.add(place{sheet: p.sheet}, note{severity: Info, code: "sheet.other", seen: p.sheet.name, message: "this sheet is not the list of contracts; only its dates were looked at"})
			}
			continue
		}
		s, err := book.read(ctx, p.sheet.name)
		if err != nil {
			return nil, err
		}
		s.order = order
		if l := findLayout(s, p.role); l != nil {
			extras = append(extras, extraSheet{s, l})
		}
	}
	book.shared = nil // it is read again when it is needed again
	return r.read(ctx, extras)
}

// isOwnSheet reports the sheets with which this package explains a tape, or lists what it found in one.
func isOwnSheet(name string) bool {
	return name == guideSheet || name == listsSheet || strings.HasPrefix(name, FindingsSheet)
}

// probedSheet is the front of a sheet with what it seems to list.
type probedSheet struct {
	sheet  *sheet
	layout *layout // as a list of contracts, nil when it is none
	role   role    // roleContracts also for sheets that list nothing known
}

func probeSheets(ctx context.Context, book *workbook, overrides []ColumnMapping) ([]*probedSheet, error) {
	var list []*probedSheet
	for _, name := range book.sheetNames() {
		s, err := book.probe(ctx, name)
		if err != nil {
			return nil, err
		}
		if isOwnSheet(name) {
			list = append(list, &probedSheet{sheet: s})
			continue
		}
		p := &probedSheet{sheet: s, layout: columnReader{role: roleContracts, overrides: overrides}.findLayout(s)}
		best := 0
		if p.layout != nil {
			best = p.layout.score
		}
		for _, extra := range []role{roleRights, roleInstalments, roleAffiliates} {
			l := findLayout(s, extra)
			if l != nil && (l.score > best || sheetNamed(name, extra)) {
				p.role, best = extra, l.score
			}
		}
		list = append(list, p)
	}
	return list, nil
}

// sheetNamed reports a name that says what a sheet lists.
func sheetNamed(name string, r role) bool {
	key := squeeze(name)
	switch r {
	case roleRights:
		return containsAny(key, "权利清单", "知识产权清单", "专利清单", "权利", "rights")
	case roleInstalments:
		return containsAny(key, "还款计划", "租金表", "租金计划", "租金支付表", "还款表", "支付计划", "instalment", "installment", "schedule")
	case roleAffiliates:
		return containsAny(key, "关联方", "关联", "affiliate", "groups")
	}
	return false
}

// chooseSheet takes the sheet asked for, or the one whose headers name most.
func (r *run) chooseSheet(sheets []*probedSheet) (*probedSheet, *FileError) {
	if want := r.options.sheetName(); want != "" {
		i := slices.IndexFunc(sheets, func(p *probedSheet) bool { return p.sheet.name == want })
		if i < 0 {
			var names []string
			for _, p := range sheets {
				names = append(names, p.sheet.name)
			}
			return nil, &FileError{Code: "sheet.not_found", File: r.file(), Reason: fmt.Sprintf("the workbook has no sheet %q", want), Advice: "it has " + strings.Join(names, ", ")}
		}
		return sheets[i], nil
	}
	var best *probedSheet
	empty := true
	for _, p := range sheets {
		empty = empty && len(p.sheet.rows) == 0
		if p.layout == nil || p.role != roleContracts {
			continue
		}
		if best == nil || p.rank() > best.rank() {
			best = p
		}
	}
	switch {
	case empty:
		return nil, &FileError{Code: "file.empty", File: r.file(), Reason: "no sheet of the workbook has any content", Advice: "check that it was copied whole"}
	case best == nil:
		// A sheet that looks like a list of something else may still be all there is.
		i := slices.IndexFunc(sheets, func(p *probedSheet) bool { return p.layout != nil })
		if i < 0 {
			return nil, r.noHeader()
		}
		best = sheets[i]
	}
	for _, p := range sheets {
		if p == best || p.role != roleContracts || p.layout == nil || isOwnSheet(p.sheet.name) {
			continue
		}
		switch {
		case p.rank() == best.rank():
			r.log.add(place{sheet: best.sheet}, note{severity: Warning, code: "sheet.ambiguous", seen: p.sheet.name, taken: best.sheet.name,
				message: "another sheet fits as well; its rows are not read", advice: "name the sheet to read, or put all contracts on one"})
		case p.layout.complete() && sheetNameWeight(p.sheet.name) >= 0:
			r.log.add(place{sheet: best.sheet}, note{severity: Warning, code: "sheet.ambiguous", seen: p.sheet.name, taken: best.sheet.name, rule: "sheet.contracts",
				message: "another sheet lists contracts too; its rows are not read", advice: "put all contracts on one sheet, or read the sheets one by one"})
		}
	}
	if best.sheet.hidden {
		r.log.add(place{sheet: best.sheet}, note{severity: Warning, code: "sheet.hidden", message: "the sheet is hidden in the workbook", advice: "name another sheet if this is not the one"})
	}
	return best, nil
}

// rank weighs what the headers of a sheet name, and what its name says of it.
func (p *probedSheet) rank() int { return p.layout.score + sheetNameWeight(p.sheet.name) }

// sheetNameWeight is below 0 for names of lists that are not the pool: history, what was taken out,
// examples; and above 0 for names of the pool. It outweighs a header or two, not a whole list.
func sheetNameWeight(name string) int {
	key := squeeze(name)
	switch {
	case containsAny(key, "历史", "旧", "备份", "已结清", "结清", "剔除", "不入池", "未入池", "出池", "草稿", "样例", "示例", "模板", "核对", "history", "archive", "backup", "settled", "removed", "excluded", "draft", "example", "old"):
		return -8
	case containsAny(key, "汇总", "统计", "分布", "summary", "statistics"):
		return -8
	case containsAny(key, "入池", "资产池", "资产清单", "基础资产", "资产明细", "合同清单", "借据清单", "pool", "tape", "contracts", "assetlist"):
		return 3
	}
	return 0
}

const guideSheet, listsSheet = "填写说明 Guide", "选项 Lists"
