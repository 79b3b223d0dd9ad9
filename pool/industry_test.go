package pool_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/pool"
)

// divisionsPerSection is the number of divisions (大类) of each section (门类) from A to T, as the
// summary of GB/T 4754-2017 counts them: 20 sections and 97 divisions, numbered through.
var divisionsPerSection = []int{5, 7, 31, 3, 4, 2, 8, 2, 3, 4, 1, 2, 3, 4, 3, 1, 2, 5, 6, 1}

const sectionNames = "农、林、牧、渔业|采矿业|制造业|电力、热力、燃气及水生产和供应业|建筑业|批发和零售业|交通运输、仓储和邮政业|住宿和餐饮业|" +
	"信息传输、软件和信息技术服务业|金融业|房地产业|租赁和商务服务业|科学研究和技术服务业|水利、环境和公共设施管理业|" +
	"居民服务、修理和其他服务业|教育|卫生和社会工作|文化、体育和娱乐业|公共管理、社会保障和社会组织|国际组织"

func TestEverySectionAndDivision(t *testing.T) {
	division := 0
	for i, n := range divisionsPerSection {
		section := string(rune('A' + i))
		got, err := pool.ParseIndustry(section)
		if err != nil || got.Section() != section || got.Division() != "" || got.String() != section || !got.IsKnown() {
			t.Errorf("section %s is read as %+v, %v", section, got, err)
		}
		zh, en := got.SectionName()
		if want := strings.Split(sectionNames, "|")[i]; zh != want || en == "" {
			t.Errorf("section %s is named %q, %q; want %q", section, zh, en, want)
		}
		for range n {
			division++
			digits := fmt.Sprintf("%02d", division)
			code := section + digits
			for _, text := range []string{digits, code} {
				got, err := pool.ParseIndustry(text)
				if err != nil || got.Section() != section || got.Division() != code || got.String() != code {
					t.Errorf("%s is read as %v in %s, %v; want %s", text, got, got.Section(), err, code)
				}
			}
			for other := 'A'; other <= 'T'; other++ {
				if _, err := pool.ParseIndustry(string(other) + digits); (err == nil) != (string(other) == section) {
					t.Errorf("%c%s: %v, but division %s lies in %s", other, digits, err, digits, section)
				}
			}
		}
	}
	if division != 97 {
		t.Errorf("%d divisions, want 97", division)
	}
}

func TestDivisionsThatDeskKnowByHeart(t *testing.T) {
	for code, section := range map[string]string{
		"13": "C", // 农副食品加工业
		"39": "C", // 计算机、通信和其他电子设备制造业
		"43": "C", // 金属制品、机械和设备修理业
		"52": "F", // 零售业
		"60": "G", // 邮政业
		"65": "I", // 软件和信息技术服务业
		"66": "J", // 货币金融服务
		"72": "L", // 商务服务业
		"75": "M", // 科技推广和应用服务业
		"84": "Q", // 卫生
		"86": "R", // 新闻和出版业
		"90": "R", // 娱乐业
		"96": "S", // 基层群众自治组织及其他组织
	} {
		if got, err := pool.ParseIndustry(code); err != nil || got.Section() != section {
			t.Errorf("division %s lies in %q, %v; want %s", code, got.Section(), err, section)
		}
	}
}

func TestUnknownIndustry(t *testing.T) {
	i, err := pool.ParseIndustry("")
	zh, en := i.SectionName()
	if err != nil || i.IsKnown() || i != (pool.Industry{}) || i.Section()+i.Division()+i.String()+zh+en != "" {
		t.Errorf("the empty text is read as %+v, %v", i, err)
	}
}

func TestTextsThatAreNoIndustryCode(t *testing.T) {
	for _, text := range []string{
		"U", "Z", "c", "c39", // no section
		"0", "00", "98", "99", "3", "039", "+9", "-1", "1_", "0x", "٣٩", "３９", // no division
		"C00", "C9", "C390", "C44", "A06", "CC", "C3A", "C 39", " C", "C ", "C+9", "\x00", // no pair
		"制造业", "Manufacturing", "科研和技术服务业", "文体娱乐行业", "知识产权行业", "1311", // names and classes are not aliases here
	} {
		got, err := pool.ParseIndustry(text)
		var unknown *pool.UnknownCodeError
		if !errors.As(err, &unknown) || !errors.Is(err, pool.ErrUnknownName) || unknown.Seen != text || unknown.Standard != "GB/T 4754-2017" {
			t.Errorf("%q is read as %v, %v", text, got, err)
		}
		if got.IsKnown() {
			t.Errorf("%q is refused and yet read as %v", text, got)
		}
	}
}

func TestIndustryJSON(t *testing.T) {
	for _, code := range []string{"", "C", "R87"} {
		var i pool.Industry
		data := []byte(`"` + code + `"`)
		if err := json.Unmarshal(data, &i); err != nil {
			t.Fatal(err)
		}
		if back, err := json.Marshal(i); err != nil || string(back) != string(data) {
			t.Errorf("%s is written back as %s, %v", data, back, err)
		}
	}
	var i pool.Industry
	if err := json.Unmarshal([]byte(`"C99"`), &i); !errors.Is(err, pool.ErrUnknownName) {
		t.Errorf("C99: %v", err)
	}
}

func FuzzParseIndustry(f *testing.F) {
	for _, seed := range []string{"", "C", "39", "C39", "T97", "U", "00", "98", "C44", "制造业", "c39", "C+9"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		i, err := pool.ParseIndustry(text)
		if err != nil {
			if i.IsKnown() || !errors.Is(err, pool.ErrUnknownName) {
				t.Fatalf("%q: %v with %v", text, i, err)
			}
			return
		}
		if i.IsKnown() != (text != "") || !strings.HasSuffix(i.String(), text) {
			t.Fatalf("%q is read as %q", text, i)
		}
		if back, err := pool.ParseIndustry(i.String()); err != nil || back != i {
			t.Fatalf("%q is read as %q, which is read as %q, %v", text, i, back, err)
		}
	})
}

func ExampleParseIndustry() {
	for _, code := range []string{"C39", "65", "R", "98"} {
		industry, err := pool.ParseIndustry(code)
		if err != nil {
			fmt.Println(err)
			continue
		}
		zh, en := industry.SectionName()
		fmt.Println(industry, industry.Section(), zh, en)
	}
	// Output:
	// C39 C 制造业 Manufacturing
	// I65 I 信息传输、软件和信息技术服务业 Information transmission, software and IT services
	// R R 文化、体育和娱乐业 Culture, sports and entertainment
	// pool: industry "98" is no code of GB/T 4754-2017: expected a section letter A to T, a division, or both, such as C39
}
