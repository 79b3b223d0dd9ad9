package tape

import "testing"

func TestNumberFormats(t *testing.T) {
	for _, tt := range []struct{ name, code, stored, shown string }{
		{"nothing added", `#,##0.00`, "1234.5", "1234.5"},
		{"General", `General`, "12", "12"},
		{"a day", `yyyy"年"m"月"d"日"`, "45473", "45473"},
		{"leading zeros", `000000`, "13", "000013"},
		{"leading zeros, longer number", `000`, "1234", "1234"},
		{"leading zeros of no whole number", `000`, "1.5", "1.5"},
		{"a prefix and zeros", `"HT-"0000`, "7", "HT-0007"},
		{"a unit", `0.00"万元"`, "300", "300万元"},
		{"a unit after room", `#,##0.00_ "万元";[Red]-#,##0.00"万元"`, "1234.5", "1234.5万元"},
		{"a unit without quotation marks", `0.00万元`, "300", "300万元"},
		{"a unit behind General", `General"万元"`, "300.25", "300.25万元"},
		{"a unit in the Chinese General", `G/通用格式"万元"`, "300.25", "300.25万元"},
		{"ten thousands by a point that is text", `0!.0000"万元"`, "3000000", "300万元"},
		{"ten thousands by a point that is text and a comma", `0\.0,"万元"`, "3004567.89", "300.456789万元"},
		{"millions by commas", `#,##0.0,,"百万"`, "3500000", "3.5百万"},
		{"months", `0"个月"`, "36", "36个月"},
		{"a percent sign that is text", `0.00"%"`, "5.35", "5.35%"},
		{"a text that is no unit", `0"号"`, "36", "36"},
		{"digits in groups", `000\-00\-0000`, "123456789", "123456789"},
		{"a currency in front", `"¥"#,##0.00`, "5", "5"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := parseNumberFormat(tt.code)
			got := tt.stored
			if !f.isPlain() {
				got = f.shown(tt.stored)
			}
			if got != tt.shown {
				t.Errorf("%s under %s is %s, want %s", tt.stored, tt.code, got, tt.shown)
			}
			if f.percent || f.isShifted() {
				t.Errorf("%s is %+v", tt.code, f)
			}
		})
	}
	for code, want := range map[string]int32{`0!.0,`: 4, `0!.0000`: 4, `#,##0,`: 3, `0.0,,`: 6, `0.00`: 0} {
		if f := parseNumberFormat(code); f.shift != want || f.isShifted() != (want > 0) {
			t.Errorf("%s moves the point by %d, want %d", code, f.shift, want)
		}
	}
	for code, want := range map[string]bool{`0.00%`: true, `0%;-0%`: true, `0.00"%"`: false} {
		if f := parseNumberFormat(code); f.percent != want {
			t.Errorf("%s: percent is %t", code, f.percent)
		}
	}
}

// A number under the format of a day is a day that a person sees; any other is merely a number.
func TestNumberFormatsOfDays(t *testing.T) {
	for _, code := range []string{`yyyy-mm-dd`, `yyyy/m/d;@`, `yyyy"年"m"月"d"日"`, `[$-804]yyyy"年"m"月"`, `[$-F800]dddd\,\ mmmm\ dd\,\ yyyy`, `d-mmm-yy`, `mmm-yy`, `m/d`, `YYYY\-MM\-DD`, `yyyy/m/d h:mm`, `[DBNum1][$-804]yyyy"年"m"月"d"日"`, `e"年"m"月"d"日"`} {
		if !parseNumberFormat(code).day {
			t.Errorf("%s shows no day", code)
		}
	}
	for _, code := range []string{`General`, `0`, `#,##0.00`, `0.00E+00`, `h:mm:ss`, `mm:ss`, `[h]:mm`, `@`, `0.00"元";[Red]-0.00"元"`, `"day "0`, `0"日"`, `_ * #,##0.00_ ;_ @_ `, `# ?/?`} {
		if parseNumberFormat(code).day {
			t.Errorf("%s shows a day", code)
		}
	}
	for id, want := range map[string]bool{"0": false, "1": false, "4": false, "9": false, "14": true, "17": true, "18": false, "21": false, "22": true, "31": true, "32": false, "45": false, "49": false, "57": true} {
		if builtInFormat(id).day != want {
			t.Errorf("built-in format %s shows a day: %t", id, !want)
		}
	}
}
