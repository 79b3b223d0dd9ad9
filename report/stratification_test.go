package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/ipabs/ipabs/pool"
)

// The three files are read back by readers of other packages, and every table in each of them sums to the
// pool to the fen.
func TestStrataInEveryFormSumToThePool(t *testing.T) {
	for _, n := range []int{1, 3, 40} {
		p := must[*pool.Pool](t)(poolSpec(n).Resolve())
		s := must[Strata](t)(NewStrata(p))
		dir := t.TempDir()
		paths := must[[]string](t)(s.Write(dir))
		if len(paths) != 3 {
			t.Fatalf("files %v", paths)
		}
		read := func(name string) []byte { return must[[]byte](t)(os.ReadFile(filepath.Join(dir, name))) }

		var doc struct {
			Principal string
			Tables    []struct {
				By   string
				Rows []struct {
					Key       string
					Contracts int
					Principal string
				}
			}
			LargestContracts []struct{ Principal string } `json:"largest_contracts"`
		}
		if err := json.Unmarshal(read("strata.json"), &doc); err != nil {
			t.Fatal(err)
		}
		whole := decimal.RequireFromString(doc.Principal)
		if whole.String() != p.Principal().Decimal(p.Currency()).String() || len(doc.Tables) != len(pool.Dimensions()) {
			t.Errorf("principal %s in %d tables", whole, len(doc.Tables))
		}
		for _, table := range doc.Tables {
			sum, contracts := decimal.Zero, 0
			for _, r := range table.Rows {
				sum = sum.Add(decimal.RequireFromString(r.Principal))
				contracts += r.Contracts
			}
			if !sum.Equal(whole) || contracts != n {
				t.Errorf("JSON by %s: %d contracts of %s", table.By, contracts, sum)
			}
		}
		if len(doc.LargestContracts) != min(n, topContracts) {
			t.Errorf("%d largest", len(doc.LargestContracts))
		}

		text := read("strata.csv")
		if !bytes.HasPrefix(text, []byte("\xef\xbb\xbf")) {
			t.Error("the CSV has no byte order mark")
		}
		rows := must[[][]string](t)(csv.NewReader(bytes.NewReader(text[3:])).ReadAll())
		sums := map[string]decimal.Decimal{}
		for _, r := range rows[1:] {
			sums[r[2]] = sums[r[2]].Add(decimal.RequireFromString(r[11]))
		}
		for _, d := range pool.Dimensions() {
			if !sums[d.String()].Equal(whole) {
				t.Errorf("CSV by %s: %s", d, sums[d.String()])
			}
		}

		sections := strings.Split(string(read("strata.md")), "\n## ")
		if len(sections) != len(pool.Dimensions())+3 {
			t.Errorf("%d sections", len(sections))
		}
		for _, section := range sections[1 : len(pool.Dimensions())+1] {
			sum := decimal.Zero
			for line := range strings.SplitSeq(section, "\n") {
				cells := strings.Split(line, " | ")
				if len(cells) == 5 && !strings.HasPrefix(line, "| 类别") && !strings.HasPrefix(line, "| **") {
					sum = sum.Add(decimal.RequireFromString(strings.ReplaceAll(cells[3], ",", "")))
				}
			}
			if !sum.Equal(whole) {
				t.Errorf("Markdown, %s: %s", strings.SplitN(section, "\n", 2)[0], sum)
			}
		}
	}
}

func TestStrataAreNamedInBothLanguages(t *testing.T) {
	p := must[*pool.Pool](t)(poolSpec(10).Resolve())
	s := must[Strata](t)(NewStrata(p))
	labels := map[string]string{}
	for _, table := range s.Tables {
		if table.Title == "" || table.TitleZH == "" {
			t.Errorf("%s has the titles %q and %q", table.By, table.Title, table.TitleZH)
		}
		for _, r := range table.Rows {
			if r.Label == "" || r.LabelZH == "" {
				t.Errorf("%s: %s is %q and %q", table.By, r.Key, r.Label, r.LabelZH)
			}
			labels[table.By.String()+" "+r.Key] = r.LabelZH + " | " + r.Label
		}
	}
	for key, want := range map[string]string{
		"balance over 1,000,000 to 5,000,000": "大于100万至500万（含） | over 1,000,000 to 5,000,000",
		"remaining_term up to 6":              "6（含）以下 | up to 6",
		"rate over 15%":                       "大于15% | over 15%",
		"region 44":                           "广东 | Guangdong",
		"industry C":                          "C 制造业 | Manufacturing",
		"rating unknown":                      "未说明 | Not stated",
	} {
		if labels[key] != want {
			t.Errorf("%s is %q, want %q", key, labels[key], want)
		}
	}
}

func TestTextsFromATapeAreDisarmed(t *testing.T) {
	spec := poolSpec(2)
	spec.Parties[0].Name, spec.Parties[0].Rating, spec.Parties[0].Group = `=HYPERLINK("http://x")`, "-2+3", "@a|b"
	for i := range spec.Contracts {
		spec.Contracts[i].Obligors = []pool.ObligorSpec{{Party: spec.Parties[0].ID}}
	}
	s := must[Strata](t)(NewStrata(must[*pool.Pool](t)(spec.Resolve())))
	for _, r := range must[[][]string](t)(csv.NewReader(bytes.NewReader(s.CSV())).ReadAll()) {
		for _, cell := range r {
			if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
				t.Errorf("a cell %q", cell)
			}
		}
	}
	if md := string(s.Markdown()); !strings.Contains(md, `@a\|b`) {
		t.Error("a bar in a name breaks the table")
	}
}

func TestAnEmptyPoolHasTablesWithoutRows(t *testing.T) {
	none := must[*pool.Pool](t)(poolSpec(3).Resolve()).Filter(func(pool.Contract) bool { return false })
	s := must[Strata](t)(NewStrata(none))
	if len(s.Tables) != len(pool.Dimensions()) || s.LargestContracts != nil {
		t.Errorf("%d tables, %d largest", len(s.Tables), len(s.LargestContracts))
	}
	if _, err := s.JSON(); err != nil || len(s.Markdown()) == 0 {
		t.Error(err)
	}
}
