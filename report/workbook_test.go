package report

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/tranche"
)

// wantMoney compares a stored number with an amount: the text of the file, read as a decimal, is the
// amount to the minor unit and to the last digit.
func wantMoney(t *testing.T, where, stored string, want money.Amount) {
	t.Helper()
	got, err := money.ParseAmount(stored, money.CNY)
	if err != nil || got != want {
		t.Errorf("%s: stored %q, want %s (%v)", where, stored, want.Format(money.CNY), err)
	}
}

func wantFloat(t *testing.T, where, stored string, want float64) {
	t.Helper()
	if got, err := strconv.ParseFloat(stored, 64); err != nil || got != want {
		t.Errorf("%s: stored %q, want %v", where, stored, want)
	}
}

func wantDate(t *testing.T, where, stored string, want calendar.Date) {
	t.Helper()
	n, err := strconv.Atoi(stored)
	if err != nil {
		t.Errorf("%s: stored %q, want %s", where, stored, want)
		return
	}
	// The serial numbers of a spreadsheet count from 30 December 1899.
	if got := calendar.MustNew(1899, 12, 30).AddDays(n); got != want {
		t.Errorf("%s: stored %s, want %s", where, got, want)
	}
}

// columnNamed finds a column by the English line of its header.
func columnNamed(t *testing.T, rows [][]string, header int, en string) int {
	t.Helper()
	for c, text := range rows[header-1] {
		if _, after, ok := strings.Cut(text, "\n"); ok && after == en || text == en {
			return c + 1
		}
	}
	t.Fatalf("row %d has no column %q: %q", header, en, rows[header-1])
	return 0
}

func TestEveryContractStandsOnTheTapeAsThePoolHasIt(t *testing.T) {
	c := fullContent(t, 40)
	f := opened(t, written(t, c))
	rows := raw(t, f, sheetTape)
	header := rowOf(t, rows, 1, "序号")
	column := func(en string) int { return columnNamed(t, rows, header, en) }
	id, principal, rate, start, maturity, months, source := column("Contract"), column("Outstanding principal"), column("Rate"), column("Start"), column("Maturity"), column("Remaining (months)"), column("Source row")
	for i, want := range c.Pool.Contracts() {
		row := header + 1 + i
		if got := cellOf(rows, id, row); got != want.ID {
			t.Fatalf("row %d: contract %q, want %q", row, got, want.ID)
		}
		wantMoney(t, want.ID, cellOf(rows, principal, row), want.Principal)
		wantDate(t, want.ID, cellOf(rows, start, row), want.Start)
		wantDate(t, want.ID, cellOf(rows, maturity, row), want.Maturity)
		wantFloat(t, want.ID, cellOf(rows, months, row), c.Pool.RemainingMonths(want))
		if r, ok := want.Rate.Get(); ok {
			wantFloat(t, want.ID, cellOf(rows, rate, row), r.Float64())
		} else if got := cellOf(rows, rate, row); got != "" {
			t.Errorf("%s: rate %q although none is stated", want.ID, got)
		}
		if got := cellOf(rows, source, row); got != want.Source {
			t.Errorf("%s: source %q, want %q", want.ID, got, want.Source)
		}
	}
	total := header + 1 + c.Pool.Len()
	wantMoney(t, "total", cellOf(rows, principal, total), c.Pool.Principal())
	if got := must[string](t)(f.GetCellFormula(sheetTape.name(), at(principal, total))); got != "SUM("+span(principal, header+1, principal, total-1)+")" {
		t.Errorf("the total is no sum over the contracts: %q", got)
	}
	for _, header := range rows[header-1] {
		if strings.Contains(header, "Creditor") {
			t.Error("a column of which no contract says anything is shown")
		}
	}
	if note := cellOf(rows, 1, titleRows+1); !strings.Contains(note, "Creditor") {
		t.Errorf("the columns left out are not named: %q", note)
	}
}

func TestEveryCollectionStandsOnTheCashFlowSheet(t *testing.T) {
	c := fullContent(t, 40)
	rows := raw(t, opened(t, written(t, c)), sheetCash)
	header := rowOf(t, rows, 1, "期次")
	for i, want := range c.Collections {
		row := header + 1 + i
		wantDate(t, "from", cellOf(rows, cashFrom, row), want.From)
		wantDate(t, "to", cellOf(rows, cashTo, row), want.To)
		for column, amount := range map[int]money.Amount{
			cashOpening: want.Opening, cashInterest: want.Interest, cashPrincipal: want.Principal, cashOther: want.Other, cashTotal: want.Total(),
			cashDeposit: want.FromDeposit, cashDilution: want.Dilution, cashClosing: want.Closing, cashBalance: 0, cashCarried: 0, cashTied: 0,
		} {
			wantMoney(t, at(column, row), cellOf(rows, column, row), amount)
		}
	}
}

func TestEveryRowOfTheContractsStandsOnItsSheet(t *testing.T) {
	c := fullContent(t, 12)
	rows := raw(t, opened(t, written(t, c)), sheetContractFlows)
	row := rowOf(t, rows, 1, "合同编号")
	for i, want := range c.Flows.All() {
		row++
		if got := cellOf(rows, flowContract, row); got != c.Pool.Contract(i).ID {
			t.Fatalf("row %d: contract %q", row, got)
		}
		wantDate(t, "date", cellOf(rows, flowDate, row), want.Date)
		for column, amount := range map[int]money.Amount{
			flowOpening: want.Opening, flowInterest: want.Interest, flowPrincipal: want.Principal, flowOther: want.Other, flowPayment: want.Payment, flowClosing: want.Closing,
		} {
			wantMoney(t, at(column, row), cellOf(rows, column, row), amount)
		}
	}
}

func TestEveryPaymentStandsOnTheStatementOfItsClass(t *testing.T) {
	c := fullContent(t, 40)
	rows := raw(t, opened(t, written(t, c)), sheetTranches)
	for i, class := range c.Result.Tranches {
		row := rowOf(t, rows, 1, class.Name+"   ") + 2
		wantMoney(t, class.Name, cellOf(rows, lineClosing, row), class.Notional)
		for _, p := range c.Result.Periods {
			row++
			want := p.Tranches[i]
			wantDate(t, class.Name, cellOf(rows, lineDate, row), p.Payment)
			for column, amount := range map[int]money.Amount{
				lineOpening: want.Opening, lineInterestDue: want.InterestDue, lineInterestPaid: want.InterestPaid, lineInterestUnpaid: want.InterestUnpaid,
				linePrincipalDue: want.PrincipalDue, linePrincipalPaid: want.PrincipalPaid, lineResidual: want.Residual, lineClosing: want.Closing,
				lineBalanced: 0, lineCarried: 0, lineMoved: 0,
			} {
				wantMoney(t, class.Name+" "+at(column, row), cellOf(rows, column, row), amount)
			}
		}
		summary := titleRows + 4 + i
		if got := cellOf(rows, summaryName, summary); got != class.Name {
			t.Fatalf("summary of %q where %q belongs", got, class.Name)
		}
		wantMoney(t, "notional", cellOf(rows, summaryNotional, summary), class.Notional)
		wantFloat(t, "average life", cellOf(rows, summaryNotional+3, summary), class.WAL)
		wantFloat(t, "yield", cellOf(rows, summaryNotional+4, summary), class.Yield)
	}
}

func TestTheWaterfallShowsEveryAccountAndEveryFee(t *testing.T) {
	c := fullContent(t, 40)
	rows := raw(t, opened(t, written(t, c)), sheetWaterfall)
	header := rowOf(t, rows, 1, "期次")
	bands := rows[header-2]
	find := func(band, en string) int {
		from := slices.IndexFunc(bands, func(s string) bool { return strings.HasPrefix(s, band) })
		if from < 0 {
			t.Fatalf("no band %q in %q", band, bands)
		}
		for column := from + 1; column <= len(rows[header-1]); column++ {
			text := cellOf(rows, column, header)
			if _, after, ok := strings.Cut(text, "\n"); ok && after == en || text == en {
				return column
			}
		}
		t.Fatalf("band %q has no column %q", band, en)
		return 0
	}
	for k, p := range c.Result.Periods {
		row := header + 1 + k
		wantMoney(t, "collected", cellOf(rows, find("回收款", "Total"), row), p.Collection.Total())
		for _, a := range p.Accounts {
			band := "账户 " + a.Name
			if a.Name == tranche.PlanAccount {
				band = "专项计划账户"
			}
			wantMoney(t, a.Name, cellOf(rows, find(band, "Opening"), row), a.Opening)
			wantMoney(t, a.Name, cellOf(rows, find(band, "Receipts"), row), a.Receipts)
			wantMoney(t, a.Name, cellOf(rows, find(band, "Payments"), row), a.Payments)
			wantMoney(t, a.Name, cellOf(rows, find(band, "Closing"), row), a.Closing)
			wantMoney(t, a.Name, cellOf(rows, find(band, "Difference"), row), 0)
		}
		for _, f := range p.Fees {
			wantMoney(t, f.Name, cellOf(rows, find("已付税费", f.Name), row), f.Paid)
		}
		for _, l := range p.Tranches {
			wantMoney(t, l.Name, cellOf(rows, find("已付本金", l.Name), row), l.PrincipalPaid)
		}
		wantMoney(t, "deal", cellOf(rows, find("全部", "Difference"), row), 0)
	}
}

func TestMovementsOfOnePaymentSumToItsReceipts(t *testing.T) {
	c := fullContent(t, 40)
	rows := raw(t, opened(t, written(t, c)), sheetMovements)
	first, last := (&book{content: c}).movementRows()
	sums := map[[2]string]money.Amount{}
	for row := first; row <= last; row++ {
		amount := must[money.Amount](t)(money.ParseAmount(cellOf(rows, moveAmount, row), money.CNY))
		sums[[2]string{cellOf(rows, moveNumber, row), cellOf(rows, moveTo, row)}] += amount
	}
	for _, p := range c.Result.Periods {
		for _, l := range p.Tranches {
			if got, want := sums[[2]string{strconv.Itoa(p.Number), l.Name}], l.InterestPaid+l.PrincipalPaid+l.Residual; got != want {
				t.Errorf("payment %d: movements to %s sum to %s, paid %s", p.Number, l.Name, got.Format(money.CNY), want.Format(money.CNY))
			}
		}
	}
}

func TestIndicesOfConcentrationAreThoseOfTheLibrary(t *testing.T) {
	c := fullContent(t, 40)
	rows := raw(t, opened(t, written(t, c)), sheetConcentration)
	header := rowOf(t, rows, 1, "分组口径")
	for i, e := range c.Exposures {
		row := header + 1 + i
		for en, want := range map[string]float64{"Top 1": e.Top(1), "Top 5": e.Top(5), "Top 10": e.Top(10), "0–1": e.HHI(), "points": 10000 * e.HHI(), "Effective number": e.EffectiveNumber(), "Gini": e.Gini()} {
			wantFloat(t, e.Measure().String()+" "+en, cellOf(rows, columnNamed(t, rows, header, en), row), want)
		}
	}
}

func TestTheCoverShowsTheKeyFiguresAndThatAllAgrees(t *testing.T) {
	c := fullContent(t, 40)
	f := opened(t, written(t, c))
	rows := raw(t, f, sheetCover)
	value := func(name string) string {
		t.Helper()
		return cellOf(rows, coverValue, rowOf(t, rows, 1, name))
	}
	wantDate(t, "cut-off", value("封包日"), c.Pool.AsOf())
	wantDate(t, "closing", value("设立日"), c.Deal.Closing())
	wantMoney(t, "principal", value("未偿本金余额"), c.Pool.Principal())
	wantMoney(t, "receipts", value("收入合计"), c.Result.Cash.Receipts)
	wantMoney(t, "payments", value("支出合计"), c.Result.Cash.Payments)
	wantMoney(t, "difference", value("差额"), 0)
	wantMoney(t, "checks", value("绝对差额合计"), 0)
	if got := value("结果"); got != agrees {
		t.Errorf("the checks say %q", got)
	}
	if got := value("合同数"); got != strconv.Itoa(c.Pool.Len()) {
		t.Errorf("contracts %q", got)
	}
	// Every other sheet is reached by a link.
	links := must[[]string](t)(f.GetHyperLinkCells(sheetCover.name(), ""))
	if len(links) != len(f.GetSheetList())-1 {
		t.Errorf("%d links to %d sheets", len(links), len(f.GetSheetList())-1)
	}
	if !bytes.Contains([]byte(strings.Join(slices.Concat(rows...), "\n")), []byte(c.Deal.Fingerprint())) {
		t.Error("the fingerprint of the deal is not on the cover")
	}
}

// Collections that do not carry their balances on, as a mistake in a caller's own projection would
// give: the workbook says so everywhere.
func TestADifferenceIsShownAndNotHidden(t *testing.T) {
	day := func(m int) calendar.Date { return calendar.MustNew(2024, m, 28) }
	list := []cashflow.Collection{
		{Period: cashflow.Period{From: day(1), To: day(2)}, Opening: 100_00, Principal: 40_00, Closing: 60_00},
		{Period: cashflow.Period{From: day(2), To: day(3)}, Opening: 60_01, Principal: 60_00, Closing: 0},
	}
	p := must[*pool.Pool](t)(poolSpec(3).Resolve())
	f := opened(t, written(t, Content{Generated: generated, Pool: p, Collections: list}))
	rows := raw(t, f, sheetCash)
	wantMoney(t, "closing of the second period", cellOf(rows, cashBalance, titleRows+4), 1)
	wantMoney(t, "opening of the second period", cellOf(rows, cashCarried, titleRows+4), 1)
	cover := raw(t, f, sheetCover)
	if got := cellOf(cover, coverValue, rowOf(t, cover, 1, "结果")); got != differs {
		t.Errorf("the cover says %q", got)
	}
}

func TestPartsThatAreAbsentLeaveOutTheirSheets(t *testing.T) {
	full := fullContent(t, 8)
	tests := []struct {
		situation string
		content   Content
		want      []sheetID
	}{
		{"the tape alone", Content{Tape: full.Tape}, []sheetID{sheetCover, sheetFindings}},
		{"the pool alone", Content{Pool: full.Pool}, []sheetID{sheetCover, sheetTape, sheetPool, sheetChecks}},
		{"measures alone", Content{Exposures: full.Exposures}, []sheetID{sheetCover, sheetCharts, sheetConcentration, sheetChecks}},
		{"flows alone, by month", Content{Flows: full.Flows}, []sheetID{sheetCover, sheetCharts, sheetCash, sheetChecks, sheetAssumptions}},
		{"collections alone", Content{Collections: full.Collections}, []sheetID{sheetCover, sheetCharts, sheetCash, sheetChecks}},
		{"the deal alone", Content{Deal: full.Deal}, []sheetID{sheetCover, sheetAssumptions}},
		{"a run alone", Content{Result: full.Result}, []sheetID{sheetCover, sheetCharts, sheetCash, sheetWaterfall, sheetMovements, sheetTranches, sheetChecks, sheetAssumptions}},
		{"everything", full, []sheetID{sheetCover, sheetCharts, sheetTape, sheetFindings, sheetPool, sheetEligibility, sheetRights, sheetConcentration, sheetLosses, sheetCash, sheetContractFlows, sheetWaterfall, sheetMovements, sheetTranches, sheetChecks, sheetAssumptions}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			tt.content.Generated = generated
			f := opened(t, written(t, tt.content))
			var want []string
			for _, id := range tt.want {
				want = append(want, id.name())
			}
			if got := f.GetSheetList(); !slices.Equal(got, want) {
				t.Errorf("sheets %q, want %q", got, want)
			}
			for _, sheet := range f.GetSheetList() {
				for _, row := range must[[][]string](t)(f.GetRows(sheet, excelize.Options{RawCellValue: true})) {
					for _, v := range row {
						if v == "NaN" || v == "+Inf" || v == "-Inf" || strings.HasPrefix(v, "%!") {
							t.Errorf("sheet %s shows %q", sheet, v)
						}
					}
				}
			}
		})
	}
}

func TestAPoolOfOneContract(t *testing.T) {
	c := fullContent(t, 1)
	f := opened(t, written(t, c))
	rows := raw(t, f, sheetTape)
	wantMoney(t, "total", cellOf(rows, columnNamed(t, rows, titleRows+2, "Outstanding principal"), titleRows+4), c.Pool.Principal())
}
