package report

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/tranche"
)

// TestTheSheetOfTheSimulation reads back the figures that stand on it, and the charts.
func TestTheSheetOfTheSimulation(t *testing.T) {
	c := fullContent(t, 8)
	s := must[*tranche.Simulation](t)(tranche.Simulate(context.Background(), c.Deal, c.Losses.Model, tranche.SimulationSettings{Paths: 2000, Sampling: credit.Sampling{Seed: 1}}))
	c.Simulation = s
	f := opened(t, written(t, c))
	rows := raw(t, f, sheetSimulation)
	at := rowOf(t, rows, 1, "预期损失 Expected loss")
	for i, x := range s.Classes {
		wantMoney(t, "expected loss of "+x.Name, cellOf(rows, 2+2*i, at), rounded(x.ExpectedLoss.Value))
		wantMoney(t, "its standard error", cellOf(rows, 3+2*i, at), rounded(x.ExpectedLoss.StdErr))
	}
	wantMoney(t, "loss of the pool", cellOf(rows, 2, rowOf(t, rows, 1, "资产池预期损失 Expected loss of the pool")), rounded(s.Pool.Loss.Value))
	rowOf(t, rows, 1, "来源指纹 source "+s.Source)
	charts := raw(t, f, sheetCharts)
	for _, title := range []string{"资产池损失分布（模拟）", "各档未覆盖本金（期望）", "对预期损失的贡献"} {
		if !slices.ContainsFunc(charts, func(r []string) bool { return len(r) > 0 && strings.HasPrefix(r[0], title) }) {
			t.Errorf("no chart %s", title)
		}
	}
	other := fullContent(t, 4)
	other.Simulation = s
	var e *faults.Error
	if err := other.check(); !errors.As(err, &e) || e.Faults()[0].Path != "simulation" {
		t.Errorf("a simulation of another deal: %v", err)
	}
}

// The steps of the chart hold all probability.
func TestTheStepsOfLossesSumToOne(t *testing.T) {
	c := fullContent(t, 8)
	s := must[*tranche.Simulation](t)(tranche.Simulate(context.Background(), c.Deal, c.Losses.Model, tranche.SimulationSettings{Paths: 1000}))
	total := 0.0
	for _, x := range lossSteps(s.Pool.Distribution, s.Pool.Principal) {
		total += x.probability
	}
	if total < 1-1e-9 || total > 1+1e-9 {
		t.Errorf("the steps sum to %v", total)
	}
}
