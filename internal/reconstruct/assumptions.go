package reconstruct

// What no source states and the tapes assume. Everything else on a tape follows from the figures.

var commonAssumptions = []bilingual{
	{"单个合同的金额、起止日、利率均由搜索或假设得到，来源未披露。", "Amounts, dates and rates of single contracts are found by search or assumed; no source states them."},
	{"债务人、供应商均为占位名称，与任何企业无关；参与机构名称来自论文。", "Obligors and suppliers bear placeholder names and stand for no firm; the parties of the deal are those the paper names."},
	{"权利的登记号为占位编号，评估价值为假设。", "Registration numbers of rights are placeholders; appraised values are assumed."},
	{"全部资产逾期天数为零；论文称五级分类均为正常。", "No asset is overdue; the paper calls all of them normal in the five-category classification."},
}

var wenkeAssumptions = append([]bilingual{
	{"封包日假设为2018年10月31日；深交所无异议函日期为2018年12月14日。", "The cut-off date is assumed to be 31 October 2018; the letter of no objection is dated 14 December 2018."},
	{"10份合同对应13个承租人：假设三份剧本合同各有两个共同承租人，承租人不重复；占比按共同承租人平均分摊计算。", "Ten contracts have thirteen lessees: three screenplay contracts are assumed to have two co-lessees each, no lessee repeats; shares are computed with equal apportionment among co-lessees."},
	{"前三大地区占比披露为区间76.83%–85%：平均分摊得到下限；按第一承租人归属得到上限。这是对区间的一种可能解释，并非论文所述。", "The share of the three largest regions is printed as a range: equal apportionment gives its lower end, attribution to the lessee named first its upper end. This is one possible reading of the range, not the paper's."},
	{"平均期限同时按合同简单平均与按未偿本金加权平均成立，论文未说明口径。", "The average terms hold both as simple and as principal-weighted averages; the paper does not say which is meant."},
	{"还款方式假设为等额本金、按季后付，计息基础30E/360；未偿本金等于每季本金乘以剩余期数。", "Repayment is assumed to be equal principal, quarterly in arrears, 30E/360; outstanding principal is the quarterly principal times the rents left."},
	{"51项权利在10个合同中的分配为假设。", "How the 51 rights spread over the ten contracts is assumed."},
}, commonAssumptions...)

var qiyiAssumptions = append([]bilingual{
	{"封包日假设为2018年12月20日；来源仅说明2018年12月办理保理。", "The cut-off date is assumed to be 20 December 2018; the source only says that the invoices were factored in December 2018."},
	{"假设有11个供应商，其中两个各有两份合同；论文未披露供应商数量。", "Eleven suppliers are assumed, two of them with two contracts each; the paper does not give their number."},
	{"应收账款到期日假设在封包日后5至23个月之间，到期一次支付，不计利息。", "Receivables are assumed to fall due 5 to 23 months after the cut-off date, at once and without interest."},
	{"论文在同一句中给出67.87%与67.27%；此处满足前者。前三大地区占比69.52%按供应商所在地计算。", "One sentence of the paper gives both 67.87 % and 67.27 %; the former is met here. The 69.52 % of the three largest regions is measured on the suppliers."},
	{"行业“知识产权行业”不属于GB/T 4754，读取时归入未知。", "The industry 知识产权行业 is none of GB/T 4754 and is read as unknown."},
}, commonAssumptions...)

var kaideAssumptions = append([]bilingual{
	{"封包日假设为2019年8月15日，与合同起始日相同（合同期限与剩余期限均为60个月）；产品于2019年9月11日发行。", "The cut-off date is assumed to be 15 August 2019 and the start of all contracts (original and remaining terms are both 60 months); the deal was issued on 11 September 2019."},
	{"综合费率假设为每年8.00%，全部合同相同；许可费按季等额支付，计息基础30E/360。应收许可费余额为各期许可费之和。", "The rate is assumed to be 8.00 % a year for all contracts; fees are level and quarterly, 30E/360. The fee receivable is the sum of all fees."},
	{"前三大行业占比54.48%在论文列出的五个行业上不可能成立（至少60%）；此处按GB/T 4754大类满足该数值。", "A share of 54.48 % for the three largest of the five industries named is impossible (at least 60 %); here the figure holds over divisions of GB/T 4754."},
	{"一次性许可费总额3.01亿元，最低300万元、最高4500万元；以四项发明专利融资2300万元的合同来自报道。", "Up-front fees total 301 million, the smallest 3 and the largest 45 million; the contract with four inventions and 23 million follows the press."},
	{"其余专利在合同之间的分配为假设。", "How the other patents spread over the contracts is assumed."},
}, commonAssumptions...)

var longheAssumptions = append([]bilingual{
	{"封包日假设为2021年8月31日。", "The cut-off date is assumed to be 31 August 2021."},
	{"93笔贷款、91个借款人：假设两个借款人各有两笔贷款，其中一个属于前五大借款人。", "93 loans and 91 borrowers: two borrowers are assumed to have two loans each, one of them among the five largest."},
	{"期限以年为单位、保留两位小数（365天为一年），与论文数值均为0.12个月的整数倍相符；起止日与之一致。", "Terms are stated in years with two decimals (years of 365 days), as the paper's figures are multiples of 0.12 months; the dates agree with them."},
	{"平均期限同时按笔数与按未偿本金加权成立。", "The average terms hold both by loan and weighted by principal."},
	{"按月付息、到期还本，计息基础ACT/360；担保方式按论文列出的三种分配。", "Interest monthly, principal at maturity, ACT/360; the three forms of security that the paper names are spread over the loans."},
	{"“其他”行业假设为信息传输、软件和信息技术服务业与建筑业。", "The other industries are assumed to be information technology services and construction."},
	{"前五大借款人合计3491万元，户均698.2万元，超过2018年小额贷款指引的单户500万元上限；此处按披露数值重构。", "The five largest borrowers owe 34.91 million, 6.982 million each on average, above the 5 million of the 2018 micro-loan guideline; the published figure is reconstructed as it stands."},
}, commonAssumptions...)
