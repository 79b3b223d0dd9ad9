package main

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

func TestTheCommittedTapeIsTheOneThatThisCommandWrites(t *testing.T) {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	want := cells(t, func() (*excelize.File, error) { return excelize.OpenReader(&b) })
	got := cells(t, func() (*excelize.File, error) { return excelize.OpenFile("../../testdata/sample.xlsx") })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("testdata/sample.xlsx is stale; run go run ./internal/sampletape testdata/sample.xlsx (-written +committed):\n%s", diff)
	}
}

func cells(t *testing.T, open func() (*excelize.File, error)) [][]string {
	t.Helper()
	f, err := open()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
