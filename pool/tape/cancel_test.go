package tape

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
)

// lookedAt is a context that ends at a look, and counts the looks.
type lookedAt struct {
	context.Context
	looks atomic.Int64
	ends  int // the look at which it has ended, 0 for never
}

func (c *lookedAt) Err() error {
	if looks := c.looks.Add(1); c.ends > 0 && looks >= int64(c.ends) {
		return context.Canceled
	}
	return nil
}

func numberedLoans(n int) (string, string) {
	var text, rows strings.Builder
	text.WriteString("合同编号,借款人,未偿本金余额,年利率,到期日\n")
	for i, h := range []string{"合同编号", "借款人", "未偿本金余额", "年利率", "到期日"} {
		if i == 0 {
			rows.WriteString("<row>")
		}
		rows.WriteString(`<c t="inlineStr"><is><t>` + h + `</t></is></c>`)
	}
	rows.WriteString("</row>")
	for i := range n {
		fmt.Fprintf(&text, "A%d,甲公司,100,5%%,2026-03-01\n", i)
		fmt.Fprintf(&rows, `<row><c t="inlineStr"><is><t>A%d</t></is></c><c t="inlineStr"><is><t>甲公司</t></is></c><c><v>100</v></c><c t="str"><v>5%%</v></c><c t="str"><v>2026-03-01</v></c></row>`, i)
	}
	return text.String(), rows.String()
}

// Reading stops within a hundred rows of the end of its context: the rows that were begun are counted.
func TestReadingStopsWithinAHundredRows(t *testing.T) {
	const n = 5000
	text, rows := numberedLoans(n)
	limits := Limits{}.withDefaults()
	for _, looks := range []int{1, 2, 3, 10, 40} {
		_, _, fault := readText(&lookedAt{Context: context.Background(), ends: looks}, text, limits)
		if fault == nil || fault.row > looks*rowsPerCheck {
			t.Errorf("text, ended at look %d: %+v", looks, fault)
		}
		s := &sheetScan{book: &workbook{limits: limits, shared: &sharedTexts{}}, xml: newXMLReader(strings.NewReader("<worksheet><sheetData>" + rows + "</sheetData></worksheet>")), sheet: &sheet{}}
		if err := s.run(&lookedAt{Context: context.Background(), ends: looks}); !errors.Is(err, context.Canceled) && err != nil || s.seen > looks*rowsPerCheck {
			t.Errorf("workbook, ended at look %d: %d rows begun, %v", looks, s.seen, err)
		}
	}
}

// Every step of a read looks at the context at least once in a hundred rows; whichever look finds it
// ended, there is no result, and the cause is told.
func TestEveryStepLooksAtTheContext(t *testing.T) {
	const n = 3000 // enough for two goroutines, see rowsPerFork
	text, rows := numberedLoans(n)
	book := sheetOf(t, rows)
	for name, data := range map[string][]byte{"a.csv": []byte(text), "a.xlsx": book} {
		read := func(ctx context.Context) (*Result, error) {
			return Read(ctx, name, bytes.NewReader(data), Options{AsOf: day(2025, 1, 1)})
		}
		whole := &lookedAt{Context: context.Background()}
		if result, err := read(whole); err != nil || result.Accepted != n {
			t.Fatal(name, err)
		}
		// Reading the rows, telling what they are, the convention of rates, and reading the contracts.
		looks := int(whole.looks.Load())
		if steps := 4; looks < steps*n/rowsPerCheck {
			t.Errorf("%s: %d looks over %d rows", name, looks, n)
		}
		for look := 1; look <= looks; look += 1 + look/4 {
			if result, err := read(&lookedAt{Context: context.Background(), ends: look}); result != nil || !errors.Is(err, context.Canceled) && err != nil || err == nil {
				t.Errorf("%s, ended at look %d: %v, %v", name, look, result, err)
			}
		}
	}
}
