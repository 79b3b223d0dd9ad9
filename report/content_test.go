package report

import (
	"context"
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/cashflow"
	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/tranche"
)

func TestPartsThatDoNotBelongTogetherAreAllNamed(t *testing.T) {
	full := fullContent(t, 8)
	full.Rights = nil // of this pool alone; see TestAPoolWithoutRightsHasNoSheetOfThem
	other := fullContent(t, 9)
	dollars := poolSpec(8)
	dollars.Currency = money.USD
	inDollars := must[*pool.Pool](t)(dollars.Resolve())
	later := poolSpec(8)
	later.AsOf = later.AsOf.AddDays(1)
	laterFlows := must[*cashflow.Flows](t)(cashflow.Contractual(t.Context(), must[*pool.Pool](t)(later.Resolve()), cashflow.Settings{}))
	tests := []struct {
		situation string
		spoil     func(*Content)
		want      []string // paths of the faults
	}{
		{"good content", func(*Content) {}, nil},
		{"no date", func(c *Content) { c.Generated = calendar.Date(0) }, []string{"generated"}},
		{"a date that no spreadsheet can hold", func(c *Content) { c.Generated = calendar.MustNew(1850, 1, 1) }, []string{"generated"}},
		{"nothing to show", func(c *Content) { *c = Content{Generated: generated} }, []string{""}},
		{"a run of another deal", func(c *Content) { c.Result, c.Collections = other.Result, nil }, []string{"result.fingerprint"}},
		{"collections of another run", func(c *Content) { c.Collections = other.Collections }, []string{"collections"}},
		{"flows of another pool", func(c *Content) { c.Flows = other.Flows }, []string{"flows", "flows.principal"}},
		{"flows from another day", func(c *Content) { c.Flows = laterFlows }, []string{"flows.as_of"}},
		{"answers about contracts that are not there", func(c *Content) {
			c.Pool, c.Flows, c.ContractFlows = c.Pool.Filter(func(pool.Contract) bool { return false }), nil, false
			c.Losses, c.Capital = nil, nil
		}, []string{"eligibility[1]", "eligibility[4]", "eligibility[5]", "eligibility[6]", "eligibility[0]"}},
		{"answers without their pool", func(c *Content) { c.Pool = nil }, []string{"pool"}},
		{"rows of contracts without flows", func(c *Content) { c.Flows = nil }, []string{"flows"}},
		{"a missing measure", func(c *Content) { c.Exposures = []*concentration.Exposures{nil} }, []string{"exposures[0]"}},
		{"a run that is no run of the engine", func(c *Content) {
			r := *c.Result
			r.Periods = slices.Clone(r.Periods)
			r.Periods[1].Number = 7
			r.Periods[2].Accounts, r.Periods[2].Fees, r.Periods[2].Tranches = nil, nil, r.Periods[2].Tranches[:1]
			c.Result = &r
		}, []string{"result.periods[1].number", "result.periods[2].tranches", "result.periods[2].fees", "result.periods[2].accounts"}},
		{"a run without a payment", func(c *Content) {
			r := *c.Result
			r.Periods = nil
			c.Result, c.Collections = &r, nil
		}, []string{"result.periods"}},
		{"several currencies", func(c *Content) {
			c.Exposures = exposuresOf(t, inDollars)[:1]
			r := *c.Result
			r.Currency = money.EUR
			c.Result = &r
		}, []string{"result.currency", "exposures[0].currency"}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			c := full
			tt.spoil(&c)
			err := Workbook(context.Background(), io.Discard, c)
			if tt.want == nil {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			var list *faults.Error
			if !errors.Is(err, ErrContent) || !errors.As(err, &list) {
				t.Fatalf("error %v", err)
			}
			var paths []string
			for _, f := range list.Faults() {
				paths = append(paths, f.Path)
			}
			slices.Sort(paths)
			slices.Sort(tt.want)
			if diff := cmp.Diff(tt.want, paths); diff != "" {
				t.Errorf("paths (-want +got):\n%s\n%v", diff, err)
			}
		})
	}
}

// Collections of a scenario are shown as given, and nothing claims that they are contractual.
func TestCollectionsOfAScenarioAreNotTiedToTheContracts(t *testing.T) {
	c := fullContent(t, 8)
	c.Deal, c.Result = nil, nil
	c.Collections = slices.Clone(c.Collections)
	c.Collections[0].Interest -= 1
	rows := raw(t, opened(t, written(t, c)), sheetCash)
	if got := cellOf(rows, cashTied, titleRows+2); got != "" {
		t.Errorf("there is a column %q", got)
	}
	for _, row := range rows {
		for _, v := range row {
			if v == "全部合同现金流 All contract flows" {
				t.Error("the collections are tied to the flows")
			}
		}
	}
}

// Every name of every enumeration has a label of its own; a value without one would show a bare word.
func TestEveryNameHasALabelInBothLanguages(t *testing.T) {
	labels := map[string]bool{}
	see := func(l label) {
		t.Helper()
		if l.zh == "" || l.en == "" {
			t.Errorf("label %q lacks a language", l.String())
		}
		if labels[l.String()] {
			t.Errorf("label %q stands twice", l.String())
		}
		labels[l.String()] = true
	}
	fresh := func() { clear(labels) }
	for _, k := range pool.Kinds() {
		see(kindLabel(k))
	}
	fresh()
	for c := pool.ClassUnknown; c <= pool.ClassLoss; c++ {
		see(classLabel(c))
	}
	fresh()
	for r := pool.RepaymentUnknown; r <= pool.Irregular; r++ {
		see(repaymentLabel(r))
	}
	fresh()
	for r := pool.RightUnknown; r <= pool.Data; r++ {
		see(rightTypeLabel(r))
	}
	fresh()
	for s := range pool.Security(16) {
		see(securityLabel(s))
	}
	fresh()
	for _, k := range concentration.Keys() {
		see(keyLabel(k))
	}
	fresh()
	for m := tranche.PassThrough; m <= tranche.Residual; m++ {
		see(modeLabel(m))
	}
	fresh()
	for _, f := range []calendar.Frequency{calendar.Monthly, calendar.Bimonthly, calendar.Quarterly, calendar.Semiannual, calendar.Annual, calendar.Weekly, calendar.Once} {
		see(frequencyLabel(f))
	}
	fresh()
	for _, p := range pool.Provinces() {
		see(provinceLabel(p))
	}
	for id := range numSheets {
		if name := id.name(); len([]rune(name)) > 31 {
			t.Errorf("the name %q is too long for a sheet", name)
		}
	}
}
