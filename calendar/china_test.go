package calendar_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/ipabs/ipabs/calendar"
)

// The tables against an independent source: the State Council's yearly notices,
// which name the public holidays and the weekend days that are made working
// days (origin: testdata/README.md). The interbank market is open on every
// legal working day. The exchanges are open on those of them that are no
// weekend days, except for one day that they closed of their own accord.
func TestChineseTablesFollowTheStateCouncilNotices(t *testing.T) {
	rest, work := notices(t)
	closedByTheExchanges := day("2024-02-09") // eve of the Spring Festival
	for d := day("2016-01-01"); d <= day("2026-12-31"); d++ {
		weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
		legal := work[d] || !weekend && !rest[d]
		if got, err := calendar.ChinaInterbank().IsBusinessDay(d); err != nil || got != legal {
			t.Errorf("interbank %v: %v, %v; want %v", d, got, err, legal)
		}
		trading := legal && !weekend && d != closedByTheExchanges
		if got, err := calendar.ChinaExchange().IsBusinessDay(d); err != nil || got != trading {
			t.Errorf("exchange %v: %v, %v; want %v", d, got, err, trading)
		}
	}
}

func notices(t *testing.T) (rest, work map[calendar.Date]bool) {
	t.Helper()
	file, err := os.Open("testdata/state-council-notices.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rest, work = map[calendar.Date]bool{}, map[calendar.Date]bool{}
	for _, r := range records[1:] {
		for d := day(r[0]); d <= day(r[1]); d++ {
			switch r[2] {
			case "rest":
				rest[d] = true
			case "work":
				work[d] = true
			default:
				t.Fatalf("kind %q", r[2])
			}
		}
	}
	return rest, work
}

// The number of trading days of a year, as the exchanges count them.
func TestTradingDaysOfTheYear(t *testing.T) {
	for year, want := range map[int]int{
		2016: 244, 2017: 244, 2018: 243, 2019: 244, 2020: 243,
		2021: 243, 2022: 242, 2023: 242, 2024: 242, 2025: 243,
	} {
		got, err := calendar.BusinessDaysBetween(calendar.ChinaExchange(), calendar.MustNew(year, 1, 1), calendar.MustNew(year, 12, 31))
		if err != nil {
			t.Fatal(err)
		}
		if last, err := calendar.ChinaExchange().IsBusinessDay(calendar.MustNew(year, 12, 31)); err != nil {
			t.Fatal(err)
		} else if last {
			got++
		}
		if got != want {
			t.Errorf("%d: %d trading days, want %d", year, got, want)
		}
	}
}

func TestKnownChineseHolidays(t *testing.T) {
	cases := []struct {
		situation           string
		from, to            string
		exchange, interbank bool
	}{
		{"Spring Festival 2024, the eve", "2024-02-09", "2024-02-09", false, true},
		{"Spring Festival 2024", "2024-02-10", "2024-02-17", false, false},
		{"working Sundays around it", "2024-02-04", "2024-02-04", false, true},
		{"working Sundays around it", "2024-02-18", "2024-02-18", false, true},
		{"the first day after it", "2024-02-19", "2024-02-19", true, true},
		{"Spring Festival 2020, extended", "2020-01-24", "2020-02-02", false, false},
		{"the first day after it", "2020-02-03", "2020-02-03", true, true},
		{"National Day and Mid-Autumn 2025", "2025-10-01", "2025-10-08", false, false},
		{"working weekend days around it", "2025-09-28", "2025-09-28", false, true},
		{"working weekend days around it", "2025-10-11", "2025-10-11", false, true},
		{"Labour Day 2019, changed during the year", "2019-05-01", "2019-05-04", false, false},
		{"Spring Festival 2026, nine days", "2026-02-15", "2026-02-23", false, false},
		{"an ordinary weekend", "2024-03-16", "2024-03-17", false, false},
		{"an ordinary week", "2024-03-18", "2024-03-22", true, true},
	}
	for _, c := range cases {
		t.Run(c.situation, func(t *testing.T) {
			for d := day(c.from); d <= day(c.to); d++ {
				if got, err := calendar.ChinaExchange().IsBusinessDay(d); err != nil || got != c.exchange {
					t.Errorf("exchange %v: %v, %v", d, got, err)
				}
				if got, err := calendar.ChinaInterbank().IsBusinessDay(d); err != nil || got != c.interbank {
					t.Errorf("interbank %v: %v, %v", d, got, err)
				}
			}
		})
	}
}

func TestTheTablesMayBeUsedFromManyGoroutines(t *testing.T) {
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for d := day("2016-01-01"); d <= day("2026-12-31"); d++ {
				_, err1 := calendar.ChinaExchange().IsBusinessDay(d)
				_, err2 := calendar.ChinaInterbank().IsBusinessDay(d)
				if err1 != nil || err2 != nil {
					t.Error(d, err1, err2)
					return
				}
			}
		})
	}
	group.Wait()
}

func ExampleChinaInterbank() {
	sunday := calendar.MustNew(2025, 9, 28) // a working Sunday before National Day
	exchange, _ := calendar.ChinaExchange().IsBusinessDay(sunday)
	interbank, _ := calendar.ChinaInterbank().IsBusinessDay(sunday)
	fmt.Println(exchange, interbank)

	_, err := calendar.ChinaInterbank().IsBusinessDay(calendar.MustNew(2027, 1, 4))
	fmt.Println(err)
	// Output:
	// false true
	// calendar: china_interbank covers 2016 to 2026 and knows nothing of 2027-01-04; supply a table or a fallback
}
