package tranche_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/tranche"
)

// aLoan is a pool of one small loan over 1,000,000.00 at 6 %, paid monthly and due after a year.
func aLoan() *pool.Pool {
	rate := yuan("0.06")
	p, err := pool.Spec{AsOf: date("2023-12-31"), Currency: money.CNY, Parties: []pool.PartySpec{{ID: "borrower"}},
		Contracts: []pool.ContractSpec{{ID: "C1", Obligors: []pool.ObligorSpec{{Party: "borrower"}}, Balance: yuan("1000000"), Rate: &rate, Start: date("2023-12-31"), Maturity: date("2024-12-31"),
			Microloan: &pool.MicroloanSpec{Repayment: pool.InstalmentsSpec{Form: pool.InterestFirst, Frequency: calendar.Monthly, DayCount: calendar.ThirtyE360}}}}}.Resolve()
	if err != nil {
		panic(err)
	}
	return p
}

func under(name, assumption string) *cashflow.Scenario {
	spec, err := cashflow.ReadScenario(strings.NewReader(`{"schema": "ipabs.scenario/1", "name": "` + name + `", "assumptions": [{"applies_to": {"all": true}, ` + assumption + `}]}`))
	if err != nil {
		panic(err)
	}
	s, err := spec.Resolve(aLoan(), cashflow.Settings{})
	if err != nil {
		panic(err)
	}
	return s
}

// sizedDeal is a deal of two classes with a senior of a notional, and payments until the loan is due.
func sizedDeal(senior string, payments ...string) *tranche.Deal {
	s := twoClasses(payments...)
	s.Tranches[0].Notional = yuan(senior)
	d, err := s.Resolve()
	if err != nil {
		panic(err)
	}
	return d
}

// Two structures under two scenarios of the contracts, each as it is and with a fifth of the interest
// withheld.
func ExampleGrid_contracts() {
	spec := tranche.GridSpec{
		Structures: []tranche.GridStructure{{Name: "80 %", Deal: sizedDeal("800000", "2024-06-30", "2024-12-31")}, {Name: "95 %", Deal: sizedDeal("950000", "2024-06-30", "2024-12-31")}},
		Contracts:  []*cashflow.Scenario{under("no recovery", `"default": {"cdr": {"constant": "0.10"}}, "recovery": {"rate": "0"}`), under("prepaid", `"prepayment": {"cpr": {"constant": "0.30"}}`)},
		Scenarios:  []tranche.GridScenario{{Name: "as it is"}, {Name: "less a fifth", Stress: tranche.Stress{Haircut: money.One / 5}}},
	}
	cells, err := tranche.Grid(context.Background(), spec)
	if err != nil {
		fmt.Println(err)
		return
	}
	structures, scenarios, values, err := tranche.Table(cells, tranche.ShortfallOf("A"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, s := range structures {
		for k, c := range scenarios {
			fmt.Printf("%s, %s: senior lacks %s\n", s, c, money.Amount(values[i][k]).FormatGrouped(money.CNY))
		}
	}
	// Output:
	// 80 %, no recovery / as it is: senior lacks 0.00
	// 80 %, no recovery / less a fifth: senior lacks 0.00
	// 80 %, prepaid / as it is: senior lacks 0.00
	// 80 %, prepaid / less a fifth: senior lacks 0.00
	// 95 %, no recovery / as it is: senior lacks 31,101.84
	// 95 %, no recovery / less a fifth: senior lacks 42,557.47
	// 95 %, prepaid / as it is: senior lacks 0.00
	// 95 %, prepaid / less a fifth: senior lacks 0.00
}

// Every cell is what projecting, collecting and running by hand gives, for any number of workers, and cash
// that a structure is too short for is told.
func TestGridOfContractsIsEveryRunByHand(t *testing.T) {
	short := sizedDeal("800000", "2024-06-30")
	spec := tranche.GridSpec{
		Structures: []tranche.GridStructure{{Name: "long", Deal: sizedDeal("800000", "2024-06-30", "2024-12-31")}, {Name: "short", Deal: short}},
		Contracts:  []*cashflow.Scenario{under("default", `"default": {"cdr": {"constant": "0.10"}}, "recovery": {"rate": "0.4"}`), under("prepaid", `"prepayment": {"cpr": {"constant": "0.30"}}`)},
	}
	for _, workers := range []int{1, 5} {
		spec.Workers = workers
		cells, err := tranche.Grid(context.Background(), spec)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "cells", len(cells), 4)
		for i, cell := range cells {
			structure, contracts := spec.Structures[i/2], spec.Contracts[i%2]
			performance, err := contracts.Perform(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			collected, after, err := performance.Collect(structure.Deal.CollectionPeriods())
			if err != nil {
				t.Fatal(err)
			}
			want, err := structure.Deal.Run(collected)
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "names", cell.Structure+" "+cell.Contracts+" "+cell.Scenario, structure.Name+" "+contracts.Name()+" ")
			equal(t, "senior principal", cell.Result.Tranches[0].PrincipalPaid, want.Tranches[0].PrincipalPaid)
			equal(t, "residual", cell.Result.Tranches[1].Residual, want.Tranches[1].Residual)
			told := strings.Contains(strings.Join(cell.Result.Warnings, "\n"), "after the last calculation date")
			equal(t, "what comes too late is told", told, after.Total() > 0)
		}
	}
	spec.Contracts = append(spec.Contracts, spec.Contracts[0])
	spec.Structures[1].Name = "long"
	s := twoClasses("2024-06-30")
	s.Dates.CutOff = date("2023-12-30")
	other, err := s.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	spec.Structures = append(spec.Structures, tranche.GridStructure{Name: "of another day", Deal: other})
	_, err = tranche.Grid(context.Background(), spec)
	for _, want := range []string{`structures[1].name: "long"`, `contracts[2].name: "default"`, "structures[2].deal"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

// A haircut bends a projection that has defaults already, and keeps what is overdue; a second model of
// default is refused.
func TestStressOnTopOfDefaults(t *testing.T) {
	deal := sizedDeal("800000", "2024-06-30")
	c := cashflow.Collection{Period: deal.CollectionPeriods()[0], Opening: 1000_00, Interest: 50_01, Principal: 100_00, Defaulted: 100_00, Recovery: 10_00, Closing: 800_00, Overdue: cashflow.Ageing{5_00, 0, 0, 7_00}}
	got, err := tranche.Stress{Haircut: money.One / 2}.Apply([]cashflow.Collection{c})
	if err != nil {
		t.Fatal(err)
	}
	c.Interest = 25_00 // half of 50.01, half to even
	equalCollection(t, "collection", got[0], c)
	if _, err = (tranche.Stress{DefaultRate: 0.1}).Apply(got); !errors.Is(err, tranche.ErrStress) {
		t.Errorf("error %v, want %v", err, tranche.ErrStress)
	}
	plain := cashflow.Collection{Period: c.Period, Opening: 1000_00, Closing: 1000_00, Overdue: cashflow.Ageing{100_00}}
	if got, err = (tranche.Stress{PrepaymentRate: 1}).Apply([]cashflow.Collection{plain}); err != nil || got[0].Overdue.Over(0) != 0 {
		t.Errorf("overdue %v of a pool that is prepaid, %v", got[0].Overdue, err)
	}
}
