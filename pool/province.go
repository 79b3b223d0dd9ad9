package pool

import "fmt"

// Province is a province-level division of GB/T 2260: two digits. The zero value is unknown.
type Province uint8

// provinces is the table of codes and names. Source: GB/T 2260.
var provinces = []struct {
	code   Province
	zh, en string
}{
	{11, "北京", "Beijing"}, {12, "天津", "Tianjin"}, {13, "河北", "Hebei"}, {14, "山西", "Shanxi"}, {15, "内蒙古", "Inner Mongolia"},
	{21, "辽宁", "Liaoning"}, {22, "吉林", "Jilin"}, {23, "黑龙江", "Heilongjiang"},
	{31, "上海", "Shanghai"}, {32, "江苏", "Jiangsu"}, {33, "浙江", "Zhejiang"}, {34, "安徽", "Anhui"}, {35, "福建", "Fujian"}, {36, "江西", "Jiangxi"}, {37, "山东", "Shandong"},
	{41, "河南", "Henan"}, {42, "湖北", "Hubei"}, {43, "湖南", "Hunan"}, {44, "广东", "Guangdong"}, {45, "广西", "Guangxi"}, {46, "海南", "Hainan"},
	{50, "重庆", "Chongqing"}, {51, "四川", "Sichuan"}, {52, "贵州", "Guizhou"}, {53, "云南", "Yunnan"}, {54, "西藏", "Tibet"},
	{61, "陕西", "Shaanxi"}, {62, "甘肃", "Gansu"}, {63, "青海", "Qinghai"}, {64, "宁夏", "Ningxia"}, {65, "新疆", "Xinjiang"},
	{71, "台湾", "Taiwan"}, {81, "香港", "Hong Kong"}, {82, "澳门", "Macao"},
}

// Provinces lists the codes in order.
func Provinces() []Province {
	codes := make([]Province, len(provinces))
	for i, p := range provinces {
		codes[i] = p.code
	}
	return codes
}

// ParseProvince reads a code of two digits; the empty text is unknown, anything else an
// *UnknownCodeError.
func ParseProvince(code string) (Province, error) {
	if code == "" {
		return 0, nil
	}
	for _, p := range provinces {
		if p.code.String() == code {
			return p.code, nil
		}
	}
	return 0, &UnknownCodeError{What: "province", Seen: shorten(code), Standard: "GB/T 2260", Want: "two digits such as 11 for Beijing"}
}

// IsKnown reports whether a province is known.
func (p Province) IsKnown() bool { return p != 0 }

// String gives the two digits, or "" when unknown.
func (p Province) String() string {
	if p == 0 {
		return ""
	}
	return fmt.Sprintf("%02d", uint8(p))
}

// Name gives the short names in Chinese and English, empty when unknown.
func (p Province) Name() (zh, en string) {
	for _, e := range provinces {
		if e.code == p {
			return e.zh, e.en
		}
	}
	return "", ""
}

// isMember reports whether the province is unknown or in the table.
func (p Province) isMember() bool {
	zh, _ := p.Name()
	return p == 0 || zh != ""
}

// MarshalText writes the code; a number that is no code is an *UnknownCodeError.
func (p Province) MarshalText() ([]byte, error) {
	if !p.isMember() {
		_, err := ParseProvince(p.String())
		return nil, err
	}
	return []byte(p.String()), nil
}

// UnmarshalText reads the code.
func (p *Province) UnmarshalText(text []byte) (err error) {
	*p, err = ParseProvince(string(text))
	return err
}
