package tape

import (
	"strings"
	"testing"
)

func TestParseGuarantors(t *testing.T) {
	for _, tt := range []struct {
		in, names     string
		form, unnamed bool
	}{
		{"深圳某融资担保有限公司", "深圳某融资担保有限公司", false, false},
		{"高新投担保", "高新投担保", false, false},
		{"张三、李四", "张三|李四", false, false},
		{"股东连带责任保证", "", true, true},
		{"实际控制人连带责任保证", "", true, true},
		{"法定代表人夫妇连带保证", "", true, true},
		{"个人连带责任保证", "", true, true},
		{"实际控制人及其配偶提供无限连带责任保证", "", true, true},
		{"股东", "", false, true},
		{"控股股东、实际控制人", "", false, true},
		{"担保公司保证", "", true, true},
		{"两名自然人", "", false, true},
		{"张三、李四连带责任保证", "张三|李四", true, false},
		{"深圳某担保有限公司提供连带责任保证担保", "深圳某担保有限公司", true, false},
		{"由深圳某担保有限公司提供不可撤销的连带责任保证", "深圳某担保有限公司", true, false},
		{"实际控制人王五", "王五", false, false},
		{"实际控制人：王五", "王五", false, false},
		{"法定代表人赵六（连带责任保证）、某担保有限公司", "赵六|某担保有限公司", true, false},
		{"实际控制人王五及其配偶", "王五", false, true},
		{"张三夫妇", "张三", false, true},
		{"甲公司（法定代表人）", "甲公司", false, false},
		{"无", "", false, false},
	} {
		got := parseGuarantors(text{raw: tt.in})
		if names := strings.Join(got.value.names, "|"); names != tt.names || got.value.form != tt.form || got.value.unnamed != tt.unnamed {
			t.Errorf("%s: %q, form %t, unnamed %t; want %q, %t, %t", tt.in, names, got.value.form, got.value.unnamed, tt.names, tt.form, tt.unnamed)
		}
	}
}

func FuzzGuarantors(f *testing.F) {
	for _, s := range []string{"股东连带责任保证", "张三、李四提供连带责任保证", "实际控制人王五及其配偶", "由某担保有限公司提供保证"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := parseGuarantors(text{raw: s})
		sane(t, got)
		for _, name := range got.value.names {
			if strings.TrimSpace(name) == "" {
				t.Errorf("%q names nobody", s)
			}
		}
	})
}
