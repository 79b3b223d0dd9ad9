package tape

import (
	"strings"
	"testing"

	"github.com/ipabs/ipabs/pool"
)

func TestParseRightType(t *testing.T) {
	for in, want := range map[string]pool.RightType{
		"发明专利": pool.Invention, "发明": pool.Invention, "实用新型": pool.UtilityModel, "实用新型专利": pool.UtilityModel, "外观设计专利": pool.Design, "专利": pool.Patent, "专利权": pool.Patent,
		"软件著作权": pool.Software, "计算机软件著作权": pool.Software, "著作权": pool.Copyright, "影视作品": pool.FilmTV, "电视剧版权": pool.FilmTV, "影视剧本": pool.Screenplay, "剧本著作权": pool.Screenplay,
		"商标": pool.Trademark, "注册商标": pool.Trademark, "植物新品种": pool.PlantVariety, "集成电路布图设计": pool.CircuitLayout, "数据知识产权": pool.Data, "Utility model": pool.UtilityModel, "trademark": pool.Trademark, "invention patent": pool.Invention,
	} {
		if got := parseRightType(text{raw: in}); !got.known || got.value != want {
			t.Errorf("%s is %v (%v), want %v", in, got.value, codes(got), want)
		}
	}
	expectCodes(t, parseRightType(text{raw: "发明、实用新型"}), "right.type_mixed")
	expectCodes(t, parseRightType(text{raw: "商标及专利"}), "right.type_mixed")
	expectCodes(t, parseRightType(text{raw: "设备"}), "right.type_unknown")
}

func TestParseRightStatus(t *testing.T) {
	for in, want := range map[string]pool.RightStatus{"有效": pool.Valid, "授权": pool.Valid, "专利权维持": pool.Valid, "审中": pool.Pending, "实质审查": pool.Pending, "失效": pool.Lapsed, "无效宣告中": pool.InvalidationFiled, "权属纠纷": pool.OwnershipDisputed, "已质押": pool.StatusPledged, "有效（未质押）": pool.Valid, "授权，无权属纠纷": pool.Valid, "有效，未被请求无效宣告": pool.Valid, "Valid": pool.Valid, "invalid": pool.Lapsed} {
		if got := parseRightStatus(text{raw: in}); !got.known || got.value != want {
			t.Errorf("%s is %v, want %v", in, got.value, want)
		}
	}
	expectCodes(t, parseRightStatus(text{raw: "正常"}), "right.status_unknown")
}

func TestParseRightTitle(t *testing.T) {
	for in, want := range map[string]int{"一种方法等51项专利": 51, "一种方法等51项": 51, "《某剧本》等三部作品": 3, "某商标，共12件": 12, "一种装置": 0, "5G系统": 0, "一种第三项装置的方法": 0} {
		if got := parseRightTitle(text{raw: in}); got.value.count != want {
			t.Errorf("%s counts %d, want %d", in, got.value.count, want)
		}
	}
}

// Published applications, with the check digit that the patent office printed behind them.
func TestPatentNumbers(t *testing.T) {
	for _, tt := range []struct {
		in, id string
		kind   pool.RightType
	}{
		{"ZL200310119651.8", "200310119651", pool.Invention},
		{"200310119651", "200310119651", pool.Invention},
		{"zl 2003 1 0119651.8", "200310119651", pool.Invention},
		{"ＺＬ２００３１０１１９６５１．８", "200310119651", pool.Invention},
		{"CN200310119651.8", "200310119651", pool.Invention},
		{"201820123456", "201820123456", pool.UtilityModel},
		{"201830123456", "201830123456", pool.Design},
		{"201880012345", "201880012345", pool.Invention},
		{"201890012345", "201890012345", pool.UtilityModel},
		{"ZL98105123.4", "98105123", pool.Invention},
	} {
		p, ok := parsePatentNumber(fold(tt.in))
		if !ok || p.id != tt.id || p.kind != tt.kind {
			t.Errorf("%s is %+v (%t), want %s %v", tt.in, p, ok, tt.id, tt.kind)
		}
	}
	for _, s := range []string{"2018SR123456", "12345678", "国作登字-2018-F-00123456", "201840123456", "ZL2018101234", ""} {
		if p, ok := parsePatentNumber(s); ok {
			t.Errorf("%q was read as a patent: %+v", s, p)
		}
	}
}

func TestCheckDigit(t *testing.T) {
	// 2·2+0·3+0·4+3·5+1·6+0·7+1·8+1·9+9·2+6·3+5·4+1·5 = 103 = 9·11+4
	if got := checkDigit("200310119651"); got != '4' {
		t.Errorf("check digit of 200310119651 is %c, want 4", got)
	}
	if n := parseRightNumber("ZL200310119651.4"); n.problem != "" {
		t.Errorf("a right check digit is refused: %s", n.problem)
	}
	if n := parseRightNumber("ZL200310119651.5"); !strings.Contains(n.problem, "is 4, not 5") {
		t.Errorf("a wrong check digit passes: %q", n.problem)
	}
	if n := parseRightNumber("200310119651"); n.problem != "" {
		t.Errorf("a number without check digit is refused: %s", n.problem)
	}
}

func TestSplitNumbers(t *testing.T) {
	for in, want := range map[string]string{
		"ZL200310119651.4、ZL201820123456.0":  "200310119651|201820123456",
		"ZL200310119651.4; 2018SR123456":     "200310119651|2018SR123456",
		"200310119651 201820123456":          "200310119651|201820123456",
		"ZL200310119651.4\nZL201820123456.0": "200310119651|201820123456",
		"国作登字-2018-F-00123456":               "国作登字-2018-F-00123456",
		"第 12345678 号":                       "12345678",
		"-":                                  "",
	} {
		var ids []string
		for _, n := range splitNumbers(in) {
			ids = append(ids, n.id)
		}
		if got := strings.Join(ids, "|"); got != want {
			t.Errorf("%q gives %q, want %q", in, got, want)
		}
	}
}

func FuzzRights(f *testing.F) {
	for _, s := range []string{"ZL200310119651.4、ZL201820123456.0", "一种方法等51项专利", "发明、实用新型", "无效宣告", "2018SR123456"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		sane(t, parseRightType(text{raw: s}))
		sane(t, parseRightStatus(text{raw: s}))
		sane(t, parseRightTitle(text{raw: s}))
		for _, n := range splitNumbers(s) {
			if n.id == "" || n.written == "" {
				t.Errorf("%q gives an empty number", s)
			}
		}
	})
}
