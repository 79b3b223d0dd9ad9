package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"github.com/ipabs/ipabs/money"
)

// A chart remembers the points that it was last drawn from. excelize leaves that memory empty, and
// programs that do not calculate, such as previews, then show an empty frame. The points are put in
// when the part of the chart goes into the archive.

// rememberChart keeps the points of the series of a chart by the cells that they refer to.
func (p *page) rememberChart(d drawing) {
	if p.points == nil {
		p.points = map[string]string{}
	}
	first, last := d.rows+1, d.rows+len(d.labels)
	cells := func(column, from, to int) string { return on(p.name, fixedSpan(column, from, column, to)) }
	p.points[cells(1, first, last)] = textPoints(d.labels)
	for i, c := range d.all() {
		column := d.columnOf(i)
		p.points[on(p.name, fixed(column, d.rows))] = textPoints([]string{c.label.stacked()})
		values := make([]string, len(d.labels))
		for k := range values {
			values[k] = p.number(c.value(k))
		}
		p.points[cells(column, first, last)] = numberPoints(values, c.format.code(p.currency))
	}
}

// number writes a value of a series as the file holds it; "" for a value that is no number.
func (b *book) number(v any) string {
	if f, ok := v.(formula); ok {
		v = f.value
	}
	switch v := v.(type) {
	case money.Amount:
		if shown(v) {
			return strconv.FormatFloat(units(v, b.currency), 'f', -1, 64)
		}
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

func textPoints(texts []string) string { return "<strCache>" + points(texts) + "</strCache>" }

func numberPoints(values []string, format string) string {
	return "<numCache><formatCode>" + escaped(format) + "</formatCode>" + points(values) + "</numCache>"
}

func points(values []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<ptCount val="%d"></ptCount>`, len(values))
	for i, v := range values {
		if v != "" {
			fmt.Fprintf(&b, `<pt idx="%d"><v>%s</v></pt>`, i, escaped(v))
		}
	}
	return b.String()
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a builder takes every write
	return b.String()
}

// completeChart puts the points into the part of a chart. It also keeps spreadsheets from turning a
// category axis whose labels look like dates into an axis of days, on which quarterly columns are a
// hair wide.
func (b *book) completeChart(chart []byte) []byte {
	chart = bytes.ReplaceAll(chart, []byte(`<auto val="1">`), []byte(`<auto val="0">`))
	const open, end = "<f>", "</f>"
	var out bytes.Buffer
	for {
		before, after, found := bytes.Cut(chart, []byte(open))
		out.Write(before)
		if !found {
			return out.Bytes()
		}
		reference, rest, _ := bytes.Cut(after, []byte(end))
		out.WriteString(open)
		out.Write(reference)
		out.WriteString(end)
		if points, ok := b.points[unescaped(string(reference))]; ok {
			out.WriteString(points)
			rest = bytes.TrimPrefix(rest, []byte("<numCache><formatCode></formatCode></numCache>"))
		}
		chart = rest
	}
}

// unescaped undoes what XML does to a reference.
func unescaped(s string) string {
	return strings.NewReplacer("&#39;", "'", "&apos;", "'", "&amp;", "&").Replace(s)
}
