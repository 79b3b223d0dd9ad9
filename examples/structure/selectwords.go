package main

// selectionColumns are the headers of the sheet, which are the fields of a rule in the document. A row
// whose kind is goal names the objective, with its own fields, and one whose kind is servicing the fee, in
// the column value.
var selectionColumns = []string{"kind", "name", "key", "basis", "bucket", "tags", "top", "at_least", "at_most", "below", "above", "contracts", "pack",
	"eligibility", "date", "unknown", "value", "tradeoff", "level", "scenarios", "seed"}

// goalColumns are those that belong to the objective.
var goalColumns = []string{"tradeoff", "level", "scenarios", "seed"}

// The columns that are lists of words, and whole numbers.
var listColumns, numberColumns = []string{"contracts", "tags", "eligibility"}, []string{"top", "scenarios", "seed"}

// chineseColumns, chineseKinds and chineseGoals are what a Chinese desk may write instead.
var chineseColumns = map[string]string{
	"类型": "kind", "名称": "name", "维度": "key", "口径": "basis", "分类": "bucket", "标签": "tags", "前N": "top",
	"不低于": "at_least", "不超过": "at_most", "低于": "below", "超过": "above", "合同": "contracts", "规则包": "pack", "合格标准": "eligibility",
	"日期": "date", "未知": "unknown", "取值": "value", "权衡": "tradeoff", "置信水平": "level", "情景数": "scenarios", "种子": "seed",
}

var chineseKinds = map[string]string{
	"目标": "goal", "服务费率": "servicing", "份额": "shares", "规模": "principal", "净收益率": "net_yield", "加权平均期限": "average_life", "评级因子": "rating_factor",
	"期限窗口": "term", "占比": "share", "前N大占比": "top", "赫芬达尔指数": "hhi", "限额": "amount", "合同数": "contracts", "户数": "count",
	"预期损失": "expected_loss", "损失标准差": "deviation", "损失方差": "variance", "必选": "force_in", "不选": "force_out", "捆绑": "bundle",
	"至多选一": "at_most_one", "存续本金": "outstanding", "合格标准": "eligible", "规则包": "pack",
}

var chineseGoals = map[string]string{
	"损失方差最小": "variance", "损失方差减收益最小": "variance_less_income", "预期亏损最小": "expected_shortfall", "预期损失最小": "expected_loss",
	"净收益最大": "net_income", "本金最大": "principal",
}

// englishOf gives the word of the document for one of the sheet.
func englishOf(words map[string]string, text string) string {
	if word, known := words[text]; known {
		return word
	}
	return text
}
