package concentration_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ipabs/ipabs/concentration"
	"github.com/ipabs/ipabs/money"
)

// Cells sum to the rows and the columns, which are the exposures of the two keys, for any two keys.
func TestCrossTabAddsUpForAnyTwoKeys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := build(t, drawClaims(t), map[string]string{"a": "G", "b": "G", "y": "H", "z": "H"})
		m := concentration.Measure{Allocation: rapid.SampledFrom(dividing).Draw(t, "allocation")}
		by := concentration.Guarantor // divided along both: several obligors, several guarantors
		if rapid.Bool().Draw(t, "any keys") {
			m.Key = rapid.SampledFrom(concentration.Keys()).Draw(t, "rows")
			by = rapid.SampledFrom(concentration.Keys()).Draw(t, "columns")
		}
		table := must[*concentration.CrossTab](t)(concentration.NewCrossTab(p, m, by, concentration.Inputs{}))
		across := m
		across.Key = by
		rows := must[*concentration.Exposures](t)(concentration.NewExposures(p, m))
		columns := must[*concentration.Exposures](t)(concentration.NewExposures(p, across))
		if diff := cmp.Diff(rows.Entries(), table.Rows()); diff != "" {
			t.Fatalf("rows (-exposures +table):\n%s", diff)
		}
		if diff := cmp.Diff(columns.Entries(), table.Columns()); diff != "" {
			t.Fatalf("columns (-exposures +table):\n%s", diff)
		}
		perColumn := make([]money.Amount, len(table.Columns()))
		for r, row := range table.Rows() {
			var sum money.Amount
			for c := range perColumn {
				cell := table.Cell(r, c)
				if cell < 0 {
					t.Fatalf("cell %d,%d is %d", r, c, cell)
				}
				sum += cell
				perColumn[c] += cell
			}
			if sum != row.Amount {
				t.Fatalf("row %s: cells sum to %d, the row is %d", row.Key, sum, row.Amount)
			}
		}
		for c, column := range table.Columns() {
			if perColumn[c] != column.Amount {
				t.Fatalf("column %s: cells sum to %d, the column is %d", column.Key, perColumn[c], column.Amount)
			}
		}
		if m.Key == by {
			for r := range table.Rows() {
				if table.Cell(r, r) != table.Rows()[r].Amount {
					t.Fatalf("a key by itself is not diagonal")
				}
			}
		}
	})
}

// An obligor's part of a joint contract lies in the obligor's own group, not spread over both.
func TestJointObligorsKeepTheirOwnColumns(t *testing.T) {
	p := build(t, []claim{{fen: 101, obligors: []string{"a", "b"}}}, map[string]string{"a": "G", "b": "H"})
	table := must[*concentration.CrossTab](t)(concentration.NewCrossTab(p, concentration.Measure{}, concentration.Group, concentration.Inputs{}))
	for r, row := range table.Rows() {
		for c, column := range table.Columns() {
			own := row.Key == "a" && column.Key == "G" || row.Key == "b" && column.Key == "H"
			if cell := table.Cell(r, c); own != (cell > 0) || own && cell != row.Amount {
				t.Errorf("%s in %s: %d", row.Key, column.Key, cell)
			}
		}
	}
}

func TestNoCrossTabOfContractsThatSeveralCarryInFull(t *testing.T) {
	_, err := concentration.NewCrossTab(cm13(t), concentration.Measure{Allocation: concentration.JointAndSeveral}, concentration.Group, concentration.Inputs{})
	if !errors.Is(err, concentration.ErrJointCrossTab) {
		t.Errorf("error %v", err)
	}
}

func ExampleNewCrossTab() {
	p := mustPool([]owed{{60_00, []string{"a"}}, {30_00, []string{"b", "c"}}, {10_00, []string{"c"}}})
	table, err := concentration.NewCrossTab(p, concentration.Measure{Key: concentration.Contract}, concentration.Obligor, concentration.Inputs{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s, in columns by %s\n", table.Measure(), table.By())
	for r, row := range table.Rows() {
		fmt.Print(row.Key, ":")
		for c, column := range table.Columns() {
			fmt.Printf(" %s %s", column.Key, table.Cell(r, c).Format(table.Currency()))
		}
		fmt.Println(" =", row.Amount.Format(table.Currency()))
	}
	// Output:
	// contract on outstanding_principal, equal, in columns by obligor
	// 0: a 60.00 c 0.00 b 0.00 = 60.00
	// 1: a 0.00 c 15.00 b 15.00 = 30.00
	// 2: a 0.00 c 10.00 b 0.00 = 10.00
}
