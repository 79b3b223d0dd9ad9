package pool_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

func deal(price, date, volume string) pool.MarkSpec {
	m := pool.MarkSpec{Kind: pool.MarkDeal, Price: dec(price), Date: day(date)}
	if volume != "" {
		m.Volume = decp(volume)
	}
	return m
}

func mark(kind pool.MarkKind, price, date string) pool.MarkSpec {
	return pool.MarkSpec{Kind: kind, Price: dec(price), Date: day(date)}
}

func TestWhichMarkCounts(t *testing.T) {
	standard := pool.StandardMarkRules()
	lenient := pool.MarkRules{DealMonths: 12, OldDeals: true, Bids: true}
	list := func(m ...pool.MarkSpec) []pool.MarkSpec { return m }
	tests := []struct {
		situation string
		marks     []pool.MarkSpec
		appraisal string // value, with a date after a blank
		rules     pool.MarkRules
		want      string   // source, value and age of the mark that counts
		reasons   []string // of every mark
	}{
		{"no mark", nil, "", standard, "none", nil},
		{"an appraisal", nil, "90 2022-11-30", standard, "appraisal 90.00 396 days", []string{"counts"}},
		{"an appraisal without a date", nil, "90", standard, "appraisal 90.00 of unknown age", []string{"counts"}},
		{"a deal with volume beats an appraisal", list(deal("70", "2023-06-01", "1")), "90 2023-11-30", standard, "deal 70.00 213 days", []string{"counts", "outranked"}},
		{"a deal without volume does not", list(deal("70", "2023-06-01", "")), "90 2022-11-30", standard, "appraisal 90.00 396 days", []string{"no_volume", "counts"}},
		{"nor a deal in which nothing changed hands", list(deal("70", "2023-06-01", "0")), "90 2022-11-30", standard, "appraisal 90.00 396 days", []string{"no_volume", "counts"}},
		{"a deal a day less than a year old", list(deal("70", "2023-01-01", "1")), "90 2022-11-30", standard, "deal 70.00 364 days", []string{"counts", "outranked"}},
		{"a deal a year old", list(deal("70", "2022-12-31", "1")), "90 2022-11-30", standard, "appraisal 90.00 396 days", []string{"too_old", "counts"}},
		{"an old deal alone", list(deal("70", "2022-12-31", "1")), "", standard, "none", []string{"too_old"}},
		{"an old deal alone, where the rules let it count", list(deal("70", "2022-12-31", "1")), "", lenient, "deal 70.00 365 days", []string{"counts"}},
		{"an old deal never beats an appraisal", list(deal("70", "2022-12-31", "1")), "90 2019-01-01", lenient, "appraisal 90.00 1825 days", []string{"outranked", "counts"}},
		{"a listing price never counts", list(mark(pool.MarkListing, "500", "2023-12-31")), "", lenient, "none", []string{"never_value"}},
		{"a listing price beside an appraisal", list(mark(pool.MarkListing, "500", "2023-12-31")), "90 2022-11-30", lenient, "appraisal 90.00 396 days", []string{"never_value", "counts"}},
		{"a bid", list(mark(pool.MarkBid, "60", "2023-12-01")), "", standard, "none", []string{"bid_ignored"}},
		{"a bid, where the rules let it count", list(mark(pool.MarkBid, "60", "2023-12-01")), "", lenient, "bid 60.00 30 days", []string{"counts"}},
		{"a bid below an old deal", list(mark(pool.MarkBid, "60", "2023-12-01"), deal("70", "2020-01-01", "1")), "", lenient, "deal 70.00 1460 days", []string{"outranked", "counts"}},
		{"a deal of the next day", list(deal("70", "2024-01-01", "1")), "90 2022-11-30", standard, "appraisal 90.00 396 days", []string{"in_future", "counts"}},
		{"a deal of the day itself", list(deal("70", "2023-12-31", "1")), "90 2022-11-30", standard, "deal 70.00 0 days", []string{"counts", "outranked"}},
		{"the newest deal", list(deal("70", "2023-06-01", "1"), deal("75", "2023-08-01", "1"), deal("65", "2023-07-01", "1")), "", standard, "deal 75.00 152 days", []string{"superseded", "counts", "superseded"}},
		{"the lower of two deals of a day", list(deal("75", "2023-08-01", "1"), deal("70", "2023-08-01", "1")), "", standard, "deal 70.00 152 days", []string{"higher_of_the_day", "counts"}},
		{"the first of two equal deals", list(deal("70", "2023-08-01", "1"), deal("70", "2023-08-01", "2")), "", standard, "deal 70.00 152 days", []string{"counts", "higher_of_the_day"}},
		{"a dated appraisal before one without a date", list(mark(pool.MarkAppraisal, "95", "2010-01-01")), "90", standard, "appraisal 95.00 5112 days", []string{"counts", "superseded"}},
		{"the zero rules count appraisals alone", list(deal("70", "2023-12-31", "1")), "90 2022-11-30", pool.MarkRules{}, "appraisal 90.00 396 days", []string{"too_old", "counts"}},
		{"under negative rules no deal is fresh", list(deal("70", "2023-12-31", "1")), "", pool.MarkRules{DealMonths: -1}, "none", []string{"too_old"}},
		{"under rules beyond the calendar every deal is", list(deal("70", "1990-12-31", "1")), "90 2022-11-30", pool.MarkRules{DealMonths: 1_000_000}, "deal 70.00 12053 days", []string{"counts", "outranked"}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			spec := pool.RightSpec{Type: pool.Invention, Marks: tt.marks}
			if tt.appraisal != "" {
				var value, date string
				fmt.Sscan(tt.appraisal, &value, &date)
				spec.Appraisal = decp(value)
				if date != "" {
					spec.AppraisalDate = day(date)
				}
			}
			p, _ := one(t, spec)
			choice, err := p.ChooseMark(0, p.AsOf(), tt.rules, nil)
			if err != nil {
				t.Fatal(err)
			}
			got := "none"
			if v, ok := choice.Value.Get(); ok {
				got = fmt.Sprintf("%s %s of unknown age", choice.Mark.Kind, v.Format(p.Currency()))
				if age, ok := choice.AgeDays.Get(); ok {
					got = fmt.Sprintf("%s %s %d days", choice.Mark.Kind, v.Format(p.Currency()), age)
				}
			}
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			var reasons []string
			for _, v := range choice.Verdicts {
				reasons = append(reasons, v.Reason.String())
			}
			if diff := cmp.Diff(tt.reasons, reasons); diff != "" {
				t.Errorf("reasons (-want +got):\n%s", diff)
			}
		})
	}
}

func dollars(t fataler, settings money.FXSettings, quotes ...money.Quote) *money.FXTable {
	t.Helper()
	table, err := money.NewFXTable(quotes)
	if err != nil {
		t.Fatal(err)
	}
	if table, err = table.With(settings); err != nil {
		t.Fatal(err)
	}
	return table
}

func rate(text string) money.Rate { return must(money.ParseRate(text)) }

func TestAPriceInAnotherCurrencyIsChangedAtTheValuationDate(t *testing.T) {
	asOf, later := day("2023-12-31"), day("2024-03-29")
	table := dollars(t, money.FXSettings{},
		money.Quote{Day: asOf.UnixDay(), From: money.USD, To: money.CNY, Rate: rate("7.0827")},
		money.Quote{Day: later.UnixDay(), From: money.USD, To: money.CNY, Rate: rate("7.0950")},
		money.Quote{Day: asOf.UnixDay(), From: money.CNY, To: money.HKD, Rate: rate("1.1")})
	usd := deal("1000000.01", "2023-06-01", "1")
	usd.Currency = money.USD
	hkd := deal("100", "2023-06-01", "1")
	hkd.Currency = money.HKD
	tests := []struct {
		situation string
		marks     []pool.MarkSpec
		at        calendar.Date
		fx        *money.FXTable
		want      string
		missing   string
	}{
		// 1,000,000.01 × 7.0827 = 7,082,700.070827
		{"at the rate of the cut-off date", []pool.MarkSpec{usd}, asOf, table, "7082700.07 by 1 quotes", ""},
		// 1,000,000.01 × 7.0950 = 7,095,000.07095
		{"at the rate of another valuation date", []pool.MarkSpec{usd}, later, table, "7095000.07 by 1 quotes", ""},
		{"at no rate of the day", []pool.MarkSpec{usd}, asOf.AddDays(1), table, "", "rights[0].marks[0]"},
		{"without a table", []pool.MarkSpec{usd}, asOf, nil, "", "rights[0].marks[0]"},
		{"the inverse is not used unasked", []pool.MarkSpec{hkd}, asOf, table, "", "rights[0].marks[0]"},
		// 100 / 1.1 = 90.909...
		{"the inverse is used when the table allows it", []pool.MarkSpec{hkd}, asOf, must(table.With(money.FXSettings{AllowInverse: true})), "90.91 by 1 quotes", ""},
		{"a mark that does not count needs no rate", []pool.MarkSpec{deal("70", "2023-07-01", "1"), hkd}, asOf, nil, "70.00 by 0 quotes", ""},
		{"of two marks of a day both need one", []pool.MarkSpec{deal("70", "2023-06-01", "1"), hkd}, asOf, nil, "", "rights[0].marks[1]"},
		{"the lower is found after the change", []pool.MarkSpec{deal("7082700.08", "2023-06-01", "1"), usd}, asOf, table, "7082700.07 by 1 quotes", ""},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			p, _ := one(t, pool.RightSpec{Type: pool.Invention, Marks: tt.marks})
			choice, err := p.ChooseMark(0, tt.at, pool.StandardMarkRules(), tt.fx)
			var at *pool.MarkError
			var missing *money.MissingRateError
			switch {
			case tt.missing == "" && err != nil:
				t.Fatal(err)
			case tt.missing != "" && (!errors.As(err, &at) || at.Path != tt.missing || at.Right != "right" || !errors.As(err, &missing) || !errors.Is(err, money.ErrMissingRate)):
				t.Errorf("the error does not say what is missing at %s: %v", tt.missing, err)
			case tt.missing == "":
				v, _ := choice.Value.Get()
				if got := fmt.Sprintf("%s by %d quotes", v.Format(p.Currency()), len(choice.Legs)); got != tt.want {
					t.Errorf("got %s, want %s", got, tt.want)
				}
			}
		})
	}
}

func TestAMissingRateNamesThePlaceAndTheDay(t *testing.T) {
	usd := deal("5", "2023-06-01", "1")
	usd.Currency = money.USD
	p, _ := one(t, pool.RightSpec{Marks: []pool.MarkSpec{usd}})
	_, err := p.ChooseMark(0, p.AsOf(), pool.StandardMarkRules(), nil)
	const want = "pool: rights[0].marks[0] (right right): money: no exchange rate from USD to CNY on 2023-12-31 (day 19722)"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestAValueBeyondTheRangeOfAnAmountIsAnError(t *testing.T) {
	huge := deal("90000000000000000", "2023-06-01", "1")
	huge.Currency = money.USD
	p, _ := one(t, pool.RightSpec{Marks: []pool.MarkSpec{huge}})
	table := dollars(t, money.FXSettings{}, money.Quote{Day: p.AsOf().UnixDay(), From: money.USD, To: money.CNY, Rate: rate("7")})
	if _, err := p.ChooseMark(0, p.AsOf(), pool.StandardMarkRules(), table); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("error %v", err)
	}
}

// TestTheOrderOfMarksChangesNoValue holds that the choice goes by kinds, days and prices, and that a
// listing price put anywhere changes nothing.
func TestTheOrderOfMarksChangesNoValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		marks := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) pool.MarkSpec {
			m := pool.MarkSpec{Kind: pool.MarkKind(rapid.IntRange(1, 4).Draw(t, "kind")), Price: dec("1").Shift(-2).Mul(dec(fmt.Sprint(rapid.IntRange(1, 5).Draw(t, "price")))),
				Date: day("2022-01-01").AddDays(100 * rapid.IntRange(0, 8).Draw(t, "date"))}
			if rapid.Bool().Draw(t, "volume") {
				m.Volume = decp(fmt.Sprint(rapid.IntRange(0, 2).Draw(t, "volume of")))
			}
			return m
		}), 0, 6).Draw(t, "marks")
		rules := pool.MarkRules{DealMonths: rapid.IntRange(0, 24).Draw(t, "months"), OldDeals: rapid.Bool().Draw(t, "old"), Bids: rapid.Bool().Draw(t, "bids")}
		value := func(marks []pool.MarkSpec) string {
			p, _ := one(t, pool.RightSpec{Marks: marks})
			c, err := p.ChooseMark(0, p.AsOf(), rules, nil)
			if err != nil {
				t.Fatal(err)
			}
			counting := 0
			for _, v := range c.Verdicts {
				if v.Reason == pool.MarkCounts {
					counting++
				}
			}
			if _, known := c.Value.Get(); known != (counting == 1) || counting > 1 {
				t.Fatalf("%d marks count", counting)
			}
			if c.Mark.Kind == pool.MarkListing {
				t.Fatal("a listing price counts")
			}
			v, known := c.Value.Get()
			return fmt.Sprint(v, known, c.Mark.Kind, c.AgeDays)
		}
		want := value(marks)
		if got := value(rapid.Permutation(marks).Draw(t, "order")); got != want {
			t.Fatalf("in another order %s, not %s", got, want)
		}
		if got := value(append([]pool.MarkSpec{mark(pool.MarkListing, "0.01", "2023-12-31")}, marks...)); got != want {
			t.Fatalf("beside a listing %s, not %s", got, want)
		}
	})
}

func ExamplePool_ChooseMark() {
	spec := ipSpec([]pool.RightSpec{{
		ID: "ZL201010123456.7", Type: pool.Invention, Appraisal: decp("9000000"), AppraisalDate: day("2022-11-30"),
		Marks: []pool.MarkSpec{
			{Venue: "STEX", Kind: pool.MarkListing, Price: dec("12000000"), Date: day("2023-12-01")},
			{Venue: "STEX", Kind: pool.MarkDeal, Price: dec("1000000"), Currency: money.USD, Date: day("2023-06-01"), Volume: decp("1")},
		},
	}})
	p, err := spec.Resolve()
	if err != nil {
		fmt.Println(err)
		return
	}
	rates, err := money.NewFXTable([]money.Quote{{Day: p.AsOf().UnixDay(), From: money.USD, To: money.CNY, Rate: 7_082_700_000_000}})
	if err != nil {
		fmt.Println(err)
		return
	}
	choice, err := p.ChooseMark(0, p.AsOf(), pool.StandardMarkRules(), rates)
	if err != nil {
		fmt.Println(err)
		return
	}
	value, _ := choice.Value.Get()
	age, _ := choice.AgeDays.Get()
	fmt.Println(value.Format(p.Currency()), "by a", choice.Mark.Kind, age, "days old")
	for _, v := range choice.Verdicts {
		fmt.Println(v.Path, v.Mark.Kind, v.Reason)
	}
	// Output:
	// 7082700.00 by a deal 213 days old
	// rights[0].marks[0] listing never_value
	// rights[0].marks[1] deal counts
	// rights[0].appraisal appraisal outranked
}
