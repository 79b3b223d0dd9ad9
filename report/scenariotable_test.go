package report

import (
	"context"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
)

// stressed is a pool under a scenario with defaults, recoveries and prepayments.
func stressed(t *testing.T) Content {
	t.Helper()
	c := fullContent(t, 12)
	spec := must[cashflow.ScenarioSpec](t)(cashflow.ReadScenario(strings.NewReader(`{"schema": "ipabs.scenario/1", "name": "stress", "assumptions": [
		{"name": "all", "applies_to": {"all": true}, "default": {"cdr": {"constant": "0.06"}}, "prepayment": {"cpr": {"constant": "0.05"}}, "recovery": {"rate": "0.35", "lag_months": 3}}],
		"events": [{"name": "one", "date": "` + c.Pool.AsOf().AddMonths(4).String() + `", "applies_to": {"contracts": ["` + c.Pool.Contract(5).ID + `"]}}]}`)))
	scenario := must[*cashflow.Scenario](t)(spec.Resolve(c.Pool, cashflow.Settings{}))
	performance := must[*cashflow.Performance](t)(scenario.Perform(context.Background()))
	from := c.Pool.AsOf()
	collected, _, err := performance.Collect(cashflow.CalendarQuarters(from, from.AddMonths(24)))
	if err != nil {
		t.Fatal(err)
	}
	return Content{Generated: calendar.MustNew(2024, 7, 1), Pool: c.Pool, Performance: performance, Collections: collected}
}

// Under a scenario the sheet of cash shows what prepaid, was recovered and defaulted, with checks that know
// them, and the assumptions say which contracts each of them holds for.
func TestAScenarioShowsWhatHappened(t *testing.T) {
	c := stressed(t)
	data := written(t, c)
	f := opened(t, data)
	rows := raw(t, f, sheetCash)
	sum := func(column int) (total float64) {
		for k := range c.Collections {
			v, err := strconv.ParseFloat(cellOf(rows, column, titleRows+3+k), 64)
			if err != nil {
				t.Errorf("column %d of period %d: %v", column, k+1, err)
			}
			total += v
		}
		return total
	}
	var prepaid, recovered, defaulted int64
	for _, v := range c.Collections {
		prepaid, recovered, defaulted = prepaid+int64(v.Prepayment), recovered+int64(v.Recovery), defaulted+int64(v.Defaulted)
	}
	for column, want := range map[int]int64{cashPrepaid: prepaid, cashRecovered: recovered, cashDefaulted: defaulted, cashBalance + performColumns: 0, cashCarried + performColumns: 0} {
		if got := sum(column); want == 0 && got != 0 || want != 0 && int64(got*100+0.5) != want {
			t.Errorf("column %d sums to %.2f, want %d fen", column, got, want)
		}
	}
	if prepaid == 0 || recovered == 0 || defaulted == 0 {
		t.Error("the scenario does nothing")
	}
	var all []string
	for _, row := range raw(t, f, sheetAssumptions) {
		all = append(all, strings.Join(row, " "))
	}
	text := strings.Join(all, "\n")
	for _, hit := range c.Performance.Scenario().Hits() {
		want := "全部合同 all contracts"
		if len(hit.Contracts) == 1 {
			want = c.Pool.Contract(hit.Contracts[0]).ID
		}
		if !strings.Contains(text, hit.Name+" "+want+" "+hitLabel(hit.What).String()) {
			t.Errorf("%s of %s is not told", hit.What, hit.Name)
		}
	}
	if soffice, err := exec.LookPath("soffice"); err == nil && !testing.Short() {
		compared(t, soffice, data)
	}
}

// A closing balance that forgets a default is found by the check.
func TestTheChecksOfCashKnowDefaults(t *testing.T) {
	c := stressed(t)
	c.Collections = slices.Clone(c.Collections)
	k := slices.IndexFunc(c.Collections, func(v cashflow.Collection) bool { return v.Defaulted > 0 })
	c.Collections[k].Defaulted--
	rows := raw(t, opened(t, written(t, c)), sheetCash)
	wantMoney(t, "check of the closing balance", cellOf(rows, cashBalance+performColumns, titleRows+3+k), 1)
}
