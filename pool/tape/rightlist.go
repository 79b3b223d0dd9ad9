package tape

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/ipabs/ipabs/pool"
)

// rightList is what a cell with numbers of rights says: the rights that it numbers, with their names
// where it names them, and how many there are in all where it says so (等5项).
type rightList struct {
	rights []rightNumber
	count  int      // 0 when it is not stated
	ranges []string // ranges that were read as every number in them
	open   []string // ranges of which only the ends are known
}

// rangeEnds bounds the ranges that are read as all their numbers.
const rangeEnds = 100

var (
	// strongNumber is a number that is known for one by its form, wherever it stands in a text.
	strongNumber = regexp.MustCompile(`(?i)(?:ZL|CN) ?\d{4} ?[12389] ?\d{7}(?: ?\. ?[0-9X]|[0-9X])?|(?:ZL|CN) ?\d{2}[123]\d{5}(?: ?\. ?[0-9X]|[0-9X])?|(?:19|20)\d{2}[12389]\d{7}(?:\.?[0-9X])?|CN ?[12389]\d{6,8} ?[ABCUSY]\d?|(?:(?:19|20)\d{2})?SR\d{5,8}|软著\p{Han}{0,4}字第?\d{5,9}号?|\p{Han}{1,3}作登字-?\d{4}-?[A-Z]-?\d{5,8}号?|第\d{4,9}[A-Z]?号`)
	// markRange is 第1234567-1234571号, a range of registrations under one pair of words.
	markRange = regexp.MustCompile(`第(\d{4,9})号?(?:至|到|[~—–-]+)第?(\d{4,9})号`)
	rangeMark = regexp.MustCompile(`^ *(?:至|到|[~—–-]+) *$`)
	listMark  = regexp.MustCompile(`[①-⑳⑴-⒇⒈-⒛]`)
	// numberLabel is what stands between the name of a right and its number: 专利号：, (申请号.
	numberLabel = regexp.MustCompile(`(?:^|[(（,; ])(?:中国)?(?:发明|实用新型|外观设计)?(?:专利|商标|软件著作权|著作权|作品)?(?:申请|登记|注册|授权)?(?:号码|号|证书号|证号|编号)[:：为 ]*$`)
	countInside = regexp.MustCompile(`[,、 ]*等? *(?:共|合计|共计) *(\d{1,4}|[一二三四五六七八九十百]{1,5}) *(?:项|件|个|种|部|首|份|枚|宗)\p{Han}{0,8}$`)
)

// readRightList reads a cell with the numbers of rights, in any of the ways in which desks write them:
// between separators, line by line, numbered, with names before or behind, as ranges, and with 等5项. Reading
// ends when there are more rights than there is room for.
func readRightList(raw string, room int) rightList {
	var l rightList
	if isNothing(fold(raw)) {
		return l
	}
	text := listMark.ReplaceAllString(raw, "\n")
	text = strings.TrimSpace(foldLines(text))
	text, l.count = cutCount(text)
	text = markRange.ReplaceAllString(text, "第${1}号~第${2}号")
	spans := strongSpans(text)
	if len(spans) == 0 {
		l.rights = splitNumbers(text)
		return l
	}
	between := make([]string, 0, len(spans)+1) // what stands before, between and behind the numbers
	at := 0
	for _, s := range spans {
		between = append(between, text[at:s[0]])
		at = s[1]
	}
	between = append(between, text[at:])
	// 一种方法（ZL…）、一种装置（ZL…） names first; ZL… 一种方法 does not.
	first := 0
	if name, _ := nameBetween(between[0]); name == "" {
		first = 1
	}
	for i, s := range spans {
		if len(l.rights) > room {
			return l
		}
		n := parseRightNumber(text[s[0]:s[1]])
		n.written = strings.TrimSpace(text[s[0]:s[1]])
		var more []string
		if n.title, more = nameBetween(between[i+first]); typeAlone.MatchString(n.title) {
			n.title = ""
		}
		if i > 0 && rangeMark.MatchString(between[i]) {
			l.addRange(n)
			continue
		}
		l.rights = append(l.rights, n)
		for _, number := range more {
			l.rights = append(l.rights, numberOrText(number))
		}
	}
	if _, more := nameBetween(between[(1-first)*len(spans)]); len(more) > 0 {
		for _, number := range more {
			l.rights = append(l.rights, numberOrText(number))
		}
	}
	return l
}

// cutCount takes 等5项 and 共5项 off the end of a text.
func cutCount(text string) (string, int) {
	for _, pattern := range []*regexp.Regexp{etcCount, countInside} {
		if m := pattern.FindStringSubmatchIndex(text); m != nil {
			if n := countOf(text[m[2]:m[3]]); n > 0 {
				return strings.TrimSpace(text[:m[0]]), n
			}
		}
	}
	return text, 0
}

func countOf(digits string) int {
	if n, err := strconv.Atoi(digits); err == nil {
		return n
	}
	n, _ := chineseInteger(digits)
	return int(n)
}

// strongSpans finds the numbers in a text, in order. A number that goes on in digits is none.
func strongSpans(text string) (list [][2]int) {
	for at := 0; at < len(text); {
		m := strongNumber.FindStringIndex(text[at:])
		if m == nil {
			return list
		}
		from, to := at+m[0], at+m[1]
		if goesOn(text[:from], text[from:to], text[to:]) {
			at = to
			continue
		}
		list = append(list, [2]int{from, to})
		at = to
	}
	return list
}

// goesOn reports a digit right behind a number, or right before one that begins with a digit.
func goesOn(before, number, behind string) bool {
	isDigit := func(b byte) bool { return b >= '0' && b <= '9' }
	return before != "" && isDigit(number[0]) && isDigit(before[len(before)-1]) || behind != "" && isDigit(behind[0])
}

// nameBetween reads what stands between two numbers: the name of a right, without marks and labels
// around it, or numbers of another form.
func nameBetween(text string) (name string, numbers []string) {
	for before := ""; before != text; {
		before = text
		text = strings.Trim(text, "、,;|/:\n\t .。+")
		text = strings.TrimSpace(numbering.ReplaceAllString(text, ""))
		if nameless.MatchString(text) {
			text = ""
		}
		text = strings.TrimLeft(text, ")]}】>")
		text = strings.TrimRight(text, "([{【<")
		text = numberLabel.ReplaceAllString(text, "")
		if unwrapped, ok := unwrapBrackets(text); ok {
			text = unwrapped
		}
	}
	var names []string
	for _, part := range numberSeparators.Split(text, -1) {
		if part = strings.TrimSpace(part); plainRegistration.MatchString(part) {
			numbers = append(numbers, part)
		} else if part != "" {
			names = append(names, part)
		}
	}
	if len(numbers) == 0 {
		return oneLine(text), nil
	}
	return oneLine(strings.Join(names, "、")), numbers
}

// nameless is what may stand between two numbers and names nothing: 和, 至, the 2 of a list.
var nameless = regexp.MustCompile(`^(?:和|与|及|以及|至|到|[~—–-]+|\d{1,2}|[一二三四五六七八九十]{1,2})$`)

// typeAlone is a type of right where its name could stand: 发明专利ZL….
var typeAlone = regexp.MustCompile(`^(?:发明|实用新型|外观设计|外观|计算机软件|软件|注册)?(?:专利权?|商标权?|著作权|版权)?$`)

// plainRegistration is a number that has no form of its own: digits, perhaps with letters around.
var plainRegistration = regexp.MustCompile(`^[A-Za-z]{0,4}\d{5,12}[A-Za-z]?$`)

// unwrapBrackets takes one pair of brackets, or of 《》, from around a text.
func unwrapBrackets(s string) (string, bool) {
	for _, pair := range []string{"()", "[]", "【】", "《》", "<>", "“”", "\"\""} {
		runes := []rune(pair)
		rest, opened := strings.CutPrefix(s, string(runes[0]))
		inside, closed := strings.CutSuffix(rest, string(runes[1]))
		if opened && closed && !strings.ContainsAny(inside, pair) {
			return inside, true
		}
	}
	return s, false
}

// addRange reads a range from the last number of the list to n as every number between them, where both
// count in the same series; else only its ends are known.
func (l *rightList) addRange(n rightNumber) {
	first := l.rights[len(l.rights)-1]
	written := first.written + "~" + n.written
	between, ok := numbersBetween(first, n)
	if !ok {
		l.open, l.rights = append(l.open, written), append(l.rights, n)
		return
	}
	l.ranges, l.rights = append(l.ranges, written), append(append(l.rights, between...), n)
}

// serialTail is the part of a number that counts: the digits at its end.
var serialTail = regexp.MustCompile(`^(.*?)(\d{1,9})$`)

// numbersBetween counts from one number to another. Applications count behind their year and type, and
// get their check digits.
func numbersBetween(from, to rightNumber) ([]rightNumber, bool) {
	a, b := serialTail.FindStringSubmatch(from.id), serialTail.FindStringSubmatch(to.id)
	if a == nil || b == nil || len(from.id) != len(to.id) {
		return nil, false
	}
	if len(from.id) >= 12 && isDigits(from.id) { // 2018 1 0123456: the last seven count
		a, b = []string{"", from.id[:5], from.id[5:]}, []string{"", to.id[:5], to.id[5:]}
	}
	low, err1 := strconv.Atoi(a[2])
	high, err2 := strconv.Atoi(b[2])
	if err1 != nil || err2 != nil || a[1] != b[1] || high <= low || high-low >= rangeEnds {
		return nil, false
	}
	var list []rightNumber
	for n := low + 1; n < high; n++ {
		id := fmt.Sprintf("%s%0*d", a[1], len(a[2]), n)
		one := rightNumber{id: id, written: id, kind: from.kind}
		if from.kind.Class() == pool.Patent && len(id) == 12 {
			one.written = fmt.Sprintf("ZL%s.%c", id, checkDigit(id))
		}
		list = append(list, one)
	}
	return list, true
}
