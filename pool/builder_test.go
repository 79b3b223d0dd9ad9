package pool_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// A pool of two claims, handed over one by one in the memory of one specification.
func ExampleBuilder() {
	b := pool.NewBuilder(pool.Spec{AsOf: calendar.MustNew(2024, 6, 30), Currency: money.CNY})
	b.Party(&pool.PartySpec{ID: "debtor", Name: "某某股份有限公司"})
	var c pool.ContractSpec
	for i := range 2 {
		c = claim("C-"+strconv.Itoa(i), "1000000")
		b.Contract(&c)
	}
	p, err := b.Pool()
	fmt.Println(p.Len(), p.Principal().Format(p.Currency()), err)
	// Output: 2 2000000.00 <nil>
}

// What a builder is handed piece by piece makes the pool of the whole document, and the same faults.
func TestABuilderMakesWhatResolveMakes(t *testing.T) {
	sound := poolSpec(claim("A", "100"), claim("B", "50.25"))
	spoilt := poolSpec(claim("A", "100"), claim("A", "-1"), claim("", "0.001"))
	spoilt.Contracts[2].Creditor = "nobody"
	spoilt.Rights = []pool.RightSpec{{ID: "R", Count: -1, Pledges: []pool.RightPledgeSpec{{Contract: "Z"}}}}
	for name, s := range map[string]pool.Spec{"sound": sound, "spoilt": spoilt, "empty": {}} {
		want, wantErr := s.Resolve()
		b := pool.NewBuilder(s)
		sane := true
		for i := range s.Parties {
			sane = b.Party(&s.Parties[i]) && sane
		}
		for i := range s.Rights {
			sane = b.Right(&s.Rights[i]) && sane
		}
		for i := range s.Contracts {
			c := s.Contracts[i]
			sane = b.Contract(&c) && sane
		}
		got, err := b.Pool()
		if diff := cmp.Diff(faultLines(t, wantErr), faultLines(t, err)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if (name == "spoilt") == sane {
			t.Errorf("%s: sound %t", name, sane)
		}
		if want != nil && got.Fingerprint() != want.Fingerprint() {
			t.Errorf("%s: another pool", name)
		}
	}
}

// A party may be stated anew after contracts have named it.
func TestRestate(t *testing.T) {
	s := poolSpec(claim("A", "100"))
	b := pool.NewBuilder(s)
	b.Party(&pool.PartySpec{ID: "debtor", GuaranteeLimit: decp("92233720368547758")})
	b.Contract(&s.Contracts[0])
	i, known := b.PartyIndex("debtor")
	if !known || !b.Restate(i, &pool.PartySpec{ID: "debtor", Rating: "AA", GuaranteeLimit: decp("92233720368547757")}) {
		t.Fatal("the statement before still counts")
	}
	p, err := b.Pool()
	if err != nil || p.Party(i).Rating != "AA" || p.Party(i).ID != "debtor" {
		t.Fatal(p, err)
	}
}

// looksContext ends at a look.
type looksContext struct {
	context.Context
	looks, ends int
}

func (c *looksContext) Err() error {
	if c.looks++; c.looks >= c.ends {
		return context.Canceled
	}
	return nil
}

// Resolving stops within a hundred elements of the end of its context, and tells the cause.
func TestResolvingStops(t *testing.T) {
	var claims []pool.ContractSpec
	for i := range 1000 {
		claims = append(claims, claim(strconv.Itoa(i), "1"))
	}
	s := poolSpec(claims...)
	stopped := errors.New("the desk closed")
	for ends := 1; ends <= 11; ends++ {
		ctx, cancel := context.WithCancelCause(context.Background())
		cancel(stopped)
		if p, err := s.ResolveContext(&looksContext{Context: ctx, ends: ends}); p != nil || !errors.Is(err, stopped) {
			t.Errorf("at look %d: %v, %v", ends, p, err)
		}
	}
	// One look at the parties and ten at a thousand contracts.
	if _, err := s.ResolveContext(&looksContext{Context: context.Background(), ends: 12}); err != nil {
		t.Error("more looks than one for a hundred", err)
	}
}
