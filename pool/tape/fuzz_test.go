package tape_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/pool/tape"
)

// small bounds the work of one fuzzed file.
var small = tape.Limits{Bytes: 1 << 20, Unzipped: 4 << 20, Rows: 300, Columns: 40, CellBytes: 2000, Sheets: 5}

// checkRead reads any bytes and checks what holds for every file: a result or an error that can be
// told apart, numbers that add up, findings with a place, and a pool only of accepted rows.
func checkRead(t *testing.T, name string, data []byte, strict bool) {
	t.Helper()
	o := tape.Options{AsOf: asOf, Strict: strict, Limits: small}
	result, err := tape.Read(context.Background(), name, bytes.NewReader(data), o)
	var file *tape.FileError
	switch {
	case errors.As(err, &file):
		if result != nil || file.Code == "" || file.Reason == "" || file.Advice == "" {
			t.Fatalf("%+v beside %v", result, file)
		}
		return
	case err != nil && !errors.Is(err, tape.ErrFindings):
		t.Fatalf("an error of no known type: %v", err)
	case strict && (err != nil) != (result.Findings.Count(tape.Error) > 0):
		t.Fatalf("strict: %v beside %d errors", err, result.Findings.Count(tape.Error))
	}
	if result.RowsRead != result.Accepted+result.Rejected || result.Accepted != len(result.Spec.Contracts) {
		t.Fatalf("%d read, %d accepted, %d rejected, %d contracts", result.RowsRead, result.Accepted, result.Rejected, len(result.Spec.Contracts))
	}
	if (result.Pool != nil) != (result.Accepted > 0 && err == nil) || result.Pool != nil && result.Pool.Len() != result.Accepted {
		t.Fatalf("%d accepted, pool %v", result.Accepted, result.Pool)
	}
	if result.Rejected > 0 && result.Findings.Count(tape.Error) == 0 {
		t.Fatal("rows were rejected without an error")
	}
	for f := range result.Findings.All() {
		if f.Code == "" || f.Message == "" || f.File == "" || f.Row < 0 || f.String() == "" {
			t.Fatalf("%+v", f)
		}
	}
	first, err := json.Marshal(result)
	must(t, err)
	again, _ := tape.Read(context.Background(), name, bytes.NewReader(data), o)
	second, err := json.Marshal(again)
	must(t, err)
	if !bytes.Equal(first, second) {
		t.Fatalf("read twice, two results:\n%s\n%s", first, second)
	}
}

func FuzzReadText(f *testing.F) {
	f.Add(loans(loanHeader, "A1,甲公司,100,5%,2026-03-01,后付", "A2,乙公司,0,x,2026-02-30,后付", "合计,,100"), true)
	f.Add([]byte("租赁合同编号;承租人;共同承租人;份额;未偿本金余额（万元）;到期日;剩余期限;租赁物;专利号;评估价值\nZL1;甲公司、乙公司;;60%/40%;1,5;2026-06-30;24;一种方法等3项;ZL200310119651.4;5\n备注：x\n"), false)
	f.Add([]byte("应收账款编号\t债务人\t供应商\t应收账款余额\t到期日\t应收账款金额\nAR1\t甲\t乙\t1\t43552\t2\n"), false)
	f.Add([]byte("许可合同编号,被许可人,许可人,应收许可费余额,终止日,保底许可费\nX,甲,乙,1亿,2029年1月1日,1\n"), true)
	f.Add([]byte("\xff\xfea\x00,\x00b\x00"), false)
	f.Add([]byte("Amounts in RMB'000\nContract Nbr,Leesee,Outstandng Balance,Int. Rate,Maturiy,,栏位3\nZ1,1、甲公司 2、乙公司等3家,100-,日利率万分之1.5,2026年3月底,質押,正常\n"), false)
	f.Add([]byte("合同編號,承租人信息,,未償本金餘額,到期日\n,名称,所属行业,,\nA1,知识產(chǎn)權(quán)有限公司,C39/D,6:4,36期\n"), true)
	f.Fuzz(func(t *testing.T, data []byte, strict bool) { checkRead(t, "a.csv", data, strict) })
}

func FuzzReadWorkbook(f *testing.F) {
	f.Add(goodBook(f), false)
	f.Add(workbook(f, leasePage()), true)
	f.Add(workbook(f, page{"清单", [][]any{loanColumns, loanRow("A1", 1), {"合计", "", 1}}}, page{"权利清单", [][]any{{"合同编号", "权利名称", "权利类型", "专利号"}, {"A1", "x", "专利", "1"}}}), false)
	f.Add([]byte("PK\x03\x04"), false)
	f.Fuzz(func(t *testing.T, data []byte, strict bool) { checkRead(t, "a.xlsx", data, strict) })
}

// FuzzReadSheet spoils the XML of a sheet inside a workbook that is otherwise whole: damage that the
// checksums of the archive hide from FuzzReadWorkbook.
func FuzzReadSheet(f *testing.F) {
	book := workbook(f, page{"清单", [][]any{loanColumns, loanRow("A1", 100), loanRow("A2", 0.1)}})
	f.Add(`<row r="2"><c r="A2" t="inlineStr"><is><t>A1</t></is></c><c r="B2"><f>1+1</f></c></row>`)
	f.Add(`<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B9"/></mergeCells><sheetData>`)
	f.Add(`<row><c t="s"><v>99999</v></c><c t="e"><v>#REF!</v></c><c t="b"><v>1</v></c><c t="d"><v>2020-01-01</v></c></row>`)
	f.Add(`<row r="3"><c r="A3" s="77777"><v>1E+300</v></c></row><row r="2"/><row r="-1"/>`)
	f.Fuzz(func(t *testing.T, rows string) {
		data := replacePart(t, book, "xl/worksheets/sheet1.xml", func(s string) string {
			before, after, _ := bytes.Cut([]byte(s), []byte("</sheetData>"))
			return string(before) + rows + "</sheetData>" + string(after)
		})
		checkRead(t, "a.xlsx", data, false)
	})
}

// FuzzReadMapping: a mapping is refused with paths, or holds what Check accepts and a read may use.
func FuzzReadMapping(f *testing.F) {
	f.Add(`{"schema":"ipabs.mapping/1","header_row":1,"header_rows":2,"columns":[{"column":"ZZZZ","field":"balance","unit":"万元"},{"header":"年利率","field":"none"}],"conventions":{"index_rates":{"LPR1Y":"0.0385"}}}`)
	f.Add(`{"schema":"ipabs.mapping/1","columns":[{"header":"借款人","field":"tags"},{"column":"A","field":"tags"}],"units":{"rate":"bp"}}`)
	f.Fuzz(func(t *testing.T, document string) {
		m, err := tape.ReadMapping(strings.NewReader(document))
		if err != nil {
			return
		}
		must(t, m.Check())
		result, err := tape.Read(context.Background(), "a.csv", strings.NewReader(string(loans(loanHeader, "A1,甲公司,100,LPR+50BP,2026年3月,后付"))), tape.Options{AsOf: asOf, Mapping: &m})
		var file *tape.FileError
		if err == nil && result.RowsRead != result.Accepted+result.Rejected || err != nil && !errors.As(err, &file) {
			t.Fatalf("%v", err)
		}
	})
}

// FuzzReadNames: a file of names is refused with paths, or can be used.
func FuzzReadNames(f *testing.F) {
	f.Add(`{"schema":"ipabs.names/1","same":[{"name":"甲公司","also":["乙公司"]},{"name":"乙 公司","also":["丙公司"]}],"distinct":[["甲公司","丁公司"]]}`)
	f.Fuzz(func(t *testing.T, document string) {
		n, err := tape.ReadNames(strings.NewReader(document))
		if err != nil {
			return
		}
		must(t, n.Check())
		if _, err := tape.Read(context.Background(), "a.csv", bytes.NewReader(loans(loanHeader, "A1,甲公司、乙公司,100,5%,2026-03-01,后付", "A2,丙公司,100,5%,2026-03-01,后付")), tape.Options{AsOf: asOf, Names: &n}); err != nil {
			t.Fatal(err)
		}
	})
}
