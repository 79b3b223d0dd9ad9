package tape

import (
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/pool"
)

func TestParseSecurity(t *testing.T) {
	p, g, m, c := pool.Pledge, pool.Guarantee, pool.Mortgage, pool.Clean
	for in, want := range map[string]pool.Security{
		"质押": p, "保证+质押": g | p, "质押＋保证＋抵押": g | p | m, "抵押/质押/保证": g | p | m, "保证担保、专利权质押担保": g | p, "信用": c, "无担保": c, "连带责任保证": g,
		"保证金+质押": p, "知识产权质押、股东连带保证、房产抵押": g | p | m, "由某融资担保公司提供连带责任保证": g, "pledge; guarantee": g | p, "Unsecured": c,
	} {
		if got := parseSecurity(text{raw: in}); got.value != want || !got.known {
			t.Errorf("%s is %v, want %v", in, got.value, want)
		}
	}
	if got := parseSecurity(text{raw: "其他"}); got.known || len(got.repairs) != 1 || !got.repairs[0].warn {
		t.Errorf("其他 is %+v", got)
	}
	if got := parseSecurity(text{raw: "保证金"}); got.known {
		t.Errorf("a deposit is security: %v", got.value)
	}
	expectCodes(t, parseSecurity(text{raw: "信用+质押"}), "security.contradictory")
}

func TestParseRepayment(t *testing.T) {
	for _, tt := range []struct {
		in        string
		form      pool.Repayment
		frequency calendar.Frequency
	}{
		{"等额本息", pool.Level, 0}, {"等额租金", pool.Level, 0}, {"等额本金", pool.EvenPrincipal, 0}, {"先息后本", pool.InterestFirst, 0},
		{"按月付息到期还本", pool.InterestFirst, calendar.Monthly}, {"按季付息、到期还本", pool.InterestFirst, calendar.Quarterly}, {"按月付息，到期一次性还本", pool.InterestFirst, calendar.Monthly},
		{"到期一次还本付息", pool.Bullet, 0}, {"到期一次", pool.Bullet, 0}, {"利随本清", pool.Bullet, 0}, {"一次性还本付息", pool.Bullet, 0}, {"到期还本付息", pool.Bullet, 0},
		{"按季等额本息", pool.Level, calendar.Quarterly}, {"不规则", pool.Irregular, 0}, {"不等额", pool.Irregular, 0}, {"按租金计划表", pool.Irregular, 0},
		{"按季", pool.RepaymentUnknown, calendar.Quarterly}, {"Interest first", pool.InterestFirst, 0}, {"level", pool.Level, 0}, {"even_principal", pool.EvenPrincipal, 0}, {"bullet", pool.Bullet, 0}, {"irregular", pool.Irregular, 0},
		{"半年付息到期还本", pool.InterestFirst, calendar.Semiannual}, {"Monthly interest and bullet principal", pool.InterestFirst, calendar.Monthly},
	} {
		got := parseRepayment(text{raw: tt.in})
		if got.value.form != tt.form || got.value.frequency != tt.frequency {
			t.Errorf("%s is %v, %v; want %v, %v", tt.in, got.value.form, got.value.frequency, tt.form, tt.frequency)
		}
		if warned := len(got.repairs) > 0; warned != (tt.form == pool.RepaymentUnknown) {
			t.Errorf("%s: warned is %t", tt.in, warned)
		}
	}
	if got := parseRepayment(text{raw: "分期"}); got.known || len(got.repairs) != 1 {
		t.Errorf("分期 is %+v", got)
	}
	if got := parseRepayment(text{raw: "等额本息（先付）"}); got.value.timing != pool.Advance || !got.value.hasTiming {
		t.Errorf("先付 is %+v", got.value)
	}
}

func TestParseFrequency(t *testing.T) {
	for in, want := range map[string]calendar.Frequency{
		"月": calendar.Monthly, "按月": calendar.Monthly, "每月": calendar.Monthly, "季": calendar.Quarterly, "季度": calendar.Quarterly, "按季支付": calendar.Quarterly, "半年": calendar.Semiannual,
		"年": calendar.Annual, "到期一次": calendar.Once, "3个月": calendar.Quarterly, "每4个月": 4, "monthly": calendar.Monthly, "Quarterly": calendar.Quarterly, "双月": calendar.Bimonthly, "一次性": calendar.Once,
	} {
		if got := parseFrequency(text{raw: in}); got.value != want {
			t.Errorf("%s is %v, want %v", in, got.value, want)
		}
	}
	if got := parseFrequency(text{raw: "不定期"}); got.known || len(got.repairs) != 1 {
		t.Errorf("不定期 is %+v", got)
	}
}

func TestParseTimingAndDayCount(t *testing.T) {
	for in, want := range map[string]pool.Timing{"先付": pool.Advance, "期初": pool.Advance, "后付": pool.Arrears, "期末支付": pool.Arrears, "advance": pool.Advance} {
		if got := parseTiming(text{raw: in}); !got.known || got.value != want {
			t.Errorf("%s is %+v", in, got)
		}
	}
	expectFault(t, parseTiming(text{raw: "随时"}), "timing.unknown")
	for in, want := range map[string]calendar.DayCount{"ACT/365": calendar.Act365F, "实际/360": calendar.Act360, "360": calendar.Act360, "365天": calendar.Act365F, "30/360": calendar.Thirty360ISDA} {
		if got := parseDayCount(text{raw: in}); !got.known || got.value != want {
			t.Errorf("%s is %+v", in, got)
		}
	}
	expectFault(t, parseDayCount(text{raw: "按实际"}), "day_count.unknown")
}

func TestParseClass(t *testing.T) {
	for in, want := range map[string]pool.Class{"正常": pool.ClassNormal, "正常类": pool.ClassNormal, "正常一级": pool.ClassNormal, "关注1": pool.ClassSpecialMention, "次级": pool.ClassSubstandard, "可疑类": pool.ClassDoubtful, "损失": pool.ClassLoss, "Normal": pool.ClassNormal, "special mention": pool.ClassSpecialMention} {
		if got := parseClass(text{raw: in}); !got.known || got.value != want {
			t.Errorf("%s is %+v", in, got)
		}
	}
	for _, in := range []string{"一级", "良好", "正常经营"} {
		if got := parseClass(text{raw: in}); got.known || len(got.repairs) != 1 {
			t.Errorf("%s is %+v", in, got)
		}
	}
}

func TestParseKind(t *testing.T) {
	for in, want := range map[string]pool.Kind{"融资租赁": pool.KindLease, "售后回租": pool.KindLease, "应收账款": pool.KindReceivable, "保理": pool.KindReceivable, "小额贷款": pool.KindMicroloan, "贷款": pool.KindMicroloan, "二次许可": pool.KindSublicense, "专利许可": pool.KindSublicense, "lease": pool.KindLease, "Receivable": pool.KindReceivable, "microloan": pool.KindMicroloan, "sublicense": pool.KindSublicense} {
		if got := parseKind(text{raw: in}); !got.known || got.value != want {
			t.Errorf("%s is %+v", in, got)
		}
	}
	expectFault(t, parseKind(text{raw: "信托受益权"}), "kind.unknown")
}

func TestParseDepositUseAndYesNo(t *testing.T) {
	for in, want := range map[string]pool.DepositUse{"抵扣末期租金": pool.OffsetLastPayments, "冲抵最后一期租金": pool.OffsetLastPayments, "到期退还": pool.Refund, "refund": pool.Refund} {
		if got := parseDepositUse(text{raw: in}); !got.known || got.value != want {
			t.Errorf("%s is %+v", in, got)
		}
	}
	if got := parseDepositUse(text{raw: "抵扣或退还"}); got.known || len(got.repairs) != 1 {
		t.Errorf("抵扣或退还 is %+v", got)
	}
	for in, want := range map[string]bool{"是": true, "否": false, "独占": true, "普通": false, "无": false, "Yes": true} {
		if got := parseYesNo(text{raw: in}); !got.known || got.value != want {
			t.Errorf("%s is %+v", in, got)
		}
	}
	expectFault(t, parseYesNo(text{raw: "待定中"}), "yes_no.invalid")
}

func TestParseContractID(t *testing.T) {
	for _, tt := range []struct {
		situation string
		in        text
		want      string
	}{
		{"text", text{raw: "ZL-2018-001"}, "ZL-2018-001"},
		{"leading zeros", text{raw: "000123"}, "000123"},
		{"eighteen digits as text", text{raw: "123456789012345678"}, "123456789012345678"},
		{"eighteen digits stored whole", text{raw: "123456789012345678", number: true}, "123456789012345678"},
		{"full-width", text{raw: "ＨＴ－００１"}, "HT-001"},
		{"a text that looks like a power", text{raw: "1E5"}, "1E5"},
		{"the same in a text file", text{raw: "1E5", loose: true}, "1E5"},
	} {
		if got := parseContractID(tt.in); got.value != tt.want {
			t.Errorf("%s: %q, want %q", tt.situation, got.value, tt.want)
		}
	}
	expectFault(t, parseContractID(text{raw: "1.23E+17", loose: true}), "id.scientific")
	expectFault(t, parseContractID(text{raw: "1.2345678901234568E+17", number: true}), "id.scientific")
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"保证+质押＋抵押", "按季付息到期还本", "每6个月", "正常类", "融资租赁", "抵扣", "是", "ACT/365", "先付", "1.23E+17", "60%/40%", "人民币"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		in := text{raw: s}
		sane(t, parseSecurity(in))
		sane(t, parseRepayment(in))
		sane(t, parseFrequency(in))
		sane(t, parseTiming(in))
		sane(t, parseDayCount(in))
		sane(t, parseClass(in))
		sane(t, parseKind(in))
		sane(t, parseDepositUse(in))
		sane(t, parseYesNo(in))
		sane(t, parseContractID(in))
		sane(t, parseShares(in))
		sane(t, parseRatio(in, rateBare))
		sane(t, parseCurrency(in))
		sane(t, parseCount(in, "count"))
		if got := parseFrequency(in); got.known && !got.value.IsValid() {
			t.Errorf("%q is the frequency %v", s, got.value)
		}
	})
}
