package tape

import (
	"slices"
	"strings"
	"sync"
	"unicode"
)

// headerVocabulary lists the words that headers are made of. Each line is a concept, its weight, and
// the ways to write it in Chinese and English; words of several parts are joined by "_". Weights say
// how much a word tells: 1 for what a column is about, less for what may as well be left out. The
// words from 已还 on change the meaning of whatever they stand beside: they are concepts of their
// own so that 已还本金 is never taken for 未还本金.
const headerVocabulary = `
未偿 1 未偿付 未偿还 尚未偿还 尚未归还 尚未收回 未收回 未回收 未偿 未还 未归还 未结清 剩余未偿 剩余 尚余 尚欠 待还 结余 未到期 现存 存量 outstanding o_s remaining rem unpaid residual
本金 1 本金 principal prin
余额 1 余额 balance bal
金额 1 金额 数额 款额 总金额 总额 原值 amount amt sum
原始 0.5 原始 初始 original orig initial
合同 0.2 主合同 合同 合约 协议 约定 借据 台账 contract agreement deal facility account
资产 0.2 基础资产 资产 项目 债权 asset
贷款 0.2 委托贷款 贷款 借款 信贷 授信 融资 loan
租赁 0.2 融资租赁 售后回租 回租 租赁 lease leasing
许可 0.2 专利许可 二次许可 再许可 许可 授权 sublicence sublicense sub-licence sub-license licence license
应收 0.3 应收账款 应收款 应收 账款 保理 receivable receivables
号 0.8 编号 编码 号码 代码 流水号 序列号 号 id no nbr number num ref reference code
承租人 1 承租人 承租方 承租企业 承租单位 承租客户 承租主体 承租公司 lessee
借款人 1 借款人 借款方 借款企业 借款单位 借款客户 借款主体 借款公司 贷款客户 贷款企业 用款人 borrower
债务人 1 核心债务人 债务人 债务方 债务企业 付款人 付款方 付款义务人 买方 采购方 核心企业 obligor debtor payor payer buyer
被许可人 1 被许可人 被许可方 被授权人 被授权方 专利客户 许可使用人 licensee sublicensee sub-licensee
客户 0.3 客户 企业 公司 单位 融资人 融资方 主体 交易对手 交易对方 firm company client customer
共同 1 共同 联合 co joint co-
出租人 1 出租人 出租方 lessor
债权人 1 原始债权人 原债权人 债权人 债权方 供应商 供货商 供应方 供货方 卖方 creditor supplier seller vendor
许可人 1 许可人 许可方 授权方 授权人 licensor
贷款人 1 贷款人 贷款行 贷款机构 经办机构 经办行 放款机构 放款行 lender bank
原始权益人 1 原始权益人 发起机构 发起人 originator
保理商 1 保理商 保理公司 保理人 factor
担保人 1 担保人 保证人 担保方 保证方 担保机构 担保公司 guarantor
集团 1 集团 关联方 实际控制人 实控人 group affiliate parent
评级 1 内部评级等级 内评等级 内评级 内评 信用评级 信用等级 信用级别 评级 等级 rating grade
行业 1 行业类别 行业分类 行业类型 行业门类 行业大类 国标行业 行业 产业 industry sector industrial_sector industry_sector
地区 1 地区 区域 地域 省份 省市区 省市 省/市 省 所在地 注册地址 注册地 属地 城市 市 地址 region province location city area
利率 1 利率水平 利率 利息率 rate interest_rate int_rate coupon yield
年 0.2 年化 年度 年 per_annum annual annualised annualized yearly p_a pa
执行 0.2 执行 现行 票面 实际 综合 固定 名义 合计年 账面 入池 底层 current actual effective fixed nominal all-in
起始 1 起租 起息 起始 起 开始 发放 放款 投放 生效 签订 签署 start commencement commence drawdown disbursement disbursal inception value effective_date begin origination funding
到期 1 最后一期还款 最后一期 末期还款 最末还款 到期 届满 终止 截止 结束 满期 最后还款 最终还款 maturity final_maturity legal_maturity end expiry due termination final_payment expiration mature
日 0.3 日期 时间 日 date dt day
期限 1 期限 租期 年限 期间 租赁期 贷款期 借款期 term tenor tenure duration
账龄 1 账龄 存续期 已存续期限 seasoning age
账期 1 账期
还款 1 还本付息 还款 还租 偿还 偿付 repayment amortisation amortization repay
付款 1 付款 支付 付费 payment pay
方式 0.6 方式 形式 安排 类型 模式 种类 类别 type method kind form style profile
频率 1 频率 频次 周期 frequency freq interval
五级分类 1 风险五级分类 资产五级分类 五级分类结果 五级分类 风险分类 资产质量分类 资产质量 资产分类 贷款分类 五级形态 贷款形态 五级 risk_classification five_category_class five-category_class five_category five-category 5-category_classification 5_category_classification five-category_classification 5_tier_classification five_tier_classification 5_tier five_tier classification class asset_quality loan_quality
逾期 1 逾期 past_due overdue delinquent delinquency arrears
天数 0.8 天数 日数 days
担保 1 担保 增信 增信措施 security guarantee collateral credit_enhancement
措施 0.3 措施
质押物 1 抵质押物 质押物 质押标的 出质物 质押财产 质押资产 押品 担保物 质物 pledged_asset pledged_property pledged_rights
质押 1 质押 出质 pledge pledged
率 1 比率 率 ratio
租赁物 1 租赁标的物 租赁物件 租赁物 租赁标的 leased_asset leased_property leased_rights
知识产权 1 底层知识产权 知识产权 知产 无形资产 ip intellectual_property right rights
专利 1 专利权 专利 patent patents
商标 1 商标 trademark
版权 1 版权 著作权 作品 copyright
评估价值 1 评估价值 评估总价 评估金额 评估结果 评估值 评估价 估值 价值 appraised_value appraisal_value appraisal valuation appraised value
评估 1 评估
机构 0.8 机构 appraiser valuer
数量 1 数量 件数 个数 项数 数目 count quantity qty
权利人 1 权利人 专利权人 著作权人 商标权人 owner holder proprietor
申请 1 申请 filing filed
法律状态 1 法律状态 权利状态 legal_status
保证金 1 保证金 押金 deposit
留购 1 留购 名义货价 purchase_price buyout
手续费 1 手续费 服务费 handling_fee arrangement_fee
许可费 1 专利许可使用费 专利许可费 许可使用费 特许权使用费 专利使用费 使用费 许可费 royalty royalties licence_fee license_fee fee fees
租金 1 租金 rent rental
本息 1 本息
利息 1 利息 interest
一次性 1 一次性 upfront up-front lump_sum
第一次 1 第一次 首次许可 first_licence
面值 1 面值 face face_value invoice
发票 1 发票 开票
确权 1 确权 confirmation confirmed
折价 1 折价 折扣 discount
标签 1 标签 tag
备注 1 备注 说明 remark remarks note notes comment comments
币种 1 币种 币别 货币 currency ccy
名称 0.1 名称 全称 简称 姓名 name names title
信息 0.1 信息 连带责任 情况 资料 明细 详情 information details info
所属 0.1 所属 所在 归属 隶属
截至 0.1 截至封包日 截止封包日 截至基准日 截止基准日 封包日 基准日 截至 截止日 当前 目前 最新 期末 现 as_at as_of at cut-off cutoff reporting current_date
的 0.05 的 之 of the per by for and & in to
月 0.3 月 months month mths mth mos m
已还 1.5 已还 已付 已收 已偿还 已偿 已归还 已回收 实收 paid repaid received collected
应还 1.5 应还 应付 应偿 应收取 payable
首次 1.5 首次 首期 首笔 第一期 first
末次 1.5 末次 末期 last
当期 1.5 当期 本期 下期 下一期 上期 每期 单期 next previous period periodic
罚息 1.5 罚息 逾期利率 违约金 penalty default
累计 1.5 累计 合计 平均 最大 最小 最高 最低 cumulative average total maximum minimum max min
占比 1.5 占比 比例 比重 份额 share percentage proportion weight
提前 1.5 提前 展期 续期 变更 prepayment prepaid extension
法定代表人 1.5 法定代表人 法人代表 联系人 联系电话 电话 手机 邮箱 contact phone email
证件 1.5 证件 身份证 统一社会信用代码 信用代码 组织机构代码 营业执照 税号 uscc tax
账户 1.5 账户 账号 开户行 开户
是否 1.5 是否 有无 whether
浮动 0.6 浮动 定价 floating
登记 1 登记 注册 registration registered
状态 1 状态 status
`

// headerWord is a concept of the vocabulary.
type headerWord struct {
	name   string
	weight int // in hundredths
}

// vocabulary finds concepts by their words.
type vocabulary struct {
	han     map[string]*headerWord
	latin   map[string]*headerWord // words joined by "_"
	words   []string               // the latin words, for spelling
	longest int                    // characters of the longest Chinese word
	runes   map[rune]bool          // the Chinese characters of all words
}

const longestPhrase = 3 // words of English

var headerWords = sync.OnceValue(func() *vocabulary {
	v := &vocabulary{han: map[string]*headerWord{}, latin: map[string]*headerWord{}, runes: map[rune]bool{}}
	for line := range strings.Lines(strings.TrimSpace(headerVocabulary)) {
		parts := strings.Fields(line)
		weight, _, ok := plainNumber(parts[1])
		if !ok {
			panic("tape: vocabulary of headers: no weight in " + line)
		}
		concept := &headerWord{parts[0], int(weight.Shift(2).IntPart())}
		for _, word := range parts[2:] {
			if isASCII(word) {
				v.latin[word] = concept
				for part := range strings.SplitSeq(word, "_") {
					if len(part) >= shortestSpelling {
						v.words = append(v.words, part)
					}
				}
				continue
			}
			v.han[word] = concept
			runes := []rune(word)
			v.longest = max(v.longest, len(runes))
			for _, r := range runes {
				v.runes[r] = true
			}
		}
	}
	slices.Sort(v.words)
	v.words = slices.Compact(v.words)
	return v
})

// headerToken is a word of a header.
type headerToken struct {
	name   string
	weight int
	// corrected says that the word was read by its likeness to a known one.
	corrected bool
}

// maxHeaderRunes bounds the headers that are read by their words: longer ones are prose.
const maxHeaderRunes = 60

// tokens reads the words of a header. Chinese is cut greedily into the longest known words, what
// stands between them into single characters; English into phrases, with misspelt words corrected.
// Words that the vocabulary does not have stand for themselves.
func (v *vocabulary) tokens(text string) []headerToken {
	runes := []rune(text)
	if len(runes) > maxHeaderRunes {
		return nil
	}
	var list []headerToken
	for i := 0; i < len(runes); {
		switch r := runes[i]; {
		case unicode.Is(unicode.Han, r):
			n, concept := v.longestHan(runes[i:])
			if concept == nil {
				list = append(list, headerToken{name: string(r), weight: 50})
			} else {
				list = append(list, headerToken{name: concept.name, weight: concept.weight})
			}
			i += n
		case isLatin(r):
			end := i
			for end < len(runes) && !unicode.Is(unicode.Han, runes[end]) {
				end++
			}
			list = append(list, v.latinTokens(string(runes[i:end]))...)
			i = end
		default:
			i++
		}
	}
	return list
}

func isLatin(r rune) bool { return r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

func (v *vocabulary) longestHan(runes []rune) (int, *headerWord) {
	for n := min(v.longest, len(runes)); n >= 1; n-- {
		if concept := v.han[string(runes[:n])]; concept != nil {
			return n, concept
		}
	}
	return 1, nil
}

// latinTokens reads English words: phrases first, then single words, then likely misspellings.
func (v *vocabulary) latinTokens(text string) []headerToken {
	words := strings.FieldsFunc(text, func(r rune) bool { return !isLatin(r) && r != '-' && r != '&' && r != '\'' })
	words = splitHyphens(words, v)
	corrected := make([]bool, len(words))
	for i, word := range words {
		if right, ok := v.spell(word); ok && right != word {
			words[i], corrected[i] = right, true
		}
	}
	var list []headerToken
	for i := 0; i < len(words); {
		n := min(longestPhrase, len(words)-i)
		for n > 1 && v.latin[strings.Join(words[i:i+n], "_")] == nil {
			n--
		}
		token := headerToken{name: words[i], weight: 100, corrected: slices.Contains(corrected[i:i+n], true)}
		if concept := v.latin[strings.Join(words[i:i+n], "_")]; concept != nil {
			token.name, token.weight = concept.name, concept.weight
		}
		list = append(list, token)
		i += n
	}
	return list
}

// splitHyphens takes words with hyphens apart that are not known as a whole.
func splitHyphens(words []string, v *vocabulary) []string {
	var list []string
	for _, word := range words {
		if v.latin[word] != nil || !strings.Contains(word, "-") {
			list = append(list, word)
			continue
		}
		list = append(list, strings.FieldsFunc(word, func(r rune) bool { return r == '-' })...)
	}
	return list
}

// shortestSpelling is the length from which an English word may be misspelt and still be known: of
// shorter words too many lie one letter apart.
const shortestSpelling = 5

// spell finds the one known word that a word is likely meant to be: one letter off, or two in words
// of eight letters and more; of several the nearest, and none when two are as near.
func (v *vocabulary) spell(word string) (string, bool) {
	if len(word) < shortestSpelling || len(word) > 20 {
		return "", false
	}
	if _, known := slices.BinarySearch(v.words, word); known {
		return word, true
	}
	most := 1
	if len(word) >= 8 {
		most = 2
	}
	best, found, tie := most+1, "", false
	for _, known := range v.words {
		if off := len(known) - len(word); off > most || off < -most || known[0] != word[0] {
			continue
		}
		switch d := editDistance(word, known); {
		case d < best:
			best, found, tie = d, known, false
		case d == best:
			tie = true
		}
	}
	return found, found != "" && !tie
}

// editDistance counts the letters that must be added, removed, changed or swapped with their
// neighbour to turn one text into another (optimal string alignment).
func editDistance(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(s); i++ {
		row[0] = i
		for j := 1; j <= len(t); j++ {
			change := 1
			if s[i-1] == t[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(t)]
}
