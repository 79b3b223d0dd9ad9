package tape_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/faults"
	"github.com/ipabs/ipabs/money"
	"github.com/ipabs/ipabs/pool"
	"github.com/ipabs/ipabs/pool/tape"
)

func template(t testing.TB, kind pool.Kind) []byte {
	t.Helper()
	var out bytes.Buffer
	must(t, tape.WriteTemplate(context.Background(), &out, kind))
	return out.Bytes()
}

var templateKinds = append(pool.Kinds(), pool.KindUnknown)

// kindsOf gives the kinds of the examples of a template.
func kindsOf(kind pool.Kind) []pool.Kind {
	if kind == pool.KindUnknown {
		return pool.Kinds()
	}
	return []pool.Kind{kind}
}

// revise changes a workbook as a person does in a spreadsheet program.
func revise(t testing.TB, data []byte, change func(*excelize.File)) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	must(t, err)
	defer func() { _ = f.Close() }()
	change(f)
	var out bytes.Buffer
	must(t, f.Write(&out))
	return out.Bytes()
}

func TestBlankTemplateIsNoTapeYet(t *testing.T) {
	for _, kind := range templateKinds {
		_, err := tape.Read(context.Background(), "a.xlsx", bytes.NewReader(template(t, kind)), tape.Options{})
		var file *tape.FileError
		if !errors.As(err, &file) || file.Code != "rows.none" {
			t.Errorf("%v: %v", kind, err)
		}
	}
}

// fillIn states the cut-off date of a template, and makes its examples rows like any other.
func fillIn(t testing.TB, data []byte, kind pool.Kind) []byte {
	t.Helper()
	return revise(t, data, func(f *excelize.File) {
		must(t, f.SetCellValue("资产清单", "C2", 45473)) // 2024-06-30
		for _, cell := range []string{"A5", "A6", "A7", "A8"}[:len(kindsOf(kind))] {
			must(t, f.SetCellValue("资产清单", cell, 1))
		}
		must(t, f.SetCellValue("权利清单", "A3", 1))
		must(t, f.SetCellValue("关联方", "A3", 1))
	})
}

// Example rows become contracts when they are given a serial number, and every column is understood.
func TestFilledTemplateIsRead(t *testing.T) {
	for _, kind := range templateKinds {
		data := fillIn(t, template(t, kind), kind)
		result := read(t, "a.xlsx", data, tape.Options{})
		if result.Accepted != len(kindsOf(kind)) || result.Findings.Count(tape.Error) > 0 {
			t.Fatalf("%v: %d accepted\n%s", kind, result.Accepted, lines(result))
		}
		for _, c := range result.Columns {
			if c.Field == "" {
				t.Errorf("%v: column %s %q is not understood", kind, c.Letter, c.Header)
			}
		}
		for f := range result.Findings.All() {
			switch f.Code {
			case "column.unmapped", "column.duplicate", "currency.assumed":
				t.Errorf("%v: %v", kind, f)
			}
		}
		for i, want := range kindsOf(kind) {
			if got := result.Pool.Contract(i).Kind(); got != want {
				t.Errorf("%v: row %d is read as %v", kind, i+1, got)
			}
		}
		c := result.Pool.Contract(0)
		if c.NumRights() != 1 || c.NumObligors() != 2 || result.Pool.AsOf() != calendar.MustNew(2024, 6, 30) || result.Pool.Currency() != money.CNY {
			t.Errorf("%v: read as %v with %d rights as of %v", kind, c.Kind(), c.NumRights(), result.Pool.AsOf())
		}
		if p := result.Pool.Party(c.Obligor(0).Party); p.Name != "示例科技（北京）有限公司" || p.PD.Or(0) != 0.01 || p.Rating != "AA" {
			t.Errorf("%v: %+v", kind, p)
		}
	}
}

// Examples may stay above the contracts, and a total may follow.
func TestExamplesAreNotCounted(t *testing.T) {
	for _, kind := range templateKinds {
		n := len(kindsOf(kind))
		data := revise(t, template(t, kind), func(f *excelize.File) {
			must(t, f.SetCellValue("资产清单", "C2", 45473))
			must(t, f.DuplicateRowTo("资产清单", 5, 5+n))
			must(t, f.SetCellValue("资产清单", fmt.Sprintf("A%d", 5+n), 1))
			must(t, f.SetCellValue("资产清单", fmt.Sprintf("A%d", 6+n), "合计"))
		})
		result := read(t, "a.xlsx", data, tape.Options{Strict: true})
		examples := 0
		for f := range result.Findings.All() {
			if f.Code == "row.example" && f.Sheet == "资产清单" {
				examples++
			}
		}
		if result.Accepted != 1 || result.RowsRead != 1 || examples != n {
			t.Errorf("%v: %d rows read, %d examples\n%s", kind, result.RowsRead, examples, lines(result))
		}
	}
}

// Nothing in the explanations is taken for the cut-off date that is left out. (With the remaining term
// beside the maturity it would follow from them.)
func TestTemplateWithoutCutOffDateIsRefused(t *testing.T) {
	data := revise(t, template(t, pool.KindLease), func(f *excelize.File) {
		must(t, f.SetCellValue("资产清单", "A5", 1))
		headers, err := f.SearchSheet("资产清单", "剩余期限 Remaining term（月）")
		must(t, err)
		must(t, f.SetCellValue("资产清单", strings.TrimRight(headers[0], "0123456789")+"5", nil))
	})
	_, err := tape.Read(context.Background(), "a.xlsx", bytes.NewReader(data), tape.Options{})
	var file *tape.FileError
	if !errors.As(err, &file) || file.Code != "as_of.missing" && file.Code != "as_of.ambiguous" {
		t.Errorf("%v", err)
	}
}

// Every word that a cell of a template offers is understood in that cell.
func TestTemplatesOfferWordsThatAreRead(t *testing.T) {
	const rows = 40 // more than the longest list has words
	data := fillIn(t, template(t, pool.KindUnknown), pool.KindUnknown)
	f := openBook(t, data)
	words := map[string]map[int]string{} // lists by sheet and column, as a range of cells
	for _, sheet := range []string{"资产清单", "权利清单", "关联方"} {
		rules, err := f.GetDataValidations(sheet)
		must(t, err)
		words[sheet] = map[int]string{}
		for _, rule := range rules {
			if rule.Type == "list" {
				column, _, err := excelize.CellNameToCoordinates(rule.Sqref[:strings.Index(rule.Sqref, ":")])
				must(t, err)
				words[sheet][column] = rule.Formula1
			}
		}
	}
	if len(words["资产清单"]) != 25 || len(words["权利清单"]) != 2 || len(words["关联方"]) != 6 {
		t.Fatalf("%v", words)
	}
	data = revise(t, data, func(f *excelize.File) {
		for sheet, first := range map[string]int{"资产清单": 5, "权利清单": 3, "关联方": 3} {
			table, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
			must(t, err)
			for n := range rows {
				for i, value := range table[first-1] {
					cell, err := excelize.CoordinatesToCellName(i+1, first+n)
					must(t, err)
					switch list := words[sheet][i+1]; {
					case list != "":
						var from, to int
						var column string
						_, err := fmt.Sscanf(strings.NewReplacer("$", " ", ":", " ").Replace(list[strings.Index(list, "!")+1:]), "%s %d %s %d", &column, &from, &column, &to)
						must(t, err)
						value, err = f.GetCellValue("选项 Lists", fmt.Sprintf("%s%d", column, from+n%(to-from+1)))
						must(t, err)
						if value == "" {
							t.Fatalf("%s offers nothing in %s", sheet, cell)
						}
					case table[first-2][i] == "权利标识 Right ID" || table[first-2][i] == "登记号 Registration number" || table[first-2][i] == "到期日 Expiry":
						value = "" // so that each row is a right of its own, of any type
					case strings.HasPrefix(table[first-2][i], "合同编号") || table[first-2][i] == "企业名称 Company":
						value = fmt.Sprintf("%s-%d", value, n)
					}
					must(t, f.SetCellValue(sheet, cell, value))
				}
			}
		}
	})
	result := read(t, "a.xlsx", data, tape.Options{AsOf: asOf})
	for finding := range result.Findings.All() {
		column, _ := excelize.ColumnNameToNumber(finding.Column)
		switch finding.Code {
		case "party.differs", "contract.missing": // the rows share their firms, and 不规则 has no table
			continue
		}
		if finding.Severity != tape.Info && words[finding.Sheet][column] != "" {
			t.Errorf("%v", finding)
		}
	}
}

func TestWriteTemplateRefusesOtherKinds(t *testing.T) {
	if err := tape.WriteTemplate(context.Background(), &bytes.Buffer{}, 77); !errors.Is(err, tape.ErrKind) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	cause := errors.New("enough")
	cancel(cause)
	if err := tape.WriteTemplate(ctx, &bytes.Buffer{}, pool.KindUnknown); !errors.Is(err, cause) {
		t.Errorf("%v", err)
	}
	if !bytes.Equal(template(t, pool.KindLease), template(t, pool.KindLease)) {
		t.Error("the same kind gives other bytes")
	}
}

// The tapes of published deals come back as they were read.
func TestTapesThatWereReadAreWritten(t *testing.T) {
	for _, name := range []string{"sample", "kaide", "longhe", "qiyi", "wenke1"} {
		result, err := tape.ReadFile(context.Background(), "../../testdata/"+name+".xlsx", tape.Options{})
		must(t, err)
		var out bytes.Buffer
		if err := tape.WriteTape(context.Background(), &out, result.Spec); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		again := read(t, "a.xlsx", out.Bytes(), tape.Options{Strict: true})
		if diff := cmp.Diff(comparable(result.Spec), comparable(again.Spec), same, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
		if result.Pool.Principal() != again.Pool.Principal() {
			t.Errorf("%s: another principal", name)
		}
	}
}

func smallSpec() pool.Spec {
	return pool.Spec{AsOf: asOf, Currency: money.CNY, Parties: []pool.PartySpec{{ID: "甲公司"}},
		Contracts: []pool.ContractSpec{{ID: "A1", Obligors: []pool.ObligorSpec{{Party: "甲公司"}}, Balance: dec("100"), Maturity: asOf.AddDays(400), Lease: &pool.LeaseSpec{}}}}
}

func TestWhatATapeCannotCarryIsAFault(t *testing.T) {
	yes := true
	for name, test := range map[string]struct {
		change func(*pool.Spec)
		path   string
	}{
		"a party that nobody names": {func(s *pool.Spec) { s.Parties = append(s.Parties, pool.PartySpec{ID: "乙公司"}) }, "parties[1].id"},
		"a right that nobody names": {func(s *pool.Spec) { s.Rights = []pool.RightSpec{{ID: "R"}} }, "rights[0].id"},
		"a party whose name reads as two": {func(s *pool.Spec) {
			s.Parties[0].ID, s.Contracts[0].Obligors[0].Party = "甲公司、乙公司", "甲公司、乙公司"
		}, "parties[0].id"},
		"a number that reads as a total":   {func(s *pool.Spec) { s.Contracts[0].ID = "合计" }, "contracts"},
		"a tag that says nothing":          {func(s *pool.Spec) { s.Contracts[0].Tags = []string{"无"} }, "contracts[0].tags"},
		"a tag with a separator":           {func(s *pool.Spec) { s.Contracts[0].Tags = []string{"a,b"} }, "contracts[0].tags"},
		"an index without its usual name":  {func(s *pool.Spec) { loan(s).Floating = &pool.FloatingSpec{Index: "PRIME"} }, "contracts[0].microloan.floating"},
		"a licence back of another length": {func(s *pool.Spec) { sublicense(s) }, "contracts[0].sublicense.licence_back.end"},
		"a first licence that is exclusive": {func(s *pool.Spec) {
			x := sublicense(s)
			x.LicenceBack.End, x.Licence.Exclusive = s.Contracts[0].Maturity, &yes
		}, "contracts[0].sublicense.licence.exclusive"},
		"the day on which a work was made": {func(s *pool.Spec) {
			s.Rights = []pool.RightSpec{{ID: "R", Type: pool.Copyright, Created: asOf}}
			s.Contracts[0].Rights = []string{"R"}
		}, "rights[0].created"},
		"a guarantee with a limit": {func(s *pool.Spec) {
			s.Parties = append(s.Parties, pool.PartySpec{ID: "乙公司"})
			s.Contracts[0].Guarantees = []pool.GuaranteeTermsSpec{{Party: "乙公司", Limit: opt("10")}}
		}, "contracts[0].guarantees"},
		"a patent less fine than its number": {func(s *pool.Spec) {
			s.Rights = []pool.RightSpec{{ID: "R", Type: pool.Patent, Number: "ZL200310119651.4"}}
			s.Contracts[0].Rights = []string{"R"}
		}, "rights[0].type"},
	} {
		t.Run(name, func(t *testing.T) {
			spec := smallSpec()
			test.change(&spec)
			var out bytes.Buffer
			err := tape.WriteTape(context.Background(), &out, spec)
			var list *faults.Error
			if !errors.As(err, &list) || out.Len() > 0 {
				t.Fatalf("%v, %d bytes", err, out.Len())
			}
			for _, f := range list.Faults() {
				if f.Path == test.path && f.Code == faults.Unsupported {
					return
				}
			}
			t.Errorf("no fault at %s: %v", test.path, err)
		})
	}
}

func loan(s *pool.Spec) *pool.MicroloanSpec {
	s.Contracts[0].Lease, s.Contracts[0].Microloan = nil, &pool.MicroloanSpec{}
	return s.Contracts[0].Microloan
}

func sublicense(s *pool.Spec) *pool.SublicenseSpec {
	s.Contracts[0].Lease, s.Contracts[0].Sublicense = nil, &pool.SublicenseSpec{}
	return s.Contracts[0].Sublicense
}

func TestWriteTapeRefusesWhatDoesNotResolve(t *testing.T) {
	spec := smallSpec()
	spec.Contracts[0].Balance = dec("-1")
	if err := tape.WriteTape(context.Background(), &bytes.Buffer{}, spec); err == nil || !strings.Contains(err.Error(), "contracts[0].balance") {
		t.Errorf("%v", err)
	}
}

// No text of a specification becomes a formula.
func TestWrittenTapeHasNoFormula(t *testing.T) {
	spec := smallSpec()
	spec.Contracts[0].ID, spec.Contracts[0].Tags = `=HYPERLINK("http://x")`, []string{"@SUM(A1)", "+1"}
	var out bytes.Buffer
	must(t, tape.WriteTape(context.Background(), &out, spec))
	expectNoFormula(t, out.Bytes())
}

func expectNoFormula(t testing.TB, data []byte) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	must(t, err)
	defer func() { _ = f.Close() }()
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		must(t, err)
		for r := range rows {
			for c := range rows[r] {
				cell, _ := excelize.CoordinatesToCellName(c+1, r+1)
				if formula, _ := f.GetCellFormula(sheet, cell); formula != "" {
					t.Errorf("%s!%s: %s", sheet, cell, formula)
				}
			}
		}
	}
}

func ExampleWriteTape() {
	spec := smallSpec()
	var out bytes.Buffer
	if err := tape.WriteTape(context.Background(), &out, spec); err != nil {
		fmt.Println(err)
		return
	}
	result, err := tape.Read(context.Background(), "tape.xlsx", &out, tape.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Pool.Len(), result.Pool.Contract(0).Source)
	// A tape has no place for a licence that differs from its contract.
	sublicense(&spec)
	fmt.Println(tape.WriteTape(context.Background(), &out, spec))
	// Output:
	// 1 tape.xlsx!资产清单 row 5
	// contracts[0].sublicense.licence_back.end: "nothing"; expected what a tape can say: 2025-08-04 comes back
}

func ExampleWriteTemplate() {
	var out bytes.Buffer
	if err := tape.WriteTemplate(context.Background(), &out, pool.KindMicroloan); err != nil {
		fmt.Println(err)
		return
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = f.Close() }()
	fmt.Println(strings.Join(f.GetSheetList(), ", "))
	header, _ := f.GetCellValue("资产清单", "B4")
	fmt.Println(header)
	// Output:
	// 资产清单, 权利清单, 还款计划, 本金计划 Schedule, 关联方, 填写说明 Guide, 选项 Lists
	// 借据号 Loan ID
}

func BenchmarkWriteTape(b *testing.B) {
	spec := read(b, "a.xlsx", workbook(b, page{"清单", wideRows(1000)}), tape.Options{AsOf: asOf}).Spec
	b.ReportAllocs()
	for b.Loop() {
		must(b, tape.WriteTape(context.Background(), &bytes.Buffer{}, spec))
	}
}
