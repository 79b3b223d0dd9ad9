package credit_test

import (
	"fmt"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// largePool has n contracts of 0.8·n obligors in four industries and three provinces, each with a right.
func largePool(n int) pool.Spec {
	spec := pool.Spec{Schema: pool.Schema, AsOf: cutOff, Currency: money.CNY, Parties: []pool.PartySpec{{ID: "surety", PD: decp("0.01")}}}
	for i := range n * 4 / 5 {
		industry, err := pool.ParseIndustry([]string{"C39", "I65", "M73", "R87"}[i%4])
		if err != nil {
			panic(err)
		}
		spec.Parties = append(spec.Parties, pool.PartySpec{ID: fmt.Sprintf("P%d", i), Group: fmt.Sprintf("G%d", i/3), Industry: industry,
			Province: []pool.Province{11, 31, 44}[i%3], PD: decp([]string{"0.01", "0.02", "0.04"}[i%3])})
	}
	for i := range n {
		spec.Rights = append(spec.Rights, pool.RightSpec{ID: fmt.Sprintf("R%d", i), Type: []pool.RightType{pool.Invention, pool.Trademark}[i%2], Status: pool.Valid})
		spec.Contracts = append(spec.Contracts, pool.ContractSpec{ID: fmt.Sprintf("K%d", i), Obligors: []pool.ObligorSpec{{Party: fmt.Sprintf("P%d", i%(n*4/5))}},
			Guarantors: []string{"surety"}[:i%2], Rights: []string{fmt.Sprintf("R%d", i)}, Security: pool.Pledge, Balance: decimal.New(int64(1_000_000+i*37), 0),
			Maturity: calendar.MustNew(2025, 1+i%12, 15), Receivable: &pool.ReceivableSpec{}})
	}
	return spec
}

const largeDocument = `{
  "schema": "ipabs.credit/1", "pd": {"sources": ["stated"]},
  "lgd": {"table": [{"security": ["pledge"], "mean": 0.4, "unpledged": {"mean": 0.8}}]},
  "correlation": {"loadings": {"global": 0.3, "industry": 0.3, "region": 0.2, "ip_type": 0.2, "group": 0.4}},
  "risk_until": "maturity",
  "rights": {"hazards": [{"curve": {"annual_pd": 0.02}}], "loadings": {"ip_type": 0.4}, "expiry": "ignored", "decay": [{"months": 60}]}
}`

func BenchmarkModelOfTenThousandContracts(b *testing.B) {
	p := resolvedPool(b, largePool(10_000))
	spec := readSpec(b, largeDocument)
	spec.LGD.Contracts = map[string]credit.LGDTerms{}
	for i := range 5_000 {
		spec.LGD.Contracts[fmt.Sprintf("K%d", i)] = credit.LGDTerms{Mean: 0.5}
	}
	for b.Loop() {
		m, err := spec.Resolve(p)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := m.Portfolio(credit.PortfolioSettings{Horizon: p.LastMaturity(), Basis: credit.BasisPrincipal}); err != nil {
			b.Fatal(err)
		}
	}
}
