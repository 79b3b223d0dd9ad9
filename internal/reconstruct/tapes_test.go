package reconstruct

import (
	"bytes"
	"fmt"
	"io/fs"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/testdata"
)

// built searches for the four pools once for all tests.
var built = sync.OnceValues(func() (map[string]Book, error) {
	d, err := builtIn()
	if err != nil {
		return nil, err
	}
	books, err := Tapes(d)
	if err != nil {
		return nil, err
	}
	byName := map[string]Book{}
	for _, b := range books {
		byName[b.Name] = b
	}
	return byName, nil
})

// builtIn reads the published figures of the project.
func builtIn() (Document, error) {
	file, err := testdata.FS.Open("published.json")
	if err != nil {
		return Document{}, err
	}
	defer file.Close()
	return ReadDocument(file)
}

func document(t *testing.T) Document {
	t.Helper()
	d, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func book(t *testing.T, name string) Book {
	t.Helper()
	books, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return books[name]
}

func TestCommittedTapesAreTheOnesThatTheSearchFinds(t *testing.T) {
	for _, name := range []string{"wenke1", "qiyi", "kaide", "longhe"} {
		var b bytes.Buffer
		if err := book(t, name).Write(&b); err != nil {
			t.Fatal(err)
		}
		committed, err := fs.ReadFile(testdata.FS, name+".xlsx")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(contents(t, b.Bytes()), contents(t, committed)); diff != "" {
			t.Errorf("%s.xlsx differs from what is generated; run go run ./internal/reconstruct/cmd testdata\n%s", name, diff)
		}
	}
}

// contents are all cells of a workbook, raw and as shown, with the widths of the columns.
func contents(t *testing.T, data []byte) map[string]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all := map[string]string{}
	for i, sheet := range f.GetSheetList() {
		raw, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		shown, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range raw {
			for c, value := range row {
				if value != "" {
					all[fmt.Sprintf("%d %s!%s", i, sheet, at(c+1, r+1))] = value + " | " + shown[r][c]
				}
			}
		}
		dimension, err := f.GetSheetDimension(sheet)
		if err != nil {
			t.Fatal(err)
		}
		all[sheet+" dimension"] = dimension
	}
	return all
}

func TestWorkbooksSayWhatTheyAre(t *testing.T) {
	for _, name := range []string{"wenke1", "qiyi", "kaide", "longhe"} {
		data, err := fs.ReadFile(testdata.FS, name+".xlsx")
		if err != nil {
			t.Fatal(err)
		}
		f, err := excelize.OpenReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		sheets := f.GetSheetList()
		if sheets[0] != "说明" || sheets[1] != "资产清单" {
			t.Errorf("%s: sheets %v; expected 说明, then 资产清单", name, sheets)
		}
		rows, err := f.GetRows("说明")
		if err != nil {
			t.Fatal(err)
		}
		counts := map[string]int{}
		for _, row := range rows[3:] {
			counts[row[0]]++
			if len(row) != 3 || row[1] == "" || row[2] == "" {
				t.Errorf("%s: a row of 说明 is not in both languages: %q", name, row)
			}
		}
		if counts["性质 nature"] != 1 || counts["假设 assumption"] < 5 || counts["来源 source"] == 0 || counts["披露数值 published"] < 14 {
			t.Errorf("%s: 说明 has %v", name, counts)
		}
		panes, err := f.GetPanes("资产清单")
		if err != nil {
			t.Fatal(err)
		}
		head, err := f.GetCellValue("资产清单", at(1, panes.YSplit))
		if err != nil {
			t.Fatal(err)
		}
		if want := book(t, name).Sheets[1].Columns[0].Header; !panes.Freeze || head != want {
			t.Errorf("%s: frozen at row %d, where the first header should be %q but is %q", name, panes.YSplit, want, head)
		}
	}
}

func TestCellsAreShownByTheirFormat(t *testing.T) {
	columns := []Column{{"text", Text, 10}, {"amount", Amount, 10}, {"number", Number, 10}, {"whole", Whole, 10}, {"day", Day, 12}, {"nothing", Amount, 10}}
	values := []any{"WK1-01", 129360000.5, 35.1, int64(7), calendar.MustNew(2018, 4, 23), nil}
	want := []string{"WK1-01", "129,360,000.50", "35.10", "7", "2018-04-23"} // what is empty at the end is no cell
	var b bytes.Buffer
	if err := (Book{Name: "b", Sheets: []Sheet{{Name: "list", Titles: []string{"title"}, Columns: columns, Rows: [][]any{values}}}}).Write(&b); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("list")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, rows[3]); diff != "" {
		t.Error(diff)
	}
}

func TestACellOfAnotherTypeIsRefused(t *testing.T) {
	b := Book{Sheets: []Sheet{{Name: "list", Columns: []Column{{"a", Text, 10}}, Rows: [][]any{{[]int{1}}}}}}
	if err := b.Write(&bytes.Buffer{}); err == nil {
		t.Error("a slice was written into a cell")
	}
}

func TestTapesRefuseACaseWithoutGenerator(t *testing.T) {
	if _, err := Tapes(Document{Cases: []Case{{ID: "fifth"}}}); err == nil {
		t.Error("a case that nothing is known of was built")
	}
}
