package tape

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/money"
)

var (
	one      = decimal.New(1, 0)
	tenGrand = decimal.New(1, 4)
)

func TestParseAmount(t *testing.T) {
	text0, number := func(s string) text { return text{raw: s} }, func(s string) text { return text{raw: s, number: true} }
	for _, tt := range []struct {
		situation string
		in        text
		unit      decimal.Decimal
		want      string // "" for not stated
		repairs   string
	}{
		{"plain", text0("1234567.89"), one, "1234567.89", ""},
		{"separators of thousands", text0("1,234,567.89"), one, "1234567.89", ""},
		{"blanks between thousands", text0("1 234 567.89"), one, "1234567.89", ""},
		{"full-width digits", text0("１，２３４．５０"), one, "1234.5", "text.repaired"},
		{"accounting negative", text0("(1,234.00)"), one, "-1234", "amount.negative"},
		{"negative with a real minus sign", text0("−12"), one, "-12", "text.repaired"},
		{"trailing 元", text0("300元"), one, "300", ""},
		{"currency mark in front", text0("¥1,000.00"), one, "1000", ""},
		{"full-width yen sign", text0("￥1,000.00"), one, "1000", "text.repaired"},
		{"RMB in front", text0("RMB 1,000"), one, "1000", ""},
		{"人民币 around", text0("人民币300万元"), one, "3000000", "amount.unit"},
		{"unit of the column", text0("1,234.5"), tenGrand, "12345000", ""},
		{"own unit against a column in 元", text0("1,234.5万"), one, "12345000", "amount.unit"},
		{"own unit equal to the column's", text0("1,234.5万元"), tenGrand, "12345000", ""},
		{"own unit against a column in 万元", text0("0.3亿"), tenGrand, "30000000", "amount.unit"},
		{"元 against a column in 万元", text0("500000元"), tenGrand, "500000", "amount.unit"},
		{"two units in one amount", text0("2亿5000万元"), one, "250000000", ""},
		{"Chinese numerals of a cheque", text0("叁佰万元整"), one, "3000000", "amount.words"},
		{"Chinese numerals with units inside, column in 万元", text0("叁佰万元整"), tenGrand, "3000000", "amount.words amount.unit"},
		{"Chinese numerals alone take the unit of the column", text0("一百二十"), tenGrand, "1200000", "amount.words"},
		{"zero is zero", text0("0"), one, "0", ""},
		{"a dash is not stated", text0("-"), one, "", ""},
		{"a slash is not stated", text0("／"), one, "", ""},
		{"无 is not stated", text0("无"), one, "", ""},
		{"N/A is not stated", text0("N/A"), one, "", ""},
		{"empty is not stated", text0(""), one, "", ""},
		{"a stored double with 17 digits", number("12345678.900000000"), one, "12345678.9", ""},
		{"a stored double in scientific notation", number("5.3499999999999999E-2"), tenGrand, "535", ""},
		{"a large stored number in scientific notation", number("1.2E+9"), one, "1200000000", ""},
		{"the noise of 0.1 + 0.2", number("0.30000000000000004"), one, "0.3", "amount.float_noise"},
		{"noise in a text, below a millionth of a fen", text0("12345678.910000000001"), one, "12345678.91", "amount.float_noise"},
		{"noise of a large sum: one unit in the last place", number("733000000.1000001"), one, "733000000.1", "amount.float_noise"},
		{"ten-thousandths of 万元 are fen", text0("1234.567891"), tenGrand, "12345678.91", ""},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			got := parseAmount(tt.in, tt.unit, 2)
			expectFault(t, got, "")
			if tt.repairs == "" {
				expectCodes(t, got)
			} else {
				expectCodes(t, got, strings.Fields(tt.repairs)...)
			}
			if got.known != (tt.want != "") {
				t.Fatalf("known is %t", got.known)
			}
			if got.known && got.value.value.String() != tt.want {
				t.Errorf("%s, want %s", got.value.value, tt.want)
			}
		})
	}
}

func TestParseAmountRefuses(t *testing.T) {
	for _, tt := range []struct {
		situation string
		in        text
		code      string
	}{
		{"half a fen is a statement, not noise", text{raw: "12345678.905", number: true}, "amount.digits"},
		{"half a fen in a text", text{raw: "12345678.905"}, "amount.digits"},
		{"a millionth of a fen and a bit", text{raw: "1.0000000101"}, "amount.digits"},
		{"a third of 万元", text{raw: "0.33333333万元"}, "amount.digits"},
		{"scientific notation in a text", text{raw: "1.23E+08"}, "amount.scientific"},
		{"a range", text{raw: "100~200"}, "amount.invalid"},
		{"about", text{raw: "约300万"}, "amount.invalid"},
		{"a word", text{raw: "待确认金额"}, "amount.invalid"},
		{"groups of four", text{raw: "1,2345"}, "amount.invalid"},
		{"a decimal comma", text{raw: "1.234,56"}, "amount.invalid"},
		{"two points", text{raw: "1.2.3"}, "amount.invalid"},
		{"a date", text{raw: "2018-10-31"}, "amount.invalid"},
		{"a number beyond reading", text{raw: strings.Repeat("9", 80)}, "amount.invalid"},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			got := parseAmount(tt.in, one, 2)
			expectFault(t, got, tt.code)
		})
	}
}

func TestParseAmountNamesTheCurrency(t *testing.T) {
	for text0, want := range map[string]money.Currency{"US$100": money.USD, "100万美元": money.USD, "HKD 5": money.HKD, "¥5": money.CNY, "5元": 0, "5": 0} {
		if got := parseAmount(text{raw: text0}, one, 2); !got.known || got.value.currency != want {
			t.Errorf("%s is in %v, want %v", text0, got.value.currency, want)
		}
	}
}

// Whatever is accepted is whole in the minor unit and no further from the text than noise allows.
func TestParseAmountNeverRoundsAStatement(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := decimal.New(rapid.Int64().Draw(t, "digits"), int32(-rapid.IntRange(0, 14).Draw(t, "places")))
		got := parseAmount(text{raw: d.String()}, one, 2)
		whole := d.Equal(d.Truncate(2))
		switch off := d.Sub(d.RoundBank(2)).Abs(); {
		case whole && (!got.known || !got.value.value.Equal(d)):
			t.Fatalf("%s became %v", d, got)
		case !whole && got.known && off.GreaterThan(decimal.New(1, -8)):
			t.Fatalf("%s was rounded to %s", d, got.value.value)
		case !whole && got.known && len(got.repairs) == 0:
			t.Fatalf("%s was repaired in silence", d)
		}
	})
}

func TestParseCount(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want int
	}{{"51", 51}, {"51项", 51}, {"51 项", 51}, {"五十一项", 51}, {"30天", 30}, {"1,000", 1000}, {"0", 0}, {"３", 3}, {"-2", -2}} {
		if got := parseCount(text{raw: tt.in}, "count", "项", "天"); !got.known || got.value != tt.want {
			t.Errorf("%q is %d (%t), want %d", tt.in, got.value, got.known, tt.want)
		}
	}
	for _, s := range []string{"2.5", "三四", "51个人", "1e300", "99999999999"} {
		expectFault(t, parseCount(text{raw: s}, "count", "项"), "count")
	}
}

func FuzzAmount(f *testing.F) {
	for _, s := range []string{"1,234.50", "(1,234.00)", "叁佰万元整", "2亿5000万", "0.30000000000000004", "5.3499999999999999E-2", "¥1", "-", "1e-400", "１２万", "US$5m"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, s string, number bool) {
		got := parseAmount(text{raw: s, number: number}, tenGrand, 2)
		sane(t, got)
		if got.known && !got.value.value.Equal(got.value.value.Truncate(2)) {
			t.Errorf("%q gives %s, which is not whole in fen", s, got.value.value)
		}
	})
}
