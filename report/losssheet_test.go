package report

import (
	"errors"
	"strconv"
	"testing"

	"github.com/ipabs/ipabs/faults"
)

// TestTheSheetOfLosses reads back the figures that stand on it.
func TestTheSheetOfLosses(t *testing.T) {
	c := fullContent(t, 8)
	f := opened(t, written(t, c))
	rows := raw(t, f, sheetLosses)
	d := c.Losses.Distribution
	wantMoney(t, "exposure", cellOf(rows, 2, rowOf(t, rows, 1, "风险敞口 Exposure")), d.Exposure())
	wantMoney(t, "expected loss", cellOf(rows, 2, rowOf(t, rows, 1, "预期损失 Expected loss")), rounded(d.Mean()))
	first := rowOf(t, rows, 1, c.Losses.Classes[0].Name)
	wantMoney(t, "attachment", cellOf(rows, 3, first), c.Losses.Classes[0].Loss.Attach)
	wantMoney(t, "expected loss of the class", cellOf(rows, 5, first), rounded(c.Losses.Classes[0].ExpectedLoss))
	rowOf(t, rows, 1, "超额覆盖 over-collateral")
	rowOf(t, rows, 1, "两项假设均为测试所设 both figures are made for a test")
	row := rowOf(t, rows, rowOf(t, rows, 1, "监管风险权重"), c.Capital[0].Class)
	if got, want := cellOf(rows, 7, row), strconv.FormatFloat(float64(c.Capital[0].Weight.After), 'g', -1, 64); got != want {
		t.Errorf("the risk weight is shown as %q, want %q", got, want)
	}
}

func TestLossesOfAnotherPoolAreRefused(t *testing.T) {
	c, other := fullContent(t, 8), fullContent(t, 4)
	c.Losses = other.Losses
	var e *faults.Error
	if err := c.check(); !errors.As(err, &e) || len(e.Faults()) != 1 || e.Faults()[0].Path != "losses" {
		t.Errorf("%v", err)
	}
	c.Losses = nil
	if err := c.check(); !errors.As(err, &e) || e.Faults()[0].Path != "losses" {
		t.Errorf("risk weights alone: %v", err)
	}
}
