package pool_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// opt writes an amount that may be unknown.
func opt(p *pool.Pool, a pool.Opt[money.Amount]) string {
	if v, ok := a.Get(); ok {
		return v.Format(p.Currency())
	}
	return "?"
}

func valuation(t fataler, p *pool.Pool, rules pool.ValueRules) *pool.Valuation {
	t.Helper()
	v, err := p.Value(rules)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestValuesOfTheRightsBehindAPool(t *testing.T) {
	p := resolve(t, ipSpec([]pool.RightSpec{
		{ID: "patent", Type: pool.Invention, Appraisal: decp("1000000.01"), AppraisalDate: day("2023-06-30")},
		{ID: "idle", Type: pool.Invention, Appraisal: decp("5"), AppraisalDate: day("2023-06-30")},
		{ID: "traded", Type: pool.Trademark, Appraisal: decp("300"), AppraisalDate: day("2023-06-30"), Marks: []pool.MarkSpec{deal("200", "2023-09-30", "1")}},
		{ID: "code", Type: pool.Software, Appraisal: decp("700"), AppraisalDate: day("2023-06-30")},
		{ID: "script", Type: pool.Screenplay},
	}, loan("M-1", "1000000", "2025-06-30", "patent", "traded"), loan("M-2", "1000000", "2025-06-30", "script", "code")))
	v := valuation(t, p, pool.ValueRules{Marks: pool.StandardMarkRules(), Haircuts: haircuts()})
	var got []string
	for _, x := range v.Rights() {
		cut := "?"
		if h, ok := x.Haircut.Get(); ok {
			cut = h.Percent()
		}
		got = append(got, fmt.Sprintf("%s %s by %s, less %s (row %d): %s", p.Right(x.Right).ID, opt(p, x.Gross), x.Choice.Mark.Kind, cut, x.HaircutRow, opt(p, x.Net)))
	}
	want := []string{
		"patent 1000000.01 by appraisal, less 30.00% (row 1): 700000.01", // 700000.007
		"traded 200.00 by deal, less 10.00% (row 0): 180.00",
		"code 700.00 by appraisal, less ? (row -1): ?",
		"script ? by , less ? (row -1): ?",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
	if _, ok := v.Right(1); ok {
		t.Error("a right on which nothing rests was valued")
	}
	if x, ok := v.Right(0); !ok || p.Right(x.Right).ID != "patent" {
		t.Errorf("right 0 is %+v, %v", x, ok)
	}
	if x, ok := v.Right(2); !ok || p.Right(x.Right).ID != "traded" {
		t.Errorf("right 2 is %+v, %v", x, ok)
	}
	if v.Pool() != p || v.Rules().At != p.AsOf() {
		t.Errorf("valued at %s", v.Rules().At)
	}
}

func TestEveryMissingRateIsReportedAtOnce(t *testing.T) {
	foreign := func(c money.Currency) []pool.MarkSpec {
		m := deal("5", "2023-09-30", "1")
		m.Currency = c
		return []pool.MarkSpec{m}
	}
	s := ipSpec([]pool.RightSpec{{ID: "a", Marks: foreign(money.USD)}, {ID: "idle", Marks: foreign(money.USD)}, {ID: "b"}, {ID: "c", Marks: foreign(money.HKD)}},
		loan("M-1", "1", "2025-06-30", "a", "b", "c"))
	_, err := resolve(t, s).Value(pool.ValueRules{Marks: pool.StandardMarkRules()})
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		t.Fatalf("error %v", err)
	}
	var got []string
	for _, e := range joined.Unwrap() {
		var at *pool.MarkError
		if !errors.As(e, &at) || !errors.Is(e, money.ErrMissingRate) {
			t.Fatalf("error %v", e)
		}
		got = append(got, at.Path)
	}
	if diff := cmp.Diff([]string{"rights[0].marks[0]", "rights[3].marks[0]"}, got); diff != "" {
		t.Errorf("places (-want +got):\n%s", diff)
	}
}

func ExamplePool_Value() {
	spec := ipSpec([]pool.RightSpec{{ID: "chip", Type: pool.Invention, Appraisal: decp("9000000"), AppraisalDate: day("2022-11-30")}})
	p, err := spec.Resolve()
	if err != nil {
		fmt.Println(err)
		return
	}
	table, err := pool.NewHaircutTable([]pool.HaircutRule{{Source: pool.MarkAppraisal, UnderMonths: 12, Haircut: money.One / 4}, {Source: pool.MarkAppraisal, Haircut: money.One / 2}})
	if err != nil {
		fmt.Println(err)
		return
	}
	v, err := p.Value(pool.ValueRules{Marks: pool.StandardMarkRules(), Haircuts: table})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, x := range v.Rights() {
		net, _ := x.Net.Get()
		fmt.Println(p.Right(x.Right).ID, net.Format(p.Currency()), x.Choice.Mark.Kind)
	}
	// Output: chip 4500000.00 appraisal
}
