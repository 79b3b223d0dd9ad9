package money_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/money"
)

// The exponents other than 2, as ISO 4217 list one of 2026-01-01 states them.
var unusualExponents = map[int]string{
	0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
	3: "BHD IQD JOD KWD LYD OMR TND",
	4: "CLF UYW",
}

func TestExponentsOfList(t *testing.T) {
	all := money.Currencies()
	if len(all) != 165 { // 178 codes of the list, less 13 without a minor unit
		t.Errorf("%d currencies, want 165", len(all))
	}
	want := map[string]int{}
	for exponent, codes := range unusualExponents {
		for code := range strings.FieldsSeq(codes) {
			want[code] = exponent
		}
	}
	for _, c := range all {
		exponent, unusual := want[c.Code()]
		if !unusual {
			exponent = 2
		}
		if c.Exponent() != exponent {
			t.Errorf("%v has exponent %d, want %d", c, c.Exponent(), exponent)
		}
		delete(want, c.Code())
	}
	if len(want) > 0 {
		t.Errorf("not in the list: %v", want)
	}
}

func TestConstantsCarryTheirCodes(t *testing.T) {
	for c, code := range map[money.Currency]string{
		money.CNY: "CNY", money.USD: "USD", money.HKD: "HKD", money.EUR: "EUR", money.JPY: "JPY", money.GBP: "GBP",
		money.SGD: "SGD", money.MOP: "MOP", money.TWD: "TWD", money.KRW: "KRW", money.AED: "AED", money.ZWG: "ZWG",
	} {
		if c.Code() != code || c.String() != code {
			t.Errorf("constant %s has code %q", code, c.Code())
		}
	}
}

func TestCurrenciesComeInOrderOfCodes(t *testing.T) {
	all := money.Currencies()
	if !slices.IsSorted(all) || !slices.IsSortedFunc(all, func(a, b money.Currency) int { return strings.Compare(a.Code(), b.Code()) }) {
		t.Error("not in order")
	}
	all[0] = 0
	if money.Currencies()[0] != money.AED {
		t.Error("the caller's change reached the list")
	}
}

func TestCurrencyRoundTrips(t *testing.T) {
	for _, c := range money.Currencies() {
		if back, err := money.ParseCurrency(c.Code()); err != nil || back != c {
			t.Errorf("ParseCurrency(%q) = %v, %v", c.Code(), back, err)
		}
		text, err := json.Marshal(c)
		var back money.Currency
		if err != nil || string(text) != `"`+c.Code()+`"` || json.Unmarshal(text, &back) != nil || back != c {
			t.Errorf("%v → %s, %v → %v", c, text, err, back)
		}
	}
	keyed, err := json.Marshal(map[money.Currency]int{money.USD: 1, money.CNY: 2})
	if err != nil || string(keyed) != `{"CNY":2,"USD":1}` {
		t.Errorf("as keys: %s, %v", keyed, err)
	}
	var back map[money.Currency]int
	if err := json.Unmarshal(keyed, &back); err != nil || back[money.USD] != 1 || back[money.CNY] != 2 {
		t.Errorf("keys read back: %v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"RMB":1}`), &back); !errors.Is(err, money.ErrUnknownCurrency) {
		t.Errorf("key RMB: %v", err)
	}
}

func TestUnknownCurrency(t *testing.T) {
	var unknown money.Currency
	if !unknown.IsZero() || unknown.IsKnown() || unknown.Code() != "" || unknown.String() != "unknown currency" {
		t.Errorf("zero value: %v", unknown)
	}
	text, err := json.Marshal(struct{ C money.Currency }{})
	if err != nil || string(text) != `{"C":null}` {
		t.Errorf("JSON of unknown is %s, %v", text, err)
	}
	c := money.CNY
	if err := json.Unmarshal([]byte("null"), &c); err != nil || !c.IsZero() {
		t.Errorf("null is %v, %v", c, err)
	}
	plain, err := unknown.MarshalText()
	c = money.CNY
	if err != nil || len(plain) != 0 || c.UnmarshalText(plain) != nil || !c.IsZero() {
		t.Errorf("text of unknown is %q, %v, back %v", plain, err, c)
	}
	defer func() {
		if recover() == nil {
			t.Error("Exponent guessed")
		}
	}()
	_ = unknown.Exponent()
}

func TestInvalidCurrencyIsNotWritten(t *testing.T) {
	invalid := money.Currency(255)
	if invalid.IsKnown() || invalid.IsZero() || invalid.String() != "invalid currency 255" {
		t.Errorf("got %v", invalid)
	}
	if text, err := json.Marshal(invalid); !errors.Is(err, money.ErrUnknownCurrency) {
		t.Errorf("written as %s, %v", text, err)
	}
}

func TestParseCurrencyRefuses(t *testing.T) {
	for _, tt := range []struct{ name, code, says string }{
		{"empty", "", "three letters"},
		{"name", "人民币", "three letters"},
		{"lower case", "cny", "upper case"},
		{"trade name", "RMB", "is CNY"},
		{"offshore name", "CNH", "is CNY"},
		{"blank around", " CNY", "three letters"},
		{"not assigned", "QQQ", "not an active"},
		{"gold", "XAU", "with a minor unit"},
		{"no currency", "XXX", "with a minor unit"},
		{"withdrawn", "HRK", "not an active"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := money.ParseCurrency(tt.code)
			var unknown *money.UnknownCurrencyError
			if !c.IsZero() || !errors.Is(err, money.ErrUnknownCurrency) || !errors.As(err, &unknown) || unknown.Code != tt.code {
				t.Fatalf("got %v, %#v", c, err)
			}
			if !strings.Contains(err.Error(), tt.says) {
				t.Errorf("the message %q does not say %q", err, tt.says)
			}
		})
	}
	for _, text := range []string{`""`, `156`, `"cny"`, `["CNY"]`, `true`} {
		c := money.USD
		if err := json.Unmarshal([]byte(text), &c); !errors.Is(err, money.ErrUnknownCurrency) || c != money.USD {
			t.Errorf("JSON %s: %v, %v", text, c, err)
		}
	}
}

func FuzzParseCurrency(f *testing.F) {
	for _, s := range []string{"CNY", "JPY", "AED", "ZWG", "", "cny", "XXX", "RMB", "人民币", "CNYX", "\xff\xff\xff", "AAA", "ZZZ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		// Linear search over what the package says it knows, against its bisection.
		want := slices.IndexFunc(money.Currencies(), func(c money.Currency) bool { return c.Code() == s })
		c, err := money.ParseCurrency(s)
		switch {
		case want < 0:
			if !errors.Is(err, money.ErrUnknownCurrency) || !c.IsZero() {
				t.Fatalf("ParseCurrency(%q) = %v, %v", s, c, err)
			}
		case err != nil || c != money.Currencies()[want]:
			t.Fatalf("ParseCurrency(%q) = %v, %v", s, c, err)
		}
	})
}
