package tape

import (
	"regexp"
	"strings"
)

// firmEndings are the words with which the names of firms end. Where 和 or 与 stands between two
// texts that both end so, it joins two firms; otherwise it may be part of one name.
var firmEndings = []string{
	"公司", "集团", "厂", "中心", "合伙", "(有限合伙)", "(普通合伙)", "院", "所", "社", "站", "店", "馆", "部", "局", "行", "基金", "工作室", "事务所", "研究会", "协会", "学会", "大学", "学校",
	"(个体工商户)", "(个人独资)", "分公司", "合作社", "联合会", "银行", "企业",
	"ltd", "ltd.", "inc", "inc.", "limited", "llc", "llp", "lp", "corp", "corp.", "corporation", "company", "co.", "gmbh", "plc", "s.a.", "ag",
}

func endsLikeFirm(folded string) bool {
	lower := strings.ToLower(strings.TrimSpace(folded))
	for _, ending := range firmEndings {
		if rest, found := strings.CutSuffix(lower, ending); found && rest != "" {
			if isASCIIWord(ending) && !strings.HasSuffix(rest, " ") && !strings.HasSuffix(rest, ".") && !strings.HasSuffix(rest, ",") {
				continue
			}
			return true
		}
	}
	return false
}

func isASCIIWord(s string) bool { return s[0] < 0x80 && s[0] != '(' }

var (
	sureSeparators = regexp.MustCompile(`[、;\n|]+`)
	softSeparators = regexp.MustCompile(`[,/]| (?:and|&) |和|与|或|及|暨| +`)
	numbering      = regexp.MustCompile(`^(?:(?:\(?\d{1,2}[).、]|\d{1,2}:) *)+`)
)

// splitNames reads the names of one or more firms or persons in one cell. 、 ; | and line breaks
// always separate. , / 和 与 或 及 and "and" separate only where every part between them ends like the
// name of a firm (see firmEndings), or where the header says that the column lists several (list) and
// the text is not the name of one firm as a whole.
func splitNames(raw string, list bool) []string {
	if isNothing(fold(raw)) {
		return nil
	}
	if folded := fold(raw); !strings.ContainsFunc(folded, mayPartNames) && (folded[0] < '0' || folded[0] > '9') {
		return []string{folded} // nothing in it separates or numbers, as in almost every cell
	}
	return splitLongNames(raw, list)
}

// mayPartNames reports a character that may stand between names or beside one.
func mayPartNames(r rune) bool {
	if r < 0x80 {
		switch r {
		case ';', '\n', '\r', '|', ',', '/', '&', '(', ')', ' ':
			return true
		}
		return false
	}
	switch r {
	case '、', '和', '与', '或', '及', '暨', '等':
		return true
	}
	return false
}

// splitLongNames splits a text that may hold several names.
func splitLongNames(raw string, list bool) []string {
	// Line breaks separate, so they must be kept apart from other blanks before folding.
	var names []string
	for _, part := range sureSeparators.Split(unnumber(strings.ReplaceAll(foldLines(raw), "\r", "\n")), -1) {
		part = strings.TrimSpace(part)
		if strings.Contains(part, "等") {
			if bare := andOthers.ReplaceAllString(part, ""); bare != part && endsLikeFirm(bare) {
				part = bare // 甲公司等3家
			}
		}
		for _, name := range splitJoined(part, list) {
			name = strings.TrimSpace(numbering.ReplaceAllString(strings.TrimSpace(name), ""))
			if !isNothing(name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// lineNumber is a number before a name on its own line: 1、甲公司.
var lineNumber = regexp.MustCompile(`(?m)^ *(?:\(?\d{1,2}[).、]|\(?[一二三四五六七八九十]{1,2}[)、]|[①-⑳]) *`)

// unnumber takes the numbers off lines that are numbered, before the marks behind them are read as
// separators.
func unnumber(folded string) string {
	if first := strings.TrimLeft(folded, " "); first == "" || !strings.Contains(folded, "\n") && !strings.HasPrefix(first, "(") && first[0] > '9' && !startsWithNumeral(first) {
		return folded // most names
	}
	return lineNumber.ReplaceAllString(folded, "")
}

func startsWithNumeral(s string) bool {
	for _, r := range s {
		_, numeral := chineseDigit(r)
		return numeral || chineseUnit(r) != 0 || r >= '①' && r <= '⑳'
	}
	return false
}

// foldLines folds every line of a text by itself.
func foldLines(raw string) string {
	lines := strings.Split(strings.ReplaceAll(raw, "\r\n", "\n"), "\n")
	for i, line := range lines {
		lines[i] = fold(line)
	}
	return strings.Join(lines, "\n")
}

// maxJoinedNames and maxJoints bound the texts, in bytes and in marks between names, that are searched
// for names joined by words: longer ones are prose.
const (
	maxJoinedNames = 600
	maxJoints      = 20
)

// splitJoined splits at the marks that may also be part of a name. A comma before Ltd or Inc is
// part of the name.
func splitJoined(part string, list bool) []string {
	cuts := softSeparators.FindAllStringIndex(part, -1)
	if len(cuts) == 0 || len(cuts) > maxJoints || len(part) > maxJoinedNames {
		return []string{part}
	}
	var names []string
	start := 0
	for _, cut := range cuts {
		left, right := strings.TrimSpace(part[start:cut[0]]), strings.TrimSpace(part[cut[1]:])
		mark := part[cut[0]:cut[1]]
		if left == "" || right == "" || insideBrackets(part, cut[0]) || startsWithSuffix(right) {
			continue
		}
		if strings.TrimSpace(mark) == "" && !(endsLikeFirm(left) && isHan(left) && isHan(right)) {
			continue // a blank is part of most names that are not Chinese
		}
		sure := endsLikeFirm(left) && restEndsLikeFirm(right)
		if sure || list && (mark == "," || mark == "/" || !endsLikeFirm(part)) {
			names = append(names, left)
			start = cut[1]
		}
	}
	return append(names, strings.TrimSpace(part[start:]))
}

// restEndsLikeFirm reports whether what follows a mark begins with the name of a firm: the text up
// to the end, or up to one of the later marks, ends like one.
func restEndsLikeFirm(right string) bool {
	if endsLikeFirm(right) {
		return true
	}
	for _, cut := range softSeparators.FindAllStringIndex(right, -1) {
		if endsLikeFirm(right[:cut[0]]) {
			return true
		}
	}
	return false
}

// isHan reports a text that ends, or begins, in Chinese characters alone.
func isHan(s string) bool {
	for _, r := range s {
		if r < 0x80 && r != '(' && r != ')' {
			return false
		}
	}
	return true
}

func insideBrackets(s string, at int) bool {
	return strings.Count(s[:at], "(") > strings.Count(s[:at], ")")
}

var legalSuffix = regexp.MustCompile(`(?i)^(?:ltd|inc|llc|llp|co|corp|limited|s\.a|plc|gmbh)\b`)

func startsWithSuffix(s string) bool { return legalSuffix.MatchString(s) }
