package tape

import (
	"context"
	"fmt"
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
	column, row, err := excelize.CellNameToCoordinates(ref)
	if err != nil {
		return err
	}
	if row != c.row {
		return fmt.Errorf("the cell %s stands in row %d", ref, c.row)
	}
	c.column = column - 1
	return nil
}

// readMarkFacts reads where rows have content, which cells are merged, the styles of columns, and where
// the sheet points to the drawing of its notes, or would.
func readMarkFacts(data []byte) (*markFacts, error) {
	facts := &markFacts{first: map[int]int{}, column: map[int]string{}, drawingPlace: -1}
	var at sheetCursor
	inData, past := false, false
	err := scanXML(data, func(t xmlTag) error {
		if t.depth <= 2 && past && facts.drawingPlace < 0 && (t.depth == 1 || strings.Contains(afterDrawing, " "+t.name+" ")) {
			facts.drawingPlace = t.start
		}
		if t.closes {
			past = past || t.depth == 2 && t.name == "sheetData"
			inData = inData && t.name != "sheetData"
			return nil
		}
		if t.depth == 1 {
			facts.root = t
		}
		switch t.name {
		case "legacyDrawing":
			facts.drawing, _ = t.link()
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
			facts.merges.add(t.attr("ref"))
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
	var last cellAt // in front of which nothing may come any more
	inOrder := func(next cellAt) error {
		if compareCells(next, last) <= 0 {
			return fmt.Errorf("%s: rows or cells are not in order at %s", m.part, next.name())
		}
		last = next
		return nil
	}
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
				list = append(list, splice{sheetData.start, sheetData.end, openTag(string(sheetData.text)) + rest + "</" + sheetData.tag("sheetData") + ">"})
			}
		case t.name == "row" && !t.closes:
			if rows++; rows%rowsPerCheck == 0 && a.ctx.Err() != nil {
				return context.Cause(a.ctx)
			}
			if err := at.at(t); err != nil {
				return err
			}
			if err := inOrder(cellAt{at.row, -1}); err != nil {
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
			tag := setAttrs(row.text, "spans", "")
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
			if err := inOrder(cellAt(at)); err != nil {
				return err
			}
			insert(t.start, added(t, at.row, at.column, rowStyle()))
			if len(marks) > 0 && marks[0].at == cellAt(at) {
				id, err := a.styles.filled(t.attr("s"), marks[0].worst)
				if err != nil {
					return err
				}
				list = append(list, splice{t.start, t.end, setAttrs(t.text, "s", strconv.Itoa(id))})
				marks = marks[1:]
			}
		}
		return nil
	})
	if err == nil {
		err = failed
	}
	if err == nil && len(marks) > 0 {
		err = fmt.Errorf("%s has no element sheetData", m.part)
	}
	m.changes = list
	return err
}

// afterDrawing are the elements of a sheet that stand behind the one that points to its notes.
const afterDrawing = " legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst AlternateContent "

// pointToNotes adds the element that points to the drawing of the notes.
func (m *sheetMarks) pointToNotes(id string) error {
	f := m.facts
	if f.drawingPlace < 0 {
		return fmt.Errorf("%s has no element sheetData", m.part)
	}
	text := fmt.Sprintf(`<%s xmlns:r="%s" r:id="%s"/>`, f.root.tag("legacyDrawing"), officeRelations, id)
	m.changes = append(m.changes, splice{f.drawingPlace, f.drawingPlace, text})
	return nil
}
