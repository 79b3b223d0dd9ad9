package tape

import (
	"strings"

	"github.com/ipabs/ipabs/pool"
)

// securityWords are the words that name a form of security, and those that contain such a word and
// name none. Longer words come first: what they cover is taken out of the text.
var securityWords = []struct {
	word string
	form pool.Security
}{
	{"保证金", 0}, {"差额补足", 0}, {"登记", 0}, {"无担保", pool.Clean}, {"无抵押", pool.Clean}, {"无质押", pool.Clean},
	{"信用担保", pool.Guarantee}, {"担保公司", pool.Guarantee}, {"融资担保", pool.Guarantee},
	{"连带责任保证", pool.Guarantee}, {"保证担保", pool.Guarantee}, {"保证", pool.Guarantee}, {"担保人", pool.Guarantee}, {"保函", pool.Guarantee},
	{"质押", pool.Pledge}, {"质权", pool.Pledge}, {"出质", pool.Pledge},
	{"抵押", pool.Mortgage}, {"信用", pool.Clean}, {"纯信用", pool.Clean},
	{"unsecured", pool.Clean}, {"clean", pool.Clean}, {"credit", pool.Clean},
	{"guarantee", pool.Guarantee}, {"guaranty", pool.Guarantee}, {"surety", pool.Guarantee}, {"pledge", pool.Pledge}, {"mortgage", pool.Mortgage},
}

// parseSecurity reads the set of forms in which a contract is secured (担保方式), in any order and
// with any separator: 保证+质押＋抵押. A deposit (保证金) is not a guarantee.
func parseSecurity(t text) reading[pool.Security] {
	s := squeeze(t.raw)
	if isNothing(fold(t.raw)) {
		return notStated[pool.Security]()
	}
	var set pool.Security
	rest, hit := s, false
	for _, w := range securityWords {
		if strings.Contains(rest, w.word) {
			set |= w.form
			hit = hit || w.form != 0
			rest = strings.ReplaceAll(rest, w.word, "|")
		}
	}
	switch {
	case !hit:
		return reading[pool.Security]{repairs: []repair{{code: "security.unknown", rule: "security.words", warn: true,
			message: "the text names no form of security (质押, 保证, 抵押, 信用); left unknown"}}}
	case set.Has(pool.Clean) && set != pool.Clean:
		return stated(set, repair{code: "security.contradictory", rule: "security.words", warn: true,
			message: "both security and its absence are stated"})
	}
	return stated(set)
}
