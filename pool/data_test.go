package pool_test

import (
	"fmt"
	"testing"

	"github.com/ipabs/ipabs/pool"
)

func TestTheThreeRightsInData(t *testing.T) {
	yes, no := pool.Known(true), pool.Known(false)
	all := pool.DataHolding | pool.DataProcessing | pool.DataOperating
	tests := []struct {
		situation string
		rights    pool.DataRights
		set       pool.DataRightSet
		want      pool.Outcome
	}{
		{"all of them", pool.DataRights{Holding: yes, Processing: yes, Operating: yes}, all, pool.Pass},
		{"one not stated", pool.DataRights{Holding: yes, Operating: yes}, all, pool.OutcomeUnknown},
		{"one not stated that nobody asks for", pool.DataRights{Holding: yes, Operating: yes}, pool.DataHolding | pool.DataOperating, pool.Pass},
		{"one denied and one not stated", pool.DataRights{Holding: no, Operating: yes}, all, pool.Fail},
		{"nothing asked", pool.DataRights{}, 0, pool.Pass},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			if got := tt.rights.Has(tt.set); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
	if all.String() != "holding+processing+operating" || pool.DataRightSet(0).String() != "" {
		t.Errorf("%q and %q", all, pool.DataRightSet(0))
	}
}

func TestARuleForDataAssets(t *testing.T) {
	sound := pool.DataRightsSpec{Holding: ptr(true), Operating: ptr(true), Registration: "D-5", Registry: "SZDEX"}
	with := func(change func(*pool.DataRightsSpec)) *pool.DataRightsSpec {
		d := sound
		change(&d)
		return &d
	}
	data := func(d *pool.DataRightsSpec) pool.RightSpec {
		return pool.RightSpec{ID: "set", Type: pool.Data, DataRights: d}
	}
	tests := []struct {
		situation string
		rights    []pool.RightSpec
		want      string
	}{
		{"sound", []pool.RightSpec{data(&sound)}, "pass 1 pass"},
		{"beside a patent", []pool.RightSpec{{ID: "chip", Type: pool.Invention}, data(&sound)}, "pass 1 pass"},
		{"no data at all", []pool.RightSpec{{ID: "chip", Type: pool.Invention}}, "pass 1 pass"},
		{"no right at all", nil, "pass 1 pass"},
		{"nothing said", []pool.RightSpec{data(nil)}, "unknown 0 pass, 1 unknown"},
		{"not registered, as far as is said", []pool.RightSpec{data(with(func(d *pool.DataRightsSpec) { d.Registration = "" }))}, "unknown 0 pass, 1 unknown"},
		{"a right denied", []pool.RightSpec{data(with(func(d *pool.DataRightsSpec) { d.Operating = ptr(false) }))}, "fail 0 pass, 1 fail (set lacks one of holding+operating)"},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			p := resolve(t, ipSpec(tt.rights))
			r := p.Check([]pool.Rule{pool.DataRightsRule(pool.DataHolding | pool.DataOperating)})[0]
			if got := r.Outcome.String() + " " + r.Seen(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func ExampleDataRightsRule() {
	spec := ipSpec([]pool.RightSpec{{ID: "traffic", Type: pool.Data, DataRights: &pool.DataRightsSpec{Holding: ptr(true), Operating: ptr(false), Registration: "D-5"}}})
	p, err := spec.Resolve()
	if err != nil {
		fmt.Println(err)
		return
	}
	result := p.Check([]pool.Rule{pool.DataRightsRule(pool.DataHolding | pool.DataOperating)})[0]
	fmt.Println(result.Outcome, result.Seen())
	// Output: fail 0 pass, 1 fail (traffic lacks one of holding+operating)
}
