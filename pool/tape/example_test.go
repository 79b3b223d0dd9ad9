package tape_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
)

// A desk's list of leases: two good rows and one with a day that does not exist.
const candidates = `第一期资产清单
封包日：2018年10月31日,单位：万元,币种：人民币
租赁合同编号,承租人,行业,地区,未偿本金余额,租赁利率（%）,到期日,还款方式,支付时点
ZL-001,甲影视有限公司、乙传媒有限公司,文体娱乐行业,北京市海淀区,"7,330.00",5.35,2021年3月28日,按季等额本息,后付
ZL-002,丙科技有限公司,科研和技术服务业,中关村,3330,6,2021-01-05,先息后本,后付
ZL-003,丁软件有限公司,软件和信息技术服务业,广州开发区,1000,6,2021年2月30日,先息后本,后付
合计,,,,11660
`

func ExampleRead() {
	result, err := tape.Read(context.Background(), "candidates.csv", strings.NewReader(candidates), tape.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%d rows read, %d accepted, %d rejected\n", result.RowsRead, result.Accepted, result.Rejected)
	p := result.Pool
	fmt.Println("as of", p.AsOf(), "principal", p.Principal().FormatGrouped(p.Currency()))
	for f := range result.Findings.With(tape.Error) {
		fmt.Println(f)
	}
	// Output:
	// 3 rows read, 2 accepted, 1 rejected
	// as of 2018-10-31 principal 106,600,000.00
	// candidates.csv row 6 col G "到期日": saw "2021年2月30日"; there is no such day; write a day that exists, such as 2024-02-29 [date.invalid]
}

func ExampleRead_strict() {
	_, err := tape.Read(context.Background(), "candidates.csv", strings.NewReader(candidates), tape.Options{Strict: true})
	var finding tape.Finding
	if errors.As(err, &finding) {
		fmt.Println("row", finding.Row, finding.Code)
	}
	// Output:
	// row 6 date.invalid
}

func ExampleReadFile() {
	_, err := tape.ReadFile(context.Background(), "nowhere/candidates.xlsx", tape.Options{})
	var file *tape.FileError
	fmt.Println(errors.Is(err, tape.ErrUnreadable), errors.As(err, &file), file.Code)
	// Output:
	// true true file.unopened
}

func ExampleFindings_CountByCode() {
	result, err := tape.Read(context.Background(), "candidates.csv", strings.NewReader(candidates), tape.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range result.Findings.CountByCode() {
		fmt.Println(c.Severity, c.Code, c.Count)
	}
	// Output:
	// error date.invalid 1
	// info as_of.read 1
	// info cell.notation 2
	// info csv.separator 1
	// info encoding.taken 1
	// info kind.inferred 1
	// info obligor.split 1
	// info rate.convention 1
	// info row.total 1
}

func ExampleCodes() {
	for _, c := range tape.Codes()[:3] {
		fmt.Println(c.Code+":", c.Meaning)
	}
	// Output:
	// affiliate.group: a row of the sheet of affiliates names no group
	// affiliate.party: a row of the sheet of affiliates names no firm
	// affiliate.unknown: the sheet of affiliates names a firm that no contract names
}

// A desk sends the same spreadsheet every month, with headers of its own. A mapping says once what
// they hold.
func ExampleReadMapping() {
	mapping, err := tape.ReadMapping(strings.NewReader(`{"schema": "ipabs.mapping/1",
		"columns": [{"header": "F1", "field": "contract_id"}, {"header": "F2", "field": "obligor"}, {"column": "C", "field": "balance", "unit": "万元"}, {"column": "D", "field": "rate"}],
		"conventions": {"month_only": "last_day", "index_rates": {"LPR1Y": "0.0385"}}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	const monthly = "封包日：2024-06-30\nF1,F2,F3,F4,到期日\nA1,甲有限公司,120,一年期LPR+50BP,2025年3月\n"
	result, err := tape.Read(context.Background(), "monthly.csv", strings.NewReader(monthly), tape.Options{Mapping: &mapping, Kind: pool.KindMicroloan})
	if err != nil {
		fmt.Println(err)
		return
	}
	c := result.Spec.Contracts[0]
	fmt.Println(c.ID, c.Balance, c.Rate, c.Maturity)
	fmt.Println(result.Columns[2].Field, result.Columns[2].Unit, result.Columns[2].By)
	// Output:
	// A1 1200000 0.0435 2025-03-31
	// balance 万元 mapping
}

// Two spellings are proposed as one firm, and merged once a person has confirmed it.
func ExampleReadNames() {
	const loans = "单位：元\n封包日：2024-06-30\n借据号,借款人,贷款余额,到期日\nA1,北京甲乙科技有限公司,100,2025-03-01\nA2,北京甲乙科技有限责任公司,200,2025-03-01\n"
	before, err := tape.Read(context.Background(), "loans.csv", strings.NewReader(loans), tape.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range before.SimilarNames {
		fmt.Println(s.Name, "like", s.Like, "by", s.Rule, s.Score)
	}
	names, err := tape.ReadNames(strings.NewReader(`{"schema": "ipabs.names/1", "same": [{"name": "北京甲乙科技有限公司", "also": ["北京甲乙科技有限责任公司"]}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	after, err := tape.Read(context.Background(), "loans.csv", strings.NewReader(loans), tape.Options{Names: &names})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(before.Spec.Parties), "firms before,", len(after.Spec.Parties), "after")
	// Output:
	// 北京甲乙科技有限责任公司 like 北京甲乙科技有限公司 by suffix 0.92
	// 2 firms before, 1 after
}
