package tape

import (
	"cmp"
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// SimilarName is a proposal that two names on a tape stand for the same firm. Nothing was merged: a
// person confirms or denies it (see Names).
type SimilarName struct {
	// Name is the name that comes later on the tape, Like the one that comes first.
	Name string `json:"name"`
	Like string `json:"like"`
	// Rule says in what the names differ: "marks" (brackets, blanks, case), "traditional" (characters),
	// "suffix" (有限公司 and 有限责任公司), "form" (有限公司 and 股份有限公司), "branch" (分公司), "order" (the
	// same characters in another order, as with a place in brackets) or "spelling" (one character).
	Rule string `json:"rule"`
	// Score says how likely they are the same, from 0 to 1.
	Score float64 `json:"score"`
	// Row and LikeRow are where the names first stand on the sheet of contracts.
	Row     int `json:"row"`
	LikeRow int `json:"like_row"`
}

// nameForm is a name in the forms in which names are compared, each coarser than the one before.
type nameForm struct {
	marks       string // without blanks, brackets and marks, in lower case
	traditional string // in simplified characters, and without pronunciations in brackets
	legal       string // the legal form in one spelling, "" where there is none
	form        string // without the legal form
	branch      string // without the branch behind it
}

// suffix is the name with its legal form in one spelling.
func (f nameForm) suffix() string {
	if f.legal == "" {
		return f.traditional
	}
	return f.form + "|" + f.legal
}

// order is the name without its legal form, its characters sorted.
func (f nameForm) order() string {
	runes := []rune(f.form)
	slices.Sort(runes)
	return string(runes)
}

// orderHash is the same for all orders of the characters.
func (f nameForm) orderHash() uint64 {
	sum := uint64(0)
	for _, r := range f.form {
		sum += mixed(uint64(r))
	}
	return sum
}

var (
	branchTail = regexp.MustCompile(`^(.{4,}?(?:公司|银行|集团|ltd|limited|inc))[^公司]{0,16}(?:分公司|支公司|分行|支行|营业部|办事处|分部|分厂|branch)$`)
	// legalForms are the legal forms of firms, those that contain another first.
	legalForms = []struct{ written, form string }{
		{"股份有限责任公司", "股份"}, {"股份有限公司", "股份"}, {"集团有限责任公司", "有限"}, {"有限责任公司", "有限"}, {"集团有限公司", "有限"}, {"有限公司", "有限"}, {"股份公司", "股份"},
		{"companylimited", "ltd"}, {"coltd", "ltd"}, {"corporation", "inc"}, {"incorporated", "inc"}, {"limited", "ltd"}, {"ltd", "ltd"}, {"inc", "inc"}, {"corp", "inc"}, {"company", "co"}, {"co", "co"}, {"llc", "llc"},
	}
)

func formsOf(name string) nameForm {
	var f nameForm
	folded := fold(name)
	f.marks = bareName(folded)
	f.traditional = f.marks
	plain, _ := unspell(folded)
	if simple := simplify(plain); simple != folded {
		f.traditional = bareName(simple)
	}
	f.form = f.traditional
	for _, l := range legalForms {
		if rest, found := strings.CutSuffix(f.traditional, l.written); found && utf8.RuneCountInString(rest) >= 2 {
			f.form, f.legal = rest, l.form
			break
		}
	}
	f.branch = f.form
	if m := branchOf(f.traditional); m != nil {
		head := formsOf(m[1])
		f.branch = head.form
	}
	return f
}

// branchOf splits the name of a branch, nil when it is none.
func branchOf(name string) []string {
	for _, tail := range []string{"公司", "行", "部", "处", "厂", "branch"} {
		if strings.HasSuffix(name, tail) && (tail != "公司" || strings.HasSuffix(name, "分公司") || strings.HasSuffix(name, "支公司")) {
			return branchTail.FindStringSubmatch(name)
		}
	}
	return nil
}

// bareName keeps letters and digits, in lower case.
func bareName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0x4e00 && r <= lastHan || r >= '0' && r <= '9' || r >= 'a' && r <= 'z':
			return r // almost all
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// nameHash says which of the hashes of a name stands for a form: equal forms have equal hashes.
type nameHash uint8

const (
	hashMarks nameHash = iota
	hashTraditional
	hashForm
	hashBranch
	hashOrder
	nameHashes
)

// similarRules say which forms of two names must agree, the surest first, and how likely names that
// first agree there are the same firm.
var similarRules = []struct {
	rule  string
	score float64
	form  func(nameForm) string
	hash  nameHash
}{
	{"marks", 0.98, func(f nameForm) string { return f.marks }, hashMarks},
	{"traditional", 0.97, func(f nameForm) string { return f.traditional }, hashTraditional},
	{"suffix", 0.92, nameForm.suffix, hashForm},
	{"form", 0.80, func(f nameForm) string { return f.form }, hashForm},
	{"branch", 0.75, func(f nameForm) string { return f.branch }, hashBranch},
	{"order", 0.70, nameForm.order, hashOrder},
}

const (
	scoreMisspelt = 0.65
	// shortestName is the length from which names that differ in one character are proposed: of
	// shorter ones too many do.
	shortestName = 5
	// commonForm is how many names may share a form, or a form less one character, before it is no sign
	// of likeness any more.
	commonForm = 30
	// mostSimilar bounds the proposals.
	mostSimilar = 2000
)

// namedParty is a name on the tape with the place where it first stands, and the hashes of its forms. The forms
// themselves are made anew for the few names that are compared.
type namedParty struct {
	id     string
	name   string // as written, "" where that is the id
	form   string // without the legal form
	row    int32  // in the sheet
	field  field
	hashes [nameHashes]uint32
	// content is the hash of the identity of the firm without its legal form, see checkContents.
	content uint64
}

// compareForms makes the forms of all names, on all processors.
func (l *ledger) compareForms() {
	n := len(l.names)
	workers := max(1, min(runtime.GOMAXPROCS(0), n/blockRows))
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := n * w / workers; i < n*(w+1)/workers; i++ {
				l.names[i].compareForms()
			}
		})
	}
	group.Wait()
}

func (p *namedParty) compareForms() {
	f := formsOf(p.written())
	p.form = f.form
	p.hashes[hashMarks] = shortHash(f.marks)
	p.hashes[hashTraditional] = p.hashes[hashMarks]
	if f.traditional != f.marks {
		p.hashes[hashTraditional] = shortHash(f.traditional)
	}
	p.content = hashOf(f.form)
	p.hashes[hashForm] = uint32(p.content)
	p.hashes[hashBranch] = p.hashes[hashForm]
	if f.branch != f.form {
		p.hashes[hashBranch] = shortHash(f.branch)
	}
	p.hashes[hashOrder] = uint32(f.orderHash())
	if p.name != "" {
		p.content = hashOf(formsOf(p.id).form)
	}
}

// written is the name as it is written.
func (p *namedParty) written() string {
	if p.name != "" {
		return p.name
	}
	return p.id
}

func shortHash(s string) uint32 { return uint32(hashOf(s)) }

// proposeNames compares all names of parties and proposes those that may be the same firm: each name
// once, with the earliest name that it is most like.
func (r *run) proposeNames(parties []namedParty) []SimilarName {
	distinct := r.distinctNames()
	proposed := make([]bool, len(parties))
	var list []SimilarName
	offer := func(i, like int, rule string, score float64) {
		a, b := parties[i], parties[like]
		if proposed[i] || len(list) >= mostSimilar || distinct[[2]string{a.id, b.id}] || numbersDiffer(formsOf(a.written()).traditional, formsOf(b.written()).traditional) {
			return
		}
		proposed[i] = true
		list = append(list, SimilarName{a.written(), b.written(), rule, score, int(a.row), int(b.row)})
		r.log.add(r.at(int(a.row), r.layout.column(a.field)), note{severity: Warning, code: "party.similar", seen: a.written(), rule: "names." + rule,
			message: fmt.Sprintf("the name is like %q in row %d (score %.2f); they are kept apart", b.written(), b.row, score),
			advice:  "if it is the same firm, write one name, or confirm it in a file of names or in the column 别名 of a sheet 关联方"})
	}
	for _, rule := range similarRules {
		shared := newSieve(len(parties))
		for i := range parties {
			shared.add(uint64(parties[i].hashes[rule.hash]))
		}
		first := map[string]sharedForm{}
		for i := range parties {
			if !shared.passes(uint64(parties[i].hashes[rule.hash])) {
				continue
			}
			form := rule.form(formsOf(parties[i].written()))
			if utf8.RuneCountInString(form) < 2 {
				continue
			}
			earlier, known := first[form]
			if !known {
				earlier.first = i
			} else if earlier.names < commonForm {
				offer(i, earlier.first, rule.rule, rule.score)
			}
			earlier.names++
			first[form] = earlier
		}
	}
	for _, pair := range misspeltPairs(parties) {
		offer(pair[1], pair[0], "spelling", scoreMisspelt)
	}
	slices.SortStableFunc(list, func(a, b SimilarName) int { return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Name, b.Name)) })
	return list
}

// sharedForm is a form that several names may have: the place of the first of them, and how many there are.
type sharedForm struct{ first, names int }

// distinctNames are the pairs of names that a person has said to be different firms.
func (r *run) distinctNames() map[[2]string]bool {
	pairs := map[[2]string]bool{}
	if r.options.Names == nil {
		return pairs
	}
	for _, names := range r.options.Names.Distinct {
		for _, a := range names {
			for _, b := range names {
				pairs[[2]string{r.aliases.resolve(partyID(a)), r.aliases.resolve(partyID(b))}] = true
			}
		}
	}
	return pairs
}

// numbersDiffer reports names with different figures: 第一 and 第二, 2号 and 3号 are different firms.
func numbersDiffer(a, b string) bool { return figures(a) != figures(b) }

func figures(name string) string {
	return strings.Map(func(r rune) rune {
		if isFigure(r) {
			return r
		}
		return -1
	}, name)
}

func isFigure(r rune) bool {
	_, chinese := chineseDigit(r)
	return chinese || unicode.IsDigit(r)
}

// orderSigns are characters by which sister firms are told apart: one in place of another is no slip.
const orderSigns = "甲乙丙丁戊己庚辛壬癸东南西北ABCDEFGHabcdefgh"

// isSlip reports two names that differ in one character as a slip of the pen would make them.
func isSlip(a, b string) bool {
	if editDistance(a, b) != 1 {
		return false
	}
	s, t := []rune(a), []rune(b)
	for i := range min(len(s), len(t)) {
		if s[i] != t[i] {
			return len(s) != len(t) || !strings.ContainsRune(orderSigns, s[i]) || !strings.ContainsRune(orderSigns, t[i])
		}
	}
	return true
}

// misspeltPairs lists the pairs of names, by place, whose forms differ in one character: they share
// what is left when one character is taken out of either.
func misspeltPairs(parties []namedParty) [][2]int {
	lengths := 0
	for i := range parties {
		lengths += len(parties[i].form)/3 + 1
	}
	shared := newSieve(lengths)
	var room, list []remainder
	for i := range parties {
		room = remaindersOf(parties[i].form, i, room[:0])
		for _, r := range room {
			shared.add(r.hash)
		}
	}
	for i := range parties {
		room = remaindersOf(parties[i].form, i, room[:0])
		for _, r := range room {
			if shared.passes(r.hash) {
				list = append(list, r)
			}
		}
	}
	slices.SortFunc(list, func(a, b remainder) int { return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.at, b.at)) })
	var pairs [][2]int
	for start := 0; start < len(list); {
		end := start + 1
		for end < len(list) && list[end].hash == list[start].hash {
			end++
		}
		if end-start <= commonForm {
			for i := start; i < end; i++ {
				for j := start; j < i; j++ {
					a, b := list[j].at, list[i].at
					if a != b && isSlip(parties[a].form, parties[b].form) {
						pairs = append(pairs, [2]int{a, b})
					}
				}
			}
		}
		start = end
	}
	slices.SortFunc(pairs, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[1], b[1]), cmp.Compare(a[0], b[0])) })
	return slices.Compact(pairs)
}

// remainder is the hash of a name, whole or less one character, with the place of the name.
type remainder struct {
	hash uint64
	at   int
}

// remaindersOf adds the remainders of a name to a list: the whole name, and the name without each of its
// characters that is no figure. Names that are too short have none.
func remaindersOf(name string, at int, list []remainder) []remainder {
	const base = 0x9e3779b97f4a7c15 // the hash is the polynomial of the characters at it, modulo 2⁶⁴
	var runeRoom [48]rune
	var frontRoom [49]uint64
	runes, fronts := runeRoom[:0], append(frontRoom[:0], 0) // fronts: the hashes of what stands before each character
	for _, r := range name {
		runes, fronts = append(runes, r), append(fronts, fronts[len(runes)]*base+mixed(uint64(r)))
	}
	if len(runes) < shortestName {
		return list
	}
	list = append(list, remainder{fronts[len(runes)], at})
	behind, power := uint64(0), uint64(1) // the hash of what stands behind, and base for each of its characters
	for n := len(runes) - 1; n >= 0; n-- {
		r := runes[n]
		if !isFigure(r) && (n == 0 || runes[n-1] != r) {
			list = append(list, remainder{fronts[n]*power + behind, at})
		}
		behind, power = behind+mixed(uint64(r))*power, power*base
	}
	return list
}
