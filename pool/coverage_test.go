package pool_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

func describeRange(r pool.Range) string {
	if r.Known() {
		return r.Low.Format(money.CNY)
	}
	return r.Low.Format(money.CNY) + ".." + r.High.Format(money.CNY)
}

func describePoint(c pool.CoveragePoint) string {
	text := fmt.Sprintf("%s: %s before and %s after haircuts for %s", c.Date, describeRange(c.Gross), describeRange(c.Net), c.Balance.Format(money.CNY))
	if c.Unvalued > 0 {
		text += fmt.Sprintf(", %d unvalued", c.Unvalued)
	}
	return text
}

func describePoints(points []pool.CoveragePoint) []string {
	var lines []string
	for _, c := range points {
		lines = append(lines, describePoint(c))
	}
	return lines
}

// worked is a pool of two loans reckoned by hand: one right lives through, the other ends on 2025-03-31.
//
//	values 1,000,000 and 600,000; haircuts 30 % and 50 %; half-lives 24 months and none
func worked(t fataler) (*pool.Pool, *pool.Valuation) {
	p := resolve(t, ipSpec([]pool.RightSpec{
		{ID: "patent", Type: pool.Invention, Status: pool.Valid, Expires: day("2035-01-01"), Appraisal: decp("1000000"), AppraisalDate: day("2023-06-30")},
		{ID: "brand", Type: pool.Trademark, Status: pool.Valid, Expires: day("2025-03-31"), Appraisal: decp("600000"), AppraisalDate: day("2023-06-30")},
	}, loan("M-1", "400000", "2025-12-31", "patent"), loan("M-2", "200000", "2025-06-30", "brand")))
	return p, valuation(t, p, pool.ValueRules{Marks: pool.StandardMarkRules(), Haircuts: haircuts(),
		Decay: must(pool.NewDecayTable([]pool.HalfLife{{Type: pool.Patent, Months: 24}, {Type: pool.Trademark, Steady: true}}))})
}

func TestCoverageReckonedByHand(t *testing.T) {
	p, v := worked(t)
	dates := []calendar.Date{day("2023-12-31"), day("2024-12-31"), day("2025-03-31"), day("2025-04-01"), day("2025-12-30"), day("2025-12-31")}
	path := must(p.BalanceTable([]calendar.Date{day("2024-12-31"), day("2025-06-30"), day("2025-12-31")},
		[][]money.Amount{{yuan("200000"), yuan("200000"), 0}, {yuan("200000"), 0, 0}}))
	whole, err := v.Whole(dates, path)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		// 1,000,000 + 600,000; 700,000 + 300,000
		"2023-12-31: 1600000.00 before and 1000000.00 after haircuts for 600000.00",
		// a year of 24 months: 2^(-1/2) = 0.707106781187 of the patent, and 0.7 of that
		"2024-12-31: 1307106.78 before and 794974.75 after haircuts for 400000.00",
		// 15 months: 2^(-15/24) = 0.648419777325
		"2025-03-31: 1248419.78 before and 753893.84 after haircuts for 400000.00",
		// 15 1/30 months, and the brand is dead: 2^(-(15+1/30)/24) = 0.647795841123
		"2025-04-01: 647795.84 before and 453457.09 after haircuts for 400000.00",
		// 23 30/31 months: 0.500466041778; the other loan is repaid
		"2025-12-30: 500466.04 before and 350326.23 after haircuts for 200000.00",
		// nothing is owed, and nothing covers it
		"2025-12-31: 0.00 before and 0.00 after haircuts for 0.00",
	}
	if diff := cmp.Diff(want, describePoints(whole)); diff != "" {
		t.Errorf("pool (-want +got):\n%s", diff)
	}
	second, err := v.Contract(1, dates[:4], path)
	if err != nil {
		t.Fatal(err)
	}
	want = []string{
		"2023-12-31: 600000.00 before and 300000.00 after haircuts for 200000.00",
		"2024-12-31: 600000.00 before and 300000.00 after haircuts for 200000.00",
		"2025-03-31: 600000.00 before and 300000.00 after haircuts for 200000.00",
		"2025-04-01: 0.00 before and 0.00 after haircuts for 200000.00",
	}
	if diff := cmp.Diff(want, describePoints(second)); diff != "" {
		t.Errorf("contract (-want +got):\n%s", diff)
	}
	ratio, _ := whole[0].Ratio(whole[0].Net.Low).Get()
	if _, known := whole[5].Ratio(whole[5].Net.Low).Get(); known || ratio != 1_000_000.0/600_000 {
		t.Errorf("ratio %v, and of nothing owed known %v", ratio, known)
	}
}

func TestWhatIsNotKnownMakesARange(t *testing.T) {
	valued := func(change func(*pool.RightSpec)) pool.RightSpec {
		r := pool.RightSpec{ID: "right", Type: pool.Invention, Status: pool.Valid, Expires: day("2035-01-01"), Appraisal: decp("1000"), AppraisalDate: day("2023-06-30")}
		change(&r)
		return r
	}
	decay := must(pool.NewDecayTable([]pool.HalfLife{{Type: pool.Trademark, Steady: true}}))
	all := pool.ValueRules{Haircuts: haircuts()}
	tests := []struct {
		situation string
		right     pool.RightSpec
		rules     pool.ValueRules
		want      string // on the cut-off date and a year later
	}{
		{"everything known", valued(func(*pool.RightSpec) {}), all, "[1000.00 700.00] [1000.00 700.00]"},
		{"no status", valued(func(r *pool.RightSpec) { r.Status = 0 }), all, "[0.00..1000.00 0.00..700.00] [0.00..1000.00 0.00..700.00]"},
		{"no status, assumed valid", valued(func(r *pool.RightSpec) { r.Status = 0 }), pool.ValueRules{Haircuts: haircuts(), Life: pool.LifeRules{AssumeValid: true}}, "[1000.00 700.00] [1000.00 700.00]"},
		{"no expiry: known to live today alone", valued(func(r *pool.RightSpec) { r.Expires = 0 }), all, "[1000.00 700.00] [0.00..1000.00 0.00..700.00]"},
		{"an application", valued(func(r *pool.RightSpec) { r.Status = pool.Pending }), all, "[0.00..1000.00 0.00..700.00] [0.00..1000.00 0.00..700.00]"},
		{"lapsed", valued(func(r *pool.RightSpec) { r.Status = pool.Lapsed }), all, "[0.00 0.00] [0.00 0.00]"},
		{"no haircut for it", valued(func(r *pool.RightSpec) { r.Type = pool.Software }), all, "[1000.00 0.00..1000.00] [1000.00 0.00..1000.00]"},
		{"no half-life for it: not known today either, since the table is silent", valued(func(*pool.RightSpec) {}), pool.ValueRules{Decay: decay}, "[0.00..1000.00 0.00..1000.00] [0.00..1000.00 0.00..1000.00]"},
		{"no value", valued(func(r *pool.RightSpec) { r.Appraisal = nil }), all, "[0.00 0.00 1 unvalued] [0.00 0.00 1 unvalued]"},
		{"no value and dead", valued(func(r *pool.RightSpec) { r.Appraisal, r.Status = nil, pool.Lapsed }), all, "[0.00 0.00] [0.00 0.00]"},
		{"no haircut table", valued(func(r *pool.RightSpec) { r.Type = pool.Software }), pool.ValueRules{}, "[1000.00 1000.00] [1000.00 1000.00]"},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			p := resolve(t, ipSpec([]pool.RightSpec{tt.right}))
			points, err := valuation(t, p, tt.rules).Whole([]calendar.Date{p.AsOf(), day("2024-12-31")}, p.BulletBalances())
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range points {
				text := describeRange(c.Gross) + " " + describeRange(c.Net)
				if c.Unvalued > 0 {
					text += fmt.Sprintf(" %d unvalued", c.Unvalued)
				}
				if open := strings.Contains(text, "..") || c.Unvalued > 0; c.Known() == open {
					t.Errorf("%s: known %v", text, c.Known())
				}
				got = append(got, "["+text+"]")
			}
			if text := got[0] + " " + got[1]; text != tt.want {
				t.Errorf("got %s, want %s", text, tt.want)
			}
		})
	}
}

func TestHowASharedRightCounts(t *testing.T) {
	type pledges = []pool.RightPledgeSpec
	outsider := func(secured string) pool.RightPledgeSpec {
		q := pool.RightPledgeSpec{Holder: "rival", Registered: day("2021-03-01")}
		if secured != "" {
			q.Secured = decp(secured)
		}
		return q
	}
	first := pool.ValueRules{Sharing: pool.FirstRankOnly}
	byStart := pool.ValueRules{Sharing: pool.FirstRankOnly, RankByStart: true}
	allocated := pool.ValueRules{Sharing: pool.Allocated}
	tests := []struct {
		situation string
		pledges   pledges
		rules     pool.ValueRules
		want      string // first contract, second contract, pool; the right is worth 100.00, the balances 10 and 20
	}{
		{"allocated by balance, the last fen to the larger remainder", nil, allocated, "33.33 66.67 100.00"},
		{"no rank stated", nil, first, "0.00..100.00 0.00..100.00 100.00"},
		{"no rank stated, by the starts of the contracts", nil, byStart, "0.00 100.00 100.00"},
		{"stated ranks", pledges{{Contract: "M-1", Rank: 1}, {Contract: "M-2", Rank: 2}}, first, "100.00 0.00 100.00"},
		{"stated ranks before starts", pledges{{Contract: "M-1", Rank: 1}, {Contract: "M-2", Rank: 2}}, byStart, "100.00 0.00 100.00"},
		{"the first two of one rank", pledges{{Contract: "M-1", Rank: 1}, {Contract: "M-2", Rank: 1}}, first, "33.33 66.67 100.00"},
		{"the earlier registration", pledges{{Contract: "M-1", Registered: day("2022-01-02")}, {Contract: "M-2", Registered: day("2022-01-01")}}, first, "0.00 100.00 100.00"},
		{"registered on one day", pledges{{Contract: "M-1", Registered: day("2022-01-01")}, {Contract: "M-2", Registered: day("2022-01-01")}}, first, "33.33 66.67 100.00"},
		{"one registration stated, the other not", pledges{{Contract: "M-1", Registered: day("2022-01-01")}}, first, "0.00..100.00 0.00..100.00 100.00"},
		{"a pledge that is released leaves the other first", pledges{{Contract: "M-1", Rank: 1, Released: day("2023-12-31")}, {Contract: "M-2", Rank: 2}}, first, "0.00 100.00 100.00"},
		{"a pledge that is not yet registered does too", pledges{{Contract: "M-1", Rank: 1, Registered: day("2024-01-01")}, {Contract: "M-2", Rank: 2}}, first, "0.00 100.00 100.00"},
		{"an outsider first", pledges{{Contract: "M-1", Registered: day("2022-01-02")}, {Contract: "M-2", Registered: day("2022-01-01")}, outsider("")}, first, "0.00 0.00 0.00"},
		{"an outsider of unknown rank", pledges{outsider("5")}, first, "0.00..100.00 0.00..100.00 0.00..100.00"},
		{"an outsider released", pledges{{Holder: "rival", Registered: day("2021-03-01"), Released: day("2022-03-01")}}, allocated, "33.33 66.67 100.00"},
		{"allocated with an outsider of 70", pledges{outsider("70")}, allocated, "10.00 20.00 30.00"},
		{"allocated with an outsider of nothing", pledges{outsider("0")}, allocated, "33.33 66.67 100.00"},
		{"allocated with an outsider of an unknown sum", pledges{outsider("")}, allocated, "0.00..100.00 0.00..100.00 0.00..100.00"},
		{"tied with an outsider of an unknown sum", pledges{{Contract: "M-1", Rank: 1}, {Contract: "M-2", Rank: 2}, {Holder: "rival", Rank: 1}}, first, "0.00..100.00 0.00..100.00 0.00..100.00"},
		{"tied with an outsider of ten", pledges{{Contract: "M-1", Rank: 1}, {Contract: "M-2", Rank: 2}, {Holder: "rival", Rank: 1, Secured: decp("10")}}, first, "50.00 0.00 50.00"},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			s := ipSpec([]pool.RightSpec{{ID: "right", Status: pool.Valid, Expires: day("2035-01-01"), Appraisal: decp("100"), Pledges: tt.pledges}},
				loan("M-1", "10", "2025-06-30", "right"), loan("M-2", "20", "2025-06-30", "right"))
			s.Contracts[0].Start, s.Contracts[1].Start = day("2022-05-01"), day("2021-05-01")
			p := resolve(t, s)
			v := valuation(t, p, tt.rules)
			dates := []calendar.Date{p.AsOf()}
			var got []string
			for n := range p.Len() {
				points, err := v.Contract(n, dates, p.BulletBalances())
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, describeRange(points[0].Gross))
			}
			points, err := v.Whole(dates, p.BulletBalances())
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, describeRange(points[0].Gross))
			if text := fmt.Sprint(got); text != "["+tt.want+"]" {
				t.Errorf("got %s, want [%s]", text, tt.want)
			}
		})
	}
}

func TestARightWithoutAValueBurdensOnlyWhomItCounts(t *testing.T) {
	s := ipSpec([]pool.RightSpec{{ID: "right", Status: pool.Valid, Expires: day("2035-01-01"), Pledges: []pool.RightPledgeSpec{{Contract: "M-1", Rank: 1}, {Contract: "M-2", Rank: 2}}}},
		loan("M-1", "10", "2025-06-30", "right"), loan("M-2", "20", "2025-06-30", "right"))
	p := resolve(t, s)
	for rules, want := range map[pool.Sharing]string{pool.FirstRankOnly: "[1 0]", pool.Allocated: "[1 1]"} {
		_, each := coverages(t, valuation(t, p, pool.ValueRules{Sharing: rules}), []calendar.Date{p.AsOf()})
		if got := fmt.Sprint([]int{each[0][0].Unvalued, each[1][0].Unvalued}); got != want {
			t.Errorf("%s: unvalued %s, want %s", rules, got, want)
		}
	}
}

func TestARepaidContractFreesItsRights(t *testing.T) {
	p := resolve(t, ipSpec([]pool.RightSpec{{ID: "right", Status: pool.Valid, Expires: day("2035-01-01"), Appraisal: decp("100")}},
		loan("M-1", "10", "2024-06-30", "right"), loan("M-2", "20", "2025-06-30", "right")))
	v := valuation(t, p, pool.ValueRules{Sharing: pool.Allocated})
	points, err := v.Contract(1, []calendar.Date{day("2024-06-29"), day("2024-06-30")}, p.BulletBalances())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"2024-06-29: 66.67 before and 66.67 after haircuts for 20.00", "2024-06-30: 100.00 before and 100.00 after haircuts for 20.00"}
	if diff := cmp.Diff(want, describePoints(points)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhetherTheCoverageIsEnough(t *testing.T) {
	point := func(low, high, balance string, unvalued int) pool.CoveragePoint {
		return pool.CoveragePoint{Net: pool.Range{Low: yuan(low), High: yuan(high)}, Balance: yuan(balance), Unvalued: unvalued}
	}
	tests := []struct {
		situation string
		point     pool.CoveragePoint
		multiple  string
		want      pool.Outcome
	}{
		{"exactly enough", point("150", "150", "100", 0), "1.5", pool.Pass},
		{"a fen short", point("149.99", "149.99", "100", 0), "1.5", pool.Fail},
		{"a third of a fen short of a multiple with twelve decimals", point("0.01", "0.01", "0.03", 0), "0.333333333333", pool.Pass},
		{"the multiple a digit above a third", point("0.01", "0.01", "0.03", 0), "0.333333333334", pool.Fail},
		{"enough at the high end alone", point("149.99", "150", "100", 0), "1.5", pool.OutcomeUnknown},
		{"enough whatever the unvalued right is worth", point("150", "150", "100", 1), "1.5", pool.Pass},
		{"short without the unvalued right", point("149.99", "149.99", "100", 1), "1.5", pool.OutcomeUnknown},
		{"nothing owed", point("0", "0", "0", 0), "1.5", pool.Pass},
		{"sums near the end of the range", point("92233720368547758.07", "92233720368547758.07", "92233720368547758.07", 0), "1.000000000001", pool.Fail},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			if got := tt.point.AtLeast(rate(tt.multiple)); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestFaultsOfABalancePath(t *testing.T) {
	p, v := worked(t)
	a, b := day("2024-06-30"), day("2024-12-31")
	row := []money.Amount{1, 1}
	for _, tt := range []struct {
		situation string
		dates     []calendar.Date
		rows      [][]money.Amount
	}{
		{"dates that do not ascend", []calendar.Date{b, a}, [][]money.Amount{row, row}},
		{"a date twice", []calendar.Date{a, a}, [][]money.Amount{row, row}},
		{"a date that is not set", []calendar.Date{0, a}, [][]money.Amount{row, row}},
		{"too few rows", []calendar.Date{a, b}, [][]money.Amount{row}},
		{"a row too short", []calendar.Date{a, b}, [][]money.Amount{row, {1}}},
		{"a negative balance", []calendar.Date{a, b}, [][]money.Amount{row, {1, -1}}},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			if _, err := p.BalanceTable(tt.dates, tt.rows); !errors.Is(err, pool.ErrBalancePath) {
				t.Errorf("error %v", err)
			}
		})
	}
	if _, err := v.Whole([]calendar.Date{p.AsOf().AddDays(-1)}, p.BulletBalances()); !errors.Is(err, pool.ErrBalancePath) {
		t.Errorf("before the valuation date: %v", err)
	}
	if _, err := v.Contract(0, []calendar.Date{b}, func(int, calendar.Date) money.Amount { return -1 }); !errors.Is(err, pool.ErrBalancePath) {
		t.Errorf("a negative balance: %v", err)
	}
	if _, err := v.Whole([]calendar.Date{b}, func(int, calendar.Date) money.Amount { return 1 << 62 }); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("balances beyond the range: %v", err)
	}
}

func TestValuesBeyondTheRangeOfAnAmountAreAnError(t *testing.T) {
	huge := deal("90000000000000000", "2023-06-30", "1")
	rights := []pool.RightSpec{{ID: "a", Status: pool.Valid, Expires: day("2035-01-01"), Marks: []pool.MarkSpec{huge}}}
	rights = append(rights, rights[0])
	rights[1].ID = "b"
	p := resolve(t, ipSpec(rights))
	v := valuation(t, p, pool.ValueRules{Marks: pool.StandardMarkRules()})
	if _, err := v.Whole([]calendar.Date{p.AsOf()}, p.BulletBalances()); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("error %v", err)
	}
}

func ExampleValuation_Whole() {
	spec := ipSpec([]pool.RightSpec{{ID: "chip", Type: pool.Invention, Status: pool.Valid, Filed: day("2005-03-01"), Appraisal: decp("9000000"), AppraisalDate: day("2023-11-30")}},
		loan("M-1", "3000000", "2025-12-31", "chip"))
	p, err := spec.Resolve()
	if err != nil {
		fmt.Println(err)
		return
	}
	table, err := pool.NewHaircutTable([]pool.HaircutRule{{Haircut: money.One / 2}})
	if err != nil {
		fmt.Println(err)
		return
	}
	decay, err := pool.NewDecayTable([]pool.HalfLife{{Type: pool.Patent, Months: 36}})
	if err != nil {
		fmt.Println(err)
		return
	}
	v, err := p.Value(pool.ValueRules{Marks: pool.StandardMarkRules(), Haircuts: table, Decay: decay, Life: pool.LifeRules{Terms: pool.ChineseRightTerms()}})
	if err != nil {
		fmt.Println(err)
		return
	}
	points, err := v.Whole([]calendar.Date{day("2023-12-31"), day("2024-12-31"), day("2025-02-28"), day("2025-03-01")}, p.BulletBalances())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range points {
		ratio, _ := c.Ratio(c.Net.Low).Get()
		fmt.Printf("%s %s of %s: %.2f, at least 1.2: %s\n", c.Date, c.Net.Low.Format(p.Currency()), c.Balance.Format(p.Currency()), ratio, c.AtLeast(1_200_000_000_000))
	}
	// Output:
	// 2023-12-31 4500000.00 of 3000000.00: 1.50, at least 1.2: pass
	// 2024-12-31 3571652.37 of 3000000.00: 1.19, at least 1.2: fail
	// 2025-02-28 3436729.04 of 3000000.00: 1.15, at least 1.2: fail
	// 2025-03-01 0.00 of 3000000.00: 0.00, at least 1.2: fail
}
