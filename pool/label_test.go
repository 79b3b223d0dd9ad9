package pool_test

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// mixed is a pool of up to four loans: on data, on a patent, on both, and on nothing named. A loan of 0
// is left out.
func mixed(onData, onPatent, onBoth, onNothing string) pool.Spec {
	s := ipSpec([]pool.RightSpec{{ID: "set", Type: pool.Data}, {ID: "chip", Type: pool.Invention}},
		loan("D", onData, "2025-06-30", "set"), loan("P", onPatent, "2025-06-30", "chip"), loan("B", onBoth, "2025-06-30", "set", "chip"), loan("N", onNothing, "2025-06-30"))
	s.Contracts = slices.DeleteFunc(s.Contracts, func(c pool.ContractSpec) bool { return c.Balance.IsZero() })
	return s
}

func checkLabel(t fataler, p *pool.Pool, test pool.LabelTest) pool.LabelResult {
	t.Helper()
	r, err := p.CheckLabel(test)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestLabels(t *testing.T) {
	tests := []struct {
		situation                           string
		onData, onPatent, onBoth, onNothing string
		label                               pool.LabelTest
		want                                string // outcome, counted and unknown in yuan
	}{
		{"exactly half on data is not more than half", "50", "50", "0", "0", pool.DataLabel(), "fail 50.00 0.00"},
		{"a fen more than half", "50.01", "49.99", "0", "0", pool.DataLabel(), "pass 50.01 0.00"},
		{"half of a pool near the end of the range", "46116860184273879.03", "46116860184273879.04", "0", "0", pool.DataLabel(), "fail 46116860184273879.03 0.00"},
		{"a fen more than half of it", "46116860184273879.04", "46116860184273879.03", "0", "0", pool.DataLabel(), "pass 46116860184273879.04 0.00"},
		{"a mixed bundle decides", "50", "49", "1", "0", pool.DataLabel(), "unknown 50.00 1.00"},
		{"a mixed bundle decides nothing", "40", "50", "10", "0", pool.DataLabel(), "fail 40.00 10.00"},
		{"a loan without rights decides", "50", "49", "0", "1", pool.DataLabel(), "unknown 50.00 1.00"},
		{"seventy hundredths are at least seventy", "0", "70", "0", "30", pool.IPLabel(), "pass 70.00 30.00"},
		{"a fen short of seventy", "0", "69.99", "0", "30.01", pool.IPLabel(), "unknown 69.99 30.01"},
		{"a mixed bundle is intellectual property", "30", "60", "10", "0", pool.IPLabel(), "pass 70.00 30.00"},
		{"data alone is left to the venue", "31", "69", "0", "0", pool.IPLabel(), "unknown 69.00 31.00"},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			p := resolve(t, mixed(tt.onData, tt.onPatent, tt.onBoth, tt.onNothing))
			r := checkLabel(t, p, tt.label)
			if got := fmt.Sprint(r.Outcome, " ", r.Counted.Format(p.Currency()), " ", r.Unknown.Format(p.Currency())); got != tt.want || r.Total != p.Principal() {
				t.Errorf("got %s of %s, want %s", got, r.Total, tt.want)
			}
		})
	}
}

func TestWhatALabelSays(t *testing.T) {
	p := resolve(t, mixed("1", "2", "3", "4"))
	var got []string
	for _, test := range []pool.LabelTest{pool.DataLabel(), pool.IPLabel()} {
		r := checkLabel(t, p, test)
		got = append(got, fmt.Sprintf("%s %s %.2f", test.ID, test.Words(), r.Share()))
		for _, f := range r.Findings {
			got = append(got, fmt.Sprintf("%s %s: %s", p.Contract(f.Contract).ID, f.Outcome, f.Seen))
		}
	}
	want := []string{
		"label.data > 50.00% 0.10", "P fail: no data", "B unknown: data and other rights", "N unknown: no right named",
		"label.ip >= 70.00% 0.50", "D unknown: data alone", "N unknown: no right named",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDataCountsWhenItIsPledged(t *testing.T) {
	tests := []struct {
		situation string
		change    func(s *pool.Spec, c *pool.ContractSpec)
		want      string
	}{
		{"a small loan is secured by its rights", func(_ *pool.Spec, c *pool.ContractSpec) {
			c.Receivable, c.Microloan = nil, loan("", "1", "2025-01-01").Microloan
		}, "pass"},
		{"a claim with a pledge among its securities", func(_ *pool.Spec, c *pool.ContractSpec) { c.Security = pool.Pledge | pool.Guarantee }, "pass"},
		{"a claim whose securities are not stated", func(*pool.Spec, *pool.ContractSpec) {}, "unknown: data, pledge not stated"},
		{"a claim with a guarantee alone", func(_ *pool.Spec, c *pool.ContractSpec) { c.Security = pool.Guarantee }, "fail: data, pledge denied"},
		{"a claim whose pledge is stated with the right", func(s *pool.Spec, _ *pool.ContractSpec) {
			s.Rights[0].Pledges = []pool.RightPledgeSpec{{Contract: "A", Registered: day("2023-01-01")}}
		}, "pass"},
		{"a right of a type not stated", func(s *pool.Spec, _ *pool.ContractSpec) { s.Rights[0].Type = pool.RightUnknown }, "unknown: set is of unknown type"},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			s := ipSpec([]pool.RightSpec{{ID: "set", Type: pool.Data}}, claim("A", "100"))
			s.Contracts[0].Obligors[0].Party, s.Contracts[0].Rights = "maker", []string{"set"}
			tt.change(&s, &s.Contracts[0])
			r := checkLabel(t, resolve(t, s), pool.DataLabel())
			got := r.Outcome.String()
			if len(r.Findings) > 0 {
				got += ": " + r.Findings[0].Seen
			}
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestFaultsOfALabelTest(t *testing.T) {
	p := resolve(t, mixed("1", "1", "1", "1"))
	for _, tt := range []struct {
		situation string
		test      pool.LabelTest
		want      []string
	}{
		{"nothing said", pool.LabelTest{}, []string{"counts missing"}},
		{"a limit above 1", pool.LabelTest{Limit: money.One + 1, Counts: pool.IPLabel().Counts}, []string{"limit out_of_range 1.000000000001"}},
		{"a limit below 0", pool.LabelTest{Limit: -1, Counts: pool.IPLabel().Counts}, []string{"limit out_of_range -0.000000000001"}},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			_, err := p.CheckLabel(tt.test)
			if diff := cmp.Diff(tt.want, faultLines(t, err)); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

func TestALabelOfNoContractsIsUnknown(t *testing.T) {
	p := resolve(t, mixed("1", "1", "1", "1")).Filter(func(pool.Contract) bool { return false })
	for _, test := range []pool.LabelTest{pool.DataLabel(), pool.IPLabel(), {Counts: pool.IPLabel().Counts}} {
		if r := checkLabel(t, p, test); r.Outcome != pool.OutcomeUnknown || r.Share() != 0 {
			t.Errorf("%s: %s, share %v", test.ID, r.Outcome, r.Share())
		}
	}
}

// TestLabelsAgainstFractions decides random tests in fractions. An answer that no constant stands for
// counts as unknown.
func TestLabelsAgainstFractions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := resolve(t, drawSpec(t))
		answers := make([]pool.Outcome, p.Len())
		var counted, open money.Amount
		for n, c := range p.Contracts() {
			answers[n] = pool.Outcome(rapid.IntRange(0, 3).Draw(t, "answer"))
			switch answers[n] {
			case pool.Pass:
				counted += c.Principal
			case pool.Fail:
			default:
				open += c.Principal
			}
		}
		test := pool.LabelTest{ID: "mine", Limit: money.Rate(rapid.Int64Range(0, int64(money.One)).Draw(t, "limit")), Strict: rapid.Bool().Draw(t, "strict")}
		if rapid.Bool().Draw(t, "at the limit") {
			q, _ := money.MulDiv(int64(counted), int64(money.One), int64(p.Principal()))
			test.Limit = money.Rate(q)
		}
		test.Counts = func(_ *pool.Pool, c pool.Contract) (pool.Outcome, string) {
			n, _ := p.IndexOf(c.ID)
			return answers[n], ""
		}
		met := func(part money.Amount) bool {
			c := big.NewRat(int64(part), int64(p.Principal())).Cmp(big.NewRat(int64(test.Limit), int64(money.One)))
			return c > 0 || c == 0 && !test.Strict
		}
		want := pool.OutcomeUnknown
		switch {
		case met(counted):
			want = pool.Pass
		case !met(counted + open):
			want = pool.Fail
		}
		r := checkLabel(t, p, test)
		if r.Outcome != want || r.Counted != counted || r.Unknown != open {
			t.Fatalf("%s of %d and %d, want %s of %d and %d", r.Outcome, r.Counted, r.Unknown, want, counted, open)
		}
	})
}

func ExamplePool_CheckLabel() {
	p, err := mixed("50.01", "49.99", "0", "0").Resolve()
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := p.CheckLabel(pool.DataLabel())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s of %s, asked %s: %s\n", r.Counted.Format(p.Currency()), r.Total.Format(p.Currency()), r.Test.Words(), r.Outcome)
	// Output: 50.01 of 100.00, asked > 50.00%: pass
}
