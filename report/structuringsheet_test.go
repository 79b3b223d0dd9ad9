package report

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/credit"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/tranche"
)

// TestStructuringOnTheSheetOfTheSimulation reads back calls, enhancements, sizes, multiples and reverse stress, and the
// waterfall of the expected loss.
func TestStructuringOnTheSheetOfTheSimulation(t *testing.T) {
	ctx := context.Background()
	c := fullContent(t, 8)
	sim := must[*tranche.Simulator](t)(tranche.NewSimulator(ctx, c.Deal, c.Losses.Model, tranche.SimulationSettings{Paths: 1000, Sampling: credit.Sampling{Seed: 1}}))
	c.Simulation = must[*tranche.Simulation](t)(sim.Run(ctx))
	first := c.Simulation.Classes[0]
	c.Structuring = Structuring{
		Enhancements: must[[]tranche.Enhancements](t)(sim.Enhancements(ctx)),
		Reverse:      []*tranche.ReverseStress{must[*tranche.ReverseStress](t)(sim.ReverseStress(ctx, tranche.ReverseSpec{Class: first.Name, Most: 3}))},
		Sizing: &tranche.TargetSizing{Targets: tranche.Targets{Source: "a table for a test", Measure: tranche.MeasureHitProbability}, Step: 100_00, Residual: "Sub", ResidualSize: 2000_00,
			Classes: []tranche.TargetSized{{Name: first.Name, Rating: "AAA", Notional: 8000_00, Tenor: 1.5, Limit: 0.001, At: tranche.Estimate{Value: 0.0005, StdErr: 0.0001}, Beyond: tranche.Estimate{Value: 0.002}, BeyondLimit: 0.001}}},
		BreakEven: []tranche.Multiple{{Class: first.Name, Measure: tranche.MeasureExpectedLoss, Limit: 0.01, Holds: 16, Fails: math.Inf(1)}},
	}
	f := opened(t, written(t, c))
	rows := raw(t, f, sheetSimulation)
	rowOf(t, rows, 1, "增信逐项效果："+first.Name+" effect of each enhancement on its expected loss")
	rowOf(t, rows, 1, "次级支撑 "+tranche.StepSubordination)
	wantMoney(t, "size", cellOf(rows, 2, rowOf(t, rows, 1, first.Name+" · AAA")), 8000_00)
	wantMoney(t, "the rest", cellOf(rows, 2, rowOf(t, rows, 1, "Sub · 其余 the rest")), 2000_00)
	rowOf(t, rows, 1, first.Name+" · 预期损失率 expected loss")
	rowOf(t, rows, 1, "反向压力测试："+first.Name+" the likeliest defaults that break it")
	for _, x := range c.Simulation.Supports {
		rowOf(t, rows, 1, x.Name)
	}
	title := first.Name + " 预期损失：逐项增信"
	charts := raw(t, f, sheetCharts)
	at := slices.IndexFunc(charts, func(r []string) bool { return len(r) > 0 && strings.HasPrefix(r[0], title) })
	if at < 0 {
		t.Fatalf("no chart %s", title)
	}
	c.Simulation = nil
	var e *faults.Error
	if err := c.check(); !errors.As(err, &e) || e.Faults()[0].Path != "structuring" {
		t.Errorf("structuring without a simulation: %v", err)
	}
}
