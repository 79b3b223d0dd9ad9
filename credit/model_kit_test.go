package credit_test

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

func ptr[T any](v T) *T { return &v }

func dec(text string) decimal.Decimal { return decimal.RequireFromString(text) }

func decp(text string) *decimal.Decimal { return ptr(dec(text)) }

// cutOff is the cut-off date of the small pool, and oneYear a day 365 days later.
var cutOff, oneYear = calendar.MustNew(2023, 12, 31), calendar.MustNew(2024, 12, 30)

// smallPool has two affiliates, co-lessees, a guarantor that two contracts share, an originator, a right
// that two contracts share and one that expires within the year.
func smallPool() pool.Spec {
	industry := func(code string) pool.Industry {
		i, err := pool.ParseIndustry(code)
		if err != nil {
			panic(err)
		}
		return i
	}
	late, soon := calendar.MustNew(2026, 6, 30), calendar.MustNew(2024, 6, 30)
	claim := func(id, obligor, balance string, until calendar.Date) pool.ContractSpec {
		return pool.ContractSpec{ID: id, Obligors: []pool.ObligorSpec{{Party: obligor}}, Originator: "lessor", Balance: dec(balance), Maturity: until, Receivable: &pool.ReceivableSpec{}}
	}
	l := claim("L-1", "studio", "6", late)
	l.Obligors = append(l.Obligors, pool.ObligorSpec{Party: "pictures"})
	l.Guarantors, l.Rights, l.Security = []string{"surety"}, []string{"script"}, pool.Guarantee|pool.Pledge
	r := claim("R-1", "platform", "4", soon)
	r.Security = pool.Clean
	m := claim("M-1", "maker", "3", late)
	m.Guarantors, m.Rights, m.Security = []string{"surety"}, []string{"chip", "mark"}, pool.Guarantee|pool.Pledge
	s := claim("S-1", "maker", "2", late)
	s.Rights, s.Security = []string{"chip"}, pool.Pledge
	return pool.Spec{Schema: pool.Schema, AsOf: cutOff, Currency: money.CNY,
		Parties: []pool.PartySpec{
			{ID: "studio", Group: "east", Industry: industry("R87"), Province: 11, Rating: "A+", PD: decp("0.02")},
			{ID: "pictures", Group: "east", Industry: industry("R"), Province: 31, Rating: "A", PD: decp("0.04")},
			{ID: "platform", Industry: industry("I64"), Province: 11, Rating: "AA", PD: decp("0.01")},
			{ID: "maker", Industry: industry("C39"), Province: 44, PD: decp("0.05")},
			{ID: "surety", Industry: industry("J"), Province: 44, PD: decp("0.03")},
			{ID: "lessor", Industry: industry("J"), Province: 44, PD: decp("0.015")},
			{ID: "idle"},
		},
		Rights: []pool.RightSpec{
			{ID: "script", Type: pool.Screenplay, Status: pool.Valid},
			{ID: "chip", Type: pool.Invention, Status: pool.InvalidationFiled, Expires: calendar.MustNew(2036, 1, 1)},
			{ID: "mark", Type: pool.Trademark, Status: pool.Valid, Expires: calendar.MustNew(2024, 3, 31)},
		},
		Contracts: []pool.ContractSpec{l, r, m, s}}
}

// fullDocument uses every part of the credit document.
const fullDocument = `{
  "schema": "ipabs.credit/1",
  "pd": {
    "parties": {"platform": {"points": [{"days": 182, "pd": 0.004}, {"years": 3, "pd": 0.03}], "beyond": "last_hazard"}},
    "ratings": {"A+": {"annual_pd": 0.03}, "A": {"hazard": 0.05}},
    "sources": ["rating", "stated"]
  },
  "lgd": {
    "contracts": {"S-1": {"mean": 0.5, "unpledged": {"mean": 0.9}}},
    "table": [
      {"security": ["guarantee", "pledge"], "mean": 0.25, "std_dev": 0.1,
       "unguaranteed": {"mean": 0.5, "unpledged": {"mean": 0.8}}, "unpledged": {"mean": 0.4}},
      {"security": ["clean"], "mean": 0.6, "link": 0.3}
    ],
    "otherwise": {"mean": 0.75}
  },
  "correlation": {
    "loadings": {"global": 0.4, "industry": 0.2, "region": 0.1, "ip_type": 0.3, "group": 0.5, "guarantor": 0.2, "originator": 0.2, "as_agent": 0.6},
    "parties": {"lessor": {"global": 0.5, "as_agent": 0.5}},
    "unknown": "own"
  },
  "copula": {"degrees_of_freedom": 8},
  "joint_obligors": "all_default",
  "risk_until": "maturity",
  "guarantors": "agents",
  "originators": "agents",
  "agents": ["lessor"],
  "rights": {
    "hazards": [
      {"type": "patent", "status": "invalidation_filed", "curve": {"annual_pd": 0.2}},
      {"curve": {"annual_pd": 0.02}}
    ],
    "loadings": {"global": 0.1, "ip_type": 0.5},
    "expiry": "legal", "annuity_ends": true, "renewed": true,
    "default_on_loss": [{"contract": "M-1", "probability": 0.3}, {"kind": "receivable", "probability": 0}, {"probability": 1}],
    "decay": [{"type": "trademark", "steady": true}, {"months": 60}]
  }
}`

func readSpec(t fataler, text string) credit.Spec {
	t.Helper()
	s, err := credit.ReadSpec(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func resolvedPool(t fataler, s pool.Spec) *pool.Pool {
	t.Helper()
	p, err := s.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// modelOf resolves a document on a pool; the test knows both to be good.
func modelOf(t fataler, p pool.Spec, s credit.Spec) *credit.Model {
	t.Helper()
	m, err := s.Resolve(resolvedPool(t, p))
	if err != nil {
		t.Fatal(err)
	}
	return m
}
