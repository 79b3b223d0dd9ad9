package tape

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"
)

// traditionalPairs holds a traditional character and its simplified form in every word. Source: the
// property kSimplifiedVariant of the Unihan database (Unicode 15), completed with the variant forms
// of the same characters that are written in practice (裏, 産, 衆, 佔). Characters that simplified
// Chinese keeps are left out (著, 瞭).
//
//go:embed traditional.txt
var traditionalPairs string

// The block in which the characters of the table lie.
const (
	firstHan = 0x3400
	lastHan  = 0x9fff
)

// simplifiedForms maps each character of the block, less firstHan, to its simplified form, 0 for
// itself.
var simplifiedForms = sync.OnceValue(func() *[lastHan - firstHan + 1]uint16 {
	var table [lastHan - firstHan + 1]uint16
	for pair := range strings.FieldsSeq(traditionalPairs) {
		runes := []rune(pair)
		table[runes[0]-firstHan] = uint16(runes[1])
	}
	return &table
})

// simplify writes traditional characters in their simplified form: the form in which words are
// looked up and names compared. What a cell says is kept as it is written.
func simplify(text string) string {
	table := simplifiedForms()
	changes := false
	for _, r := range text {
		if r >= firstHan && r <= lastHan && table[r-firstHan] != 0 {
			changes = true
			break
		}
	}
	if !changes {
		return text
	}
	return strings.Map(func(r rune) rune {
		if r >= firstHan && r <= lastHan {
			if s := table[r-firstHan]; s != 0 {
				return rune(s)
			}
		}
		return r
	}, text)
}

// spelled is a traditional character followed by its pronunciation in brackets, as in 產(chǎn)權(quán):
// what is left of a conversion that went wrong.
var spelled = regexp.MustCompile(`(\p{Han})\([a-zà-ǿḿ]{1,7}\)`)

// unspell takes such pronunciations out of a folded text: 知识產(chǎn)權(quán) is 知识产权. A bracket
// with plain letters alone, as in 版(ban), is left alone unless the character before it is traditional.
func unspell(folded string) (string, bool) {
	if !strings.Contains(folded, "(") || !spelled.MatchString(folded) {
		return folded, false
	}
	repaired := spelled.ReplaceAllStringFunc(folded, func(m string) string {
		han, sound, _ := strings.Cut(m, "(")
		if simple := simplify(han); simple != han || !isASCII(sound) {
			return simple
		}
		return m
	})
	return repaired, repaired != folded
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
