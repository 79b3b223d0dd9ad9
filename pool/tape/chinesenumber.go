package tape

import (
	"strings"

	"github.com/shopspring/decimal"
)

// chineseDigit gives the value of a Chinese numeral, ordinary or of the form used on cheques.
func chineseDigit(r rune) (int64, bool) {
	switch r {
	case '零', '〇', '○':
		return 0, true
	case '一', '壹', '弌', '幺':
		return 1, true
	case '二', '贰', '貳', '两', '兩':
		return 2, true
	case '三', '叁', '參', '叄':
		return 3, true
	case '四', '肆':
		return 4, true
	case '五', '伍':
		return 5, true
	case '六', '陆', '陸':
		return 6, true
	case '七', '柒':
		return 7, true
	case '八', '捌':
		return 8, true
	case '九', '玖':
		return 9, true
	}
	return 0, false
}

// chineseUnit gives the value of a unit below ten thousand.
func chineseUnit(r rune) int64 {
	switch r {
	case '十', '拾':
		return 10
	case '百', '佰':
		return 100
	case '千', '仟':
		return 1000
	}
	return 0
}

// maxChineseNumber bounds the text of a number in Chinese numerals, in bytes.
const maxChineseNumber = 120

var traditionalUnits = strings.NewReplacer("億", "亿", "萬", "万")

// chineseInteger reads a whole number in Chinese numerals, such as 一百二十 or 叁仟万, below 10^16.
// Every unit must be written: 一百二 is refused, because it may mean 102 or 120.
func chineseInteger(s string) (int64, bool) {
	if s == "" || len(s) > maxChineseNumber {
		return 0, false
	}
	s = traditionalUnits.Replace(s)
	if high, low, found := strings.Cut(s, "亿"); found {
		return joinChinese(high, low, 1e8)
	}
	if high, low, found := strings.Cut(s, "万"); found {
		return joinChinese(high, low, 1e4)
	}
	return chineseSection(s)
}

// joinChinese reads a number made of a part counted in unit and the rest below it.
func joinChinese(high, low string, unit int64) (int64, bool) {
	h, ok := chineseInteger(high)
	if !ok || h == 0 || h >= 1e8 {
		return 0, false
	}
	if low == "" {
		return h * unit, true
	}
	if runes := []rune(low); len(runes) == 1 {
		return 0, false // 三万五 may mean 30,005 or 35,000
	}
	l, ok := chineseInteger(low)
	return h*unit + l, ok && l < unit
}

// chineseSection reads a number below ten thousand.
func chineseSection(s string) (int64, bool) {
	var total, digit int64
	pending, zero := false, false // a digit waits for its unit; the last numeral was a zero
	last := int64(10000)
	for i, r := range []rune(s) {
		if v, ok := chineseDigit(r); ok {
			if pending {
				return 0, false // digits in a row belong to a year, not to a number
			}
			digit, pending, zero = v, v != 0, v == 0
			continue
		}
		unit := chineseUnit(r)
		switch {
		case unit == 0 || unit >= last:
			return 0, false
		case !pending && unit == 10 && (i == 0 || zero):
			digit = 1 // 十二 is 一十二
		case !pending:
			return 0, false
		}
		total += digit * unit
		digit, pending, zero, last = 0, false, false, unit
	}
	if !pending {
		return total, true
	}
	runes := []rune(s)
	if len(runes) > 1 && last > 10 {
		if v, ok := chineseDigit(runes[len(runes)-2]); !ok || v != 0 {
			return 0, false
		}
	}
	return total + digit, true
}

// chineseAmount reads an amount in words, such as 叁佰万元整 or 壹仟贰佰元伍角陆分.
func chineseAmount(s string) (decimal.Decimal, bool) {
	s = strings.TrimSuffix(strings.TrimSuffix(s, "整"), "正")
	yuan, rest := s, ""
	for _, mark := range []string{"元", "圆", "圓"} {
		if before, after, found := strings.Cut(s, mark); found {
			yuan, rest = before, after
			break
		}
	}
	whole, ok := chineseInteger(yuan)
	if !ok {
		return decimal.Decimal{}, false
	}
	d := decimal.NewFromInt(whole)
	rest = strings.TrimPrefix(rest, "零")
	for _, part := range []struct {
		mark   string
		places int32
	}{{"角", -1}, {"分", -2}} {
		before, after, found := strings.Cut(rest, part.mark)
		if !found {
			continue
		}
		runes := []rune(before)
		if len(runes) != 1 {
			return decimal.Decimal{}, false
		}
		v, ok := chineseDigit(runes[0])
		if !ok {
			return decimal.Decimal{}, false
		}
		d = d.Add(decimal.New(v, part.places))
		rest = after
	}
	return d, rest == ""
}
