package reconstruct

import (
	"fmt"
	"strings"
)

// wenkeBook lists the lease pool.
func wenkeBook(d Document, c Case) (Book, error) {
	p, r, err := find(c, newWenkePool, wenkeSeed)
	if err != nil {
		return Book{}, err
	}
	contracts := Sheet{
		Name: "资产清单", Titles: titles(c, wenkeCutOff),
		Columns: []Column{
			{"合同编号", Text, 11}, {"资产类型", Text, 10}, {"承租人", Text, 24}, {"承租人行业", Text, 24}, {"承租人所在地", Text, 14},
			{"合同金额（元）", Amount, 17}, {"未偿本金余额（元）", Amount, 19}, {"内部收益率（%）", Number, 15}, {"起租日", Day, 12}, {"到期日", Day, 12},
			{"合同期限（月）", Number, 14}, {"剩余期限（月）", Number, 14}, {"还款方式", Text, 17}, {"还款频率", Text, 10}, {"计息基础", Text, 10},
			{"资产五级分类", Text, 13}, {"逾期天数", Whole, 10}, {"出租人", Text, 10}, {"原始权益人", Text, 11},
		},
	}
	rights := rightsSheet(c, "评估价值（元）")
	lessor := c.Party("originator")
	lessee, right := 0, 0
	for n, i := range order(r, len(p.leases)) {
		l, role := &p.leases[i], wenkeRoles[i]
		id := fmt.Sprintf("WK1-%02d", n+1)
		var names, places []string // co-lessees stand in one cell, and their places in the same order
		for _, region := range l.regions {
			lessee++
			names, places = append(names, fmt.Sprintf("承租人%02d", lessee)), append(places, wenkeProvinces[region])
		}
		contracts.Rows = append(contracts.Rows, []any{
			id, "融资租赁", strings.Join(names, "、"), sectionNames[role.industries[0]], strings.Join(places, "/"),
			yuan(l.quarterly*l.all, wenkeUnit), yuan(l.outstanding(), wenkeUnit), stepped(r, 620, 740, 5), l.start, l.maturity,
			monthsCell(l.term), monthsCell(l.remaining), "等额本金（后付）", "季", "30E/360", "正常", int64(0), lessor, lessor,
		})
		each := worth(l.quarterly*l.all, role.rights, r)
		for k := range role.rights {
			right++
			rights.Rows = append(rights.Rows, []any{
				id, fmt.Sprintf("%s%d-%d", role.right, n+1, k+1), role.right, fmt.Sprintf("WK1-R%03d", right), lessor, yuan(each, wenkeUnit),
			})
		}
	}
	return Book{Name: c.ID, Sheets: []Sheet{notes(d, c, wenkeAssumptions), contracts, rights}}, nil
}

// sectionNames are the names of the sections of GB/T 4754 that the tapes use.
var sectionNames = map[string]string{
	"C": "制造业", "F": "批发和零售业", "M": "科学研究和技术服务业", "R": "文化、体育和娱乐业",
}

// rightsSheet is the list of rights behind the contracts.
func rightsSheet(c Case, valueHeader string) Sheet {
	return Sheet{
		Name: "权利清单", Titles: []string{c.FullNameZH + " 权利清单", "登记号为占位编号，评估价值为假设 (placeholders and assumptions)"},
		Columns: []Column{
			{"合同编号", Text, 11}, {"权利名称", Text, 28}, {"权利类型", Text, 22}, {"登记号", Text, 14}, {"权利人", Text, 12}, {valueHeader, Amount, 18},
		},
	}
}

// worth is the appraisal of each of n rights behind a contract: in all between one and a half and two
// and a half times what the contract finances.
func worth(amount int64, n int, r *random) int64 {
	return max(1, amount*int64(r.between(150, 250))/100/int64(n))
}
