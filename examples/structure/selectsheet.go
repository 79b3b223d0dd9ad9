package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/ipabs/ipabs/optimize"
)

// selectionSheet is the name of the sheet of a workbook that says how to select contracts.
const selectionSheet = "选择"

// selectionColumns are the headers of the sheet, which are the fields of a rule in the document. A row
// whose kind is goal names the objective, and one whose kind is servicing the fee, in the column value.
var selectionColumns = []string{"kind", "name", "key", "bucket", "top", "at_least", "at_most", "below", "above", "contracts", "pack", "unknown", "value"}

// readSelectionSheet reads the sheet of a workbook as a selection document; false when the tape has none.
// Its rows are rules in order, so that rules[0] of a fault is the first rule of the sheet.
func readSelectionSheet(path string) (spec optimize.Spec, found bool, err error) {
	if ext := strings.ToLower(filepath.Ext(path)); ext != ".xlsx" && ext != ".xlsm" {
		return spec, false, nil
	}
	f, err := excelize.OpenFile(path, excelize.Options{UnzipSizeLimit: 1 << 30})
	if err != nil {
		return spec, false, nil // the tape has been read, so this is no workbook that a sheet could be in
	}
	defer f.Close()
	if !slices.Contains(f.GetSheetList(), selectionSheet) {
		return spec, false, nil
	}
	rows, err := f.GetRows(selectionSheet, excelize.Options{RawCellValue: true})
	if err != nil {
		return spec, true, err
	}
	place := func(row int, format string, args ...any) error {
		return fmt.Errorf("%s!%s row %d: %s", filepath.Base(path), selectionSheet, row+1, fmt.Sprintf(format, args...))
	}
	var errs []error
	doc := map[string]any{"schema": optimize.Schema, "name": filepath.Base(path) + "!" + selectionSheet}
	rules := []any{}
	var heads []string
	for at, row := range rows {
		cells := map[string]string{}
		for i, text := range row {
			if text = strings.TrimSpace(text); text == "" {
				continue
			}
			switch {
			case heads == nil:
				if !slices.Contains(selectionColumns, text) {
					errs = append(errs, place(at, "header %q; expected some of %s", text, strings.Join(selectionColumns, ", ")))
				}
			case i >= len(heads) || heads[i] == "":
				errs = append(errs, place(at, "%q stands below no header", text))
			default:
				cells[heads[i]] = text
			}
		}
		if heads == nil {
			for _, text := range row {
				heads = append(heads, strings.TrimSpace(text))
			}
			continue
		}
		switch kind := cells["kind"]; kind {
		case "":
			if len(cells) > 0 {
				errs = append(errs, place(at, "no kind; expected goal, servicing or the kind of a rule"))
			}
		case "goal":
			doc["objective"] = map[string]any{"goal": cells["value"]}
		case "servicing":
			doc["servicing"] = cells["value"]
		default:
			rule := map[string]any{}
			for name, text := range cells {
				rule[name] = text
			}
			if list, ok := rule["contracts"]; ok {
				rule["contracts"] = strings.FieldsFunc(list.(string), func(r rune) bool { return strings.ContainsRune(",，、;； \n", r) })
			}
			if top, ok := rule["top"]; ok {
				rule["top"] = json.Number(top.(string))
			}
			rules = append(rules, rule)
		}
	}
	doc["rules"] = rules
	if len(errs) > 0 {
		return spec, true, errors.Join(errs...)
	}
	text, err := json.Marshal(doc)
	if err != nil {
		return spec, true, fmt.Errorf("%s!%s: column top: expected whole numbers: %w", filepath.Base(path), selectionSheet, err)
	}
	spec, err = optimize.ReadSpec(strings.NewReader(string(text)))
	return spec, true, err
}
