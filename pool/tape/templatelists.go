package tape

import (
	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/pool"
)

// listName names a list of words that cells offer.
type listName uint8

const (
	listNone listName = iota
	listKind
	listRepayment
	listFrequency
	listTiming
	listDayCount
	listClass
	listSecurity
	listDepositUse
	listYesNo
	listRightType
	listRightStatus
	listProvince
	listCount
)

// The words of a tape for the constants of package pool, by constant.
var (
	kindTexts       = []string{"", "融资租赁", "应收账款", "小额贷款", "二次许可"}
	repaymentTexts  = []string{"", "等额本息", "等额本金", "先息后本", "到期一次还本付息", "不规则"}
	timingTexts     = []string{"后付", "先付"}
	classTexts      = []string{"", "正常", "关注", "次级", "可疑", "损失"}
	depositUseTexts = []string{"", "抵扣末期租金", "到期退还"}
	rightTypeTexts  = []string{"", "专利", "发明专利", "实用新型", "外观设计", "著作权", "计算机软件著作权", "影视作品", "剧本", "美术作品", "音乐作品", "其他著作权",
		"商标", "植物新品种", "集成电路布图设计", "地理标志", "商业秘密", "专有技术", "数据知识产权"}
	rightStatusTexts = []string{"", "有效", "审中", "失效", "被请求宣告无效", "权属纠纷", "已质押", "已独占许可"}
	frequencyTexts   = []struct {
		text string
		of   calendar.Frequency
	}{{"按月", calendar.Monthly}, {"每两个月", calendar.Bimonthly}, {"按季", calendar.Quarterly}, {"每半年", calendar.Semiannual}, {"按年", calendar.Annual}, {"按周", calendar.Weekly}, {"到期一次", calendar.Once}}
	securityTexts = []struct {
		text string
		form pool.Security
	}{{"保证", pool.Guarantee}, {"质押", pool.Pledge}, {"抵押", pool.Mortgage}, {"信用", pool.Clean}}
)

// wordLists gives the words of every list, with the heading of its column.
func wordLists() [listCount][]string {
	var lists [listCount][]string
	lists[listKind] = append([]string{"资产类型"}, kindTexts[1:]...)
	lists[listRepayment] = append([]string{"还款方式"}, repaymentTexts[1:]...)
	lists[listTiming] = append([]string{"支付时点"}, timingTexts...)
	lists[listClass] = append([]string{"五级分类"}, classTexts[1:]...)
	lists[listDepositUse] = append([]string{"保证金用途"}, depositUseTexts[1:]...)
	lists[listYesNo] = []string{"是否", "是", "否"}
	lists[listRightType] = append([]string{"权利类型"}, rightTypeTexts[1:]...)
	lists[listRightStatus] = append([]string{"法律状态"}, rightStatusTexts[1:]...)
	lists[listSecurity] = []string{"担保方式", "保证", "质押", "抵押", "信用", "保证+质押", "保证+抵押", "质押+抵押", "保证+质押+抵押"}
	lists[listFrequency] = []string{"还款频率"}
	for _, f := range frequencyTexts {
		lists[listFrequency] = append(lists[listFrequency], f.text)
	}
	lists[listDayCount] = []string{"计息基础"}
	for _, d := range calendar.DayCounts() {
		lists[listDayCount] = append(lists[listDayCount], d.String())
	}
	lists[listProvince] = []string{"省份"}
	for _, p := range pool.Provinces() {
		zh, _ := p.Name()
		lists[listProvince] = append(lists[listProvince], zh)
	}
	return lists
}

func frequencyText(f calendar.Frequency) string {
	for _, known := range frequencyTexts {
		if known.of == f {
			return known.text
		}
	}
	if f == 0 {
		return ""
	}
	return f.String()
}

func securityText(s pool.Security) string {
	text := ""
	for _, known := range securityTexts {
		if s.Has(known.form) {
			if text != "" {
				text += "+"
			}
			text += known.text
		}
	}
	return text
}
