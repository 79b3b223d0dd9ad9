package tape

import (
	"regexp"
	"strings"
	"sync"

	"github.com/ipabs/ipabs/pool"
)

// regionIndex maps the names of provinces, of cities and of some districts to provinces.
var regionIndex = sync.OnceValue(func() map[string]pool.Province {
	index := map[string]pool.Province{}
	for _, p := range pool.Provinces() {
		zh, en := p.Name()
		index[zh], index[squeeze(en)] = p, p
	}
	for line := range strings.Lines(strings.TrimSpace(cityNames)) {
		code, names, _ := strings.Cut(strings.TrimSpace(line), " ")
		province, err := pool.ParseProvince(code)
		if err != nil {
			panic("tape: table of cities: " + err.Error())
		}
		for name := range strings.FieldsSeq(names) {
			index[squeeze(name)] = province
		}
	}
	return index
})

var (
	divisionTails = []string{"特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市", "地区", "盟", "县", "province", "municipality", "city"}
	ethnicTail    = regexp.MustCompile(`^(.+?)(?:藏族|彝族|回族|蒙古族?|哈萨克|苗族|侗族|布依族|土家族|朝鲜族|白族|傣族|景颇族|哈尼族|壮族|羌族|傈僳族|柯尔克孜|黎族)+(?:自治[州县旗])$`)
	divisionCode  = regexp.MustCompile(`^\d{2}(?:\d{4})?$`)
)

// longestName bounds the prefix that is looked up, in characters.
const longestName = 12

// parseRegion reads a province from the name of a province, city or development zone, from an
// address that begins with one, or from a code of GB/T 2260. A text that names none stays unknown,
// with a warning.
func parseRegion(t text) reading[pool.Province] {
	s := fold(t.raw)
	if isNothing(s) {
		return notStated[pool.Province]()
	}
	if province, ok := provinceOf(squeeze(s)); ok {
		return stated(province)
	}
	return reading[pool.Province]{repairs: []repair{{code: "region.unknown", rule: "region.names", warn: true,
		message: "the text names no province or city that is known; left unknown"}}}
}

func provinceOf(s string) (pool.Province, bool) {
	if divisionCode.MatchString(s) {
		province, err := pool.ParseProvince(s[:2])
		return province, err == nil
	}
	s = strings.TrimPrefix(strings.TrimPrefix(s, "中华人民共和国"), "中国")
	index := regionIndex()
	if province, ok := index[s]; ok {
		return province, true
	}
	if m := ethnicTail.FindStringSubmatch(s); m != nil {
		if province, ok := index[m[1]+"州"]; ok { // 海南藏族自治州 is not 海南省
			return province, true
		}
		if province, ok := index[m[1]]; ok {
			return province, true
		}
	}
	for _, tail := range divisionTails {
		if name, found := strings.CutSuffix(s, tail); found {
			if province, ok := index[name]; ok && (tail != "县" || !isProvinceName(name)) {
				return province, true
			}
		}
	}
	return provinceOfAddress(s, index)
}

// provinceOfAddress looks up the longest beginning of an address that is a name. A name right before
// a lone 区 or 县 is that of a district, which may lie elsewhere: 朝阳区 is not in 朝阳.
func provinceOfAddress(s string, index map[string]pool.Province) (pool.Province, bool) {
	runes := []rune(s)
	for n := min(len(runes)-1, longestName); n >= 2; n-- {
		province, ok := index[string(runes[:n])]
		if !ok {
			continue
		}
		rest := string(runes[n:])
		if rest == "区" || rest == "县" || rest == "镇" || rest == "路" || strings.HasPrefix(rest, "区") || isASCIIWord(rest) {
			return 0, false
		}
		return province, true
	}
	return 0, false
}

func isProvinceName(name string) bool {
	for _, p := range pool.Provinces() {
		if zh, _ := p.Name(); zh == name {
			return true
		}
	}
	return false
}
