package tape

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
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

// similarRules say which forms of two names must agree, the surest first, and how likely names that
// first agree there are the same firm. Equal forms have equal hashes.
var similarRules = []struct {
	rule  string
	score float64
	form  func(nameForm) string
	hash  func(nameForm) uint64
}{
	{"marks", 0.98, func(f nameForm) string { return f.marks }, func(f nameForm) uint64 { return hashOf(f.marks) }},
	{"traditional", 0.97, func(f nameForm) string { return f.traditional }, func(f nameForm) uint64 { return hashOf(f.traditional) }},
	{"suffix", 0.92, nameForm.suffix, func(f nameForm) uint64 { return hashOf(f.form) }},
	{"form", 0.80, func(f nameForm) string { return f.form }, func(f nameForm) uint64 { return hashOf(f.form) }},
	{"branch", 0.75, func(f nameForm) string { return f.branch }, func(f nameForm) uint64 { return hashOf(f.branch) }},
	{"order", 0.70, nameForm.order, nameForm.orderHash},
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

// namedParty is a name on the tape with the place where it first stands.
type namedParty struct {
	name  string // as written
	id    string
	draft *draft
	field field
	forms nameForm
}

// proposeNames compares all names of parties and proposes those that may be the same firm: each name
// once, with the earliest name that it is most like.
func (r *run) proposeNames(drafts []*draft) []SimilarName {
	parties := namedParties(drafts)
	distinct := r.distinctNames()
	proposed := make([]bool, len(parties))
	var list []SimilarName
	offer := func(i, like int, rule string, score float64) {
		a, b := parties[i], parties[like]
		if proposed[i] || len(list) >= mostSimilar || distinct[[2]string{a.id, b.id}] || numbersDiffer(a.forms.traditional, b.forms.traditional) {
			return
		}
		proposed[i] = true
		list = append(list, SimilarName{a.name, b.name, rule, score, a.draft.row.number, b.draft.row.number})
		a.draft.warn(a.field, note{code: "party.similar", seen: a.name, rule: "names." + rule,
			message: fmt.Sprintf("the name is like %q in row %d (score %.2f); they are kept apart", b.name, b.draft.row.number, score),
			advice:  "if it is the same firm, write one name, or confirm it in a file of names or in the column 别名 of a sheet 关联方"})
	}
	for _, rule := range similarRules {
		shared := newSieve(len(parties))
		for _, p := range parties {
			shared.add(rule.hash(p.forms))
		}
		first := map[string]sharedForm{}
		for i, p := range parties {
			if !shared.passes(rule.hash(p.forms)) {
				continue
			}
			form := rule.form(p.forms)
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

// namedParties lists the names on the tape, each once, in the order of the rows.
func namedParties(drafts []*draft) []namedParty {
	seen := map[string]bool{}
	var list []namedParty
	for _, d := range drafts {
		for _, m := range d.mentions {
			if !seen[m.id] {
				seen[m.id] = true
				list = append(list, namedParty{m.name, m.id, d, m.field, formsOf(m.name)})
			}
		}
	}
	return list
}

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
	for _, p := range parties {
		lengths += len(p.forms.form)/3 + 1
	}
	shared := newSieve(lengths)
	var room, list []remainder
	for i, p := range parties {
		room = remaindersOf(p.forms.form, i, room[:0])
		for _, r := range room {
			shared.add(r.hash)
		}
	}
	for i, p := range parties {
		room = remaindersOf(p.forms.form, i, room[:0])
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
					if a != b && isSlip(parties[a].forms.form, parties[b].forms.form) {
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
