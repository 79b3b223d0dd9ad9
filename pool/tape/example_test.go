package tape_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

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
