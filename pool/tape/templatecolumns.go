package tape

import (
	"strings"

	"github.com/ipabs/ipabs/pool"
)

// templateColumn is a column of a template.
type templateColumn struct {
	field    field
	names    string // 中文|English for every kind, then kind=中文|English where a kind says otherwise; between ";"
	kinds    string // letters of the kinds that have it, "" for all
	required bool
	unit     string // written into the header
	list     listName
	meaning  string // Chinese, then English behind "|"
	example  string // for every kind, then kind=…; between ";"
}

// Letters of kinds in the table below.
const kindLetters = " LRMS" // by pool.Kind

// contractColumns are the columns of the sheet of contracts.
var contractColumns = []templateColumn{
	{field: fSerial, names: "序号|No.", meaning: "行号，可不填；写“示例”的行不读取|row number, may be left out; a row marked 示例 is skipped", example: "示例"},
	{field: fContractID, names: "合同编号|Contract ID;L=租赁合同编号|Lease ID;R=应收账款编号|Contract ID;M=借据号|Loan ID;S=许可合同编号|Contract ID", required: true, meaning: "每份合同唯一，按文本填写|unique for every contract; a text", example: "ZL-2024-001;R=YS-2024-001;M=JJ-2024-001;S=XK-2024-001"},
	{field: fKind, names: "资产类型|Asset type", kinds: " ", required: true, list: listKind, meaning: "四类之一|one of the four kinds", example: "融资租赁"},
	{field: fObligor, names: "债务人|Obligor;L=承租人|Lessee;R=债务人|Debtor;M=借款人|Borrower;S=被许可人|Licensee", required: true, meaning: "第一债务人全称|the firm that owes the contract, the first-named where there are several", example: "示例科技有限公司"},
	{field: fCoObligors, names: "共同债务人|Co-obligors;L=共同承租人|Co-lessees;M=共同借款人|Co-borrowers;S=共同被许可人|Co-obligors", meaning: "其他共同债务人，用“、”分隔|the others who owe it, separated by 、", example: "示例控股有限公司"},
	{field: fShares, names: "份额|Obligor shares", meaning: "各债务人份额，按顺序，用“/”分隔，合计100%|shares of all obligors in their order, separated by /, together 100%", example: "60%/40%"},
	{field: fObligorIndustry, names: "债务人行业|Obligor industry;L=承租人行业|Lessee industry;R=债务人行业|Debtor industry;M=借款人行业|Borrower industry;S=被许可人行业|Obligor industry", meaning: "第一债务人行业，GB/T 4754-2017 门类或大类的代码或名称|industry of the first obligor: code or name of GB/T 4754-2017", example: "I65"},
	{field: fObligorRegion, names: "债务人地区|Obligor region;L=承租人地区|Lessee region;R=债务人地区|Debtor region;M=借款人地区|Borrower region;S=被许可人地区|Obligor region", list: listProvince, meaning: "第一债务人省份或城市|province or city of the first obligor", example: "北京"},
	{field: fRating, names: "主体评级|Rating", meaning: "第一债务人评级，任何标度|rating of the first obligor, on any scale", example: "AA"},
	{field: fGroup, names: "所属集团|Group", meaning: "第一债务人所属集团|group of the first obligor", example: "示例集团"},
	{field: fDomestic, names: "是否境内注册|Obligor domestic", list: listYesNo, meaning: "第一债务人是否在境内注册；以下各项未知的留空|whether the first obligor is registered in the mainland; leave blank what is not known, here and below", example: "是"},
	{field: fBankrupt, names: "是否破产|Obligor bankrupt", list: listYesNo, meaning: "第一债务人是否破产、清算或重整|whether the first obligor is bankrupt, in liquidation or in reorganisation", example: "否"},
	{field: fRestricted, names: "是否失信被执行人|Obligor restricted", list: listYesNo, meaning: "第一债务人是否失信被执行人|whether a court lists the first obligor as a defaulter", example: "否"},
	{field: fLitigation, names: "是否涉及重大诉讼|Obligor litigation", list: listYesNo, meaning: "第一债务人是否涉及重大诉讼、仲裁|whether the first obligor is party to major litigation or arbitration", example: "否"},
	{field: fGovernmentVehicle, names: "是否地方政府融资平台|Obligor government vehicle", list: listYesNo, meaning: "第一债务人是否地方政府融资平台|whether the first obligor is a financing vehicle of a local government", example: "否"},
	{field: fCreditor, names: "债权人|Creditor;L=出租人|Lessor;R=供应商|Supplier;M=贷款行|Lender;S=许可人|Licensor", meaning: "原始债权人全称|who the contract is owed to", example: "示例租赁有限公司;R=示例影业有限公司;M=示例银行"},
	{field: fCreditorIndustry, names: "债权人行业|Creditor industry;R=供应商行业|Supplier industry", meaning: "债权人行业|industry of the creditor", example: "L71;R=R87;M=J66"},
	{field: fCreditorRegion, names: "债权人地区|Creditor region;R=供应商地区|Supplier region", list: listProvince, meaning: "债权人省份或城市|province or city of the creditor", example: "上海"},
	{field: fOriginator, names: "原始权益人|Originator", meaning: "向专项计划转让资产者|who sells the contract to the plan", example: "示例租赁有限公司;R=示例保理有限公司;M=示例银行"},
	{field: fGuarantor, names: "担保人|Guarantors", meaning: "担保人，用“、”分隔|guarantors, separated by 、", example: "示例担保有限公司"},
	{field: fSecurity, names: "担保方式|Security", list: listSecurity, meaning: "质押、保证、抵押、信用，可用“+”并列|pledge 质押, guarantee 保证, mortgage 抵押, clean 信用, joined by +", example: "保证+质押"},
	{field: fCurrency, names: "币种|Currency", meaning: "与表头币种不同时填写，按封包日汇率折算|where it is not that above the list; changed at the rate of the cut-off date", example: "CNY"},
	{field: fBalance, names: "未偿本金余额|Outstanding principal;R=应收账款余额|Balance", required: true, meaning: "封包日日终未偿本金，不得四舍五入到分以下|outstanding principal at the end of the cut-off day, whole in fen", example: "1000000"},
	{field: fReceivableBalance, names: "应收本息余额|Receivable balance", meaning: "尚未收取的全部款项，不小于本金|all payments still owed, at least the principal", example: "1100000"},
	{field: fOriginalAmount, names: "合同金额|Original amount", meaning: "合同原始金额|the amount the contract was about", example: "2000000"},
	{field: fRate, names: "年利率|Annual rate", meaning: "年利率，写百分号|yearly rate, with the percent sign", example: "0.0535"},
	{field: fStart, names: "起始日|Start date;L=起租日|Start date;R=发票日|Invoice date;M=发放日|Disbursement date;S=许可起始日|Start date", meaning: "合同起始日；二次许可为回授许可起始日|first day of the contract; of a sub-licence, of the licence back", example: "2023-06-30"},
	{field: fMaturity, names: "到期日|Maturity", required: true, meaning: "最后付款日，晚于封包日|day of the last payment, after the cut-off date", example: "2026-06-30"},
	{field: fOriginalTerm, names: "合同期限|Original term", unit: "（月）", meaning: "合同期限，月|term of the contract in months", example: "36"},
	{field: fRemainingTerm, names: "剩余期限|Remaining term", unit: "（月）", meaning: "封包日起剩余期限，月|months from the cut-off date to the maturity", example: "24"},
	{field: fRepayment, names: "还款方式|Repayment form", kinds: "LMS", list: listRepayment, meaning: "等额本息 level，等额本金 even principal，先息后本 interest first，到期一次还本付息 bullet，不规则 irregular（见还款计划）|form of repayment; 不规则 needs rows on 还款计划 or 本金计划", example: "等额本息"},
	{field: fFrequency, names: "还款频率|Payment frequency", kinds: "LMS", list: listFrequency, meaning: "付款间隔，如 按季、every 4 months|time between payments", example: "按季"},
	{field: fTiming, names: "支付时点|Payment timing", kinds: "LMS", list: listTiming, meaning: "后付 arrears（期末），先付 advance（期初）；不填为后付|at the end or the beginning of the period; end when left out", example: "后付"},
	{field: fDayCount, names: "计息基础|Day count", kinds: "LMS", list: listDayCount, meaning: "计息基础|day count", example: "ACT/365F"},
	{field: fInterestOnlyUntil, names: "宽限期至|Interest only until", kinds: "LMS", meaning: "该日前（含）只付息；用于等额本息、等额本金|interest alone is paid up to and on this day; for 等额本息 and 等额本金", example: "2024-12-31"},
	{field: fCapitaliseUntil, names: "利息资本化至|Capitalise until", kinds: "LMS", meaning: "该日前（含）不付款，利息计入本金；用于等额本息|nothing is paid and interest becomes principal up to and on this day; for 等额本息", example: "2024-09-30"},
	{field: fBalloon, names: "尾款|Balloon", kinds: "LMS", meaning: "到期日另付的本金；用于等额本息、等额本金|principal due at maturity beside the last instalment; for 等额本息 and 等额本金", example: "300000"},
	{field: fStepMonths, names: "递增周期|Step months", kinds: "LMS", unit: "（月）", meaning: "每隔几个月调整一次还款额；用于等额本息|months after which instalments change; for 等额本息", example: "12"},
	{field: fStepGrowth, names: "递增比例|Step growth", kinds: "LMS", meaning: "每次调整的比例，递减写负数；与递增金额二选一|by which share they change, negative for falling ones; this or the amount", example: "0.05"},
	{field: fStepAmount, names: "递增金额|Step amount", kinds: "LMS", meaning: "每次调整的金额，递减写负数；与递增比例二选一|by which amount they change, negative for falling ones; this or the share", example: ""},
	{field: fClass, names: "五级分类|Five-category class", list: listClass, meaning: "正常 normal，关注 special mention，次级 substandard，可疑 doubtful，损失 loss|five-category class", example: "正常"},
	{field: fOverdueDays, names: "逾期天数|Days overdue", meaning: "当前逾期天数，无逾期填0|days overdue now, 0 for none", example: "0"},
	{field: fValid, names: "是否合法有效|Claim valid", list: listYesNo, meaning: "合同是否合法有效|whether the contract is legal, valid and in force", example: "是"},
	{field: fAssignable, names: "是否可转让|Claim assignable", list: listYesNo, meaning: "债权是否可依法转让|whether nothing forbids or limits the assignment", example: "是"},
	{field: fEncumbered, names: "是否存在权利负担|Claim encumbered", list: listYesNo, meaning: "债权上是否有他人权利|whether another has a right in the claim", example: "否"},
	{field: fWhole, names: "是否整笔入池|Claim whole", list: listYesNo, meaning: "是否整份合同转让|whether the whole contract is transferred", example: "是"},
	{field: fNotified, names: "是否已通知债务人|Claim notified", list: listYesNo, meaning: "是否已通知债务人转让|whether the obligor is notified of the transfer", example: "是"},
	{field: fSecurityMove, names: "附属担保是否转让|Claim security move", list: listYesNo, meaning: "附属担保是否随同转让|whether the security moves with the claim", example: "是"},
	{field: fSensitive, names: "是否涉军涉密|Claim sensitive", list: listYesNo, meaning: "是否涉军、涉密|whether assets of defence or state secrets are concerned", example: "否"},
	{field: fRelatedParty, names: "是否关联交易|Claim related party", list: listYesNo, meaning: "是否关联方之间的交易|whether the contract is one between related parties", example: "否"},
	{field: fDeposit, names: "保证金|Security deposit", kinds: "L", meaning: "承租人保证金|deposit of the lessee", example: "100000"},
	{field: fDepositUse, names: "保证金用途|Deposit use", kinds: "L", list: listDepositUse, meaning: "抵扣末期租金 offset，到期退还 refund|what becomes of the deposit", example: "抵扣末期租金"},
	{field: fHandlingFee, names: "手续费|Handling fee", kinds: "L", meaning: "租赁手续费|handling fee", example: "20000"},
	{field: fHandlingFeeDate, names: "手续费支付日|Handling fee date", kinds: "L", meaning: "不填为起租日已付|paid at the start when left out", example: "2023-06-30"},
	{field: fPurchasePrice, names: "留购价款|Purchase price", kinds: "L", meaning: "期末留购价款|price of the rights at the end", example: "100"},
	{field: fFace, names: "应收账款金额|Face amount", kinds: "R", meaning: "发票金额，不小于余额|amount invoiced, at least the balance", example: "1200000"},
	{field: fAdvance, names: "保理融资款|Advance", kinds: "R", meaning: "保理商支付的价款|price that the factor paid", example: "900000"},
	{field: fConfirmed, names: "确权日|Confirmation date", kinds: "R", meaning: "债务人确认日|day on which the debtor confirmed the debt", example: "2023-07-15"},
	{field: fDilution, names: "折让|Dilution", kinds: "R", meaning: "债务人可抵销部分|part that the debtor may set off", example: "0"},
	{field: fFloating, names: "利率类型|Rate type", kinds: "M", meaning: "固定，或浮动规则如 LPR1Y+50BP|固定 for fixed, or a rule such as LPR1Y+50BP", example: "LPR1Y+50BP"},
	{field: fResetMonths, names: "重定价周期|Reset period", unit: "（月）", kinds: "M", meaning: "浮动利率重定价周期，月|months between two resets of a floating rate", example: "12"},
	{field: fPenaltyRate, names: "罚息利率|Penalty rate", kinds: "M", meaning: "逾期年利率|yearly rate on overdue amounts", example: "0.08025"},
	{field: fPledgeRatio, names: "质押率|Pledge ratio", kinds: "M", meaning: "贷款与评估价值之比|loan over appraised value", example: "0.35"},
	{field: fUpfrontFee, names: "一次性许可费|Upfront fee", kinds: "S", meaning: "第一次许可所得许可费|fee received for the first licence", example: "2000000"},
	{field: fLicenceStart, names: "第一次许可起始日|Licence start", kinds: "S", meaning: "第一次许可起始日|first day of the first licence", example: "2023-06-30"},
	{field: fLicenceEnd, names: "第一次许可终止日|Licence end", kinds: "S", meaning: "第一次许可终止日|last day of the first licence", example: "2028-06-30"},
	{field: fExclusive, names: "是否独占|Exclusive", kinds: "S", list: listYesNo, meaning: "回授许可是否独占|whether the licence back is exclusive", example: "是"},
	{field: fTerritory, names: "许可地域|Territory", kinds: "S", meaning: "回授许可地域|territory of the licence back", example: "中国"},
	{field: fPledged, names: "是否质押|Pledged", kinds: "S", list: listYesNo, meaning: "权利是否质押给许可人|whether the rights are pledged", example: "是"},
	{field: fPledgeRegistration, names: "质押登记号|Pledge registration", kinds: "S", meaning: "质押登记号|number of the registered pledge", example: "Y2023980000001"},
	{field: fRoyaltyShare, names: "提成比例|Royalty share", kinds: "S", meaning: "销售提成比例|share of the licensee's sales", example: "0.02"},
	{field: fMinimumGuarantee, names: "保底许可费|Minimum guarantee", kinds: "S", meaning: "每期保底许可费|owed in every period whatever the sales", example: "50000"},
	{field: fRoyaltyCap, names: "提成上限|Royalty cap", kinds: "S", meaning: "每期许可费上限，不小于保底|the most owed in a period", example: "500000"},
	{field: fTags, names: "标签|Tags", meaning: "自定义标签，用“、”分隔|tags of your own, separated by 、", example: "首批"},
}

var rightColumns = []templateColumn{
	{field: fSerial, names: "序号|No.", meaning: "写“示例”的行不读取|a row marked 示例 is skipped", example: "示例"},
	{field: fContractID, names: "合同编号|Contract ID", required: true, meaning: "对应合同；一项权利担保多份合同时每份一行|the contract; a right behind several contracts has a row for each", example: "ZL-2024-001;R=YS-2024-001;M=JJ-2024-001;S=XK-2024-001"},
	{field: fRightID, names: "权利标识|Right ID", meaning: "不填时由登记号或合同编号得出|derived from the number or the contract when left out", example: "IP-001"},
	{field: fRightTitle, names: "权利名称|Right name", meaning: "专利、作品、商标等名称|name of the patent, work or mark", example: "一种示例方法"},
	{field: fRightType, names: "权利类型|Right type", list: listRightType, meaning: "权利类型|type of the right", example: "发明专利"},
	{field: fRightNumber, names: "登记号|Registration number", meaning: "专利号、登记号或注册号|patent or registration number", example: "ZL200310119651.4"},
	{field: fRightCount, names: "数量|Count", meaning: "一行代表多项权利时的项数|how many rights the row stands for", example: "1"},
	{field: fRightOwner, names: "权利人|Owner", meaning: "权利人全称|owner", example: "示例科技有限公司"},
	{field: fRightFiled, names: "申请日|Filing date", meaning: "申请日或登记日|day of filing or registration", example: "2018-03-28"},
	{field: fRightRegistered, names: "授权公告日|Grant date", meaning: "授权公告日或注册日|day of the grant or registration", example: "2020-06-30"},
	{field: fRightExpiry, names: "到期日|Expiry", meaning: "权利到期日|day on which the right ends", example: "2038-03-28"},
	{field: fRightAnnuity, names: "年费缴至日|Annuity paid until", meaning: "年费已缴纳至|day to which annual fees are paid", example: "2025-03-28"},
	{field: fRightStatus, names: "法律状态|Legal status", list: listRightStatus, meaning: "法律状态|legal status", example: "有效"},
	{field: fRightValue, names: "评估价值|Appraised value", meaning: "评估价值|appraised value", example: "3000000"},
	{field: fRightValueDate, names: "评估日|Appraisal date", meaning: "评估基准日|day of the appraisal", example: "2023-05-31"},
	{field: fRightAppraiser, names: "评估机构|Appraiser", meaning: "评估机构|who appraised it", example: "示例资产评估有限公司"},
}

var paymentColumns = []templateColumn{
	{field: fSerial, names: "序号|No.", meaning: "写“示例”的行不读取|a row marked 示例 is skipped", example: "示例"},
	{field: fContractID, names: "合同编号|Contract ID", required: true, meaning: "对应合同，其还款方式为不规则|the contract, whose form of repayment is 不规则", example: "ZL-2024-001;R=YS-2024-001;M=JJ-2024-001;S=XK-2024-001"},
	{field: fDate, names: "还款日期|Payment date", required: true, meaning: "封包日后各期日期，逐期递增|days after the cut-off date, in order", example: "2024-12-31"},
	{field: fPayment, names: "应还金额|Payment", required: true, meaning: "当期应还本息合计|interest and principal of the period together", example: "500000"},
}

var principalColumns = []templateColumn{
	paymentColumns[0], paymentColumns[1], paymentColumns[2],
	{field: fPrincipal, names: "应还本金|Principal", required: true, meaning: "当期应还本金，利息另计，合计等于余额|principal of the period, interest on top; together the balance", example: "500000"},
}

var affiliateColumns = []templateColumn{
	{field: fSerial, names: "序号|No.", meaning: "写“示例”的行不读取|a row marked 示例 is skipped", example: "示例"},
	{field: fParty, names: "企业名称|Company", required: true, meaning: "资产清单中出现的名称|the name as on the sheet of contracts", example: "示例科技有限公司"},
	{field: fGroup, names: "所属集团|Group", meaning: "关联方集团|group of affiliates", example: "示例集团"},
	{field: fLegalName, names: "登记全称|Legal name", meaning: "与上列名称不同时填写|where it is not the name to the left", example: "示例科技（北京）有限公司"},
	{field: fIndustry, names: "行业|Industry", meaning: "GB/T 4754-2017 代码或名称|code or name of GB/T 4754-2017", example: "I65"},
	{field: fRegion, names: "地区|Region", list: listProvince, meaning: "省份或城市|province or city", example: "北京"},
	{field: fRating, names: "主体评级|Rating", meaning: "评级|rating", example: "AA"},
	{field: fPD, names: "违约概率|PD", meaning: "一年违约概率|probability of default within one year", example: "0.01"},
	{field: fDomestic, names: "是否境内注册|Domestic", list: listYesNo, meaning: "是否在境内注册|whether it is registered in the mainland", example: "是"},
	{field: fBankrupt, names: "是否破产|Bankrupt", list: listYesNo, meaning: "是否破产、清算或重整|whether it is bankrupt, in liquidation or in reorganisation", example: "否"},
	{field: fRestricted, names: "是否失信被执行人|Restricted", list: listYesNo, meaning: "是否失信被执行人|whether a court lists it as a defaulter", example: "否"},
	{field: fLitigation, names: "是否涉及重大诉讼|Litigation", list: listYesNo, meaning: "是否涉及重大诉讼、仲裁|whether it is party to major litigation or arbitration", example: "否"},
	{field: fGovernmentVehicle, names: "是否地方政府融资平台|Government vehicle", list: listYesNo, meaning: "是否地方政府融资平台|whether it is a financing vehicle of a local government", example: "否"},
}

// perKind reads "all;L=lease": what stands for a kind, or else for all.
func perKind(text string, kind pool.Kind) string {
	all := ""
	for i, part := range strings.Split(text, ";") {
		if letter, own, found := strings.Cut(part, "="); found && len(letter) == 1 && strings.Contains(kindLetters, letter) {
			if letter[0] == kindLetters[kind] {
				return own
			}
		} else if i == 0 {
			all = part
		}
	}
	return all
}

// header gives the header in both languages, with its unit.
func (c templateColumn) header(kind pool.Kind) string {
	zh, en := c.name(kind)
	return zh + " " + en + c.unit
}

func (c templateColumn) name(kind pool.Kind) (zh, en string) {
	zh, en, _ = strings.Cut(perKind(c.names, kind), "|")
	return zh, en
}

// columnsOf leaves out the columns that contracts of a kind do not have. A template for all kinds has
// all of them.
func columnsOf(all []templateColumn, kind pool.Kind) []templateColumn {
	var list []templateColumn
	for _, c := range all {
		if c.kinds == "" || kind == pool.KindUnknown || strings.IndexByte(c.kinds, kindLetters[kind]) >= 0 {
			list = append(list, c)
		}
	}
	return list
}
