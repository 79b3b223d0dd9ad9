package reconstruct

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// kaideRate is the yearly rate of all fees, in percent: an assumption.
const kaideRate = 8.00

// kaideBook lists the sub-licence pool.
func kaideBook(d Document, c Case) (Book, error) {
	p, r, err := find(c, newKaidePool, kaideSeed)
	if err != nil {
		return Book{}, err
	}
	f := figures{from: c}
	term := int(f.whole("avg_contract_term_months", 1))
	if f.err != nil {
		return Book{}, f.err
	}
	maturity := kaideCutOff.AddMonths(term)
	contracts := Sheet{
		Name: "资产清单", Titles: titles(c, kaideCutOff),
		Columns: []Column{
			{"二次许可合同编号", Text, 17}, {"资产类型", Text, 10}, {"被许可人", Text, 11}, {"行业", Text, 42}, {"地区", Text, 13}, {"一次性许可费（元）", Amount, 18}, {"未偿本金余额（元）", Amount, 18},
			{"应收许可费余额（元）", Amount, 20}, {"综合费率（%）", Number, 13}, {"许可起始日", Day, 12}, {"许可终止日", Day, 12}, {"合同期限（月）", Number, 14}, {"剩余期限（月）", Number, 14},
			{"还款方式", Text, 17}, {"还款频率", Text, 10}, {"计息基础", Text, 10}, {"许可方式", Text, 10}, {"第一次许可起始日", Day, 17}, {"第一次许可终止日", Day, 17},
			{"是否质押", Text, 10}, {"质押登记号", Text, 12}, {"担保方式", Text, 10}, {"资产五级分类", Text, 13}, {"逾期天数", Whole, 10}, {"许可人", Text, 10}, {"原始权益人", Text, 11},
		},
	}
	rights := rightsSheet(c, "评估价值（元）")
	lessor := c.Party("originator")
	right := 0
	for n, i := range order(r, len(p.amounts)) {
		id, licensee := fmt.Sprintf("KD-%02d", n+1), fmt.Sprintf("被许可人%02d", n+1)
		kind := "发明专利"
		if i == kaideUtility {
			kind = "实用新型专利"
		}
		receivable, err := kaideReceivable(p.amounts[i], maturity)
		if err != nil {
			return Book{}, err
		}
		fee := yuan(p.amounts[i], kaideUnit)
		contracts.Rows = append(contracts.Rows, []any{
			id, "二次许可", licensee, kaideDivisions[p.divisions[i]].name, "广州开发区", fee, fee,
			receivable, kaideRate, kaideCutOff, maturity, float64(term), float64(term),
			"等额本息（后付）", "季", "30E/360", "独占", kaideCutOff, maturity,
			"是", fmt.Sprintf("KD-P%02d", n+1), "质押", "正常", int64(0), lessor, lessor,
		})
		each := worth(p.amounts[i], p.rights[i], r)
		for k := range p.rights[i] {
			right++
			rights.Rows = append(rights.Rows, []any{id, fmt.Sprintf("%s%d-%d", kind, n+1, k+1), kind, fmt.Sprintf("KD-R%03d", right), licensee, yuan(each, kaideUnit)})
		}
	}
	return Book{Name: c.ID, Sheets: []Sheet{notes(d, c, kaideAssumptions), contracts, rights}}, nil
}

// kaideReceivable is the sum of the quarterly fees of one contract, in yuan, as package cashflow
// schedules them.
func kaideReceivable(amount int64, maturity calendar.Date) (float64, error) {
	rate := decimal.NewFromFloat(kaideRate).Shift(-2)
	spec := pool.Spec{
		AsOf: kaideCutOff, Currency: money.CNY, Parties: []pool.PartySpec{{ID: "licensee"}},
		Contracts: []pool.ContractSpec{{
			ID: "contract", Obligors: []pool.ObligorSpec{{Party: "licensee"}}, Balance: decimal.NewFromInt(amount * kaideUnit), Rate: &rate,
			Start: kaideCutOff, Maturity: maturity,
			Sublicense: &pool.SublicenseSpec{Fees: pool.InstalmentsSpec{Form: pool.Level, Frequency: calendar.Quarterly, DayCount: calendar.ThirtyE360}},
		}},
	}
	one, err := spec.Resolve()
	if err != nil {
		return 0, err
	}
	schedule, err := cashflow.Schedule(one, 0, cashflow.Settings{})
	if err != nil {
		return 0, err
	}
	var sum money.Amount
	for _, row := range schedule.Rows {
		sum += row.Payment
	}
	return sum.Decimal(money.CNY).InexactFloat64(), nil
}
