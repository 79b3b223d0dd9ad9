package tranche_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/tranche"
)

func TestAnOutsideEventIsLatchedOnItsDay(t *testing.T) {
	s := twoClasses(quarters...)
	s.Events = []tranche.EventSpec{{Event: "servicer_dismissed", Of: "lessor"}}
	s.Triggers = []tranche.TriggerSpec{{Name: "perfection", When: "event(servicer_dismissed)", At: tranche.AfterCollection, Effects: []tranche.EffectSpec{{Event: tranche.EventPerfection}, {Event: tranche.EventAcceleration}}}}
	d, err := s.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	var given []cashflow.Collection
	for _, p := range d.CollectionPeriods() {
		given = append(given, cashflow.Collection{Period: p})
	}
	res, err := d.RunInputs(tranche.Inputs{Collections: given, Events: []calendar.Date{date("2024-06-29")}})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "first", res.Periods[0].Status, tranche.Amortising)
	equal(t, "second", res.Periods[1].Status, tranche.Accelerated)
	var words []string
	for _, h := range res.History {
		words = append(words, fmt.Sprint(h.Number, h.Name))
	}
	equal(t, "history", strings.Join(words, " "), "2servicer_dismissed 2perfection 2perfection 2acceleration")
	res, err = d.Run(given)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "without it", res.Final.Status, tranche.Amortising)
	if _, err := d.RunInputs(tranche.Inputs{Collections: given, Events: make([]calendar.Date, 2)}); !errors.Is(err, tranche.ErrCollections) {
		t.Errorf("error %v", err)
	}
	scenario, err := tranche.ScenarioSpec{Schema: tranche.ScenarioSchema, Events: []tranche.EventSpec{{Event: "servicer_dismissed", On: date("2024-03-01")}}}.Resolve(s)
	if err != nil {
		t.Fatal(err)
	}
	if res, err = scenario.Run(given); err != nil {
		t.Fatal(err)
	}
	equal(t, "in a scenario", res.Periods[0].Status, tranche.Accelerated)
}

func TestTheStatementOfAPromisor(t *testing.T) {
	res := collect(t, small(t), 2_500_000_00, 4_500_000_00, 3_500_000_00, 600_000_00)
	first, second := res.Periods[0].Support[0], res.Periods[1].Support[0]
	equal(t, "called", first, tranche.SupportLine{Support: "shortfall", Promisor: "first", Called: 200_000_00, Closing: 200_000_00, HasCap: true})
	equal(t, "paid back", second, tranche.SupportLine{Support: "shortfall", Promisor: "first", Opening: 200_000_00, Reimbursed: 200_000_00, HasCap: true})
}
