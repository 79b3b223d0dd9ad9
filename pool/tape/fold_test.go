package tape

import (
	"testing"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	for _, tt := range []struct{ situation, in, want string }{
		{"plain text", "ZL-2018-001", "ZL-2018-001"},
		{"full-width digits and letters", "ＺＬ－２０１８－００１", "ZL-2018-001"},
		{"full-width brackets and marks", "甲（北京）公司，乙；丙：１２３．４％＋／", "甲(北京)公司,乙;丙:123.4%+/"},
		{"ideographic spaces around", "　 甲公司　", "甲公司"},
		{"no-break space inside", "合 计", "合 计"},
		{"tabs", "\t甲\t公司\t", "甲 公司"},
		{"zero-width characters and a byte order mark", "\ufeff甲\u200b公司\u200e", "甲公司"},
		{"a minus sign that is no hyphen", "−5", "-5"},
		{"line breaks stay", "甲\n乙", "甲\n乙"},
		{"Chinese punctuation that is no compatibility form stays", "甲、乙。", "甲、乙。"},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			if got := fold(tt.in); got != tt.want {
				t.Errorf("fold(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestFoldTwiceIsFold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		once := fold(s)
		if twice := fold(once); twice != once {
			t.Fatalf("fold(%q) = %q, fold again %q", s, once, twice)
		}
	})
}

func TestNothing(t *testing.T) {
	for _, s := range []string{"", " ", "　", "-", "—", "——", "/", "／", "无", "N/A", "n/a", "#N/A", "不适用", "…", "－"} {
		if !isNothing(fold(s)) {
			t.Errorf("%q says something", s)
		}
	}
	for _, s := range []string{"0", "无锡", "否", "0.00", "甲", "-1", "无担保"} {
		if isNothing(fold(s)) {
			t.Errorf("%q says nothing", s)
		}
	}
}
