package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/ipabs/ipabs/calendar"
	"github.com/ipabs/ipabs/optimize"
)

// selectionSheet is the name of the sheet of a workbook that says how to select contracts.
const selectionSheet = "选择"

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
				text = englishOf(chineseColumns, text)
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
				heads = append(heads, englishOf(chineseColumns, strings.TrimSpace(text)))
			}
			continue
		}
		fields, err := fieldsOf(cells, f)
		if err != nil {
			errs = append(errs, place(at, "%v", err))
			continue
		}
		switch kind := englishOf(chineseKinds, cells["kind"]); kind {
		case "":
			if len(cells) > 0 {
				errs = append(errs, place(at, "no kind; expected goal, servicing, shares or the kind of a rule"))
			}
		case "goal":
			if cells["value"] == "" {
				errs = append(errs, place(at, "a goal without its word in the column value (取值); expected one such as variance (损失方差最小) or principal (本金最大)"))
				continue
			}
			goal := map[string]any{"goal": englishOf(chineseGoals, cells["value"])}
			for _, name := range goalColumns {
				if v, given := fields[name]; given {
					goal[name] = v
				}
			}
			doc["objective"] = goal
		case "servicing":
			doc["servicing"] = cells["value"]
		case "shares":
			shares := map[string]any{"lot": cells["value"]}
			if list, given := fields["contracts"]; given {
				shares["contracts"] = list
			}
			doc["shares"] = shares
		default:
			fields["kind"] = kind
			rules = append(rules, fields)
		}
	}
	doc["rules"] = rules
	if len(errs) > 0 {
		return spec, true, errors.Join(errs...)
	}
	text, err := json.Marshal(doc)
	if err != nil {
		return spec, true, err
	}
	spec, err = optimize.ReadSpec(strings.NewReader(string(text)))
	return spec, true, err
}

// fieldsOf gives the cells of a row as the document has them: lists, whole numbers and dates in their own
// form, all else as text.
func fieldsOf(cells map[string]string, f *excelize.File) (map[string]any, error) {
	fields := map[string]any{}
	for name, text := range cells {
		switch {
		case slices.Contains(listColumns, name):
			fields[name] = strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",，、;； \n", r) })
		case slices.Contains(numberColumns, name):
			if _, err := strconv.ParseUint(text, 10, 64); err != nil {
				return nil, fmt.Errorf("column %s: %q; expected a whole number", name, text)
			}
			fields[name] = json.Number(text)
		case name == "date":
			date, err := dateOf(text, f)
			if err != nil {
				return nil, err
			}
			fields[name] = date
		default:
			fields[name] = text
		}
	}
	return fields, nil
}

// dateOf reads a day as written, or as a spreadsheet counts it.
func dateOf(text string, f *excelize.File) (string, error) {
	serial, err := strconv.ParseFloat(text, 64)
	if err != nil {
		date, err := calendar.Parse(text)
		if err != nil {
			return "", fmt.Errorf("column date: %w", err)
		}
		return date.String(), nil
	}
	props, err := f.GetWorkbookProps()
	if err != nil {
		return "", err
	}
	day, err := excelize.ExcelDateToTime(serial, props.Date1904 != nil && *props.Date1904)
	if err != nil {
		return "", fmt.Errorf("column date: %q; expected a day", text)
	}
	return day.Format("2006-01-02"), nil
}
