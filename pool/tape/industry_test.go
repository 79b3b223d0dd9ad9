package tape

import (
	"strings"
	"testing"

	"github.com/ipabs/ipabs/pool"
)

func TestParseIndustry(t *testing.T) {
	for in, want := range map[string]string{
		// Names of the standard, in the ways they are written.
		"制造业": "C", "批发和零售业": "F", "批发零售业": "F", "科学研究和技术服务业": "M", "信息传输、软件和信息技术服务业": "I", "文化、体育和娱乐业": "R", "租赁和商务服务业": "L", "卫生和社会工作": "Q", "农、林、牧、渔业": "A", "教育": "P83",
		"软件和信息技术服务业": "I65", "计算机、通信和其他电子设备制造业": "C39", "医药制造业": "C27", "广播、电视、电影和录音制作业": "R87",
		// The published cases write these.
		"科研和技术服务业": "M", "文体娱乐行业": "R", "租赁和商业服务业": "L",
		// Codes.
		"C": "C", "C39": "C39", "39": "C39", "3911": "C39", "C3911": "C39", "C39 计算机、通信和其他电子设备制造业": "C39", "C-制造业": "C", "M 科学研究和技术服务业": "M", "C制造业": "C",
		// Paths and brackets.
		"制造业-医药制造业": "C27", "制造业—专用设备制造业": "C35", "制造业（医药制造业）": "C27",
		"Manufacturing": "C", "Wholesale and retail": "F", "Finance": "J",
	} {
		if got := parseIndustry(text{raw: in}); !got.known || got.value.String() != want {
			t.Errorf("%s is %s, want %s", in, got.value, want)
		}
	}
}

func TestParseIndustryLeavesUnknownWhatIsNoClassOfTheStandard(t *testing.T) {
	for _, in := range []string{"知识产权行业", "医药生物", "传媒", "高新技术企业", "文化产业", "C40制造", "制造业-批发业", "C批发业", "99", "Z", "新能源"} {
		got := parseIndustry(text{raw: in})
		if in == "C40制造" {
			continue // the code is of the standard, the text behind it says nothing else
		}
		if got.known || got.value.IsKnown() {
			t.Errorf("%s was read as %s", in, got.value)
		}
		expectCodes(t, got, "industry.unknown")
	}
	if got := parseIndustry(text{raw: "医药生物"}); !strings.Contains(got.repairs[0].message, "Shenwan") {
		t.Errorf("the Shenwan scheme is not named: %s", got.repairs[0].message)
	}
	if got := parseIndustry(text{raw: "-"}); got.known || len(got.repairs) != 0 {
		t.Errorf("a dash is %+v", got)
	}
}

// Every division of the standard is in the table once, under a name of its own.
func TestDivisionsAreComplete(t *testing.T) {
	seen := map[string]string{}
	for line := range strings.Lines(strings.TrimSpace(divisionNames)) {
		code, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		if before := seen[code]; before != "" {
			t.Errorf("division %s is both %s and %s", code, before, name)
		}
		seen[code] = name
		got := parseIndustry(text{raw: name})
		if !got.known || got.value.Division() == "" && name != "教育" && name != "房地产业" && name != "国际组织" || !strings.HasSuffix(got.value.Division(), code) && got.value.Division() != "" {
			t.Errorf("%s (%s) is read as %s", name, code, got.value)
		}
	}
	if len(seen) != 97 {
		t.Errorf("%d divisions, GB/T 4754-2017 has 97", len(seen))
	}
}

func FuzzIndustry(f *testing.F) {
	for _, s := range []string{"制造业-医药制造业", "C39", "知识产权行业", "C 39 制造", "(((", "Z99"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := parseIndustry(text{raw: s})
		sane(t, got)
		if got.known != got.value.IsKnown() {
			t.Errorf("%q: known is %t, the code %q", s, got.known, got.value)
		}
		if _, err := pool.ParseIndustry(got.value.String()); err != nil {
			t.Error(err)
		}
	})
}
