package report

import (
	"strings"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
	"github.com/ipabs/ipabs/tranche"
)

// label is a name in Chinese and in English.
type label struct{ zh, en string }

// String gives both, for one line.
func (l label) String() string {
	switch {
	case l.zh == "":
		return l.en
	case l.en == "" || l.en == l.zh:
		return l.zh
	}
	return l.zh + " " + l.en
}

// stacked gives both, one above the other, for a column header.
func (l label) stacked() string {
	if l.zh == "" || l.en == "" {
		return l.String()
	}
	return l.zh + "\n" + l.en
}

var (
	totalLabel     = label{"合计", "Total"}
	notStatedLabel = label{"未说明", "Not stated"}
	mixedLabel     = label{"多种", "Mixed"}
)

// word gives the label of a value by its place in a table, and the program's own word for a value
// that the table does not have.
func word(table []label, i int, name string) label {
	if i < len(table) {
		if table[i] == (label{}) {
			return notStatedLabel
		}
		return table[i]
	}
	return label{"", name}
}

func kindLabel(k pool.Kind) label {
	return word([]label{{}, {"融资租赁", "Lease"}, {"应收账款", "Receivable"}, {"小额贷款", "Microloan"}, {"二次许可", "Sub-licence"}}, int(k), k.String())
}

func classLabel(c pool.Class) label {
	return word([]label{{}, {"正常", "Normal"}, {"关注", "Special mention"}, {"次级", "Substandard"}, {"可疑", "Doubtful"}, {"损失", "Loss"}}, int(c), c.String())
}

func repaymentLabel(r pool.Repayment) label {
	return word([]label{{}, {"等额本息", "Level"}, {"等额本金", "Even principal"}, {"先息后本", "Interest first"}, {"到期还本付息", "Bullet"}, {"不规则", "Irregular"}}, int(r), r.String())
}

func frequencyLabel(f calendar.Frequency) label {
	switch f {
	case 0:
		return notStatedLabel
	case calendar.Monthly:
		return label{"按月", "Monthly"}
	case calendar.Bimonthly:
		return label{"每两月", "Bimonthly"}
	case calendar.Quarterly:
		return label{"按季", "Quarterly"}
	case calendar.Semiannual:
		return label{"每半年", "Semi-annual"}
	case calendar.Annual:
		return label{"按年", "Annual"}
	case calendar.Weekly:
		return label{"按周", "Weekly"}
	case calendar.Once:
		return label{"一次", "Once"}
	}
	return label{"", f.String()}
}

func rightTypeLabel(t pool.RightType) label {
	return word([]label{{},
		{"专利", "Patent"}, {"发明专利", "Invention"}, {"实用新型", "Utility model"}, {"外观设计", "Design"},
		{"著作权", "Copyright"}, {"软件著作权", "Software"}, {"影视作品", "Film and TV"}, {"剧本", "Screenplay"}, {"美术形象", "Image"}, {"音乐", "Music"}, {"其他著作权", "Other copyright"},
		{"商标", "Trademark"}, {"植物新品种", "Plant variety"}, {"集成电路布图", "Circuit layout"}, {"地理标志", "Geographical indication"}, {"商业秘密", "Trade secret"}, {"专有技术", "Know-how"}, {"数据", "Data"},
	}, int(t), t.String())
}

// securityLabel names the set of forms of security in the order of pool.Security.
func securityLabel(s pool.Security) label {
	names := s.Names()
	if len(names) == 0 {
		return notStatedLabel
	}
	zh := make([]string, len(names))
	for i, n := range names {
		switch n {
		case "guarantee":
			zh[i] = "保证"
		case "pledge":
			zh[i] = "质押"
		case "mortgage":
			zh[i] = "抵押"
		case "clean":
			zh[i] = "信用"
		default:
			zh[i] = n
		}
	}
	en := strings.Join(names, " + ")
	return label{strings.Join(zh, "+"), strings.ToUpper(en[:1]) + en[1:]}
}

func industryLabel(i pool.Industry) label {
	if !i.IsKnown() {
		return notStatedLabel
	}
	zh, en := i.SectionName()
	return label{i.String() + " " + zh, en}
}

func provinceLabel(p pool.Province) label {
	zh, en := p.Name()
	if zh == "" {
		return notStatedLabel
	}
	return label{zh, en}
}

func severityLabel(s tape.Severity) (label, look) {
	switch s {
	case tape.Error:
		return label{"错误", "Error"}, lookError
	case tape.Warning:
		return label{"警示", "Warning"}, lookWarning
	case tape.Info:
		return label{"提示", "Info"}, lookInfo
	}
	return label{"", s.String()}, lookInfo
}

func outcomeLabel(o pool.Outcome) (label, look) {
	switch o {
	case pool.Pass:
		return label{"符合", "Pass"}, lookGoodWord
	case pool.Fail:
		return label{"不符合", "Fail"}, lookError
	}
	return label{"无法判断", "Unknown"}, lookWarning
}

func trancheClassLabel(c tranche.Class) label {
	switch c {
	case tranche.Senior:
		return label{"优先级", "Senior"}
	case tranche.Mezzanine:
		return label{"中间级", "Mezzanine"}
	case tranche.Subordinated:
		return label{"次级", "Subordinated"}
	}
	return notStatedLabel
}

// roleLabel names a role in a deal. Roles are words of the document and may be any.
func roleLabel(role string) label {
	for _, r := range []struct{ role, zh string }{
		{"originator", "原始权益人"}, {"servicer", "资产服务机构"}, {"plan manager", "计划管理人"}, {"manager", "管理人"}, {"trustee", "受托人"},
		{"custodian", "托管人"}, {"financial adviser", "财务顾问"}, {"first shortfall promisor", "第一差额支付承诺人"}, {"second shortfall promisor", "第二差额支付承诺人"},
		{"shortfall promisor", "差额支付承诺人"}, {"guarantor", "担保人"}, {"core debtor", "核心债务人"}, {"factor", "保理人"}, {"rating agency", "评级机构"},
	} {
		if r.role == role {
			return label{r.zh, strings.ToUpper(role[:1]) + role[1:]}
		}
	}
	return label{"", role}
}

func modeLabel(m tranche.Mode) label {
	switch m {
	case tranche.PassThrough:
		return label{"过手摊还", "Pass-through"}
	case tranche.Scheduled:
		return label{"固定摊还", "Scheduled"}
	case tranche.BulletMode:
		return label{"到期一次", "Bullet"}
	case tranche.TargetMode:
		return label{"目标余额", "Target balance"}
	case tranche.Residual:
		return label{"剩余收益", "Residual"}
	}
	return notStatedLabel
}

// waterfallLabel names the waterfall that ran at a payment.
func waterfallLabel(name string) label {
	for _, n := range []struct{ word, zh string }{
		{"revolving", "循环"}, {"amortising", "摊还"}, {"accelerated", "加速清偿"}, {"defaulted", "违约"}, {"clean_up", "清仓回购"},
	} {
		if n.word == name {
			return label{n.zh, name}
		}
	}
	return label{"", name}
}

func keyLabel(k concentration.Key) label {
	return word([]label{
		{"债务人", "Obligor"}, {"关联方合并", "Group"}, {"债权人", "Creditor"}, {"原始权益人", "Originator"}, {"保证人", "Guarantor"},
		{"行业门类", "Industry section"}, {"行业大类", "Industry division"}, {"地区", "Region"}, {"债权人行业", "Creditor industry"}, {"债权人地区", "Creditor region"},
		{"知识产权类型", "IP type"}, {"知识产权细类", "IP subtype"}, {"评级", "Rating"}, {"合同类型", "Kind"}, {"到期年份", "Maturity year"},
		{"单笔合同", "Contract"}, {"债权人关联方合并", "Creditor group"}, {"剩余期限区间", "Remaining term band"},
	}, int(k), k.String())
}

func dimensionLabel(d pool.Dimension) label {
	return word([]label{
		{"未偿本金余额", "Outstanding principal"}, {"剩余期限（月）", "Remaining term (months)"}, {"合同期限（月）", "Original term (months)"}, {"账龄（月）", "Age (months)"}, {"年利率", "Rate"},
		{"行业门类", "Industry section"}, {"地区", "Region"}, {"评级", "Rating"}, {"知识产权类型", "IP type"}, {"知识产权细类", "IP subtype"}, {"五级分类", "Five-category class"},
		{"担保方式", "Security"}, {"关联交易", "Related parties"}, {"关联方", "Group of affiliates"}, {"合同类型", "Kind of contract"}, {"到期年份", "Year of maturity"},
	}, int(d), d.String())
}

func basisLabel(b concentration.Basis) label {
	return word([]label{{"未偿本金余额", "Outstanding principal"}, {"应收余额", "Receivable balance"}, {"未来现金流", "Future cash flow"}}, int(b), b.String())
}

func allocationLabel(a concentration.Allocation) label {
	return word([]label{{"平均分摊", "Equal shares"}, {"按约定份额", "Stated shares"}, {"连带全额", "Joint and several"}, {"首位债务人", "First named"}}, int(a), a.String())
}

// entryLabel names a bucket of exposures. The Chinese names of codes are not part of the entry and
// are looked up.
func entryLabel(k concentration.Key, e concentration.Entry) label {
	switch e.Key {
	case concentration.Unknown:
		return notStatedLabel
	case concentration.Mixed:
		return mixedLabel
	}
	switch k {
	case concentration.Industry, concentration.CreditorIndustry, concentration.IndustryDivision:
		if i, err := pool.ParseIndustry(e.Key); err == nil {
			return industryLabel(i)
		}
	case concentration.Region, concentration.CreditorRegion:
		if p, err := pool.ParseProvince(e.Key); err == nil {
			return provinceLabel(p)
		}
	case concentration.RightClass, concentration.RightType:
		var t pool.RightType
		if err := t.UnmarshalText([]byte(e.Key)); err == nil {
			return rightTypeLabel(t)
		}
	case concentration.Kind:
		var kind pool.Kind
		if err := kind.UnmarshalText([]byte(e.Key)); err == nil {
			return kindLabel(kind)
		}
	}
	if e.Label == "" {
		return label{"", e.Key}
	}
	return label{"", e.Label}
}
