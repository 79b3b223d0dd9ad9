package pool_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

func TestTotalsOfAPool(t *testing.T) {
	p := resolve(t, everyKind())
	if p.AsOf() != day("2023-12-31") || p.Currency() != money.CNY || p.Len() != 5 {
		t.Errorf("%s %s %d", p.AsOf(), p.Currency(), p.Len())
	}
	if got, want := p.Principal(), yuan("12501000.00"); got != want { // 6 + 1.5 + 3 + 2 million and 1000
		t.Errorf("principal %d, want %d", got, want)
	}
	if got, stated := p.ReceivableBalance(); got != yuan("12801000.50") || stated != 1 {
		t.Errorf("receivable balance %d of %d", got, stated)
	}
	if got, want := p.CountByKind(), [...]int{0, 1, 1, 2, 1}; got != want {
		t.Errorf("kinds %v, want %v", got, want)
	}
	if diff := cmp.Diff([]pool.PartyIndex{0, 1, 2, 4}, p.Obligors()); diff != "" {
		t.Errorf("obligors (-want +got):\n%s", diff)
	}
	if got := p.CountRights(); got != 2+1+14+1 {
		t.Errorf("%d rights", got)
	}
}

func TestContractsComeInOrderAndStopWhenAsked(t *testing.T) {
	p := resolve(t, everyKind())
	var ids string
	for i, c := range p.Contracts() {
		if c.ID != p.Contract(i).ID {
			t.Errorf("contract %d is %s and %s", i, c.ID, p.Contract(i).ID)
		}
		ids += c.ID + " "
		if i == 2 {
			break
		}
	}
	if ids != "L-1 R-1 M-1 " {
		t.Errorf("contracts %s", ids)
	}
}

func TestIndexOf(t *testing.T) {
	p := resolve(t, everyKind())
	if i, ok := p.IndexOf("S-1"); i != 3 || !ok {
		t.Errorf("S-1 at %d, %v", i, ok)
	}
	for _, id := range []string{"", "s-1", "S-2"} {
		if _, ok := p.IndexOf(id); ok {
			t.Errorf("%q is found", id)
		}
	}
}

func TestFilterKeepsOrderPartiesAndRights(t *testing.T) {
	p := resolve(t, everyKind())
	before := describe(p)
	loans := p.Filter(func(c pool.Contract) bool { return c.Kind() == pool.KindMicroloan })
	if loans.Len() != 2 || loans.Contract(0).ID != "M-1" || loans.Contract(1).ID != "M-2" || loans.Principal() != yuan("3001000.00") {
		t.Errorf("%d loans of %d", loans.Len(), loans.Principal())
	}
	if got := loans.Party(loans.Contract(1).Obligor(0).Party).ID; got != "studio" || loans.NumParties() != p.NumParties() || loans.NumRights() != p.NumRights() {
		t.Errorf("the obligor of M-2 is %s", got)
	}
	if diff := cmp.Diff([]pool.PartyIndex{4, 0}, loans.Obligors()); diff != "" {
		t.Errorf("obligors of the loans (-want +got):\n%s", diff)
	}
	if loans.AsOf() != p.AsOf() || loans.Currency() != p.Currency() {
		t.Error("the loans are of another day or currency")
	}
	if diff := cmp.Diff(before, describe(p.Filter(func(pool.Contract) bool { return true }))); diff != "" {
		t.Errorf("a filter that keeps all changes the pool:\n%s", diff)
	}
	none := p.Filter(func(pool.Contract) bool { return false })
	total, stated := none.ReceivableBalance()
	if none.Len() != 0 || none.Principal() != 0 || total != 0 || stated != 0 || none.CountRights() != 0 || none.Obligors() != nil {
		t.Errorf("a pool without contracts holds %d", none.Principal())
	}
	if diff := cmp.Diff(before, describe(p)); diff != "" {
		t.Errorf("filtering has changed the pool:\n%s", diff)
	}
}

// TestAPoolServesManyAtOnce reads one pool from several goroutines; run with the race detector it
// proves that reading writes nothing.
func TestAPoolServesManyAtOnce(t *testing.T) {
	spec := everyKind()
	p := resolve(t, spec)
	want := describe(p)
	var wg sync.WaitGroup
	got := make([][]string, 8)
	for i := range got {
		wg.Go(func() {
			if i%2 == 0 {
				got[i] = describe(p)
				return
			}
			q, err := spec.Resolve() // resolving reads the specification and shares it with nobody
			if err == nil {
				got[i] = describe(q.Filter(func(pool.Contract) bool { return true }))
			}
		})
	}
	wg.Wait()
	for i := range got {
		if diff := cmp.Diff(want, got[i]); diff != "" {
			t.Errorf("reader %d (-want +got):\n%s", i, diff)
		}
	}
}

func TestTheSameSpecificationGivesTheSamePool(t *testing.T) {
	want := describe(resolve(t, everyKind()))
	for range 20 {
		if diff := cmp.Diff(want, describe(resolve(t, everyKind()))); diff != "" {
			t.Fatalf("pool (-first +now):\n%s", diff)
		}
	}
}

func ExamplePool_Filter() {
	p := resolveOrPanic(everyKind())
	loans := p.Filter(func(c pool.Contract) bool { return c.Kind() == pool.KindMicroloan })
	fmt.Println(p.Len(), p.Principal().FormatGrouped(p.Currency()))
	fmt.Println(loans.Len(), loans.Principal().FormatGrouped(loans.Currency()))
	// Output:
	// 5 12,501,000.00
	// 2 3,001,000.00
}
