package money_test

import (
	"cmp"
	"errors"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/money"
	"pgregory.net/rapid"
)

// day is 2026-03-31, counted from 1970-01-01.
const day = 20_543

func table(t *testing.T, s money.FXSettings, quotes ...money.Quote) *money.FXTable {
	t.Helper()
	fx, err := money.NewFXTable(quotes)
	if err != nil {
		t.Fatal(err)
	}
	if fx, err = fx.With(s); err != nil {
		t.Fatal(err)
	}
	return fx
}

func quote(t *testing.T, from, to money.Currency, r string) money.Quote {
	t.Helper()
	return money.Quote{Day: day, From: from, To: to, Rate: rate(t, r)}
}

func TestConvert(t *testing.T) {
	all := money.FXSettings{AllowInverse: true, CrossVia: money.USD}
	usdCNY, jpyCNY := quote(t, money.USD, money.CNY, "7.1"), quote(t, money.JPY, money.CNY, "0.0489")
	usdKWD, usdJPY := quote(t, money.USD, money.KWD, "0.306"), quote(t, money.USD, money.JPY, "145.2")
	for _, tt := range []struct {
		name     string
		settings money.FXSettings
		quotes   []money.Quote
		m        string
		from, to money.Currency
		want     string
		legs     int
	}{
		{"same exponent", money.FXSettings{}, []money.Quote{usdCNY}, "1000.01", money.USD, money.CNY, "7100.07", 1}, // 7100.071
		{"yen have no minor unit", money.FXSettings{}, []money.Quote{jpyCNY}, "1000", money.JPY, money.CNY, "48.90", 1},
		{"half-even", money.FXSettings{}, []money.Quote{jpyCNY}, "50", money.JPY, money.CNY, "2.44", 1}, // 2.445
		{"into yen", money.FXSettings{}, []money.Quote{usdJPY}, "0.01", money.USD, money.JPY, "1", 1},   // 1.452
		{"into thousandths", money.FXSettings{}, []money.Quote{usdKWD}, "10.00", money.USD, money.KWD, "3.060", 1},
		{"negative", money.FXSettings{}, []money.Quote{usdCNY}, "-1000.01", money.USD, money.CNY, "-7100.07", 1},
		{"nothing", money.FXSettings{}, []money.Quote{usdCNY}, "0.00", money.USD, money.CNY, "0.00", 1},
		{"own currency needs no quote", money.FXSettings{}, nil, "5.35", money.CNY, money.CNY, "5.35", 0},
		{"inverse", all, []money.Quote{usdCNY}, "71.00", money.CNY, money.USD, "10.00", 1},
		{"inverse with one rounding", all, []money.Quote{jpyCNY}, "100.00", money.CNY, money.JPY, "2045", 1}, // 2044.99
		{"quoted pair before inverse", all, []money.Quote{usdCNY, quote(t, money.CNY, money.USD, "0.14")}, "71.00", money.CNY, money.USD, "9.94", 1},
		{"cross, both legs quoted", money.FXSettings{CrossVia: money.USD}, []money.Quote{quote(t, money.CNY, money.USD, "0.14"), usdKWD}, "1000.00", money.CNY, money.KWD, "42.840", 2},
		{"cross, first leg inverse", all, []money.Quote{usdCNY, usdKWD}, "1000.00", money.CNY, money.KWD, "43.099", 2}, // 43.0986
		{"cross, last leg inverse", all, []money.Quote{usdCNY, usdKWD}, "43.099", money.KWD, money.CNY, "1000.01", 2},  // 1000.0095
		{"quoted pair before cross", all, []money.Quote{usdCNY, usdJPY, jpyCNY}, "1000", money.JPY, money.CNY, "48.90", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fx := table(t, tt.settings, tt.quotes...)
			a, err := money.ParseAmount(tt.m, tt.from)
			if err != nil {
				t.Fatal(err)
			}
			got, err := fx.Convert(money.Money{Amount: a, Currency: tt.from}, tt.to, day)
			if err != nil || got.Currency != tt.to || got.Amount.Format(tt.to) != tt.want {
				t.Errorf("got %v, %v; want %v %s", got, err, tt.to, tt.want)
			}
			legs, err := fx.Legs(money.Pair{From: tt.from, To: tt.to}, day)
			if err != nil || len(legs) != tt.legs {
				t.Errorf("legs %v, %v; want %d", legs, err, tt.legs)
			}
		})
	}
}

func TestLegsNameTheQuotes(t *testing.T) {
	usdCNY, usdKWD := quote(t, money.USD, money.CNY, "7.1"), quote(t, money.USD, money.KWD, "0.306")
	fx := table(t, money.FXSettings{AllowInverse: true, CrossVia: money.USD}, usdCNY, usdKWD)
	legs, err := fx.Legs(money.Pair{From: money.CNY, To: money.KWD}, day)
	if want := []money.Leg{{Quote: usdCNY, Inverse: true}, {Quote: usdKWD}}; err != nil || !slices.Equal(legs, want) {
		t.Errorf("got %v, %v; want %v", legs, err, want)
	}
}

// Without a setting that allows it, no rate is derived: not from the day before, not
// from the inverse, not through a third currency.
func TestConvertDerivesNothingUnasked(t *testing.T) {
	usdCNY := quote(t, money.USD, money.CNY, "7.1")
	before, after := usdCNY, usdCNY
	before.Day--
	after.Day++
	usdHKD := quote(t, money.USD, money.HKD, "7.8")
	for _, tt := range []struct {
		name       string
		settings   money.FXSettings
		quotes     []money.Quote
		from, to   money.Currency
		hasInverse bool
	}{
		{"neighbouring days only", money.FXSettings{AllowInverse: true, CrossVia: money.HKD}, []money.Quote{before, after}, money.USD, money.CNY, false},
		{"inverse not allowed", money.FXSettings{}, []money.Quote{usdCNY}, money.CNY, money.USD, true},
		{"inverse not allowed by allowing a cross", money.FXSettings{CrossVia: money.HKD}, []money.Quote{usdCNY}, money.CNY, money.USD, true},
		{"cross not allowed", money.FXSettings{AllowInverse: true}, []money.Quote{usdCNY, usdHKD}, money.HKD, money.CNY, false},
		{"cross through another currency", money.FXSettings{AllowInverse: true, CrossVia: money.EUR}, []money.Quote{usdCNY, usdHKD}, money.HKD, money.CNY, false},
		{"cross with an inverse leg not allowed", money.FXSettings{CrossVia: money.USD}, []money.Quote{usdCNY, usdHKD}, money.HKD, money.CNY, false},
		{"cross with one leg missing", money.FXSettings{AllowInverse: true, CrossVia: money.USD}, []money.Quote{usdCNY}, money.HKD, money.CNY, false},
		{"no quotes", money.FXSettings{AllowInverse: true, CrossVia: money.USD}, nil, money.HKD, money.CNY, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := table(t, tt.settings, tt.quotes...).Convert(money.Money{Amount: 100, Currency: tt.from}, tt.to, day)
			want := money.MissingRateError{From: tt.from, To: tt.to, Day: day, HasInverse: tt.hasInverse}
			var missing *money.MissingRateError
			if !errors.Is(err, money.ErrMissingRate) || !errors.As(err, &missing) || *missing != want || got != (money.Money{}) {
				t.Errorf("got %v, %v; want %+v", got, err, want)
			}
			if legs, err := table(t, tt.settings, tt.quotes...).Legs(money.Pair{From: tt.from, To: tt.to}, day); !errors.Is(err, money.ErrMissingRate) || legs != nil {
				t.Errorf("legs %v, %v", legs, err)
			}
		})
	}
}

func TestMissingRateMessage(t *testing.T) {
	fx := table(t, money.FXSettings{}, quote(t, money.USD, money.CNY, "7.1"))
	_, err := fx.Convert(money.Money{Amount: 1, Currency: money.CNY}, money.USD, day)
	const want = "money: no exchange rate from CNY to USD on 2026-03-31 (day 20543); USD to CNY is quoted, and serves only under FXSettings.AllowInverse"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	_, err = fx.Convert(money.Money{Amount: 1, Currency: money.CNY}, money.USD, -1)
	if err == nil || err.Error() != "money: no exchange rate from CNY to USD on 1969-12-31 (day -1)" {
		t.Errorf("got %v", err)
	}
}

func TestConvertRefuses(t *testing.T) {
	fx := table(t, money.FXSettings{}, quote(t, money.USD, money.CNY, "7.1"))
	if _, err := fx.Convert(money.Money{Amount: 1}, money.CNY, day); !errors.Is(err, money.ErrUnknownCurrency) {
		t.Errorf("from unknown: %v", err)
	}
	if _, err := fx.Convert(money.Money{Amount: 1, Currency: money.USD}, 0, day); !errors.Is(err, money.ErrUnknownCurrency) {
		t.Errorf("to unknown: %v", err)
	}
	if _, err := fx.Convert(money.Money{}, 0, day); !errors.Is(err, money.ErrUnknownCurrency) {
		t.Errorf("unknown to unknown: %v", err)
	}
	if _, err := fx.Convert(money.Money{Amount: greatest, Currency: money.USD}, money.CNY, day); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("too much: %v", err)
	}
	crossing := table(t, money.FXSettings{CrossVia: money.USD}, quote(t, money.USD, money.CNY, "7.1"), quote(t, money.HKD, money.USD, "0.5"))
	if _, err := crossing.Convert(money.Money{Amount: greatest, Currency: money.HKD}, money.CNY, day); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("too much through a cross: %v", err)
	}
	if _, err := fx.With(money.FXSettings{CrossVia: 255}); !errors.Is(err, money.ErrUnknownCurrency) {
		t.Errorf("cross through no currency: %v", err)
	}
}

func TestNewFXTableReportsAllFaults(t *testing.T) {
	good := quote(t, money.USD, money.CNY, "7.1")
	bad := func(change func(*money.Quote)) money.Quote {
		q := good
		change(&q)
		return q
	}
	_, err := money.NewFXTable([]money.Quote{
		good,
		bad(func(q *money.Quote) { q.From = 0 }),
		bad(func(q *money.Quote) { q.Rate = 0 }),
		bad(func(q *money.Quote) { q.Day++ }),
		bad(func(q *money.Quote) { q.To = money.USD }),
		bad(func(q *money.Quote) { q.To = 255 }),
		good,
		bad(func(q *money.Quote) { q.Rate = -1; q.Day += 2 }),
		bad(func(q *money.Quote) { q.Rate++ }),
	})
	want := strings.Join([]string{
		"money: unusable quote: quote 1, unknown currency to CNY on 2026-03-31 (day 20543) at 7.1000: From: unknown currency",
		"money: unusable quote: quote 2, USD to CNY on 2026-03-31 (day 20543) at 0.0000: the rate is not positive",
		"money: unusable quote: quote 2, USD to CNY on 2026-03-31 (day 20543) at 0.0000: quote 0 is for the same pair and day",
		"money: unusable quote: quote 4, USD to USD on 2026-03-31 (day 20543) at 7.1000: From and To are the same currency",
		"money: unusable quote: quote 5, USD to invalid currency 255 on 2026-03-31 (day 20543) at 7.1000: To: invalid currency 255",
		"money: unusable quote: quote 6, USD to CNY on 2026-03-31 (day 20543) at 7.1000: quote 0 is for the same pair and day",
		"money: unusable quote: quote 7, USD to CNY on 2026-04-02 (day 20545) at -0.000000000001: the rate is not positive",
		"money: unusable quote: quote 8, USD to CNY on 2026-03-31 (day 20543) at 7.100000000001: quote 0 is for the same pair and day",
	}, "\n")
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	var fault *money.QuoteError
	if !errors.Is(err, money.ErrQuote) || !errors.As(err, &fault) || fault.Index != 1 {
		t.Errorf("first fault %#v", fault)
	}
}

func TestQuoteErrorsAreCapped(t *testing.T) {
	_, err := money.NewFXTable(make([]money.Quote, 50)) // 50 unknown pairs, 49 of them repeated
	var faults money.QuoteErrors
	if !errors.As(err, &faults) || len(faults) != 99 {
		t.Fatalf("%d faults", len(faults))
	}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != 21 || lines[20] != "and 79 more" {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}

func TestNilTableHoldsNoRates(t *testing.T) {
	var fx *money.FXTable
	yuan := money.Money{Amount: 5, Currency: money.CNY}
	if got, err := fx.Convert(yuan, money.CNY, day); err != nil || got != yuan {
		t.Errorf("own currency: %v, %v", got, err)
	}
	if _, err := fx.Convert(yuan, money.USD, day); !errors.Is(err, money.ErrMissingRate) {
		t.Errorf("another currency: %v", err)
	}
	if fx.Quotes() != nil || fx.Settings() != (money.FXSettings{}) {
		t.Errorf("quotes %v, settings %v", fx.Quotes(), fx.Settings())
	}
	with, err := fx.With(money.FXSettings{AllowInverse: true})
	if err != nil || !with.Settings().AllowInverse || len(with.Quotes()) != 0 {
		t.Errorf("under settings: %v, %v", with, err)
	}
}

func TestFXTableIsImmutable(t *testing.T) {
	quotes := []money.Quote{quote(t, money.USD, money.CNY, "7.1"), quote(t, money.EUR, money.CNY, "7.8")}
	fx := table(t, money.FXSettings{}, quotes...)
	quotes[0].Rate = 1
	fx.Quotes()[0].Rate = 1
	if loose, err := fx.With(money.FXSettings{AllowInverse: true}); err != nil || fx.Settings().AllowInverse || !loose.Settings().AllowInverse {
		t.Errorf("With changed its receiver: %v", err)
	}
	want := []money.Quote{quote(t, money.EUR, money.CNY, "7.8"), quote(t, money.USD, money.CNY, "7.1")}
	if got := fx.Quotes(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v (by code of From)", got, want)
	}
}

func TestOrderOfQuotesDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seen := map[money.Quote]bool{}
		var quotes []money.Quote
		for range rapid.IntRange(1, 40).Draw(t, "n") {
			q := money.Quote{
				Day:  rapid.Int32Range(-2, 2).Draw(t, "day"),
				From: rapid.SampledFrom([]money.Currency{money.CNY, money.USD, money.JPY}).Draw(t, "from"),
				To:   rapid.SampledFrom([]money.Currency{money.HKD, money.KWD, money.EUR}).Draw(t, "to"),
			}
			if !seen[q] {
				seen[q] = true
				q.Rate = money.Rate(rapid.Int64Range(1, 1e15).Draw(t, "rate"))
				quotes = append(quotes, q)
			}
		}
		a, err1 := money.NewFXTable(quotes)
		b, err2 := money.NewFXTable(rapid.Permutation(quotes).Draw(t, "order"))
		if err1 != nil || err2 != nil || !slices.Equal(a.Quotes(), b.Quotes()) {
			t.Fatalf("%v, %v: %v against %v", err1, err2, a.Quotes(), b.Quotes())
		}
		if !slices.IsSortedFunc(a.Quotes(), func(x, y money.Quote) int {
			return cmp.Or(strings.Compare(x.From.Code(), y.From.Code()), strings.Compare(x.To.Code(), y.To.Code()), cmp.Compare(x.Day, y.Day))
		}) {
			t.Fatalf("not in order: %v", a.Quotes())
		}
		for _, q := range quotes { // every quote is found, at any sign of the day
			legs, err := a.Legs(money.Pair{From: q.From, To: q.To}, q.Day)
			if err != nil || len(legs) != 1 || legs[0] != (money.Leg{Quote: q}) {
				t.Fatalf("%v is not found: %v, %v", q, legs, err)
			}
		}
	})
}

// Conversion along any route is one exact rational, rounded once.
func TestConvertAgainstRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		path := rapid.Permutation([]money.Currency{money.CNY, money.JPY, money.KWD, money.CLF}).Draw(t, "currencies")
		from, via, to := path[0], path[1], path[2]
		anyPositive := rapid.OneOf(rapid.Int64Range(1, 1<<63-1), rapid.Int64Range(1e9, 1e14))
		var quotes []money.Quote
		exact := quotient(product(1), product(1))
		step := func(a, b money.Currency) { // quotes a to b, or its inverse, and takes it into the exact rate
			r := anyPositive.Draw(t, "rate")
			q := money.Quote{Day: day, From: a, To: b, Rate: money.Rate(r)}
			factor := quotient(product(r), product(int64(money.One)))
			if rapid.Bool().Draw(t, "inverse") {
				q.From, q.To = b, a
				factor.Inv(factor)
			}
			quotes = append(quotes, q)
			exact.Mul(exact, factor)
		}
		if rapid.Bool().Draw(t, "cross") {
			step(from, via)
			step(via, to)
		} else {
			step(from, to)
		}
		fx, err := money.NewFXTable(quotes)
		if err != nil {
			t.Fatal(err)
		}
		if fx, err = fx.With(money.FXSettings{AllowInverse: true, CrossVia: via}); err != nil {
			t.Fatal(err)
		}
		a := anyAmount().Draw(t, "amount")
		got, err := fx.Convert(money.Money{Amount: a, Currency: from}, to, day)

		exact.Mul(exact, new(big.Rat).SetInt64(int64(a)))
		for range to.Exponent() {
			exact.Mul(exact, big.NewRat(10, 1))
		}
		for range from.Exponent() {
			exact.Mul(exact, big.NewRat(1, 10))
		}
		checkRounded(t, int64(got.Amount), err, exact)
	})
}
