package tape

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// sheetCursor follows rows and cells through the part of a sheet, which may leave their numbers out.
type sheetCursor struct {
	row, column int // row from 1, column from 0
}

// at moves to a row or a cell. A reference that is none is an error.
func (c *sheetCursor) at(t xmlTag) error {
	ref := t.attr("r")
	if t.name == "row" {
		c.row, c.column = c.row+1, -1
		if ref == "" {
			return nil
		}
		n, err := strconv.Atoi(ref)
		if err != nil || n < 1 || n > maxSheetRows {
			return fmt.Errorf("row number %q", shorten(ref, 20))
		}
		c.row = n
		return nil
	}
	c.column++
	if ref == "" {
		return nil
	}
	column, _, err := excelize.CellNameToCoordinates(ref)
	if err != nil {
		return err
	}
	c.column = column - 1
	return nil
}

// readMarkFacts reads where rows have content, which cells are merged, and the styles of columns.
func readMarkFacts(data []byte) (*markFacts, error) {
	facts := &markFacts{first: map[int]int{}, column: map[int]string{}}
	var at sheetCursor
	inData := false
	err := scanXML(data, func(t xmlTag) error {
		if t.closes {
			inData = inData && t.name != "sheetData"
			return nil
		}
		switch t.name {
		case "sheetData":
			inData = !t.empty
		case "row", "c":
			if inData {
				return at.at(t)
			}
		case "v", "is", "f":
			if _, known := facts.first[at.row]; inData && !known {
				facts.first[at.row] = at.column
			}
		case "mergeCell":
			if m, ok := parseBlock([]byte(t.attr("ref"))); ok {
				facts.merges.add(m)
			}
		case "col":
			from, err1 := strconv.Atoi(t.attr("min"))
			to, err2 := strconv.Atoi(t.attr("max"))
			if style := t.attr("style"); style != "" && err1 == nil && err2 == nil {
				for n := max(from, 1); n <= min(to, maxSheetColumns); n++ {
					facts.column[n-1] = style
				}
			}
		}
		return nil
	})
	return facts, err
}

// markCells fills the marked cells of a sheet. A cell that is not there yet is added with the style of
// its row or column.
func (a *annotator) markCells(m *sheetMarks) error {
	if len(m.marks) == 0 {
		return nil
	}
	data, marks := m.data, m.marks
	var list []splice
	var at sheetCursor
	var row xmlTag // the one that is open
	var failed error
	cell := func(t xmlTag, k *mark, style string) string {
		id, err := a.styles.filled(style, k.worst)
		if err != nil {
			failed = err
		}
		return fmt.Sprintf(`<%s r="%s" s="%d"/>`, t.tag("c"), k.at.name(), id)
	}
	// added gives the cells to add in front of a column of a row; all is for the end of the row.
	added := func(t xmlTag, number, before int, style string) string {
		var b strings.Builder
		for len(marks) > 0 && marks[0].at.row == number && marks[0].at.column < before {
			own := style
			if own == "" {
				own = m.facts.column[marks[0].at.column]
			}
			b.WriteString(cell(t, marks[0], own))
			marks = marks[1:]
		}
		return b.String()
	}
	newRows := func(t xmlTag, before int) string {
		var b strings.Builder
		for len(marks) > 0 && marks[0].at.row < before {
			number := marks[0].at.row
			fmt.Fprintf(&b, `<%s r="%d">%s</%s>`, t.tag("row"), number, added(t, number, maxSheetColumns, ""), t.tag("row"))
		}
		return b.String()
	}
	rowStyle := func() string {
		if on := row.attr("customFormat"); on == "1" || on == "true" {
			return row.attr("s")
		}
		return ""
	}
	insert := func(place int, text string) {
		if text != "" {
			list = append(list, splice{place, place, text})
		}
	}
	rows, inData := 0, false
	var sheetData xmlTag
	err := scanXML(data, func(t xmlTag) error {
		if failed != nil {
			return failed
		}
		switch {
		case t.name == "sheetData" && !t.closes:
			inData, sheetData = true, t
		case !inData:
		case t.name == "sheetData":
			inData = false
			rest := newRows(sheetData, maxSheetRows+1)
			if !sheetData.empty {
				insert(t.start, rest)
			} else if rest != "" {
				list = append(list, splice{sheetData.start, sheetData.end, openTag(string(data[sheetData.start:sheetData.end])) + rest + "</" + sheetData.tag("sheetData") + ">"})
			}
		case t.name == "row" && !t.closes:
			if rows++; rows%rowsPerCheck == 0 && a.ctx.Err() != nil {
				return context.Cause(a.ctx)
			}
			if err := at.at(t); err != nil {
				return err
			}
			row = t
			insert(t.start, newRows(t, at.row))
		case t.name == "row":
			cells := added(t, at.row, maxSheetColumns, rowStyle())
			if cells == "" {
				break
			}
			// The hint which columns a row spans would be wrong now.
			tag := setAttrs(string(data[row.start:row.end]), "spans", "")
			if row.empty {
				tag = openTag(tag) + cells + "</" + row.tag("row") + ">"
			} else {
				insert(t.start, cells)
			}
			list = append(list, splice{row.start, row.end, tag})
		case t.name == "c" && !t.closes:
			if err := at.at(t); err != nil {
				return err
			}
			insert(t.start, added(t, at.row, at.column, rowStyle()))
			if len(marks) > 0 && marks[0].at == (cellAt{at.row, at.column}) {
				id, err := a.styles.filled(t.attr("s"), marks[0].worst)
				if err != nil {
					return err
				}
				list = append(list, splice{t.start, t.end, setAttrs(string(data[t.start:t.end]), "s", strconv.Itoa(id))})
				marks = marks[1:]
			}
		}
		return nil
	})
	if err == nil {
		err = failed
	}
	if err == nil && len(marks) > 0 {
		err = fmt.Errorf("%s: the rows are not in order", m.part)
	}
	if err != nil {
		return err
	}
	slices.SortStableFunc(list, func(x, y splice) int { return x.start - y.start })
	m.data = applySplices(data, list)
	a.pack.set(m.part, m.data)
	return nil
}

// afterDrawing are the elements of a sheet that stand behind the one that points to its notes.
const afterDrawing = " legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst AlternateContent "

// pointToNotes adds the element that points to the drawing of the notes.
func pointToNotes(data []byte, id string) ([]byte, error) {
	place, past := -1, false
	var root xmlTag
	if err := scanXML(data, func(t xmlTag) error {
		switch {
		case t.depth == 1 && !t.closes:
			root = t
		case t.depth == 1 && place < 0:
			place = t.start
		case t.depth == 2 && t.closes && t.name == "sheetData":
			past = true
		case t.depth == 2 && !t.closes && past && place < 0 && strings.Contains(afterDrawing, " "+t.name+" "):
			place = t.start
		}
		return nil
	}); err != nil {
		return nil, err
	}
	if place < 0 || root.empty {
		return nil, fmt.Errorf("a sheet without an end")
	}
	text := fmt.Sprintf(`<%s xmlns:r="%s" r:id="%s"/>`, root.tag("legacyDrawing"), officeRelations, id)
	return applySplices(data, []splice{{place, place, text}}), nil
}
