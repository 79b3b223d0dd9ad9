package tape

import (
	"regexp"
	"strings"
	"sync"
)

// aliasLine lists the headers under which a field is known, the surest first: where two columns
// claim the same field, the surer header gets it.
type aliasLine struct {
	field field
	names string
}

// contractAliases are the headers of a list of contracts of any kind. Chinese headers are those that
// desks use for the four kinds; a header with two meanings is left out.
var contractAliases = []aliasLine{
	{fSerial, "序号 No No. 行号 S/N Serial #"},
	{fAsOf, "封包日 封包日期 基准日 基准日期 初始起算日 数据提取日 数据日期 As_of Cut-off_date Cutoff_date"},
	{fKind, "种类 资产类型 资产种类 基础资产类型 基础资产种类 债权类型 模式 业务模式 业务类型 Kind Asset_type Asset_kind 资产类别 产品类型 Contract_type Contract_kind"},
	{fCurrency, "币种 货币 币别 Currency CCY 计价币种 合同币种 Contract_currency"},
	{fContractID, "借据号 借据编号 应收账款编号 应收账款合同编号 二次许可合同号 二次许可合同编号 许可合同编号 许可合同号 租赁合同号 租赁合同编号 融资租赁合同编号 贷款合同编号 贷款合同号 借款合同编号 借款合同号 合同编号 合同号 合同号码 资产编号 基础资产编号 债权编号 贸易合同号 贸易合同编号 业务编号 编号 Contract_ID Contract_No Contract_No. Contract_Number Contract Contract_ref Ref Ref. Reference Loan_ID Lease_ID Asset_ID ID 主合同编号 主合同号 保理合同编号 保理合同号 专利许可合同编号 专利许可合同号 独占许可合同编号 回租合同编号 售后回租合同编号 信贷合同编号 信贷合同号 委托贷款合同编号 授信合同编号 放款编号 底层资产编号 入池资产编号 借据流水号 合同流水号 合同代码 台账编号 业务合同编号 发票号 发票号码 发票编号 Invoice_number Invoice_no Loan_number Loan_no Loan_account_no Licence_agreement_no License_agreement_no Receivable_ID Agreement_number Agreement_no Deal_reference Facility_ID"},
	{fObligor, "承租人 主承租人 承租人一 债务人 核心债务人 核心企业 付款人 买方 被许可人 专利客户 借款人 借款企业 借款主体 承租企业 融资人 融资主体 债务企业 客户名称 企业名称 公司名称 Obligor Lessee Debtor Borrower Sub-licensee Sublicensee Licensee Core_debtor Obligor_name 付款义务人 用信主体 授信企业 授信客户 债务主体 融资企业 Debtor_name Borrower_name Name_of_borrower Name_of_obligor Name_of_lessee Buyer Payer Account_debtor Counterparty"},
	{fCoObligors, "共同承租人 联合承租人 承租人二 承租人2 共同债务人 共同借款人 共同被许可人 共同还款人 Co-lessee Co-lessees Co-obligor Co-obligors Co-borrower Co-borrowers Joint_obligors"},
	{fShares, "份额 承租份额 债务份额 承担比例 分摊比例 债务人份额 Shares Share Obligor_shares"},
	{fCreditor, "出租人 债权人 原始债权人 原债权人 供应商 卖方 许可人 贷款人 贷款行 贷款机构 经办机构 经办行 放款机构 Creditor Lessor Supplier Licensor Lender Original_creditor 出租方 出借人 贷款银行 放贷机构 贷款机构名称 许可方 供应商名称 Vendor"},
	{fOriginator, "原始权益人 发起机构 发起人 资产服务机构 保理商 保理公司 保理人 Originator Factor 委托人 原始权益人名称"},
	{fGuarantor, "担保人 保证人 担保机构 担保公司 担保方 保证方 差额补足人 Guarantor Guarantors 第三方担保机构 增信机构 担保机构名称 差额补足义务人 Guarantee_company Guarantee_institution"},
	{fGroup, "所属集团 集团 集团名称 关联方 关联集团 关联方组 实际控制人 实控人 关联企业集团 Group Affiliate_group Parent"},
	{fRating, "主体评级 内部评级 信用评级 评级 核心债务人评级 债务人评级 承租人评级 借款人评级 主体信用等级 信用等级 外部评级 Rating Internal_rating Obligor_rating 影子评级 债项评级 客户评级 Credit_rating Issuer_rating Shadow_rating"},
	{fIndustry, "行业 所属行业 行业分类 行业门类 行业大类 国标行业 所在行业 Industry Sector 国民经济行业 国民经济行业分类 国民经济行业门类 国标行业分类 主营行业 GB/T_4754_industry"},
	{fRegion, "地区 省份 所在地 所属地区 区域 地域 所在省份 所在地区 注册地 注册地址 省市 城市 所在城市 Region Province Location City 经营地 经营所在地 住所地 住所 办公所在地 所在省市 Geography Place_of_registration Registered_location"},
	{fObligorIndustry, "承租人行业 承租人所属行业 债务人行业 债务人所属行业 核心企业行业 借款人行业 借款人所属行业 被许可人行业 Obligor_industry Lessee_industry Debtor_industry Borrower_industry"},
	{fObligorRegion, "承租人地区 承租人所在地 承租人所在地区 承租人省份 债务人地区 债务人所在地 核心企业所在地 借款人地区 借款人所在地 借款人所在地区 被许可人地区 被许可人所在地 Obligor_region Lessee_region Debtor_region Borrower_region"},
	{fCreditorIndustry, "供应商行业 供应商所属行业 债权人行业 原始债权人行业 Supplier_industry Creditor_industry"},
	{fCreditorRegion, "供应商所在地 供应商地区 供应商所在地区 供应商省份 债权人所在地 债权人地区 原始债权人所在地 Supplier_region Creditor_region"},
	{fBalance, "未偿本金余额 未偿还本金余额 未偿本金 剩余本金余额 剩余本金 剩余本金金额 未还本金 未还本金余额 未到期本金 本金余额 未偿还本金 剩余未偿本金 应收账款余额 应收债权余额 应收款余额 贷款余额 借款余额 余额 Balance Outstanding_principal Outstanding_balance Principal_balance Current_balance Outstanding 未收回本金 未收本金 未回收本金 尚欠本金 剩余应还本金 账面本金余额 存量本金 存量余额 待还本金 融资余额 借据余额 应收账款净额 贷款本金余额 借款本金余额 UPB Unpaid_principal_balance Outstanding_amount Closing_balance Loan_balance Amount_outstanding"},
	{fReceivableBalance, "应收许可费余额 应收使用费余额 剩余许可费 未收许可费 许可费余额 应收租金余额 剩余租金余额 未偿租金余额 未到期租金 剩余租金 剩余应收租金 租金余额 应收本息余额 剩余本息 Receivable_balance Fee_receivable Rent_receivable Fees_outstanding 剩余租金总额 剩余租金合计 未收租金 未收租金余额 剩余应付租金 剩余租金本息 应收许可使用费余额 未收许可使用费 Fees_receivable Rents_receivable Remaining_rent Remaining_rentals Outstanding_rent"},
	{fOriginalAmount, "合同金额 合同本金 租赁本金 租赁物转让价款 放款金额 放款本金 初始放款本金 贷款金额 贷款总金额 借款金额 发放金额 融资金额 许可费总额 合同总金额 Original_amount Contract_amount Loan_amount Original_principal Financed_amount Lease_amount 融资本金 投放本金 投放金额 起始本金 原始金额 原始本金 初始本金 初始金额 租赁成本 授信金额 合同价款 合同总额 签约金额 首次放款金额 借据金额 租赁物购买价款 Original_balance Original_principal_amount Contract_value Principal_amount_at_origination Facility_amount Disbursed_amount"},
	{fRate, "租赁利率 执行利率 执行年利率 年利率 贷款年利率 贷款利率 借款利率 合同利率 保理利率 折价率 综合费率 内部收益率 IRR 年化利率 年化收益率 利率 租赁年利率 费率 月利率 月息 执行月利率 日利率 日息 Monthly_rate Daily_rate Rate Interest_rate Annual_rate Yearly_rate All-in_rate Coupon 固定利率 综合利率 综合年利率 租赁内含利率 保理费率 保理年利率 融资利率 资金成本率 名义利率 票面利率 APR Fixed_rate Nominal_rate Effective_rate"},
	{fFloating, "利率种类 利率类型 利率形式 利率方式 定价基准 浮动利率 Rate_type Floating_rate"},
	{fPenaltyRate, "罚息利率 贷款罚息利率 逾期利率 Penalty_rate"},
	{fStart, "起租日 起租日期 发放日 放款日 放款日期 发放日期 贷款发放日 借款日 起息日 许可起始日 许可开始日 二次许可起始日 合同开始时间 合同起始日 合同开始日 合同签订日 起始日 起始日期 开始日期 开始日 发票日 开票日 开票日期 发票日期 应收账款形成日 Start Start_date Lease_start Loan_start Licence_back_start Value_date Disbursement_date Invoice_date Commencement_date 计息起始日 起息日期 首次放款日 租赁期起始日 租期起始日 许可期起始日 合同起期 合同开始日期 Loan_date Date_of_contract Contract_date Signing_date Funding_date Origination_date"},
	{fMaturity, "到期日 到期日期 合同到期日 租赁到期日 贷款到期日 借款到期日 应收账款到期日 付款到期日 许可终止日 许可到期日 二次许可终止日 终止日 终止日期 结束日期 合同结束时间 合同终止日 合同结束日 最后还款日 预计付款日 付款日 Maturity Maturity_date Lease_end Loan_end Lease_maturity Loan_maturity Due_date End_date Expiry_date Expiry Expiration Expiration_date 最终到期日 租赁期届满日 租赁期终止日 租期届满日 合同止期 许可期终止日 应付款日 预计回款日 最后支付日 还款到期日 最后一期还款日 Last_payment_date Final_instalment_date Final_payment_date Termination_date"},
	{fOriginalTerm, "合同期限 租赁期限 租赁合同期限 贷款期限 借款期限 原始期限 许可期限 总期限 期限 账期 租期 Original_term Term Contract_term Loan_term 融资期限 授信期限 约定期限 Tenor Original_tenor"},
	{fRemainingTerm, "剩余期限 合同剩余期限 租赁合同剩余期限 贷款剩余期限 剩余账期 剩余天数 剩余月数 剩余租期 剩余到期期限 Remaining_term Remaining Months_to_maturity Days_to_maturity Time_to_maturity Remaining_months Remaining_days Months_remaining 剩余还款期限 剩余存续期限 尚余期限 距到期月数 距到期日月数 Remaining_life Residual_term Residual_maturity Remaining_maturity Remaining_tenor"},
	{fSeasoning, "账龄 合同账龄 租赁合同账龄 贷款账龄 已存续期限 Seasoning Age"},
	{fRepayment, "还款方式 还本付息方式 租金支付方式 租金偿还方式 租金计算方式 付款方式 许可费支付方式 偿还方式 支付方式 还租方式 Repayment Repayment_form Repayment_type Repayment_method Amortisation Amortization 还租安排 Repayment_profile"},
	{fFrequency, "还款频率 付款频率 支付频率 还款频次 付息频率 租金支付频率 还款周期 支付周期 频率 Frequency Payment_frequency Repayment_frequency Fee_payment_frequency Rental_frequency Rental_payment_frequency 付租频率 收租频率 结息频率 Interest_payment_frequency"},
	{fTiming, "支付时点 先付后付 先付/后付 租金支付时点 付款时点 期初期末 Timing Payment_timing"},
	{fDayCount, "计息基础 计息方式 日计数基准 日利率计算基础 计息基准 Day_count Day_count_convention Daycount"},
	{fInterestOnlyUntil, "宽限期至 宽限期截止日 宽限期到期日 宽限期届满日 Interest_only_until Grace_until"},
	{fCapitaliseUntil, "利息资本化至 利息资本化截止日 Capitalise_until Capitalised_until"},
	{fBalloon, "尾款 尾款金额 气球款 期末尾款 Balloon Balloon_payment"},
	{fStepMonths, "递增周期 租金递增周期 租金调整周期 Step_months"},
	{fStepGrowth, "递增比例 租金递增比例 递增率 租金递增率 Step_growth"},
	{fStepAmount, "递增金额 租金递增金额 Step_amount"},
	{fClass, "五级分类 资产五级分类 贷款五级分类 风险分类 资产分类 五级分类结果 Class Five-category_class Classification Loan_class 风险等级分类 贷款质量分类 信贷资产分类 Loan_classification Five-category_classification Asset_quality"},
	{fOverdueDays, "逾期天数 逾期日数 当前逾期 当前逾期天数 已逾期天数 Overdue_days Days_overdue Days_past_due DPD 本金逾期天数 逾期天数合计 最长逾期天数 No_of_days_overdue Number_of_days_overdue Days_in_arrears"},
	{fSecurity, "担保方式 担保措施 增信方式 增信措施 担保类型 担保 主要担保方式 确权/担保 Security Guarantee Collateral_type Security_type 风险缓释措施 缓释措施 保障措施 Credit_support Credit_enhancement Collateral"},
	{fTags, "标签 资产标签 Tags Tag Labels"},
	{fRemark, "备注 说明 其他说明 Remark Remarks Note Notes Comment"},
	{fRightTitle, "租赁物 租赁物名称 知识产权名称 知识产权 质押物 质押物名称 质押标的 许可专利名称 专利名称 作品名称 标的名称 版权名称 底层知识产权 专利 IP IP_title IP_name IP_asset Rights Right Right_title Title Pledged_rights Leased_rights 软件名称 商标名称 标的物名称 许可专利 质押专利名称 Work_title Software_name"},
	{fRightType, "知识产权类型 租赁物类型 专利类型 质押物类型 版权类型 权利类型 质押标的类型 标的类型 知识产权种类 IP_type Right_type Patent_type Type_of_right"},
	{fRightCount, "知识产权数量 专利数量 权利数量 租赁物数量 质押物数量 质押数量 数量 件数 IP_count Right_count Number_of_rights Patents 质押专利数量 许可专利数量 专利件数 专利个数 Number_of_patents No_of_patents No_of_rights"},
	{fRightNumber, "专利号 专利号码 专利申请号 专利编号 登记号 著作权登记号 注册号 商标注册号 权证号 权证编号 知识产权编号 证书号 Patent_number Patent_no Registration_number Registration_no Right_number IP_number 证书编号 专利证书号 权属证书编号 IP_registration_no IP_registration_number Certificate_no Certificate_number Patent_application_number"},
	{fRightOwner, "权利人 专利权人 著作权人 商标权人 知识产权权利人 Right_owner IP_owner Owner"},
	{fRightFiled, "专利申请日 申请日 知识产权申请日 Filing_date Filed"},
	{fRightExpiry, "知识产权到期日 专利到期日 权利到期日 专利权到期日 专利有效期至 权利有效期至 保护期届满日 商标有效期至 著作权到期日 IP_expiry Right_expiry Patent_expiry"},
	{fRightStatus, "法律状态 专利法律状态 知识产权状态 权利状态 专利状态 Legal_status Right_status IP_status"},
	{fRightValue, "评估价值 评估值 知识产权评估价值 租赁物评估价值 质押物评估价值 专利评估价值 财产价值 质押物价值 租赁物价值 评估金额 IP_value Appraisal Appraised_value Appraisal_value Valuation 评估总价值 评估总值 评估结果 押品价值 Collateral_value IP_valuation Value_of_IP"},
	{fRightValueDate, "评估日 评估基准日 评估日期 评估时间 Appraisal_date Valuation_date"},
	{fRightAppraiser, "评估机构 评估公司 Appraiser Valuer"},
	{fRightRegistered, "授权公告日 授权日 知识产权登记日 商标注册日 IP_registered Grant_date"},
	{fRightAnnuity, "年费缴至日 年费缴至 年费已缴至 年费缴纳至 IP_annuity_paid_until Annuity_paid_until"},
	{fValid, "是否合法有效 合同是否合法有效 Claim_valid Valid_contract"},
	{fAssignable, "是否可转让 债权是否可转让 Claim_assignable Assignable"},
	{fEncumbered, "是否存在权利负担 是否有权利负担 权利负担 Claim_encumbered Encumbered"},
	{fWhole, "是否整笔入池 是否整笔转让 整笔入池 Claim_whole Whole_contract"},
	{fNotified, "是否已通知债务人 是否通知债务人 债权转让通知 Claim_notified Obligor_notified"},
	{fSecurityMove, "附属担保是否转让 担保权益是否一并转让 Claim_security_move"},
	{fSensitive, "是否涉军涉密 是否涉密 涉军涉密 Claim_sensitive"},
	{fRelatedParty, "是否关联交易 是否关联方交易 关联交易 Claim_related_party Related_party_transaction"},
	{fDomestic, "是否境内注册 是否境内企业 境内注册 Obligor_domestic"},
	{fBankrupt, "是否破产 是否进入破产程序 破产情况 Obligor_bankrupt Bankrupt"},
	{fRestricted, "是否失信被执行人 失信被执行人 是否失信 Obligor_restricted"},
	{fLitigation, "是否涉及重大诉讼 是否涉诉 重大诉讼 Obligor_litigation"},
	{fGovernmentVehicle, "是否地方政府融资平台 是否融资平台 地方政府融资平台 Obligor_government_vehicle"},
	{fDeposit, "保证金 租赁保证金 履约保证金 保证金金额 Deposit Security_deposit 风险金 押金 保证金余额 Lease_deposit"},
	{fDepositUse, "保证金用途 保证金处理方式 保证金抵扣方式 保证金处理 Deposit_use"},
	{fHandlingFee, "手续费 租赁手续费 服务费 Handling_fee Arrangement_fee"},
	{fHandlingFeeDate, "手续费支付日 手续费付款日 Handling_fee_date"},
	{fPurchasePrice, "留购价款 留购价 名义货价 名义价款 期末购买价 Purchase_price Nominal_price Buyout_price"},
	{fFace, "应收账款金额 应收账款面值 发票金额 应收账款总额 账款金额 应收账款原值 Face Face_amount Invoice_amount Face_value"},
	{fAdvance, "保理融资款 保理融资金额 保理款 转让价款 受让价款 转让价款总额 转让总价款 转让对价 受让价款总额 保理放款金额 融资款 Advance Advance_amount Price_paid"},
	{fConfirmed, "确权日 确权日期 债务人确认日 应收账款确认日 Confirmed Confirmation_date"},
	{fDilution, "折让 折让金额 贷项通知 稀释 抵销金额 Dilution Credit_notes"},
	{fPledgeRatio, "质押率 质押比率 LTV Pledge_ratio Loan_to_value 质押折扣率 抵质押率 Loan-to-value_ratio"},
	{fResetMonths, "重定价周期 利率重定价周期 Reset_period Reset_months"},
	{fUpfrontFee, "一次性许可费 首次许可费 许可费一次性支付金额 第一次许可费 Upfront_fee Up-front_fee Upfront_licence_fee"},
	{fLicenceStart, "第一次许可起始日 首次许可起始日 独占许可起始日 Licence_start License_start First_licence_start"},
	{fLicenceEnd, "第一次许可终止日 首次许可终止日 独占许可终止日 第一次许可到期日 Licence_end License_end First_licence_end"},
	{fExclusive, "许可方式 是否独占 独占许可 许可类型 Exclusive"},
	{fTerritory, "许可地域 许可区域 地域范围 Territory"},
	{fPledged, "是否质押 专利是否质押 已质押 Pledged Pledged_back"},
	{fPledgeRegistration, "质押登记号 质押登记编号 质权登记号 出质登记号 Pledge_registration Pledge_registration_number"},
	{fRoyaltyShare, "提成比例 销售提成 提成率 Royalty Royalty_share Royalty_rate"},
	{fMinimumGuarantee, "保底许可费 最低许可费 保底金额 保底费 Minimum_guarantee Minimum_royalty"},
	{fRoyaltyCap, "提成上限 许可费上限 封顶金额 Royalty_cap"},
}

// rightAliases are the headers of a sheet that lists rights (权利清单).
var rightAliases = []aliasLine{
	{fSerial, "序号 No No. Serial #"},
	{fContractID, "合同编号 合同号 借据号 租赁合同编号 租赁合同号 许可合同编号 贷款合同编号 资产编号 所属合同 对应合同编号 Contract_ID Contract_No Contract_No. Contract_Number Contract"},
	{fRightID, "权利标识 知识产权标识 Right_ID IP_ID"},
	{fRightTitle, "权利名称 知识产权名称 专利名称 作品名称 商标名称 软件名称 名称 Right Title Right_title Name Right_name"},
	{fRightType, "权利类型 知识产权类型 专利类型 类型 类别 Type Right_type IP_type"},
	{fRightNumber, "登记号/专利号 专利号/登记号 登记号 专利号 专利号码 注册号 权利编号 申请号 专利申请号 证书号 权证号 Number Registration_number Patent_number Right_number Registration_no Patent_no"},
	{fRightOwner, "权利人 专利权人 著作权人 商标权人 所有人 Owner Right_owner"},
	{fRightFiled, "申请日 申请日期 专利申请日 登记日 登记日期 注册日 Filed Filing_date Registration_date"},
	{fRightExpiry, "到期日 到期日期 权利到期日 有效期至 专利到期日 届满日 保护期届满日 Expires Expiry Expiry_date"},
	{fRightRegistered, "授权公告日 授权日 Grant_date"},
	{fRightAnnuity, "年费缴至日 年费缴至 年费已缴至 年费缴纳至 Annuity_paid_until"},
	{fRightStatus, "法律状态 状态 权利状态 Status Legal_status"},
	{fRightCount, "数量 件数 项数 Count Quantity"},
	{fRightValue, "评估价值 评估值 评估金额 价值 Appraisal Appraised_value Value Appraisal_value"},
	{fRightValueDate, "评估日 评估日期 评估基准日 Appraisal_date Valuation_date"},
	{fRightAppraiser, "评估机构 评估公司 Appraiser Valuer"},
	{fRemark, "备注 说明 Remark Note Notes"},
}

// instalmentAliases are the headers of a sheet with tables of instalments (还款计划, 租金表).
var instalmentAliases = []aliasLine{
	{fSerial, "序号 期数 期次 期号 第几期 No No. Period Serial #"},
	{fContractID, "合同编号 合同号 借据号 租赁合同编号 租赁合同号 许可合同编号 贷款合同编号 资产编号 应收账款编号 Contract_ID Contract_No Contract_No. Contract_Number Contract"},
	{fDate, "日期 还款日 还款日期 应还日期 付款日 付款日期 支付日 支付日期 租金支付日 租金日 应付日 应付日期 到期日 计划还款日 Date Due_date Payment_date"},
	{fPayment, "租金 应付租金 租金金额 应还金额 还款金额 应还本息 本息合计 付款金额 支付金额 许可费 应付许可费 金额 当期租金 当期应还 Payment Rent Amount Instalment Installment"},
	{fPrincipal, "本金 应还本金 租金本金 偿还本金 当期本金 Principal Principal_payment"},
	{fInterest, "利息 应还利息 租金利息 应付利息 当期利息 偿还利息 利息金额 手续费及利息 Interest Interest_payment"},
	{fLeft, "剩余本金 未偿本金余额 剩余本金余额 未偿本金 期末本金余额 期末本金 本金余额 余额 Balance Outstanding_principal Closing_balance Principal_left"},
	{fRemark, "备注 说明 Remark Note Notes 承租人 借款人 被许可人 债务人 Obligor"},
}

// affiliateAliases are the headers of a sheet that says which firms belong together (关联方).
var affiliateAliases = []aliasLine{
	{fSerial, "序号 No No. Serial #"},
	{fParty, "企业名称 公司名称 企业 公司 名称 成员企业 关联企业 关联方名称 债务人 承租人 借款人 Party Firm Company Name Member"},
	{fGroup, "集团 集团名称 所属集团 关联集团 关联方组 关联组 控制人 实际控制人 实控人 组别 Group Group_name Parent"},
	{fAlias, "别名 曾用名 又名 简称 企业简称 其他名称 曾用名称 Alias Aliases Also_known_as AKA Former_name Other_names"},
	{fLegalName, "登记全称 法定名称 Legal_name Full_legal_name"},
	{fIndustry, "行业 所属行业 行业分类 Industry"},
	{fRegion, "地区 省份 所在地 所在地区 Region Province"},
	{fRating, "主体评级 评级 信用评级 Rating"},
	{fPD, "违约概率 一年违约概率 PD Probability_of_default"},
	{fDomestic, "是否境内注册 是否境内企业 境内注册 Domestic"},
	{fBankrupt, "是否破产 是否进入破产程序 破产情况 Bankrupt"},
	{fRestricted, "是否失信被执行人 失信被执行人 是否失信 Restricted"},
	{fLitigation, "是否涉及重大诉讼 是否涉诉 重大诉讼 Litigation"},
	{fGovernmentVehicle, "是否地方政府融资平台 是否融资平台 地方政府融资平台 Government_vehicle"},
	{fRemark, "备注 说明 关联关系 关系 Remark Note Notes Relation"},
}

// ignoredHeaders are known headers that hold nothing a pool needs: they are not worth a question.
const ignoredHeaders = "当期应还本金 当期应还利息 当期应还租金 已还利息 累计已还本金 累计已还利息 下期还款日 下期还款金额 下次还款日 客户经理 客户编号 经办人 项目经理 组织机构代码 注册资本 成立日期 企业规模 企业性质 货币单位 金额单位 单位 当期应还金额 当期应还款日期 剩余利息 总期数 已还期数 剩余期数 首次还款时间 合同状态 借款人类型 租赁类型 业务品种 统一社会信用代码 法定代表人 联系人 联系电话 已还本金 已付租金 项目名称 项目编号 币种单位 申万行业一级 申万行业 证监会行业"

// standInRank puts a header that only stands in behind everything else that may be the same field.
const standInRank = 30_000

// isStandIn reports a header that stands in for the number of the contract where nothing else is one: a
// receivable goes by the number of its invoice.
func isStandIn(key string) bool {
	switch key {
	case "发票号", "发票号码", "发票编号", "invoicenumber", "invoiceno":
		return true
	}
	return false
}

// aliasHit is a field that a header may name, with how sure that is: smaller is surer.
type aliasHit struct {
	field field
	rank  int
	score float64
	by    string
}

// aliasSet finds fields by headers.
type aliasSet map[string]aliasHit

func newAliasSet(lines []aliasLine) aliasSet {
	set := aliasSet{}
	for _, line := range lines {
		for rank, name := range strings.Fields(line.names) {
			key := headerText(name)
			if before, taken := set[key]; taken && before.field != line.field {
				panic("tape: the header " + name + " names both " + before.field.String() + " and " + line.field.String())
			}
			if isStandIn(key) {
				rank += standInRank
			}
			if _, taken := set[key]; !taken {
				set[key] = aliasHit{line.field, rank, scoreAlias, byAlias}
			}
		}
	}
	return set
}

var aliasSets = sync.OnceValue(func() (sets [roleCount]aliasSet) {
	sets[roleContracts] = newAliasSet(contractAliases)
	sets[roleRights] = newAliasSet(rightAliases)
	sets[roleInstalments] = newAliasSet(instalmentAliases)
	sets[roleAffiliates] = newAliasSet(affiliateAliases)
	return sets
})

// headerPrefixes and headerSuffixes may stand around a known header without changing what it names.
var (
	headerPrefixes = []string{"截至封包日", "截止封包日", "截至基准日", "截止基准日", "封包日", "基准日", "截至目前", "截至期末", "期末", "当前", "目前", "最新", "现行"}
	headerSuffixes = []string{"名称", "全称", "企业名称", "公司名称", "单位名称", "name"}
)

// find looks a header up: the text as it stands, then without brackets, then without the words that
// may surround it. The rank grows with every step away from the text.
func (set aliasSet) find(h header) (aliasHit, bool) {
	const step = 1000
	for i, key := range []string{h.full, h.key} {
		if hit, ok := set[key]; ok {
			if hit.rank += i * step; i > 0 {
				hit.score = scoreNearAlias
			}
			return hit, true
		}
	}
	for _, key := range []string{h.full, h.key} {
		for _, prefix := range headerPrefixes {
			if rest, found := strings.CutPrefix(key, prefix); found {
				if hit, ok := set[rest]; ok {
					hit.rank += 2 * step
					hit.score = scoreNearAlias
					return hit, true
				}
			}
		}
		for _, suffix := range headerSuffixes {
			if rest, found := strings.CutSuffix(key, suffix); found {
				if hit, ok := set[rest]; ok {
					hit.rank += 2 * step
					hit.score = scoreNearAlias
					return hit, true
				}
			}
		}
	}
	return set.findBoth(h, 3*step)
}

// bilingual is a header in Chinese with its English behind it: 合同编号 Contract ID.
var bilingual = regexp.MustCompile(`^(.*\p{Han})\P{L}*([a-z][^\p{Han}]*)$`)

// findBoth looks up a header in two languages. Both halves must name the same field: neither is
// believed against the other.
func (set aliasSet) findBoth(h header, away int) (aliasHit, bool) {
	m := bilingual.FindStringSubmatch(h.full)
	if m == nil {
		return aliasHit{}, false
	}
	zh, ok1 := set.find(header{full: m[1], key: m[1]})
	en, ok2 := set.find(header{full: m[2], key: m[2]})
	if !ok1 || !ok2 || zh.field != en.field {
		return aliasHit{}, false
	}
	return aliasHit{zh.field, zh.rank + away, scoreNearAlias, byAlias}, true
}
