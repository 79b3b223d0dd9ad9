package tape

import (
	"strings"

	"github.com/ipabs/ipabs/pool"
)

// parseClass reads a five-category class (五级分类): 正常, 关注类, 次级1, pass, special mention.
func parseClass(t text) reading[pool.Class] {
	if r, ok := inEither(t, parseClassWord); ok {
		return r
	}
	return parseClassWord(t)
}

func parseClassWord(t text) reading[pool.Class] {
	s := squeeze(t.raw)
	if isNothing(fold(t.raw)) {
		return notStated[pool.Class]()
	}
	for _, c := range []struct {
		words string
		class pool.Class
	}{
		{"正常 normal pass", pool.ClassNormal},
		{"关注 specialmention special-mention watch", pool.ClassSpecialMention},
		{"次级 substandard", pool.ClassSubstandard},
		{"可疑 doubtful", pool.ClassDoubtful},
		{"损失 loss", pool.ClassLoss},
	} {
		for word := range strings.FieldsSeq(c.words) {
			if rest, found := strings.CutPrefix(s, word); found && isGrade(rest) {
				return stated(c.class)
			}
		}
	}
	return reading[pool.Class]{repairs: []repair{{code: "class.unknown", rule: "class.words", warn: true,
		message: "the text is none of the five classes (正常, 关注, 次级, 可疑, 损失); left unknown"}}}
}

// isGrade reports what may follow the name of a class: 类, 级, a number.
func isGrade(s string) bool {
	return strings.Trim(s, "类级档贷款资产一二三四五+-0123456789()") == ""
}

// parseKind reads the kind of a contract (种类, 资产类型).
func parseKind(t text) reading[pool.Kind] {
	s := squeeze(t.raw)
	if isNothing(s) {
		return notStated[pool.Kind]()
	}
	for _, k := range []struct {
		words string
		kind  pool.Kind
	}{
		{"二次许可 许可 sublicense sublicence sub-licence sub-license licence license royalty", pool.KindSublicense},
		{"租赁 回租 租金 lease", pool.KindLease},
		{"应收 保理 供应链 receivable factoring", pool.KindReceivable},
		{"小额贷款 小贷 贷款 借款 loan", pool.KindMicroloan},
	} {
		for word := range strings.FieldsSeq(k.words) {
			if strings.Contains(s, word) {
				return stated(k.kind)
			}
		}
	}
	return unreadable[pool.Kind]("kind.unknown", "write 融资租赁, 应收账款, 小额贷款 or 二次许可", "not one of the four kinds of contract")
}

// parseDepositUse reads what becomes of a deposit: 抵扣末期租金 or 到期退还.
func parseDepositUse(t text) reading[pool.DepositUse] {
	s := squeeze(t.raw)
	if isNothing(fold(t.raw)) {
		return notStated[pool.DepositUse]()
	}
	offset := containsAny(s, "抵扣", "冲抵", "抵减", "抵付", "抵最后", "抵末", "offset", "netting", "lastinstal")
	refund := containsAny(s, "退还", "返还", "退回", "refund", "return")
	switch {
	case offset && !refund:
		return stated(pool.OffsetLastPayments)
	case refund && !offset:
		return stated(pool.Refund)
	}
	return reading[pool.DepositUse]{repairs: []repair{{code: "deposit_use.unknown", rule: "deposit_use.words", warn: true,
		message: "the text says neither 抵扣 nor 退还, or both; left unknown"}}}
}

// parseYesNo reads 是, 否, yes, no, true, false.
func parseYesNo(t text) reading[bool] {
	switch s := squeeze(t.raw); s {
	case "是", "有", "y", "yes", "true", "1", "独占", "独家", "排他", "exclusive", "已质押", "已登记":
		return stated(true)
	case "否", "无", "n", "no", "false", "0", "普通", "非独占", "非独家", "non-exclusive", "nonexclusive", "未质押":
		return stated(false)
	}
	if isNothing(fold(t.raw)) {
		return notStated[bool]()
	}
	return unreadable[bool]("yes_no.invalid", "write 是 or 否", "neither yes nor no")
}

func containsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
