package tape

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"regexp"
	"slices"
	"strings"
	"unicode"
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
	suffix      string // the legal form in one spelling
	form        string // without the legal form
	branch      string // without the branch behind it
	order       string // its characters sorted
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
	plain, _ := unspell(fold(name))
	f.marks = bareName(fold(name))
	f.traditional = bareName(simplify(plain))
	f.suffix = f.traditional
	f.form = f.traditional
	for _, l := range legalForms {
		if rest, found := strings.CutSuffix(f.traditional, l.written); found && len([]rune(rest)) >= 2 {
			f.suffix, f.form = rest+"|"+l.form, rest
			break
		}
	}
	f.branch = f.form
	if m := branchOf(f.traditional); m != nil {
		head := formsOf(m[1])
		f.branch = head.form
	}
	runes := []rune(f.form)
	slices.Sort(runes)
	f.order = string(runes)
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
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// similarRules say which forms of two names must agree, the surest first, and how likely names that
// first agree there are the same firm.
var similarRules = []struct {
	rule  string
	score float64
	form  func(nameForm) string
}{
	{"marks", 0.98, func(f nameForm) string { return f.marks }},
	{"traditional", 0.97, func(f nameForm) string { return f.traditional }},
	{"suffix", 0.92, func(f nameForm) string { return f.suffix }},
	{"form", 0.80, func(f nameForm) string { return f.form }},
	{"branch", 0.75, func(f nameForm) string { return f.branch }},
	{"order", 0.70, func(f nameForm) string { return f.order }},
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
		first := map[string][]int{}
		for i, p := range parties {
			form := rule.form(p.forms)
			if form == "" || len([]rune(form)) < 2 {
				continue
			}
			if earlier := first[form]; len(earlier) > 0 && len(earlier) < commonForm {
				offer(i, earlier[0], rule.rule, rule.score)
			}
			first[form] = append(first[form], i)
		}
	}
	for _, pair := range misspeltPairs(parties) {
		offer(pair[1], pair[0], "spelling", scoreMisspelt)
	}
	slices.SortStableFunc(list, func(a, b SimilarName) int { return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Name, b.Name)) })
	return list
}

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
	type remainder struct {
		hash uint64
		at   int
	}
	var list []remainder
	for i, p := range parties {
		runes := []rune(p.forms.form)
		if len(runes) < shortestName {
			continue
		}
		list = append(list, remainder{hashOf(p.forms.form), i})
		for n, r := range runes {
			if !isFigure(r) && (n == 0 || runes[n-1] != r) {
				list = append(list, remainder{hashOf(string(runes[:n]) + string(runes[n+1:])), i})
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

func hashOf(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s))
	return h.Sum64()
}
