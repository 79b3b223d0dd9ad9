package tape

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

func TestFactsOfClaimsAndObligors(t *testing.T) {
	const text = "封包日：2024-06-30 单位：元\n" +
		"借据号,借款人,共同借款人,贷款余额,年利率,发放日,到期日,还款方式,五级分类,是否境内注册,是否破产,失信被执行人,权利负担,是否整笔入池,是否关联交易,专利号,专利类型,年费缴至日,授权公告日\n" +
		"L1,甲公司,乙公司,1000000,6%,2024-01-01,2025-01-01,先息后本,正常,是,否,无,无,是,不属于,201810123456.8,发明,2025-03-01,2020-05-06\n" +
		"L2,丙公司,,1000000,6%,2024-01-01,2025-01-01,先息后本,正常,,—,,,待定,,,,,\n" +
		"L3,甲公司,,1000000,6%,2024-01-01,2025-01-01,先息后本,正常,是,是,,也许,,,,,,\n"
	r, err := Read(context.Background(), "facts.csv", strings.NewReader(text), Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := r.Pool.Contract(0)
	first, second := r.Pool.Party(c.Obligor(0).Party), r.Pool.Party(c.Obligor(1).Party)
	right := r.Pool.Right(c.RightIndex(0))
	got := []string{
		fmt.Sprint(c.Facts.Encumbered, c.Facts.Whole, c.Facts.RelatedParty, c.Facts.Valid),
		fmt.Sprint(first.Name, first.Standing.Domestic, first.Standing.Bankrupt, first.Standing.Restricted, first.Standing.Litigation),
		fmt.Sprint(second.Name, second.Standing == pool.PartyStanding{}),
		fmt.Sprint(right.AnnuityPaidUntil, right.Registered),
	}
	want := []string{"false true false unknown", "甲公司true false false unknown", "乙公司true", "2025-03-01 2020-05-06"}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %s, want %s", got[i], want[i])
		}
	}
	if silent := r.Pool.Contract(1); silent.Facts != (pool.ClaimFacts{}) {
		t.Errorf("what is not stated became %+v", silent.Facts)
	}
	var codes []string
	for f := range r.Findings.With(Error) {
		codes = append(codes, fmt.Sprintf("%s %d%s", f.Code, f.Row, f.Column))
	}
	if fmt.Sprint(codes) != "[yes_no.invalid 5M]" || r.Rejected != 1 {
		t.Errorf("errors %v, %d rejected", codes, r.Rejected)
	}
}

func TestRowsInAnotherCurrency(t *testing.T) {
	const text = "封包日：2024-06-30 单位：元\n" +
		"借据号,借款人,贷款余额,币种,年利率,发放日,到期日,还款方式,五级分类,知识产权类型,评估价值,评估日\n" +
		"L1,甲公司,1000000,人民币,6%,2024-01-01,2025-01-01,先息后本,正常,发明专利,2000000,2024-01-01\n" +
		"L2,乙公司,100000.01,USD,6%,2024-01-01,2025-01-01,先息后本,正常,发明专利,300000,2024-01-01\n" +
		"L3,丙公司,5000,USD,6%,2024-01-01,2025-01-01,先息后本,正常,商标,9000,\n"
	read := func(fx *pool.FXSpec) *Result {
		r, err := Read(context.Background(), "mixed.csv", strings.NewReader(text), Options{FX: fx})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	codes := func(r *Result) string {
		var list []string
		for _, f := range r.Findings {
			if f.Severity != Info || f.Code == "currency.converted" {
				list = append(list, fmt.Sprintf("%s %d%s", f.Code, f.Row, f.Column))
			}
		}
		return fmt.Sprint(list)
	}
	at := func(d calendar.Date) *pool.FXSpec {
		return &pool.FXSpec{Quotes: []pool.QuoteSpec{{Date: d, From: money.USD, To: money.CNY, Rate: 7 * money.One}}}
	}
	r := read(at(calendar.MustNew(2024, 6, 30)))
	c, right := r.Pool.Contract(1), r.Pool.Marks(1)
	got := []string{codes(r), fmt.Sprint(r.Accepted, c.Principal, c.StatedCurrency, c.StatedPrincipal, r.Pool.Principal()), fmt.Sprint(right[0].Kind, right[0].Price, right[0].Currency)}
	want := []string{"[currency.converted 4D currency.converted 5D right.value_undated 5K]", "3 70000007 USD 10000001 173500007", "appraisal 30000000 USD"}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %s, want %s", got[i], want[i])
		}
	}
	for situation, fx := range map[string]*pool.FXSpec{"no rates": nil, "a rate of another day": at(calendar.MustNew(2024, 6, 28))} {
		r := read(fx)
		if r.Accepted != 1 || r.Rejected != 2 || r.Pool.Principal() != 100000000 || r.Findings.Count(Error) != 2 {
			t.Errorf("%s: %d accepted, %s", situation, r.Accepted, codes(r))
		}
	}
}
