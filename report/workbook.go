package report

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Engine names the way in which the workbook is laid out.
const Engine = "ipabs.report/1"

// Workbook writes the content as a workbook (.xlsx). The same content gives the same bytes, for one
// version of this program. Nothing is written to w before the workbook is whole.
//
// Errors: ErrContent for parts that do not belong together, *SheetFullError for a pool that no sheet
// can hold, the cause of a cancelled ctx, and the errors of w.
func Workbook(ctx context.Context, w io.Writer, c Content) (err error) {
	if err := cancelled(ctx); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if err := c.check(); err != nil {
		return err
	}
	f := excelize.NewFile()
	defer func() {
		// Large sheets wait in temporary files, which Close removes.
		if closeErr := f.Close(); err == nil && closeErr != nil {
			err = fmt.Errorf("report: %w", closeErr)
		}
	}()
	b := &book{ctx: ctx, file: f, content: c, currency: c.currency()}
	f.SetZipWriter(b.archive)
	b.styles = styles{file: f, currency: b.currency, ids: map[[2]uint8]int{}}
	if err := b.build(); err != nil {
		return err
	}
	buf, err := f.WriteToBuffer()
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if _, err := buf.WriteTo(w); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

// build makes every sheet. The checks, the charts and the cover come last, wherever they stand: they
// refer to cells of the others.
func (b *book) build() error {
	shown := b.plan()
	if err := b.prepare(shown); err != nil {
		return err
	}
	writers := [numSheets]func() error{
		sheetTape: b.tape, sheetFindings: b.findings, sheetPool: b.poolStatistics, sheetEligibility: b.eligibility, sheetRights: b.rights,
		sheetConcentration: b.concentration, sheetLosses: b.losses, sheetSimulation: b.simulation, sheetSelection: b.selection, sheetCash: b.cash, sheetContractFlows: b.contractFlows,
		sheetWaterfall: b.waterfall, sheetMovements: b.movements, sheetTranches: b.tranches,
		sheetAssumptions: b.assumptions, sheetChecks: b.checkSheet, sheetCharts: b.charts, sheetCover: b.cover,
	}
	late := []sheetID{sheetChecks, sheetCharts, sheetCover}
	for _, id := range append(without(shown, late), late...) {
		if !slices.Contains(shown, id) {
			continue
		}
		if err := writers[id](); err != nil {
			return err
		}
	}
	return nil
}

func without(list, drop []sheetID) []sheetID {
	return slices.DeleteFunc(slices.Clone(list), func(id sheetID) bool { return slices.Contains(drop, id) })
}

// plan lists the sheets that the content fills, in order.
func (b *book) plan() []sheetID {
	var list []sheetID
	for id := range numSheets {
		if b.has(id) {
			list = append(list, id)
		}
	}
	return list
}

// has reports whether the content fills a sheet.
func (b *book) has(id sheetID) bool {
	c := b.content
	switch id {
	case sheetCover:
		return true
	case sheetCharts:
		return len(c.collections()) > 0 || c.Result != nil || c.Simulation != nil || slices.ContainsFunc(c.Exposures, charted)
	case sheetTape, sheetPool:
		return c.Pool != nil && c.Pool.Len() > 0
	case sheetFindings:
		return c.Tape != nil
	case sheetChecks:
		return (c.Pool != nil && c.Pool.Len() > 0) || len(c.Exposures) > 0 || len(c.collections()) > 0 || c.Result != nil
	case sheetEligibility:
		return len(c.Eligibility) > 0
	case sheetRights:
		return c.Rights != nil && (c.Rights.Rights() > 0 || len(c.Rights.Guarantors.Guarantors) > 0)
	case sheetConcentration:
		return len(c.Exposures) > 0
	case sheetSelection:
		return c.Selection != nil
	case sheetLosses:
		return c.Losses != nil
	case sheetSimulation:
		return c.Simulation != nil
	case sheetCash:
		return len(c.collections()) > 0
	case sheetContractFlows:
		return c.ContractFlows && c.Flows != nil
	case sheetWaterfall, sheetMovements, sheetTranches:
		return c.Result != nil
	}
	return len(b.remarks()) > 0 || c.Performance != nil || (c.Flows != nil && len(c.Flows.Notes()) > 0)
}

// prepare makes the empty sheets in order, the properties of the file and the style of a difference.
func (b *book) prepare(shown []sheetID) error {
	f := b.file
	if err := f.SetSheetName("Sheet1", shown[0].name()); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	for _, id := range shown[1:] {
		if _, err := f.NewSheet(id.name()); err != nil {
			return fmt.Errorf("report: %w", err)
		}
	}
	if err := f.SetDefaultFont(fontName); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	day := b.content.Generated.String() + "T00:00:00Z"
	if err := f.SetDocProps(&excelize.DocProperties{
		Title: b.content.title(), Creator: Engine, LastModifiedBy: Engine, Created: day, Modified: day, Language: "zh-CN",
	}); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	if err := f.SetAppProps(&excelize.AppProperties{Application: "ipabs", AppVersion: "1.0000"}); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	// Values are stored beside the formulas, but a program that can calculate should do so.
	if err := f.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: ptr(true)}); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	var err error
	b.failed, err = f.NewConditionalStyle(&excelize.Style{
		Font: &excelize.Font{Color: red, Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{redBg}},
	})
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

// footer is printed on every page: the title, the sheet and the page number.
func (b *book) footer(id sheetID) string {
	const limit = 60 // a footer holds 255 characters in all
	quote := func(s string) string { return strings.ReplaceAll(s, "&", "&&") }
	// The blank ends the size: a title that begins with a year would be set in two thousand points.
	return `&L&8 ` + quote(cut(b.content.title(), limit)) + `&C&8 ` + quote(id.name()) + `&R&8 &P / &N`
}
