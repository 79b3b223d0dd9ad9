package tape

import (
	"slices"
	"strings"
	"testing"
)

func TestSplitNames(t *testing.T) {
	for _, tt := range []struct {
		situation, in string
		list          bool
		want          string
	}{
		{"one firm", "北京甲文化传媒有限公司", false, "北京甲文化传媒有限公司"},
		{"enumeration mark", "甲有限公司、乙有限公司", false, "甲有限公司|乙有限公司"},
		{"full-width comma between firms", "甲有限公司，乙有限公司", false, "甲有限公司|乙有限公司"},
		{"semicolon", "甲有限公司；乙厂", false, "甲有限公司|乙厂"},
		{"line break", "甲有限公司\n乙有限公司", false, "甲有限公司|乙有限公司"},
		{"slash between firms", "甲有限公司/乙有限公司", false, "甲有限公司|乙有限公司"},
		{"和 between firms", "甲有限公司和乙有限公司", false, "甲有限公司|乙有限公司"},
		{"与 between firms of other endings", "甲研究院与乙中心", false, "甲研究院|乙中心"},
		{"三 firms joined in two ways", "甲有限公司、乙有限公司和丙有限公司", false, "甲有限公司|乙有限公司|丙有限公司"},
		{"three firms joined by 和 and commas", "甲公司,乙公司和丙公司", false, "甲公司|乙公司|丙公司"},
		{"和 inside a name", "北京中和科技有限公司", false, "北京中和科技有限公司"},
		{"与 inside a name", "上海人与自然影视有限公司", false, "上海人与自然影视有限公司"},
		{"和 inside the second name", "甲有限公司和中和文化有限公司", false, "甲有限公司|中和文化有限公司"},
		{"和 inside a name of a co-obligor column", "北京中和科技有限公司", true, "北京中和科技有限公司"},
		{"persons in a co-obligor column", "张三和李四", true, "张三|李四"},
		{"persons outside one stay together", "张三和李四", false, "张三和李四"},
		{"persons with the enumeration mark", "张三、李四", false, "张三|李四"},
		{"a partnership in brackets", "甲企业管理中心(有限合伙)、乙公司", false, "甲企业管理中心(有限合伙)|乙公司"},
		{"a slash in brackets", "甲(北京/上海)有限公司", false, "甲(北京/上海)有限公司"},
		{"a comma before Ltd", "Alpha Media Co., Ltd.", false, "Alpha Media Co., Ltd."},
		{"English firms", "Alpha Media Co., Ltd. and Beta Films Inc.", false, "Alpha Media Co., Ltd.|Beta Films Inc."},
		{"numbered", "1.甲公司 \n2.乙公司", false, "甲公司|乙公司"},
		{"not stated", "无", false, ""},
		{"an empty part", "甲公司、、乙公司、", false, "甲公司|乙公司"},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			if got := strings.Join(splitNames(tt.in, tt.list), "|"); got != tt.want {
				t.Errorf("%q is %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func FuzzNames(f *testing.F) {
	for _, s := range []string{"甲有限公司和乙有限公司", "Alpha Co., Ltd. and Beta Inc.", "甲、乙;丙\n丁", strings.Repeat("和", 300), "((((/", "甲(北京/上海)公司"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, s string, list bool) {
		names := splitNames(s, list)
		for _, n := range names {
			if isNothing(n) || strings.TrimSpace(n) != n {
				t.Errorf("%q gives the name %q", s, n)
			}
		}
		if !list && len(names) == 1 && !slices.Equal(splitNames(names[0], list), names) {
			t.Errorf("%q gives %q, which itself gives %q", s, names, splitNames(names[0], list))
		}
	})
}
