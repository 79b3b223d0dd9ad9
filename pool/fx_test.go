package pool_test

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

func usd(on, quote string) *pool.FXSpec {
	return &pool.FXSpec{Quotes: []pool.QuoteSpec{{Date: day(on), From: money.USD, To: money.CNY, Rate: rate(quote)}}}
}

func TestAContractInAnotherCurrency(t *testing.T) {
	dollars := loan("USD", "1000000.01", "2025-06-30")
	dollars.Currency, dollars.OriginalAmount = money.USD, decp("1200000")
	dollars.Guarantees = []pool.GuaranteeTermsSpec{{Party: "rival", Limit: decp("500000")}}
	spec := ipSpec(nil, loan("CNY", "100", "2025-06-30"), dollars)
	spec.FX = usd("2023-12-31", "7.0827")
	p := resolve(t, spec)
	c := p.Contract(1)
	original, _ := c.OriginalAmount.Get()
	limit, _ := c.Guarantees()[0].Limit.Get()
	got := fmt.Sprint(c.Principal, " ", c.StatedCurrency, " ", c.StatedPrincipal, " ", original, " ", limit, " ", p.Principal())
	// 1,000,000.01 × 7.0827 = 7,082,700.070827
	if want := "708270007 USD 100000001 849924000 354135000 708280007"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if own := p.Contract(0); !own.StatedCurrency.IsZero() || own.StatedPrincipal != 0 {
		t.Errorf("a contract in the currency of the pool is said to be in %s", own.StatedCurrency)
	}
}

func TestWhatIsWrongWithAContractInAnotherCurrencyIsTold(t *testing.T) {
	in := func(c money.Currency, balance string) pool.ContractSpec {
		x := loan("M-1", balance, "2025-06-30")
		x.Currency = c
		return x
	}
	tests := []struct {
		situation string
		contract  pool.ContractSpec
		fx        *pool.FXSpec
		want      []string
	}{
		{"no rates at all", in(money.USD, "1"), nil, []string{"contracts[0].currency missing USD"}},
		{"a rate of the day before", in(money.USD, "1"), usd("2023-12-30", "7.1"), []string{"contracts[0].currency missing USD"}},
		{"a rate of another pair", in(money.HKD, "1"), usd("2023-12-31", "7.1"), []string{"contracts[0].currency missing HKD"}},
		{"the inverse, which nobody has allowed", in(money.USD, "1"), &pool.FXSpec{Quotes: []pool.QuoteSpec{{Date: day("2023-12-31"), From: money.CNY, To: money.USD, Rate: rate("0.14")}}}, []string{"contracts[0].currency missing USD"}},
		{"half a cent", in(money.USD, "1.005"), usd("2023-12-31", "7.1"), []string{"contracts[0].balance invalid 1.005"}},
		{"a sen of a yen, which would be a fen", in(money.JPY, "100.50"), &pool.FXSpec{Quotes: []pool.QuoteSpec{{Date: day("2023-12-31"), From: money.JPY, To: money.CNY, Rate: rate("0.05")}}},
			[]string{"contracts[0].balance invalid 100.5"}},
		{"more than any amount", in(money.USD, "92000000000000000"), usd("2023-12-31", "7.1"), []string{"contracts[0].balance out_of_range 92000000000000000.00"}},
		{"rates that are none", in(money.USD, "1"), &pool.FXSpec{Quotes: []pool.QuoteSpec{{From: money.USD, To: money.CNY}, {Date: day("2023-12-31"), From: money.USD, To: money.USD, Rate: rate("1")}}},
			[]string{"fx.quotes[0].date missing", "fx.quotes[1] invalid From and To are the same currency", "contracts[0].currency missing USD"}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			s := ipSpec(nil, tt.contract)
			s.FX = tt.fx
			_, err := s.Resolve()
			if diff := cmp.Diff(tt.want, faultLines(t, err)); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

// TestAmountsInAnotherCurrencyAreChangedToTheMinorUnit recomputes every amount of a contract in exact
// arithmetic: a single amount is the nearest one, the parts of a table are within one minor unit of it and
// sum to the changed sum.
func TestAmountsInAnotherCurrencyAreChangedToTheMinorUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		quote := money.Rate(rapid.Int64Range(1, 20*int64(money.One)).Draw(t, "rate"))
		principalOnly := rapid.Bool().Draw(t, "principal only")
		var rows []pool.InstalmentSpec
		var balance int64
		n := rapid.IntRange(1, 8).Draw(t, "rows")
		for i := range n {
			cents := rapid.Int64Range(1, 1e9).Draw(t, "cents")
			row := pool.InstalmentSpec{Date: day("2023-12-31").AddMonths(i + 1)}
			if principalOnly {
				row.Principal = ptr(decimal.New(cents, -2))
			} else {
				row.Payment = ptr(decimal.New(cents, -2))
			}
			balance += cents
			rows = append(rows, row)
		}
		c := loan("M-1", "1", "2025-06-30")
		c.Currency, c.Balance = money.USD, decimal.New(balance, -2)
		c.Microloan.Repayment = pool.InstalmentsSpec{Form: pool.Irregular, Table: rows}
		s := ipSpec(nil, c)
		s.FX = &pool.FXSpec{Quotes: []pool.QuoteSpec{{Date: day("2023-12-31"), From: money.USD, To: money.CNY, Rate: quote}}}
		p, err := s.Resolve()
		if err != nil {
			if new(big.Rat).Mul(big.NewRat(balance, 1), big.NewRat(int64(quote), int64(money.One))).Cmp(big.NewRat(1, 2)) > 0 {
				t.Fatal(err)
			}
			return // less than half a fen is nothing, and nothing is no balance
		}
		exact := func(cents int64) *big.Rat {
			return new(big.Rat).Mul(big.NewRat(cents, 1), big.NewRat(int64(quote), int64(money.One)))
		}
		off := func(a money.Amount, cents int64) *big.Rat {
			d := new(big.Rat).Sub(new(big.Rat).SetInt64(int64(a)), exact(cents))
			return d.Abs(d)
		}
		got := p.Contract(0)
		if off(got.Principal, balance).Cmp(big.NewRat(1, 2)) > 0 {
			t.Fatalf("principal %d for %d cents at %s", got.Principal, balance, quote)
		}
		plan, _ := got.Instalments()
		var sum money.Amount
		for i, row := range plan.Table() {
			d := rows[i].Payment
			if principalOnly {
				d = rows[i].Principal
			}
			// Half a minor unit of the sum, less than one of the split.
			if off(row.Amount, d.Shift(2).IntPart()).Cmp(big.NewRat(3, 2)) > 0 {
				t.Fatalf("row %d: %d for %s", i, row.Amount, d)
			}
			sum += row.Amount
		}
		if sum != got.Principal {
			t.Fatalf("the rows sum to %d, the balance is %d", sum, got.Principal)
		}
	})
}

// TestMixedCurrenciesEndToEnd values rights in three currencies against contracts in two, and recomputes
// the coverage by hand.
func TestMixedCurrenciesEndToEnd(t *testing.T) {
	dollars := loan("M-2", "100", "2025-06-30", "b", "c")
	dollars.Currency = money.USD
	s := ipSpec([]pool.RightSpec{
		{ID: "a", Type: pool.Invention, Status: pool.Valid, Expires: day("2040-01-01"), Appraisal: decp("3000")},
		{ID: "b", Type: pool.Invention, Status: pool.Valid, Expires: day("2040-01-01"), Marks: []pool.MarkSpec{{Kind: pool.MarkAppraisal, Price: dec("200"), Currency: money.USD, Date: day("2023-06-30")}}},
		{ID: "c", Type: pool.Trademark, Status: pool.Valid, Expires: day("2040-01-01"), Marks: []pool.MarkSpec{{Kind: pool.MarkAppraisal, Price: dec("1000"), Currency: money.HKD, Date: day("2023-06-30")}}},
	}, loan("M-1", "1000", "2025-06-30", "a"), dollars)
	s.FX = usd("2023-12-31", "7.1")
	s.FX.Quotes = append(s.FX.Quotes, pool.QuoteSpec{Date: day("2023-12-31"), From: money.HKD, To: money.CNY, Rate: rate("0.91")})
	p := resolve(t, s)
	v, err := p.Value(pool.ValueRules{FX: must(s.FX.Resolve()), Haircuts: must(pool.NewHaircutTable([]pool.HaircutRule{{Type: pool.Patent, Haircut: rate("0.4")}, {Haircut: rate("0.5")}}))})
	if err != nil {
		t.Fatal(err)
	}
	points, err := v.Whole([]calendar.Date{p.AsOf()}, p.BulletBalances())
	if err != nil {
		t.Fatal(err)
	}
	// Balance 1000 + 100 × 7.1; gross 3000 + 200 × 7.1 + 1000 × 0.91; net 0.6 × 3000 + 0.6 × 1420 + 0.5 × 910.
	got := fmt.Sprint(points[0].Balance, points[0].Gross, points[0].Net)
	if got != "171000 {533000 533000} {310700 310700}" {
		t.Errorf("balance, gross and net %s", got)
	}
	if _, err := p.Value(pool.ValueRules{}); err == nil {
		t.Error("marks in dollars have a value without a rate")
	}
}
