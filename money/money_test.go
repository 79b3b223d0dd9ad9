package money_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/money"
	"pgregory.net/rapid"
)

func TestMoneyArithmetic(t *testing.T) {
	yuan, fen := money.Money{Amount: 535, Currency: money.CNY}, money.Money{Amount: 1, Currency: money.CNY}
	if got, err := yuan.Add(fen); err != nil || got != (money.Money{Amount: 536, Currency: money.CNY}) {
		t.Errorf("5.35 + 0.01 = %v, %v", got, err)
	}
	if got, err := yuan.Sub(fen); err != nil || got != (money.Money{Amount: 534, Currency: money.CNY}) {
		t.Errorf("5.35 - 0.01 = %v, %v", got, err)
	}
	if got, err := yuan.Neg(); err != nil || got != (money.Money{Amount: -535, Currency: money.CNY}) {
		t.Errorf("-5.35 = %v, %v", got, err)
	}
	if got := yuan.Decimal().String(); got != "5.35" {
		t.Errorf("as a decimal: %s", got)
	}
}

func TestMoneyRefuses(t *testing.T) {
	yuan, yen := money.Money{Amount: 5, Currency: money.CNY}, money.Money{Amount: 5, Currency: money.JPY}
	var unknown money.Money
	top := money.Money{Amount: greatest, Currency: money.CNY}
	bottom := money.Money{Amount: least, Currency: money.CNY}
	for _, tt := range []struct {
		name string
		op   func() (money.Money, error)
		want error
	}{
		{"yuan and yen", func() (money.Money, error) { return yuan.Add(yen) }, money.ErrCurrencyMismatch},
		{"yuan less yen", func() (money.Money, error) { return yuan.Sub(yen) }, money.ErrCurrencyMismatch},
		{"yuan and unknown", func() (money.Money, error) { return yuan.Add(unknown) }, money.ErrCurrencyMismatch},
		{"unknown and unknown", func() (money.Money, error) { return unknown.Add(unknown) }, money.ErrUnknownCurrency},
		{"too much", func() (money.Money, error) { return top.Add(yuan) }, money.ErrOverflow},
		{"too little", func() (money.Money, error) { return bottom.Sub(yuan) }, money.ErrOverflow},
		{"the least negated", bottom.Neg, money.ErrOverflow},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := tt.op(); !errors.Is(err, tt.want) || got != unknown {
				t.Errorf("got %v, %v; want %v", got, err, tt.want)
			}
		})
	}
	_, err := yuan.Add(yen)
	var mismatch *money.CurrencyMismatchError
	if !errors.As(err, &mismatch) || mismatch.Left != money.CNY || mismatch.Right != money.JPY {
		t.Errorf("got %#v", err)
	}
}

func TestMoneyText(t *testing.T) {
	for m, want := range map[money.Money]string{
		{Amount: 73_300_000_000, Currency: money.CNY}: "CNY 733000000.00",
		{Amount: -5, Currency: money.JPY}:             "JPY -5",
		{Amount: 5}:                                   "5 minor units of unknown currency",
	} {
		if got := m.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestMoneyJSONRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := money.Money{Amount: anyAmount().Draw(t, "amount"), Currency: anyCurrency().Draw(t, "currency")}
		text, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var back money.Money
		if err := json.Unmarshal(text, &back); err != nil || back != m {
			t.Fatalf("%v → %s → %v, %v", m, text, back, err)
		}
	})
}

func TestMoneyJSONForm(t *testing.T) {
	text, err := json.Marshal(money.Money{Amount: 73_300_000_000, Currency: money.CNY})
	if err != nil || string(text) != `{"amount":"733000000.00","currency":"CNY"}` {
		t.Errorf("got %s, %v", text, err)
	}
	text, err = json.Marshal([]money.Money{{}})
	if err != nil || string(text) != `[null]` {
		t.Errorf("money that is not known is %s, %v", text, err)
	}
	m := []money.Money{{Amount: 5, Currency: money.CNY}}
	if err := json.Unmarshal([]byte(`[null]`), &m); err != nil || m[0] != (money.Money{}) {
		t.Errorf("null is %v, %v", m, err)
	}
	if text, err = json.Marshal(money.Money{Amount: 5}); !errors.Is(err, money.ErrUnknownCurrency) {
		t.Errorf("an amount without a currency is %s, %v", text, err)
	}
	var back money.Money
	if err := json.Unmarshal([]byte(` { "currency" : "JPY" , "amount" : "5" } `), &back); err != nil || back != (money.Money{Amount: 5, Currency: money.JPY}) {
		t.Errorf("the other order with blanks: %v, %v", back, err)
	}
}

func TestMoneyJSONRefuses(t *testing.T) {
	for _, tt := range []struct{ name, text, says string }{
		{"a number", `5`, "want an object"},
		{"an array", `["5","CNY"]`, "want an object"},
		{"amount as a number", `{"amount":5.00,"currency":"CNY"}`, `"amount" is not a string`},
		{"amount as an object", `{"amount":{},"currency":"CNY"}`, `"amount" is not a string`},
		{"currency null", `{"amount":"5.00","currency":null}`, `"currency" is not a string`},
		{"no amount", `{"currency":"CNY"}`, `"amount" is missing`},
		{"no currency", `{"amount":"5.00"}`, `"currency" is missing`},
		{"empty object", `{}`, `"amount" is missing`},
		{"amount twice", `{"amount":"5.00","amount":"6.00","currency":"CNY"}`, `"amount" stands twice`},
		{"another case", `{"Amount":"5.00","currency":"CNY"}`, `unknown member "Amount"`},
		{"one member more", `{"amount":"5.00","currency":"CNY","day":"2026-01-01"}`, `unknown member "day"`},
		{"too many decimals", `{"amount":"5.001","currency":"CNY"}`, "digits would be lost"},
		{"unknown code", `{"amount":"5.00","currency":"RMB"}`, "is CNY"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			was := money.Money{Amount: 77, Currency: money.USD}
			m := was
			err := json.Unmarshal([]byte(tt.text), &m)
			if err == nil || m != was || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%s gives %v, %v; want an error that says %q", tt.text, m, err, tt.says)
			}
		})
	}
	var m money.Money
	for _, broken := range []string{``, `{`, `{"amount":"5.00","currency":"CNY"`, `{"amount"`, `{"amount":`, `{5:"5.00"}`} {
		if err := m.UnmarshalJSON([]byte(broken)); err == nil {
			t.Errorf("broken JSON %q was taken as %v", broken, m)
		}
	}
}

// FuzzMoneyJSON: whatever is read is written again and read as the same.
func FuzzMoneyJSON(f *testing.F) {
	for _, s := range []string{
		`{"amount":"733000000.00","currency":"CNY"}`, `{"currency":"JPY","amount":"-5"}`, `null`, `{}`, `5`,
		`{"amount":"5","amount":"6","currency":"CNY"}`, `{"amount":"5","currency":"cny"}`, `{"amount":{"a":[1]},"currency":"CNY"}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var m, back money.Money
		if json.Unmarshal(data, &m) != nil {
			return
		}
		text, err := json.Marshal(m)
		if err != nil {
			t.Fatalf("%q was read as %v, which does not write: %v", data, m, err)
		}
		if err := json.Unmarshal(text, &back); err != nil || back != m {
			t.Fatalf("%q → %v → %s → %v, %v", data, m, text, back, err)
		}
	})
}
