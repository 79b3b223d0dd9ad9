package tape

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestChineseInteger(t *testing.T) {
	for _, tt := range []struct {
		text string
		want int64
	}{
		{"零", 0}, {"十", 10}, {"十二", 12}, {"二十", 20}, {"二十一", 21}, {"一百", 100}, {"一百零二", 102}, {"一百二十", 120}, {"一百一十二", 112}, {"两百", 200},
		{"一千零一", 1001}, {"一千零一十", 1010}, {"叁佰万", 3_000_000}, {"十五万", 150_000}, {"一万零五十", 10_050}, {"叁万伍佰", 30_500},
		{"一亿", 100_000_000}, {"一亿零三万", 100_030_000}, {"二亿五千万", 250_000_000}, {"壹仟贰佰叁拾肆", 1234}, {"一百萬", 1_000_000}, {"三千四百亿", 340_000_000_000},
	} {
		if got, ok := chineseInteger(tt.text); !ok || got != tt.want {
			t.Errorf("%s is %d (%t), want %d", tt.text, got, ok, tt.want)
		}
	}
}

func TestChineseIntegerRefusesWhatHasTwoReadings(t *testing.T) {
	for _, s := range []string{"", "一百二", "三万五", "二〇一九", "百", "万", "一十十", "二百三百", "一二", "三亿亿", "甲", "一百万亿万", "百万", strings.Repeat("一", 100)} {
		if got, ok := chineseInteger(s); ok {
			t.Errorf("%s was read as %d", s, got)
		}
	}
}

// chineseWords writes a number as a careful clerk does.
func chineseWords(n int64) string {
	digits := []string{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	section := func(n int64) string {
		var b strings.Builder
		zero := false
		for _, u := range []struct {
			unit int64
			name string
		}{{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}} {
			d := n / u.unit % 10
			switch {
			case d == 0:
				zero = b.Len() > 0
			default:
				if zero {
					b.WriteString("零")
				}
				b.WriteString(digits[d] + u.name)
				zero = false
			}
		}
		return b.String()
	}
	if n == 0 {
		return "零"
	}
	out := ""
	for _, big := range []struct {
		unit int64
		name string
	}{{1e8, "亿"}, {1e4, "万"}, {1, ""}} {
		part := n / big.unit % 10_000
		if part == 0 {
			continue
		}
		if out != "" && part < 1000 {
			out += "零"
		}
		out += section(part) + big.name
	}
	return out
}

func TestChineseIntegerReadsWhatAClerkWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 999_999_999_999).Draw(t, "n")
		words := chineseWords(n)
		if got, ok := chineseInteger(words); !ok || got != n {
			t.Fatalf("%s is %d (%t), want %d", words, got, ok, n)
		}
	})
}

func TestChineseAmount(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"叁佰万元整", "3000000"}, {"壹仟贰佰叁拾肆元伍角陆分", "1234.56"}, {"壹佰元零伍分", "100.05"}, {"一百二十", "120"}, {"贰佰圆正", "200"}, {"伍元贰角", "5.2"},
	} {
		if got, ok := chineseAmount(tt.text); !ok || got.String() != tt.want {
			t.Errorf("%s is %s (%t), want %s", tt.text, got, ok, tt.want)
		}
	}
	for _, s := range []string{"元", "一百元二", "一百元十分", "一百元分", "伍角元"} {
		if got, ok := chineseAmount(s); ok {
			t.Errorf("%s was read as %s", s, got)
		}
	}
}
