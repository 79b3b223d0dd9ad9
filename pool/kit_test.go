package pool_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// fataler is what testing.T, testing.F and rapid.T have in common.
type fataler interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func day(text string) calendar.Date {
	d, err := calendar.Parse(text)
	if err != nil {
		panic(err)
	}
	return d
}

func dec(text string) decimal.Decimal { return decimal.RequireFromString(text) }

func ptr[T any](v T) *T { return &v }

func decp(text string) *decimal.Decimal { return ptr(dec(text)) }

func yuan(text string) money.Amount {
	a, err := money.ParseAmount(text, money.CNY)
	if err != nil {
		panic(err)
	}
	return a
}

// claim is the smallest sound contract: a receivable that debtor owes.
func claim(id, balance string) pool.ContractSpec {
	return pool.ContractSpec{
		ID: id, Obligors: []pool.ObligorSpec{{Party: "debtor"}}, Balance: dec(balance), Maturity: day("2025-06-30"),
		Receivable: &pool.ReceivableSpec{},
	}
}

// poolSpec is a specification at the end of 2023 with the party debtor and the contracts given.
func poolSpec(contracts ...pool.ContractSpec) pool.Spec {
	return pool.Spec{Schema: pool.Schema, AsOf: day("2023-12-31"), Currency: money.CNY,
		Parties: []pool.PartySpec{{ID: "debtor"}}, Contracts: contracts}
}

func resolve(t fataler, s pool.Spec) *pool.Pool {
	t.Helper()
	p, err := s.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// everyKind is a specification of one contract of each kind in which every field of the format says
// something; TestTheFullSpecificationUsesEveryField holds it to that.
func everyKind() pool.Spec {
	return pool.Spec{
		Schema: pool.Schema, AsOf: day("2023-12-31"), Currency: money.CNY,
		Parties: []pool.PartySpec{
			{ID: "studio", Name: "东方影视", Group: "east", Industry: must(pool.ParseIndustry("R87")), Province: 11, Rating: "A+", PD: decp("0.0125")},
			{ID: "pictures", Name: "西方影视", Group: "east", Industry: must(pool.ParseIndustry("R")), Province: 31},
			{ID: "platform", Industry: must(pool.ParseIndustry("I64")), Province: 11, Rating: "AAA"},
			{ID: "supplier", Province: 33},
			{ID: "maker", Industry: must(pool.ParseIndustry("C39")), Province: 44, PD: decp("0.03")},
			{ID: "lessor"}, {ID: "factor"}, {ID: "bank"}, {ID: "surety"}, {ID: "parent"},
		},
		Rights: []pool.RightSpec{
			{ID: "script", Type: pool.Screenplay, Title: "长夜", Number: "国作登字-2019", Owner: "studio", Filed: day("2019-05-01"), Expires: day("2069-12-31"),
				Status: pool.Valid, Count: 2, Appraisal: decp("9000000.00"), AppraisalDate: day("2022-11-30"), Appraiser: "中评"},
			{ID: "film", Type: pool.FilmTV}, {ID: "chip", Type: pool.Invention, Count: 14, Status: pool.StatusPledged, Expires: day("2036-01-01")},
			{ID: "mark", Type: pool.Trademark, Expires: day("2024-02-28")},
		},
		Contracts: []pool.ContractSpec{
			{
				ID: "L-1", Obligors: []pool.ObligorSpec{{Party: "studio", Share: decp("0.6")}, {Party: "pictures", Share: decp("0.4")}},
				Creditor: "lessor", Originator: "lessor", Guarantors: []string{"surety", "parent"}, Rights: []string{"script"},
				Balance: dec("6000000"), ReceivableBalance: decp("6300000.50"), OriginalAmount: decp("8000000"), Rate: decp("0.0535"),
				Start: day("2023-01-15"), Maturity: day("2025-12-15"), OriginalTermMonths: decp("35"), RemainingTermMonths: decp("23.5"),
				Class: pool.ClassNormal, OverdueDays: ptr(0), Security: pool.Guarantee | pool.Pledge, Tags: []string{"film", "zone"}, Source: "tape.xlsx!资产清单 row 5",
				Lease: &pool.LeaseSpec{
					Rent:    pool.InstalmentsSpec{Form: pool.EvenPrincipal, Frequency: calendar.Quarterly, Timing: pool.Advance, DayCount: calendar.Act360},
					Deposit: decp("400000"), DepositUse: pool.OffsetLastPayments, HandlingFee: decp("80000"), HandlingFeeDate: day("2024-01-15"), PurchasePrice: decp("100"),
				},
			},
			{
				ID: "R-1", Obligors: []pool.ObligorSpec{{Party: "platform"}}, Creditor: "supplier", Originator: "factor", Rights: []string{"film"},
				Balance: dec("1500000"), Maturity: day("2024-11-30"), Security: pool.Clean,
				Receivable: &pool.ReceivableSpec{Face: decp("1600000"), Advance: decp("1400000"), Confirmed: day("2023-12-01"), Dilution: decp("25000.25")},
			},
			{
				ID: "M-1", Obligors: []pool.ObligorSpec{{Party: "maker"}}, Originator: "bank", Rights: []string{"chip", "mark"},
				Balance: dec("3000000"), Rate: decp("0.048"), Start: day("2023-06-30"), Maturity: day("2024-06-30"), Class: pool.ClassSpecialMention, OverdueDays: ptr(12),
				Security: pool.Pledge,
				Microloan: &pool.MicroloanSpec{
					Repayment: pool.InstalmentsSpec{Form: pool.InterestFirst, Frequency: calendar.Monthly, DayCount: calendar.Act360},
					Floating:  &pool.FloatingSpec{Index: "LPR1Y", Spread: dec("-0.0015"), ResetMonths: 12}, PenaltyRate: decp("0.072"), PledgeRatio: decp("0.4"),
				},
			},
			{
				ID: "S-1", Obligors: []pool.ObligorSpec{{Party: "maker"}}, Creditor: "lessor", Rights: []string{"chip"},
				Balance: dec("2000000"), Start: day("2023-09-01"), Maturity: day("2028-08-31"),
				Sublicense: &pool.SublicenseSpec{
					Fees: pool.InstalmentsSpec{Form: pool.Irregular, Table: []pool.InstalmentSpec{
						{Date: day("2024-08-31"), Payment: decp("1200000")}, {Date: day("2028-08-31"), Payment: decp("1100000")}}},
					UpfrontFee:  decp("1900000"),
					Licence:     pool.LicenceSpec{Start: day("2023-09-01"), End: day("2028-09-01"), Exclusive: ptr(true), Territory: "CN"},
					LicenceBack: pool.LicenceSpec{Start: day("2023-09-01"), End: day("2028-08-31"), Exclusive: ptr(false), Territory: "CN"},
					Royalty:     &pool.RoyaltySpec{Share: dec("0.03"), MinimumGuarantee: decp("10000"), Cap: decp("90000")},
					PledgedBack: ptr(true), PledgeRegistration: "Y2023440000123",
				},
			},
			{
				ID: "M-2", Obligors: []pool.ObligorSpec{{Party: "studio"}}, Balance: dec("1000"), Maturity: day("2024-12-31"),
				Microloan: &pool.MicroloanSpec{Repayment: pool.InstalmentsSpec{Form: pool.Irregular, Table: []pool.InstalmentSpec{
					{Date: day("2024-06-30"), Principal: decp("400")}, {Date: day("2024-12-31"), Principal: decp("600")}}}},
			},
		},
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// preset gives the rules of a list that comes with the package.
func preset(name string) []pool.Rule { return must(pool.EligibilityPreset(name)).Rules() }

// check applies rules that need no exchange rates.
func check(p *pool.Pool, rules []pool.Rule) []pool.RuleResult {
	return must(p.Check(rules, pool.CheckSettings{}))
}

// describe writes down everything that a pool says through its exported accessors, a line for each
// fact.
func describe(p *pool.Pool) []string {
	var lines []string
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	receivable, stated := p.ReceivableBalance()
	rate, rated := p.WeightedRate()
	add("%s %s %d contracts %s; receivable %s of %d; rate %v of %d", p.AsOf(), p.Currency(), p.Len(), p.Principal(), receivable, stated, rate, rated)
	add("kinds %v obligors %v rights %d last %s", p.CountByKind(), p.Obligors(), p.CountRights(), p.LastMaturity())
	add("terms %+v %+v", p.OriginalTerms(), p.RemainingTerms())
	for i := range p.NumParties() {
		add("party %+v", p.Party(pool.PartyIndex(i)))
	}
	for i := range p.NumRights() {
		add("right %+v", p.Right(i))
	}
	for i, c := range p.Contracts() {
		add("contract %d %s of %s by %d from %d: %d %v %v %v", i, c.ID, c.Kind(), c.Creditor, c.Originator, c.Principal, c.ReceivableBalance, c.OriginalAmount, c.Rate)
		add("  %s to %s: %v %v, %v %v", c.Start, c.Maturity, c.OriginalTerm, c.RemainingTerm, p.OriginalMonths(c), p.RemainingMonths(c))
		add("  %s %v %s %q %q", c.Class, c.OverdueDays, c.Security, c.Source, c.Tags())
		add("  obligors %v guarantors %v class %s type %s mixed %v", c.Obligors(), c.Guarantors(), p.RightClass(c), p.RightType(c), p.MixedRights(c))
		for k := range c.NumRights() {
			add("  right %d", c.RightIndex(k))
		}
		add("  terms %+v", c.Terms)
		if plan, ok := c.Instalments(); ok {
			add("  plan %+v table %v", plan, plan.Table())
		}
	}
	for _, r := range check(p, preset("standard")) {
		add("rule %s %s %s %v %v", r.Rule.ID, r.Outcome, r.Seen(), r.Offenders(p), r.Findings)
	}
	for _, d := range pool.Dimensions() {
		add("by %s %+v", d, p.Stratify(d))
	}
	add("largest %+v", p.Largest(20))
	return lines
}

// faultLines writes the faults of an error as "path code seen", one line each.
func faultLines(t fataler, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	var e *faults.Error
	if !errors.As(err, &e) {
		t.Fatalf("an error of type %T: %v", err, err)
	}
	var lines []string
	for _, f := range e.Faults() {
		if f.Want == "" {
			t.Fatalf("%s: a fault that does not say what is expected", f.Path)
		}
		lines = append(lines, strings.TrimRight(f.Path+" "+string(f.Code)+" "+f.Seen, " "))
	}
	return lines
}

// walk visits every value that v holds, also behind pointers and in slices.
func walk(v reflect.Value, visit func(reflect.Value)) {
	visit(v)
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			walk(v.Elem(), visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			walk(v.Index(i), visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				walk(v.Field(i), visit)
			}
		}
	}
}

// exportAll lets cmp look into the types of this module.
func exportAll(reflect.Type) bool { return true }
