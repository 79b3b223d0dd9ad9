package reconstruct

import "fmt"

// longheSecurities are the three forms of security that the paper names, as often as they stand here.
var longheSecurities = []string{"质押", "保证+质押", "保证+质押", "保证+质押+抵押"}

// longheBook lists the loan pool.
func longheBook(d Document, c Case) (Book, error) {
	p, r, err := find(c, newLonghePool, longheSeed)
	if err != nil {
		return Book{}, err
	}
	contracts := Sheet{
		Name: "资产清单", Titles: titles(c, longheCutOff),
		Columns: []Column{
			{"借据号", Text, 10}, {"资产类型", Text, 10}, {"借款人", Text, 11}, {"行业", Text, 32}, {"地区", Text, 10}, {"放款金额（元）", Amount, 16}, {"未偿本金余额（元）", Amount, 18},
			{"年利率（%）", Number, 11}, {"发放日", Day, 12}, {"到期日", Day, 12}, {"合同期限（年）", Number, 14}, {"剩余期限（年）", Number, 14},
			{"还款方式", Text, 16}, {"还款频率", Text, 10}, {"计息基础", Text, 10}, {"担保方式", Text, 16}, {"质押物类型", Text, 12}, {"质押物名称", Text, 12}, {"权证号", Text, 10}, {"评估价值（元）", Amount, 16},
			{"五级分类", Text, 10}, {"逾期天数", Whole, 10}, {"贷款行", Text, 10}, {"发起机构", Text, 10},
		},
	}
	bank := c.Party("originator")
	names := order(r, p.borrowers)
	for n, i := range order(r, len(p.loans)) {
		l, b := &p.loans[i], p.borrowerOf(i)
		kind := "专利"
		if p.trademark[i] {
			kind = "商标"
		}
		contracts.Rows = append(contracts.Rows, []any{
			fmt.Sprintf("LH4-%03d", n+1), "小额贷款", fmt.Sprintf("借款人%03d", names[b]+1), longheIndustries[p.industries[b]], "金华市", yuan(l.amount, longheUnit), yuan(l.amount, longheUnit),
			stepped(r, 450, 690, 5), l.start, l.maturity, float64(l.term) / 100, float64(l.remaining) / 100,
			"按月付息到期还本", "月", "ACT/360", pick(r, longheSecurities), kind, fmt.Sprintf("%s%03d", kind, n+1), fmt.Sprintf("LH4-Z%03d", n+1), yuan(worth(l.amount, 1, r), longheUnit),
			"正常", int64(0), bank, bank,
		})
	}
	return Book{Name: c.ID, Sheets: []Sheet{notes(d, c, longheAssumptions), contracts}}, nil
}
