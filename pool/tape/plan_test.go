package tape_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
)

// What a plan has beside its form stands in columns of its own, and is refused in its column.
func TestShapeOfAPlanIsRead(t *testing.T) {
	const header = "封包日：2024-06-30 单位：元\n租赁合同编号,承租人,未偿本金余额,租赁利率,起租日,到期日,还款方式,还款频率,宽限期至,利息资本化至,尾款,租金递增周期（月）,租金递增比例,租金递增金额\n"
	const front = "A1,甲有限公司,1000000,6%,2024-01-01,2027-01-01,等额本息,按季,"
	for _, test := range []struct{ situation, cells, want, code, column, header, seen string }{
		{"nothing", ",,,,,", "0 0 nothing nothing", "", "", "", ""},
		{"grace and a balloon", "2024年12月31日,,30万元,,,", "2024-12-31 0 300000 nothing", "", "", "", ""},
		{"capitalised interest", ",2024/9/30,无,,,", "0 2024-09-30 nothing nothing", "", "", "", ""},
		{"rents that rise by a share", ",,,12个月,5%,", "0 0 nothing 12/0.05/-", "", "", "", ""},
		{"rents that fall by an amount", ",,,12,,-1000", "0 0 nothing 12/-/-1000", "", "", "", ""},
		{"a balloon above the balance", ",,1000000.01,,,", "", "contract.inconsistent", "K", "尾款", "1000000.01"},
		{"grace beyond the maturity", "2027-01-01,,,,,", "", "contract.inconsistent", "I", "宽限期至", "2027-01-01"},
		{"a share without a period", ",,,,5%,", "", "contract.out_of_range", "L", "租金递增周期（月）", "0"},
		{"a period that is none", ",,,每年,5%,", "", "repayment.step_months", "L", "租金递增周期（月）", "每年"},
		{"a share and an amount", ",,,12,5%,100", "", "contract.inconsistent", "L", "租金递增周期（月）", "12"},
	} {
		t.Run(test.situation, func(t *testing.T) {
			result := read(t, "a.csv", []byte(header+front+test.cells+"\n"), tape.Options{})
			if test.code != "" {
				expectFinding(t, result, tape.Finding{Severity: tape.Error, Code: test.code, Row: 3, Column: test.column, Header: test.header, Seen: test.seen})
				return
			}
			if result.Accepted != 1 {
				t.Fatal(lines(result))
			}
			if got := shapeText(result.Spec.Contracts[0].Lease.Rent); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}

func shapeText(s pool.InstalmentsSpec) string {
	day := func(d calendar.Date) string {
		if d.IsZero() {
			return "0"
		}
		return d.String()
	}
	balloon, step := "nothing", "nothing"
	if s.Balloon != nil {
		balloon = s.Balloon.String()
	}
	if s.Step != nil {
		growth, add := "-", "-"
		if s.Step.Growth != nil {
			growth = s.Step.Growth.String()
		}
		if s.Step.Add != nil {
			add = s.Step.Add.String()
		}
		step = fmt.Sprintf("%d/%s/%s", s.Step.EveryMonths, growth, add)
	}
	return strings.Join([]string{day(s.InterestOnlyUntil), day(s.CapitaliseUntil), balloon, step}, " ")
}

// A column of currencies says what rows are in. It speaks for the tape only when all rows are in one and
// no title names another.
func TestCurrencyOfATapeWithAColumnOfCurrencies(t *testing.T) {
	rates := &pool.FXSpec{Quotes: []pool.QuoteSpec{{Date: asOf, From: money.USD, To: money.CNY, Rate: 7 * money.One}, {Date: asOf, From: money.CNY, To: money.USD, Rate: money.One / 7}}}
	for _, test := range []struct {
		situation, title string
		first, second    string
		asked            money.Currency
		want             money.Currency
	}{
		{"one currency in all rows", "", "USD", "美元", 0, money.USD},
		{"a title that names another", "币种：人民币", "USD", "USD", 0, money.CNY},
		{"several, and a title", "币种：人民币", "USD", "CNY", 0, money.CNY},
		{"several, and nothing else", "", "USD", "CNY", 0, money.USD},
		{"several, and one asked for", "", "USD", "人民币", money.CNY, money.CNY},
	} {
		t.Run(test.situation, func(t *testing.T) {
			text := test.title + "\n借据号,借款人,贷款余额,币种,年利率,到期日\nL1,甲公司,100," + test.first + ",6%,2027-01-01\nL2,乙公司,100," + test.second + ",6%,2027-01-01\n"
			result := read(t, "a.csv", []byte(text), tape.Options{AsOf: asOf, FX: rates, Currency: test.asked, Kind: pool.KindMicroloan})
			if result.Accepted != 2 || result.Pool.Currency() != test.want {
				t.Errorf("%d accepted in %v, want %v\n%s", result.Accepted, result.Pool.Currency(), test.want, lines(result))
			}
		})
	}
}

// The affiliates' sheet also says how firms stand that the list of contracts names beside the obligor.
func TestAffiliatesStateHowFirmsStand(t *testing.T) {
	data := workbook(t, page{"清单", [][]any{{"借据号", "借款人", "共同借款人", "贷款余额（元）", "年利率", "到期日"}, {"L1", "甲有限公司", "乙有限公司", 100, "6%", "2027-01-01"}}},
		page{"关联方", [][]any{{"企业名称", "所属集团", "是否境内注册", "是否破产"}, {"乙有限公司", "", "是", "否"}}})
	result := read(t, "a.xlsx", data, quiet)
	for _, p := range result.Spec.Parties {
		switch s := p.Standing; {
		case p.ID == "甲有限公司" && s != nil:
			t.Errorf("%+v", *s)
		case p.ID == "乙有限公司" && (s == nil || s.Domestic == nil || !*s.Domestic || s.Bankrupt == nil || *s.Bankrupt || s.Litigation != nil):
			t.Errorf("%+v", s)
		}
	}
}
