package pool

import (
	"fmt"
	"strconv"
)

// Industry is a class of GB/T 4754-2017: a section letter (门类) and, where it is known, a division
// (大类) of two digits. The zero value is unknown.
type Industry struct {
	section  byte
	division uint8
}

// industrySections is the table of sections with the divisions each holds. Source: GB/T 4754-2017.
var industrySections = []struct {
	letter   byte
	zh, en   string
	from, to uint8
}{
	{'A', "农、林、牧、渔业", "Agriculture, forestry, animal husbandry and fishery", 1, 5},
	{'B', "采矿业", "Mining", 6, 12},
	{'C', "制造业", "Manufacturing", 13, 43},
	{'D', "电力、热力、燃气及水生产和供应业", "Electricity, heat, gas and water supply", 44, 46},
	{'E', "建筑业", "Construction", 47, 50},
	{'F', "批发和零售业", "Wholesale and retail trade", 51, 52},
	{'G', "交通运输、仓储和邮政业", "Transport, storage and post", 53, 60},
	{'H', "住宿和餐饮业", "Accommodation and catering", 61, 62},
	{'I', "信息传输、软件和信息技术服务业", "Information transmission, software and IT services", 63, 65},
	{'J', "金融业", "Finance", 66, 69},
	{'K', "房地产业", "Real estate", 70, 70},
	{'L', "租赁和商务服务业", "Leasing and business services", 71, 72},
	{'M', "科学研究和技术服务业", "Scientific research and technical services", 73, 75},
	{'N', "水利、环境和公共设施管理业", "Water conservancy, environment and public facilities", 76, 79},
	{'O', "居民服务、修理和其他服务业", "Residential services, repair and other services", 80, 82},
	{'P', "教育", "Education", 83, 83},
	{'Q', "卫生和社会工作", "Health and social work", 84, 85},
	{'R', "文化、体育和娱乐业", "Culture, sports and entertainment", 86, 90},
	{'S', "公共管理、社会保障和社会组织", "Public administration, social security and social organisations", 91, 96},
	{'T', "国际组织", "International organisations", 97, 97},
}

// ParseIndustry reads a code: a section letter ("C"), a letter with a division ("C39") or a
// division alone ("39"). The empty text is unknown. Anything else, such as a division outside its
// section, a name or a lower-case letter, is an *UnknownCodeError: names are for pool/tape to read.
func ParseIndustry(code string) (Industry, error) {
	if code == "" {
		return Industry{}, nil
	}
	fail := func() (Industry, error) {
		return Industry{}, &UnknownCodeError{What: "industry", Seen: shorten(code), Standard: "GB/T 4754-2017",
			Want: "a section letter A to T, a division, or both, such as C39"}
	}
	letter, digits := byte(0), code
	if code[0] >= 'A' && code[0] <= 'T' {
		letter, digits = code[0], code[1:]
		if digits == "" {
			return Industry{section: letter}, nil
		}
	}
	if len(digits) != 2 {
		return fail()
	}
	n, err := strconv.ParseUint(digits, 10, 8)
	if err != nil {
		return fail()
	}
	for _, s := range industrySections {
		if uint8(n) >= s.from && uint8(n) <= s.to && (letter == 0 || letter == s.letter) {
			return Industry{section: s.letter, division: uint8(n)}, nil
		}
	}
	return fail()
}

// IsKnown reports whether a section is known.
func (i Industry) IsKnown() bool { return i.section != 0 }

// Section gives the section letter, or "" when unknown.
func (i Industry) Section() string {
	if i.section == 0 {
		return ""
	}
	return string(rune(i.section))
}

// Division gives the code of the division, such as "C39", or "" when only the section is known.
func (i Industry) Division() string {
	if i.division == 0 {
		return ""
	}
	return fmt.Sprintf("%c%02d", i.section, i.division)
}

// String gives the finest code that is known, or "".
func (i Industry) String() string {
	if i.division != 0 {
		return i.Division()
	}
	return i.Section()
}

// SectionName gives the names of the section in Chinese and English, empty when unknown.
func (i Industry) SectionName() (zh, en string) {
	for _, s := range industrySections {
		if s.letter == i.section {
			return s.zh, s.en
		}
	}
	return "", ""
}

// MarshalText writes the code.
func (i Industry) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads the code.
func (i *Industry) UnmarshalText(text []byte) (err error) {
	*i, err = ParseIndustry(string(text))
	return err
}
