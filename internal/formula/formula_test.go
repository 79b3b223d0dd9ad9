package formula_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/internal/formula"
	"github.com/ipabs/ipabs/money"
)

// desk is a machine with a few balances.
type desk struct {
	balances map[string]int64
	failed   error
	column   int
	seen     [][3]int64
}

func (d *desk) Fail(at *formula.Place, err error) {
	if d.failed == nil {
		d.failed, d.column = err, at.Column
	}
}

func (d *desk) Observe(slot int, left, right int64) {
	d.seen = append(d.seen, [3]int64{int64(slot), left, right})
}

type scope struct{}

var balances = map[string]int64{"A1": 100_000_00, "A2": 50_000_00, "优先A1": 7_00, "A 1": 3_00, "none": 0, "default": 5_00}

func (scope) Value(name string) (formula.Value[*desk], bool) {
	switch name {
	case "cash":
		return formula.Value[*desk]{Type: formula.Amount, Fn: func(*desk) int64 { return 12_345_67 }}, true
	case "huge":
		return formula.Value[*desk]{Type: formula.Amount, Fn: func(*desk) int64 { return 9e18 }}, true
	case "factor":
		return formula.Value[*desk]{Type: formula.Number, Fn: func(*desk) int64 { return 500_000_000_000 }}, true
	case "today":
		return formula.Value[*desk]{Type: formula.Date, Fn: func(*desk) int64 { return int64(calendar.MustNew(2024, 2, 29)) }}, true
	case "late":
		return formula.Value[*desk]{Type: formula.Bool, Fn: func(*desk) int64 { return 1 }}, true
	}
	return formula.Value[*desk]{}, false
}

func (scope) Function(name string) (formula.Function[*desk], bool) {
	if name != "balance" {
		return formula.Function[*desk]{}, false
	}
	return formula.Function[*desk]{Type: formula.Amount, Least: 1, Most: 1000, Bind: func(names []formula.Name) (formula.Fn[*desk], *formula.Fault) {
		for _, n := range names {
			if _, ok := balances[n.Text]; !ok {
				return nil, &formula.Fault{Column: n.Column, Seen: n.Text, Want: "the name of a class"}
			}
		}
		return func(d *desk) int64 {
			var sum int64
			for _, n := range names {
				sum += d.balances[n.Text]
			}
			return sum
		}, nil
	}}, true
}

func (scope) Names() []string { return []string{"balance", "cash", "factor", "huge", "late", "today"} }

func compile(text string, want formula.Type) (formula.Program[*desk], []formula.Fault) {
	return formula.Compile(text, formula.Settings{Want: want, Currency: money.CNY}, scope{})
}

func TestValues(t *testing.T) {
	for _, tt := range []struct {
		text string
		want formula.Type
		is   string
	}{
		{"100", formula.Amount, "100.00"},
		{"100", formula.Number, "100"},
		{"-0.05", formula.Number, "-0.05"},
		{"balance(A1)", formula.Amount, "100000.00"},
		{`balance("A1", A2)`, formula.Amount, "150000.00"},
		{"balance(优先A1) + balance(`A 1`)", formula.Amount, "10.00"},
		{"0.05 * balance(A1)", formula.Amount, "5000.00"},
		{"balance(A1) / balance(A2)", formula.Number, "2"},
		{"balance(A2) / 3", formula.Amount, "16666.67"},
		{"balance(A2) / balance(A1) / 3", formula.Number, "0.166666666667"},
		{"0.5 * 0.05 * cash", formula.Amount, "308.64"}, // 308.64175
		{"cash * 0.000005", formula.Amount, "0.06"},     // 0.0617
		{"0.01 * 0.01 * 50", formula.Number, "0.005"},   // constants fold exactly
		{"1 / 3 * cash", formula.Amount, "4115.22"},     // 4115.2233
		{"max(0, 0.05*balance(A1) - cash)", formula.Amount, "0.00"},
		{"max(0, cash - 0.05*balance(A1), 7345.68)", formula.Amount, "7345.68"},
		{"min(factor, 0.4)", formula.Number, "0.4"},
		{"abs(cash - balance(A1))", formula.Amount, "87654.33"},
		{"when(late, 1, 2) * cash", formula.Amount, "12345.67"},
		{"ratio(cash, balance(none), 9)", formula.Number, "9"},
		{"floor(cash, 100)", formula.Amount, "12300.00"},
		{"today + 1", formula.Date, "2024-03-01"},
		{`today - date("2024-01-31")`, formula.Number, "29"},
		{"year(today) * 100 + month(today)", formula.Number, "202402"},
		{`today >= date("2024-02-29")`, formula.Bool, "true"},
		{"cash > 12345.67", formula.Bool, "false"},
		{"cash >= 12345.67 && !late || factor == 0.5", formula.Bool, "true"},
		{"late != true", formula.Bool, "false"},
		{"balance(none) > 0 && cash / balance(none) > 1", formula.Bool, "false"}, // && stops before it divides
		{"-(cash)", formula.Amount, "-12345.67"},
		{"balance(default) + balance(`default`)", formula.Amount, "10.00"}, // words of Go are names here
	} {
		p, faults := compile(tt.text, tt.want)
		if len(faults) > 0 {
			t.Errorf("%s: %v", tt.text, faults)
			continue
		}
		d := &desk{balances: balances}
		if got := p.Type.Format(p.Run(d), money.CNY); got != tt.is || d.failed != nil {
			t.Errorf("%s = %s (%v), want %s", tt.text, got, d.failed, tt.is)
		}
		d.seen = nil
		if got := p.Type.Format(p.Quiet(d), money.CNY); got != tt.is || len(d.seen) > 0 {
			t.Errorf("%s = %s without a word, which was %v; want %s", tt.text, got, d.seen, tt.is)
		}
	}
}

func TestFaultsHaveTheirColumns(t *testing.T) {
	for _, tt := range []struct {
		text string
		want formula.Type
		is   []string // column: what was seen
	}{
		{"", formula.Amount, []string{"1 "}},
		{"balance(A1", formula.Amount, []string{"11 "}},
		{"balance(A9)", formula.Amount, []string{"9 A9"}},
		{"优先 + balance(A9) * nothing", formula.Amount, []string{"1 优先", "14 A9", "20 nothing"}},
		{"cash + factor", formula.Amount, []string{"8 factor"}},
		{"cash * cash", formula.Amount, []string{"1 cash * cash"}},
		{"cash", formula.Bool, []string{"1 cash"}},
		{"0.001", formula.Amount, []string{"1 0.001"}},
		{"cash / 0", formula.Amount, []string{"8 0"}},
		{"1 < cash < 3", formula.Bool, []string{"1 1 < cash < 3"}},
		{"func() {}", formula.Amount, []string{"8 {}"}},
		{"balance[A1]", formula.Amount, []string{"1 balance[A1]"}},
		{"if + default", formula.Amount, []string{"1 if", "6 default"}},
		{"cash & 1", formula.Amount, []string{"1 cash & 1"}},
		{"balance()", formula.Amount, []string{"1 balance()"}},
		{"when(1, 2, 3)", formula.Number, []string{"6 1"}},
		{"date(2024)", formula.Date, []string{"6 2024"}},
		{"0x10", formula.Number, []string{"1 0x10"}},
		{"1e99", formula.Number, []string{"1 1e99"}},
		{"'a'", formula.Number, []string{"1 'a'"}},
		{"balance(cash + 1)", formula.Amount, []string{"9 cash + 1"}},
		{strings.Repeat("1+", 2500) + "1", formula.Number, []string{"1 5001 bytes"}},
	} {
		_, faults := compile(tt.text, tt.want)
		var got []string
		for _, f := range faults {
			got = append(got, fmt.Sprintf("%d %s", f.Column, f.Seen))
			if f.Want == "" {
				t.Errorf("%s: a fault that does not say what is expected", tt.text)
			}
		}
		if diff := cmp.Diff(tt.is, got); diff != "" {
			t.Errorf("%.40s (-want +got):\n%s", tt.text, diff)
		}
	}
}

func TestWhatGoesWrongInARunIsToldWithItsColumn(t *testing.T) {
	for _, tt := range []struct {
		text   string
		err    error
		column int
	}{
		{"cash / balance(none)", formula.ErrDivideByZero, 6},
		{"1 + cash / balance(none)", formula.ErrDivideByZero, 10},
		{"huge + huge", formula.ErrOverflow, 6},
		{"0 - huge - huge", formula.ErrOverflow, 10},
		{"huge * 3", formula.ErrOverflow, 6},
		{"floor(cash, balance(none))", formula.ErrDivideByZero, 1},
	} {
		p, faults := compile(tt.text, formula.Amount)
		if len(faults) > 0 {
			p, faults = compile(tt.text, formula.Number)
		}
		if len(faults) > 0 {
			t.Errorf("%s: %v", tt.text, faults)
			continue
		}
		d := &desk{balances: balances}
		p.Run(d)
		if !errors.Is(d.failed, tt.err) || d.column != tt.column {
			t.Errorf("%s: %v at column %d, want %v at %d", tt.text, d.failed, d.column, tt.err, tt.column)
		}
	}
}

func TestComparisonsAreObserved(t *testing.T) {
	p, _ := compile("cash > 100 && factor < 0.25 || late == true", formula.Bool)
	want := []formula.Probe{
		{Text: "cash > 100", Left: "cash", Right: "100", Type: formula.Amount},
		{Text: "factor < 0.25", Left: "factor", Right: "0.25", Type: formula.Number},
		{Text: "late", Type: formula.Bool, Function: "late"},
		{Text: "late == true", Left: "late", Right: "true", Type: formula.Bool},
	}
	if diff := cmp.Diff(want, p.Probes); diff != "" {
		t.Error(diff)
	}
	d := &desk{balances: balances}
	p.Run(d)
	if want := [][3]int64{{0, 12_345_67, 100_00}, {1, 5e11, 25e10}, {2, 1, 1}, {3, 1, 1}}; !slices.Equal(want, d.seen) {
		t.Errorf("observed %v, want %v", d.seen, want)
	}
}

func TestRunningAllocatesNothing(t *testing.T) {
	p, _ := compile("max(0, 0.05*balance(A1, A2) - cash) / 3 + when(late, cash, 0)", formula.Amount)
	d := &desk{balances: balances}
	if n := testing.AllocsPerRun(100, func() { p.Run(d) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// A number written out is brought to lowest terms; what comes of it is that of the whole fraction.
func TestAShareIsRoundedOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		share := rapid.OneOf(rapid.Int64Range(-5e12, 5e12), rapid.SampledFrom([]int64{0, 1, 1e10, 5e11, 125e9, 1e12, 1e18})).Draw(t, "share")
		value := rapid.OneOf(rapid.Int64(), rapid.Int64Range(-1000, 1000), rapid.Int64Range(0, 1e16)).Draw(t, "value")
		p, faults := compile("balance(A1) * "+money.Rate(share).Decimal().String(), formula.Amount)
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		want, wrong := money.MulDiv(value, share, 1e12)
		d := &desk{balances: map[string]int64{"A1": value}}
		if got := p.Run(d); got != want || (d.failed == nil) != (wrong == nil) {
			t.Fatalf("%d (%v), want %d (%v)", got, d.failed, want, wrong)
		}
	})
}

func FuzzCompile(f *testing.F) {
	for _, seed := range []string{"1", "balance(A1) > 3 && late", "max(0, -cash)", "((((1))))", "when(late, today, today+3)", "cash/(cash-cash)", "`", "1e20*1e20", "a.b(c...)", "ratio(1,0,2)", "floor(-cash, 0.01)"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, want := range []formula.Type{formula.Amount, formula.Number, formula.Date, formula.Bool} {
			p, faults := compile(text, want)
			if len(faults) > 0 {
				for _, f := range faults {
					if f.Column < 1 {
						t.Fatalf("%q: column %d", text, f.Column)
					}
				}
				continue
			}
			if v := p.Run(&desk{balances: balances}); want == formula.Bool && v != 0 && v != 1 {
				t.Fatalf("%q: a condition of %d", text, v)
			}
		}
	})
}

func ExampleCompile() {
	p, _ := formula.Compile("max(0, 0.05*balance(A1) - cash)", formula.Settings{Want: formula.Amount, Currency: money.CNY}, scope{})
	fmt.Println(p.Type.Format(p.Run(&desk{balances: map[string]int64{"A1": 1_000_000_00}}), money.CNY))
	_, faults := formula.Compile("0.05 * balance(A9)", formula.Settings{Want: formula.Amount, Currency: money.CNY}, scope{})
	fmt.Println(faults[0])
	// Output:
	// 37654.33
	// column 16: "A9"; expected the name of a class
}
