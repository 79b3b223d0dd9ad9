package calendar_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/ipabs/ipabs/calendar"
)

func TestParseTableReadsTheThreeKinds(t *testing.T) {
	const plain = "date,kind\n2024-05-01,closed\n2024-05-11,open\n2024-05-12,interbank_open\n2024-05-02,closed\n2024-05-02,interbank_open\n"
	for name, text := range map[string]string{
		"plain":                        plain,
		"CRLF and a byte order mark":   "\ufeff" + strings.ReplaceAll(plain, "\n", "\r\n"),
		"blank lines, no last newline": "\n\n" + strings.ReplaceAll(strings.TrimSuffix(plain, "\n"), "\n", "\n\n"),
	} {
		t.Run(name, func(t *testing.T) {
			rows, err := calendar.ParseTable(strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			exchange, err := rows.Exchange("exchange")
			if err != nil {
				t.Fatal(err)
			}
			interbank, err := rows.Interbank("interbank")
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []struct {
				date                string
				exchange, interbank bool
			}{
				{"2024-05-01", false, false},
				{"2024-05-02", false, true}, // interbank_open prevails over closed
				{"2024-05-03", true, true},
				{"2024-05-11", true, true},
				{"2024-05-12", false, true},
				{"2024-05-18", false, false},
			} {
				e, err1 := exchange.IsBusinessDay(day(want.date))
				i, err2 := interbank.IsBusinessDay(day(want.date))
				if err1 != nil || err2 != nil || e != want.exchange || i != want.interbank {
					t.Errorf("%s: exchange %v (%v), interbank %v (%v)", want.date, e, err1, i, err2)
				}
			}
		})
	}
}

func TestParseTableReportsEveryFaultWithItsLine(t *testing.T) {
	const text = "date,kind\n2024-02-30,closed\n2024-05-01,shut\n2024-05-02\n2024-05-03,closed\n2024-05-03,closed\n2024-05-04,closed\n2024-05-04,open\n2027-01-01,closed\n 2024-05-05,closed\n2024-05-06,closed,x\n"
	_, err := calendar.ParseTable(strings.NewReader(text))
	var list *calendar.FaultList
	if !errors.Is(err, calendar.ErrBadTable) || !errors.Is(err, calendar.ErrBadDate) || !errors.As(err, &list) {
		t.Fatalf("error %v", err)
	}
	for _, part := range []string{
		`line 2 "2024-02-30,closed"`, `line 3 "2024-05-01,shut"`, `line 4 "2024-05-02"`, `line 10 " 2024-05-05,closed"`, `line 11 "2024-05-06,closed,x"`,
		"2024-05-03 is twice of kind closed", "2024-05-04 is both closed and open", "no line for the year 2025", "no line for the year 2026",
	} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("nothing about %s in:\n%v", part, err)
		}
	}
	if len(list.Faults) != 9 {
		t.Errorf("%d faults in:\n%v", len(list.Faults), err)
	}
	var row *calendar.RowError
	if !errors.As(err, &row) || row.Line != 2 || row.Text != "2024-02-30,closed" {
		t.Errorf("first row error %+v", row)
	}
}

func TestParseTableRefusesWhatIsNoTable(t *testing.T) {
	for name, text := range map[string]string{
		"empty":                  "",
		"header only":            "date,kind\n",
		"no header":              "2024-05-01,closed\n",
		"another header":         "日期,类型\n2024-05-01,closed\n",
		"semicolons":             "date;kind\n2024-05-01;closed\n",
		"a line of a million 9s": "date,kind\n" + strings.Repeat("9", 1_000_000) + "\n",
	} {
		if rows, err := calendar.ParseTable(strings.NewReader(text)); !errors.Is(err, calendar.ErrBadTable) || rows != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	broken := iotest.ErrReader(io.ErrUnexpectedEOF)
	if _, err := calendar.ParseTable(broken); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a reader that fails: %v", err)
	}
}

func FuzzParseTable(f *testing.F) {
	for _, seed := range []string{
		"", "date,kind\n", "date,kind\n2024-05-01,closed\n2024-05-11,open\n2024-05-12,interbank_open\n",
		"\ufeffdate,kind\r\n2024-05-01,closed\r\n", "date,kind\n2024-05-01,closed\n2024-05-01,open\n",
		"date,kind\n0001-01-01,closed\n9999-12-31,closed\n", "date,kind\n,\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := calendar.ParseTable(strings.NewReader(text))
		if err != nil {
			if !errors.Is(err, calendar.ErrBadTable) || rows != nil {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		exchange, err := rows.Exchange("exchange")
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		interbank, err := rows.Interbank("interbank")
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		// What is open on the exchange is open in the interbank market.
		for d := calendar.MustNew(rows.FirstYear, 1, 1); d <= calendar.MustNew(rows.FirstYear, 12, 31); d++ {
			e, err1 := exchange.IsBusinessDay(d)
			i, err2 := interbank.IsBusinessDay(d)
			if err1 != nil || err2 != nil || e && !i {
				t.Fatalf("%q: %v: exchange %v (%v), interbank %v (%v)", text, d, e, err1, i, err2)
			}
		}
	})
}

func ExampleParseTable() {
	const file = `date,kind
2027-01-01,closed
2027-02-06,interbank_open
`
	rows, err := calendar.ParseTable(strings.NewReader(file))
	if err != nil {
		fmt.Println(err)
		return
	}
	table, err := rows.Interbank("interbank 2027")
	if err != nil {
		fmt.Println(err)
		return
	}
	open, err := table.IsBusinessDay(calendar.MustNew(2027, 2, 6))
	fmt.Println(table.Name(), open, err)

	_, err = calendar.ParseTable(strings.NewReader("date,kind\n2027-02-30,closed\n"))
	fmt.Println(err)
	// Output:
	// interbank 2027 true <nil>
	// calendar: table line 2 "2027-02-30,closed": calendar: "2027-02-30" is not a date: that month has 28 days
	// calendar: bad business-day table: it lists no day
}
