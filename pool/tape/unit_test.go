package tape

import (
	"testing"

	"github.com/ipabs/ipabs/money"
)

func TestReadHeader(t *testing.T) {
	for _, tt := range []struct {
		situation, in string
		field         field
		scale         string
		rate          rateUnit
		term          termUnit
	}{
		{"as it stands", "合同编号", fContractID, "0", 0, 0},
		{"full-width brackets with a unit", "未偿本金余额（万元）", fBalance, "10000", 0, 0},
		{"square brackets", "未偿本金余额[元]", fBalance, "1", 0, 0},
		{"book-title brackets", "未偿本金余额【亿元】", fBalance, "100000000", 0, 0},
		{"unit beside a currency, behind a colon", "未偿本金余额（人民币：万元）", fBalance, "10000", 0, 0},
		{"English units of several", "Outstanding principal (RMB millions)", fBalance, "1000000", 0, 0},
		{"m behind a currency", "Outstanding principal (RMB m)", fBalance, "1000000", 0, 0},
		{"unit behind a slash", "未偿本金余额/万元", fBalance, "10000", 0, 0},
		{"unit behind a dash", "剩余期限-月", fRemainingTerm, "0", 0, termMonths},
		{"unit behind the word 单位", "余额（单位：万元）", fBalance, "10000", 0, 0},
		{"unit without brackets", "未偿本金余额万元", fBalance, "10000", 0, 0},
		{"percent in brackets", "执行利率(%)", fRate, "0", ratePercent, 0},
		{"percent without brackets", "年利率%", fRate, "0", ratePercent, 0},
		{"basis points", "利率（bp）", fRate, "0", rateBasisPoint, 0},
		{"months", "剩余期限（月）", fRemainingTerm, "0", 0, termMonths},
		{"years", "剩余期限(年)", fRemainingTerm, "0", 0, termYears},
		{"days in the name", "剩余天数", fRemainingTerm, "0", 0, termDays},
		{"blanks and a line break", "未偿 本金\n余额", fBalance, "0", 0, 0},
		{"a star for a must", "*承租人", fObligor, "0", 0, 0},
		{"colon behind", "到期日：", fMaturity, "0", 0, 0},
		{"名称 behind", "承租人名称", fObligor, "0", 0, 0},
		{"名称 in brackets behind", "承租人（名称）", fObligor, "0", 0, 0},
		{"words in brackets that are no unit", "利率（固定/浮动）", fRate, "0", 0, 0},
		{"a date in front", "截至封包日未偿本金余额（元）", fBalance, "1", 0, 0},
		{"English", "Outstanding Principal (CNY)", fBalance, "1", 0, 0},
		{"English with underscore", "contract_id", fContractID, "0", 0, 0},
		{"English with months", "Remaining term (months)", fRemainingTerm, "0", 0, termMonths},
		{"full-width letters", "ＩＲＲ", fRate, "0", 0, 0},
		{"first-paid or later", "先付/后付", fTiming, "0", 0, 0},
		{"a stranger", "天气", fNone, "0", 0, 0},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			h := readHeader(tt.in)
			hit, _ := aliasSets()[roleContracts].find(h)
			if hit.field != tt.field || h.unit.scale.String() != tt.scale || h.unit.rate != tt.rate || h.unit.term != tt.term {
				t.Errorf("%q: field %q, scale %s, rate %v, term %v", tt.in, hit.field, h.unit.scale, h.unit.rate, h.unit.term)
			}
		})
	}
}

func TestUnitInTitle(t *testing.T) {
	for in, want := range map[string]string{"单位：万元": "10000", "（单位:元）": "1", "金额单位：人民币万元": "10000", "单位：人民币亿元  币种：人民币": "100000000", "单位为千元": "1000", "Unit: CNY million": "1000000"} {
		if u, ok := unitInTitle(fold(in)); !ok || u.scale.String() != want {
			t.Errorf("%s is %s (%t), want %s", in, u.scale, ok, want)
		}
	}
	if u, ok := unitInTitle(fold("单位：万美元")); !ok || u.currency != money.USD || u.scale.String() != "10000" {
		t.Errorf("单位：万美元 is %+v", u)
	}
	for _, in := range []string{"编制单位：某租赁公司", "单位", "承租单位名称"} {
		if u, ok := unitInTitle(fold(in)); ok {
			t.Errorf("%s is %+v", in, u)
		}
	}
}

// No header names two fields: building the tables would panic.
func TestAliasTablesAgree(t *testing.T) {
	for r, set := range aliasSets() {
		if len(set) == 0 {
			t.Errorf("role %d has no headers", r)
		}
	}
}

func FuzzHeader(f *testing.F) {
	for _, s := range []string{"未偿本金余额（万元）", "剩余期限-月", "((((", "【】", "%", "元", "截至封包日", "单位：万美元"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		h := readHeader(s)
		aliasSets()[roleContracts].find(h)
		unitInTitle(fold(s))
	})
}
