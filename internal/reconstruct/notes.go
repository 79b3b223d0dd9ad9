package reconstruct

import (
	"fmt"
	"strings"
)

// bilingual is a sentence in Chinese and English.
type bilingual struct{ zh, en string }

// notes is the first sheet of a tape. It says that the tape is a reconstruction, which figures it
// meets, what is assumed, and where the figures were printed.
func notes(d Document, c Case, assumptions []bilingual) Sheet {
	s := Sheet{
		Name:    "说明",
		Titles:  []string{c.FullNameZH + "：根据公开数据重构的资产清单 (reconstruction from published figures)"},
		Columns: []Column{{"内容", Text, 22}, {"中文", Prose, 62}, {"English", Prose, 74}},
	}
	add := func(what, zh, en string) { s.Rows = append(s.Rows, []any{what, zh, en}) }
	add("性质 nature",
		"本工作簿是重构，不是真实的资产清单：合同由程序搜索得到，使资产池同时具有全部公开的汇总数值，精确到披露的最后一位。任何一行都不代表真实合同。",
		"This workbook is a reconstruction, not the actual tape: a program searched for contracts such that the pool has every published aggregate at once, to the last printed digit. No row stands for an actual contract.")
	for _, p := range c.Parties {
		add("参与机构 party", p.RoleZH+"："+p.Name, strings.ReplaceAll(p.Role, "_", " ")+": "+p.Name)
	}
	add("行业 industries", "披露的行业："+sectionList(c), "industries named, by section of GB/T 4754: "+sectionList(c))
	for _, f := range c.Figures {
		if f.Reading {
			continue
		}
		mark := unitMarks[f.Unit]
		add("披露数值 published", figureNames[f.ID]+"："+f.Printed+mark.zh, fmt.Sprintf("%s = %s%s; source: %s%s", f.ID, f.Printed, mark.en, f.Source, noteOf(f)))
	}
	for _, a := range assumptions {
		add("假设 assumption", a.zh, a.en)
	}
	used := map[string]bool{}
	for _, f := range c.Figures {
		used[f.Source] = true
	}
	for _, source := range d.Sources {
		if used[source.ID] {
			add("来源 source", source.ID, source.Text)
		}
	}
	return s
}

// figureNames are the Chinese names of the figures of the document.
var figureNames = map[string]string{
	"contracts": "合同数量", "obligors": "债务人数量", "ip_count": "知识产权数量", "ip_bundles": "知识产权组合数量", "industries": "行业数量",
	"ip_count_invention": "发明专利数量", "ip_count_utility_model": "实用新型数量",
	"ip_share_patent": "专利占比", "ip_contracts_patent": "专利合同数量", "ip_share_copyright": "著作权占比", "ip_contracts_copyright": "著作权合同数量",
	"ip_share_film_tv": "影视综艺版权占比", "ip_contracts_film_tv": "影视综艺版权合同数量",
	"ip_share_invention": "发明专利占比", "ip_contracts_invention": "发明专利合同数量", "ip_share_utility_model": "实用新型占比", "ip_contracts_utility_model": "实用新型合同数量",
	"ip_share_trademark": "商标占比", "ip_contracts_trademark": "商标合同数量",
	"top5_obligor": "前五大占比", "top5_obligor_also_printed": "前五大占比（同句另一数值）", "top5_contract": "前五大合同占比（约）",
	"top3_industry": "前三大行业占比", "top3_region": "前三大地区占比", "top3_region_low": "前三大地区占比（区间下限）", "top3_region_high": "前三大地区占比（区间上限）",
	"avg_contract_term_months": "平均合同期限", "avg_remaining_term_months": "平均剩余期限", "longest_remaining_term_months": "最长剩余期限", "shortest_remaining_term_months": "最短剩余期限",
	"asset_payment_frequency_months": "资产付款间隔", "tenor_A1_years": "A1档期限", "tenor_A2_years": "A2档期限", "tenor_A3_years": "A3档期限", "tenor_senior_years": "优先级期限",
	"pool_balance": "资产池余额", "senior_notional": "优先级规模", "subordinated_notional": "次级规模", "senior_share": "优先级占比", "subordinated_share": "次级占比", "issue_notional": "发行规模",
	"upfront_fees": "一次性许可费总额", "upfront_fee_smallest": "单户最低一次性许可费", "upfront_fee_largest": "单户最高一次性许可费", "upfront_fee_of_four_inventions": "以四项发明专利融资的金额",
}

func sectionList(c Case) string {
	list := strings.Join(c.Industries, ", ")
	if c.IndustriesOpen {
		list += ", …"
	}
	return list
}

func noteOf(f Figure) string {
	if f.Note == "" {
		return ""
	}
	return "; " + f.Note
}

// unitMarks are the units as they stand behind a number.
var unitMarks = map[Unit]bilingual{
	UnitPercent: {" %", " %"}, UnitMonths: {" 个月", " months"}, UnitYears: {" 年", " years"},
	UnitYuan: {" 元", " yuan"}, UnitMillionYuan: {" 百万元", " million yuan"}, UnitHundredMillionYuan: {" 亿元", " hundred million yuan"},
}
