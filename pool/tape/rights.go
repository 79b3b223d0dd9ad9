package tape

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/pool"
)

// rightEntry is a right as one row lists it, with the row that does.
type rightEntry struct {
	spec   *pool.RightSpec
	reader *rowReader
	field  field // where the right is named
}

// readRights reads the rights that the contract's own row names. Every number makes one right, known by
// its number; those that the row counts and does not number (等5项) stay one bundle, and a title alone
// makes a bundle of as many rights as the row says. One appraisal of several rights is divided evenly
// (see divide), with a warning: how it divides is not stated.
func (d *draft) readRights() {
	title, hasTitle := take(d.rowReader, fRightTitle, parseRightTitle, func(v rightTitle) string { return v.title })
	count, hasCount := take(d.rowReader, fRightCount, func(t text) reading[int] {
		return parseCount(t, "right.count_invalid", "项", "件", "个", "种", "部", "首", "份")
	}, func(n int) string { return fmt.Sprint(n) })
	list := d.numbers()
	if !d.run.countRights(len(list.rights)) {
		return // the tape is refused
	}
	facts := d.rightFacts(list.rights)
	if !hasTitle && !d.states(fRightType) && !hasCount && len(list.rights) == 0 && facts.each[0].Appraisal == nil {
		return
	}
	facts.title = title.title
	if !facts.hasType && hasTitle {
		// The title may say what the right is: 计算机软件著作权, 发明专利.
		if got := parseRightType(text{raw: title.title}); got.known {
			for i := range facts.each {
				facts.each[i].Type = got.value
			}
		}
	}
	stated := d.statedCount(max(title.count, list.count), count, hasCount)
	listed := d.rightsOf(list, facts, stated, d.spec.ID+"/ip")
	if !d.run.countRights(len(listed) - len(list.rights)) {
		return
	}
	d.rightRoom = slices.Grow(d.rightRoom, len(listed))
	for _, s := range listed {
		at := fRightNumber
		if s.Number == "" {
			at = fRightTitle
		}
		d.addRight(s, at)
	}
}

// rightsOf makes the rights of one row: one for each number, and a bundle, under an identifier of its own,
// for those that are counted and not numbered.
func (r *rowReader) rightsOf(list rightList, facts rightFacts, stated int, bundle string) []pool.RightSpec {
	numbers := list.rights
	at := fRightNumber
	if r.raw(at) == "" {
		at = fRightTitle
	}
	if stated > 0 && len(numbers) > 1 && stated != len(numbers) {
		taken := max(stated, len(numbers))
		r.warn(at, note{code: "right.count", seen: r.raw(at), taken: fmt.Sprint(taken),
			message: fmt.Sprintf("%d numbers are listed, but %d rights are stated", len(numbers), stated), advice: "check which of them is right"})
	}
	rest := stated - len(numbers) // counted and not numbered
	if len(numbers) == 0 {
		s := facts.each[0]
		s.ID, s.Title, s.Count = bundle, facts.title, max(stated, 0)
		rights := []pool.RightSpec{s}
		r.marksInCurrency(rights)
		return rights
	}
	titles := splitTitles(facts.title, len(numbers))
	rights := make([]pool.RightSpec, 0, len(numbers)+1)
	for i, n := range numbers {
		s := facts.of(i)
		s.ID, s.Number, s.Title = n.id, n.written, titles[i]
		if n.title != "" {
			s.Title = n.title
		}
		r.typeFromNumber(&s, n)
		rights = append(rights, s)
	}
	if rest > 0 {
		s := facts.each[0]
		s.ID, s.Title, s.Count = bundle, facts.title, rest
		r.typeFromNumbers(&s, numbers)
		rights = append(rights, s)
	}
	if len(rights) > 1 && facts.oneValue && facts.each[0].Appraisal != nil {
		r.divide(rights)
	}
	r.marksInCurrency(rights)
	return rights
}

// divide gives each of several rights under one appraisal as much of it as every other, a bundle as much
// as it has rights; what does not divide goes to the first ones, a minor unit each. The sum is the
// appraisal to the minor unit.
func (r *rowReader) divide(rights []pool.RightSpec) {
	whole := *rights[0].Appraisal
	exponent := int32(r.currency().Exponent())
	minor, n := whole.Shift(exponent).BigInt(), 0
	for _, s := range rights {
		n += max(s.Count, 1)
	}
	share, rest := new(big.Int).DivMod(minor, big.NewInt(int64(n)), new(big.Int))
	left := rest.Int64()
	for i := range rights {
		count := int64(max(rights[i].Count, 1))
		part := new(big.Int).Mul(share, big.NewInt(count))
		more := min(left, count)
		left -= more
		value := decimal.NewFromBigInt(part.Add(part, big.NewInt(more)), -exponent)
		rights[i].Appraisal = &value
	}
	r.warn(fRightValue, note{code: "right.value_divided", seen: r.raw(fRightValue), taken: whole.String(), rule: "rights.evenly",
		message: fmt.Sprintf("one value is stated for %d rights; each is given as much of it as every other", n)})
}

func (d *draft) addRight(s pool.RightSpec, f field) {
	if d.lists(s.ID) {
		d.warn(f, note{code: "right.repeated", seen: s.Number, message: "the same number is listed twice; counted once"})
		return
	}
	d.rightRoom = append(d.rightRoom, s)
	d.rights = append(d.rights, rightEntry{&d.rightRoom[len(d.rightRoom)-1], d.rowReader, f})
	if d.rightIDs != nil {
		d.rightIDs[s.ID] = true
	}
}

// fewRights is how many rights of a row are searched one by one.
const fewRights = 16

// lists reports whether the row has listed a right before.
func (d *draft) lists(id string) bool {
	if d.rightIDs == nil {
		if len(d.rights) < fewRights {
			return slices.ContainsFunc(d.rights, func(e rightEntry) bool { return e.spec.ID == id })
		}
		d.rightIDs = make(map[string]bool, 2*len(d.rights))
		for _, e := range d.rights {
			d.rightIDs[e.spec.ID] = true
		}
	}
	return d.rightIDs[id]
}

// numbers reads the numbers of rights in the columns that hold them, or in the name of the right.
func (d *draft) numbers() rightList {
	d.run.consumed[fRightNumber] = true
	var list rightList
	for _, i := range d.layout.byField[fRightNumber] {
		t, ok := d.usable(&d.layout.columns[i])
		if !ok {
			continue
		}
		if s := fold(t.raw); lostDigits(s, t) || t.loose && scientific.MatchString(s) {
			d.warn(fRightNumber, note{code: "right.number_scientific", seen: t.raw, message: "a number in scientific notation has lost digits; left out",
				advice: "format the column as text and enter the number again"})
			continue
		}
		raw := t.raw
		if t.number {
			raw = shortest(raw) // 201810123456.70001 is stored for 201810123456.7
		}
		more := readRightList(raw, d.run.roomForRights()-len(list.rights))
		d.reportList(fRightNumber, more)
		list.rights = append(list.rights, more.rights...)
		list.count = max(list.count, more.count)
	}
	if title := fold(d.raw(fRightTitle)); len(list.rights) == 0 && len(title) >= 10 && len(strongSpans(title)) > 0 {
		list = readRightList(d.raw(fRightTitle), d.run.roomForRights())
		d.info(fRightTitle, note{code: "right.number_in_title", seen: d.raw(fRightTitle), taken: writtenNumbers(list.rights), rule: "patent.in_title", message: "numbers of patents stand in the name of the right"})
		d.reportList(fRightTitle, list)
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

// reportList tells what should be known of the numbers in a cell.
func (r *rowReader) reportList(f field, list rightList) {
	for _, written := range list.ranges {
		r.warn(f, note{code: "right.range", seen: written, taken: fmt.Sprint(len(list.rights)), rule: "rights.range", message: "a range of numbers was read as every number in it"})
	}
	for _, written := range list.open {
		r.warn(f, note{code: "right.range_open", seen: written, rule: "rights.range", message: "the two ends do not count in one series; only they are taken"})
	}
	for _, n := range list.rights {
		if n.note != "" {
			r.info(f, note{code: "right.number_kind", seen: n.written, rule: "patent.publication", message: n.note})
		}
		if n.problem != "" {
			r.warn(f, note{code: "right.number_check", seen: n.written, rule: "patent.check_digit", message: n.problem, advice: "check the number"})
		}
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

// rightFacts are what a row says of its rights beside their names and numbers: the same of all of them,
// or of each in turn where a cell lists as many values as the row has numbers.
type rightFacts struct {
	title    string
	hasType  bool
	oneValue bool             // the value is one for all rights together
	each     []pool.RightSpec // one for all, or one for each number
}

func (f rightFacts) of(i int) pool.RightSpec { return f.each[min(i, len(f.each)-1)] }

// factFields are the columns that say something of a right. Those that may list a value for each of
// several rights come first.
var factFields = []field{fRightType, fRightFiled, fRightExpiry, fRightRegistered, fRightAnnuity, fRightStatus, fRightValue, fRightValueDate, fRightAppraiser, fRightOwner}

const listedFacts = 8 // a list of owners may be one of co-owners

// rightFacts reads what the row says of rights with these numbers.
func (r *rowReader) rightFacts(numbers []rightNumber) rightFacts {
	n := len(numbers)
	lists := map[field][]string{}
	for _, f := range factFields[:listedFacts] {
		if parts := r.partsOf(f, n); parts != nil {
			lists[f] = parts
		}
	}
	if lists[fRightType] == nil && n > 1 && r.typesOfNumbers(numbers) {
		lists[fRightType] = make([]string, n) // 发明、实用新型 beside numbers that each say which they are
	}
	facts := rightFacts{hasType: r.states(fRightType), oneValue: lists[fRightValue] == nil, each: make([]pool.RightSpec, 1)}
	if len(lists) > 0 {
		facts.each = make([]pool.RightSpec, n)
	}
	for i := range facts.each {
		if i > 0 {
			facts.each[i] = facts.each[0]
		}
		r.parts = map[field]string{}
		for f, parts := range lists {
			r.parts[f] = parts[i]
		}
		for _, f := range factFields {
			if _, listed := lists[f]; listed || i == 0 {
				r.readRightFact(&facts.each[i], f)
			}
		}
	}
	r.parts = nil
	return facts
}

// factSeparators stand between the values of several rights in one cell. A comma may be part of an amount.
var factSeparators = regexp.MustCompile(`[、;|\n]+`)

// partsOf takes a cell apart that lists as many values as the row has numbers; nil when it does not.
func (r *rowReader) partsOf(f field, n int) []string {
	if n < 2 || !r.layout.has(f) {
		return nil
	}
	parts := factSeparators.Split(strings.Trim(foldLines(r.raw(f)), "、;|\n "), -1)
	if len(parts) != n {
		return nil
	}
	return parts
}

// typesOfNumbers reports a cell that names several types beside numbers that all say their own.
func (r *rowReader) typesOfNumbers(numbers []rightNumber) bool {
	if !r.layout.has(fRightType) || parseRightType(text{raw: r.raw(fRightType)}).known || !r.states(fRightType) {
		return false
	}
	return !slices.ContainsFunc(numbers, func(n rightNumber) bool { return n.kind == pool.RightUnknown || n.kind == pool.Patent })
}

// readRightFact reads one of the things that a row says of a right beside its name.
func (r *rowReader) readRightFact(s *pool.RightSpec, f field) {
	switch f {
	case fRightType:
		s.Type, _ = take(r, f, parseRightType, pool.RightType.String)
	case fRightFiled:
		s.Filed = r.date(f)
	case fRightExpiry:
		s.Expires = r.date(f)
	case fRightRegistered:
		s.Registered = r.date(f)
	case fRightAnnuity:
		s.AnnuityPaidUntil = r.date(f)
	case fRightStatus:
		s.Status, _ = take(r, f, parseRightStatus, pool.RightStatus.String)
	case fRightValue:
		s.Appraisal = r.amount(f)
	case fRightValueDate:
		s.AppraisalDate = r.date(f)
	case fRightAppraiser:
		s.Appraiser = r.words(f)
	case fRightOwner:
		if name := r.name(f); name != "" {
			s.Owner = r.mention(f, name).id
		}
	}
}

// marksInCurrency makes dated marks of values in another currency than the tape's: the appraisal of a
// right is in the currency of the pool.
func (r *rowReader) marksInCurrency(rights []pool.RightSpec) {
	if r.other.IsZero() {
		return
	}
	undated := false
	for i := range rights {
		s := &rights[i]
		switch {
		case s.Appraisal == nil:
			continue
		case s.AppraisalDate.IsZero():
			undated = true
		default:
			s.Marks = []pool.MarkSpec{{Venue: s.Appraiser, Kind: pool.MarkAppraisal, Price: *s.Appraisal, Currency: r.other, Date: s.AppraisalDate}}
		}
		s.Appraisal, s.AppraisalDate, s.Appraiser = nil, 0, ""
	}
	if undated {
		r.warn(fRightValue, note{code: "right.value_undated", seen: r.raw(fRightValue), message: fmt.Sprintf("a value in %s without its day is left out", r.other), advice: "state the day of the appraisal"})
	}
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
