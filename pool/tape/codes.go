package tape

import (
	"strings"
	"sync"
)

// CodeMeaning says what a code of a Finding or FileError means.
type CodeMeaning struct {
	Code string `json:"code"`
	// Severity is the worst that a finding of this code has: some are less where less depends on them. A
	// code of a FileError is an error.
	Severity Severity `json:"severity"`
	Meaning  string   `json:"meaning"`
	// Rule says by which rule the reader decides, and what becomes of the row or the file.
	Rule string `json:"rule"`
	// Advice says what to do; "nothing" where a finding is there to be read.
	Advice string `json:"advice"`
	// MeaningZH and AdviceZH say the same in Chinese; AdviceZH is empty where there is nothing to do.
	MeaningZH string `json:"meaning_zh"`
	AdviceZH  string `json:"advice_zh"`
}

// Codes lists every code that this package uses, in the order of the alphabet.
// Codes are stable: a program may switch on them. The faults of pool.Spec.Resolve appear as
// "contract.", "right." and "instalment." before their own code, such as contract.out_of_range.
func Codes() []CodeMeaning {
	var list []CodeMeaning
	chinese := map[string][]string{}
	for line := range strings.Lines(strings.TrimSpace(codeTableZH)) {
		part := append(strings.Split(strings.TrimSpace(line), "|"), make([]string, 3)...)
		chinese[part[0]] = part
	}
	for line := range strings.Lines(strings.TrimSpace(codeTable)) {
		part := append(strings.Split(strings.TrimSpace(line), "|"), make([]string, 5)...)
		c := CodeMeaning{Code: part[0], Meaning: part[2], Rule: part[3], Advice: part[4]}
		if err := c.Severity.UnmarshalText([]byte(part[1])); err != nil {
			panic("tape: the table of codes: " + err.Error()) // a test reads it
		}
		if zh := chinese[c.Code]; zh != nil {
			c.MeaningZH, c.AdviceZH = zh[1], zh[2]
		}
		list = append(list, c)
	}
	return list
}

// codeByName finds codes.
var codeByName = sync.OnceValue(func() map[string]CodeMeaning {
	byName := map[string]CodeMeaning{}
	for _, c := range Codes() {
		byName[c.Code] = c
	}
	return byName
})
