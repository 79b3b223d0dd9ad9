package report_test

import (
	"bytes"
	"context"
	"fmt"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/report"
)

func ExampleWorkbook() {
	spec := pool.Spec{
		Schema: pool.Schema, AsOf: calendar.MustNew(2024, 6, 30), Currency: money.CNY,
		Parties: []pool.PartySpec{{ID: "A", Name: "甲科技有限公司"}, {ID: "B", Name: "乙文化有限公司"}},
	}
	for i, owed := range []int64{30_000_000, 20_000_000} {
		spec.Contracts = append(spec.Contracts, pool.ContractSpec{
			ID: fmt.Sprintf("HT-%d", i+1), Obligors: []pool.ObligorSpec{{Party: spec.Parties[i].ID}},
			Balance: decimal.New(owed, 0), Maturity: calendar.MustNew(2025, 6, 30), Receivable: &pool.ReceivableSpec{},
		})
	}
	p, err := spec.Resolve()
	if err != nil {
		fmt.Println(err)
		return
	}
	byObligor, err := concentration.NewExposures(p, concentration.Measure{Key: concentration.Obligor})
	if err != nil {
		fmt.Println(err)
		return
	}

	var file bytes.Buffer
	err = report.Workbook(context.Background(), &file, report.Content{
		Title: "示例 Example", Generated: calendar.MustNew(2024, 7, 1),
		Pool: p, Exposures: []*concentration.Exposures{byObligor},
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	book, err := excelize.OpenReader(&file)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer book.Close()
	for _, sheet := range book.GetSheetList() {
		fmt.Println(sheet)
	}
	share, _ := book.GetCellFormula("集中度 Concentration", "F11")
	value, _ := book.GetCellValue("集中度 Concentration", "F11")
	fmt.Println(share, "=", value)
	// Output:
	// 封面 Cover
	// 图表 Charts
	// 资产清单 Tape
	// 资产池统计 Pool
	// 集中度 Concentration
	// 校验 Checks
	// E11/$E$14 = 60.00%
}
