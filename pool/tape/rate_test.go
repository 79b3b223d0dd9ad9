package tape

import (
	"testing"

	"github.com/shopspring/decimal"
)

func TestParseRate(t *testing.T) {
	for _, tt := range []struct {
		situation string
		in        text
		want      string
		unit      rateUnit
	}{
		{"percent", text{raw: "5.35%"}, "5.35", ratePercent},
		{"full-width percent", text{raw: "５．３５％"}, "5.35", ratePercent},
		{"percent with a blank", text{raw: "5.35 %"}, "5.35", ratePercent},
		{"basis points", text{raw: "534bp"}, "534", rateBasisPoint},
		{"basis points, English plural", text{raw: "534 BPS"}, "534", rateBasisPoint},
		{"基点", text{raw: "534个基点"}, "534", rateBasisPoint},
		{"per mille", text{raw: "53.5‰"}, "53.5", ratePermille},
		{"a bare number", text{raw: "5.35"}, "5.35", rateBare},
		{"a bare fraction", text{raw: "0.0535"}, "0.0535", rateBare},
		{"a stored fraction shown as a percentage", text{raw: "5.3499999999999999E-2", number: true, percent: true}, "0.0535", rateFraction},
		{"a stored number with 17 digits", text{raw: "5.3500000000000005", number: true}, "5.3500000000000005", rateBare},
		{"固定 in front", text{raw: "固定利率5.35%"}, "5.35", ratePercent},
		{"a year behind", text{raw: "5.35%/年"}, "5.35", ratePercent},
		{"浮动利率 in front", text{raw: "浮动利率4.5%"}, "4.5", ratePercent},
		{"年化 in front", text{raw: "年化5.35%"}, "5.35", ratePercent},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			got := parseRate(tt.in)
			expectFault(t, got, "")
			if got.value.value.String() != tt.want || got.value.unit != tt.unit || !got.value.hasValue || got.value.floating != nil {
				t.Errorf("%+v, want %s in %v", got.value, tt.want, tt.unit)
			}
		})
	}
}

func TestParseFloatingRate(t *testing.T) {
	for _, tt := range []struct{ in, index, spread, now string }{
		{"LPR+50BP", "LPR", "0.005", ""},
		{"4.35%（LPR1Y+90BP）", "LPR1Y", "0.009", "4.35"},
		{"1年期LPR+50BP", "LPR1Y", "0.005", ""},
		{"一年期LPR+50个基点", "LPR1Y", "0.005", ""},
		{"LPR1Y-20bp", "LPR1Y", "-0.002", ""},
		{"5年期以上LPR加0.5%", "LPR5Y", "0.005", ""},
		{"LPR", "LPR", "0", ""},
		{"LPR+50BP（4.35%）", "LPR", "0.005", "4.35"},
		{"LPR+50BP，当前4.35%", "LPR", "0.005", "4.35"},
		{"浮动利率 LPR+50BP", "LPR", "0.005", ""},
	} {
		got := parseRate(text{raw: tt.in})
		if got.fault != nil || got.value.floating == nil {
			t.Errorf("%s: not floating: %+v", tt.in, got)
			continue
		}
		now := ""
		if got.value.hasValue {
			now = got.value.value.String()
		}
		if f := got.value.floating; f.Index != tt.index || f.Spread.String() != tt.spread || now != tt.now {
			t.Errorf("%s: %s + %s, now %q", tt.in, f.Index, f.Spread, now)
		}
	}
}

func TestParseRateRefuses(t *testing.T) {
	for in, code := range map[string]string{"76.83%~85%": "rate.range", "5%至6%": "rate.range", "面议": "rate.invalid", "5.35.1": "rate.invalid", "约5%": "rate.range", "固定": "rate.invalid"} {
		expectFault(t, parseRate(text{raw: in}), code)
	}
}

func TestInferRateUnit(t *testing.T) {
	numbers := func(list ...float64) (ds []decimal.Decimal) {
		for _, n := range list {
			ds = append(ds, decimal.NewFromFloat(n))
		}
		return ds
	}
	for _, tt := range []struct {
		situation string
		header    rateUnit
		numbers   []decimal.Decimal
		want      rateConvention
	}{
		{"all below 0.5", rateBare, numbers(0.0535, 0.06, 0), rateConvention{unit: rateFraction}},
		{"all from 0.5", rateBare, numbers(5.35, 6, 0.5), rateConvention{unit: ratePercent}},
		{"the header says percent", ratePercent, numbers(5.35, 12), rateConvention{unit: ratePercent}},
		{"the header says percent, all are fractions", ratePercent, numbers(0.0535, 0.06), rateConvention{unit: rateFraction, contradicts: true}},
		{"the header says basis points", rateBasisPoint, numbers(535, 600), rateConvention{unit: rateBasisPoint}},
		{"mixed, most are percentages", rateBare, numbers(5.35, 6, 0.07), rateConvention{unit: ratePercent, mixed: true}},
		{"mixed, most are fractions", rateBare, numbers(0.05, 0.06, 7), rateConvention{unit: rateFraction, mixed: true}},
		{"mixed, as many of each", rateBare, numbers(0.05, 7), rateConvention{mixed: true}},
		{"mixed under a header with percent", ratePercent, numbers(0.05, 0.05, 7), rateConvention{unit: ratePercent, mixed: true}},
		{"zeros alone", rateBare, numbers(0, 0), rateConvention{unit: rateFraction}},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			if got := inferRateUnit(tt.header, yearly, tt.numbers); got != tt.want {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
		})
	}
	mixed := rateConvention{unit: ratePercent, mixed: true}
	if mixed.fits(decimal.NewFromFloat(0.05)) || !mixed.fits(decimal.NewFromFloat(5)) || !mixed.fits(decimal.Zero) {
		t.Error("a fraction fits among percentages, or a percentage or zero does not")
	}
}

func FuzzRate(f *testing.F) {
	for _, s := range []string{"5.35%", "534bp", "LPR+50BP", "1年期LPR-20bp（4.35%）", "0.0535", "固定", "５％", "年化5%", "1e9"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := parseRate(text{raw: s})
		sane(t, got)
		if got.known && !got.value.hasValue && got.value.floating == nil {
			t.Errorf("%q is a known rate that says nothing", s)
		}
	})
}
