package tape

import (
	"fmt"
	"strings"
	"testing"
)

func TestReadRightList(t *testing.T) {
	const a, b = "ZL200310119651.4", "ZL201820123456.0"
	both := "200310119651|201820123456"
	for _, tt := range []struct {
		situation, in string
		want          string // identifiers, with the titles of those that have one
		count         int
		ranges, open  int
	}{
		{"a mark between", a + "、" + b, both, 0, 0, 0},
		{"a semicolon in full width", a + "；" + b, both, 0, 0, 0},
		{"a slash", a + "/" + b, both, 0, 0, 0},
		{"a plus", a + "+" + b, both, 0, 0, 0},
		{"a blank", a + " " + b, both, 0, 0, 0},
		{"nothing between", a + b, both, 0, 0, 0},
		{"lines", a + "\n" + b, both, 0, 0, 0},
		{"lines of Windows", a + "\r\n" + b, both, 0, 0, 0},
		{"numbered", "1、" + a + "；2、" + b, both, 0, 0, 0},
		{"numbered in brackets", "（1）" + a + "\n（2）" + b, both, 0, 0, 0},
		{"numbered in circles", "①" + a + " ②" + b, both, 0, 0, 0},
		{"joined by a word", a + "和" + b, both, 0, 0, 0},
		{"counted behind", a + "、" + b + "共2项", both, 2, 0, 0},
		{"counted beyond", a + "等5项", "200310119651", 5, 0, 0},
		{"counted beyond, in words", a + "、" + b + "等十二项发明专利", both, 12, 0, 0},
		{"names in brackets behind", a + "（一种方法）、" + b + "（一种装置）", "200310119651 一种方法|201820123456 一种装置", 0, 0, 0},
		{"names behind", a + " 一种方法\n" + b + " 一种装置", "200310119651 一种方法|201820123456 一种装置", 0, 0, 0},
		{"names before", "一种方法（" + a + "）、一种装置（" + b + "）", "200310119651 一种方法|201820123456 一种装置", 0, 0, 0},
		{"names before, with a label", "1.一种A、B和C的方法（专利号：" + a + "）\n2.《一种装置》（专利号：" + b + "）", "200310119651 一种A、B和C的方法|201820123456 一种装置", 0, 0, 0},
		{"types before", "发明专利" + a + "、实用新型专利" + b, both, 0, 0, 0},
		{"a label before", "专利号：" + a, "200310119651", 0, 0, 0},
		{"blanks within", "ZL 2003 1 0119651.4、ZL 2018 2 0123456.0", both, 0, 0, 0},
		{"without prefix", "200310119651.4,201820123456.0", both, 0, 0, 0},
		{"a range of applications", "ZL200310119651.4至ZL200310119654.8", "200310119651|200310119652|200310119653|200310119654", 0, 1, 0},
		{"a range over two series", a + "～" + b, both, 0, 0, 1},
		{"a range of marks", "第1234567-1234569号", "1234567|1234568|1234569", 0, 1, 0},
		{"a range of marks, each with its words", "第1234567号至第1234569号", "1234567|1234568|1234569", 0, 1, 0},
		{"a range of programs", "2019SR0123456-2019SR0123458", "2019SR0123456|2019SR0123457|2019SR0123458", 0, 1, 0},
		{"marks without form", "12345678、23456789", "12345678|23456789", 0, 0, 0},
		{"a mark without form beside a patent", a + "、12345678", "200310119651|12345678", 0, 0, 0},
		{"a certificate of a program", "软著登字第4567890号、软著登字第4567891号", "软著登字4567890|软著登字4567891", 0, 0, 0},
		{"digits that are too many", "ZL200310119651.412345", "ZL200310119651.412345", 0, 0, 0},
		{"nothing", "-", "", 0, 0, 0},
	} {
		got := readRightList(tt.in, 1000)
		var ids []string
		for _, n := range got.rights {
			ids = append(ids, strings.TrimSpace(n.id+" "+n.title))
		}
		if list := strings.Join(ids, "|"); list != tt.want || got.count != tt.count || len(got.ranges) != tt.ranges || len(got.open) != tt.open {
			t.Errorf("%s: %q gives %q, %d, ranges %q, open %q; want %q, %d", tt.situation, tt.in, list, got.count, got.ranges, got.open, tt.want, tt.count)
		}
	}
}

func FuzzRightList(f *testing.F) {
	for _, s := range []string{"ZL200310119651.4、ZL201820123456.0等5项", "一种方法（ZL200310119651.4）", "第1234567-1234599号", "①ZL200310119651.4②", "2019SR0123456~2019SR0123999", "ZL200310119651.4（（"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		list := readRightList(s, 1000)
		for _, n := range list.rights {
			if n.id == "" || n.written == "" {
				t.Errorf("%q gives an empty number", s)
			}
		}
		if len(list.rights) > rangeEnds*(len(s)+1) {
			t.Errorf("%q gives %d numbers", s, len(list.rights))
		}
		_ = fmt.Sprint(list)
	})
}
