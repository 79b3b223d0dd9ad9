package report

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
	"github.com/ipabs/ipabs/tranche"
)

var generated = calendar.MustNew(2024, 7, 15)

// must gives a value or ends the test.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func pdec(s string) *decimal.Decimal {
	d := dec(s)
	return &d
}

// poolSpec is a pool of n contracts of all kinds, with joint obligors, groups, gaps in what is stated
// and amounts that are no round numbers.
func poolSpec(n int) pool.Spec {
	asOf := calendar.MustNew(2024, 6, 30)
	spec := pool.Spec{Schema: pool.Schema, AsOf: asOf, Currency: money.CNY}
	industries := []string{"C39", "I65", "M73", "R87", ""}
	provinces := []string{"11", "44", "33", ""}
	parties := max(n*2/3, 3)
	for i := range parties {
		p := pool.PartySpec{ID: fmt.Sprintf("P%05d", i+1), Name: fmt.Sprintf("北京知识创新科技有限公司%d", i+1)}
		p.Industry, _ = pool.ParseIndustry(industries[i%len(industries)])
		p.Province, _ = pool.ParseProvince(provinces[i%len(provinces)])
		if i%4 == 0 {
			p.Group = fmt.Sprintf("集团%d", i/8+1)
		}
		spec.Parties = append(spec.Parties, p)
	}
	types := []pool.RightType{pool.Invention, pool.UtilityModel, pool.Software, pool.Trademark, pool.FilmTV}
	for i := range n {
		spec.Rights = append(spec.Rights, pool.RightSpec{
			ID: fmt.Sprintf("R%05d", i+1), Type: types[i%len(types)], Count: 1 + i%4, Status: pool.Valid, Expires: asOf.AddMonths(60 + i%48),
		})
		spec.Contracts = append(spec.Contracts, contractSpec(asOf, i, parties))
	}
	return spec
}

func contractSpec(asOf calendar.Date, i, parties int) pool.ContractSpec {
	balance := decimal.New(int64(100_000_000+i*7_654_321%1_900_000_000+i), -2)
	rate := decimal.New(int64(450+i*37%400), -4)
	days := 0
	c := pool.ContractSpec{
		ID: fmt.Sprintf("HT-2024-%05d", i+1), Balance: balance, Rate: &rate,
		Obligors: []pool.ObligorSpec{{Party: fmt.Sprintf("P%05d", i%parties+1)}},
		Start:    asOf.AddMonths(-3 - i%20), Maturity: asOf.AddMonths(9 + i*5%28).AddDays(i % 9),
		Rights: []string{fmt.Sprintf("R%05d", i+1)}, Source: fmt.Sprintf("candidates.xlsx!资产清单 row %d", i+4),
		Class: pool.ClassNormal, OverdueDays: &days, Security: pool.Pledge,
	}
	if i%3 == 0 && parties > 2 {
		c.Obligors = append(c.Obligors, pool.ObligorSpec{Party: fmt.Sprintf("P%05d", (i+1)%parties+1)})
	}
	if i%7 == 3 {
		c.Class, c.Security = pool.ClassSpecialMention, pool.Pledge|pool.Guarantee
	}
	if i%11 == 5 {
		c.OverdueDays, c.Rate, c.Rights = nil, nil, nil
	}
	plan := pool.InstalmentsSpec{Form: pool.Level, Frequency: calendar.Quarterly}
	switch i % 4 {
	case 0:
		c.Lease = &pool.LeaseSpec{Rent: plan, PurchasePrice: pdec("100.00")}
	case 1:
		c.Microloan = &pool.MicroloanSpec{Repayment: pool.InstalmentsSpec{Form: pool.InterestFirst, Frequency: calendar.Monthly}}
	case 2:
		c.Receivable, c.Rate = &pool.ReceivableSpec{}, nil
	default:
		c.Sublicense = &pool.SublicenseSpec{Fees: plan}
	}
	return c
}

func exposuresOf(t testing.TB, p *pool.Pool) []*concentration.Exposures {
	t.Helper()
	var list []*concentration.Exposures
	for _, m := range []concentration.Measure{
		{Key: concentration.Obligor}, {Key: concentration.Obligor, Allocation: concentration.JointAndSeveral},
		{Key: concentration.Group}, {Key: concentration.Industry}, {Key: concentration.Region}, {Key: concentration.RightClass},
	} {
		list = append(list, must[*concentration.Exposures](t)(concentration.NewExposures(p, m)))
	}
	return list
}

func someFindings() *tape.Result {
	return &tape.Result{
		File: "candidates.xlsx", Sheet: "资产清单", RowsRead: 42, Accepted: 40, Rejected: 2,
		Columns: []tape.Column{{Letter: "A", Header: "合同编号", Field: "id"}, {Letter: "F", Header: "余额(万元)", Field: "balance", Unit: "万元", Convention: "header"}, {Letter: "Z", Header: "备注"}},
		Findings: tape.Findings{
			{Severity: tape.Error, Code: "date.invalid", File: "candidates.xlsx", Sheet: "资产清单", Row: 17, Column: "F", Header: "到期日", Seen: "2024年2月30日", Message: "no such day", Advice: "write the day that the contract states"},
			{Severity: tape.Error, Code: "id.duplicate", Sheet: "资产清单", Row: 23, Column: "A", Header: "合同编号", Seen: "HT-2024-00003", Message: "a contract with this number stands in row 6 already"},
			{Severity: tape.Warning, Code: "rate.scale", Sheet: "资产清单", Row: 9, Column: "H", Header: "利率", Seen: "5.35", Taken: "0.0535", Rule: "percent.by_header", Message: "read as percent because the header says so and every other value of the column lies between 4 and 9; a fraction of 5.35 would be 535 percent a year"},
			{Severity: tape.Info, Code: "text.repaired", Sheet: "资产清单", Row: 11, Column: "B", Header: "承租人", Seen: "北京　科技", Taken: "北京 科技", Rule: "width.folded", Message: "full-width blank"},
		},
	}
}

// fullContent is content with every part.
func fullContent(t testing.TB, contracts int) Content {
	t.Helper()
	p := must[*pool.Pool](t)(pledged(poolSpec(contracts)).Resolve())
	flows := must[*cashflow.Flows](t)(cashflow.Contractual(context.Background(), p, cashflow.Settings{}))
	spec := dealSpec(t, p)
	deal := must[*tranche.Deal](t)(spec.Resolve())
	collected, _, err := flows.Collect(deal.CollectionPeriods())
	if err != nil {
		t.Fatal(err)
	}
	classes := []credit.CapitalTranche{}
	for _, c := range deal.Classes() {
		classes = append(classes, credit.CapitalTranche{Name: c.Name, Balance: c.Notional, Rank: c.Rank})
	}
	pd := 0.02
	model := must[*credit.Model](t)(credit.Spec{
		Schema: credit.Schema, Name: "test", Assumptions: []string{"两项假设均为测试所设 both figures are made for a test"},
		PD: credit.PDSpec{Otherwise: &credit.CurveSpec{AnnualPD: &pd}}, LGD: credit.LGDSpec{Otherwise: &credit.LGDTerms{Mean: 0.5}},
		Correlation: credit.CorrelationSpec{Preset: credit.PresetBaselCorporate}, JointObligors: credit.FirstNamed, RiskUntil: credit.RiskMaturity,
	}.Resolve(p))
	losses := must[*credit.StaticLoss](t)(model.StaticLoss(context.Background(), credit.PortfolioSettings{Horizon: p.LastMaturity(), Basis: credit.BasisPrincipal},
		classes, credit.DistributionSettings{Tolerance: 1e-6, Unit: p.Principal()/500 + 1}))
	weight := must[credit.SecSAResult](t)(credit.SecSA(credit.ChinaCapitalRules(), credit.SecSAInput{
		Exposure: credit.SecExposure{Attachment: 0.15, Detachment: 1, Senior: true}, Pool: credit.SecSAPool{KSA: 0.08}}))
	return Content{
		Losses: losses, Capital: []ClassCapital{{Class: "优先A1", Attachment: 0.15, Detachment: 1, Weight: weight.CapitalResult}},
		Title: "知识产权第一期资产支持专项计划", Generated: generated,
		Tape: someFindings(), Pool: p, Eligibility: checked(t, p), Exposures: exposuresOf(t, p),
		Flows: flows, Collections: collected, ContractFlows: true,
		Deal: deal, Result: must[*tranche.Result](t)(deal.Run(collected)),
		Rights: reviewed(t, p, flows),
		Notes:  []string{"The pool is an example made for a test; no figure in it belongs to a real contract."},
	}
}

// dealSpec is a deal over a pool with two senior classes, a reserve, a commitment and a residual.
func dealSpec(t testing.TB, p *pool.Pool) tranche.Spec {
	t.Helper()
	lag := 10
	principal := p.Principal().Decimal(p.Currency())
	part := func(share string) decimal.Decimal { return principal.Mul(dec(share)).RoundDown(-2) }
	closing := calendar.MustNew(2024, 7, 31)
	first := closing.AddMonths(3)
	last := closing.AddMonths(12)
	for n := 3; last.AddDays(-30).Before(p.LastMaturity()); n += 3 {
		last = first.AddMonths(n)
	}
	return tranche.Spec{
		Schema: tranche.Schema, Name: "知识产权一期 IP No. 1", Currency: p.Currency(),
		Assumptions: []string{"every term of the deal: no deal document was given", "closing one month after the cut-off date", "no default, no prepayment: collections are contractual"},
		Parties:     []tranche.PartySpec{{Role: "原始权益人 Originator", Name: "示例租赁有限公司"}, {Role: "计划管理人 Manager", Name: "示例证券股份有限公司"}},
		Dates: tranche.DatesSpec{
			CutOff: p.AsOf(), Closing: closing,
			Payments: tranche.PaymentsSpec{First: first, Frequency: calendar.Quarterly, Last: last},
			Calendar: calendar.NameChinaExchange, Beyond: calendar.NameWeekends, Roll: calendar.Following,
			Calculation: tranche.CalculationSpec{BusinessDaysBefore: &lag},
		},
		Accounts: []tranche.AccountSpec{{Name: "储备金", Opening: dec("500000.00"), Target: "0.005 * senior_balance"}},
		Tranches: []tranche.TrancheSpec{
			{Name: "优先A1", Class: tranche.Senior, Notional: part("0.45"), Coupon: &tranche.CouponSpec{Rate: dec("0.0350"), DayCount: calendar.Act365F}, Principal: tranche.PrincipalSpec{Mode: tranche.PassThrough}, ExpectedMaturity: closing.AddMonths(12)},
			{Name: "优先A2", Class: tranche.Senior, Notional: part("0.40"), Coupon: &tranche.CouponSpec{Rate: dec("0.0395"), DayCount: calendar.Act365F}, Principal: tranche.PrincipalSpec{Mode: tranche.PassThrough}},
			{Name: "次级", Class: tranche.Subordinated, Notional: part("0.10"), Principal: tranche.PrincipalSpec{Mode: tranche.Residual}},
		},
		Fees: []tranche.FeeSpec{
			{Name: "增值税", Payee: "tax authority", Rate: pdec("0.032621"), Of: tranche.InterestCollected, Per: tranche.PerPayment},
			{Name: "托管费", Payee: "custodian", Rate: pdec("0.0005"), Of: tranche.NotionalBalance, Per: tranche.PerYear, DayCount: calendar.Act365F},
		},
		Support: []tranche.SupportSpec{{Name: "差额支付承诺", Kind: tranche.ShortfallCommitment, Promisors: []tranche.PromisorSpec{{Name: "示例担保有限公司", Cap: "3000000.00"}}}},
		Waterfalls: tranche.WaterfallsSpec{Amortising: []tranche.StepSpec{
			{Pay: tranche.PayFees, To: []string{"增值税", "托管费"}},
			{Pay: tranche.PayInterest, To: []string{"优先A1", "优先A2"}, Split: tranche.ProRata, Support: []string{"储备金", "差额支付承诺"}},
			{Pay: tranche.PayPrincipal, To: []string{"优先A1", "优先A2"}, Support: []string{"储备金", "差额支付承诺"}},
			{Pay: tranche.PayReserve, To: []string{"储备金"}},
			{Pay: tranche.PayReimbursement, To: []string{"差额支付承诺"}},
			{Pay: tranche.PayResidual, To: []string{"次级"}, After: []string{"优先A1", "优先A2"}},
		}},
	}
}

// written writes content and gives the bytes.
func written(t testing.TB, c Content) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := Workbook(context.Background(), &buf, c); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// opened reads a workbook back.
func opened(t testing.TB, data []byte) *excelize.File {
	t.Helper()
	f := must[*excelize.File](t)(excelize.OpenReader(bytes.NewReader(data)))
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// raw gives the stored values of a sheet.
func raw(t testing.TB, f *excelize.File, sheet sheetID) [][]string {
	t.Helper()
	return must[[][]string](t)(f.GetRows(sheet.name(), excelize.Options{RawCellValue: true}))
}

// cellOf gives a cell of rows that may be ragged.
func cellOf(rows [][]string, column, row int) string {
	if row > len(rows) || column > len(rows[row-1]) {
		return ""
	}
	return rows[row-1][column-1]
}

// rowOf finds the first row from a row on whose first filled cell begins with a text.
func rowOf(t testing.TB, rows [][]string, from int, text string) int {
	t.Helper()
	for i := from - 1; i < len(rows); i++ {
		for _, v := range rows[i] {
			if v != "" {
				if strings.HasPrefix(v, text) {
					return i + 1
				}
				break
			}
		}
	}
	t.Fatalf("no row begins with %q", text)
	return 0
}

// checked asks the pool what every list of criteria asks.
func checked(t testing.TB, p *pool.Pool) []pool.RuleResult {
	t.Helper()
	list, err := pool.EligibilityPreset("standard")
	if err != nil {
		t.Fatal(err)
	}
	results, err := p.Check(list.Rules(), pool.CheckSettings{})
	if err != nil {
		t.Fatal(err)
	}
	return results
}

// pledged gives a specification values of rights, and things that are wrong with them where there are
// enough contracts: a right that ends early, one that secures two contracts, a guarantor beyond its limit.
func pledged(spec pool.Spec) pool.Spec {
	for i := range spec.Rights {
		if i%3 != 2 {
			value := decimal.New(int64(200_000_000+i*1_234_567), -2)
			spec.Rights[i].Appraisal, spec.Rights[i].AppraisalDate, spec.Rights[i].Appraiser = &value, spec.AsOf.AddMonths(-6), "中评"
		}
	}
	if len(spec.Contracts) < 3 {
		return spec
	}
	limit := decimal.New(1, 0)
	spec.Parties[2].GuaranteeLimit = &limit
	spec.Contracts[0].Guarantors, spec.Contracts[1].Guarantors = []string{spec.Parties[2].ID}, []string{spec.Parties[2].ID}
	spec.Rights[0].Expires = spec.AsOf.AddMonths(1)
	spec.Rights[1].ExclusiveLicences = []pool.ExclusiveLicenceSpec{{Licensor: spec.Parties[0].ID, Licensee: spec.Parties[1].ID, Start: spec.AsOf.AddMonths(-20), End: spec.AsOf.AddMonths(20), Territory: "中国"},
		{Licensor: spec.Parties[0].ID, Licensee: spec.Parties[2].ID, Start: spec.AsOf.AddMonths(-10), End: spec.AsOf.AddMonths(30), Territory: "全国"}}
	for i := range 2 {
		if len(spec.Contracts[i].Rights) == 0 || spec.Contracts[i].Rights[0] != spec.Rights[0].ID {
			spec.Contracts[i].Rights = append(spec.Contracts[i].Rights, spec.Rights[0].ID)
		}
	}
	return spec
}

func reviewed(t testing.TB, p *pool.Pool, flows *cashflow.Flows) *pool.RightsReview {
	t.Helper()
	policy := pool.StandardValuation()
	var err error
	if policy.Rules.Haircuts, err = pool.NewHaircutTable([]pool.HaircutRule{{Haircut: money.One / 2}}); err != nil {
		t.Fatal(err)
	}
	policy.MinMarginMonths, policy.MinCoverage = 6, pool.Known(money.One)
	review, err := p.ReviewRights(policy, []calendar.Date{p.AsOf().AddMonths(6), p.AsOf().AddMonths(12)}, flows.Outstanding)
	if err != nil {
		t.Fatal(err)
	}
	return &review
}
