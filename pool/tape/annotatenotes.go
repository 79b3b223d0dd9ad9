package tape

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
)

// Notes stand in two parts: one holds their texts, and one draws their boxes, in a drawing language
// older than the format (VML). A sheet that has notes already keeps both, and gets more of them.

// noteAuthor is whose notes they are.
const noteAuthor = "ipabs"

// noteParts are the parts of a sheet's notes, "" for those it does not have.
type noteParts struct{ notes, drawing string }

func (a *annotator) noteParts(m *sheetMarks) (noteParts, error) {
	var parts noteParts
	relations, err := a.pack.relations(m.part)
	if err != nil {
		return parts, err
	}
	for _, r := range relations {
		switch {
		case r.kind == "comments":
			parts.notes = r.target
		case r.kind == "vmlDrawing" && r.id == m.facts.drawing: // another one may belong to its headers
			parts.drawing = r.target
		}
	}
	if m.facts.drawing != "" && parts.drawing == "" {
		return parts, fmt.Errorf("%s points to a drawing %q that it has no link to", m.part, shorten(m.facts.drawing, 20))
	}
	return parts, nil
}

// addNotes adds a note to every marked cell that is to have one.
func (a *annotator) addNotes(m *sheetMarks) error {
	var noted []*mark
	for _, k := range m.marks {
		if k.noted {
			noted = append(noted, k)
		}
	}
	if len(noted) == 0 {
		return nil
	}
	parts, err := a.noteParts(m)
	if err != nil {
		return err
	}
	if parts.notes == "" {
		parts.notes = a.pack.free("xl/commentsTape", ".xml")
		a.pack.set(parts.notes, []byte(xmlHead+`<comments xmlns="`+mainNamespace+`"><authors></authors><commentList></commentList></comments>`))
		if err := a.pack.declare(parts.notes, typeNotes); err != nil {
			return err
		}
		if _, err := a.pack.relate(m.part, "comments", parts.notes); err != nil {
			return err
		}
	}
	added, err := a.writeNotes(parts.notes, noted)
	if err != nil || len(added) == 0 {
		return err
	}
	if parts.drawing == "" {
		parts.drawing = a.pack.free("xl/drawings/vmlDrawingTape", ".vml")
		a.pack.set(parts.drawing, []byte(`<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>`))
		if err := a.pack.declareExtension("vml", typeDrawing); err != nil {
			return err
		}
		id, err := a.pack.relate(m.part, "vmlDrawing", parts.drawing)
		if err != nil {
			return err
		}
		if err := m.pointToNotes(id); err != nil {
			return err
		}
	}
	return a.drawNotes(parts.drawing, added)
}

// writeNotes adds texts to the part of notes, and gives the cells that had no note before.
func (a *annotator) writeNotes(part string, noted []*mark) ([]*mark, error) {
	data, err := a.pack.read(part)
	if err != nil || data == nil {
		return nil, errors.Join(err, noElement(data != nil, part, "comments"))
	}
	byName := map[string]*mark{}
	for _, k := range noted {
		byName[k.at.name()] = k
	}
	var authors []string
	var list []splice
	var open *mark // whose note is being read
	threaded, depth, authorStart := false, 0, -1
	var old noteText
	err = scanXML(data, func(t xmlTag) error {
		switch {
		case t.name == "author" && !t.closes:
			authorStart = t.end
		case t.name == "author":
			author := ""
			if authorStart <= t.start {
				author = html.UnescapeString(string(data[authorStart:t.start]))
			}
			authors = append(authors, author)
		case t.name == "comment" && !t.closes:
			open, depth = byName[t.attr("ref")], t.depth
			var n int
			_, scanErr := fmt.Sscan(t.attr("authorId"), &n)
			threaded = scanErr == nil && n >= 0 && n < len(authors) && strings.HasPrefix(authors[n], "tc=")
			if open != nil && threaded {
				a.remark(open, "此单元格已有批注会话，未加批注 the cell has a threaded comment; no note added")
				delete(byName, open.at.name())
				open = nil
			}
		case t.name == "comment":
			open = nil
		case open == nil || t.depth <= depth:
		case t.name == "text" && t.depth == depth+1 && !t.closes:
			old = noteText{tag: t, place: -1}
		case t.name == "text" && t.depth == depth+1:
			list = append(list, old.append(t, a.noteRuns(t, open, true))...)
			delete(byName, open.at.name())
		case t.depth == depth+2:
			old.piece(t)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	data = applySplices(data, list)
	var added []*mark
	for _, k := range noted {
		if byName[k.at.name()] != nil {
			added = append(added, k)
		}
	}
	data, ok, err := appendInside(data, "authors", 0, func(t xmlTag) string {
		return fmt.Sprintf("<%s>%s</%s>", t.tag("author"), noteAuthor, t.tag("author"))
	})
	if err != nil || !ok {
		return nil, errors.Join(err, noElement(ok, part, "authors"))
	}
	data, ok, err = appendInside(data, "commentList", 0, func(t xmlTag) string {
		var b strings.Builder
		for _, k := range added {
			fmt.Fprintf(&b, `<%[1]s ref="%[2]s" authorId="%[3]d"><%[4]s>%[5]s</%[4]s></%[1]s>`, t.tag("comment"), k.at.name(), len(authors), t.tag("text"), a.noteRuns(t, k, false))
		}
		return b.String()
	})
	if err != nil || !ok {
		return nil, errors.Join(err, noElement(ok, part, "commentList"))
	}
	a.pack.set(part, data)
	return added, nil
}

// noteText follows the text of a note that is there already.
type noteText struct {
	tag   xmlTag
	plain [2]xmlTag // the tags around a text without runs
	place int       // of what must stay behind the runs, -1 for nothing
}

func (n *noteText) piece(t xmlTag) {
	switch t.name {
	case "t":
		if !t.closes {
			n.plain[0] = t
		} else {
			n.plain[1] = t
		}
	case "rPh", "phoneticPr":
		if n.place < 0 {
			n.place = t.start
		}
	}
}

// append adds runs behind the text, which ends with the tag end. A text without runs becomes one.
func (n *noteText) append(end xmlTag, runs string) []splice {
	var list []splice
	if n.plain[1].name != "" {
		open, closing := n.plain[0], n.plain[1]
		list = append(list, splice{open.start, open.start, "<" + open.tag("r") + ">"}, splice{closing.end, closing.end, "</" + open.tag("r") + ">"})
	}
	switch {
	case n.tag.empty:
		return append(list, splice{n.tag.start, n.tag.end, openTag(string(n.tag.text)) + runs + "</" + n.tag.tag("text") + ">"})
	case n.place >= 0:
		return append(list, splice{n.place, n.place, runs})
	}
	return append(list, splice{end.start, end.start, runs})
}

// remark says beside the findings of a cell what could not be done there.
func (a *annotator) remark(k *mark, text string) {
	for _, i := range k.findings {
		a.where[i].remark = text
	}
}

// noteRuns writes the findings of a cell as runs of text.
func (a *annotator) noteRuns(t xmlTag, k *mark, behind bool) string {
	var b strings.Builder
	run := func(bold bool, text string) {
		mark := ""
		if bold {
			mark = "<" + t.tag("b") + "/>"
		}
		fmt.Fprintf(&b, `<%[1]s><%[2]s>%[3]s<%[4]s val="9"/><%[5]s val="Arial"/></%[2]s><%[6]s xml:space="preserve">%[7]s</%[6]s></%[1]s>`,
			t.tag("r"), t.tag("rPr"), mark, t.tag("sz"), t.tag("rFont"), t.tag("t"), escapeText(text))
	}
	for n, i := range k.findings {
		if n == MaxNoteFindings {
			run(true, fmt.Sprintf("\n… 另有 and %d more: %s", len(k.findings)-n, FindingsSheet))
			break
		}
		f := a.result.Findings[i]
		head, body := noteWords(f)
		if f.Row != k.at.row || f.Column != "" && f.Column != columnLetter(k.at.column) {
			head += " " + placeText("", "", f.Row, f.Column, "")
		}
		if n > 0 || behind {
			head = "\n" + head
		}
		run(true, head)
		run(false, body)
	}
	return b.String()
}

// noteShape is how a drawing numbers its shapes.
var noteShape = regexp.MustCompile(`_x0000_s(\d{1,9})\b`)

// drawNotes adds the boxes of notes. Drawings of this language are often no well-formed XML (programs
// read them leniently), so nothing is assumed of one but its end.
func (a *annotator) drawNotes(part string, added []*mark) error {
	data, err := a.pack.read(part)
	end := bytes.LastIndex(data, []byte("</xml>"))
	if err != nil || end < 0 {
		return errors.Join(err, noElement(end >= 0, part, "xml"))
	}
	first := 1025 // as spreadsheet programs begin
	for _, m := range noteShape.FindAllSubmatch(data, -1) {
		n, _ := strconv.Atoi(string(m[1]))
		first = max(first, n+1)
	}
	spaces := "" // the prefixes that the drawing does not declare at its root
	for _, space := range []string{`xmlns:v="urn:schemas-microsoft-com:vml"`, `xmlns:o="urn:schemas-microsoft-com:office:office"`, `xmlns:x="urn:schemas-microsoft-com:office:excel"`} {
		if root, _, _ := bytes.Cut(data, []byte(">")); !bytes.Contains(root, []byte(space)) {
			spaces += " " + space
		}
	}
	var b strings.Builder
	if !bytes.Contains(data, []byte(`_x0000_t202"`)) {
		b.WriteString(`<v:shapetype` + spaces + ` id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`)
	}
	for i, k := range added {
		lines := 3 * min(len(k.findings), MaxNoteFindings)
		left := min(k.at.column+1, maxSheetColumns-6)
		top := min(max(k.at.row-2, 0), maxSheetRows-40)
		fmt.Fprintf(&b, `<v:shape%s id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%d, 15, %d, 4, %d, 15, %d, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>`,
			spaces, first+i, left, top, left+4, top+2+min(lines, 30), k.at.row-1, k.at.column)
	}
	a.pack.set(part, applySplices(data, []splice{{end, end, b.String()}}))
	return nil
}
