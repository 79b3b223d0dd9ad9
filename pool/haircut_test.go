package pool_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
)

// haircuts is a table as a desk might set it, with no claim to be right.
func haircuts() *pool.HaircutTable {
	return must(pool.NewHaircutTable([]pool.HaircutRule{
		{Source: pool.MarkDeal, UnderMonths: 12, Haircut: rate("0.1")},
		{Source: pool.MarkAppraisal, Type: pool.Invention, UnderMonths: 12, Haircut: rate("0.3")},
		{Source: pool.MarkAppraisal, Type: pool.Patent, UnderMonths: 12, Haircut: rate("0.4")},
		{Source: pool.MarkAppraisal, Type: pool.Patent, FromMonths: 12, UnderMonths: 24, Haircut: rate("0.6")},
		{Source: pool.MarkAppraisal, Type: pool.Trademark, Haircut: rate("0.5")},
	}))
}

func TestHaircutBySourceAgeAndType(t *testing.T) {
	at := day("2024-02-29")
	tests := []struct {
		situation string
		source    pool.MarkKind
		of        pool.RightType
		date      calendar.Date
		want      string
	}{
		{"a fresh deal of any type", pool.MarkDeal, pool.Data, day("2023-12-01"), "0.1000 by row 0"},
		{"an old deal has no row", pool.MarkDeal, pool.Data, day("2023-02-01"), "unknown"},
		{"a fresh appraisal of an invention", pool.MarkAppraisal, pool.Invention, day("2023-12-01"), "0.3000 by row 1"},
		{"of a utility model, by the row of its class", pool.MarkAppraisal, pool.UtilityModel, day("2023-12-01"), "0.4000 by row 2"},
		{"of a patent of a kind not stated", pool.MarkAppraisal, pool.Patent, day("2023-12-01"), "0.4000 by row 2"},
		{"a day short of twelve months", pool.MarkAppraisal, pool.Invention, day("2023-03-01"), "0.3000 by row 1"},
		{"twelve months to the day, from the last of February", pool.MarkAppraisal, pool.Invention, day("2023-02-28"), "0.6000 by row 3"},
		{"twenty-four months", pool.MarkAppraisal, pool.Invention, day("2022-02-28"), "unknown"},
		{"a trademark at any age", pool.MarkAppraisal, pool.Trademark, day("2001-01-01"), "0.5000 by row 4"},
		{"a trademark appraised on no day", pool.MarkAppraisal, pool.Trademark, 0, "0.5000 by row 4"},
		{"an invention appraised on no day", pool.MarkAppraisal, pool.Invention, 0, "unknown"},
		{"a copyright has no row", pool.MarkAppraisal, pool.Software, day("2023-12-01"), "unknown"},
		{"a right of unknown type has none either", pool.MarkAppraisal, pool.RightUnknown, day("2023-12-01"), "unknown"},
		{"a bid has none", pool.MarkBid, pool.Invention, day("2023-12-01"), "unknown"},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			h, row := haircuts().Haircut(pool.Mark{Kind: tt.source, Date: tt.date}, tt.of, at)
			got := "unknown"
			if v, ok := h.Get(); ok {
				got = fmt.Sprintf("%s by row %d", v, row)
			} else if row != -1 {
				t.Errorf("no haircut and row %d", row)
			}
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestNoTableTakesNothingOff(t *testing.T) {
	var none *pool.HaircutTable
	h, row := none.Haircut(pool.Mark{Kind: pool.MarkAppraisal}, pool.Invention, day("2024-01-01"))
	if v, ok := h.Get(); !ok || v != 0 || row != -1 || none.Rules() != nil {
		t.Errorf("%v %v row %d, rules %v", v, ok, row, none.Rules())
	}
	empty := must(pool.NewHaircutTable(nil))
	if h, _ := empty.Haircut(pool.Mark{Kind: pool.MarkAppraisal}, pool.Invention, day("2024-01-01")); h.IsKnown() {
		t.Error("an empty table knows a haircut")
	}
}

func TestATableOfHaircutsIsItsOwn(t *testing.T) {
	rows := []pool.HaircutRule{{Haircut: rate("0.2")}}
	table := must(pool.NewHaircutTable(rows))
	rows[0].Haircut = 0
	table.Rules()[0].Haircut = 0
	if diff := cmp.Diff([]pool.HaircutRule{{Haircut: rate("0.2")}}, table.Rules()); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
}

func TestFaultsOfATableOfHaircuts(t *testing.T) {
	tests := []struct {
		situation string
		rows      []pool.HaircutRule
		want      []string
	}{
		{"haircuts of nothing and of all", []pool.HaircutRule{{Source: pool.MarkDeal}, {Source: pool.MarkBid, Haircut: money.One}}, nil},
		{"out of range", []pool.HaircutRule{{Haircut: -1, FromMonths: -1}, {Source: pool.MarkDeal, Haircut: money.One + 1, FromMonths: 3, UnderMonths: 3}},
			[]string{"[0].haircut out_of_range -0.000000000001", "[0].from_months out_of_range -1", "[1].haircut out_of_range 1.000000000001", "[1].under_months out_of_range 3", "[1] inconsistent 1"}},
		{"names that are none", []pool.HaircutRule{{Source: 9, Type: 99}}, []string{"[0].source unknown invalid(9)", "[0].type unknown invalid(99)"}},
		{"a special row before the general one", []pool.HaircutRule{{Type: pool.Invention}, {Type: pool.Patent}, {}}, nil},
		{"a general row before a special one", []pool.HaircutRule{{Type: pool.Patent}, {Type: pool.Invention}}, []string{"[1] inconsistent 1"}},
		{"an age band within another", []pool.HaircutRule{{UnderMonths: 24}, {FromMonths: 6, UnderMonths: 24}}, []string{"[1] inconsistent 1"}},
		{"age bands that overlap in part", []pool.HaircutRule{{UnderMonths: 24}, {FromMonths: 6}}, nil},
		{"the same row twice", []pool.HaircutRule{{Type: pool.Data}, {Type: pool.Data}}, []string{"[1] inconsistent 1"}},
	}
	for _, tt := range tests {
		t.Run(tt.situation, func(t *testing.T) {
			_, err := pool.NewHaircutTable(tt.rows)
			if diff := cmp.Diff(tt.want, faultLines(t, err)); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

func ExampleNewHaircutTable() {
	table, err := pool.NewHaircutTable([]pool.HaircutRule{
		{Source: pool.MarkDeal, UnderMonths: 12, Haircut: 100_000_000_000},
		{Source: pool.MarkAppraisal, Type: pool.Patent, UnderMonths: 12, Haircut: 400_000_000_000},
		{Source: pool.MarkAppraisal, Type: pool.Patent, FromMonths: 12, Haircut: 600_000_000_000},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	appraisal := pool.Mark{Kind: pool.MarkAppraisal, Date: day("2022-11-30")}
	haircut, row := table.Haircut(appraisal, pool.Invention, day("2023-12-31"))
	taken, _ := haircut.Get()
	fmt.Println(taken.Percent(), "by row", row)
	// Output: 60.00% by row 2
}
