package tape

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// listColumns are the columns of the sheet of findings, with their widths.
var listColumns = []struct {
	header string
	width  float64
}{
	{"序号 No.", 11}, {"级别 Severity", 14}, {"代码 Code", 26}, {"工作表 Sheet", 16}, {"位置 Place", 12}, {"表头 Header", 22},
	{"所见 Seen", 30}, {"采用 Taken", 22}, {"含义", 40}, {"建议", 36}, {"说明 Message", 60}, {"处理 Advice", 44}, {"规则 Rule", 27}, {"标注 Mark", 22},
}

// addList adds the sheet that lists all findings.
func (a *annotator) addList() error {
	book, err := a.pack.read(a.main)
	if err != nil {
		return err
	}
	name, sheetID := FindingsSheet, 1
	taken := map[string]bool{}
	if err := scanXML(book, func(t xmlTag) error {
		if t.name == "sheet" && !t.closes {
			taken[strings.ToLower(t.attr("name"))] = true
			if n, err := strconv.Atoi(t.attr("sheetId")); err == nil && n < 1<<30 {
				sheetID = max(sheetID, n+1)
			}
		}
		return nil
	}); err != nil {
		return err
	}
	for n := 2; taken[strings.ToLower(name)]; n++ {
		name = fmt.Sprintf("%s %d", FindingsSheet, n)
	}
	part := a.pack.free("xl/worksheets/findings", ".xml")
	id, err := a.pack.relate(a.main, "worksheet", part)
	if err != nil {
		return err
	}
	book, ok, err := appendInside(book, "sheets", 0, func(t xmlTag) string {
		return fmt.Sprintf(`<%s xmlns:r="%s" name="%s" sheetId="%d" r:id="%s"/>`, t.tag("sheet"), officeRelations, escapeXML(name), sheetID, id)
	})
	if err != nil || !ok {
		return errors.Join(err, noElement(ok, a.main, "sheets"))
	}
	a.pack.set(a.main, book)
	a.pack.set(part, a.list())
	return a.pack.declare(part, typeSheet)
}

// list writes the sheet: what was read, the counts by code, and every finding.
func (a *annotator) list() []byte {
	r := a.result
	w := &sheetWriter{tabFill: fills[Warning]}
	for _, c := range listColumns {
		w.widths = append(w.widths, c.width)
	}
	text := a.styles.look(lookText)
	row := 0
	line := func(style int, cells ...string) {
		row++
		w.startRow(row, 0)
		for i, s := range cells {
			if s != "" {
				w.text(i, style, s)
			}
		}
	}
	title := a.styles.look(lookTitle)
	line(title, "检查结果 Findings: "+r.File)
	line(title, fmt.Sprintf("读取 read %d，采用 accepted %d，剔除 rejected %d；错误 errors %d，警告 warnings %d，提示 infos %d",
		r.RowsRead, r.Accepted, r.Rejected, r.Findings.Count(Error), r.Findings.Count(Warning), r.Findings.Count(Info)))
	order := a.listed()
	if rest := len(r.Findings) - len(order); rest > 0 {
		line(title, fmt.Sprintf("本表仅列前 %d 条（先重后轻），另有 %d 条未列；计数包含全部。 Only the worst %d findings are listed, %d are not; the counts are of all.", len(order), rest, len(order), rest))
	}
	if a.cut > 0 {
		line(title, fmt.Sprintf("批注上限 %d，另有 %d 个单元格只着色。 %d cells have notes, %d more are only coloured.", MaxNotes, a.cut, MaxNotes, a.cut))
	}
	row++
	header := a.styles.look(lookHeader)
	line(header, "数量 Count", "级别 Severity", "代码 Code", "含义 Meaning")
	for _, c := range r.Findings.CountByCode() {
		row++
		w.startRow(row, 0)
		w.number(0, 0, strconv.Itoa(c.Count))
		w.text(1, a.severityLook(c.Severity), c.Severity.label())
		w.text(2, text, c.Code)
		w.text(3, a.styles.look(lookLine), strings.TrimSpace(codeByName()[c.Code].MeaningZH+" "+codeByName()[c.Code].Meaning))
	}
	row++
	headers := make([]string, len(listColumns))
	for i, c := range listColumns {
		headers[i] = c.header
	}
	line(header, headers...)
	for n, i := range order {
		f, place := r.Findings[i], a.where[i]
		row++
		shown, look := place.shown, text
		if place.location != "" {
			shown, look = cmp.Or(shown, "A1"), a.styles.look(lookLink)
			w.links = append(w.links, link{fmt.Sprintf("E%d", row), place.location})
		}
		remark := place.remark
		if place.mark != nil && !place.mark.noted {
			remark = "只着色 coloured only"
		}
		meaning := codeByName()[f.Code]
		cells := []string{f.Code, a.sheetName(f.Sheet), shown, f.Header, f.Seen, f.Taken, meaning.MeaningZH, meaning.AdviceZH, f.Message, f.Advice, f.Rule, remark}
		var wrapped []guideText
		for k, s := range cells {
			wrapped = append(wrapped, guideText{s, int(listColumns[2+k].width)})
		}
		w.startRow(row, rowHeight(wrapped...))
		w.number(0, text, strconv.Itoa(n+1))
		w.text(1, a.severityLook(f.Severity), f.Severity.label())
		for k, s := range cells {
			style := text
			if k == 2 {
				style = look
			}
			w.text(2+k, style, s)
		}
	}
	return w.bytes()
}

func (a *annotator) severityLook(s Severity) int {
	return a.styles.look(lookError + listLook(min(s, Info)))
}

// listed gives the findings to list: all of them in their order, or the worst when there are too many.
func (a *annotator) listed() []int {
	order := make([]int, len(a.result.Findings))
	for i := range order {
		order[i] = i
	}
	if len(order) > MaxListed {
		slices.SortStableFunc(order, func(x, y int) int {
			return cmp.Compare(a.result.Findings[x].Severity, a.result.Findings[y].Severity)
		})
		order = order[:MaxListed]
	}
	return order
}
