package pool_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/pool"
)

// provinceTable is GB/T 2260 at province level: 4 municipalities, 23 provinces, 5 autonomous regions
// and 2 special administrative regions.
const provinceTable = `11北京Beijing 12天津Tianjin 13河北Hebei 14山西Shanxi 15内蒙古Inner_Mongolia
21辽宁Liaoning 22吉林Jilin 23黑龙江Heilongjiang
31上海Shanghai 32江苏Jiangsu 33浙江Zhejiang 34安徽Anhui 35福建Fujian 36江西Jiangxi 37山东Shandong
41河南Henan 42湖北Hubei 43湖南Hunan 44广东Guangdong 45广西Guangxi 46海南Hainan
50重庆Chongqing 51四川Sichuan 52贵州Guizhou 53云南Yunnan 54西藏Tibet
61陕西Shaanxi 62甘肃Gansu 63青海Qinghai 64宁夏Ningxia 65新疆Xinjiang
71台湾Taiwan 81香港Hong_Kong 82澳门Macao`

func TestTheTableOfProvincesIsComplete(t *testing.T) {
	var got []string
	for _, p := range pool.Provinces() {
		zh, en := p.Name()
		got = append(got, p.String()+zh+strings.ReplaceAll(en, " ", "_"))
		back, err := pool.ParseProvince(p.String())
		if err != nil || back != p || !p.IsKnown() {
			t.Errorf("%s is read as %v, %v", p, back, err)
		}
		var read pool.Province
		data, err := json.Marshal(p)
		if err != nil || string(data) != `"`+p.String()+`"` {
			t.Errorf("%v is written %s, %v", p, data, err)
		}
		if err := json.Unmarshal(data, &read); err != nil || read != p {
			t.Errorf("%s is read as %v, %v", data, read, err)
		}
	}
	want := strings.Fields(provinceTable)
	if len(want) != 34 {
		t.Fatalf("the table of this test has %d provinces", len(want))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("provinces (-want +got):\n%s", diff)
	}
}

func TestProvincesIsACopy(t *testing.T) {
	pool.Provinces()[0] = 99
	if first := pool.Provinces()[0]; first != 11 {
		t.Errorf("the first province is %v", first)
	}
}

func TestUnknownProvince(t *testing.T) {
	p, err := pool.ParseProvince("")
	zh, en := p.Name()
	if text, _ := p.MarshalText(); err != nil || p.IsKnown() || p.String()+zh+en+string(text) != "" {
		t.Errorf("the empty text is read as %v, %v", p, err)
	}
}

func TestTextsThatAreNoProvince(t *testing.T) {
	for _, text := range []string{"0", "00", "10", "16", "1", "011", "110000", "440106", "83", "99", "+1", "１１", "北京", "Beijing", " 11", "11 "} {
		got, err := pool.ParseProvince(text)
		var unknown *pool.UnknownCodeError
		if !errors.As(err, &unknown) || !errors.Is(err, pool.ErrUnknownName) || unknown.Seen != text || got.IsKnown() {
			t.Errorf("%q is read as %v, %v", text, got, err)
		}
	}
	if data, err := json.Marshal(pool.Province(16)); err == nil {
		t.Errorf("a number that is no province is written %s", data)
	}
}

func FuzzParseProvince(f *testing.F) {
	for _, seed := range []string{"", "11", "82", "83", "00", "北京", "7", "110000"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := pool.ParseProvince(text)
		if err != nil {
			if p.IsKnown() || !errors.Is(err, pool.ErrUnknownName) {
				t.Fatalf("%q: %v with %v", text, p, err)
			}
			return
		}
		if zh, en := p.Name(); p.String() != text || (zh == "" || en == "") != (text == "") {
			t.Fatalf("%q is read as %q, %s, %s", text, p, zh, en)
		}
	})
}

func ExampleParseProvince() {
	for _, code := range []string{"33", "71", "16"} {
		province, err := pool.ParseProvince(code)
		if err != nil {
			fmt.Println(err)
			continue
		}
		zh, en := province.Name()
		fmt.Println(province, zh, en)
	}
	// Output:
	// 33 浙江 Zhejiang
	// 71 台湾 Taiwan
	// pool: province "16" is no code of GB/T 2260: expected two digits such as 11 for Beijing
}
