package reconstruct

import (
	"fmt"

	"github.com/ipabs/ipabs/calendar"
)

// qiyiBook lists the receivables pool.
func qiyiBook(d Document, c Case) (Book, error) {
	p, r, err := find(c, newQiyiPool, qiyiSeed)
	if err != nil {
		return Book{}, err
	}
	contracts := Sheet{
		Name: "资产清单", Titles: titles(c, qiyiCutOff),
		Columns: []Column{
			{"应收账款编号", Text, 13}, {"资产类型", Text, 10}, {"债务人", Text, 11}, {"债务人行业", Text, 14}, {"供应商", Text, 11}, {"供应商所在地", Text, 13},
			{"应收账款金额（元）", Amount, 18}, {"应收账款余额（元）", Amount, 18}, {"发票日", Day, 12}, {"确权日", Day, 12}, {"到期日", Day, 12},
			{"还款方式", Text, 11}, {"版权类型", Text, 12}, {"作品名称", Text, 13}, {"登记号", Text, 10}, {"资产五级分类", Text, 13}, {"逾期天数", Whole, 10}, {"原始权益人", Text, 11},
		},
	}
	confirmed := qiyiCutOff.AddDays(-10)
	for n, i := range order(r, len(p.amounts)) {
		supplier := qiyiSuppliers[i]
		kind := qiyiKinds[i%len(qiyiKinds)]
		amount := yuan(p.amounts[i], qiyiUnit)
		invoiced := calendar.MustNew(2018, 6, 1).AddDays(r.below(150))
		contracts.Rows = append(contracts.Rows, []any{
			fmt.Sprintf("QY-%02d", n+1), "应收账款", c.Party("core_debtor"), "知识产权行业", fmt.Sprintf("供应商%02d", supplier+1), qiyiProvinces[p.regions[supplier]],
			amount, amount, invoiced, confirmed, qiyiDue(i),
			"到期一次", kind, fmt.Sprintf("%s%02d", kind, n+1), fmt.Sprintf("QY-Z%02d", n+1), "正常", int64(0), c.Party("originator"),
		})
	}
	return Book{Name: c.ID, Sheets: []Sheet{notes(d, c, qiyiAssumptions), contracts}}, nil
}
