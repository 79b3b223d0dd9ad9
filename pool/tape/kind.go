package tape

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ipabs/ipabs/pool"
)

// kindWords are words in headers that are at home in tapes of one kind.
var kindWords = [...]struct {
	kind  pool.Kind
	words string
}{
	{pool.KindLease, "承租 租赁 起租 租金 出租 留购 租期 lessee lessor lease rent"},
	{pool.KindReceivable, "债务人 供应商 应收账款 确权 保理 核心企业 债权人 核心债务人 付款义务人 付款方 买方 卖方 贸易 发票 账期 debtor supplier receivable invoice factor buyer"},
	{pool.KindMicroloan, "借款 贷款 借据 放款 发放 borrower lender loan disbursement"},
	{pool.KindSublicense, "被许可 许可 专利客户 licensee licensor licence license sub-licence sublicense"},
}

// findKind decides the kind of rows that state none: as asked for, or as the headers show.
func (r *run) findKind() *FileError {
	if r.kind = r.options.kind(); r.kind != pool.KindUnknown {
		return nil
	}
	if r.layout.has(fKind) {
		return nil // every row says its own; see rowKind
	}
	var headers []string
	for _, c := range r.layout.columns {
		headers = append(headers, c.header.full)
		if c.by == bySpelling { // of a slip of the pen, what was meant
			headers = append(headers, headerText(c.likely[0].alias))
		}
	}
	kind, words := inferKind(headers)
	if own := r.kindOfObligor(); own != pool.KindUnknown && own != kind {
		kind, words = own, []string{r.layout.column(fObligor).header.full}
	}
	if kind == pool.KindUnknown {
		kind, words = inferFurther(headers)
	}
	if kind == pool.KindUnknown {
		titles := []string{r.sheet.name}
		for _, rw := range r.sheet.rows[:r.layout.top] {
			for _, c := range rw.cells() {
				titles = append(titles, c)
			}
		}
		for i := range titles {
			titles[i] = headerText(titles[i])
		}
		kind, words = inferKind(titles)
	}
	if kind == pool.KindUnknown {
		return r.fail("kind.undecidable", "the headers do not show of which kind the contracts are: lease, receivable, microloan or sublicense",
			`pass the kind (Options.Kind), state it in a mapping file ("kind": "receivable"), or add a column 种类 with 融资租赁, 应收账款, 小额贷款 or 二次许可`)
	}
	r.kind = kind
	r.log.add(r.at(0, nil), note{severity: Info, code: "kind.inferred", seen: strings.Join(words, ", "), taken: kind.String(), rule: "kind.headers",
		message: "the kind of the contracts follows from these words"})
	return nil
}

// kindOfObligor gives the kind that the header of the obligors names, 承租人, 借款人 or 被许可人: it goes
// before any number of other words. A 债务人 may owe under any kind, a 买方 under a receivable alone.
func (r *run) kindOfObligor() pool.Kind {
	c := r.layout.column(fObligor)
	if c == nil {
		return pool.KindUnknown
	}
	if strings.Contains(c.header.full, "债务") || strings.Contains(c.header.full, "debtor") {
		return pool.KindUnknown
	}
	kind, _ := inferKind([]string{c.header.full})
	return kind
}

// furtherWords decide where the words of the kinds leave it open. Other kinds also use them, more seldom.
var furtherWords = [...]struct {
	kind  pool.Kind
	words string
}{
	{pool.KindLease, "名义货价 名义价款 回租"},
	{pool.KindReceivable, "账款 票据 贸易 交货 验收 信用期 折让 dilution"},
	{pool.KindMicroloan, "抵押 质押率 质押物 抵质押 押品 授信 罚息 pledgeratio collateral mortgage penalty"},
	{pool.KindSublicense, "提成 保底 royalty"},
}

// inferFurther weighs other columns where the words of the kinds lead to none or to several: without those that
// stand on tapes of every kind, 债务人 and 贷款五级分类, and then by the words that are at home elsewhere too.
func inferFurther(headers []string) (pool.Kind, []string) {
	var telling []string
	for _, h := range headers {
		if !containsAny(h, "债务人", "debtor", "五级分类", "风险分类", "classification") {
			telling = append(telling, h)
		}
	}
	if kind, words := inferKind(telling); kind != pool.KindUnknown {
		return kind, words
	}
	best, tie := pool.KindUnknown, false
	var bestWords []string
	for _, k := range furtherWords {
		var found []string
		for word := range strings.FieldsSeq(k.words) {
			if slices.ContainsFunc(telling, func(h string) bool { return strings.Contains(h, word) }) {
				found = append(found, word)
			}
		}
		switch {
		case len(found) > len(bestWords):
			best, bestWords, tie = k.kind, found, false
		case len(found) == len(bestWords) && len(found) > 0:
			tie = true
		}
	}
	if tie {
		return pool.KindUnknown, nil
	}
	return best, bestWords
}

// inferKind gives the kind with the most words in the texts, and the words; KindUnknown when none or
// several lead. 被许可 counts once, not also as 许可.
func inferKind(texts []string) (pool.Kind, []string) {
	best, bestCount, tie := pool.KindUnknown, 0, false
	var bestWords []string
	for _, k := range kindWords {
		count := 0
		var found []string
		for _, t := range texts {
			t = strings.ReplaceAll(t, "current", "") // is no rent
			for word := range strings.FieldsSeq(k.words) {
				if strings.Contains(t, word) {
					if count++; !slices.Contains(found, word) {
						found = append(found, word)
					}
					break
				}
			}
		}
		switch {
		case count > bestCount:
			best, bestCount, bestWords, tie = k.kind, count, found, false
		case count == bestCount && count > 0:
			tie = true
		}
	}
	if tie || bestCount == 0 {
		return pool.KindUnknown, nil
	}
	return best, bestWords
}

// rowKind gives the kind of one row: as asked for, as its cell says, or that of the tape.
func (r *rowReader) rowKind() pool.Kind {
	if !r.layout.has(fKind) {
		return r.run.kind
	}
	kind, ok := take(r, fKind, parseKind, pool.Kind.String)
	asked := r.run.options.kind()
	switch {
	case asked != pool.KindUnknown:
		if ok && kind != asked {
			r.warn(fKind, note{code: "kind.differs", seen: r.raw(fKind), taken: asked.String(), message: fmt.Sprintf("the row says %s; the kind asked for is taken", kind)})
		}
		return asked
	case !ok && !r.faulty.has(fKind):
		r.missing(fKind, "kind.missing", "the kind of the contract")
	}
	return kind
}
