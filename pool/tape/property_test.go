package tape_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
)

// table is a tape as texts: a header and rows.
type table struct {
	header []string
	rows   [][]string
}

// drawTable makes up a tape of loans, good and bad rows mixed.
func drawTable(t *rapid.T) table {
	tb := table{header: []string{"借据号", "借款人", "未偿本金余额（元）", "年利率", "到期日", "支付时点", "行业", "地区", "担保方式", "专利号", "评估价值（万元）", "还款方式"}}
	pick := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(t, label) }
	for i := range rapid.IntRange(1, 12).Draw(t, "rows") {
		tb.rows = append(tb.rows, []string{
			fmt.Sprintf("JJ%03d", i), pick("obligor", "甲公司", "乙（北京）公司", "丙公司、丁公司", "戊"),
			pick("balance", "100", "1,234.56", "0.3万", "-", "１２３", "(5)"), pick("rate", "5%", "4.35%", "x", "-"),
			pick("maturity", "2026-03-01", "2027年1月31日", "2026年2月30日", "20280101", "2024-06-30"), pick("timing", "先付", "后付"),
			pick("industry", "制造业", "C39", "某业", ""), pick("region", "金华", "朝阳区", "北京市"), pick("security", "质押", "保证+质押", "其他"),
			pick("number", "", "ZL200310119651.4", "ZL200310119651.4、ZL201820123456.0"), pick("value", "", "10", "0.5"), pick("form", "等额本息", "按季付息到期还本", "分期", ""),
		})
	}
	return tb
}

func (tb table) csv(t *rapid.T) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.WriteAll(append([][]string{tb.header}, tb.rows...)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func (tb table) columns(order []int) table {
	permute := func(cells []string) []string {
		out := make([]string, len(order))
		for i, from := range order {
			out[i] = cells[from]
		}
		return out
	}
	other := table{header: permute(tb.header)}
	for _, r := range tb.rows {
		other.rows = append(other.rows, permute(r))
	}
	return other
}

func readTable(t *rapid.T, name string, data []byte) *tape.Result {
	result, err := tape.Read(context.Background(), name, bytes.NewReader(data), quiet)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// outcome lists what was found in each row without naming columns.
func outcome(r *tape.Result) []string {
	var list []string
	for f := range r.Findings.All() {
		if f.Row > 0 {
			list = append(list, fmt.Sprint(f.Row, f.Severity, f.Code, f.Header, f.Seen, f.Taken))
		}
	}
	slices.Sort(list)
	return list
}

func TestOrderOfColumnsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tb := drawTable(t)
		order := rapid.Permutation([]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}).Draw(t, "order")
		one, two := readTable(t, "a.csv", tb.csv(t)), readTable(t, "a.csv", tb.columns(order).csv(t))
		if diff := cmp.Diff(one.Spec, two.Spec, same); diff != "" {
			t.Fatalf("another specification:\n%s", diff)
		}
		if diff := cmp.Diff(outcome(one), outcome(two)); diff != "" {
			t.Fatalf("other findings:\n%s", diff)
		}
	})
}

func TestOrderOfRowsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tb := drawTable(t)
		other := table{tb.header, rapid.Permutation(tb.rows).Draw(t, "rows in another order")}
		one, two := readTable(t, "a.csv", tb.csv(t)), readTable(t, "a.csv", other.csv(t))
		byID := func(r *tape.Result) []pool.ContractSpec {
			list := slices.Clone(r.Spec.Contracts)
			slices.SortFunc(list, func(a, b pool.ContractSpec) int { return strings.Compare(a.ID, b.ID) })
			return list
		}
		if diff := cmp.Diff(byID(one), byID(two), same); diff != "" {
			t.Fatalf("other contracts:\n%s", diff)
		}
		if one.RowsRead != two.RowsRead || one.Rejected != two.Rejected {
			t.Fatalf("%d of %d rejected, then %d of %d", one.Rejected, one.RowsRead, two.Rejected, two.RowsRead)
		}
	})
}

func TestWorkbookAndTextSayTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tb := drawTable(t)
		p := page{name: "清单"}
		for _, r := range append([][]string{tb.header}, tb.rows...) {
			cells := make([]any, len(r))
			for i, c := range r {
				cells[i] = c
			}
			p.rows = append(p.rows, cells)
		}
		one, two := readTable(t, "a.csv", tb.csv(t)), readTable(t, "a.xlsx", workbook(t, p))
		if diff := cmp.Diff(one.Spec, two.Spec, same); diff != "" {
			t.Fatalf("another specification:\n%s", diff)
		}
		if diff := cmp.Diff(outcome(one), outcome(two)); diff != "" {
			t.Fatalf("other findings:\n%s", diff)
		}
	})
}

// Rejecting rows never changes what the others say: a tape without its bad rows reads the same.
func TestBadRowsDoNotTouchGoodOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tb := drawTable(t)
		one := readTable(t, "a.csv", tb.csv(t))
		if one.Accepted == 0 {
			return
		}
		kept := table{header: tb.header}
		for _, r := range tb.rows {
			if slices.ContainsFunc(one.Spec.Contracts, func(c pool.ContractSpec) bool { return c.ID == r[0] }) {
				kept.rows = append(kept.rows, r)
			}
		}
		two := readTable(t, "a.csv", kept.csv(t))
		if two.Rejected != 0 {
			t.Fatalf("%d rows are rejected now", two.Rejected)
		}
		if diff := cmp.Diff(one.Spec, two.Spec, same); diff != "" {
			t.Fatalf("another specification:\n%s", diff)
		}
	})
}
