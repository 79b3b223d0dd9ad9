package tape

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// Tapes on which a step that compares every row with every other would not end in any time that a
// service can wait: 20,000 rows would be 400 million steps, each of several.
func TestTapesMadeToBeSlow(t *testing.T) {
	if testing.Short() {
		t.Skip("a bound on time means nothing under the race detector")
	}
	const n = 20_000
	const header = "合同编号,借款人,未偿本金余额,年利率,到期日,封包日\n"
	line := func(i int, rest string) string {
		return fmt.Sprintf("A%d,甲%d公司,100,5%%,2036-03-01,%s\n", i, i, rest)
	}
	sheet := func(name, header, rows string) [2]string {
		var b strings.Builder
		for row := range strings.Lines(header + rows) {
			b.WriteString("<row>")
			for cell := range strings.SplitSeq(strings.TrimSuffix(row, "\n"), ",") {
				b.WriteString(`<c t="str"><v>` + cell + `</v></c>`)
			}
			b.WriteString("</row>")
		}
		return [2]string{name, `<worksheet><sheetData>` + b.String() + `</sheetData></worksheet>`}
	}
	two := func(name, contracts, header, rows string) []byte {
		parts := withPart("xl/workbook.xml", `<workbook><sheets><sheet name="清单" r:id="rId1"/><sheet name="`+name+`" r:id="rId4"/></sheets></workbook>`)
		parts[3][1] = strings.Replace(parts[3][1], "</Relationships>", `<Relationship Id="rId4" Type="x/worksheet" Target="worksheets/sheet2.xml"/></Relationships>`, 1)
		parts[6] = sheet(handSheet, strings.ReplaceAll(contracts, "\r", ""), "")
		return zipParts(t, append(parts, sheet("xl/worksheets/sheet2.xml", header, rows)))
	}
	var plain, dated, totalled, refused, groups, rights, merges strings.Builder
	for i := range n {
		plain.WriteString(line(i, ""))
		dated.WriteString(line(i, day(2000, 1, 1).AddDays(i).String()))
		totalled.WriteString(line(i, "") + "小计,,1,,,\n合计,,1,,,\n")
		refused.WriteString(fmt.Sprintf("A%d,甲%d公司,x,5%%,2036-02-30,\n", i, i))
		groups.WriteString(fmt.Sprintf("甲%d公司,集团%d\n", i, i/2))
		rights.WriteString(fmt.Sprintf("A1,名%d,商标,%d\n", i, i))
		merges.WriteString(`<mergeCell ref="A1:C1"/>`)
	}
	merged := withPart(handSheet, "")
	merged[6] = sheet(handSheet, header, line(1, ""))
	merged[6][1] = strings.Replace(merged[6][1], "</sheetData>", "</sheetData><mergeCells>"+merges.String()+"</mergeCells>", 1)
	for _, tt := range []struct {
		situation, name string
		data            []byte
		code            string // of a finding that shows what the tape is about
	}{
		{"another cut-off date in every row", "a.csv", []byte(header + dated.String()), "as_of.conflict"},
		{"totals that differ behind every row", "a.csv", []byte(header + totalled.String()), "row.total_differs"},
		{"refused rows beside a long sheet of affiliates", "a.xlsx", two("关联方", header+refused.String(), "企业名称,集团\n", groups.String()), "affiliate.unknown"},
		{"all rights behind one contract", "a.xlsx", two("权利清单", header+line(1, ""), "合同编号,权利名称,权利类型,登记号\n", rights.String()), "sheet.extra"},
		{"merged blocks over the header by the thousand", "a.xlsx", zipParts(t, merged), "currency.assumed"},
	} {
		t.Run(tt.situation, func(t *testing.T) {
			began := time.Now()
			result, err := Read(context.Background(), tt.name, bytes.NewReader(tt.data), Options{AsOf: day(2025, 1, 1)})
			if lasted := time.Since(began); err != nil || lasted > 15*time.Second {
				t.Fatalf("%v, %v", lasted, err)
			}
			if !slices.ContainsFunc(result.Findings, func(f Finding) bool { return f.Code == tt.code }) {
				t.Errorf("no finding %s among %v", tt.code, result.Findings.CountByCode())
			}
		})
	}
}

// Findings beyond the limit are counted, not kept, and the rows they reject stay rejected.
func TestFindingsBeyondTheLimitAreCounted(t *testing.T) {
	text := "合同编号,借款人,未偿本金余额,年利率,到期日\n" + strings.Repeat("A1,甲公司,x,5%,2036-02-30\n", 50)
	all, err := Read(context.Background(), "a.csv", strings.NewReader(text), Options{AsOf: day(2025, 1, 1)})
	if err != nil {
		t.Fatal(err)
	}
	few, err := Read(context.Background(), "a.csv", strings.NewReader(text), Options{AsOf: day(2025, 1, 1), Limits: Limits{Findings: 20}})
	if err != nil {
		t.Fatal(err)
	}
	listed, counted := 0, 0
	for f := range few.Findings.All() {
		if f.Code != "findings.more" {
			listed++
			continue
		}
		n := 0
		if _, err := fmt.Sscan(f.Message, &n); err != nil || f.Seen == "" || f.Advice == "" || f.Row != 0 {
			t.Errorf("%+v", f)
		}
		counted += n
	}
	if listed != 20 || listed+counted != len(all.Findings) || few.Rejected != all.Rejected || few.Rejected != 50 {
		t.Errorf("%d listed, %d counted, %d in all; %d and %d rejected", listed, counted, len(all.Findings), few.Rejected, all.Rejected)
	}
}

// The sums that totals are compared with are those of the rows between two places, whatever the number of
// decimals and of digits.
func TestRunningSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rows []cellAmount
		var values []decimal.Decimal
		for range rapid.IntRange(1, 20).Draw(t, "rows") {
			value := decimal.New(rapid.Int64Range(-100, math.MaxInt64).Draw(t, "units"), -rapid.Int32Range(0, 3).Draw(t, "decimals"))
			d := &draft{rowReader: &rowReader{layout: &layout{}}, amounts: []fieldAmount{{fBalance, value}}}
			if rapid.IntRange(0, 9).Draw(t, "empty") == 0 {
				d.amounts, value = nil, decimal.Zero
			}
			rows, values = append(rows, amountIn(d, fBalance)), append(values, value)
		}
		from := rapid.IntRange(0, len(rows)).Draw(t, "from")
		to := rapid.IntRange(from, len(rows)).Draw(t, "to")
		want := decimal.Zero
		for _, v := range values[from:to] {
			want = want.Add(v)
		}
		sums := (&run{totals: []totalRow{{after: from}, {after: to}}}).runningSums(rows)
		if sum, unread := between(sums, from, to); !sum.Equal(want) || unread != 0 {
			t.Fatalf("%s, %d unread, want %s", sum, unread, want)
		}
	})
}
