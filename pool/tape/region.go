package tape

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/ipabs/ipabs/pool"
)

// countyNames are the county-level divisions of each province-level division (GB/T 2260, first two
// digits): districts, counties, banners and county-level cities under their full names.
//
//go:embed counties.txt
var countyNames string

// formerCounties are districts that were merged or renamed since 2000 and still stand in addresses.
const formerCounties = `
11 崇文区 宣武区
12 塘沽区 汉沽区 大港区
31 卢湾区 闸北区 南汇区
32 白下区 下关区 崇安区 南长区 北塘区 沧浪区 平江区 金阊区
33 下城区 江干区 江东区
34 居巢区
35 三元区 梅列区
37 市北区 四方区 胶南市 莱芜市
44 东山区 芳村区 萝岗区 斗门县
50 双桥区 万盛区
`

// countyIndex maps the full and the short names of county-level divisions to their provinces: several
// for names that several provinces have.
var countyIndex = sync.OnceValue(func() map[string][]pool.Province {
	index := map[string][]pool.Province{}
	add := func(name string, p pool.Province) {
		if !slices.Contains(index[name], p) {
			index[name] = append(index[name], p)
		}
	}
	for line := range strings.Lines(strings.TrimSpace(countyNames) + "\n" + strings.TrimSpace(formerCounties)) {
		code, names, _ := strings.Cut(strings.TrimSpace(line), " ")
		province, err := pool.ParseProvince(code)
		if err != nil {
			panic("tape: table of counties: " + err.Error())
		}
		for name := range strings.FieldsSeq(names) {
			add(name, province)
			if m := ethnicTail.FindStringSubmatch(name); m != nil {
				add(m[1]+"县", province) // 河南蒙古族自治县 is 河南县
				continue
			}
			for _, tail := range []string{"自治县", "自治旗", "区", "县", "市", "旗"} {
				if short, found := strings.CutSuffix(name, tail); found {
					if len([]rune(short)) >= 2 {
						add(short, province)
					}
					break
				}
			}
		}
	}
	return index
})

// regionIndex maps the names of provinces, of cities, of development zones and of well-known
// districts to provinces.
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
	if r, ok := inEither(t, parseRegionWord); ok {
		return r
	}
	return parseRegionWord(t)
}

func parseRegionWord(t text) reading[pool.Province] {
	s := fold(t.raw)
	if isNothing(s) {
		return notStated[pool.Province]()
	}
	key := regionMarks.Replace(squeeze(s))
	if _, isCity := regionIndex()[key]; !isCity && len(countyIndex()[key]) == 1 {
		return stated(countyIndex()[key][0])
	}
	if province, ok := provinceOf(key); ok {
		return stated(province)
	}
	if code, isSign := provinceSigns[key]; isSign {
		if province, err := pool.ParseProvince(code); err == nil {
			return stated(province)
		}
	}
	switch provinces := countyOf(key); len(provinces) {
	case 0:
	case 1:
		return stated(provinces[0])
	default:
		var names []string
		for _, p := range provinces {
			zh, _ := p.Name()
			names = append(names, zh)
		}
		return reading[pool.Province]{repairs: []repair{{code: "region.ambiguous", rule: "region.names", warn: true,
			message: "several provinces have a place of this name (" + strings.Join(names, ", ") + "); left unknown: write the province or city too"}}}
	}
	return reading[pool.Province]{repairs: []repair{{code: "region.unknown", rule: "region.names", warn: true,
		message: "the text names no province or city that is known; left unknown"}}}
}

// provinceSigns are the signs of provinces (简称) as a whole text. 宁 (also Nanjing), 青 (also Qingdao) and
// 台 (also Taizhou) are left out.
var provinceSigns = map[string]string{
	"京": "11", "津": "12", "冀": "13", "晋": "14", "蒙": "15", "内蒙": "15", "辽": "21", "吉": "22", "黑": "23", "沪": "31", "苏": "32", "浙": "33", "皖": "34",
	"闽": "35", "赣": "36", "鲁": "37", "豫": "41", "鄂": "42", "湘": "43", "粤": "44", "桂": "45", "琼": "46", "渝": "50", "川": "51", "蜀": "51", "黔": "52", "贵": "52",
	"滇": "53", "云": "53", "藏": "54", "陕": "61", "甘": "62", "陇": "62", "新": "65", "港": "81", "澳": "82",
}

// regionMarks takes out what stands between the parts of a place: 中国（上海）自由贸易试验区, 浙江省-金华市.
var regionMarks = strings.NewReplacer("(", "", ")", "", "[", "", "]", "", "-", "", "/", "", "·", "", ",", "", "、", "", "—", "", "|", "", ">", "")

// countyOf gives the provinces that have a county-level division of this name, or one with which the
// text begins.
func countyOf(s string) []pool.Province {
	index := countyIndex()
	if provinces, ok := index[s]; ok {
		return provinces
	}
	runes := []rune(s)
	for n := min(len(runes)-1, longestName); n >= 3; n-- {
		switch runes[n-1] {
		case '区', '县', '市', '旗':
			if provinces, ok := index[string(runes[:n])]; ok {
				return provinces
			}
		}
	}
	return nil
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
		if (strings.HasPrefix(rest, "区") || strings.HasPrefix(rest, "县")) && countyIndex()[string(runes[:n+1])] != nil {
			return 0, false // the name of a district: see countyOf
		}
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
