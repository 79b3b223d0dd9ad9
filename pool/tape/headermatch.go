package tape

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// The ways in which a column may be known, the surest first (Column.By).
const (
	byMapping  = "mapping"  // the mapping file says so
	byAlias    = "alias"    // the header is one of the known headers, but for brackets, units and words such as 名称
	byWords    = "words"    // the header says the same as a known one in other words or another order
	bySpelling = "spelling" // the header is a known one but for a slip of the pen
	byLikeness = "likeness" // the header shares most of its words with a known one
	byContent  = "content"  // the header says nothing; the cells do
)

// likeness is how near a header is to the known headers of a field.
type likeness struct {
	field field
	score float64
	by    string
	alias string // the nearest known header
}

// knownHeader is an alias taken apart into words.
type knownHeader struct {
	field  field
	name   string
	key    string         // as headers are compared
	words  map[string]int // weights, in hundredths
	weight int            // of all words
}

// wordIndex holds the known headers of a role by their words.
type wordIndex struct {
	headers []knownHeader
	// with lists the places in headers of those that hold a word.
	with map[string][]int
	// same finds a field by the sorted words of a header, when all headers with these words agree.
	same map[string]likeness
}

func newWordIndex(lines []aliasLine) *wordIndex {
	x := &wordIndex{same: map[string]likeness{}, with: map[string][]int{}}
	for _, line := range lines {
		for name := range strings.FieldsSeq(line.names) {
			text := strings.ToLower(strings.ReplaceAll(name, "_", " "))
			words, weight, _ := bagOf(headerWords().tokens(text))
			if len(words) == 0 {
				continue
			}
			for word := range words {
				x.with[word] = append(x.with[word], len(x.headers))
			}
			x.headers = append(x.headers, knownHeader{line.field, name, headerText(name), words, weight})
			key := bagKey(words)
			if before, taken := x.same[key]; taken && before.field != line.field {
				x.same[key] = likeness{} // two meanings: no word of it is believed
				continue
			} else if taken {
				continue
			}
			x.same[key] = likeness{line.field, scoreWords, byWords, name}
		}
	}
	return x
}

var wordIndexes = sync.OnceValue(func() (list [roleCount]*wordIndex) {
	for r, lines := range map[role][]aliasLine{roleContracts: contractAliases, roleRights: rightAliases, roleInstalments: instalmentAliases, roleAffiliates: affiliateAliases} {
		list[r] = newWordIndex(lines)
	}
	return list
})

// likenessMemo remembers the likenesses of the headers of one sheet, and bounds how many are looked for: a
// sheet may have five hundred columns, and thirty rows that could be its header.
type likenessMemo map[string][]likeness

const mostLikenesses = 4000

// likenesses ranks the fields that a header may mean, the likeliest first.
func (m columnReader) likenesses(h header) []likeness {
	if list, known := m.memo[h.text]; known {
		return list
	}
	if m.memo == nil || len(m.memo) >= mostLikenesses {
		return nil
	}
	list := wordIndexes()[m.role].likenesses(h)
	m.memo[h.text] = list
	return list
}

// bagOf gives the words of a header without order and repetition, with the sum of their weights.
func bagOf(tokens []headerToken) (words map[string]int, weight int, corrected bool) {
	words = map[string]int{}
	for _, t := range tokens {
		corrected = corrected || t.corrected
		if _, taken := words[t.name]; !taken {
			words[t.name] = t.weight
			weight += t.weight
		}
	}
	if of := words["金额"]; of > 0 && (words["本金"] > 0 || words["余额"] > 0 || words["租金"] > 0 || words["许可费"] > 0 || words["评估价值"] > 0) {
		delete(words, "金额") // 本金金额 is 本金: what is counted says that it is an amount
		weight -= of
	}
	return words, weight, corrected
}

// bagKey joins the words that tell something.
func bagKey(words map[string]int) string {
	var telling []string
	for _, w := range sortedKeys(words) {
		if words[w] > fillerWeight {
			telling = append(telling, w)
		}
	}
	return strings.Join(telling, " ")
}

// Scores and borders of likeness. The likeness of a header h to a known one k is
//
//	2·w(h ∩ k) / (w(h) + w(k))
//
// over the weights of their words (the Dice coefficient). From takenLikeness on a column is read so,
// with a finding; from shownLikeness on it is listed as an alternative.
const (
	fillerWeight    = 10 // of words that tell nothing, in hundredths
	leastShared     = 80 // weight that two headers must share to be alike at all
	scoreAlias      = 1.0
	scoreNearAlias  = 0.97
	scoreWords      = 0.95
	scoreSpelling   = 0.85
	takenLikeness   = 0.78
	shownLikeness   = 0.5
	clearLead       = 0.04 // by which the best field must lead the next
	likenessDamping = 0.95 // a likeness of words is never as sure as the words themselves
	mostAlternative = 3
)

// likenesses ranks the fields that a header may mean, the likeliest first, each once.
func (x *wordIndex) likenesses(h header) []likeness {
	words, weight, corrected := bagOf(headerWords().tokens(h.text))
	if len(words) == 0 {
		return nil
	}
	best := map[field]likeness{}
	offer := func(l likeness) {
		if before, taken := best[l.field]; !taken || l.score > before.score {
			best[l.field] = l
		}
	}
	if hit := x.same[bagKey(words)]; hit.field != fNone {
		if corrected {
			hit.score, hit.by = scoreSpelling, bySpelling
		}
		offer(hit)
	}
	shared := map[int]int{} // weight by known header
	for word, w := range words {
		for _, i := range x.with[word] {
			shared[i] += min(w, x.headers[i].words[word])
		}
	}
	for _, i := range slices.Sorted(maps.Keys(shared)) {
		k, shared := x.headers[i], shared[i]
		if shared < leastShared {
			continue
		}
		score, by := likenessDamping*float64(2*shared)/float64(weight+k.weight), byLikeness
		if corrected {
			score *= scoreSpelling / scoreWords
			if 2*shared == weight+k.weight {
				by = bySpelling
			}
		}
		if score >= shownLikeness {
			offer(likeness{k.field, score, by, k.name})
		}
	}
	if !slices.ContainsFunc(slices.Collect(maps.Values(best)), func(l likeness) bool { return l.score >= takenLikeness }) {
		for _, k := range x.headers {
			if isMisspelt(h.key, k.key) {
				offer(likeness{k.field, scoreSpelling - 0.05, bySpelling, k.name})
			}
		}
	}
	list := make([]likeness, 0, len(best))
	for f := range fieldCount {
		if l, ok := best[f]; ok {
			list = append(list, l)
		}
	}
	slices.SortStableFunc(list, func(a, b likeness) int { return cmp.Compare(b.score, a.score) })
	return list
}

// isMisspelt reports a Chinese header that is one character off a known one, where the odd character
// carries no meaning in headers: 承租入 is 承租人, but 已还本金 is not 未还本金.
func isMisspelt(text, known string) bool {
	if len(text)-len(known) > utf8.UTFMax || len(known)-len(text) > utf8.UTFMax || !oneOff(text, known) {
		return false
	}
	s, k := []rune(text), []rune(known)
	if len(k) < 3 || !unicode.Is(unicode.Han, k[0]) {
		return false
	}
	for i, r := range s {
		if i >= len(k) || r != k[i] {
			return len(s) < len(k) || !headerWords().runes[r]
		}
	}
	return false // a character is missing at the end: too many headers begin alike
}

// oneOff reports texts of which one becomes the other when one character is changed, added, removed or
// swapped with its neighbour.
func oneOff(a, b string) bool {
	if a == b {
		return false
	}
	for a != "" && b != "" { // what they begin with alike
		x, n := utf8.DecodeRuneInString(a)
		y, m := utf8.DecodeRuneInString(b)
		if x != y {
			break
		}
		a, b = a[n:], b[m:]
	}
	for a != "" && b != "" { // what they end with alike
		x, n := utf8.DecodeLastRuneInString(a)
		y, m := utf8.DecodeLastRuneInString(b)
		if x != y {
			break
		}
		a, b = a[:len(a)-n], b[:len(b)-m]
	}
	n, m := utf8.RuneCountInString(a), utf8.RuneCountInString(b)
	if n == 2 && m == 2 {
		x, i := utf8.DecodeRuneInString(a)
		y, j := utf8.DecodeRuneInString(b)
		return a[i:] == string(y) && b[j:] == string(x)
	}
	return n <= 1 && m <= 1
}

// taken gives the field to read a header as, when one is likely enough and leads clearly.
func taken(list []likeness) (likeness, bool) {
	if len(list) == 0 || list[0].score < takenLikeness {
		return likeness{}, false
	}
	if len(list) > 1 && list[0].score-list[1].score < clearLead {
		return likeness{}, false
	}
	return list[0], true
}
