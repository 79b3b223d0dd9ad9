package tape

import (
	"testing"
)

// Wordings of other desks, by field.
func TestWordings(t *testing.T) {
	t.Run("licences", func(t *testing.T) {
		for in, want := range map[string]bool{"独占许可": true, "独占实施许可": true, "排他许可": true, "普通许可": false, "普通实施许可": false, "非独占许可": false, "是": true, "否": false, "Exclusive licence": true, "non-exclusive license": false} {
			if got := parseExclusive(text{raw: in}); !got.known || got.value != want {
				t.Errorf("%s is %+v", in, got)
			}
		}
		expectFault(t, parseExclusive(text{raw: "其他许可"}), "yes_no.invalid")
	})
	t.Run("days overdue", func(t *testing.T) {
		for in, want := range map[string]int{"未逾期": 0, "无逾期": 0, "否": 0, "0天": 0, "35日": 35} {
			if got := parseOverdueDays(text{raw: in}); !got.known || got.value != want {
				t.Errorf("%s is %+v", in, got)
			}
		}
		expectFault(t, parseOverdueDays(text{raw: "是"}), "overdue_days.invalid")
	})
	t.Run("rates that multiply an index", func(t *testing.T) {
		for in, want := range map[string]string{"LPR上浮10%(4.24%)": "4.24", "基准利率上浮20%,现执行5.22%": "5.22", "一年期贷款市场报价利率下浮5%": ""} {
			got := parseRate(text{raw: in})
			expectCodes(t, got, "rate.floating_unnamed")
			if now := got.value.value.String(); got.value.floating != nil || got.value.hasValue != (want != "") || want != "" && now != want {
				t.Errorf("%s is %+v", in, got.value)
			}
		}
	})
	t.Run("amounts between quotation marks", func(t *testing.T) {
		if got := parseAmount(text{raw: "“1,200.50”"}, unitOne, 2); !got.known || got.value.value.String() != "1200.5" {
			t.Errorf("%+v", got)
		}
	})
	t.Run("numbers of contracts that lost digits", func(t *testing.T) {
		expectFault(t, parseContractID(text{raw: "1.23E+17"}), "id.scientific")
	})
	t.Run("periods of a rate in its header", func(t *testing.T) {
		for in, want := range map[string]ratePeriod{"利率（月）": monthly, "利率(月利率)": monthly, "月利率（‰）": monthly, "利率（日）": daily, "利率（年）": yearly, "年利率（%）": yearly, "Rate (monthly)": monthly, "Interest rate (% p.m.)": monthly, "Interest rate (% p.a.)": yearly} {
			if h := readHeader(in); h.unit.period != want {
				t.Errorf("%s is for a %v: %+v", in, h.unit.period, h)
			}
		}
	})
}
