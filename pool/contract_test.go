package pool_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

func TestAContractIsResolvedToItsFen(t *testing.T) {
	p := resolve(t, everyKind())
	c := p.Contract(0)
	rate, err := money.ParseRate("0.0535")
	if err != nil {
		t.Fatal(err)
	}
	type facts struct {
		ID                               string
		Kind                             pool.Kind
		Principal, Receivable, Original  money.Amount
		Rate                             money.Rate
		Term, Remaining                  float64
		Creditor, Originator, Guarantor1 pool.PartyIndex
		Class                            pool.Class
		Overdue                          int
		Security                         pool.Security
		Source                           string
		Deposit, Fee, Price              money.Amount
	}
	lease := c.Terms.(pool.Lease)
	got := facts{c.ID, c.Kind(), c.Principal, c.ReceivableBalance.Or(-1), c.OriginalAmount.Or(-1), c.Rate.Or(-1), c.OriginalTerm.Or(-1), c.RemainingTerm.Or(-1),
		c.Creditor, c.Originator, c.Guarantors()[1], c.Class, c.OverdueDays.Or(-1), c.Security, c.Source,
		lease.Deposit.Or(-1), lease.HandlingFee.Or(-1), lease.PurchasePrice.Or(-1)}
	want := facts{"L-1", pool.KindLease, 600_000_000, 630_000_050, 800_000_000, rate, 35, 23.5,
		5, 5, 9, pool.ClassNormal, 0, pool.Guarantee | pool.Pledge, "tape.xlsx!资产清单 row 5", 40_000_000, 8_000_000, 10_000}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("contract (-want +got):\n%s", diff)
	}
	if c.NumObligors() != 2 || c.Obligor(1).Party != 1 || c.Obligor(1).Share.Or(0) != 400_000_000_000 {
		t.Errorf("obligors %+v", c.Obligors())
	}
	if !c.HasTag("zone") || c.HasTag("zon") || c.HasTag("") {
		t.Errorf("tags %v", c.Tags())
	}
}

func TestWhatIsNotStatedStaysUnknown(t *testing.T) {
	c := resolve(t, poolSpec(claim("A", "1"))).Contract(0)
	if c.ReceivableBalance.IsKnown() || c.OriginalAmount.IsKnown() || c.Rate.IsKnown() || c.OriginalTerm.IsKnown() || c.RemainingTerm.IsKnown() || c.OverdueDays.IsKnown() {
		t.Errorf("a value was made up: %+v", c)
	}
	if c.Creditor != pool.NoParty || c.Originator != pool.NoParty || len(c.Guarantors()) != 0 || c.NumRights() != 0 || !c.Start.IsZero() ||
		c.Class != pool.ClassUnknown || c.Security != 0 || c.Obligor(0).Share.IsKnown() {
		t.Errorf("a value was made up: %+v", c)
	}
	if got := c.Terms.(pool.Receivable); got != (pool.Receivable{}) {
		t.Errorf("a term was made up: %+v", got)
	}
}

func TestOnlyReceivablesHaveNoInstalments(t *testing.T) {
	for _, c := range resolve(t, everyKind()).Contracts() {
		if _, ok := c.Instalments(); ok == (c.Kind() == pool.KindReceivable) {
			t.Errorf("%s, a %s: instalments %v", c.ID, c.Kind(), ok)
		}
	}
	if _, ok := (pool.Contract{}).Instalments(); ok || (pool.Contract{}).Kind() != pool.KindUnknown {
		t.Error("the zero contract has a kind")
	}
}

func TestWritingToWhatAContractHandsOutChangesNothing(t *testing.T) {
	p := resolve(t, everyKind())
	before := describe(p)
	for _, c := range p.Contracts() {
		for i := range c.Obligors() {
			c.Obligors()[i] = pool.Obligor{Party: 4}
		}
		for i := range c.Guarantors() {
			c.Guarantors()[i] = 4
		}
		for i := range c.Tags() {
			c.Tags()[i] = "changed"
		}
		if plan, ok := c.Instalments(); ok {
			for i := range plan.Table() {
				plan.Table()[i] = pool.Instalment{}
			}
		}
		c.ID, c.Principal, c.Terms = "changed", 1, pool.Receivable{}
	}
	for _, r := range check(p, preset("standard")) {
		for i := range r.Findings {
			r.Findings[i] = pool.Finding{}
		}
	}
	for _, d := range pool.Dimensions() {
		table := p.Stratify(d)
		for i := range table.Rows {
			table.Rows[i] = pool.Row{}
		}
		for i, e := range d.DefaultEdges() {
			d.DefaultEdges()[i] = e.Neg()
		}
	}
	for i := range p.Largest(5) {
		p.Largest(5)[i] = pool.Ranked{}
	}
	for i := range p.Obligors() {
		p.Obligors()[i] = 4
	}
	if diff := cmp.Diff(before, describe(p)); diff != "" {
		t.Errorf("the pool has changed (-before +after):\n%s", diff)
	}
}
