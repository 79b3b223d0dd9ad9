package pool_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// rows writes a table as lines "key: contracts, amount".
func rows(t pool.Table, c money.Currency) []string {
	var lines []string
	for _, r := range t.Rows {
		lines = append(lines, fmt.Sprintf("%s: %d, %s", r.Key, r.Contracts, r.Amount.Format(c)))
	}
	return lines
}

func decs(texts ...string) []decimal.Decimal {
	var list []decimal.Decimal
	for _, s := range texts {
		list = append(list, dec(s))
	}
	return list
}

func TestDistributionsOfAPoolOfEveryKind(t *testing.T) {
	p := resolve(t, everyKind())
	tests := []struct {
		by    pool.Dimension
		joint int
		want  []string
	}{
		{pool.ByBalance, 0, []string{"up to 1,000,000: 1, 1000.00", "over 1,000,000 to 5,000,000: 3, 6500000.00", "over 5,000,000 to 10,000,000: 1, 6000000.00",
			"over 10,000,000 to 20,000,000: 0, 0.00", "over 20,000,000 to 50,000,000: 0, 0.00", "over 50,000,000 to 100,000,000: 0, 0.00", "over 100,000,000: 0, 0.00"}},
		{pool.ByRemainingTerm, 0, []string{"up to 6: 1, 3000000.00", "over 6 to 12: 2, 1501000.00", "over 12 to 24: 1, 6000000.00",
			"over 24 to 36: 0, 0.00", "over 36 to 48: 0, 0.00", "over 48 to 60: 1, 2000000.00", "over 60: 0, 0.00"}},
		{pool.ByOriginalTerm, 0, []string{"up to 6: 0, 0.00", "over 6 to 12: 1, 3000000.00", "over 12 to 24: 0, 0.00",
			"over 24 to 36: 1, 6000000.00", "over 36 to 48: 0, 0.00", "over 48 to 60: 1, 2000000.00", "over 60: 0, 0.00", "unknown: 2, 1501000.00"}},
		{pool.ByRate, 0, []string{"up to 3%: 0, 0.00", "over 3% to 4%: 0, 0.00", "over 4% to 5%: 1, 3000000.00", "over 5% to 6%: 1, 6000000.00", "over 6% to 7%: 0, 0.00",
			"over 7% to 8%: 0, 0.00", "over 8% to 10%: 0, 0.00", "over 10% to 12%: 0, 0.00", "over 12% to 15%: 0, 0.00", "over 15%: 0, 0.00", "unknown: 3, 3501000.00"}},
		{pool.ByIndustry, 1, []string{"C: 2, 5000000.00", "I: 1, 1500000.00", "R: 2, 6001000.00"}},
		{pool.ByProvince, 1, []string{"11: 3, 7501000.00", "44: 2, 5000000.00"}},
		{pool.ByRating, 1, []string{"A+: 2, 6001000.00", "AAA: 1, 1500000.00", "unknown: 2, 5000000.00"}},
		{pool.ByRightClass, 0, []string{"patent: 1, 2000000.00", "copyright: 2, 7500000.00", "mixed: 1, 3000000.00", "unknown: 1, 1000.00"}},
		{pool.ByAge, 0, []string{"up to 6: 1, 2000000.00", "over 6 to 12: 2, 9000000.00", "over 12 to 24: 0, 0.00", "over 24 to 36: 0, 0.00", "over 36 to 48: 0, 0.00",
			"over 48 to 60: 0, 0.00", "over 60: 0, 0.00", "unknown: 2, 1501000.00"}},
		{pool.ByRightType, 0, []string{"invention: 1, 2000000.00", "film_tv: 1, 1500000.00", "screenplay: 1, 6000000.00", "mixed: 1, 3000000.00", "unknown: 1, 1000.00"}},
		{pool.ByRelatedParty, 0, []string{"unknown: 5, 12501000.00"}},
		{pool.ByGroup, 1, []string{"east: 2, 6001000.00", "unknown: 3, 6500000.00"}},
		{pool.ByClass, 0, []string{"normal: 1, 6000000.00", "special_mention: 1, 3000000.00", "unknown: 3, 3501000.00"}},
		{pool.BySecurity, 0, []string{"pledge: 1, 3000000.00", "guarantee+pledge: 1, 6000000.00", "clean: 1, 1500000.00", "unknown: 2, 2001000.00"}},
		{pool.ByKind, 0, []string{"lease: 1, 6000000.00", "receivable: 1, 1500000.00", "microloan: 2, 3001000.00", "sublicense: 1, 2000000.00"}},
		{pool.ByMaturityYear, 0, []string{"2024: 3, 4501000.00", "2025: 1, 6000000.00", "2028: 1, 2000000.00"}},
	}
	if len(tests) != len(pool.Dimensions()) {
		t.Fatalf("%d dimensions are tested", len(tests))
	}
	for _, tt := range tests {
		t.Run(tt.by.String(), func(t *testing.T) {
			table := p.Stratify(tt.by)
			if diff := cmp.Diff(tt.want, rows(table, p.Currency())); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			if table.Contracts != 5 || table.Amount != p.Principal() || table.Joint != tt.joint {
				t.Errorf("%d contracts, %d, %d joint", table.Contracts, table.Amount, table.Joint)
			}
		})
	}
}

func TestLabelsAreWords(t *testing.T) {
	p := resolve(t, everyKind())
	label := func(d pool.Dimension, row int) string { return p.Stratify(d).Rows[row].Label }
	for _, tt := range []struct{ got, want string }{
		{label(pool.ByIndustry, 0), "Manufacturing"},
		{label(pool.ByProvince, 0), "Beijing"},
		{label(pool.ByClass, 1), "special mention"},
		{label(pool.ByRemainingTerm, 2), "over 12 to 24"},
		{label(pool.ByRightClass, 3), "unknown"},
	} {
		if tt.got != tt.want {
			t.Errorf("a row is called %q, want %q", tt.got, tt.want)
		}
	}
}

func TestABandHoldsItsUpperEdge(t *testing.T) {
	at := func(id, term string) pool.ContractSpec {
		c := claim(id, "1")
		c.RemainingTermMonths = decp(term)
		return c
	}
	p := resolve(t, poolSpec(at("A", "0"), at("B", "12"), at("C", "12.01"), at("D", "12.96"), at("E", "12.97"), at("F", "1200")))
	table, err := p.StratifyBands(pool.ByRemainingTerm, decs("12", "12.96"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"up to 12: 2, 2.00", "over 12 to 12.96: 2, 2.00", "over 12.96: 2, 2.00"}, rows(table, p.Currency())); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	type edges struct{ From, To string }
	for i, want := range []edges{{"unknown", "12"}, {"12", "12.96"}, {"12.96", "unknown"}} {
		if got := (edges{table.Rows[i].From.String(), table.Rows[i].To.String()}); got != want {
			t.Errorf("band %d lies between %v, want %v", i, got, want)
		}
	}
}

func TestBandsOfTheCallersOwn(t *testing.T) {
	p := resolve(t, poolSpec(claim("A", "0.01"), claim("B", "1500.50"), claim("C", "1500.51"), claim("D", "2000000")))
	table, err := p.StratifyBands(pool.ByBalance, decs("0", "1500.5", "1000000"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"up to 0: 0, 0.00", "over 0 to 1,500.5: 2, 1500.51", "over 1,500.5 to 1,000,000: 1, 1500.51", "over 1,000,000: 1, 2000000.00"}
	if diff := cmp.Diff(want, rows(table, p.Currency())); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestFaultsOfBands(t *testing.T) {
	p := resolve(t, poolSpec(claim("A", "1")))
	tests := []struct {
		situation string
		by        pool.Dimension
		edges     []decimal.Decimal
		want      []string
	}{
		{"one edge", pool.ByRate, decs("0.05"), nil},
		{"no edges", pool.ByRate, nil, []string{"edges missing"}},
		{"a dimension of names", pool.ByIndustry, decs("1"), []string{"by unsupported industry"}},
		{"no dimension at all, and no edges", 99, nil, []string{"by unsupported invalid(99)", "edges missing"}},
		{"a negative edge", pool.ByRate, decs("-0.01", "0.05"), []string{"edges[0] out_of_range -0.01"}},
		{"an edge twice, and one that goes back", pool.ByRate, decs("0.05", "0.050", "0.04"), []string{"edges[1] inconsistent 0.05", "edges[2] inconsistent 0.04"}},
		{"an edge that cannot be written out", pool.ByBalance, []decimal.Decimal{decimal.New(1, 2_000_000_000), decimal.New(1, 0)},
			[]string{"edges[0] invalid a number of 1 digits and exponent 2000000000"}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			table, err := p.StratifyBands(tt.by, tt.edges)
			if diff := cmp.Diff(tt.want, faultLines(t, err)); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
			if (table.Rows == nil) != (tt.want != nil) {
				t.Errorf("%d rows", len(table.Rows))
			}
		})
	}
}

func TestStratifyByNoDimensionIsAMistakeOfTheProgram(t *testing.T) {
	defer func() {
		if text, _ := recover().(string); !strings.Contains(text, "invalid(99)") {
			t.Errorf("panic %q", text)
		}
	}()
	resolve(t, poolSpec(claim("A", "1"))).Stratify(99)
}

func TestDistributionsOfAPoolWithoutContracts(t *testing.T) {
	none := resolve(t, everyKind()).Filter(func(pool.Contract) bool { return false })
	for _, d := range pool.Dimensions() {
		table := none.Stratify(d)
		if len(table.Rows) > 0 && d.DefaultEdges() == nil || table.Contracts != 0 || table.Amount != 0 {
			t.Errorf("%s: %v", d, table.Rows)
		}
		for _, r := range table.Rows {
			if r.Contracts != 0 || r.Amount != 0 || r.Share != 0 {
				t.Errorf("%s: %+v", d, r)
			}
		}
	}
}

// TestSharesOfTheLeaseDeal rebuilds the split by type of right that the paper of Liu, Shi and Wang
// (2024) prints for the first IP deal: patents 25.65 % on 2 contracts, copyright 74.35 % on 8.
func TestSharesOfTheLeaseDeal(t *testing.T) {
	s := poolSpec()
	s.Rights = []pool.RightSpec{{ID: "chip", Type: pool.Invention}, {ID: "script", Type: pool.Screenplay}, {ID: "program", Type: pool.Software}}
	balances := strings.Fields("1500 1065 900 900 900 935 900 1000 1000 900") // of 10,000
	for i, b := range balances {
		c := claim(fmt.Sprint(i), b)
		switch {
		case i < 2:
			c.Rights = []string{"chip"}
		case i < 6:
			c.Rights = []string{"script"}
		default:
			c.Rights = []string{"program"}
		}
		s.Contracts = append(s.Contracts, c)
	}
	table := resolve(t, s).Stratify(pool.ByRightClass)
	if len(table.Rows) != 2 {
		t.Fatalf("rows %v", table.Rows)
	}
	for i, want := range []pool.Row{{Key: "patent", Contracts: 2, Share: 0.2565}, {Key: "copyright", Contracts: 8, Share: 0.7435}} {
		if got := table.Rows[i]; got.Key != want.Key || got.Contracts != want.Contracts || got.Share != want.Share {
			t.Errorf("row %d is %+v, want %+v", i, got, want)
		}
	}
}

func ExamplePool_Stratify() {
	p := resolveOrPanic(everyKind())
	for _, by := range []pool.Dimension{pool.ByIndustry, pool.ByMaturityYear} {
		table := p.Stratify(by)
		fmt.Printf("by %s of the %s, %d joint\n", table.By, table.Attribution, table.Joint)
		for _, r := range table.Rows {
			fmt.Printf("  %-4s %d %13s %6.2f%%\n", r.Key, r.Contracts, r.Amount.FormatGrouped(p.Currency()), 100*r.Share)
		}
	}
	// Output:
	// by industry of the first_named_obligor, 1 joint
	//   C    2  5,000,000.00  40.00%
	//   I    1  1,500,000.00  12.00%
	//   R    2  6,001,000.00  48.00%
	// by maturity_year of the contract, 0 joint
	//   2024 3  4,501,000.00  36.01%
	//   2025 1  6,000,000.00  48.00%
	//   2028 1  2,000,000.00  16.00%
}

func ExamplePool_StratifyBands() {
	p := resolveOrPanic(everyKind())
	table, err := p.StratifyBands(pool.ByRemainingTerm, []decimal.Decimal{decimal.NewFromInt(12), decimal.NewFromInt(24)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range table.Rows {
		fmt.Printf("%s %s: %d, %.2f%%\n", r.Label, table.Unit, r.Contracts, 100*r.Share)
	}
	// Output:
	// up to 12 months: 3, 36.01%
	// over 12 to 24 months: 1, 48.00%
	// over 24 months: 1, 16.00%
}
