package tape_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
)

// specMaker draws specifications that a tape can carry: every field that it has a place for, any kind.
type specMaker struct {
	t    *rapid.T
	spec pool.Spec
}

func (m specMaker) maybe(what string) bool { return rapid.Bool().Draw(m.t, what) }

func pick[T any](m specMaker, what string, of ...T) T { return rapid.SampledFrom(of).Draw(m.t, what) }

// money draws an amount in whole minor units, now and then one that no double holds.
func (m specMaker) money(what string, least int64) decimal.Decimal {
	most := pick(m, what+" size", int64(1e6), 1e12, 9e16)
	return decimal.New(rapid.Int64Range(least, most).Draw(m.t, what), -int32(m.spec.Currency.Exponent()))
}

func (m specMaker) optMoney(what string) *decimal.Decimal {
	if !m.maybe(what + " stated") {
		return nil
	}
	d := m.money(what, 0)
	return &d
}

// fraction draws a number below 1 with up to 12 decimals.
func (m specMaker) fraction(what string) decimal.Decimal {
	return pick(m, what, dec("0"), dec("0.0535"), dec("0.006"), dec("0.999999999999"), dec("0.000000000001"), dec("0.5"), decimal.New(rapid.Int64Range(0, 9999).Draw(m.t, what+" bp"), -4))
}

func (m specMaker) optFraction(what string) *decimal.Decimal {
	if !m.maybe(what + " stated") {
		return nil
	}
	d := m.fraction(what)
	return &d
}

func (m specMaker) days(what string, from calendar.Date, least, most int) calendar.Date {
	return from.AddDays(rapid.IntRange(least, most).Draw(m.t, what))
}

func (m specMaker) before(what string) calendar.Date {
	if !m.maybe(what + " stated") {
		return 0
	}
	return m.days(what, m.spec.AsOf, -4000, 0)
}

func (m specMaker) optTerm(what string) *decimal.Decimal {
	if !m.maybe(what + " stated") {
		return nil
	}
	d := decimal.New(rapid.Int64Range(0, 120000).Draw(m.t, what), -2)
	return &d
}

func (m specMaker) fact(what string) *bool {
	yes, no := true, false
	return pick(m, what, nil, nil, &yes, &no)
}

// Names that desks write, with brackets, commas and words that also join names.
var firmNames = []string{"甲文化传媒有限公司", "北京乙(集团)有限公司", "Alpha Media Co., Ltd.", "和谐科技有限公司", "中和科技有限公司", "张三", "P7", "Gamma & Sons Ltd.", "某某与共律师事务所"}

func (m *specMaker) parties() {
	names := rapid.Permutation(firmNames).Draw(m.t, "firms")
	for i, id := range names[:rapid.IntRange(1, len(names)).Draw(m.t, "parties")] {
		p := pool.PartySpec{ID: id, Group: pick(*m, "group", "", "某集团", "G1"), Province: pick(*m, "province", append(pool.Provinces(), 0)...),
			Rating: pick(*m, "rating", "", "AAA", "A-1", "内评3级"), Name: pick(*m, "name", "", fmt.Sprintf("登记的全称（%d）", i)), PD: m.optFraction("pd")}
		if m.maybe("standing") {
			p.Standing = &pool.PartyStandingSpec{Domestic: m.fact("domestic"), Bankrupt: m.fact("bankrupt"), Restricted: m.fact("restricted"), Litigation: m.fact("litigation"), GovernmentVehicle: m.fact("vehicle")}
		}
		p.Industry, _ = pool.ParseIndustry(pick(*m, "industry", "", "C", "C39", "I65", "R87", "T"))
		m.spec.Parties = append(m.spec.Parties, p)
	}
}

func (m *specMaker) rights() {
	for i := range rapid.IntRange(0, 4).Draw(m.t, "rights") {
		r := pool.RightSpec{ID: fmt.Sprintf("IP-%d", i), Type: pool.RightType(rapid.IntRange(0, int(pool.Data)).Draw(m.t, "type")),
			Title: pick(*m, "title", "", "一种方法", "《某剧本》等3项", "=1+1"), Number: pick(*m, "number", "", "登字-2019-00012345", "REG-0123456"),
			Filed: m.before("filed"), AnnuityPaidUntil: m.before("annuity"), Status: pool.RightStatus(rapid.IntRange(0, int(pool.StatusLicensedAway)).Draw(m.t, "status")), Count: rapid.IntRange(0, 60).Draw(m.t, "count"),
			Appraisal: m.optMoney("appraisal"), AppraisalDate: m.before("appraised"), Appraiser: pick(*m, "appraiser", "", "某评估公司")}
		if m.maybe("owner") {
			r.Owner = pick(*m, "owner is", m.spec.Parties...).ID
		}
		if m.maybe("expires") {
			r.Expires = m.days("expiry", m.spec.AsOf, 1, 9000)
		}
		m.spec.Rights = append(m.spec.Rights, r)
	}
}

func (m specMaker) instalments(c pool.ContractSpec) pool.InstalmentsSpec {
	s := pool.InstalmentsSpec{Form: pool.Repayment(rapid.IntRange(0, int(pool.Irregular)).Draw(m.t, "form")), Timing: pick(m, "timing", pool.Arrears, pool.Advance),
		DayCount: pick(m, "day count", append(calendar.DayCounts(), 0)...)}
	fourMonths, _ := calendar.EveryMonths(4)
	tenDays, _ := calendar.EveryDays(10)
	s.Frequency = pick(m, "frequency", 0, calendar.Monthly, calendar.Bimonthly, calendar.Quarterly, calendar.Semiannual, calendar.Annual, calendar.Weekly, calendar.Once, fourMonths, tenDays)
	if s.Form != pool.Irregular {
		m.shape(&s, c)
		return s
	}
	balance, day := c.Balance, m.spec.AsOf.AddDays(1)
	first := balance.Div(decimal.New(2, 0)).Truncate(int32(m.spec.Currency.Exponent()))
	for i, amount := range []decimal.Decimal{first, balance.Sub(first)} {
		row := pool.InstalmentSpec{Date: day, Principal: &amount}
		if i > 0 || day == c.Maturity {
			row.Date = c.Maturity
		}
		s.Table = append(s.Table, row)
	}
	if s.Table[0].Date == c.Maturity {
		s.Table = s.Table[1:]
		s.Table[0].Principal = &balance
	}
	if m.maybe("whole payments") {
		for i := range s.Table {
			s.Table[i].Payment, s.Table[i].Principal = s.Table[i].Principal, nil
		}
	}
	return s
}

// shape draws what a plan has beside its form.
func (m specMaker) shape(s *pool.InstalmentsSpec, c pool.ContractSpec) {
	if s.Form != pool.Level && s.Form != pool.EvenPrincipal || !m.maybe("shape") {
		return
	}
	last := c.Maturity.Sub(m.spec.AsOf) - 1
	if last > 1 && m.maybe("grace") {
		s.InterestOnlyUntil = m.days("grace until", m.spec.AsOf, 2, last)
	}
	if m.maybe("balloon") {
		balloon := c.Balance.Div(decimal.New(2, 0)).Truncate(int32(m.spec.Currency.Exponent()))
		s.Balloon = &balloon
	}
	if s.Form != pool.Level {
		return
	}
	if last > 1 && m.maybe("capitalise") {
		s.CapitaliseUntil = m.spec.AsOf.AddDays(1)
	}
	if m.maybe("step") {
		s.Step = &pool.StepSpec{EveryMonths: pick(m, "every", 1, 12, 1200)}
		if m.maybe("growth") {
			s.Step.Growth = opt(pick(m, "growth is", "0.05", "-0.025", "1", "0.000000000001"))
		} else {
			add := pick(m, "sign", dec("1"), dec("-1")).Mul(m.money("add", 0))
			s.Step.Add = &add
		}
	}
}

func (m specMaker) contract(i int, kind pool.Kind) pool.ContractSpec {
	c := pool.ContractSpec{ID: pick(m, "id form", "HT-%03d", "00%d", "合同（2024）第%d号", "%dE5", "=SUM(%d)")}
	c.ID = strings.NewReplacer("（", "(", "）", ")").Replace(fmt.Sprintf(c.ID, i))
	c.Balance = m.money("balance", 1)
	c.Maturity = m.days("maturity", m.spec.AsOf, 1, 9000)
	c.Start = m.before("start")
	if m.maybe("receivable balance") {
		d := c.Balance.Add(m.money("interest", 0))
		c.ReceivableBalance = &d
	}
	if m.maybe("original amount") {
		d := c.Balance.Add(m.money("repaid", 0))
		c.OriginalAmount = &d
	}
	c.Rate, c.OriginalTermMonths, c.RemainingTermMonths = m.optFraction("rate"), m.optTerm("original term"), m.optTerm("remaining term")
	c.Class, c.Security = pool.Class(rapid.IntRange(0, int(pool.ClassLoss)).Draw(m.t, "class")), pool.Security(rapid.IntRange(0, 15).Draw(m.t, "security"))
	if m.maybe("overdue") {
		n := rapid.IntRange(0, 1000).Draw(m.t, "days overdue")
		c.OverdueDays = &n
	}
	if m.spec.FX != nil && m.maybe("another currency") {
		c.Currency = money.USD
	}
	if m.maybe("facts") {
		c.Facts = &pool.ClaimFactsSpec{Valid: m.fact("valid"), Assignable: m.fact("assignable"), Encumbered: m.fact("encumbered"), Whole: m.fact("whole"),
			Notified: m.fact("notified"), SecurityMove: m.fact("security moves"), Sensitive: m.fact("sensitive"), RelatedParty: m.fact("related")}
	}
	c.Tags = pick(m, "tags", nil, []string{"首批"}, []string{"a b", "+1", "-1"})
	order := rapid.Permutation(m.spec.Parties).Draw(m.t, "roles")
	n := rapid.IntRange(1, min(3, len(order))).Draw(m.t, "obligors")
	for k, p := range order[:n] {
		o := pool.ObligorSpec{Party: p.ID}
		if n == 3 {
			o.Share = opt([]string{"0.333333333333", "0.333333333333", "0.333333333334"}[k])
		}
		c.Obligors = append(c.Obligors, o)
	}
	if m.maybe("creditor") {
		c.Creditor = pick(m, "creditor is", order...).ID
	}
	if m.maybe("originator") {
		c.Originator = pick(m, "originator is", order...).ID
	}
	for _, p := range order[:rapid.IntRange(0, min(2, len(order))).Draw(m.t, "guarantors")] {
		c.Guarantors = append(c.Guarantors, p.ID)
	}
	for _, r := range m.spec.Rights {
		if m.maybe("right") {
			c.Rights = append(c.Rights, r.ID)
		}
	}
	m.terms(&c, kind)
	return c
}

func (m specMaker) terms(c *pool.ContractSpec, kind pool.Kind) {
	switch kind {
	case pool.KindLease:
		s := &pool.LeaseSpec{Rent: m.instalments(*c), HandlingFee: m.optMoney("fee"), HandlingFeeDate: m.before("fee date"), PurchasePrice: m.optMoney("price"),
			DepositUse: pool.DepositUse(rapid.IntRange(0, int(pool.Refund)).Draw(m.t, "deposit use"))}
		if c.OriginalAmount == nil {
			s.Deposit = m.optMoney("deposit")
		}
		c.Lease = s
	case pool.KindReceivable:
		s := &pool.ReceivableSpec{Confirmed: m.before("confirmed")}
		if m.maybe("face") {
			face := c.Balance.Add(m.money("paid", 0))
			s.Face, s.Advance = &face, &face
		}
		if m.maybe("dilution") {
			s.Dilution = &c.Balance
		}
		c.Receivable = s
	case pool.KindMicroloan:
		s := &pool.MicroloanSpec{Repayment: m.instalments(*c), PenaltyRate: m.optFraction("penalty"), PledgeRatio: m.optFraction("pledge ratio")}
		if m.maybe("floating") {
			s.Floating = &pool.FloatingSpec{Index: pick(m, "index", "LPR", "LPR1Y", "LPR5Y", "SHIBOR"), Spread: pick(m, "spread", dec("0"), dec("0.005"), dec("-0.0025"), dec("0.000000000001")), ResetMonths: pick(m, "reset", 0, 1, 12)}
		}
		c.Microloan = s
	case pool.KindSublicense:
		s := &pool.SublicenseSpec{Fees: m.instalments(*c), UpfrontFee: m.optMoney("upfront"), PledgeRegistration: pick(m, "registration", "", "Y2019440001"),
			LicenceBack: pool.LicenceSpec{Start: c.Start, End: c.Maturity, Territory: pick(m, "territory", "", "中国")}}
		if m.maybe("first licence") {
			s.Licence.End = c.Maturity.AddDays(1)
			if !c.Start.IsZero() {
				s.Licence.Start = c.Start
			}
		}
		yes, no := true, false
		s.LicenceBack.Exclusive, s.PledgedBack = pick(m, "exclusive", nil, &yes, &no), pick(m, "pledged", nil, &yes, &no)
		if m.maybe("royalty") {
			least := m.money("guarantee", 0)
			most := least.Add(m.money("more", 0))
			s.Royalty = &pool.RoyaltySpec{Share: m.fraction("royalty"), MinimumGuarantee: &least, Cap: pick(m, "cap", nil, &most)}
		}
		c.Sublicense = s
	}
}

// drawCarriable draws a specification without parties and rights that no contract names.
func drawCarriable(t *rapid.T) pool.Spec {
	m := specMaker{t: t}
	m.spec.AsOf = calendar.MustNew(2024, 6, 30).AddDays(rapid.IntRange(-5000, 5000).Draw(t, "as of"))
	codes := []string{"CNY", "HKD", "JPY", "USD", "KWD"}
	currency, err := money.ParseCurrency(pick(m, "currency", codes...))
	if err != nil {
		t.Fatal(err)
	}
	m.spec.Currency = currency
	if currency == money.CNY && m.maybe("exchange rates") {
		m.spec.FX = &pool.FXSpec{Quotes: []pool.QuoteSpec{{Date: m.spec.AsOf, From: money.USD, To: money.CNY, Rate: 7 * money.One}}}
	}
	m.parties()
	m.rights()
	one := rapid.IntRange(0, 4).Draw(t, "kind of all")
	for i := range rapid.IntRange(1, 6).Draw(t, "contracts") {
		kind := pool.Kind(one)
		if one == 0 {
			kind = pool.Kind(rapid.IntRange(1, 4).Draw(t, "kind"))
		}
		m.spec.Contracts = append(m.spec.Contracts, m.contract(i, kind))
	}
	m.prune()
	return m.spec
}

func (m *specMaker) prune() {
	named := map[string]bool{}
	for _, c := range m.spec.Contracts {
		for _, r := range c.Rights {
			named["right:"+r] = true
		}
		for _, o := range c.Obligors {
			named[o.Party] = true
		}
		for _, p := range append([]string{c.Creditor, c.Originator}, c.Guarantors...) {
			named[p] = true
		}
	}
	m.spec.Rights = slices.DeleteFunc(m.spec.Rights, func(r pool.RightSpec) bool { return !named["right:"+r.ID] })
	for _, r := range m.spec.Rights {
		named[r.Owner] = true
	}
	m.spec.Parties = slices.DeleteFunc(m.spec.Parties, func(p pool.PartySpec) bool { return !named[p.ID] })
}

// comparable brings a specification to the form in which equal ones are equal: see WriteTape.
func comparable(s pool.Spec) pool.Spec {
	s.Schema, s.FX = "", nil
	s.Parties, s.Rights = slices.Clone(s.Parties), slices.Clone(s.Rights)
	slices.SortFunc(s.Parties, func(a, b pool.PartySpec) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(s.Rights, func(a, b pool.RightSpec) int { return strings.Compare(a.ID, b.ID) })
	for i := range s.Rights {
		s.Rights[i].Count = max(s.Rights[i].Count, 1)
	}
	for i, p := range s.Parties {
		if p.Standing != nil && *p.Standing == (pool.PartyStandingSpec{}) {
			s.Parties[i].Standing = nil
		}
	}
	return s
}

// The pool of the specification and the pool of its tape have one fingerprint, once the contracts name
// the rows of the tape as their source.
func TestWrittenTapeReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := drawCarriable(t)
		for i := range spec.Contracts {
			spec.Contracts[i].Source = fmt.Sprintf("a.xlsx!资产清单 row %d", i+5)
		}
		want, err := spec.Resolve()
		if err != nil {
			t.Skip("a specification of no pool:", err)
		}
		var out bytes.Buffer
		must(t, tape.WriteTapeUnread(&out, spec))
		result, err := tape.Read(context.Background(), "a.xlsx", bytes.NewReader(out.Bytes()), tape.Options{Strict: true, FX: spec.FX})
		if err != nil {
			t.Fatal(err)
		}
		if result.Pool.Fingerprint() != want.Fingerprint() {
			t.Fatalf("another pool (-written +read):\n%s", cmp.Diff(comparable(spec), comparable(result.Spec), same, cmpopts.EquateEmpty()))
		}
		var again bytes.Buffer
		must(t, tape.WriteTapeUnread(&again, spec))
		if !bytes.Equal(out.Bytes(), again.Bytes()) {
			t.Fatal("the same specification gives other bytes")
		}
	})
}
