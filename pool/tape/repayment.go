package tape

import (
	"strings"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/pool"
)

// repaymentText is what a text such as 按季付息到期还本 says: a form, and sometimes how often and when.
type repaymentText struct {
	form      pool.Repayment
	frequency calendar.Frequency
	timing    pool.Timing
	hasTiming bool
}

// repaymentWords give the form that a text names, tried in order: a text that contains a later word
// may contain an earlier one with another meaning.
var repaymentWords = []struct {
	words string
	form  pool.Repayment
}{
	{"不规则 不等额 不定额 按还款计划 按租金计划 按计划表 租金表 自定义 irregular schedule custom", pool.Irregular},
	{"等额本息 等额租金 等额年金 等额还款 等额支付 等额后付 等额先付 levelpay level annuity equalinstalment equalinstallment", pool.Level},
	{"等额本金 等本 等额还本 平均本金 递减 evenprincipal equalprincipal straightline linear", pool.EvenPrincipal},
	{"monthlyinterest quarterlyinterest semiannualinterest annualinterest interestmonthly interestquarterly interestpaid bulletprincipal principalatmaturity", pool.InterestFirst},
	{"利随本清 到期一次性还本付息 到期一次还本付息 一次性还本付息 一次还本付息 到期还本付息 到期一次性偿还本息 到期本息 bulletwithinterest bullet", pool.Bullet},
	{"先息后本 付息到期还本 付息,到期还本 付息到期一次 付息,到期一次 结息到期还本 结息,到期还本 付息到期一次性还本 付息,到期一次性还本 分期付息到期还本 定期付息到期还本 到期一次性还本 到期一次还本 到期还本 interestfirst interest_first interestonly interest-only", pool.InterestFirst},
	{"到期一次 一次性 到期支付 到期付款 single once atmaturity", pool.Bullet},
}

var repaymentMarks = strings.NewReplacer("、", ",", ";", ",", "。", "", "-", "", "/", "", "+", "")

// parseRepayment reads a form of repayment (还款方式). A text that names none, such as 分期, leaves it
// unknown, with a warning; how often is paid may still follow from it (按季).
func parseRepayment(t text) reading[repaymentText] {
	s := squeeze(t.raw)
	if isNothing(fold(t.raw)) {
		return notStated[repaymentText]()
	}
	s = repaymentMarks.Replace(s)
	r := stated(repaymentText{frequency: frequencyIn(s)})
	r.value.timing, r.value.hasTiming = timingIn(s)
	for _, group := range repaymentWords {
		for word := range strings.FieldsSeq(group.words) {
			if strings.Contains(s, word) {
				r.value.form = group.form
				return r
			}
		}
	}
	if r.value.frequency == 0 {
		return reading[repaymentText]{repairs: []repair{{code: "repayment.unknown", rule: "repayment.words", warn: true,
			message: "the text names no form of repayment that is known (等额本息, 等额本金, 先息后本, 到期一次还本付息, 不规则); left unknown"}}}
	}
	return r.with(repair{code: "repayment.unknown", rule: "repayment.words", warn: true,
		message: "the text says how often is paid, but not in what form; the form is left unknown"})
}

// frequencyIn finds how often is paid in a squeezed text, or 0.
func frequencyIn(s string) calendar.Frequency {
	for _, f := range []struct {
		words     string
		frequency calendar.Frequency
	}{
		{"双月 每两月 每两个月 bimonthly", calendar.Bimonthly},
		{"半年 每6个月 semiannual semi-annual half-year halfyear", calendar.Semiannual},
		{"按季 每季 季度 季付 季后付 季先付 季结 每3个月 每三个月 quarter", calendar.Quarterly},
		{"按月 每月 月度 月付 月后付 月先付 月结 月还 month", calendar.Monthly},
		{"按年 每年 年度 年付 年后付 年先付 annual yearly", calendar.Annual},
		{"按周 每周 weekly", calendar.Weekly},
	} {
		for word := range strings.FieldsSeq(f.words) {
			if strings.Contains(s, word) {
				return f.frequency
			}
		}
	}
	return 0
}

// parseFrequency reads how often is paid (还款频率): 月, 按季, 每半年, quarterly, 3个月, 到期一次.
func parseFrequency(t text) reading[calendar.Frequency] {
	s := fold(t.raw)
	if isNothing(s) {
		return notStated[calendar.Frequency]()
	}
	if f, err := calendar.ParseFrequency(s); err == nil {
		return stated(f)
	}
	squeezed := squeeze(s)
	if f := frequencyIn(squeezed); f != 0 {
		return stated(f)
	}
	if n, rest, found := strings.Cut(strings.TrimPrefix(squeezed, "每"), "个月"); found && (rest == "" || rest == "一次") {
		if months, _, ok := plainNumber(n); ok && months.IsInteger() && months.Abs().IntPart() < 1200 {
			if f, err := calendar.EveryMonths(int(months.IntPart())); err == nil {
				return stated(f)
			}
		}
	}
	if strings.Contains(squeezed, "一次") || squeezed == "到期" || strings.Contains(squeezed, "maturity") {
		return stated(calendar.Once)
	}
	return reading[calendar.Frequency]{repairs: []repair{{code: "frequency.unknown", rule: "frequency.words", warn: true,
		message: "the text names no frequency that is known (月, 季, 半年, 年, 到期一次); left unknown"}}}
}

func timingIn(squeezed string) (pool.Timing, bool) {
	for _, word := range []string{"先付", "期初", "前付", "advance", "prepaid"} {
		if strings.Contains(squeezed, word) {
			return pool.Advance, true
		}
	}
	for _, word := range []string{"后付", "期末", "arrears", "postpaid"} {
		if strings.Contains(squeezed, word) {
			return pool.Arrears, true
		}
	}
	return pool.Arrears, false
}

// parseTiming reads whether an instalment is paid at the beginning (先付) or end (后付) of its period.
func parseTiming(t text) reading[pool.Timing] {
	if isNothing(fold(t.raw)) {
		return notStated[pool.Timing]()
	}
	if timing, ok := timingIn(squeeze(t.raw)); ok {
		return stated(timing)
	}
	return unreadable[pool.Timing]("timing.unknown", "write 先付 or 后付", "not a time of payment")
}

// parseDayCount reads a day count (计息基础): ACT/365, 30/360, 实际/365.
func parseDayCount(t text) reading[calendar.DayCount] {
	s := fold(t.raw)
	if isNothing(s) {
		return notStated[calendar.DayCount]()
	}
	if d, err := calendar.ParseDayCount(s); err == nil {
		return stated(d)
	}
	switch strings.TrimSuffix(squeeze(s), "天") {
	case "365":
		return stated(calendar.Act365F)
	case "360":
		return stated(calendar.Act360)
	}
	return unreadable[calendar.DayCount]("day_count.unknown", "write a day count such as ACT/365 or 30/360", "not a day count")
}
