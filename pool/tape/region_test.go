package tape

import (
	"strings"
	"testing"

	"github.com/ipabs/ipabs/pool"
)

func TestParseRegion(t *testing.T) {
	for in, want := range map[string]string{
		"北京": "11", "北京市": "11", "北京市海淀区": "11", "海淀区": "11", "中关村": "11", "北京市朝阳区": "11",
		"上海市浦东新区": "31", "浦东": "31", "漕河泾": "31",
		"浙江": "33", "浙江省": "33", "浙江省金华市": "33", "金华": "33", "金华市": "33", "金华市婺城区": "33", "义乌": "33", "浙江金华东阳": "33",
		"广东省": "44", "广州": "44", "广州开发区": "44", "广州市黄埔区": "44", "深圳市南山区": "44",
		"内蒙古自治区": "15", "内蒙古": "15", "广西壮族自治区": "45", "新疆维吾尔自治区": "65", "宁夏回族自治区": "64", "西藏自治区": "54",
		"香港特别行政区": "81", "澳门": "82", "台湾省": "71",
		"吉林": "22", "吉林省": "22", "吉林市": "22", "海南": "46", "海南省海口市": "46", "海南藏族自治州": "63", "海南州": "63", "延边朝鲜族自治州": "22", "大兴安岭地区": "23", "锡林郭勒盟": "15", "凉山彝族自治州": "51",
		"朝阳市": "21", "朝阳县": "21", "苏州工业园区": "32", "湖南湘江新区": "43", "雄安新区": "13",
		"33": "33", "330700": "33", "中国浙江": "33", "粤": "44", "沪": "31",
		"Guangdong": "44", "Guangdong Province": "44", "Zhejiang": "33", "Inner Mongolia": "15", "Hong Kong": "81", "Guangzhou": "44", "Beijing": "11", "Shanxi": "14", "Shaanxi": "61",
	} {
		if got := parseRegion(text{raw: in}); !got.known || got.value.String() != want {
			t.Errorf("%s is %q, want %s", in, got.value, want)
		}
	}
}

func TestParseRegionLeavesUnknownWhatItCannotTell(t *testing.T) {
	for _, in := range []string{"宁", "境外", "华东", "99", "00", "长三角", "Ohio"} {
		got := parseRegion(text{raw: in})
		if got.known {
			t.Errorf("%s was read as %s", in, got.value)
		}
		expectCodes(t, got, "region.unknown")
	}
}

// Names that several provinces have stay unknown, and the finding names the provinces.
func TestParseRegionLeavesOpenWhatSeveralProvincesHave(t *testing.T) {
	for in, provinces := range map[string]string{"朝阳区": "北京, 吉林", "西安区": "吉林, 黑龙江", "鼓楼区": "江苏, 福建, 河南", "南山区": "黑龙江, 广东"} {
		got := parseRegion(text{raw: in})
		expectCodes(t, got, "region.ambiguous")
		if got.known || !strings.Contains(got.repairs[0].message, provinces) {
			t.Errorf("%s: %+v", in, got)
		}
	}
}

func TestParseRegionKnowsCounties(t *testing.T) {
	for in, want := range map[string]string{
		"如东县": "32", "如东": "32", "昆山市": "32", "福田区": "44", "余杭": "33", "滨江区": "33", "海南区": "15", "河南县": "63", "河南蒙古族自治县": "63", "河北区": "12", "闸北区": "31", "永康": "33",
		"中国（上海）自由贸易试验区临港新片区": "31", "松山湖": "44", "合肥高新区": "34", "广東省深圳市": "44", "浙江省-金华市-永康市": "33", "HK": "81",
	} {
		if got := parseRegion(text{raw: in}); !got.known || got.value.String() != want {
			t.Errorf("%s is %q, want %s", in, got.value, want)
		}
	}
}

// The table holds every prefecture-level division once: 333 of them stand in 27 provinces and
// autonomous regions (GB/T 2260), the rest are places below that level.
func TestCitiesBelongToOneProvince(t *testing.T) {
	owner := map[string]string{}
	for line := range strings.Lines(strings.TrimSpace(cityNames)) {
		code, names, _ := strings.Cut(strings.TrimSpace(line), " ")
		for name := range strings.FieldsSeq(names) {
			if before, taken := owner[name]; taken && before != code {
				t.Errorf("%s stands in %s and in %s", name, before, code)
			} else if taken {
				t.Errorf("%s stands twice in %s", name, code)
			}
			owner[name] = code
		}
	}
	for _, p := range pool.Provinces() {
		zh, _ := p.Name()
		if other, taken := owner[zh]; taken {
			t.Errorf("%s is a province and a place in %s", zh, other)
		}
	}
	// Numbers of prefecture-level cities, prefectures, leagues and autonomous prefectures.
	for code, want := range map[string]int{"13": 11, "14": 11, "15": 12, "21": 14, "22": 9, "23": 13, "32": 13, "33": 11, "34": 16, "35": 9, "36": 11, "37": 16, "41": 17, "42": 13, "43": 14, "44": 21, "45": 14, "46": 4, "51": 21, "52": 9, "53": 16, "54": 7, "61": 10, "62": 14, "63": 8, "64": 5, "65": 14} {
		n := 0
		for name := range strings.FieldsSeq(prefectures[code]) {
			if owner[name] != code {
				t.Errorf("%s is not in %s", name, code)
			}
			n++
		}
		if n != want {
			t.Errorf("province %s: %d divisions, want %d", code, n, want)
		}
	}
}

// prefectures is a second list of the prefecture-level divisions, written from the divisions of each
// province in the order of their codes, to check the first.
var prefectures = map[string]string{
	"13": "石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水",
	"14": "太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁",
	"15": "呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 兴安盟 锡林郭勒 阿拉善",
	"21": "沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛",
	"22": "长春 吉林市 四平 辽源 通化 白山 松原 白城 延边",
	"23": "哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 大兴安岭",
	"32": "南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁",
	"33": "杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水",
	"34": "合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城",
	"35": "福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德",
	"36": "南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶",
	"37": "济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽",
	"41": "郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店",
	"42": "武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施",
	"43": "长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西",
	"44": "广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮",
	"45": "南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左",
	"46": "海口 三亚 三沙 儋州",
	"51": "成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 阿坝 甘孜 凉山",
	"52": "贵阳 六盘水 遵义 安顺 毕节 铜仁 黔西南 黔东南 黔南",
	"53": "昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄 红河 文山 西双版纳 大理 德宏 怒江 迪庆",
	"54": "拉萨 日喀则 昌都 林芝 山南 那曲 阿里",
	"61": "西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛",
	"62": "兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏 甘南",
	"63": "西宁 海东 海北 黄南 海南州 果洛 玉树 海西",
	"64": "银川 石嘴山 吴忠 固原 中卫",
	"65": "乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉 博尔塔拉 巴音郭楞 阿克苏 克孜勒苏 喀什 和田 伊犁 塔城 阿勒泰",
}

func FuzzRegion(f *testing.F) {
	for _, s := range []string{"浙江省金华市", "朝阳区", "海南藏族自治州", "330700", "guangzhou", "中国", "省"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := parseRegion(text{raw: s})
		sane(t, got)
		if got.known != got.value.IsKnown() {
			t.Errorf("%q: known is %t, the code %q", s, got.known, got.value)
		}
	})
}
