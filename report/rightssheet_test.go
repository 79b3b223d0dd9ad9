package report

import (
	"errors"
	"strings"
	"testing"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

func TestTheSheetOfRightsShowsTheReview(t *testing.T) {
	c := fullContent(t, 40)
	rows := raw(t, opened(t, written(t, c)), sheetRights)
	header := rowOf(t, rows, 1, "日期")
	for i, point := range c.Rights.Coverage {
		wantMoney(t, "outstanding", cellOf(rows, 4, header+1+i), point.Balance)
		wantMoney(t, "before haircuts", cellOf(rows, 5, header+1+i), point.Gross.Low)
		wantMoney(t, "after haircuts", cellOf(rows, 6, header+1+i), point.Net.Low)
		wantFloat(t, "coverage", cellOf(rows, 8, header+1+i), float64(point.Net.Low)/float64(point.Balance))
		if most := point.Net.High.FormatGrouped(money.CNY); !point.Net.Known() && !strings.Contains(cellOf(rows, 2, header+1+i), "at most "+most) {
			t.Errorf("the remark does not say what is not certain: %q", cellOf(rows, 2, header+1+i))
		}
	}
	for _, heading := range []string{"权利与估值", "权利先于合同届满", "重复质押或共用的权利", "许可与质押冲突", "保证人"} {
		found := false
		for _, r := range rows {
			found = found || len(r) > 0 && strings.HasPrefix(r[0], heading)
		}
		if !found {
			t.Errorf("no table %s", heading)
		}
	}
}

func TestAPoolWithoutRightsHasNoSheetOfThem(t *testing.T) {
	c := fullContent(t, 3)
	spec := poolSpec(3)
	for i := range spec.Contracts {
		spec.Contracts[i].Rights = nil
	}
	p := must[*pool.Pool](t)(spec.Resolve())
	review := must[pool.RightsReview](t)(p.ReviewRights(pool.StandardValuation(), nil, p.BulletBalances()))
	b := &book{content: Content{Pool: p, Rights: &review}, currency: money.CNY}
	if b.has(sheetRights) {
		t.Error("an empty sheet of rights")
	}
	c.Rights = &review
	if err := c.check(); !errors.Is(err, ErrContent) || !strings.Contains(err.Error(), "rights") {
		t.Errorf("a review of another pool is shown: %v", err)
	}
}
