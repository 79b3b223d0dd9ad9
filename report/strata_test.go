package report

import (
	"slices"
	"testing"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// Every distribution holds each contract once and sums to the pool.
func TestDistributionsSumToThePool(t *testing.T) {
	for _, n := range []int{1, 3, 40, 150} {
		p := must[*pool.Pool](t)(poolSpec(n).Resolve())
		b := &book{content: Content{Pool: p}, currency: p.Currency()}
		list := b.distributions()
		if len(list) < len(pool.Dimensions())-3 {
			t.Fatalf("%d distributions", len(list))
		}
		for _, d := range list {
			var sum money.Amount
			count := 0
			for _, s := range d.rows {
				sum += s.amount
				count += s.contracts
			}
			if sum != p.Principal() || count != n {
				t.Errorf("%d contracts by %s: %d contracts of %s, want %s", n, d.label, count, sum, p.Principal())
			}
		}
	}
}

func TestRowsOfDistributionsAreNamedForBothReaders(t *testing.T) {
	spec := poolSpec(3)
	for i, balance := range []string{"999999.99", "4000000.00", "25000000.00"} {
		spec.Contracts[i].Balance = dec(balance)
	}
	spec.Contracts[0].Start, spec.Contracts[0].Maturity = spec.AsOf.AddMonths(-13), spec.AsOf.AddMonths(12)
	spec.Contracts[1].Start, spec.Contracts[1].Maturity = spec.AsOf.AddDays(-10), spec.AsOf.AddMonths(61)
	spec.Contracts[2].Start = 0
	spec.Contracts[2].Security = pool.Guarantee | pool.Pledge | pool.Mortgage
	p := must[*pool.Pool](t)(spec.Resolve())
	b := &book{content: Content{Pool: p}, currency: p.Currency()}
	got := map[string][]string{}
	for _, d := range b.distributions() {
		for _, s := range d.rows {
			got[d.label.en] = append(got[d.label.en], s.label.String())
		}
	}
	for name, want := range map[string][]string{
		"Outstanding principal":   {"≤ 100万", "(100万, 500万]", "(500万, 1000万]", "(1000万, 2000万]", "(2000万, 5000万]"},
		"Remaining term (months)": {"(6, 12]", "(12, 24]", "(24, 36]", "(36, 48]", "(48, 60]", "> 60"},
		"Age (months)":            {"≤ 6", "(6, 12]", "(12, 24]", "未说明 Not stated"},
		"Rate":                    {"(4%, 5%]", "未说明 Not stated"},
		"Security":                {"质押 Pledge", "保证+质押+抵押 Guarantee + pledge + mortgage"},
		"Industry section":        {"C 制造业 Manufacturing", "I 信息传输、软件和信息技术服务业 Information transmission, software and IT services", "M 科学研究和技术服务业 Scientific research and technical services"},
		"IP subtype":              {"发明专利 Invention", "实用新型 Utility model", "软件著作权 Software"},
	} {
		if !slices.Equal(got[name], want) {
			t.Errorf("%s: %q, want %q", name, got[name], want)
		}
	}
	if _, ok := got["Rating"]; ok {
		t.Error("a table of ratings is shown although none is stated")
	}
}

func TestTheLargestContractsAreThoseOfThePool(t *testing.T) {
	c := fullContent(t, 40)
	rows := raw(t, opened(t, written(t, c)), sheetPool)
	header := rowOf(t, rows, 1, "合同编号与债务人")
	for _, want := range c.Pool.Largest(topContracts) {
		row := header + want.Rank
		wantMoney(t, want.ID, cellOf(rows, 4, row), want.Amount)
		wantFloat(t, want.ID, cellOf(rows, 5, row), want.Share)
		wantFloat(t, want.ID, cellOf(rows, 6, row), want.Cumulative)
	}
}
