package tape

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/ipabs/ipabs/pool"
)

// rightWords name the types of right, the finer before the broader.
var rightWords = []struct {
	words string
	kind  pool.RightType
}{
	{"发明 invention", pool.Invention},
	{"实用新型 utilitymodel", pool.UtilityModel},
	{"外观设计 外观 design", pool.Design},
	{"软件 计算机程序 软著 software", pool.Software},
	{"剧本 脚本 screenplay script", pool.Screenplay},
	{"影视 电影 电视 网络剧 综艺 视听 动画 film tv movie", pool.FilmTV},
	{"音乐 歌曲 词曲 music song", pool.Music},
	{"形象 美术 image character artwork", pool.Image},
	{"其他著作权 其他版权 othercopyright", pool.OtherCopyright},
	{"著作权 版权 作品 copyright", pool.Copyright},
	{"商标 trademark brand", pool.Trademark},
	{"植物新品种 植物 plantvariety", pool.PlantVariety},
	{"布图 集成电路 circuitlayout", pool.CircuitLayout},
	{"地理标志 geographicalindication", pool.GeographicalIndication},
	{"商业秘密 tradesecret", pool.TradeSecret},
	{"专有技术 技术秘密 非专利技术 know-how knowhow", pool.KnowHow},
	{"数据 data", pool.Data},
	{"专利 patent", pool.Patent},
}

// parseRightType reads the type of a right: 发明专利, 软件著作权, 商标权. A text that names several types
// leaves it unknown, with a warning.
func parseRightType(t text) reading[pool.RightType] {
	s := squeeze(t.raw)
	if isNothing(fold(t.raw)) {
		return notStated[pool.RightType]()
	}
	found := pool.RightUnknown
	several := false
	rest := s
	for _, w := range rightWords {
		for word := range strings.FieldsSeq(w.words) {
			if !strings.Contains(rest, word) {
				continue
			}
			rest = strings.ReplaceAll(rest, word, "|")
			switch {
			case found == pool.RightUnknown:
				found = w.kind
			case w.kind == found, w.kind == found.Class(), w.kind == pool.Patent && found == pool.Design,
				found == pool.Software && w.kind == pool.Copyright, found == pool.Screenplay && w.kind == pool.FilmTV:
			default:
				several = true
			}
		}
	}
	switch {
	case several:
		return reading[pool.RightType]{repairs: []repair{{code: "right.type_mixed", rule: "right.words", warn: true,
			message: "the text names several types of right; left unknown: list the rights one by one on a sheet 权利清单"}}}
	case found == pool.RightUnknown:
		return reading[pool.RightType]{repairs: []repair{{code: "right.type_unknown", rule: "right.words", warn: true,
			message: "the text names no type of right that is known (发明专利, 实用新型, 软件著作权, 影视, 商标, …); left unknown"}}}
	}
	return stated(found)
}

// statusWords name the legal states of a right; those that contain another come first.
var statusWords = []struct {
	words  string
	status pool.RightStatus
}{
	{"无效宣告 请求无效 被请求宣告无效 invalidationfiled invalidation", pool.InvalidationFiled},
	{"失效 终止 无效 过期 届满 撤销 驳回 lapsed expired invalid", pool.Lapsed},
	{"权属纠纷 诉讼 争议 disputed ownershipdisputed", pool.OwnershipDisputed},
	{"审中 审查 公开 申请中 实审 pending", pool.Pending},
	{"已质押 质押 pledged", pool.StatusPledged},
	{"独占许可 已许可 licensed", pool.StatusLicensedAway},
	{"有效 授权 维持 已登记 注册 存续 valid granted registered inforce", pool.Valid},
}

// notSo is a state that the text denies: 未质押, 无权属纠纷, 不存在诉讼.
var notSo = regexp.MustCompile(`(?:未|无|没有|不存在|尚未|未被)(?:设立|发生|涉及|办理|存在|任何)?(?:权属|独占)?(?:质押|诉讼|纠纷|争议|许可|失效|终止|过期|届满|请求无效|无效宣告|被请求宣告无效)(?:登记)?`)

// parseRightStatus reads the legal state of a right (法律状态).
func parseRightStatus(t text) reading[pool.RightStatus] {
	s := squeeze(t.raw)
	if isNothing(fold(t.raw)) {
		return notStated[pool.RightStatus]()
	}
	s = notSo.ReplaceAllString(s, "")
	for _, w := range statusWords {
		for word := range strings.FieldsSeq(w.words) {
			if strings.Contains(s, word) {
				return stated(w.status)
			}
		}
	}
	return reading[pool.RightStatus]{repairs: []repair{{code: "right.status_unknown", rule: "right.words", warn: true,
		message: "the text names no legal state that is known (有效, 审中, 失效, …); left unknown"}}}
}

var (
	etcCount     = regexp.MustCompile(`[,、 ]*等? *(?:共|合计)? *(\d{1,6}|[一二三四五六七八九十百]{1,6}) *(?:项|件|个|种|部|首|份|枚|宗)(?:专利|发明专利|实用新型专利|软件著作权|著作权|商标|知识产权|权利|作品|版权)?$`)
	patentNumber = regexp.MustCompile(`^(?:(?:ZL|CN)?((?:19|20)\d{2}([12389])\d{7})(?:\.?([0-9X]))?|ZL(\d{2}([123])\d{5})(?:\.?([0-9X]))?)$`)
)

// rightTitle is the text of a cell that names rights: "一种方法等51项" is a title and a count.
type rightTitle struct {
	title string
	count int // 0 when the text states none
}

// parseRightTitle reads the names of rights, with the count that 等51项 states.
func parseRightTitle(t text) reading[rightTitle] {
	s := fold(t.raw)
	if isNothing(s) {
		return notStated[rightTitle]()
	}
	v := rightTitle{title: s}
	m := etcCount.FindStringSubmatch(s)
	if m == nil {
		return stated(v)
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		words, ok := chineseInteger(m[1])
		if !ok {
			return stated(v)
		}
		n = int(words)
	}
	v.count = n
	return stated(v)
}

// patent is a Chinese patent number taken apart.
type patent struct {
	id    string         // the application number without prefix and check digit
	kind  pool.RightType // from the digit of the number, Patent when it says no more
	check byte           // the check digit as written, 0 when it is left out
}

// parsePatentNumber reads ZL201810123456.7 and its variants, with or without prefix and check digit.
func parsePatentNumber(folded string) (patent, bool) {
	m := patentNumber.FindStringSubmatch(strings.ToUpper(strings.ReplaceAll(folded, " ", "")))
	if m == nil {
		return patent{}, false
	}
	p := patent{id: m[1] + m[4], kind: pool.Patent}
	switch m[2] + m[5] {
	case "1", "8":
		p.kind = pool.Invention
	case "2", "9":
		p.kind = pool.UtilityModel
	case "3":
		p.kind = pool.Design
	}
	if check := m[3] + m[6]; check != "" {
		p.check = check[0]
	}
	return p, true
}

// looksLikePatent reports a text that holds the number of a patent.
func looksLikePatent(folded string) bool {
	for _, part := range numberSeparators.Split(folded, 2)[:1] {
		if _, ok := parsePatentNumber(part); ok {
			return true
		}
	}
	return false
}

// checkDigit computes the check digit of an application number: its digits times 2 to 9 and 2 to 5
// again, summed modulo 11, with X for 10. Source: ZC 0006-2003.
func checkDigit(id string) byte {
	sum := 0
	for i := range len(id) {
		sum += int(id[i]-'0') * (2 + i%8)
	}
	if sum %= 11; sum == 10 {
		return 'X'
	}
	return byte('0' + sum)
}

// rightNumber is a number of a right as an identifier, and what the number itself says.
type rightNumber struct {
	id      string // the same for every way to write the number
	written string
	kind    pool.RightType // RightUnknown when the number does not tell
	problem string         // why the number cannot be right, "" for none
	note    string         // what should be known of the number, "" for nothing
	title   string         // the name of the right beside its number, "" where none stands there
}

// numberFrame is what people write around a number: 专利号：, 注册号, 第…号.
var numberFrame = regexp.MustCompile(`^(?:(?:中国)?(?:发明|实用新型|外观设计)?(?:专利)?(?:申请|登记|注册|授权)?(?:号码|号|证书号|证号)?|商标注册号|商标|登记号|NO\.?)[:：. ]*`)

var (
	// softwareNumber is the registration number of a computer program: 2019SR0123456.
	softwareNumber = regexp.MustCompile(`^(?:(?:19|20)\d{2})?SR\d{5,8}$`)
	// softwareCertificate is the number of its certificate: 软著登字第4567890号, 软著变补字第202112345号.
	softwareCertificate = regexp.MustCompile(`^软著[\p{Han}]{0,4}字第?\d{5,9}号?$`)
	// workNumber is the registration number of another work: 国作登字-2019-F-00123456, 沪作登字-….
	workNumber = regexp.MustCompile(`^\p{Han}{1,3}作登字-?\d{4}-?[A-Z]-?\d{5,8}号?$`)
	// markNumber is that of a trademark: up to nine digits, with a letter for renewals and 第…号 around.
	markNumber = regexp.MustCompile(`^第(\d{4,9}[A-Z]?)号$`)
	// publication is the number under which a patent was published: CN108123456B, CN207654321U.
	publication = regexp.MustCompile(`^CN([12389])\d{6,8}([ABCUSY]\d?)$`)
	numberDust  = strings.NewReplacer(" ", "", "(", "", ")", "")
)

func parseRightNumber(folded string) rightNumber {
	bare := strings.ToUpper(numberDust.Replace(simplify(folded)))
	n := rightNumber{id: bare, written: folded}
	p, ok := parsePatentNumber(bare)
	if !ok {
		if rest := numberFrame.ReplaceAllString(bare, ""); rest != bare && len(rest) >= 4 {
			bare = rest
			n.id = bare
			p, ok = parsePatentNumber(bare)
		}
	}
	if !ok {
		n.readOther(bare)
		return n
	}
	n.id, n.kind = p.id, p.kind
	if want := checkDigit(p.id); p.check != 0 && p.check != want {
		n.problem = fmt.Sprintf("the check digit of %s is %c, not %c", p.id, want, p.check)
	}
	return n
}

// readOther reads the numbers of rights that are no applications for patents.
func (n *rightNumber) readOther(bare string) {
	switch {
	case softwareNumber.MatchString(bare):
		n.kind = pool.Software
	case softwareCertificate.MatchString(bare):
		n.kind = pool.Software
		n.id = strings.TrimSuffix(strings.Replace(bare, "第", "", 1), "号")
	case workNumber.MatchString(bare):
		n.kind = pool.Copyright
		n.id = strings.TrimSuffix(bare, "号")
	case markNumber.MatchString(bare):
		n.id = markNumber.FindStringSubmatch(bare)[1]
	default:
		m := publication.FindStringSubmatch(bare)
		if m == nil {
			return
		}
		n.kind = map[string]pool.RightType{"1": pool.Invention, "8": pool.Invention, "2": pool.UtilityModel, "9": pool.UtilityModel, "3": pool.Design}[m[1]]
		n.note = "a publication number (公开号), not the number of the application: it has no check digit, and the same patent may stand elsewhere under its application number"
	}
}

var (
	numberSeparators = regexp.MustCompile(`[、,;\n|]+|和|及|与`)
	numberByBlank    = regexp.MustCompile(`^\S*\d{5}\S*(?: +\S*\d{5}\S*)+$`)
)

// splitNumbers reads the numbers of rights in one cell.
func splitNumbers(raw string) []rightNumber {
	if isNothing(fold(raw)) {
		return nil
	}
	var list []rightNumber
	for _, part := range numberSeparators.Split(foldLines(raw), -1) {
		if numberByBlank.MatchString(part) {
			for word := range strings.FieldsSeq(part) {
				list = append(list, numberOrText(word))
			}
			continue
		}
		part = strings.TrimSpace(numbering.ReplaceAllString(strings.TrimSpace(part), ""))
		if !isNothing(part) {
			list = append(list, numberOrText(part))
		}
	}
	return list
}

// numberOrText is the number of a right; what has no letter or digit to know it by goes by its text.
func numberOrText(text string) rightNumber {
	n := parseRightNumber(text)
	if n.id == "" {
		n.id = text
	}
	return n
}
