package tape

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ipabs/ipabs/pool"
)

// rightEntry is a right as one row lists it, with the row that does.
type rightEntry struct {
	spec   *pool.RightSpec
	reader *rowReader
	field  field // where the right is named
}

// readRights reads the rights that the contract's own row names. One number makes one right, known by
// its number. Several numbers without a value of their own make one right each. Several numbers under
// one appraisal stay one bundle: how the value divides among them is not stated. A title alone makes
// a bundle of as many rights as the row says.
func (d *draft) readRights() {
	title, hasTitle := take(d.rowReader, fRightTitle, parseRightTitle, func(v rightTitle) string { return v.title })
	kind, hasKind := take(d.rowReader, fRightType, parseRightType, pool.RightType.String)
	count, hasCount := take(d.rowReader, fRightCount, func(t text) reading[int] {
		return parseCount(t, "right.count_invalid", "项", "件", "个", "种", "部", "首", "份")
	}, func(n int) string { return fmt.Sprint(n) })
	numbers := d.numbers()
	s := pool.RightSpec{Type: kind, Title: title.title}
	d.readRightFacts(&s)
	if !hasTitle && !hasKind && !hasCount && len(numbers) == 0 && s.Appraisal == nil {
		return
	}
	if !hasKind && hasTitle {
		// The title may say what the right is: 计算机软件著作权, 发明专利.
		if got := parseRightType(text{raw: title.title}); got.known {
			s.Type = got.value
		}
	}
	stated := d.statedCount(title.count, count, hasCount)
	if stated > 0 && len(numbers) > 1 && stated != len(numbers) {
		d.warn(fRightNumber, note{code: "right.count", seen: d.raw(fRightNumber), taken: fmt.Sprint(stated),
			message: fmt.Sprintf("%d numbers are listed, but %d rights are stated", len(numbers), stated), advice: "check which of them is right"})
	}
	switch {
	case len(numbers) == 1 && stated <= 1:
		s.ID, s.Number = numbers[0].id, numbers[0].written
		d.typeFromNumber(&s, numbers[0])
		d.addRight(s, fRightNumber)
	case len(numbers) > 1 && s.Appraisal == nil && (stated == 0 || stated == len(numbers)):
		titles := splitTitles(title.title, len(numbers))
		for i, n := range numbers {
			one := s
			one.ID, one.Number, one.Title = n.id, n.written, titles[i]
			d.typeFromNumber(&one, n)
			d.addRight(one, fRightNumber)
		}
	default:
		s.ID = d.spec.ID + "/ip"
		s.Count = max(stated, len(numbers))
		var written []string
		for _, n := range numbers {
			written = append(written, n.written)
		}
		d.typeFromNumbers(&s, numbers)
		s.Number = strings.Join(written, ", ")
		d.addRight(s, fRightTitle)
	}
}

func (d *draft) addRight(s pool.RightSpec, f field) {
	for _, before := range d.rights {
		if before.spec.ID == s.ID {
			d.warn(f, note{code: "right.repeated", seen: s.Number, message: "the same number is listed twice; counted once"})
			return
		}
	}
	d.rightRoom = append(d.rightRoom, s)
	d.rights = append(d.rights, rightEntry{&d.rightRoom[len(d.rightRoom)-1], d.rowReader, f})
}

// numbers reads the numbers of rights in the columns that hold them.
func (d *draft) numbers() []rightNumber {
	d.run.consumed[fRightNumber] = true
	var list []rightNumber
	for _, i := range d.layout.byField[fRightNumber] {
		t, ok := d.usable(&d.layout.columns[i])
		if !ok {
			continue
		}
		if scientific.MatchString(fold(t.raw)) && (t.number || t.loose) {
			d.warn(fRightNumber, note{code: "right.number_scientific", seen: t.raw, message: "a number in scientific notation has lost digits; left out",
				advice: "format the column as text and enter the number again"})
			continue
		}
		raw := t.raw
		if t.number {
			raw = shortest(raw) // 201810123456.70001 is stored for 201810123456.7
		}
		list = append(list, splitNumbers(raw)...)
	}
	if len(list) == 0 {
		if list = numbersWithin(fold(d.raw(fRightTitle))); len(list) > 0 {
			d.info(fRightTitle, note{code: "right.number_in_title", seen: d.raw(fRightTitle), taken: writtenNumbers(list), rule: "patent.in_title", message: "numbers of patents stand in the name of the right"})
		}
	}
	for _, n := range list {
		d.reportNumber(n)
	}
	return list
}

func writtenNumbers(list []rightNumber) string {
	var written []string
	for _, n := range list {
		written = append(written, n.written)
	}
	return strings.Join(written, ", ")
}

func (r *rowReader) reportNumber(n rightNumber) {
	if n.note != "" {
		r.info(fRightNumber, note{code: "right.number_kind", seen: n.written, rule: "patent.publication", message: n.note})
	}
	if n.problem != "" {
		r.warn(fRightNumber, note{code: "right.number_check", seen: n.written, rule: "patent.check_digit", message: n.problem, advice: "check the number"})
	}
}

// statedCount joins the count of its own column with the one in the title (等51项).
func (d *draft) statedCount(inTitle, own int, hasOwn bool) int {
	switch {
	case !hasOwn:
		return inTitle
	case own < 1:
		d.fail(fRightCount, note{code: "right.count_invalid", seen: d.raw(fRightCount), message: "fewer than one right", advice: "write how many rights stand behind the contract"})
		return 0
	case inTitle > 0 && inTitle != own:
		d.warn(fRightCount, note{code: "right.count", seen: d.raw(fRightCount), taken: fmt.Sprint(own),
			message: fmt.Sprintf("the title says %d", inTitle), advice: "check which of them is right"})
	}
	return own
}

// typeFromNumber takes the type of a patent from its number where the row says no more than 专利, and
// reports a row that says otherwise.
func (r *rowReader) typeFromNumber(s *pool.RightSpec, n rightNumber) {
	switch {
	case n.kind == pool.RightUnknown || n.kind == pool.Patent || n.kind == s.Type || n.kind == pool.Copyright && s.Type.Class() == pool.Copyright:
	case s.Type == pool.RightUnknown || s.Type == pool.Patent && n.kind.Class() == pool.Patent:
		s.Type = n.kind
		r.info(fRightNumber, note{code: "right.type_from_number", seen: n.written, taken: n.kind.String(), rule: "patent.type_digit",
			message: "the number says the type of the right"})
	default:
		r.warn(fRightType, note{code: "right.type_differs", seen: r.raw(fRightType), taken: s.Type.String(),
			message: fmt.Sprintf("the number %s is that of a %s", n.written, n.kind), advice: "check type and number"})
	}
}

// typeFromNumbers does the same for a bundle, if all its numbers say the same.
func (r *rowReader) typeFromNumbers(s *pool.RightSpec, numbers []rightNumber) {
	if len(numbers) == 0 || slices.ContainsFunc(numbers, func(n rightNumber) bool { return n.kind != numbers[0].kind }) {
		return
	}
	r.typeFromNumber(s, numbers[0])
}

// readRightFacts reads what a row says of a right beside its name.
func (r *rowReader) readRightFacts(s *pool.RightSpec) {
	s.Filed, s.Expires = r.date(fRightFiled), r.date(fRightExpiry)
	s.Registered, s.AnnuityPaidUntil = r.date(fRightRegistered), r.date(fRightAnnuity)
	s.Status, _ = take(r, fRightStatus, parseRightStatus, pool.RightStatus.String)
	s.Appraisal, s.AppraisalDate = r.amount(fRightValue), r.date(fRightValueDate)
	s.Appraiser = r.words(fRightAppraiser)
	r.markInCurrency(s)
	if name := r.name(fRightOwner); name != "" {
		s.Owner = r.mention(fRightOwner, name).id
	}
}

// markInCurrency makes a dated mark of a value in another currency than the tape's: the appraisal of a
// right is in the currency of the pool.
func (r *rowReader) markInCurrency(s *pool.RightSpec) {
	switch {
	case r.other.IsZero() || s.Appraisal == nil:
		return
	case s.AppraisalDate.IsZero():
		r.warn(fRightValue, note{code: "right.value_undated", seen: r.raw(fRightValue), message: fmt.Sprintf("a value in %s without its day is left out", r.other), advice: "state the day of the appraisal"})
	default:
		s.Marks = []pool.MarkSpec{{Venue: s.Appraiser, Kind: pool.MarkAppraisal, Price: *s.Appraisal, Currency: r.other, Date: s.AppraisalDate}}
	}
	s.Appraisal, s.AppraisalDate, s.Appraiser = nil, 0, ""
}

// splitTitles gives one title to each of n rights where the text lists n, and the whole text to each
// otherwise.
func splitTitles(title string, n int) []string {
	titles := strings.FieldsFunc(title, func(r rune) bool { return strings.ContainsRune("、;|\n", r) })
	if len(titles) == n {
		for i := range titles {
			titles[i] = strings.TrimSpace(titles[i])
		}
		return titles
	}
	titles = make([]string, n)
	for i := range titles {
		titles[i] = title
	}
	return titles
}
