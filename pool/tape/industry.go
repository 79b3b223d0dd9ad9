package tape

import (
	"regexp"
	"strings"
	"sync"

	"github.com/ipabs/ipabs/pool"
)

// industryIndex maps names of industries, in the form of industryKey, to codes.
var industryIndex = sync.OnceValue(func() map[string]pool.Industry {
	index := map[string]pool.Industry{}
	add := func(name, code string) {
		industry, err := pool.ParseIndustry(code)
		if err != nil {
			panic("tape: table of industries: " + err.Error())
		}
		index[industryKey(name)] = industry
	}
	for section := 'A'; section <= 'T'; section++ {
		industry, err := pool.ParseIndustry(string(section))
		if err != nil {
			panic("tape: table of industries: " + err.Error())
		}
		zh, en := industry.SectionName()
		index[industryKey(zh)], index[industryKey(en)] = industry, industry
	}
	for _, list := range []string{divisionNames, industryAliases} {
		for line := range strings.Lines(strings.TrimSpace(list)) {
			code, names, _ := strings.Cut(strings.TrimSpace(line), " ")
			for name := range strings.SplitSeq(names, "|") {
				add(name, code)
			}
		}
	}
	return index
})

var industryMarks = strings.NewReplacer("、", "", ",", "", ";", "", "·", "", "和", "", "及", "", "与", "", "&", "", "and", "", ".", "")

// industryKey strips what varies in the name of an industry: blanks, enumeration marks, 和, 及, and
// the final 业 or 行业.
func industryKey(name string) string {
	s := squeeze(name)
	s = industryMarks.Replace(s)
	return strings.TrimSuffix(strings.TrimSuffix(s, "行业"), "业")
}

var (
	industryScheme = regexp.MustCompile(`(?i)^(?:CSRC|证监会|GB/?T ?4754(?:-2017)?|国标|国民经济行业分类)(?:行业|分类)*[ :-]*`)
	industryLevels = regexp.MustCompile(`[-—–>/:|\\()\[\]]+`)
	industryCode   = regexp.MustCompile(`^([A-Ta-t]?) ?(\d{2})\d{0,2} *[-:.、]? *(.*)$`)
	industryLetter = regexp.MustCompile(`^([A-T]) *[-:.、]? *(.*)$`)
)

// shenwanNames are the first-level classes of the Shenwan scheme that GB/T 4754 does not have: two
// schemes cannot be mixed in one distribution.
// The CSRC scheme (证监会) uses the letters and divisions of GB/T 4754 and reads as such.
const shenwanNames = " 医药生物 电子 计算机 传媒 通信 机械设备 电力设备 国防军工 汽车 家用电器 食品饮料 农林牧渔 基础化工 商贸零售 社会服务 非银金融 公用事业 轻工制造 纺织服饰 建筑材料 建筑装饰 美容护理 有色金属 钢铁 石油石化 煤炭 环保 综合 银行 交通运输 房地产 "

// parseIndustry reads an industry of GB/T 4754-2017: a code (C, C39, 3911), the name of a section or
// division, or one of the common short names. A text that names none stays unknown, with a warning.
func parseIndustry(t text) reading[pool.Industry] {
	if r, ok := inEither(t, parseIndustryWord); ok {
		return r
	}
	return parseIndustryWord(t)
}

func parseIndustryWord(t text) reading[pool.Industry] {
	s := simplify(fold(t.raw))
	if isNothing(s) {
		return notStated[pool.Industry]()
	}
	s = industryScheme.ReplaceAllString(s, "")
	if industry, ok := industryOf(s); ok {
		return stated(industry)
	}
	// A path of classes, such as 制造业-医药制造业, gives its finest class if all lie in one section.
	var finest pool.Industry
	for _, part := range industryLevels.Split(s, -1) {
		industry, ok := industryOf(strings.TrimSpace(part))
		switch {
		case strings.TrimSpace(part) == "":
			continue
		case !ok && !finest.IsKnown(), ok && finest.IsKnown() && industry.Section() != finest.Section():
			return unknownIndustry(s)
		case ok && (!finest.IsKnown() || industry.Division() != ""):
			finest = industry
		}
	}
	if !finest.IsKnown() {
		return unknownIndustry(s)
	}
	return stated(finest)
}

func unknownIndustry(folded string) reading[pool.Industry] {
	message := "the text names no section or division of GB/T 4754-2017; left unknown"
	if strings.Contains(shenwanNames, " "+folded+" ") {
		message = "this looks like a class of the Shenwan scheme (申万), which is not GB/T 4754-2017; left unknown"
	}
	return reading[pool.Industry]{repairs: []repair{{code: "industry.unknown", rule: "industry.names", warn: true, message: message}}}
}

// industryOf reads one class: a name, a code, or a code with a name that agrees.
func industryOf(s string) (pool.Industry, bool) {
	index := industryIndex()
	if industry, ok := index[industryKey(s)]; ok {
		return industry, true
	}
	code, name := "", ""
	if m := industryCode.FindStringSubmatch(s); m != nil {
		code, name = strings.ToUpper(m[1])+m[2], m[3]
	} else if m := industryLetter.FindStringSubmatch(s); m != nil {
		code, name = m[1], m[2]
	}
	if code == "" {
		return pool.Industry{}, false
	}
	industry, err := pool.ParseIndustry(code)
	if err != nil {
		return pool.Industry{}, false
	}
	if name == "" {
		return industry, true
	}
	named, ok := index[industryKey(name)]
	if ok && named.Section() != industry.Section() {
		return pool.Industry{}, false // code and name disagree
	}
	if !ok && industry.Division() == "" {
		return pool.Industry{}, false // a letter before a text that is no industry
	}
	return industry, true
}
