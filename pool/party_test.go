package pool_test

import (
	"testing"

	"github.com/ipabs/ipabs/pool"
)

func TestPartiesByTheirPlace(t *testing.T) {
	p := resolve(t, everyKind())
	if got := p.Party(pool.NoParty); got != (pool.Party{}) {
		t.Errorf("no party is %+v", got)
	}
	industry, _ := pool.ParseIndustry("R87")
	want := pool.Party{ID: "studio", Name: "东方影视", Group: "east", Industry: industry, Province: 11, Rating: "A+", PD: pool.Known(0.0125)}
	if got := p.Party(0); got != want {
		t.Errorf("party 0 is %+v, want %+v", got, want)
	}
	if got := p.Party(5); got != (pool.Party{ID: "lessor", Name: "lessor"}) {
		t.Errorf("a party of which only the id is stated is %+v", got)
	}
	if p.NumParties() != 10 {
		t.Errorf("%d parties", p.NumParties())
	}
}
