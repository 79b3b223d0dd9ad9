package concentration

import "github.com/ipabs/ipabs/pool"

// Answer is what a caller states about a fact. The zero value is unknown.
type Answer uint8

// The answers.
const (
	AnswerUnknown Answer = iota
	Yes
	No
)

var answerNames = []string{"unknown", "yes", "no"}

// String gives the name used in documents.
func (a Answer) String() string { return word(answerNames, uint8(a)) }

// MarshalText writes the name used in documents.
func (a Answer) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads the name.
func (a *Answer) UnmarshalText(text []byte) error { return parseWord(a, "answer", answerNames, text) }

// Facts are what a caller states, by the names that a pack gives to its facts. A fact that is not in
// the map is unknown; names that a pack does not know are not looked at, so that one map can serve
// several packs.
type Facts map[string]Answer

// outcome turns an answer into that of a rule.
func (a Answer) outcome() pool.Outcome {
	switch a {
	case Yes:
		return pool.Pass
	case No:
		return pool.Fail
	}
	return pool.OutcomeUnknown
}

// allOf is the outcome of rules that must all hold: the worst.
func allOf(outcomes []pool.Outcome) pool.Outcome {
	worst := pool.Pass
	for _, o := range outcomes {
		worst = max(worst, o)
	}
	return worst
}

// anyOf is the outcome of rules of which one must hold: the best. There is at least one.
func anyOf(outcomes []pool.Outcome) pool.Outcome {
	best := pool.Fail
	for _, o := range outcomes {
		best = min(best, o)
	}
	return best
}

// exemption says whether any of the exemptions holds: pass when all facts of one are stated, fail when
// each of them has a fact denied, unknown otherwise. missing lists the facts that are not stated in those
// that nothing denies.
func exemption(list []Exemption, facts Facts) (held pool.Outcome, missing []string) {
	held = pool.Fail
	for _, e := range list {
		outcomes := make([]pool.Outcome, len(e.If))
		for i, name := range e.If {
			outcomes[i] = facts[name].outcome()
		}
		o := allOf(outcomes)
		if o == pool.OutcomeUnknown {
			for i, name := range e.If {
				if outcomes[i] == pool.OutcomeUnknown {
					missing = append(missing, name)
				}
			}
		}
		held = min(held, o)
	}
	return held, missing
}
