package calendar_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"pgregory.net/rapid"
)

func TestParseTakesOnlyYearMonthDay(t *testing.T) {
	if d, err := calendar.Parse("2024-06-30"); err != nil || d != calendar.MustNew(2024, 6, 30) {
		t.Fatalf("2024-06-30: %v, %v", d, err)
	}
	for _, text := range []string{
		"", "2024-6-30", "2024-06-3", "24-06-30", "2024/06/30", "2024x06-30", "2024-06x30", "2024.06.30", "20240630",
		" 2024-06-30", "2024-06-30 ", "2024-06-30T00:00:00Z", "02024-06-30", "+024-06-30", "2024-+6-30",
		"２０２４-06-30", "2024年06月30日", "2024-06-31", "2024-02-30", "2024-13-01", "0000-01-01", "unset", "null",
		"2024-06-30\n", "2024–06–30", strings.Repeat("9", 5000),
	} {
		d, err := calendar.Parse(text)
		if !errors.Is(err, calendar.ErrBadDate) || !d.IsZero() {
			t.Errorf("%q: %v, %v; want an error", shortened(text), d, err)
		}
		if err != nil && len(err.Error()) > 200 {
			t.Errorf("%q: an error of %d bytes", shortened(text), len(err.Error()))
		}
	}
}

func shortened(s string) string { return s[:min(len(s), 30)] }

func TestParseReadsWhatStringWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate().Draw(t, "date")
		if got, err := calendar.Parse(d.String()); err != nil || got != d {
			t.Fatalf("%v: %v, %v", d, got, err)
		}
	})
}

type contract struct {
	Start calendar.Date  `json:"start"`
	End   calendar.Date  `json:"end,omitzero"`
	Sold  *calendar.Date `json:"sold"`
}

func TestJSONWritesDatesAsTextAndUnsetAsNull(t *testing.T) {
	cases := []struct {
		situation string
		value     contract
		text      string
	}{
		{"set", contract{Start: day("2024-01-31"), End: day("2025-01-31")}, `{"start":"2024-01-31","end":"2025-01-31","sold":null}`},
		{"unset", contract{}, `{"start":null,"sold":null}`},
	}
	for _, c := range cases {
		t.Run(c.situation, func(t *testing.T) {
			got, err := json.Marshal(c.value)
			if err != nil || string(got) != c.text {
				t.Errorf("%s, %v; want %s", got, err, c.text)
			}
			var back contract
			if err := json.Unmarshal(got, &back); err != nil || back != c.value {
				t.Errorf("read back %+v, %v", back, err)
			}
		})
	}
}

func TestJSONReadsNullAndEmptyAsUnset(t *testing.T) {
	for _, text := range []string{`{"start":null}`, `{"start":""}`, `{}`} {
		c := contract{}
		if err := json.Unmarshal([]byte(text), &c); err != nil || !c.Start.IsZero() {
			t.Errorf("%s: %v, %v", text, c.Start, err)
		}
	}
	c := contract{Start: day("2024-01-31")}
	if err := json.Unmarshal([]byte(`{"start":null}`), &c); err != nil || !c.Start.IsZero() {
		t.Errorf("null over a date: %v, %v", c.Start, err)
	}
}

func TestJSONRefusesWhatIsNoDate(t *testing.T) {
	for _, text := range []string{`{"start":"2024-02-30"}`, `{"start":20240101}`, `{"start":true}`, `{"start":["2024-01-01"]}`, `{"start":"2024-1-1"}`} {
		c := contract{Start: day("2024-01-31")}
		if err := json.Unmarshal([]byte(text), &c); !errors.Is(err, calendar.ErrBadDate) {
			t.Errorf("%s: %v", text, err)
		}
		if c.Start != day("2024-01-31") {
			t.Errorf("%s: the date became %v beside an error", text, c.Start)
		}
	}
}

func TestDatesServeAsJSONKeys(t *testing.T) {
	got, err := json.Marshal(map[calendar.Date]int{day("2024-01-31"): 1})
	if err != nil || string(got) != `{"2024-01-31":1}` {
		t.Fatalf("%s, %v", got, err)
	}
	var back map[calendar.Date]int
	if err := json.Unmarshal(got, &back); err != nil || back[day("2024-01-31")] != 1 {
		t.Errorf("read back %v, %v", back, err)
	}
}

func TestAppendTextAppends(t *testing.T) {
	b, err := day("2024-01-31").AppendText([]byte("T="))
	if err != nil || string(b) != "T=2024-01-31" {
		t.Errorf("%s, %v", b, err)
	}
	b, err = calendar.Date(0).AppendText([]byte("T="))
	if err != nil || string(b) != "T=" {
		t.Errorf("unset: %s, %v", b, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"2024-06-30", "2024-02-30", "", "0001-01-01", "9999-12-31", "2024/06/30", "2024-06-30 ", "２０２４-06-30"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := calendar.Parse(text)
		if err != nil {
			if !errors.Is(err, calendar.ErrBadDate) || !d.IsZero() {
				t.Fatalf("%q: %v, %v", text, d, err)
			}
			return
		}
		if d.String() != text {
			t.Fatalf("%q reads as %v", text, d)
		}
	})
}

func FuzzDateJSON(f *testing.F) {
	for _, seed := range []string{`"2024-06-30"`, `null`, `""`, `20240630`, `"2024-0\u0036-30"`, `{`, `"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var d calendar.Date
		if err := json.Unmarshal([]byte(text), &d); err != nil {
			return
		}
		again, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var back calendar.Date
		if err := json.Unmarshal(again, &back); err != nil || back != d {
			t.Fatalf("%q: %v, written %s, read %v, %v", text, d, again, back, err)
		}
	})
}
